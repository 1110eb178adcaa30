"""What a path asks for by a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from tradetalks.errors import InputError
from tradetalks.monitor._commitment import Path
from tradetalks.monitor._periods import Span, year_from
from tradetalks.monitor._series import Series

__all__ = ["share_due", "way_due", "year_shares"]

DAY = timedelta(days=1)


def share_due(
    path: Path, window: Span, through: date, series: Mapping[str, Series], key: str, as_of: date
) -> float:
    """Share of a window's total that a path asks for by a day in it.

    Linear: elapsed days over all days. Seasonal: the share of a year that earlier years of a
    record had brought by the same day, the mean over years. By year: the shares of the years,
    in step with time inside each. By date: between the given dates in step with time.

    Raises
    ------
    InputError
        If a seasonal path's record lacks those months in every year that it names.
    """
    elapsed = window.until(through).days / window.days
    if path.kind == "by date":
        return _by_date(path, window.first, through, window.last)
    if path.kind == "by year":
        return _by_year(path, window, through)
    if path.kind == "seasonal":
        return _seasonal(path, window, through, series[path.record or key], as_of)
    return elapsed


def way_due(path: Path, start: date, term: date, day: date) -> float:
    """Share of the way from baseline to target that is due by a day before the last year."""
    if path.kind == "by date":
        return _by_date(path, start, day, term)
    return float(np.clip((day - start) / (term - start), 0.0, 1.0))


def _by_date(path: Path, start: date, day: date, term: date) -> float:
    marks = {start - DAY: 0.0, term: 1.0, **path.dates}
    days = sorted(marks)
    ordinals = [d.toordinal() for d in days]
    return float(np.interp(day.toordinal(), ordinals, [marks[d] for d in days]))


def _by_year(path: Path, window: Span, through: date) -> float:
    due = 0.0
    for year, share in path.shares.items():
        first = max(window.first, date(year, 1, 1))
        last = min(window.last, date(year, 12, 31))
        if first > last:
            raise InputError(
                f"path gives a share to {year}, outside {window.first} to {window.last}; remove it"
            )
        gone = (min(through, last) - first).days + 1
        due += share * min(max(gone, 0) / Span(first, last).days, 1.0)
    return due


def _seasonal(path: Path, window: Span, through: date, record: Series, as_of: date) -> float:
    whole, year = _current_year(window, through)
    shares = year_shares(record, year, through, as_of, path.years)
    if not shares:
        named = ", ".join(map(str, path.years)) or "any earlier year"
        raise InputError(
            f"series {record.key!r} does not give the share of a year by {through:%d %B} in "
            f"{named}; name other years, or make the path linear"
        )
    return (whole + float(np.mean(shares))) / window.years


def _current_year(window: Span, through: date) -> tuple[int, Span]:
    """Full years of a window before a day, and the year that the day falls in."""
    first = year_from(window.first)
    whole = 0
    while first.shifted(whole).last < through:
        whole += 1
    return whole, first.shifted(whole)


def year_shares(
    record: Series, year: Span, through: date, as_of: date, only: Sequence[int] = ()
) -> list[float]:
    """Shares of earlier years that had come by the same day."""
    found: list[float] = []
    for earlier, total in record.totals(year, as_of):
        back = year.first.year - earlier.first.year
        part = record.by(year.until(through).shifted(-back), as_of)
        wanted = not only or earlier.first.year in only
        if wanted and part is not None and total > 0.0:
            found.append(part / total)
    return found
