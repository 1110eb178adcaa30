"""Who is said to have said what: verbs of saying, their speakers and what they govern.

Read from the grammar: a verb of saying with its subject (`X said that`, `, said X`, `X is said to
have told Y`), a noun of saying (`expressed concern that`), a phrase (`according to X`, `making it
clear that`). The content is the clause that depends on it, or what stands before it in the
sentence. Without a language model, only the words next to a quotation are read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tradetalks.dossier._actors import roles
from tradetalks.dossier._grammar import noun_phrase, subject_of, verb_above
from tradetalks.dossier._language_model import ParsedSentence
from tradetalks.dossier._speakers import party_of
from tradetalks.dossier._story import Party, Story
from tradetalks.dossier._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Attribution", "attributions", "beside"]

SAID_NOUNS = word_set("concern hope fear doubt regret view belief confidence worry")
VOICING = word_set("express voice convey")
CONTENT = word_set("ccomp advcl acl parataxis")
WORD = re.compile(r"[\w'-]+(?:\.[\w'-]+)*")
PRONOUNS = word_set("he she it they we i you who")
REACH = 160
LONGEST_NAME = 10
NAMELESS = re.compile(r"anonym|unnamed|not to be (?:named|identified)|not be (?:named|identified)")


@dataclass(frozen=True)
class Attribution:
    """Somebody's word for something.

    Attributes
    ----------
    at
        Offset of the verb of saying.
    cue
        The words that tell it: ``said``, ``is said to have warned``.
    party
        The speaker.
    start, end
        Offsets of what is said; equal where only a quotation says it.
    via, hearsay
        As in a quote.
    reports
        Whether the words make an indirect quote by themselves.
    """

    at: int
    cue: str
    party: Party
    start: int
    end: int
    via: str | None
    hearsay: bool
    reports: bool


@cache
def cues() -> Mapping[str, bool]:
    """Verbs of saying; whether what they govern is an indirect quote."""
    text = (files("tradetalks.dossier") / "verbs_of_saying.csv").read_text(encoding="utf-8")
    return {row["verb"]: row["reports"] == "yes" for row in csv.DictReader(text.splitlines())}


def attributions(story: Story, sentence: ParsedSentence) -> tuple[Attribution, ...]:
    """Every attribution in a sentence, in order."""
    return tuple(_attributions(story, sentence))


def beside(story: Story, start: int, end: int) -> tuple[Party | None, str] | None:
    """Speaker and cue next to a quotation, read from the words alone; None without a cue."""
    plain = story.document.plain
    first, last = story.document.sentence_at(start).span, story.document.sentence_at(end - 1).span
    after, before = plain[end : last.end], plain[first.start : start]
    found = _after(story, after, end) or _before(story, before, first.start)
    if found is None:
        words = (w.group() for w in WORD.finditer(f"{after} {before}"))
        cue = next((word for word in words if _is_cue(word)), None)
        return (None, cue) if cue else None
    if NAMELESS.search(after):
        return Party(found[0].name, found[0].code, "anonymous", person=True), found[1]
    return found


def _attributions(story: Story, sentence: ParsedSentence) -> Iterator[Attribution]:
    for word in sentence.words:
        if word.lower_ == "according" and (source := _according(word)) is not None:
            party = party_of(story, sentence, source)
            if party:
                span = _around(sentence, word, source)
                yield _made(sentence, word, "according to", party, span, None, reports=True)
        elif word.pos_ == "VERB" or (word.lower_ == "said" and word.pos_ == "AUX"):
            yield from _by_verb(story, sentence, word)


def _by_verb(story: Story, sentence: ParsedSentence, verb: Token) -> Iterator[Attribution]:
    lemma = verb.lemma_.lower()
    phrase = _phrase(verb)
    if lemma not in cues() and phrase is None:
        return
    if verb.dep_ == "xcomp" and verb.head.lemma_ == "say" and _is_passive(verb.head):
        subject, hearsay, cue = subject_of(verb.head), True, _hearsay_cue(verb)
    elif _is_passive(verb):
        if lemma == "say" and any(c.dep_ == "xcomp" for c in verb.children):
            return
        subject, hearsay, cue = _agent(verb), False, verb.text
    else:
        subject, hearsay, cue = subject_of(verb), False, verb.text
    if subject is None:
        return
    party = _owner(story, sentence, verb, subject)
    if party is None:
        return
    if (
        NAMELESS.search(sentence.words.text)
        and party.attribution == "named"
        and not _has_name(party)
    ):
        party = Party(party.name, party.code, "anonymous", person=True)
    via = "unnamed" if hearsay else _agency(story, sentence, verb)
    content = _content(sentence, verb, phrase, subject)
    reports = content is not None and (phrase is not None or cues().get(lemma, False))
    if content is None and lemma in VOICING and verb.right_edge.i > verb.i:
        content = sentence.offsets(verb.nbor(1), verb.right_edge)
    if phrase is not None:
        cue = sentence.words[verb.i : phrase.i + 1].text
    yield _made(sentence, verb, cue, party, content, via, reports=reports, hearsay=hearsay)


def _made(
    sentence: ParsedSentence,
    verb: Token,
    cue: str,
    party: Party,
    content: tuple[int, int] | None,
    via: str | None,
    *,
    reports: bool,
    hearsay: bool = False,
) -> Attribution:
    at = sentence.start + verb.idx
    start, end = content or (at, at)
    return Attribution(at, cue, party, start, end, via, hearsay, reports)


def _owner(story: Story, sentence: ParsedSentence, verb: Token, subject: Token) -> Party | None:
    """Whoever speaks; a letter or a statement speaks for those who sign it."""
    party = party_of(story, sentence, subject)
    if party is None and verb.dep_ in ("acl", "relcl"):
        above = subject_of(verb_above(verb))
        party = party_of(story, sentence, above) if above is not None else None
    return party


def _phrase(verb: Token) -> Token | None:
    """The last word of `make it clear`, `let it be known` or `express concern`."""
    lemma = verb.lemma_.lower()
    for child in verb.children:
        if lemma in VOICING and child.dep_ == "dobj" and child.lemma_ in SAID_NOUNS:
            return child
        if lemma == "make" and child.lower_ == "clear":
            return child
        if lemma == "let" and child.lower_ == "known":
            return child
    if lemma in VOICING:
        noun = next((w for w in verb.subtree if w.i > verb.i and w.lemma_ in SAID_NOUNS), None)
        return noun
    return None


def _content(
    sentence: ParsedSentence, verb: Token, phrase: Token | None, subject: Token
) -> tuple[int, int] | None:
    """Offsets of what is said: the clause that depends on the verb, or what stands before it."""
    governors = [verb] if phrase is None else [phrase, verb]
    for governor in governors:
        for child in governor.children:
            if child.dep_ in CONTENT and child.i > governor.i and _is_told(child):
                return _clause(sentence, child)
    if phrase is not None:
        return None
    for child in verb.children:
        if child.dep_ in ("ccomp", "parataxis") and child.i < verb.i:
            return _around(sentence, verb, subject)
    colon = next((w for w in sentence.words[verb.i :] if w.text == ":"), None)
    if colon is not None and colon.i + 1 < len(sentence.words):
        last = sentence.words[-1]
        return sentence.offsets(
            sentence.words[colon.i + 1], last.nbor(-1) if last.is_punct else last
        )
    if verb.dep_ == "ROOT":
        return None
    if verb.dep_ == "parataxis" or (verb.dep_ == "ccomp" and _has_comma_before(verb, subject)):
        return _around(sentence, verb, subject)
    return None


def _is_told(child: Token) -> bool:
    """Whether a clause after a verb is what was said: `that` it was, or it has its own subject."""
    marked = any(c.dep_ == "mark" and c.lower_ == "that" for c in child.children)
    marked = marked or any(c.lower_ == "that" and c.i < child.i for c in child.lefts)
    if child.dep_ in ("advcl", "acl"):
        return marked
    owned = any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in child.children)
    return marked or owned


def _clause(sentence: ParsedSentence, head: Token) -> tuple[int, int]:
    """A dependent clause without `that`, later clauses with their own `that`, and loose ends."""
    words = list(head.subtree)
    first, last = words[0], words[-1]
    mark = next((c for c in head.lefts if c.dep_ == "mark" and c.lower_ == "that"), None)
    first = mark or first
    for child in head.children:
        own = any(c.lower_ == "that" and c.dep_ == "mark" for c in child.children)
        loose = (
            child.dep_ == "advcl" and child.tag_ == "VBG" and child.left_edge.nbor(-1).text == ","
        )
        if child.i > head.i and ((child.dep_ == "conj" and own) or loose):
            last = min(last, child.left_edge.nbor(-1), key=lambda w: w.i)
    while first.i < head.i and (
        first.lower_ in ("that", "only") or (first.is_punct and first.text != '"')
    ):
        first = first.nbor(1)
    while last.i > head.i and (last.text in ",;:.-" or last.lower_ in ("and", "but")):
        last = last.nbor(-1)
    return sentence.offsets(first, last)


def _around(sentence: ParsedSentence, cue: Token, subject: Token) -> tuple[int, int] | None:
    """What stands in a sentence before the words that attribute it, or after an opening one."""
    words = sentence.words
    first, _ = noun_phrase(subject)
    edge = min(cue.i, first.i)
    start = next((w.i + 1 for w in reversed(words[:edge]) if w.text == ";"), 0)
    while edge > start and (words[edge - 1].is_punct and words[edge - 1].text != '"'):
        edge -= 1
    if edge > start:
        return sentence.offsets(words[start], words[edge - 1])
    comma = next((w for w in words[max(cue.i, subject.i) :] if w.text == ","), None)
    if comma is None or comma.i + 1 >= len(words):
        return None
    last = words[-1]
    return sentence.offsets(words[comma.i + 1], last.nbor(-1) if last.is_punct else last)


def _has_comma_before(verb: Token, subject: Token) -> bool:
    edge = min(verb.i, noun_phrase(subject)[0].i)
    return edge > 0 and verb.doc[edge - 1].text in (",", '"')


def _according(word: Token) -> Token | None:
    for prep in word.children:
        for inner in prep.children:
            if inner.dep_ == "pobj":
                return inner
    return None


def _is_passive(verb: Token) -> bool:
    return any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)


def _agent(verb: Token) -> Token | None:
    for by in verb.children:
        if by.dep_ == "agent" or (by.dep_ == "prep" and by.lower_ == "by"):
            for inner in by.children:
                if inner.dep_ == "pobj":
                    return inner
    return None


def _hearsay_cue(verb: Token) -> str:
    auxiliary = [c for c in verb.head.children if c.dep_ == "auxpass"]
    first = auxiliary[0] if auxiliary else verb.head
    return verb.doc[first.i : verb.i + 1].text


def _agency(story: Story, sentence: ParsedSentence, verb: Token) -> str | None:
    """The agency or paper that was told."""
    for child in verb.children:
        if child.dep_ in ("dobj", "dative") and child.i > verb.i:
            start, end = sentence.offsets(*noun_phrase(child))
            for mention in story.within(start, end):
                if mention.actor.kind == "agency":
                    return mention.actor.name
    return None


def _has_name(party: Party) -> bool:
    return party.name[:1].isupper()


def _after(story: Story, text: str, start: int) -> tuple[Party, str] | None:
    """`, said X` or `, X said` after a quotation."""
    words = list(WORD.finditer(text[:REACH]))
    for place, word in enumerate(words[:12]):
        if not _is_cue(word.group()):
            continue
        if place == 0:
            name = re.split(r'[,;:."](?: |$)|\s(?:after|before|in|on|at)\s', text[word.end() :])[0]
            return _named(story, name, start + word.end(), word.group())
        name = text[words[0].start() : word.start()]
        found = _named(story, name.split(",")[0], start + words[0].start(), word.group())
        if found:
            return found
    return None


def _before(story: Story, text: str, start: int) -> tuple[Party, str] | None:
    """`X said: ` or `X said that` before a quotation."""
    for word in reversed(list(WORD.finditer(text))):
        if _is_cue(word.group()):
            name = re.split(r'[;:"]\s', text[: word.start()])[-1].split(",")[0].strip()
            if not name:
                rest = text[word.end() :]
                return _named(story, rest.split(":")[0], start + word.end(), word.group())
            return _named(story, name, start + word.start() - len(name) - 1, word.group())
    return None


def _is_cue(word: str) -> bool:
    if not (word.islower() or word == "Said"):
        return False
    low = word.lower()
    stems = {low, low.removesuffix("s"), low.removesuffix("ed"), low.removesuffix("d")}
    return low in ("said", "told", "wrote") or bool(stems & cues().keys())


def _named(story: Story, name: str, start: int, cue: str) -> tuple[Party, str] | None:
    """The party that some words name: one of the tables, a name in capitals, or a description."""
    name = re.split(r" (?:in|is|was|has|had|once) ", name.strip() + " ")[0].strip()
    mentions = story.within(start, start + len(name) + 1)
    for mention in mentions:
        actor = mention.actor
        if actor.kind == "person":
            return Party(actor.name, actor.code, "named", person=True), cue
        if actor.kind not in ("country", "adjective", "capital") and actor.name == name:
            return Party(actor.name, actor.code, "institution"), cue
    words = name.split()
    role = next((r for w in reversed(words) if (r := roles().get(w.lower()))), None)
    capital = [w for w in words if w[:1].isupper() and w.lower() not in roles()]
    if words and words[0].lower() in ("a", "an", "the"):
        if role is None:
            return None
        vague = words[0].lower() != "the" and role.attribution == "named"
        name, attribution = " ".join(words[1:]), "anonymous" if vague else role.attribution
        return Party(name, None, attribution), cue
    if not capital or len(words) > LONGEST_NAME or words[0].lower() in PRONOUNS:
        return None
    return Party(" ".join(capital[-3:]), None, "named", person=True), cue
