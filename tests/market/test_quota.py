"""Limits on quantity: export restraints, quotas, tariff-rate quotas and pledges to buy."""

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import root_scalar

from tradetalks.errors import InputError
from tradetalks.market import (
    CES,
    Equilibrium,
    LinearDemand,
    Market,
    RandomCoefficients,
    calibrate_costs,
    industry,
)
from tradetalks.measures import (
    Barrier,
    Measure,
    PurchaseFloor,
    Quota,
    SpecificTariff,
    Tariff,
    TariffRateQuota,
)

CUT = 0.2


class Restraint:
    """Japanese units of 1990 cut by a fifth, and the same prices from a duty."""

    def __init__(self) -> None:
        self.market = industry("blp-1990", customs_share=1.0, duty=0.0)
        self.base = self.market.equilibrium()
        self.listed = self.market.origin == "JP"
        self.cap = (1.0 - CUT) * float(self.base.quantities[self.listed].sum())
        self.after = self.restrain()
        self.shadow = float(self.after.shadow_prices[0])

    def restrain(self, *others: Measure, rent_to: str = "exporter") -> Equilibrium:
        return self.market.equilibrium([Quota(self.cap, self.listed, rent_to), *others])


@pytest.fixture(scope="module")
def ver() -> Restraint:
    return Restraint()


def test_shadow_price_by_bisection(ver: Restraint) -> None:
    """The specific duty at which Japanese makes sell the cap, found without a quota.

    1e-8 is what a price residual of 1e-10 leaves of quantities with elasticities up to 10, and of
    a shadow price that is 5 percent of the price.
    """

    def excess(duty: float) -> float:
        at = ver.market.equilibrium([SpecificTariff(duty, ver.listed)])
        return float(at.quantities[ver.listed].sum()) - ver.cap

    found = root_scalar(excess, bracket=(0.0, 2.0), xtol=1e-12).root
    assert ver.shadow == pytest.approx(found, rel=1e-8)
    assert ver.after.quantities[ver.listed].sum() == pytest.approx(ver.cap, rel=1e-9)
    assert ver.after.quota_rent.sum() == pytest.approx(found * ver.cap, rel=1e-8)


def test_a_duty_with_the_same_prices_stays_at_home(ver: Restraint) -> None:
    """Same prices, surplus and profits; the transfer is Japan's under one and American revenue."""
    duty = ver.market.equilibrium([SpecificTariff(ver.shadow, ver.listed)])
    np.testing.assert_allclose(duty.prices, ver.after.prices, rtol=1e-8)
    np.testing.assert_allclose(duty.border_prices, ver.after.border_prices, rtol=1e-8)
    restraint = ver.market.accounts(ver.base, ver.after)
    taxed = ver.market.accounts(ver.base, duty)
    assert restraint.nations == taxed.nations == ("US", "EU", "JP")
    np.testing.assert_allclose(restraint.consumer_surplus, taxed.consumer_surplus, rtol=1e-7)
    np.testing.assert_allclose(restraint.profits, taxed.profits, rtol=1e-7)
    transfer = ver.shadow * ver.cap
    np.testing.assert_allclose(restraint.quota_rent, [0, 0, transfer], rtol=1e-8)
    np.testing.assert_allclose(restraint.tariff_revenue, 0.0, atol=1e-12)
    np.testing.assert_allclose(taxed.tariff_revenue, [transfer, 0, 0], rtol=1e-8)
    np.testing.assert_allclose(
        taxed.welfare - restraint.welfare, [transfer, 0, -transfer], rtol=1e-6, atol=1e-3
    )


@pytest.mark.parametrize(
    ("rent_to", "nation"), [("exporter", "JP"), ("importer", "US"), ("EU", "EU"), ("KR", "KR")]
)
def test_the_rent_goes_where_it_is_sent(ver: Restraint, rent_to: str, nation: str) -> None:
    """Prices do not depend on who holds the licences, accounts do."""
    after = ver.restrain(rent_to=rent_to)
    np.testing.assert_array_equal(after.prices, ver.after.prices)
    accounts = ver.market.accounts(ver.base, after)
    rents = dict(zip(accounts.nations, accounts.quota_rent.tolist(), strict=True))
    assert rents.pop(nation) == pytest.approx(ver.shadow * ver.cap, rel=1e-8)
    assert set(rents.values()) == {0.0}
    want = ver.market.accounts(ver.base, ver.after).welfare.sum()
    assert accounts.welfare.sum() == pytest.approx(want, rel=1e-12)


