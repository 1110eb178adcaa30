"""Tariff games: published Nash tariffs, closed forms, and searches that did not produce them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from tradetalks.errors import InputError, SolveError
from tradetalks.world import World, load_world
from tradetalks.world._closed import without_deficits
from tradetalks.world._cooperation import cooperative_tariffs
from tradetalks.world._games import nash_tariffs, optimal_tariffs
from tradetalks.world._instruments import instruments
from tradetalks.world._politics import Governments
from tradetalks.world._retaliation import best_retaliation
from tradetalks.world._search import deviation


def armington(flows: np.ndarray, theta: np.ndarray) -> World:
    """A world without input-output links from flows [sector, importer, exporter], untaxed."""
    sectors, countries = flows.shape[:2]
    spent = flows.sum(2)
    made = flows.sum((0, 1))
    return World(
        countries=tuple(f"c{n}" for n in range(countries)),
        sectors=tuple(f"s{j}" for j in range(sectors)),
        trade_shares=flows / spent[:, :, None],
        tariffs=np.zeros(flows.shape),
        value_added_shares=np.ones((sectors, countries)),
        input_shares=np.zeros((countries, sectors, sectors)),
        final_shares=spent / spent.sum(0),
        elasticities=theta,
        value_added=made,
        deficits=spent.sum(0) - made,
    )


def pair(home: float, abroad: float, traded: float, theta: float) -> World:
    """Two countries, each with one good."""
    flows = np.array([[[home - traded, traded], [traded, abroad - traded]]])
    return armington(flows, np.array([theta]))


@pytest.fixture(scope="module")
def small() -> World:
    return load_world("cp-1993-small")


@pytest.fixture(scope="module")
def wiod(reference: Path) -> World:
    """44 countries and 16 sectors in 2014; recorded flows hold the tariff."""
    with np.load(reference / "world" / "tariffwar_wiod2014.npz", allow_pickle=False) as data:
        flows = data["trade"].transpose(0, 2, 1)
        tariffs = data["tariff"].transpose(0, 2, 1)
        theta, countries, sectors = data["sigma"] - 1.0, data["countries"], data["sectors"]
    spent, net = flows.sum(2), flows / (1.0 + tariffs)
    made = net.sum((0, 1))
    return World(
        countries=tuple(str(c) for c in countries),
        sectors=tuple(str(s) for s in sectors),
        trade_shares=flows / spent[:, :, None],
        tariffs=tariffs,
        value_added_shares=np.ones(spent.shape),
        input_shares=np.zeros((len(countries), len(sectors), len(sectors))),
        final_shares=spent / spent.sum(0),
        elasticities=theta,
        value_added=made,
        deficits=net.sum((0, 2)) - made,
    )


def test_uniform_nash_tariffs_are_those_of_lashkaripour(wiod: World) -> None:
    # Solution of the equations of Lashkaripour (2021) by his code on these data, as printed in
    # the reference data's README; rounding there is 0.005 and 0.0005.
    published = {"USA": (41.15, -0.620), "JPN": (42.86, -0.475)}
    losses = {"CHN": -0.387, "DEU": -1.153}
    found = nash_tariffs(wiod, "uniform", method="sufficient statistics", check=["JPN"])
    for name, (tariff, loss) in published.items():
        place = wiod.countries.index(name)
        assert 100 * found.tariffs[0, place, 0] == pytest.approx(tariff, abs=0.0051)
        assert found.welfare[place] == pytest.approx(loss, abs=0.00051)
    for name, loss in losses.items():
        assert found.welfare[wiod.countries.index(name)] == pytest.approx(loss, abs=0.00051)
    # The characterisation leaves out what others' wages and tariff revenue answer.
    assert 1e-6 < found.deviation[wiod.countries.index("JPN")] < 1e-3


@pytest.mark.parametrize(("home", "theta"), [(1.0, 4.0), (3.0, 2.0), (0.2, 6.0)])
def test_optimal_tariff_is_one_over_the_elasticity_of_foreign_export_supply(
    home: float, theta: float
) -> None:
    traded, abroad = 0.15, 1.0
    found = optimal_tariffs(pair(home, abroad, traded, theta), "c0", "uniform")

    def exports(price: float) -> float:
        # The other country spends its endowment at the relative price of its own good; CES.
        imported = traded
        own = (abroad - traded) * price**-theta
        return abroad * imported / (imported + own)

    wages = found.equilibrium.wages
    price, step = float(wages[1] / wages[0]), 1e-5
    up, down = exports(price * np.exp(step)), exports(price * np.exp(-step))
    elasticity = np.log(up / down) / (2 * step)
    # Newton steps stop at a change of 1e-6; the finite difference is good to 1e-9.
    assert found.tariffs[0, 0, 1] == pytest.approx(1.0 / elasticity, abs=5e-6)
    assert found.deviation < 1e-8


def test_symmetric_countries_have_the_equal_nash_tariffs_of_the_closed_form() -> None:
    own, theta = 0.7, 3.0

    def excess(tariff: float) -> float:
        # Sales at home of the one good, pi, and the elasticity of the other's export supply with
        # its own tariff: x = L (1 - pi) / (1 + t pi) by its budget, differentiated at equal wages.
        after = own / (own + (1.0 - own) * (1.0 + tariff) ** -theta)
        return tariff - (1.0 + tariff * after) / (theta * after * (1.0 + tariff))

    closed_form = float(brentq(excess, 0.0, 10.0))  # pyright: ignore[reportArgumentType]
    found = nash_tariffs(pair(1.0, 1.0, 1.0 - own, theta), "uniform")
    np.testing.assert_allclose(found.tariffs[0, [0, 1], [1, 0]], closed_form, atol=5e-6)
    assert np.nanmax(found.deviation) < 1e-8
    assert (found.welfare < 0.0).all()


def test_a_small_country_charges_the_markup_of_its_exporters() -> None:
    theta = 4.0
    gaps = []
    for size in (0.1, 0.01, 0.001):
        found = optimal_tariffs(pair(size, 1.0, 0.3 * size, theta), "c0", "uniform", budget=0)
        gaps.append(abs(float(found.tariffs[0, 0, 1]) - 1.0 / theta))
    # Its share in the other's spending vanishes in proportion to its size.
    assert gaps[0] > 5 * gaps[1] > 25 * gaps[2]
    assert gaps[2] < 1e-3


def test_two_unequal_countries_meet_the_closed_form() -> None:
    theta = 3.0
    found = nash_tariffs(pair(2.0, 1.0, 0.2, theta), "uniform", check=[])
    gross = found.equilibrium.trade[0] * (1.0 + found.tariffs[0])
    shares = gross / gross.sum(1, keepdims=True)
    for mine, other in ((0, 1), (1, 0)):
        own, faced = shares[other, other], found.tariffs[0, other, mine]
        elasticity = theta * own * (1.0 + faced) / (1.0 + faced * own)
        assert found.tariffs[0, mine, other] == pytest.approx(1.0 / elasticity, abs=5e-6)


def test_slopes_are_those_of_finite_differences(small: World) -> None:
    draw = np.random.default_rng(3)
    lean = draw.uniform(0.5, 2.0, small.final_shares.shape)
    governments = Governments(small.economy, small.deficits, lean)
    rates = small.tariffs + 0.1
    aim = draw.normal(size=len(small.countries))
    _, slopes = governments.slope(rates, aim)
    for cell in [(7, 0, 3), (3, 2, 0), (0, 4, 6)]:
        ends = []
        for step in (1e-4, -1e-4):
            moved = rates.copy()
            moved[cell] = (1.0 + rates[cell]) * np.exp(step) - 1.0
            ends.append(float(aim @ governments.value(moved).objectives))
        # Central differences: error of the step squared, and of 1e-11 over the step.
        assert slopes[cell] == pytest.approx((ends[0] - ends[1]) / 2e-4, rel=1e-4, abs=1e-8)


@pytest.mark.parametrize("by", ["uniform", "partner", "partner-sector"])
def test_nobody_deviates_from_nash(small: World, by: str) -> None:
    found = nash_tariffs(small, by, budget=500)  # pyright: ignore[reportArgumentType]
    assert found.status == "converged"
    assert found.at_bounds == 0
    # An error of 1e-6 in rates costs its square; solves are good to 1e-11.
    assert found.deviation.max() < 1e-6


def test_the_search_finds_a_deviation_where_there_is_one(small: World) -> None:
    optimum = optimal_tariffs(small, "USA", "partner", budget=300)
    assert optimum.deviation < 1e-6
    world = without_deficits(small)
    governments = Governments(world.economy, world.deficits, np.ones(world.final_shares.shape))
    mine = instruments(world, world.countries.index("USA"), "partner")
    moved = mine.put(optimum.tariffs, np.linspace(0.0, 0.3, mine.count))
    left = deviation(governments, mine, moved, (-0.5, 5.0), 800, 1)
    gap = governments.value(optimum.tariffs).objectives - governments.value(moved).objectives
    # Line searches get back to the optimum that slopes found, and no further.
    assert left == pytest.approx(100.0 * np.expm1(gap[mine.country]), rel=0.02)


def test_a_deficit_held_fixed_makes_prohibitive_tariffs_look_best(small: World) -> None:
    found = nash_tariffs(small, "uniform", deficits="held", check=["USA"])
    assert found.deviation[small.countries.index("USA")] > 1.0


@pytest.mark.slow
def test_nash_does_not_depend_on_order_and_units(small: World) -> None:
    turn, shift = np.array([3, 1, 6, 0, 2, 5, 4]), np.arange(10)[::-1]
    moved = World(
        countries=tuple(small.countries[n] for n in turn),
        sectors=tuple(small.sectors[j] for j in shift),
        trade_shares=small.trade_shares[np.ix_(shift, turn, turn)],
        tariffs=small.tariffs[np.ix_(shift, turn, turn)],
        value_added_shares=small.value_added_shares[np.ix_(shift, turn)],
        input_shares=small.input_shares[np.ix_(turn, shift, shift)],
        final_shares=small.final_shares[np.ix_(shift, turn)],
        elasticities=small.elasticities[shift],
        value_added=1e3 * small.value_added[turn],
        deficits=1e3 * small.deficits[turn],
    )
    one = nash_tariffs(small, "partner", check=[])
    other = nash_tariffs(moved, "partner", check=[])
    np.testing.assert_allclose(other.tariffs, one.tariffs[np.ix_(shift, turn, turn)], atol=2e-5)


def test_political_weights_raise_the_tariffs_of_the_favoured_sector(small: World) -> None:
    cars = small.sectors.index("Automobiles")
    lean = np.ones(len(small.sectors))
    lean[cars] = 1.5
    usa, japan = small.countries.index("USA"), small.countries.index("Japan")
    plain = optimal_tariffs(small, "USA", budget=0)
    found = optimal_tariffs(small, "USA", weights=lean, budget=0)
    assert found.tariffs[cars, usa, japan] > plain.tariffs[cars, usa, japan] + 0.05
    assert found.welfare[usa] < plain.welfare[usa]

    base = without_deficits(small)
    before = base.value_added_shares[:, usa] * base.output[:, usa]
    after = base.value_added_shares[:, usa] * found.equilibrium.output[:, usa]
    ratio = (lean @ after / after.sum()) / (lean @ before / before.sum())
    expected = 100.0 * (ratio * found.equilibrium.real_income[usa] - 1.0)
    assert found.gain == pytest.approx(expected, abs=1e-6)


@pytest.mark.slow
def test_nobody_deviates_under_political_weights(small: World) -> None:
    lean = np.random.default_rng(1).uniform(0.7, 1.5, small.final_shares.shape)
    found = nash_tariffs(small, weights=lean, check=["USA", "Mexico"], budget=500)
    assert found.status == "converged"
    assert np.nanmax(found.deviation) < 1e-5


def test_equal_partners_agree_on_free_trade() -> None:
    world = pair(1.0, 1.0, 0.3, 3.0)
    found = cooperative_tariffs(world, ["c0", "c1"], "nash")
    # The base is free trade, which is efficient; equal gains are the solution by symmetry. A
    # scaled slope of 1e-4 leaves gains uncertain by that share of them, some 1e-5.
    np.testing.assert_allclose(found.welfare, 0.0, atol=2e-5)
    assert found.gains[0] == pytest.approx(found.gains[1], rel=1e-4)
    assert found.gains[0] > 0.0


@pytest.mark.parametrize("start", ["status quo", "nash"])
def test_no_agreement_nearby_has_a_larger_product_of_gains(small: World, start: str) -> None:
    members = ["USA", "Japan", "EU"]
    found = cooperative_tariffs(small, members, start)  # pyright: ignore[reportArgumentType]
    assert (found.gains > 0.0).all()
    assert found.status == "converged"
    base = without_deficits(small)
    who = [base.countries.index(c) for c in members]
    floor = 1.0 + found.disagreement[who] / 100.0

    def product(rates: np.ndarray) -> float:
        gain = base.equilibrium(rates).real_income[who] - floor
        return float(np.prod(gain)) if (gain > 0.0).all() else 0.0

    top = product(found.tariffs)
    draw = np.random.default_rng(5)
    inside = np.ix_(range(10), who, who)
    for size in (0.003, 0.03):
        for _ in range(10):
            rates = found.tariffs.copy()
            rates[inside] = (1.0 + rates[inside]) * np.exp(size * draw.normal(size=(10, 3, 3))) - 1
            rates[:, who, who] = found.tariffs[:, who, who]
            assert product(rates) < top * (1.0 + 1e-6)


@pytest.mark.parametrize(("cap", "spite"), [(0.4, 0.0), (0.6, 1.0)])
def test_best_retaliation_is_the_best_of_all_lists(small: World, cap: float, spite: float) -> None:
    japan, usa = small.countries.index("Japan"), small.countries.index("USA")
    imports = small.base.trade[:, japan, usa]
    goods = [j for j in range(9) if imports[j] > 0.0]
    threat = small.with_tariffs({("USA", "Japan", "Automobiles"): 1.0})
    value = cap * float(imports.sum())
    found = best_retaliation(small, "Japan", "USA", value, [0.5], tariffs=threat, spite=spite)

    every = [[j for k, j in enumerate(goods) if bits >> k & 1] for bits in range(2 ** len(goods))]
    lists = [one for one in every if imports[one].sum() <= value]
    lanes = np.array([threat] * len(lists))
    for k, goods_listed in enumerate(lists):
        lanes[k, goods_listed, japan, usa] = 0.5
    logs = np.log(small.equilibria(lanes).real_income)
    score = logs[:, japan] - spite * logs[:, usa]
    mine = np.log(found.equilibrium.real_income)
    assert found.exhaustive
    assert len(found.rates) > 0
    assert found.covered <= value
    assert mine[japan] - spite * mine[usa] == pytest.approx(score.max(), abs=1e-8)


def test_a_list_too_long_to_try_all_improves_step_by_step(small: World) -> None:
    value = 0.4 * float(small.base.trade[:, 3, 0].sum())
    short = best_retaliation(small, "Japan", "USA", value, [0.2])
    rich = best_retaliation(small, "Japan", "USA", value, [0.1, 0.2, 0.3])
    assert short.exhaustive
    assert not rich.exhaustive
    assert rich.covered <= value
    # The menu holds the other's rate; the walk may end a little below its best list.
    assert rich.gain > 0.95 * short.gain > 0.0


def test_faults_are_named(small: World) -> None:
    with pytest.raises(InputError, match="Atlantis"):
        optimal_tariffs(small, "Atlantis")
    with pytest.raises(InputError, match="by is 'sector'"):
        nash_tariffs(small, "sector")  # pyright: ignore[reportArgumentType]
    with pytest.raises(InputError, match="input shares of up to"):
        nash_tariffs(small, "uniform", method="sufficient statistics")
    with pytest.raises(InputError, match="weights have shape"):
        optimal_tariffs(small, "USA", weights=[1.0, 2.0])
    with pytest.raises(InputError, match="bounds are"):
        optimal_tariffs(small, "USA", bounds=(0.5, 0.2))
    with pytest.raises(InputError, match="two members"):
        cooperative_tariffs(small, ["USA"])
    with pytest.raises(InputError, match="value is 0"):
        best_retaliation(small, "Japan", "USA", 0.0, [0.5])
    with pytest.raises(SolveError, match="did not settle"):
        nash_tariffs(small, "partner", max_rounds=1, tolerance=1e-15)


def test_summary_is_in_percent() -> None:
    """The mean tariff of the sentence is the rate of the table, where all rates are one."""
    found = optimal_tariffs(load_world(), "USA", by="uniform", budget=0)
    rate = found.to_frame()["after"].max()
    assert rate > 5.0
    assert f"at a mean tariff of {rate:.1f}%" in found.summary()
