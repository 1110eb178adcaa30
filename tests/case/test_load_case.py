"""What a sound case gives, and on which date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

import tradetalks.case as room
from tradetalks.case import IndustrySpec, load_case, load_outcome, schema_fields
from tradetalks.errors import CaseError, InputError
from tradetalks.figures import Reference

Build = Callable[..., Path]


def test_a_sound_case_loads(build: Build) -> None:
    case = load_case(build())
    assert case.as_of == date(2001, 3, 1)
    assert isinstance(case.markets["lamps-aaa"], IndustrySpec)
    assert case.talks.proposer == "alternate"
    assert case.assumptions["outside"].unit == "1"


def test_figures_are_seen_as_they_were_known(build: Build) -> None:
    case = load_case(build())
    assert case.figure("lamp_share").value == 20
    assert [row.used for row in case.known("lamp_share")] == [True, False]
    early = case.with_as_of(date(2001, 1, 25))
    assert [row.period for row in early.known("balance")] == ["1999"]
    with pytest.raises(InputError, match="balance of 2000 is known from 2001-02-01, after the as"):
        early.figure("balance", "2000")
    with pytest.raises(InputError, match="several periods"):
        case.figure("balance")
    with pytest.raises(InputError, match="did you mean 'balance'"):
        case.figure("balence")


def test_a_revised_figure_takes_the_latest_row_known(build: Build) -> None:
    folder = build(
        (
            "figures.csv",
            "sold,90,thousand units,2000,,2001-01-20,gazette,true,,",
            "sold,90,thousand units,2000,,2001-01-20,gazette,true,first count,\n"
            "sold,95,thousand units,2000,,2001-03-10,gazette,true,final count,",
        )
    )
    case = load_case(folder)
    assert case.figure("sold").value == 90
    assert case.with_as_of(date(2001, 3, 10)).figure("sold").value == 95


def test_references_have_values_and_units(build: Build) -> None:
    case = load_case(build())
    assert case.central(Reference(figure="duty")) == 2.5
    assert case.unit(Reference(figure="duty")) == "percent"
    assert case.central(Reference(assumption="own")) == -4
    with pytest.raises(InputError, match="did you mean 'sigma'"):
        case.central(Reference(assumption="sigmo"))


def test_events_are_in_order_and_known(build: Build) -> None:
    case = load_case(build())
    assert [e.actor for e in case.events] == ["Envoy", "Minister"]
    assert [e.action for e in case.known_events()] == ["Says no, politely"]
    assert len(case.with_as_of(date(2001, 4, 1)).known_events()) == 2


def test_a_date_too_early_for_the_case_is_told(build: Build) -> None:
    folder = build()
    with pytest.raises(CaseError, match="sold of 2000 is known from 2001-01-20, after 2001-01-10"):
        load_case(folder).with_as_of(date(2001, 1, 10))
    with pytest.raises(CaseError, match="cpi of 2000 is known from 2001-01-15"):
        load_case(folder, as_of=date(2001, 1, 10))


def test_a_later_date_passes_a_deadline_without_fault(build: Build) -> None:
    assert load_case(build(), as_of=date(2001, 12, 1)).as_of == date(2001, 12, 1)


def test_a_case_is_frozen(build: Build) -> None:
    case = load_case(build())
    with pytest.raises(ValidationError, match="frozen"):
        case.as_of = date(2002, 1, 1)  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(ValidationError, match="frozen"):
        case.figures[0].value = 3.0  # pyright: ignore[reportAttributeAccessIssue]


def test_the_outcome_stands_apart(build: Build) -> None:
    folder = build()
    case = load_case(folder)
    assert [o.answer for o in load_outcome(case)] == ["yes"]
    assert "outcome" not in type(case).model_fields
    (folder / "outcome.yaml").unlink()
    with pytest.raises(CaseError, match="has none"):
        load_outcome(load_case(folder))


def test_a_case_loads_with_a_broken_outcome(build: Build) -> None:
    folder = build()
    (folder / "outcome.yaml").write_text("- {date: never}\n", encoding="utf-8")
    case = load_case(folder)
    with pytest.raises(CaseError, match="'never' is not a date"):
        load_outcome(case)


def test_every_field_is_described() -> None:
    rows = schema_fields()
    assert [f"{r.owner}.{r.field}" for r in rows if not r.description] == []
    found = {(r.owner, r.field): r for r in rows}
    assert found["IndustrySpec", "duty"].unit == "1 or percent"
    assert found["Assumption", "drawn"].default == "true"
    assert found["CesProduct", "share"].type == "reference or rest"


def test_exports_are_listed() -> None:
    public = {n for n, v in vars(room).items() if not n.startswith("_") and hasattr(v, "__doc__")}
    modules = {n for n in public if type(getattr(room, n)).__name__ == "module"}
    assert public - modules == set(room.__all__)
