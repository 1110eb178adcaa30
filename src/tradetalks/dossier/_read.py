"""All rules run over a document, with notes on what was left out for want of a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from tradetalks.dossier._dates._deadlines import deadlines
from tradetalks.dossier._events._events import events
from tradetalks.dossier._figures._figures import claimed, figures
from tradetalks.dossier._grammar._language_model import (
    MODEL,
    LanguageModel,
    is_installed,
    load_language_model,
)
from tradetalks.dossier._names._actors import ActorTable, read_actors
from tradetalks.dossier._parties._speakers import read_story
from tradetalks.dossier._parties._story import Story
from tradetalks.dossier._promises._commitments import commitments
from tradetalks.dossier._quotes._quotes import voices
from tradetalks.dossier._text._items import Commitment, Deadline, Event, FigureItem, Quote, Span
from tradetalks.dossier._text._text import Document, single_spaced

__all__ = ["Items", "read_items"]

Item = TypeVar("Item", FigureItem, Deadline, Commitment, Quote, Event)
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

    Runs of blanks are read as one.

    Raises
    ------
    InputError
        If the table of actors has faults, or a model that was named cannot be loaded.
    """
    table = read_actors(actors)
    read, places = single_spaced(document)
    items = _read(read, table, *_parser(model)) if english else _foreign(read)

    def placed(found: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(replace(one, span=_placed(one.span, document, places)) for one in found)

    return Items(
        placed(items.figures),
        placed(items.deadlines),
        placed(items.commitments),
        placed(items.quotes),
        placed(items.events),
        items.notes,
    )


def _read(
    document: Document, table: ActorTable, parser: LanguageModel | None, notes: tuple[str, ...]
) -> Items:
    dated = deadlines(document)
    story = read_story(document, table, parser)
    heard = voices(story)
    said = tuple(voice.quote for voice in heard)
    counted = claimed(document, figures(document, _countries(story)), said)
    promised = commitments(story, counted, dated, heard)
    return Items(counted, dated, promised, said, events(story, heard), notes)


def _foreign(document: Document) -> Items:
    return Items(figures(document), deadlines(document))


def _placed(span: Span, document: Document, places: Sequence[int]) -> Span:
    """A passage of the document with single blanks in the document itself."""
    return document.span(places[span.start], places[span.end - 1] + 1)


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
