"""Numbers that claim nothing: of articles, streets, models and clocks, idioms, "the two sides".

Each rule reads a few tokens around the number. What is told of a thing already named ("the two
sides") is left alone for numbers in words only; "the 116 countries" tells how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.dossier._quantities._numbers import Number
from tradetalks.dossier._quantities._units import Unit
from tradetalks.dossier._text._tokens import Token, low_at, phrase_at, word_set

__all__ = ["is_past_span", "only_points", "refers"]

NAMED = word_set("""
article articles art section sections sect no nos number numbers code codes chapter chapters title
paragraph paragraphs para paras annex annexes appendix schedule rule rules page pages pp clause
clauses part phase heading headings subheading subheadings hs htsus regulation resolution directive
docket bill room suite box flight route channel step item items table figure lot version tel fax
telephone phone ext column berth mode gate tier level grade class model
category categories tranche list volume vol issue form agenda
""")
STREETS = word_set("avenue ave street st road rd boulevard blvd square plaza floor")
CLOCK = word_set("a.m. p.m. am pm gmt est edt utc o")
IDIOMS = (
    "two to tango",
    "ten divisions",
    "nine lives",
    "two wrongs",
    "two minds",
    "two cents",
    "two birds",
    "two steps forward",
    "two camps",
    "three cheers",
    "seven seas",
    "four corners",
    "forty winks",
    "sixes and sevens",
    "half a dozen of the other",
    "six of one",
    "one step",
    "one thing",
    "one voice",
    "one day",
    "one another",
    "one side",
    "one hand",
    "one of",
)
IDIOM_STARTS = frozenset(idiom.split()[0] for idiom in IDIOMS)
POINTING = word_set("the these those our both all other its their his her your my such")
PARTIES = word_set("""
sides countries governments leaders parties nations partners capitals neighbors neighbours allies
economies powers peoples delegations rivals giants others
""")
POINTED_AT = PARTIES | word_set("men women presidents ministers teams")
LAST_LATIN = "\u0250"
"""Letters of scripts beyond need no space before a number."""

PLACING = word_set("ago old olds earlier later previously low high lows highs veteran")
ANNOUNCED = word_set("questions points words notes remarks")
RANKS = word_set("main leading top major first last")
TIMED = word_set("this that in last next")
LONGEST_LIST = 16
YEARS = range(1900, 2100)


def refers(tokens: Sequence[Token], index: int, number: Number) -> bool:
    """Whether the number at an index names, times or decorates something, and claims nothing."""
    token, before = tokens[index], low_at(tokens, index - 1)
    glued = index > 0 and tokens[index - 1].end == token.start
    word = tokens[index - 1].kind == "word" and before < LAST_LATIN
    if glued and (word or before in ("/", "#", ":")):
        return before not in ("rs", "usd", "eur", "gbp", "chf", "rmb", "us", "fr")
    if glued and before == "-" and index > 1 and tokens[index - 2].kind == "word":
        return tokens[index - 2].end == tokens[index - 1].start and token.kind == "number"
    if token.low in IDIOM_STARTS and any(phrase_at(tokens, index, idiom) for idiom in IDIOMS):
        return True
    if _is_named(tokens, index) or _is_clock(tokens, number.end):
        return True
    following = tokens[index + 1] if index + 1 < len(tokens) else token
    if before == "the" and token.text.istitle() and following.text.istitle():
        return True
    named = token.kind == "number" or token.text[0].isupper()
    if before == "of" and low_at(tokens, index - 2) == "group" and named:
        return True
    near = tokens[number.end : number.end + 4]
    return any(t.low in STREETS and t.text[0].isupper() for t in near)


def only_points(tokens: Sequence[Token], index: int, number: Number, noun: Unit) -> bool:
    """Whether a count says only which things are meant, or is a year or a model."""
    token, last = tokens[index], tokens[noun.end - 1].low
    if number.form == "article":
        return low_at(tokens, index + 1) != "dozen"
    if number.form == "words":
        opens = index == 0 or low_at(tokens, index - 1) in (":", '"')
        if last == "things" or (last in ANNOUNCED and opens):
            return True
        pointed = low_at(tokens, index - 1) in POINTING
        if low_at(tokens, index - 1) in ("top", "leading", "largest"):
            return True
        if number.value <= 2.0:
            return number.value < 2.0 or pointed or last in PARTIES
        if pointed and _ranks(low_at(tokens, number.end)):
            return True
        return number.value <= 12.0 and pointed and last in POINTED_AT
    plain = number.scale == 1.0 and token.text.isdecimal()
    if plain and len(token.text) == 4 and int(token.text) in YEARS:
        return True
    before = tokens[index - 1] if index > 1 else None
    model = before is not None and before.kind == "word" and before.text[0].isupper()
    return plain and model and len(token.text) == 3 and number.end + 1 == noun.end


def _ranks(word: str) -> bool:
    """Whether "the ten largest" and the like only say to whom somebody belongs."""
    return word in RANKS or (word.endswith("est") and len(word) > 4)


def is_past_span(tokens: Sequence[Token], end: int) -> bool:
    """Whether a length of time only places an event: "two years ago", "30 years old"."""
    at = end + (low_at(tokens, end) == "-")
    earlier = low_at(tokens, at) in ("earlier", "later") and low_at(tokens, at + 1) in TIMED
    return low_at(tokens, at) in PLACING and not earlier


def _is_named(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word before is "Article" or the like, also over "3 and", "3," and "3-"."""
    at = index - 1
    while at > index - LONGEST_LIST and low_at(tokens, at) in (
        ",",
        "and",
        "or",
        "-",
        "to",
        "(",
        ")",
        "through",
    ):
        if tokens[at - 1].kind != "number" if at > 0 else True:
            return False
        at -= 2
    at -= low_at(tokens, at) == "."
    word = low_at(tokens, at)
    if word in ("number", "numbers", "list", "figure", "issue", "form", "part", "rule", "step"):
        return tokens[index].kind == "number" and at == index - 1
    return word in NAMED and (word != "no" or tokens[index].kind == "number")


def _is_clock(tokens: Sequence[Token], end: int) -> bool:
    low, after = low_at(tokens, end), low_at(tokens, end + 1)
    if low == ":" and after.isdecimal() and len(after) == 2:
        return tokens[end].start == tokens[end - 1].end
    return low in CLOCK and (low != "o" or after == "'")
