"""Files of a case read strictly: what they hold, and the line where each thing stands."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from typing_extensions import override
from yaml.composer import ComposerError

from tradetalks.figures import nearest

__all__ = ["Document", "Fault", "Place", "parse", "read_table", "read_yaml"]

Place = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a case: file, line, field, and what is wrong with a remedy."""

    file: str
    place: Place
    text: str
    line: str = ""

    def __str__(self) -> str:
        where = ".".join(str(part) for part in self.place)
        head = f"{self.file}{', ' if self.line else ''}{self.line}"
        return f"{head}: {where}: {self.text}" if where else f"{head}: {self.text}"


@dataclass(frozen=True)
class Document:
    """A file's content with the line of every place in it."""

    file: str
    data: object
    lines: Mapping[Place, str]

    def fault(self, place: Place, text: str) -> Fault:
        """A fault at a place, with the line of the nearest place that has one."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.lines:
                return Fault(self.file, place, text, self.lines[place[:end]])
        return Fault(self.file, place, text)


class _Loader(yaml.SafeLoader):
    """Plain data only; dates stay text, so that they can be read strictly; no aliases."""

    @override
    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark
            raise ComposerError(None, None, "an alias; write the value out", mark)
        return super().compose_node(parent, index)  # pyright: ignore[reportArgumentType]


_Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path, faults: list[Fault]) -> Document | None:
    """One YAML document, or None with a fault where it cannot be read."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        lines: dict[Place, str] = {}
        doubled: list[Place] = []
        if node is None:
            faults.append(Fault(path.name, (), "file is empty; remove it or fill it"))
            return None
        _walk(node, (), lines, doubled)
        document = Document(path.name, loader.construct_document(node), lines)
    except (yaml.YAMLError, ValueError, OSError) as error:
        faults.append(_unreadable(path, error))
        return None
    faults.extend(document.fault(place, "key stands twice; keep one") for place in doubled)
    return document


def _unreadable(path: Path, error: Exception) -> Fault:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        what = (error.problem or "not YAML").replace("\n", " ")
        line = f"line {error.problem_mark.line + 1}"
        return Fault(path.name, (), f"cannot be read: {what}", line)
    return Fault(path.name, (), f"cannot be read: {str(error).splitlines()[0]}")


def _walk(node: yaml.Node, place: Place, lines: dict[Place, str], doubled: list[Place]) -> None:
    """Note the line of every key and item, and the keys that stand twice."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            if inner in lines:
                doubled.append(inner)
            lines[inner] = f"line {key.start_mark.line + 1}"
            _walk(value, inner, lines, doubled)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            inner = (*place, index)
            lines[inner] = f"line {item.start_mark.line + 1}"
            _walk(item, inner, lines, doubled)


def read_table(path: Path, columns: Mapping[str, bool], faults: list[Fault]) -> Document | None:
    """Rows of a CSV file as a list of mappings; an empty cell is left out of its row.

    Parameters
    ----------
    path
        The file.
    columns
        Names of its columns, with whether each must be there.
    faults
        Where faults are added.
    """
    rows: list[dict[str, str]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = list(csv.reader(file, strict=True))
    except (csv.Error, ValueError, OSError) as error:
        faults.append(Fault(path.name, (), f"cannot be read: {error}"))
        return None
    head = _head(path.name, table[0] if table else [], columns, faults)
    if head is None:
        return None
    lines: dict[Place, str] = {}
    document = Document(path.name, rows, lines)
    for number, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        lines[(len(rows),)] = f"row {number}"
        if len(cells) != len(head):
            faults.append(
                document.fault(
                    (len(rows),),
                    f"{len(cells)} cells under {len(head)} columns; quote cells with commas",
                )
            )
        pairs = zip(head, cells, strict=False)
        rows.append({n: c.strip() for n, c in pairs if n in columns and c.strip()})
    return document


def _head(
    file: str, head: Sequence[str], columns: Mapping[str, bool], faults: list[Fault]
) -> list[str] | None:
    """Names of a table's columns, misspelt ones put right; None where one is missing."""
    read: list[str] = []
    for name in head:
        guess = None if name in columns else nearest(name, list(columns))
        if name not in columns:
            hint = f"did you mean '{guess}'?" if guess else f"known: {', '.join(columns)}"
            faults.append(Fault(file, (), f"unknown column '{name}'; {hint}", "row 1"))
        read.append(guess if guess and guess not in head else name)
    missing = [name for name, needed in columns.items() if needed and name not in read]
    for name in missing:
        faults.append(Fault(file, (), f"column '{name}' is missing; add it", "row 1"))
    twice = sorted({name for name in read if read.count(name) > 1})
    for name in twice:
        faults.append(Fault(file, (), f"column '{name}' stands twice; keep one", "row 1"))
    return None if missing or twice else read


def parse(
    document: Document, place: Place, data: object, adapter: TypeAdapter[T], faults: list[Fault]
) -> T | None:
    """Part of a document as a checked object.

    Where keys are misspelt the object is made from what they seem to mean, so that what rests
    on it can still be checked; the faults are kept, and no case comes of it.
    """
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        found = error.errors(include_url=False)
    places = [_inside(data, tuple(one["loc"])) for one in found]
    for inner, one in zip(places, found, strict=True):
        if one["type"] == "literal_error" and places.count(inner) > 1:
            continue  # the other alternative at this place says more
        text = _said(one["type"], one["msg"], one["input"])
        faults.append(document.fault((*place, *inner), text))
    misspelt = [(tuple(e["loc"]), e) for e in found if e["type"] == "misspelt"]
    if len(misspelt) < len(found):
        return None
    for loc, one in misspelt:
        meant = str(one.get("ctx", {}).get("meant", ""))
        data = _respelt(data, _inside(data, loc), meant)
    try:
        return adapter.validate_python(data)
    except ValidationError:
        return None


def _said(code: str, message: str, value: object) -> str:
    """The message with the value, where pydantic's own words leave it out."""
    if code in {"misspelt", "absent", "bare", "day", "unit", "range", "reference", "address"}:
        return message
    text = message[:1].lower() + message[1:]
    return f"{text} (it is {value!r})" if isinstance(value, str | int | float) else text


def _inside(data: object, loc: Place) -> Place:
    """The place in the file: pydantic's own, without the names of alternatives that it adds."""
    kept: list[str | int] = []
    for position, part in enumerate(loc):
        last = position == len(loc) - 1
        if isinstance(data, Mapping) and (part in data or last):
            kept.append(part)
            data = data.get(part)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            kept.append(part)
            data = data[part]  # pyright: ignore[reportUnknownVariableType]
    return tuple(kept)


def _respelt(data: object, place: Place, meant: str) -> object:
    """A copy with one key renamed, or left out where its meaning is taken or unknown."""
    head, rest = place[0], place[1:]
    if isinstance(data, Mapping):
        copy: dict[object, object] = dict(data)  # pyright: ignore[reportUnknownArgumentType]
        if rest:
            copy[head] = _respelt(copy[head], rest, meant)
        else:
            value = copy.pop(head)
            if meant:
                copy.setdefault(meant, value)
        return copy
    items: list[object] = list(data) if isinstance(data, list) else []  # pyright: ignore[reportUnknownArgumentType]
    if rest and isinstance(head, int):
        items[head] = _respelt(items[head], rest, meant)
    return items
