"""Every reference in a case, with where it stands and what its field accepts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tradetalks.case._read import Place
from tradetalks.case._schema_play import AMOUNTS, Effect
from tradetalks.figures import Entry, Reads, Reference

__all__ = ["Use", "uses"]


@dataclass(frozen=True)
class Use:
    """One reference: its place, what may stand there, and when what holds it was known."""

    place: Place
    reference: Reference
    reads: Reads | None
    known_from: date


def uses(
    value: object, place: Place, reads: Reads | None = None, known_from: date = date.min
) -> Iterator[Use]:
    """References inside an entry, a mapping or a list.

    Parameters
    ----------
    value
        What is searched.
    place
        Where it stands in its file.
    reads
        What its field accepts; fields inside it state their own.
    known_from
        Latest day from which any entry around it was known.
    """
    if isinstance(value, Reference):
        yield Use(place, value, reads, known_from)
    elif isinstance(value, Entry):
        own = getattr(value, "known_from", None)
        since = max(known_from, own) if isinstance(own, date) else known_from
        for name, field in type(value).model_fields.items():
            marks = [m for m in field.metadata if isinstance(m, Reads)]
            if isinstance(value, Effect) and name == "amount":
                marks = [AMOUNTS[value.kind]]
            inner = marks[0] if marks else None
            yield from uses(getattr(value, name), (*place, name), inner, since)
    elif isinstance(value, Mapping):
        for key, item in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from uses(item, (*place, str(key)), reads, known_from)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, tuple):
        for index, item in enumerate(value):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            yield from uses(item, (*place, index), reads, known_from)  # pyright: ignore[reportUnknownArgumentType]
