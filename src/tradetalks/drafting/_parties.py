"""The two sides of a case by the countries that belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics import countries, european_union
from tradetalks.statistics._countries import known_countries

__all__ = ["REST", "UNION", "Side", "sides"]

UNION = "EUN"
"""The European Union's code where a source has it as one reporter or partner."""

REST = "ROW"
"""Party that stands for all other countries."""

YEARS = range(1988, 2101)
"""Years for which there may be trade in the Harmonized System."""


FIRST = ("United", "Netherlands", "Philippines", "Gambia", "Bahamas", "Czech", "Dominican")
LAST = ("Union", "Republic", "Islands", "Isds", "Federation")
"""Words at either end of a name that takes an article."""


@dataclass(frozen=True)
class Side:
    """A party: a country, or the European Union as it was in each year.

    Attributes
    ----------
    id
        Id in the case: an ISO alpha-3 code, or EU.
    name
        Name in full.
    code
        Code in statistics.
    apart
        Countries that are a party of their own, and so none of the union.
    """

    id: str
    name: str
    code: str
    apart: tuple[str, ...] = ()

    @property
    def the(self) -> str:
        """The name inside a sentence, with the article that it takes."""
        first, last = self.name.split()[0], self.name.split()[-1]
        return f"the {self.name}" if first in FIRST or last in LAST else self.name

    def members(self, year: int) -> tuple[str, ...]:
        """Codes of the countries that belong to it in a year."""
        if self.code != UNION:
            return (self.code,)
        return tuple(code for code in european_union(year) if code not in self.apart)

    def every_code(self) -> list[str]:
        """Codes of all countries that ever belong to it, and its own."""
        codes = {code for year in YEARS for code in self.members(year)}
        return sorted({*codes, self.code})

    def by_year(self, years: Sequence[int]) -> pl.DataFrame:
        """``year``, ``country`` and ``party``, a row for each member and its own code."""
        rows = [
            (year, code, self.id)
            for year in years
            for code in dict.fromkeys((*self.members(year), self.code))
        ]
        kinds = {"year": pl.Int32, "country": pl.String, "party": pl.String}
        return pl.DataFrame(rows, schema=kinds, orient="row")


def sides(names: Sequence[str]) -> tuple[Side, Side]:
    """The side that demands and the side that is asked.

    Raises
    ------
    InputError
        Another number than two, an unknown name (with the nearest one), the same party twice, or
        what is no country and not the European Union.
    """
    if len(names) != 2:
        raise InputError(f"parties are {', '.join(names) or 'none'}; give two, as in EU,USA")
    codes = list(known_countries(names).values())
    if len(set(codes)) < 2:
        raise InputError(f"parties {names[0]!r} and {names[1]!r} are the same; give two")
    table = countries().filter(pl.col("iso3").is_in(codes))
    kinds = dict(table.sort("kind", descending=True).select("iso3", "kind").rows())
    wrong = [code for code in codes if kinds[code] != "country" and code != UNION]
    if wrong:
        raise InputError(f"party {wrong[0]!r} is no country; give countries, or EU")
    titles = dict(table.sort("start", nulls_last=False).select("iso3", "name").rows())
    apart = tuple(code for code in codes if code != UNION)
    found = [
        Side("EU" if code == UNION else code, titles[code], code, apart if code == UNION else ())
        for code in codes
    ]
    return found[0], found[1]
