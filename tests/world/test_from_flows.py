"""A world from a table of flows: what stands, what is balanced, what is refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tradetalks.errors import InputError
from tradetalks.world import World


def table(world: World) -> dict[str, Any]:
    """The table in money of a world at its base."""
    return {
        "flows": world.base.trade.copy(),
        "inputs": world.input_shares * world.output.T[:, None, :],
        "final": world.final_shares * world.base.income,
        "tariffs": world.tariffs.copy(),
        "elasticities": world.elasticities.copy(),
        "countries": world.countries,
        "sectors": world.sectors,
    }


@pytest.fixture
def given(drawn: Callable[..., World]) -> dict[str, Any]:
    return table(drawn(11))


def test_round_trip(drawn: Callable[..., World], given: dict[str, Any]) -> None:
    world, again = drawn(11), World.from_flows(**given)
    for name in (
        "trade_shares",
        "tariffs",
        "value_added_shares",
        "input_shares",
        "final_shares",
        "value_added",
        "deficits",
        "expenditure",
    ):
        np.testing.assert_allclose(getattr(again, name), getattr(world, name), atol=1e-9)
    assert again.notes == ()


def test_final_use_is_what_the_flows_leave(given: dict[str, Any]) -> None:
    without = World.from_flows(**{**given, "final": None})
    supply = (given["flows"] * (1.0 + given["tariffs"])).sum(2)
    final = supply - given["inputs"].sum(2).T
    np.testing.assert_allclose(without.final_shares * without.base.income, final, rtol=1e-9)


@pytest.fixture
def short(given: dict[str, Any]) -> dict[str, Any]:
    """Country c1 uses more of s0 than the flows supply; its sectors could afford it."""
    supply = (given["flows"] * (1.0 + given["tariffs"])).sum(2)[0, 1]
    output = given["flows"].sum(1)[:, 1]
    given["inputs"][1] = 0.0
    given["inputs"][1, 0] = 1.2 * supply * output / output.sum()
    return {**given, "final": None}


def test_flows_stand(short: dict[str, Any]) -> None:
    """Flows, deficits, revenue as given; the excess of inputs is value added, and said so."""
    world = World.from_flows(**short)
    np.testing.assert_allclose(world.base.trade, short["flows"], rtol=1e-9)
    gross = short["flows"].sum((0, 1)) - short["inputs"].sum((1, 2))
    supply = (short["flows"] * (1.0 + short["tariffs"])).sum(2)[0, 1]
    moved = world.value_added - gross
    np.testing.assert_allclose(moved, [0.0, 0.2 * supply, 0.0], atol=1e-9)
    assert world.final_shares[0, 1] == pytest.approx(0.0, abs=1e-12)
    assert "1 of 9 country-sectors became value added" in world.notes[0]
    assert "s0, c1" in world.notes[0]


def test_shares_stand(short: dict[str, Any]) -> None:
    """Shares and deficits as given, flows at the levels that they imply."""
    world = World.from_flows(**short, stands="shares")
    flows = short["flows"]
    paid = flows * (1.0 + short["tariffs"])
    np.testing.assert_allclose(world.trade_shares, paid / paid.sum(2, keepdims=True), rtol=1e-9)
    per_unit = short["inputs"] / flows.sum(1).T[:, None, :]
    np.testing.assert_allclose(world.input_shares, per_unit, atol=1e-9)
    owed = flows.sum((0, 2)) - flows.sum((0, 1))
    np.testing.assert_allclose(world.deficits, owed, atol=1e-9)
    assert any("value added moved by" in note for note in world.notes)


def test_sector_that_nobody_buys(given: dict[str, Any]) -> None:
    """No flow, no input, no use: it stays at nothing and harms nothing."""
    nothing = {
        "flows": np.concatenate([given["flows"], np.zeros((1, 3, 3))]),
        "inputs": np.pad(given["inputs"], ((0, 0), (0, 1), (0, 1))),
        "final": np.concatenate([given["final"], np.zeros((1, 3))]),
        "tariffs": np.concatenate([given["tariffs"], np.zeros((1, 3, 3))]),
        "elasticities": np.append(given["elasticities"], 4.0),
        "sectors": (*given["sectors"], "nothing"),
        "countries": given["countries"],
    }
    with_it, without = World.from_flows(**nothing), World.from_flows(**given)
    rates = {("*", "*", "s0"): 0.7}
    np.testing.assert_allclose(
        with_it.equilibrium(rates).welfare, without.equilibrium(rates).welfare, atol=1e-5
    )


@pytest.mark.parametrize(
    ("field", "place", "value", "message"),
    [
        ("flows", (1, 2, 0), -3.0, r"flow of s1, c2, c0 is -3; give a number of 0 or more"),
        ("tariffs", (0, 1, 2), -1.0, r"tariff of s0, c1, c2 is -1; give a number above -1"),
        ("elasticities", (1,), 0.0, r"elasticity of s1 is 0; give a number above 0"),
        ("final", (2, 1), np.nan, r"final use of s2, c1 is nan"),
        ("final", (2, 1), 99.0, r"the table is unbalanced: s2, c1 is supplied .* and used"),
    ],
)
def test_bad_cells_are_named(
    given: dict[str, Any], field: str, place: tuple[int, ...], value: float, message: str
) -> None:
    given[field][place] = value
    with pytest.raises(InputError, match=message):
        World.from_flows(**given)


def test_inputs_worth_more_than_output(given: dict[str, Any]) -> None:
    given["inputs"][2, :, 1] *= 10.0
    with pytest.raises(InputError, match=r"inputs of s1, c2 are .* times its output"):
        World.from_flows(**{**given, "final": None})


def test_zero_output_in_a_used_sector(given: dict[str, Any]) -> None:
    given["flows"][1, :, 2] = 0.0
    with pytest.raises(InputError, match=r"output of s1, c2 is 0 and its inputs are"):
        World.from_flows(**{**given, "final": None})


def test_unknown_rule(given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="'flows' or 'shares'"):
        World.from_flows(**given, stands="sums")  # type: ignore[arg-type]
