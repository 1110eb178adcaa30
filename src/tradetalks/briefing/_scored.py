"""Section that holds the replayed forecasts against what happened."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, model
from tradetalks.briefing._document import (
    Column,
    Method,
    Number,
    Paragraph,
    Section,
    Table,
    plain,
)
from tradetalks.case import Outcome
from tradetalks.talks._forecast._case_record import record_of

__all__ = ["scored"]

RECORD = (model("record"),)


def scored(analysis: Analysis, outcome: Sequence[Outcome]) -> Section | None:
    """Brier and log scores of each question over the dates, beside those of the base rate.

    None without a replay, or where no question of the outcome can be scored.
    """
    if analysis.replayed is None:
        return None
    found = record_of(analysis.replayed, analysis.case, outcome, outside=analysis.outside)
    if found is None:
        return None
    book, score = Book(analysis, "record"), found.score
    total = {
        name: book.value(f"all-{name}", f"all questions: {label}", value, "1", RECORD, digits=2)
        for name, label, value in (
            ("brier", "Brier score", score.brier),
            ("base-brier", "Brier score of the base rate", score.base_brier),
            ("log", "log score", score.log),
            ("base-log", "log score of the base rate", score.base_log),
        )
    }
    rows = [_row(book, i, row) for i, row in enumerate(_by_question(found.score.table))]
    verdict = "better" if score.brier < score.base_brier else "worse"
    left = "; ".join(plain(question) for question in found.left_out)
    return Section(
        id="record",
        title="The forecast held against what happened",
        finding=(
            f"On this dispute the replayed forecasts did {verdict} than the shares of past "
            f"threats: Brier score {{{total['brier'].id}}} against "
            f"{{{total['base-brier'].id}}}, log score {{{total['log'].id}}} against "
            f"{{{total['base-log'].id}}}; lower is better. One case illustrates and validates "
            "nothing."
        ),
        body=(
            Table(
                id="scores",
                columns=(
                    Column("question", "Question", "left", None),
                    Column("answer", "Answer", "left", None),
                    Column("dates", "Dates", "left", None),
                    Column("mean", "Mean forecast", "right", "percent"),
                    Column("base", "Base rate", "right", "percent"),
                    Column("brier", "Brier", "right", "1"),
                    Column("base-brier", "Base rate's", "right", "1"),
                    Column("log", "Log", "right", "1"),
                    Column("base-log", "Base rate's", "right", "1"),
                ),
                rows=(
                    *rows,
                    ("All", "", str(score.resolved), None, None, *total.values()),
                ),
                caption="Means over the dates of the calendar before each question was settled.",
            ),
            Paragraph(
                "The questions hang together and come from one famous dispute. The record that "
                "counts is the split by time on the table of past threats: there a regression on "
                "what is known at a threat loses to the base rate forward in time, in nearly every "
                "split, so the forecast starts from base rates. Whether the game adds to them is "
                "not shown by either."
            ),
            Method(
                "No forecast reads the outcome and nothing is fitted to it. A base rate is the "
                "share of past threats settled, or imposed times the chance of a threat; for a "
                "threat it is the case's own prior chance, and for a level of an issue the share "
                "settled over the number of its levels, because nothing else is known. The chance "
                "of sanctions is that up to the last deadline known on the date."
                + (f" Not scored: {left}" if left else "")
            ),
        ),
        numbers=book.numbers,
    )


def _by_question(table: pl.DataFrame) -> list[dict[str, str | float]]:
    """Means over the dates, a row a question."""
    scored = table.with_columns(
        base_brier=(pl.col("base_rate") - pl.col("outcome")) ** 2,
        base_log=-(1.0 - (pl.col("base_rate") - pl.col("outcome")).abs()).log(),
    )
    means = ("probability", "base_rate", "brier", "base_brier", "log", "base_log")
    grouped = scored.group_by("question", maintain_order=True).agg(
        pl.col("outcome").first(), pl.len().alias("dates"), *(pl.col(name).mean() for name in means)
    )
    return grouped.to_dicts()


def _row(book: Book, place: int, row: dict[str, str | float]) -> tuple[str | Number | None, ...]:
    question = str(row["question"])
    shares = (("mean", "probability", "mean forecast"), ("base", "base_rate", "base rate"))
    scores = (
        ("brier", "brier", "Brier score"),
        ("base-brier", "base_brier", "Brier score of the base rate"),
        ("log", "log", "log score"),
        ("base-log", "base_log", "log score of the base rate"),
    )
    return (
        question,
        "yes" if row["outcome"] else "no",
        str(row["dates"]),
        *(
            book.value(
                f"{place}-{name}",
                f"{question} {label}",
                100 * float(row[key]),
                "percent",
                RECORD,
                digits=0,
            )
            for name, key, label in shares
        ),
        *(
            book.value(
                f"{place}-{name}", f"{question} {label}", float(row[key]), "1", RECORD, digits=2
            )
            for name, key, label in scores
        ),
    )
