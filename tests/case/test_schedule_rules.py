"""How rows of a schedule are settled among each other, on tables made for the purpose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.case import load_case
from tradetalks.case._schedule import Schedule
from tradetalks.case._schedule_rate import FREE, Duty
from tradetalks.case._schedule_read import read_schedule
from tradetalks.case._schedule_report import schedule_report
from tradetalks.case._schedule_staging import Staging, parse_staging
from tradetalks.errors import CaseError, InputError

HEAD = "id,imposer,target,code_system,code,kind,rate_text,start,replaces,gives_way_to,status,source"
DAY = date(2001, 6, 1)
Read = Callable[..., Schedule]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A schedule from rows with their first two and last two cells left out."""

    def write(*rows: str, head: str = HEAD) -> Schedule:
        file = tmp_path / "schedule.csv"
        file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return read_schedule(file)

    return write


NORMAL = "normal,AAA,all,HS,85,mfn,4%,,,,final,gazette"


def rate(schedule: Schedule, code: str = "850440", target: str = "BBB") -> float:
    (line,) = (r for r in schedule.on(DAY, code, "AAA", target).lines if r.code == code)
    return line.duty.ad_valorem


def test_lists_add_up_unless_a_row_says_otherwise(read: Read) -> None:
    first = "first,AAA,BBB,HS,8504,additional,10%,2001-01-01,,{},final,gazette"
    second = "second,AAA,BBB,HS,850440,additional,25%,2001-01-01,,{},final,gazette"
    assert rate(read(NORMAL, first.format(""), second.format(""))) == 39.0
    assert rate(read(NORMAL, first.format(""), second.format("first"))) == 14.0
    # Neither in addition to the other: the more specific code prevails.
    both = read(NORMAL, first.format("second"), second.format("first"))
    assert rate(both) == 29.0
    (line,) = both.on(DAY, "850440", "AAA", "BBB").lines
    assert ("first", "is not in addition to second, which has the more specific code") in [
        (p.row.id, p.why) for p in line.passed
    ]


def test_of_two_lists_on_one_code_the_later_prevails(read: Read) -> None:
    rows = (
        "first,AAA,BBB,HS,8504,additional,10%,2001-01-01,,second,final,gazette",
        "second,AAA,BBB,HS,8504,additional,25%,2001-03-01,,first,final,gazette",
    )
    assert rate(read(NORMAL, *rows)) == 29.0
    tie = [row.replace("2001-03-01", "2001-01-01") for row in rows]
    with pytest.raises(InputError, match=r"first \(row 3\) .* say in replaces which prevails"):
        rate(read(NORMAL, *tie))


def test_a_measure_that_is_replaced_replaces_nothing(read: Read) -> None:
    rows = (
        "first,AAA,BBB,HS,85,additional,10%,2001-01-01,,,final,gazette",
        "second,AAA,BBB,HS,85,additional,20%,2001-01-01,first,,final,gazette",
        "third,AAA,BBB,HS,85,additional,40%,2001-01-01,second,,final,gazette",
    )
    assert rate(read(NORMAL, *rows)) == 54.0
    ring = rows[0].replace("2001-01-01,,", "2001-01-01,third,")
    with pytest.raises(InputError, match="in a ring"):
        rate(read(NORMAL, ring, *rows[1:]))


def test_an_exclusion_takes_one_code_off_a_list(read: Read) -> None:
    schedule = read(
        NORMAL,
        "list,AAA,BBB,HS,85,additional,10%,2001-01-01,,,final,gazette",
        "relief,AAA,BBB,HS,850440,exclusion,,2001-01-01,list,,final,gazette",
    )
    assert rate(schedule, "850440") == 4.0
    assert rate(schedule, "850450") == 14.0


def test_the_agreement_stands_in_place_of_the_normal_duty_unless_it_is_higher(read: Read) -> None:
    agreed = "agreed,AAA,BBB,HS,85,preference,{},2001-01-01,,,final,gazette"
    assert rate(read(NORMAL, agreed.format("1%"))) == 1.0
    assert rate(read(NORMAL, agreed.format("1%")), target="CCC") == 4.0
    assert rate(read(NORMAL, agreed.format("6%"))) == 4.0


