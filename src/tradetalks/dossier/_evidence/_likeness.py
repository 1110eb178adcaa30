"""Whether a sentence and a figure's name speak of the same thing, by their words.

Reads words without their endings, places by any of their names, and the market that a share is
of ("in Japan", "the U.S. market"). It understands nothing else: word order is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from math import log

__all__ = ["EMPTY", "likeness", "markets", "rarity", "same_subject", "stems", "things"]

PLACES = {
    **dict.fromkeys(("u.s", "us", "usa", "american", "washington", "united states"), "usa"),
    **dict.fromkeys(("jp", "jpn", "japan", "japanese", "tokyo"), "japan"),
    **dict.fromkeys(("cn", "chn", "china", "chinese", "beijing"), "china"),
    **dict.fromkeys(("eu", "european", "brussels", "europe"), "europe"),
    **dict.fromkeys(("ca", "canada", "canadian", "ottawa"), "canada"),
    **dict.fromkeys(("mx", "mexico", "mexican"), "mexico"),
    **dict.fromkeys(("kr", "korea", "korean", "seoul"), "korea"),
    **dict.fromkeys(("in", "india", "indian"), "india"),
    **dict.fromkeys(("br", "brazil", "brazilian"), "brazil"),
    **dict.fromkeys(("uk", "u.k", "britain", "british", "london"), "britain"),
}
del PLACES["in"]  # the preposition, in a sentence and in a key alike

SUBJECTS = {
    **dict.fromkeys(("deficit", "surplus", "imbalance", "balance"), "balance"),
    **dict.fromkeys(("pledge", "promise", "commitment", "undertaking"), "pledge"),
    **dict.fromkeys(("tariff", "duty", "duties", "levy"), "tariff"),
    **dict.fromkeys(("dealer", "dealership", "outlet"), "dealer"),
    **dict.fromkeys(("sanction", "retaliation"), "sanction"),
    **dict.fromkeys(("restraint", "ceiling", "quota"), "quota"),
    **dict.fromkeys(("content", "origin"), "content"),
    **dict.fromkeys(("parts", "component"), "component"),
    **dict.fromkeys(("growth", "rose", "fell", "increase", "decline"), "growth"),
    **dict.fromkeys(("forecast", "projection"), "forecast"),
}
"""What a number can be about; a number about one of these is no other."""

SYNONYMS = {
    **dict.fromkeys(("auto", "automobile", "automotive", "car", "vehicle"), "car"),
    **dict.fromkeys(("purchase", "buy", "bought"), "purchase"),
    **dict.fromkeys(("maker", "make", "company", "companies", "firm"), "maker"),
    **dict.fromkeys(("import", "foreign"), "foreign"),
}
ALIASES = SUBJECTS | SYNONYMS
SMALL = (
    "a an the of in on at by for from to with and or as is are was were be been has have had it "
    "its this that which while who not no than more most less all one two per cent percent billion "
    "million thousand trillion share market year said will would could up down over under part "
    "end date deadline month period day"
)
EMPTY = frozenset(SMALL.split())
WORD = re.compile(r"[A-Za-z](?:[A-Za-z]|\.(?=[A-Za-z]))*")
MADE = {"built", "made", "produced", "assembled"}


def _words(text: str) -> list[str]:
    """Words in small letters; two that name one place together become one."""
    joined = text.replace("_", " ").replace("United States", "USA")
    return [match.group().lower() for match in WORD.finditer(joined)]


def stems(text: str) -> frozenset[str]:
    """Words of a text for comparison: small letters, no endings, synonyms and places as one."""
    return frozenset(_stem(word) for word in _words(text) if word not in EMPTY)


def things(text: str) -> frozenset[str]:
    """Words of a text for comparison, places left out: what is counted or measured."""
    return stems(text) - set(PLACES.values())


def _stem(word: str) -> str:
    """The word's entry in the tables, else the word without its ending."""
    if word in PLACES:
        return PLACES[word]
    bare = re.sub(r"s$", "", word) if len(word) > 4 else word
    root = re.sub(r"(?<=[a-z]{4})(?:ing|ed)$", "", bare)
    for form in (word, bare, root, root + "e"):
        if form in ALIASES:
            return ALIASES[form]
    return re.sub(r"(?<=[a-z]{3})e$", "", root)


def markets(text: str) -> frozenset[str]:
    """Places after "in", unless things are built there, and places before "market"."""
    words = [w for w in _words(text) if w != "the"]
    found: set[str] = set()
    for index, word in enumerate(words):
        place = PLACES.get(word)
        before, after = words[max(index - 2, 0) : index], words[index + 1 : index + 2]
        held = before[-1:] == ["in"] and before[0] not in MADE
        if place is not None and (held or after == ["market"]):
            found.add(place)
    return frozenset(found)


def same_subject(row: Collection[str], said: Collection[str]) -> bool:
    """Whether everything that a row is about is named."""
    return all(word in said for word in row if word in SUBJECTS.values())


def rarity(names: Collection[Collection[str]]) -> Mapping[str, float]:
    """Weight of each word: the fewer of the names have it, the heavier."""
    every = [word for name in names for word in name]
    return {word: log(1 + len(names) / every.count(word)) for word in set(every)}


def likeness(row: Collection[str], said: Collection[str], weights: Mapping[str, float]) -> float:
    """Part of a row's words that are said, by weight."""
    whole = sum(weights[word] for word in row)
    return sum(weights[word] for word in row if word in said) / whole if whole else 0.0
