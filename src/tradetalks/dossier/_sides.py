"""Who does it and to whom: the actor and the target of a predication, named or inferred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.dossier._event_rules import Rule, classes_of, nominals
from tradetalks.dossier._grammar import noun_phrase
from tradetalks.dossier._language_model import ParsedSentence
from tradetalks.dossier._predications import Predication, joined_to
from tradetalks.dossier._quotes import Voice, innermost, voice_at, voices_at
from tradetalks.dossier._speakers import party_of
from tradetalks.dossier._story import MEMBERS_OF_THE_UNION, Party, Story, government
from tradetalks.dossier._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Scene", "doer_of", "owner_of", "party", "sides_named", "sufferer_of", "target_of"]

TOWARDS = word_set("to on upon with against from toward towards at between among over for of")
NEAR = word_set("to with from against for in on")
"""Prepositions after which a government's own firms and growers may be the target."""
STATES = word_set("country adjective capital")
PRIVATE = word_set("BUS LAB AGR LEG MED")
SENT = word_set("by of from")
SENDING = word_set(
    "request demand offer proposal complaint protest objection petition appeal plea pledge promise "
    "decision refusal rejection representative delegation minister government threat"
)
"""Nouns whose owner may also stand after `of` or `from`."""
OWNED = frozenset({"measure", "ban", "quota", "list", "offer", "demand", "threat"})
"""Things that are somebody's: the lifting of the Russian embargo is Russia's."""
ANSWERS = frozenset(
    {"rejection", "criticism", "praise", "concession", "accusation", "consideration", "denial"}
)
"""Kinds that answer what another did, so that the thing in the passive is the other's."""
GAINING = word_set("obtain win receive secure face feel suffer gain hit affect cause want seek")
TELLING = word_set("tell assure inform notify advise warn remind promise")
YOU = word_set("you your yours yourselves")
ASIDE = word_set("in at under since before after during until within by through as like")
"""Prepositions that lead to where or when, not to whom."""
NATIONAL = word_set("BUS LAB AGR")
UNTOLD = frozenset({"no comment", "denial"})
"""Kinds whose target is only taken where it is named."""
HOME = frozenset({"request", "demand", "complaint", "consideration"})
"""Kinds that growers and firms direct at their own government unless they name another."""
TOGETHER = frozenset(
    {"agreement", "meeting", "negotiation", "pledge", "ratification", "suspension"}
)
"""Kinds whose second subject is the other side: `India and Chile agreed`."""
INWARD = frozenset({"aid", "pledge", "request", "refusal", "rejection", "meeting", "negotiation"})
"""Kinds that a government may direct at its own growers and firms."""
THINGS = frozenset({"goods", "trade"})
LOOSE = word_set("relcl advcl appos parataxis punct cc nsubj nsubjpass")
GROWERS = word_set("farmer grower rancher breeder fisherman planter herder smallholder")
MAKERS = word_set(
    "manufacturer producer maker company firm industry business mill miller refiner exporter "
    "trader member chamber processor"
)
BUYERS = word_set("supplier buyer customer client importer distributor retailer")
"""Trades that are at home, and those that are the other side's for a firm."""
SUFFERING = word_set("on upon against")
BALLOT = word_set("vote abstain")


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
    for code in _nationalities(scene, noun):
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


def doer_of(scene: Scene, told: Predication, rule: Rule) -> Party | None:
    """Who does it, as far as the clause says."""
    for doer in told.doers if rule.governs != "theme" else ():
        found = _boss(scene, doer) or party(scene, doer) or _tribunal(scene, doer, rule)
        if found is None or not found.code:
            owned = None if classes_of([doer]) & THINGS else owner_of(scene, doer, body=True)
            found = owned or found
        if found and found.code:
            return found
    if told.word.pos_ == "NOUN":
        found = owner_of(scene, told.word)
        return found if found and not (classes_of([told.word]) & THINGS) else None
    if told.doers and not told.passive and rule.governs != "theme":
        return None
    for preposition, word in told.others:
        if preposition == "under" and (found := owner_of(scene, word)):
            return found
    if rule.kind in ANSWERS:
        return None
    themes = told.doers if rule.governs == "theme" else told.themes
    for thing in themes:
        if party(scene, thing) is None and classes_of([thing]) - THINGS:
            found = owner_of(scene, thing)
            if found:
                return found
    return None


def _tribunal(scene: Scene, noun: Token, rule: Rule) -> Party | None:
    """A panel that rules is that of the body that the story names."""
    if rule.kind not in ("ruling", "accusation") or noun.lemma_ not in (
        "panel",
        "tribunal",
        "arbitrator",
    ):
        return None
    bodies = (m.actor.code for m in scene.story.mentions if m.actor.code[:3] == "IGO")
    code = next(bodies, None)
    return Party(code, code, "institution") if code else None


def _boss(scene: Scene, noun: Token) -> Party | None:
    """The firm or lobby whose chairman or lawyers act for it."""
    for child in noun.children:
        if child.dep_ == "poss":
            found = party(scene, child)
            return found if found and found.code and found.code[3:] in NATIONAL else None
    return None


