"""A document of invented numbers, for tests of how it looks and what it refuses."""

from __future__ import annotations

from datetime import date

import polars as pl

from tradetalks.briefing import _charts as charts
from tradetalks.briefing._document import (
    AssumptionEntry,
    Chart,
    Column,
    Document,
    Items,
    Method,
    Number,
    Origin,
    Paragraph,
    Section,
    SourceEntry,
    Table,
)

SOURCE = Origin("source", "yearbook", "Invented yearbook")
MODEL = Origin("model", "stakes", "Invented stakes model")
GAME = Origin("model", "deadline", "Invented deadline game")
GUESS = Origin("assumption", "access", "How far access moves demand")
SUM = Origin("computed", "net", "Gains less losses of the table above")


def number(
    name: str,
    value: float,
    unit: str = "USD bn",
    low: float | None = None,
    high: float | None = None,
    *origin: Origin,
) -> Number:
    """A number with a label made from its id."""
    label = name.replace("-", " ")
    return Number(name, label, value, unit, low, high, origin or (MODEL,))


def frames() -> dict[str, pl.DataFrame]:
    """Invented frames, one a chart."""
    groups = ["Consumers", "Car makers", "Dealers and importers", "Treasury"]
    outcomes = ["A deal before the deadline", "Sanctions are imposed", "The threat is dropped"]
    days = [date(1995, 3, 17), date(1995, 3, 31), date(1995, 5, 16), date(1995, 6, 28)]
    return {
        "balance": pl.DataFrame(
            {
                "year": [1990, 1991, 1992, 1993, 1994],
                "total": [-41.0, -43.5, -49.6, -59.3, -65.7],
                "automotive": [-30.1, None, -31.0, -33.5, -36.7],
            }
        ),
        "shares": pl.DataFrame(
            {
                "label": ["Demander's makes", "All foreign makes", *["Target's makes"] * 2],
                "base": [
                    "of new passenger cars sold, by make",
                    "of new passenger cars sold, by make",
                    "of all vehicles sold, by make",
                    "of cars sold, by country of build",
                ],
                "percent": [1.5, 4.6, 22.9, 13.2],
                "market": ["In the target's market"] * 2 + ["In the demander's market"] * 2,
            }
        ),
        "waterfall": pl.DataFrame(
            {
                "group": groups * 2,
                "nation": ["Demander"] * 4 + ["Target"] * 4,
                "value": [-3.1, 1.2, -0.6, 0.3, 0.0, -2.4, 0.1, 0.0],
                "low": [-4.2, 0.7, -1.0, 0.1, None, -3.6, 0.0, None],
                "high": [-2.2, 1.8, -0.3, 0.5, None, -1.5, 0.2, None],
            }
        ),
        "deals": pl.DataFrame(
            {
                "a": [0.0, 0.5, 1.2, 1.9, 2.6, 0.9, 1.5, 2.2, 3.4],
                "b": [0.0, 0.9, 0.8, 0.45, 0.1, 0.3, 0.2, -0.3, -0.9],
                "label": [
                    "Nothing", "Access", "Access and parts", "Company plans",
                    "Plans and access", "Parts", "Plans", "Targets", "Targets and all",
                ],
                "efficient": [False, True, True, True, True, False, False, False, True],
                "acceptable": [True, True, True, True, True, True, True, False, False],
            }
        ),
        "solutions": pl.DataFrame(
            {"a": [1.2, 1.55], "b": [0.8, 0.62], "label": ["Nash", "Kalai-Smorodinsky"]}
        ),
        "probability": pl.DataFrame(
            {
                "outcome": [text for text in outcomes for _ in range(2)],
                "probability": [0.58, 0.49, 0.27, 0.35, 0.15, 0.16],
                "low": [0.41, 0.38, 0.14, 0.25, 0.05, 0.09],
                "high": [0.74, 0.61, 0.42, 0.46, 0.27, 0.26],
                "kind": ["forecast", "base rate"] * 3,
            }
        ),
        "by_date": pl.DataFrame(
            {
                "date": days,
                "deal": [0.05, 0.17, 0.34, 0.58],
                "sanctions": [0.0, 0.0, 0.02, 0.27],
                "retreat": [0.0, 0.01, 0.03, 0.15],
            }
        ),
        "tornado": pl.DataFrame(
            {
                "assumption": [
                    "How far dealer access moves the demand for foreign makes",
                    "Cost of backing down in public", "Own-price elasticity", "Discount rate",
                ],
                "effect": [21.0, -14.0, 8.0, -2.0],
                "error": [2.1, 1.8, 1.9, 1.7],
                "group": ["demand", "resolve", "demand", "horizon"],
            }
        ),
        "ladder": pl.DataFrame(
            {
                "step": ["Base rate", "No economics", "Complete information", "Full model"],
                "deal": [0.49, 0.33, 0.71, 0.58],
                "imposed": [0.35, 0.33, 0.08, 0.27],
                "low": [0.38, None, 0.6, 0.41],
                "high": [0.61, None, 0.82, 0.74],
            }
        ),
        "replay": pl.DataFrame(
            {
                "date": days * 2,
                "series": ["deal"] * 4 + ["sanctions"] * 4,
                "probability": [0.58, 0.55, 0.61, 0.86, 0.27, 0.3, 0.33, 0.12],
            }
        ),
        "events": pl.DataFrame(
            {"date": days[1:3], "label": ["Pledge expires", "List of products published"]}
        ),
        "timeline": pl.DataFrame(
            {
                "date": [date(1992, 1, 9), date(1994, 10, 1), date(1995, 3, 17),
                         date(1995, 3, 31), date(1995, 9, 30)],
                "label": ["Purchase pledge is made", "Case opened under the statute",
                          "Seen from here", "Pledge expires", "Statutory deadline"],
                "kind": ["promise", "event", "today", "deadline", "deadline"],
            }
        ),
        "variance": pl.DataFrame(
            {"group": ["demand", "resolve", "horizon"], "share": [0.55, 0.37, 0.08]}
        ),
    }  # fmt: skip


