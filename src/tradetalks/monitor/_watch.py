"""What is watched: commitments with their statistics and deadlines, from a case or a folder."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from tradetalks.case import Case, Pledge, load_case, shipped_cases
from tradetalks.errors import CaseError, InputError
from tradetalks.figures import nearest
from tradetalks.monitor._commitment import Commitment, Measure
from tradetalks.monitor._dates import DueDate
from tradetalks.monitor._load import FILE, load_commitments
from tradetalks.monitor._periods import FiscalYear, read_span
from tradetalks.monitor._series import Point, Series
from tradetalks.monitor._watched import Watched

__all__ = ["commitments_of", "shipped_commitments", "watch"]


def _library() -> Path:
    return Path(str(files("tradetalks.monitor"))) / "library"


def shipped_commitments() -> tuple[str, ...]:
    """Names of the folders of commitments that ship with the package."""
    return tuple(sorted(p.name for p in _library().iterdir() if (p / FILE).is_file()))


def watch(name_or_folder: str | Path, as_of: date | None = None) -> Watched:
    """What a case or a folder of commitments asks to be watched.

    Parameters
    ----------
    name_or_folder
        Name of a shipped case or of shipped commitments, or a folder of either.
    as_of
        Day of the record in place of the folder's own.

    Raises
    ------
    CaseError
        With all the faults of all files, or where there is no such folder.
    """
    folder = _library() / str(name_or_folder)
    if str(name_or_folder) in shipped_commitments():
        return load_commitments(folder, as_of)
    folder = Path(name_or_folder)
    if (folder / FILE).is_file():
        return load_commitments(folder, as_of)
    known = (*shipped_cases(), *shipped_commitments())
    if str(name_or_folder) not in known and not folder.is_dir():
        guess = nearest(str(name_or_folder), known)
        hint = f"did you mean {guess!r}? " if guess else ""
        raise CaseError(
            [
                f"{str(name_or_folder)!r} is neither a shipped name nor a folder; {hint}"
                f"shipped: {', '.join(known)}"
            ]
        )
    return commitments_of(load_case(name_or_folder, as_of))


def commitments_of(case: Case) -> Watched:
    """A case's pledges and deadlines, with the figures that are their record.

    Raises
    ------
    InputError
        If a pledge names a figure that the case has not, or mixes units.
    """
    pledges = [p for p in case.pledges if p.known_from <= case.as_of]
    series = {p.record: _series(case, p) for p in pledges if p.record}
    deadlines = tuple(
        DueDate(d.date, d.title, d.kind, d.set_by, d.source, d.id, d.known_from, d.until)
        for d in case.talks.deadlines
    )
    return Watched(
        name=case.name,
        title=case.title,
        as_of=case.as_of,
        commitments=tuple(_commitment(case, p) for p in pledges),
        series=series,
        deadlines=deadlines,
        sources=case.sources,
    )


def _commitment(case: Case, pledge: Pledge) -> Commitment:
    unit, goal = case.unit(pledge.target), case.central(pledge.target)
    baseline = None if pledge.baseline is None else case.central(pledge.baseline)
    if pledge.baseline is not None and case.unit(pledge.baseline) != unit:
        raise InputError(
            f"pledge {pledge.id!r}: baseline is in {case.unit(pledge.baseline)}, target in "
            f"{unit}; state both in one unit"
        )
    measure = {
        "series": pledge.record,
        "baseline": baseline,
        "baseline_period": _period(case, pledge),
        "increase" if pledge.adds else "target": goal,
    }
    try:
        measures = (Measure.model_validate(measure),) if pledge.record else ()
    except ValidationError as error:
        raise InputError(f"pledge {pledge.id!r}: {error.errors()[0]['msg']}") from None
    return Commitment(
        id=pledge.id,
        title=pledge.title,
        promisor=pledge.promisor,
        to=pledge.to,
        what=pledge.what,
        start=pledge.start,
        term=pledge.term,
        counts=pledge.counts,
        unit=unit,
        measured_by=measures,
        unmeasured=pledge.unmeasured,
        known_from=pledge.known_from,
        source=pledge.source,
    )


def _period(case: Case, pledge: Pledge) -> str:
    """Period of the baseline; empty where it is an assumption, or one in words of its own."""
    reference = pledge.baseline
    if reference is None or reference.figure is None:
        return ""
    period = case.figure(reference.figure, reference.period).period
    try:
        read_span(period)
    except InputError:
        return ""
    return period


def _series(case: Case, pledge: Pledge) -> Series:
    """The rows in use of a figure, each period a value; a case has what was seen, with gaps."""
    fiscal = FiscalYear(pledge.fiscal_month)
    case.known(pledge.record)
    rows = [f for f in case.figures if f.key == pledge.record and f.used]
    units = sorted({row.unit for row in rows})
    if len(units) != 1:
        raise InputError(
            f"pledge {pledge.id!r}: figure {pledge.record!r} is in {' and '.join(units)}; "
            "keep one unit"
        )
    points = tuple(
        Point(read_span(f.period, fiscal), f.value, f.known_from, f.period, f.source) for f in rows
    )
    title = case.titles.get(pledge.record, pledge.record.replace("_", " "))
    return Series(pledge.record, title, pledge.publisher, units[0], points, True, fiscal)
