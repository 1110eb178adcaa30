"""The equilibrium of a stage, followed from precision zero, where it is unique."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float

from tradetalks.talks._deadline._stage import Point, Stage, improve, relax

__all__ = ["TOLERANCE", "Found", "elsewhere", "follow"]

TOLERANCE = 1e-10
"""Distance from Bayes' rule, in log likelihood ratios, at which a stage is solved."""

NEAR = 1e-3
"""The same on the way, where only the branch must not be lost."""

FIRST = 8.0
"""First step, in units of precision times the spread of payoffs."""

SHORTEST = 1.0 / 128.0
"""Smallest share of the precision by which the path goes on; below it the branch has folded."""

CAUTION = 0.05
"""Part of the way to the best reply that a damped step goes; larger steps cycle past folds."""

CAP = 2000
"""Damped steps before they are given up."""

PARCEL = 8
"""Draws finished together."""

FAR = 3.0
"""Log likelihood ratio at which a search for other equilibria starts."""

APART = 1e-3
"""Difference in a log likelihood ratio that makes two equilibria of one."""

TRIES = 6
"""Newton steps at one precision before the step along the path is halved."""


class Found(NamedTuple):
    """A solved stage, draws along the first axis.

    ``residual`` is the largest distance from Bayes' rule over beliefs; ``folded`` says that the
    branch from precision zero ended before the full precision.
    """

    point: Point
    residual: Float[np.ndarray, " draw"]
    folded: Bool[np.ndarray, " draw"]
    iterations: int


def start(stage: Stage) -> Point:
    """The equilibrium at precision zero: nobody's choice tells anything."""
    shape = (
        stage.log_weight.shape[0],
        stage.mine.shape[1],
        stage.theirs.shape[1],
        stage.log_weight.shape[1],
    )
    zero = jnp.zeros(shape)
    return Point(zero, zero)


def follow(stage: Stage, spread: float) -> Found:
    """Raise the precision step by step and keep to the branch.

    A step is kept where Newton's method arrives within `TRIES` steps at a point whose system
    has a positive determinant at every belief, as it has from precision zero on; otherwise it is
    halved. Draws whose branch folds are left where they were and finished at the full precision
    by damped steps, and are marked.

    Parameters
    ----------
    stage
        The stage, draws along the first axis.
    spread
        Largest product of a precision and the spread of payoffs, which sets the first step.
    """
    point, before = start(stage), None
    done, last, steps = 0.0, 1.0, 0
    length = stride = min(1.0, FIRST / max(spread, FIRST))
    folded = np.zeros(stage.mine.shape[0], dtype=bool)
    while done < 1.0:
        goal = min(1.0, done + length)
        guess = point if before is None else _ahead(point, before, (goal - done) / last)
        near = TOLERANCE if goal == 1.0 else NEAR
        tried, off, kept, used = _settle(stage, goal, guess, near, ~folded)
        steps += used
        fine = (off <= near) & kept
        if (fine | folded).all():
            before, last, point = point, goal - done, _where(folded, point, tried)
            done = goal
            length = stride = length * (2.0 if used <= TRIES // 2 else 1.0)
        elif length > SHORTEST:
            length *= 0.5
        else:
            folded, length = folded | ~fine, stride
    if folded.any():
        point, used = _finish(stage, point, folded)
        steps += used
    off = np.asarray(improve(stage, 1.0, point).off)
    return Found(point, off, folded, steps)


def _finish(stage: Stage, point: Point, folded: Bool[np.ndarray, " draw"]) -> tuple[Point, int]:
    """Take the folded draws to the full precision by damped steps, in parcels of one shape."""
    steps = 0
    lanes = np.flatnonzero(folded)
    size = min(PARCEL, len(folded))
    for at in range(0, len(lanes), size):
        some = np.resize(lanes[at : at + size], size)
        part = Stage(*(values[some] for values in stage))
        found, used = _damped(part, Point(*(values[some] for values in point)))
        point = Point(*(p.at[some].set(f) for p, f in zip(point, found, strict=True)))
        steps += used
    return point, steps


def _settle(
    stage: Stage, scale: float, point: Point, near: float, sought: Bool[np.ndarray, " draw"]
) -> tuple[Point, Float[np.ndarray, " draw"], Bool[np.ndarray, " draw"], int]:
    """Newton's method at one precision, until the draws that are sought are near."""
    step = improve(stage, scale, point)
    off, used = np.asarray(step.off), 0
    while used < TRIES and (sought & ~(off <= near)).any():
        point = step.to
        step = improve(stage, scale, point)
        off, used = np.asarray(step.off), used + 1
    return point, off, np.asarray(step.kept), used


def elsewhere(stage: Stage, found: Found) -> Bool[np.ndarray, " draw"]:
    """Whether starts at extreme beliefs lead to another equilibrium than the one found.

    A search, not a proof: False says that none was met.
    """
    met = np.zeros(len(found.residual), dtype=bool)
    for offer, refusal in ((FAR, FAR), (FAR, -FAR), (-FAR, FAR), (-FAR, -FAR)):
        point = Point(found.point.offer * 0.0 + offer, found.point.refusal * 0.0 + refusal)
        point, _ = _damped(stage, point)
        off = np.asarray(improve(stage, 1.0, point).off)
        far = [
            np.asarray(jnp.abs(new - old).max(axis=(1, 2, 3)))
            for new, old in zip(point, found.point, strict=True)
        ]
        met |= (off <= TOLERANCE) & (np.maximum(*far) > APART)
    return met


def _damped(stage: Stage, point: Point) -> tuple[Point, int]:
    """Damped steps towards the best reply, then Newton's method."""
    point, steps = relax(stage, point, share=CAUTION, near=NEAR, cap=CAP)
    everyone = np.ones(stage.mine.shape[0], dtype=bool)
    point, _, _, used = _settle(stage, 1.0, point, TOLERANCE, everyone)
    return point, int(steps) + used


def _ahead(point: Point, before: Point, share: float) -> Point:
    """Extend the line through the last two points."""
    return Point(*(p + share * (p - b) for p, b in zip(point, before, strict=True)))


def _where(mask: Bool[np.ndarray, " draw"], this: Point, that: Point) -> Point:
    wide = mask[:, None, None, None]
    return Point(*(jnp.where(wide, a, b) for a, b in zip(this, that, strict=True)))
