"""The R packages trade 0.8.3 and antitrust 0.99.29: tariffs and a quota under four conducts.

Their numbers are in the reference folder. 1e-6 is asked of everything, but where R's solver
stopped further than that from R's own first-order conditions, which is shown here: ours then lies
where a Newton step by those conditions leads from R's numbers.
"""

import json
from pathlib import Path
from typing import Any, Literal

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tradetalks.market import (
    CES,
    Equilibrium,
    LinearDemand,
    Logit,
    Market,
    RandomCoefficients,
    calibrate,
    calibrate_costs,
)
from tradetalks.measures import Measure, Quota, Tariff

PAGE = Path(__file__).resolve().parents[2] / "docs" / "replications" / "r-trade.md"
LOGIT, ISOELASTIC = "bertrand_tariff_logit_beer_10pct", "bertrand_tariff_ces_beer_10pct"
QUOTA, MONOPOLISTIC = "bertrand_quota_logit_beer_80pct", "moncom_tariff_logit"
CASES = (LOGIT, ISOELASTIC, QUOTA, MONOPOLISTIC)

NAMES = ("BUD", "OLD STYLE", "MILLER", "MILLER-LITE", "OTHER-LITE", "OTHER-REG")
FIRM = np.array([0, 1, 2, 2, 3, 4])
TARGET = np.isin(NAMES, ["OTHER-LITE", "OTHER-REG"])
SHARE = 0.1  # R's tariff, of the consumer price
KEPT = 0.8  # R's quota, of what each product sold
MARGINS = np.array([0.383, 0.5515, 0.5421, 0.5557, 0.4453, 0.3769])  # r_trade_inputs.csv


class Case:
    """A case as R reports it, and a market with R's demand and costs of our own."""

    def __init__(self, name: str, stored: dict[str, Any]) -> None:
        self.name, self.stored = name, stored
        self.slopes: dict[str, Any] = stored["slopes"]
        self.size = float(stored["mktSize"])
        self.conduct: Literal["bertrand", "monopolistic"] = (
            "monopolistic" if name == MONOPOLISTIC else "bertrand"
        )
        self.demand = self._demand()
        self.cost = calibrate_costs(self.demand, self["pricePre"], FIRM, conduct=self.conduct)
        self.market = Market(
            demand=self.demand,
            cost=self.cost,
            firm=FIRM,
            origin=np.array(NAMES),
            size=self.size,
            conduct=self.conduct,
            product=NAMES,
        )
        self.base = self.market.equilibrium()
        self.after = [self.market.equilibrium(measures) for measures in self._measures()]

    def __getitem__(self, key: str) -> np.ndarray:
        return np.asarray(self.stored[key], dtype=float)

    def _demand(self) -> CES | RandomCoefficients:
        if self.name == ISOELASTIC:
            # R's shares of expenditure are v p^(1 - gamma), and 1 for the outside good.
            odds = np.array(self.slopes["meanval"]) * self["pricePre"] ** (1 - self.slopes["gamma"])
            total = 1.0 + odds.sum()
            return CES(odds / total, self.slopes["gamma"], 1.0, self["pricePre"], 1.0 / total)
        outside = self.stored["shareInside"] < 1.0
        # R takes prices relative to one outside, which without an outside good shifts nothing.
        assert not outside or self.stored["priceOutside"] == 0.0
        return Logit(self.slopes["meanval"], -self.slopes["alpha"], outside=outside)

    def _measures(self) -> list[list[Measure]]:
        """R's measure in every form in which it can be said here."""
        if self.name == QUOTA:
            return [[Quota(KEPT * self["qPre"][j], [NAMES[j]]) for j in np.flatnonzero(TARGET)]]
        return [
            [Tariff(SHARE / (1.0 - SHARE), TARGET)],
            [Tariff(SHARE, TARGET, base="consumer")],
        ]

    def quantity_shares(self, at: Equilibrium) -> np.ndarray:
        """As R defines them: under CES the outside good counts too, at a price of one."""
        if self.name != ISOELASTIC:
            return at.shares
        return at.shares / (at.shares.sum() + 1.0 - at.prices @ at.shares)

    def revenue_shares(self, at: Equilibrium) -> np.ndarray:
        """As R defines them: with the outside good under CES, without it under a logit."""
        spent = at.prices * at.shares
        return spent if self.name == ISOELASTIC else spent / spent.sum()

    def gaps(self, prices: jax.Array) -> jax.Array:
        """R's first-order conditions in margins, written from its manual and not by our kernels.

        ``1 - c_j / p_j = m_j`` with ``(E' * O) (m r) = -diag(O) r``: elasticities E, revenues r,
        and owners O whose rows are multiplied by one less the tariff.
        """
        slopes, one = self.slopes, jnp.eye(len(NAMES))
        if self.name == ISOELASTIC:
            odds = jnp.array(slopes["meanval"]) * prices ** (1.0 - slopes["gamma"])
            revenue = odds / (1.0 + odds.sum())
            elasticities = (slopes["gamma"] - 1.0) * revenue - slopes["gamma"] * one
        else:
            odds = jnp.exp(jnp.array(slopes["meanval"]) + slopes["alpha"] * prices)
            share = odds / odds.sum()
            revenue = prices * share
            elasticities = slopes["alpha"] * prices * (one - share)
        owner = jnp.array(self["ownerPost"])
        earned = jnp.linalg.solve(elasticities.T * owner, jnp.diag(owner) * revenue)
        return 1.0 - jnp.array(self["mcPost"]) / prices + earned / revenue


