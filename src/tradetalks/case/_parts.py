"""What was read of a case before it is known to be sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tradetalks.case._read import Document, Fault, Place
from tradetalks.case._schema import (
    Actor,
    AttentionSpec,
    Claim,
    Event,
    Header,
    LawEntry,
    LinkedTalks,
    Pledge,
    Source,
)
from tradetalks.case._schema_play import (
    Issue,
    Market,
    MeasureSpec,
    PoliticalTerm,
    TalksSpec,
    WorldSpec,
)
from tradetalks.case._walk import Use, uses
from tradetalks.figures import Assumption, Figure, Reference

__all__ = ["Parts", "Played", "all_uses"]


class Played(Protocol):
    """What both a case and its parts have: all that a forecast rests on."""

    @property
    def as_of(self) -> date: ...
    @property
    def figures(self) -> tuple[Figure, ...]: ...
    @property
    def assumptions(self) -> Mapping[str, Assumption]: ...
    @property
    def markets(self) -> Mapping[str, Market]: ...
    @property
    def measures(self) -> Mapping[str, MeasureSpec]: ...
    @property
    def issues(self) -> Mapping[str, Issue]: ...
    @property
    def politics(self) -> tuple[PoliticalTerm, ...]: ...
    @property
    def weights(self) -> Mapping[str, Mapping[str, Reference]]: ...
    @property
    def world(self) -> WorldSpec | None: ...
    @property
    def law(self) -> tuple[LawEntry, ...]: ...
    @property
    def linked(self) -> tuple[LinkedTalks, ...]: ...
    @property
    def attention(self) -> AttentionSpec | None: ...
    @property
    def pledges(self) -> tuple[Pledge, ...]: ...


@dataclass
class Parts:
    """All entries that could be read, and the names of those that could not.

    `broken` holds keys, ids and files with a fault of their own, so that what names them is not
    told of a second time.
    """

    header: Header | None
    as_of: date
    assumptions: dict[str, Assumption]
    figures: tuple[Figure, ...]
    sources: dict[str, Source]
    markets: dict[str, Market]
    measures: dict[str, MeasureSpec]
    issues: dict[str, Issue]
    politics: tuple[PoliticalTerm, ...]
    weights: dict[str, dict[str, Reference]]
    talks: TalksSpec | None
    world: WorldSpec | None
    events: tuple[Event, ...]
    actors: tuple[Actor, ...]
    claims: tuple[Claim, ...]
    law: tuple[LawEntry, ...]
    linked: tuple[LinkedTalks, ...]
    attention: AttentionSpec | None
    pledges: tuple[Pledge, ...]
    documents: dict[str, Document]
    broken: set[str]

    def fault(self, file: str, place: Place, text: str) -> Fault:
        """A fault with the line that it stands on."""
        document = self.documents.get(file)
        if document is None:
            return Fault(file, place, text)
        section = file.removesuffix(".yaml")
        if place and isinstance(place[0], int) and (section,) in document.lines:
            place = (section, *place)
        return document.fault(place, text)


def all_uses(parts: Played, talks: TalksSpec | None) -> Iterator[tuple[str, Use]]:
    """Every reference of a case with the file that it stands in."""
    sections: tuple[tuple[str, Place, object], ...] = (
        ("markets.yaml", (), parts.markets),
        ("measures.yaml", (), parts.measures),
        ("issues.yaml", ("issues",), parts.issues),
        ("issues.yaml", ("politics",), parts.politics),
        ("issues.yaml", ("weights",), parts.weights),
        ("talks.yaml", (), talks),
        ("world.yaml", (), parts.world),
        ("law.yaml", (), parts.law),
        ("linked.yaml", (), parts.linked),
        ("linked.yaml", ("attention",), parts.attention),
        ("pledges.yaml", (), parts.pledges),
    )
    for file, place, value in sections:
        for use in uses(value, place):
            yield file, use
