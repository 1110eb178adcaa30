"""Whether a clause is meant: its modal, its condition, and the verbs that make it unreal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import verb_above
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "FUTURE",
    "has_to",
    "in_future",
    "is_clause",
    "is_conditional",
    "is_imagined",
    "is_ultimatum",
    "is_unreal",
    "joined_deeds",
    "modal_of",
]

FUTURE = word_set("will shall would 'll wo 'd ll")
TOLD = word_set("tell warn remind understand")
ASSURANCES = word_set("assurance guarantee promise pledge undertaking commitment word condition")
"""Nouns whose clause says what is promised, however it is parsed."""
HINTING = word_set("convey indicate signal hint inform intimate imply")
HINTED = word_set("could may might")
SUPPOSING = word_set("provide assume suppose ensure")
SUPPOSED = word_set("may might could can should must ought")
CONDITIONS = word_set("if unless provided providing once until whenever assuming should whether")
ASKING = word_set("""
ask request urge call demand want press insist appeal expect hope wish need require invite beg
exhort implore lobby petition recommend suggest advise encourage tell remind warn doubt deny dispute
consider weigh mull threaten understand hop
""")
"""Verbs whose governed verb is not what their subject binds itself to."""


def is_ultimatum(verb: Token) -> bool:
    """Whether a deed is to come unless another gives way: a threat."""
    clauses = (c for c in verb.children if c.dep_ == "advcl")
    return any(w.lower_ == "unless" and w.i < c.i for c in clauses for w in c.children)


def has_to(verb: Token) -> bool:
    """Whether a verb is an infinitive with `to`."""
    return verb.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def joined_deeds(verb: Token) -> list[Token]:
    """A promised verb and those joined to it."""
    found = [verb]
    for one in found:
        found += [
            c
            for c in one.children
            if c.dep_ == "conj"
            and c.pos_ == "VERB"
            and (c.tag_ == "VB") == (one.tag_ == "VB")
            and not any(d.dep_ in ("nsubj", "nsubjpass") for d in c.children)
        ]
    further = (w for w in verb.subtree if w.dep_ == "conj" and w.i > verb.i and has_to(w))
    return found + [w for w in further if w not in found] if has_to(verb) else found


def modal_of(verb: Token) -> str | None:
    """`will`, `shall` or `would` of a verb, also where the verb before it carries it."""
    if verb.lower_ in FUTURE and verb.dep_ not in ("aux", "auxpass"):
        return verb.lower_
    for child in verb.children:
        if child.dep_ == "aux" and child.lower_ in FUTURE:
            return child.lower_
        if child.dep_ == "aux" and child.lower_ in HINTED and _is_conceding(verb):
            return child.lower_
    bare = verb.tag_ in ("VB", "VBN", "VBP")
    if verb.dep_ == "conj" and bare and verb.head.pos_ in ("VERB", "AUX"):
        own = any(c.dep_ in ("nsubj", "nsubjpass", "aux", "expl") for c in verb.children)
        return None if own else modal_of(verb.head)
    return None


def in_future(verb: Token) -> bool:
    return modal_of(verb) is not None or any(
        c.dep_ == "aux" and c.lower_ in ("to", "shall", "should") for c in verb.children
    )


def is_conditional(verb: Token) -> bool:
    """Whether a promise hangs on something."""
    for word in (verb, verb.head):
        for child in word.children:
            if child.dep_ == "advcl" and any(
                c.lower_ in CONDITIONS | {"when", "long", "soon", "where"} and c.i < child.i
                for c in child.subtree
            ):
                return True
            if child.dep_ == "prep" and child.lower_ in ("if", "unless", "until", "provided"):
                return True
        if word.dep_ not in ("xcomp", "ccomp", "conj"):
            break
    return False


def is_unreal(verb: Token) -> bool:
    """Whether a verb is only asked for, supposed, possible or denied by another."""
    for word in _above(verb):
        auxiliaries = [c for c in word.children if c.dep_ == "aux"]
        could = any(c.lower_ in HINTED for c in auxiliaries) and _is_conceding(word)
        if any(c.lower_ in SUPPOSED for c in auxiliaries) and not could:
            return True
        if word.head.lower_ in SUPPOSED and word.dep_ == "xcomp":
            return True
        if word.head.lower_ in CONDITIONS and word.dep_ in ("pcomp", "ccomp", "advcl"):
            return True
        if word.i != verb.i and is_clause(verb) and word.lemma_.lower() in ASKING - TOLD:
            return True
        marks = [c for c in word.children if c.dep_ in ("mark", "advmod") and c.i < word.i]
        if any(c.lower_ in CONDITIONS for c in marks):
            return True
        if word.dep_ in ("xcomp", "ccomp") and word.head.lemma_.lower() in ASKING:
            told = word.head.lemma_ in TOLD
            if not (told and _is_finite(word)):
                return True
        if word.dep_ in ("relcl", "acl") and any(c.lower_ == "any" for c in word.head.children):
            return True
    return False


def _above(verb: Token) -> Iterator[Token]:
    """A verb with those that carry it: `says it has`, joined ones; not over a relative clause."""
    for _ in range(len(verb.doc)):
        yield verb
        content = verb.dep_ == "relcl" and verb.head.lemma_.lower() in ASSURANCES
        carried = verb.dep_ in ("conj", "xcomp", "ccomp", "acl", "pcomp") or content
        if not carried or verb.head.i == verb.i:
            return
        if verb.dep_ == "conj" and any(c.dep_ == "aux" or c.dep_ == "nsubj" for c in verb.children):
            return
        if verb.dep_ == "ccomp" and verb.head.lemma_.lower() not in ASKING | SUPPOSING:
            return
        if verb.head.lemma_ in TOLD and _is_finite(verb):
            return
        clause = verb.dep_ in ("acl", "relcl") and is_clause(verb)
        verb = verb_above(verb.head) if clause else verb.head
        if verb.pos_ not in ("VERB", "AUX"):
            return


def _is_conceding(verb: Token) -> bool:
    """`Could live with a finding`, `hinted that it could lower the levy`."""
    hinted = verb.dep_ == "ccomp" and verb.head.lemma_.lower() in HINTING
    told = verb.dep_ == "ccomp" and verb.head.lemma_ in ("understand", "know")
    hinted = hinted or (told and verb.head.head.lemma_ == "let")
    could = any(c.lower_ == "could" for c in verb.children if c.dep_ == "aux")
    return (could and verb.lemma_ in ("live", "accept", "agree")) or hinted


def _is_finite(verb: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children)


def is_clause(verb: Token) -> bool:
    """Whether a verb has its own subject and a modal or `is to`: `the promise that he will ask`."""
    return _is_finite(verb) and (modal_of(verb) is not None or verb.lemma_ == "be")


def is_imagined(verb: Token, modal: str) -> bool:
    """Whether a deed is only imagined, in the past: `would have hit`."""
    return modal in ("would", "'d") and any(
        c.dep_ == "aux" and c.lower_ == "have" for c in verb.children
    )
