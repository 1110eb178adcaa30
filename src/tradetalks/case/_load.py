"""Loading a case from its folder; all faults of all files are told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from tradetalks.case._case import Case
from tradetalks.case._checks import all_checks
from tradetalks.case._parts import Parts
from tradetalks.case._read import Document, Fault, Place, parse, read_table, read_yaml
from tradetalks.case._schedule_read import checked_schedule, schedule_file
from tradetalks.case._schema import (
    Actor,
    AttentionSpec,
    Claim,
    Event,
    Header,
    LawEntry,
    LinkedTalks,
    Outcome,
    Pledge,
    Source,
)
from tradetalks.case._schema_play import (
    Issue,
    Market,
    MeasureSpec,
    PoliticalTerm,
    TalksSpec,
    WorldSpec,
)
from tradetalks.errors import CaseError
from tradetalks.figures import Assumption, Entry, Figure, Reference, nearest

__all__ = ["load_case", "load_outcome", "shipped_cases"]

T = TypeVar("T")
E = TypeVar("E", bound=Entry)
REQUIRED = (
    "case.yaml",
    "markets.yaml",
    "measures.yaml",
    "issues.yaml",
    "talks.yaml",
    "assumptions.yaml",
    "figures.csv",
    "sources.csv",
)


def _library() -> Path:
    return Path(str(files("tradetalks.case"))) / "library"


def shipped_cases() -> tuple[str, ...]:
    """Names of the cases that ship with the package, in alphabetical order."""
    return tuple(sorted(p.name for p in _library().iterdir() if (p / "case.yaml").is_file()))


def load_case(name_or_folder: str | Path, as_of: date | None = None) -> Case:
    """Load a case and check it.

    Parameters
    ----------
    name_or_folder
        Name of a shipped case, or a folder that holds the files of one.
    as_of
        Date of the forecast in place of the case's own.

    Returns
    -------
    Case
        Frozen; every reference resolves, every source is listed, and nothing in force on the
        date rests on what was not known by then.

    Raises
    ------
    CaseError
        With all the faults of all files: file, line, field, what is wrong, what to try.
    """
    folder = _folder(name_or_folder)
    reader = _Reader(folder)
    parts = reader.parts()
    if parts.header is not None and as_of is not None:
        parts.as_of = as_of
    table = schedule_file(folder)
    if table is not None:
        known = None if "sources.csv" in parts.broken else parts.sources
        checked_schedule(table, known, reader.faults)
    faults = [*reader.faults, *all_checks(parts)]
    if faults or parts.header is None or parts.talks is None:
        raise CaseError([str(fault) for fault in faults])
    own = [n for n in Case.model_fields if n not in Header.model_fields and n != "folder"]
    content: dict[str, Any] = {name: getattr(parts.header, name) for name in Header.model_fields}
    content |= {name: getattr(parts, name) for name in own}
    # Every entry is checked already; checking the whole again would only copy it.
    content |= {"as_of": parts.as_of, "folder": folder}
    return Case.model_construct(None, **content)


def load_outcome(case: Case) -> tuple[Outcome, ...]:
    """What happened in the end: read on request only, never part of a case.

    Raises
    ------
    CaseError
        If the case has no outcome.yaml, or a faulty one.
    """
    path = case.folder / "outcome.yaml"
    if not path.is_file():
        raise CaseError([f"outcome.yaml: case {case.name!r} has none; run without --reveal"])
    reader = _Reader(case.folder)
    found = reader.items("outcome.yaml", "outcome", Outcome)
    for place, entry in enumerate(found):
        for source in entry.sources:
            if source not in case.sources:
                text = f"source '{source}' is not in sources.csv; add it"
                reader.faults.append(Fault(path.name, (place, "sources"), text))
    if reader.faults:
        raise CaseError([str(fault) for fault in reader.faults])
    return tuple(found)


def _folder(name_or_folder: str | Path) -> Path:
    """A shipped case by name, else a folder."""
    shipped = shipped_cases()
    if str(name_or_folder) in shipped:
        return _library() / str(name_or_folder)
    folder = Path(name_or_folder)
    if folder.is_dir():
        return folder
    guess = nearest(str(name_or_folder), shipped)
    hint = f"did you mean {guess!r}? " if guess else ""
    raise CaseError(
        [
            f"case {str(name_or_folder)!r} is neither a shipped case nor a folder; {hint}"
            f"shipped: {', '.join(shipped)}"
        ]
    )


@dataclass
class _Reader:
    """Reads the files of one folder and collects what is wrong with them."""

    folder: Path
    faults: list[Fault] = field(default_factory=list[Fault])
    documents: dict[str, Document] = field(default_factory=dict[str, Document])
    broken: set[str] = field(default_factory=set[str])

    def parts(self) -> Parts:
        """Everything that can be read, so that all of it is checked."""
        header = self.whole("case.yaml", Header)
        return Parts(
            header=header,
            as_of=header.as_of if header else date.max,
            assumptions=self.mapping("assumptions.yaml", Assumption),
            figures=tuple(self.rows("figures.csv", Figure)),
            sources=self._sources(),
            markets=self.mapping("markets.yaml", Market),
            measures=self.mapping("measures.yaml", MeasureSpec),
            issues=self.mapping("issues.yaml", Issue, "issues"),
            politics=tuple(self.items("issues.yaml", "politics", PoliticalTerm)),
            weights=self.mapping("issues.yaml", dict[str, Reference], "weights"),
            talks=self.whole("talks.yaml", TalksSpec),
            world=self.whole("world.yaml", WorldSpec),
            events=tuple(sorted(self.rows("timeline.csv", Event), key=lambda e: e.date)),
            actors=tuple(self.items("actors.yaml", "actors", Actor)),
            claims=tuple(self.items("claims.yaml", "claims", Claim)),
            law=tuple(self.items("law.yaml", "law", LawEntry)),
            linked=tuple(self.items("linked.yaml", "linked", LinkedTalks)),
            attention=self.part("linked.yaml", "attention", AttentionSpec),
            pledges=tuple(self.items("pledges.yaml", "pledges", Pledge)),
            documents=self.documents,
            broken=self.broken,
        )

    def document(self, name: str, columns: Mapping[str, bool] | None = None) -> Document | None:
        """A file, read once; one that may be absent is None."""
        if name in self.documents:
            return self.documents[name]
        path = self.folder / name
        if name in self.broken:
            return None
        if not path.is_file():
            self.broken.add(name)
            if name in REQUIRED:
                self.faults.append(Fault(name, (), f"missing from {self.folder}; a case needs it"))
            return None
        found = read_table(path, columns, self.faults) if columns else read_yaml(path, self.faults)
        if found is None:
            self.broken.add(name)
            return None
        self.documents[name] = found
        return found

    def whole(self, name: str, model: type[T]) -> T | None:
        """A file that is one entry."""
        document = self.document(name)
        if document is None:
            return None
        return parse(document, (), document.data, TypeAdapter(model), self.faults)

    def part(self, name: str, section: str, model: type[T]) -> T | None:
        """A section of a file that is one entry; it may be absent, or the file a bare list."""
        document, place, data = self._section(name, section)
        if document is None or data is None or not place:
            return None
        return parse(document, place, data, TypeAdapter(model), self.faults)

    def mapping(self, name: str, model: Any, section: str | None = None) -> dict[str, Any]:
        """A file, or a section of one, that holds entries by key."""
        document, place, data = self._section(name, section)
        if document is None or data is None:
            return {}
        if not isinstance(data, Mapping):
            self.faults.append(document.fault(place, "not a mapping; write key: entry"))
            return {}
        adapter = TypeAdapter[Any](model)
        found: dict[str, Any] = {}
        for key, entry in data.items():  # pyright: ignore[reportUnknownVariableType]
            if not isinstance(key, str):
                text = "key is not text; put it in quotation marks"
                self.faults.append(document.fault((*place, str(key)), text))  # pyright: ignore[reportUnknownArgumentType]
                continue
            parsed = parse(document, (*place, key), entry, adapter, self.faults)  # pyright: ignore[reportUnknownArgumentType]
            if parsed is None:
                self.broken.add(key)
            else:
                found[key] = parsed
        return found

    def items(self, name: str, section: str, model: type[T]) -> list[T]:
        """A file that holds a list of entries, bare or under its section's name."""
        document, place, data = self._section(name, section)
        if document is None or data is None:
            return []
        if not isinstance(data, list):
            self.faults.append(document.fault(place, "not a list; begin each entry with a dash"))
            return []
        return self._each(document, place, data, model)  # pyright: ignore[reportUnknownArgumentType]

    def rows(self, name: str, model: type[E]) -> list[E]:
        """A table with a row an entry."""
        columns = {name: field.is_required() for name, field in model.model_fields.items()}
        document = self.document(name, columns)
        if document is None or not isinstance(document.data, list):
            return []
        return self._each(document, (), document.data, model)  # pyright: ignore[reportUnknownArgumentType]

    def _each(self, document: Document, place: Place, data: list[Any], model: type[T]) -> list[T]:
        adapter = TypeAdapter(model)
        found: list[T] = []
        for index, entry in enumerate(data):
            parsed = parse(document, (*place, index), entry, adapter, self.faults)
            if parsed is not None:
                found.append(parsed)
            elif isinstance(entry, Mapping):
                self.broken.update(
                    str(entry[k])
                    for k in ("id", "key")
                    if k in entry  # pyright: ignore[reportUnknownArgumentType]
                )
        return found

    def _section(self, name: str, section: str | None) -> tuple[Document | None, Place, object]:
        """Part of a file; a key of the file that is no section is a fault, told once."""
        fresh = name not in self.documents
        document = self.document(name)
        if document is None or section is None:
            return document, (), document.data if document else None
        if isinstance(document.data, Mapping):
            known = SECTIONS.get(name, (section,))
            for key in document.data if fresh else ():  # pyright: ignore[reportUnknownVariableType]
                if key not in known:
                    guess = nearest(str(key), known)  # pyright: ignore[reportUnknownArgumentType]
                    hint = f"did you mean '{guess}'?" if guess else f"known: {', '.join(known)}"
                    self.faults.append(document.fault((str(key),), f"unknown key; {hint}"))  # pyright: ignore[reportUnknownArgumentType]
            return document, (section,), document.data.get(section)  # pyright: ignore[reportUnknownMemberType]
        return document, (), document.data

    def _sources(self) -> dict[str, Source]:
        found: dict[str, Source] = {}
        for row in self.rows("sources.csv", Source):
            if row.id in found:
                text = f"source '{row.id}' stands twice; keep one"
                self.faults.append(Fault("sources.csv", (), text))
            found[row.id] = row
        return found


SECTIONS = {
    "issues.yaml": ("issues", "politics", "weights"),
    "linked.yaml": ("linked", "attention"),
}
