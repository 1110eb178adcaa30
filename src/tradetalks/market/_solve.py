"""Arrays in, arrays out: prices and shadow prices of an industry under its measures."""

from __future__ import annotations

from functools import partial
from typing import Literal, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from tradetalks.market._elasticities import Kernel
from tradetalks.market._firms import Firms
from tradetalks.numerics import FixedPoint, fixed_point

Rule = Literal["price", "quantity", "cost"]


class Limits(NamedTuple):
    """Limits on total quantities, each with a multiplier that stays between bounds, (K,).

    A quota's multiplier is its shadow price, from zero up; that of a floor goes from zero down; a
    tariff-rate quota's is an added rate between zero and the gap of its rates. At its lower bound
    a limit is not exceeded, at its upper bound not undershot, between them it is met exactly.
    """

    members: Array  # (K, J)
    quantity: Array  # a unit of size
    low: Array
    high: Array
    rated: Array  # 1 where the multiplier is a rate on the border price, 0 where money a unit


class Setting(NamedTuple):
    """What all lanes share: demand, firms, cost slope (J,) a unit of size, gross-up (J,), limits.

    The gross-up is ``1 / (1 - tau)`` for a duty of tau on the consumer price.
    """

    demand: Kernel
    firms: Firms
    cost_slope: Array
    gross: Array
    limits: Limits


class Lane(NamedTuple):
    """What differs between lanes, each (J,) or a batch (K, J).

    Rate ``t + n`` on the border price, money a unit ``s + m``, cost, and first consumer price.
    """

    rate: Array
    fixed: Array
    cost: Array
    start: Array


class Outcome(NamedTuple):
    """Prices, shares (J,), multipliers, surplus by kind a unit of size, and how the solve ended."""

    prices: Array
    shares: Array
    multipliers: Array
    surplus: Array
    residual: Array
    iterations: Array
    converged: Array


def wedge(setting: Setting, lane: Lane, multipliers: Array) -> tuple[Array, Array]:
    """Slope and constant, (J,), of the consumer price in the border price, ``p = A b + d``."""
    limits = setting.limits
    rate = lane.rate + (multipliers * limits.rated) @ limits.members
    fixed = lane.fixed + (multipliers * (1.0 - limits.rated)) @ limits.members
    return setting.gross * (1.0 + rate), setting.gross * fixed


def respond(setting: Setting, rule: Rule, lane: Lane, prices: Array, multipliers: Array) -> Array:
    """Prices and multipliers that firms and limits ask for, given all prices and multipliers.

    Prices: ``p = d + A (c + eta(p))`` with the markups eta of the conduct. Multipliers: a Newton
    step on ``ln q(mu) = ln cap`` at given markups, held between its bounds.
    """
    slope, constant = wedge(setting, lane, multipliers)
    border = (prices - constant) / slope
    bought = setting.demand.shares(prices)
    cost = lane.cost + setting.cost_slope * bought
    if rule == "price":
        markup, _ = setting.demand.markups(setting.firms, slope, prices, border - cost)
    elif rule == "quantity":
        markup, _ = setting.demand.cournot_markups(setting.firms, slope, prices)
    else:
        markup = jnp.zeros_like(prices)
    if multipliers.size:
        multipliers = _adjust(setting, prices, border, multipliers)
        slope, constant = wedge(setting, lane, multipliers)
    return jnp.concatenate([constant + slope * (cost + markup), multipliers])


def _adjust(setting: Setting, prices: Array, border: Array, multipliers: Array) -> Array:
    """Multipliers (K,) after a Newton step in logs."""
    limits = setting.limits
    unit = jnp.where(limits.rated[:, None] > 0.0, border, 1.0)
    directions = setting.gross * limits.members * unit
    bought, slopes = jax.linearize(setting.demand.shares, prices)
    held = limits.members @ bought
    change = jnp.sum(limits.members * jax.vmap(slopes)(directions), axis=1)
    step = jnp.log(held / limits.quantity) * held / -change
    return jnp.clip(multipliers + step, limits.low, limits.high)


@partial(jax.jit, static_argnames=("rule", "tolerance", "max_steps"))
def solve_lanes(
    setting: Setting, lanes: Lane, rule: Rule, tolerance: float, max_steps: int
) -> Outcome:
    """Every lane's equilibrium, one after the other, so that none waits for the slowest."""

    def one(lane: Lane) -> Outcome:
        end = _solve(setting, lane, rule, tolerance, max_steps)
        count = lane.start.size
        prices = end.value[:count]
        unit = _units(setting, lane)
        return Outcome(
            prices,
            setting.demand.shares(prices),
            end.value[count:] / unit,
            setting.demand.surplus(prices),
            end.residual,
            end.iterations,
            end.converged,
        )

    return lax.map(one, lanes)


def _units(setting: Setting, lane: Lane) -> Array:
    """Money by which each multiplier is scaled, (K,), so that all unknowns are money."""
    return jnp.where(setting.limits.rated > 0.0, jnp.mean(lane.start), 1.0)


def _solve(
    setting: Setting, lane: Lane, rule: Rule, tolerance: float, max_steps: int
) -> FixedPoint:
    """The fixed point of `respond`, from the lane's first prices and no shadow prices.

    Plain steps first, accelerated late; where that fails, plain steps alone.
    """
    count = lane.start.size
    unit, level = _units(setting, lane), jnp.mean(lane.start)

    def step(state: Array) -> Array:
        moved = respond(setting, rule, lane, state[:count], state[count:] / unit)
        return jnp.concatenate([moved[:count], moved[count:] * unit])

    limits = setting.limits
    start = jnp.concatenate([lane.start, jnp.clip(0.0, limits.low, limits.high) * unit])
    floor = jnp.concatenate([jnp.full(count, 1e-8 * level), jnp.full(unit.size, level)])
    first = fixed_point(step, start, tolerance=tolerance, max_steps=max_steps, floor=floor)

    def again() -> FixedPoint:
        plain = fixed_point(
            step, start, tolerance=tolerance, max_steps=max_steps, memory=0, floor=floor
        )
        return plain._replace(iterations=plain.iterations + first.iterations)

    return lax.cond(first.converged, lambda: first, again)
