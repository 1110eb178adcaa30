"""Weeks of a month, halves of a month, and weekends.

The first week of a month is the one from Monday to Sunday that holds most of its days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tradetalks.dossier._dates import _calendar as calendar
from tradetalks.dossier._dates._calendar import FUTURE, PAST, Interval
from tradetalks.dossier._dates._days import month_alone
from tradetalks.dossier._dates._periods import ORDINALS, relative_period
from tradetalks.dossier._dates._when import When, way_of
from tradetalks.dossier._text._tokens import Token, low_at, word_set

__all__ = ["half_of_month", "week_of_month", "weekend"]

HALVES = word_set("half fortnight")
MIDDLE_OF_WEEK = 3


def week_of_month(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """A week by its place in a month: "the second week of July", "the last week in June"."""
    found = _ordinal(tokens, at)
    if found is None or low_at(tokens, found[1]) != "week":
        return None
    month = _month(tokens, found[1] + 1, today)
    if month is None or month.interval is None:
        return None
    first, last = month.interval
    if found[0] < 0:
        middle = last - timedelta(days=MIDDLE_OF_WEEK)
    else:
        middle = first + timedelta(days=MIDDLE_OF_WEEK + 7 * (found[0] - 1))
    return When(at, month.end, calendar.week(middle), "relative")


def half_of_month(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """The first or second half of a month."""
    found = _ordinal(tokens, at)
    if found is None or low_at(tokens, found[1]) not in HALVES or found[0] not in (1, 2):
        return None
    month = _month(tokens, found[1] + 1, today)
    if month is None or month.interval is None:
        return None
    first, last = month.interval
    middle = first.replace(day=15)
    half = (first, middle) if found[0] == 1 else (middle + timedelta(days=1), last)
    return When(at, month.end, Interval(*half), "relative")


def weekend(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """A weekend: the next one or the last one, by tense."""
    step = {"this": 0, "coming": 0, "next": 1, "last": -1}.get(tokens[at].low)
    end = at + 1 if step is None else at + 2
    if low_at(tokens, end - 1) != "weekend" or low_at(tokens, end) == "-":
        return None
    way = {0: FUTURE, 1: FUTURE, -1: PAST}.get(step) if step is not None else None
    way = way_of(tokens, at, end) or PAST if way is None else way
    saturday = calendar.weekday_near(5, today, way).start
    return When(at, end, Interval(saturday, saturday + timedelta(days=1)), "relative")


def _ordinal(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    number = tokens[at].kind == "number"
    word = tokens[at].low + (low_at(tokens, at + 1) if number else "")
    which = ORDINALS.get(word)
    return None if which is None else (which, at + 1 + number)


def _month(tokens: Sequence[Token], at: int, today: date) -> When | None:
    if low_at(tokens, at) not in ("of", "in") or at + 1 >= len(tokens):
        return None
    month = month_alone(tokens, at + 1, today)
    if month is not None:
        return month
    when = relative_period(tokens, at + 1, today)
    return when if when is not None and low_at(tokens, when.end - 1) == "month" else None
