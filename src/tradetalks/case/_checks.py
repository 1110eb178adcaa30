"""Checks on the numbers of a case: references, units, dates, shares that add up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tradetalks.case._names import names_resolve
from tradetalks.case._parts import Parts, Played, all_uses
from tradetalks.case._read import Fault
from tradetalks.case._schema_play import CesSpec, NestedLogitSpec, TalksSpec
from tradetalks.case._walk import Use
from tradetalks.figures import UNITS, Assumption, Figure, Reads, Reference, nearest

__all__ = ["all_checks", "later_facts"]


def all_checks(parts: Parts) -> list[Fault]:
    """Every fault that shows only when the files are held against each other."""
    found = [
        *names_resolve(parts),
        *_figures(parts),
        *_references(parts),
        *_market_sums(parts),
        *_deadlines(parts),
        *_issues(parts),
    ]
    if parts.header is not None:
        found += later_facts(parts, parts.talks)
        found += _price_index(parts)
    return [parts.fault(f.file, f.place, f.text) if not f.line else f for f in found]


def later_facts(case: Played, talks: TalksSpec | None = None) -> list[Fault]:
    """References in force on the case's date to what was known only later.

    What is itself known from a later day may rest on what is known by that day.
    """
    talks = getattr(case, "talks", None) if talks is None else talks
    found: list[Fault] = []
    for file, use in all_uses(case, talks):
        limit = max(case.as_of, use.known_from)
        since = _known_from(case, use.reference)
        if since is not None and since > limit:
            text = (
                f"{use.reference} is known from {since}, after {limit}; "
                "use what was known by then, or move the as-of date"
            )
            found.append(Fault(file, use.place, text))
    return found


def _known_from(case: Played, reference: Reference) -> date | None:
    """First day on which a reference has a value; None where it has none at all."""
    if reference.assumption is not None:
        assumption = case.assumptions.get(reference.assumption)
        return assumption.known_from if assumption else None
    return min((f.known_from for f in _rows(case, reference)), default=None)


def _rows(case: Played, reference: Reference) -> list[Figure]:
    """Rows in use of the figure that a reference names."""
    return [
        f
        for f in case.figures
        if f.key == reference.figure and f.used and reference.period in {None, f.period}
    ]


def _figures(parts: Parts) -> Iterator[Fault]:
    """One row in use for each key, period and day; a reason where several stand."""
    seen: dict[tuple[str, str, date], Figure] = {}
    standing: dict[tuple[str, str], int] = {}
    for row in parts.figures:
        standing[row.key, row.period] = standing.get((row.key, row.period), 0) + 1
    for row in parts.figures:
        name = f"{row.key} of {row.period}"
        mark = (row.key, row.period, row.known_from)
        if row.used and mark in seen:
            text = f"{name}: two rows are in use; mark one of them used: false"
            yield _figure_fault(parts, row, text)
        if row.used:
            seen[mark] = row
        if row.used and standing[row.key, row.period] > 1 and not row.why:
            text = f"{name}: several sources stand; say in why this one is used"
            yield _figure_fault(parts, row, text)
        whole = {"percent": 100.0, "1": 1.0}.get(row.unit)
        if whole is not None and "share" in row.key.split("_") and not 0 <= row.value <= whole:
            text = (
                f"{name}: share {row.value:g} {row.unit} is not between 0 and {whole:g}; check it"
            )
            yield _figure_fault(parts, row, text)


def _figure_fault(parts: Parts, row: Figure, text: str) -> Fault:
    """A fault in figures.csv at the row with that content."""
    document = parts.documents["figures.csv"]
    rows = document.data if isinstance(document.data, list) else []
    wanted = (row.key, row.period, row.source)
    for index, cells in enumerate(rows):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        if tuple(cells.get(c) for c in ("key", "period", "source")) == wanted:  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportUnknownArgumentType]
            return Fault("figures.csv", (), text, document.lines.get((index,), ""))
    return Fault("figures.csv", (), text)


def _price_index(parts: Parts) -> Iterator[Fault]:
    """The index exists in the year that results are stated in, and was known."""
    header = parts.header
    if header is None or "figures.csv" in parts.broken:
        return
    wanted = Reference(figure=header.price_index, period=str(header.currency_year))
    since = _known_from(parts, wanted)
    if since is None:
        text = f"{wanted} is not in figures.csv with used: true; add that row"
        yield Fault("case.yaml", ("price_index",), text)
    elif since > parts.as_of:
        text = f"{wanted} is known from {since}, after {parts.as_of}; take an earlier currency_year"
        yield Fault("case.yaml", ("price_index",), text)


def _references(parts: Parts) -> Iterator[Fault]:
    """References resolve, in a unit and a range that their field accepts."""
    for file, use in all_uses(parts, parts.talks):
        named = use.reference.assumption or use.reference.figure or ""
        table = "assumptions.yaml" if use.reference.assumption else "figures.csv"
        if named in parts.broken or table in parts.broken:
            continue
        if use.reference.assumption is not None:
            assumption = parts.assumptions.get(named)
            if assumption is None:
                yield Fault(file, use.place, _unknown(named, list(parts.assumptions), table))
            elif use.reads is not None:
                values = (assumption.low, assumption.value, assumption.high)
                yield from _accepted(file, use, use.reads, assumption, values)
            continue
        rows = _rows(parts, use.reference)
        if not rows:
            yield Fault(file, use.place, _no_figure(parts, use.reference))
        elif use.reference.period is None and len({r.period for r in rows}) > 1:
            periods = ", ".join(sorted({r.period for r in rows}))
            text = f"figure {named} is in use for several periods ({periods}); add period: one"
            yield Fault(file, use.place, text)
        elif use.reads is not None:
            for row in rows:
                yield from _accepted(file, use, use.reads, row, (row.value,))


def _unknown(name: str, known: list[str], table: str) -> str:
    guess = nearest(name, known)
    return f"'{name}' is not in {table}; " + (f"did you mean '{guess}'?" if guess else "add it")


def _no_figure(parts: Parts, reference: Reference) -> str:
    name = reference.figure or ""
    keys = sorted({f.key for f in parts.figures})
    if name not in keys:
        return _unknown(name, keys, "figures.csv")
    periods = sorted({f.period for f in parts.figures if f.key == name and f.used})
    return f"{reference} is not in use; periods in use: {', '.join(periods) or 'none'}"


def _accepted(
    file: str, use: Use, reads: Reads, entry: Figure | Assumption, values: tuple[float, ...]
) -> Iterator[Fault]:
    """A value's unit and size against what its field accepts."""
    if entry.unit not in reads.units:
        text = (
            f"{use.reference} is in {entry.unit} ({UNITS[entry.unit]}); "
            f"this field takes {reads.dimension} in {' or '.join(reads.units)}"
        )
        yield Fault(file, use.place, text)
        return
    wrong = [v for v in values if reads.outside(v, entry.unit)]
    if wrong:
        kind = "share" if reads.share else "value"
        between = "strictly between" if reads.strict else "from"
        text = (
            f"{use.reference}: {kind} {wrong[-1]:g} {entry.unit} is out of bounds; "
            f"it goes {between} {reads.low:g} {'and' if reads.strict else 'to'} {reads.high:g}"
            f" in {reads.units[0]}"
        )
        yield Fault(file, use.place, text)


