"""The forecast of the shipped case: base rates, dates, what it may know."""

from datetime import date

import numpy as np
import pytest

from tradetalks.case import Case, load_case
from tradetalks.errors import InputError
from tradetalks.stakes import Draws, Stakes, draw, evaluate
from tradetalks.talks import (
    Forecast,
    OutsideView,
    Payoffs,
    anchor,
    forecast,
    moved_deadline,
    payoffs,
    replay,
    threat_of,
)


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("us-japan-autos-1995")


@pytest.fixture(scope="module")
def draws(case: Case) -> Draws:
    return draw(case, 4, 11)


@pytest.fixture(scope="module")
def stakes(case: Case, draws: Draws) -> Stakes:
    return evaluate(case, draws, only=("candidate-list",))


@pytest.fixture(scope="module")
def full(stakes: Stakes) -> Forecast:
    return forecast(stakes, "candidate-list")


def test_outcomes_are_a_distribution(full: Forecast) -> None:
    total = full.deal + full.imposed + full.dropped + full.quiet
    assert total == pytest.approx(np.ones(4), abs=1e-12)
    assert full.deal_by[:, -1] == pytest.approx(full.deal, abs=1e-12)
    assert (np.diff(full.deal_by, axis=1) >= -1e-15).all()
    assert full.terms.sum(axis=1) == pytest.approx(full.deal, abs=1e-12)
    by_level = sum(full.terms_on("purchase-plans", level) for level in range(3))
    assert by_level == pytest.approx(full.deal, abs=1e-12)


def test_precision_zero_gives_the_base_rates_however_time_is_cut(stakes: Stakes) -> None:
    anchors = OutsideView.shipped().anchors()
    bottom = forecast(stakes, "candidate-list", step="base rate")
    # Both deadlines, of 3 and 14 periods, settle the same share, so the mixture does too.
    assert bottom.deal == pytest.approx(np.full(4, anchors["settled"]), rel=1e-9)
    ratio = bottom.imposed / bottom.dropped
    assert ratio == pytest.approx(np.full(4, anchors["imposed"] / anchors["dropped"]), rel=1e-9)
    assert bottom.threat == pytest.approx(stakes.draws.assumption("threat_chance"), rel=1e-12)


def test_a_known_threat_is_certain(case: Case, draws: Draws) -> None:
    later = case.with_as_of(date(1995, 5, 16))
    assert threat_of(later) == "list-of-16-may"
    found = forecast(evaluate(later, draws, only=("list-of-16-may",)), "list-of-16-may")
    assert (found.threat == 1.0).all()
    assert found.dates[-1] == date(1995, 6, 28)


def test_chances_at_each_prior_are_those_of_games_with_it(case: Case, draws: Draws) -> None:
    later = case.with_as_of(date(1995, 5, 16))
    stakes = evaluate(later, draws, only=("list-of-16-may",))
    found = forecast(stakes, "list-of-16-may")
    assert found.imposed_at.shape == (4, 5)
    at_a_quarter = forecast(stakes, "list-of-16-may", resolve=0.25)
    # Followed from the prior through the tree, beside interpolated on five beliefs at each stage.
    assert at_a_quarter.imposed == pytest.approx(found.imposed_at[:, 1], abs=1e-3)
    anchored = anchor(found)
    assert anchored is not None
    curve = np.interp(anchored.prior, np.linspace(0.0, 1.0, 5), found.imposed_at.mean(axis=0))
    assert curve == pytest.approx(anchored.chance, abs=1e-9)


def test_a_dearer_retreat_makes_sanctions_likelier(stakes: Stakes) -> None:
    def imposed(cost: float) -> np.ndarray:
        pinned = stakes.draws.pinned({"psi_usa_back_down": cost})
        changed = Stakes(**{**stakes.__dict__, "draws": pinned})
        found = forecast(changed, "candidate-list")
        return found.payoffs.impose_a - found.payoffs.back_down_a

    assert (imposed(-5.0) > imposed(-0.2)).all()


def test_nothing_known_only_later_moves_the_forecast(case: Case, draws: Draws) -> None:
    changed = tuple(
        f.model_copy(update={"value": 9.0 * f.value + 1.0}) if f.known_from > case.as_of else f
        for f in case.figures
    )
    assert changed != case.figures
    # model_copy would carry the index of figures that was made before the change
    blind = Case.model_construct(
        **{name: getattr(case, name) for name in Case.model_fields} | {"figures": changed}
    )
    one = forecast(evaluate(case, draws, only=("candidate-list",)), "candidate-list")
    two = forecast(evaluate(blind, draws, only=("candidate-list",)), "candidate-list")
    assert (one.deal == two.deal).all()
    assert (one.value_a == two.value_a).all()


def test_no_deadline_ahead_is_an_error(case: Case, stakes: Stakes) -> None:
    over = case.model_copy(update={"as_of": date(1996, 1, 1)})
    with pytest.raises(InputError, match="no binding deadline"):
        forecast(stakes.on(over), "candidate-list")


