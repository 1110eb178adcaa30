"""Documents read by the language model, for the tests of quotes, commitments and events."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tradetalks.dossier._grammar._language_model import (
    LanguageModel,
    is_installed,
    load_language_model,
)
from tradetalks.dossier._parties._speakers import read_story
from tradetalks.dossier._parties._story import Story
from tradetalks.dossier._text._text import read_text

from .scoring import CORPUS, Annotated, load

DAY = date(1995, 3, 17)


@cache
def model() -> LanguageModel:
    """The default model, or a skip that says so."""
    if not is_installed():
        pytest.skip("spaCy and its model (the extra `nlp`) are not installed")
    return load_language_model()


def story(text: str, day: date = DAY) -> Story:
    return read_story(read_text(text, day), model=model())


def read_annotated(document: Annotated) -> Story:
    return story(document.text, date.fromisoformat(document.notes["doc"]["date"]))


def references(reference: Path) -> Iterator[Annotated]:
    """The three annotated documents of the reference data."""
    for name in ("seed", "commerce2017", "reagan1987"):
        path = reference / "dossier" / f"{name}.json"
        notes: dict[str, Any] = json.loads(path.read_text("utf-8"))
        doc = notes["doc"] if isinstance(notes["doc"], dict) else notes
        text = (path.parent / doc["file"]).read_text("utf-8")
        yield Annotated(text, {**notes, "doc": doc})


def english() -> list[Annotated]:
    """The open half of the corpus."""
    return [document for document in load(CORPUS / "open") if "events" in document.kinds]


def items(found: Any) -> list[dict[str, Any]]:
    return [asdict(item) for item in found]
