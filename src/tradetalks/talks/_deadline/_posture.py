"""How loudly one side threatens, and what it may do about the deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from tradetalks.errors import InputError

__all__ = ["Posture"]


@dataclass(frozen=True, eq=False)
class Posture:
    """Levels of a public threat, each with its cost of retreat, and the choices on the deadline.

    Before each offer A may move to a louder level, never back: what is said in public cannot be
    unsaid, and backing down from it costs more (Fearon 1994, American Political Science Review
    88). B draws its conclusions from each move and from each move not made. At the deadline A may
    extend it a number of times; before an offer it may call it the last, which brings the
    deadline to the end of that period. Payoffs add to those of the game.

    Parameters
    ----------
    names
        Levels from the quietest to the loudest.
    back_down_a
        Shape (level,) or (type, level): what backing down adds at each level; costs are negative.
    announce_a, announce_b
        Shape (level,): paid once by each side when A moves to the level.
    start
        Level at the beginning, counted from 0.
    louder_odds
        Reference odds, each period, of moving to a given louder level rather than staying, where
        nothing is at stake.
    extensions
        How often the deadline can be extended.
    extension_periods
        Offers that one extension adds.
    extend_a, extend_b
        Payoff of an extension to each side, once.
    extend_odds
        Reference odds of extending rather than backing down.
    last_call_odds
        Reference odds, each period, of calling the next offer the last; 0 leaves the choice out.

    Raises
    ------
    InputError
        Shapes that do not fit, numbers that are not finite, or odds below 0.
    """

    names: Sequence[str] = ("quiet",)
    back_down_a: Float[np.ndarray, "*type level"] | Sequence[float] = (0.0,)
    announce_a: Sequence[float] | None = None
    announce_b: Sequence[float] | None = None
    start: int = 0
    louder_odds: float = 1.0
    extensions: int = 0
    extension_periods: int = 1
    extend_a: float = 0.0
    extend_b: float = 0.0
    extend_odds: float = 1.0
    last_call_odds: float = 0.0

    def __post_init__(self) -> None:
        levels = len(self.names)
        back = np.asarray(self.back_down_a, dtype=float)
        if levels == 0 or back.shape not in ((levels,), (1, levels), (2, levels)):
            raise InputError(
                f"back_down_a of the posture has shape {back.shape} for {levels} levels; "
                "give one number a level"
            )
        object.__setattr__(self, "back_down_a", back)
        for name in ("announce_a", "announce_b"):
            given = getattr(self, name)
            paid = np.zeros(levels) if given is None else np.asarray(given, dtype=float)
            if paid.shape != (levels,):
                raise InputError(f"{name} has shape {paid.shape}; give {levels}, one a level")
            object.__setattr__(self, name, paid)
        finite = (back, self.announce_a, self.announce_b, self.extend_a, self.extend_b)
        if not all(np.isfinite(np.asarray(values, dtype=float)).all() for values in finite):
            raise InputError("posture holds NaN or infinity; give finite payoffs")
        if not 0 <= self.start < levels:
            raise InputError(f"posture starts at level {self.start}; give 0 to {levels - 1}")
        if self.extensions < 0 or self.extension_periods < 1:
            raise InputError(
                f"extensions is {self.extensions} of {self.extension_periods} periods; give 0 or "
                "more extensions of 1 or more periods"
            )
        for name in ("louder_odds", "extend_odds", "last_call_odds"):
            odds = getattr(self, name)
            if not np.isfinite(odds) or odds < 0.0:
                raise InputError(f"{name} is {odds}; give odds of 0 or more")

    @property
    def moves(self) -> bool:
        """Whether A has anything to decide before an offer."""
        return (self.start < len(self.names) - 1 and self.louder_odds > 0.0) or (
            self.last_call_odds > 0.0
        )

    def retreat(self, types: int) -> Float[np.ndarray, "type level"]:
        """What backing down adds, by type and level."""
        back = np.asarray(self.back_down_a)
        return np.broadcast_to(back, (types, back.shape[-1]))
