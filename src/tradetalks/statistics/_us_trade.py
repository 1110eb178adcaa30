"""What the readers of US statistics share: goods and countries in words, time in words, totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._check import (
    Examined,
    Fault,
    Needed,
    Rule,
    Source,
    examine,
    negative,
    not_a_number,
    number,
)
from tradetalks.statistics._classifications import restored
from tradetalks.statistics._codes import choice
from tradetalks.statistics._countries import (
    country_codes,
    known_countries,
    looked_up,
    near,
    simple,
)
from tradetalks.statistics._coverage import ListedCode
from tradetalks.statistics._text import LINE

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
          "october", "november", "december")  # fmt: skip

SUMS_OF_COUNTRIES = {
    "", "world total", "world", "all countries", "total for all countries", "total",
    "africa", "apec", "asean", "asia", "australia and oceania", "cafta dr", "euro area", "europe",
    "european union", "nafta", "nato", "north america", "oecd", "opec", "pacific rim countries",
    "south central america", "south america", "twenty latin american republics", "usmca nafta",
    "usmca", "lafta", "cacm",
}  # fmt: skip
"""The world and groups of countries by the names that Census gives them, as `simple` writes."""

SUMS_OF_GOODS = ("all commodities", "total", "total all commodities", "-")


class Choice(NamedTuple):
    """What is asked of a source."""

    years: Sequence[int] | None
    partners: Sequence[str] | None
    products: Sequence[str | ListedCode] | None
    digits: int | None


def checked_digits(digits: int | None) -> int | None:
    """Digits of a product in US statistics."""
    if digits not in (None, 2, 4, 6, 8, 10):
        raise InputError(f"digits is {digits}; choose 2, 4, 6, 8 or 10")
    return digits


def examined(origin: Source, asked: Choice) -> Examined:
    """Rows with text columns ``product``, ``partner``, ``time`` and ``value``, chosen and checked.

    Totals over goods and over countries are left out, and so are all levels of products but one.
    """
    origin = _coded(origin)
    level = asked.digits or _deepest(origin)
    rules = [
        Rule("of the world or a group of countries, left out", ~pl.col("partner_sum")),
        Rule("of all goods together, left out", ~pl.col("product_sum")),
        Rule(
            f"of products of other than {level} digits, left out", (_size() == level) | _bad_code()
        ),
    ]
    if asked.years is not None:
        rules.insert(0, Rule("of other years, left out", _year().is_in(list(asked.years))))
    if asked.partners is not None:
        wanted = list(known_countries(asked.partners).values())
        rules.append(Rule("of other partners, left out", pl.col("partner_code").is_in(wanted)))
    if asked.products is not None:
        rules.append(
            Rule("of other products, left out", choice(pl.col("product_code"), asked.products))
        )
    time = pl.col("time").str.strip_chars().str.to_lowercase()
    good = time.str.contains(r"^\d{4}$|^\d{4}-\d\d?$|^(" + "|".join(MONTHS) + r"),? \d{4}$")
    faults = [
        Fault("time", good.not_().fill_null(True), "is not a whole year or one month"),
        Fault("partner", pl.col("partner_code").is_null(), "is an unknown country", near),
        Fault("product", _bad_code(), "does not begin with a code of 2 to 10 digits"),
        not_a_number("value"),
        negative("value"),
    ]
    digits = pl.col("product_digits").str.replace_all(".", "", literal=True)
    counts = [
        Rule("with the leading zero of the product restored", digits != pl.col("product_code")),
        Rule("with a thousands separator in the value", pl.col("value").str.contains(",")),
    ]
    key = {"product": pl.col("product_code"), "partner": pl.col("partner"), "time": time}
    needed = Needed("time", _year(), asked.years) if asked.years else None
    part = examine(origin, rules, faults, counts, key, needed)
    return _one_frequency(origin, part)


def columns(flow: str, basis: str, classification: str) -> dict[str, pl.Expr]:
    """Columns of the tidy layout."""
    return {
        "year": _year(),
        "month": _month(),
        "reporter": pl.lit("USA"),
        "partner": pl.col("partner_code"),
        "flow": pl.lit(flow),
        "classification": pl.lit(classification),
        "product": pl.col("product_code"),
        "value": number("value"),
        "value_basis": pl.lit(basis),
    }


def _coded(origin: Source) -> Source:
    """Codes of products and partners; each name of a country is looked up once."""
    listed = origin.rows.select(pl.col("partner").unique()).collect(engine="streaming")
    names = [name for name in listed["partner"] if name is not None]
    codes = {name: _partner(name) for name in names}
    sums = [name for name in names if _is_sum(name)]
    goods = pl.col("product").str.strip_chars()
    digits = goods.str.extract(r"^([\d.]+)", 1)
    partner = pl.col("partner").replace_strict(codes, default=None, return_dtype=pl.String)
    rows = origin.rows.with_columns(
        digits.alias("product_digits"),
        partner.alias("partner_code"),
        pl.col("partner").is_in(sums).fill_null(False).alias("partner_sum"),
        goods.str.to_lowercase().is_in(SUMS_OF_GOODS).fill_null(False).alias("product_sum"),
    ).with_columns(restored("product_digits").alias("product_code"))
    return origin._replace(rows=rows)


def _partner(name: str) -> str | None:
    return country_codes("census").get(name.strip()) or looked_up(name)


def _is_sum(name: str) -> bool:
    """Census gives groups of countries the codes 0003 or 4XXX, and the world a dash."""
    coded = len(name) == 4 and (name.startswith("00") or name.endswith("XXX"))
    return coded or simple(name) in SUMS_OF_COUNTRIES


def _size() -> pl.Expr:
    return pl.col("product_code").str.len_chars()


def _deepest(origin: Source) -> int:
    return int(origin.rows.select(_size().max()).collect(engine="streaming").item() or 0)


def _bad_code() -> pl.Expr:
    good = pl.col("product_code").str.contains(r"^\d{2}$|^\d{4}$|^\d{6}$|^\d{8}$|^\d{10}$")
    return good.not_().fill_null(True)


def _year() -> pl.Expr:
    return pl.col("time").str.extract(r"(\d{4})", 1).cast(pl.Int32, strict=False)


def _month() -> pl.Expr:
    time = pl.col("time").str.strip_chars().str.to_lowercase()
    named = time.str.extract(r"^([a-z]+)", 1).replace_strict(
        list(MONTHS), list(range(1, 13)), default=None, return_dtype=pl.Int8
    )
    return pl.coalesce(named, time.str.extract(r"^\d{4}-(\d\d?)$", 1).cast(pl.Int8, strict=False))


def _one_frequency(origin: Source, part: Examined) -> Examined:
    """Years beside their months would be counted twice."""
    if part.faults:
        return part
    kinds = part.rows.group_by(_month().is_null().alias("annual")).agg(pl.col(LINE).min())
    found: Mapping[bool, int] = dict(kinds.collect(engine="streaming").iter_rows())
    if len(found) < 2:
        return part
    column = origin.names.get("time", "time")
    said = (
        f"{origin.name}, column {column}: {origin.row} {found[True]} is a year and {origin.row} "
        f"{found[False]} a month; download one of the two"
    )
    return part._replace(faults=[said])
