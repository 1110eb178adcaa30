"""Charts of where things stand and what moves are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from tradetalks.briefing._money import amount, format_value, unit_title
from tradetalks.briefing._theme import (
    BLUE,
    GREY,
    INK,
    SOFT,
    TOTAL_WIDTH,
    colour_scale,
    expression_list,
    label_axis,
    need,
    party_colours,
    plot_width,
    spread,
    wrap,
)

__all__ = ["balance_chart", "shares_chart", "tornado", "variance_chart", "waterfall"]


def balance_chart(
    frame: pl.DataFrame, *, unit: str = "USD bn", labels: Mapping[str, str] | None = None
) -> alt.TopLevelMixin:
    """Lines by year from zero, each labelled at its end.

    Parameters
    ----------
    frame
        ``year`` (integer) and a column a series, such as ``total`` and ``automotive``, in `unit`;
        null where a year is not recorded.
    labels
        Column to the words at the end of its line.
    """
    need(frame, "year")
    names = [name for name in frame.columns if name != "year"]
    words = {name: name.capitalize() for name in names} | dict(labels or {})
    long = (
        frame.unpivot(names, index="year", variable_name="series", value_name="value")
        .drop_nulls()
        .with_columns(pl.col("series").replace(words))
    )
    series = [words.get(name, name) for name in names]
    scale = colour_scale(dict(zip(series, (INK, BLUE, GREY), strict=False)))
    dashes = alt.Scale(domain=series, range=[[1, 0], [6, 3], [2, 3]][: len(series)])
    ends = long.sort("year").group_by("series", maintain_order=True).last()
    low, high = min(0.0, _least(long)), max(0.0, _most(long))
    gap = (high - low) * 0.075
    ends = ends.with_columns(
        pl.Series("at", spread(ends["value"].to_list(), gap)),
        pl.struct("series", "value")
        .map_elements(
            lambda row: f"{row['series']} {amount(row['value'], 1)}",
            return_dtype=pl.String,
        )
        .alias("text"),
    )
    width = plot_width([], right=44 + 6.4 * max(len(text) for text in ends["text"].to_list()))
    years = long["year"].unique().sort().to_list()
    x = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(domain=[years[0], years[-1]], nice=False),
        axis=alt.Axis(format="d", values=years, grid=False, labelOverlap=True),
    )
    colour = alt.Color("series:N", scale=scale)
    zero = alt.Chart(pl.DataFrame({"value": [0.0]})).mark_rule(color=INK).encode(y="value:Q")
    lines = alt.Chart(long).encode(x=x, y=alt.Y("value:Q", title=unit_title(unit)), color=colour)
    drawn = lines.mark_line(strokeWidth=2.4).encode(
        strokeDash=alt.StrokeDash("series:N", scale=dashes)
    )
    points = lines.mark_point(filled=True, size=34, opacity=1)
    text = (
        alt.Chart(ends)
        .mark_text(align="left", dx=10, fontWeight="bold")
        .encode(x=x, y="at:Q", text="text:N", color=colour)
    )
    return alt.layer(zero, drawn, points, text).properties(width=width, height=250)


def _least(frame: pl.DataFrame) -> float:
    return float(frame["value"].to_numpy().min())


def _most(frame: pl.DataFrame) -> float:
    return float(frame["value"].to_numpy().max())


def shares_chart(frame: pl.DataFrame) -> alt.TopLevelMixin:
    """Bars of shares, a block a market, with the base of each share in words at its end.

    Parameters
    ----------
    frame
        ``label`` (whose share), ``base`` (of what), ``percent`` (0 to 100), ``market``.
    """
    need(frame, "label", "base", "percent", "market")
    frame = frame.with_columns(
        pl.col("label").map_elements(lambda text: wrap(text, 30), return_dtype=pl.String),
        pl.col("percent")
        .map_elements(lambda value: format_value(value, "percent", int(value < 10)), pl.String)
        .alias("text"),
        # a block that is named by its base need not repeat it at every bar
        pl.when(pl.col("base") == pl.col("market"))
        .then(pl.lit(""))
        .otherwise(pl.col("base").map_elements(lambda text: wrap(text, 32), pl.String))
        .alias("base"),
    )
    most = float(frame["percent"].to_numpy().max())
    width = plot_width(["x" * 30], right=0)
    blocks: list[alt.LayerChart | alt.FacetChart] = []
    for (market,), rows in frame.group_by(["market"], maintain_order=True):
        rows = rows.with_row_index("row")
        # bases that differ under one label stay apart: rows, not labels, are the categories
        names = rows["label"].to_list()
        words = f"split({expression_list(names)}[datum.value], '\\n')"
        y = alt.Y("row:O", axis=label_axis(labelExpr=words, minExtent=190, maxExtent=190))
        x = alt.X(
            "percent:Q",
            title=None,
            axis=None,
            scale=alt.Scale(domain=[0, most * width / (width - 240)], nice=False),
        )
        base = alt.Chart(rows).encode(x=x, y=y)
        bars = base.mark_bar(color=BLUE, height=16)
        text = base.mark_text(align="left", dx=7, fontWeight="bold").encode(text="text:N")
        # Vega hangs further lines under the first; two lines move up by half to stay centred
        notes = [
            base.transform_filter(f"indexof(datum.base, '\\n') {test} 0")
            .mark_text(align="left", dx=50, dy=shift, color=SOFT, lineBreak="\n", lineHeight=13)
            .encode(text="base:N")
            for test, shift in (("<", 0), (">=", -6))
        ]
        blocks.append(
            alt.layer(bars, text, *notes).properties(
                width=width,
                height=alt.Step(36),
                title=alt.TitleParams(
                    wrap(str(market), 95).split("\n"),
                    anchor="start",
                    frame="bounds",
                    fontSize=13,
                    color=INK,
                    offset=8,
                ),
            )
        )
    return alt.vconcat(*blocks, spacing=18)


def waterfall(
    frame: pl.DataFrame, *, unit: str = "USD bn", parties: Sequence[str] = (), total: str = "Total"
) -> alt.TopLevelMixin:
    """Gains and losses of groups that add up to each nation's total, one block a nation.

    Parameters
    ----------
    frame
        ``group``, ``nation``, ``value``, ``low``, ``high`` in `unit`; bounds may be null. A row
        whose group is `total` is drawn from zero; where a nation has none, the sum is added.
    parties
        Nations in the order demanding side, target, third parties; it sets colours.
    """
    need(frame, "group", "nation", "value", "low", "high")
    nations = frame["nation"].unique(maintain_order=True).to_list()
    colours = party_colours(parties or nations)
    labels = [wrap(text, 26) for text in [*frame["group"].to_list(), total]]
    width = plot_width(labels, right=30)
    extent = TOTAL_WIDTH - 30 - width
    tables = {name: _steps(frame.filter(nation=name), total, unit) for name in nations}
    ends = pl.concat(tables.values()).select(
        low=pl.min_horizontal("start", "stop", "least"),
        high=pl.max_horizontal("start", "stop", "most"),
    )
    low = min(0.0, float(ends["low"].to_numpy().min()))
    high = max(0.0, float(ends["high"].to_numpy().max()))
    pad = (high - low) * 0.13 or 1.0
    domain = [low - pad * (low < 0), high + pad]
    blocks = [
        _steps_chart(
            tables[name],
            colours.get(name, GREY),
            alt.Scale(domain=domain, nice=False),
            unit_title(unit) if name == nations[-1] else None,
            extent,
        ).properties(
            width=width,
            height=alt.Step(28),
            title=alt.TitleParams(
                name,
                anchor="start",
                frame="bounds",
                fontSize=13,
                color=colours.get(name, GREY),
                offset=6,
            ),
        )
        for name in nations
    ]
    return alt.vconcat(*blocks, spacing=14)


def _steps(rows: pl.DataFrame, total: str, unit: str) -> pl.DataFrame:
    """Start and end of each bar of one nation, its interval and the text at its end."""
    given = rows.filter(pl.col("group") == total)
    parts = rows.filter(pl.col("group") != total)
    if given.is_empty():
        summed = parts["value"].sum()
        given = rows.head(1).with_columns(
            group=pl.lit(total),
            value=pl.lit(float(summed)),
            low=pl.lit(None, pl.Float64),
            high=pl.lit(None, pl.Float64),
        )
    start = pl.col("value").cum_sum() - pl.col("value")
    table = pl.concat(
        [
            parts.with_columns(start=start, kind=pl.lit("part")),
            given.with_columns(start=pl.lit(0.0), kind=pl.lit("total")),
        ],
        how="vertical_relaxed",
    )
    places = 1 if float(table["value"].abs().to_numpy().max()) >= 1 else 2
    return table.with_columns(
        stop=pl.col("start") + pl.col("value"),
        least=pl.col("start") + pl.col("low"),
        most=pl.col("start") + pl.col("high"),
        label=pl.col("group").map_elements(lambda text: wrap(text, 26), return_dtype=pl.String),
        text=pl.col("value").map_elements(
            lambda value: format_value(value, unit, places).partition("\N{NO-BREAK SPACE}")[0],
            return_dtype=pl.String,
        ),
        size=pl.when(pl.col("kind") == "total").then(18).otherwise(13),
    ).with_columns(end=pl.max_horizontal("start", "stop", "most"))


def _steps_chart(
    table: pl.DataFrame, colour: str, scale: alt.Scale, title: str | None, extent: int
) -> alt.LayerChart | alt.FacetChart:
    axis = alt.Axis(title=title) if title else alt.Axis(title=None, labels=False)
    y = alt.Y("label:N", sort=None, axis=label_axis(minExtent=extent, maxExtent=extent))
    base = alt.Chart(table).encode(y=y)
    bars = base.mark_bar(color=colour).encode(
        x=alt.X("start:Q", scale=scale, axis=axis),
        x2="stop:Q",
        size=alt.Size("size:Q", scale=None),
        opacity=alt.Opacity("kind:N", scale=alt.Scale(domain=["part", "total"], range=[0.55, 1.0])),
    )
    rules = base.mark_rule(color=INK, strokeWidth=1.3).encode(x="least:Q", x2="most:Q")
    text = base.mark_text(align="left", dx=6).encode(x="end:Q", text="text:N")
    zero = alt.Chart(pl.DataFrame({"x": [0.0]})).mark_rule(color=INK).encode(x="x:Q")
    return alt.layer(bars, rules, text, zero)


def tornado(
    frame: pl.DataFrame,
    *,
    unit: str = "percentage points",
    groups: Mapping[str, str] | None = None,
    top: int = 12,
) -> alt.TopLevelMixin:
    """How far each assumption moves a result from the low to the high end of its range.

    Parameters
    ----------
    frame
        ``assumption`` (title), ``effect`` and ``error``, half the width of its interval, both in
        `unit`; ``group``.
    groups
        Group to the words beside the bar.
    top
        Assumptions shown, by size of the effect.
    """
    need(frame, "assumption", "effect", "error", "group")
    table = (
        frame.sort(pl.col("effect").abs(), descending=True)
        .head(top)
        .with_columns(
            label=pl.col("assumption").map_elements(lambda text: wrap(text, 36), pl.String),
            group=pl.col("group").replace(dict(groups or {})),
            least=pl.col("effect") - pl.col("error"),
            most=pl.col("effect") + pl.col("error"),
            sign=pl.when(pl.col("effect") < 0).then(pl.lit("lowers")).otherwise(pl.lit("raises")),
        )
        .with_columns(end=pl.max_horizontal("effect", "most", pl.lit(0.0)))
    )
    width = plot_width(table["label"].to_list(), right=90)
    base = alt.Chart(table).encode(y=alt.Y("label:N", sort=None, axis=label_axis()))
    bars = base.mark_bar(height=15).encode(
        x=alt.X("effect:Q", title=unit_title(unit)),
        color=alt.Color("sign:N", scale=colour_scale({"raises": "#009E73", "lowers": "#CC79A7"})),
    )
    rules = base.mark_rule(color=INK, strokeWidth=1.3).encode(x="least:Q", x2="most:Q")
    text = base.mark_text(align="left", dx=8, color=SOFT).encode(x="end:Q", text="group:N")
    zero = alt.Chart(pl.DataFrame({"x": [0.0]})).mark_rule(color=INK).encode(x="x:Q")
    return alt.layer(bars, rules, text, zero).properties(width=width, height=alt.Step(34))


def variance_chart(
    frame: pl.DataFrame, *, groups: Mapping[str, str] | None = None
) -> alt.TopLevelMixin:
    """Parts of a result's spread by group of inputs.

    Parameters
    ----------
    frame
        ``group`` and ``share`` (0 to 1).
    """
    need(frame, "group", "share")
    table = frame.sort("share", descending=True).with_columns(
        group=pl.col("group").replace(dict(groups or {})),
        percent=100 * pl.col("share"),
        text=pl.col("share").map_elements(
            lambda share: format_value(100 * share, "percent", 0), return_dtype=pl.String
        ),
    )
    width = plot_width(table["group"].to_list(), right=50)
    base = alt.Chart(table).encode(
        y=alt.Y("group:N", sort=None, axis=label_axis()),
        x=alt.X("percent:Q", title="% of the variance", scale=alt.Scale(domainMin=0)),
    )
    text = base.mark_text(align="left", dx=6, fontWeight="bold").encode(text="text:N")
    return alt.layer(base.mark_bar(height=15, color=SOFT), text).properties(
        width=width, height=alt.Step(28)
    )
