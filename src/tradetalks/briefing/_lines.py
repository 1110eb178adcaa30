"""Section on what a firmer or a softer line of the demander would do."""

from __future__ import annotations

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, in_sentence, model
from tradetalks.briefing._document import (
    Block,
    Column,
    Items,
    Method,
    Number,
    Section,
    Table,
    plain,
)
from tradetalks.errors import SolveError
from tradetalks.talks._forecast._case_signals import CasePostures

__all__ = ["lines"]

TITLE = "What a firmer or softer line would do"
MILLION = 1000.0
"""Millions in a billion."""

SIGNALS = (model("signals"), model("deadline"))


def lines(analysis: Analysis) -> Section | None:
    """Each posture: who takes it, what it tells, how the talks end; the price of being misread.

    None where the case names no postures or the demander has no secret.
    """
    found = analysis.postures
    if found is None:
        return None
    if isinstance(found, SolveError):
        return Section("lines", TITLE, f"This could not be solved: {plain(str(found))}.", ())
    book = Book(analysis, "lines")
    table = _table(analysis, book, found)
    quiet, loud = 0, len(found.play.signals) - 1
    told = {
        (what, k): book.numbers[f"lines-{k}-{what}"]
        for what in ("deal", "imposed", "belief")
        for k in (quiet, loud)
    }
    first, last = (plain(found.play.signals[k]) for k in (quiet, loud))
    target = plain(in_sentence(analysis.case.parties[analysis.case.talks.target].name))
    body: tuple[Block, ...] = (
        table,
        Items(tuple(_price(analysis, book, found, kind) for kind in (0, 1))),
        Method(
            "Assumptions stand at their central values, so these numbers differ from the means "
            "over draws above. The talks run to the last firm deadline; a deadline that is only "
            "possible is left out. Each posture multiplies what a dropped threat costs either "
            "kind and has its own cost at once. The misreading takes the quietest posture for a "
            "lack of interest: the resolute kind is held never to take it, so that the louder "
            "ones are taken for more than they tell. A price below zero is a gain. "
            + _status(found)
        ),
    )
    return Section(
        id="lines",
        title=TITLE,
        finding=(
            f"From \u201c{first}\u201d to \u201c{last}\u201d the chance of a deal goes from "
            f"{{{told['deal', quiet].id}}} to {{{told['deal', loud].id}}} and that of sanctions "
            f"from {{{told['imposed', quiet].id}}} to {{{told['imposed', loud].id}}}, while the "
            f"chance that {target} gives the {plain(found.play.types[1].lower())} kind goes from "
            f"{{{told['belief', quiet].id}}} to {{{told['belief', loud].id}}}."
        ),
        body=body,
        numbers=book.numbers,
    )


def _status(found: CasePostures) -> str:
    """How the equilibrium was found."""
    if found.play.status == "solved":
        return "No second equilibrium was met in the search."
    if found.play.status == "several":
        return "Another equilibrium exists; shown is the one followed from precision zero."
    return "The path of equilibria folds; shown is the branch followed from precision zero."


def _table(analysis: Analysis, book: Book, found: CasePostures) -> Table:
    play, misreading = found.play, found.misreading
    unit = _unit(analysis)
    rows: list[tuple[str | Number | None, ...]] = []
    for k, name in enumerate(play.signals):
        chances = {
            "ordinary": (f"{play.types[0]} kind takes it", play.choice[0, k]),
            "second": (f"{play.types[1]} kind takes it", play.choice[1, k]),
            "belief": (f"belief in the {play.types[1].lower()} kind after it", play.belief[k]),
            "deal": ("deal after it", play.deal[k]),
            "imposed": ("sanctions after it", play.imposed[k]),
        }
        prices = {
            f"price-{i}": (
                f"price of the misreading, {kind} kind",
                MILLION * misreading.price[i, k],
            )
            for i, kind in enumerate(play.types)
        }
        rows.append(
            (
                name,
                *(
                    book.value(f"{k}-{key}", f"{name}: {what}", 100 * value, "percent", SIGNALS)
                    for key, (what, value) in chances.items()
                ),
                *(
                    book.value(f"{k}-{key}", f"{name}: {what}", value, unit, SIGNALS, digits=0)
                    for key, (what, value) in prices.items()
                ),
            )
        )
    first, second = play.types
    return Table(
        id="postures",
        columns=(
            Column("posture", "Posture", "left", None),
            Column("ordinary", f"{first} kind takes it", "right", "percent"),
            Column("second", f"{second} kind takes it", "right", "percent"),
            Column("belief", f"Then held to be {second.lower()}", "right", "percent"),
            Column("deal", "Deal", "right", "percent"),
            Column("imposed", "Sanctions", "right", "percent"),
            Column("price-0", f"Lost if misread, {first.lower()}", "right", unit),
            Column("price-1", f"Lost if misread, {second.lower()}", "right", unit),
        ),
        rows=tuple(rows),
        caption="Who takes each posture, what it tells and how the talks end after it, at central "
        "values; chances after a posture are over the kinds that take it.",
    )


def _price(analysis: Analysis, book: Book, found: CasePostures, kind: int) -> str:
    """One line on a kind: the price of a misread quiet line, and when a louder one pays."""
    play = found.play
    name = play.types[kind]
    price = book.numbers[f"lines-0-price-{kind}"]
    gap = book.value(
        f"gap-{kind}",
        f"{play.signals[1]} less {play.signals[0]}, read rightly, {name.lower()} kind",
        MILLION * (play.payoff[kind, 1] - play.payoff[kind, 0]),
        _unit(analysis),
        SIGNALS,
        digits=0,
    )
    quiet, loud = (f"\u201c{plain(signal)}\u201d" for signal in play.signals[:2])
    return (
        f"{plain(name)} kind: {quiet} costs {{{price.id}}} where it is misread. Read rightly, "
        f"the gain of {loud} over it is {{{gap.id}}}; {loud} {_turning(book, found, kind)}."
    )


def _unit(analysis: Analysis) -> str:
    """Prices of a misreading are small beside the stakes, so they are told in millions."""
    return f"USD million of {analysis.case.currency_year}"


def _turning(book: Book, found: CasePostures, kind: int) -> str:
    """When the louder posture pays better."""
    turning = found.turning[0]
    pays = turning.instead_pays[kind]
    if pays in ("always", "never"):
        return f"{pays} pays better, however likely the misreading"
    chance = book.value(
        f"turning-{kind}",
        f"chance of being misread at which {turning.instead} pays as much as {turning.signal}",
        100 * turning.chance[kind],
        "percent",
        SIGNALS,
    )
    return f"pays better {pays} a chance of misreading of {{{chance.id}}}"
