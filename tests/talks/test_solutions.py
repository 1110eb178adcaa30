"""Solutions against closed forms, and the axioms that define them."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.talks import BargainingSet, egalitarian, kalai_smorodinsky, nash, rubinstein

LINE = np.array([[0.0, 1.0], [1.0, 0.0]])
# On a segment the hull is exact, so only rounding separates it from the closed form.
EXACT = 1e-12


def cases(reference, name):
    rows = json.loads((reference / "talks" / "closed_forms.json").read_text())
    found = [row for row in rows if row["id"] == name]
    assert found, name
    return found


@pytest.mark.parametrize(
    ("name", "solver"),
    [("nash_linear", nash), ("nash_weighted_linear", nash), ("egalitarian_linear", egalitarian)],
)
def test_linear_frontier(reference, name, solver):
    for case in cases(reference, name):
        origin = np.array(case["inputs"]["d"])
        found = solver(LINE, origin, case["inputs"].get("alpha", 0.5))
        np.testing.assert_allclose(found.point, case["expected"]["u"], atol=EXACT)
        mixed = np.asarray(found.weights) @ LINE[list(found.deals)]
        np.testing.assert_allclose(mixed, found.point, atol=EXACT)


def test_kalai_smorodinsky_on_a_parabola(reference):
    (case,) = cases(reference, "kalai_smorodinsky_quadratic")
    first = np.linspace(0.0, 1.0, 2001)
    curve = np.column_stack([first, 1.0 - first**2])
    found = kalai_smorodinsky(curve, np.zeros(2))
    # Chords of a parabola lie below it by at most step^2 / 4 = 6e-8.
    np.testing.assert_allclose(found.point, case["expected"]["u"], atol=1e-7)
    single = kalai_smorodinsky(curve, np.zeros(2), lottery=False)
    # Without lotteries the nearest of the deals: within half a step times the slope.
    np.testing.assert_allclose(single.point, case["expected"]["u"], atol=1e-3)


def test_two_level_ratification(reference):
    shares = np.linspace(0.0, 1.0, 1001)
    for case in cases(reference, "two_level_ratification_constraint_nash"):
        low_a, low_b = case["inputs"]["ratifier_min_share"]
        talks = BargainingSet(
            shares[None, :], 1.0 - shares[None, :], np.zeros(1), np.zeros(1), deals=list(shares)
        )
        # Half a step of slack, since 1 - 0.45 and 0.55 differ by rounding.
        ratified = talks.win_set(shares >= low_a - 5e-4, 1.0 - shares >= low_b - 5e-4)
        inside = shares[ratified[0]]
        # The shares step by 0.001 and hold all the limits, so rounding alone remains.
        assert [inside[0], inside[-1]] == pytest.approx(
            case["expected"]["bargaining_set"], abs=EXACT
        )
        point = talks.nash(among=ratified)[0]
        assert point[0] == pytest.approx(case["expected"]["x1"], abs=EXACT)


def test_no_win_set_no_solution():
    shares = np.linspace(0.0, 1.0, 11)
    talks = BargainingSet(
        shares[None, :], 1.0 - shares[None, :], np.zeros(1), np.zeros(1), deals=list(shares)
    )
    ratified = talks.win_set(shares >= 0.6, shares <= 0.3)
    assert not ratified.any()
    assert np.isnan(talks.nash(among=ratified)).all()


def test_rubinstein(reference):
    for case in cases(reference, "rubinstein_infinite"):
        given_ = case["inputs"]
        share = rubinstein(given_["d1"], given_["d2"])
        assert share == pytest.approx(case["expected"]["x1"], abs=EXACT)
    for case in cases(reference, "stahl_finite"):
        given_ = case["inputs"]
        share = rubinstein(given_["d1"], given_["d2"], periods=given_["T"])
        assert share == pytest.approx(case["expected"]["x1"], abs=EXACT)
    # The end is out of sight after 400 offers: 0.72^200 is 3e-29.
    for proposer in ("a", "b"):
        far = rubinstein(0.9, 0.8, proposer=proposer, periods=400)
        assert far == pytest.approx(rubinstein(0.9, 0.8, proposer=proposer), abs=EXACT)


payoff = st.floats(0.05, 10.0)
pairs = st.lists(st.tuples(payoff, payoff), min_size=1, max_size=12).map(np.array)


@given(points=pairs, weight=st.floats(0.1, 0.9))
def test_nash_beats_every_lottery_of_two(points, weight):
    power = np.array([weight, 1.0 - weight])
    found = nash(points, np.zeros(2), weight)
    mix = np.linspace(0.0, 1.0, 21)[:, None, None, None]
    lotteries = mix * points[:, None] + (1.0 - mix) * points[None, :]
    products = (lotteries**power).prod(axis=-1)
    # Rounding of a product of powers.
    assert (found.point**power).prod() >= products.max() * (1.0 - 1e-10)


@given(points=pairs, scale=st.floats(0.1, 10.0), shift=st.floats(-5.0, 5.0))
def test_nash_and_kalai_smorodinsky_ignore_units(points, scale, shift):
    for solver in (nash, kalai_smorodinsky):
        base = solver(points, np.zeros(2)).point
        moved = solver(
            points * np.array([scale, 1.0]) + np.array([shift, 0.0]), np.array([shift, 0.0])
        ).point
        # The square root of rounding: near-ties along flat edges move the point by about 1e-7.
        np.testing.assert_allclose((moved[0] - shift) / scale, base[0], atol=1e-6)
        np.testing.assert_allclose(moved[1], base[1], atol=1e-6)


@given(points=pairs)
def test_solutions_treat_sides_alike(points):
    for solver in (nash, kalai_smorodinsky, egalitarian):
        base = solver(points, np.zeros(2)).point
        turned = solver(points[:, ::-1], np.zeros(2)).point
        np.testing.assert_allclose(turned[::-1], base, atol=1e-6)


@given(points=pairs)
def test_egalitarian_maximises_the_smaller_gain(points):
    found = egalitarian(points, np.zeros(2)).point.min()
    mix = np.linspace(0.0, 1.0, 41)[:, None, None, None]
    lotteries = mix * points[:, None] + (1.0 - mix) * points[None, :]
    # Rounding of a convex combination of numbers up to 10.
    assert found >= lotteries.min(axis=-1).max() - 1e-10


def test_a_lottery_over_deals_that_nobody_takes_alone():
    extremes = np.array([[3.0, -1.0], [-1.0, 3.0]])
    np.testing.assert_allclose(nash(extremes, np.zeros(2)).point, [1.0, 1.0], atol=EXACT)
    np.testing.assert_allclose(
        kalai_smorodinsky(extremes, np.zeros(2)).point, [1.0, 1.0], atol=EXACT
    )
    with pytest.raises(InputError, match="at least as good as disagreement"):
        nash(extremes, np.zeros(2), lottery=False)


def test_one_side_has_nothing_to_gain():
    flat = np.array([[0.0, 0.0], [0.0, 2.0], [-1.0, 3.0]])
    for lottery in (True, False):
        for solver in (nash, kalai_smorodinsky, egalitarian):
            np.testing.assert_allclose(
                solver(flat, np.zeros(2), lottery=lottery).point, [0.0, 2.0], atol=EXACT
            )


@pytest.mark.parametrize(
    ("points", "origin", "weight", "words"),
    [
        (np.empty((0, 2)), np.zeros(2), 0.5, "no deal"),
        (np.array([[np.nan, 1.0]]), np.zeros(2), 0.5, "NaN"),
        (LINE, np.zeros(2), 1.0, "weight is 1.0"),
        (LINE, np.ones(3), 0.5, "shape"),
        (LINE, np.ones(2), 0.5, "at least as good as disagreement"),
    ],
)
def test_bad_input(points, origin, weight, words):
    for solver in (nash, kalai_smorodinsky, egalitarian):
        with pytest.raises(InputError, match=words):
            solver(points, origin, weight)


@pytest.mark.parametrize("bad", [(1.1, 0.9, "a", None), (1.0, 1.0, "a", None), (0.9, 0.9, "c", 2)])
def test_rubinstein_bad_input(bad):
    with pytest.raises(InputError):
        rubinstein(*bad)
