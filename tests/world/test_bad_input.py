"""Input that cannot be used: an error that names the worst cell and what to give."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from tradetalks.errors import InputError
from tradetalks.world import World


@pytest.fixture
def arrays(drawn: Callable[..., World]) -> dict[str, Any]:
    world = drawn(21)
    given = {f.name: getattr(world, f.name) for f in fields(world) if f.init}
    return {n: v.copy() if isinstance(v, np.ndarray) else v for n, v in given.items()}


@pytest.mark.parametrize(
    ("field", "place", "value", "message"),
    [
        ("trade_shares", (1, 0, 2), 0.9, r"trade shares of s1, c0 sum to 1\.\d+; divide"),
        ("trade_shares", (1, 0, 2), -0.1, r"trade share of s1, c0, c2 is -0\.1; give .* 0 or more"),
        ("tariffs", (0, 2, 1), -1.5, r"tariff of s0, c2, c1 is -1\.5; give a number above -1"),
        ("value_added_shares", (2, 1), 0.99, r"value-added share of s2, c1 sum to"),
        ("value_added_shares", (2, 1), 0.0, r"value-added share of s2, c1 is 0; give .* above 0"),
        ("input_shares", (1, 0, 2), -0.2, r"input share of c1, s0, s2 is -0\.2"),
        ("final_shares", (0, 1), 0.9, r"final shares of c1 sum to"),
        ("elasticities", (2,), -4.0, r"elasticity of s2 is -4; give a number above 0"),
        ("value_added", (1,), 0.0, r"value added of c1 is 0; give a number above 0"),
        ("value_added", (1,), 500.0, r"value added of c\d is .*, and the shares imply"),
        ("deficits", (2,), 5.0, r"deficits sum to .*, the largest being .* of c2"),
        ("elasticities", (0,), np.nan, r"elasticity of s0 is nan"),
    ],
)
def test_worst_cell_is_named(
    arrays: dict[str, Any], field: str, place: tuple[int, ...], value: float, message: str
) -> None:
    arrays[field][place] = value
    with pytest.raises(InputError, match=message):
        World(**arrays)


def test_all_faults_at_once(arrays: dict[str, Any]) -> None:
    arrays["elasticities"][0] = 0.0
    arrays["tariffs"][0, 1, 2] = arrays["tariffs"][0, 2, 1] = -2.0
    with pytest.raises(InputError, match=r"tariff of s0, .*\(and 1 more\); elasticity of s0"):
        World(**arrays)


def test_shapes(arrays: dict[str, Any]) -> None:
    arrays["final_shares"] = arrays["final_shares"][:2]
    with pytest.raises(InputError, match=r"final share has shape \(2, 3\); give \(3, 3\)"):
        World(**arrays)


def test_names_twice(arrays: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="countries has 'c0' twice"):
        World(**{**arrays, "countries": ("c0", "c1", "c0")})


def test_rounding_is_mended_and_said(arrays: dict[str, Any]) -> None:
    arrays["trade_shares"] *= 1.0 + 2e-6
    world = World(**arrays)
    np.testing.assert_allclose(world.trade_shares.sum(2), 1.0, rtol=1e-14)
    assert any("trade shares summed to one within 2.0e-06" in note for note in world.mended)


@pytest.fixture(scope="module")
def world(drawn: Callable[..., World]) -> World:
    return drawn(22)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"tariffs": {("c9", "c1", "s0"): 0.1}}, "country 'c9' is not in this world"),
        ({"tariffs": {("c0", "c1", "s9"): 0.1}}, "sector 's9' is not in this world"),
        ({"tariffs": {("c0", "c1"): 0.1}}, r"is no \(importer, exporter, sector\)"),
        ({"tariffs": {("c0", "c1", "s0"): -1.0}}, "tariff of s0, c0, c1 is -1"),
        ({"tariffs": 0.1}, r"tariff has shape \(\)"),
        ({"trade_costs": {("c0", "c1", "s0"): 0.0}}, "trade cost of s0, c0, c1 is 0"),
        ({"deficits": "open"}, "deficits are 'open'"),
        ({"deficits": [1.0, 0.0, 0.0]}, "deficits sum to 1"),
    ],
)
def test_shocks_are_checked(world: World, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        world.equilibrium(**given)


def test_lanes_are_checked(world: World) -> None:
    two = np.stack([world.tariffs, world.tariffs])
    with pytest.raises(InputError, match=r"tariffs have shape \(2, 3, 3, 3\); give \(3,"):
        world.equilibria(two, elasticities=np.ones((3, 3)))
    two[1, 0, 0, 1] = -1.0
    with pytest.raises(InputError, match="tariffs of lane 1 hold -1; exceed -1"):
        world.equilibria(two)
    with pytest.raises(InputError, match="starts have shape"):
        world.equilibria(two[:1], starts=np.zeros((1, 2)))


@pytest.mark.parametrize(
    ("flow", "share", "message"),
    [
        (("c0", "c1", "s1"), 0.0, "share of the quota is 0"),
        (("c0", "c1", "s0"), 0.5, "no single flow above zero"),
        (("c0", "*", "s1"), 0.5, "no single flow above zero"),
    ],
)
def test_quotas_are_checked(
    world: World, flow: tuple[str, str, str], share: float, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        world.quota(flow, share)
