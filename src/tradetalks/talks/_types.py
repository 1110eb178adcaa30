"""The deadline game with two private types a side, solved backwards on a grid of beliefs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradetalks.errors import SolveError

__all__ = ["TypedOutcome", "TypedRules", "solve_types"]

TOLERANCE = 1e-11
"""Largest change of a probability at which the fixed point of a period counts as found."""

CAP = 3000
"""Damped steps a period and level of precision before the solve is given up."""


@dataclass(frozen=True, eq=False)
class TypedRules:
    """Inputs with two types a side: values (type, deal), ends (type,), indexed by side 0 and 1."""

    value: tuple[np.ndarray, np.ndarray]
    impose: tuple[np.ndarray, np.ndarray]
    back_down: tuple[np.ndarray, np.ndarray]
    prior: tuple[float, float]
    discount: tuple[float, float]
    flow: tuple[float, float]
    precision: tuple[float, float]
    log_weights: np.ndarray
    proposer: str
    periods: int
    beliefs: int


@dataclass(frozen=True, eq=False)
class TypedOutcome:
    """Values by type, and chances averaged over types, at the prior beliefs."""

    value_a: np.ndarray
    value_b: np.ndarray
    terms_by_period: np.ndarray
    imposed: float
    backed_down: float
    residual: float
    iterations: int


@dataclass(frozen=True, eq=False)
class _Stage:
    """What one period is worth at every pair of beliefs.

    ``worth[side]`` has shape (type, belief a, belief b); ``ends`` has shape (type a, type b,
    belief a, belief b, outcome), outcomes being the deals of each period, imposed, backed down.
    """

    worth: tuple[np.ndarray, np.ndarray]
    ends: np.ndarray


def solve_types(rules: TypedRules) -> TypedOutcome:
    """Follow the logit equilibrium from precision zero, where it is unique.

    A belief is the chance of a side's second type. In a period the proposer's type i offers d
    with chance ``p_i(d)``, the responder's type j accepts with chance ``q_j(d)``, and by Bayes'
    rule the beliefs after a rejection are ``mu p_1(d) / (mu p_1(d) + (1 - mu) p_0(d))`` and
    ``nu (1 - q_1(d)) / (nu (1 - q_1(d)) + (1 - nu) (1 - q_0(d)))``: p and q are a fixed point,
    found by damped iteration. Continuations are interpolated linearly between beliefs.

    Raises
    ------
    SolveError
        Where the damped iteration stops short of its tolerance.
    """
    spread = max(float(np.ptp(v)) for v in (*rules.value, *rules.impose, *rules.back_down))
    levels = np.linspace(0.0, 1.0, 2 + int(max(rules.precision) * spread / 2.0))[1:]
    kept: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}
    residual, iterations = 0.0, 0
    stage = _deadline(rules, 1.0)
    for level in levels:
        stage, residual = _deadline(rules, level), 0.0
        for period in reversed(range(rules.periods)):
            parts: list[_Stage] = []
            for side in _sides(rules.proposer, period):
                part, left, steps = _round(rules, level, period, side, stage, kept)
                parts.append(part)
                residual, iterations = max(residual, left), iterations + steps
            stage = _average(parts)
        if residual > TOLERANCE:
            raise SolveError(
                f"deadline game stopped moving at {level:.0%} of its precision; lower precision",
                residual=residual,
                iterations=iterations,
            )
    return _at_prior(rules, stage, residual, iterations)


def _sides(proposer: str, period: int) -> tuple[int, ...]:
    """Who offers in a period: side 0 is A, 1 is B."""
    if proposer == "random":
        return (0, 1)
    if proposer == "alternate":
        return (period % 2,)
    return (0,) if proposer == "a" else (1,)


def _logistic(x: np.ndarray) -> np.ndarray:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _deadline(rules: TypedRules, level: float) -> _Stage:
    """Payoffs once the last offer is rejected: A's own type decides, B expects."""
    size, deals = rules.beliefs, len(rules.log_weights)
    gain = rules.impose[0] - rules.back_down[0]
    chance = _logistic(level * rules.precision[0] * gain)
    own = chance * rules.impose[0] + (1.0 - chance) * rules.back_down[0]
    mu = np.linspace(0.0, 1.0, size)
    expected = (1.0 - mu) * chance[0] + mu * chance[1]
    other = expected * rules.impose[1][:, None] + (1.0 - expected) * rules.back_down[1][:, None]
    ends = np.zeros((2, 2, size, size, rules.periods * deals + 2))
    ends[..., -2] = chance[:, None, None, None]
    ends[..., -1] = 1.0 - ends[..., -2]
    return _Stage(
        (
            np.broadcast_to(own[:, None, None], (2, size, size)),
            np.broadcast_to(other[:, :, None], (2, size, size)),
        ),
        ends,
    )


def _average(parts: list[_Stage]) -> _Stage:
    count = len(parts)
    return _Stage(
        (
            np.sum([p.worth[0] for p in parts], axis=0) / count,
            np.sum([p.worth[1] for p in parts], axis=0) / count,
        ),
        np.sum([p.ends for p in parts], axis=0) / count,
    )


