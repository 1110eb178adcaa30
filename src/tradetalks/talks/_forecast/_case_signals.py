"""How the demander of a case may open the talks, and what the target reads in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tradetalks.case import PostureSpec
from tradetalks.errors import SolveError
from tradetalks.stakes import Stakes
from tradetalks.talks._deadline._path import TOLERANCE
from tradetalks.talks._deadline._private import PrivateOutcome, solve_private
from tradetalks.talks._forecast._forecast import (
    clock_of,
    last_deadline,
    period_ends,
)
from tradetalks.talks._forecast._payoffs import Payoffs, payoffs
from tradetalks.talks._forecast._table import TOGETHER, Clock, rows_of, rules_of
from tradetalks.talks._record._outside import OutsideView
from tradetalks.talks._signals._misreading import (
    BreakEven,
    Misreading,
    break_even,
    misread,
    taken_for_weakness,
)
from tradetalks.talks._signals._signals import Signal, SignalGame, SignalPlay

__all__ = ["CasePostures", "postures_of"]


@dataclass(frozen=True, eq=False)
class CasePostures:
    """The postures of a case as signals, at central values.

    Attributes
    ----------
    game, play
        The signals by title in the order of the case, and their equilibrium.
    misreading
        What it costs to have the first posture, the quietest, taken for a lack of interest.
    turning
        Chance of that misreading from which each louder posture pays better than the first.
    """

    game: SignalGame
    play: SignalPlay
    misreading: Misreading
    turning: tuple[BreakEven, ...]


def postures_of(
    stakes: Stakes, measure: str, *, outside: OutsideView | None = None, copies: int = 1
) -> CasePostures | None:
    """Solve the choice among the postures of a case, and price a wrong reading of the first.

    Each posture multiplies what a dropped threat costs either kind of the demander; the game up
    to the last firm deadline is solved anew for it, over a grid of beliefs
    (`tradetalks.talks.DeadlineGame`). Its own cost is paid at once. None where the case has fewer
    than two postures or the demander has no secret: then there is nothing to signal.

    Parameters
    ----------
    stakes
        Values of all actions, one row: all assumptions at their central values
        (`tradetalks.stakes.central`).
    measure
        Id of the measure that is threatened.
    outside
        Base rates; the shipped ones by default.
    copies
        How often each game stands in the batch that is solved. Only the time depends on it: as
        many as a forecast has draws reuse what was compiled for that forecast.

    Raises
    ------
    InputError
        No firm deadline ahead.
    SolveError
        A game that stops short of its tolerance.
    """
    case = stakes.case
    game = payoffs(stakes, measure)
    if len(case.talks.postures) < 2 or not game.hidden_a.title:
        return None
    periods = len(period_ends(case, last_deadline(case).date))
    clock = clock_of(outside, periods, 1.0)
    prior_a, prior_b = (float(hidden.prior[0]) for hidden in (game.hidden_a, game.hidden_b))
    precision = stakes.draws.of(case, case.talks.precision_demander) / game.stake_a
    signals = SignalGame(
        signals=[_signal(stakes, game, clock, p, copies) for p in case.talks.postures],
        prior_a=(1.0 - prior_a, prior_a),
        prior_b=(1.0 - prior_b, prior_b),
        precision=float(precision[0]),
        types=("Ordinary", game.hidden_a.title),
    )
    play = signals.solve()
    quietest, *louder = play.signals
    weak = taken_for_weakness(play, quietest)
    return CasePostures(
        game=signals,
        play=play,
        misreading=misread(signals, play, weak),
        turning=tuple(break_even(signals, play, weak, quietest, loud) for loud in louder),
    )


def _signal(
    stakes: Stakes, game: Payoffs, clock: Clock, posture: PostureSpec, copies: int
) -> Signal:
    """A posture with the game that follows it."""
    case, draws = stakes.case, stakes.draws
    retreat = draws.of(case, posture.retreat)
    after = replace(
        game,
        back_down_a=retreat * game.back_down_a,
        hidden_a=replace(game.hidden_a, back_down=retreat * game.hidden_a.back_down),
    )
    rules = rules_of(stakes, after, clock, can_impose=True)
    alike = np.zeros(min(copies, TOGETHER), dtype=int)
    found: PrivateOutcome = solve_private(rows_of(rules, alike))
    residual = float(found.residual[0])
    if not residual <= TOLERANCE:
        raise SolveError(
            f"the game after posture {posture.id!r} stopped {residual:.1g} short; "
            "lower precision_demander or precision_target",
            residual=residual,
            iterations=found.iterations,
        )
    # Costs of a case are payoffs, so negative; those of a signal are taken off.
    cost = np.full(2, -float(draws.of(case, posture.cost)[0]))
    ends = found.ends[0]
    return Signal(posture.title, found.worth_a[0], 1.0 - ends.sum(axis=0), ends[0], cost)
