"""Two private types a side: against pygambit's logit solver, and limits with known answers."""

import json

import numpy as np
import pytest

from tradetalks.errors import SolveError
from tradetalks.talks import DeadlineGame


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


def test_too_high_a_precision_is_not_a_result(cases):
    with pytest.raises(SolveError, match="lower precision"):
        private(cases[0], precision=400.0, beliefs=5).solve()