@pytest.fixture(scope="module")
def cases(reference: Path) -> dict[str, Case]:
    stored = json.loads((reference / "market/r_trade.json").read_text())
    return {name: Case(name, stored[name]) for name in CASES}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, cases: dict[str, Case]) -> Case:
    return cases[request.param]


def test_base(case: Case) -> None:
    """Costs, margins and elasticities at R's prices, which are an equilibrium again."""
    before, base = case["pricePre"], case.base
    np.testing.assert_allclose(case.cost, case["mcPre"], rtol=1e-6)
    np.testing.assert_allclose(1.0 - case.cost / before, case["marginsPre"], rtol=1e-6)
    # R's rows are quantities and its columns prices, as ours.
    np.testing.assert_allclose(case.demand.elasticities(before), case["elastPre"], rtol=1e-6)
    np.testing.assert_allclose(base.prices, before, rtol=1e-8)
    np.testing.assert_allclose(case.quantity_shares(base), case["sharesPreQ"], rtol=1e-6)
    np.testing.assert_allclose(case.revenue_shares(base), case["sharesPreR"], rtol=1e-6)
    np.testing.assert_allclose(
        base.profits / base.quantities, case["psPre"] / case["qPre"], rtol=1e-6
    )


def test_after(case: Case) -> None:
    """Prices, shares, margins and unit profits under R's measure, whatever the tariff's base.

    2e-6 for CES prices is how far R stopped, as `test_where_r_stopped` shows; shares move with the
    elasticity of 2.4. At R's prices R's shares are ours.
    """
    near, shares_near = (2e-6, 4e-6) if case.name == ISOELASTIC else (1e-6, 1e-6)
    exact = case.demand.shares(case["pricePost"])
    spent = exact * case["pricePost"]
    whole = 1.0 if case.name == ISOELASTIC else spent.sum()
    np.testing.assert_allclose(spent / whole, case["sharesPostR"], rtol=1e-9)
    # R's costs under a tariff are c / (1 - t), so that its margins are ours on the border price.
    tariff = np.where(TARGET & (case.name != QUOTA), SHARE, 0.0)
    np.testing.assert_allclose(case.cost / (1.0 - tariff), case["mcPost"], rtol=1e-6)
    for after in case.after:
        np.testing.assert_allclose(after.prices, case["pricePost"], rtol=near)
        for ours, theirs in (
            (case.quantity_shares(after), case["sharesPostQ"]),
            (case.revenue_shares(after), case["sharesPostR"]),
        ):
            np.testing.assert_allclose(ours, theirs, rtol=shares_near)
        # R's margin under a quota leaves out the licence, and divides by the price with it.
        margins = (after.border_prices - case.cost) / (after.prices * (1.0 - tariff))
        np.testing.assert_allclose(margins, case["marginsPost"], rtol=1e-6)
        unit = case["psPost"] / case["qPost"]
        np.testing.assert_allclose(after.profits / after.quantities, unit, rtol=2 * near)


