"""What each level of an issue is worth: its effects on markets, and transfers beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float

from tradetalks.case import Case, CesSpec, Effect, Level, NestedLogitSpec, Transfer
from tradetalks.errors import InputError
from tradetalks.market import Market
from tradetalks.measures import Access, Barrier, Measure, PurchaseFloor, Tariff
from tradetalks.stakes._accounts import Flows, book_calibrated, unit_of
from tradetalks.stakes._draws import Draws
from tradetalks.stakes._stakes import Built, Stakes

__all__ = ["level_flows", "levels", "reach"]

Lanes = Mapping[str, tuple[Built, ...]]
Sizes = Mapping[str, Float[np.ndarray, " draw"]]


def levels(case: Case) -> list[tuple[str, Level, str]]:
    """Every level of every issue with the name of its action."""
    return [
        (name, level, f"{name}/{level.id}")
        for name, issue in case.issues.items()
        for level in issue.levels
    ]


def level_flows(
    case: Case, level: Level, draws: Draws, markets: Lanes, sizes: Sizes | None = None
) -> Flows:
    """Flows a year of one level, billions of the case's dollars: the sum of its effects.

    `sizes` replaces the amounts of effects whose assumption it names.
    """
    total = np.zeros((len(case.parties), len(case.groups), draws.count))
    for effect in level.effects:
        if isinstance(effect, Transfer):
            total += _transfer(case, effect, draws)
        else:
            total += _effect(case, effect, draws, markets, sizes or {})
    return total


def _transfer(case: Case, transfer: Transfer, draws: Draws) -> Flows:
    """A cost to one party and a value to another, which need not be the same."""
    flows = np.zeros((len(case.parties), len(case.groups), draws.count))
    parties, groups = list(case.parties), list(case.groups)
    worth = transfer.amount if transfer.worth is None else transfer.worth
    for party, group, sign, amount in (
        (transfer.payer, transfer.payer_group, -1.0, transfer.amount),
        (transfer.receiver, transfer.receiver_group, 1.0, worth),
    ):
        flows[parties.index(party), groups.index(group)] += sign * draws.of(case, amount)
    return flows


def _effect(case: Case, effect: Effect, draws: Draws, markets: Lanes, sizes: Sizes) -> Flows:
    spec = case.markets[effect.market]
    if not isinstance(spec, NestedLogitSpec | CesSpec):
        raise InputError(
            f"effect {effect.kind!r} names market {effect.market!r} of kind {spec.kind!r}; "
            "levels of issues act on markets of kind 'nested-logit' or 'ces'"
        )
    key = effect.amount.assumption or ""
    amounts = sizes[key] if key in sizes else draws.ratio(case, effect.amount)
    flows = np.zeros((len(case.parties), len(case.groups), draws.count))
    for lane, built in enumerate(markets[effect.market]):
        moves = _moves(effect, built, float(amounts[lane]))
        if moves:
            before = built.market.equilibrium()
            accounts = built.market.accounts(before, built.market.equilibrium(moves))
            book_calibrated(case, spec, flows, lane, accounts)
    return flows * unit_of(spec)


def _moves(effect: Effect, built: Built, amount: float) -> list[Measure]:
    """An effect as measures on the market."""
    market = built.market
    products = [j for key in effect.products for j in built.members[key]]
    if effect.kind == "access":
        return _widened(effect, built, amount)
    if effect.kind == "barrier-cut":
        now = np.asarray(market.barrier)
        return [Barrier(float(now[j] * (1.0 - amount)), [j]) for j in products]
    if effect.kind == "duty":
        return _set(market, products, amount)
    base = np.asarray(market.equilibrium().quantities)
    # Ad valorem: a pledge in value, under which sellers at a constant elasticity keep their prices.
    floor = float(base[products].sum() + amount)
    return [PurchaseFloor(floor, products, subsidy="ad valorem")]


def _widened(effect: Effect, built: Built, amount: float) -> list[Measure]:
    """A part of the buyers who do not find a product are reached."""
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


def _set(market: Market, products: Sequence[int], rate: float) -> list[Measure]:
    """The whole duty on some products, whatever it was made of, becomes one rate."""
    now = market.terms(()).rate
    return [Tariff(rate - float(now[j]), [j]) for j in products if rate != now[j]]


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
        for _, level, _ in levels(case)
        for effect in level.effects
        if effect.kind == "access" and effect.amount.assumption is not None
    }
    largest = max(opening.values(), default=1.0)
    sizes = {
        key: np.full(stakes.draws.count, share * size / largest) for key, size in opening.items()
    }
    for _, level, action in levels(case):
        if any(effect.kind == "access" for effect in level.effects):
            flows[stakes.index(action)] = level_flows(
                case, level, stakes.draws, stakes.markets, sizes
            )
    return replace(stakes, flows=flows)
