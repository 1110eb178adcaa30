"""Signals and their misreading: closed forms, the definition itself, and limits worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from tradetalks.errors import InputError, SolveError
from tradetalks.talks._signals import _signal_path
from tradetalks.talks._signals._misreading import break_even, misread, taken_for_weakness, unread
from tradetalks.talks._signals._signals import Signal, SignalGame

GRID = np.linspace(0.0, 1.0, 41)
NONE = np.zeros((2, 2, 41, 1))


def signal(name, first, second, cost=(0.0, 0.0), **more):
    """A signal after which the types' worth is given on the grid, and no talks end in a deal."""
    worth = np.stack([first + 0.0 * GRID, second + 0.0 * GRID])[..., None]
    return Signal(name, worth, **{"deal": NONE, "imposed": NONE, "cost": cost, **more})


def believed(cost, precision, prior=0.3):
    """Both types want to be taken for resolute, which is worth 1; public costs each its own."""
    pair = (signal("low-key", GRID, GRID), signal("public", GRID, GRID, cost))
    return SignalGame(pair, (1.0 - prior, prior), precision)


def one_demand(name, retreat, cost=(0.0, 0.0)):
    """A demands once; half of B's yield where they are sure that A imposes, and in proportion.

    The demand is worth 0.5 to the bluffing type and 1 to the resolute; sanctions cost the first
    0.8 and bring the second 0.1; a type imposes where that is better than to pay for a retreat.
    """
    prize, sanctions = np.array([0.5, 1.0]), np.array([-0.8, 0.1])
    imposes = (sanctions > -retreat).astype(float)
    yields = 0.5 * (imposes[0] + GRID * (imposes[1] - imposes[0]))
    refused = np.maximum(sanctions, -retreat)
    ends = np.broadcast_to(yields[:, None], (2, 2, 41, 1))
    return Signal(
        name,
        (yields * prize[:, None] + (1.0 - yields) * refused[:, None])[..., None],
        ends,
        imposes[:, None, None, None] * (1.0 - ends),
        cost,
    )


def test_precision_zero_tells_nothing():
    pair = (signal("low-key", GRID, -GRID, weight=1.0), signal("public", 1, GRID, weight=3.0))
    play = SignalGame(pair, (0.7, 0.3), 0.0).solve()
    np.testing.assert_allclose(play.choice, [[0.25, 0.75], [0.25, 0.75]], rtol=1e-15)
    np.testing.assert_allclose(play.belief, 0.3, rtol=1e-14)
    assert play.status == "solved"


def test_cheap_talk_moves_no_belief():
    for precision in (1.0, 30.0):
        pair = (signal("low-key", -GRID, GRID), signal("public", -GRID, GRID))
        play = SignalGame(pair, (0.5, 0.5), precision).solve()
        np.testing.assert_allclose(play.belief, 0.5, atol=1e-12)
        np.testing.assert_allclose(play.choice, 0.5, atol=1e-12)
    # Here the types want opposite things believed, so that talk can inform; that is reported.
    assert play.status == "several"


def test_separation():
    """To be believed is worth 1: the resolute pay 0.3 for it, the bluffing would pay 1.5."""
    play = believed((1.5, 0.3), 200.0).solve()
    # The gaps of 0.5 and more are a hundred units of precision wide.
    np.testing.assert_allclose(play.choice, [[1.0, 0.0], [0.0, 1.0]], atol=1e-12)
    np.testing.assert_allclose(play.belief, [0.0, 1.0], atol=1e-12)
    np.testing.assert_allclose(play.value, [0.0, 0.7], atol=1e-12)


def test_pooling():
    """A cost that both types pay alike, for a gain that both have alike, tells nothing."""
    play = believed((0.2, 0.2), 10.0).solve()
    np.testing.assert_allclose(play.belief, 0.3, atol=1e-12)
    np.testing.assert_allclose(play.choice[:, 1], expit(-10.0 * 0.2), rtol=1e-12)


