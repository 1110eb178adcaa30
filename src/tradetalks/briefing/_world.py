"""Section on what the duties do to whole economies, beside the industry models."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, model, origin_of
from tradetalks.briefing._document import Block, Column, Method, Number, Section, Table, plain

__all__ = ["world"]


def world(analysis: Analysis) -> Section:
    """Each set of duties in general equilibrium: real income, its first-order part, the balance."""
    case, book = analysis.case, Book(analysis, "world")
    spec = case.world
    assert spec is not None
    a, b = case.talks.demander, case.talks.target
    names = {party: case.parties[party].name for party in (a, b)}
    unit = f"USD bn of {case.currency_year}"
    origin = (model("world"), origin_of(case, spec.elasticity))

    def put(name: str, label: str, values: Float[np.ndarray, " elasticity"], unit: str) -> Number:
        central, low, high = float(values[0]), float(values.min()), float(values.max())
        digits = 3 if unit == "percent" else 1
        return book.value(name, label, central, unit, origin, low, high, digits)

    flows: list[tuple[str | Number | None, ...]] = []
    incomes: list[tuple[str | Number | None, ...]] = []
    money: dict[tuple[str, str], Number] = {}
    for effect in analysis.world:
        shares: list[Number] = []
        for party in (a, b):
            key, label = f"{effect.id}-{party}", f"{effect.title}: {names[party]}"
            money[effect.id, party] = put(key, label, effect.money[party], unit)
            for part, about, values in (
                ("welfare", "real income", effect.welfare[party]),
                ("first", "first-order parts of real income", effect.first_order[party]),
            ):
                shares.append(put(f"{key}-{part}", f"{label}, {about}", values, "percent"))
        balance = put(f"{effect.id}-balance", f"{effect.title}: balance", effect.balance, unit)
        flows.append((effect.title, *(money[effect.id, party] for party in (a, b)), balance))
        incomes.append((effect.title, *shares))
    first, widest = analysis.world[0], analysis.world[-1]
    recorded = book.value(
        "recorded", f"recorded goods balance with {names[b]}", first.recorded, unit, origin[:1]
    )
    industry = book.spread(
        "industry",
        f"the threat a year in the industry models: {names[a]}",
        _a_year(analysis, a),
        unit,
        (model("market"),),
    )
    scenario = Column("scenario", "Duties", "left", None)
    tables: tuple[Block, ...] = (
        Table(
            id="world-table",
            columns=(
                scenario,
                *(Column(f"{p}-money", f"{names[p]} a year", "right", unit) for p in (a, b)),
                Column("balance", f"Balance with {names[b]}", "right", unit),
            ),
            rows=tuple(flows),
            caption=f"Changes a year, {unit}, at the central elasticity of trade in "
            f"{spec.sector.lower()} and over its range.",
        ),
        Table(
            id="world-income",
            columns=(
                scenario,
                *(
                    Column(f"{p}-{key}", f"{names[p]}: {title}", "right", "percent")
                    for p in (a, b)
                    for key, title in (("welfare", "exact"), ("first", "first-order parts"))
                ),
            ),
            rows=tuple(incomes),
            caption="Change of real income, percent: the exact one, and the sum of the first-order "
            "parts that the literature prints.",
        ),
    )
    lost = money[widest.id, a], money[widest.id, b]
    return Section(
        id="world",
        title="What the duties do to whole economies",
        finding=(
            f"With all wages, prices and trade free to move, the threatened duty comes to "
            f"{{{money[first.id, a].id}}} a year for the {plain(names[a])} and "
            f"{{{money[first.id, b].id}}} for {plain(names[b])}; the industry models put the "
            f"first at {{{industry.id}}}. If it grows into the widest exchange of duties below, "
            f"both lose: {{{lost[0].id}}} and {{{lost[1].id}}}."
        ),
        body=(
            *tables,
            Method(
                "General equilibrium in changes (Caliendo and Parro 2015), by whole countries and "
                f"sectors, on the data {plain(spec.data)}. Why it differs from the industry "
                "models: there firms have market power and earn profits, buyers switch "
                "between models, and wages and other sectors stand still; here competition is "
                "perfect, so that no profit is lost or won, but wages, inputs and every other flow "
                "respond, and a duty improves the terms of trade of a large buyer. A duty on a "
                "list is put on the whole sector at its share of the rate, since this model knows "
                "no products: that understates what a narrow, high duty wastes. The first-order "
                "parts are the ones that the literature prints; where they differ from the exact "
                f"change, trust the exact one. The recorded balance with {plain(names[b])} is "
                f"{{{recorded.id}}}; its change is a shift between partners, for the balance with "
                "all partners together is held as recorded and cannot move in this model."
            ),
        ),
        numbers=book.numbers,
    )


def _a_year(analysis: Analysis, party: str) -> Float[np.ndarray, " draw"]:
    """What the threatened measure is worth to a party a year, in every draw."""
    stakes = analysis.stakes
    return stakes.flows[stakes.index(analysis.measure), stakes.parties.index(party)].sum(axis=0)
