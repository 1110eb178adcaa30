"""Predications: who does what to whom in a clause, whatever its form.

Verbs are read active and passive, as participles and relative clauses beside a noun, as infinitives
whose subject is left out (`asked Japan to lift`, `was expected to join`), and joined to others that
share their subject. Nouns of action are read with their owner (`India's ban`, `a complaint by`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Predication", "above", "is_passive", "joined_to", "predication", "subjects_of"]

OBJECTS = word_set("dobj oprd")
SUBJECTS = word_set("nsubj nsubjpass")
RELATIVE = word_set("who which that whom whose")
BLAMES = word_set(
    "accuse blame criticise criticize praise thank prevent stop ban bar condemn fault attack "
    "denounce commend congratulate fine punish hit suspect"
)
OWN_OBJECT = word_set(
    "promise vow threaten summon meet visit see telephone phone call cable approach write send use "
    "dispatch take make hold"
)
"""Verbs whose own subject does what follows an object: `summoned the envoy to protest`."""
LEANING = word_set("position mood hurry")
"""What somebody is in to do something: `in no mood to yield`."""
SUPPORT = word_set(
    "make issue give send put announce deliver submit lodge present table express voice reiterate "
    "renew reaffirm repeat raise enter order launch stage mount convey register file face maintain "
    "withhold state declare open initiate set impose introduce extend record begin start have use "
    "circulate publish"
)
"""Verbs that lend a noun of action their subject: `made an offer`."""


@dataclass(frozen=True)
class Predication:
    """A word that tells a deed with those who have part in it.

    Attributes
    ----------
    word
        A verb, noun or adjective.
    doers
        Heads of the phrases of whoever does it, none if it is not said.
    themes
        What or who it is done to.
    others
        Prepositions with what they govern.
    acts
        Verbs that it governs.
    passive
        Whether a verb stands in the passive.
    """

    word: Token
    doers: tuple[Token, ...]
    themes: tuple[Token, ...]
    others: tuple[tuple[str, Token], ...]
    acts: tuple[Token, ...]
    passive: bool


def predication(word: Token) -> Predication:
    """What a word tells with the words around it."""
    if word.pos_ in ("NOUN", "PROPN") and not any(c.dep_ == "nsubj" for c in word.children):
        others = [(p, w) for p, w in _others(word) if p != "by"]
        themes = tuple(w for p, w in others if p == "of")
        return Predication(word, tuple(_owners(word)), themes, tuple(others), (), passive=False)
    passive = is_passive(word)
    subjects = tuple(joined_to(subjects_of(word)))
    objects = [c for c in word.children if c.dep_ in OBJECTS]
    fronted = _fronted(word)
    if fronted is not None:
        objects.append(fronted)
    doers = tuple(_agents(word)) if passive else subjects
    themes = (*(subjects if passive else ()), *joined_to(objects))
    if word.dep_ in ("relcl", "acl"):
        themes += tuple(_outer(thing) for thing in themes if thing.i == word.head.i)
    given = tuple(("to", c) for c in word.children if c.dep_ == "dative" and c.pos_ != "ADP")
    acts = tuple(_acts(word))
    return Predication(word, doers, themes, (*given, *_others(word)), acts, passive)


def is_passive(verb: Token) -> bool:
    """Whether a verb is something that is done to its subject, or to the noun it describes."""
    if verb.tag_ != "VBN":
        return False
    kinds = {c.dep_ for c in verb.children}
    if kinds & {"nsubjpass", "auxpass"}:
        return True
    has = any(c.dep_ == "aux" and c.lemma_ in ("have", "'ve", "'s") for c in verb.children)
    if verb.dep_ in ("acl", "amod", "advcl") and not has and not kinds & {"nsubj", "dobj"}:
        return True
    joined = verb.dep_ == "conj" and verb.head.tag_ == "VBN" and not kinds & {"nsubj", "aux"}
    return joined and any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.head.children)


def subjects_of(verb: Token) -> list[Token]:
    """Grammatical subject of a verb, found up the tree where it is left out."""
    for _ in range(len(verb.doc)):
        own = [c for c in verb.children if c.dep_ in SUBJECTS and c.lower_ not in ("there",)]
        if own and own[0].lower_ in RELATIVE:
            described = _described(verb)
            return [described] if described is not None else own
        if own:
            return own
        head = verb.head
        if head.i == verb.i:
            return []
        if verb.dep_ in ("acl", "relcl") and head.lemma_ in LEANING and head.dep_ == "pobj":
            verb = head.head.head
            continue
        if verb.dep_ in ("acl", "relcl"):
            if verb.tag_ in ("VBN", "VBG") or verb.dep_ == "relcl":
                return [head]
            return list(_owners(head)) or _lender(head)
        if verb.dep_ == "pcomp" or (verb.dep_ == "advcl" and head.pos_ == "ADP"):
            governor = head.head
            if governor.pos_ in ("NOUN", "PROPN"):
                return list(_owners(governor)) or _lender(governor)
            blamed = [c for c in governor.children if c.dep_ in OBJECTS]
            if governor.lemma_ in BLAMES and blamed:
                return [*subjects_of(governor)] if is_passive(governor) else blamed
            verb = governor
            continue
        given = [c for c in head.children if c.dep_ == "dative" and c.i < verb.i]
        if verb.dep_ == "advcl" and verb.tag_ == "VB" and given:
            return given[:1]
        if verb.dep_ in ("xcomp", "ccomp") and head.lemma_ not in OWN_OBJECT:
            controlled = [c for c in head.children if c.dep_ in ("dobj", "dative")]
            if controlled and verb.dep_ == "xcomp" and controlled[0].i < verb.i:
                return controlled[:1]
        if head.pos_ in ("NOUN", "PROPN") and verb.dep_ != "conj":
            return list(_owners(head)) or _lender(head)
        verb = head
    return []


def joined_to(words: Iterable[Token]) -> Iterator[Token]:
    """Some nouns with those joined to them by `and`, in order."""
    waiting = list(words)[::-1]
    while waiting:
        word = waiting.pop()
        yield word
        waiting += [child for child in word.children if child.dep_ == "conj"][::-1]


def above(word: Token) -> Token | None:
    """The word that governs another, over prepositions and joined words."""
    at = word
    while at.head.i != at.i:
        joined = at.dep_ == "conj"
        at = at.head
        if at.pos_ not in ("ADP", "SCONJ", "PART") and not joined:
            return at
    return None


def _fronted(verb: Token) -> Token | None:
    """The noun that a relative clause is about, if it is the object: `the duty that he imposed`."""
    if verb.dep_ != "relcl" or any(c.dep_ in OBJECTS for c in verb.children):
        marked = [c for c in verb.children if c.dep_ in OBJECTS and c.lower_ in RELATIVE]
        return verb.head if verb.dep_ == "relcl" and marked else None
    own = [c for c in verb.children if c.dep_ in SUBJECTS]
    if own and own[0].lower_ not in RELATIVE and not is_passive(verb):
        return verb.head
    return None


def _outer(noun: Token) -> Token:
    """The noun that another stands behind: the levy, in `the levy on sugar which it imposed`."""
    behind = noun.dep_ == "pobj" and noun.head.dep_ == "prep"
    return noun.head.head if behind and noun.head.head.pos_ == "NOUN" else noun


def _described(verb: Token) -> Token | None:
    at = verb
    while at.dep_ in ("conj", "xcomp") and at.head.i != at.i:
        at = at.head
    return at.head if at.dep_ in ("relcl", "acl") else None


def _agents(verb: Token) -> Iterator[Token]:
    for by in verb.children:
        if by.dep_ == "agent" or (by.dep_ == "prep" and by.lower_ == "by"):
            yield from joined_to([c for c in by.children if c.dep_ == "pobj"])


def _others(word: Token) -> Iterator[tuple[str, Token]]:
    for child in word.children:
        if child.dep_ in ("prep", "dative", "agent") and child.pos_ in ("ADP", "SCONJ"):
            for inner in joined_to([c for c in child.children if c.dep_ == "pobj"]):
                yield child.lower_, inner
            for deeper in child.children:
                if deeper.dep_ == "prep":
                    for inner in joined_to([c for c in deeper.children if c.dep_ == "pobj"]):
                        yield deeper.lower_, inner


def _acts(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ in ("xcomp", "ccomp") and child.pos_ in ("VERB", "AUX", "ADJ", "NOUN"):
            yield child
        if child.dep_ == "prep":
            yield from (c for c in child.children if c.dep_ == "pcomp")


def _owners(noun: Token) -> Iterator[Token]:
    """Whose deed a noun of action tells: `India's`, `by India`."""
    yield from (c for c in noun.children if c.dep_ == "poss")
    for child in noun.children:
        if child.lower_ == "by" and child.dep_ in ("prep", "agent"):
            yield from joined_to([c for c in child.children if c.dep_ == "pobj"])


def _lender(noun: Token) -> list[Token]:
    """Subject of a verb that lends it to its object: `made an offer to buy`."""
    verb = noun.head
    if noun.dep_ in ("dobj", "attr") and verb.lemma_ in SUPPORT and not is_passive(verb):
        return subjects_of(verb)
    return []
