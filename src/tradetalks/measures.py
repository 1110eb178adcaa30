"""What a government can do to an industry: tariffs, barriers, access, pledges of purchase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tradetalks.errors import InputError

__all__ = ["Access", "Barrier", "Measure", "PurchaseFloor", "Tariff"]

Products = np.ndarray | Sequence[int] | Sequence[bool]


def _finite(name: str, value: float, low: float, high: float = np.inf) -> float:
    if not np.isfinite(value) or value < low or value > high:
        raise InputError(f"{name} is {value}; give a number from {low} to {high}")
    return float(value)


def _selection(products: Products) -> np.ndarray:
    """The products as a read-only mask or array of indices."""
    chosen = np.atleast_1d(np.asarray(products))
    if chosen.ndim != 1 or chosen.dtype.kind not in "biu":
        raise InputError(f"products are {products!r}; give a mask or integer indices")
    if chosen.size == 0 or (chosen.dtype.kind == "b" and not chosen.any()):
        raise InputError("products match nothing; check the mask or the indices")
    chosen = chosen.copy()
    chosen.setflags(write=False)
    return chosen


def product_mask(products: np.ndarray, count: int) -> np.ndarray:
    """Mask of shape (count,) for a measure's products.

    Raises
    ------
    InputError
        A mask of another length, or an index outside 0 .. count - 1.
    """
    if products.dtype.kind == "b":
        if products.size != count:
            raise InputError(f"mask of {products.size} products; the market has {count}")
        return products
    wrong = products[(products < 0) | (products >= count)]
    if wrong.size:
        raise InputError(f"product {wrong[0]} matches nothing; indices go from 0 to {count - 1}")
    mask = np.zeros(count, bool)
    mask[products] = True
    return mask


@dataclass(frozen=True, eq=False)
class Tariff:
    """An ad valorem duty on the border price, added to the base duty.

    Parameters
    ----------
    rate
        Added rate: 1.0 is 100 percent. Above -1.
    products
        Mask of shape (J,) or indices of products.
    """

    rate: float
    products: Products

    def __post_init__(self) -> None:
        _finite("tariff rate", self.rate, -1.0)
        if self.rate <= -1.0:
            raise InputError(f"tariff rate is {self.rate}; it must exceed -1 (minus 100 percent)")
        object.__setattr__(self, "products", _selection(self.products))

    def mask(self, count: int) -> np.ndarray:
        """The products as a mask of shape (count,)."""
        return product_mask(np.asarray(self.products), count)


@dataclass(frozen=True, eq=False)
class Barrier:
    """A non-tariff barrier's ad valorem equivalent: wasted, not collected; replaces the base.

    Parameters
    ----------
    rate
        Rate on the border price, not negative.
    products
        Mask of shape (J,) or indices of products.
    """

    rate: float
    products: Products

    def __post_init__(self) -> None:
        _finite("barrier rate", self.rate, 0.0)
        object.__setattr__(self, "products", _selection(self.products))

    def mask(self, count: int) -> np.ndarray:
        """The products as a mask of shape (count,)."""
        return product_mask(np.asarray(self.products), count)


@dataclass(frozen=True, eq=False)
class Access:
    """The share of buyers who find a product on offer; replaces the base share.

    Parameters
    ----------
    share
        From 0 to 1.
    product
        Index of the product, one that the demand lists as of limited access.
    """

    share: float
    product: int

    def __post_init__(self) -> None:
        _finite("access share", self.share, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class PurchaseFloor:
    """A pledge to buy: a floor on the total quantity of some products, paid for by buyers.

    Parameters
    ----------
    quantity
        Least total quantity, in the market's unit of quantity, not negative.
    products
        Mask of shape (J,) or indices of products.
    """

    quantity: float
    products: Products

    def __post_init__(self) -> None:
        _finite("floor on quantity", self.quantity, 0.0)
        object.__setattr__(self, "products", _selection(self.products))

    def mask(self, count: int) -> np.ndarray:
        """The products as a mask of shape (count,)."""
        return product_mask(np.asarray(self.products), count)


Measure = Tariff | Barrier | Access | PurchaseFloor