def drawn() -> dict[str, object]:
    """Every chart function on its frame."""
    made = frames()
    return {
        "balance": charts.balance_chart(
            made["balance"], labels={"total": "All goods", "automotive": "Automotive"}
        ),
        "shares": charts.shares_chart(made["shares"]),
        "waterfall": charts.waterfall(made["waterfall"]),
        "plane": charts.payoff_plane(
            made["deals"], (0.0, 0.0), made["solutions"],
            titles=("Worth to the demander, $ billion", "Worth to the target, $ billion"),
        ),
        "probability": charts.probability_chart(made["probability"]),
        "by-date": charts.by_date_chart(made["by_date"]),
        "tornado": charts.tornado(made["tornado"], unit="percentage points"),
        "ladder": charts.ladder_chart(made["ladder"]),
        "replay": charts.replay_chart(made["replay"], made["events"]),
        "timeline": charts.timeline_chart(made["timeline"]),
        "variance": charts.variance_chart(made["variance"]),
    }  # fmt: skip


TITLES = {
    "balance": "The automotive part is more than half of the deficit",
    "shares": "Shares differ with their base",
    "waterfall": "The list costs the demander's buyers more than its makers gain",
    "plane": "Five deals are better than none for both sides",
    "probability": "A deal is likelier than the base rate",
    "by-date": "Most of the chance of a deal falls in the last month",
    "tornado": "Access moves the chance of a deal the most",
    "ladder": "The full model says less than complete information",
    "replay": "The forecast moves when the list is published",
    "timeline": "Two deadlines stand, one of them statutory",
    "variance": "Demand explains half of the spread",
}


