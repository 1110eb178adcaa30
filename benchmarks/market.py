"""Speed and robustness of the market room, side by side with pyblp.

``python benchmarks/market.py`` measures with one thread and with two, each in a process of its
own; ``--quick`` takes a minute instead of ten. Both sides find the prices of the same industry: the
automobiles of 1990 of Berry, Levinsohn and Pakes (1995) at the estimates of pyblp's tutorial, 131
products and 200 consumers.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pyblp
from automobiles import Automobiles, automobiles, conditions, polished
from measuring import best, cores, in_process, row, target, title

from tradetalks.market import Market, RandomCoefficients
from tradetalks.measures import Quota, Tariff

TOLERANCE = 1e-10
"""Relative error of prices that every solver is asked for."""


def _iteration(name: str, **options: Any) -> pyblp.Iteration:
    return pyblp.Iteration(name.removesuffix(" with Jacobian"), options, "Jacobian" in name)


SETTINGS: dict[str, Callable[[str, float], pyblp.Iteration]] = {
    **dict.fromkeys(["simple", "squarem"], lambda name, tol: _iteration(name, atol=tol)),
    "df-sane": lambda name, tol: _iteration(name, ftol=0.0, fatol=tol, maxfev=5000),
    **dict.fromkeys(
        ["krylov", "anderson", "broyden1", "broyden2", "diagbroyden"],
        lambda name, tol: _iteration(name, fatol=tol, maxiter=500),
    ),
    **dict.fromkeys(["hybr", "hybr with Jacobian"], lambda name, tol: _iteration(name, xtol=tol)),
    **dict.fromkeys(
        ["lm", "lm with Jacobian"], lambda name, tol: _iteration(name, xtol=tol, ftol=tol)
    ),
}


class Setting(NamedTuple):
    """A way of pyblp's to solve: name, its own tolerance, start, seconds, error reached."""

    name: str
    tolerance: float
    warm: bool
    seconds: float
    error: float


def solve_pyblp(cars: Automobiles, setting: Setting, wedge: np.ndarray) -> np.ndarray:
    """Prices at costs times 1 + t, from observed prices or from them times 1 + t."""
    start = wedge * cars.prices if setting.warm else None
    iteration = SETTINGS[setting.name](setting.name, setting.tolerance)
    found = cars.results.compute_prices(
        costs=wedge * cars.market.cost, prices=start, iteration=iteration
    )
    return np.asarray(found)[:, 0]


def loosest(
    cars: Automobiles, name: str, warm: bool, wedge: np.ndarray, reference: np.ndarray, count: int
) -> Setting | str:
    """The setting at the loosest of its tolerances that gives prices to `TOLERANCE`, or why not.

    Tolerances of pyblp's methods are of different things (a norm weighted by Lambda, a step), so
    that a common one would favour some.
    """
    for power in range(7, 18):
        setting = Setting(name, 10.0**-power, warm, 0.0, 0.0)
        began = time.perf_counter()
        try:
            prices = solve_pyblp(cars, setting, wedge)
        except (ValueError, pyblp.exceptions.MultipleErrors):
            return "fails"
        seconds = time.perf_counter() - began
        error = float(np.abs(prices / reference - 1.0).max())
        if not error < 0.1:
            return "diverges"
        if error <= TOLERANCE:
            runs = max(2, min(count, int(1.0 / seconds)))
            seconds = best(lambda s=setting: solve_pyblp(cars, s, wedge), runs)
            return setting._replace(seconds=seconds, error=error)
        if seconds > 5.0:
            return "over 5 s"
    return "too coarse"


def fastest(cars: Automobiles, wedge: np.ndarray, reference: np.ndarray, count: int) -> Setting:
    """Every setting of pyblp's, printed, and the fastest of them."""
    found: list[Setting] = []
    for name in SETTINGS:
        for warm in (False, True):
            one = loosest(cars, name, warm, wedge, reference, count)
            label = f"pyblp {name}, from {'(1 + t) p' if warm else 'p'}"
            if isinstance(one, str):
                row(label, one)
            else:
                found.append(one)
                row(label, f"{1e3 * one.seconds:.2f} ms", f"error {one.error:.0e}")
    return min(found, key=lambda one: one.seconds)


