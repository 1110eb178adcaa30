"""What a solve returns: an equilibrium, a batch of them, and the accounts of two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Float


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """Prices and flows of one industry; money in the market's unit, flows a year.

    Attributes
    ----------
    products, origins
        Names of products and their origins, (J,).
    prices, border_prices
        What buyers pay, and the price on which duties are charged, (J,). A licence under a quota is
        paid on top of the border price.
    shares, quantities
        Shares of size and size times shares, (J,).
    profits, dealer_income
        Money by product, (J,).
    tariff_revenue
        Duties on each product, (J,).
    quota_rent, subsidies
        What licences are worth, and what is paid to meet purchase floors by others than the
        buyers, by product, (J,).
    parties
        Nation that holds the licences or pays the subsidies of each product; "" where none, (J,).
    consumer_surplus
        Level in money; only differences mean anything.
    surplus_by_kind
        The same by kind of household, (N,).
    shadow_prices
        One entry a quota, tariff-rate quota or purchase floor, in the order given: money a unit,
        but for the premium of a tariff-rate quota and an ad valorem subsidy a rate on the border
        price. Zero where the limit does not bind.
    status
        "converged" or "failed".
    residual
        Largest gap in first-order conditions as a share of the product's price, or of a shadow
        price as a share of the mean price.
    iterations
        Evaluations of the first-order conditions.
    """

    products: tuple[str, ...]
    origins: tuple[str, ...]
    prices: Float[np.ndarray, " product"]
    border_prices: Float[np.ndarray, " product"]
    shares: Float[np.ndarray, " product"]
    quantities: Float[np.ndarray, " product"]
    profits: Float[np.ndarray, " product"]
    dealer_income: Float[np.ndarray, " product"]
    tariff_revenue: Float[np.ndarray, " product"]
    quota_rent: Float[np.ndarray, " product"]
    subsidies: Float[np.ndarray, " product"]
    parties: tuple[str, ...]
    consumer_surplus: float
    surplus_by_kind: Float[np.ndarray, " kind"]
    shadow_prices: Float[np.ndarray, " limit"]
    status: str
    residual: float
    iterations: int

    def to_frame(self) -> pl.DataFrame:
        """One row a product: product, origin, prices, quantity, share, profit, revenue, rent."""
        return pl.DataFrame(
            {
                "product": list(self.products),
                "origin": list(self.origins),
                "price": self.prices,
                "border_price": self.border_prices,
                "quantity": self.quantities,
                "share": self.shares,
                "profit": self.profits,
                "dealer_income": self.dealer_income,
                "tariff_revenue": self.tariff_revenue,
                "quota_rent": self.quota_rent,
            }
        )

    def summary(self) -> str:
        """A line on how the solve ended and one an origin: quantity, mean price, profit."""
        lines = [
            f"{self.status}: residual {self.residual:.1e} after {self.iterations} evaluations",
            f"{'origin':<10}{'quantity':>14}{'mean price':>14}{'profits':>14}",
        ]
        for origin in sorted(set(self.origins)):
            mine = np.asarray(self.origins) == origin
            quantity = float(self.quantities[mine].sum())
            price = float(self.prices[mine] @ self.quantities[mine]) / quantity
            profit = float(self.profits[mine].sum())
            lines.append(f"{origin:<10}{quantity:>14,.1f}{price:>14,.4g}{profit:>14,.1f}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # pyright: ignore[reportPrivateUsage]


@dataclass(frozen=True, eq=False)
class Equilibria:
    """A batch of K equilibria: as `Equilibrium`, arrays (K, J), (K, N) or (K, limits), rest (K,).

    A failed lane holds NaN, and its ``status`` says "failed".
    """

    products: tuple[str, ...]
    origins: tuple[str, ...]
    prices: Float[np.ndarray, "lane product"]
    border_prices: Float[np.ndarray, "lane product"]
    shares: Float[np.ndarray, "lane product"]
    quantities: Float[np.ndarray, "lane product"]
    profits: Float[np.ndarray, "lane product"]
    dealer_income: Float[np.ndarray, "lane product"]
    tariff_revenue: Float[np.ndarray, "lane product"]
    quota_rent: Float[np.ndarray, "lane product"]
    subsidies: Float[np.ndarray, "lane product"]
    parties: tuple[str, ...]
    consumer_surplus: Float[np.ndarray, " lane"]
    surplus_by_kind: Float[np.ndarray, "lane kind"]
    shadow_prices: Float[np.ndarray, "lane limit"]
    status: np.ndarray
    residual: Float[np.ndarray, " lane"]
    iterations: np.ndarray

    def __len__(self) -> int:
        return len(self.status)

    def __getitem__(self, lane: int) -> Equilibrium:
        parts: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        for name, value in parts.items():
            if isinstance(value, np.ndarray):
                parts[name] = value[lane] if value.ndim > 1 else value[lane].item()
        return Equilibrium(**parts)

    def __iter__(self) -> Iterator[Equilibrium]:
        return (self[lane] for lane in range(len(self)))


COLUMNS = (
    "consumer_surplus",
    "profits",
    "dealer_income",
    "tariff_revenue",
    "quota_rent",
)


@dataclass(frozen=True, eq=False)
class Accounts:
    """Changes in money from one equilibrium to another, by nation; each row adds up.

    Attributes
    ----------
    nations
        The buyers' nation first, then the others in alphabetical order.
    consumer_surplus, profits, dealer_income, tariff_revenue, quota_rent
        Changes of buyers' surplus, of profits by owner or suppliers' surplus, of dealers' margins,
        of duties less what the treasury pays for purchase floors, and of what licences are worth,
        (N,).
    kinds
        Kinds of household; their surplus is ``surplus_by_kind``, which sums to the buyers' surplus.
    money_unit
        Unit of money.
    """

    nations: tuple[str, ...]
    consumer_surplus: Float[np.ndarray, " nation"]
    profits: Float[np.ndarray, " nation"]
    dealer_income: Float[np.ndarray, " nation"]
    tariff_revenue: Float[np.ndarray, " nation"]
    quota_rent: Float[np.ndarray, " nation"]
    kinds: tuple[str, ...]
    surplus_by_kind: Float[np.ndarray, " kind"]
    money_unit: str

    @property
    def welfare(self) -> Float[np.ndarray, " nation"]:
        """Sum of the five columns, (N,)."""
        return np.sum([getattr(self, name) for name in COLUMNS], axis=0)

    def of(self, nation: str) -> dict[str, float]:
        """One nation's row by column, with ``welfare``; zeros for a nation without a part in it."""
        names = (*COLUMNS, "welfare")
        if nation not in self.nations:
            return dict.fromkeys(names, 0.0)
        row = self.nations.index(nation)
        return {name: float(getattr(self, name)[row]) for name in names}

    def to_frame(self) -> pl.DataFrame:
        """One row a nation: nation, the five columns, welfare."""
        return pl.DataFrame(
            {"nation": list(self.nations)}
            | {name: getattr(self, name) for name in (*COLUMNS, "welfare")}
        )

    def summary(self) -> str:
        """Welfare of each nation, in one line."""
        parts = (f"{n} {w:+,.1f}" for n, w in zip(self.nations, self.welfare, strict=True))
        return f"change of welfare in {self.money_unit}: " + ", ".join(parts)

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # pyright: ignore[reportPrivateUsage]
