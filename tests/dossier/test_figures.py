"""Figures against the annotated documents, the open half of the corpus, and phrases by hand."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from tradetalks.dossier._figures import claimed, figures
from tradetalks.dossier._items import FigureItem, Quote
from tradetalks.dossier._text import Document, read_text

from .scoring import CORPUS, load, score, total

DAY = date(2025, 3, 20)

PHRASES = [
    ("a $65.7-billion surplus", 65.7e9, "USD", "exact"),
    ("some US$350m", 350e6, "USD", "about"),
    ("worth C$500-million", 500e6, "CAD", "exact"),
    ("nearly R$2 billion", 2e9, "BRL", "nearly"),
    ("as much as €1.2bn", 1.2e9, "EUR", "at_most"),
    ("£350m was set aside", 350e6, "GBP", "exact"),
    ("¥1.2 trillion", 1.2e12, "JPY", "exact"),
    ("at least 3 trillion won", 3e12, "KRW", "more_than"),
    ("350 million dollars", 350e6, "USD", "exact"),
    ("a billion-dollar plan", 1e9, "USD", "exact"),
    ("800 millions d'euros", 800e6, "EUR", "exact"),
    ("3,8 milliards d'euros", 3.8e9, "EUR", "exact"),
    ("Rs 1,250 crore", 1250e7, "INR", "exact"),
    ("28 cents a pound", 0.28, "USD", "exact"),
    ("half a million tonnes", 5e5, "tonne", "exact"),
    ("33.66 lakh tonnes", 3_366_000, "tonne", "exact"),
    ("500 000 tonnes", 500_000, "tonne", "exact"),
    ("fell by seven percent", 7, "percent", "exact"),
    ("under 2½ per cent", 2.5, "percent", "at_most"),
    ("just over twenty-five percent", 25, "percent", "more_than"),
    ("up half a point", 0.5, "percentage_point", "exact"),
    ("25 basis points", 0.25, "percentage_point", "exact"),
    ("nearly two-thirds of it", 2 / 3, "fraction", "nearly"),
    ("about half of the wine", 0.5, "fraction", "about"),
    ("one plant in three is shut", 1 / 3, "fraction", "exact"),
    ("three out of four importers", 0.75, "fraction", "exact"),
    ("six times the world price", 6, "times", "exact"),
    ("twice the old rate", 2, "times", "exact"),
    ("at least twice a year", 2, "count", "more_than"),
    ("a 90-day pause", 90, "day", "exact"),
    ("within ten working days", 10, "day", "at_most"),
    ("over three years", 3, "year", "exact"),
    ("nearly 100 members", 100, "person", "nearly"),
    ("50 Boeing aircraft", 50, "count", "exact"),
    ("one hundred and twenty firms", 120, "count", "exact"),
    ("a dozen countries", 12, "count", "exact"),
    ("100 billion or more", None, "", ""),
    ("6兆261億円", 6_026_100_000_000, "JPY", "exact"),
]
"""Phrase, value, unit and qualifier by reading; a bare number has no unit and is no figure."""

RANGES = [
    ("between 10 and 15 percent", 10, 15, "percent"),
    ("10-15%", 10, 15, "percent"),
    ("4 to 6 percentage points", 4, 6, "percentage_point"),
    ("$2-3 billion", 2e9, 3e9, "USD"),
    ("$500 million to $700 million", 500e6, 700e6, "USD"),
    ("ranging from 3.20 percent to 7.99 percent", 3.2, 7.99, "percent"),
]

NO_FIGURES = [
    "In 1994 the second-largest economy met on March 31, 1995, for the first time.",
    "One of the most troublesome issues between the two countries is a one-way street.",
    "See Article 4, Articles 3 and 5, Section 301, No. 12, Chapter 87 and HS code 1006 30 90.",
    "Call (202) 482-3000 or come to 1401 Constitution Avenue, Room 1870, at 9:30 a.m.",
    "The A-122-999 case, the F-16 jet, the G7, DS597 and the Group of 20 came up.",
    "Two years ago, in a 10-year-old dispute, a thousand excuses were made.",
    "It takes two to tango; half a loaf is better than none at the eleventh hour.",
    "The Council adopted Decision (EU) 2024/1234 of 7.8.2024 on the third quarter.",
    "The rise to a 20-year high took several weeks and zero progress was made.",
]


def read(text: str, day: date = DAY) -> tuple[FigureItem, ...]:
    return figures(read_text(text, day))


@pytest.mark.parametrize(("phrase", "value", "unit", "qualifier"), PHRASES)
def test_value_unit_and_qualifier(
    phrase: str, value: float | None, unit: str, qualifier: str
) -> None:
    found = read(f"It was {phrase}.")
    wanted = [] if value is None else [(pytest.approx(value), unit, qualifier)]
    assert [(f.value, f.unit, f.qualifier) for f in found] == wanted
    assert all(f.span.text in phrase for f in found)


@pytest.mark.parametrize(("phrase", "low", "high", "unit"), RANGES)
def test_ranges(phrase: str, low: float, high: float, unit: str) -> None:
    (found,) = read(f"It will take {phrase}.")
    assert (found.value, found.high, found.unit) == (pytest.approx(low), pytest.approx(high), unit)
    assert found.qualifier == "range"


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_claims_nothing_is_left_alone(text: str) -> None:
    assert read(text) == ()


def test_units_left_out() -> None:
    found = read("It goes from 20 to 12 percent. Makers can live with 20, not with 40.")
    assert [(f.value, f.unit) for f in found] == [(v, "percent") for v in (20, 12, 20, 40)]
    price, before = read("A price of 28 cents a pound, up from 26.")
    assert (price.value, before.value) == (pytest.approx(0.28), pytest.approx(0.26))
    paid, months = read("It is paid for 18 months instead of 12.")
    assert (paid.value, months.value, months.unit) == (18, 12, "month")


def test_periods() -> None:
    text = "In 1994 it sold $2 billion, and buys 25 million tonnes a year. By May 1995 it fell 3%."
    assert [f.period for f in read(text)] == ["1994", "year", "1995-05"]


def annotated(reference: Path, name: str) -> tuple[Document, dict[str, list[dict[str, object]]]]:
    notes = json.loads((reference / "dossier" / f"{name}.json").read_text("utf-8"))
    text = (reference / "dossier" / notes["doc"]["file"]).read_text("utf-8")
    return read_text(text, date.fromisoformat(notes["doc"]["date"])), notes


@pytest.mark.parametrize("name", ["seed", "reagan1987", "commerce2017"])
def test_figures_of_the_annotated_documents(reference: Path, name: str) -> None:
    document, notes = annotated(reference, name)
    found = figures(document)
    keys = ("value", "unit", "qualifier")
    assert [tuple(asdict(f)[k] for k in keys) for f in found] == [
        tuple(pytest.approx(f[k]) if k == "value" else f[k] for k in keys) for f in notes["figures"]
    ]
    ids = {f["id"]: place for place, f in enumerate(notes["figures"])}
    assert [f.of for f in found] == [ids.get(f.get("of")) for f in notes["figures"]]
    for figure, note in zip(found, notes["figures"], strict=True):
        start, end = note["span"]["start"], note["span"]["end"]
        assert figure.span.start < end
        assert start < figure.span.end


def test_claimants_of_the_article(reference: Path) -> None:
    document, notes = annotated(reference, "seed")
    keys = ("speaker", "attribution", "form", "cue", "via")
    quotes = [
        Quote(
            document.span(q["span"]["start"], q["span"]["end"]),
            *(q[k] for k in keys),
            hearsay=q.get("hearsay", False),
        )
        for q in notes["quotes"]
    ]
    found = claimed(document, figures(document), quotes)
    told = [f.claimant.speaker if f.claimant else None for f in found]
    assert told == [f["claimant"] for f in notes["figures"]]


def test_scores_on_the_open_half() -> None:
    """The target of the corpus; its held half decides, and is read elsewhere."""
    scores = []
    for each in load(CORPUS / "open"):
        day = date.fromisoformat(each.notes["doc"]["date"])
        found = figures(read_text(each.text, day))
        scores.append(score(each, {"figures": [asdict(f) for f in found]}))
    tally = total(scores).tallies["figures"]
    assert (tally.precision or 0) >= 0.9
    assert (tally.recall or 0) >= 0.9