def test_half_separation():
    """Public is cheap enough to imitate: belief after it makes the bluffing type indifferent."""
    precision = 400.0
    play = believed((0.6, 0.1), precision).solve()
    share = play.choice[0, 1]
    # At finite precision indifference holds up to the log odds of the choice.
    assert play.belief[1] - 0.6 == pytest.approx(logit(share) / precision, abs=1e-9)
    # In the limit belief is 0.6, so 0.3 / (0.3 + 0.7 s) = 0.6; 2.3e-3 off in belief by the above.
    assert share == pytest.approx(2.0 / 7.0, abs=6e-3)


numbers = st.floats(-1.0, 1.0)


@settings(max_examples=25, deadline=None)
@given(
    lines=st.lists(st.tuples(*[numbers] * 6, st.floats(0.1, 5.0)), min_size=2, max_size=4),
    prior=st.floats(0.01, 0.99),
    precision=st.floats(0.0, 20.0),
)
def test_definition(lines, prior, precision):
    """Straight tables, so that nothing depends on how they are read between points."""
    options = [
        signal(str(k), a + b * GRID, c + d * GRID, (e, f), weight=w)
        for k, (a, b, c, d, e, f, w) in enumerate(lines)
    ]
    play = SignalGame(options, (1.0 - prior, prior), precision).solve()
    a, b, c, d, e, f, w = np.array(lines).T
    worth = np.stack([a + b * play.belief - e, c + d * play.belief - f])
    raised = w * np.exp(precision * worth)
    choice = raised / raised.sum(axis=1, keepdims=True)
    # Bayes' rule holds to 1e-10 in log odds, by which chances move less than that.
    np.testing.assert_allclose(play.choice, choice, atol=1e-9)
    np.testing.assert_allclose(play.value, (choice * worth).sum(axis=1), atol=1e-9)
    joint = np.array([[1.0 - prior], [prior]]) * choice
    np.testing.assert_allclose(play.chance * play.belief, joint[1], atol=1e-9)
    assert play.chance @ play.belief == pytest.approx(prior, abs=1e-9)
    for other in play.other_choices:
        joint = np.array([[1.0 - prior], [prior]]) * other
        m = joint[1] / joint.sum(axis=0)
        raised = w * np.exp(precision * np.stack([a + b * m - e, c + d * m - f]))
        np.testing.assert_allclose(other, raised / raised.sum(axis=1, keepdims=True), atol=1e-8)


def test_units_and_order():
    one = SignalGame([one_demand("low", 0.0), one_demand("loud", 0.8, (0.05, 0.05))], (0.6, 0.4), 5)
    dear = [
        Signal(p.name, 10.0 * p.worth_a + 7.0, p.deal, p.imposed, 10.0 * p.cost)
        for p in reversed(one.signals)
    ]
    play, other = one.solve(), SignalGame(dear, (0.6, 0.4), 0.5).solve()
    np.testing.assert_allclose(other.choice[:, ::-1], play.choice, atol=1e-9)
    np.testing.assert_allclose(other.value, 10.0 * play.value + 7.0, atol=1e-8)
    np.testing.assert_allclose(other.imposed[::-1], play.imposed, atol=1e-9)


@pytest.fixture(scope="module")
def jump():
    """Being public pays the resolute once it is believed at 0.45; low-key is worth nothing.

    Belief after public is then the one unknown: it solves m = mu p_1 / (mu p_1 + (1 - mu) p_0).
    """
    fine = np.linspace(0.0, 1.0, 801)

    def gain(m):
        return 0.02 + expit(200.0 * (m - 0.45))

    def roots(precision):
        m = np.linspace(1e-4, 1.0 - 1e-4, 400_001)
        odds = [np.log(expit(precision * u)) for u in (-0.02, gain(m))]
        error = logit(m) - logit(0.3) - odds[1] + odds[0]
        return m[:-1][np.sign(error[1:]) != np.sign(error[:-1])]

    def solve(precision):
        zero = np.zeros((2, 2, 801, 1))
        low = np.zeros((2, 801, 1))
        public = np.stack([np.full(801, -0.02), gain(fine)])[..., None]
        pair = (Signal("low-key", low, zero, zero), Signal("public", public, zero, zero))
        return SignalGame(pair, (0.7, 0.3), precision).solve()

    return roots, solve


