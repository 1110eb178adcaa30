"""Which actor at home binds, and the best package for each side to offer."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, in_sentence, model, package
from tradetalks.briefing._document import Block, Column, Number, Paragraph, Table, plain
from tradetalks.talks import DomesticActor, packages, win_sets
from tradetalks.talks._forecast._payoffs import (
    coins,
    group_gain,
    holds,
)

__all__ = ["domestic_actors", "offers"]

BARGAINING = (model("bargaining"),)
LIKELY = 0.5
"""Chance of acceptance that the safer package must reach."""


def domestic_actors(analysis: Analysis) -> tuple[DomesticActor, ...]:
    """Actors with a veto in every draw, and outright refusals as actors of their own.

    A level that may be refused outright is taken to be refused by the side that loses most by it.
    """
    case, stakes = analysis.case, analysis.stakes
    deals = analysis.forecast.payoffs.deals
    side = {case.talks.demander: "a", case.talks.target: "b"}
    actors = [
        DomesticActor(
            name=actor.actor,
            side=side[actor.party],
            gain=group_gain(stakes, deals, actor.party, actor.groups),
            threshold=stakes.draws.of(case, actor.at_least),
        )
        for actor in case.talks.ratification
    ]
    for number, refusal in enumerate(case.talks.refuses):
        held = holds(stakes, deals, refusal.issue, refusal.level)
        refused = coins(stakes, number) < stakes.draws.of(case, refusal.chance)
        level = next(x for x in case.issues[refusal.issue].levels if x.id == refusal.level)
        actors.append(
            DomesticActor(
                name=f"Outright refusal of: {level.title}",
                side=_refuser(analysis, held),
                gain=np.where(held & refused[:, None], -1.0, 0.0),
                threshold=-0.5,
            )
        )
    return tuple(actors)


def _refuser(analysis: Analysis, held: Bool[np.ndarray, " deal"]) -> str:
    """The side to which packages with a level are worth least beside those without it."""
    game, talks = analysis.forecast.payoffs, analysis.case.talks

    def gain(party: str) -> float:
        values: Float[np.ndarray, " deal"] = game.deals.payoffs[party].mean(axis=0)
        return float(values[held].mean() - values[~held].mean())

    return "a" if gain(talks.demander) < gain(talks.target) else "b"


def offers(analysis: Analysis, book: Book) -> tuple[Block, ...]:
    """Tables on who binds and on what to offer."""
    actors = domestic_actors(analysis)
    return (*_binding(analysis, book, actors), _packages(analysis, book, actors))


def _binding(
    analysis: Analysis, book: Book, actors: tuple[DomesticActor, ...]
) -> tuple[Block, ...]:
    if not actors:
        return ()
    case = analysis.case
    found = win_sets(analysis.bargaining, actors)
    names = {
        "a": case.parties[case.talks.demander].name,
        "b": case.parties[case.talks.target].name,
    }
    said = {side: in_sentence(name) for side, name in names.items()}
    binds = found.binds()
    text = (
        "No veto at home alone keeps a package out."
        if binds is None
        else f"What binds most is: {plain(binds)}. Without that veto more packages would pass "
        "than without any other."
    )
    unit = f"USD bn of {case.currency_year}"
    rows: list[tuple[str | Number | None, ...]] = []
    for row in found.to_frame().iter_rows(named=True):
        name = str(row["actor"])
        number = [actor.name for actor in actors].index(name)
        cells = (
            ("refused", "share of the packages in the zone that it refuses", 100.0, "percent"),
            ("blocks", "draws in which it alone stops any deal", 100.0, "percent"),
            ("shadow_a", f"what its veto costs the best deal for {said['a']}", 1.0, unit),
            ("shadow_b", f"what its veto costs the best deal for {said['b']}", 1.0, unit),
        )
        rows.append(
            (
                name,
                names[str(row["side"])],
                *(
                    book.value(
                        f"veto-{number}-{key}",
                        f"{name}: {label}",
                        scale * float(row[key]),
                        of,
                        BARGAINING,
                    )
                    for key, label, scale, of in cells
                ),
            )
        )
    table = Table(
        id="vetoes",
        columns=(
            Column("actor", "Veto at home", "left", None),
            Column("side", "Of", "left", None),
            Column("refused", "Refuses, of the zone", "right", "percent"),
            Column("blocks", "Alone stops any deal", "right", "percent"),
            Column("shadow_a", f"Costs {said['a']}, best deal", "right", unit),
            Column("shadow_b", f"Costs {said['b']}, best deal", "right", unit),
        ),
        rows=tuple(rows),
        caption="Which veto binds: means over draws, the one that keeps most packages out first.",
    )
    return Paragraph(text), table


def _packages(analysis: Analysis, book: Book, actors: tuple[DomesticActor, ...]) -> Table:
    """The single best offer of each side, and its best that is more likely than not accepted."""
    case, full = analysis.case, analysis.forecast
    deals = full.payoffs.deals
    unit = f"USD bn of {case.currency_year}"
    rows: list[tuple[str | Number | None, ...]] = []
    for side, party in (("a", case.talks.demander), ("b", case.talks.target)):
        found = packages(analysis.bargaining, side, actors, full.weights)
        name = case.parties[party].name
        chosen = [("one offer", found.offer)]
        if found.curve and found.curve[0].chance >= LIKELY:
            likely = found.best(LIKELY)
            if likely.deal != found.offer.deal:
                chosen.append(("accepted in half of the draws or more", likely))
        for kind, offer in chosen:
            number = deals.labels.index(str(offer.deal))
            words = package(case, deals, number) or "Nothing changes"
            cells = (
                ("chance", "chance that the other side accepts", 100 * offer.chance, "percent"),
                ("home", "chance that it passes at home", 100 * offer.home_chance, "percent"),
                ("own", "payoff if carried out", offer.own, unit),
                ("worth", "worth of making the offer", offer.worth, unit),
            )
            rows.append(
                (
                    f"{name}, {kind}",
                    words,
                    *(
                        book.value(
                            f"offer-{side}-{number}-{key}",
                            f"{name} offers {words}: {label}",
                            value,
                            of,
                            BARGAINING,
                        )
                        for key, label, value, of in cells
                    ),
                )
            )
    return Table(
        id="offers",
        columns=(
            Column("who", "Who offers", "left", None),
            Column("package", "Package", "left", None),
            Column("chance", "Accepted", "right", "percent"),
            Column("home", "Passes at home", "right", "percent"),
            Column("own", "Payoff if agreed", "right", unit),
            Column("worth", "Worth of offering", "right", unit),
        ),
        rows=tuple(rows),
        caption="The package worth most to offer where a refusal leaves the impasse, and the best "
        "that the other side accepts in at least half of the draws.",
    )
