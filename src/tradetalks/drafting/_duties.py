"""The duty that each side charges on the other's goods, out of a file of tariffs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from tradetalks.case import Source
from tradetalks.drafting._files import found_files
from tradetalks.drafting._parties import Side
from tradetalks.drafting._trade import PartyTrade
from tradetalks.errors import InputError
from tradetalks.statistics import average_tariff, read_tariff_file, read_wits

__all__ = ["Duties", "Duty", "read_duties"]

DIGITS = 4
"""Significant digits of an average that a reader may be shown."""

READERS = ("read_wits", "read_tariff_file")


@dataclass(frozen=True)
class Duty:
    """The average duty of one side on the other's goods.

    Attributes
    ----------
    rate
        Average ad valorem rate weighted by imports, a fraction, to `DIGITS` digits.
    year
        Year of the tariff.
    note
        What the average leaves out.
    """

    rate: float
    year: int
    note: str


@dataclass(frozen=True)
class Duties:
    """Duties by importer, those that the file knows, and where they come from."""

    by_importer: Mapping[str, Duty]
    source: Source
    obtained: date


def read_duties(
    path: object,
    parties: tuple[Side, Side],
    trade: PartyTrade,
    products: Sequence[str],
    *,
    encoding: str,
) -> Duties:
    """Average duty of each side on the other's goods in the year nearest to the trade's.

    Of several rates on a product (most-favoured-nation, preferential, applied) the lowest one that
    the partner is given counts; bound rates do not.

    Raises
    ------
    InputError
        Files that no reader of tariffs knows, the faults of the readers, or no duty of either side.
    """
    files = found_files(str(path), READERS, "tariffs", encoding)
    tables = [
        read_wits(f, products=products, encoding=encoding)
        if files.reader == "read_wits"
        else read_tariff_file(f, products=products, encoding=encoding)
        for f in files.files
    ]
    rows = pl.concat([t.collect() for t in tables])
    if files.reader == "read_tariff_file":
        rows = _in_effect(rows).with_columns(pl.lit("USA").alias("importer"))
    found: dict[str, Duty] = {}
    for importer, partner in (parties, parties[::-1]):
        duty = _average(rows, importer, partner, trade)
        if duty is not None:
            found[importer.id] = duty
    if not found:
        names = " and ".join(party.name for party in parties)
        raise InputError(
            f"{files.path.name} has no duties of {names} on these products; give another file"
        )
    return Duties(found, files.cited("tariffs", tables[0].source), files.obtained)


def _in_effect(rows: pl.DataFrame) -> pl.DataFrame:
    """Lines in effect at the end of their year, where the file gives spans of dates."""
    last = pl.date(pl.col("year"), 12, 31)
    begun = pl.col("begin").is_null() | (pl.col("begin") <= last)
    lasting = pl.col("end").is_null() | (pl.col("end") >= last)
    return rows.filter(begun & lasting)


def _average(rows: pl.DataFrame, importer: Side, partner: Side, trade: PartyTrade) -> Duty | None:
    given = pl.col("exporter").is_in(["WLD", *partner.every_code()])
    some = rows.filter(
        pl.col("importer").is_in(importer.every_code()) & given & (pl.col("kind") != "BND")
    )
    if some.is_empty():
        return None
    past = some.filter(pl.col("year") <= trade.year)
    year = past["year"].max() if not past.is_empty() else some["year"].min()
    lines = some.filter(pl.col("year") == year).group_by("product").agg(pl.col("rate").min())
    bought = trade.of_year(importer.id).filter(origin=partner.id)
    digits = int(min(_digits(lines), _digits(bought)))
    if lines["rate"].null_count() == lines.height:
        return None
    average = average_tariff(
        lines.sort("product"), bought.select("product", "value"), digits=digits
    )
    rate = average.simple if average.weighted is None else average.weighted
    kind = "simple average" if average.weighted is None else "weighted by imports"
    note = (
        f"{kind} over {average.lines} lines, {average.lines_without_rate} of them without an ad "
        f"valorem rate; {average.imports_without_line / 1e9:.3g} USD bn imported under no line"
    )
    return Duty(float(f"{rate:.{DIGITS}g}"), int(str(year)), note)


def _digits(frame: pl.DataFrame) -> int:
    return int(str(frame["product"].str.len_chars().min()))
