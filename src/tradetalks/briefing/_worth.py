"""The section on what each move is worth, and to whom."""

from __future__ import annotations

import numpy as np
import polars as pl
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, in_sentence, model, origin_of
from tradetalks.briefing._charts import waterfall
from tradetalks.briefing._document import (
    Block,
    Chart,
    Column,
    Method,
    Number,
    Section,
    Table,
    plain,
)
from tradetalks.stakes import MeasureDetail, in_force

__all__ = ["worth"]

NOISE = 1e-6
"""Below this, in percent or billions, a change is the solver's tolerance."""


def _title(analysis: Analysis, action: str) -> str:
    """Title of a measure, or of a level of an issue."""
    case = analysis.case
    if action in case.measures:
        return case.measures[action].title
    issue, level = action.split("/")
    return next(x.title for x in case.issues[issue].levels if x.id == level)


def worth(analysis: Analysis) -> Section:
    """Present value of every move, by group and nation, and what the models behind it say."""
    case, stakes = analysis.case, analysis.stakes
    book = Book(analysis, "worth")
    unit = f"USD bn of {case.currency_year}"
    origins = (model("market"), model("stakes"))
    a, b = case.talks.demander, case.talks.target
    moving = [
        x
        for x in stakes.actions
        if x == analysis.measure or np.abs(stakes.flows[stakes.index(x)]).max() > 0.0
    ]
    totals: dict[tuple[str, str], Number] = {}
    rows: list[tuple[str | Number | None, ...]] = []
    for action in moving:
        cells: list[Number] = []
        for party in stakes.parties:
            number = book.spread(
                f"{action}-{party}",
                f"{_title(analysis, action)}: {case.parties[party].name}",
                stakes.value(action, party),
                unit,
                origins,
            )
            totals[action, party] = number
            cells.append(number)
        rows.append((_title(analysis, action), *cells))
    threat_a, threat_b = totals[analysis.measure, a], totals[analysis.measure, b]
    blocks: list[Block] = [
        Chart(
            "waterfall",
            _waterfall_title(analysis),
            waterfall(
                _by_group(analysis, analysis.measure),
                unit=unit,
                parties=[p.name for p in case.parties.values()],
            ),
            "Present value of the threatened measure by nation and group, with intervals.",
        ),
        Table(
            id="moves",
            columns=(
                Column("move", "Move", "left", None),
                *(Column(p, case.parties[p].name, "right", unit) for p in stakes.parties),
            ),
            rows=tuple(rows),
            caption=f"Value of each move, {unit}, mean of the draws and their central nine tenths.",
        ),
        _groups_table(analysis, book, moving),
        _systems_table(analysis, book),
        *_status_quo(analysis, book),
        Method(
            "Flows a year from the industry models become present values over the stated duration "
            "at the stated discount rate: sanctions are temporary, deals last. Equal group weights "
            "here; government payoffs with group weights and political terms are in the sections "
            "that follow. Where a duty leaves few units to sell it is in effect prohibitive; a "
            "lower rate, where one stands beside it for comparison, shows the demand systems apart "
            "from that. Border prices fall where makers absorb part of the duty and rise where "
            "they keep only the buyers who hardly mind price; demand systems differ in how much "
            "of either. At a constant elasticity makers pass the whole duty on."
        ),
    ]
    return Section(
        id="worth",
        title="What each move is worth",
        finding=(
            f"{plain(case.measures[analysis.measure].title)} would be worth {{{threat_a.id}}} to "
            f"{plain(in_sentence(case.parties[a].name))} and {{{threat_b.id}}} to "
            f"{plain(in_sentence(case.parties[b].name))}, all groups "
            "at equal weight and before politics."
        ),
        body=tuple(blocks),
        numbers=book.numbers,
    )


def _by_group(analysis: Analysis, action: str) -> pl.DataFrame:
    case, stakes = analysis.case, analysis.stakes
    frame = stakes.to_frame().filter(pl.col("action") == action)
    frame = frame.filter((pl.col("value") != 0.0) | (pl.col("low") != 0.0))
    return frame.select(
        pl.col("group").replace_strict(dict(case.groups)).alias("group"),
        pl.col("party")
        .replace_strict({key: party.name for key, party in case.parties.items()})
        .alias("nation"),
        "value",
        "low",
        "high",
    )


def _waterfall_title(analysis: Analysis) -> str:
    case = analysis.case
    frame = _by_group(analysis, analysis.measure)
    loser = frame.sort("value").row(0, named=True)
    winner = frame.sort("value", descending=True).row(0, named=True)
    return (
        f"{loser['group']} ({loser['nation']}) lose most, {winner['group'].lower()} "
        f"({winner['nation']}) gain most: {plain(case.measures[analysis.measure].title)}"
    )


