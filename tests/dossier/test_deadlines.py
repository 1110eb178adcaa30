"""Deadlines against the annotated documents, the open half of the corpus, and dates by hand."""

import json
from calendar import monthrange
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.dossier._dates._deadlines import deadlines
from tradetalks.dossier._dates._holidays import easter
from tradetalks.dossier._text._items import Deadline
from tradetalks.dossier._text._text import read_text

from .scoring import CORPUS, load, score, total

DAY = date(2025, 3, 20)
"""A Thursday."""

DATES = [
    ("They will meet on Monday.", "2025-03-24", "2025-03-24"),
    ("They will meet next Wednesday.", "2025-03-26", "2025-03-26"),
    ("It must be done by Friday.", "2025-03-21", "2025-03-21"),
    ("They have until midnight Friday to agree.", "2025-03-21", "2025-03-21"),
    ("Talks could resume as early as next week.", "2025-03-24", "2025-03-30"),
    ("The delegation arrives in the week of 19 May.", "2025-05-19", "2025-05-25"),
    ("It will end this month.", "2025-03-01", "2025-03-31"),
    ("A report is due later this year.", "2025-03-20", "2025-12-31"),
    ("A list will come by the end of the month.", "2025-03-31", "2025-03-31"),
    ("A list will come by the end of next month.", "2025-04-30", "2025-04-30"),
    ("It wants an answer by year-end.", "2025-12-31", "2025-12-31"),
    ("The ban is lifted from April 2.", "2025-04-02", "2025-04-02"),
    ("It has a September deadline.", "2025-09-01", "2025-09-30"),
    ("It applies from 1 July 2025.", "2025-07-01", "2025-07-01"),
    ("Reply not later than 15.8.2025.", "2025-08-15", "2025-08-15"),
    ("Reply by 2025-08-15.", "2025-08-15", "2025-08-15"),
    ("Reply by 8/15/2025.", "2025-08-15", "2025-08-15"),
    ("Reply on or before the 2nd of June.", "2025-06-02", "2025-06-02"),
    ("The quota expires in mid-April.", "2025-04-11", "2025-04-20"),
    ("It is delayed until early May.", "2025-05-01", "2025-05-10"),
    ("It will be signed in late January.", "2026-01-21", "2026-01-31"),
    ("It ends before the summit on 6-7 July.", "2025-07-06", "2025-07-07"),
    ("A decision is due in the first quarter of 2026.", "2026-01-01", "2026-03-31"),
    ("It will count again in the third quarter.", "2025-07-01", "2025-09-30"),
    ("It will be reviewed in the last quarter of 2025-26.", "2026-01-01", "2026-03-31"),
    ("It will report in the second half of 2025.", "2025-07-01", "2025-12-31"),
    ("It will report in Q3 2025.", "2025-07-01", "2025-09-30"),
    ("It will be paid by the end of fiscal 2026.", "2026-09-30", "2026-09-30"),
    ("It needs certainty by the summer.", "2025-06-01", "2025-08-31"),
    ("Duties will be nil by 2028.", "2028-01-01", "2028-12-31"),
    ("Duties will be nil by the year 2030.", "2030-01-01", "2030-12-31"),
    ("It holds through February 2026.", "2026-02-01", "2026-02-28"),
    ("Reply within 30 days.", "2025-04-19", "2025-04-19"),
    ("Replies are due within 60 days of publication.", "2025-05-19", "2025-05-19"),
    ("Briefs are due 90 days after publication of this notice.", "2025-06-18", "2025-06-18"),
    ("It will vote two months from now.", "2025-05-20", "2025-05-20"),
    ("It shall decide within one month of the request.", None, None),
    ("It shall reply within ten working days of receipt.", None, None),
    ("It is banned with immediate effect.", "2025-03-20", "2025-03-20"),
    ("The purchasing plan lapsed on Sunday.", "2025-03-16", "2025-03-16"),
    ("It wants a deal by Christmas.", "2025-12-25", "2025-12-25"),
    ("The truce runs until Easter.", "2025-04-20", "2025-04-20"),
    ("A vote is due before Thanksgiving.", "2025-11-27", "2025-11-27"),
    ("We should talk before the 25th.", "2025-03-25", "2025-03-25"),
    ("It applies from the first of January.", "2026-01-01", "2026-01-01"),
    ("They will meet in the second week of July.", "2025-07-07", "2025-07-13"),
    ("It is to report in the first half of June.", "2025-06-01", "2025-06-15"),
    ("The minister will fly out this weekend.", "2025-03-22", "2025-03-23"),
    ("They meet every month, beginning in May.", "2025-05-01", "2025-05-31"),
    ("Talks resume Tuesday.", "2025-03-25", "2025-03-25"),
    ("It will be raised on July 23 and 24.", "2025-07-23", "2025-07-24"),
    ("It must answer within a fortnight.", "2025-04-03", "2025-04-03"),
    ("With effect from 16 February, duties have been imposed.", "2025-02-16", "2025-02-16"),
    ("Importers must from 10 March lodge a deposit.", "2025-03-10", "2025-03-10"),
    ("Contracts signed before 27 February shall be exempt.", "2025-02-27", "2025-02-27"),
    ("Goods loaded on or after 1 April will pay the duty.", "2025-04-01", "2025-04-01"),
    ("It must notify any change ten days in advance.", None, None),
    ("If it pays, we lift the duties the same day.", None, None),
    ("After 60 days, if talks fail, it may ask for a panel.", None, None),
    ("It must reply within the ten days that rules allow.", None, None),
    ("It shall enter into force upon signature.", None, None),
    ("L'impôt est dû à compter du 9 avril.", "2025-04-09", "2025-04-09"),
    ("次回の協議は6月1日までに開かれる。", "2025-06-01", "2025-06-01"),
]
"""Sentence, first and last day by the calendar of 2025."""

