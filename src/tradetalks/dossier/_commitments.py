"""Commitments: who promises what to whom, how much, by when, and in what force.

Read are verbs of promising with what they govern (`pledged to purchase`), readiness (`would be
ready to resume`), and things to be done in the future of a party that can bind itself (`will cut`,
`shall limit`, `would lend`). A promise denied (`promised nothing`) is none; a deed refused is kept
as refused. Conditions, threats and forecasts are left alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar import last_of_clause, noun_phrase, subject_of
from tradetalks.dossier._items import Commitment, Deadline, FigureItem
from tradetalks.dossier._language_model import ParsedSentence
from tradetalks.dossier._quotes import Voice, innermost, voice_at, voices, voices_at
from tradetalks.dossier._speakers import party_of
from tradetalks.dossier._story import Party, Story
from tradetalks.dossier._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Promise", "commitments", "forces", "promises"]

READY = word_set("ready prepared willing")
FUTURE = word_set("will shall would 'll wo")
CONDITIONS = word_set("if unless provided when once")
NOTHING = word_set("no nothing none never neither")
STATES_OF_THINGS = word_set("be enter remain apply become have mean expire")
CHARGES = word_set("duty tariff levy tax price")


@dataclass(frozen=True)
class Promise:
    """A commitment with the words that make it.

    Attributes
    ----------
    sentence
        Where it stands.
    verb, deed
        The verb that promises and the one that is promised; the same in `will cut`.
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


def commitments(
    story: Story,
    figures: Sequence[FigureItem] = (),
    deadlines: Sequence[Deadline] = (),
    heard: Sequence[Voice] | None = None,
) -> tuple[Commitment, ...]:
    """Every commitment of a document, in order; none without a language model.

    Parameters
    ----------
    story
        A document prepared by `read_story`.
    figures, deadlines
        Those of the document, from which the amount and the day are taken.
    heard
        The document's quotes, if they have been read before.
    """
    found = promises(story, voices(story) if heard is None else heard)
    return tuple(_commitment(story, promise, figures, deadlines) for promise in found)


def promises(story: Story, heard: Sequence[Voice]) -> tuple[Promise, ...]:
    """Every promise with its words, in order, one for each deed."""
    found: dict[int, Promise] = {}
    for sentence in story.parsed.sentences if story.parsed else ():
        if sentence.sentence.is_heading or sentence.words.text.rstrip().endswith("?"):
            continue
        for word in sentence.words:
            if word.pos_ in ("VERB", "AUX", "ADJ"):
                for promise in _promises(story, sentence, word, heard):
                    at = sentence.start + promise.deed.idx
                    found.setdefault(at, promise)
    return tuple(found[at] for at in sorted(found))


@cache
def forces() -> Mapping[str, str]:
    """Verbs of promising and of deeds, with what they are."""
    text = (files("tradetalks.dossier") / "verbs_of_promise.csv").read_text(encoding="utf-8")
    return {row["verb"]: row["force"] for row in csv.DictReader(text.splitlines())}


def _promises(
    story: Story, sentence: ParsedSentence, word: Token, heard: Sequence[Voice]
) -> Iterator[Promise]:
    lemma = word.lemma_.lower()
    force = forces().get(lemma, "")
    if word.lower_ in READY or (word.lower_ == "committed" and word.dep_ == "acomp"):
        governed = [c for c in word.children if c.dep_ in ("xcomp", "prep", "ccomp")]
        deeds = [_deeds(c)[0] for c in governed[:1]] or []
        status = "offered" if word.lower_ in READY else "pledged"
        yield from _each(story, sentence, word, deeds, status, heard)
    elif force in ("promised", "offered", "refused", "intended") and not _is_denied(word):
        objects = [c for c in word.children if c.dep_ == "xcomp"]
        objects = [deed for c in objects for deed in _deeds(c)]
        objects = objects or [c for c in word.children if c.dep_ == "dobj" and c.i > word.i]
        plain = force in ("promised", "offered", "refused")
        status = {"promised": "pledged", "intended": "pledged"}.get(force, force)
        if plain and any(c.lower_ == "had" and c.dep_ == "aux" for c in word.children):
            status = "lapsed" if force == "promised" else status
        yield from _each(story, sentence, word, objects, status, heard)
    elif lemma == "be" and _is_denied_being(word):
        party = _speaker(heard, sentence.start + word.idx)
        if party:
            yield _promise(sentence, word, word, party, "refused")
    elif force in ("deed", "passive", "harm") or (
        _modal(word) == "shall" and lemma not in STATES_OF_THINGS
    ):
        yield from _future(story, sentence, word, force, heard)


def _future(
    story: Story, sentence: ParsedSentence, word: Token, force: str, heard: Sequence[Voice]
) -> Iterator[Promise]:
    modal = _modal(word)
    denied = _is_denied(word)
    if modal is None or _is_hypothetical(word, modal):
        return
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in word.children)
    if passive and (denied or force == "harm"):
        return
    if not passive and (force == "passive" or (force == "harm" and not denied)):
        return
    if any(c.dep_ == "dobj" and c.lemma_ in CHARGES and force == "" for c in word.children):
        return
    status = "refused" if denied and force == "deed" and modal != "shall" else "pledged"
    if passive:
        party = _by_whom(story, sentence, word, modal, heard)
        if party and force:
            yield _promise(sentence, word, word, party, status)
    else:
        bound = "in_force" if modal == "shall" else status
        yield from _each(story, sentence, word, [word], bound, heard)