def test_a_snap_back_takes_the_place_of_an_agreement_alone(read: Read) -> None:
    agreed = "agreed,AAA,BBB,HS,85,preference,1%,2001-01-01,,,final,gazette"
    back = "back,AAA,BBB;CCC,HS,85,snap-back,{},2001-03-01,,,final,gazette"
    assert rate(read(NORMAL, agreed, back.format("3%"))) == 3.0
    assert rate(read(NORMAL, agreed, back.format("MFN"))) == 4.0
    assert rate(read(NORMAL, agreed, back.format("3%")), target="CCC") == 4.0
    (line,) = read(agreed, back.format("MFN")).on(DAY, target="BBB").lines
    assert (line.duty, line.normal) == (None, False)


def test_steps_of_a_running_measure_are_not_listed_as_out_of_force(read: Read) -> None:
    step = "list,AAA,BBB,HS,85,additional,{},{},,,final,gazette,{}"
    rows = (step.format("10%", "2001-01-01", "2001-05-31"), step.format("20%", "2001-06-01", ""))
    late = "late,AAA,BBB,HS,85,additional,5%,2002-01-01,,,final,gazette,"
    (line,) = read(*rows, late, head=HEAD + ",end").on(DAY).lines
    assert [(p.row.id, p.why) for p in line.passed] == [("late", "starts on 2002-01-01")]


def test_a_specific_normal_duty_is_held_against_a_total_at_its_unit_value(read: Read) -> None:
    schedule = read(
        "normal,AAA,all,HS,0201,mfn,4.4 cents/kg,,,,final,gazette",
        "deal,AAA,BBB,HS,0201,all-in,15% all-in,2001-01-01,,,final,gazette",
    )
    with pytest.raises(InputError, match="give unit_values"):
        schedule.on(DAY, "0201")
    # 4.4 cents on 88 cents are 5 percent, so that 10 are missing to 15; on 22 cents they are 20.
    (line,) = schedule.on(DAY, "0201", target="BBB", unit_values={"USD/kg": 0.88}).lines
    assert line.duty == Duty(10.0, (("USD/kg", 0.044),))
    (line,) = schedule.on(DAY, "0201", target="BBB", unit_values={"USD/kg": 0.22}).lines
    assert line.duty == Duty(0.0, (("USD/kg", 0.044),))


def test_a_total_without_a_normal_duty_is_no_rate(read: Read) -> None:
    schedule = read(
        NORMAL.replace(",85,", ",850440,"),
        "deal,AAA,BBB,HS,85,all-in,15% all-in,2001-01-01,,,final,gazette",
    )
    rates = schedule.on(DAY, target="BBB")
    assert rates.frame().select("code", "rate").rows() == [("85", None), ("850440", "15%")]
    assert str(rates.lines[0]).splitlines()[0] == (
        "AAA on BBB, 85, 2001-06-01: no rate without the normal duty, which no row gives; add a "
        "row of kind mfn"
    )


def test_a_removed_row_never_counts(read: Read) -> None:
    schedule = read(NORMAL, "list,AAA,BBB,HS,85,additional,10%,2001-01-01,,,removed,gazette")
    assert rate(schedule) == 4.0
    with pytest.raises(InputError, match="'removed' cannot count"):
        schedule.on(DAY, status=("final", "removed"))


def test_the_row_that_names_the_origin_prevails(read: Read) -> None:
    schedule = read(
        NORMAL,
        "list,AAA,all,HS,85,additional,10%,2001-01-01,,,final,gazette",
        "list,AAA,BBB,HS,85,additional,25%,2000-01-01,,,final,gazette",
    )
    assert (rate(schedule, target="BBB"), rate(schedule, target="CCC")) == (29.0, 14.0)


