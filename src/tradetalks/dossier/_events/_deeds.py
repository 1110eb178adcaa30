"""What a verb does: the rule of the tables that fits it with what stands around it.

Classes of objects are seen right under a verb and behind its prepositions; beside them count a
party (`met the envoy`), a place (`flew to Lima`), another verb (`agreed to lift`), a term (`gave
Poland a month`) and a telephone. An offer to do harm is a threat; to stop what is good is harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tradetalks.dossier._events._event_rules import Rule, classes_of, forms_of, kinds, rule_for
from tradetalks.dossier._events._event_status import governors, is_conditional, is_denied, is_future
from tradetalks.dossier._events._scene import STATES, Scene, party
from tradetalks.dossier._events._trades import NATIONAL
from tradetalks.dossier._grammar._predications import SUBJECTS, Predication, predication
from tradetalks.dossier._parties._story import Party
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["CONTACTS", "HARM", "PHONES", "deed_of", "fits", "shaded", "threatening"]

HARM = frozenset({"sanction", "seizure", "threat", "suspension", "cancellation"})
GOOD = frozenset({"relief", "pledge", "concession", "cooperation"})
CONTACTS = frozenset({"meeting", "visit", "telephone call"})
PLACES = word_set("to in into at for")
LETTING = word_set("allow permit let enable")
ORDERING = word_set("order instruct direct")
MEASURED = word_set(
    "impose lift suspend withdraw remove scrap rescind revoke repeal abolish postpone defer "
    "reimpose reinstate waive ease"
)
"""Verbs whose `it` is a measure."""
THEM = word_set("it them this these")
GAVE_UP = word_set("stop cease discontinue")
TAKING = word_set(
    "accept issue process clear buy import order take load unload inspect certify register grant "
    "renew ship deliver supply"
)
"""What it hurts to stop."""
OFFERING = word_set("vow propose ready prepared willing")
INTENDING = word_set("intention intent proposal readiness willingness")
PHONES = word_set("phone telephone")
COMMENTS = word_set("comment elaborate confirm say discuss name speculate disclose respond")
NAMELESS = word_set("name identify remain anonymity")
REMARKS = word_set("comment submission view observation")
WORRIES = word_set("concern worry doubt fear unease anxiety")
GENERAL = word_set("any either every interested")
"""Words before whoever a rule is for in general."""


@dataclass(frozen=True)
class Deed:
    """A predication with the rule that seems to fit it."""

    scene: Scene
    told: Predication
    rule: Rule


def deed_of(scene: Scene, told: Predication, *, deep: bool = True) -> Rule | None:
    """The rule that fits a verb with what it governs.

    Parameters
    ----------
    scene, told
        A verb with what stands around it.
    deep
        Whether verbs that it governs are looked at for what they do in turn.
    """
    word = told.word
    governed, loose = _governed(scene, told), _loose(scene, told, deep=deep)
    if word.lower_ == "prepared" and told.passive and "act" in governed:
        return threatening(scene, told, kinds()["pledge"]) if deep else kinds()["pledge"]
    if word.lemma_ in MEASURED and any(thing.lower_ in THEM for thing in told.themes):
        governed.add("measure")
    rule = rule_for(forms_of(word), "verb", governed, loose)
    if deep and rule and rule.kind in ("pledge", "offer"):
        return threatening(scene, told, rule)
    if rule is None and not told.passive and all(w.lower_ == "effect" for w in told.themes):
        rule = rule_for(forms_of(word), "theme", classes_of(told.doers))
        rule = replace(rule, governs="theme") if rule else None
    return rule or (_given_up(scene, told) if deep else None) or _required(told)


def threatening(scene: Scene, told: Predication, rule: Rule) -> Rule:
    """An offer or vow to do harm is a threat; readiness for an inquiry or a case is that."""
    if told.word.lemma_ not in OFFERING:
        return rule
    for act in told.acts:
        if act.pos_ != "VERB" or is_denied(act):
            continue
        deed = _inner(scene, act)
        if deed and deed.kind in HARM:
            return kinds()["threat"]
        if deed and deed.kind in ("investigation", "complaint") and told.word.pos_ == "ADJ":
            return deed
    return rule


def shaded(scene: Scene, told: Predication, rule: Rule) -> Rule:
    """A kind by what is said with it.

    A measure that is raised with somebody is a complaint, whoever is called on without a request
    is met. Concern that something may be so is no reproach yet, an intention to do harm is a
    threat, a term that ends in something to face too, and no progress no cooperation.
    """
    word = told.word
    if rule.governs == "concern" and any(
        child.dep_ in ("acl", "ccomp")
        for thing in told.themes
        if thing.lemma_ in WORRIES
        for child in thing.children
    ):
        return kinds()["concern"]
    if rule.kind in HARM and any(one.lemma_ in INTENDING for one in governors(word)):
        return kinds()["threat"]
    if rule.governs == "progress" and is_denied(word):
        return kinds()["assessment"]
    if word.lemma_ == "raise" and rule.kind == "sanction":
        inner = (pair for thing in told.themes for pair in predication(thing).others)
        forums = [w for p, w in (*told.others, *inner) if p in ("at", "with", "before")]
        return kinds()["criticism"] if any(_is_forum(scene, w) for w in forums) else rule
    if rule.kind == "request" and word.lemma_ == "call" and not told.acts:
        called_on = any(p == "on" for p, _ in told.others)
        return kinds()["meeting"] if called_on and "for" not in dict(told.others) else rule
    if rule.kind == "deadline" and any(w.lemma_ == "face" for w in word.subtree):
        return kinds()["threat"]
    return rule


def fits(scene: Scene, told: Predication, rule: Rule) -> bool:
    """Whether a verb really tells its kind with what it governs."""
    if rule.governs != "theme" and any(
        child.lower_ in GENERAL for doer in told.doers for child in doer.children
    ):
        return False
    check = CHECKS.get(rule.kind)
    return check is None or check(Deed(scene, told, rule))


def _governed(scene: Scene, told: Predication) -> set[str]:
    """Classes of what stands right under a verb."""
    word = told.word
    adverbs = [c for c in word.children if c.dep_ == "npadvmod"]
    found = {*classes_of(told.themes), *(classes_of(adverbs) & {"time"})}
    if word.lemma_ in LETTING:
        found |= classes_of(_subjects(told))
    if any(party(scene, thing) for thing in told.themes):
        found.add("party")
    if any(act.pos_ in ("VERB", "AUX") for act in told.acts):
        found.add("act")
    if any(a.lemma_ in COMMENTS - {"discuss"} for a in told.acts) or (
        word.lemma_ == "decline" and any(a.lemma_ == "discuss" for a in told.acts)
    ):
        found.add("comment")
    return found


def _loose(scene: Scene, told: Predication, *, deep: bool) -> set[str]:
    """Classes of what stands behind the prepositions of a verb, and of what it hints at."""
    found = set(classes_of(word for _, word in told.others))
    for preposition, word in told.others:
        known = party(scene, word)
        if known and preposition in ("with", "to", "in", "on"):
            found |= {"party", preposition}
        if known and known.code and known.code[:3] == "IGO" and preposition == "to":
            found.add("forum")
        border = preposition == "to" and "border" in classes_of([word])
        if border or (preposition in PLACES and (known or _is_place(scene, word))):
            found.add("place")
    for act in told.acts if deep else ():
        deed = _inner(scene, act) if act.tag_ == "VBG" else None
        if deed and deed.kind == "relief":
            found.add("relief")
    if any(w.lemma_ in PHONES for w in told.word.subtree):
        found.add("phone")
    if any(c.lower_ == "until" and c.dep_ == "prep" for c in told.word.children):
        found.add("until")
    return found


def _given_up(scene: Scene, told: Predication) -> Rule | None:
    """`Stopped issuing licences` is a measure, `stopped taxing` relief."""
    stopped = next((act for act in told.acts if act.tag_ == "VBG"), None)
    if told.word.lemma_ not in GAVE_UP or stopped is None:
        return None
    deed = _inner(scene, stopped)
    if (deed and deed.kind in GOOD) or stopped.lemma_ in TAKING:
        return kinds()["sanction"]
    return kinds()["relief"] if deed and deed.kind == "sanction" else None


def _inner(scene: Scene, act: Token) -> Rule | None:
    """What a governed verb does by itself."""
    return deed_of(scene, predication(act), deep=False)


def _required(told: Predication) -> Rule | None:
    """What importers have to lodge, show or obtain is a measure: `would need a certificate`."""
    word = told.word
    whom = {*classes_of(told.doers), *(classes_of(told.themes) if told.passive else ())}
    acts = [word, *told.acts]
    papers = any("papers" in classes_of(predication(act).themes) for act in acts)
    due = word.lemma_ in ("need", "require") or any(c.lower_ == "to" for c in word.children)
    return (
        replace(kinds()["sanction"], governs="theme")
        if papers and due and "traders" in whom
        else None
    )


def _subjects(told: Predication) -> Iterator[Token]:
    """Subjects of the clauses that a verb governs."""
    for act in told.acts:
        yield from (child for child in act.children if child.dep_ in SUBJECTS)


def _is_forum(scene: Scene, word: Token) -> bool:
    """Whether a measure is raised there in words: with a party, at an international body."""
    start, end = scene.sentence.offsets(word.left_edge, word)
    bodies = (m.actor.code[:3] == "IGO" for m in scene.story.within(start, end))
    return any(bodies) or party(scene, word) is not None


def _is_place(scene: Scene, word: Token) -> bool:
    start, end = scene.sentence.offsets(word, word)
    return any(m.actor.kind in (*STATES, "dateline") for m in scene.story.within(start, end))


def _finite(told: Predication) -> list[Token]:
    return [act for act in told.acts if act.dep_ == "ccomp"]


def _is_asked(deed: Deed) -> bool:
    """Not a question, nor a wish to stay unnamed, nor what one is told or compelled to do."""
    word, finite = deed.told.word, _finite(deed.told)
    hidden = (w for w in (*deed.told.acts, *deed.told.themes) if w.lemma_ in NAMELESS)
    if any(w.lemma_ != "name" or w.tag_ == "VBN" for w in hidden):
        return False
    heard = (*deed.told.acts, *deed.told.themes) if word.lemma_ == "invite" else ()
    if any(w.lemma_ in REMARKS for w in heard):
        return False
    if word.lemma_ in ("press", "push") and not any(
        w.lower_ == "for" for w in word.doc[word.i + 1 : word.i + 4]
    ):
        return any(_parties(deed.scene, deed.told.themes))
    if any(c.lower_ in ("whether", "if") for clause in finite for c in clause.children):
        return False
    if word.lemma_ == "insist":
        return not finite or _is_wished(finite[0])
    if word.lemma_ == "tell":
        return not finite
    if word.lemma_ in ORDERING:
        own = {
            found.code[:3]
            for found in _parties(deed.scene, deed.told.doers)
            if found and found.code
        }
        return any(
            found and found.code and found.code[:3] not in own
            for found in _parties(deed.scene, deed.told.themes)
        )
    compelled = word.lemma_ in ("compel", "force", "oblige") and deed.told.passive
    return not (compelled and any(act.dep_ == "xcomp" for act in deed.told.acts))


def _is_wished(clause: Token) -> bool:
    """A subjunctive: `that it lift the ban`, `that it be lifted`."""
    return clause.tag_ == "VB" or any(c.lower_ == "be" for c in clause.children)


def _is_decided(deed: Deed) -> bool:
    """Not `determined to impose`, `ordered the ministry to act`."""
    if deed.told.word.lemma_ == "hold":
        return deed.told.passive
    governing = any(act.dep_ == "xcomp" for act in deed.told.acts)
    return not governing or (
        deed.rule.kind == "sanction" and deed.told.word.lemma_ not in ("order", "set")
    )


def _is_agreed(deed: Deed) -> bool:
    """`Agreed to` promises, `agreed on` settles, `agreed that` and `if they agree` do neither."""
    word = deed.told.word
    if deed.rule.kind == "agreement" and (word.tag_ == "VB" or is_conditional(word)):
        return is_future(word)
    if word.lemma_ == "settle":
        return any(_parties(deed.scene, deed.told.doers))
    if word.lemma_ != "agree":
        return True
    return not deed.told.acts if deed.rule.kind == "agreement" else not _finite(deed.told)


def _is_helped(deed: Deed) -> bool:
    """Paying is aid where growers or firms get it."""
    if deed.told.word.lemma_ != "pay" or deed.rule.governs != "money":
        return True
    helped = (*deed.told.themes, *(word for p, word in deed.told.others if p in ("to", "for")))
    return any(
        found and (found.code or "")[3:] in NATIONAL for found in _parties(deed.scene, helped)
    )


def _is_kept(deed: Deed) -> bool:
    """Purchases are commerce, unless they are refused or promised."""
    commerce = deed.rule.governs in ("goods", "trade")
    refused = is_denied(deed.told.word) and deed.told.word.tag_ not in ("VBZ", "VBP")
    return not commerce or refused or is_future(deed.told.word)


def _is_brought(deed: Deed) -> bool:
    """`Took note of the concern` brings nothing before anybody."""
    return not any(thing.lemma_ == "note" for thing in deed.told.themes)


def _has_term(deed: Deed) -> bool:
    """A term is given to a party."""
    if deed.rule.governs not in ("time", "until"):
        return True
    given = (*deed.told.themes, *(word for p, word in deed.told.others if p == "to"))
    return any(_parties(deed.scene, given))


def _is_refused(deed: Deed) -> bool:
    """`Did not refuse` is no refusal."""
    return not (is_denied(deed.told.word) and deed.told.word.lemma_ in ("refuse", "decline"))


def _is_met(deed: Deed) -> bool:
    """A charge that is met by another is no meeting; who is expected somewhere is a visitor."""
    if deed.told.word.lemma_ == "expect" and not deed.told.passive:
        return False
    if deed.rule.kind == "telephone call" and deed.told.word.lemma_ == "call":
        return not deed.told.passive and not deed.told.acts and len(deed.told.themes) == 1
    return not deed.told.passive or any(_parties(deed.scene, (*deed.told.doers, *deed.told.themes)))


def _is_hoped_of(deed: Deed) -> bool:
    """Hopes and expectations count where they are of another party."""
    if deed.told.word.lemma_ not in ("hope", "expect", "hop"):
        return True
    own = [found and found.code for found in _parties(deed.scene, deed.told.doers)]
    others = _parties(deed.scene, tuple(_subjects(deed.told)))
    return any(other and other.code and other.code not in own for other in others)


def _is_warned(deed: Deed) -> bool:
    """A warning or hint is a threat where it tells of harm, or of what one will do oneself."""
    if not deed.told.acts or deed.told.word.lemma_ == "threaten":
        return True
    acts = (_inner(deed.scene, act) for act in deed.told.acts)
    if any(act and act.kind in HARM for act in acts):
        return True
    own = [found and found.code for found in _parties(deed.scene, deed.told.doers)]
    ahead = [act for act in deed.told.acts if is_future(act)]
    doers = [found for a in ahead for found in _parties(deed.scene, predication(a).doers)]
    return any(doer and doer.code and doer.code in own for doer in doers)


def _is_praised(deed: Deed) -> bool:
    """One stands by somebody."""
    if deed.told.word.lemma_ in ("stand", "side", "rally"):
        return any(_parties(deed.scene, tuple(word for _, word in deed.told.others)))
    return deed.told.word.lemma_ != "thank" or not any(t.lower_ == "you" for t in deed.told.themes)


def _parties(scene: Scene, words: tuple[Token, ...]) -> list[Party | None]:
    return [party(scene, word) for word in words]


CHECKS: Mapping[str, Callable[[Deed], bool]] = {
    "agreement": _is_agreed,
    "aid": _is_helped,
    "complaint": _is_brought,
    "cooperation": _is_kept,
    "deadline": _has_term,
    "demand": _is_asked,
    "hope": _is_hoped_of,
    "meeting": _is_met,
    "pledge": _is_agreed,
    "praise": _is_praised,
    "refusal": _is_refused,
    "request": _is_asked,
    "ruling": _is_decided,
    "sanction": _is_decided,
    "telephone call": _is_met,
    "threat": _is_warned,
    "visit": _is_met,
    "warning": _is_warned,
}
"""What a verb of a kind has to meet beside the tables."""
