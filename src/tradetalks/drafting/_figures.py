"""What the files say, as rows of figures.csv."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tradetalks.case import Source
from tradetalks.drafting._parties import REST
from tradetalks.drafting._plan import DraftPlan
from tradetalks.figures import Figure
from tradetalks.statistics import bilateral_balance, import_shares

__all__ = ["PRICE_LEVEL", "balance_key", "duty_key", "figures", "home_key", "share_key", "sources"]

PRICE_LEVEL = "price_level"

DEFINED = "definition"
"""Id of the source of what holds by definition."""

DIGITS, SHOWN_DIGITS = 8, 3
"""Significant digits of what markets are calibrated to, and of what is there to be read."""

SHARE_YEARS = 5
"""Latest years whose shares are shown."""


def balance_key(plan: DraftPlan) -> str:
    """Key of the balance between the two sides."""
    one, other = plan.parties
    return f"balance_{one.id.lower()}_{other.id.lower()}"


def share_key(importer: str, origin: str) -> str:
    """Key of an origin's share of one side's imports."""
    return f"import_share_{importer.lower()}_from_{origin.lower()}"


def duty_key(importer: str) -> str:
    """Key of the duty of a side on the other's goods."""
    return f"duty_{importer.lower()}"


def home_key(importer: str) -> str:
    """Key of home makers' share in a side's use of the whole sector."""
    return f"sector_home_share_{importer.lower()}"


def sources(plan: DraftPlan) -> list[Source]:
    """Rows of sources.csv."""
    found = [plan.trade.source]
    found += [plan.duties.source] if plan.duties else []
    found += [plan.home_sales.source] if plan.home_sales else []
    own = Source(id=DEFINED, title="By definition, or set by the draft", publisher="tradetalks new")
    return [*found, own]


def figures(plan: DraftPlan) -> list[Figure]:
    """Rows of figures.csv: balance, shares, imports by heading, duties, home shares."""
    return [
        *_balances(plan),
        *_shares(plan),
        *_imports(plan),
        *_duties(plan),
        *_home_shares(plan),
        Figure(
            key=PRICE_LEVEL,
            value=100,
            unit="index",
            period=str(plan.trade.year),
            known_from=plan.trade.files.obtained,
            source=DEFINED,
            used=True,
            note="an index is 100 in its own year; put a price index here to compare years",
        ),
    ]


def _row(
    plan: DraftPlan, key: str, value: float, unit: str, period: object, **more: object
) -> Figure:
    given = {"known_from": plan.trade.files.obtained, "source": plan.trade.source.id, "used": True}
    content = {"key": key, "value": float(f"{value:.{DIGITS}g}"), "unit": unit}
    return Figure.model_validate({**given, **content, "period": str(period), **more})


def _shown(value: float) -> float:
    return float(f"{value:.{SHOWN_DIGITS}g}")


def _tidy(flows: pl.DataFrame) -> pl.DataFrame:
    """Imports by party in the layout of the indicators, with their mirror as exports."""
    imports = flows.select(
        "year",
        pl.col("importer").alias("reporter"),
        pl.col("origin").alias("partner"),
        pl.lit("imports").alias("flow"),
        pl.col("product").str.slice(0, 2),
        "value",
        pl.col("basis").alias("value_basis"),
    )
    sides = {"reporter": "partner", "partner": "reporter"}
    exports = imports.filter(pl.col("partner") != REST).rename(sides)
    columns = imports.columns
    return pl.concat([imports, exports.with_columns(flow=pl.lit("exports")).select(columns)])


def _balances(plan: DraftPlan) -> Iterator[Figure]:
    """The balance as the importers of each flow report it, and as the exporters do."""
    one, other = plan.parties
    two = not plan.trade.mirrored.is_empty()
    for flows, used, told in (
        (plan.trade.flows, True, "importers"),
        (plan.trade.mirrored, False, "exporters"),
    ):
        both = _both_ways(flows.filter(pl.col("origin") != REST))
        if both.is_empty():
            continue
        for row in bilateral_balance(_tidy(both), one.id, other.id).iter_rows(named=True):
            bases = sorted({row["exports_basis"], row["imports_basis"]})
            yield _row(
                plan,
                balance_key(plan),
                _shown(row["balance"] / 1e9),
                "USD bn",
                row["year"],
                base=f"goods under HS {_codes(plan)}, as the {told} of each flow report it, "
                f"{'/'.join(bases)}",
                used=used,
                why="importers record origin and check it" if used and two else "",
            )


def _both_ways(flows: pl.DataFrame) -> pl.DataFrame:
    """Years in which both sides bought of each other."""
    years = flows.group_by("year").agg(pl.col("importer").n_unique().alias("sides"))
    return flows.join(years.filter(pl.col("sides") == 2), on="year", how="semi")


def _shares(plan: DraftPlan) -> Iterator[Figure]:
    for importer, partner in (plan.parties, plan.parties[::-1]):
        if importer.id in plan.trade.alone:
            continue
        tidy = _tidy(plan.trade.flows.filter(importer=importer.id))
        rows = import_shares(tidy, importer.id).filter(partner=partner.id).sort("year")
        rows = rows.tail(SHARE_YEARS)
        for row in rows.iter_rows(named=True):
            yield _row(
                plan,
                share_key(importer.id, partner.id),
                _shown(100.0 * row["share"]),
                "percent",
                row["year"],
                base=f"imports of {importer.the} under HS {_codes(plan)}, home sales not counted",
            )


def _imports(plan: DraftPlan) -> Iterator[Figure]:
    for market in plan.markets:
        for good in market.goods:
            if good.origin == REST and market.elsewhere is None:
                continue
            yield _row(
                plan,
                f"imports_{market.side.id.lower()}_{good.id.replace('-', '_')}",
                good.value,
                "USD bn",
                plan.trade.year,
                base=f"imports of {market.side.the}",
            )


def _duties(plan: DraftPlan) -> Iterator[Figure]:
    if plan.duties is None:
        return
    for importer, partner in (plan.parties, plan.parties[::-1]):
        duty = plan.duties.by_importer.get(importer.id)
        if duty is not None:
            yield _row(
                plan,
                duty_key(importer.id),
                100.0 * duty.rate,
                "percent",
                duty.year,
                base=f"average duty of {importer.the} on goods of {partner.the}",
                known_from=plan.duties.obtained,
                source=plan.duties.source.id,
                note=duty.note,
            )


def _home_shares(plan: DraftPlan) -> Iterator[Figure]:
    if plan.home_sales is None:
        return
    for party in plan.parties:
        yield _row(
            plan,
            home_key(party.id),
            _shown(100.0 * plan.home_sales.shares[party.id]),
            "percent",
            plan.home_sales.year or plan.trade.year,
            base=f"use by {party.the} of sector {', '.join(plan.home_sales.sectors)}",
            known_from=plan.home_sales.obtained,
            source=plan.home_sales.source.id,
        )


def _codes(plan: DraftPlan) -> str:
    return ", ".join(sorted(plan.codes))
