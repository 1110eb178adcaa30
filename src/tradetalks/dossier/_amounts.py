"""Amounts at a place of a sentence: a number with its unit, a range, a multiple, a ratio.

"$2 billion to $3 billion", "10-15%" and "between 10 and 15 percent" are ranges; "from 20 to 12
percent" is two amounts. "Three times a year" is a count, "six times the price" a multiple.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tradetalks.dossier._numbers import Number, fraction_at, may_start, number_at
from tradetalks.dossier._references import is_past_span, only_points, refers
from tradetalks.dossier._tokens import Token, low_at, phrase_at, word_set
from tradetalks.dossier._units import TIMES, counted_at, currency_before, unit_at

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
LEADS_BARE_HALF = word_set("about nearly almost than roughly by around")
BEGINS_RANGE = word_set("ranging ranges range ranged varies varying anywhere")
LARGEST_RATIO = 100.0


def amount_at(tokens: Sequence[Token], index: int) -> Amount | None:
    """The amount whose number starts at an index, or None; without a unit if none stands there."""
    if not may_start(tokens[index]) and tokens[index].low not in OTHER_STARTS:
        return None
    number = number_at(tokens, index)
    special = _fraction(tokens, index) or _multiple(tokens, index, number)
    if special is None and number is not None:
        special = _ratio(tokens, index, number)
    if special is not None or number is None:
        return special
    amount = _single(tokens, index, number)
    return None if amount is None else _range(tokens, amount)


def _single(tokens: Sequence[Token], index: int, number: Number) -> Amount | None:
    if refers(tokens, index, number):
        return None
    currency = currency_before(tokens, index)
    if currency is not None:
        name, first = currency
        return Amount(first, number.end, number.value, name, 1.0, number.scale)
    unit = unit_at(tokens, number.end)
    if unit is not None:
        duration = unit.name in TIMES
        if duration and (is_past_span(tokens, unit.end) or number.form == "article"):
            return None
        if number.value == 0.0 and unit.name != "percent":
            return None
        value = number.value * unit.factor
        return Amount(index, unit.end, value, unit.name, unit.factor, number.scale)
    noun = counted_at(tokens, number.end)
    if noun is not None and low_at(tokens, number.end) != "-":
        if only_points(tokens, index, number, noun):
            return None
        return Amount(index, noun.end, number.value, noun.name, 1.0, number.scale)
    return Amount(index, number.end, number.value, "", 1.0, number.scale)


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
        if after in EACH and after != "an":
            return Amount(index, index + 1, MULTIPLES[low], "count")
        return Amount(index, index + 1, MULTIPLES[low], "times") if after in COMPARED else None
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
        skip = 2 if phrase_at(tokens, at, "out of") else 1 if low_at(tokens, at) == "in" else 0
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
        unit = unit_at(
            tokens, fraction.end + (after == "of") + (low_at(tokens, fraction.end + 1) == "a")
        )
        if unit is not None and unit.name == "percentage_point":
            return Amount(index, unit.end, fraction.value, unit.name)
        return Amount(index, fraction.end, fraction.value, "fraction")
    if after in ("a", "-"):
        number = number_at(tokens, fraction.end) if after == "a" else None
        at = number.end if number is not None else fraction.end + 1
        scale = number.scale if number is not None else 1.0
        unit = unit_at(tokens, at) or (counted_at(tokens, at) if number is not None else None)
        if unit is None or (unit.name in TIMES and after == "-"):
            return None
        return Amount(index, unit.end, 0.5 * scale * unit.factor, unit.name, unit.factor, scale)
    if after in HALF_OF or low_at(tokens, index - 1) in LEADS_BARE_HALF:
        return Amount(index, fraction.end, 0.5, "fraction")
    return None
