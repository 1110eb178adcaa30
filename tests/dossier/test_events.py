"""Events: against annotated documents, and sentences whose event is plain.

CAMEO's roots: 03 express intent to cooperate, 04 consult, 05 diplomatic cooperation, 08 yield,
10 demand, 11 disapprove, 12 reject, 13 threaten, 16 reduce relations (Gerner and others 2002).
"""

from datetime import date
from pathlib import Path

import pytest

from tradetalks.dossier._event_rules import classes, rules
from tradetalks.dossier._events import events

from .scoring import score, total
from .story_example import english, items, read_annotated, references, story

DAY = date(2019, 5, 1)

CASES = [
    ("Japan imposed a tariff on American rice.", "JPNGOV", "USAGOV", "16", "actual"),
    ("Canada lifted its duties on American wine.", "CANGOV", "USAGOV", "08", "actual"),
    ("China threatened to raise duties on American soybeans.", "CHNGOV", "USAGOV", "13", "actual"),
    ("Canada vowed to retaliate against American duties.", "CANGOV", "USAGOV", "13", "actual"),
    ("Mexico criticized the American tariff.", "MEXGOV", "USAGOV", "11", "actual"),
    ("India rejected the American demand.", "INDGOV", "USAGOV", "12", "actual"),
    ("Korea demanded talks with Japan.", "KORGOV", "JPNGOV", "10", "actual"),
    ("The British minister visited Tokyo.", "GBRGOV", "JPNGOV", "04", "actual"),
    ("Vietnam pledged to buy American aircraft.", "VNMGOV", "USAGOV", "03", "actual"),
    ("Australia signed an agreement with Indonesia.", "AUSGOV", "IDNGOV", "05", "actual"),
    ("Brazil did not impose a tariff on American corn.", "BRAGOV", "USAGOV", "16", "negated"),
    ("Brazil may impose a tariff on American corn.", "BRAGOV", "USAGOV", "16", "possible"),
    (
        "Japan is considering raising tariffs on American corn.",
        "JPNGOV",
        "USAGOV",
        "16",
        "possible",
    ),
    ("Mexico plans to impose duties on American corn.", "MEXGOV", "USAGOV", "16", "planned"),
]

NONE = [
    "The talks were held in a house with green doors.",
    "Prices rose by three percent.",
    "It takes two to tango.",
    "He sat on the fence.",
    "Did Japan impose a tariff?",
]


@pytest.mark.parametrize(("text", "actor", "target", "root", "status"), CASES)
def test_who_did_what_to_whom(text: str, actor: str, target: str, root: str, status: str) -> None:
    found = events(story(text, DAY))
    assert len(found) == 1
    event = found[0]
    assert (event.actor, event.target, event.cameo[:2]) == (actor, target, root)
    assert event.status == status


@pytest.mark.parametrize("text", NONE)
def test_idioms_and_deeds_of_nobody_are_no_events(text: str) -> None:
    assert events(story(text, DAY)) == ()


def test_sixteen_of_twentyfour_events_of_the_article_and_no_distractor(reference: Path) -> None:
    article = next(references(reference))
    found = score(article, {"events": items(events(read_annotated(article)))})
    assert len(found.tallies["events"].right) >= 16
    assert not found.fooled


def test_a_threat_held_back_is_a_threat_not_made(reference: Path) -> None:
    article = next(references(reference))
    found = events(read_annotated(article))
    held = [e for e in found if "holding back" in e.span.text or "specific threats" in e.span.text]
    threats = [e for e in held if e.kind == "threat"]
    assert [e.status for e in threats] == ["negated"]


def test_hearsay_is_reported(reference: Path) -> None:
    article = next(references(reference))
    tally = score(article, {"events": items(events(read_annotated(article)))}).tallies["events"]
    reported = {wanted["id"] for wanted, _ in tally.right if wanted["status"] == "reported"}
    read = {wanted["id"] for wanted, one in tally.right if one["status"] == "reported"}
    assert read
    assert read <= reported


def test_open_corpus_and_references(reference: Path) -> None:
    documents = [*english(), *references(reference)]
    scores = [score(d, {"events": items(events(read_annotated(d)))}) for d in documents]
    tally = total(scores).tallies["events"]
    assert tally.precision is not None
    assert tally.precision >= 0.6
    assert tally.recall is not None
    assert tally.recall >= 0.5


def test_a_date_beside_an_event_is_its_day_and_moves_with_the_document() -> None:
    text = "Japan imposed a tariff on American rice on Tuesday."
    (first,) = events(story(text, date(2019, 5, 2)))
    (later,) = events(story(text, date(2019, 5, 9)))
    assert (first.start, first.end) == (date(2019, 4, 30), date(2019, 4, 30))
    assert (later.start, later.end) == (date(2019, 5, 7), date(2019, 5, 7))


def test_a_named_target_is_surer_than_an_inferred_one() -> None:
    text = "Japan rejected the offer. Canada rejected the Japanese offer."
    inferred, named = events(story(text, DAY))
    assert inferred.target == "CANGOV"
    assert inferred.confidence < named.confidence


def test_a_heading_gives_way_to_the_text() -> None:
    body = "Japan imposed a tariff on American rice."
    alone = events(story("Japan Imposes Tariff on American Rice\n\nIt rained all day.", DAY))
    both = events(story(f"Japan Imposes Tariff on American Rice\n\n{body}", DAY))
    assert len(alone) == len(both) == 1
    assert both[0].span.text == body.rstrip(".")
    assert alone[0].confidence < both[0].confidence


def test_spans_are_the_text_and_an_unrelated_paragraph_changes_nothing() -> None:
    text = "Japan imposed a tariff on American rice. Washington rejected it."
    longer = text + "\n\nIt rained all day and the streets were empty."
    before, after = events(story(text, DAY)), events(story(longer, DAY))
    assert before == after
    assert len(before) == 2
    assert [text[e.span.start : e.span.end] for e in before] == [e.span.text for e in before]


def test_the_table_keeps_to_the_codes() -> None:
    roots = {f"{root:02d}" for root in range(1, 21)}
    plover = {"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE"}
    plover |= {"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION"}
    kinds = set(classes().values()) | {"", "person", "place", "with", "phone"}
    kinds |= {"comment", "focus", "effect", "make"}
    for (word, part), options in rules().items():
        assert part in ("verb", "noun"), word
        for rule in options:
            assert rule.cameo[:2] in roots, word
            assert rule.plover is None or rule.plover in plover, word
            assert rule.object in kinds, (word, rule.object)
            assert 0.0 < rule.confidence <= 1.0
