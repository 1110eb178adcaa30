"""Section on what moving the deadline would do."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, in_sentence, long_date, model, short_date
from tradetalks.briefing._document import Column, Method, Number, Section, Table, plain
from tradetalks.talks import Forecast

__all__ = ["deadlines"]

GAME = (model("deadline"),)
HOW = (
    "Complete information, on the draws of the forecast; each day is the one deadline and certain, "
    "so levels are not those of the forecast. Offers stay as far apart as they are, so that a "
    "later day leaves more of them; at precision zero every day settles the same share of talks. "
    "Payoffs are expected ones at the case's date, politics included. A demander that moves its "
    "deadline would also tell something of itself, and dropping a date may cost it; neither is "
    "counted."
)
"""What is held fixed."""


def deadlines(analysis: Analysis) -> Section:
    """Chances and payoffs with the last firm deadline earlier and later."""
    book = Book(analysis, "moved")
    moved = analysis.moved
    rows = [_row(analysis, book, place) for place in range(len(moved.dates))]
    return Section(
        id="moved",
        title="What moving the deadline would do",
        finding=_finding(analysis, book),
        body=(_table(analysis, rows), Method(HOW)),
        numbers=book.numbers,
    )


def _finding(analysis: Analysis, book: Book) -> str:
    """From the earliest day to the latest: chances and payoffs."""
    moved = analysis.moved
    first, last = (long_date(moved.dates[place]) for place in (0, -1))
    ends = moved.forecasts[0], moved.forecasts[-1]
    deal, imposed = (
        tuple(
            _percent(book, f"{end}-{name}", f"{label}, deadline on {day}", found, name).id
            for end, day, found in zip(("first", "last"), (first, last), ends, strict=True)
        )
        for name, label in (("deal", "A deal"), ("imposed", "Sanctions"))
    )
    gains = {
        side: _gain(analysis, book, f"gain-{side}", party, side, ends[1], ends[0])
        for side, party in _sides(analysis).items()
    }
    name_a, name_b = (
        plain(in_sentence(analysis.case.parties[party].name)) for party in _sides(analysis).values()
    )
    return (
        f"With a deadline on {first} the chance of a deal is {{{deal[0]}}} and that of sanctions "
        f"{{{imposed[0]}}}; with one on {last} they are {{{deal[1]}}} and {{{imposed[1]}}}. The "
        f"later day instead of the earlier is worth {{{gains['a'].id}}} to {name_a} and "
        f"{{{gains['b'].id}}} to {name_b}."
    )


def _row(analysis: Analysis, book: Book, place: int) -> tuple[str | Number | None, ...]:
    moved = analysis.moved
    found, day = moved.forecasts[place], moved.dates[place]
    stands = place == moved.stands
    offers = book.value(
        f"{place}-offers", f"offers before {day}", len(found.dates), "1", GAME, digits=0
    )
    chances = (
        _percent(book, f"{place}-{name}", f"{label}, deadline on {day}", found, name)
        for name, label in (
            ("deal", "A deal"),
            ("imposed", "Sanctions"),
            ("threat", "A threat made"),
        )
    )
    gains = (
        None
        if stands
        else _gain(
            analysis, book, f"{place}-gain-{side}", party, side, found,
            moved.forecasts[moved.stands],
        )
        for side, party in _sides(analysis).items()
    )  # fmt: skip
    return (f"{short_date(day)}{', as it stands' if stands else ''}", offers, *chances, *gains)


def _table(analysis: Analysis, rows: list[tuple[str | Number | None, ...]]) -> Table:
    case = analysis.case
    unit = f"USD bn of {case.currency_year}"
    return Table(
        id="moved-deadline",
        columns=(
            Column("deadline", "Deadline", "left", None),
            Column("offers", "Offers", "right", None),
            Column("deal", "A deal", "right", "percent"),
            Column("imposed", "Sanctions", "right", "percent"),
            Column("threat", "A threat made", "right", "percent"),
            *(
                Column(f"gain-{side}", f"Gain of {case.parties[party].name}", "right", unit)
                for side, party in _sides(analysis).items()
            ),
        ),
        rows=tuple(rows),
        caption="The talks with their last firm deadline on other days: mean chances, and the "
        "change of each side's payoff beside the day that stands with the central nine tenths.",
    )


def _percent(book: Book, key: str, label: str, found: Forecast, name: str) -> Number:
    """Mean chance over draws; their spread is that of the ladder above."""
    mean = 100 * float(found.mean(getattr(found, name)))
    return book.value(key, label, mean, "percent", GAME, digits=1)


def _gain(
    analysis: Analysis,
    book: Book,
    key: str,
    party: str,
    side: str,
    found: Forecast,
    beside: Forecast,
) -> Number:
    """Change of a side's payoff, draw by draw, from one day to another."""
    change: Float[np.ndarray, " draw"] = getattr(found, f"value_{side}") - getattr(
        beside, f"value_{side}"
    )
    name = analysis.case.parties[party].name
    return book.spread(
        key,
        f"{name}: change of its payoff from a deadline on {beside.dates[-1]} to {found.dates[-1]}",
        change,
        f"USD bn of {analysis.case.currency_year}",
        GAME,
    )


def _sides(analysis: Analysis) -> dict[str, str]:
    """Party of each side."""
    return {"a": analysis.case.talks.demander, "b": analysis.case.talks.target}
