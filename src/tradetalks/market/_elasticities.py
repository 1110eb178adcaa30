"""What every demand system can say of itself: shares, elasticities, diversion."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.market._firms import Firms


class PriceKernel(Protocol):
    """What the search for prices evaluates over and over; prices are (J,)."""

    def shares(self, prices: Array) -> Array:
        """Quantities (J,) a unit of size."""
        ...

    def markups(
        self, firms: Firms, slope: Array, prices: Array, markup: Array
    ) -> tuple[Array, Array]:
        """Markups that first-order conditions of prices ask for, given others, and quantities."""
        ...


class Kernel(PriceKernel, Protocol):
    """A demand system as arrays, traceable by JAX."""

    def near(self, prices: Array) -> PriceKernel:
        """The same demand in a form that is faster near these prices."""
        ...

    def response(self, prices: Array) -> Array:
        """Fall of each quantity a unit of its price, rivals' gains aside, (J,)."""
        ...

    def slopes(self, prices: Array) -> Array:
        """Derivatives ``dq_j / dp_k``, (J, J)."""
        ...

    def surplus(self, prices: Array) -> Array:
        """Surplus a unit of size by kind of household, (N,)."""
        ...

    def cournot_markups(self, firms: Firms, slope: Array, prices: Array) -> tuple[Array, Array]:
        """Markups of firms that set quantities, and quantities."""
        ...


@jax.jit
def _slopes(kernel: Kernel, prices: Array) -> tuple[Array, Array]:
    return kernel.shares(prices), kernel.slopes(prices)


@jax.jit
def _along(kernel: Kernel, prices: Array, change: Array) -> tuple[Array, Array]:
    return jax.jvp(kernel.shares, (prices,), (change,))


class Demand(ABC):
    """A demand system for J products."""

    @property
    @abstractmethod
    def count(self) -> int:
        """Number of products."""

    @cached_property
    def kernel(self) -> Kernel:
        """The arrays that the kernels take."""
        return self._kernel()

    @abstractmethod
    def _kernel(self) -> Kernel:
        """Make the arrays."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of household that surplus is told apart by."""
        return ("",)

    @abstractmethod
    def first_markup(self, cost: np.ndarray) -> Float[np.ndarray, " product"]:
        """A markup (J,) from which prices may be sought."""

    def most(self, products: np.ndarray, access: Mapping[int, float]) -> float:  # noqa: ARG002
        """Most that can be sold of some products, (J,) mask, a unit of size."""
        return np.inf

    def shares(self, prices: ArrayLike) -> Float[np.ndarray, " product"]:
        """Quantities a unit of size at consumer prices (J,): shares, under discrete choice."""
        return np.asarray(self.kernel.shares(_prices(prices)))

    def elasticities(self, prices: ArrayLike) -> Float[np.ndarray, "product price"]:
        """``d ln q_j / d ln p_k``, row j, column k."""
        at = _prices(prices)
        bought, slopes = _slopes(self.kernel, at)
        return np.asarray(slopes * at / bought[:, None])

    def own_elasticities(self, prices: ArrayLike) -> Float[np.ndarray, " product"]:
        """``d ln q_j / d ln p_j``."""
        return np.diagonal(self.elasticities(prices)).copy()

    def diversion_ratios(self, prices: ArrayLike) -> Float[np.ndarray, "from_product to_product"]:
        """``-(dq_k / dp_j) / (dq_j / dp_j)``: where a product's lost sales go, row j to column k.

        The diagonal holds what leaves all products, as in Conlon and Mortimer (2021), so that each
        row sums to one.
        """
        _, slopes = _slopes(self.kernel, _prices(prices))
        lost = np.asarray(slopes).T
        ratios = -lost / np.diagonal(lost)[:, None]
        np.fill_diagonal(ratios, 0.0)
        np.fill_diagonal(ratios, 1.0 - ratios.sum(axis=1))
        return ratios

    def aggregate_elasticity(self, prices: ArrayLike) -> float:
        """Elasticity of total quantity when all prices rise in one proportion."""
        at = _prices(prices)
        bought, change = _along(self.kernel, at, at)
        return float(change.sum() / bought.sum())


def _prices(prices: ArrayLike) -> Array:
    return jnp.asarray(prices, dtype=float)
