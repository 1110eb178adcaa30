"""Charts of where a deal is possible and how likely each outcome is."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import polars as pl

from tradetalks.briefing._theme import (
    BLUE,
    GREY,
    INK,
    OUTCOMES,
    PERCENT,
    SOFT,
    VERMILLION,
    colour_scale,
    expression_list,
    label_axis,
    need,
    percent_text,
    place_labels,
    plot_width,
    wrap,
)

__all__ = [
    "ladder_chart",
    "payoff_plane",
    "probability_chart",
]


def payoff_plane(
    deals: pl.DataFrame,
    disagreement: tuple[float, float],
    solutions: pl.DataFrame | None = None,
    *,
    titles: tuple[str, str] = (
        "Worth to the demanding side, $ billion",
        "Worth to the target, $ billion",
    ),
) -> alt.TopLevelMixin:
    """Every deal by what it is worth to either side, against no agreement.

    Parameters
    ----------
    deals
        ``a``, ``b`` (payoffs of the demanding side and of the target), ``label``, ``efficient``
        and ``acceptable`` (booleans).
    disagreement
        Payoffs of both sides without agreement.
    solutions
        ``a``, ``b``, ``label`` of bargaining solutions.
    titles
        What the axes measure, with unit: of the demanding side, of the target.
    """
    need(deals, "a", "b", "label", "efficient", "acceptable")
    marked = solutions if solutions is not None else deals.head(0).select("a", "b", "label")
    frame = pl.concat([deals.select("a", "b"), marked.select("a", "b")])
    extremes = [
        _range([*frame[name].to_list(), disagreement[place], 0.0])
        for place, name in enumerate(("a", "b"))
    ]
    size = (560.0, 400.0)
    x = alt.X("a:Q", title=titles[0] + " \N{RIGHTWARDS ARROW}", scale=_domain(extremes[0]))
    y = alt.Y("b:Q", title="\N{UPWARDS ARROW} " + titles[1], scale=_domain(extremes[1]))
    corner = pl.DataFrame(
        {"a": [disagreement[0]], "b": [disagreement[1]],
         "a2": [extremes[0][1]], "b2": [extremes[1][1]]}
    )  # fmt: skip
    zone = (
        alt.Chart(corner)
        .mark_rect(color="#009E73", opacity=0.07)
        .encode(x=x, y=y, x2="a2:Q", y2="b2:Q")
    )
    lines = [
        alt.Chart(corner).mark_rule(strokeDash=[4, 3], color=SOFT).encode(x=x),
        alt.Chart(corner).mark_rule(strokeDash=[4, 3], color=SOFT).encode(y=y),
    ]
    frontier = (
        alt.Chart(deals.filter("efficient").sort("a"))
        .mark_line(color=INK, strokeWidth=1.4, order=True)
        .encode(x=x, y=y)
    )
    base = alt.Chart(deals.filter(~pl.col("acceptable"))).encode(x=x, y=y)
    hollow = base.mark_point(shape="circle", size=60, color=GREY, fill="white", opacity=1)
    base = alt.Chart(deals.filter("acceptable")).encode(x=x, y=y)
    filled = base.mark_point(shape="circle", size=70, filled=True, color=INK, opacity=1)
    cross = alt.Chart(corner).mark_point(
        shape="cross", angle=45, size=130, filled=True, color=INK, opacity=1
    ).encode(x=x, y=y)  # fmt: skip
    note = (
        alt.Chart(corner)
        .mark_text(align="right", baseline="top", dx=-6, dy=6, color="#00664C", fontStyle="italic")
        .encode(x=alt.X("a2:Q"), y=alt.Y("b2:Q"), text=alt.value("both gain over no agreement"))
    )
    layers: list[alt.Chart] = [zone, note, *lines, frontier, hollow, filled, cross]
    if marked.height:
        diamonds = alt.Chart(marked).encode(x=x, y=y)
        layers.append(
            diamonds.mark_point(
                shape="diamond", size=190, strokeWidth=2.2, color=VERMILLION, opacity=1
            )
        )
    layers += _plane_labels(deals, disagreement, marked, extremes, size)
    return alt.layer(*layers).properties(width=size[0], height=size[1])


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    pad = 0.08 * (high - low) or 1.0
    return low - pad, high + pad


def _domain(extremes: tuple[float, float]) -> alt.Scale:
    return alt.Scale(domain=list(extremes), nice=False, zero=False)


def _plane_labels(
    deals: pl.DataFrame,
    disagreement: tuple[float, float],
    marked: pl.DataFrame,
    extremes: Sequence[tuple[float, float]],
    size: tuple[float, float],
) -> list[alt.Chart]:
    """Texts beside the solutions, the disagreement point and the efficient deals."""

    def pixel(a: float, b: float) -> tuple[float, float]:
        (west, east), (south, north) = extremes
        return (a - west) / (east - west) * size[0], (north - b) / (north - south) * size[1]

    named = pl.concat(
        [
            marked.select("a", "b", "label").with_columns(tone=pl.lit(VERMILLION)),
            pl.DataFrame(
                {"a": [disagreement[0]], "b": [disagreement[1]],
                 "label": ["No agreement"], "tone": [INK]}
            ),
            deals.filter("efficient").select("a", "b", "label").with_columns(tone=pl.lit(SOFT)),
        ],
        how="vertical_relaxed",
    )  # fmt: skip
    points = [pixel(row[0], row[1]) for row in named.select("a", "b").iter_rows()]
    rest = [pixel(row[0], row[1]) for row in deals.select("a", "b").iter_rows()]
    places = place_labels(points, named["label"].to_list(), size, rest)
    table = named.with_columns(
        x=pl.Series([place[0] for place in places]),
        y=pl.Series([place[1] for place in places]),
        align=pl.Series([place[2] for place in places]),
    )
    texts: list[alt.Chart] = []
    for align in ("left", "right"):
        part = table.filter(align=align)
        if part.height:
            base = alt.Chart(part).encode(
                x=alt.X("x:Q", scale=None), y=alt.Y("y:Q", scale=None), text="label:N"
            )
            texts.append(
                base.mark_text(
                    align=align, baseline="middle", stroke="white", strokeWidth=3, opacity=0.9
                )
            )
            texts.append(
                base.mark_text(align=align, baseline="middle").encode(
                    color=alt.Color("tone:N", scale=None)
                )
            )
    return texts


def probability_chart(frame: pl.DataFrame) -> alt.TopLevelMixin:
    """Chance of each outcome with its interval, the forecast beside the base rate.

    Parameters
    ----------
    frame
        ``outcome``, ``probability``, ``low``, ``high`` (0 to 1, bounds may be null), ``kind``
        (such as "model" and "base rate"; the first is drawn filled).
    """
    need(frame, "outcome", "probability", "low", "high", "kind")
    kinds = frame["kind"].unique(maintain_order=True).to_list()
    order = {name: place for place, name in enumerate(frame["outcome"].unique(maintain_order=True))}
    table = (
        frame.sort(pl.col("outcome").replace_strict(order), maintain_order=True)
        .with_row_index("row")
        .with_columns(
            percent=100 * pl.col("probability").cast(pl.Float64),
            least=100 * pl.col("low").cast(pl.Float64),
            most=100 * pl.col("high").cast(pl.Float64),
            text=pl.struct("probability", "kind").map_elements(
                lambda row: f"{percent_text(row['probability'])} {row['kind']}",
                return_dtype=pl.String,
            ),
        )
        .with_columns(end=pl.max_horizontal("percent", "most"))
    )
    names = [wrap(name, 32) for name in table["outcome"].to_list()]
    # an outcome seen in several ways is named once, at the first of them
    shown = ["" if name in names[:place] else name for place, name in enumerate(names)]
    width = plot_width(names, right=110)
    shapes = alt.Scale(
        domain=kinds, range=["circle", "diamond", "square", "triangle"][: len(kinds)]
    )
    tones = colour_scale(dict(zip(kinds, (INK, GREY, BLUE, SOFT), strict=False)))
    words = f"split({expression_list(shown)}[datum.value], '\\n')"
    base = alt.Chart(table).encode(
        y=alt.Y("row:O", axis=label_axis(labelExpr=words)),
        color=alt.Color("kind:N", scale=tones),
    )
    x = alt.X("percent:Q", title="chance, %", scale=PERCENT)
    rules = base.mark_rule(strokeWidth=2.2).encode(x=alt.X("least:Q", scale=PERCENT), x2="most:Q")
    points = base.mark_point(filled=True, size=95, opacity=1).encode(
        x=x, shape=alt.Shape("kind:N", scale=shapes)
    )
    text = base.mark_text(align="left", dx=9).encode(x="end:Q", text="text:N")
    return alt.layer(rules, points, text).properties(width=width, height=alt.Step(30))


def ladder_chart(frame: pl.DataFrame) -> alt.TopLevelMixin:
    """Chance of a deal and of sanctions on each rung, from the base rate to the full model.

    Parameters
    ----------
    frame
        ``step``, ``deal``, ``imposed`` (0 to 1), ``low``, ``high`` (interval of ``deal``, may be
        null), from the lowest rung up.
    """
    need(frame, "step", "deal", "imposed", "low", "high")
    table = frame.with_columns(
        pl.col("step").map_elements(lambda text: wrap(text, 30), return_dtype=pl.String),
        *(pl.col(name).cast(pl.Float64) * 100 for name in ("deal", "imposed", "low", "high")),
    )
    steps = table["step"].to_list()
    y = alt.Y("step:N", sort=steps, axis=label_axis())
    base = alt.Chart(table).encode(y=y)
    rules = base.mark_rule(strokeWidth=2.2, color=OUTCOMES["deal"]).encode(
        x=alt.X("low:Q", scale=PERCENT), x2="high:Q"
    )
    layers: list[alt.Chart] = [rules]
    # one label above its mark and one below, so that equal chances stay readable
    for name, word, shape, shift in (
        ("deal", "deal", "circle", -14),
        ("imposed", "sanctions", "square", 15),
    ):
        x = alt.X(f"{name}:Q", title="chance, %", scale=PERCENT)
        texts = [
            "" if value is None else f"{word} {percent_text(value / 100)}"
            for value in table[name].to_list()
        ]
        both = alt.Chart(table.with_columns(text=pl.Series(texts))).encode(x=x, y=y)
        layers.append(
            both.mark_point(filled=True, shape=shape, size=110, opacity=1, color=OUTCOMES[name])
        )
        layers.append(both.mark_text(dy=shift, color=OUTCOMES[name]).encode(text="text:N"))
    width = plot_width(steps, right=30)
    return alt.layer(*layers).properties(width=width, height=alt.Step(54))
