"""What the Armington model returns: an equilibrium, and trade effects in SMART's three parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True, eq=False)
class ArmingtonEquilibrium:
    """Prices and flows; a unit of quantity is what one unit of money bought at the base border.

    Attributes
    ----------
    tariffs
        Ad valorem rates in force, (importer, exporter).
    border_prices
        One at the base, (exporter,).
    quantities
        (importer, exporter).
    price_index
        Of the composite, one at the base, (importer,).
    status
        "converged", "failed", or "linearised" for `linear_gsim`.
    residual
        Largest gap between demand and supply of an exporter at these prices, share of supply.
    iterations
        Steps taken.
    """

    tariffs: np.ndarray
    border_prices: np.ndarray
    quantities: np.ndarray
    price_index: np.ndarray
    status: str
    residual: float
    iterations: int

    @property
    def consumer_prices(self) -> np.ndarray:
        """Prices with duty, (importer, exporter)."""
        return (1.0 + self.tariffs) * self.border_prices

    @property
    def values(self) -> np.ndarray:
        """Border values in money, (importer, exporter)."""
        return self.border_prices * self.quantities

    @property
    def tariff_revenue(self) -> np.ndarray:
        """Duties in money, (importer,)."""
        return (self.tariffs * self.values).sum(1)


@dataclass(frozen=True, eq=False)
class TradeEffects:
    """Changes of border values in SMART's three parts, (importer, exporter).

    Attributes
    ----------
    importers, exporters
        Names of rows and columns.
    creation
        From buying more or less of the composite.
    diversion
        From substitution between origins.
    price
        From the change of border prices.
    """

    importers: tuple[str, ...]
    exporters: tuple[str, ...]
    creation: np.ndarray
    diversion: np.ndarray
    price: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """Change of the border value, (importer, exporter)."""
        return self.creation + self.diversion + self.price

    def to_frame(self) -> pl.DataFrame:
        """One row a flow: importer, exporter, creation, diversion, price, total."""
        flows = [(m, x) for m in self.importers for x in self.exporters]
        parts = ("creation", "diversion", "price", "total")
        columns = {name: getattr(self, name).ravel() for name in parts}
        return pl.DataFrame(flows, ["importer", "exporter"], orient="row").with_columns(**columns)
