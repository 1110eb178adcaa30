"""Units of figures: currencies, percentages, points, measures, and what is counted.

Tables of words; those of money stand in `_money`. A "pound" with "of" after it is a weight. Basis
points are told in percentage points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tradetalks.dossier._quantities._money import MONEY_STARTS, money_at
from tradetalks.dossier._text._tokens import Token, low_at, phrase_at, word_set

__all__ = ["PERSONS", "TIMES", "Unit", "counted_at", "unit_at"]


class Unit(NamedTuple):
    """A unit, what one of its words is worth in it, and the index after its words.

    Attributes
    ----------
    name, factor, end
        Name, factor on the number, index of the token after the unit.
    """

    name: str
    factor: float
    end: int


MEASURES = {
    "tonne": "ton tons tonne tonnes t mt",
    "ounce": "ounce ounces oz",
    "quintal": "quintal quintals",
    "hundredweight": "hundredweight cwt",
    "foot": "foot feet ft",
    "yard": "yard yards",
    "kilogram": "kilogram kilograms kilo kilos kg",
    "bushel": "bushel bushels",
    "barrel": "barrel barrels",
    "litre": "liter liters litre litres",
    "hectolitre": "hectoliter hectoliters hectolitre hectolitres hl",
    "gallon": "gallon gallons",
    "bale": "bale bales",
    "hectare": "hectare hectares ha",
    "acre": "acre acres",
    "kilometre": "kilometer kilometers kilometre kilometres km",
    "mile": "mile miles",
    "metre": "meter meters metre metres",
    "megawatt": "megawatt megawatts mw",
    "gigawatt": "gigawatt gigawatts gw",
    "minute": "minute minutes",
    "hour": "hour hours",
    "day": "day days",
    "week": "week weeks",
    "month": "month months mois",
    "year": "year years ans",
    "decade": "decade decades",
}
MEASURE_OF = {word: name for name, words in MEASURES.items() for word in words.split()}
TIMES = word_set("minute hour day week month year decade")
BEFORE_MEASURE = word_set("""
metric short long cubic square working business calendar trading full sitting consecutive succeeding
successive additional further more extra whole fiscal crop marketing following
""")

PERCENT = word_set("% percent pct p.c. percentage prozent")
EAST_ASIAN = {
    "年 間": ("year", 1.0),
    "か 月": ("month", 1.0),
    "日 間": ("day", 1.0),
    "ド ル": ("USD", 1.0),
    "美 元": ("USD", 1.0),
    "ユ ー ロ": ("EUR", 1.0),
    "円": ("JPY", 1.0),
    "割": ("fraction", 0.1),
    "ト ン": ("tonne", 1.0),
}
PERCENT_PHRASES = ("per cent", "per - cent", "per centum", "pour cent", "por ciento", "por cento")
POINT_PHRASES = ("percentage points", "percentage point", "basis points", "basis point")
POINTS = word_set("point points")

PERSONS = word_set("""
people persons members workers employees lawmakers legislators senators congressmen deputies
farmers growers officials negotiators delegates executives soldiers citizens residents ministers
economists signatories
""")
PLURALS = word_set("""
people men women aircraft cattle sheep fish children species series staff head personnel livestock
craft spacecraft criteria poultry fishermen seamen policemen lawmen oxen geese crew
""")
NOT_COUNTED = word_set("""
is was has does says as this its his us thus yes times across perhaps always sometimes towards
less plus minus besides afterwards years' days' others
""")
FUNCTION = word_set("""
a an the of in on at to for from by with and or but nor not no so if as than that which who whom
whose this these those it its he she they we i you his her their our your my was were is are be been
being has have had do does did will would shall should can could may might must said says told
there here when where while since until before after during under over above below between against
without into onto out up down off about also only even still yet more most less least very too
""")
REACH = 4
"""Tokens after a number in which its noun must stand."""


UNIT_STARTS = frozenset(
    {*PERCENT, *POINTS, *MONEY_STARTS, *MEASURE_OF, *BEFORE_MEASURE}
    | {phrase.split()[0] for phrase in (*PERCENT_PHRASES, *POINT_PHRASES, *EAST_ASIAN)}
    | {"lb", "lbs", "board"}
)


def unit_at(tokens: Sequence[Token], index: int) -> Unit | None:
    """The unit whose words start at an index, or None."""
    at = index + (low_at(tokens, index) == "-")
    low = low_at(tokens, at)
    if low not in UNIT_STARTS:
        return None
    for phrase in POINT_PHRASES:
        if phrase_at(tokens, at, phrase):
            return Unit("percentage_point", 0.01 if low == "basis" else 1.0, at + 2)
    for phrase in PERCENT_PHRASES:
        if phrase_at(tokens, at, phrase):
            return Unit("percent", 1.0, at + len(phrase.split()))
    if low in PERCENT:
        return Unit("percent", 1.0, at + 1)
    if low in POINTS:
        return Unit("percentage_point", 1.0, at + 1)
    return _money_at(tokens, at) or _measure_at(tokens, at) or _east_asian_at(tokens, at)


def _east_asian_at(tokens: Sequence[Token], at: int) -> Unit | None:
    for phrase, (name, factor) in EAST_ASIAN.items():
        if phrase_at(tokens, at, phrase):
            return Unit(name, factor, at + len(phrase.split()))
    return None


def counted_at(tokens: Sequence[Token], index: int) -> Unit | None:
    """The plural noun that a number before an index counts, as persons or things, or None."""
    index += low_at(tokens, index) == "more"
    for at in range(index, min(index + REACH, len(tokens))):
        token = tokens[at]
        joins = token.low == "-" or (token.kind == "number" and len(token.text) == 3)
        if joins and at > index:
            continue
        if token.kind != "word" or token.low in FUNCTION:
            return None
        plural = token.low.endswith("s") and len(token.low) > 3 and token.low not in NOT_COUNTED
        if (plural or token.low in PLURALS) and not token.low.endswith(("ss", "ous", "ese")):
            following = low_at(tokens, at + 1)
            if following == "-":
                continue
            return Unit("person" if token.low in PERSONS else "count", 1.0, at + 1)
    return None


def _money_at(tokens: Sequence[Token], at: int) -> Unit | None:
    low = low_at(tokens, at)
    if low in ("lb", "lbs") or (low in ("pound", "pounds") and low_at(tokens, at + 1) == "of"):
        return Unit("pound", 1.0, at + 1)
    money = money_at(tokens, at)
    return Unit(*money) if money is not None else None


def _measure_at(tokens: Sequence[Token], at: int) -> Unit | None:
    at += low_at(tokens, at) in BEFORE_MEASURE
    low = low_at(tokens, at)
    if phrase_at(tokens, at, "board feet"):
        return Unit("board_foot", 1.0, at + 2)
    return Unit(MEASURE_OF[low], 1.0, at + 1) if low in MEASURE_OF else None
