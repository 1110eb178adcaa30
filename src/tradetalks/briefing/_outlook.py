"""The section on how the talks may go: chances beside base rates, by date, and the terms."""

from __future__ import annotations

import polars as pl

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._beliefs import anchor_told, beliefs_table, unsolved_told
from tradetalks.briefing._book import Book, long_date, model
from tradetalks.briefing._charts import (
    by_date_chart,
    ladder_chart,
    probability_chart,
)
from tradetalks.briefing._document import (
    Chart,
    Column,
    Method,
    Number,
    Origin,
    Section,
    Table,
)

__all__ = ["outlook"]

OUTCOMES = (
    ("deal", "A deal by the last deadline"),
    ("imposed", "Sanctions imposed"),
    ("dropped", "A threat made and dropped"),
    ("quiet", "No deal and no threat"),
)
RUNGS = {
    "base rate": "Base rates (precision zero: no economics)",
    "central values": "Complete information, every assumption at its central value",
    "complete information": "Complete information, all draws",
    "full model": "Full model: each side alone knows what it is",
    "anchored": "Full model, anchored: the prior on resolve meets the base rate",
}


def outlook(analysis: Analysis) -> Section:
    """Probabilities beside base rates, the ladder of models, the path by date, the terms."""
    full = analysis.forecast
    book = Book(analysis, "outlook")
    game = (model("deadline"),)
    numbers = {key: book.chance(key, label, getattr(full, key), game) for key, label in OUTCOMES}
    made = ""
    if not full.known_threat:
        threat = book.chance("threat", "A specific threat is made", full.threat, game)
        made = f"; a specific threat is made at some point with {{{threat.id}}}"
    rates = _rates(analysis)
    base_rows = [
        {
            "outcome": f"{row['outcome']} ({row['reference_class']})",
            "probability": row["share"],
            "low": row["low"],
            "high": row["high"],
            "kind": "base rate",
        }
        for row in rates.iter_rows(named=True)
    ]
    model_rows = [
        {
            "outcome": label,
            "probability": numbers[key].value / 100,
            "low": (numbers[key].low or 0.0) / 100,
            "high": (numbers[key].high or 0.0) / 100,
            "kind": "model",
        }
        for key, label in OUTCOMES
    ]
    source = Origin(kind="source", id="ties-4.1", label="TIES 4.1")
    base_table = tuple(
        (
            row["outcome"],
            row["reference_class"],
            book.value(
                f"base-{i}",
                f"{row['outcome']}, {row['reference_class']}",
                100 * row["share"],
                "percent",
                (source, model("outside")),
                100 * row["low"],
                100 * row["high"],
            ),
            f"{row['count']} of {row['total']}",
        )
        for i, row in enumerate(rates.iter_rows(named=True))
    )
    return Section(
        id="outlook",
        title="What is likely to happen",
        finding=(
            f"By {long_date(full.dates[-1])}: a deal {{{numbers['deal'].id}}}, sanctions "
            f"{{{numbers['imposed'].id}}}, a threat made and dropped {{{numbers['dropped'].id}}}, "
            f"no deal and no threat {{{numbers['quiet'].id}}}{made}."
        ),
        body=(
            Chart(
                "chances",
                "The forecast beside what became of past threats",
                probability_chart(pl.DataFrame([*model_rows, *base_rows])),
                "Probabilities with intervals, model and base rates.",
            ),
            Table(
                id="base-rates",
                columns=(
                    Column("outcome", "Past threats that were", "left", None),
                    Column("class", "Class", "left", None),
                    Column("rate", "Share", "right", "percent"),
                    Column("count", "Count", "right", None),
                ),
                rows=base_table,
                caption="Base rates with Wilson 95 percent intervals. They condition on a threat.",
            ),
            Chart(
                "ladder",
                "What each step adds to the base rate",
                ladder_chart(_ladder_frame(analysis)),
                "Chance of a deal and of sanctions at each rung of the ladder.",
            ),
            _ladder_table(analysis, book),
            *anchor_told(analysis, book),
            *unsolved_told(analysis, book),
            Chart(
                "path",
                "When a deal would come",
                by_date_chart(_path(analysis)),
                "Chance of a deal by date, and of sanctions and retreat at the deadlines.",
            ),
            _path_table(analysis, book),
            *beliefs_table(analysis, book),
            _terms(analysis, book),
            Method(
                "Offers alternate until the threat falls due; then the demanding side imposes or "
                "backs down. Choices are logit, with precision per share of the stake, and start "
                "from the base rates: at precision zero the game gives back what past threats came "
                "to. Whether a threat is made is a stage of its own. The intervals are the spread "
                "over draws of the assumptions, not sampling error; this is one dispute, and one "
                "dispute validates nothing."
            ),
        ),
        numbers=book.numbers,
    )


