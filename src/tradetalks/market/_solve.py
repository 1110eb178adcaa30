"""Arrays in, arrays out: prices and shadow prices of an industry under its measures."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Literal, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jaxtyping import Float

from tradetalks.market._checks import as_given
from tradetalks.market._elasticities import Kernel, PriceKernel
from tradetalks.market._firms import Firms
from tradetalks.numerics import FixedPoint, fixed_point

Rule = Literal["price", "quantity", "cost"]

LANES_A_THREAD = 16
"""Fewer lanes are not worth a thread of their own."""

ACCELERATE_BELOW, NEWTON_BELOW = 0.03, 0.1
"""Residuals below which Anderson's steps begin, without and with a Newton matrix."""

NEWTON_STEPS = 200
"""Evaluations after which a search with a Newton matrix that fits ill is given up."""

RUNAWAY = 1e6
"""Multiple of the first prices beyond which prices are no answer."""

LIFT = 5.0
"""How much higher prices are where a search begins anew from above."""


class Limits(NamedTuple):
    """Limits on total quantities, each with a multiplier that stays between bounds, (K,).

    A quota's multiplier is its shadow price, from zero up; that of a floor goes from zero
    down; a tariff-rate quota's is a rate between zero and the gap of its rates. At its lower bound
    a limit is not exceeded, at its upper bound not undershot, between them it is met exactly.
    """

    members: Array  # (K, J)
    quantity: Array  # a unit of size
    low: Array
    high: Array
    rated: Array  # 1 where the multiplier is a rate on the border price, 0 where money a unit


class Setting(NamedTuple):
    """What all lanes share: demand, firms, cost slope, gross-up (J,), limits.

    The cost slope is a unit of size, (J,), or None where no cost slopes; the gross-up is
    ``1 / (1 - tau)`` for a duty of tau on the consumer price.
    """

    demand: Kernel
    firms: Firms
    cost_slope: Array | None
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


def respond(
    setting: Setting,
    rule: Rule,
    lane: Lane,
    prices: Array,
    multipliers: Array,
    near: PriceKernel | None = None,
) -> Array:
    """Prices and multipliers that firms and limits ask for, given all prices and multipliers.

    Prices: ``p = d + A (c + eta(p))`` with the markups eta of the conduct. Multipliers: a Newton
    step on ``ln q(mu) = ln cap`` at those markups, held between its bounds. ``near`` stands in
    for the demand in the search.
    """
    slope, constant = wedge(setting, lane, multipliers)
    border = (prices - constant) / slope
    cost = _cost(setting, lane, prices)
    demand = setting.demand if near is None else near
    if rule == "price":
        markup, _ = demand.markups(setting.firms, slope, prices, border - cost)
    elif rule == "quantity":
        markup, _ = setting.demand.cournot_markups(setting.firms, slope, prices)
    else:
        markup = jnp.zeros_like(prices)
    if multipliers.size:
        posted = cost + markup
        at = constant + slope * posted
        multipliers = _adjust(setting, demand, at, posted, slope, multipliers)
        slope, constant = wedge(setting, lane, multipliers)
    return jnp.concatenate([constant + slope * (cost + markup), multipliers])


def _cost(setting: Setting, lane: Lane, prices: Array) -> Array:
    if setting.cost_slope is None:
        return lane.cost
    return lane.cost + setting.cost_slope * setting.demand.shares(prices)


def _adjust(
    setting: Setting,
    demand: PriceKernel,
    prices: Array,
    border: Array,
    slope: Array,
    multipliers: Array,
) -> Array:
    """Multipliers (K,) after a Newton step in logs."""
    limits = setting.limits
    unit = jnp.where(limits.rated[:, None] > 0.0, border, 1.0)
    directions = setting.gross * limits.members * unit
    bought, slopes = jax.linearize(demand.shares, prices)
    held = limits.members @ bought
    change = jnp.sum(limits.members * jax.vmap(slopes)(directions), axis=1)
    sold = (held > 0.0) & (change < 0.0)
    step = jnp.log(jnp.where(sold, held / limits.quantity, 1.0)) * held
    moved = multipliers + step / jnp.where(sold, -change, 1.0)
    # A rate may not take all of a price: a step halves what is left of it at most.
    left = jnp.min(jnp.where(limits.members > 0.0, slope / setting.gross, jnp.inf), axis=1)
    moved = jnp.where(limits.rated > 0.0, jnp.maximum(moved, multipliers - left / 2.0), moved)
    moved = jnp.clip(moved, limits.low, limits.high)
    # What nobody buys exceeds no cap and reaches no floor.
    return jnp.where(sold, moved, jnp.where(limits.high > 0.0, limits.low, jnp.nan))


def _share_of_step(
    setting: Setting, rule: Rule, lane: Lane, prices: Array, multipliers: Array, image: Array
) -> Array:
    """Share of a step of prices to take, (J,): where prices feed back on themselves, less than all.

    A dearer product sells less, so that its cost falls where that slopes, and under Cournot its
    markup: to first order by ``A k D`` and ``A eta D / q - 1``, D the response of its quantity.
    """
    slope, constant = wedge(setting, lane, multipliers)
    response = setting.demand.response(prices)
    feedback = jnp.zeros_like(prices)
    if setting.cost_slope is not None:
        feedback = slope * setting.cost_slope * response
    if rule == "quantity":
        markup = (image - constant) / slope - _cost(setting, lane, prices)
        bought = setting.demand.shares(prices)
        held = jnp.where(bought > 0.0, bought, 1.0)
        feedback = feedback + jnp.maximum(slope * markup * response / held - 1.0, 0.0)
    return 1.0 / (1.0 + feedback)