def test_quantities_under_a_logit(cases: dict[str, Case]) -> None:
    """Quantities too, and so profits; the quota is filled and no more."""
    for name in (LOGIT, QUOTA, MONOPOLISTIC):
        case = cases[name]
        np.testing.assert_allclose(case.base.quantities, case["qPre"], rtol=1e-6)
        for after in case.after:
            np.testing.assert_allclose(after.quantities, case["qPost"], rtol=1e-6)
            np.testing.assert_allclose(after.profits, case["psPost"], rtol=1e-6)
    case = cases[QUOTA]
    caps = KEPT * case["qPre"][TARGET]
    np.testing.assert_allclose(case.after[0].quantities[TARGET], caps, rtol=1e-9)


def test_quantities_under_ces(cases: dict[str, Case]) -> None:
    """Ours at the base are the data; R's come from a total that mixes before and after."""
    case = cases[ISOELASTIC]
    data = np.array([6.6, 17.2, 25.3, 18.7, 9.9, 22.3])  # r_trade_inputs.csv
    np.testing.assert_allclose(case.base.quantities, data, rtol=1e-6)
    total = (case["sharesPostR"] * case.size / case["pricePre"]).sum()
    np.testing.assert_allclose(total * case["sharesPreQ"], case["qPre"], rtol=1e-12)
    np.testing.assert_allclose(total * case["sharesPostQ"], case["qPost"], rtol=1e-12)
    assert np.abs(case["qPre"] / data - 1.0).min() > 5e-3


@pytest.mark.parametrize("name", [LOGIT, ISOELASTIC])
def test_where_r_stopped(cases: dict[str, Case], name: str) -> None:
    """Ours meets R's conditions; a Newton step by them leads from R's prices to ours."""
    case = cases[name]
    theirs, ours = jnp.array(case["pricePost"]), jnp.array(case.after[0].prices)
    np.testing.assert_allclose(case.gaps(ours), 0.0, atol=1e-9)
    gaps = case.gaps(theirs)
    assert jnp.abs(gaps).max() > 1e-7
    step = np.asarray(jnp.linalg.solve(jax.jacfwd(case.gaps)(theirs), gaps) / theirs)
    np.testing.assert_allclose(ours / theirs, 1.0 - step, rtol=0.0, atol=1e-9)
    assert np.abs(step).max() < 2e-6


@pytest.mark.parametrize("name", [LOGIT, QUOTA, MONOPOLISTIC])
def test_consumers_under_a_logit(cases: dict[str, Case], name: str) -> None:
    """R's compensating variation is our loss of surplus, but for where its prices stopped."""
    case = cases[name]
    loss = case.base.consumer_surplus - case.after[0].consumer_surplus
    unsolved = case["qPost"] @ (case["pricePost"] - case.after[0].prices)
    assert loss + unsolved == pytest.approx(case.stored["CV"], rel=1e-6)
    assert abs(unsolved) < 1e-5 * loss


