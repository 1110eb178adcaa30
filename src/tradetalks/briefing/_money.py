"""Numbers written with the digits that they deserve."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tradetalks.briefing._document import Number
from tradetalks.errors import InputError

__all__ = [
    "amount",
    "column_decimals",
    "decimals_of",
    "deserved_decimals",
    "format_interval",
    "format_number",
    "format_value",
    "unit_title",
]

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"

_MONEY = {
    "USD bn": ("$", "billion"),
    "USD million": ("$", "million"),
    "USD thousand": ("$", "thousand"),
    "USD": ("$", ""),
    "JPY bn": ("¥", "billion"),
    "JPY million": ("¥", "million"),
    "JPY": ("¥", ""),
}
_BARE = {"", "1", "index"}
_WORDS = {"JPY per USD": "yen a dollar"}
RECORDED, MODELLED = 5, 2
"""Significant digits of a figure as its source prints it, and of a result without an interval."""


def _finite(value: float, name: str) -> float:
    if not math.isfinite(value):
        raise InputError(f"{name} is {value}, not a number; a failed solve must not reach a page")
    return value


def amount(value: float, decimals: int) -> str:
    """Digits alone, with thousands separators and a true minus sign; never a minus zero."""
    text = f"{_finite(value, 'a number to show'):,.{decimals}f}"
    if text.startswith("-"):
        digits = text[1:]
        return MINUS + digits if any(digit in "123456789" for digit in digits) else digits
    return text


def deserved_decimals(value: float, low: float | None = None, high: float | None = None) -> int:
    """Decimals that an interval leaves meaningful: its width keeps one digit, or two below five.

    Without an interval the number keeps two significant digits, and all before the point.
    """
    if low is not None and high is not None and high > low:
        width = high - low
        exponent = math.floor(math.log10(width))
        return min(6, max(0, -exponent + (width / 10**exponent < 5)))
    return _significant(value, MODELLED)


def _significant(value: float, digits: int) -> int:
    if value == 0:
        return 0
    # rounding first: 9.96 at two digits is 10, which needs no decimal
    rounded = float(f"{abs(value):.{digits - 1}e}")
    return min(8, max(0, digits - 1 - math.floor(math.log10(rounded))))


def decimals_of(number: Number) -> int:
    """Decimals of a number: as given, as its interval allows, or as its source prints it."""
    _finite(number.value, f"number {number.id!r}")
    if number.digits is not None:
        return number.digits
    if number.low is not None and number.high is not None:
        return deserved_decimals(number.value, number.low, number.high)
    if number.origin and all(entry.kind in {"source", "assumption"} for entry in number.origin):
        text = f"{number.value:.{_significant(number.value, RECORDED)}f}"
        return len(text.partition(".")[2].rstrip("0"))
    return deserved_decimals(number.value)


def column_decimals(numbers: Sequence[Number]) -> int:
    """One number of decimals for a column, so that points stand under each other.

    The most that a number of the column deserves, at most one more than its largest does.
    """
    if not numbers:
        return 0
    largest = max(numbers, key=lambda number: abs(number.value))
    return min(max(decimals_of(number) for number in numbers), decimals_of(largest) + 1)


def _split(unit: str) -> tuple[str, str]:
    """Known unit at the start of `unit`, and what follows it ("a year")."""
    for known in sorted((*_MONEY, *_WORDS, "percent"), key=len, reverse=True):
        if unit == known or unit.startswith((f"{known} a ", f"{known} of ", f"{known},")):
            return known, unit[len(known) :]
    return unit, ""


def format_value(value: float, unit: str, decimals: int) -> str:
    """Write a value with its unit: "$0.8 billion", "−$1.2 billion", "42%", "2.5 million units".

    Raises
    ------
    InputError
        The value is NaN or infinite.
    """
    text = amount(value, decimals)
    known, rest = _split(unit)
    if known in _MONEY:
        sign, scale = _MONEY[known]
        text = f"{MINUS}{sign}{text[1:]}" if text.startswith(MINUS) else f"{sign}{text}"
        return (f"{text}{NO_BREAK}{scale}" if scale else text) + rest
    if known == "percent":
        return f"{text}%{rest}"
    if known in _BARE:
        return text
    word = _WORDS.get(known, known) + rest
    if text in {"1", MINUS + "1"} and " " not in word and word.endswith("s"):
        word = word[:-1]
    return f"{text}{NO_BREAK}{word}"


def format_interval(low: float, high: float, decimals: int) -> str:
    """Write an interval in words: "0.4 to 1.3"."""
    return f"{amount(low, decimals)} to {amount(high, decimals)}"


def format_number(number: Number) -> str:
    """Write a number in a sentence: "$0.8 billion (0.4 to 1.3)"."""
    decimals = decimals_of(number)
    text = format_value(number.value, number.unit, decimals)
    if number.low is None or number.high is None:
        return text
    return f"{text} ({format_interval(number.low, number.high, decimals)})"


def unit_title(unit: str) -> str:
    """Write a unit as a heading or axis says it: "$ billion", "%"."""
    known, rest = _split(unit)
    if known in _MONEY:
        return " ".join(part for part in _MONEY[known] if part) + rest
    if known == "percent":
        return "%" + rest
    return "" if known in {"", "1"} else _WORDS.get(known, known) + rest
