"""DataWeb of the US International Trade Commission: workbooks of exports and imports."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._check import Source
from tradetalks.statistics._coverage import ListedCode
from tradetalks.statistics._layouts import plain
from tradetalks.statistics._table import TRADE, Table, table
from tradetalks.statistics._text import LINE
from tradetalks.statistics._us_trade import MONTHS, Choice, checked_digits, columns, examined

__all__ = ["read_dataweb"]

SHEETS: Mapping[str, tuple[str, str]] = {
    "generalcustomsvalue": ("imports", "customs"),
    "customsvalue": ("imports", "customs"),
    "generalcifimportsvalue": ("imports", "cif"),
    "cifimportvalue": ("imports", "cif"),
    "fasvalue": ("exports", "fas"),
}
"""What a sheet holds, by its plain name."""

PRODUCTS = ("htsnumber", "schedulebnumber", "hsnumber", "hts10", "hts8", "hts6", "hts4", "hts2")

HEAD = 20
"""Rows of a sheet among which the header is looked for."""


def read_dataweb(
    path: str | Path,
    *,
    sheet: str | None = None,
    years: Sequence[int] | None = None,
    partners: Sequence[str] | None = None,
    products: Sequence[str | ListedCode] | None = None,
    digits: int | None = None,
) -> Table:
    """Read a workbook of DataWeb, with years in rows or in columns.

    Needs the package fastexcel. The sheet says what is measured: "General Customs Value" and
    "Customs Value" are imports, "FAS Value" exports. Rows before the header and the totals below
    are passed over. Months are read where the sheet has a column of them or a column for each.

    Parameters
    ----------
    path
        The workbook, xlsx.
    sheet
        Name of the sheet; None for the first one of values.
    years, partners, products, digits
        As for `read_census`.

    Raises
    ------
    InputError
        No fastexcel, no such sheet, no header, units that are not dollars, and the faults of
        `read_census`, by row of the sheet.

    References
    ----------
    https://dataweb.usitc.gov; layout of an export as of 2024.
    """
    file = Path(path)
    cells, name = _cells(file, sheet)
    flow, basis = SHEETS[plain(name)]
    origin = _long(file.name, name, cells)
    part = examined(origin, Choice(years, partners, products, checked_digits(digits)))
    classification = "HTS" if flow == "imports" else "Schedule B"
    views = [columns(flow, basis, classification)]
    return table(TRADE, f"USITC DataWeb, {name}", [file.name], [part], views)


def _cells(file: Path, sheet: str | None) -> tuple[pl.DataFrame, str]:
    """Cells of a sheet as text, and its name."""
    if not file.is_file():
        raise InputError(f"{file} does not exist; give a workbook")
    try:
        book = pl.read_excel(
            file,
            sheet_id=0,
            engine="calamine",
            has_header=False,
            drop_empty_rows=False,
            read_options={"dtypes": "string"},
        )
    except ModuleNotFoundError as error:
        raise InputError("a workbook is read with fastexcel; pip install fastexcel") from error
    except Exception as error:
        first = str(error).strip().splitlines()[0]
        raise InputError(
            f"{file.name} is no workbook, or is cut short ({first}); download it again"
        ) from error
    known = [name for name in book if plain(name) in SHEETS]
    chosen = sheet or next(iter(known), None)
    if chosen not in known:
        have = ", ".join(repr(name) for name in book)
        raise InputError(
            f"{file.name} has no sheet {chosen or 'of values'}; it has {have}, and those of values "
            "are named General Customs Value, Customs Value or FAS Value"
        )
    return book[chosen], chosen


def _long(file: str, sheet: str, cells: pl.DataFrame) -> Source:
    """One row a product, country and time, out of a sheet."""
    name = f"{file}, sheet {sheet}"
    row, header = _header(name, cells)
    plain_names = [plain(h) or f"column{n}" for n, h in enumerate(header)]
    body = cells.slice(row + 1).rename(dict(zip(cells.columns, plain_names, strict=True)))
    body = body.with_row_index(LINE, offset=row + 2)
    product = next(p for p in PRODUCTS if p in plain_names)
    body = body.filter(~_is_footer(product))
    _dollars(name, row, header)
    body = body.rename({product: "product", "country": "partner"})
    spread = [n for n in plain_names if re.fullmatch(r"\d{4}|ytd\d*", n) or n in MONTHS]
    names = {"product": header[plain_names.index(product)], "partner": "Country"}
    if not spread:
        named = {**names, "time": "Year", "value": sheet}
        return Source(name, named, _in_rows(body, sheet).lazy(), row="row")
    keep = [LINE, "product", "partner"] + (["year"] if "year" in plain_names else [])
    long = body.unpivot(spread, index=keep, variable_name="spread", value_name="value")
    time = pl.col("spread") if "year" not in keep else pl.col("spread") + " " + pl.col("year")
    long = long.drop_nulls("value").with_columns(time.alias("time"))
    named = {**names, "time": "of the header", "value": "of values"}
    return Source(name, named, long.lazy(), row="row")


def _header(name: str, cells: pl.DataFrame) -> tuple[int, list[str]]:
    for row, values in enumerate(cells.head(HEAD).rows()):
        header = [str(value or "").strip() for value in values]
        found = [plain(h) for h in header]
        if "country" in found and any(p in found for p in PRODUCTS):
            return row, header
    raise InputError(
        f"{name}: no row of the first {HEAD} has columns HTS Number and Country; add both to the "
        "query"
    )


def _is_footer(product: str) -> pl.Expr:
    """The rows of totals below the data, and empty ones."""
    return (
        pl.col(product)
        .fill_null("")
        .str.strip_chars()
        .str.to_lowercase()
        .is_in(["", "total", "total:"])
        & pl.col("country").is_null()
    )


def _dollars(name: str, row: int, header: Sequence[str]) -> None:
    for column in header:
        if "thousand" in column.casefold() or "million" in column.casefold():
            raise InputError(
                f"{name}, row {row + 1}: column {column!r} is not in dollars; ask for $"
            )


def _in_rows(body: pl.DataFrame, sheet: str) -> pl.DataFrame:
    """Years, and months where there are any, in rows."""
    value = plain(sheet)
    if "year" not in body.columns or value not in body.columns:
        raise InputError(
            f"sheet {sheet} has neither columns of years nor Year and {sheet}; download it so"
        )
    year = pl.col("year").str.replace(r"\.0$", "")
    time = year
    if "month" in body.columns:
        month = pl.col("month").str.to_lowercase().str.replace(r"\.0$", "")
        time = (
            pl.when(month.str.contains(r"^\d"))
            .then(year + "-" + month)
            .otherwise(month + " " + year)
        )
    return body.with_columns(time.alias("time"), pl.col(value).alias("value"))
