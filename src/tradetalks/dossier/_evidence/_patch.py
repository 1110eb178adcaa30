"""Proposed changes to a case as files to look through, and what is accepted of them.

A patch is a folder: ``changes.yaml`` lists the changes, each with its quotation, its offsets and
``accept: false``; ``changes.diff`` shows what all of them would do to the case's files. Accepting
writes text into the files where entries of their kind end, and leaves every other byte alone.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from tradetalks.case import Case, load_case, shipped_cases
from tradetalks.dossier._evidence._changes import Change, Content, changes, source_row
from tradetalks.errors import CaseError, InputError
from tradetalks.figures import Entry

__all__ = ["accept_patch", "patch_files"]

TABLES = ("figures.csv", "timeline.csv", "sources.csv")
SECTIONS = {"talks.yaml": "deadlines", "claims.yaml": "claims"}

HEAD = """\
# What {document} could add to the case {case}. Look through it, write accept: true where you
# agree, mend an entry where it is nearly right, and accept the patch. Nothing is accepted yet.
"""


class _Change(Entry):
    """A change as its file has it."""

    id: str = Field(description="Name of the change")
    accept: bool = Field(strict=True, description="Whether the case takes it: true or false")
    file: str = Field(description="File of the case")
    quotation: str = Field(description="Passage that it rests on")
    start: int = Field(description="Offset of the passage in the document")
    end: int = Field(description="Offset of its end")
    why: str = Field(description="Why it is proposed")
    entry: dict[str, Any] = Field(description="Fields as the file has them")


class _Patch(Entry):
    """A patch as its file has it."""

    case: str = Field(description="Name of the case that it was made for")
    document: str = Field(description="Name of the document's file")
    sha256: str = Field(description="Hash of the document's text, UTF-8")
    source: dict[str, str] = Field(description="Row of sources.csv, or its id")
    changes: list[_Change] = Field(description="The changes")


def patch_files(content: Content, case: Case) -> dict[str, str]:
    """The files of a patch, by name."""
    row, new = source_row(content, case)
    proposed = changes(content, case, row["id"])
    head = HEAD.format(document=content.name, case=case.name)
    told = {
        "case": case.name,
        "document": content.name,
        "sha256": hashlib.sha256(content.document.text.encode()).hexdigest(),
        "source": row,
        "changes": [_written(change) for change in proposed],
    }
    entries = [(change.file, change.entry) for change in proposed]
    after = _applied(case.folder, ([("sources.csv", row)] if new and entries else []) + entries)
    return {
        "changes.yaml": head + _yaml(told),
        "changes.diff": "".join(_diff(case.folder, name, after[name]) for name in sorted(after)),
    }


def _written(change: Change) -> dict[str, Any]:
    span = change.span
    return {
        "id": change.id,
        "accept": False,
        "file": change.file,
        "quotation": span.text,
        "start": span.start,
        "end": span.end,
        "why": change.why,
        "entry": dict(change.entry),
    }


def accept_patch(case: str | Path, patch: Path, out: Path | None = None) -> Path:
    """Write the accepted changes of a patch into a case.

    Parameters
    ----------
    case
        Name of a shipped case, or a case folder.
    patch
        Folder of the patch.
    out
        Folder for a changed copy; None writes into the case folder itself.

    Returns
    -------
    Path
        The folder of the changed case.

    Raises
    ------
    InputError
        If the patch cannot be read or is for another case, nothing in it is accepted, a shipped
        case would be changed in place, or `out` exists.
    CaseError
        If the changed case has faults; nothing is written then.
    """
    loaded = load_case(case)
    read = _read(patch / "changes.yaml")
    if read.case != loaded.name:
        raise InputError(f"patch {patch} is for case {read.case!r}, not {loaded.name!r}; give that")
    accepted = [change for change in read.changes if change.accept]
    if not accepted:
        raise InputError(
            f"nothing in {patch / 'changes.yaml'} is accepted; write accept: true at what you take"
        )
    target = out or loaded.folder
    if out is None and loaded.name in shipped_cases() and str(case) == loaded.name:
        raise InputError(f"case {loaded.name!r} ships with the package; give a folder for a copy")
    if out is not None and out.exists():
        raise InputError(f"{out} exists; give a folder that is not there yet")
    source = read.source
    new = len(source) > 1 and source["id"] not in loaded.sources
    entries = [(change.file, change.entry) for change in accepted]
    after = _applied(loaded.folder, ([("sources.csv", source)] if new else []) + entries)
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch) / loaded.folder.name
        shutil.copytree(loaded.folder, trial)
        _write(trial, after)
        _tried(trial, accepted)
        if out is not None:
            shutil.copytree(trial, out)
        else:
            _write(target, after)
    return target


def _tried(folder: Path, accepted: Sequence[_Change]) -> None:
    try:
        load_case(folder)
    except CaseError as error:
        names = ", ".join(change.id for change in accepted)
        head = f"the case would have faults with {names}, so nothing was written"
        raise CaseError([head, *error.faults]) from None


def _read(path: Path) -> _Patch:
    """A patch's file, checked."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _Patch.model_validate(data)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a patch folder") from None
    except yaml.YAMLError as error:
        told = " ".join(str(error).split())
        raise InputError(f"{path} is not YAML ({told}); mend it or make it again") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"{path}: {place}: {first['msg']}; mend it or make it again") from None


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        half = folder / f".{name}.part"
        half.write_text(text, encoding="utf-8", newline="")
        half.replace(folder / name)


