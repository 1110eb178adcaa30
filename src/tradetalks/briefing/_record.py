"""Sections of a briefing that report the record: figures, promises, signals."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, figure_number, long_date, origin_of, short_date
from tradetalks.briefing._charts import balance_chart, shares_chart, timeline_chart
from tradetalks.briefing._document import (
    Block,
    Chart,
    Column,
    Method,
    Origin,
    Section,
    Table,
    plain,
)
from tradetalks.case import Actor, Case, Deadline, Event
from tradetalks.figures import Figure
from tradetalks.monitor import Progress, check, commitments_of

__all__ = ["promises", "signals", "where_it_stands"]


def _used(case: Case, keys: Sequence[str]) -> list[Figure]:
    """Figures in use for some keys, in the order of keys and periods."""
    rows = [f for key in keys for f in case.known(key) if f.used]
    return sorted(rows, key=lambda f: (keys.index(f.key), f.period))


def _figures_table(case: Case, book: Book, name: str, keys: Sequence[str], caption: str) -> Table:
    """All known figures for some keys, the one in use marked, with the reason."""
    rows = [f for key in keys for f in case.known(key)]
    return Table(
        id=name,
        columns=(
            Column("what", "What", "left", None),
            Column("period", "Period", "left", None),
            Column("value", "Value", "right", None),
            Column("base", "Base or basis", "left", None),
            Column("used", "Used", "left", None),
        ),
        rows=tuple(
            (
                case.titles.get(f.key, f.key.replace("_", " ")),
                f.period,
                book.put(figure_number(case, f)),
                f.base or f.note,
                (f.why or "yes") if f.used else "no",
            )
            for f in rows
        ),
        caption=caption,
    )


def where_it_stands(analysis: Analysis) -> Section:
    """Balance over the years, shares with their bases, tariffs and the exchange rate."""
    case, book = analysis.case, Book(analysis, "stands")
    where = case.where
    balance, auto = _used(case, where.balance[:1]), _used(case, where.automotive[:1])
    years = sorted({f.period for f in [*balance, *auto] if f.period.isdigit()})
    by_year = {
        name: {f.period: f.value for f in rows} for name, rows in (("t", balance), ("a", auto))
    }
    frame = pl.DataFrame(
        {
            "year": [int(y) for y in years],
            "total": [by_year["t"].get(y) for y in years],
            "automotive": [by_year["a"].get(y) for y in years],
        },
        schema={"year": pl.Int64, "total": pl.Float64, "automotive": pl.Float64},
    )
    latest = max((f for f in balance if f.period.isdigit()), key=lambda f: f.period)
    total = book.put(figure_number(case, latest))
    part = next((f for f in auto if f.period == latest.period), None)
    finding = f"The recorded balance stood at {{{total.id}}} in {latest.period}"
    if part is not None:
        number = book.put(figure_number(case, part))
        share = book.value(
            "share",
            "sector's part of the balance",
            100 * part.value / latest.value,
            "percent",
            (*total.origin, *number.origin),
            digits=0,
        )
        finding += f", of which {{{number.id}}}, {{{share.id}}}, in the sector under dispute"
    shares = [f for f in _used(case, where.shares) if f.unit == "percent"]
    shares_frame = pl.DataFrame(
        {
            "label": [
                f"{case.titles.get(f.key, f.key.replace('_', ' '))} ({f.period})" for f in shares
            ],
            "base": [f.base for f in shares],
            "percent": [f.value for f in shares],
            "market": [f.base for f in shares],
        }
    )
    return Section(
        id="stands",
        title="Where it stands",
        finding=finding + ".",
        body=(
            Chart(
                "balance",
                f"The balance stood at {{{total.id}}} in {latest.period}",
                balance_chart(frame),
                "Goods balance by year with the part of the disputed sector.",
            ),
            _figures_table(
                case,
                book,
                "balance-table",
                [*where.balance, *where.automotive],
                "Balances by year; where sources differ all are kept and the one used is named.",
            ),
            *(
                (
                    Chart(
                        "shares",
                        "Shares depend on their base"
                        if shares_frame["base"].n_unique() > 1
                        else "Shares on one base",
                        shares_chart(shares_frame),
                        "Market shares in percent, each with its base.",
                    ),
                )
                if shares
                else ()
            ),
            *(
                (_figures_table(case, book, "shares-table", where.shares, "Shares and bases."),)
                if any(case.known(key) for key in where.shares)
                else ()
            ),
            _figures_table(
                case,
                book,
                "tariffs-table",
                [*where.tariffs, *where.exchange_rate],
                "Tariffs and the exchange rate.",
            ),
            Method(
                f"Only what was known on {long_date(case.as_of)} is shown; each value links to "
                "its source."
            ),
        ),
        numbers=book.numbers,
    )


def _events_table(name: str, events: Sequence[Event], caption: str) -> Table:
    return Table(
        id=name,
        columns=(
            Column("date", "Date", "left", None),
            Column("actor", "Who", "left", None),
            Column("action", "What", "left", None),
            Column("kind", "Kind", "left", None),
            Column("publicity", "How publicly", "left", None),
        ),
        rows=tuple((short_date(e.date), e.actor, e.action, e.kind, e.publicity) for e in events),
        caption=caption,
    )


def _promise(case: Case, book: Book, progress: Progress) -> tuple[object, ...]:
    """Row of a pledge: its figures, each with its source, and the verdict."""
    promise, reading = progress.commitment, progress.deciding
    pledge = next(p for p in case.pledges if p.id == promise.id)
    cells: list[object] = []
    for name, reference in (("baseline", pledge.baseline), ("target", pledge.target)):
        if reference is None:
            cells.append("not known")
        elif reference.figure is None:
            origin = (origin_of(case, reference),)
            value, unit = case.central(reference), case.unit(reference)
            cells.append(book.value(f"{pledge.id}-{name}", pledge.title, value, unit, origin))
        else:
            figure = case.figure(reference.figure, reference.period)
            cells.append(book.put(figure_number(case, figure, f"{pledge.title}: {name}")))
    references = (pledge.baseline, pledge.target)
    ends = tuple(origin_of(case, r) for r in references if r is not None)
    sources = dict.fromkeys(point.source for point in reading.points)
    known = tuple(Origin("source", s, case.sources[s].title) for s in sources)
    amounts = (("bought", reading.reached, known, None), ("due", reading.due, ends, 1))
    for name, value, origin, digits in amounts:
        label, number = f"{pledge.title}: {name}", f"{pledge.id}-{name}"
        cells.append(
            "not known"
            if value is None
            else book.value(number, label, value, reading.unit, origin, digits=digits)
        )
    return (pledge.title, *cells, short_date(promise.term), progress.verdict, progress.why)


def promises(analysis: Analysis) -> Section:
    """Pledges held against what was bought, and the calendar of deadlines."""
    case, book = analysis.case, Book(analysis, "promises")
    kept = check(commitments_of(case)).progress
    ahead = sorted(
        (
            d
            for d in case.talks.deadlines
            if d.known_from <= case.as_of and (d.until is None or case.as_of < d.until)
        ),
        key=lambda d: d.date,
    )
    coming = [d for d in ahead if d.date >= case.as_of]
    frame = pl.DataFrame(
        {
            "date": [d.date for d in coming],
            "label": [d.title for d in coming],
            "kind": [d.kind for d in coming],
        },
        schema={"date": pl.Date, "label": pl.String, "kind": pl.String},
    )
    rows = [_promise(case, book, one) for one in kept]
    nearest = coming[0] if coming else None
    days = (nearest.date - case.as_of).days if nearest is not None else 0
    finding = (
        f"The next date is {long_date(nearest.date)} ({plain(nearest.title)}), in {days} days. "
        if nearest is not None
        else "No date lies ahead. "
    )
    verdicts = "; ".join(f"{one.commitment.title}: {one.verdict}" for one in kept)
    return Section(
        id="promises",
        title="Promises and deadlines" if kept else "Deadlines",
        finding=finding + (f"Pledges: {plain(verdicts)}." if verdicts else ""),
        body=(
            *(
                (
                    Chart(
                        "deadlines",
                        "What falls due, and of what kind it is",
                        timeline_chart(frame),
                        "Dated deadlines known on the date of the briefing.",
                    ),
                )
                if coming
                else ()
            ),
            *_pledge_blocks(rows),
            *_coming_table(coming),
            *_happened(case),
        ),
        numbers=book.numbers,
    )


def _pledge_blocks(rows: Sequence[tuple[object, ...]]) -> tuple[Block, ...]:
    """Pledges against the record and how a verdict is reached, where there are any."""
    if not rows:
        return ()
    return (
        Table(
            id="pledges",
            columns=(
                Column("pledge", "Pledge", "left", None),
                Column("baseline", "Baseline", "right", None),
                Column("target", "Target", "right", None),
                Column("bought", "Bought", "right", None),
                Column("due", "Due by then", "right", None),
                Column("term", "Term", "left", None),
                Column("verdict", "Verdict", "left", None),
                Column("why", "Why", "left", None),
            ),
            rows=tuple(rows),  # type: ignore[arg-type]
            caption="Pledges against the record.",
        ),
        Method(
            "What falls due on the way rises in step with time from baseline to target. A "
            "verdict before the term rests on the chance of meeting the target, which the "
            "growth rates of the record give; where they are too few it cannot be told."
        ),
    )


def _coming_table(coming: Sequence[Deadline]) -> tuple[Table, ...]:
    table = Table(
        id="deadline-table",
        columns=(
            Column("date", "Date", "left", None),
            Column("title", "What", "left", None),
            Column("kind", "Kind", "left", None),
            Column("by", "Set by", "left", None),
            Column("game", "In the game", "left", None),
        ),
        rows=tuple(
            (
                short_date(d.date),
                d.title,
                d.kind,
                d.set_by,
                "threat falls due" if d.binding else "",
            )
            for d in coming
        ),
        caption="Deadlines ahead.",
    )
    return (table,) if coming else ()


def _happened(case: Case) -> tuple[Table, ...]:
    events = [e for e in case.known_events() if not e.signal]
    return (_events_table("timeline", events, "What has happened."),) if events else ()


def signals(analysis: Analysis) -> Section | None:
    """Who said or did what to whom, how publicly, and where each actor stands; None if unknown."""
    case = analysis.case
    events = [e for e in case.known_events() if e.signal]
    public = sum(1 for e in events if e.publicity == "public")
    actors = [a for a in case.actors if a.known_from is None or a.known_from <= case.as_of]
    if not events and not actors:
        return None
    return Section(
        id="signals",
        title="Signals",
        finding=(
            f"{len(events)} signals are on record, the latest of "
            f"{long_date(max(e.date for e in events))}; {public} "
            "were given in public. What is said in private or reported through the press costs "
            "little to withdraw, and so tells little; the game prices that in the cost of backing "
            "down."
            if events
            else "No signal is on record; what is known is where the actors stand."
        ),
        body=(
            *((_events_table("signal-table", events, "Signals in order."),) if events else ()),
            *_actors_table(case, actors),
        ),
        numbers={},
    )


def _actors_table(case: Case, actors: Sequence[Actor]) -> tuple[Table, ...]:
    issues = tuple(case.issues)
    table = Table(
        id="actors",
        columns=(
            Column("actor", "Actor", "left", None),
            Column("party", "Party", "left", None),
            *(Column(i, case.issues[i].title, "left", None) for i in issues),
        ),
        rows=tuple(
            (
                f"{a.name} ({a.role})",
                case.parties[a.party].name if a.party in case.parties else a.party,
                *(a.positions.get(i, "no statement known") for i in issues),
            )
            for a in actors
        ),
        caption="Stated positions of the actors.",
    )
    return (table,) if actors else ()
