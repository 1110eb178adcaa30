"""World Input-Output Database, release of 2013."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._input_output import (
    Cells,
    InputOutputTable,
    rounding_note,
    spelt,
    stop,
    tabulated,
)

__all__ = ["read_wiod"]

HEADERS = 4
"""Columns before the numbers: code, industry, country, number."""

LAST_INDUSTRY, FINAL_USE = 35, range(37, 43)
INPUTS, OUTPUT = "r60", "r69"
"""Rows of totals: intermediate consumption, and output at basic prices."""

ALIASES = {"ROM": "ROU", "RoW": "ROW"}
"""Country codes of the release that are no longer in use."""


class _Sheet(NamedTuple):
    """A sheet as text, with the line of its column numbers and the rows of industries."""

    text: list[list[str]]
    head: int


def read_wiod(path: str | Path, *, slack: float = 1e-3) -> InputOutputTable:
    """Read one year of the world tables of the release of 2013.

    The layout is that of ``wiot95_row_apr12.xlsx`` and its sisters: four header rows and columns
    (code, industry, country, number), industries ``c1`` to ``c35``, final use ``c37`` to ``c42``,
    and below them the rows ``r60`` (inputs), ``r99`` (taxes less subsidies), ``r61`` to ``r65``
    (adjustments, value added, transport margins) and ``r69`` (output); millions of USD at basic
    prices.

    Parameters
    ----------
    path
        The workbook; its first sheet is read. Needs the package fastexcel.
    slack
        As in `read_icio`.

    Raises
    ------
    InputError
        Another layout or unit, a cell that is no number, sums that miss output: with file, row
        and column.

    Notes
    -----
    Adjustments and margins are in ``charges`` and count as value added of the buying industry.
    Empty cells are read as zero and counted. ``ROM`` is given as ``ROU``, ``RoW`` as ``ROW``.

    References
    ----------
    Timmer, M. P., E. Dietzenbacher, B. Los, R. Stehrer and G. J. de Vries (2015), An Illustrated
    User Guide to the World Input-Output Database, Review of International Economics 23.
    Timmer, M. P. (ed., 2012), The World Input-Output Database: Contents, Sources and Methods,
    WIOD Working Paper 10.
    """
    file = Path(path)
    sheet = _sheet(file)
    numbers = sheet.text[sheet.head]
    industries = _at(numbers, 1, LAST_INDUSTRY)
    final = _at(numbers, FINAL_USE[0], FINAL_USE[-1])
    output = _last(numbers, final)
    rows = {n: line[HEADERS - 1] for n, line in enumerate(sheet.text) if n > sheet.head}
    goods = [n for n, name in rows.items() if _number(name, "c") in range(1, LAST_INDUSTRY + 1)]
    charges = {name: n for n, name in rows.items() if re.fullmatch(r"r\d+", name)}
    stop(file, _faults(sheet, industries, final, output, goods, charges))
    below = {name: n for name, n in charges.items() if name not in (INPUTS, OUTPUT)}
    width = len(industries)
    values, empty = _values(file, sheet, goods, [*industries, *final, output])
    under, gaps = _values(file, sheet, [*below.values(), charges[OUTPUT]], industries)
    labels = tuple(_label(sheet, n) for n in goods)
    uses = values[:, :width]
    notes = (f"{empty + gaps} empty cells read as zero",) if empty + gaps else ()
    return tabulated(
        Cells(
            path=file,
            labels=labels,
            final_labels=tuple(
                (_country(sheet.text[sheet.head - 1][c]), numbers[c]) for c in final
            ),
            uses=uses,
            final=values[:, width:-1],
            charges={_name(sheet, n): under[k] for k, n in enumerate(below.values())},
            output=(values[:, -1], under[-1]),
            year=_year(sheet, file),
            unit="USD million",
            source=f"WIOD 2013, {file.name}",
            notes=(*notes, *rounding_note(uses)),
        ),
        slack,
    )


def _sheet(file: Path) -> _Sheet:
    """The first sheet as text, its header and unit known."""
    if not file.is_file():
        raise InputError(f"{file} does not exist; give a workbook of WIOD")
    try:
        frame = pl.read_excel(
            file,
            engine="calamine",
            has_header=False,
            drop_empty_rows=False,
            drop_empty_cols=False,
            infer_schema_length=0,
        )
    except ModuleNotFoundError as error:
        raise InputError("a workbook is read with fastexcel; pip install fastexcel") from error
    except Exception as error:
        # The reader of workbooks has no error class of its own that polars passes on.
        raise InputError(
            f"{file.name} is no whole workbook ({str(error).splitlines()[0]}); download it again"
        ) from error
    text = [["" if cell is None else str(cell).strip() for cell in row] for row in frame.rows()]
    heads = [n for n, row in enumerate(text[:20]) if "c1" in row[HEADERS:]]
    if not heads or heads[0] < HEADERS - 1:
        raise InputError(
            f"{file.name}: no line of column numbers c1, c2, ... below three of names; "
            "give a world table (WIOT) of the release of 2013"
        )
    above = " ".join(cell for row in text[: heads[0] + 1] for cell in row[:HEADERS]).lower()
    if not re.search(r"million.*us(\$|d| dollar)", above):
        raise InputError(
            f"{file.name}: the lines above the table do not say millions of US$; "
            "give a table at current prices as published"
        )
    return _Sheet(text, heads[0])


def _number(name: str, letter: str) -> int:
    found = re.fullmatch(rf"{letter}(\d+)", name)
    return int(found[1]) if found else -1


def _at(numbers: Sequence[str], first: int, last: int) -> list[int]:
    return [n for n, name in enumerate(numbers) if first <= _number(name, "c") <= last]


def _last(numbers: Sequence[str], final: Sequence[int]) -> int:
    """Column of total output, the one after final use."""
    after = [n for n in range(max(final, default=0) + 1, len(numbers))]
    return after[0] if after else -1


def _faults(
    sheet: _Sheet,
    industries: Sequence[int],
    final: Sequence[int],
    output: int,
    goods: Sequence[int],
    charges: dict[str, int],
) -> list[str]:
    """What another layout, or a cut file, shows."""
    where = f"row {sheet.head + 1}"
    faults: list[str] = []
    if not final:
        faults.append(f"{where} has no columns c{FINAL_USE[0]} to c{FINAL_USE[-1]} of final use")
    if output < 0:
        faults.append(f"{where} has no column of total output after c{FINAL_USE[-1]}")
    if OUTPUT not in charges:
        faults.append(f"row {OUTPUT} of output is missing; the file may be cut off")
    by_row = [_label(sheet, n) for n in goods]
    by_column = [
        (_country(sheet.text[sheet.head - 1][c]), sheet.text[sheet.head - 3][c]) for c in industries
    ]
    faults += spelt(
        [
            f"column {_letters(c)} ({'_'.join(label)}) has no row"
            for c, label in zip(industries, by_column, strict=True)
            if label not in set(by_row)
        ],
        "the file may be cut off",
    )
    faults += spelt(
        [
            f"row {n + 1} ({'_'.join(label)}) has no column"
            for n, label in zip(goods, by_row, strict=True)
            if label not in set(by_column)
        ],
        "this is another layout",
    )
    if not faults and by_row != by_column:
        faults.append("rows and columns are in different orders, or one is there twice")
    return faults


def _values(
    file: Path, sheet: _Sheet, rows: Sequence[int], columns: Sequence[int]
) -> tuple[np.ndarray, int]:
    """Numbers of some rows and columns, and how many cells were empty."""
    values = np.zeros((len(rows), len(columns)))
    empty, bad = 0, list[str]()
    for i, r in enumerate(rows):
        line = sheet.text[r]
        for j, c in enumerate(columns):
            try:
                values[i, j] = float(line[c])
            except ValueError:
                if line[c]:
                    bad.append(f"cell {_letters(c)}{r + 1} is {line[c]!r}")
                else:
                    empty += 1
    stop(file, spelt(bad, "write a number"))
    return values, empty


def _label(sheet: _Sheet, row: int) -> tuple[str, str]:
    code, _, country, _ = sheet.text[row][:HEADERS]
    return _country(country), code


def _name(sheet: _Sheet, row: int) -> str:
    """What a row below the inputs holds."""
    return sheet.text[row][1] or sheet.text[row][HEADERS - 1]


def _country(code: str) -> str:
    return ALIASES.get(code, code)


def _letters(column: int) -> str:
    """The letters by which a spreadsheet names a column."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def _year(sheet: _Sheet, file: Path) -> int | None:
    """Year in the lines above the table, or in the name of the file."""
    above = " ".join(row[0] for row in sheet.text[: sheet.head])
    found = re.findall(r"(?:19|20)\d\d", above)
    if found:
        return int(found[-1])
    short = re.search(r"wiot(\d\d)", file.name.lower())
    return (1900 if int(short[1]) > 50 else 2000) + int(short[1]) if short else None
