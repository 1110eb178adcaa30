"""A draft as the files of a case folder."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel

from tradetalks.case import Source
from tradetalks.drafting._assumptions import assumptions, share_of
from tradetalks.drafting._figures import (
    DEFINED,
    PRICE_LEVEL,
    balance_key,
    duty_key,
    figures,
    home_key,
    share_key,
    sources,
)
from tradetalks.drafting._market import NAMED, Good, SideMarket
from tradetalks.drafting._parties import REST
from tradetalks.drafting._plan import DraftPlan
from tradetalks.figures import Figure

__all__ = ["files_of"]

TEMPLATES = (
    "README.md",
    "case.yaml",
    "markets.yaml",
    "measures.yaml",
    "issues.yaml",
    "talks.yaml",
    "assumptions.yaml",
)

DEADLINE = timedelta(days=180)
"""From the day of the case to its placeholder of a deadline."""

MIRRORED = (0.8, 1.0)
"""Parts of the threat's value between which the answer is about as large."""


def files_of(plan: DraftPlan) -> dict[str, str]:
    """Text of every file of the case by its name."""
    pages = Environment(
        loader=PackageLoader("tradetalks.drafting"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    pages.filters |= {"quoted": _quoted, "number": _number}
    words = _words(plan)
    found = {name: pages.get_template(f"{name}.j2").render(words) for name in TEMPLATES}
    found["figures.csv"] = _table(Figure, figures(plan))
    found["sources.csv"] = _table(Source, sources(plan))
    return found


def _words(plan: DraftPlan) -> dict[str, Any]:
    one, other = plan.parties
    drawn = plan.markets[0].drawn
    low, high = MIRRORED
    return {
        "plan": plan,
        "one": one,
        "other": other,
        "rest": REST,
        "named": NAMED,
        "defined": DEFINED,
        "deadline": plan.as_of + DEADLINE,
        "keys": {"balance": balance_key(plan), "price_level": PRICE_LEVEL},
        "titles": _titles(plan),
        "shown": _shown(plan),
        "market_ids": {m.side.id: f"goods-{m.side.id.lower()}" for m in plan.markets},
        "share_of": share_of,
        "title_of": _title_of,
        "duty_of": lambda market: _duty_of(plan, market),
        "headings": _headings,
        "lists": (
            ("threat", plan.threat, plan.threat_value, one, other),
            ("retaliation", plan.retaliation, plan.retaliation_value, other, one),
        ),
        "lowered": _lowered(plan),
        "politics": _politics(plan),
        "assumptions": assumptions(plan),
        "years": plan.trade.flows["year"].unique().sort().to_list(),
        "notes": plan.trade.notes,
        "low_home": f"{100 * drawn.low:.0f}",
        "high_home": f"{100 * drawn.high:.0f}",
        "unequal": not low <= plan.retaliation_value / plan.threat_value <= high,
    }


def _quoted(text: str) -> str:
    """Text as YAML reads it whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def _number(value: float) -> str:
    """A number as YAML reads it: 1e-06 without a point would be text."""
    text = repr(value)
    return f"{value:.12f}".rstrip("0") if "e" in text else text


def _table(model: type[BaseModel], rows: Sequence[BaseModel]) -> str:
    """Rows of one kind as csv, truth values in small letters."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(model.model_fields), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        cells = row.model_dump(mode="json")
        writer.writerow({k: str(v).lower() if isinstance(v, bool) else v for k, v in cells.items()})
    return out.getvalue()


def _known_duty(plan: DraftPlan, market: SideMarket) -> bool:
    return plan.duties is not None and market.side.id in plan.duties.by_importer


def _lowered(plan: DraftPlan) -> dict[str, bool]:
    """Whether a side's duty is known and above zero, so that a level can lower it."""
    return {m.side.id: m.duty > 0.0 and _known_duty(plan, m) for m in plan.markets}


def _duty_of(plan: DraftPlan, market: SideMarket) -> str:
    """Reference to the duty of a market."""
    if _known_duty(plan, market):
        return f"{{figure: {duty_key(market.side.id)}}}"
    return f"{{assumption: duty_{market.side.id.lower()}}}"


def _title_of(good: Good, market: SideMarket) -> str:
    what = f"heading {good.code}" if good.code else "other headings"
    return f"{market.partner.name}, {what}"


def _headings(goods: Sequence[Good]) -> str:
    """Headings in words."""
    codes = [good.code for good in goods]
    if len(codes) == 1:
        return f"heading {codes[0]}"
    return f"headings {', '.join(codes[:-1])} and {codes[-1]}"


def _titles(plan: DraftPlan) -> Mapping[str, str]:
    one, other = plan.parties
    found = {
        share_key(a.id, b.id): f"{b.name} in imports of {a.the}"
        for a, b in ((one, other), (other, one))
    }
    for party in plan.parties:
        found[duty_key(party.id)] = f"Average duty of {party.the}"
        found[home_key(party.id)] = f"Home makers in the sector, {party.name}"
    return {key: title for key, title in found.items() if key in _present(plan)}


def _present(plan: DraftPlan) -> set[str]:
    return {figure.key for figure in figures(plan)}


def _shown(plan: DraftPlan) -> dict[str, list[str]]:
    """Keys of the tables of facts."""
    here, (one, other) = _present(plan), plan.parties
    shares = [share_key(one.id, other.id), share_key(other.id, one.id)]
    shares += [home_key(party.id) for party in plan.parties]
    tariffs = [duty_key(party.id) for party in plan.parties]
    return {
        "shares": [key for key in shares if key in here],
        "tariffs": [key for key in tariffs if key in here],
    }


def _politics(plan: DraftPlan) -> tuple[tuple[object, ...], ...]:
    """Political terms: id, party, what sets it off, title, key of the amount."""
    one, other = plan.parties
    events = (
        ("threatens", one, "threat", "Making a public threat", "threat"),
        ("backs-down", one, "back-down", "Dropping a public threat", "back_down"),
        ("imposes", one, "impose", "Carrying the threat out", "impose"),
        ("agrees", one, "deal", "A deal to show", "deal"),
        ("yields", other, "deal", "Yielding under a threat", "yield"),
        ("stands-firm", other, "imposed", "Standing firm", "stand"),
    )
    found = [
        (id_, who, f"{{event: {event}}}", title, key) for id_, who, event, title, key in events
    ]
    levels = (
        ("opening", "partial", other, "Opening in part"),
        ("opening", "full", other, "Opening as demanded"),
        ("purchases", "pledged", other, "Pledging purchases"),
        ("relief", "half", one, "Halving a duty in return"),
        ("relief", "free", one, "Giving a duty up in return"),
    )
    for issue, level, who, title in levels:
        if issue != "relief" or _lowered(plan)[one.id]:
            when = f"{{issue: {issue}, level: {level}}}"
            found.append((f"{issue}-{level}", who, when, title, f"{issue}_{level}"))
    return tuple(found)