def test_a_duty_under_a_quota_takes_the_rent(ver: Restraint) -> None:
    """While the quota binds, a duty changes no price: it turns rent into revenue."""
    both = ver.restrain(SpecificTariff(0.1, ver.listed))
    np.testing.assert_allclose(both.prices, ver.after.prices, rtol=1e-8)
    assert both.shadow_prices[0] == pytest.approx(ver.shadow - 0.1, rel=1e-7)
    assert both.tariff_revenue.sum() == pytest.approx(0.1 * ver.cap, rel=1e-8)
    over = ver.restrain(SpecificTariff(ver.shadow + 0.1, ver.listed))
    assert over.shadow_prices[0] == 0.0
    assert over.quantities[ver.listed].sum() < ver.cap


def test_base_duties_and_dealers(ver: Restraint) -> None:
    """A base duty and a margin, calibrated to the same record, change the split and no price.

    All products of a foreign firm bear one rate, so that duty and margin move its profit in
    proportion.
    """
    market = industry("blp-1990")
    base = market.equilibrium()
    after = market.equilibrium([Quota(ver.cap, ver.listed)])
    np.testing.assert_allclose(after.prices, ver.after.prices, rtol=1e-8)
    assert after.shadow_prices[0] == pytest.approx(ver.shadow, rel=1e-7)
    duty = market.equilibrium([SpecificTariff(after.shadow_prices[0], ver.listed)])
    np.testing.assert_allclose(duty.prices, after.prices, rtol=1e-8)
    us = market.accounts(base, after).of("US")
    change = after.quantities - base.quantities
    assert us["dealer_income"] == pytest.approx(market.margin @ change, rel=1e-9)
    values = after.border_prices * after.quantities - base.border_prices * base.quantities
    assert us["tariff_revenue"] == pytest.approx(market.duty @ values, rel=1e-9)
    assert us["tariff_revenue"] < 0.0


def test_costs_under_a_restraint(ver: Restraint) -> None:
    """Prices recorded under a restraint give back the costs, its licence price taken out."""
    costs = calibrate_costs(
        ver.market.demand,  # type: ignore[arg-type]
        ver.after.prices,
        ver.market.firm,
        standing=[Quota(ver.cap, ver.listed)],
        licence_prices=[ver.shadow],
    )
    np.testing.assert_allclose(costs, ver.market.cost, rtol=1e-7)


SIZE = 1000.0
COST = np.array([1.0, 1.2, 0.9, 1.1])
ORIGIN = np.array(["JPN", "JPN", "DEU", "USA"])
OWNERS = {0: {"JPN": 0.7, "USA": 0.3}, 1: {"DEU": 1.0}, 2: {"USA": 0.6, "FRA": 0.4}}
DUTY, BARRIER = np.array([0.1, 0.05, 0.2, 0.0]), np.array([0.0, 0.1, 0.05, 0.0])
MARGIN = np.array([0.2, 0.1, 0.15, 0.1])
STEEP = np.array([1e-3, 0.0, 5e-4, 0.0])


