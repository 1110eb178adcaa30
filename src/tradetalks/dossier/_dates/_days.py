"""Days and months in a sentence: "March 17, 1995", "6-7 July", "7.8.2025", "Thursday", "in May".

A date without a year takes the year that suits its tense, a weekday the week. "May" and "March"
count only beside a number or a preposition. Numbers such as 3/4/2025 are month, day, year unless
that cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tradetalks.dossier._dates import _calendar as calendar
from tradetalks.dossier._dates._calendar import FUTURE, PAST, Interval
from tradetalks.dossier._dates._when import (
    MONTHS,
    WEEKDAYS,
    When,
    day_number,
    lead_of,
    one_day,
    past_stop,
    told_as_past,
    way_of,
    year_at,
)
from tradetalks.dossier._text._tokens import Token, low_at, word_set

__all__ = [
    "DAYS_IN_WORDS",
    "bare_year",
    "day_alone",
    "day_month",
    "east_asian",
    "month_alone",
    "month_day",
    "numeric",
    "weekday",
    "word_day",
]

ALONE = word_set("january february april june july august september october november december")
IN_CONTEXT = word_set("march may sept jan feb aug oct nov dec avril juillet septembre octobre")
SHORT_WEEKDAYS = word_set("mon tue tues wed thu thur thurs fri sat sun")
PREPOSITIONS = word_set("""
in by until till since from through before after during of early late mid next last to and for
between around en avant dès depuis throughout ending ended beginning starting
""")
YEAR_PREPOSITIONS = PREPOSITIONS | word_set("year than fiscal and end calendar")
LIMITS = word_set("by until till before avant")
ORDINALS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
DAYS_IN_WORDS = {word: n for n, word in enumerate(ORDINALS.split(), start=1)} | {
    "twenty": 20,
    "thirtieth": 30,
    "thirty": 30,
}
OPENING = word_set("begin start open close end vote reopen leave arrive return run")
ALONE_LEADS = word_set("by before until till on from after of than between and")
ALONE_ENDS = word_set("""
. , ; : ) ? ! " — - and or to if when while but before after at in by with for as so unless that
inst instant prox proximo
""")


def numeric(tokens: Sequence[Token], at: int, today: date) -> When | None:
    del today
    text = tokens[at].text
    if text.count(".") == 2:
        parts, end = text.split("."), at + 1
    else:
        marks = low_at(tokens, at + 1), low_at(tokens, at + 3)
        if marks not in (("-", "-"), ("/", "/")):
            return None
        parts, end = [text, low_at(tokens, at + 2), low_at(tokens, at + 4)], at + 5
        if end > len(tokens) or tokens[end - 1].end - tokens[at].start != sum(map(len, parts)) + 2:
            return None
    if not all(part.isdecimal() for part in parts):
        return None
    a, b, c = (int(part) for part in parts)
    if len(parts[0]) == 4:
        year, month, number = a, b, c
    elif len(parts[2]) == 4 and len(parts[0]) <= 2:
        month_first = low_at(tokens, at + 1) == "/" and a <= 12
        year, month, number = (c, a, b) if month_first else (c, b, a)
    else:
        return None
    return When(at, end, calendar.day(year, month, number), "day")


def east_asian(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """Days as in 2025年5月23日 and 6月1日."""
    numbers: list[int] = []
    end = at
    for mark in "年月日":
        number = low_at(tokens, end)
        if number.isdecimal() and len(number) <= 4 and low_at(tokens, end + 1) == mark:
            numbers.append(int(number))
            end += 2
        elif mark != "年":
            return None
    month, number = numbers[-2:]
    if len(numbers) == 3:
        return When(at, end, calendar.day(numbers[0], month, number), "day")
    valid = 1 <= month <= 12
    near = calendar.day_near(month, number, today, FUTURE) if valid else None
    return When(at, end, near, "day")


def day_month(tokens: Sequence[Token], at: int, today: date) -> When | None:
    first = day_number(tokens, at)
    if first is None:
        return None
    days, end = [first[0]], first[1]
    end += low_at(tokens, end) == "day" and low_at(tokens, end + 1) == "of"
    if low_at(tokens, end) in ("-", "to", "and"):
        second = day_number(tokens, end + 1)
        if second is not None and second[0] > days[0]:
            days, end = [days[0], second[0]], second[1]
    end += low_at(tokens, end) in ("of", ".", "de")
    month = MONTHS.get(low_at(tokens, end))
    if month is None:
        return None
    return _dated(tokens, at, past_stop(tokens, end), days, month, today)


def word_day(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """A day of a month in words: "the first of January", "the thirty-first of March"."""
    number = DAYS_IN_WORDS.get(tokens[at].low)
    if number is None:
        return None
    end = at + 1
    if tokens[at].low in ("twenty", "thirty"):
        unit = DAYS_IN_WORDS.get(low_at(tokens, at + 2), 10)
        if low_at(tokens, at + 1) != "-" or unit > 9:
            return None
        number, end = number + unit, at + 3
    end += low_at(tokens, end) == "day"
    month = MONTHS.get(low_at(tokens, end + 1))
    if low_at(tokens, end) != "of" or month is None or number > 31:
        return None
    return _dated(tokens, at, end + 2, [number], month, today)


def day_alone(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """A day told by its number alone: "before the 20th", "on the 23rd"."""
    found = day_number(tokens, at)
    if found is None or found[1] == at + 1 or low_at(tokens, at - 1) != "the":
        return None
    number, end = found
    after = low_at(tokens, end)
    if low_at(tokens, at - 2) not in ALONE_LEADS or (after and after not in ALONE_ENDS):
        return None
    before = lead_of(tokens, at)
    way = FUTURE if before in LIMITS else way_of(tokens, at, end) or FUTURE
    steps = (0, 1, 2) if way == FUTURE else (0, -1, -2)
    months = (calendar.relative("month", step, today) for step in steps)
    near = (calendar.day(m.start.year, m.start.month, number) for m in months if m)
    fits = (d for d in near if d and (d.start >= today if way == FUTURE else d.start <= today))
    return When(at, end, next(fits, None), "day")


def month_day(tokens: Sequence[Token], at: int, today: date) -> When | None:
    month = MONTHS.get(tokens[at].low)
    first = day_number(tokens, past_stop(tokens, at)) if month else None
    if month is None or first is None:
        return None
    days, end = [first[0]], first[1]
    if low_at(tokens, end) in ("-", "to", "and"):
        second = day_number(tokens, end + 1)
        follows = low_at(tokens, end + 2)
        if low_at(tokens, end) == "and" and follows not in ALONE_ENDS | {"", "of"}:
            second = None
        if second is not None and second[0] > days[0] and follows not in ("%", "percent", "per"):
            days, end = [days[0], second[0]], second[1]
    return _dated(tokens, at, end, days, month, today)


def _dated(tokens: Sequence[Token], first: int, end: int, days: Sequence[int], m: int, today: date):
    """A day, or days, of a month with the year after it if there is one."""
    at = end + (low_at(tokens, end) in (",", "de", "del"))
    year = year_at(tokens, at)
    step = {"this": 0, "next": 1, "last": -1}.get(low_at(tokens, end))
    if year is None and step is not None and low_at(tokens, end + 1) == "year":
        year, at = today.year + step, end + 1
    if year is None:
        way = way_of(tokens, first, end)
        found = [calendar.day_near(m, number, today, way) for number in days]
    else:
        end = at + 1
        found = [calendar.day(year, m, number) for number in days]
    interval = Interval(found[0].start, found[-1].end) if found[0] and found[-1] else None
    return When(first, end, interval, "day")


def month_alone(tokens: Sequence[Token], at: int, today: date) -> When | None:
    low = tokens[at].low
    month = MONTHS.get(low)
    if month is None:
        return None
    end = past_stop(tokens, at)
    place = end + (low_at(tokens, end) == ",") + (low_at(tokens, end) in ("of", "de"))
    year = year_at(tokens, place)
    if year is not None:
        return When(at, place + 1, calendar.month(year, month), "month")
    before = low_at(tokens, at - 1)
    near = low_at(tokens, at - 2) if before == "-" else before
    if low_at(tokens, end) == "running" or (low == "may" and tokens[at].text == "may"):
        return None
    if low not in ALONE and not (low in IN_CONTEXT and near in PREPOSITIONS | {"mi"}):
        return None
    if low == "march" and low_at(tokens, at + 1) in ("of", "to", "through", "toward", "towards"):
        return None
    if before in ("next", "last") and near != "-":
        way = FUTURE if before == "next" else PAST
        return When(at - 1, at + 1, calendar.month_near(month, today, way), "month")
    way = way_of(tokens, at, at + 1)
    return When(at, at + 1, calendar.month_near(month, today, way), "month")


def bare_year(tokens: Sequence[Token], at: int, today: date) -> When | None:
    del today
    number = year_at(tokens, at)
    before = low_at(tokens, at - 1)
    if number is None or before not in YEAR_PREPOSITIONS or low_at(tokens, at + 1) in ("%", "-"):
        return None
    first = at - 1 if before == "year" else at
    return When(first, at + 1, calendar.year(number), "year")


def _opens(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb in the present tells what begins or ends on a day: "talks open Monday"."""
    verb = at - 1 - (low_at(tokens, at - 1) == "on")
    return low_at(tokens, verb) in OPENING and low_at(tokens, verb - 1) not in ("to", "not", "did")


