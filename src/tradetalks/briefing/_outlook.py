"""Sections on how the talks may go, what would change the answer, and the replay."""

from __future__ import annotations

import numpy as np
import polars as pl

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._beliefs import anchor_told, beliefs_table, unsolved_told
from tradetalks.briefing._book import Book, long_date, model
from tradetalks.briefing._charts import (
    by_date_chart,
    ladder_chart,
    probability_chart,
    replay_chart,
    tornado,
    variance_chart,
)
from tradetalks.briefing._document import (
    Chart,
    Column,
    Method,
    Number,
    Origin,
    Section,
    Table,
    plain,
)
from tradetalks.briefing._money import deserved_decimals, format_value
from tradetalks.case import Case
from tradetalks.stakes import at_rank
from tradetalks.talks import Forecast

__all__ = ["change", "economics_share", "outlook", "replay_section"]

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
ECONOMIC = ("data", "demand", "horizon")
TOP = 12


def _weighted(forecast: Forecast, values: np.ndarray) -> float:
    return float(forecast.mean(values))


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
                "deal": _weighted(step, step.deal),
                "imposed": _weighted(step, step.imposed),
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
                    100 * _weighted(step, getattr(step, key)),
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
                _weighted(full, full.imposed) if i == last else 0.0 for i in range(last + 1)
            ],
            "retreat": [
                _weighted(full, full.dropped) if i == last else 0.0 for i in range(last + 1)
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
    agreed = _weighted(full, full.deal)
    rows: list[tuple[str | Number | None, ...]] = []
    for name, issue in case.issues.items():
        for i, level in enumerate(issue.levels):
            share = _weighted(full, full.terms_on(name, i)) / agreed
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


def economics_share(analysis: Analysis) -> float:
    """Part of the variance of the chance of a deal that economic inputs explain."""
    frame = analysis.swings["deal"].by_group().filter(pl.col("group").is_in(ECONOMIC))
    return float(frame["share"].sum())


def change(analysis: Analysis) -> Section:
    """The assumptions ranked, where the answer turns over, and what stands behind it."""
    case, book = analysis.case, Book(analysis, "change")
    swing = analysis.swings["deal"]
    top = swing.to_frame().head(TOP)
    first = top.row(0, named=True)
    titles = {key: a.title for key, a in case.assumptions.items()}
    first_number = book.value(
        "first",
        f"swing of the chance of a deal: {titles[first['assumption']]}",
        100 * first["swing"],
        "points",
        (model("sensitivity"),),
        100 * (first["swing"] - 1.64 * first["error"]),
        100 * (first["swing"] + 1.64 * first["error"]),
    )
    economics = book.value(
        "economics",
        "part of the variance that economic inputs explain",
        100 * economics_share(analysis),
        "percent",
        (model("sensitivity"),),
    )
    chart = top.with_columns(
        pl.col("assumption").replace_strict(titles),
        effect=100 * pl.col("swing"),
        error=100 * 1.64 * pl.col("error"),
    )
    return Section(
        id="change",
        title="What would change the answer",
        finding=(
            f"Most depends on: {plain(titles[first['assumption']])} ({{{first_number.id}}} on the "
            f"chance of a deal from the low to the high end of its range). Economic inputs explain "
            f"{{{economics.id}}} of the spread of that chance; the rest is politics, resolve and "
            "how closely the sides reason."
        ),
        body=(
            Chart(
                "tornado",
                "Change in the chance of a deal from the low to the high end of each range",
                tornado(chart.select("assumption", "effect", "error", "group"), unit="points"),
                "Assumptions ranked by their effect on the chance of a deal, with error bars.",
            ),
            _tornado_table(analysis, book),
            Chart(
                "variance",
                "Where the spread of the forecast comes from",
                variance_chart(swing.by_group()),
                "Variance of the chance of a deal by group of inputs.",
            ),
            _variance_table(analysis, book),
            _turning(analysis, book),
            _behind(analysis.case),
            Method(
                "Swings are least-squares coefficients on the rank of each assumption in its "
                "range, over common draws; bars are 90 percent. The ranking of options turns "
                "where the fitted gain from a threat is zero."
            ),
        ),
        numbers=book.numbers,
    )


def _tornado_table(analysis: Analysis, book: Book) -> Table:
    case = analysis.case
    results = (
        ("deal", "Chance of a deal", 100.0, "points"),
        ("imposed", "Chance of sanctions", 100.0, "points"),
        ("threat_gain", "Gain from making the threat", 1.0, f"USD bn of {case.currency_year}"),
    )
    keys = analysis.swings["deal"].to_frame().head(TOP)["assumption"].to_list()
    rows: list[tuple[str | Number | None, ...]] = []
    for key in keys:
        cells: list[str | Number] = []
        for name, label, scale, unit in results:
            s = analysis.swings[name]
            i = s.keys.index(key)
            cells.append(
                book.value(
                    f"{name}-{key}",
                    f"{label}: swing of {case.assumptions[key].title}",
                    scale * s.swing[i],
                    unit,
                    (model("sensitivity"), Origin("assumption", key, case.assumptions[key].title)),
                    scale * (s.swing[i] - 1.64 * s.error[i]),
                    scale * (s.swing[i] + 1.64 * s.error[i]),
                )
            )
        rank = analysis.swings["threat_gain"].turns_at(key)
        a = case.assumptions[key]
        turn = "not in its range" if rank is None else _at(float(at_rank(a, rank)), a.unit)
        rows.append((a.title, a.group, *cells, turn))
    return Table(
        id="tornado-table",
        columns=(
            Column("assumption", "Assumption", "left", None),
            Column("group", "Group", "left", None),
            *(Column(name, label, "right", unit) for name, label, _, unit in results),
            Column("turn", "Making a threat stops or starts to pay", "left", None),
        ),
        rows=tuple(rows),
        caption="Low to high end of each range, with 90 percent error bars.",
    )


def _at(value: float, unit: str) -> str:
    """Where an assumption turns the answer; a bare number where its unit is 1."""
    return f"at {format_value(value, unit, deserved_decimals(value))}"


def _variance_table(analysis: Analysis, book: Book) -> Table:
    frame = analysis.swings["deal"].by_group()
    return Table(
        id="variance-table",
        columns=(
            Column("group", "Inputs", "left", None),
            Column("share", "Part of the variance", "right", "percent"),
        ),
        rows=tuple(
            (
                row["group"],
                book.value(
                    f"variance-{i}",
                    f"variance from {row['group']}",
                    100 * row["share"],
                    "percent",
                    (model("sensitivity"),),
                ),
            )
            for i, row in enumerate(frame.iter_rows(named=True))
        ),
        caption="Variance of the chance of a deal by group of inputs.",
    )


def _turning(analysis: Analysis, book: Book) -> Table:
    """Algebra of the turning points."""
    case, game = analysis.case, analysis.forecast.payoffs
    unit = f"USD bn of {case.currency_year}"
    a = case.talks.demander
    money = analysis.stakes.value(analysis.measure, a)
    psi = book.spread(
        "psi",
        "cost of backing down at which sanctions are carried out",
        -money,
        unit,
        (model("stakes"),),
    )
    weighted = book.spread(
        "psi-weighted",
        "the same at the group weights and political terms of the case",
        -game.impose_a,
        unit,
        (model("stakes"),),
    )
    rows: tuple[tuple[str | Number | None, ...], ...] = (
        (
            "Cost of backing down at which sanctions would be carried out, equal weights",
            "minus the demanding side's value of sanctions",
            psi,
        ),
        (
            "The same with group weights and political terms",
            "minus the payoff of imposing",
            weighted,
        ),
        *_access_needed(analysis, book),
        (
            "Gain from making the threat, full model",
            "payoff with it less payoff without",
            book.spread(
                "gain",
                "gain from making the threat",
                analysis.forecast.threat_gain,
                unit,
                (model("deadline"),),
            ),
        ),
        *_gain_without_access(analysis, book),
        (
            "The same at equal weights and without political terms",
            "",
            book.spread(
                "gain-plain",
                "gain, no politics",
                analysis.plain.threat_gain,
                unit,
                (model("deadline"),),
            ),
        ),
    )
    return Table(
        id="turning",
        columns=(
            Column("what", "Where the answer turns", "left", None),
            Column("how", "Algebra", "left", None),
            Column("value", "Value", "right", None),
        ),
        rows=rows,
        caption="Turning points.",
    )


def _access_needed(analysis: Analysis, book: Book) -> tuple[tuple[str | Number | None, ...], ...]:
    """The access effect at which a threat starts to pay, where the case is about access."""
    gains = analysis.reach_gain
    if not len(gains):
        return ()
    crossing = _crossing(np.array(analysis.reaches), gains)
    needed: Number | str
    if gains[0] >= 0.0:
        needed = "none: the threat pays with no access effect at all"
    elif crossing is None:
        needed = "more than reaching every excluded buyer"
    else:
        needed = book.value(
            "reach",
            "smallest access effect at which the threat pays",
            100 * crossing,
            "percent",
            (model("deadline"), model("market")),
        )
    return (
        (
            "Smallest access effect that makes the deal worth a threat (share of excluded buyers)",
            "where the gain from making the threat is zero",
            needed,
        ),
    )


def _gain_without_access(
    analysis: Analysis, book: Book
) -> tuple[tuple[str | Number | None, ...], ...]:
    """The gain from a threat with every access effect at zero, where there is any."""
    if analysis.no_access is None:
        return ()
    gain = book.spread(
        "gain-no-access",
        "gain, no access effect",
        analysis.no_access.threat_gain,
        f"USD bn of {analysis.case.currency_year}",
        (model("deadline"),),
    )
    return (("The same with every access effect at zero", "", gain),)


def _crossing(x: np.ndarray, y: np.ndarray) -> float | None:
    """First zero of a piecewise linear function."""
    for i in range(len(x) - 1):
        if y[i] < 0.0 <= y[i + 1]:
            return float(x[i] - y[i] * (x[i + 1] - x[i]) / (y[i + 1] - y[i]))
    return None


def _behind(case: Case) -> Table:
    """Evidence, assumption and algebra behind each headline number."""
    listed = any(m.products.price_above is not None for m in case.measures.values())
    access = any(
        effect.kind == "access"
        for issue in case.issues.values()
        for level in issue.levels
        for effect in level.effects
    )
    rows = (
        (
            "Value of the threat",
            "Prices, units and products of the industry data; the duty",
            "Demand system, customs share, "
            + ("list rule, " if listed else "")
            + "duration, discount rate",
            "Equilibrium prices with and without the duty; accounts by nation; present value",
        ),
        (
            "Value of a package",
            "Shares, units" + (", the pledge" if case.pledges else ""),
            "Elasticities, barriers, "
            + ("what dealers reach, " if access else "")
            + "additional purchases",
            "Equilibrium of each market with and without the level; present value",
        ),
        (
            "Chance of a deal",
            "Base rates of past threats, dated deadlines",
            "Political terms, group weights, precision, thresholds at home",
            "Backward induction with logit choice from the base rates, averaged over draws",
        ),
        (
            "Chance of sanctions",
            "The same",
            "The same, and the cost of backing down",
            "Chance of a threat times no deal times imposing over backing down",
        ),
    )
    return Table(
        id="behind",
        columns=(
            Column("number", "Headline", "left", None),
            Column("evidence", "Evidence", "left", None),
            Column("assumption", "Assumption", "left", None),
            Column("algebra", "Algebra", "left", None),
        ),
        rows=rows,
        caption="What stands behind each headline number.",
    )


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
            mean = _weighted(f, values)
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
