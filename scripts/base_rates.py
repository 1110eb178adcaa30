"""Count what became of past threats: writes the base rates that the package ships.

    python scripts/base_rates.py ties_before_1993.csv [base_rates.csv]

The input has the columns of TIES 4.1 (Morgan, Bapat and Kobayashi 2014); it is not shipped.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from tradetalks.talks._record._classes import ReferenceClass
from tradetalks.talks._record._outside import OutsideView

SHIPPED = Path(__file__).resolve().parents[1] / "src/tradetalks/talks/_record/base_rates.csv"
SOURCE = (
    "TIES 4.1 (Morgan, Bapat and Kobayashi 2014), threats begun before 1993, "
    "outcomes to 17 March 1995"
)
US_TRADE_THREATS = {"threat": 1, "issue": 13, "primarysender": 2}
DUMPING = {"threatid1": 1}
"""A class of threats that looks like dumping cases; its meaning is unconfirmed."""

CLASSES = (
    ReferenceClass("all US trade threats", US_TRADE_THREATS),
    ReferenceClass("US trade threats but dumping cases", US_TRADE_THREATS, DUMPING),
    ReferenceClass("the same, against Japan", {**US_TRADE_THREATS, "targetstate": 740}, DUMPING),
)
FEW = 20
"""Classes smaller than this are counted by imposition only."""


def base_rates(table: pl.DataFrame) -> pl.DataFrame:
    """Counts by reference class and outcome."""
    counts = OutsideView.from_table(table, CLASSES, SOURCE).table
    size = pl.col("total") + pl.col("unknown")
    return counts.filter((size >= FEW) | (pl.col("outcome") == "imposed"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, help="threats and sanctions, TIES columns")
    parser.add_argument("output", type=Path, nargs="?", default=SHIPPED)
    arguments = parser.parse_args()
    table = pl.read_csv(arguments.table, infer_schema_length=None)
    base_rates(table).write_csv(arguments.output)


if __name__ == "__main__":
    main()
