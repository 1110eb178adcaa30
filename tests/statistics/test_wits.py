"""WITS: percent become fractions, thousands become dollars, duty types stay apart."""

from __future__ import annotations

import pytest

from tradetalks.errors import InputError
from tradetalks.statistics._wits import read_wits

EXPORT = """\
Selected Nomen,Native Nomen,Reporter,Reporter Name,Product,Product Name,Partner,Partner Name,\
Tariff Year,Trade Year,Trade Source,DutyType,Simple Average,Weighted Average,Standard Deviation,\
Minimum Rate,Maximum Rate,Nbr of Total Lines,Nbr of Domestic Peaks,Nbr of International Peaks,\
Imports Value in 1000 USD
H4,H5,840,United States,870323,Motor cars,392,Japan,2018,2018,CMT,MFN,2.5,2.5,0,2.5,2.5,4,0,0,38000
H4,H5,840,United States,870323,Motor cars,000,World,2018,2017,CMT,BND,2.5,2.5,0,2.5,2.5,4,0,0,90000
H4,H5,840,United States,020130,Beef,036,Australia,2018,2018,CMT,PRF,0,0,0,0,0,2,0,0,10
H4,H5,840,United States,020130,Beef,036,Australia,2018,2018,CMT,AHS,,,0,0,0,2,0,0,10
"""


def test_rates_and_imports(write):
    table = read_wits(write("w.csv", EXPORT))
    rows = table.collect()
    assert rows.select("importer", "exporter", "product", "kind", "rate").rows() == [
        ("USA", "JPN", "870323", "MFN", 0.025),
        ("USA", "WLD", "870323", "BND", 0.025),
        ("USA", "AUS", "020130", "PRF", 0.0),
        ("USA", "AUS", "020130", "AHS", None),
    ]
    assert rows["lines"].to_list() == [4, 4, 2, 2]
    assert rows["imports"][0] == 38e6
    assert rows["highest"][0] == 0.025
    assert set(rows["classification"]) == {"H4"}
    assert table.counts["with imports of another year than the tariff's"] == 1
    assert table.counts["without a rate"] == 1


def test_codes_of_letters_and_headings_with_blanks(write):
    text = EXPORT.replace(",840,", ",USA,").replace(",392,", ",JPN,").replace(",000,", ",WLD,")
    text = text.replace("DutyType", "Duty Type").replace("Nbr of Total Lines", "Total Lines")
    rows = read_wits(write("w.csv", text)).collect()
    assert rows["exporter"].to_list() == ["JPN", "WLD", "AUS", "AUS"]
    assert rows["lines"][0] == 4


def test_choices(write):
    path = write("w.csv", EXPORT)
    table = read_wits(path, kinds=["MFN", "BND"], products=["87"], importers=["US"], years=[2018])
    assert table.kept == 2
    assert table.counts["of other products, left out"] == 2
    assert read_wits(path, exporters=["Japan"]).kept == 1
    with pytest.raises(InputError, match="column Tariff Year has no 2017; it has 2018"):
        read_wits(path, years=[2017])
    with pytest.raises(InputError, match="kind 'XYZ' is unknown"):
        read_wits(path, kinds=["XYZ"])


def test_zero_that_a_spreadsheet_took(write):
    table = read_wits(write("w.csv", EXPORT.replace(",020130,", ",20130,")))
    assert table.collect()["product"][-1] == "020130"
    assert table.counts["with the leading zero of the product restored"] == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("MFN,2.5", "MFN,-2.5", "line 2, column Simple Average: '-2.5' is negative"),
        ("MFN,2.5", "MFN,2.5%", "line 2, column Simple Average: '2.5%' is not a number"),
        ("MFN", "MNF", "line 2, column DutyType: 'MNF' is no duty type"),
        (",392,", ",999,", "line 2, column Partner: '999' is an unknown country"),
        (",000,World", ",Wrold,World", "line 3, column Partner: 'Wrold' .* mean WLD"),
        ("PRF", "AHS", "line 5 repeats"),
        ("Japan,2018", "Japan,18", "line 2, column Tariff Year: '18' is not a year"),
        (",870323,", ",Total,", "line 2, column Product: 'Total' is no code"),
        ("Tariff Year", "Year", "tariffyear .* are missing"),
    ],
)
def test_fault_names_line_and_column(write, old, new, message):
    text = EXPORT.replace(old, new)
    assert text != EXPORT
    with pytest.raises(InputError, match=message):
        read_wits(write("w.csv", text))
