"""The International Trade and Production Database for Estimation of the USITC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from tradetalks.statistics._check import Fault, Rule, examine, negative, not_a_number, number
from tradetalks.statistics._layouts import ITPD
from tradetalks.statistics._pairs import chosen, pairs
from tradetalks.statistics._table import Table, table

__all__ = ["read_itpd"]

OTHERS = ("year", "industrydescr", "broadsector", "flagmirror", "flagzero")
"""Columns besides those by which the layout is known."""

KEY = ("year", "exporteriso3", "importeriso3", "industryid")

ORIGINS = {"p": "positive", "r": "reported zero", "u": "unknown, filled with zero"}

COLUMNS: Mapping[str, pl.DataType] = {
    "year": pl.Int32(),
    "exporter": pl.String(),
    "importer": pl.String(),
    "industry": pl.Int32(),
    "industry_name": pl.String(),
    "broad_sector": pl.String(),
    "value": pl.Float64(),
    "domestic": pl.Boolean(),
    "mirrored": pl.Boolean(),
    "origin": pl.String(),
}


def read_itpd(
    path: str | Path,
    *,
    years: Sequence[int] | None = None,
    exporters: Sequence[str] | None = None,
    importers: Sequence[str] | None = None,
    industries: Sequence[int] | None = None,
) -> Table:
    """Read trade and production by industry, domestic sales among them.

    The layout is that of releases 1 to 3 (``ITPD_E_R03.csv``): ``trade`` in millions of current
    USD there, in USD in ``value`` here.

    Parameters
    ----------
    path
        The csv or parquet file.
    years, exporters, importers, industries
        Rows to keep, countries by the ISO codes of the file, industries by number; None for all.

    Returns
    -------
    Table
        ``year``, ``exporter``, ``importer``, ``industry``, ``industry_name``, ``broad_sector``,
        ``value``; ``domestic`` for sales of a country to itself, ``mirrored`` for values from the
        partner's books, and ``origin``: "positive", "reported zero" or "unknown, filled with zero".

    Raises
    ------
    InputError
        Another layout, a year, country or industry that the file lacks, cells that are no
        numbers, negative trade, flags that are unknown or do not fit the value, a flow twice: with
        file, line and column.

    References
    ----------
    Borchert, I., M. Larch, S. Shikher and Y. Yotov (2021), The International Trade and Production
    Database for Estimation (ITPD-E), International Economics 166. Columns:
    https://www.usitc.gov/data/gravity/gravity_portal_itpd_e_variables.htm
    """
    origin = pairs(Path(path), ITPD, OTHERS)
    choices = chosen(
        origin,
        [
            ("year", "years", years),
            ("exporteriso3", "exporters", exporters),
            ("importeriso3", "importers", importers),
            ("industryid", "industries", industries),
        ],
    )
    counts = [
        Rule("of domestic sales", _domestic()),
        Rule("from the partner's report", _mirrored()),
        Rule("of zeros that stand for what nobody knows", pl.col("flagzero") == "u"),
    ]
    key = {column: pl.col(column) for column in KEY}
    part = examine(origin, choices, _faults(), counts, key)
    columns = {
        "year": pl.col("year"),
        "exporter": pl.col("exporteriso3"),
        "importer": pl.col("importeriso3"),
        "industry": pl.col("industryid"),
        "industry_name": pl.col("industrydescr"),
        "broad_sector": pl.col("broadsector"),
        "value": number("trade") * 1e6,
        "domestic": _domestic(),
        "mirrored": _mirrored(),
        "origin": pl.col("flagzero").replace_strict(ORIGINS, default=None),
    }
    return table(COLUMNS, "USITC ITPD-E", [origin.name], [part], [columns])


def _domestic() -> pl.Expr:
    return pl.col("exporteriso3") == pl.col("importeriso3")


def _mirrored() -> pl.Expr:
    return number("flagmirror") == 1.0


def _faults() -> list[Fault]:
    """Rules on a row; the value and its flag are held against each other."""
    whole = {column: pl.col(column).str.contains(r"^\d+$") for column in ("year", "industryid")}
    codes = {c: pl.col(c).str.contains(r"^[A-Z]{3}$") for c in ("exporteriso3", "importeriso3")}
    known = pl.col("flagzero").is_in(list(ORIGINS))
    unlike = known & ((pl.col("flagzero") == "p") != (number("trade") > 0.0))
    return [
        *(Fault(c, ~rule.fill_null(False), "is no whole number") for c, rule in whole.items()),
        *(Fault(c, ~rule.fill_null(False), "is no code of 3 letters") for c, rule in codes.items()),
        not_a_number("trade"),
        negative("trade"),
        Fault(
            "flagmirror",
            number("flagmirror").is_in([0.0, 1.0]).not_().fill_null(True),
            "is neither 0 nor 1",
        ),
        Fault("flagzero", known.not_().fill_null(True), "is none of p, r, u"),
        Fault("trade", unlike.fill_null(False), "does not fit flag_zero: p above 0, r and u at 0"),
    ]
