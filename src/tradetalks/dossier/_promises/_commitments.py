"""Commitments: who promises what to whom, how much, by when, and in what force.

`_promises` finds the words, by the constructions that make a promise; here each becomes an item
with its amount and its day.
"""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.dossier._grammar._grammar import last_of_clause
from tradetalks.dossier._parties._story import Story
from tradetalks.dossier._promises._promisable import forces
from tradetalks.dossier._promises._promises import promises
from tradetalks.dossier._promises._vows import Promise
from tradetalks.dossier._quotes._quotes import Voice, voices
from tradetalks.dossier._text._items import Commitment, Deadline, FigureItem

__all__ = ["Promise", "commitments", "forces", "promises"]


def commitments(
    story: Story,
    figures: Sequence[FigureItem] = (),
    deadlines: Sequence[Deadline] = (),
    heard: Sequence[Voice] | None = None,
) -> tuple[Commitment, ...]:
    """Every commitment of a document, in order; none without a language model.

    Parameters
    ----------
    story
        A document prepared by `read_story`.
    figures, deadlines
        Those of the document, from which the amount and the day are taken.
    heard
        The document's quotes, if they have been read before.
    """
    found = promises(story, voices(story) if heard is None else heard)
    return tuple(_commitment(story, promise, figures, deadlines) for promise in found)


def _commitment(
    story: Story, promise: Promise, figures: Sequence[FigureItem], deadlines: Sequence[Deadline]
) -> Commitment:
    first, last = promise.deed, last_of_clause(promise.deed)
    what = promise.sentence.words[first.i : last.i + 1].text
    span = story.document.span(promise.start, promise.end)
    figure = next((f for f in figures if span.start <= f.span.start < span.end), None)
    whole = promise.sentence.sentence.span
    days = [d.end for d in deadlines if d.end and whole.start <= d.span.start < whole.end]
    inside = [
        d.end for d in deadlines if d.end and d.span.start < span.end and span.start < d.span.end
    ]
    by = (inside or days or [None])[-1]
    code = promise.party.code
    status = promise.status
    if status == "pledged" and promise.verb.tag_ == "VBD" and by and by >= story.document.date:
        status = "in_force"
    return Commitment(
        span,
        code or promise.party.name,
        story.across(code),
        what,
        figure.value if figure else None,
        figure.unit if figure else None,
        by.isoformat() if by else None,
        status,
    )
