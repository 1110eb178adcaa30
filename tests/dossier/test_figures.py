"""Figures against the annotated documents, the open half of the corpus, and phrases by hand."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from tradetalks.dossier._figures._figures import claimed, figures
from tradetalks.dossier._text._items import FigureItem, Quote
from tradetalks.dossier._text._text import Document, read_text

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
    ("Tk 100 a kilo", 100, "BDT", "exact"),
    ("a duty of P5.40 per kilogram", 5.4, "PHP", "exact"),
    ("about $NZ30 million", 30e6, "NZD", "about"),
    ("nine million Danish kroner", 9e6, "DKK", "exact"),
    ("some 30 million D-marks", 30e6, "DEM", "about"),
    ("FF200 million", 200e6, "FRF", "exact"),
    ("400 billion Italian lire", 400e9, "ITL", "exact"),
    ("KSh 30 million", 30e6, "KES", "exact"),
    ("RM50 million", 50e6, "MYR", "exact"),
    ("20 million rand", 20e6, "ZAR", "exact"),
    ("80 paise or so", 0.8, "INR", "about"),
    ("a dollar a barrel", 1, "USD", "exact"),
    ("a 25-per-cent tariff", 25, "percent", "exact"),
    ("2 1/2 per cent", 2.5, "percent", "exact"),
    ("two and a half times the plan", 2.5, "times", "exact"),
    ("cut by a third at once", 1 / 3, "fraction", "exact"),
    ("nine of every ten lorries", 0.9, "fraction", "exact"),
    ("one-half of 1 percent", 0.5, "percent", "exact"),
    ("a quarter of a cent", 0.0025, "USD", "exact"),
    ("1,25,000 tonnes", 125_000, "tonne", "exact"),
    ("4OO million euros", 400e6, "EUR", "exact"),
    ("tens of thousands of farmers", 1e4, "person", "exact"),
    ("half a dozen countries", 6, "count", "exact"),
    ("a 588-page reply", 588, "count", "exact"),
    ("seven of them", 7, "count", "exact"),
    ("a nation of 17 million", 17e6, "count", "exact"),
    ("broken twice", 2, "count", "exact"),
    ("a further 800 or so", 800, "count", "about"),
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
    "Three weeks later, four days after it wrote, the two ministers met; think twice.",
    "Within two days the price had doubled. They are one of the ten largest makers.",
    "Four things matter. It went to a third party in a third country.",
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


def test_units_told_further_off() -> None:
    listed = read("Rates of 5, 10 and 15 percent are 3 times the 4 that rules allow.")
    assert [f.value for f in listed if f.unit == "percent"] == [5, 10, 15, 4]
    given = read("I asked for ninety days. He gave us fourteen.")
    assert [(f.value, f.unit) for f in given] == [(90, "day"), (14, "day")]
    more = read("It runs for seven years, with an option for two more.")
    assert [(f.value, f.unit) for f in more] == [(7, "year"), (2, "year")]
    due = read("It cost $3 billion. In 2019 it was 28 billion.")
    assert [(f.value, f.unit) for f in due] == [(3e9, "USD"), (28e9, "USD")]


SHARED = [
    ("The loss is $20 million.", ("AUS", "USA"), "AUD"),
    ("The loss is $20 million.", ("USA", "AUS"), "USD"),
    ("The loss is $20 million, or A$30 million.", ("AUS",), "USD"),
    ("The loss is $20 million, and US$5 million was paid.", ("AUS",), "AUD"),
    ("The loss is $20 million, and US$5 million was paid.", ("USA", "CAN"), "CAD"),
    ("OTTAWA (Reuters) - The loss is $20 million.", ("CAN",), "USD"),
    ("The loss is 20 million pesos.", ("USA", "PHL"), "PHP"),
    ("The loss is 20 million pesos.", (), "MXN"),
    ("The loss is 20 million shillings.", ("UGA", "KEN"), "UGX"),
    ("The loss is Rs 20 crore.", ("PAK", "IND"), "PKR"),
    ("The loss is 20 million kronor.", ("SWE",), "SEK"),
    ("The loss is 20 million pounds of butter.", ("GBR",), "pound"),
    ("The loss is 20 million pounds.", ("GBR", "USA"), "GBP"),
    ("The loss is 20 million pounds.", ("USA", "DEU"), "pound"),
]
"""Sentence, the countries of its text, and the unit: what several share is settled by country."""


@pytest.mark.parametrize(("text", "countries", "unit"), SHARED)
def test_shared_money_is_settled_by_the_countries(
    text: str, countries: tuple[str, ...], unit: str
) -> None:
    assert figures(read_text(text, DAY), countries)[0].unit == unit


def test_money_that_ended_is_read_in_its_time() -> None:
    text = "It paid 20 million francs."
    for year, unit in ((1985, "FRF"), (2020, "CHF")):
        (found,) = figures(read_text(text, date(year, 5, 1)))
        assert found.unit == unit


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
