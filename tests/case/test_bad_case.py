"""Every fault of a case is told in one error: file, line, field, what to try."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tradetalks.case import load_case
from tradetalks.errors import CaseError

Build = Callable[..., Path]
Change = tuple[str, str, str]


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(CaseError) as caught:
        load_case(folder)
    return caught.value.faults


BAD: dict[str, tuple[Change, str]] = {
    "misspelt key": (
        ("markets.yaml", "customs_share:", "custom_share:"),
        "markets.yaml, line 9: lamps-aaa.custom_share: unknown key; did you mean 'customs_share'?",
    ),
    "misspelt key in the head": (
        ("case.yaml", "price_index", "price_indx"),
        "case.yaml, line 6: price_indx: unknown key; did you mean 'price_index'?",
    ),
    "misspelt key in a list": (
        ("talks.yaml", "set_by", "setby"),
        "talks.yaml, line 16: deadlines.0.setby: unknown key; did you mean 'set_by'?",
    ),
    "misspelt section": (
        ("issues.yaml", "weights:", "wieghts:"),
        "issues.yaml, line 12: wieghts: unknown key; did you mean 'weights'?",
    ),
    "misspelt column": (
        ("figures.csv", "base,", "basis,"),
        "figures.csv, row 1: unknown column 'basis'; did you mean 'base'?",
    ),
    "misspelt column that a row needs": (
        ("figures.csv", "source,", "soruce,"),
        "figures.csv, row 1: unknown column 'soruce'; did you mean 'source'?",
    ),
    "column left out": (
        ("sources.csv", "publisher,", ""),
        "sources.csv, row 1: column 'publisher' is missing; add it",
    ),
    "column twice": (
        ("sources.csv", "publisher,", "publisher,title,"),
        "sources.csv, row 1: column 'title' stands twice; keep one",
    ),
    "bare number": (
        ("markets.yaml", "duty: {figure: duty}", "duty: 2.5"),
        "markets.yaml, line 10: lamps-aaa.duty: bare number 2.5; state it in assumptions.yaml or "
        "figures.csv and write {assumption: key} or {figure: key} here",
    ),
    "bare number beside rest": (
        ("markets.yaml", "share: {assumption: bulb_share}", "share: 0.2"),
        "markets.yaml, line 47: bulbs-bbb.products.other.share: bare number 0.2; state it in",
    ),
    "missing key": (
        ("measures.yaml", "  target: BBB\n", ""),
        "measures.yaml, line 1: duty-on-lamps.target: missing; give it: party that it aims at",
    ),
    "missing source": (
        ("figures.csv", "2001-01-20,gazette", "2001-01-20,gazete"),
        "figures.csv, row 8: 6.source: source 'gazete' is not in sources.csv; did you mean",
    ),
    "no source": (
        ("figures.csv", "2001-01-20,gazette", "2001-01-20,"),
        "figures.csv, row 8: 6.source: missing; give it: id of the source in sources.csv",
    ),
    "unknown unit": (
        ("figures.csv", "2.5,percent", "2.5,per cent"),
        "figures.csv, row 7: 5.unit: unit 'per cent' is unknown; did you mean 'percent'?",
    ),
    "wrong unit": (
        (
            "markets.yaml",
            "customs_share: {assumption: customs_share}",
            "customs_share: {assumption: cutoff}",
        ),
        "markets.yaml, line 9: lamps-aaa.customs_share: assumption cutoff is in USD thousand "
        "(price); this field takes ratio in 1",
    ),
    "later figure": (
        ("markets.yaml", "duty: {figure: duty}", "duty: {figure: threatened}"),
        "markets.yaml, line 10: lamps-aaa.duty: figure threatened is known from 2001-04-01, after "
        "2001-03-01; use what was known by then, or move the as-of date",
    ),
    "later figure in a measure of its own day": (
        ("measures.yaml", "known_from: 2001-04-01", "known_from: 2001-03-15"),
        "measures.yaml, line 7: duty-on-lamps.rate: figure threatened is known from 2001-04-01, "
        "after 2001-03-15",
    ),
    "later assumption": (
        ("assumptions.yaml", "why: x, drawn", "why: x, known_from: 2001-05-01, drawn"),
        "talks.yaml, line 3: period: assumption days is known from 2001-05-01, after 2001-03-01",
    ),
    "share over 100 percent": (
        ("assumptions.yaml", "value: 0.8, low: 0.7, high: 0.9", "value: 0.8, low: 0.7, high: 1.1"),
        "markets.yaml, line 9: lamps-aaa.customs_share: assumption customs_share: share 1.1 1 is "
        "out of bounds; it goes from 0 to 1 in 1",
    ),
    "share over 100 percent in a figure": (
        ("figures.csv", "lamp_share,20", "lamp_share,120"),
        "figures.csv, row 5: lamp_share of 2000: share 120 percent is not between 0 and 100",
    ),
    "shares over the whole": (
        ("assumptions.yaml", "value: 0.2, low: 0.1, high: 0.3", "value: 1, low: 0.1, high: 1"),
        "markets.yaml, line 41: bulbs-bbb.products: share add up to 1 of 1; nothing is left",
    ),
    "units over the whole": (
        ("figures.csv", "sold,90,", "sold,900,"),
        "markets.yaml, line 21: lamps-bbb.products: units add up to 900 of 500; nothing is left",
    ),
    "units over the whole in some draws": (
        ("figures.csv", "sold,90,", "sold,450,"),
        "markets.yaml, line 21: lamps-bbb.products: units add up to 450 at the high ends of their "
        "ranges, of 400; some draws leave nothing for the rest",
    ),
    "no rest": (
        ("markets.yaml", "share: rest", "share: {assumption: bulb_share}"),
        "markets.yaml, line 41: bulbs-bbb.products: 0 products take the rest (none); write share: "
        "rest for exactly one",
    ),
    "two rests": (
        ("markets.yaml", "share: {assumption: bulb_share}", "share: rest"),
        "markets.yaml, line 41: bulbs-bbb.products: 2 products take the rest (own, other)",
    ),
    "no levels": (
        (
            "issues.yaml",
            "    levels:\n      - {id: none, title: No change, effects: []}\n      - id: open\n"
            "        title: Open\n        effects:\n          - {market: bulbs-bbb, kind: "
            "barrier-cut, products: [other], amount: {assumption: outside}}\n",
            "    levels: []\n",
        ),
        "issues.yaml, line 4: issues.bulbs.levels: issue has 0 levels; give at least two",
    ),
    "deadline before as-of": (
        ("talks.yaml", "date: 2001-06-30", "date: 2001-02-28"),
        "talks.yaml, line 12: deadlines.0.date: deadline 'june' of 2001-02-28 is before the as-of "
        "date 2001-03-01; remove it or correct it",
    ),
    "deadline before it was known": (
        ("talks.yaml", "known_from: 2001-01-01", "known_from: 2001-07-01"),
        "deadline 'june' of 2001-06-30 is before the day it was known from, 2001-07-01",
    ),
    "date in another order": (
        ("case.yaml", "as_of: 2001-03-01", "as_of: 1/3/2001"),
        "case.yaml, line 4: as_of: '1/3/2001' is not a date; write it as 1995-03-17",
    ),
    "date that does not exist": (
        ("timeline.csv", "2001-02-10,2001-02-10", "2001-02-30,2001-02-10"),
        "timeline.csv, row 3: 1.date: '2001-02-30' is not a date",
    ),
    "date and time": (
        ("case.yaml", "as_of: 2001-03-01", "as_of: 2001-03-01 12:00:00"),
        "case.yaml, line 4: as_of: '2001-03-01 12:00:00' is not a date",
    ),
    "key twice": (
        ("markets.yaml", "  buyer: AAA\n", "  buyer: AAA\n  buyer: BBB\n"),
        "markets.yaml, line 5: lamps-aaa.buyer: key stands twice; keep one",
    ),
    "not YAML": (
        ("talks.yaml", "demander: AAA", "demander: [AAA"),
        "talks.yaml, line 2: cannot be read: ",
    ),
    "code in YAML": (
        ("case.yaml", "title: Lamp talks", "title: !!python/object/apply:os.getcwd []"),
        "case.yaml, line 2: cannot be read: could not determine a constructor",
    ),
    "alias": (
        ("markets.yaml", "duty: {figure: duty}", "duty: &d {figure: duty}\n  x: *d"),
        "markets.yaml, line 11: cannot be read: an alias; write the value out",
    ),
    "comma without quotes": (
        ("timeline.csv", '"Says no, politely"', "Says no, politely"),
        "timeline.csv, row 3: 1: 12 cells under 11 columns; quote cells with commas",
    ),
    "value that is no number": (
        ("figures.csv", "sold,90,", "sold,about 90,"),
        "figures.csv, row 8: 6.value: input should be a valid number",
    ),
    "value that is not finite": (
        ("figures.csv", "sold,90,", "sold,nan,"),
        "figures.csv, row 8: 6.value: input should be a finite number",
    ),
    "central value outside its range": (
        ("assumptions.yaml", "value: -4, low: -6", "value: -7, low: -6"),
        "assumptions.yaml, line 6: own: value -7.0 is outside its range -6.0 to -3.0",
    ),
    "range without width": (
        ("assumptions.yaml", "value: -4, low: -6, high: -3", "value: -4, low: -4, high: -4"),
        "assumptions.yaml, line 6: own: range has no width (-4.0); widen it or write drawn: false",
    ),
    "positive elasticity": (
        ("assumptions.yaml", "value: -4, low: -6, high: -3", "value: -4, low: -6, high: 1"),
        "markets.yaml, line 19: lamps-bbb.elasticity: assumption own: value 1 1 is out of bounds",
    ),
    "unknown assumption": (
        ("talks.yaml", "period: {assumption: days}", "period: {assumption: day}"),
        "talks.yaml, line 3: period: 'day' is not in assumptions.yaml; did you mean 'days'?",
    ),
    "unknown period": (
        ("markets.yaml", 'period: "2000"', 'period: "1998"'),
        "markets.yaml, line 28: lamps-bbb.products.other.units: figure sold of 1998 is not in use; "
        "periods in use: 2000",
    ),
    "reference to two things": (
        ("talks.yaml", "period: {assumption: days}", "period: {assumption: days, figure: sold}"),
        "talks.yaml, line 3: period: give either a figure or an assumption, and only one",
    ),
    "unknown party": (
        ("markets.yaml", "origins: {A: AAA, B: BBB}", "origins: {A: AAA, B: BBX}"),
        "markets.yaml, line 7: lamps-aaa.origins.B: party 'BBX' is not in case.yaml; did you mean",
    ),
    "unknown product": (
        ("issues.yaml", "products: [other]", "products: [others]"),
        "issues.bulbs.levels.1.effects.0.products: product 'others' is not in market 'bulbs-bbb'",
    ),
    "unknown kind of market": (
        ("markets.yaml", "kind: ces", "kind: cse"),
        "markets.yaml, line 32: bulbs-bbb: input tag 'cse' found",
    ),
    "two rows in use": (
        ("figures.csv", "2001-02-01,gazette,false,,", "2001-02-01,gazette,true,counted twice,"),
        "lamp_share of 2000: two rows are in use; mark one of them used: false",
    ),
    "no reason for the row in use": (
        ("figures.csv", "the later count", ""),
        "figures.csv, row 5: lamp_share of 2000: several sources stand; say in why",
    ),
    "no row in the currency year": (
        ("case.yaml", "currency_year: 2000", "currency_year: 1990"),
        "case.yaml, line 6: price_index: figure cpi of 1990 is not in figures.csv with used: true",
    ),
    "sides that do not fit their roles": (
        ("talks.yaml", "demander: AAA\ntarget: BBB", "demander: BBB\ntarget: AAA"),
        "talks.yaml, line 1: demander: party 'BBB' has the role target in case.yaml",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_told_with_its_place_and_remedy(name: str, build: Build) -> None:
    change, told = BAD[name]
    found = faults(build(change))
    assert any(told in fault for fault in found), "\n".join(found)
    assert all("\n" not in fault for fault in found)


SINGLE = sorted(
    set(BAD)
    - {
        # These break more than one thing and every one of them is told.
        "sides that do not fit their roles",
        "comma without quotes",
        "two rows in use",
        "alias",
    }
)


@pytest.mark.parametrize("name", SINGLE)
def test_one_mistake_does_not_bring_a_flood(name: str, build: Build) -> None:
    change, _ = BAD[name]
    found = faults(build(change))
    # A wrong range is told wherever it is used, here at most in three fields.
    assert len(found) <= 3, "\n".join(found)


def test_all_faults_of_all_files_come_in_one_error(build: Build) -> None:
    names = [
        "misspelt key",
        "bare number beside rest",
        "missing source",
        "wrong unit",
        "share over 100 percent in a figure",
        "units over the whole",
        "no levels",
        "deadline before as-of",
        "later assumption",
        "date that does not exist",
    ]
    changes = [BAD[name][0] for name in names if name != "wrong unit"]
    changes.append(
        (
            "markets.yaml",
            "imported_above: {assumption: cutoff}",
            "imported_above: {assumption: spent}",
        )
    )
    found = faults(build(*changes))
    told = [BAD[name][1] for name in names if name != "wrong unit"]
    told.append("lamps-aaa.imported_above: assumption spent is in USD bn (money); this field takes")
    missed = [t for t in told if not any(t in fault for fault in found)]
    assert missed == [], "\n".join(found)


def test_a_missing_file_is_told(build: Build) -> None:
    folder = build()
    (folder / "talks.yaml").unlink()
    (folder / "figures.csv").unlink()
    found = faults(folder)
    assert [fault.split(":")[0] for fault in found] == ["figures.csv", "talks.yaml"]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    assert len(faults(tmp_path)) == 8


def test_an_unknown_case_lists_those_that_ship() -> None:
    with pytest.raises(CaseError, match=r"did you mean 'us-japan-autos-1995'.*shipped: us-japan"):
        load_case("us-japan-auto-1995")
