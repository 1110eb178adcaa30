"""Which assumptions move a result, by how much, and where it changes sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Float

from tradetalks.case import Case
from tradetalks.errors import InputError
from tradetalks.stakes._draws import Draws

__all__ = ["Sensitivity", "draws_needed", "sensitivity"]


@dataclass(frozen=True)
class Sensitivity:
    """How a result depends on the assumptions.

    Attributes
    ----------
    keys, groups
        Drawn assumptions and the group of inputs that each belongs to.
    swing
        Shape (key,): change of the result as the assumption moves from the low to the high end
        of its range and the others keep their spread.
    error
        Shape (key,): standard error of the swing.
    share
        Shape (key,): part of the result's variance, between 0 and 1.
    mean
        Mean of the result.
    explained
        Part of the variance that the linear fit explains, adjusted for degrees of freedom.
    """

    keys: tuple[str, ...]
    groups: tuple[str, ...]
    swing: Float[np.ndarray, " key"]
    error: Float[np.ndarray, " key"]
    share: Float[np.ndarray, " key"]
    mean: float
    explained: float

    def to_frame(self) -> pl.DataFrame:
        """A row an assumption, the one that moves the result most first."""
        frame = pl.DataFrame(
            {
                "assumption": self.keys,
                "group": self.groups,
                "swing": self.swing,
                "error": self.error,
                "share": self.share,
            }
        )
        return frame.sort(pl.col("swing").abs(), pl.col("assumption"), descending=[True, False])

    def by_group(self) -> pl.DataFrame:
        """Variance by group of inputs, with what the fit leaves unexplained."""
        frame = self.to_frame().group_by("group").agg(pl.col("share").sum())
        rest = pl.DataFrame(
            {"group": ["interactions and curvature"], "share": [max(0.0, 1.0 - self.explained)]}
        )
        return pl.concat([frame, rest]).sort("share", "group", descending=[True, False])

    def turns_at(self, key: str) -> float | None:
        """Rank in the range (0 low end, 1 high end) where the fitted result is zero, if any."""
        swing = float(self.swing[self.keys.index(key)])
        if swing == 0.0:
            return None
        rank = 0.5 - self.mean / swing
        return rank if 0.0 <= rank <= 1.0 else None


def draws_needed(case: Case, draws: Draws) -> int:
    """Fewest draws at which `sensitivity` tells the assumptions apart and knows an error."""
    return sum(case.assumptions[key].drawn for key in draws.keys) + 2


def sensitivity(case: Case, draws: Draws, result: Float[np.ndarray, " draw"]) -> Sensitivity:
    """Least squares of a result on the ranks of all drawn assumptions.

    ``y_d = a + sum_k b_k (u_dk - 1/2) + e_d`` with u the rank in its range: b is the swing.
    The design is a Latin hypercube, so regressors are close to orthogonal, and the share of
    variance is ``b_k^2 / 12`` over the variance of y (Saltelli and others 2008, Global
    Sensitivity Analysis, ch. 1), scaled so that shares add up to what the fit explains.

    Parameters
    ----------
    case
        Gives the group of each assumption.
    draws
        The design.
    result
        Shape (draw,).

    Raises
    ------
    InputError
        If there are fewer draws than `draws_needed`: any result would fit.
    """
    if draws.count < draws_needed(case, draws):
        raise InputError(
            f"{draws.count} draws cannot tell the assumptions of case {case.name!r} apart; "
            f"take {draws_needed(case, draws)} or more"
        )
    drawn = [i for i, key in enumerate(draws.keys) if case.assumptions[key].drawn]
    keys = tuple(draws.keys[i] for i in drawn)
    ranks = draws.ranks[:, drawn] - 0.5
    design = np.column_stack([np.ones(draws.count), ranks])
    inverse = np.linalg.pinv(design.T @ design)
    coefficients = inverse @ design.T @ result
    residual = result - design @ coefficients
    variance = float(residual @ residual) / (draws.count - design.shape[1])
    error = np.sqrt(variance * np.diag(inverse))
    total = float(((result - result.mean()) ** 2).sum())
    explained = max(0.0, 1.0 - variance / (total / (draws.count - 1.0))) if total > 0.0 else 0.0
    squares = coefficients[1:] ** 2
    scale = explained / squares.sum() if squares.sum() > 0.0 else 0.0
    return Sensitivity(
        keys=keys,
        groups=tuple(case.assumptions[key].group for key in keys),
        swing=coefficients[1:],
        error=error[1:],
        share=squares * scale,
        mean=float(result.mean()),
        explained=explained,
    )
