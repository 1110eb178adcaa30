"""How a date binds: by a word before it ("by", "until"), a verb ("expires on"), the noun, or tense.

Tables of words and short scans around the date. A date that only places an event has no bearing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tradetalks.dossier._dates._calendar import FUTURE
from tradetalks.dossier._dates._tense import tense_at
from tradetalks.dossier._dates._when import MOVED, When, is_participle
from tradetalks.dossier._text._tokens import Token, low_at, phrase_at, word_set

__all__ = ["ARTICLES", "CLAUSE", "DEADLINES", "NEAR", "Bearing", "bearing_of"]


class Bearing(NamedTuple):
    """What makes a date a deadline.

    Attributes
    ----------
    first, end
        Tokens of the deadline: the date with its lead.
    ends
        Whether something ends then.
    holds
        Whether it binds though it is past: a measure in force since, or a cut-off.
    """

    first: int
    end: int
    ends: bool
    holds: bool = False


ENDING_LEADS = (
    "until no later than",
    "until",
    "till",
    "up to",
    "up until",
    "through",
    "jusqu ' au",
    "jusqu ' à",
)
BINDING_LEADS = (
    "no later than",
    "not later than",
    "no earlier than",
    "not earlier than",
    "at the latest by",
    "at the latest on",
    "on or before",
    "on or after",
    "by no later than",
    "by",
    "before",
    "not before",
    "prior to",
    "ahead of",
    "in advance of",
    "starting on",
    "starting in",
    "starting",
    "beginning on",
    "beginning in",
    "beginning",
    "effective from",
    "effective as of",
    "effective on",
    "effective",
    "applicable from",
    "applicable on",
    "applicable",
    "as from",
    "as of",
    "with effect from",
    "from",
    "à compter du",
    "à partir du",
    "d ' ici à",
    "d ' ici",
    "avant",
    "dès",
)
LEADS = sorted((*ENDING_LEADS, *BINDING_LEADS), key=lambda lead: -len(lead.split()))
ON = word_set("on in at for of")
ARTICLES = word_set("the a an la le l ' this its their")
ENDING_VERBS = word_set("""
expire expires expiring lapse lapses lapsing end ends ending terminate terminates cease ceases
""")
ENDED_VERBS = word_set("lapsed expired terminated")
BEGINNING_VERBS = word_set("""
begin begins start starts open opens due effective applicable resume resumes effect force
""")
ENTERING = word_set("take takes taking into enter enters come comes to")
EVENTS_AHEAD = word_set("before until till by ahead")
IN_FORCE_LEADS = (
    "with effect from",
    "with effect as from",
    "effective from",
    "effective as of",
    "effective on",
    "effective",
    "applicable from",
    "as from",
    "in force since",
    "in effect since",
    "in force from",
)
CUT_OFFS = ("on or before", "on or after", "no later than", "not later than", "prior to", "before")
LATER_TODAY = word_set("afternoon evening tonight")
TERMS = word_set("""
period truce pause moratorium window suspension ceasefire deadline term mandate waiver grace
arrangement
""")
RULES = word_set("shall will must be may should exempt exempted apply applies remain remains")
BINDING_VERBS = word_set("""
must shall impose imposed imposes apply applied applies levy levied suspend suspended terminate
terminated withdraw withdrew withdrawn ban banned bar barred require required raise raised lift
lifted force effect binding reimposed restored revoked cancelled canceled doubled prohibited
""")
CLAUSE_REACH = 16
AGREEMENTS = word_set("agreement accord treaty pact memorandum understanding arrangement deal")
DEADLINES = word_set("deadline deadlines cutoff")
NEAR = 7
CLAUSE = word_set('. ; ? ! — "')


def bearing_of(tokens: Sequence[Token], when: When, today: date) -> Bearing | None:
    """How a date binds, or None if it only places an event."""
    if when.interval is None:
        return None
    start, end = when.interval
    at = when.first
    while at > 0 and tokens[at - 1].low in ARTICLES:
        at -= 1
    found = _led(tokens, at, when) or _verbal(tokens, at, when) or _noun(tokens, at, when)
    if end < today:
        return _lapsed(tokens, at, when)
    if _is_no_term(tokens, at, when):
        return None
    if found is not None:
        return found
    if _is_range_end(tokens, when):
        return None
    whole = when.form in ("year", "fiscal")
    tense = tense_at(tokens, when.first, when.end)
    before = low_at(tokens, at - 1)
    first = at - 1 if before in ON else at
    scanned = _led_from_afar(tokens, first, when)
    if scanned is not None and start > today:
        return scanned
    tonight = low_at(tokens, when.end - 1) in LATER_TODAY
    today_only = start == end == today and not tonight
    if tense == FUTURE and not today_only and not (whole and before == "for"):
        return Bearing(first, when.end, ends=False)
    ahead = start > today and not whole and before not in ("of", "since", "through")
    return Bearing(first, when.end, ends=False) if ahead else None


def _is_no_term(tokens: Sequence[Token], at: int, when: When) -> bool:
    """Whether a date tells the state of things ("as of today") or what cannot wait."""
    as_of = when.form == "now" and phrase_at(tokens, at - 2, "as of")
    before = range(max(at - NEAR, 0), at)
    acts = any(tokens[k].low in BINDING_VERBS for k in before)
    now = as_of and low_at(tokens, when.first) != "tomorrow" and not acts
    return now or phrase_at(tokens, at - 2, "wait for")


def _led(tokens: Sequence[Token], at: int, when: When) -> Bearing | None:
    moves = any(tokens[k].low in MOVED for k in range(max(at - NEAR, 0), at))
    if moves and low_at(tokens, at - 1) == "to":
        return Bearing(at, _with_noun(tokens, when.end), ends=False)
    for lead in LEADS:
        length = len(lead.split())
        if at >= length and phrase_at(tokens, at - length, lead):
            if lead == "from" and low_at(tokens, at - 2) in ("up", "down", "rose", "fell"):
                return None
            first = at - length
            verb = low_at(tokens, first - 1)
            ends = lead in ENDING_LEADS or verb in ENDING_VERBS
            return Bearing(first, _with_noun(tokens, when.end), ends)
    hour = at - (low_at(tokens, at - 1) == "on")
    if low_at(tokens, hour - 1) in ("noon", "midnight"):
        return _led(tokens, hour - 1, when)
    return None


def _verbal(tokens: Sequence[Token], at: int, when: When) -> Bearing | None:
    """A date after "expires on", "due", "enter into force on"."""
    verb_at = _verb_before(tokens, at)
    verb = low_at(tokens, verb_at)
    out = verb == "out" and low_at(tokens, verb_at - 1) in ("run", "runs", "ran", "running")
    if verb in ENDING_VERBS or out:
        return Bearing(verb_at - out, when.end, ends=True)
    if verb in BEGINNING_VERBS and not (verb in ("effect", "force") and _took(tokens, verb_at)):
        first = verb_at
        while first > verb_at - 3 and low_at(tokens, first - 1) in ENTERING:
            first -= 1
        return Bearing(first, when.end, ends=False)
    return None


def _verb_before(tokens: Sequence[Token], at: int) -> int:
    """Index of the word before a date, over its preposition and the hour."""
    place = at - 1 - (low_at(tokens, at - 1) in ON)
    if low_at(tokens, place) in ("noon", "midnight"):
        place -= 1 + (low_at(tokens, place - 1) in ON)
    return place


def _took(tokens: Sequence[Token], at: int) -> bool:
    return any(low_at(tokens, at - k) in ("took", "entered", "came") for k in (1, 2))


def _noun(tokens: Sequence[Token], at: int, when: When) -> Bearing | None:
    """A date at the noun: "a September deadline", "the deadline of 1 March"."""
    if low_at(tokens, when.end) in DEADLINES:
        return Bearing(at, when.end + 1, ends=False)
    for back in range(1, 5):
        if low_at(tokens, at - back) in DEADLINES:
            return Bearing(at - back, when.end, ends=False)
        if low_at(tokens, at - back) in CLAUSE:
            break
    return None


def _with_noun(tokens: Sequence[Token], end: int) -> int:
    return end + (low_at(tokens, end) in DEADLINES)


def _led_from_afar(tokens: Sequence[Token], at: int, when: When) -> Bearing | None:
    """A date within what a deadline is told by: "before the review in March"."""
    for k in range(at - 1, max(at - NEAR, 0) - 1, -1):
        if tokens[k].low in EVENTS_AHEAD:
            return Bearing(k, when.end, ends=tokens[k].low in ("until", "till"))
        if tokens[k].kind == "mark" or tokens[k].low in ("will", "to", "and", "that"):
            return None
    return None


def _lapsed(tokens: Sequence[Token], at: int, when: When) -> Bearing | None:
    """A term that ran out, or the date by which an agreement is known."""
    verb_at = _verb_before(tokens, at)
    verb = low_at(tokens, verb_at)
    out = verb == "out" and low_at(tokens, verb_at - 1) == "ran"
    ended = verb in ("ended", "closed", "passed") and _is_of_a_term(tokens, verb_at)
    if verb in ENDED_VERBS | ENDING_VERBS - {"end", "ends", "ending"} or out or ended:
        return Bearing(verb_at - out, when.end, ends=True)
    if when.form == "month" and low_at(tokens, when.end) in AGREEMENTS:
        return Bearing(at, when.end + 1, ends=False)
    if low_at(tokens, when.end) in DEADLINES:
        return Bearing(at, when.end + 1, ends=True)
    return _since(tokens, at, when) or _cut_off(tokens, at, when)


def _is_of_a_term(tokens: Sequence[Token], at: int) -> bool:
    """Whether what ended was a term: a truce, a period for comments."""
    return any(low_at(tokens, k) in TERMS for k in range(max(at - NEAR, 0), at))


def _since(tokens: Sequence[Token], at: int, when: When) -> Bearing | None:
    """A past day from which a measure applies: "with effect from 16 June", "must from 28 May"."""
    for lead in IN_FORCE_LEADS:
        length = len(lead.split())
        if at >= length and phrase_at(tokens, at - length, lead):
            return Bearing(at - length, when.end, ends=False, holds=True)
    if low_at(tokens, at - 1) != "from" or when.form != "day":
        return None
    if low_at(tokens, when.end) in ("to", "until", "through", "till", "-", "up"):
        return None
    near = range(max(at - CLAUSE_REACH, 0), min(when.end + NEAR, len(tokens)))
    bound = any(tokens[k].low in BINDING_VERBS for k in near)
    return Bearing(at - 1, when.end, ends=False, holds=True) if bound else None


def _cut_off(tokens: Sequence[Token], at: int, when: When) -> Bearing | None:
    """A past day that sorts cases: "contracts signed before 27 October"."""
    for lead in CUT_OFFS:
        length = len(lead.split())
        first = at - length
        if first > 0 and phrase_at(tokens, first, lead) and is_participle(tokens, first - 1):
            rules = any(t.low in RULES for t in tokens)
            return Bearing(first, when.end, ends=False, holds=True) if rules else None
    return None


def _is_range_end(tokens: Sequence[Token], when: When) -> bool:
    return low_at(tokens, when.first - 1) in ("since", "between", "during", "throughout")
