"""The briefing's numbers for other programs."""

from __future__ import annotations

import json
import math
from typing import Any

from tradetalks.briefing._document import Document, Number, Section, numbers_of, pieces
from tradetalks.briefing._money import format_number
from tradetalks.errors import InputError

__all__ = ["render_json", "text_of"]


def text_of(text: str, section: Section) -> str:
    """Text with its numbers written out."""
    return "".join(
        format_number(piece) if isinstance(piece, Number) else piece
        for piece in pieces(text, section.numbers)
    )


def _digits(value: float | None, name: str) -> float | None:
    if value is None:
        return None
    if not math.isfinite(value):
        raise InputError(f"number {name!r} is {value}; a failed solve must not reach a file")
    # adding zero turns a minus zero into a plain one
    return float(f"{value:.8g}") + 0.0


def _entry(number: Number) -> dict[str, Any]:
    return {
        "id": number.id,
        "label": number.label,
        "value": _digits(number.value, number.id),
        "unit": number.unit,
        "low": _digits(number.low, number.id),
        "high": _digits(number.high, number.id),
        "origin": [
            {"kind": origin.kind, "id": origin.id, "label": origin.label}
            for origin in number.origin
        ],
    }


def render_json(document: Document) -> str:
    """Every number of the briefing with unit, interval and origin, to eight significant digits.

    Keys are sorted; ``generated`` is the only field that differs between two runs.

    Raises
    ------
    InputError
        Two different numbers share an id, or one is NaN.
    """
    numbers: dict[str, dict[str, Any]] = {}
    places: dict[str, list[str]] = {}
    for section, number in numbers_of(document):
        entry = _entry(number)
        if numbers.setdefault(number.id, entry) != entry:
            raise InputError(f"two different numbers have the id {number.id!r}; rename one")
        if section not in places.setdefault(number.id, []):
            places[number.id].append(section)
    for name, entry in numbers.items():
        entry["sections"] = places[name]
    content = {
        "title": document.title,
        "subtitle": document.subtitle,
        "as_of": document.as_of,
        "generated": document.generated,
        "case": document.case,
        "seed": document.seed,
        "version": document.version,
        "numbers": list(numbers.values()),
        "sections": [
            {"id": part.id, "title": part.title, "finding": text_of(part.finding, part)}
            for part in (document.answer, *document.sections)
        ],
        "sources": [
            {"id": source.id, "title": source.title, "publisher": source.publisher,
             "date": source.date, "url": source.url, "note": source.note}
            for source in document.ledger_sources
        ],
        "assumptions": [
            {"id": entry.id, "title": entry.title, "unit": entry.unit, "group": entry.group,
             "why": entry.why, "value": _digits(entry.value, entry.id),
             "low": _digits(entry.low, entry.id), "high": _digits(entry.high, entry.id)}
            for entry in document.ledger_assumptions
        ],
        "models": [
            {"id": name, "title": title, "text": text}
            for name, (title, text) in document.models.items()
        ],
    }  # fmt: skip
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
