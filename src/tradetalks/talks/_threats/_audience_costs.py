"""A crisis as a war of attrition with audience costs, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Float

from tradetalks.errors import InputError

__all__ = ["AudienceCrisis", "AudiencePlay"]

Times = Float[np.ndarray, " time"]


@dataclass(frozen=True)
class AudiencePlay:
    """How a crisis with audience costs goes. Times are in the unit of the costs.

    Attributes
    ----------
    crisis
        What was solved.
    horizon
        The time t* after which nobody quits: who is still in prefers conflict.
    quits_at_once_a, quits_at_once_b
        Chance that a side quits at the start; one of them is 0.
    conflict
        Chance that neither quits.
    """

    crisis: AudienceCrisis
    horizon: float
    quits_at_once_a: float
    quits_at_once_b: float
    conflict: float

    def hazard_a(self, time: Times | float) -> Times:
        """Rate at which A quits before the horizon, if both are still in."""
        return self._hazard(self.crisis.cost_b, self.crisis.prize_b, time)

    def hazard_b(self, time: Times | float) -> Times:
        """Rate at which B quits before the horizon, if both are still in."""
        return self._hazard(self.crisis.cost_a, self.crisis.prize_a, time)

    def in_a(self, time: Times | float) -> Times:
        """Chance that A, left alone, has not quit by a time."""
        stays = self._stays(self.crisis.cost_b, self.crisis.prize_b, time)
        return (1.0 - self.quits_at_once_a) * stays

    def in_b(self, time: Times | float) -> Times:
        """Chance that B, left alone, has not quit by a time."""
        stays = self._stays(self.crisis.cost_a, self.crisis.prize_a, time)
        return (1.0 - self.quits_at_once_b) * stays

    def to_frame(self, points: int = 21) -> pl.DataFrame:
        """Tabulate times up to the horizon: chance that each side, and both, are still in."""
        time = np.linspace(0.0, self.horizon, points)
        in_a, in_b = self.in_a(time), self.in_b(time)
        return pl.DataFrame({"time": time, "in_a": in_a, "in_b": in_b, "both": in_a * in_b})

    def summary(self) -> str:
        """One line: who quits at once, until when, and the chance of conflict."""
        return (
            f"at once A quits {self.quits_at_once_a:.1%}, B {self.quits_at_once_b:.1%}; "
            f"nobody quits after {self.horizon:.3g}; conflict {self.conflict:.1%}"
        )

    def _hazard(self, cost: float, prize: float, time: Times | float) -> Times:
        """Rate of quitting that keeps a side with this cost and prize indifferent."""
        at = np.asarray(time, dtype=float)
        return np.where(at < self.horizon, cost / (prize + cost * at), 0.0)

    def _stays(self, cost: float, prize: float, time: Times | float) -> Times:
        past = np.minimum(np.asarray(time, dtype=float), self.horizon)
        return prize / (prize + cost * past)


@dataclass(frozen=True, kw_only=True)
class AudienceCrisis:
    """Two sides that pay more in public the later they back down.

    A side that quits at time t pays its audience ``a_i t`` and the other gets its prize v. Each
    side's value of conflict is its own secret, uniform from ``-W_i`` to 0. While both are in, each
    quits at the rate at which the other, if it is to quit at all, does not mind when:

        h_j(t) = a_i / (v_i + a_i t)

    Whoever is in at t* has a value of conflict above ``-a_j t*``, so that
    ``a_j t* / W_j = (1 - q_j) v_i / (v_i + a_i t*)`` with q_j the chance of quitting at the
    start. t* is the first time at which this holds for a side with ``q_j = 0`` (Fearon 1994,
    American Political Science Review 88, with linear costs and uniform values).

    Parameters
    ----------
    cost_a, cost_b
        Audience cost a unit of time, above 0.
    conflict_a, conflict_b
        Worst loss in conflict, W, above 0.
    prize_a, prize_b
        What a side gets if the other quits, above 0.

    Raises
    ------
    InputError
        A number that is not finite or not above 0.
    """

    cost_a: float
    cost_b: float
    conflict_a: float
    conflict_b: float
    prize_a: float = 1.0
    prize_b: float = 1.0

    def __post_init__(self) -> None:
        faults = [
            f"{name} is {value}; give a finite number above 0"
            for name, value in vars(self).items()
            if not 0.0 < value < np.inf
        ]
        if faults:
            raise InputError("; ".join(faults))

    def solve(self) -> AudiencePlay:
        """Solve for the horizon, the chances at the start and the chance of conflict."""
        horizon = min(
            _settled(self.cost_a, self.conflict_a, self.cost_b, self.prize_b),
            _settled(self.cost_b, self.conflict_b, self.cost_a, self.prize_a),
        )
        fights_a = self.cost_a * horizon / self.conflict_a
        fights_b = self.cost_b * horizon / self.conflict_b
        begins_a = fights_a * (1.0 + self.cost_b * horizon / self.prize_b)
        begins_b = fights_b * (1.0 + self.cost_a * horizon / self.prize_a)
        return AudiencePlay(
            crisis=self,
            horizon=horizon,
            quits_at_once_a=max(0.0, 1.0 - begins_a),
            quits_at_once_b=max(0.0, 1.0 - begins_b),
            conflict=fights_a * fights_b,
        )


def _settled(cost: float, worst: float, other_cost: float, other_prize: float) -> float:
    """Positive root of ``(cost t / worst) (1 + other_cost t / other_prize) = 1``."""
    linear, square = cost / worst, cost * other_cost / (worst * other_prize)
    # This form of the root does not subtract near-equal numbers.
    return 2.0 / (linear + float(np.sqrt(linear**2 + 4.0 * square)))
