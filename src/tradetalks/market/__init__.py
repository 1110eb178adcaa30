"""One industry: demand, conduct, measures, equilibrium, and who gains and who loses."""

from tradetalks.market._armington import Armington
from tradetalks.market._armington_linear import linear_gsim, linear_smart
from tradetalks.market._armington_results import ArmingtonEquilibrium, TradeEffects
from tradetalks.market._calibration import (
    calibrate,
    calibrate_costs,
    implied_markups,
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
from tradetalks.market._homogeneous import LinearDemand
from tradetalks.market._industry import industry, select_list
from tradetalks.market._market import Market
from tradetalks.market._results import Accounts, Equilibria, Equilibrium

__all__ = [
    "CES",
    "Accounts",
    "Armington",
    "ArmingtonEquilibrium",
    "Equilibria",
    "Equilibrium",
    "LinearDemand",
    "Logit",
    "Market",
    "NestedLogit",
    "RandomCoefficients",
    "TradeEffects",
    "calibrate",
    "calibrate_costs",
    "implied_markups",
    "industry",
    "limited_access",
    "linear_gsim",
    "linear_smart",
    "match_shares",
    "recalibrate",
    "select_list",
]
