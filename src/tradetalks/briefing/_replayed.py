"""The section on the forecast at each date of the calendar."""

from __future__ import annotations

import polars as pl

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, model
from tradetalks.briefing._charts import replay_chart
from tradetalks.briefing._document import (
    Chart,
    Column,
    Number,
    Section,
    Table,
)

__all__ = ["replay_section"]


def replay_section(analysis: Analysis) -> Section:
    """The forecast at each date of the calendar."""
    assert analysis.replayed is not None
    book = Book(analysis, "replay")
    labels = {"deal": "deal", "imposed": "sanctions", "dropped": "retreat"}
    rows: list[tuple[str | Number | None, ...]] = []
    series: list[dict[str, object]] = []
    for f in analysis.replayed.forecasts:
        cells = []
        for key, label in labels.items():
            values = getattr(f, key)
            low, high = f.interval(values)
            mean = float(f.mean(values))
            series.append({"date": f.as_of, "series": label, "probability": mean})
            cells.append(
                book.value(
                    f"{f.as_of}-{key}",
                    f"{label}, forecast of {f.as_of}",
                    100 * mean,
                    "percent",
                    (model("deadline"),),
                    100 * low,
                    100 * high,
                )
            )
        effective = book.value(
            f"{f.as_of}-draws",
            f"effective draws on {f.as_of}",
            f.effective_draws,
            "draws",
            (model("deadline"),),
        )
        rows.append((str(f.as_of), *cells, str(f.dates[-1]), effective))
    case = analysis.case
    threat = case.talks.threat
    shown = [f.as_of for f in analysis.replayed.forecasts]
    made = threat is not None and shown[0] <= threat.known_from <= shown[-1]
    events = pl.DataFrame(
        {
            "date": [threat.known_from] if threat is not None and made else [],
            "label": ["the threat is public"] if made else [],
        },
        schema={"date": pl.Date, "label": pl.String},
    )
    return Section(
        id="replay",
        title="The forecast, replayed",
        finding=(
            "How the forecast moves with the calendar, each date knowing only what was known then. "
            "An illustration of one dispute; it validates nothing."
        ),
        body=(
            Chart(
                "replay-chart",
                "The forecast at each date of the calendar",
                replay_chart(pl.DataFrame(series), events),
                "Chances of a deal, of sanctions and of retreat at each date.",
            ),
            Table(
                id="replay-table",
                columns=(
                    Column("date", "As of", "left", None),
                    *(Column(k, label, "right", "percent") for k, label in labels.items()),
                    Column("last", "Last deadline", "left", None),
                    Column("draws", "Effective draws", "right", None),
                ),
                rows=tuple(rows),
                caption="The same numbers; percent.",
            ),
        ),
        numbers=book.numbers,
    )
