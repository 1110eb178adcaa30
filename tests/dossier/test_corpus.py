"""The scores of the dossier on texts that nobody saw while its rules were written.

They stand on docs/explanation/reading.md, and here they are counted again.
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


def test_the_page_tells_the_scores_on_the_held_half(held: Score) -> None:
    told = {name: tuple(map(int, counts)) for name, *counts in ROW.findall(PAGE.read_text("utf-8"))}
    counted = {
        name: (tally.wanted, tally.found, len(tally.right)) for name, tally in held.tallies.items()
    }
    assert told == counted
    assert f"{len(held.fooled)} distractors" in PAGE.read_text("utf-8")
