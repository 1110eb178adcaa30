"""Which tariffs a country sets, one a group of flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tradetalks.errors import InputError
from tradetalks.world._world import World

By = Literal["partner-sector", "partner", "uniform"]

SMALL = 1e-10
"""Share of income: base imports below it keep their tariffs, whose optimum cannot be seen."""


@dataclass(frozen=True, eq=False)
class Instruments:
    """A country's rates, one a group of flows.

    Attributes
    ----------
    country
        Position.
    groups
        Group of each flow into the country, -1 for those that it does not set,
        [sector, exporter].
    count
        Number of groups.
    """

    country: int
    groups: np.ndarray
    count: int

    def put(self, tariffs: np.ndarray, logs: np.ndarray) -> np.ndarray:
        """All rates with the country's own at ``exp(logs) - 1``, a number a group."""
        free = self.groups >= 0
        after = tariffs.copy()
        after[:, self.country][free] = np.expm1(logs[self.groups[free]])
        return after

    def sums(self, flows: np.ndarray) -> np.ndarray:
        """Sums by group of an array [sector, importer, exporter]."""
        free = self.groups >= 0
        row = flows[:, self.country][free]
        return np.bincount(self.groups[free], row, self.count)

    def logs(self, tariffs: np.ndarray, trade: np.ndarray) -> np.ndarray:
        """Log one plus the rates by group, rates weighted by trade."""
        return np.log1p(self.sums(tariffs * trade) / self.sums(trade))


def instruments(
    world: World,
    country: int,
    by: By,
    sectors: Sequence[str] | None = None,
    partners: Sequence[str] | None = None,
) -> Instruments:
    """The instruments of a country over what it imports in some sectors from some partners.

    Raises
    ------
    InputError
        Another ``by``, an unknown name, or no imports.
    """
    if by not in ("partner-sector", "partner", "uniform"):
        raise InputError(f"by is {by!r}; choose 'partner-sector', 'partner' or 'uniform'")
    count_s, count_n = world.final_shares.shape
    chosen = np.zeros(count_s, dtype=bool)
    chosen[[world.names.place("sector", s) for s in (sectors or world.sectors)]] = True
    sellers = np.zeros(count_n, dtype=bool)
    sellers[[world.names.place("country", c) for c in (partners or world.countries)]] = True
    imports = world.base.trade[:, country]
    free = (imports > SMALL * world.base.income[country]) & chosen[:, None] & sellers
    free[:, country] = False
    if not free.any():
        raise InputError(f"{world.countries[country]} imports nothing that it could tax")
    sector, exporter = np.indices((count_s, count_n))
    keys = {"partner-sector": sector * count_n + exporter, "partner": exporter, "uniform": 0}
    groups = np.where(free, keys[by], -1)
    names, places = np.unique(groups[free], return_inverse=True)
    groups[free] = places
    return Instruments(country, groups, len(names))
