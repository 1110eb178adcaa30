"""Costs and demand from what is observed: prices, shares, and margins or an elasticity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float
from numpy.typing import ArrayLike
from scipy.optimize import minimize_scalar

from tradetalks.errors import InputError, SolveError
from tradetalks.market._ces import CES
from tradetalks.market._checks import vector
from tradetalks.market._demand import NestedLogit, RandomCoefficients, limited_access
from tradetalks.market._elasticities import Demand, Kernel
from tradetalks.market._firms import Firms, ProfitWeights, firms_of
from tradetalks.market._market import RULES, Conduct, Market
from tradetalks.market._solve import Rule
from tradetalks.market._terms import Terms, gather
from tradetalks.measures import Measure
from tradetalks.numerics import FixedPoint, fixed_point

Products = Float[np.ndarray, " product"]


@dataclass(frozen=True, eq=False)
class Charges:
    """What stands between the consumer price and the border price when prices were recorded."""

    duty: ArrayLike = 0.0
    barrier: ArrayLike = 0.0
    margin: ArrayLike = 0.0
    standing: tuple[Measure, ...] = ()
    licence_prices: Sequence[float] | None = None

    def terms(self, count: int, names: Sequence[str]) -> Terms:
        """The terms of the duties, barriers and standing measures."""
        return gather(
            self.standing,
            names,
            vector("duty", self.duty, count, labels=names),
            vector("barrier", self.barrier, count, low=0.0, labels=names),
        )

    def border(self, prices: Products, names: Sequence[str]) -> tuple[Products, Products]:
        """Border prices, and slopes of consumer prices in border prices, each (J,)."""
        terms = self.terms(prices.size, names)
        premium, money = _licences(terms, self.licence_prices)
        width = 1.0 + terms.rate + terms.barrier + premium
        charges = terms.specific + money + vector("margin", self.margin, prices.size, labels=names)
        border = ((1.0 - terms.consumer_rate) * prices - charges) / width
        return border, width / (1.0 - terms.consumer_rate)


class Observed(NamedTuple):
    """What calibration starts from: prices, shares, firms, charges and conduct."""

    prices: Products
    shares: Products
    firm: np.ndarray
    names: tuple[str, ...]
    charges: Charges
    conduct: Conduct
    profit_weights: ProfitWeights


def _licences(terms: Terms, prices: Sequence[float] | None) -> tuple[Products, Products]:
    """Recorded licence prices on products, as rates and as money, each (J,)."""
    given = [0.0] * len(terms.limits) if prices is None else list(prices)
    if len(given) != len(terms.limits):
        raise InputError(
            f"{len(given)} licence prices for {len(terms.limits)} limits on quantity; give one each"
        )
    premium, money = np.zeros_like(terms.rate), np.zeros_like(terms.rate)
    for price, limit in zip(given, terms.limits, strict=True):
        if not limit.low <= price <= limit.high:
            raise InputError(
                f"licence price is {price}; give a number from {limit.low} to {limit.high}"
            )
        target = premium if limit.rated else money
        target[limit.mask] = price
    return premium, money


def implied_markups(
    demand: Demand,
    prices: ArrayLike,
    firm: ArrayLike,
    slope: ArrayLike = 1.0,
    *,
    conduct: Conduct = "bertrand",
    profit_weights: ProfitWeights = 0.0,
) -> Products:
    """Border price less cost, (J,), at which observed prices are an equilibrium.

    Parameters
    ----------
    demand
        The demand of buyers.
    prices
        Consumer prices, (J,).
    firm
        Codes of firms, (J,).
    slope
        Change of the consumer price with the border price, (J,) or a number: 1 + duty + barrier,
        divided by one less the duty on the consumer price.
    conduct, profit_weights
        As for `Market`.

    Raises
    ------
    SolveError
        The conditions, linear in markups, were not met.
    """
    at = vector("price", prices, demand.count, low=0.0)
    rates = vector("slope", slope, demand.count, low=float(np.finfo(float).tiny))
    nest = demand.nest if isinstance(demand, RandomCoefficients) else None
    firms = firms_of(np.asarray(firm), nest, profit_weights, atomistic=conduct == "monopolistic")
    end = _markups(demand.kernel, firms, RULES[conduct], jnp.asarray(rates), jnp.asarray(at))
    if not bool(end.converged):
        raise SolveError(
            "markups that meet the first-order conditions were not found; check prices",
            residual=float(end.residual),
            iterations=int(end.iterations),
        )
    return np.asarray(end.value)


@partial(jax.jit, static_argnames=("rule",))
def _markups(kernel: Kernel, firms: Firms, rule: Rule, slope: Array, prices: Array) -> FixedPoint:
    """The conditions' solution, by a map that contracts as long as some buyers stay outside."""

    def step(markup: Array) -> Array:
        if rule == "price":
            return kernel.markups(firms, slope, prices, markup)[0]
        if rule == "quantity":
            return kernel.cournot_markups(firms, slope, prices)[0]
        return jnp.zeros_like(markup)

    start = jnp.zeros_like(prices)
    return fixed_point(step, start, tolerance=1e-13, max_steps=5000, accelerate_below=jnp.inf)


