"""Intervals of the calendar: months, quarters, weeks, seasons, and days counted from another.

Weeks run from Monday to Sunday. Early, mid and late are days 1 to 10, 11 to 20 and the rest of a
month, the months of a quarter or season, and the first, second and third four months of a year.
Summer is June to August.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import NamedTuple

__all__ = [
    "Interval",
    "add",
    "day",
    "day_near",
    "fiscal_year",
    "month",
    "month_near",
    "part",
    "quarter",
    "relative",
    "season",
    "week",
    "weekday_near",
    "year",
]

PAST, FUTURE = -1, 1
NEAR = timedelta(days=10)
"""A date without a year may lie this far on the other side of the day of the document."""


QUARTER = (88, 93)
"""Fewest and most days from the first of a quarter or season to its last."""


class Interval(NamedTuple):
    """First and last day.

    Attributes
    ----------
    start, end
        Both in it.
    """

    start: date
    end: date


def day(year_number: int, month_number: int, day_number: int) -> Interval | None:
    """A day, or None if the calendar has none such."""
    if not (MINYEAR <= year_number <= MAXYEAR and 1 <= month_number <= 12):
        return None
    if not 1 <= day_number <= monthrange(year_number, month_number)[1]:
        return None
    found = date(year_number, month_number, day_number)
    return Interval(found, found)


def month(year_number: int, month_number: int, months: int = 1) -> Interval:
    """Some months from one on."""
    last = month_number + months - 1
    last_year, last_month = year_number + (last - 1) // 12, (last - 1) % 12 + 1
    return Interval(
        date(year_number, month_number, 1),
        date(last_year, last_month, monthrange(last_year, last_month)[1]),
    )


def quarter(year_number: int, number: int) -> Interval:
    """A quarter of a calendar year, 1 to 4."""
    return month(year_number, 3 * number - 2, 3)


def year(number: int) -> Interval:
    """A calendar year."""
    return month(number, 1, 12)


def fiscal_year(number: int) -> Interval:
    """Twelve months from April of a year, as in "2023-24"."""
    return month(number, 4, 12)


def week(of: date) -> Interval:
    """The week that holds a day."""
    monday = of - timedelta(days=of.weekday())
    return Interval(monday, monday + timedelta(days=6))


def season(name: str, year_number: int) -> Interval:
    """Spring, summer, autumn or winter (from December of the year)."""
    first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[name]
    return month(year_number, first, 3)


def add(start: date, number: int, unit: str) -> date | None:
    """A day some days, weeks, months or years later, or None beyond the calendar."""
    try:
        if unit in ("day", "week"):
            return start + timedelta(days=number * (7 if unit == "week" else 1))
        months = number * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
        at = start.year * 12 + start.month - 1 + months
        number_of_days = monthrange(at // 12, at % 12 + 1)[1]
        return date(at // 12, at % 12 + 1, min(start.day, number_of_days))
    except (OverflowError, ValueError):
        return None


def relative(unit: str, steps: int, today: date) -> Interval | None:
    """The week, month, quarter or year some steps from that of a day."""
    moved = add(today.replace(day=1) if unit != "week" else today, steps, unit)
    if moved is None:
        return None
    if unit == "week":
        return week(moved)
    if unit == "month":
        return month(moved.year, moved.month)
    if unit == "quarter":
        return quarter(moved.year, (moved.month + 2) // 3)
    return year(moved.year)


def part(whole: Interval, name: str) -> Interval:
    """Its early, mid or late part, its start or its end."""
    if name == "end":
        return Interval(whole.end, whole.end)
    if name == "start":
        return Interval(whole.start, whole.start)
    third = {"early": 0, "mid": 1, "late": 2}[name]
    if (whole.end - whole.start).days > 300:
        return month(whole.start.year, 4 * third + 1, 4)
    if QUARTER[0] <= (whole.end - whole.start).days <= QUARTER[1]:
        middle = add(whole.start, third, "month") or whole.start
        return month(middle.year, middle.month)
    cuts = (whole.start, whole.start + timedelta(days=10), whole.start + timedelta(days=20))
    ends = (cuts[1] - timedelta(days=1), cuts[2] - timedelta(days=1), whole.end)
    return Interval(cuts[third], max(ends[third], cuts[third]))


def day_near(month_number: int, day_number: int, today: date, way: int) -> Interval | None:
    """A day and month in the year that suits: nearest, or nearest on the side of `way`."""
    years = (today.year - 1, today.year, today.year + 1)
    found = [d for y in years if (d := day(y, month_number, day_number))]
    return _nearest(found, today, way)


def month_near(month_number: int, today: date, way: int, months: int = 1) -> Interval | None:
    """A month, or some from one on, in the year that suits."""
    years = (y for y in (today.year - 1, today.year, today.year + 1) if MINYEAR <= y < MAXYEAR)
    return _nearest([month(y, month_number, months) for y in years], today, way)


def weekday_near(number: int, today: date, way: int) -> Interval:
    """The next such weekday, or the last one, today among them if it is not the next."""
    ahead = (number - today.weekday()) % 7
    if way == FUTURE:
        found = today + timedelta(days=ahead or 7)
    else:
        found = today - timedelta(days=(7 - ahead) % 7)
    return Interval(found, found)


def _nearest(found: list[Interval], today: date, way: int) -> Interval | None:
    suited = [
        d
        for d in found
        if (way == FUTURE and d.end >= today - NEAR)
        or (way == PAST and d.start <= today + NEAR)
        or way not in (PAST, FUTURE)
    ]

    def distance(interval: Interval) -> int:
        if interval.start <= today <= interval.end:
            return 0
        return min(abs((interval.start - today).days), abs((interval.end - today).days))

    return min(suited or found, key=distance, default=None)
