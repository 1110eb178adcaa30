"""The scores of the dossier on texts that nobody saw while its rules were written.

They stand on docs/explanation/reading.md, and here they are counted again; so is how far a second
annotator agrees with the first.
"""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from tradetalks.dossier import is_installed, read_document, write_dossier

from .scoring import CORPUS, Score, carried, load, score, total

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "reading.md"
ROW = re.compile(r"^\| ([a-z ]+?) \| (\d+) \| (\d+) \| (\d+) \|", re.MULTILINE)
Counts = dict[str, tuple[int, int, int]]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Score:
    if not is_installed():
        pytest.skip("the language model (extra nlp) is not installed")
    out = tmp_path_factory.mktemp("held")
    scores: list[Score] = []
    for document in load(CORPUS / "held"):
        about = document.notes["doc"]
        file = CORPUS / "held" / about.get("page", about["file"])
        dossier = read_document(file, date.fromisoformat(about["date"]))
        write_dossier(dossier, out)
        items = json.loads((out / "dossier.json").read_text("utf-8"))
        if "page" in about:
            shown = dossier.document.text
            items = {
                k: carried(items[k], shown, document.text) for k in document.kinds if k in items
            }
        scores.append(score(document, items))
    return total(scores)


def told(heading: str) -> Counts:
    """Rows of the table below a heading of the page: wanted, found, right."""
    _, _, rest = PAGE.read_text("utf-8").partition(f"## {heading}\n")
    rows = ROW.findall(rest.partition("\n## ")[0])
    return {name: (int(wanted), int(found), int(right)) for name, wanted, found, right in rows}


def counted(score: Score) -> Counts:
    tallies = score.tallies.items()
    return {name: (tally.wanted, tally.found, len(tally.right)) for name, tally in tallies}


def test_the_page_tells_the_scores_on_the_held_texts(held: Score) -> None:
    assert told("On texts that no rule had seen") == counted(held)
    assert f"{len(held.fooled)} distractors" in PAGE.read_text("utf-8")


def test_the_page_tells_how_far_two_annotators_agree() -> None:
    first = {one.name: one for one in load(CORPUS / "held")}
    second = load(CORPUS / "second")
    assert {one.name for one in second} == set(first)
    agreed = total(score(one, first[one.name].notes) for one in second)
    measures = told("What two annotators agree on")
    assert measures == {
        name: counts for name, counts in counted(agreed).items() if name in measures
    }
    assert set(measures) == {"quotes", "direct quotes", "attribution", "commitments", "events"}
