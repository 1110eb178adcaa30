"""All that is watched on one day: promises held against the record, and what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from tradetalks.monitor._dates import DueDate, falling_due, icalendar
from tradetalks.monitor._progress import Progress, monitor
from tradetalks.monitor._watched import Watched

__all__ = ["Check", "check"]

DAYS = 30


@dataclass(frozen=True, eq=False)
class Check:
    """Promises and dates on one day.

    Attributes
    ----------
    watched
        What was checked.
    days
        How far ahead dates were looked for.
    progress
        One for each commitment known on the day.
    due
        Dates that fall due within those days, in order.
    """

    watched: Watched
    days: int
    progress: tuple[Progress, ...]
    due: tuple[DueDate, ...]

    @property
    def as_of(self) -> date:
        """Day of the record."""
        return self.watched.as_of

    def to_frame(self) -> pl.DataFrame:
        """One row a commitment and statistic."""
        if not self.progress:
            return pl.DataFrame()
        return pl.concat([one.to_frame() for one in self.progress])

    def calendar(self) -> str:
        """The dates as an iCalendar file."""
        return icalendar(self.due, self.watched.name, self.as_of)

    def render(self) -> tuple[str, ...]:
        """Lines of plain text: each promise with its verdicts and reasons, then the dates."""
        lines = [f"{self.watched.title}, as of {self.as_of}", ""]
        for one in self.progress:
            lines += [*one.summary().splitlines(), ""]
        lines.append(f"Due by {self.as_of.fromordinal(self.as_of.toordinal() + self.days)}:")
        if not self.due:
            lines.append("  nothing that was known")
        for date_due in self.due:
            ahead = (date_due.date - self.as_of).days
            lines.append(f"  {date_due.date}  {date_due.title} ({date_due.kind}, in {ahead} days)")
        return tuple(lines)

    def summary(self) -> str:
        """The same lines as one text."""
        return "\n".join(self.render())


def check(watched: Watched, days: int = DAYS) -> Check:
    """Hold all commitments against the record, and list what falls due.

    Terms of commitments are dates of their own, beside those that others set.

    Parameters
    ----------
    watched
        From `watch`, `commitments_of` or `load_commitments`.
    days
        How far ahead dates are listed.

    Raises
    ------
    InputError
        For a negative number of days, or a series that is unknown or in another unit.
    """
    known = [c for c in watched.commitments if c.known_from <= watched.as_of]
    terms = [
        DueDate(c.term, f"Term: {c.title}", "term", c.promisor, c.source, c.id, c.known_from)
        for c in known
    ]
    return Check(
        watched=watched,
        days=days,
        progress=tuple(monitor(c, watched.series, watched.as_of) for c in known),
        due=falling_due([*watched.deadlines, *terms], watched.as_of, days),
    )
