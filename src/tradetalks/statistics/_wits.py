"""Tariffs as WITS exports them, from TRAINS of UNCTAD and the databases of the WTO."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._check import (
    Examined,
    Fault,
    Needed,
    Rule,
    Source,
    examine,
    negative,
    not_a_number,
    number,
    source,
)
from tradetalks.statistics._classifications import restored
from tradetalks.statistics._codes import choice
from tradetalks.statistics._countries import (
    country_codes,
    known_countries,
    looked_up,
    near,
    read_as,
)
from tradetalks.statistics._coverage import ListedCode
from tradetalks.statistics._layouts import WITS
from tradetalks.statistics._table import TARIFFS, Table, table
from tradetalks.statistics._text import opened

__all__ = ["read_wits"]

Kind = Literal["MFN", "BND", "PRF", "AHS"]

KINDS: tuple[Kind, ...] = ("MFN", "BND", "PRF", "AHS")

OPTIONAL = {
    "lowest": ("minimumrate", "minrate"),
    "highest": ("maximumrate", "maxrate"),
    "lines": ("nbroftotallines", "totallines", "nboftotallines"),
    "imports": ("importsvaluein1000usd", "importvaluein1000usd"),
    "tradeyear": ("tradeyear",),
    "native": ("nativenomen",),
    "selected": ("selectednomen",),
}
"""Columns that an export may have, by their plain names."""


def read_wits(
    path: str | Path,
    *,
    years: Sequence[int] | None = None,
    importers: Sequence[str] | None = None,
    exporters: Sequence[str] | None = None,
    products: Sequence[str | ListedCode] | None = None,
    kinds: Sequence[Kind] | None = None,
    encoding: str = "utf-8",
) -> Table:
    """Read an export of WITS's tariff and trade analysis.

    Rates are percent in the file and fractions here: the simple average over the lines of a
    product, with the least and the largest of them. Imports are in thousand dollars in the file
    and in dollars here. A partner of 000, WLD or World is every partner, "WLD" here.

    Parameters
    ----------
    path
        A csv file with the columns Reporter, Product, Partner, Tariff Year, DutyType and Simple
        Average; countries by ISO code, number or name.
    years
        Years of the tariff; None for all.
    importers, exporters
        Countries by ISO code or name; the reporter of a tariff is the importer. None for all.
    products
        Codes at any number of digits, as for `codes`; None for all.
    kinds
        Of "MFN", "BND", "PRF" and "AHS"; None for all.
    encoding
        Encoding of the file.

    Raises
    ------
    InputError
        Faults by file, line and column: another layout, an absent year, unknown countries, odd
        codes, an unknown duty type, rates that are none or negative, duplicated keys.

    References
    ----------
    https://wits.worldbank.org/wits/wits/witshelp/content/data_retrieval/p/AQ/C9e.AQ_Tariffs-Result.htm
    """
    unknown = [kind for kind in kinds or () if kind not in KINDS]
    if unknown:
        raise InputError(f"kind {unknown[0]!r} is unknown; choose from {', '.join(KINDS)}")
    origin = _widened(source(opened(Path(path), [WITS], encoding)))
    rules = _rules(years, importers, exporters, products, kinds)
    part = _examined(origin, rules, years)
    return table(TARIFFS, "WITS", [origin.name], [part], [_columns()])


def _widened(origin: Source) -> Source:
    """Countries by code, and the optional columns, null where the file lacks them."""
    both = origin.rows.select(pl.concat([pl.col("reporter"), pl.col("partner")]).unique())
    names = [n for n in both.collect(engine="streaming")["reporter"] if n is not None]
    codes = {name: code for name in names if (code := _country(name)) is not None}
    extra: list[pl.Expr] = []
    for role, known in OPTIONAL.items():
        column = next((k for k in known if k in origin.names), None)
        extra.append((pl.lit(None, pl.String) if column is None else pl.col(column)).alias(role))
    rows = origin.rows.with_columns(
        read_as(pl.col("reporter"), codes).alias("importer"),
        read_as(pl.col("partner"), codes).alias("exporter"),
        *extra,
    )
    return origin._replace(rows=rows)


def _country(name: str) -> str | None:
    number = name.strip()
    if number.isdigit():
        return country_codes("comtrade").get(str(int(number)))
    return looked_up(number)


def _rules(
    years: Sequence[int] | None,
    importers: Sequence[str] | None,
    exporters: Sequence[str] | None,
    products: Sequence[str | ListedCode] | None,
    kinds: Sequence[Kind] | None,
) -> list[Rule]:
    rules: list[Rule] = []
    if years is not None:
        rules.append(Rule("of other years, left out", _year().is_in(list(years))))
    for side, names in (("importer", importers), ("exporter", exporters)):
        if names is not None:
            inside = pl.col(side).is_in(list(known_countries(names).values()))
            rules.append(Rule(f"of other {side}s, left out", inside))
    if products is not None:
        rules.append(Rule("of other products, left out", choice(restored("product"), products)))
    if kinds is not None:
        rules.append(Rule("of other kinds, left out", _kind().is_in(list(kinds))))
    return rules


def _examined(origin: Source, rules: Sequence[Rule], years: Sequence[int] | None) -> Examined:
    code = restored("product")
    faults = [
        Fault("reporter", pl.col("importer").is_null(), "is an unknown country", _hint),
        Fault("partner", pl.col("exporter").is_null(), "is an unknown country", _hint),
        Fault("tariffyear", _year().is_null(), "is not a year; write four digits"),
        Fault("product", code.str.contains(r"^\d{2,10}$").not_().fill_null(True), "is no code"),
        Fault("dutytype", ~_kind().is_in(list(KINDS)).fill_null(False),
              f"is no duty type; it is one of {', '.join(KINDS)}"),
        not_a_number("simpleaverage", empty=True),
        negative("simpleaverage"),
    ]  # fmt: skip
    other_year = pl.col("tradeyear").cast(pl.Int32, strict=False) != _year()
    counts = [
        Rule("with the leading zero of the product restored", code != pl.col("product")),
        Rule("without a rate", number("simpleaverage").is_null()),
        Rule("with imports of another year than the tariff's", other_year.fill_null(False)),
    ]
    key = {
        "reporter": pl.col("importer"),
        "partner": pl.col("exporter"),
        "tariffyear": _year(),
        "product": code,
        "dutytype": _kind(),
    }
    needed = Needed("tariffyear", _year(), years) if years else None
    return examine(origin, rules, faults, counts, key, needed)


def _hint(name: str) -> str:
    return "; give a number of M49" if name.strip().isdigit() else near(name)


def _year() -> pl.Expr:
    return pl.col("tariffyear").str.extract(r"^(\d{4})$", 1).cast(pl.Int32, strict=False)


def _kind() -> pl.Expr:
    return pl.col("dutytype").str.strip_chars().str.to_uppercase()


def _columns() -> dict[str, pl.Expr]:
    return {
        "importer": pl.col("importer"),
        "exporter": pl.col("exporter"),
        "year": _year(),
        "classification": pl.coalesce("selected", "native", pl.lit("HS")),
        "product": restored("product"),
        "kind": _kind(),
        "rate": number("simpleaverage") / 100.0,
        "lowest": number("lowest") / 100.0,
        "highest": number("highest") / 100.0,
        "lines": number("lines"),
        "imports": number("imports") * 1e3,
    }
