"""The effects of NAFTA's tariffs as published by Caliendo and Parro (2015), Table 2 and text."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tradetalks.world import World, WorldEquilibrium

TABLE_2 = {
    "MEX": (1.31, -0.41, 1.72, 1.72),
    "CAN": (-0.06, -0.11, 0.04, 0.32),
    "USA": (0.08, 0.04, 0.04, 0.11),
}
"""Percent, as printed: total, terms of trade, volume of trade, real wage."""

EXACT = {"MEX": 0.007, "CAN": -0.110, "USA": 0.074}
"""Exact change of real income in the same counterfactual, percent, from the authors' code."""

IMPORTS = {"MEX": 118.0, "CAN": 11.0, "USA": 41.0}
"""Change of imports from the other two members, percent, as printed."""

WITH_DEFICITS = {"MEX": 1.17, "CAN": -0.04, "USA": 0.08}
"""Totals of the same counterfactual with the deficits of 1993, percent, as printed."""

PAGE = Path(__file__).resolve().parents[2] / "docs" / "replications" / "caliendo-parro.md"


@pytest.fixture(scope="module")
def after(nafta: World, published: dict[str, Any]) -> WorldEquilibrium:
    return nafta.equilibrium(published["tau_nafta"] - 1.0)


def parts(equilibrium: WorldEquilibrium, country: str) -> tuple[float, float, float, float]:
    """Total, terms of trade, volume of trade and real wage, percent."""
    n = equilibrium.base.names.place("country", country)
    terms, volume = equilibrium.terms_of_trade[n], equilibrium.volume_of_trade[n]
    return terms + volume, terms, volume, equilibrium.real_wage[n]


@pytest.mark.parametrize("country", TABLE_2)
def test_table_2(after: WorldEquilibrium, country: str) -> None:
    """To the printed digits."""
    assert tuple(round(p, 2) for p in parts(after, country)) == TABLE_2[country]


@pytest.mark.parametrize("country", EXACT)
def test_exact_welfare(after: WorldEquilibrium, country: str) -> None:
    n = after.base.names.place("country", country)
    assert round(after.welfare[n], 3) == EXACT[country]
    assert after.welfare_remainder[n] == pytest.approx(
        after.welfare[n] - parts(after, country)[0], abs=1e-12
    )


@pytest.mark.parametrize("country", IMPORTS)
def test_trade_within_the_bloc(after: WorldEquilibrium, country: str) -> None:
    """Value net of tariff, to the printed percent."""
    places = {c: after.base.names.place("country", c) for c in IMPORTS}
    others = [n for c, n in places.items() if c != country]
    new, old = (t[:, places[country], others].sum() for t in (after.trade, after.base.trade))
    assert round(100.0 * (new / old - 1.0)) == IMPORTS[country]


def test_trade_balances_as_closely_as_the_authors_ask(after: WorldEquilibrium) -> None:
    """Their code stops at 1e-7 of value added; the residual is the largest such error."""
    bought, sold = after.trade.sum((0, 2)), after.trade.sum((0, 1))
    added = after.base.value_added
    # Summed here in another order, so equal to rounding.
    rounding = 1e-15
    assert np.abs((bought - sold) / added).max() <= after.residual + rounding
    assert after.residual <= 1e-7


def test_the_exact_split_adds_up(after: WorldEquilibrium) -> None:
    """Along the path Mexico's volume of trade is worth less than half its first-order part."""
    split = after.path_split()
    total = split.terms_of_trade + split.volume_of_trade
    # 1e-6 percent is what the split asks of itself, 1e-5 what the equilibrium's own tolerance adds.
    np.testing.assert_allclose(total, after.welfare, atol=1e-5)
    mexico = after.base.names.place("country", "MEX")
    assert split.volume_of_trade[mexico] < 0.5 * after.volume_of_trade[mexico]


def test_cut_of_all_tariffs_converges(nafta: World, published: dict[str, Any]) -> None:
    """To their level of 2005; plain iteration at the base's elasticities fails here."""
    cut = nafta.equilibrium(published["tau_2005"] - 1.0)
    assert cut.status == "converged"
    assert cut.residual <= 1e-7


def with_deficits(recorded: dict[str, Any], stands: str) -> World:
    """The data of 1993 in billions: own sales are output less exports, or none if that is less."""
    goods = recorded["flows"] * 1e3 / 1e9
    countries, sectors = recorded["countries"].tolist(), recorded["sectors"].tolist()
    flows = np.zeros((len(sectors), len(countries), len(countries)))
    flows[: len(goods)] = goods
    own = np.maximum(recorded["gross_output"] / 1e9 - flows.sum(1), 0.0)
    flows += own[:, None, :] * np.eye(len(countries))
    tariffs = np.zeros_like(flows)
    tariffs[: len(goods)] = recorded["tariff_1993"]
    share = (1.0 - recorded["value_added_share"].T)[:, None, :]
    inputs = recorded["input_shares"] * share * flows.sum(1).T[:, None, :]
    return World.from_flows(
        flows,
        inputs,
        None,
        tariffs,
        recorded["theta"],
        countries=countries,
        sectors=sectors,
        stands=stands,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def as_balanced_by_the_authors(recorded: dict[str, Any]) -> World:
    return with_deficits(recorded, "shares")


@pytest.mark.parametrize("country", WITH_DEFICITS)
def test_totals_with_deficits(
    as_balanced_by_the_authors: World, published: dict[str, Any], country: str
) -> None:
    after = as_balanced_by_the_authors.equilibrium(published["tau_nafta"] - 1.0)
    assert round(parts(after, country)[0], 2) == WITH_DEFICITS[country]


def test_flows_stand_as_recorded(recorded: dict[str, Any]) -> None:
    """The US goods balance with Japan of 1993: -54.8 billion dollars, -31.9 of it automotive."""
    base = with_deficits(recorded, "flows").base
    usa, japan, auto = (
        base.names.place(kind, name)
        for kind, name in (("country", "USA"), ("country", "JPN"), ("sector", "Auto"))
    )
    assert round(base.balance[usa, japan], 1) == -54.8
    assert round(base.trade[auto, japan, usa] - base.trade[auto, usa, japan], 1) == -31.9


def test_page_says_what_is_computed(after: WorldEquilibrium, nafta: World) -> None:
    """Each row of the page's first table holds published figures and ours."""
    rows = re.findall(r"^\| (MEX|CAN|USA) \|(.*)\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == 3
    for country, row in rows:
        cells = [float(cell.replace("−", "-")) for cell in row.split("|")]
        n = nafta.countries.index(country)
        ours = [*parts(after, country), after.welfare[n]]
        assert cells[:8:2] == list(TABLE_2[country])
        np.testing.assert_allclose(cells[1:8:2] + cells[8:], ours, atol=5.1e-5)
