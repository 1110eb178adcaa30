"""The section on where a deal is possible: packages, the frontier, solutions, trades, leverage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, in_sentence, model, package
from tradetalks.briefing._charts import payoff_plane
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
from tradetalks.briefing._offers import offers

__all__ = ["bargaining"]

SHOWN = 30
"""Most packages in the table: those after them hardly ever pass."""


def bargaining(analysis: Analysis) -> Section:
    """Payoffs of every package, the zone of agreement, the frontier and the solutions."""
    case, book = analysis.case, Book(analysis, "deal")
    game = analysis.forecast.payoffs
    a, b = case.talks.demander, case.talks.target
    names = case.parties[a].name, case.parties[b].name
    said = tuple(in_sentence(name) for name in names)
    unit = f"USD bn of {case.currency_year}"
    mean_a, mean_b = (game.deals.payoffs[p].mean(axis=0) for p in (a, b))
    zone = analysis.bargaining.zopa()
    beside = analysis.against_sanctions.zopa()
    win = zone & game.accepted
    acceptable = zone.mean(axis=0)
    any_zone = _share(
        book,
        "zone",
        "draws with a zone of agreement against the impasse",
        zone.any(axis=1),
        (model("bargaining"),),
    )
    any_beside = _share(
        book,
        "zone-sanctions",
        "draws with a zone of agreement against certain sanctions",
        beside.any(axis=1),
        (model("bargaining"),),
    )
    any_win = _share(
        book,
        "win-set",
        "draws with a package that also passes domestic actors",
        win.any(axis=1),
        (model("bargaining"),),
    )
    best = int(np.argmax(win.mean(axis=0)))
    frame = pl.DataFrame(
        {
            "a": mean_a,
            "b": mean_b,
            "label": list(game.deals.labels),
            "efficient": analysis.bargaining.frontier().mean(axis=0) >= 0.5,
            "acceptable": acceptable >= 0.5,
        }
    )
    solutions = {
        "Nash": analysis.bargaining.nash(),
        "Kalai-Smorodinsky": analysis.bargaining.kalai_smorodinsky(),
    }
    found = {k: v[~np.isnan(v).any(axis=1)] for k, v in solutions.items()}
    points = {k: v.mean(axis=0) for k, v in found.items() if len(v)}
    solution_frame = pl.DataFrame(
        {
            "label": list(points),
            "a": [float(p[0]) for p in points.values()],
            "b": [float(p[1]) for p in points.values()],
        },
        schema={"label": pl.String, "a": pl.Float64, "b": pl.Float64},
    )
    solution_rows = tuple(
        (
            name,
            *(
                book.spread(
                    f"{name}-{p}", f"{name} point: {p}", v[:, i], unit, (model("bargaining"),)
                )
                for i, p in enumerate((a, b))
            ),
        )
        for name, v in found.items()
        if len(v)
    )
    order = np.argsort(-win.mean(axis=0), kind="stable")
    count = len(order)
    every = "All packages" if count <= SHOWN else f"The first {SHOWN} of {count} packages"
    return Section(
        id="deal",
        title="Where a deal is possible",
        finding=(
            f"In {{{any_zone.id}}} of the draws some package leaves both sides better off than "
            f"the impasse, in {{{any_win.id}}} one that domestic actors would also pass; against "
            f"sanctions that were certain the share is {{{any_beside.id}}}. The package that "
            f"passes most often is: {plain(package(case, game.deals, best))}."
        ),
        body=(
            Chart(
                "plane",
                f"What each package is worth to {plain(said[0])} and {plain(said[1])}",
                payoff_plane(
                    frame,
                    (0.0, 0.0),
                    solution_frame,
                    titles=tuple(
                        f"payoff of the government of {in_sentence(n)}, {unit}" for n in names
                    ),  # pyright: ignore[reportArgumentType]
                ),
                "Payoff plane with the impasse, the packages, the frontier and the solutions.",
            ),
            Table(
                id="packages",
                columns=(
                    Column(
                        "package", ", ".join(x.title for x in case.issues.values()), "left", None
                    ),
                    Column(a, names[0], "right", unit),
                    Column(b, names[1], "right", unit),
                    Column("zone", "In the zone", "right", "percent"),
                    Column("win", "Also passes at home", "right", "percent"),
                ),
                rows=tuple(
                    (
                        game.deals.labels[d],
                        *(
                            book.spread(
                                f"package-{d}-{p}",
                                f"{game.deals.labels[d]}: {p}",
                                game.deals.payoffs[p][:, d],
                                unit,
                                (model("stakes"),),
                            )
                            for p in (a, b)
                        ),
                        book.value(
                            f"package-{d}-zone",
                            "draws in which both gain",
                            100 * zone[:, d].mean(),
                            "percent",
                            (model("bargaining"),),
                        ),
                        book.value(
                            f"package-{d}-win",
                            "draws in which it also passes at home",
                            100 * win[:, d].mean(),
                            "percent",
                            (model("bargaining"),),
                        ),
                    )
                    for d in order[:SHOWN]
                ),
                caption=f"{every}, government payoffs in {unit}, the most passable first.",
            ),
            Table(
                id="solutions",
                columns=(
                    Column("solution", "Solution", "left", None),
                    Column(a, names[0], "right", unit),
                    Column(b, names[1], "right", unit),
                ),
                rows=solution_rows,
                caption="Bargaining solutions over draws with a zone of agreement.",
            ),
            _trades(analysis, book),
            _leverage(analysis, book),
            *offers(analysis, book),
            Method(
                "Packages are all combinations of levels. The disagreement point is the impasse; "
                "sanctions and retreat are outside options that bound a share but do not move it "
                "(Binmore, Shaked and Sutton 1989), and the zone against certain sanctions stands "
                "beside. Opening a market mostly raises the opener's own welfare, so what keeps a "
                "side from it is politics, stated as assumptions."
            ),
        ),
        numbers=book.numbers,
    )


def _share(book: Book, name: str, label: str, holds: ArrayLike, origin: Sequence[Origin]) -> Number:
    """Share of the draws in which something holds, in percent."""
    return book.value(
        name,
        label,
        100.0 * float(np.mean(np.asarray(holds, dtype=float))),
        "percent",
        origin,
        digits=0,
    )


def _trades(analysis: Analysis, book: Book) -> Table:
    """Which concessions are cheap for one side and dear to the other."""
    game = analysis.forecast.payoffs
    case = analysis.case
    a, b = case.talks.demander, case.talks.target
    unit = f"USD bn of {case.currency_year}"
    rows: list[tuple[str | Number | None, ...]] = []
    for i, issue in enumerate(game.deals.issues):
        only = [
            d
            for d, levels in enumerate(game.deals.levels)
            if levels[i] == game.deals.levels[:, i].max() and levels.sum() == levels[i]
        ]
        if not only:
            continue
        cells = [
            book.spread(
                f"alone-{issue}-{p}",
                f"{case.issues[issue].title} alone: {p}",
                game.deals.payoffs[p][:, only[0]] - analysis.stakes.politics(p, event="deal"),
                unit,
                (model("stakes"),),
            )
            for p in (a, b)
        ]
        rows.append((case.issues[issue].title, *cells))
    return Table(
        id="trades",
        columns=(
            Column("issue", "Issue at its highest level, alone", "left", None),
            Column(a, case.parties[a].name, "right", unit),
            Column(b, case.parties[b].name, "right", unit),
        ),
        rows=tuple(rows),
        caption="What each issue gives and costs: trade those where one side's gain is far above "
        "the other's cost.",
    )


def _leverage(analysis: Analysis, book: Book) -> Table:
    """The outside options of each side."""
    game, case = analysis.forecast.payoffs, analysis.case
    unit = f"USD bn of {case.currency_year}"
    a, b = (in_sentence(case.parties[p].name) for p in (case.talks.demander, case.talks.target))
    rows = (
        (f"Sanctions, to {a}", game.impose_a),
        (f"Backing down in public, to {a}", game.back_down_a),
        (f"Sanctions, to {b}", game.impose_b),
    )
    credible = _share(
        book,
        "credible",
        "draws in which imposing beats backing down",
        (game.impose_a > game.back_down_a),
        (model("stakes"),),
    )
    return Table(
        id="leverage",
        columns=(
            Column("option", "Outside option", "left", None),
            Column("v", "Payoff", "right", None),
        ),
        rows=(
            *(
                (label, book.spread(f"outside-{i}", label, values, unit, (model("stakes"),)))
                for i, (label, values) in enumerate(rows)
            ),
            (f"Draws in which {a} would rather impose than back down", credible),
        ),
        caption="What gives leverage: a threat is believed where imposing beats retreat.",
    )
