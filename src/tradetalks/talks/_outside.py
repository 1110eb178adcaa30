"""The outside view: what became of past threats of the same kind."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from statistics import NormalDist

import numpy as np
import polars as pl

from tradetalks.errors import InputError

__all__ = ["OutsideView", "wilson"]

COLUMNS = ("reference_class", "outcome", "count", "total", "source", "filters")
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
        A row a class and outcome: reference_class, outcome, count, total, source, filters.
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
        file = resources.files("tradetalks.talks") / "base_rates.csv"
        return cls(pl.read_csv(file.read_bytes()))

    def rates(self, level: float = 0.95) -> pl.DataFrame:
        """Add to the table the ``share`` and its Wilson interval ``low`` to ``high``.

        Parameters
        ----------
        level
            Coverage of the interval.
        """
        counts = list(zip(self.table["count"], self.table["total"], strict=True))
        bounds = [wilson(count, total, level) for count, total in counts]
        return self.table.with_columns(
            pl.Series("share", [count / total for count, total in counts]),
            pl.Series("low", [low for low, _ in bounds]),
            pl.Series("high", [high for _, high in bounds]),
        )

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
        rows = self.table.filter(pl.col("reference_class") == reference_class)
        shares = {row["outcome"]: row["count"] / row["total"] for row in rows.iter_rows(named=True)}
        if not {"settled", "dropped"} <= shares.keys():
            known = ", ".join(self.table["reference_class"].unique(maintain_order=True))
            raise InputError(
                f"class {reference_class!r} has no counts of 'settled' and 'dropped'; "
                f"classes are {known}"
            )
        settled, dropped = shares["settled"], shares["dropped"]
        return {"settled": settled, "dropped": dropped, "imposed": 1.0 - settled - dropped}