def test_exceptions_are_not_covered(read: Read) -> None:
    head = HEAD + ",except_codes,except_targets"
    row = "list,AAA,all,HS,85,additional,10%,2001-01-01,,,final,gazette,8504.40;8517,CCC"
    schedule = read(NORMAL + ",,", row, head=head)
    assert [rate(schedule, code) for code in ("85", "8504", "850440", "851712")] == [14, 14, 4, 4]
    assert rate(schedule, "8504", "CCC") == 4.0


QUOTAS = f"{HEAD},quota,quota_unit,in_quota_rate"


def test_a_total_over_a_quota_is_what_is_missing_to_it_on_either_side(read: Read) -> None:
    schedule = read(
        "normal,AAA,all,HS,85,mfn,20%,,,,final,gazette,500,tonnes,5%",
        "deal,AAA,BBB,HS,85,all-in,15% all-in,2001-01-01,,,final,gazette,,,",
        head=QUOTAS,
    )
    (line,) = schedule.on(DAY, "85", target="BBB").lines
    assert (line.duty, line.in_quota) == (Duty(20.0), Duty(15.0))
    (line,) = schedule.on(DAY, "85", target="CCC").lines
    assert (line.duty, line.in_quota) == (Duty(20.0), Duty(5.0))


def test_an_amount_is_held_against_quotas_in_one_unit(read: Read) -> None:
    schedule = read(
        "normal,AAA,all,HS,85,mfn,20%,,,,final,gazette,500,tonnes,5%",
        "list,AAA,BBB,HS,85,additional,10%,2001-01-01,,,final,gazette,900,{},Free",
        head=QUOTAS,
    )
    (line,) = schedule.on(DAY, "85", target="BBB").lines
    assert (line.duty, line.in_quota) == (Duty(30.0), Duty(5.0))
    with pytest.raises(InputError, match="ask without an amount"):
        schedule.on(DAY, "85", target="BBB", amount=600.0)
    same = read(
        "normal,AAA,all,HS,85,mfn,20%,,,,final,gazette,500,tonnes,5%",
        "list,AAA,BBB,HS,85,additional,10%,2001-01-01,,,final,gazette,900,tonnes,Free",
        head=QUOTAS,
    )
    (line,) = same.on(DAY, "85", target="BBB", amount=600.0).lines
    assert (line.duty, line.in_quota) == (Duty(20.0), None)


def test_a_measure_out_of_force_leaves_its_line_empty(read: Read) -> None:
    schedule = read(NORMAL, "list,AAA,BBB,HS,87,additional,10%,2002-01-01,,,final,gazette")
    assert {line.code for line in schedule.on(DAY, imposer="AAA").lines} == {"85"}


def test_names_that_the_table_does_not_have_are_refused(read: Read) -> None:
    schedule = read(NORMAL)
    with pytest.raises(InputError, match=r"imposer 'AAB' is not in schedule\.csv; did you mean"):
        schedule.on(DAY, imposer="AAB")
    with pytest.raises(InputError, match=r"trigger 'ruling' is not in schedule\.csv"):
        schedule.on(DAY, triggers=("ruling",))
    with pytest.raises(InputError, match="code '8703' is covered by no row"):
        schedule.on(DAY, "8703")
    with pytest.raises(InputError, match="code '85x' is not made of digits"):
        schedule.on(DAY, "85x")


def test_every_listed_code_has_a_line(read: Read, tmp_path: Path) -> None:
    read(NORMAL, "list,AAA,BBB,HS,850440;8517,additional,10%,2001-01-01,,,final,gazette")
    report = schedule_report(tmp_path, DAY)
    lines = report.frame.select("target", "code", "ad_valorem").rows()
    assert lines == [
        ("BBB", "85", 4.0),
        ("BBB", "850440", 14.0),
        ("BBB", "8517", 14.0),
        ("all", "85", 4.0),
        ("all", "850440", 4.0),
        ("all", "8517", 4.0),
    ]
    assert report.lines[:3] == (
        "AAA on BBB, 85, 2001-06-01: 4%",
        "  1. normal (row 2): 4% normal duty",
        "  codes below it have rows of their own: 850440, 8517",
    )


