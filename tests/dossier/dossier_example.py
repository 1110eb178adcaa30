"""Documents with their items, for the tests of what is done with them."""

import calendar
import json
from datetime import date
from pathlib import Path
from typing import Any

from tradetalks.dossier._text._items import (
    Claim,
    Commitment,
    Deadline,
    Event,
    FigureItem,
    Quote,
)
from tradetalks.dossier._text._text import Document, read_text

ARTICLE_DAY = date(1995, 3, 17)


class Annotated:
    """The article behind the first case with its annotated items, as the rules would give them."""

    def __init__(self, reference: Path) -> None:
        text = (reference.parent / "seed" / "article.txt").read_text("utf-8")
        self.notes = json.loads((reference / "dossier" / "seed.json").read_text("utf-8"))
        self.document = read_text(text, ARTICLE_DAY)
        places = {item["id"]: place for place, item in enumerate(self.notes["figures"])}
        self.figures = tuple(figure(self.document, i, places) for i in self.notes["figures"])
        self.deadlines = tuple(deadline(self.document, i) for i in self.notes["deadlines"])
        self.commitments = tuple(commitment(self.document, i) for i in self.notes["commitments"])
        self.quotes = tuple(quote(self.document, i) for i in self.notes["quotes"])
        self.events = tuple(event(self.document, i) for i in self.notes["events"])


def span(document: Document, item: Any) -> Any:
    return document.span(item["span"]["start"], item["span"]["end"])


def figure(document: Document, item: Any, places: dict[str, int]) -> FigureItem:
    author = item["claimant"] == "author"
    return FigureItem(
        span(document, item),
        float(item["value"]),
        item["unit"],
        item["qualifier"],
        item["measures"],
        item["period"],
        Claim(item["claimant"], "author" if author else "anonymous"),
        places.get(item.get("of", "")),
    )


def deadline(document: Document, item: Any) -> Deadline:
    ends = [date.fromisoformat(item[k]) if item[k] else None for k in ("start", "end")]
    kind = item.get("kind", "scheduled")
    return Deadline(span(document, item), *ends, item["what"], kind, item["set_by"], item["status"])


def commitment(document: Document, item: Any) -> Commitment:
    told = (item[k] for k in ("promisor", "to", "what", "amount", "unit", "by", "status"))
    return Commitment(span(document, item), *told)


def quote(document: Document, item: Any) -> Quote:
    told = (item[k] for k in ("speaker", "attribution", "form", "cue", "via"))
    return Quote(span(document, item), *told, item.get("hearsay", False))


def event(document: Document, item: Any) -> Event:
    return Event(
        span(document, item),
        *(item[k] for k in ("actor", "target", "kind", "cameo", "plover")),
        *interval(item["date"]),
        item["status"],
        item.get("source"),
        item.get("via"),
        item.get("symmetric", False),
        0.5,
    )


def interval(text: str | None) -> tuple[date | None, date | None]:
    """First and last day of 1992, 1995-03 or 1995-03-16."""
    if text is None:
        return None, None
    year, *rest = (int(part) for part in text.split("-"))
    month = rest[0] if rest else None
    if len(rest) == 2:
        return (date(year, rest[0], rest[1]),) * 2
    first, last = (month, month) if month else (1, 12)
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
