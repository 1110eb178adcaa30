"""A schedule of measures read from a table; all its faults are told at once."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from pydantic import TypeAdapter

from tradetalks.case._read import Document, Fault, parse, read_table
from tradetalks.case._schedule import Schedule
from tradetalks.case._schedule_row import ScheduleRow, row_faults
from tradetalks.errors import CaseError
from tradetalks.figures import nearest

__all__ = ["FILE", "checked_schedule", "read_schedule", "schedule_file"]

FILE, WORKBOOK = "schedule.csv", "schedule.xlsx"
ADAPTER = TypeAdapter(ScheduleRow)
COLUMNS = {name: field.is_required() for name, field in ScheduleRow.model_fields.items()}
STAND_IN = {
    "id": "unread",
    "imposer": "unread",
    "target": "unread",
    "code_system": "HTSUS",
    "code": "all",
    "kind": "additional",
    "status": "final",
    "source": "unread",
}
"""Cells that stand for faulty ones, so that the rest of a row is checked."""


@dataclass(frozen=True)
class _Numbered:
    """A row and its place in the file, with the columns that could not be read."""

    place: int
    row: ScheduleRow
    bad: frozenset[str]


def read_schedule(path: str | Path, sources: Collection[str] | None = None) -> Schedule:
    """Read a schedule of measures and check it.

    Parameters
    ----------
    path
        A csv file, or a workbook (xlsx) whose first sheet is the table; columns are the fields
        of `ScheduleRow`. A workbook needs the package fastexcel.
    sources
        Ids of known sources; None leaves the sources unchecked.

    Returns
    -------
    Schedule
        The rows, in the order of the file.

    Raises
    ------
    CaseError
        With all the faults: file, row, column, what is wrong, what to try.
    """
    file, faults = Path(path), list[Fault]()
    schedule = checked_schedule(file, sources, faults)
    if faults or schedule is None:
        raise CaseError([str(fault) for fault in faults])
    return schedule


def schedule_file(folder: Path) -> Path | None:
    """The schedule of a case's folder, a table or a workbook, where it has one."""
    return next((f for f in (folder / FILE, folder / WORKBOOK) if f.is_file()), None)


def checked_schedule(
    path: Path, sources: Collection[str] | None, faults: list[Fault]
) -> Schedule | None:
    """The schedule of a file, its faults added to others; None where there are any."""
    before = len(faults)
    if not path.is_file():
        faults.append(Fault(path.name, (), f"missing from {path.parent}; give a table of measures"))
        return None
    document = (
        _workbook(path, faults) if path.suffix == ".xlsx" else read_table(path, COLUMNS, faults)
    )
    if document is None or not isinstance(document.data, list):
        return None
    if not document.data:
        faults.append(Fault(path.name, (), "no rows; give a row a measure"))
    numbered = [_row(document, place, c, faults) for place, c in enumerate(document.data)]
    rests = _table_faults(numbered, {str(cells.get("id", "")) for cells in document.data}, sources)
    faults += [document.fault((place, column), text) for place, column, text in rests]
    if len(faults) > before:
        return None
    lines = [int(document.lines[(n.place,)].removeprefix("row ")) for n in numbered]
    return Schedule(tuple(n.row for n in numbered), tuple(lines), path.name)


def _row(document: Document, place: int, cells: dict[str, str], faults: list[Fault]) -> _Numbered:
    """A row, with all that is wrong in it told."""
    before = len(faults)
    row = parse(document, (place,), cells, ADAPTER, faults)
    bad = frozenset(str(f.place[1]) for f in faults[before:] if len(f.place) > 1)
    if row is None:
        kept = {name: cell for name, cell in cells.items() if name not in bad}
        row = ADAPTER.validate_python(STAND_IN | kept)
    for fault in row_faults(row):
        if not bad & set(fault.columns):
            faults.append(document.fault((place, fault.columns[0]), fault.text))
    return _Numbered(place, row, bad)


def _workbook(path: Path, faults: list[Fault]) -> Document | None:
    """The first sheet of a workbook, read as the csv table that it would be saved as."""
    try:
        sheet = pl.read_excel(
            path,
            engine="calamine",
            has_header=False,
            drop_empty_rows=False,
            read_options={"dtypes": "string"},
        )
    except ModuleNotFoundError:
        text = "a workbook is read with fastexcel; pip install fastexcel, or save it as csv"
        faults.append(Fault(path.name, (), text))
        return None
    except Exception as error:
        first = str(error).strip().splitlines()[0]
        faults.append(Fault(path.name, (), f"cannot be read as a workbook: {first}"))
        return None
    with TemporaryDirectory() as folder:
        # The same name, since faults are told by it.
        copy = Path(folder) / path.name
        with copy.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([_cell(c) for c in row] for row in sheet.iter_rows())
        return read_table(copy, COLUMNS, faults)


