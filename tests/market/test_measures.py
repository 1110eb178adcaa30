"""Measures one by one: what is charged, on what, for whom; what cannot be used is named."""

import numpy as np
import pytest

from tradetalks.errors import InputError, SolveError
from tradetalks.market import (
    CES,
    LinearDemand,
    Logit,
    Market,
    RandomCoefficients,
    calibrate,
    industry,
    welfare_gradient,
)
from tradetalks.market._flows import Posted
from tradetalks.market._solve import Lane, Method, newton_matrix, solve_lanes
from tradetalks.measures import (
    Access,
    Barrier,
    Measure,
    PurchaseFloor,
    Quota,
    SpecificTariff,
    Tariff,
    TariffRateQuota,
)

UTILITY = np.array([[5.0, 4.0, 6.0], [4.0, 5.0, 5.5], [4.5, 4.2, 5.0], [3.0, 5.0, 4.0]])


def small(**changes: object) -> Market:
    """Four named products of two firms, three kinds of buyer."""
    demand = RandomCoefficients(
        UTILITY, np.array([1.0, 1.5, 0.8]), np.array([0.1, 0.2, 0.3]), kind=["poor", "poor", "rich"]
    )
    given: dict[str, object] = {
        "demand": demand,
        "cost": np.array([1.0, 1.2, 0.9, 1.1]),
        "firm": np.array([7, 7, 7, 9]),
        "origin": ["JPN", "USA", "JPN", "USA"],
        "size": 1000.0,
        "product": ("alto", "basso", "coro", "duo"),
        "margin": 0.1,
    }
    return Market(**{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def market() -> Market:
    return small()


def test_ids_and_masks_name_the_same_products(market: Market) -> None:
    """By mask, by id, and by an id that two products bear."""
    mask = np.array([True, False, True, False])
    by_id = market.equilibrium([Tariff(0.3, ["coro", "alto"])])
    np.testing.assert_array_equal(by_id.prices, market.equilibrium([Tariff(0.3, mask)]).prices)
    twice = small(product=("alto", "basso", "alto", "duo"))
    np.testing.assert_array_equal(by_id.prices, twice.equilibrium([Tariff(0.3, ["alto"])]).prices)


def test_consumer_rate_is_a_share_of_the_price(market: Market) -> None:
    """A duty of tau on the consumer price: its revenue is tau p q, and the rest adds up."""
    after = market.equilibrium([Tariff(0.2, ["alto"], base="consumer")])
    paid = np.array([0.2, 0, 0, 0]) * after.prices
    np.testing.assert_allclose(after.tariff_revenue, paid * after.quantities, rtol=1e-14)
    np.testing.assert_allclose(after.prices, after.border_prices + 0.1 + paid, rtol=1e-14)
    # Without a margin, a share tau of the price is tau / (1 - tau) of the border price.
    bare = small(margin=0.0)
    np.testing.assert_allclose(
        bare.equilibrium([Tariff(0.2, ["alto"], base="consumer")]).prices,
        bare.equilibrium([Tariff(0.25, ["alto"])]).prices,
        rtol=1e-9,
    )


def test_content_and_exemptions(market: Market) -> None:
    """A duty on 40 percent of the value is one of 40 percent of the rate; the exempt pay none."""
    content = np.array([0.4, 1.0, 1.0, 1.0])
    scaled = market.equilibrium([Tariff(0.5, ["alto", "coro"], content=content, exempt=["coro"])])
    plain = market.equilibrium([Tariff(0.2, ["alto"])])
    np.testing.assert_allclose(scaled.prices, plain.prices, rtol=1e-12)
    half = market.equilibrium([SpecificTariff(0.3, ["alto"], content=0.5)])
    whole = market.equilibrium([SpecificTariff(0.15, ["alto"])])
    np.testing.assert_allclose(half.prices, whole.prices, rtol=1e-12)
    assert half.tariff_revenue[0] == pytest.approx(0.15 * half.quantities[0], rel=1e-12)


def test_surplus_by_kind(market: Market) -> None:
    """Kinds add up, and each is what a market of that kind alone would show."""
    base, after = market.equilibrium(), market.equilibrium([Tariff(0.5, ["alto"])])
    accounts = market.accounts(base, after)
    assert accounts.kinds == ("poor", "rich")
    assert accounts.surplus_by_kind.sum() == pytest.approx(accounts.consumer_surplus[0])
    rich = RandomCoefficients(UTILITY[:, 2:], np.array([0.8]), np.array([0.3]))

    def logsum(prices: np.ndarray) -> float:
        return 0.3 * np.log1p(np.exp(UTILITY[:, 2] - 0.8 * prices).sum()) / 0.8

    np.testing.assert_allclose(
        rich.shares(after.prices),
        0.3 * np.exp(UTILITY[:, 2] - 0.8 * after.prices - logsum(after.prices) * 0.8 / 0.3),
    )
    change = 1000.0 * (logsum(after.prices) - logsum(base.prices))
    assert accounts.surplus_by_kind[1] == pytest.approx(change, rel=1e-12)


@pytest.mark.parametrize(
    "measures",
    [
        [],
        [Tariff(0.3, ["alto", "coro"]), SpecificTariff(0.2, ["duo"])],
        [Tariff(0.1, ["basso"], base="consumer"), Quota(150.0, ["alto", "coro"])],
        [TariffRateQuota(150.0, 0.0, 0.8, ["alto", "coro"], rent_to="JPN")],
        [TariffRateQuota(40.0, 0.1, 0.3, ["alto", "coro"])],
        [PurchaseFloor(330.0, ["basso", "duo"])],
        [PurchaseFloor(330.0, ["basso", "duo"], paid_by="exporter")],
        [PurchaseFloor(310.0, ["basso", "duo"], subsidy="ad valorem")],
    ],
    ids=lambda measures: "+".join(type(m).__name__ for m in measures) or "none",
)
@pytest.mark.parametrize("conduct", ["bertrand", "cournot"])
def test_welfare_derivative(measures: list[Measure], conduct: str) -> None:
    """Implicit differentiation meets a central difference of full equilibria.

    A step of 1e-4 leaves a truncation error of its square against welfare of order one hundred.
    """
    market = small(conduct=conduct, tolerance=1e-13)
    step = 1e-4
    for nation in ("USA", "JPN"):
        found = welfare_gradient(market, measures, nation=nation)
        for j, name in enumerate(market.names):
            ends = [market.equilibrium([*measures, Tariff(h, [name])]) for h in (-step, step)]
            slope = market.accounts(*ends).of(nation)["welfare"] / (2 * step)
            assert found[j] == pytest.approx(slope, rel=1e-5, abs=1e-4), (nation, name)


@pytest.mark.slow
def test_failure_in_a_batch_leaves_the_other_lanes() -> None:
    """A lane without room for its steps holds NaN; its neighbours stand."""
    market = industry("blp-1990", customs_share=1.0, duty=0.0)
    short = industry("blp-1990", customs_share=1.0, duty=0.0)
    object.__setattr__(short, "max_steps", 24)
    japanese = market.origin == "JP"
    rates = np.outer([0.0, 0.1, 3.0], japanese)
    many = short.equilibria(rates)
    assert many.status.tolist() == ["converged", "converged", "failed"]
    assert np.isnan(many.prices[2]).all()
    assert np.isnan(many.consumer_surplus[2])
    np.testing.assert_allclose(many.prices[1], market.equilibria(rates).prices[1], rtol=1e-9)
    with pytest.raises(SolveError, match="did not converge"):
        short.equilibrium([Tariff(3.0, japanese)])


def test_the_search_ends_where_plain_steps_end() -> None:
    """No acceleration runs to another equilibrium, though some buyers hardly mind price.

    Duties on every firm, from which Newton's matrix used at once went astray.
    """
    market = industry("blp-1990", customs_share=1.0, duty=0.0)
    firms, code = np.unique(market.firm, return_inverse=True)
    rates = np.random.default_rng(0).uniform(0.0, 1.0, (12, 131))
    rates[0] = np.linspace(0.0, 1.0, firms.size)[code]
    many = market.equilibria(rates)
    assert (many.status == "converged").all()
    terms = market.terms(())
    lanes = market.lanes(terms, Posted(rates, market.cost[None], np.zeros((1, 131))), ())
    plain = solve_lanes(market.setting(terms), lanes, None, Method("price", 1e-10, 4000, memory=0))
    # Plain steps crawl: a residual of 1e-10 leaves an error of up to a hundred times that.
    np.testing.assert_allclose(many.prices, plain.prices, rtol=1e-7)


@pytest.mark.slow
def test_memory_is_of_products_times_consumers() -> None:
    """What the compiled search holds: some arrays (J, I) and (J, J), nothing of (J, J, I)."""
    count, consumers = 300, 400
    draw = np.random.default_rng(0)
    market = Market(
        demand=RandomCoefficients(
            draw.normal(size=(count, consumers)),
            draw.uniform(0.5, 1.5, consumers),
            np.full(consumers, 1.0 / consumers),
        ),
        cost=np.ones(count),
        firm=np.arange(count) // 5,
        origin=["A"] * count,
    )
    terms = market.terms(())
    posted = Posted(np.zeros((1, count)), market.cost[None], np.zeros((1, count)))
    lanes = market.lanes(terms, posted, ())
    one = Lane(*(x[0] for x in lanes))
    setting, newton = market.setting(terms), np.eye(count)
    programs = (
        solve_lanes.lower(setting, lanes, newton, Method("price", 1e-10, 100)),
        newton_matrix.lower(setting, one, "price", one.start),
    )
    for program in programs:
        held = program.compile().memory_analysis().temp_size_in_bytes / 8.0
        assert held < 12 * (count * consumers + count * count), held


@pytest.mark.slow
def test_threads_change_nothing() -> None:
    """Lanes are solved alike on one thread and on several, whatever their number."""
    market = small()
    rates = np.random.default_rng(1).uniform(0, 1, (37, 4))
    one, two = market.equilibria(rates, workers=1), market.equilibria(rates, workers=2)
    np.testing.assert_array_equal(one.prices, two.prices)
    np.testing.assert_array_equal(one.iterations, two.iterations)


def test_quota_on_what_nobody_buys_does_not_bind(market: Market) -> None:
    """A product priced out of the market, or found by no one, has no shadow price."""
    shut = market.equilibrium([Tariff(5e3, ["alto"])])
    both = market.equilibrium([Tariff(5e3, ["alto"]), Quota(10.0, ["alto"])])
    assert shut.quantities[0] < 1e-200
    assert both.shadow_prices[0] == 0.0
    np.testing.assert_allclose(both.prices[1:], shut.prices[1:], rtol=1e-9)
    with pytest.raises(SolveError, match="did not converge"):
        market.equilibrium([Tariff(5e3, ["alto"]), PurchaseFloor(10.0, ["alto"])])


def test_limits_that_cannot_be_met_are_named() -> None:
    """A limit on everything without an outside good; a floor beyond the buyers reached."""
    fixed = Market(
        demand=Logit([1.0, 2.0], 1.0, outside=False),
        cost=[1.0, 1.0],
        firm=[0, 1],
        origin=["A", "B"],
    )
    with pytest.raises(InputError, match="needs an outside good"):
        fixed.equilibrium([Quota(0.5, [0, 1])])
    assert fixed.equilibrium([Quota(0.2, [0])]).quantities[0] == pytest.approx(0.2, rel=1e-9)
    few = calibrate([1.0, 1.2], [0.2, 0.1], [0, 1], elasticity=-4.0, access={0: 0.5}, size=600.0)
    with pytest.raises(InputError, match=r"limit of 310 on quantity exceeds demand.* 300"):
        few.equilibrium([PurchaseFloor(310.0, [0])])


def test_one_good_needs_costs_that_slope() -> None:
    """Perfect competition at constant cost, and plants of one owner that cost the same."""
    good = {"demand": LinearDemand(10.0, -1.0), "cost": [1.0, 1.0], "origin": ["A", "B"]}
    with pytest.raises(InputError, match="cost of product 0 does not slope"):
        Market(**good, firm=[0, 1], conduct="perfect")
    with pytest.raises(InputError, match="who makes how much is not determined"):
        Market(**good, firm=[0, 0], conduct="cournot").equilibrium()


CES_MARKET = {
    "demand": CES(np.array([0.4, 0.3, 0.2, 0.1]), 4.0),
    "conduct": "monopolistic",
}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda m: m.equilibrium([Quota(-1.0, ["alto"])]), "cap is -1.0"),
        (lambda m: m.equilibrium([Quota(0.0, ["alto"])]), "cap is 0: a ban"),
        (lambda m: m.equilibrium([Quota(np.nan, ["alto"])]), "cap is nan"),
        (lambda m: m.equilibrium([Quota(5e6, ["alto"])]), r"5e\+06 on quantity exceeds demand"),
        (lambda m: m.equilibrium([Quota(9, ["alto"]), Quota(8, ["alto"])]), "alto has two limits"),
        (lambda m: m.equilibrium([Quota(9, ["alto"]), PurchaseFloor(8, ["alto"])]), "two limits"),
        (lambda m: m.equilibrium([Tariff(0.1, ["alta"])]), "product alta matches nothing; ids"),
        (lambda m: m.equilibrium([Tariff(0.1, [0])]), "product 0 matches nothing"),
        (lambda m: m.equilibrium([Tariff(0.1, np.ones(3, bool))]), "mask of 3 products"),
        (lambda m: m.equilibrium([Tariff(0.1, [0.5])]), "give a mask or product ids"),
        (lambda m: m.equilibrium([Access(0.5, "alto")]), "no limited access"),
        (lambda m: m.equilibrium([Tariff(0.6, ["alto"], "consumer")] * 2), "must stay below 1"),
        (lambda m: m.equilibrium([SpecificTariff(np.inf, ["alto"])]), "specific tariff is inf"),
        (lambda _: Tariff(1.0, ["alto"], base="consumer"), "on consumer prices is 1.0"),
        (lambda _: Tariff(0.1, ["alto"], base="customs"), "base of a tariff is 'customs'"),
        (lambda _: Tariff(0.1, ["alto"], content=1.4), "content share is 1.4"),
        (lambda m: m.equilibrium([Tariff(0.1, ["alto"], content=np.ones(3))]), "content has shape"),
        (lambda _: TariffRateQuota(9.0, 0.3, 0.1, ["alto"]), "rate beyond the quota is 0.1"),
        (lambda _: TariffRateQuota(0.0, 0.1, 0.3, ["alto"]), "quota is 0"),
        (lambda _: PurchaseFloor(-2.0, ["alto"]), "floor on quantity is -2.0"),
        (lambda _: PurchaseFloor(2.0, ["alto"], subsidy="cash"), "subsidy of a floor is 'cash'"),
        (lambda _: Barrier(-0.1, ["alto"]), "barrier rate is -0.1"),
        (lambda _: small(conduct="stackelberg"), "conduct is 'stackelberg'"),
        (lambda _: small(cost=np.array([1, -1, 1, 1])), "cost of product basso is -1"),
        (lambda _: small(cost_slope=-1.0), "cost_slope of product alto is -1"),
        (lambda _: small(profit_weights={7: {8: 0.1}}), "profit weights name firm 8"),
        (lambda _: small(profit_weights={7: {9: -0.1}}), "firm 7 on 9 is -0.1"),
        (lambda _: small(profit_weights=1.5), "profit weight is 1.5"),
        (lambda _: small(ownership={7: {"JPN": 1.0}}), "firm 9 has no owner"),
        (lambda _: small(ownership={7: {"JPN": 0.9}, 9: {"USA": 1.0}}), "firm 7 sums to 0.9"),
        (lambda _: small(origin=["JPN"]), "origin has shape"),
        (lambda _: small(size=-1.0), "size is -1.0"),
        (lambda m: m.equilibria(np.full((1, 4), np.nan)), "rates of product 0 in lane 0 is nan"),
        (lambda m: m.equilibria(np.full((1, 4), -1.5)), "duty on product alto is -1.5"),
        (lambda m: m.equilibria(np.zeros((1, 4)), costs=np.zeros((1, 4))), "alto in lane 0 is 0"),
        (lambda m: welfare_gradient(m, nation="FRA"), "nation 'FRA' has no part"),
        (lambda _: small(**CES_MARKET).equilibrium([Access(0.5, "alto")]), "no choice sets"),
    ],
)  # fmt: skip
def test_bad_input(market: Market, wrong: object, words: str) -> None:
    """Each names the thing and the value."""
    with pytest.raises(InputError, match=words):
        wrong(market)  # type: ignore[operator]
