"""What a solve returns: an equilibrium, a batch of them, the exact split, a quota."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from jaxtyping import Float

from tradetalks.world._names import Names
from tradetalks.world._parts import Parts, first_order


@dataclass(frozen=True, eq=False)
class BaseFlows:
    """A world at its base, in its unit of money.

    Attributes
    ----------
    names
        Countries and sectors.
    trade
        Net of tariff, [sector, importer, exporter].
    tariffs
        Rates, [sector, importer, exporter].
    value_added, income
        Income is value added, tariff revenue and deficit, [country].
    balance
        The balances on record, to which changes are applied: sales to the partner less purchases
        from it, [country, partner].
    unit
        Unit of money.
    """

    names: Names
    trade: Float[np.ndarray, "sector importer exporter"]
    tariffs: Float[np.ndarray, "sector importer exporter"]
    value_added: Float[np.ndarray, " country"]
    income: Float[np.ndarray, " country"]
    balance: Float[np.ndarray, "country partner"]
    unit: str


@dataclass(frozen=True, eq=False)
class WorldEquilibrium:
    """An equilibrium beside the base; NaN throughout where ``status`` is "failed".

    Changes are ratios to the base (one: no change). Money is in the world's unit, with world value
    added as the numeraire: it is the same in every equilibrium.

    Attributes
    ----------
    base
        What it is compared with.
    tariffs, trade_costs, deficits
        Rates in force and changes of trade costs, [sector, importer, exporter]; deficits in
        money, [country].
    wages
        Change, [country].
    costs, prices
        Changes of unit costs and of price indices, [sector, country].
    expenditure
        Money, with tariffs, [sector, country].
    trade
        Money, net of tariff, [sector, importer, exporter].
    tariff_revenue
        Money, [country].
    price_index, real_income
        Changes of the price of final goods and of income over it, [country].
    point
        The solver's unknowns; a start for a solve nearby.
    status
        "converged" or "failed".
    residual
        The larger of the last step of the unknowns and the largest trade-balance error of a
        country as a share of its value added.
    iterations
        Evaluations of the map.
    split
        What `path_split` calls.
    """

    base: BaseFlows
    tariffs: Float[np.ndarray, "sector importer exporter"]
    trade_costs: Float[np.ndarray, "sector importer exporter"]
    deficits: Float[np.ndarray, " country"]
    wages: Float[np.ndarray, " country"]
    costs: Float[np.ndarray, "sector country"]
    prices: Float[np.ndarray, "sector country"]
    expenditure: Float[np.ndarray, "sector country"]
    trade: Float[np.ndarray, "sector importer exporter"]
    tariff_revenue: Float[np.ndarray, " country"]
    price_index: Float[np.ndarray, " country"]
    real_income: Float[np.ndarray, " country"]
    point: Float[np.ndarray, " unknown"]
    status: str
    residual: float
    iterations: int
    split: Callable[[], PathSplit]

    @property
    def welfare(self) -> Float[np.ndarray, " country"]:
        """Exact change of real income, percent, [country]."""
        return 100.0 * (self.real_income - 1.0)

    @property
    def real_wage(self) -> Float[np.ndarray, " country"]:
        """Change of the wage over the price of final goods, percent, [country]."""
        return 100.0 * (self.wages / self.price_index - 1.0)

    @cached_property
    def first_order_parts(self) -> tuple[np.ndarray, np.ndarray]:
        """Terms and volume of trade, percent of base income, [sector, country, partner].

        Caliendo and Parro (2015), with base weights::

            ToT_n = sum [M_in (c_n - 1) - M_ni (c_i - 1)] / I_n
            VoT_n = sum tau_ni M_ni [M'_ni / M_ni - c_i kappa_ni] / I_n

        M is trade net of tariff, tau the base tariff, c and kappa changes of unit and trade costs.
        """
        base = self.base
        return first_order(
            base.trade, base.tariffs, base.income, self.costs, self.trade_costs, self.trade
        )

    @property
    def terms_of_trade(self) -> Float[np.ndarray, " country"]:
        """First-order part of welfare, percent, [country]."""
        return self.first_order_parts[0].sum((0, 2))

    @property
    def volume_of_trade(self) -> Float[np.ndarray, " country"]:
        """First-order part of welfare, percent, [country]."""
        return self.first_order_parts[1].sum((0, 2))

    @property
    def welfare_remainder(self) -> Float[np.ndarray, " country"]:
        """What the two first-order parts miss of the exact welfare, percent, [country]."""
        return self.welfare - self.terms_of_trade - self.volume_of_trade

    def path_split(self) -> PathSplit:
        """The exact welfare in parts, by integrating from the base along the path of the change."""
        return self.split()

    @property
    def output(self) -> Float[np.ndarray, "sector country"]:
        """Gross output in money, [sector, country]."""
        return self.trade.sum(1)

    @property
    def real_output(self) -> Float[np.ndarray, "sector country"]:
        """Change of the quantity made, [sector, country]; NaN where nothing was made."""
        base = self.base.trade.sum(1)
        made = np.where(base > 0.0, base, np.nan)
        return self.output / self.costs / made

    @property
    def balance_change_by_sector(self) -> Float[np.ndarray, "sector country partner"]:
        """Change of sales to a partner less purchases from it, money, net of tariff."""
        moved = self.trade - self.base.trade
        return moved.transpose(0, 2, 1) - moved

    @property
    def balance_change(self) -> Float[np.ndarray, "country partner"]:
        """Change of the bilateral balance in money, [country, partner].

        Over all partners it sums to the change of the deficit, with the sign turned: to zero where
        deficits are held fixed. An aggregate deficit held fixed cannot move; a measure only moves
        it between partners.
        """
        return self.balance_change_by_sector.sum(0)

    @property
    def balance(self) -> Float[np.ndarray, "country partner"]:
        """The recorded bilateral balance with the model's change, in money, [country, partner]."""
        return self.base.balance + self.balance_change

    def to_frame(self) -> pl.DataFrame:
        """One row a country: welfare and its parts, real wage, revenue and its change."""
        before = (self.base.tariffs * self.base.trade).sum((0, 2))
        return pl.DataFrame(
            {
                "country": list(self.base.names.countries),
                "welfare": self.welfare,
                "terms_of_trade": self.terms_of_trade,
                "volume_of_trade": self.volume_of_trade,
                "welfare_remainder": self.welfare_remainder,
                "real_wage": self.real_wage,
                "tariff_revenue": self.tariff_revenue,
                "tariff_revenue_change": self.tariff_revenue - before,
            }
        )

    def output_frame(self) -> pl.DataFrame:
        """One row a sector and country: output in money, percent changes of it and of quantity."""
        names, base = self.base.names, self.base.trade.sum(1)
        cells = [(s, c) for s in names.sectors for c in names.countries]
        made = np.where(base > 0.0, base, np.nan)
        columns = {
            "output": self.output,
            "output_change": 100.0 * (self.output / made - 1.0),
            "quantity_change": 100.0 * (self.real_output - 1.0),
        }
        frame = pl.DataFrame(cells, ["sector", "country"], orient="row")
        return frame.with_columns(**{name: value.ravel() for name, value in columns.items()})

    def balance_frame(self) -> pl.DataFrame:
        """One row a country and partner: recorded balance, change, balance, in money."""
        countries = self.base.names.countries
        pairs = [(c, p) for c in countries for p in countries if c != p]
        off = ~np.eye(len(countries), dtype=bool)
        columns = {
            "recorded": self.base.balance[off],
            "change": self.balance_change[off],
            "balance": self.balance[off],
        }
        return pl.DataFrame(pairs, ["country", "partner"], orient="row").with_columns(**columns)

    def summary(self) -> str:
        """How the solve ended, and a line a country: welfare, its parts, real wage, percent."""
        lines = [
            f"{self.status}: residual {self.residual:.1e} after {self.iterations} evaluations",
            f"{'percent':<12}{'welfare':>10}{'ToT':>10}{'VoT':>10}{'remainder':>11}"
            f"{'real wage':>11}",
        ]
        columns = (
            self.welfare,
            self.terms_of_trade,
            self.volume_of_trade,
            self.welfare_remainder,
            self.real_wage,
        )
        for country, *row in zip(self.base.names.countries, *columns, strict=True):
            cells = "".join(f"{v:>{w}.3f}" for v, w in zip(row, (10, 10, 10, 11, 11), strict=True))
            lines.append(f"{country:<12}{cells}")
        lines.append(
            "Deficits are given, so that the balance with all partners together does not respond."
        )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # pyright: ignore[reportPrivateUsage]


@dataclass(frozen=True, eq=False)
class WorldEquilibria:
    """A batch of K equilibria; a failed lane holds NaN, and its ``status`` says "failed".

    ``batch[k]`` is the equilibrium of lane k, with all that it shows; iterating does the same.

    Attributes
    ----------
    wages, price_index, real_income, tariff_revenue
        As in `WorldEquilibrium`, (K, country).
    points
        The solver's unknowns, (K, unknown).
    status, residual, iterations
        (K,).
    lane
        What indexing calls.
    """

    wages: Float[np.ndarray, "lane country"]
    price_index: Float[np.ndarray, "lane country"]
    real_income: Float[np.ndarray, "lane country"]
    tariff_revenue: Float[np.ndarray, "lane country"]
    points: Float[np.ndarray, "lane unknown"]
    status: np.ndarray
    residual: Float[np.ndarray, " lane"]
    iterations: np.ndarray
    lane: Callable[[int], WorldEquilibrium]

    def __len__(self) -> int:
        return len(self.status)

    def __getitem__(self, lane: int) -> WorldEquilibrium:
        return self.lane(range(len(self))[lane])

    def __iter__(self) -> Iterator[WorldEquilibrium]:
        return (self[lane] for lane in range(len(self)))

    @property
    def welfare(self) -> Float[np.ndarray, "lane country"]:
        """Exact change of real income, percent, (K, country)."""
        return 100.0 * (self.real_income - 1.0)

    @property
    def real_wage(self) -> Float[np.ndarray, "lane country"]:
        """Change of the wage over the price of final goods, percent, (K, country)."""
        return 100.0 * (self.wages / self.price_index - 1.0)


@dataclass(frozen=True, eq=False)
class PathSplit:
    """Exact welfare in parts: integrals along the path from the base, percent of real income.

    Tariffs and deficits move in equal steps, trade costs in equal ratios. Logs are turned into
    percent by one factor a country, so that the parts sum to the exact welfare.

    Attributes
    ----------
    countries
        Names, in the order of the arrays.
    parts
        By sector, country and partner.
    welfare
        The exact change, percent, [country].
    gap
        Largest difference between the sum of the parts and the exact welfare, percent.
    nodes
        Points of the path at which the model was solved.
    """

    countries: tuple[str, ...]
    parts: Parts
    welfare: Float[np.ndarray, " country"]
    gap: float
    nodes: int

    @property
    def terms_of_trade(self) -> Float[np.ndarray, " country"]:
        """Percent, [country]."""
        return self.parts.terms_of_trade.sum((0, 2))

    @property
    def volume_of_trade(self) -> Float[np.ndarray, " country"]:
        """Percent, [country]."""
        return self.parts.volume_of_trade.sum((0, 2))

    @property
    def trade_costs(self) -> Float[np.ndarray, " country"]:
        """Percent, [country]; zero where trade costs stay."""
        return self.parts.trade_costs.sum((0, 2))

    @property
    def transfers(self) -> Float[np.ndarray, " country"]:
        """Percent, [country]; zero where deficits stay."""
        return self.parts.transfers

    def to_frame(self) -> pl.DataFrame:
        """One row a country: the four parts and welfare."""
        columns = ("terms_of_trade", "volume_of_trade", "trade_costs", "transfers", "welfare")
        frame = pl.DataFrame({"country": list(self.countries)})
        return frame.with_columns(**{name: getattr(self, name) for name in columns})

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # pyright: ignore[reportPrivateUsage]


@dataclass(frozen=True, eq=False)
class QuotaEquilibrium:
    """A quota by its tariff equivalent.

    Attributes
    ----------
    equilibrium
        Its tariffs hold the total wedge, duty and premium together; where the rent goes to the
        exporter, its deficits hold the transfer.
    premium
        The licence's price as a rate on the price net of duty and premium; zero where the quota
        does not bind.
    rent
        Money, premium times trade.
    quantity, cap
        At base prices, money.
    rent_to
        "importer" or "exporter".
    """

    equilibrium: WorldEquilibrium
    premium: float
    rent: float
    quantity: float
    cap: float
    rent_to: str


@dataclass(frozen=True, eq=False)
class ExportTaxEquilibrium:
    """Taxes on exports, as duties whose revenue is handed to the exporter.

    Attributes
    ----------
    equilibrium
        Its tariffs hold the wedge of tariff and tax together, its deficits the transfers, and its
        trade is at factory prices, before the tax.
    taxes
        Rates on the factory price, [sector, importer, exporter].
    tariff_revenue, tax_revenue
        What importers and what exporters collect, money, [country].
    rounds
        Equilibria solved until the transfers settled.
    """

    equilibrium: WorldEquilibrium
    taxes: Float[np.ndarray, "sector importer exporter"]
    tariff_revenue: Float[np.ndarray, " country"]
    tax_revenue: Float[np.ndarray, " country"]
    rounds: int
