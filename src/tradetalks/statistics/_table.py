"""Trade and tariffs in one tidy layout each, with what was left out or mended on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tradetalks.statistics._check import Examined, stop

__all__ = ["TARIFFS", "TRADE", "Table"]

TRADE: Mapping[str, pl.DataType] = {
    "year": pl.Int32(),
    "month": pl.Int8(),
    "reporter": pl.String(),
    "partner": pl.String(),
    "flow": pl.String(),
    "classification": pl.String(),
    "product": pl.String(),
    "value": pl.Float64(),
    "value_basis": pl.String(),
    "quantity": pl.Float64(),
    "unit": pl.String(),
}
"""Columns of a table of trade.

``month`` is null in annual statistics. ``reporter`` and ``partner`` are ISO 3166 alpha-3 codes,
or those of `countries` where ISO has none. ``flow`` is "imports" or "exports" of the reporter.
``product`` keeps its leading zeros. ``value`` is in US dollars, at the price that ``value_basis``
says: "cif", "fob", "fas" or "customs", or "unspecified". ``quantity`` is in ``unit``.
"""

TARIFFS: Mapping[str, pl.DataType] = {
    "importer": pl.String(),
    "exporter": pl.String(),
    "year": pl.Int32(),
    "classification": pl.String(),
    "product": pl.String(),
    "kind": pl.String(),
    "rate": pl.Float64(),
    "lowest": pl.Float64(),
    "highest": pl.Float64(),
    "lines": pl.Int32(),
    "specific": pl.Float64(),
    "other": pl.Float64(),
    "unit": pl.String(),
    "text": pl.String(),
    "begin": pl.Date(),
    "end": pl.Date(),
    "imports": pl.Float64(),
}
"""Columns of a table of tariffs.

``exporter`` is "WLD" for a rate on all. ``kind`` is "MFN", "BND" (bound), "PRF" (preferential) or
"AHS" (effectively applied). ``rate`` is the ad valorem part as a fraction: 0.025 is 2.5 percent; a
mean over ``lines`` of them between ``lowest`` and ``highest`` where the source gives means. A
``specific`` part is in dollars a ``unit``, ``other`` what a further part is. ``imports`` are the
source's own, in US dollars.
"""


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of a source, lazily, in one of the layouts `TRADE` and `TARIFFS`.

    Attributes
    ----------
    rows
        The rows; ``collect()`` reads them.
    source
        The source, and its release where the files say it.
    files
        Names of the files.
    read, kept
        Rows in the files, and rows of them in the table.
    counts
        What was left out or mended, in words, and how many rows of it; zeros included.
    """

    rows: pl.LazyFrame
    source: str
    files: tuple[str, ...]
    read: int
    kept: int
    counts: Mapping[str, int]

    def collect(self) -> pl.DataFrame:
        """The rows in memory."""
        return self.rows.collect(engine="streaming")

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out or mended, with counts, where there was any."""
        return tuple(f"{rows:,} rows: {words}" for words, rows in self.counts.items() if rows)

    def summary(self) -> str:
        """The source, its files and what became of their rows, a line each."""
        files = ", ".join(self.files[:3]) + (", ..." if len(self.files) > 3 else "")
        first = f"{self.source} ({files}): {self.kept:,} of {self.read:,} rows"
        return "\n".join([first, *(f"  {note}" for note in self.notes)])


def table(
    layout: Mapping[str, pl.DataType],
    name: str,
    files: Sequence[str],
    parts: Sequence[Examined],
    columns: Sequence[Mapping[str, pl.Expr]],
) -> Table:
    """A table of rows that have no faults.

    Parameters
    ----------
    layout
        `TRADE` or `TARIFFS`.
    name, files
        The source and its files.
    parts
        Rows of each file, examined.
    columns
        For each file, columns of the layout out of those of the file; the others are null.

    Raises
    ------
    InputError
        The faults of all files.
    """
    stop([fault for part in parts for fault in part.faults])
    counts: dict[str, int] = {}
    for part in parts:
        for words, rows in part.counts.items():
            counts[words] = counts.get(words, 0) + rows
    frames = [
        part.rows.select(
            columns_of.get(column, pl.lit(None)).cast(kind).alias(column)
            for column, kind in layout.items()
        )
        for part, columns_of in zip(parts, columns, strict=True)
    ]
    read, kept = sum(p.read for p in parts), sum(p.kept for p in parts)
    return Table(pl.concat(frames), name, tuple(files), read, kept, counts)
