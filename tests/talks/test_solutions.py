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


def lotteries_of_two(points):
    """Every lottery on a grid of chances over any two deals."""
    mix = np.linspace(0.0, 1.0, 21)[:, None, None, None]
    return (mix * points[:, None] + (1.0 - mix) * points[None, :]).reshape(-1, 2)


@given(points=pairs, weight=st.floats(0.1, 0.9), lottery=st.booleans())
def test_nothing_is_better_for_both(points, weight, lottery):
    others = lotteries_of_two(points) if lottery else points
    for solver in (nash, kalai_smorodinsky, egalitarian):
        found = solver(points, np.zeros(2), weight, lottery).point
        # Rounding of payoffs up to 10.
        assert not (others > found + 1e-9).all(axis=1).any()


@given(points=pairs, data=st.data())
def test_nash_ignores_deals_that_are_not_agreed(points, data):
    for lottery in (True, False):
        found = nash(points, np.zeros(2), lottery=lottery)
        rest = data.draw(st.lists(st.integers(0, len(points) - 1), max_size=6))
        left = points[sorted({*found.deals, *rest})]
        again = nash(left, np.zeros(2), lottery=lottery)
        # The product is flat at its top, so near-ties move the point by the root of rounding.
        np.testing.assert_allclose(again.point, found.point, atol=1e-6)


@given(points=pairs, more=pairs)
def test_kalai_smorodinsky_shares_in_what_is_added(points, more):
    # The ideal of A stays, so B must not lose by deals that only add to what is possible.
    more = np.minimum(more, [points[:, 0].max(), np.inf])
    base = kalai_smorodinsky(points, np.zeros(2)).point
    wider = kalai_smorodinsky(np.vstack([points, more]), np.zeros(2)).point
    assert wider[1] >= base[1] - 1e-9


@given(points=pairs)
def test_kalai_smorodinsky_gains_are_as_the_ideals(points):
    found = kalai_smorodinsky(points, np.zeros(2)).point
    # All payoffs are positive, so the ideals are the best deals and the ray meets the frontier.
    assert found[0] / points[:, 0].max() == pytest.approx(found[1] / points[:, 1].max(), rel=1e-9)


@given(points=st.lists(st.tuples(st.integers(-3, 6), st.integers(-3, 6)), min_size=1, max_size=9))
def test_single_deals_by_enumeration(points):
    table = np.array(points, dtype=float)
    zone = table[(table >= 0.0).all(axis=1)]
    solvers = {nash: np.prod, egalitarian: np.min}
    for solver, score in solvers.items():
        if not len(zone):
            with pytest.raises(InputError, match="at least as good as disagreement"):
                solver(table, np.zeros(2), lottery=False)
            continue
        found = solver(table, np.zeros(2), lottery=False).point
        assert score(found) == max(score(deal) for deal in zone)
        best = [deal for deal in zone if score(deal) == score(found)]
        assert found.sum() == max(deal.sum() for deal in best)


def test_many_corners_at_once():
    # A quarter circle: every deal is a corner of the hull, and Nash and the others meet at 45
    # degrees, which is one of the corners.
    angle = np.linspace(0.0, np.pi / 2.0, 100_001)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    for solver in (nash, kalai_smorodinsky, egalitarian):
        found = solver(circle, np.zeros(2)).point
        # Half a step between corners is 8e-6 along the circle.
        np.testing.assert_allclose(found, [np.sqrt(0.5), np.sqrt(0.5)], atol=1e-5)


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


def talk(points, origin=(0.0, 0.0)):
    a, b = np.asarray(points, dtype=float).T[:, None, :]
    return BargainingSet(a, b, origin[0], origin[1], deals=range(a.shape[1]))


