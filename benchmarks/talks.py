"""Speed of the deadline game beside Gambit's logit solver, and on games that no tree holds.

``python benchmarks/talks.py`` takes about four minutes; pygambit is in the group ``peers``, and
where it is absent its line says so. ``--quick`` takes a smaller tree and leaves the largest game
out. The tree is solved on one thread, since pygambit uses one; the others on two.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import jax
import numpy as np
from measuring import best, in_process, row, target, title

from tradetalks.case import load_case
from tradetalks.stakes import draw, evaluate
from tradetalks.talks import DeadlineGame, OutsideView, last_deadline, payoffs
from tradetalks.talks._forecast._table import Clock, play_case

PRECISION = 3.0

CASE, MEASURE = "us-japan-autos-1995", "candidate-list"


def drawn(deals: int, periods: int, beliefs: int) -> DeadlineGame:
    """A game at random: two types a side, payoffs near a line of deals, A and B take turns."""
    noise = np.random.default_rng(1)
    share = np.linspace(0.0, 1.0, deals)
    return DeadlineGame(
        deals=range(deals),
        value_a=np.stack([share, share]) + 0.1 * noise.normal(size=(2, deals)),
        value_b=-np.outer([0.5, 1.1], share) + 0.1 * noise.normal(size=(2, deals)),
        impose_a=np.array([-0.4, 0.1]) + 0.1 * noise.normal(size=2),
        impose_b=-0.5 + 0.1 * noise.normal(size=2),
        back_down_a=np.full(2, -0.2),
        back_down_b=np.zeros(2),
        prior_a=(0.5, 0.5),
        prior_b=(0.5, 0.5),
        periods=periods,
        discount_a=0.9,
        discount_b=0.9,
        precision=PRECISION,
        beliefs=beliefs,
    )


def against_gambit(deals: int, periods: int) -> None:
    """(a) Time and values beside pygambit on the whole tree."""
    title(f"(a) beside pygambit's logit solver: {deals} deals, {periods} periods")
    game = drawn(deals, periods, 41)
    began = time.perf_counter()
    play = game.solve()
    row("first solve, with compilation", f"{time.perf_counter() - began:.1f} s")
    ours = best(game.solve, 10)
    row("tradetalks, 41 x 41 beliefs", f"{1e3 * ours:.1f} ms", f"{play.iterations} steps")
    try:
        pygambit: Any = import_module("pygambit")
    except ImportError:
        row("pygambit", "absent", "pip install pygambit, the group peers")
        return
    theirs, nodes, values = by_gambit(pygambit, game)
    row(f"pygambit {pygambit.__version__}", f"{theirs:.1f} s", f"{nodes} nodes")
    mean = np.dot(game.prior_a, play.value_a), np.dot(game.prior_b, play.value_b)
    gap = float(np.abs(np.subtract(mean, values)).max())
    target("largest difference of the two values", gap, "below 1e-5", gap < 1e-5)
    target("times as fast", theirs / ours, "at least 1,000", theirs / ours >= 1000.0)


def by_gambit(pygambit: Any, game: DeadlineGame) -> tuple[float, int, tuple[float, float]]:
    """Seconds of its solver alone, nodes of the tree, values of the first agents of A and B."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game.efg"
        game.to_efg(path, by_period=True)
        nodes = len(path.read_text().splitlines()) - 1
        tree = pygambit.read_efg(str(path))
    began = time.perf_counter()
    found = pygambit.qre.logit_solve_lambda(tree, PRECISION)[0]
    seconds = time.perf_counter() - began
    profile = tree.mixed_behavior_profile()
    actions = (a for p in tree.players for i in p.infosets for a in i.actions)
    for number, action in enumerate(actions):
        profile[action] = max(found[number], 0.0)
    return seconds, nodes, (float(profile.payoff("A1")), float(profile.payoff("B1")))


def large(deals: int, periods: int, beliefs: int, wanted: float, count: int) -> None:
    """(b) A game far beyond any tree; its compilation is that of one of two periods."""
    title(f"(b) {periods} periods, {deals} deals, {beliefs} x {beliefs} beliefs")
    began = time.perf_counter()
    drawn(deals, 2, beliefs).solve()
    row("two periods, with compilation", f"{time.perf_counter() - began:.1f} s")
    game = drawn(deals, periods, beliefs)
    seconds = best(game.solve, count)
    target("seconds, once compiled", seconds, f"about {wanted:g}", seconds <= wanted)


def flagship(count: int) -> None:
    """(c) The game of the shipped case after a threat, to the last certain deadline."""
    title(f"(c) {count:,} draws of the game of {CASE}, with private kinds")
    case = load_case(CASE)
    began = time.perf_counter()
    stakes = evaluate(case, draw(case, count, 11), only=(MEASURE,))
    row("stakes, before the game", f"{time.perf_counter() - began:.1f} s")
    game = payoffs(stakes, MEASURE)
    days = (last_deadline(case).date - case.as_of).days
    periods = max(1, round(days / case.central(case.talks.period)))
    rates = OutsideView.shipped().anchors()
    clock = Clock(periods, 1.0, rates["settled"], rates["imposed"] / rates["dropped"])
    for label in ("first, with compilation", "again"):
        began = time.perf_counter()
        played = play_case(stakes, game, clock, can_impose=True)
        seconds = time.perf_counter() - began
        row(label, f"{seconds:.1f} s", f"{periods} periods, {len(game.deals.labels)} packages")
        row("draws not solved, and counted", str((~played.solved).sum()))
    target("seconds, once compiled", seconds, "about 60", seconds <= 60.0)


def measure(threads: int, quick: bool) -> None:
    """The tree on one thread; the rest on more."""
    print(f"\n=== {threads} thread{'s' if threads > 1 else ''} ===")
    if threads == 1:
        against_gambit(4 if quick else 5, 2)
        return
    large(21, 12, 21, 0.2, 5)
    if not quick:
        large(101, 52, 41, 10.0, 1)
    flagship(100 if quick else 1000)


def main() -> None:
    """Measure in a process for each number of threads, so that the libraries obey."""
    parser = argparse.ArgumentParser(description="Speed of the deadline game.")
    parser.add_argument("--quick", action="store_true", help="smaller games and fewer draws")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="default: 1 2")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        measure(given.threads[0], given.quick)
        return
    versions = f"jax {jax.__version__}, numpy {np.__version__}"
    print(f"{platform.machine()}, Python {platform.python_version()}, {versions}", flush=True)
    for threads in given.threads:
        command = ["--here", "--threads", str(threads)]
        in_process(__file__, command + ["--quick"] * given.quick, threads)


if __name__ == "__main__":
    main()
