"""What each course of action is worth to each party and each group in it."""

from tradetalks.stakes._build import current_measures, in_force
from tradetalks.stakes._draws import Draws, at_rank, central, draw
from tradetalks.stakes._levels import reach
from tradetalks.stakes._markets import evaluate
from tradetalks.stakes._sensitivity import Sensitivity, draws_needed, sensitivity
from tradetalks.stakes._stakes import Deals, MeasureDetail, Stakes, annuity, deals
from tradetalks.stakes._world import WorldEffect, world_effects

__all__ = [
    "Deals",
    "Draws",
    "MeasureDetail",
    "Sensitivity",
    "Stakes",
    "WorldEffect",
    "annuity",
    "at_rank",
    "central",
    "current_measures",
    "deals",
    "draw",
    "draws_needed",
    "evaluate",
    "in_force",
    "reach",
    "sensitivity",
    "world_effects",
]