@given(
    discounts=st.tuples(st.floats(0.0, 0.99), st.floats(0.0, 0.99)),
    proposer=st.sampled_from(["a", "b"]),
    periods=st.one_of(st.none(), st.integers(1, 30)),
    origin=st.tuples(st.floats(0.0, 0.4), st.floats(0.0, 0.4)),
)
def test_alternating_offers_share_a_pie(discounts, proposer, periods, origin):
    pie = np.array([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]])
    found = talk(pie, origin).rubinstein(*discounts, proposer, periods)[0]
    expected = origin[0] + rubinstein(*discounts, proposer, periods) * (1.0 - sum(origin))
    # Rounding only: the frontier is one straight line.
    np.testing.assert_allclose(found, [expected, 1.0 - expected], atol=1e-9)


def frontier_value(points, least, side):
    """Most that a side can have if the other has at least so much, over lotteries of two."""
    own, other = points[:, side], points[:, 1 - side]
    best = own[other >= least].max(initial=-np.inf)
    for i, j in np.ndindex(len(points), len(points)):
        if other[i] < least < other[j]:
            share = (least - other[i]) / (other[j] - other[i])
            best = max(best, (1.0 - share) * own[i] + share * own[j])
    return best


@given(
    points=st.lists(st.tuples(payoff, payoff), min_size=1, max_size=7).map(np.array),
    discounts=st.tuples(st.floats(0.3, 0.95), st.floats(0.3, 0.95)),
    periods=st.integers(1, 6),
)
def test_alternating_offers_by_backward_induction(points, discounts, periods):
    # The value of a responder who is promised what refusing would bring, from the end on; the
    # other one gets the most that leaves him that, and where the frontier ends, more than that.
    promised = 0.0
    for period in reversed(range(periods)):
        proposer = period % 2
        own = frontier_value(points, promised, proposer)
        other = frontier_value(points, own - 1e-9, 1 - proposer)
        promised = discounts[proposer] * own
    found = talk(points).rubinstein(*discounts, "a", periods)[0]
    # The least for the other is taken 1e-9 below the point, and slopes reach 10 / 0.05.
    np.testing.assert_allclose(found, [own, other], atol=1e-6)


@given(
    points=pairs, discounts=st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)), first=st.booleans()
)
def test_without_an_end_the_end_is_far(points, discounts, first):
    proposer = "a" if first else "b"
    talks = talk(points)
    # Differences shrink by 0.81 in two periods: 0.9^300 is 2e-14.
    far = talks.rubinstein(*discounts, proposer, 300)
    np.testing.assert_allclose(far, talks.rubinstein(*discounts, proposer), atol=1e-8)


@given(points=pairs, patience=st.floats(0.25, 4.0))
def test_quick_offers_give_the_nash_solution(points, patience):
    # Rates of patience and 1 over a period of 1e-7: weight log d_b / (log d_a + log d_b).
    step = 1e-7
    found = talk(points).rubinstein(np.exp(-patience * step), np.exp(-step))[0]
    limit = nash(points, np.zeros(2), 1.0 / (1.0 + patience)).point
    # What the first offer is worth is of the order of the root of the period on a flat top.
    np.testing.assert_allclose(found, limit, atol=1e-2)


def test_alternating_offers_in_many_draws():
    a = np.array([[0.0, 1.0], [0.0, 1.0], [-1.0, -2.0]])
    talks = BargainingSet(a, a[:, ::-1], np.zeros(3), np.zeros(3), deals="ab")
    found = talks.rubinstein(np.array([0.5, 0.9, 0.5]), 0.5)
    np.testing.assert_allclose(
        found[:2, 0], [rubinstein(0.5, 0.5), rubinstein(0.9, 0.5)], atol=EXACT
    )
    assert np.isnan(found[2]).all()


@pytest.mark.parametrize("bad", [(1.1, 0.9, "a", None), (1.0, 1.0, "a", None), (0.9, 0.9, "c", 2)])
def test_rubinstein_bad_input(bad):
    with pytest.raises(InputError):
        rubinstein(*bad)
    with pytest.raises(InputError):
        talk(LINE).rubinstein(*bad)
