"""Words that say how exactly a figure is meant: nearly, no more than, at least, some, or so.

Reads the phrase just before the figure, over articles and a few adverbs, and a short one after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tradetalks.dossier._text._tokens import Token, low_at, phrase_at, word_set

__all__ = ["Qualifier", "qualifier_around"]


class Qualifier(NamedTuple):
    """A qualifier, and the tokens that it takes with the figure.

    Attributes
    ----------
    name
        As in `FigureItem.qualifier`.
    first, end
        Index of the first token, and index after the last.
    """

    name: str
    first: int
    end: int


BEFORE = {
    "at_most": (
        "no more than",
        "not more than",
        "not to exceed",
        "no later than",
        "not later than",
        "no longer than",
        "at most",
        "at the latest",
        "as much as",
        "as many as",
        "up to",
        "a maximum of",
        "maximum of",
        "maximum",
        "less than",
        "fewer than",
        "lower than",
        "not exceeding",
        "a ceiling of",
        "ceiling of",
        "a cap of",
        "cap of",
        "capped at",
        "limited to",
        "under",
        "below",
        "within",
        "at a maximum",
    ),
    "nearly": ("nearly", "almost", "just under", "close to", "not quite", "près d '", "près de"),
    "more_than": (
        "more than",
        "no less than",
        "not less than",
        "no fewer than",
        "at least",
        "in excess of",
        "upwards of",
        "upward of",
        "a minimum of",
        "minimum of",
        "well over",
        "just over",
        "over",
        "above",
        "exceeding",
        "exceed",
        "exceeds",
        "exceeded",
        "plus de",
        "au moins",
    ),
    "about": (
        "about",
        "around",
        "roughly",
        "approximately",
        "some",
        "circa",
        "an estimated",
        "estimated",
        "estimated at",
        "barely",
        "in the order of",
        "on the order of",
        "in the region of",
        "in the neighborhood of",
        "~",
        "environ",
        "quelque",
        "rund",
        "etwa",
        "cerca de",
        "約",
        "约",
    ),
}
AFTER = {
    "about": ("or so", "or thereabouts", "approximately"),
    "more_than": ("or more", "or higher", "or above", "at least", "at a minimum", "plus"),
    "at_most": ("or less", "or fewer", "or lower", "or below", "at most", "at the most"),
}
PHRASES = sorted(
    ((phrase, name) for name, phrases in BEFORE.items() for phrase in phrases),
    key=lambda pair: -len(pair[0].split()),
)
PASSED_OVER = word_set("a an the just only total full further additional another extra first")
DURATIONS_ONLY = word_set("within")
NOT_DURATIONS = word_set("over under above below around about")


def qualifier_around(
    tokens: Sequence[Token], first: int, end: int, is_duration: bool, is_range: bool
) -> Qualifier:
    """Qualifier of the figure at some tokens, ``exact`` if there is none."""
    at = first
    while at > 0 and first - at < 3 and low_at(tokens, at - 1) in PASSED_OVER:
        at -= 1
    for start in (first, at) if at != first else (first,):
        found = _before(tokens, start, is_duration)
        if found is not None:
            return Qualifier(found[0], found[1], end)
    for name, phrases in AFTER.items():
        for phrase in phrases:
            if phrase_at(tokens, end, phrase):
                return Qualifier(name, first, end + len(phrase.split()))
    if _bounded(tokens, first):
        return Qualifier("at_most", first, end)
    return Qualifier("range" if is_range else "exact", first, end)


def _before(tokens: Sequence[Token], at: int, is_duration: bool) -> tuple[str, int] | None:
    for phrase, name in PHRASES:
        length = len(phrase.split())
        if at < length or not phrase_at(tokens, at - length, phrase):
            continue
        if is_duration and phrase in NOT_DURATIONS - {"about", "around", "under"}:
            return None
        if not is_duration and phrase in DURATIONS_ONLY:
            return None
        if phrase in ("less than", "more than") and low_at(tokens, at - 3) in ("no", "not"):
            continue
        return name, at - length
    return None


def _bounded(tokens: Sequence[Token], first: int) -> bool:
    """Whether a verb such as "limit" or "not exceed" bounds the figure that "to" leads to."""
    reach = range(max(first - 10, 0), first)
    if phrase_at(tokens, first - 3, "a total of"):
        return any(tokens[k].low == "may" for k in reach)
    if low_at(tokens, first - 1) != "to":
        return False
    return any(tokens[k].low in ("limit", "limits", "cap", "caps", "restrict") for k in reach)
