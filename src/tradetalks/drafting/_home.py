"""What each side buys at home, out of an input-output table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files as resources

import numpy as np
import polars as pl

from tradetalks.case import Source
from tradetalks.drafting._files import found_files
from tradetalks.drafting._parties import Side
from tradetalks.drafting._trade import PartyTrade
from tradetalks.errors import InputError
from tradetalks.statistics import InputOutputTable, concordance, industry_of, read_icio, read_wiod

__all__ = ["HomeSales", "divisions_of", "industry_title", "read_home_sales"]

READERS = ("read_icio", "read_wiod")


@dataclass(frozen=True)
class HomeSales:
    """Share of home makers in what each side buys of the sector.

    Attributes
    ----------
    shares
        By party, from 0 to 1.
    sectors
        Sectors of the table that the products fall in.
    year
        Year of the table, empty where it does not say.
    source, obtained
        Where it comes from, and since when the file is there.
    """

    shares: Mapping[str, float]
    sectors: tuple[str, ...]
    year: str
    source: Source
    obtained: date


@cache
def _divisions() -> pl.DataFrame:
    """Divisions of ISIC Rev. 3 with those of Rev. 4 that hold most of them, and WIOD's industries.

    The project's own, drawn up from the definitions of both revisions (United Nations, Statistical
    Papers M 4, Rev. 3 of 1990 and Rev. 4 of 2008) and the list of industries of WIOD's release of
    2013. Where a division was split, the larger part decides.
    """
    path = resources("tradetalks.drafting") / "data" / "divisions.csv"
    with path.open("rb") as raw:
        return pl.read_csv(raw, infer_schema=False)


def industry_title(products: pl.DataFrame) -> str:
    """Title of the industry of ISIC Rev. 3 that most of the value falls in."""
    found = _by_division(products).head(1)
    names = dict(concordance("isic_sectors").select("isic", "title").rows())
    return names.get(found["isic"].item(), "Goods") if not found.is_empty() else "Goods"


def _by_division(products: pl.DataFrame) -> pl.DataFrame:
    """Value by division, largest first."""
    return (
        products.group_by(industry_of(pl.col("product")).alias("isic"))
        .agg(pl.col("value").sum())
        .drop_nulls("isic")
        .sort("value", "isic", descending=[True, False])
    )


def read_home_sales(
    path: object, parties: tuple[Side, Side], trade: PartyTrade, *, encoding: str
) -> HomeSales:
    """Home share of each side in the sectors that the products fall in.

    ``h_n = sum_k M_knn / sum_k sum_i M_kni`` over the table's sectors k with any of the products,
    sellers i and members n of a union, whose trade with each other counts as home.

    Raises
    ------
    InputError
        Another layout, several years of tables, a party that the table lacks, products in none of
        its sectors.
    """
    files = found_files(str(path), READERS, "inputs and outputs", encoding)
    file, *others = files.files
    if others:
        raise InputError(f"{files.path} has {len(others) + 1} tables; give the file of one year")
    table = read_icio(file) if files.reader == "read_icio" else read_wiod(file)
    sectors = _sectors(table, trade)
    shares = {party.id: _home_share(table, party, sectors, trade.year) for party in parties}
    return HomeSales(
        shares=shares,
        sectors=sectors,
        year="" if table.year is None else str(table.year),
        source=files.cited("inputs-outputs", table.source.partition(",")[0]),
        obtained=files.obtained,
    )


def _sectors(table: InputOutputTable, trade: PartyTrade) -> tuple[str, ...]:
    """Sectors of the table that hold a division of the products."""
    wanted = _by_division(trade.flows.filter(year=trade.year))["isic"].to_list()
    rows = _divisions().filter(pl.col("isic3").is_in(wanted))
    codes = set(rows["wiod"].to_list())
    new = {int(code) for both in rows["isic4"] for code in both.split("|")}
    found = tuple(s for s in table.sectors if s in codes or new & divisions_of(s))
    if not found:
        raise InputError(
            f"{table.source} has no sector of ISIC {', '.join(sorted(wanted))}; its sectors are "
            f"{', '.join(table.sectors[:8])}, ..."
        )
    return found


def divisions_of(sector: str) -> set[int]:
    """Divisions of ISIC Rev. 4 in a sector's code: C10T12 has 10 to 12, C24A is part of 24."""
    match = re.fullmatch(r"[A-Z]?(\d\d)\d?[A-Z]?(?:[T_](\d\d)\d?)?", sector)
    if match is None:
        return set()
    first = int(match[1])
    return set(range(first, int(match[2] or first) + 1))


def _home_share(table: InputOutputTable, party: Side, sectors: tuple[str, ...], year: int) -> float:
    members = set(party.members(table.year or year))
    at = [n for n, code in enumerate(table.countries) if code in members]
    if not at:
        raise InputError(f"{table.source} has no country of {party.name}; give a table that has it")
    rows = [table.sectors.index(s) for s in sectors]
    bought = table.flows[np.ix_(rows, at)].sum()
    if not bought > 0.0:
        raise InputError(f"{table.source} has no use of {', '.join(sectors)} in {party.name}")
    return float(table.flows[np.ix_(rows, at, at)].sum() / bought)
