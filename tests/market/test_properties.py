"""What holds in any market: order, units, nothing for nothing, quotas as duties, and signs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tradetalks.market import CES, Equilibrium, LinearDemand, Logit, Market, RandomCoefficients
from tradetalks.measures import (
    Barrier,
    Measure,
    PurchaseFloor,
    Quota,
    SpecificTariff,
    Tariff,
    TariffRateQuota,
)

Vector = np.ndarray

FIRM, NEST = np.array([0, 0, 1, 2]), np.array([0, 1, 0, 1])
ORIGIN = np.array(["JPN", "JPN", "DEU", "USA"])
SENSITIVITY, WEIGHTS = np.array([1.0, 1.5, 0.8]), np.array([0.1, 0.2, 0.3])

KINDS = [
    ("random", "bertrand"),
    ("nested", "bertrand"),
    ("ces", "bertrand"),
    ("random", "monopolistic"),
    ("random", "cournot"),
    ("ces", "cournot"),
]
few = settings(max_examples=10, derandomize=True, deadline=None, database=None)


def vectors(low: float, high: float, count: int = 4) -> st.SearchStrategy[Vector]:
    return st.lists(st.floats(low, high), min_size=count, max_size=count).map(np.array)


def demand(kind: str, utility: Vector) -> RandomCoefficients | CES:
    """A demand of four products; the shapes are the same in all, so that compiled code serves."""
    if kind == "ces":
        shares = np.exp(utility[:4])
        total = shares.sum() + 1.0
        base = np.array([1.4, 2.0, 1.3, 1.9])
        return CES(shares / total, 4.0, 1.3, base, 1.0 / total)
    nest, nesting = (NEST, 0.5) if kind == "nested" else (None, 0.0)
    return RandomCoefficients(utility.reshape(4, 3), SENSITIVITY, WEIGHTS, nest, nesting)


@st.composite
def markets(draw: st.DrawFn, kind: str, conduct: str) -> Market:
    """Any costs, tastes, duties, barriers, dealers' margins, slopes and interests in rivals."""
    weight = draw(st.sampled_from([0.0, 0.0, 0.3]))
    return Market(
        demand=demand(kind, draw(vectors(-1.0, 2.0, 12))),
        cost=draw(vectors(0.6, 2.0)),
        firm=FIRM,
        origin=ORIGIN,
        size=draw(st.floats(1.0, 1e4)),
        conduct=conduct,  # type: ignore[arg-type]
        profit_weights=weight,
        duty=draw(vectors(0.0, 0.4)),
        barrier=draw(vectors(0.0, 0.2)),
        margin=draw(vectors(0.0, 0.3)),
        cost_slope=draw(st.floats(1e-6, 1e-4)),
        buyer="USA",
    )


def sold(market: Market, products: list[int]) -> float:
    return float(market.equilibrium().quantities[products].sum())


