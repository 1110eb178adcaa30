"""CES demand and pledges to buy, against closed forms."""

import numpy as np
import pytest
from scipy.integrate import quad

from tradetalks.errors import InputError
from tradetalks.market import CES, Market
from tradetalks.measures import Barrier, PurchaseFloor, Tariff

SHARES = np.array([0.7, 0.2, 0.1])


def market(outer: float = 0.8) -> Market:
    """Three origins at base consumer prices one, a barrier of 30 percent on the imports."""
    barrier = np.array([0.0, 0.3, 0.3])
    return Market(
        demand=CES(SHARES, 4.0, outer),
        cost=0.75 / (1.0 + barrier),
        firm=[0, 1, 2],
        origin=["JPN", "USA", "DEU"],
        size=100.0,
        conduct="monopolistic",
        barrier=barrier,
        buyer="JPN",
    )


def test_base_is_the_record() -> None:
    """Prices one, quantities the shares of expenditure, profits a quarter of border value."""
    base = market().equilibrium()
    np.testing.assert_allclose(base.prices, 1.0, rtol=1e-14)
    np.testing.assert_allclose(base.quantities, 100.0 * SHARES, rtol=1e-14)
    np.testing.assert_allclose(base.profits, base.border_prices * base.quantities / 4, rtol=1e-14)
    np.testing.assert_allclose(base.tariff_revenue, 0.0)


@pytest.mark.parametrize("outer", [0.5, 1.0, 2.0])
def test_barrier_cut(outer: float) -> None:
    """Prices fall in full; surplus is the integral of demand as the price falls."""
    industry = market(outer)
    base, after = industry.equilibrium(), industry.equilibrium([Barrier(0.0, [1])])
    assert after.prices[1] == pytest.approx(1 / 1.3)
    demand = industry.demand
    assert isinstance(demand, CES)
    area = quad(lambda p: demand.shares(np.array([1.0, p, 1.0]))[1], 1 / 1.3, 1.0)[0]
    gain = after.consumer_surplus - base.consumer_surplus
    assert gain == pytest.approx(100.0 * area, rel=1e-10)


def test_duty_is_collected() -> None:
    """A duty on top of the barrier is collected at its rate on the border value only."""
    after = market().equilibrium([Tariff(0.1, [1])])
    assert after.prices[1] == pytest.approx(1.4 / 1.3)
    want = 0.1 * after.border_prices[1] * after.quantities[1]
    assert after.tariff_revenue.sum() == pytest.approx(want)


def test_floor_is_complementary() -> None:
    """A floor that binds is met exactly and costs buyers; one below the base does nothing."""
    industry = market()
    base = industry.equilibrium()
    slack = industry.equilibrium([PurchaseFloor(19.0, [1], subsidy="ad valorem")])
    assert slack.shadow_prices[0] == 0.0
    np.testing.assert_allclose(slack.quantities, base.quantities)
    bound = industry.equilibrium([PurchaseFloor(26.0, [1], subsidy="ad valorem")])
    assert bound.shadow_prices[0] > 0.0
    assert bound.quantities[1] == pytest.approx(26.0, rel=1e-10)
    np.testing.assert_allclose(bound.prices, base.prices, rtol=1e-9)
    subsidy = bound.shadow_prices[0] * bound.border_prices[1]
    same = industry.equilibrium([Tariff(-bound.shadow_prices[0], [1])])
    np.testing.assert_allclose(bound.prices, same.prices + np.array([0.0, subsidy, 0.0]), rtol=1e-9)
    # To first order nothing is lost; then half the subsidy on what is bought beyond the base.
    loss = base.consumer_surplus - bound.consumer_surplus
    assert 0.3 * 6 * subsidy < loss < 0.7 * 6 * subsidy
    two = industry.equilibrium([PurchaseFloor(26.0, [1]), PurchaseFloor(12.0, [2])])
    np.testing.assert_allclose(two.quantities[1:], [26.0, 12.0], rtol=1e-9)


def test_batch_meets_single_solves() -> None:
    """Lanes of duties equal single solves."""
    industry = market()
    many = industry.equilibria(np.array([[0, 0, 0], [0, 0.5, 0]]))
    single = industry.equilibrium([Tariff(0.5, [1])])
    np.testing.assert_allclose(many.quantities[1], single.quantities)
    assert many[1].consumer_surplus == pytest.approx(single.consumer_surplus)


def test_bad_input() -> None:
    """Shares that do not add up, an elasticity without a markup, the wrong conduct."""
    with pytest.raises(InputError, match=r"sum to 0\.9"):
        CES(np.array([0.5, 0.4]), 4.0)
    with pytest.raises(InputError, match="must exceed 1"):
        CES(SHARES, 0.9)
    with pytest.raises(InputError, match=r"share of product 1 is -0\.5"):
        CES(np.array([1.5 - 0.5, -0.5, 0.5]), 4.0)
    with pytest.raises(InputError, match="conduct is 'collusive'"):
        Market(
            demand=CES(SHARES, 4.0),
            cost=1.0,
            firm=[0, 1, 2],
            origin=["A"] * 3,
            conduct="collusive",
        )
