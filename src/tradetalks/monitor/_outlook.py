"""How a statistic may stand at the term, and what would have been bought anyway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import exp, log

from tradetalks.monitor._chance import Chance, chance_of_reaching
from tradetalks.monitor._commitment import Measure
from tradetalks.monitor._paths import year_shares
from tradetalks.monitor._periods import Span, read_span
from tradetalks.monitor._series import Cover, Series

__all__ = ["Counterfactual", "counterfactuals", "outlook"]


@dataclass(frozen=True)
class Counterfactual:
    """What would have been bought without the promise, on one stated ground.

    Attributes
    ----------
    name
        The ground: the trend before the promise, or purchases elsewhere.
    amount
        Amount over the span that the target counts.
    why
        What it rests on, in a sentence.
    """

    name: str
    amount: float
    why: str


def outlook(
    series: Series, pattern: Series | None, window: Span, cover: Cover, goal: float, as_of: date
) -> tuple[Chance | None, str]:
    """Chance that the window's total is at least the goal, and what it rests on.

    Where part of the window is known, its total is that part times the ratio of the total to the
    same part in earlier years; the logs of the ratios are normal. Where none is known, the totals
    of whole years follow a random walk with drift in logs from the last one known.
    """
    if cover.through is not None:
        if cover.amount <= 0.0:
            return None, "nothing was bought so far, which gives no ratio"
        name = "its own seasons"
        shares = year_shares(series, window, cover.through, as_of)
        if len(shares) < 2 and pattern is not None:
            name = f"the seasons of {pattern.title}"
            shares = year_shares(pattern, window, cover.through, as_of)
        ratios = [-log(share) for share in shares if share > 0.0]
        text = f"{name} in {_times(len(ratios), 'earlier year')}"
        if len(ratios) < 2:
            text = f"{_times(len(ratios), 'earlier year')} in the record shows its seasons"
        return chance_of_reaching(ratios, [1.0] * len(ratios), 1.0, log(goal / cover.amount)), text
    totals = [(span, value) for span, value in series.totals(window, as_of) if value > 0.0]
    if not totals:
        return None, "no earlier year is known"
    pairs = list(pairwise(totals))
    growth = [log(after[1] / before[1]) for before, after in pairs]
    spans = [float(after[0].first.year - before[0].first.year) for before, after in pairs]
    ahead = float(window.first.year - totals[-1][0].first.year)
    text = f"{_times(len(growth), 'growth rate')} between the years known"
    return chance_of_reaching(growth, spans, ahead, log(goal / totals[-1][1])), text


def _times(number: int, what: str) -> str:
    words = ("no", "only one", "two", "three")
    return f"{words[number] if number < len(words) else number} {what}{'s' if number > 1 else ''}"


def counterfactuals(
    measure: Measure,
    series: Series,
    elsewhere: Series | None,
    start: date,
    window: Span,
    as_of: date,
) -> tuple[Counterfactual, ...]:
    """Each ground on which something can be said of what would have been bought anyway."""
    base = read_span(measure.baseline_period, series.fiscal) if measure.baseline_period else None
    found = [_trend(measure, series, base, start, window, as_of)]
    if elsewhere is not None and base is not None and measure.baseline is not None:
        found.append(_elsewhere(measure.baseline, base, elsewhere, as_of))
    return tuple(one for one in found if one is not None)


def _trend(
    measure: Measure, series: Series, base: Span | None, start: date, window: Span, as_of: date
) -> Counterfactual | None:
    """Constant growth from the first year known to the last before the promise, and on."""
    years = {s.middle: (s, v) for s, v in series.totals(window, as_of) if s.last < start and v > 0}
    if base is not None and measure.baseline is not None and window.years == 1:
        years.setdefault(base.middle, (base, measure.baseline))
    if len(years) < 2:
        return None
    (first, (old, low)), (last, (new, high)) = min(years.items()), max(years.items())
    rate = log(high / low) / (last - first)
    points = "from these two figures alone" if len(years) == 2 else f"over {len(years)} years"
    return Counterfactual(
        "trend before the promise",
        high * exp(rate * (window.middle - last)),
        f"growth of {100 * (exp(rate) - 1):.0f}% a year from {old.first.year} to "
        f"{new.first.year}, {points}, gone on to the end",
    )


def _elsewhere(
    baseline: float, base: Span, elsewhere: Series, as_of: date
) -> Counterfactual | None:
    """The baseline grown as the promisor's purchases from others grew."""
    whole = {s: p for p in elsewhere.known(as_of) if (s := p.span).years == base.years}
    if base not in whole or whole[base].value <= 0.0:
        return None
    last = max(whole, key=lambda span: span.last)
    if last.last <= base.last:
        return None
    ratio = whole[last].value / whole[base].value
    return Counterfactual(
        "purchases elsewhere",
        baseline * ratio,
        f"{elsewhere.title} moved by {100 * (ratio - 1):+.0f}% from {whole[base].period} to "
        f"{whole[last].period}, the last year known",
    )
