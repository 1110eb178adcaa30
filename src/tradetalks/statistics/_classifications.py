"""Products of the Harmonized System by industry (ISIC Rev. 3) and by sector of the world."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import polars as pl

from tradetalks.errors import InputError

__all__ = ["concordance", "industry_of", "normal_code", "restored", "sector_of"]

Concordance = Literal["hs_isic", "isic_sectors"]

DIGITS = (2, 4, 6)
"""Levels at which the concordance speaks; the longest prefix of a product decides."""


def normal_code(code: str) -> str:
    """A code of the Harmonized System or a national tariff without dots and blanks.

    >>> normal_code("8703.23.00")
    '87032300'

    Raises
    ------
    InputError
        No digits, or an odd number of them: a leading zero is lost, or a digit.
    """
    plain = code.replace(".", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit()) or not 2 <= len(plain) <= 10:
        raise InputError(f"code {code!r} is not 2 to 10 digits; write it as 870323 or 8703.23")
    if len(plain) % 2:
        raise InputError(f"code {code!r} has {len(plain)} digits; write its leading zero")
    return plain


def restored(column: str) -> pl.Expr:
    """Codes with the leading zero that spreadsheets take away.

    Codes of the Harmonized System have an even number of digits and none begins with two zeros,
    so that an odd number tells that one zero, and only one, is lost.
    """
    code = pl.col(column).str.strip_chars().str.replace_all(".", "", literal=True)
    odd = code.str.len_chars() % 2 == 1
    return pl.when(odd & code.str.contains(r"^\d+$")).then(pl.lit("0") + code).otherwise(code)


@cache
def concordance(which: Concordance) -> pl.DataFrame:
    """A concordance that ships with the package.

    Parameters
    ----------
    which
        "hs_isic": prefixes of the Harmonized System, ``hs``, and divisions of ISIC Rev. 3,
        ``isic``; the longest prefix of a product decides. "isic_sectors": divisions, their
        ``title`` and the ``sector`` of the world model, none for services.

    Notes
    -----
    The first is the project's own, drawn up by chapter and heading from the definitions of ISIC
    Rev. 3 (United Nations, Statistical Papers M 4 Rev. 3, 1990) and set against the tables of
    WITS from HS 1988/92 to ISIC Rev. 3 (https://wits.worldbank.org/product_concordance.html),
    which are by subheading. Where a heading is split between industries the larger part decides
    unless a subheading is named. Waste and scrap, which WITS gives to no industry, go to
    recycling (37). Headings of later editions of the Harmonized System are placed by the same
    definitions. The second follows Caliendo and Parro (2015), Review of Economic Studies 82, table
    A1: ISIC Rev. 3 divisions 01 to 37 in 20 sectors.
    """
    if which not in ("hs_isic", "isic_sectors"):
        raise InputError(f"concordance is {which!r}; choose 'hs_isic' or 'isic_sectors'")
    path = files("tradetalks.statistics") / "data" / f"{which}.csv"
    with path.open("rb") as raw:
        return pl.read_csv(raw, infer_schema=False)


def industry_of(product: pl.Expr) -> pl.Expr:
    """Division of ISIC Rev. 3 of a product with its leading zeros; null for chapters 98 and 99."""
    table = concordance("hs_isic")
    found: pl.Expr = pl.lit(None, pl.String)
    for level in DIGITS:
        some = table.filter(pl.col("hs").str.len_chars() == level)
        known = dict(zip(some["hs"], some["isic"], strict=True))
        found = pl.coalesce(_looked_up(product.str.slice(0, level), known), found)
    return found


def sector_of(product: pl.Expr) -> pl.Expr:
    """Sector of the world model of a product with its leading zeros; null for none."""
    table = concordance("isic_sectors").drop_nulls("sector")
    known = dict(zip(table["isic"], table["sector"], strict=True))
    return _looked_up(industry_of(product), known)


def _looked_up(code: pl.Expr, known: Mapping[str, str]) -> pl.Expr:
    return code.replace_strict(
        list(known), list(known.values()), default=None, return_dtype=pl.String
    )
