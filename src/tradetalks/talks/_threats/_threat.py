"""The threat game: threaten or not, concede or resist, stand firm or back down."""

from __future__ import annotations

from dataclasses import dataclass, fields

import jax
import jax.numpy as jnp
import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int
from numpy.typing import ArrayLike
from scipy.special import ndtr

from tradetalks.errors import InputError, SolveError
from tradetalks.talks._threats._threat_chances import (
    EVALUATIONS,
    Sides,
    Solved,
    bracket_values,
    grid,
    padded,
    solved,
)

__all__ = ["ThreatGame", "ThreatPlay"]

TOLERANCE = 1e-9
"""Largest miss accepted, in the chance that B resists."""

NEAR_FOLD = 1e-3
"""A game whose equation turns back this near to zero may be one rounding from two equilibria."""

Equilibria = Float[np.ndarray, " equilibrium"]


@dataclass(frozen=True, eq=False)
class ThreatPlay:
    """All the equilibria of one game or of many, those of a game in order of `resist`.

    Attributes
    ----------
    row
        Shape (equilibrium,), like all below: place of the game among those given.
    challenge
        Chance that A threatens.
    resist
        Chance that B, once threatened, does not concede.
    stand_firm
        Chance that A, once resisted, carries the threat out; after a threat it is also what B
        believes.
    belief_before
        What B believed before the threat: the chance that A prefers to carry one out.
    status_quo, conceded, imposed, backed_down
        Chances of the four outcomes, before any move.
    value_a, value_b
        Expected payoffs before private values are known.
    slope
        Derivative of the best response, probit of `resist` to probit.
    stable
        Whether best responses come back after a small push: a slope between -1 and 1.
    residual
        Distance of the best response from `resist`.
    status
        "solved", or "near a fold" where a small change of payoffs may add or take away two
        equilibria.
    iterations
        Evaluations of the equation, by game.
    """

    row: Int[np.ndarray, " equilibrium"]
    challenge: Equilibria
    resist: Equilibria
    stand_firm: Equilibria
    belief_before: Equilibria
    status_quo: Equilibria
    conceded: Equilibria
    imposed: Equilibria
    backed_down: Equilibria
    value_a: Equilibria
    value_b: Equilibria
    slope: Equilibria
    stable: Bool[np.ndarray, " equilibrium"]
    residual: Equilibria
    status: tuple[str, ...]
    iterations: int

    def to_frame(self) -> pl.DataFrame:
        """A row an equilibrium, a column an attribute."""
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "iterations"}
        return pl.DataFrame(named)

    def summary(self) -> str:
        """One line an equilibrium."""
        lines = [
            f"game {row}: {status}, {'stable' if stable else 'unstable'}: threat {challenge:.1%}; "
            f"once threatened B resists {resist:.1%}; once resisted A stands firm {firm:.1%}"
            for row, status, stable, challenge, resist, firm in zip(
                self.row,
                self.status,
                self.stable,
                self.challenge,
                self.resist,
                self.stand_firm,
                strict=True,
            )
        ]
        return "\n".join(lines)