def small(kind: str = "random", **changes: object) -> Market:
    """Four products of three firms, with every wedge, rising costs and owners abroad."""
    utility = np.array([[2.0, 1.0, 3.0], [1.0, 2.0, 2.5], [1.5, 1.2, 2.0], [0.0, 2.0, 1.0]])
    demands = {
        "random": RandomCoefficients(utility, np.array([1.0, 1.5, 0.8]), np.array([0.1, 0.2, 0.3])),
        "ces": CES([0.4, 0.2, 0.1, 0.1], 4.0, 1.3, np.array([1.4, 2.0, 1.3, 1.9]), 0.2),  # type: ignore[arg-type]
    }
    given: dict[str, object] = {
        "demand": demands[kind],
        "cost": COST,
        "firm": np.array([0, 0, 1, 2]),
        "origin": ORIGIN,
        "size": SIZE,
        "duty": DUTY,
        "barrier": BARRIER,
        "margin": MARGIN,
        "cost_slope": STEEP,
        "ownership": OWNERS,
        "buyer": "USA",
    }
    return Market(**{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def plain() -> Market:
    return small()


@pytest.fixture(scope="module")
def markets(plain: Market) -> dict[str, Market]:
    return {"random": plain, "ces": small("ces")}


def share_of(market: Market, products: Sequence[int], part: float) -> float:
    return part * float(market.equilibrium().quantities[list(products)].sum())


def test_two_quotas_with_duties(plain: Market) -> None:
    """Each is met by its own shadow price, and both are duties of that amount."""
    caps = share_of(plain, [0, 1], 0.7), share_of(plain, [2], 0.5)
    others = [Tariff(0.2, [1, 2]), Tariff(0.1, [0], base="consumer")]
    after = plain.equilibrium([Quota(caps[0], [0, 1]), Quota(caps[1], [2], "importer"), *others])
    assert after.quantities[:2].sum() == pytest.approx(caps[0], rel=1e-9)
    assert after.quantities[2] == pytest.approx(caps[1], rel=1e-9)
    assert (after.shadow_prices > 0.01).all()
    first, second = after.shadow_prices
    duties = [SpecificTariff(first, [0, 1]), SpecificTariff(second, [2]), *others]
    same = plain.equilibrium(duties)
    np.testing.assert_allclose(same.prices, after.prices, rtol=1e-8)
    np.testing.assert_allclose(
        after.quota_rent, np.array([first, first, second, 0]) * after.quantities, rtol=1e-12
    )
    assert plain.accounts(plain.equilibrium(), after).of("USA")["quota_rent"] == pytest.approx(
        second * caps[1], rel=1e-8
    )


@pytest.mark.parametrize("parts", [(0.3, 0.9), (0.9, 1.05), (1.2, 0.6), (1.5, 1.5), (0.05, 0.95)])
def test_complementarity(plain: Market, parts: tuple[float, float]) -> None:
    """Within the cap at a shadow price of zero, or at the cap with a price that is not negative."""
    sets = ([0, 1], [2, 3])
    caps = [share_of(plain, s, part) for s, part in zip(sets, parts, strict=True)]
    after = plain.equilibrium([Quota(c, s) for c, s in zip(caps, sets, strict=True)])
    for cap, products, shadow in zip(caps, sets, after.shadow_prices, strict=True):
        sold = after.quantities[products].sum()
        assert sold <= cap * (1 + 1e-9)
        assert shadow >= 0.0
        assert shadow == 0.0 or sold == pytest.approx(cap, rel=1e-9)
    assert (after.shadow_prices > 0.0).any() == (min(parts) < 1.0)


@pytest.mark.parametrize("kind", ["random", "ces"])
def test_what_does_not_bind_changes_nothing(markets: dict[str, Market], kind: str) -> None:
    """A quota above base sales, a floor below, a tariff-rate quota that is not filled."""
    market = markets[kind]
    base = market.equilibrium()
    for limit in (
        Quota(share_of(market, [0, 2], 1.001), [0, 2]),
        PurchaseFloor(share_of(market, [0, 2], 0.999), [0, 2]),
        TariffRateQuota(share_of(market, [0, 2], 1.001), 0.0, 0.5, [0, 2]),
    ):
        after = market.equilibrium([limit])
        np.testing.assert_allclose(after.prices, base.prices, rtol=1e-8)
        assert after.shadow_prices.tolist() == [0.0]
        assert after.quota_rent.sum() == after.subsidies.sum() == 0.0


INNER, OUTER = 0.1, 0.6


@pytest.mark.parametrize("kind", ["random", "ces"])
def test_three_regimes(markets: dict[str, Market], kind: str) -> None:
    """Below the quota, at it, beyond it: the duty that rules, and who gets what of it."""
    market, products = markets[kind], [0, 2]
    at = {rate: market.equilibrium([Tariff(rate, products)]) for rate in (INNER, OUTER)}
    most, least = (float(at[rate].quantities[products].sum()) for rate in (INNER, OUTER))
    assert least < most

    def regime(quota: float) -> Equilibrium:
        return market.equilibrium([TariffRateQuota(quota, INNER, OUTER, products, "exporter")])

    below = regime(1.1 * most)
    np.testing.assert_allclose(below.prices, at[INNER].prices, rtol=1e-8)
    assert below.shadow_prices.tolist() == [0.0]
    np.testing.assert_allclose(below.tariff_revenue, at[INNER].tariff_revenue, rtol=1e-7)

    quota = (most + least) / 2
    filled = regime(quota)
    premium = float(filled.shadow_prices[0])
    assert 0.0 < premium < OUTER - INNER
    assert filled.quantities[products].sum() == pytest.approx(quota, rel=1e-9)
    same = market.equilibrium([Tariff(INNER + premium, products)])
    np.testing.assert_allclose(filled.prices, same.prices, rtol=1e-8)
    value = (filled.border_prices * filled.quantities)[products]
    np.testing.assert_allclose(filled.quota_rent[products], premium * value, rtol=1e-9)
    paid = filled.tariff_revenue[products]
    np.testing.assert_allclose(paid, (DUTY[products] + INNER) * value, rtol=1e-9)

    quota = least / 2
    beyond = regime(quota)
    assert beyond.shadow_prices[0] == pytest.approx(OUTER - INNER, rel=1e-12)
    np.testing.assert_allclose(beyond.prices, at[OUTER].prices, rtol=1e-8)
    value = (beyond.border_prices * beyond.quantities)[products]
    # Half of each product comes in within the quota, and earns its holder the gap of the rates.
    np.testing.assert_allclose(beyond.quota_rent[products], (OUTER - INNER) * value / 2, rtol=1e-6)
    np.testing.assert_allclose(
        beyond.tariff_revenue[products],
        (DUTY[products] + (INNER + OUTER) / 2) * value,
        rtol=1e-6,
    )
    # At either end the regimes meet.
    for edge, rate in ((most, INNER), (least, OUTER)):
        np.testing.assert_allclose(regime(edge).prices, at[rate].prices, rtol=1e-7)


@pytest.mark.parametrize("kind", ["random", "ces"])
def test_who_pays_for_a_pledge(markets: dict[str, Market], kind: str) -> None:
    """The floor is met by a subsidy; choices do not depend on who pays, the accounts do."""
    market, products = markets[kind], [1, 2]
    base = market.equilibrium()
    floor = share_of(market, products, 1.3)
    at = {
        payer: market.equilibrium([PurchaseFloor(floor, products, payer)])
        for payer in ("buyers", "importer", "exporter", "FRA")
    }
    shadow = float(at["buyers"].shadow_prices[0])
    subsidised = market.equilibrium([SpecificTariff(-shadow, products)])
    assert subsidised.quantities[products].sum() == pytest.approx(floor, rel=1e-8)
    bill = shadow * subsidised.quantities * np.isin(range(4), products)
    gain = subsidised.consumer_surplus - base.consumer_surplus
    accounts = {payer: market.accounts(base, after) for payer, after in at.items()}
    for payer, after in at.items():
        np.testing.assert_allclose(after.quantities, subsidised.quantities, rtol=1e-7)
        np.testing.assert_allclose(after.profits, subsidised.profits, rtol=1e-7)
        full = subsidised.prices + (payer == "buyers") * shadow * np.isin(range(4), products)
        np.testing.assert_allclose(after.prices, full, rtol=1e-8)
        mine = accounts[payer].of("USA")["consumer_surplus"]
        assert mine == pytest.approx(gain - (payer == "buyers") * bill.sum(), rel=1e-6)
        assert accounts[payer].welfare.sum() == pytest.approx(
            accounts["buyers"].welfare.sum(), rel=1e-7
        )
    duties = accounts["buyers"].of("USA")["tariff_revenue"]
    assert accounts["importer"].of("USA")["tariff_revenue"] == pytest.approx(
        duties - bill.sum(), rel=1e-7
    )
    assert accounts["FRA"].of("FRA")["tariff_revenue"] == pytest.approx(-bill.sum(), rel=1e-7)
    for nation, j in (("JPN", 1), ("DEU", 2)):
        borne = accounts["exporter"].of(nation)["tariff_revenue"]
        assert borne == pytest.approx(-bill[j], rel=1e-7)


CASES: dict[str, list[Measure]] = {
    "tariff": [Tariff(0.5, [0, 2]), SpecificTariff(0.2, [1]), Tariff(0.2, [1], base="consumer")],
    "barrier": [Barrier(0.4, [0, 1, 2]), Tariff(0.3, [2])],
    "exporter": [Quota(60.0, [0, 1]), Tariff(0.2, [0])],
    "named": [Quota(60.0, [0, 1], "KOR"), Tariff(0.1, [1], base="consumer")],
    "filled": [TariffRateQuota(60.0, 0.0, 5.0, [0, 1], "exporter"), SpecificTariff(0.1, [1])],
    "beyond": [TariffRateQuota(5.0, 0.1, 0.6, [0, 1], "importer"), Barrier(0.3, [0])],
    "buyers": [PurchaseFloor(250.0, [0, 1]), Tariff(0.2, [2])],
    "exporters pay": [PurchaseFloor(250.0, [0, 1], "exporter"), Tariff(0.1, [0], base="consumer")],
    "treasury": [PurchaseFloor(250.0, [0, 1], "importer"), SpecificTariff(0.1, [0])],
    "two": [Quota(40.0, [0]), PurchaseFloor(200.0, [1, 2], "FRA"), Tariff(0.3, [3])],
    "mixed": [TariffRateQuota(40.0, 0.0, 3.0, [0]), Quota(20.0, [1, 2], "importer")],
}


@pytest.mark.parametrize("name", list(CASES))
def test_accounts_add_up(plain: Market, name: str) -> None:
    """Nations' changes sum to that of what consumers get less what it takes to make.

    ``sum W = d [surplus + p q - C(q) - n b q]``: every transfer cancels, and what is left is
    computed without a revenue, rent, subsidy or margin.
    """
    measures = CASES[name]
    base, after = plain.equilibrium(), plain.equilibrium(measures)
    assert (after.shadow_prices > 0.0).all()

    def whole(at: Equilibrium, barrier: np.ndarray) -> float:
        spent = (at.prices - barrier * at.border_prices) @ at.quantities
        made = COST @ at.quantities + STEEP @ at.quantities**2 / 2
        return at.consumer_surplus + float(spent - made)

    barrier = BARRIER.copy()
    for measure in measures:
        if isinstance(measure, Barrier):
            barrier[np.isin(plain.names, measure.products)] = measure.rate
    accounts = plain.accounts(base, after)
    # 1e-9 of profits of some hundreds, within the price residual of 1e-10.
    want = whole(after, barrier) - whole(base, BARRIER)
    assert accounts.welfare.sum() == pytest.approx(want, rel=1e-9, abs=1e-7)
    flows = [
        np.sum(getattr(after, name) - getattr(base, name))
        for name in ("consumer_surplus", "profits", "dealer_income", "tariff_revenue", "quota_rent")
    ]
    paid = after.subsidies.sum() - base.subsidies.sum()
    assert accounts.welfare.sum() == pytest.approx(sum(flows) - paid, rel=1e-9)


def test_a_standing_quota(plain: Market) -> None:
    """Part of every equilibrium of its market; to lift it gives back the rent."""
    cap = share_of(plain, [0, 1], 0.6)
    restrained = small(standing=(Quota(cap, [0, 1]),))
    base = restrained.equilibrium()
    np.testing.assert_allclose(
        base.prices, plain.equilibrium([Quota(cap, [0, 1])]).prices, rtol=1e-8
    )
    lifted = restrained.accounts(base, plain.equilibrium())
    imposed = plain.accounts(plain.equilibrium(), base)
    np.testing.assert_allclose(lifted.welfare, -imposed.welfare, rtol=1e-9)
    rent = float(base.shadow_prices[0]) * cap
    assert lifted.of("JPN")["quota_rent"] == pytest.approx(-rent, rel=1e-8)
    # A duty comes on top, out of the rent.
    taxed = restrained.equilibrium([SpecificTariff(0.05, [0, 1])])
    np.testing.assert_allclose(taxed.prices, base.prices, rtol=1e-8)


def test_one_good() -> None:
    """A quota on two of four makers of one good: the duty that gives its prices, and none else.

    With equal costs and ``n`` free makers, each of them sells ``(a - c - b Z) / (n + 1) b`` when
    the others sell Z in all.
    """
    intercept, slope, cost, cap = 100.0, -2.0, 20.0, 8.0
    market = Market(
        demand=LinearDemand(intercept, slope),
        cost=np.full(4, cost),
        firm=np.arange(4),
        origin=ORIGIN,
        conduct="cournot",
    )
    after = market.equilibrium([Quota(cap, [0, 1])])
    free = (intercept - cost + slope * cap) / (3 * -slope)
    np.testing.assert_allclose(after.quantities, [cap / 2, cap / 2, free, free], rtol=1e-12)
    # Their condition p - c - lambda - b q = 0 gives the shadow price.
    price = intercept + slope * (cap + 2 * free)
    assert after.shadow_prices[0] == pytest.approx(price - cost + slope * cap / 2, rel=1e-12)
    duty = market.equilibrium([SpecificTariff(after.shadow_prices[0], [0, 1])])
    np.testing.assert_allclose(duty.quantities, after.quantities, rtol=1e-10)
    with pytest.raises(InputError, match="needs differentiated products"):
        market.equilibrium([TariffRateQuota(cap, 0.0, 0.5, [0, 1])])


PAGE = Path(__file__).resolve().parents[2] / "docs" / "replications" / "ver-1990.md"


def table(first: str) -> list[list[str]]:
    """Cells of the page's table whose heading starts with a word, heading and rule left out."""
    lines = PAGE.read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"| {first} |"))
    rows = takewhile(lambda line: line.startswith("|"), lines[at + 2 :])
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_page_accounts(ver: Restraint) -> None:
    """The first table of the page, in billions, to its digits."""
    duty = ver.market.equilibrium([SpecificTariff(ver.shadow, ver.listed)])
    restraint, taxed = (ver.market.accounts(ver.base, at) for at in (ver.after, duty))
    columns = ("consumer_surplus", "profits", "quota_rent", "welfare")
    rows = table("nation")
    assert {row[0] for row in rows} == set(restraint.nations)
    for nation, *cells in rows:
        mine = restraint.of(nation)
        values = [*(mine[c] for c in columns), taxed.of(nation)["welfare"]]
        for cell, value in zip(cells, values, strict=True):
            assert float(cell) == pytest.approx(value / 1000, abs=6e-4), (nation, cell)


