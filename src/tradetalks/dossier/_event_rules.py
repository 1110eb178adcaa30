"""Which words tell of which kind of event, and how they bend it.

`verbs_of_events.csv` holds verbs and nouns of trade politics with the kind that they tell, its code
in CAMEO (Gerner, Schrodt, Yilmaz and Abu-Jabr 2002) and in PLOVER (Open Event Data Alliance 2018),
and how sure such a reading is; a row may ask for an object (`lift` a measure, `resume` talks).
`verbs_objects.csv` sorts the objects. Light verbs (`begin`, `plan`, `hold back from`) are no events
but change the status of the one that they govern.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tradetalks.dossier._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "Rule",
    "classes",
    "is_denied",
    "is_participle",
    "judgement",
    "objects_of",
    "rule_for",
    "status_of",
]

PARTICLES = word_set("up back off out down for on")
OBJECTS = word_set("dobj nsubjpass attr oprd npadvmod")
COMMENTS = word_set("comment confirm say discuss elaborate speculate")
PARTS = word_set("number series set range provision part term aspect rest")
PHONES = word_set("telephone phone")
POSITIVE = word_set(
    "balanced fair welcome good great constructive historic positive encouraging sensible "
    "breakthrough victory win important"
)
NEGATIVE = word_set(
    "disappointing unfair illegal unlawful protectionist wrong unacceptable unjustified "
    "unreasonable deplorable regrettable outrageous absurd harmful reckless bullying blackmail "
    "mistake insult theft disaster betrayal"
)
NO = word_set("no nothing none never neither zero")
IF = word_set("if unless")
LIGHT = {
    "begin": "actual",
    "start": "actual",
    "continue": "actual",
    "keep": "actual",
    "help": "actual",
    "try": "possible",
    "consider": "possible",
    "weigh": "possible",
    "mull": "possible",
    "contemplate": "possible",
    "talk": "possible",
    "discuss": "possible",
    "plan": "planned",
    "intend": "planned",
    "prepare": "planned",
    "seek": "planned",
    "want": "planned",
    "hope": "planned",
    "expect": "planned",
    "announce": "planned",
    "go": "planned",
    "have": "actual",
    "hold_back": "negated",
    "refrain": "negated",
    "stop": "negated",
    "avoid": "negated",
    "avert": "negated",
    "fail": "negated",
    "forgo": "negated",
    "resist": "negated",
    "deny": "negated",
}
"""Verbs that govern another and what they make of its status."""

MODALS = {
    "may": "possible",
    "might": "possible",
    "could": "possible",
    "can": "possible",
    "will": "planned",
    "'ll": "planned",
    "shall": "planned",
    "would": "planned",
}
STRONGEST = ("negated", "conditional", "possible", "planned", "actual")


@dataclass(frozen=True)
class Rule:
    """A word with the kind of event that it tells."""

    object: str
    kind: str
    cameo: str
    plover: str | None
    confidence: float


@cache
def rules() -> Mapping[tuple[str, str], Sequence[Rule]]:
    """Rules by word and part of speech; those that ask for an object go first."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for row in _table("verbs_of_events.csv"):
        rule = Rule(
            row["object"],
            row["kind"],
            row["cameo"],
            row["plover"] or None,
            float(row["confidence"]),
        )
        found.setdefault((row["word"], row["part"]), []).append(rule)
    for options in found.values():
        options.sort(key=lambda rule: not rule.object)
    return found


@cache
def classes() -> Mapping[str, str]:
    """What kind of thing a noun names."""
    return {row["noun"]: row["class"] for row in _table("verbs_objects.csv")}


def rule_for(word: Token, seen: frozenset[str]) -> Rule | None:
    """The rule for a verb or noun, given classes of what it governs."""
    part = "noun" if word.pos_ == "NOUN" else "verb"
    direct = frozenset(_classes(o for o in objects_of(word) if o.dep_ in OBJECTS)) | seen
    loose = frozenset(_classes(objects_of(word))) | _company(word) | seen
    for form in _forms(word):
        for found in (direct, loose):
            for rule in rules().get((form, part), ()):
                if rule.object in found:
                    return rule
        for rule in rules().get((form, part), ()):
            if not rule.object:
                return rule
    return None


def _classes(nouns: Iterable[Token]) -> Iterator[str]:
    for noun in nouns:
        inner = (c for p in noun.children if p.lower_ == "of" for c in p.children)
        named = next(inner, noun) if noun.lemma_ in PARTS else noun
        if found := classes().get(named.lemma_.lower()):
            yield found


def _company(word: Token) -> frozenset[str]:
    """What a verb stands with that is no object."""
    found: set[str] = set()
    for child in word.children:
        if child.dep_ == "xcomp" and child.lemma_ in COMMENTS:
            found.add("comment")
        if child.dep_ == "dobj" and child.lemma_ == "focus":
            found.add("focus")
    if any(w.lemma_ in PHONES for w in word.subtree):
        found.add("phone")
    return frozenset(found)


