"""What a date is to the rules that read it, with the names of months and days.

Months and weekdays also in French, German and Spanish.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tradetalks.dossier._calendar import FUTURE, PAST, Interval
from tradetalks.dossier._tense import tense_at
from tradetalks.dossier._tokens import Token, low_at, word_set

__all__ = [
    "MONTHS",
    "WEEKDAYS",
    "When",
    "day_number",
    "lead_of",
    "one_day",
    "past_stop",
    "way_of",
    "year_at",
]


class When(NamedTuple):
    """A date or interval at some tokens.

    Attributes
    ----------
    first, end
        Indices of its first token and after its last.
    interval
        The days, or None if the calendar has none such.
    form
        ``day``, ``weekday``, ``month``, ``quarter``, ``half``, ``year``, ``fiscal``, ``season``,
        ``part``, ``relative`` or ``now`` (today, this morning).
    """

    first: int
    end: int
    interval: Interval | None
    form: str


MONTH_NAMES = (
    "january jan janvier januar enero",
    "february feb février februar febrero",
    "march mar mars märz marzo",
    "april apr avril abril",
    "may mai mayo",
    "june jun juin juni junio",
    "july jul juillet juli julio",
    "august aug août agosto",
    "september sep sept septembre septiembre",
    "october oct octobre oktober octubre",
    "november nov novembre noviembre",
    "december dec décembre dezember diciembre",
)
MONTHS = {name: n for n, names in enumerate(MONTH_NAMES, start=1) for name in names.split()}
WEEKDAY_NAMES = (
    "monday mon lundi montag lunes",
    "tuesday tue tues mardi dienstag martes",
    "wednesday wed mercredi mittwoch miércoles",
    "thursday thu thur thurs jeudi donnerstag jueves",
    "friday fri vendredi freitag viernes",
    "saturday sat samedi samstag sábado",
    "sunday sun dimanche sonntag domingo",
)
WEEKDAYS = {name: n for n, names in enumerate(WEEKDAY_NAMES) for name in names.split()}
SUFFIXES = word_set("st nd rd th er")
TO_THE_FUTURE = word_set("by until till before through deadline from avant")
PASSED_OVER = word_set(
    "the a early mid late end of - on noon midnight close in p.m. a.m. pm am latest"
)
LEAD_REACH = 6


def year_at(tokens: Sequence[Token], at: int) -> int | None:
    text = low_at(tokens, at)
    if len(text) == 4 and text.isdecimal() and 1800 <= int(text) <= 2199:
        return int(text)
    return None


def day_number(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """A number from 1 to 31, perhaps an ordinal, and the index after it."""
    text = low_at(tokens, at)
    if not (text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 31):
        return None
    touches = at + 1 < len(tokens) and tokens[at + 1].start == tokens[at].end
    return int(text), at + 1 + (touches and tokens[at + 1].low in SUFFIXES)


def past_stop(tokens: Sequence[Token], at: int) -> int:
    """The index after a month and the full stop of its abbreviation."""
    short = len(tokens[at].low) <= 4 and low_at(tokens, at + 1) == "."
    number = at + 2 < len(tokens) and tokens[at + 2].kind == "number"
    return at + 2 if short and number else at + 1


def one_day(found: date | None) -> Interval | None:
    return Interval(found, found) if found else None


def way_of(tokens: Sequence[Token], start: int, end: int) -> int:
    """Past or future at a date, by the word before it or by tense."""
    lead = lead_of(tokens, start)
    if lead in TO_THE_FUTURE or low_at(tokens, end) == "deadline":
        return FUTURE
    if lead in ("to", "ended", "ending") and _is_span(tokens, start):
        return PAST
    return tense_at(tokens, start, end)


def lead_of(tokens: Sequence[Token], start: int) -> str:
    """The word that leads to a date, over articles, parts of a period and hours."""
    at = start - 1
    while at > max(start - LEAD_REACH, 0) and tokens[at].low in PASSED_OVER:
        at -= 1 + (tokens[at].low in ("p.m.", "a.m.", "pm", "am"))
    return low_at(tokens, at)


def _is_span(tokens: Sequence[Token], start: int) -> bool:
    """Whether a date ends a span that was: "in the year to February"."""
    near = range(max(start - LEAD_REACH, 0), start)
    return any(tokens[k].low in ("year", "months", "quarter", "period", "half") for k in near)
