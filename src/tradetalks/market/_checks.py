"""Checks of arrays given by users; each error names the product and the value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from jax import Array
from numpy.typing import ArrayLike

from tradetalks.errors import InputError


def vector(
    name: str,
    values: ArrayLike,
    count: int,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    labels: Sequence[str] | None = None,
) -> np.ndarray:
    """A float array of shape (count,) within bounds; a scalar is spread over all products."""
    array = np.asarray(values, dtype=float)
    if array.ndim == 0:
        array = np.full(count, float(array))
    if array.shape != (count,):
        raise InputError(f"{name} has shape {array.shape}; give {count} values, one a product")
    wrong = ~np.isfinite(array) | (array < low) | (array > high)
    if wrong.any():
        j = int(np.flatnonzero(wrong)[0])
        label = labels[j] if labels is not None else j
        raise InputError(
            f"{name} of product {label} is {array[j]}; give a number from {low} to {high}"
        )
    return array


def lane_array(
    name: str, values: ArrayLike, count: int, base: np.ndarray | None = None
) -> np.ndarray:
    """A finite float array of shape (K, count)."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 2 or array.shape[1] != count:
        raise InputError(f"{name} has shape {array.shape}; give (K, {count}), a row a lane")
    if base is not None and len(base) != len(array):
        raise InputError(f"{name} has {len(array)} lanes; rates have {len(base)}")
    if not np.isfinite(array).all():
        lane, j = np.argwhere(~np.isfinite(array))[0]
        raise InputError(f"{name} of product {j} in lane {lane} is {array[lane, j]}")
    return array


def as_given(values: np.ndarray) -> Array:
    """A NumPy array as an argument of a compiled program, which takes it without a copy of ours."""
    return cast(Array, values)


def codes(name: str, values: ArrayLike, count: int) -> np.ndarray:
    """Codes of shape (count,) renumbered from 0 in sorted order."""
    array = np.asarray(values)
    if array.shape != (count,):
        raise InputError(f"{name} has shape {array.shape}; give {count} codes, one a product")
    return np.unique(array, return_inverse=True)[1]


def members(code: np.ndarray) -> np.ndarray:
    """Indicators (groups, products) of codes that run from 0."""
    return (code == np.arange(code.max() + 1)[:, None]).astype(float)