def test_the_schedule_of_a_case_names_its_sources(build: Callable[..., Path]) -> None:
    folder = build()
    case = load_case(folder)
    with pytest.raises(InputError, match=r"lamps has no schedule\.csv; add one"):
        schedule_report(case, DAY)
    table = folder / "schedule.csv"
    table.write_text(f"{HEAD}\n{NORMAL}\n", encoding="utf-8")
    assert schedule_report(case, DAY).lines[0] == "AAA on all, 85, 2001-06-01: 4%"
    table.write_text(f"{HEAD}\n{NORMAL.replace('gazette', 'rumour')}\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"source 'rumour' is not in sources\.csv"):
        schedule_report(case, DAY)


LISTS = (
    NORMAL,
    "agreed,AAA,BBB,HS,8504,preference,1%,2001-01-01,,,final,gazette",
    "first,AAA,BBB,HS,85,additional,10%,2001-01-01,,second,final,gazette",
    "second,AAA,all,HS,8504,additional,20%,2001-02-01,,first,final,gazette",
    "third,AAA,BBB,HS,850440,additional,40%,2001-03-01,first,,final,gazette",
    "deal,AAA,BBB,HS,85,all-in,15% all-in,2001-04-01,third,,final,gazette",
)


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_rows_does_not_matter(read: Read, seed: int) -> None:
    def rates(rows: tuple[str, ...]) -> list[tuple[object, ...]]:
        return read(*rows).on(DAY).frame().select("target", "code", "rate").rows()

    shuffled = list(LISTS)
    Random(seed).shuffle(shuffled)
    assert rates(tuple(shuffled)) == rates(LISTS)


@given(
    base=st.floats(0.0, 300.0),
    stages=st.integers(1, 30),
    start=st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    days=st.lists(st.dates(date(1990, 1, 1), date(2070, 12, 31)), min_size=2, max_size=5),
    anniversary=st.dates(date(2001, 1, 1), date(2001, 12, 31)),
)
def test_stages_go_down_to_free_and_take_as_many_years_as_they_are(
    base: float, stages: int, start: date, days: list[date], anniversary: date
) -> None:
    cut = Staging(stages, FREE, anniversary.month, anniversary.day)
    later = sorted(day for day in days if day >= start)
    rates = [cut.rate(Duty(base), start, day).ad_valorem for day in later]
    assert rates == sorted(rates, reverse=True)
    first = cut.rate(Duty(base), start, start).ad_valorem
    # Duties are kept to ten decimals.
    assert first == pytest.approx(base * (1 - 1 / stages), abs=1e-10)
    last = date(start.year + stages, 12, 31)
    assert cut.rate(Duty(base), start, last) == FREE


def test_rounding_and_the_day_of_later_stages() -> None:
    # Annex II of the US-Japan agreement rounds up to a hundredth of a percentage point:
    # https://fdocuments.us/document/annex-ii-tariffs-and-tariff-related-provisions-of-ii-a-1-
    # annex-ii-tariffs.html. A third of 10% is 3.333...
    up, down = parse_staging("B3; round up 0.01"), parse_staging("B3; round down 0.1")
    start = date(2020, 1, 1)
    assert up.rate(Duty(10.0), start, date(2021, 6, 1)).ad_valorem == 3.34
    assert down.rate(Duty(10.0), start, date(2021, 6, 1)).ad_valorem == 3.3
    # A third of 0.21% and of 19.8% need no rounding, though 0.07 / 0.01 and 6.6 / 0.1 seem to.
    assert up.rate(Duty(0.21), start, date(2021, 6, 1)).ad_valorem == 0.07
    assert down.rate(Duty(19.8), start, date(2021, 6, 1)).ad_valorem == 6.6
    april = parse_staging("B5; on 04-01")
    assert [april.stage(start, date(2020, month, 1)) for month in (1, 3, 4)] == [1, 1, 2]
    assert parse_staging("EIF").rate(Duty(6.8), start, start) == FREE
