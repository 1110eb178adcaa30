"""Speed and robustness of the world room, beside the matrix inverse of the published code.

``python benchmarks/world.py`` measures on one thread and the games on two, each in a process of
its own; ``--quick`` takes a minute. The data of Caliendo and Parro (2015) are read from
``../shared/reference/world`` where they stand beside the checkout; without them a drawn world of
the same size takes their place, and the table says so.
"""

from __future__ import annotations

import argparse
import platform
import resource
import time
from collections.abc import Callable
from pathlib import Path

import jax
import numpy as np
from measuring import best, in_process, row, target, title

from tradetalks.world import World, load_world
from tradetalks.world._closed import without_deficits
from tradetalks.world._games import nash_tariffs
from tradetalks.world._names import Changes

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "world"

BALANCE = 1e-7
"""Trade-balance error that a solve may leave, as a share of value added."""


def drawn(countries: int, sectors: int, seed: int = 0) -> World:
    """A world at random with links, a quarter of its sectors not traded, deficits closed."""
    draw = np.random.default_rng(seed)
    size = draw.lognormal(size=countries)
    pull = draw.lognormal(sigma=0.5, size=(sectors, countries, countries)) * size * size[:, None]
    own = np.eye(countries)
    pull = pull * (1.0 - own) + own * 2.0 * (pull * (1.0 - own)).sum(2)[:, :, None]
    pull[: sectors // 4] *= own
    tariffs = draw.uniform(0.0, 0.3, pull.shape) * (1.0 - own)
    labour = draw.uniform(0.3, 0.7, (sectors, countries))
    inputs = draw.uniform(size=(countries, sectors, sectors))
    inputs *= (1.0 - labour.T)[:, None, :] / inputs.sum(1, keepdims=True)
    world = World.from_flows(
        pull,
        inputs * pull.sum(1).T[:, None, :],
        None,
        tariffs,
        draw.uniform(2.0, 12.0, sectors),
        countries=[f"c{n}" for n in range(countries)],
        sectors=[f"s{j}" for j in range(sectors)],
    )
    return without_deficits(world)


def published() -> tuple[World, np.ndarray, str]:
    """The world of 1993 with NAFTA's tariffs of 2005, or a drawn one with halved tariffs."""
    if not REFERENCE.is_dir():
        world = drawn(31, 40)
        return world, 0.5 * world.tariffs, "a drawn world of 31 x 40: the published data are absent"
    with np.load(REFERENCE / "cp2015.npz") as data, np.load(REFERENCE / "cp1993_flows.npz") as raw:
        share = data["B"]
        world = World(
            countries=tuple(raw["countries"].tolist()),
            sectors=tuple(raw["sectors"].tolist()),
            trade_shares=data["pi"],
            tariffs=data["tau"] - 1.0,
            value_added_shares=share,
            input_shares=data["G"] * (1.0 - share.T)[:, None, :],
            final_shares=data["al"],
            elasticities=data["theta"],
            value_added=data["VA"],
            deficits=np.zeros(len(data["VA"])),
        )
        return world, data["tau_nafta"] - 1.0, "NAFTA, 31 x 40"


def inverse(size: int, count: int) -> float:
    """Seconds for one inverse of a dense system of a size."""
    system = np.eye(size) - np.random.default_rng(0).uniform(0.0, 0.5 / size, (size, size))
    return best(lambda: np.linalg.inv(system), count)


def against_inverse(part: str, world: World, rates: np.ndarray, share: float, quick: bool) -> None:
    """(a), (b) One counterfactual against one inverse of its (countries x sectors) system."""
    size = len(world.countries) * len(world.sectors)
    title(f"({part}) one counterfactual against np.linalg.inv of {size} x {size}")
    began = time.perf_counter()
    found = world.equilibrium(rates)
    row("first solve, with compilation", f"{time.perf_counter() - began:.2f} s")
    ours = best(lambda: world.equilibrium(rates), 5 if quick else 30)
    theirs = inverse(size, 2 if quick else 5)
    row("counterfactual", f"{1e3 * ours:.1f} ms", f"{found.iterations} evaluations")
    row("one inverse", f"{1e3 * theirs:.0f} ms")
    bought, sold = found.trade.sum((0, 2)), found.trade.sum((0, 1))
    gap = float(np.abs((bought - sold - found.deficits) / world.value_added).max())
    target("largest trade-balance error", gap, f"below {BALANCE:g}", gap < BALANCE)
    target("counterfactual over inverse", ours / theirs, f"{share:g}", ours / theirs <= share)


def grid(world: World, quick: bool) -> None:
    """(c) A grid of two countries' automobile tariffs: in one batch, and one by one."""
    side = 9 if quick else 21
    title(f"(c) {side} x {side} tariffs of two countries on each other, one sector")
    pair = ("USA", "JPN") if "USA" in world.countries else world.countries[:2]
    car = next((s for s in world.sectors if s.startswith("Auto")), world.sectors[-1])
    levels = np.linspace(0.0, 1.0, side)
    lanes = []
    for k, first in enumerate(levels):
        for second in levels if k % 2 == 0 else levels[::-1]:
            changes: Changes = {(pair[0], pair[1], car): first, (pair[1], pair[0], car): second}
            lanes.append(world.with_tariffs(changes))
    batch = np.array(lanes)
    world.equilibria(batch[:1], workers=1)
    together = world.equilibria(batch)
    began = time.perf_counter()
    together = world.equilibria(batch)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    apart = [world.equilibrium(rates) for rates in batch]
    theirs = time.perf_counter() - began
    differ = max(
        float(np.abs(one.real_income - many).max())
        for one, many in zip(apart, together.real_income, strict=True)
    )
    row("in a batch", f"{ours:.2f} s", f"{1e3 * ours / len(batch):.2f} ms a lane")
    row("one by one", f"{theirs:.2f} s", f"{1e3 * theirs / len(batch):.2f} ms a solve")
    target("largest difference of real income", differ, "below 1e-7", differ < 1e-7)
    target("batch over separate", ours / theirs, "below 0.5", ours / theirs < 0.5)


def games(quick: bool) -> None:
    """(d) Nash tariffs by partner and sector."""
    worlds = {"embedded, 7 x 10 with links": load_world()}
    if not quick:
        worlds["drawn, 7 x 33 with links"] = drawn(7, 33, 1)
    for label, world in worlds.items():
        title(f"(d) Nash by partner and sector: {label}")
        began = time.perf_counter()
        found = nash_tariffs(world, check=(), on_failure="status")
        compiled = time.perf_counter() - began
        began = time.perf_counter()
        nash_tariffs(world, check=(), on_failure="status")
        seconds = time.perf_counter() - began
        row("first, with compilation", f"{compiled:.1f} s")
        row("again", f"{seconds:.1f} s", f"{found.rounds} rounds, {found.at_bounds} at bounds")
        began = time.perf_counter()
        checked = nash_tariffs(world, tariffs=found.tariffs, on_failure="status")
        row(
            "search for deviations", f"{time.perf_counter() - began:.1f} s", "1000 solves a country"
        )
        left = float(checked.deviation.max())
        target("largest gain by a deviation, percent", left, "below 1e-6", left < 1e-6)
        target("residual", found.residual, "below 1e-6", found.status == "converged")
        target("seconds, with compilation", compiled, "about 60", compiled < 60.0)


def robustness(count: int) -> None:
    """(e) Random tariffs, trade costs and deficits closed: converge, or say that they did not."""
    title(f"(e) {count} random shocks to the embedded world")
    world = load_world()
    draw = np.random.default_rng(7)
    shape = (count, *world.tariffs.shape)
    abroad = ~np.eye(shape[-1], dtype=bool)
    hit = (draw.uniform(size=shape) < draw.uniform(size=(count, 1, 1, 1))) & abroad
    rates = np.where(hit, draw.uniform(0.0, 3.0, shape), world.tariffs)
    costs = np.where(abroad, np.exp(draw.uniform(np.log(0.5), np.log(3.0), shape)), 1.0)
    solved(world, rates[:1], costs[:1])
    kinds: dict[str, Callable[[], np.ndarray]] = {
        "tariffs 0 to 300% on any subset": lambda: solved(world, rates, None),
        "trade costs x0.5 to x3": lambda: solved(world, None, costs),
        "both": lambda: solved(world, rates, costs),
    }
    few = f"{count / 1000:g} or fewer"
    for label, run in kinds.items():
        began = time.perf_counter()
        failed, silent, gap, steps = run()
        row(
            label,
            f"{1e3 * (time.perf_counter() - began) / count:.2f} ms",
            f"most steps {steps:.0f}",
        )
        target("did not converge, and say so", failed, few, failed <= count / 1000)
        target("did not converge, and hold numbers", silent, "0", silent == 0)
        target("largest residual of the others", gap, "below 1e-7", gap < 1e-7)


def solved(world: World, rates: np.ndarray | None, costs: np.ndarray | None) -> np.ndarray:
    """Failures, numbers in failed lanes, largest residual of the others, most steps."""
    found = world.equilibria(rates, trade_costs=costs, deficits="closed")
    good = found.status == "converged"
    silent = np.isfinite(found.real_income[~good]).sum()
    return np.array([(~good).sum(), silent, found.residual[good].max(), found.iterations.max()])


def measure(threads: int, quick: bool, shocks: int) -> None:
    """Solves on one thread; games and the grid on more."""
    print(f"\n=== {threads} thread{'s' if threads > 1 else ''} ===")
    world, rates, label = published()
    if threads == 1:
        row(label)
        against_inverse("a", world, rates, 0.1, quick)
        large = drawn(77, 45)
        against_inverse("b", large, 0.5 * large.tariffs, 0.01, quick)
        row("most memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        robustness(shocks)
        return
    grid(world, quick)
    games(quick)


def main() -> None:
    """Measure in a process for each number of threads, so that the libraries obey."""
    parser = argparse.ArgumentParser(description="Speed and robustness of the world room.")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and shocks")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="default: 1 2")
    parser.add_argument("--shocks", type=int, help="random shocks; default 10000, 500 if quick")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    shocks = given.shocks or (500 if given.quick else 10_000)
    if given.here:
        measure(given.threads[0], given.quick, shocks)
        return
    versions = f"jax {jax.__version__}, numpy {np.__version__}"
    print(f"{platform.machine()}, Python {platform.python_version()}, {versions}", flush=True)
    for threads in given.threads:
        command = ["--here", "--threads", str(threads), "--shocks", str(shocks)]
        in_process(__file__, command + ["--quick"] * given.quick, threads)


if __name__ == "__main__":
    main()