def one_duty(cars: Automobiles, quick: bool) -> tuple[Market, Setting]:
    """(a) One equilibrium under 25 percent on all products of Japanese make.

    Each firm has makes of one region only, so that pyblp's scaled costs pose the same problem.
    Returned are the market and pyblp's fastest setting, at tolerances that give 1e-10.
    """
    title("(a) One equilibrium, 25% on Japanese makes, prices to 1e-10")
    wedge = np.where(cars.japanese, 1.25, 1.0)
    measures = [Tariff(0.25, cars.japanese)]
    reference = polished(cars.market, wedge * cars.prices, wedge)
    peer = fastest(cars, wedge, reference, 5 if quick else 20)
    market, error = cars.market, np.inf
    for power in (10, 11, 12):
        market = replace(cars.market, tolerance=10.0**-power)
        error = float(np.abs(market.equilibrium(measures).prices / reference - 1.0).max())
        if error <= TOLERANCE:
            break
    assert error <= TOLERANCE, f"tradetalks is {error:.1e} from the reference prices"
    ours: list[float] = []
    theirs: list[float] = []
    # In turns, so that what else the machine does slows both alike.
    for _ in range(10 if quick else 60):
        ours.append(best(lambda: market.equilibrium(measures), 1))
        theirs.append(best(lambda: solve_pyblp(cars, peer, wedge), 1))
    row("tradetalks", f"{1e3 * min(ours):.2f} ms", f"error {error:.0e}")
    row(f"pyblp's fastest ({peer.name})", f"{1e3 * min(theirs):.2f} ms", f"error {peer.error:.0e}")
    times = min(theirs) / min(ours)
    target("times as fast, best of each", times, "at least 5", times >= 5.0)
    row("times as fast, medians", f"{np.median(theirs) / np.median(ours):.3g}")
    return market, peer


def many_duties(cars: Automobiles, market: Market, peer: Setting, quick: bool) -> None:
    """(b) A batch of random tariff vectors; pyblp has no wedge and takes costs times 1 + t."""
    count, sample = (100, 10) if quick else (1000, 40)
    title(f"(b) A batch of {count} random tariff vectors, 0 to 100% on Japanese makes")
    rates = np.random.default_rng(1).uniform(0.0, 1.0, (count, cars.japanese.size))
    rates = rates * cars.japanese
    many = market.equilibria(rates)
    assert (many.status == "converged").all(), "a lane failed"
    few = rates[:sample]
    solved = [solve_pyblp(cars, peer, 1.0 + rate) for rate in few]
    ours = best(lambda: market.equilibria(rates), 2) / count
    theirs = best(lambda: [solve_pyblp(cars, peer, 1.0 + rate) for rate in few], 2) / sample
    left = max(
        np.abs(conditions(market, prices, 1.0 + rate)).max()
        for prices, rate in zip(many.prices, rates, strict=True)
    )
    posed = [replace(market, cost=(1.0 + rate) * market.cost) for rate in few]
    theirs_left = max(
        np.abs(conditions(one, prices, np.ones(prices.size))).max()
        for one, prices in zip(posed, solved, strict=True)
    )
    apart = max(np.abs(p / q - 1.0).max() for p, q in zip(solved, many.prices, strict=False))
    row("tradetalks, a lane", f"{1e3 * ours:.2f} ms", f"first-order conditions to {left:.0e}")
    row(
        f"pyblp ({peer.name}), mean of {sample} solves",
        f"{1e3 * theirs:.2f} ms",
        f"conditions at scaled costs to {theirs_left:.0e}",
    )
    target("times as fast", theirs / ours, "at least 10", theirs / ours >= 10.0)
    row("steps a lane, mean", f"{many.iterations.mean():.1f}", f"most {many.iterations.max()}")
    row("scaled costs against the exact wedge, prices", f"{100 * apart:.2g}%", "apart at most")


