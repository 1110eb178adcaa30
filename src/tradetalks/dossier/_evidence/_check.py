"""Figures and dates of a document held against the record of a case.

A figure of the document and a row of the case are compared where their units can be turned into
each other, their periods meet and their words agree. Rows that the case took from the document
itself are no second source and do not count. Words are matched by their rarity in the case, so
that "glass" tells more than "trade"; no meaning is understood, so every verdict names the rows
that it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import log10

from tradetalks.case import Case
from tradetalks.case import Deadline as CaseDeadline
from tradetalks.dossier._evidence._likeness import (
    likeness,
    markets,
    rarity,
    same_subject,
    stems,
    things,
)
from tradetalks.dossier._text._items import Deadline, FigureItem
from tradetalks.dossier._text._text import Document
from tradetalks.figures import Figure

__all__ = ["Check", "check_deadlines", "check_figures", "source_of"]

NEAR = 0.02
"""Relative distance within which two printed numbers are the same, by their rounding."""

ALIKE = 0.34
"""Part of a row's words, by rarity, that a document's sentence must share with it."""

TOLD_ALIKE = 0.2
"""The same where the digits agree, whatever the thousands: that is evidence in itself."""

REACH = 60
"""Characters after a number in which what it counts is named, if not before it."""

AROUND = {
    "about": (0.9, 1.1),
    "vague": (0.9, 1.1),
    "nearly": (0.95, 1 + NEAR),
    "more_than": (1 - NEAR, 1.25),
    "at_least": (1 - NEAR, 1.25),
    "less_than": (0.8, 1 + NEAR),
    "at_most": (0.8, 1 + NEAR),
}
"""Values of the record that a qualified figure agrees with, as parts of it."""

MONEY = {
    "USD": {"USD bn": 1e9, "USD million": 1e6, "USD": 1.0, "USD thousand": 1e3},
    "JPY": {"JPY bn": 1e9},
}
COUNTS = {"thousand units": 1e3, "million units": 1e6, "units": 1.0}
RATIOS = {"percent": 1.0, "1": 100.0}

CLAUSE_END = re.compile(r"[,;:.](?:\s|$)")
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Check:
    """An item held against the record.

    Attributes
    ----------
    verdict
        ``confirmed``, ``contradicted``, ``disputed`` (the record's sources differ, or count on
        another base) or ``alone`` (no second source).
    factor
        Document over record for a contradicted figure; days between for a deadline; or None.
    against
        Ids of what it was held against: ``key of period (source)``.
    why
        The reason, for a reader.
    keys
        Keys of the figures, or ids of the deadlines, that it was held against.
    taken
        Whether the case has it from this very document already.
    """

    verdict: str
    factor: float | None
    against: tuple[str, ...]
    why: str
    keys: tuple[str, ...] = ()
    taken: bool = False


@dataclass(frozen=True)
class _Row:
    """A row of the case on the scale of a document's figure."""

    figure: Figure
    value: float
    likeness: float

    @property
    def name(self) -> str:
        return f"{self.figure.key} of {self.figure.period} ({self.figure.source})"


def source_of(document: Document, case: Case) -> str | None:
    """Id of the case's source that is this document: of the same day, with a title like it."""
    head = stems(document.text[:600])
    best: tuple[float, str] = (0.0, "")
    for source in case.sources.values():
        title = stems(source.title)
        if source.date == document.date.isoformat() and title:
            best = max(best, (len(title & head) / len(title), source.id))
    return best[1] if best[0] >= 0.6 else None


def check_figures(
    figures: Sequence[FigureItem], document: Document, case: Case
) -> tuple[Check, ...]:
    """A verdict for each figure, in their order."""
    own = source_of(document, case)
    names = {row.key: stems(f"{row.key} {case.titles.get(row.key, '')}") for row in case.figures}
    wider = {id(row): names[row.key] | stems(row.base) for row in case.figures}
    sold = {id(r): markets(f"{r.key} {case.titles.get(r.key, r.base)}") for r in case.figures}
    weights = rarity(list(names.values()))
    checks: list[Check] = []
    for item in figures:
        sentence = document.sentence_at(item.span.start).span
        said, places = stems(f"{item.measures} {sentence.text}"), markets(sentence.text)
        after = document.text[item.span.end : min(item.span.end + REACH, sentence.end)]
        counted = things(f"{item.measures} {CLAUSE_END.split(after)[0]}") or things(sentence.text)
        rows = [
            _Row(row, value, likeness(names[row.key], said, weights))
            for row, value in _on_scale(item, case, document.date)
            if same_subject(names[row.key], said)
            and _same_market(places, sold[id(row)])
            and counted & wider[id(row)]
        ]
        taken = any(row.figure.source == own and _agrees(item, row.value) for row in rows)
        found = _verdict(item, _closest(item, rows, own), own, said, case)
        checks.append(replace(found, taken=taken))
    return tuple(checks)


