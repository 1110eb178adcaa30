"""Fewer countries and sectors: what is kept, and the world that ships."""

from collections.abc import Callable
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from tradetalks.errors import InputError
from tradetalks.world import World, load_world

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "src" / "tradetalks" / "world" / "cp_1993_small.json"


@pytest.fixture(scope="module")
def small() -> World:
    return load_world("cp-1993-small")


def split_in_two(world: World) -> World:
    """The last country as two identical halves that trade freely with each other."""
    old = len(world.countries)
    part = np.array([*range(old), old - 1])
    size = np.array([*np.ones(old - 1), 0.5, 0.5])
    tariffs = world.tariffs[:, part][:, :, part]
    return World(
        countries=(*world.countries, "twin"),
        sectors=world.sectors,
        trade_shares=world.trade_shares[:, part][:, :, part] * size,
        tariffs=tariffs,
        value_added_shares=world.value_added_shares[:, part],
        input_shares=world.input_shares[part],
        final_shares=world.final_shares[:, part],
        elasticities=world.elasticities,
        value_added=world.value_added[part] * size,
        deficits=world.deficits[part] * size,
    )


@pytest.mark.parametrize("seed", range(4))
def test_identical_countries_are_one(drawn: Callable[..., World], seed: int) -> None:
    """Two halves of a country, added up again, answer every tariff as the whole does."""
    world = drawn(seed)
    twins = split_in_two(world)
    whole = twins.aggregate(countries={"c0": ["c0"], "c1": ["c1"], "c2": ["c2", "twin"]})
    for name in ("trade_shares", "tariffs", "input_shares", "value_added_shares", "deficits"):
        np.testing.assert_allclose(getattr(whole, name), getattr(world, name), atol=1e-9)
    rates = {("c0", "c2", "s0"): 0.8, ("c2", "c1", "s1"): 0.0}
    halves = {("c0", ("c2", "twin"), "s0"): 0.8, (("c2", "twin"), "c1", "s1"): 0.0}
    one, two = world.equilibrium(rates), twins.equilibrium(halves)
    np.testing.assert_allclose(two.welfare, one.welfare[[0, 1, 2, 2]], atol=1e-5)
    np.testing.assert_allclose(whole.equilibrium(rates).welfare, one.welfare, atol=1e-5)


def test_sums_are_kept(small: World) -> None:
    """Flows, revenue, balances, value added and income; sectors and countries at once."""
    groups = {"North America": ["USA", "Canada", "Mexico"], "Japan": ["Japan"]}
    taken = {name for members in groups.values() for name in members}
    others = [c for c in small.countries if c not in taken]
    goods = {"Goods": list(small.sectors[:-1]), "Services": ["Services"]}
    big = small.aggregate(countries={**groups, "Others": others}, sectors=goods)
    north, japan = slice(0, 3), 3
    traded = small.base.trade
    assert big.base.trade.sum() == pytest.approx(traded.sum())
    assert big.base.trade[0, 1, 0] == pytest.approx(traded[:-1, japan, north].sum())
    revenue = (small.tariffs * traded).sum((0, 2))
    ours = (big.tariffs * big.base.trade).sum((0, 2))
    assert ours[0] == pytest.approx(revenue[north].sum())
    assert ours.sum() == pytest.approx(revenue.sum())
    assert big.base.balance[0, 1] == pytest.approx(small.base.balance[north, japan].sum())
    assert big.value_added[0] == pytest.approx(small.value_added[north].sum())
    assert big.base.income[0] == pytest.approx(small.base.income[north].sum())
    assert big.elasticities[1] == small.elasticities[-1]
    assert small.elasticities[:-1].min() < big.elasticities[0] < small.elasticities[:-1].max()
    assert any("North America is its own" in note for note in big.notes)
    assert any("elasticity of Goods" in note for note in big.notes)


def test_record_is_kept_apart_from_the_model(small: World) -> None:
    """Changes are applied to the balances on record, whatever the base flows are."""
    record = (
        small.base.balance - 3.0 * np.triu(np.ones((7, 7)), 1) + 3.0 * np.tril(np.ones((7, 7)), -1)
    )
    noted = replace(small, recorded_balance=record)
    rates = {("USA", "Japan", "Automobiles"): 1.0}
    one, other = small.equilibrium(rates), noted.equilibrium(rates)
    np.testing.assert_allclose(other.balance_change, one.balance_change)
    np.testing.assert_allclose(other.balance, record + one.balance_change)


def test_names_are_checked(small: World) -> None:
    with pytest.raises(InputError, match=r"'Germany' is not in this world.*'EU' is left out"):
        small.aggregate(countries={"All": [c for c in small.countries if c != "EU"] + ["Germany"]})
    with pytest.raises(InputError, match="'Mining' is given twice"):
        small.aggregate(sectors={"A": list(small.sectors), "B": ["Mining"]})


class TestShipped:
    def test_us_balance_with_japan(self, small: World) -> None:
        """The record of 1993: -54.8 billion dollars, -31.9 of it automotive."""
        usa, japan = (small.countries.index(c) for c in ("USA", "Japan"))
        auto = small.sectors.index("Automobiles")
        trade = small.base.trade
        assert round(small.base.balance[usa, japan], 1) == -54.8
        assert round(trade[auto, japan, usa] - trade[auto, usa, japan], 1) == -31.9

    def test_petroleum_stands_apart(self, small: World) -> None:
        assert small.elasticities[small.sectors.index("Petroleum")] == 64.85
        assert np.delete(small.elasticities, small.sectors.index("Petroleum")).max() < 20.0

    def test_says_where_it_comes_from_and_what_was_done(self, small: World) -> None:
        said = small.summary()
        assert "Caliendo and Parro (2015)" in said
        assert "below zero in 26 country-sectors" in said
        assert "trade within EU is its own" in said
        assert small.unit == "billion dollars of 1993"

    def test_is_what_the_script_writes(self, reference: Path) -> None:
        """From the raw data, digit by digit but for the last of eight."""
        spec = spec_from_file_location("world_1993", ROOT / "scripts" / "world_1993.py")
        assert spec is not None
        assert spec.loader is not None
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        data = dict(np.load(reference / "world" / "cp1993_flows.npz"))
        made, notes = script.small_world(data)
        kept = load_world("cp-1993-small")
        for name in ("trade_shares", "tariffs", "input_shares", "final_shares", "deficits"):
            np.testing.assert_allclose(getattr(made, name), getattr(kept, name), atol=1e-6)
        assert tuple(notes) == kept.notes
        # Revenue and flows are those of the raw data.
        raw = (data["tariff_1993"] * data["flows"]).sum() / 1e6
        assert (kept.tariffs * kept.base.trade).sum() == pytest.approx(raw, rel=1e-6)

    def test_unknown_name(self) -> None:
        with pytest.raises(InputError, match="cp-1993-small"):
            load_world("cp-1993")
