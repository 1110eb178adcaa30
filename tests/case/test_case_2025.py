"""The case of 2025: duties in force that a deal would lower, and nothing known later."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from tradetalks.briefing import analyse, assemble, render_html, render_json
from tradetalks.case import Case, load_case, load_outcome, shipped_cases
from tradetalks.measures import Tariff
from tradetalks.stakes import Stakes, central, current_measures, evaluate, in_force

NAME = "us-japan-autos-2025"
AGREED = date(2025, 7, 22)


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(NAME)


@pytest.fixture(scope="module")
def stakes(case: Case) -> Stakes:
    return evaluate(case, central(case))


def flow(stakes: Stakes, action: str, party: str, group: str) -> float:
    rows = stakes.index(action), stakes.parties.index(party), stakes.groups.index(group)
    return float(stakes.flows[rows][0])


def test_it_ships_as_of_a_day_before_the_agreement(case: Case) -> None:
    assert NAME in shipped_cases()
    assert case.as_of < AGREED
    assert all(entry.date >= AGREED for entry in load_outcome(case))


def test_no_figure_knows_the_agreement(case: Case) -> None:
    assert all(row.known_from <= case.as_of for row in case.figures)
    assert case.figure("tariff_us_cars_japan").value == 27.5


def test_a_source_of_a_later_day_is_owned_up_to(case: Case) -> None:
    """Some facts of before are taken from a text of after; their notes say so."""
    for row in case.figures:
        published = case.sources[row.source].date
        if published and published > str(case.as_of):
            assert "source seen is of" in row.note, row.key


def test_what_was_computed_follows_from_what_was_stated(case: Case) -> None:
    rates = {
        key: case.figure(f"tariff_us_{key}").value
        for key in ("cars", "cars_added", "cars_japan", "letter", "baseline", "letter_added")
    }
    assert rates["cars"] + rates["cars_added"] == rates["cars_japan"]
    assert rates["letter"] - rates["baseline"] == rates["letter_added"]
    assert "COMPUTED" in case.figure("tariff_us_letter_added").note
    assert "COMPUTED" in case.figure("us_jp_goods_balance", "2013").note


def test_the_duty_in_force_is_the_recorded_one_and_what_was_added(
    case: Case, stakes: Stakes
) -> None:
    built = stakes.markets["cars-usa"][0]
    rates = np.asarray(built.market.terms(()).rate)
    assert rates[built.members["japanese"]] == pytest.approx(0.275)
    assert rates[built.members["us-makes"]] == pytest.approx(0.0)
    assert {"cars-from-japan", "baseline-japan"} <= set(in_force(case))
    assert set(current_measures(case)) == {"letter-of-7-july", "mirrored-duty"}


def test_without_the_duties_of_2025_the_market_is_that_of_2024(case: Case, stakes: Stakes) -> None:
    built = stakes.markets["cars-usa"][0]
    before = replace(built.market, standing=()).equilibrium()
    for key, figure in (
        ("japanese", "jp_car_exports_to_us"),
        ("korean", "us_vehicles_from_kr"),
        ("european", "us_vehicles_from_eu"),
    ):
        units = before.quantities[built.members[key]].sum()
        assert units == pytest.approx(case.figure(figure).value, rel=1e-6)
    assert before.quantities.sum() == pytest.approx(case.figure("us_vehicle_sales").value, rel=1e-6)


@pytest.mark.parametrize("level", ["lowered", "lifted"])
def test_a_lower_duty_on_cars(stakes: Stakes, level: str) -> None:
    """Buyers and the makers who paid it gain, and revenue moves as the market's accounts say."""
    action = f"car-duty/{level}"
    assert flow(stakes, action, "USA", "consumers") > 0.0
    assert flow(stakes, action, "JPN", "carmakers") > 0.0
    assert flow(stakes, action, "ROW", "carmakers") < 0.0
    built, rate = stakes.markets["cars-usa"][0], {"lowered": 0.15, "lifted": 0.025}[level]
    market = built.market
    now = market.equilibrium()
    then = market.equilibrium([Tariff(rate - 0.275, built.members["japanese"])])
    moved = float((then.tariff_revenue - now.tariff_revenue).sum()) / 1000.0
    assert flow(stakes, action, "USA", "treasury") == pytest.approx(moved, rel=1e-6)
    assert moved < 0.0


def test_a_lower_cut_gives_less_than_a_full_one(stakes: Stakes) -> None:
    for party, group in (("USA", "consumers"), ("JPN", "carmakers")):
        cut, full = (flow(stakes, f"car-duty/{x}", party, group) for x in ("lowered", "lifted"))
        assert cut < full


@pytest.mark.parametrize("action", ["letter-of-7-july", "general-duty/raised"])
def test_a_higher_duty_on_other_goods(stakes: Stakes, action: str) -> None:
    assert flow(stakes, action, "USA", "consumers") < 0.0
    assert flow(stakes, action, "USA", "manufacturers") > 0.0
    assert flow(stakes, action, "JPN", "manufacturers") < 0.0
    assert flow(stakes, action, "ROW", "manufacturers") > 0.0


def test_the_letter_takes_more_than_the_rate_of_other_agreements(stakes: Stakes) -> None:
    letter, agreed = (
        flow(stakes, x, "JPN", "manufacturers") for x in ("letter-of-7-july", "general-duty/raised")
    )
    assert letter < agreed < 0.0


def test_what_japan_could_give(stakes: Stakes) -> None:
    assert flow(stakes, "rice/more", "USA", "farmers") > 0.0
    assert flow(stakes, "rice/more", "JPN", "treasury") < 0.0
    assert flow(stakes, "car-tests/accepted", "USA", "carmakers") > 0.0
    assert flow(stakes, "car-tests/accepted", "JPN", "consumers") > 0.0
    assert flow(stakes, "investment/programme", "JPN", "treasury") < 0.0
    # Loans come back: what they cost is a small part of any sum that was spoken of.
    assert flow(stakes, "investment/programme", "JPN", "treasury") > -5.0
    assert flow(stakes, "mirrored-duty", "USA", "manufacturers") < 0.0


def test_it_briefs_with_no_code_of_its_own(case: Case) -> None:
    found = analyse(case, draws=4)
    document = assemble(found, outcome=None, generated=datetime(2025, 7, 15, tzinfo=UTC))
    page, numbers = render_html(document), render_json(document)
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<(style|svg).*?</\1>", "", page, flags=re.DOTALL))
    assert "Duties that are part of the status quo" in text
    assert "A Japanese duty as high on US manufactures" in text
    assert not re.search(r"\b(nan|inf)\b", text)
    assert "NaN" not in numbers
    # What was agreed a week later is nowhere on the page.
    assert not re.search(r"\b550\b", text)
