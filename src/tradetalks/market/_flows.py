"""Money and quantities of an industry from its prices and shadow prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from tradetalks.market._checks import as_given
from tradetalks.market._results import Equilibria
from tradetalks.market._terms import Limit, Terms


class Solved(NamedTuple):
    """What the solvers found in K lanes, and how they ended: `Outcome` as NumPy arrays."""

    prices: np.ndarray  # that guide choice, (K, J)
    shares: np.ndarray  # (K, J)
    multipliers: np.ndarray  # (K, limits)
    surplus: np.ndarray  # a unit of size by kind, (K, N)
    residual: np.ndarray
    iterations: np.ndarray
    converged: np.ndarray


class Posted(NamedTuple):
    """What was given in K lanes, (K, J) or (1, J)."""

    rate: np.ndarray
    cost: np.ndarray
    margin: np.ndarray


class Rules(NamedTuple):
    """What all lanes share, (J,): other charges, cost slopes, and limits (limits, J)."""

    barrier: Array
    consumer_rate: Array
    specific: Array
    cost_slope: Array
    members: Array
    rated: Array
    quantity: Array
    by_buyers: Array


class Money(NamedTuple):
    """Prices and flows by product, (J,)."""

    paid: Array
    border: Array
    profits: Array
    dealers: Array
    duties: Array
    rent: Array
    subsidies: Array
    borne: Array


def rules_of(terms: Terms, cost_slope: np.ndarray) -> Rules:
    """The terms of measures as arrays."""
    count = terms.specific.size
    limits = terms.limits
    members = np.array([limit.mask for limit in limits], float).reshape(-1, count)
    by_buyers = np.array([float(limit.party == "buyers") for limit in limits])
    columns = (
        terms.barrier,
        terms.consumer_rate,
        terms.specific,
        cost_slope,
        members,
        np.array([float(limit.rated) for limit in limits]),
        np.array([limit.quantity for limit in limits]),
        by_buyers @ members,
    )
    return Rules(*(as_given(column) for column in columns))


def money(
    rules: Rules,
    rate: Array,
    cost: Array,
    margin: Array,
    prices: Array,
    quantities: Array,
    multipliers: Array,
) -> Money:
    """What each takes out of the price, ``p = (1 + t + n) b + s + m + lambda + tau p``, (J,).

    Within a tariff-rate quota, licences go to products in proportion to what is sold of them.
    Buyers who pledged to buy pay the full price and choose as if it were lower.
    """
    licence = (multipliers * (1.0 - rules.rated)) @ rules.members
    premium = (multipliers * rules.rated) @ rules.members
    charges = rules.specific + margin + licence + rules.consumer_rate * prices
    border = (prices - charges) / (1.0 + rate + rules.barrier + premium)
    filled = jnp.minimum(1.0, rules.quantity / (rules.members @ quantities))
    within = (rules.rated * filled) @ rules.members
    gain = jnp.maximum(premium, 0.0) * border
    subsidy = jnp.maximum(-licence, 0.0) + jnp.maximum(-premium, 0.0) * border
    duty = rate * border + rules.specific + rules.consumer_rate * prices
    return Money(
        paid=prices + subsidy * rules.by_buyers,
        border=border,
        profits=(border - cost - rules.cost_slope * quantities / 2.0) * quantities,
        dealers=margin * quantities,
        duties=(duty + gain * (1.0 - within)) * quantities,
        rent=(jnp.maximum(licence, 0.0) + gain * within) * quantities,
        subsidies=subsidy * (1.0 - rules.by_buyers) * quantities,
        borne=subsidy * rules.by_buyers * quantities,
    )


_money_of_lanes = jax.jit(jax.vmap(money, in_axes=(None, 0, 0, 0, 0, 0, 0)))


def flows(
    solved: Solved,
    terms: Terms,
    posted: Posted,
    cost_slope: np.ndarray,
    size: float,
    products: tuple[str, ...],
    origins: tuple[str, ...],
    buyer: str,
) -> Equilibria:
    """Flows of every lane, NaN where it failed."""
    keep = np.where(solved.converged, 1.0, np.nan)[:, None]
    prices, quantities = solved.prices * keep, size * solved.shares * keep
    wide = (np.broadcast_to(x, prices.shape) for x in posted)
    lanes: Money = _money_of_lanes(
        rules_of(terms, cost_slope), *wide, prices, quantities, solved.multipliers
    )
    found = {name: np.asarray(x) for name, x in lanes._asdict().items()}
    surplus = size * solved.surplus * keep
    # What pledged buyers bear is spread evenly: who among them pledged is not known.
    surplus = surplus - found["borne"].sum(axis=1, keepdims=True) / surplus.shape[1]
    return Equilibria(
        products=products,
        origins=origins,
        prices=found["paid"],
        border_prices=found["border"],
        shares=solved.shares * keep,
        quantities=quantities,
        profits=found["profits"],
        dealer_income=found["dealers"],
        tariff_revenue=found["duties"],
        quota_rent=found["rent"],
        subsidies=found["subsidies"],
        parties=_parties(terms.limits, origins, buyer),
        consumer_surplus=surplus.sum(axis=1),
        surplus_by_kind=surplus,
        shadow_prices=np.abs(solved.multipliers) * keep,
        status=np.where(solved.converged, "converged", "failed"),
        residual=solved.residual,
        iterations=solved.iterations,
    )


def _parties(limits: Sequence[Limit], origins: tuple[str, ...], buyer: str) -> tuple[str, ...]:
    """Nation that holds licences or pays subsidies on each product; "" where none does."""
    parties = [""] * len(origins)
    for limit in limits:
        for j in np.flatnonzero(limit.mask).tolist():
            named = {"exporter": origins[j], "importer": buyer, "buyers": ""}
            parties[j] = named.get(limit.party, limit.party)
    return tuple(parties)
