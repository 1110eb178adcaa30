"""What no file says, as entries of assumptions.yaml: wide ranges, marked where to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tradetalks.drafting._figures import home_key
from tradetalks.drafting._market import ELASTICITY, NAMED, OUTER, SideMarket
from tradetalks.drafting._parties import Side
from tradetalks.drafting._plan import DraftPlan
from tradetalks.figures import Assumption

__all__ = ["BARRIER", "RATE", "assumptions", "share_of"]

TO_FILL_IN = "TO FILL IN."

BARRIER, RATE = 0.1, 0.25
"""Central barrier in the market of the side that is asked, and central rate of a threat."""

Entries = Iterator[tuple[str, Assumption]]


def share_of(market: SideMarket, good: str) -> str:
    """Key of a good's share of a market."""
    return f"share_{market.side.id.lower()}_{good.replace('-', '_')}"


def assumptions(plan: DraftPlan) -> Mapping[str, Mapping[str, Assumption]]:
    """Entries by the heading under which they stand in the file."""
    one, other = plan.parties
    sections: dict[str, Entries] = {
        **{f"the market of {m.side.the}": _market(plan, m) for m in plan.markets},
        "demand": _demand(),
        "measures": _measures(plan),
        "what is on the table": _issues(plan),
        f"what politics adds, in USD bn of {plan.trade.year}, once": _politics(plan),
        "weights of groups": _weights(plan),
        "horizon": _horizon(),
        "how the game is played": _game(one, other),
    }
    return {title: dict(entries) for title, entries in sections.items()}


def _entry(
    title: str,
    values: tuple[float, float, float],
    unit: str,
    group: str,
    why: str,
    drawn: bool = True,
) -> Assumption:
    """An entry from low, central and high value."""
    low, value, high = (float(f"{v:.8g}") for v in values)
    content = {"title": title, "value": value, "low": low, "high": high, "unit": unit}
    return Assumption.model_validate({**content, "group": group, "why": why, "drawn": drawn})


def _fixed(title: str, value: float, unit: str, why: str) -> Assumption:
    return _entry(title, (value, value, value), unit, "data", why, drawn=False)


def _market(plan: DraftPlan, market: SideMarket) -> Entries:
    side, partner, key = market.side, market.partner, market.side.id.lower()
    yield (
        f"expenditure_{key}",
        _fixed(
            f"What {side.the} spends on these goods",
            market.expenditure,
            "USD bn",
            f"Imports of {plan.trade.year} with duties and barriers at their central values, over "
            "one less the central home share. It is not drawn, so that the partner's recorded "
            "sales stand in every draw.",
        ),
    )
    if market.rest is not None:
        home = market.drawn
        yield (
            f"home_share_{key}",
            _entry(
                f"Home makers' share of what {side.the} buys",
                (home.low, home.value, home.high),
                "1",
                "data",
                _why_home(plan, side),
            ),
        )
    for good in market.partners:
        what = f"heading {good.code}" if good.code else f"headings beyond the {NAMED} largest"
        yield (
            share_of(market, good.id),
            _fixed(
                f"Share of {what} from {partner.the} in what {side.the} buys",
                market.share(good),
                "1",
                f"Imports of {good.value:.4g} USD bn in {plan.trade.year} (figures.csv) with duty "
                "and barrier, over the expenditure above.",
            ),
        )
    if _unknown_duty(plan, side):
        yield (
            f"duty_{key}",
            _entry(
                f"Duty of {side.the} on these goods",
                (0.0, market.duty, 0.15),
                "1",
                "data",
                f"{TO_FILL_IN} No tariff of {side.the} was given. Most-favoured-nation duties on "
                "manufactures of rich countries are mostly below 5 percent and seldom above 15.",
            ),
        )


def _unknown_duty(plan: DraftPlan, side: Side) -> bool:
    return plan.duties is None or side.id not in plan.duties.by_importer


def _why_home(plan: DraftPlan, side: Side) -> str:
    sales = plan.home_sales
    drawn = (
        "It is drawn against the rest of the world's share, so that the partner's recorded sales "
        "stand in every draw."
    )
    if sales is None:
        return (
            f"{TO_FILL_IN} No input-output table was given, so this is a guess: makers at home "
            f"mostly sell more at home than all foreigners do. {drawn}"
        )
    return (
        f"{100 * sales.shares[side.id]:.1f} percent in the whole sector {', '.join(sales.sectors)} "
        f"(figure {home_key(side.id)}); these goods are a part of it and may be traded more or "
        f"less. {drawn}"
    )


