"""One industry: demand, conduct, measures, equilibrium, and who gains and who loses."""

from tradetalks.market._armington import Armington
from tradetalks.market._armington_linear import linear_gsim, linear_smart
from tradetalks.market._armington_results import ArmingtonEquilibrium, TradeEffects
from tradetalks.market._best_list import BestList, best_list
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
from tradetalks.market._gradient import welfare_gradient
from tradetalks.market._homogeneous import LinearDemand
from tradetalks.market._industry import industry, select_list
from tradetalks.market._list_search import ListSearch
from tradetalks.market._market import Market
from tradetalks.market._pyblp import from_pyblp
from tradetalks.market._results import Accounts, Equilibria, Equilibrium

__all__ = [
    "CES",
    "Accounts",
    "Armington",
    "ArmingtonEquilibrium",
    "BestList",
    "Equilibria",
    "Equilibrium",
    "LinearDemand",
    "ListSearch",
    "Logit",
    "Market",
    "NestedLogit",
    "RandomCoefficients",
    "TradeEffects",
    "best_list",
    "calibrate",
    "calibrate_costs",
    "from_pyblp",
    "implied_markups",
    "industry",
    "limited_access",
    "linear_gsim",
    "linear_smart",
    "match_shares",
    "recalibrate",
    "select_list",
    "welfare_gradient",
]
