"""Signals before the talks: what a type chooses to show, and what the other side reads in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float
from scipy.special import expit, logsumexp

from tradetalks.errors import InputError
from tradetalks.talks._signals._signal_path import BayesRule, follow, others, smooth

__all__ = ["Signal", "SignalGame", "SignalPlay"]


@dataclass(frozen=True, eq=False)
class Signal:
    """A posture in which A opens the talks, and the deadline game that follows it.

    The tables are those of the game with the posture's own cost of retreat, on even grids from 0
    to 1 of each side's chance of its second type.

    Parameters
    ----------
    name
        What it is called.
    worth_a
        Shape (type a, belief a, belief b): value of the game to A before the first offer.
    deal, imposed
        Shape (type a, type b, belief a, belief b): chances of a deal and of sanctions.
    cost
        Shape (type a,): what it costs at once, in the unit of `worth_a`.
    weight
        Base weight of the logit choice, above 0.

    Raises
    ------
    InputError
        Tables that do not fit together, hold NaN or chances outside [0, 1], a faulty cost or
        weight.
    """

    name: str
    worth_a: Float[np.ndarray, "2 belief_a belief_b"]
    deal: Float[np.ndarray, "2 2 belief_a belief_b"]
    imposed: Float[np.ndarray, "2 2 belief_a belief_b"]
    cost: Float[np.ndarray, " 2"] = field(default_factory=lambda: np.zeros(2))
    weight: float = 1.0

    def __post_init__(self) -> None:
        for name in ("worth_a", "deal", "imposed", "cost"):
            values = np.array(getattr(self, name), dtype=float)
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        check_worth(f"worth_a of signal {self.name!r}", self.worth_a)
        grid = self.worth_a.shape[1:]
        for name in ("deal", "imposed"):
            if getattr(self, name).shape != (2, 2, *grid):
                raise InputError(
                    f"{name} of signal {self.name!r} has shape {getattr(self, name).shape}; "
                    f"give {(2, 2, *grid)}"
                )
        lowest, highest = min(self.deal.min(), self.imposed.min()), (self.deal + self.imposed).max()
        # Chances that were interpolated or summed may miss 0 and 1 by rounding.
        if not (lowest >= -1e-9 and highest <= 1.0 + 1e-9):
            raise InputError(
                f"deal and imposed of signal {self.name!r} run from {lowest:.6g} to a sum of "
                f"{highest:.6g}; give chances from 0 that sum to 1 at most"
            )
        if self.cost.shape != (2,) or not np.isfinite(self.cost).all():
            raise InputError(
                f"cost of signal {self.name!r} is {self.cost}; give a finite number a type"
            )
        if not 0.0 < self.weight < np.inf:
            raise InputError(
                f"weight of signal {self.name!r} is {self.weight}; give one above zero"
            )


@dataclass(frozen=True, eq=False)
class SignalPlay:
    """How the signals are chosen and read.

    Attributes
    ----------
    signals, types
        Names of the signals, and of A's two types.
    choice
        Shape (type, signal): chance that a type takes a signal.
    chance
        Shape (signal,): the same, over both types.
    belief
        Shape (signal,): B's chance of A's second type after each signal.
    payoff
        Shape (type, signal): what each signal is worth, its cost taken off.
    value
        Shape (type,): expected payoff.
    deal, imposed, backed_down
        Shape (signal,): chances after each signal; they sum to one.
    folds
        Shares of the precision at which the path of equilibria turned.
    other_choices
        Shape (equilibrium, type, signal): further equilibria that were found.
    residual, iterations
        Largest error of Bayes' rule in log odds, and steps along the path.
    status
        "solved"; "fold" where the path turned on the way; "several" where it did not but another
        equilibrium was found. The search for others is not exhaustive.
    """

    signals: tuple[str, ...]
    types: tuple[str, str]
    choice: Float[np.ndarray, "2 signal"]
    chance: Float[np.ndarray, " signal"]
    belief: Float[np.ndarray, " signal"]
    payoff: Float[np.ndarray, "2 signal"]
    value: Float[np.ndarray, " 2"]
    deal: Float[np.ndarray, " signal"]
    imposed: Float[np.ndarray, " signal"]
    backed_down: Float[np.ndarray, " signal"]
    folds: tuple[float, ...]
    other_choices: Float[np.ndarray, "equilibrium 2 signal"]
    residual: float
    status: str
    iterations: int

    def to_frame(self) -> pl.DataFrame:
        """One row a signal: who takes it, what it tells, how the talks end after it."""
        return pl.DataFrame(
            {
                "signal": self.signals,
                **{f"chance_{t}": row for t, row in zip(self.types, self.choice, strict=True)},
                "chance": self.chance,
                "belief": self.belief,
                "deal": self.deal,
                "imposed": self.imposed,
                "backed_down": self.backed_down,
            }
        )

    def summary(self) -> str:
        """One line: chance and belief of each signal."""
        told = ", ".join(
            f"{name} {chance:.0%} (then {self.types[1]} {belief:.0%})"
            for name, chance, belief in zip(self.signals, self.chance, self.belief, strict=True)
        )
        return f"{told}; {self.status}"


class Outcomes(NamedTuple):
    """Chances a signal, (signal,): of the signal, and of a deal and sanctions after it."""

    chance: Float[np.ndarray, " signal"]
    deal: Float[np.ndarray, " signal"]
    imposed: Float[np.ndarray, " signal"]


@dataclass(frozen=True, eq=False)
class SignalGame:
    """A's type chooses a signal, B reads it by Bayes' rule, the deadline game follows.

    With the prior mu, type i takes signal k with chance
    ``p_i(k) = w_k exp(lambda (W_ki(m_k) - c_ki)) / sum over l of the same``, where W is the worth
    of the game that follows and ``m_k = mu p_1(k) / (mu p_1(k) + (1 - mu) p_0(k))`` B's belief.
    All signals have a chance, so that m is always defined. In log odds this is one equation
    a signal, ``logit m_k = logit mu + log p_1(k) - log p_0(k)``. It is followed from precision
    zero, where it has the one solution m = mu, by steps of arc length, which pass folds.

    Parameters
    ----------
    signals
        Two or more.
    prior_a
        Chances of A's two types, both above 0.
    prior_b
        Chances of B's types, one or two. A's signal tells nothing about them.
    precision
        Logit precision lambda per unit of payoff, from 0.
    types
        Names of A's types.

    Raises
    ------
    InputError
        Fewer than two signals, two of one name, or a faulty prior or precision.

    Notes
    -----
    Logit equilibrium of a signalling game: McKelvey and Palfrey 1998, Experimental Economics 1.
    A cost of retreat changes what happens afterwards, a cost at once only who chooses what
    (Fearon 1997, Journal of Conflict Resolution 41: tying hands and sinking costs).
    """

    signals: Sequence[Signal]
    prior_a: Sequence[float]
    precision: float
    prior_b: Sequence[float] = (1.0,)
    types: tuple[str, str] = ("bluffing", "resolute")

    def __post_init__(self) -> None:
        names = [s.name for s in self.signals]
        if len(names) < 2 or len(set(names)) < len(names):
            raise InputError(f"signals are {names}; give two or more of different names")
        check_prior("prior_a", self.prior_a, (2,))
        check_prior("prior_b", self.prior_b, (1, 2))
        if not min(self.prior_a) > 0.0:
            raise InputError(
                f"prior_a is {self.prior_a}; with one type alone there is nothing to signal, "
                "give both a chance above 0"
            )
        if not 0.0 <= self.precision < np.inf:
            raise InputError(f"precision is {self.precision}; give a number from 0")

    def solve(self) -> SignalPlay:
        """Follow the equilibrium from precision zero.

        Raises
        ------
        SolveError
            Where the path cannot be followed to the precision asked for.
        """
        rule = BayesRule(
            tables=tuple(at_prior(s.worth_a, self.prior_b) for s in self.signals),
            cost=np.stack([s.cost for s in self.signals], axis=1),
            log_weight=np.log([s.weight for s in self.signals]),
            prior=float(np.log(self.prior_a[1]) - np.log(self.prior_a[0])),
            precision=self.precision,
        )
        odds, folds, steps = follow(rule)
        further = [expit(o) for o in others(rule, odds)]
        belief = expit(odds)
        payoff = self.payoffs(belief)
        choice = self.response(payoff)
        ends = self.outcomes(choice, belief)
        return SignalPlay(
            signals=tuple(s.name for s in self.signals),
            types=self.types,
            choice=choice,
            chance=ends.chance,
            belief=belief,
            payoff=payoff,
            value=(choice * payoff).sum(axis=1),
            deal=ends.deal,
            imposed=ends.imposed,
            backed_down=1.0 - ends.deal - ends.imposed,
            folds=folds,
            other_choices=np.array([self.response(self.payoffs(m)) for m in further]).reshape(
                -1, *choice.shape
            ),
            residual=float(np.abs(rule.at(odds, 1.0)[0]).max()),
            status="fold" if folds else "several" if further else "solved",
            iterations=steps,
        )

    def payoffs(self, belief: Float[np.ndarray, " signal"]) -> Float[np.ndarray, "2 signal"]:
        """Worth of each signal to each type, net of cost, where B then holds these beliefs."""
        columns = [
            smooth(at_prior(s.worth_a, self.prior_b))(m) - s.cost
            for s, m in zip(self.signals, belief, strict=True)
        ]
        return np.stack(columns, axis=1)

    def response(self, payoff: Float[np.ndarray, "2 signal"]) -> Float[np.ndarray, "2 signal"]:
        """Logit choice of each type among signals of these payoffs."""
        tilt = np.log([s.weight for s in self.signals]) + self.precision * payoff
        return np.exp(tilt - np.asarray(logsumexp(tilt, axis=1, keepdims=True)))

    def outcomes(
        self, choice: Float[np.ndarray, "2 signal"], belief: Float[np.ndarray, " signal"]
    ) -> Outcomes:
        """How the talks end where A's types choose by `choice` and B then holds `belief`."""
        joint = np.asarray(self.prior_a)[:, None] * choice
        chance = joint.sum(axis=0)
        # After what no type does, to machine precision, A's types are as B believes.
        held = np.stack([1.0 - belief, belief])
        true = np.where(chance > 0.0, joint / np.where(chance > 0.0, chance, 1.0), held)

        def ends(name: str) -> Float[np.ndarray, " signal"]:
            tables = [self._over_b(getattr(s, name)) for s in self.signals]
            return np.array(
                [t @ _linear(table, m) for table, t, m in zip(tables, true.T, belief, strict=True)]
            )

        return Outcomes(chance, ends("deal"), ends("imposed"))

    def _over_b(
        self, table: Float[np.ndarray, "2 2 belief_a belief_b"]
    ) -> Float[np.ndarray, "2 belief_a"]:
        """Average a table over B's types at B's prior: (type a, belief a)."""
        chances = self.prior_b if len(self.prior_b) > 1 else (1.0, 0.0)
        return np.tensordot(at_prior(table, self.prior_b), chances, axes=([1], [0]))


