"""Duties in the markets that a case calibrates: against closed forms and the market itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tradetalks.case import Case, load_case
from tradetalks.market import calibrate
from tradetalks.measures import Tariff
from tradetalks.stakes import Stakes, current_measures, draw, evaluate, in_force

Build = Callable[..., Path]
EARLY, LATE = date(2020, 2, 1), date(2020, 6, 1)
"""Before and after the duty on tiles took force."""


@pytest.fixture(scope="module")
def case(tiles: Build) -> Case:
    return load_case(tiles())


@pytest.fixture(scope="module")
def early(case: Case) -> Stakes:
    moved = case.with_as_of(EARLY)
    return evaluate(moved, draw(moved, 3, 11))


@pytest.fixture(scope="module")
def late(case: Case) -> Stakes:
    return evaluate(case, draw(case, 3, 11))


def test_a_duty_at_constant_elasticity_against_its_closed_form(early: Stakes) -> None:
    """Prices rise by the wedge alone; the rest is the utility, the demand and the accounts."""
    at = {key: early.draws.assumption(key) for key in early.draws.keys}
    share = np.stack([1 - at["share_b"] - at["share_c"], at["share_b"], at["share_c"]])
    sigma, outer, spent = at["sigma"], at["outer"], at["spent"]
    wedge = np.array([1.0, 1.25 / 1.05, 1.0])[:, None]
    index = (share * wedge ** (1 - sigma)).sum(axis=0) ** (1 / (1 - sigma))
    bought = spent * share * wedge**-sigma * index ** (sigma - outer)
    border = np.array([1.0, 1 / 1.05, 1.0])[:, None]
    profit = border * (bought - spent * share) / sigma
    revenue = border[1] * (0.25 * bought[1] - 0.05 * spent * share[1])
    surplus = spent * (1 - index ** (1 - outer)) / (1 - outer)
    flows = early.flows[early.index("threat")]
    # The solver stops at relative price residuals of 1e-10.
    assert flows[0, early.groups.index("buyers")] == pytest.approx(surplus, rel=1e-7)
    assert flows[0, early.groups.index("treasury")] == pytest.approx(revenue, rel=1e-7)
    makers = early.groups.index("makers")
    assert flows[0, makers] == pytest.approx(profit[0], rel=1e-7)
    # Bland owns what Cland ships.
    assert flows[1, makers] == pytest.approx(profit[1] + profit[2], rel=1e-7)
    detail = next(d for d in early.details if d.measure == "threat")
    assert detail.value == pytest.approx(border[1] * spent * share[1], rel=1e-7)
    assert detail.price == pytest.approx(100 * (1.25 / 1.05 - 1), rel=1e-7)
    assert detail.units == pytest.approx(100 * (bought[1] / (spent * share[1]) - 1), rel=1e-7)


def test_a_duty_in_a_nested_logit_against_the_market_called_directly(early: Stakes) -> None:
    at = {key: early.draws.assumption(key)[1] for key in early.draws.keys}
    prices = np.array([at["price_low"]] * 3 + [at["price_high"]])
    units = np.array([at["vans"] - 2 * at["some_vans"]] + [at["some_vans"] / 2] * 2)
    units = np.append(units, at["some_vans"])
    size = at["vans"] / (1 - at["half"])
    market = calibrate(
        prices=prices,
        shares=units / size,
        firm=np.arange(4),
        demand="nested logit",
        nest=[1, 0, 0, 0],
        nesting=at["half"],
        elasticity=at["own"],
        duty=[0.0, 0.05, 0.05, 0.05],
        margin=at["margin"] * prices,
        size=size,
        origin=["AAA", "BBB", "BBB", "BBB"],
        nationality=["AAA", "BBB", "BBB", "AAA"],
        buyer="AAA",
    )
    after = market.equilibrium([Tariff(0.2, [3])])
    accounts = market.accounts(market.equilibrium(), after)
    flows = early.flows[early.index("on-vans"), :, :, 1]
    groups = {
        "consumers": accounts.consumer_surplus,
        "makers": accounts.profits,
        "dealers": accounts.dealer_income,
        "treasury": accounts.tariff_revenue,
    }
    for group, by_nation in groups.items():
        # Thousands of vans at thousands of dollars are millions.
        wanted = dict(zip(accounts.nations, by_nation / 1000.0, strict=True))
        for party in ("AAA", "BBB"):
            found = flows[early.parties.index(party), early.groups.index(group)]
            assert found == pytest.approx(wanted[party], rel=1e-7, abs=1e-12), (group, party)


@pytest.mark.parametrize("action", ["threat", "answer", "on-vans", "dear-vans"])
def test_accounts_by_nation_add_up(early: Stakes, action: str) -> None:
    """All that buyers pay above cost goes to somebody, and surplus is what buyers gain."""
    measure = early.case.measures[action]
    for lane, built in enumerate(early.markets[measure.market]):
        market = built.market
        names = measure.products.products or tuple(
            key
            for key, product in early.case.markets[measure.market].products.items()  # type: ignore[union-attr]
            if product.origin == measure.products.origin
        )
        if action == "dear-vans":
            names = ("large",)
        listed = [j for key in names for j in built.members[key]]
        ends = market.equilibrium(), market.equilibrium([Tariff(0.2, listed)])
        above = [float(((e.prices - market.cost) * e.quantities).sum()) for e in ends]
        gain = above[1] - above[0] + ends[1].consumer_surplus - ends[0].consumer_surplus
        unit = 1e-3 if measure.market == "vans" else 1.0
        found = early.flows[early.index(action), :, :, lane].sum()
        assert found == pytest.approx(unit * gain, rel=1e-6)


def test_retaliation_hurts_the_other_sides_makers(early: Stakes) -> None:
    flows = early.flows[early.index("answer")]
    makers = early.groups.index("makers")
    a, b, c = (early.parties.index(p) for p in ("AAA", "BBB", "CCC"))
    assert (flows[a, makers] < 0.0).all()
    assert (flows[b, makers] > 0.0).all()
    assert (flows[c, makers] > 0.0).all()
    assert (flows[b, early.groups.index("buyers")] < 0.0).all()
    assert (flows[b, early.groups.index("treasury")] > 0.0).all()


def test_the_dearest_products_are_listed_by_price(early: Stakes) -> None:
    """Above 30 thousand there are only the large vans, which the other measure names."""
    dear, named = (early.flows[early.index(x)] for x in ("dear-vans", "on-vans"))
    assert dear == pytest.approx(named, rel=1e-12)


def test_a_duty_in_force_is_part_of_the_status_quo(early: Stakes, late: Stakes) -> None:
    assert set(in_force(early.case)) == set()
    assert set(in_force(late.case)) == {"standing"}
    assert "standing" not in current_measures(late.case)
    assert "standing" not in late.actions
    for before, after in zip(early.markets["tiles"], late.markets["tiles"], strict=True):
        bland = before.members["bland"]
        recorded, now = before.market.equilibrium(), after.market.equilibrium()
        assert recorded.prices == pytest.approx(1.0, rel=1e-9)
        assert now.prices[bland] == pytest.approx(1.25 / 1.05, rel=1e-9)
        assert after.market.terms(()).rate[bland] == pytest.approx([0.25])


def test_lifting_a_duty_undoes_what_imposing_it_did(early: Stakes, late: Stakes) -> None:
    lifted = late.flows[late.index("duty/lifted")]
    assert lifted == pytest.approx(-early.flows[early.index("threat")], rel=1e-6, abs=1e-9)
    assert np.abs(lifted).max() > 0.1


def test_setting_a_duty_to_what_it_is_changes_nothing(late: Stakes) -> None:
    assert late.flows[late.index("duty/same")] == pytest.approx(0.0, abs=1e-9)


def test_a_lower_duty_helps_buyers_and_foreign_makers(late: Stakes) -> None:
    flows = late.flows[late.index("vans/free")]
    a, b = late.parties.index("AAA"), late.parties.index("BBB")
    assert (flows[a, late.groups.index("consumers")] > 0.0).all()
    assert (flows[b, late.groups.index("makers")] > 0.0).all()
    # Nothing is left to collect on vans, so the treasury loses all of it.
    vans = late.markets["vans"]
    collected = np.array([b.market.equilibrium().tariff_revenue.sum() for b in vans])
    assert flows[a, late.groups.index("treasury")] == pytest.approx(-collected / 1000, rel=1e-7)


def test_values_on_another_date_know_its_duties(early: Stakes, late: Stakes) -> None:
    """Levels are taken over from another date only where the same duties were in force."""
    moved = evaluate(late.case, late.draws, like=early)
    assert (moved.flows == late.flows).all()
    again = evaluate(late.case, late.draws, like=late)
    assert again.markets is late.markets
    assert (again.flows == late.flows).all()


def test_a_transfer_costs_one_party_and_is_worth_to_another(late: Stakes) -> None:
    gift, worth = (late.draws.assumption(key) for key in ("gift", "worth"))
    a, b = late.parties.index("AAA"), late.parties.index("BBB")
    makers, treasury = late.groups.index("makers"), late.groups.index("treasury")
    even, uneven = (late.flows[late.index(f"fund/{x}")] for x in ("even", "uneven"))
    assert (even[b, treasury] == -gift).all()
    assert (even[a, makers] == gift).all()
    assert (uneven[b, treasury] == -gift).all()
    assert (uneven[a, makers] == worth).all()
    for flows, left in ((even, 0.0 * gift), (uneven, worth - gift)):
        assert flows.sum(axis=(0, 1)) == pytest.approx(left, abs=1e-12)
        assert (np.delete(flows, [makers, treasury], axis=1) == 0.0).all()


def test_the_order_of_products_changes_nothing(tiles: Build, late: Stakes) -> None:
    home = "    home: {title: Home, origin: AAA, owner: AAA, share: rest}\n"
    cland = (
        "    cland: {title: From Cland, origin: CCC, owner: BBB, share: {assumption: share_c}}\n"
    )
    turned = load_case(tiles(("markets.yaml", home, ""), ("markets.yaml", cland, cland + home)))
    again = evaluate(turned, replace(late.draws))
    assert again.flows == pytest.approx(late.flows, rel=1e-7, abs=1e-9)
