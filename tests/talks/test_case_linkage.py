"""Linked talks of a case: against every set of types listed, by hand, and by date."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradetalks.case import AttentionSpec, Case, LinkedTalks, load_case
from tradetalks.figures import Assumption
from tradetalks.talks import Linkage, linkage_of, resolve_after

FRONT = st.tuples(st.floats(0.0, 1.0), st.floats(0.05, 20.0), st.floats(0.01, 0.99))

STATED = {
    "one": (1.0, 1.0, 1.0),
    "two": (2.0, 2.0, 2.0),
    "few": (2.0, 1.25, 4.0),
    "quarter": (0.25, 0.25, 0.25),
    "half": (0.5, 0.2, 0.8),
    "told": (1.5, 1.0, 3.0),
    "weak": (0.8, 0.5, 1.0),
}
MARCH, APRIL = date(1995, 3, 17), date(1995, 4, 18)


def talks(title: str, known_from: str, **more: object) -> LinkedTalks:
    entry = {"title": title, "state": "x", "effect": "none", "why": "x", "party": "USA"}
    named = {k: {"assumption": v} if v in STATED else v for k, v in more.items()}
    return LinkedTalks.model_validate({**entry, "known_from": known_from, **named})


SEEN = {"resolve_correlation": "half", "outcome": "x", "settled_on": "1995-02-26"}
STEEL = talks("Steel", "1995-02-26", need="two", likelihood_ratio="told", **SEEN)
POST_OPEN = talks("Post", "1995-03-01", need="quarter", deadline="1995-04-30", until="1995-04-18")
POST_DONE = talks(
    "Post, settled",
    "1995-04-18",
    need="quarter",
    likelihood_ratio="weak",
    **{**SEEN, "settled_on": "1995-04-18"},
)


@pytest.fixture(scope="module")
def case() -> Case:
    """The first case, 14 periods of 14 days before its deadline, with linked talks made up."""
    shipped = load_case("us-japan-autos-1995")
    stated = {
        key: Assumption(
            title=key, value=v, low=low, high=high, unit="1", group="data", why="x", drawn=False
        )
        for key, (v, low, high) in STATED.items()
    }
    attention = AttentionSpec.model_validate(
        {"party": "USA", "need": {"assumption": "one"}, "capacity": {"assumption": "few"}}
    )
    return shipped.model_copy(
        update={
            "assumptions": {**shipped.assumptions, **stated},
            "linked": (STEEL, POST_OPEN, POST_DONE),
            "attention": attention,
        }
    )


@settings(max_examples=60, deadline=None)
@given(prior=st.floats(0.02, 0.98), fronts=st.lists(FRONT, min_size=1, max_size=4))
def test_belief_is_bayes_on_all_types_listed(
    prior: float, fronts: list[tuple[float, float, float]]
) -> None:
    """The third number of a front scales both chances of its end, which must not matter."""
    chance = [0.0, 0.0]
    for here, *there in product((0, 1), repeat=1 + len(fronts)):
        weight = prior if here else 1.0 - prior
        for kind, (correlation, ratio, scale) in zip(there, fronts, strict=True):
            both = prior * prior + correlation * prior * (1.0 - prior)
            resolute = both / prior if here else (prior - both) / (1.0 - prior)
            seen = scale * (ratio if kind else 1.0)
            weight *= seen * (resolute if kind else 1.0 - resolute)
        chance[here] += weight
    c, ratios, _ = np.array(fronts).T
    expected = chance[1] / sum(chance)
    assert resolve_after(prior, c, ratios) == pytest.approx(expected, abs=1e-12)


def test_one_front_is_that_of_the_linkage() -> None:
    prior, correlation, ratio = 0.3, 0.5, 4.0
    link = Linkage(prior, prior, correlation, np.zeros((2, 3, 1)))
    there = prior * ratio / (prior * ratio + 1.0 - prior)
    found = resolve_after(prior, np.array([correlation]), np.array([ratio]))
    assert found == pytest.approx(float(link.carried(there)), abs=1e-12)


def test_belief_by_hand(case: Case) -> None:
    """Prior 0.4 and correlation 0.5: resolute there with chance 0.7 or 0.2 by resolve here."""
    assert case.central(case.talks.private[0].prior) == 0.4
    found = linkage_of(case)
    assert found is not None
    assert found.resolve is not None
    (steel,) = found.resolve.alone
    # 0.4 * (0.7 * 1.5 + 0.3) and 0.6 * (0.2 * 1.5 + 0.8).
    assert steel.value == pytest.approx(0.54 / (0.54 + 0.66), abs=1e-12)
    # A ratio of 1 tells nothing; 3 at correlation 0.8 makes 0.88 and 0.08 of it.
    assert steel.low == pytest.approx(0.4, abs=1e-12)
    assert steel.high == pytest.approx(0.4 * 2.76 / (0.4 * 2.76 + 0.6 * 1.16), abs=1e-12)
    assert found.resolve.together == steel


def test_attention_by_hand(case: Case) -> None:
    """Two rounds a period: the post needs 0.25 for 3 periods, then the two others have 1 each."""
    found = linkage_of(case)
    assert found is not None
    attention = found.attention
    assert attention is not None
    assert [t.title for t in attention.talks] == ["Post", "Steel"]
    post, steel = attention.taken
    assert attention.periods == 14
    # 1.25 rounds are wanted while the post is open, and the least capacity is 1.25.
    assert attention.left == (14.0, 14.0, 14.0)
    assert post == (0.0, 0.0, 0.0)
    # 3 * (1 - 1.75 / 2) at capacity 2; 3 * (1 - 1 / 2) + 11 * (1 - 1.25 / 2) at 1.25; none at 4.
    assert steel == pytest.approx((0.375, 0.0, 5.625), abs=1e-12)


def test_only_what_is_known_enters(case: Case) -> None:
    blind = case.model_copy(update={"linked": (STEEL, POST_OPEN)})
    march, without = linkage_of(case), linkage_of(blind)
    assert march is not None
    assert without is not None
    assert march.resolve is not None
    assert without.resolve is not None
    assert march.resolve.together == without.resolve.together
    assert march.attention == without.attention
    later = linkage_of(case.with_as_of(APRIL))
    assert later is not None
    assert later.resolve is not None
    assert later.attention is not None
    assert [t.title for t in later.resolve.talks] == ["Steel", "Post, settled"]
    assert later.resolve.together.value < march.resolve.together.value
    # The state of March ended on that day; what stands is settled.
    assert [t.title for t in later.attention.talks] == ["Steel", "Post, settled"]


def test_talks_of_another_party_tell_nothing(case: Case) -> None:
    others = tuple(t.model_copy(update={"party": "JPN"}) for t in case.linked)
    assert linkage_of(case.model_copy(update={"linked": others})) is None


def test_shipped_cases_say_so_or_not() -> None:
    assert linkage_of(load_case("us-japan-autos-2025")) is None
    found = linkage_of(load_case("us-japan-autos-1995"))
    assert found is not None
    assert found.resolve is not None
    assert all(t.known_from <= MARCH for t in found.resolve.talks)
