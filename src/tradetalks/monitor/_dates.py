"""Dates that fall due, and a calendar file of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tradetalks.errors import InputError

__all__ = ["DueDate", "falling_due", "icalendar"]

OCTETS = 75


@dataclass(frozen=True)
class DueDate:
    """A day on which something falls due.

    Attributes
    ----------
    date, title, kind
        The day, what falls due, and what gives it force.
    set_by, source
        Who set it, and the id of the document.
    id
        Its id, unique in its calendar.
    known_from, until
        Day from which it was known, and on which it lost its force, if it did.
    """

    date: date
    title: str
    kind: str
    set_by: str
    source: str
    id: str
    known_from: date
    until: date | None = None


def falling_due(dates: Iterable[DueDate], as_of: date, days: int) -> tuple[DueDate, ...]:
    """Dates within some days that were known on the day and still in force, in order.

    Raises
    ------
    InputError
        For a negative number of days.
    """
    if days < 0:
        raise InputError(f"days is {days}; give zero or more")
    last = as_of + timedelta(days=days)
    standing = (d for d in dates if d.until is None or as_of < d.until)
    due = [d for d in standing if d.known_from <= as_of <= d.date <= last]
    return tuple(sorted(due, key=lambda d: (d.date, d.id)))


def icalendar(dates: Iterable[DueDate], name: str, as_of: date) -> str:
    """All-day events as an iCalendar file (RFC 5545).

    An event's UID is its id with the name of the calendar, so that a second import replaces the
    first; DTSTAMP is the day of the record, so that the same record gives the same file.

    Parameters
    ----------
    dates
        What falls due.
    name
        Name of the calendar.
    as_of
        Day of the record.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tradetalks//monitor//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for due in dates:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(due.id)}@{_escaped(name)}.tradetalks",
            f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{due.date:%Y%m%d}",
            f"DTEND;VALUE=DATE:{due.date + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(due.title)}",
            f"DESCRIPTION:{_escaped(f'{due.kind}; set by {due.set_by}')}",
            f"CATEGORIES:{_escaped(due.kind)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    """Text as RFC 5545 (3.3.11) wants it; control characters cannot be written and are dropped."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(plain, escaped)
    text = "\\n".join(text.splitlines())
    return "".join(c for c in text if (c >= " " and c != "\x7f") or c == "\t")


def _folded(line: str) -> str:
    """A line broken so that none is longer than 75 octets, and no character is split."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > OCTETS:
            parts.append(part)
            part = " "
        part += character
    return "\r\n".join([*parts, part])
