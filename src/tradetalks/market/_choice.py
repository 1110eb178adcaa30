"""Arrays in, arrays out: discrete choice by weighted consumers, plain or nested."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.sparse.linalg import cg

from tradetalks.market._elasticities import PriceKernel
from tradetalks.market._firms import Firms


class Nests(NamedTuple):
    """Nest codes (J,), their indicators (G, J), and the correlation within nests."""

    code: Array
    members: Array
    nesting: Array


class Consumers(NamedTuple):
    """Discrete choice as the kernels take it.

    Utility net of price (J, I), price sensitivity (I,), weights (I,), indicators of kinds of
    household (N, I), 1 or 0 for an outside good or none, nests or None.
    """

    utility: Array
    sensitivity: Array
    weights: Array
    kinds: Array
    outside: Array
    nests: Nests | None

    def shares(self, prices: Array) -> Array:
        """Shares (J,) of the market's size."""
        return choose(self, prices).probability @ self.weights

    def near(self, prices: Array) -> PriceKernel:
        """The same demand in a form that is faster near these prices."""
        if self.nests is not None:
            return self
        value = self.utility - self.sensitivity * prices[:, None]
        top = jnp.maximum(jnp.max(value, axis=0), jnp.where(self.outside > 0.0, 0.0, -jnp.inf))
        weight = self.outside * jnp.exp(-top)
        return NearConsumers(self.utility - top, weight, self.sensitivity, self.weights)

    def response(self, prices: Array) -> Array:
        """``sum_i w_i alpha_i s_ij``, divided by one less the nesting, (J,)."""
        density = choose(self, prices).probability @ (self.weights * self.sensitivity)
        return density if self.nests is None else density / (1.0 - self.nests.nesting)

    def slopes(self, prices: Array) -> Array:
        """``ds_j / dp_k``, (J, J), from sums over consumers."""
        choice = choose(self, prices)
        probability = choice.probability
        effect = self.weights * self.sensitivity
        density, crossed = probability @ effect, (probability * effect) @ probability.T
        if self.nests is None or choice.within is None:
            return crossed - jnp.diag(density)
        nesting = self.nests.nesting
        beside = self.nests.code[:, None] == self.nests.code
        inside = jnp.where(beside, (probability * effect) @ choice.within.T, 0.0)
        return crossed + (nesting * inside - jnp.diag(density)) / (1.0 - nesting)

    def surplus(self, prices: Array) -> Array:
        """Surplus a unit of size by kind of household, ``sum_i w_i logsum_i / alpha_i``, (N,)."""
        logsum = choose(self, prices).logsum
        return self.kinds @ (self.weights * logsum / self.sensitivity)

    def markups(
        self, firms: Firms, slope: Array, prices: Array, markup: Array
    ) -> tuple[Array, Array]:
        """Markups (J,) that the first-order conditions of prices ask for, and shares (J,).

        ``eta_j = [s_j / A_j + sum_i w_i alpha_i s_ij M_f(j)i] / Lambda_j`` with the slope A_j of
        the consumer price in the border price, ``M_fi = sum_k kappa_f,f(k) (b_k - c_k) s_ik`` and
        ``Lambda_j = sum_i w_i alpha_i s_ij``: the zeta map of Morrow and Skerlos (2011), with the
        ad valorem wedge and the weights kappa on other firms' profits. Nests add the same within.
        """
        choice = choose(self, prices)
        effect = self.weights * self.sensitivity
        probability = choice.probability
        sums = probability @ jnp.stack([self.weights, effect], axis=1)
        bought, density = sums[:, 0], sums[:, 1]
        earned = markup[:, None] * probability
        cross = (probability * (firms.interest @ earned)[firms.code]) @ effect
        spread = jnp.asarray(1.0)
        if self.nests is not None and choice.within is not None:
            spread = 1.0 - self.nests.nesting
            beside = (firms.nest_interest @ earned)[firms.pair]
            cross = cross + self.nests.nesting / spread * ((choice.within * beside) @ effect)
            density = density / spread
        # A product that nobody buys has no markup of its own: take the limit of high prices.
        sold = density > 0.0
        limit = spread / (slope * jnp.min(self.sensitivity))
        eta = (bought / slope + cross) / jnp.where(sold, density, 1.0)
        return jnp.where(sold, eta, limit), bought

    def cournot_markups(self, firms: Firms, slope: Array, prices: Array) -> tuple[Array, Array]:
        """As `markups` for firms that set quantities.

        ``eta_j = -sum_k kappa_f(j),f(k) (q_k / A_k) dp_k / dq_j``: one linear system a firm in the
        slopes of demand, which conjugate gradients solve without forming their matrix.
        """
        bought, slopes = jax.linearize(self.shares, prices)
        density = choose(self, prices).probability @ (self.weights * self.sensitivity)
        sold = density > 0.0
        scale = jnp.where(sold, density, 1.0)

        def against(rows: Array) -> Array:
            return jnp.where(sold, -jax.vmap(slopes)(jnp.where(sold, rows, 0.0)), rows)

        right = firms.interest * jnp.where(sold, bought / slope, 0.0)
        rows, _ = cg(against, right, x0=right / scale, tol=1e-13, M=lambda rows: rows / scale)
        eta = rows[firms.code, jnp.arange(prices.size)]
        limit = 1.0 / (slope * jnp.min(self.sensitivity))
        return jnp.where(sold, eta, limit), bought


