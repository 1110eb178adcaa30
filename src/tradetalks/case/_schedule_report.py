"""The schedule of a case on a day: a table and lines to print."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tradetalks.case._case import Case
from tradetalks.case._schedule import Schedule
from tradetalks.case._schedule_read import FILE, read_schedule, schedule_file
from tradetalks.errors import InputError

__all__ = ["ScheduleReport", "case_schedule", "schedule_report"]


@dataclass(frozen=True, eq=False)
class ScheduleReport:
    """What ``tradetalks schedule`` shows.

    Attributes
    ----------
    frame
        A row a line, as `Rates.frame` has it.
    lines
        Plain text: each rate, then the rows that make it, then those that do not and why.
    """

    frame: pl.DataFrame
    lines: tuple[str, ...]


def case_schedule(case: Case | str | Path) -> Schedule:
    """The schedule of a case, or of a table that stands alone.

    Parameters
    ----------
    case
        A case, whose folder holds schedule.csv or schedule.xlsx, or the path of a table or of
        such a folder.

    Raises
    ------
    InputError
        A case without a schedule.
    CaseError
        The faults of the table.
    """
    folder = case.folder if isinstance(case, Case) else Path(case)
    if folder.is_file():
        return read_schedule(folder)
    found = schedule_file(folder)
    if found is None:
        raise InputError(f"{folder.name} has no {FILE}; add one to the case, a row a measure")
    return read_schedule(found, case.sources if isinstance(case, Case) else None)


def schedule_report(
    case: Case | str | Path,
    on: date,
    triggers: Collection[str] = (),
    code: str | None = None,
    *,
    imposer: str | None = None,
    target: str | None = None,
    status: Collection[str] = ("final",),
    amount: float | None = None,
) -> ScheduleReport:
    """The rates of a case's schedule on a day.

    Parameters
    ----------
    case
        As for `case_schedule`.
    on, triggers, code, imposer, target, status, amount
        As for `Schedule.on`.

    Raises
    ------
    InputError, CaseError
        As `case_schedule` and `Schedule.on`.
    """
    rates = case_schedule(case).on(
        on, code, imposer, target, triggers, status=status, amount=amount
    )
    lines = str(rates).splitlines() or [f"no measure of the schedule is in force on {on}"]
    return ScheduleReport(rates.frame(), tuple(lines))
