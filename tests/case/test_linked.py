"""Linked talks and attention: what their file may hold, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tradetalks.case import load_case
from tradetalks.errors import CaseError

Build = Callable[..., Path]

LINKED = """\
linked:
  - title: Lamps elsewhere
    state: Settled
    effect: frees
    why: none
    party: AAA
    opponent: Cland
    settled_on: 2001-02-01
    outcome: A threat was met
    need: {assumption: which}
    resolve_correlation: {assumption: outside}
    likelihood_ratio: {assumption: sigma}
    known_from: 2001-02-01
    source: gazette
attention:
  party: AAA
  need: {assumption: outside}
  capacity: {assumption: sigma}
  near: {assumption: days}
"""


def written(build: Build, text: str) -> Path:
    folder = build()
    (folder / "linked.yaml").write_text(text, encoding="utf-8")
    return folder


def test_sections_and_a_bare_list_are_read(build: Build) -> None:
    folder = written(build, LINKED.replace("need: {assumption: which}", "need: {assumption: own_}"))
    with pytest.raises(CaseError, match=r"linked\.0\.need: 'own_' is not in assumptions\.yaml"):
        load_case(folder)
    (folder / "linked.yaml").write_text(LINKED.replace("which", "sigma"), encoding="utf-8")
    case = load_case(folder)
    assert case.attention is not None
    assert case.central(case.attention.capacity) == 4.0
    assert case.linked[0].sources == ("gazette",)
    bare = LINKED.split("attention:")[0].replace("linked:\n", "").replace("which", "sigma")
    (folder / "linked.yaml").write_text(bare, encoding="utf-8")
    case = load_case(folder)
    assert case.attention is None
    assert case.linked[0].title == "Lamps elsewhere"


BAD = {
    "settled later": (
        ("settled_on: 2001-02-01", "settled_on: 2001-02-02"),
        "settled_on 2001-02-02 does not go with known_from 2001-02-01",
    ),
    "ended before": (
        ("known_from: 2001-02-01", "known_from: 2001-02-01\n    until: 2001-02-01"),
        "until 2001-02-01 does not go with known_from 2001-02-01",
    ),
    "half told": (
        ("    likelihood_ratio: {assumption: sigma}\n", ""),
        "give resolve_correlation, likelihood_ratio, settled_on and outcome together",
    ),
    "nobody's": (("    party: AAA\n    opp", "    opp"), "give party: whose resolve and rounds"),
    "unknown party": (("    party: AAA\n", "    party: AAB\n"), "linked.0.party: party 'AAB' is"),
    "unknown party of attention": (
        ("attention:\n  party: AAA", "attention:\n  party: AAB"),
        "attention.party: party 'AAB' is not in case.yaml",
    ),
    "not a correlation": (
        ("correlation: {assumption: outside}", "correlation: {assumption: sigma}"),
        "linked.0.resolve_correlation: assumption sigma: share 6 1 is out of bounds",
    ),
    "unknown source": (("source: gazette", "source: gazete"), "source 'gazete' is not in"),
    "unknown section": (("attention:", "atention:"), "unknown key; did you mean 'attention'?"),
    "later figure": (
        ("capacity: {assumption: sigma}", "capacity: {figure: threatened}"),
        "attention.capacity: figure threatened is known from 2001-04-01, after 2001-03-01",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_told_with_its_place(name: str, build: Build) -> None:
    (old, new), told = BAD[name]
    sound = LINKED.replace("which", "sigma")
    assert old in sound
    with pytest.raises(CaseError) as caught:
        load_case(written(build, sound.replace(old, new)))
    assert any(told in fault and "linked.yaml" in fault for fault in caught.value.faults), (
        "\n".join(caught.value.faults)
    )
