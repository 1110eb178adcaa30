"""The Gravity database of CEPII."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tradetalks.errors import InputError
from tradetalks.figures import nearest
from tradetalks.statistics._check import Fault, Rule, examine, negative, not_a_number, number
from tradetalks.statistics._layouts import GRAVITY, plain
from tradetalks.statistics._pairs import chosen, pairs
from tradetalks.statistics._table import Table, table

__all__ = ["read_gravity"]

KEY = ("year", "iso3o", "iso3d")

EXISTS = ("countryexistso", "countryexistsd")
"""Whether a country existed in that year; absent in releases before 2021."""

WORDS = ("countryid", "legal", "rtatypename")
"""Beginnings of the columns that hold words."""

DUMMIES = (
    "contig",
    "comlangoff",
    "comlangethno",
    "coldepever",
    "coldep",
    "siblingever",
    "sibling",
    "gatto",
    "gattd",
    "wtoo",
    "wtod",
    "euo",
    "eud",
    "ftawto",
)


def read_gravity(
    path: str | Path,
    *,
    years: Sequence[int] | None = None,
    exporters: Sequence[str] | None = None,
    importers: Sequence[str] | None = None,
    variables: Sequence[str] | None = None,
) -> Table:
    """Read the variables of gravity equations: distance, borders, languages, agreements, trade.

    The layout is that of ``Gravity_V202211``: ``year``, ``iso3_o`` (exporter), ``iso3_d``
    (importer), and variables under CEPII's names and in its units, distances in km. Only flows
    (``tradeflow_*``, ``manuf_tradeflow_*``) are changed: thousands of current USD there, USD here.

    Parameters
    ----------
    path
        The csv or parquet file.
    years, exporters, importers
        Rows to keep, countries by the ISO codes of the file; None for all.
    variables
        Columns to keep besides the key; None for all that are there.

    Returns
    -------
    Table
        Columns ``year``, ``exporter``, ``importer`` and the variables.

    Raises
    ------
    InputError
        Another layout, a year, country or variable that the file lacks, cells that are no
        numbers, negative distances or flows, dummies other than 0 and 1, a pair twice in a year:
        with file, line and column.

    Notes
    -----
    The file is square: it has rows for countries before they existed and after they ceased to.
    Those are left out and counted. Of two states that share a code in a year (the Germanies) only
    the one that existed is left.

    References
    ----------
    Conte, M., P. Cotterlaz and T. Mayer (2022), The CEPII Gravity Database, CEPII Working Paper
    2022-05.
    """
    origin = pairs(Path(path), GRAVITY)
    columns = [c for c in origin.names if c not in (*KEY, *EXISTS)]
    if variables is not None:
        columns = [_variable(origin.name, columns, name) for name in variables]
    choices = chosen(
        origin,
        [
            ("year", "years", years),
            ("iso3o", "exporters", exporters),
            ("iso3d", "importers", importers),
        ],
    )
    exists = [number(column) != 0.0 for column in EXISTS if column in origin.names]
    if exists:
        words = "of countries that did not exist in the year, left out"
        choices.append(Rule(words, pl.all_horizontal(exists)))
    key = {column: pl.col(column) for column in KEY}
    part = examine(origin, choices, _faults(columns), key=key)
    values = {origin.names[c]: _value(c) for c in columns}
    layout: dict[str, pl.DataType] = {
        "year": pl.Int32(),
        "exporter": pl.String(),
        "importer": pl.String(),
        **{origin.names[c]: pl.String() if c.startswith(WORDS) else pl.Float64() for c in columns},
    }
    named = dict(zip(("year", "exporter", "importer"), key.values(), strict=True))
    return table(layout, "CEPII Gravity", [origin.name], [part], [{**named, **values}])


def _variable(file: str, columns: Sequence[str], name: str) -> str:
    if plain(name) not in columns:
        guess = nearest(plain(name), list(columns))
        raise InputError(
            f"{file} has no variable {name!r}; "
            + (f"did you mean {guess!r}?" if guess else f"it has {', '.join(columns[:8])}")
        )
    return plain(name)


def _value(column: str) -> pl.Expr:
    if column.startswith(WORDS):
        return pl.col(column)
    return number(column) * 1e3 if "tradeflow" in column else number(column)


def _faults(columns: Sequence[str]) -> list[Fault]:
    year = pl.col("year").str.contains(r"^\d{4}$").not_().fill_null(True)
    faults = [Fault("year", year, "is not a year; write four digits")]
    for side in KEY[1:]:
        wrong = pl.col(side).str.contains(r"^[A-Z]{3}$").not_().fill_null(True)
        faults.append(Fault(side, wrong, "is no code of three letters"))
    for column in columns:
        if not column.startswith(WORDS):
            faults.append(not_a_number(column, empty=True))
        if "dist" in column or "tradeflow" in column:
            faults.append(negative(column))
        if column in DUMMIES:
            wrong = number(column).is_in([0.0, 1.0]).not_().fill_null(False)
            faults.append(Fault(column, wrong, "is neither 0 nor 1; write one, or nothing"))
    return faults
