"""Speed of the bargaining set beside NegMAS, in the same process.

``python benchmarks/bargaining.py`` takes about half a minute on one thread; NegMAS is in the
group ``peers``, and where it is absent its lines say so. Both are given the same deals and choose
single deals, as NegMAS does; the answers are compared. Kalai and Smorodinsky's solution differs
where no deal meets their condition: NegMAS takes the deal with the most even relative gains, here
it is the one with the largest smaller one.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import Any

import numpy as np
from measuring import best, in_process, row, target, title

from tradetalks.talks import BargainingSet, Solution, kalai_smorodinsky, nash

COUNT = 100_000

SOLUTIONS = ("Nash", "egalitarian", "Kalai-Smorodinsky")


@dataclass(frozen=True)
class Reserved:
    """What NegMAS reads of a utility function once the frontier is given."""

    reserved_value: float = 0.0


def peer() -> tuple[ModuleType, ModuleType] | None:
    """NegMAS and its operations on preferences, or None."""
    try:
        return import_module("negmas"), import_module("negmas.preferences.ops")
    except ImportError:
        return None


def built(points: np.ndarray) -> BargainingSet:
    """One draw of deals with the impasse at zero."""
    return drawn(points[None, :, 0], points[None, :, 1])


def solve(talks: BargainingSet) -> tuple[np.ndarray, list[np.ndarray]]:
    """Frontier and three solutions."""
    return talks.frontier()[0], [
        talks.nash(lottery=False)[0],
        talks.egalitarian(lottery=False)[0],
        talks.kalai_smorodinsky(lottery=False)[0],
    ]


def peer_solve(ops: Any, points: np.ndarray) -> tuple[np.ndarray, list[Any]]:
    """The same by NegMAS, with its recommended frontier."""
    indices = ops.pareto_frontier_numpy(points)
    return indices, peer_solutions(ops, points[indices], points.max(axis=0))


def peer_solutions(ops: Any, frontier: Any, top: Sequence[float]) -> list[Any]:
    """Solutions on a frontier; what NegMAS calls Kalai's is the egalitarian one."""
    listed, ranges = [tuple(point) for point in frontier], [(0.0, most) for most in top]
    sides = [Reserved(), Reserved()]
    return [
        find(sides, listed, ranges=ranges)[0][0]
        for find in (ops.nash_points, ops.kalai_points, ops.ks_points)
    ]


