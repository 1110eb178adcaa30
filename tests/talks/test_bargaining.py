"""The bargaining set: efficiency and acceptability against their definitions; logrolling."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tradetalks.errors import InputError
from tradetalks.talks import BargainingSet, kalai_smorodinsky, nash

shapes = st.tuples(st.integers(1, 3), st.integers(1, 9))
small = hnp.arrays(np.int64, shapes, elements=st.integers(0, 4))


def build(a, b, floor_a=0.0, floor_b=0.0):
    count = len(a)
    return BargainingSet(
        a, b, np.full(count, floor_a), np.full(count, floor_b), deals=range(a.shape[1])
    )


@given(a=small, data=st.data())
def test_frontier_by_definition(a, data):
    b = data.draw(hnp.arrays(np.int64, a.shape, elements=st.integers(0, 4)))
    found = build(a / 3.0, b / 7.0).frontier()
    for row in range(len(a)):
        for deal in range(a.shape[1]):
            no_worse = (a[row] >= a[row, deal]) & (b[row] >= b[row, deal])
            better = (a[row] > a[row, deal]) | (b[row] > b[row, deal])
            assert found[row, deal] == (not (no_worse & better).any())


def test_rounding_does_not_break_ties():
    a = np.array([[0.1 + 0.2, 0.3, 0.0]])
    b = np.array([[1.0, 1.0, 2.0]])
    assert build(a, b).frontier().all()


def test_zopa_and_the_zone_against_sanctions():
    a = np.array([[-1.0, 0.0, 1.0, 2.0]])
    talks = build(a, -a)
    assert talks.zopa().tolist() == [[False, True, False, False]]
    # Against sanctions that cost each side one, all that costs less is acceptable.
    assert talks.zopa(-1.0, np.array([-1.0])).tolist() == [[True, True, True, False]]


def test_solutions_by_draw_are_those_of_the_functions():
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, 20, 15))
    talks = build(a, b)
    points = talks.nash(weight=0.4)
    possible = talks.zopa().any(axis=1)
    assert possible.any()
    assert (np.isnan(points).any(axis=1) == ~possible).all()
    for draw in np.flatnonzero(possible):
        direct = nash(np.column_stack([a[draw], b[draw]]), np.zeros(2), 0.4).point
        assert points[draw].tolist() == direct.tolist()
    for points in (talks.nash(), talks.kalai_smorodinsky(), talks.egalitarian()):
        # Individually rational but for rounding.
        assert (points[possible] >= -1e-12).all()


def test_logrolling_finds_the_trade():
    levels = np.array(list(product(range(3), range(2), range(2), range(2))))
    rng = np.random.default_rng(1)
    noise = rng.uniform(0.9, 1.1, size=(50, 1))
    dear, cheap, shared, only_b = levels.T
    a = noise * (1.0 * dear / 2 + 1.0 * cheap + 1.0 * shared + 0.0 * only_b)
    b = noise * (-4.0 * dear / 2 - 0.5 * cheap + 2.0 * shared - 1.0 * only_b)
    talks = build(a, b)
    names = ["quota", "inspection", "standards", "wording"]
    frame = talks.logrolling(levels, names)
    found = {row["issue"]: row for row in frame.iter_rows(named=True)}
    # Least squares on an additive table: rounding only.
    assert found["quota"]["cost_to_b"] == pytest.approx(4.0, abs=1e-9)
    assert found["inspection"]["cost_to_b"] == pytest.approx(0.5, abs=1e-9)
    # Contested issues together: A gains 2 and B loses 4.5.
    assert found["quota"]["relative"] == pytest.approx(4.0 / 2.25, abs=1e-9)
    assert found["inspection"]["reading"] == "cheap for B: A asks"
    assert found["quota"]["reading"] == "dear to B: A gives way"
    assert found["standards"]["reading"] == "both gain together"
    assert found["wording"]["reading"] == "only B cares"
    assert found["wording"]["cost_to_b"] is None
    # The same whichever way the levels of an issue are numbered.
    turned = levels.copy()
    turned[:, 0] = 2 - turned[:, 0]
    again = talks.logrolling(turned, names)
    assert again["cost_to_b"].to_list() == pytest.approx(frame["cost_to_b"].to_list(), abs=1e-9)


def test_packages_of_levels_from_issues():
    issues = {"quota": ["none", "some", "all"], "standards": ["old", "new"]}
    add_a = {"quota": [[0.0, 1.0, 2.0], [0.0, 3.0, 4.0]], "standards": [0.0, 0.5]}
    add_b = {"quota": [0.0, -1.0, -3.0], "standards": [[0.0, 0.1], [0.0, 0.2]]}
    talks = BargainingSet.from_issues(issues, add_a, add_b, 0.0, np.array([-1.0, -2.0]))
    assert talks.deals == list(product(*issues.values()))
    for draw, (deal, levels) in product(range(2), enumerate(np.ndindex(3, 2))):
        assert talks.levels[deal].tolist() == list(levels)
        quota, standard = levels
        assert talks.payoff_a[draw, deal] == add_a["quota"][draw][quota] + 0.5 * standard
        assert talks.payoff_b[draw, deal] == (
            add_b["quota"][quota] + add_b["standards"][draw][standard]
        )
    # The same payoffs as tables, where nothing need add up.
    whole = BargainingSet.from_issues(
        issues,
        talks.payoff_a.reshape(2, 3, 2),
        talks.payoff_b[0].reshape(3, 2),
        0.0,
        np.array([-1.0, -2.0]),
    )
    np.testing.assert_array_equal(whole.payoff_a, talks.payoff_a)
    np.testing.assert_array_equal(whole.payoff_b, talks.payoff_b[[0, 0]])
    # The set knows its issues.
    assert talks.logrolling().equals(talks.logrolling(talks.levels, ["quota", "standards"]))


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ({"quota": [0.0, 1.0]}, np.zeros(3), "payoff_b has shape"),
        ({"quota": [0.0, 1.0, 2.0]}, np.zeros(2), "payoff_a of quota"),
        ({"rules": [0.0, 1.0]}, np.zeros(2), "payoff_a has payoffs for"),
        (np.zeros((3, 2)), np.zeros((2, 2)), "payoff_b has 2 draws"),
    ],
)
def test_issues_that_do_not_fit(a, b, words):
    with pytest.raises(InputError, match=words):
        BargainingSet.from_issues({"quota": ["none", "all"]}, a, b)


def test_no_issue_no_deal():
    with pytest.raises(InputError, match="issues have"):
        BargainingSet.from_issues({"quota": []}, np.zeros(0), np.zeros(0))


def test_issues_that_move_together_have_no_effect_of_their_own():
    a = np.array([[0.0, 1.0]])
    with pytest.raises(InputError, match="move together"):
        build(a, -a).logrolling(np.array([[0, 0], [1, 1]]), ["quota", "rules"])
    with pytest.raises(InputError, match="levels are not given"):
        build(a, -a).logrolling()


@given(a=small, data=st.data())
def test_solutions_among_some_deals_are_those_of_these_deals_alone(a, data):
    b = data.draw(hnp.arrays(np.int64, a.shape, elements=st.integers(0, 4)))
    allowed = data.draw(hnp.arrays(np.bool_, a.shape))
    talks = build(a / 3.0, b / 7.0, 0.5, 0.2)
    for lottery in (True, False):
        nash_points = talks.nash(lottery=lottery, among=allowed)
        ks_points = talks.kalai_smorodinsky(lottery=lottery, among=allowed)
        for row, kept in enumerate(allowed):
            points = np.column_stack([a[row, kept] / 3.0, b[row, kept] / 7.0])
            if not (points >= [0.5, 0.2]).all(axis=1).any():
                assert np.isnan([nash_points[row], ks_points[row]]).all()
                continue
            origin = np.array([0.5, 0.2])
            direct = nash(points, origin, lottery=lottery).point
            np.testing.assert_allclose(nash_points[row], direct, atol=1e-9)
            direct = kalai_smorodinsky(points, origin, lottery=lottery).point
            np.testing.assert_allclose(ks_points[row], direct, atol=1e-9)


def test_table_of_deals():
    a = np.array([[0.0, 1.0, 0.5], [0.0, 1.0, 0.5]])
    b = np.array([[1.0, 0.0, 0.6], [1.0, 0.0, -0.6]])
    talks = build(a, b)
    frame = talks.to_frame()
    assert frame["efficient"].to_list() == [1.0, 1.0, 0.5]
    assert frame["acceptable"].to_list() == [1.0, 1.0, 0.5]
    assert talks.mean_frontier().tolist() == [True, True, False]
    assert "100% of draws" in talks.summary()


def test_bad_input():
    good = np.zeros((2, 3))
    with pytest.raises(InputError, match="not empty"):
        build(np.zeros((2, 0)), np.zeros((2, 0)))
    with pytest.raises(InputError, match="payoff_b holds NaN"):
        build(good, np.full((2, 3), np.nan))
    with pytest.raises(InputError, match="disagreement_a"):
        BargainingSet(good, good, np.zeros(3), np.zeros(2), deals="abc")
    with pytest.raises(InputError, match="2 labels for 3 deals"):
        BargainingSet(good, good, np.zeros(2), np.zeros(2), deals="ab")
    with pytest.raises(InputError, match="accept_b"):
        build(good, good).win_set(np.ones((2, 3), bool), np.ones((2, 2), bool))
    with pytest.raises(InputError, match="levels"):
        build(good, good).logrolling(np.zeros((3, 2), int), ["one"])