def _groups_table(analysis: Analysis, book: Book, moving: list[str]) -> Table:
    case, stakes = analysis.case, analysis.stakes
    unit = f"USD bn of {case.currency_year}"
    rows: list[tuple[str | Number | None, ...]] = []
    for action in moving:
        for party in (case.talks.demander, case.talks.target):
            values = stakes.values[stakes.index(action), stakes.parties.index(party)]
            if not np.abs(values).max() > 0.0:
                continue
            cells = [
                book.spread(
                    f"{action}-{party}-{group}",
                    f"{_title(analysis, action)}: {case.groups[group]}, {party}",
                    values[g],
                    unit,
                    (model("market"), model("stakes")),
                )
                if np.abs(values[g]).max() > 0.0
                else None
                for g, group in enumerate(stakes.groups)
            ]
            rows.append((_title(analysis, action), case.parties[party].name, *cells))
    return Table(
        id="groups",
        columns=(
            Column("move", "Move", "left", None),
            Column("party", "Party", "left", None),
            *(Column(g, case.groups[g], "right", unit) for g in stakes.groups),
        ),
        rows=tuple(rows),
        caption=f"The same by group, {unit}. Sums over groups give the table above.",
    )


def _systems_table(analysis: Analysis, book: Book) -> Table:
    """Each duty under each demand system: what it does to prices, units and nations a year."""
    case, stakes = analysis.case, analysis.stakes
    a, b = case.talks.demander, case.talks.target
    unit = f"USD bn of {case.currency_year}"

    def row(detail: MeasureDetail) -> tuple[str | Number | None, ...]:
        name = f"{detail.measure}-{detail.industry}"
        columns = {
            "imports": ("listed imports a year", detail.value, unit),
            "price": ("consumer price", detail.price, "percent"),
            "border": ("border price", detail.border_price, "percent"),
            "units": ("units", detail.units, "percent"),
            a: (f"{a} a year", detail.flows[stakes.parties.index(a)].sum(axis=0), unit),
            b: (f"{b} a year", detail.flows[stakes.parties.index(b)].sum(axis=0), unit),
        }
        cells = [
            book.spread(f"{name}-{key}", f"{name}: {label}", _clear(values), u, (model("market"),))
            for key, (label, values, u) in columns.items()
        ]
        return (case.measures[detail.measure].title, detail.industry, *cells)

    return Table(
        id="systems",
        columns=(
            Column("measure", "Measure", "left", None),
            Column("system", "Demand system", "left", None),
            Column("imports", "Imports that bear it, a year", "right", unit),
            Column("price", "Consumer price", "right", "percent"),
            Column("border", "Border price", "right", "percent"),
            Column("units", "Units", "right", "percent"),
            Column(a, f"{case.parties[a].name} a year", "right", unit),
            Column(b, f"{case.parties[b].name} a year", "right", unit),
        ),
        rows=tuple(row(detail) for detail in stakes.details),
        caption="Each duty under each demand system; changes in percent, money a year.",
    )


def _clear(values: ArrayLike) -> Float[np.ndarray, " draw"]:
    """Values with what the solver's tolerance leaves of a zero set to zero."""
    given = np.asarray(values, dtype=float)
    return np.where(np.abs(given) < NOISE, 0.0, given)


def _status_quo(analysis: Analysis, book: Book) -> tuple[Table, ...]:
    """Duties in force on the date: every move is valued with them in place."""
    case = analysis.case
    rows: list[tuple[str | Number | None, ...]] = []
    for name, measure in in_force(case).items():
        rates = 100.0 * analysis.stakes.draws.ratio(case, measure.rate)
        origin = (origin_of(case, measure.rate),)
        label = f"{measure.title}: rate"
        rate = (
            book.value(f"{name}-rate", label, rates[0], "percent", origin)
            if measure.rate.assumption is None
            else book.spread(f"{name}-rate", label, rates, "percent", origin)
        )
        rows.append((measure.title, case.markets[measure.market].title, rate))
    table = Table(
        id="in-force",
        columns=(
            Column("measure", "Duty in force", "left", None),
            Column("market", "Market", "left", None),
            Column("rate", "Rate added", "right", "percent"),
        ),
        rows=tuple(rows),
        caption="Duties that are part of the status quo: every move is valued with them in place.",
    )
    return (table,) if rows else ()
