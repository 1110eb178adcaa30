"""The documentation says what the code does: examples run, commands exist, pages are complete."""

import doctest
import importlib.util
import inspect
import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer.main

from tradetalks import (
    case,
    dossier,
    drafting,
    market,
    measures,
    monitor,
    stakes,
    statistics,
    talks,
    world,
)
from tradetalks.case import schema_fields, shipped_cases
from tradetalks.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\.venv/bin/)?tradetalks (\w.*)$", re.MULTILINE)
INLINE = re.compile(r"`tradetalks (\w[^`]*)`")
ROOMS = (
    market,
    world,
    measures,
    case,
    stakes,
    talks,
    statistics,
    drafting,
    monitor,
    dossier,
)
LONG = ("docs/replications/", "docs/how-to/design-a-list", "docs/tutorial-new-case")
GROUP: Any = typer.main.get_command(app)


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def commands(page: Path) -> list[str]:
    """Command lines in a page, in blocks or inside a sentence."""
    text = page.read_text("utf-8")
    blocks = [line for block in FENCE.findall(text) for line in COMMAND.findall(block)]
    return blocks + INLINE.findall(FENCE.sub("", text))


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """The MkDocs hook, which is a script and no part of the package."""
    spec = importlib.util.spec_from_file_location("hook", ROOT / "scripts" / "reference_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def examples() -> list[Any]:
    """Pages with Python examples; those that play or estimate at length are slow."""
    pages = [page for page in PAGES if ">>> " in page.read_text("utf-8")]
    return [
        pytest.param(p, marks=[pytest.mark.slow] if name(p).startswith(LONG) else [], id=name(p))
        for p in pages
    ]


@pytest.mark.parametrize("page", examples())
def test_python_examples_run(page: Path) -> None:
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize(
    ("page", "line"),
    [(p, line) for p in PAGES for line in commands(p)],
    ids=lambda value: name(value) if isinstance(value, Path) else value,
)
def test_commands_exist(page: Path, line: str) -> None:
    """A command in the docs has a known name, known options and a case that ships, or a path."""
    command, *words = shlex.split(line, comments=True)
    assert command in GROUP.commands, page
    known = {option for p in GROUP.commands[command].params for option in p.opts}
    assert {word for word in words if word.startswith("--")} <= known
    if command == "brief":
        assert words[0] in shipped_cases() or words[0].isupper() or "/" in words[0]


def test_page_of_the_command_line_is_complete(hook: ModuleType) -> None:
    text = hook.command_line()
    for command, parts in GROUP.commands.items():
        assert f"## {command}\n" in text
        assert "Example:" in (parts.help or ""), f"{command} has no example"
        for option in (o for p in parts.params if p.param_type_name == "option" for o in p.opts):
            assert f"`{option}`" in text


def test_page_of_the_case_files_is_complete(hook: ModuleType) -> None:
    """Every field is listed with a description, and every kind that a file names has a heading."""
    fields = schema_fields()
    text = hook.case_files(fields)
    for field in fields:
        assert field.description, f"{field.owner}.{field.field} has no description"
        assert f"| `{field.field}` |" in text
    headings = {line[3:].lower() for line in text.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\(#(\w+)\)", text)) <= headings


def test_page_of_the_case_files_lists_the_files_of_a_case(hook: ModuleType) -> None:
    library = ROOT / "src" / "tradetalks" / "case" / "library"
    shipped = {p.name for case in shipped_cases() for p in (library / case).iterdir()}
    assert shipped <= set(hook.FILES)


def test_a_page_that_loads_from_outside_is_found(hook: ModuleType, tmp_path: Path) -> None:
    """Fetches are caught however they are written; links that a reader follows are not."""
    (tmp_path / "links.html").write_text('<a href="https://example.org">x</a><img src="a.png">')
    assert hook.outside_loads(tmp_path) == []
    (tmp_path / "font.html").write_text('<link href="https://example.org/a.css" rel="stylesheet">')
    (tmp_path / "script.html").write_text("<script async src=//example.org/a.js></script>")
    (tmp_path / "style.css").write_text("@import 'https://example.org/b.css';")
    assert len(hook.outside_loads(tmp_path)) == 3


def test_names_in_the_notation_exist() -> None:
    """Each name is `Class.field` or `function(parameter)` of a public class or function."""
    text = (ROOT / "docs" / "explanation" / "notation.md").read_text("utf-8")
    column = [row.split("|")[2] for row in text.splitlines() if row.startswith("| ")]
    names = re.findall(r"`(\w+)[.(](\w+)\)?`", " ".join(column))
    public = {name: getattr(room, name) for room in ROOMS for name in room.__all__}
    assert len(names) > 30
    assert not [f"{owner}.{part}" for owner, part in names if part not in parts(public[owner])]


def parts(of: Any) -> set[str]:
    """Fields, methods and parameters of a class or function."""
    return {*inspect.signature(of).parameters, *dir(of), *getattr(of, "__annotations__", {})}
