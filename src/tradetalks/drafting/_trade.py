"""Trade of both sides out of the user's files, by party in place of country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tradetalks.case import Source
from tradetalks.drafting._files import Files, found_files, release_date
from tradetalks.drafting._parties import REST, UNION, Side
from tradetalks.errors import InputError
from tradetalks.statistics import (
    Table,
    european_union,
    normal_code,
    read_baci,
    read_census,
    read_comtrade,
    read_dataweb,
)

__all__ = ["PartyTrade", "read_trade"]

READERS = ("read_baci", "read_comtrade", "read_census", "read_dataweb")

FINEST = 6
"""Digits beyond which products are no longer the same in two countries."""

WHOLE_YEAR = 12
"""Months of a year that is whole."""


@dataclass(frozen=True, eq=False)
class PartyTrade:
    """Imports of both sides by origin.

    Attributes
    ----------
    flows
        ``year``, ``importer``, ``origin``, ``product``, ``value`` in USD, ``basis``; importers are
        the two sides, origins those and the rest of the world.
    mirrored
        The same trade between the two sides as the exporters report it; empty where they do not.
    alone
        Importers whose imports are known from the other side's exports only.
    year
        Year of the markets: the latest in which both sides bought of each other, or the asked one.
    source, files
        Where it comes from.
    notes
        What was left out, mended or put together.
    """

    flows: pl.DataFrame
    mirrored: pl.DataFrame
    alone: tuple[str, ...]
    year: int
    source: Source
    files: Files
    notes: tuple[str, ...]

    def of_year(self, importer: str) -> pl.DataFrame:
        """Imports of one side in the year of the markets."""
        return self.flows.filter(year=self.year, importer=importer)


def read_trade(
    path: object,
    parties: tuple[Side, Side],
    products: Sequence[str],
    *,
    year: int | None,
    encoding: str,
) -> PartyTrade:
    """Read files of trade, whatever their layout, and put countries together to parties.

    Raises
    ------
    InputError
        Files that no reader knows, products that match nothing, no trade in one direction, a year
        that is absent, and all faults of the readers.
    """
    listed = [normal_code(code) for code in products]
    if not listed:
        raise InputError("products is empty; give codes of the Harmonized System, such as 72")
    files = found_files(str(path), READERS, "trade", encoding)
    tables = _tables(files, parties, listed, encoding)
    rows = pl.concat([t.collect() for t in tables])
    _matched(rows, listed, files)
    rows, partial = _whole_years(rows)
    imports, exports = _by_party(rows, parties)
    notes = [n for t in tables for n in t.notes] + partial + _inside(imports)
    told, mirror = _outside(imports), _outside(exports)
    flows, alone = _preferred(told, mirror, parties)
    between = mirror.filter(pl.col("origin") != REST)
    name = tables[0].source
    return PartyTrade(
        flows=flows,
        mirrored=between if not alone else between.clear(),
        alone=alone,
        year=_year(flows, parties, year, files),
        source=files.cited("trade", name, release_date(files.files[0].name)),
        files=files,
        notes=tuple(notes),
    )


def _tables(
    files: Files, parties: tuple[Side, Side], products: Sequence[str], encoding: str
) -> list[Table]:
    """What the reader of the layout finds; the trade of other countries is not read."""
    codes = sorted({code for party in parties for code in party.every_code()})
    if files.reader == "read_baci":
        one = [code for code in codes if code != UNION]
        return [read_baci(files.path, importers=one, products=products, flow="imports")]
    if files.reader == "read_comtrade":
        return [
            read_comtrade(list(files.files), reporters=codes, products=products, encoding=encoding)
        ]
    if "USA" not in codes:
        names = " and ".join(party.id for party in parties)
        raise InputError(
            f"{files.path.name} is the United States' own statistics, and parties are {names}; "
            "give files of BACI or Comtrade"
        )
    if files.reader == "read_dataweb":
        return [read_dataweb(f, products=products) for f in files.files]
    return [read_census(f, products=products, encoding=encoding) for f in files.files]


def _matched(rows: pl.DataFrame, products: Sequence[str], files: Files) -> None:
    """Every product asked for is traded by one of the parties at least."""
    have = rows.get_column("product").unique()
    absent = [code for code in products if not have.str.starts_with(code).any()]
    if absent:
        raise InputError(
            f"products {', '.join(absent)} match no trade of the parties in {files.path.name}; "
            "give codes of the Harmonized System such as 72 or 7208, at most as fine as the file"
        )


def _whole_years(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Months summed; years that lack some are left out."""
    monthly = rows.filter(pl.col("month").is_not_null())
    if monthly.is_empty():
        return rows, []
    count = monthly.group_by("year", "flow").agg(pl.col("month").n_unique().alias("months"))
    short = count.filter(pl.col("months") < WHOLE_YEAR).get_column("year").unique().sort()
    kept = rows.filter(~pl.col("year").is_in(short.implode()))
    if kept.is_empty():
        raise InputError("no year has all twelve months; give files of a whole year")
    notes = [f"{year}: left out, some months are missing" for year in short]
    return kept, notes


