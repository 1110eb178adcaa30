"""Where a predication stands, whom its words name there, and whose its things are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.dossier._events._event_rules import classes_of, nominals
from tradetalks.dossier._grammar._grammar import noun_phrase
from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._names._codes import government
from tradetalks.dossier._parties._speakers import party_of
from tradetalks.dossier._parties._story import Party, Story
from tradetalks.dossier._quotes._quotes import Voice, innermost, voice_at, voices_at
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["STATES", "Scene", "nationalities", "owner_of", "party"]

STATES = word_set("country adjective capital")
SENT = word_set("by of from")
SENDING = word_set(
    "request demand offer proposal complaint protest objection petition appeal plea pledge promise "
    "decision refusal rejection representative delegation minister government threat"
)
"""Nouns whose owner may also stand after `of` or `from`."""
OWNED = frozenset({"measure", "ban", "quota", "list", "offer", "demand", "threat"})
"""Things that are somebody's: the lifting of the Russian embargo is Russia's."""
GAINING = word_set("obtain win receive secure face feel suffer gain hit affect cause want seek")
YOU = word_set("you your yours yourselves")


@dataclass(frozen=True)
class Scene:
    """Where a predication stands."""

    story: Story
    sentence: ParsedSentence
    heard: Sequence[Voice]

    def at(self, word: Token) -> int:
        return self.sentence.at(word)

    def teller(self, word: Token) -> Party | None:
        """Whoever says what stands there; None for the document itself."""
        voice = innermost(voices_at(self.heard, self.at(word)))
        return voice.party if voice else None


def party(scene: Scene, word: Token) -> Party | None:
    """The party that a noun or pronoun names."""
    voice = voice_at(scene.heard, scene.at(word))
    if word.lower_ in YOU:
        return _addressed(scene, voice.party if voice else scene.story.author)
    return party_of(scene.story, scene.sentence, word, voice.party if voice else None)


def _addressed(scene: Scene, speaker: Party | None) -> Party | None:
    """Whom a letter or a speech to the other side addresses."""
    code = scene.story.across(speaker.code) if speaker and speaker.code else None
    return Party(code, code, "institution") if code else None


def owner_of(scene: Scene, noun: Token, *, body: bool = False) -> Party | None:
    """Whose a thing is: `Chile's`, `their`, `the American`, `by the Union`.

    A body of people may also be `of` the Union, a thing only if it is a word that is sent.
    """
    for child in noun.children:
        if child.dep_ == "poss":
            found = party(scene, child) or owner_of(scene, child)
            if found and found.code:
                return found
    for code in nationalities(scene, noun):
        return Party(code, code, "institution")
    for child in noun.children:
        if child.dep_ == "acl" and child.tag_ == "VBN" and child.lemma_ not in GAINING:
            agents = [a for by in child.children if by.dep_ == "agent" for a in by.children]
            found = next((p for a in agents if (p := party(scene, a)) and p.code), None)
            if found:
                return found
        if child.lower_ == "of" and noun.lemma_.lower() in nominals():
            for inner in child.children:
                if classes_of([inner]) & OWNED and (found := owner_of(scene, inner)):
                    return found
        if child.dep_ in ("prep", "agent") and child.lower_ in (
            SENT if body or noun.lemma_ in SENDING else ("by",)
        ):
            for inner in child.children:
                found = party(scene, inner) if inner.dep_ == "pobj" else None
                if found and found.code:
                    return found
    return None


def nationalities(scene: Scene, noun: Token) -> list[str]:
    """Governments of countries written before a noun: `the U.S. tariff`, `the EU-US deal`."""
    first, _ = noun_phrase(noun)
    start, end = scene.sentence.offsets(first, noun)
    names = (m.actor for m in scene.story.within(start, end) if m.actor.kind in STATES)
    return list(dict.fromkeys(government(actor.code) for actor in names))
