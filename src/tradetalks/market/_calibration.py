"""Costs and demand from what is observed: prices, shares, an elasticity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from tradetalks.errors import InputError, SolveError
from tradetalks.market import _kernels as kernels
from tradetalks.market._checks import codes, members, vector
from tradetalks.market._demand import NestedLogit, RandomCoefficients, limited_access
from tradetalks.market._market import Market


def bertrand_markups(
    demand: RandomCoefficients, prices: ArrayLike, firm: ArrayLike, wedge: ArrayLike = 1.0
) -> np.ndarray:
    """Border price less cost, (J,), that makes observed prices Bertrand's.

    Parameters
    ----------
    demand
        The demand of buyers.
    prices
        Consumer prices, (J,).
    firm
        Codes of firms, (J,).
    wedge
        1 + duty + barrier, (J,) or a number.
    """
    at = vector("price", prices, demand.count, low=0.0)
    rates = vector("wedge", wedge, demand.count, low=float(np.finfo(float).tiny))
    code = codes("firm", firm, demand.count)
    firms = kernels.Firms(jnp.asarray(code), jnp.asarray(members(code)))
    end = kernels.markups_at(
        demand.consumers(code), firms, jnp.asarray(rates), jnp.asarray(at), jnp.zeros(at.size)
    )
    if not bool(end.converged):
        raise SolveError(
            "markups that meet the first-order conditions were not found; check prices",
            residual=float(end.residual),
            iterations=int(end.iterations),
        )
    return np.asarray(end.value)


def calibrate_costs(
    demand: RandomCoefficients,
    prices: ArrayLike,
    firm: ArrayLike,
    *,
    duty: ArrayLike = 0.0,
    barrier: ArrayLike = 0.0,
    margin: ArrayLike = 0.0,
    product: Sequence[str] | None = None,
) -> np.ndarray:
    """Marginal costs (J,) at which observed prices are Bertrand's, duties and margins out first.

    Raises
    ------
    InputError
        A product whose cost comes out at zero or below.
    """
    at = vector("price", prices, demand.count, low=0.0)
    wedge = 1.0 + vector("duty", duty, at.size) + vector("barrier", barrier, at.size, low=0.0)
    border = (at - vector("margin", margin, at.size)) / wedge
    cost = border - bertrand_markups(demand, at, firm, wedge)
    _positive(cost, product)
    return cost


def _positive(cost: np.ndarray, product: Sequence[str] | None) -> None:
    if (cost <= 0.0).any():
        j = int(np.argmin(cost))
        name = j if product is None else product[j]
        raise InputError(
            f"cost of product {name} comes out at {cost[j]:.4g}; demand is too inelastic there, "
            "or the margin too wide"
        )


def recalibrate(market: Market, customs_shares: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Costs and dealer margins, each (K, J), of the same base under K customs shares.

    Border prices are ``share * p``; markups depend on the shares of customs value in no way,
    so that no equation is solved.
    """
    base = market.equilibrium()
    share = np.atleast_1d(np.asarray(customs_shares, dtype=float))[:, None]
    if not ((share > 0.0) & (share <= 1.0)).all():
        raise InputError("customs shares must lie above 0 and not above 1")
    border = share * base.prices
    costs = border - (base.border_prices - market.cost)
    for row in costs:
        _positive(row, market.product)
    wedge = 1.0 + np.asarray(market.duty) + np.asarray(market.barrier)
    return costs, base.prices - wedge * border


def calibrate_nested_logit(
    shares: ArrayLike,
    prices: ArrayLike,
    firm: ArrayLike,
    nest: ArrayLike,
    nesting: float,
    elasticity: float,
    access: Mapping[int, float] | None = None,
    *,
    duty: ArrayLike = 0.0,
    barrier: ArrayLike = 0.0,
    margin: ArrayLike = 0.0,
    size: float = 1.0,
    origin: Sequence[str] | None = None,
    nationality: Sequence[str] | None = None,
    ownership: Mapping[object, Mapping[str, float]] | None = None,
    buyer: str = "USA",
    product: Sequence[str] | None = None,
) -> Market:
    """A market with nested-logit demand whose base equilibrium is what is observed.

    Parameters
    ----------
    shares, prices
        Shares of all potential buyers and consumer prices, (J,).
    firm, nest
        Codes, (J,).
    nesting
        Correlation within nests, from 0 to below 1.
    elasticity
        Mean own-price elasticity, unweighted, below -1.
    access
        Share of buyers who find a product on offer, by index; the others have full access. The
        demand then has 2^k types of consumer.
    duty, barrier, margin, size, origin, nationality, ownership, buyer, product
        As for `Market`; ``origin`` is the buyers' nation by default.

    Returns
    -------
    Market
        Its ``demand`` is a `RandomCoefficients` and its ``cost`` is backed out.
    """
    if not np.isfinite(elasticity) or elasticity >= -1.0:
        raise InputError(f"elasticity is {elasticity}; it must lie below -1")
    given = np.asarray(shares, dtype=float)
    count = given.size
    at = vector("price", prices, count, low=float(np.finfo(float).tiny))
    demand = NestedLogit(at, 1.0, np.asarray(nest), nesting)
    demand = limited_access(demand, access or {}, shares=given, prices=at)
    # Shares fix utilities at base prices, whatever alpha: elasticities are in proportion to it.
    alpha = elasticity / float(demand.own_elasticities(at).mean())
    utility = demand.utility + (alpha - 1.0) * at[:, None]
    demand = replace(demand, utility=utility, price_sensitivity=alpha * demand.price_sensitivity)
    cost = calibrate_costs(
        demand, at, firm, duty=duty, barrier=barrier, margin=margin, product=product
    )
    return Market(
        demand=demand,
        cost=cost,
        firm=np.asarray(firm),
        origin=np.asarray([buyer] * count if origin is None else origin),
        nationality=None if nationality is None else np.asarray(nationality),
        ownership=ownership,
        size=size,
        duty=np.asarray(duty, dtype=float),
        barrier=np.asarray(barrier, dtype=float),
        margin=np.asarray(margin, dtype=float),
        buyer=buyer,
        product=None if product is None else tuple(product),
        start=at,
    )
