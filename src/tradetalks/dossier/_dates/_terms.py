"""Terms counted from another event: "within 30 days of publication", "two weeks before it expires".

Reads a length of time with a word that hangs it on something: within, in the next, after, before,
from, of, thereafter. Without an anchor it counts from the day of the document. Working days are
read, but not counted. Leaves plain durations alone ("for five years") and looks back ("ago").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tradetalks.dossier._dates._calendar import FUTURE, PAST
from tradetalks.dossier._dates._tense import tense_at
from tradetalks.dossier._dates._when import MONTHS
from tradetalks.dossier._quantities._numbers import may_start, number_at
from tradetalks.dossier._quantities._units import unit_at
from tradetalks.dossier._text._tokens import Token, low_at, phrase_at, word_set

__all__ = ["Term", "length_before", "ordinal_term_at", "term_at"]


class Term(NamedTuple):
    """A length of time hung on an anchor.

    Attributes
    ----------
    first, end
        Index of its first token, and index after its last.
    number, unit
        How long; the number is negative before the anchor.
    anchor
        First index of the anchor's words, and index after them; equal if there are none.
    form
        ``document`` (from the day of the document), ``anchor``, ``previous`` (thereafter),
        ``later`` (than a deadline of the same sentence), or ``after`` (such a deadline, else the
        entry into force).
    counted
        False for working days, and where nobody says from when.
    """

    first: int
    end: int
    number: int
    unit: str
    anchor: tuple[int, int]
    form: str
    counted: bool


LEADS = (
    "within the next",
    "within a further",
    "within another",
    "within a maximum of",
    "within a period of",
    "within at most",
    "within the",
    "within",
    "in the next",
    "over the next",
    "during the next",
    "in the coming",
    "no later than",
    "not later than",
    "no more than",
    "at the latest",
    "at most",
    "at least",
    "for a total of",
    "not less than",
    "no earlier than",
    "not earlier than",
    "not before",
    "in",
    "by",
    "after",
)
ALLOWED = word_set("allowed provided given granted specified stipulated fixed")
LASTING = word_set("last lasts lasted lasting take takes took run runs ran wait waits waited")
MODALS = word_set("will shall may can would could must")
THAT = word_set("that this such")
LEAD_ENDS = frozenset(lead.split()[-1] for lead in LEADS)
OPEN_LEADS = (
    "within the next",
    "within a further",
    "within another",
    "within a maximum of",
    "within a period of",
    "within at most",
    "within",
    "in the next",
)
TIME_UNITS = word_set("day week month year")
AFTER = word_set("after following from of")
BEFORE = word_set("before ahead prior")
WORKING = word_set("working business trading")
HOLDERS = word_set("has have got gives give gave given")
NOW = word_set("now today hence")
SUFFIXES = word_set("st nd rd th")
ORDINAL_WORDS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
ORDINALS = {word: n for n, word in enumerate(ORDINAL_WORDS.split(), start=1)} | {"thirtieth": 30}
ENDS = word_set(". ; , : ? ! — ) unless if but while or")
ANCHOR_WORDS = 14
STARTING = word_set("implementation application operation accession validity membership")
DATED_BY = word_set("the each every this next last a that month")
REACH_OF_IN = word_set("time since once")


def term_at(tokens: Sequence[Token], index: int) -> Term | None:
    """The term whose number starts at an index, or None."""
    found = _length(tokens, index) if may_start(tokens[index]) else None
    if found is None:
        return None
    number, unit, end, counted = found
    first, lead = _lead(tokens, index)
    end += lead == "within the" and low_at(tokens, end) in ALLOWED
    following = low_at(tokens, end)
    if following == "in" and low_at(tokens, end + 1) == "advance":
        return Term(first, end + 2, number, unit, (end, end), "anchor", counted=False)
    if following in BEFORE and low_at(tokens, first - 1) in LASTING:
        return None
    if following in NOW or (following == "from" and low_at(tokens, end + 1) in NOW):
        end += 1 if following in NOW else 2
        return Term(first, end, number, unit, (end, end), "document", counted)
    if following in ("thereafter", "afterwards"):
        return Term(first, end + 1, number, unit, (end, end), "previous", counted)
    if following == "later" and tense_at(tokens, first, first) == FUTURE:
        return Term(first, end + 1, number, unit, (end, end), "later", counted)
    if following == "to" and _is_held(tokens, first):
        return Term(first, end, number, unit, (end, end), "document", counted)
    if following in AFTER | BEFORE and not lead and tense_at(tokens, first, first) != FUTURE:
        return None
    if following in AFTER and (following != "of" or lead == "within"):
        start, stop = _anchor(tokens, end + 1)
        back = low_at(tokens, start) in THAT and following in ("of", "from", "after")
        form = "previous" if back and stop - start <= 2 else "anchor"
        return Term(first, stop, number, unit, (start, stop), form, counted)
    if following in BEFORE:
        skip = 1 + (low_at(tokens, end + 1) in ("of", "to"))
        start, stop = _anchor(tokens, end + skip)
        return Term(first, stop, -number, unit, (start, stop), "anchor", counted)
    opens = first == 0 and following == "," and any(t.low in MODALS for t in tokens[end:])
    if lead == "after" and (opens or (following != "of" and _looks_ahead(tokens, first))):
        return Term(first, end, number, unit, (end, end), "after", counted)
    if lead == "within the" and following != "of" and tense_at(tokens, first, end) != PAST:
        return Term(first, end, number, unit, (end, end), "anchor", counted=False)
    ahead = lead in OPEN_LEADS and tense_at(tokens, first, end) != PAST
    if ahead or (lead == "in" and _is_ahead(tokens, first)):
        return Term(first, end, number, unit, (end, end), "document", counted)
    return None


def ordinal_term_at(tokens: Sequence[Token], index: int) -> Term | None:
    """A term such as "on the twentieth day following that of its publication", or None."""
    low = tokens[index].low
    number = ORDINALS.get(low) or (int(low) if low.isdecimal() and len(low) < 3 else 0)
    at = index + 1 + (low.isdecimal() and low_at(tokens, index + 1) in SUFFIXES)
    if low == "day" and low_at(tokens, index - 1) == "the":
        number, at = 1, index
    if not number or low_at(tokens, at) != "day" or low_at(tokens, at + 1) not in AFTER:
        return None
    of = low_at(tokens, at + 1) == "of"
    known = low_at(tokens, at + 2) in MONTHS or low_at(tokens, at + 2) in DATED_BY
    starts = low_at(tokens, at + 2) in STARTING or tense_at(tokens, index, at) != PAST
    if of and (number != 1 or low == "1" or known or not starts):
        return None
    first = index - (low_at(tokens, index - 1) == "the")
    first -= low_at(tokens, first - 1) in ("on", "from")
    start, stop = _anchor(tokens, at + 2)
    return Term(first, stop, number, "day", (start, stop), "anchor", counted=not of)


def length_before(tokens: Sequence[Token], end: int) -> tuple[int, str] | None:
    """Number and unit of the length of time that ends just before an index, or None."""
    for start in range(max(end - 4, 0), end):
        found = _length(tokens, start)
        if found is not None and found[2] == end:
            return found[0], found[1]
    return None


def _looks_ahead(tokens: Sequence[Token], first: int) -> bool:
    return tense_at(tokens, first, first) == FUTURE


def _length(tokens: Sequence[Token], index: int) -> tuple[int, str, int, bool] | None:
    number = number_at(tokens, index)
    if number is None:
        if tokens[index].low not in ("a", "an"):
            return None
        value, at = 1.0, index + 1
    else:
        value, at = number.value, number.end
    if low_at(tokens, at) in ("fortnight", "fortnights"):
        return 2 * int(value), "week", at + 1, True
    unit = unit_at(tokens, at)
    if unit is None or unit.name not in TIME_UNITS or low_at(tokens, at) == "-":
        return None
    if value != int(value) or not 0 < value < 10_000:
        return None
    return int(value), unit.name, unit.end, low_at(tokens, at) not in WORKING


def _lead(tokens: Sequence[Token], index: int) -> tuple[int, str]:
    """First index of the words that lead to a length of time, and these words."""
    if low_at(tokens, index - 1) not in LEAD_ENDS:
        return index, ""
    for lead in LEADS:
        length = len(lead.split())
        if index >= length and phrase_at(tokens, index - length, lead):
            return index - length, lead
    return index, ""


def _anchor(tokens: Sequence[Token], start: int) -> tuple[int, int]:
    end = start
    while end < min(start + ANCHOR_WORDS, len(tokens)) and tokens[end].low not in ENDS:
        if tokens[end].low == "and" and low_at(tokens, end + 1) in MODALS | {"to", "not"}:
            break
        end += 1
    return start, end


def _is_held(tokens: Sequence[Token], first: int) -> bool:
    """Whether somebody has, or is given, a length of time."""
    return any(tokens[k].low in HOLDERS for k in range(max(first - 5, 0), first))


def _is_ahead(tokens: Sequence[Token], first: int) -> bool:
    """Whether "in N days" looks ahead, and does not tell for how long something was so."""
    before = [low_at(tokens, k) for k in range(max(first - 4, 0), first)]
    if any(word in ("cannot", "t") for word in before):
        return False
    if any(word in REACH_OF_IN or word.endswith("est") for word in before):
        return False
    return tense_at(tokens, first, first) == FUTURE