def test_second_equilibrium_is_reported(jump):
    roots, solve = jump
    known, play = roots(20.0), solve(20.0)
    assert len(known) == 3
    assert play.status == "several"
    # The scan's steps are 2.5e-6 wide, the table's 1.25e-3 with a step of width 5e-3 in it.
    assert play.belief[1] == pytest.approx(known[0], abs=1e-5)
    joint = np.array([[0.7], [0.3]]) * play.other_choices
    beliefs = joint[:, 1, 1] / joint[:, :, 1].sum(axis=1)
    assert np.abs(beliefs[:, None] - known[1:]).min(axis=1).max() < 1e-4


def test_fold_is_reported(jump):
    roots, solve = jump
    play = solve(30.0)
    assert play.status == "fold"
    assert play.belief[1] == pytest.approx(roots(30.0).item(), abs=1e-5)
    # The path turns back where two of three equilibria meet, and forward where three appear.
    back, forth = 30.0 * np.array(play.folds)
    assert [len(roots(back + shift)) for shift in (-0.1, 0.1)] == [3, 1]
    assert [len(roots(forth + shift)) for shift in (-0.1, 0.1)] == [1, 3]


def test_tied_hands_bind_afterwards():
    """At one belief a cost of retreat changes what a threat comes to; a sunk cost does not."""
    loud = [one_demand("sunk", 0.0, (0.3, 0.3)), one_demand("tied", 1.0)]
    game = SignalGame([one_demand("low-key", 0.0), *loud], (0.6, 0.4), 0.0)
    ends = game.outcomes(np.full((2, 3), 1.0 / 3.0), np.full(3, 0.4))
    # Untied, 0.4 impose and B yields with chance 0.2; tied at more than 0.8, all impose.
    np.testing.assert_allclose(ends.deal, [0.2, 0.2, 0.5], atol=1e-12)
    np.testing.assert_allclose(ends.imposed, [0.8 * 0.4, 0.8 * 0.4, 0.5], atol=1e-12)


def test_tying_hands_beats_sinking_costs():
    """Fearon 1997, Journal of Conflict Resolution 41, abstract, with two types.

    Leaders do not bluff with either signal, and do better by tying hands. To be believed is worth
    0.25 to the bluffing type: a sunk cost of 0.3 keeps it out, and so does a retreat at 0.6, as
    0.25 < 0.5 * 0.6. Only the first is paid by the resolute, who get 0.5 + 0.5 * 0.1 before it.
    """
    sunk, tied = (
        SignalGame([one_demand("low-key", 0.0), loud], (0.6, 0.4), 400.0)
        for loud in (one_demand("sunk", 0.0, (0.3, 0.3)), one_demand("tied", 0.6))
    )
    play = tied.solve()
    # The narrowest gap, 0.05, is 20 units of precision wide: exp(-20) is 2e-9.
    np.testing.assert_allclose(play.choice, np.eye(2), atol=1e-8)
    np.testing.assert_allclose(play.value, [0.0, 0.55], atol=1e-8)
    # A sunk cost that both pay alike tells nothing at precision zero, nor on the path from there.
    play = sunk.solve()
    np.testing.assert_allclose(play.belief, 0.4, atol=1e-9)
    assert play.status == "several"
    apart = [c for c in play.other_choices if np.allclose(c, np.eye(2), rtol=0.0, atol=1e-8)]
    assert len(apart) == 1
    payoff = sunk.payoffs(np.array([0.0, 1.0]))
    np.testing.assert_allclose(np.diag(payoff), [0.0, 0.25], atol=1e-12)


