"""A patch changes nothing by itself; what is accepted stands in the case and in its briefing."""

import csv
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._document import Table
from tradetalks.briefing._law import claims as claims_section
from tradetalks.case import Case, load_case
from tradetalks.dossier._evidence._changes import Content, changes, source_row
from tradetalks.dossier._evidence._check import check_deadlines, check_figures
from tradetalks.dossier._evidence._patch import accept_patch, patch_files
from tradetalks.dossier._text._items import Deadline, FigureItem
from tradetalks.dossier._text._text import read_text
from tradetalks.errors import CaseError, InputError

from .dossier_example import ARTICLE_DAY, Annotated

NAME = "us-japan-autos-1995"
TEXT = (
    "Lamp makers asked for more.\n\n"
    "Makers in Japan sold $350 million of lamps in the United States in 1994. Officials want an "
    "answer on parts by June 1, 1995. The US goods deficit with Japan was $65.7 million in 1994."
)


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(NAME)


def content_of(text: str, case: Case) -> Content:
    """Two figures and a deadline of a short text, checked."""
    document = read_text(text, ARTICLE_DAY)

    def at(said: str) -> Any:
        return document.span(text.index(said), text.index(said) + len(said))

    figures = (
        FigureItem(at("$350 million"), 350e6, "USD", "exact", "lamps sold in the US", "1994"),
        FigureItem(at("$65.7 million"), 65.7e6, "USD", "exact", "US goods deficit", "1994"),
    )
    day = ARTICLE_DAY.replace(month=6, day=1)
    deadlines = (
        Deadline(
            at("by June 1, 1995"), day, day, "answer on lamp parts", "demanded", None, "demanded"
        ),
    )
    return Content(
        document,
        "lamps.txt",
        "Lamps",
        "The Gazette",
        figures,
        check_figures(figures, document, case),
        deadlines,
        check_deadlines(deadlines, document, case),
        (),
        (),
    )


@pytest.fixture
def patch(case: Case, tmp_path: Path) -> Path:
    """A patch folder of the short text."""
    folder = tmp_path / "patch"
    folder.mkdir()
    for name, text in patch_files(content_of(TEXT, case), case).items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path, case: Case) -> Path:
    """The user's own copy of the case."""
    return Path(shutil.copytree(case.folder, tmp_path / "own"))


def accept(patch: Path, *ids: str) -> None:
    path = patch / "changes.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    known = {change["id"] for change in data["changes"]}
    assert set(ids) <= known, known
    for change in data["changes"]:
        change["accept"] = change["id"] in ids
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")


def ids_of(patch: Path) -> list[str]:
    data = yaml.safe_load((patch / "changes.yaml").read_text("utf-8"))
    return [change["id"] for change in data["changes"]]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_making_a_patch_leaves_the_case_alone_and_accepts_nothing(case: Case) -> None:
    before = bytes_of(case.folder)
    files = patch_files(content_of(TEXT, case), case)
    assert bytes_of(case.folder) == before
    data = yaml.safe_load(files["changes.yaml"])
    assert data["changes"]
    assert not any(change["accept"] for change in data["changes"])


def test_every_change_carries_its_quotation_and_offsets(case: Case) -> None:
    data = yaml.safe_load(patch_files(content_of(TEXT, case), case)["changes.yaml"])
    for change in data["changes"]:
        assert TEXT[change["start"] : change["end"]] == change["quotation"]
        said = " ".join(str(value) for value in change["entry"].values())
        assert f"“{change['quotation']}” (characters {change['start']} to {change['end']})" in said


def test_the_diff_is_what_accepting_everything_does(patch: Path, tmp_path: Path) -> None:
    accept(patch, *ids_of(patch))
    changed = accept_patch(NAME, patch, tmp_path / "changed")
    lines = (patch / "changes.diff").read_text("utf-8").splitlines()
    added = [line[1:] for line in lines if line.startswith("+") and line[:3] != "+++"]
    assert len(added) > 10
    assert not [line for line in lines if line.startswith("-") and line[:3] != "---"]
    text = "\n".join(path.read_text("utf-8") for path in sorted(changed.iterdir()))
    assert all(line in text for line in added)


