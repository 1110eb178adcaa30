"""Figures, assumptions and references say what is wrong with them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pydantic import ValidationError

from tradetalks.figures import UNITS, Assumption, Figure, Reads, Reference, nearest

ASSUMPTION = {
    "title": "Share",
    "value": 0.5,
    "low": 0.2,
    "high": 0.7,
    "unit": "1",
    "group": "data",
    "why": "unknown",
}
FIGURE = {
    "key": "share",
    "value": "23.3",
    "unit": "percent",
    "period": 1994,
    "known_from": "1995-01-10",
    "source": "gazette",
    "used": "true",
}


def test_a_figure_reads_a_row_of_text() -> None:
    figure = Figure.model_validate(FIGURE)
    assert (figure.value, figure.period, figure.used) == (23.3, "1994", True)
    assert figure.known_from == date(1995, 1, 10)


@pytest.mark.parametrize(
    "day", ["1995-1-10", "1995-01", "10.01.1995", 19950110, datetime(1995, 1, 10)]
)
def test_only_one_way_to_write_a_day(day: object) -> None:
    with pytest.raises(ValidationError, match="is not a date; write it as 1995-03-17"):
        Figure.model_validate(FIGURE | {"known_from": day})


@pytest.mark.parametrize("value", [True, "nan", "inf", "1,000", None])
def test_only_finite_numbers_are_values(value: object) -> None:
    with pytest.raises(ValidationError, match="number"):
        Figure.model_validate(FIGURE | {"value": value})


def test_an_assumption_keeps_its_order() -> None:
    with pytest.raises(ValidationError, match=r"value 0.5 is outside its range 0.6 to 0.7"):
        Assumption.model_validate(ASSUMPTION | {"low": 0.6})
    with pytest.raises(ValidationError, match="no width"):
        Assumption.model_validate(ASSUMPTION | {"low": 0.5, "high": 0.5})
    fixed = Assumption.model_validate(ASSUMPTION | {"low": 0.5, "high": 0.5, "drawn": False})
    assert not fixed.drawn


def test_a_misspelt_key_is_told_once() -> None:
    wrong = {("titel" if key == "title" else key): value for key, value in ASSUMPTION.items()}
    with pytest.raises(ValidationError) as caught:
        Assumption.model_validate(wrong)
    assert [e["msg"] for e in caught.value.errors()] == ["unknown key; did you mean 'title'?"]


@pytest.mark.parametrize("bare", [0.3, 3, "share", [1], None])
def test_a_reference_is_never_bare(bare: object) -> None:
    with pytest.raises(ValidationError, match=r"write \{assumption: key\} or \{figure: key\}"):
        Reference.model_validate(bare)


def test_a_reference_names_one_thing() -> None:
    for wrong in ({}, {"figure": "a", "assumption": "b"}, {"assumption": "b", "period": "1994"}):
        with pytest.raises(ValidationError):
            Reference.model_validate(wrong)
    assert str(Reference(figure="cpi", period="1994")) == "figure cpi of 1994"


def test_bounds_hold_in_percent_and_in_ones() -> None:
    share = Reads("1", "percent", low=0.0, high=1.0)
    assert not share.outside(100.0, "percent")
    assert share.outside(100.1, "percent")
    assert share.outside(1.1, "1")
    inner = Reads("1", low=0.0, high=1.0, strict=True)
    assert inner.outside(1.0, "1")
    assert not inner.outside(0.999, "1")


def test_names_unlike_any_other_suggest_nothing() -> None:
    assert nearest("percnt", list(UNITS)) == "percent"
    assert nearest("furlongs", list(UNITS)) is None