KINDS = [
    ("The truce expires on July 11.", "expiry", "in_force"),
    ("It wants a list by July 11.", "demanded", "demanded"),
    ("It is ready to meet on July 11.", "offered", "offered"),
    ("It might vote on July 11.", "possible", "possible"),
    ("It will vote on July 11.", "scheduled", "planned"),
    ("No talks would be held this month.", "scheduled", "refused_window"),
    ("The plan lapsed on Monday.", "expiry", "past"),
    ("He cited our September 1986 agreement.", "reference_date", "past"),
    ("Briefs are due 21 days after publication.", "anchored_relative", "planned"),
]

NO_DEADLINES = [
    "He spoke on Tuesday, and met them last month, in 1992 and on 3 February.",
    "Exports fell 3% in the year to February and rose in March.",
    "The duty, imposed on 8 September 2022, may stay; it marched on.",
    "The talks last at least 60 days before a panel sits; for the second June running, none did.",
    "By Sunday night they had a text, as of today it is dead, and it cannot be done in six months.",
    "It raised duties on onions, Christmas trees and, the same day, on wine.",
    "For six years it sat still, and two years ago it woke.",
    "Sales for the period from January 1, 2023, through December 31, 2023, were low.",
    "BRUSSELS, March 20 - Ministers agreed today on the 1994 accord.",
]

CHAINED = (
    "The arrangement enters into force on 1 August 2025. Duties will end on the effective date. "
    "Briefs are due 21 days after publication; replies are due five days thereafter. The quota "
    "expires in mid-May. A decision will come two weeks before the quota runs out."
)


def read(text: str, day: date = DAY) -> tuple[Deadline, ...]:
    return deadlines(read_text(text, day))


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@pytest.mark.parametrize(("text", "start", "end"), DATES)
def test_first_and_last_day(text: str, start: str | None, end: str | None) -> None:
    (found,) = read(text)
    assert (iso(found.start), iso(found.end)) == (start, end)
    assert text[found.span.start : found.span.end] == found.span.text


@pytest.mark.parametrize(("text", "kind", "status"), KINDS)
def test_kind_and_status(text: str, kind: str, status: str) -> None:
    (found,) = read(text)
    assert (found.kind, found.status) == (kind, status)


@pytest.mark.parametrize("text", NO_DEADLINES)
def test_dates_that_only_place_an_event_are_left_alone(text: str) -> None:
    assert read(text) == ()


def test_terms_are_counted_from_what_they_name() -> None:
    days = [(iso(d.start), iso(d.end)) for d in read(CHAINED)]
    assert days == [
        ("2025-08-01", "2025-08-01"),
        ("2025-08-01", "2025-08-01"),
        ("2025-04-10", "2025-04-10"),
        ("2025-04-15", "2025-04-15"),
        ("2025-05-11", "2025-05-20"),
        ("2025-04-27", "2025-05-06"),
    ]


