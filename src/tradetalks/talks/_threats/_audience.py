"""Domestic actors as audience: what signing too little, or backing down, costs a government."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._frontier import Menu
from tradetalks.talks._bargaining._ratification import DomesticActor

__all__ = ["Audience", "AudienceTerms", "audience_terms"]

Draws = Float[np.ndarray, " draw"]


@dataclass(frozen=True, eq=False)
class Audience:
    """A domestic actor that cannot veto but punishes its government.

    Parameters
    ----------
    actor
        Who watches; its threshold is what the government has led it to expect.
    weight
        Shape (draw,), or one number: cost to the government per unit by which the actor's gain
        stays below its threshold, at least 0.
    retreat
        Cost to the government of dropping a public threat, whatever comes of it, at least 0.
    left
        The actor's gain where its government backs down.

    Raises
    ------
    InputError
        A negative cost.
    """

    actor: DomesticActor
    weight: Draws | float
    retreat: Draws | float = 0.0
    left: Draws | float = 0.0

    def __post_init__(self) -> None:
        for name in ("weight", "retreat"):
            values = np.asarray(getattr(self, name), dtype=float)
            if not (np.isfinite(values).all() and (values >= 0.0).all()):
                raise InputError(f"{name} of {self.actor.name} is {values.min()}; give 0 or more")


@dataclass(frozen=True, eq=False)
class AudienceTerms:
    """What its audience adds to a government's payoffs: zero or less.

    Attributes
    ----------
    deal
        Shape (draw, deal): add it to the side's values of the deals.
    back_down
        Shape (draw,): add it to the side's payoff of backing down.
    """

    deal: Menu
    back_down: Draws


def audience_terms(audiences: Sequence[Audience], publicity: float = 1.0) -> AudienceTerms:
    """Audience costs of one side, for signing too little and for backing down.

    ``-publicity sum_i weight_i max(0, threshold_i - gain_i(d))`` for deal d, and
    ``-publicity sum_i (weight_i max(0, threshold_i - left_i) + retreat_i)`` for backing down.
    A cost that grows with what is given up of a commitment is Muthoo's (1996, Journal of Economic
    Theory 69) and, made in public before talks between states, that of Leventoglu and Tarar
    (2005, American Political Science Review 99); one of retreat itself is Fearon's (1994,
    American Political Science Review 88). Assumed here: it is linear, actors do not trade it
    for anything, carrying out the threat costs nothing with them, and talks in private
    (publicity 0) cost nothing at all. As a weight grows without bound its actor has a veto.

    Parameters
    ----------
    audiences
        All of one side.
    publicity
        Share of the costs that applies: 0 in private, 1 where all is said in public.

    Raises
    ------
    InputError
        No audience, those of two sides, gains of different shapes, a publicity outside [0, 1].
    """
    if not 0.0 <= publicity <= 1.0:
        raise InputError(f"publicity is {publicity}; give a share from 0 to 1")
    if len({audience.actor.side for audience in audiences}) != 1:
        raise InputError("audiences are of no side or of two; give those of one side")
    shapes = {audience.actor.gain.shape for audience in audiences}
    if len(shapes) != 1:
        raise InputError(f"audiences have gains of shapes {sorted(shapes)}; give one shape")
    deal = np.zeros(shapes.pop())
    back_down = np.zeros(len(deal))
    for audience in audiences:
        actor, weight = audience.actor, np.broadcast_to(audience.weight, len(deal))
        wanted = np.asarray(actor.threshold)
        deal -= weight[:, None] * np.maximum(wanted[:, None] - actor.gain, 0.0)
        back_down -= weight * np.maximum(wanted - audience.left, 0.0) + audience.retreat
    return AudienceTerms(deal=publicity * deal, back_down=publicity * back_down)
