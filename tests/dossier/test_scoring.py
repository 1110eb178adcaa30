"""The scorer on items made by hand, and the corpus on its own text."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from .scoring import (
    CORPUS,
    KINDS,
    MEASURES,
    Annotated,
    Tally,
    carried,
    load,
    match,
    misplaced,
    same_attribution,
    same_commitment,
    same_deadline,
    same_event,
    same_figure,
    same_party,
    same_quote,
    score,
    table,
    total,
)

FOLDERS = ("open", "held", "second")


def at(start: int, end: int, /, **fields: Any) -> dict[str, Any]:
    return {"span": {"start": start, "end": end, "text": "x" * (end - start)}, **fields}


def figure(start: int, end: int, value: float, unit: str, **fields: Any) -> dict[str, Any]:
    return at(start, end, value=value, unit=unit, **fields)


def event(cameo: str, actor: str | None, target: str | None, **fields: Any) -> dict[str, Any]:
    return at(0, 9, cameo=cameo, actor=actor, target=target, **fields)


def quote(start: int, end: int, speaker: str, attribution: str = "named") -> dict[str, Any]:
    return at(start, end, speaker=speaker, attribution=attribution, form="direct")


def document(**kinds: Any) -> Annotated:
    empty: dict[str, Any] = dict.fromkeys((*KINDS, "distractors"), ())
    return Annotated("x" * 99, {"doc": {"id": "made"}, **empty, **kinds})


@pytest.mark.parametrize(
    ("read", "agrees"),
    [
        (figure(9, 20, 100.5, "USD"), True),
        (figure(9, 20, 99.5, "USD"), True),
        (figure(9, 20, 100.6, "USD"), False),
        (figure(9, 20, 100, "EUR"), False),
        (figure(10, 20, 100, "USD"), False),
    ],
)
def test_a_figure_needs_place_value_and_unit(read: dict[str, Any], agrees: bool) -> None:
    assert same_figure(figure(0, 10, 100, "USD"), read) is agrees


@pytest.mark.parametrize(
    ("wanted", "read", "agrees"),
    [
        ((2 / 3, "fraction"), (66.667, "percent"), True),
        ((13, "percentage_point"), (13, "percent"), False),
        ((700, "count"), (700, "job"), True),
        ((700, "person"), (700, "day"), False),
        ((45, "working_day"), (45, "day"), True),
        ((0, "percent"), (0.001, "percent"), False),
    ],
)
def test_units_agree_by_what_they_measure(wanted: Any, read: Any, agrees: bool) -> None:
    assert same_figure(figure(0, 9, *wanted), figure(0, 9, *read)) is agrees


def test_a_range_needs_both_ends() -> None:
    wanted = figure(0, 9, 10, "percent", high=15)
    assert same_figure(wanted, figure(0, 9, 10, "percent", high=15))
    assert not same_figure(wanted, figure(0, 9, 10, "percent"))
    assert not same_figure(figure(0, 9, 10, "percent"), wanted)


def test_a_deadline_needs_both_days() -> None:
    wanted = at(0, 9, start="2025-04-01", end="2025-04-30")
    assert same_deadline(wanted, at(8, 12, start="2025-04-01", end="2025-04-30"))
    assert not same_deadline(wanted, at(8, 12, start="2025-04-01", end="2025-04-01"))
    assert same_deadline(at(0, 9, start=None, end=None), at(0, 9, start=None, end=None))


def test_a_quote_shares_more_than_half() -> None:
    wanted = quote(0, 10, "Kantor")
    assert same_quote(wanted, quote(4, 14, "Kantor"))
    assert not same_quote(wanted, quote(5, 15, "Kantor"))
    assert not same_quote(wanted, quote(0, 20, "Kantor"))


@pytest.mark.parametrize(
    ("attribution", "wanted", "read", "agrees"),
    [
        ("named", "Mickey Kantor", "Kantor", True),
        ("named", "Mickey Kantor", "U.S. Trade Representative Mickey Kantor", True),
        ("named", "Mickey Kantor", "Mickey Mouse", False),
        ("named", "Kim Jung-kwan", "Kim", True),
        ("named", "Mickey Kantor", "", False),
        ("anonymous", "senior Clinton Administration official", "a senior official", True),
        ("anonymous", "senior Clinton Administration official", "official", False),
        ("institution", "South Korean trade ministry", "the trade ministry", True),
        ("institution", "European Commission", "White House", False),
    ],
)
def test_speakers(attribution: str, wanted: str, read: str, agrees: bool) -> None:
    pair = quote(0, 9, wanted, attribution), quote(0, 9, read, attribution)
    assert same_attribution(*pair) is agrees


def test_an_attribution_needs_its_kind_and_takes_other_names() -> None:
    wanted = quote(0, 9, "trade secretary") | {"speaker_alt": ["Liam Fox"]}
    assert same_attribution(wanted, quote(0, 9, "Fox"))
    assert not same_attribution(wanted, quote(0, 9, "Fox", "anonymous"))


def test_a_commitment_needs_its_promisor() -> None:
    wanted = at(0, 9, promisor="JPNGOV", to="USAGOV")
    other_way = at(0, 9, promisor="USAGOV", to="JPNGOV")
    assert same_commitment(wanted, at(8, 12, promisor="JPN", to=None))
    assert not same_commitment(wanted, other_way)
    assert same_commitment(wanted | {"symmetric": True}, other_way)


@pytest.mark.parametrize(
    ("wanted", "read", "agrees"),
    [
        (event("1312", "USAGOV", "JPNGOV"), event("130", "USAGOV", "JPNGOV"), True),
        (event("1312", "USAGOV", "JPNGOV"), event("163", "USAGOV", "JPNGOV"), False),
        (
            event("1312", "USAGOV", "JPNGOV", cameo_alt=["163"]),
            event("163", "USAGOV", "JPNGOV"),
            True,
        ),
        (event("046", "USAGOV", "JPNGOV"), event("046", "JPNGOV", "USAGOV"), False),
        (
            event("046", "USAGOV", "JPNGOV", symmetric=True),
            event("046", "JPNGOV", "USAGOV"),
            True,
        ),
        (
            event("163", "USAGOV", "EUR", also_target=["CANGOV"]),
            event("163", "USAGOV", "CANGOV"),
            True,
        ),
        (event("163", "USAGOV", None), event("163", "USAGOV", "CHNGOV"), False),
    ],
)
def test_an_event_needs_family_actor_and_target(
    wanted: dict[str, Any], read: dict[str, Any], agrees: bool
) -> None:
    assert same_event(wanted, read) is agrees


def test_a_bare_country() -> None:
    assert same_party("CAN", "CANBUS")
    assert same_party("USAGOV", "USA")
    assert not same_party("USALEG", "USA")
    assert not same_party("CANGOV", "CANBUS")
    assert same_party("EUR", "EURGOV")


def test_every_item_is_in_one_pair_and_as_many_pair_as_can() -> None:
    long, first = figure(0, 20, 5, "day"), figure(0, 5, 5, "day")
    second = figure(15, 20, 5, "day")
    # Whoever gives `long` to the first comer, in either order, leaves `second` alone.
    for wanted in ([long, first], [first, long]):
        tally = match(wanted, [first, second], same_figure)
        assert (len(tally.right), tally.missed, tally.extra) == (2, (), ())
    twice = match([long], [first, second], same_figure)
    assert (len(twice.right), len(twice.extra)) == (1, 1)


def test_precision_and_recall_add_over_texts() -> None:
    half = Tally(right=(({}, {}),), missed=({}, {}, {}), extra=({},))
    assert (half.precision, half.recall) == (1 / 2, 1 / 4)
    assert ((half + Tally(missed=({},))).recall, half.wanted, half.found) == (1 / 5, 4, 2)
    assert (Tally().precision, Tally().recall) == (None, None)


def test_a_score_tells_apart_quotes_attributions_and_marks() -> None:
    wanted = [quote(0, 10, "Kantor"), quote(20, 30, "Hills") | {"form": "indirect"}]
    read = [quote(0, 10, "Hills"), quote(40, 50, "Hills")]
    tallies = score(document(quotes=wanted), {"quotes": read}).tallies
    counts = {name: (len(one.right), one.found, one.wanted) for name, one in tallies.items()}
    assert counts["quotes"] == (1, 2, 2)
    assert counts["direct quotes"] == (1, 2, 1)
    assert counts["attribution"] == (0, 2, 2)


def test_distractors_and_dates_referred_to() -> None:
    made = document(
        figures=[figure(0, 5, 1, "USD")],
        distractors=[at(0, 5), at(10, 15)],
        deadlines=[at(0, 9, start="1986-09-01", end="1986-09-30", kind="reference_date")],
    )
    read = {
        "figures": [figure(0, 5, 1, "USD"), figure(10, 14, 1, "count"), figure(13, 19, 2, "count")],
        "deadlines": [at(20, 25, start=None, end=None, kind="reference_date")],
    }
    scored = score(made, read)
    assert scored.fooled == (read["figures"][1],)
    assert (scored.tallies["deadlines"].wanted, scored.tallies["deadlines"].found) == (0, 0)


def test_kinds_not_annotated_are_not_scored() -> None:
    made = Annotated("x" * 99, {**document().notes, "doc": {"id": "fr", "annotated": ["figures"]}})
    assert set(score(made, {"events": [event("010", None, None)]}).tallies) == {"figures"}


def test_items_of_a_page_are_carried_to_the_text() -> None:
    text = "Duty of 15% today\n\nIt rises to 15%\nnext year.\n"
    shown = "Menu 15% off\nDuty of 15% today It rises to\n15% next year. Footer 15%"
    spans = [i for i in range(len(shown)) if shown.startswith("15%", i)]
    moved = carried([at(i, i + 3) for i in spans], shown, text)
    assert [(one["span"]["start"], one["span"]["end"]) for one in moved] == [
        (0, 0),
        (text.index("15%"), text.index("15%") + 3),
        (text.rindex("15%"), text.rindex("15%") + 3),
        (0, 0),
    ]
    (across,) = carried([at(shown.index("to\n15%"), shown.index(" next"))], shown, text)
    assert across["span"]["text"] == "to 15%"


def test_a_long_passage_is_carried_without_what_stood_before_it() -> None:
    sentence = "Seoul will ask Washington to spare memory chips."
    text, shown = f"By Our Correspondent\n\n{sentence}\n", f"Menu {sentence}"
    (moved,) = carried([at(5, 5 + len(sentence))], shown, text)
    assert moved["span"]["text"] == sentence
    (short,) = carried([at(5, 10)], shown, text)
    assert short["span"]["text"] == ""


def test_the_counts_stated() -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    for folder in FOLDERS:
        documents = load(CORPUS / folder)
        counts = {
            kind: sum(len(one.notes[kind]) for one in documents) for kind in (*KINDS, "distractors")
        }
        in_marks = sum(q["form"] != "indirect" for one in documents for q in one.notes["quotes"])
        row = [len(documents), *counts.values()]
        row.insert(4, in_marks)
        assert f"| `{folder}/` | {' | '.join(map(str, row))} |" in readme


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_span_is_the_text(folder: str) -> None:
    documents = load(CORPUS / folder)
    assert documents
    assert [fault for one in documents for fault in misplaced(one)] == []


def test_a_span_that_moved_is_noticed() -> None:
    (one, *_) = load(CORPUS / "open")
    moved = Annotated(" " + one.text, one.notes)
    items = sum(len(one.notes[kind]) for kind in (*KINDS, "distractors"))
    assert len(misplaced(moved)) == items


def test_reference_documents(reference: Path) -> None:
    documents = load(reference / "dossier")
    assert {one.name for one in documents} == {"seed", "commerce2017", "reagan1987"}
    assert [fault for one in documents for fault in misplaced(one)] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_files_are_those_annotated(folder: str) -> None:
    for one in load(CORPUS / folder):
        assert hashlib.sha256(one.text.encode()).hexdigest() == one.notes["doc"]["sha256"], one.name
        if one.page:
            shown = unescape(re.sub(r"<[^>]+>", "", one.page.read_text(encoding="utf-8")))
            words = [word for word in one.text.split() if word not in shown]
            assert words == [], one.name


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_annotation_scores_full_marks_against_itself(folder: str) -> None:
    scores = {one.name: score(one, one.notes) for one in load(CORPUS / folder)}
    every = total(scores.values())
    found = {name: tally for name, tally in every.tallies.items() if tally.wanted}
    assert set(MEASURES) - set(found) <= ({"figures", "deadlines"} if folder == "second" else set())
    assert {(tally.precision, tally.recall) for tally in found.values()} == {(1.0, 1.0)}
    assert every.fooled == ()
    assert table(scores).count("distractors taken: 0") == len(scores) + 1


def test_shifted_annotations_score_nothing() -> None:
    for one in load(CORPUS / "open"):
        far = json.loads(json.dumps({kind: one.notes[kind] for kind in KINDS}))
        for kind in KINDS:
            for item in far[kind]:
                item["span"]["start"] += len(one.text)
                item["span"]["end"] += len(one.text)
        assert all(not tally.right for tally in score(one, far).tallies.values()), one.name
