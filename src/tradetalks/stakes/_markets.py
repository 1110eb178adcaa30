"""Where cases and models meet: markets built from a case, measures put to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from jaxtyping import Bool, Float

from tradetalks.case import (
    Case,
    CesSpec,
    Effect,
    IndustrySpec,
    Level,
    MeasureSpec,
    NestedLogitSpec,
)
from tradetalks.errors import InputError
from tradetalks.figures import Reference
from tradetalks.market import CES, Accounts, Market, calibrate, industry, recalibrate, select_list
from tradetalks.measures import Access, Barrier, Measure, PurchaseFloor
from tradetalks.stakes._draws import Draws, central
from tradetalks.stakes._stakes import Built, MeasureDetail, Stakes

__all__ = ["current_measures", "evaluate", "reach"]

Flows = Float[np.ndarray, "party group draw"]


def evaluate(
    case: Case, draws: Draws, *, like: Stakes | None = None, only: Collection[str] | None = None
) -> Stakes:
    """Value of every measure and of every level of every issue, in every draw.

    Measures are those in force of the case's date; a level's flows are the sum of its effects
    on the markets. All actions share the draws.

    Parameters
    ----------
    case
        The dispute; what its date does not know is not used.
    draws
        Draws of its assumptions.
    like
        Stakes of the same case and draws on another date: levels do not move with the date, so
        their flows are taken over.
    only
        Measures to value; all that are on the table by default.

    Raises
    ------
    SolveError
        If an equilibrium stops short of its tolerance.
    """
    markets = _built(case, draws) if like is None else like.markets
    flows: dict[str, Flows] = {}
    years: dict[str, Float[np.ndarray, " draw"]] = {}
    details: list[MeasureDetail] = []
    industries: dict[str, dict[str, tuple[Market, float]]] = {}
    for name, measure in current_measures(case).items():
        if only is not None and name not in only:
            continue
        spec = _industry_of(case, name, measure)
        if measure.market not in industries:
            industries[measure.market] = {m: _industry(case, spec, m) for m in spec.industries}
        both = _measure(case, spec, name, measure, draws, industries[measure.market])
        details.extend(both)
        flows[name] = _chosen(case, spec, both, draws)
        years[name] = draws.of(case, measure.duration)
    horizon = draws.of(case, case.talks.deal_years)
    for _, level, action in _levels(case):
        flows[action] = (
            _level(case, level, markets, {}) if like is None else like.flows[like.index(action)]
        )
        years[action] = horizon
    return Stakes(
        case=case,
        draws=draws,
        actions=tuple(flows),
        parties=tuple(case.parties),
        groups=tuple(case.groups),
        flows=np.stack(list(flows.values())),
        years=np.stack(list(years.values())),
        rate=draws.of(case, case.talks.discount_rate),
        details=tuple(details),
        markets=markets,
    )


def _levels(case: Case) -> list[tuple[str, Level, str]]:
    """Every level of every issue with the name of its action."""
    return [
        (name, level, f"{name}/{level.id}")
        for name, issue in case.issues.items()
        for level in issue.levels
    ]


def current_measures(case: Case) -> dict[str, MeasureSpec]:
    """Measures that are on the table on the case's date."""
    return {
        name: m
        for name, m in case.measures.items()
        if m.known_from <= case.as_of and (m.until is None or case.as_of < m.until)
    }


def _industry_of(case: Case, name: str, measure: MeasureSpec) -> IndustrySpec:
    """The industry that a measure acts on; a market of another kind is an error."""
    spec = case.markets[measure.market]
    if not isinstance(spec, IndustrySpec):
        raise InputError(
            f"measure {name!r} is a duty in market {measure.market!r} of kind {spec.kind!r}; "
            "duties need a market of kind 'industry'"
        )
    return spec


