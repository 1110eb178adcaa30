"""Cells of `[sector, importer, exporter]` chosen by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tradetalks.errors import InputError
from tradetalks.world._checks import Faults

Choice = str | tuple[str, ...]
"""A name, several names, or "*" for all."""

Flow = tuple[Choice, Choice, Choice]
"""Importers, exporters and sectors."""

Changes = Mapping[Flow, float]


class Names(NamedTuple):
    """Countries and sectors of a world."""

    countries: tuple[str, ...]
    sectors: tuple[str, ...]

    def place(self, kind: str, name: str) -> int:
        """Position of a country or a sector.

        Raises
        ------
        InputError
            A name that the world does not have.
        """
        known = self.countries if kind == "country" else self.sectors
        if name not in known:
            raise InputError(f"{kind} {name!r} is not in this world; it has {', '.join(known)}")
        return known.index(name)


def selected(names: Names, flow: Flow) -> np.ndarray:
    """Mask of the flows chosen; "*" leaves a country's own goods out."""
    if isinstance(flow, str) or len(flow) != 3:
        raise InputError(f"flow {flow!r} is no (importer, exporter, sector)")
    importers, exporters, sectors = flow
    rows = _members(names, "country", importers)
    columns = _members(names, "country", exporters)
    mask = rows[:, None] & columns[None, :]
    if "*" in (importers, exporters):
        mask = mask & ~np.eye(len(rows), dtype=bool)
    return _members(names, "sector", sectors)[:, None, None] & mask


def changed(names: Names, base: np.ndarray, changes: Changes) -> np.ndarray:
    """A copy of an array with the named flows at given values; later entries rule."""
    faults = Faults()
    after = np.array(base)
    for flow, value in changes.items():
        try:
            after[selected(names, flow)] = value
        except InputError as error:
            faults.append(str(error))
    faults.stop()
    return after


def _members(names: Names, kind: str, choice: Choice) -> np.ndarray:
    known: Sequence[str] = names.countries if kind == "country" else names.sectors
    if choice == "*":
        return np.ones(len(known), dtype=bool)
    chosen = (choice,) if isinstance(choice, str) else choice
    mask = np.zeros(len(known), dtype=bool)
    mask[[names.place(kind, name) for name in chosen]] = True
    return mask
