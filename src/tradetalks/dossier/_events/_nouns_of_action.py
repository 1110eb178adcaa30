"""Acts told by nouns: `India's refusal`, `the lifting of the ban`, `made an offer`, `talks with`.

A noun of the tables counts, and one that is made of a verb of them (`imposition`), with what stands
after its `of`. The text has to say whose act it is: before the noun, after `by`, or as the subject
of a verb that lends it (`made`, `held back from`). Talks and deals are held by both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.dossier._events._deeds import HARM, PHONES, deed_of
from tradetalks.dossier._events._event_rules import Rule, classes_of, kinds, nominals, rule_for
from tradetalks.dossier._events._event_status import is_background, is_denied, is_light
from tradetalks.dossier._events._scene import Scene, owner_of
from tradetalks.dossier._events._sides import sides_named
from tradetalks.dossier._grammar._predications import SUPPORT, Predication, predication
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["MUTUAL", "action_of"]

MUTUAL = frozenset({"negotiation", "meeting", "agreement", "telephone call"})
TOGETHER = word_set(
    "bilateral both joint two ongoing our their trilateral further next formal high-level direct"
)
COURSE = word_set(
    "break fail collapse founder stall go drag run resume open begin start continue end conclude "
    "produce yield falter drift restart reopen deadlock last proceed hold schedule adjourn"
)
"""What talks are said to do."""
BESIDE = word_set("since before until")
"""Prepositions before what only places something else in time."""


def action_of(scene: Scene, noun: Token) -> tuple[Rule, Predication, bool] | None:
    """The kind of act that a noun tells, who has part in it, and whether a verb lends it."""
    told = predication(noun)
    rule = _rule(scene, told)
    if rule is None or _is_aside(noun):
        return None
    if rule.kind == "pledge" and noun.lemma_ == "commitment" and not _is_filled(noun):
        return None
    if rule.kind == "ruling" and not any(c.dep_ in ("acl", "prep") for c in noun.children):
        return None
    if rule.kind in MUTUAL:
        return (rule, told, False) if _is_held(scene, noun, rule) else None
    lent = _lent(told)
    if lent is not None:
        return rule, lent, True
    if owner_of(scene, noun) is None and not _is_unowned(noun, rule):
        return None
    if rule.kind == "sanction" and noun.lemma_ not in nominals() and not _is_aimed(noun):
        return None
    return rule, told, False


def _rule(scene: Scene, told: Predication) -> Rule | None:
    noun = told.word
    governed = set(classes_of(told.themes))
    before = (c for c in noun.children if c.dep_ in ("compound", "amod"))
    governed |= {"phone"} if any(c.lemma_ in PHONES for c in before) else set()
    lemma = noun.lemma_.lower()
    rule = rule_for([lemma], "noun", governed)
    if rule is None and lemma in nominals():
        rule = rule_for([nominals()[lemma]], "verb", governed)
        plain = rule is None or not (rule.governs or governed or rule.kind == "seizure")
        return None if plain else rule
    if rule and rule.kind in ("offer", "pledge") and _is_harmful(scene, noun):
        return kinds()["threat"]
    return rule


def _is_aside(noun: Token) -> bool:
    """Whether a noun only qualifies another, places something in time, or is what must be."""
    if noun.dep_ in ("compound", "nmod", "amod"):
        return True
    if noun.dep_ == "pobj" and noun.head.lower_ in BESIDE:
        return True
    return noun.dep_ in ("nsubj", "nsubjpass") and is_background(noun.head)


def _is_filled(noun: Token) -> bool:
    """Whether a noun says what is promised: `its commitment to buy`."""
    return any(c.dep_ in ("acl", "prep") for c in noun.children)


def _is_harmful(scene: Scene, noun: Token) -> bool:
    """`Its proposal to suspend concessions` is a threat."""
    acts = [c for c in noun.children if c.dep_ == "acl" and c.tag_ == "VB" and not is_denied(c)]
    deeds = (deed_of(scene, predication(act)) for act in acts)
    return any(deed and deed.kind in HARM for deed in deeds)


def _is_unowned(noun: Token, rule: Rule) -> bool:
    """Inquiries that open and goods that are seized are the authorities' own."""
    if rule.kind == "investigation":
        return noun.dep_ in ("nsubj", "nsubjpass")
    return rule.kind == "seizure" and any(c.lower_ == "of" for c in noun.children)


def _is_aimed(noun: Token) -> bool:
    """`India's duty on`, `a ban by India on`: a measure told as somebody's against another."""
    owned = any(c.dep_ == "poss" or c.lower_ == "by" for c in noun.children)
    return owned and any(c.lower_ in ("on", "against") for c in noun.children)


def _lent(told: Predication) -> Predication | None:
    """A noun with the subject of the verb that lends it: `made an offer`, `an offer was made`."""
    noun = told.word
    verb = noun.head
    while verb.pos_ in ("ADP", "ADV") and verb.head.i != verb.i:
        verb = verb.head
    far = verb.i != noun.head.i
    if not (far and verb.pos_ == "VERB" and is_light(verb)) and (
        noun.dep_ not in ("dobj", "nsubjpass") or verb.lemma_ not in SUPPORT
    ):
        return None
    if is_background(verb):
        return None
    above = predication(verb)
    others = (*told.others, *above.others)
    return Predication(noun, above.doers, (), others, above.acts, above.passive)


def _is_held(scene: Scene, noun: Token, rule: Rule) -> bool:
    """Whether a noun for talks or a deal tells of one that the parties have."""
    sides = sides_named(scene, noun)
    if rule.kind == "agreement":
        return len(sides) > 1
    if noun.dep_ in ("nsubj", "nsubjpass") and noun.head.lemma_ in COURSE:
        return rule.kind != "meeting"
    words = {w.lower_ for w in noun.subtree}
    return bool(sides) or bool(words & TOGETHER)
