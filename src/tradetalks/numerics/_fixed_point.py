"""Fixed points by plain iteration that is accelerated only near the solution."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax


class FixedPoint(NamedTuple):
    """Where an iteration ended.

    Attributes
    ----------
    value
        Last point, shape (n,).
    residual
        Largest entry of ``|g(x) - x| / max(|x|, floor)`` there.
    iterations
        Evaluations of the map.
    converged
        Whether the residual met the tolerance.
    """

    value: Array
    residual: Array
    iterations: Array
    converged: Array


class _State(NamedTuple):
    point: Array
    image: Array
    residual: Array
    best_image: Array
    best_residual: Array
    points: Array
    images: Array
    stored: Array
    wait: Array
    patience: Array
    iterations: Array


def fixed_point(
    mapping: Callable[[Array], Array],
    start: Array,
    *,
    tolerance: float = 1e-9,
    max_steps: int = 1000,
    memory: int = 5,
    accelerate_below: float = 0.03,
    floor: Array | float = 1e-8,
    plain_step: Callable[[Array, Array], Array] | None = None,
) -> FixedPoint:
    """Solve ``x = g(x)``: plain steps, then Anderson's, then plain again if those go astray.

    Parameters
    ----------
    mapping
        The map g from (n,) to (n,), traceable by JAX.
    start
        First point, shape (n,).
    tolerance
        Largest relative residual accepted.
    max_steps
        Evaluations of the map before giving up.
    memory
        Past differences that an accelerated step combines; 0 for plain iteration.
    accelerate_below
        Residual below which accelerated steps begin.
    floor
        Smallest scale by which a residual is divided: one, or one an entry (n,).
    plain_step
        Where a plain step ends, (n,), from a point and its image; the image by default. It may
        stop short of an image that overshoots, or correct the step by a Newton matrix; the
        residual is that of the map all the same.

    Returns
    -------
    FixedPoint
        Last point, its residual, steps, and whether it converged. Nothing is raised: inside a
        batch the caller decides what a failed lane means.

    Notes
    -----
    Anderson (1965), as type II in Walker and Ni (2011), on the last ``memory`` differences.
    When an accelerated point is worse than four times the best one, history is dropped and the
    iteration takes plain steps from the best image, twice as many each time it happens.
    """
    depth = max(memory, 1)

    def measure(point: Array, image: Array) -> Array:
        gap = jnp.abs(image - point) / jnp.maximum(jnp.abs(point), floor)
        return jnp.where(jnp.all(jnp.isfinite(image)), jnp.max(gap), jnp.inf)

    def towards(point: Array) -> tuple[Array, Array]:
        image = mapping(point)
        gap = measure(point, image)
        return (image if plain_step is None else plain_step(point, image)), gap

    def proceed(state: _State) -> Array:
        return (state.residual > tolerance) & (state.iterations < max_steps)

    def advance(state: _State) -> _State:
        astray = (state.stored > 0) & ~(state.residual <= 4.0 * state.best_residual)
        near = (state.residual < accelerate_below) & (state.wait <= 0) & (memory > 0) & ~astray
        points = jnp.roll(state.points, 1, axis=0).at[0].set(state.point)
        images = jnp.roll(state.images, 1, axis=0).at[0].set(state.image)
        stored = jnp.where(near, jnp.minimum(state.stored + 1, depth + 1), 0)
        candidate = _anderson(points, images, stored)
        plain = jnp.where(astray, state.best_image, state.image)
        usable = near & jnp.all(jnp.isfinite(candidate))
        following = jnp.where(usable, candidate, plain)
        image, residual = towards(following)
        better = (residual < state.best_residual) | (stored <= 1)
        return _State(
            following,
            image,
            residual,
            jnp.where(better, image, state.best_image),
            jnp.where(better, residual, state.best_residual),
            points,
            images,
            stored,
            jnp.where(astray, state.patience, state.wait - 1),
            jnp.where(astray, 2 * state.patience, state.patience),
            state.iterations + 1,
        )

    first, gap = towards(start)
    blank = jnp.zeros((depth + 1, start.shape[0]), start.dtype)
    zero = jnp.asarray(0)
    patience = zero + 2 * depth
    state = _State(start, first, gap, first, gap, blank, blank, zero, zero, patience, zero + 1)
    end = lax.while_loop(proceed, advance, state)
    return FixedPoint(end.point, end.residual, end.iterations, end.residual <= tolerance)


def _anderson(points: Array, images: Array, stored: Array) -> Array:
    """Next point from the newest-first history, of which ``stored`` rows count."""
    gaps = images - points
    counts = (jnp.arange(1, points.shape[0]) < stored)[:, None]
    gap_changes = jnp.where(counts, gaps[:1] - gaps[1:], 0.0)
    image_changes = jnp.where(counts, images[:1] - images[1:], 0.0)
    normal = gap_changes @ gap_changes.T
    size = jnp.maximum(jnp.trace(normal), jnp.finfo(points.dtype).tiny)
    # The ridge keeps unused rows harmless and near-parallel differences bounded.
    ridge = jnp.eye(normal.shape[0]) * size * 1e-14
    mix = jax.scipy.linalg.solve(normal + ridge, gap_changes @ gaps[0], assume_a="pos")
    return images[0] - mix @ image_changes
