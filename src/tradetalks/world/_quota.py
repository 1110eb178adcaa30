"""A quota on one flow by its tariff equivalent."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from tradetalks.errors import SolveError
from tradetalks.world._results import BaseFlows, QuotaEquilibrium, WorldEquilibrium

CLOSE = 1e-8
"""Relative error of quantity and of rent over trade at which the premium is taken as found."""


class Solver(Protocol):
    """`World.equilibrium`."""

    def __call__(
        self, tariffs: np.ndarray, *, deficits: np.ndarray, start: np.ndarray | None
    ) -> WorldEquilibrium:
        """The equilibrium at these rates and deficits."""
        ...


def tariff_equivalent(
    solve: Solver,
    base: BaseFlows,
    tariffs: np.ndarray,
    deficits: np.ndarray,
    place: tuple[int, int, int],
    share: float,
    rent_to: str,
) -> QuotaEquilibrium:
    """The premium at which the flow's quantity is the cap, by secant steps in logs.

    The transfer of the rent is that of the step before, and settles with the premium.
    """
    sector, importer, exporter = place
    cap = share * float(base.trade[place])
    premium, owed, start = 0.0, deficits, None
    rates = tariffs.copy()
    last: tuple[float, float] | None = None
    excess = np.inf
    for _ in range(100):
        rates[place] = tariffs[place] + premium
        found = solve(rates, deficits=owed, start=start)
        start = found.point
        value = float(found.trade[place])
        quantity = value / float(found.costs[sector, exporter])
        rent = premium * value
        excess = np.log(quantity / cap)
        if premium == 0.0 and excess <= 0.0:
            return QuotaEquilibrium(found, 0.0, 0.0, quantity, cap, rent_to)
        due = deficits.copy()
        if rent_to == "exporter":
            due[importer] -= rent
            due[exporter] += rent
        settled = np.abs(due - owed).max() <= CLOSE * max(rent, value)
        if abs(excess) <= CLOSE and settled:
            return QuotaEquilibrium(found, premium, rent, quantity, cap, rent_to)
        wedge = float(np.log1p(rates[place]))
        slope = -2.0 if last is None else (excess - last[1]) / (wedge - last[0])
        slope = min(slope, -0.1) if np.isfinite(slope) else -2.0
        if abs(excess) > 0.1 * CLOSE:
            last = (wedge, excess)
            step = float(np.clip(-excess / slope, -1.0, 1.0))
            premium = max(float(np.expm1(wedge + step)) - float(tariffs[place]), 1e-12)
        owed = due
    raise SolveError(
        "no premium was found that meets the quota; give a larger share",
        residual=abs(float(excess)),
        iterations=100,
    )
