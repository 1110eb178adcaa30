"""One move of a game with private types: an option is chosen, perhaps answered, beliefs move."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.nn import logsumexp, sigmoid, softplus
from jaxtyping import Array, Bool, Float, Int

__all__ = [
    "NO_ANSWER",
    "Play",
    "Point",
    "Stage",
    "Step",
    "carry",
    "cells",
    "improve",
    "play",
    "push",
    "relax",
]

NO_ANSWER = -1e9
"""Log odds of acceptance of an option that nobody can accept: a move without an answer."""

LONGEST = 4.0
"""Most that a step changes the log likelihood ratio of an option."""


class Stage(NamedTuple):
    """What one side can do, and what it leads to.

    Attributes
    ----------
    own, other
        Payoffs of the mover and of the other side, by type, where an option is accepted.
    log_weight
        Base measure of the options.
    log_odds
        Log odds of acceptance where nothing is at stake; `NO_ANSWER` for a plain move.
    table
        Which continuation follows an option that is not accepted.
    precision, precision_other
        Logit precision of the mover and of the other side.
    cells
        Continuations as bilinear functions in each cell of the grid of beliefs, from `cells`;
        first axis of the grid the belief about the mover.
    mine, theirs
        Beliefs about the mover and about the other side at which the stage is played.
    """

    own: Float[Array, "type option"]
    other: Float[Array, "type option"]
    log_weight: Float[Array, " option"]
    log_odds: Float[Array, " option"]
    table: Int[Array, " option"]
    precision: Float[Array, ""]
    precision_other: Float[Array, ""]
    cells: Float[Array, "table x y 16"]
    mine: Float[Array, " m"]
    theirs: Float[Array, " n"]


class Point(NamedTuple):
    """Log likelihood ratios of second to first type: of an option, and of its refusal."""

    offer: Float[Array, "m n option"]
    refusal: Float[Array, "m n option"]


class Step(NamedTuple):
    """A Newton step, with how far the point that it starts from is off at most.

    ``kept`` says that the determinant of the system is positive at every pair of beliefs, as on
    the branch that starts at precision zero until it folds.
    """

    to: Point
    off: Float[Array, ""]
    kept: Bool[Array, ""]


class Play(NamedTuple):
    """Choices at every pair of beliefs, and what they are worth.

    ``offer`` and ``accept`` have shape (type, m, n, option); ``worth`` has (type, m, n) for the
    mover and the other side; ``told`` and ``heard`` are the beliefs after a refusal.
    """

    offer: Float[Array, "type m n option"]
    accept: Float[Array, "type m n option"]
    worth: Float[Array, "type m n"]
    worth_other: Float[Array, "type m n"]
    told: Float[Array, "m n option"]
    heard: Float[Array, "m n option"]


class _Terms(NamedTuple):
    """Everything at a point: continuations with their slopes, answers, expected payoffs."""

    stay: tuple[Array, ...]
    by_offer: tuple[Array, ...]
    by_refusal: tuple[Array, ...]
    accept: tuple[Array, ...]
    log_refuse: tuple[Array, ...]
    chance: Array
    expected: tuple[Array, ...]
    log_offer: tuple[Array, ...]
    log_total: tuple[Array, ...]


def cells(
    own: Float[np.ndarray, "lane table type x1 y1"],
    other: Float[np.ndarray, "lane table type x1 y1"],
) -> Float[np.ndarray, "lane table x y 16"]:
    """Bilinear coefficients ``t = c0 + c1 a + c2 b + c3 a b`` of four tables in each cell."""
    four = np.concatenate([own, other], axis=2)
    low, right = four[..., :-1, :-1], four[..., :-1, 1:]
    down, far = four[..., 1:, :-1], four[..., 1:, 1:]
    parts = np.stack([low, down - low, right - low, far - down - right + low], axis=-1)
    ordered = np.moveaxis(parts, 2, -2)
    return ordered.reshape(*ordered.shape[:-2], 16)


def _log_odds(chance: Array) -> Array:
    return jnp.log(chance) - jnp.log1p(-chance)


def _beliefs(stage: Stage, point: Point) -> tuple[Array, Array]:
    """Beliefs after a refusal, by Bayes' rule."""
    told = sigmoid(_log_odds(stage.mine)[:, None, None] + point.offer)
    heard = sigmoid(_log_odds(stage.theirs)[None, :, None] + point.refusal)
    return told, heard


def _place(stage: Stage, told: Array, heard: Array) -> tuple[Array, Array, Array]:
    """Cell of each pair of beliefs, as one index, and where it lies in the cell."""
    x, y = stage.cells.shape[1:3]
    at, by = told * x, heard * y
    row = jnp.clip(at.astype(jnp.int32), 0, x - 1)
    column = jnp.clip(by.astype(jnp.int32), 0, y - 1)
    return (stage.table * x + row) * y + column, at - row, by - column


