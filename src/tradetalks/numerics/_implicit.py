"""Fixed points that can be differentiated: by the implicit function theorem, without unrolling."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array, lax

Linear = Callable[[Array], Array]


def implicit(
    mapping: Callable[[Array], Array],
    start: Array,
    solve: Callable[[Array], Array],
    *,
    tolerance: float = 1e-10,
    restart: int = 40,
    max_restarts: int = 15,
) -> Array:
    """The fixed point of a map, with derivatives in all that the map depends on.

    Parameters
    ----------
    mapping
        The map g from (n,) to (n,); values that it closes over may be differentiated.
    start
        First point, shape (n,); the solution does not depend on it.
    solve
        From a start to the solution of ``x = g(x)``; it is never differentiated.
    tolerance
        Residual of the linear system accepted, relative to its right-hand side.
    restart, max_restarts
        Size of GMRES's basis, and the most times that it starts afresh.

    Returns
    -------
    Array
        The solution, shape (n,). Its derivative solves ``(1 - dg/dx) dx = dg`` by GMRES, forward
        or reversed; a derivative that misses a hundred times the tolerance is NaN.
    """

    def linear(operator: Linear, right: Array) -> Array:
        found, _ = jax.scipy.sparse.linalg.gmres(
            operator, right, tol=tolerance, restart=restart, maxiter=max_restarts
        )
        gap = jnp.linalg.norm(operator(found) - right)
        return jnp.where(gap <= 100.0 * tolerance * jnp.linalg.norm(right), found, jnp.nan)

    def tangent(operator: Linear, right: Array) -> Array:
        return lax.custom_linear_solve(operator, right, linear, linear)

    return lax.custom_root(
        lambda point: mapping(point) - point, start, lambda _, first: solve(first), tangent
    )
