"""What a document could add to a case: rows and entries as the case's files have them.

Nothing is proposed twice: what the case has from this document, or has already under another
source with the same date, is left out. Every entry carries its quotation and offsets in a field
that the briefing shows. A figure is proposed as not in use, a deadline as not binding: whether a
model shall rest on it is for the user to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tradetalks.case import Case
from tradetalks.dossier._evidence._check import Check, source_of
from tradetalks.dossier._evidence._likeness import EMPTY, stems
from tradetalks.dossier._text._items import Commitment, Deadline, Event, FigureItem, Span
from tradetalks.dossier._text._text import Document
from tradetalks.figures import Figure

__all__ = ["Change", "Content", "changes", "source_row"]

TOLD = 0.6
"""Part of an entry's words in a sentence from which the case is taken to have it."""

KINDS = {
    **dict.fromkeys(("threat", "warning", "ultimatum"), "threat"),
    **dict.fromkeys(("sanction", "retaliation", "ruling", "investigation"), "measure"),
    **dict.fromkeys(("suspension", "postponement"), "measure"),
    **dict.fromkeys(("pledge", "offer", "concession"), "offer"),
    **dict.fromkeys(("refusal", "rejection", "withdrawal"), "refusal"),
    **dict.fromkeys(("meeting", "negotiation", "visit"), "meeting"),
    "agreement": "agreement",
}
"""Kinds of events as the timeline has them; others are statements."""

SIGNALS = {"threat", "offer", "refusal", "demand", "warning", "ultimatum", "concession"}
DEADLINES = {"expiry": "expiry", "demanded": "demanded"}
PENDING = {"in_force", "planned", "demanded", "pledged"}
CHECKED = {"contradicted": "corrected"}
BRANCHES = {"GOV": "", "LEG": ", legislature", "BUS": ", industry", "LAB": ", labour"}


@dataclass(frozen=True)
class Content:
    """What was read and checked, as far as a case can take it."""

    document: Document
    name: str
    title: str
    publisher: str
    figures: Sequence[FigureItem]
    figure_checks: Sequence[Check]
    deadlines: Sequence[Deadline]
    deadline_checks: Sequence[Check]
    commitments: Sequence[Commitment]
    events: Sequence[Event]


@dataclass(frozen=True)
class Change:
    """An entry for one file of a case, with the passage that it rests on.

    Attributes
    ----------
    id
        Name of the change in its patch: ``figure-1``.
    file
        ``figures.csv``, ``timeline.csv``, ``talks.yaml`` or ``claims.yaml``.
    span
        The passage.
    why
        Why it is proposed, and what the record says.
    entry
        Fields and values as the file has them.
    """

    id: str
    file: str
    span: Span
    why: str
    entry: Mapping[str, Any]


def source_row(content: Content, case: Case) -> tuple[dict[str, str], bool]:
    """The document as a row of sources.csv, and whether the case lacks it."""
    own = source_of(content.document, case)
    if own is not None:
        return {"id": own}, False
    day = content.document.date.isoformat()
    name = _slug(content.publisher or content.title or content.name.split(".")[0])
    row = {
        "id": f"{name}-{day}",
        "title": content.title or content.name,
        "publisher": content.publisher or "not stated",
        "date": day,
        "url": "",
    }
    return row, row["id"] not in case.sources


def changes(content: Content, case: Case, source: str) -> tuple[Change, ...]:
    """Everything that the document could add, in the order of the text within each file."""
    return (
        *_figures(content, case, source),
        *_deadlines(content, case, source),
        *_events(content, case, source),
        *_claims(content, case, source),
    )


