"""Every chart of a briefing; frames are polars, titles belong to the `Chart` that holds one."""

from tradetalks.briefing._charts_dates import by_date_chart, replay_chart, timeline_chart
from tradetalks.briefing._charts_stakes import (
    balance_chart,
    shares_chart,
    tornado,
    variance_chart,
    waterfall,
)
from tradetalks.briefing._charts_talks import ladder_chart, payoff_plane, probability_chart

__all__ = [
    "balance_chart",
    "by_date_chart",
    "ladder_chart",
    "payoff_plane",
    "probability_chart",
    "replay_chart",
    "shares_chart",
    "timeline_chart",
    "tornado",
    "variance_chart",
    "waterfall",
]
