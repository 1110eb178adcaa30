"""Numbers on their way into a briefing, each with its origin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from jaxtyping import Float

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._document import Number, Origin
from tradetalks.case import Case
from tradetalks.figures import Figure, Reference
from tradetalks.stakes import Deals

__all__ = [
    "Book",
    "figure_number",
    "in_sentence",
    "long_date",
    "model",
    "origin_of",
    "package",
    "short_date",
]

MODELS = {
    "market": "Industry models: demand, prices set by firms, accounts by nation",
    "world": "World model: general equilibrium of countries and sectors",
    "stakes": "Present values of every move, by party and group",
    "bargaining": "Bargaining set: frontier, zone of agreement, solutions",
    "deadline": "Deadline game: offers in turn until the threat falls due",
    "signals": "Postures as signals: what the other side reads in a firm or a soft line",
    "linkage": "Linkage: what talks on other fronts tell and take",
    "record": "Record: Brier and log scores of forecasts against what happened",
    "outside": "Outside view: what past threats came to",
    "sensitivity": "Least squares of a result on the ranks of the assumptions",
}


TAKES_ARTICLE = (
    r"^(United|European|Netherlands|Philippines|Gambia|Bahamas)\b"
    r"|\b(Union|Republic|States|Kingdom|Islands|Emirates|Federation)$"
)


def long_date(day: date) -> str:
    """A date as a sentence says it: 17 March 1995."""
    return f"{day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """A date as a table says it, never broken over lines."""
    return f"{day.day}\N{NO-BREAK SPACE}{day:%b}\N{NO-BREAK SPACE}{day.year}"


def in_sentence(name: str) -> str:
    """Name of a party as a sentence says it, with the article that it takes in English."""
    takes = re.search(TAKES_ARTICLE, name)
    return f"the {name}" if takes else name


def package(case: Case, packages: Deals, number: int) -> str:
    """A package in words: the level of each issue that moves."""
    parts = [
        case.issues[issue].levels[level].title
        for issue, level in zip(packages.issues, packages.levels[number], strict=True)
        if level
    ]
    return "; ".join(parts)


def model(name: str) -> Origin:
    """Origin of a number that a model computed."""
    return Origin(kind="model", id=name, label=MODELS[name])


def origin_of(case: Case, reference: Reference) -> Origin:
    """Origin of a reference: the source of its figure, or its assumption."""
    if reference.assumption is not None:
        title = case.assumptions[reference.assumption].title
        return Origin(kind="assumption", id=reference.assumption, label=title)
    assert reference.figure is not None
    source = case.figure(reference.figure, reference.period).source
    return Origin(kind="source", id=source, label=case.sources[source].title)


def figure_number(case: Case, figure: Figure, label: str | None = None) -> Number:
    """A figure of the case with its source."""
    return Number(
        id=f"{figure.key}-{figure.period}-{figure.source}",
        label=label
        or f"{case.titles.get(figure.key, figure.key.replace('_', ' '))}, {figure.period}",
        value=figure.value,
        unit=figure.unit,
        low=None,
        high=None,
        origin=(Origin(kind="source", id=figure.source, label=case.sources[figure.source].title),),
        digits=None,
    )


@dataclass
class Book:
    """Collects the numbers of one section by id.

    Attributes
    ----------
    analysis
        Where the numbers come from.
    prefix
        Put before every id, so that ids are unique in the document.
    numbers
        What has been entered so far.
    """

    analysis: Analysis
    prefix: str
    numbers: dict[str, Number] = field(default_factory=dict[str, Number])

    def put(self, number: Number) -> Number:
        """Enter a number as it is."""
        self.numbers[number.id] = number
        return number

    def value(
        self,
        name: str,
        label: str,
        value: float,
        unit: str,
        origin: Sequence[Origin],
        low: float | None = None,
        high: float | None = None,
        digits: int | None = None,
    ) -> Number:
        """Enter a number that was computed."""
        return self.put(
            Number(
                id=f"{self.prefix}-{name}",
                label=label,
                value=float(value),
                unit=unit,
                low=None if low is None else float(low),
                high=None if high is None else float(high),
                origin=tuple(origin),
                digits=digits,
            )
        )

    def spread(
        self,
        name: str,
        label: str,
        values: Float[np.ndarray, " draw"],
        unit: str,
        origin: Sequence[Origin],
    ) -> Number:
        """Enter the mean over draws with the central nine tenths."""
        low, high = np.quantile(values, [0.05, 0.95])
        return self.value(name, label, float(np.mean(values)), unit, origin, low, high)

    def chance(
        self, name: str, label: str, values: Float[np.ndarray, " draw"], origin: Sequence[Origin]
    ) -> Number:
        """Enter a probability by the weights of the forecast, in percent."""
        forecast = self.analysis.forecast
        low, high = forecast.interval(values)
        mean = float(forecast.mean(values))
        return self.value(name, label, 100 * mean, "percent", origin, 100 * low, 100 * high)
