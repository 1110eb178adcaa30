"""Constant-elasticity demand over varieties, with monopolistic competition and pledges to buy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.optimize import brentq

from tradetalks.errors import InputError, SolveError
from tradetalks.market._checks import vector


@dataclass(frozen=True, eq=False)
class CES:
    """``q_j = a_j p_j^-sigma P^(sigma - eps)``, prices relative to base, quantity in base money.

    Parameters
    ----------
    expenditure_shares
        a, (J,), shares of expenditure at base prices; they sum to one.
    elasticity
        sigma, above one.
    outer_elasticity
        eps, not negative: price elasticity of the whole.
    base_prices
        (J,), default ones: consumer prices at which the shares were recorded.
    """

    expenditure_shares: np.ndarray
    elasticity: float
    outer_elasticity: float = 1.0
    base_prices: np.ndarray | None = None

    def __post_init__(self) -> None:
        given = np.asarray(self.expenditure_shares, dtype=float)
        shares = vector("expenditure share", given, given.size, low=0.0, high=1.0)
        if abs(shares.sum() - 1.0) > 1e-8:
            raise InputError(f"expenditure shares sum to {shares.sum():.6g}; they must sum to 1")
        if not self.elasticity > 1.0 or not np.isfinite(self.elasticity):
            raise InputError(f"elasticity is {self.elasticity}; it must exceed 1")
        if not self.outer_elasticity >= 0.0 or not np.isfinite(self.outer_elasticity):
            raise InputError(f"outer elasticity is {self.outer_elasticity}; give 0 or more")
        base = 1.0 if self.base_prices is None else self.base_prices
        prices = vector("base price", base, shares.size, low=np.finfo(float).tiny)
        object.__setattr__(self, "expenditure_shares", shares)
        object.__setattr__(self, "base_prices", prices)

    @property
    def count(self) -> int:
        """Number of products."""
        return self.expenditure_shares.size

    def price_index(self, prices: np.ndarray) -> float:
        """P, one at base prices."""
        relative = prices / np.asarray(self.base_prices)
        total = float(self.expenditure_shares @ relative ** (1.0 - self.elasticity))
        return total ** (1.0 / (1.0 - self.elasticity))

    def quantities(self, prices: np.ndarray) -> np.ndarray:
        """Quantities (J,) a unit of size, in units: base expenditure is price times quantity."""
        base = np.asarray(self.base_prices)
        index = self.price_index(prices) ** (self.elasticity - self.outer_elasticity)
        return self.expenditure_shares / base * (prices / base) ** -self.elasticity * index

    def surplus(self, prices: np.ndarray) -> float:
        """``-integral of P^-eps dP`` from the base, a unit of size: zero at base prices."""
        index = self.price_index(prices)
        if abs(self.outer_elasticity - 1.0) < 1e-12:
            return -float(np.log(index))
        power = 1.0 - self.outer_elasticity
        return -float((index**power - 1.0) / power)


def monopolistic_prices(
    demand: CES, wedge: np.ndarray, cost: np.ndarray, margin: np.ndarray
) -> np.ndarray:
    """Border prices (J,): ``b = (sigma c + m / (1 + t + n)) / (sigma - 1)``.

    Without a margin this is the markup sigma / (sigma - 1) on cost.
    """
    return (demand.elasticity * cost + margin / wedge) / (demand.elasticity - 1.0)


def floor_subsidies(
    demand: CES, prices: np.ndarray, floors: list[tuple[float, np.ndarray]]
) -> np.ndarray:
    """Shadow subsidy of each floor on quantity a unit of size, zero where it does not bind.

    Buyers act as if a pledged product cost ``p - lambda``; sellers keep their prices. With
    several floors the least subsidies are found from below: each raises the others' need.
    """
    subsidy = np.zeros(len(floors))
    before = subsidy
    masks = np.array([mask for _, mask in floors], dtype=float).reshape(len(floors), prices.size)

    def missing(value: float, which: int, at: np.ndarray) -> float:
        trial = at.copy()
        trial[which] = value
        bought = demand.quantities(prices - trial @ masks) @ masks[which]
        return float(np.log(bought / floors[which][0]))

    for _ in range(500):
        before = subsidy.copy()
        for k, (quantity, mask) in enumerate(floors):
            if quantity <= 0.0 or missing(0.0, k, subsidy) >= 0.0:
                subsidy[k] = 0.0
                continue
            most = float(prices[mask & (demand.expenditure_shares > 0)].min()) * (1.0 - 1e-9)
            if missing(most, k, subsidy) < 0.0:
                raise SolveError(
                    f"floor {quantity:.4g} on quantity cannot be met; lower it",
                    residual=-missing(most, k, subsidy),
                    iterations=0,
                )
            root = brentq(missing, 0.0, most, args=(k, subsidy), xtol=1e-14)
            subsidy[k] = float(cast(float, root))
        if np.abs(subsidy - before).max(initial=0.0) <= 1e-12 * prices.max():
            return subsidy
    raise SolveError(
        "shadow subsidies of the floors did not settle; lower the floors",
        residual=float(np.abs(subsidy - before).max()),
        iterations=500,
    )
