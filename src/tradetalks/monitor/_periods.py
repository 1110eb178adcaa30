"""Periods of statistics as spans of days: years, fiscal years, quarters, months, and from-to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tradetalks.errors import InputError

__all__ = ["FiscalYear", "Span", "read_span", "year_from", "year_to"]

DAY = timedelta(days=1)
FORMS = "write 1994, 1994Q3, 1994-05, FY1994 or 1994-01/1994-10"


@dataclass(frozen=True, order=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    @property
    def middle(self) -> float:
        """Its middle, in years."""
        return (self.first.toordinal() + self.last.toordinal() + 1) / 2 / 365.2425

    @property
    def years(self) -> int:
        """Length in years, rounded up."""
        return next(n for n in range(1, 200) if _moved(self.first, n) > self.last)

    def shifted(self, years: int) -> Span:
        """The same days of another year."""
        return Span(_moved(self.first, years), _moved(self.last + DAY, years) - DAY)

    def until(self, last: date) -> Span:
        """The part up to a day."""
        return Span(self.first, last)


@dataclass(frozen=True)
class FiscalYear:
    """What FY1994 means to a publisher.

    Parameters
    ----------
    month
        Month in which a fiscal year begins.
    named_for
        Whether its number is that of the calendar year in which it begins or ends.
    """

    month: int = 4
    named_for: Literal["begin", "end"] = "begin"

    def span(self, number: int) -> Span:
        """The fiscal year of a number."""
        begins = number - (self.named_for == "end" and self.month > 1)
        return year_from(date(begins, self.month, 1))


def year_from(first: date) -> Span:
    """The year that begins on a day."""
    return Span(first, _moved(first, 1) - DAY)


def year_to(last: date) -> Span:
    """The year that ends on a day."""
    return Span(_moved(last + DAY, -1), last)


def _moved(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _months(year: int, first: int, count: int) -> Span:
    begin = date(year, first, 1)
    after = date(year + (first + count - 1) // 12, (first + count - 1) % 12 + 1, 1)
    return Span(begin, after - DAY)


def read_span(text: str, fiscal: FiscalYear | None = None) -> Span:
    """Days that a period names.

    Parameters
    ----------
    text
        1994, 1994Q3, 1994-05, 1994-05-31, FY1994, or two of them with a slash between.
    fiscal
        What a fiscal year is; by default it begins in April and is named for that year.

    Raises
    ------
    InputError
        If the text is none of these.
    """
    if text.count("/") == 1:
        begin, end = (read_span(part, fiscal) for part in text.split("/"))
        if end.last < begin.first:
            raise InputError(f"period {text!r} ends before it begins; turn its two parts round")
        return Span(begin.first, end.last)
    found = re.fullmatch(r"(FY)?(\d{4})(?:Q([1-4])|-(\d{2})(?:-(\d{2}))?)?", text.strip())
    try:
        if found is not None:
            fy, year, quarter, month, day = found.groups()
            if fy and not (quarter or month):
                return (fiscal or FiscalYear()).span(int(year))
            if quarter and not fy:
                return _months(int(year), 3 * int(quarter) - 2, 3)
            if day and not fy:
                return Span(*[date(int(year), int(month), int(day))] * 2)
            if month and not fy:
                return _months(int(year), int(month), 1)
            if not fy:
                return _months(int(year), 1, 12)
    except ValueError:
        pass
    raise InputError(f"period {text!r} cannot be read; {FORMS}")