def _measure(
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


def _chosen(
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
        _book(case, flows, lane, accounts, spec.origins, spec.producers, "consumers", None)
    flows *= deflator / 1000.0 * scale
    held = units * listed
    return MeasureDetail(
        measure=name,
        industry=model,
        flows=flows,
        value=value * scale,
        products=listed.sum(axis=1).astype(float),
        price=_percent(held, after.prices, before.prices),
        border_price=_percent(held, after.border_prices, before.border_prices),
        units=100.0 * ((np.asarray(after.quantities) * listed).sum(axis=1) / held.sum(axis=1) - 1),
        scale=scale,
    )


def _percent(
    weights: Float[np.ndarray, "draw product"],
    after: Float[np.ndarray, "draw product"],
    before: Float[np.ndarray, "draw product"],
) -> Float[np.ndarray, " draw"]:
    """Change in percent of an average price at base quantities."""
    ratio = (weights * np.asarray(after)).sum(axis=1) / (weights * np.asarray(before)).sum(axis=1)
    return 100.0 * (ratio - 1.0)


def _industry(case: Case, spec: IndustrySpec, model: str) -> tuple[Market, float]:
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


def _built(case: Case, draws: Draws) -> dict[str, tuple[Built, ...]]:
    """Markets that levels act on, calibrated in every draw."""
    found: dict[str, tuple[Built, ...]] = {}
    for name, spec in case.markets.items():
        if isinstance(spec, NestedLogitSpec):
            found[name] = tuple(_nested_logit(case, spec, draws, i) for i in range(draws.count))
        elif isinstance(spec, CesSpec):
            found[name] = tuple(_ces(case, spec, draws, i) for i in range(draws.count))
    return found


def _level(
    case: Case,
    level: Level,
    markets: Mapping[str, tuple[Built, ...]],
    sizes: Mapping[str, Float[np.ndarray, " draw"]],
) -> Flows:
    """Flows a year of one level, billions of the case's dollars: the sum of its effects.

    `sizes` replaces the amounts of effects whose assumption it names.
    """
    total: Flows | None = None
    for effect in level.effects:
        flows = _effect(case, effect, markets, sizes)
        total = flows if total is None else total + flows
    count = len(next(iter(markets.values())))
    return np.zeros((len(case.parties), len(case.groups), count)) if total is None else total


def _effect(
    case: Case,
    effect: Effect,
    markets: Mapping[str, tuple[Built, ...]],
    sizes: Mapping[str, Float[np.ndarray, " draw"]],
) -> Flows:
    spec = case.markets[effect.market]
    if not isinstance(spec, NestedLogitSpec | CesSpec):
        raise InputError(
            f"effect {effect.kind!r} names market {effect.market!r} of kind {spec.kind!r}; "
            "levels of issues act on markets of kind 'nested-logit' or 'ces'"
        )
    lanes = markets[effect.market]
    buyers, holder, unit = (
        (spec.buyers, spec.buyers_party, 1.0)
        if isinstance(spec, CesSpec)
        else ("consumers", None, 1e-3)
    )
    key = effect.amount.assumption
    draws = lanes[0].draws
    amounts = sizes[key] if key is not None and key in sizes else draws.of(case, effect.amount)
    flows = np.zeros((len(case.parties), len(case.groups), draws.count))
    names = {party: party for party in case.parties}
    for lane, built in enumerate(lanes):
        moves = _moves(effect, built, float(amounts[lane]))
        if moves:
            before = built.market.equilibrium()
            accounts = built.market.accounts(before, built.market.equilibrium(moves))
            _book(case, flows, lane, accounts, names, spec.producers, buyers, holder)
    return flows * unit


def _moves(effect: Effect, built: Built, amount: float) -> list[Measure]:
    """An effect as measures: reach buyers, cut a barrier by a part, or raise purchases."""
    market = built.market
    products = [j for key in effect.products for j in built.members[key]]
    if effect.kind == "access":
        missing = [key for key in effect.products if key not in built.access]
        if missing:
            raise InputError(
                f"product {missing[0]!r} has no access to widen; give it one in markets.yaml"
            )
        return [
            Access(built.access[key] + amount * (1.0 - built.access[key]), j)
            for key in effect.products
            for j in built.members[key]
            if amount > 0.0
        ]
    if effect.kind == "barrier-cut":
        now = np.asarray(market.barrier)
        return [Barrier(float(now[j] * (1.0 - amount)), [j]) for j in products]
    base = np.asarray(market.equilibrium().quantities)
    # Ad valorem: a pledge in value, under which sellers at a constant elasticity keep their prices.
    floor = float(base[products].sum() + amount)
    return [PurchaseFloor(floor, products, subsidy="ad valorem")]


def _nested_logit(case: Case, spec: NestedLogitSpec, draws: Draws, lane: int) -> Built:
    """A market of groups of makers, calibrated in one draw."""

    def at(reference: Reference) -> float:
        return float(draws.ratio(case, reference)[lane])

    total = at(spec.units)
    given = {k: at(p.units) for k, p in spec.products.items() if p.units != "rest"}
    counts = {k: round(at(p.makers)) if p.makers else 1 for k, p in spec.products.items()}
    members: dict[str, list[int]] = {}
    order: list[str] = []
    for key in spec.products:
        members[key] = list(range(len(order), len(order) + counts[key]))
        order.extend([key] * counts[key])
    units = np.array([given.get(k, total - sum(given.values())) / counts[k] for k in order])
    prices = np.array([at(spec.products[k].price) for k in order])
    size = total / (1.0 - at(spec.outside_share))
    access = {k: at(p.access) for k, p in spec.products.items() if p.access is not None}
    market = calibrate(
        prices=prices,
        shares=units / size,
        firm=np.arange(len(order)),
        demand="nested logit",
        nest=np.unique([spec.products[k].nest for k in order], return_inverse=True)[1],
        nesting=at(spec.nesting),
        elasticity=at(spec.elasticity),
        access={j: share for k, share in access.items() for j in members[k]},
        margin=at(spec.margin) * prices,
        size=size,
        origin=[spec.products[k].origin for k in order],
        nationality=[spec.products[k].owner for k in order],
        buyer=spec.buyer,
    )
    return Built(market, members, access, draws)


def _ces(case: Case, spec: CesSpec, draws: Draws, lane: int) -> Built:
    """A market over origins at constant elasticity, base consumer prices one, in one draw."""

    def at(reference: Reference) -> float:
        return float(draws.ratio(case, reference)[lane])

    given = {k: at(p.share) for k, p in spec.products.items() if p.share != "rest"}
    shares = np.array([given.get(k, 1.0 - sum(given.values())) for k in spec.products])
    barrier = np.array([at(p.barrier) if p.barrier else 0.0 for p in spec.products.values()])
    sigma = at(spec.elasticity)
    demand = CES(
        expenditure_shares=shares,
        elasticity=sigma,
        outer_elasticity=at(spec.outer_elasticity),
    )
    market = Market(
        demand=demand,
        cost=(1.0 - 1.0 / sigma) / (1.0 + barrier),
        firm=np.arange(len(shares)),
        origin=np.array([p.origin for p in spec.products.values()]),
        nationality=np.array([p.owner for p in spec.products.values()]),
        size=at(spec.expenditure),
        conduct="monopolistic",
        barrier=barrier,
        buyer=spec.buyer,
    )
    return Built(market, {k: [i] for i, k in enumerate(spec.products)}, {}, draws)


def _book(
    case: Case,
    flows: Flows,
    lane: int,
    accounts: Accounts,
    nations: Mapping[str, str],
    producers: str,
    buyers: str,
    holder: str | None,
) -> None:
    """Enter one market's accounts under the parties and groups of the case."""
    columns = {
        "consumer_surplus": buyers,
        "profits": producers,
        "dealer_income": "dealers",
        "tariff_revenue": "treasury",
    }
    parties, groups = list(case.parties), list(case.groups)
    for row in accounts.to_frame().iter_rows(named=True):
        for column, group in columns.items():
            party = nations[row["nation"]]
            if column == "consumer_surplus" and holder is not None:
                party = holder if row[column] != 0.0 else party
            flows[parties.index(party), groups.index(group), lane] += row[column]


def reach(stakes: Stakes, share: float) -> Stakes:
    """The same stakes with every effect of access at one size.

    Parameters
    ----------
    stakes
        Values of all actions.
    share
        Share of the buyers so far without the product that the largest level of an issue
        reaches, from 0 to 1; smaller levels keep their proportion to it.
    """
    case, flows = stakes.case, stakes.flows.copy()
    opening = {
        effect.amount.assumption: float(np.mean(stakes.draws.of(case, effect.amount)))
        for _, level, _ in _levels(case)
        for effect in level.effects
        if effect.kind == "access" and effect.amount.assumption is not None
    }
    largest = max(opening.values(), default=1.0)
    sizes = {
        key: np.full(stakes.draws.count, share * size / largest) for key, size in opening.items()
    }
    for _, level, action in _levels(case):
        if any(effect.kind == "access" for effect in level.effects):
            flows[stakes.index(action)] = _level(case, level, stakes.markets, sizes)
    return replace(stakes, flows=flows)
