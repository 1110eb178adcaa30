"""Figures and dates against the record: what a reader who knows the case would say of them.

Verdicts expected on the article come from the check of it that was made by hand, source by source,
before this code (`seed_check.md` beside the facts of the case); see `GRADES`.
"""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tradetalks.case import Case, load_case
from tradetalks.dossier._evidence._check import Check, check_deadlines, check_figures, source_of
from tradetalks.dossier._text._items import Deadline, FigureItem
from tradetalks.dossier._text._text import read_text

from .dossier_example import Annotated

GRADES = {
    "nearly 100 members of Congress": {"alone"},
    "$19 million worth": {"contradicted"},
    "$65.7-billion trade surplus": {"confirmed"},
    "nearly two-thirds": {"disputed"},
    # "Confirmed as the US claim; the base matters": the record's other bases make it a dispute.
    "no more than a 1.5% share": {"confirmed", "disputed"},
    "2.4% of the market": {"disputed"},
    "24% of the U.S. market": {"confirmed", "disputed"},
}


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("us-japan-autos-1995")


@pytest.fixture(scope="module")
def article(reference: Path) -> Annotated:
    return Annotated(reference)


def checked(
    text: str,
    said: str,
    value: float,
    unit: str,
    case: Case,
    day: date = date(1995, 3, 20),
    **more: str,
) -> Check:
    document = read_text(text, day)
    start = text.index(said)
    found = document.span(start, start + len(said))
    measures = re.split("[,.]", text[found.end :])[0]
    item = FigureItem(
        found, value, unit, more.get("qualifier", "exact"), measures, more.get("period")
    )
    return check_figures([item], document, case)[0]


def test_verdicts_on_the_article_are_those_of_the_check_by_hand(
    article: Annotated, case: Case
) -> None:
    checks = check_figures(article.figures, article.document, case)
    for item, check in zip(article.figures, checks, strict=True):
        assert check.verdict in GRADES[item.span.text], (item.span.text, check.why)


def test_millions_for_billions_are_a_slip_by_a_thousand(article: Annotated, case: Case) -> None:
    place = [item.span.text for item in article.figures].index("$19 million worth")
    check = check_figures(article.figures, article.document, case)[place]
    assert check.factor == pytest.approx(1e-3)
    assert "slip by a factor of 1,000" in check.why
    assert check.keys == ("pledge_1992_total",)


def test_the_slip_is_found_without_the_case_telling_where_to_look(
    article: Annotated, case: Case
) -> None:
    """The case has the slip as a row of its own; the verdict must not hang on it."""
    own = source_of(article.document, case)
    assert own is not None
    rows = tuple(row for row in case.figures if row.source != own)
    bare = case.model_copy(update={"figures": rows})
    checks = check_figures(article.figures, article.document, bare)
    by_text = {i.span.text: c for i, c in zip(article.figures, checks, strict=True)}
    assert by_text["$19 million worth"].factor == pytest.approx(1e-3)
    assert by_text["2.4% of the market"].verdict == "disputed"
    assert "base" in by_text["2.4% of the market"].why


def test_a_document_does_not_confirm_itself(article: Annotated, case: Case) -> None:
    own = source_of(article.document, case)
    checks = check_figures(article.figures, article.document, case)
    assert not [c for c in checks if any(str(own) in name for name in c.against)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "verdict"),
    [
        ("The US deficit with Japan was [$65.7 billion] in 1994.", 65.7e9, "USD", "confirmed"),
        ("The US deficit with Japan was [$66 billion] in 1994.", 66e9, "USD", "confirmed"),
        ("The US deficit with Japan was [$65.7 million] in 1994.", 65.7e6, "USD", "contradicted"),
        ("The US deficit with Japan was [$65.7 trillion] in 1994.", 65.7e12, "USD", "contradicted"),
        ("The US duty on light trucks is [25%].", 25.0, "percent", "confirmed"),
        ("The US tariff on cars is [10%], officials said.", 10.0, "percent", "disputed"),
        ("Lumber from Canada was worth [$65.7 billion].", 65.7e9, "USD", "alone"),
        ("Makers in Japan sold [$350 million] of lamps in the US.", 350e6, "USD", "alone"),
        ("The US deficit with Japan was [65.7 billion euros].", 65.7e9, "EUR", "alone"),
        ("The deficit of the US with Japan, in days, was [65.7].", 65.7, "day", "alone"),
    ],
)
def test_other_documents_are_held_against_the_record(
    case: Case, text: str, value: float, unit: str, verdict: str
) -> None:
    said = text[text.index("[") + 1 : text.index("]")]
    check = checked(text.replace("[", "").replace("]", ""), said, value, unit, case)
    assert check.verdict == verdict, check.why