def calibrate_costs(
    demand: Demand,
    prices: ArrayLike,
    firm: ArrayLike,
    *,
    duty: ArrayLike = 0.0,
    barrier: ArrayLike = 0.0,
    margin: ArrayLike = 0.0,
    standing: Sequence[Measure] = (),
    licence_prices: Sequence[float] | None = None,
    conduct: Conduct = "bertrand",
    profit_weights: ProfitWeights = 0.0,
    product: Sequence[str] | None = None,
) -> Products:
    """Marginal costs (J,) at which observed prices are an equilibrium.

    Duties, dealers' margins and licence prices are taken out of prices first.

    Parameters
    ----------
    demand, prices, firm
        Demand, consumer prices (J,) and codes of firms (J,).
    duty, barrier, margin
        Base ad valorem duty, barrier, and dealers' margin in money, (J,) or a number.
    standing
        Measures in force when the prices were recorded.
    licence_prices
        Recorded shadow price of each quota among them, in their order (for a tariff-rate quota
        the premium as a rate, for a purchase floor minus the subsidy); default zeros.
    conduct, profit_weights
        As for `Market`.
    product
        Names of products, for errors and for measures that name them.

    Raises
    ------
    InputError
        A product whose cost comes out at zero or below.
    """
    at = vector("price", prices, demand.count, low=0.0)
    names = tuple(str(n) for n in (range(at.size) if product is None else product))
    charges = Charges(duty, barrier, margin, tuple(standing), licence_prices)
    border, slope = charges.border(at, names)
    cost = border - implied_markups(
        demand, at, firm, slope, conduct=conduct, profit_weights=profit_weights
    )
    _positive(cost, names)
    return cost


