"""Take it or leave it: one offer to a side whose reservation value is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from jaxtyping import Float

from tradetalks.errors import InputError

__all__ = ["QuantileTable", "Screening", "crisis_demand", "screen"]

ROUNDING = 1e-7
"""Chances that sum to one within this do; three times 0.33333333 is an example."""

Points = Float[np.ndarray, " point"]
Numbers = Points | Sequence[float]


@dataclass(frozen=True, eq=False)
class QuantileTable:
    """A distribution by points on its curve, straight between them.

    Parameters
    ----------
    values
        Shape (point,): values that rise or stay; one that stands twice is an atom.
    cumulative
        Shape (point,): chance of a value up to each, from 0 or more, to 1.

    Raises
    ------
    InputError
        Fewer than two points, values or chances that fall, NaN, or chances that do not end at 1.
    """

    values: Points
    cumulative: Points

    def __post_init__(self) -> None:
        values, chances = np.array(self.values, dtype=float), np.array(self.cumulative, dtype=float)
        if values.ndim != 1 or len(values) < 2 or values.shape != chances.shape:
            raise InputError(
                f"values have shape {values.shape}, cumulative {chances.shape}; give two or more "
                "points in each"
            )
        if not (np.isfinite(values).all() and (np.diff(values) >= 0.0).all()):
            raise InputError(f"values are {values.tolist()}; give finite ones that do not fall")
        # Chances may be sums of rounded ones.
        rising = (np.diff(chances) >= -ROUNDING).all() and chances[0] >= 0.0
        if not (rising and _one(chances[-1])):
            raise InputError(f"cumulative is {chances.tolist()}; give chances that rise to 1")
        chances = np.minimum(np.maximum.accumulate(chances), 1.0)
        chances[-1] = 1.0
        object.__setattr__(self, "values", np.r_[values[0], values])
        object.__setattr__(self, "cumulative", np.r_[0.0, chances])

    @classmethod
    def uniform(cls, low: float, high: float) -> Self:
        """All values from low to high alike."""
        return cls(np.array([low, high]), np.array([0.0, 1.0]))

    @classmethod
    def of_types(cls, values: Numbers, chances: Numbers) -> Self:
        """Finitely many values, in any order, each with its chance.

        Raises
        ------
        InputError
            Shapes that differ, or chances that are negative or do not sum to one.
        """
        points, weights = np.asarray(values, dtype=float), np.asarray(chances, dtype=float)
        if points.ndim != 1 or points.size == 0 or points.shape != weights.shape:
            raise InputError(
                f"values have shape {points.shape}, chances {weights.shape}; give one a type"
            )
        if not ((weights >= 0.0).all() and _one(weights.sum())):
            raise InputError(f"chances are {weights.tolist()}; give shares that sum to 1")
        order = np.argsort(points, kind="stable")
        above = np.cumsum(weights[order]) / weights.sum()
        steps = np.column_stack([np.r_[0.0, above[:-1]], above]).ravel()
        return cls(np.repeat(points[order], 2), steps)

    def chance(self, value: float) -> float:
        """Chance of a value up to the one given."""
        above = int(np.searchsorted(self.values, value, side="right"))
        if above in (0, len(self.values)):
            return float(above > 0)
        low, high = self.values[above - 1], self.values[above]
        step = self.cumulative[above] - self.cumulative[above - 1]
        return float(self.cumulative[above - 1] + (value - low) / (high - low) * step)

    def mass_above(self, value: float) -> float:
        """Integral of the values above the one given: their chance times their mean."""
        kept = self.values > value
        values = np.r_[max(value, self.values[0]), self.values[kept]]
        chances = np.r_[self.chance(value), self.cumulative[kept]]
        return float((np.diff(chances) * (values[1:] + values[:-1])).sum() / 2.0)

    def at_least(self, floor: float) -> QuantileTable:
        """Raise what lies below a floor to it."""
        kept = self.values > floor
        return QuantileTable(
            np.r_[floor, floor, self.values[kept]],
            np.r_[0.0, self.chance(floor), self.cumulative[kept]],
        )

    def less_than(self, total: float) -> QuantileTable:
        """Distribution of a total less the value."""
        return QuantileTable(total - self.values[::-1], 1.0 - self.cumulative[::-1])


@dataclass(frozen=True)
class Screening:
    """The best single offer, and what comes of it.

    Attributes
    ----------
    offer, demand
        What A offers to B, and what it keeps; they sum to the pie.
    accepted, conflict
        Chance that B accepts, and that it does not; they sum to one.
    value_a, value_b
        Expected payoffs.
    """

    offer: float
    demand: float
    accepted: float
    conflict: float
    value_a: float
    value_b: float

    def summary(self) -> str:
        """One line: the demand and its risk."""
        return f"demands {self.demand:.4g}, refused with a chance of {self.conflict:.1%}"


def screen(reservations: QuantileTable, pie: float = 1.0, outside_a: float = 0.0) -> Screening:
    """Best take-it-or-leave-it offer where B's reservation value is not known.

    A offers y to B, keeps the pie S less y, and has d_a if B refuses. B accepts an offer as good
    as its reservation value, so that A maximises ``F(y) (S - y - d_a)`` with F its distribution:
    more for A at a higher risk of refusal. On each straight piece of F the best offer is the
    vertex of a parabola, at an atom the atom (Fearon 1995, International Organization 49; Powell
    1999, In the Shadow of Power).

    Parameters
    ----------
    reservations
        What B must get to accept, and has if it does not. Offers lie between 0 and the pie.
    pie
        What there is to divide.
    outside_a
        What A has if B refuses, up to the pie.

    Raises
    ------
    InputError
        A pie of zero or less, or an outside value above the pie.
    """
    if not 0.0 < pie < np.inf:
        raise InputError(f"pie is {pie}; give a finite value above 0")
    if not -np.inf < outside_a <= pie:
        raise InputError(
            f"outside_a is {outside_a}, the pie {pie}; give a finite value up to the pie, above "
            "which A wants no deal"
        )
    offer = _best_offer(reservations, pie - outside_a, pie)
    accepted = reservations.chance(offer)
    return Screening(
        offer=offer,
        demand=pie - offer,
        accepted=accepted,
        conflict=1.0 - accepted,
        value_a=accepted * (pie - offer) + (1.0 - accepted) * outside_a,
        value_b=accepted * offer + reservations.mass_above(offer),
    )


def crisis_demand(win_a: float, cost_a: float, cost_b: QuantileTable) -> Screening:
    """Best demand in a crisis where B's cost of conflict is not known.

    In conflict A gets ``p - c_a`` of the pie and B ``1 - p - c_b``. With c_b uniform from 0 to h
    the demand is ``p + (h - c_a) / 2`` and the risk of conflict ``(h - c_a) / (2 h)``, where these
    lie inside (Fearon 1995; Powell 1999).

    Parameters
    ----------
    win_a
        Chance p that A prevails in a conflict.
    cost_a
        A's cost of conflict, as a share of the pie.
    cost_b
        B's cost, likewise.

    Raises
    ------
    InputError
        A chance outside [0, 1], or a negative cost.
    """
    faults: list[str] = []
    if not 0.0 <= win_a <= 1.0:
        faults.append(f"win_a is {win_a}; give a chance from 0 to 1")
    if not 0.0 <= cost_a < np.inf:
        faults.append(f"cost_a is {cost_a}; give a cost of 0 or more")
    if cost_b.values[0] < 0.0:
        faults.append(f"cost_b starts at {cost_b.values[0]:.6g}; give costs of 0 or more")
    if faults:
        raise InputError("; ".join(faults))
    return screen(cost_b.less_than(1.0 - win_a), outside_a=win_a - cost_a)


def _best_offer(reservations: QuantileTable, gain: float, pie: float) -> float:
    """Offer with the largest ``F(y) (gain - y)``; the likelier to be accepted among equals."""
    values, chances = reservations.values, reservations.cumulative
    rising = (np.diff(values) > 0.0) & (np.diff(chances) > 0.0)
    low, high = values[:-1][rising], values[1:][rising]
    root = low - chances[:-1][rising] * (high - low) / np.diff(chances)[rising]
    vertices = np.clip((gain + root) / 2.0, low, high)
    # An offer of all that A could gain costs it nothing, so that no offer need be a loss.
    offers = np.clip(np.r_[vertices, values, gain], 0.0, pie)
    odds = np.array([reservations.chance(float(y)) for y in offers])
    worth = odds * (gain - offers)
    # Rounding separates offers that are equally good.
    tied = worth >= worth.max() - 1e-12 * (gain + pie)
    return float(offers[np.argmax(np.where(tied, odds, -1.0))])


def _one(total: float) -> bool:
    return abs(float(total) - 1.0) <= ROUNDING