def _applied(folder: Path, entries: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """Texts of the files after their new entries."""
    texts: dict[str, str] = {}
    for name, entry in entries:
        if name not in TABLES and name not in SECTIONS:
            may = ", ".join((*TABLES, *SECTIONS))
            raise InputError(f"a patch cannot change {name!r}; it may change {may}")
        before = texts[name] if name in texts else _text(folder / name)
        if name in TABLES:
            texts[name] = _with_row(name, before, entry)
        else:
            texts[name] = _with_item(name, before, SECTIONS[name], entry)
    return texts


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig") if path.is_file() else ""


def _with_row(name: str, text: str, entry: Mapping[str, Any]) -> str:
    """A table with one row more, in the order of its columns."""
    columns = next(csv.reader(io.StringIO(text)), list(entry))
    given = {key: _cell(value) for key, value in entry.items() if _cell(value)}
    missing = [key for key in given if key not in columns]
    if missing:
        raise InputError(f"{name} has no column {missing[0]!r}; add it to its first row")
    end = "\r\n" if "\r\n" in text else "\n"
    row = io.StringIO()
    writer = csv.writer(row, lineterminator=end)
    if not text:
        writer.writerow(columns)
    writer.writerow([given.get(column, "") for column in columns])
    return text + ("" if text.endswith("\n") or not text else end) + row.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value if value is not None else "")


def _with_item(name: str, text: str, section: str, entry: Mapping[str, Any]) -> str:
    """A list with one item more, after its last one, at its indentation."""
    root = yaml.compose(text, yaml.SafeLoader)
    found = _list(root, section)
    body = text if text.endswith("\n") or not text else text + "\n"
    if found is None:
        whole = not isinstance(root, yaml.MappingNode)
        return body + (_item(entry, 0) if whole else f"{section}:\n" + _item(entry, 2))
    if found.flow_style:
        raise InputError(f"{name}: write {section} with a dash for each entry, not in brackets")
    line = max(_last_line(item) for item in found.value) + 1
    lines = body.splitlines(keepends=True)
    return "".join([*lines[:line], _item(entry, found.start_mark.column), *lines[line:]])


def _list(root: yaml.Node | None, section: str) -> yaml.SequenceNode | None:
    """The list of a section: the file itself, or what stands under the section's name."""
    if isinstance(root, yaml.SequenceNode):
        return root
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == section and isinstance(value, yaml.SequenceNode):
            return value
    return None


def _last_line(node: yaml.Node) -> int:
    """Line on which a node's last word stands; a block's own end includes what follows it."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return max(_last_line(value) for _, value in node.value)
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return max(_last_line(value) for value in node.value)
    end = node.end_mark
    return end.line - (1 if end.column == 0 and end.line > node.start_mark.line else 0)


def _item(entry: Mapping[str, Any], indent: int) -> str:
    lines = _yaml([dict(entry)]).splitlines(keepends=True)
    return "".join(" " * indent + line for line in lines)


def _yaml(data: object) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000)


def _diff(folder: Path, name: str, after: str) -> str:
    lines = difflib.unified_diff(
        _text(folder / name).splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"a/{name}",
        f"b/{name}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
