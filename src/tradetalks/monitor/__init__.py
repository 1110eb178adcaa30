"""Pledges, deadlines and indicators held against the record."""

from tradetalks.monitor._chance import Chance, chance_of_reaching
from tradetalks.monitor._check import Check, check
from tradetalks.monitor._commitment import Commitment, Measure, Path
from tradetalks.monitor._dates import DueDate, falling_due, icalendar
from tradetalks.monitor._load import SeriesRow, SeriesSpec, Watchlist, load_commitments
from tradetalks.monitor._outlook import Counterfactual
from tradetalks.monitor._periods import FiscalYear, Span, read_span
from tradetalks.monitor._progress import Progress, Reading, monitor
from tradetalks.monitor._series import Cover, Point, Series
from tradetalks.monitor._verdict import Verdict
from tradetalks.monitor._watch import commitments_of, shipped_commitments, watch
from tradetalks.monitor._watched import Watched

__all__ = [
    "Chance",
    "Check",
    "Commitment",
    "Counterfactual",
    "Cover",
    "DueDate",
    "FiscalYear",
    "Measure",
    "Path",
    "Point",
    "Progress",
    "Reading",
    "Series",
    "SeriesRow",
    "SeriesSpec",
    "Span",
    "Verdict",
    "Watched",
    "Watchlist",
    "chance_of_reaching",
    "check",
    "commitments_of",
    "falling_due",
    "icalendar",
    "load_commitments",
    "monitor",
    "read_span",
    "shipped_commitments",
    "watch",
]
