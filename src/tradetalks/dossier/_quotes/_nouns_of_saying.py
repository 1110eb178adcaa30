"""Nouns and prepositions that say whose words something is: `in X's words`, `according to X`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._names._speaker_words import FINDINGS
from tradetalks.dossier._parties._naming import owner_of, speaker_of
from tradetalks.dossier._parties._story import Story
from tradetalks.dossier._quotes._attribution import Attribution, attribute
from tradetalks.dossier._quotes._told import clauses_of, rest_of
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["by_noun"]

WORDS_SAID = word_set("""
accusation acknowledgement admission allegation announcement assertion assurance calculation
contention count declaration denial explanation hint insistence pledge rebuttal report suggestion
undertaking
account advice answer appeal argument assessment charge claim comment complaint conclusion
description estimate estimation expression explanation judgement judgment line message motto
objection opinion order parlance phrase plea position promise pronouncement reading reaction
reckoning refrain remark reply response retort statement summary telling term verdict view vow
warning word wording
""")
DEEDS_IN_WORDS = word_set("undertaking order appeal plea vow")
RECKONING = word_set("account reckoning telling calculation count estimation")
BY_WORDS = word_set("in by with under to")
SAYING_AS = word_set("nsubj nsubjpass dobj attr ROOT dep appos")


def by_noun(story: Story, sentence: ParsedSentence, word: Token) -> Iterator[Attribution]:
    """Attributions of a word that is no verb.

    Parameters
    ----------
    story, sentence
        Where it stands.
    word
        Any; most are of nobody's saying.
    """
    if word.lower_ == "according":
        yield from _according(story, sentence, word)
    elif word.lower_ in ("for", "per") and word.i == 0:
        yield from _for(story, sentence, word)
    elif word.pos_ == "NOUN" and word.lemma_.lower() in WORDS_SAID:
        yield from _words_of(story, sentence, word)
    elif word.lower_ in RECKONING and word.i > 1 and word.nbor(-1).text == "'s":
        yield from _reckoned(story, sentence, word)


def _according(story: Story, sentence: ParsedSentence, word: Token) -> Iterator[Attribution]:
    """`According to X`, also `according to an agency, citing X`."""
    source = next((o for p in word.children for o in p.children if o.dep_ == "pobj"), None)
    if source is None:
        return
    found = source.lemma_.lower() in FINDINGS
    party = None if found else speaker_of(story, sentence, source)
    party, via = party or owner_of(story, sentence, source), None
    cited = next((w for w in word.doc[source.i :] if w.lower_ in ("citing", "quoting")), None)
    heard = next((c for c in cited.children if c.dep_ == "dobj"), None) if cited else None
    if heard is not None and party is not None:
        via, source = party.name, heard
        party = speaker_of(story, sentence, heard) or party
    if party is not None:
        rest = rest_of(sentence, word, source)
        told = (rest,) if rest else ()
        cue = "according to"
        yield attribute(sentence, word, party, told, cue=cue, via=via, reports=bool(told))


def _for(story: Story, sentence: ParsedSentence, word: Token) -> Iterator[Attribution]:
    """`For the minister, the talks were "a waste"`; what is told `per Tanaka` is reported."""
    source = next((o for o in word.children if o.dep_ == "pobj"), None)
    party = speaker_of(story, sentence, source) if source is not None else None
    if party is None or source is None:
        return
    rest = rest_of(sentence, word, source) if word.lower_ == "per" and party.person else None
    told = (rest,) if rest else ()
    yield attribute(sentence, word, party, told, reports=bool(told), kind="words")


def _reckoned(story: Story, sentence: ParsedSentence, word: Token) -> Iterator[Attribution]:
    """`By the ministry's reckoning prices will rise`, where it was parsed as a verb."""
    party = speaker_of(story, sentence, word.nbor(-2))
    last = next(w for w in reversed(sentence.words) if not w.is_punct)
    if party is not None and last.i > word.i + 1 and sentence.words[0].lower_ in BY_WORDS:
        told = sentence.offsets(word.nbor(1), last)
        yield attribute(sentence, word, party, (told,), reports=True)


def _words_of(story: Story, sentence: ParsedSentence, noun: Token) -> Iterator[Attribution]:
    """`In X's words`, `the answer of X was`, `X's promise that`."""
    above = noun.head
    placed = noun.dep_ == "pobj" and above.lower_ in BY_WORDS
    told = clauses_of(sentence, noun) if noun.lemma_ not in DEEDS_IN_WORDS else ()
    if not (placed or told or noun.dep_ in SAYING_AS):
        return
    party = owner_of(story, sentence, noun)
    if party is None or (told and sentence.words[-1].text == "?"):
        return
    reckoned = rest_of(sentence, above, noun) if placed and noun.lemma_ in RECKONING else None
    if reckoned and any(c.dep_ == "poss" for c in noun.children):
        told = (reckoned,)
    kind = "tells" if told else "words"
    yield attribute(sentence, noun, party, told, reports=bool(told), kind=kind)
