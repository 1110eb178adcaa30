"""The record of the logistic forecast beside the base rate, on a table of past threats.

    python scripts/threat_record.py ties_before_1993.csv [--write threat_logistic.csv]

Prints the tables of `docs/explanation/record.md`; with --write also writes the estimates that the
package ships. The input has the columns of TIES 4.1 (Morgan, Bapat and Kobayashi 2014); it is not
shipped.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from tradetalks.talks._record._classes import OUTCOMES, Outcome, ReferenceClass, threat_features
from tradetalks.talks._record._logistic import ThreatLogistic, leave_one_out
from tradetalks.talks._record._outside import wilson
from tradetalks.talks._record._score import Score, score

CUTS = (1970, 1975, 1980, 1985, 1990)
FORECAST = OUTCOMES[:2]
"""Imposed, and settled before imposition."""

AMERICAN = {"threat": 1, "issue": 13, "primarysender": 2}
US_TRADE = ReferenceClass("US trade threats", AMERICAN)
NO_DUMPING = ReferenceClass("US trade threats but threatid1 = 1", AMERICAN, {"threatid1": 1})
JUDGED = ("scommit", "bspecif", "anticipatedtargetcosts", "anticipatedsendercosts")


def estimates(table: pl.DataFrame) -> pl.DataFrame:
    """Coefficients and covariances of both forecasts, from all threats."""
    features, threats = threat_features(table), table.filter(pl.col("threat") == 1)
    return pl.concat(
        ThreatLogistic.fit(features, outcome.of(threats)).to_frame() for outcome in FORECAST
    )


def as_of(threats: pl.DataFrame, outcome: Outcome, year: int) -> pl.Series:
    """The outcome as it stood when a year began.

    Sanctions not yet imposed count as not imposed, as in the base rates; a threat that had not
    ended counts as one whose end is not known.
    """
    found = outcome.of(threats)
    if outcome.name != "imposed":
        ended = threats["endyear"] < year
        return found.to_frame().select(pl.when(ended).then(pl.col(outcome.name))).to_series()
    stated = pl.col("sancimpositionstartyear").cast(pl.String).str.extract(r"(\d{4})")
    when = pl.coalesce(stated.cast(pl.Float64), "startyear")
    return (found & threats.select(when < year).to_series()).alias(outcome.name)


def compare(chance: np.ndarray, base: np.ndarray, happened: np.ndarray, among: np.ndarray) -> Score:
    """Scores of a forecast and of a base rate on some cases."""
    questions = pl.DataFrame(
        {
            "question": np.flatnonzero(among),
            "date": [date(1995, 3, 17)] * int(among.sum()),
            "probability": chance[among],
            "outcome": happened[among],
            "base_rate": base[among],
        }
    )
    return score(questions)


def left_out(table: pl.DataFrame, outcome: Outcome) -> list[dict[str, str | int | float]]:
    """Each known case from all the other ones, beside the base rate of the others."""
    threats, features = table.filter(pl.col("threat") == 1), threat_features(table)
    found = outcome.of(threats)
    known = found.is_not_null().to_numpy()
    happened = found.drop_nulls().cast(pl.Float64).to_numpy()
    chance = leave_one_out(features, found)
    rows: list[dict[str, str | int | float]] = []
    for name, members in groups(threats).items():
        among = members[known]
        base = (happened[among].sum() - happened) / (among.sum() - 1)
        rows.append(
            row(outcome, "one left out", name, int(among.sum()) - 1, chance, base, happened, among)
        )
    return rows


def forward(table: pl.DataFrame, outcome: Outcome, year: int) -> list[dict[str, str | int | float]]:
    """Threats begun from a year on, from what was known of earlier ones when it began."""
    threats, features = table.filter(pl.col("threat") == 1), threat_features(table)
    later = (threats["startyear"] >= year).to_numpy()
    past, then = outcome.of(threats), as_of(threats, outcome, year)
    model = ThreatLogistic.fit(features.filter(~later), then.filter(~later))
    known = past.is_not_null().to_numpy() & later
    happened = past.filter(known).cast(pl.Float64).to_numpy()
    chance = model.predict(features.filter(known))["chance"].to_numpy()
    rows: list[dict[str, str | int | float]] = []
    for name, members in groups(threats).items():
        training = then.filter(members & ~later).drop_nulls().cast(pl.Float64)
        base = np.full(len(happened), training.mean())
        among = members[known]
        rows.append(
            row(outcome, f"from {year}", name, training.len(), chance, base, happened, among)
        )
    return rows


def groups(
    threats: pl.DataFrame, classes: Sequence[ReferenceClass] = (US_TRADE,)
) -> dict[str, np.ndarray]:
    """Masks of all threats and of some classes."""
    numbered, rows = threats.with_row_index("row"), np.arange(threats.height)
    masks = {"all threats": np.ones(threats.height, dtype=bool)}
    for entry in classes:
        masks[entry.name] = np.isin(rows, entry.members(numbered)[0]["row"].to_numpy())
    return masks


def row(
    outcome: Outcome,
    test: str,
    name: str,
    training: int,
    chance: np.ndarray,
    base: np.ndarray,
    happened: np.ndarray,
    among: np.ndarray,
) -> dict[str, str | int | float]:
    """One line of the record."""
    found = compare(chance, base, happened, among)
    return {
        "outcome": outcome.name,
        "test": test,
        "threats": name,
        "training": training,
        "tested": found.resolved,
        "brier": found.brier,
        "base_brier": found.base_brier,
        "difference": found.brier_difference[0],
        "error": found.brier_difference[1],
        "log": found.log,
        "base_log": found.base_log,
        "log_difference": found.log_difference[0],
        "log_error": found.log_difference[1],
    }


def record(table: pl.DataFrame) -> pl.DataFrame:
    """Both outcomes, one case left out and split by time."""
    rows = [r for outcome in FORECAST for r in left_out(table, outcome)]
    rows += [r for outcome in FORECAST for year in CUTS for r in forward(table, outcome, year)]
    return pl.DataFrame(rows).sort("outcome", maintain_order=True)


def lines(found: pl.DataFrame) -> list[str]:
    """The record as rows of a table in Markdown."""
    return [
        f"| {r['outcome']} | {r['threats']} | {r['test']} | {r['training']} | {r['tested']} "
        f"| {r['brier']:.3f} | {r['base_brier']:.3f} | {r['difference']:+.3f} ({r['error']:.3f}) "
        f"| {r['log']:.3f} | {r['base_log']:.3f} "
        f"| {r['log_difference']:+.3f} ({r['log_error']:.3f}) |"
        for r in found.iter_rows(named=True)
    ]


def terms(found: pl.DataFrame) -> list[str]:
    """Coefficients as rows of a table in Markdown."""
    both = {name: part for (name,), part in found.group_by("outcome", maintain_order=True)}
    cells = {
        name: [f"{b:+.2f} ({s:.2f})" for b, s in part["coefficient", "standard_error"].iter_rows()]
        for name, part in both.items()
    }
    labels = next(iter(both.values()))["term"]
    return [f"| `{t}` | {a} | {b} |" for t, a, b in zip(labels, *cells.values(), strict=True)]


def gaps(table: pl.DataFrame) -> list[str]:
    """What is blank, and what leaves a forecast no time."""
    threats = table.filter(pl.col("threat") == 1)
    blank = ", ".join(f"{threats[column].null_count()} {column}" for column in JUDGED)
    year, day = (
        pl.col(f"sancimpositionstart{part}").cast(pl.String).str.extract(r"^(\d+)").cast(pl.Float64)
        for part in ("year", "day")
    )
    same = (
        (year == pl.col("startyear"))
        & (pl.col("sancimpositionstartmonth") == pl.col("startmonth"))
        & (day == pl.col("startday"))
    )
    said: list[str] = []
    for name, members in groups(threats, (US_TRADE, NO_DUMPING)).items():
        some = threats.filter(members)
        imposed = some["imposition"] == 1
        at_once = int((imposed & some.select(same).to_series().fill_null(False)).sum())
        later, left = int(imposed.sum()) - at_once, some.height - at_once
        low, high = wilson(later, left)
        said.append(
            f"{name}: {some.height}, {some['finaloutcome'].null_count()} with no known end; "
            f"{imposed.sum()} imposed, {at_once} of them on the day of the threat; "
            f"of the other {left}, {later} ({later / left:.0%}, {low:.0%} to {high:.0%})"
        )
    for first, last in ((1980, 1984), (1990, 1992)):
        some = threats.filter(pl.col("startyear").is_between(first, last))
        said.append(
            f"begun {first} to {last}: {some['imposition'].sum():.0f} of {some.height} imposed"
        )
    return [*said, f"blank among {threats.height} threats: {blank}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, help="threats and sanctions, TIES columns")
    parser.add_argument("--write", type=Path, help="where to write the estimates")
    arguments = parser.parse_args()
    table = pl.read_csv(arguments.table, infer_schema_length=None)
    found = estimates(table)
    print("\n".join(["", *gaps(table), "", *lines(record(table)), "", *terms(found)]))
    if arguments.write:
        found.write_csv(arguments.write, float_precision=8)


if __name__ == "__main__":
    main()
