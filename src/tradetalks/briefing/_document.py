"""What a briefing says, apart from how it looks.

A `Document` holds sections; a section opens with its finding, then charts, tables and how they were
made. Text holds numbers by placeholder, ``{number id}``, resolved against the numbers of its
section, so that no number is ever typed into a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import altair as alt

from tradetalks.errors import InputError

__all__ = [
    "AssumptionEntry",
    "Block",
    "Chart",
    "Column",
    "Document",
    "Items",
    "Method",
    "Number",
    "Origin",
    "Paragraph",
    "Section",
    "SourceEntry",
    "Table",
    "numbers_of",
    "pieces",
    "plain",
]

Kind = Literal["source", "model", "assumption", "computed"]
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]+)\}")


@dataclass(frozen=True)
class Origin:
    """Where a number comes from.

    Attributes
    ----------
    kind
        A source, a model, an assumption, or plain arithmetic on other numbers (``computed``).
    id
        Key of the entry in the ledger of that kind.
    label
        Title of the entry; for ``computed`` the arithmetic in words.
    """

    kind: Kind
    id: str
    label: str


@dataclass(frozen=True)
class Number:
    """A number that is shown.

    Attributes
    ----------
    id
        Unique in the document.
    label
        What it is, in words.
    value
        In `unit`; never NaN.
    unit
        As in a case: "USD bn", "percent", "thousand units"...
    low, high
        Interval in `unit`; both or neither.
    origin
        At least one; the number links to the first and is listed under all.
    digits
        Decimals to show; None shows those that the number deserves.
    """

    id: str
    label: str
    value: float
    unit: str
    low: float | None
    high: float | None
    origin: tuple[Origin, ...]
    digits: int | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table; its unit stands in the heading, not in every cell."""

    key: str
    label: str
    align: Literal["left", "right"] = "left"
    unit: str | None = None


@dataclass(frozen=True)
class Table:
    """Rows of text and numbers; None leaves a cell empty."""

    id: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Number | None, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        wide = [index for index, row in enumerate(self.rows) if len(row) != len(self.columns)]
        if wide:
            raise InputError(
                f"table {self.id!r}: row {wide[0]} has {len(self.rows[wide[0]])} cells for "
                f"{len(self.columns)} columns; give None for an empty cell"
            )


@dataclass(frozen=True)
class Chart:
    """A chart; its title states what it shows, `description` says it to who cannot see it."""

    id: str
    title: str
    spec: alt.TopLevelMixin | dict[str, Any]
    description: str


@dataclass(frozen=True)
class Paragraph:
    """Text with placeholders."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list of short texts with placeholders."""

    texts: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Method:
    """How the charts and tables above were made."""

    text: str


Block = Paragraph | Items | Table | Chart | Method


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes
    ----------
    id
        Anchor.
    title
        Heading, also in the table of contents.
    finding
        One sentence with placeholders.
    body
        Charts, tables, text, in order.
    numbers
        Numbers that the placeholders of this section name.
    """

    id: str
    title: str
    finding: str
    body: tuple[Block, ...]
    numbers: Mapping[str, Number] = field(default_factory=dict[str, Number])


@dataclass(frozen=True)
class SourceEntry:
    """A source in the ledger."""

    id: str
    title: str
    publisher: str = ""
    date: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class AssumptionEntry:
    """An assumption in the ledger, with its range and reason."""

    id: str
    title: str
    value: float
    low: float | None
    high: float | None
    unit: str
    group: str
    why: str


@dataclass(frozen=True)
class Document:
    """A whole briefing.

    Attributes
    ----------
    title, subtitle
        What the page is about.
    as_of
        Date up to which facts are used.
    generated
        When the page was made: the only field that differs between two runs.
    case, seed, version
        What reproduces it.
    answer
        First screen: its finding answers the question, its first table is the headline.
    sections
        The rest, in order.
    ledger_sources, ledger_assumptions
        Entries that numbers lead to.
    models
        Id of a model to its title and a text on how it works.
    """

    title: str
    subtitle: str
    as_of: str
    generated: str
    case: str
    seed: int
    version: str
    answer: Section
    sections: tuple[Section, ...]
    ledger_sources: tuple[SourceEntry, ...]
    ledger_assumptions: tuple[AssumptionEntry, ...]
    models: Mapping[str, tuple[str, str]]


def plain(text: str) -> str:
    """Text from a case made safe for a sentence with placeholders: braces are doubled."""
    return text.replace("{", "{{").replace("}", "}}")


def pieces(text: str, numbers: Mapping[str, Number]) -> Iterator[str | Number]:
    """Split text at its placeholders.

    Raises
    ------
    InputError
        A placeholder names no number of the section.
    """
    start = 0
    for match in _PLACEHOLDER.finditer(text):
        if match.start() > start:
            yield text[start : match.start()]
        start = match.end()
        name = match.group(1)
        if name is None:
            yield match.group(0)[0]
        elif name in numbers:
            yield numbers[name]
        else:
            raise InputError(
                f"placeholder {{{name}}} in {text[:60]!r} names no number of its section; "
                "put it in Section.numbers, or double the braces"
            )
    if start < len(text):
        yield text[start:]


def numbers_of(document: Document) -> Iterator[tuple[str, Number]]:
    """Every number of the document with the id of its section, in order of appearance."""
    for section in (document.answer, *document.sections):
        for number in section.numbers.values():
            yield section.id, number
        for block in section.body:
            if isinstance(block, Table):
                for row in block.rows:
                    for cell in row:
                        if isinstance(cell, Number):
                            yield section.id, cell
