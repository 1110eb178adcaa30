"""The command line: ``tradetalks brief CASE`` and its companions."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from tradetalks import __version__
from tradetalks.briefing import (
    analyse,
    assemble,
    render_html,
    render_json,
    render_screen,
    write_files,
)
from tradetalks.case import load_case, load_outcome, schedule_report, shipped_cases
from tradetalks.dossier import accept_patch, read_into
from tradetalks.drafting import draft
from tradetalks.errors import CaseError, InputError, TradetalksError
from tradetalks.monitor import check as check_promises
from tradetalks.monitor import watch
from tradetalks.numerics import keep_compiled
from tradetalks.statistics import data_sources

__all__ = ["app"]

app = typer.Typer(
    help="What every move in a trade dispute is worth, and how the talks may go.",
    no_args_is_help=True,
    add_completion=False,
)
_out = Console()
_err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


@contextmanager
def _told() -> Generator[None]:
    """Turn an error of ours into a line and exit code 2."""
    try:
        yield
    except CaseError as error:
        for fault in error.faults:
            _err.print(f"tradetalks: {fault}")
        raise typer.Exit(2) from None
    except TradetalksError as error:
        _err.print(f"tradetalks: {error}")
        raise typer.Exit(2) from None


def _parsed(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{option} {text!r} is not a date; write it as 1995-03-17") from None


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        _out.print(line, highlight=False, markup=False, soft_wrap=True)


def _words(text: str, option: str) -> list[str]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words:
        raise InputError(f"{option} is {text!r}; give names between commas")
    return words


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Everything runs on this machine; nothing is sent anywhere."""
    if version:
        _out.print(__version__)
        raise typer.Exit


@app.command()
def cases() -> None:
    """List the cases that ship with the package.

    Example: tradetalks cases
    """
    with _told():
        for name in shipped_cases():
            _out.print(f"{name}  {load_case(name).title}", highlight=False)


@app.command()
def brief(
    case: Annotated[str, typer.Argument(help="Name of a shipped case, or a case folder.")],
    out: Annotated[Path, typer.Option(help="Folder for the briefing.")] = Path("out"),
    as_of: Annotated[
        str | None, typer.Option(help="Date of the forecast; nothing known later is used.")
    ] = None,
    draws: Annotated[int, typer.Option(min=2, help="Draws over the assumptions.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 1995,
    replay: Annotated[
        bool, typer.Option("--replay", help="Add the forecast at each date of the calendar.")
    ] = False,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Add what happened; no forecast reads it.")
    ] = False,
) -> None:
    """Brief one case: one screen here, briefing.html and briefing.json in the output folder.

    Example: tradetalks brief us-japan-autos-1995 --out out
    """
    with _told():
        keep_compiled(_cache())
        folder = _writable(out / Path(case).name)
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=_err,
            transient=True,
        ) as progress:
            task = progress.add_task("reading the case", total=None)

            def tell(step: str) -> None:
                progress.update(task, description=step)

            loaded = load_case(case, _parsed(as_of, "--as-of"))
            found = analyse(loaded, draws=draws, seed=seed, replayed=replay, tell=tell)
            outcome = load_outcome(loaded) if reveal else None
            tell("writing the briefing")
            document = assemble(found, outcome=outcome, generated=datetime.now().astimezone())
            files = {
                "briefing.html": render_html(document),
                "briefing.json": render_json(document),
            }
            write_files(folder, files)
        render_screen(document, _out)
        for name in files:
            _out.print(f"wrote {folder / name}", highlight=False, soft_wrap=True)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Name of the case and of its folder.")],
    parties: Annotated[str, typer.Option(help="Who demands, and of whom: EU,USA.")],
    products: Annotated[str, typer.Option(help="HS codes or their beginnings: 72 or 7208,7210.")],
    trade: Annotated[Path, typer.Option(help="File or folder of trade statistics.")],
    tariffs: Annotated[Path | None, typer.Option(help="File of duties.")] = None,
    io: Annotated[Path | None, typer.Option(help="Input-output table.")] = None,
    out: Annotated[Path, typer.Option(help="Where the folder is made.")] = Path(),
    year: Annotated[int | None, typer.Option(help="Year of the markets; the last by default.")] = (
        None
    ),
    as_of: Annotated[str | None, typer.Option(help="Date of the case.")] = None,
) -> None:
    """Write a case folder from your own trade statistics; it can be briefed at once.

    Example: tradetalks new steel-eu-usa --parties EU,USA --products 72 --trade trade.csv
    """
    with _told():
        made = draft(
            name,
            _words(parties, "--parties"),
            _words(products, "--products"),
            trade,
            tariffs,
            io,
            out=out,
            year=year,
            as_of=_parsed(as_of, "--as-of"),
        )
        _say(made.summary().splitlines())


