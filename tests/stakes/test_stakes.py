"""Draws, present values and what the shipped case's moves are worth."""

from datetime import date

import numpy as np
import pytest

from tradetalks.case import Case, load_case
from tradetalks.errors import InputError
from tradetalks.stakes import (
    Stakes,
    annuity,
    central,
    deals,
    draw,
    draws_needed,
    evaluate,
    reach,
    sensitivity,
)


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("us-japan-autos-1995")


@pytest.fixture(scope="module")
def stakes(case: Case) -> Stakes:
    return evaluate(case, draw(case, 4, 7))


def test_draws_stay_in_their_ranges_with_the_central_value_as_median(case: Case) -> None:
    draws = draw(case, 400, 1)
    for key, assumption in case.assumptions.items():
        values = draws.assumption(key)
        if not assumption.drawn:
            assert (values == assumption.value).all(), key
            continue
        assert values.min() >= assumption.low, key
        assert values.max() <= assumption.high, key
        # A Latin hypercube of even size puts exactly half of its strata below the median.
        assert (values < assumption.value).sum() == 200, key


def test_the_seed_fixes_the_draws(case: Case) -> None:
    assert (draw(case, 10, 3).values == draw(case, 10, 3).values).all()
    assert (draw(case, 10, 3).values != draw(case, 10, 4).values).any()


def test_one_draw_shows_no_spread(case: Case) -> None:
    with pytest.raises(InputError, match="at least 2"):
        draw(case, 1)


def test_annuity_against_the_sum_of_its_instalments() -> None:
    # A million even instalments over four years at 6 percent; midpoint rule, error of order 1e-13.
    times = (np.arange(1_000_000) + 0.5) * 4.0 / 1_000_000
    paid = np.exp(-0.06 * times).sum() * 4.0 / 1_000_000
    assert annuity(np.array(0.06), np.array(4.0)) == pytest.approx(paid, rel=1e-9)


def test_doing_nothing_is_worth_nothing(stakes: Stakes) -> None:
    for issue, entry in stakes.case.issues.items():
        row = stakes.index(f"{issue}/{entry.levels[0].id}")
        assert (stakes.flows[row] == 0.0).all()


def test_an_unknown_action_is_named(stakes: Stakes) -> None:
    with pytest.raises(InputError, match="'embargo' is not among"):
        stakes.index("embargo")


def test_a_duty_hurts_buyers_and_target_makers_and_helps_rivals(stakes: Stakes) -> None:
    flows = stakes.flows[stakes.index("candidate-list")]
    usa, jpn = stakes.parties.index("USA"), stakes.parties.index("JPN")
    consumers, makers = stakes.groups.index("consumers"), stakes.groups.index("carmakers")
    assert (flows[usa, consumers] < 0.0).all()
    assert (flows[jpn, makers] < 0.0).all()
    assert (flows[usa, makers] > 0.0).all()
    assert (flows[jpn, consumers] == 0.0).all()


def test_both_demand_systems_are_scaled_to_one_value_of_imports(stakes: Stakes) -> None:
    petrin, blp = (d for d in stakes.details if d.measure == "candidate-list")
    assert petrin.value == pytest.approx(blp.value, rel=1e-12)
    assert (petrin.scale == 1.0).all()
    assert (petrin.value <= stakes.draws.assumption("list_value_cap") * (1 + 1e-9)).all()


def test_each_draw_takes_the_demand_system_that_it_drew(stakes: Stakes) -> None:
    petrin, blp = (d for d in stakes.details if d.measure == "candidate-list")
    first = stakes.draws.assumption("demand_system") < 0.5
    flows = stakes.flows[stakes.index("candidate-list")]
    assert (flows[:, :, first] == petrin.flows[:, :, first]).all()
    assert (flows[:, :, ~first] == blp.flows[:, :, ~first]).all()
    assert 0 < first.sum() < len(first)


def test_the_named_list_carries_its_stated_value(case: Case) -> None:
    later = case.with_as_of(date(1995, 5, 16))
    stakes = evaluate(later, central(later), only=("list-of-16-may",))
    for detail in stakes.details:
        assert detail.value == pytest.approx([5.9])
    assert next(d for d in stakes.details if d.industry == "petrin-1993").products == 11


def test_packages_add_up_over_issues(stakes: Stakes) -> None:
    packages = deals(stakes)
    plain = deals(stakes, equal=True, political=False)
    assert len(packages.labels) == 3**3 - 1
    full = plain.labels.index("full, expanded, targets")
    actions = ("replacement-parts/full", "dealer-access/expanded", "purchase-plans/targets")
    for party in stakes.parties:
        parts = sum(stakes.value(action, party) for action in actions)
        assert plain.payoffs[party][:, full] == pytest.approx(parts, rel=1e-12)
        assert plain.money[party] == pytest.approx(plain.payoffs[party], rel=1e-12)
    targets = packages.payoffs["JPN"][:, full] - _weighted(stakes, "JPN", actions)
    terms = ("psi_jpn_targets", "psi_jpn_dereg_full", "psi_jpn_dealer", "psi_jpn_deal")
    expected = sum(stakes.draws.assumption(key) for key in terms)
    assert targets == pytest.approx(expected, rel=1e-9)


def _weighted(stakes: Stakes, party: str, actions: tuple[str, ...]) -> np.ndarray:
    rows = [stakes.index(action) for action in actions]
    return stakes.weighted()[rows, stakes.parties.index(party)].sum(axis=0)


def test_no_reach_means_no_value_of_access_and_more_reach_means_more(stakes: Stakes) -> None:
    row = stakes.index("dealer-access/expanded")
    assert reach(stakes, 0.0).flows[row] == pytest.approx(0.0, abs=1e-12)
    jpn, consumers = stakes.parties.index("JPN"), stakes.groups.index("consumers")
    some, most = (reach(stakes, r).flows[row, jpn, consumers] for r in (0.2, 0.8))
    assert (most > some).all()
    assert (some > 0.0).all()


def test_sensitivity_finds_the_coefficients_of_a_linear_result(case: Case) -> None:
    draws = draw(case, 300, 5)
    first = draws.ranks[:, draws.keys.index("discount_rate")]
    second = draws.ranks[:, draws.keys.index("list_value_cap")]
    found = sensitivity(case, draws, 3.0 * first - 1.0 * second + 2.0)
    top = found.to_frame().head(2)
    assert top["assumption"].to_list() == ["discount_rate", "list_value_cap"]
    assert top["swing"].to_list() == pytest.approx([3.0, -1.0], abs=1e-9)
    # Nine tenths and one tenth of the variance: squares of 3 and 1.
    assert top["share"].to_list() == pytest.approx([0.9, 0.1], abs=1e-6)
    assert found.turns_at("discount_rate") is None
    assert found.explained == pytest.approx(1.0)


def test_draws_that_any_result_would_fit_are_refused(case: Case) -> None:
    enough = draws_needed(case, draw(case, 4, 1))
    assert enough == sum(a.drawn for a in case.assumptions.values()) + 2
    few = draw(case, enough - 1, 1)
    with pytest.raises(InputError, match=f"take {enough} or more"):
        sensitivity(case, few, few.ranks[:, 0])
