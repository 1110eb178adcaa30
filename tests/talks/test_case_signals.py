"""The postures of a case as signals, and its replayed forecasts held against what happened."""

from datetime import date

import numpy as np
import pytest

from tradetalks.case import Case, load_case, load_outcome
from tradetalks.stakes import Stakes, central, draw, evaluate
from tradetalks.talks import OutsideView, payoffs, replay, threat_of
from tradetalks.talks._forecast._case_record import record_of
from tradetalks.talks._forecast._case_signals import CasePostures, postures_of
from tradetalks.talks._forecast._forecast import clock_of, last_deadline, period_ends
from tradetalks.talks._forecast._table import play_case

SECRETS = (
    *("resolve_extra", "prior_resolve", "resistance_extra", "prior_resistance"),
    *("retreat_low_key", "retreat_public", "retreat_ultimatum"),
    *("cost_low_key", "psi_usa_threat", "cost_ultimatum"),
)
"""Assumptions of the case of 1995 behind its private kinds and postures."""


@pytest.fixture(scope="module")
def case() -> Case:
    """The case of 2025, quick to value, with the private kinds and postures of 1995."""
    recent, old = load_case("us-japan-autos-2025"), load_case("us-japan-autos-1995")
    added = {key: old.assumptions[key] for key in SECRETS}
    talks = recent.talks.model_copy(
        update={"private": old.talks.private, "postures": old.talks.postures}
    )
    return recent.model_copy(
        update={"talks": talks, "assumptions": {**recent.assumptions, **added}}
    )


@pytest.fixture(scope="module")
def stakes(case: Case) -> Stakes:
    return evaluate(case, central(case))


@pytest.fixture(scope="module")
def found(case: Case, stakes: Stakes) -> CasePostures:
    postures = postures_of(stakes, threat_of(case))
    assert postures is not None
    return postures


def with_postures(stakes: Stakes, **changes: object) -> Stakes:
    talks = stakes.case.talks.model_copy(update=changes)
    return Stakes(**{**stakes.__dict__, "case": stakes.case.model_copy(update={"talks": talks})})


def test_beliefs_average_to_the_prior(case: Case, found: CasePostures) -> None:
    prior = case.assumptions["prior_resolve"].value
    assert found.play.chance @ found.play.belief == pytest.approx(prior, abs=1e-9)
    assert found.play.chance.sum() == pytest.approx(1.0, abs=1e-12)


def test_a_dearer_retreat_makes_sanctions_likelier_and_is_read_as_resolve(
    found: CasePostures,
) -> None:
    assert (np.diff(found.play.imposed) > 0.0).all()
    assert (np.diff(found.play.belief) > 0.0).all()


def test_a_public_threat_is_followed_by_the_game_of_the_forecast(
    stakes: Stakes, found: CasePostures
) -> None:
    """The posture whose retreat costs one time a dropped threat changes nothing in the game."""
    public = found.game.signals[1]
    case, game = stakes.case, payoffs(stakes, threat_of(stakes.case))
    periods = len(period_ends(case, last_deadline(case).date))
    played = play_case(stakes, game, clock_of(None, periods, 1.0), can_impose=True)
    mu, nu = float(game.hidden_a.prior[0]), float(game.hidden_b.prior[0])
    grid = np.linspace(0.0, 1.0, public.imposed.shape[-1])
    by_kinds = [
        [np.interp(nu, grid, [np.interp(mu, grid, column) for column in table.T]) for table in row]
        for row in public.imposed
    ]
    chance = np.array([1.0 - mu, mu]) @ np.array(by_kinds) @ np.array([1.0 - nu, nu])
    # Beliefs stand on a grid of five; the forecast plays from the prior itself.
    assert chance == pytest.approx(float(played.imposed[0]), abs=5e-3)


def test_postures_that_do_not_differ_tell_nothing(stakes: Stakes) -> None:
    public = stakes.case.talks.postures[1]
    twins = tuple(public.model_copy(update={"id": n, "title": n}) for n in ("one", "two"))
    found = postures_of(with_postures(stakes, postures=twins), threat_of(stakes.case))
    assert found is not None
    assert found.play.belief == pytest.approx(
        np.full(2, stakes.case.assumptions["prior_resolve"].value), abs=1e-9
    )
    assert found.play.choice == pytest.approx(np.full((2, 2), 0.5), abs=1e-9)


def test_a_signal_needs_postures_and_a_secret(stakes: Stakes) -> None:
    assert postures_of(with_postures(stakes, postures=()), threat_of(stakes.case)) is None
    assert postures_of(with_postures(stakes, private=()), threat_of(stakes.case)) is None


def test_questions_without_yes_or_no_score_nothing() -> None:
    case = load_case("us-japan-autos-2025")
    quick = replay(case, draw(case, 2, 11), [date(2025, 7, 15)])
    outcome = load_outcome(case)
    open_only = [o for o in outcome if o.answer not in ("yes", "no")]
    assert record_of(quick, case, open_only) is None
    found = record_of(quick, case, outcome)
    assert found is not None
    assert found.left_out == tuple(o.question for o in open_only)
    (made,) = quick.forecasts
    rows = {row["question"]: row for row in found.score.table.iter_rows(named=True)}
    # Of 84 US trade threats with a known end 35 were settled and 25 dropped, so 24 imposed.
    agreed = rows["Was there an agreement before 1 August?"]
    forced = rows["Did the duty of the letter take force on 1 August?"]
    assert (agreed["base_rate"], forced["base_rate"]) == pytest.approx((35 / 84, 24 / 84))
    assert agreed["probability"] == pytest.approx(made.mean(made.deal_on(date(2025, 7, 22))))
    assert forced["brier"] == pytest.approx(made.mean(made.imposed) ** 2)


@pytest.mark.slow
def test_each_question_of_1995_is_scored_before_it_is_settled_only() -> None:
    case = load_case("us-japan-autos-1995")
    days = [date(1995, 5, 10), date(1995, 5, 16)]
    replayed = replay(case, draw(case, 2, 11), days)
    found = record_of(replayed, case, load_outcome(case), outside=OutsideView.shipped())
    assert found is not None
    assert len(found.left_out) == 3
    rows = {(r["question"], r["date"]): r for r in found.score.table.iter_rows(named=True)}
    told, forced, agreed, targets = (
        "Did the United States announce sanctions?",
        "Were the sanctions imposed for good?",
        "Did the two sides agree?",
        "Were there numerical targets?",
    )
    assert [day for question, day in rows if question == told] == days[:1]
    prior = case.assumptions["threat_chance"].value
    assert rows[forced, days[0]]["base_rate"] == pytest.approx(prior * 24 / 84)
    assert rows[forced, days[1]]["base_rate"] == pytest.approx(24 / 84)
    assert rows[targets, days[1]]["base_rate"] == pytest.approx(35 / 84 / 3)
    assert rows[targets, days[1]]["probability"] <= rows[agreed, days[1]]["probability"]
