"""One deadline game of a case in every draw, with or without a threat on the table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from tradetalks.stakes import Stakes
from tradetalks.talks._deadline._deadline import DeadlineBatch, solve_deadline
from tradetalks.talks._deadline._moves import PrivateRules
from tradetalks.talks._deadline._path import TOLERANCE
from tradetalks.talks._deadline._posture import Posture
from tradetalks.talks._deadline._private import PrivateOutcome, solve_private
from tradetalks.talks._forecast._payoffs import Hidden, Payoffs

__all__ = ["TOGETHER", "Clock", "Played", "play_case", "rows_of", "rules_of"]

VETO = 3.0
"""A vetoed deal is worth this many stakes less than nothing, so nobody signs it."""

BELIEFS = 5
"""Points of the grid on each belief; nine move a chance of the 1995 case by 1e-4."""

TOGETHER = 50
"""Draws solved at once."""


class Clock(NamedTuple):
    """How the game is played: offers, precision on or off, and reference odds."""

    periods: int
    precision: float
    settled: float
    impose_odds: float


@dataclass(frozen=True)
class Played:
    """Outcomes a draw; chances and values averaged over the kinds of both sides.

    Attributes
    ----------
    deal_by_period, terms, imposed, backed_down, value_a, value_b
        As in `DeadlineBatch`; zero in a draw that was not solved.
    resolve, resistance
        Shape (draw, period + 1): chance of A's and of B's second kind at the start of each period
        and at the deadline, given that talks are still on.
    imposed_at
        Shape (draw, belief): chance of sanctions at each prior chance of A's second kind.
    solved
        Draws whose equilibrium was reached.
    folded
        Draws in which the branch from precision zero broke off and another one is reported.
    """

    deal_by_period: Float[np.ndarray, "draw period"]
    terms: Float[np.ndarray, "draw deal"]
    imposed: Float[np.ndarray, " draw"]
    backed_down: Float[np.ndarray, " draw"]
    value_a: Float[np.ndarray, " draw"]
    value_b: Float[np.ndarray, " draw"]
    resolve: Float[np.ndarray, "draw date"]
    resistance: Float[np.ndarray, "draw date"]
    imposed_at: Float[np.ndarray, "draw belief"]
    solved: Bool[np.ndarray, " draw"]
    folded: Bool[np.ndarray, " draw"]


def play_case(stakes: Stakes, game: Payoffs, clock: Clock, *, can_impose: bool) -> Played:
    """Play the talks of a case once in every draw.

    Parameters
    ----------
    stakes
        Values of all actions.
    game
        What it is played for.
    clock
        How it is played.
    can_impose
        False: there is no threat, and the deadline passes.
    """
    if not game.private:
        return _known(stakes, game, clock, can_impose)
    parts = [
        _from_private(solve_private(rules), rules)
        for rules in _chunks(rules_of(stakes, game, clock, can_impose=can_impose))
    ]
    names = Played.__dataclass_fields__
    return Played(**{n: np.concatenate([getattr(p, n) for p in parts]) for n in names})


def _values(stakes: Stakes, game: Payoffs) -> tuple[np.ndarray, np.ndarray]:
    """Payoffs of packages, vetoed ones far below nothing."""
    talks = stakes.case.talks
    a, b = (
        np.where(game.accepted, game.deals.payoffs[party], -VETO * stake[:, None])
        for party, stake in ((talks.demander, game.stake_a), (talks.target, game.stake_b))
    )
    return a, b


def _discount(stakes: Stakes) -> Float[np.ndarray, " draw"]:
    span = stakes.case.central(stakes.case.talks.period) / 365.25
    return np.exp(-stakes.rate * span)


def _precision(stakes: Stakes, game: Payoffs, clock: Clock) -> tuple[np.ndarray, np.ndarray]:
    """Precision per unit of payoff, from that per share of the stake."""
    case, draws = stakes.case, stakes.draws
    return (
        clock.precision * draws.of(case, case.talks.precision_demander) / game.stake_a,
        clock.precision * draws.of(case, case.talks.precision_target) / game.stake_b,
    )


def _hazard_odds(settled: float, periods: int) -> float:
    """Odds of acceptance a period that settle a given share of talks by the deadline."""
    hazard = -np.expm1(np.log1p(-settled) / periods)
    return float(hazard / (1.0 - hazard))


def _known(stakes: Stakes, game: Payoffs, clock: Clock, can_impose: bool) -> Played:
    """Play where both know each other's payoffs."""
    zero = np.zeros(stakes.draws.count)
    value_a, value_b = _values(stakes, game)
    precise_a, precise_b = _precision(stakes, game, clock)
    found: DeadlineBatch = solve_deadline(
        value_a,
        value_b,
        game.impose_a if can_impose else zero,
        game.impose_b if can_impose else zero,
        game.back_down_a if can_impose else zero,
        game.back_down_b if can_impose else zero,
        periods=clock.periods,
        discount_a=_discount(stakes),
        discount_b=_discount(stakes),
        proposer=stakes.case.talks.proposer,
        precision_a=precise_a,
        precision_b=precise_b,
        accept_odds=_hazard_odds(clock.settled, clock.periods),
        impose_odds=clock.impose_odds,
        can_impose=can_impose,
    )
    return Played(
        deal_by_period=found.deal_by_period,
        terms=found.terms,
        imposed=found.imposed,
        backed_down=found.backed_down,
        value_a=found.value_a,
        value_b=found.value_b,
        resolve=np.zeros((len(zero), clock.periods + 1)),
        resistance=np.zeros((len(zero), clock.periods + 1)),
        imposed_at=found.imposed[:, None],
        solved=np.ones(len(zero), dtype=bool),
        folded=np.zeros(len(zero), dtype=bool),
    )


