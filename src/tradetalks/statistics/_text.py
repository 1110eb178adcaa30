"""Text files of columns: whether they are whole, how they are written, and a lazy look at them."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple, cast

import polars as pl

from tradetalks.errors import InputError
from tradetalks.figures import nearest
from tradetalks.statistics._layouts import Layout, plain, resembling

LINE = "line"
"""Column of the line in the file, by which faults are named."""

BEYOND = "beyond"
"""Column of what stands after the last one of the header; some exports end lines with a comma."""

HEAD = 40
"""Lines among which the header is looked for."""

BLOCK = 1 << 22


class TextFile(NamedTuple):
    """A file that is whole and in a known layout.

    ``names`` gives a column's name in the file by its plain name, in the order of the file;
    ``header`` is the line of the header, ``open_end`` whether the last line has no end.
    """

    name: str
    content: Path | bytes
    separator: str
    header: int
    names: dict[str, str]
    open_end: bool

    def scan(self) -> pl.LazyFrame:
        """All columns as text by their plain names, with the line of each row."""
        return pl.scan_csv(
            self.content,
            has_header=False,
            skip_lines=self.header,
            separator=self.separator,
            schema=dict.fromkeys([*self.names, BEYOND], pl.String()),
            missing_columns="insert",
            row_index_name=LINE,
            row_index_offset=self.header + 1,
        )


def opened(path: Path, layouts: Sequence[Layout], encoding: str = "utf-8") -> TextFile:
    """Check a file from end to end and find its header.

    Parameters
    ----------
    path
        A csv or tab-separated file, or one in gzip.
    layouts
        Layouts of the source; the header has the columns of one of them.
    encoding
        Encoding of the text; one that is not UTF-8 is converted in memory.

    Raises
    ------
    InputError
        No file, an empty one, a zip, a gzip that is cut short, text in another encoding, another
        layout, a last line that is cut short.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist; give a csv file")
    _not_zip(path)
    lines, last, open_end = _read_through(path, encoding)
    if lines == 0:
        raise InputError(f"{path.name} is empty; download it again")
    with _bytes_of(path) as raw:
        text = io.TextIOWrapper(raw, encoding=_signed(encoding), newline="")
        head = [line for line, _ in zip(text, range(HEAD), strict=False)]
    row, separator = _header(path.name, head, layouts)
    fields = next(csv.reader([head[row]], delimiter=separator))
    names = _names(path.name, row + 1, fields)
    written = next(csv.reader([last], delimiter=separator), [])
    if open_end and lines > row + 1 and len(written) < len(names):
        raise InputError(
            f"{path.name}, line {lines} is cut short: {len(written)} of {len(names)} columns; "
            "download the file again"
        )
    content = path if _plain_text(encoding) else _converted(path, encoding)
    return TextFile(path.name, content, separator, row + 1, names, open_end)


def rows_of_length(file: TextFile) -> Iterator[str]:
    """Lines with more columns than the header, for a file that polars could not read."""
    width = len(file.names) + 1
    opener = _bytes_of(file.content) if isinstance(file.content, Path) else io.BytesIO(file.content)
    with opener as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        for _ in range(file.header):
            next(text)
        reader = csv.reader(text, delimiter=file.separator)
        for row in reader:
            if len(row) > width:
                line = file.header + reader.line_num
                yield f"{file.name}, line {line} has {len(row)} columns, the header {width - 1}"


def _not_zip(path: Path) -> None:
    """A zip is unpacked by its owner: what is read lazily must lie on the disk."""
    with path.open("rb") as raw:
        signature = raw.read(4)
    if signature != b"PK\x03\x04":
        return
    if path.suffix.lower() == ".xlsx":
        raise InputError(f"{path.name} is a workbook, not text; save the sheet as csv")
    if not zipfile.is_zipfile(path):
        raise InputError(f"{path.name} is a zip that is cut short; download it again")
    raise InputError(f"{path.name} is a zip; unpack it and give the files")


def _bytes_of(path: Path) -> IO[bytes]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path)) if packed else path.open("rb")


def _plain_text(encoding: str) -> bool:
    return codecs.lookup(encoding).name in ("utf-8", "ascii")


def _signed(encoding: str) -> str:
    """UTF-8 with or without a mark of byte order."""
    return "utf-8-sig" if _plain_text(encoding) else encoding


def _read_through(path: Path, encoding: str) -> tuple[int, str, bool]:
    """Number of lines, the last one, and whether it lacks its end."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise InputError(f"encoding {encoding!r} is unknown; try 'cp1252'") from error
    lines, tail = 0, ""
    try:
        with _bytes_of(path) as raw:
            while block := raw.read(BLOCK):
                text = decoder.decode(block)
                lines += text.count("\n")
                tail = (tail + text)[-BLOCK:] if "\n" not in text[:-1] else text
            decoder.decode(b"", final=True)
    except (EOFError, gzip.BadGzipFile) as error:
        raise InputError(f"{path.name} is a gzip that is cut short; download it again") from error
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        line = lines + error.object[: error.start].count(b"\n") + 1
        raise InputError(
            f"{path.name}, line {line}: byte {byte:#04x} is not {encoding}; give the encoding, "
            "often encoding='cp1252'"
        ) from error
    open_end = bool(tail) and not tail.endswith("\n")
    last = tail.rstrip("\r\n").rsplit("\n", 1)[-1]
    return lines + open_end, last, open_end


def _converted(path: Path, encoding: str) -> bytes:
    with _bytes_of(path) as raw:
        return raw.read().decode(encoding).encode()


def _header(name: str, head: Sequence[str], layouts: Sequence[Layout]) -> tuple[int, str]:
    """Row of the header and the separator."""
    best: tuple[int, int, list[str], Layout] | None = None
    for row, line in enumerate(head):
        for separator in (",", "\t", ";", "|"):
            fields = [plain(f) for f in next(csv.reader([line], delimiter=separator), [])]
            for layout in layouts:
                found = len(set(layout.columns) & set(fields))
                if found == len(layout.columns):
                    return row, separator
                if best is None or found > best[0]:
                    best = (found, row, fields, layout)
    assert best is not None
    raise InputError(_another_layout(name, *best))


def _another_layout(name: str, found: int, row: int, fields: Sequence[str], wanted: Layout) -> str:
    """What a header lacks, and which other source it may be of."""
    other = resembling(fields)
    if other is not None:
        remedy = f"use {other.reader}" if other.reader else "give a file of the present release"
        return f"{name}, line {row + 1} has the columns of {other.source}; {remedy}"
    missing: list[str] = []
    for column in wanted.columns:
        if column not in fields:
            guess = nearest(column, [f for f in fields if f])
            missing.append(f"{column} (is it {guess}?)" if guess else column)
    have = ", ".join(f for f in fields[:8] if f) or "nothing"
    return (
        f"{name}, line {row + 1 if found else 1}: columns {', '.join(missing)} of {wanted.source} "
        f"are missing; the line has {have}"
    )


def _names(name: str, line: int, fields: Sequence[str]) -> dict[str, str]:
    """Columns by plain name; those without one are numbered, since a trailing comma makes one."""
    names: dict[str, str] = {}
    for place, field in enumerate(fields, start=1):
        key = plain(field) or f"column{place}"
        if key in names:
            raise InputError(f"{name}, line {line}: column {field!r} stands twice; remove one")
        names[key] = field.strip().lstrip("\ufeff")
    return names
