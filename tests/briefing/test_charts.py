"""Charts as SVG: drawn, alike on every run, and saying what their frames say."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import polars as pl
import pytest
from briefing_example import drawn, frames
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.briefing._charts import balance_chart, waterfall
from tradetalks.briefing._theme import (
    BLUE,
    VERMILLION,
    party_colours,
    place_labels,
    spread,
    svg,
)
from tradetalks.errors import InputError

TEXTS = {
    "balance": ["All goods −65.7", "Automotive −36.7"],
    "shares": ["1.5%", "23%", "of all vehicles sold, by make"],
    "waterfall": ["−$3.1", "−$2.2", "Target"],
    "plane": ["Nash", "No agreement", "Company plans"],
    "probability": ["58% forecast", "49% base rate"],
    "by-date": ["Deal 58%", "Sanctions 27%", "Retreat 15%"],
    "tornado": ["resolve", "Discount rate"],
    "ladder": ["deal 49%", "sanctions 35%", "Full model"],
    "replay": ["Deal 86%", "Pledge expires"],
    "timeline": ["31 Mar 1995 Pledge expires"],
    "variance": ["55%"],
}


@pytest.fixture(scope="module")
def charts() -> dict[str, str]:
    return {name: svg(chart, name, "words") for name, chart in drawn().items()}  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("name", list(TEXTS))
def test_chart_is_svg_with_its_direct_labels(name: str, charts: dict[str, str]) -> None:
    root = ElementTree.fromstring(charts[name])
    assert root.tag == "svg"
    assert root.get("aria-label") == "words"
    # a label that says NaN or null would be a fault of the chart, not of its frame
    written = re.sub(r"\s+", " ", " ".join(root.itertext()))
    assert not re.search(r"NaN|null|undefined", charts[name])
    for text in TEXTS[name]:
        assert text in written
    # one column of the page; wider charts would be shrunk and their text with them
    assert 400 < float(root.get("width", "0")) < 720


def test_ids_carry_the_name_of_their_chart(charts: dict[str, str]) -> None:
    for name, text in charts.items():
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert all(found.startswith(f"{name}-") for found in ids)
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)


def test_ladder_keeps_the_order_of_its_rungs(charts: dict[str, str]) -> None:
    places = [charts["ladder"].index(step) for step in frames()["ladder"]["step"]]
    assert places == sorted(places)


def test_waterfall_adds_up_to_its_total() -> None:
    frame = frames()["waterfall"]
    text = svg(waterfall(frame), "w", "")
    assert "−$2.2" in text  # -3.1 + 1.2 - 0.6 + 0.3
    assert BLUE in text
    assert VERMILLION in text


def test_a_frame_without_its_column_is_refused() -> None:
    with pytest.raises(InputError, match="'year' is missing"):
        balance_chart(pl.DataFrame({"when": [date(1995, 1, 1)]}))


def test_a_chart_that_vega_refuses_names_itself() -> None:
    with pytest.raises(InputError, match="chart 'broken'"):
        svg({"mark": "nonsense", "data": {"values": []}}, "broken", "")


def test_third_parties_are_grey() -> None:
    colours = party_colours(["a", "b", "c", "d"])
    assert (colours["a"], colours["b"]) == (BLUE, VERMILLION)
    for name in ("c", "d"):
        red, green, blue = (colours[name][i : i + 2] for i in (1, 3, 5))
        assert red == green == blue


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8), st.floats(0.1, 20))
def test_spread_labels_keep_their_gap_and_order(values: list[float], gap: float) -> None:
    placed = spread(values, gap)
    order = sorted(range(len(values)), key=lambda index: values[index])
    for one, other in pairwise(order):
        # a billionth: sums of floats up to 100 are exact to about 1e-14 each
        assert placed[other] - placed[one] >= gap - 1e-9


def test_labels_of_the_plane_do_not_cover_each_other() -> None:
    points = [(100.0, 100.0), (104.0, 102.0), (100.0, 108.0)]
    found = place_labels(points, ["first", "second", "third"], (400.0, 300.0))
    boxes: list[tuple[float, float, float]] = []
    for (x, y, align), text in zip(found, ["first", "second", "third"], strict=True):
        long = 6.1 * len(text)
        boxes.append((x if align == "left" else x - long, y, long))
    for place, (x, y, long) in enumerate(boxes):
        for other_x, other_y, other_long in boxes[:place]:
            apart = x >= other_x + other_long or other_x >= x + long or abs(y - other_y) >= 14
            assert apart
