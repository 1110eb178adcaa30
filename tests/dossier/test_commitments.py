"""Commitments: against annotated documents, and sentences whose promise is plain."""

from datetime import date
from pathlib import Path

import pytest

from tradetalks.dossier._dates._deadlines import deadlines
from tradetalks.dossier._figures._figures import figures
from tradetalks.dossier._promises._commitments import commitments

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
    "Japan cannot accept the reasoning of China.",
    "Peru will take the dispute to the World Trade Organization.",
    "Korea will send a delegation to Hanoi.",
    "No Chilean will starve.",
    "Japan promised nothing.",
    "China has not offered to buy soybeans.",
    "Will Japan cut its tariffs?",
    "Mexico would have cut its tariffs.",
    "If Canada will cut its tariffs, trade grows.",
    "Prices will rise in the spring.",
    "Japan may cut its tariffs.",
    "Canada vowed to retaliate against American duties.",
]


# One sentence for each class of constructions, who promises, and in what force.
CONSTRUCTIONS = [
    ("Textiles are not up for negotiation, Nepal told India.", "NPLGOV", "refused"),
    ("Peru said that a quota was out of the question.", "PERGOV", "refused"),
    ("Chile told Peru that the request could not be granted.", "CHLGOV", "refused"),
    ("Japan told Korea that it cannot accept a cap on steel.", "JPNGOV", "refused"),
    ("Canada rejects any limit on its lumber.", "CANGOV", "refused"),
    ("Mexico has broken its promise to Cuba.", "MEXGOV", "lapsed"),
    ("Turkey went back on its pledge to Greece.", "TURGOV", "lapsed"),
    ("Compensation promised by Norway would help Chile.", "NORGOV", "pledged"),
    ("Ghana welcomed Togo's offer of free transit.", "TGOGOV", "offered"),
    ("Under the treaty Japan must notify China of every change.", "JPNGOV", "in_force"),
    ("India must comply by March, Nepal said.", "INDGOV", "in_force"),
    ("Korea hinted that it might lower its duties on Thai rice.", "KORGOV", "pledged"),
    ("Egypt told Sudan that deliveries would continue.", "EGYGOV", "pledged"),
    ("Brazil will raise its export levy on soybeans.", "BRAGOV", "pledged"),
    ("What Spain will not do is reopen the treaty with Morocco.", "ESPGOV", "refused"),
    ("Ottawa has committed itself to scrapping the tax on American milk.", "CANGOV", "pledged"),
    ("Norway and Chile agreed that Norway would open its cheese market.", "NORGOV", "pledged"),
    ("Peru stands ready to consult with Chile on onions.", "PERGOV", "offered"),
    ("India is not prepared to reopen the talks with Nepal.", "INDGOV", "refused"),
    (
        "Under the accord Korea is required to open its rice market to Thailand.",
        "KORGOV",
        "in_force",
    ),
    ("The treaty obliges Japan to consult China.", "JPNGOV", "in_force"),
    ("Kenya is to phase out its levy on Ugandan milk by 2027.", "KENGOV", "in_force"),
    ("Turkey's offer to sell onions to India stands.", "TURGOV", "offered"),
    ("Ghana gave Togo an assurance that the border would stay open.", "GHAGOV", "pledged"),
    ("Brussels said that licences for Swiss firms would be issued in ten days.", "EUR", "pledged"),
    ("Korea said that no new duties would be imposed on Thai rice.", "KORGOV", "pledged"),
    ("Chile ruled out any change to its rules on Peruvian fruit.", "CHLGOV", "refused"),
    ("Mexico has no intention of lowering its duty on Cuban sugar.", "MEXGOV", "refused"),
    ("Spain would pay half of the costs if Morocco opened its ports.", "ESPGOV", "conditional"),
    ("Manila will not give way to Jakarta on coconuts.", "PHLGOV", "refused"),
    ('"Your farmers will get more time," the Thai minister told Laos.', "THAGOV", "pledged"),
    ("Austria will continue to buy Russian gas.", "AUTGOV", "pledged"),
    ("Fiji announced a grant of $3 million for Samoa.", "FJIGOV", "pledged"),
    ("Kenya said that shipments from Uganda would resume on Monday.", "KENGOV", "pledged"),
    ("Denmark told Sweden that it would vote against the plan.", "DNKGOV", "refused"),
    ("No new fee will be imposed on Bolivian goods, Peru said.", "PERGOV", "pledged"),
]

NO_PROMISES = [
    "Peru asked Chile to lower its duty on onions.",
    "Japan hopes that China will lift its ban on fish.",
    "Ghana urged Togo to agree to a lower fee.",
    "The Chilean minister will travel to Lima on Monday.",
    "India declined to comment on the Nepalese request.",
    "Spain will impose a duty on Moroccan fish unless Rabat opens its ports.",
    "Brazil would suffer most from an Argentine duty.",
    "Kenya should lift its levy on Ugandan milk.",
    "Korea will file a complaint against Japan at the WTO.",
    "Norway may promise Chile more time.",
    "Japan vowed to answer with duties on Korean steel.",
    "China will take all necessary measures against Indian exporters.",
    "Peru asked Chile for an assurance that onions would be admitted.",
    "The Spanish government will hold talks with Morocco in June.",
]


@pytest.mark.parametrize(("text", "promisor", "status"), CONSTRUCTIONS)
def test_each_construction_binds_its_promisor(text: str, promisor: str, status: str) -> None:
    found = commitments(story(text, date(2019, 5, 1)))
    assert [(c.promisor, c.status) for c in found] == [(promisor, status)]


@pytest.mark.parametrize("text", NO_PROMISES)
def test_what_is_asked_hoped_threatened_or_planned_as_a_trip_is_none(text: str) -> None:
    assert commitments(story(text, date(2019, 5, 1))) == ()


def test_joined_deeds_and_lists_are_promises_of_their_own() -> None:
    one = commitments(story("Chile undertook to cut its fee and to notify Peru of any change."))
    assert [c.promisor for c in one] == ["CHLGOV", "CHLGOV"]
    text = "India and Peru agreed:\n\n- to open a window for textiles;\n\n- to share figures."
    assert len(commitments(story(text))) == 2


def test_the_government_in_a_quote_is_that_of_whoever_speaks() -> None:
    text = "LIMA, May 3 - A minister in Quito said that the government would lift its fee on Peru."
    (found,) = commitments(story(text))
    assert (found.promisor, found.to) == ("ECUGOV", "PERGOV")


def test_a_passive_binds_the_voice_of_the_document() -> None:
    text = (
        "Ministry of Finance\nRepublic of Chile\n\n"
        "The fee on Peruvian onions will be reviewed within a year."
    )
    (found,) = commitments(story(text))
    assert (found.promisor, found.to) == ("CHLGOV", "PERGOV")


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
