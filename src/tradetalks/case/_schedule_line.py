"""The rate on a line: the rows that make it, and those that do not and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tradetalks.case._schedule_rate import Duty
from tradetalks.case._schedule_row import ScheduleRow

__all__ = ["Applied", "Passed", "Placed", "RateLine"]


class Placed(NamedTuple):
    """A row and its line in the file."""

    row: ScheduleRow
    line: int

    def __str__(self) -> str:
        return f"{self.row.id} (row {self.line})"


@dataclass(frozen=True)
class Applied:
    """A row that makes part of a rate.

    Attributes
    ----------
    row, line
        The row, and its line in the file.
    duty, in_quota
        What it adds to the total, beyond its quota and within it; the same without a quota.
    why
        What it does, in words.
    """

    row: ScheduleRow
    line: int
    duty: Duty
    in_quota: Duty
    why: str


@dataclass(frozen=True)
class Passed:
    """A row that covers a line and makes no part of its rate.

    Attributes
    ----------
    row, line
        The row, and its line in the file.
    why
        The reason, in words.
    by_date
        Whether it is only that the row is not in force on the day.
    """

    row: ScheduleRow
    line: int
    why: str
    by_date: bool = False


@dataclass(frozen=True)
class RateLine:
    """The rate of one imposer on one code from one origin.

    Attributes
    ----------
    imposer, target, code
        Whose duty, on goods from where; "all" are the origins that no row names.
    on
        The day.
    duty
        The rate; where a quota leaves two and no amount is given, the one beyond the quota. None
        where it rests on a normal duty that no row gives.
    in_quota
        The rate within the quota, where both are shown.
    normal
        Whether a row gives the normal duty; if not, `duty` is on top of it.
    applied, passed
        Rows that make the rate, in their order, and rows that do not.
    finer
        Codes below this one that have rows of their own, and so a line of their own.
    """

    imposer: str
    target: str
    code: str
    on: date
    duty: Duty | None
    in_quota: Duty | None
    normal: bool
    applied: tuple[Applied, ...]
    passed: tuple[Passed, ...]
    finer: tuple[str, ...]

    def __str__(self) -> str:
        head = f"{self.imposer} on {self.target}, {self.code}, {self.on}: "
        if not self.applied:
            head += "no measure counts"
        elif self.duty is None:
            head += "no rate without the normal duty, which no row gives; add a row of kind mfn"
        else:
            head += str(self.duty) + ("" if self.normal else " on top of the normal duty")
            if self.in_quota is not None:
                head += f", within the quota {self.in_quota}"
        steps = [
            f"  {n}. {a.row.id} (row {a.line}): {a.why}" for n, a in enumerate(self.applied, 1)
        ]
        others = [f"  not {p.row.id} (row {p.line}): {p.why}" for p in self.passed]
        some = ", ".join(self.finer[:3]) + (", ..." if len(self.finer) > 3 else "")
        below = [f"  codes below it have rows of their own: {some}"] if self.finer else []
        return "\n".join([head, *steps, *others, *below])
