"""Draws of every assumption of a case, the same ones for every course of action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from scipy.stats import qmc

from tradetalks.case import Case
from tradetalks.errors import InputError
from tradetalks.figures import Assumption, Reference

__all__ = ["Draws", "at_rank", "central", "draw"]


@dataclass(frozen=True)
class Draws:
    """Values of all assumptions, a row a draw.

    Attributes
    ----------
    keys
        Names of the assumptions, in the order of the case.
    values
        Shape (draws, keys), each in the unit of its assumption.
    ranks
        Same shape: where in its range each value lies, 0 at the low end, 1 at the high end;
        one half for an assumption that is not drawn.
    seed
        Seed of the design; None for the central values.
    """

    keys: tuple[str, ...]
    values: Float[np.ndarray, "draw key"]
    ranks: Float[np.ndarray, "draw key"]
    seed: int | None

    @property
    def count(self) -> int:
        """Number of draws."""
        return self.values.shape[0]

    def assumption(self, key: str) -> Float[np.ndarray, " draw"]:
        """Values of one assumption."""
        return self.values[:, self.keys.index(key)]

    def of(self, case: Case, reference: Reference) -> Float[np.ndarray, " draw"]:
        """Values of a reference: a figure repeated, or the draws of an assumption."""
        if reference.assumption is not None:
            return self.assumption(reference.assumption)
        return np.full(self.count, case.central(reference))

    def ratio(self, case: Case, reference: Reference) -> Float[np.ndarray, " draw"]:
        """Values of a reference to a ratio, with percent turned into shares of one."""
        return self.of(case, reference) * (0.01 if case.unit(reference) == "percent" else 1.0)

    def pinned(self, values: Mapping[str, float]) -> Draws:
        """The same draws with some assumptions held at one value."""
        changed = self.values.copy()
        for key, value in values.items():
            if key not in self.keys:
                raise InputError(f"assumption {key!r} is not in the case; it has {self.keys}")
            changed[:, self.keys.index(key)] = value
        return replace(self, values=changed)


def draw(case: Case, count: int = 200, seed: int = 1995) -> Draws:
    """Latin hypercube over the ranges of all drawn assumptions.

    An assumption's distribution is uniform on each side of its central value, half of the
    weight below it and half above: the central value is the median.

    Parameters
    ----------
    case
        The case whose assumptions are drawn.
    count
        Number of draws, at least 2.
    seed
        Seed of the design.

    Raises
    ------
    InputError
        If `count` is below 2.

    Notes
    -----
    McKay, Beckman and Conover (1979), Technometrics 21, on Latin hypercubes.
    """
    if count < 2:
        raise InputError(f"{count} draws cannot show a spread; ask for at least 2")
    names = tuple(case.assumptions)
    drawn = [name for name in names if case.assumptions[name].drawn]
    uniform = qmc.LatinHypercube(len(drawn), rng=np.random.default_rng(seed)).random(count)
    ranks = np.full((count, len(names)), 0.5)
    for column, name in enumerate(drawn):
        ranks[:, names.index(name)] = uniform[:, column]
    values = np.column_stack(
        [at_rank(case.assumptions[name], ranks[:, i]) for i, name in enumerate(names)]
    )
    return Draws(names, values, ranks, seed)


def central(case: Case) -> Draws:
    """One draw: every assumption at its central value."""
    names = tuple(case.assumptions)
    values = np.array([[case.assumptions[name].value for name in names]])
    return Draws(names, values, np.full_like(values, 0.5), None)


def at_rank(assumption: Assumption, rank: Float[np.ndarray, ...] | float) -> Float[np.ndarray, ...]:
    """Value of an assumption at a rank in its range: 0 low end, one half central, 1 high end.

    The piecewise linear quantile function of its draws, with the central value as the median.
    """
    below = assumption.low + 2.0 * rank * (assumption.value - assumption.low)
    above = assumption.value + (2.0 * rank - 1.0) * (assumption.high - assumption.value)
    return np.where(np.asarray(rank) < 0.5, below, above)
