"""Which words of a sentence tell events, and of which kind: each act once.

A verb that only governs another act is one event with it: `asked Japan to lift` is a request,
`plans to impose` a measure that is planned. What another party does, and is praised, rejected or
regretted, is an event of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tradetalks.dossier._events._deeds import CONTACTS, deed_of, fits, shaded, threatening
from tradetalks.dossier._events._denials import denied, turned, unlisted
from tradetalks.dossier._events._event_rules import Rule, classes_of, judgement, kinds, rule_for
from tradetalks.dossier._events._event_status import governors, is_background, is_denied, is_light
from tradetalks.dossier._events._nouns_of_action import action_of
from tradetalks.dossier._events._scene import Scene, owner_of, party
from tradetalks.dossier._events._sides import doer_of
from tradetalks.dossier._grammar._predications import BLAMES, Predication, is_passive, predication

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Reading", "readings"]

SWALLOWS = frozenset(
    {
        *("request", "demand", "pledge", "offer", "refusal", "rejection", "threat", "warning"),
        *("consideration", "hope", "denial", "no comment", "agreement", "withdrawal", "deadline"),
        *("accusation", "aid", "ratification", "cancellation", "suspension", "praise", "relief"),
        *("criticism", "sanction", "investigation", "negotiation", "meeting", "concession"),
    }
)
"""Kinds that are one event with the act that they govern."""
LOOSE = frozenset({"praise", "criticism", "rejection", "concession", "consideration", "relief"})
"""Kinds that may be about an act of another party, which is then an event of its own."""
TALKS = CONTACTS | {"consideration", "negotiation"}
"""What people meet for anyhow."""
OWN = frozenset({"nsubj", "nsubjpass", "agent"})


@dataclass(frozen=True)
class Reading:
    """A word with the kind of event that it tells, and who has part in it.

    Attributes
    ----------
    scene, word
        Where it stands.
    rule, told
        What it tells.
    noun, lent
        Whether it is a noun, and one to which a verb lends its subject: `made an offer`.
    """

    scene: Scene
    word: Token
    rule: Rule
    told: Predication
    noun: bool = False
    lent: bool = False


def readings(scene: Scene) -> list[Reading]:
    """Every event that a sentence tells, in the order of its words."""
    words = scene.sentence.words
    found = {word.i: reading for word in words if (reading := _reading(scene, word))}
    return [
        one
        for one in found.values()
        if not _is_told_above(one, found) and not _is_for_more(one, found)
    ]


def _reading(scene: Scene, word: Token) -> Reading | None:
    clause = _is_clause(word)
    if word.pos_ == "NOUN" and not clause:
        action = action_of(scene, word)
        return Reading(scene, word, action[0], action[1], True, action[2]) if action else None
    described = word.tag_ == "VBN" and is_passive(word) and word.dep_ not in ("acl", "amod")
    if described or (word.pos_ == "ADJ" and word.dep_ in ("acomp", "oprd")):
        feeling = _by_adjective(scene, word)
        if feeling is not None or not described:
            return feeling
    verbal = clause or word.pos_ in ("VERB", "AUX")
    if not verbal or word.dep_ == "amod" or is_background(word):
        return None
    told = predication(word)
    rule = judgement(word) or deed_of(scene, told) or unlisted(scene, told)
    if rule is None or not rule.governs:
        suffered = _suffered(scene, told)
        if suffered is not None:
            told, rule = suffered
    if rule is None or not fits(scene, told, rule):
        return None
    return Reading(scene, word, denied(told, shaded(scene, told, rule)), turned(told, rule))


def _suffered(scene: Scene, told: Predication) -> tuple[Predication, Rule] | None:
    """A past form that the model took for active: `the quotas agreed in June`."""
    if told.word.tag_ != "VBD" or told.themes or not told.doers:
        return None
    if any(party(scene, doer) for doer in told.doers):
        return None
    passive = replace(told, doers=(), themes=told.doers, passive=True)
    rule = deed_of(scene, passive)
    if rule is None:
        return None
    agreed = rule.kind == "agreement" and bool(classes_of(told.doers))
    return (passive, rule) if agreed or rule.governs in classes_of(told.doers) else None


def _is_clause(word: Token) -> bool:
    """A verb that the model took for a noun: `Washington reserves all options`."""
    parts = {child.dep_ for child in word.children}
    joined = word.dep_ == "conj" and word.head.pos_ == "VERB"
    return word.pos_ in ("NOUN", "ADJ") and "dobj" in parts and ("nsubj" in parts or joined)


def _by_adjective(scene: Scene, word: Token) -> Reading | None:
    rule = rule_for([word.lower_], "adj", frozenset())
    if rule is None or is_background(word.head):
        return None
    told = predication(word)
    if told.passive:
        told = replace(told, doers=told.themes, themes=told.doers, passive=False)
    if rule.kind == "pledge":
        refused = is_denied(word) or is_denied(word.head)
        rule = kinds()["refusal"] if refused else threatening(scene, told, rule)
    return Reading(scene, word, rule, told)


def _is_told_above(one: Reading, found: dict[int, Reading]) -> bool:
    """Whether a word that governs this one tells the same event."""
    own = _has_own_doer(one)
    for governor in governors(one.word):
        other = found.get(governor.i)
        if other is not None:
            return _is_same(one, other, own=own)
        passing = is_light(governor) or governor.pos_ in ("NOUN", "ADJ")
        if not (passing or governor.dep_ == "xcomp" or (one.noun and not own)):
            return False
    return False


def _is_same(one: Reading, other: Reading, *, own: bool) -> bool:
    """Whether a word tells the same event as one that governs it."""
    if one.lent and other.word.i == one.word.head.i:
        return True
    if other.rule.kind not in SWALLOWS:
        return False
    if other.rule.kind in CONTACTS:
        return one.noun or one.rule.kind in TALKS
    if own and (one.noun or one.word.dep_ == "acl"):
        doer = doer_of(one.scene, one.told, one.rule)
        governing = doer_of(other.scene, other.told, other.rule)
        if doer is not None and governing is not None and governing.code == doer.code:
            return True
    if one.noun and other.rule.kind == "accusation":
        return not own
    return not (own and other.rule.kind in LOOSE)


def _is_for_more(one: Reading, found: dict[int, Reading]) -> bool:
    """Whether a visit or a call only serves another act: `summoned the envoy to protest`."""
    purposes = [c for c in one.word.children if c.dep_ in ("advcl", "xcomp") and c.i > one.word.i]
    served = (found[c.i].rule.kind for c in purposes if c.i in found)
    contact = one.rule.kind in CONTACTS or one.word.lemma_ == "write"
    return contact and any(kind not in TALKS for kind in served)


def _has_own_doer(one: Reading) -> bool:
    """Whether the clause or phrase itself names somebody who does it."""
    word = one.word
    if one.noun:
        return owner_of(one.scene, word) is not None
    if word.dep_ == "acl" and word.tag_ == "VB":
        return owner_of(one.scene, word.head) is not None
    if word.dep_ == "pcomp" and one.rule.kind in ("sanction", "relief"):
        return word.head.head.lemma_ in BLAMES
    return any(child.dep_ in OWN for child in word.children)
