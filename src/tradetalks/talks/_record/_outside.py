"""The outside view: what became of past threats of the same kind, and a prior set to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Float
from scipy.optimize import brentq

from tradetalks.errors import InputError, SolveError
from tradetalks.talks._record._classes import ReferenceClass, count_outcomes

__all__ = ["ANCHOR_CLASS", "AnchoredPrior", "OutsideView", "anchored_prior", "wilson"]

COLUMNS = (
    "reference_class",
    "outcome",
    "count",
    "total",
    "unknown",
    "in_doubt",
    "source",
    "filters",
)
ANCHOR_CLASS = "all US trade threats"


def wilson(count: int, total: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson score interval of a share.

    ``(p + z^2/2n -+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n)``, z the normal quantile of
    the level (Wilson 1927, Journal of the American Statistical Association 22).

    Parameters
    ----------
    count, total
        Cases with the outcome, of all cases.
    level
        Coverage, between 0 and 1.

    Raises
    ------
    InputError
        No case, a count outside 0 .. total, or a level outside (0, 1).
    """
    if total < 1:
        raise InputError(f"total is {total}; a reference class needs at least one case")
    if not 0 <= count <= total:
        raise InputError(f"count is {count} of {total}; give a count from 0 to the total")
    if not 0.0 < level < 1.0:
        raise InputError(f"level is {level}; give a coverage between 0 and 1, such as 0.95")
    z = NormalDist().inv_cdf(0.5 + level / 2.0)
    share = count / total
    middle = share + z**2 / (2 * total)
    half = z * np.sqrt(share * (1.0 - share) / total + z**2 / (4 * total**2))
    scale = 1.0 + z**2 / total
    return float(max(0.0, (middle - half) / scale)), float(min(1.0, (middle + half) / scale))


@dataclass(frozen=True, eq=False)
class OutsideView:
    """Counts of outcomes in reference classes of past threats.

    Attributes
    ----------
    table
        A row a class and outcome: ``reference_class``, ``outcome``, ``count`` of ``total`` cases
        whose outcome is known, ``unknown`` cases whose outcome is not, ``in_doubt`` cases that a
        blank column leaves in or out of the class, ``source``, ``filters``.
    """

    table: pl.DataFrame

    def __post_init__(self) -> None:
        missing = [name for name in COLUMNS if name not in self.table.columns]
        if missing:
            raise InputError(f"table lacks {', '.join(missing)}; give columns {', '.join(COLUMNS)}")
        if self.table.is_empty():
            raise InputError("table has no row; give at least one reference class")

    @classmethod
    def shipped(cls) -> OutsideView:
        """Read the base rates shipped with the package.

        Counted by ``scripts/base_rates.py`` from TIES 4.1 (Morgan, Bapat and Kobayashi 2014,
        Conflict Management and Peace Science 31), threats begun before 1993 with outcomes up to
        17 March 1995. The table of threats itself is not shipped.
        """
        file = resources.files("tradetalks.talks._record") / "base_rates.csv"
        return cls(pl.read_csv(file.read_bytes()))

    @classmethod
    def from_table(
        cls, table: pl.DataFrame, classes: Sequence[ReferenceClass], source: str
    ) -> OutsideView:
        """Count what became of the threats in a table of one's own.

        Outcomes are sanctions ``imposed`` (``imposition`` 1), threats ``settled`` before
        imposition (``finaloutcome`` 1, 2 or 5) and ``dropped`` (3). Shares are of the cases whose
        outcome is known; the others are counted beside them.

        Parameters
        ----------
        table
            A row a case, in TIES layout; codes are numbers and blanks are null.
        classes
            Named filters on its columns.
        source
            Where the table comes from.

        Raises
        ------
        InputError
            Columns that are missing or hold text, no class, two of one name, or one with no case.
        """
        return cls(count_outcomes(table, classes, source))

    def rates(self, level: float = 0.95) -> pl.DataFrame:
        """Add to the table the ``share`` and its Wilson interval ``low`` to ``high``.

        All three are null where no outcome of the class is known.

        Parameters
        ----------
        level
            Coverage of the interval.
        """
        counts = list(zip(self.table["count"], self.table["total"], strict=True))
        bounds = [wilson(n, total, level) if total else (None, None) for n, total in counts]
        shares = [count / total if total else None for count, total in counts]
        return self.table.with_columns(
            pl.Series("share", shares, dtype=pl.Float64),
            pl.Series("low", [low for low, _ in bounds], dtype=pl.Float64),
            pl.Series("high", [high for _, high in bounds], dtype=pl.Float64),
        )

    def summary(self) -> str:
        """A line a class and outcome, with the cases that are not known or in doubt."""
        return "\n".join(_line(row) for row in self.rates().iter_rows(named=True))

    def anchors(self, reference_class: str = ANCHOR_CLASS) -> dict[str, float]:
        """Shares of threats ``settled``, ``dropped`` and ``imposed``, summing to one.

        All three are taken over the threats whose outcome is known, where what was neither
        settled nor dropped was imposed. The share imposed of *all* threats is another figure
        (see `rates`), and higher where open cases had been imposed already.

        Parameters
        ----------
        reference_class
            Name of the class in the table.

        Raises
        ------
        InputError
            A class that is not in the table, or that does not say how many were settled or dropped.
        """
        rows = self.table.filter(
            (pl.col("reference_class") == reference_class) & (pl.col("total") > 0)
        )
        shares = {row["outcome"]: row["count"] / row["total"] for row in rows.iter_rows(named=True)}
        if not {"settled", "dropped"} <= shares.keys():
            known = ", ".join(self.table["reference_class"].unique(maintain_order=True))
            raise InputError(
                f"class {reference_class!r} has no counts of 'settled' and 'dropped'; "
                f"classes are {known}"
            )
        settled, dropped = shares["settled"], shares["dropped"]
        return {"settled": settled, "dropped": dropped, "imposed": 1.0 - settled - dropped}


