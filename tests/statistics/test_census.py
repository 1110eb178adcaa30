"""USA Trade Online and the Census API: codes in words, separators, totals."""

from __future__ import annotations

import pytest

from tradetalks.errors import InputError
from tradetalks.statistics._census import read_census

ONLINE = """\
"USA Trade Online"
"Source: U.S. Census Bureau"

Commodity,Country,Time,Customs Value (Gen) ($US),Customs Value (Cons) ($US),
"8703230190 PASS MTR VEH, SPARK IGN","Japan","2023","1,234,567","1,200,000",
"8703230190 PASS MTR VEH, SPARK IGN","Korea, South","2023","2,000","2,000",
"8703230190 PASS MTR VEH, SPARK IGN","World Total","2023","1,236,567","1,202,000",
"8703 MOTOR CARS AND OTHER MOTOR VEHICLES","Japan","2023","9,999,999","9,999,999",
"0101210010 HORSES, PUREBRED","Canada","2023","15","15",
"""

API = """\
CTY_CODE,CTY_NAME,E_COMMODITY,ALL_VAL_MO,YEAR,MONTH
5880,JAPAN,8703230190,1000,2023,01
5880,JAPAN,8703230190,2000,2023,12
4XXX,EUROPE,8703230190,700,2023,01
0003,EUROPEAN UNION,8703230190,600,2023,01
-,TOTAL FOR ALL COUNTRIES,8703230190,3000,2023,01
"""


def test_codes_in_words_and_separators(write):
    table = read_census(write("online.csv", ONLINE))
    rows = table.collect()
    assert rows.select("partner", "product", "value").rows() == [
        ("JPN", "8703230190", 1234567.0),
        ("KOR", "8703230190", 2000.0),
        ("CAN", "0101210010", 15.0),
    ]
    assert set(rows["value_basis"]) == {"customs"}
    assert set(rows["flow"]) == {"imports"}
    assert table.counts["of the world or a group of countries, left out"] == 1
    assert table.counts["of products of other than 10 digits, left out"] == 1
    assert table.counts["with a thousands separator in the value"] == 2
    assert "general imports" in table.source


def test_imports_for_consumption(write):
    table = read_census(write("online.csv", ONLINE), imports="consumption").collect()
    assert table["value"].to_list() == [1200000.0, 2000.0, 15.0]


def test_levels_and_choices(write):
    path = write("online.csv", ONLINE)
    assert read_census(path, digits=4).collect()["value"].to_list() == [9999999.0]
    assert read_census(path, partners=["Japan"], products=["87"], years=[2023]).kept == 1
    with pytest.raises(InputError, match="column Time has no 2020; it has 2023 to 2023"):
        read_census(path, years=[2020])


def test_zero_that_a_spreadsheet_took(write):
    path = write("online.csv", ONLINE.replace("0101210010 H", "101210010 H"))
    table = read_census(path)
    assert table.collect()["product"][-1] == "0101210010"
    assert table.counts["with the leading zero of the product restored"] == 1


def test_api(write):
    table = read_census(write("api.csv", API))
    rows = table.collect()
    assert rows.select("year", "month", "partner", "flow", "value", "value_basis").rows() == [
        (2023, 1, "JPN", "exports", 1000.0, "fas"),
        (2023, 12, "JPN", "exports", 2000.0, "fas"),
    ]
    assert table.counts["of the world or a group of countries, left out"] == 3


def test_words_for_months(write):
    rows = read_census(write("m.csv", ONLINE.replace('"2023"', '"February 2023"'))).collect()
    assert set(rows["month"]) == {2}


def test_years_beside_months(write):
    text = ONLINE.replace('Canada","2023"', 'Canada","January 2023"')
    with pytest.raises(InputError, match="column Time: line 5 is a year and line 9 a month"):
        read_census(write("online.csv", text))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Korea, South", "Korea, Sout", "line 6, column Country: 'Korea, Sout' .* mean KOR"),
        ('"2,000","2,000"', '"-2,000","2,000"', "line 6, .*'-2,000' is negative"),
        ('"2,000","2,000"', '"(D)","2,000"', r"line 6, .*'\(D\)' is not a number"),
        ('South","2023"', 'South","2023 through July"', "line 6, column Time: .* not a whole year"),
        ("0101210010 HORSES", "HORSES", "line 9, column Commodity: 'HORSES, PUREBRED' does not"),
        ("Korea, South", "Japan", "line 6 repeats"),
        ("Customs Value (Gen) ($US)", "Customs Value (Gen) (Thousands)", "line 4: .* thousands"),
        ("Commodity,Country,Time", "Commodity,Land,Time", "country .* are missing"),
    ],
)
def test_fault_names_line_and_column(write, old, new, message):
    text = ONLINE.replace(old, new)
    assert text != ONLINE
    with pytest.raises(InputError, match=message):
        read_census(write("online.csv", text))


def test_no_values(write):
    text = "Commodity,Country,Time,Quantity 1 (Gen)\n8703 CARS,Japan,2023,5\n"
    with pytest.raises(InputError, match="line 1: no column of values"):
        read_census(write("q.csv", text))
