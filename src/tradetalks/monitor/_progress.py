"""A commitment held against the record as it was known on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from tradetalks.errors import InputError
from tradetalks.figures import nearest
from tradetalks.monitor._chance import Chance
from tradetalks.monitor._commitment import Commitment, Measure
from tradetalks.monitor._outlook import Counterfactual, counterfactuals, outlook
from tradetalks.monitor._paths import share_due, way_due
from tradetalks.monitor._periods import Span
from tradetalks.monitor._series import Cover, Point, Series
from tradetalks.monitor._verdict import Facts, Verdict, judge, say

__all__ = ["Progress", "Reading", "check_series", "monitor"]


@dataclass(frozen=True)
class Reading:
    """What one statistic says of a commitment.

    Attributes
    ----------
    series, publisher, unit
        The statistic; empty where none judges the commitment.
    decides
        Whether the promise names it.
    baseline, target
        Levels on this statistic.
    reached, through, points
        Amount known, the last day that it counts, and the values that it was added up from.
    complete
        Whether it covers all that the target counts.
    due
        What the path asks for by the same day; None where nothing is known.
    chance
        Chance of meeting the target; None where it cannot be told or is settled.
    anyway
        What would have been bought without the promise, each on its own ground.
    verdict, why
        The verdict, and its reason in a sentence.
    """

    series: str
    publisher: str
    unit: str
    decides: bool
    baseline: float | None
    target: float | None
    reached: float | None
    through: date | None
    points: tuple[Point, ...]
    complete: bool
    due: float | None
    chance: Chance | None
    anyway: tuple[Counterfactual, ...]
    verdict: Verdict
    why: str

    @property
    def share_of_target(self) -> float | None:
        """Amount known over the target."""
        if self.reached is None or self.target is None:
            return None
        return self.reached / self.target

    @property
    def share_of_increase(self) -> float | None:
        """Part of the promised change over the baseline that came, once all is known."""
        if not self.complete or self.reached is None or self.target is None:
            return None
        if self.baseline is None:
            return None
        return (self.reached - self.baseline) / (self.target - self.baseline)


@dataclass(frozen=True)
class Progress:
    """A commitment held against every statistic that judges it, side by side.

    Attributes
    ----------
    commitment
        What was promised.
    as_of
        Day of the record; nothing known later is used.
    readings
        One for each statistic, never averaged.
    """

    commitment: Commitment
    as_of: date
    readings: tuple[Reading, ...]

    @property
    def verdict(self) -> Verdict:
        """Verdict by the statistic that decides, the first where several do."""
        return self.deciding.verdict

    @property
    def why(self) -> str:
        """Reason for that verdict."""
        return self.deciding.why

    @property
    def deciding(self) -> Reading:
        """Reading of the statistic that decides."""
        return next((r for r in self.readings if r.decides), self.readings[0])

    @property
    def difference(self) -> str:
        """Where the statistics differ, in a sentence; empty where there is one."""
        if len(self.readings) < 2:
            return ""
        told = "; ".join(f"{r.publisher}, {r.verdict}{_shares(r)}" for r in self.readings)
        agree = len({r.verdict for r in self.readings}) == 1
        return f"The verdicts {'agree' if agree else 'differ'}: {told}."

    def to_frame(self) -> pl.DataFrame:
        """One row a statistic."""
        rows = [
            {
                "commitment": self.commitment.id,
                "as_of": self.as_of,
                "term": self.commitment.term,
                "series": r.series,
                "publisher": r.publisher,
                "decides": r.decides,
                "unit": r.unit,
                "baseline": r.baseline,
                "target": r.target,
                "reached": r.reached,
                "through": r.through,
                "due": r.due,
                "share_of_target": r.share_of_target,
                "share_of_increase": r.share_of_increase,
                "chance": r.chance.value if r.chance else None,
                "chance_low": r.chance.low if r.chance else None,
                "chance_high": r.chance.high if r.chance else None,
                "verdict": r.verdict,
                "why": r.why,
            }
            for r in self.readings
        ]
        return pl.DataFrame(rows, schema=FRAME)

    def summary(self) -> str:
        """Verdicts with their reasons, and what would have been bought anyway."""
        head = f"{self.commitment.title}, due {self.commitment.term}, as of {self.as_of}"
        lines = [head]
        for r in self.readings:
            name = f"{r.publisher}: " if r.publisher else ""
            lines.append(f"  {name}{r.verdict}. {r.why}")
            lines += [f"    {a.name}: {say(a.amount)} {r.unit}; {a.why}." for a in r.anyway]
        return "\n".join([*lines, *([f"  {self.difference}"] if self.difference else [])])


FRAME = {
    **dict.fromkeys(("commitment",), pl.String),
    **dict.fromkeys(("as_of", "term"), pl.Date),
    **dict.fromkeys(("series", "publisher"), pl.String),
    "decides": pl.Boolean,
    "unit": pl.String,
    **dict.fromkeys(("baseline", "target", "reached"), pl.Float64),
    "through": pl.Date,
    **dict.fromkeys(("due", "share_of_target", "share_of_increase"), pl.Float64),
    **dict.fromkeys(("chance", "chance_low", "chance_high"), pl.Float64),
    **dict.fromkeys(("verdict", "why"), pl.String),
}


def _shares(reading: Reading) -> str:
    parts: list[str] = []
    if reading.share_of_target is not None:
        parts.append(f"{100 * reading.share_of_target:.0f}% of its target")
    if reading.share_of_increase is not None:
        parts.append(f"{100 * reading.share_of_increase:.0f}% of the promised increase")
    return f" ({', '.join(parts)})" if parts else ""


def monitor(
    commitment: Commitment,
    series: Mapping[str, Series],
    as_of: date,
) -> Progress:
    """Hold a commitment against the record as it was known on a day.

    Each statistic gives a verdict of its own. *met*: what is known reaches the target. *short*:
    all is known and does not, or the whole interval of the chance is at most one half. *on
    course*: the whole interval is at least one half. *cannot tell*: anything else, with the
    reason. `chance_of_reaching` says how the chance comes about.

    Parameters
    ----------
    commitment
        What was promised.
    series
        Statistics by key; every one that the commitment names.
    as_of
        Day of the record.

    Raises
    ------
    InputError
        If a series is unknown or in another unit, or the promise was not yet known on the day.
    """
    if commitment.known_from > as_of:
        raise InputError(
            f"commitment {commitment.id!r} is known from {commitment.known_from}, after {as_of}; "
            "take a later day"
        )
    check_series(commitment, series)
    readings = tuple(
        _reading(commitment, measure, series, as_of) for measure in commitment.measured_by
    )
    return Progress(commitment, as_of, readings or (_unmeasured(commitment),))


def check_series(commitment: Commitment, series: Mapping[str, Series]) -> None:
    """Every series that a commitment names exists, in its unit where amounts are compared."""
    for measure in commitment.measured_by:
        paths = [p for p in (measure.path, commitment.path) if p is not None]
        named = (measure.series, measure.pattern, measure.elsewhere, *(p.record for p in paths))
        for key in filter(None, named):
            if key not in series:
                guess = nearest(key, list(series))
                hint = f"did you mean {guess!r}?" if guess else f"known: {', '.join(series)}"
                raise InputError(f"commitment {commitment.id!r}: series {key!r} is unknown; {hint}")
        _begins(commitment, series[measure.series])
        unit = series[measure.series].unit
        if unit != commitment.unit:
            raise InputError(
                f"commitment {commitment.id!r} is in {commitment.unit}, series "
                f"{measure.series!r} in {unit}; state both in one unit"
            )


def _begins(commitment: Commitment, series: Series) -> None:
    """Some period begins with the days that decide, where any period reaches into them."""
    first = commitment.window.first
    spans = [point.span for point in series.points]
    across = [s for s in spans if s.first < first <= s.last]
    if across and not any(s.first == first for s in spans):
        raise InputError(
            f"commitment {commitment.id!r} counts from {first}, but series {series.key!r} has a "
            f"period from {across[0].first} to {across[0].last}; let start and term agree with "
            "its periods"
        )


def _unmeasured(commitment: Commitment) -> Reading:
    return Reading(
        series="",
        publisher="",
        unit=commitment.unit,
        decides=True,
        baseline=None,
        target=None,
        reached=None,
        through=None,
        points=(),
        complete=False,
        due=None,
        chance=None,
        anyway=(),
        verdict="cannot tell",
        why=commitment.unmeasured.rstrip(".") + ".",
    )


def _standing(series: Series, window: Span, cover: Cover, as_of: date) -> Cover:
    """What is known of the window, else of the last whole year before it."""
    earlier = [] if cover.through else series.totals(window, as_of)
    return series.cover(earlier[-1][0], as_of) if earlier else cover


def _due(
    commitment: Commitment,
    measure: Measure,
    window: Span,
    at: Cover,
    series: Mapping[str, Series],
    as_of: date,
) -> float | None:
    """What the path asks for by the day that the record goes to."""
    path = measure.path or commitment.path
    if at.through is None:
        return None
    if at.through >= window.first:
        share = share_due(path, window, at.through, series, measure.series, as_of)
        return share * measure.goal
    if measure.baseline is None or at.through <= commitment.start:
        return None
    way = way_due(path, commitment.start, commitment.term, at.through)
    return measure.baseline + way * (measure.goal - measure.baseline)


def _reading(
    commitment: Commitment,
    measure: Measure,
    series: Mapping[str, Series],
    as_of: date,
) -> Reading:
    own, window = series[measure.series], commitment.window
    cover = own.cover(window, as_of)
    at = _standing(own, window, cover, as_of)
    later = [p for p in own.known(as_of) if p.span.last > window.last]
    lowers = measure.baseline is not None and measure.goal < measure.baseline
    chance, ground = None, ""
    if cover.through != window.last and not later:
        pattern = series[measure.pattern] if measure.pattern else None
        chance, ground = outlook(own, pattern, window, cover, measure.goal, as_of)
        chance = chance.of_the_contrary() if chance and lowers else chance
    facts = Facts(
        unit=own.unit,
        goal=measure.goal,
        lowers=lowers,
        window=window,
        at=at,
        complete=cover.through == window.last,
        passed=cover.through is not None and cover.amount >= measure.goal,
        later=later[0] if later else None,
        due=_due(commitment, measure, window, at, series, as_of),
        chance=chance,
        ground=ground,
    )
    verdict, why = judge(facts)
    elsewhere = series[measure.elsewhere] if measure.elsewhere else None
    return Reading(
        series=own.key,
        publisher=own.publisher,
        unit=own.unit,
        decides=measure.decides,
        baseline=measure.baseline,
        target=measure.goal,
        reached=at.amount if at.through else None,
        through=at.through,
        points=at.points,
        complete=facts.complete,
        due=facts.due,
        chance=chance,
        anyway=counterfactuals(measure, own, elsewhere, commitment.start, window, as_of),
        verdict=verdict,
        why=why,
    )
