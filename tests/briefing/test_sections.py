"""Sections of a briefing: what stands on the page, and what is gone where a case lacks it."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from tradetalks.briefing import Analysis, Document, analyse, assemble, render_html
from tradetalks.briefing._book import in_sentence
from tradetalks.briefing._change import _at
from tradetalks.briefing._document import Table
from tradetalks.briefing._offers import domestic_actors
from tradetalks.case import AttentionSpec, Case, LinkedTalks, PrivateType, load_case, load_outcome
from tradetalks.errors import SolveError
from tradetalks.stakes import draw, draws_needed, sensitivity
from tradetalks.talks import (
    Replay,
    Signal,
    SignalGame,
    break_even,
    linkage_of,
    misread,
    taken_for_weakness,
)
from tradetalks.talks._forecast._case_signals import CasePostures

MADE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("us-japan-autos-2025")


@pytest.fixture(scope="module")
def analysis(case: Case) -> Analysis:
    return analyse(case, draws=4)


def ids(document: Document) -> set[str]:
    return {section.id for section in document.sections}


def table(document: Document, name: str) -> Table:
    return next(
        block
        for section in document.sections
        for block in section.body
        if isinstance(block, Table) and block.id == name
    )


def made_up_postures() -> CasePostures:
    """Two postures; belief in the second type is worth something to both, sanctions to neither."""
    belief = np.linspace(0.0, 1.0, 3)[None, :, None]
    resolve = np.array([0.0, 0.5])[:, None, None]
    deal, imposed = (np.full((2, 2, 3, 1), chance) for chance in (0.5, 0.25))
    signals = [
        Signal("Quiet", np.repeat(belief, 2, axis=0), deal, imposed),
        Signal("Loud", np.repeat(belief, 2, axis=0) + resolve, deal, imposed),
    ]
    game = SignalGame(signals, (0.5, 0.5), 1.0, types=("Ordinary", "Resolute"))
    play = game.solve()
    weak = taken_for_weakness(play, "Quiet")
    turning = (break_even(game, play, weak, "Quiet", "Loud"),)
    return CasePostures(game, play, misread(game, play, weak), turning)


def test_what_a_case_lacks_is_not_on_the_page(case: Case, analysis: Analysis) -> None:
    bare = case.model_copy(
        update={"claims": (), "law": (), "linked": (), "actors": (), "events": ()}
    )
    full, thin = (
        assemble(replace(analysis, case=c), outcome=None, generated=MADE) for c in (case, bare)
    )
    assert {"signals", "law", "claims"} <= ids(full)
    assert not {"signals", "law", "claims", "lines", "record"} & ids(thin)
    page = render_html(thin)
    assert "Of 0" not in page
    assert "the pledge" not in page
    assert "list rule" not in page


def test_assumptions_are_ranked_only_by_draws_that_can_tell(case: Case, analysis: Analysis) -> None:
    few = assemble(analysis, outcome=None, generated=MADE)
    assert "4 draws are too few" in render_html(few)
    change = next(section for section in few.sections if section.id == "change")
    assert {block.id for block in change.body if isinstance(block, Table)} == {"turning", "behind"}
    draws = draw(case, draws_needed(case, analysis.draws), 1)
    key = draws.keys[0]
    result = 0.1 * draws.ranks[:, 0] + 0.4
    swings = dict.fromkeys(("deal", "imposed", "threat_gain"), sensitivity(case, draws, result))
    ranked = assemble(replace(analysis, swings=swings), outcome=None, generated=MADE)
    first = table(ranked, "tornado-table").rows[0]
    assert first[0] == case.assumptions[key].title
    # From 0.4 to 0.5 is ten points.
    assert first[2].value == pytest.approx(10.0)  # type: ignore[union-attr]
    assert "Three assumptions matter most" in render_html(ranked)


def test_base_rates_against_another_target_are_left_out(case: Case, analysis: Analysis) -> None:
    renamed = case.parties["JPN"].model_copy(update={"name": "Korea"})
    other = case.model_copy(update={"parties": {**case.parties, "JPN": renamed}})
    own, theirs = (
        table(assemble(replace(analysis, case=c), outcome=None, generated=MADE), "base-rates")
        for c in (case, other)
    )
    assert len(own.rows) - len(theirs.rows) == 1
    assert not any("Japan" in str(row[1]) for row in theirs.rows)


def test_sources_of_the_outcome_stand_in_the_ledger_only_when_revealed(
    case: Case, analysis: Analysis
) -> None:
    outcome = load_outcome(case)
    told = {source for asked in outcome for source in asked.sources}
    hidden = {s.id for s in assemble(analysis, outcome=None, generated=MADE).ledger_sources}
    shown = {s.id for s in assemble(analysis, outcome=outcome, generated=MADE).ledger_sources}
    assert told <= shown
    assert shown - hidden == told - hidden
    assert told - hidden


def test_the_record_is_shown_for_a_replay_that_is_revealed(case: Case, analysis: Analysis) -> None:
    outcome = load_outcome(case)
    replayed = replace(analysis, replayed=Replay((analysis.forecast,)))
    document = assemble(replayed, outcome=outcome, generated=MADE)
    assert "record" in ids(document)
    assert "record" not in ids(assemble(replayed, outcome=None, generated=MADE))
    assert "record" not in ids(assemble(analysis, outcome=outcome, generated=MADE))
    full = analysis.forecast
    # The duty of the letter did not take force, so its Brier score is the square of the chance.
    row = next(r for r in table(document, "scores").rows if "take force" in str(r[0]))
    assert row[5].value == pytest.approx(full.mean(full.imposed) ** 2)  # type: ignore[union-attr]
    assert "validates nothing" in render_html(document)


def test_postures_are_told_with_their_numbers(analysis: Analysis) -> None:
    found = made_up_postures()
    document = assemble(replace(analysis, postures=found), outcome=None, generated=MADE)
    rows = table(document, "postures").rows
    assert [row[0] for row in rows] == ["Quiet", "Loud"]
    # Millions: after a quiet line belief falls to zero, and belief is worth one billion.
    assert rows[0][6].value == pytest.approx(1000 * found.play.belief[0])  # type: ignore[union-attr]
    assert "What a firmer or softer line would do" in render_html(document)


def test_postures_that_were_not_solved_are_said(analysis: Analysis) -> None:
    stopped = SolveError("the game after posture 'loud' stopped short", residual=1.0, iterations=9)
    document = assemble(replace(analysis, postures=stopped), outcome=None, generated=MADE)
    (section,) = (s for s in document.sections if s.id == "lines")
    assert "stopped short" in section.finding


def test_moved_deadlines_are_told(analysis: Analysis) -> None:
    document = assemble(analysis, outcome=None, generated=MADE)
    moved = analysis.moved
    rows = table(document, "moved-deadline").rows
    assert len(rows) == len(moved.dates)
    assert "as it stands" in str(rows[moved.stands][0])
    assert rows[moved.stands][-2:] == (None, None)
    deal = [row[2].value for row in rows]  # type: ignore[union-attr]
    assert deal == pytest.approx([100 * f.deal.mean() for f in moved.forecasts])
    first, stands = moved.forecasts[0], moved.forecasts[moved.stands]
    change = (first.value_b - stands.value_b).mean()
    assert rows[0][-1].value == pytest.approx(change)  # type: ignore[union-attr]


def test_linked_talks_are_told_where_a_case_says_what_they_do(
    case: Case, analysis: Analysis
) -> None:
    assert "linked-talks" not in ids(assemble(analysis, outcome=None, generated=MADE))
    chance = {"assumption": next(k for k, a in case.assumptions.items() if 0 < a.value < 1)}
    rest = {"state": "x", "effect": "frees", "why": "x", "known_from": case.as_of}
    party = case.talks.demander
    ended = {"settled_on": case.as_of, "outcome": "It was met"}
    told = {"resolve_correlation": chance, "likelihood_ratio": chance}
    secret = {"party": party, "title": "Resolute", "when": {"event": "back-down"}}
    saying = case.model_copy(
        update={
            "linked": (
                LinkedTalks.model_validate(
                    {"title": "Steel", "party": party, "need": chance, **rest, **ended, **told}
                ),
            ),
            "attention": AttentionSpec.model_validate(
                {"party": party, "need": chance, "capacity": chance}
            ),
            "talks": case.talks.model_copy(
                update={
                    "private": (
                        PrivateType.model_validate({**secret, "amount": chance, "prior": chance}),
                    )
                }
            ),
        }
    )
    found = linkage_of(saying)
    assert found is not None
    assert found.resolve is not None
    assert found.attention is not None
    document = assemble(replace(analysis, case=saying, linkage=found), outcome=None, generated=MADE)
    steel, together = table(document, "linked-resolve").rows
    assert steel[4] is not None
    assert together[4].value == pytest.approx(100 * found.resolve.together.value)  # type: ignore[union-attr]
    origins = {o.id for o in together[4].origin}  # type: ignore[union-attr]
    assert origins == {"linkage", chance["assumption"]}
    # Both want all that can be held, so that steel would take half.
    taken = table(document, "linked-attention").rows[1][4].value  # type: ignore[union-attr]
    assert taken == pytest.approx(found.attention.periods / 2)
    assert "linkage" in document.models


def test_vetoes_together_are_those_of_the_game(analysis: Analysis) -> None:
    passed = np.all([actor.accepts() for actor in domestic_actors(analysis)], axis=0)
    assert (passed == analysis.forecast.payoffs.accepted).all()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("United States", "the United States"),
        ("European Union", "the European Union"),
        ("Czech Republic", "the Czech Republic"),
        ("Japan", "Japan"),
        ("Korea", "Korea"),
    ],
)
def test_names_take_their_article(name: str, said: str) -> None:
    assert in_sentence(name) == said


def test_a_share_is_told_without_its_unit() -> None:
    assert _at(0.057, "1") == "at 0.057"
    assert _at(-6.0, "USD bn").startswith("at \N{MINUS SIGN}$6.0")
