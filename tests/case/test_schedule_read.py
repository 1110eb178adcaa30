"""Rate texts, tables and workbooks of measures, and every fault in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tradetalks.case._schedule_rate import Duty, parse_rate
from tradetalks.case._schedule_read import read_schedule
from tradetalks.errors import CaseError, InputError

# Texts as they stand in the US schedule (2304.00.00, 0104.20.00, 2208.90.50, 0105.11.00), in
# headings of its chapter 99, in TARIC (0102.29.91) and in Statutes at Large 82:
#   https://www.htshub.com/us-hs/search/2304, https://docslib.org/doc/12436836/u-s-tariff-schedule,
#   https://etoolsage.com/Query/USHTSC.asp?HTS=v&action=ScollUp&pageNo=34,
#   https://logpose-20a.pages.dev/hts/9903.74, https://dutydesk.app/eu/0102.29.91.10
TEXTS: dict[str, Duty] = {
    "25%": Duty(25.0),
    "Free": Duty(),
    "9% ad val.": Duty(9.0),
    "25 percent ad valorem": Duty(25.0),
    "0.45¢/kg": Duty(0.0, (("USD/kg", 0.0045),)),
    "68 cents/head": Duty(0.0, (("USD/head", 0.68),)),
    "0.9 cents each": Duty(0.0, (("USD/unit", 0.009),)),
    "$1.68/pf. liter": Duty(0.0, (("USD/proof litre", 1.68),)),
    "10.20 % + 93.10 EUR / 100 kg": Duty(10.2, (("EUR/kg", 0.931),)),
    "30 EUR/100 kg": Duty(0.0, (("EUR/kg", 0.3),)),
    "2.5 cents/kg + 4%": Duty(4.0, (("USD/kg", 0.025),)),
    "USD 5 per tonne": Duty(0.0, (("USD/kg", 0.005),)),
    "8 cents per lb + 8% ad val.": Duty(8.0, (("USD/kg", 0.1763698097),)),
}


@pytest.mark.parametrize("text", TEXTS)
def test_rate_texts(text: str) -> None:
    assert parse_rate(text) == (TEXTS[text], False, False)


@pytest.mark.parametrize(
    "text",
    [
        "the column 1 rate plus 25%",
        "The duty provided in the applicable subheading + 25%",
        "MFN + 25%",
    ],
)
def test_texts_that_hold_the_normal_duty(text: str) -> None:
    assert parse_rate(text) == (Duty(25.0), False, True)


@pytest.mark.parametrize("text", ["15% all-in", "15% (all-in)", "15% including MFN"])
def test_texts_that_are_totals(text: str) -> None:
    assert parse_rate(text) == (Duty(15.0), True, False)


@pytest.mark.parametrize(
    "text",
    ["25", "12,8 %", "-3%", " ", "12.8% MIN 2.4 EUR/100 kg", "4 foo/kg", "4 USD/foo", "MFN all-in"],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        parse_rate(text)


def test_a_printed_duty_reads_back() -> None:
    for duty in TEXTS.values():
        assert parse_rate(str(duty)).duty == duty


HEAD = (
    "id,imposer,target,code_system,code,kind,rate_text,ad_valorem,specific,unit,quota,quota_unit,"
    "in_quota_rate,start,end,staging,replaces,status,source"
)
GOOD = "good,AAA,all,HS,85,mfn,25%,25,,,,,,2000-01-01,,,,final,gazette"


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    file = folder / "schedule.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return file


def faults(file: Path, sources: tuple[str, ...] | None = None) -> tuple[str, ...]:
    with pytest.raises(CaseError) as caught:
        read_schedule(file, sources)
    return caught.value.faults


BAD: dict[str, tuple[str, str, str]] = {
    "unknown kind": ("mfn", "mnf", "kind: input should be 'mfn', 'preference',"),
    "unknown status": ("final", "finale", "status: input should be 'proposed', 'final',"),
    "end before start": (
        "2000-01-01,",
        "2000-01-01,1999-12-31",
        "end: end 1999-12-31 is before the start 2000-01-01; correct one",
    ),
    "code with letters": (
        ",85,",
        ",85O4,",
        "code: code '85O4' is not made of digits; write it as 8703.23.01",
    ),
    "code without its leading zero": (
        ",85,",
        ",20110,",
        "code: code '20110' has 5 digits, a code of HS 2 or 4 or 6; write its leading zero, or "
        "mend it",
    ),
    "unknown code system": (
        ",HS,",
        ",HTSU,",
        "code_system: code system 'HTSU' is not known; did you mean 'HTSUS'?",
    ),
    "fraction for percent": (
        "25%,25",
        "25%,0.25",
        "ad_valorem: ad_valorem 0.25 contradicts the rate '25%'; the column is in percent",
    ),
    "text and column differ": (
        "25%,25",
        "25%,20",
        "ad_valorem: ad_valorem 20 contradicts the rate '25%'; correct one",
    ),
    "specific part differs": (
        "25%,25,,",
        "25% + 2 cents/kg,25,2,USD/kg",
        "specific: specific 2 USD/kg contradicts the rate '25% + 2 cents/kg'; correct one",
    ),
    "no rate": ("25%,25", ",", "rate_text: missing; give the rate as a text"),
    "specific without unit": ("25%,25,,", ",,2,", "unit: missing; give the unit of specific"),
    "quota without unit": (
        ",,,2000",
        "500,,Free,2000",
        "quota_unit: missing; give the unit of the quota of 500, as in tonnes a year",
    ),
    "unparsable rate": (
        "25%,25",
        "25 or so,25",
        "rate_text: rate '25 or so' cannot be read at '25 or so'; write it as",
    ),
    "unparsable rate within the quota": (
        ",,,2000",
        "500,tonnes,0,2000",
        "in_quota_rate: rate '0' cannot be read at '0'",
    ),
    "quota rate without quota": (
        ",,,2000",
        ",,Free,2000",
        "quota: missing, while in_quota_rate is given; give the quota",
    ),
    "total that is no total": (
        "25%,25",
        "25% all-in,25",
        "rate_text: rate '25% all-in' is a total; the kind must be all-in, not mfn",
    ),
    "normal duty of itself": (
        "25%,25",
        "MFN plus 25%,25",
        "rate_text: rate 'MFN plus 25%' holds the normal duty, which a row of kind mfn does not",
    ),
    "unknown staging": (
        "2000-01-01,,,",
        "2000-01-01,,Z9,",
        "staging: staging 'Z9' is unknown; write A, EIF or B and a number",
    ),
    "stages without a start": ("2000-01-01,,,", ",,B5,", "start: missing; stages are counted"),
    "unknown measure": (
        ",,final",
        ",goood,final",
        "replaces: measure 'goood' is in no row; did you mean 'good'?",
    ),
    "measure that names itself": (",,final", ",good,final", "replaces: measure 'good' names its"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_names_row_column_and_remedy(name: str, tmp_path: Path) -> None:
    old, new, text = BAD[name]
    assert GOOD.count(old) == 1
    (found,) = faults(table(tmp_path, GOOD.replace(old, new)))
    assert found.startswith(f"schedule.csv, row 2: 0.{text}")


def test_two_rates_of_one_measure_on_a_day(tmp_path: Path) -> None:
    late = "good,AAA,all,HS,85,mfn,20%,,,,,,,2000-06-01,,,,final,gazette"
    (found,) = faults(table(tmp_path, GOOD, late))
    assert found == (
        "schedule.csv, row 3: 1.start: measure 'good' has two rates for 85 on 2000-06-01: "
        "25% and 20%; end one of the rows before"
    )
    ended = GOOD.replace("2000-01-01,", "2000-01-01,2000-05-31")
    assert len(read_schedule(table(tmp_path, ended, late)).rows) == 2


def test_one_measure_is_of_one_imposer_and_may_differ_by_origin(tmp_path: Path) -> None:
    other = "good,BBB,all,HS,86,mfn,20%,,,,,,,2000-01-01,,,,final,gazette"
    (found,) = faults(table(tmp_path, GOOD, other))
    assert found.startswith("schedule.csv, row 3: 1.imposer: measure 'good' has imposer BBB here")
    named = "good,AAA,CCC,HS,85,mfn,20%,,,,,,,2000-01-01,,,,final,gazette"
    assert len(read_schedule(table(tmp_path, GOOD, named)).rows) == 2


def test_percent_and_fractions_in_one_column(tmp_path: Path) -> None:
    low = "low,AAA,all,HS,86,mfn,,0.25,,,,,,2000-01-01,,,,final,gazette"
    (found,) = faults(table(tmp_path, GOOD, low))
    assert found == (
        "schedule.csv, row 3: 1.ad_valorem: ad_valorem 0.25 stands in one column with 25; write "
        "percent (25), or give the rate_text '0.25%' if that is meant"
    )
    said = low.replace("mfn,,", "mfn,0.25%,")
    assert read_schedule(table(tmp_path, GOOD, said)).rows[1].base == Duty(0.25)


def test_all_faults_of_a_table_are_told_together(tmp_path: Path) -> None:
    bad = GOOD.replace(",85,", ",85O4,").replace("2000-01-01,", "2000-01-01,1999-12-31")
    worse = "other,AAA,all,HS,86,mfm,??,,,,500,,Free,2000-13-01,,,,final,nowhere"
    found = faults(table(tmp_path, bad, worse), ("gazette",))
    assert [fault.split(":")[0] + fault.split(":")[1] for fault in found] == [
        "schedule.csv, row 2 0.code",
        "schedule.csv, row 2 0.end",
        "schedule.csv, row 3 1.kind",
        "schedule.csv, row 3 1.rate_text",
        "schedule.csv, row 3 1.start",
        "schedule.csv, row 3 1.quota_unit",
        "schedule.csv, row 3 1.source",
    ]


def test_sources_must_be_listed(tmp_path: Path) -> None:
    (found,) = faults(table(tmp_path, GOOD), ("bulletin",))
    assert found == (
        "schedule.csv, row 2: 0.source: source 'gazette' is not in sources.csv; add it"
    )


def test_a_misspelt_column_is_told(tmp_path: Path) -> None:
    (found,) = faults(table(tmp_path, GOOD, head=HEAD.replace("staging", "stagings")))
    assert found == "schedule.csv, row 1: unknown column 'stagings'; did you mean 'staging'?"


def test_a_workbook_reads_as_its_table(tmp_path: Path) -> None:
    pytest.importorskip("fastexcel", reason="workbooks are read with fastexcel")
    xlsxwriter = pytest.importorskip("xlsxwriter", reason="the workbook is made with xlsxwriter")
    file = tmp_path / "schedule.xlsx"
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for row, cells in enumerate([HEAD.split(","), GOOD.split(",")]):
        sheet.write_row(row, 0, cells)
    sheet.write_datetime(1, 13, date(2000, 1, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_number(1, 7, 25)
    book.close()
    read, saved = read_schedule(file), read_schedule(table(tmp_path, GOOD))
    assert read.rows == saved.rows
    assert (read.lines, read.file) == (saved.lines, "schedule.xlsx")


def test_a_workbook_without_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("fastexcel")

    monkeypatch.setattr("polars.read_excel", absent)
    file = tmp_path / "schedule.xlsx"
    file.write_bytes(b"PK")
    (found,) = faults(file)
    assert found == (
        "schedule.xlsx: a workbook is read with fastexcel; pip install fastexcel, or save it as csv"
    )
