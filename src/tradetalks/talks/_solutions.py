"""Bargaining solutions on a finite set of deals, with or without lotteries over them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float, Int

from tradetalks.errors import InputError

__all__ = ["Solution", "egalitarian", "kalai_smorodinsky", "nash", "rubinstein"]

TIE = 1e-12
"""Payoffs closer than this share of their spread count as equal."""


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
    points, origin = _checked(payoffs, disagreement, weight)
    gains = points - origin
    if not lottery:
        chosen = _acceptable(gains)
        with np.errstate(divide="ignore"):
            score = np.log(np.maximum(gains[chosen], 0.0)) @ np.array([weight, 1.0 - weight])
        # Where somebody gains nothing in every deal the product is no guide.
        flat = gains[chosen].sum(axis=1)
        best = _first_best(flat if np.isneginf(score).all() else score, flat)
        return _pure(points, int(chosen[best]))
    vertices = _hull_frontier(gains)
    candidates = [
        _mix(points, i, j, _nash_share(gains[i], gains[j], weight))
        for i, j in _edges(gains, vertices)
    ]
    ends = [_pure(points, int(i)) for i in vertices if _gains_both(gains[i], gains)]
    return _best(candidates + ends, origin, weight)


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
    points, origin = _checked(payoffs, disagreement, weight)
    gains = points - origin
    ideal = _ideal(gains, lottery)
    return _maximin(points, gains, ideal * np.array([weight, 1.0 - weight]), lottery)


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
    points, origin = _checked(payoffs, disagreement, weight)
    return _maximin(points, points - origin, np.array([weight, 1.0 - weight]), lottery)


def rubinstein(
    discount_a: float, discount_b: float, proposer: str = "a", periods: int | None = None
) -> float:
    """Share of a unit pie that goes to A under alternating offers.

    Without an end, A as first proposer gets ``(1 - delta_b) / (1 - delta_a delta_b)``, and
    ``delta_a`` times that as responder (Rubinstein 1982, Econometrica 50). With `periods` offers
    and nothing for either side afterwards, by backward induction (Stahl 1972, Bargaining Theory).

    Parameters
    ----------
    discount_a, discount_b
        Discount factor a period, from 0 to 1.
    proposer
        Who offers first: "a" or "b".
    periods
        Number of offers; None for no end.

    Raises
    ------
    InputError
        A discount outside [0, 1], both equal to 1 without an end, another proposer, no period.
    """
    for name, value in (("discount_a", discount_a), ("discount_b", discount_b)):
        if not 0.0 <= value <= 1.0:
            raise InputError(f"{name} is {value}; give a discount factor from 0 to 1")
    if proposer not in ("a", "b"):
        raise InputError(f"proposer is {proposer!r}; give 'a' or 'b'")
    first = proposer == "a"
    if periods is None:
        if discount_a * discount_b >= 1.0:
            raise InputError("discount_a and discount_b are both 1; give periods, or one below 1")
        share = (1.0 - discount_b) / (1.0 - discount_a * discount_b)
        return share if first else discount_a * share
    if periods < 1:
        raise InputError(f"periods is {periods}; give 1 or more, or None for no end")
    share = 0.0
    for period in reversed(range(periods)):
        last = period == periods - 1
        a_offers = first == (period % 2 == 0)
        if a_offers:
            share = 1.0 if last else 1.0 - discount_b * (1.0 - share)
        else:
            share = 0.0 if last else discount_a * share
    return share


def _checked(
    payoffs: Float[np.ndarray, "deal 2"], disagreement: Float[np.ndarray, " 2"], weight: float
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
    if not 0.0 < weight < 1.0:
        raise InputError(f"weight is {weight}; give a bargaining weight strictly between 0 and 1")
    return points, origin


def _slack(gains: Float[np.ndarray, "deal 2"]) -> float:
    return TIE * float(np.abs(gains).max())


def _gains_both(gain: Float[np.ndarray, " 2"], gains: Float[np.ndarray, "deal 2"]) -> bool:
    return bool((gain >= -_slack(gains)).all())


def _no_agreement() -> InputError:
    return InputError(
        "no deal in the set is at least as good as disagreement for both sides; "
        "add deals or change the disagreement point"
    )


def _acceptable(gains: Float[np.ndarray, "deal 2"]) -> Int[np.ndarray, " chosen"]:
    """Find the deals that both like at least as much as disagreement."""
    chosen = np.flatnonzero((gains >= -_slack(gains)).all(axis=1))
    if chosen.size == 0:
        raise _no_agreement()
    return chosen


def _first_best(score: Float[np.ndarray, " deal"], second: Float[np.ndarray, " deal"]) -> int:
    """Index of the best score; ties go to the better second score, then to the first index."""
    tied = score >= score.max() - TIE * max(1.0, abs(float(score.max())))
    return int(np.argmax(np.where(tied, second, -np.inf)))


def _pure(points: Float[np.ndarray, "deal 2"], index: int) -> Solution:
    return Solution(points[index].copy(), (index,), (1.0,))


def _mix(points: Float[np.ndarray, "deal 2"], i: int, j: int, share: float) -> Solution:
    """Mix two deals: the lottery that gives deal j with chance `share`, else deal i."""
    if share <= 0.0:
        return _pure(points, i)
    if share >= 1.0:
        return _pure(points, j)
    point = (1.0 - share) * points[i] + share * points[j]
    return Solution(point, (i, j), (1.0 - share, share))


def _hull_frontier(gains: Float[np.ndarray, "deal 2"]) -> Int[np.ndarray, " vertex"]:
    """Vertices of the efficient part of the convex hull, by rising payoff of A (Andrew 1979)."""
    order = np.lexsort((gains[:, 1], gains[:, 0]))[::-1]
    best_before = np.concatenate([[-np.inf], np.maximum.accumulate(gains[order, 1])[:-1]])
    efficient = order[gains[order, 1] > best_before]
    chain: list[int] = []
    for index in efficient:
        while len(chain) >= 2 and _bends_in(gains[chain[-2]], gains[chain[-1]], gains[index]):
            chain.pop()
        chain.append(int(index))
    return np.array(chain[::-1])


def _bends_in(
    p: Float[np.ndarray, " 2"], q: Float[np.ndarray, " 2"], r: Float[np.ndarray, " 2"]
) -> bool:
    """Whether q is not a corner on the way p, q, r, with falling payoff of A."""
    return bool((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]) <= 0.0)


def _edges(
    gains: Float[np.ndarray, "deal 2"], vertices: Int[np.ndarray, " vertex"]
) -> list[tuple[int, int]]:
    """Edges of the hull's frontier that reach the part with gains for both."""
    return [
        (int(i), int(j)) for i, j in pairwise(vertices) if _window(gains[i], gains[j]) is not None
    ]


