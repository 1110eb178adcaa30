"""Which source a file is of, and what the case says of where its numbers come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tradetalks.case import Source
from tradetalks.errors import InputError
from tradetalks.statistics import SOURCES
from tradetalks.statistics._baci import NAME
from tradetalks.statistics._layouts import LAYOUTS, resembling
from tradetalks.statistics._text import opened

__all__ = ["Files", "found_files", "reader_of", "release_date"]

READ = (".csv", ".gz", ".txt", ".tsv", ".xlsx")

BESIDE = re.compile(r"(country_codes|product_codes)_", re.IGNORECASE)
"""Tables of a release that lie beside its data."""


@dataclass(frozen=True)
class Files:
    """Files of one source.

    Attributes
    ----------
    path
        What the user named: a file or a folder.
    files
        The files of data in it.
    reader
        Name of the function that reads them.
    obtained
        Day on which the newest of them was written on this disk.
    """

    path: Path
    files: tuple[Path, ...]
    reader: str
    obtained: date

    def cited(self, key: str, title: str, published: str = "") -> Source:
        """The row of sources.csv: publisher and address of the source, names of the files."""
        source = next(s for s in SOURCES if s.reader == self.reader)
        names = [f.name for f in self.files]
        named = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}, {len(names)} files"
        return Source(
            id=key,
            title=f"{title}: {named}",
            publisher=source.publisher,
            date=published or str(self.obtained),
            url=source.address,
        )


def found_files(path: str | Path, readers: Sequence[str], what: str, encoding: str) -> Files:
    """The files at a path and their reader.

    Parameters
    ----------
    path
        A file or a folder.
    readers
        Names of the readers that fit.
    what
        What is looked for, for messages.
    encoding
        Encoding of text files.

    Raises
    ------
    InputError
        No file, an unknown layout, a source that does not fit, or several sources in a folder.
    """
    place = Path(path)
    if not place.exists():
        raise InputError(f"{place} does not exist; give a file or folder of {what}")
    inside = sorted(place.iterdir()) if place.is_dir() else [place]
    files = [f for f in inside if f.suffix.lower() in READ and not BESIDE.match(f.name)]
    if not files:
        raise InputError(f"{place} has no file of {what}; put csv or xlsx files there")
    kinds = {f: reader_of(f, readers, what, encoding) for f in files}
    if len(set(kinds.values())) > 1:
        told = "; ".join(f"{f.name} is for {reader}" for f, reader in kinds.items())
        raise InputError(f"{place} mixes sources ({told}); give each its own folder")
    day = max(datetime.fromtimestamp(f.stat().st_mtime, tz=UTC).date() for f in files)
    return Files(place, tuple(files), kinds[files[0]], day)


def reader_of(file: Path, readers: Sequence[str], what: str, encoding: str) -> str:
    """Name of the reader of a file, by its name or its header."""
    if NAME.search(file.name):
        found = "read_baci"
    elif file.suffix.lower() == ".xlsx":
        found = next((r for r in readers if r in ("read_dataweb", "read_wiod")), "")
    elif "read_icio" in readers:
        found = "read_icio"
    else:
        layout = resembling(list(opened(file, LAYOUTS, encoding).names))
        found = layout.reader if layout else ""
    if found not in readers:
        known = ", ".join(s.name for s in SOURCES if s.reader in readers)
        raise InputError(f"{file.name} is no file of {what}; readable are {known}")
    return found


def release_date(name: str) -> str:
    """Month of a release of BACI out of the name of its file: V202401b is of 2024-01."""
    match = NAME.search(name)
    digits = re.match(r"(\d{4})(\d{2})", match[3]) if match else None
    return f"{digits[1]}-{digits[2]}" if digits else ""
