"""One equilibrium beside its base, and the exact split of its welfare."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradetalks.errors import SolveError
from tradetalks.world._equilibrium import Economy, Shock, base_point, no_shock
from tradetalks.world._parts import integrate
from tradetalks.world._results import BaseFlows, PathSplit, WorldEquilibrium
from tradetalks.world._solve import counterfactual

OnFailure = Literal["raise", "status"]

ADDING_UP = 1e-6
"""Percent of real income by which the parts along a path may miss the exact welfare."""


class Problem(NamedTuple):
    """An economy, its base flows, and how closely and how long to solve."""

    economy: Economy
    base: BaseFlows
    tolerance: float
    max_steps: int


def equilibrium(
    problem: Problem, shock: Shock, start: np.ndarray | None, on_failure: OnFailure
) -> WorldEquilibrium:
    """The equilibrium of a shock that has been checked."""
    begin = base_point(problem.economy) if start is None else jnp.asarray(start)
    end, found = counterfactual(
        problem.economy, on_device(shock), begin, problem.tolerance, problem.max_steps
    )
    good = bool(end.converged)
    if not good and on_failure == "raise":
        raise SolveError(
            "the world equilibrium did not converge; raise max_steps, or take the change in "
            "steps with start",
            residual=float(end.residual),
            iterations=int(end.iterations),
        )
    keep = 1.0 if good else np.nan
    parts: dict[str, Any] = {n: keep * np.asarray(value) for n, value in found._asdict().items()}
    parts["tariff_revenue"] = parts.pop("revenue")
    del parts["gap"]
    return WorldEquilibrium(
        base=problem.base,
        **{name: np.asarray(value) for name, value in shock._asdict().items()},
        **parts,
        point=keep * np.asarray(end.point),
        status="converged" if good else "failed",
        residual=float(end.residual),
        iterations=int(end.iterations),
        split=partial(path_split, problem, shock),
    )


def path_split(problem: Problem, shock: Shock) -> PathSplit:
    """Parts at ever more nodes until they sum to the exact welfare."""
    economy = problem.economy
    problem = problem._replace(tolerance=min(problem.tolerance, 1e-11))
    end = equilibrium(problem, shock, None, "raise")
    whole = np.log(end.real_income)
    still = whole == 0.0
    factor = np.where(still, 100.0, end.welfare / np.where(still, 1.0, whole))
    gap, nodes = np.inf, 4
    while nodes < 64:
        nodes *= 2
        parts, total = integrate(
            economy, no_shock(economy), on_device(shock), base_point(economy), nodes
        )
        gap = float(np.abs(factor * (total - whole)).max())
        if gap <= ADDING_UP:
            percent = parts.scaled(factor)
            names = problem.base.names.countries
            return PathSplit(names, percent, end.welfare, gap, nodes)
    raise SolveError(
        "the parts along the path do not add up; take the change in smaller steps",
        residual=gap,
        iterations=nodes,
    )


def on_device(shock: Shock) -> Shock:
    """The same arrays as JAX holds them."""
    return jax.tree.map(jnp.asarray, shock)