def _window(p: Float[np.ndarray, " 2"], q: Float[np.ndarray, " 2"]) -> tuple[float, float] | None:
    """Shares s for which ``p + s (q - p)`` has no loss; A's payoff rises, B's falls with s."""
    low = max(0.0, -p[0] / (q[0] - p[0]))
    high = min(1.0, -p[1] / (q[1] - p[1]))
    return (float(low), float(high)) if low <= high else None


def _nash_share(p: Float[np.ndarray, " 2"], q: Float[np.ndarray, " 2"], weight: float) -> float:
    """Root of ``w b / (p_a + s b) + (1 - w) e / (p_b + s e) = 0`` within the window."""
    low, high = _window(p, q) or (0.0, 0.0)
    b, e = q - p
    share = -(weight * b * p[1] + (1.0 - weight) * e * p[0]) / (b * e)
    return float(np.clip(share, low, high))


def _best(candidates: list[Solution], origin: Float[np.ndarray, " 2"], weight: float) -> Solution:
    """Choose the candidate with the largest weighted Nash product."""
    if not candidates:
        raise _no_agreement()
    gains = np.maximum([c.point - origin for c in candidates], 0.0)
    product = gains[:, 0] ** weight * gains[:, 1] ** (1.0 - weight)
    tied = product >= product.max() * (1.0 - TIE)
    return candidates[int(np.argmax(np.where(tied, gains.sum(axis=1), -np.inf)))]


def _ideal(gains: Float[np.ndarray, "deal 2"], lottery: bool) -> Float[np.ndarray, " 2"]:
    """Largest gain of each side that leaves the other no worse than disagreement."""
    if not lottery:
        return np.maximum(gains[_acceptable(gains)].max(axis=0), 0.0)
    vertices = _hull_frontier(gains)
    ends = [gains[i] for i in vertices if _gains_both(gains[i], gains)]
    for i, j in _edges(gains, vertices):
        low, high = _window(gains[i], gains[j]) or (0.0, 0.0)
        ends += [gains[i] + share * (gains[j] - gains[i]) for share in (low, high)]
    if not ends:
        raise _no_agreement()
    return np.maximum(np.max(ends, axis=0), 0.0)


def _maximin(
    points: Float[np.ndarray, "deal 2"],
    gains: Float[np.ndarray, "deal 2"],
    scale: Float[np.ndarray, " 2"],
    lottery: bool,
) -> Solution:
    """Find the point with the largest smaller gain, each gain divided by its scale."""
    # A side that can gain nothing does not hold the other one back.
    scaled = gains / np.where(scale > 0.0, scale, np.inf)
    scaled[:, scale <= 0.0] = np.inf
    if not lottery:
        chosen = _acceptable(gains)
        best = _first_best(scaled[chosen].min(axis=1), gains[chosen].sum(axis=1))
        return _pure(points, int(chosen[best]))
    vertices = _hull_frontier(gains)
    found: list[Solution] = []
    for i, j in _edges(gains, vertices):
        low, high = _window(gains[i], gains[j]) or (0.0, 0.0)
        found.append(_mix(points, i, j, float(np.clip(_level(scaled[i], scaled[j]), low, high))))
    found += [_pure(points, int(i)) for i in vertices if _gains_both(gains[i], gains)]
    if not found:
        raise _no_agreement()
    origin = points[0] - gains[0]
    reached = np.array([f.point - origin for f in found])
    worst = np.where(scale > 0.0, reached / np.where(scale > 0.0, scale, 1.0), np.inf).min(axis=1)
    return found[_first_best(worst, reached.sum(axis=1))]


def _level(p: Float[np.ndarray, " 2"], q: Float[np.ndarray, " 2"]) -> float:
    """Share at which both scaled gains are equal on the edge from p to q."""
    if not (np.isfinite(p).all() and np.isfinite(q).all()):
        return 0.0 if np.isinf(p[0]) else 1.0
    return float((p[1] - p[0]) / ((q[0] - p[0]) - (q[1] - p[1])))
