"""Numbers as a reader sees them."""

from __future__ import annotations

import math

import pytest
from briefing_example import GUESS, SOURCE, number
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.briefing._money import (
    amount,
    column_decimals,
    deserved_decimals,
    format_number,
    format_value,
    unit_title,
)
from tradetalks.errors import InputError

GAP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (number("a", 0.8312, "USD bn", 0.4123, 1.3456), "$0.8 billion (0.4 to 1.3)"),
        (number("a", -0.8312, "USD bn", -1.3, 0.2), "−$0.8 billion (−1.3 to 0.2)"),
        (number("a", 42.3, "percent", 31.0, 55.4), "42% (31 to 55)"),
        (number("a", 66.4, "USD bn", None, None, SOURCE), "$66.4 billion"),
        (number("a", 1312456, "units", None, None, SOURCE), "1,312,456 units"),
        (number("a", 2.5123, "million units"), "2.5 million units"),
        (number("a", 1, "years", None, None, GUESS), "1 year"),
        (number("a", 98.5, "JPY per USD", None, None, SOURCE), "98.5 yen a dollar"),
        (number("a", 1.2, "USD bn a year", None, None, SOURCE), "$1.2 billion a year"),
        (number("a", 0.25, "1", None, None, GUESS), "0.25"),
        (number("a", -0.00001, "percent", -5.0, 5.0), "0% (−5 to 5)"),
    ],
)
def test_numbers_carry_the_digits_they_deserve(shown: object, expected: str) -> None:
    assert format_number(shown).replace(GAP, " ") == expected  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="not a number"):
        format_value(value, "USD bn", 1)


def test_given_digits_win() -> None:
    from_source = number("a", 1.23456, "USD bn", 1.0, 2.0)
    assert format_number(from_source.__class__(**{**vars(from_source), "digits": 3})) == (
        f"$1.235{GAP}billion (1.000 to 2.000)"
    )


def test_a_column_has_the_decimals_of_its_largest_and_at_most_one_more() -> None:
    column = [number("a", 1234.0, "USD bn"), number("b", 0.0123, "USD bn")]
    assert column_decimals(column) == 1
    assert column_decimals([]) == 0


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_digits_read_back_to_the_value_within_half_a_unit(value: float, decimals: int) -> None:
    text = amount(value, decimals)
    assert "-" not in text
    back = float(text.replace(",", "").replace("\N{MINUS SIGN}", "-"))
    # half a unit in the last place, and the spacing of floats near 1e9
    assert abs(back - value) <= 0.5 * 10.0**-decimals + 2e-7


@given(st.floats(1e-4, 1e6), st.floats(-100, 100))
def test_a_wider_interval_never_deserves_more_decimals(width: float, low: float) -> None:
    narrow = deserved_decimals(0.0, low, low + width)
    wide = deserved_decimals(0.0, low, low + 10 * width)
    assert wide <= narrow


def test_units_as_headings() -> None:
    assert unit_title("USD bn") == "$ billion"
    assert unit_title("percent") == "%"
    assert unit_title("1") == ""
    assert unit_title("thousand units") == "thousand units"