class Method(NamedTuple):
    """How prices are sought: conduct, residual accepted, evaluations, memory of Anderson."""

    rule: Rule
    tolerance: float
    max_steps: int
    memory: int = 5


@partial(jax.jit, static_argnames=("method",))
def solve_lanes(
    setting: Setting, lanes: Lane, newton: Float[Array, "J J"] | None, method: Method
) -> Outcome:
    """Every lane's equilibrium, one after the other, so that none waits for the slowest."""

    def one(lane: Lane) -> Outcome:
        end = _solve(setting, lane, newton, method)
        count = lane.start.size
        prices = end.value[:count]
        return Outcome(
            prices,
            setting.demand.shares(prices),
            end.value[count:] / _units(setting, lane),
            setting.demand.surplus(prices),
            end.residual,
            end.iterations,
            # A residual is relative to prices, so that prices that run away can make it small.
            end.converged & (jnp.max(jnp.abs(prices)) < RUNAWAY * jnp.max(jnp.abs(lane.start))),
        )

    return lax.map(one, lanes)


@partial(jax.jit, static_argnames=("rule",))
def newton_matrix(setting: Setting, lane: Lane, rule: Rule, prices: Array) -> Array:
    """``(I - dG/dp)^-1`` of the map G of `respond` at some prices, (J, J).

    Column by column, so that nothing of products squared times consumers is held.
    """

    def step(prices: Array) -> Array:
        return respond(setting, rule, lane, prices, jnp.zeros(0))

    _, along = jax.linearize(step, prices)
    units = jnp.eye(prices.size)
    return jnp.linalg.inv(units - lax.map(along, units).T)


def solve_batch(
    setting: Setting, lanes: Lane, newton: Array | None, method: Method, workers: int
) -> list[np.ndarray]:
    """As `solve_lanes`, on threads, each with an equal part of the lanes; NumPy arrays.

    A lane that is not solved is tried again: without the Newton matrix, from `LIFT` times as high
    prices (near a fold, where equilibria meet and vanish, the nearer one is out of reach), and
    with plain steps.
    """
    count = lanes.start.shape[0]
    steps = method.max_steps if newton is None else min(method.max_steps, NEWTON_STEPS)
    first = method._replace(max_steps=steps)
    part = -(-count // max(1, min(workers, count // LANES_A_THREAD)))
    # The last part is filled up with copies of its last lane, so that all share one program.
    take = [np.minimum(np.arange(part) + at, count - 1) for at in range(0, count, part)]

    def solve(rows: np.ndarray) -> list[np.ndarray]:
        chosen = Lane(*(as_given(np.asarray(x)[rows]) for x in lanes))
        return [np.asarray(x) for x in solve_lanes(setting, chosen, newton, first)]

    if len(take) == 1:
        parts = [solve(take[0])]
    else:
        with ThreadPoolExecutor(len(take)) as threads:
            parts = list(threads.map(solve, take))
    found = [np.concatenate(x)[:count] for x in zip(*parts, strict=True)]
    retries = [(method.memory, 1.0), (method.memory, LIFT), (0, 1.0)]
    for memory, lift in retries[newton is None :]:
        for lane in np.flatnonzero(~found[-1]):
            rows = Lane(*(as_given(np.asarray(x)[[lane]]) for x in lanes))
            rows = rows._replace(start=lift * rows.start)
            again = Outcome(*solve_lanes(setting, rows, None, method._replace(memory=memory)))
            again = again._replace(iterations=again.iterations + found[-2][lane])
            for whole, value in zip(found, again, strict=True):
                whole[lane] = value[0]
    return found


def _units(setting: Setting, lane: Lane) -> Array:
    """Money by which each multiplier is scaled, (K,), so that all unknowns are money."""
    return jnp.where(setting.limits.rated > 0.0, jnp.mean(lane.start), 1.0)


def _solve(setting: Setting, lane: Lane, newton: Array | None, method: Method) -> FixedPoint:
    """The fixed point of `respond`, from the lane's first prices and no shadow prices.

    Plain steps first, and others only near the end: begun from afar they can run to another
    equilibrium than the one that firms' own responses lead to.
    """
    count = lane.start.size
    unit, level = _units(setting, lane), jnp.mean(lane.start)
    near = setting.demand.near(lane.start) if method.rule == "price" else None

    def step(state: Array) -> Array:
        moved = respond(setting, method.rule, lane, state[:count], state[count:] / unit, near)
        return jnp.concatenate([moved[:count], moved[count:] * unit])

    def relaxed(state: Array, image: Array) -> Array:
        prices, multipliers = state[:count], state[count:] / unit
        share = _share_of_step(setting, method.rule, lane, prices, multipliers, image[:count])
        return jnp.concatenate([prices + share * (image[:count] - prices), image[count:]])

    def corrected(state: Array, image: Array) -> Array:
        assert newton is not None
        close = jnp.max(jnp.abs(image - state) / jnp.abs(state)) < NEWTON_BELOW
        return jnp.where(close, state + newton @ (image - state), image)

    steep = method.rule == "quantity" or setting.cost_slope is not None
    plain_step = relaxed if steep else None
    limits = setting.limits
    return fixed_point(
        step,
        jnp.concatenate([lane.start, jnp.clip(0.0, limits.low, limits.high) * unit]),
        tolerance=method.tolerance,
        max_steps=method.max_steps,
        memory=method.memory,
        accelerate_below=ACCELERATE_BELOW if newton is None else NEWTON_BELOW,
        floor=jnp.concatenate([jnp.full(count, 1e-8 * level), jnp.full(unit.size, level)]),
        plain_step=plain_step if newton is None else corrected,
    )
