"""Trade of the United States from the Census Bureau: USA Trade Online and the files of its API."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._check import Source, source
from tradetalks.statistics._coverage import ListedCode
from tradetalks.statistics._layouts import CENSUS_EXPORTS, CENSUS_IMPORTS, TRADE_ONLINE
from tradetalks.statistics._table import TRADE, Table, table
from tradetalks.statistics._text import TextFile, opened
from tradetalks.statistics._us_trade import Choice, checked_digits, columns, examined

__all__ = ["read_census"]

Imports = Literal["general", "consumption"]

PLURALS = TRADE_ONLINE._replace(columns=("commodities", "countries", "time"))
"""The names of the same columns in some reports."""

ROLES = {
    "product": ("commodity", "commodities", "icommodity", "ecommodity"),
    "partner": ("ctycode", "country", "countries"),
    "time": ("time",),
}


class _Measure(NamedTuple):
    """A column of values: how its plain name begins, what it measures."""

    column: str
    flow: str
    basis: str
    imports: Imports | None


MEASURES = (
    _Measure("customsvaluegen", "imports", "customs", "general"),
    _Measure("genvalmo", "imports", "customs", "general"),
    _Measure("customsvaluecons", "imports", "customs", "consumption"),
    _Measure("convalmo", "imports", "customs", "consumption"),
    _Measure("totalexportsvalue", "exports", "fas", None),
    _Measure("fasvalue", "exports", "fas", None),
    _Measure("allvalmo", "exports", "fas", None),
    _Measure("value", "exports", "fas", None),
)
"""Values of USA Trade Online and of the API, whose sums of a year to date are not read."""


def read_census(
    path: str | Path,
    *,
    years: Sequence[int] | None = None,
    partners: Sequence[str] | None = None,
    products: Sequence[str | ListedCode] | None = None,
    digits: int | None = None,
    imports: Imports = "general",
    encoding: str = "utf-8",
) -> Table:
    """Read exports or imports of the United States as its Census Bureau reports them.

    Lines before the header are passed over, codes are taken from the start of descriptions, and
    thousands separators from values. Imports are at customs value, exports free alongside ship.
    Totals over countries, groups of countries, totals over goods and all levels of products but
    one are left out. Quantities are not read: the files do not say their units.

    Parameters
    ----------
    path
        A csv file of USA Trade Online, or of the API's answer with its names of columns.
    years
        Years; None for all.
    partners
        Countries by ISO code or name; None for all.
    products
        Codes at any number of digits, as for `codes`; None for all.
    digits
        Digits of the products: 2, 4, 6, 8 or 10; None for the most that the file has.
    imports
        Which imports where a file has both: "general" or "consumption".
    encoding
        Encoding of the file.

    Raises
    ------
    InputError
        Faults by file, line and column: another layout, no column of values or in thousands
        beside dollars, an absent year, unknown countries, odd codes, numbers that are none or
        negative, duplicated keys, years beside months.

    References
    ----------
    USA Trade Online: https://usatrade.census.gov. The API:
    https://www.census.gov/foreign-trade/reference/guides/Guide_to_International_Trade_Datasets.pdf
    """
    if imports not in ("general", "consumption"):
        raise InputError(f"imports is {imports!r}; choose 'general' or 'consumption'")
    layouts = [TRADE_ONLINE, PLURALS, CENSUS_IMPORTS, CENSUS_EXPORTS]
    file = opened(Path(path), layouts, encoding)
    column, measure = _measure(file, imports)
    part = examined(_named(file, column), Choice(years, partners, products, checked_digits(digits)))
    classification = "HTS" if measure.flow == "imports" else "Schedule B"
    views = [columns(measure.flow, measure.basis, classification)]
    said = f"US Census, {imports} imports" if measure.flow == "imports" else "US Census, exports"
    return table(TRADE, said, [file.name], [part], views)


def _measure(file: TextFile, imports: Imports) -> tuple[str, _Measure]:
    """The column of values."""
    found = [
        (column, measure)
        for measure in MEASURES
        for column in file.names
        if column.startswith(measure.column) and measure.imports in (None, imports)
    ]
    if not found:
        have = ", ".join(file.names.values())
        raise InputError(
            f"{file.name}, line {file.header}: no column of values among {have}; add 'Customs "
            "Value (Gen) ($US)' or 'Total Exports Value ($US)' to the report, or GEN_VAL_MO or "
            "ALL_VAL_MO to the query"
        )
    units = {file.names[column]: "thous" in column or "000" in column for column, _ in found}
    if any(units.values()):
        named = ", ".join(repr(name) for name in units)
        raise InputError(
            f"{file.name}, line {file.header}: columns {named} are in thousands or mix units; "
            "download values in dollars"
        )
    return found[0]


def _named(file: TextFile, value: str) -> Source:
    """Columns by what they are; the API's year and month are joined to a time."""
    origin = source(file)
    names = dict(origin.names)
    rows = origin.rows
    if "time" not in names:
        if "year" not in names:
            raise InputError(f"{file.name}, line {file.header}: no column time or YEAR; add one")
        month = pl.lit("") if "month" not in names else pl.lit("-") + pl.col("month")
        rows = rows.with_columns((pl.col("year") + month).alias("time"))
        names["time"] = names["year"]
    roles = {role: next(n for n in known if n in names) for role, known in ROLES.items()}
    roles["value"] = value
    rows = rows.with_columns(pl.col(column).alias(role) for role, column in roles.items())
    return origin._replace(rows=rows, names={**names, **{r: names[c] for r, c in roles.items()}})
