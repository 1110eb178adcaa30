"""Bertrand prices with duties: the published counterfactual, first-order conditions, identities."""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tradetalks.errors import InputError, SolveError
from tradetalks.market import (
    Logit,
    Market,
    RandomCoefficients,
    calibrate,
    industry,
    recalibrate,
    select_list,
)
from tradetalks.measures import Access, Barrier, Tariff


@pytest.fixture(scope="module")
def blp() -> Market:
    """The 1990 market with list prices as border prices."""
    return industry("blp-1990", customs_share=1.0, duty=0.0)


@pytest.fixture(scope="module")
def petrin() -> Market:
    """The 1993 market as shipped."""
    return industry("petrin-1993")


def small(nesting: float = 0.0, **changes: object) -> Market:
    """Four products of two firms, three kinds of buyer whose weights sum to 0.6."""
    utility = np.array([[5.0, 4.0, 6.0], [4.0, 5.0, 5.5], [4.5, 4.2, 5.0], [3.0, 5.0, 4.0]])
    demand = RandomCoefficients(
        utility,
        np.array([1.0, 1.5, 0.8]),
        np.array([0.1, 0.2, 0.3]),
        np.array([0, 0, 1, 1]) if nesting else None,
        nesting,
    )
    given: dict[str, object] = {
        "demand": demand,
        "cost": np.array([1.0, 1.2, 0.9, 1.1]),
        "firm": np.array([7, 7, 7, 9]),
        "origin": ["JPN", "USA", "JPN", "USA"],
        "size": 1000.0,
    }
    return Market(**{**given, **changes})  # type: ignore[arg-type]


def test_counterfactual_of_25_percent(blp: Market, reference: Path) -> None:
    """The stored run of an independent solver; it stopped at about 1e-8, we ask 1e-6."""
    want = json.loads((reference / "market/blp1990_counterfactual.json").read_text())
    want = want["allJP_25pct_exact_adval_border"]
    jp = blp.origin == "JP"
    base, after = blp.equilibrium(), blp.equilibrium([Tariff(0.25, jp)])
    accounts = blp.accounts(base, after)
    rows = {row["nation"]: row for row in accounts.to_frame().iter_rows(named=True)}
    assert rows["US"]["consumer_surplus"] / 1000 == pytest.approx(want["dCS"], rel=1e-6)
    assert rows["US"]["tariff_revenue"] / 1000 == pytest.approx(want["rev"], rel=1e-6)
    for region in ("US", "JP", "EU"):
        mine = blp.origin == region
        assert rows[region]["profits"] / 1000 == pytest.approx(want[region]["dpi"], rel=1e-6)
        assert after.profits[mine].sum() / 1000 == pytest.approx(want[region]["pi"], rel=1e-6)
        assert after.quantities[mine].sum() == pytest.approx(want[region]["units"], rel=1e-6)
    assert base.quantities[jp].sum() == pytest.approx(want["tar"]["q0"], rel=1e-6)
    weight = base.quantities[jp]
    rise = 100 * (weight @ after.prices[jp] / (weight @ base.prices[jp]) - 1)
    assert rise == pytest.approx(want["JP"]["dp_fixedw"], rel=1e-5)
    assert after.shares.sum() == pytest.approx(want["tot"], rel=1e-6)
    assert after.shares[jp].sum() / after.shares.sum() == pytest.approx(
        want["JP"]["share"], rel=1e-6
    )
    us = rows["US"]
    assert us["welfare"] / 1000 == pytest.approx(want["W_US"], rel=1e-5)

    # Here the mean of each product's own change at base sales, not the change of a mean price.
    for name, prices in (("dp", "prices"), ("dborder", "border_prices")):
        change = getattr(after, prices)[jp] / getattr(base, prices)[jp] - 1
        mean = 100 * float(weight @ change / weight.sum())
        assert mean == pytest.approx(want["tar"][name], rel=1e-5), name


def test_blp_arrays(blp: Market, reference: Path) -> None:
    """Inverted utilities and costs meet pyblp's own.

    The coefficients' last digits were recovered from these utilities, so this tests inversion and
    costs, not the estimates.
    """
    stored = np.load(reference / "market/blp1990.npz")
    assert isinstance(blp.demand, RandomCoefficients)
    np.testing.assert_allclose(blp.demand.utility, stored["u"], atol=1e-6)
    np.testing.assert_allclose(blp.demand.price_sensitivity, stored["alpha"], rtol=1e-8)
    np.testing.assert_allclose(blp.cost, stored["c"], rtol=1e-6)


def test_petrin_targets(petrin: Market) -> None:
    """Elasticities as measured with pyblp 1.3.0, to the digits recorded."""
    assert isinstance(petrin.demand, RandomCoefficients)
    prices = petrin.equilibrium().prices
    assert petrin.demand.own_elasticities(prices).mean() == pytest.approx(-9.68, abs=0.01)
    assert petrin.demand.aggregate_elasticity(prices) == pytest.approx(-0.93, abs=0.02)
    np.testing.assert_allclose(prices, petrin.start, rtol=1e-9)
    free = industry("petrin-1993", 1.0, 0.0)
    assert (1 - free.cost / prices).mean() == pytest.approx(0.12, abs=0.005)


