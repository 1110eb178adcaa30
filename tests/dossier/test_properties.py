"""What must not change an item, and how long reading may take."""

import textwrap
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradetalks.dossier._dates._deadlines import deadlines
from tradetalks.dossier._figures._figures import figures
from tradetalks.dossier._grammar._language_model import is_installed
from tradetalks.dossier._read import read_items
from tradetalks.dossier._text._text import read_text, single_spaced

from .scoring import CORPUS, KINDS, load

DAY = date(2025, 3, 20)
DOCUMENTS = {each.name: each for each in load(CORPUS / "open")}
SEVERAL = ("aircraft-truce", "chips-communique", "parts-plans", "textiles-letter", "vietnam-deal")
STRAIGHT = str.maketrans("“”‘’„", '""\'\'"')
UNRELATED = "The weather stayed fine, and nobody in the village had anything to add."


def told(text: str, day: date) -> list[dict[str, Any]]:
    """Figures and deadlines without their places, white space, case and kind of quotes."""
    document = single_spaced(read_text(text, day))[0]
    return [alike(item) for item in (*figures(document), *deadlines(document))]


def all_told(text: str, day: date) -> dict[str, list[dict[str, Any]]]:
    """Items of every kind, in the same way."""
    items = read_items(read_text(text, day), english=True, actors=None, model=None)
    return {kind: [alike(item) for item in getattr(items, kind)] for kind in KINDS}


def alike(item: Any) -> dict[str, Any]:
    """An item's fields in one spelling; its passage in place of its offsets."""
    fields = {**asdict(item), "span": item.span.text}
    return {
        key: " ".join(value.translate(STRAIGHT).split()).lower()
        if isinstance(value, str)
        else value
        for key, value in fields.items()
    }


def wrapped(text: str) -> str:
    paragraphs = text.split("\n")
    return "\n\n".join(textwrap.fill(p, 70, break_on_hyphens=False) for p in paragraphs if p)


def with_unrelated(text: str) -> str:
    """A paragraph more, in lines no wider than those of the text: a scan is narrow throughout."""
    width = max(map(len, text.splitlines()))
    return f"{text}\n\n{textwrap.fill(UNRELATED, width)}"


CHANGES: dict[str, Callable[[str], str]] = {
    "straight quotes": lambda text: text.translate(STRAIGHT),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "doubled spaces": lambda text: text.replace(" ", "  "),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "space around": lambda text: f"\n\n \t{text} \n\n",
    "an unrelated paragraph": with_unrelated,
    "dashes": lambda text: text.replace(" - ", " \u2013 "),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_must_change_nothing(name: str, change: str) -> None:
    document = DOCUMENTS[name]
    day = date.fromisoformat(document.notes["doc"]["date"])
    assert told(CHANGES[change](document.text), day) == told(document.text, day)


@pytest.mark.skipif(not is_installed(), reason="the language model (extra nlp) is not installed")
@pytest.mark.parametrize("name", SEVERAL)
def test_what_must_change_no_item_of_any_kind(name: str) -> None:
    document = DOCUMENTS[name]
    day = date.fromisoformat(document.notes["doc"]["date"])
    before = all_told(document.text, day)
    assert sum(map(len, before.values())) > 5
    for told_as, change in CHANGES.items():
        assert all_told(change(document.text), day) == before, told_as


def test_wrapping_changes_nothing(reference: Path) -> None:
    text = (reference.parent / "seed" / "article.txt").read_text("utf-8")
    day = date(1995, 3, 17)
    assert told(wrapped(text), day) == told(text, day)


@pytest.mark.parametrize(
    "heading",
    ["EU sets a 50% duty on 3,000 goods by May 1", "No deal before March, and $2bn at stake"],
)
def test_case_of_headings_changes_nothing(heading: str) -> None:
    def values(text: str) -> list[Any]:
        return [
            (item["span"], item.get("value"), item.get("unit"), item.get("start"), item.get("end"))
            for item in told(f"{text}\n\nA full sentence follows here.", DAY)
        ]

    assert len(values(heading)) == (3 if "EU" in heading else 2)
    for change in (str.upper, str.lower, str.title):
        assert values(change(heading)) == values(heading)


WORDS = """
the a one two half third quarter million 5 12.5 1,000 2025 % percent $ € - , . ; ( ) " 's
March May Monday next last week year by until within days of after end Article to from
億 年 月 日 st times in deadline later fiscal early
"""


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=40))
def test_any_order_of_words_is_read_and_points_at_the_text(words: list[str]) -> None:
    text = "x " + " ".join(words)
    document = read_text(text, DAY)
    for item in (*figures(document), *deadlines(document)):
        assert item.span.text == text[item.span.start : item.span.end] != ""
    for deadline in deadlines(document):
        assert (deadline.start is None) == (deadline.end is None)
        if deadline.start is not None and deadline.end is not None:
            assert deadline.start <= deadline.end


HOSTILE = (
    "1 ",
    "1-",
    "1,",
    "$",
    ".",
    '"',
    "(",
    "hundred ",
    "later ",
    "end of ",
    "Article 3, ",
    "億1",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    """Four times the text takes about four times as long; sixteen would be the square."""

    def seconds(length: int) -> float:
        text = "x " + piece * (length // len(piece))
        start = time.process_time()
        document = read_text(text, DAY)
        figures(document)
        deadlines(document)
        return time.process_time() - start

    assert seconds(32_000) < 10.0 * seconds(8_000) + 0.2
