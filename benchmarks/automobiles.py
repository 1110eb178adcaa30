"""The automobiles of 1990 in pyblp and here, and their equilibrium conditions in NumPy."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pyblp

from tradetalks.market import Market, RandomCoefficients
from tradetalks.market._pyblp import from_pyblp


class Automobiles(NamedTuple):
    """The year 1990 in pyblp and here, observed prices, which products are of Japanese make."""

    results: Any
    market: Market
    prices: np.ndarray
    japanese: np.ndarray


def automobiles() -> Automobiles:
    """Evaluate demand with pyblp, without estimating, and take the market over from it."""

    def read(path: str) -> dict[str, np.ndarray]:
        table = pl.read_csv(path, infer_schema_length=None).filter(pl.col("market_ids") == 1990)
        return {c.name: c.to_numpy() for c in table if "instruments" not in c.name}

    products = read(pyblp.data.BLP_PRODUCTS_LOCATION)
    traits = "hpwt + air + mpd + space"
    problem = pyblp.Problem(
        (pyblp.Formulation(f"1 + {traits}"), pyblp.Formulation(f"1 + prices + {traits}")),
        products,
        pyblp.Formulation("0 + I(1 / income)"),
        read(pyblp.data.BLP_AGENTS_LOCATION),
    )
    sigma, pi = np.diag([2.03, 0.0, 6.10, 3.96, 0.25, 1.91]), np.zeros((6, 1))
    pi[1] = -44.8
    results = problem.solve(
        sigma=sigma,
        pi=pi,
        sigma_bounds=(sigma, sigma),
        pi_bounds=(pi, pi),
        method="1s",
        optimization=pyblp.Optimization("return"),
        check_optimality="gradient",
        se_type="unadjusted",
        W_type="unadjusted",
    )
    market = from_pyblp(results, 1990, origin=products["region"], buyer="US")
    return Automobiles(results, market, products["prices"], products["region"] == "JP")


def conditions(
    market: Market, prices: np.ndarray, wedge: np.ndarray, licence: np.ndarray | float = 0.0
) -> np.ndarray:
    """First-order conditions in NumPy, each in money over the product's price, (J,).

    ``[s_j / (1 + t_j) + sum_i w_i alpha_i s_ij sum_(k in f) m_k s_ik] / Lambda_j - m_j`` with
    ``m = (p - licence) / (1 + t) - c``, for plain demand and no dealers' margin.
    """
    demand = market.demand
    assert isinstance(demand, RandomCoefficients)
    value = demand.utility - demand.price_sensitivity * prices[:, None]
    top = np.maximum(value.max(axis=0), 0.0)
    odds = np.exp(value - top)
    chosen = odds / (np.exp(-top) + odds.sum(axis=0))
    effect = demand.weights * demand.price_sensitivity
    firm = np.unique(market.firm, return_inverse=True)[1]
    margin = (prices - licence) / wedge - market.cost
    earned = np.zeros((firm.max() + 1, effect.size))
    np.add.at(earned, firm, margin[:, None] * chosen)
    asked = (chosen @ demand.weights / wedge + (chosen * earned[firm]) @ effect) / (chosen @ effect)
    return (asked - margin) * wedge / prices


def polished(market: Market, prices: np.ndarray, wedge: np.ndarray) -> np.ndarray:
    """Prices after NumPy's own plain iterations, to rounding."""
    change = conditions(market, prices, wedge)
    for _ in range(1000):
        prices = prices * (1.0 + change)
        change = conditions(market, prices, wedge)
        if np.abs(change).max() < 2e-15:
            break
    assert np.abs(change).max() < 1e-13, "the reference prices did not settle"
    return prices