def cases(kinds: list[tuple[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("kind", "conduct"), kinds, ids=[" ".join(k) for k in kinds])


@cases(KINDS)
@few
@given(data=st.data())
def test_a_quota_is_a_duty_of_its_shadow_price(
    data: st.DataObject, kind: str, conduct: str
) -> None:
    """On the same products, whatever else there is, and so with the same profits and surplus."""
    market = data.draw(markets(kind, conduct))
    products = data.draw(st.sampled_from([[0], [0, 1], [0, 2], [1, 2, 3]]))
    others: list[Measure] = [
        Tariff(data.draw(st.floats(0.0, 1.0)), [0, 3]),
        Tariff(data.draw(st.floats(0.0, 0.3)), [1, 2], base="consumer"),
        SpecificTariff(data.draw(st.floats(0.0, 0.3)), [2]),
    ]
    cap = data.draw(st.floats(0.05, 0.95)) * sold(market, products)
    after = market.equilibrium([Quota(cap, products), *others])
    shadow = float(after.shadow_prices[0])
    same = market.equilibrium([SpecificTariff(shadow, products), *others])
    np.testing.assert_allclose(same.prices, after.prices, rtol=1e-8)
    np.testing.assert_allclose(same.border_prices, after.border_prices, rtol=1e-7)
    # Quantities move with elasticities, which are up to 20 here.
    np.testing.assert_allclose(same.profits, after.profits, rtol=1e-6)
    total = after.quantities[products].sum()
    assert total <= cap * (1 + 1e-8)
    assert shadow == 0.0 or total == pytest.approx(cap, rel=1e-8)
    revenue = after.tariff_revenue + after.quota_rent
    np.testing.assert_allclose(same.tariff_revenue, revenue, rtol=1e-6, atol=1e-12)


@few
@given(
    slopes=vectors(0.1, 5.0),
    costs=vectors(1.0, 40.0),
    part=st.floats(0.05, 0.95),
    rate=st.floats(0.0, 0.5),
    conduct=st.sampled_from(["cournot", "perfect"]),
)
def test_a_quota_is_a_duty_for_one_good(
    slopes: Vector, costs: Vector, part: float, rate: float, conduct: str
) -> None:
    market = Market(
        demand=LinearDemand(100.0, -0.5),
        cost=costs,
        cost_slope=slopes,
        firm=FIRM,
        origin=ORIGIN,
        conduct=conduct,  # type: ignore[arg-type]
        duty=0.05,
    )
    # Makers whose cost at zero exceeds the price sell nothing, and cannot be cut.
    assume(sold(market, [0, 2]) > 1e-3)
    cap = part * sold(market, [0, 2])
    tariff = Tariff(rate, [1], base="consumer")
    after = market.equilibrium([Quota(cap, [0, 2]), tariff])
    same = market.equilibrium([SpecificTariff(after.shadow_prices[0], [0, 2]), tariff])
    np.testing.assert_allclose(same.quantities, after.quantities, rtol=1e-8, atol=1e-9)
    assert after.quantities[[0, 2]].sum() == pytest.approx(cap, rel=1e-9)


SOME = [("random", "bertrand"), ("nested", "bertrand"), ("ces", "cournot")]


def permuted(market: Market, order: Vector) -> Market:
    """The same market with its products in another order, named as before."""
    inner = market.demand
    if isinstance(inner, CES):
        assert inner.base_prices is not None
        moved = replace(
            inner,
            expenditure_shares=inner.expenditure_shares[order],
            base_prices=inner.base_prices[order],
        )
    else:
        assert isinstance(inner, RandomCoefficients)
        nest = None if inner.nest is None else inner.nest[order]
        moved = replace(inner, utility=inner.utility[order], nest=nest)
    arrays = {
        name: np.asarray(getattr(market, name))[order]
        for name in ("cost", "firm", "origin", "duty", "barrier", "margin", "cost_slope")
    }
    names = tuple(np.array(market.names)[order].tolist())
    return replace(
        market,
        demand=moved,
        product=names,
        nationality=arrays["origin"],
        **arrays,  # type: ignore[arg-type]
    )


@cases(SOME)
@few
@given(data=st.data())
def test_order_does_not_matter(data: st.DataObject, kind: str, conduct: str) -> None:
    market = data.draw(markets(kind, conduct))
    order = np.array(data.draw(st.permutations(range(4))))
    measures: list[Measure] = [
        Quota(0.6 * sold(market, [0, 2]), [0, 2]),
        Tariff(0.3, [1]),
        Tariff(0.1, [2], base="consumer"),
    ]
    after, moved = market.equilibrium(measures), permuted(market, order).equilibrium(measures)
    np.testing.assert_allclose(moved.prices, after.prices[order], rtol=1e-8)
    np.testing.assert_allclose(moved.profits, after.profits[order], rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(moved.shadow_prices, after.shadow_prices, rtol=1e-6)
    assert moved.consumer_surplus == pytest.approx(after.consumer_surplus, rel=1e-7)


def in_other_units(market: Market, money: float, quantity: float) -> Market:
    """The same market with money and quantities counted in units so many times smaller."""
    inner, size = market.demand, quantity * market.size
    if isinstance(inner, CES):
        # Expenditure is money, and so is the unit of CES quantities, base prices.
        assert inner.base_prices is not None
        inner, size = replace(inner, base_prices=money * inner.base_prices), money * size
    else:
        assert isinstance(inner, RandomCoefficients)
        inner = replace(inner, price_sensitivity=inner.price_sensitivity / money)
    return replace(
        market,
        demand=inner,
        size=size,
        cost=money * market.cost,
        margin=money * np.asarray(market.margin),
        cost_slope=money / quantity * np.asarray(market.cost_slope),
    )


@cases(SOME)
@few
@given(data=st.data(), money=st.floats(1e-3, 1e4), quantity=st.floats(1e-3, 1e4))
def test_units_do_not_matter(
    data: st.DataObject, kind: str, conduct: str, money: float, quantity: float
) -> None:
    """Dollars or thousands, cars or millions, under duties and each kind of limit."""
    market = data.draw(markets(kind, conduct))
    base, products = sold(market, [0, 2]), [0, 2]
    part = data.draw(st.floats(0.2, 1.1))

    def limits(unit: float) -> list[Measure]:
        return [
            Quota(part * base * unit, products),
            TariffRateQuota(part * base * unit, 0.1, 0.6, products),
            PurchaseFloor(1.2 * base * unit, products),
        ]

    other = in_other_units(market, money, quantity)
    for here, there in zip(limits(1.0), limits(quantity), strict=True):
        after = market.equilibrium([here, Tariff(0.3, [1]), SpecificTariff(0.1, [3])])
        again = other.equilibrium([there, Tariff(0.3, [1]), SpecificTariff(money * 0.1, [3])])
        np.testing.assert_allclose(again.prices, money * after.prices, rtol=1e-8)
        np.testing.assert_allclose(again.quantities, quantity * after.quantities, rtol=1e-6)
        rate = isinstance(here, TariffRateQuota)
        shadow = after.shadow_prices if rate else money * after.shadow_prices
        np.testing.assert_allclose(again.shadow_prices, shadow, rtol=1e-6, atol=1e-9 * money)
        unit = money * quantity
        for name in ("profits", "tariff_revenue", "quota_rent", "dealer_income"):
            want = unit * getattr(after, name)
            np.testing.assert_allclose(
                getattr(again, name), want, rtol=1e-6, atol=1e-8 * unit * market.size
            )
        change = again.consumer_surplus - other.equilibrium().consumer_surplus
        want = after.consumer_surplus - market.equilibrium().consumer_surplus
        assert change == pytest.approx(unit * want, rel=1e-5, abs=1e-8 * unit * market.size)


@cases(SOME)
@few
@given(data=st.data())
def test_nothing_for_nothing(data: st.DataObject, kind: str, conduct: str) -> None:
    """Measures of zero leave the base, and accounts of zero."""
    market = data.draw(markets(kind, conduct))
    base, everything = market.equilibrium(), np.ones(4, bool)
    nothing: list[Measure] = [
        Tariff(0.0, everything),
        Tariff(0.0, everything, base="consumer"),
        Tariff(0.5, everything, exempt=everything),
        SpecificTariff(0.3, everything, content=0.0),
        PurchaseFloor(0.0, everything),
    ]
    after = market.equilibrium(nothing)
    np.testing.assert_allclose(after.prices, base.prices, rtol=1e-8)
    welfare = market.accounts(base, after).welfare
    np.testing.assert_allclose(welfare, 0.0, atol=1e-6 * market.size)
    barrier = np.asarray(market.barrier)
    kept = market.equilibrium([Barrier(float(barrier[1]), [1])])
    np.testing.assert_allclose(kept.prices, base.prices, rtol=1e-8)


def same_outcome(one: Equilibrium, other: Equilibrium) -> None:
    for name in ("prices", "quantities", "profits", "quota_rent"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-6)
    assert one.consumer_surplus == pytest.approx(other.consumer_surplus, rel=1e-7)


@few
@given(data=st.data(), times=st.floats(0.05, 20.0))
def test_weights_are_kept_as_given(data: st.DataObject, times: float) -> None:
    """Only their product with size counts: they are never made to sum to one."""
    market = data.draw(markets("random", "bertrand"))
    inner = market.demand
    assert isinstance(inner, RandomCoefficients)
    scaled = replace(
        market, demand=replace(inner, weights=times * inner.weights), size=market.size / times
    )
    measures: list[Measure] = [Quota(0.7 * sold(market, [0, 1]), [0, 1]), Tariff(0.2, [2])]
    same_outcome(scaled.equilibrium(measures), market.equilibrium(measures))
    # Alone they count: twice as many buyers of the same tastes.
    doubled = replace(
        market,
        demand=replace(inner, weights=2.0 * inner.weights),
        cost_slope=np.asarray(market.cost_slope) / 2.0,
    ).equilibrium()
    base = market.equilibrium()
    np.testing.assert_allclose(doubled.prices, base.prices, rtol=1e-8)
    np.testing.assert_allclose(doubled.quantities, 2.0 * base.quantities, rtol=1e-6)


@few
@given(
    utility=vectors(-2.0, 3.0),
    cost=vectors(0.3, 3.0),
    alpha=st.floats(0.3, 3.0),
    rates=st.tuples(st.floats(0.0, 3.0), st.floats(0.0, 3.0)),
    base=st.sampled_from(["border", "consumer"]),
)
def test_a_higher_duty_sells_less(
    utility: Vector, cost: Vector, alpha: float, rates: tuple[float, float], base: str
) -> None:
    """Of the product that bears it, by a firm of one product, under a logit; its rivals gain."""
    market = Market(demand=Logit(utility, alpha), cost=cost, firm=FIRM, origin=ORIGIN)
    # A duty of t on the border price is one of t / (1 + t) on the consumer price.
    low, high = (
        market.equilibrium([Tariff(r if base == "border" else r / (1 + r), [3], base=base)])  # type: ignore[arg-type]
        for r in sorted(rates)
    )
    # 1e-8 is what the tolerance on prices leaves of quantities where the two rates are one.
    assert high.quantities[3] <= low.quantities[3] * (1 + 1e-8)
    assert high.border_prices[3] <= low.border_prices[3] * (1 + 1e-8)
    assert (high.quantities[:3] >= low.quantities[:3] * (1 - 1e-8)).all()
    assert (high.profits[:3] >= low.profits[:3] * (1 - 1e-8)).all()