def _on_scale(item: FigureItem, case: Case, day: date) -> Iterator[tuple[Figure, float]]:
    """Rows of a fitting unit and period, with their value in the unit of the item.

    Where the digits agree and the thousands do not, the period may be misread; it is left open.
    """
    scale = _scale(item.unit)
    for row in case.figures:
        if row.unit not in scale:
            continue
        value = abs(row.value) * scale[row.unit]
        slip = _tells(value) and _thousands(_percent(item), value) is not None
        if slip or _same_time(item, row.period, day):
            yield row, value


def _same_market(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return not ours or not theirs or bool(ours & theirs)


def _closest(item: FigureItem, rows: Sequence[_Row], own: str | None) -> list[_Row]:
    """Rows that are alike enough, and nearly as alike as the best; the most alike first.

    Where the case has taken this very figure from the document, it has said which key it is, and
    the other rows of that key come first.
    """
    taken = {r.figure.key for r in rows if r.figure.source == own and _agrees(item, r.value)}
    found: list[_Row] = []
    for row in rows:
        telling = _tells(row.value) and (
            _agrees(item, row.value) or _thousands(_percent(item), row.value) is not None
        )
        if row.figure.key in taken:
            found.append(replace(row, likeness=1.0 + row.likeness))
        elif row.likeness >= (TOLD_ALIKE if telling else ALIKE):
            found.append(replace(row, likeness=row.likeness + 0.5 * telling))
    others = [row.likeness for row in found if row.figure.source != own]
    close = [row for row in found if row.likeness >= 0.75 * max(others, default=0.0)]
    return sorted(close, key=lambda row: -row.likeness)


def _tells(value: float) -> bool:
    """Whether a value has two digits or more, so that it is not met by chance."""
    return len(f"{value:.3g}".replace(".", "").strip("0e+")) > 1


def _scale(unit: str) -> Mapping[str, float]:
    """Units of cases that a document's unit can be turned into, with their size in it."""
    if unit in {"percent", "fraction"}:
        return RATIOS
    if unit in MONEY:
        return MONEY[unit]
    return COUNTS if unit == "count" else {}


def _percent(item: FigureItem) -> float:
    """Value as the rows are scaled: fractions in percent."""
    return abs(item.value) * (100.0 if item.unit == "fraction" else 1.0)


def _same_time(item: FigureItem, period: str, day: date) -> bool:
    """Whether two periods share a year; what has none is of the document's year or the last."""
    theirs = {int(y) for y in YEAR.findall(period)}
    if period.startswith("FY"):
        theirs |= {y + 1 for y in theirs}
    named = [int(y) for y in YEAR.findall(item.period or "")]
    ours = set(range(min(named), max(named) + 1)) if named else {day.year}
    if not named or day.year in ours:
        ours |= {day.year - 1, day.year}
    return not theirs or bool(ours & theirs)


def _thousands(value: float, other: float) -> int | None:
    """Power of a thousand between two numbers of the same digits, where it is not nought."""
    if value <= 0 or other <= 0:
        return None
    power = round(log10(value / other) / 3)
    same = abs(value / other / 1000.0**power - 1) <= NEAR
    return power if power and same else None


def _agrees(item: FigureItem, value: float) -> bool:
    """Whether the record's value is what the document says, with its qualifier."""
    said = _percent(item)
    top = item.high * (said / abs(item.value)) if item.high is not None and item.value else said
    low, high = AROUND.get(item.qualifier, (1 - NEAR, 1 + NEAR))
    return said * low <= value <= top * high


def _verdict(
    item: FigureItem, rows: Sequence[_Row], own: str | None, said: frozenset[str], case: Case
) -> Check:
    """What the rows say of the figure."""
    others = [row for row in rows if row.figure.source != own]
    if not others:
        told = "; the case has it from this document alone" if rows else ""
        return Check("alone", None, (), f"No second source{told}.", _keys(rows))
    names, keys = tuple(row.name for row in others), _keys(others)
    for row in others:
        power = _thousands(_percent(item), row.value)
        if power is not None:
            factor = _percent(item) / row.value
            slip = f"A slip by a factor of {1000 ** abs(power):,}"
            why = f"{slip}: the record has {_told([row], case)}."
            return Check("contradicted", factor, (row.name,), why, (row.figure.key,))
    agreeing = [row for row in others if _agrees(item, row.value)]
    if agreeing:
        rest = [row for row in others if row not in agreeing]
        beside = f" Beside it: {_told(rest, case)}." if rest else ""
        why = f"The record has {_told(agreeing[:1], case)}.{beside}"
        return Check("confirmed", None, names, why, keys)
    return _differs(item, others, said, case)


def _differs(item: FigureItem, others: Sequence[_Row], said: frozenset[str], case: Case) -> Check:
    """Disputed where sources or bases differ, else contradicted by the ratio to the row in use."""
    names, keys = tuple(row.name for row in others), _keys(others)
    told = _told(others, case)
    row = next((row for row in others if row.figure.used), others[0])
    if _split(others):
        return Check("disputed", None, names, f"Sources differ among themselves: {told}.", keys)
    if item.unit in {"percent", "fraction"} and not stems(row.figure.base) <= said:
        why = f"A share depends on its base, which differs or is not stated: {told}."
        return Check("disputed", None, names, why, keys)
    factor = _percent(item) / row.value if row.value else None
    times = f" ({factor:.2g} times as much)" if factor is not None else ""
    why = f"The record has {_told([row], case)}; the document another number{times}."
    return Check("contradicted", factor, names, why, keys)


def _told(rows: Sequence[_Row], case: Case) -> str:
    """Rows in words, those of one base and period together, each with its source."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        figure, source = row.figure, case.sources[row.figure.source]
        by = f"({source.publisher}, {source.date or 'undated'})"
        mark = (figure.unit, figure.period, f", {figure.base}" if figure.base else "")
        groups.setdefault(mark, []).append(f"{figure.value:g} {by}")
    told: list[str] = []
    for (unit, period, base), values in groups.items():
        if len(values) == 1:
            value, by = values[0].split(" ", 1)
            told.append(f"{value} {unit} for {period}{base} {by}")
        else:
            told.append(f"{unit} for {period}{base}: {', '.join(values)}")
    return "; ".join(told)


def _split(rows: Sequence[_Row]) -> bool:
    """Whether rows of one key and period differ."""
    groups: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        groups.setdefault((row.figure.key, row.figure.period), []).append(row.value)
    return any(max(values) > min(values) * (1 + NEAR) for values in groups.values())


def _keys(rows: Iterable[_Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.figure.key for row in rows))


def check_deadlines(
    deadlines: Sequence[Deadline], document: Document, case: Case
) -> tuple[Check, ...]:
    """A verdict for each deadline, in their order."""
    own = source_of(document, case)
    return tuple(_dated(item, document, case.talks.deadlines, own) for item in deadlines)


def _dated(
    item: Deadline, document: Document, known: Sequence[CaseDeadline], own: str | None
) -> Check:
    """A deadline against those of the case: the same day confirms, if the words agree."""
    if item.end is None or item.kind == "reference_date":
        return Check("alone", None, (), "No day to hold against the record.")
    start, end = item.start or item.end, item.end
    said = stems(f"{item.what} {item.span.text} {document.sentence_at(item.span.start).span.text}")
    alike = [(_likeness(said, row), row) for row in known]
    within = [row for likeness, row in alike if start <= row.date <= end and likeness > 0]
    others = [row for row in within if row.source != own]
    if others:
        row = others[0]
        why = f"The case has {row.title}, {row.date.isoformat()} ({row.source})."
        ids = tuple(r.id for r in within)
        return Check("confirmed", None, (f"{row.id} ({row.source})",), why, ids)
    if within:
        ids = tuple(r.id for r in within)
        return Check("alone", None, (), "The case has it from this document alone.", ids)
    moved = max(
        ((likeness, row) for likeness, row in alike if row.source != own),
        key=lambda pair: pair[0],
        default=None,
    )
    if moved is not None and moved[0] >= 0.75:
        row = moved[1]
        days = (end - row.date) // timedelta(days=1)
        why = f"The case has {row.title} on {row.date.isoformat()}, {abs(days)} days apart."
        return Check("contradicted", float(days), (f"{row.id} ({row.source})",), why, (row.id,))
    return Check("alone", None, (), "No second source.")


def _likeness(said: frozenset[str], row: CaseDeadline) -> float:
    words = stems(row.title)
    return len(words & said) / len(words) if words else 0.0
