"""One look for every chart, and charts turned into SVG that is the same on every run."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import altair as alt
import polars as pl
import vl_convert

from tradetalks.briefing._money import format_value
from tradetalks.errors import InputError

__all__ = [
    "BLUE",
    "GREY",
    "INK",
    "OUTCOMES",
    "PALETTE",
    "PERCENT",
    "SOFT",
    "TOTAL_WIDTH",
    "VERMILLION",
    "colour_scale",
    "expression_list",
    "label_axis",
    "need",
    "party_colours",
    "percent_text",
    "place_labels",
    "plot_width",
    "spread",
    "svg",
    "wrap",
]

BLUE, VERMILLION, GREY = "#0072B2", "#D55E00", "#7A7A7A"
INK, SOFT, LINE = "#222222", "#5F6368", "#E4E4E1"
PALETTE = (BLUE, VERMILLION, "#009E73", "#E69F00", "#56B4E9", "#CC79A7", GREY)
"""Okabe and Ito (2008); yellow is left out, it is too light for print on white."""
OUTCOMES = {"deal": "#009E73", "sanctions": VERMILLION, "imposed": VERMILLION, "retreat": GREY}
PERCENT = alt.Scale(domain=[0, 100], nice=False)
_THIRD = (GREY, "#A8A8A8", "#565656")

TOTAL_WIDTH = 660
_CHARACTER = 6.1
"""Pixels: mean advance of the sans-serif fonts at 12 px, rounded up."""
FONT = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"
"""Fonts of one set of widths, so that what Vega measures is what a reader's machine draws."""

_CONFIG: dict[str, Any] = {
    "aria": False,
    "background": None,
    "font": FONT,
    "padding": {"left": 2, "right": 2, "top": 4, "bottom": 2},
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "gridColor": LINE,
        "labelColor": SOFT,
        "labelFontSize": 12,
        "labelFlush": False,
        "labelPadding": 6,
        "titleColor": SOFT,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 10,
    },
    "axisY": {
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "start",
        "titleBaseline": "bottom",
        "titleX": 0,
        "titleY": -10,
    },
    "header": {"labelColor": INK, "labelFontSize": 13, "labelFontWeight": "bold", "title": None},
    "text": {"fontSize": 12, "color": INK},
    "legend": {"disable": True},
}


def need(frame: pl.DataFrame, *columns: str) -> None:
    """Refuse a frame that lacks a column or has no rows."""
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise InputError(f"chart: column {missing[0]!r} is missing; the frame has {frame.columns}")
    if frame.is_empty():
        raise InputError(f"chart: the frame with {', '.join(columns)} has no rows to draw")


def party_colours(parties: Sequence[str]) -> dict[str, str]:
    """Demanding side blue, target vermillion, third parties grey."""
    colours: dict[str, str] = dict(zip(parties, (BLUE, VERMILLION), strict=False))
    for place, name in enumerate(parties[2:]):
        colours[name] = _THIRD[place % len(_THIRD)]
    return colours


def percent_text(probability: float) -> str:
    """Write a probability as a label: "42%"."""
    return format_value(100 * probability, "percent", 0)


def colour_scale(colours: Mapping[str, str]) -> alt.Scale:
    """Make a scale that gives each name its colour."""
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def wrap(text: str, width: int = 34) -> str:
    """Text broken into lines for an axis label."""
    return "\n".join(textwrap.wrap(text, width)) or text


def label_axis(**options: Any) -> alt.Axis:
    """Make a category axis without grid, whose labels may have several lines."""
    given: dict[str, Any] = {
        "labelExpr": "split(datum.label, '\\n')",
        "labelColor": INK,
        "labelLimit": 300,
        "labelLineHeight": 14,
        "grid": False,
        "title": None,
    }
    return alt.Axis(**{**given, **options})


def expression_list(texts: Sequence[str]) -> str:
    """Write a Vega expression for a list of texts."""
    quoted = (
        "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
        for text in texts
    )
    return "[" + ",".join(quoted) + "]"


def plot_width(labels: Sequence[str], right: float = 0) -> int:
    """Width left for marks between the labels of an axis and `right` pixels of end labels."""
    longest = max((len(line) for label in labels for line in label.split("\n")), default=0)
    return max(220, round(TOTAL_WIDTH - longest * _CHARACTER - 14 - right))


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Positions near `values`, in their order, that keep `gap` between neighbours."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    placed = [0.0] * len(values)
    groups: list[tuple[float, int]] = []
    for index in order:
        centre, count = values[index], 1
        # neighbours that touch merge, and share the middle of where they wanted to be
        while groups and centre - groups[-1][0] < gap * (count + groups[-1][1]) / 2:
            before, members = groups.pop()
            centre = (before * members + centre * count) / (members + count)
            count += members
        groups.append((centre, count))
    slots = [
        centre + gap * (place - (count - 1) / 2)
        for centre, count in groups
        for place in range(count)
    ]
    for index, slot in zip(order, slots, strict=True):
        placed[index] = slot
    return placed


def place_labels(
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    size: tuple[float, float],
    obstacles: Sequence[tuple[float, float]] = (),
) -> list[tuple[float, float, str]]:
    """Where labels stand beside their points, in pixels: x, y and alignment.

    Each label takes the first of several places that covers neither a point nor a label before
    it and stays inside `size`; if none is free, the one that covers least.
    """
    boxes = [(x - 5, y - 5, x + 5, y + 5) for x, y in (*points, *obstacles)]
    found: list[tuple[float, float, str]] = []
    for (x, y), text in zip(points, texts, strict=True):
        long = len(text) * _CHARACTER
        trials: list[tuple[float, float, float, str]] = []
        for shift in (0, -14, 14, -28, 28, -42, 42):
            trials.append((x + 9, y + shift, x + 9, "left"))
            trials.append((x - 9, y + shift, x - 9 - long, "right"))
        costs: list[float] = []
        for rank, (_, middle, left, _) in enumerate(trials):
            box = (left, middle - 7, left + long, middle + 7)
            outside = max(0, -box[0]) + max(0, box[2] - size[0])
            outside += max(0, -box[1]) + max(0, box[3] - size[1])
            costs.append(sum(_overlap(box, other) for other in boxes) + 40 * outside + rank)
        at, middle, left, align = trials[costs.index(min(costs))]
        boxes.append((left, middle - 7, left + long, middle + 7))
        found.append((at, middle, align))
    return found


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height)


def svg(spec: alt.TopLevelMixin | dict[str, Any], name: str, description: str) -> str:
    """Draw a chart as inline SVG.

    Identifiers are numbered in order of appearance and start with `name`, so that charts do not
    share them on a page and two runs give the same bytes; namespace declarations, which inline
    SVG does not need, are dropped.

    Raises
    ------
    InputError
        Altair or Vega refuses the chart.
    """
    try:
        raw: dict[str, Any] = dict(spec) if isinstance(spec, dict) else spec.to_dict()
        raw["config"] = {**_CONFIG, **raw.get("config", {}), "view": {"stroke": None}}
        raw.pop("usermeta", None)
        text = vl_convert.vegalite_to_svg(raw, allowed_base_urls=[])
    except ValueError as error:
        raise InputError(f"chart {name!r} cannot be drawn: {error}") from error
    text = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", text)
    names: dict[str, str] = {}
    for found in re.findall(r'\sid="([^"]+)"', text):
        names.setdefault(found, f"{name}-{len(names)}")
    for before, after in names.items():
        text = text.replace(f'id="{before}"', f'id="{after}"').replace(
            f"url(#{before})", f"url(#{after})"
        )
    label = escape(description, quote=True)
    return text.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