def objects_of(verb: Token) -> Iterator[Token]:
    """Nouns that a verb acts upon, also through a preposition or as the noun that it describes."""
    if is_participle(verb):
        yield verb.head
    for child in verb.children:
        if child.dep_ in OBJECTS or (child.dep_ == "nsubj" and verb.lemma_ == "build"):
            yield child
            yield from (c for c in child.children if c.dep_ == "conj")
        elif child.dep_ == "nsubj" and verb.lemma_ == "expire":
            yield child
        elif child.dep_ in ("prep", "agent"):
            yield from (c for c in child.children if c.dep_ == "pobj")
        elif child.dep_ == "ccomp" and child.pos_ in ("NOUN", "ADJ"):
            yield child
            yield from (c for c in child.children if c.dep_ in ("nsubj", "dobj"))


def status_of(word: Token) -> str:
    """The status of an event, from the word that tells it and what governs that."""
    found: set[str] = set()
    for one in _governing(word):
        if is_denied(one):
            found.add("negated")
        if _is_conditional(one):
            found.add("conditional")
        for child in one.children:
            if child.dep_ == "aux":
                found.add(MODALS.get(child.lower_, "actual"))
        if one.i != word.i:
            light = next((LIGHT[form] for form in _forms(one) if form in LIGHT), "actual")
            found.add(light)
    if found <= {"actual"} and _is_hearsay(word):
        return "reported"
    return next((status for status in STRONGEST if status in found), "actual")


def is_denied(word: Token) -> bool:
    """Whether a verb or its object is denied."""
    return any(
        c.dep_ == "neg"
        or (c.dep_ in ("dobj", "nsubjpass", "attr") and c.lower_ in NO)
        or (c.dep_ in ("dobj", "nsubjpass", "attr") and any(d.lower_ in NO for d in c.children))
        or (c.dep_ == "aux" and c.lower_ == "wo")
        for c in word.children
    ) or (word.pos_ == "NOUN" and any(c.lower_ in NO for c in word.children))


def _is_hearsay(verb: Token) -> bool:
    """Whether somebody is only said to have done it."""
    told = verb.dep_ == "xcomp" and verb.head.lemma_ in ("say", "report", "believe", "understand")
    return told and any(c.dep_ == "auxpass" for c in verb.head.children)


def is_participle(verb: Token) -> bool:
    """Whether a verb only describes a noun that suffers it: `a duty imposed in 2022`."""
    reduced = verb.dep_ == "acl" and verb.tag_ == "VBN"
    return reduced and not any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in verb.children)


def judgement(verb: Token) -> tuple[str, str, str] | None:
    """Praise or criticism in `called it unfair`, as kind and codes."""
    if verb.lemma_ not in ("call", "describe", "brand", "label", "dub", "consider"):
        return None
    words = {w.lower_ for w in verb.subtree if w.i > verb.i}
    if words & NEGATIVE or ("one" in words and "way" in words):
        return "criticism", "111", "ACCUSE"
    return ("praise", "051", "SUPPORT") if words & POSITIVE else None


def _forms(word: Token) -> Iterator[str]:
    """A verb with each of its particles, then alone."""
    lemma = word.lemma_.lower()
    for child in word.children:
        if child.dep_ in ("prt", "advmod", "prep") and child.lower_ in PARTICLES:
            yield f"{lemma}_{child.lower_}"
    yield lemma


def _governing(word: Token) -> Iterator[Token]:
    """A word and the light verbs above it, up to the first that is not light."""
    yield word
    for _ in range(len(word.doc)):
        above = word.head
        if above.i == word.i:
            return
        if word.dep_ in ("xcomp", "pcomp", "pobj", "dobj", "prep", "acl", "conj", "advcl"):
            if above.pos_ in ("ADP", "SCONJ") or (above.pos_ == "NOUN" and word.dep_ != "conj"):
                word = above
                if above.lower_ == "threats":
                    yield above
                continue
            if word.dep_ == "conj" and above.pos_ == "VERB":
                if not any(c.dep_ in ("aux", "nsubj") for c in word.children):
                    yield from (above,)
                word = above
                continue
            if not any(form in LIGHT for form in _forms(above)):
                return
            yield above
            word = above
        else:
            return


def _is_conditional(verb: Token) -> bool:
    for child in verb.children:
        if child.dep_ == "mark" and child.lower_ in IF:
            return True
        if child.dep_ == "advcl" and any(
            (c.dep_ == "mark" and c.lower_ in IF) or c.lower_ == "had" for c in child.children
        ):
            return True
        if child.dep_ == "advmod" and child.lower_ == "otherwise":
            return True
    return any(c.lower_ == "would" for c in verb.children) and any(
        c.lower_ == "have" and c.dep_ == "aux" for c in verb.children
    )


def _table(name: str) -> Iterator[dict[str, str]]:
    text = (files("tradetalks.dossier") / name).read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines()))
