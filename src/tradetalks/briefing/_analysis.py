"""Everything a briefing reports, computed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from tradetalks.case import Case
from tradetalks.errors import SolveError
from tradetalks.stakes import (
    Draws,
    Sensitivity,
    Stakes,
    WorldEffect,
    central,
    draw,
    draws_needed,
    evaluate,
    reach,
    sensitivity,
    world_effects,
)
from tradetalks.talks import (
    AnchoredPrior,
    BargainingSet,
    CaseLinkage,
    Forecast,
    MovedDeadline,
    OutsideView,
    Replay,
    anchor,
    forecast,
    last_deadline,
    linkage_of,
    moved_deadline,
    payoffs,
    replay,
    threat_of,
)
from tradetalks.talks._forecast._case_signals import CasePostures, postures_of

__all__ = ["Analysis", "analyse"]

REACHES = (0.0, 0.1, 0.25, 0.5, 1.0)
"""Shares of the excluded buyers at which the effect of access is computed."""


@dataclass(frozen=True)
class Analysis:
    """Results behind one briefing.

    Attributes
    ----------
    case, draws, stakes
        The case, the draws of its assumptions and what they make every action worth.
    world
        Duties that the case puts to the world model; empty where it puts none.
    measure
        Id of the measure that is threatened.
    forecast
        The full model.
    ladder
        Forecasts from the base rate up: no economics, central values, complete information, full
        model and, where the demander has a secret, the full model anchored in the base rate.
    anchor
        Prior on the demander's resolve that meets the base rate; None where it has no secret.
    outside
        Base rates of past threats.
    swings
        Sensitivity of named results; empty where the draws are too few to tell.
    bargaining
        The packages with the impasse as disagreement point.
    against_sanctions
        The same packages beside certain sanctions.
    no_access
        Forecast with every effect of access at zero; None where no level of an issue is about
        access.
    plain
        Forecast at equal group weights and without political terms.
    reaches, reach_gain
        Share of excluded buyers reached by the largest access level, and what making the threat
        then adds to the demanding side's payoff, mean over draws, with complete information; empty
        where no level of an issue is about access.
    postures
        The demander's postures as signals, at central values; None where the case has none or the
        demander no secret, and the error where one of their games could not be solved.
    moved
        The talks with their last firm deadline on other days, with complete information.
    linkage
        What linked talks tell of resolve and take of attention; None where the case has none that
        say so.
    replayed
        Forecast at each date of the calendar, where asked for.
    """

    case: Case
    draws: Draws
    stakes: Stakes
    world: tuple[WorldEffect, ...]
    measure: str
    forecast: Forecast
    ladder: tuple[Forecast, ...]
    anchor: AnchoredPrior | None
    outside: OutsideView
    swings: Mapping[str, Sensitivity]
    bargaining: BargainingSet
    against_sanctions: BargainingSet
    no_access: Forecast | None
    plain: Forecast
    reaches: tuple[float, ...]
    reach_gain: Float[np.ndarray, " reach"]
    postures: CasePostures | SolveError | None
    moved: MovedDeadline
    linkage: CaseLinkage | None
    replayed: Replay | None


def _silent(step: str) -> None:
    """Report no progress."""
    del step


def analyse(
    case: Case,
    *,
    draws: int = 200,
    seed: int = 1995,
    replayed: bool = False,
    tell: Callable[[str], None] = _silent,
) -> Analysis:
    """Compute everything a briefing reports.

    Parameters
    ----------
    case
        The dispute on its date.
    draws, seed
        Size and seed of the design over the assumptions.
    replayed
        True adds the forecast at each date of the calendar.
    tell
        Called with the name of each step as it starts.
    """
    tell("drawing the assumptions")
    design = draw(case, draws, seed)
    measure = threat_of(case)
    last_deadline(case)  # a case without one is told before the long work
    tell("valuing every move")
    stakes = evaluate(case, design)
    world = world_effects(case)
    tell("playing the talks")
    full = forecast(stakes, measure)
    base = forecast(stakes, measure, step="base rate")
    tell("asking what would change the answer")
    middle_stakes = evaluate(case, central(case))
    middle = forecast(middle_stakes, measure, step="central values", private=False)
    known = forecast(stakes, measure, step="complete information", private=False)
    prior = anchor(full)
    anchored = (
        None
        if prior is None
        else forecast(stakes, measure, step="anchored", resolve=float(prior.prior[0]))
    )
    reaches = REACHES if _opens(case) else ()
    moved = [forecast(reach(stakes, share), measure, private=False) for share in reaches]
    results = {
        "deal": full.deal,
        "imposed": full.imposed,
        "threat": full.threat,
        "threat_gain": full.threat_gain,
    }
    told = design.count >= draws_needed(case, design)
    swings = {k: sensitivity(case, design, v) for k, v in results.items()} if told else {}
    tell("trying other postures")
    postures = _postures(middle_stakes, measure, design.count)
    tell("replaying the calendar" if replayed else "drawing the charts")
    return Analysis(
        case=case,
        draws=design,
        stakes=stakes,
        world=world,
        measure=measure,
        forecast=full,
        ladder=(base, middle, known, full, *([] if anchored is None else [anchored])),
        anchor=prior,
        outside=OutsideView.shipped(),
        swings=swings,
        bargaining=_bargaining(stakes, measure, sanctions=False),
        against_sanctions=_bargaining(stakes, measure, sanctions=True),
        no_access=forecast(reach(stakes, 0.0), measure) if reaches else None,
        plain=forecast(stakes, measure, equal=True, political=False),
        reaches=reaches,
        reach_gain=np.array([f.mean(f.threat_gain) for f in moved]),
        postures=postures,
        moved=moved_deadline(stakes, measure),
        linkage=linkage_of(case),
        replayed=replay(case, design) if replayed else None,
    )


def _bargaining(stakes: Stakes, measure: str, *, sanctions: bool) -> BargainingSet:
    """The packages beside the impasse, or beside sanctions that are certain."""
    game = payoffs(stakes, measure)
    talks = stakes.case.talks
    zero = np.zeros(stakes.draws.count)
    return BargainingSet(
        game.deals.payoffs[talks.demander],
        game.deals.payoffs[talks.target],
        game.impose_a if sanctions else zero,
        game.impose_b if sanctions else zero,
        deals=game.deals.labels,
    )


def _opens(case: Case) -> bool:
    """Whether a level of an issue is about access."""
    return any(
        effect.kind == "access"
        for issue in case.issues.values()
        for level in issue.levels
        for effect in level.effects
    )


def _postures(middle: Stakes, measure: str, copies: int) -> CasePostures | SolveError | None:
    """Postures at central values; one that cannot be solved is reported, the rest stands."""
    try:
        return postures_of(middle, measure, copies=copies)
    except SolveError as unsolved:
        return unsolved
