"""Rows of a file chosen, checked and counted in one pass that never holds them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._text import BEYOND, LINE, TextFile, rows_of_length

SHOWN = 3
"""Values of one fault that are spelt out; the others are counted."""

HELD = 1_000_000
"""Rows chosen from a file that are held in memory, so that the file is not gone through again."""

MOST = 20
"""Faults of all files that are listed."""


class Rule(NamedTuple):
    """A rule on rows, in words: of what is kept, or of what is counted and said."""

    words: str
    holds: pl.Expr


class Fault(NamedTuple):
    """A rule that no row kept may meet: the column, when it is wrong, what is wrong with it."""

    column: str
    wrong: pl.Expr
    words: str
    hint: Callable[[str], str] | None = None


class Needed(NamedTuple):
    """Values that the rows of a file must have in a column, whatever else is chosen."""

    column: str
    value: pl.Expr
    wanted: Sequence[object]


class Source(NamedTuple):
    """Where rows come from: a name for messages, their columns, and rows as text."""

    name: str
    names: Mapping[str, str]
    rows: pl.LazyFrame
    text: TextFile | None = None
    row: str = "line"


class Examined(NamedTuple):
    """Rows that were kept, how many were read and kept, counts in words, faults in words."""

    rows: pl.LazyFrame
    read: int
    kept: int
    counts: dict[str, int]
    faults: list[str]


def source(file: TextFile) -> Source:
    """A text file as a source of rows."""
    return Source(file.name, file.names, file.scan(), file)


def number(column: str) -> pl.Expr:
    """A column of text as numbers, thousands separators removed; what is none becomes null."""
    return pl.col(column).str.replace_all(r"[,\s$]", "").cast(pl.Float64, strict=False)


def not_a_number(column: str, empty: bool = False) -> Fault:
    """Fault of a number that is none, or that is absent unless it may be."""
    wrong = number(column).is_finite().fill_null(False).not_()
    if empty:
        wrong = wrong & _given(column)
    return Fault(column, wrong, "is not a number; write one")


def negative(column: str) -> Fault:
    """Fault of a number below zero."""
    return Fault(column, (number(column) < 0.0).fill_null(False), "is negative; give 0 or more")


def _given(column: str) -> pl.Expr:
    return (pl.col(column).str.strip_chars() != "").fill_null(False)


def among(column: pl.Expr, values: Iterable[str]) -> pl.Expr:
    """Whether a column of text has one of some values."""
    return column.is_in(list(values))


def examine(
    origin: Source,
    choices: Sequence[Rule],
    faults: Sequence[Fault],
    counts: Sequence[Rule] = (),
    key: Mapping[str, pl.Expr] | None = None,
    needed: Needed | None = None,
) -> Examined:
    """Choose rows, look for faults among them, count what was left out or mended.

    Rows that the choices leave out are counted under the first choice that they fail, and are not
    looked at further. A row on which a choice cannot be told is kept, so that its fault shows.
    Rows that are many stay in the file, which is gone through once for each question. Duplicates
    are found by 64-bit hashes of the key first and by the key itself only if two agree.
    """
    faults = [*faults]
    if origin.text is not None:
        beyond = Fault(BEYOND, _given(BEYOND), "stands after the last column; remove it")
        faults.append(beyond)
    try:
        rows, read, counted = _chosen(origin, choices)
        absent = _absent(origin, needed) if needed else []
        said, kept, found = _looked_at(origin, rows, faults, counts)
        if key and rows.select(_struct(key).hash().n_unique()).pipe(_only) < kept:
            said += _repeated(origin, rows, key)
    except pl.exceptions.PolarsError as error:
        return Examined(origin.rows, 0, 0, {}, _unreadable(origin, error))
    return Examined(rows, read, kept, counted | found, absent + said)


def _chosen(origin: Source, choices: Sequence[Rule]) -> tuple[pl.LazyFrame, int, dict[str, int]]:
    """Rows that meet all choices, the number of all rows, and of those left out by each choice."""
    rules = [choice.holds.fill_null(True) for choice in choices]
    met = [pl.all_horizontal(rules[: n + 1]).sum().alias(str(n)) for n in range(len(rules))]
    read, *left = origin.rows.select(pl.len(), *met).collect(engine="streaming").row(0)
    out = [before - after for before, after in zip([read, *left], left, strict=False)]
    counted = {choice.words: int(n) for choice, n in zip(choices, out, strict=True)}
    if not rules:
        return origin.rows, int(read), counted
    rows = origin.rows.filter(*rules)
    if left[-1] <= HELD:
        rows = rows.collect(engine="streaming").lazy()
    return rows, int(read), counted


def _absent(origin: Source, needed: Needed) -> list[str]:
    """Wanted values that no row has."""
    seen = origin.rows.select(needed.value.unique().alias("seen")).collect(engine="streaming")
    have = sorted(str(value) for value in seen["seen"].drop_nulls())
    absent = [str(value) for value in needed.wanted if str(value) not in have]
    if not absent:
        return []
    span = f"it has {have[0]} to {have[-1]}" if have else "it has none"
    column = origin.names.get(needed.column, needed.column)
    return [f"{origin.name}, column {column} has no {', '.join(absent)}; {span}"]


def _looked_at(
    origin: Source, rows: pl.LazyFrame, faults: Sequence[Fault], counts: Sequence[Rule]
) -> tuple[list[str], int, dict[str, int]]:
    """Faults in words, the number of rows, and counts in words."""
    asked = [f.wrong.sum().alias(f"fault {n}") for n, f in enumerate(faults)]
    asked += [c.holds.sum().alias(f"count {n}") for n, c in enumerate(counts)]
    found = (
        rows.select(pl.len().alias("kept"), *asked).collect(engine="streaming").row(0, named=True)
    )
    said = [w for n, f in enumerate(faults) if found[f"fault {n}"] for w in _spelt(origin, rows, f)]
    return (
        said,
        int(found["kept"]),
        {c.words: int(found[f"count {n}"]) for n, c in enumerate(counts)},
    )


def _struct(key: Mapping[str, pl.Expr]) -> pl.Expr:
    return pl.struct([value.alias(name) for name, value in key.items()])


def _only(frame: pl.LazyFrame) -> int:
    return int(frame.collect(engine="streaming").item())


def counted_by(part: Examined, words: str, key: Mapping[str, pl.Expr], rule: pl.Expr) -> Examined:
    """Count rows by a rule on columns that have few values, looked at once for each of them.

    Polars gathers a column in memory to look its values up in a table, which a file may not fit.
    """
    if part.faults:
        return part
    columns = [value.alias(name) for name, value in key.items()]
    few = part.rows.group_by(columns).agg(pl.len()).collect(engine="streaming")
    rows = few.filter(rule)["len"].sum()
    return part._replace(counts={**part.counts, words: int(rows)})


def stop(faults: Sequence[str]) -> None:
    """Raise `InputError` with the faults of all files, a bounded number of them, if any."""
    if faults:
        more = f"; and {len(faults) - MOST} more" if len(faults) > MOST else ""
        raise InputError("; ".join(faults[:MOST]) + more)


def _spelt(origin: Source, rows: pl.LazyFrame, fault: Fault) -> list[str]:
    """The first values at fault, each with its line."""
    at = (
        rows.filter(fault.wrong)
        .group_by(pl.col(fault.column))
        .agg(pl.col(LINE).min(), pl.len().alias("rows"))
        .sort(LINE)
        .collect(engine="streaming")
    )
    column = origin.names.get(fault.column, fault.column)
    said: list[str] = []
    for value, line, _ in at.head(SHOWN).rows():
        hint = fault.hint(value or "") if fault.hint else ""
        said.append(
            f"{origin.name}, {origin.row} {line}, column {column}: "
            f"{'nothing' if value is None else repr(value)} {fault.words}{hint}"
        )
    rest = int(at["rows"].sum()) - min(at.height, SHOWN)
    if rest:
        said[-1] += f" ({rest} more rows are at fault)" if rest > 1 else " (one more row is)"
    return said


def _repeated(origin: Source, rows: pl.LazyFrame, key: Mapping[str, pl.Expr]) -> list[str]:
    """The first rows that repeat the key of an earlier one."""
    again = (
        rows.select(LINE, **key)
        .group_by(list(key))
        .agg(pl.col(LINE).min().alias("first"), pl.col(LINE).max().alias("last"), pl.len())
        .filter(pl.col("len") > 1)
        .sort("last")
        .collect(engine="streaming")
    )
    columns = ", ".join(origin.names.get(name, name) for name in key)
    said = [
        f"{origin.name}, {origin.row} {row[-2]} repeats columns {columns} of {origin.row} "
        f"{row[-3]}: {', '.join(str(v) for v in row[: len(key)])}; keep one of them"
        for row in again.head(SHOWN).rows()
    ]
    if again.height > SHOWN:
        said[-1] += f" (and {again.height - SHOWN} more keys)"
    return said


def _unreadable(origin: Source, error: Exception) -> list[str]:
    """Why rows could not be read, by line where lines are too long."""
    long = [] if origin.text is None else list(islice(rows_of_length(origin.text), SHOWN))
    first = str(error).strip().splitlines()[0]
    return [f"{said}; download the file again" for said in long] or [
        f"{origin.name} cannot be read: {first}; download it again"
    ]