@app.command()
def check(
    case: Annotated[str, typer.Argument(help="A case, or a folder of commitments and series.")],
    as_of: Annotated[str | None, typer.Option(help="Date from which it is looked at.")] = None,
    days: Annotated[int, typer.Option(min=0, help="How far ahead deadlines are listed.")] = 30,
    ics: Annotated[Path | None, typer.Option(help="Write the deadlines to a calendar.")] = None,
) -> None:
    """Hold promises against the record, and list what falls due.

    Example: tradetalks check us-japan-autos-1995 --days 30
    """
    with _told():
        found = check_promises(watch(case, _parsed(as_of, "--as-of")), days)
        _say(found.render())
        if ics is not None:
            _written(ics, found.calendar().encode(), "--ics")


@app.command()
def schedule(
    case: Annotated[str, typer.Argument(help="A case with a schedule.csv, or the table itself.")],
    on: Annotated[str, typer.Option(help="Day on which the rates apply.")],
    if_: Annotated[
        list[str] | None, typer.Option("--if", help="Trigger that is taken to have happened.")
    ] = None,
    code: Annotated[str | None, typer.Option(help="Code, or its beginning.")] = None,
) -> None:
    """Say which duty applies on a day, and which rows of the schedule make it.

    Example: tradetalks schedule us-japan-autos-2025 --on 2025-09-16 --code 8703
    """
    with _told():
        day = _parsed(on, "--on")
        assert day is not None
        table = Path(case) if Path(case).is_file() else load_case(case)
        _say(schedule_report(table, day, tuple(if_ or ()), code).lines)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="Text, HTML or PDF.")],
    day: Annotated[str | None, typer.Option("--date", help="Date of the document.")] = None,
    case: Annotated[str | None, typer.Option(help="Case to check against and to propose to.")] = (
        None
    ),
    out: Annotated[Path | None, typer.Option(help="Folder for the dossier.")] = None,
    actors: Annotated[Path | None, typer.Option(help="Table of further actors.")] = None,
    model: Annotated[str | None, typer.Option(help="Another spaCy model by name.")] = None,
    model_url: Annotated[
        str | None, typer.Option(help="Ask this model for proposals; nothing is sent without it.")
    ] = None,
) -> None:
    """Read a document into figures, deadlines, quotes, commitments and events.

    Example: tradetalks read article.txt --date 1995-03-17 --case us-japan-autos-1995
    """
    with _told():
        found, files = read_into(
            file, day, out, case=case, actors=actors, model=model, model_url=model_url
        )
        _say([found.finding, *found.notes, *(f"wrote {path}" for path in files)])


@app.command()
def accept(
    case: Annotated[str, typer.Argument(help="Name of a shipped case, or a case folder.")],
    patch: Annotated[Path, typer.Argument(help="Folder of the patch that read wrote.")],
    out: Annotated[Path | None, typer.Option(help="Folder for a changed copy.")] = None,
) -> None:
    """Write the accepted changes of a reading into a case.

    Example: tradetalks accept my-case out/article/patch
    """
    with _told():
        _say([f"wrote {accept_patch(case, patch, out)}"])


@app.command()
def data(
    what: Annotated[str, typer.Argument(help="What to do: list.")] = "list",
) -> None:
    """List the public statistics that can be read, where they are obtained and in what terms.

    Example: tradetalks data list
    """
    with _told():
        if what != "list":
            raise InputError(f"data {what!r} is not known; write: tradetalks data list")
        for source in data_sources().iter_rows(named=True):
            _say([f"{source['name']}: {source['what']}"])
            _say(f"    {source[key]}" for key in ("publisher", "address", "access", "terms"))


def _written(path: Path, content: bytes, option: str) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror}); choose another with {option}"
        ) from None
    _say([f"wrote {path}"])


def _writable(folder: Path) -> Path:
    """The output folder, made now so that an hour's work is not lost at its end."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"output folder {folder} cannot be made ({error.strerror}); choose another with --out"
        ) from None
    if not os.access(folder, os.W_OK):
        raise InputError(f"output folder {folder} cannot be written; choose another with --out")
    return folder


def _cache() -> Path:
    """The user's cache folder, by the XDG convention."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "tradetalks" / "compiled"
