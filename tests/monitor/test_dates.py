"""What falls due, and the calendar file by the rules of RFC 5545."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.monitor import DueDate, falling_due, icalendar

D = date
AS_OF = D(1995, 3, 17)


def due(day: date, name: str = "d", **changes: object) -> DueDate:
    fields: dict[str, object] = {
        "date": day,
        "title": "End; of the pledge, \\ once\nmore",
        "kind": "expiry",
        "set_by": "Makers",
        "source": "s",
        "id": name,
        "known_from": D(1992, 1, 9),
        "until": None,
    }
    return DueDate(**{**fields, **changes})  # type: ignore[arg-type]


def read(text: str) -> list[dict[str, str]]:
    """Events of a calendar: lines unfolded (3.1), names with their parameters cut from values."""
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    for line in lines:
        name, value = line.split(":", 1)
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and line != "END:VEVENT":
            events[-1][name] = value
    return events


def unescaped(text: str) -> str:
    """Text as 3.3.11 has it read."""
    found = {"n": "\n", "N": "\n"}
    return re.sub(r"\\(.)", lambda m: found.get(m[1], m[1]), text)


def test_only_what_was_known_stands_and_is_near() -> None:
    dates = [
        due(D(1995, 3, 31), "near"),
        due(D(1995, 4, 20), "far"),
        due(D(1995, 3, 20), "later", known_from=D(1995, 3, 18)),
        due(D(1995, 3, 20), "over", until=AS_OF),
        due(D(1995, 3, 16), "past"),
        due(AS_OF, "today"),
    ]
    assert [d.id for d in falling_due(dates, AS_OF, 30)] == ["today", "near"]
    assert [d.id for d in falling_due(dates, AS_OF, 0)] == ["today"]
    with pytest.raises(InputError, match="days is -1; give zero or more"):
        falling_due(dates, AS_OF, -1)


def test_a_calendar_of_all_day_events() -> None:
    text = icalendar([due(D(1995, 12, 31), "year-end")], "us-japan", AS_OF)
    (event,) = read(text)
    assert event["UID"] == "year-end@us-japan.tradetalks"
    assert event["DTSTAMP"] == "19950317T000000Z"
    assert event["DTSTART;VALUE=DATE"] == "19951231"
    # The end of an all-day event is the day after it (3.6.1).
    assert event["DTEND;VALUE=DATE"] == "19960101"
    assert unescaped(event["SUMMARY"]) == due(AS_OF).title
    assert event["SUMMARY"] == "End\\; of the pledge\\, \\\\ once\\nmore"
    assert "VERSION:2.0\r\n" in text
    assert "PRODID:" in text


def test_ids_are_unique_and_a_second_export_gives_the_same_file() -> None:
    dates = [due(D(1995, 3, 31), "a"), due(D(1995, 3, 31), "b")]
    text = icalendar(dates, "c", AS_OF)
    uids = [event["UID"] for event in read(text)]
    assert len(set(uids)) == 2
    assert icalendar(dates, "c", AS_OF) == text
    moved = icalendar([due(D(1995, 4, 1), "a")], "c", D(1995, 3, 20))
    assert read(moved)[0]["UID"] == uids[0]


TEXT = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))


@given(st.text(TEXT, max_size=60) | st.text(TEXT, min_size=70, max_size=200))
def test_any_title_comes_back_and_no_line_is_too_long(title: str) -> None:
    text = icalendar([due(AS_OF, title=title)], "c", AS_OF)
    # Lines of at most 75 octets, no character split between two (3.1).
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    (event,) = read(text)
    assert unescaped(event["SUMMARY"]) == title


def test_control_characters_and_other_line_ends_do_no_harm() -> None:
    text = icalendar([due(AS_OF, title="a\r\nEND:VEVENT\x07\x0bb\u2028c")], "c", AS_OF)
    (event,) = read(text)
    assert unescaped(event["SUMMARY"]) == "a\nEND:VEVENT\nb\nc"