def at_prior(
    table: Float[np.ndarray, "... belief_b"], prior_b: Sequence[float]
) -> Float[np.ndarray, ...]:
    """Read a table at B's prior on its last axis."""
    return _linear(table, float(prior_b[1]) if len(prior_b) > 1 else 0.0)


def _linear(table: Float[np.ndarray, "... belief"], belief: float) -> Float[np.ndarray, ...]:
    """Read a table between the points of its last axis; chances that sum to one still do."""
    at = belief * (table.shape[-1] - 1)
    cell = int(np.clip(int(at), 0, max(table.shape[-1] - 2, 0)))
    upper = min(cell + 1, table.shape[-1] - 1)
    return (1.0 - at + cell) * table[..., cell] + (at - cell) * table[..., upper]


def check_prior(name: str, prior: Sequence[float], counts: tuple[int, ...]) -> None:
    """Raise an `InputError` unless a prior holds chances of so many types."""
    chances = np.asarray(prior, dtype=float)
    if chances.shape not in [(count,) for count in counts] or not (
        abs(chances.sum() - 1.0) < 1e-9 and (chances >= 0.0).all()
    ):
        raise InputError(f"{name} is {prior}; give a chance a type, summing to one")


def check_worth(name: str, table: Float[np.ndarray, ...]) -> None:
    """Raise an `InputError` unless a table of worth has its shape and is finite."""
    if table.ndim != 3 or len(table) != 2 or table.shape[1] < 2 or table.shape[2] < 1:
        raise InputError(
            f"{name} has shape {table.shape}; give (2 types, beliefs of A, beliefs of B)"
        )
    if not np.isfinite(table).all():
        raise InputError(f"{name} holds NaN or infinity; mend it")
