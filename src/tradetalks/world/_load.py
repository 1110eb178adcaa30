"""Worlds that ship with the package."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

from tradetalks.errors import InputError
from tradetalks.world._world import World

SHIPPED = {"cp-1993-small": "cp_1993_small.json"}
"""Files by the name of the world."""


def load_world(name: str = "cp-1993-small") -> World:
    """A world that ships with the package.

    Parameters
    ----------
    name
        "cp-1993-small": the data of Caliendo and Parro (2015) for 1993 with recorded deficits,
        in 7 regions and 10 sectors; `World.summary` gives its source and what was balanced.

    Raises
    ------
    InputError
        Another name.
    """
    if name not in SHIPPED:
        raise InputError(f"world {name!r} does not ship; choose one of {', '.join(SHIPPED)}")
    text = files("tradetalks.world").joinpath(SHIPPED[name]).read_text("utf-8")
    stored: dict[str, Any] = json.loads(text)
    world = World.from_flows(
        stored["flows"],
        stored["inputs"],
        stored["final"],
        stored["tariffs"],
        stored["elasticities"],
        countries=stored["countries"],
        sectors=stored["sectors"],
        unit=stored["unit"],
        source=stored["source"],
    )
    return replace(world, notes=(*stored["notes"], *world.notes))
