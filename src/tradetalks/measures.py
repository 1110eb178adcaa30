"""What a government can do to an industry: duties, quotas, barriers, access, pledges to buy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tradetalks.errors import InputError

__all__ = [
    "Access",
    "Barrier",
    "Measure",
    "PurchaseFloor",
    "Quota",
    "SpecificTariff",
    "Tariff",
    "TariffRateQuota",
]

Products = np.ndarray | Sequence[int] | Sequence[str] | Sequence[bool]


def _finite(name: str, value: float, low: float, high: float = np.inf) -> None:
    if not np.isfinite(value) or value < low or value > high:
        raise InputError(f"{name} is {value}; give a number from {low} to {high}")


def _selection(products: Products) -> np.ndarray:
    """The products as a read-only mask or array of ids."""
    chosen = np.atleast_1d(np.asarray(products))
    if chosen.ndim != 1 or chosen.dtype.kind not in "biuUO":
        raise InputError(f"products are {products!r}; give a mask or product ids")
    if chosen.size == 0 or (chosen.dtype.kind == "b" and not chosen.any()):
        raise InputError("products match nothing; check the mask or the ids")
    chosen = chosen.copy() if chosen.dtype.kind == "b" else chosen.astype(str)
    chosen.setflags(write=False)
    return chosen


def product_mask(products: Products, names: Sequence[str]) -> np.ndarray:
    """Mask of shape (J,) of products given by mask or by id.

    An id selects every product that bears it, since data on products may repeat one.

    Raises
    ------
    InputError
        A mask of another length, or an id that no product bears.
    """
    chosen = _selection(products)
    if chosen.dtype.kind == "b":
        if chosen.size != len(names):
            raise InputError(f"mask of {chosen.size} products; the market has {len(names)}")
        return chosen
    unknown = set(chosen.tolist()) - set(names)
    if unknown:
        some = ", ".join(list(names)[:3])
        raise InputError(
            f"product {min(unknown)} matches nothing; ids of this market are {some}, ..."
        )
    return np.isin(np.asarray(names, dtype=str), chosen)


@dataclass(frozen=True, eq=False)
class Tariff:
    """An ad valorem duty, added to the base duty.

    Parameters
    ----------
    rate
        Added rate: 1.0 is 100 percent. Above -1; below 1 on the consumer price.
    products
        Mask of shape (J,) or product ids.
    base
        What the rate is charged on: "border", or "consumer" for a share of what the buyer pays.
    exempt
        Products among them that do not pay: mask or ids.
    content
        Share of a product's value that is charged, from 0 to 1: a number or (J,) values. A duty
        on foreign content charges a car that is 40 percent foreign at 0.4.
    """

    rate: float
    products: Products
    base: Literal["border", "consumer"] = "border"
    exempt: Products | None = None
    content: float | np.ndarray = 1.0

    def __post_init__(self) -> None:
        if self.base not in ("border", "consumer"):
            raise InputError(f"base of a tariff is {self.base!r}; choose 'border' or 'consumer'")
        _finite("tariff rate", self.rate, -1.0)
        if self.rate <= -1.0:
            raise InputError(f"tariff rate is {self.rate}; it must exceed -1 (minus 100 percent)")
        if self.base == "consumer" and self.rate >= 1.0:
            raise InputError(f"tariff rate on consumer prices is {self.rate}; give it below 1")
        object.__setattr__(self, "products", _selection(self.products))
        object.__setattr__(self, "content", _content(self.content))


@dataclass(frozen=True, eq=False)
class SpecificTariff:
    """A duty of so much money a unit.

    Parameters
    ----------
    amount
        Money a unit; negative for a subsidy.
    products
        Mask of shape (J,) or product ids.
    exempt, content
        As for `Tariff`.
    """

    amount: float
    products: Products
    exempt: Products | None = None
    content: float | np.ndarray = 1.0

    def __post_init__(self) -> None:
        _finite("specific tariff", self.amount, -np.inf)
        object.__setattr__(self, "products", _selection(self.products))
        object.__setattr__(self, "content", _content(self.content))


def _content(content: float | np.ndarray) -> np.ndarray:
    given = np.array(content, dtype=float)
    wrong = ~((given >= 0.0) & (given <= 1.0))
    if wrong.any():
        raise InputError(f"content share is {given[wrong].flat[0]}; give a number from 0 to 1")
    given.setflags(write=False)
    return given


@dataclass(frozen=True, eq=False)
class Quota:
    """A cap on the total quantity of some products, under licences that can be traded.

    Its shadow price ``lambda`` a unit is what a licence costs; duties are charged on the price
    without it. Firms take it as given, so that prices are those of a specific duty of lambda.

    Parameters
    ----------
    cap
        Most quantity, in the market's unit of quantity, above 0.
    products
        Mask of shape (J,) or product ids.
    rent_to
        Who holds the licences: "exporter" (as under a voluntary export restraint, each product's
        origin), "importer" (the buyers' nation), or the name of a nation.
    """

    cap: float
    products: Products
    rent_to: str = "exporter"

    def __post_init__(self) -> None:
        _finite("cap", self.cap, 0.0)
        if self.cap == 0.0:
            raise InputError(
                "cap is 0: a ban has no finite shadow price; give a small cap, or a market without "
                "the products"
            )
        object.__setattr__(self, "products", _selection(self.products))


@dataclass(frozen=True, eq=False)
class TariffRateQuota:
    """One added rate up to a quantity, and a higher one beyond it.

    Three regimes: below the quota the lower rate rules; beyond it the higher one, and licences
    are worth the difference; between them the quota is just filled at a premium between the two
    rates, ad valorem as in Elbehri and Pearson (2000), GTAP Technical Paper 18. The premium, a
    rate, is the measure's entry in ``shadow_prices``.

    Parameters
    ----------
    quota
        Quantity at the lower rate, in the market's unit of quantity, above 0.
    in_rate, out_rate
        Added ad valorem rates on the border price within and beyond the quota.
    products
        Mask of shape (J,) or product ids.
    rent_to
        As for `Quota`; what licences earn on the quantity within the quota.
    """

    quota: float
    in_rate: float
    out_rate: float
    products: Products
    rent_to: str = "importer"

    def __post_init__(self) -> None:
        _finite("quota", self.quota, 0.0)
        if self.quota == 0.0:
            raise InputError("quota is 0: the higher rate rules alone; use Tariff")
        _finite("rate within the quota", self.in_rate, -1.0)
        if self.in_rate <= -1.0:
            raise InputError(f"rate within the quota is {self.in_rate}; it must exceed -1")
        _finite("rate beyond the quota", self.out_rate, self.in_rate)
        object.__setattr__(self, "products", _selection(self.products))


@dataclass(frozen=True, eq=False)
class Barrier:
    """A non-tariff barrier's ad valorem equivalent: wasted, not collected; replaces the base.

    Parameters
    ----------
    rate
        Rate on the border price, not negative.
    products
        Mask of shape (J,) or product ids.
    """

    rate: float
    products: Products

    def __post_init__(self) -> None:
        _finite("barrier rate", self.rate, 0.0)
        object.__setattr__(self, "products", _selection(self.products))


@dataclass(frozen=True, eq=False)
class Access:
    """The share of buyers who find a product on offer; replaces the base share.

    Parameters
    ----------
    share
        From 0 to 1.
    product
        Id of the product, one that the demand lists as of limited access.
    """

    share: float
    product: int | str

    def __post_init__(self) -> None:
        _finite("access share", self.share, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class PurchaseFloor:
    """A pledge to buy: a floor on the total quantity of some products.

    It is met by a shadow subsidy, the mirror of a quota's shadow price: buyers choose as if the
    products were cheaper by it, and firms take it as given.

    Parameters
    ----------
    quantity
        Least total quantity, in the market's unit of quantity, not negative.
    products
        Mask of shape (J,) or product ids.
    paid_by
        Who bears the subsidy: "buyers" (who buy more than they would and pay the full price),
        "importer" (the treasury of the buyers' nation), "exporter" (each product's origin), or the
        name of a nation.
    subsidy
        "specific", money a unit, or "ad valorem", a rate on the border price. At a constant
        elasticity the second leaves sellers' prices where they were, while under the first they
        fall; under logit demand sellers keep much of the second, and no rate may meet the floor.
    """

    quantity: float
    products: Products
    paid_by: str = "buyers"
    subsidy: Literal["specific", "ad valorem"] = "specific"

    def __post_init__(self) -> None:
        _finite("floor on quantity", self.quantity, 0.0)
        if self.subsidy not in ("specific", "ad valorem"):
            raise InputError(
                f"subsidy of a floor is {self.subsidy!r}; choose 'specific' or 'ad valorem'"
            )
        object.__setattr__(self, "products", _selection(self.products))


Measure = Tariff | SpecificTariff | Quota | TariffRateQuota | Barrier | Access | PurchaseFloor
