"""What a denial makes of a deed: refusals, silence, threats of impatience.

`Will not lift`, `cannot accept`, `is unable to agree` and `has no intention of` refuse; `will not
comment` says nothing; `will not wait` threatens; whoever `will not be bullied` is the one who
refuses. What is good and told for the future is a promise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tradetalks.dossier._events._event_rules import Rule, kinds
from tradetalks.dossier._events._event_status import denied_above, is_denied, is_future
from tradetalks.dossier._events._scene import Scene, party
from tradetalks.dossier._grammar._predications import Predication
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["denied", "turned", "unlisted"]

GENTLE = frozenset(
    {
        *("relief", "concession", "agreement", "pledge", "cooperation", "aid", "offer", "meeting"),
        *("negotiation", "telephone call", "visit", "ratification"),
    }
)
"""Kinds that are refused where they are denied for the future."""
GIVING = frozenset({"relief", "concession", "cooperation"})
"""Kinds that are promises where they are told for the future."""
COERCING = word_set(
    "rush bully force coerce push pressure blackmail intimidate hurry stampede drag browbeat cow "
    "dictate deter deflect hold"
)
PATIENT = word_set("wait hesitate stand sit tolerate shrink")
PHONES = word_set("phone telephone line")
SILENT = word_set("comment speculate elaborate respond reply answer")
YIELDING = word_set(
    "accept agree allow tolerate permit budge yield concede comply obey recognise recognize sign "
    "endorse consent approve countenance entertain move accede associate respect cooperate "
    "share subscribe"
)
STATES_OF_MIND = word_set(
    "be have know think need affect mean forget believe expect hope see say tell understand want "
    "remember seem afford help imagine go happen become lose last suffer benefit notice like"
)
DISINCLINED = word_set(
    "be unable unwilling reluctant resist refuse decline plan intend prepare go inability want "
    "wish mood position hurry intention intent plan desire appetite obligation question"
)
WITHHELD = frozenset({"access", "goods", "trade"})
"""What it hurts to be denied."""


def unlisted(scene: Scene, told: Predication) -> Rule | None:
    """A refusal or threat by any verb: `we will not do that`, `will act unless you move`."""
    word = told.word
    if _is_coerced(scene, told) or _is_closed(word):
        return kinds()["refusal"]
    if word.lemma_ == "be" and any(
        c.lower_ == "on" and d.lemma_ in PHONES for c in word.children for d in c.children
    ):
        return kinds()["telephone call"]
    if word.lemma_ == "say" and any(c.lower_ == "no" for c in word.children):
        return kinds()["rejection"]
    doer = party(scene, told.doers[0]) if told.doers else None
    if doer is None or not doer.code:
        return None
    if word.lemma_ == "have" and any(t.lower_ == "nothing" for t in told.themes):
        saying = (c.lemma_ for t in told.themes for c in t.children)
        return kinds()["no comment"] if any(s in ("say", "add") for s in saying) else None
    if word.lemma_ in PATIENT and is_denied(word) and is_future(word):
        return kinds()["warning"]
    if word.lemma_ in STATES_OF_MIND or _is_imagined(word):
        return None
    if is_denied(word) and not any(c.lower_ == "no" for d in told.doers for c in d.children):
        return _refused(word)
    for clause in word.children:
        unless = clause.dep_ == "advcl" and any(c.lower_ == "unless" for c in clause.children)
        if unless and is_future(word):
            return kinds()["threat"]
    return None


def denied(told: Predication, rule: Rule) -> Rule:
    """The kind of a deed with its denial; of a good one told for the future, a promise."""
    word = told.word
    above = denied_above(word)
    if above is not None and rule.kind in GENTLE and above.lemma_ in DISINCLINED:
        return kinds()["refusal"]
    if rule.kind == "refusal" and word.lemma_ == "rule":
        return kinds()["consideration"] if is_denied(word) else rule
    if not is_denied(word):
        return kinds()["pledge"] if _is_promised(told, rule) else rule
    if rule.kind == "sanction" and is_future(word) and not told.passive and rule.governs != "theme":
        return kinds()["pledge"]
    if rule.kind == "relief" and rule.governs in WITHHELD and told.passive:
        return kinds()["sanction"]
    able = any(c.lower_ in ("can", "could") for c in word.children)
    if rule.kind in GENTLE and (is_future(word) or able or word.tag_ in ("VB", "VBG")):
        return kinds()["refusal"]
    accepting = rule.kind == "praise" and word.lemma_ in ("support", "endorse", "back")
    if rule.kind == "concession" or accepting or (rule.kind == "pledge" and rule.governs == "act"):
        return kinds()["rejection"]
    return rule


def _is_closed(word: Token) -> bool:
    """`Is not up for negotiation`, `is off the table`, `is out of the question`."""
    if word.lemma_ != "be":
        return False
    following = " ".join(w.lower_ for w in word.doc[word.i : word.i + 8])
    if any(phrase in following for phrase in ("off the table", "out of the question")):
        return not is_denied(word)
    negotiable = ("up for negotiation", "up for discussion", "open to negotiation", "negotiable")
    return is_denied(word) and any(phrase in following for phrase in negotiable)


def turned(told: Predication, rule: Rule) -> Predication:
    """Whoever will not be bullied is the one who refuses, whoever is expected the one who comes."""
    if rule.kind == "refusal" and told.word.lemma_ == "be":
        return replace(told, doers=(), themes=(), passive=True)
    coerced = rule.kind == "refusal" and told.word.lemma_ in COERCING
    if told.passive and (coerced or rule.kind == "visit"):
        return replace(told, doers=told.themes, themes=told.doers, passive=False)
    return told


def _refused(word: Token) -> Rule | None:
    if word.lemma_ in SILENT:
        asked = any(w.lemma_ in ("comment", "query", "question") for w in word.subtree)
        answering = any(c.lower_ == "to" and c.dep_ == "prep" for c in word.children)
        return kinds()["rejection" if answering and not asked else "no comment"]
    if any(c.lower_ == "nothing" for c in word.children):
        return None
    ahead = is_future(word) or any(c.lower_ in ("can", "could") for c in word.children)
    return kinds()["refusal"] if ahead or word.lemma_ in YIELDING else None


def _is_promised(told: Predication, rule: Rule) -> bool:
    """`Will lift`, and `shall limit exports`, `will limit its exports`."""
    word = told.word
    if not is_future(word) or told.passive or rule.governs == "theme":
        return False
    bound = any(c.lower_ == "shall" for c in word.children)
    bound = bound or any(c.lower_ in ("its", "our", "own") for t in told.themes for c in t.subtree)
    return rule.kind in GIVING or (bound and rule.governs in ("trade", "quota", "goods"))


def _is_coerced(scene: Scene, told: Predication) -> bool:
    word = told.word
    if not told.passive or not told.themes or word.lemma_ not in COERCING:
        return False
    sufferer = party(scene, told.themes[0])
    return sufferer is not None and sufferer.code is not None and is_denied(word)


def _is_imagined(word: Token) -> bool:
    """`If it will not buy`, `would not have bought`."""
    if any(c.dep_ == "mark" and c.lower_ == "if" for c in word.children):
        return True
    return is_future(word) and any(c.dep_ == "aux" and c.lower_ == "have" for c in word.children)
