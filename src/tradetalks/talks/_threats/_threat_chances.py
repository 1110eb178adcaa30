"""The threat game's best response and chances, on arrays with an entry a game."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.scipy.special import log_ndtr, ndtr
from jaxtyping import Int

__all__ = [
    "EVALUATIONS",
    "Chances",
    "Sides",
    "Solved",
    "advantage",
    "bracket_values",
    "chances",
    "differentiable",
    "grid",
    "padded",
    "polish",
    "response_slopes",
    "solved",
]

LIMIT = 12.0
"""Largest size of the probit of B's chance: 12 stands for a chance of 2e-33, or one less it."""

NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
"""Of Gauss and Legendre: 48 meet bivariate normal chances to 1e-12 (see the tests)."""

BISECTIONS, NEWTON_STEPS = 40, 4
EVALUATIONS = BISECTIONS + NEWTON_STEPS + 2
"""Of the best response, to follow one change of sign to its root and measure the miss."""

FAR = 9.0
"""Standard deviations from its mode past which a normal density is left out (under 1e-17)."""

STEEPEST = 60.0
"""Spreads by which one value can trail another: the chance of the better is then under 1e-390."""


class Sides(NamedTuple):
    """Mean payoffs and the spreads of private values, each of shape (game,)."""

    status_quo_a: Array
    concession_a: Array
    concession_b: Array
    stand_firm_a: Array
    stand_firm_b: Array
    back_down_a: Array
    back_down_b: Array
    spread_a: Array
    spread_b: Array


class Chances(NamedTuple):
    """Logarithms of chances, each of shape (game,)."""

    status_quo: Array
    challenge: Array
    concede: Array
    resist: Array
    stand_firm: Array
    back_down: Array


def grid(points: int) -> np.ndarray:
    """Probits of B's chance from end to end, densest around one half."""
    spread = np.linspace(-1.0, 1.0, points)
    return (LIMIT + 1.0) * np.sinh(3.0 * spread) / np.sinh(3.0)


def padded(count: int) -> Int[np.ndarray, " place"]:
    """Places of `count` games and repeats of the last, so that few lengths are ever compiled."""
    length = max(32, 1 << (count - 1).bit_length())
    return np.minimum(np.arange(length), count - 1)


def threshold(sides: Sides, probit: Array) -> Array:
    """Value of a resisted challenge below which A keeps the status quo: V - (V - S) / p."""
    gain = sides.concession_a - sides.status_quo_a
    return sides.concession_a - gain * jnp.exp(-log_ndtr(probit))


@jax.custom_jvp
def log_tail(start: Array, lead: Array) -> Array:
    """Log of ``T(k, l) = int_k^inf phi(x) Phi(l + x) dx``.

    T is the chance that one standard normal value exceeds both k and another one less the lead l.
    """
    lead = jnp.maximum(lead, -STEEPEST)
    mode = jnp.maximum(0.0, -0.5 * lead)
    low = jnp.maximum(start, mode - FAR)
    top = jnp.maximum(low, mode)
    half = 0.5 * (top - low + jnp.sqrt((top - mode) ** 2 + FAR**2) - (top - mode))
    x = low[..., None] + half[..., None] * (1.0 + NODES)
    density = WEIGHTS * jnp.exp(0.5 * (top[..., None] ** 2 - x**2)) * ndtr(lead[..., None] + x)
    return jnp.log(half * density.sum(axis=-1)) - 0.5 * (top**2 + np.log(2.0 * np.pi))


def tail_slopes(start: Array, lead: Array, value: Array) -> tuple[Array, Array]:
    """Derivatives of `log_tail`, of the given value, in closed form.

    ``-phi(k) Phi(l + k) / T`` and ``phi(l / sqrt 2) Phi(-sqrt 2 (k + l/2)) / (sqrt 2 T)``.
    """
    root_two = np.sqrt(2.0)
    edge = -0.5 * (start**2 + np.log(2.0 * np.pi)) + log_ndtr(lead + start)
    tie = -0.25 * lead**2 - 0.5 * np.log(4.0 * np.pi) + log_ndtr(-root_two * (start + 0.5 * lead))
    return -jnp.exp(edge - value), jnp.exp(tie - value)


@log_tail.defjvp
def _(primals: tuple[Array, Array], tangents: tuple[Array, Array]) -> tuple[Array, Array]:
    value = log_tail(*primals)
    by_start, by_lead = tail_slopes(*primals, value)
    return value, by_start * tangents[0] + by_lead * tangents[1]


def standardised(sides: Sides, probit: Array) -> tuple[Array, Array, Array]:
    """The threshold less the mean of either end, and the lead of standing firm, in spreads of A."""
    cut = threshold(sides, probit)
    lead = sides.stand_firm_a - sides.back_down_a
    gaps = (cut - sides.stand_firm_a, cut - sides.back_down_a, lead)
    return gaps[0] / sides.spread_a, gaps[1] / sides.spread_a, gaps[2] / sides.spread_a


def resolve(sides: Sides, probit: Array) -> tuple[Array, Array]:
    """Log chances that A challenges and would stand firm, or would back down, if resisted."""
    firm, down, lead = standardised(sides, probit)
    return log_tail(firm, lead), log_tail(down, -lead)