def test_consumers_under_ces(cases: dict[str, Case]) -> None:
    """R's number is ``E (exp(L / E / (1 + alpha)) - 1)`` of our loss L and expenditure E.

    L is the area under demand, ``E ln(P1 / P0)`` with the outside good in P. R prices the rise of
    ``P^(1 / (1 + alpha))``, an expenditure share of the inside goods put on a P that has the
    outside good in it already.
    """
    case = cases[ISOELASTIC]
    loss = case.base.consumer_surplus - case.after[0].consumer_surplus
    inside = 1.0 / (1.0 + case.slopes["alpha"])
    assert inside == pytest.approx(case.stored["shareInside"], rel=1e-12)
    assert case.size * np.expm1(inside * loss / case.size) == pytest.approx(
        case.stored["CV"], rel=1e-6
    )
    power = 1.0 - case.slopes["gamma"]
    sums = [1.0 + case.slopes["meanval"] @ case[key] ** power for key in ("pricePre", "pricePost")]
    assert loss == pytest.approx(case.size * np.log(sums[1] / sums[0]) / power, rel=1e-6)


@pytest.mark.parametrize("name", [ISOELASTIC, QUOTA, MONOPOLISTIC])
def test_demand_from_margins(cases: dict[str, Case], name: str) -> None:
    """The one free number of demand by least squares of margins, as R finds it."""
    case = cases[name]
    if name == ISOELASTIC:
        market = calibrate(
            case["pricePre"], case["sharesPreR"], FIRM, margins=MARGINS, demand="ces"
        )
        assert isinstance(market.demand, CES)
        assert market.demand.elasticity == pytest.approx(case.slopes["gamma"], rel=1e-6)
        return
    market = calibrate(
        case["pricePre"], case["sharesPreQ"], FIRM, margins=MARGINS, conduct=case.conduct
    )
    assert isinstance(market.demand, RandomCoefficients)
    found = market.demand.price_sensitivity[0]
    assert found == pytest.approx(-case.slopes["alpha"], rel=1e-6)


def test_where_r_is_not_least_squares(cases: dict[str, Case]) -> None:
    """Under Bertrand without an outside good R's alpha fits the margins worse than ours."""
    case = cases[LOGIT]
    market = calibrate(case["pricePre"], case["sharesPreQ"], FIRM, margins=MARGINS)
    ours = 1.0 - market.cost / case["pricePre"]
    theirs = ((case["marginsPre"] - MARGINS) ** 2).sum()
    assert ((ours - MARGINS) ** 2).sum() < theirs / 2


INTERCEPT, SLOPE = 300.0, -2.0
GIVEN = np.array([10.0, 20.0, 30.0, 25.0, 15.0])
RATE = 0.1  # on the border price here
# Costs are q / k at a price of 100 and margins of 2 q / 100; R keeps six decimals of k.
STEEP = 1.0 / np.round(GIVEN / (100.0 + SLOPE * GIVEN), 6)


@pytest.fixture(scope="module")
def cournot(reference: Path) -> dict[str, Any]:
    return json.loads((reference / "market/r_trade.json").read_text())["cournot"]


def one_good(rate: float) -> Equilibrium:
    market = Market(
        demand=LinearDemand(INTERCEPT, SLOPE),
        cost=np.full(5, 1e-12),
        cost_slope=STEEP,
        firm=np.arange(5),
        origin=np.array(list("ABCDE")),
        conduct="cournot",
    )
    return market.equilibrium([Tariff(rate, [3, 4])])


