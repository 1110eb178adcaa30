"""Speakers read from the order of words, where the grammar of a sentence was misread.

Three patterns are sure enough: `..., a trader in Baotou reckons.`, `As one member put it, ...` and,
at the head of a sentence, `Panama informed members that ...`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._names._actors import role_of
from tradetalks.dossier._parties._naming import described_as, speaker_of, without_article
from tradetalks.dossier._parties._story import Party, Story
from tradetalks.dossier._quotes._cues import cues, verb_of
from tradetalks.dossier._quotes._told import (
    SUBORDINATE,
    Clauses,
    is_clause,
    is_owned,
    split_at_that,
)
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Spoken", "spoken_beside"]

SAID = ("said", "says", "told")
LONGEST_NAME = 14
THAT_REACH = 14
LONGEST_BODY = 80
EDGES = frozenset(',;:."—')
STOPS = word_set("as who which that and but said says told while because when if")
NOMINAL = word_set("NOUN PROPN NUM")


class Spoken(NamedTuple):
    """A word of saying with its speaker and what stands before it in the sentence."""

    word: Token
    party: Party
    told: Clauses
    is_sure: bool


def spoken_beside(story: Story, sentence: ParsedSentence) -> Iterator[Spoken]:
    """Words of saying with the words before them for a subject."""
    for word in sentence.words:
        if word.i < 1 or not _may_tell(word):
            continue
        first = _first_of_name(story, sentence, word)
        told = _told(sentence, word, first) if first is not None else None
        if told is None or first is None:
            continue
        party = _named(story, sentence, first, word.i)
        if party is not None:
            after = sentence.words[word.i + 1 : word.i + 2].text
            closed = first > 0 and after in EDGES
            yield Spoken(word, party, told, closed)


def _told(sentence: ParsedSentence, word: Token, first: int) -> Clauses | None:
    """What is told in one of the patterns; empty if only words in marks may be; None in none."""
    words = sentence.words
    before = words[first - 1] if first else None
    after = words[word.i + 1] if word.i + 1 < len(words) else None
    if before is None:
        return _after_that(sentence, word)
    if before.lower_ == "as":
        return () if after is not None and after.lower_ == "it" else None
    closed = after is None or after.text in EDGES
    placed = word.lower_ in SAID and after is not None and after.pos_ in ("ADP", "ADV", "PROPN")
    if before.text not in (",", '"') or not (closed or placed):
        return None
    return () if before.text == '"' else _before(sentence, first - 1, word)


def _after_that(sentence: ParsedSentence, word: Token) -> Clauses | None:
    words = sentence.words
    for at in words[word.i + 1 : word.i + THAT_REACH]:
        if at.text in EDGES:
            return None
        if at.lower_ == "that" and at.tag_ == "IN" and at.i + 1 < len(words) - 1:
            if is_owned(at, word):
                return None
            return split_at_that(sentence, words[at.i + 1], words[-1])
    return None


def _may_tell(word: Token) -> bool:
    """Whether a word is a form of a verb that tells: `says`, `said`, of `put it` also `put`."""
    verb = verb_of(word.lower_)
    finite = verb is not None and (word.lower_ != verb or word.tag_ == "VBP")
    tells = verb is not None and cues().get(verb) == "tells"
    return word.pos_ != "PROPN" and ((finite and tells) or verb == "put")


def _first_of_name(story: Story, sentence: ParsedSentence, word: Token) -> int | None:
    """Index of the first word of what may be a name before a verb; None if it is none."""
    at = word.i - 1
    while at >= 0 and word.i - at <= LONGEST_NAME:
        token = word.doc[at]
        if _is_in_name(story, sentence, token):
            at -= 1
            continue
        if token.text in EDGES or token.lower_ in STOPS:
            break
        if token.pos_ in ("AUX", "VERB") and token.lower_ not in ("has", "have", "had"):
            return None
        at -= 1
    first = word.doc[at + 1]
    if at + 1 >= word.i or first.pos_ not in ("DET", "NUM", "PROPN", "ADJ", "NOUN", "PRON"):
        return None
    return at + 1


def _is_in_name(story: Story, sentence: ParsedSentence, word: Token) -> bool:
    """Whether a word or a comma is part of a name: `Ministry of Trade, Industry and Energy`."""
    at = sentence.at(word)
    return any(m.start < at < m.end for m in story.within(max(0, at - LONGEST_BODY), at + 1))


def _named(story: Story, sentence: ParsedSentence, first: int, end: int) -> Party | None:
    """The party of the last noun before a preposition that names one."""
    found: tuple[Token, Party] | None = None
    for word in sentence.words[first:end]:
        if word.pos_ == "ADP":
            break
        if word.pos_ in NOMINAL or word.pos_ == "ADJ":
            party = speaker_of(story, sentence, word)
            found = (word, party) if party is not None else found
    text = sentence.words[first:end].text
    if found is None:
        roles = [r for w in sentence.words[first:end] if (r := role_of(w.lower_)) is not None]
        return Party(without_article(text), None, roles[-1].attribution) if roles else None
    return described_as(text, found[1])


def _before(sentence: ParsedSentence, comma: int, word: Token) -> Clauses:
    """What stands before `, X says`, around it if it breaks a clause, or after it."""
    words = sentence.words
    start = next((w.i + 1 for w in reversed(words[:comma]) if w.text in (";", ":")), 0)
    goes_on = word.i + 2 < len(words) - 1 and words[word.i + 1].text == ","
    if words[start].lower_ in SUBORDINATE and goes_on:
        return split_at_that(sentence, words[word.i + 2], words[-1])
    if words[start].text == '"':
        return ()
    if goes_on and not is_clause(words[start:comma]):
        return split_at_that(sentence, words[start], words[-1])
    return (sentence.offsets(words[start], words[comma - 1]),) if comma - start > 2 else ()