def _positive(cost: np.ndarray, product: Sequence[str]) -> None:
    if (cost <= 0.0).any():
        j = int(np.argmin(cost))
        raise InputError(
            f"cost of product {product[j]} comes out at {cost[j]:.4g}; demand is too inelastic "
            "there, or the margin too wide"
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
        _positive(row, market.names)
    wedge = 1.0 + np.asarray(market.duty) + np.asarray(market.barrier)
    return costs, base.prices - wedge * border


def calibrate(
    prices: ArrayLike,
    shares: ArrayLike,
    firm: ArrayLike,
    *,
    demand: Literal["logit", "nested logit", "ces"] = "logit",
    elasticity: float | None = None,
    margins: ArrayLike | None = None,
    nest: ArrayLike | None = None,
    nesting: float = 0.0,
    outer_elasticity: float = 1.0,
    access: Mapping[int, float] | None = None,
    conduct: Conduct = "bertrand",
    profit_weights: ProfitWeights = 0.0,
    duty: ArrayLike = 0.0,
    barrier: ArrayLike = 0.0,
    margin: ArrayLike = 0.0,
    standing: Sequence[Measure] = (),
    licence_prices: Sequence[float] | None = None,
    size: float = 1.0,
    origin: Sequence[str] | None = None,
    nationality: Sequence[str] | None = None,
    ownership: Mapping[object, Mapping[str, float]] | None = None,
    buyer: str = "USA",
    product: Sequence[str] | None = None,
) -> Market:
    """A market whose base equilibrium is what is observed.

    One number of demand is not seen in prices and shares: the price sensitivity of a logit, or
    the elasticity of substitution of CES. An elasticity gives it, or margins do, by least squares
    over the products whose margin is known.

    Parameters
    ----------
    prices
        Consumer prices, (J,), above 0.
    shares
        Shares of all potential buyers, (J,), or for CES of expenditure. Where they sum to one
        there is no outside good.
    firm
        Codes of firms, (J,).
    demand
        "logit", "nested logit" or "ces".
    elasticity
        Mean own-price elasticity, unweighted, below -1.
    margins
        ``(b - c) / b`` on the border price, (J,), NaN where unknown.
    nest, nesting
        Nest codes (J,) and the correlation within nests, for "nested logit".
    outer_elasticity
        Price elasticity of the whole, for "ces".
    access
        Share of buyers who find a product on offer, by index; the others have full access.
    conduct, profit_weights, duty, barrier, margin, size, origin, nationality, ownership, buyer
        As for `Market`; ``origin`` is the buyers' nation by default.
    standing, licence_prices
        Measures in force when prices were recorded, and the price of a licence under each quota;
        both stay in the market, so that its base keeps them.
    product
        Names of products.

    Raises
    ------
    InputError
        Both or neither of elasticity and margins, or a value out of its range.
    """
    given = np.asarray(shares, dtype=float)
    names = tuple(str(n) for n in (range(given.size) if product is None else product))
    at = vector("price", prices, given.size, low=float(np.finfo(float).tiny), labels=names)
    if (elasticity is None) == (margins is None):
        raise InputError("give one of elasticity and margins: the other follows from it")
    if elasticity is not None and (not np.isfinite(elasticity) or elasticity >= -1.0):
        raise InputError(f"elasticity is {elasticity}; it must lie below -1")
    observed = Observed(
        at,
        given,
        np.asarray(firm),
        names,
        Charges(duty, barrier, margin, tuple(standing), licence_prices),
        conduct,
        profit_weights,
    )
    known = None if margins is None else _known(margins, names)
    if demand == "ces":
        system: Demand = _ces(observed, elasticity, known, outer_elasticity)
    elif demand in ("logit", "nested logit"):
        if (demand == "nested logit") != (nest is not None):
            raise InputError(
                f"demand is {demand!r}; nest codes go with 'nested logit', and only so"
            )
        system = _logit(observed, elasticity, known, nest, nesting, access or {})
    else:
        raise InputError(f"demand is {demand!r}; choose 'logit', 'nested logit' or 'ces'")
    market = Market(
        demand=system,
        cost=calibrate_costs(
            system,
            at,
            observed.firm,
            duty=duty,
            barrier=barrier,
            margin=margin,
            standing=standing,
            licence_prices=licence_prices,
            conduct=conduct,
            profit_weights=profit_weights,
            product=names,
        ),
        firm=observed.firm,
        origin=np.asarray([buyer] * given.size if origin is None else origin),
        nationality=None if nationality is None else np.asarray(nationality),
        ownership=ownership,
        conduct=conduct,
        profit_weights=profit_weights,
        size=size,
        duty=np.asarray(duty, dtype=float),
        barrier=np.asarray(barrier, dtype=float),
        margin=np.asarray(margin, dtype=float),
        standing=tuple(standing),
        buyer=buyer,
        product=names,
        start=at,
    )
    _check_quotas(observed, system, size)
    return market


def _implied(observed: Observed, demand: Demand, slope: Products) -> Products:
    return implied_markups(
        demand,
        observed.prices,
        observed.firm,
        slope,
        conduct=observed.conduct,
        profit_weights=observed.profit_weights,
    )


def _known(margins: ArrayLike, names: Sequence[str]) -> Products:
    """Margins with NaN where unknown, the known ones between 0 and 1."""
    known = np.asarray(margins, dtype=float)
    if known.shape != (len(names),) or np.isnan(known).all():
        raise InputError(f"margins have shape {known.shape}; give {len(names)}, NaN where unknown")
    wrong = (known <= 0.0) | (known >= 1.0)
    if wrong.any():
        j = int(np.flatnonzero(wrong)[0])
        raise InputError(f"margin of product {names[j]} is {known[j]}; it lies between 0 and 1")
    return known


def _logit(
    observed: Observed,
    elasticity: float | None,
    margins: Products | None,
    nest: ArrayLike | None,
    nesting: float,
    access: Mapping[int, float],
) -> RandomCoefficients:
    """Logit or nested logit that meets the shares.

    Shares fix utilities at the observed prices whatever alpha is, so elasticities are in
    proportion to alpha and markups to its inverse.
    """
    at, count = observed.prices, observed.prices.size
    outside = abs(observed.shares.sum() - 1.0) > 1e-9
    nests = np.zeros(count, int) if nest is None else np.asarray(nest)
    unit = NestedLogit(at, 1.0, nests, nesting, outside=outside)
    unit = limited_access(unit, access, shares=observed.shares, prices=at)
    if elasticity is not None:
        alpha = elasticity / float(unit.own_elasticities(at).mean())
    else:
        assert margins is not None
        border, slope = observed.charges.border(at, observed.names)
        model = _implied(observed, unit, slope) / border
        seen = ~np.isnan(margins)
        alpha = float(model[seen] @ model[seen] / (model[seen] @ margins[seen]))
    utility = unit.utility + (alpha - 1.0) * at[:, None]
    return replace(unit, utility=utility, price_sensitivity=alpha * unit.price_sensitivity)


def _ces(
    observed: Observed, elasticity: float | None, margins: Products | None, outer: float
) -> CES:
    """CES that meets the shares of expenditure."""
    at, shares = observed.prices, observed.shares
    outside = max(1.0 - float(shares.sum()), 0.0)

    def system(substitution: float) -> CES:
        return CES(shares, substitution, outer, at, outside)

    if elasticity is not None:
        # Own elasticities are -sigma + (sigma - eps) share.
        part = float(shares.mean())
        return system(-(elasticity + outer * part) / (1.0 - part))
    assert margins is not None
    border, slope = observed.charges.border(at, observed.names)
    seen = ~np.isnan(margins)

    def misfit(log: float) -> float:
        model = _implied(observed, system(1.0 + np.exp(log)), slope) / border
        return float(((model - margins)[seen] ** 2).sum())

    found = minimize_scalar(
        misfit,
        bounds=(np.log(1e-3), np.log(1e3)),
        method="bounded",
        options={"xatol": 1e-12},
    )
    return system(1.0 + float(np.exp(found.x)))


def _check_quotas(observed: Observed, demand: Demand, size: float) -> None:
    """Raise where a quota with a licence price was not filled in the record."""
    terms = observed.charges.terms(observed.prices.size, observed.names)
    prices = observed.charges.licence_prices
    bought = size * demand.shares(observed.prices)
    for price, limit in zip(prices or (), terms.limits, strict=True):
        sold = float(bought[limit.mask].sum())
        if price != 0.0 and abs(sold / limit.quantity - 1.0) > 1e-6:
            raise InputError(
                f"a licence has a price of {price} but {sold:.6g} was sold under a limit of "
                f"{limit.quantity:.6g}; a limit with a price is met exactly"
            )
