"""The path of a signalling equilibrium, from precision zero to the one asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from jaxtyping import Float
from scipy.interpolate import PchipInterpolator
from scipy.optimize import root
from scipy.special import expit, logsumexp

from tradetalks.errors import SolveError

__all__ = ["BayesRule", "follow", "others", "smooth"]

TOLERANCE = 1e-10
"""Largest error of Bayes' rule, in log odds, at which a point counts as an equilibrium."""

LONGEST_STEP, SHORTEST_STEP = 1.0, 1e-7
"""Bounds on a step along the path of equilibria, in log odds and precision times payoff."""

WIDEST_MISS = 0.05
"""Distance from the tangent to the path, as a share of the step, above which the step is halved."""

CAP = 20_000
"""Steps along the path before it is given up."""


def smooth(table: Float[np.ndarray, "... belief"]) -> PchipInterpolator:
    """A table as a smooth function of the belief on its last axis, an even grid from 0 to 1.

    Monotone cubic pieces (Fritsch and Carlson 1980, SIAM Journal on Numerical Analysis 17): they
    never leave the range of the table, and a straight line stays one. Straight pieces would give
    the path of equilibria corners.
    """
    # Its harmonic means overflow where a table is flat but for rounding; their inverse is then 0.
    with np.errstate(over="ignore"):
        return PchipInterpolator(np.linspace(0.0, 1.0, table.shape[-1]), table, axis=-1)


@dataclass(frozen=True, eq=False)
class BayesRule:
    """Bayes' rule a signal, in log odds, at a share of the precision.

    Attributes
    ----------
    tables
        A table a signal, (type, belief): worth of the game that follows.
    cost
        Shape (type, signal): cost at once.
    log_weight
        Shape (signal,): logarithm of the base weights.
    prior
        Log odds of the second type.
    precision
        Logit precision.
    """

    tables: tuple[Float[np.ndarray, "2 belief"], ...]
    cost: Float[np.ndarray, "2 signal"]
    log_weight: Float[np.ndarray, " signal"]
    prior: float
    precision: float

    @cached_property
    def worth(self) -> list[PchipInterpolator]:
        """The tables as functions of the belief."""
        return [smooth(table) for table in self.tables]

    @cached_property
    def scale(self) -> float:
        """Size of log odds at the end of the path, at least one."""
        high = np.stack([t.max(axis=1) for t in self.tables], axis=1) - self.cost
        low = np.stack([t.min(axis=1) for t in self.tables], axis=1) - self.cost
        return max(1.0, self.precision * float((high.max(axis=1) - low.min(axis=1)).max()))

    def at(
        self, odds: Float[np.ndarray, " signal"], level: float
    ) -> tuple[
        Float[np.ndarray, " signal"],
        Float[np.ndarray, "signal signal"],
        Float[np.ndarray, " signal"],
    ]:
        """Errors, and their derivatives by the log odds and by the share of the precision."""
        belief = expit(odds)
        payoff = np.stack([f(m) for f, m in zip(self.worth, belief, strict=True)], axis=1)
        payoff -= self.cost
        slope = np.stack([f(m, 1) for f, m in zip(self.worth, belief, strict=True)], axis=1)
        slope *= belief * (1.0 - belief)
        sharp = level * self.precision
        tilt = self.log_weight + sharp * payoff
        total = np.asarray(logsumexp(tilt, axis=1))
        choice = np.exp(tilt - total[:, None])
        error = odds - self.prior - sharp * (payoff[1] - payoff[0]) + total[1] - total[0]
        pull = choice * slope
        by_odds = np.diag(1.0 - sharp * (slope[1] - slope[0])) + sharp * (pull[1] - pull[0])
        mean = (choice * payoff).sum(axis=1)
        by_level = self.precision * (mean[1] - mean[0] - payoff[1] + payoff[0])
        return error, by_odds, by_level

    def answer(self, odds: Float[np.ndarray, " signal"]) -> Float[np.ndarray, " signal"]:
        """Log odds that Bayes' rule gives where A answers beliefs of these log odds."""
        return odds - self.at(odds, 1.0)[0]


