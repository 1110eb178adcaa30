"""Targets that are only called by their trade: `its exporters`, `suppliers`, `the government`.

Growers and makers are those at home, buyers and suppliers those across the table where a firm turns
to them. Members of the Union that vote or ask their partners turn to the Union.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tradetalks.dossier._events._event_rules import Rule
from tradetalks.dossier._events._scene import Scene, party
from tradetalks.dossier._parties._story import MEMBERS_OF_THE_UNION
from tradetalks.dossier._quotes._quotes import voices_at
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["INWARD", "NATIONAL", "NEAR", "is_own_government", "unnamed"]

NATIONAL = word_set("BUS LAB AGR")
NEAR = word_set("to with from against for in on")
"""Prepositions after which a government's own firms and growers may be the target."""
INWARD = frozenset({"aid", "pledge", "request", "refusal", "rejection", "meeting", "negotiation"})
"""Kinds that a government may direct at its own growers and firms."""
GROWERS = word_set("farmer grower rancher breeder fisherman planter herder smallholder")
MAKERS = word_set(
    "manufacturer producer maker company firm industry business mill miller refiner exporter "
    "trader member chamber processor"
)
BUYERS = word_set("supplier buyer customer client importer distributor retailer")
"""Trades that are at home, and those that are the other side's for a firm."""
LEADING = word_set("head leader chief boss chairman executive representative number dozen owner")
BODIES = word_set("group body association federation leader executive representative lobby union")
ALLIES = word_set("partner ally")
BALLOT = word_set("vote abstain")


def unnamed(
    scene: Scene,
    verb: Token,
    rule: Rule,
    own: str | None,
    candidates: Iterable[tuple[str, Token]],
) -> str | None:
    """Firms and growers that are only called by their trade; the Union where its members vote."""
    if own is None or len(own) < 3 or own[:3] == "IGO":
        return None
    if verb.lemma_ in BALLOT and rule.kind == "rejection" and own[:3] in MEMBERS_OF_THE_UNION:
        return "EUR"
    for preposition, word in candidates:
        found = party(scene, word)
        other = found and found.code and found.code != own
        if preposition not in ("", *NEAR) or other:
            continue
        if word.lemma_ in ALLIES and own[:3] in MEMBERS_OF_THE_UNION:
            return "EUR"
        trade = _trade(word)
        if trade in GROWERS:
            return own[:3] + "AGR"
        if trade in MAKERS and rule.kind in INWARD:
            return own[:3] + "BUS"
        if trade in BUYERS:
            across = scene.story.across(own)
            return (across or own)[:3] + "BUS" if own[3:] in NATIONAL else own[:3] + "BUS"
    return None


def _trade(word: Token) -> str:
    """The trade that is meant: of `the heads of thirty business groups` business."""
    if word.lemma_ in LEADING:
        inner = (c for of in word.children if of.lower_ == "of" for c in of.children)
        word = next((c for c in inner if c.dep_ == "pobj"), word)
    if word.lemma_ in BODIES:
        return next((c.lemma_ for c in word.children if c.dep_ == "compound"), word.lemma_)
    return word.lemma_


def is_own_government(scene: Scene, word: Token) -> bool:
    """`The government`, of no country, is that of the firm that turns to it."""
    the = any(c.lower_ == "the" for c in word.children)
    bare = all(c.dep_ in ("det", "punct", "relcl", "cc", "conj") for c in word.children)
    quoted = voices_at(scene.heard, scene.at(word))
    return word.lower_ in ("government", "cabinet", "ministers") and the and bare and not quoted