def _span(parts: Parts, reference: Reference) -> tuple[float, float, float] | None:
    """Low, central and high value of a reference; None where it does not resolve."""
    if reference.assumption is not None:
        found = parts.assumptions.get(reference.assumption)
        if found is None:
            return None
        fixed = (found.value, found.value, found.value)
        return (found.low, found.value, found.high) if found.drawn else fixed
    rows = _rows(parts, reference)
    return (rows[0].value, rows[0].value, rows[0].value) if rows else None


def _market_sums(parts: Parts) -> Iterator[Fault]:
    """Products share out a market: one of them takes the rest, and something is left for it."""
    for name, market in parts.markets.items():
        if isinstance(market, CesSpec):
            given = {k: p.share for k, p in market.products.items()}
            total, field = (1.0, 1.0, 1.0), "share"
        elif isinstance(market, NestedLogitSpec):
            given = {k: p.units for k, p in market.products.items()}
            total, field = _span(parts, market.units), "units"
        else:
            continue
        rests = [k for k, g in given.items() if g == "rest"]
        if len(rests) != 1:
            text = (
                f"{len(rests)} products take the rest ({', '.join(rests) or 'none'}); "
                f"write {field}: rest for exactly one"
            )
            yield Fault("markets.yaml", (name, "products"), text)
        spans = [_span(parts, g) for g in given.values() if isinstance(g, Reference)]
        if total is None or any(s is None for s in spans):
            continue
        taken = [sum(s[i] for s in spans if s is not None) for i in range(3)]
        if taken[1] >= total[1]:
            text = f"{field} add up to {taken[1]:g} of {total[1]:g}; nothing is left, lower them"
            yield Fault("markets.yaml", (name, "products"), text)
        elif taken[2] >= total[0]:
            text = (
                f"{field} add up to {taken[2]:g} at the high ends of their ranges, of "
                f"{total[0]:g}; some draws leave nothing for the rest, narrow the ranges"
            )
            yield Fault("markets.yaml", (name, "products"), text)


def _deadlines(parts: Parts) -> Iterator[Fault]:
    """Deadlines lie ahead of the case's own date and of the day they were known from."""
    for index, deadline in enumerate(parts.talks.deadlines if parts.talks else ()):
        place = ("deadlines", index, "date")
        name = f"deadline '{deadline.id}' of {deadline.date}"
        if parts.header is not None and deadline.date < parts.header.as_of:
            text = f"{name} is before the as-of date {parts.header.as_of}; remove it or correct it"
            yield Fault("talks.yaml", place, text)
        if deadline.date < deadline.known_from:
            text = f"{name} is before the day it was known from, {deadline.known_from}"
            yield Fault("talks.yaml", place, text + "; correct one of them")
        if deadline.until is not None and deadline.until <= deadline.known_from:
            text = f"ends on {deadline.until}, not after known_from {deadline.known_from}"
            yield Fault("talks.yaml", ("deadlines", index, "until"), text + "; correct one")
        if (deadline.chance is not None) != (deadline.kind == "possible"):
            text = f"{name} is {deadline.kind}; a possible deadline has a chance, others have none"
            yield Fault("talks.yaml", ("deadlines", index, "chance"), text)


def _issues(parts: Parts) -> Iterator[Fault]:
    """An issue can be settled in at least two ways, the first of which changes nothing."""
    for name, issue in parts.issues.items():
        place = ("issues", name, "levels")
        if len(issue.levels) < 2:
            text = f"issue has {len(issue.levels)} levels; give at least two, no concession first"
            yield Fault("issues.yaml", place, text)
        elif issue.levels[0].effects:
            text = f"first level '{issue.levels[0].id}' has effects; begin with no concession"
            yield Fault("issues.yaml", place, text)
