"""A statistic as it was published: values of periods, each with the day it was known from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tradetalks.errors import InputError
from tradetalks.monitor._periods import FiscalYear, Span

__all__ = ["Cover", "Point", "Series", "series_faults"]

DAY = timedelta(days=1)
QUARTER = 92
"""Days of the longest quarter."""


@dataclass(frozen=True)
class Point:
    """One published value.

    Attributes
    ----------
    span
        Days that it counts.
    value
        The flow over those days, in the unit of its series.
    known_from
        Day from which anyone could know it.
    period
        The period as its publisher writes it.
    source
        Id of the document.
    """

    span: Span
    value: float
    known_from: date
    period: str
    source: str = ""


@dataclass(frozen=True)
class Cover:
    """The part of a span that a record covers from its first day without a gap.

    Attributes
    ----------
    amount
        Sum over that part.
    through
        Its last day; None where nothing is covered.
    points
        The values that were added up.
    """

    amount: float
    through: date | None
    points: tuple[Point, ...]


@dataclass(frozen=True, eq=False)
class Series:
    """A flow that a publisher reports by period; later rows for a period revise earlier ones.

    Parameters
    ----------
    key, title, publisher
        Name in data and for a reader, and who publishes it.
    unit
        Unit of its values.
    points
        Values of periods of any length: months, quarters, years, or the year to date.
    sparse
        True lets periods be missing between others.
    fiscal
        What a fiscal year is to its publisher.

    Raises
    ------
    InputError
        For a negative value, a period with two values known from the same day, or a gap in a
        series that is not sparse.
    """

    key: str
    title: str
    publisher: str
    unit: str
    points: tuple[Point, ...]
    sparse: bool = False
    fiscal: FiscalYear = field(default_factory=FiscalYear)

    def __post_init__(self) -> None:
        found = [text for _, text in series_faults(self.key, self.points, self.sparse)]
        if found:
            raise InputError("; ".join(found))

    def known(self, as_of: date) -> tuple[Point, ...]:
        """Values known on a day, the latest revision of each period, in order."""
        latest: dict[Span, Point] = {}
        for point in sorted(self.points, key=lambda p: p.known_from):
            if point.known_from <= as_of:
                latest[point.span] = point
        return tuple(latest[span] for span in sorted(latest))

    def cover(self, span: Span, as_of: date) -> Cover:
        """Sum over a span from its first day, as far as the record goes without a gap."""
        return _cover(self.known(as_of), span)

    def by(self, span: Span, as_of: date) -> float | None:
        """Sum over a span that may end inside a month or quarter, taken there in step with time.

        None where the record does not reach so far, or only in longer periods.
        """
        cover = self.cover(span, as_of)
        if cover.through == span.last:
            return cover.amount
        begin = cover.through + DAY if cover.through else span.first
        for point in self.known(as_of):
            if (
                point.span.first == begin
                and point.span.days <= QUARTER
                and point.span.last > span.last
            ):
                return cover.amount + point.value * Span(begin, span.last).days / point.span.days
        return None

    def totals(self, span: Span, as_of: date) -> tuple[tuple[Span, float], ...]:
        """Sums over the same days of earlier years, where the record has all of them."""
        known = self.known(as_of)
        if not known:
            return ()
        found: list[tuple[Span, float]] = []
        earlier = span.shifted(-span.years)
        while earlier.first >= known[0].span.first:
            cover = _cover(known, earlier)
            if cover.through == earlier.last:
                found.append((earlier, cover.amount))
            earlier = earlier.shifted(-span.years)
        return tuple(reversed(found))


def _cover(points: Iterable[Point], span: Span) -> Cover:
    """Longest run of periods from the first day on, periods of several lengths being allowed."""
    runs: dict[date, tuple[Point, ...]] = {span.first: ()}
    for point in sorted(points, key=lambda p: (p.span.first, -p.span.days)):
        if point.span.first in runs and point.span.last <= span.last:
            runs.setdefault(point.span.last + DAY, (*runs[point.span.first], point))
    run = runs[max(runs)]
    through = run[-1].span.last if run else None
    return Cover(sum(p.value for p in run), through, run)


def series_faults(key: str, points: Sequence[Point], sparse: bool) -> Iterator[tuple[Point, str]]:
    """What is wrong with the values of a series, each fault with the value where it shows."""
    seen: set[tuple[Span, date]] = set()
    for point in points:
        name = f"series {key!r}, {point.period}"
        if not point.value >= 0.0:
            yield point, f"{name}: value {point.value:g} is not zero or more; correct it"
        if (point.span, point.known_from) in seen:
            yield point, f"{name}: stands twice as known from {point.known_from}; keep one"
        seen.add((point.span, point.known_from))
    reach: date | None = None
    for point in sorted(points, key=lambda p: p.span):
        if not sparse and reach is not None and point.span.first > reach + DAY:
            missing = f"{reach + DAY} to {point.span.first - DAY}"
            text = f"no value for {missing}; add it, or write sparse: true"
            yield point, f"series {key!r}, before {point.period}: {text}"
        reach = point.span.last if reach is None else max(reach, point.span.last)
