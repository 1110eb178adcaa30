"""Duties product by product, in the industries that the package ships."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Float

from tradetalks.case import Case, IndustrySpec, MeasureSpec
from tradetalks.market import Market, industry, recalibrate, select_list
from tradetalks.stakes._accounts import Flows, book, weighted_change
from tradetalks.stakes._draws import Draws, central
from tradetalks.stakes._stakes import MeasureDetail

__all__ = ["chosen", "in_industries", "industry_of"]


def in_industries(
    case: Case,
    spec: IndustrySpec,
    name: str,
    measure: MeasureSpec,
    draws: Draws,
    industries: Mapping[str, tuple[Market, float]],
) -> tuple[MeasureDetail, ...]:
    """A duty under every demand system of its market, scaled to one value of imports."""
    details: list[MeasureDetail] = []
    target: Float[np.ndarray, " draw"] | None = None
    if measure.products.value is not None:
        target = draws.of(case, measure.products.value)
    for model, (market, deflator) in industries.items():
        detail = _duty(case, spec, name, measure, model, market, deflator, draws, target)
        target = detail.value if target is None else target
        details.append(detail)
    return tuple(details)


def chosen(
    case: Case, spec: IndustrySpec, details: tuple[MeasureDetail, ...], draws: Draws
) -> Flows:
    """Flows under the demand system that each draw picks."""
    position = draws.of(case, spec.industry_choice) * len(details)
    pick = np.clip(position.astype(int), 0, len(details) - 1)
    return np.stack([d.flows for d in details])[pick, :, :, np.arange(draws.count)].transpose(
        1, 2, 0
    )


def _duty(
    case: Case,
    spec: IndustrySpec,
    name: str,
    measure: MeasureSpec,
    model: str,
    market: Market,
    deflator: float,
    draws: Draws,
    target: Float[np.ndarray, " draw"] | None,
) -> MeasureDetail:
    """One duty in one industry, in every draw, in one compiled batch."""
    share = draws.of(case, spec.customs_share)
    border = share[:, None] * market.equilibrium().prices
    costs, margins = recalibrate(market, share)
    listed = _listed(case, spec, measure, market, draws, share, deflator)
    rates = draws.ratio(case, measure.rate)[:, None] * listed
    before = market.equilibria(np.zeros_like(rates), costs=costs, margins=margins)
    after = market.equilibria(rates, costs=costs, margins=margins)
    units = np.asarray(before.quantities)
    value = (units * border * listed).sum(axis=1) * deflator / 1000.0
    scale = np.ones_like(value) if target is None else target / value
    flows = np.zeros((len(case.parties), len(case.groups), draws.count))
    for lane in range(draws.count):
        accounts = market.accounts(before[lane], after[lane])
        book(case, flows, lane, accounts, spec.origins, spec.producers, "consumers", None)
    flows *= deflator / 1000.0 * scale
    held = units * listed
    return MeasureDetail(
        measure=name,
        industry=model,
        flows=flows,
        value=value * scale,
        products=listed.sum(axis=1).astype(float),
        price=weighted_change(held, after.prices, before.prices),
        border_price=weighted_change(held, after.border_prices, before.border_prices),
        units=100.0 * ((np.asarray(after.quantities) * listed).sum(axis=1) / held.sum(axis=1) - 1),
        scale=scale,
    )


def industry_of(case: Case, spec: IndustrySpec, model: str) -> tuple[Market, float]:
    """An industry with the base duty on what is certainly imported, and its price deflator.

    Foreign makes of regions other than the listed one are taken as imported; those of the
    listed region only above a list price, since the data give the make and not the plant.
    """
    bare = industry(model)
    deflator = case.figure(case.price_index, str(case.currency_year)).value / (
        case.figure(case.price_index, str(bare.price_year)).value
    )
    floor = case.central(spec.imported_above) / deflator
    prices = np.asarray(bare.equilibrium().prices)
    home = np.array([spec.origins[o] == spec.buyer for o in bare.origin])
    abroad = ~home & (
        (prices >= floor) | np.array([spec.origins[o] in _third(case) for o in bare.origin])
    )
    share = case.central(spec.customs_share)
    duty = float(central(case).ratio(case, spec.duty)[0])
    return industry(model, customs_share=share, duty=duty, imported=abroad), deflator


def _third(case: Case) -> set[str]:
    return {name for name, party in case.parties.items() if party.role == "third"}


def _listed(
    case: Case,
    spec: IndustrySpec,
    measure: MeasureSpec,
    market: Market,
    draws: Draws,
    share: Float[np.ndarray, " draw"],
    deflator: float,
) -> Bool[np.ndarray, "draw product"]:
    """Products on the list in each draw: named ones where the industry has them, else the rule."""
    rule = measure.products
    ids = np.asarray(market.names)
    named = [str(i) for i in rule.ids or ()]
    if named and np.isin(named, ids).all():
        return np.tile(np.isin(ids, named), (draws.count, 1))
    assert rule.price_above is not None  # the case's checks ask for it
    cutoff = draws.of(case, rule.price_above) / deflator
    cap = np.full(draws.count, np.inf)
    if rule.value_cap is not None:
        cap = draws.of(case, rule.value_cap) * 1000.0 / deflator
    central_share = case.central(spec.customs_share)
    return np.stack(
        [
            select_list(
                market,
                price_above=float(cutoff[lane]),
                value_cap=float(cap[lane] * central_share / share[lane]),
                origin=rule.origin,
            )
            for lane in range(draws.count)
        ]
    )