def _demand() -> Entries:
    yield (
        "elasticity",
        _entry(
            "Substitution between origins",
            (2.5, ELASTICITY, 8.0),
            "1",
            "demand",
            f"{TO_FILL_IN} Estimates between origins of goods lie mostly from 3 to 8 (Broda and "
            "Weinstein 2006 have a median near 3; Caliendo and Parro 2015 span more). Take one of "
            "the sector's own.",
        ),
    )
    yield (
        "outer_elasticity",
        _entry(
            "Price elasticity of all these goods together",
            (0.1, OUTER, 1.5),
            "1",
            "demand",
            f"{TO_FILL_IN} Below one for what other makers need as an input, above it for what "
            "households can do without.",
        ),
    )


def _measures(plan: DraftPlan) -> Entries:
    for key, who in (("threat", plan.parties[0]), ("retaliation", plan.parties[1])):
        yield (
            f"{key}_rate",
            _entry(
                f"Duty that {who.the} would add",
                (0.1, RATE, 0.5),
                "1",
                "data",
                f"{TO_FILL_IN} Many of the duties added since 2018 were at 25 percent; a rate that "
                "is announced is a figure.",
            ),
        )
        yield (
            f"{key}_years",
            _entry(
                f"How long the duty of {who.the} would last",
                (0.5, 1.5, 4.0),
                "years",
                "horizon",
                f"{TO_FILL_IN} From months until a settlement to a term of office.",
            ),
        )


def _issues(plan: DraftPlan) -> Entries:
    one, other = plan.parties
    sold = plan.sold(plan.markets[1])
    yield (
        "barrier",
        _entry(
            f"What barriers in {other.the} add to the cost of goods of {one.the}",
            (0.02, BARRIER, 0.3),
            "1",
            "demand",
            f"{TO_FILL_IN} As a rate on the border price, beside the duty; name the barriers and "
            "what a study says of them.",
        ),
    )
    yield (
        "cut_partial",
        _entry(
            "Part of the barrier that a partial opening removes",
            (0.1, 0.3, 0.5),
            "1",
            "demand",
            f"{TO_FILL_IN} What is offered short of the whole demand.",
        ),
    )
    yield (
        "cut_full",
        _entry(
            "Part of the barrier that the full opening removes",
            (0.5, 0.8, 1.0),
            "1",
            "demand",
            f"{TO_FILL_IN} The demand; habits of buyers outlast rules.",
        ),
    )
    yield (
        "purchases",
        _entry(
            f"Purchases of goods of {one.the} pledged beyond what would be bought anyway",
            (0.0, 0.1 * sold, 0.3 * sold),
            "USD bn",
            "data",
            f"{TO_FILL_IN} A year; none to three tenths of the {sold:.3g} USD bn of "
            f"{plan.trade.year}.",
        ),
    )
    for level, part in (("half", 0.5), ("free", 0.0)):
        for market in plan.markets:
            if market.duty > 0.0 and not _unknown_duty(plan, market.side):
                yield (
                    f"duty_{market.side.id.lower()}_{level}",
                    _fixed(
                        f"Duty of {market.side.name}, {level}",
                        part * market.duty,
                        "1",
                        f"{TO_FILL_IN} The level on the table, beside {100 * market.duty:.3g} "
                        "percent now.",
                    ),
                )


def _politics(plan: DraftPlan) -> Entries:
    one, other = plan.parties
    size = plan.threat_value
    guess = f"{TO_FILL_IN} A guess, in parts of the {size:.3g} USD bn that the list covers:"
    rows: tuple[tuple[str, str, tuple[float, float, float], str], ...] = (
        ("threat", f"Cost to {one.the} of a public threat", (-0.2, -0.05, 0.0),
         "a threat strains relations; who asks for one at home?"),
        ("back_down", f"Cost to {one.the} of dropping a public threat", (-1.0, -0.3, -0.05),
         "leaders who retreat in public lose standing (Fearon 1994; Tomz 2007)."),
        ("impose", f"Cost to {one.the} of carrying it out", (-0.5, -0.1, 0.0),
         "a complaint at the WTO, an ally offended."),
        ("deal", f"Worth to {one.the} of a deal to show", (0.0, 0.1, 0.5),
         "an election, a promise, a date."),
        ("yield", f"Cost to {other.the} of yielding under a threat", (-0.5, -0.1, 0.2),
         "pride against an end of the quarrel."),
        ("stand", f"Worth to {other.the} of standing firm", (-0.3, 0.0, 0.3),
         "approval at home against strain abroad; the sign is not certain."),
    )  # fmt: skip
    for key, title, parts, why in rows:
        low, value, high = (part * size for part in parts)
        yield f"psi_{key}", _entry(title, (low, value, high), "USD bn", "resolve", f"{guess} {why}")
    yield from _concessions(plan)


