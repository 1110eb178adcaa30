"""What an indicator needs of a frame: its columns, one level of products, no totals among parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tradetalks.errors import InputError
from tradetalks.figures import nearest
from tradetalks.statistics._input_output import listed, spelt

__all__ = ["needed", "trade_frame"]

Frame = pl.DataFrame | pl.LazyFrame

KEY = ("year", "reporter", "partner", "flow", "product")

FLOWS = ("imports", "exports")

TOTALS = ("WLD", "W00", "World", "WORLD", "TOTAL", "0")
"""Names of the world as a partner, and of all products: sums beside their parts."""


def needed(frame: Frame, what: str, columns: Sequence[str], values: Sequence[str]) -> pl.DataFrame:
    """The frame, its columns there and filled, its values numbers of 0 or more.

    Raises
    ------
    InputError
        A missing column (with the nearest one), an empty cell, a negative value or none: by row,
        counted from 0.
    """
    have = frame.collect_schema().names()
    missing = [name for name in (*columns, *values) if name not in have]
    if missing:
        hints = [(name, nearest(name, have)) for name in missing]
        near = ", ".join(f"{guess!r} for {name!r}" for name, guess in hints if guess)
        raise InputError(
            f"{what} lacks columns {listed(missing)}; "
            + (f"rename {near}" if near else f"it has {listed(have)}")
        )
    found = frame.lazy().collect()
    wrong = {name: pl.col(name).is_null() for name in columns}
    for name in values:
        number = pl.col(name).cast(pl.Float64, strict=False)
        wrong[name] = number.is_null() | ~number.is_finite() | (number < 0.0)
    faults = _rows(found, wrong)
    if faults:
        raise InputError(f"{what}: " + "; ".join(faults))
    return found.with_columns(pl.col(name).cast(pl.Float64) for name in values)


def trade_frame(trade: Frame, what: str, digits: int | None = None) -> pl.DataFrame:
    """Trade in the tidy layout, products cut to some digits.

    Raises
    ------
    InputError
        As in `needed`; products of several levels, totals among parts, several classifications,
        a flow other than imports and exports, digits that the products do not have.
    """
    found = needed(trade, what, KEY, ("value",))
    faults = _rows(found, {"flow": ~pl.col("flow").is_in(FLOWS)}, "write imports or exports")
    faults += totals(found)
    if "classification" in found.columns:
        kinds = sorted(str(k) for k in found.get_column("classification").unique().to_list())
        if len(kinds) > 1:
            faults.append(f"classifications {listed(kinds)} are mixed; keep one")
    lengths = _lengths(found)
    if len(lengths) > 1:
        some = ", ".join(f"{code!r} ({size} digits)" for size, code in lengths.items())
        faults.append(f"products are of several levels, {some}; keep one level")
    elif digits is not None and lengths and digits > next(iter(lengths)):
        faults.append(f"products have {next(iter(lengths))} digits; digits is {digits}")
    if digits is not None and digits < 1:
        faults.append(f"digits is {digits}; give 1 or more, or None")
    if faults:
        raise InputError(f"{what}: " + "; ".join(faults))
    if digits is not None:
        found = found.with_columns(pl.col("product").str.slice(0, digits))
    if "value_basis" not in found.columns:
        found = found.with_columns(pl.lit("unspecified").alias("value_basis"))
    return found


def totals(frame: pl.DataFrame) -> list[str]:
    """Rows of all products, and of the world as a partner beside other partners."""
    wrong = {"product": pl.col("product").is_in(TOTALS)}
    if "partner" in frame.columns:
        world = pl.col("partner").is_in(TOTALS)
        wrong["partner"] = world & ~world.all()
    return _rows(frame, wrong, "leave totals out, or their parts are counted twice")


def of(
    trade: pl.DataFrame, what: str, *, reporter: str, flow: str, partner: str | None = None
) -> pl.DataFrame:
    """Rows of a reporter and flow, and of one partner.

    Raises
    ------
    InputError
        The frame has none; the nearest code is given.
    """
    found = trade.filter((pl.col("reporter") == reporter) & (pl.col("flow") == flow))
    if found.is_empty():
        known = sorted(trade.filter(pl.col("flow") == flow).get_column("reporter").unique())
        guess = nearest(reporter, known)
        hint = f"did you mean {guess!r}?" if guess else f"reporters of {flow}: {listed(known)}"
        raise InputError(f"{what} has no {flow} reported by {reporter!r}; {hint}")
    if partner is None:
        return found
    pair = found.filter(pl.col("partner") == partner)
    if pair.is_empty():
        known = sorted(found.get_column("partner").unique())
        guess = nearest(partner, known)
        hint = f"did you mean {guess!r}?" if guess else f"partners: {listed(known)}"
        raise InputError(f"{what} has no {flow} of {reporter} with partner {partner!r}; {hint}")
    return pair


def keys(digits: int | None) -> list[str]:
    """Columns by which values are summed: the year, and products where digits are given."""
    return ["year"] if digits is None else ["year", "product"]


def basis() -> pl.Expr:
    """The bases of valuation that a sum holds, such as "cif" or "cif/fob"."""
    return pl.col("value_basis").fill_null("unspecified").unique().sort().str.join("/")


def same_years(frames: Sequence[tuple[str, pl.DataFrame]], remedy: str) -> None:
    """Raise `InputError` where a year is in one frame and not in another."""
    years = [(name, set(frame.get_column("year").to_list())) for name, frame in frames]
    every = set[int]().union(*(have for _, have in years))
    faults = [
        f"{name} lack {', '.join(str(year) for year in sorted(every - have))}"
        for name, have in years
        if every - have
    ]
    if faults:
        raise InputError("; ".join(faults) + f"; {remedy}")


def _lengths(frame: pl.DataFrame) -> dict[int, str]:
    """Numbers of digits, each with a product that has them."""
    sizes = frame.select("product", size=pl.col("product").str.len_chars())
    first = sizes.group_by("size").agg(pl.col("product").min()).sort("size")
    return {int(size): str(code) for size, code in first.rows()}


def _rows(
    frame: pl.DataFrame, wrong: Mapping[str, pl.Expr], remedy: str = "mend or remove it"
) -> list[str]:
    """Cells where a rule is broken, by row and column."""
    faults: list[str] = []
    for name, rule in wrong.items():
        rows = frame.select(rule.fill_null(False).arg_true()).to_series().to_list()
        column = frame.get_column(name)
        faults += spelt([f"row {n}, column {name} is {column[n]!r}" for n in rows], remedy)
    return faults
