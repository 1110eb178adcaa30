"""The deadline game: limits with known answers, adding-up, and a tree walked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.talks import DeadlineGame, rubinstein, solve_deadline

PIE = np.linspace(0.0, 1.0, 501)


def game(**changes):
    inputs = {
        "deals": ["low", "middle", "high"],
        "value_a": np.array([[0.0, 0.5, 1.0]]),
        "value_b": np.array([[0.0, -0.4, -0.9]]),
        "impose_a": np.array([-0.3]),
        "impose_b": np.array([-0.6]),
        "back_down_a": np.array([-0.25]),
        "back_down_b": np.array([0.0]),
        "periods": 3,
        "discount_a": 0.95,
        "discount_b": 0.9,
        "precision": (3.0, 2.0),
    }
    return DeadlineGame(**{**inputs, **changes})


def walk(g, period=0):
    """Payoffs and outcome chances from one period on, by plain recursion over the tree."""
    logit = lambda x: 1.0 / (1.0 + np.exp(-x))  # noqa: E731
    precision = dict(zip("ab", g.precision, strict=True))
    discount = {"a": g.discount_a, "b": g.discount_b}
    value = {"a": g.value_a[0], "b": g.value_b[0]}
    if period == g.periods:
        q = logit(precision["a"] * (g.impose_a[0] - g.back_down_a[0]))
        ends = {
            "a": q * g.impose_a[0] + (1 - q) * g.back_down_a[0],
            "b": q * g.impose_b[0] + (1 - q) * g.back_down_b[0],
        }
        return ends, np.zeros(len(g.deals)), q, 1 - q
    after, terms, imposed, dropped = walk(g, period + 1)
    last = period == g.periods - 1
    stay = {s: after[s] * (1.0 if last else discount[s]) for s in "ab"}
    p, r = ("a", "b") if period % 2 == 0 else ("b", "a")
    accept = logit(precision[r] * (value[r] - stay[r]))
    worth = accept * value[p] + (1 - accept) * stay[p]
    offer = np.exp(precision[p] * worth)
    offer /= offer.sum()
    struck = offer * accept
    rest = 1 - struck.sum()
    values = {s: struck @ value[s] + rest * stay[s] for s in "ab"}
    return values, struck + rest * terms, rest * imposed, rest * dropped


def test_against_a_walk_over_the_tree():
    g = game()
    play = g.solve()
    values, terms, imposed, dropped = walk(g)
    # Two orders of the same sums: rounding only.
    np.testing.assert_allclose(play.value_a, values["a"], atol=1e-13)
    np.testing.assert_allclose(play.value_b, values["b"], atol=1e-13)
    np.testing.assert_allclose(play.terms, terms, atol=1e-13)
    assert play.imposed == pytest.approx(imposed, abs=1e-13)
    assert play.backed_down == pytest.approx(dropped, abs=1e-13)


def test_discount_counts_from_the_start():
    # With no precision to tilt it, half of what is offered is taken in each period.
    play = game(precision=0.0, periods=2, value_a=np.ones((1, 3)), value_b=np.ones((1, 3))).solve()
    np.testing.assert_allclose(play.deal_by_period, [0.5, 0.25], atol=1e-15)
    at_deadline_a = 0.5 * -0.3 + 0.5 * -0.25
    # The deadline comes one discounted period after the start, since the last is undiscounted.
    expected = 0.5 + 0.95 * (0.25 + 0.25 * at_deadline_a)
    assert play.value_a[0] == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("periods", [1, 2, 10, 50])
def test_high_precision_is_stahl(periods):
    share = rubinstein(0.9, 0.8, periods=periods)
    play = DeadlineGame(
        deals=PIE,
        value_a=PIE[None],
        value_b=1.0 - PIE[None],
        impose_a=np.zeros(1),
        impose_b=np.zeros(1),
        back_down_a=np.zeros(1),
        back_down_b=np.zeros(1),
        periods=periods,
        discount_a=0.9,
        discount_b=0.8,
        precision=2e4,
    ).solve()
    # Steps of 0.002 can each cost the proposer two steps, halved by discounting thereafter.
    assert play.value_a[0] == pytest.approx(share, abs=0.008)
    assert play.deal_by_period[0] > 0.99


def test_idle_outside_option_does_not_move_the_share():
    """Binmore, Shaked and Sutton (1989): an option worse than retreat carries no weight."""
    common = {
        "deals": PIE,
        "value_a": PIE[None],
        "value_b": 1.0 - PIE[None],
        "impose_b": np.array([-5.0]),
        "back_down_a": np.zeros(1),
        "back_down_b": np.zeros(1),
        "periods": 8,
        "discount_a": 0.9,
        "discount_b": 0.9,
        "precision": 2e4,
    }
    idle = DeadlineGame(impose_a=np.array([-0.2]), **common).solve()
    worse = DeadlineGame(impose_a=np.array([-9.0]), **common).solve()
    # The chance of an incredible threat is exp(-4000): nothing is left of it in float64.
    assert idle.value_a[0] == worse.value_a[0]
    assert idle.value_b[0] == worse.value_b[0]


def test_incredible_threat_is_worth_nothing():
    """A threat that A would not carry out gives nothing; one that it would gives its worth."""
    demands = np.linspace(0.0, 1.0, 101)
    common = {
        "deals": demands,
        "value_a": demands[None],
        "value_b": -demands[None],
        "impose_b": np.array([-0.8]),
        "back_down_a": np.zeros(1),
        "back_down_b": np.zeros(1),
        "periods": 1,
        "proposer": "a",
        "precision": 1e4,
    }
    bluff = DeadlineGame(impose_a=np.array([-0.1]), **common).solve()
    meant = DeadlineGame(impose_a=np.array([0.1]), **common).solve()
    # One step of the demands is 0.01; logit noise is a tenth of that.
    assert bluff.value_a[0] == pytest.approx(0.0, abs=0.011)
    assert meant.value_a[0] == pytest.approx(0.8, abs=0.011)


def test_precision_zero_leaves_the_menu():
    weights = np.array([1.0, 2.0, 5.0])
    play = game(precision=0.0, deal_weights=weights, periods=4).solve()
    np.testing.assert_allclose(play.deal_by_period, 0.5 ** np.arange(1, 5), atol=1e-15)
    np.testing.assert_allclose(play.terms / play.terms.sum(), weights / 8.0, atol=1e-15)
    assert play.imposed == pytest.approx(play.backed_down, abs=1e-15)


def test_precision_zero_gives_the_reference_odds():
    zeros = np.zeros((1, 2))
    hazard = 1.0 - (1.0 - 0.42) ** (1 / 6)
    play = solve_deadline(
        zeros + 3.0,
        zeros - 2.0,
        5.0,
        1.0,
        0.0,
        0.0,
        periods=6,
        precision_a=0.0,
        precision_b=0.0,
        accept_odds=hazard / (1.0 - hazard),
        impose_odds=0.96,
    )
    assert play.deal_by_period.sum() == pytest.approx(0.42, abs=1e-14)
    assert play.imposed[0] / play.backed_down[0] == pytest.approx(0.96, abs=1e-14)


@pytest.mark.parametrize("proposer", ["alternate", "a", "b", "random"])
@given(data=st.data())
def test_adding_up_and_splitting_a_deal(proposer, data):
    seed = data.draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    deals = data.draw(st.integers(1, 6))
    a, b = rng.normal(size=(2, 4, deals))
    ends = rng.normal(size=(4, 4))
    weights = rng.uniform(0.1, 1.0, deals)
    rest = {
        "periods": data.draw(st.integers(1, 6)),
        "discount_a": rng.uniform(0.5, 1.0, 4),
        "discount_b": 0.9,
        "proposer": proposer,
        "precision_a": 10.0 ** rng.uniform(-2, 4, 4),
        "precision_b": 5.0,
    }
    play = solve_deadline(a, b, *ends, deal_weights=weights, **rest)
    total = play.deal_by_period.sum(axis=1) + play.imposed + play.backed_down
    # Rounding of at most six products.
    np.testing.assert_allclose(total, 1.0, atol=1e-13)
    np.testing.assert_allclose(play.terms.sum(axis=1), play.deal_by_period.sum(axis=1), atol=1e-13)
    split = np.append(weights, weights[0] / 2.0)
    split[0] /= 2.0
    again = solve_deadline(
        np.column_stack([a, a[:, 0]]),
        np.column_stack([b, b[:, 0]]),
        *ends,
        deal_weights=split,
        **rest,
    )
    # Sums in another order, magnified by precisions up to 1e4 in each of six periods.
    np.testing.assert_allclose(again.value_a, play.value_a, atol=1e-8)
    np.testing.assert_allclose(again.imposed, play.imposed, atol=1e-8)
    np.testing.assert_allclose(again.terms[:, 0] + again.terms[:, -1], play.terms[:, 0], atol=1e-8)


def test_batch_is_the_single_game_in_every_draw():
    rng = np.random.default_rng(8)
    a, b = rng.normal(size=(2, 5, 7))
    ends = rng.normal(size=(4, 5))
    discount, precision = rng.uniform(0.8, 1.0, 5), rng.uniform(0.0, 20.0, 5)
    batch = solve_deadline(
        a,
        b,
        *ends,
        periods=5,
        discount_a=discount,
        discount_b=0.9,
        proposer="random",
        precision_a=precision,
        precision_b=2.0,
        impasse_flow_a=0.1,
        impasse_flow_b=-0.1,
    )
    for i in range(5):
        play = DeadlineGame(
            range(7),
            a[[i]],
            b[[i]],
            *ends[:, [i]],
            periods=5,
            discount_a=discount[i],
            discount_b=0.9,
            proposer="random",
            precision=(precision[i], 2.0),
            impasse_flow_a=0.1,
            impasse_flow_b=-0.1,
        ).solve()
        # The batch sums terms backwards, the single game forwards.
        np.testing.assert_allclose(play.terms, batch.terms[i], atol=1e-14)
        by_period = play.terms_by_period.sum(axis=1)
        np.testing.assert_allclose(by_period, play.deal_by_period, atol=1e-14)
        assert play.value_a[0] == batch.value_a[i]
        assert play.imposed == pytest.approx(batch.imposed[i], abs=1e-15)


def test_values_are_the_expected_payoffs_of_the_outcomes():
    play = game(discount_a=1.0, discount_b=1.0, periods=6).solve()
    a, b = np.array([0.0, 0.5, 1.0]), np.array([0.0, -0.4, -0.9])
    ends_a = play.imposed * -0.3 + play.backed_down * -0.25
    assert play.value_a[0] == pytest.approx(play.terms @ a + ends_a, abs=1e-14)
    assert play.value_b[0] == pytest.approx(play.terms @ b + play.imposed * -0.6, abs=1e-14)


def test_impasse_flow_is_paid_in_every_period_without_a_deal():
    # Every deal is so bad that nobody takes it, so all periods pass.
    play = game(
        value_a=np.full((1, 3), -50.0),
        value_b=np.full((1, 3), -50.0),
        precision=50.0,
        periods=3,
        impose_a=np.array([-9.0]),
        back_down_a=np.zeros(1),
        impasse_flow_a=1.0,
        discount_a=0.5,
        discount_b=1.0,
    ).solve()
    assert play.value_a[0] == pytest.approx(1.0 + 0.5 + 0.25, abs=1e-14)


def test_no_threat_ends_in_impasse():
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 3, 4))
    play = solve_deadline(a, b, 99.0, -99.0, 0.0, 0.0, can_impose=False)
    other = solve_deadline(a, b, -99.0, 99.0, 0.0, 0.0, can_impose=False)
    assert (play.imposed == 0.0).all()
    assert (play.value_b == other.value_b).all()
    assert (play.backed_down > 0.0).all()


def test_extreme_precision_is_stable():
    play = game(precision=1e12, periods=20, value_a=np.array([[0.0, 1e3, 1e6]])).solve()
    assert np.isfinite(play.value_a).all()
    assert play.residual < 1e-12


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value_a": np.zeros((2, 3)), "prior_a": (0.5, 0.5)}, "impose_a has 1 types"),
        ({"value_a": np.zeros((2, 3))}, "value_a has 2 types"),
        ({"prior_a": (0.2, 0.3, 0.5)}, "more than two are not supported yet"),
        ({"beliefs": 1}, "beliefs is 1"),
        ({"prior_b": (0.4, 0.4)}, "sum to one"),
        ({"value_a": np.array([[0.0, np.nan, 1.0]])}, "value_a holds NaN"),
        ({"deals": []}, "0 labels"),
        ({"deals": [], "value_a": np.zeros((1, 0)), "value_b": np.zeros((1, 0))}, "not empty"),
        ({"periods": 0}, "periods is 0"),
        ({"proposer": "c"}, "proposer is 'c'"),
        ({"discount_b": 1.5}, "discount_b is 1.5"),
        ({"precision": -1.0}, "precision_a is -1.0"),
        ({"precision": (1.0, np.inf)}, "precision_b holds"),
        ({"precision": (1.0, 2.0, 3.0)}, "precision"),
        ({"deal_weights": np.zeros(3)}, "all 0"),
        ({"deal_weights": np.ones(2)}, "deal_weights"),
    ],
)
def test_bad_input(changes, words):
    with pytest.raises(InputError, match=words):
        game(**changes)
