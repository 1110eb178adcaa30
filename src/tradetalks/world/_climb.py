"""Better tariffs by slopes: a minimiser to get there, Newton steps to settle small flows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from tradetalks.world._instruments import SMALL, Instruments
from tradetalks.world._politics import Governments

Bounds = tuple[float, float]
"""Lowest and highest rate."""

Score = Callable[[np.ndarray], tuple[float, np.ndarray]]
"""From all log objectives to a number to maximise and its slope in them."""

REJECTED = 1e3
"""What the minimiser is told where the equilibrium was not found."""

MEMORY = 10
"""Past steps that an accelerated step combines."""


class Climb(NamedTuple):
    """All rates, the score, and the largest slope in scaled variables."""

    tariffs: np.ndarray
    score: float
    slope: float


class Settled(NamedTuple):
    """All rates, and the largest change of log one plus a rate that a Newton step still asks."""

    tariffs: np.ndarray
    residual: float


class _Choice:
    """Rates of some countries as one vector of logs, with the curvature of each."""

    def __init__(
        self, governments: Governments, players: Sequence[Instruments], tariffs: np.ndarray
    ) -> None:
        self.players, self.tariffs = players, tariffs
        now = governments.sound(tariffs)
        theta = np.asarray(governments.economy.elasticities)[:, None, None]
        pull = [p.sums(now.trade * theta) / now.income[p.country] for p in players]
        # Near an optimum the curvature in log one plus a rate is about theta times the flow over
        # income. Where high rates have all but ended a flow its slope says little: small steps.
        self.curvature = np.maximum(np.concatenate(pull), SMALL)
        self.start = np.concatenate([p.logs(tariffs, now.trade) for p in players])
        self.cuts = np.cumsum([p.count for p in players])[:-1]

    def put(self, logs: np.ndarray) -> np.ndarray:
        after = self.tariffs
        for player, part in zip(self.players, np.split(logs, self.cuts), strict=True):
            after = player.put(after, part)
        return after


def climb(
    governments: Governments,
    players: Sequence[Instruments],
    tariffs: np.ndarray,
    bounds: Bounds,
    score: Score,
    steps: int = 200,
) -> Climb:
    """Maximise a score over the rates of some countries, by L-BFGS-B.

    The variables are log one plus the rates, times the root of their curvature, so that the
    problem is near round whatever the sizes of flows.
    """
    choice = _Choice(governments, players, tariffs)
    root = np.sqrt(np.maximum(choice.curvature, 1e-6 * choice.curvature.max()))
    low, high = (float(np.log1p(b)) for b in bounds)

    def loss(scaled: np.ndarray) -> tuple[float, np.ndarray]:
        rates = choice.put(np.clip(scaled / root, low, high))
        value = governments.value(rates).objectives
        number, aim = score(value) if np.isfinite(value).all() else (np.nan, value)
        if not np.isfinite(number):
            return REJECTED, np.zeros_like(scaled)
        _, slopes = governments.slope(rates, aim)
        down = -np.concatenate([p.sums(slopes) for p in players]) / root
        return (-number, down) if np.isfinite(down).all() else (REJECTED, np.zeros_like(scaled))

    end = minimize(
        loss,
        np.clip(choice.start, low, high) * root,
        jac=True,
        method="L-BFGS-B",
        bounds=[(low * r, high * r) for r in root],
        options={"maxiter": steps, "maxfun": 2 * steps, "ftol": 0.0, "gtol": 1e-9, "maxcor": 20},
    )
    inward = np.clip(end.x - end.jac, low * root, high * root) - end.x
    rates = choice.put(np.clip(end.x / root, low, high))
    return Climb(rates, -float(end.fun), float(np.abs(inward).max()))


def best_response(
    governments: Governments, mine: Instruments, tariffs: np.ndarray, bounds: Bounds
) -> Climb:
    """A country's best tariffs against the others'."""
    aim = np.eye(tariffs.shape[1])[mine.country]
    return climb(governments, [mine], tariffs, bounds, lambda value: (float(aim @ value), aim))


def settle(
    governments: Governments,
    players: Sequence[Instruments],
    tariffs: np.ndarray,
    bounds: Bounds,
    tolerance: float,
    steps: int = 60,
) -> Settled:
    """Tariffs at which no country's own slope asks for a change, from tariffs nearby.

    Each step is one of Newton's with the curvature's diagonal, of all countries at once and from
    one equilibrium, combined with earlier ones (Anderson). It reaches what a minimiser cannot see
    in the objective: the tariffs of small flows.
    """
    choice = _Choice(governments, players, tariffs)
    low, high = (float(np.log1p(b)) for b in bounds)
    root = np.sqrt(choice.curvature)
    whose = np.eye(tariffs.shape[1])

    def newton(logs: np.ndarray) -> np.ndarray:
        rates = choice.put(logs)
        own = [p.sums(governments.slope(rates, whose[p.country])[1]) for p in players]
        return np.clip(logs + np.concatenate(own) / choice.curvature, low, high) - logs

    logs = np.clip(choice.start, low, high)
    moves: list[np.ndarray] = []
    places: list[np.ndarray] = []
    best = (logs, np.inf)
    for _ in range(steps):
        move = newton(logs)
        residual = float(np.abs(move).max())
        if not np.isfinite(residual):
            break
        if residual < best[1]:
            best = (logs, residual)
        if residual <= tolerance:
            break
        places, moves = [*places[-MEMORY:], logs], [*moves[-MEMORY:], move]
        logs = np.clip(_combined(places, moves, root), low, high)
    return Settled(choice.put(best[0]), best[1])


def _combined(places: list[np.ndarray], moves: list[np.ndarray], root: np.ndarray) -> np.ndarray:
    """Anderson's next place, its least squares weighted by the root of the curvature."""
    after = places[-1] + moves[-1]
    if len(places) == 1:
        return after
    turned = np.diff(np.array(moves), axis=0).T
    went = np.diff(np.array(places), axis=0).T
    mix = np.linalg.lstsq(root[:, None] * turned, root * moves[-1], rcond=1e-10)[0]
    return after - (went + turned) @ mix