def weekday(tokens: Sequence[Token], at: int, today: date) -> When | None:
    number = WEEKDAYS.get(tokens[at].low)
    if number is None or (tokens[at].low in SHORT_WEEKDAYS and low_at(tokens, at + 1) != "."):
        return None
    end = at + 1 + (tokens[at].low in SHORT_WEEKDAYS)
    following = end + (low_at(tokens, end) in ("prochain", "dernier"))
    comma = following + (low_at(tokens, following) in (",", "("))
    if comma < len(tokens):
        dated = day_month(tokens, comma, today) or month_day(tokens, comma, today)
        if dated is not None:
            return dated._replace(first=at)
    before, after = low_at(tokens, at - 1), low_at(tokens, end)
    if low_at(tokens, 0) == "by" and at == 1 and told_as_past(tokens, end):
        way = PAST
    elif before == "next" or after == "prochain" or lead_of(tokens, at) in LIMITS:
        way = FUTURE
    elif before == "last" or after == "dernier":
        way = PAST
    elif _opens(tokens, at):
        way = FUTURE
    elif before == "this":
        monday = calendar.week(today).start
        return When(at - 1, end, one_day(calendar.add(monday, number, "day")), "weekday")
    else:
        way = way_of(tokens, at, end) or PAST
    first = at - 1 if before in ("next", "last") else at
    interval = calendar.weekday_near(number, today, way)
    if way == PAST and before == "last" and interval.start == today:
        interval = one_day(calendar.add(today, -7, "day"))
    return When(first, following, interval, "weekday")
