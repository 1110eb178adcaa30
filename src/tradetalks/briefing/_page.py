"""The briefing as one HTML file that opens with no network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tradetalks.briefing._document import (
    AssumptionEntry,
    Block,
    Chart,
    Column,
    Document,
    Items,
    Method,
    Number,
    Origin,
    Paragraph,
    Section,
    Table,
    pieces,
)
from tradetalks.briefing._money import (
    amount,
    column_decimals,
    decimals_of,
    format_interval,
    format_number,
    format_value,
    unit_title,
)
from tradetalks.briefing._theme import svg
from tradetalks.errors import InputError

__all__ = ["render_html"]

_TEMPLATES = Path(__file__).parent / "templates"

BESIDE = 3
"""Columns of intervals that fit beside their numbers; in wider tables they stand below."""


def _anchor(kind: str, name: str) -> str:
    return f"{kind}-{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}"


def _links_only(url: str) -> str:
    """Keep an address that a link may hold; drop others, such as ``javascript:``."""
    return url if re.match(r"https?://", url) else ""


@dataclass(frozen=True)
class _Use:
    """A place where a number is shown."""

    anchor: str
    section: str
    label: str


@dataclass(frozen=True)
class _Head:
    """A heading of a table; `span` counts the cells under it."""

    text: str
    unit: str
    align: str
    span: int


@dataclass
class _Links:
    """Numbers on their way to the page, and who leads where."""

    targets: frozenset[str]
    uses: dict[str, list[_Use]] = field(default_factory=dict[str, list[_Use]])
    computed: dict[str, Origin] = field(default_factory=dict[str, Origin])
    count: int = 0

    def target(self, origin: Origin, number: Number) -> str:
        """Anchor of an origin; arithmetic makes its own entry, others must be in the ledger."""
        anchor = _anchor(origin.kind, origin.id)
        if origin.kind == "computed":
            as_model = _anchor("model", origin.id)
            if as_model in self.targets:
                return as_model
            self.computed.setdefault(anchor, origin)
        elif anchor not in self.targets:
            raise InputError(
                f"number {number.id!r} leads to {origin.kind} {origin.id!r}, which is not in the "
                "ledger; add its entry to the document"
            )
        return anchor

    def link(self, number: Number, shown: str, section: Section) -> Markup:
        """Write a number as a link to its origin, noted for the way back."""
        if not number.origin:
            raise InputError(f"number {number.id!r} has no origin; give its source or model")
        self.count += 1
        use = _Use(f"use-{self.count}", section.title, number.label)
        anchors = [self.target(origin, number) for origin in number.origin]
        for anchor in dict.fromkeys(anchors):
            self.uses.setdefault(anchor, []).append(use)
        told = "; ".join(dict.fromkeys(origin.label for origin in number.origin))
        return Markup('<a class="n" id="{}" href="#{}" title="{}: {}">{}</a>').format(
            use.anchor, anchors[0], number.label, told, shown
        )

    def back(self, anchor: str) -> list[tuple[str, list[_Use]]]:
        """Group the uses of a ledger entry by section, in order of appearance."""
        found: dict[str, list[_Use]] = {}
        for use in self.uses.get(anchor, []):
            found.setdefault(use.section, []).append(use)
        return list(found.items())


def _prose(text: str, section: Section, links: _Links) -> Markup:
    """Text with every placeholder as a link, the interval in a lighter tone."""
    parts: list[Markup] = []
    for piece in pieces(text, section.numbers):
        if isinstance(piece, str):
            parts.append(escape(piece))
            continue
        value, bracket, interval = format_number(piece).partition(" (")
        parts.append(links.link(piece, value, section))
        if bracket:
            parts.append(Markup(' <span class="i">({}</span>').format(interval))
    return Markup("").join(parts)


def _ranged(cells: list[str | Number | None], column: Column) -> bool:
    return any(
        isinstance(cell, Number) and cell.low is not None and cell.high is not None
        for cell in cells
    ) and (column.unit is not None or column.align == "right")


def _cells(
    cell: str | Number | None,
    column: Column,
    decimals: int | None,
    ranged: bool,
    section: Section,
    links: _Links,
) -> Markup:
    """A cell and its interval: in a cell beside it, or below the number in a wide table."""
    interval = ""
    if isinstance(cell, Number):
        places = decimals_of(cell) if decimals is None else decimals
        unit = column.unit is None
        shown = format_value(cell.value, cell.unit, places) if unit else amount(cell.value, places)
        content = links.link(cell, shown, section)
        if cell.low is not None and cell.high is not None:
            interval = format_interval(cell.low, cell.high, places)
        if column.unit is not None and interval and not ranged:
            content = content + Markup('<span class="below">{}</span>').format(interval)
    else:
        content = escape(cell or "")
    kind = "num" if column.align == "right" else "txt"
    first = Markup('<td class="{}">{}</td>').format(kind, content)
    if ranged:
        return first + Markup('<td class="rng">{}</td>').format(interval)
    return first


def _table(table: Table, section: Section, links: _Links) -> dict[str, object]:
    """Headings and cells of a table, numbers of one column to the same decimals."""
    heads: list[_Head] = []
    plans: list[tuple[int | None, bool]] = []
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in table.rows]
        numbers = [cell for cell in cells if isinstance(cell, Number)]
        strange = [n for n in numbers if column.unit is not None and n.unit != column.unit]
        if strange:
            raise InputError(
                f"table {table.id!r}: number {strange[0].id!r} is in {strange[0].unit!r}, its "
                f"column in {column.unit!r}; convert it, or leave the column without a unit"
            )
        ranged = _ranged(cells, column)
        plans.append((None if column.unit is None else column_decimals(numbers), ranged))
        unit = unit_title(column.unit) if column.unit else ""
        heads.append(_Head(column.label, unit, column.align, 1 + ranged))
    if sum(ranged for _, ranged in plans) > BESIDE:
        plans = [(decimals, False) for decimals, _ in plans]
        heads = [_Head(head.text, head.unit, head.align, 1) for head in heads]
    rows = [
        Markup("").join(
            _cells(cell, column, decimals, ranged, section, links)
            for cell, column, (decimals, ranged) in zip(row, table.columns, plans, strict=True)
        )
        for row in table.rows
    ]
    return {"kind": "table", "id": table.id, "heads": heads, "rows": rows,
            "caption": _prose(table.caption, section, links)}  # fmt: skip


def _block(block: Block, section: Section, links: _Links) -> dict[str, object]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": _prose(block.text, section, links)}
        case Items():
            texts = [_prose(text, section, links) for text in block.texts]
            return {"kind": "items", "texts": texts, "ordered": block.ordered}
        case Table():
            return _table(block, section, links)
        case Method():
            return {"kind": "method", "text": _prose(block.text, section, links)}
        case Chart():
            # Vega escapes the texts of the chart itself; the description is escaped by `svg`
            drawn = Markup(svg(block.spec, _anchor("chart", block.id), block.description))
            return {"kind": "chart", "id": block.id, "svg": drawn,
                    "title": _prose(block.title, section, links)}  # fmt: skip


def _section(section: Section, links: _Links) -> dict[str, object]:
    return {
        "id": section.id,
        "title": section.title,
        "finding": _prose(section.finding, section, links),
        "body": [_block(block, section, links) for block in section.body],
    }


def _assumption(entry: AssumptionEntry) -> dict[str, str]:
    """Write the texts of an assumption's entry."""
    number = Number(entry.id, entry.title, entry.value, entry.unit, None, None,
                    (Origin("assumption", entry.id, entry.title),))  # fmt: skip
    interval = ""
    if entry.low is not None and entry.high is not None:
        ends = (
            Number(entry.id, "", end, entry.unit, None, None, number.origin)
            for end in (entry.low, entry.high)
        )
        interval = " to ".join(amount(end.value, decimals_of(end)) for end in ends)
    return {
        "anchor": _anchor("assumption", entry.id),
        "title": entry.title,
        "value": format_value(entry.value, entry.unit, decimals_of(number)),
        "interval": interval,
        "why": entry.why,
    }


