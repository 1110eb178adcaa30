"""A war of attrition between two sides that may not be able to give way, in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from jaxtyping import Float

from tradetalks.errors import InputError

__all__ = ["Attrition", "AttritionPlay"]

Times = Float[np.ndarray, " time"] | Sequence[float] | float


@dataclass(frozen=True)
class AttritionPlay:
    """Who gives way, and when. Times are in the unit of the rates that were given.

    Attributes
    ----------
    rate_a, rate_b
        Rate at which each side gives way, lambda, while neither has.
    horizon
        The time T0 at which everyone who can give way has done so.
    at_once_a, at_once_b
        Chance that a side gives way at the start; one of them is 0.
    value_a, value_b
        Expected payoff of a side that can give way.
    no_deal
        Chance that neither side can give way.
    """

    rate_a: float
    rate_b: float
    horizon: float
    at_once_a: float
    at_once_b: float
    value_a: float
    value_b: float
    no_deal: float

    @property
    def immediate(self) -> float:
        """Chance of a deal at the start."""
        return 1.0 - (1.0 - self.at_once_a) * (1.0 - self.at_once_b)

    @property
    def expected_delay(self) -> float:
        """Mean time until a deal, if there is one."""
        rate = self.rate_a + self.rate_b
        left = np.exp(-rate * self.horizon)
        waited = (1.0 - left) / rate - self.horizon * left
        return float((1.0 - self.immediate) * waited / (1.0 - self.no_deal))

    def concedes_by(self, time: Times = np.inf) -> Float[np.ndarray, " side *time"]:
        """Chances that A, and that B, has given way first by a time.

        ``q_i + (1 - q_i)(1 - q_j) lambda_i / (lambda_i + lambda_j) (1 - exp(-(lambda_i +
        lambda_j) t))`` up to the horizon, with q the chances at the start. At infinity they and
        `no_deal` sum to one.

        Raises
        ------
        InputError
            A time that is negative or NaN.
        """
        times = np.asarray(time, dtype=float)
        if not (times >= 0.0).all():
            raise InputError(f"time is {time!r}; give times of 0 or more")
        rates = np.array([self.rate_a, self.rate_b])
        at_once = np.array([self.at_once_a, self.at_once_b])
        gone = -np.expm1(-rates.sum() * np.minimum(times, self.horizon))
        later = (1.0 - self.immediate) * np.multiply.outer(rates / rates.sum(), gone)
        return at_once.reshape(-1, *np.ones(times.ndim, dtype=int)) + later

    def to_frame(self, points: int = 21) -> pl.DataFrame:
        """Tabulate times up to the horizon: chances that A or B has given way, or neither."""
        times = np.linspace(0.0, self.horizon, points)
        by_a, by_b = self.concedes_by(times)
        return pl.DataFrame({"time": times, "a": by_a, "b": by_b, "neither": 1.0 - by_a - by_b})

    def summary(self) -> str:
        """One line: who gives way, how soon, and the chance of no deal."""
        by_a, by_b = self.concedes_by()
        return (
            f"A gives way {by_a:.1%}, B {by_b:.1%}, neither {self.no_deal:.1%}; "
            f"at once {self.immediate:.1%}, else by {self.horizon:.3g}, "
            f"on average after {self.expected_delay:.3g}"
        )


@dataclass(frozen=True, kw_only=True)
class Attrition:
    """Two sides hold out for their own terms; each may be unable to give way.

    Side i has w_i if the other gives way and l_i if it does so itself, pays c_i a unit of time
    until then, and discounts at r_i. With chance z_i it never gives way. One that can gives way at
    the rate that leaves the other, which loses ``c_j + r_j l_j`` by waiting and may gain
    ``w_j - l_j``, indifferent:

        lambda_i = (c_j + r_j l_j) / (w_j - l_j)

    By T_i = -log(z_i) / lambda_i all of side i that can has given way. The war ends at
    ``T0 = min(T_a, T_b)``, and the slower side makes up for it by giving way at the start with
    chance ``q_i = 1 - z_i exp(lambda_i T0)``. A side that can give way expects
    ``q_j w_i + (1 - q_j) l_i`` (Abreu and Gul 2000, Econometrica 68, proposition 1, where nothing
    is paid and the terms are shares of one: see `of_shares`).

    Parameters
    ----------
    win_a, win_b
        Value w of a side's own terms, when they are agreed.
    give_way_a, give_way_b
        Value l of the other side's terms, below w. Zero is what a side has that never agrees and
        pays nothing.
    waiting_cost_a, waiting_cost_b
        Cost c a unit of time without an agreement; negative if the impasse pays.
    discount_rate_a, discount_rate_b
        Discount rate r a unit of time, 0 or more.
    inflexible_a, inflexible_b
        Chance z that a side cannot give way, strictly between 0 and 1.

    Raises
    ------
    InputError
        A number out of its range, or a side that loses nothing by waiting, ``c + r l <= 0``, and
        so never gives way.
    """

    win_a: float
    win_b: float
    give_way_a: float
    give_way_b: float
    inflexible_a: float
    inflexible_b: float
    waiting_cost_a: float = 0.0
    waiting_cost_b: float = 0.0
    discount_rate_a: float = 0.0
    discount_rate_b: float = 0.0

    def __post_init__(self) -> None:
        faults = [
            f"{name} is {value}; give a finite number"
            for name, value in vars(self).items()
            if not np.isfinite(value)
        ]
        for side in () if faults else ("a", "b"):
            faults += self._faults(side)
        if faults:
            raise InputError("; ".join(faults))

    @classmethod
    def of_shares(
        cls,
        demand_a: float,
        demand_b: float,
        *,
        discount_rate_a: float,
        discount_rate_b: float,
        inflexible_a: float,
        inflexible_b: float,
    ) -> Self:
        """Abreu and Gul's form: demands on a pie of one, and waiting costs only by discounting.

        Then ``lambda_i = r_j (1 - a_i) / (a_i + a_j - 1)``.

        Parameters
        ----------
        demand_a, demand_b
            Shares demanded, below 1, that sum to more than one.
        discount_rate_a, discount_rate_b, inflexible_a, inflexible_b
            As above.

        Raises
        ------
        InputError
            Demands that are compatible or outside (0, 1), and as above.
        """
        if not (0.0 < demand_a < 1.0 and 0.0 < demand_b < 1.0 and demand_a + demand_b > 1.0):
            raise InputError(
                f"demands are {demand_a} and {demand_b}; give shares between 0 and 1 that sum to "
                "more than 1, otherwise there is nothing to fight over"
            )
        return cls(
            win_a=demand_a,
            win_b=demand_b,
            give_way_a=1.0 - demand_b,
            give_way_b=1.0 - demand_a,
            inflexible_a=inflexible_a,
            inflexible_b=inflexible_b,
            discount_rate_a=discount_rate_a,
            discount_rate_b=discount_rate_b,
        )

    def solve(self) -> AttritionPlay:
        """The equilibrium, which is unique."""
        rate_a = self._loss_by_waiting("b") / (self.win_b - self.give_way_b)
        rate_b = self._loss_by_waiting("a") / (self.win_a - self.give_way_a)
        log_a, log_b = np.log(self.inflexible_a), np.log(self.inflexible_b)
        horizon = float(min(-log_a / rate_a, -log_b / rate_b))
        at_once_a = float(max(0.0, -np.expm1(log_a + rate_a * horizon)))
        at_once_b = float(max(0.0, -np.expm1(log_b + rate_b * horizon)))
        return AttritionPlay(
            rate_a=rate_a,
            rate_b=rate_b,
            horizon=horizon,
            at_once_a=at_once_a,
            at_once_b=at_once_b,
            value_a=self.give_way_a + at_once_b * (self.win_a - self.give_way_a),
            value_b=self.give_way_b + at_once_a * (self.win_b - self.give_way_b),
            no_deal=self.inflexible_a * self.inflexible_b,
        )

    def _side(self, side: str) -> dict[str, float]:
        return {
            name.removesuffix(f"_{side}"): value
            for name, value in vars(self).items()
            if name.endswith(f"_{side}")
        }

    def _loss_by_waiting(self, side: str) -> float:
        """Loss a unit of time of a side that is about to give way and waits instead."""
        of = self._side(side)
        return of["waiting_cost"] + of["discount_rate"] * of["give_way"]

    def _faults(self, side: str) -> list[str]:
        of = self._side(side)
        faults: list[str] = []
        if of["win"] <= of["give_way"]:
            faults.append(
                f"win_{side} is {of['win']}, give_way_{side} {of['give_way']}; give a larger "
                "value to a side's own terms"
            )
        if not 0.0 < of["inflexible"] < 1.0:
            faults.append(
                f"inflexible_{side} is {of['inflexible']}; give a chance strictly between 0 and 1"
            )
        if of["discount_rate"] < 0.0:
            faults.append(f"discount_rate_{side} is {of['discount_rate']}; give 0 or more")
        if self._loss_by_waiting(side) <= 0.0:
            faults.append(
                f"side {side} loses {self._loss_by_waiting(side):.6g} a unit of time by waiting; "
                f"give a larger waiting_cost_{side}, or it never gives way"
            )
        return faults
