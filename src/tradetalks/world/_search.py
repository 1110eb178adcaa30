"""Better tariffs without slopes: the check on an optimum, by searches that did not produce it."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from tradetalks.world._climb import Bounds
from tradetalks.world._instruments import Instruments
from tradetalks.world._politics import Governments

GRID = 12
"""Rates tried one at a time, evenly spaced in log one plus the rate."""


def deviation(
    governments: Governments,
    mine: Instruments,
    tariffs: np.ndarray,
    bounds: Bounds,
    budget: int,
    seed: int,
) -> float:
    """Percent of its objective that a country gains by the best deviation found; zero for none.

    Solves alone are used. A single rate is searched on a grid over the bounds, then by golden
    section and parabolas about the best. Several are moved together over such a grid, then one at
    a time to random values, then by Powell's line searches from a start at which every rate has
    been moved at random; ``budget`` is the number of solves.
    """
    low, high = (float(np.log1p(b)) for b in bounds)
    held = governments.sound(tariffs)
    start = np.clip(mine.logs(tariffs, held.trade), low, high)
    standing = float(held.objectives[mine.country])
    best = standing

    def loss(logs: np.ndarray) -> float:
        nonlocal best
        rates = mine.put(tariffs, np.clip(logs, low, high))
        found = float(governments.value(rates).objectives[mine.country])
        best = max(best, found) if np.isfinite(found) else best
        return -found if np.isfinite(found) else 1e3

    ones = np.ones(mine.count)
    grid = np.linspace(low, high, GRID)
    along = [loss(level * ones) for level in grid]
    if mine.count == 1:
        place = int(np.argmin(along))
        span = (grid[max(place - 1, 0)], grid[min(place + 1, GRID - 1)])
        minimize_scalar(lambda x: loss(x * ones), bounds=span, method="bounded")
        return 100.0 * float(np.expm1(best - standing))
    draw = np.random.default_rng(seed)
    for k in draw.permutation(mine.count)[: budget // 4]:
        moved = start.copy()
        moved[k] = draw.uniform(low, high)
        loss(moved)
    away = np.clip(start + draw.normal(0.0, 0.1, mine.count), low, high)
    minimize(
        loss,
        away,
        method="Powell",
        bounds=[(low, high)] * mine.count,
        options={"maxfev": budget - GRID - min(mine.count, budget // 4), "xtol": 1e-5},
    )
    return 100.0 * float(np.expm1(best - standing))