def _cell(value: str | None) -> str:
    """A cell as text, dates without the midnight that workbooks add to them."""
    return (value or "").removesuffix(" 00:00:00").removesuffix("T00:00:00")


Told = tuple[int, str, str]


def _table_faults(
    rows: Sequence[_Numbered], ids: Collection[str], sources: Collection[str] | None
) -> Iterator[Told]:
    """What shows only when rows are held against each other and against the sources."""
    for at in rows:
        for column in ("replaces", "gives_way_to"):
            for other in getattr(at.row, column):
                if other == at.row.id:
                    yield at.place, column, f"measure '{other}' names itself; name another"
                elif other not in ids:
                    guess = nearest(other, sorted(ids))
                    hint = f"did you mean '{guess}'?" if guess else "add its rows, or remove it"
                    yield at.place, column, f"measure '{other}' is in no row; {hint}"
        if sources is not None and "source" not in at.bad and at.row.source not in sources:
            yield at.place, "source", f"source '{at.row.source}' is not in sources.csv; add it"
    sound = [at for at in rows if not at.bad]
    yield from _mixed_percent(sound)
    yield from _one_measure(sound)
    yield from _overlaps(sound)


def _mixed_percent(rows: Sequence[_Numbered]) -> Iterator[Told]:
    """Fractions among percents: 0.25 beside 25, where no text says that 0.25 percent is meant."""
    whole = next((at for at in rows if (at.row.ad_valorem or 0.0) >= 1.0), None)
    for at in rows:
        rate = at.row.ad_valorem
        if whole is not None and rate is not None and 0.0 < rate < 1.0 and at.row.text is None:
            text = (
                f"ad_valorem {rate:g} stands in one column with {whole.row.ad_valorem:g}; write "
                f"percent ({100 * rate:g}), or give the rate_text '{rate:g}%' if that is meant"
            )
            yield at.place, "ad_valorem", text


def _one_measure(rows: Sequence[_Numbered]) -> Iterator[Told]:
    """Rows of one id are of one imposer and one kind."""
    first: dict[str, _Numbered] = {}
    for at in rows:
        known = first.setdefault(at.row.id, at)
        for column in ("imposer", "kind"):
            mine, theirs = getattr(at.row, column), getattr(known.row, column)
            if mine != theirs:
                text = (
                    f"measure '{at.row.id}' has {column} {mine} here and {theirs} before; "
                    "rename one of the measures"
                )
                yield at.place, column, text


def _overlaps(rows: Sequence[_Numbered]) -> Iterator[Told]:
    """Two rates of one measure for the same goods on the same day."""
    groups: dict[tuple[str, str, str, str], list[_Numbered]] = {}
    for at in rows:
        for code in at.row.code:
            key = (at.row.id, at.row.status, at.row.trigger, code)
            groups.setdefault(key, []).append(at)
    told: set[int] = set()
    for (name, _, _, code), group in groups.items():
        for one, other in combinations(group, 2):
            shared = _shared_days(one.row, other.row)
            same = _rate(one.row) == _rate(other.row) or not _same_origin(one.row, other.row)
            if shared and not same and other.place not in told:
                told.add(other.place)
                when = "all along" if shared == date.min else f"on {shared}"
                text = (
                    f"measure '{name}' has two rates for {code} {when}: "
                    f"{_rate(one.row)[0]} and {_rate(other.row)[0]}; end one of the rows before"
                )
                yield other.place, "start", text


def _rate(row: ScheduleRow) -> tuple[str, str, float | None, str]:
    return str(row.base), row.staging, row.quota, row.in_quota_rate


def _same_origin(one: ScheduleRow, other: ScheduleRow) -> bool:
    """Whether both rows name an origin, or both hold for all."""
    named = set(one.target) & set(other.target)
    return bool(named - set(one.except_targets) - set(other.except_targets))


def _shared_days(one: ScheduleRow, other: ScheduleRow) -> date | None:
    """First day on which both rows run, None where there is none."""
    first = max(one.start or date.min, other.start or date.min)
    last = min(one.end or date.max, other.end or date.max)
    return first if first <= last else None
