"""Numbers in digits and words: "65.7-billion", "$350m", "seven", "two and a half", "33.66 lakh".

Reads digits with English separators ("1,000.5"), a comma before one, two or more than three digits
as a decimal one ("3,8"), groups of three set apart by spaces, fractions in words and signs, and
scales from hundred to trillion, with the long-scale words of French, German and Spanish. Leaves
ordinals alone, and numbers joined to a letter or to another number ("F-16", "A-122-999").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from tradetalks.dossier._text._tokens import Token, low_at, word_set

__all__ = ["DENOMINATORS", "Number", "fraction_at", "may_start", "number_at"]

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: float(n) for n, word in enumerate(ONES.split())} | {
    word: 10.0 * n for n, word in enumerate(TENS.split(), start=2)
}

SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "lakh": 1e5,
    "crore": 1e7,
    "millions": 1e6,
    "billions": 1e9,
    "mille": 1e3,
    "mil": 1e3,
    "milliard": 1e9,
    "milliards": 1e9,
    "millionen": 1e6,
    "milliarde": 1e9,
    "milliarden": 1e9,
    "millones": 1e6,
    "milhões": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "mio": 1e6,
    "bn": 1e9,
    "bln": 1e9,
    "mrd": 1e9,
    "万": 1e4,
    "億": 1e8,
    "亿": 1e8,
    "兆": 1e12,
    "tn": 1e12,
    "trn": 1e12,
}
GLUED = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12, "mt": 1e6}
"""Letters that scale only where they touch the digits."""

EAST_ASIAN = word_set("万 億 亿 兆")

SCALED_BY_ARTICLE = word_set("hundred thousand million billion trillion dozen lakh crore")
INDIAN = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?")
"""Digits in the groups of lakh and crore: 2,50,000."""

MOST_GROUPS = 5
MOST_SCALES = 2
SLASHED = word_set("2 3 4 5 6 8 16")
ORDINAL_ENDS = word_set("st nd rd th")

DENOMINATORS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fourth": 4,
    "fourths": 4,
    "fifth": 5,
    "fifths": 5,
    "sixth": 6,
    "sixths": 6,
    "seventh": 7,
    "sevenths": 7,
    "eighth": 8,
    "eighths": 8,
    "ninth": 9,
    "ninths": 9,
    "tenth": 10,
    "tenths": 10,
    "tiers": 3,
    "quart": 4,
    "quarts": 4,
    "moitié": 2,
}
ARTICLES = word_set("a an one un une")
VAGUE = {
    "dozens": 12.0,
    "tens": 10.0,
    "hundreds": 1e2,
    "thousands": 1e3,
    "millions": 1e6,
    "billions": 1e9,
    "trillions": 1e12,
}
"""What numbers in the plural mean at least: hundreds of lorries are one hundred."""

AFTER_FRACTION = word_set("""
of de des du d the its their our his less more lower higher as to from in since by on and
are were . , ; )
""")


LEADS_FRACTION = word_set(
    "by to about nearly almost than over under roughly around least most only some just"
)
AFTER_LED = word_set("""
at before after this last next within over under if when while but or until till during every each
because so though although while now again for not — - : ?
""")


STARTS = frozenset({*SMALL, *ARTICLES, *VAGUE, "half", "several", "few"})


def may_start(token: Token) -> bool:
    """Whether a number or a fraction could start at a token: a quick test before the slow ones."""
    sign = len(token.text) == 1 and not token.text.isascii()
    return token.kind == "number" or token.low in STARTS or sign


class Number(NamedTuple):
    """A number and the index after it.

    Attributes
    ----------
    value
        In whole units.
    end
        Index of the token after it.
    form
        ``digits``, ``words``, ``article`` where an article stands for one ("a million"), or
        ``vague`` ("hundreds of").
    scale
        Product of its scale words ("million"), 1 without.
    glued
        The letter that scales it where it touches the digits ("350m"); empty without.
    """

    value: float
    end: int
    form: str
    scale: float = 1.0
    glued: str = ""


def number_at(tokens: Sequence[Token], index: int) -> Number | None:
    """The number that starts at an index, or None."""
    token = tokens[index]
    if token.kind == "number":
        return _in_digits(tokens, index)
    if token.low in SMALL:
        return _in_words(tokens, index)
    if token.low in VAGUE:
        return _vague(tokens, index)
    if token.low == "several" or (token.low == "few" and low_at(tokens, index - 1) == "a"):
        if low_at(tokens, index + 1) not in SCALED_BY_ARTICLE:
            return None
        value, end = _scale(tokens, index + 1, 1.0)
        return Number(value, end, "vague", value)
    if token.low == "half":
        dozen = index + 1 + (low_at(tokens, index + 1) in ("-", "a"))
        dozen += low_at(tokens, dozen) == "-" or low_at(tokens, dozen) == "a"
        return Number(6.0, dozen + 1, "words") if low_at(tokens, dozen) == "dozen" else None
    if token.low in ARTICLES and low_at(tokens, index + 1) in SCALED_BY_ARTICLE:
        value, end = _scale(tokens, index + 1, 1.0)
        return Number(value, end, "article", value)
    sign = _fraction_sign(token)
    return Number(sign, index + 1, "digits") if sign else None


def _vague(tokens: Sequence[Token], index: int) -> Number | None:
    """Numbers such as "hundreds of" and "tens of thousands of", where something is counted."""
    value, at = VAGUE[tokens[index].low], index + 1
    while low_at(tokens, at) == "of" and low_at(tokens, at + 1) in VAGUE:
        value, at = value * VAGUE[low_at(tokens, at + 1)], at + 2
    return Number(value, at, "vague", value) if low_at(tokens, at) == "of" else None


def fraction_at(tokens: Sequence[Token], index: int) -> Number | None:
    """The fraction in words that starts at an index ("two-thirds", "a quarter of"), or None."""
    low = tokens[index].low
    if low == "half":
        return Number(0.5, index + 1, "words")
    count = 1.0 if low in ARTICLES else SMALL.get(low)
    if count is None and low.isdecimal() and len(low) == 1:
        count = float(low)
    if not count:
        return None
    at = index + 1 + (low_at(tokens, index + 1) == "-")
    word = low_at(tokens, at)
    whole = DENOMINATORS.get(word)
    if whole is None or count >= whole:
        return None
    plural = word.endswith("s") and count > 1.0
    joined = low_at(tokens, index + 1) == "-" and low not in ARTICLES - {"one"}
    after = low_at(tokens, at + 1)
    led = low_at(tokens, index - 1) in LEADS_FRACTION and after in AFTER_LED
    if not (plural or joined or led) and after not in AFTER_FRACTION | {"", "'"}:
        return None
    if joined and after == "-":
        return None
    return Number(count / whole, at + 1, "words")


def _in_digits(tokens: Sequence[Token], index: int) -> Number | None:
    token = tokens[index]
    value = _value(token.text)
    if value is None:
        return None
    end = index + 1
    while end < min(len(tokens), index + MOST_GROUPS) and _is_group(tokens, index, end):
        value = value * 1000.0 + float(tokens[end].text)
        end += 1
    following = tokens[end] if end < len(tokens) else None
    if following is not None and following.start == tokens[end - 1].end:
        if following.low in ORDINAL_ENDS:
            return None
        sign = _fraction_sign(following)
        if sign:
            value, end = value + sign, end + 1
        elif following.low in GLUED:
            scale = GLUED[following.low]
            return Number(value * scale, end + 1, "digits", scale, following.low)
    part = _slashed(tokens, end + (low_at(tokens, end) == "-"))
    if part is not None:
        value, end = value + part[0], part[1]
    elif end == index + 1 and (part := _slashed(tokens, index)) is not None:
        value, end = part
    scale, end = _scale(tokens, end, 1.0)
    value *= scale
    if low_at(tokens, end - 1) in EAST_ASIAN and end < len(tokens):
        rest = _value(tokens[end].text) if tokens[end].kind == "number" else None
        lower, after = _scale(tokens, end + 1, 1.0)
        if rest is not None and 1.0 < lower < scale:
            return Number(value + rest * lower, after, "digits", scale)
    return Number(value, end, "digits", scale)


def _slashed(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """A common fraction in digits, such as 1/2, and the index after it."""
    if at + 2 >= len(tokens) or tokens[at + 1].text != "/":
        return None
    top, bottom = tokens[at].text, tokens[at + 2].text
    if not (top.isdecimal() and bottom in SLASHED and tokens[at].end == tokens[at + 1].start):
        return None
    if not 0 < int(top) < int(bottom) or low_at(tokens, at + 3) == "/":
        return None
    return int(top) / int(bottom), at + 3


def _value(text: str) -> float | None:
    """Digits with separators; None for what is no number, such as 7.8.2025."""
    commas, stops = text.count(","), text.count(".")
    if INDIAN.fullmatch(text):
        return float(text.replace(",", ""))
    if commas and stops:
        decimal = max(",.", key=text.rfind)
        thousands = "." if decimal == "," else ","
        if text.count(decimal) > 1 or not _grouped(text[: text.rfind(decimal)], thousands):
            return None
        return float(text.replace(thousands, "").replace(decimal, "."))
    if commas:
        if _grouped(text, ","):
            return float(text.replace(",", ""))
        return float(text.replace(",", ".")) if commas == 1 else None
    if stops > 1:
        return float(text.replace(".", "")) if _grouped(text, ".") else None
    return float(text) if len(text) < 300 else None


def _grouped(text: str, mark: str) -> bool:
    first, *rest = text.split(mark)
    return 1 <= len(first) <= 3 and all(len(part) == 3 for part in rest)


def _is_group(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether the token at `at` goes on with digits that spaces set apart by threes."""
    lead, group = tokens[first].text, tokens[at]
    alone = lead.isdecimal() and len(lead) <= 3 and group.text.isdecimal() and len(group.text) == 3
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    ends = following is None or following.kind != "number" or len(following.text) == 3
    return alone and ends and group.start == tokens[at - 1].end + 1


