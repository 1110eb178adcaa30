"""Faults of a folder of commitments: each names its file, its line or row, and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tradetalks.errors import CaseError
from tradetalks.monitor import check, load_commitments, watch

Build = Callable[..., Path]
YAML, TABLE, SOURCES = "commitments.yaml", "series.csv", "sources.csv"


def test_the_folder_is_sound_before_it_is_broken(build: Build) -> None:
    folder = build()
    checked = check(watch(folder), days=200)
    assert checked.progress[0].deciding.reached == 2.0
    assert [d.id for d in checked.due] == ["pledge"]
    assert load_commitments(folder, date(2003, 12, 31)).as_of == date(2003, 12, 31)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (YAML, "series: sales, b", "series: sale, b", r"line 20.*'sale' is unknown; did you mean"),
        (YAML, "term: 2004-12-31", "term: 2003-12-31", r"line \d+: .*not after the start"),
        (YAML, "target: 10", "target: 8", r"line 21.*target equals the baseline 8"),
        (YAML, "target: 10", "target: 0", r"line 21.*target 0 is not above zero"),
        (YAML, "target: 10", "increase: 2, target: 10", r"either a target or an increase"),
        (
            YAML,
            "    unit: USD bn\ncomm",
            "    unit: USD million\ncomm",
            r"USD bn, series 'sales' in",
        ),
        (YAML, "    unit: USD bn\ncomm", "    unit: dollars\ncomm", r"line 8.*unit 'dollars'"),
        (YAML, '"2003", t', '"year 3", t', r"line 21.*baseline period 'year 3' cannot be read"),
        (YAML, "start: 2004-01-01", "start: 2004-01-15", r"line 20.*let start and term agree"),
        (YAML, "counts: total", "counts: all", r"line 17: .*counts"),
        (YAML, "promisor: Bland", "promiser: Bland", r"line 12.*did you mean 'promisor'"),
        (YAML, "kind: seasonal", "kind: by year", r"line 19.*a path by year, and no other, has"),
        (YAML, "source: gazette", "source: gazete", r"line 23.*'gazete' is not in sources.csv"),
        (YAML, "term: 2004-12-31", "term: 31/12/2004", r"line 16.*write it as 1995-03-17"),
        (TABLE, "sales,2004-01", "sale,2004-01", r"row 4: .*did you mean 'sales'"),
        (TABLE, "2003-04/", "2003-05/", r"row 3: .*no value for 2003-04-01 to 2003-04-30"),
        (
            TABLE,
            "2003-04/2003-12,5",
            "2003-01/2003-03,5",
            r"row 4: .*no value for 2003-04-01 to 2003-12",
        ),
        (TABLE, "2004-02-01", "2004-13-01", r"row 3: .*known_from"),
        (TABLE, "2004-01/2004-03", "spring 2004", r"row 4: .*period 'spring 2004' cannot be read"),
        (TABLE, ",5,", ",-5,", r"row 3: .*value -5 is not zero or more"),
        (TABLE, ",5,", ",five,", r"row 3: .*value: .*number"),
        (TABLE, "known_from", "known", r"series.csv, row 1: .*did you mean 'known_from'"),
        (SOURCES, "gazette,The", "paper,The", r"source 'gazette' is not in sources.csv"),
    ],
)
def test_a_fault_names_its_place_and_a_remedy(
    build: Build, file: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(CaseError, match=said) as caught:
        load_commitments(build((file, old, new)))
    assert all(fault.startswith((YAML, TABLE, SOURCES)) for fault in caught.value.faults)


def test_a_value_that_stands_twice(build: Build) -> None:
    row = "sales,2004-01/2004-03,2,2004-05-01,gazette,\n"
    for again in (row, row.replace(",2,", ",3,")):
        folder = build((TABLE, row, row + again))
        with pytest.raises(CaseError, match=r"row [45]: .*2004-01/2004-03: stands twice"):
            load_commitments(folder)
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def test_all_faults_are_told_at_once(build: Build) -> None:
    folder = build((TABLE, ",5,", ",-5,"), (TABLE, "2004-01/2004-03", "spring"))
    with pytest.raises(CaseError) as caught:
        load_commitments(folder)
    assert len(caught.value.faults) == 2


def test_missing_files_and_unknown_names(build: Build) -> None:
    folder = build()
    (folder / TABLE).unlink()
    with pytest.raises(CaseError, match=r"series.csv: missing from .*; commitments need it"):
        watch(folder)
    with pytest.raises(CaseError, match="did you mean 'us-china-phase-one-2020'"):
        watch("us-china-phase-one")
