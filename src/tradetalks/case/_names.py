"""Checks on the names in a case: sources, parties, groups, markets, products, levels."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tradetalks.case._parts import Parts
from tradetalks.case._read import Fault, Place
from tradetalks.case._schema_play import (
    CesSpec,
    Effect,
    IndustrySpec,
    Market,
    MeasureSpec,
    NestedLogitSpec,
    ProductRule,
    Transfer,
)
from tradetalks.figures import nearest

__all__ = ["names_resolve"]

Named = tuple[str, Place, str]


def names_resolve(parts: Parts) -> Iterator[Fault]:
    """Faults for every name that nothing in the case bears, and every id that stands twice."""
    yield from _sources(parts)
    if parts.header is not None:
        parties, groups = list(parts.header.parties), list(parts.header.groups)
        yield from _missing(parts, "party", "case.yaml", parties, _parties(parts))
        yield from _missing(parts, "group", "case.yaml", groups, _groups(parts))
        yield from _roles(parts)
    yield from _missing(parts, "market", "markets.yaml", list(parts.markets), _markets(parts))
    yield from _missing(parts, "issue", "issues.yaml", list(parts.issues), _issues(parts))
    yield from _missing(parts, "figure", "figures.csv", _keys(parts), _figures(parts))
    yield from _levels(parts)
    yield from _effects(parts)
    yield from _duties(parts)
    yield from _doubled(parts)


def _missing(
    parts: Parts, kind: str, table: str, known: Sequence[str], named: Iterator[Named]
) -> Iterator[Fault]:
    """Names that are not among the known ones."""
    if table in parts.broken:
        return
    for file, place, name in named:
        if name not in known and name not in parts.broken:
            guess = nearest(name, list(known))
            hint = f"did you mean '{guess}'?" if guess else "add it or correct the name"
            yield Fault(file, place, f"{kind} '{name}' is not in {table}; {hint}")


def _keys(parts: Parts) -> list[str]:
    return sorted({f.key for f in parts.figures})


def _sources(parts: Parts) -> Iterator[Fault]:
    """Every source that a fact names is listed; rows of tables tell their row."""
    if "sources.csv" in parts.broken:
        return
    known = list(parts.sources)
    for file in ("figures.csv", "timeline.csv"):
        document = parts.documents.get(file)
        rows = document.data if document and isinstance(document.data, list) else []
        named = (
            (file, (i, "source"), str(row["source"]))  # pyright: ignore[reportUnknownArgumentType]
            for i, row in enumerate(rows)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            if "source" in row
        )
        yield from _missing(parts, "source", "sources.csv", known, named)
    yield from _missing(parts, "source", "sources.csv", known, _cited(parts))


def _cited(parts: Parts) -> Iterator[Named]:
    for i, deadline in enumerate(parts.talks.deadlines if parts.talks else ()):
        yield "talks.yaml", ("deadlines", i, "source"), deadline.source
    for i, pledge in enumerate(parts.pledges):
        yield "pledges.yaml", (i, "source"), pledge.source
    several = (
        ("actors.yaml", parts.actors),
        ("claims.yaml", parts.claims),
        ("law.yaml", parts.law),
        ("linked.yaml", parts.linked),
    )
    for file, entries in several:
        for i, entry in enumerate(entries):
            for source in entry.sources:
                yield file, (i, "sources"), source


def _parties(parts: Parts) -> Iterator[Named]:
    for key, market in parts.markets.items():
        yield "markets.yaml", (key, "buyer"), market.buyer
        if isinstance(market, IndustrySpec):
            for region, party in market.origins.items():
                yield "markets.yaml", (key, "origins", region), party
            continue
        if isinstance(market, CesSpec) and market.buyers_party is not None:
            yield "markets.yaml", (key, "buyers_party"), market.buyers_party
        for name, product in market.products.items():
            yield "markets.yaml", (key, "products", name, "origin"), product.origin
            yield "markets.yaml", (key, "products", name, "owner"), product.owner
    for key, measure in parts.measures.items():
        yield "measures.yaml", (key, "imposer"), measure.imposer
        yield "measures.yaml", (key, "target"), measure.target
    if parts.world is not None:
        for party in parts.world.nations:
            yield "world.yaml", ("nations", party), party
        for i, scenario in enumerate(parts.world.scenarios):
            for j, duty in enumerate(scenario.duties):
                for end in ("importer", "exporter"):
                    place = ("scenarios", i, "duties", j, end)
                    yield "world.yaml", place, getattr(duty, end)
    for place, transfer in _transfers(parts):
        yield "issues.yaml", (*place, "payer"), transfer.payer
        yield "issues.yaml", (*place, "receiver"), transfer.receiver
    for i, term in enumerate(parts.politics):
        yield "issues.yaml", ("politics", i, "party"), term.party
    for party in parts.weights:
        yield "issues.yaml", ("weights", party), party
    for i, talks in enumerate(parts.linked):
        if talks.party is not None:
            yield "linked.yaml", (i, "party"), talks.party
    if parts.attention is not None:
        yield "linked.yaml", ("attention", "party"), parts.attention.party
    if parts.talks is not None:
        yield "talks.yaml", ("demander",), parts.talks.demander
        yield "talks.yaml", ("target",), parts.talks.target
        for i, ratifier in enumerate(parts.talks.ratification):
            yield "talks.yaml", ("ratification", i, "party"), ratifier.party
        for i, private in enumerate(parts.talks.private):
            yield "talks.yaml", ("private", i, "party"), private.party


def _groups(parts: Parts) -> Iterator[Named]:
    for key, market in parts.markets.items():
        yield "markets.yaml", (key, "producers"), market.producers
        if isinstance(market, CesSpec):
            yield "markets.yaml", (key, "buyers"), market.buyers
    for place, transfer in _transfers(parts):
        yield "issues.yaml", (*place, "payer_group"), transfer.payer_group
        yield "issues.yaml", (*place, "receiver_group"), transfer.receiver_group
    for party, by_group in parts.weights.items():
        for group in by_group:
            yield "issues.yaml", ("weights", party, group), group
    for i, ratifier in enumerate(parts.talks.ratification if parts.talks else ()):
        for group in ratifier.groups:
            yield "talks.yaml", ("ratification", i, "groups"), group


def _roles(parts: Parts) -> Iterator[Fault]:
    """The sides of the talks have the roles that the head of the case gives them."""
    if parts.header is None or parts.talks is None:
        return
    for role, name in (("demander", parts.talks.demander), ("target", parts.talks.target)):
        party = parts.header.parties.get(name)
        if party is not None and party.role != role:
            text = f"party '{name}' has the role {party.role} in case.yaml; make the two agree"
            yield Fault("talks.yaml", (role,), text)


def _markets(parts: Parts) -> Iterator[Named]:
    for key, measure in parts.measures.items():
        yield "measures.yaml", (key, "market"), measure.market
    for place, effect in _on_markets(parts):
        yield "issues.yaml", (*place, "market"), effect.market


def _all_effects(parts: Parts) -> Iterator[tuple[Place, Effect | Transfer]]:
    for key, issue in parts.issues.items():
        for i, level in enumerate(issue.levels):
            for j, effect in enumerate(level.effects):
                yield ("issues", key, "levels", i, "effects", j), effect


def _on_markets(parts: Parts) -> Iterator[tuple[Place, Effect]]:
    return ((place, x) for place, x in _all_effects(parts) if isinstance(x, Effect))


def _transfers(parts: Parts) -> Iterator[tuple[Place, Transfer]]:
    return ((place, x) for place, x in _all_effects(parts) if isinstance(x, Transfer))


def _issues(parts: Parts) -> Iterator[Named]:
    for i, term in enumerate(parts.politics):
        if term.when.issue is not None:
            yield "issues.yaml", ("politics", i, "when", "issue"), term.when.issue
    for i, refusal in enumerate(parts.talks.refuses if parts.talks else ()):
        yield "talks.yaml", ("refuses", i, "issue"), refusal.issue
    for i, private in enumerate(parts.talks.private if parts.talks else ()):
        if private.when.issue is not None:
            yield "talks.yaml", ("private", i, "when", "issue"), private.when.issue
    for i, actor in enumerate(parts.actors):
        for issue in actor.positions:
            yield "actors.yaml", (i, "positions", issue), issue


def _figures(parts: Parts) -> Iterator[Named]:
    if parts.header is not None:
        for key in parts.header.where.every_key():
            yield "case.yaml", ("where",), key
    for i, pledge in enumerate(parts.pledges):
        if pledge.record:
            yield "pledges.yaml", (i, "record"), pledge.record
    for i, claim in enumerate(parts.claims):
        for key in claim.figures:
            yield "claims.yaml", (i, "figures"), key


def _levels(parts: Parts) -> Iterator[Fault]:
    """Levels that political terms and refusals name."""
    named: list[tuple[str, Place, str | None, str | None]] = [
        ("issues.yaml", ("politics", i, "when"), term.when.issue, term.when.level)
        for i, term in enumerate(parts.politics)
    ]
    named += [
        ("talks.yaml", ("refuses", i), refusal.issue, refusal.level)
        for i, refusal in enumerate(parts.talks.refuses if parts.talks else ())
    ]
    for file, place, name, level in named:
        issue = parts.issues.get(name or "")
        if issue is not None and level not in {x.id for x in issue.levels}:
            known = ", ".join(x.id for x in issue.levels)
            text = f"issue '{name}' has no level '{level}'; it has {known or 'none'}"
            yield Fault(file, (*place, "level"), text)


def _effects(parts: Parts) -> Iterator[Fault]:
    """Effects act on products of their market, in a way that its kind knows."""
    fits = {
        "access": ("nested-logit",),
        "barrier-cut": ("ces",),
        "purchase-floor": ("ces",),
        "duty": ("ces", "nested-logit"),
    }
    for place, effect in _on_markets(parts):
        market = parts.markets.get(effect.market)
        if market is None:
            continue
        if isinstance(market, IndustrySpec) or market.kind not in fits[effect.kind]:
            kinds = " or ".join(fits[effect.kind])
            text = f"{effect.kind} needs a market of kind {kinds}, not {market.kind}"
            yield Fault("issues.yaml", (*place, "kind"), text)
            continue
        for name in effect.products:
            if name not in market.products:
                text = f"product '{name}' is not in market '{effect.market}'; "
                yield Fault("issues.yaml", (*place, "products"), text + _known(market.products))
            elif not _movable(market, name, effect.kind):
                what = "access" if effect.kind == "access" else "barrier"
                text = f"product '{name}' has no {what} to change; give it one in markets.yaml"
                yield Fault("issues.yaml", (*place, "products"), text)


def _movable(market: Market, product: str, kind: str) -> bool:
    if isinstance(market, IndustrySpec) or kind in {"purchase-floor", "duty"}:
        return True
    if isinstance(market, CesSpec):
        return market.products[product].barrier is not None
    return market.products[product].access is not None


def _known(names: Collection[str]) -> str:
    return f"known: {', '.join(names)}"


def _duties(parts: Parts) -> Iterator[Fault]:
    """Duties fall on goods of their market, by rules that its kind knows."""
    for key, measure in parts.measures.items():
        yield from _ends(key, measure)
        market = parts.markets.get(measure.market)
        if market is None:
            continue
        if measure.imposer != market.buyer:
            text = f"party '{measure.imposer}' charges no duty in a market of {market.buyer}; "
            yield Fault("measures.yaml", (key, "imposer"), text + "make the two agree")
        if measure.duration is None and measure.role != "in-force":
            text = "missing; give it: how long it would last"
            yield Fault("measures.yaml", (key, "duration"), text)
        origins = _origins(market)
        rule, place = measure.products, (key, "products")
        if rule.origin not in origins:
            text = f"origin '{rule.origin}' is not in market '{measure.market}'; "
            yield Fault("measures.yaml", (*place, "origin"), text + _known(origins))
        if isinstance(market, IndustrySpec):
            yield from _by_model(key, measure)
            continue
        yield from _by_origin(place, rule, market)


def _origins(market: Market) -> list[str]:
    """Where the goods of a market come from: regions of the data, or parties."""
    if isinstance(market, IndustrySpec):
        return list(market.origins)
    return sorted({p.origin for p in market.products.values()})


def _by_model(key: str, measure: MeasureSpec) -> Iterator[Fault]:
    """Rules of a duty in an industry."""
    if measure.role == "in-force":
        text = "a duty in force needs a market of kind ces or nested-logit; in an industry it is "
        yield Fault("measures.yaml", (key, "role"), text + "the duty of markets.yaml")
    if measure.products.price_above is None:
        text = "missing; give it: price above which a product of the industry is listed"
        yield Fault("measures.yaml", (key, "products", "price_above"), text)
    if measure.products.products:
        text = "an industry has no products by id; write ids or price_above"
        yield Fault("measures.yaml", (key, "products", "products"), text)


def _by_origin(
    place: Place, rule: ProductRule, market: CesSpec | NestedLogitSpec
) -> Iterator[Fault]:
    """Rules of a duty in a market of products by origin."""
    for name in rule.products:
        if name not in market.products:
            text = f"product '{name}' is not in the market; {_known(market.products)}"
            yield Fault("measures.yaml", (*place, "products"), text)
        elif market.products[name].origin != rule.origin:
            text = f"product '{name}' is not of origin {rule.origin}; leave it out"
            yield Fault("measures.yaml", (*place, "products"), text)
    if rule.products and (rule.price_above or rule.value_cap):
        text = "products by id and by price exclude each other; remove one rule"
        yield Fault("measures.yaml", (*place, "products"), text)
    banned = ["ids", "value"] + ["price_above", "value_cap"] * isinstance(market, CesSpec)
    for field in banned:
        if getattr(rule, field):
            text = f"a market of kind {market.kind} knows no such rule; remove it"
            yield Fault("measures.yaml", (*place, field), text)


def _ends(key: str, measure: MeasureSpec) -> Iterator[Fault]:
    if measure.until is not None and measure.until <= measure.known_from:
        text = f"ends on {measure.until}, not after known_from {measure.known_from}; correct one"
        yield Fault("measures.yaml", (key, "until"), text)


def _doubled(parts: Parts) -> Iterator[Fault]:
    """Ids that stand twice in a list."""
    lists: list[tuple[str, Place, list[str]]] = [
        ("issues.yaml", ("issues", key, "levels"), [x.id for x in issue.levels])
        for key, issue in parts.issues.items()
    ]
    lists += [
        ("issues.yaml", ("politics",), [x.id for x in parts.politics]),
        (
            "talks.yaml",
            ("deadlines",),
            [d.id for d in parts.talks.deadlines] if parts.talks else [],
        ),
        ("claims.yaml", (), [x.id for x in parts.claims]),
        ("pledges.yaml", (), [x.id for x in parts.pledges]),
    ]
    for file, place, ids in lists:
        for i, name in enumerate(ids):
            if name in ids[:i]:
                yield Fault(file, (*place, i, "id"), f"id '{name}' stands twice; rename one")
