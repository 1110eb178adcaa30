"""A case: a dispute as data, as it was known on one date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field

from tradetalks.case._checks import later_facts
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
from tradetalks.errors import CaseError, InputError
from tradetalks.figures import Assumption, Figure, Reference, nearest

__all__ = ["Case"]


class Case(Header):
    """A dispute as data, seen on one date.

    Everything a source gives is in `figures`, everything else in `assumptions`; markets,
    measures, issues and talks hold references to them.

    See Also
    --------
    load_case : how one is made.
    """

    folder: Path = Field(description="Folder that the case was read from")
    sources: Mapping[str, Source] = Field(description="Documents by id")
    figures: tuple[Figure, ...] = Field(description="All figures, known or not, used or not")
    assumptions: Mapping[str, Assumption] = Field(description="Assumptions by key")
    markets: Mapping[str, Market] = Field(description="Markets by id")
    measures: Mapping[str, MeasureSpec] = Field(description="Measures by id")
    issues: Mapping[str, Issue] = Field(description="Issues on the table by id")
    politics: tuple[PoliticalTerm, ...] = Field(default=(), description="What money does not show")
    weights: Mapping[str, Mapping[str, Reference]] = Field(
        default_factory=dict, description="Weight of each group in each party's decisions"
    )
    talks: TalksSpec = Field(description="Who bargains with whom, until when")
    world: WorldSpec | None = Field(default=None, description="What the world model is asked")
    events: tuple[Event, ...] = Field(default=(), description="The timeline, by date")
    actors: tuple[Actor, ...] = Field(default=(), description="Actors and their stated positions")
    claims: tuple[Claim, ...] = Field(default=(), description="Claims held against the record")
    law: tuple[LawEntry, ...] = Field(default=(), description="Measures in law")
    linked: tuple[LinkedTalks, ...] = Field(default=(), description="Talks on other matters")
    attention: AttentionSpec | None = Field(
        default=None, description="Rounds of talks that a party can hold on all fronts"
    )
    pledges: tuple[Pledge, ...] = Field(default=(), description="Promises held against the record")

    @cached_property
    def _by_key(self) -> dict[str, list[Figure]]:
        """Rows of every figure: they are looked up in every draw."""
        found: dict[str, list[Figure]] = {}
        for row in self.figures:
            found.setdefault(row.key, []).append(row)
        return found

    def known(self, key: str) -> tuple[Figure, ...]:
        """All rows of a figure that were known on the case's date, in use or not.

        Raises
        ------
        InputError
            If the case has no figure of that key.
        """
        return tuple(row for row in self._rows(key) if row.known_from <= self.as_of)

    def figure(self, key: str, period: str | None = None) -> Figure:
        """The figure in use for a key and period, as it was known on the case's date.

        Parameters
        ----------
        key
            Key of the figure.
        period
            Its period; may be left out where one period alone is in use and known.

        Raises
        ------
        InputError
            If there is none, if it is known only later, or if the period is needed.

        Notes
        -----
        Where a figure was revised, the latest row known is the one.
        """
        used = [r for r in self._rows(key) if r.used and period in {None, r.period}]
        name = key if period is None else f"{key} of {period}"
        if not used:
            periods = ", ".join(sorted({r.period for r in self._rows(key) if r.used}))
            raise InputError(f"figure {name} is not in use; periods in use: {periods or 'none'}")
        known = [r for r in used if r.known_from <= self.as_of]
        if not known:
            first = min(r.known_from for r in used)
            raise InputError(
                f"figure {name} is known from {first}, after the as-of date {self.as_of}: "
                "move --as-of or use an earlier figure"
            )
        if len({r.period for r in known}) > 1:
            periods = ", ".join(sorted({r.period for r in known}))
            raise InputError(f"figure {name} has several periods ({periods}); name one")
        return max(known, key=lambda r: r.known_from)

    def central(self, reference: Reference) -> float:
        """Value of a reference in its own unit: the figure, or the assumption's central value."""
        if reference.figure is not None:
            return self.figure(reference.figure, reference.period).value
        return self._assumption(reference).value

    def unit(self, reference: Reference) -> str:
        """Unit of a reference's value."""
        if reference.figure is not None:
            return self.figure(reference.figure, reference.period).unit
        return self._assumption(reference).unit

    def known_events(self) -> tuple[Event, ...]:
        """Events that were known on the case's date, in order."""
        return tuple(event for event in self.events if event.known_from <= self.as_of)

    def linked_now(self) -> tuple[LinkedTalks, ...]:
        """Talks on other matters whose stated state was known, and had not ended, on the date."""
        return tuple(
            talks
            for talks in self.linked
            if talks.known_from <= self.as_of and (talks.until is None or self.as_of < talks.until)
        )

    def with_as_of(self, day: date) -> Case:
        """The same case on another date.

        Raises
        ------
        CaseError
            If something in force on that date rests on what was not known yet.
        """
        moved = self.model_copy(update={"as_of": day})
        faults = later_facts(moved)
        if faults:
            raise CaseError([str(fault) for fault in faults])
        return moved

    def _rows(self, key: str) -> list[Figure]:
        rows = self._by_key.get(key)
        if rows is None:
            guess = nearest(key, list(self._by_key))
            hint = f"; did you mean {guess!r}?" if guess else ""
            raise InputError(f"figure {key!r} is not in case {self.name!r}{hint}")
        return rows

    def _assumption(self, reference: Reference) -> Assumption:
        found = self.assumptions.get(reference.assumption or "")
        if found is None:
            guess = nearest(reference.assumption or "", list(self.assumptions))
            hint = f"; did you mean {guess!r}?" if guess else ""
            raise InputError(
                f"assumption {reference.assumption!r} is not in case {self.name!r}{hint}"
            )
        return found
