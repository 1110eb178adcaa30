"""Kernels of the world model: the equilibrium in changes, and what follows from it.

Array functions only: they can be compiled, batched and differentiated. Axes are
``[sector, importer, exporter]`` throughout.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Float

from tradetalks.numerics import fixed_point
from tradetalks.numerics._implicit import implicit

MEMORY = 6
"""Past steps that an accelerated step combines."""


class Economy(NamedTuple):
    """A world at its base.

    Attributes
    ----------
    shares
        Trade shares pi of expenditure with tariff, [sector, importer, exporter].
    tariffs
        Rates, [sector, importer, exporter].
    labour
        Value added a unit of output gamma, [sector, country].
    inputs
        Inputs a unit of output, [country, input, output].
    final
        Shares of final expenditure alpha, [sector, country].
    elasticities
        theta, [sector].
    value_added, deficits
        In money, [country].
    expenditure
        With tariffs, in money, [sector, country].
    """

    shares: Float[Array, "sector importer exporter"]
    tariffs: Float[Array, "sector importer exporter"]
    labour: Float[Array, "sector country"]
    inputs: Float[Array, "country input output"]
    final: Float[Array, "sector country"]
    elasticities: Float[Array, " sector"]
    value_added: Float[Array, " country"]
    deficits: Float[Array, " country"]
    expenditure: Float[Array, "sector country"]


class Shock(NamedTuple):
    """What differs from the base: rates in force, cost changes kappa (one: none), deficits."""

    tariffs: Float[Array, "sector importer exporter"]
    trade_costs: Float[Array, "sector importer exporter"]
    deficits: Float[Array, " country"]


class Solution(NamedTuple):
    """The point (log w, log P, X over base value added), and how the iteration ended."""

    point: Float[Array, " unknown"]
    residual: Array
    iterations: Array
    converged: Array


class Outcome(NamedTuple):
    """Changes (one: none) of wages, unit costs and prices; values in money; balance gap.

    ``trade`` is net of tariff. ``gap`` is the largest trade-balance error of a country as a share
    of its value added, ``real_income`` and ``price_index`` are changes.
    """

    wages: Float[Array, " country"]
    costs: Float[Array, "sector country"]
    prices: Float[Array, "sector country"]
    expenditure: Float[Array, "sector country"]
    trade: Float[Array, "sector importer exporter"]
    revenue: Float[Array, " country"]
    price_index: Float[Array, " country"]
    real_income: Float[Array, " country"]
    gap: Array


class _Pull(NamedTuple):
    """``pi (tau' kappa / tau)^-theta``, and the same net of the new tariff, in both orders."""

    by_exporter: Float[Array, "sector exporter importer"]
    net: Float[Array, "sector importer exporter"]
    net_by_exporter: Float[Array, "sector exporter importer"]


def base_point(economy: Economy) -> Float[Array, " unknown"]:
    """The point at which nothing has changed, shape (countries + 2 sectors countries,)."""
    sectors, countries = economy.final.shape
    still = jnp.zeros(countries + sectors * countries)
    return jnp.concatenate([still, (economy.expenditure / economy.value_added).ravel()])


def no_shock(economy: Economy) -> Shock:
    """Base tariffs, no cost change, base deficits."""
    return Shock(economy.tariffs, jnp.ones_like(economy.tariffs), economy.deficits)


def solve(
    economy: Economy,
    shock: Shock,
    start: Float[Array, " unknown"],
    tolerance: float | Array = 1e-9,
    max_steps: int | Array = 1000,
) -> Solution:
    """Solve one joint fixed point on (log w, log P, X), Anderson-accelerated from the first step.

    Where that does not converge, it is tried again from the same start with plain steps until the
    residual is small. Steps of both are counted.
    """
    mapping = _mapping(economy, shock)
    first = fixed_point(
        mapping,
        start,
        tolerance=tolerance,  # pyright: ignore[reportArgumentType]
        max_steps=max_steps,  # pyright: ignore[reportArgumentType]
        memory=MEMORY,
        accelerate_below=float("inf"),
        floor=1.0,
    )
    again = fixed_point(
        mapping,
        jnp.where(first.converged, first.value, start),
        tolerance=jnp.where(first.converged, jnp.inf, tolerance),  # pyright: ignore[reportArgumentType]
        max_steps=max_steps,  # pyright: ignore[reportArgumentType]
        memory=MEMORY,
        floor=1.0,
    )
    retried = jnp.where(first.converged, 0, again.iterations)
    residual = jnp.where(first.converged, first.residual, again.residual)
    return Solution(
        jnp.where(first.converged, first.value, again.value),
        residual,
        first.iterations + retried,
        residual <= tolerance,
    )


def solve_point(
    economy: Economy,
    shock: Shock,
    start: Float[Array, " unknown"],
    tolerance: float | Array = 1e-11,
    max_steps: int | Array = 1000,
) -> Float[Array, " unknown"]:
    """The point alone, differentiable in the economy and the shock; NaN without convergence."""

    def find(first: Array) -> Array:
        end = solve(economy, shock, first, tolerance, max_steps)
        return jnp.where(end.converged, end.point, jnp.nan)

    fixed = jax.lax.stop_gradient(start)
    return implicit(_mapping(economy, shock), fixed, find)


def outcome(economy: Economy, shock: Shock, point: Float[Array, " unknown"]) -> Outcome:
    """What holds at a point."""
    wages, prices, spent = _unpack(economy, point)
    pull = _pull(economy, shock)
    costs, strength, total = _prices(economy, pull, wages, prices)
    trade = pull.net * strength[:, None, :] * (spent / total)[:, :, None]
    revenue = (shock.tariffs * trade).sum((0, 2))
    bought = trade.sum((0, 2))
    sold = trade.sum((0, 1))
    index = (economy.final * prices).sum(0)
    income = jnp.exp(wages) * economy.value_added + revenue + shock.deficits
    return Outcome(
        wages=jnp.exp(wages),
        costs=jnp.exp(costs),
        prices=jnp.exp(prices),
        expenditure=spent,
        trade=trade,
        revenue=revenue,
        price_index=jnp.exp(index),
        real_income=income / base_income(economy) * jnp.exp(-index),
        gap=jnp.max(jnp.abs(bought - sold - shock.deficits) / economy.value_added),
    )


def base_income(economy: Economy) -> Float[Array, " country"]:
    """Value added, tariff revenue and deficit at the base."""
    net = economy.shares / (1.0 + economy.tariffs)
    revenue = (economy.expenditure * (1.0 - net.sum(2))).sum(0)
    return economy.value_added + revenue + economy.deficits


def _mapping(economy: Economy, shock: Shock):
    """The map whose fixed point is the equilibrium.

    A country's wage moves by its excess of labour demand over one plus the elasticity of that
    demand, taken at the current point and from above: with the base's elasticity plain steps
    overshoot once trade has moved into sectors of a high theta.
    """
    pull = _pull(economy, shock)
    theta = economy.elasticities[:, None]

    def mapping(point: Array) -> Array:
        wages, prices, spent = _unpack(economy, point)
        _, strength, total = _prices(economy, pull, wages, prices)
        kept = (pull.net_by_exporter * strength[:, :, None]).sum(1) / total
        output = strength * (pull.net * (spent / total)[:, :, None]).sum(1)
        paid = economy.labour * output
        earned = paid.sum(0)
        steepness = (theta * paid).sum(0) / earned
        moved = wages + (jnp.log(earned / economy.value_added) - wages) / (1.0 + steepness)
        moved = moved - _world_wage(economy, moved)
        income = jnp.exp(moved) * economy.value_added + shock.deficits
        income = income + (spent * (1.0 - kept)).sum(0)
        spending = economy.final * income + jnp.einsum("nkj,jn->kn", economy.inputs, output)
        indices = -jnp.log(total) / theta
        return jnp.concatenate([moved, indices.ravel(), (spending / economy.value_added).ravel()])

    return mapping


def _unpack(economy: Economy, point: Array) -> tuple[Array, Array, Array]:
    """Log wages at a given world value added, log prices, expenditure."""
    sectors, countries = economy.final.shape
    wages = point[:countries]
    prices, spent = point[countries:].reshape(2, sectors, countries)
    return wages - _world_wage(economy, wages), prices, spent * economy.value_added


def _world_wage(economy: Economy, wages: Array) -> Array:
    """Log change of world value added: the numeraire is one unit of it."""
    weights = economy.value_added / economy.value_added.sum()
    return jnp.log((weights * jnp.exp(wages)).sum())


def _pull(economy: Economy, shock: Shock) -> _Pull:
    wedge = (1.0 + shock.tariffs) / (1.0 + economy.tariffs) * shock.trade_costs
    pull = economy.shares * wedge ** -economy.elasticities[:, None, None]
    net = pull / (1.0 + shock.tariffs)
    # Sums run over the middle axis, where the processor adds whole rows at a time.
    return _Pull(pull.transpose(0, 2, 1), net, net.transpose(0, 2, 1))


def _prices(
    economy: Economy, pull: _Pull, wages: Array, prices: Array
) -> tuple[Array, Array, Array]:
    """Log unit costs, ``c^-theta`` and ``P^-theta``, each [sector, country]."""
    costs = economy.labour * wages + jnp.einsum("nkj,kn->jn", economy.inputs, prices)
    strength = jnp.exp(-economy.elasticities[:, None] * costs)
    return costs, strength, (pull.by_exporter * strength[:, :, None]).sum(1)
