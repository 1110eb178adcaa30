"""Packages to offer: against closed forms of one offer, and against enumeration."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._bargaining import BargainingSet
from tradetalks.talks._bargaining._packages import packages
from tradetalks.talks._bargaining._ratification import DomesticActor

DRAWS = 2000
QUANTILES = (np.arange(DRAWS) + 0.5) / DRAWS
SHARES = np.linspace(0.0, 1.0, 401)


def cases(reference, name):
    rows = json.loads((reference / "talks" / "closed_forms.json").read_text())
    found = [row for row in rows if row["id"] == name]
    assert found, name
    return found


def pie(floor_a, floor_b):
    """Shares of a pie, of which A gets the first."""
    return BargainingSet(
        np.broadcast_to(SHARES, (DRAWS, len(SHARES))),
        np.broadcast_to(1.0 - SHARES, (DRAWS, len(SHARES))),
        floor_a,
        floor_b,
        deals=SHARES.tolist(),
    )


def test_offer_to_a_veto_of_unknown_strictness(reference):
    for case in cases(reference, "two_level_unknown_veto_ultimatum"):
        top = case["inputs"]["veto_uniform_0_to"]
        gain = np.broadcast_to(1.0 - SHARES, (DRAWS, len(SHARES)))
        ratifier = DomesticActor("parliament", "b", gain, top * QUANTILES)
        found = packages(pie(0.0, 0.0), "a", [ratifier])
        # The shares step by 0.0025, and the chance of a step is at most that over the top.
        assert 1.0 - found.offer.own == pytest.approx(case["expected"]["offer_to_B"], abs=2.6e-3)
        assert found.offer.chance == pytest.approx(case["expected"]["p_ratify"], abs=7e-3)
        assert found.offer.worth == pytest.approx(found.offer.own * found.offer.chance, rel=1e-9)


def test_screening_of_an_unknown_cost(reference):
    for case in cases(reference, "take_it_or_leave_it_screening"):
        given_ = case["inputs"]
        floor_b = 1.0 - given_["p"] - given_["cB_uniform_0_to"] * QUANTILES
        found = packages(pie(given_["p"] - given_["cA"], floor_b), "a")
        assert found.offer.deal == pytest.approx(case["expected"]["demand"], abs=2.6e-3)
        # A step of 0.0025 in the demand over a range of costs of 0.3.
        refused = 1.0 - found.offer.chance
        assert refused == pytest.approx(case["expected"]["p_conflict"], abs=9e-3)


menus = st.tuples(st.integers(1, 4), st.integers(1, 7)).flatmap(
    lambda shape: st.tuples(
        *(hnp.arrays(np.int64, shape, elements=st.integers(-3, 4)) for _ in range(3))
    )
)


@given(menus, st.floats(0.01, 1.0), st.sampled_from(["a", "b"]))
def test_best_package_by_enumeration(tables, chance, side):
    own, other, gain = (table.astype(float) for table in tables)
    foreign = "b" if side == "a" else "a"
    a, b = (own, other) if side == "a" else (other, own)
    talks = BargainingSet(a, b, 0.0, 0.0, deals=range(a.shape[1]))
    found = packages(talks, side, [DomesticActor("senate", foreign, gain, 1.0)])
    chances = ((other >= 0.0) & (gain >= 1.0)).mean(axis=0)
    worths = np.where((other >= 0.0) & (gain >= 1.0), own, 0.0).mean(axis=0)
    assert found.offer.worth == pytest.approx(worths.max(), abs=1e-12)
    enough = chances >= chance - 1e-9
    if not enough.any():
        with pytest.raises(InputError, match="no deal is accepted with chance"):
            found.best(chance)
        return
    best = found.best(chance)
    assert best.own == pytest.approx(own.mean(axis=0)[enough].max(), abs=1e-12)
    assert best.chance == pytest.approx(chances[best.deal])
    for safer, bolder in zip(found.curve, found.curve[1:], strict=False):
        assert safer.chance > bolder.chance
        assert safer.own < bolder.own


def test_who_at_home_would_veto():
    a = np.array([[1.0, 2.0], [1.0, 2.0]])
    b = np.array([[1.0, 1.0], [1.0, -1.0]])
    talks = BargainingSet(a, b, 0.0, 0.0, deals=["low", "high"])
    actors = [
        DomesticActor("congress", "a", a, np.array([1.5, 0.0])),
        DomesticActor("unions", "a", -a, np.array([-1.5, -1.5])),
        DomesticActor("diet", "b", b, -9.0),
    ]
    found = packages(talks, "a", actors)
    safe, bold = found.curve
    assert (safe.deal, safe.chance, safe.home_chance) == ("low", 1.0, 0.5)
    assert safe.vetoed_by == "congress"
    assert (bold.deal, bold.chance, bold.home_chance) == ("high", 0.5, 0.0)
    assert bold.vetoed_by == "unions"
    assert found.to_frame()["vetoed_by"].to_list() == ["congress", "unions"]
    assert "accepted with chance" in found.summary()
    # The second draw alone: there the high offer is refused.
    assert packages(talks, "a", actors, np.array([0.0, 1.0])).curve[-1].deal == "low"
    # Without actors of its own nobody at home objects.
    assert packages(talks, "a").curve[0].vetoed_by is None


def test_bad_input():
    talks = BargainingSet(np.ones((2, 2)), np.ones((2, 2)), 0.0, 0.0, deals="ab")
    with pytest.raises(InputError, match="side is 'c'"):
        packages(talks, "c")
    with pytest.raises(InputError, match="weights"):
        packages(talks, "a", weights=np.array([1.0, -1.0]))
    with pytest.raises(InputError, match="gain of senate"):
        packages(talks, "a", [DomesticActor("senate", "b", np.ones((2, 3)), 0.0)])
    with pytest.raises(InputError, match=r"chance is 1\.5"):
        packages(talks, "a").best(1.5)
