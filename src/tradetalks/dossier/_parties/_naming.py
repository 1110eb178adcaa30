"""By which name a speaker is known: in full, by trade and place, or through what they sign.

A person in apposition is named rather than described (`the trade minister, Don Farrell`); a trade
keeps its place (`trader in Baotou`); a letter or a statement speaks for those whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import noun_phrase, subject_of, verb_above
from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._names._actors import role_of
from tradetalks.dossier._names._speaker_words import (
    ASIDE,
    DOCUMENTS,
    FINDINGS,
    FIRM,
    FIRMS,
    GIVING,
    HIDDEN,
    LONGEST_NAME,
    LOOKS_BACK,
    NAMELESS,
    OFFICES,
    OWNING,
    PARLIAMENT,
    PEOPLE,
    PLACES,
    RELATIVE,
    SOME,
    STATES,
    THINGS,
    TIMES,
    TRADES,
    VAGUE,
)
from tradetalks.dossier._parties._speakers import party_of
from tradetalks.dossier._parties._story import WE, Party, Story

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "body_named",
    "described_as",
    "document_named",
    "owner_of",
    "speaker_of",
    "without_article",
]


def speaker_of(story: Story, sentence: ParsedSentence, subject: Token) -> Party | None:
    """The party that a subject of saying stands for, by its fullest name, or None.

    Parameters
    ----------
    story, sentence
        Where the subject stands.
    subject
        Head of a noun phrase, or a pronoun; the document's own `we` speaks no quote.
    """
    if subject.lower_ in WE and subject.text != "US":
        return None
    if subject.lower_ in RELATIVE and subject.head.dep_ == "relcl":
        return speaker_of(story, sentence, subject.head.head)
    if subject.lower_ in SOME and subject.pos_ in ("PRON", "DET", "ADJ", "NOUN"):
        return Party(_text_of(subject), None, "anonymous", plural=True, person=True)
    if (several := _together(story, sentence, subject)) is not None:
        return several
    named = _apposed(story, sentence, subject)
    if named is not None:
        return _nameless(sentence, named)
    party = party_of(story, sentence, subject)
    if party is None and subject.lemma_.lower() in DOCUMENTS:
        return owner_of(story, sentence, subject) or _writer(story, sentence, subject)
    party = party or _by_trade(subject) or _stranger(story, subject)
    if party is None:
        return None
    party = _as_written(story, sentence, subject, party)
    return _nameless(sentence, _by_office(subject, _in_full(subject, party)))


def described_as(text: str, party: Party) -> Party:
    """A party by some words of the text, unless it has a name of its own."""
    described = party.name[:1].islower() or party.name.split()[0] in text
    return (
        replace(party, name=without_article(text))
        if (described and not party.person) or (party.attribution != "named")
        else party
    )


def document_named(subject: Token) -> Party | None:
    """A statement or a report of which nobody is said to be the author, as a speaker itself."""
    if subject.lemma_.lower() not in DOCUMENTS:
        return None
    return Party(without_article(_text_of(subject)), None, "institution")


def body_named(subject: Token) -> Party | None:
    """A body of no table that says something: `the customs service`, `the watchdog`."""
    lemma = subject.lemma_.lower()
    if subject.pos_ != "NOUN" or lemma in DOCUMENTS or lemma in FINDINGS:
        return None
    if any(c.dep_ in ("nummod", "quantmod") for c in subject.children):
        return None
    plural = subject.tag_ == "NNS"
    attribution = "collective" if plural else "institution"
    return Party(without_article(_text_of(subject)), None, attribution, plural)


def owner_of(story: Story, sentence: ParsedSentence, noun: Token) -> Party | None:
    """Whose a document or an answer is: `Seoul's reply`, `a letter from 40 senators`."""
    for owner in _owners(noun):
        party = speaker_of(story, sentence, owner) if owner.i != noun.i else None
        if party is not None:
            return party
    verb = verb_above(noun)
    if noun.dep_ in ("nsubj", "nsubjpass") or verb.i == noun.i or verb.lemma_ not in GIVING:
        return None
    above = subject_of(verb)
    if above is None or above.i == noun.i or above.lemma_.lower() in DOCUMENTS:
        return None
    return speaker_of(story, sentence, above)


def _writer(story: Story, sentence: ParsedSentence, noun: Token) -> Party | None:
    """Whose `the letter` is that was told of before, in the two sentences that lead to it."""
    if not any(c.lower_ in ("the", "this", "that") for c in noun.children) or story.parsed is None:
        return None
    known = story.parsed.sentences
    here = next((i for i, s in enumerate(known) if s is sentence), 0)
    for earlier in reversed(known[max(0, here - LOOKS_BACK) : here]):
        for word in earlier.words:
            same = word.lemma_.lower() == noun.lemma_.lower() and word.pos_ == "NOUN"
            wrote = word.lemma_ == "write" and word.pos_ == "VERB" and noun.lemma_ == "letter"
            found = owner_of(story, earlier, word) if same else None
            if found is None and wrote and (subject := subject_of(word)) is not None:
                found = speaker_of(story, earlier, subject)
            if found is not None:
                return found
    return None


def _stranger(story: Story, subject: Token) -> Party | None:
    """A name that is in no table."""
    if subject.pos_ != "PROPN" or subject.dep_ in ("compound", "amod"):
        return None
    if any(w.lower_ in FINDINGS for w in (subject, *subject.children)):
        return None
    name = without_article(_text_of(subject))
    firm = re.compile(rf"{re.escape(name)} (?:[A-Z][\w&-]* ){{0,3}}{FIRM}")
    body = subject.ent_type_ in ("GPE", "ORG", "NORP", "LOC")
    body = body or any(c.lower_ == "the" for c in subject.children)
    if body or firm.search(story.document.plain):
        return Party(name, None, "institution")
    return Party(name, None, "named", person=True)


def _owners(noun: Token) -> Iterator[Token]:
    for child in noun.children:
        if child.dep_ == "poss":
            yield child
        elif child.lower_ in OWNING or child.dep_ == "agent":
            yield from (c for c in child.children if c.dep_ == "pobj")
        elif child.dep_ in ("acl", "relcl"):
            yield from (
                inner
                for by in child.children
                if by.dep_ == "agent" or by.lower_ in ("by", "from")
                for inner in by.children
                if inner.dep_ == "pobj"
            )
        elif child.dep_ in ("amod", "compound", "nmod") and child.pos_ in ("PROPN", "ADJ"):
            yield child


def _together(story: Story, sentence: ParsedSentence, subject: Token) -> Party | None:
    """Several who speak together: `Italy, Portugal and Poland`."""
    found = [subject]
    for word in found:
        found += [c for c in word.children if c.dep_ == "conj" and c.pos_ == subject.pos_]
    parties = [party_of(story, sentence, word) for word in found]
    if len(found) < 2 or any(p is None for p in parties):
        return None
    if subject.pos_ != "PROPN" and any(p and p.attribution != "collective" for p in parties):
        return None
    first, last = noun_phrase(subject)[0], noun_phrase(found[-1])[1]
    code = parties[0].code if parties[0] else None
    name = without_article(subject.doc[first.i : last.i + 1].text)
    return Party(name, code, "collective", plural=True)


def _apposed(story: Story, sentence: ParsedSentence, subject: Token) -> Party | None:
    """A person whose name stands beside a description, or a trade beside `one of them`."""
    for child in subject.children:
        if child.dep_ != "appos":
            continue
        party = party_of(story, sentence, child)
        if party is None:
            party = _by_trade(child)
        if party is None:
            continue
        if party.person and party.attribution == "named" and child.pos_ == "PROPN":
            return party
        if subject.lemma_ in ("one", "some", "another") or subject.tag_ == "CD":
            return _in_full(child, party)
    return _named_after(subject)


def _named_after(subject: Token) -> Party | None:
    """The person between the commas that follow a description, wherever the parse puts them."""
    if (role := role_of(subject.lower_)) is None or role.attribution == "institution":
        return None
    comma = noun_phrase(subject)[1].i + 1
    doc = subject.doc
    if comma + 1 >= len(doc) or doc[comma].text != ",":
        return None
    end = next((w.i for w in doc[comma + 1 : comma + LONGEST_NAME] if w.text == ","), None)
    if end is None or any(w.pos_ != "PROPN" and w.text != "-" for w in doc[comma + 1 : end]):
        return None
    return Party(doc[comma + 1 : end].text, None, "named", person=True)


def _by_trade(noun: Token) -> Party | None:
    """Somebody known by a trade alone: `a grower`, `two hauliers`, `one resident`."""
    if noun.pos_ not in ("NOUN", "PROPN", "NUM", "PRON", "ADJ") or noun.ent_type_ in ("ORG", "GPE"):
        return None
    lemma = noun.lemma_.lower()
    if lemma not in PARLIAMENT and (
        noun.pos_ == "PROPN" or (noun.text[:1].isupper() and noun.i > 0)
    ):
        return None
    human = lemma in PEOPLE | PARLIAMENT or (lemma.endswith(TRADES) and lemma not in THINGS)
    if not human:
        return None
    plural = noun.tag_ == "NNS"
    if lemma in FIRMS and not plural and any(c.dep_ == "poss" for c in noun.children):
        return Party(without_article(_text_of(noun)), None, "institution")
    if lemma in OFFICES and any(c.dep_ == "poss" for c in noun.children):
        return Party(without_article(_text_of(noun)), None, "named", person=True)
    counted = any(c.dep_ == "nummod" for c in noun.children)
    grouped = plural and not counted and lemma not in HIDDEN
    attribution = "collective" if grouped else "anonymous"
    name = without_article(_text_of(noun))
    return _in_full(noun, Party(name, None, attribution, plural, person=True))


def _in_full(subject: Token, party: Party) -> Party:
    """A description with the place and the business that tell who it is."""
    described = party.attribution in ("anonymous", "collective") or (
        party.attribution == "named" and party.name[:1].islower()
    )
    if not described or subject.pos_ == "PRON" or subject.lower_ not in party.name.lower():
        return party
    compounded = party.name.split()[0].isupper() and any(c.lower_ == "of" for c in subject.children)
    if compounded:
        return party
    first, last = noun_phrase(subject)
    for child in subject.children:
        if child.i > subject.i and _tells_who(child):
            last = max(last, _end(child), key=lambda w: w.i)
    last = _place_after(last) or last
    full = without_article(subject.doc[first.i : last.i + 1].text)
    return replace(party, name=full) if len(full) > len(party.name) else party


def _place_after(last: Token) -> Token | None:
    """The end of `in Brussels` between a name and its verb, where the parse gives it the verb."""
    if last.i + 2 >= len(last.doc):
        return None
    prep = last.nbor(1)
    inner = next((c for c in prep.children if c.dep_ == "pobj"), None)
    if prep.lower_ not in ("in", "at") or inner is None or inner.ent_type_ in TIMES:
        return None
    end = prep.right_edge
    return end if prep.head.i == end.i + 1 else None


def _tells_who(child: Token) -> bool:
    if child.nbor(-1).text == ",":
        return False
    if child.dep_ == "prep":
        inner = next((c for c in child.children if c.dep_ == "pobj"), None)
        return child.lower_ in PLACES and (inner is None or inner.ent_type_ not in TIMES)
    if child.dep_ == "acl":
        return child.tag_ in ("VBN", "VBG") and child.lemma_ not in ASIDE
    return child.dep_ == "amod"


def _end(child: Token) -> Token:
    """Last word of a phrase before a comma or a clause of its own."""
    last = child
    for word in child.subtree:
        if word.i < child.i:
            continue
        if (word.is_punct and word.text not in ("-", "'")) or word.dep_ == "relcl":
            break
        last = word
    return last


def _as_written(story: Story, sentence: ParsedSentence, subject: Token, party: Party) -> Party:
    """A body goes by the name or the initials that the text has, if not by its full name."""
    if party.name == party.code:
        country = story.table.country(party.name)
        return replace(party, name=f"Government of {country}")
    if party.attribution != "institution" or party.name in story.document.plain:
        return party
    start, end = sentence.offsets(*noun_phrase(subject))
    for mention in story.within(start, end):
        written = story.document.plain[mention.start : mention.end].removeprefix("the ")
        several = len(written.split()) > 1 and written.title() == written.replace(" of ", " Of ")
        if mention.actor.name == party.name and mention.actor.kind not in STATES:
            return replace(party, name=written) if written.isupper() or several else party
    return party


def _by_office(subject: Token, party: Party) -> Party:
    """`The White House spokesman` is known by the office, `one envoy` is anybody."""
    if party.attribution == "named" and any(c.lower_ in VAGUE for c in subject.children):
        return replace(party, attribution="anonymous") if party.name[:1].islower() else party
    titled = subject.pos_ == "PROPN" and any(
        c.dep_ == "appos" and (r := role_of(c.lower_)) and r.attribution == "named"
        for c in subject.children
    )
    if party.attribution == "institution" and (titled or subject.lower_ == "representative"):
        return replace(party, attribution="named", person=True)
    definite = any(c.lower_ == "the" or c.dep_ == "poss" for c in subject.children)
    role = role_of(subject.lower_)
    own = any(c.dep_ in ("compound", "amod", "poss", "prep") for c in subject.children)
    office = role is not None and role.attribution == "named" and own
    several = any(
        word.lower_ in ("a", "an")
        for child in subject.children
        if child.lower_ in ("of", "for")
        for word in child.subtree
    )
    if office and not several and definite and party.attribution == "anonymous":
        return replace(party, attribution="named")
    return party


def _nameless(sentence: ParsedSentence, party: Party) -> Party:
    """Somebody described who asked not to be named is anonymous."""
    described = party.attribution == "named" and not party.name[:1].isupper()
    if described and NAMELESS.search(sentence.words.text):
        return replace(party, attribution="anonymous", person=True)
    return party


def _text_of(noun: Token) -> str:
    first, last = noun_phrase(noun)
    return noun.doc[first.i : last.i + 1].text


def without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    text = rest if rest and first.lower() in ("a", "an", "the", "this", "that") else text
    return text.removesuffix("'s").removesuffix("'").strip()
