"""Markets that a case calibrates, built in every draw with the duties in force on its date."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Bool

from tradetalks.case import Case, CesSpec, MeasureSpec, NestedLogitSpec
from tradetalks.figures import Reference
from tradetalks.market import CES, Market, calibrate, select_list
from tradetalks.measures import Tariff
from tradetalks.stakes._accounts import Calibrated, unit_of
from tradetalks.stakes._draws import Draws
from tradetalks.stakes._stakes import Built

__all__ = ["build", "current_measures", "in_force", "listed"]


def current_measures(case: Case) -> dict[str, MeasureSpec]:
    """Measures that are on the table on the case's date; none of those in force already."""
    return {name: m for name, m in _known(case).items() if m.role != "in-force"}


def in_force(case: Case) -> dict[str, MeasureSpec]:
    """Measures that are in force on the case's date: part of the status quo of every action."""
    return {name: m for name, m in _known(case).items() if m.role == "in-force"}


def _known(case: Case) -> dict[str, MeasureSpec]:
    return {
        name: m
        for name, m in case.measures.items()
        if m.known_from <= case.as_of and (m.until is None or case.as_of < m.until)
    }


def build(case: Case, draws: Draws) -> dict[str, tuple[Built, ...]]:
    """Markets of kind nested-logit and ces in every draw.

    Each is calibrated at the prices and duties at which it was recorded; the duties that are in
    force on the case's date then stand on top of those, in every equilibrium.
    """
    found: dict[str, tuple[Built, ...]] = {}
    for name, spec in case.markets.items():
        if not isinstance(spec, NestedLogitSpec | CesSpec):
            continue
        measures = [m for m in in_force(case).values() if m.market == name]
        found[name] = tuple(
            _standing(case, spec, _calibrated(case, spec, draws, lane), lane, measures)
            for lane in range(draws.count)
        )
    return found


def _calibrated(case: Case, spec: Calibrated, draws: Draws, lane: int) -> Built:
    if isinstance(spec, NestedLogitSpec):
        return _nested_logit(case, spec, draws, lane)
    return _ces(case, spec, draws, lane)


def _standing(
    case: Case, spec: Calibrated, built: Built, lane: int, measures: list[MeasureSpec]
) -> Built:
    """A market with the duties in force on top of those it was recorded at."""
    if not measures:
        return built
    tariffs = tuple(
        Tariff(
            float(built.draws.ratio(case, measure.rate)[lane]),
            listed(case, spec, measure, built, lane),
        )
        for measure in measures
    )
    return replace(built, market=replace(built.market, standing=tariffs))


def listed(
    case: Case, spec: Calibrated, measure: MeasureSpec, built: Built, lane: int
) -> Bool[np.ndarray, " product"]:
    """Products that a duty falls on in one draw: those named, those of its origin, or by price."""
    rule, market = measure.products, built.market

    def at(reference: Reference | None, default: float) -> float:
        return default if reference is None else float(built.draws.of(case, reference)[lane])

    if rule.price_above is not None or rule.value_cap is not None:
        return select_list(
            market,
            price_above=at(rule.price_above, 0.0),
            value_cap=at(rule.value_cap, np.inf) / unit_of(spec),
            origin=rule.origin,
        )
    names = rule.products or tuple(k for k, p in spec.products.items() if p.origin == rule.origin)
    return np.isin(np.arange(len(market.names)), [j for k in names for j in built.members[k]])


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
    duties = {k: at(p.duty) if p.duty else 0.0 for k, p in spec.products.items()}
    market = calibrate(
        prices=prices,
        shares=units / size,
        firm=np.arange(len(order)),
        demand="nested logit",
        nest=np.unique([spec.products[k].nest for k in order], return_inverse=True)[1],
        nesting=at(spec.nesting),
        elasticity=at(spec.elasticity),
        access={j: share for k, share in access.items() for j in members[k]},
        duty=np.array([duties[k] for k in order]),
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
    duty = np.array([at(p.duty) if p.duty else 0.0 for p in spec.products.values()])
    sigma = at(spec.elasticity)
    demand = CES(
        expenditure_shares=shares,
        elasticity=sigma,
        outer_elasticity=at(spec.outer_elasticity),
    )
    market = Market(
        demand=demand,
        cost=(1.0 - 1.0 / sigma) / (1.0 + duty + barrier),
        firm=np.arange(len(shares)),
        origin=np.array([p.origin for p in spec.products.values()]),
        nationality=np.array([p.owner for p in spec.products.values()]),
        size=at(spec.expenditure),
        conduct="monopolistic",
        duty=duty,
        barrier=barrier,
        buyer=spec.buyer,
    )
    return Built(market, {k: [i] for i, k in enumerate(spec.products)}, {}, draws)
