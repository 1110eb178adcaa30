"""Who is meant: the parties of a story, and the one that a word or a pronoun means.

A noun phrase is read by `_descriptions`. `I`, `we` and `our` are whoever speaks there, outside
quotation marks the author of the document. `The official`, `she`, `it` and `they` look back to the
nearest party that fits, one that acts before one that is only named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._language_model import LanguageModel, ParsedSentence, parse
from tradetalks.dossier._names._actors import ActorTable, read_actors, role_of
from tradetalks.dossier._names._codes import branch_of, country_of
from tradetalks.dossier._parties._descriptions import described
from tradetalks.dossier._parties._story import RECALL, WE, Met, Party, Story
from tradetalks.dossier._parties._titles import IT, SHE, THEY, fits, titles_of, words_of
from tradetalks.dossier._text._text import Document
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["party_of", "read_story"]

YOU = word_set("you your yours")
UNOWNED = word_set("""
government ministry cabinet parliament authorities administration department minister ministers
""")
"""Words for a government that name no country: whose it is depends on who speaks."""
RELATIVE = word_set("who which that whom")
HEADS = word_set("nsubj nsubjpass dobj pobj poss conj attr appos dative agent ROOT nmod")
ASKING = word_set("question q reporter journalist interviewer")
CAUSING = word_set("let make have help see")
NEAR = 8
"""Parties before a pronoun in the plural among which one that is several goes first."""


def read_story(
    document: Document, actors: ActorTable | None = None, model: LanguageModel | None = None
) -> Story:
    """Prepare a document for the reading of quotes, commitments and events.

    Parameters
    ----------
    document
        The text.
    actors
        Names to find; the shipped tables if none are given.
    model
        A language model; without one only direct quotes can be read.
    """
    parsed = parse(document, model) if model else None
    story = Story(document, actors or read_actors(), parsed)
    return replace(story, met={met.at: met for met in _meet(story)})


def party_of(
    story: Story,
    sentence: ParsedSentence,
    word: Token,
    voice: Party | None = None,
    teller: Party | None = None,
) -> Party | None:
    """The party that a word names, or that a pronoun looks back to.

    Parameters
    ----------
    story, sentence
        Where the word stands.
    word
        Head of a noun phrase, or a pronoun.
    voice
        Whoever speaks there: the meaning of ``I`` and ``we``.
    teller
        Whoever is said to say it, in marks or not: `the government` is that of his country.
    """
    low = word.lower_
    at = sentence.at(word)
    if low in RELATIVE and word.head.dep_ == "relcl":
        return party_of(story, sentence, word.head.head, voice)
    if low in WE and word.text != "US":
        return voice or _author(story, sentence)
    if low in YOU and voice is None:
        return _addressee(story)
    if low in SHE | IT | THEY:
        return _antecedent(story, at, low)
    met = story.met.get(at)
    if met is None:
        return None
    party = _ours(story, sentence, word, met.party, voice)
    return _retold(story, word, party, voice or teller)


def _addressee(story: Story) -> Party | None:
    """Whom a letter means by `you`: the government on the other side."""
    code = story.across(story.author.code) if story.author else None
    return Party(code, code, "institution") if code and story.is_letter else None


def _meet(story: Story) -> Iterator[Met]:
    """Every noun phrase that names a party, in order; pronouns are left for later."""
    earlier: list[Met] = []
    for sentence in story.parsed.sentences if story.parsed else ():
        for word in sentence.words:
            if word.pos_ not in ("NOUN", "PROPN", "NUM", "ADJ") or word.dep_ not in HEADS:
                continue
            party = described(story, sentence, word, earlier[-RECALL:])
            if party:
                if any(c.dep_ == "conj" for c in word.children):
                    party = replace(party, plural=True)
                subject = word.dep_ in ("nsubj", "nsubjpass", "agent") and not _is_caused(word)
                at = sentence.at(word)
                words = frozenset(words_of(word))
                earlier.append(Met(at, party, words, titles_of(word), subject))
                yield earlier[-1]


def _is_caused(word: Token) -> bool:
    """Whether a subject is only let do something: `has let Washington understand`."""
    above = word.head.head
    return above.lemma_ in CAUSING and word.head.dep_ == "ccomp" and word.i > above.i


def _ours(
    story: Story, sentence: ParsedSentence, word: Token, party: Party, voice: Party | None
) -> Party:
    """`Our ministry` and `my department` are of the country of whoever speaks."""
    owned = any(c.dep_ == "poss" and c.lower_ in WE for c in word.children)
    owned = owned and word.lemma_.lower() != "counterpart"
    yours = any(c.dep_ == "poss" and c.lower_ in YOU for c in word.children)
    speaker = _addressee(story) if yours else voice or _author(story, sentence)
    owned = owned or yours
    if not owned or party.code is None or speaker is None or speaker.code is None:
        return party
    country = country_of(speaker.code)
    return replace(party, code=branch_of(country, party.code[3:] or "GOV"))


def _retold(story: Story, word: Token, party: Party, teller: Party | None) -> Party:
    """`The government`, said by an official of another country, is that country's."""
    bare = all(c.dep_ in ("det", "relcl", "punct", "advmod") for c in word.children)
    if word.lower_ not in UNOWNED or not bare or party.code is None:
        return party
    if party.name[:1].isupper() and not party.name.startswith("Government of"):
        return party
    told = teller.code if teller else None
    if told is None or told[:3] in ("IGO", "MED") or party.code[:3] != story.home:
        return party
    return replace(party, code=branch_of(country_of(told), party.code[3:] or "GOV"))


def _antecedent(story: Story, at: int, pronoun: str) -> Party | None:
    """The nearest party before a place that a pronoun may mean; subjects go first."""
    known = [met for met in story.before(at) if fits(met.party, pronoun)]
    if pronoun in THEY:
        several = (m.party for m in known[:NEAR] if m.subject and m.party.plural)
        if found := next(several, None):
            return found
    acting = [met.party for met in known if met.subject]
    coded = (p for p in acting[:NEAR] if p.code and pronoun not in SHE)
    return next(coded, None) or next(iter(acting), None) or next((m.party for m in known), None)


def _author(story: Story, sentence: ParsedSentence) -> Party | None:
    """Whoever writes or speaks a text in the first person."""
    author = story.author
    if author is None or sentence.label is None:
        return author
    words = [w.strip(".:").lower() for w in sentence.label.split()]
    called = (m.party for m in story.met.values() if m.party.person and m.party.code)
    known = next((p for p in called if p.name.split()[-1].lower() == words[-1]), None)
    if known:
        return known
    if words[0] in ASKING:
        return Party(sentence.label.capitalize(), None, "named", person=True)
    role = next((r for w in words if (r := role_of(w))), None)
    home = story.government_at_home
    code = branch_of(story.home, role.branch) if role and story.home else home and home.code
    return Party(sentence.label.capitalize(), code, "named", person=True)
