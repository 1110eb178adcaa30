"""Periods: "the first quarter of 2020", "mid-April", "next week", "the end of the year".

Also "2023-24" (from April), "fiscal 1996" (the US federal year, from October), "later this year",
"by the summer", "the week of 19 May", "yesterday". "The following week" is left alone: it follows
something else than the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tradetalks.dossier._dates import _calendar as calendar
from tradetalks.dossier._dates._calendar import FUTURE, Interval
from tradetalks.dossier._dates._days import day_month, month_alone, month_day, numeric, weekday
from tradetalks.dossier._dates._when import When, one_day, way_of, year_at
from tradetalks.dossier._text._tokens import Token, low_at, phrase_at, word_set

__all__ = ["fiscal", "named_day", "part", "relative_period", "season", "span_of_year", "week_of"]

ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": -1,
    "final": -1,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
UNITS = word_set("week month quarter year")
SEASONS = word_set("spring summer autumn fall winter")
STEPS = {
    "this": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "last": -1,
    "past": -1,
}
DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1, "hier": -1, "demain": 1}
TIMES_OF_DAY = word_set("morning afternoon evening")
PARTS = {
    "early": "early",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "end": "end",
    "close": "end",
    "beginning": "start",
    "start": "start",
    "mi": "mid",
    "fin": "end",
}


def named_day(tokens: Sequence[Token], at: int, today: date) -> When | None:
    low = tokens[at].low
    if low in DAYS:
        return When(at, at + 1, one_day(calendar.add(today, DAYS[low], "day")), "now")
    if low in ("this", "tomorrow", "yesterday") and low_at(tokens, at + 1) in TIMES_OF_DAY:
        return When(at, at + 2, Interval(today, today), "now")
    return None


def relative_period(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """A period by its step from the present one ("next week"), or the rest of it ("later")."""
    low = low_at(tokens, at)
    if low in ("later", "earlier"):
        inner = at + 1 + (low_at(tokens, at + 1) == "in")
        steps = low_at(tokens, inner) in STEPS
        when = relative_period(tokens, inner, today) if steps else None
        if when is None or when.interval is None:
            return None
        if not when.interval.start <= today <= when.interval.end:
            return when._replace(first=at)
        ends = (today, when.interval.end) if low == "later" else (when.interval.start, today)
        return When(at, when.end, Interval(*ends), "relative")
    if low not in STEPS:
        return None
    unit = low_at(tokens, at + 1)
    if unit in UNITS and low_at(tokens, at + 2) != "-":
        return When(at, at + 2, calendar.relative(unit, STEPS[low], today), _form(unit))
    if unit in SEASONS and low in ("this", "next", "last", "coming"):
        number = today.year + STEPS[low]
        return When(at, at + 2, calendar.season(unit, number), "season")
    return None


def _form(unit: str) -> str:
    return "year" if unit == "year" else "relative"


def season(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """A season by its preposition ("by the summer") or year ("spring 2026")."""
    name = tokens[at].low
    if name not in SEASONS:
        return None
    place = at + 1 + (low_at(tokens, at + 1) == "of")
    number = year_at(tokens, place)
    if number is not None:
        return When(at, place + 1, calendar.season(name, number), "season")
    before = low_at(tokens, at - 1)
    if before not in ("by", "before", "until", "in") and not (
        before == "the" and low_at(tokens, at - 2) in ("by", "before", "until", "in")
    ):
        return None
    first = calendar.season(name, today.year).start.month
    interval = calendar.month_near(first, today, way_of(tokens, at, at + 1) or FUTURE, 3)
    return When(at, at + 1, interval, "season")


def span_of_year(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """Quarters and halves of a year, calendar or, where it is told as "2023-24", fiscal."""
    low, glued = tokens[at].low, low_at(tokens, at + 1)
    if low == "q" and glued in ("1", "2", "3", "4"):
        number, end, noun = int(glued), at + 2, "quarter"
    else:
        ordinal = low + glued if tokens[at].kind == "number" else low
        number = ORDINALS.get(ordinal, 0)
        end = at + 1 + (tokens[at].kind == "number")
        end += low_at(tokens, end) in ("calendar", "fiscal")
        noun = low_at(tokens, end)
        if number == 0 or noun not in ("quarter", "half"):
            return None
        end += 1
    size, kind = (3, "quarter") if noun == "quarter" else (6, "half")
    whole = _whole_after(tokens, end, today)
    if number < 0:
        if whole is None:
            return None
        number = 12 // size
    if whole is not None and whole.interval is not None:
        first = calendar.add(whole.interval.start, size * (number - 1), "month")
        interval = calendar.month(first.year, first.month, size) if first else None
        return When(at, whole.end, interval, kind)
    if noun == "half" or number * size > 12:
        return None
    way = way_of(tokens, at, end)
    return When(at, end, calendar.month_near(size * (number - 1) + 1, today, way, size), kind)


def _whole_after(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """The year that stands after "of", or straight after."""
    at += low_at(tokens, at) in ("of", "in", ",")
    at += low_at(tokens, at) == "the"
    if low_at(tokens, at) == "year":
        return When(at, at + 1, calendar.year(today.year), "year")
    bare = year_at(tokens, at)
    when = fiscal(tokens, at, today) or relative_period(tokens, at, today)
    if when is not None:
        return when if when.form in ("year", "fiscal") and when.interval else None
    return When(at, at + 1, calendar.year(bare), "year") if bare else None


def fiscal(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """Fiscal years: "2023-24" and "2023/24" from April, "fiscal 1996" the US federal one."""
    del today
    first = year_at(tokens, at)
    if first is not None and low_at(tokens, at + 1) in ("-", "/"):
        second = low_at(tokens, at + 2)
        if second.isdecimal() and len(second) in (2, 4) and int(second[-2:]) == (first + 1) % 100:
            return When(at, at + 3, calendar.fiscal_year(first), "fiscal")
    named = at
    if low_at(tokens, named) in ("fiscal", "financial", "fy"):
        named += 1 + (low_at(tokens, named + 1) == "year")
        number = year_at(tokens, named)
        if number is not None and low_at(tokens, named + 1) not in ("-", "/"):
            return When(at, named + 1, calendar.month(number - 1, 10, 12), "fiscal")
    return None


def part(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """Early, mid, late, end or start of a period; year-end and month's end."""
    low = tokens[at].low
    for unit in ("year", "month", "week", "quarter"):
        for phrase in (f"{unit} - end", f"{unit} ' s end", f"{unit} end", f"l ' {unit} fin"):
            if phrase_at(tokens, at, phrase):
                whole = calendar.relative(unit, 0, today)
                ended = calendar.part(whole, "end") if whole else None
                return When(at, at + len(phrase.split()), ended, "part")
    name = PARTS.get(low)
    if name is None:
        return None
    end = at + 1
    if low_at(tokens, end) in ("of", "in", "de", "-"):
        end += 1
    elif low not in ("early", "mid", "late"):
        return None
    if low in ("beginning", "start") and low_at(tokens, at + 1) != "of":
        return None
    while low_at(tokens, end) in ("the", "l", "'", "la"):
        end += 1
    whole = _whole_period(tokens, end, today) if end < len(tokens) else None
    if whole is None or whole.interval is None:
        return None
    return When(at, whole.end, calendar.part(whole.interval, name), "part")


