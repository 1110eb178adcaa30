"""UN Comtrade: sums told from parts, values kept at their price."""

from __future__ import annotations

import csv
import io
import json

import polars as pl
import pytest

from tradetalks.errors import InputError
from tradetalks.statistics._comtrade import read_comtrade

HEADER = """\
typeCode freqCode refPeriodId refYear refMonth period reporterCode reporterISO reporterDesc
flowCode flowDesc partnerCode partnerISO partnerDesc partner2Code partner2ISO partner2Desc
classificationCode classificationSearchCode isOriginalClassification cmdCode cmdDesc aggrLevel
isLeaf customsCode customsDesc mosCode motCode motDesc qtyUnitCode qtyUnitAbbr qty isQtyEstimated
altQtyUnitCode altQtyUnitAbbr altQty isAltQtyEstimated netWgt isNetWgtEstimated grossWgt
isGrossWgtEstimated cifvalue fobvalue primaryValue legacyEstimationFlag isReported isAggregate
"""

COLUMNS = HEADER.split()

PREVIEW = """\
{"data":[{"typeCode":"C","freqCode":"A","refPeriodId":20230101,"refYear":2023,"refMonth":52,
"period":"2023","reporterCode":842,"reporterISO":"USA","reporterDesc":"USA","flowCode":"M",
"flowDesc":"Import","partnerCode":392,"partnerISO":"JPN","partnerDesc":"Japan","partner2Code":0,
"partner2ISO":"W00","partner2Desc":"World","classificationCode":"H6",
"classificationSearchCode":"HS","isOriginalClassification":true,"cmdCode":"TOTAL",
"cmdDesc":"All Commodities","aggrLevel":0,"isLeaf":false,"isAggregate":true,"customsCode":"C00",
"customsDesc":"TOTAL CPC","mosCode":"0","motCode":0,"motDesc":"TOTAL MOT","qtyUnitCode":-1,
"qtyUnitAbbr":"N/A","qty":0,"isQtyEstimated":false,"altQtyUnitCode":-1,"altQtyUnitAbbr":"N/A",
"altQty":0,"isAltQtyEstimated":false,"netWgt":0,"isNetWgtEstimated":true,"grossWgt":0,
"isGrossWgtEstimated":false,"fobvalue":null,"cifvalue":151580564290,"primaryValue":151580564290,
"isReported":false,"legacyEstimationFlag":4}]}"""
"""Answer of https://comtradeapi.un.org/public/v1/preview/C/A/HS?cmdCode=TOTAL&flowCode=M,X
&reporterCode=842&period=2023&partnerCode=392&includeDesc=true, its first row."""


def row(**given: object) -> dict[str, object]:
    """One row in the layout: imports of cars by the US from Japan, with changes."""
    plain = dict.fromkeys(COLUMNS, "")
    plain |= {"typeCode": "C", "freqCode": "A", "refYear": 2019, "refMonth": 52, "period": 2019,
              "reporterCode": 842, "flowCode": "M", "partnerCode": 392, "partner2Code": 0,
              "classificationCode": "H5", "cmdCode": "870323", "aggrLevel": 6, "customsCode": "C00",
              "mosCode": 0, "motCode": 0, "qtyUnitCode": 5, "qtyUnitAbbr": "u", "qty": 10,
              "cifvalue": 100, "primaryValue": 100}  # fmt: skip
    return {**plain, **given}


