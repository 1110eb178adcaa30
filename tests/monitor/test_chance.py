"""The chance of reaching a mark: calibrated, covered, and against the noncentral t of scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tradetalks.errors import InputError
from tradetalks.monitor import chance_of_reaching

SPANS = np.array([1.0, 3.0, 1.0, 2.0])
DRIFT, SPREAD, HORIZON = 0.1, 0.2, 2.0


def drawn(generator: np.random.Generator) -> np.ndarray:
    """Growth rates of a random walk with drift over uneven spans."""
    return DRIFT * SPANS + SPREAD * np.sqrt(SPANS) * generator.standard_normal(SPANS.size)


def test_what_happens_is_uniform_in_the_chance_it_was_given() -> None:
    """A predictive chance is calibrated for any drift and spread: its own values are uniform."""
    generator = np.random.default_rng(1)
    ranks: list[float] = []
    for _ in range(400):
        future = DRIFT * HORIZON + SPREAD * np.sqrt(HORIZON) * generator.standard_normal()
        found = chance_of_reaching(drawn(generator), SPANS, HORIZON, future)
        assert found is not None
        ranks.append(found.value)
    # A sound forecast fails this once in a hundred seeds; one that takes drift and spread as
    # known fails it at nine in ten.
    assert stats.kstest(ranks, "uniform").pvalue > 0.01


def test_the_interval_covers_the_true_chance_as_often_as_it_says() -> None:
    generator = np.random.default_rng(2)
    needed = 0.4
    true = stats.norm.cdf((DRIFT * HORIZON - needed) / (SPREAD * np.sqrt(HORIZON)))
    covered = 0
    for _ in range(400):
        found = chance_of_reaching(drawn(generator), SPANS, HORIZON, needed, level=0.8)
        assert found is not None
        covered += found.low <= true <= found.high
    # Three standard errors of a share of 400.
    assert abs(covered / 400 - 0.8) < 3 * np.sqrt(0.8 * 0.2 / 400)


def test_against_the_noncentral_t_of_scipy_where_that_holds() -> None:
    growth, needed = np.array([0.05, 0.2, -0.1, 0.12, 0.07]), 0.3
    found = chance_of_reaching(growth, np.ones(5), 1.0, needed)
    assert found is not None
    seen = np.sqrt(5) * (growth.mean() - needed) / growth.std(ddof=1)
    for tail, end in ((0.95, found.low), (0.05, found.high)):
        delta = np.sqrt(5) * stats.norm.ppf(end)
        # The mean over 2,000 quantiles is good to four digits.
        assert stats.nct.cdf(seen, 4, delta) == pytest.approx(tail, abs=2e-4)
    scale = growth.std(ddof=1) * np.sqrt(1 + 1 / 5)
    assert found.value == pytest.approx(stats.t.sf((needed - growth.mean()) / scale, 4))


@settings(max_examples=30, deadline=None)
@given(
    growth=st.lists(st.floats(-0.5, 0.5), min_size=3, max_size=6).filter(
        lambda g: np.std(g) > 1e-3
    ),
    needed=st.floats(-2.0, 2.0),
    unit=st.floats(0.1, 10.0),
)
def test_ordered_falling_in_what_is_needed_and_free_of_the_unit_of_time(
    growth: list[float], needed: float, unit: float
) -> None:
    spans = np.ones(len(growth))
    one = chance_of_reaching(growth, spans, 1.0, needed)
    more = chance_of_reaching(growth, spans, 1.0, needed + 0.1)
    same = chance_of_reaching(growth, unit * spans, unit, needed)
    assert one is not None
    assert more is not None
    assert same is not None
    assert 0.0 <= one.low <= one.high <= 1.0
    assert (more.value, more.low, more.high) <= (one.value, one.low, one.high)
    for name in ("value", "low", "high"):
        assert getattr(same, name) == pytest.approx(getattr(one, name), abs=1e-6)


@pytest.mark.parametrize("growth", [[], [0.1], [0.1, 0.1], [0.1, 0.1, 0.1]])
def test_too_few_rates_or_rates_that_do_not_differ_tell_nothing(growth: list[float]) -> None:
    assert chance_of_reaching(growth, [1.0] * len(growth), 1.0, 0.0) is None


def test_bad_input_is_told() -> None:
    for spans, horizon in (([1.0], 1.0), ([1.0, 0.0], 1.0), ([1.0, 1.0], 0.0)):
        with pytest.raises(InputError, match="do not fit"):
            chance_of_reaching([0.1, 0.2], spans, horizon, 0.0)
