"""What a case is made of, but for its markets, measures and talks."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from tradetalks.figures import UNITS, Day, Entry, Reads, Reference

__all__ = [
    "Actor",
    "AttentionSpec",
    "Claim",
    "Event",
    "Header",
    "LawEntry",
    "LinkedTalks",
    "Outcome",
    "Party",
    "Pledge",
    "Source",
    "WhereItStands",
]


def _loose_date(value: object) -> str:
    """A date as precise as it is known: 1995, 1995-03 or 1995-03-17, or empty."""
    text = str(value) if isinstance(value, int | str) else repr(value)
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?|", text)
    try:
        if found is not None:
            year, month, day = found.groups()
            if year is not None:
                date(int(year), int(month or 1), int(day or 1))
            return text
    except ValueError:
        pass
    raise PydanticCustomError(
        "day", "{value} is not a date; write 1995, 1995-03 or 1995-03-17", {"value": repr(text)}
    )


def _several(value: object) -> object:
    """One id, or several in a list, or in one table cell with semicolons between them."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return value


def _web_address(value: str) -> str:
    if value and not re.match(r"https?://\S+$", value):
        raise PydanticCustomError(
            "address", "'{value}' is no web address; write it with https://", {"value": value}
        )
    return value


SourceIds = Annotated[tuple[str, ...], BeforeValidator(_several)]
ONE_OR_MORE = AliasChoices("sources", "source")
PLEDGED = Reads(*(unit for unit, kind in UNITS.items() if kind in {"money", "ratio", "count"}))


class Party(Entry):
    """A government at the table, or one beside it that gains or loses."""

    name: str = Field(description="Name in full")
    role: Literal["demander", "target", "third"] = Field(
        description="Who asks for change, of whom it is asked, or neither"
    )
    adjective: str = Field(description="Adjective for its makers and goods")


class WhereItStands(Entry):
    """Keys of the figures that the briefing's tables of facts show."""

    balance: tuple[str, ...] = Field(
        default=(), description="Balance of trade; the first one is charted"
    )
    automotive: tuple[str, ...] = Field(
        default=(), description="The part of the sector under dispute"
    )
    shares: tuple[str, ...] = Field(default=(), description="Market shares, each with its base")
    tariffs: tuple[str, ...] = Field(default=(), description="Duties in force")
    exchange_rate: tuple[str, ...] = Field(default=(), description="Exchange rates")

    def every_key(self) -> tuple[str, ...]:
        """All keys, in the order of the tables."""
        return (
            *self.balance,
            *self.automotive,
            *self.shares,
            *self.tariffs,
            *self.exchange_rate,
        )


class Header(Entry):
    """The head of a case: case.yaml."""

    name: str = Field(description="Name of the case")
    title: str = Field(description="Title for a reader")
    question: str = Field(description="The question that the case asks")
    as_of: Day = Field(description="Date of the forecast; nothing known later is used")
    currency_year: int = Field(
        strict=True, description="Year of the money that results are stated in"
    )
    price_index: str = Field(description="Key of a figure with one row a year, for that money")
    parties: dict[str, Party] = Field(description="Governments by id")
    groups: dict[str, str] = Field(description="Groups inside a party by id, with their titles")
    titles: dict[str, str] = Field(
        default_factory=dict[str, str], description="Titles of figures for a reader, by key"
    )
    where: WhereItStands = Field(
        default=WhereItStands(), description="Figures of the tables of facts"
    )


class Source(Entry):
    """A document that facts come from: a row of sources.csv."""

    id: str = Field(min_length=1, description="Id that facts name")
    title: str = Field(description="Title of the document")
    publisher: str = Field(description="Who published it")
    date: Annotated[str, BeforeValidator(_loose_date)] = Field(
        default="", description="Date of publication, as precise as it is known"
    )
    url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="", description="Address, where it is on the web"
    )