def advantage(sides: Sides, probit: Array) -> Array:
    """Probit of B's chance to resist if A takes it to be `probit`: a fixed point is an equilibrium.

    ``(W_B - C_B + (V_B - C_B) (1 - f) / f) / s_B`` with f the chance that a challenger stands firm.
    """
    firm, down = resolve(sides, probit)
    odds = jnp.exp(jnp.minimum(down - firm, 100.0))
    pays = sides.stand_firm_b - sides.concession_b
    bluff = (sides.back_down_b - sides.concession_b) * odds
    return jnp.clip((pays + bluff) / sides.spread_b, -LIMIT, LIMIT)


def chances(sides: Sides, probit: Array) -> Chances:
    """Log chances of every move, B's being the probit given."""
    firm, down = resolve(sides, probit)
    start_firm, start_down, _ = standardised(sides, probit)
    challenge = jnp.logaddexp(firm, down)
    return Chances(
        status_quo=log_ndtr(start_firm) + log_ndtr(start_down),
        challenge=challenge,
        concede=log_ndtr(-probit),
        resist=log_ndtr(probit),
        stand_firm=firm - challenge,
        back_down=down - challenge,
    )


@jax.jit
def bracket_values(sides: Sides, probits: Array) -> Array:
    """``x - advantage(x)``, shape (game, probit): negative at the first, positive at the last."""

    def one(game: Sides) -> Array:
        return probits - advantage(Sides(*(jnp.full_like(probits, v) for v in game)), probits)

    return lax.map(one, sides)


def slope(sides: Sides, probit: Array) -> tuple[Array, Array]:
    """The best response at `probit` and its derivative there, by entry."""
    return jax.jvp(lambda x: advantage(sides, x), (probit,), (jnp.ones_like(probit),))


def polish(sides: Sides, low: Array, high: Array) -> Array:
    """Root of ``x - advantage(x)`` between bounds where its signs differ, shape (game,)."""
    sign = jnp.where(low - advantage(sides, low) < 0.0, 1.0, -1.0)

    def halve(_: int, bounds: tuple[Array, Array]) -> tuple[Array, Array]:
        below, above = bounds
        middle = 0.5 * (below + above)
        before = sign * (middle - advantage(sides, middle)) < 0.0
        return jnp.where(before, middle, below), jnp.where(before, above, middle)

    low, high = lax.fori_loop(0, BISECTIONS, halve, (low, high))

    def newton(_: int, x: Array) -> Array:
        image, steepness = slope(sides, x)
        step = (x - image) / jnp.where(steepness == 1.0, jnp.inf, 1.0 - steepness)
        return jnp.clip(x - step, low, high)

    return lax.fori_loop(0, NEWTON_STEPS, newton, 0.5 * (low + high))


def response_slopes(sides: Sides, probit: Array) -> tuple[Sides, Array]:
    """Derivatives of the best response in the payoffs and in `probit`, by entry."""
    image, pull = jax.vjp(advantage, sides, probit)
    return pull(jnp.ones_like(image))


def differentiable(sides: Sides, root: Array) -> Array:
    """A root found elsewhere, with its first derivatives in the payoffs.

    A Newton step taken at the root, its slope held, is the implicit function theorem. By entry,
    since no game enters another's equation.
    """
    x = lax.stop_gradient(root)
    _, steepness = slope(sides, x)
    return x - (x - advantage(sides, x)) / (1.0 - lax.stop_gradient(steepness))


def expected_payoffs(sides: Sides, probit: Array) -> tuple[Array, Array]:
    """Payoffs of A and B before values are drawn, B's less its status quo.

    ``S + p E[max(W - c, a - c, 0)]`` for A; for B, given a challenge,
    ``C_B + f s_B (x Phi(x) + phi(x))``.
    """
    start_firm, start_down, lead = standardised(sides, probit)

    def gain(start: Array, ahead: Array) -> tuple[Array, Array]:
        # By parts, int_k (x - k) phi(x) Phi(l + x) dx is -dT/dk + dT/dl - k T.
        value = log_tail(start, ahead)
        by_start, by_lead = tail_slopes(start, ahead, value)
        return jnp.exp(value), jnp.exp(value) * (by_lead - by_start - start)

    firm, gain_firm = gain(start_firm, lead)
    down, gain_down = gain(start_down, -lead)
    value_a = sides.status_quo_a + ndtr(probit) * sides.spread_a * (gain_firm + gain_down)
    density = jnp.exp(-0.5 * probit**2) / np.sqrt(2.0 * np.pi)
    option = sides.spread_b * firm * (probit * ndtr(probit) + density)
    return value_a, (firm + down) * sides.concession_b + option


class Solved(NamedTuple):
    """A root and what it implies, each entry of shape (game,)."""

    root: Array
    image: Array
    slope: Array
    value_a: Array
    value_b: Array
    chances: Chances


@jax.jit
def solved(sides: Sides, low: Array, high: Array) -> Solved:
    """The root between two bounds in each game, and what it implies."""
    root = polish(sides, low, high)
    return Solved(root, *slope(sides, root), *expected_payoffs(sides, root), chances(sides, root))
