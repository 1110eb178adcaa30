"""Writing a briefing's files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tradetalks.errors import InputError

__all__ = ["write_files"]


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts into a folder, each whole or not at all.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    for name, text in files.items():
        half = folder / f".{name}.part"
        try:
            half.write_text(text, encoding="utf-8")
            half.replace(folder / name)
        except OSError as error:
            raise InputError(
                f"{folder / name} cannot be written ({error.strerror}); choose another with --out"
            ) from None