def test_what_is_accepted_is_in_the_case_and_the_rest_is_not(
    case: Case, patch: Path, own: Path
) -> None:
    before = bytes_of(own)
    accept(patch, "figure-1", "deadline-1")
    assert accept_patch(own, patch) == own
    changed = load_case(own)
    added = [row for row in changed.figures if row not in case.figures]
    assert [(row.value, row.unit, row.period, row.used) for row in added] == [
        (0.35, "USD bn", "1994", False)
    ]
    assert [(r.known_from, r.source) for r in added] == [(ARTICLE_DAY, "the-gazette-1995-03-17")]
    assert "The Gazette" in changed.sources["the-gazette-1995-03-17"].publisher
    new = [d for d in changed.talks.deadlines if d not in case.talks.deadlines]
    assert [(str(d.date), d.kind, d.binding) for d in new] == [("1995-06-01", "demanded", False)]
    assert "“by June 1, 1995”" in new[0].set_by
    assert changed.claims == case.claims
    after = bytes_of(own)
    touched = {name for name in after if after[name] != before.get(name)}
    assert touched == {"figures.csv", "sources.csv", "talks.yaml"}
    for name in touched - {"talks.yaml"}:
        assert after[name].startswith(before[name]), f"{name}: a row is added at the end, no more"


def test_the_briefing_shows_an_accepted_claim_with_quotation_and_offset(
    patch: Path, tmp_path: Path
) -> None:
    accept(patch, "claim-figure-1")
    changed = load_case(accept_patch(NAME, patch, tmp_path / "changed"))
    section = claims_section(_Seen(changed))  # pyright: ignore[reportArgumentType]
    table = next(block for block in section.body if isinstance(block, Table))
    start = TEXT.index("$350 million")
    rows = [row for row in table.rows if "lamps sold" in str(row[0]).lower()]
    assert len(rows) == 1
    assert f"“$350 million” (characters {start} to {start + 12})" in str(rows[0][3])


class _Seen:
    """The one field of an analysis that the section of claims reads."""

    def __init__(self, case: Case) -> None:
        self.case = case


def test_a_slip_becomes_a_corrected_claim_with_the_right_value(case: Case) -> None:
    bare = case.model_copy(update={"claims": ()})
    found = {c.id: c for c in changes(content_of(TEXT, bare), bare, "gazette")}
    entry = found["claim-figure-2"].entry
    assert entry["check"] == "corrected"
    assert "65.7 USD bn" in entry["value"]
    assert entry["figures"] == ["us_jp_goods_balance"]
    assert found["claim-figure-1"].entry["check"] == "alone"


def test_what_the_case_has_already_is_not_proposed(reference: Path, case: Case) -> None:
    """The first case was built on the article: its figures, deadlines and claims are all there."""
    article = Annotated(reference)
    content = Content(
        article.document,
        "article.txt",
        "",
        "",
        article.figures,
        check_figures(article.figures, article.document, case),
        article.deadlines,
        check_deadlines(article.deadlines, article.document, case),
        article.commitments,
        article.events,
    )
    row, new = source_row(content, case)
    assert (row, new) == ({"id": "latimes-1995-03-17"}, False)
    found = changes(content, case, row["id"])
    assert not [c for c in found if c.file == "talks.yaml"]
    assert [c.span.text for c in found if c.file == "figures.csv"] in (
        [],
        ["nearly 100 members of Congress"],
    )
    known = {"$19 million worth", "2.4% of the market", "24% of the U.S. market"}
    assert not [c for c in found if c.file == "claims.yaml" and c.span.text in known]


def test_what_did_not_happen_is_proposed_as_a_statement(reference: Path, case: Case) -> None:
    article = Annotated(reference)
    bare = case.model_copy(update={"events": ()})
    content = replace(content_of(TEXT, bare), document=article.document, events=article.events)
    rows = {
        c.entry["action"]: c.entry
        for c in changes(replace(content, figures=(), figure_checks=(), deadlines=(),
                                 deadline_checks=()), bare, "latimes-1995-03-17")
    }  # fmt: skip
    negated = next(e for action, e in rows.items() if "holding back" in action)
    assert negated["kind"] == "statement"
    assert negated["action"].startswith("Threat, negated: “holding back")
    threat = next(e for action, e in rows.items() if "We will not wait" in action)
    assert (threat["kind"], threat["party"], threat["target"]) == ("threat", "USA", "JPN")