@dataclass(frozen=True, eq=False)
class ThreatGame:
    """Crisis bargaining with a threat, private values on both sides, and audience costs.

    A keeps the status quo or threatens. Once threatened, B concedes or resists. Once resisted,
    A stands firm and imposes, or backs down. Payoffs are of A and B; A's from standing firm and
    from backing down, and B's from A standing firm, have a private normal part. Payoffs are
    numbers, or arrays of shape (game,) to solve many games at once.

    With p the chance that B resists, A threatens if the better of its two ends is worth more than
    ``c = V - (V - S) / p``, so that

    ``P(threat) = 1 - Phi((c - W_A)/s_A) Phi((c - a)/s_A)``,
    ``f = P(W_A + e > max(a + e', c)) / P(threat)``,
    ``p = Phi((W_B - C_B + (V_B - C_B)(1 - f)/f) / s_B)``.

    This is one equation in p, with an odd number of solutions but for folds (Lewis and Schultz
    2003, Political Analysis 11; that there can be several: Crisman-Cox and Gibilisco 2019,
    Political Science Research and Methods). Backing down at less than the status quo is an
    audience cost (Fearon 1994, American Political Science Review 88).

    Parameters
    ----------
    status_quo_a
        S: A's payoff without a threat, in any one unit for A.
    concession_a
        V: A's payoff where B concedes; above the status quo.
    stand_firm_a
        W_A: mean payoff of A from carrying the threat out.
    back_down_a
        a: mean payoff of A from dropping it.
    concession_b
        C_B: B's payoff from conceding, in any one unit for B.
    stand_firm_b
        W_B: mean payoff of B where A carries the threat out.
    back_down_b
        V_B: B's payoff where A backs down.
    status_quo_b
        B's payoff without a threat; it enters no choice, only `value_b`.
    spread_a, spread_b
        Standard deviation of each private value of A, and of B's, in the unit of its payoffs.

    Raises
    ------
    InputError
        Payoffs that are not finite or differ in length, a concession that A does not prefer to
        the status quo, or a spread that is not positive.
    """

    status_quo_a: ArrayLike
    concession_a: ArrayLike
    stand_firm_a: ArrayLike
    back_down_a: ArrayLike
    concession_b: ArrayLike
    stand_firm_b: ArrayLike
    back_down_b: ArrayLike
    status_quo_b: ArrayLike = 0.0
    spread_a: ArrayLike = 1.0
    spread_b: ArrayLike = 1.0

    def __post_init__(self) -> None:
        given = {f.name: np.asarray(getattr(self, f.name), dtype=float) for f in fields(self)}
        for name, value in given.items():
            if value.ndim > 1 or value.size == 0 or not np.isfinite(value).all():
                raise InputError(
                    f"{name} has shape {value.shape} or is not finite; give a number or (game,)"
                )
        for name in ("spread_a", "spread_b"):
            if not (given[name] > 0.0).all():
                raise InputError(
                    f"{name} is {given[name].min():.6g}; give a positive standard deviation"
                )
        lengths = {name: len(v) for name, v in given.items() if v.ndim == 1 and len(v) > 1}
        if len(set(lengths.values())) > 1:
            raise InputError(f"payoffs have lengths {lengths}; give as many entries in each")
        if not (given["concession_a"] > given["status_quo_a"]).all():
            raise InputError(
                "concession_a is not above status_quo_a in every game; a threat asks for "
                "something that A prefers to the status quo"
            )

    @property
    def audience_cost(self) -> Float[np.ndarray, " game"]:
        """Mean loss of A from backing down, beside never having threatened: ``S - a``."""
        return np.asarray(self.status_quo_a, dtype=float) - np.asarray(
            self.back_down_a, dtype=float
        )

    def solve(self, points: int = 1201) -> ThreatPlay:
        """Find every equilibrium of every game.

        The equation is evaluated on a grid of probits of p from -13 to 13, and each change of
        sign is followed to a root by bisection and Newton steps. Its ends have opposite signs,
        so that roots at which it rises outnumber those at which it falls by one; this is checked.

        Parameters
        ----------
        points
            Size of the grid. With 1201, two equilibria are told apart where their probits differ
            by 0.007 around a chance of one half, 0.011 at 5 and 95 percent, 0.02 at 0.1 and 99.9
            percent, 0.07 in the far tails. A chance of B under 2e-33 counts as 2e-33.

        Raises
        ------
        InputError
            A grid of fewer than 11 points.
        SolveError
            A root that misses the tolerance, or a count that does not add up.
        """
        if points < 11:
            raise InputError(f"points is {points}; give at least 11, or leave it at 1201")
        sides, status_quo_b = self._sides()
        probits = grid(points)
        count = len(sides.spread_a)
        longer = Sides(*(v[padded(count)] for v in sides))
        height = np.asarray(bracket_values(longer, jnp.asarray(probits)))[:count]
        row, place = np.nonzero((height[:, 1:] >= 0.0) != (height[:, :-1] >= 0.0))
        found = _at_roots(sides, row, probits[place], probits[place + 1])
        residual = np.abs(ndtr(found.image) - ndtr(found.root))
        iterations = points + EVALUATIONS
        if residual.max() > TOLERANCE:
            worst = int(residual.argmax())
            raise SolveError(
                f"threat game {row[worst]} has an equilibrium that was not met; scale its payoffs "
                "to spreads of about one",
                residual=float(residual[worst]),
                iterations=iterations,
            )
        rises = np.bincount(
            row, np.where(np.asarray(found.slope) < 1.0, 1.0, -1.0), minlength=len(height)
        )
        if (rises != 1.0).any():
            raise SolveError(
                f"threat game {int(np.argmax(rises != 1.0))} is at a fold, where equilibria cannot "
                "be counted; move a payoff or raise points",
                residual=float(residual.max()),
                iterations=iterations,
            )
        fold = _near_fold(height)[row]
        lead = (sides.stand_firm_a - sides.back_down_a) / (np.sqrt(2.0) * sides.spread_a)
        before = ndtr(np.asarray(lead))[row]
        return _play(found, row, before, status_quo_b[row], residual, fold, iterations)

    def _sides(self) -> tuple[Sides, Float[np.ndarray, " game"]]:
        names = (*Sides._fields, "status_quo_b")
        given = np.broadcast_arrays(*(np.atleast_1d(getattr(self, name)) for name in names))
        *sides, status_quo_b = (np.asarray(v, dtype=float) for v in given)
        return Sides(*(jnp.asarray(v) for v in sides)), status_quo_b


