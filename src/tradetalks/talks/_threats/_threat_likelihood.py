"""The likelihood of crises under the threat game, and its maximum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Bool, Float, Int
from scipy.optimize import minimize

from tradetalks.errors import InputError
from tradetalks.talks._threats._threat_chances import (
    Sides,
    bracket_values,
    chances,
    differentiable,
    grid,
    padded,
    polish,
    response_slopes,
)

__all__ = ["Crises", "Optimum", "crises", "maximise", "multiple"]

PROBITS = grid(201)
"""Coarser than in `ThreatGame.solve`: equilibria within 0.04 in probit may be taken for one."""

TOLERANCE = 1e-8
"""Largest gradient of the mean log likelihood at which a fit counts as converged."""

SINGULAR = 1e-9
"""Smallest eigenvalue of the Hessian, scaled to a unit diagonal, of an identified fit."""

SAME = 1e-6
"""Log likelihoods a row that differ by less count as one maximum."""

START_SPREAD = 0.5
"""Standard deviation of the starting points, in scaled coefficients."""

DRAWS = 1000
"""Random points tried to find one at which A wants the concession in every row."""


@dataclass(frozen=True, eq=False)
class Crises:
    """Distinct rows of covariates, and how often each outcome followed.

    ``columns`` (row, parameter) are scaled to a root mean square of one by ``scale``
    (parameter,); ``owner`` (parameter,) is the place of the payoff whose coefficient each is;
    ``fixed`` has shape (payoff,), ``counts`` (row, outcome). Rows past those given repeat the last
    and count nothing, so that few lengths are ever compiled.
    """

    columns: Float[np.ndarray, "row parameter"]
    scale: Float[np.ndarray, " parameter"]
    owner: Int[np.ndarray, " parameter"]
    fixed: Float[np.ndarray, " payoff"]
    counts: Float[np.ndarray, "row outcome"]
    given_threat: bool

    def payoffs(self, point: np.ndarray) -> Float[np.ndarray, "row payoff"]:
        """Payoffs at scaled coefficients."""
        return self.fixed + (self.columns * point) @ np.eye(len(self.fixed))[self.owner]


@dataclass(frozen=True, eq=False)
class Optimum:
    """Where the ascent from one starting point ended."""

    estimates: Float[np.ndarray, " parameter"]
    covariance: Float[np.ndarray, "parameter parameter"]
    log_likelihood: float
    residual: float
    converged: bool
    identified: bool
    iterations: int


def crises(
    columns: np.ndarray,
    places: Mapping[str, slice],
    fixed: Mapping[str, float],
    counts: np.ndarray,
    given_threat: bool,
) -> Crises:
    """Arrays for the likelihood; `places` are a payoff's columns."""
    names = Sides._fields
    owner = np.zeros(columns.shape[1], dtype=int)
    for name, place in places.items():
        owner[place] = names.index(name)
    held = [fixed.get(name, 1.0 if name.startswith("spread") else 0.0) for name in names]
    size = np.sqrt((columns**2).mean(axis=0))
    scale = np.where(size > 0.0, size, 1.0)
    padding = padded(len(columns))
    weights = np.where((np.arange(len(padding)) < len(columns))[:, None], counts[padding], 0.0)
    return Crises(columns[padding] / scale, scale, owner, np.array(held), weights, given_threat)


def _roots(sides: Sides, highest: Array) -> Array:
    """Probit of B's chance in the equilibrium selected, shape (row,)."""
    probits = jnp.asarray(PROBITS)
    height = bracket_values(sides, probits)
    rises = (height[:, :-1] < 0.0) & (height[:, 1:] >= 0.0)
    last = rises.shape[1] - 1 - jnp.argmax(rises[:, ::-1], axis=1)
    place = jnp.where(highest, last, jnp.argmax(rises, axis=1))
    return polish(sides, probits[place], probits[place + 1])


def _loss(sides: Sides, probit: Array, counts: Array, given_threat: Array) -> Array:
    """Minus the log likelihood, B's chances being given."""
    logs = chances(sides, probit)
    threat = jnp.where(given_threat, 0.0, logs.challenge)
    ends = jnp.stack(
        [
            jnp.where(given_threat, 0.0, logs.status_quo),
            threat + logs.concede,
            threat + logs.resist + logs.stand_firm,
            threat + logs.resist + logs.back_down,
        ],
        axis=1,
    )
    return -(counts * ends).sum()


@jax.jit
def _expand(
    payoffs: Array, counts: Array, given_threat: Array, highest: Array
) -> tuple[Array, Array, Array]:
    """The loss, and by row its slopes (row, payoff) and curvatures (payoff, row, payoff).

    The equilibrium moves with the payoffs: slopes are ``L_u + L_x r_u / (1 - r_x)``, with r the
    best response, and no row's payoffs enter another's.
    """
    roots = _roots(Sides(*payoffs.T), highest)

    def slopes(moved: Array) -> Array:
        sides = Sides(*moved.T)
        probit = differentiable(sides, roots)
        by_payoff, by_chance = jax.grad(_loss, argnums=(0, 1))(sides, probit, counts, given_threat)
        moves, feedback = response_slopes(sides, probit)
        carried = by_chance / (1.0 - feedback)
        return jnp.stack([u + carried * r for u, r in zip(by_payoff, moves, strict=True)], axis=1)

    def along(direction: Array) -> Array:
        return jax.jvp(slopes, (payoffs,), (jnp.broadcast_to(direction, payoffs.shape),))[1]

    value = _loss(Sides(*payoffs.T), roots, counts, given_threat)
    return value, slopes(payoffs), jax.vmap(along)(jnp.eye(payoffs.shape[1]))