@pytest.mark.parametrize("nesting", [0.0, 0.6])
def test_no_firm_gains_by_another_price(nesting: float) -> None:
    """The gradient of each firm's profit is zero, with two rates and a barrier in one firm."""
    market = small(nesting, margin=0.1, duty=np.array([0.1, 0.0, 0.0, 0.0]))
    measures = [Tariff(0.5, [0]), Tariff(0.2, [2]), Barrier(0.3, [2])]
    after = market.equilibrium(measures)
    wedge = jnp.array([1.6, 1.0, 1.5, 1.0])
    assert isinstance(market.demand, RandomCoefficients)
    demand = market.demand

    def shares(prices: jax.Array) -> jax.Array:
        value = demand.utility - demand.price_sensitivity * prices[:, None]
        if not nesting:
            odds = jnp.exp(value)
            return odds / (1 + odds.sum(0)) @ demand.weights
        odds = jnp.exp(value / (1 - nesting))
        sums = jnp.stack([odds[:2].sum(0), odds[2:].sum(0)])
        inside = (sums ** (1 - nesting)).sum(0)
        group = jnp.repeat(sums, 2, axis=0)
        return odds * group**-nesting / (1 + inside) @ demand.weights

    def profit(prices: jax.Array, firm: int) -> jax.Array:
        border = (prices - 0.1) / wedge
        return jnp.where(market.firm == firm, (border - market.cost) * shares(prices), 0.0).sum()

    np.testing.assert_allclose(after.shares, shares(jnp.asarray(after.prices)), rtol=1e-12)
    for firm in (7, 9):
        slope = jax.grad(profit)(jnp.asarray(after.prices), firm)
        # Profit is about 0.1 a unit of size; 1e-9 is the price tolerance in those units.
        np.testing.assert_allclose(slope[market.firm == firm], 0.0, atol=1e-8)


def test_one_rate_is_a_cost_and_two_are_not() -> None:
    """With one rate on all of a firm's products prices are those of costs times 1 + t."""
    market = small()
    dearer = np.where(market.firm == 7, 1.4, 1.0) * market.cost
    exact = market.equilibrium([Tariff(0.4, market.firm == 7)]).prices
    np.testing.assert_allclose(exact, small(cost=dearer).equilibrium().prices, rtol=1e-8)
    mixed = market.equilibrium([Tariff(0.4, [0])]).prices
    naive = small(cost=market.cost * [1.4, 1, 1, 1]).equilibrium().prices
    assert np.abs(mixed / naive - 1).max() > 1e-3


def test_accounts_add_up() -> None:
    """Rows sum to the change of all flows, for shared ownership; dealers are the buyers'."""
    market = small(margin=0.2, ownership={7: {"JPN": 0.7, "USA": 0.3}, 9: {"FRA": 1.0}})
    base, after = market.equilibrium(), market.equilibrium([Tariff(1.0, [0, 2])])
    frame = market.accounts(base, after).to_frame()
    assert frame["nation"].to_list() == ["USA", "FRA", "JPN"]
    flows = sum(
        (getattr(after, n) - getattr(base, n)).sum()
        for n in ("profits", "tariff_revenue", "dealer_income")
    )
    want = flows + after.consumer_surplus - base.consumer_surplus
    assert frame["welfare"].sum() == pytest.approx(want, rel=1e-12)
    paid = (base.prices - 0.2) * 1.0 - base.border_prices
    np.testing.assert_allclose(paid, 0.0, atol=1e-12)


def test_surplus_falls_by_quantity_times_price() -> None:
    """Roy's identity along a small duty: 1e-5 is its second-order error."""
    market = small()
    base, after = market.equilibrium(), market.equilibrium([Tariff(1e-5, [0])])
    middle = (base.quantities + after.quantities) / 2 @ (after.prices - base.prices)
    assert after.consumer_surplus - base.consumer_surplus == pytest.approx(-middle, rel=1e-5)


def test_no_measure_is_the_base(petrin: Market) -> None:
    """Zero rates, in a single solve and in a batch."""
    base = petrin.equilibrium()
    zero = petrin.equilibrium([Tariff(0.0, np.ones(202, bool))])
    np.testing.assert_allclose(zero.prices, base.prices, rtol=1e-9)
    many = petrin.equilibria(np.zeros((2, 202)))
    assert many.status.tolist() == ["converged"] * 2
    np.testing.assert_allclose(many[1].quantities, base.quantities, rtol=1e-7)


