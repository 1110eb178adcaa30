"""Many countries and sectors: general equilibrium with input-output links, in changes."""

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
from tradetalks.world._world import World

__all__ = [
    "BaseFlows",
    "ExportTaxEquilibrium",
    "Parts",
    "PathSplit",
    "QuotaEquilibrium",
    "World",
    "WorldEquilibria",
    "WorldEquilibrium",
    "load_world",
]
