"""Countries by code and name, against the lists that Comtrade, the Census and the Union publish."""

from __future__ import annotations

import polars as pl
import pytest

from tradetalks.errors import InputError
from tradetalks.statistics._countries import (
    countries,
    country,
    country_codes,
    european_union,
    known_countries,
    numbers_of,
    out_of_date,
)

COMTRADE = {
    4: "Afghanistan", 36: "Australia", 58: "Belgium-Luxembourg", 56: "Belgium",
    68: "Bolivia (Plurinational State of)", 70: "Bosnia Herzegovina", 92: "Br. Virgin Isds",
    96: "Brunei Darussalam", 132: "Cabo Verde", 136: "Cayman Isds", 140: "Central African Rep.",
    344: "China, Hong Kong SAR", 446: "China, Macao SAR", 178: "Congo", 184: "Cook Isds",
    384: "Côte d'Ivoire", 531: "Curaçao", 203: "Czechia", 200: "Czechoslovakia",
    408: "Dem. People's Rep. of Korea", 180: "Dem. Rep. of the Congo", 214: "Dominican Rep.",
    234: "Faeroe Isds", 238: "Falkland Isds (Malvinas)", 278: "Fmr Dem. Rep. of Germany",
    280: "Fmr Fed. Rep. of Germany", 736: "Fmr Sudan", 810: "Fmr USSR", 890: "Fmr Yugoslavia",
    251: "France", 583: "FS Micronesia", 276: "Germany", 336: "Holy See (Vatican City State)",
    699: "India", 364: "Iran", 381: "Italy", 392: "Japan", 417: "Kyrgyzstan",
    418: "Lao People's Dem. Rep.", 434: "Libya", 584: "Marshall Isds", 580: "N. Mariana Isds",
    530: "Neth. Antilles", 528: "Netherlands", 579: "Norway", 490: "Other Asia, nes",
    410: "Rep. of Korea", 498: "Rep. of Moldova", 638: "Réunion", 643: "Russian Federation",
    534: "Saint Maarten", 688: "Serbia", 891: "Serbia and Montenegro", 703: "Slovakia",
    711: "So. African Customs Union", 90: "Solomon Isds", 710: "South Africa",
    728: "South Sudan", 275: "State of Palestine", 729: "Sudan", 748: "Swaziland",
    757: "Switzerland", 760: "Syria", 807: "TFYR of Macedonia", 626: "Timor-Leste",
    792: "Turkey", 796: "Turks and Caicos Isds", 826: "United Kingdom",
    834: "United Rep. of Tanzania", 850: "US Virgin Isds", 842: "USA", 862: "Venezuela",
    704: "Viet Nam", 876: "Wallis and Futuna Isds", 887: "Yemen", 899: "Areas, nes", 0: "World",
}  # fmt: skip
"""Numbers and names of https://comtrade.un.org/Data/cache/partnerAreas.json."""

CENSUS = {
    "1220": "Canada", "2010": "Mexico", "4120": "United Kingdom", "4279": "France",
    "4280": "Germany (Federal Republic of Germany)", "4419": "Switzerland", "4759": "Italy",
    "5330": "India", "5460": "Burma (Myanmar)", "5520": "Vietnam", "5700": "China",
    "5790": "North Korea (Democratic People's Republic of Korea)",
    "5800": "South Korea (Republic of Korea)", "5820": "Hong Kong", "5830": "Taiwan",
    "5880": "Japan", "4801": "Serbia", "4803": "Kosovo", "4794": "North Macedonia",
    "5083": "West Bank administered by Israel", "7480": "Cote d'Ivoire",
    "7660": "Congo, Democratic Republic of the Congo (formerly Zaire)", "7950": "Eswatini",
}  # fmt: skip
"""Codes and names of https://www.census.gov/foreign-trade/schedules/c/country.txt."""


@pytest.mark.parametrize(("number", "name"), COMTRADE.items())
def test_number_and_name_of_comtrade_are_one_country(number, name):
    assert country_codes("comtrade")[str(number)] == country(name)


@pytest.mark.parametrize(("code", "name"), CENSUS.items())
def test_code_and_name_of_the_census_are_one_country(code, name):
    assert country_codes("census")[code] == country(name)


def test_table_is_consistent():
    table = countries()
    today = table.filter(kind="country")
    assert today.height == 250
    assert today["iso3"].n_unique() == today["iso2"].n_unique() == 250
    for system in ("comtrade", "census"):
        numbers = table.drop_nulls(system).filter(pl.col("kind") != "group")
        listed = "|".join(numbers[system]).split("|")
        assert len(listed) == len(set(listed))
    ended = table.drop_nulls("end")
    assert (ended["end"] >= ended["start"].fill_null(0)).all()


@pytest.mark.parametrize(
    ("name", "code"),
    [("usa", "USA"), ("US", "USA"), ("Korea", "KOR"), ("türkiye", "TUR"), ("Germany", "DEU"),
     ("United States of America", "USA"), ("The Netherlands", "NLD"), ("EU", "EUN"),
     ("CS", "CSK"), ("Trinidad & Tobago", "TTO"), ("SUN", "SUN")],
)  # fmt: skip
def test_names_in_use(name, code):
    assert country(name) == code


def test_unknown_names_are_listed_with_the_nearest():
    with pytest.raises(InputError, match=r"'Swizerland'.*CHE \(switzerland\).*'Qq'.*ISO code"):
        known_countries(["Japan", "Swizerland", "Qq"])
    with pytest.raises(InputError, match="choose 'comtrade'"):
        country_codes("iso")


def test_all_numbers_of_a_country():
    assert set(numbers_of(["India"], country_codes("comtrade"))) == {"699", "356"}
    assert set(numbers_of(["Sudan"], country_codes("comtrade"))) == {"729", "736"}


def test_years_of_a_number():
    rows = pl.DataFrame(
        {
            "code": ["810", "810", "643", "58", "56", "842"],
            "year": [1991, 1992, 1991, 1999, 1999, 2020],
        }
    )
    late = rows.select(out_of_date(pl.col("code"), pl.col("year"))).to_series().to_list()
    assert late == [False, True, True, True, False, False]


@pytest.mark.parametrize(
    ("year", "members"), [(1990, 12), (1995, 15), (2004, 25), (2007, 27), (2013, 28), (2020, 27)]
)
def test_members_of_the_union(year, members):
    """Counts of https://european-union.europa.eu; the customs union BLX is one more code."""
    assert len([code for code in european_union(year) if code != "BLX"]) == members