def follow(
    rule: BayesRule,
) -> tuple[Float[np.ndarray, " signal"], tuple[float, ...], int]:
    """Log odds at full precision, levels at which the path turned, and steps.

    Predictor along the tangent, corrector orthogonal to it (Allgower and Georg 1990, Numerical
    Continuation Methods), in log odds and level times scale, all of which are of one size.
    """
    count, end = len(rule.tables), rule.scale
    point = np.append(np.full(count, rule.prior), 0.0)
    forward = np.append(np.zeros(count), 1.0)
    tangent = _tangent(_extended(rule, point, forward)[1])
    step, steps = 0.1, 0
    folds: list[float] = []
    while steps < CAP and step >= SHORTEST_STEP:
        steps += 1
        taken = _advance(rule, point, tangent, step)
        if taken is not None and taken[0][-1] >= end:
            last = _arrive(rule, point, taken[0])
            if last is not None:
                return last, tuple(folds), steps
        elif taken is not None:
            if taken[1][-1] * tangent[-1] < 0.0:
                folds.append(float(taken[0][-1] / end))
            point, tangent = taken
            step = min(1.6 * step, LONGEST_STEP)
            continue
        step /= 2.0
    raise SolveError(
        f"choice of a signal cannot be followed beyond {point[-1] / end:.0%} of its precision; "
        "lower precision or refine the beliefs of the tables",
        residual=float(np.abs(rule.at(point[:-1], 1.0)[0]).max()),
        iterations=steps,
    )


def _advance(
    rule: BayesRule, point: Float[np.ndarray, " n"], tangent: Float[np.ndarray, " n"], step: float
) -> tuple[Float[np.ndarray, " n"], Float[np.ndarray, " n"]] | None:
    """Next point and tangent; None where the step is too long."""
    guess = point + step * tangent
    ahead = guess
    try:
        for _ in range(8):
            error, matrix = _extended(rule, ahead, tangent)
            if np.abs(error).max() < TOLERANCE:
                break
            gap = np.append(error, tangent @ (ahead - guess))
            ahead = ahead - np.linalg.solve(matrix, gap)
        else:
            return None
        after = _tangent(matrix)
    except np.linalg.LinAlgError:
        return None
    # A path that turns sharply would otherwise be left for another one nearby.
    strays = np.linalg.norm(ahead - guess) > WIDEST_MISS * step or after @ tangent < 0.9
    return None if strays else (ahead, after)


def _extended(
    rule: BayesRule, point: Float[np.ndarray, " n"], tangent: Float[np.ndarray, " n"]
) -> tuple[Float[np.ndarray, " signal"], Float[np.ndarray, "n n"]]:
    """Errors at a point of the path, and their derivatives with the tangent below."""
    error, by_odds, by_level = rule.at(point[:-1], point[-1] / rule.scale)
    rows = np.column_stack([by_odds, by_level / rule.scale])
    return error, np.vstack([rows, tangent])


def _tangent(matrix: Float[np.ndarray, "n n"]) -> Float[np.ndarray, " n"]:
    """Direction in which the errors stay zero, on the side of the tangent before."""
    ahead = np.linalg.solve(matrix, np.append(np.zeros(len(matrix) - 1), 1.0))
    return ahead / np.linalg.norm(ahead)


def _arrive(
    rule: BayesRule, before: Float[np.ndarray, " n"], beyond: Float[np.ndarray, " n"]
) -> Float[np.ndarray, " signal"] | None:
    """Newton's method at full precision, between two points; None where it leaves them."""
    share = (rule.scale - before[-1]) / (beyond[-1] - before[-1])
    odds = (before + share * (beyond - before))[:-1]
    for _ in range(20):
        error, by_odds, _ = rule.at(odds, 1.0)
        if np.abs(error).max() < TOLERANCE:
            near = 2.0 * np.linalg.norm(beyond - before)
            return odds if np.linalg.norm(odds - before[:-1]) <= near else None
        try:
            odds = odds - np.linalg.solve(by_odds, error)
        except np.linalg.LinAlgError:
            return None
    return None


def others(
    rule: BayesRule, found: Float[np.ndarray, " signal"]
) -> list[Float[np.ndarray, " signal"]]:
    """Further equilibria, from what A would do were each signal read as either type's."""
    kept: list[Float[np.ndarray, " signal"]] = [found]
    for corner in product((-40.0, 40.0), repeat=len(found)):
        start = rule.answer(np.array(corner))
        end = root(lambda o: rule.at(o, 1.0)[:2], start, jac=True).x
        solves = np.abs(rule.at(end, 1.0)[0]).max() < TOLERANCE
        # Beliefs rather than log odds: beyond 1 - 1e-6 all odds tell the same.
        if solves and all(np.abs(expit(end) - expit(k)).max() > 1e-6 for k in kept):
            kept.append(end)
    return kept[1:]
