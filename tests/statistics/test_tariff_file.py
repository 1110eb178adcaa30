"""The tariff schedule of the United States: parts, text, dates, fillers."""

from __future__ import annotations

from datetime import date

import pytest

from tradetalks.errors import InputError
from tradetalks.statistics._tariff_file import read_tariff_file

NAME = "tariff_data_2025.csv"

SCHEDULE = """\
hts8,brief_description,quantity_1_code,quantity_2_code,wto_binding_code,mfn_text_rate,\
mfn_rate_type_code,mfn_ad_val_rate,mfn_specific_rate,mfn_other_rate,col1_special_text,\
begin_effect_date,end_effective_date
"04061034","Fresh american-type cheese, subj to add. US note 19",KG,,B,"10%","7",0.1,0,0,\
"Free (A+,AU)",07/01/2020,12/31/2050
"04061038","American-type cheese, not subj",KG,,B,"$1.055/kg","1",0,1.055,0,,\
01/01/2024,12/31/2050
"87032301","Motor cars",NO,,B,"2.5%","7",0.025,0,0,,01/01/2020,06/30/2025
"87032301","Motor cars",NO,,B,"Free","0",0,0,0,,07/01/2025,12/31/2050
"98170096","Articles for the handicapped",X,,B,"See note","9",9999.999999,9999.999999,9999.999999,,\
01/01/2020,12/31/2050
"""
"""The first two rows are of the schedule of 2024, shortened: 0406.10.34 and 0406.10.38."""


def test_parts_text_and_dates(write):
    table = read_tariff_file(write(NAME, SCHEDULE))
    rows = table.collect()
    assert rows.select("product", "rate", "specific", "unit", "text").rows() == [
        ("04061034", 0.1, 0.0, "KG", "10%"),
        ("04061038", 0.0, 1.055, "KG", "$1.055/kg"),
        ("87032301", 0.025, 0.0, "NO", "2.5%"),
        ("87032301", 0.0, 0.0, "NO", "Free"),
        ("98170096", None, None, "X", "See note"),
    ]
    assert rows["begin"][0] == date(2020, 7, 1)
    assert rows["end"][0] == date(2050, 12, 31)
    assert set(rows["year"]) == {2025}
    assert set(rows["kind"]) == {"MFN"}
    assert table.counts["with a part that 9999.99 stands for, to be read from the text"] == 1


def test_row_in_effect(write):
    path = write(NAME, SCHEDULE)
    table = read_tariff_file(path, products=["8703"], on=date(2025, 3, 1))
    assert table.collect()["rate"].to_list() == [0.025]
    assert read_tariff_file(path, products=["8703"], on=date(2025, 7, 1)).collect()[
        "rate"
    ].to_list() == [0.0]


def test_bars_capitals_and_dates_with_hours(write):
    header, rest = SCHEDULE.replace('"', "").split("\n", 1)
    rest = rest.replace("cheese, ", "cheese ").replace("(A+,AU)", "(A+ AU)")
    rest = rest.replace("01/01/2020", "1/1/2020 0:00:00").replace(",", "|")
    text = header.upper().replace(",", "|") + "\n" + rest
    rows = read_tariff_file(write("tariff_database_2024.txt", text)).collect()
    assert rows["rate"].to_list() == [0.1, 0.0, 0.025, 0.0, None]
    assert rows["begin"][2] == date(2020, 1, 1)
    assert set(rows["year"]) == {2024}


def test_zero_that_a_spreadsheet_took(write):
    table = read_tariff_file(write(NAME, SCHEDULE.replace('"04061034"', "4061034")))
    assert table.collect()["product"][0] == "04061034"
    assert table.counts["with the leading zero of the product restored"] == 1


def test_year_of_the_schedule(write):
    path = write("schedule.csv", SCHEDULE)
    with pytest.raises(InputError, match=r"schedule\.csv does not say its year"):
        read_tariff_file(path)
    assert set(read_tariff_file(path, year=2025).collect()["year"]) == {2025}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.025", "-0.025", "line 4, column mfn_ad_val_rate: '-0.025' is negative"),
        ("0.025", "25", "line 4, column mfn_ad_val_rate: '25' is no fraction"),
        ("0.025", "x", "line 4, column mfn_ad_val_rate: 'x' is not a number"),
        ("0.025", "0.25", "line 4, column mfn_text_rate: '2.5%' is not the ad valorem part"),
        ('"Free","0",0,', '"Free","0",0.1,', "line 5, column mfn_text_rate: 'Free' is not"),
        ('"04061034"', '"0406103"', None),
        ('"04061034"', '"040610"', "line 2, column hts8: '040610' is not a line of 8 digits"),
        ("06/30/2025", "06/30/2019", "line 4, column end_effective_date: .* before the row's"),
        ("06/30/2025", "soon", "line 4, column end_effective_date: 'soon' is no date"),
        ("mfn_ad_val_rate", "ad_val", "mfnadvalrate .* of USITC tariff database are missing"),
    ],
)
def test_fault_names_line_and_column(write, old, new, message):
    text = SCHEDULE.replace(old, new)
    assert text != SCHEDULE
    path = write(NAME, text)
    if message is None:
        assert read_tariff_file(path).counts["with the leading zero of the product restored"] == 1
        return
    with pytest.raises(InputError, match=message):
        read_tariff_file(path)


def test_row_that_stands_twice(write):
    last = SCHEDULE.strip().split("\n")[-1]
    with pytest.raises(InputError, match="line 7 repeats"):
        read_tariff_file(write(NAME, SCHEDULE + last + "\n"))
