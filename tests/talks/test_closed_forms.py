"""Every closed form of the reference file, and single offers against a search over a grid."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._screening import QuantileTable, crisis_demand, screen
from tradetalks.talks._bargaining._veto import offer_to_veto, ratified_split
from tradetalks.talks._threats._attrition import Attrition
from tradetalks.talks._threats._audience_costs import AudienceCrisis

# The same arithmetic in another order.
EXACT = 1e-12
# Cases that tests/talks/test_solutions.py runs through the solutions of a bargaining set.
SOLUTIONS = {
    "rubinstein_infinite",
    "stahl_finite",
    "nash_linear",
    "nash_weighted_linear",
    "kalai_smorodinsky_quadratic",
    "egalitarian_linear",
}


def attrition(case):
    play = Attrition.of_shares(
        case["a1"],
        case["a2"],
        discount_rate_a=case["r1"],
        discount_rate_b=case["r2"],
        inflexible_a=case["z1"],
        inflexible_b=case["z2"],
    ).solve()
    return {
        "lambda1": play.rate_a,
        "lambda2": play.rate_b,
        "T0": play.horizon,
        "mass0_1": play.at_once_a,
        "mass0_2": play.at_once_b,
        "payoff1": play.value_a,
        "payoff2": play.value_b,
        "p_immediate": play.immediate,
        "p_no_deal": play.no_deal,
    }


def audience(case):
    play = AudienceCrisis(
        cost_a=case["a1"],
        cost_b=case["a2"],
        conflict_a=case["wbar1"],
        conflict_b=case["wbar2"],
        prize_a=case["v"],
        prize_b=case["v"],
    ).solve()
    return {
        "t_star": play.horizon,
        "quit0_1": play.quits_at_once_a,
        "quit0_2": play.quits_at_once_b,
        "p_fight": play.conflict,
    }


def screening(case):
    costs = QuantileTable.uniform(0.0, case["cB_uniform_0_to"])
    best = crisis_demand(case["p"], case["cA"], costs)
    return {"demand": best.demand, "p_conflict": best.conflict}


def ratification(case):
    split = ratified_split(*case["ratifier_min_share"], case["pie"], tuple(case["d"]))
    return {"deal": split.deal, "bargaining_set": [split.low, split.high], "x1": split.share_a}


def unknown_veto(case):
    best = offer_to_veto(QuantileTable.uniform(0.0, case["veto_uniform_0_to"]))
    return {"offer_to_B": best.offer, "p_ratify": best.accepted}


CLOSED = {
    "abreu_gul_2000_given_demands": attrition,
    "fearon_1994_audience_cost_attrition": audience,
    "take_it_or_leave_it_screening": screening,
    "two_level_ratification_constraint_nash": ratification,
    "two_level_unknown_veto_ultimatum": unknown_veto,
}


def cases(reference):
    return json.loads((reference / "talks" / "closed_forms.json").read_text())


@pytest.mark.parametrize("name", CLOSED)
def test_reference(reference, name):
    found = [case for case in cases(reference) if case["id"] == name]
    assert found
    for case in found:
        ours = CLOSED[name](case["inputs"])
        assert ours.keys() == case["expected"].keys()
        for key, value in case["expected"].items():
            assert ours[key] == pytest.approx(value, abs=EXACT), key


def test_no_case_is_left_out(reference):
    assert {case["id"] for case in cases(reference)} == SOLUTIONS | CLOSED.keys()
    text = (Path(__file__).parent / "test_solutions.py").read_text()
    assert not {name for name in SOLUTIONS if f'"{name}"' not in text}


def tables():
    """Random distributions of a reservation value: points, atoms and flat stretches."""
    number = st.integers(-8, 16).map(lambda n: n / 10.0)
    weight = st.integers(0, 5).map(float)
    rows = st.lists(st.tuples(number, weight), min_size=1, max_size=6)

    def table(rows):
        values, weights = (np.array(column) for column in zip(*rows, strict=True))
        weights = weights + (weights.sum() == 0.0)
        types = QuantileTable.of_types(values, weights / weights.sum())
        values = np.sort(values)
        line = QuantileTable(np.r_[values, values[-1] + 0.3], np.r_[types_at(types, values), 1.0])
        return types, line

    return rows.map(table)


def types_at(types, values):
    return np.array([types.chance(value) for value in values])


@given(pair=tables(), outside=st.floats(-0.5, 1.0))
def test_no_other_offer_is_better(pair, outside):
    for reservations in pair:
        best = screen(reservations, outside_a=outside)
        worth = [
            (odds := reservations.chance(offer)) * (1.0 - offer) + (1.0 - odds) * outside
            for offer in np.linspace(0.0, 1.0, 401)
        ]
        # Rounding: the grid can meet the best offer.
        assert best.value_a >= max(worth) - 1e-12
        assert best.value_a >= outside - 1e-12
        assert best.offer + best.demand == pytest.approx(1.0, abs=EXACT)
        assert 0.0 <= best.offer <= 1.0


@given(pair=tables(), offer=st.integers(0, 20).map(lambda n: n / 20.0))
def test_a_table_is_the_distribution_of_its_quantiles(pair, offer):
    slices = 4000
    chance = (np.arange(slices) + 0.5) / slices
    for reservations in pair:
        place = np.searchsorted(reservations.cumulative, chance)
        before, step = reservations.cumulative[place - 1], np.diff(reservations.cumulative)
        low, width = reservations.values[place - 1], np.diff(reservations.values)
        values = low + (chance - before) / step[place - 1] * width[place - 1]
        above = values > offer
        # A jump or a corner falls inside a slice, at most one at each of 14 points.
        assert 1.0 - reservations.chance(offer) == pytest.approx(above.mean(), abs=1.1 / slices)
        mass = np.where(above, values, 0.0).mean()
        assert reservations.mass_above(offer) == pytest.approx(mass, abs=14 * 2.7 / slices)


def test_payoffs_of_an_offer():
    draw = np.random.default_rng(6)
    costs = draw.uniform(0.0, 0.4, 400_000)
    best = crisis_demand(0.5, 0.1, QuantileTable.uniform(0.0, 0.4))
    refused = best.demand > 0.5 + costs
    # Four standard errors of means of numbers that differ by less than one.
    margin = 4 * 0.5 / np.sqrt(len(costs))
    value_a = np.where(refused, 0.4, best.demand).mean()
    value_b = np.where(refused, 0.5 - costs, 1.0 - best.demand).mean()
    assert best.value_a == pytest.approx(value_a, abs=margin)
    assert best.value_b == pytest.approx(value_b, abs=margin)


def test_many_types_come_near_to_the_uniform():
    costs = (np.arange(2000) + 0.5) / 2000 * 0.4
    best = crisis_demand(0.5, 0.1, QuantileTable.of_types(costs, np.full(2000, 1 / 2000)))
    exact = crisis_demand(0.5, 0.1, QuantileTable.uniform(0.0, 0.4))
    # The payoff is flat at the best demand, which can be a few steps of 0.0002 away.
    assert best.value_a == pytest.approx(exact.value_a, abs=2e-4)
    assert best.demand == pytest.approx(exact.demand, abs=1e-2)


def test_two_types_switch_where_both_demands_are_worth_the_same():
    """Demands of 0.5, safe, and of 0.7 at the risk q are alike at q = 0.2 / (0.2 + c_a)."""
    for tough, demand in ((0.66, 0.7), (0.67, 0.5)):
        costs = QuantileTable.of_types([0.2, 0.0], [1.0 - tough, tough])
        best = crisis_demand(0.5, 0.1, costs)
        assert best.demand == pytest.approx(demand, abs=EXACT)
        assert best.conflict == pytest.approx(tough if demand == 0.7 else 0.0, abs=EXACT)


def test_nothing_to_gain_is_no_deal():
    best = screen(QuantileTable.uniform(0.5, 0.9), outside_a=0.6)
    assert (best.accepted, best.value_a) == (0.0, 0.6)
    # B keeps its own reservation value, 0.7 on average.
    assert best.value_b == pytest.approx(0.7, abs=EXACT)
    assert "refused with a chance of 100.0%" in best.summary()


@given(
    top=st.floats(0.1, 1.5),
    stay_a=st.floats(-0.5, 0.4),
    stay_b=st.floats(-0.5, 0.5),
    pie=st.floats(0.5, 4.0),
)
def test_offer_to_an_unknown_veto(top, stay_a, stay_b, pie):
    veto = QuantileTable.uniform(0.0, top * pie)
    best = offer_to_veto(veto, pie, (stay_a * pie, stay_b * pie))
    offers = np.linspace(0.0, pie, 501)
    agreed = np.where(offers >= stay_b * pie, np.clip(offers / (top * pie), 0.0, 1.0), 0.0)
    worth = agreed * (pie - offers) + (1.0 - agreed) * stay_a * pie
    assert best.value_a >= worth.max() - 1e-9
    expected = best.accepted * best.offer + best.conflict * stay_b * pie
    assert best.value_b == pytest.approx(expected, abs=EXACT)
    if best.accepted > 0.0:
        assert best.offer >= stay_b * pie - EXACT


@given(
    vetoes=st.tuples(st.floats(0.0, 0.7), st.floats(0.0, 0.7)),
    stay=st.tuples(st.floats(0.0, 0.4), st.floats(0.0, 0.4)),
    weight=st.floats(0.1, 0.9),
)
def test_ratified_split_has_the_largest_product(vetoes, stay, weight):
    split = ratified_split(*vetoes, pie=2.0, disagreement=stay, weight=weight)
    assert split.deal
    shares = np.linspace(split.low, split.high, 301)
    product = (shares - stay[0]) ** weight * np.maximum(2.0 - shares - stay[1], 0.0) ** (1 - weight)
    ours = (split.share_a - stay[0]) ** weight * (2.0 - split.share_a - stay[1]) ** (1 - weight)
    assert ours >= product.max() - 1e-9
    free = ratified_split(0.0, 0.0, pie=2.0, disagreement=stay, weight=weight)
    assert free.binds is None
    moved = {"a": split.share_a > free.share_a, "b": split.share_a < free.share_a}
    assert [side for side, did in moved.items() if did] == ([split.binds] if split.binds else [])


def test_win_sets_that_do_not_meet():
    split = ratified_split(0.6, 0.5)
    assert not split.deal
    assert np.isnan(split.share_a)
    assert split.summary() == "no deal: win-sets are 0.1 apart"
    assert ratified_split(0.6, 0.4).share_a == pytest.approx(0.6)
    assert "the ratifier of A binds" in ratified_split(0.6, 0.1).summary()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: QuantileTable([0.0], [1.0]), "two or more points"),
        (lambda: QuantileTable([1.0, 0.0], [0.0, 1.0]), "do not fall"),
        (lambda: QuantileTable([0.0, np.nan], [0.0, 1.0]), "finite"),
        (lambda: QuantileTable([0.0, 1.0], [0.0, 0.9]), "rise to 1"),
        (lambda: QuantileTable.of_types([0.0, 1.0], [0.5, 0.6]), "sum to 1"),
        (lambda: QuantileTable.of_types([0.0, 1.0], [1.0]), "one a type"),
        (lambda: screen(QuantileTable.uniform(0, 1), pie=0.0), "pie is 0.0"),
        (lambda: screen(QuantileTable.uniform(0, 1), outside_a=1.1), "outside_a is 1.1"),
        (lambda: crisis_demand(1.1, -1, QuantileTable.uniform(0, 1)), r"win_a is 1.1.*cost_a"),
        (lambda: crisis_demand(0.5, 0, QuantileTable.uniform(-1, 1)), "cost_b starts at -1"),
        (lambda: ratified_split(np.nan, 0.0, weight=1.0), r"veto_a is nan.*weight is 1.0"),
        (lambda: ratified_split(0.0, 0.0, pie=-1.0), "pie is -1.0"),
        (lambda: offer_to_veto(QuantileTable.uniform(0, 1), 1.0, (0.0, np.nan)), "of B is nan"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(InputError, match=words):
        call()
