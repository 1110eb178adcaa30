"""The schema of a case as a table, for the reference page of the docs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from tradetalks.case import _schedule_row, _schema, _schema_play
from tradetalks.figures import Assumption, Entry, Figure, Reads, Reference

__all__ = ["SchemaField", "schema_fields"]


@dataclass(frozen=True)
class SchemaField:
    """One field of one kind of entry.

    Attributes
    ----------
    owner, about
        Kind of entry and the first line of its description.
    field, type, unit, default, description
        The field as a case file writes it; a field with no default must be given.
    """

    owner: str
    about: str
    field: str
    type: str
    unit: str
    default: str
    description: str


def schema_fields() -> tuple[SchemaField, ...]:
    """Every field of every kind of entry in a case, in the order of the schema."""
    classes: list[type[Entry]] = [Figure, Assumption, Reference]
    for module in (_schema, _schema_play, _schedule_row):
        named = [getattr(module, name) for name in module.__all__]
        classes += [c for c in named if isinstance(c, type) and issubclass(c, Entry)]
    return tuple(_row(c, n, f) for c in classes for n, f in c.model_fields.items())


def _row(owner: type[Entry], name: str, field: FieldInfo) -> SchemaField:
    reads = [m for m in field.metadata if isinstance(m, Reads)]
    return SchemaField(
        owner=owner.__name__,
        about=(owner.__doc__ or "").strip().splitlines()[0],
        field=name,
        type=_type(field.annotation),
        unit=" or ".join(reads[0].units) if reads else "",
        default=_default(field),
        description=field.description or "",
    )


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return ""
    value = field.default if field.default is not PydanticUndefined else None
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or value in ((), "") or isinstance(value, Entry):
        return "none"
    return str(value)


def _type(annotation: object) -> str:
    """A type in words: what the YAML or the table cell holds."""
    names = {"str": "text", "float": "number", "int": "whole number", "bool": "true or false"}
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is dict and args:
        return f"mapping to {_type(args[1])}"
    if origin is tuple and args:
        return f"list of {_type(args[0])}"
    if hasattr(annotation, "__metadata__") and args:
        return _type(args[0])
    if isinstance(annotation, type) and origin is None:
        word = names.get(annotation.__name__)
        return word or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", annotation.__name__).lower()
    if args:
        kept = [a for a in args if a is not type(None)]
        return " or ".join(_type(a) if not isinstance(a, str) else a for a in kept)
    return str(annotation)
