"""Ratification: domestic actors with a veto, their win-sets, and which of them binds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from jaxtyping import Bool, Float

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._bargaining import BargainingSet
from tradetalks.talks._bargaining._frontier import TIE, Mask, Menu

__all__ = [
    "DomesticActor",
    "WinSets",
    "ratifies",
    "tightening",
    "win_sets",
]

Draws = Float[np.ndarray, " draw"]


@dataclass(frozen=True, eq=False)
class DomesticActor:
    """An actor at home that ratifies a deal where its gain reaches its threshold.

    Parameters
    ----------
    name
        Name of the actor.
    side
        Whose home: "a" or "b".
    gain
        Shape (draw, deal): what each deal is worth to it.
    threshold
        Shape (draw,), or one number: the least gain that it accepts, in the same unit.

    Raises
    ------
    InputError
        Another side, NaN, or shapes that do not fit.
    """

    name: str
    side: str
    gain: Menu
    threshold: Draws | float

    def __post_init__(self) -> None:
        if self.side not in ("a", "b"):
            raise InputError(f"side of {self.name} is {self.side!r}; give 'a' or 'b'")
        gain = np.atleast_2d(np.asarray(self.gain, dtype=float))
        threshold = np.asarray(self.threshold, dtype=float)
        if threshold.shape not in ((), (1,), (len(gain),)):
            raise InputError(
                f"threshold of {self.name} has shape {threshold.shape}; give ({len(gain)},)"
            )
        if not (np.isfinite(gain).all() and np.isfinite(threshold).all()):
            raise InputError(f"gain or threshold of {self.name} holds NaN or infinity; mend it")
        object.__setattr__(self, "gain", gain)
        object.__setattr__(self, "threshold", np.broadcast_to(threshold, (len(gain),)))

    def accepts(self) -> Mask:
        """Find the deals that it ratifies in each draw: its win-set."""
        slack = TIE * np.abs(self.gain).max(axis=1)
        return self.gain >= (self.threshold - slack)[:, None]

    def tightened(self, shift: float) -> DomesticActor:
        """Give the same actor with its threshold raised."""
        return replace(self, threshold=self.threshold + shift)


@dataclass(frozen=True, eq=False)
class WinSets:
    """What each domestic actor's veto does to the talks, by draw.

    Where no deal is left both sides have their disagreement payoffs.

    Attributes
    ----------
    actors
        The actors, in the order of the first axis of the arrays below.
    possible
        Shape (draw,): a deal is in the zone of agreement that all actors ratify.
    refused
        Shape (actor, draw): share of the deals in the zone that the actor refuses.
    freed
        Shape (actor, draw): share of all deals that enter the overlap of the win-sets without
        its veto.
    blocks
        Shape (actor, draw): it alone stands between the sides and a deal.
    shadow_a, shadow_b
        Shape (actor, draw): what the best deal in the overlap for A, or for B, would be worth
        more without its veto.
    effect_a, effect_b
        Shape (actor, draw): what its veto adds to the Nash solution of each side.
    """

    actors: tuple[DomesticActor, ...]
    possible: Bool[np.ndarray, " draw"]
    refused: Float[np.ndarray, "actor draw"]
    freed: Float[np.ndarray, "actor draw"]
    blocks: Bool[np.ndarray, "actor draw"]
    shadow_a: Float[np.ndarray, "actor draw"]
    shadow_b: Float[np.ndarray, "actor draw"]
    effect_a: Float[np.ndarray, "actor draw"]
    effect_b: Float[np.ndarray, "actor draw"]

    def binds(self, side: str | None = None) -> str | None:
        """Name the actor, of one side or of both, without which most deals enter the overlap.

        None where no veto alone keeps a deal out.
        """
        counted = [i for i, actor in enumerate(self.actors) if side in (None, actor.side)]
        freed = self.freed.mean(axis=1)
        most = max(counted, key=lambda i: float(freed[i]), default=None)
        return None if most is None or freed[most] <= 0.0 else self.actors[most].name

    def to_frame(self) -> pl.DataFrame:
        """Tabulate means over draws, a row an actor, the one that binds most first."""
        rows = [
            {
                "actor": actor.name,
                "side": actor.side,
                "refused": float(self.refused[i].mean()),
                "freed": float(self.freed[i].mean()),
                "blocks": float(self.blocks[i].mean()),
                "shadow_a": float(self.shadow_a[i].mean()),
                "shadow_b": float(self.shadow_b[i].mean()),
                "effect_a": float(self.effect_a[i].mean()),
                "effect_b": float(self.effect_b[i].mean()),
                "reading": self._reading(i),
            }
            for i, actor in enumerate(self.actors)
        ]
        return pl.DataFrame(rows).sort("freed", descending=True, maintain_order=True)

    def summary(self) -> str:
        """One line: how often a deal passes, and who binds."""
        binds = self.binds()
        who = "no veto binds" if binds is None else f"{binds} binds"
        return f"a deal that all ratify exists in {self.possible.mean():.0%} of draws; {who}"

    def _reading(self, i: int) -> str:
        """Whether the veto is the advantage that Schelling saw in it."""
        if not (self.freed[i] > 0.0).any():
            return "does not bind"
        own = (self.effect_a if self.actors[i].side == "a" else self.effect_b)[i]
        tolerance = TIE * max(float(np.abs(own).max()), 1.0)
        if own.mean() > tolerance:
            return "its side gains by the veto"
        return "its side loses by the veto" if own.mean() < -tolerance else "moves no terms"


def win_sets(talks: BargainingSet, actors: Sequence[DomesticActor], weight: float = 0.5) -> WinSets:
    """Compare the overlap of the win-sets with what it would be without each actor's veto.

    A deal can be agreed where both sides and all actors accept it (Putnam 1988, International
    Organization 42). Both sides are taken to know the thresholds of their draw when they bargain;
    that they differ from draw to draw is what we do not know.

    Parameters
    ----------
    talks
        The deals.
    actors
        All domestic actors with a veto, of both sides.
    weight
        Bargaining weight of A in the Nash solution.

    Raises
    ------
    InputError
        No actor, two of one name, or gains of another shape than the payoffs.
    """
    accepted = _accepted(talks, actors)
    zone = talks.zopa()
    refusals = (~accepted).sum(axis=0)
    overlap = zone & (refusals == 0)
    without = [zone & (refusals == ~mask) for mask in accepted]
    base_a, base_b = _best(talks, overlap)
    solved = _agreed(talks, overlap, weight)
    gained = [_best(talks, mask) for mask in without]
    freely = [solved - _agreed(talks, mask, weight) for mask in without]
    in_zone = np.maximum(zone.sum(axis=1), 1)
    possible = overlap.any(axis=1)
    return WinSets(
        actors=tuple(actors),
        possible=possible,
        refused=np.array([(zone & ~mask).sum(axis=1) / in_zone for mask in accepted]),
        freed=np.array([(mask & ~overlap).mean(axis=1) for mask in without]),
        blocks=np.array([mask.any(axis=1) & ~possible for mask in without]),
        shadow_a=np.array([best[0] - base_a for best in gained]),
        shadow_b=np.array([best[1] - base_b for best in gained]),
        effect_a=np.array([effect[:, 0] for effect in freely]),
        effect_b=np.array([effect[:, 1] for effect in freely]),
    )


def tightening(
    talks: BargainingSet,
    actors: Sequence[DomesticActor],
    name: str,
    shifts: Sequence[float],
    weight: float = 0.5,
) -> pl.DataFrame:
    """What a side gets as the threshold of one of its actors rises.

    Schelling's conjecture is that a tighter constraint at home brings a better deal (Schelling
    1960, The Strategy of Conflict). It holds until the win-sets stop overlapping: beyond, its
    side is left with disagreement. Where thresholds are uncertain the best constraint balances
    the two. This is the Nash solution with win-sets that both sides know; with private
    information even the direction can turn (Tarar 2001, Journal of Conflict Resolution 45).

    Parameters
    ----------
    talks, actors, weight
        As in `win_sets`.
    name
        Actor whose threshold moves.
    shifts
        What is added to its threshold, in its unit.

    Returns
    -------
    polars.DataFrame
        A row a shift: ``chance`` that a deal is left, and mean payoffs ``value_a``, ``value_b``,
        disagreement counting where none is.

    Raises
    ------
    InputError
        An actor that is not among them, and as in `win_sets`.
    """
    names = [actor.name for actor in actors]
    if name not in names:
        raise InputError(f"actor {name!r} is not among {', '.join(names)}; give one of them")
    accepted, zone = _accepted(talks, actors), talks.zopa()
    moved = names.index(name)
    others = zone & np.delete(accepted, moved, axis=0).all(axis=0)
    rows: list[dict[str, float]] = []
    for shift in shifts:
        overlap = others & actors[moved].tightened(shift).accepts()
        value = _agreed(talks, overlap, weight).mean(axis=0)
        chance = float(overlap.any(axis=1).mean())
        rows.append(
            {
                "shift": float(shift),
                "chance": chance,
                "value_a": float(value[0]),
                "value_b": float(value[1]),
            }
        )
    return pl.DataFrame(rows)


def ratifies(talks: BargainingSet, actors: Sequence[DomesticActor], side: str) -> Mask:
    """Deals that every actor of a side ratifies; all where it has none."""
    shape = talks.payoff_a.shape
    found = np.ones(shape, dtype=bool)
    for actor in actors:
        if actor.side == side:
            found &= np.broadcast_to(_fitting(actor, shape), shape)
    return found


def _fitting(actor: DomesticActor, shape: tuple[int, ...]) -> Mask:
    if actor.gain.shape not in (shape, (1, *shape[1:])):
        raise InputError(f"gain of {actor.name} has shape {actor.gain.shape}; give {shape}")
    return actor.accepts()


def _accepted(
    talks: BargainingSet, actors: Sequence[DomesticActor]
) -> Bool[np.ndarray, "actor draw deal"]:
    """Acceptance by each actor, checked."""
    names = [actor.name for actor in actors]
    if not names or len(set(names)) < len(names):
        raise InputError(f"actors are {names}; give at least one, each with a name of its own")
    shape = talks.payoff_a.shape
    return np.array([np.broadcast_to(_fitting(actor, shape), shape) for actor in actors])


def _best(talks: BargainingSet, allowed: Mask) -> tuple[Draws, Draws]:
    """Payoff of the best deal for each side, disagreement where none is allowed."""
    return (
        np.where(allowed, talks.payoff_a, talks.disagreement_a[:, None]).max(axis=1),
        np.where(allowed, talks.payoff_b, talks.disagreement_b[:, None]).max(axis=1),
    )


def _agreed(talks: BargainingSet, allowed: Mask, weight: float) -> Float[np.ndarray, "draw 2"]:
    """Nash solution, disagreement where no deal is allowed."""
    points = talks.nash(weight, among=allowed)
    floors = np.column_stack([talks.disagreement_a, talks.disagreement_b])
    return np.where(np.isnan(points), floors, points)