def test_types_of_b_are_averaged():
    """B's second type, with chance 0.25, always yields, its first never; A always imposes."""
    deal = np.broadcast_to(np.array([0.0, 1.0])[None, :, None, None], (2, 2, 41, 3))
    worth = np.broadcast_to(np.linspace(0.0, 1.0, 3), (2, 41, 3))
    pair = [Signal(name, worth, deal, 1.0 - deal) for name in ("low-key", "public")]
    play = SignalGame(pair, (0.6, 0.4), 5.0, prior_b=(0.75, 0.25)).solve()
    np.testing.assert_allclose(play.deal, 0.25, atol=1e-12)
    np.testing.assert_allclose(play.imposed, 0.75, atol=1e-12)
    np.testing.assert_allclose(play.value, 0.25, atol=1e-12)


@pytest.fixture(scope="module")
def silence():
    """Low-key is taken by many resolute types, as public costs them a little."""
    pair = (
        one_demand("low-key", 0.0),
        one_demand("public", 0.6, (0.1, 0.1)),
        one_demand("ultimatum", 0.7, (0.2, 0.2)),
    )
    game = SignalGame(pair, (0.6, 0.4), 3.0)
    return game, game.solve()


def test_read_rightly_costs_nothing(silence):
    game, play = silence
    found = misread(game, play, play.choice)
    # Bayes' rule holds to 1e-10 in log odds.
    np.testing.assert_allclose(found.wrong_belief, play.belief, atol=1e-9)
    for name in ("price", "deal_change", "imposed_change", "price_unaware", "price_aware"):
        np.testing.assert_allclose(getattr(found, name), 0.0, atol=1e-9)
    np.testing.assert_allclose(found.choice_aware, play.choice, atol=1e-9)
    assert found.imposed_aware == pytest.approx(found.imposed, abs=1e-9)


def test_taken_for_weakness(silence):
    """Low-key, belief m falls to 0: B yields no more, where it did with chance m / 2."""
    game, play = silence
    found = misread(game, play, taken_for_weakness(play, "low-key"))
    m = play.belief[0]
    assert found.wrong_belief[0] == 0.0
    # The bluffing type loses a prize of 0.5; the resolute one of 1, less the 0.1 of sanctions.
    np.testing.assert_allclose(found.price[:, 0], [0.5 * m * 0.5, 0.5 * m * 0.9], atol=1e-12)
    assert found.deal_change[0] == pytest.approx(-0.5 * m, abs=1e-12)
    # The resolute, m of those who keep low, impose on all instead of on 1 - m / 2.
    assert found.imposed_change[0] == pytest.approx(m * 0.5 * m, abs=1e-12)
    # The resolute are held to be louder than they are, so being loud is read as more.
    assert (found.wrong_belief[1:] > play.belief[1:]).all()
    paid = (play.choice * found.price).sum(axis=1)
    np.testing.assert_allclose(found.price_unaware, paid, atol=1e-12)
    by_signal = play.chance @ (play.imposed + found.imposed_change)
    assert found.imposed_unaware == pytest.approx(by_signal, abs=1e-12)
    # Knowing it, A keeps low less often; each type's choice is logit in what it gets.
    assert (found.choice_aware[:, 0] < play.choice[:, 0]).all()
    odds = np.log(found.choice_aware / found.choice_aware[:, :1])
    gets = play.payoff - found.price
    np.testing.assert_allclose(odds, 3.0 * (gets - gets[:, :1]), atol=1e-9)


def test_not_read_at_all(silence):
    game, play = silence
    found = misread(game, play, unread(play))
    np.testing.assert_allclose(found.wrong_belief, 0.4, atol=1e-12)
    # Worth is straight in belief here, so that the price is its slope times what is not heard.
    slope = 0.5 * np.array([[0.5, 1.1, 1.2], [0.9, 0.9, 0.9]])
    np.testing.assert_allclose(found.price, slope * (play.belief - 0.4), atol=1e-9)


