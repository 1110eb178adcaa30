"""What a story is about: its parties, its own country and the other side of the table."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from tradetalks.dossier._grammar._grammar import noun_phrase
from tradetalks.dossier._grammar._language_model import Parsed
from tradetalks.dossier._names._actors import ActorTable, Mention, role_of
from tradetalks.dossier._names._codes import branch_of, country_of, government
from tradetalks.dossier._parties._author import author_of
from tradetalks.dossier._parties._leaves import CITY_STATES, Author, is_first_person, is_speech
from tradetalks.dossier._text._text import Document
from tradetalks.dossier._text._tokens import word_set

__all__ = ["RECALL", "WE", "Met", "Party", "Story"]

WE = word_set("i we me us my our ours ourselves")
RECALL = 300
"""Parties that are looked back over for whom a pronoun or a description may mean."""
OTHER_COMMISSION = re.compile(
    r"\b(?!European|EU|EC|The|the)[A-Z]\w+ Commission\b|[A-Z]+ COMMISSION\b"
)
PLAIN = word_set("House Chamber Department Ministry Commission Parliament Treasury")
NATIONAL = word_set(
    "U.S. US United States European EU Japanese Chinese China Canada Korea Japan EC"
)
BLOCS = word_set("IGOASN IGOMER IGOGCC IGOCAN IGOEAC IGOEFT IGOSAC IGOEEU IGOPAL")
"""Bodies of several countries that stand at a table as one."""
MEMBERS_OF_THE_UNION = word_set("""
AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK
SVN SWE
""")


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
        """Names of the tables that the text holds.

        Where several countries have a body of a name (`the Senate`, `the Treasury`), it is that of
        the story's own country, else of one that the text names otherwise; a name that is but a
        word for a body (`the Commission`) only counts where one of these has it.
        """
        named = {self.home, *self._named}
        found = self._found
        owners = (None, *(self._owning(one, two) for one, two in pairwise(found)))
        kept = (
            m if self._is_the_commission(m) else _settled(m, o, self.home, named)
            for m, o in zip(found, owners, strict=False)
        )
        return tuple(mention for mention in kept if mention is not None)

    @cached_property
    def in_first_person(self) -> bool:
        """Whether the text says `we` and `our` outside quotation marks."""
        return is_first_person(self.parsed)

    @cached_property
    def _has_own_commission(self) -> bool:
        return OTHER_COMMISSION.search(self.document.plain) is not None

    def _is_the_commission(self, name: Mention) -> bool:
        """Whether `the Commission` is that of the Union: no other is told of."""
        plain = self.document.plain
        written = plain[name.start : name.end] == "Commission" and name.actor.code == "EUR"
        return written and not self._has_own_commission

    def _owning(self, before: Mention, name: Mention) -> str | None:
        """The country written just before a name: `the United States Congress`."""
        gap = self.document.plain[before.end : name.start].strip()
        state = before.actor.kind in ("country", "adjective", "capital")
        return before.actor.code[:3] if state and gap in ("", "'s", "'") else None

    @cached_property
    def _found(self) -> tuple[Mention, ...]:
        return self.table.mentions(self.document.plain, self.document.date)

    @cached_property
    def written_by(self) -> Author:
        """Whose voice the document is, as far as its clues tell."""
        return author_of(self.document, self._found, self.parsed)

    @property
    def is_letter(self) -> bool:
        """Whether somebody is written to."""
        return self.written_by.letter

    @cached_property
    def host(self) -> str | None:
        """Where a cable reports from; those whom it names with a title are of that country."""
        if not self.written_by.cable:
            return None
        codes = (m.actor.code[:3] for m in self._found if m.actor.kind in ("capital", "dateline"))
        return next((code for code in codes if code != self.home), None)

    @cached_property
    def author(self) -> Party | None:
        """Whom `we` means outside quotation marks; the government where no office is named.

        A text that several sign speaks for both sides.
        """
        wrote, home = self.written_by, self.government_at_home
        if wrote.joint and home:
            return Party("both sides", home.code, "collective", plural=True)
        country = wrote.country or self.home
        if country is None or wrote.branch is None:
            return home
        if wrote.branch == "IGO":
            return Party(wrote.name or country, country, "institution")
        code = branch_of(country, wrote.branch)
        name = wrote.name or f"Government of {self.table.country(country)}"
        return Party(name, code, "institution")

    @cached_property
    def home(self) -> str | None:
        """Country of the story: its author's or its dateline's, its parliament's, the first named.

        A speech names others as those who act, and its own country perhaps never.
        """
        country = self.written_by.country
        if country is not None and (country in BLOCS or country[:3] != "IGO"):
            return self._abroad(country) or country
        if country is None and is_speech(self.parsed):
            acting = self._acting
            states = [code for code in self._named if code not in BLOCS]
            quiet = [code for code in states if acting[code] <= 0]
            several = states if len(states) > 1 else []
            loudest_last = sorted(several, key=lambda code: acting[code])
            return next(iter(quiet), None) or self._unsaid or next(iter(loudest_last), None)
        houses = (
            m.actor.code[:3]
            for m in self._found
            if m.actor.kind == "institution" and m.actor.code[3:] == "LEG" and not m.others
        )
        house = next((code for code in houses if code not in ("USA", "EUR")), None)
        return house or next(iter(self._named), None)

    @property
    def _unsaid(self) -> str | None:
        """The country of a town of which the text names no more than the town."""
        plain = self.document.plain
        towns = (
            m.actor.code
            for m in self._found
            if m.actor.kind == "dateline" and plain[m.end : m.end + 1] != ":"
        )
        return next((code for code in towns if code not in self._named), None)

    def _abroad(self, place: str) -> str | None:
        """The country that a story from a third place is about: told of with another, not it."""
        own = self._named[place] - (place in CITY_STATES)
        beside = [code for code, count in self._named.items() if code != place and count > 1]
        neutral = self.written_by.branch is None and own <= 0 and len(beside) > 1
        return beside[0] if neutral else None

    @cached_property
    def other(self) -> str | None:
        """The country that the story's own deals with: the one named most beside it."""
        beside = {code: count for code, count in self._named.items() if code != self.home}
        return max(beside, key=lambda code: beside[code], default=None)

    @cached_property
    def sides(self) -> tuple[str, str] | None:
        """The two main countries of the story; its own only if it is a party to it."""
        if self.home is not None and self.host is not None:
            return self.home, self.host
        if self.home is None or self.other is None:
            return None
        beside = sorted(self._named, key=lambda code: -self._named[code])
        neutral = self.written_by.branch is None and self._named[self.home] == 0
        if neutral and len(beside) > 1:
            return beside[0], beside[1]
        return self.home, self.other

    @cached_property
    def _named(self) -> Counter[str]:
        """Countries and how often they are named, in order."""
        told = (m.actor for m in self._found if m.actor.kind != "dateline" and not _is_shared(m))
        codes = (country_of(actor.code) for actor in told)
        return Counter(code for code in codes if code in BLOCS or code[:3] not in ("IGO", "MED"))

    @cached_property
    def _acting(self) -> Counter[str]:
        """Countries and how often they are subjects."""
        subjects = (
            s.offsets(*noun_phrase(w))
            for s in (self.parsed.sentences if self.parsed else ())
            for w in s.words
            if w.dep_ == "nsubj"
        )
        acting = (m for start, end in subjects for m in self._found if start <= m.start < end)
        return Counter(m.actor.code[:3] for m in acting)

    @cached_property
    def government_at_home(self) -> Party | None:
        """Government of the story's own country."""
        if self.home is None:
            return None
        name = f"Government of {self.table.country(self.home)}"
        return Party(name, government(self.home), "institution")

    def across(self, code: str | None) -> str | None:
        """Government on the other side of the table, for either of the two main countries.

        A member of the European Union stands on the Union's side.
        """
        if code is None or self.sides is None:
            return None
        own = country_of(code)
        if own not in self.sides and own in MEMBERS_OF_THE_UNION:
            own = "EUR"
        one, two = self.sides
        if own == one:
            return government(two)
        return government(one) if own == two else None

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


