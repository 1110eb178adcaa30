"""Arrays in, arrays out: choice probabilities, markups and prices of random-coefficients demand."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from tradetalks.numerics import FixedPoint, fixed_point


class Nests(NamedTuple):
    """Nests of products: codes (J,), indicators (G, J) and (firm-nest pairs, J), nesting."""

    code: Array
    members: Array
    pair: Array
    pair_members: Array
    nesting: Array


class Consumers(NamedTuple):
    """Utility net of price (J, I), price sensitivity (I,), weights (I,), nests or None."""

    utility: Array
    sensitivity: Array
    weights: Array
    nests: Nests | None


class Firms(NamedTuple):
    """Firm codes (J,) from 0 and their indicators (F, J)."""

    code: Array
    members: Array


class Choice(NamedTuple):
    """Probabilities (J, I), probabilities within the nest or None, log-sums (I,)."""

    probability: Array
    within: Array | None
    logsum: Array


def choose(consumers: Consumers, prices: Array) -> Choice:
    """Choice probabilities of every consumer at the prices that they perceive."""
    value = consumers.utility - consumers.sensitivity * prices[:, None]
    if consumers.nests is None:
        top = jnp.maximum(jnp.max(value, axis=0), 0.0)
        odds = jnp.exp(value - top)
        total = jnp.exp(-top) + odds.sum(0)
        return Choice(odds / total, None, top + jnp.log(total))
    nests = consumers.nests
    spread = 1.0 - nests.nesting
    scaled = value / spread
    peak = jax.ops.segment_max(scaled, nests.code, nests.members.shape[0])
    peak = jnp.where(jnp.isfinite(peak), peak, 0.0)
    odds = jnp.exp(scaled - peak[nests.code])
    sums = nests.members @ odds
    held = sums > 0.0
    safe = jnp.where(held, sums, 1.0)
    within = odds / safe[nests.code]
    worth = jnp.where(held, spread * (peak + jnp.log(safe)), -jnp.inf)
    top = jnp.maximum(jnp.max(worth, axis=0), 0.0)
    group = jnp.exp(worth - top)
    total = jnp.exp(-top) + group.sum(0)
    return Choice(within * (group / total)[nests.code], within, top + jnp.log(total))


def markups(
    consumers: Consumers, firms: Firms, wedge: Array, prices: Array, markup: Array
) -> tuple[Array, Array]:
    """Markups (J,) that the first-order conditions ask for, and shares (J,).

    ``eta_j = [s_j / (1 + t_j + n_j) + sum_i w_i alpha_i s_ij M_f(j)i] / Lambda_j``, with
    ``M_fi = sum_(k in f) (b_k - c_k) s_ik`` and ``Lambda_j = sum_i w_i alpha_i s_ij``: the zeta
    map of Morrow and Skerlos (2011) with the ad valorem wedge. Nests add the same within a nest.
    """
    choice = choose(consumers, prices)
    slope = consumers.weights * consumers.sensitivity
    probability = choice.probability
    sums = probability @ jnp.stack([consumers.weights, slope], axis=1)
    shares, density = sums[:, 0], sums[:, 1]
    earned = markup[:, None] * probability
    cross = (probability * (firms.members @ earned)[firms.code]) @ slope
    if consumers.nests is not None and choice.within is not None:
        nests = consumers.nests
        spread = 1.0 - nests.nesting
        beside = (nests.pair_members @ earned)[nests.pair]
        cross = cross + nests.nesting / spread * ((choice.within * beside) @ slope)
        density = density / spread
    # A product that nobody buys has no margin of its own: take the limit of high prices.
    sold = density > 0.0
    limit = 1.0 / (wedge * jnp.min(consumers.sensitivity))
    eta = (shares / wedge + cross) / jnp.where(sold, density, 1.0)
    return jnp.where(sold, eta, limit), shares


def prices_of(
    consumers: Consumers,
    firms: Firms,
    wedge: Array,
    cost: Array,
    margin: Array,
    start: Array,
    tolerance: float,
    max_steps: int,
) -> FixedPoint:
    """Bertrand prices: the fixed point ``p = m + (1 + t + n) (c + eta(p))``."""

    def step(prices: Array) -> Array:
        markup = (prices - margin) / wedge - cost
        eta, _ = markups(consumers, firms, wedge, prices, markup)
        return margin + wedge * (cost + eta)

    return fixed_point(step, start, tolerance=tolerance, max_steps=max_steps)


class Lanes(NamedTuple):
    """What differs between the lanes of a batch, each (K, J)."""

    wedge: Array
    cost: Array
    margin: Array
    start: Array


class Outcome(NamedTuple):
    """Prices and shares (K, J), log-sum surplus a unit of size, residual, steps, success (K,)."""

    prices: Array
    shares: Array
    surplus: Array
    residual: Array
    iterations: Array
    converged: Array


@partial(jax.jit, static_argnames=("tolerance", "max_steps"))
def solve_lanes(
    consumers: Consumers, firms: Firms, lanes: Lanes, tolerance: float, max_steps: int
) -> Outcome:
    """Every lane's equilibrium, one after the other, so that none waits for the slowest."""

    def one(lane: Lanes) -> Outcome:
        end = prices_of(consumers, firms, *lane, tolerance, max_steps)
        shares, surplus = demand_at(consumers, end.value)
        return Outcome(end.value, shares, surplus, end.residual, end.iterations, end.converged)

    return lax.map(one, lanes)


