"""Bilateral trade: the balance and its parts, and what the partner's books say."""

from __future__ import annotations

import polars as pl

from tradetalks.statistics._columns import Frame, basis, keys, of, same_years, trade_frame

__all__ = ["bilateral_balance", "mirror"]


def bilateral_balance(
    trade: Frame, reporter: str, partner: str, *, digits: int | None = None
) -> pl.DataFrame:
    """Exports to a partner less imports from it, as one country reports them.

    ``B_t = X_t - M_t``, and by product ``B_jt = X_jt - M_jt``, which sum to it. Exports are
    mostly valued fob and imports cif, so that a balance is below one at a single basis; the bases
    are in the result and nothing is converted.

    Parameters
    ----------
    trade
        Tidy trade: ``year``, ``reporter``, ``partner``, ``flow``, ``product``, ``value`` in USD;
        ``value_basis`` and ``classification`` where known. Months are summed.
    reporter, partner
        Codes as in the frame.
    digits
        Digits of the products in the result; None for the total.

    Returns
    -------
    DataFrame
        ``year``, ``product`` if asked for, ``exports``, ``imports``, ``balance`` in USD,
        ``exports_basis``, ``imports_basis`` (null where nothing is reported).

    Raises
    ------
    InputError
        A country that the frame lacks, a year with one flow only, or a frame as in the other
        indicators: totals among parts, levels mixed, empty or negative cells.

    References
    ----------
    United Nations (2011), International Merchandise Trade Statistics: Concepts and Definitions
    2010, on valuation.
    """
    frame = trade_frame(trade, "trade", digits)
    exports = of(frame, "trade", reporter=reporter, flow="exports", partner=partner)
    imports = of(frame, "trade", reporter=reporter, flow="imports", partner=partner)
    sides = [(f"exports to {partner}", exports), (f"imports from {partner}", imports)]
    same_years(sides, "a balance needs both flows in every year")
    both = _beside(exports, imports, digits, ("exports", "imports"))
    value = both.select(pl.col("exports", "imports").fill_null(0.0))
    return both.with_columns(value["exports"], value["imports"]).select(
        *keys(digits),
        "exports",
        "imports",
        (pl.col("exports") - pl.col("imports")).alias("balance"),
        "exports_basis",
        "imports_basis",
    )


def mirror(
    trade: Frame, exporter: str, importer: str, *, digits: int | None = None
) -> pl.DataFrame:
    """One flow as both sides report it, side by side.

    ``gap = M - X`` and ``ratio = M / X``, where X is what the exporter reports as exports and M
    what the importer reports as imports. They differ by freight and insurance (imports cif,
    exports fob), by timing, by goods that pass through third countries and by classification.
    Nothing is averaged, converted or filled in.

    Parameters
    ----------
    trade
        As in `bilateral_balance`, with both reporters.
    exporter, importer
        Codes as in the frame.
    digits
        Digits of the products in the result; None for the total.

    Returns
    -------
    DataFrame
        ``year``, ``product`` if asked for, ``exporter_reports``, ``importer_reports`` in USD,
        ``exporter_basis``, ``importer_basis``, ``gap`` in USD, ``ratio``, and ``reported_by``:
        "both", "exporter only" or "importer only". Where one side is silent the gap is null.

    Raises
    ------
    InputError
        A side that reports nothing at all, or a frame as in `bilateral_balance`.

    References
    ----------
    World Bank, WITS Help, Imports, Exports and Mirror Data with UN COMTRADE. Javorsek, M. (2016),
    Asymmetries in International Merchandise Trade Statistics, ARTNeT Working Paper 156.
    """
    frame = trade_frame(trade, "trade", digits)
    out = of(frame, "trade", reporter=exporter, flow="exports", partner=importer)
    into = of(frame, "trade", reporter=importer, flow="imports", partner=exporter)
    both = _beside(out, into, digits, ("exporter", "importer"))
    mine, theirs = pl.col("exporter"), pl.col("importer")
    return both.select(
        *keys(digits),
        mine.alias("exporter_reports"),
        theirs.alias("importer_reports"),
        "exporter_basis",
        "importer_basis",
        (theirs - mine).alias("gap"),
        pl.when(mine > 0.0).then(theirs / mine).alias("ratio"),
        pl.when(theirs.is_null())
        .then(pl.lit("exporter only"))
        .when(mine.is_null())
        .then(pl.lit("importer only"))
        .otherwise(pl.lit("both"))
        .alias("reported_by"),
    )


def _beside(
    first: pl.DataFrame, second: pl.DataFrame, digits: int | None, names: tuple[str, str]
) -> pl.DataFrame:
    """Sums of two sets of rows with their bases, joined, null where one has none."""
    by = keys(digits)
    sums = [
        side.group_by(by).agg(pl.col("value").sum().alias(name), basis().alias(f"{name}_basis"))
        for side, name in zip((first, second), names, strict=True)
    ]
    return sums[0].join(sums[1], on=by, how="full", coalesce=True).sort(by)
