"""Many countries and sectors: general equilibrium with input-output links, in changes."""

from tradetalks.world._cooperation import CooperativeTariffs, cooperative_tariffs
from tradetalks.world._games import NashTariffs, OptimalTariffs, nash_tariffs, optimal_tariffs
from tradetalks.world._load import load_world
from tradetalks.world._parts import Parts
from tradetalks.world._results import (
    BaseFlows,
    ExportTaxEquilibrium,
    PathSplit,
    QuotaEquilibrium,
    WorldEquilibria,
    WorldEquilibrium,
)
from tradetalks.world._retaliation import Retaliation, best_retaliation
from tradetalks.world._world import World

__all__ = [
    "BaseFlows",
    "CooperativeTariffs",
    "ExportTaxEquilibrium",
    "NashTariffs",
    "OptimalTariffs",
    "Parts",
    "PathSplit",
    "QuotaEquilibrium",
    "Retaliation",
    "World",
    "WorldEquilibria",
    "WorldEquilibrium",
    "best_retaliation",
    "cooperative_tariffs",
    "load_world",
    "nash_tariffs",
    "optimal_tariffs",
]