def issues(seed: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Five issues of ten levels on which A wants more and B less, at weights drawn."""
    draw = np.random.default_rng(seed)
    rise = np.sort(draw.uniform(size=(2, 5, 10)), axis=2)
    names = [f"issue {i}" for i in range(5)]
    return dict(zip(names, rise[0], strict=True)), dict(zip(names, 1.0 - rise[1], strict=True))


def added(by_issue: dict[str, np.ndarray]) -> np.ndarray:
    """Payoffs of all packages."""
    total = np.zeros(())
    for levels in by_issue.values():
        total = total[..., None] + levels
    return total.ravel()


def menus() -> dict[str, np.ndarray]:
    """Sets of deals: few of them efficient, or all of them."""
    draw = np.random.default_rng(0)
    a, b = issues(0)
    angle, radius = draw.uniform(0.0, np.pi / 2.0, COUNT), np.sqrt(draw.uniform(size=COUNT))
    disc = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    rim = np.column_stack([np.cos(angle), np.sin(angle)])
    return {
        "100,000 packages of five issues": np.column_stack([added(a), added(b)]),
        "100,000 deals in a quarter disc": disc,
        "5,000 deals on its rim, all efficient": rim[:5000],
        "100,000 deals on its rim, all efficient": rim,
    }


def frontiers(found: tuple[ModuleType, ModuleType] | None) -> None:
    """(a) Frontier and three solutions from payoffs that are given."""
    for label, points in menus().items():
        title(f"(a) frontier, Nash, Kalai-Smorodinsky, egalitarian: {label}")
        ours = best(lambda points=points: solve(built(points)), 7)
        efficient, solutions = solve(built(points))
        row("tradetalks", f"{1e3 * ours:.2f} ms", f"{efficient.sum()} deals efficient")
        if found is None:
            row("NegMAS", "absent", "pip install negmas, the group peers")
        elif efficient.sum() > 10_000:
            row("NegMAS", "left out", "its time grows with the square of the frontier")
        else:
            theirs = best(lambda points=points: peer_solve(found[1], points), 5)
            indices, answers = peer_solve(found[1], points)
            same = set(indices.tolist()) == set(np.flatnonzero(efficient).tolist())
            note = "the same deals efficient" if same else f"{len(indices)} deals efficient"
            row("NegMAS", f"{1e3 * theirs:.2f} ms", note)
            report(theirs / ours)
            for name, x, y in zip(SOLUTIONS, solutions, answers, strict=True):
                row(f"difference of {name}", f"{np.abs(np.subtract(x, y)).max():.1g}")


def report(ratio: float) -> None:
    """Print how many times as fast."""
    target("times as fast", ratio, "at least 10", ratio >= 10.0)


def from_issues(found: tuple[ModuleType, ModuleType] | None) -> None:
    """(b) The same from the issues: every package is built and valued first."""
    title("(b) the same from five issues of ten levels, valued by either package")
    a, b = issues(0)
    levels = {name: range(10) for name in a}
    ours = best(lambda: solve(BargainingSet.from_issues(levels, a, b)), 5)
    row("tradetalks", f"{1e3 * ours:.0f} ms")
    if found is None:
        row("NegMAS", "absent", "pip install negmas, the group peers")
        return
    negmas: Any = found[0]
    space = [negmas.make_issue([str(level) for level in range(10)], name) for name in a]
    sides = [
        negmas.LinearAdditiveUtilityFunction(
            values={
                name: {str(i): float(worth) for i, worth in enumerate(values)}
                for name, values in side.items()
            },
            issues=space,
            reserved_value=0.0,
        )
        for side in (a, b)
    ]
    top = [sum(float(v.max()) for v in side.values()) for side in (a, b)]

    def run() -> object:
        ops: Any = found[1]
        return peer_solutions(ops, ops.pareto_frontier(sides, issues=space)[0], top)

    theirs = best(run, 1)
    row("NegMAS", f"{1e3 * theirs:.0f} ms", "utilities are Python calls, one a deal and side")
    report(theirs / ours)


def many_draws() -> None:
    """(c) Many draws of one menu: at once, and one by one."""
    draw = np.random.default_rng(1)
    cloud_a = draw.normal(size=(1000, 500))
    angle = draw.uniform(0.0, np.pi / 2.0, (1000, 500))
    sets = {
        "a cloud": (cloud_a, draw.normal(size=(1000, 500)) - 0.5 * cloud_a),
        "all efficient": (np.cos(angle), np.sin(angle)),
    }
    for label, (a, b) in sets.items():
        title(f"(c) 1,000 draws of 500 deals, with lotteries: {label}")
        row("frontier", milliseconds(lambda a=a, b=b: drawn(a, b).frontier()))
        row("Nash", milliseconds(lambda a=a, b=b: drawn(a, b).nash()))
        row("Kalai-Smorodinsky", milliseconds(lambda a=a, b=b: drawn(a, b).kalai_smorodinsky()))
        row("egalitarian", milliseconds(lambda a=a, b=b: drawn(a, b).egalitarian()))
        offers = milliseconds(lambda a=a, b=b: drawn(a, b).rubinstein(0.9, 0.9))
        row("alternating offers without an end", offers)
        row("Nash, draw by draw", milliseconds(lambda a=a, b=b: one_by_one(nash, a, b)))
        apart = milliseconds(lambda a=a, b=b: one_by_one(kalai_smorodinsky, a, b))
        row("Kalai-Smorodinsky, draw by draw", apart)


def drawn(a: np.ndarray, b: np.ndarray) -> BargainingSet:
    """Payoffs by draw with the impasse at zero."""
    return BargainingSet(a, b, np.zeros(1), np.zeros(1), range(a.shape[1]))


def one_by_one(solver: Callable[..., Solution], a: np.ndarray, b: np.ndarray) -> object:
    """Solve each draw that has a deal in the zone of agreement on its own."""
    agreed = np.flatnonzero(((a >= 0.0) & (b >= 0.0)).any(axis=1))
    return [solver(np.column_stack([a[i], b[i]]), np.zeros(2)) for i in agreed]


def milliseconds(run: Callable[[], object]) -> str:
    """Shortest of three runs."""
    return f"{1e3 * best(run, 3):.0f} ms"


def main() -> None:
    """Print every table."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--here", action="store_true", help="in this process, on any thread")
    if not reader.parse_args().here:
        in_process(__file__, ["--here"], threads=1)
        return
    found = peer()
    beside = "NegMAS absent" if found is None else f"NegMAS {version('negmas')}"
    print(f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}")
    print(beside)
    frontiers(found)
    from_issues(found)
    many_draws()


if __name__ == "__main__":
    main()