def test_a_term_after_what_the_sentence_before_dates() -> None:
    text = "The duty will apply from 22 July 2025. The rate is to be lowered after twelve months."
    assert [iso(d.start) for d in read(text)] == ["2025-07-22", "2026-07-22"]


def test_easter_against_published_dates() -> None:
    """Dates of the almanacs: the earliest and latest of the century, and some between."""
    wanted = ["1818-03-22", "1943-04-25", "1965-04-18", "2000-04-23", "2008-03-23", "2038-04-25"]
    assert [easter(int(day[:4])).isoformat() for day in wanted] == wanted


def test_a_deadline_told_by_when_it_passed() -> None:
    (found,) = read("They agreed on Tuesday, a day after a deadline set by Jane Roe ran out.")
    assert (found.start, found.status, found.set_by) == (date(2025, 3, 17), "past", "Jane Roe")


def test_who_sets_it_and_what_is_due() -> None:
    (found,) = read("The White House said that Japan wants an answer by the end of the month.")
    assert (found.set_by, found.what) == ("Japan", "Japan wants an answer")


@given(st.integers(-500, 500))
def test_dates_move_with_the_day_of_the_document_by_weeks(weeks: int) -> None:
    text = "They will meet next Monday. A list is due within 30 days. It lapsed on Sunday."
    shift = timedelta(weeks=weeks)
    for before, after in zip(read(text), read(text, DAY + shift), strict=True):
        assert before.start is not None
        assert before.end is not None
        assert (after.start, after.end) == (before.start + shift, before.end + shift)


@given(st.integers(1950, 2100))
def test_dates_move_with_the_day_of_the_document_by_years(year: int) -> None:
    text = (
        "It wants an answer by 15 June. It will vote in mid-April and lapse in the third quarter."
    )
    for before, after in zip(read(text), read(text, DAY.replace(year=year)), strict=True):
        assert before.start is not None
        assert before.end is not None
        assert after.start == before.start.replace(year=before.start.year - DAY.year + year)
        assert after.end == before.end.replace(year=before.end.year - DAY.year + year)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_the_end_of_the_month_is_its_last_day(day: date) -> None:
    (found,) = read("It must be done by the end of the month.", day)
    assert found.start == day.replace(day=monthrange(day.year, day.month)[1])


def annotated(reference: Path, name: str) -> tuple[list[Deadline], list[dict[str, Any]]]:
    notes = json.loads((reference / "dossier" / f"{name}.json").read_text("utf-8"))
    text = (reference / "dossier" / notes["doc"]["file"]).read_text("utf-8")
    found = read(text, date.fromisoformat(notes["doc"]["date"]))
    return sorted(found, key=lambda d: d.span.start), notes["deadlines"]


def test_deadlines_of_the_article(reference: Path) -> None:
    """All six with both days, and none besides; the status as annotated."""
    found, notes = annotated(reference, "seed")
    wanted = sorted(notes, key=lambda d: d["span"]["start"])
    assert [(iso(d.start), iso(d.end), d.status) for d in found] == [
        (d["start"], d["end"], d["status"]) for d in wanted
    ]
    for deadline, note in zip(found, wanted, strict=True):
        assert deadline.span.start < note["span"]["end"]
        assert note["span"]["start"] < deadline.span.end


@pytest.mark.parametrize("name", ["reagan1987", "commerce2017"])
def test_deadlines_of_the_other_documents(reference: Path, name: str) -> None:
    """All that are annotated; the release holds a fourth one, left out of the annotation."""
    found, notes = annotated(reference, name)
    read_days = [(iso(d.start), iso(d.end)) for d in found]
    for note in notes:
        assert (note["start"], note["end"]) in read_days
    assert len(found) - len(notes) == (name == "commerce2017")


def test_scores_on_the_open_half() -> None:
    """The target of the corpus; its held half decides, and is read elsewhere."""
    scores = []
    for each in load(CORPUS / "open"):
        found = read(each.text, date.fromisoformat(each.notes["doc"]["date"]))
        items = [{**asdict(d), "start": iso(d.start), "end": iso(d.end)} for d in found]
        scores.append(score(each, {"deadlines": items}))
    tally = total(scores).tallies["deadlines"]
    assert (tally.precision or 0) >= 0.8
    assert (tally.recall or 0) >= 0.8