def test_batch_meets_single_solves(petrin: Market) -> None:
    """Lanes with their own customs share equal markets calibrated with it."""
    listed = select_list(petrin, 12.0, 3000.0)
    costs, margins = recalibrate(petrin, [0.7, 0.9])
    many = petrin.equilibria(np.outer([1.0, 0.5], listed), costs=costs, margins=margins)
    for lane, (share, rate) in enumerate([(0.7, 1.0), (0.9, 0.5)]):
        alone = industry("petrin-1993", customs_share=share)
        np.testing.assert_allclose(costs[lane], alone.cost, rtol=1e-8)
        single = alone.equilibrium([Tariff(rate, listed)])
        np.testing.assert_allclose(many.prices[lane], single.prices, rtol=1e-7)


def test_list_is_the_dearest_within_the_cap(petrin: Market) -> None:
    """The next dearest product would break the cap."""
    base = petrin.equilibrium()
    listed = select_list(petrin, 12.0, 3000.0)
    value = base.border_prices * base.quantities
    others = (petrin.origin == "JP") & ~listed & (base.prices >= 12.0)
    assert value[listed].sum() <= 3000.0
    assert base.prices[listed].min() >= base.prices[others].max()
    following = np.flatnonzero(others)[np.argmax(base.prices[others])]
    assert value[listed].sum() + value[following] > 3000.0


def test_access() -> None:
    """Base shares are met, wider access sells more, and the elasticity is the one asked for."""
    shares, prices = np.array([0.3, 0.2, 0.03, 0.02]), np.array([10.0, 11.0, 12.0, 9.0])
    market = calibrate(
        prices, shares, np.arange(4), demand="nested logit", nest=[0, 0, 1, 1], nesting=0.5,
        elasticity=-4.0, access={2: 0.2, 3: 0.4}, margin=0.1 * prices, size=500.0,
        origin=["JPN", "JPN", "USA", "USA"], buyer="JPN",
    )  # fmt: skip
    assert isinstance(market.demand, RandomCoefficients)
    base = market.equilibrium()
    np.testing.assert_allclose(base.shares, shares, rtol=1e-8)
    np.testing.assert_allclose(base.prices, prices, rtol=1e-8)
    assert market.demand.own_elasticities(prices).mean() == pytest.approx(-4.0, rel=1e-10)
    assert market.demand.utility.shape == (4, 4)
    same = market.equilibrium([Access(0.2, 2)])
    np.testing.assert_allclose(same.prices, base.prices, rtol=1e-8)
    wide = market.equilibrium([Access(0.6, 2), Access(1.0, 3)])
    assert (wide.quantities[2:] > 2 * base.quantities[2:]).all()
    assert market.accounts(base, wide).consumer_surplus[0] > 0
    shut = market.equilibrium([Access(0.0, 2)])
    assert shut.quantities[2] == 0.0
    assert np.isfinite(shut.prices).all()


def test_failure_is_said() -> None:
    """A solve cut short raises, or gives NaN and its status."""
    market = small(max_steps=4)
    with pytest.raises(SolveError, match="did not converge"):
        market.equilibrium()
    failed = market.equilibrium(on_failure="status")
    assert failed.status == "failed"
    assert np.isnan(failed.prices).all()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: Tariff(-1.2, [0]), "tariff rate is -1.2"),
        (lambda: Tariff(float("nan"), [0]), "tariff rate is nan"),
        (lambda: Tariff(0.1, np.zeros(4, bool)), "match nothing"),
        (lambda: Access(1.2, 0), "access share is 1.2"),
        (lambda: small().equilibrium([Tariff(0.1, [4])]), "product 4 matches nothing"),
        (lambda: small().equilibrium([Tariff(-0.6, [0]), Tariff(-0.6, [0])]), "exceed -1"),
        (lambda: small().equilibrium([Barrier(0.1, [0]), Barrier(0.2, [0])]), "two barriers"),
        (lambda: small().equilibrium([Access(0.1, 0)]), "no limited access"),
        (lambda: small(cost=np.array([1, 1, np.nan, 1])), "cost of product 2 is nan"),
        (lambda: small(cost=np.ones(3)), "shape"),
        (lambda: small(firm=np.zeros(3)), "firm has shape"),
        (lambda: small().equilibria(np.zeros((2, 3))), "rates has shape"),
        (lambda: Logit([1.0, np.nan], 1.0), "utility of product 1"),
        (lambda: calibrate([1], [-0.1], [0], elasticity=-4), "share of product 0"),
        (lambda: calibrate([1], [0.5], [0], elasticity=-1.0), "below -1"),
        (lambda: calibrate([1], [0.5], [0], elasticity=-2, margin=0.9), "cost of"),
        (lambda: industry("blp-1990", customs_share=1.5), "customs share is 1.5"),
    ],
)
def test_bad_input(wrong: object, words: str) -> None:
    """Each names the thing and the value."""
    with pytest.raises(InputError, match=words):
        wrong()  # type: ignore[operator]
