"""Where a deal is possible, and how bargaining under threat and deadline goes."""

from tradetalks.talks._bargaining import BargainingSet
from tradetalks.talks._deadline import DeadlineBatch, solve_deadline
from tradetalks.talks._forecast import Forecast, Payoffs, forecast, last_deadline, payoffs, ratified
from tradetalks.talks._game import DeadlineGame, DeadlinePlay
from tradetalks.talks._outside import OutsideView, wilson
from tradetalks.talks._replay import Replay, replay, threat_of
from tradetalks.talks._solutions import (
    Solution,
    egalitarian,
    kalai_smorodinsky,
    nash,
    rubinstein,
)

__all__ = [
    "BargainingSet",
    "DeadlineBatch",
    "DeadlineGame",
    "DeadlinePlay",
    "Forecast",
    "OutsideView",
    "Payoffs",
    "Replay",
    "Solution",
    "egalitarian",
    "forecast",
    "kalai_smorodinsky",
    "last_deadline",
    "nash",
    "payoffs",
    "ratified",
    "replay",
    "rubinstein",
    "solve_deadline",
    "threat_of",
    "wilson",
]