def test_break_even(silence):
    game, play = silence
    held = taken_for_weakness(play, "low-key")
    found = break_even(game, play, held, "low-key", "public")
    price = misread(game, play, held).price[:, 0]
    for kind, (chance, where) in enumerate(zip(found.chance, found.instead_pays, strict=True)):
        low, public = play.payoff[kind, :2]
        if where == "above":
            assert low - chance * price[kind] == pytest.approx(public, abs=1e-12)
            assert 0.0 < chance < 1.0
        else:
            assert {"always": public > low, "never": public < low - price[kind]}[where]
    # Public costs the bluffing type 0.1 and a retreat of 0.6, more than it can win by it.
    assert found.instead_pays[0] == "never"


def test_break_even_by_hand():
    """Low-key is worth m = 0.5 if read rightly, 0 if not; public is worth 0.5 less its cost."""
    game = believed((0.0, 0.0), 0.0, prior=0.5)
    play = game.solve()
    weak = np.array([[0.5, 0.5], [0.0, 1.0]])
    for cost, chance, pays in (((0.2, 0.4), (0.4, 0.8), "above"), ((0.6, 0.6), None, "never")):
        dear = believed(cost, 0.0, prior=0.5)
        found = break_even(dear, dear.solve(), weak, "low-key", "public")
        np.testing.assert_allclose(found.chance, np.nan if chance is None else chance, atol=1e-12)
        assert found.instead_pays == (pays, pays)
    gain = believed((-0.1, -0.1), 0.0, prior=0.5)
    found = break_even(gain, gain.solve(), weak, "low-key", "public")
    assert found.instead_pays == ("always", "always")
    # Where low-key is taken for strength instead, public pays below a chance only.
    strong = np.array([[0.0, 1.0], [0.5, 0.5]])
    found = break_even(gain, gain.solve(), strong, "low-key", "public")
    np.testing.assert_allclose(found.chance, 0.2, atol=1e-12)
    assert found.instead_pays == ("below", "below")
    assert "public pays better than low-key" in found.summary()
    assert play.to_frame()["belief"].to_list() == pytest.approx([0.5, 0.5])


BAD = {
    "shape": (lambda: Signal("x", np.zeros((2, 5)), NONE, NONE), "x.*shape"),
    "grids": (lambda: Signal("x", np.zeros((2, 5, 1)), NONE, NONE), "deal.*shape"),
    "nan": (lambda: signal("x", np.nan, 0.0), "NaN"),
    "chances": (lambda: signal("x", 0, 0, deal=NONE + 0.7, imposed=NONE + 0.7), "sum"),
    "cost": (lambda: signal("x", 0, 0, cost=(np.inf, 0.0)), "cost"),
    "weight": (lambda: signal("x", 0, 0, weight=0.0), "weight"),
    "one signal": (lambda: SignalGame([signal("x", 0, 0)], (0.5, 0.5), 1.0), "two or more"),
    "one name": (lambda: SignalGame([signal("x", 0, 0)] * 2, (0.5, 0.5), 1.0), "different names"),
    "prior": (lambda: believed((0, 0), 1.0, prior=1.0), "nothing to signal"),
    "sum": (lambda: SignalGame([signal(n, 0, 0) for n in "xy"], (0.5, 0.6), 1.0), "summing"),
    "precision": (lambda: believed((0, 0), np.nan), "precision"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_game(name):
    make, said = BAD[name]
    with pytest.raises(InputError, match=said):
        make()


def test_bad_reading(silence):
    game, play = silence
    impossible = np.array([[0.0, 0.5, 0.5], [0.0, 0.5, 0.5]])
    for held, said in (
        (np.ones((2, 2)) / 2, "shape"),
        (2 * play.choice, "sum to one"),
        (impossible, "'low-key' to no type"),
    ):
        with pytest.raises(InputError, match=said):
            misread(game, play, held)
    with pytest.raises(InputError, match="not in the game"):
        break_even(game, play, play.choice, "low-key", "loud")


def test_a_path_too_long_is_not_a_result(monkeypatch):
    monkeypatch.setattr(_signal_path, "CAP", 50)
    with pytest.raises(SolveError, match="lower precision"):
        believed((1.5, 0.3), 400.0).solve()
