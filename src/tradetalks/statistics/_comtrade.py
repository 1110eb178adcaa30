"""UN Comtrade, version 1: files of the site and of the bulk service, frames of its API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._check import (
    Examined,
    Fault,
    Needed,
    Rule,
    Source,
    counted_by,
    examine,
    negative,
    not_a_number,
    number,
    source,
)
from tradetalks.statistics._classifications import restored
from tradetalks.statistics._codes import choice
from tradetalks.statistics._countries import (
    countries,
    country_codes,
    known_countries,
    numbers_of,
    out_of_date,
    read_as,
)
from tradetalks.statistics._coverage import ListedCode
from tradetalks.statistics._layouts import COMTRADE, plain
from tradetalks.statistics._table import TRADE, Table, table
from tradetalks.statistics._text import LINE, opened

__all__ = ["read_comtrade"]

Flow = Literal["imports", "exports"]

FLOWS: Mapping[str, Flow] = {"M": "imports", "X": "exports"}
"""Re-exports (RX), re-imports (RM) and the other codes are parts of these two."""

TOTALS = {"partner2code": "0", "customscode": "C00", "motcode": "0", "moscode": "0"}
"""What a row that is not broken down has: second partner, procedure, transport, supply."""

OPTIONAL = (*TOTALS, "refyear", "period", "refmonth", "freqcode", "cifvalue", "fobvalue", "qty",
            "qtyunitabbr", "qtyunitcode", "typecode")  # fmt: skip

NO_UNIT = ("-1", "0")

MIXED = "of products with quantities in more than one unit, which do not add up"


def read_comtrade(
    data: str | Path | Sequence[str | Path] | pl.DataFrame | Any,
    *,
    years: Sequence[int] | None = None,
    reporters: Sequence[str] | None = None,
    partners: Sequence[str] | None = None,
    products: Sequence[str | ListedCode] | None = None,
    flow: Flow | None = None,
    digits: int | None = None,
    encoding: str = "utf-8",
) -> Table:
    """Read trade as reporters gave it to UN Comtrade, nothing counted twice.

    Sums are told from their parts: rows broken down by second partner, customs procedure or mode
    of transport are left out, since the row of their total is there; so are re-exports and other
    parts of the two flows, the world as a partner (unless asked for by ``partners=["WLD"]``) and
    products of other numbers of digits than ``digits``. Values are in US dollars, imports mostly
    at cif and exports at fob: ``value_basis`` says which of the two the primary value is.

    Parameters
    ----------
    data
        A csv file or one in gzip, several of them, or a frame as the package comtradeapicall
        returns (pandas or polars).
    years
        Years; None for all.
    reporters, partners
        Countries by ISO code or name; None for all.
    products
        Codes at any number of digits, as for `codes`; None for all.
    flow
        "imports" or "exports"; None for both.
    digits
        Digits of the products: 0 (all products together), 2, 4 or 6; None for the most that the
        data have. A reporter, year and flow without any row at that level is counted.
    encoding
        Encoding of files; the site's own are often cp1252.

    Raises
    ------
    InputError
        Faults by file, line and column: another layout, an absent year, unknown countries, odd
        codes, numbers that are none or negative, duplicated keys, breakdowns without a total.

    References
    ----------
    Layout: https://uncomtrade.org/docs/un-comtrade-api and the reference tables of
    https://comtradeapi.un.org/files/v1/app/reference/ListofReferences.json.
    """
    if digits not in (None, 0, 2, 4, 6):
        raise InputError(f"digits is {digits}; choose 0, 2, 4 or 6")
    if flow not in (None, "imports", "exports"):
        raise InputError(f"flow is {flow!r}; choose 'imports' or 'exports'")
    origins = _origins(data, encoding)
    level = max(_level(origin) for origin in origins) if digits is None else digits
    choices = [*_totals(partners), *_chosen(reporters, partners, products, flow)]
    if years is not None:
        choices.insert(0, Rule("of other years, left out", _year().is_in(list(years))))
    at_level = (_size() == level) | _bad_code()
    choices.append(Rule(f"of products of other than {level} digits, left out", at_level))
    parts = [_examined(origin, choices, years) for origin in origins]
    found = [_complete(o, part, level) for o, part in zip(origins, parts, strict=True)]
    files = [origin.name for origin in origins]
    return table(TRADE, "UN Comtrade", files, found, [_columns()] * len(found))


def _origins(data: Any, encoding: str) -> list[Source]:
    if isinstance(data, str | Path):
        data = [data]
    if hasattr(data, "columns"):
        return [_framed(data)]
    return [_widened(source(opened(Path(path), [COMTRADE], encoding))) for path in data]


def _framed(frame: Any) -> Source:
    """A frame of pandas or polars as a source; numbers that pandas made of codes become text."""
    columns = {plain(str(name)): [_text(cell) for cell in frame[name]] for name in frame.columns}
    absent = [name for name in COMTRADE.columns if name not in columns]
    if absent:
        raise InputError(f"the frame lacks columns {', '.join(absent)} of UN Comtrade v1")
    text = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String()))
    rows = text.with_row_index(LINE, offset=0)
    names = {plain(str(name)): str(name) for name in frame.columns}
    return _widened(Source("frame", names, rows.lazy(), row="row"))


def _text(cell: object) -> str | None:
    if cell is None or cell != cell:
        return None
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _widened(origin: Source) -> Source:
    """Columns that a file may lack are added as nulls."""
    if "refyear" not in origin.names and "period" not in origin.names:
        raise InputError(f"{origin.name} has no column refYear or period; download it with one")
    absent = [name for name in OPTIONAL if name not in origin.names]
    rows = origin.rows.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    return origin._replace(rows=rows)


def _year() -> pl.Expr:
    year = pl.coalesce("refyear", pl.col("period").str.slice(0, 4))
    return year.cast(pl.Int32, strict=False)


def _month() -> pl.Expr:
    """Month of monthly data; annual data have the month 52 or none."""
    month = pl.coalesce(
        pl.col("refmonth").cast(pl.Int32, strict=False),
        pl.col("period").str.slice(4, 2).cast(pl.Int32, strict=False),
    )
    return pl.when(month.is_between(1, 12)).then(month).otherwise(None)


def _code() -> pl.Expr:
    return restored("cmdcode")


def _size() -> pl.Expr:
    """Digits of a product; all products together have none."""
    return pl.when(_code() == "TOTAL").then(0).otherwise(_code().str.len_chars())


def _level(origin: Source) -> int:
    found = origin.rows.select(_size().max()).collect(engine="streaming").item()
    return int(found or 0)


def _is_total(column: str, total: str) -> pl.Expr:
    return (pl.col(column).str.strip_chars() == total).fill_null(True)


def _totals(partners: Sequence[str] | None) -> list[Rule]:
    whole = pl.all_horizontal(_is_total(column, total) for column, total in TOTALS.items())
    rules = [
        Rule("of re-exports, re-imports and other parts of a flow, left out",
             pl.col("flowcode").is_in(list(FLOWS))),
        Rule("broken down by second partner, procedure or transport, left out", whole),
    ]  # fmt: skip
    if partners is None or "WLD" not in known_countries(partners).values():
        rules.append(Rule("of the world as a partner, left out", pl.col("partnercode") != "0"))
    return rules


def _chosen(
    reporters: Sequence[str] | None,
    partners: Sequence[str] | None,
    products: Sequence[str | ListedCode] | None,
    flow: Flow | None,
) -> list[Rule]:
    rules: list[Rule] = []
    known = country_codes("comtrade")
    if flow is not None:
        code = next(code for code, name in FLOWS.items() if name == flow)
        rules.append(Rule("of the other flow, left out", pl.col("flowcode") == code))
    for side, names in (("reporter", reporters), ("partner", partners)):
        if names is not None:
            inside = pl.col(f"{side}code").is_in(numbers_of(names, known))
            rules.append(Rule(f"of other {side}s, left out", inside))
    if products is not None:
        rules.append(Rule("of other products, left out", choice(_code(), products)))
    return rules


def _examined(origin: Source, choices: Sequence[Rule], years: Sequence[int] | None) -> Examined:
    faults = [
        Fault("refyear", _year().is_null(), "is not a year; write four digits"),
        _unknown("reportercode"),
        _unknown("partnercode"),
        Fault("cmdcode", _bad_code(), "is no code of the Harmonized System"),
        not_a_number("primaryvalue"),
        negative("primaryvalue"),
        not_a_number("qty", empty=True),
        negative("qty"),
    ]
    areas = countries().filter(pl.col("kind") == "area")["comtrade"].to_list()
    counts = [
        Rule("with the leading zero of the product restored", _code() != pl.col("cmdcode")),
        Rule("of partners that are no country, such as areas nes", _in("partnercode", areas)),
        Rule("with Other Asia, nes (490) read as Taiwan", _in("partnercode", ["490"])),
        Rule("with a group of countries as the reporter, beside its members if they are there",
             _in("reportercode", ["97", "918"])),
        Rule("without a quantity", _quantity().is_null()),
    ]  # fmt: skip
    key = {"refyear": _year(), "refmonth": _month(), "cmdcode": _code()}
    key |= {
        name: pl.col(name)
        for name in ("reportercode", "partnercode", "flowcode", "classificationcode")
    }
    needed = Needed("refyear", _year(), years) if years else None
    part = examine(origin, choices, faults, counts, key, needed)
    sides = ("reportercode", "partnercode")
    few = {"year": _year(), **{side: pl.col(side) for side in sides}}
    late = pl.any_horizontal(out_of_date(pl.col(side), pl.col("year")) for side in sides)
    return counted_by(part, "with a country outside the years of its number", few, late)


def _in(column: str, numbers: Sequence[str]) -> pl.Expr:
    return pl.col(column).is_in(list(numbers)).fill_null(False)


def _unknown(column: str) -> Fault:
    unknown = ~pl.col(column).is_in(list(country_codes("comtrade")))
    return Fault(column, unknown.fill_null(True), "is no country of Comtrade; give its number")


def _bad_code() -> pl.Expr:
    good = _code().str.contains(r"^TOTAL$|^\d{2}$|^\d{4}$|^\d{6}$|^\d{4}[A-Z]{2}$")
    return good.not_().fill_null(True)


def _quantity() -> pl.Expr:
    unitless = pl.col("qtyunitcode").is_in(list(NO_UNIT)).fill_null(False)
    return pl.when(unitless).then(None).otherwise(number("qty"))


def _complete(origin: Source, part: Examined, level: int) -> Examined:
    """Say what would vanish: breakdowns that have no total, reporters without the level."""
    if part.faults:
        return part
    whole = pl.all_horizontal(_is_total(column, total) for column, total in TOTALS.items())
    key = ["refyear", "period", "reportercode", "partnercode", "flowcode", "cmdcode"]
    flows = origin.rows.filter(pl.col("flowcode").is_in(list(FLOWS)))
    orphans = (
        flows.filter(~whole)
        .join(flows.filter(whole), on=key, how="anti", nulls_equal=True)
        .select(pl.len(), pl.col(LINE).min())
        .collect(engine="streaming")
        .row(0)
    )
    if orphans[0]:
        said = (
            f"{origin.name}, {origin.row} {orphans[1]} is broken down by second partner, procedure "
            f"or transport and has no total ({orphans[0]} such rows); download partner2Code 0, "
            "customsCode C00 and motCode 0"
        )
        return part._replace(faults=[said])
    who = ["refyear", "period", "reportercode", "flowcode"]
    bare = (
        flows.filter(whole)
        .group_by(who)
        .agg((_size() == level).any().alias("has"))
        .select((~pl.col("has")).sum())
        .collect(engine="streaming")
        .item()
    )
    words = f"reporters, years and flows without any product of {level} digits"
    counts = {**part.counts, words: int(bare), MIXED: _of_mixed_units(part)}
    return part._replace(counts=counts)


def _of_mixed_units(part: Examined) -> int:
    """Rows of products whose quantities a reporter gives in more than one unit."""
    known = pl.when(_quantity().is_null()).then(None).otherwise(pl.col("qtyunitcode"))
    groups = part.rows.group_by("reportercode", "flowcode", "cmdcode").agg(
        pl.len(), known.drop_nulls().n_unique().alias("units")
    )
    rows = groups.select(pl.col("len").filter(pl.col("units") > 1).sum())
    return int(rows.collect(engine="streaming").item() or 0)


def _columns() -> dict[str, pl.Expr]:
    known = country_codes("comtrade")
    primary = number("primaryvalue")
    basis = (
        pl.when(number("cifvalue") == primary)
        .then(pl.lit("cif"))
        .when(number("fobvalue") == primary)
        .then(pl.lit("fob"))
        .otherwise(pl.lit("unspecified"))
    )
    unit = pl.coalesce("qtyunitabbr", "qtyunitcode")
    return {
        "year": _year(),
        "month": _month(),
        "reporter": read_as(pl.col("reportercode"), known),
        "partner": read_as(pl.col("partnercode"), known),
        "flow": read_as(pl.col("flowcode"), FLOWS),
        "classification": pl.col("classificationcode"),
        "product": _code(),
        "value": primary,
        "value_basis": basis,
        "quantity": _quantity(),
        "unit": pl.when(_quantity().is_null()).then(None).otherwise(unit),
    }
