"""The shipped cases hold what they promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from tradetalks.case import load_case, load_outcome, shipped_cases

MIRRORS = ("jawawa.id", "diki.es", "zalansite", "pdfedu")


def test_the_first_case_ships() -> None:
    assert "us-japan-autos-1995" in shipped_cases()


@pytest.mark.parametrize("name", shipped_cases())
def test_it_loads_on_its_date_and_on_every_date_of_its_replay(name: str) -> None:
    case = load_case(name)
    for day in case.talks.replay:
        moved = case.with_as_of(day)
        assert all(event.known_from <= day for event in moved.known_events())
        in_force = [
            m
            for m in moved.measures.values()
            if m.role == "threat" and m.known_from <= day and (m.until is None or day < m.until)
        ]
        assert len(in_force) == 1
        binding = [
            d
            for d in moved.talks.deadlines
            if d.binding and d.chance is None and d.known_from <= day < d.date
        ]
        assert binding, f"no binding deadline ahead on {day}"


def references(value: object) -> Iterator[Mapping[str, Any]]:
    """Whatever names a figure, found without the loader's own search."""
    if isinstance(value, Mapping):
        if isinstance(value.get("figure"), str):
            yield value
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from references(item)


@pytest.mark.parametrize("name", shipped_cases())
def test_nothing_used_is_known_after_its_date(name: str) -> None:
    case = load_case(name)
    content = case.model_dump()
    in_force = {k: m for k, m in content["measures"].items() if m["known_from"] <= case.as_of}
    deadlines = [d for d in content["talks"].pop("deadlines") if d["known_from"] <= case.as_of]
    used = [content[part] for part in ("markets", "issues", "politics", "weights", "talks")]
    found = list(references([*used, in_force, deadlines]))
    assert found
    for reference in found:
        figure = case.figure(reference["figure"], reference["period"])
        assert figure.known_from <= case.as_of
    for assumption in case.assumptions.values():
        assert assumption.known_from is None or assumption.known_from <= case.as_of


@pytest.mark.parametrize("name", shipped_cases())
def test_nothing_shown_is_known_after_its_date(name: str) -> None:
    case = load_case(name)
    for key in case.where.every_key():
        assert all(row.known_from <= case.as_of for row in case.known(key))
    for pledge in case.pledges:
        if pledge.known_from <= case.as_of:
            for reference in (pledge.baseline, pledge.target):
                if reference is not None:
                    case.central(reference)


@pytest.mark.parametrize("name", shipped_cases())
def test_every_source_has_an_address_of_its_own(name: str) -> None:
    case = load_case(name)
    for source in case.sources.values():
        assert not any(mirror in source.url for mirror in MIRRORS), source.id


@pytest.mark.parametrize("name", shipped_cases())
def test_every_table_of_facts_has_something_to_show(name: str) -> None:
    case = load_case(name)
    empty = [key for key in case.where.every_key() if not any(row.used for row in case.known(key))]
    assert empty == []


@pytest.mark.parametrize("name", shipped_cases())
def test_nothing_is_drawn_for_nothing(name: str) -> None:
    """A drawn assumption that nothing rests on would cloud the ranking of those that matter."""
    case = load_case(name)
    text = "".join(
        model.model_dump_json()
        for model in (
            *case.markets.values(),
            *case.measures.values(),
            *case.issues.values(),
            *case.politics,
            *case.law,
            *case.pledges,
            case.talks,
            *(ref for group in case.weights.values() for ref in group.values()),
        )
    )
    drawn = [key for key, assumption in case.assumptions.items() if assumption.drawn]
    assert [key for key in drawn if f'"assumption":"{key}"' not in text] == []


@pytest.mark.parametrize("name", shipped_cases())
def test_the_outcome_came_after_the_date_of_the_forecast(name: str) -> None:
    case = load_case(name)
    outcome = load_outcome(case)
    assert outcome
    # A day's margin for the date line between the parties.
    assert all(entry.date > case.as_of + timedelta(days=1) for entry in outcome)


def test_the_slip_in_the_article_is_found() -> None:
    """The article gives purchases of "$19 million": a thousandfold slip for billions."""
    case = load_case("us-japan-autos-1995")
    slips = [c for c in case.claims if c.check == "corrected" and "19" in c.value]
    assert slips
