"""Linkage: cases worked by hand, limits in which nothing is linked, and the chain store."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.talks._signals._linkage import Front, Linkage, share_attention

GRID = np.linspace(0.0, 1.0, 41)


def linked(prior=0.5, other=0.5, correlation=0.6, first=GRID, second=2.0 * GRID, **more):
    worth = np.stack([first, second])[..., None]
    return Linkage(prior, other, correlation, worth, **more)


def test_unlimited_attention_binds_nothing():
    fronts = [Front("autos", 13, 2.0), Front("copyright", 4), Front("WTO", 6, 0.5)]
    found = share_attention(fronts, np.inf, near=3, urgency=5.0)
    np.testing.assert_array_equal(found.effective, [13.0, 4.0, 6.0])
    np.testing.assert_array_equal(found.taken_by, 0.0)


def test_two_fronts_by_hand():
    """One round a period; copyright ends after 4 periods and weighs three times in its last 2."""
    found = share_attention([Front("autos", 8), Front("copyright", 4)], 1.0, near=2, urgency=3.0)
    np.testing.assert_allclose(found.rounds[0], [0.5, 0.5, 0.25, 0.25, 1, 1, 1, 1], atol=1e-15)
    np.testing.assert_allclose(found.rounds[1], [0.5, 0.5, 0.75, 0.75, 0, 0, 0, 0], atol=1e-15)
    np.testing.assert_allclose(found.effective, [5.5, 2.5], atol=1e-15)
    # Settled today, copyright would give back 2.5 periods and autos 1.5.
    np.testing.assert_allclose(found.taken_by, [[0.0, 2.5], [1.5, 0.0]], atol=1e-15)
    assert found.summary() == "autos 5.5 of 8 periods, copyright 2.5 of 4 periods"


def test_what_one_does_not_need_goes_to_the_others():
    """Equal weights would give 2 each of 6 rounds; the first needs 1, so the others share 5."""
    found = share_attention([Front("a", 1, 1.0), Front("b", 1, 4.0), Front("c", 1, 3.0)], 6.0)
    np.testing.assert_allclose(found.rounds[:, 0], [1.0, 2.5, 2.5], atol=1e-15)


@settings(max_examples=60, deadline=None)
@given(
    fronts=st.lists(st.tuples(st.integers(1, 8), st.floats(0.1, 5.0)), min_size=1, max_size=5),
    capacity=st.floats(0.1, 10.0),
    near=st.integers(0, 4),
    urgency=st.floats(1.0, 10.0),
)
def test_rounds_are_used_and_never_too_many(fronts, capacity, near, urgency):
    listed = [Front(str(k), end, need) for k, (end, need) in enumerate(fronts)]
    found = share_attention(listed, capacity, near=near, urgency=urgency)
    need = np.array([[n if t < end else 0.0 for t in range(8)] for end, n in fronts])
    need = need[:, : found.rounds.shape[1]]
    assert (found.rounds <= need + 1e-12).all()
    used = np.minimum(capacity, need.sum(axis=0))
    np.testing.assert_allclose(found.rounds.sum(axis=0), used, rtol=1e-12)
    # Others only take; more rounds never shorten any front.
    assert (found.taken_by >= -1e-12).all()
    more = share_attention(listed, 1.5 * capacity, near=near, urgency=urgency)
    assert (more.effective >= found.effective - 1e-12).all()


def test_an_unlinked_front_tells_nothing():
    found = linked(correlation=0.0).reputation([[0.2, 0.8], [0.9, 0.1]], ["imposed", "dropped"])
    np.testing.assert_allclose(found.carried, 0.5, atol=1e-15)
    np.testing.assert_allclose(found.term, 0.0, atol=1e-15)
    alone = linked(correlation=0.0).decide([-1.0, 0.5], [0.0, 0.0], 2.0)
    # With nothing to gain ahead the choice is logit in the payoffs on the first front.
    np.testing.assert_allclose(alone.choice[:, 0], 1.0 / (1.0 + np.exp([2.0, -1.0])), atol=1e-12)


def test_one_resolve_on_both_fronts():
    found = linked(0.3, 0.3, 1.0).reputation([[0.2, 0.8], [0.9, 0.1]], ["imposed", "dropped"])
    # 0.27 / (0.27 + 0.14) and 0.03 / (0.03 + 0.56).
    np.testing.assert_allclose(found.carried, [27.0 / 41.0, 3.0 / 59.0], atol=1e-12)


def test_reputation_by_hand():
    """Correlation 0.6 of even priors: resolve is the same on both fronts with chance 0.8."""
    link = linked()
    np.testing.assert_allclose(link.other_resolve, [0.2, 0.8], atol=1e-15)
    found = link.reputation([[0.2, 0.8], [0.8, 0.2]], ["imposed", "dropped"])
    np.testing.assert_allclose(found.belief, [0.8, 0.2], atol=1e-15)
    # 0.8 * 0.8 + 0.2 * 0.2 after sanctions.
    np.testing.assert_allclose(found.carried, [0.68, 0.32], atol=1e-15)
    # Belief is worth 1 a unit to the bluffing and 2 to the resolute: 1.2 and 1.8 on average.
    np.testing.assert_allclose(found.term, np.outer([1.2, 1.8], [0.18, -0.18]), atol=1e-12)
    assert found.to_frame().columns[0] == "outcome"


@settings(max_examples=40, deadline=None)
@given(
    prior=st.floats(0.05, 0.95),
    other=st.floats(0.05, 0.95),
    share=st.floats(0.0, 1.0),
    imposes=st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)),
)
def test_bayes_on_the_joint_table(prior, other, share, imposes):
    """Against the four pairs of types, listed; and beliefs average to the prior."""
    low, high = linked(prior, other, 0.0).correlation_bounds
    correlation = low + share * (high - low)
    found = linked(prior, other, correlation).reputation(
        [[p, 1.0 - p] for p in imposes], ["imposed", "dropped"]
    )
    spread = correlation * np.sqrt(prior * (1 - prior) * other * (1 - other))
    both = prior * other + spread
    pairs = np.array([[1.0 - prior - other + both, other - both], [prior - both, both]])
    assert pairs.min() > -1e-12
    seen = np.array([[p, 1.0 - p] for p in imposes])
    joint = np.einsum("ij,io->jo", pairs, seen)
    np.testing.assert_allclose(found.carried, joint[1] / joint.sum(axis=0), atol=1e-9)
    assert found.chance @ found.carried == pytest.approx(other, abs=1e-9)


def test_chain_store():
    """Kreps and Wilson 1982, Journal of Economic Theory 27, with one market to come.

    To fight costs a weak monopolist 1; where the next entrant stays out, as it does if it holds the
    chance of a strong one to exceed b, the monopolist has 2. The weak one then fights just so often
    that belief after a fight is b: with chance ``p (1 - b) / ((1 - p) b)``. The strong always do.
    """
    p, b = 0.2, 0.5
    fine = np.linspace(0.0, 1.0, 1001)
    out = 2.0 * np.clip((fine - b) / 0.002 + 0.5, 0.0, 1.0)
    link = linked(p, p, 1.0, out, out)
    play = link.decide([-1.0, 1.0], [0.0, 0.0], 60.0)
    # The step of the table is 2e-3 wide.
    assert play.belief[0] == pytest.approx(b, abs=2e-3)
    assert play.choice[0, 0] == pytest.approx(p * (1 - b) / ((1 - p) * b), abs=2e-3)
    assert play.choice[1, 0] == pytest.approx(1.0, abs=1e-12)
    # Without the market to come the weak one never fights.
    last = linked(p, p, 1.0, out, out, discount=0.0).decide([-1.0, 1.0], [0.0, 0.0], 60.0)
    assert last.choice[0, 0] == pytest.approx(0.0, abs=1e-12)


def test_reputation_at_the_decision():
    """The chances of a decision, put back, give the beliefs and the terms that led to it."""
    link = linked(0.3, 0.4, 0.5, discount=0.9)
    impose, dropped = np.array([-0.4, 0.1]), np.array([0.0, -0.2])
    play = link.decide(impose, dropped, 4.0)
    found = link.reputation(play.choice, play.signals)
    np.testing.assert_allclose(found.belief, play.belief, atol=1e-9)
    gain = impose + found.term[:, 0] - dropped - found.term[:, 1]
    np.testing.assert_allclose(play.choice[:, 0], 1.0 / (1.0 + np.exp(-4.0 * gain)), atol=1e-9)


BAD = {
    "passed": (lambda: Front("x", 0), "deadline"),
    "need": (lambda: Front("x", 3, np.nan), "need"),
    "none": (lambda: share_attention([], 1.0), "fronts"),
    "twice": (lambda: share_attention([Front("x", 1)] * 2, 1.0), "different names"),
    "capacity": (lambda: share_attention([Front("x", 1)], 0.0), "capacity"),
    "urgency": (lambda: share_attention([Front("x", 1)], 1.0, urgency=0.5), "urgency"),
    "prior": (lambda: linked(prior=0.0), "prior"),
    "discount": (lambda: linked(discount=1.5), "discount"),
    "correlation": (lambda: linked(0.2, 0.6, 0.9), "allow -0.6124 to 0.4082"),
    "table": (lambda: linked(first=np.nan * GRID), "NaN"),
    "chances": (lambda: linked().reputation([[0.5, 0.6], [0.5, 0.5]], "ab"), "sum to one"),
    "never": (lambda: linked().reputation([[1.0, 0.0], [1.0, 0.0]], "ab"), "'b' has no chance"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input(name):
    make, said = BAD[name]
    with pytest.raises(InputError, match=said):
        make()
