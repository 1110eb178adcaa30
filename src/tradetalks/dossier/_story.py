"""What a story is about: its parties, its own country and the other side of the table."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tradetalks.dossier._actors import ActorTable, Mention
from tradetalks.dossier._grammar import noun_phrase
from tradetalks.dossier._language_model import Parsed, lead_of
from tradetalks.dossier._text import Document, Sentence
from tradetalks.dossier._tokens import word_set

__all__ = ["RECALL", "WE", "Met", "Party", "Story", "government"]

WE = word_set("i we me us my our ours ourselves")
RECALL = 300
"""Parties that are looked back over for whom a pronoun or a description may mean."""
LETTERHEAD = 5
"""Sentences at the top in which the story's own country is looked for."""


@dataclass(frozen=True)
class Party:
    """Somebody who speaks or acts.

    Attributes
    ----------
    name
        A name, or a description without its article.
    code
        ``JPNGOV``, or None where the tables do not tell.
    attribution
        ``named``, ``anonymous``, ``collective`` or ``institution``.
    plural, person
        Whether ``they``, or ``he`` and ``she``, may mean it.
    """

    name: str
    code: str | None
    attribution: str
    plural: bool = False
    person: bool = False


@dataclass(frozen=True)
class Met:
    """A party met in the story: where, in which words and titles, and whether as a subject."""

    at: int
    party: Party
    words: frozenset[str]
    titles: frozenset[str]
    subject: bool


@dataclass(frozen=True)
class Story:
    """A document with what is needed to tell who is meant.

    Attributes
    ----------
    document
        The text.
    table
        Names that are known.
    parsed
        Its grammar, or None without a language model.
    met
        Parties by the offset of the word that names them, in order.
    """

    document: Document
    table: ActorTable
    parsed: Parsed | None
    met: Mapping[int, Met] = field(default_factory=dict[int, Met], repr=False)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Names of the tables that the text holds."""
        return self.table.mentions(self.document.plain, self.document.date)

    @cached_property
    def home(self) -> str | None:
        """Country of the story: of its dateline or letterhead, else the first that it names.

        A text in the first person names the others as those who act.
        """
        top = self.document.sentences[:LETTERHEAD]
        leads = [m for s in top for m in self.within(*_lead(self.document, s))]
        cities = (m.actor.code for m in leads if m.actor.kind in ("dateline", "capital"))
        found = next(cities, None)
        if found is None and not leads and self.parsed and _is_first_person(self.parsed):
            acting = self._acting
            found = min(self._named, key=lambda code: acting[code], default=None)
        return found[:3] if found else next(iter(self._named), None)

    @cached_property
    def other(self) -> str | None:
        """The country that the story's own deals with: the one named most beside it."""
        beside = {code: count for code, count in self._named.items() if code != self.home}
        return max(beside, key=lambda code: beside[code], default=None)

    @cached_property
    def _named(self) -> Counter[str]:
        """Countries and how often they are named, in order."""
        codes = (m.actor.code[:3] for m in self.mentions)
        return Counter(code for code in codes if code not in ("IGO", "MED"))

    @property
    def _acting(self) -> Counter[str]:
        """Countries and how often they are subjects."""
        subjects = (
            (s, w)
            for s in (self.parsed.sentences if self.parsed else ())
            for w in s.words
            if w.dep_ == "nsubj"
        )
        return Counter(
            m.actor.code[:3] for s, w in subjects for m in self.within(*s.offsets(*noun_phrase(w)))
        )

    @cached_property
    def government_at_home(self) -> Party | None:
        """Government of the story's own country."""
        if self.home is None:
            return None
        name = f"Government of {self.table.country(self.home)}"
        return Party(name, government(self.home), "institution")

    def across(self, code: str | None) -> str | None:
        """Government on the other side of the table, for either of the two main countries."""
        if code is None or self.other is None or self.home is None:
            return None
        if code[:3] == self.home:
            return government(self.other)
        return government(self.home) if code[:3] == self.other else None

    def within(self, start: int, end: int) -> Sequence[Mention]:
        """Names between two offsets."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def before(self, at: int) -> Iterator[Met]:
        """Parties met before a place, the nearest first, as far as a reader remembers them."""
        last = bisect_left(self._places, at)
        for place in reversed(self._places[max(0, last - RECALL) : last]):
            yield self.met[place]

    @cached_property
    def _places(self) -> list[int]:
        return sorted(self.met)

    @cached_property
    def _starts(self) -> list[int]:
        return [m.start for m in self.mentions]


def government(country: str) -> str:
    """Code of a country's government; the Union and bodies of several countries have but one."""
    return country if country == "EUR" else country + "GOV"


def _lead(document: Document, sentence: Sentence) -> tuple[int, int]:
    """What stands before a sentence's grammar; the whole of a heading or a short line."""
    span = sentence.span
    if sentence.is_heading:
        return span.start, span.end
    return span.start, span.start + lead_of(document.plain[span.start : span.end])[0]


def _is_first_person(parsed: Parsed) -> bool:
    outside = (s.words.text.split('"')[::2] for s in parsed.sentences)
    words = [word for parts in outside for part in parts for word in part.split()]
    return sum(word.lower() in WE for word in words) >= max(3, len(words) // 100)
