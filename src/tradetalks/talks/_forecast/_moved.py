"""What moving the deadline earlier or later does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from tradetalks.case import Deadline
from tradetalks.errors import InputError
from tradetalks.stakes import Stakes
from tradetalks.talks._forecast._forecast import Forecast, forecast, last_deadline, period_ends
from tradetalks.talks._record._outside import OutsideView

__all__ = ["MovedDeadline", "moved_deadline"]

PARTS = (0.25, 0.5, 1.0, 1.5, 2.0)
"""Time to the deadline, as parts of the time that there is."""


@dataclass(frozen=True)
class MovedDeadline:
    """The talks with their last firm deadline on other days.

    Attributes
    ----------
    dates
        Days of the deadline, rising.
    stands
        Place of the day that the case gives.
    forecasts
        The talks to each day, with complete information and no other deadline.
    """

    dates: tuple[date, ...]
    stands: int
    forecasts: tuple[Forecast, ...]

    def to_frame(self) -> pl.DataFrame:
        """One row a day: offers, mean chances and mean payoffs."""
        return pl.DataFrame(
            {
                "deadline": self.dates,
                "offers": [len(f.dates) for f in self.forecasts],
                **{
                    name: [float(f.mean(getattr(f, name))) for f in self.forecasts]
                    for name in ("deal", "imposed", "threat", "value_a", "value_b")
                },
            }
        )

    def summary(self) -> str:
        """One line: chance of a deal by day of the deadline."""
        parts = [
            f"{day}: {f.mean(f.deal):.0%}"
            for day, f in zip(self.dates, self.forecasts, strict=True)
        ]
        return f"deal by a deadline on {', '.join(parts)}"


def moved_deadline(
    stakes: Stakes,
    measure: str,
    *,
    parts: Sequence[float] = PARTS,
    outside: OutsideView | None = None,
) -> MovedDeadline:
    """Play the talks to their last firm deadline and to earlier and later ones.

    The deadline moves by whole periods, so that offers stay as far apart as they were and their
    number changes. It is certain on each day: deadlines that are only possible are left out.
    Everything else is as in `forecast` with complete information, on common draws: what a deal,
    sanctions and a retreat are worth does not depend on the day but for discounting.

    Parameters
    ----------
    stakes
        Values of all actions, from the same case and date.
    measure
        Id of the measure that is threatened.
    parts
        Time to the moved deadline, as parts above 0 of the time to the one that stands, which is
        always played too. A part that is no whole number of periods is rounded, to one at least.
    outside
        Base rates; the shipped ones by default.

    Raises
    ------
    InputError
        No firm deadline ahead, or a part that is not above 0.
    """
    if not all(part > 0.0 for part in parts):
        raise InputError(f"parts are {tuple(parts)}; give parts above 0 of the time that there is")
    case = stakes.case
    firm = last_deadline(case)
    offers = len(period_ends(case, firm.date))
    span = timedelta(days=case.central(case.talks.period))
    steps = sorted({max(1, round(part * offers)) - offers for part in parts} | {0})
    deadlines = [
        firm if step == 0 else firm.model_copy(update={"date": firm.date + step * span})
        for step in steps
    ]
    return MovedDeadline(
        dates=tuple(d.date for d in deadlines),
        stands=steps.index(0),
        forecasts=tuple(
            forecast(
                _only(stakes, d), measure, step="deadline moved", private=False, outside=outside
            )
            for d in deadlines
        ),
    )


def _only(stakes: Stakes, deadline: Deadline) -> Stakes:
    """The same stakes in talks that have one deadline."""
    talks = stakes.case.talks.model_copy(update={"deadlines": (deadline,)})
    return stakes.on(stakes.case.model_copy(update={"talks": talks}))