def _by_party(rows: pl.DataFrame, parties: tuple[Side, Side]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Flows into the two sides, as importers and as exporters report them."""
    rows = rows.with_columns(pl.col("product").str.slice(0, FINEST))
    rows = _one_union(rows, parties)
    tags = pl.concat([p.by_year(rows["year"].unique().sort().to_list()) for p in parties])
    for side in ("reporter", "partner"):
        tag = tags.rename({"country": side, "party": f"{side}_party"})
        rows = rows.join(tag, on=["year", side], how="left", maintain_order="left")
    found: list[pl.DataFrame] = []
    for flow, importer, origin in (
        ("imports", "reporter_party", "partner_party"),
        ("exports", "partner_party", "reporter_party"),
    ):
        some = rows.filter((pl.col("flow") == flow) & pl.col(importer).is_not_null())
        found.append(
            some.group_by(
                "year",
                pl.col(importer).alias("importer"),
                pl.col(origin).fill_null(REST).alias("origin"),
                "product",
            )
            .agg(
                pl.col("value").sum(),
                pl.col("value_basis").fill_null("unspecified").unique().sort().str.join("/"),
            )
            .rename({"value_basis": "basis"})
            .sort("year", "importer", "origin", "product")
        )
    return found[0], found[1]


def _one_union(rows: pl.DataFrame, parties: tuple[Side, Side]) -> pl.DataFrame:
    """Leave out what would count twice where the Union stands beside its members.

    As a reporter the Union is kept, since it alone leaves out trade among members; as a partner
    the members are.
    """
    years = rows["year"].unique().to_list()
    members = pl.DataFrame(
        [(year, code) for year in years for code in european_union(year)],
        schema={"year": pl.Int32, "member": pl.String},
        orient="row",
    )
    united = rows.filter(reporter=UNION).select("year", "flow").unique()
    told = rows.join(united, on=["year", "flow"], how="semi").join(
        members, left_on=["year", "reporter"], right_on=["year", "member"], how="semi"
    )
    if any(party.code == UNION for party in parties) and not told.is_empty():
        rows = rows.join(told, on=rows.columns, how="anti", nulls_equal=True)
    with_members = (
        rows.join(members, left_on=["year", "partner"], right_on=["year", "member"], how="semi")
        .select("year", "reporter", "flow")
        .unique()
    )
    twice = rows.filter(partner=UNION).join(
        with_members, on=["year", "reporter", "flow"], how="semi"
    )
    return rows.join(twice, on=rows.columns, how="anti", nulls_equal=True)


def _outside(flows: pl.DataFrame) -> pl.DataFrame:
    """Trade that crosses a side's border; what stays inside a union is sold at home."""
    return flows.filter((pl.col("importer") != pl.col("origin")) & (pl.col("value") > 0.0))


def _inside(flows: pl.DataFrame) -> list[str]:
    inside = flows.filter(pl.col("importer") == pl.col("origin"))
    sums = inside.group_by("importer").agg(pl.col("value").sum()).sort("importer")
    return [
        f"{who}: {value / 1e9:.3g} USD bn of trade among members over the years, counted as sold "
        "at home"
        for who, value in sums.rows()
    ]


def _preferred(
    imports: pl.DataFrame, exports: pl.DataFrame, parties: tuple[Side, Side]
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Imports as their importer reports them, else as their exporters do."""
    chosen: list[pl.DataFrame] = []
    alone: list[str] = []
    for importer, partner in (parties, parties[::-1]):
        own = imports.filter(importer=importer.id)
        if own.is_empty():
            own = exports.filter(importer=importer.id)
            alone.append(importer.id)
        if own.filter(origin=partner.id).is_empty():
            raise InputError(
                f"no trade in these products from {partner.name} to {importer.name} in the files; "
                "a case needs both directions: give other products, or files with both flows"
            )
        chosen.append(own)
    return pl.concat(chosen), tuple(alone)


def _year(flows: pl.DataFrame, parties: tuple[Side, Side], asked: int | None, files: Files) -> int:
    pairs = flows.filter(pl.col("origin") != REST)
    seen = [set(pairs.filter(importer=p.id)["year"].to_list()) for p in parties]
    both = sorted(seen[0] & seen[1])
    if not both:
        raise InputError(f"{files.path.name} has no year with trade in both directions; add years")
    if asked is not None and asked not in both:
        raise InputError(
            f"{files.path.name} has no year {asked} with trade in both directions; "
            f"it has {both[0]} to {both[-1]}"
        )
    return both[-1] if asked is None else asked
