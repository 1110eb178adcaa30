"""Scores of forecasts: published examples, Murphy's identity, what is unresolved is counted."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.talks._record._score import score


def asked(probability, outcome, **columns):
    days = [date(1995, 3, 17) + timedelta(days=i) for i in range(len(probability))]
    return pl.DataFrame(
        {
            "question": [f"question {i % 3}" for i in range(len(probability))],
            "date": days,
            "probability": pl.Series(probability, dtype=pl.Float64),
            "outcome": outcome,
            **columns,
        }
    )


def test_scikit_learn():
    # Examples of brier_score_loss and log_loss in scikit-learn's documentation,
    # https://scikit-learn.org/1.6/modules/generated/sklearn.metrics.brier_score_loss.html and
    # sklearn.metrics.log_loss.html (spam is yes); both are printed rounded.
    assert score(asked([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0])).brier == pytest.approx(
        0.0375, abs=1e-12
    )
    spam = score(asked([0.9, 0.1, 0.2, 0.65], [True, False, False, True]))
    assert spam.log == pytest.approx(0.21616, abs=5e-6)


def test_wikipedia_single_forecasts():
    # https://en.wikipedia.org/wiki/Brier_score: 1, 0.7 and 0.3 where it rains, 1 where it does not.
    for probability, outcome, expected in [(1, 1, 0), (1, 0, 1), (0.7, 1, 0.09), (0.3, 1, 0.49)]:
        found = score(asked([probability], [outcome]))
        assert found.brier == pytest.approx(expected, abs=1e-12)


def test_decomposition_by_hand():
    # Ten forecasts of 0.2 with one yes, ten of 0.7 with eight; 9 of 20 are yes.
    found = score(asked([0.2] * 10 + [0.7] * 10, [1] + [0] * 9 + [1] * 8 + [0] * 2))
    assert found.reliability == pytest.approx((0.1**2 + 0.1**2) / 2, abs=1e-12)
    assert found.resolution == pytest.approx((0.35**2 + 0.35**2) / 2, abs=1e-12)
    assert found.uncertainty == pytest.approx(0.45 * 0.55, abs=1e-12)
    assert found.within_bins == pytest.approx(0.0, abs=1e-12)
    assert found.calibration["count"].to_list() == [10, 10]
    assert found.calibration["frequency"].to_list() == pytest.approx([0.1, 0.8])
    assert found.calibration["low"].to_list() == pytest.approx([0.2, 0.7])


pairs = st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans()), min_size=1, max_size=40)


@given(pairs=pairs, bins=st.integers(1, 12))
def test_identity_and_ranges(pairs, bins):
    probability, outcome = map(list, zip(*pairs, strict=True))
    found = score(asked(probability, outcome), bins=bins)
    parts = found.reliability - found.resolution + found.uncertainty + found.within_bins
    # Sums of at most 40 terms of size one.
    assert parts == pytest.approx(found.brier, abs=1e-12)
    assert min(found.reliability, found.resolution, found.uncertainty, found.log) >= 0.0
    assert found.calibration["count"].sum() == len(pairs)
    inside = found.calibration.filter(
        (pl.col("forecast") >= pl.col("low") - 1e-12)
        & (pl.col("forecast") <= pl.col("high") + 1e-12)
    )
    assert inside.height == found.calibration.height


@given(pairs=pairs)
def test_yes_and_no_are_alike(pairs):
    probability, outcome = map(np.array, zip(*pairs, strict=True))
    one = score(asked(probability.tolist(), outcome.tolist()), base_rate=0.3)
    other = score(asked((1.0 - probability).tolist(), (~outcome).tolist()), base_rate=0.7)
    assert other.brier == pytest.approx(one.brier, abs=1e-12)
    assert other.skill == pytest.approx(one.skill, abs=1e-9)


def test_honesty_is_best():
    # Both scores are proper: in expectation no report beats the true chance.
    outcome = [1] * 3 + [0] * 7
    reports = np.linspace(0.01, 0.99, 99)
    for name in ("brier", "log"):
        found = [getattr(score(asked([r] * 10, outcome)), name) for r in reports]
        assert reports[int(np.argmin(found))] == pytest.approx(0.3)


def test_base_rate_and_skill():
    table = asked([0.9, 0.2, 0.6, 0.4], [1, 0, 1, 0])
    found = score(table, base_rate=0.5)
    gaps = np.array([0.01, 0.04, 0.16, 0.16]) - 0.25
    assert found.base_brier == pytest.approx(0.25)
    assert found.skill == pytest.approx(1.0 - 0.0925 / 0.25)
    assert found.brier_difference == pytest.approx((gaps.mean(), gaps.std(ddof=1) / 2.0))
    column = score(table.with_columns(base_rate=pl.lit(0.5)))
    assert column.brier_difference == found.brier_difference
    assert np.isnan(score(table).skill)
    # A base rate that is always right cannot be beaten.
    assert np.isnan(score(asked([0.9], [1]), base_rate=1.0).skill)


def test_unresolved_are_counted_and_said():
    found = score(asked([0.9, 0.2, 0.6, 0.5], [1, None, 0, None]))
    assert (found.resolved, found.unresolved) == (2, 2)
    assert found.brier == pytest.approx((0.01 + 0.36) / 2)
    assert "2 unresolved" in found.summary()
    assert found.table["brier"].to_list() == [pytest.approx(0.01), None, pytest.approx(0.36), None]
    frame = found.to_frame()
    assert frame["resolved"].sum() == 2
    assert frame["unresolved"].sum() == 2


def test_certainty_that_was_wrong_is_not_clipped():
    found = score(asked([0.0, 0.5], [1, 1]), base_rate=0.5)
    assert found.log == np.inf
    assert np.isnan(found.log_difference).all()
    assert found.brier == pytest.approx(0.625)


def test_terms():
    terms = pl.DataFrame(
        {
            "question": ["quota", "share", "date"],
            "date": [date(1995, 3, 17)] * 3,
            "forecast": [20.0, 0.5, 3.0],
            "outcome": [24.0, 0.25, None],
        }
    )
    found = score(asked([0.5], [1]), terms=terms)
    assert found.terms["error"].to_list() == [4.0, 0.25, None]
    assert found.terms_error == pytest.approx(2.125)
    assert found.terms_unresolved == 1
    assert "1 unresolved" in found.summary().splitlines()[-1]


def test_bad_input():
    good = asked([0.5, 0.5], [1, 0])
    for table, fault in [
        (good.drop("outcome"), "lack outcome"),
        (asked([0.5, 1.2], [1, 0]), "is 1.2"),
        (asked([0.5, None], [1, 0]), "is None"),
        (asked([0.5, float("nan")], [1, 0]), "is None"),
        (asked([0.5, 0.5], [1, 2]), "is 2.0"),
        (asked([0.5, 0.5], ["yes", "no"]), "String"),
        (pl.concat([good, good]), "twice"),
        (good.with_columns(pl.col("date").cast(pl.String)), "column of dates"),
        (asked([0.5], [None]), "none of 1"),
    ]:
        with pytest.raises(InputError, match=fault):
            score(table)
    both = asked([-0.1, 1.2], [3, 0])
    with pytest.raises(InputError, match=r"is -0\.1.*is 1\.2.*is 3"):
        score(both)
    with pytest.raises(InputError, match="bins is 0"):
        score(good, bins=0)
    with pytest.raises(InputError, match="given twice"):
        score(good.with_columns(base_rate=0.5), base_rate=0.5)
