"""What every tariff game is given, checked, and what it reports of rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from tradetalks.errors import InputError
from tradetalks.world._climb import Bounds
from tradetalks.world._closed import without_deficits
from tradetalks.world._instruments import Instruments
from tradetalks.world._politics import Governments
from tradetalks.world._results import WorldEquilibrium
from tradetalks.world._world import World

Deficits = Literal["closed", "held"]

BOUNDS: Bounds = (-0.5, 5.0)
"""Rates between which countries choose."""


def at_start(world: World, deficits: Deficits) -> World:
    """The world that a game starts from."""
    if deficits not in ("closed", "held"):
        raise InputError(f"deficits are {deficits!r}; choose 'closed' or 'held'")
    return without_deficits(world) if deficits == "closed" else world


def governments_of(world: World, weights: ArrayLike | None) -> Governments:
    """Objectives with weights [sector] or [sector, country], checked."""
    shape = world.final_shares.shape
    lean = np.ones(shape) if weights is None else np.asarray(weights, dtype=float)
    if lean.shape == shape[:1]:
        lean = np.repeat(lean[:, None], shape[1], axis=1)
    if lean.shape != shape:
        raise InputError(f"weights have shape {lean.shape}; give {shape[:1]} or {shape}")
    if not (np.isfinite(lean).all() and (lean >= 0.0).all() and (lean.sum(0) > 0.0).all()):
        raise InputError("weights hold a negative or no finite number, or are all zero; mend them")
    return Governments(world.economy, world.deficits, lean)


def bounded(bounds: Bounds) -> Bounds:
    """Bounds on rates, checked."""
    low, high = bounds
    if not -1.0 < low < high < np.inf:
        raise InputError(f"bounds are {bounds}; give two rates above -1, the lower first")
    return float(low), float(high)


def rates_given(world: World, tariffs: ArrayLike | None) -> np.ndarray:
    """Rates to start from, checked; default the base's."""
    rates = np.array(world.tariffs if tariffs is None else tariffs, dtype=float)
    if rates.shape != world.tariffs.shape:
        raise InputError(f"tariffs have shape {rates.shape}; give {world.tariffs.shape}")
    if not (rates > -1.0).all():
        raise InputError(f"tariffs hold {rates.min():.6g}; give rates above -1")
    return rates


def ends_at_bounds(players: Sequence[Instruments], tariffs: np.ndarray, bounds: Bounds) -> int:
    """Number of the players' rates that end at a bound."""
    ends = np.isclose(tariffs, bounds[0]) | np.isclose(tariffs, bounds[1])
    return sum(int((ends[:, p.country] & (p.groups >= 0)).sum()) for p in players)


def mean_rates(found: WorldEquilibrium) -> np.ndarray:
    """Rates on imports weighted by trade net of tariff, [country]."""
    foreign = found.trade * (1.0 - np.eye(found.trade.shape[1]))
    return (found.tariffs * foreign).sum((0, 2)) / foreign.sum((0, 2))


def rate_frame(
    found: WorldEquilibrium, tariffs: np.ndarray, importers: Sequence[str]
) -> pl.DataFrame:
    """One row an import flow of some importers: rates before and after, percent."""
    names = found.base.names
    rows = [
        (sector, importer, exporter, 100.0 * found.base.tariffs[s, n, i], 100.0 * tariffs[s, n, i])
        for s, sector in enumerate(names.sectors)
        for n, importer in enumerate(names.countries)
        for i, exporter in enumerate(names.countries)
        if importer in importers and i != n and found.base.trade[s, n, i] > 0.0
    ]
    return pl.DataFrame(rows, ["sector", "importer", "exporter", "before", "after"], orient="row")
