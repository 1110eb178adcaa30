"""Packages to offer: the best deal for one side that the other accepts with a stated chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import polars as pl
from jaxtyping import Float, Int

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._bargaining import BargainingSet
from tradetalks.talks._bargaining._frontier import Mask, efficient
from tradetalks.talks._bargaining._ratification import DomesticActor, ratifies

__all__ = ["Package", "Packages", "packages"]

Draws = Float[np.ndarray, " draw"]
Deals = Float[np.ndarray, " deal"]


@dataclass(frozen=True)
class Package:
    """One deal as an offer.

    Attributes
    ----------
    deal
        Its label.
    chance
        Chance that the other side accepts it and its domestic actors ratify it.
    own, other
        Expected payoffs of the proposer and of the other side if it is carried out.
    worth
        Expected payoff of the proposer from making the offer, a refusal leaving disagreement.
    home_chance
        Chance that the proposer's own domestic actors ratify it.
    vetoed_by
        The own actor that most often refuses it; None where none ever does.
    """

    deal: object
    chance: float
    own: float
    other: float
    worth: float
    home_chance: float
    vetoed_by: str | None


@dataclass(frozen=True, eq=False)
class Packages:
    """Offers that one side can make.

    Attributes
    ----------
    side
        Who offers: "a" or "b".
    curve
        What can be had for each chance of acceptance: no other deal has both a higher chance and
        a higher payoff to the proposer. By falling chance and rising payoff.
    offer
        The package with the largest `Package.worth`: what to offer if there is one offer only.
    """

    side: str
    curve: tuple[Package, ...]
    offer: Package

    def best(self, chance: float) -> Package:
        """Package best for the proposer among those accepted with a chance at least.

        Raises
        ------
        InputError
            A chance outside [0, 1], or that no deal reaches.
        """
        if not 0.0 <= chance <= 1.0:
            raise InputError(f"chance is {chance}; give a probability from 0 to 1")
        # A share of draws such as 0.9 may be short of it by rounding.
        reached = [package for package in self.curve if package.chance >= chance - 1e-9]
        if not reached:
            highest = max((package.chance for package in self.curve), default=0.0)
            raise InputError(
                f"no deal is accepted with chance {chance}; the likeliest has {highest:.3g}, "
                "so ask for that or add deals"
            )
        return reached[-1]

    def to_frame(self) -> pl.DataFrame:
        """Tabulate the curve, a row a package."""
        rows = [{**asdict(package), "deal": str(package.deal)} for package in self.curve]
        return pl.DataFrame(rows, schema_overrides={"vetoed_by": pl.String})

    def summary(self) -> str:
        """One line: what to offer."""
        return (
            f"side {self.side} offers {self.offer.deal}: accepted with chance "
            f"{self.offer.chance:.0%}, worth {self.offer.worth:.4g}"
        )


def packages(
    talks: BargainingSet,
    side: str,
    actors: Sequence[DomesticActor] = (),
    weights: Draws | None = None,
) -> Packages:
    """What a side can offer, from safe to bold.

    The other side accepts in the draws in which the deal gives it at least its disagreement
    payoff and its actors ratify it; the proposer does not know which draw is true. For each
    chance p the package maximises ``E u_i(d)`` subject to ``P(other accepts d) >= p``; the single
    best offer maximises ``E [accept u_i(d) + (1 - accept) u_i(disagreement)]`` (with a veto
    of unknown strictness: Iida 1993, Journal of Conflict Resolution 37).

    Parameters
    ----------
    talks
        The deals.
    side
        Who offers: "a" or "b".
    actors
        Domestic actors of both sides. Those of the other side decide with it, those of the
        proposer are reported.
    weights
        Shape (draw,): weight of each draw; equal by default.

    Raises
    ------
    InputError
        Another side, actors whose gains do not fit, or weights that are negative or all zero.
    """
    if side not in ("a", "b"):
        raise InputError(f"side is {side!r}; give 'a' or 'b'")
    weighing = _normal(weights, len(talks.payoff_a))
    first = talks.payoff_a, talks.disagreement_a
    second = talks.payoff_b, talks.disagreement_b
    (own, floor), (other, _) = (first, second) if side == "a" else (second, first)
    accepted = talks.acceptable("b" if side == "a" else "a")
    accepted &= ratifies(talks, actors, "b" if side == "a" else "a")
    chance, mean = weighing @ accepted, weighing @ own
    offer = weighing @ np.where(accepted, own, floor[:, None])
    home = weighing @ ratifies(talks, actors, side)
    named, vetoes = _vetoes(talks, actors, side, weighing)
    yielded = weighing @ other

    def package(deal: int) -> Package:
        return Package(
            deal=talks.deals[deal],
            chance=float(chance[deal]),
            own=float(mean[deal]),
            other=float(yielded[deal]),
            worth=float(offer[deal]),
            home_chance=float(home[deal]),
            vetoed_by=named[int(vetoes[deal])],
        )

    curve = tuple(package(int(deal)) for deal in _curve(chance, mean, yielded))
    return Packages(side=side, curve=curve, offer=package(int(offer.argmax())))


def _normal(weights: Draws | None, count: int) -> Draws:
    """Weights that sum to one."""
    if weights is None:
        return np.full(count, 1.0 / count)
    given = np.asarray(weights, dtype=float)
    if given.shape != (count,) or not (given >= 0.0).all() or not 0.0 < given.sum() < np.inf:
        raise InputError(f"weights have shape {given.shape}; give {count}, 0 or more, not all 0")
    return given / given.sum()


def _curve(chance: Deals, own: Deals, other: Deals) -> Int[np.ndarray, " listed"]:
    """Deals that nothing beats in chance and payoff, one for each chance: the kindest of equals."""
    kept = np.flatnonzero(efficient(chance[None, :], own[None, :])[0] & (chance > 0.0))
    order = kept[np.lexsort((-other[kept], own[kept], -chance[kept]))]
    # Along the curve chances fall, so deals of one chance stand side by side.
    new = np.abs(np.diff(chance[order], prepend=np.inf)) > 1e-9
    return order[new]


def _vetoes(
    talks: BargainingSet, actors: Sequence[DomesticActor], side: str, weighing: Draws
) -> tuple[tuple[str | None, ...], Int[np.ndarray, " deal"]]:
    """Names, nobody first, and for each deal the place of the own actor that refuses most."""
    mine = [actor for actor in actors if actor.side == side]
    masks: list[Mask] = [ratifies(talks, [actor], side) for actor in mine]
    refusals = np.array([np.full(len(talks.deals), 1e-9), *(weighing @ ~mask for mask in masks)])
    return (None, *(actor.name for actor in mine)), refusals.argmax(axis=0)
