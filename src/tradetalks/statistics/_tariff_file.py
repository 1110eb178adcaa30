"""The annual tariff database of the US International Trade Commission."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._check import (
    Examined,
    Fault,
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
from tradetalks.statistics._coverage import ListedCode
from tradetalks.statistics._layouts import TARIFF_FILE
from tradetalks.statistics._table import TARIFFS, Table, table
from tradetalks.statistics._text import opened

__all__ = ["read_tariff_file"]

PARTS = {"rate": "mfnadvalrate", "specific": "mfnspecificrate", "other": "mfnotherrate"}

FILLER = 9999.0
"""Parts from this number on stand for a rate that is not to be computed from them."""

LARGEST = 10.0
"""Ad valorem part beyond which a file must hold percent: the schedule's highest is 3.5."""

DATES = ("begineffectdate", "endeffectivedate")

FORMATS = ("%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y")


def read_tariff_file(
    path: str | Path,
    *,
    year: int | None = None,
    products: Sequence[str | ListedCode] | None = None,
    on: date | None = None,
    encoding: str = "utf-8",
) -> Table:
    """Read the most-favoured-nation rates of the United States by line of 8 digits.

    The ad valorem part is a fraction (0.025 is 2.5 percent), the specific part dollars a unit of
    the first quantity, the other part what the text says of it. Parts filled with 9999.99 and
    the like are null, and the text is to be read instead. A line may have several rows, one for
    each span of dates.

    Parameters
    ----------
    path
        A file such as ``tariff_data_2025.csv``, or the text with bars that comes with it.
    year
        Year of the schedule; None takes it from the file's name.
    products
        Codes at any number of digits, as for `codes`; None for all.
    on
        Day on which a row must be in effect; None for all rows.
    encoding
        Encoding of the file; many years are in cp1252.

    Raises
    ------
    InputError
        Faults by file, line and column: another layout, no year, odd codes, parts that are no
        numbers, negative or percent, a part that is not that of the text, dates that are none or
        end before they begin, a row that stands twice.

    References
    ----------
    Layout: http://reportweb.usitc.gov/tariff/tariff_layout.jsp. Data:
    https://dataweb.usitc.gov/tariff/annual.
    """
    file = Path(path)
    origin = _widened(source(opened(file, [TARIFF_FILE], encoding)))
    rules: list[Rule] = []
    if products is not None:
        rules.append(Rule("of other products, left out", choice(restored("hts8"), products)))
    if on is not None:
        inside = pl.lit(on).is_between(_date(DATES[0]), _date(DATES[1]))
        rules.append(Rule(f"not in effect on {on}, left out", inside))
    views = [_columns(_year(file, year))]
    name = "USITC tariff database"
    return table(TARIFFS, name, [origin.name], [_examined(origin, rules)], views)


def _year(file: Path, year: int | None) -> int:
    if year is not None:
        return year
    found = re.search(r"(?:19|20)\d\d", file.stem)
    if found is None:
        raise InputError(f"{file.name} does not say its year; give year=2025 or so")
    return int(found.group())


def _widened(origin: Source) -> Source:
    absent = [n for n in ("quantity1code", *DATES) if n not in origin.names]
    return origin._replace(
        rows=origin.rows.with_columns(pl.lit(None, pl.String).alias(n) for n in absent)
    )


def _date(column: str) -> pl.Expr:
    day = pl.col(column).str.extract(r"^\s*(\S+)", 1)
    return pl.coalesce(day.str.to_date(form, strict=False) for form in FORMATS)


def _part(column: str) -> pl.Expr:
    part = number(column)
    return pl.when(part < FILLER).then(part).otherwise(None)


def _examined(origin: Source, rules: Sequence[Rule]) -> Examined:
    code = restored("hts8")
    wrong_code = code.str.contains(r"^\d{8}$").not_().fill_null(True)
    faults = [Fault("hts8", wrong_code, "is not a line of 8 digits")]
    for column in PARTS.values():
        faults += [not_a_number(column, empty=True), negative(column)]
    rate = _part(PARTS["rate"])
    text = pl.col("mfntextrate").str.strip_chars()
    said = text.str.extract(r"^(\d+\.?\d*)\s*%$", 1).cast(pl.Float64, strict=False) / 100.0
    free = text.str.to_lowercase() == "free"
    spoken = pl.when(free).then(0.0).otherwise(said)
    faults += [
        Fault(PARTS["rate"], (rate > LARGEST).fill_null(False),
              "is no fraction; 2.5 percent is 0.025"),
        Fault("mfntextrate", ((spoken - rate).abs() > 5e-6).fill_null(False),
              "is not the ad valorem part beside it"),
        Fault(DATES[1], (_date(DATES[1]) < _date(DATES[0])).fill_null(False),
              "is before the row's begin"),
    ]  # fmt: skip
    for column in DATES:
        given = (pl.col(column).str.strip_chars() != "").fill_null(False)
        faults.append(Fault(column, given & _date(column).is_null(), "is no date"))
    filled = pl.any_horizontal(number(c) >= FILLER for c in PARTS.values()).fill_null(False)
    counts = [
        Rule("with the leading zero of the product restored", code != pl.col("hts8")),
        Rule("with a part that 9999.99 stands for, to be read from the text", filled),
        Rule("without an ad valorem part", rate.is_null()),
    ]
    key = {name: pl.col(name) for name in ("quantity1code", *DATES)} | {"hts8": code}
    return examine(origin, rules, faults, counts, key)


def _columns(year: int) -> dict[str, pl.Expr]:
    unit = pl.col("quantity1code").str.strip_chars()
    return {
        "importer": pl.lit("USA"),
        "exporter": pl.lit("WLD"),
        "year": pl.lit(year),
        "classification": pl.lit("HTS"),
        "product": restored("hts8"),
        "kind": pl.lit("MFN"),
        **{name: _part(column) for name, column in PARTS.items()},
        "unit": pl.when(unit == "").then(None).otherwise(unit),
        "text": pl.col("mfntextrate"),
        "begin": _date(DATES[0]),
        "end": _date(DATES[1]),
    }
