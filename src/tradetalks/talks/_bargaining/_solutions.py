"""Bargaining solutions on a finite set of deals, with or without lotteries over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float, Int

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._frontier import TIE, Mask, Menu, Picks, crossed_edge, leaders

__all__ = [
    "Agreements",
    "Solution",
    "Solver",
    "agreements",
    "check_weight",
    "egalitarian",
    "egalitarian_points",
    "gains",
    "kalai_smorodinsky",
    "kalai_smorodinsky_points",
    "nash",
    "nash_points",
]

Draws = Float[np.ndarray, " draw"]
Pair = tuple[Draws, Draws]


@dataclass(frozen=True, eq=False)
class Solution:
    """A point of agreement and the deals that reach it.

    Attributes
    ----------
    point
        Shape (2,): payoffs of A and B.
    deals
        Indices of the deals mixed: one, or two in a lottery.
    weights
        Chance of each of those deals; they sum to one.
    """

    point: Float[np.ndarray, " 2"]
    deals: tuple[int, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Agreements:
    """A solution in each draw: deal `first`, or deal `second` with chance `share`.

    Attributes
    ----------
    first, second
        Shape (draw,): indices of deals.
    share
        Shape (draw,), from 0 to 1.
    agreed
        Shape (draw,): False where nothing is as good as disagreement for both sides.
    zone
        Shape (draw,): True where some single deal is.
    """

    first: Picks
    second: Picks
    share: Draws
    agreed: Bool[np.ndarray, " draw"]
    zone: Bool[np.ndarray, " draw"]

    def of(self, payoff: Menu) -> Draws:
        """Expected payoff of a side in each draw, NaN without agreement."""
        rows = np.arange(len(payoff))
        low, high = payoff[rows, self.first], payoff[rows, self.second]
        mean = (1.0 - self.share) * low + self.share * high
        return np.where(self.agreed, mean, np.nan)


Solver = Callable[[Menu, Menu, float, bool], Agreements]
"""From gains of A and B over disagreement, the weight of A, and whether lotteries count."""


def nash(
    payoffs: Float[np.ndarray, "deal 2"],
    disagreement: Float[np.ndarray, " 2"],
    weight: float = 0.5,
    lottery: bool = True,
) -> Solution:
    """Nash solution, weighted.

    Maximises ``w log(u_a - d_a) + (1 - w) log(u_b - d_b)`` over the deals, or over their convex
    hull, among points that neither side likes less than disagreement (Nash 1950, Econometrica 18;
    with weights: Kalai 1977, International Journal of Game Theory 6). Exact: the hull's edges
    have closed forms.

    Parameters
    ----------
    payoffs
        Payoffs of A and B from each deal.
    disagreement
        Payoffs without a deal.
    weight
        Bargaining weight w of A, strictly between 0 and 1.
    lottery
        False takes single deals only.

    Raises
    ------
    InputError
        NaN payoffs, a weight outside (0, 1), or no deal that both prefer to disagreement.
    """
    return _one(nash_points, payoffs, disagreement, weight, lottery)


def kalai_smorodinsky(
    payoffs: Float[np.ndarray, "deal 2"],
    disagreement: Float[np.ndarray, " 2"],
    weight: float = 0.5,
    lottery: bool = True,
) -> Solution:
    """Kalai-Smorodinsky solution: gains in proportion to the most that each side could have.

    The efficient point with ``(u_a - d_a) / (w m_a) = (u_b - d_b) / ((1 - w) m_b)``, where m is
    the largest gain of a side that leaves the other no worse than disagreement (Kalai and
    Smorodinsky 1975, Econometrica 43, at w = 1/2). Without lotteries: the deal with the largest
    smaller side of that equation. Parameters and errors as in `nash`.
    """
    return _one(kalai_smorodinsky_points, payoffs, disagreement, weight, lottery)


def egalitarian(
    payoffs: Float[np.ndarray, "deal 2"],
    disagreement: Float[np.ndarray, " 2"],
    weight: float = 0.5,
    lottery: bool = True,
) -> Solution:
    """Egalitarian (proportional) solution: the largest smaller gain.

    Maximises ``min((u_a - d_a) / w, (u_b - d_b) / (1 - w))``, gains being equal at w = 1/2 where
    the frontier lets them (Kalai 1977, Econometrica 45); where it does not, the efficient point
    nearest to it. Payoffs must be in one unit. Parameters and errors as in `nash`.
    """
    return _one(egalitarian_points, payoffs, disagreement, weight, lottery)


def agreements(
    solver: Solver,
    payoffs: tuple[Menu, Menu],
    disagreement: tuple[Draws, Draws],
    kept: Mask,
    weight: float,
    lottery: bool,
) -> Agreements:
    """Solve every draw at once.

    Parameters
    ----------
    solver
        `nash_points`, `kalai_smorodinsky_points` or `egalitarian_points`.
    payoffs, disagreement
        Of A and of B.
    kept
        The `leaders` among the deals that may be agreed: at least one in each draw.
    weight, lottery
        As in `nash`.
    """
    check_weight(weight)
    deals = _shortlist(kept)
    a, b = (
        gains(np.take_along_axis(payoff, deals, 1), floor)
        for payoff, floor in zip(payoffs, disagreement, strict=True)
    )
    found = solver(a, b, weight, lottery)
    rows = np.arange(len(deals))
    return replace(found, first=deals[rows, found.first], second=deals[rows, found.second])


def gains(payoff: np.ndarray, floor: Draws | float) -> np.ndarray:
    """Gains over disagreement; a loss that is rounding alone counts as none."""
    gained = payoff - np.asarray(floor)[..., None]
    slack = TIE * np.abs(payoff).max(axis=-1, keepdims=True)
    return np.where((gained < 0.0) & (gained >= -slack), 0.0, gained)


def nash_points(a: Menu, b: Menu, weight: float, lottery: bool) -> Agreements:
    """`nash` in each draw, from gains over disagreement."""
    if not lottery:
        with np.errstate(divide="ignore"):
            score = weight * np.log(np.maximum(a, 0.0))
            score += (1.0 - weight) * np.log(np.maximum(b, 0.0))
        return _best_deal(a, b, score)

    def turn(x: Draws, y: Draws, rise: Draws, fall: Draws, _: Picks) -> Bool[np.ndarray, " draw"]:
        return weight * y * rise > (1.0 - weight) * x * fall

    first, second = crossed_edge(a, b, turn)
    x, y, rise, fall = _edge(a, b, first, second)
    # The root of w rise / (x + s rise) = (1 - w) fall / (y - s fall), where neither side loses.
    share = weight * _ratio(y, fall) - (1.0 - weight) * _ratio(x, rise)
    share = np.minimum(np.maximum(share, -_ratio(x, rise)), _ratio(y, fall))
    return _mixed(a, b, first, second, share)


def kalai_smorodinsky_points(a: Menu, b: Menu, weight: float, lottery: bool) -> Agreements:
    """`kalai_smorodinsky` in each draw, from gains over disagreement."""
    if lottery:
        none, one = np.zeros(len(a)), np.ones(len(a))
        ideal_a, ideal_b = _level(a, b, one, none).of(a), _level(a, b, none, one).of(b)
    else:
        zone = (a >= 0.0) & (b >= 0.0)
        ideal_a = np.where(zone, a, 0.0).max(axis=1)
        ideal_b = np.where(zone, b, 0.0).max(axis=1)
    return _maximin(
        a, b, weight * np.fmax(ideal_a, 0.0), (1.0 - weight) * np.fmax(ideal_b, 0.0), lottery
    )


def egalitarian_points(a: Menu, b: Menu, weight: float, lottery: bool) -> Agreements:
    """`egalitarian` in each draw, from gains over disagreement."""
    return _maximin(a, b, np.full(len(a), weight), np.full(len(a), 1.0 - weight), lottery)


def check_weight(weight: float) -> None:
    """Raise where a bargaining weight is not strictly between 0 and 1."""
    if not 0.0 < weight < 1.0:
        raise InputError(f"weight is {weight}; give a bargaining weight strictly between 0 and 1")


def _one(
    solver: Solver,
    payoffs: Float[np.ndarray, "deal 2"],
    disagreement: Float[np.ndarray, " 2"],
    weight: float,
    lottery: bool,
) -> Solution:
    """Solve one set of deals."""
    points, origin = _checked(payoffs, disagreement)
    a, b = points.T[:, None, :]
    floors = origin[:1], origin[1:]
    found = agreements(solver, (a, b), floors, leaders(a, b), weight, lottery)
    if not found.agreed[0]:
        raise InputError(
            "no deal in the set is at least as good as disagreement for both sides; "
            "add deals or change the disagreement point"
        )
    first, second, share = int(found.first[0]), int(found.second[0]), float(found.share[0])
    if share <= 0.0:
        return Solution(points[first].copy(), (first,), (1.0,))
    if share >= 1.0:
        return Solution(points[second].copy(), (second,), (1.0,))
    point = (1.0 - share) * points[first] + share * points[second]
    return Solution(point, (first, second), (1.0 - share, share))


def _checked(
    payoffs: Float[np.ndarray, "deal 2"], disagreement: Float[np.ndarray, " 2"]
) -> tuple[Float[np.ndarray, "deal 2"], Float[np.ndarray, " 2"]]:
    points = np.asarray(payoffs, dtype=float)
    origin = np.asarray(disagreement, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or origin.shape != (2,):
        raise InputError(
            f"payoffs have shape {points.shape}, disagreement {origin.shape}; "
            "give (deals, 2) and (2,)"
        )
    if len(points) == 0:
        raise InputError("payoffs hold no deal; give at least one")
    if not (np.isfinite(points).all() and np.isfinite(origin).all()):
        raise InputError("payoffs or disagreement hold NaN or infinity; give finite payoffs")
    return points, origin


def _shortlist(kept: Mask) -> Int[np.ndarray, "draw listed"]:
    """Indices of the deals kept in each row; the first of them fills up shorter rows."""
    rows, deals = np.nonzero(kept)
    counts = kept.sum(axis=1)
    starts = np.cumsum(counts) - counts
    listed = np.repeat(deals[starts][:, None], counts.max(), axis=1)
    listed[rows, np.arange(len(rows)) - starts[rows]] = deals
    return listed


def _best_deal(a: Menu, b: Menu, score: Menu) -> Agreements:
    """Best score among the deals that both can bear; ties go to the larger sum of gains."""
    zone = (a >= 0.0) & (b >= 0.0)
    score = np.where(zone, score, -np.inf)
    top = score.max(axis=1, keepdims=True)
    # Where somebody gains nothing in every deal the product is no guide, and the sum decides.
    near = TIE * np.maximum(1.0, np.where(np.isfinite(top), np.abs(top), 0.0))
    best = np.where(zone & (score >= top - near), a + b, -np.inf).argmax(axis=1)
    possible = np.asarray(zone.any(axis=1))
    return Agreements(best, best, np.zeros(len(a)), possible, possible)


def _maximin(a: Menu, b: Menu, scale_a: Draws, scale_b: Draws, lottery: bool) -> Agreements:
    """Find the point with the largest smaller gain, each gain divided by its scale."""
    # A side that can gain nothing does not hold the other one back; if neither can, any scale does.
    idle = (scale_a <= 0.0) & (scale_b <= 0.0)
    scale_a, scale_b = np.where(idle, 1.0, scale_a), np.where(idle, 1.0, scale_b)
    if lottery:
        return _level(a, b, scale_a, scale_b)
    parts = [
        np.where(scale > 0.0, gained.T / np.where(scale > 0.0, scale, 1.0), np.inf).T
        for gained, scale in ((a, scale_a), (b, scale_b))
    ]
    return _best_deal(a, b, np.minimum(*parts))


def _level(a: Menu, b: Menu, scale_a: Draws, scale_b: Draws) -> Agreements:
    """Where the frontier crosses the ray on which gains are as the scales, or comes nearest.

    A scale of zero gives a side no more than it must have, so the other takes its ideal.
    """

    def turn(x: Draws, y: Draws, _: Draws, __: Draws, rows: Picks) -> Bool[np.ndarray, " draw"]:
        return y * scale_a[rows] > x * scale_b[rows]

    first, second = crossed_edge(a, b, turn)
    x, y, rise, fall = _edge(a, b, first, second)
    share = _ratio(y * scale_a - x * scale_b, rise * scale_b + fall * scale_a)
    return _mixed(a, b, first, second, share)


def _edge(a: Menu, b: Menu, first: Picks, second: Picks) -> tuple[Draws, Draws, Draws, Draws]:
    """Gains at the first end of an edge, and from there the rise for A and the fall for B."""
    rows = np.arange(len(a))
    x, y = a[rows, first], b[rows, first]
    return x, y, a[rows, second] - x, y - b[rows, second]


def _ratio(over: Draws, under: Draws) -> Draws:
    """Quotients, zero on an edge of no length."""
    return np.where(under > 0.0, over / np.where(under > 0.0, under, 1.0), 0.0)


def _mixed(a: Menu, b: Menu, first: Picks, second: Picks, share: Draws) -> Agreements:
    zone = np.asarray(((a >= 0.0) & (b >= 0.0)).any(axis=1))
    every = np.ones(len(a), dtype=bool)
    found = Agreements(first, second, np.clip(share, 0.0, 1.0), every, zone)
    short_a, short_b = found.of(a) < -_slack(a), found.of(b) < -_slack(b)
    return replace(found, agreed=~(short_a | short_b))


def _slack(gained: Menu) -> Draws:
    return TIE * np.abs(gained).max(axis=1)
