"""What each side can do in the deadline game, move by move, as stages.

A lane is a draw at one level of posture. Tables hold the worth of standing somewhere at each
pair of beliefs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from tradetalks.talks._deadline._posture import Posture
from tradetalks.talks._deadline._stage import NO_ANSWER, Stage, cells

__all__ = [
    "ENDS",
    "PrivateRules",
    "Tables",
    "by_level",
    "deadline_stage",
    "discounted",
    "flipped",
    "lanes",
    "offer_stage",
    "posture_stage",
    "spread",
    "stack",
    "turned",
]

ENDS = 2
"""Ways to end without a deal: imposed, backed down."""


@dataclass(frozen=True, eq=False)
class PrivateRules:
    """Inputs, a row a draw; a side with one type has it twice and a prior of zero on the second.

    ``value`` holds A's and B's payoffs of deals, shape (draw, type, deal); ``impose`` and
    ``back_down`` shape (draw, type); ``prior`` the chance of the second type, and all others
    one number a draw. ``grid`` counts the beliefs about A and about B.
    """

    value: tuple[np.ndarray, np.ndarray]
    impose: tuple[np.ndarray, np.ndarray]
    back_down: tuple[np.ndarray, np.ndarray]
    prior: tuple[np.ndarray, np.ndarray]
    discount: tuple[np.ndarray, np.ndarray]
    flow: tuple[np.ndarray, np.ndarray]
    precision: tuple[np.ndarray, np.ndarray]
    log_weights: np.ndarray
    log_accept: np.ndarray
    log_impose: np.ndarray
    can_impose: bool
    proposer: str
    periods: int
    grid: tuple[int, int]
    posture: Posture


class Tables(NamedTuple):
    """Worth of standing somewhere, lanes first: a lane is a draw at a level of posture."""

    a: Float[np.ndarray, "lane type x y"]
    b: Float[np.ndarray, "lane type x y"]
    ends: Float[np.ndarray, "lane end type type x y"]


def spread(rules: PrivateRules) -> float:
    """Largest product of a precision and the spread of a side's payoffs."""
    spans = []
    for side in (0, 1):
        values = np.concatenate(
            [rules.value[side], rules.impose[side][..., None], rules.back_down[side][..., None]],
            axis=2,
        )
        spans.append(rules.precision[side] * np.ptp(values.reshape(len(values), -1), axis=1))
    return float(np.max(spans))


def flipped(table: np.ndarray) -> np.ndarray:
    """Exchange the two axes of beliefs."""
    return np.swapaxes(table, -1, -2)


def turned(table: np.ndarray) -> np.ndarray:
    """Exchange the sides in a table over pairs of types and of beliefs."""
    return np.swapaxes(flipped(table), -3, -4)


def lanes(rules: PrivateRules, values: np.ndarray) -> np.ndarray:
    """Repeat a value a draw for each level of posture."""
    return np.repeat(values, len(rules.posture.names), axis=0)


def by_level(rules: PrivateRules, table: np.ndarray) -> np.ndarray:
    """Split the lanes into draws and levels."""
    return table.reshape(-1, len(rules.posture.names), *table.shape[1:])


def stack(tables: list[Tables]) -> Tables:
    """Continuations side by side: a new axis after the lanes."""
    return Tables(*(np.stack(parts, axis=1) for parts in zip(*tables, strict=True)))


def discounted(rules: PrivateRules, after: Tables) -> Tables:
    """Worth of what begins one period later."""
    by = [lanes(rules, rules.discount[side])[:, None, None, None] for side in (0, 1)]
    return Tables(by[0] * after.a, by[1] * after.b, after.ends)


def offer_stage(rules: PrivateRules, by_a: bool, stay: Tables) -> Stage:
    """One side offers a deal, the other accepts or the talks go on."""
    mine, theirs = (0, 1) if by_a else (1, 0)
    own, other = (stay.a, stay.b) if by_a else (flipped(stay.b), flipped(stay.a))
    count, deals = len(own), rules.value[0].shape[2]
    odds = np.repeat(lanes(rules, rules.log_accept)[:, None], deals, axis=1)
    return Stage(
        own=jnp.asarray(lanes(rules, rules.value[mine])),
        other=jnp.asarray(lanes(rules, rules.value[theirs])),
        log_weight=jnp.asarray(np.broadcast_to(rules.log_weights, (count, deals))),
        log_odds=jnp.asarray(odds),
        table=jnp.asarray(np.zeros((count, deals), dtype=np.int32)),
        precision=jnp.asarray(lanes(rules, rules.precision[mine])),
        precision_other=jnp.asarray(lanes(rules, rules.precision[theirs])),
        cells=jnp.asarray(cells(own[:, None], other[:, None])),
        mine=_beliefs(rules, mine),
        theirs=_beliefs(rules, theirs),
    )


