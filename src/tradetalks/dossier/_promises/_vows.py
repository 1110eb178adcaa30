"""A promise with its words, and the place that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import last_of_clause, noun_phrase, subject_of, verb_above
from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._parties._speakers import party_of
from tradetalks.dossier._parties._story import Party, Story
from tradetalks.dossier._promises._clauses import is_conditional
from tradetalks.dossier._promises._promisable import is_denied, is_harm
from tradetalks.dossier._quotes._quotes import Voice, innermost, voice_at, voices_at
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Place", "Promise", "binds_itself", "made"]

REACH = 25
CLOSING = word_set("go proceed shut close block press cut strip")


@dataclass(frozen=True)
class Promise:
    """A commitment with the words that make it.

    Attributes
    ----------
    sentence
        Where it stands.
    verb, deed
        The word that promises and the one that is promised; the same in `will cut`.
    party
        Who promises.
    status
        As in a commitment.
    start, end
        Offsets of the whole.
    """

    sentence: ParsedSentence
    verb: Token
    deed: Token
    party: Party
    status: str
    start: int
    end: int


@dataclass(frozen=True)
class Place:
    """A word of a document, with all that is asked to know who is meant there."""

    story: Story
    sentence: ParsedSentence
    heard: Sequence[Voice]

    def party(self, word: Token | None) -> Party | None:
        """The party that a word means to whoever speaks there."""
        if word is None:
            return None
        voice = voice_at(self.heard, self.at(word))
        spoken = voice.party if voice else None
        return party_of(self.story, self.sentence, word, spoken, self.speaker(word))

    def doer(self, verb: Token) -> Party | None:
        """The party that does what a verb says; of joined verbs, also the subject further up."""
        party = self.party(subject_of(verb))
        if any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
            return party
        while party is None and verb.dep_ in ("conj", "ccomp", "advcl") and verb.head.i != verb.i:
            verb = verb_above(verb)
            party = self.party(subject_of(verb))
        return party

    def speaker(self, word: Token) -> Party | None:
        """Whoever says what stands at a word, in marks or not."""
        known = (v for v in voices_at(self.heard, self.at(word)) if v.party.code)
        found = innermost(known)
        return found.party if found else None

    def at(self, word: Token) -> int:
        return self.sentence.at(word)


def made(place: Place, verb: Token, deed: Token, party: Party, status: str) -> Iterator[Promise]:
    """The promise with its words, unless it is a threat or binds nobody."""
    if not binds_itself(party):
        return
    acts = deed.pos_ in ("VERB", "AUX")
    threatens = acts and is_harm(deed) and not is_denied(deed) and status != "refused"
    if threatens and not _is_own_business(deed, party):
        return
    if status != "refused" and (is_conditional(deed) or is_conditional(verb)):
        status = "conditional"
    carrier = verb if verb.pos_ in ("VERB", "AUX") else verb_above(verb)
    subject = subject_of(deed) if verb.i == deed.i else subject_of(carrier)
    first = verb
    if verb.pos_ == "NOUN":
        first = noun_phrase(verb)[0]
    elif subject is not None and 0 < verb.i - subject.i < REACH:
        first = noun_phrase(subject)[0]
    last = last_of_clause(deed) if acts else noun_phrase(deed)[1]
    first = min(first, verb, key=lambda w: w.i)
    last = max(last, verb, key=lambda w: w.i)
    start, end = place.sentence.offsets(first, last)
    yield Promise(place.sentence, verb, deed, party, status, start, end)


def _is_own_business(deed: Token, party: Party) -> bool:
    """Whether a firm only hurts itself: `will go ahead with the closure of its mill`."""
    owned = any(w.dep_ == "poss" and w.lower_ in ("its", "our", "their") for w in deed.subtree)
    return owned and (party.code or "")[3:] in ("BUS", "AGR") and deed.lemma_ in CLOSING


def binds_itself(party: Party) -> bool:
    """Whether a party is known well enough to be held to a promise."""
    code = party.code
    return code is not None and code[:3] != "MED" and code[3:] not in ("MED", "JUD")
