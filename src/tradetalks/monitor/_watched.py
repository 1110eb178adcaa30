"""Commitments with the statistics that judge them and the dates that are set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tradetalks.case import Source
from tradetalks.monitor._commitment import Commitment
from tradetalks.monitor._dates import DueDate
from tradetalks.monitor._series import Series

__all__ = ["Watched"]


@dataclass(frozen=True, eq=False)
class Watched:
    """What is watched, and on which day.

    Attributes
    ----------
    name, title
        Name of the case or folder, and its title.
    as_of
        Day of the record.
    commitments, series
        Promises, and the statistics by key.
    deadlines
        Dates set by others than the promises.
    sources
        Documents by id.
    """

    name: str
    title: str
    as_of: date
    commitments: tuple[Commitment, ...]
    series: Mapping[str, Series]
    deadlines: tuple[DueDate, ...]
    sources: Mapping[str, Source]