def test_all_events_of_the_article_make_a_case_that_loads(
    reference: Path, own: Path, case: Case
) -> None:
    """The files stand the strict reading of a case, quotation marks and commas included."""
    article = Annotated(reference)
    content = replace(
        content_of(TEXT, case), document=article.document, figures=(), figure_checks=(),
        deadlines=(), deadline_checks=(), commitments=article.commitments, events=article.events,
    )  # fmt: skip
    folder = own.parent / "events"
    folder.mkdir()
    files = patch_files(content, case)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    ids = ids_of(folder)
    accept(folder, *ids)
    changed = load_case(accept_patch(own, folder))
    assert len(changed.events) - len(case.events) == sum(name.startswith("event") for name in ids)
    assert len(ids) > 10


@pytest.mark.parametrize(
    ("text", "section", "after"),
    [
        ("deadlines:\n- {a: 1}\nthreat: x\n", "deadlines",
         "deadlines:\n- {a: 1}\n- id: n\nthreat: x\n"),
        ("deadlines:\n  - a: 1\n    b: 2\n\n# next\nx: 1\n", "deadlines",
         "deadlines:\n  - a: 1\n    b: 2\n  - id: n\n\n# next\nx: 1\n"),
        ("deadlines:\n  - a: |\n      two\n      lines\nx: 1\n", "deadlines",
         "deadlines:\n  - a: |\n      two\n      lines\n  - id: n\nx: 1\n"),
        ("x: 1\n", "deadlines", "x: 1\ndeadlines:\n  - id: n\n"),
        ("x: 1", "deadlines", "x: 1\ndeadlines:\n  - id: n\n"),
        ("- id: a\n", "claims", "- id: a\n- id: n\n"),
        ("- id: a", "claims", "- id: a\n- id: n\n"),
        ("", "claims", "- id: n\n"),
        ("# only this\n", "claims", "# only this\n- id: n\n"),
    ],
)  # fmt: skip
def test_an_entry_goes_where_its_list_ends(text: str, section: str, after: str) -> None:
    from tradetalks.dossier._evidence._patch import _with_item  # pyright: ignore[reportPrivateUsage]

    assert _with_item("a.yaml", text, section, {"id": "n"}) == after


def test_a_row_keeps_the_columns_and_the_line_ends_of_its_table(own: Path, patch: Path) -> None:
    path = own / "figures.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    turned = [[row[0], *reversed(row[1:])] for row in rows]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\r\n").writerows(turned)
    accept(patch, "figure-1")
    accept_patch(own, patch)
    assert load_case(own).figures[-1].source == "the-gazette-1995-03-17"
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


def test_bad_patches_are_refused_and_change_nothing(patch: Path, own: Path, tmp_path: Path) -> None:
    before = bytes_of(own)
    with pytest.raises(InputError, match=r"nothing in .* is accepted"):
        accept_patch(own, patch)
    with pytest.raises(InputError, match="cannot be read"):
        accept_patch(own, tmp_path / "none")
    accept(patch, "figure-1")
    with pytest.raises(InputError, match="ships with the package"):
        accept_patch(NAME, patch)
    with pytest.raises(InputError, match="exists"):
        accept_patch(NAME, patch, own)
    good = (patch / "changes.yaml").read_text("utf-8")
    for old, new, told in (
        ("case: us-japan-autos-1995", "case: other", "is for case 'other'"),
        ("file: figures.csv", "file: ../../elsewhere.csv", "cannot change"),
        ("accept: true", "accept: perhaps", "accept"),
        ("accept: true", "accpet: true", "did you mean"),
        ("changes:", "changes: [", "is not YAML"),
    ):
        (patch / "changes.yaml").write_text(good.replace(old, new), "utf-8")
        with pytest.raises(InputError, match=told):
            accept_patch(own, patch)
    assert bytes_of(own) == before
    assert not (tmp_path / "elsewhere.csv").exists()


def test_a_change_that_breaks_the_case_is_refused_whole(patch: Path, own: Path) -> None:
    before = bytes_of(own)
    accept(patch, "figure-1", "deadline-1")
    path = patch / "changes.yaml"
    path.write_text(path.read_text("utf-8").replace("unit: USD bn", "unit: USD zn"), "utf-8")
    with pytest.raises(CaseError, match="nothing was written") as raised:
        accept_patch(own, patch)
    assert any("USD zn" in fault for fault in raised.value.faults)
    assert bytes_of(own) == before


def test_an_analysis_has_the_field_that_the_stand_in_has() -> None:
    assert "case" in Analysis.__dataclass_fields__
