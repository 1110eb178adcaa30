"""Indicators of trade: shares, comparative advantage, penetration, similarity."""

from __future__ import annotations

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._columns import (
    Frame,
    keys,
    needed,
    of,
    same_years,
    trade_frame,
)
from tradetalks.statistics._input_output import listed

__all__ = [
    "complementarity",
    "export_similarity",
    "import_penetration",
    "import_shares",
    "revealed_comparative_advantage",
]


def import_shares(trade: Frame, reporter: str, *, digits: int | None = None) -> pl.DataFrame:
    """Share of each partner in a country's imports.

    ``s_p = M_p / sum_q M_q`` over the partners q in the frame.

    Parameters
    ----------
    trade
        Tidy trade as in `bilateral_balance`; all partners of the reporter must be there.
    reporter
        Code as in the frame.
    digits
        Digits of the products within which shares are taken; None for all products together.

    Returns
    -------
    DataFrame
        ``year``, ``product`` if asked for, ``partner``, ``imports`` and ``total`` in USD,
        ``share`` from 0 to 1, null where the total is 0; largest first within a year.

    Raises
    ------
    InputError
        A frame as in `bilateral_balance`.
    """
    frame = trade_frame(trade, "trade", digits)
    by = keys(digits)
    imports = of(frame, "trade", reporter=reporter, flow="imports")
    sums = imports.group_by([*by, "partner"]).agg(pl.col("value").sum().alias("imports"))
    total = pl.col("imports").sum().over(by)
    return sums.with_columns(
        total.alias("total"),
        pl.when(total > 0.0).then(pl.col("imports") / total).alias("share"),
    ).sort([*by, "imports", "partner"], descending=[False] * len(by) + [True, False])


def revealed_comparative_advantage(trade: Frame, *, digits: int | None = None) -> pl.DataFrame:
    """Balassa's index of what countries are good at selling.

    ``RCA_ij = (x_ij / x_i) / (x_j / x)``: the share of product j in exports of country i over its
    share in exports of all reporters in the frame. Above 1 is an advantage. The symmetric index
    ``(RCA - 1) / (RCA + 1)`` lies between -1 and 1.

    Parameters
    ----------
    trade
        Tidy trade as in `bilateral_balance`. Its reporters are the world, so that the index
        moves with who is among them.
    digits
        Digits of the products; None for those of the frame.

    Returns
    -------
    DataFrame
        ``year``, ``reporter``, ``product``, ``exports`` in USD, ``index``, ``symmetric``; every
        reporter has every product of the year. Null where the product is not traded.

    Raises
    ------
    InputError
        No exports at all, a country without exports in a year in which others have some, or a
        frame as in `bilateral_balance`.

    References
    ----------
    Balassa, B. (1965), Trade Liberalisation and "Revealed" Comparative Advantage, Manchester
    School 33. Dalum, B., K. Laursen and G. Villumsen (1998), Structural Change in OECD Export
    Specialisation Patterns, International Review of Applied Economics 12.
    """
    frame = trade_frame(trade, "trade", digits).filter(pl.col("flow") == "exports")
    sums = frame.group_by("year", "reporter", "product").agg(pl.col("value").sum().alias("exports"))
    nothing = (
        sums.group_by("year", "reporter")
        .agg(pl.col("exports").sum())
        .filter(pl.col("exports") <= 0.0)
    )
    if sums.is_empty() or not nothing.is_empty():
        who = [
            f"{reporter} in {year}" for year, reporter, _ in nothing.sort("year", "reporter").rows()
        ]
        raise InputError(f"trade has no exports of {listed(who or ['any country'])}; add them")
    grid = (
        sums.select("year", "reporter")
        .unique()
        .join(sums.select("year", "product").unique(), on="year")
        .join(sums, on=["year", "reporter", "product"], how="left")
        .with_columns(pl.col("exports").fill_null(0.0))
    )
    exports = pl.col("exports")
    own = exports / exports.sum().over("year", "reporter")
    world = exports.sum().over("year", "product") / exports.sum().over("year")
    index = pl.when(world > 0.0).then(own / world)
    return grid.with_columns(
        index.alias("index"), ((index - 1.0) / (index + 1.0)).alias("symmetric")
    ).sort("year", "reporter", "product")


