"""Two private types a side: against pygambit's logit solver, and limits with known answers."""

import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from tradetalks.errors import InputError, SolveError
from tradetalks.talks import DeadlineGame, Posture


def private(case, **changes):
    share = np.arange(case["deals"]) / (case["deals"] - 1)
    inputs = {
        "deals": range(case["deals"]),
        "value_a": np.stack([share, share]),
        "value_b": np.outer(case["value_b_slope_by_type"], share),
        "impose_a": np.array(case["impose_a_by_type"]),
        "impose_b": np.full(2, case["impose_b"]),
        "back_down_a": np.array(case["back_down_a_by_type"]),
        "back_down_b": np.full(2, case["back_down_b"]),
        "prior_a": case["prior_a"],
        "prior_b": case["prior_b"],
        "periods": case["periods"],
        "discount_a": case["discount"],
        "discount_b": case["discount"],
        "proposer": case["proposer"],
        "precision": case["precision"],
    }
    return DeadlineGame(**{**inputs, **changes})


@pytest.fixture(scope="module")
def cases(reference):
    return json.loads((reference / "talks" / "deadline_logit.json").read_text())["cases"]


def test_pygambit(cases):
    for case in cases:
        play = private(case).solve()
        # Linear interpolation on 41 beliefs is 2e-6 away from pygambit, on 81 3e-7.
        assert play.value_a.mean() == pytest.approx(case["expected_value_a"], abs=1e-5)
        assert play.value_b.mean() == pytest.approx(case["expected_value_b"], abs=1e-5)
        total = play.deal_by_period.sum() + play.imposed + play.backed_down
        assert total == pytest.approx(1.0, abs=1e-12)
        assert play.residual < 1e-10


@pytest.mark.slow
def test_finer_beliefs_settle(cases):
    coarse, fine = (private(cases[0], periods=4, beliefs=n).solve() for n in (21, 61))
    # The bound set for a refined grid, away from folds.
    np.testing.assert_allclose(coarse.deal_by_period, fine.deal_by_period, atol=1e-3)


@pytest.mark.parametrize("proposer", ["alternate", "random", "b"])
def test_types_alike_are_one_type(cases, proposer):
    alike = {
        "proposer": proposer,
        "discount_a": 0.9,
        "discount_b": 0.8,
        "impasse_flow_b": -0.1,
        "deal_weights": np.array([1.0, 2.0, 0.5]),
        "precision": (3.0, 5.0),
    }
    both = private(
        cases[0],
        value_b=np.outer([-0.6, -0.6], [0.0, 0.5, 1.0]),
        impose_a=np.full(2, 0.05),
        prior_a=(0.3, 0.7),
        **alike,
    )
    names = ("value_a", "value_b", "impose_a", "impose_b", "back_down_a", "back_down_b")
    lone = {name: getattr(both, name)[:1] for name in names}
    one = private(cases[0], prior_a=(1.0,), prior_b=(1.0,), **lone, **alike)
    two, known = both.solve(), one.solve()
    # The fixed point stops at 1e-11; payoffs are of size one.
    np.testing.assert_allclose(two.terms_by_period, known.terms_by_period, atol=1e-9)
    np.testing.assert_allclose(two.value_a, known.value_a[0], atol=1e-9)
    np.testing.assert_allclose(two.value_b, known.value_b[0], atol=1e-9)
    assert two.imposed == pytest.approx(known.imposed, abs=1e-9)


def test_one_side_private(cases):
    play = private(
        cases[0],
        value_a=np.array([[0.0, 0.5, 1.0]]),
        impose_a=np.array([0.05]),
        back_down_a=np.array([-0.25]),
        prior_a=(1.0,),
        prior_b=(0.2, 0.8),
    ).solve()
    assert play.value_a.shape == (1,)
    # The second type of B loses twice as much by every deal, so it cannot do better.
    assert play.value_b[1] < play.value_b[0]