def synthetic(products: int, consumers: int, spread: float) -> Market:
    """Firms of ten products, tastes for three characteristics, alpha lognormal about 0.4."""
    draw = np.random.default_rng(0)
    cost = draw.uniform(5.0, 25.0, products)
    traits = np.column_stack([np.ones(products), draw.normal(size=(products, 2))])
    tastes = traits @ draw.normal(size=(3, consumers))
    alpha = 0.4 * np.exp(spread * draw.normal(size=consumers))
    utility = (0.4 * cost + draw.normal(size=products) - 2.0)[:, None] + tastes
    return Market(
        demand=RandomCoefficients(utility, alpha, np.full(consumers, 1.0 / consumers)),
        cost=cost,
        firm=np.arange(products) // 10,
        origin=np.where(np.arange(products) % 3 == 0, "JP", "US"),
        buyer="US",
        tolerance=TOLERANCE,
    )


def growth(quick: bool) -> None:
    """(c) Synthetic industries up to and beyond 250 products and 1,000 consumers."""
    title("(c) Synthetic industries, duties on a third of the products")
    sizes = [(60, 250), (125, 500), (250, 1000)] + ([] if quick else [(250, 2000), (500, 2000)])
    cases = [(products, consumers, 0.5, 0.5) for products, consumers in sizes]
    # Where alpha varies more, some consumers hardly mind price.
    cases += [(250, 1000, 1.0, 0.5), (250, 1000, 1.0, 3.0)]
    each: list[float] = []
    failed = 0
    for products, consumers, spread, rate in cases:
        market = synthetic(products, consumers, spread)
        taxed = market.origin == "JP"
        measures = [Tariff(rate, taxed)]
        after = market.equilibrium(measures, on_failure="status")
        seconds = best(lambda m=market, t=measures: m.equilibrium(t, on_failure="status"), 5)
        left = np.abs(conditions(market, after.prices, 1.0 + rate * taxed)).max()
        each.append(1e9 * seconds / (products * consumers * after.iterations))
        failed += after.status != "converged"
        row(
            f"{products} x {consumers}, alpha spread {spread}, duty {rate:.0%}",
            f"{1e3 * seconds:.1f} ms",
            f"{after.status}, {after.iterations} steps of {each[-1]:.1f} ns a product and "
            f"consumer, conditions to {left:.0e}",
        )
    target("did not converge", failed, "0", failed == 0)
    growing = each[len(sizes) - 1] / min(each[: len(sizes)])
    target("ns at the largest size over the least ns", growing, "below 2", growing < 2.0)