class NearConsumers(NamedTuple):
    """Plain choice near some prices: as `Consumers`, with utilities shifted by each one's best.

    It spares the search for the largest utility at each evaluation. Far from where it was built an
    exponential may overflow, to infinity and never to a wrong number.
    """

    utility: Array  # less the shift, (J, I)
    outside: Array  # weight of the outside good, (I,)
    sensitivity: Array
    weights: Array

    def shares(self, prices: Array) -> Array:
        """As `Consumers.shares`."""
        odds = jnp.exp(self.utility - self.sensitivity * prices[:, None])
        return odds @ (self.weights / (self.outside + jnp.ones_like(prices) @ odds))

    def markups(
        self, firms: Firms, slope: Array, prices: Array, markup: Array
    ) -> tuple[Array, Array]:
        """As `Consumers.markups`, in fewer passes over products and consumers."""
        odds = jnp.exp(self.utility - self.sensitivity * prices[:, None])
        # The sum of odds rides along with the firms' earnings as one more row.
        rows = jnp.concatenate([jnp.ones((1, prices.size)), firms.interest * markup]) @ odds
        inverse = 1.0 / (self.outside + rows[0])
        weight, effect = self.weights * inverse, self.weights * self.sensitivity * inverse
        earned = rows[1:] * (effect * inverse)
        asked = jnp.sum(odds * (earned[firms.code] + weight / slope[:, None]), axis=1)
        density = odds @ effect
        sold = density > 0.0
        limit = 1.0 / (slope * jnp.min(self.sensitivity))
        return jnp.where(sold, asked / jnp.where(sold, density, 1.0), limit), odds @ weight


class Choice(NamedTuple):
    """Probabilities (J, I), probabilities within the nest or None, log-sums (I,)."""

    probability: Array
    within: Array | None
    logsum: Array


def choose(consumers: Consumers, prices: Array) -> Choice:
    """Choice probabilities of every consumer at the prices that they perceive."""
    value = consumers.utility - consumers.sensitivity * prices[:, None]
    floor = jnp.where(consumers.outside > 0.0, 0.0, -jnp.inf)
    if consumers.nests is None:
        top = jnp.maximum(jnp.max(value, axis=0), floor)
        odds = jnp.exp(value - top)
        total = consumers.outside * jnp.exp(-top) + odds.sum(0)
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
    top = jnp.maximum(jnp.max(worth, axis=0), floor)
    group = jnp.exp(worth - top)
    total = consumers.outside * jnp.exp(-top) + group.sum(0)
    return Choice(within * (group / total)[nests.code], within, top + jnp.log(total))