def test_chances_average_to_the_values(cases):
    play = private(cases[0], value_b=np.outer([-0.9, -0.9], [0.0, 0.5, 1.0])).solve()
    expected = play.terms @ np.array([0.0, -0.45, -0.9]) - 0.5 * play.imposed
    # Values and chances are interpolated apart, each within 2e-6 on 41 beliefs.
    assert play.value_b.mean() == pytest.approx(expected, abs=1e-5)


SMALL = {"deals": 3, "periods": 3, "beliefs": 11}


def test_too_high_a_precision_is_not_a_result(drawn_game):
    game = drawn_game(0, precision=200.0, **SMALL)
    with pytest.raises(SolveError, match="lower precision"):
        game.solve()
    play = game.solve(on_failure="status")
    assert play.status == "failed"
    assert play.residual > 1e-3
    assert np.isnan(play.terms).all()
    assert np.isnan(play.value_a).all()


def test_a_broken_path_and_a_second_equilibrium_are_said(drawn_game):
    # At this precision the first game's path from zero breaks off; the second one's leads to an
    # equilibrium beside which extreme beliefs find another.
    broken = drawn_game(3, precision=60.0, **SMALL).solve()
    assert broken.status == "fold"
    assert broken.residual < 1e-10
    several = drawn_game(0, precision=60.0, **SMALL)
    assert several.solve().status == "solved"
    assert several.solve(search=True).status == "several"
    assert drawn_game(0, precision=3.0, **SMALL).solve(search=True).status == "solved"


@pytest.mark.parametrize(
    ("changes", "value_a", "value_b"),
    [
        # pygambit 16.7.0 on the whole tree of the first game drawn; in `make validate`
        # tests/talks/test_gambit.py has it solve these and others again.
        (
            {"deals": 3, "discount_a": 0.95, "discount_b": 0.7, "impasse_flow_b": -0.1},
            0.34332665925543315,
            -0.2947336574366262,
        ),
        (
            {
                "deals": 2,
                "posture": Posture(("quiet", "loud"), (0.0, -0.3), announce_a=(0.0, -0.05)),
            },
            0.16719693299693528,
            -0.17704099149295185,
        ),
        pytest.param(
            {"deals": 2, "periods": 1, "posture": Posture(extensions=1, extend_a=-0.05)},
            0.1197009400782941,
            -0.200280595485554,
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"deals": 2, "posture": Posture(last_call_odds=1.0)},
            0.15087909338283814,
            -0.19310197364670992,
            marks=pytest.mark.slow,
        ),
    ],
)
def test_discounts_postures_extensions_and_last_calls(changes, value_a, value_b, drawn_game):
    play = drawn_game(1, **changes, beliefs=21).solve()
    # Within 1e-5 on 21 beliefs, and 3e-6 on 41.
    assert play.value_a.mean() == pytest.approx(value_a, abs=1e-5)
    assert play.value_b.mean() == pytest.approx(value_b, abs=1e-5)
    total = play.terms.sum() + play.imposed + play.backed_down
    assert total == pytest.approx(1.0, abs=1e-12)
    # A's type is what it was before anything was said.
    assert play.beliefs_a[0] == pytest.approx([0.5, 0.5], abs=1e-12)


def test_chances_over_beliefs_are_those_from_the_prior(drawn_game):
    play = drawn_game(1, 3, beliefs=21).solve()
    middle = play.ends[:, :, :, 10, 10].mean(axis=(1, 2))
    # Backward tables and the forward play, each on its own, at a prior that is a node.
    assert middle == pytest.approx([play.imposed, play.backed_down], abs=1e-12)
    assert play.worth_a[:, 10, 10] == pytest.approx(play.value_a, abs=1e-12)


def test_beliefs_move_towards_the_type_that_holds_out(drawn_game):
    play = drawn_game(1, 3, beliefs=21, impose_a=np.array([-0.5, 0.3]), precision=8.0).solve()
    # A's second type gains by imposing, so it is the one still there at the deadline.
    assert play.beliefs_a[-1, 1] > 0.5
    assert play.beliefs_a.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-12)


