"""Verbs of saying with their subjects: `X said that`, `, said X`, `X is said to have told Y`.

Verbs of other deeds (`promised`, `accused`) and of the mind (`hopes for`) speak only where words
in quotation marks depend on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tradetalks.dossier._grammar._grammar import (
    has_passive_form,
    noun_phrase,
    subject_of,
    verb_above,
)
from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._parties._naming import body_named, document_named, speaker_of
from tradetalks.dossier._parties._story import Party, Story
from tradetalks.dossier._parties._titles import fits
from tradetalks.dossier._quotes._attribution import Attribution, Before, attribute
from tradetalks.dossier._quotes._cues import cues, verb_of
from tradetalks.dossier._quotes._told import Clauses, is_asked, is_unsaid, told_by
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["by_verb", "deed_of"]

SAID_NOUNS = word_set("concern hope fear doubt regret view belief confidence worry")
VOICING = word_set("express voice convey")
HEARD = word_set("say report quote cite understand know believe think hear rumour rumor")
SURE = word_set("say tell warn announce confirm deny insist reply complain")
"""Verbs that only somebody can do, whatever the word for them."""
IMPERSONAL = word_set("it this that there what which")
SPOKEN = word_set("tells calls")
PRONOUNS = word_set("he she it they")
RULING = word_set("must shall may should")
OF_NAMES = word_set("in at of from with to for close familiar briefed near on by")
DECLARING = word_set("announce promise pledge vow guarantee")
"""Verbs of deeds that tell something only with `that`."""
FAR = 10
LONGEST_NAME = 6
NEAR = 6
"""Parties of the same sentence that a pronoun may mean."""


class Subject(NamedTuple):
    """The word for whoever speaks, with the cue if it is longer, and how the words came."""

    word: Token
    cue: str | None = None
    via: str | None = None
    hearsay: bool = False


def by_verb(
    story: Story, sentence: ParsedSentence, verb: Token, before: Before
) -> Iterator[Attribution]:
    """Attributions of a verb: one, or none if it says nothing or nobody is its subject.

    Parameters
    ----------
    story, sentence
        Where it stands.
    verb
        Any.
    before
        Who was told of before the sentence.
    """
    phrase = _phrase(verb)
    known = verb_of(verb.lower_) or verb.lemma_.lower()
    kind = "tells" if phrase is not None else cues().get(known)
    if kind is None or verb.dep_ in ("aux", "auxpass") or _is_for_instance(verb):
        return
    if _is_impersonal(verb):
        yield from _impersonal(sentence, verb, kind, before)
        return
    subject = _subject(story, sentence, verb)
    if subject is None or (kind in SPOKEN and is_unsaid(verb)):
        return
    if verb.lemma_ == "be" and subject.word.lower_ in IMPERSONAL:
        return
    party = _speaker(story, sentence, verb, subject.word, before)
    if party is None and verb.lemma_ in SURE:
        party = body_named(subject.word)
    unsigned = document_named(subject.word) if party is None and kind != "thinks" else None
    speaker = party or unsigned
    if speaker is None:
        return
    told: Clauses = told_by(sentence, verb, subject.word, phrase) if kind == "tells" else ()
    first = next((start for start, _ in told), 0)
    follows = first > sentence.at(verb)
    reports = bool(told) and party is not None
    reports = reports and not (follows and any(is_asked(sentence, c) for c in told[:1]))
    if known in DECLARING and follows:
        reports = reports and any(w.lower_ == "that" for w in verb.doc[verb.i : verb.i + FAR])
    if not told and verb.lemma_ in VOICING and verb.right_edge.i > verb.i:
        told = (sentence.offsets(verb.nbor(1), verb.right_edge),)
    yield attribute(
        sentence,
        verb,
        speaker,
        told,
        cue=subject.cue if phrase is None else sentence.words[verb.i : phrase.i + 1].text,
        via=subject.via or _agency(story, sentence, verb),
        reports=reports and not _is_ruled(verb),
        hearsay=subject.hearsay,
        kind=kind,
    )


def deed_of(story: Story, sentence: ParsedSentence, verb: Token) -> Attribution | None:
    """The party whose deed any verb tells, as the speaker of what is in marks beside it."""
    if has_passive_form(verb):
        return None
    subject = subject_of(verb)
    party = speaker_of(story, sentence, subject) if subject is not None else None
    if party is None:
        return None
    return attribute(sentence, verb, party, kind="acts")


def _subject(story: Story, sentence: ParsedSentence, verb: Token) -> Subject | None:
    """Whoever speaks by a verb; of a passive its agent."""
    above, word = verb.head, None
    if verb.dep_ == "xcomp" and above.lemma_ in HEARD and has_passive_form(above):
        word = subject_of(above)
        return Subject(word, _hearsay_cue(verb), "unnamed", hearsay=True) if word else None
    if has_passive_form(verb):
        passed_on = verb.lemma_ in HEARD and any(c.dep_ in ("xcomp", "prep") for c in verb.children)
        word = None if passed_on else _agent(verb)
    elif verb.dep_ == "pcomp" and above.lower_ == "as" and not has_passive_form(above.head):
        word, quoting = _child(above.head, "dobj"), subject_of(above.head)
        party = speaker_of(story, sentence, quoting) if quoting is not None else None
        return Subject(word, via=party.name if party else None) if word else None
    elif not _lost_its_subject(verb):
        word = _inverted(verb) or _nearest(verb) or _named_before(verb) or subject_of(verb)
    return Subject(word) if word else None


def _speaker(
    story: Story, sentence: ParsedSentence, verb: Token, subject: Token, before: Before
) -> Party | None:
    """The party of a subject, of a pronoun that of the sentence before or of the last speaker."""
    party = speaker_of(story, sentence, subject)
    if party is None and verb.dep_ in ("acl", "relcl"):
        above = subject_of(verb_above(verb))
        party = speaker_of(story, sentence, above) if above is not None else None
    low, acted, spoke = subject.lower_, before.acted, before.spoke
    if low in ("another", "one") and not any(c.dep_ == "prep" for c in subject.children):
        here = islice(story.before(sentence.at(subject)), NEAR)
        several = (m.party for m in here if m.at >= sentence.sentence.span.start and m.party.plural)
        others = next(several, acted if acted is not None and acted.plural else spoke)
        return _one_of(low, others) if others is not None else party
    if low not in PRONOUNS:
        return party
    near = _near(story, sentence, subject)
    if near and any(w.lower_ == "i" for w in sentence.words[: subject.i]):
        return near[0]
    if acted is not None and fits(acted, low) and (party is None or not near):
        return acted
    if low == "it" and near and party not in near:
        return near[0]
    if spoke is not None and _is_meant(low, party, spoke):
        return spoke
    return party


def _is_meant(pronoun: str, party: Party | None, spoke: Party) -> bool:
    """Whether a pronoun means whoever spoke last: nobody else, or the same by a fuller name."""
    if pronoun == "they":
        return spoke.plural and spoke.attribution == "collective"
    if party is None:
        return pronoun in ("he", "she") and spoke.person
    same = party.code == spoke.code and party.attribution == spoke.attribution
    return same and party.attribution == "anonymous" and pronoun in ("he", "she")


def _one_of(word: str, party: Party) -> Party:
    """`One`, `another`, of those who were told of just before."""
    words = [w for w in party.name.split() if w.lower() not in ("one", "another", "a", "an")]
    head = next((i for i, w in enumerate(words) if w in OF_NAMES), len(words)) - 1
    if party.plural and head >= 0:
        words[head] = words[head].removesuffix("s")
    if head == 0:
        words[0] = words[0].lower()
    single = " ".join(words)
    return Party(f"{word} {single}", party.code, "anonymous", person=True)


def _near(story: Story, sentence: ParsedSentence, pronoun: Token) -> list[Party]:
    """Those named in the same sentence whom a pronoun may mean, the nearest first."""
    near = islice(story.before(sentence.at(pronoun)), NEAR)
    return [
        m.party
        for m in near
        if m.at >= sentence.sentence.span.start and fits(m.party, pronoun.lower_)
    ]


def _nearest(verb: Token) -> Token | None:
    """The nearest of several subjects, where the parse gives a verb those of another as well."""
    subjects = [c for c in verb.children if c.dep_ == "nsubj"]
    return min(subjects, key=lambda c: abs(c.i - verb.i)) if len(subjects) > 1 else None


def _named_before(verb: Token) -> Token | None:
    """The name between commas before a verb that the parse left without a subject."""
    owned = any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
    if owned or verb.i < 2 or verb.nbor(-1).text != "," or verb.tag_ not in ("VBD", "VBZ"):
        return None
    name = verb.nbor(-2)
    first = name
    while first.i > 0 and first.pos_ == "PROPN":
        first = first.nbor(-1)
    if name.pos_ == "PROPN" and first.text == ",":
        return name
    comma = next(w.i for w in verb.doc if w.text == ",")
    opening = verb.doc[comma - 1] if 0 < comma <= LONGEST_NAME else None
    named = opening is not None and opening.pos_ in ("PROPN", "NOUN")
    return opening if named and comma < verb.i - 1 else None


def _inverted(verb: Token) -> Token | None:
    """`Others, said a person who was there, have proposed it`: nobody is the object of `said`."""
    if verb.i == 0 or verb.nbor(-1).text not in (",", '"'):
        return None
    owned = any(c.dep_ == "nsubj" for c in verb.children)
    if verb.lower_ not in ("said", "says") and (owned or verb.nbor(-1).text != '"'):
        return None
    if verb.i + 1 == len(verb.doc) or verb.nbor(1).is_punct:
        return None
    return next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)


def _impersonal(
    sentence: ParsedSentence, verb: Token, kind: str, before: Before
) -> Iterator[Attribution]:
    told = told_by(sentence, verb, None) if kind == "tells" else ()
    if before.acted is not None and told and not is_unsaid(verb):
        yield attribute(sentence, verb, before.acted, told, reports=True)


def _is_impersonal(verb: Token) -> bool:
    """`It was pointed out that`, where minutes tell on whose behalf in the sentence before."""
    subjects = [c for c in verb.children if c.dep_ in ("nsubjpass", "nsubj", "expl")]
    return (
        verb.tag_ == "VBN"
        and len(subjects) == 1
        and subjects[0].lower_ == "it"
        and any(c.dep_ == "auxpass" for c in verb.children)
        and _agent(verb) is None
    )


def _is_ruled(verb: Token) -> bool:
    """Whether a rule speaks of whoever may say something: `importers claiming that ... must`."""
    above = verb_above(verb.head) if verb.dep_ in ("acl", "relcl") else verb
    return verb.dep_ in ("acl", "relcl") and any(
        c.dep_ == "aux" and c.lower_ in RULING for c in above.children
    )


def _lost_its_subject(verb: Token) -> bool:
    """Whether a finite verb of a clause of its own was parsed without a subject."""
    finite = verb.tag_ in ("VBD", "VBZ", "VBP") and verb.dep_ == "advcl"
    return finite and not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def _phrase(verb: Token) -> Token | None:
    """The last word of `make it clear`, `let it be known` or `express concern`."""
    lemma = verb.lemma_.lower()
    for child in verb.children:
        if lemma in VOICING and child.dep_ == "dobj" and child.lemma_ in SAID_NOUNS:
            return child
        if lemma in ("make", "leave") and child.lower_ in ("clear", "plain", "known"):
            return child
        if lemma == "let" and child.lower_ in ("known", "slip"):
            return child
    if lemma in VOICING:
        return next((w for w in verb.subtree if w.i > verb.i and w.lemma_ in SAID_NOUNS), None)
    return None


def _agent(verb: Token) -> Token | None:
    for by in verb.children:
        if by.dep_ == "agent" or (by.dep_ == "prep" and by.lower_ == "by"):
            for inner in by.children:
                if inner.dep_ == "pobj":
                    return inner
    return None


def _is_for_instance(verb: Token) -> bool:
    """Whether `say` only gives an instance: `a floor of, say, ten tonnes`."""
    return verb.lower_ == "say" and verb.tag_ == "VB" and not any(verb.lefts)


def _child(word: Token, dep: str) -> Token | None:
    return next((c for c in word.children if c.dep_ == dep), None)


def _hearsay_cue(verb: Token) -> str:
    auxiliary = [c for c in verb.head.children if c.dep_ == "auxpass"]
    first = auxiliary[0] if auxiliary else verb.head
    return verb.doc[first.i : verb.i + 1].text


def _agency(story: Story, sentence: ParsedSentence, verb: Token) -> str | None:
    """The agency or paper that was told, or that quotes somebody as saying."""
    heard = [c for c in verb.children if c.dep_ in ("dobj", "dative") and c.i > verb.i]
    above = verb_above(verb)
    if above.lemma_ in ("quote", "cite") and (agent := _agent(above)) is not None:
        heard.append(agent)
    for child in heard:
        start, end = sentence.offsets(*noun_phrase(child))
        for mention in story.within(start, end):
            if mention.actor.kind == "agency":
                return mention.actor.name
    return None
