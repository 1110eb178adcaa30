"""Dates in a sentence: absolute ones, and those told from the day of the document.

Leaves alone times of the day, decades, and years without a preposition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from tradetalks.dossier._dates import _days as days
from tradetalks.dossier._dates import _holidays as holidays
from tradetalks.dossier._dates import _periods as periods
from tradetalks.dossier._dates import _weeks as weeks
from tradetalks.dossier._dates._when import MONTHS, WEEKDAYS, When
from tradetalks.dossier._text._tokens import Token

__all__ = ["times_in"]

Reader = Callable[[Sequence[Token], int, date], When | None]

READERS: tuple[Reader, ...] = (
    days.numeric,
    days.east_asian,
    periods.week_of,
    weeks.week_of_month,
    weeks.half_of_month,
    weeks.weekend,
    holidays.holiday,
    periods.part,
    days.day_month,
    days.month_day,
    days.word_day,
    days.day_alone,
    days.weekday,
    periods.named_day,
    periods.span_of_year,
    periods.relative_period,
    periods.fiscal,
    days.month_alone,
    periods.season,
    days.bare_year,
)
STARTS = frozenset(
    {*MONTHS, *WEEKDAYS, *periods.ORDINALS, *periods.STEPS, *periods.DAYS, *periods.PARTS}
    | {*periods.SEASONS, *periods.UNITS, *holidays.HOLIDAY_STARTS, *days.DAYS_IN_WORDS}
    | {"later", "earlier", "fiscal", "financial", "fy", "q", "l", "weekend"}
)


def times_in(tokens: Sequence[Token], today: date) -> list[When]:
    """Dates of a sentence in order, none within another."""
    found: list[When] = []
    at = 0
    while at < len(tokens):
        when = when_at(tokens, at, today)
        if when is None:
            at += 1
            continue
        found.append(when)
        at = when.end
    return found


def when_at(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """The date that starts at a token, or None."""
    if tokens[at].kind != "number" and tokens[at].low not in STARTS:
        return None
    for reader in READERS:
        when = reader(tokens, at, today)
        if when is not None:
            return when
    return None
