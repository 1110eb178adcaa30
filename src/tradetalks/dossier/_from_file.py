"""A file read into a dossier; a date that is missing is asked for with the text's own as hints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tradetalks.case import Case, load_case
from tradetalks.dossier._dossier import Dossier
from tradetalks.dossier._endpoint import Endpoint, propose
from tradetalks.dossier._evidence._check import check_deadlines, check_figures
from tradetalks.dossier._files._files import FileText, read_file
from tradetalks.dossier._read import read_items
from tradetalks.dossier._text._english import foreign_language
from tradetalks.dossier._text._text import Document, read_text
from tradetalks.errors import InputError

__all__ = ["read_document"]

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
DATED = (
    re.compile(rf"\b(?:\d{{1,2}} {MONTH} \d{{4}}|{MONTH} \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)\b"),
    re.compile(rf"\b{MONTH},? \d{{4}}\b"),
    re.compile(rf"\b(?:{MONTH} \d{{1,2}}|\d{{1,2}} {MONTH}|(?:19|20)\d\d)\b"),
)
"""Dates in full, months of a year, and what is less; the fuller tell more."""

HINTS = 4


def read_document(
    path: str | Path,
    date: date | None,
    case: str | Path | Case | None = None,
    *,
    actors: Path | None = None,
    model: str | None = None,
    endpoint: Endpoint | None = None,
) -> Dossier:
    """Read a text, HTML or PDF file into a dossier.

    Parameters
    ----------
    path
        The file.
    date
        Day on which the document was published; relative dates are counted from it.
    case
        Name or folder of a case, or a loaded one, to hold figures and dates against.
    actors
        Table of actors of the user's own, beside the shipped one.
    model
        spaCy model in place of the pinned one.
    endpoint
        Address that the text is sent to for proposals; None sends nothing.

    Raises
    ------
    InputError
        If the date is missing, or the file cannot be read.
    CaseError
        If the case has faults.
    """
    file = read_file(Path(path))
    if date is None:
        raise InputError(_no_date(file))
    loaded = case if case is None or isinstance(case, Case) else load_case(case)
    document = read_text(file.text, date)
    language = foreign_language(file.text)
    items = read_items(document, english=language is None, actors=actors, model=model)
    proposals, said = propose(document, endpoint) if endpoint else ((), ())
    return Dossier(
        file,
        document,
        items.figures,
        items.deadlines,
        items.commitments,
        items.quotes,
        items.events,
        (*file.notes, *_language(language), *items.notes, *_left_out(document), *said),
        loaded,
        check_figures(items.figures, document, loaded) if loaded else (),
        check_deadlines(items.deadlines, document, loaded) if loaded else (),
        proposals,
    )


def _no_date(file: FileText) -> str:
    """That the date is missing, with the document's own dates as hints."""
    remedy = "say when it was published, for example --date 1995-03-17"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", file.dated):
        return f"{file.name} needs its date; its own particulars say {file.dated}: {remedy}"
    for form in DATED:
        found = list(dict.fromkeys(form.findall(file.text[:100_000])))
        if found:
            seen = ", ".join(found[:HINTS])
            return f"{file.name} needs its date; dates in the text: {seen}; {remedy}"
    return f"{file.name} needs its date, and no date stands in the text; {remedy}"


def _language(name: str | None) -> tuple[str, ...]:
    if name is None:
        return ()
    return (
        f"The text is not in English ({name}, as it seems): figures and dates that are written in "
        "digits can still be read; quotes, commitments and events are left out.",
    )


def _left_out(document: Document) -> tuple[str, ...]:
    """The lines passed over as none of the story."""
    lines: Sequence[str] = list(dict.fromkeys(span.text for span in document.boilerplate))
    if not lines:
        return ()
    told = ", ".join(f"“{line[:60]}”" for line in lines[:5])
    more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    return (f"Passed over as none of the story: {told}{more}.",)
