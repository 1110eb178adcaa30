"""A small made-up folder of commitments, for tests to break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "commitments.yaml": """\
name: lamps
title: Lamp pledge
as_of: 2004-07-01
series:
  sales:
    title: Lamps sold
    publisher: Gazette
    unit: USD bn
commitments:
  - id: pledge
    title: Lamps bought in 2004
    promisor: Bland
    to: Aland
    what: Ten billions of lamps
    start: 2004-01-01
    term: 2004-12-31
    counts: total
    unit: USD bn
    path: {kind: seasonal}
    measured_by:
      - {series: sales, baseline: 8, baseline_period: "2003", target: 10}
    known_from: 2003-12-01
    source: gazette
""",
    "series.csv": """\
series,period,value,known_from,source,note
sales,2003-01/2003-03,3,2003-05-01,gazette,
sales,2003-04/2003-12,5,2004-02-01,gazette,
sales,2004-01/2004-03,2,2004-05-01,gazette,
""",
    "sources.csv": """\
id,title,publisher,date,url
gazette,The Gazette,Gazette,2004,https://example.org/gazette
""",
}

Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Writes the folder with some text replaced, and returns it."""

    def write(*changes: tuple[str, str, str]) -> Path:
        folder = tmp_path / "lamps"
        folder.mkdir()
        content = dict(FILES)
        for file, old, new in changes:
            assert old in content[file], f"{old!r} is not in {file}"
            content[file] = content[file].replace(old, new)
        for file, text in content.items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder

    return write
