"""Derivatives of welfare with respect to duties, by the implicit function theorem."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.sparse.linalg import gmres
from jaxtyping import Float

from tradetalks.errors import InputError, SolveError
from tradetalks.market._flows import Rules, money, rules_of
from tradetalks.market._homogeneous import LinearDemand
from tradetalks.market._market import Market
from tradetalks.market._results import Equilibrium
from tradetalks.market._solve import Lane, Rule, Setting, respond
from tradetalks.market._terms import Terms
from tradetalks.measures import Measure


class Weights(NamedTuple):
    """What a nation's welfare counts: profits (J,), buyers' and treasury's part, rents (J,)."""

    profits: Array
    home: Array
    parties: Array


def welfare_gradient(
    market: Market, measures: Sequence[Measure] = (), *, nation: str | None = None
) -> Float[np.ndarray, " product"]:
    """Derivative of a nation's welfare in the ad valorem duty on each product, (J,).

    At an equilibrium ``x = G(x, t)`` of prices and multipliers x, welfare W changes with duties t
    by ``W_t + G_t' y`` with ``(I - G_x') y = W_x``: one linear system for all duties. Quotas that
    bind go on binding.

    Parameters
    ----------
    market
        The industry, with differentiated products.
    measures
        On top of the market's own; derivatives are taken at their equilibrium.
    nation
        Whose welfare; the buyers' by default.

    Returns
    -------
    numpy.ndarray
        Money a year for a rise by 1 (100 percentage points), to first order.

    Raises
    ------
    InputError
        A homogeneous good, or a nation without a part in the market.
    SolveError
        The equilibrium or the linear system was not solved.
    """
    if isinstance(market.demand, LinearDemand):
        raise InputError("welfare_gradient needs differentiated products")
    terms, at = market.terms(measures), market.equilibrium(measures)
    who = market.buyer if nation is None else nation
    parties = np.asarray(at.parties) == who
    if who not in market.nations and not parties.any():
        raise InputError(f"nation {who!r} has no part in this market; it has {market.nations}")
    weights = (market.profit_shares(who), float(who == market.buyer), parties.astype(float))
    gradient, gap = _gradient(
        market.setting(terms),
        rules_of(terms, np.asarray(market.cost_slope)),
        market.lane(terms, measures),
        jnp.asarray(terms.rate),
        jnp.asarray(market.margin),
        jnp.asarray(market.size),
        jnp.asarray(_state(terms, at)),
        Weights(*(jnp.asarray(x) for x in weights)),
        market.rule,
    )
    if not float(gap) < 1e-8:
        raise SolveError(
            "the derivative of welfare was not found; the equilibrium is near a fold",
            residual=float(gap),
            iterations=0,
        )
    return np.asarray(gradient)


def _state(terms: Terms, at: Equilibrium) -> np.ndarray:
    """Prices that guide choice, and multipliers with their signs."""
    prices, multipliers = at.prices.copy(), at.shadow_prices.copy()
    for k, limit in enumerate(terms.limits):
        if limit.high == 0.0:
            multipliers[k] *= -1.0
        if limit.party == "buyers":
            unit = at.border_prices[limit.mask] if limit.rated else 1.0
            prices[limit.mask] += multipliers[k] * unit
    return np.concatenate([prices, multipliers])


@partial(jax.jit, static_argnames=("rule",))
def _gradient(
    setting: Setting,
    rules: Rules,
    lane: Lane,
    duty: Array,
    margin: Array,
    size: Array,
    state: Array,
    weights: Weights,
    rule: Rule,
) -> tuple[Array, Array]:
    """The derivative, (J,), and the residual of its linear system, solved by GMRES."""
    count = duty.size

    def step(state: Array, duty: Array) -> Array:
        moved = lane._replace(rate=duty + rules.barrier)
        return respond(setting, rule, moved, state[:count], state[count:])

    def welfare(state: Array, duty: Array) -> Array:
        prices, multipliers = state[:count], state[count:]
        quantities = size * setting.demand.shares(prices)
        flow = money(rules, duty, lane.cost, margin, prices, quantities, multipliers)
        surplus = size * setting.demand.surplus(prices).sum() - flow.borne.sum()
        return (
            weights.home * (surplus + flow.dealers.sum() + flow.duties.sum())
            + weights.profits @ flow.profits
            + weights.parties @ (flow.rent - flow.subsidies)
        )

    direct = jax.grad(welfare, argnums=(0, 1))(state, duty)
    _, pull = jax.vjp(step, state, duty)

    def system(vector: Array) -> Array:
        return vector - pull(vector)[0]

    adjoint, _ = gmres(system, direct[0], tol=1e-12, restart=min(60, state.size), maxiter=50)
    gap = jnp.linalg.norm(system(adjoint) - direct[0]) / (1e-300 + jnp.linalg.norm(direct[0]))
    return direct[1] + pull(adjoint)[1], gap
