"""Equilibria against closed forms, a solver in levels, and each other."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import root

from tradetalks.errors import SolveError
from tradetalks.world import World, load_world

WALL = 1e6
"""A change of trade costs that leaves trade below 1e-9 of expenditure at an elasticity of 1.5."""


@pytest.fixture(scope="module")
def small() -> World:
    return load_world("cp-1993-small")


def test_no_change_is_an_equilibrium(drawn: Callable[..., World]) -> None:
    world = drawn(1)
    still = world.equilibrium()
    for change in (still.wages, still.costs, still.prices, still.real_income):
        np.testing.assert_allclose(change, 1.0, atol=1e-9)
    np.testing.assert_allclose(still.trade, world.base.trade, rtol=1e-8)
    np.testing.assert_allclose(still.welfare_remainder, 0.0, atol=1e-7)


@pytest.mark.parametrize(("before", "after"), [(0.0, 0.5), (0.5, 0.0), (0.1, 3.0)])
@pytest.mark.parametrize("theta", [0.8, 4.0, 9.0])
def test_two_symmetric_countries(
    plain: Callable[..., World], theta: float, before: float, after: float
) -> None:
    """Wages stay, so that shares, the price index and revenue have closed forms.

    With home share h at the base tariff, m = (1 - h) r^-theta and r = (1 + t') / (1 + t):
    P^-theta = h + m, the foreign share is m / (h + m), and income is V / (1 - share t / (1 + t)).
    """
    home, off = 0.7, 1.0 - np.eye(2)
    shares = np.full((1, 2, 2), 1.0 - home) * off + home * np.eye(2)
    world = plain(shares, before * off, theta, [3.0, 3.0])
    found = world.equilibrium(np.array([after * off]))
    foreign = (1.0 - home) * ((1.0 + after) / (1.0 + before)) ** -theta
    index = (home + foreign) ** (-1.0 / theta)

    def income(share: float, rate: float) -> float:
        return 3.0 / (1.0 - share * rate / (1.0 + rate))

    now = income(foreign / (home + foreign), after)
    # At a tolerance of 1e-9 on logs, real income is good to some 1e-8.
    np.testing.assert_allclose(found.wages, 1.0, atol=1e-9)
    np.testing.assert_allclose(found.prices, index, rtol=1e-8)
    real = now / income(1.0 - home, before) / index
    np.testing.assert_allclose(found.real_income, real, rtol=1e-8)


def test_welfare_is_a_power_of_the_home_share(plain: Callable[..., World]) -> None:
    """Arkolakis, Costinot and Rodriguez-Clare (2012), without tariffs and links, any costs."""
    random = np.random.default_rng(3)
    shares = random.dirichlet([2.0, 1.0, 1.0, 1.0], (2, 4))
    final = np.array([0.3, 0.7])[:, None] * np.ones(4)
    theta = np.array([3.0, 6.0])
    # Added values at which trade balances: the eigenvector of spending.
    flow = np.einsum("sn,sni->in", final, shares)
    added = np.real(np.linalg.eig(flow)[1][:, np.argmax(np.real(np.linalg.eig(flow)[0]))])
    world = plain(shares, 0.0, theta, np.abs(added), final)
    costs = random.uniform(0.5, 3.0, shares.shape)
    costs[:, range(4), range(4)] = 1.0
    found = world.equilibrium(trade_costs=costs)
    own = np.diagonal(found.trade, axis1=1, axis2=2) / found.expenditure
    ratio = own / np.diagonal(shares, axis1=1, axis2=2)
    expected = np.prod(ratio ** (-final / theta[:, None]), axis=0)
    np.testing.assert_allclose(found.real_income, expected, rtol=1e-7)


def test_autarky_with_links(plain: Callable[..., World]) -> None:
    """One sector with a value-added share b: real income is ``home share ^ (1 / (theta b))``."""
    home, theta, b = 0.6, 4.0, 0.4
    shares = np.array([[[home, 1.0 - home], [1.0 - home, home]]])
    made = plain(shares, 0.0, theta, [1.0, 1.0])
    world = World(
        countries=made.countries,
        sectors=made.sectors,
        trade_shares=shares,
        tariffs=np.zeros_like(shares),
        value_added_shares=np.full((1, 2), b),
        input_shares=np.full((2, 1, 1), 1.0 - b),
        final_shares=np.ones((1, 2)),
        elasticities=np.array([theta]),
        value_added=np.ones(2),
        deficits=np.zeros(2),
    )
    found = world.equilibrium(trade_costs={("*", "*", "*"): WALL})
    np.testing.assert_allclose(found.real_income, home ** (1.0 / (theta * b)), rtol=1e-7)


def test_autarky_ends_all_trade(drawn: Callable[..., World]) -> None:
    world = drawn(5)
    off = 1.0 - np.eye(3)
    found = world.equilibrium(trade_costs={("*", "*", "*"): WALL}, deficits="closed")
    assert (found.trade * off).sum() < 1e-6 * found.trade.sum()
    # Beside trade without the deficits, whose end is itself a gain to a country that lends.
    assert (found.real_income < world.equilibrium(deficits="closed").real_income).all()


def test_armington_in_levels(plain: Callable[..., World]) -> None:
    """The same economy in levels with sigma = theta + 1, solved by SciPy on its excess demand."""
    sigma = 5.0
    taste = np.array([[0.8, 0.3, 0.2], [0.25, 0.9, 0.35], [0.1, 0.5, 0.7]])
    labour = np.array([1.0, 2.0, 0.7])
    off = 1.0 - np.eye(3)
    low, high = 0.2 * off, np.array([[0.0, 0.6, 0.2], [0.1, 0.0, 0.0], [0.3, 0.9, 0.0]])

    def level(wage: np.ndarray, rates: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        price = taste * ((1.0 + rates) * wage) ** (1.0 - sigma)
        index = price.sum(1) ** (1.0 / (1.0 - sigma))
        share = price / price.sum(1, keepdims=True)
        income = wage * labour / (1.0 - (share * rates / (1.0 + rates)).sum(1))
        return share, income, index

    def solved(rates: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        def excess(free: np.ndarray) -> np.ndarray:
            wage = np.exp(np.array([0.0, *free]))
            share, income, _ = level(wage, rates)
            sold = (share / (1.0 + rates) * income[:, None]).sum(0)
            return (sold / (wage * labour) - 1.0)[1:]

        wage = np.exp(np.array([0.0, *root(excess, np.zeros(2), tol=1e-13).x]))
        return (wage, *level(wage, rates))

    wage, share, income, index = solved(low)
    then = solved(high)
    world = plain(share[None], low, sigma - 1.0, wage * labour)
    found = world.equilibrium(high[None])
    real = (then[2] / then[3]) / (income / index)
    np.testing.assert_allclose(found.real_income, real, rtol=1e-7)
    relative = (then[0] / wage) / (then[0] / wage)[0]
    np.testing.assert_allclose(found.wages / found.wages[0], relative, rtol=1e-7)


def test_a_batch_is_its_lanes(drawn: Callable[..., World]) -> None:
    world = drawn(7)
    rates = np.stack([world.tariffs * step for step in (0.0, 0.5, 1.0, 3.0)])
    batch = world.equilibria(rates)
    for lane, one in zip(rates, batch, strict=True):
        alone = world.equilibrium(lane)
        # Both stop at 1e-9, from different starts.
        np.testing.assert_allclose(one.real_income, alone.real_income, rtol=1e-7)
    np.testing.assert_allclose(batch.welfare, [one.welfare for one in batch], atol=1e-5)
    assert list(batch.status) == ["converged"] * 4


def test_draws_of_elasticities(drawn: Callable[..., World]) -> None:
    """A lane is the world with its elasticities; more substitution, less harm from a wall."""
    world = drawn(8)
    draws = np.stack([world.elasticities * k for k in (0.5, 1.0, 2.0)])
    wall = world.with_trade_costs({("*", "*", "*"): 2.0})
    batch = world.equilibria(trade_costs=wall, elasticities=draws)
    alone = world.equilibrium(trade_costs=wall)
    np.testing.assert_allclose(batch[1].welfare, alone.welfare, atol=1e-5)
    assert (np.diff(batch.welfare.mean(1)) > 0.0).all()


def test_threads_do_not_change_numbers(drawn: Callable[..., World]) -> None:
    world = drawn(9)
    rates = world.tariffs * np.linspace(0.0, 2.0, 70)[:, None, None, None]
    one, two = (world.equilibria(rates, workers=w) for w in (1, 2))
    np.testing.assert_array_equal(one.points, two.points)


def test_a_start_nearby_saves_steps(small: World) -> None:
    flow = ("USA", "Japan", "Automobiles")
    first = small.equilibrium({flow: 0.5})
    cold = small.equilibrium({flow: 0.51})
    warm = small.equilibrium({flow: 0.51}, start=first.point)
    assert warm.iterations < cold.iterations
    np.testing.assert_allclose(warm.welfare, cold.welfare, atol=1e-5)


def test_results_travel(small: World) -> None:
    """Processes and caches pickle them, and what they compute on demand."""
    after = pickle.loads(pickle.dumps(small.equilibrium({("USA", "Japan", "Metals"): 0.3})))
    np.testing.assert_allclose(after.path_split().welfare, after.welfare, atol=1e-5)
    batch = pickle.loads(pickle.dumps(small.equilibria(after.tariffs[None])))
    np.testing.assert_allclose(batch[0].welfare, after.welfare, atol=1e-5)


def test_failure_is_said(small: World) -> None:
    hurried = replace(small, max_steps=3)
    rates = {("USA", "Japan", "*"): 1.0}
    with pytest.raises(SolveError, match="did not converge"):
        hurried.equilibrium(rates)
    failed = hurried.equilibrium(rates, on_failure="status")
    assert failed.status == "failed"
    assert np.isnan(failed.welfare).all()
    assert np.isnan(failed.trade).all()
    batch = hurried.equilibria(np.stack([small.with_tariffs(rates), small.tariffs]))
    assert list(batch.status) == ["failed", "converged"]
    assert np.isnan(batch.welfare[0]).all()
    np.testing.assert_allclose(batch.welfare[1], 0.0, atol=1e-6)


def test_a_deficit_beyond_income_has_no_equilibrium(small: World) -> None:
    """A country cannot lend more than it earns: a status, not a number."""
    owed = np.zeros(7)
    owed[0], owed[2] = 1.0, -1.0
    with pytest.raises(SolveError):
        small.equilibrium(deficits=1e5 * owed)


class TestQuota:
    FLOW = ("USA", "Japan", "Automobiles")
    PLACE = (7, 0, 3)

    def test_meets_its_cap(self, small: World) -> None:
        for rent_to in ("importer", "exporter"):
            quota = small.quota(self.FLOW, 0.6, rent_to=rent_to)  # type: ignore[arg-type]
            found = quota.equilibrium
            quantity = found.trade[self.PLACE] / found.costs[7, 3]
            assert quantity == pytest.approx(0.6 * small.base.trade[self.PLACE], rel=1e-7)
            assert quota.rent == pytest.approx(quota.premium * found.trade[self.PLACE])

    def test_sold_by_the_importer_is_its_tariff(self, small: World) -> None:
        quota = small.quota(self.FLOW, 0.6)
        rate = small.tariffs[self.PLACE] + quota.premium
        tariff = small.equilibrium({self.FLOW: rate})
        np.testing.assert_allclose(quota.equilibrium.welfare, tariff.welfare, atol=1e-5)

    def test_left_to_the_exporter_moves_the_rent(self, small: World) -> None:
        """Imports at the border, rent included, still leave the given deficit."""
        quota = small.quota(self.FLOW, 0.6, rent_to="exporter")
        found = quota.equilibrium
        net = found.trade.sum((0, 2)) - found.trade.sum((0, 1))
        rent = np.zeros(7)
        rent[0], rent[3] = quota.rent, -quota.rent
        np.testing.assert_allclose(net + rent, small.deficits, atol=1e-3)
        sold = small.quota(self.FLOW, 0.6).equilibrium
        assert found.welfare[3] > sold.welfare[3]
        assert found.welfare[0] < sold.welfare[0]

    def test_does_not_bind_above_free_trade(self, small: World) -> None:
        quota = small.quota(self.FLOW, 1.5)
        assert quota.premium == 0.0
        np.testing.assert_allclose(quota.equilibrium.welfare, 0.0, atol=1e-6)


def random_shock(world: World, seed: int) -> dict[str, Any]:
    """Tariffs of 0 to 300 percent and costs x0.5 to x3 on a subset of any size, no deficits."""
    random = np.random.default_rng(seed)
    shape = world.tariffs.shape
    off = ~np.eye(shape[1], dtype=bool)
    taxed = (random.uniform(size=shape) < random.uniform()) & off
    moved = (random.uniform(size=shape) < random.uniform()) & off
    rates = np.where(taxed, random.uniform(0.0, 3.0, shape), world.tariffs)
    ratio = np.exp(random.uniform(np.log(0.5), np.log(3.0), shape))
    costs = np.where(moved, ratio, 1.0)
    return {"tariffs": rates, "trade_costs": costs, "deficits": "closed" if seed % 2 else None}


@pytest.mark.parametrize("seed", range(60))
def test_large_shocks_converge(small: World, seed: int) -> None:
    found = small.equilibrium(**random_shock(small, seed))
    bought, sold = found.trade.sum((0, 2)), found.trade.sum((0, 1))
    gap = (bought - sold - found.deficits) / small.value_added
    assert np.abs(gap).max() <= 1e-7


@pytest.mark.parametrize("seed", [*range(20), 2143])
def test_still_larger_shocks_converge(small: World, seed: int) -> None:
    """Rates of -50 to 1000 percent, costs x0.2 to x8; the last needed plain steps when written."""
    random = np.random.default_rng(seed)
    shape = small.tariffs.shape
    off = ~np.eye(shape[1], dtype=bool)
    taxed = (random.uniform(size=shape) < random.uniform()) & off
    moved = (random.uniform(size=shape) < random.uniform()) & off
    rates = np.where(taxed, random.uniform(-0.5, 10.0, shape), small.tariffs)
    ratio = np.exp(random.uniform(np.log(0.2), np.log(8.0), shape))
    costs = np.where(moved, ratio, 1.0)
    found = small.equilibrium(rates, trade_costs=costs, deficits="closed")
    assert found.residual <= 1e-7
