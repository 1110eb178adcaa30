"""OECD Inter-Country Input-Output tables."""

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
    Label,
    listed,
    rounding_note,
    spelt,
    stop,
    tabulated,
)

__all__ = ["read_icio"]

FINAL = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "P33")
"""Final use: households, non-profit institutions, government, capital, stocks, residents abroad."""

CHARGES = ("TLS", "VA")
"""Rows below the inputs: taxes less subsidies on products, value added."""

OUTPUT_ROWS, OUTPUT_COLUMNS = ("OUT", "OUTPUT"), ("OUT", "TOTAL")

PART = re.compile(r"(CN|MX)\d")
WHOLE = {"CN": "CHN", "MX": "MEX"}
"""China and Mexico, of which the extended version splits the makers by kind of firm."""

YEAR = re.compile(r"(?:ICIO\d{4}_)?((?:19|20)\d\d)(?!\d)")


class _Layout(NamedTuple):
    """Names of a file, sorted by what they are."""

    industries: list[str]
    final: list[str]
    output: str


def read_icio(
    path: str | Path, *, year: int | None = None, slack: float = 1e-3
) -> InputOutputTable:
    """Read one year of the OECD's tables.

    The layout is that of the releases since 2021: rows and columns ``COUNTRY_INDUSTRY``, columns
    ``COUNTRY_HFCE`` to ``COUNTRY_DPABR`` of final use, rows ``TLS`` (taxes less subsidies on
    products), ``VA`` (value added) and ``OUT``, a column ``OUT``; millions of current USD at
    basic prices. Makers that the extended version splits (``CN1``, ``CN2``, ``MX1``, ``MX2``) are
    added to China and Mexico.

    Parameters
    ----------
    path
        The csv file, also compressed with gzip, or a folder of such files, one a year.
    year
        Which year of a folder; a file whose name gives another year is refused.
    slack
        Most by which the sum of a row or column may miss recorded output, as a share of it.

    Raises
    ------
    InputError
        Another layout, a cell that is no number, a missing row or column, sums that miss output,
        a year that is absent: with file, line and column.

    Notes
    -----
    ``mended`` says what was added, and which negative final use was set to zero: stocks run down,
    which a world of demand shares has no place for.

    References
    ----------
    OECD, Inter-Country Input-Output tables, http://oe.cd/icio, ReadMe of the release.
    """
    file, found = _file(Path(path), year)
    layout = _layout(file)
    frame = _numbers(file, layout)
    names = frame.get_column(frame.columns[0]).to_list()
    faults = _row_faults(names, layout)
    stop(file, faults)
    line = {name: n for n, name in enumerate(names)}
    values = frame.select(*layout.industries, *layout.final, layout.output).to_numpy()
    count = len(layout.industries)
    industries = [line[name] for name in layout.industries]
    (output_row,) = (name for name in OUTPUT_ROWS if name in line)
    uses, labels, notes = _whole(values[industries, :count], layout.industries)
    final, _, _ = _whole(values[industries, count:-1], layout.industries, columns=False)
    charges = {
        name: _whole(values[line[name], :count][None], layout.industries, rows=False)[0][0]
        for name in CHARGES
    }
    by_column = _whole(values[line[output_row], :count][None], layout.industries, rows=False)[0][0]
    by_row = _whole(values[industries, -1][:, None], layout.industries, columns=False)[0][:, 0]
    return tabulated(
        Cells(
            path=file,
            labels=labels,
            final_labels=tuple(_label(name) for name in layout.final),
            uses=uses,
            final=final,
            charges=charges,
            output=(by_row, by_column),
            year=found,
            unit="USD million",
            source=f"OECD ICIO, {file.name}",
            notes=(*notes, *rounding_note(uses)),
        ),
        slack,
    )


def _file(path: Path, year: int | None) -> tuple[Path, int | None]:
    """The file of a year and the year that its name gives."""
    if path.is_dir():
        years: dict[int, Path] = {}
        for file in sorted(path.iterdir()):
            found = YEAR.search(file.name)
            if found and ".csv" in file.name.lower():
                years[int(found[1])] = file
        if year is None or year not in years:
            known = ", ".join(str(y) for y in sorted(years)) or "no table"
            raise InputError(f"{path} has {known}; year is {year}, choose one of them")
        return years[year], year
    if not path.is_file():
        raise InputError(f"{path} does not exist; give a csv file of the OECD's tables")
    if path.suffix.lower() == ".zip":
        raise InputError(f"{path.name} is an archive; unpack it and give one csv file of it")
    found = YEAR.search(path.name)
    named = int(found[1]) if found else None
    if year is not None and named is not None and year != named:
        raise InputError(f"{path.name} is of {named}, and year is {year}; give the file of {year}")
    return path, named if year is None else year


