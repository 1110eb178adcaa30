"""Deadlines of a document: days by, from or within which something is to happen.

A date becomes a deadline if a word before it binds ("by", "until", "no later than", "effective"),
a verb does ("expires on", "due"), the noun stands at it, or the sentence looks ahead to it. Terms
counted from another event are resolved within the document. Dates that only place a past event are
left alone, but for a term that ran out. "Before" and "until" name the period that follows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tradetalks.dossier._dates import _calendar as calendar
from tradetalks.dossier._dates._anchors import DatedSentences, expires, is_indefinite, takes_effect
from tradetalks.dossier._dates._bearing import DEADLINES, Bearing, bearing_of
from tradetalks.dossier._dates._calendar import PAST, Interval
from tradetalks.dossier._dates._dates import times_in
from tradetalks.dossier._dates._standing import kind_and_status, setter, what_is_due
from tradetalks.dossier._dates._tense import tense_at
from tradetalks.dossier._dates._terms import Term, length_before, ordinal_term_at, term_at
from tradetalks.dossier._dates._when import When
from tradetalks.dossier._text._items import Deadline
from tradetalks.dossier._text._text import Document
from tradetalks.dossier._text._tokens import Token, low_at, phrase_at, tokens_of, word_set

__all__ = ["deadlines"]


class Found(NamedTuple):
    """A deadline before its anchor is resolved.

    Attributes
    ----------
    tokens, bearing
        Its sentence and where it stands there.
    interval
        Its days, if known.
    term
        The term that it is counted by, or None.
    """

    tokens: list[Token]
    bearing: Bearing
    interval: Interval | None
    term: Term | None = None


class Known(NamedTuple):
    """What terms can be counted from.

    Attributes
    ----------
    dated
        Sentences with dates.
    expiry, effect
        The first expiry and the first entry into force that the document dates, or None.
    """

    dated: DatedSentences
    expiry: Interval | None
    effect: Interval | None


AT_ONCE = ("with immediate effect", "effective immediately", "with immediate application")
EFFECTIVE_DATES = (
    "on the effective date",
    "on the date of entry into force",
    "from the date of entry into force",
    "upon entry into force",
    "upon its entry into force",
    "on entry into force",
    "on its entry into force",
)
UNDATED = (
    "on the same day",
    "that same day",
    "the same day",
    *(
        f"{lead} {deed}"
        for lead in ("upon", "upon its", "on", "on its", "upon the", "from the date of")
        for deed in ("signature", "signing", "ratification", "accession", "adoption", "enactment")
    ),
)
APPLYING = ("from", "with effect", "effective", "as from", "as of", "starting", "beginning")
FIRST_WORDS = frozenset(phrase.split()[0] for phrase in (*AT_ONCE, *EFFECTIVE_DATES, *UNDATED))
DAY_LEADS = word_set("no not later than by the st nd rd th")
EACH_DAY = word_set("day st nd rd th")
RAN_OUT = ("ran out", "passed", "expired", "lapsed")
ANCHORED_SIZE = 30
NEAR = 8


def deadlines(document: Document) -> tuple[Deadline, ...]:
    """Deadlines of a document in order.

    Parameters
    ----------
    document
        Any text; relative dates are counted from its date.
    """
    found: list[Found] = []
    dated = DatedSentences(document.date)
    for sentence in document.sentences:
        if sentence.is_boilerplate:
            continue
        tokens = tokens_of(document.plain, sentence.span.start, sentence.span.end)
        times = times_in(tokens, document.date)
        dated.add(tokens, times)
        found += sorted(_in_sentence(document, tokens, times), key=lambda f: f.bearing.first)
    return tuple(_resolved(document, found, dated))


def _in_sentence(document: Document, tokens: list[Token], times: Sequence[When]) -> list[Found]:
    terms = _terms(tokens, times)
    taken = {k for term in terms for k in range(term.first, term.end)}
    found = [Found(tokens, Bearing(t.first, t.end, ends=False), None, t) for t in terms]
    for when in times:
        bearing = None if when.first in taken else bearing_of(tokens, when, document.date)
        if bearing is not None:
            found.append(Found(tokens, bearing, when.interval))
    found += _fixed_phrases(document, tokens)
    found += _days_of_month(tokens)
    return found + _ran_out(document, tokens, times)


def _terms(tokens: Sequence[Token], times: Sequence[When]) -> list[Term]:
    dated = {k for when in times for k in range(when.first, when.end)}
    found: list[Term] = []
    at = 0
    while at < len(tokens):
        term = None
        if at not in dated:
            term = term_at(tokens, at) or ordinal_term_at(tokens, at)
        if term is not None:
            found.append(term)
        at = max(term.end if term else 0, at + 1)
    return found


def _fixed_phrases(document: Document, tokens: list[Token]) -> list[Found]:
    """Phrases such as "with immediate effect" and "on the effective date"."""
    found: list[Found] = []
    for at, token in enumerate(tokens):
        if token.low not in FIRST_WORDS:
            continue
        for phrase in AT_ONCE:
            if phrase_at(tokens, at, phrase):
                bearing = Bearing(at, at + len(phrase.split()), ends=False)
                found.append(Found(tokens, bearing, Interval(document.date, document.date)))
        for phrase in (*EFFECTIVE_DATES, *UNDATED):
            if phrase_at(tokens, at, phrase) and not _is_told_already(found, at):
                end = at + len(phrase.split())
                counted = phrase in EFFECTIVE_DATES
                if not counted and tense_at(tokens, at, end) == PAST:
                    continue
                term = Term(at, end, 0, "day", (at, end), "anchor", counted)
                found.append(Found(tokens, Bearing(at, end, ends=False), None, term))
    return found


def _is_told_already(found: Sequence[Found], at: int) -> bool:
    return bool(found) and found[-1].bearing.end > at


def _days_of_month(tokens: list[Token]) -> list[Found]:
    """Days due again and again: "the 20th day of the following month"."""
    found: list[Found] = []
    for at in range(len(tokens) - 4):
        day_of = low_at(tokens, at) == "day" and phrase_at(tokens, at + 1, "of the following")
        each = any(phrase_at(tokens, at + 1, phrase) for phrase in ("of each", "of every"))
        if day_of or (low_at(tokens, at) in EACH_DAY and each):
            end = min(at + 4 + day_of, len(tokens))
            first = at
            while first > max(at - NEAR, 0) and low_at(tokens, first - 1) in DAY_LEADS | {
                tokens[at - 1].low
            }:
                first -= 1
                if low_at(tokens, first) in ("no", "not", "by"):
                    break
            term = Term(first, end, 0, "day", (end, end), "anchor", counted=False)
            found.append(Found(tokens, Bearing(first, end, ends=False), None, term))
    return found


def _ran_out(document: Document, tokens: list[Token], times: Sequence[When]) -> list[Found]:
    """Deadlines told by how long ago they passed: "a day after a deadline ran out"."""
    found: list[Found] = []
    for at, token in enumerate(tokens):
        if token.low not in DEADLINES or low_at(tokens, at - 2) not in ("after", "before"):
            continue
        rest = range(at, min(at + ANCHORED_SIZE, len(tokens)))
        stop = next((k for k in rest for p in RAN_OUT if phrase_at(tokens, k, p)), None)
        length = length_before(tokens, at - 2)
        if stop is None or length is None:
            continue
        told = [t.interval for t in times if t.interval is not None and at - NEAR < t.end <= at]
        from_day = told[-1].start if told else document.date
        sign = -1 if low_at(tokens, at - 2) == "after" else 1
        day = calendar.add(from_day, sign * length[0], length[1])
        if day is not None:
            found.append(Found(tokens, Bearing(at - 1, stop, ends=True), Interval(day, day)))
    return found


def _resolved(document: Document, found: Sequence[Found], dated: DatedSentences) -> list[Deadline]:
    items: list[Deadline] = []
    expiry = next((f.interval for f in found if f.interval and f.bearing.ends), None)
    effect = next((f.interval for f in found if f.interval and _is_effect(f)), None)
    for each in found:
        interval = each.interval
        if each.term is not None:
            last = items[-1] if items else None
            interval = _interval_of(document, each, last, Known(dated, expiry, effect))
        items.append(_item(document, each, interval))
    return items


def _interval_of(
    document: Document, each: Found, last: Deadline | None, known: Known
) -> Interval | None:
    """Days of a term, or None where its anchor has no known date."""
    term = each.term
    if term is None or not term.counted:
        return None
    today = Interval(document.date, document.date)
    before = Interval(last.start, last.end) if last and last.start and last.end else None
    if term.form == "document":
        base: Interval | None = _told_before(each, document) or today
    elif term.form == "previous":
        base = before
    elif term.form == "later":
        same = last is not None and last.span.start >= each.tokens[0].start
        base = before if same else today
    elif term.form == "after":
        same = last is not None and last.span.start >= each.tokens[0].start
        applies = last is not None and last.span.text.lower().startswith(APPLYING)
        base = before if same else known.effect or (before if applies else None)
    else:
        base = _anchor_day(document, each.tokens, term, known)
    if base is None:
        return None
    start = calendar.add(base.start, term.number, term.unit)
    end = calendar.add(base.end, term.number, term.unit)
    return Interval(start, end) if start and end else None


def _told_before(each: Found, document: Document) -> Interval | None:
    """The past day told earlier in the sentence that a term within it counts from."""
    term = each.term
    if term is None or low_at(each.tokens, term.first) != "within":
        return None
    told = times_in(each.tokens[: term.first], document.date)
    days = [t.interval for t in told if t.form == "day" and t.interval]
    return days[-1] if days and days[-1].end < document.date else None


def _anchor_day(
    document: Document, tokens: Sequence[Token], term: Term, known: Known
) -> Interval | None:
    anchor = tokens[term.anchor[0] : term.anchor[1]]
    told = times_in(anchor, document.date)
    if told:
        return told[0].interval
    if is_indefinite(anchor):
        return None
    if expires(anchor):
        return known.expiry
    if takes_effect(anchor):
        return known.effect
    return known.dated.day_of(anchor)


def _is_effect(found: Found) -> bool:
    """Whether a deadline is an entry into force."""
    return takes_effect(found.tokens[found.bearing.first : found.bearing.end])


def _item(document: Document, each: Found, interval: Interval | None) -> Deadline:
    tokens, bearing = each.tokens, each.bearing
    past = interval is not None and interval.end < document.date and not bearing.holds
    window = interval is not None and interval.start <= document.date <= interval.end
    anchored = each.term is not None and each.term.form != "document"
    kind, status = kind_and_status(tokens, bearing, past and not anchored, anchored, window)
    return Deadline(
        document.span(tokens[bearing.first].start, tokens[bearing.end - 1].end),
        interval.start if interval else None,
        interval.end if interval else None,
        what_is_due(tokens, bearing),
        kind,
        setter(tokens, bearing),
        status,
    )