def _terms(stage: Stage, scale: Array, point: Point) -> _Terms:
    told, heard = _beliefs(stage, point)
    place, a, b = _place(stage, told, heard)
    x, y = stage.cells.shape[1:3]
    columns = stage.cells.reshape(-1, 16).T
    by_told, by_heard = x * told * (1.0 - told), y * heard * (1.0 - heard)
    stay, by_offer, by_refusal = [], [], []
    for four in columns.reshape(4, 4, -1):
        c0, c1, c2, c3 = (c.at[place].get(mode="promise_in_bounds") for c in four)
        stay.append(c0 + a * c1 + b * (c2 + a * c3))
        by_offer.append((c1 + b * c3) * by_told)
        by_refusal.append((c2 + a * c3) * by_heard)
    keen = scale * stage.precision_other
    z = [stage.log_odds + keen * (stage.other[j] - stay[2 + j]) for j in (0, 1)]
    accept = tuple(sigmoid(v) for v in z)
    nu = stage.theirs[None, :, None]
    chance = (1.0 - nu) * accept[0] + nu * accept[1]
    expected = tuple(chance * stage.own[i] + (1.0 - chance) * stay[i] for i in (0, 1))
    tilt = [stage.log_weight + scale * stage.precision * expected[i] for i in (0, 1)]
    total = tuple(logsumexp(t, axis=-1, keepdims=True) for t in tilt)
    return _Terms(
        tuple(stay),
        tuple(by_offer),
        tuple(by_refusal),
        accept,
        tuple(-softplus(v) for v in z),
        chance,
        expected,
        tuple(tilt[i] - total[i] for i in (0, 1)),
        total,
    )


@jax.jit
@partial(jax.vmap, in_axes=(0, None, 0))
def improve(stage: Stage, scale: Float[Array, ""], point: Point) -> Step:
    """Take one Newton step towards the logit equilibrium of a stage, all beliefs at once.

    The unknowns are the log likelihood ratios ``rho_d`` of an option and ``eta_d`` of its
    refusal. They fix the beliefs after a refusal, these the continuations, these the answers and
    the offers, and these the ratios again:

        rho_d = lambda_P (EU_1(d) - EU_0(d)) + log Z_0 - log Z_1
        eta_d = log(1 - q_1(d)) - log(1 - q_0(d))

    Options hang together only through the two sums Z, so a step solves a system of two equations
    an option and one more (Sherman and Morrison).

    Parameters
    ----------
    stage
        The stage, with a leading axis of draws.
    scale
        Share of the precision, from 0 to 1.
    point
        Where to start from, with a leading axis of draws.
    """
    t = _terms(stage, scale, point)
    keen, keen_other = scale * stage.precision, scale * stage.precision_other
    rise_offer, turn_offer = _slopes(stage, keen_other, t, t.by_offer)
    rise_refusal, turn_refusal = _slopes(stage, keen_other, t, t.by_refusal)
    best = _best(stage, scale, t)
    short, short_refusal = point.offer - best.offer, point.refusal - best.refusal
    a11 = 1.0 - keen * (rise_offer[1] - rise_offer[0])
    a12 = -keen * (rise_refusal[1] - rise_refusal[0])
    a21, a22 = turn_offer, 1.0 + turn_refusal
    det = a11 * a22 - a12 * a21
    plain = (a12 * short_refusal - a22 * short) / det
    plain_refusal = (a21 * short - a11 * short_refusal) / det
    first, second = (jnp.exp(v) for v in t.log_offer)
    pull = keen * (first * rise_offer[0] - second * rise_offer[1])
    pull_refusal = keen * (first * rise_refusal[0] - second * rise_refusal[1])
    border = 1.0 - ((pull * a22 - pull_refusal * a21) / det).sum(-1, keepdims=True)
    moved = (pull * plain + pull_refusal * plain_refusal).sum(-1, keepdims=True) / border
    to = Point(
        point.offer + _bounded(plain + moved * a22 / det),
        point.refusal + _bounded(plain_refusal - moved * a21 / det),
    )
    off = jnp.maximum(jnp.abs(short), jnp.abs(short_refusal)).max()
    return Step(to, off, (det > 0.0).all() & (border > 0.0).all())


def _bounded(change: Array) -> Array:
    return jnp.clip(change, -LONGEST, LONGEST)


@partial(jax.jit, static_argnames=("near", "cap"))
def relax(
    stage: Stage, point: Point, *, share: float, near: float, cap: int
) -> tuple[Point, Int[Array, ""]]:
    """Go part of the way to the best reply again and again, until it is near or the cap is met.

    Draws along the first axis; the number of steps is returned beside the point.
    """
    one = jnp.asarray(1.0)
    best = jax.vmap(lambda s, p: _best(s, one, _terms(s, one, p)))

    def far(carried: tuple[Point, Array, Array]) -> Array:
        _, gap, steps = carried
        return (gap > near) & (steps < cap)

    def step(carried: tuple[Point, Array, Array]) -> tuple[Point, Array, Array]:
        now, _, steps = carried
        then = best(stage, now)
        change = [t - n for t, n in zip(then, now, strict=True)]
        gap = jnp.max(jnp.stack([jnp.abs(c).max() for c in change]))
        moved = Point(*(n + share * c for n, c in zip(now, change, strict=True)))
        return moved, gap, steps + 1

    found, _, steps = jax.lax.while_loop(far, step, (point, jnp.asarray(jnp.inf), jnp.asarray(0)))
    return found, steps


