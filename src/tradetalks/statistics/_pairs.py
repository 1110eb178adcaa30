"""Files of one row a pair of countries and year, as csv or parquet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tradetalks.errors import InputError
from tradetalks.figures import nearest
from tradetalks.statistics._check import Rule, Source, source
from tradetalks.statistics._layouts import Layout, plain
from tradetalks.statistics._text import LINE, opened

__all__ = ["chosen", "pairs"]

MISSING = ("", "NA", ".")
"""What the publishers' own software, R and Stata, writes for a value that is not known."""


def pairs(path: Path, layout: Layout, others: Sequence[str] = ()) -> Source:
    """Rows of a file as text, missing values null.

    Raises
    ------
    InputError
        No file, another layout, a file that is cut short.
    """
    origin = _parquet(path) if path.suffix.lower() == ".parquet" else None
    if origin is None:
        origin = source(opened(path, [layout]))
    _complete(origin, [*layout.columns, *others], layout.source)
    # Not the columns of the key: rows are chosen by them before the others are looked at.
    text = pl.col([c for c in origin.names if c not in layout.columns]).str.strip_chars()
    known = pl.when(~text.is_in(list(MISSING))).then(text).name.keep()
    return origin._replace(rows=origin.rows.with_columns(known))


def _parquet(path: Path) -> Source:
    """A parquet file as text, its rows counted from 1."""
    if not path.is_file():
        raise InputError(f"{path} does not exist; give a csv or parquet file")
    try:
        rows = pl.scan_parquet(path)
        names = {plain(name): name for name in rows.collect_schema().names()}
    except pl.exceptions.PolarsError as error:
        raise InputError(
            f"{path.name} is no whole parquet file ({str(error).splitlines()[0]}); download it "
            "again"
        ) from error
    text = rows.select(pl.col(name).cast(pl.String).alias(key) for key, name in names.items())
    return Source(path.name, names, text.with_row_index(LINE, offset=1), None, "row")


def _complete(origin: Source, columns: Sequence[str], publisher: str) -> None:
    missing = [name for name in columns if name not in origin.names]
    if missing:
        raise InputError(
            f"{origin.name}: columns {', '.join(missing)} of {publisher} are missing; it has "
            f"{', '.join(list(origin.names)[:8])}"
        )


def chosen(origin: Source, asked: Sequence[tuple[str, str, Sequence[object] | None]]) -> list[Rule]:
    """Rules that keep the values asked for, of columns that have them.

    Parameters
    ----------
    origin
        The file.
    asked
        Column, what its values are in words, and the values; None for all.

    Raises
    ------
    InputError
        Values that no row has, with the nearest that one has.
    """
    wanted = {column: [str(v) for v in values] for column, _, values in asked if values is not None}
    if not wanted:
        return []
    found = origin.rows.select(pl.col(column).unique().implode() for column in wanted)
    known = found.collect(engine="streaming")
    faults: list[str] = []
    for column, values in wanted.items():
        have = sorted(str(v) for v in known.get_column(column)[0] if v is not None)
        for value in values:
            if value not in have:
                guess = nearest(value, have)
                hint = f"did you mean {guess}?" if guess else f"it has {', '.join(have[:8])}"
                faults.append(f"column {origin.names[column]} has no {value}; {hint}")
    if faults:
        raise InputError(f"{origin.name}: " + "; ".join(faults))
    words = {column: what for column, what, _ in asked}
    return [
        Rule(f"of other {words[column]}, left out", pl.col(column).is_in(values))
        for column, values in wanted.items()
    ]