def import_penetration(
    production: Frame, trade: Frame, country: str, *, digits: int | None = None
) -> pl.DataFrame:
    """Share of home demand that imports meet.

    ``M / (Q - X + M)``, with output Q, exports X and imports M; the denominator is apparent
    consumption. It is above 1 where a country re-exports more than it makes.

    Parameters
    ----------
    production
        ``year``, ``output`` in USD, and ``product`` where ``digits`` are given, in the
        classification of the trade.
    trade
        Tidy trade as in `bilateral_balance`, of products that the output covers and no others.
    country
        Code as in the frame.
    digits
        Digits of the products in the result; None for the total.

    Returns
    -------
    DataFrame
        ``year``, ``product`` if asked for, ``output``, ``exports``, ``imports``, ``consumption``
        in USD, ``penetration``.

    Raises
    ------
    InputError
        Years or products that one frame has and the other lacks, apparent consumption that is
        not above 0, or a frame as in `bilateral_balance`.

    References
    ----------
    OECD (2010), Measuring Globalisation: OECD Economic Globalisation Indicators, import
    penetration rates.
    """
    by = keys(digits)
    made = needed(production, "production", by, ("output",))
    if digits is not None:
        made = made.with_columns(pl.col("product").cast(pl.String).str.slice(0, digits))
    frame = trade_frame(trade, "trade", digits)
    sides = {
        flow: of(frame, "trade", reporter=country, flow=flow)
        .group_by(by)
        .agg(pl.col("value").sum().alias(flow))
        for flow in ("exports", "imports")
    }
    same_years(
        [("years of production", made), *((f"years of {name}", f) for name, f in sides.items())],
        "give every year in all three",
    )
    table = made.group_by(by).agg(pl.col("output").sum())
    for side in sides.values():
        table = table.join(side, on=by, how="full", coalesce=True)
    lost = table.filter(pl.col("output").is_null()).sort(by)
    if not lost.is_empty():
        raise InputError(
            f"production has no output of {listed([str(p) for p in lost['product'].unique()])}, "
            f"of which {lost['imports'].sum():,.6g} USD are imported; add it, or leave them out"
        )
    table = table.with_columns(pl.col("exports", "imports").fill_null(0.0))
    used = pl.col("output") - pl.col("exports") + pl.col("imports")
    table = table.with_columns(used.alias("consumption")).sort(by)
    none = table.filter(pl.col("consumption") <= 0.0)
    if not none.is_empty():
        row = none.row(0, named=True)
        raise InputError(
            f"apparent consumption of {' '.join(str(row[k]) for k in by)} is "
            f"{row['consumption']:,.6g}: exports exceed output and imports; check units and "
            "re-exports"
        )
    share = pl.col("imports") / pl.col("consumption")
    return table.with_columns(share.alias("penetration"))


def export_similarity(
    trade: Frame, first: str, second: str, *, market: str | None = None, digits: int | None = None
) -> pl.DataFrame:
    """How alike two countries' exports are, by product.

    ``S = 100 sum_j min(s_1j, s_2j)`` with the shares s of product j in the exports of each: 0 if
    they sell nothing in common, 100 if they sell the same in the same proportions. It falls as
    products are finer.

    Parameters
    ----------
    trade
        Tidy trade as in `bilateral_balance`, with the exports of both.
    first, second
        Codes as in the frame.
    market
        The partner to which both sell, as in the source; None for all partners.
    digits
        Digits of the products; None for those of the frame.

    Returns
    -------
    DataFrame
        ``year``, ``index`` from 0 to 100.

    Raises
    ------
    InputError
        A year in which one of them sells nothing, or a frame as in `bilateral_balance`.

    References
    ----------
    Finger, J. M., and M. E. Kreinin (1979), A Measure of "Export Similarity" and Its Possible
    Uses, Economic Journal 89.
    """
    frame = trade_frame(trade, "trade", digits)
    sides = [
        (f"exports of {who}", of(frame, "trade", reporter=who, flow="exports", partner=market))
        for who in (first, second)
    ]
    both = _matched(sides[0], sides[1])
    overlap = pl.min_horizontal("share", "share_right").sum() * 100.0
    return both.group_by("year").agg(overlap.alias("index")).sort("year")


def complementarity(
    trade: Frame, seller: str, buyer: str, *, digits: int | None = None
) -> pl.DataFrame:
    """How well what one country sells fits what another buys.

    ``C = 100 (1 - sum_j |m_j - x_j| / 2)`` with the shares m of product j in all imports of the
    buyer and x in all exports of the seller: 0 without a product in common, 100 where they match.
    Buyer and seller cannot be exchanged.

    Parameters
    ----------
    trade
        Tidy trade as in `bilateral_balance`, with the seller's exports and the buyer's imports,
        with all partners.
    seller, buyer
        Codes as in the frame.
    digits
        Digits of the products; None for those of the frame.

    Returns
    -------
    DataFrame
        ``year``, ``index`` from 0 to 100.

    Raises
    ------
    InputError
        A year in which the seller sells or the buyer buys nothing, or a frame as in
        `bilateral_balance`.

    References
    ----------
    Michaely, M. (1996), Trade Preferential Agreements in Latin America: An Ex-Ante Assessment,
    World Bank Policy Research Working Paper 1583.
    """
    frame = trade_frame(trade, "trade", digits)
    both = _matched(
        (f"exports of {seller}", of(frame, "trade", reporter=seller, flow="exports")),
        (f"imports of {buyer}", of(frame, "trade", reporter=buyer, flow="imports")),
    )
    apart = (pl.col("share") - pl.col("share_right")).abs().sum() / 2.0
    return both.group_by("year").agg((100.0 * (1.0 - apart)).alias("index")).sort("year")


def _shares(what: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Share of each product in the value of a year."""
    total = pl.col("value").sum().over("year")
    sums = rows.group_by("year", "product").agg(pl.col("value").sum())
    shares = sums.with_columns((pl.col("value") / total).alias("share"), total.alias("total"))
    none = shares.filter(pl.col("total") <= 0.0).get_column("year")
    if not none.is_empty():
        raise InputError(f"{what} are 0 in {none.min()}, and have no shares; leave the year out")
    return shares.select("year", "product", "share")


def _matched(first: tuple[str, pl.DataFrame], second: tuple[str, pl.DataFrame]) -> pl.DataFrame:
    """Shares of two sides by year and product, 0 where one has none."""
    same_years([first, second], "an index needs both in every year")
    one, other = _shares(*first), _shares(*second)
    both = one.join(other, on=["year", "product"], how="full", coalesce=True)
    return both.with_columns(pl.col("share", "share_right").fill_null(0.0))
