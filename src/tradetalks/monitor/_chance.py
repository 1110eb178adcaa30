"""The chance that a random walk with drift passes a mark, and how far the record pins it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize, special, stats

from tradetalks.errors import InputError

__all__ = ["Chance", "chance_of_reaching"]

FARTHEST = 25.0
"""Standard errors beyond which a chance is zero or one to all digits shown."""
POINTS = 2000
"""Quantiles over which a mean is taken."""


@dataclass(frozen=True)
class Chance:
    """A chance with its interval.

    Attributes
    ----------
    value
        Predictive chance, between 0 and 1.
    low, high
        Interval for the chance itself, from what the record leaves open of drift and spread.
    growth
        Growth to be expected to the horizon, as a ratio.
    observations
        Number of growth rates that it rests on.
    """

    value: float
    low: float
    high: float
    growth: float
    observations: int

    def of_the_contrary(self) -> Chance:
        """Chance of staying below the mark."""
        return replace(self, value=1.0 - self.value, low=1.0 - self.high, high=1.0 - self.low)


def chance_of_reaching(
    growth: Sequence[float],
    spans: Sequence[float],
    horizon: float,
    needed: float,
    level: float = 0.9,
) -> Chance | None:
    """Chance that growth to the horizon is at least what is needed.

    The log of the statistic is a random walk with drift: a growth g_k over a span d_k is normal
    with mean ``mu d_k`` and variance ``sigma^2 d_k``. With ``T = sum d_k``, ``m = sum g_k / T``
    and ``s^2 = sum (g_k - m d_k)^2 / d_k / (n - 1)``, growth over the horizon h is Student's t
    with n - 1 degrees of freedom about ``m h``, its scale ``s sqrt(h + h^2 / T)``. That is the
    predictive distribution under the prior 1 / sigma^2, so the chance allows for both parameters.

    At given parameters the chance is ``Phi(sqrt(h) (mu - needed / h) / sigma)``. Its interval is
    exact: ``sqrt(T) (m - needed / h) / s`` has a noncentral t distribution (Owen 1968,
    Technometrics 10, 445-478), whose noncentrality is found by inversion.

    Parameters
    ----------
    growth
        Changes of the log.
    spans
        Time that each took; positive, in the unit of the horizon.
    horizon
        Time ahead, positive.
    needed
        Change of the log that is needed over the horizon.
    level
        Coverage of the interval.

    Returns
    -------
    Chance or None
        None where fewer than two growth rates, or two or more that do not differ, leave the
        spread unknown.

    Raises
    ------
    InputError
        If lengths differ, or a span, the horizon or the level is out of bounds.
    """
    g, d = np.asarray(growth, dtype=float), np.asarray(spans, dtype=float)
    if g.shape != d.shape or not (d > 0.0).all() or not horizon > 0.0 or not 0.0 < level < 1.0:
        raise InputError(
            f"growth rates ({g.size}), spans ({d.size}), horizon {horizon} and level {level} do "
            "not fit; give as many positive spans as rates, a positive horizon and a level "
            "between 0 and 1"
        )
    if g.size < 2:
        return None
    total = float(d.sum())
    drift = float(g.sum()) / total
    spread = float(np.sqrt(((g - drift * d) ** 2 / d).sum() / (g.size - 1)))
    if spread <= 1e-12 * max(1.0, float(np.abs(g).max())):
        return None
    scale = spread * np.sqrt(horizon + horizon**2 / total)
    value = float(stats.t.cdf((drift * horizon - needed) / scale, g.size - 1))
    seen = float(np.sqrt(total) * (drift - needed / horizon) / spread)
    ends = _noncentrality(seen, g.size - 1, level)
    low, high = (float(stats.norm.cdf(np.sqrt(horizon / total) * end)) for end in ends)
    return Chance(value, low, high, float(np.exp(drift * horizon)), int(g.size))


def _noncentrality(seen: float, freedom: int, level: float) -> tuple[float, float]:
    """Noncentralities at which what was seen is as far out as the level allows.

    ``P(T <= q) = E Phi(q sqrt(V / f) - delta)`` with V chi-squared, f degrees of freedom; the mean
    is taken over its quantiles. Scipy's own function is not used: it fails far out in the tail.
    """
    q = float(np.clip(seen, -FARTHEST, FARTHEST))
    quantiles = 2.0 * special.gammaincinv(freedom / 2.0, (np.arange(POINTS) + 0.5) / POINTS)
    points = q * np.sqrt(quantiles / freedom)
    reach = float(np.abs(points).max()) + 10.0

    def at(tail: float) -> float:
        found = optimize.root_scalar(
            lambda delta: float(special.ndtr(points - delta).mean()) - tail,
            bracket=(-reach, reach),
        )
        return float(found.root)

    return at(0.5 + level / 2.0), at(0.5 - level / 2.0)
