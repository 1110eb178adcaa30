"""The forecast at each date of a case's calendar, each knowing only what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from tradetalks.case import Case
from tradetalks.errors import InputError
from tradetalks.stakes import Draws, Stakes, current_measures, evaluate
from tradetalks.talks._forecast._forecast import Forecast, forecast

__all__ = ["Replay", "replay", "threat_of"]


@dataclass(frozen=True)
class Replay:
    """Forecasts in the order of their dates: an illustration, not a validation.

    Attributes
    ----------
    forecasts
        One a date. The draws of a later one are weighted by how well the earlier ones foresaw
        that there was no deal yet and, once it was made, the threat.
    """

    forecasts: tuple[Forecast, ...]

    def to_frame(self) -> pl.DataFrame:
        """A row a date and outcome: mean and central nine tenths."""
        frames = [
            f.to_frame().with_columns(
                pl.lit(f.as_of).alias("date"), pl.lit(f.effective_draws).alias("effective_draws")
            )
            for f in self.forecasts
        ]
        return pl.concat(frames)

    def summary(self) -> str:
        """One line a date."""
        return "\n".join(f.summary() for f in self.forecasts)


def threat_of(case: Case) -> str:
    """Id of the measure that is threatened, or may be, on the case's date."""
    names = [name for name, m in current_measures(case).items() if m.role == "threat"]
    if len(names) != 1:
        raise InputError(
            f"case {case.name!r} has {len(names)} measures with role 'threat' on {case.as_of} "
            f"({', '.join(names) or 'none'}); exactly one must be in force, see known_from, until"
        )
    return names[0]


def replay(case: Case, draws: Draws, dates: Sequence[date] | None = None) -> Replay:
    """Forecast at each date of the calendar.

    A draw's weight is multiplied, from one date to the next, by the chance that it gave to what
    then happened: no deal in between, and the threat once it was made (Bayes' rule over the draws).

    Parameters
    ----------
    case
        The dispute; its own date does not matter.
    draws
        Draws of its assumptions, the same at every date.
    dates
        Rising dates; those of ``talks.yaml`` by default.
    """
    days = tuple(case.talks.replay if dates is None else dates)
    weights = np.full(draws.count, 1.0 / draws.count)
    found: list[Forecast] = []
    worth: dict[str, Stakes] = {}
    for day in days:
        then = case.with_as_of(day)
        measure = threat_of(then)
        if measure not in worth:
            like = next(iter(worth.values()), None)
            worth[measure] = evaluate(then, draws, like=like, only=(measure,))
        if found:
            weights = _updated(weights, found[-1], then)
        stakes = worth[measure].on(then)
        found.append(forecast(stakes, measure, history=weights))
    return Replay(tuple(found))


def _updated(weights: np.ndarray, last: Forecast, now: Case) -> np.ndarray:
    """Weights after what happened between two dates."""
    weights = weights * (1.0 - last.deal_on(now.as_of))
    threat = now.talks.threat
    made = threat is not None and threat.known_from <= now.as_of
    if made and not last.known_threat:
        weights = weights * last.threat
    return weights / weights.sum()