def rules_of(
    stakes: Stakes, game: Payoffs, clock: Clock, *, can_impose: bool, posture: Posture | None = None
) -> PrivateRules:
    """The game of every draw as rules with private kinds."""
    zero = np.zeros(stakes.draws.count)
    value = _values(stakes, game)
    hidden = (game.hidden_a, game.hidden_b)
    back_down = (game.back_down_a, game.back_down_b) if can_impose else (zero, zero)
    impose = (game.impose_a, game.impose_b) if can_impose else (zero, zero)
    # Without a threat the demander's secret, what it does at the deadline, moves nothing.
    secret = [bool(h.title) and (can_impose or bool(h.deals.any())) for h in hidden]
    odds = np.log(_hazard_odds(clock.settled, clock.periods))
    return PrivateRules(
        value=(_kinds(value[0], hidden[0].deals), _kinds(value[1], hidden[1].deals)),
        impose=_ends(impose, hidden, "impose", can_impose),
        back_down=_ends(back_down, hidden, "back_down", can_impose),
        prior=(
            hidden[0].prior if secret[0] else zero,
            hidden[1].prior if secret[1] else zero,
        ),
        discount=(_discount(stakes), _discount(stakes)),
        flow=(zero, zero),
        precision=_precision(stakes, game, clock),
        log_weights=np.zeros(len(game.deals.labels)),
        log_accept=zero + odds,
        log_impose=zero + np.log(clock.impose_odds),
        can_impose=can_impose,
        proposer=stakes.case.talks.proposer,
        periods=clock.periods,
        grid=(BELIEFS if secret[0] else 2, BELIEFS if secret[1] else 2),
        posture=posture or Posture(),
    )


def _kinds(base: np.ndarray, added: np.ndarray) -> np.ndarray:
    return np.stack([base, base + added], axis=1)


def _ends(
    base: tuple[np.ndarray, np.ndarray],
    hidden: tuple[Hidden, Hidden],
    name: str,
    can_impose: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """Payoffs at the deadline by kind."""
    a, b = (
        _kinds(values, getattr(h, name) if can_impose else np.zeros_like(values))
        for values, h in zip(base, hidden, strict=True)
    )
    return a, b


def _chunks(rules: PrivateRules) -> list[PrivateRules]:
    """The same game in parcels of draws, so that tables stay small."""
    count = len(rules.prior[0])
    return [rows_of(rules, slice(at, at + TOGETHER)) for at in range(0, count, TOGETHER)]


def rows_of(rules: PrivateRules, rows: slice | Int[np.ndarray, " row"]) -> PrivateRules:
    """The same game in some of its rows, a row as often as it is named."""

    def part(pair: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        return pair[0][rows], pair[1][rows]

    return replace(
        rules,
        value=part(rules.value),
        impose=part(rules.impose),
        back_down=part(rules.back_down),
        prior=part(rules.prior),
        discount=part(rules.discount),
        flow=part(rules.flow),
        precision=part(rules.precision),
        log_accept=rules.log_accept[rows],
        log_impose=rules.log_impose[rows],
    )


def _from_private(found: PrivateOutcome, rules: PrivateRules) -> Played:
    """Averages over kinds, with draws that were not solved at zero."""
    chances = found.chances
    solved = found.residual <= TOLERANCE
    kept = np.where(solved, 1.0, 0.0)

    def mean(values: np.ndarray, prior: np.ndarray) -> np.ndarray:
        return kept * np.nan_to_num((1.0 - prior) * values[:, 0] + prior * values[:, 1])

    wide = kept[:, None]
    return Played(
        deal_by_period=wide * np.nan_to_num(chances.terms_by_period.sum(axis=2)),
        terms=wide * np.nan_to_num(chances.terms_by_period.sum(axis=1)),
        imposed=kept * np.nan_to_num(chances.imposed),
        backed_down=kept * np.nan_to_num(chances.backed_down),
        value_a=mean(found.value_a, rules.prior[0]),
        value_b=mean(found.value_b, rules.prior[1]),
        resolve=chances.beliefs_a[:, :, 1],
        resistance=chances.beliefs_b[:, :, 1],
        imposed_at=_imposed_at(found, rules),
        solved=solved,
        folded=found.folded & solved,
    )


def _imposed_at(found: PrivateOutcome, rules: PrivateRules) -> Float[np.ndarray, "draw belief"]:
    """Chance of sanctions at every prior of A's second kind, B's prior as it is."""
    nodes = np.linspace(0.0, 1.0, rules.grid[0])
    grid = np.linspace(0.0, 1.0, rules.grid[1])
    nu = rules.prior[1]
    ends = found.ends[:, 0]
    by_a = (1.0 - nodes)[None, None, :, None] * ends[:, 0] + nodes[None, None, :, None] * ends[:, 1]
    rows = [
        [
            (1.0 - n) * np.interp(n, grid, table[0, i]) + n * np.interp(n, grid, table[1, i])
            for i in range(len(nodes))
        ]
        for table, n in zip(by_a, nu, strict=True)
    ]
    return np.array(rows)
