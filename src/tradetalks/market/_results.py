"""What a solve returns: an equilibrium, a batch of them, and the accounts of two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """Prices and flows of one industry; money in the market's unit.

    Attributes
    ----------
    prices, border_prices
        Consumer and border prices, (J,).
    shares, quantities
        Shares of size and size times shares, (J,).
    profits, tariff_revenue, dealer_income
        Money by product, (J,).
    consumer_surplus
        Level in money; only differences mean anything.
    shadow_prices
        Shadow subsidy of each `PurchaseFloor`, in the order given.
    status
        "converged" or "failed".
    residual
        Largest first-order condition, as a share of the product's price.
    iterations
        Steps taken.
    """

    prices: np.ndarray
    border_prices: np.ndarray
    shares: np.ndarray
    quantities: np.ndarray
    profits: np.ndarray
    tariff_revenue: np.ndarray
    dealer_income: np.ndarray
    consumer_surplus: float
    shadow_prices: np.ndarray
    status: str
    residual: float
    iterations: int


@dataclass(frozen=True, eq=False)
class Equilibria:
    """A batch of K equilibria: as `Equilibrium`, arrays (K, J), the rest (K,).

    A failed lane holds NaN, and its ``status`` says "failed".
    """

    prices: np.ndarray
    border_prices: np.ndarray
    shares: np.ndarray
    quantities: np.ndarray
    profits: np.ndarray
    tariff_revenue: np.ndarray
    dealer_income: np.ndarray
    consumer_surplus: np.ndarray
    status: np.ndarray
    residual: np.ndarray
    iterations: np.ndarray

    def __len__(self) -> int:
        return len(self.status)

    def __getitem__(self, lane: int) -> Equilibrium:
        return Equilibrium(
            self.prices[lane],
            self.border_prices[lane],
            self.shares[lane],
            self.quantities[lane],
            self.profits[lane],
            self.tariff_revenue[lane],
            self.dealer_income[lane],
            float(self.consumer_surplus[lane]),
            np.zeros(0),
            str(self.status[lane]),
            float(self.residual[lane]),
            int(self.iterations[lane]),
        )

    def __iter__(self) -> Iterator[Equilibrium]:
        return (self[lane] for lane in range(len(self)))


@dataclass(frozen=True, eq=False)
class Accounts:
    """Changes in money from one equilibrium to another, by nation; each row adds up.

    Attributes
    ----------
    nations
        The buyers' nation first, then the owners' in alphabetical order.
    consumers, producers, dealers, treasury
        Change of surplus, profits by owner, dealer margins and duties, (N,).
    money_unit
        Unit of money.
    """

    nations: tuple[str, ...]
    consumers: np.ndarray
    producers: np.ndarray
    dealers: np.ndarray
    treasury: np.ndarray
    money_unit: str

    @property
    def total(self) -> np.ndarray:
        """Sum of the four columns, (N,)."""
        return self.consumers + self.producers + self.dealers + self.treasury

    def frame(self) -> pl.DataFrame:
        """One row a nation: nation, consumers, producers, dealers, treasury, total."""
        return pl.DataFrame(
            {
                "nation": list(self.nations),
                "consumers": self.consumers,
                "producers": self.producers,
                "dealers": self.dealers,
                "treasury": self.treasury,
                "total": self.total,
            }
        )
