"""The text of an HTML page: the article without menus, scripts and buttons."""

from __future__ import annotations

import re

from tradetalks.errors import InputError

__all__ = ["looks_like_html", "text_of_html"]

BLANK = re.compile(r"\n+")


def looks_like_html(text: str, suffix: str) -> bool:
    """Whether a text is a page, by its head or by the ending of its name and a tag."""
    head = text.lstrip("\ufeff \t\r\n")[:500].lower()
    named = suffix.lower() in {".html", ".htm", ".xhtml"}
    return head.startswith(("<!doctype html", "<html", "<?xml")) or (named and "<" in head)


def text_of_html(page: str, name: str) -> tuple[str, str, str, str]:
    """Text, title, publisher and date of a page.

    Tags go, and with them scripts, styles and addresses: nothing of the page is run or fetched.
    Each block stands in a paragraph of its own.

    Raises
    ------
    InputError
        If the page has no text, or trafilatura is not installed.
    """
    try:
        from trafilatura import bare_extraction
    except ImportError:
        raise InputError(
            f"{name} is HTML, which needs the extra 'documents': pip install "
            "'tradetalks[documents]'; or save the page as plain text"
        ) from None
    found = bare_extraction(page, with_metadata=True, include_comments=False, url=None)
    text = "" if found is None or isinstance(found, dict) else (found.text or "").strip()
    if found is None or isinstance(found, dict) or not text:
        raise InputError(f"{name} has no text that can be told from its menus; save it as text")
    title = (found.title or "").strip()
    if title and title.split(" - ")[0].lower() not in text.lower():
        text = f"{title}\n{text}"
    return BLANK.sub("\n\n", text), title, found.sitename or "", found.date or ""