def robustness(cars: Automobiles, count: int) -> None:
    """(d) Rates of 0 to 300 percent on random sets of products of Japanese make."""
    title(f"(d) {count} random problems: 0 to 300% on any set of Japanese makes")
    draw = np.random.default_rng(2)
    shape = (count, cars.japanese.size)
    # A tenth of the problems tax all of them, the case that is known to be hard.
    part = np.where(draw.uniform(size=count) < 0.1, 1.0, draw.uniform(size=count))
    taxed = (draw.uniform(size=shape) < part[:, None]) & cars.japanese
    rates = draw.uniform(0.0, 3.0, shape) * taxed
    failed, worst, steps = 0, 0.0, 0
    began = time.perf_counter()
    solved = [
        cars.market.equilibria(block) for block in np.array_split(rates, max(1, count // 500))
    ]
    seconds = time.perf_counter() - began
    lanes = [lane for many in solved for lane in many]
    for lane, rate in zip(lanes, rates, strict=True):
        failed += lane.status != "converged"
        if lane.status == "converged":
            worst = max(worst, np.abs(conditions(cars.market, lane.prices, 1.0 + rate)).max())
            steps = max(steps, lane.iterations)
    row("a lane", f"{1e3 * seconds / count:.2f} ms", f"most steps {steps}")
    target("did not converge", failed, f"{count / 1000:g} or fewer", failed <= count / 1000)
    target("largest first-order condition", worst, "below 1e-8", worst < 1e-8)


def quota_robustness(cars: Automobiles, count: int) -> None:
    """(e) As (d), with a quota at 5 to 95 percent of base on a random set as well."""
    title(f"(e) {count} random problems: 0 to 300% on one set, a quota on another")
    draw = np.random.default_rng(3)
    base = cars.market.equilibrium().quantities
    failed, worst, gap, binding = 0, 0.0, 0.0, 0
    spent = 0.0
    cars.market.equilibria(np.zeros((1, base.size)), [Quota(base.sum(), cars.japanese)])
    for _ in range(count):
        taxed, held = (
            (draw.uniform(size=base.size) < draw.uniform()) & cars.japanese for _ in "ab"
        )
        held[draw.choice(np.flatnonzero(cars.japanese))] = True
        rate = draw.uniform(0.0, 3.0, base.size) * taxed
        cap = draw.uniform(0.05, 0.95) * base[held].sum()
        began = time.perf_counter()
        after = cars.market.equilibria(rate[None], [Quota(cap, held)])[0]
        spent += time.perf_counter() - began
        failed += after.status != "converged"
        if after.status == "converged":
            price = float(after.shadow_prices[0])
            left = conditions(cars.market, after.prices, 1.0 + rate, price * held)
            over = after.quantities[held].sum() / cap - 1.0
            worst = max(worst, float(np.abs(left).max()))
            gap = max(gap, over, -price, abs(over) if price > 0.0 else 0.0)
            binding += price > 0.0
    row("a problem", f"{1e3 * spent / count:.2f} ms", f"{binding} quotas bind")
    target("did not converge", failed, f"{count / 1000:g} or fewer", failed <= count / 1000)
    target("largest first-order condition", worst, "below 1e-8", worst < 1e-8)
    target("largest gap in complementarity, of the cap", gap, "below 1e-8", gap < 1e-8)


def measure(threads: int, quick: bool, problems: int) -> None:
    """All parts, in this process; (d) and (e) only where problems are asked for."""
    pyblp.options.verbose = False
    square = np.ones((1500, 1500))
    product = jax.jit(lambda x: x @ x)
    on_device = jnp.asarray(square)
    print(f"\n=== {threads} thread{'s' if threads > 1 else ''} ===")
    row("cores taken by XLA", f"{cores(lambda: product(on_device).block_until_ready()):.2f}")
    row("cores taken by BLAS", f"{cores(lambda: square @ square):.2f}")
    cars = automobiles()
    market, peer = one_duty(cars, quick)
    many_duties(cars, market, peer, quick)
    growth(quick)
    if problems:
        robustness(cars, problems)
        quota_robustness(cars, problems)


def main() -> None:
    """Measure in a process for each number of threads, so that the libraries obey.

    Robustness has little to do with threads and is measured in the first.
    """
    parser = argparse.ArgumentParser(description="Speed and robustness of the market room.")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and problems")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="default: 1 2")
    parser.add_argument("--problems", type=int, help="random problems; default 10000, 200 if quick")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    problems = (200 if given.quick else 10_000) if given.problems is None else given.problems
    if given.here:
        measure(given.threads[0], given.quick, problems)
        return
    versions = f"jax {jax.__version__}, numpy {np.__version__}, pyblp {pyblp.__version__}"
    print(f"{platform.machine()}, Python {platform.python_version()}, {versions}", flush=True)
    for place, threads in enumerate(given.threads):
        count = 0 if place else problems
        command = ["--here", "--threads", str(threads), "--problems", str(count)]
        in_process(__file__, command + ["--quick"] * given.quick, threads)


if __name__ == "__main__":
    main()
