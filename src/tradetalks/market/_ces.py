"""Constant-elasticity demand over varieties, with or without an outside good among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array

from tradetalks.errors import InputError
from tradetalks.market._checks import vector
from tradetalks.market._elasticities import Demand, PriceKernel
from tradetalks.market._firms import Firms


class Varieties(NamedTuple):
    """CES as the kernels take it: base shares of varieties and of the outside good, elasticities.

    ``share`` (J,) and ``outside`` sum to one; ``base`` are prices (J,); ``substitution`` sigma and
    ``outer`` eps.
    """

    share: Array
    outside: Array
    base: Array
    substitution: Array
    outer: Array

    def price_index(self, prices: Array) -> Array:
        """``P^(1 - sigma) = a_0 + sum_j a_j (p_j / p0_j)^(1 - sigma)``, one at base prices."""
        power = 1.0 - self.substitution
        total = self.outside + self.share @ (prices / self.base) ** power
        return total ** (1.0 / power)

    def shares(self, prices: Array) -> Array:
        """Quantities (J,) a unit of size."""
        index = self.price_index(prices)
        relative = prices / self.base
        return (
            self.share
            / self.base
            * relative**-self.substitution
            * index ** (self.substitution - self.outer)
        )

    def near(self, prices: Array) -> PriceKernel:  # noqa: ARG002  (part of the protocol)
        """The same: nothing is gained near any prices."""
        return self

    def response(self, prices: Array) -> Array:
        """``sigma q_j / p_j``, (J,)."""
        return self.substitution * self.shares(prices) / prices

    def slopes(self, prices: Array) -> Array:
        """``dq_j / dp_k``, (J, J)."""
        bought = self.shares(prices)
        spent = self.price_index(prices) ** (1.0 - self.outer)
        part = bought * prices / spent
        own = jnp.diag(jnp.full_like(prices, self.substitution))
        return bought[:, None] * ((self.substitution - self.outer) * part - own) / prices

    def surplus(self, prices: Array) -> Array:
        """``-integral of P^-eps dP`` from the base, a unit of size, (1,): zero at base prices."""
        log = jnp.log(self.price_index(prices))
        power = 1.0 - self.outer
        # (P^x - 1) / x with x near 0 is log P.
        near = jnp.abs(power) < 1e-12
        safe = jnp.where(near, 1.0, power)
        return -jnp.where(near, log, jnp.expm1(safe * log) / safe)[None]

    def markups(
        self, firms: Firms, slope: Array, prices: Array, markup: Array
    ) -> tuple[Array, Array]:
        """Markups (J,) that the first-order conditions of prices ask for, and quantities (J,).

        ``eta_j = p_j / sigma [1 / A_j + (sigma - eps) / E sum_k kappa (b_k - c_k) q_k]``, with the
        slope A_j of the consumer price in the border price and expenditure ``E = P^(1 - eps)``.
        """
        bought = self.shares(prices)
        spent = self.price_index(prices) ** (1.0 - self.outer)
        earned = (firms.interest @ (markup * bought))[firms.code]
        reach = (self.substitution - self.outer) / spent * earned
        return prices / self.substitution * (1.0 / slope + reach), bought

    def cournot_markups(self, firms: Firms, slope: Array, prices: Array) -> tuple[Array, Array]:
        """As `markups` for firms that set quantities, by the inverse demand of CES in closed form.

        ``eta_j = p_j / sigma [1 / A_j + g / E sum_k kappa q_k p_k / A_k]`` with
        ``g = (sigma - eps) / (sigma - (sigma - eps) R)`` and R the varieties' share of expenditure.
        """
        bought = self.shares(prices)
        spent = self.price_index(prices) ** (1.0 - self.outer)
        gap = self.substitution - self.outer
        inside = bought @ prices / spent
        own = (firms.interest @ (bought * prices / slope))[firms.code]
        reach = gap / (self.substitution - gap * inside) / spent * own
        return prices / self.substitution * (1.0 / slope + reach), bought


@dataclass(frozen=True, eq=False)
class CES(Demand):
    """``q_j = a_j p_j^-sigma P^(sigma - eps)``, prices relative to base, quantity in base money.

    Parameters
    ----------
    expenditure_shares
        a, (J,), shares of expenditure at base prices; with ``outside_share`` they sum to one.
    elasticity
        sigma, above one.
    outer_elasticity
        eps, not negative: price elasticity of the whole, the outside good included.
    base_prices
        (J,), default ones: consumer prices at which the shares were recorded.
    outside_share
        Share of expenditure, at base prices, on an outside good whose price stays as it is.

    Source
    ------
    Anderson, de Palma and Thisse (1992), *Discrete Choice Theory of Product Differentiation*.
    """

    expenditure_shares: np.ndarray
    elasticity: float
    outer_elasticity: float = 1.0
    base_prices: np.ndarray | None = None
    outside_share: float = 0.0

    def __post_init__(self) -> None:
        given = np.asarray(self.expenditure_shares, dtype=float)
        shares = vector("expenditure share", given, given.size, low=0.0, high=1.0)
        if not 0.0 <= self.outside_share < 1.0:
            raise InputError(f"outside share is {self.outside_share}; give 0 or more, below 1")
        total = shares.sum() + self.outside_share
        if abs(total - 1.0) > 1e-8:
            raise InputError(f"expenditure shares sum to {total:.6g}; they must sum to 1")
        if not self.elasticity > 1.0 or not np.isfinite(self.elasticity):
            raise InputError(f"elasticity is {self.elasticity}; it must exceed 1")
        if not self.outer_elasticity >= 0.0 or not np.isfinite(self.outer_elasticity):
            raise InputError(f"outer elasticity is {self.outer_elasticity}; give 0 or more")
        base = 1.0 if self.base_prices is None else self.base_prices
        prices = vector("base price", base, shares.size, low=np.finfo(float).tiny)
        object.__setattr__(self, "expenditure_shares", shares)
        object.__setattr__(self, "base_prices", prices)

    @property
    def count(self) -> int:
        """Number of varieties."""
        return self.expenditure_shares.size

    def _kernel(self) -> Varieties:
        parts = (
            self.expenditure_shares,
            self.outside_share,
            self.base_prices,
            self.elasticity,
            self.outer_elasticity,
        )
        return Varieties(*(jnp.asarray(x, dtype=float) for x in parts))

    def first_markup(self, cost: np.ndarray) -> np.ndarray:
        """A first markup (J,): that of a small firm."""
        return cost / (self.elasticity - 1.0)
