"""Constructions that make a promise: who binds himself, to what, and in what force.

Performatives and reports of them (`pledged to`, `agreed that`, `ruled out`), readiness (`stands
ready to`), the future of a party that can bind itself (`will`, `shall`, `would`, `is to`, `is not
going to`), the same in the passive (`the measure will be reviewed`), duties under an agreement
(`obliges India to`), nouns (`Turkey's offer to ship`, `gave an assurance`), what others are to
receive (`buyers will get`), refusals in short (`I will not`). Left alone are threats, forecasts,
plans to meet, what one side asks of the other, what is denied, asked or only supposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import has_passive_form, subject_of, verb_above
from tradetalks.dossier._parties._story import Party, Story
from tradetalks.dossier._promises._bound import adjectival, host_of, other_side, recipient_of
from tradetalks.dossier._promises._clauses import (
    has_to,
    in_future,
    is_clause,
    is_conditional,
    is_unreal,
    joined_deeds,
    modal_of,
)
from tradetalks.dossier._promises._futures import (
    AGREEMENTS,
    LEAVING,
    due_of,
    duty_of,
    ending_of,
    future_of,
    is_said,
)
from tradetalks.dossier._promises._lapses import lapses_of, offers_of
from tradetalks.dossier._promises._promisable import (
    MEASURES,
    force_of,
    inner,
    is_denied,
    is_harm,
    is_idle,
    objects_of,
)
from tradetalks.dossier._promises._refusals import refusals_of
from tradetalks.dossier._promises._vows import Place, Promise, binds_itself, made
from tradetalks.dossier._quotes._quotes import Voice
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["promises"]

READY = word_set(
    "ready prepared willing open committed bound obliged obligated happy glad content determined"
)
FORCED = word_set("bound obliged obligated")
READY_TO = LEAVING | {"recommend", "look", "sit", "listen", "face", "choose", "follow"}
SITTING = word_set("sit go come return")
UNREADY = word_set("unwilling unprepared unready reluctant unable")
PLANS = word_set("plan aim resolve determine decide")
MEETING = word_set("agree plan intend aim decide resolve")
"""Verbs of which a deed of meeting makes a plan, and no promise."""
ORDERS = word_set("instruct mandate task direct")
WITH_OBJECT = word_set(
    "pledge promise offer guarantee tender hold proffer dangle rule exclude forswear renounce "
    "eschew swear volunteer refuse"
)
"""Verbs of promising that may govern a thing instead of a deed."""
OATHS = word_set(
    "pledge promise commitment undertaking assurance guarantee vow offer plan obligation word aim "
    "intention readiness willingness resolve"
)
"""Nouns that are promises; with a deed, and somebody whose they are."""
GIVING = word_set("give offer make provide repeat renew reiterate reaffirm confirm extend receive")
GRANTS = word_set("""
grant aid package subsidy loan credit fund compensation exemption waiver reduction cut purchase
investment quota concession relief suspension support
""")
"""What a government binds itself to by announcing it."""
TELLING = word_set("announce unveil promise")
EXCHANGE = word_set("return exchange")
NO_DEED = word_set("no nothing none")
LISTING = word_set("promised offered refused intended")
LIST_MARK = 4
LISTED = re.compile(r"^(?:[-–•*]|\(\w{1,3}\)) .*(?:;|;? and|,)$")
"""One of a list, which is no heading though no stop ends it."""
LONGEST_LIST = 12
TALKS = word_set(
    "talk discussion negotiation dialogue proposal idea suggestion compromise settlement solution "
    "consultation offer"
)
OPEN_TO = TALKS | AGREEMENTS | GRANTS


def promises(story: Story, heard: Sequence[Voice]) -> tuple[Promise, ...]:
    """Every promise with its words, in order, one for each deed."""
    found: dict[int, Promise] = {}
    for sentence in story.parsed.sentences if story.parsed else ():
        text = sentence.words.text.strip()
        heading = sentence.sentence.is_heading and not LISTED.search(text)
        if heading or text.endswith("?"):
            continue
        place = Place(story, sentence, heard)
        for word in sentence.words:
            for promise in (*_promises(place, word), *_listed(place, word)):
                found.setdefault(place.at(promise.deed), promise)
    return tuple(found[at] for at in sorted(found))


def _promises(place: Place, word: Token) -> Iterator[Promise]:
    if word.pos_ == "NOUN":
        yield from _nominal(place, word)
        yield from offers_of(place, word)
    if word.lower_ in READY | UNREADY and word.dep_ in ("acomp", "oprd", "advcl", "ROOT", "amod"):
        yield from _ready(place, word)
    if word.pos_ not in ("VERB", "AUX"):
        return
    if force_of(word) in ("promised", "offered", "refused", "intended"):
        yield from _performative(place, word)
    yield from future_of(place, word)
    yield from due_of(place, word)
    yield from duty_of(place, word)
    yield from ending_of(place, word)
    yield from _obliged(place, word)
    yield from _granted(place, word)
    yield from refusals_of(place, word)
    yield from lapses_of(place, word)


def _performative(place: Place, verb: Token) -> Iterator[Promise]:
    """`Pledged to buy`, `agreed that Japan would limit`, `ruled out retaliation`."""
    force, lemma = force_of(verb), verb.lemma_.lower()
    denied = is_denied(verb)
    if is_unreal(verb) or (denied and lemma not in PLANS | {"intend"}):
        return
    if lemma in PLANS | {"intend"} and not denied and in_future(verb):
        return
    passive = has_passive_form(verb)
    if passive and force == "refused":
        yield from _ruled_out(place, verb)
        return
    party = recipient_of(place, verb) if passive else place.doer(verb)
    deeds, owner = _governed(place, verb, passive=passive)
    party = owner or party
    if party is None:
        return
    company = (party.code or "")[3:] in ("BUS", "AGR", "LAB")
    status = {"promised": "pledged", "intended": "pledged"}.get(force, force)
    if denied:
        status = "refused"
    elif force == "promised" and any(c.lower_ == "had" and c.dep_ == "aux" for c in verb.children):
        status = "lapsed"
    for deed in deeds:
        if force == "intended" and (is_idle(deed) or is_harm(deed)) and not denied:
            continue
        if lemma in ("decline", "refuse") and is_said(deed, declined=lemma == "decline"):
            continue
        if lemma in PLANS and not (denied or company or _is_relief(deed)):
            continue
        if lemma in ORDERS and not _is_offering(deed):
            continue
        if lemma in MEETING and force_of(inner(deed)) == "meet" and deed.pos_ == "VERB":
            continue
        yield from made(place, verb, deed, party, status)


def _ruled_out(place: Place, verb: Token) -> Iterator[Promise]:
    """`A boycott has been ruled out`, by whoever says so."""
    party = place.speaker(verb) or place.story.author
    if party and force_of(verb) == "refused" and verb.lemma_ in ("rule", "exclude", "forswear"):
        yield from made(place, verb, verb, party, "refused")


def _governed(place: Place, verb: Token, *, passive: bool) -> tuple[list[Token], Party | None]:
    """What a verb of promising governs, and who does it if somebody else than its subject."""
    lemma = verb.lemma_.lower()
    for child in verb.children:
        if lemma == "propose" and child.dep_ == "xcomp" and not has_to(child):
            continue
        infinitive = child.dep_ == "advcl" and has_to(child)
        acts = child.pos_ == "VERB" or any(c.dep_ == "aux" for c in child.children)
        if (child.dep_ == "xcomp" or infinitive) and child.i > verb.i and acts:
            return joined_deeds(child), None
        if child.dep_ == "ccomp" and child.i > verb.i and child.pos_ in ("VERB", "AUX"):
            own = next((c for c in child.children if c.dep_ in ("nsubj", "nsubjpass")), None)
            doer = place.party(own) if own is not None and own.dep_ == "nsubj" else None
            if lemma in ("agree", "propose", *PLANS) and not in_future(child):
                return [], None
            if doer is not None and doer.code and child.pos_ == "VERB":
                return joined_deeds(child), doer
            return joined_deeds(child), None
    for prep in verb.children:
        if prep.dep_ == "prep" and prep.lower_ in ("to", "not"):
            gerunds = [c for c in prep.children if c.dep_ == "pcomp"]
            if gerunds:
                return joined_deeds(gerunds[0]), None
            things = [c for c in prep.children if c.dep_ == "pobj"]
            if things and lemma in ("agree", "commit", "consent", "pledge"):
                return things, None
    shunned = lemma in PLANS | {"intend"} and is_denied(verb)
    if lemma in WITH_OBJECT or shunned or (passive and lemma in ("promise", "offer", "guarantee")):
        kinds = ("dobj", "oprd") if passive else ("dobj",)
        things = [c for c in verb.children if c.dep_ in kinds and c.i > verb.i]
        things = [t for t in things if t.lower_ not in NO_DEED and not t.lower_.endswith("self")]
        return things[:1], None
    return [], None


def _ready(place: Place, word: Token) -> Iterator[Promise]:
    """`Stands ready to consult`, `is not prepared to reopen`, `remains committed to`."""
    carrier = word if word.dep_ in ("advcl", "ROOT", "amod") else word.head
    deeds: list[Token] = []
    for child in word.children:
        if child.dep_ in ("xcomp", "ccomp") and child.i > word.i:
            deeds = joined_deeds(child)
        elif child.dep_ == "prep" and child.lower_ in ("to", "by"):
            deeds = [c for c in child.children if c.dep_ in ("pcomp", "pobj")]
            if word.lower_ == "open":
                deeds = [d for d in deeds if d.dep_ == "pcomp" or d.lemma_.lower() in OPEN_TO]
        if deeds:
            break
    if word.lower_ == "open" and not deeds and host_of(place, subject_of(carrier)):
        deeds = [word]
    if is_unreal(carrier) or not deeds:
        return
    if word.lower_ == "unable" and (deeds[0].lemma_ == "agree" or modal_of(carrier)):
        return
    if word.lower_ in FORCED and modal_of(carrier):
        return
    denied = word.lower_ in UNREADY or is_denied(carrier)
    offered = word.lower_ not in ("committed", "bound", "obliged", "obligated", "determined")
    status = "refused" if denied else "offered" if offered else "pledged"
    party = place.party(subject_of(carrier)) or host_of(place, subject_of(carrier))
    if party:
        joined = len(deeds) > 1
        for deed in (d for d in deeds if not (joined and d.lemma_ in SITTING)):
            lemma = inner(deed).lemma_
            plain = lemma in READY_TO or force_of(inner(deed)) not in ("ask", "idle")
            if denied or deed.pos_ != "VERB" or plain:
                yield from made(place, word, deed, party, status)


def _obliged(place: Place, verb: Token) -> Iterator[Promise]:
    """`The understanding obliges India to give notice`."""
    if verb.lemma_.lower() not in ("oblige", "require", "bind", "commit", "obligate"):
        return
    subject = subject_of(verb)
    governed = [c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and c.i > verb.i]
    if is_unreal(verb) or not governed or modal_of(verb):
        return
    if has_passive_form(verb):
        bound = subject
        treaty = verb.lemma_ != "require" or _under(verb)
    else:
        own = (c for c in governed[0].children if c.dep_ == "nsubj")
        things = (c for c in verb.children if c.dep_ == "dobj" and c.i < governed[0].i)
        bound = next(own, None) or next(things, None)
        treaty = subject is not None and subject.lemma_.lower() in AGREEMENTS
    party = place.party(bound)
    if treaty and party and binds_itself(party):
        for deed in joined_deeds(governed[0]):
            yield from made(place, verb, deed, party, "in_force")


def _granted(place: Place, verb: Token) -> Iterator[Promise]:
    """`Announced a grant`, `gave an assurance that`, `if it runs we lift the duties`."""
    lemma = verb.lemma_.lower()
    things = [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i]
    if is_unreal(verb):
        return
    party = place.party(subject_of(verb))
    if party is None:
        return
    if lemma in TELLING and not is_denied(verb):
        for thing in things:
            if thing.lemma_.lower() in GRANTS:
                yield from made(place, verb, thing, party, "pledged")
    elif lemma in GIVING:
        for thing in things:
            word = thing.lemma_.lower()
            nothing = thing.lower_ == "none"
            told = any(has_to(c) or is_clause(c) for c in thing.children)
            denied = is_denied(verb)
            if denied and (lemma != "give" or modal_of(verb)):
                continue
            if (word in OATHS and not told) or nothing:
                giver = other_side(place, party) if lemma == "receive" else party
                if giver and not (denied and lemma == "receive"):
                    yield from made(place, verb, thing, giver, "refused" if denied else "pledged")
    elif verb.tag_ in ("VBP", "VBZ") and force_of(verb) == "deed":
        spoken = place.speaker(verb) or place.story.written_by.branch
        spoken = (spoken and is_conditional(verb)) or _is_exchanged(verb)
        gives = not (is_harm(verb) or is_denied(verb) or is_idle(verb))
        if gives and spoken:
            yield from made(place, verb, verb, party, "conditional")


def _nominal(place: Place, noun: Token) -> Iterator[Promise]:
    """`Turkey's offer to ship`, `its promise not to retaliate`, `in return for an exemption`."""
    lemma = noun.lemma_.lower()
    if lemma in OATHS:
        deeds = [c for c in noun.children if c.dep_ in ("acl", "relcl", "xcomp") and c.tag_ == "VB"]
        deeds = [d for d in deeds if has_to(d) or modal_of(d)]
        deeds += [c for c in noun.children if c.dep_ in ("acl", "ccomp") and is_clause(c)]
        deeds += [
            c for p in noun.children if p.lower_ == "of" for c in p.children if c.dep_ == "pcomp"
        ]
        owner = next((c for c in noun.children if c.dep_ in ("poss", "compound", "amod")), None)
        owned = any(c.dep_ == "poss" for c in noun.children)
        party = place.party(owner) if owned else adjectival(place, noun)
        above = verb_above(noun)
        given = noun.dep_ == "dobj" and above.lemma_ in GIVING
        if party is None and (given or (noun.dep_ == "attr" and above.lemma_ == "be")):
            party = place.party(subject_of(above))
        if owned and noun.dep_ == "attr" and not deeds:
            deeds = [c for c in above.children if c.i > noun.i and has_to(c)]
        status = "offered" if lemma == "offer" else "pledged"
        if is_denied(above) and (given or above.lemma_ == "have"):
            party, status = party or place.party(subject_of(above)), "refused"
        if party and deeds and not is_unreal(above):
            for deed in joined_deeds(deeds[0]):
                yield from made(place, noun, deed, party, status)
    elif noun.dep_ == "pobj" and noun.head.lower_ == "for" and noun.head.head.lower_ in EXCHANGE:
        party = place.party(subject_of(verb_above(noun)))
        if party and lemma in GRANTS | MEASURES and (giver := other_side(place, party)):
            yield from made(place, noun, noun, giver, "in_force")


def _listed(place: Place, word: Token) -> Iterator[Promise]:
    """`The Company has decided: - to defer; - to honour`: one of a list that a colon opens."""
    opens = word.dep_ == "ROOT" and has_to(word) and word.i <= LIST_MARK
    if not opens or place.story.parsed is None:
        return
    sentences = place.story.parsed.sentences
    at = next((k for k, s in enumerate(sentences) if s is place.sentence), 0)
    for before in reversed(sentences[max(0, at - LONGEST_LIST) : at]):
        text = before.words.text.rstrip()
        if text.endswith(":"):
            verbs = (w for w in before.words if w.dep_ == "ROOT" or w.dep_ == "ccomp")
            opening = next((w for w in verbs if force_of(w) in LISTING), None)
            party = Place(place.story, before, place.heard).doer(opening) if opening else None
            if party and opening:
                status = "refused" if force_of(opening) == "refused" else "pledged"
                for deed in joined_deeds(word):
                    yield from made(place, deed, deed, party, status)
            return
        if text[-1:] not in (";", ",") and not text.endswith("and"):
            return


def _under(verb: Token) -> bool:
    """Whether a duty is one under an agreement."""
    return any(w.lemma_.lower() in AGREEMENTS for w in verb.doc)


def _is_exchanged(verb: Token) -> bool:
    """Whether a deed is one side of a bargain: `in return the Commission stops its case`."""
    words = {
        c.lower_ for p in verb.children if p.dep_ == "prep" and p.lower_ == "in" for c in p.children
    }
    return bool(words & EXCHANGE)


def _is_relief(deed: Token) -> bool:
    """Whether a plan is to give way: `to lift its duties`, `to exempt Argentine wheat`."""
    things = {o.lemma_.lower() for o in objects_of(inner(deed))}
    eased = force_of(inner(deed)) == "deed" and bool(things & (MEASURES | OATHS))
    return not is_harm(deed) and (eased or deed.lemma_ in ("exempt", "open", "compensate", "spare"))


def _is_offering(deed: Token) -> bool:
    """Whether what somebody is told to do gives something: `to submit an improved offer`."""
    given = {o.lemma_.lower() for o in objects_of(inner(deed))} & (OATHS | GRANTS)
    return bool(given) or force_of(deed) == "offered"
