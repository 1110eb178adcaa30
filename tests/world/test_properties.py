"""What holds in any world, on worlds drawn at random."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jax import Array

from tradetalks.numerics._implicit import implicit
from tradetalks.world import World, WorldEquilibrium
from tradetalks.world._equilibrium import (
    Economy,
    Shock,
    base_point,
    no_shock,
    outcome,
    solve_point,
)

few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10_000)
Draw = Callable[..., World]


def shocked(world: World, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Tariffs up to 150 percent and trade costs x0.7 to x2 on foreign goods."""
    random = np.random.default_rng(seed + 1)
    off = 1.0 - np.eye(len(world.countries))
    rates = random.uniform(0.0, 1.5, world.tariffs.shape) * off
    return rates, np.where(off > 0.0, random.uniform(0.7, 2.0, rates.shape), 1.0)


def solved(world: World, seed: int) -> WorldEquilibrium:
    rates, costs = shocked(world, seed)
    return world.equilibrium(rates, trade_costs=costs)


@few
@given(seed=seeds)
def test_books_balance(drawn: Draw, seed: int) -> None:
    """Trade, labour income and spending: what each country's accounts ask for.

    By Walras's law the last of them follows from the others; it is checked all the same.
    """
    world = drawn(seed)
    after = solved(world, seed)
    added = after.wages * world.value_added
    scale = world.value_added.sum()
    near = {"atol": 1e-7 * scale, "rtol": 0.0}
    bought, sold = after.trade.sum((0, 2)), after.trade.sum((0, 1))
    np.testing.assert_allclose(bought - sold, world.deficits, **near)
    earned = (world.value_added_shares * after.output).sum(0)
    np.testing.assert_allclose(earned, added, **near)
    income = added + after.tariff_revenue + world.deficits
    inputs = np.einsum("nkj,jn->kn", world.input_shares, after.output)
    use = world.final_shares * income + inputs
    np.testing.assert_allclose(after.expenditure, use, **near)
    paid = (after.trade * (1.0 + after.tariffs)).sum(2)
    np.testing.assert_allclose(after.expenditure, paid, **near)
    revenue = (after.tariffs * after.trade).sum((0, 2))
    np.testing.assert_allclose(after.tariff_revenue, revenue, **near)
    # The numeraire.
    assert added.sum() == pytest.approx(scale, rel=1e-12)


@few
@given(seed=seeds)
def test_balances_of_the_world_sum_to_zero(drawn: Draw, seed: int) -> None:
    world = drawn(seed)
    after = solved(world, seed)
    for balance in (world.base.balance, after.balance_change, after.balance):
        np.testing.assert_allclose(balance, -balance.T, atol=1e-12)
    # A deficit held fixed cannot move: what one partner loses another gains.
    moved = after.balance_change.sum(1) / world.value_added
    np.testing.assert_allclose(moved, 0.0, atol=1e-7)


@few
@given(seed=seeds)
def test_prices_follow_from_costs(drawn: Draw, seed: int) -> None:
    """Unit costs, price indices and shares as the equations have them."""
    world = drawn(seed)
    rates, kappa = shocked(world, seed)
    after = solved(world, seed)
    theta = world.elasticities[:, None, None]
    inputs = np.einsum("nkj,kn->jn", world.input_shares, np.log(after.prices))
    costs = after.wages**world.value_added_shares * np.exp(inputs)
    np.testing.assert_allclose(after.costs, costs, rtol=1e-7)
    wedge = (1.0 + rates) / (1.0 + world.tariffs) * kappa
    pulled = world.trade_shares * (wedge * costs[:, None, :]) ** -theta
    index = pulled.sum(2) ** (-1.0 / theta[:, 0])
    np.testing.assert_allclose(after.prices, index, rtol=1e-7)
    spent = after.trade * (1.0 + rates)
    shares = pulled / pulled.sum(2, keepdims=True)
    np.testing.assert_allclose(spent, shares * after.expenditure[:, :, None], atol=1e-7)


@few
@given(seed=seeds, shift=st.floats(-1.0, 1.0))
def test_only_relative_wages_matter(drawn: Draw, seed: int, shift: float) -> None:
    """A start at other nominal wages and prices leads to the same equilibrium."""
    world = drawn(seed)
    rates, costs = shocked(world, seed)
    start = np.array(base_point(world.economy))
    nominal = len(world.countries) * (1 + len(world.sectors))
    start[:nominal] += shift
    moved = world.equilibrium(rates, trade_costs=costs, start=start)
    after = world.equilibrium(rates, trade_costs=costs)
    np.testing.assert_allclose(moved.wages, after.wages, rtol=1e-7)
    np.testing.assert_allclose(moved.welfare, after.welfare, atol=1e-5)


@few
@given(seed=seeds, unit=st.floats(1e-6, 1e6))
def test_units_do_not_matter(drawn: Draw, seed: int, unit: float) -> None:
    world = drawn(seed)
    money = replace(world, value_added=unit * world.value_added, deficits=unit * world.deficits)
    one, other = solved(world, seed), solved(money, seed)
    np.testing.assert_allclose(other.welfare, one.welfare, atol=1e-5)
    np.testing.assert_allclose(other.trade, unit * one.trade, rtol=1e-5)


