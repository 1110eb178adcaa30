"""Somebody's word for something: who said it, by which words, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._parties._story import Party
from tradetalks.dossier._quotes._told import Clauses

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Attribution", "Before", "attribute"]


@dataclass(frozen=True)
class Attribution:
    """Somebody's word for something.

    Attributes
    ----------
    at
        Offset of the word of saying.
    cue
        The words that tell it: ``said``, ``is said to have warned``.
    party
        The speaker.
    clauses
        Offsets of what is said, one at least; empty where only a quotation says it.
    via, hearsay
        As in a quote.
    reports
        Whether the words make an indirect quote by themselves.
    kind
        ``tells``, ``acts``, ``thinks`` or, of a noun, ``words``.
    """

    at: int
    cue: str
    party: Party
    clauses: Clauses
    via: str | None
    hearsay: bool
    reports: bool
    kind: str = "tells"

    @property
    def start(self) -> int:
        """Where what is said begins."""
        return self.clauses[0][0]

    @property
    def end(self) -> int:
        """Where what is said ends."""
        return self.clauses[-1][1]


@dataclass(frozen=True)
class Before:
    """Who was told of before a sentence, for its pronouns.

    Attributes
    ----------
    spoke
        Whoever spoke last.
    acted
        Whoever is the subject of the sentence before, in the same paragraph.
    """

    spoke: Party | None = None
    acted: Party | None = None


def attribute(
    sentence: ParsedSentence,
    word: Token,
    party: Party,
    told: Clauses = (),
    *,
    cue: str | None = None,
    via: str | None = None,
    reports: bool = False,
    hearsay: bool = False,
    kind: str = "tells",
) -> Attribution:
    """An attribution at a word of saying, which is its own cue unless another is given."""
    at = sentence.at(word)
    clauses = told or ((at, at),)
    return Attribution(at, cue or word.text, party, clauses, via, hearsay, reports, kind)
