"""Measures turned into what an industry's equilibrium needs: rates, charges, access and limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tradetalks.errors import InputError
from tradetalks.measures import (
    Access,
    Barrier,
    Measure,
    PurchaseFloor,
    Quota,
    SpecificTariff,
    Tariff,
    TariffRateQuota,
    product_mask,
)


@dataclass(frozen=True, eq=False)
class Limit:
    """A limit on the total quantity of some products.

    Attributes
    ----------
    mask
        Products, (J,).
    quantity
        In the market's unit of quantity.
    low, high
        Bounds of the multiplier; see `tradetalks.market._solve.Limits`.
    rated
        Whether the multiplier is a rate on the border price, or money a unit.
    party
        Who gains a positive multiplier or pays a negative one: "exporter", "importer", "buyers",
        or a nation.
    """

    mask: np.ndarray
    quantity: float
    low: float
    high: float
    rated: bool
    party: str


@dataclass(eq=False)
class Terms:
    """What the measures on an industry amount to; arrays are (J,).

    Attributes
    ----------
    rate, barrier
        Ad valorem duty on the border price, and barrier likewise.
    consumer_rate
        Ad valorem duty on the consumer price.
    specific
        Duty in money a unit.
    access
        Changed shares of access, by index of product.
    limits
        Quotas, tariff-rate quotas and floors, in the order given.
    """

    rate: np.ndarray
    barrier: np.ndarray
    consumer_rate: np.ndarray
    specific: np.ndarray
    access: dict[int, float] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)


def gather(
    measures: Sequence[Measure], names: Sequence[str], duty: np.ndarray, barrier: np.ndarray
) -> Terms:
    """The terms of a base duty and barrier with measures on top.

    Raises
    ------
    InputError
        A measure that matches nothing, two barriers or two limits on one product, or rates that
        leave nothing of a price.
    """
    terms = Terms(duty.copy(), barrier.copy(), np.zeros(duty.size), np.zeros(duty.size))
    barred, limited = np.zeros(duty.size, bool), np.zeros(duty.size, bool)
    for measure in measures:
        if isinstance(measure, Access):
            _open(terms, measure, names)
            continue
        mask = product_mask(measure.products, names)
        if isinstance(measure, Tariff | SpecificTariff):
            _charge(terms, measure, mask, names)
        elif isinstance(measure, Barrier):
            _once(names, barred, mask, "barriers")
            terms.barrier = np.where(mask, measure.rate, terms.barrier)
        else:
            _once(names, limited, mask, "limits on quantity")
            terms.limits.append(_limit(terms, measure, mask))
    check_rates(terms.rate, terms.barrier, names)
    over = terms.consumer_rate >= 1.0
    if over.any():
        j = int(np.flatnonzero(over)[0])
        raise InputError(
            f"duties on the consumer price of product {names[j]} sum to "
            f"{terms.consumer_rate[j]:.4g}; they must stay below 1"
        )
    return terms


def check_rates(rate: np.ndarray, barrier: np.ndarray, names: Sequence[str]) -> None:
    """Raise where a duty, (J,) or (K, J), is minus 100 percent or less."""
    wrong = (1.0 + rate + barrier <= 0.0) | (rate <= -1.0)
    if wrong.any():
        where = tuple(np.argwhere(wrong)[0])
        raise InputError(
            f"duty on product {names[where[-1]]} is {rate[where]:.4g}; it must exceed -1"
        )


def _once(names: Sequence[str], taken: np.ndarray, mask: np.ndarray, what: str) -> None:
    if (taken & mask).any():
        name = names[int(np.flatnonzero(taken & mask)[0])]
        raise InputError(f"product {name} has two {what}; give one")
    taken |= mask


def _open(terms: Terms, measure: Access, names: Sequence[str]) -> None:
    for j in np.flatnonzero(product_mask([str(measure.product)], names)).tolist():
        if j in terms.access:
            raise InputError(f"product {measure.product} has two measures of access; give one")
        terms.access[j] = measure.share


def _charge(
    terms: Terms, measure: Tariff | SpecificTariff, mask: np.ndarray, names: Sequence[str]
) -> None:
    content = np.asarray(measure.content)
    if content.ndim and content.shape != mask.shape:
        raise InputError(f"content has shape {content.shape}; give {mask.size} shares")
    charged = mask * content
    if measure.exempt is not None:
        charged = charged * ~product_mask(measure.exempt, names)
    if isinstance(measure, SpecificTariff):
        terms.specific = terms.specific + measure.amount * charged
    elif measure.base == "consumer":
        terms.consumer_rate = terms.consumer_rate + measure.rate * charged
    else:
        terms.rate = terms.rate + measure.rate * charged


def _limit(
    terms: Terms, measure: Quota | TariffRateQuota | PurchaseFloor, mask: np.ndarray
) -> Limit:
    if isinstance(measure, Quota):
        return Limit(mask, measure.cap, 0.0, np.inf, False, measure.rent_to)
    if isinstance(measure, PurchaseFloor):
        rated = measure.subsidy == "ad valorem"
        return Limit(mask, measure.quantity, -np.inf, 0.0, rated, measure.paid_by)
    terms.rate = terms.rate + measure.in_rate * mask
    gap = measure.out_rate - measure.in_rate
    return Limit(mask, measure.quota, 0.0, gap, True, measure.rent_to)
