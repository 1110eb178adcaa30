"""A dossier written into files, and what ``tradetalks read`` does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tradetalks.dossier._dossier import Dossier
from tradetalks.dossier._endpoint import Endpoint
from tradetalks.dossier._evidence._patch import patch_files
from tradetalks.dossier._from_file import read_document
from tradetalks.dossier._json import render_json
from tradetalks.dossier._page import render_html
from tradetalks.errors import InputError

__all__ = ["read_into", "write_dossier"]


def write_dossier(dossier: Dossier, out: str | Path) -> tuple[Path, ...]:
    """Write dossier.json and dossier.html, and with a case the folder patch.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    folder = Path(out)
    files = {"dossier.json": render_json(dossier), "dossier.html": render_html(dossier)}
    if dossier.case is not None:
        patch = patch_files(dossier.content(), dossier.case)
        files |= {f"patch/{name}": text for name, text in patch.items()}
    for name, text in files.items():
        path = folder / name
        half = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            half.write_text(text, encoding="utf-8")
            half.replace(path)
        except OSError as error:
            raise InputError(
                f"{path} cannot be written ({error.strerror}); choose another with --out"
            ) from None
    return tuple(folder / name for name in files)


def read_into(
    path: Path,
    day: str | None,
    out: Path | None = None,
    *,
    case: str | None = None,
    actors: Path | None = None,
    model: str | None = None,
    model_url: str | None = None,
    url_model: str = "default",
) -> tuple[Dossier, tuple[Path, ...]]:
    """Read a file and write its dossier: what ``tradetalks read`` does.

    Parameters
    ----------
    path
        The file.
    day
        Its date as text, 1995-03-17; None asks for it with the document's own dates as hints.
    out
        Folder for the dossier; None is one in ``out`` with the name of the file.
    case, actors, model
        As `read_document` has them.
    model_url, url_model
        Address of a model to ask for proposals, and its name there; None sends nothing.

    Returns
    -------
    tuple
        The dossier and the files written.

    Raises
    ------
    InputError
        If something cannot be read or written.
    CaseError
        If the case has faults.
    """
    endpoint = Endpoint(model_url, url_model) if model_url is not None else None
    dossier = read_document(path, _parsed(day), case, actors=actors, model=model, endpoint=endpoint)
    return dossier, write_dossier(dossier, out or Path("out") / path.stem)


def _parsed(day: str | None) -> date | None:
    if day is None:
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise InputError(f"--date {day!r} is not a date; write it as 1995-03-17") from None
