"""Periods as days, and sums of a record as it was known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.monitor import FiscalYear, Point, Series, Span, read_span

D = date


@pytest.mark.parametrize(
    ("text", "fiscal", "first", "last"),
    [
        ("1994", None, D(1994, 1, 1), D(1994, 12, 31)),
        ("1996-02", None, D(1996, 2, 1), D(1996, 2, 29)),
        ("1994Q4", None, D(1994, 10, 1), D(1994, 12, 31)),
        ("2020-01/2020-10", None, D(2020, 1, 1), D(2020, 10, 31)),
        ("2020-01-01/2020-10-23", None, D(2020, 1, 1), D(2020, 10, 23)),
        # Japan's fiscal 1994 ended on 31 March 1995; that of the United States on 30 September.
        ("FY1994", None, D(1994, 4, 1), D(1995, 3, 31)),
        ("FY1994", FiscalYear(10, "end"), D(1993, 10, 1), D(1994, 9, 30)),
        ("FY1994", FiscalYear(1, "end"), D(1994, 1, 1), D(1994, 12, 31)),
    ],
)
def test_periods_are_days(text: str, fiscal: FiscalYear | None, first: date, last: date) -> None:
    assert read_span(text, fiscal) == Span(first, last)


@pytest.mark.parametrize(
    "text", ["", "94", "1994-13", "1994Q5", "FY94", "1994 first half", "FY1994Q1"]
)
def test_other_text_is_no_period(text: str) -> None:
    with pytest.raises(InputError, match=r"cannot be read; write 1994"):
        read_span(text)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(InputError, match="ends before it begins"):
        read_span("2020-10/2020-01")


@given(day=st.dates(D(1900, 1, 1), D(2100, 1, 1)), length=st.integers(1, 900))
def test_a_shifted_span_keeps_its_length_to_a_leap_day(day: date, length: int) -> None:
    span = Span(day, D.fromordinal(day.toordinal() + length - 1))
    for years in (-3, 1, 7):
        assert abs(span.shifted(years).days - span.days) <= 1
    assert span.shifted(4 * 7).shifted(-4 * 7).last == span.last


def point(period: str, value: float, known: date | None = None) -> Point:
    return Point(read_span(period), value, known or D(2000, 1, 1), period)


def series(*points: Point, sparse: bool = False) -> Series:
    return Series("s", "S", "Office", "USD bn", points, sparse)


def test_nothing_known_later_is_used_and_revisions_replace() -> None:
    record = series(
        point("2001-01", 1.0, D(2001, 3, 1)),
        point("2001-02", 2.0, D(2001, 4, 1)),
        point("2001-01", 1.5, D(2001, 5, 1)),
    )
    year = read_span("2001")
    assert record.cover(year, D(2001, 2, 28)).through is None
    assert record.cover(year, D(2001, 4, 30)).amount == 3.0
    assert record.cover(year, D(2001, 5, 1)).amount == 3.5
    assert record.cover(year, D(2001, 5, 1)).through == D(2001, 2, 28)


def test_periods_of_several_lengths_add_up_without_counting_twice() -> None:
    record = series(
        point("2001-01/2001-03", 3.0),
        point("2001-04", 1.0),
        point("2001-01/2001-04", 4.0),
        point("2001-05", 2.0),
    )
    cover = record.cover(read_span("2001"), D(2002, 1, 1))
    assert cover.amount == 6.0
    assert cover.through == D(2001, 5, 31)


@given(st.lists(st.floats(0.0, 1e6), min_size=24, max_size=24))
def test_months_quarters_and_years_tell_the_same_totals(values: list[float]) -> None:
    months = [point(f"{2001 + i // 12}-{i % 12 + 1:02d}", v) for i, v in enumerate(values)]
    quarters = [
        point(f"{2001 + i // 4}Q{i % 4 + 1}", sum(values[3 * i : 3 * i + 3])) for i in range(8)
    ]
    window, day = read_span("2003"), D(2004, 1, 1)
    by_month = series(*months).totals(window, day)
    by_quarter = series(*quarters).totals(window, day)
    assert [span for span, _ in by_month] == [read_span("2001"), read_span("2002")]
    assert [v for _, v in by_month] == pytest.approx([v for _, v in by_quarter])


def test_gaps_doubles_and_negative_values_are_told() -> None:
    with pytest.raises(InputError, match=r"before 2001-03: no value for 2001-02-01 to 2001-02-28"):
        series(point("2001-01", 1.0), point("2001-03", 1.0))
    assert series(point("2001-01", 1.0), point("2001-03", 1.0), sparse=True).key == "s"
    with pytest.raises(InputError, match="stands twice as known from 2000-01-01; keep one"):
        series(point("2001-01", 1.0), point("2001-01", 2.0))
    with pytest.raises(InputError, match=r"value -1 is not zero or more"):
        series(point("2001-01", -1.0))
