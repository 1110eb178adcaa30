"""The text of a PDF: its pages in order, lines put together into paragraphs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from statistics import median

from tradetalks.errors import InputError

__all__ = ["paragraphs_of_lines", "text_of_pdf"]

SCANNED = 20
"""Letters a page below which a file is taken for pictures of its pages."""

SHORT = 0.75
"""Part of the usual length of a line below which a line ends its paragraph."""

ENDS = (".", "!", "?", ":", "”", '"', ".)")


def text_of_pdf(content: bytes, name: str, limit: int) -> tuple[str, str, str, str]:
    """Text, title, publisher and date of a PDF.

    Raises
    ------
    InputError
        If it is damaged, locked, a scan without text, longer than `limit` characters, or pypdf is
        not installed.
    """
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise InputError(
            f"{name} is a PDF, which needs the extra 'documents': pip install "
            "'tradetalks[documents]'; or save it as plain text"
        ) from None
    pages: list[str] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{name} is locked with a password; save a copy without one")
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > limit:
                raise InputError(
                    f"{name} has over {limit:,} characters by page {len(pages)}; "
                    "give the pages that matter"
                )
        about = reader.metadata
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{name} is a damaged PDF ({told}); print it to a new one") from None
    letters = sum(c.isalpha() for page in pages for c in page)
    if letters < SCANNED * max(len(pages), 1):
        raise InputError(
            f"{name} has {len(pages)} pages and next to no text: a scan; recognise its text (OCR) "
            "and give the result"
        )
    text = "\n\n".join(p for page in pages for p in paragraphs_of_lines(page))
    title, dated = (about.title, about.creation_date_raw) if about else (None, None)
    return text, (title or "").strip(), "", _day(dated or "")


def paragraphs_of_lines(page: str) -> Iterator[str]:
    """Paragraphs of a page: one ends at a blank line, or with a sentence that ends short.

    A word parted at the end of a line is put together again where both parts are lower case.
    """
    lines = [line.strip() for line in page.splitlines()]
    usual = median([len(line) for line in lines if line] or [0])
    said = ""
    for line in lines:
        if not line:
            if said:
                yield said
            said = ""
            continue
        if re.search(r"\S-$", said):
            parted = said[-2].islower() and line[0].islower()
            said = (said[:-1] if parted else said) + line
        else:
            said = f"{said} {line}" if said else line
        if len(line) < SHORT * usual and line.endswith(ENDS):
            yield said
            said = ""
    if said:
        yield said


def _day(raw: str) -> str:
    """Day of a PDF's own stamp, which reads D:19950317."""
    found = re.match(r"D:(\d{4})(\d{2})(\d{2})", raw)
    return "-".join(found.groups()) if found else ""
