"""Who does it and to whom: the actor and the target of a verb, named or inferred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tradetalks.dossier._event_rules import Rule, is_participle, objects_of
from tradetalks.dossier._grammar import last_of_clause, noun_phrase, subject_of
from tradetalks.dossier._language_model import ParsedSentence
from tradetalks.dossier._quotes import Voice, innermost, voice_at, voices_at
from tradetalks.dossier._speakers import party_of
from tradetalks.dossier._story import Party, Story, government
from tradetalks.dossier._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["actor_of", "compounded", "resolved", "target_of", "told_at"]

TOWARDS = word_set("to on with against from toward towards at upon between among over")
OPEN = frozenset({"statement", "no comment", "meeting", "visit"})
"""Kinds whose target is only taken where it is named."""
DOMESTIC = word_set("lend pay fund finance subsidise subsidize compensate support")
SAYINGS = word_set("remark comment statement speech offer proposal threat")


def actor_of(
    story: Story, sentence: ParsedSentence, verb: Token, heard: Sequence[Voice]
) -> Party | None:
    """Who does it: the subject, or the agent of a passive, or whoever the object belongs to."""
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)
    passive = passive or is_participle(verb)
    if not passive:
        head = verb.head if verb.dep_ == "acomp" else verb
        subject = subject_of(head)
        return resolved(story, sentence, subject, heard) if subject is not None else None
    for by in verb.children:
        if by.dep_ == "agent":
            agents = [c for c in by.children if c.dep_ == "pobj"]
            party = resolved(story, sentence, agents[0], heard) if agents else None
            if party:
                return party
    subject = subject_of(verb)
    if subject is not None and verb.dep_ != "acl":
        party = resolved(story, sentence, subject, heard)
        if party:
            return party
    for owned in objects_of(verb):
        codes = compounded(story, sentence, owned)
        if codes:
            return Party(codes[0], codes[0], "institution")
    voice = told_at(heard, sentence.start + verb.idx)
    return voice.party if voice else story.government_at_home


def target_of(
    story: Story,
    sentence: ParsedSentence,
    word: Token,
    actor: Party | None,
    rule: Rule,
    heard: Sequence[Voice],
) -> tuple[str | None, bool]:
    """Code of whom it is done to, and whether that is named."""
    own = actor.code if actor else None
    for candidate in _candidates(word):
        party = resolved(story, sentence, candidate, heard)
        if party and party.code and party.code != own and not party.code.startswith("MED"):
            domestic = party.code[:3] == (own or "")[:3] and party.code[3:] in ("BUS", "LAB")
            if not domestic or any(w.lemma_ in DOMESTIC for w in word.subtree):
                return party.code, True
    subjects = [c for c in word.children if c.dep_ in ("nsubj", "nsubjpass")]
    joined = (c for s in subjects for c in s.children if c.dep_ == "conj")
    for other in joined:
        party = resolved(story, sentence, other, heard)
        if party and party.code and party.code != own:
            return party.code, True
    for thing in objects_of(word):
        edge = last_of_clause(word)
        start, end = sentence.offsets(
            thing.left_edge, min(thing.right_edge, edge, key=lambda w: w.i)
        )
        for mention in story.within(start, end):
            state = mention.actor.kind in ("country", "adjective", "capital")
            if state and mention.actor.code[:3] != (own or "")[:3]:
                return government(mention.actor.code), True
    if rule.kind in OPEN or own is None:
        return None, False
    if own[3:] in ("BUS", "LAB"):
        at = sentence.start + word.idx
        if rule.kind == "praise":
            return None, False
        if rule.kind in ("criticism", "rejection"):
            said = any(w.lemma_ in SAYINGS for w in word.subtree)
            speaker = _last_government(story, at) if said else None
            return speaker or government(own[:3]), False
    return story.across(own), False


def _candidates(word: Token) -> Iterator[Token]:
    """Words that may name the target, the nearest in grammar first."""
    for child in word.children:
        if child.dep_ in ("dobj", "dative"):
            yield child
        if child.dep_ in ("xcomp", "ccomp"):
            yield from (c for c in child.children if c.dep_ == "nsubj" and word.lemma_ != "say")
    for child in (*word.children, *(c for o in objects_of(word) for c in o.children)):
        if child.dep_ in ("prep", "dative") and child.lower_ in TOWARDS:
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield inner
                    yield from (c for c in inner.children if c.dep_ == "conj")
    for child in word.children:
        if child.dep_ == "xcomp":
            yield from _candidates(child)


def _last_government(story: Story, at: int) -> str | None:
    """The last government that did or said something before a place."""
    codes = (met.party.code for met in story.before(at) if met.subject)
    return next((code for code in codes if code and _governs(code)), None)


def _governs(code: str) -> bool:
    return code.endswith("GOV") or code == "EUR"


def compounded(story: Story, sentence: ParsedSentence, noun: Token) -> list[str]:
    """Governments of countries written before a noun: `the U.S. tariff`, `the EU-US deal`."""
    first, _ = noun_phrase(noun)
    start, end = sentence.offsets(first, noun)
    states = ("country", "adjective", "capital")
    names = (m.actor for m in story.within(start, end) if m.actor.kind in states)
    return list(dict.fromkeys(government(actor.code) for actor in names))


def resolved(
    story: Story, sentence: ParsedSentence, word: Token, heard: Sequence[Voice]
) -> Party | None:
    voice = voice_at(heard, sentence.start + word.idx)
    return party_of(story, sentence, word, voice.party if voice else None)


def told_at(heard: Sequence[Voice], at: int) -> Voice | None:
    """The innermost quote, in marks or not, that holds an offset."""
    return innermost(voices_at(heard, at))
