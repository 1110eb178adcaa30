"""Batches of equilibria: lanes checked and solved."""

from __future__ import annotations

from functools import partial

import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from tradetalks.errors import InputError
from tradetalks.world._checks import Faults
from tradetalks.world._equilibrium import Shock, base_point
from tradetalks.world._results import WorldEquilibria, WorldEquilibrium
from tradetalks.world._single import Problem, equilibrium
from tradetalks.world._solve import Lanes, in_chunks


def lanes(
    base: Shock,
    theta: np.ndarray,
    given: dict[str, ArrayLike | None],
    elasticities: ArrayLike | None,
) -> tuple[Shock, np.ndarray]:
    """Shocks with a first axis of K or one, and elasticities (K, S), checked."""
    standard = {**base._asdict(), "elasticities": theta}
    asked = {**given, "elasticities": elasticities}
    parts: dict[str, np.ndarray] = {}
    for name, one in standard.items():
        value = asked.get(name)
        found = np.asarray(one if value is None else value, dtype=float)
        parts[name] = found[None] if found.shape == one.shape else found
    count = max(len(part) for part in parts.values())
    faults = Faults()
    for name, one in standard.items():
        if parts[name].shape not in ((1, *one.shape), (count, *one.shape)):
            faults.append(f"{name} have shape {parts[name].shape}; give {(count, *one.shape)}")
    for name, low in (("tariffs", -1.0), ("trade_costs", 0.0), ("elasticities", 0.0)):
        good = np.isfinite(parts[name]) & (parts[name] > low)
        if not good.all():
            lane = int(np.argwhere(~good)[0, 0])
            faults.append(f"{name} of lane {lane} hold {parts[name][~good][0]:.6g}; exceed {low:g}")
    faults.stop()
    miss = np.abs(parts["deficits"].sum(-1))
    if not miss.max() <= 1e-9 * np.abs(parts["deficits"]).sum(-1).max():
        raise InputError(f"deficits of lane {int(miss.argmax())} sum to {miss.max():.6g}, not 0")
    theta = np.ascontiguousarray(np.broadcast_to(parts.pop("elasticities"), (count, theta.size)))
    return Shock(**parts), theta  # pyright: ignore[reportArgumentType]


def equilibria(
    problem: Problem, shocks: Shock, theta: np.ndarray, starts: np.ndarray | None, workers: int
) -> WorldEquilibria:
    """A batch whose lanes have been checked."""
    shape = (len(theta), base_point(problem.economy).shape[0])
    begin = np.full(shape, np.nan) if starts is None else np.asarray(starts, dtype=float)
    if begin.shape != shape:
        raise InputError(f"starts have shape {begin.shape}; give {shape}")
    economy, _, tolerance, max_steps = problem
    found = in_chunks(economy, shocks, theta, begin, tolerance, max_steps, workers)

    return WorldEquilibria(
        wages=found.wages,
        price_index=found.price_index,
        real_income=found.real_income,
        tariff_revenue=found.revenue,
        points=found.point,
        status=np.where(found.converged, "converged", "failed"),
        residual=found.residual,
        iterations=found.iterations,
        lane=partial(_lane, problem, shocks, theta, found),
    )


def _lane(
    problem: Problem, shocks: Shock, theta: np.ndarray, found: Lanes, k: int
) -> WorldEquilibrium:
    """Lane k with all that it shows, from where the batch ended."""
    mine = Shock._make(a[min(k, len(a) - 1)] for a in shocks)
    economy = problem.economy._replace(elasticities=jnp.asarray(theta[k]))
    first = found.point[k] if found.converged[k] else None
    return equilibrium(problem._replace(economy=economy), mine, first, "status")