def _figures(content: Content, case: Case, source: str) -> Iterator[Change]:
    """Rows of figures.csv for what the case has no number of, in a unit that it can hold.

    What the record confirms or contradicts is no new figure; it becomes a claim.
    """
    pairs = zip(content.figures, content.figure_checks, strict=True)
    for number, (item, check) in enumerate(pairs, start=1):
        value, unit = _case_unit(item)
        key = _key(item.measures) or f"{_key(source)}_{number}"
        told = check.verdict in {"confirmed", "contradicted"} or check.taken
        if not unit or told or any(row.key == key for row in case.figures):
            continue
        entry = {
            "key": key,
            "value": value,
            "unit": unit,
            "period": item.period or str(content.document.date.year),
            "base": "as the document has it; not stated",
            "known_from": content.document.date.isoformat(),
            "source": source,
            "used": "false",
            "why": "",
            "note": f"{_qualified(item)}; {_evidence(item.span)}",
        }
        yield Change(f"figure-{number}", "figures.csv", item.span, check.why, entry)


def _case_unit(item: FigureItem) -> tuple[float, str]:
    """Value and unit in the table of units of a case; no unit where it has none."""
    if item.unit == "USD":
        for size, unit in ((1e8, "USD bn"), (1e6, "USD million")):
            if abs(item.value) >= size:
                return _round(item.value / {"USD bn": 1e9, "USD million": 1e6}[unit]), unit
        return _round(item.value), "USD"
    if item.unit == "JPY":
        return _round(item.value / 1e9), "JPY bn"
    if item.unit == "fraction":
        return _round(100 * item.value), "percent"
    unit = {"percent": "percent", "count": "units", "person": "units"}.get(item.unit, "")
    return _round(item.value), unit


def _round(value: float) -> float:
    """Six digits: no printed number has more, and quotients have noise beyond."""
    return float(f"{value:.6g}")


def _deadlines(content: Content, case: Case, source: str) -> Iterator[Change]:
    """Entries of talks.yaml for days ahead that somebody set.

    A possible deadline is left out: a case asks for its chance, and a document has none.
    """
    pairs = zip(content.deadlines, content.deadline_checks, strict=True)
    for number, (item, check) in enumerate(pairs, start=1):
        first = max(case.as_of, content.document.date)
        ahead = item.end is not None and item.end >= first
        if not ahead or item.status not in PENDING or item.kind == "possible" or check.keys:
            continue
        entry = {
            "id": f"{source}-{number}",
            "title": _capital(item.what or item.span.text),
            "date": str(item.end),
            "known_from": content.document.date.isoformat(),
            "kind": DEADLINES.get(item.kind, "announced"),
            "binding": False,
            "set_by": f"{item.set_by or 'not stated'}: {_evidence(item.span)}",
            "source": source,
        }
        yield Change(f"deadline-{number}", "talks.yaml", item.span, check.why, entry)


def _events(content: Content, case: Case, source: str) -> Iterator[Change]:
    """Rows of timeline.csv; what did not happen is a statement and says so."""
    own = [stems(event.action) for event in case.events if event.source == source]
    for number, event in enumerate(content.events, start=1):
        sentence = content.document.sentence_at(event.span.start).span.text
        if any(_part(words, stems(sentence)) >= TOLD for words in own):
            continue
        day, note = _day(event, content.document)
        happened = event.status in {"actual", "reported"}
        word = event.kind if happened else f"{event.kind}, {event.status}"
        entry = {
            "date": day,
            "known_from": content.document.date.isoformat(),
            "party": _party(event.actor, case),
            "actor": _who(event.actor, case) or "not stated",
            "target": _party(event.target, case) or (event.target or ""),
            "action": f"{_capital(word)}: {_evidence(event.span)}",
            "kind": KINDS.get(event.kind, "statement") if happened else "statement",
            "publicity": "reported" if event.status == "reported" or event.source else "public",
            "signal": str(event.kind in SIGNALS).lower(),
            "source": source,
            "note": note,
        }
        why = f"Read with confidence {event.confidence:.2f}; a person must say whether it is so."
        yield Change(f"event-{number}", "timeline.csv", event.span, why, entry)


def _day(event: Event, document: Document) -> tuple[str, str]:
    """Day of an event; the last on which it can have been where the text gives an interval."""
    if event.end is None or event.end > document.date:
        since = f", since {event.start}" if event.start and event.start < document.date else ""
        exact = event.start == event.end == document.date
        return document.date.isoformat(), "" if exact else f"day not stated{since}"
    exact = event.start == event.end
    return event.end.isoformat(), "" if exact else f"day not stated; from {event.start} on"


