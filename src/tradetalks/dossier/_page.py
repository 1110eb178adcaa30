"""The dossier as one HTML file: the document with its items marked, and what was read beside it.

Items overlap: a figure stands in a quote, a quote in an event. The text is cut where any of them
begins or ends; each piece shows every kind that covers it, and leads to the shortest item.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tradetalks.dossier._dossier import Dossier
from tradetalks.dossier._endpoint import Proposal
from tradetalks.dossier._evidence._check import Check
from tradetalks.dossier._text._items import Commitment, Deadline, Event, FigureItem, Quote, Span

__all__ = ["render_html"]

_TEMPLATES = Path(__file__).parent / "templates"

TITLES = {
    "figures": "Figures",
    "deadlines": "Dates and deadlines",
    "commitments": "Commitments",
    "quotes": "Quotes",
    "events": "Events",
    "proposals": "Proposed by a model",
}
MONTHS = "January February March April May June July August September October November December"
UNKNOWN = "not stated"
PLURALS = {"count": "", "person": "people", "times": "times", "": ""}


@dataclass(frozen=True)
class _Row:
    """An item as the page shows it.

    `reference` is its name on the page (F1), `head` what was read, `details` the rest of it.
    """

    reference: str
    kind: str
    span: Span
    head: str
    details: tuple[str, ...]
    check: Check | None


@dataclass(frozen=True)
class _Piece:
    """Text under the same items: classes of their kinds, the item led to, those that end here."""

    text: str
    kinds: str
    target: str
    ends: tuple[_Row, ...]


@dataclass(frozen=True)
class _Paragraph:
    pieces: tuple[_Piece, ...]
    role: str


def render_html(dossier: Dossier) -> str:
    """One page that opens with no network and runs no script."""
    rows = list(_rows(dossier))
    groups = [
        (name, title, [row for row in rows if row.kind == name]) for name, title in TITLES.items()
    ]
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        title=dossier.title or dossier.file.name,
        name=dossier.file.name,
        day=_day(dossier.document.date),
        case=dossier.case.title if dossier.case is not None else "",
        finding=dossier.finding,
        notes=dossier.notes,
        groups=[group for group in groups if group[2]],
        paragraphs=list(_paragraphs(dossier, rows)),
        style=Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8")),
    )


def _rows(dossier: Dossier) -> Iterator[_Row]:
    """Every item in the order of its list."""
    for number, figure in enumerate(dossier.figures):
        check = dossier.figure_checks[number] if dossier.figure_checks else None
        yield _Row(f"F{number + 1}", "figures", figure.span, *_figure(figure), check)
    for number, deadline in enumerate(dossier.deadlines):
        check = dossier.deadline_checks[number] if dossier.deadline_checks else None
        yield _Row(f"D{number + 1}", "deadlines", deadline.span, *_deadline(deadline), check)
    for number, promise in enumerate(dossier.commitments, start=1):
        yield _Row(f"C{number}", "commitments", promise.span, *_commitment(promise), None)
    for number, quote in enumerate(dossier.quotes, start=1):
        yield _Row(f"Q{number}", "quotes", quote.span, *_quote(quote), None)
    for number, event in enumerate(dossier.events, start=1):
        yield _Row(f"E{number}", "events", event.span, *_event(event), None)
    for number, proposal in enumerate(dossier.proposals, start=1):
        yield _Row(f"P{number}", "proposals", proposal.span, *_proposal(proposal), None)


Said = tuple[str, tuple[str, ...]]


def _figure(item: FigureItem) -> Said:
    amount = _amount(item.value, item.unit, item.high)
    word = "" if item.qualifier in {"exact", "range"} else item.qualifier.replace("_", " ") + " "
    claim = item.claimant
    who = f"says {claim.speaker}" if claim and claim.attribution != "author" else ""
    if claim and claim.attribution == "anonymous":
        who += ", unnamed"
    of = f"share of F{item.of + 1}" if item.of is not None else ""
    return word + amount, _some(item.measures, item.period, of, who)


def _deadline(item: Deadline) -> Said:
    by = f"set by {item.set_by}" if item.set_by else ""
    kind = item.kind.replace("_", " ")
    status = item.status.replace("_", " ")
    told = kind if kind == status else f"{kind}, {status}"
    return _interval(item.start, item.end), _some(item.what, told, by)


def _commitment(item: Commitment) -> Said:
    amount = _amount(item.amount, item.unit or "", None) if item.amount is not None else ""
    to = f" to {item.to}" if item.to else ""
    due = f"by {item.by}" if item.by else ""
    return f"{item.promisor}{to}", _some(item.what, amount, due, item.status.replace("_", " "))


def _quote(item: Quote) -> Said:
    via = {None: "", "unnamed": "passed on by nobody named"}.get(item.via, f"via {item.via}")
    hearsay = "said to have said it" if item.hearsay else ""
    return item.speaker, _some(item.attribution, item.form, via, hearsay)


def _event(item: Event) -> Said:
    link = "and" if item.symmetric else "to"
    target = f" {link} {item.target}" if item.target else ""
    codes = f"CAMEO {item.cameo}" + (f", PLOVER {item.plover}" if item.plover else "")
    when = _interval(item.start, item.end) if item.start or item.end else ""
    source = f"on the word of {item.source}" if item.source else ""
    return f"{item.actor or UNKNOWN}{target}: {item.kind}, {item.status}", _some(
        when, source, codes, f"confidence {item.confidence:.2f}"
    )


def _proposal(item: Proposal) -> Said:
    told = [f"{name.replace('_', ' ')}: {value}" for name, value in item.fields.items()]
    return item.kind, _some(*told, f"by {item.by}, unchecked")


def _some(*parts: str | None) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _amount(value: float, unit: str, high: float | None) -> str:
    """A number with its unit as one writes it: 65.7 billion USD, 1.5%, 100 people."""
    scale = 100.0 if unit == "fraction" else 1.0
    ends = [_number(scale * end) for end in (value, high) if end is not None]
    number = " to ".join(ends)
    if unit in {"percent", "fraction"}:
        return f"{number}%"
    name = PLURALS.get(unit, unit.replace("_", " "))
    plain = unit.islower() and unit not in PLURALS and " per " not in name and number != "1"
    return f"{number} {name}{'s' if plain else ''}".strip()


def _number(value: float) -> str:
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:.6g} {word}"
    return f"{value:,.0f}" if value == round(value) else f"{value:.3g}"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}"


def _interval(start: date | None, end: date | None) -> str:
    """A day, a month or an interval, in the fewest words."""
    if start is None or end is None or start == end:
        found = end or start
        return _day(found) if found else "day not known"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {_day(end)}"
    return f"{_day(start)} to {_day(end)}"


def _paragraphs(dossier: Dossier, rows: Sequence[_Row]) -> Iterator[_Paragraph]:
    """Paragraphs of the document, each cut into pieces under the same items."""
    document = dossier.document
    roles = {
        s.paragraph: "aside" if s.is_boilerplate else "head" if s.is_heading else ""
        for s in document.sentences
    }
    ordered = sorted(rows, key=lambda row: row.span.start)
    first = 0
    open_rows: list[_Row] = []
    for index, paragraph in enumerate(document.paragraphs):
        while first < len(ordered) and ordered[first].span.start < paragraph.end:
            open_rows.append(ordered[first])
            first += 1
        inside = [row for row in open_rows if row.span.end > paragraph.start]
        open_rows = [row for row in inside if row.span.end > paragraph.end]
        yield _Paragraph(tuple(_pieces(document.text, paragraph, inside)), roles.get(index, ""))


def _pieces(text: str, paragraph: Span, rows: Sequence[_Row]) -> Iterator[_Piece]:
    """A paragraph cut wherever an item begins or ends."""
    cuts = {paragraph.start, paragraph.end}
    for row in rows:
        cuts |= {max(row.span.start, paragraph.start), min(row.span.end, paragraph.end)}
    waiting = sorted(rows, key=lambda row: -row.span.start)
    over: list[_Row] = []
    for start, end in pairwise(sorted(cuts)):
        while waiting and waiting[-1].span.start <= start:
            over.append(waiting.pop())
        over = [row for row in over if row.span.end > start]
        shortest = min(over, key=lambda row: row.span.end - row.span.start, default=None)
        yield _Piece(
            text[start:end],
            " ".join(sorted({row.kind for row in over})),
            shortest.reference if shortest else "",
            tuple(row for row in over if row.span.end == end),
        )