def test_a_deal_listed_twice_at_half_weight_changes_nothing(drawn_game):
    game = drawn_game(1, 3, beliefs=11, deal_weights=np.ones(3))
    twice = [0, 1, 2, 2]
    copied = replace(
        game,
        deals=range(4),
        value_a=game.value_a[:, twice],
        value_b=game.value_b[:, twice],
        deal_weights=np.array([1.0, 1.0, 0.5, 0.5]),
    )
    one, two = game.solve(), copied.solve()
    assert two.value_a == pytest.approx(one.value_a, abs=1e-9)
    assert two.terms[2:].sum() == pytest.approx(one.terms[2], abs=1e-9)


@pytest.mark.parametrize(("demands", "value"), [(5, 7.5), (11, 7.0)])
def test_credible_threats_only(demands, value):
    """A take-it-or-leave-it demand on ten, of a B of two types.

    The reference file gives the values (7.5 of five demands, 7.0 of eleven) and 4.1 for an
    equilibrium in which B refuses what it should take. It does not give the payoffs: these are
    chosen to have all three. Refusal leaves A 4.1, and B 2.25 or 1.9, so a demand of 7.5 is
    taken by both and the next one by neither or by one.
    """
    demand = np.linspace(0.0, 10.0, demands)
    play = DeadlineGame(
        deals=demand.tolist(),
        value_a=np.tile(demand, (2, 1)),
        value_b=np.tile(10.0 - demand, (2, 1)),
        impose_a=np.full(2, 4.1),
        impose_b=np.array([2.25, 1.9]),
        back_down_a=np.full(2, 4.1),
        back_down_b=np.array([2.25, 1.9]),
        prior_a=(0.5, 0.5),
        prior_b=(0.5, 0.5),
        periods=1,
        proposer="a",
        precision=60.0,
        beliefs=2,
    ).solve()
    # exp(-60 x 0.1), the noise left where B gains 0.1 by refusing, is 2e-3 of 2.25 or less.
    assert play.value_a == pytest.approx([value, value], abs=1e-2)


def test_tree_file_is_read_by_eye(drawn_game, tmp_path):
    game = drawn_game(1, 2, periods=1, prior_a=(1.0,), prior_b=(0.7, 0.3), **lone_a())
    game.to_efg(tmp_path / "game.efg")
    lines = (tmp_path / "game.efg").read_text().splitlines()
    assert lines[0] == 'EFG 2 R "Deadline game" { "A" "B" }'
    assert lines[1] == 'c "" 1 "types" { "A0 B0" 7/10 "A0 B1" 3/10 } 0'
    kinds = Counter(line[0] for line in lines[1:])
    # For each type of B: one offer, two answers, two decisions; two deals and twice two ends.
    assert kinds == {"c": 1, "p": 10, "t": 12}
    with pytest.raises(InputError, match="reference odds"):
        replace(game, accept_odds=2.0).to_efg(tmp_path / "game.efg")
    with pytest.raises(InputError, match="fewer deals or periods"):
        drawn_game(1, 9, periods=5).to_efg(tmp_path / "game.efg")


def lone_a():
    return {
        "value_a": np.array([[0.0, 1.0]]),
        "impose_a": np.array([-0.4]),
        "back_down_a": np.array([-0.2]),
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"back_down_a": (0.0, -1.0, -2.0)}, "one number a level"),
        ({"announce_b": (0.0,)}, "announce_b"),
        ({"start": 2}, "posture starts at level 2"),
        ({"extensions": -1}, "extensions is -1"),
        ({"louder_odds": -1.0}, "louder_odds is -1"),
        ({"extend_a": np.nan}, "NaN"),
    ],
)
def test_bad_postures(changes, words):
    with pytest.raises(InputError, match=words):
        Posture(**{"names": ("quiet", "loud"), "back_down_a": (0.0, -1.0), **changes})
