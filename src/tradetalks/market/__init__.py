"""One industry: demand, conduct, measures, equilibrium, and who gains and who loses."""

from tradetalks.market._calibration import (
    bertrand_markups,
    calibrate_costs,
    calibrate_nested_logit,
    recalibrate,
)
from tradetalks.market._ces import CES
from tradetalks.market._demand import (
    Logit,
    NestedLogit,
    RandomCoefficients,
    limited_access,
    match_shares,
)
from tradetalks.market._industry import industry, select_list
from tradetalks.market._market import Market
from tradetalks.market._results import Accounts, Equilibria, Equilibrium

__all__ = [
    "CES",
    "Accounts",
    "Equilibria",
    "Equilibrium",
    "Logit",
    "Market",
    "NestedLogit",
    "RandomCoefficients",
    "bertrand_markups",
    "calibrate_costs",
    "calibrate_nested_logit",
    "industry",
    "limited_access",
    "match_shares",
    "recalibrate",
    "select_list",
]