def target_of(
    scene: Scene, told: Predication, rule: Rule, actor: Party | None
) -> tuple[str | None, bool]:
    """Code of whom it is done to, and whether that is named."""
    own = actor.code if actor and actor.code else None
    for preposition, word in _candidates(told, rule):
        found = party(scene, word)
        if found and found.code and _may_be_target(rule, own, found.code, preposition):
            return found.code, True
    for thing in _things(told):
        found = owner_of(scene, thing)
        if found and found.code and _may_be_target(rule, own, found.code, "by"):
            return found.code, True
    for code in _mentioned(scene, told, own):
        return code, True
    if (code := _unnamed(scene, told, rule, own)) and code != own:
        return code, False
    if rule.kind in ("criticism", "accusation"):
        for code in _blamed(scene, told, own):
            return code, True
    if rule.kind in UNTOLD or own is None:
        return None, False
    return _inferred(scene, told, rule, own), False


def _unnamed(scene: Scene, told: Predication, rule: Rule, own: str | None) -> str | None:
    """Firms and growers that are only called by their trade; the Union where its members vote."""
    if own is None or len(own) < 3 or own[:3] == "IGO":
        return None
    if told.word.lemma_ in BALLOT and rule.kind == "rejection" and own[:3] in MEMBERS_OF_THE_UNION:
        return "EUR"
    for preposition, word in _candidates(told, rule):
        found = party(scene, word)
        if preposition not in ("", *NEAR) or (found and found.code):
            continue
        if word.lemma_ in GROWERS:
            return own[:3] + "AGR"
        if word.lemma_ in MAKERS and rule.kind in INWARD:
            return own[:3] + "BUS"
        if word.lemma_ in BUYERS:
            across = scene.story.across(own)
            return (across or own)[:3] + "BUS" if own[3:] in NATIONAL else own[:3] + "BUS"
    return None


def sufferer_of(scene: Scene, told: Predication) -> str | None:
    """Code of whoever stands as the theme of a passive, or owns the goods that do."""
    for thing in told.themes:
        found = party(scene, thing)
        if found and found.code:
            return found.code
        if classes_of([thing]) & THINGS and (codes := _nationalities(scene, thing)):
            return codes[0]
        if (owner := owner_of(scene, thing)) and owner.code:
            return owner.code
    for preposition, word in told.others:
        if preposition in SUFFERING and (found := party(scene, word)) and found.code:
            return found.code
    return next(_mentioned(scene, told, None), None)


def sides_named(scene: Scene, noun: Token) -> list[str]:
    """Parties in the phrase of a noun: `the EU-US deal`, `talks between India and Chile`."""
    codes = list(_nationalities(scene, noun))
    for word in noun.subtree:
        if word.i != noun.i and word.dep_ in ("pobj", "conj", "poss"):
            found = party(scene, word)
            if found and found.code:
                codes.append(found.code)
    return list(dict.fromkeys(codes))


def _candidates(told: Predication, rule: Rule) -> Iterator[tuple[str, Token]]:
    """Words that may name the target with what leads to them, the nearest in grammar first."""
    right = "of" if told.word.pos_ == "NOUN" else ""
    yield from ((right, theme) for theme in told.themes)
    for act in told.acts:
        if rule.kind in ("request", "demand", "accusation", "pledge", "hope", "consideration"):
            subjects = [c for c in act.children if c.dep_ in ("nsubj", "nsubjpass")]
            yield from (("of", word) for word in joined_to(subjects))
    if rule.kind in TOGETHER:
        yield from (("", doer) for doer in told.doers[1:])
    for preposition, word in told.others:
        forum = rule.kind == "complaint" and preposition in ("to", "at")
        if preposition in TOWARDS and not forum:
            yield preposition, word
    for thing in (*told.themes, *told.acts):
        for child in thing.children:
            if child.dep_ == "dobj":
                yield "of", child
            if child.dep_ in ("prep", "dative") and child.lower_ in TOWARDS:
                inner = [c for c in child.children if c.dep_ == "pobj"]
                yield from ((child.lower_, word) for word in joined_to(inner))
    yield from (("told", word) for word in _told(told.word))


def _told(verb: Token) -> Iterator[Token]:
    """Whoever is told what somebody will do: `told the Minister that it would accept`."""
    teller = verb.head
    if verb.dep_ == "ccomp" and teller.lemma_ in TELLING:
        yield from (c for c in teller.children if c.dep_ in ("dobj", "dative"))


def _things(told: Predication) -> Iterator[Token]:
    """Things whose owner may be the target."""
    yield from told.themes
    for act in told.acts:
        yield from (c for c in act.children if c.dep_ in ("nsubj", "nsubjpass"))
    yield from (word for preposition, word in told.others if preposition not in ASIDE)
    for act in told.acts:
        yield from (c for c in act.children if c.dep_ == "dobj")


