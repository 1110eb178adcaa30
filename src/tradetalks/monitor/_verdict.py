"""The verdict on a commitment by one statistic, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tradetalks.monitor._chance import Chance
from tradetalks.monitor._periods import Span
from tradetalks.monitor._series import Cover, Point

__all__ = ["Facts", "Verdict", "judge", "say"]

Verdict = Literal["met", "on course", "short", "cannot tell"]


@dataclass(frozen=True)
class Facts:
    """What a verdict rests on.

    Attributes
    ----------
    unit, goal, lowers
        Unit and level promised, and whether the promise is to go down to it.
    window
        Days whose flow is held against the goal.
    at
        What is known of them, else of the last whole year before.
    complete, passed
        Whether all of the window is known, and whether what is known of it reaches the goal.
    later
        A value from after the window, where there is one.
    due, chance, ground
        What the path asks for, the chance of meeting the goal, and what that rests on.
    """

    unit: str
    goal: float
    lowers: bool
    window: Span
    at: Cover
    complete: bool
    passed: bool
    later: Point | None
    due: float | None
    chance: Chance | None
    ground: str


def judge(facts: Facts) -> tuple[Verdict, str]:
    """Verdict and reason; `monitor` states the rule."""
    if facts.complete:
        exact = facts.at.amount == facts.goal
        met = exact or facts.passed != facts.lowers
        return ("met" if met else "short"), f"{_of_target(facts)}."
    if facts.passed:
        verdict: Verdict = "short" if facts.lowers else "met"
        return verdict, f"{_of_target(facts)}, before the term."
    if facts.later is not None:
        return "cannot tell", _missing(facts, facts.later)
    if facts.chance is None:
        return "cannot tell", f"{_so_far(facts)}; no chance can be given: {facts.ground}."
    chance = facts.chance
    low, high = _percent(chance.low), _percent(chance.high)
    told = f"{_percent(chance.value)} ({low} to {high})" if low != high else low
    text = (
        f"{_so_far(facts)}; the chance of meeting {say(facts.goal)} is {told}, from {facts.ground}."
    )
    if facts.chance.high <= 0.5:
        return "short", text
    return ("on course" if facts.chance.low >= 0.5 else "cannot tell"), text


def say(value: float) -> str:
    """A number with at most two decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _percent(chance: float) -> str:
    """A chance in whole percent, never nought or all of it."""
    if chance < 0.005:
        return "under 1%"
    return "over 99%" if chance > 0.995 else f"{100 * chance:.0f}%"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _of_target(facts: Facts) -> str:
    share = 100 * facts.at.amount / facts.goal
    what = "ceiling" if facts.lowers else "target"
    through = "" if facts.complete else f" through {_day(facts.at.through or facts.window.last)}"
    return (
        f"{say(facts.at.amount)} {facts.unit}{through}, {share:.0f}% of the {what} of "
        f"{say(facts.goal)}"
    )


def _so_far(facts: Facts) -> str:
    """What is known, beside what the path asks for."""
    if facts.at.through is None:
        return "Nothing is known yet"
    inside = facts.at.through >= facts.window.first
    through = f"{'through' if inside else 'in the year to'} {_day(facts.at.through)}"
    path = f", where the path asks for {say(facts.due)}" if facts.due is not None else ""
    left = facts.goal - facts.at.amount
    rest = (
        f", leaving {say(left)} to come" if inside else f"; {say(facts.goal)} needs {_more(facts)}"
    )
    return f"{say(facts.at.amount)} {facts.unit} {through}{path}{'' if facts.lowers else rest}"


def _more(facts: Facts) -> str:
    """Growth from the last year known to the goal."""
    growth = 100.0 * (facts.goal / facts.at.amount - 1.0) if facts.at.amount else float("inf")
    return f"{growth:.0f}% more" if growth > 0.0 else f"no more, being {-growth:.0f}% less"


def _missing(facts: Facts, later: Point) -> str:
    """The record goes past the window and leaves a part of it out."""
    known = facts.at.points[-1] if facts.at.points else None
    before = f"{known.period} ({say(known.value)}) and " if known else ""
    return (
        f"The record has {before}{later.period} ({say(later.value)}), and not all of the days "
        f"from {_day(facts.window.first)} to {_day(facts.window.last)} that decide."
    )