def _bayes(belief: np.ndarray, second: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Chance of the second type after an event of given chances; unmoved where it is impossible."""
    total = belief * second + (1.0 - belief) * first
    return np.where(total > 0.0, belief * second / np.where(total > 0.0, total, 1.0), belief)


@dataclass(frozen=True, eq=False)
class _Place:
    """Cells and shares for linear interpolation at pairs of beliefs."""

    row: np.ndarray
    column: np.ndarray
    down: np.ndarray
    right: np.ndarray

    @classmethod
    def of(cls, mu: np.ndarray, nu: np.ndarray, size: int) -> _Place:
        at, by = mu * (size - 1), nu * (size - 1)
        row = np.clip(at.astype(int), 0, size - 2)
        column = np.clip(by.astype(int), 0, size - 2)
        return cls(row, column, at - row, by - column)

    def read(self, table: np.ndarray) -> np.ndarray:
        """Values of a table (belief a, belief b, ...) at the places."""
        extra = (1,) * (table.ndim - 2)
        down = self.down.reshape(self.down.shape + extra)
        right = self.right.reshape(self.right.shape + extra)
        r, c = self.row, self.column
        upper = (1.0 - right) * table[r, c] + right * table[r, c + 1]
        lower = (1.0 - right) * table[r + 1, c] + right * table[r + 1, c + 1]
        return (1.0 - down) * upper + down * lower


def _round(
    rules: TypedRules,
    level: float,
    period: int,
    side: int,
    after: _Stage,
    kept: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]],
) -> tuple[_Stage, float, int]:
    """One period with one proposer; `kept` holds strategies to start from, and is updated."""
    size, deals = rules.beliefs, len(rules.log_weights)
    grid = np.linspace(0.0, 1.0, size)
    beliefs = np.meshgrid(grid, grid, indexing="ij")
    mine, theirs = (x[..., None] for x in (beliefs[side], beliefs[1 - side]))
    start = np.exp(rules.log_weights - rules.log_weights.max())
    offer, accept = kept.get(
        (period, side),
        (
            np.broadcast_to(start / start.sum(), (2, size, size, deals)),
            np.full((2, size, size, deals), 0.5),
        ),
    )
    v_mine = rules.value[side][:, None, None, :]
    v_theirs = rules.value[1 - side][:, None, None, :]
    last = period == rules.periods - 1
    factor = [1.0, 1.0] if last else list(rules.discount)
    place, stay, worth, left, step = None, [], v_mine, np.inf, 0
    while left > TOLERANCE and step < CAP:
        step += 1
        told = _bayes(mine, offer[1], offer[0])
        heard = _bayes(theirs, 1.0 - accept[1], 1.0 - accept[0])
        pair = (told, heard) if side == 0 else (heard, told)
        place = _Place.of(pair[0], pair[1], size)
        stay = [
            rules.flow[s] + factor[s] * np.stack([place.read(t) for t in after.worth[s]])
            for s in (0, 1)
        ]
        new_accept = _logistic(level * rules.precision[1 - side] * (v_theirs - stay[1 - side]))
        chance = (1.0 - theirs) * accept[0] + theirs * accept[1]
        worth = chance * v_mine + (1.0 - chance) * stay[side]
        tilt = rules.log_weights + level * rules.precision[side] * worth
        raised = np.exp(tilt - tilt.max(axis=-1, keepdims=True))
        new_offer = raised / raised.sum(axis=-1, keepdims=True)
        left = max(float(np.abs(new_accept - accept).max()), float(np.abs(new_offer - offer).max()))
        if left <= TOLERANCE:
            break
        offer = 0.5 * (offer + new_offer)
        accept = 0.5 * (accept + new_accept)
    assert place is not None
    kept[period, side] = offer, accept
    own = (offer * worth).sum(axis=-1)
    faced = (1.0 - mine) * offer[0] + mine * offer[1]
    other = (faced * (accept * v_theirs + (1.0 - accept) * stay[1 - side])).sum(axis=-1)
    ends = _outcomes(rules, period, side, offer, accept, place, after.ends)
    return _Stage((own, other) if side == 0 else (other, own), ends), left, step


def _outcomes(
    rules: TypedRules,
    period: int,
    side: int,
    offer: np.ndarray,
    accept: np.ndarray,
    place: _Place,
    after: np.ndarray,
) -> np.ndarray:
    """Chances of every outcome by pair of types, from this period on."""
    deals = len(rules.log_weights)
    ends = np.zeros_like(after)
    for a in (0, 1):
        for b in (0, 1):
            proposes, answers = (a, b) if side == 0 else (b, a)
            struck = offer[proposes] * accept[answers]
            refused = offer[proposes] * (1.0 - accept[answers])
            ends[a, b] = np.einsum("xyd,xydk->xyk", refused, place.read(after[a, b]))
            ends[a, b, :, :, period * deals : (period + 1) * deals] += struck
    return ends


def _at_prior(rules: TypedRules, stage: _Stage, residual: float, iterations: int) -> TypedOutcome:
    mu, nu = rules.prior
    place = _Place.of(np.array(mu), np.array(nu), rules.beliefs)
    chances = np.zeros(stage.ends.shape[-1])
    for a, chance_a in enumerate((1.0 - mu, mu)):
        for b, chance_b in enumerate((1.0 - nu, nu)):
            chances += chance_a * chance_b * place.read(stage.ends[a, b])
    return TypedOutcome(
        value_a=np.array([place.read(t) for t in stage.worth[0]]),
        value_b=np.array([place.read(t) for t in stage.worth[1]]),
        terms_by_period=chances[:-2].reshape(rules.periods, -1),
        imposed=float(chances[-2]),
        backed_down=float(chances[-1]),
        residual=residual,
        iterations=iterations,
    )