def test_page_restraints(ver: Restraint) -> None:
    """The table by cut, and the row that is put beside the published one."""
    sold = float(ver.base.quantities[ver.listed].sum())
    home = ver.market.origin == "US"

    def rise(at: Equilibrium, mask: np.ndarray) -> float:
        weight = ver.base.quantities[mask]
        return 100 * float(weight @ at.prices[mask] / (weight @ ver.base.prices[mask]) - 1)

    for cut, *cells in table("cut"):
        cap = (1 - float(cut.rstrip("%")) / 100) * sold
        at = ver.market.equilibrium([Quota(cap, ver.listed)])
        accounts = ver.market.accounts(ver.base, at)
        us, jp = accounts.of("US"), accounts.of("JP")
        money = [us["profits"], jp["profits"], jp["quota_rent"], jp["welfare"], us["welfare"]]
        values = [1000 * at.shadow_prices[0], rise(at, ver.listed), rise(at, home)]
        for cell, value, digits in zip(
            cells, [*values, *(m / 1000 for m in money)], [0, 1, 1, 3, 3, 3, 3, 3], strict=True
        ):
            given = float(cell.rstrip("%"))
            assert given == pytest.approx(value, abs=0.6 * 10.0**-digits), (cut, cell)
        if cut == "35%":
            weight = ver.base.quantities[ver.listed]
            dearer = weight @ (at.prices - ver.base.prices)[ver.listed] / weight.sum()
            assert 1000 * dearer == pytest.approx(1271, abs=0.6)
            makers = ver.base.profits[ver.listed].sum()
            assert jp["welfare"] / makers == pytest.approx(0.02, abs=0.002)