@jax.jit
def demand_at(consumers: Consumers, prices: Array) -> tuple[Array, Array]:
    """Shares (J,) and surplus ``sum_i w_i logsum_i / alpha_i`` a unit of size."""
    choice = choose(consumers, prices)
    surplus = jnp.sum(consumers.weights * choice.logsum / consumers.sensitivity)
    return choice.probability @ consumers.weights, surplus


@jax.jit
def own_slopes(consumers: Consumers, prices: Array) -> Array:
    """Derivatives of shares with respect to own prices, (J,)."""
    choice = choose(consumers, prices)
    probability = choice.probability
    slope = consumers.weights * consumers.sensitivity
    if consumers.nests is None or choice.within is None:
        return -(probability * (1.0 - probability)) @ slope
    nesting = consumers.nests.nesting
    rest = 1.0 - nesting * choice.within - (1.0 - nesting) * probability
    return -(probability * rest) @ slope / (1.0 - nesting)


@jax.jit
def share_response(consumers: Consumers, prices: Array, change: Array) -> Array:
    """Change of shares (J,) along a direction of prices, to first order."""
    return jax.jvp(lambda p: demand_at(consumers, p)[0], (prices,), (change,))[1]


@jax.jit
def markups_at(
    consumers: Consumers, firms: Firms, wedge: Array, prices: Array, start: Array
) -> FixedPoint:
    """Markups (J,) with which given prices meet the first-order conditions.

    The conditions are linear in markups; the map contracts because each consumer buys less than
    one unit of a firm's products, and Anderson's steps solve the rest.
    """

    def step(markup: Array) -> Array:
        return markups(consumers, firms, wedge, prices, markup)[0]

    return fixed_point(step, start, tolerance=1e-13, max_steps=5000, accelerate_below=jnp.inf)


@jax.jit
def inverted(consumers: Consumers, prices: Array, shares: Array, shift: Array) -> FixedPoint:
    """Shift of utility (J,) at which the demand has the given shares (BLP's contraction)."""
    spread = 1.0 if consumers.nests is None else 1.0 - consumers.nests.nesting
    target = jnp.log(shares)

    def step(moved: Array) -> Array:
        utility = consumers.utility + moved[:, None]
        now, _ = demand_at(consumers._replace(utility=utility), prices)
        return moved + spread * (target - jnp.log(now))

    # Relative to at least one: a shift of utility has no natural scale but that of the logit.
    return fixed_point(
        step, shift, tolerance=1e-13, max_steps=5000, accelerate_below=1.0, floor=1.0
    )