def text(*rows: dict[str, object], end: str = "") -> str:
    """A csv file of rows; the site ends each line of data with a comma."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator=f"{end}\n")
    writer.writerow(dict(zip(COLUMNS, COLUMNS, strict=True)))
    writer.writerows(rows)
    return out.getvalue()


def test_layout_has_47_columns():
    assert len(COLUMNS) == 47
    assert set(json.loads(PREVIEW)["data"][0]) == set(COLUMNS)


def test_frame_of_the_api():
    """The published total of US imports from Japan in 2023, at cif."""
    table = read_comtrade(pl.DataFrame(json.loads(PREVIEW)["data"])).collect()
    assert table.select("year", "month", "reporter", "partner", "flow").row(0) == (
        2023, None, "USA", "JPN", "imports",
    )  # fmt: skip
    assert table["value"][0] == 151580564290.0
    assert table["value_basis"][0] == "cif"
    assert table["product"][0] == "TOTAL"
    assert table["quantity"][0] is None


class Pandas:
    """What the reader uses of a pandas frame: columns, cells by column, floats for codes."""

    def __init__(self, rows: list[dict[str, object]]) -> None:
        self.columns = list(rows[0])
        self.rows = rows

    def __getitem__(self, name: str) -> list[object]:
        return [row[name] for row in self.rows]


def test_pandas_turns_codes_into_floats():
    frame = Pandas([row(reporterCode=842.0, partnerCode=392.0, qty=float("nan"), fobvalue=None)])
    table = read_comtrade(frame).collect()
    assert table.select("reporter", "partner", "quantity").row(0) == ("USA", "JPN", None)


@pytest.mark.parametrize("end", ["", ","])
def test_nothing_is_counted_twice(write, end):
    """Totals beside parts of the same 100 dollars; only one of each remains."""
    rows = [
        row(),
        row(partnerCode=0, primaryValue=100),
        row(partner2Code=156, primaryValue=40),
        row(customsCode="C01", primaryValue=60),
        row(motCode=2100, primaryValue=70),
        row(cmdCode="8703", aggrLevel=4),
        row(cmdCode="87", aggrLevel=2),
        row(cmdCode="TOTAL", aggrLevel=0),
        row(flowCode="RM", primaryValue=5),
        row(flowCode="X", cifvalue="", fobvalue=30, primaryValue=30),
        row(flowCode="RX", cifvalue="", fobvalue=3, primaryValue=3),
    ]
    table = read_comtrade(write("c.csv", text(*rows, end=end)))
    assert table.collect().select("flow", "value", "value_basis").rows() == [
        ("imports", 100.0, "cif"),
        ("exports", 30.0, "fob"),
    ]
    assert table.read == 11
    left = {words: rows for words, rows in table.counts.items() if words.endswith("left out")}
    assert sum(left.values()) == 9
    assert left["of the world as a partner, left out"] == 1
    assert left["broken down by second partner, procedure or transport, left out"] == 3
    assert left["of re-exports, re-imports and other parts of a flow, left out"] == 2


def test_level_of_products(write):
    rows = [row(), row(cmdCode="87", primaryValue=500), row(reporterCode=124, cmdCode="87")]
    path = write("c.csv", text(*rows))
    assert read_comtrade(path, digits=2).collect()["value"].to_list() == [500.0, 100.0]
    table = read_comtrade(path)
    assert table.counts["reporters, years and flows without any product of 6 digits"] == 1
    assert read_comtrade(path, digits=4).kept == 0


def test_world_only_when_asked_for(write):
    path = write("c.csv", text(row(), row(partnerCode=0)))
    assert read_comtrade(path, partners=["WLD"]).collect()["partner"].to_list() == ["WLD"]


def test_months(write):
    rows = [row(freqCode="M", refMonth=m, period=f"2019{m:02d}") for m in (1, 12)]
    assert read_comtrade(write("c.csv", text(*rows))).collect()["month"].to_list() == [1, 12]


def test_oddities_are_counted(write):
    rows = [
        row(cmdCode="10121"),
        row(partnerCode=899),
        row(partnerCode=490),
        row(reporterCode=810, cmdCode="720110"),
        row(qtyUnitCode=-1, qtyUnitAbbr="N/A", partnerCode=276),
    ]
    table = read_comtrade(write("c.csv", text(*rows)))
    assert [rows for words, rows in table.counts.items() if rows] == [1, 1, 1, 1, 1]
    assert set(table.collect()["partner"]) == {"JPN", "X899", "TWN", "DEU"}
    assert table.collect()["product"][0] == "010121"


def test_units_that_do_not_add_up(write):
    kilograms = row(partnerCode=276, qtyUnitCode=8, qtyUnitAbbr="kg")
    table = read_comtrade(write("c.csv", text(row(), kilograms, row(cmdCode="720110"))))
    words = "of products with quantities in more than one unit, which do not add up"
    assert table.counts[words] == 2
    assert table.collect()["unit"].to_list() == ["u", "kg", "u"]


def test_encoding_of_the_site(write):
    path = write("c.csv", text(row(partnerDesc="Türkiye", partnerCode=792)), "cp1252")
    with pytest.raises(InputError, match=r"c.csv, line 2: byte 0xfc is not utf-8"):
        read_comtrade(path)
    assert read_comtrade(path, encoding="cp1252").collect()["partner"][0] == "TUR"
    with pytest.raises(InputError, match="encoding 'ansi-x' is unknown"):
        read_comtrade(path, encoding="ansi-x")


def test_choices(write):
    path = write("c.csv", text(row(), row(refYear=2018, period=2018), row(flowCode="X")))
    assert read_comtrade(path, years=[2019], flow="imports", products=["8703"]).kept == 1
    assert read_comtrade(path, reporters=["USA"], partners=["Japan"]).kept == 3
    with pytest.raises(InputError, match="column refYear has no 2020; it has 2018 to 2019"):
        read_comtrade(path, years=[2020])
    with pytest.raises(InputError, match="digits is 3"):
        read_comtrade(path, digits=3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reporterCode": 999}, "line 3, column reporterCode: '999' is no country"),
        ({"primaryValue": -1}, "line 3, column primaryValue: '-1' is negative"),
        ({"primaryValue": "NA"}, "line 3, column primaryValue: 'NA' is not a number"),
        ({"cmdCode": "87A"}, "line 3, column cmdCode: '87A' is no code"),
        ({"refYear": "x", "period": "y"}, "line 3, column refYear: 'x' is not a year"),
        ({"partnerCode": 392}, "line 3 repeats columns .* of line 2"),
        ({"partner2Code": 156}, "line 3 is broken down .* has no total"),
    ],
)
def test_fault_names_line_and_column(write, change, message):
    with pytest.raises(InputError, match=message):
        read_comtrade(write("c.csv", text(row(), row(**{"partnerCode": 276, **change}))))


def test_frame_without_columns():
    with pytest.raises(InputError, match="the frame lacks columns reportercode"):
        read_comtrade(pl.DataFrame({"period": [2019]}))


def test_layout_of_before_2023(write):
    legacy = "Classification,Year,Trade Flow Code,Reporter Code,Commodity Code,Trade Value (US$)\n"
    with pytest.raises(InputError, match=r"columns of UN Comtrade of before 2023; give a file of"):
        read_comtrade(write("c.csv", legacy))
