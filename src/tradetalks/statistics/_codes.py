"""Lists of product codes: prefixes of any length, exclusions, dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._coverage import ListedCode

__all__ = ["codes", "on_list"]

LEVELS = (2, 4, 6, 8, 10)
"""Numbers of digits of chapters, headings, subheadings and national lines."""


def codes(
    include: Sequence[str | ListedCode],
    exclude: Sequence[str | ListedCode] = (),
    *,
    on: date | None = None,
) -> tuple[ListedCode, ...]:
    """A list of products: codes with all below them, less codes with all below those.

    The longest code that begins a product decides, and of two equal ones the exclusion: 8703
    without 870310 but with 87031050 is written as it is said.

    Parameters
    ----------
    include, exclude
        Codes of 2, 4, 6, 8 or 10 digits, with or without dots; or entries with dates.
    on
        Day on which entries must be in force; None for all of them.

    Raises
    ------
    InputError
        Codes of another length (all of them are named), or a list with nothing on it that day.
    """
    wrong: list[str] = []
    entries: list[ListedCode] = []
    for given, out in ((include, False), (exclude, True)):
        for code in given:
            try:
                entry = _entry(code, out)
            except InputError as error:
                wrong.append(str(error))
                continue
            if len(entry.code) not in LEVELS:
                wrong.append(f"code {entry.code!r} has {len(entry.code)} digits; give 2 to 10")
            entries.append(entry)
    if wrong:
        raise InputError("; ".join(wrong))
    kept = tuple(entry for entry in entries if entry.in_force(on))
    if not any(not entry.excluded for entry in kept):
        when = f" on {on}" if on else ""
        raise InputError(f"no code is on the list{when}; include one, or give another day")
    return kept


def _entry(code: str | ListedCode, excluded: bool) -> ListedCode:
    if isinstance(code, str):
        return ListedCode(code, excluded)
    return ListedCode(code.code, excluded, code.start, code.end)


def on_list(product: pl.Expr, entries: Sequence[str | ListedCode]) -> pl.Expr:
    """Whether a product, with its leading zeros, is on a list.

    A product that is coarser than every code of the list is not on it.
    """
    listed = [e if isinstance(e, ListedCode) else ListedCode(e) for e in entries]
    decided = pl.lit(False)
    for level in sorted({len(entry.code) for entry in listed}):
        start = product.str.slice(0, level)
        for excluded in (False, True):
            some = [e.code for e in listed if len(e.code) == level and e.excluded is excluded]
            if some:
                decided = pl.when(start.is_in(some)).then(not excluded).otherwise(decided)
    return decided


def choice(product: pl.Expr, products: Sequence[str | ListedCode]) -> pl.Expr:
    """The rule of a reader's products, checked."""
    return on_list(
        product,
        codes(
            [p for p in products if isinstance(p, str) or not p.excluded],
            [p for p in products if not isinstance(p, str) and p.excluded],
        ),
    )
