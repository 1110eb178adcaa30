"""What each course of action is worth to each party and each group in it."""

from tradetalks.stakes._draws import Draws, central, draw
from tradetalks.stakes._markets import evaluate, reach
from tradetalks.stakes._sensitivity import Sensitivity, sensitivity
from tradetalks.stakes._stakes import Deals, MeasureDetail, Stakes, annuity, deals

__all__ = [
    "Deals",
    "Draws",
    "MeasureDetail",
    "Sensitivity",
    "Stakes",
    "annuity",
    "central",
    "deals",
    "draw",
    "evaluate",
    "reach",
    "sensitivity",
]
