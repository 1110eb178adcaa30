"""The efficient part of many sets of deals at once, of the deals and of lotteries over them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Bool, Float, Int

__all__ = [
    "TIE",
    "Mask",
    "Menu",
    "Picks",
    "concave_frontier",
    "crossed_edge",
    "efficient",
    "leaders",
]

Menu = Float[np.ndarray, "draw deal"]
Mask = Bool[np.ndarray, "draw deal"]
Draws = Float[np.ndarray, " draw"]
Picks = Int[np.ndarray, " draw"]
Turn = Callable[[Draws, Draws, Draws, Draws, Picks], Bool[np.ndarray, " draw"]]

TIE = 1e-12
"""Payoffs closer than this share of their size count as equal."""


def efficient(a: Menu, b: Menu, among: Mask | None = None) -> Mask:
    """Pareto-efficient deals of each row; payoffs equal up to rounding count as equal.

    Sorted by falling payoff of A, a deal is efficient where it raises the best payoff of B so far.

    Parameters
    ----------
    a, b
        Payoffs.
    among
        The `leaders`, where they are known.
    """
    rows, deals = np.nonzero(leaders(a, b) if among is None else among)
    steps_a, steps_b = _steps(a, rows, deals), _steps(b, rows, deals)
    order = np.lexsort((-steps_b, -steps_a, rows))
    rows, deals, steps_a = rows[order], deals[order], steps_a[order]
    # Payoffs of B are lifted from row to row, so that one running maximum serves them all.
    lifted = steps_b[order] + rows * int(3 / TIE)
    best = np.maximum.accumulate(lifted)
    record = lifted > np.concatenate([[-1], best[:-1]])
    held = np.maximum.accumulate(np.where(record, np.arange(len(rows)), 0))
    twin = (steps_a == steps_a[held]) & (lifted == lifted[held])
    kept = record | twin
    found = np.zeros(a.shape, dtype=bool)
    found[rows[kept], deals[kept]] = True
    return found


def leaders(a: Menu, b: Menu, allowed: Mask | None = None) -> Mask:
    """Few deals of each row, quickly found, with all the efficient ones among them.

    Payoffs of A are sorted into about as many cells as the root of the number of deals; a deal
    drops out where one in a higher cell is better for B as well.
    """
    count, deals = a.shape
    low, spread = a.min(axis=1, keepdims=True), np.ptp(a, axis=1, keepdims=True)
    cells = int(np.sqrt(deals)) + 1
    height = np.where(spread > 0.0, (cells - 1) / np.where(spread > 0.0, spread, 1.0), 0.0)
    cell = ((a - low) * height).astype(np.intp)
    # A cell more, so that the highest one has an empty one above it.
    best = np.full((count, cells + 1), -np.inf)
    place = cell + np.arange(count)[:, None] * (cells + 1)
    worth = b if allowed is None else np.where(allowed, b, -np.inf)
    # Along one axis this takes NumPy's fast path.
    np.maximum.at(best.ravel(), place.ravel(), worth.ravel())
    above = np.maximum.accumulate(best[:, ::-1], axis=1)[:, ::-1]
    kept = b >= above.ravel()[place + 1] - 2.0 * TIE * _size(b)
    return kept if allowed is None else kept & allowed


def _size(values: Menu) -> Float[np.ndarray, "draw 1"]:
    return np.maximum(values.max(axis=1, keepdims=True), -values.min(axis=1, keepdims=True))


def _steps(
    values: Menu, rows: Int[np.ndarray, " kept"], deals: Int[np.ndarray, " kept"]
) -> Int[np.ndarray, " kept"]:
    """Payoffs above the least of their row as whole multiples of a tiny share of its size."""
    low, size = values.min(axis=1), _size(values)[:, 0]
    unit = np.where(size > 0.0, TIE * size, 1.0)
    return np.round((values[rows, deals] - low[rows]) / unit[rows]).astype(np.int64)


def crossed_edge(a: Menu, b: Menu, turn: Turn) -> tuple[Picks, Picks]:
    """Edge of the efficient hull on which a search along the frontier ends, in each row.

    From the best deals of B and of A the deal furthest beyond their chord is a point of the
    hull's frontier; `turn` says on which side of it to go on, until no deal lies beyond the chord
    (Aneja and Nair 1979, Management Science 25).

    Parameters
    ----------
    a, b
        Payoffs.
    turn
        Given the payoffs of A and B at a point of the frontier, the chord's rise for A and fall
        for B, and the rows: True where the search goes on towards A.

    Returns
    -------
    tuple
        Deals at the ends, first the better one for B; the same twice where it is the only one.
    """
    first = np.where(b == b.max(axis=1, keepdims=True), a, -np.inf).argmax(axis=1)
    last = np.where(a == a.max(axis=1, keepdims=True), b, -np.inf).argmax(axis=1)
    size_a, size_b = _size(a)[:, 0], _size(b)[:, 0]
    rows = np.arange(len(a))
    while rows.size:
        every = np.arange(rows.size)
        p, q = first[rows], last[rows]
        rise, fall = a[every, q] - a[every, p], b[every, p] - b[every, q]
        worth = fall[:, None] * a + rise[:, None] * b
        chosen = worth.argmax(axis=1)
        beyond = worth[every, chosen] - worth[every, p]
        moves = beyond > 2.0 * TIE * (fall * size_a[rows] + rise * size_b[rows])
        ahead = turn(a[every, chosen], b[every, chosen], rise, fall, rows)
        first[rows] = np.where(moves & ahead, chosen, p)
        last[rows] = np.where(moves & ~ahead, chosen, q)
        if not moves.all():
            rows, a, b = rows[moves], a[moves], b[moves]
    return first, last


def concave_frontier(
    a: Float[np.ndarray, " deal"], b: Float[np.ndarray, " deal"]
) -> tuple[Float[np.ndarray, " corner"], Float[np.ndarray, " corner"]]:
    """Corners of the efficient hull by rising payoff of A (Andrew 1979).

    The frontier over lotteries is the straight line from corner to corner. Andrew's paper is in
    Information Processing Letters 9.
    """
    kept = np.flatnonzero(efficient(a[None, :], b[None, :])[0])
    order = kept[np.lexsort((b[kept], -a[kept]))]
    chain: list[tuple[float, float]] = []
    for x, y in zip(a[order].tolist(), b[order].tolist(), strict=True):
        # Deals that differ by rounding alone may still lie behind the one before.
        if chain and y <= chain[-1][1]:
            continue
        while len(chain) >= 2 and _bends_in(chain[-2], chain[-1], x, y):
            chain.pop()
        chain.append((x, y))
    corners = np.array(chain[::-1])
    return corners[:, 0], corners[:, 1]


def _bends_in(p: tuple[float, float], q: tuple[float, float], x: float, y: float) -> bool:
    """Whether q is no corner on the way from p to (x, y), payoffs of A falling."""
    return (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]) <= 0.0