def test_replay_weighs_draws_by_what_they_foresaw(case: Case, draws: Draws) -> None:
    found = replay(case, draws, [date(1995, 3, 17), date(1995, 4, 18), date(1995, 5, 16)])
    first, second, third = found.forecasts
    assert first.weights == pytest.approx(np.full(4, 1 / 4))
    expected = 1.0 - first.deal_on(date(1995, 4, 18))
    assert second.weights == pytest.approx(expected / expected.sum(), rel=1e-12)
    survived = second.weights * (1.0 - second.deal_on(date(1995, 5, 16))) * second.threat
    assert third.weights == pytest.approx(survived / survived.sum(), rel=1e-12)
    assert found.to_frame()["date"].n_unique() == 3


def test_chance_of_a_deal_between_periods_is_linear(full: Forecast) -> None:
    assert (full.deal_on(full.as_of) == 0.0).all()
    assert full.deal_on(full.dates[2]) == pytest.approx(full.deal_by[:, 2], abs=1e-12)
    assert full.deal_on(date(2001, 1, 1)) == pytest.approx(full.deal, abs=1e-12)


def by_hand(
    game: Payoffs, row: int, offers: int, chances: tuple[float, ...], rates: dict[str, float]
) -> dict[str, float]:
    """One draw of the talks, both with a threat and without, worked back from the deadline.

    `chances` are the precisions per unit of payoff, the discount factor an offer and the prior
    chance of a threat.
    """
    precise_a, precise_b, discount, prior = chances
    lambdas = {"a": precise_a, "b": precise_b}
    packages = range(len(game.deals.labels))
    held = {
        side: [payoffs_of[row, x] if game.accepted[row, x] else -3.0 * stake[row] for x in packages]
        for side, payoffs_of, stake in (
            ("a", game.deals.payoffs["USA"], game.stake_a),
            ("b", game.deals.payoffs["JPN"], game.stake_b),
        )
    }
    hazard = 1.0 - (1.0 - rates["settled"]) ** (1.0 / offers)
    ends: dict[bool, dict[str, float]] = {}
    for threat in (True, False):
        odds = rates["imposed"] / rates["dropped"]
        odds *= np.exp(precise_a * (game.impose_a[row] - game.back_down_a[row]))
        imposed = odds / (1.0 + odds) if threat else 0.0
        stay = {
            "a": imposed * game.impose_a[row] + (1.0 - imposed) * game.back_down_a[row],
            "b": imposed * game.impose_b[row] + (1.0 - imposed) * game.back_down_b[row],
        }
        stay = stay if threat else {"a": 0.0, "b": 0.0}
        deal = 0.0
        for period in reversed(range(offers)):
            if period < offers - 1:
                stay = {side: discount * worth for side, worth in stay.items()}
            offer, answer = ("a", "b") if period % 2 == 0 else ("b", "a")
            likely = []
            for x in packages:
                more = np.exp(lambdas[answer] * (held[answer][x] - stay[answer]))
                likely.append(hazard * more / (1.0 - hazard + hazard * more))
            worth = [
                lambdas[offer] * (c * held[offer][x] + (1.0 - c) * stay[offer])
                for x, c in zip(packages, likely, strict=True)
            ]
            offered = [np.exp(w - max(worth)) for w in worth]
            struck = [o / sum(offered) * c for o, c in zip(offered, likely, strict=True)]
            refused = 1.0 - sum(struck)
            stay = {
                side: sum(s * held[side][x] for x, s in zip(packages, struck, strict=True))
                + refused * stay[side]
                for side in "ab"
            }
            deal = sum(struck) + refused * deal
            imposed *= refused
        ends[threat] = {"deal": deal, "imposed": imposed, **{f"value_{s}": stay[s] for s in "ab"}}
    gain = ends[True]["value_a"] + game.threat_a[row] - ends[False]["value_a"]
    odds = prior / (1.0 - prior) * np.exp(precise_a * gain)
    made = odds / (1.0 + odds)
    mixed = {key: made * ends[True][key] + (1.0 - made) * ends[False][key] for key in ends[True]}
    return {**mixed, "threat": made}


def test_a_moved_deadline_is_the_game_with_other_offers(case: Case, stakes: Stakes) -> None:
    """Every chance and payoff against backward induction written out here, deal by deal."""
    found = moved_deadline(stakes, "candidate-list", parts=(0.2, 1.5))
    assert found.dates[found.stands] == date(1995, 10, 1)
    assert [(day - date(1995, 10, 1)).days for day in found.dates] == [-154, 0, 98]
    game = payoffs(stakes, "candidate-list", private=False)
    rates = OutsideView.shipped().anchors()
    talks, drawn = case.talks, stakes.draws
    for played, offers in zip(found.forecasts, (3, 14, 21), strict=True):
        for row in range(drawn.count):
            chances = (
                drawn.of(case, talks.precision_demander)[row] / game.stake_a[row],
                drawn.of(case, talks.precision_target)[row] / game.stake_b[row],
                np.exp(-stakes.rate[row] * 14.0 / 365.25),
                drawn.of(case, talks.threat_chance)[row],
            )
            for name, expected in by_hand(game, row, offers, chances, rates).items():
                assert getattr(played, name)[row] == pytest.approx(expected, abs=1e-9), name
    with pytest.raises(InputError, match="parts"):
        moved_deadline(stakes, "candidate-list", parts=(0.0,))
