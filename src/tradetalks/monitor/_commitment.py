"""A commitment as data: who promised what to whom, by when, and which statistic decides."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from tradetalks.errors import InputError
from tradetalks.figures import Day, Entry, Number, Unit
from tradetalks.monitor._periods import Span, read_span, year_to

__all__ = ["Commitment", "Measure", "Path"]


def _wrong(text: str) -> PydanticCustomError:
    return PydanticCustomError("range", "{text}", {"text": text})


class Path(Entry):
    """How the promise is to be kept between its start and its term."""

    kind: Literal["linear", "seasonal", "by year", "by date"] = Field(
        default="linear",
        description="In step with time, with the months of a year, or as given by year or date",
    )
    record: str = Field(
        default="", description="Series whose months give the seasons; the one that decides if none"
    )
    years: tuple[int, ...] = Field(
        default=(), description="Years whose months give the seasons; all earlier ones if none"
    )
    shares: dict[int, Number] = Field(
        default_factory=dict[int, float], description="Share of the total that falls due by year"
    )
    dates: dict[Day, Number] = Field(
        default_factory=dict[date, float], description="Share of the whole due by each date"
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Shares are those of one whole, and stand only where they are used."""
        if (self.kind == "by year") != bool(self.shares):
            raise _wrong("a path by year, and no other, has shares; give one for each year")
        if (self.kind == "by date") != bool(self.dates):
            raise _wrong("a path by date, and no other, has dates; give the share due by each")
        if self.kind != "seasonal" and (self.record or self.years):
            raise _wrong(f"a {self.kind} path has no seasons; remove record and years")
        if self.shares and abs(sum(self.shares.values()) - 1.0) > 0.005:
            total = sum(self.shares.values())
            raise _wrong(f"shares by year add up to {total:g}; make them add up to 1")
        due = [share for _, share in sorted(self.dates.items())]
        if due != sorted(due) or any(not 0.0 <= share <= 1.0 for share in due):
            raise _wrong("shares by date do not rise from 0 to 1; give cumulative shares")
        return self


class Measure(Entry):
    """A statistic by which a commitment is judged, with its own baseline and target."""

    series: str = Field(description="Key of the series")
    baseline: Number | None = Field(
        default=None, description="Level when the promise was made, on this statistic"
    )
    baseline_period: str = Field(default="", description="Period of that level")
    target: Number | None = Field(default=None, description="Level promised")
    increase: Number | None = Field(
        default=None, description="Promised addition to the baseline, in place of the target"
    )
    decides: bool = Field(default=True, description="Whether the promise names this statistic")
    path: Path | None = Field(
        default=None, description="Path on this statistic, where it is not that of the promise"
    )
    pattern: str = Field(
        default="", description="Series whose seasons stand in where this one's years are too few"
    )
    elsewhere: str = Field(
        default="", description="Series of what the promisor bought of the same from others"
    )
    note: str = Field(default="", description="What a reader should know about this statistic")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Exactly one of target and increase, and a target that asks for a change."""
        if (self.target is None) == (self.increase is None):
            raise _wrong(f"series '{self.series}': give either a target or an increase")
        if self.increase is not None and self.baseline is None:
            raise _wrong(f"series '{self.series}': an increase needs its baseline; give it")
        if self.goal == self.baseline:
            raise _wrong(
                f"series '{self.series}': target equals the baseline {self.goal:g}, so that "
                "nothing is promised; correct one"
            )
        if self.goal <= 0.0:
            raise _wrong(f"series '{self.series}': target {self.goal:g} is not above zero")
        try:
            _ = read_span(self.baseline_period) if self.baseline_period else None
        except InputError as error:
            raise _wrong(f"series '{self.series}': baseline {error}") from None
        return self

    @property
    def goal(self) -> float:
        """Level promised, in the unit of the series."""
        if self.target is not None:
            return self.target
        return (self.baseline or 0.0) + (self.increase or 0.0)


class Commitment(Entry):
    """A promise to buy, sell or limit so much of something by a term."""

    id: str = Field(min_length=1, description="Id of the commitment")
    title: str = Field(description="Title for a reader")
    promisor: str = Field(description="Who promised")
    to: str = Field(description="To whom")
    what: str = Field(description="What was promised, in words")
    start: Day = Field(description="Day from which the promise runs")
    term: Day = Field(description="Day on which it falls due")
    counts: Literal["total", "last year"] = Field(
        description="What the target is held against: all from start to term, or the last year"
    )
    unit: Unit = Field(description="Unit of baselines and targets")
    path: Path = Field(default=Path(), description="How it is to be kept on the way")
    measured_by: tuple[Measure, ...] = Field(
        default=(), description="Statistics that judge it, the one that decides first"
    )
    unmeasured: str = Field(default="", description="Why no statistic judges it, where none does")
    known_from: Day = Field(description="Day from which the promise was known")
    source: str = Field(description="Id of the source in sources.csv")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """A term after the start; a reason where nothing measures the promise."""
        if self.term <= self.start:
            raise _wrong(f"term {self.term} is not after the start {self.start}; correct one")
        if bool(self.measured_by) == bool(self.unmeasured):
            raise _wrong("give measured_by, or say in unmeasured why no statistic judges it")
        paths = [self.path, *(m.path for m in self.measured_by if m.path is not None)]
        if self.counts == "last year" and any(p.kind == "by year" for p in paths):
            raise _wrong("a path by year shares out a total; for the last year, give it by date")
        keys = [measure.series for measure in self.measured_by]
        if len(set(keys)) < len(keys):
            raise _wrong(f"a series measures it twice ({', '.join(keys)}); keep one of each")
        return self

    @property
    def window(self) -> Span:
        """Days whose flow the target is held against."""
        return Span(self.start, self.term) if self.counts == "total" else year_to(self.term)