def _concessions(plan: DraftPlan) -> Entries:
    """What a concession costs the government that makes it, beside what it costs its makers."""
    home, abroad = plan.markets
    rows: tuple[tuple[str, SideMarket, str, tuple[float, float, float]], ...] = (
        ("opening_partial", abroad, "a partial opening", (-0.5, -0.15, 0.0)),
        ("opening_full", abroad, "the full opening", (-1.5, -0.5, 0.0)),
        ("purchases_pledged", abroad, "a pledge to purchase", (-0.3, -0.1, 0.0)),
        ("relief_half", home, "a duty halved", (-0.3, -0.1, 0.0)),
        ("relief_free", home, "a duty given up", (-0.6, -0.2, 0.0)),
    )
    for key, market, what, parts in rows:
        if key.startswith("relief") and (market.duty == 0.0 or _unknown_duty(plan, market.side)):
            continue
        sold = plan.sold(market)
        low, value, high = (part * sold for part in parts)
        yield (
            f"psi_{key}",
            _entry(
                f"Cost to {market.side.the} of {what}",
                (low, value, high),
                "USD bn",
                "weights",
                f"{TO_FILL_IN} Buyers mostly gain more by it than makers lose, so that what has "
                "kept it from happening is politics, and is worth about as much. A guess, in parts "
                f"of the {sold:.3g} USD bn a year that are sold there.",
            ),
        )


def _weights(plan: DraftPlan) -> Entries:
    rows: tuple[tuple[str, tuple[float, float, float], str], ...] = (
        ("buyers", (0.8, 0.9, 1.0), "Buyers are many and seldom organised; estimates of the "
         "lobbying model put them nearly level with makers (Goldberg and Maggi 1999)."),
        ("makers", (1.0, 1.3, 2.0), "Makers are few and organised. How many work for them, where, "
         "and who speaks for them?"),
        ("treasury", (0.9, 1.0, 1.1), "A dollar of revenue is the measuring rod."),
    )  # fmt: skip
    for party in plan.parties:
        for group, values, why in rows:
            yield (
                f"w_{party.id.lower()}_{group}",
                _entry(
                    f"Weight of {group}, {party.name}",
                    values,
                    "1",
                    "weights",
                    f"{TO_FILL_IN} {why}",
                ),
            )


def _horizon() -> Entries:
    yield (
        "deal_years",
        _entry(
            "How long a deal lasts",
            (3.0, 5.0, 10.0),
            "years",
            "horizon",
            f"{TO_FILL_IN} Its term, or the time until circumstances overtake it.",
        ),
    )
    yield (
        "discount_rate",
        _entry(
            "Discount rate a year",
            (0.02, 0.05, 0.1),
            "1",
            "horizon",
            "Real; public programmes are mostly valued at 2 to 7 percent, and officials near an "
            "election discount more.",
        ),
    )
    yield (
        "period_days",
        _entry(
            "Time between offers",
            (14.0, 14.0, 14.0),
            "days",
            "horizon",
            f"{TO_FILL_IN} Rounds of talks two weeks apart; it sets the grid of the game.",
            drawn=False,
        ),
    )


def _game(one: Side, other: Side) -> Entries:
    for key, who in (("demander", one), ("target", other)):
        yield (
            f"precision_{key}",
            _entry(
                f"How surely {who.the} takes its better choice",
                (4.0, 12.0, 40.0),
                "1",
                "precision",
                "For each share of the stake; at 12 an option worth a tenth of the stake more is "
                "taken three times in four. Experiments give a wide range (McKelvey and Palfrey "
                "1995, 1998).",
            ),
        )
    yield (
        "threat_chance",
        _entry(
            "Chance of a threat where making one gains nothing",
            (0.1, 0.4, 0.7),
            "1",
            "resolve",
            f"{TO_FILL_IN} How often has {one.the} threatened before in such a quarrel?",
        ),
    )
