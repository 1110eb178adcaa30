"""Who does it and to whom: the actor and the target of a predication, named or inferred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.dossier._events._event_rules import Rule, classes_of
from tradetalks.dossier._events._scene import STATES, Scene, nationalities, owner_of, party
from tradetalks.dossier._events._trades import INWARD, NATIONAL, NEAR, is_own_government, unnamed
from tradetalks.dossier._grammar._predications import Predication, joined_to
from tradetalks.dossier._names._codes import government
from tradetalks.dossier._parties._story import MEMBERS_OF_THE_UNION, Party, Story
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["doer_of", "sides_named", "sufferer_of", "target_of"]

TOWARDS = word_set("to on upon with against from toward towards at between among over for of")
PRIVATE = word_set("BUS LAB AGR LEG MED")
ANSWERS = frozenset(
    {"rejection", "criticism", "praise", "concession", "accusation", "consideration", "denial"}
)
"""Kinds that answer what another did, so that the thing in the passive is the other's."""
TELLING = word_set("tell assure inform notify advise warn remind promise")
ASIDE = word_set("in at under since before after during until within by through as like")
"""Prepositions that lead to where or when, not to whom."""
UNTOLD = frozenset({"no comment", "denial"})
"""Kinds whose target is only taken where it is named."""
HOME = frozenset({"request", "demand", "complaint", "consideration"})
"""Kinds that growers and firms direct at their own government unless they name another."""
TOGETHER = frozenset(
    {"agreement", "meeting", "negotiation", "pledge", "ratification", "suspension"}
)
"""Kinds whose second subject is the other side: `India and Chile agreed`."""
THINGS = frozenset({"goods", "trade"})
LOOSE = word_set("relcl advcl appos parataxis punct cc nsubj nsubjpass")
GROUNDS = word_set("basis ground strength eve advice behalf occasion condition line model pretext")
SUFFERING = word_set("on upon against")


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
    if told.passive and not told.doers and (found := _by_whom(scene, told.word)):
        return found
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


def _by_whom(scene: Scene, verb: Token) -> Party | None:
    """An agent that the model hung on another word: `put upon our exports by Washington`."""
    for by in verb.subtree:
        if by.lower_ != "by" or by.i < verb.i or by.head.pos_ not in ("NOUN", "PROPN"):
            continue
        for inner in by.children:
            found = party(scene, inner) if inner.dep_ == "pobj" else None
            if found and found.code:
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
        if own and own[3:] in PRIVATE and is_own_government(scene, word):
            return government(own[:3]), True
        found = party(scene, word)
        if found and found.code and _may_be_target(rule, own, found.code, preposition):
            return found.code, True
    candidates = list(_candidates(told, rule))
    direct = [pair for pair in candidates if not pair[0]]
    if (code := unnamed(scene, told.word, rule, own, direct)) and code != own:
        return code, False
    for thing in _things(told):
        found = owner_of(scene, thing)
        if found and found.code and _may_be_target(rule, own, found.code, "by"):
            return found.code, True
    for code in _mentioned(scene, told, own):
        return code, True
    if (code := unnamed(scene, told.word, rule, own, candidates)) and code != own:
        return code, False
    if rule.kind in ("criticism", "accusation"):
        for code in _blamed(scene, told, own):
            return code, True
    if rule.kind in UNTOLD or own is None:
        return None, False
    return _inferred(scene, told, rule, own), False


def sufferer_of(scene: Scene, told: Predication) -> str | None:
    """Code of whoever stands as the theme of a passive, or owns the goods that do."""
    for thing in told.themes:
        found = party(scene, thing)
        if found and found.code:
            return found.code
        if classes_of([thing]) & THINGS and (codes := nationalities(scene, thing)):
            return codes[0]
        if (owner := owner_of(scene, thing)) and owner.code:
            return owner.code
    for preposition, word in told.others:
        if preposition in SUFFERING and (found := party(scene, word)) and found.code:
            return found.code
    return next(_mentioned(scene, told, None), None)


def sides_named(scene: Scene, noun: Token) -> list[str]:
    """Parties in the phrase of a noun: `the EU-US deal`, `talks between India and Chile`."""
    codes = list(nationalities(scene, noun))
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
        called_in = preposition == "in" and told.word.lemma_ == "call"
        towards = preposition in TOWARDS or called_in
        if towards and not forum and word.lemma_ not in GROUNDS:
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
    yield from _around(told)
    for act in told.acts:
        yield from (c for c in act.children if c.dep_ == "dobj")


def _around(told: Predication) -> Iterator[Token]:
    """What stands behind prepositions, but for where, when and on what grounds."""
    for preposition, word in told.others:
        if preposition not in ASIDE and word.lemma_ not in GROUNDS:
            yield word


def _mentioned(scene: Scene, told: Predication, own: str | None) -> Iterator[str]:
    """Governments of other countries named in what the word governs, not in clauses beside it."""
    for thing in (*told.themes, *_around(told), *told.acts):
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
    if code.startswith("MED") or code[3:] == "MED" or len(code) < 3:
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
