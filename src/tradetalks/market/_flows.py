"""Money and quantities of an industry from its prices and shadow prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tradetalks.market._results import Equilibria
from tradetalks.market._terms import Limit, Terms


class Solved(NamedTuple):
    """What the solvers found in K lanes, as NumPy arrays, and how they ended."""

    prices: np.ndarray  # that guide choice, (K, J)
    shares: np.ndarray  # (K, J)
    multipliers: np.ndarray  # (K, limits)
    surplus: np.ndarray  # a unit of size by kind, (K, N)
    residual: np.ndarray
    iterations: np.ndarray
    converged: np.ndarray


class Posted(NamedTuple):
    """What was given in K lanes, (K, J) or (J,): rates, cost, its slope, dealers' margin."""

    rate: np.ndarray
    barrier: np.ndarray
    cost: np.ndarray
    cost_slope: np.ndarray
    margin: np.ndarray


def flows(
    solved: Solved,
    terms: Terms,
    posted: Posted,
    size: float,
    products: tuple[str, ...],
    origins: tuple[str, ...],
    buyer: str,
) -> Equilibria:
    """Flows of every lane, NaN where it failed.

    The price is what each takes out of it: ``p = (1 + t + n) b + s + m + lambda + tau p``.
    """
    done = solved.converged
    keep = np.where(done, 1.0, np.nan)[:, None]
    seen, quantities = solved.prices * keep, size * solved.shares * keep
    money = _on_products(terms.limits, solved.multipliers, products, rated=False)
    premium = _on_products(terms.limits, solved.multipliers, products, rated=True)
    taken = terms.specific + posted.margin + money + terms.consumer_rate * seen
    border = (seen - taken) / (1.0 + posted.rate + posted.barrier + premium)
    within = _within_quota(terms.limits, quantities)
    duties = posted.rate * border + terms.specific + terms.consumer_rate * seen
    parties, by_buyers = _parties(terms.limits, origins, buyer)
    shortfall = np.maximum(-money, 0.0)
    # Buyers who pledged pay the full price and choose as if it were lower.
    prices = seen + shortfall * by_buyers
    borne = (shortfall * by_buyers * quantities).sum(axis=1)
    surplus = size * solved.surplus * keep
    surplus = surplus - borne[:, None] / surplus.shape[1]
    return Equilibria(
        products=products,
        origins=origins,
        prices=prices,
        border_prices=border,
        shares=solved.shares * keep,
        quantities=quantities,
        profits=(border - posted.cost - posted.cost_slope * quantities / 2.0) * quantities,
        dealer_income=posted.margin * quantities,
        tariff_revenue=(duties + premium * border * (1.0 - within)) * quantities,
        quota_rent=(np.maximum(money, 0.0) + premium * border * within) * quantities,
        subsidies=shortfall * ~by_buyers * quantities,
        parties=parties,
        consumer_surplus=surplus.sum(axis=1),
        surplus_by_kind=surplus,
        shadow_prices=np.abs(solved.multipliers) * keep,
        status=np.where(done, "converged", "failed"),
        residual=solved.residual,
        iterations=solved.iterations,
    )


def _on_products(
    limits: Sequence[Limit], multipliers: np.ndarray, products: Sequence[str], *, rated: bool
) -> np.ndarray:
    """Multipliers of one sort spread over the products of their limits, (K, J)."""
    spread = np.zeros((len(multipliers), len(products)))
    for k, limit in enumerate(limits):
        if limit.rated == rated:
            spread[:, limit.mask] = multipliers[:, [k]]
    return spread


def _within_quota(limits: Sequence[Limit], quantities: np.ndarray) -> np.ndarray:
    """Share of each product's quantity that enters within a tariff-rate quota, (K, J).

    Licences go to the products in proportion to what is sold of them.
    """
    within = np.ones_like(quantities)
    for limit in limits:
        if limit.rated:
            total = quantities[:, limit.mask].sum(axis=1, keepdims=True)
            within[:, limit.mask] = np.minimum(1.0, limit.quantity / total)
    return within


def _parties(
    limits: Sequence[Limit], origins: tuple[str, ...], buyer: str
) -> tuple[tuple[str, ...], np.ndarray]:
    """Nation that holds licences or pays subsidies on each product, and where the buyers pay."""
    parties = [""] * len(origins)
    by_buyers = np.zeros(len(origins), bool)
    for limit in limits:
        for j in np.flatnonzero(limit.mask).tolist():
            by_buyers[j] = limit.party == "buyers"
            named = {"exporter": origins[j], "importer": buyer, "buyers": ""}
            parties[j] = named.get(limit.party, limit.party)
    return tuple(parties), by_buyers
