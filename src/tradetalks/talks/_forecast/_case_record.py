"""The replayed forecasts of a case held against what happened."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tradetalks.case import Case, Outcome
from tradetalks.talks._forecast._forecast import Forecast
from tradetalks.talks._forecast._replay import Replay
from tradetalks.talks._record._outside import OutsideView
from tradetalks.talks._record._score import Score, score

__all__ = ["CaseRecord", "record_of"]

ROOTS = (("threat", r"\bannounce"), ("imposed", r"\bimposed?\b|\btake force\b"))
DEAL = r"\bagree"


@dataclass(frozen=True, eq=False)
class CaseRecord:
    """Scores of the replayed forecasts on the yes/no questions of a case's outcome.

    Attributes
    ----------
    score
        By question and date, beside those of the base rate.
    left_out
        Questions of the outcome that are not scored.
    """

    score: Score
    left_out: tuple[str, ...]


def record_of(
    replayed: Replay,
    case: Case,
    outcome: Sequence[Outcome],
    *,
    outside: OutsideView | None = None,
) -> CaseRecord | None:
    """Score each forecast made before a question was settled.

    A question of yes or no is read by its words: whether sanctions were announced (a threat
    made), whether they were imposed or took force, whether the sides agreed, and whether a level
    of an issue, named by its id, is in what they agreed. The chance of sanctions and of a threat
    is that up to the last deadline; that of a deal is up to the day on which the question was
    settled, and the terms are taken not to depend on that day.

    Base rates are the shares of past threats: settled for a deal, imposed times the chance of a
    threat for sanctions. For a threat it is the case's own prior chance, and for a level the
    share settled, split equally over the levels of its issue: nothing else is known of either.

    Parameters
    ----------
    replayed
        Forecasts at the dates of the calendar; none of them reads the outcome.
    case
        The dispute.
    outcome
        What happened.
    outside
        Base rates; the shipped ones by default.

    Returns
    -------
    CaseRecord or None
        None where no question can be scored.
    """
    rates = (outside or OutsideView.shipped()).anchors()
    rows: list[dict[str, object]] = []
    scored: set[str] = set()
    for asked in outcome:
        about = _about(case, asked)
        if about is None:
            continue
        for made in replayed.forecasts:
            if made.as_of >= asked.date or (about == ("threat",) and made.known_threat):
                continue
            scored.add(asked.question)
            rows.append(
                {
                    "question": asked.question,
                    "date": made.as_of,
                    "probability": min(1.0, max(0.0, _chance(case, made, asked, about))),
                    "outcome": asked.answer == "yes",
                    "base_rate": _base_rate(case, made, about, rates),
                }
            )
    if not rows:
        return None
    left_out = tuple(o.question for o in outcome if o.question not in scored)
    return CaseRecord(score(pl.DataFrame(rows)), left_out)


def _about(case: Case, asked: Outcome) -> tuple[str, ...] | None:
    """What a question is about: an outcome of the game, or an issue and its level."""
    if asked.answer not in ("yes", "no"):
        return None
    words = asked.question.lower()
    for name, root in ROOTS:
        if re.search(root, words):
            return (name,)
    named = [
        (issue, level.id)
        for issue, entry in case.issues.items()
        for level in entry.levels
        if re.search(rf"\b{re.escape(level.id)}\b", words)
    ]
    if len(named) == 1:
        return named[0]
    return ("deal",) if re.search(DEAL, words) else None


def _chance(case: Case, made: Forecast, asked: Outcome, about: tuple[str, ...]) -> float:
    """What a forecast gave to yes."""
    if about in (("threat",), ("imposed",)):
        return float(made.mean(getattr(made, about[0])))
    deal = float(made.mean(made.deal_on(asked.date)))
    if about == ("deal",):
        return deal
    issue, level = about
    place = [known.id for known in case.issues[issue].levels].index(level)
    return deal * float(made.mean(made.terms_on(issue, place)) / made.mean(made.deal))


def _base_rate(
    case: Case, made: Forecast, about: tuple[str, ...], rates: Mapping[str, float]
) -> float:
    """What the shares of past threats give to yes."""
    threat = 1.0 if made.known_threat else case.central(case.talks.threat_chance)
    if about == ("threat",):
        return threat
    if about == ("imposed",):
        return threat * rates["imposed"]
    return rates["settled"] / (len(case.issues[about[0]].levels) if about != ("deal",) else 1)