@few
@given(seed=seeds, order=st.permutations(range(3)), goods=st.permutations(range(3)))
def test_order_does_not_matter(drawn: Draw, seed: int, order: list[int], goods: list[int]) -> None:
    world = drawn(seed)
    rates, costs = shocked(world, seed)
    flow = np.ix_(goods, order, order)
    cell = np.ix_(goods, order)
    turned = World(
        countries=[world.countries[n] for n in order],  # type: ignore[arg-type]
        sectors=[world.sectors[j] for j in goods],  # type: ignore[arg-type]
        trade_shares=world.trade_shares[flow],
        tariffs=world.tariffs[flow],
        value_added_shares=world.value_added_shares[cell],
        input_shares=world.input_shares[np.ix_(order, goods, goods)],
        final_shares=world.final_shares[cell],
        elasticities=world.elasticities[goods],
        value_added=world.value_added[order],
        deficits=world.deficits[order],
    )
    one = world.equilibrium(rates, trade_costs=costs)
    other = turned.equilibrium(rates[flow], trade_costs=costs[flow])
    np.testing.assert_allclose(other.welfare, one.welfare[order], atol=1e-5)


@few
@given(seed=seeds)
def test_parts_add_up(drawn: Draw, seed: int) -> None:
    """The four parts along the path sum to the exact welfare, by country, sector and partner."""
    world = drawn(seed)
    rates, costs = shocked(world, seed)
    after = world.equilibrium(rates, trade_costs=costs, deficits=0.5 * world.deficits)
    split = after.path_split()
    total = split.terms_of_trade + split.volume_of_trade + split.trade_costs + split.transfers
    np.testing.assert_allclose(total, split.welfare, atol=2e-6)
    np.testing.assert_allclose(split.welfare, after.welfare, atol=1e-5)
    terms, volume = after.first_order_parts
    both = terms.sum((0, 2)) + volume.sum((0, 2)) + after.welfare_remainder
    np.testing.assert_allclose(both, after.welfare, atol=1e-10)


@few
@given(seed=seeds)
def test_first_order_parts_are_exact_for_a_small_change(drawn: Draw, seed: int) -> None:
    """The remainder falls with the square of the change, once the deficit's own part is out."""
    world = drawn(seed)
    closed = world.equilibrium(deficits="closed", start=None)
    rates, _ = shocked(world, seed)
    base = replace(
        world,
        trade_shares=closed.trade * (1 + closed.tariffs) / closed.expenditure[:, :, None],
        value_added=closed.wages * world.value_added,
        deficits=np.zeros(3),
        tolerance=1e-12,
    )
    left = [
        np.abs(base.equilibrium(base.tariffs + h * (rates - base.tariffs)).welfare_remainder).max()
        for h in (1e-2, 1e-3)
    ]
    # A hundred times less for a tenth of the change, but for third-order terms.
    assert left[1] < left[0] / 50.0


@jax.jit
def _income(
    step: Array, economy: Economy, shock: Shock, rates: Array, costs: Array, theta: Array
) -> Array:
    """Real income at a step along a direction of tariffs, trade costs and elasticities."""
    here = shock._replace(
        tariffs=shock.tariffs + step * rates,
        trade_costs=shock.trade_costs * jnp.exp(step * costs),
    )
    world = economy._replace(elasticities=economy.elasticities + step * theta)
    return outcome(world, here, solve_point(world, here, base_point(world))).real_income


@jax.jit
def _slopes(*given: Any) -> tuple[Array, Array]:
    """The derivative at no step, forward and reversed."""
    forward = jax.jvp(lambda step: _income(step, *given), (0.0,), (1.0,))[1]
    return forward, jax.jacrev(lambda step: _income(step, *given))(0.0)


@pytest.mark.slow
@few
@given(seed=seeds)
def test_derivatives_against_differences(drawn: Draw, seed: int) -> None:
    """Real income in tariffs, trade costs and elasticities, forward and reversed."""
    world = drawn(seed)
    rates, costs = shocked(world, seed)
    economy = world.economy
    shock = no_shock(economy)._replace(tariffs=jnp.asarray(rates), trade_costs=jnp.asarray(costs))
    random = np.random.default_rng(seed + 2)
    kappa = random.normal(size=rates.shape) * (1.0 - np.eye(3))
    moves = (jnp.asarray(kappa), jnp.asarray(kappa[::-1].copy()), jnp.ones(3))

    given = (economy, shock, *moves)
    forward, reverse = _slopes(*given)
    h = 1e-4
    differences = (_income(h, *given) - _income(-h, *given)) / (2 * h)
    # Central differences at 1e-4 are good to 1e-8 times a third derivative of some tens.
    np.testing.assert_allclose(forward, differences, atol=2e-6)
    np.testing.assert_allclose(reverse, forward, atol=1e-8)


def test_a_derivative_that_does_not_exist_is_nan() -> None:
    """At a slope of one the linear system of the derivative is singular."""
    slope = jax.grad(lambda a: implicit(lambda x: a + x, jnp.zeros(1), lambda x: x)[0])(1.0)
    assert jnp.isnan(slope)
