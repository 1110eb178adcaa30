"""The briefing's answer on one screen of a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from tradetalks.briefing._document import (
    Column,
    Document,
    Items,
    Number,
    Paragraph,
    Section,
    Table,
    pieces,
)
from tradetalks.briefing._money import (
    amount,
    column_decimals,
    format_interval,
    format_number,
    unit_title,
)

__all__ = ["render_screen"]


def _words(text: str, section: Section, style: str = "") -> Text:
    line = Text(style=style)
    for piece in pieces(text, section.numbers):
        if isinstance(piece, Number):
            line.append(format_number(piece), style="bold cyan")
        else:
            line.append(piece)
    return line


def _cell(cell: str | Number | None, column: Column, decimals: int) -> Text:
    if cell is None:
        return Text("")
    if isinstance(cell, str):
        return Text(cell)
    if column.unit is None:
        return Text(format_number(cell))
    text = Text(amount(cell.value, decimals))
    if cell.low is not None and cell.high is not None:
        text.append(f" ({format_interval(cell.low, cell.high, decimals)})", style="dim")
    return text


def _grid(table: Table) -> Grid:
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    decimals: list[int] = []
    for index, column in enumerate(table.columns):
        unit = unit_title(column.unit) if column.unit else ""
        heading = f"{column.label}, {unit}" if unit and column.label else column.label or unit
        grid.add_column(Text(heading), justify=column.align)
        cells = (row[index] for row in table.rows)
        decimals.append(column_decimals([cell for cell in cells if isinstance(cell, Number)]))
    for row in table.rows:
        grid.add_row(
            *(
                _cell(cell, column, places)
                for cell, column, places in zip(row, table.columns, decimals, strict=True)
            )
        )
    return grid


def render_screen(document: Document, console: Console) -> None:
    """Print the answer: its finding, its text and its tables.

    Nothing from a case is read as markup.
    """
    answer = document.answer
    console.print(Text(document.title, style="bold"))
    console.print(Text(f"{document.subtitle}  ·  as of {document.as_of}", style="dim"))
    console.print()
    console.print(_words(answer.finding, answer, "bold"))
    for block in answer.body:
        if isinstance(block, Paragraph):
            console.print()
            console.print(_words(block.text, answer))
        elif isinstance(block, Items):
            console.print()
            for place, text in enumerate(block.texts, 1):
                mark = f"{place}. " if block.ordered else "• "
                console.print(Text("  " + mark) + _words(text, answer))
        elif isinstance(block, Table):
            console.print()
            console.print(_grid(block))
