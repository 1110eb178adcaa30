"""The world from which a tariff game starts: its deficits closed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradetalks.world._world import World


def without_deficits(world: World) -> World:
    """The world at its own equilibrium with deficits closed, tariffs as they are.

    A deficit held fixed is a transfer from abroad in money. A country that shuts out imports then
    makes its money buy more, and prohibitive tariffs look like a gain. Ossa (2014) and
    Lashkaripour (2021) close deficits before a game for that reason.
    """
    if not world.deficits.any():
        return world
    found = world.equilibrium(deficits="closed")
    gross = found.trade * (1.0 + found.tariffs)
    spent = gross.sum(2, keepdims=True)
    bought = np.where(spent > 0.0, spent, 1.0)
    return replace(
        world,
        trade_shares=np.where(spent > 0.0, gross / bought, world.trade_shares),
        value_added=found.wages * world.value_added,
        deficits=np.zeros_like(world.deficits),
        recorded_balance=None,
        notes=(*world.notes, "Deficits were closed at given tariffs before the game."),
    )
