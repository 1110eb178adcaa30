"""What a date is to the rules that read it, with the names of months and days.

Months and weekdays also in French, German and Spanish.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tradetalks.dossier._dates._calendar import FUTURE, PAST, Interval
from tradetalks.dossier._dates._tense import tense_at
from tradetalks.dossier._text._tokens import Token, low_at, word_set

__all__ = [
    "MONTHS",
    "MOVED",
    "WEEKDAYS",
    "When",
    "day_number",
    "is_participle",
    "lead_of",
    "one_day",
    "past_stop",
    "told_as_past",
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
PASSED_OVER = word_set("""
the a early mid late end of - on noon midnight close in p.m. a.m. pm am latest first thing
business cob
""")
PARTICIPLES = word_set("made sold bought sent brought built grown begun written laden caught paid")
FINITE = word_set("be been being is are to will would it he she they")
SET_FOR = word_set(
    "set called scheduled planned slated fixed announced expected booked convened due"
)
MISSED = word_set("missed passed ignored flouted after since")
MOVED = word_set("""
move moved extend extended postpone postponed delay delayed push pushed bring slipped shifted
extension prolongation postponement deferral defer deferred prolong prolonged put
""")
CLAUSE_REACH = 8
LEAD_REACH = 6
PERFECT_REACH = 16


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
    place = _lead_at(tokens, start)
    lead = low_at(tokens, place)
    either = low_at(tokens, place - 1) == "or" and low_at(tokens, place - 2) == "on"
    if lead in ("before", "after") and (either or is_participle(tokens, place - 1)):
        return 0
    if lead == "from" and any(t.low in ("has", "have") for t in tokens) and not _rules(tokens):
        return 0
    if place == 0 and lead == "by" and told_as_past(tokens, end):
        return PAST
    near = {low_at(tokens, k) for k in range(max(place - CLAUSE_REACH, 0), place + 1)}
    if (lead == "for" and near & SET_FOR) or (lead == "to" and near & MOVED):
        return FUTURE
    if low_at(tokens, end) == "deadline" and near & MISSED:
        return PAST
    if lead in ("by", "before", "until") and "had" in near and not near & {"has", "have", "will"}:
        return 0
    if lead in TO_THE_FUTURE or low_at(tokens, end) == "deadline":
        return FUTURE
    if lead in ("to", "ended", "ending") and _is_span(tokens, start):
        return PAST
    return tense_at(tokens, start, end)


def lead_of(tokens: Sequence[Token], start: int) -> str:
    """The word that leads to a date, over articles, parts of a period and hours."""
    return low_at(tokens, _lead_at(tokens, start))


def _rules(tokens: Sequence[Token]) -> bool:
    """Whether a sentence says what is going to be."""
    return any(t.low in ("will", "shall", "would", "to") for t in tokens)


def told_as_past(tokens: Sequence[Token], end: int) -> bool:
    """Whether "By Sunday, ... had ..." tells what was so by then."""
    return any(t.low == "had" for t in tokens[end : end + PERFECT_REACH])


def is_participle(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word such as "signed" or "shipped" tells of what a date bounds."""
    low, before = low_at(tokens, at), low_at(tokens, at - 1)
    form = (low.endswith("ed") and len(low) > 4) or low in PARTICIPLES
    return form and before not in FINITE


def _lead_at(tokens: Sequence[Token], start: int) -> int:
    at = start - 1
    while at > max(start - LEAD_REACH, 0) and tokens[at].low in PASSED_OVER:
        at -= 1 + (tokens[at].low in ("p.m.", "a.m.", "pm", "am"))
    return at


def _is_span(tokens: Sequence[Token], start: int) -> bool:
    """Whether a date ends a span that was: "in the year to February"."""
    near = range(max(start - LEAD_REACH, 0), start)
    return any(tokens[k].low in ("year", "months", "quarter", "period", "half") for k in near)