def _whole_period(tokens: Sequence[Token], at: int, today: date) -> When | None:
    unit = {"année": "year", "mois": "month"}.get(low_at(tokens, at), low_at(tokens, at))
    if unit in UNITS and low_at(tokens, at - 1) in ("the", "of", "'", "de", "-", "mid", "le"):
        return When(at, at + 1, calendar.relative(unit, 0, today), "relative")
    number = year_at(tokens, at)
    if number is not None and fiscal(tokens, at, today) is None:
        return When(at, at + 1, calendar.year(number), "year")
    if unit in SEASONS and year_at(tokens, at + 1) is None:
        first = calendar.season(unit, today.year).start.month
        way = way_of(tokens, at, at + 1) or FUTURE
        return When(at, at + 1, calendar.month_near(first, today, way, 3), "season")
    for reader in (span_of_year, fiscal, relative_period, month_alone, season):
        when = reader(tokens, at, today)
        if when is not None:
            return when
    return None


def week_of(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """The week of, or beginning on, a day."""
    if tokens[at].low != "week" or low_at(tokens, at + 1) not in ("of", "beginning", "starting"):
        return None
    inner = at + 2 + (low_at(tokens, at + 2) == "on")
    if inner >= len(tokens):
        return None
    for reader in (weekday, day_month, month_day, numeric):
        when = reader(tokens, inner, today)
        if when is not None and when.interval is not None:
            return When(at, when.end, calendar.week(when.interval.start), "relative")
    return None
