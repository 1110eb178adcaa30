"""MkDocs hook: writes the reference pages that the code itself defines, and checks the site.

The pages of the command line and of the case files are made at each build and committed nowhere,
so they cannot fall behind. A built page that would load anything from another host stops the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import typer.main
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from tradetalks.case import SchemaField, schema_fields
from tradetalks.cli import app

FILES = {
    "case.yaml": "a mapping: [Header](#header)",
    "markets.yaml": "market id to [IndustrySpec](#industryspec), "
    "[NestedLogitSpec](#nestedlogitspec) or [CesSpec](#cesspec), told apart by `kind`",
    "measures.yaml": "measure id to [MeasureSpec](#measurespec)",
    "issues.yaml": "`issues`: issue id to [Issue](#issue); `politics`: list of "
    "[PoliticalTerm](#politicalterm); `weights`: party to group to [Reference](#reference)",
    "talks.yaml": "a mapping: [TalksSpec](#talksspec)",
    "world.yaml": "a mapping: [WorldSpec](#worldspec); may be left out",
    "assumptions.yaml": "assumption key to [Assumption](#assumption)",
    "figures.csv": "a row a [Figure](#figure)",
    "sources.csv": "a row a [Source](#source)",
    "timeline.csv": "a row an [Event](#event); may be left out",
    "actors.yaml": "list of [Actor](#actor); may be left out",
    "claims.yaml": "list of [Claim](#claim); may be left out",
    "law.yaml": "list of [LawEntry](#lawentry); may be left out",
    "linked.yaml": "list of [LinkedTalks](#linkedtalks), bare or as `linked` with `attention`: "
    "[AttentionSpec](#attentionspec); may be left out",
    "pledges.yaml": "list of [Pledge](#pledge); may be left out",
    "schedule.csv": "a row a [ScheduleRow](#schedulerow); may be left out, or be schedule.xlsx",
    "outcome.yaml": "list of [Outcome](#outcome); may be left out, and no forecast reads it",
}

# What a browser fetches by itself, as opposed to a link that a reader follows.
LOADED = (
    re.compile(
        r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\ssrc=[\"']?(?:https?:)?//", re.I
    ),
    re.compile(
        r"<link\b(?=[^>]*\srel=[\"']?(?:stylesheet|icon|preconnect|preload|dns-prefetch))"
        r"[^>]*\shref=[\"']?(?:https?:)?//",
        re.I,
    ),
    re.compile(r"(?:url\(|@import\s+)[\"']?(?:https?:)?//", re.I),
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those in docs/."""
    for path, text in (("cli", command_line()), ("case-schema", case_files(schema_fields()))):
        files.append(File.generated(config, f"reference/{path}.md", content=text))
    return files


def on_post_build(config: MkDocsConfig) -> None:
    """Stop where the site would load something from outside."""
    found = outside_loads(Path(config.site_dir))
    if found:
        raise PluginError("the site loads from other hosts: " + "; ".join(found))


def outside_loads(site: Path) -> list[str]:
    """Every place in the pages and style sheets that makes a browser fetch from another host."""
    pages = sorted(p for p in site.rglob("*") if p.suffix in {".html", ".css"})
    return [
        f"{page.relative_to(site)}: {hit.group(0)}"
        for page in pages
        for pattern in LOADED
        for hit in pattern.finditer(page.read_text("utf-8"))
    ]


def command_line() -> str:
    """The page of the command line, from the commands themselves."""
    group: Any = typer.main.get_command(app)
    lines = ["# Command line", "", str(group.help), "", *_options(group.params)]
    commands: Mapping[str, Any] = group.commands
    for name, command in commands.items():
        about, _, example = str(command.help).partition("Example:")
        arguments = [p.name.upper() for p in command.params if p.param_type_name == "argument"]
        usage = " ".join(["tradetalks", name, *arguments, "[OPTIONS]"])
        lines += [f"## {name}", "", about.strip(), "", f"    {usage}", ""]
        if example:
            lines += ["Example:", "", f"    {example.strip()}", ""]
        lines += _options(command.params)
    lines += [
        "An input that cannot be used ends with one line a fault and exit code 2. Compiled models",
        "are kept in the user's cache folder (`XDG_CACHE_HOME`, else `~/.cache`).",
        "",
    ]
    return "\n".join(lines)


def _options(params: Iterable[Any]) -> list[str]:
    """A table of arguments and options, or nothing."""
    rows = [
        f"| {_names(p)} | {_cell(p.help or '')} | {_given(p)} |" for p in params if not p.hidden
    ]
    return ["| | what it is | default |", "|---|---|---|", *rows, ""] if rows else []


def _names(param: Any) -> str:
    if param.param_type_name == "argument":
        return f"`{param.name.upper()}`"
    return ", ".join(f"`{name}`" for name in param.opts)


def _given(param: Any) -> str:
    if param.required:
        return "must be given"
    if param.param_type_name == "option" and param.is_flag:
        return "off"
    return "none" if param.default is None else f"`{param.default}`"


def case_files(fields: Iterable[SchemaField]) -> str:
    """The page of the case files, from the fields of the schema."""
    lines = [
        "# Case files",
        "",
        "What each file holds, and every field that may stand in it. A field without a default",
        "must be given; an unknown one is a fault. The unit of a reference is the unit, or one",
        "of the units, that its figure or assumption must have.",
        "",
        "| file | holds |",
        "|---|---|",
        *(f"| `{name}` | {holds} |" for name, holds in FILES.items()),
        "",
    ]
    for owner, group in groupby(fields, key=lambda f: (f.owner, f.about)):
        lines += [
            f"## {owner[0]}",
            "",
            owner[1],
            "",
            "| field | type | unit | default | what it is |",
            "|---|---|---|---|---|",
            *(
                f"| `{f.field}` | {_cell(f.type)} | {_cell(f.unit)} | {_cell(f.default)} "
                f"| {_cell(f.description)} |"
                for f in group
            ),
            "",
        ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Text that stays inside its cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")
