"""What each course of action is worth to each party and each group in it."""

from tradetalks.stakes._draws import Draws, at_rank, central, draw
from tradetalks.stakes._markets import current_measures, evaluate, reach
from tradetalks.stakes._sensitivity import Sensitivity, sensitivity
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
    "evaluate",
    "reach",
    "sensitivity",
    "world_effects",
]
