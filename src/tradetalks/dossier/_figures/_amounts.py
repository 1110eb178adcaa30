"""Amounts at a place of a sentence: a number with its unit, a range, a multiple, a ratio.

"$2 billion to $3 billion", "10-15%" and "between 10 and 15 percent" are ranges; "from 20 to 12
percent" is two amounts. "Three times a year" is a count, "six times the price" a multiple.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tradetalks.dossier._dates._calendar import PAST
from tradetalks.dossier._dates._tense import tense_at
from tradetalks.dossier._quantities._money import currency_before, money_at
from tradetalks.dossier._quantities._numbers import Number, fraction_at, may_start, number_at
from tradetalks.dossier._quantities._references import is_past_span, only_points, refers
from tradetalks.dossier._quantities._units import TIMES, counted_at, unit_at
from tradetalks.dossier._text._tokens import Token, low_at, phrase_at, word_set

__all__ = ["Amount", "amount_at"]


class Amount(NamedTuple):
    """A number with its unit.

    Attributes
    ----------
    first, end
        Index of its first token, and index after its last.
    value, high
        In its unit; `high` is the upper end of a range, or None.
    unit
        As in `FigureItem.unit`; empty if none stands there.
    factor
        What one of its printed unit is worth in `unit` (0.01 for cents).
    scale
        Product of its scale words.
    """

    first: int
    end: int
    value: float
    unit: str
    factor: float = 1.0
    scale: float = 1.0
    high: float | None = None


COMPARED = word_set("the as more higher larger greater bigger its their what that of less our")
EACH = word_set("a an per each every")
MULTIPLES = {"twice": 2.0, "thrice": 3.0}
FOLDS = {"twofold": 2.0, "threefold": 3.0, "fourfold": 4.0, "fivefold": 5.0, "tenfold": 10.0}
OTHER_STARTS = frozenset({*MULTIPLES, *FOLDS})
HALF_OF = word_set("of the its their his our that those what")
LEADS_BARE_HALF = word_set("about nearly almost than roughly by around over only just least")
ENDS_BARE_HALF = word_set(". , ; ? ! over as again")
NOT_HALVES = word_set("""
the first second other last better a one each latter former and or its their his this that 's
""")
BEGINS_RANGE = word_set("ranging ranges range ranged varies varying anywhere")
BOUNDS = word_set("the within than least for over most next first last those")
ANCHORED = word_set("of after from before following")
ONE = word_set("a an one 1")
OR_SO = ("or so", "or more", "- odd", "- plus")
PAGED = word_set("page pages seat")
OUT_OF = ("out of every", "out of each", "out of", "of every", "in every", "in")
NOT_TWICE = word_set("think thinking before over")
LARGEST_RATIO = 100.0


def amount_at(tokens: Sequence[Token], index: int) -> Amount | None:
    """The amount whose number starts at an index, or None; without a unit if none stands there."""
    if not may_start(tokens[index]) and tokens[index].low not in OTHER_STARTS:
        return None
    number = number_at(tokens, index)
    special = (
        _and_a_half(tokens, index)
        or _fraction(tokens, index)
        or _multiple(tokens, index, number)
        or _one_coin(tokens, index)
    )
    if special is None and number is not None:
        special = _ratio(tokens, index, number)
    if special is not None or number is None:
        return special
    amount = _single(tokens, index, number)
    return None if amount is None else _range(tokens, amount)


def _and_a_half(tokens: Sequence[Token], index: int) -> Amount | None:
    """One and a half of a length of time: "a year and a half"."""
    if tokens[index].low not in ("a", "an") or not phrase_at(tokens, index + 2, "and a half"):
        return None
    unit = unit_at(tokens, index + 1)
    if unit is None or unit.name not in TIMES:
        return None
    return Amount(index, index + 5, 1.5, unit.name)


def _one_coin(tokens: Sequence[Token], index: int) -> Amount | None:
    """One of a money as a price: "more than a cent", "a dollar a barrel"."""
    if tokens[index].low not in ("a", "an"):
        return None
    money = money_at(tokens, index + 1)
    if money is None or tokens[money[2] - 1].kind != "word":
        return None
    priced = low_at(tokens, money[2]) in ("a", "an", "per") or low_at(tokens, index - 1) == "than"
    name, factor, end = money
    return Amount(index, end, factor, name, factor) if priced else None


def _single(tokens: Sequence[Token], index: int, number: Number) -> Amount | None:
    currency = currency_before(tokens, index, number.scale > 1.0)
    if currency is None and refers(tokens, index, number):
        return None
    if currency is not None:
        name, first = currency
        return Amount(first, number.end, number.value, name, 1.0, number.scale)
    if number.glued in ("t", "mt"):
        value = number.value if number.glued == "mt" else number.value / number.scale
        return Amount(index, number.end, value, "tonne")
    counted = number.form == "vague" and low_at(tokens, number.end) == "of"
    counted += 2 * any(phrase_at(tokens, number.end, phrase) for phrase in OR_SO)
    unit = unit_at(tokens, number.end + counted)
    if unit is not None:
        duration = unit.name in TIMES
        if duration and (number.form == "article" or _only_places(tokens, index, unit.end)):
            return None
        if number.value == 0.0 and unit.name != "percent":
            return None
        value = number.value * unit.factor
        return Amount(index, unit.end, value, unit.name, unit.factor, number.scale)
    if low_at(tokens, number.end) == "-" and low_at(tokens, number.end + 1) in PAGED:
        return Amount(index, number.end + 2, number.value, "count", 1.0, number.scale)
    noun = counted_at(tokens, number.end + counted)
    if noun is not None and low_at(tokens, number.end) != "-":
        if only_points(tokens, index, number, noun):
            return None
        return Amount(index, noun.end, number.value, noun.name, 1.0, number.scale)
    return Amount(index, number.end, number.value, "", 1.0, number.scale)


def _only_places(tokens: Sequence[Token], index: int, end: int) -> bool:
    """Whether a length of time only places what was: "four days after it wrote", "weeks later"."""
    if is_past_span(tokens, end):
        return True
    before, after = low_at(tokens, index - 1), low_at(tokens, end)
    if before == "within" and index == 1:
        return after not in ANCHORED and tense_at(tokens, end, end) == PAST
    if after not in ("after", "before") or before in BOUNDS:
        return False
    return tense_at(tokens, index, index) == PAST


def _range(tokens: Sequence[Token], low: Amount) -> Amount:
    """An amount as the lower end of a range, or as it is."""
    between = low_at(tokens, low.first - 1) == "between"
    joint = low_at(tokens, low.end)
    if joint not in ("to", "-") and not (joint == "and" and between):
        return low
    at = low.end + 1
    while at < len(tokens) and tokens[at].kind != "number" and at < low.end + 4:
        at += 1
    if (
        low_at(tokens, low.first - 1) == "from"
        and low_at(tokens, low.first - 2) not in BEGINS_RANGE
    ):
        return low
    at = at if at < len(tokens) and tokens[at].kind == "number" else low.end + 1
    number = number_at(tokens, at) if at < len(tokens) else None
    high = _single(tokens, at, number) if number is not None else None
    behind = low.unit and tokens[low.end - 1].kind != "number"
    if high is not None and joint == "to" and behind and not high.unit and low.scale == 1.0:
        return low
    if high is None or high.first != low.end + 1 or not _same_unit(low, high):
        return low
    unit, factor = (high.unit, high.factor) if high.unit else (low.unit, low.factor)
    bottom = low.value if low.unit else low.value * factor
    if high.scale > 1.0 and low.scale == 1.0 and bottom < high.value / high.scale:
        bottom *= high.scale
    top = high.value if high.unit else high.value * factor
    if bottom >= top or (not unit and "," not in tokens[low.first].text):
        return low
    return Amount(low.first, high.end, bottom, unit, factor, high.scale, top)


def _same_unit(low: Amount, high: Amount) -> bool:
    return not low.unit or not high.unit or low.unit == high.unit


def _multiple(tokens: Sequence[Token], index: int, number: Number | None) -> Amount | None:
    low, after = tokens[index].low, low_at(tokens, index + 1)
    if low in MULTIPLES:
        if after in COMPARED:
            return Amount(index, index + 1, MULTIPLES[low], "times")
        said = {low_at(tokens, index - 1), after} & (NOT_TWICE | {"-", ""})
        return None if said else Amount(index, index + 1, MULTIPLES[low], "count")
    if low in FOLDS:
        return Amount(index, index + 1, FOLDS[low], "times")
    if number is None or number.value <= 1.0:
        return None
    at = number.end + (low_at(tokens, number.end) == "-")
    if low_at(tokens, at) == "fold":
        return Amount(index, at + 1, number.value, "times")
    if low_at(tokens, number.end) != "times":
        return None
    following = low_at(tokens, number.end + 1)
    unit = "times" if following in COMPARED else "count"
    return Amount(index, number.end + 1, number.value, unit)


def _ratio(tokens: Sequence[Token], index: int, part: Number) -> Amount | None:
    """Shares such as "one plant in three" and "two out of five"."""
    if not 1.0 <= part.value <= 9.0 or part.scale > 1.0:
        return None
    noun = tokens[part.end].kind == "word" if part.end < len(tokens) else False
    for at in (part.end, part.end + 1) if noun else (part.end,):
        skip = next((len(p.split()) for p in OUT_OF if phrase_at(tokens, at, p)), 0)
        whole = number_at(tokens, at + skip) if skip and at + skip < len(tokens) else None
        if whole is None or not part.value < whole.value <= LARGEST_RATIO or whole.scale > 1.0:
            continue
        if unit_at(tokens, whole.end) is None and low_at(tokens, at - 1) not in ("no",):
            return Amount(index, whole.end, part.value / whole.value, "fraction")
    return None


def _fraction(tokens: Sequence[Token], index: int) -> Amount | None:
    """A fraction of something, or half a unit ("half a point", "half a million tonnes")."""
    fraction = fraction_at(tokens, index)
    if fraction is None or low_at(tokens, index - 1) in ("-", "second", "first", "other"):
        return None
    after = low_at(tokens, fraction.end)
    if tokens[index].low != "half":
        if after == "-" or low_at(tokens, index - 1) == "the":
            return None
        return _part_of_one(tokens, index, fraction) or Amount(
            index, fraction.end, fraction.value, "fraction"
        )
    if after in ("a", "-"):
        number = number_at(tokens, fraction.end) if after == "a" else None
        at = number.end if number is not None else fraction.end + 1
        scale = number.scale if number is not None else 1.0
        unit = unit_at(tokens, at) or (counted_at(tokens, at) if number is not None else None)
        if unit is None or (unit.name in TIMES and after == "-"):
            return None
        return Amount(index, unit.end, 0.5 * scale * unit.factor, unit.name, unit.factor, scale)
    part = _part_of_one(tokens, index, fraction)
    if part is not None:
        return part
    before = low_at(tokens, index - 1)
    ended = after in ENDS_BARE_HALF and before not in NOT_HALVES and index > 0
    if after in HALF_OF or before in LEADS_BARE_HALF or ended:
        return Amount(index, fraction.end, 0.5, "fraction")
    return None


def _part_of_one(tokens: Sequence[Token], index: int, fraction: Number) -> Amount | None:
    """A part of one unit: "half of 1 percent", "a quarter of a cent"."""
    at = fraction.end + (low_at(tokens, fraction.end) == "of")
    one = low_at(tokens, at) in ONE
    unit = unit_at(tokens, at + one)
    if unit is None or unit.name in TIMES or not (one or unit.name == "percentage_point"):
        return None
    value = fraction.value * unit.factor
    return Amount(index, unit.end, value, unit.name, unit.factor)
