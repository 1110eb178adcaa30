"""Count what became of past threats: writes the base rates that the package ships.

    python scripts/base_rates.py ties_before_1993.csv [base_rates.csv]

The input has the columns of TIES 4.1 (Morgan, Bapat and Kobayashi 2014); it is not shipped.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

SHIPPED = Path(__file__).resolve().parents[1] / "src/tradetalks/talks/base_rates.csv"
SOURCE = (
    "TIES 4.1 (Morgan, Bapat and Kobayashi 2014), threats begun before 1993, "
    "outcomes to 17 March 1995"
)
TRADE_PRACTICES = 13.0
UNITED_STATES = 2.0
JAPAN = 740.0

THREATS = "threat == 1; 13 in issue1, issue2 or issue3; primarysender == 2"
NO_DUMPING = pl.col("threatid1").ne_missing(1.0)
KNOWN = pl.col("finaloutcome").is_not_null()

CLASSES = {
    "all US trade threats": (THREATS, pl.lit(True)),
    "US trade threats but dumping cases": (f"{THREATS}; threatid1 != 1", NO_DUMPING),
    "the same, against Japan": (
        f"{THREATS}; threatid1 != 1; targetstate == 740",
        NO_DUMPING & (pl.col("targetstate") == JAPAN),
    ),
}
"""Filters in words and as an expression. That threatid1 = 1 means dumping is unconfirmed."""

OUTCOMES = {
    "imposed": ("imposition == 1, of all", pl.lit(True), pl.col("imposition") == 1.0),
    "settled": (
        "finaloutcome 1, 2 or 5, of those known",
        KNOWN,
        pl.col("finaloutcome").is_in([1.0, 2.0, 5.0]),
    ),
    "dropped": ("finaloutcome 3, of those known", KNOWN, pl.col("finaloutcome") == 3.0),
}
FEW = 20
"""Classes smaller than this are counted by imposition only."""


def base_rates(table: pl.DataFrame) -> pl.DataFrame:
    """Counts by reference class and outcome."""
    issue = pl.any_horizontal(pl.col("issue1", "issue2", "issue3") == TRADE_PRACTICES)
    threats = table.filter(
        (pl.col("threat") == 1.0) & issue & (pl.col("primarysender") == UNITED_STATES)
    )
    rows: list[dict[str, str | int]] = []
    for name, (filters, chosen) in CLASSES.items():
        members = threats.filter(chosen)
        for outcome, (rule, base, holds) in OUTCOMES.items():
            if outcome != "imposed" and members.height < FEW:
                continue
            cases = members.filter(base)
            rows.append(
                {
                    "reference_class": name,
                    "outcome": outcome,
                    "count": cases.filter(holds).height,
                    "total": cases.height,
                    "source": SOURCE,
                    "filters": f"{filters}; {rule}",
                }
            )
    return pl.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, help="threats and sanctions, TIES columns")
    parser.add_argument("output", type=Path, nargs="?", default=SHIPPED)
    arguments = parser.parse_args()
    table = pl.read_csv(arguments.table, infer_schema_length=None)
    base_rates(table).write_csv(arguments.output)


if __name__ == "__main__":
    main()
