"""Walks over the grammar of a sentence: what belongs to a noun or a verb, and who does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["has_passive_form", "last_of_clause", "noun_phrase", "subject_of", "verb_above"]

INSIDE = word_set("of for at from by within on to")
OUTSIDE = word_set("relcl acl appos advcl cc conj punct dep parataxis ccomp preconj")
LOOSE = word_set("advcl punct cc conj parataxis")


def noun_phrase(head: Token) -> tuple[Token, Token]:
    """First and last word of a noun phrase, without clauses, appositions and loose ends."""
    first = last = head
    for child in head.children:
        if child.dep_ in OUTSIDE or (child.dep_ == "prep" and child.lower_ not in INSIDE):
            continue
        if child.i < head.i:
            first = min(first, child.left_edge, key=lambda word: word.i)
        else:
            last = max(last, _end(child), key=lambda word: word.i)
    return first, last


def last_of_clause(verb: Token) -> Token:
    """Last word of what belongs to a verb, without loose clauses."""
    last = verb
    for child in verb.children:
        if child.i > verb.i and child.dep_ not in LOOSE:
            last = max(last, child.right_edge, key=lambda word: word.i)
    while last.i > verb.i and last.is_punct and last.text not in ('"', ")"):
        last = last.nbor(-1)
    return last


def subject_of(verb: Token) -> Token | None:
    """Whoever does what a verb says, found up the tree where it is left out."""
    for _ in range(len(verb.doc)):
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass"):
                return child
        if verb.dep_ == "acl" and verb.head.pos_ in ("NOUN", "PROPN"):
            noun = verb.head
            if verb.tag_ == "VBN" or (verb.tag_ == "VBG" and noun.dep_ in ("nsubj", "nsubjpass")):
                return noun
            verb = verb_above(noun)
        elif verb.dep_ in ("xcomp", "conj", "advcl", "ccomp", "acl", "pcomp", "aux"):
            verb = verb_above(verb)
        elif verb.dep_ == "relcl":
            return verb.head
        else:
            return None
    return None


def verb_above(word: Token) -> Token:
    """The next verb up the tree, or the top."""
    while word.head.i != word.i:
        word = word.head
        if word.pos_ in ("VERB", "AUX") or any(c.dep_ == "nsubj" for c in word.children):
            break
    return word


def _end(child: Token) -> Token:
    """Last word of a phrase inside a noun phrase."""
    if child.dep_ != "prep":
        return child if child.dep_ in OUTSIDE else child.right_edge
    ends = [noun_phrase(inner)[1] for inner in child.children if inner.dep_ == "pobj"]
    return ends[-1] if ends else child


def has_passive_form(verb: Token) -> bool:
    """Whether a passive subject or auxiliary stands with a verb: `was lifted`, not `the lifted`."""
    return any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)
