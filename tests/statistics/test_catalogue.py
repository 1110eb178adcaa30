"""The catalogue of sources names readers that exist and columns that they know."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tradetalks.statistics import _layouts
from tradetalks.statistics._catalogue import SOURCES, data_sources
from tradetalks.statistics._layouts import LAYOUTS, plain, resembling

ROOM = Path(_layouts.__file__).parent

READERS = {
    name: module.stem
    for module in ROOM.glob("_*.py")
    for name in getattr(import_module(f"tradetalks.statistics.{module.stem}"), "__all__", [])
    if name.startswith("read_")
}


def test_every_reader_has_a_source_and_every_source_a_reader():
    assert {source.reader for source in SOURCES} == set(READERS)


def test_layouts_name_readers():
    assert {layout.reader for layout in LAYOUTS} - {""} <= set(READERS)


def test_no_field_is_empty():
    table = data_sources()
    assert table.height == len(SOURCES)
    assert table["name"].n_unique() == len(SOURCES)
    assert all(all(row) for row in table.iter_rows())
    assert table["address"].str.starts_with("https://").all()


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.source)
def test_layouts_are_told_apart(layout):
    """No layout's columns are those of one that is looked at before it."""
    assert resembling([plain(column) for column in layout.columns]) == layout
    assert all(plain(column) == column for column in layout.columns)
