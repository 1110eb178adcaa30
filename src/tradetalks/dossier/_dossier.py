"""A document read into a dossier, and a dossier written into files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from tradetalks.case import Case, load_case
from tradetalks.dossier._changes import Content
from tradetalks.dossier._check import Check, check_deadlines, check_figures
from tradetalks.dossier._endpoint import Endpoint, Proposal, propose
from tradetalks.dossier._english import foreign_language
from tradetalks.dossier._files import FileText, read_file
from tradetalks.dossier._items import Commitment, Deadline, Event, FigureItem, Quote
from tradetalks.dossier._json import render_json
from tradetalks.dossier._page import render_html
from tradetalks.dossier._patch import patch_files
from tradetalks.dossier._read import read_items
from tradetalks.dossier._text import Document, read_text
from tradetalks.errors import InputError

__all__ = ["Dossier", "read_document", "read_into", "write_dossier"]

LONGEST_TITLE = 160
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


@dataclass(frozen=True)
class Dossier:
    """What a document claims, promises and reports, each item with its passage.

    Attributes
    ----------
    file
        The file and how it was read.
    document
        The text with its date, paragraphs and sentences.
    figures, deadlines, commitments, quotes, events
        Items in the order of the text.
    notes
        What was left out, and what else a reader must know.
    case
        The case that figures and deadlines are held against, or None.
    figure_checks, deadline_checks
        A verdict for each of them; empty without a case.
    proposals
        What a model proposed; empty unless one was asked.
    """

    KINDS: ClassVar[tuple[str, ...]] = ("figures", "deadlines", "commitments", "quotes", "events")

    file: FileText
    document: Document
    figures: tuple[FigureItem, ...]
    deadlines: tuple[Deadline, ...]
    commitments: tuple[Commitment, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    notes: tuple[str, ...]
    case: Case | None = None
    figure_checks: tuple[Check, ...] = ()
    deadline_checks: tuple[Check, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def title(self) -> str:
        """The file's own title, else the first heading of the text, or empty."""
        if self.file.title:
            return self.file.title
        sentences = self.document.sentences
        story = [s for s in sentences if not s.is_boilerplate]
        head = story[0] if story and story[0].is_heading else None
        if head is None:
            return ""
        text = " ".join(head.span.text.split())
        return text if len(text) <= LONGEST_TITLE else text[: text.rfind(" ", 0, LONGEST_TITLE)]

    @property
    def finding(self) -> str:
        """What was read, in a sentence or two; what the record contradicts comes first."""
        counts = [_count(len(getattr(self, name)), name) for name in self.KINDS]
        counted = f"{', '.join(counts[:-1])} and {counts[-1]}"
        if self.case is None:
            return f"{counted} were read."
        checks = (*self.figure_checks, *self.deadline_checks)
        verdicts = Counter(check.verdict for check in checks)
        order = ("contradicted", "disputed", "confirmed", "alone")
        told = ", ".join(f"{verdicts[v]} {v}" for v in order if verdicts[v])
        wrong = [
            f"“{item.span.text}”: {check.why[:1].lower()}{check.why[1:]} "
            for item, check in zip((*self.figures, *self.deadlines), checks, strict=True)
            if check.verdict == "contradicted"
        ]
        held = f" Of figures and dates held against the record: {told}." if told else ""
        return f"{''.join(wrong)}{counted} were read.{held}"

    def content(self) -> Content:
        """What a case can take of it."""
        return Content(
            self.document,
            self.file.name,
            self.title,
            self.file.publisher,
            self.figures,
            self.figure_checks,
            self.deadlines,
            self.deadline_checks,
            self.commitments,
            self.events,
        )


def _count(number: int, plural: str) -> str:
    return f"{number} {plural[:-1] if number == 1 else plural}"


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


def write_dossier(dossier: Dossier, out: str | Path) -> tuple[Path, ...]:
    """Write dossier.json and dossier.html, and with a case the folder patch.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    folder = Path(out)
    files = {"dossier.json": render_json(dossier), "dossier.html": render_html(dossier)}
    if dossier.case is not None:
        patch = patch_files(dossier.content(), dossier.case)
        files |= {f"patch/{name}": text for name, text in patch.items()}
    for name, text in files.items():
        path = folder / name
        half = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            half.write_text(text, encoding="utf-8")
            half.replace(path)
        except OSError as error:
            raise InputError(
                f"{path} cannot be written ({error.strerror}); choose another with --out"
            ) from None
    return tuple(folder / name for name in files)


def read_into(
    path: Path,
    day: str | None,
    out: Path | None = None,
    *,
    case: str | None = None,
    actors: Path | None = None,
    model: str | None = None,
    model_url: str | None = None,
    url_model: str = "default",
) -> tuple[Dossier, tuple[Path, ...]]:
    """Read a file and write its dossier: what ``tradetalks read`` does.

    Parameters
    ----------
    path
        The file.
    day
        Its date as text, 1995-03-17; None asks for it with the document's own dates as hints.
    out
        Folder for the dossier; None is one in ``out`` with the name of the file.
    case, actors, model
        As `read_document` has them.
    model_url, url_model
        Address of a model to ask for proposals, and its name there; None sends nothing.

    Returns
    -------
    tuple
        The dossier and the files written.

    Raises
    ------
    InputError
        If something cannot be read or written.
    CaseError
        If the case has faults.
    """
    endpoint = Endpoint(model_url, url_model) if model_url is not None else None
    dossier = read_document(path, _parsed(day), case, actors=actors, model=model, endpoint=endpoint)
    return dossier, write_dossier(dossier, out or Path("out") / path.stem)


def _parsed(day: str | None) -> date | None:
    if day is None:
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise InputError(f"--date {day!r} is not a date; write it as 1995-03-17") from None
