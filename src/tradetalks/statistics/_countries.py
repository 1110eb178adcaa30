"""Countries by the codes of ISO 3166, M49, Comtrade, BACI and the US Census, and by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

import polars as pl

from tradetalks.errors import InputError
from tradetalks.figures import nearest

__all__ = ["countries", "country", "country_codes", "european_union"]

System = Literal["comtrade", "baci", "census", "m49"]

TAIWAN = "490"
"""Comtrade's "Other Asia, not elsewhere specified", read as Taiwan."""


@cache
def countries() -> pl.DataFrame:
    """The table of countries that ships with the package.

    Columns: ``iso3`` and ``iso2`` of ISO 3166-1 (of ISO 3166-3 for former states), ``m49`` of the
    United Nations, ``comtrade``, ``baci`` and ``census`` (Schedule C; two with a bar between), the
    years ``start`` and ``end`` in which Comtrade's number stands for it, ``kind`` ("country",
    "former", "group", "area" for partners that are none), ``name`` and ``other_names`` with bars
    between.

    Notes
    -----
    Made by ``scripts/countries.py`` from Debian's iso-codes (as pycountry carries them), Comtrade's
    partner areas and Schedule C of the US Census; the script names the addresses. A country
    has a row for each number that it had. What ISO 3166 does not name has the code that WITS gives
    (BLX, EUN, WLD) or BACI (ZA1), and an area X with Comtrade's number, as X899.
    """
    path = files("tradetalks.statistics") / "data" / "countries.csv"
    numbers = {"start": pl.Int32(), "end": pl.Int32()}
    with path.open("rb") as raw:
        return pl.read_csv(raw, infer_schema=False).with_columns(
            pl.col(name).cast(kind) for name, kind in numbers.items()
        )


@cache
def country_codes(system: System) -> Mapping[str, str]:
    """ISO alpha-3 codes by the numbers of a system, as text without leading zeros.

    Comtrade's and BACI's numbers are joined by those of M49 that they do not use themselves.

    Raises
    ------
    InputError
        Another system.
    """
    if system not in ("comtrade", "baci", "census", "m49"):
        raise InputError(f"system is {system!r}; choose 'comtrade', 'baci', 'census' or 'm49'")
    table = countries()
    found: dict[str, str] = {}
    if system in ("comtrade", "baci"):
        found = _numbered(table.filter(pl.col("kind") == "country"), "m49")
    return {**found, **_numbered(table, system)}


def _numbered(table: pl.DataFrame, system: str) -> dict[str, str]:
    some = table.drop_nulls(system)
    return {
        number: iso3
        for numbers, iso3 in zip(some[system], some["iso3"], strict=True)
        for number in numbers.split("|")
    }


@cache
def european_union(year: int) -> tuple[str, ...]:
    """Members of the European Union or the Communities before it, by ISO alpha-3 code.

    Parameters
    ----------
    year
        A member counts from the year of its accession; the United Kingdom until 2019.

    References
    ----------
    Dates of accession: https://european-union.europa.eu/principles-countries-history_en.
    """
    path = files("tradetalks.statistics") / "data" / "european_union.csv"
    with path.open("rb") as raw:
        table = pl.read_csv(raw, schema_overrides={"start": pl.Int32, "end": pl.Int32})
    inside = (pl.col("start") <= year) & (pl.col("end").fill_null(year) >= year)
    return tuple(table.filter(inside)["iso3"].sort())


def country(name: str) -> str:
    """ISO alpha-3 code of a country given by code or name.

    >>> country("Korea, South"), country("us")
    ('KOR', 'USA')

    Raises
    ------
    InputError
        A name that no source uses; the nearest one is given.
    """
    return next(iter(known_countries([name]).values()))


def known_countries(names: Iterable[str]) -> dict[str, str]:
    """ISO alpha-3 codes of countries given by code or name; all unknown ones are named at once."""
    found, unknown = dict[str, str](), list[str]()
    for name in names:
        code = looked_up(name)
        if code is None:
            unknown.append(f"country {name!r} is unknown{near(name)}")
        else:
            found[name] = code
    if unknown:
        raise InputError("; ".join(unknown))
    return found


def looked_up(name: str) -> str | None:
    """ISO alpha-3 code of a country given by code or name, None where it is unknown."""
    by_name = names_of_countries()
    return by_name.get(simple(name)) or by_name.get(simple(re.sub(r"\(.*?\)", "", name)))


def near(name: str) -> str:
    """A hint at the country most like a name."""
    by_name = names_of_countries()
    guess = nearest(simple(name), [key for key in by_name if len(key) > 3])
    if guess is None:
        return "; give an ISO code such as JPN"
    return f"; did you mean {by_name[guess]} ({guess})?"


@cache
def names_of_countries() -> Mapping[str, str]:
    """ISO alpha-3 codes by every code and name, as `simple` writes them.

    A name or a letter code of a country of today wins over the same one of a former state.
    """
    found: dict[str, str] = {}
    table = countries().with_columns(today=pl.col("kind") != "country").sort("today")
    columns = ("iso3", "iso2", "name", "other_names")
    for row in table.select(columns).iter_rows():
        for name in "|".join(word for word in row if word).split("|"):
            found.setdefault(simple(name), row[0])
    return found


def simple(name: str) -> str:
    """A name in small letters without accents, signs and articles."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    words = re.sub(r"[^a-z0-9 ]", " ", plain.encode("ascii", "ignore").decode()).split()
    return " ".join(word for word in words if word != "the")


def read_as(column: pl.Expr, known: Mapping[str, str]) -> pl.Expr:
    """A column of codes as ISO alpha-3 codes; null where a code is unknown."""
    return column.replace_strict(
        list(known), list(known.values()), default=None, return_dtype=pl.String
    )


def numbers_of(names: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """All numbers by which some countries go in a system, those of former years included."""
    wanted = set(known_countries(names).values())
    return [number for number, iso3 in known.items() if iso3 in wanted]


def out_of_date(code: pl.Expr, year: pl.Expr) -> pl.Expr:
    """Whether Comtrade's number is used for a year in which it did not stand for the country."""
    table = countries().drop_nulls("comtrade")
    first = dict(zip(table["comtrade"], table["start"], strict=True))
    last = dict(zip(table["comtrade"], table["end"], strict=True))
    start = {k: v for k, v in first.items() if v is not None}
    end = {k: v for k, v in last.items() if v is not None}
    before = year < _years(code, start)
    after = year > _years(code, end)
    return (before | after).fill_null(False)


def _years(code: pl.Expr, known: Mapping[str, int]) -> pl.Expr:
    return code.replace_strict(
        list(known), list(known.values()), default=None, return_dtype=pl.Int32
    )