def _best(stage: Stage, scale: Array, t: _Terms) -> Point:
    rise = scale * stage.precision * (t.expected[1] - t.expected[0])
    return Point(rise + t.log_total[0] - t.log_total[1], t.log_refuse[1] - t.log_refuse[0])


def _slopes(
    stage: Stage, keen_other: Array, t: _Terms, by: tuple[Array, ...]
) -> tuple[tuple[Array, Array], Array]:
    """Slopes of the expected payoffs and of the refusal's ratio in one unknown."""
    q0, q1 = t.accept
    nu = stage.theirs[None, :, None]
    swing = (1.0 - nu) * q0 * (1.0 - q0) * by[2] + nu * q1 * (1.0 - q1) * by[3]
    chance = -keen_other * swing
    rise = tuple(chance * (stage.own[i] - t.stay[i]) + (1.0 - t.chance) * by[i] for i in (0, 1))
    return (rise[0], rise[1]), keen_other * (q0 * by[2] - q1 * by[3])


@jax.jit
@jax.vmap
def play(stage: Stage, point: Point) -> Play:
    """Choices, worth and beliefs at a point, draws along the first axis."""
    t = _terms(stage, jnp.asarray(1.0), point)
    told, heard = _beliefs(stage, point)
    offer = jnp.exp(jnp.stack(t.log_offer))
    accept = jnp.stack(t.accept)
    worth = (offer * jnp.stack(t.expected)).sum(-1)
    mine = stage.mine[:, None, None]
    faced = (1.0 - mine) * offer[0] + mine * offer[1]
    stay = jnp.stack(t.stay[2:])
    answered = accept * stage.other[:, None, None, :] + (1.0 - accept) * stay
    return Play(offer, accept, worth, (faced * answered).sum(-1), told, heard)


@jax.jit
@jax.vmap
def push(
    stage: Stage, played: Play, mass: Float[Array, "type type m n"]
) -> tuple[Float[Array, "type type option"], Float[Array, "table type type x1 y1"]]:
    """Send the chances of pairs of types at pairs of beliefs through a stage.

    Returns
    -------
    agreed
        Chance that each option is accepted, by type of the mover and of the other side.
    refused
        Chances over the grid of beliefs of each continuation. A pair between four nodes is split
        over them as a bilinear interpolation reads them, so that chances sent forward and values
        carried back agree to rounding.
    """
    place = _place(stage, played.told, played.heard)
    tables, x, y = stage.cells.shape[:3]
    cell, a, b = place[0].reshape(-1), place[1].reshape(-1, 1), place[2].reshape(-1, 1)
    table, rest = cell // (x * y), cell % (x * y)
    corner = (table * (x + 1) + rest // y) * (y + 1) + rest % y
    tried = mass[:, :, :, :, None] * played.offer[:, None]
    agreed = tried * played.accept[None, :]
    left = (tried - agreed).reshape(4, -1).T
    size = tables * (x + 1) * (y + 1)
    spread = jnp.zeros((size, 4))
    for step, share in (
        (0, (1.0 - a) * (1.0 - b)),
        (1, (1.0 - a) * b),
        (y + 1, a * (1.0 - b)),
        (y + 2, a * b),
    ):
        spread = spread.at[corner + step].add(share * left)
    refused = spread.reshape(tables, x + 1, y + 1, 2, 2)
    return agreed.sum((2, 3)), jnp.moveaxis(refused, (3, 4), (1, 2))


@jax.jit
@jax.vmap
def carry(
    stage: Stage, played: Play, after: Float[Array, "table end type type x1 y1"]
) -> Float[Array, "end type type m n"]:
    """Chances of the ways in which talks end without a deal, from those of the continuations."""
    place, a, b = _place(stage, played.told, played.heard)
    x, y = stage.cells.shape[1:3]
    table, rest = place // (x * y), place % (x * y)
    corner = (table * (x + 1) + rest // y) * (y + 1) + rest % y
    left = played.offer[:, None] * (1.0 - played.accept[None, :])
    ends = []
    for values in jnp.moveaxis(after, 0, 3).reshape(-1, 2, 2, after.shape[0] * (x + 1) * (y + 1)):
        pairs = []
        for pair, chance in zip(values.reshape(4, -1), left.reshape(4, *place.shape), strict=True):
            corners = [
                pair.at[corner + step].get(mode="promise_in_bounds")
                for step in (0, 1, y + 1, y + 2)
            ]
            upper = (1.0 - b) * corners[0] + b * corners[1]
            lower = (1.0 - b) * corners[2] + b * corners[3]
            pairs.append((chance * ((1.0 - a) * upper + a * lower)).sum(-1))
        ends.append(jnp.stack(pairs).reshape(2, 2, *place.shape[:2]))
    return jnp.stack(ends)
