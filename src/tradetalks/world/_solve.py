"""Compiled solves: one counterfactual, and batches in chunks on threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from tradetalks.world._equilibrium import (
    Economy,
    Outcome,
    Shock,
    Solution,
    base_point,
    outcome,
    solve,
)

CHUNK = 32
"""Lanes that one thread solves in a row, each from the solution of the last."""


class Lanes(NamedTuple):
    """Results of a batch, a row a lane."""

    point: np.ndarray
    wages: np.ndarray
    price_index: np.ndarray
    real_income: np.ndarray
    revenue: np.ndarray
    residual: np.ndarray
    iterations: np.ndarray
    converged: np.ndarray


@jax.jit
def counterfactual(
    economy: Economy, shock: Shock, start: Array, tolerance: float, max_steps: int
) -> tuple[Solution, Outcome]:
    """A solve and what holds at its end; converged only if trade balances and incomes are whole."""
    end = solve(economy, shock, start, tolerance, max_steps)
    found = outcome(economy, shock, end.point)
    # A step of the wage is its imbalance over one plus an elasticity of up to some tens.
    whole = (found.gap <= 100.0 * tolerance) & (found.real_income > 0.0).all()
    residual = jnp.maximum(end.residual, found.gap)
    return end._replace(converged=end.converged & whole, residual=residual), found


@jax.jit
def _in_a_row(
    economy: Economy,
    shocks: Shock,
    elasticities: Array,
    starts: Array,
    tolerance: float,
    max_steps: int,
) -> Lanes:
    """Lanes one after another; a start of NaN asks for the last lane's solution."""

    def advance(last: Array, lane: tuple[Shock, Array, Array]) -> tuple[Array, Lanes]:
        shock, theta, start = lane
        mine = economy._replace(elasticities=theta)
        begin = jnp.where(jnp.isnan(start).any(), last, start)
        end, found = counterfactual(mine, shock, begin, tolerance, max_steps)
        kept = jnp.where(end.converged, 1.0, jnp.nan)
        row = Lanes(
            kept * end.point,
            kept * found.wages,
            kept * found.price_index,
            kept * found.real_income,
            kept * found.revenue,
            end.residual,
            end.iterations,
            end.converged,
        )
        return jnp.where(end.converged, end.point, base_point(economy)), row

    return lax.scan(advance, base_point(economy), (shocks, elasticities, starts))[1]


def in_chunks(
    economy: Economy,
    shocks: Shock,
    elasticities: np.ndarray,
    starts: np.ndarray,
    tolerance: float,
    max_steps: int,
    workers: int,
) -> Lanes:
    """A batch in chunks of equal size on threads; numbers do not depend on the threads."""
    lanes = len(elasticities)
    size = min(CHUNK, lanes)

    def run(first: int) -> Lanes:
        # The last chunk repeats its last lane, so that one compiled program serves all.
        rows = np.minimum(np.arange(first, first + size), lanes - 1)
        part = Shock._make(np.asarray(a)[rows if len(a) > 1 else 0 * rows] for a in shocks)
        found = _in_a_row(economy, part, elasticities[rows], starts[rows], tolerance, max_steps)
        return Lanes(*(np.asarray(a)[: lanes - first] for a in found))

    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(run, range(0, lanes, size)))
    return Lanes(*(np.concatenate(parts) for parts in zip(*done, strict=True)))