def _ledger(document: Document, links: _Links) -> Mapping[str, object]:
    """Entries that numbers lead to, each with the way back; made after the sections are."""
    groups: dict[str, list[dict[str, str]]] = {}
    for entry in document.ledger_assumptions:
        groups.setdefault(entry.group, []).append(_assumption(entry))
    return {
        "sources": [
            {"anchor": _anchor("source", entry.id), "title": entry.title,
             "publisher": entry.publisher, "date": entry.date, "url": _links_only(entry.url),
             "note": entry.note}
            for entry in document.ledger_sources
        ],
        "groups": groups,
        "models": [
            {"anchor": _anchor("model", name), "title": title, "text": text}
            for name, (title, text) in document.models.items()
        ],
        "computed": [
            {"anchor": anchor, "title": origin.label} for anchor, origin in links.computed.items()
        ],
    }  # fmt: skip


def _targets(document: Document) -> Iterator[str]:
    for source in document.ledger_sources:
        yield _anchor("source", source.id)
    for assumption in document.ledger_assumptions:
        yield _anchor("assumption", assumption.id)
    for name in document.models:
        yield _anchor("model", name)


def _unique(anchors: list[str], what: str) -> None:
    twice = sorted({name for name in anchors if anchors.count(name) > 1})
    if twice:
        raise InputError(f"two {what} share the id {twice[0]!r}; rename one")


def render_html(document: Document) -> str:
    """Write the document as one HTML page with styles and charts inside.

    Same document, same bytes. Every number links to its entry in the ledger, every entry back to
    the places that use it. All text is escaped.

    Raises
    ------
    InputError
        A number without origin or whose origin is not in the ledger, a placeholder without
        number, a NaN, a chart that cannot be drawn, two anchors alike.
    """
    _unique(list(_targets(document)), "entries of the ledger")
    sections = (document.answer, *document.sections)
    blocks = (block for section in sections for block in section.body)
    named = [section.id for section in sections]
    named += [block.id for block in blocks if isinstance(block, Chart | Table)]
    _unique(named, "sections, charts or tables")
    links = _Links(targets=frozenset(_targets(document)))
    answer = _section(document.answer, links)
    rest = [_section(section, links) for section in document.sections]
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        document=document,
        answer=answer,
        sections=rest,
        ledger=_ledger(document, links),
        back=links.back,
        style=Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8")),
    )
