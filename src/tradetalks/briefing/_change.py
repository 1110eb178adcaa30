"""The section on what would change the answer: assumptions ranked, and where it turns over."""

from __future__ import annotations

import numpy as np
import polars as pl

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, model
from tradetalks.briefing._charts import tornado, variance_chart
from tradetalks.briefing._document import (
    Block,
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
from tradetalks.stakes import at_rank, draws_needed

__all__ = ["change", "most_depends_on"]

ECONOMIC = ("data", "demand", "horizon")
TOP = 12
LITTLE = 0.33
"""Below this part of the variance the first paragraph says that economics explains little."""


def most_depends_on(analysis: Analysis, book: Book) -> str:
    """Sentences on how much economics explains and which three assumptions matter most."""
    if not analysis.swings:
        return _too_few(analysis)
    share = _economics(analysis, book)
    told = (
        f"Economics explains little of this: {{{share.id}}} of the spread of the chance of a "
        "deal; what remains is political judgement, stated as assumptions."
        if share.value < 100 * LITTLE
        else f"Economic inputs explain {{{share.id}}} of the spread of the chance of a deal."
    )
    top = analysis.swings["deal"].to_frame().head(3)["assumption"].to_list()
    named = plain("; ".join(analysis.case.assumptions[key].title for key in top))
    return f"{told} Three assumptions matter most: {named}."


def _economics(analysis: Analysis, book: Book) -> Number:
    """Part of the variance of the chance of a deal that economic inputs explain."""
    frame = analysis.swings["deal"].by_group().filter(pl.col("group").is_in(ECONOMIC))
    return book.value(
        "economics",
        "part of the spread that economic inputs explain",
        100 * float(frame["share"].sum()),
        "percent",
        (model("sensitivity"),),
    )


def _too_few(analysis: Analysis) -> str:
    needed = draws_needed(analysis.case, analysis.draws)
    return (
        f"{analysis.draws.count} draws are too few to tell which assumptions matter most; that "
        f"takes {needed} or more."
    )


def change(analysis: Analysis) -> Section:
    """The assumptions ranked, where the answer turns over, and what stands behind it."""
    book = Book(analysis, "change")
    finding, ranked = _ranked(analysis, book) if analysis.swings else (_too_few(analysis), ())
    return Section(
        id="change",
        title="What would change the answer",
        finding=finding,
        body=(*ranked, _turning(analysis, book), _behind(analysis.case)),
        numbers=book.numbers,
    )


def _ranked(analysis: Analysis, book: Book) -> tuple[str, tuple[Block, ...]]:
    """Which assumption matters most, in a sentence; then all of them."""
    case, swing = analysis.case, analysis.swings["deal"]
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
    economics = _economics(analysis, book)
    chart = top.with_columns(
        pl.col("assumption").replace_strict(titles),
        effect=100 * pl.col("swing"),
        error=100 * 1.64 * pl.col("error"),
    )
    finding = (
        f"Most depends on: {plain(titles[first['assumption']])} ({{{first_number.id}}} on the "
        f"chance of a deal from the low to the high end of its range). Economic inputs explain "
        f"{{{economics.id}}} of the spread of that chance; the rest is politics, resolve and "
        "how closely the sides reason."
    )
    return finding, (
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
        Method(
            "Swings are least-squares coefficients on the rank of each assumption in its "
            "range, over common draws; bars are 90 percent. The ranking of options turns "
            "where the fitted gain from a threat is zero."
        ),
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
