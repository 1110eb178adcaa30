"""The leaves of a document that tell its author: its head, its tail, its first prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tradetalks.dossier._grammar._language_model import Parsed, ParsedSentence
from tradetalks.dossier._names._actors import Mention
from tradetalks.dossier._text._text import Document, Sentence
from tradetalks.dossier._text._tokens import word_set

__all__ = [
    "CITY_STATES",
    "STATES",
    "WE",
    "Author",
    "Page",
    "branch_key",
    "is_first_person",
    "is_speech",
    "top_of",
]

WE = word_set("we us our ours ourselves i my")
STATES = word_set("country adjective capital")
FINITE = word_set("VBD VBZ VBP MD")
LONGEST_HEAD = 10
SHORTEST_PROSE = 12
SHORTEST_LINE = 5
TAIL = 4
OPENING = 2


@dataclass(frozen=True)
class Author:
    """Whose voice a document is.

    Attributes
    ----------
    country
        Its country, ``IGO`` and a code for a body of several, or None.
    branch
        End of the code: ``GOV``, ``LEG``, ``BUS``, ``AGR``, ``LAB``; None if no office is named.
    name
        As the document gives it, or None.
    joint
        Whether several sign it.
    letter
        Whether it is written to somebody: `Dear Minister`.
    cable
        Whether it reports from abroad.
    """

    country: str | None
    branch: str | None
    name: str | None
    joint: bool = False
    letter: bool = False
    cable: bool = False


@dataclass(frozen=True)
class Page:
    """A document with its names and grammar, as the clues ask for it."""

    document: Document
    names: Sequence[Mention]
    parsed: Parsed | None

    def within(self, start: int, end: int) -> list[Mention]:
        return [m for m in self.names if start <= m.start < end]

    def place(self, start: int, end: int) -> str | None:
        """Country of the first city named between two offsets."""
        named = (m.actor for m in self.within(start, end))
        cities = (
            a.code
            for a in named
            if a.kind in ("capital", "dateline") or (a.kind == "country" and a.code in CITY_STATES)
        )
        states = (
            m.actor.code
            for m in self.within(start, end)
            if m.actor.kind == "country" and self.document.plain[: m.start].endswith(", ")
        )
        return next(cities, None) or next(states, None)

    @cached_property
    def is_letter(self) -> bool:
        """Whether somebody is written to."""
        return LETTER.search(self.document.plain) is not None

    def head(self) -> Iterator[Sentence]:
        """Lines above the first paragraph of prose; of a letter, above whom it is sent to."""
        for sentence in self.document.sentences[:LONGEST_HEAD]:
            words = len(sentence.span.text.split())
            told = words >= SHORTEST_LINE and self.tells(sentence)
            if (words >= SHORTEST_PROSE or told) and not sentence.is_heading:
                return
            if self.is_letter and ADDRESSEE.match(sentence.span.text):
                return
            yield sentence

    def tail(self) -> Iterator[Sentence]:
        """Short lines without a stop at the end: a signature."""
        for sentence in reversed(self.document.sentences[-TAIL:]):
            if not sentence.is_heading or len(sentence.span.text.split()) > SHORTEST_PROSE:
                return
            yield sentence

    def first_prose(self) -> Sentence | None:
        """The first sentence of prose."""
        past = len(list(self.head()))
        return next(iter(self.document.sentences[past:]), None)

    def grammar(self, sentence: Sentence) -> ParsedSentence | None:
        sentences = self.parsed.sentences if self.parsed else ()
        return next((s for s in sentences if s.sentence is sentence), None)

    def tells(self, sentence: Sentence) -> bool:
        """Whether a line has a verb of its own: a headline, no letterhead."""
        words = self.grammar(sentence)
        return words is not None and any(w.tag_ in FINITE for w in words.words)


LETTER = re.compile(
    r"(?m)^(?:My )?[Dd]ear |^Excellency|^Sir,|^Yours (?:sincerely|faithfully|truly)"
)
ADDRESSEE = re.compile(
    r"(?i)(?:the (?:rt\.? |right )?hon|(?:his|her) excellency|h\.e\.|mr\.? |ms\.? |mrs\.? |dr\.? |"
    r"sir |ambassador [A-Z]|dear |my dear |excellency|to:? )"
)
CITY_STATES = frozenset({"SGP", "HKG", "MAC", "LUX", "KWT", "PAN", "GTM", "SLV", "DJI"})
"""Countries called like the city that they are written from."""


def is_first_person(parsed: Parsed | None) -> bool:
    """Whether a text says `we` and `our` outside quotation marks, again and again."""
    outside = (s.words.text.split('"')[::2] for s in (parsed.sentences if parsed else ()))
    words = [word for parts in outside for part in parts for word in part.split()]
    return sum(word != "US" and word.lower() in WE for word in words) >= max(3, len(words) // 100)


def is_speech(parsed: Parsed | None) -> bool:
    """Whether a text is in the first person from its first paragraphs on."""
    prose = [s for s in (parsed.sentences if parsed else ()) if not s.sentence.is_heading]
    plain = (s for s in prose[:OPENING] if '"' not in s.words.text)
    opening = {w.lower_ for s in plain for w in s.words if w.text != "US"}
    return bool(opening & WE) and is_first_person(parsed)


def top_of(page: Page) -> str:
    return "\n".join(page.document.plain[s.span.start : s.span.end] for s in page.head())


def branch_key(code: str) -> str | None:
    return "GOV" if code in ("EUR",) or len(code) == 3 else code[3:] if code[:3] != "IGO" else "IGO"
