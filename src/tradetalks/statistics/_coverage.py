"""The value of trade that a list of product codes covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._columns import Frame, needed, totals
from tradetalks.statistics._input_output import listed, spelt

__all__ = ["Coverage", "ListedCode", "coverage"]


@dataclass(frozen=True)
class ListedCode:
    """One entry of a list: a code and all below it, in or out, for some time.

    Parameters
    ----------
    code
        Digits of a harmonised code, an even number of them; dots and blanks are ignored.
    excluded
        Whether the entry takes the code off the list.
    start, end
        First and last day in force; None for no bound.

    Raises
    ------
    InputError
        A code that is no even number of digits, or an end before the start.
    """

    code: str
    excluded: bool = False
    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        plain = self.code.replace(".", "").replace(" ", "")
        if not (plain.isascii() and plain.isdigit()) or len(plain) % 2:
            raise InputError(
                f"code {self.code!r} is no even number of digits; write its leading zero, "
                "as in 0101.21"
            )
        if self.start and self.end and self.end < self.start:
            raise InputError(
                f"code {self.code!r} ends on {self.end}, before {self.start}; exchange them"
            )
        object.__setattr__(self, "code", plain)

    def in_force(self, on: date | None) -> bool:
        """Whether the entry holds on a day; without a day every entry does."""
        if on is None:
            return True
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, eq=False)
class Coverage:
    """Trade that a list covers, each line of trade counted once.

    Attributes
    ----------
    covered
        Value on the list, USD.
    partly
        Value of trade lines that are coarser than entries which divide them, USD: between none
        and all of it is covered as well.
    total
        All trade given, USD.
    entries
        ``code``, ``excluded``, and the ``lines`` of trade and their ``value`` in USD that the
        entry decides; zeros where an entry in force decides none.
    unmatched
        Codes in force that match no trade at all.
    not_in_force
        Codes left out because of their dates.
    """

    covered: float
    partly: float
    total: float
    entries: pl.DataFrame
    unmatched: tuple[str, ...]
    not_in_force: tuple[str, ...]

    @property
    def share(self) -> tuple[float, float]:
        """Least and largest share of the trade that may be covered."""
        if self.total <= 0.0:
            raise InputError("the trade given is worth 0, so that a list has no share of it")
        return self.covered / self.total, (self.covered + self.partly) / self.total

    def summary(self) -> str:
        """Value covered and what is open, in a few lines."""
        lines = [f"covered {self.covered:,.6g} of {self.total:,.6g} USD"]
        if self.partly:
            lines.append(f"- up to {self.partly:,.6g} USD more: trade coarser than the list")
        if self.unmatched:
            lines.append(f"- no trade under {listed(self.unmatched)}")
        if self.not_in_force:
            lines.append(f"- not in force: {listed(self.not_in_force)}")
        return "\n".join(lines)


def coverage(
    trade: Frame, codes: Sequence[str | ListedCode], *, on: date | None = None
) -> Coverage:
    """Value of trade covered by a list of codes.

    ``covered = sum_j v_j 1[the longest entry that begins j is included]``. An entry covers its
    code and all below. Of several entries that begin a product's code the longest wins, and of
    two of the same length the one that excludes; a line of trade is counted once however many
    entries it falls under. Where trade is coarser than entries below it that say otherwise, its
    value is ``partly`` covered and never guessed.

    Parameters
    ----------
    trade
        ``product`` with leading zeros and ``value`` in USD, of one level of products.
    codes
        Entries; a plain string is an included code without dates.
    on
        Day on which entries must be in force; None for all entries.

    Raises
    ------
    InputError
        Products with an odd number of digits or of several levels, a bad code, an empty list, no
        entry in force.

    References
    ----------
    World Customs Organization, General Rules for the Interpretation of the Harmonized System,
    rule 6: subheadings are compared at one level, within their heading.
    """
    table = _products(trade)
    entries = [e if isinstance(e, ListedCode) else ListedCode(e) for e in codes]
    active = [e for e in entries if e.in_force(on)]
    if not active:
        raise InputError(
            f"no entry of {len(entries)} is in force on {on}; give another day or more codes"
            if entries
            else "codes is empty; list at least one"
        )
    excluded: dict[str, bool] = {}
    for entry in active:
        excluded[entry.code] = excluded.get(entry.code, False) or entry.excluded
    sizes = sorted({len(code) for code in excluded}, reverse=True)
    decided: dict[str, list[float]] = {code: [0.0, 0.0] for code in excluded}
    seen: set[str] = set()
    covered = partly = 0.0
    for product, value in table.rows():
        under = [product[:n] for n in sizes if n <= len(product) and product[:n] in excluded]
        below = [c for c in excluded if len(c) > len(product) and c.startswith(product)]
        seen.update(under, below)
        inside = bool(under) and not excluded[under[0]]
        if any(excluded[code] == inside for code in below):
            partly += value
            continue
        covered += value * inside
        if under:
            decided[under[0]][0] += 1
            decided[under[0]][1] += value
    return Coverage(
        covered=covered,
        partly=partly,
        total=float(table["value"].sum()),
        entries=pl.DataFrame(
            [(c, excluded[c], int(n), value) for c, (n, value) in decided.items()],
            schema={
                "code": pl.String,
                "excluded": pl.Boolean,
                "lines": pl.Int64,
                "value": pl.Float64,
            },
            orient="row",
        ),
        unmatched=tuple(code for code in excluded if code not in seen),
        not_in_force=tuple(dict.fromkeys(e.code for e in entries if not e.in_force(on))),
    )


def _products(trade: Frame) -> pl.DataFrame:
    """Value by product, products whole and of one level."""
    found = needed(trade, "trade", ("product",), ("value",))
    table = found.group_by("product").agg(pl.col("value").sum()).sort("product")
    wrong = table.filter(~pl.col("product").str.contains(r"^(\d\d)+$"))
    faults = totals(found) or spelt(
        [f"product {code!r} is no even number of digits" for code in wrong.get_column("product")],
        "restore leading zeros",
    )
    sizes = table.get_column("product").str.len_chars().unique().sort().to_list()
    if not faults and len(sizes) > 1:
        faults.append(
            f"products have {' and '.join(str(n) for n in sizes)} digits; keep one level, or their "
            "parts are counted twice"
        )
    if faults:
        raise InputError("trade: " + "; ".join(faults))
    return table
