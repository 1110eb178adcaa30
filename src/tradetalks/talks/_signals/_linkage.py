"""Talks on several fronts: they share negotiators, and what is done on one is seen on the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from jaxtyping import Float
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator

from tradetalks.errors import InputError
from tradetalks.talks._signals._signal_path import smooth
from tradetalks.talks._signals._signals import (
    Signal,
    SignalGame,
    SignalPlay,
    at_prior,
    check_prior,
    check_worth,
)

__all__ = ["Attention", "Front", "Linkage", "Reputation", "share_attention"]


@dataclass(frozen=True)
class Front:
    """Talks on one matter, in which a side's negotiators take part until the deadline.

    Parameters
    ----------
    name
        What it is called.
    deadline
        Periods from now to its deadline, 1 or more.
    need
        Rounds a period that it would hold alone, above 0.

    Raises
    ------
    InputError
        A deadline that is not ahead, or a need that is not above 0.
    """

    name: str
    deadline: int
    need: float = 1.0

    def __post_init__(self) -> None:
        if self.deadline < 1:
            raise InputError(
                f"deadline of {self.name!r} is {self.deadline}; give 1 period or more, "
                "or leave the front out"
            )
        if not 0.0 < self.need < np.inf:
            raise InputError(f"need of {self.name!r} is {self.need}; give rounds above 0")


@dataclass(frozen=True, eq=False)
class Attention:
    """Who gets the negotiators when.

    Attributes
    ----------
    fronts
        Names.
    rounds
        Shape (front, period): rounds held.
    alone, effective
        Shape (front,): periods to the deadline, and how many of them are left in effect when
        rounds that are not held are taken off: the sum of rounds over the need.
    taken_by
        Shape (front, other): effective periods that a front would win were another settled today.
    """

    fronts: tuple[str, ...]
    rounds: Float[np.ndarray, "front period"]
    alone: Float[np.ndarray, " front"]
    effective: Float[np.ndarray, " front"]
    taken_by: Float[np.ndarray, "front front"]

    def to_frame(self) -> pl.DataFrame:
        """One row a front: periods alone, in effect, and what each other front takes of them."""
        return pl.DataFrame(
            {
                "front": self.fronts,
                "alone": self.alone,
                "effective": self.effective,
                **{
                    f"taken_by_{name}": column
                    for name, column in zip(self.fronts, self.taken_by.T, strict=True)
                },
            }
        )

    def summary(self) -> str:
        """One line: effective periods of each front."""
        parts = [
            f"{name} {left:.3g} of {all_:.0f} periods"
            for name, left, all_ in zip(self.fronts, self.effective, self.alone, strict=True)
        ]
        return ", ".join(parts)


def share_attention(
    fronts: Sequence[Front], capacity: float, *, near: int = 0, urgency: float = 1.0
) -> Attention:
    """Divide a fixed number of rounds a period among the fronts that are still open.

    A front f is open until its deadline ``T_f``. In a period it weighs 1, in the last `near`
    periods before its deadline `urgency`. It holds ``r_f = min(n_f, kappa w_f)`` rounds with its
    need ``n_f``; kappa is such that all rounds are used, or every need is met. Its effective
    periods are ``sum over t of r_f(t) / n_f``, at most ``T_f``. Rounded, that is the number of
    offers to give to its deadline game, each discounted over ``T_f`` through that number periods.

    Assumed: fronts do not choose their deadlines, need no more rounds as these come near, and
    rounds that are not held are lost.

    Parameters
    ----------
    fronts
        Open talks, one or more.
    capacity
        Rounds that the negotiators can hold in a period, on all fronts together; above 0, infinity
        for no limit.
    near
        Last periods before a deadline in which a front presses.
    urgency
        Weight of a front that presses, 1 or more.

    Raises
    ------
    InputError
        No front, two of one name, or a number out of its range.
    """
    names = tuple(f.name for f in fronts)
    if not names or len(set(names)) < len(names):
        raise InputError(f"fronts are {names}; give one or more of different names")
    if not capacity > 0.0:
        raise InputError(f"capacity is {capacity}; give rounds a period above 0")
    if near < 0 or not 1.0 <= urgency < np.inf:
        raise InputError(
            f"near is {near}, urgency {urgency}; give 0 or more periods, and 1 or more"
        )
    need = np.array([f.need for f in fronts])
    deadline = np.array([f.deadline for f in fronts])
    rounds = _rounds(need, deadline, capacity, near, urgency)
    effective = rounds.sum(axis=1) / need
    taken = np.zeros((len(names), len(names)))
    for other in range(len(names)):
        left = np.arange(len(names)) != other
        without = _rounds(need[left], deadline[left], capacity, near, urgency)
        taken[left, other] = without.sum(axis=1) / need[left] - effective[left]
    return Attention(names, rounds, deadline.astype(float), effective, taken)


def _rounds(
    need: Float[np.ndarray, " front"],
    deadline: Float[np.ndarray, " front"],
    capacity: float,
    near: int,
    urgency: float,
) -> Float[np.ndarray, "front period"]:
    left = deadline[:, None] - np.arange(max(deadline, default=0))
    weight = np.where(left > 0, np.where(left <= near, urgency, 1.0), 0.0)
    wanted = np.where(left > 0, need[:, None], 0.0)
    columns = [_ration(n, w, capacity) for n, w in zip(wanted.T, weight.T, strict=True)]
    return np.stack(columns, axis=1) if columns else np.zeros((len(need), 0))


def _ration(
    need: Float[np.ndarray, " front"], weight: Float[np.ndarray, " front"], capacity: float
) -> Float[np.ndarray, " front"]:
    """Shares by weight that stop at the need; what is over goes to the others by weight."""
    if need.sum() <= capacity:
        return need
    reach = np.divide(need, weight, out=np.zeros_like(need), where=weight > 0.0)
    order = np.argsort(reach, kind="stable")
    met = np.concatenate([[0.0], np.cumsum(need[order])[:-1]])
    open_weight = np.cumsum(weight[order][::-1])[::-1]
    level = (capacity - met) / np.where(open_weight > 0.0, open_weight, np.inf)
    short = level <= reach[order]
    return np.minimum(need, level[int(np.argmax(short))] * weight) if short.any() else need


@dataclass(frozen=True, eq=False)
class Reputation:
    """What each way for the first front to end is worth on the second.

    Attributes
    ----------
    outcomes
        Names.
    chance
        Shape (outcome,): chance of each over A's types.
    belief, carried
        Shape (outcome,): chance of A's second type on the first front, and on the second.
    term
        Shape (type, outcome): change of A's worth on the second front against nothing having been
        seen, by its type on the first: add it to the payoff of that outcome on the first front.
    """

    outcomes: tuple[str, ...]
    chance: Float[np.ndarray, " outcome"]
    belief: Float[np.ndarray, " outcome"]
    carried: Float[np.ndarray, " outcome"]
    term: Float[np.ndarray, "2 outcome"]

    def to_frame(self) -> pl.DataFrame:
        """One row an outcome."""
        return pl.DataFrame(
            {
                "outcome": self.outcomes,
                "chance": self.chance,
                "belief": self.belief,
                "carried": self.carried,
                "term_first_type": self.term[0],
                "term_second_type": self.term[1],
            }
        )

    def summary(self) -> str:
        """One line: belief on the second front after each outcome."""
        parts = [
            f"{name}: {carried:.0%}"
            for name, carried in zip(self.outcomes, self.carried, strict=True)
        ]
        return f"chance of the second type on the other front after {', '.join(parts)}"


@dataclass(frozen=True, eq=False)
class Linkage:
    """Resolve on a first front and on a second, that hang together.

    A has a type on each front, the second being the resolute one, with prior chances ``pi`` and
    ``rho`` and correlation c: both are resolute with chance
    ``pi rho + c sqrt(pi (1 - pi) rho (1 - rho))``. The other side on the second front sees how the
    first ends and knows the strategies there, but not A's types. Where Bayes' rule puts
    resolve on the first front at m, resolve on the second is believed at

    ``rho + c sqrt(rho (1 - rho) / (pi (1 - pi))) (m - pi)``.

    A reputation is worth having for what the other side then does, as for the chain store of Kreps
    and Wilson (1982, Journal of Economic Theory 27) and Milgrom and Roberts (1982, same issue),
    which is the case c = 1 with equal priors. Fronts follow each other; a third one, and what the
    second tells of the first, are left out.

    Parameters
    ----------
    prior, other_prior
        Chance pi that A is resolute on the first front, rho on the second, between 0 and 1.
    correlation
        Correlation c of the two types, within what the priors allow.
    worth_a
        Shape (type a, belief a, belief b): worth of the second front's game to A, by its type
        there, before the first offer.
    prior_b
        Chances of B's types on the second front, one or two.
    discount
        Worth now of one unit of payoff on the second front, from 0 to 1.

    Raises
    ------
    InputError
        A number out of its range, a correlation that no two such types can have, a faulty table.
    """

    prior: float
    other_prior: float
    correlation: float
    worth_a: Float[np.ndarray, "2 belief_a belief_b"]
    prior_b: Sequence[float] = (1.0,)
    discount: float = 1.0

    def __post_init__(self) -> None:
        for name in ("prior", "other_prior"):
            if not 0.0 < getattr(self, name) < 1.0:
                raise InputError(f"{name} is {getattr(self, name)}; give a chance between 0 and 1")
        if not 0.0 <= self.discount <= 1.0:
            raise InputError(f"discount is {self.discount}; give a number from 0 to 1")
        low, high = self.correlation_bounds
        if not low - 1e-12 <= self.correlation <= high + 1e-12:
            raise InputError(
                f"correlation is {self.correlation}; priors {self.prior} and {self.other_prior} "
                f"allow {low:.4g} to {high:.4g}"
            )
        check_prior("prior_b", self.prior_b, (1, 2))
        check_worth("worth_a of the second front", np.asarray(self.worth_a, dtype=float))

    @property
    def correlation_bounds(self) -> tuple[float, float]:
        """Least and largest correlation of two types with these priors."""
        pi, rho = self.prior, self.other_prior
        size = float(np.sqrt(pi * (1.0 - pi) * rho * (1.0 - rho)))
        return (max(0.0, pi + rho - 1.0) - pi * rho) / size, (min(pi, rho) - pi * rho) / size

    @property
    def other_resolve(self) -> Float[np.ndarray, " 2"]:
        """Chance of the second type on the second front, by type on the first."""
        return np.asarray(self.carried([0.0, 1.0]))

    def carried(self, belief: ArrayLike) -> Float[np.ndarray, ...]:
        """Belief on the second front that follows from one on the first, of any shape."""
        pi, rho = self.prior, self.other_prior
        slope = self.correlation * np.sqrt(rho * (1.0 - rho) / (pi * (1.0 - pi)))
        # Rounding at the largest correlation must not leave the grid.
        return np.clip(rho + slope * (np.asarray(belief, dtype=float) - pi), 0.0, 1.0)

    def worth(self, belief: ArrayLike) -> Float[np.ndarray, "2 ..."]:
        """Discounted worth of the second front, by type on the first, from beliefs on the first."""
        by_type = self._second_front(self.carried(belief))
        resolute = self.other_resolve
        mix = np.stack([1.0 - resolute, resolute], axis=1)
        return self.discount * np.tensordot(mix, by_type, axes=1)

    def reputation(self, chances: ArrayLike, outcomes: Sequence[str]) -> Reputation:
        """Price the outcomes of the first front by what they tell.

        Parameters
        ----------
        chances
            Shape (type, outcome): chances of the first front's outcomes by A's type there, each
            row summing to one.
        outcomes
            Their names.

        Raises
        ------
        InputError
            Chances that do not sum to one, or an outcome that cannot be.
        """
        given = np.asarray(chances, dtype=float)
        if given.shape != (2, len(outcomes)):
            raise InputError(f"chances have shape {given.shape}; give {(2, len(outcomes))}")
        if not ((given >= 0.0).all() and np.allclose(given.sum(axis=1), 1.0, rtol=0.0, atol=1e-9)):
            raise InputError(
                f"chances sum to {given.sum(axis=1)}, least {given.min():.6g}; "
                "give chances from 0 that sum to one by type"
            )
        joint = np.array([[1.0 - self.prior], [self.prior]]) * given
        chance = joint.sum(axis=0)
        if not (chance > 0.0).all():
            raise InputError(f"outcome {outcomes[int(np.argmin(chance))]!r} has no chance; drop it")
        belief = joint[1] / chance
        return Reputation(
            outcomes=tuple(outcomes),
            chance=chance,
            belief=belief,
            carried=self.carried(belief),
            term=self.worth(belief) - self.worth(self.prior)[:, None],
        )

    def decide(self, impose: ArrayLike, back_down: ArrayLike, precision: float) -> SignalPlay:
        """Find what A does at the first front's deadline with the second ahead.

        Imposing and backing down are signals: each is worth its payoff on the first front and what
        the belief that it leaves is worth on the second, a fixed point (`SignalGame`).

        Parameters
        ----------
        impose, back_down
            Shape (type,): payoffs on the first front.
        precision
            Logit precision per unit of payoff.

        Raises
        ------
        InputError
            As `Signal` and `SignalGame`.
        SolveError
            As `SignalGame.solve`.
        """
        size = np.shape(self.worth_a)[1]
        later = self.worth(np.linspace(0.0, 1.0, size))[..., None]
        none = np.zeros((2, 2, size, 1))
        ends = (
            Signal("impose", later, none, none + 1.0, cost=-np.asarray(impose, dtype=float)),
            Signal("back down", later, none, none, cost=-np.asarray(back_down, dtype=float)),
        )
        return SignalGame(ends, (1.0 - self.prior, self.prior), precision).solve()

    @cached_property
    def _second_front(self) -> PchipInterpolator:
        return smooth(at_prior(np.asarray(self.worth_a, dtype=float), self.prior_b))