Expansion = Callable[[np.ndarray], tuple[float, np.ndarray, np.ndarray]]


def _expansion(data: Crises, highest: bool) -> Expansion:
    """Minus the mean log likelihood at scaled coefficients, its gradient and its Hessian.

    Infinite where A would not want the concession, or chances underflow: the optimiser must not
    step where it cannot go on. It asks for the three one after the other, so the last is kept.
    """
    total = data.counts.sum()

    @lru_cache(maxsize=1)
    def kept(key: bytes) -> tuple[float, np.ndarray, np.ndarray]:
        point = np.frombuffer(key)
        payoffs = data.payoffs(point)
        sides = Sides(*payoffs.T)
        if (sides.concession_a > sides.status_quo_a).all():
            found = _expand(payoffs, data.counts, data.given_threat, highest)
            value, slopes, curvatures = (np.asarray(v) / total for v in found)
            gradient = (slopes[:, data.owner] * data.columns).sum(axis=0)
            crossed = curvatures[data.owner][:, :, data.owner]
            curvature = np.einsum("krl,rk,rl->kl", crossed, data.columns, data.columns)
            if all(np.isfinite(v).all() for v in (value, gradient, curvature)):
                return float(value), gradient, curvature
        return np.inf, np.zeros_like(point), np.eye(len(point))

    return lambda point: kept(point.tobytes())


def _ascend(data: Crises, expansion: Expansion, start: np.ndarray) -> Optimum:
    path = minimize(
        lambda point: expansion(point)[:2],
        start,
        jac=True,
        hess=lambda point: expansion(point)[2],
        method="trust-ncg",
        options={"gtol": 1e-5, "maxiter": 200},
    )
    point, steps = np.asarray(path.x), int(path.nit)
    value, gradient, curvature = expansion(point)
    # The optimiser compares losses, whose rounding hides the last digits that slopes still show.
    while (
        path.success
        and _identified(curvature)
        and abs(gradient).max() > TOLERANCE
        and steps < path.nit + 5
    ):
        point, steps = point - np.linalg.solve(curvature, gradient), steps + 1
        value, gradient, curvature = expansion(point)
    total, residual = float(data.counts.sum()), float(abs(gradient).max())
    identified = _identified(curvature)
    covariance = np.full_like(curvature, np.nan)
    if identified:
        covariance = np.linalg.inv(total * curvature) / np.outer(data.scale, data.scale)
    return Optimum(
        estimates=point / data.scale,
        covariance=covariance,
        log_likelihood=-total * value,
        residual=residual,
        converged=bool(path.success) and (residual <= TOLERANCE or not identified),
        identified=identified,
        iterations=steps,
    )


def _identified(curvature: np.ndarray) -> bool:
    """Whether the Hessian is positive definite, well away from singular."""
    size = np.diag(curvature)
    if not (np.isfinite(curvature).all() and (size > 0.0).all()):
        return False
    scaled = curvature / np.sqrt(np.outer(size, size))
    return bool(np.linalg.eigvalsh(scaled)[0] > SINGULAR)


def maximise(data: Crises, highest: bool, starts: int, seed: int) -> tuple[Optimum, float, int]:
    """The best maximum from random starting points, the share that met it, and all steps."""
    expansion = _expansion(data, highest)
    begin = _starts(expansion, data.columns.shape[1], starts, seed)
    ends = [_ascend(data, expansion, start) for start in begin]
    top = max(end.log_likelihood for end in ends)
    level = [e for e in ends if e.log_likelihood >= top - SAME * float(data.counts.sum())]
    # One that stopped short but higher than the rest is not passed over: the fit has failed.
    best = max(level, key=lambda end: (end.converged, end.identified, end.log_likelihood))
    agreed = [any(end is e for e in level) and end.converged for end in ends]
    return best, float(np.mean(agreed)), sum(end.iterations for end in ends)


def _starts(expansion: Expansion, size: int, starts: int, seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    found: list[np.ndarray] = []
    for _ in range(DRAWS):
        point = START_SPREAD * rng.standard_normal(size)
        if np.isfinite(expansion(point)[0]):
            found.append(point)
        if len(found) == starts:
            return found
    raise InputError(
        f"only {len(found)} of {DRAWS} random points have concession_a above status_quo_a in "
        "every row; fix one of the two, such as concession_a at 1"
    )


def multiple(data: Crises, estimates: np.ndarray) -> Bool[np.ndarray, " row"]:
    """Whether the game of each distinct row has more than one equilibrium."""
    payoffs = jnp.asarray(data.payoffs(estimates * data.scale))
    height = np.asarray(bracket_values(Sides(*payoffs.T), jnp.asarray(grid(1201))))
    return ((height[:, 1:] >= 0.0) != (height[:, :-1] >= 0.0)).sum(axis=1) > 1