@pytest.mark.parametrize(("when", "rate"), [("Pre", 0.0), ("Post", RATE)])
def test_cournot(cournot: dict[str, Any], when: str, rate: float) -> None:
    """Ours meets R's conditions, which R's own numbers miss by up to 3e-3 of 100.

    The conditions are linear, so that a Newton step by them from R's quantities is exact.
    """
    np.testing.assert_allclose(np.array(cournot["mcPre"]) / cournot["qPre"], STEEP, rtol=1e-12)
    ours, theirs = one_good(rate), np.array(cournot[f"q{when}"])
    wedge = np.where(np.arange(5) >= 3, 1.0 + rate, 1.0)

    def gaps(quantities: np.ndarray) -> np.ndarray:
        price = INTERCEPT + SLOPE * quantities.sum()
        return (price + SLOPE * quantities) / wedge - STEEP * quantities

    np.testing.assert_allclose(gaps(ours.quantities), 0.0, atol=1e-9)
    jacobian = SLOPE * (np.ones((5, 5)) + np.eye(5)) / wedge[:, None] - np.diag(STEEP)
    step = np.linalg.solve(jacobian, gaps(theirs))
    np.testing.assert_allclose(theirs - step, ours.quantities, rtol=1e-10)
    price = cournot[f"price{when}"] - SLOPE * step.sum()
    np.testing.assert_allclose(ours.prices, price, rtol=1e-10)
    # How far R stopped, and so the agreement to be had.
    assert 1e-6 < np.abs(step / theirs).max() < 1e-5
    np.testing.assert_allclose(theirs, ours.quantities, rtol=1e-5)
    np.testing.assert_allclose(cournot[f"price{when}"], ours.prices, rtol=5e-6)
    if not rate:
        # 1e-6 is what six decimals of k leave of the data.
        np.testing.assert_allclose(ours.quantities, GIVEN, rtol=1e-6)
        np.testing.assert_allclose(ours.prices, 100.0, rtol=1e-6)


def on_the_page(case: Case) -> dict[str, tuple[float, float]]:
    """R's number and ours for each row of a case's part of the page, of one product, OTHER-REG."""
    j, after = NAMES.index("OTHER-REG"), case.after[0]
    loss = case.base.consumer_surplus - after.consumer_surplus
    ces = case.name == ISOELASTIC
    if ces:
        loss = case.size * np.expm1(loss / case.size / (1.0 + case.slopes["alpha"]))
    pairs = {
        "cost before": (case["mcPre"][j], case.cost[j]),
        "own elasticity before": (
            case["elastPre"][j, j],
            case.demand.own_elasticities(case["pricePre"])[j],
        ),
        "price after": (case["pricePost"][j], after.prices[j]),
        "share after": (case["sharesPostQ"][j], case.quantity_shares(after)[j]),
        "profit after": (case["psPost"][j], after.profits[j]),
        "profit a unit after": (
            case["psPost"][j] / case["qPost"][j],
            after.profits[j] / after.quantities[j],
        ),
        "buyers' loss": (case.stored["CV"], loss),
    }
    del pairs["profit after" if ces else "profit a unit after"]
    return pairs


TITLES = {
    LOGIT: "Bertrand, logit, tariff",
    ISOELASTIC: "Bertrand, CES, tariff",
    QUOTA: "Bertrand, logit, quota",
    MONOPOLISTIC: "monopolistic, logit, tariff",
}
ONE_GOOD = "Cournot, one good, tariff"


def test_page(cases: dict[str, Case], cournot: dict[str, Any]) -> None:
    """Each row of the page holds R's number and ours to the digits shown, within its tolerance."""
    found = {
        (TITLES[name], quantity): pair
        for name, case in cases.items()
        for quantity, pair in on_the_page(case).items()
    }
    before, after = one_good(0.0), one_good(RATE)
    found[ONE_GOOD, "price before"] = (cournot["pricePre"], before.prices[0])
    found[ONE_GOOD, "price after"] = (cournot["pricePost"], after.prices[0])
    found[ONE_GOOD, "fifth firm's quantity after"] = (cournot["qPost"][4], after.quantities[4])
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith(tuple(f"| {title} |" for title in (*TITLES.values(), ONE_GOOD)))
    ]
    assert {(case, quantity) for case, quantity, *_ in rows} == set(found)
    for case, quantity, *cells, tolerance in rows:
        pair = found[case, quantity]
        assert pair[1] == pytest.approx(pair[0], rel=float(tolerance)), (case, quantity)
        for cell, value in zip(cells, pair, strict=True):
            unit = 10.0 ** -len(cell.split(".")[1])
            assert abs(float(cell) - value) < 0.6 * unit, (case, quantity)
