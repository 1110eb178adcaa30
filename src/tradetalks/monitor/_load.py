"""A folder of commitments read and checked; all faults of all files are told at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, TypeAdapter

from tradetalks.case import Source
from tradetalks.case._read import Document, Fault, parse, read_table, read_yaml
from tradetalks.errors import CaseError, InputError
from tradetalks.figures import Day, Entry, Number, Unit, nearest
from tradetalks.monitor._commitment import Commitment
from tradetalks.monitor._periods import FiscalYear, read_span
from tradetalks.monitor._progress import check_series
from tradetalks.monitor._series import Point, Series, series_faults
from tradetalks.monitor._watched import Watched

__all__ = ["FILE", "SeriesRow", "SeriesSpec", "Watchlist", "load_commitments"]

FILE, TABLE, SOURCES = "commitments.yaml", "series.csv", "sources.csv"


class SeriesSpec(Entry):
    """A statistic: an entry of the series in commitments.yaml."""

    title: str = Field(description="Title for a reader")
    publisher: str = Field(description="Who publishes it")
    unit: Unit = Field(description="Unit of its values")
    sparse: bool = Field(default=False, description="Whether periods may be missing in it")
    fiscal_month: int = Field(
        default=4, ge=1, le=12, description="Month in which a fiscal year begins"
    )
    fiscal_named_for: Literal["begin", "end"] = Field(
        default="begin", description="Whether FY1994 begins or ends in 1994"
    )


class SeriesRow(Entry):
    """A value of a statistic: a row of series.csv."""

    series: str = Field(description="Key of the series")
    period: str = Field(description="1994, 1994Q3, 1994-05, FY1994 or 1994-01/1994-10")
    value: Number = Field(description="The flow over the period")
    known_from: Day = Field(description="Day from which anyone could know it")
    source: str = Field(description="Id of the source in sources.csv")
    note: str = Field(default="", description="What a reader should know about it")


class Watchlist(Entry):
    """The head of a folder of commitments: commitments.yaml."""

    name: str = Field(description="Name of the folder")
    title: str = Field(description="Title for a reader")
    as_of: Day = Field(description="Day of the record; nothing known later is used")
    series: dict[str, SeriesSpec] = Field(description="Statistics by key")
    commitments: tuple[Commitment, ...] = Field(description="The promises")


def load_commitments(folder: str | Path, as_of: date | None = None) -> Watched:
    """Read the commitments of a folder, with the statistics that judge them.

    Parameters
    ----------
    folder
        Folder with commitments.yaml, series.csv and sources.csv.
    as_of
        Day of the record in place of the folder's own.

    Raises
    ------
    CaseError
        With all the faults of all files: file, line or row, field, what is wrong, what to try.
    """
    place, faults = Path(folder), list[Fault]()
    missing = [name for name in (FILE, TABLE, SOURCES) if not (place / name).is_file()]
    if missing:
        raise CaseError([f"{name}: missing from {place}; commitments need it" for name in missing])
    document = read_yaml(place / FILE, faults)
    head = None
    if document is not None:
        head = parse(document, (), document.data, TypeAdapter(Watchlist), faults)
    table, rows = _rows(place / TABLE, SeriesRow, faults)
    _, listed = _rows(place / SOURCES, Source, faults)
    sources = {row.id: row for _, row in listed}
    series: dict[str, Series] = {}
    if head is not None and table is not None:
        series = _series(head, table, rows, sources, faults)
    if head is not None and document is not None and not faults:
        faults += _commitment_faults(head, document, series, sources)
    if faults or head is None:
        raise CaseError([str(fault) for fault in faults])
    return Watched(
        name=head.name,
        title=head.title,
        as_of=as_of or head.as_of,
        commitments=head.commitments,
        series=series,
        deadlines=(),
        sources=sources,
    )


def _rows(
    path: Path, model: type[Any], faults: list[Fault]
) -> tuple[Document | None, list[tuple[int, Any]]]:
    """Rows of a table that can be read, each with its number."""
    columns = {name: field.is_required() for name, field in model.model_fields.items()}
    document = read_table(path, columns, faults)
    if document is None or not isinstance(document.data, list):
        return None, []
    adapter = TypeAdapter[Any](model)
    parsed = [
        (i, parse(document, (i,), cells, adapter, faults)) for i, cells in enumerate(document.data)
    ]
    return document, [(i, row) for i, row in parsed if row is not None]


def _series(
    head: Watchlist,
    table: Document,
    rows: list[tuple[int, SeriesRow]],
    sources: dict[str, Source],
    faults: list[Fault],
) -> dict[str, Series]:
    """Statistics by key, with what is wrong with single rows told at the row."""
    points: dict[str, dict[Point, int]] = {key: {} for key in head.series}
    for index, row in rows:
        if row.series not in head.series:
            faults.append(table.fault((index, "series"), _unknown(row.series, head)))
            continue
        if row.source not in sources:
            text = f"source '{row.source}' is not in {SOURCES}; add it"
            faults.append(table.fault((index, "source"), text))
        try:
            span = read_span(row.period, _fiscal(head.series[row.series]))
        except InputError as error:
            faults.append(table.fault((index, "period"), str(error)))
            continue
        point = Point(span, row.value, row.known_from, row.period, row.source)
        if point in points[row.series]:
            text = f"series '{row.series}', {row.period}: stands twice; keep one"
            faults.append(table.fault((index,), text))
        points[row.series][point] = index
    found: dict[str, Series] = {}
    for key, spec in head.series.items():
        own = points[key]
        told = series_faults(key, tuple(own), spec.sparse)
        wrong = [table.fault((own[point],), text) for point, text in told]
        faults += wrong
        if not wrong:
            named = (key, spec.title, spec.publisher, spec.unit)
            found[key] = Series(*named, tuple(own), spec.sparse, _fiscal(spec))
    return found


def _fiscal(spec: SeriesSpec) -> FiscalYear:
    return FiscalYear(spec.fiscal_month, spec.fiscal_named_for)


def _unknown(key: str, head: Watchlist) -> str:
    guess = nearest(key, list(head.series))
    hint = f"did you mean '{guess}'?" if guess else f"known: {', '.join(head.series)}"
    return f"series '{key}' is not in {FILE}; {hint}"


def _commitment_faults(
    head: Watchlist, document: Document, series: dict[str, Series], sources: dict[str, Source]
) -> Iterator[Fault]:
    """What shows only when commitments are held against the statistics and sources."""
    ids = [commitment.id for commitment in head.commitments]
    for index, commitment in enumerate(head.commitments):
        place = ("commitments", index)
        if commitment.id in ids[:index]:
            text = f"id '{commitment.id}' stands twice; rename one"
            yield document.fault((*place, "id"), text)
        if commitment.source not in sources:
            text = f"source '{commitment.source}' is not in {SOURCES}; add it"
            yield document.fault((*place, "source"), text)
        try:
            check_series(commitment, series)
        except InputError as error:
            yield document.fault((*place, "measured_by"), str(error))
