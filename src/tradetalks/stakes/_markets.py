"""Where cases and models meet: every move of a case put to the models, in every draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from jaxtyping import Float

from tradetalks.case import Case, IndustrySpec, MeasureSpec
from tradetalks.market import Market
from tradetalks.stakes._accounts import Flows
from tradetalks.stakes._build import build, current_measures, in_force
from tradetalks.stakes._draws import Draws
from tradetalks.stakes._duties import duty
from tradetalks.stakes._industries import chosen, in_industries, industry_of
from tradetalks.stakes._levels import level_flows, levels
from tradetalks.stakes._stakes import Built, MeasureDetail, Stakes

__all__ = ["evaluate"]

Industries = dict[str, dict[str, tuple[Market, float]]]


def evaluate(
    case: Case, draws: Draws, *, like: Stakes | None = None, only: Collection[str] | None = None
) -> Stakes:
    """Value of every measure and of every level of every issue, in every draw.

    The status quo holds the duties in force on the case's date. Measures are those on the table
    then; a level's flows are the sum of its effects on the markets and of its transfers. All
    actions share the draws.

    Parameters
    ----------
    case
        The dispute; what its date does not know is not used.
    draws
        Draws of its assumptions.
    like
        Stakes of the same case and draws on another date: where the same duties were in force,
        levels do not move with the date, and their flows are taken over.
    only
        Measures to value; all that are on the table by default.

    Raises
    ------
    SolveError
        If an equilibrium stops short of its tolerance.
    """
    if like is not None and in_force(case) != in_force(like.case):
        like = None
    markets = build(case, draws) if like is None else like.markets
    flows: dict[str, Flows] = {}
    years: dict[str, Float[np.ndarray, " draw"]] = {}
    details: list[MeasureDetail] = []
    industries: Industries = {}
    for name, measure in current_measures(case).items():
        if only is not None and name not in only:
            continue
        found, flows[name] = _measure(case, name, measure, draws, markets, industries)
        details.extend(found)
        assert measure.duration is not None  # the case's checks ask for it
        years[name] = draws.of(case, measure.duration)
    horizon = draws.of(case, case.talks.deal_years)
    for _, level, action in levels(case):
        flows[action] = (
            level_flows(case, level, draws, markets)
            if like is None
            else like.flows[like.index(action)]
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


def _measure(
    case: Case,
    name: str,
    measure: MeasureSpec,
    draws: Draws,
    markets: Mapping[str, tuple[Built, ...]],
    industries: Industries,
) -> tuple[tuple[MeasureDetail, ...], Flows]:
    """A duty under every demand system of its market, and its flows."""
    spec = case.markets[measure.market]
    if not isinstance(spec, IndustrySpec):
        detail = duty(case, spec, name, measure, draws, markets[measure.market])
        return (detail,), detail.flows
    if measure.market not in industries:
        industries[measure.market] = {m: industry_of(case, spec, m) for m in spec.industries}
    details = in_industries(case, spec, name, measure, draws, industries[measure.market])
    return details, chosen(case, spec, details, draws)
