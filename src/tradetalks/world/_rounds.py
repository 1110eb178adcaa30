"""Rounds of a tariff game until no country changes its tariffs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tradetalks.world._climb import Bounds, best_response, settle
from tradetalks.world._instruments import Instruments
from tradetalks.world._politics import Governments
from tradetalks.world._uniform import characterised
from tradetalks.world._world import World

COARSE = 0.01
"""Mean change of log one plus the rates over a round below which Newton steps take over."""


class Played(NamedTuple):
    """All rates, rounds and residual."""

    tariffs: np.ndarray
    rounds: int
    residual: float


def rounds(
    governments: Governments,
    players: Sequence[Instruments],
    tariffs: np.ndarray,
    bounds: Bounds,
    tolerance: float,
    max_rounds: int,
) -> Played:
    """Best responses in turn, then Newton steps together once a round changes little."""
    residual = np.inf
    for count in range(1, max_rounds + 1):
        before = governments.sound(tariffs)
        held = [p.logs(tariffs, before.trade) for p in players]
        for player in players:
            tariffs = best_response(governments, player, tariffs, bounds).tariffs
        weight = [p.sums(before.trade) for p in players]
        moved = max(
            float(np.abs(w * (p.logs(tariffs, before.trade) - h)).sum() / w.sum())
            for p, h, w in zip(players, held, weight, strict=True)
        )
        if moved > COARSE and len(players) > 1 and count < max_rounds:
            continue
        end = settle(governments, players, tariffs, bounds, tolerance)
        if end.residual < residual:
            tariffs, residual = end
        if residual <= tolerance:
            return Played(tariffs, count, residual)
    return Played(tariffs, max_rounds, residual)


def characterised_rounds(
    world: World,
    governments: Governments,
    players: Sequence[Instruments],
    tariffs: np.ndarray,
    tolerance: float,
    max_rounds: int,
) -> Played:
    """Uniform tariffs by the characterisation, evaluated until they do not change."""
    change = np.inf
    for count in range(1, max_rounds + 1):
        before = tariffs
        rates = np.log1p(characterised(world, tariffs, governments.sound(tariffs)))
        for player in players:
            tariffs = player.put(tariffs, rates[player.country, None])
        change = float(np.abs(np.log1p(tariffs) - np.log1p(before)).max())
        if change <= tolerance:
            return Played(tariffs, count, change)
    return Played(tariffs, max_rounds, change)
