"""The expected-utility challenge model, kept for comparison with the weighted mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Bool, Float

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._weighted_mean import (
    Actors,
    influence,
    weighted_mean,
    weighted_median,
)

__all__ = ["ChallengeRounds", "challenge_rounds"]

SUPPORT = ("every pair", "own pair")
CONCEDE = ("strongest", "least move")

Row = Float[np.ndarray, " actor"]
Pair = Float[np.ndarray, "actor other"]


@dataclass(frozen=True, eq=False)
class ChallengeRounds:
    """Positions round by round; row 0 is the start.

    Attributes
    ----------
    positions
        Shape (round + 1, actor): in the unit of the issue.
    risk
        Shape (round, actor): exponent r, 1/2 for the least and 2 for the most willing to risk.
    median, mean
        Shape (round + 1,): weighted by capability times salience.
    """

    positions: Float[np.ndarray, "rounds actor"]
    risk: Float[np.ndarray, "rounds_played actor"]
    median: Float[np.ndarray, " rounds"]
    mean: Float[np.ndarray, " rounds"]

    def to_frame(self) -> pl.DataFrame:
        """One row a round: median and mean."""
        return pl.DataFrame(
            {"round": np.arange(len(self.median)), "median": self.median, "mean": self.mean}
        )

    def summary(self) -> str:
        """One line: where the median and the mean start and end."""
        return (
            f"median {self.median[0]:.4g} to {self.median[-1]:.4g}, "
            f"mean {self.mean[0]:.4g} to {self.mean[-1]:.4g} in {len(self.risk)} rounds"
        )


def challenge_rounds(
    positions: Actors,
    capability: Actors,
    salience: Actors,
    rounds: int = 8,
    support: str = "every pair",
    concede: str = "strongest",
) -> ChallengeRounds:
    """Rounds of the expected-utility challenge model.

    With ``d = |x_i - x_j| / range`` of the positions at the start, actor i expects from
    challenging j, seen with i's risk exponent r,

        E(ij) = s_j (P_ij u(d) + (1 - P_ij) u(-d)) + (1 - s_j) u(d) - u(0)
        u(d) = 2 - 4 (1/2 - d/2)^r

    P is the chance that others side with i. Exponents follow from the sum of what the others
    expect from challenging i, at r = 1, scaled to R in [-1, 1] over all actors:
    ``r = (1 - R/3) / (1 + R/3)``. With a = E(ij) and b = E(ji), both seen by i: i moves to j's
    position where b > a > 0; by the share |a/b| of the way where b > 0 > a and b > |a|; and to
    j's position where b > 0 > a and |a| > b. It takes the first of these kinds that it is offered,
    once a round, all at the same time (Bueno de Mesquita 1994, in European Community Decision
    Making; restated by Scholz, Calbert and Smith 2011, Journal of Theoretical Politics 23, with
    the status quo certain where nobody challenges).

    For comparison with `weighted_mean` only: the text leaves rules open, and those kept here were
    chosen because they give the published rounds of one example.

    Parameters
    ----------
    positions, capability, salience
        Shape (actor,); salience from 0 to 1, since it is the chance that an actor resists.
    rounds
        Rounds to play.
    support
        Votes for i over j, ``c_k s_k (d_kj^r_k - d_ki^r_k)``, are divided by the absolute votes on
        "every pair" of actors, which the published rounds need, or on their "own pair", which is
        what the text says.
    concede
        Among compromises: the one with the "strongest" challenger (largest b), which the
        published rounds need, or the "least move".

    Raises
    ------
    InputError
        As in `weighted_mean`; a salience above 1, one position for all, no round, or an unknown
        rule.
    """
    x, weight = influence(positions, capability, salience)
    concern = np.asarray(salience, dtype=float)
    width = float(np.ptp(x))
    _check(concern, width, rounds, support, concede)
    path, risks = [x], []
    for _ in range(rounds):
        # A move to an end can overshoot it by rounding.
        distance = np.minimum(np.abs(x[:, None] - x) / width, 1.0)
        risk = _risk(distance, weight, concern, support)
        chance = _chance(distance, weight, risk, support)
        own = _expects(distance, chance, concern, risk[:, None])
        other = _expects(distance, chance.T, concern[:, None], risk[:, None])
        x = _moved(x, own, other, distance > 0.0, concede)
        path.append(x)
        risks.append(risk)
    return ChallengeRounds(
        positions=np.array(path),
        risk=np.array(risks),
        median=np.array([weighted_median(row, capability, salience) for row in path]),
        mean=np.array([weighted_mean(row, capability, salience) for row in path]),
    )


def _check(concern: Row, width: float, rounds: int, support: str, concede: str) -> None:
    faults: list[str] = []
    if (concern > 1.0).any():
        faults.append(f"salience holds {concern.max():.6g}; give chances from 0 to 1")
    if width == 0.0:
        faults.append("positions are all the same; give at least two different ones")
    if rounds < 1:
        faults.append(f"rounds is {rounds}; give 1 or more")
    if support not in SUPPORT:
        faults.append(f"support is {support!r}; give one of {', '.join(map(repr, SUPPORT))}")
    if concede not in CONCEDE:
        faults.append(f"concede is {concede!r}; give one of {', '.join(map(repr, CONCEDE))}")
    if faults:
        raise InputError("; ".join(faults))


def _risk(distance: Pair, weight: Row, concern: Row, support: str) -> Row:
    """Exponents from how much the others expect to gain by challenging each actor."""
    neutral = np.ones_like(weight)
    chance = _chance(distance, weight, neutral, support)
    danger = _expects(distance, chance.T, concern[:, None], neutral[:, None]).sum(axis=1)
    spread = np.ptp(danger)
    if spread == 0.0:
        return neutral
    scaled = (2.0 * danger - danger.max() - danger.min()) / spread
    return (1.0 - scaled / 3.0) / (1.0 + scaled / 3.0)


def _chance(distance: Pair, weight: Row, risk: Row, support: str) -> Pair:
    """Share of votes that i gets against j."""
    reach = weight[:, None] * distance ** risk[:, None]
    votes = reach[:, None, :] - reach[:, :, None]
    cast = np.abs(votes).sum(axis=0)
    total = np.full_like(cast, cast.sum()) if support == "every pair" else cast
    won = np.maximum(votes, 0.0).sum(axis=0)
    return np.divide(won, total, out=np.zeros_like(won), where=total > 0.0)


def _expects(distance: Pair, chance: Pair, resists: np.ndarray, risk: np.ndarray) -> Pair:
    """Gain that a challenger expects over leaving the other alone."""
    success, failure, quiet = (
        2.0 - 4.0 * (0.5 - 0.5 * d) ** risk for d in (distance, -distance, 0)
    )
    fought = chance * success + (1.0 - chance) * failure
    return resists * fought + (1.0 - resists) * success - quiet


def _moved(x: Row, own: Pair, other: Pair, apart: Bool[np.ndarray, "a b"], concede: str) -> Row:
    """Positions after each actor has taken one of its offers."""
    step = x - x[:, None]
    worse = apart & (other > 0.0) & (own < 0.0)
    part = worse & (other >= -own)
    share = np.divide(-own, other, out=np.ones_like(own), where=part)
    cost = -other if concede == "strongest" else np.abs(share * step)
    kinds = (
        (apart & (other > own) & (own > 0.0), step, np.abs(step)),
        (part, share * step, cost),
        (worse & ~part, step, np.abs(step)),
    )
    moved = x.copy()
    settled = np.zeros(len(x), dtype=bool)
    for offered, move, price in kinds:
        choice = np.argmin(np.where(offered, price, np.inf), axis=1)
        taken = offered.any(axis=1) & ~settled
        moved[taken] += move[taken, choice[taken]]
        settled |= taken
    return moved