def _rates(analysis: Analysis) -> pl.DataFrame:
    """Base rates, without those against another target than the case's."""
    case, rates = analysis.case, analysis.outside.rates()
    target = case.parties[case.talks.target].name
    against = pl.col("reference_class").str.extract(r"against (.+)$")
    return rates.filter(against.is_null() | (against == target))


def _ladder_frame(analysis: Analysis) -> pl.DataFrame:
    rows: list[dict[str, str | float]] = []
    for step in analysis.ladder:
        low, high = step.interval(step.deal)
        rows.append(
            {
                "step": step.step,
                "deal": float(step.mean(step.deal)),
                "imposed": float(step.mean(step.imposed)),
                "low": low,
                "high": high,
            }
        )
    return pl.DataFrame(rows)


def _ladder_table(analysis: Analysis, book: Book) -> Table:
    named = [(RUNGS[step.step], step) for step in analysis.ladder]
    if analysis.no_access is not None:
        named.append(("Full model, every access effect at zero", analysis.no_access))
    named.append(("Equal group weights, no political terms, no private kinds", analysis.plain))
    rows = tuple(
        (
            name,
            *(
                book.value(
                    f"rung-{i}-{key}",
                    f"{name}: {label}",
                    100 * float(step.mean(getattr(step, key))),
                    "percent",
                    (model("deadline"),),
                )
                for key, label in OUTCOMES
            ),
        )
        for i, (name, step) in enumerate(named)
    )
    return Table(
        id="ladder-table",
        columns=(
            Column("step", "Step", "left", None),
            *(Column(key, label, "right", "percent") for key, label in OUTCOMES),
        ),
        rows=rows,
        caption="The forecast at each step, and with parts of it left out; percent.",
    )


def _path(analysis: Analysis) -> pl.DataFrame:
    full = analysis.forecast
    deal = full.mean(full.deal_by)
    last = len(full.dates) - 1
    return pl.DataFrame(
        {
            "date": list(full.dates),
            "deal": deal.tolist(),
            "sanctions": [
                float(full.mean(full.imposed)) if i == last else 0.0 for i in range(last + 1)
            ],
            "retreat": [
                float(full.mean(full.dropped)) if i == last else 0.0 for i in range(last + 1)
            ],
        }
    )


def _path_table(analysis: Analysis, book: Book) -> Table:
    full = analysis.forecast
    return Table(
        id="path-table",
        columns=(
            Column("date", "By", "left", None),
            Column("deal", "Chance of a deal", "right", "percent"),
        ),
        rows=tuple(
            (
                str(day),
                book.chance(
                    f"by-{day}", f"a deal by {day}", full.deal_by[:, i], (model("deadline"),)
                ),
            )
            for i, day in enumerate(full.dates)
        ),
        caption="Chance of a deal by the end of each period.",
    )


def _terms(analysis: Analysis, book: Book) -> Table:
    """Chance of each level of each issue, given a deal."""
    case, full = analysis.case, analysis.forecast
    agreed = float(full.mean(full.deal))
    rows: list[tuple[str | Number | None, ...]] = []
    for name, issue in case.issues.items():
        for i, level in enumerate(issue.levels):
            share = float(full.mean(full.terms_on(name, i))) / agreed
            rows.append(
                (
                    issue.title,
                    level.title,
                    book.value(
                        f"terms-{name}-{level.id}",
                        f"{level.title}, given a deal",
                        100 * share,
                        "percent",
                        (model("deadline"),),
                    ),
                )
            )
    return Table(
        id="terms",
        columns=(
            Column("issue", "Issue", "left", None),
            Column("level", "Level", "left", None),
            Column("share", "Given a deal", "right", "percent"),
        ),
        rows=tuple(rows),
        caption="Terms of a deal, should there be one; percent.",
    )
