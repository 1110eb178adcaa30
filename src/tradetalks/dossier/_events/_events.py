"""Events: who did what to whom, as candidates for a person to accept.

A verb or noun of the tables whose party is known is an event (`_readings`); so is every promise.
Who does it and to whom is read from the clause (`_sides`). A measure told in the passive is that
of whoever imposed one last in the document, else of the document's own voice. Where no target is
named, the other side of the table is taken, at a lower confidence. A heading is read, but gives way
to the same event in the text below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from tradetalks.dossier._dates._dates import times_in
from tradetalks.dossier._events._event_rules import Rule, classes_of, kinds
from tradetalks.dossier._events._event_status import is_conditional, is_denied, status_of
from tradetalks.dossier._events._nouns_of_action import MUTUAL
from tradetalks.dossier._events._readings import Reading, readings
from tradetalks.dossier._events._scene import Scene
from tradetalks.dossier._events._sides import doer_of, sides_named, target_of
from tradetalks.dossier._events._unsaid import UNNAMED, Imposed, governs, whose
from tradetalks.dossier._grammar._grammar import last_of_clause, noun_phrase
from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._grammar._predications import predication
from tradetalks.dossier._names._codes import government
from tradetalks.dossier._parties._story import Party, Story
from tradetalks.dossier._promises._commitments import Promise, promises
from tradetalks.dossier._quotes._quotes import Voice, innermost, voices, voices_at
from tradetalks.dossier._text._items import Event
from tradetalks.dossier._text._tokens import tokens_of

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["events"]

SYMMETRIC = frozenset(
    {
        *("agreement", "negotiation", "telephone call", "meeting", "suspension", "ratification"),
        "cooperation",
    }
)
INFERRED = 0.7
"""What a confidence is worth if a side had to be inferred."""
PRIVATE = frozenset({"BUS", "LAB", "AGR"})
HEADING = 0.8
SUBJECT_REACH = 25
STEM = 5
"""Letters that a noun shares with the verb that tells the same: `reject`, `rejection`."""


@dataclass(frozen=True)
class Found:
    """An event with the reading that tells it."""

    reading: Reading
    actor: Party | None
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
    scenes = [
        Scene(story, sentence, heard)
        for sentence in (story.parsed.sentences if story.parsed else ())
        if not sentence.words.text.rstrip().endswith("?")
    ]
    told = [reading for scene in scenes for reading in readings(scene)]
    known = [(reading, doer_of(reading.scene, reading.told, reading.rule)) for reading in told]
    imposed = [
        (r.scene.at(r.word), p.code)
        for r, p in known
        if p
        and p.code
        and r.rule.kind in ("sanction", "seizure", "threat", "relief")
        and governs(p.code)
    ]
    found = [made for r, p in known if (made := _event(story, heard, r, p, imposed))]
    found += _promised(story, heard, found)
    return tuple(_distinct(found))


def _event(
    story: Story,
    heard: Sequence[Voice],
    reading: Reading,
    doer: Party | None,
    imposed: Imposed,
) -> Found | None:
    known = doer is not None and doer.code is not None and not _is_beyond(doer, reading.rule)
    if _is_together(reading, known=known):
        actor, target, named = _both(reading.scene, reading)
    else:
        actor = doer if known else whose(reading, imposed)
        reading = _asked(reading, actor)
        target, named = target_of(reading.scene, reading.told, reading.rule, actor)
    if actor and actor.code and (teller := _who_advises(reading, actor)):
        reading = replace(reading, rule=kinds()["request"])
        actor, target = teller, actor.code
    if actor is None or (actor.code is None and actor.name != UNNAMED.name):
        return None
    if (actor.code or "").startswith("MED"):
        return None
    if not _is_told_well(reading, actor, target, named=named):
        return None
    if not known and _is_beside(reading, named=named):
        return None
    event = _made(story, heard, reading, actor, target, sure=named and known)
    return Found(reading, actor, event)


def _is_beyond(doer: Party, rule: Rule) -> bool:
    """Whether a measure cannot be that of its doer: firms and growers impose none."""
    public = rule.kind in ("sanction", "relief") and rule.governs in (
        "measure",
        "ban",
        "quota",
        "theme",
    )
    return public and (doer.code or "")[3:] in PRIVATE


def _is_together(reading: Reading, *, known: bool) -> bool:
    """Whether both sides do it: talks told by a noun, a deal in the passive, talks that failed."""
    rule, told = reading.rule, reading.told
    if reading.noun:
        return rule.kind in MUTUAL
    held = told.passive and bool(classes_of(told.themes) & {"talks", "deal", "progress"})
    talking = "talks" in classes_of(told.doers)
    return rule.kind in SYMMETRIC and not known and (held or talking)


def _asked(reading: Reading, actor: Party | None) -> Reading:
    """What a firm proposes that others do is a request."""
    private = actor is not None and (actor.code or "")[3:] in PRIVATE
    proposed = reading.word.lemma_ == "propose" or any(
        act.dep_ == "ccomp" for act in reading.told.acts
    )
    if private and proposed and reading.rule.kind == "offer":
        return replace(reading, rule=kinds()["request"])
    return reading


def _who_advises(reading: Reading, actor: Party) -> Party | None:
    """Who says what another party should do, which is a request: `China should lift the ban`."""
    story, word = reading.scene.story, reading.word
    if is_conditional(word) or not any(c.lower_ in ("should", "ought") for c in word.children):
        return None
    author = story.author if story.written_by.branch is not None else None
    teller = reading.scene.teller(word) or author
    code = teller.code if teller else None
    return teller if code and code != actor.code and code[3:] != "MED" else None


def _both(scene: Scene, reading: Reading) -> tuple[Party | None, str | None, bool]:
    """Actor and target of talks and deals told by a noun."""
    story = scene.story
    parts = (*reading.told.themes, *reading.told.doers)
    sides = sides_named(scene, reading.word if reading.noun else parts[0])
    actor = doer_of(scene, reading.told, reading.rule)
    first = actor.code if actor else None
    others = [code for code in sides if code != first and code[:3] != "IGO"]
    if first is None and len(others) > 1:
        first = others.pop(0)
    author = story.author.code if story.author else None
    if first is None and author and author[:3] != "IGO":
        first = author
    if first is None and story.sides:
        first = government(story.sides[0])
    target = next((code for code in others if code != first), None) or story.across(first)
    return (Party(first, first, "institution") if first else None), target, bool(others)


def _is_told_well(reading: Reading, actor: Party, target: str | None, *, named: bool) -> bool:
    """Whether enough is known for an event: for vague words also to whom."""
    kind = reading.rule.kind
    if kind in ("visit", "meeting"):
        return target is not None or (actor.code or "")[:3] == "IGO"
    if kind in ("threat", "warning", "accusation") and target is None:
        return False
    if reading.word.lemma_ in ("claim", "contend", "argue", "want", "hit", "remind"):
        return named
    if kind == "ruling":
        return status_of(reading.word) == "actual"
    return True


def _is_beside(reading: Reading, *, named: bool) -> bool:
    """A passive in a clause beside another that names neither side; goods seized by nobody."""
    if named or not reading.told.passive:
        return False
    beside = reading.word.dep_ in ("advcl", "conj", "relcl", "pcomp")
    return beside or reading.rule.kind == "seizure"


def _made(
    story: Story,
    heard: Sequence[Voice],
    reading: Reading,
    actor: Party,
    target: str | None,
    *,
    sure: bool,
) -> Event:
    scene, word, rule = reading.scene, reading.word, reading.rule
    start, end = _span(scene.sentence, reading)
    said = _source(heard, scene.at(word), actor)
    verb = word.head if reading.noun and word.dep_ in ("dobj", "nsubjpass") else word
    settled = rule.kind in ("refusal", "rejection") and is_denied(word)
    advised = rule.kind == "request" and any(c.lower_ in ("should", "ought") for c in verb.children)
    status = "actual" if settled or advised else status_of(verb)
    if said and said.quote.hearsay and status == "actual":
        status = "reported"
    first, last = _days(story, start, end, status)
    confidence = rule.confidence * (1.0 if sure else INFERRED)
    if scene.sentence.sentence.is_heading:
        confidence *= HEADING
    return Event(
        story.document.span(start, end),
        actor.code or (None if actor.name == "unnamed" else actor.name),
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


def _promised(story: Story, heard: Sequence[Voice], found: Sequence[Found]) -> list[Found]:
    """Promises that no event tells yet, as events."""
    spans = [(f.event.span.start, f.event.span.end) for f in found if not f.reading.noun]
    nouns = {f.reading.scene.at(f.reading.word.head) for f in found if f.reading.noun}
    told: list[Found] = []
    for promise in promises(story, heard):
        at = promise.sentence.at(promise.deed)
        verb = promise.sentence.at(promise.verb)
        if any(start <= at < end or start <= verb < end for start, end in spans):
            continue
        if {at, verb} & nouns:
            continue
        told.append(_promise(story, heard, promise))
    return told


def _promise(story: Story, heard: Sequence[Voice], promise: Promise) -> Found:
    rule = kinds()["refusal" if promise.status == "refused" else "pledge"]
    if promise.status == "offered":
        rule = kinds()["offer"]
    scene = Scene(story, promise.sentence, heard)
    reading = Reading(scene, promise.deed, rule, predication(promise.deed))
    target, named = target_of(scene, reading.told, rule, promise.party)
    event = _made(story, heard, reading, promise.party, target, sure=named)
    status = {"conditional": "conditional", "refused": "actual"}.get(promise.status, event.status)
    span = story.document.span(promise.start, promise.end)
    return Found(reading, promise.party, replace(event, status=status, span=span))


def _source(heard: Sequence[Voice], at: int, actor: Party | None) -> Voice | None:
    voice = innermost(voices_at(heard, at))
    if voice is None or (actor and voice.party.name == actor.name and not voice.quote.hearsay):
        return None
    return voice


def _span(sentence: ParsedSentence, reading: Reading) -> tuple[int, int]:
    word = reading.word
    if reading.noun:
        first, last = noun_phrase(word)
        if word.dep_ in ("dobj", "nsubjpass") and word.head.dep_ != "relcl":
            first = min(first, word.head, key=_index)
        return sentence.offsets(first, last)
    subjects = reading.told.themes if reading.told.passive else reading.told.doers
    near = [s for s in subjects[:1] if 0 < word.i - s.i < SUBJECT_REACH]
    first = noun_phrase(near[0])[0] if near else word
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
    """Events in order; what a heading or a mere noun tells only if no verb below tells it."""
    ordered = sorted(found, key=lambda f: (f.event.span.start, -f.event.confidence))
    told = [f.event for f in ordered if not f.reading.noun or f.reading.lent]
    body = {_same(f.event) for f in ordered if not f.reading.scene.sentence.sentence.is_heading}
    kept: dict[tuple[object, ...], Event] = {}
    for one in ordered:
        same = _same(one.event)
        if one.reading.scene.sentence.sentence.is_heading and same in body:
            continue
        bare = one.reading.noun and not one.reading.lent
        if bare and any(_tells(other, one) for other in told):
            continue
        if bare:
            told.append(one.event)
        key = (one.event.span.start, *same)
        if key not in kept or one.event.confidence > kept[key].confidence:
            kept[key] = one.event
    yield from kept.values()


def _tells(event: Event, one: Found) -> bool:
    """Whether an event tells what a noun refers to: `imposed a ban` the ban."""
    if one.reading.rule.kind in MUTUAL:
        return event.kind == one.event.kind and _same(event) == _same(one.event)
    stem = one.reading.word.lemma_.lower()[:STEM]
    return _same(event) == _same(one.event) and stem in event.span.text.lower()


def _same(event: Event) -> tuple[str | None, str | None, str]:
    return event.actor, event.target, event.cameo[:2]


def _index(word: Token) -> int:
    return word.i