def _each(
    story: Story,
    sentence: ParsedSentence,
    verb: Token,
    deeds: Sequence[Token],
    status: str,
    heard: Sequence[Voice],
) -> Iterator[Promise]:
    subject = subject_of(verb.head if verb.pos_ == "ADJ" else verb)
    party = _party(story, sentence, subject, heard) if subject is not None else None
    if party is None or not _binds_itself(party):
        return
    for deed in deeds:
        if _is_harm(deed) and not _is_denied(deed):
            continue
        whole = (*(verb.head if verb.pos_ == "ADJ" else verb).subtree, *deed.subtree)
        conditional = any(_is_condition(w, verb) for w in whole)
        changed = status if not conditional or status == "refused" else "conditional"
        yield _promise(sentence, verb, deed, party, changed)


def _is_condition(word: Token, verb: Token) -> bool:
    """`If`, `unless`, `so long as`; not the `when` of the promise itself."""
    if word.lower_ == "long":
        return any(c.lower_ in ("so", "as") for c in word.children)
    own = word.head.i == verb.i
    return word.lower_ in CONDITIONS and word.dep_ in ("mark", "advmod") and not own


def _promise(
    sentence: ParsedSentence, verb: Token, deed: Token, party: Party, status: str
) -> Promise:
    subject = subject_of(verb.head if verb.pos_ == "ADJ" else verb)
    near = subject is not None and subject.i < verb.i and verb.i - subject.i < 25
    first = noun_phrase(subject)[0] if near and subject is not None else verb
    last = last_of_clause(deed)
    start, end = sentence.offsets(first if first.i < verb.i else verb, last)
    return Promise(sentence, verb, deed, party, status, start, end)


def _commitment(
    story: Story, promise: Promise, figures: Sequence[FigureItem], deadlines: Sequence[Deadline]
) -> Commitment:
    first, last = promise.deed, last_of_clause(promise.deed)
    what = promise.sentence.words[first.i : last.i + 1].text
    span = story.document.span(promise.start, promise.end)
    figure = next((f for f in figures if span.start <= f.span.start < span.end), None)
    whole = promise.sentence.sentence.span
    days = [d.end for d in deadlines if d.end and whole.start <= d.span.start < whole.end]
    inside = [
        d.end for d in deadlines if d.end and d.span.start < span.end and span.start < d.span.end
    ]
    by = (inside or days or [None])[-1]
    code = promise.party.code
    status = promise.status
    if status == "pledged" and promise.verb.tag_ == "VBD" and by and by >= story.document.date:
        status = "in_force"
    return Commitment(
        span,
        code or promise.party.name,
        story.across(code),
        what,
        figure.value if figure else None,
        figure.unit if figure else None,
        by.isoformat() if by else None,
        status,
    )


def _deeds(verb: Token) -> list[Token]:
    """A promised verb and those joined to it."""
    return [verb, *(c for c in verb.children if c.dep_ == "conj" and c.pos_ == "VERB")]


def _party(
    story: Story, sentence: ParsedSentence, subject: Token, heard: Sequence[Voice]
) -> Party | None:
    voice = voice_at(heard, sentence.start + subject.idx)
    return party_of(story, sentence, subject, voice.party if voice else None)


def _by_whom(
    story: Story, sentence: ParsedSentence, verb: Token, modal: str, heard: Sequence[Voice]
) -> Party | None:
    """Who is bound by a passive: its agent, whoever says it, or the government of the story."""
    at = sentence.start + verb.idx
    party = _speaker(heard, at)
    return party or (None if modal == "would" else story.government_at_home)


def _speaker(heard: Sequence[Voice], at: int) -> Party | None:
    """Whoever says what stands at an offset."""
    inner = innermost(v for v in voices_at(heard, at) if v.party.code)
    return inner.party if inner else None


def _modal(verb: Token) -> str | None:
    """`will`, `shall` or `would` of a verb, also where the verb before it carries it."""
    for child in verb.children:
        if child.dep_ == "aux" and child.lower_ in FUTURE:
            return child.lower_
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        own = any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in verb.children)
        return None if own else _modal(verb.head)
    return None


def _is_denied(verb: Token) -> bool:
    return any(
        c.dep_ == "neg"
        or (c.dep_ in ("dobj", "nsubjpass") and (c.lower_ in NOTHING or _has_no(c)))
        or (c.dep_ == "aux" and c.lower_ in ("wo", "cannot"))
        for c in verb.children
    )


def _is_harm(deed: Token) -> bool:
    """Whether a deed hurts the other side, so that to vow it is a threat."""
    cut_off = deed.lemma_ == "cut" and any(c.lower_ == "off" for c in deed.children)
    return cut_off or forces().get(deed.lemma_.lower()) == "harm"


def _is_denied_being(verb: Token) -> bool:
    """`There will be no new targets`."""
    kinds = [c.dep_ for c in verb.children]
    nothing = any(c.dep_ in ("attr", "nsubj") and _has_no(c) for c in verb.children)
    return "expl" in kinds and _modal(verb) is not None and nothing


def _has_no(noun: Token) -> bool:
    return any(c.lower_ == "no" for c in noun.children)


def _is_hypothetical(verb: Token, modal: str) -> bool:
    """Whether a deed is only imagined: after `if`, or in the past (`would have hit`)."""
    if any(c.dep_ == "mark" and c.lower_ in ("if", "whether", "unless") for c in verb.children):
        return True
    return modal == "would" and any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children)


def _binds_itself(party: Party) -> bool:
    """Whether a party is known well enough to be held to a promise."""
    return party.code is not None and not party.code.startswith("MED")