def _claims(content: Content, case: Case, source: str) -> Iterator[Change]:
    """Entries of claims.yaml for figures and promises.

    A case that was built on this very document has claims of it already.
    """
    own = source in case.sources
    pairs = zip(content.figures, content.figure_checks, strict=True)
    for number, (item, check) in enumerate(pairs, start=1):
        sentence = content.document.sentence_at(item.span.start).span
        if own and _has_claim(case, check.keys, sentence.text):
            continue
        said = f"{_capital(item.measures or 'a figure')}: {item.span.text}"
        who = item.claimant.speaker if item.claimant else "the document"
        yield _claim(
            f"claim-figure-{number}", f"{said}, says {who}", check, item.span, source, case
        )
    for number, promise in enumerate(content.commitments, start=1):
        sentence = content.document.sentence_at(promise.span.start).span
        check = _inside(promise.span, content)
        if own and _has_claim(case, check.keys, sentence.text):
            continue
        status = promise.status.replace("_", " ")
        said = f"{_who(promise.promisor, case)}, {status}: {promise.what}"
        yield _claim(f"claim-promise-{number}", said, check, promise.span, source, case)


def _claim(name: str, said: str, check: Check, span: Span, source: str, case: Case) -> Change:
    known = {row.key for row in case.figures}
    rows = [row for row in case.figures if f"{row.key} of {row.period} ({row.source})" in
            check.against]  # fmt: skip
    entry = {
        "id": f"{source}-{name}",
        "claim": said,
        "check": CHECKED.get(check.verdict, check.verdict),
        "value": _right(rows),
        "why": f"{check.why} {_capital(_evidence(span))}.",
        "sources": list(dict.fromkeys([source, *(row.source for row in rows)])),
        "figures": [key for key in check.keys if key in known],
    }
    return Change(name, "claims.yaml", span, check.why, entry)


def _right(rows: Sequence[Figure]) -> str:
    told = "; ".join(dict.fromkeys(f"{abs(row.value):g} {row.unit} ({row.period})" for row in rows))
    return told or "no second source"


def _inside(span: Span, content: Content) -> Check:
    """Check of the figure that a promise holds, if any."""
    for item, check in zip(content.figures, content.figure_checks, strict=True):
        if span.start <= item.span.start and item.span.end <= span.end:
            return check
    return Check("alone", None, (), "No second source.")


def _has_claim(case: Case, keys: Sequence[str], sentence: str) -> bool:
    """Whether the case has a claim on these figures, or in these words."""
    said = stems(sentence)
    return any(
        set(claim.figures) & set(keys) or _part(stems(claim.claim), said) >= TOLD
        for claim in case.claims
    )


def _part(words: frozenset[str], said: frozenset[str]) -> float:
    return len(words & said) / len(words) if words else 0.0


def _party(code: str | None, case: Case) -> str:
    """Id of the case's party that an actor's code belongs to, or nothing."""
    start = (code or "")[:3]
    if start in case.parties:
        return start
    return "EU" if start in {"EUR", "EUU"} and "EU" in case.parties else ""


def _who(code: str | None, case: Case) -> str:
    """Name of an actor for a reader: the party with its branch, else as it is."""
    party = _party(code, case)
    if not party or code is None:
        return code or ""
    return case.parties[party].name + BRANCHES.get(code[3:6], "")


def _evidence(span: Span) -> str:
    """The quotation and where it stands, as every entry has it."""
    words = " ".join(span.text.split())
    return f"“{words.strip('“”')}” (characters {span.start} to {span.end})"


def _qualified(item: FigureItem) -> str:
    who = f", says {item.claimant.speaker}" if item.claimant else ""
    return item.qualifier.replace("_", " ") + who


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _key(text: str) -> str:
    """A key of what a figure measures: its words that carry meaning."""
    return "_".join(word for word in _words(text) if word not in EMPTY)


def _slug(text: str) -> str:
    return "-".join(_words(text))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("u.s.", "us"))[:8]
