"""Domestic actors: as vetoes against closed forms and enumeration, and as audience."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tradetalks.errors import InputError
from tradetalks.talks import solve_deadline
from tradetalks.talks._bargaining._bargaining import BargainingSet
from tradetalks.talks._bargaining._ratification import DomesticActor, tightening, win_sets
from tradetalks.talks._threats._audience import Audience, audience_terms

SHARES = np.linspace(0.0, 1.0, 1001)


def pie(draws=1):
    """Shares of a pie, of which A gets the first; without a deal nobody gets anything."""
    a = np.broadcast_to(SHARES, (draws, len(SHARES)))
    return BargainingSet(a, 1.0 - a, 0.0, 0.0, deals=SHARES.tolist())


def watchers(low_a, low_b):
    """Somebody at home on either side who wants at least a share for it."""
    # Half a step of slack, since 1 - 0.45 and 0.55 differ by rounding.
    return [
        DomesticActor("congress", "a", SHARES[None, :], np.asarray(low_a) - 5e-4),
        DomesticActor("diet", "b", 1.0 - SHARES[None, :], np.asarray(low_b) - 5e-4),
    ]


def test_split_under_two_constraints(reference):
    rows = json.loads((reference / "talks" / "closed_forms.json").read_text())
    found = [row for row in rows if row["id"] == "two_level_ratification_constraint_nash"]
    assert found
    for case in found:
        actors = watchers(*case["inputs"]["ratifier_min_share"])
        split = tightening(pie(), actors, "congress", [0.0])
        # The shares hold all the limits, so rounding alone remains.
        assert split["value_a"][0] == pytest.approx(case["expected"]["x1"], abs=1e-12)
        assert split["chance"][0] == case["expected"]["deal"]


def test_a_tighter_constraint_helps_until_the_sets_part():
    actors = watchers(0.0, 0.3)
    shifts = [0.0, 0.4, 0.6, 0.7, 0.71, 0.9]
    found = tightening(pie(), actors, "congress", shifts)
    # Half the pie, or what Congress insists on, while 0.3 are left for the other side.
    expected = [0.5, 0.5, 0.6, 0.7, 0.0, 0.0]
    assert found["value_a"].to_list() == pytest.approx(expected, abs=1e-12)
    assert found["chance"].to_list() == [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]


def test_the_best_constraint_under_uncertainty():
    # The Diet wants between 0.2 and 0.3, all equally likely. A constraint c above one half brings
    # c with chance min(1, (0.8 - c) / 0.1), so the best is 0.7.
    draws = 400
    wanted = 0.2 + 0.1 * (np.arange(draws) + 0.5) / draws
    tried = np.linspace(0.0, 1.0, 21)
    actors = [
        DomesticActor("congress", "a", np.broadcast_to(SHARES, (draws, 1001)), -5e-4),
        DomesticActor("diet", "b", 1.0 - np.broadcast_to(SHARES, (draws, 1001)), wanted),
    ]
    found = tightening(pie(draws), actors, "congress", tried.tolist())
    most = np.floor(1000.0 * (1.0 - wanted) + 1e-6) / 1000.0
    for row, least in zip(found.iter_rows(named=True), tried, strict=True):
        agreed = np.where(most >= least - 5e-4, np.minimum(most, max(0.5, least)), 0.0)
        assert row["value_a"] == pytest.approx(agreed.mean(), abs=1e-9)
        assert row["chance"] == pytest.approx((agreed > 0.0).mean(), abs=1e-9)
    assert tried[int(found["value_a"].arg_max())] == pytest.approx(0.7)


def test_who_binds_and_what_that_costs():
    # Four deals; the unions of A alone keep out the deals best for B and for both.
    a = np.array([[0.0, 1.0, 2.0, 3.0]])
    b = np.array([[4.0, 3.0, 1.0, -1.0]])
    talks = BargainingSet(a, b, 0.0, 0.0, deals="pqrs")
    actors = [
        DomesticActor("unions", "a", a, 1.5),
        DomesticActor("growers", "a", a, 0.5),
        DomesticActor("cabinet", "b", b, 0.0),
    ]
    found = win_sets(talks, actors)
    assert found.binds() == "unions"
    assert found.binds("b") is None
    table = {row["actor"]: row for row in found.to_frame().iter_rows(named=True)}
    # Of the three deals in the zone the unions refuse two, of which the growers refuse one.
    assert table["unions"]["refused"] == pytest.approx(2 / 3)
    assert table["unions"]["freed"] == pytest.approx(1 / 4)
    assert table["growers"]["freed"] == 0.0
    assert (table["unions"]["shadow_a"], table["unions"]["shadow_b"]) == (0.0, 2.0)
    # Nash among r alone is (2, 1); among q and r the product 3 at q is beaten by none of the
    # lotteries (1 + s)(3 - 2 s), whose slope at s = 0 is 1: the top is s = 1/4, (1.25, 2.5).
    assert table["unions"]["effect_a"] == pytest.approx(0.75)
    assert table["unions"]["effect_b"] == pytest.approx(-1.5)
    assert table["unions"]["reading"] == "its side gains by the veto"
    assert table["growers"]["reading"] == "does not bind"
    assert "unions binds" in found.summary()


def test_one_actor_blocks():
    actors = watchers(0.7, 0.4)
    found = win_sets(pie(), actors)
    assert not found.possible.any()
    # Either could open the way alone; the best deal left by the other is worth its own limit.
    assert found.blocks.all()
    assert found.shadow_a[:, 0].tolist() == pytest.approx([0.6, 1.0], abs=1e-9)
    assert found.to_frame()["reading"].to_list() == ["its side loses by the veto"] * 2
    both = [*actors, DomesticActor("unions", "a", SHARES[None, :], 0.7)]
    # Now neither Congress nor the unions alone stand in the way, but the Diet still does.
    assert win_sets(pie(), both).blocks[:, 0].tolist() == [False, True, False]


menus = st.tuples(st.integers(1, 3), st.integers(1, 6)).flatmap(
    lambda shape: st.tuples(
        *(hnp.arrays(np.int64, shape, elements=st.integers(-2, 4)) for _ in range(5))
    )
)


@given(menus)
def test_win_sets_by_enumeration(tables):
    a, b, *gains = (table.astype(float) for table in tables)
    talks = BargainingSet(a, b, 0.0, 0.0, deals=range(a.shape[1]))
    actors = [
        DomesticActor(name, side, gain, 1.0)
        for name, side, gain in zip("xyz", "aab", gains, strict=True)
    ]
    found = win_sets(talks, actors)
    for draw, i in np.ndindex(len(a), 3):
        zone = {d for d in range(a.shape[1]) if a[draw, d] >= 0.0 and b[draw, d] >= 0.0}
        passed = [{d for d in zone if gain[draw, d] >= 1.0} for gain in gains]
        overlap = set.intersection(*passed)
        without = set.intersection(*(p for j, p in enumerate(passed) if j != i))
        assert found.possible[draw] == bool(overlap)
        assert found.blocks[i, draw] == (not overlap and bool(without))
        assert found.freed[i, draw] == len(without - overlap) / a.shape[1]
        for payoff, shadow in ((a, found.shadow_a), (b, found.shadow_b)):
            best, free = (
                max((payoff[draw, d] for d in s), default=0.0) for s in (overlap, without)
            )
            assert shadow[i, draw] == free - best


@pytest.mark.parametrize("wanted", [0.3, 0.55, 0.9])
@pytest.mark.parametrize("cost", [0.25, 1.0, 4.0])
def test_nash_split_under_an_audience(wanted, cost):
    # A's payoff is x - k max(0, z - x). Below z the product (x - k (z - x)) (1 - x) is largest
    # at x = (1 + k z / (1 + k)) / 2, above z at one half.
    below = 0.5 * (1.0 + cost * wanted / (1.0 + cost))
    expected = below if below < wanted else max(wanted, 0.5)
    gain = SHARES[None, :]
    terms = audience_terms([Audience(DomesticActor("voters", "a", gain, wanted), cost)])
    talks = BargainingSet(gain + terms.deal, 1.0 - gain, 0.0, 0.0, deals=SHARES.tolist())
    split = 1.0 - talks.nash()[0, 1]
    # The kink at z and the shares step by 0.001.
    assert split == pytest.approx(expected, abs=1e-3)
    # In private nobody is committed.
    hushed = audience_terms([Audience(DomesticActor("voters", "a", gain, wanted), cost)], 0.0)
    assert not hushed.deal.any()
    assert not hushed.back_down.any()


def test_an_angry_audience_is_a_veto():
    gain = SHARES[None, :]
    voters = DomesticActor("voters", "a", gain, 0.7 - 5e-4)
    terms = audience_terms([Audience(voters, 1e6)])
    talks = BargainingSet(gain + terms.deal, 1.0 - gain, 0.0, 0.0, deals=SHARES.tolist())
    assert talks.zopa()[0].tolist() == voters.accepts()[0].tolist()


def test_backing_down_before_an_audience():
    gain = np.array([[0.0, 1.0, 2.0], [0.0, 1.0, 2.0]])
    voters = DomesticActor("voters", "a", gain, np.array([1.0, 0.0]))
    press = DomesticActor("press", "a", gain, 0.0)
    terms = audience_terms([Audience(voters, 2.0, retreat=0.5), Audience(press, 1.0, 0.25, -1.0)])
    # Voters miss 1 in the first draw and nothing in the second; the press misses 1 in both.
    assert terms.back_down.tolist() == [-(2.0 + 0.5 + 1.0 + 0.25), -(0.5 + 1.0 + 0.25)]
    assert terms.deal.tolist() == [[-2.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    plain = solve_deadline(gain, -gain, -1.0, -1.0, 0.0, 0.0, periods=1)
    watched = solve_deadline(gain + terms.deal, -gain, -1.0, -1.0, terms.back_down, 0.0, periods=1)
    # A would rather impose at a loss of 1 than face the first audience: odds exp(-1 - back down).
    odds = watched.imposed / watched.backed_down
    np.testing.assert_allclose(odds, np.exp(-1.0 - terms.back_down), rtol=1e-9)
    assert (odds > plain.imposed / plain.backed_down).all()


def test_bad_input():
    talks = pie()
    actors = watchers(0.2, 0.2)
    with pytest.raises(InputError, match="side of x"):
        DomesticActor("x", "c", SHARES[None, :], 0.0)
    with pytest.raises(InputError, match="threshold of x"):
        DomesticActor("x", "a", SHARES[None, :], np.zeros(3))
    with pytest.raises(InputError, match="NaN"):
        DomesticActor("x", "a", SHARES[None, :], np.nan)
    with pytest.raises(InputError, match="each with a name of its own"):
        win_sets(talks, [actors[0], actors[0]])
    with pytest.raises(InputError, match="gain of x"):
        win_sets(talks, [DomesticActor("x", "a", np.zeros((1, 3)), 0.0)])
    with pytest.raises(InputError, match="not among congress, diet"):
        tightening(talks, actors, "senate", [0.0])
    with pytest.raises(InputError, match="weight of congress"):
        Audience(actors[0], -1.0)
    with pytest.raises(InputError, match="no side or of two"):
        audience_terms([Audience(actor, 1.0) for actor in actors])
    with pytest.raises(InputError, match="publicity"):
        audience_terms([Audience(actors[0], 1.0)], 2.0)