def _at_roots(sides: Sides, row: np.ndarray, low: np.ndarray, high: np.ndarray) -> Solved:
    """Roots between bounds, and what they imply."""
    padding = padded(len(row))
    games = Sides(*(v[row[padding]] for v in sides))
    found = solved(games, jnp.asarray(low[padding]), jnp.asarray(high[padding]))
    return jax.tree.map(lambda v: np.asarray(v)[: len(row)], found)


def _near_fold(height: Float[np.ndarray, "game probit"]) -> Bool[np.ndarray, " game"]:
    """Whether the equation turns back near zero without crossing it, by game."""
    middle, before, after = height[:, 1:-1], height[:, :-2], height[:, 2:]
    size = np.abs(middle)
    turns = (size <= np.abs(before)) & (size <= np.abs(after))
    same = (np.sign(before) == np.sign(middle)) & (np.sign(after) == np.sign(middle))
    return (turns & same & (size < NEAR_FOLD)).any(axis=1)


def _play(
    found: Solved,
    row: np.ndarray,
    before: np.ndarray,
    status_quo_b: np.ndarray,
    residual: np.ndarray,
    fold: np.ndarray,
    iterations: int,
) -> ThreatPlay:
    """Everything that an equilibrium implies."""
    moves = {k: np.exp(np.asarray(v)) for k, v in found.chances._asdict().items()}
    steepness = np.asarray(found.slope)
    return ThreatPlay(
        row=row,
        challenge=moves["challenge"],
        resist=moves["resist"],
        stand_firm=moves["stand_firm"],
        belief_before=before,
        status_quo=moves["status_quo"],
        conceded=moves["challenge"] * moves["concede"],
        imposed=moves["challenge"] * moves["resist"] * moves["stand_firm"],
        backed_down=moves["challenge"] * moves["resist"] * moves["back_down"],
        value_a=np.asarray(found.value_a),
        value_b=status_quo_b * moves["status_quo"] + np.asarray(found.value_b),
        slope=steepness,
        stable=np.abs(steepness) < 1.0,
        residual=residual,
        status=tuple("near a fold" if near else "solved" for near in fold),
        iterations=iterations,
    )
