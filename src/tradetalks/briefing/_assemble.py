"""From the analysis of a case to the document of its briefing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

import numpy as np

from tradetalks import __version__
from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import MODELS, Book, in_sentence, long_date, model, package
from tradetalks.briefing._change import change, most_depends_on
from tradetalks.briefing._deadlines import deadlines
from tradetalks.briefing._document import (
    AssumptionEntry,
    Column,
    Document,
    Number,
    Section,
    SourceEntry,
    Table,
    numbers_of,
    plain,
)
from tradetalks.briefing._law import claims, law
from tradetalks.briefing._lines import lines
from tradetalks.briefing._linked import linked
from tradetalks.briefing._outlook import outlook
from tradetalks.briefing._record import promises, signals, where_it_stands
from tradetalks.briefing._replayed import replay_section
from tradetalks.briefing._scored import scored
from tradetalks.briefing._world import world
from tradetalks.briefing._worth import worth
from tradetalks.briefing._zone import bargaining
from tradetalks.case import Case, Outcome

__all__ = ["assemble"]

THREATS = SourceEntry(
    "ties-4.1",
    "Threat and Imposition of Economic Sanctions, version 4.1",
    "Morgan, Bapat and Kobayashi, Conflict Management and Peace Science 31",
    "2014",
    note="Threats begun before 1993, outcomes to 17 March 1995; counts ship, the table does not.",
)

METHODS = {
    "market": "Random-coefficients logit, nested logit and constant-elasticity demand; firms set "
    "border prices in Bertrand equilibrium with the exact ad valorem wedge; consumer surplus, "
    "profits by ownership, dealers' income and tariff revenue by nation add up.",
    "world": "Caliendo and Parro (2015) in exact changes: input-output links, tariff revenue and "
    "given deficits, on the data that the case names.",
    "stakes": "Flows a year times (1 - exp(-rT))/r; government payoff G = sum of group weights "
    "times values plus political terms.",
    "bargaining": "All packages of levels; Pareto frontier, zone of agreement, win-sets, Nash and "
    "Kalai-Smorodinsky points over lotteries.",
    "deadline": "Logit choice by backward induction from the deadline, starting from base rates; "
    "averaged over the draws.",
    "signals": "Logit equilibrium of the choice among postures, each followed by the deadline "
    "game with its own cost of retreat, at central values; beliefs by Bayes' rule, and by a "
    "reading that takes the quietest posture for a lack of interest.",
    "linkage": "Bayes' rule on resolve that is correlated between fronts, and rounds of talks that "
    "fronts share where they are short; beside the forecast and not in it.",
    "record": "Brier and log scores of the replayed forecasts on the questions of the outcome, "
    "beside those of the shares of past threats; nothing is fitted to them.",
    "outside": "Counts of past threats in TIES 4.1 with Wilson intervals.",
    "sensitivity": "Least squares of a result on the ranks of all drawn assumptions.",
}


def assemble(
    analysis: Analysis, *, outcome: Sequence[Outcome] | None, generated: datetime
) -> Document:
    """Order the findings of an analysis into a briefing.

    Parameters
    ----------
    analysis
        What was computed.
    outcome
        What happened, only where the reader asked for it.
    generated
        Time stamp, the one field that differs between runs.
    """
    case = analysis.case
    sections = [
        where_it_stands(analysis),
        promises(analysis),
        worth(analysis),
        world(analysis) if analysis.world else None,
        bargaining(analysis),
        outlook(analysis),
        lines(analysis),
        deadlines(analysis),
        linked(analysis),
        change(analysis),
        signals(analysis),
        law(analysis),
        claims(analysis),
        replay_section(analysis) if analysis.replayed is not None else None,
        scored(analysis, outcome) if outcome is not None else None,
        _outcome(outcome) if outcome is not None else None,
    ]
    shown = _cited(case, outcome)
    document = Document(
        title=case.title,
        subtitle=case.question,
        as_of=str(case.as_of),
        generated=generated.isoformat(timespec="seconds"),
        case=case.name,
        seed=analysis.draws.seed or 0,
        version=__version__,
        answer=_answer(analysis),
        sections=tuple(section for section in sections if section is not None),
        ledger_sources=(
            *(
                SourceEntry(s.id, s.title, s.publisher, s.date, s.url)
                for s in case.sources.values()
                if s.id in shown
            ),
            THREATS,
        ),
        ledger_assumptions=tuple(
            AssumptionEntry(key, a.title, a.value, a.low, a.high, a.unit, a.group, a.why)
            for key, a in case.assumptions.items()
        ),
        models={key: (title, METHODS[key]) for key, title in MODELS.items()},
    )
    origins = {origin for _, number in numbers_of(document) for origin in number.origin}
    used = {origin.id for origin in origins if origin.kind == "model"}
    return replace(document, models={k: v for k, v in document.models.items() if k in used})


def _answer(analysis: Analysis) -> Section:
    """The one paragraph and the small table on the first screen."""
    case, full = analysis.case, analysis.forecast
    book = Book(analysis, "answer")
    a, b = case.talks.demander, case.talks.target
    name_a, name_b = plain(case.parties[a].name), plain(case.parties[b].name)
    to_a, to_b = (plain(in_sentence(case.parties[p].name)) for p in (a, b))
    unit = f"USD bn of {case.currency_year}"
    game, money = (model("deadline"),), (model("market"), model("stakes"))
    deal = book.chance("deal", "A deal by the last deadline", full.deal, game)
    imposed = book.chance("imposed", "Sanctions imposed", full.imposed, game)
    made = ""
    if not full.known_threat:
        threat = book.chance("threat", "A specific threat made", full.threat, game)
        made = f", with a specific threat made in {{{threat.id}}}"
    base = analysis.ladder[0]
    base_deal = book.value(
        "base-deal",
        "Past threats settled before imposition",
        100 * float(base.mean(base.deal)),
        "percent",
        (model("outside"),),
    )
    base_imposed = book.value(
        "base-imposed",
        "The same game at base rates: sanctions",
        100 * float(base.mean(base.imposed)),
        "percent",
        (model("outside"),),
    )
    best = _typical(analysis)
    worth_rows: list[tuple[str | Number | None, ...]] = []
    cells: dict[str, Number] = {}
    for party in (a, b):
        cells[f"threat-{party}"] = book.spread(
            f"threat-{party}",
            f"The threat carried out, to {case.parties[party].name}",
            analysis.stakes.value(analysis.measure, party),
            unit,
            money,
        )
        cells[f"deal-{party}"] = book.spread(
            f"package-{party}",
            f"The likeliest package, to {case.parties[party].name}",
            full.payoffs.deals.money[party][:, best],
            unit,
            money,
        )
    worth_rows.append(("The threat carried out", cells[f"threat-{a}"], cells[f"threat-{b}"]))
    worth_rows.append(
        (
            f"The likeliest package: {package(case, full.payoffs.deals, best)}",
            cells[f"deal-{a}"],
            cells[f"deal-{b}"],
        )
    )
    state = "a threat is public" if full.known_threat else "no specific threat has been made"
    return Section(
        id="answer",
        title="The answer",
        finding=(
            f"On {long_date(case.as_of)} there is no deal and {state}. The model puts the "
            f"chance of a deal by {long_date(full.dates[-1])} at {{{deal.id}}} and of sanctions "
            f"at {{{imposed.id}}}{made}; the same talks "
            f"at the base rates of past threats give {{{base_deal.id}}} and "
            f"{{{base_imposed.id}}}. Carried out, the threat is worth "
            f"{{{cells[f'threat-{a}'].id}}} to {to_a} and "
            f"{{{cells[f'threat-{b}'].id}}} to {to_b}; the likeliest package is worth "
            f"{{{cells[f'deal-{a}'].id}}} and {{{cells[f'deal-{b}'].id}}}. "
            + most_depends_on(analysis, book)
        ),
        body=(
            Table(
                id="headline-worth",
                columns=(
                    Column("what", "Worth", "left", None),
                    Column(a, name_a, "right", unit),
                    Column(b, name_b, "right", unit),
                ),
                rows=tuple(worth_rows),
                caption=f"Present values, {unit}, all groups at equal weight, before politics.",
            ),
            Table(
                id="headline-chances",
                columns=(
                    Column("what", "Chance", "left", None),
                    Column("model", "Model", "right", "percent"),
                    Column("base", "Base rates", "right", "percent"),
                ),
                rows=(
                    ("A deal by the last deadline", deal, base_deal),
                    ("Sanctions imposed", imposed, base_imposed),
                ),
                caption="Mean over the draws with the central nine tenths.",
            ),
        ),
        numbers=book.numbers,
    )


def _typical(analysis: Analysis) -> int:
    """The package that is agreed most often."""
    return int(np.argmax(analysis.forecast.mean(analysis.forecast.terms)))


def _outcome(outcome: Sequence[Outcome]) -> Section:
    return Section(
        id="outcome",
        title="What happened",
        finding="Shown because it was asked for; no forecast reads it.",
        body=(
            Table(
                id="outcome-table",
                columns=(
                    Column("date", "Date", "left", None),
                    Column("question", "Question", "left", None),
                    Column("answer", "Answer", "left", None),
                    Column("note", "Note", "left", None),
                ),
                rows=tuple((str(o.date), o.question, o.answer, o.note) for o in outcome),
                caption="Outcome.",
            ),
        ),
        numbers={},
    )


def _cited(case: Case, outcome: Sequence[Outcome] | None) -> set[str]:
    """Sources that the case cites; those of the outcome only where it is shown."""
    cited = set(_texts(case.model_dump(exclude={"sources"})))
    return cited | {source for asked in outcome or () for source in asked.sources}


def _texts(value: object) -> Iterator[str]:
    """Every text in nested data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in cast("Mapping[str, object]", value).values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in cast("Sequence[object]", value):
            yield from _texts(item)