class Event(Entry):
    """Something said or done: a row of timeline.csv."""

    date: Day = Field(description="Day on which it happened")
    known_from: Day = Field(description="Day from which anyone could know it")
    party: str = Field(default="", description="Id of the party that the actor belongs to, if any")
    actor: str = Field(description="Who said or did it")
    target: str = Field(default="", description="To whom it was said or done")
    action: str = Field(description="What was said or done")
    kind: str = Field(description="Kind of event: statement, meeting, threat, offer and the like")
    publicity: Literal["private", "reported", "public"] = Field(
        description="Said in private, reported by the press, or said in public"
    )
    signal: bool = Field(default=False, description="Whether it tells the other side of intentions")
    source: str = Field(description="Id of the source in sources.csv")
    note: str = Field(default="", description="What a reader should know about it")


class Actor(Entry):
    """A person or body inside a party, with its stated positions."""

    name: str = Field(description="Name")
    party: str = Field(description="Id of the party it belongs to, or the name of another body")
    role: str = Field(description="Office or part played in the talks")
    positions: dict[str, str] = Field(
        default_factory=dict, description="Stated position on each issue, by issue id"
    )
    known_from: Day | None = Field(
        default=None, description="Day from which the positions were known"
    )
    sources: SourceIds = Field(
        default=(), validation_alias=ONE_OR_MORE, description="Ids of the sources in sources.csv"
    )


class Claim(Entry):
    """A claim of the document behind the case, held against the record."""

    id: str = Field(description="Id of the claim")
    claim: str = Field(description="The claim, in our words")
    check: Literal["confirmed", "corrected", "disputed", "alone"] = Field(
        description="What the record says: alone means that no second source was found"
    )
    value: str = Field(description="The right value, or what the record says")
    why: str = Field(description="Why the check came out so")
    sources: SourceIds = Field(
        default=(), validation_alias=ONE_OR_MORE, description="Ids of the sources in sources.csv"
    )
    figures: SourceIds = Field(default=(), description="Keys of the figures that it rests on")


class LawEntry(Entry):
    """A measure in law: who may take it, what it may breach, and what could follow."""

    measure: str = Field(description="The measure, by id or in words")
    authority: str = Field(description="Domestic law under which it would be taken")
    clock: str = Field(default="", description="Time limits that the domestic law sets")
    obligation: str = Field(description="International obligation that it meets or breaches")
    breaches: Literal["yes", "no", "disputed"] = Field(
        description="Whether it breaches the obligation"
    )
    forum: str = Field(default="", description="Where a complaint would be heard")
    ruling_months: Annotated[Reference | None, Reads("months", low=0.0)] = Field(
        default=None, description="Time from a complaint to a ruling"
    )
    authorised: str = Field(default="", description="What could be authorised after a ruling")
    sources: SourceIds = Field(
        default=(), validation_alias=ONE_OR_MORE, description="Ids of the sources in sources.csv"
    )
    known_from: Day = Field(description="Day from which this state of the law was known")


