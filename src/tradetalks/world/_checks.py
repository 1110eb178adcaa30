"""Checks of a world's arrays: faults are named with the worst country and sector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.errors import InputError

ROUNDING = 1e-5
"""Share of a whole by which published tables miss their own totals."""

NEGATIVE_INPUT = 1e-3
"""Largest negative input share that is taken for a change of stocks and kept."""

Labels = Sequence[Sequence[str]]


class Faults(list[str]):
    """Faults of an input, raised together."""

    def stop(self) -> None:
        """Raise `InputError` if there are any."""
        if self:
            raise InputError("; ".join(self))


def names(what: str, given: Sequence[str], faults: Faults) -> tuple[str, ...]:
    """Names as a tuple, each once."""
    found = tuple(str(name) for name in given)
    twice = sorted({name for name in found if found.count(name) > 1})
    faults.extend(f"{what} has {name!r} twice; give each name once" for name in twice)
    if not found:
        faults.append(f"{what} is empty; give at least one name")
    return found


def array(
    what: str,
    values: ArrayLike,
    labels: Labels,
    faults: Faults,
    *,
    above: float = -np.inf,
    least: float = -np.inf,
) -> np.ndarray:
    """A float array of the labels' shape, its worst value named where it is out of bounds."""
    shape = tuple(len(axis) for axis in labels)
    found = np.array(values, dtype=float)
    if found.shape != shape:
        faults.append(f"{what} has shape {found.shape}; give {shape}")
        return np.ones(shape)
    good = np.isfinite(found) & (found > above) & (found >= least)
    if not good.all():
        bound = f"above {above:g}" if above > -np.inf else f"of {least:g} or more"
        bound = "that is finite" if max(above, least) == -np.inf else bound
        depth = np.where(good, np.inf, np.where(np.isfinite(found), found, -np.inf))
        place = np.unravel_index(int(np.argmin(depth)), shape)
        faults.append(
            f"{what} of {where(labels, place)} is {found[place]:.6g}; give a number {bound}"
            + _others(int((~good).sum()))
        )
    return found


def whole(what: str, sums: np.ndarray, labels: Labels, faults: Faults, remedy: str) -> str | None:
    """A fault where sums miss one by more than rounding, a note where they miss it by less."""
    miss = np.abs(sums - 1.0)
    place = np.unravel_index(int(np.argmax(miss)), sums.shape)
    if miss[place] > ROUNDING:
        faults.append(
            f"{what} of {where(labels, place)} sum to {sums[place]:.6g}; {remedy}"
            + _others(int((miss > ROUNDING).sum()))
        )
    elif miss[place] > 1e-12:
        return f"{what} summed to one within {miss[place]:.1e}; divided by their sum"
    return None


def where(labels: Labels, place: Sequence[np.intp | int]) -> str:
    """Names of a cell, joined."""
    return ", ".join(axis[int(i)] for axis, i in zip(labels, place, strict=True))


def _others(count: int) -> str:
    return f" (and {count - 1} more)" if count > 1 else ""


def locked(values: np.ndarray) -> np.ndarray:
    """The same array, read-only."""
    values.setflags(write=False)
    return values
