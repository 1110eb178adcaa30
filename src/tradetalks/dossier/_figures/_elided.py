"""Bare numbers: the unit that a sentence leaves out, taken from beside it, or a count of something.

"From 53 percent to 30", "5, 10 and 15 per cent", "with an option for two more", "three times the
60 that rules allow", "He gave us fourteen". A number counts where it stands for what was named
("seven of them", "Thirty-one have gone in", "a nation of 17 million", "more than 250."). All other
bare numbers are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tradetalks.dossier._figures._amounts import Amount, amount_at
from tradetalks.dossier._figures._qualifiers import qualifier_around
from tradetalks.dossier._quantities._units import TIMES
from tradetalks.dossier._text._tokens import Token, low_at, word_set

__all__ = ["Told", "with_unit"]

LEADS = word_set("from to than with at pays pay paying against not and or is was versus")
ENDS = word_set("""
. , ; : ) ? ! " — last this in from to or and but before a per now today instead by next while when
""")
ORDINARY = word_set("and or is was at from to")
COUNTED = word_set("were was are is have had has come came go went will would remain")
OF_WHOM = word_set("them us these those its our their his her your my")
GIVEN = word_set("us them him her me you gave give gives got get asked wanted offered only")
MORE = word_set("more others")
PEOPLED = word_set("nation country people population market city state town union community of")
EACH = word_set("a per each every")
LARGE = 1000.0
MOST_TIMES = 100.0
LISTED = 12
YEARS = range(1800, 2200)


class Told(NamedTuple):
    """Amounts told before a number.

    Attributes
    ----------
    here
        Those of its sentence.
    before
        The last one of the sentences before it in its paragraph, else the last one in thousands or
        more of the paragraphs before, or None.
    percent
        Whether a percentage was told in this paragraph or the one before.
    """

    here: Sequence[Amount]
    before: Amount | None
    percent: bool


def with_unit(tokens: Sequence[Token], amount: Amount, told: Told) -> Amount | None:
    """A bare number with its unit, or None if it is no figure."""
    if _is_year(tokens, amount):
        return None
    ahead = _ahead(tokens, amount)
    if ahead is not None:
        return ahead
    if low_at(tokens, amount.end) == "of":
        return _of(tokens, amount)
    return _like_last(tokens, amount, told) or _counted(tokens, amount)


def _is_year(tokens: Sequence[Token], amount: Amount) -> bool:
    text = tokens[amount.first].text
    return text.isdecimal() and len(text) == 4 and amount.scale == 1.0 and int(text) in YEARS


def _ahead(tokens: Sequence[Token], amount: Amount) -> Amount | None:
    """A number whose unit stands at the next one: "from 20 to 12 percent", "5, 10 and 15%"."""
    before, after = low_at(tokens, amount.first - 1), low_at(tokens, amount.end)
    if (before, after) in (("from", "to"), ("to", "from"), ("at", "from")):
        unit = _next_amount(tokens, amount.end + 1)
        if unit is not None:
            scale = unit.scale if amount.scale == 1.0 else 1.0
            value = amount.value * unit.factor * scale
            return amount._replace(value=value, unit=unit.unit, factor=unit.factor)
    if tokens[amount.first].kind != "number" or after not in (",", "and", "or"):
        return None
    for at in range(amount.end, min(amount.end + LISTED, len(tokens))):
        if tokens[at].kind != "number":
            if tokens[at].low not in (",", "and", "or"):
                return None
            continue
        unit = amount_at(tokens, at)
        if unit is not None and unit.unit:
            listed = unit.first == at and unit.unit not in ("count", "person", "fraction")
            return amount._replace(unit=unit.unit, factor=unit.factor) if listed else None
    return None


def _of(tokens: Sequence[Token], amount: Amount) -> Amount | None:
    """A number before "of": a part of another one, or of some that were named."""
    at = amount.end + 1
    part = at < len(tokens) and tokens[at].kind == "number"
    if low_at(tokens, at) in OF_WHOM and amount.value >= 2.0:
        return amount._replace(unit="count")
    if low_at(tokens, at) == "the" and amount.value > 2.0:
        return amount._replace(unit="count")
    if not part and amount.scale < LARGE:
        return None
    whole = _next_amount(tokens, at)
    return None if whole is None else amount._replace(unit=whole.unit)


def _like_last(tokens: Sequence[Token], amount: Amount, told: Told) -> Amount | None:
    """A number of the kind that was just told: "instead of 12", "two more", "gave us fourteen"."""
    before, after = low_at(tokens, amount.first - 1), low_at(tokens, amount.end)
    two_before = low_at(tokens, amount.first - 2)
    last = told.here[-1] if told.here else None
    if before == "the" and two_before in ("times", "twice") and last is not None:
        earlier = [a for a in told.here if a.unit not in ("times", "count", "fraction")]
        return _like(amount, earlier[-1]) if earlier else None
    ends = after in ENDS or after == ""
    if after in MORE and low_at(tokens, amount.end + 1) in ENDS | {""} and last is not None:
        return _like(amount, last) if last.unit in TIMES else None
    if before == "by" and last is not None and last.unit in TIMES and ends:
        return _like(amount, last)
    if not ends or amount.value <= 1.0:
        return None
    digits = tokens[amount.first].kind == "number"
    leads = before in LEADS or (before == "of" and two_before == "instead")
    large = amount.scale >= LARGE
    if last is not None and last.unit in TIMES and before == "to" and not digits:
        return _like(amount, last)
    if (digits and leads) or large:
        near = last if last is not None or not large else told.before
        fits = near is not None and amount.value <= MOST_TIMES * near.value
        counts = near is not None and near.unit in ("count", "person")
        if near is not None and near.unit not in ("fraction", "percent", *TIMES) and large:
            if counts or fits or last is None:
                return _like(amount, near)
        elif near is not None and near.unit != "fraction" and not large and fits:
            return _like(amount, near)
    if digits and leads and told.percent and amount.scale == 1.0 and before not in ORDINARY:
        return amount._replace(unit="percent")
    if before in GIVEN and last is None and told.before is not None:
        return _like(amount, told.before) if told.before.unit in TIMES else None
    return None


def _like(amount: Amount, last: Amount) -> Amount:
    value = amount.value * last.factor
    return amount._replace(value=value, unit=last.unit, factor=last.factor)


def _counted(tokens: Sequence[Token], amount: Amount) -> Amount | None:
    """A number that counts without a noun."""
    before, after = low_at(tokens, amount.first - 1), low_at(tokens, amount.end)
    count = amount._replace(unit="count")
    digits = tokens[amount.first].kind == "number"
    if before == "which" and low_at(tokens, amount.first - 2) == "of" and after in COUNTED:
        return count
    opens = amount.first == 0 or (before in (",", ";", ":", "and", "but") and digits)
    if opens and after in COUNTED and amount.value > 2.0:
        return count
    if amount.scale >= LARGE and before == "of" and low_at(tokens, amount.first - 2) in PEOPLED:
        return count
    if amount.scale >= LARGE and after in EACH and low_at(tokens, amount.end + 1) in TIMES:
        return count
    if digits and "," in tokens[amount.first].text and amount.scale == 1.0:
        return count if amount.value >= LARGE else None
    qualifier = qualifier_around(tokens, amount.first, amount.end, False, False)
    following = low_at(tokens, qualifier.end)
    said = qualifier.name in ("more_than", "about", "nearly", "at_most")
    ended = following in ENDS | COUNTED or following == ""
    if said and ended and amount.value > 2.0 and amount.scale < LARGE:
        return count
    return None


def _next_amount(tokens: Sequence[Token], at: int) -> Amount | None:
    """The amount that starts within a currency sign of an index, if it has a unit."""
    for start in range(at, min(at + 4, len(tokens))):
        amount = amount_at(tokens, start)
        if amount is not None:
            return amount if amount.unit else None
    return None
