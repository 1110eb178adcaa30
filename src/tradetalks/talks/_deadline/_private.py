"""The deadline game with private types, solved backwards on a grid of beliefs, many draws at once.

The game is a row of stages. In each, one side moves: A chooses how loudly to threaten, the
proposer an offer that the other side answers, A what to do at the deadline. A stage turns the
worth of what follows it, a table over beliefs, into the worth of standing before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float

from tradetalks.talks._deadline._forward import Chances, Period, Solved, forward
from tradetalks.talks._deadline._moves import (
    PrivateRules,
    Tables,
    by_level,
    deadline_stage,
    discounted,
    flipped,
    lanes,
    offer_stage,
    posture_stage,
    spread,
    stack,
    turned,
)
from tradetalks.talks._deadline._path import Found, elsewhere, follow
from tradetalks.talks._deadline._stage import Stage, carry, play

__all__ = ["PrivateOutcome", "solve_private"]


@dataclass(frozen=True, eq=False)
class PrivateOutcome:
    """What a batch of games comes to, a row a draw.

    Attributes
    ----------
    chances
        Deals, ends, postures and beliefs by date, from the prior on.
    value_a, value_b
        Expected payoffs by type before the first move.
    worth_a, worth_b
        The same at every pair of beliefs.
    ends
        Chance that the talks end without a deal, imposed and backed down, by pair of types, at
        every pair of beliefs before the first move.
    residual, folded, several
        Largest distance from Bayes' rule; whether a branch folded; whether a search met a second
        equilibrium.
    iterations
        Newton steps and replies over all stages.
    """

    chances: Chances
    value_a: Float[np.ndarray, "draw type"]
    value_b: Float[np.ndarray, "draw type"]
    worth_a: Float[np.ndarray, "draw type x y"]
    worth_b: Float[np.ndarray, "draw type x y"]
    ends: Float[np.ndarray, "draw end type type x y"]
    residual: Float[np.ndarray, " draw"]
    folded: Bool[np.ndarray, " draw"]
    several: Bool[np.ndarray, " draw"]
    iterations: int


@dataclass
class _Log:
    """How well the stages were solved so far, a row a draw."""

    search: bool
    residual: np.ndarray
    folded: np.ndarray
    several: np.ndarray
    iterations: int = 0

    @classmethod
    def empty(cls, draws: int, search: bool) -> _Log:
        return cls(search, np.zeros(draws), np.zeros(draws, bool), np.zeros(draws, bool))

    def add(self, stage: Stage, found: Found) -> None:
        draws = len(self.residual)
        self.residual = np.maximum(self.residual, found.residual.reshape(draws, -1).max(1))
        self.folded |= found.folded.reshape(draws, -1).any(1)
        if self.search:
            self.several |= elsewhere(stage, found).reshape(draws, -1).any(1)
        self.iterations += found.iterations


def solve_private(rules: PrivateRules, *, search: bool = False) -> PrivateOutcome:
    """Solve the game in every draw.

    Parameters
    ----------
    rules
        The game.
    search
        Look for further equilibria of each stage.
    """
    log = _Log.empty(len(rules.prior[0]), search)
    last = rules.periods + rules.posture.extensions * rules.posture.extension_periods
    after: Tables | None = None
    periods: list[Period] = []
    for number in reversed(range(last)):
        period, after = _period(rules, number, after, log)
        periods.append(period)
    assert after is not None
    first, value_a, value_b = _at_prior(rules, periods.pop(), log)
    start = rules.posture.start
    worth_a, worth_b, ends = (by_level(rules, table)[:, start] for table in after)
    return PrivateOutcome(
        chances=forward(rules, [first, *reversed(periods)]),
        value_a=value_a,
        value_b=value_b,
        worth_a=worth_a,
        worth_b=worth_b,
        ends=ends,
        residual=log.residual,
        folded=log.folded,
        several=log.several,
        iterations=log.iterations,
    )


def _period(
    rules: PrivateRules, number: int, after: Tables | None, log: _Log
) -> tuple[Period, Tables]:
    """Solve one period, given the worth of the next, if there is one."""
    posture = rules.posture
    late = number - rules.periods + 1
    deadline = None
    if after is None or (late >= 0 and late % posture.extension_periods == 0):
        deadline, left = _solve(rules, *deadline_stage(rules, after), log)
    else:
        left = discounted(rules, after)
    offers, table = _offers(rules, number, left, log)
    if not posture.moves:
        return Period(None, offers, deadline, None), table
    called, tables = None, [table]
    if posture.last_call_odds > 0.0 and after is not None:
        final, end = _solve(rules, *deadline_stage(rules, None), log)
        last, worth = _offers(rules, number, end, log)
        called, tables = Period(None, last, final, None), [table, worth]
    moved, table = _solve(rules, *posture_stage(rules, tables), log)
    return Period(moved, offers, deadline, called), table


def _sides(proposer: str, period: int) -> tuple[bool, ...]:
    """Whether A makes the offer; both where it is left to a fair coin."""
    if proposer == "random":
        return (True, False)
    return (period % 2 == 0,) if proposer == "alternate" else (proposer == "a",)


def _offers(
    rules: PrivateRules, number: int, left: Tables, log: _Log
) -> tuple[list[Solved], Tables]:
    """The offer of a period, by each side that may make it."""
    flow = [lanes(rules, rules.flow[side])[:, None, None, None] for side in (0, 1)]
    stay = Tables(left.a + flow[0], left.b + flow[1], left.ends)
    stages: list[Solved] = []
    tables: list[Tables] = []
    for by_a in _sides(rules.proposer, number):
        stage = offer_stage(rules, by_a, stay)
        found, table = _solve(rules, stage, stack([stay]), log, by_a=by_a)
        stages.append(found)
        tables.append(table)
    return stages, Tables(*(np.mean(parts, axis=0) for parts in zip(*tables, strict=True)))


def _solve(
    rules: PrivateRules, stage: Stage, after: Tables, log: _Log, *, by_a: bool = True
) -> tuple[Solved, Tables]:
    """Find a stage's equilibrium at every belief, and the worth of standing before it."""
    found = follow(stage, spread(rules))
    log.add(stage, found)
    played = play(stage, found.point)
    mine, theirs = np.asarray(played.worth), np.asarray(played.worth_other)
    known = after.ends if by_a else turned(after.ends)
    ends = np.asarray(carry(stage, played, jnp.asarray(known)))
    if by_a:
        return Solved(stage, played, by_a), Tables(mine, theirs, ends)
    return Solved(stage, played, by_a), Tables(flipped(theirs), flipped(mine), turned(ends))