def _in_words(tokens: Sequence[Token], index: int) -> Number:
    total, current, end, scale = 0.0, SMALL[tokens[index].low], index + 1, 1.0
    while end < len(tokens):
        at = end + (low_at(tokens, end) in ("-", "and"))
        word = low_at(tokens, at)
        joins = at == end or low_at(tokens, end) == "-" or current >= 100.0 or scale > 1.0
        if word in SMALL and joins and _fits(current, SMALL[word]):
            current, end = current + SMALL[word], at + 1
        elif word == "hundred" and at == end:
            current, end, scale = current * 100.0, at + 1, 100.0
        elif word in SCALES and (at == end or low_at(tokens, end) == "-"):
            total, current = total + current * SCALES[word], 0.0
            end, scale = at + 1, SCALES[word]
        else:
            break
    part = _and_part(tokens, end)
    if part is not None:
        more, end = _scale(tokens, part[1], 1.0)
        return Number((total + current + part[0]) * more, end, "words", max(scale, more))
    return Number(total + current, end, "words", scale)


def _and_part(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """The fraction that follows a whole number ("and a half", "-and-a-quarter"), and its end."""
    words = [k for k in range(at, min(at + 8, len(tokens))) if tokens[k].low != "-"]
    if len(words) < 3 or low_at(tokens, words[0]) != "and":
        return None
    count = 1.0 if low_at(tokens, words[1]) in ARTICLES else SMALL.get(low_at(tokens, words[1]))
    whole = DENOMINATORS.get(low_at(tokens, words[2]))
    if not count or whole is None or count >= whole:
        return None
    return count / whole, words[2] + 1


def _fits(current: float, word: float) -> bool:
    """Whether a small number can follow: "twenty-five", "three hundred ten", no "five six"."""
    if current == 0.0:
        return True
    return (word < 10.0 and current % 100 >= 20 and current % 10 == 0) or current % 100 == 0


def _scale(tokens: Sequence[Token], index: int, value: float) -> tuple[float, int]:
    """A value with the scale words that follow it, and the index after them."""
    end = index
    for _ in range(MOST_SCALES):
        at = end + (low_at(tokens, end) == "-")
        word = low_at(tokens, at)
        if word not in SCALES:
            break
        value, end = value * SCALES[word], at + 1
    return value, end


def _fraction_sign(token: Token) -> float | None:
    if len(token.text) != 1 or unicodedata.category(token.text) != "No":
        return None
    value = unicodedata.numeric(token.text)
    return value if 0.0 < value < 1.0 else None