class LinkedTalks(Entry):
    """Talks on another matter that free or bind a side in these."""

    title: str = Field(description="What the talks are about")
    state: str = Field(description="How they stood")
    effect: Literal["frees", "binds", "none"] = Field(
        description="Whether they free or bind a side here"
    )
    why: str = Field(description="Why they have that effect")
    party: str | None = Field(
        default=None, description="Party of these talks that sits there too, where one does"
    )
    opponent: str = Field(default="", description="With whom it talks there")
    deadline: Day | None = Field(default=None, description="Day by which they had to end, if any")
    settled_on: Day | None = Field(
        default=None, description="Day on which they were settled; still open where absent"
    )
    outcome: str = Field(default="", description="How they ended, as the likelihood ratio takes it")
    need: Annotated[Reference | None, Reads("1", low=0.0, strict=True)] = Field(
        default=None, description="Rounds of talks a period that they hold, or held while open"
    )
    resolve_correlation: Annotated[Reference | None, Reads("1", low=0.0, high=1.0)] = Field(
        default=None, description="Correlation of the party's resolve there with its resolve here"
    )
    likelihood_ratio: Annotated[Reference | None, Reads("1", low=0.0, strict=True)] = Field(
        default=None,
        description="How many times as likely the outcome is where the party is resolute there",
    )
    known_from: Day = Field(description="Day from which that state was known")
    until: Day | None = Field(default=None, description="Day on which that state ended")
    sources: SourceIds = Field(
        default=(), validation_alias=ONE_OR_MORE, description="Ids of the sources in sources.csv"
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Nothing known before it happened; an outcome that tells of resolve is told in full."""
        for name in ("settled_on", "until"):
            day = getattr(self, name)
            late = day is not None and day > self.known_from
            if day is not None and late != (name == "until"):
                raise PydanticCustomError(
                    "range",
                    "{name} {day} does not go with known_from {since}; correct one",
                    {"name": name, "day": str(day), "since": str(self.known_from)},
                )
        tells = (self.resolve_correlation, self.likelihood_ratio)
        if any(tells) and not (all(tells) and self.settled_on and self.outcome):
            raise PydanticCustomError(
                "range",
                "give resolve_correlation, likelihood_ratio, settled_on and outcome together",
            )
        if self.party is None and (any(tells) or self.need):
            raise PydanticCustomError("range", "give party: whose resolve and rounds these are")
        return self


class AttentionSpec(Entry):
    """Rounds of talks that a party can hold on all fronts together."""

    party: str = Field(description="Party whose negotiators are meant")
    need: Annotated[Reference, Reads("1", low=0.0, strict=True)] = Field(
        description="Rounds a period that these talks hold with nothing beside them"
    )
    capacity: Annotated[Reference, Reads("1", low=0.0, strict=True)] = Field(
        description="Rounds a period that it can hold on all fronts together"
    )
    near: Annotated[Reference | None, Reads("days", low=0.0)] = Field(
        default=None, description="Time before a deadline in which talks press; none where absent"
    )
    urgency: Annotated[Reference | None, Reads("1", low=1.0)] = Field(
        default=None, description="Weight of talks that press beside others; 1 where absent"
    )


class Pledge(Entry):
    """A promise made before; `tradetalks.monitor` holds it against what was done."""

    id: str = Field(description="Id of the pledge")
    title: str = Field(description="Title for a reader")
    promisor: str = Field(description="Who promised")
    to: str = Field(description="To whom")
    what: str = Field(description="What was promised")
    start: Day = Field(description="Day from which the promise runs")
    term: Day = Field(description="Day on which the promise falls due")
    counts: Literal["total", "last year"] = Field(
        default="last year",
        description="What the target is held against: all from start to term, or the last year",
    )
    baseline: Annotated[Reference | None, PLEDGED] = Field(
        default=None, description="Level when the promise was made, where it is known"
    )
    target: Annotated[Reference, PLEDGED] = Field(description="Level promised")
    adds: bool = Field(
        default=False, strict=True, description="Whether the target is an addition to the baseline"
    )
    record: str = Field(
        default="", description="Key of the figure that decides, with a row a period in use"
    )
    publisher: str = Field(default="", description="Who publishes that figure")
    fiscal_month: int = Field(
        default=4, ge=1, le=12, description="Month in which a fiscal year of the record begins"
    )
    unmeasured: str = Field(default="", description="Why no figure decides it, where none does")
    source: str = Field(description="Id of the source in sources.csv")
    known_from: Day = Field(description="Day from which the promise was known")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """A term after the start; a record with its publisher, or the reason for none."""
        if self.term <= self.start:
            raise PydanticCustomError(
                "range",
                "term {term} is not after the start {start}; correct one",
                {"term": str(self.term), "start": str(self.start)},
            )
        if self.adds and self.baseline is None:
            raise PydanticCustomError("range", "an addition needs the baseline it is added to")
        if bool(self.record) == bool(self.unmeasured) or bool(self.record) != bool(self.publisher):
            raise PydanticCustomError(
                "range",
                "give record and publisher, or say in unmeasured why no figure decides it",
            )
        return self


class Outcome(Entry):
    """What happened, kept apart and never read by a forecast: an entry of outcome.yaml."""

    date: Day = Field(description="Day on which it was settled")
    question: str = Field(description="What was asked")
    answer: str = Field(description="What happened")
    note: str = Field(default="", description="What a reader should know about it")
    sources: SourceIds = Field(
        default=(), validation_alias=ONE_OR_MORE, description="Ids of the sources in sources.csv"
    )
