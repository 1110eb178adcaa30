"""What anchors the forecast, what each side believes by date, and what was left unsolved."""

from __future__ import annotations

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, model, short_date
from tradetalks.briefing._document import Block, Column, Number, Paragraph, Table, plain

__all__ = ["anchor_told", "beliefs_table", "unsolved_told"]

GAME = (model("deadline"),)


def anchor_told(analysis: Analysis, book: Book) -> tuple[Block, ...]:
    """Which prior on resolve makes a threat lead to sanctions as often as past ones did."""
    prior = analysis.anchor
    if prior is None:
        return ()
    outside = (model("outside"),)
    rate = book.value(
        "anchor-rate",
        "share of past threats that were imposed, with its interval",
        100 * prior.rate[0],
        "percent",
        outside,
        100 * prior.rate[1],
        100 * prior.rate[2],
    )
    parts = [_end(analysis, book, i) for i in range(3)]
    lead = {
        "met": "The anchor meets the base rate",
        "out of reach": "The anchor falls short of the base rate",
        "flat": "No prior moves the chance of sanctions, so nothing is anchored",
    }[prior.status[0]]
    return (
        Paragraph(
            f"{lead}. Past threats were imposed in {{{rate.id}}}; for that share the chance that "
            f"the demander is {plain(analysis.forecast.payoffs.hidden_a.title.lower())} is set "
            f"{parts[0]}, for the lower end of its interval {parts[1]} and for the upper end "
            f"{parts[2]}. The anchored forecast is a rung of the table above; the headline "
            "keeps the case's own prior."
        ),
    )


def _end(analysis: Analysis, book: Book, place: int) -> str:
    """The prior for the rate, or for an end of its interval, and whether it is met."""
    prior = analysis.anchor
    assert prior is not None
    if prior.status[place] == "flat":
        return "by nothing, because it moves nothing"
    name = ("rate", "lower end", "upper end")[place]
    chosen = book.value(
        f"anchor-{place}",
        f"prior on resolve for the base rate ({name})",
        100 * prior.prior[place],
        "percent",
        GAME,
        digits=0,
    )
    if prior.status[place] == "met":
        return f"to {{{chosen.id}}}, which meets it"
    nearest = book.value(
        f"anchor-{place}-chance",
        f"chance of sanctions given a threat nearest to the base rate ({name})",
        100 * prior.chance[place],
        "percent",
        GAME,
        digits=0,
    )
    return f"to {{{chosen.id}}}, which comes no nearer than {{{nearest.id}}} (out of reach)"


def beliefs_table(analysis: Analysis, book: Book) -> tuple[Table, ...]:
    """Chance of each side's second kind as the other sees it, by date, while talks are on."""
    full, case = analysis.forecast, analysis.case
    talks = case.talks
    told = [
        (key, f"{plain(case.parties[party].name)} {hidden.title.lower()}", getattr(full, key))
        for key, party, hidden in (
            ("resolve", talks.demander, full.payoffs.hidden_a),
            ("resistance", talks.target, full.payoffs.hidden_b),
        )
        if hidden.title
    ]
    if not told:
        return ()
    rows: list[tuple[str | Number | None, ...]] = [
        (
            short_date(day),
            *(
                book.chance(f"{key}-{day}", f"{label}, as of {day}", values[:, i], GAME)
                for key, label, values in told
            ),
        )
        for i, day in enumerate((full.as_of, *full.dates))
    ]
    return (
        Table(
            id="beliefs",
            columns=(
                Column("date", "On", "left", None),
                *(Column(key, label, "right", "percent") for key, label, _ in told),
            ),
            rows=tuple(rows),
            caption="What each side believes of the other once the threat is made, given that "
            "talks are still on; percent.",
        ),
    )


def unsolved_told(analysis: Analysis, book: Book) -> tuple[Paragraph, ...]:
    """How many draws have no weight because their game was not solved."""
    full = analysis.forecast
    if not full.unsolved:
        return ()
    count = book.value(
        "unsolved", "draws whose game was not solved", full.unsolved, "draws", GAME, digits=0
    )
    drawn = book.value("drawn", "draws", len(full.weights), "draws", GAME, digits=0)
    return (
        Paragraph(
            f"The game was not solved in {{{count.id}}} of {{{drawn.id}}}; those have no weight "
            "in any chance here."
        ),
    )
