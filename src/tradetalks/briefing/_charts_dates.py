"""Charts along the calendar: what falls due, and how chances move by date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import altair as alt
import polars as pl

from tradetalks.briefing._theme import (
    BLUE,
    GREY,
    INK,
    OUTCOMES,
    PALETTE,
    PERCENT,
    SOFT,
    TOTAL_WIDTH,
    VERMILLION,
    colour_scale,
    need,
    percent_text,
    plot_width,
    spread,
)

__all__ = ["by_date_chart", "replay_chart", "timeline_chart"]

MONTHLY = 180
"""Span in days above which the ticks of a time axis stand at months."""

_DASHES = ([1, 0], [7, 3], [2, 3], [9, 3, 2, 3], [4, 4])


def _lines(
    long: pl.DataFrame,
    colours: Mapping[str, str],
    words: Mapping[str, str],
    height: int,
    step: bool,
) -> tuple[list[alt.Chart], int]:
    """Lines of chances over dates with labels at their ends; the width of the plot."""
    names = list(colours)
    table = long.with_columns(percent=100 * pl.col("probability"))
    ends = table.sort("date").group_by("series", maintain_order=True).last()
    ends = ends.with_columns(
        at=pl.Series(spread(ends["percent"].to_list(), 16 * 100 / height)),
        text=pl.struct("series", "probability").map_elements(
            lambda row: (
                f"{words.get(row['series'], row['series'])} {percent_text(row['probability'])}"
            ),
            return_dtype=pl.String,
        ),
    )
    width = plot_width([], right=44 + 6.4 * max(len(text) for text in ends["text"].to_list()))
    colour = alt.Color("series:N", scale=colour_scale(colours))
    dash = alt.StrokeDash(
        "series:N", scale=alt.Scale(domain=names, range=list(_DASHES[: len(names)]))
    )
    x = alt.X(
        "date:T",
        title=None,
        axis=alt.Axis(format="%-d %b %Y", grid=False, labelOverlap="greedy", tickCount=5),
    )
    y = alt.Y("percent:Q", title=None, scale=PERCENT, axis=alt.Axis(labelExpr="datum.label + '%'"))
    base = alt.Chart(table).encode(x=x, y=y, color=colour)
    shape = "step-after" if step else "linear"
    drawn = base.mark_line(strokeWidth=2.4, interpolate=shape).encode(strokeDash=dash)
    text = (
        alt.Chart(ends)
        .mark_text(align="left", dx=9, fontWeight="bold")
        .encode(x=x, y=alt.Y("at:Q"), text="text:N", color=colour)
    )
    layers = (
        [drawn, text] if step else [drawn, base.mark_point(filled=True, size=40, opacity=1), text]
    )
    return layers, width


def by_date_chart(
    frame: pl.DataFrame, *, labels: Mapping[str, str] | None = None
) -> alt.TopLevelMixin:
    """Chance that each outcome has come about by a date.

    Parameters
    ----------
    frame
        ``date`` and a column an outcome (``deal``, ``sanctions``, ``retreat``), cumulative
        probabilities from 0 to 1.
    """
    need(frame, "date")
    names = [name for name in frame.columns if name != "date"]
    words = {name: name.capitalize() for name in names} | dict(labels or {})
    long = frame.unpivot(names, index="date", variable_name="series", value_name="probability")
    colours = {
        name: OUTCOMES.get(name, PALETTE[place % len(PALETTE)]) for place, name in enumerate(names)
    }
    layers, width = _lines(long, colours, words, 260, step=True)
    return alt.layer(*layers).properties(width=width, height=260)


def replay_chart(
    frame: pl.DataFrame,
    events: pl.DataFrame | None = None,
    *,
    labels: Mapping[str, str] | None = None,
) -> alt.TopLevelMixin:
    """Draw the forecast at each date of the calendar, with what became known.

    Parameters
    ----------
    frame
        ``date``, ``series`` (outcome), ``probability`` (0 to 1).
    events
        ``date`` and ``label`` of what became known; drawn as numbered rules at the top.
    """
    need(frame, "date", "series", "probability")
    names = frame["series"].unique(maintain_order=True).to_list()
    colours = {
        name: OUTCOMES.get(name, PALETTE[place % len(PALETTE)]) for place, name in enumerate(names)
    }
    words = {name: name.capitalize() for name in names} | dict(labels or {})
    layers, width = _lines(frame, colours, words, 280, step=False)
    if events is not None and events.height:
        base = alt.Chart(events).encode(x="date:T")
        rule = base.mark_rule(strokeDash=[2, 3], color=SOFT)
        note = base.mark_text(
            align="left", baseline="middle", dx=4, angle=315, color=SOFT, fontSize=11, limit=180
        ).encode(y=alt.value(-4), text="label:N")
        layers = [rule, note, *layers]
    return alt.layer(*layers).properties(width=width, height=280)


def timeline_chart(
    frame: pl.DataFrame, *, kinds: Mapping[str, str] | None = None
) -> alt.TopLevelMixin:
    """Dates from top to bottom, each with its words beside it.

    Parameters
    ----------
    frame
        ``date``, ``label``, ``kind`` (a shape a kind, such as promise, deadline, event).
    kinds
        Kind to the word put before the label; none by default.
    """
    need(frame, "date", "label", "kind")
    order = frame["kind"].unique(maintain_order=True).to_list()
    words = dict(kinds or {})
    dates = frame["date"].to_list()
    first, last = min(dates), max(dates)
    span = max((last - first).days, 1)
    table = frame.sort("date", maintain_order=True).with_row_index("row").with_columns(
        late=pl.Series([(day - first).days / span > 0.5 for day in sorted(dates)]),
        text=pl.struct("date", "label", "kind").map_elements(
            lambda row: f"{row['date'].day} {row['date']:%b %Y}  {words.get(row['kind'], '')} "
            f"{row['label']}".replace("   ", "  "),
            return_dtype=pl.String,
        ),
    )  # fmt: skip
    shapes = ["circle", "diamond", "square", "triangle-up", "cross", "triangle-down"]
    tones = colour_scale(
        dict(zip(order, (INK, VERMILLION, BLUE, GREY, *PALETTE[2:]), strict=False))
    )
    # Months alone would repeat where several ticks fall into one.
    ticks = "%b %Y" if span > MONTHLY else "%-d %b %Y"
    x = alt.X(
        "date:T",
        title=None,
        axis=alt.Axis(format=ticks, orient="top", labelOverlap="greedy", tickCount=6),
    )
    base = alt.Chart(table).encode(
        x=x, y=alt.Y("row:O", axis=None), color=alt.Color("kind:N", scale=tones)
    )
    points = base.mark_point(filled=True, size=80, opacity=1).encode(
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=order, range=shapes[: len(order)]))
    )
    layers: list[alt.Chart] = [points]
    sides: tuple[tuple[bool, Literal["left", "right"], int], ...]
    sides = ((False, "left", 10), (True, "right", -10))
    for late, align, shift in sides:
        part = table.filter(late=late)
        if part.height:
            layers.append(
                alt.Chart(part)
                .mark_text(align=align, dx=shift, color=INK)
                .encode(x=x, y=alt.Y("row:O", axis=None), text="text:N")
            )
    return alt.layer(*layers).properties(width=TOTAL_WIDTH - 30, height=alt.Step(24))