def _layout(file: Path) -> _Layout:
    """Columns of the file, all of them known."""
    try:
        header = pl.read_csv(file, n_rows=0).columns[1:]
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise InputError(
            f"{file.name}, line 1: {_first(error)}; give the file as the OECD publishes it, "
            "comma-separated and in UTF-8"
        ) from error
    final = [name for name in header if name.rpartition("_")[2] in FINAL]
    output = [name for name in header if name in OUTPUT_COLUMNS]
    industries = [n for n in header if n not in final and n not in output and "_" in n]
    known = {*final, *output, *industries}
    faults = spelt(
        [f"line 1, column {name!r} is unknown" for name in header if name not in known],
        "columns are COUNTRY_INDUSTRY, COUNTRY_HFCE and the like, and OUT",
    )
    if len(output) != 1:
        faults.append(f"line 1 has {len(output)} columns {' or '.join(OUTPUT_COLUMNS)}; it ends so")
    if not industries or not final:
        faults.append("line 1 lacks industries or final use; this is another layout")
    faults += spelt(
        [f"line 1, column {name!r} is not in UTF-8" for name in header if "\ufffd" in name],
        "save the file in UTF-8",
    )
    stop(file, faults)
    return _Layout(industries, final, output[0])


def _numbers(file: Path, layout: _Layout) -> pl.DataFrame:
    """The cells as numbers, or the first that are none."""
    try:
        found = pl.read_csv(file, infer_schema_length=0, n_rows=1)
        types: dict[str, type[pl.DataType]] = dict.fromkeys(found.columns[1:], pl.Float64)
        frame = pl.read_csv(file, schema={found.columns[0]: pl.String, **types})
    except pl.exceptions.PolarsError as error:
        stop(file, _unreadable(file) or [_first(error)])
        raise
    empty = frame.select(pl.all().null_count()).row(0)
    if sum(empty):
        stop(file, _unreadable(file))
    return frame.select(frame.columns[0], *layout.industries, *layout.final, layout.output)


def _unreadable(file: Path) -> list[str]:
    """Cells that are empty or no numbers, by line and column."""
    try:
        text = pl.read_csv(file, infer_schema=False, truncate_ragged_lines=True)
    except pl.exceptions.PolarsError as error:
        return [f"{_first(error)}; give the file as the OECD publishes it, in UTF-8"]
    places: list[tuple[int, str, str | None]] = []
    for name in text.columns[1:]:
        column = text.get_column(name)
        bad = column.cast(pl.Float64, strict=False).is_null().arg_true().to_list()
        places += [(n + 2, name, column[n]) for n in bad]
    places.sort(key=lambda place: place[0])
    if places and all(place[0] == text.height + 1 for place in places):
        return [
            f"line {text.height + 1} ends at column {places[0][1]}: the file is cut off; "
            "download it again"
        ]
    return spelt(
        [f"line {n}, column {name} is {value!r}" for n, name, value in places],
        "every cell holds a number",
    )


def _row_faults(names: Sequence[str | None], layout: _Layout) -> list[str]:
    """Rows that are missing, unknown or there twice."""
    have = {str(name) for name in names}
    known = {*layout.industries, *CHARGES, *OUTPUT_ROWS}
    wanted = [*layout.industries, *CHARGES]
    missing = [name for name in wanted if name not in have]
    faults: list[str] = []
    if missing:
        faults.append(f"rows {listed(missing)} are missing; the file may be cut off")
    if not have & set(OUTPUT_ROWS):
        faults.append("row OUT is missing; the file may be cut off")
    faults += spelt(
        [f"line {n + 2}, row {name!r}" for n, name in enumerate(names) if str(name) not in known],
        "it has no column of its own; this is another layout",
    )
    seen: set[str] = set()
    twice: list[str] = []
    for n, name in enumerate(str(name) for name in names):
        if name in seen:
            twice.append(f"line {n + 2} repeats row {name}")
        seen.add(name)
    return faults + spelt(twice, "keep one of them")


def _label(name: str) -> Label:
    """Country and sector, a part of China or Mexico as the whole."""
    country, _, sector = name.partition("_")
    part = PART.fullmatch(country)
    return (WHOLE[part[1]] if part else country, sector)


def _whole(
    values: np.ndarray, names: Sequence[str], *, rows: bool = True, columns: bool = True
) -> tuple[np.ndarray, tuple[Label, ...], tuple[str, ...]]:
    """Values with the parts of China and Mexico added up, their labels, and a note."""
    labels = [_label(name) for name in names]
    unique = tuple(dict.fromkeys(labels))
    if len(unique) == len(labels):
        return values, unique, ()
    at = {label: n for n, label in enumerate(unique)}
    place = [at[label] for label in labels]
    if rows:
        summed = np.zeros((len(unique), values.shape[1]))
        np.add.at(summed, place, values)
        values = summed
    if columns:
        summed = np.zeros((values.shape[0], len(unique)))
        np.add.at(summed.T, place, values.T)
        values = summed
    parts = sorted({n.partition("_")[0] for n in names if PART.match(n)})
    return values, unique, (f"{', '.join(parts)} added to China and Mexico",)


def _first(error: Exception) -> str:
    """The first line of an error of the csv reader."""
    return str(error).strip().splitlines()[0]