def _line(row: dict[str, Any]) -> str:
    share = (
        "no share"
        if row["share"] is None
        else f"{row['share']:.0%} ({row['low']:.0%} to {row['high']:.0%})"
    )
    return (
        f"{row['reference_class']}, {row['outcome']}: {row['count']} of {row['total']} known, "
        f"{share}; {row['unknown']} unknown, {row['in_doubt']} in doubt"
    )


@dataclass(frozen=True, eq=False)
class AnchoredPrior:
    """The prior at which a model's chance equals a base rate, and both ends of its interval.

    Attributes
    ----------
    rate
        Shape (3,): base rate, lower and upper end of its interval.
    prior
        Shape (3,): the prior for each; NaN where the chance does not depend on it.
    chance
        Shape (3,): the model's chance at that prior, the nearest to the rate that it can give.
    status
        For each, "met", "out of reach" (the prior stands at the end of its range that comes
        nearest) or "flat".
    """

    rate: Float[np.ndarray, " 3"]
    prior: Float[np.ndarray, " 3"]
    chance: Float[np.ndarray, " 3"]
    status: tuple[str, str, str]

    def to_frame(self) -> pl.DataFrame:
        """A row each for the rate and the ends of its interval."""
        return pl.DataFrame(
            {
                "of": ["rate", "low", "high"],
                "rate": self.rate,
                "prior": self.prior,
                "chance": self.chance,
                "status": self.status,
            }
        )

    def summary(self) -> str:
        """One line; what is out of reach is said."""
        return "; ".join(
            f"{row['of']} {row['rate']:.3f}: prior {row['prior']:.3f}"
            if row["status"] == "met"
            else f"{row['of']} {row['rate']:.3f}: {row['status']}, nearest {row['chance']:.3f}"
            for row in self.to_frame().iter_rows(named=True)
        )


def anchored_prior(
    chance: Callable[[float], float],
    rate: float,
    interval: tuple[float, float],
    *,
    tolerance: float = 1e-6,
) -> AnchoredPrior:
    """Find the prior at which a chance equals a base rate.

    Solves ``chance(prior) = rate`` for a prior in [0, 1], and for both ends of the interval, by
    Brent's method. A rate beyond what the model gives at either end is not met, and the status
    says so.

    Parameters
    ----------
    chance
        Chance of the outcome as a function of the prior, monotone, such as that of sanctions
        given a threat as a function of the prior that the other side is resolute.
    rate
        Base rate.
    interval
        Lower and upper end of its interval.
    tolerance
        Largest gap between chance and rate that counts as met.

    Raises
    ------
    InputError
        Rates outside [0, 1] or out of order, a chance that is no probability, or one that rises
        and falls.
    SolveError
        A chance that jumps over the rate.
    """
    low, high = interval
    if not 0.0 <= low <= rate <= high <= 1.0:
        raise InputError(
            f"rate {rate} and interval {interval} are not ordered in [0, 1]; mend them"
        )
    seen: dict[float, float] = {}

    def at(prior: float) -> float:
        if prior not in seen:
            seen[prior] = float(chance(prior))
            if not 0.0 <= seen[prior] <= 1.0:
                raise InputError(
                    f"chance is {seen[prior]} at prior {prior:.6g}; give a probability"
                )
        return seen[prior]

    found = [_prior_for(at, target, tolerance) for target in (rate, low, high)]
    along = np.diff([seen[prior] for prior in sorted(seen)])
    if along.min() < -tolerance and along.max() > tolerance:
        raise InputError("chance both rises and falls with the prior; give a monotone function")
    priors, chances, (first, second, third) = zip(*found, strict=True)
    return AnchoredPrior(
        rate=np.array([rate, low, high]),
        prior=np.array(priors),
        chance=np.array(chances),
        status=(first, second, third),
    )


def _prior_for(
    at: Callable[[float], float], target: float, tolerance: float
) -> tuple[float, float, str]:
    """Prior, chance there and status."""
    none, sure = at(0.0), at(1.0)
    if abs(sure - none) <= tolerance:
        return float("nan"), none, "flat"
    if (none - target) * (sure - target) > 0.0:
        prior = 0.0 if abs(none - target) < abs(sure - target) else 1.0
        gap = abs(at(prior) - target)
        return prior, at(prior), "met" if gap <= tolerance else "out of reach"
    prior = float(np.asarray(brentq(lambda p: at(p) - target, 0.0, 1.0, xtol=1e-13)))
    gap = abs(at(prior) - target)
    if gap > tolerance:
        raise SolveError(
            f"chance jumps over the rate {target:.6g} at prior {prior:.6g}; smooth it",
            residual=gap,
            iterations=100,
        )
    return prior, at(prior), "met"
