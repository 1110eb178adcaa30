"""What a document claims, promises and reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from tradetalks.case import Case
from tradetalks.dossier._endpoint import Proposal
from tradetalks.dossier._evidence._changes import Content
from tradetalks.dossier._evidence._check import Check
from tradetalks.dossier._files._files import FileText
from tradetalks.dossier._text._items import Commitment, Deadline, Event, FigureItem, Quote
from tradetalks.dossier._text._text import Document

__all__ = ["Dossier"]

LONGEST_TITLE = 160


@dataclass(frozen=True)
class Dossier:
    """What a document claims, promises and reports, each item with its passage.

    Attributes
    ----------
    file
        The file and how it was read.
    document
        The text with its date, paragraphs and sentences.
    figures, deadlines, commitments, quotes, events
        Items in the order of the text.
    notes
        What was left out, and what else a reader must know.
    case
        The case that figures and deadlines are held against, or None.
    figure_checks, deadline_checks
        A verdict for each of them; empty without a case.
    proposals
        What a model proposed; empty unless one was asked.
    """

    KINDS: ClassVar[tuple[str, ...]] = ("figures", "deadlines", "commitments", "quotes", "events")

    file: FileText
    document: Document
    figures: tuple[FigureItem, ...]
    deadlines: tuple[Deadline, ...]
    commitments: tuple[Commitment, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    notes: tuple[str, ...]
    case: Case | None = None
    figure_checks: tuple[Check, ...] = ()
    deadline_checks: tuple[Check, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def title(self) -> str:
        """The file's own title, else the first heading of the text, or empty."""
        if self.file.title:
            return self.file.title
        sentences = self.document.sentences
        story = [s for s in sentences if not s.is_boilerplate]
        head = story[0] if story and story[0].is_heading else None
        if head is None:
            return ""
        text = " ".join(head.span.text.split())
        return text if len(text) <= LONGEST_TITLE else text[: text.rfind(" ", 0, LONGEST_TITLE)]

    @property
    def finding(self) -> str:
        """What was read, in a sentence or two; what the record contradicts comes first."""
        counts = [_count(len(getattr(self, name)), name) for name in self.KINDS]
        counted = f"{', '.join(counts[:-1])} and {counts[-1]}"
        if self.case is None:
            return f"{counted} were read."
        checks = (*self.figure_checks, *self.deadline_checks)
        verdicts = Counter(check.verdict for check in checks)
        order = ("contradicted", "disputed", "confirmed", "alone")
        told = ", ".join(f"{verdicts[v]} {v}" for v in order if verdicts[v])
        wrong = [
            f"“{item.span.text}”: {check.why[:1].lower()}{check.why[1:]} "
            for item, check in zip((*self.figures, *self.deadlines), checks, strict=True)
            if check.verdict == "contradicted"
        ]
        held = f" Of figures and dates held against the record: {told}." if told else ""
        return f"{''.join(wrong)}{counted} were read.{held}"

    def content(self) -> Content:
        """What a case can take of it."""
        return Content(
            self.document,
            self.file.name,
            self.title,
            self.file.publisher,
            self.figures,
            self.figure_checks,
            self.deadlines,
            self.deadline_checks,
            self.commitments,
            self.events,
        )


def _count(number: int, plural: str) -> str:
    return f"{number} {plural[:-1] if number == 1 else plural}"
