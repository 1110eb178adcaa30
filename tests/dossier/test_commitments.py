"""Commitments: against annotated documents, and sentences whose promise is plain."""

from datetime import date
from pathlib import Path

import pytest

from tradetalks.dossier._commitments import commitments
from tradetalks.dossier._deadlines import deadlines
from tradetalks.dossier._figures import figures

from .scoring import score, total
from .story_example import english, items, read_annotated, references, story

CASES = [
    ("Japan pledged to buy more American rice.", "JPNGOV", "pledged"),
    ("Canada will cut its duties on American wine.", "CANGOV", "pledged"),
    ("Brazil offered to lower its tariff on American ethanol.", "BRAGOV", "offered"),
    ("India refused to open its market to American milk.", "INDGOV", "refused"),
    ("The United States is ready to lift its duties if Japan opens its market.", "USAGOV", ""),
    ("The Government of Vietnam shall limit exports of shirts.", "VNMGOV", "in_force"),
    ("Korea said that it would buy 50 American aircraft.", "KORGOV", "pledged"),
    ("Mexico will not renew the sugar quota.", "MEXGOV", "refused"),
]

NONE = [
    "Japan promised nothing.",
    "China has not offered to buy soybeans.",
    "Will Japan cut its tariffs?",
    "Mexico would have cut its tariffs.",
    "If Canada will cut its tariffs, trade grows.",
    "Prices will rise in the spring.",
    "Japan may cut its tariffs.",
    "Canada vowed to retaliate against American duties.",
]


@pytest.mark.parametrize(("text", "promisor", "status"), CASES)
def test_a_promise_has_its_promisor_and_force(text: str, promisor: str, status: str) -> None:
    (found,) = commitments(story(text, date(2019, 5, 1)))
    assert found.promisor == promisor
    assert found.status == (status or "conditional")


@pytest.mark.parametrize("text", NONE)
def test_what_is_denied_asked_or_imagined_is_no_promise(text: str) -> None:
    assert commitments(story(text, date(2019, 5, 1))) == ()


def test_both_commitments_of_the_article(reference: Path) -> None:
    article = next(references(reference))
    read = read_annotated(article)
    found = commitments(read, figures(read.document), deadlines(read.document))
    tally = score(article, {"commitments": items(found)}).tallies["commitments"]
    assert (tally.precision, tally.recall) == (1.0, 1.0)
    for wanted, one in tally.right:
        for field in ("to", "amount", "unit", "by"):
            assert one[field] == wanted[field], field
    assert [c.status for c in found][-1] == "offered"


def test_open_corpus_and_references(reference: Path) -> None:
    documents = [*english(), *references(reference)]
    scores = [score(d, {"commitments": items(commitments(read_annotated(d)))}) for d in documents]
    tally = total(scores).tallies["commitments"]
    assert tally.precision is not None
    assert tally.precision >= 0.7
    assert tally.recall is not None
    assert tally.recall >= 0.7


def test_spans_are_the_text_and_an_unrelated_paragraph_changes_nothing() -> None:
    text = "Japan pledged to buy $3 million of American lamps by the end of June."
    longer = text + "\n\nIt rained all day and the streets were empty."
    before, after = commitments(story(text)), commitments(story(longer))
    assert before == after
    assert [text[c.span.start : c.span.end] for c in before] == [c.span.text for c in before]
    assert len(before) == 1