def answer() -> Section:
    """The first screen."""
    deal = number("chance-deal", 58.2, "percent", 41, 74, GAME)
    base = number("base-deal", 49, "percent", 38, 61, SOURCE)
    worth = number("worth-list", -2.2, "USD bn", -3.4, -1.3)
    net = number("net-deal", 0.84, "USD bn", 0.41, 1.32, SUM, GUESS)
    rows = (
        ("Sanctions for a year", number("list-a", -2.2, "USD bn", -3.4, -1.3),
         number("list-b", -2.3, "USD bn", -3.6, -1.4), None),
        ("Company plans and dealer access", number("deal-a", 1.9, "USD bn", 0.8, 3.1),
         number("deal-b", 0.45, "USD bn", -0.2, 1.1), deal),
        ("No agreement", number("none-a", 0.0), number("none-b", 0.0),
         number("none-p", 15.0, "percent", 5, 27, GAME)),
    )  # fmt: skip
    columns = (
        Column("move", "What each move is worth"),
        Column("a", "Demander", "right", "USD bn"),
        Column("b", "Target", "right", "USD bn"),
        Column("p", "Chance", "right", "percent"),
    )
    return Section(
        "answer",
        "Answer",
        "A deal is likelier than not, {chance-deal}, and the threat would cost the side that "
        "makes it {worth-list}.",
        (
            Paragraph(
                "These numbers are invented for a test of the page. Of past threats of this kind "
                "{base-deal} ended in a deal. A deal on company plans and dealer access is worth "
                "{net-deal} to both sides together."
            ),
            Table("headline", columns, rows, "Invented numbers, present values of 1994."),
            Paragraph("Three assumptions matter most:"),
            Items(("How far access moves demand", "What backing down costs", "The elasticity")),
        ),
        {item.id: item for item in (deal, base, worth, net)},
    )


def document(generated: str = "2026-01-01 12:00", extra: tuple[Section, ...] = ()) -> Document:
    """The whole invented document."""
    sections = tuple(
        Section(
            f"part-{name}",
            name.replace("-", " ").capitalize(),
            TITLES[name] + ": {fact-" + name + "}.",
            (
                Chart(f"chart-{name}", TITLES[name], chart, f"Invented numbers: {TITLES[name]}."),  # pyright: ignore[reportArgumentType]
                Table(
                    f"table-{name}",
                    (Column("what", "Year"), Column("v", "Balance", "right", "USD bn"),
                     Column("s", "Share", "right", "percent")),
                    (("1993", number(f"{name}-1993", -59.35, "USD bn", None, None, SOURCE),
                      number(f"{name}-s1", 56.5, "percent", None, None, SOURCE)),
                     ("1994", number(f"{name}-1994", -65.7, "USD bn", None, None, SOURCE),
                      number(f"{name}-s2", 5.9, "percent", None, None, SOURCE))),
                    "Invented balance; share of all goods.",
                ),
                Method("Invented for the test of the page, by hand."),
            ),
            {f"fact-{name}": number(f"fact-{name}", 65.7, "USD bn", None, None, SOURCE)},
        )
        for name, chart in drawn().items()
    )  # fmt: skip
    return Document(
        title="Will the two sides agree?",
        subtitle="An invented case that shows how a briefing looks",
        as_of="17 March 1995",
        generated=generated,
        case="invented",
        seed=1,
        version="0",
        answer=answer(),
        sections=(*sections, *extra),
        ledger_sources=(
            SourceEntry("yearbook", "Invented yearbook", "A press", "1995", "https://example.org/a"),
        ),
        ledger_assumptions=(
            AssumptionEntry(
                "access", "How far access moves demand", 0.3, 0.1, 0.6, "1", "demand",
                "No source gives it; the range spans the invented estimates.",
            ),
        ),
        models={
            "stakes": ("Invented stakes model", "Adds what groups gain and lose."),
            "deadline": ("Invented deadline game", "Backward induction from the deadline."),
        },
    )  # fmt: skip
