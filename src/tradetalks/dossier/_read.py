"""All rules run over a document, with notes on what was left out for want of a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tradetalks.dossier._actors import read_actors
from tradetalks.dossier._commitments import commitments
from tradetalks.dossier._deadlines import deadlines
from tradetalks.dossier._events import events
from tradetalks.dossier._figures import claimed, figures
from tradetalks.dossier._items import Commitment, Deadline, Event, FigureItem, Quote
from tradetalks.dossier._language_model import (
    MODEL,
    LanguageModel,
    is_installed,
    load_language_model,
)
from tradetalks.dossier._quotes import voices
from tradetalks.dossier._speakers import read_story
from tradetalks.dossier._story import Story
from tradetalks.dossier._text import Document

__all__ = ["Items", "read_items"]

WITHOUT = "indirect quotes, commitments and events are left out"


@dataclass(frozen=True)
class Items:
    """What the rules read, with notes on what they could not."""

    figures: tuple[FigureItem, ...]
    deadlines: tuple[Deadline, ...]
    commitments: tuple[Commitment, ...] = ()
    quotes: tuple[Quote, ...] = ()
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()


def read_items(
    document: Document, *, english: bool, actors: Path | None, model: str | None
) -> Items:
    """Read every kind that the language and the installed parts allow.

    Raises
    ------
    InputError
        If the table of actors has faults, or a model that was named cannot be loaded.
    """
    table = read_actors(actors)
    dated = deadlines(document)
    if not english:
        return Items(figures(document), dated)
    parser, notes = _parser(model)
    story = read_story(document, table, parser)
    heard = voices(story)
    said = tuple(voice.quote for voice in heard)
    counted = claimed(document, figures(document, _countries(story)), said)
    promised = commitments(story, counted, dated, heard)
    return Items(counted, dated, promised, said, events(story, heard), notes)


def _countries(story: Story) -> tuple[str, ...]:
    """The story's own country, or nothing, then those that it names in order."""
    return tuple(dict.fromkeys((story.home or "", *(m.actor.code[:3] for m in story.mentions))))


def _parser(model: str | None) -> tuple[LanguageModel | None, tuple[str, ...]]:
    """The language model, or None with a note that says what is left out."""
    if model is not None:
        found = load_language_model(model)
        unpinned = () if found.verified else (f"Parsed with {model!r}; nobody checked its files.",)
        return found, unpinned
    if not is_installed():
        remedy = "pip install 'tradetalks[nlp]' for them"
        return None, (f"No language model ({MODEL}) is installed: {WITHOUT}; {remedy}.",)
    return load_language_model(), ()
