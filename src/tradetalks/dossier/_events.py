"""Events: who did what to whom, as candidates for a person to accept.

A verb or noun of the tables with a party that does it or suffers it is an event; so is every
promise. What a light verb governs is one event with it (`begun to step up pressure`), a threat held
back is a threat negated. Where no target is named and the actor is one of the story's two main
countries, the other's government is taken, at a lower confidence. A heading is read, but gives way
to the same event in the text below it. Idioms, and deeds of nobody that is known, are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from tradetalks.dossier._commitments import Promise, forces, promises
from tradetalks.dossier._dates import times_in
from tradetalks.dossier._event_rules import (
    Rule,
    classes,
    is_denied,
    is_participle,
    judgement,
    objects_of,
    rule_for,
    status_of,
)
from tradetalks.dossier._grammar import last_of_clause, noun_phrase, subject_of, verb_above
from tradetalks.dossier._items import Event
from tradetalks.dossier._language_model import ParsedSentence
from tradetalks.dossier._quotes import Voice, voices
from tradetalks.dossier._sides import actor_of, compounded, resolved, target_of, told_at
from tradetalks.dossier._speakers import party_of
from tradetalks.dossier._story import Party, Story, government
from tradetalks.dossier._tokens import tokens_of, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["events"]

SYMMETRIC = frozenset(
    {"agreement", "negotiation", "telephone call", "progress", "suspension", "ratification"}
)
GOVERNING = frozenset({"demand", "request", "threat", "refusal", "rejection"})
"""Kinds that swallow the verb that they govern: `wants Washington to scrap its tariffs`."""
BROKEN = {
    "enforce": True,
    "honor": True,
    "honour": True,
    "implement": True,
    "comply": True,
    "violate": False,
    "breach": False,
}
"""Verbs that tell of a promise kept or broken, and whether it is broken where they are denied."""
INTENTS = word_set("intent intention plan decision pledge promise agreement threat offer")
BESIDE = word_set("despite after following during since amid before with")
INFERRED = 0.7
"""What a confidence is worth if the target had to be inferred."""
HEADING = 0.8
SUBJECT_REACH = 25


@dataclass(frozen=True)
class Found:
    """An event with the words that tell it."""

    sentence: ParsedSentence
    word: Token
    event: Event


def events(story: Story, heard: Sequence[Voice] | None = None) -> tuple[Event, ...]:
    """Every event of a document, in order; none without a language model.

    Parameters
    ----------
    story
        A document prepared by `read_story`.
    heard
        The document's quotes, if they have been read before.
    """
    heard = voices(story) if heard is None else heard
    promised = [p for p in promises(story, heard) if not _is_passive(p.deed)]
    found = [_promised(story, promise, heard) for promise in promised]
    taken = {_place(p.sentence, w) for p in promised for w in (p.verb, p.deed)}
    for sentence in story.parsed.sentences if story.parsed else ():
        if sentence.words.text.rstrip().endswith("?"):
            continue
        for word in sentence.words:
            if _place(sentence, word) not in taken:
                event = _event(story, sentence, word, heard)
                if event:
                    found.append(Found(sentence, word, event))
    return tuple(_distinct(found))


def _event(
    story: Story, sentence: ParsedSentence, word: Token, heard: Sequence[Voice]
) -> Event | None:
    if word.pos_ == "NOUN":
        return _by_noun(story, sentence, word, heard)
    if word.pos_ not in ("VERB", "AUX") and word.dep_ != "acomp":
        return None
    if _is_background(story, sentence, word, heard):
        return None
    actor = actor_of(story, sentence, word, heard)
    opinion = judgement(word)
    if opinion:
        rule: Rule | None = Rule("", *opinion, 0.7)
    else:
        rule = rule_for(word, _around(story, sentence, word, heard))
    if rule is None or (rule.kind == "progress" and is_denied(word)):
        rule = _unlisted(word, actor) if rule is None else Rule("", "assessment", "012", None, 0.6)
        if rule is None:
            return None
    target, named = target_of(story, sentence, word, actor, rule, heard)
    if word.lemma_ in BROKEN:
        return _breach(story, sentence, word, rule, actor, heard)
    if not _is_told_well(word, rule, actor, target, named=named):
        return None
    if rule.kind == "concern" and any(c.lower_ == "to" for c in word.children):
        rule = replace(rule, kind="complaint", cameo="110", plover="ACCUSE")
    return _made(story, sentence, word, rule, actor, target, heard, named=named)


def _is_background(
    story: Story, sentence: ParsedSentence, verb: Token, heard: Sequence[Voice]
) -> bool:
    """Whether a verb only says what is wanted, due or meant by another that tells the event."""
    if any(c.dep_ == "aux" and c.lower_ in ("must", "should", "ought") for c in verb.children):
        return True
    if any(c.dep_ == "mark" and c.lower_ == "unless" for c in verb.children):
        return True
    if (verb.dep_ in ("ccomp", "xcomp") and verb.head.lemma_ != "insist") or (
        verb.dep_ == "advcl" and verb.head.lemma_ == "ask"
    ):
        above = rule_for(verb.head, _around(story, sentence, verb.head, heard))
        return above is not None and above.kind in GOVERNING
    if is_participle(verb):
        rule = rule_for(verb, frozenset())
        return rule is None or rule.kind not in ("sanction", "relief")
    if verb.dep_ == "acl" and verb.tag_ == "VB":
        return verb.head.lemma_ not in INTENTS
    return verb.dep_ in ("acl", "advcl") and classes().get(verb.head.lemma_) == "letter"


def _breach(
    story: Story,
    sentence: ParsedSentence,
    verb: Token,
    rule: Rule,
    breaker: Party | None,
    heard: Sequence[Voice],
) -> Event | None:
    """`Japan has not enforced the agreement` is an accusation by whoever says so."""
    if breaker is None or breaker.code is None or is_denied(verb) != BROKEN[verb.lemma_]:
        return None
    voice = told_at(heard, sentence.start + verb.idx)
    accuser = voice.party if voice else story.government_at_home
    if accuser is None or accuser.code == breaker.code:
        return None
    event = _made(story, sentence, verb, rule, accuser, breaker.code, heard, named=True)
    return replace(event, status="actual")


def _by_noun(
    story: Story, sentence: ParsedSentence, noun: Token, heard: Sequence[Voice]
) -> Event | None:
    """Talks, deals and threats told by a noun, with the parties beside it."""
    rule = rule_for(noun, frozenset(_noun_company(noun)))
    if rule is None:
        return None
    if rule.kind != "progress" and _is_told_by_verb(story, sentence, noun, heard):
        return None
    near = [
        party_of(story, sentence, w)
        for w in noun.subtree
        if w.i != noun.i and story.met.get(sentence.start + w.idx)
    ]
    parties = [p for p in near if p is not None and p.code]
    joined = compounded(story, sentence, noun)
    codes = list(dict.fromkeys([*joined, *(p.code or "" for p in parties)]))
    sides = [c for c in codes if c[:3] != "IGO"]
    if rule.kind == "sanction":
        actor = next(iter(joined), None) or (story.home and government(story.home))
        target = story.across(actor)
    elif rule.kind in ("threat", "pressure"):
        subject = subject_of(verb_above(noun))
        party = resolved(story, sentence, subject, heard) if subject is not None else None
        actor = party.code if party else None
        target = next((c for c in sides if c != actor), None) or story.across(actor)
    elif rule.kind == "progress" or _is_mutual(noun):
        actor = story.home and government(story.home)
        target = story.across(actor)
    elif len(sides) > 1:
        actor, target = sides[0], sides[1]
    elif sides and any(p.lower_ in ("with", "between") for p in noun.children):
        home = story.home and government(story.home)
        actor, target = (home, sides[0]) if home != sides[0] else (home, story.across(home))
    else:
        return None
    if target is None and actor is None:
        return None
    sided = Party(actor, actor, "institution") if actor else None
    return _made(story, sentence, noun, rule, sided, target, heard, named=bool(sides))


def _made(
    story: Story,
    sentence: ParsedSentence,
    word: Token,
    rule: Rule,
    actor: Party | None,
    target: str | None,
    heard: Sequence[Voice],
    *,
    named: bool,
) -> Event:
    start, end = _span(sentence, word)
    said = _source(heard, sentence.start + word.idx, actor)
    settled = rule.kind in ("assessment", "refusal", "rejection") or word.lemma_ == "wait"
    status = "actual" if settled else status_of(word)
    if said and said.quote.hearsay and status == "actual":
        status = "reported"
    first, last = _days(story, start, end, status)
    confidence = rule.confidence * (1.0 if named else INFERRED)
    if sentence.sentence.is_heading:
        confidence *= HEADING
    return Event(
        story.document.span(start, end),
        (actor.code or actor.name) if actor else None,
        target,
        rule.kind,
        rule.cameo,
        rule.plover,
        first,
        last,
        status,
        said.quote.speaker if said else None,
        said.quote.via if said else None,
        rule.kind in SYMMETRIC,
        round(confidence, 2),
    )


def _promised(story: Story, promise: Promise, heard: Sequence[Voice]) -> Found:
    """A promise as an event."""
    deed, verb = promise.deed, promise.verb
    eased = any(classes().get(o.lemma_) == "measure" for o in objects_of(deed))
    talks = any(classes().get(o.lemma_) == "talks" for o in objects_of(deed))
    denied = is_denied(deed)
    if promise.status == "refused":
        rule = Rule("", "refusal", "120", "REJECT", 0.7)
    elif denied and verb.i == deed.i and deed.lemma_ in ("retaliate", "impose", "hit", "escalate"):
        rule = Rule("", "sanction", "163", "SANCTION", 0.7)
    elif verb.lemma_ == "agree":
        rule = Rule("", "agreement", "057", "SUPPORT", 0.8)
    elif promise.status == "offered":
        rule = Rule("", "offer", "036" if talks else "0311", "AGREE", 0.7)
    else:
        rule = Rule("", "pledge", "036" if talks else "0354" if eased else "0311", "AGREE", 0.7)
    if deed.lemma_ == "accept":
        rule = replace(rule, kind="concession", cameo="030")
    target, named = target_of(story, promise.sentence, verb, promise.party, rule, heard)
    event = _made(story, promise.sentence, verb, rule, promise.party, target, heard, named=named)
    status = event.status
    if promise.status == "conditional":
        status = "conditional"
    elif verb.i != deed.i and forces().get(verb.lemma_) == "intended":
        status = "planned"
    elif verb.i != deed.i and status == "planned":
        status = "actual"
    span = story.document.span(promise.start, promise.end)
    return Found(promise.sentence, verb, replace(event, status=status, span=span))


def _unlisted(word: Token, actor: Party | None) -> Rule | None:
    """`We will not wait`, `would not be rushed`: a future denied is a refusal, or a threat."""
    future = any(c.dep_ == "aux" and c.lower_ in ("will", "would", "wo") for c in word.children)
    perfect = any(c.dep_ == "aux" and c.lower_ == "have" for c in word.children)
    if not future or perfect or not is_denied(word) or word.lemma_ in ("be", "have"):
        return None
    if word.lemma_ == "wait":
        return Rule("", "threat", "130", "THREATEN", 0.6)
    talks = any(classes().get(o.lemma_.lower()) == "talks" for o in objects_of(word))
    if actor is None and not talks:
        return None
    return Rule("", "refusal", "125" if talks else "120", "REJECT", 0.6)


def _is_told_well(
    word: Token, rule: Rule, actor: Party | None, target: str | None, *, named: bool
) -> bool:
    """Whether enough is known for an event: who, and for vague words also to whom."""
    if actor is None or actor.code is None:
        return rule.kind == "pressure" and target is not None
    if actor.code.startswith("MED"):
        return False
    if rule.kind == "statement":
        return named and target is not None and target[:3] != actor.code[:3]
    if rule.kind in ("threat", "warning") and target is None:
        return False
    if rule.kind in ("offer", "pledge"):
        return is_denied(word)
    if word.lemma_ == "agree" and any(c.dep_ == "ccomp" for c in word.children):
        return False
    if word.lemma_ in ("want", "ask", "require", "insist", "hit", "challenge", "object"):
        return named
    if rule.kind in ("visit", "meeting", "telephone call"):
        return target is not None or rule.kind == "telephone call"
    if word.lemma_ in ("concede", "warn", "complain") and actor.attribution == "anonymous":
        return named
    return True


def _around(
    story: Story, sentence: ParsedSentence, verb: Token, heard: Sequence[Voice]
) -> frozenset[str]:
    """What stands beside a verb: a person, a place, somebody with whom."""
    found: set[str] = set()
    for child in verb.children:
        if child.dep_ in ("dobj", "dative") and resolved(story, sentence, child, heard):
            found.add("person")
        if child.dep_ == "prep":
            for inner in child.children:
                party = resolved(story, sentence, inner, heard) if inner.dep_ == "pobj" else None
                if party and child.lower_ in ("with", "to"):
                    found |= {"with", "person"} if child.lower_ == "with" else set()
                if party and child.lower_ in ("to", "in") and party.attribution == "institution":
                    found.add("place")
    return frozenset(found)


def _noun_company(noun: Token) -> Iterator[str]:
    for child in noun.children:
        if child.dep_ in ("relcl", "acl"):
            if any(w.lower_ == "effect" for w in child.subtree):
                yield "effect"
            if child.lemma_ == "make":
                yield "make"


def _is_told_by_verb(
    story: Story, sentence: ParsedSentence, noun: Token, heard: Sequence[Voice]
) -> bool:
    """Whether the verb above a noun tells the event already."""
    above = verb_above(noun)
    if above.pos_ != "VERB" or noun not in list(objects_of(above)):
        return False
    if noun.dep_ == "pobj" and noun.head.lower_ in BESIDE:
        return False
    return rule_for(above, _around(story, sentence, above, heard)) is not None


def _is_mutual(noun: Token) -> bool:
    """`our two Governments`, `the two countries` beside a noun."""
    words = {w.lower_ for w in noun.subtree}
    return bool(words & {"two", "both"}) and bool(
        words & {"governments", "countries", "sides", "parties", "leaders"}
    )


def _is_passive(verb: Token) -> bool:
    return any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)


def _source(heard: Sequence[Voice], at: int, actor: Party | None) -> Voice | None:
    voice = told_at(heard, at)
    if voice is None or (actor and voice.party.name == actor.name and not voice.quote.hearsay):
        return None
    return voice


def _span(sentence: ParsedSentence, word: Token) -> tuple[int, int]:
    if word.pos_ == "NOUN":
        return sentence.offsets(*noun_phrase(word))
    subject = subject_of(word)
    near = subject is not None and 0 < word.i - subject.i < SUBJECT_REACH
    first = noun_phrase(subject)[0] if near and subject is not None else word
    return sentence.offsets(min(first, word, key=_index), last_of_clause(word))


def _days(story: Story, start: int, end: int, status: str) -> tuple[date | None, date | None]:
    """Days named beside an event; else by the document's day if it happened, from then if not."""
    today = story.document.date
    whole = story.document.sentence_at(start).span
    tokens = tokens_of(story.document.plain, whole.start, whole.end)
    times = [(tokens[when.first].start, when.interval) for when in times_in(tokens, today)]
    for first, last in ((start, end), (whole.start, whole.end)):
        known = [days for at, days in times if days and first <= at < last]
        if known:
            return known[0][0], known[0][1]
    return (today, None) if status in ("planned", "possible", "conditional") else (None, today)


def _distinct(found: Sequence[Found]) -> Iterator[Event]:
    """Events in order; those of a heading only if the text below does not tell them again."""
    body = {_same(f.event) for f in found if not f.sentence.sentence.is_heading}
    telling = {f.sentence.start for f in found if f.event.kind != "statement"}
    kept: dict[tuple[object, ...], Event] = {}
    for one in sorted(found, key=lambda f: f.event.span.start):
        if one.sentence.sentence.is_heading and _same(one.event) in body:
            continue
        if one.word.lemma_ == "tell" and one.sentence.start in telling:
            continue
        merged = one.event.kind in ("pledge", "statement")
        place = one.sentence.start if merged else one.event.span.start
        key = (place, *_same(one.event))
        if key not in kept or one.event.confidence > kept[key].confidence:
            kept[key] = one.event
    yield from kept.values()


def _same(event: Event) -> tuple[str | None, str | None, str]:
    return event.actor, event.target, event.cameo[:2]


def _place(sentence: ParsedSentence, word: Token) -> int:
    return sentence.start + word.idx


def _index(word: Token) -> int:
    return word.i
