"""Wars of attrition: indifference along the path by quadrature, outcomes by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from tradetalks.errors import InputError
from tradetalks.talks._threats._attrition import Attrition
from tradetalks.talks._threats._audience_costs import AudienceCrisis

MONEY = {
    "win_a": 9.0,
    "win_b": 4.0,
    "give_way_a": 3.0,
    "give_way_b": -2.0,
    "waiting_cost_a": 0.4,
    "waiting_cost_b": 0.9,
    "discount_rate_a": 0.08,
    "discount_rate_b": 0.05,
    "inflexible_a": 0.15,
    "inflexible_b": 0.1,
}
SHARES = {
    "demand_a": 0.7,
    "demand_b": 0.6,
    "discount_rate_a": 0.1,
    "discount_rate_b": 0.3,
    "inflexible_a": 0.1,
    "inflexible_b": 0.2,
}


def games():
    free = {"discount_rate_a": 0.0, "discount_rate_b": 0.0}
    return [Attrition(**MONEY), Attrition(**{**MONEY, **free}), Attrition.of_shares(**SHARES)]


def payoff_of_waiting(game, play, side, until):
    """Payoff of a side that gives way at a time, if the other has not before: by quadrature."""
    other = "b" if side == "a" else "a"
    win, lose, cost, discount = (
        getattr(game, f"{name}_{side}")
        for name in ("win", "give_way", "waiting_cost", "discount_rate")
    )
    rate, at_once = getattr(play, f"rate_{other}"), getattr(play, f"at_once_{other}")

    def paid(time):
        return cost * (-np.expm1(-discount * time) / discount if discount else time)

    def won(time):
        density = (1.0 - at_once) * rate * np.exp(-rate * time)
        return density * (win * np.exp(-discount * time) - paid(time))

    stays = (1.0 - at_once) * np.exp(-rate * min(until, play.horizon))
    gains, _ = quad(won, 0.0, min(until, play.horizon), epsabs=1e-12)
    end = lose * np.exp(-discount * until) - paid(until)
    return at_once * win + gains + stays * end


@pytest.mark.parametrize("game", games(), ids=["money", "no discount", "shares"])
@pytest.mark.parametrize("side", ["a", "b"])
def test_no_time_to_give_way_is_better_than_another(game, side):
    play = game.solve()
    value = getattr(play, f"value_{side}")
    for share in (1e-9, 0.2, 0.7, 1.0):
        # Quadrature to 1e-12 of payoffs up to 9.
        waited = payoff_of_waiting(game, play, side, share * play.horizon)
        assert waited == pytest.approx(value, abs=1e-8)
    for late in (1.01, 2.0, 10.0):
        assert payoff_of_waiting(game, play, side, late * play.horizon) < value - 1e-6


@pytest.mark.parametrize("game", games(), ids=["money", "no discount", "shares"])
def test_all_that_can_give_way_have_by_the_horizon(game):
    play = game.solve()
    assert min(play.at_once_a, play.at_once_b) == 0.0
    for side in ("a", "b"):
        at_once, rate = getattr(play, f"at_once_{side}"), getattr(play, f"rate_{side}")
        left = (1.0 - at_once) * np.exp(-rate * play.horizon)
        assert left == pytest.approx(getattr(game, f"inflexible_{side}"), abs=1e-14)
    assert play.concedes_by().sum() + play.no_deal == pytest.approx(1.0, abs=1e-14)
    assert play.concedes_by(0.0) == pytest.approx([play.at_once_a, play.at_once_b], abs=0.0)


@pytest.mark.parametrize("game", games(), ids=["money", "no discount", "shares"])
def test_simulation(game):
    play = game.solve()
    draw, runs = np.random.default_rng(20), 200_000

    def times(at_once, rate, inflexible):
        """Times at which a side gives way: never, at once, or after an exponential wait."""
        chance = draw.random(runs)
        left = np.clip((1.0 - chance) / (1.0 - at_once), None, 1.0)
        return np.where(1.0 - chance <= inflexible, np.inf, -np.log(left) / rate)

    by_a = times(play.at_once_a, play.rate_a, game.inflexible_a)
    by_b = times(play.at_once_b, play.rate_b, game.inflexible_b)
    ends = np.minimum(by_a, by_b)
    # Four standard errors of a share, and of the mean delay.
    for time in (0.0, 0.3 * play.horizon, np.inf):
        shares = [
            np.mean((by_a <= min(time, 1e9)) & (by_a < by_b)),
            np.mean((by_b <= min(time, 1e9)) & (by_b < by_a)),
        ]
        np.testing.assert_allclose(play.concedes_by(time), shares, atol=4 * 0.5 / np.sqrt(runs))
    delays = ends[np.isfinite(ends)]
    error = delays.std() / np.sqrt(len(delays))
    assert play.expected_delay == pytest.approx(delays.mean(), abs=4 * error)
    assert np.isinf(ends).mean() == pytest.approx(play.no_deal, abs=4 * 0.5 / np.sqrt(runs))


def test_shares_are_a_case_of_money():
    a, b, r_a, r_b = 0.7, 0.6, 0.1, 0.3
    play = Attrition.of_shares(**SHARES).solve()
    # Proposition 1 as printed there, with r_j (1 - a_i) / (a_i + a_j - 1).
    assert play.rate_a == pytest.approx(r_b * (1 - a) / (a + b - 1), rel=1e-12)
    assert play.rate_b == pytest.approx(r_a * (1 - b) / (a + b - 1), rel=1e-12)
    # Interest forgone on the terms at hand is a waiting cost like another.
    paid = Attrition(
        win_a=a,
        win_b=b,
        give_way_a=1 - b,
        give_way_b=1 - a,
        waiting_cost_a=r_a * (1 - b),
        waiting_cost_b=r_b * (1 - a),
        inflexible_a=0.1,
        inflexible_b=0.2,
    ).solve()
    assert paid.summary() == play.summary()
    assert paid.value_a == pytest.approx(play.value_a, rel=1e-12)


scale = st.floats(0.1, 50.0)


@given(money=scale, years=scale)
def test_units_do_not_matter(money, years):
    base = Attrition(**MONEY).solve()
    changed = {
        name: value
        * (money if name.startswith(("win", "give_way", "waiting")) else 1.0)
        / (years if name.startswith(("waiting", "discount")) else 1.0)
        for name, value in MONEY.items()
    }
    play = Attrition(**changed).solve()
    assert play.horizon == pytest.approx(base.horizon * years, rel=1e-9)
    assert play.value_a == pytest.approx(base.value_a * money, rel=1e-9)
    np.testing.assert_allclose(play.concedes_by(), base.concedes_by(), rtol=1e-9, atol=1e-12)


def test_dearer_waiting_makes_a_side_give_way_more():
    costs = [
        Attrition(**{**MONEY, "waiting_cost_a": cost}).solve().concedes_by()[0]
        for cost in np.linspace(0.0, 5.0, 11)
    ]
    assert (np.diff(costs) > 0.0).all()


def test_frame_and_summary():
    play = Attrition(**MONEY).solve()
    frame = play.to_frame(5)
    assert frame["time"].to_list() == pytest.approx(np.linspace(0, play.horizon, 5).tolist())
    assert frame["neither"][-1] == pytest.approx(play.no_deal, abs=1e-14)
    assert f"neither {play.no_deal:.1%}" in play.summary()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"win_a": 3.0}, "larger value to a side's own terms"),
        ({"inflexible_b": 0.0}, "inflexible_b is 0.0"),
        ({"inflexible_b": 1.0}, "strictly between"),
        ({"discount_rate_a": -0.1}, "discount_rate_a is -0.1"),
        ({"waiting_cost_b": 0.1}, "never gives way"),
        ({"give_way_a": np.nan}, "give_way_a is nan"),
    ],
)
def test_bad_input(change, words):
    with pytest.raises(InputError, match=words):
        Attrition(**{**MONEY, **change})


def test_bad_demands_and_times():
    for demands in ({"demand_a": 0.4}, {"demand_a": 1.0}, {"demand_b": np.nan}):
        with pytest.raises(InputError, match="shares between 0 and 1"):
            Attrition.of_shares(**{**SHARES, **demands})
    with pytest.raises(InputError, match="times of 0 or more"):
        Attrition(**MONEY).solve().concedes_by([1.0, -1.0])
    with pytest.raises(InputError, match=r"win_a.*inflexible_b"):
        Attrition(**{**MONEY, "win_a": 1.0, "inflexible_b": 2.0})


CRISIS = {
    "cost_a": 2.0,
    "cost_b": 0.7,
    "conflict_a": 3.0,
    "conflict_b": 2.0,
    "prize_a": 1.5,
    "prize_b": 0.8,
}


def crisis_payoff(crisis, play, side, until, conflict=None):
    """Payoff of quitting at a time, or of staying in for conflict: by quadrature."""
    other = "b" if side == "a" else "a"
    prize, cost = getattr(crisis, f"prize_{side}"), getattr(crisis, f"cost_{side}")
    stays, hazard = getattr(play, f"in_{other}"), getattr(play, f"hazard_{other}")
    gains, _ = quad(lambda time: hazard(time) * stays(time), 0.0, until, epsabs=1e-12)
    end = -cost * until if conflict is None else conflict
    return prize * (getattr(play, f"quits_at_once_{other}") + gains) + stays(until) * end


@pytest.mark.parametrize("side", ["a", "b"])
def test_audience_costs_leave_nobody_a_better_time_to_quit(side):
    crisis = AudienceCrisis(**CRISIS)
    play = crisis.solve()
    ends = play.horizon * (1.0 - 1e-12)
    values = [crisis_payoff(crisis, play, side, share * ends) for share in (0.0, 0.3, 0.8, 1.0)]
    np.testing.assert_allclose(values, values[0], atol=1e-9)
    # Those with less to lose than the audience cost at the horizon stay in, the others do not.
    mark = -getattr(crisis, f"cost_{side}") * play.horizon
    assert crisis_payoff(crisis, play, side, ends, 0.9 * mark) > values[0]
    assert crisis_payoff(crisis, play, side, ends, 1.1 * mark) < values[0]
    stays_in = getattr(play, f"in_{side}")(play.horizon)
    assert stays_in == pytest.approx(-mark / getattr(crisis, f"conflict_{side}"), abs=1e-12)


def test_audience_chances_add_up():
    play = AudienceCrisis(**CRISIS).solve()
    both = play.to_frame(4)["both"]
    assert both[-1] == pytest.approx(play.conflict, abs=1e-14)
    first, _ = quad(lambda t: play.hazard_a(t) * play.in_a(t) * play.in_b(t), 0.0, play.horizon)
    second, _ = quad(lambda t: play.hazard_b(t) * play.in_b(t) * play.in_a(t), 0.0, play.horizon)
    at_once = 1.0 - (1.0 - play.quits_at_once_a) * (1.0 - play.quits_at_once_b)
    assert at_once + first + second + play.conflict == pytest.approx(1.0, abs=1e-9)
    assert play.hazard_a(2.0 * play.horizon) == play.hazard_b(2.0 * play.horizon) == 0.0
    assert f"conflict {play.conflict:.1%}" in play.summary()


def test_the_side_with_the_larger_audience_backs_down_less():
    """Fearon's main result, with sides that are alike otherwise."""
    for cost in (1.1, 2.0, 10.0):
        play = AudienceCrisis(cost_a=cost, cost_b=1.0, conflict_a=2.0, conflict_b=2.0).solve()
        assert play.quits_at_once_a == pytest.approx(0.0, abs=1e-15)
        assert play.quits_at_once_b > 0.0


def test_bad_crisis():
    with pytest.raises(InputError, match=r"cost_a is 0.0.*prize_b is inf"):
        AudienceCrisis(**{**CRISIS, "cost_a": 0.0, "prize_b": np.inf})