def _settled(
    mention: Mention, owner: str | None, home: str | None, named: Set[str | None]
) -> Mention | None:
    """A name with the one body that it means, or None if it means none of the story's."""
    actor = mention.actor
    if not _is_shared(mention):
        return mention
    text = next((a for a in actor.spellings if len(a) == mention.end - mention.start), "")
    alone = " " not in text and not mention.others
    named = {owner} if owner else {home} if alone else named
    fits = [a for a in (actor, *mention.others) if a.code[:3] in named]
    if not fits and home is None and owner is None:
        return mention
    fits.sort(key=lambda a: a.code[:3] != home)
    return replace(mention, actor=fits[0], others=()) if fits else None


def _is_shared(mention: Mention) -> bool:
    """Whether a name may be anybody's: `Council`, `Department of Commerce`, `the Senate`."""
    actor = mention.actor
    if actor.kind != "institution":
        return False
    length = mention.end - mention.start
    written = next((a for a in actor.spellings if len(a) == length), actor.name)
    words = written.split()
    part = written != actor.name and written in actor.name.split()
    one = len(words) == 1 and (role_of(written) is not None or part)
    plain = words[0] in PLAIN or words[-1] in PLAIN
    return bool(mention.others) or one or (plain and not set(words) & NATIONAL)