def _at_prior(
    rules: PrivateRules, first: Period, log: _Log
) -> tuple[Period, np.ndarray, np.ndarray]:
    """Solve the first move again at the prior itself, where the game is played from."""
    moves = first.offers if first.posture is None else [first.posture]
    again: list[Solved] = []
    values: list[tuple[np.ndarray, np.ndarray]] = []
    for solved in moves:
        mine, theirs = (0, 1) if solved.by_a else (1, 0)
        stage = solved.stage._replace(mine=_only(rules, mine), theirs=_only(rules, theirs))
        found = follow(stage, spread(rules))
        log.add(stage, found)
        played = play(stage, found.point)
        again.append(Solved(stage, played, solved.by_a))
        worth = [np.asarray(w)[:, :, 0, 0] for w in (played.worth, played.worth_other)]
        values.append((worth[mine], worth[theirs]))
    start = rules.posture.start
    a, b = (by_level(rules, np.mean(side, axis=0))[:, start] for side in zip(*values, strict=True))
    if first.posture is None:
        return Period(None, again, first.deadline, None), a, b
    return Period(again[0], first.offers, first.deadline, first.called), a, b


def _only(rules: PrivateRules, side: int) -> jnp.ndarray:
    """The prior at every node: one belief in the shape of the grid, so that nothing compiles."""
    prior = lanes(rules, rules.prior[side])
    return jnp.asarray(np.repeat(prior[:, None], rules.grid[side], axis=1))
