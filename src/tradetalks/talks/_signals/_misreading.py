"""The price of being misread: B reads a signal by another rule than Bayes'."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.errors import InputError
from tradetalks.talks._signals._signals import SignalGame, SignalPlay

__all__ = ["BreakEven", "Misreading", "break_even", "misread", "taken_for_weakness", "unread"]


@dataclass(frozen=True, eq=False)
class Misreading:
    """What B's wrong reading costs each type of A, and what it does to the chance of sanctions.

    Attributes
    ----------
    signals, types
        Names of the signals, and of A's two types.
    belief, wrong_belief
        Shape (signal,): B's chance of the second type if it reads rightly, and as it does read.
    price
        Shape (type, signal): worth of a signal read rightly less its worth misread.
    deal_change, imposed_change
        Shape (signal,): change of the chances after each signal that the misreading makes,
        among those types that take it when they are read rightly.
    price_unaware, price_aware
        Shape (type,): the same before a signal is chosen, where A chooses as if it were read
        rightly, and where A knows how it is read. Either may be negative: a bluffing type gains
        where it is taken for a resolute one.
    choice_aware
        Shape (type, signal): chances of the signals where A knows how it is read.
    imposed, imposed_unaware, imposed_aware
        Chance of sanctions read rightly, and under either kind of misreading.
    """

    signals: tuple[str, ...]
    types: tuple[str, str]
    belief: Float[np.ndarray, " signal"]
    wrong_belief: Float[np.ndarray, " signal"]
    price: Float[np.ndarray, "2 signal"]
    deal_change: Float[np.ndarray, " signal"]
    imposed_change: Float[np.ndarray, " signal"]
    price_unaware: Float[np.ndarray, " 2"]
    price_aware: Float[np.ndarray, " 2"]
    choice_aware: Float[np.ndarray, "2 signal"]
    imposed: float
    imposed_unaware: float
    imposed_aware: float

    def to_frame(self) -> pl.DataFrame:
        """One row a signal: beliefs, prices by type, change of the chances."""
        return pl.DataFrame(
            {
                "signal": self.signals,
                "belief": self.belief,
                "wrong_belief": self.wrong_belief,
                **{f"price_{t}": row for t, row in zip(self.types, self.price, strict=True)},
                "deal_change": self.deal_change,
                "imposed_change": self.imposed_change,
            }
        )

    def summary(self) -> str:
        """One line: price by type, chance of sanctions with and without the misreading."""
        prices = ", ".join(
            f"{t} {p:.4g}" for t, p in zip(self.types, self.price_unaware, strict=True)
        )
        return (
            f"price of being misread: {prices}; sanctions {self.imposed:.1%} if read rightly, "
            f"{self.imposed_unaware:.1%} misread"
        )


@dataclass(frozen=True, eq=False)
class BreakEven:
    """From which chance of being misread another signal pays better.

    Attributes
    ----------
    signal, instead
        The signal that may be misread, and the one compared with it.
    types
        Names of A's two types.
    chance
        Shape (type,): chance of misreading at which both pay the same; NaN where there is none.
    instead_pays
        By type, where `instead` pays better: "above" or "below" that chance, "always" or "never".
    """

    signal: str
    instead: str
    types: tuple[str, str]
    chance: Float[np.ndarray, " 2"]
    instead_pays: tuple[str, str]

    def to_frame(self) -> pl.DataFrame:
        """One row a type."""
        return pl.DataFrame(
            {"type": self.types, "chance": self.chance, "instead_pays": self.instead_pays}
        )

    def summary(self) -> str:
        """One line: where the other signal pays, by type."""
        parts = [
            f"{kind} {where}" + ("" if np.isnan(chance) else f" a chance of {chance:.0%}")
            for kind, chance, where in zip(self.types, self.chance, self.instead_pays, strict=True)
        ]
        return f"{self.instead} pays better than {self.signal}: {', '.join(parts)}"


def unread(play: SignalPlay) -> Float[np.ndarray, "2 signal"]:
    """Chances by which no signal tells anything: both types are held to choose alike."""
    return np.stack([play.chance, play.chance])


def taken_for_weakness(play: SignalPlay, signal: str) -> Float[np.ndarray, "2 signal"]:
    """Chances by which the second type is held never to take a signal, else as in the play.

    The signal is taken for a lack of interest: after it B's chance of the second type is zero. The
    second type is then held to take the others more often than it does, so that B takes those for
    more than they tell.
    """
    held = play.choice.copy()
    held[1, _column(play, signal)] = 0.0
    rest = held[1].sum()
    if not rest > 0.0:
        raise InputError(
            f"type {play.types[1]!r} takes no signal but {signal!r}; lower the precision"
        )
    held[1] /= rest
    return held


def misread(game: SignalGame, play: SignalPlay, believed: ArrayLike) -> Misreading:
    """Price a reading by chances that are not the true ones.

    B holds that type i takes signal k with chance ``b_i(k)`` and so believes
    ``n_k = mu b_1(k) / (mu b_1(k) + (1 - mu) b_0(k))`` after it. When the talks begin this belief
    is known to both, so the game that follows is the equilibrium at n: A's type i gets
    ``W_ki(n_k)``, while sanctions come with the chances of the table at n averaged over A's true
    types. The price at a signal is ``W_ki(m_k) - W_ki(n_k)`` with m the belief of Bayes' rule.

    Before a signal is chosen there are two prices. Unaware, A chooses by `play` and finds out as
    the talks begin. Aware, it makes the logit choice among signals worth ``W_ki(n_k) - c_ki``.
    An A that never finds out would play one game while B plays another; tables of equilibria
    cannot tell what comes of that, and it is not offered.

    Parameters
    ----------
    game
        The signals, with the tables that follow them.
    play
        Its solution.
    believed
        Shape (type, signal): chances by which B reads, each row summing to one.

    Raises
    ------
    InputError
        A faulty shape, negative chances, rows that do not sum to one, or a signal that B holds to
        be impossible, after which it would have no belief.
    """
    wrong = _belief(game, believed)
    right, instead = game.payoffs(play.belief), game.payoffs(wrong)
    aware = game.response(instead)
    blind = game.outcomes(play.choice, wrong)
    told = game.outcomes(aware, wrong)
    return Misreading(
        signals=play.signals,
        types=play.types,
        belief=play.belief,
        wrong_belief=wrong,
        price=right - instead,
        deal_change=blind.deal - play.deal,
        imposed_change=blind.imposed - play.imposed,
        price_unaware=play.value - (play.choice * instead).sum(axis=1),
        price_aware=play.value - (aware * instead).sum(axis=1),
        choice_aware=aware,
        imposed=float(play.chance @ play.imposed),
        imposed_unaware=float(blind.chance @ blind.imposed),
        imposed_aware=float(told.chance @ told.imposed),
    )


def break_even(
    game: SignalGame, play: SignalPlay, believed: ArrayLike, signal: str, instead: str
) -> BreakEven:
    """Find the chance of being misread at which another signal starts to pay.

    With chance q B reads `signal` by the chances `believed`, else rightly; `instead` is read
    rightly. The first is worth ``(1 - q) W(m) + q W(n) - c``, linear in q, the second a constant.
    What B believes of each signal stays that of `play`: it is one government's question of what
    to do, not a new equilibrium in which all would do it.

    Raises
    ------
    InputError
        As `misread`, or a signal that is not in the game.
    """
    first, second = _column(play, signal), _column(play, instead)
    misread_payoff = game.payoffs(_belief(game, believed))[:, first]
    now = play.payoff[:, second] - play.payoff[:, first]
    fully = play.payoff[:, second] - misread_payoff
    chance, pays = np.full(2, np.nan), ["", ""]
    for kind in (0, 1):
        if now[kind] * fully[kind] < 0.0:
            chance[kind] = now[kind] / (now[kind] - fully[kind])
            pays[kind] = "above" if fully[kind] > 0.0 else "below"
        else:
            pays[kind] = "always" if now[kind] + fully[kind] > 0.0 else "never"
    return BreakEven(signal, instead, play.types, chance, (pays[0], pays[1]))


def _column(play: SignalPlay, signal: str) -> int:
    if signal not in play.signals:
        raise InputError(f"signal {signal!r} is not in the game; choose from {play.signals}")
    return play.signals.index(signal)


def _belief(game: SignalGame, believed: ArrayLike) -> Float[np.ndarray, " signal"]:
    held = np.asarray(believed, dtype=float)
    if held.shape != (2, len(game.signals)):
        raise InputError(f"believed has shape {held.shape}; give {(2, len(game.signals))}")
    # A row that was divided by its sum may miss one by rounding.
    if not ((held >= 0.0).all() and np.allclose(held.sum(axis=1), 1.0, rtol=0.0, atol=1e-9)):
        raise InputError(
            f"believed sums to {held.sum(axis=1)} by type, least {held.min():.6g}; "
            "give chances that sum to one"
        )
    joint = np.asarray(game.prior_a)[:, None] * held
    total = joint.sum(axis=0)
    if (total == 0.0).any():
        name = game.signals[int(np.argmin(total))].name
        raise InputError(f"believed gives signal {name!r} to no type; give it a chance in one")
    return joint[1] / total
