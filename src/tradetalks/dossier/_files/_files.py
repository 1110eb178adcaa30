"""A document's text out of its file: plain text, HTML or PDF, and no other.

Reads what a file says and what it says of itself (title, publisher, date). It repairs nothing:
text is handed on as it stands. What cannot be read is refused with a remedy.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tradetalks.dossier._files._html import looks_like_html, text_of_html
from tradetalks.dossier._files._pdf import text_of_pdf
from tradetalks.errors import InputError

__all__ = ["LIMIT_CHARACTERS", "FileText", "read_file"]

LIMIT_CHARACTERS = 1_000_000
"""Longest text read, some 400 pages; a longer one is no document but a collection."""

LIMIT_BYTES = {"other": 5_000_000, "pdf": 100_000_000}
"""Largest file of a PDF, mostly pictures and fonts, and of anything else."""

PACKED = {
    b"PK\x03\x04": "a Word, OpenDocument or zip file; save it as PDF or as plain text",
    b"\xd0\xcf\x11\xe0": "an old Word file; save it as PDF or as plain text",
    b"{\\rtf": "a rich-text file; save it as plain text",
    b"\x1f\x8b": "packed with gzip; unpack it",
    b"\x89PNG": "a picture; recognise its text (OCR) and give the text",
    b"\xff\xd8\xff": "a picture; recognise its text (OCR) and give the text",
}

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True)
class FileText:
    """A file's text and what the file says of itself.

    Parameters
    ----------
    name
        Name of the file, without its folder.
    format
        ``text``, ``html`` or ``pdf``.
    text
        The text; offsets of all items count code points in it.
    title, publisher, dated
        As the file's own particulars have them, or empty.
    notes
        What a reader must know about how it was read.
    """

    name: str
    format: str
    text: str
    title: str = ""
    publisher: str = ""
    dated: str = ""
    notes: tuple[str, ...] = ()


def read_file(path: Path) -> FileText:
    """Read a file whole, by what it holds and not by its name.

    Raises
    ------
    InputError
        If there is no such file, it is empty, too large, not text, a scan without text, or needs
        a package of the extra `documents` that is not installed.
    """
    content = _bytes(path)
    if content.startswith(b"%PDF-"):
        _within(path, len(content), "pdf")
        found = text_of_pdf(content, path.name, LIMIT_CHARACTERS)
        return _checked(FileText(path.name, "pdf", *found))
    text, notes = _decoded(content, path.name)
    if looks_like_html(text, path.suffix):
        _within(path, len(content), "other")
        found = text_of_html(text, path.name)
        return _checked(FileText(path.name, "html", *found, notes))
    return _checked(FileText(path.name, "text", text, notes=notes))


def _bytes(path: Path) -> bytes:
    """Content of a file that is there, holds something and is not too large to look at."""
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder; give a text, HTML or PDF file")
        _within(path, path.stat().st_size, "pdf")
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; give a text, HTML or PDF file") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check its rights") from None
    if not content.strip():
        raise InputError(f"{path.name} is empty; give a file with text")
    for signature, what in PACKED.items():
        if content.startswith(signature):
            raise InputError(f"{path.name} is {what}")
    if not content.startswith(b"%PDF-"):
        _within(path, len(content), "other")
    return content


def _within(path: Path, size: int, kind: str) -> None:
    limit = LIMIT_BYTES[kind]
    if size > limit:
        raise InputError(
            f"{path.name} has {size / 1e6:.1f} megabytes, the limit is {limit / 1e6:.0f}; "
            "give the part that matters"
        )


def _decoded(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text by its mark of byte order, as UTF-8, or as the West European code of old files."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strict(content, encoding, name), ()
    if b"\0" in content:
        raise InputError(f"{name} is not text (it holds zero bytes); give text, HTML or PDF")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        fault = error
    high = sum(byte > 0x7F for byte in content)
    if high > 0.15 * len(content):
        raise InputError(
            f"{name} is neither UTF-8 (byte {content[fault.start]:#04x} at {fault.start}) nor West "
            "European text; save it as UTF-8"
        )
    text = _strict(content, "cp1252", name)
    return text, (f"Read as Windows-1252, since it is not UTF-8 (byte {fault.start}).",)


def _strict(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not text in {encoding} (byte {error.start}); save it as UTF-8"
        ) from None


def _checked(found: FileText) -> FileText:
    """Text that is long enough, short enough and made of letters."""
    text, name = found.text, found.name
    if len(text) > LIMIT_CHARACTERS:
        raise InputError(
            f"{name} has {len(text):,} characters, the limit is {LIMIT_CHARACTERS:,}; "
            "give the part that matters"
        )
    if sum(c < " " and c not in "\t\n\r\f\v" for c in text) > 0.01 * len(text):
        raise InputError(f"{name} is not text (it holds control characters); give text or PDF")
    if not any(map(str.isalnum, text)):
        raise InputError(f"{name} holds no words; give a file with text")
    return found
