"""The benchmark forecast: positions weighted by capability and salience."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from tradetalks.errors import InputError

__all__ = ["influence", "weighted_mean", "weighted_median"]

Actors = Float[np.ndarray, " actor"] | Sequence[float]


def weighted_mean(positions: Actors, capability: Actors, salience: Actors) -> float:
    """Mean position of the actors, weighted by capability times salience.

    ``sum_i c_i s_i x_i / sum_i c_i s_i``: the benchmark that a richer forecast of a decision has
    to beat. On decisions of the European Union it was nearer than models of legislative procedure
    (the compromise model; Leinaweaver and Thomson 2014, European Union Politics 15).

    Parameters
    ----------
    positions
        Shape (actor,): what each actor wants, in the unit of the issue.
    capability
        Shape (actor,): power, in any unit.
    salience
        Shape (actor,): how much the issue matters to each, in any unit.

    Raises
    ------
    InputError
        Shapes that differ, no actor, a number that is not finite, a negative weight, or weights
        that are all zero.
    """
    x, weight = influence(positions, capability, salience)
    return float(x @ weight / weight.sum())


def weighted_median(positions: Actors, capability: Actors, salience: Actors) -> float:
    """Position that no other beats in a vote weighted by capability times salience.

    The m with the least ``sum_i c_i s_i |x_i - m|`` (Black 1948, Journal of Political Economy
    56); the middle of them where half the weight stands on each side of a gap. Parameters and
    errors as in `weighted_mean`.
    """
    x, weight = influence(positions, capability, salience)
    order = np.argsort(x, kind="stable")
    x, below = x[order], np.cumsum(weight[order]) / weight.sum()
    # Sums of weights are rounded, and a gap lies exactly where they reach one half.
    low = np.flatnonzero(below > 0.5 - 1e-12)[0]
    high = np.flatnonzero(below > 0.5 + 1e-12)[0]
    return float((x[low] + x[high]) / 2.0)


def influence(
    positions: Actors, capability: Actors, salience: Actors
) -> tuple[Float[np.ndarray, " actor"], Float[np.ndarray, " actor"]]:
    """Positions, and capability times salience, checked."""
    given = {
        "positions": np.asarray(positions, dtype=float),
        "capability": np.asarray(capability, dtype=float),
        "salience": np.asarray(salience, dtype=float),
    }
    x, power, concern = given.values()
    if x.ndim != 1 or x.size == 0 or not x.shape == power.shape == concern.shape:
        shapes = ", ".join(f"{name} {values.shape}" for name, values in given.items())
        raise InputError(f"shapes are {shapes}; give one number an actor in each, not empty")
    faults = [
        f"{name} hold {values[~np.isfinite(values)][0]}; give finite numbers"
        for name, values in given.items()
        if not np.isfinite(values).all()
    ]
    faults += [
        f"{name} holds {given[name].min():.6g}; give numbers of 0 or more"
        for name in ("capability", "salience")
        if (given[name] < 0.0).any()
    ]
    if not faults and not (power * concern).any():
        faults = ["capability times salience is 0 for every actor; give at least one a weight"]
    if faults:
        raise InputError("; ".join(faults))
    return x, power * concern