def test_a_slip_is_found_though_its_period_is_misread(article: Annotated, case: Case) -> None:
    """The pledge was made in 1992 and is about 1994; a reader may take either year."""
    items = [replace(item, period="1992") for item in article.figures]
    check = check_figures(items, article.document, case)[1]
    assert check.factor == pytest.approx(1e-3)


def test_a_number_of_another_year_is_not_compared(case: Case) -> None:
    """65.7 is the balance of 1994; in 1990 it was 41.1, in 1993 59.3."""
    text = "The US goods deficit with Japan was $65.7 billion."
    assert checked(text, "$65.7 billion", 65.7e9, "USD", case, period="1994").verdict == "confirmed"
    for period in ("1990", "1993"):
        check = checked(text, "$65.7 billion", 65.7e9, "USD", case, period=period)
        assert check.verdict in {"contradicted", "disputed"}
        assert all(period in name for name in check.against)


@pytest.mark.parametrize(
    ("qualifier", "value", "verdict"),
    [
        ("more_than", 60e9, "confirmed"),
        ("more_than", 70e9, "contradicted"),
        ("less_than", 70e9, "confirmed"),
        ("less_than", 60e9, "contradicted"),
        ("nearly", 67e9, "confirmed"),
        ("nearly", 60e9, "contradicted"),
        ("about", 62e9, "confirmed"),
        ("exact", 62e9, "contradicted"),
    ],
)
def test_a_qualifier_is_taken_at_its_word(
    case: Case, qualifier: str, value: float, verdict: str
) -> None:
    """The record has one balance of 65.7 billion for 1994, US basis; other rows are put aside."""
    row = next(r for r in case.figures if r.key == "us_jp_goods_balance" and r.period == "1994")
    bare = case.model_copy(update={"figures": (row,)})
    text = "The US goods deficit with Japan was some billions in 1994."
    assert (
        checked(text, "some billions", value, "USD", bare, qualifier=qualifier).verdict == verdict
    )


def due(text: str, said: str, day: date, case: Case) -> Check:
    document = read_text(text, date(1995, 3, 20))
    start = text.index(said)
    place = document.span(start, start + len(said))
    item = Deadline(place, day, day, text[:start], "scheduled", None, "in_force")
    return check_deadlines([item], document, case)[0]


def test_deadlines_are_held_against_those_of_the_case(case: Case) -> None:
    text = "The purchase pledge of 1992 ends on March 31."
    assert due(text, "March 31", date(1995, 3, 31), case).verdict == "confirmed"
    moved = due(text, "March 31", date(1995, 4, 12), case)
    assert (moved.verdict, moved.factor) == ("contradicted", 12.0)
    assert (
        due("Rice is to be in stock by March 31.", "March 31", date(1995, 3, 31), case).verdict
        == "alone"
    )


def test_deadlines_of_the_article(article: Annotated, case: Case) -> None:
    """The end of the pledge has other sources; the rest is known from the article alone."""
    checks = check_deadlines(article.deadlines, article.document, case)
    confirmed = [
        item.span.text
        for item, check in zip(article.deadlines, checks, strict=True)
        if check.verdict == "confirmed"
    ]
    assert confirmed == ["a period that ends March 31"]