def _mentioned(scene: Scene, told: Predication, own: str | None) -> Iterator[str]:
    """Governments of other countries named in what the word governs, not in clauses beside it."""
    others = (word for preposition, word in told.others if preposition not in ASIDE)
    for thing in (*told.themes, *others, *told.acts):
        for word in _clause(thing):
            start, end = scene.sentence.offsets(word, word)
            for mention in scene.story.within(start, end):
                actor = mention.actor
                if actor.kind in STATES and actor.code[:3] != (own or "")[:3]:
                    yield government(actor.code)


def _blamed(scene: Scene, told: Predication, own: str | None) -> Iterator[str]:
    """Governments of the places where something is amiss: `that powder is repacked in Uganda`."""
    for act in told.acts:
        start, end = scene.sentence.offsets(act.left_edge, act.right_edge)
        for mention in scene.story.within(start, end):
            actor = mention.actor
            if actor.kind == "country" and actor.code[:3] != (own or "")[:3]:
                yield government(actor.code)


def _clause(word: Token) -> list[Token]:
    """Words under a word, in order, without clauses that hang on it loosely."""
    found: list[Token] = []
    waiting = [word]
    while waiting:
        one = waiting.pop()
        found.append(one)
        verbal = one.pos_ in ("VERB", "AUX")
        for child in one.children:
            aside = verbal and child.dep_ == "prep" and child.lower_ in ASIDE and child.i > one.i
            if child.dep_ not in LOOSE and not aside and not _is_joined_clause(child):
                waiting.append(child)
    return sorted(found, key=lambda one: one.i)


def _is_joined_clause(word: Token) -> bool:
    return word.dep_ == "conj" and word.pos_ in ("VERB", "AUX")


def _may_be_target(rule: Rule, own: str | None, code: str, preposition: str) -> bool:
    if code == own and not (code[3:] in NATIONAL and rule.kind == "request" and not preposition):
        return False
    if code.startswith("MED") or len(code) < 3:
        return False
    if code[:3] == "IGO" and preposition not in ("", "with"):
        return False
    if preposition == "told" and code[3:] in PRIVATE:
        return False
    if code[:3] == (own or "")[:3]:
        if own is not None and own[3:] in PRIVATE and code[3:] not in NATIONAL:
            return code[3:] != "LEG"
        if code[3:] == "LEG":
            return rule.kind == "request" and not preposition
        return code[3:] in NATIONAL and rule.kind in INWARD and preposition in ("", "by", *NEAR)
    return True


def _inferred(scene: Scene, told: Predication, rule: Rule, own: str) -> str | None:
    """The other side of the table, or a private party's own government."""
    story = scene.story
    at = scene.at(told.word)
    if own[3:] in NATIONAL | {"LEG"}:
        if rule.kind in HOME:
            return government(own[:3])
        if rule.kind == "praise":
            return None
        across = _across(story, own) if own[3:] in NATIONAL else None
        if rule.kind in ("criticism", "rejection", "accusation"):
            return across or _last_government(story, at, None)
        if rule.kind in ("cancellation", "sanction") and across:
            return across[:3] + "BUS"
    if own[:3] == "IGO" and rule.kind in ("meeting", "negotiation"):
        return None
    if rule.kind == "aid" or (own[:3] == story.home and not _is_between_two(story)):
        return None
    main = story.written_by.branch or (story.sides and story.home in story.sides)
    home = government(story.home) if story.home and main else None
    found = _across(story, own) or home
    return found if found and found != own else _last_government(story, at, own[:3])


def _across(story: Story, own: str) -> str | None:
    """The other side, also for the Union where one of its members tells the story."""
    found = story.across(own)
    if own == "EUR" and story.sides and "EUR" not in story.sides:
        members = set(MEMBERS_OF_THE_UNION)
        if 1973 <= story.document.date.year < 2020:
            members.add("GBR")
        inside = [side for side in story.sides if side in members]
        outside = [side for side in story.sides if side not in members]
        return government(outside[0]) if inside and outside else found
    return found


def _is_between_two(story: Story) -> bool:
    """Whether one country is named more than any third, so that nobody doubts who is meant."""
    names = Counter(m.actor.code[:3] for m in story.mentions if m.actor.kind != "dateline")
    abroad = (names[code] for code in names if code not in (story.home, "IGO", "MED"))
    counts = sorted(abroad, reverse=True)
    return len(counts) < 2 or counts[0] > counts[1] or counts[0] > 1


def _last_government(story: Story, at: int, own: str | None) -> str | None:
    """The last government met as a subject before a place, but not one's own."""
    for met in story.before(at):
        code = met.party.code
        if met.subject and code and code[:3] != own and (code.endswith("GOV") or code == "EUR"):
            return code
    return None


def _nationalities(scene: Scene, noun: Token) -> list[str]:
    """Governments of countries written before a noun: `the U.S. tariff`, `the EU-US deal`."""
    first, _ = noun_phrase(noun)
    start, end = scene.sentence.offsets(first, noun)
    names = (m.actor for m in scene.story.within(start, end) if m.actor.kind in STATES)
    return list(dict.fromkeys(government(actor.code) for actor in names))
