"""The command line: ``tradetalks brief CASE`` and its companions."""

from __future__ import annotations

import os
from collections.abc import Generator
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
from tradetalks.case import load_case, load_outcome, shipped_cases
from tradetalks.errors import CaseError, InputError, TradetalksError
from tradetalks.numerics import keep_compiled

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


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--as-of {text!r} is not a date; write it as 1995-03-17") from None


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

            loaded = load_case(case, _day(as_of))
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