def deadline_stage(rules: PrivateRules, after: Tables | None) -> tuple[Stage, Tables]:
    """A imposes, backs down or, where talks can go on, extends the deadline."""
    posture = rules.posture
    draws, levels = len(rules.prior[0]), len(posture.names)
    back_down = lanes(rules, rules.back_down[0])
    if rules.can_impose:
        back_down = back_down + np.tile(posture.retreat(2).T, (draws, 1))
    options = [
        _end(rules, lanes(rules, rules.impose[0]), lanes(rules, rules.impose[1]), 0),
        _end(rules, back_down, lanes(rules, rules.back_down[1]), 1),
    ]
    impose = rules.log_impose if rules.can_impose else np.full(draws, -np.inf)
    weights = [lanes(rules, impose), np.zeros(draws * levels)]
    if after is not None:
        on = discounted(rules, after)
        options.append(Tables(on.a + posture.extend_a, on.b + posture.extend_b, on.ends))
        weights.append(np.full(draws * levels, _log(posture.extend_odds)))
    tables = stack(options)
    return _plain_stage(rules, np.stack(weights, axis=1), tables), tables


def posture_stage(rules: PrivateRules, tables: list[Tables]) -> tuple[Stage, Tables]:
    """A stays, grows louder or, where there is a second table, calls the next offer the last."""
    posture = rules.posture
    draws, levels = len(rules.prior[0]), len(posture.names)
    rise = np.arange(levels) - np.arange(levels)[:, None]
    louder = np.where(rise == 0, 0.0, np.where(rise > 0, _log(posture.louder_odds), -np.inf))
    call = [0.0, _log(posture.last_call_odds)][: len(tables)]
    log_weight = np.tile(np.concatenate([louder + c for c in call], axis=1), (draws, 1))
    paid = [
        np.where(rise > 0, np.asarray(cost), 0.0)
        for cost in (posture.announce_a, posture.announce_b)
    ]
    options = [_choices(levels, table, paid) for table in tables]
    after = Tables(*(np.concatenate(parts, axis=1) for parts in zip(*options, strict=True)))
    return _plain_stage(rules, log_weight, after), after


def _log(odds: float) -> float:
    return float(np.log(odds)) if odds > 0.0 else -np.inf


def _beliefs(rules: PrivateRules, side: int) -> Float[Array, "lane belief"]:
    count = len(rules.prior[0]) * len(rules.posture.names)
    grid = np.linspace(0.0, 1.0, rules.grid[side])
    return jnp.asarray(np.broadcast_to(grid, (count, rules.grid[side])))


def _plain_stage(rules: PrivateRules, log_weight: np.ndarray, after: Tables) -> Stage:
    """A move of A without an answer: each option leads to a table of its own."""
    count, options = log_weight.shape
    nothing = jnp.asarray(np.zeros((count, 2, options)))
    table = np.broadcast_to(np.arange(options, dtype=np.int32), (count, options))
    return Stage(
        own=nothing,
        other=nothing,
        log_weight=jnp.asarray(log_weight),
        log_odds=jnp.asarray(np.full((count, options), NO_ANSWER)),
        table=jnp.asarray(table),
        precision=jnp.asarray(lanes(rules, rules.precision[0])),
        precision_other=jnp.asarray(lanes(rules, rules.precision[1])),
        cells=jnp.asarray(cells(after.a, after.b)),
        mine=_beliefs(rules, 0),
        theirs=_beliefs(rules, 1),
    )


def _end(rules: PrivateRules, a: np.ndarray, b: np.ndarray, end: int) -> Tables:
    """Tables of an outcome that ends the talks, whatever is believed."""
    x, y = rules.grid
    ends = np.zeros((len(a), ENDS, 2, 2, x, y))
    ends[:, end] = 1.0
    wide = [np.broadcast_to(v[:, :, None, None], (len(v), 2, x, y)) for v in (a, b)]
    return Tables(wide[0], wide[1], ends)


def _choices(levels: int, table: Tables, paid: list[np.ndarray]) -> Tables:
    """Tables of every level as options of every level, with what moving there costs."""

    def each(part: np.ndarray) -> np.ndarray:
        by_draw = part.reshape(-1, 1, levels, *part.shape[1:])
        return np.broadcast_to(by_draw, (len(by_draw), levels, *by_draw.shape[2:]))

    costs = [cost[None, :, :, None, None, None] for cost in paid]
    parts = (each(table.a) + costs[0], each(table.b) + costs[1], each(table.ends))
    return Tables(*(part.reshape(-1, *part.shape[2:]) for part in parts))
