"""The future of a party that can bind itself, and what others are to be given.

`Will cut`, `shall not hinder`, `is to reply`, `would be let in`, `will not`, `buyers will get`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import has_passive_form, subject_of
from tradetalks.dossier._names._codes import government
from tradetalks.dossier._parties._story import Party
from tradetalks.dossier._promises._bound import bound_by, staff_of
from tradetalks.dossier._promises._clauses import (
    FUTURE,
    has_to,
    is_imagined,
    is_ultimatum,
    is_unreal,
    joined_deeds,
    modal_of,
)
from tradetalks.dossier._promises._promisable import (
    MEASURES,
    SESSIONS,
    force_of,
    inner,
    is_denied,
    is_harm,
    is_idle,
    objects_of,
)
from tradetalks.dossier._promises._vows import Place, Promise, binds_itself, made
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["AGREEMENTS", "LEAVING", "due_of", "duty_of", "ending_of", "future_of", "is_said"]

RESUMING = word_set("resume restart reopen continue")
TRADE = word_set(
    "shipment export import sale trade delivery purchase flow supply border crossing inspection "
    "licensing service access buying testing certification order consignment"
)
STANDING = word_set("stay remain continue stand")
JUDGES = word_set("IGOWTO IGOIMF IGOWBK IGOUNO IGOOEC IGOWCO")
SAID = word_set("""
comment confirm say name identify elaborate specify disclose reveal speculate respond predict
describe detail answer condemn endorse
""")
"""To refuse these is to say nothing, no matter of trade."""
GIVEN = word_set("give put provide set offer share make")
WORDS = word_set("""
answer comment detail date figure name reason number estimate view explanation timetable timeline
response one announcement prediction
""")
PRICES = word_set("percent % price cent rate more less attention")
AGREEMENTS = word_set("""
agreement pact accord treaty deal understanding arrangement protocol memorandum undertaking article
text communique communiqué commitment obligation rule statute convention clause provision plan order
truce outline offer proposal compromise package law
""")
ENDING = word_set("last end expire lapse come fall disappear go")
SELF = ("self", "selves")
LEAVING = word_set("vote enter pay leave apply carry touch choose use yield blink follow")
"""Idle verbs that are a deed if somebody says that he will not."""
SHOWN = word_set("you")
OWN_SIDE = word_set("Member Members Parliament Congress Cabinet Council Diet Senate legislators")
APPLICATIONS = word_set("application request claim exclusion exemption")


def future_of(place: Place, verb: Token) -> Iterator[Promise]:
    """`Will cut`, `shall not hinder`, `would be let in`, `will not`, `buyers will get`."""
    modal = modal_of(verb)
    if modal is None:
        return
    if is_unreal(verb) or is_imagined(verb, modal):
        return
    if force_of(verb) in ("promised", "offered", "refused") and any(
        has_to(c) for c in verb.children
    ):
        return
    denied = is_denied(verb)
    if verb.lemma_ == "be" and any(c.dep_ == "expl" for c in verb.children):
        yield from _no_more(place, verb)
        return
    if has_passive_form(verb):
        yield from _suffered(place, verb, modal)
        return
    subject = subject_of(verb)
    party = place.party(subject) or staff_of(place, subject)
    deed = inner(verb)
    if force_of(verb) == "received":
        yield from _received(place, verb, subject)
        return
    if party is None or not binds_itself(party) or party.code in JUDGES:
        yield from _standing(place, verb, subject)
        return
    if verb.lower_ in FUTURE:
        if denied:
            yield from made(place, verb, verb, party, "refused")
        return
    idle = force_of(deed) == "idle" and deed.lemma_ not in LEAVING if denied else is_idle(deed)
    idle = idle and not (_is_pleading(deed, party) and not denied)
    idle = (idle and not _is_paid(deed)) or any(
        o.tag_ == "PRP" and o.lower_.endswith(SELF) for o in objects_of(deed)
    )
    if deed.lemma_ == "vote" and any(c.lower_ == "against" for c in deed.children):
        yield from made(place, verb, deed, party, "refused")
        return
    if idle or deed.pos_ == "AUX" or (denied and is_said(deed)):
        return
    if any(c.dep_ in ("csubj", "csubjpass") for c in verb.children):
        return
    if not denied and is_ultimatum(verb):
        return
    if deed.lemma_ in ("have", "be", "do") and deed.pos_ != "VERB":
        return
    if modal == "shall" and (party.code or "")[3:] in ("BUS", "AGR"):
        ours = subject is not None and any(c.dep_ == "poss" for c in subject.children)
        if not ours or party.code is None:
            return
        party = Party(party.name, government(party.code[:3]), "institution")
    status = "refused" if denied and not is_harm(deed) else "pledged"
    status = "in_force" if modal == "shall" else status
    yield from made(place, verb, deed if deed.i == verb.i else verb, party, status)


def duty_of(place: Place, verb: Token) -> Iterator[Promise]:
    """`Under the treaty Japan must notify`, `the Community must comply by January`."""
    must = any(c.dep_ == "aux" and c.lower_ in ("must", "should") for c in verb.children)
    if not must or verb.pos_ != "VERB" or any(c.dep_ == "mark" for c in verb.children):
        return
    under = any(
        prep.dep_ == "prep"
        and prep.lower_ == "under"
        and any(c.lemma_.lower() in AGREEMENTS for c in prep.subtree)
        for prep in verb.children
    )
    complying = verb.lemma_ in ("comply", "conform") and not is_denied(verb)
    if not (under or complying) or is_harm(verb):
        return
    party = place.party(subject_of(verb))
    home = place.story.government_at_home
    if party is None and under and home and not has_passive_form(verb):
        party = Party("both sides", home.code, "collective", plural=True)
    if party and binds_itself(party):
        yield from made(place, verb, verb, party, "in_force")


def due_of(place: Place, verb: Token) -> Iterator[Promise]:
    """`Panama is to reply`, `both rates are to be lowered`, `we are not going to negotiate`."""
    if verb.lemma_ not in ("be", "go") or is_unreal(verb):
        return
    governed = next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i), None)
    if governed is None or any(c.dep_ in ("acomp", "attr") for c in verb.children):
        return
    if not any(c.dep_ == "aux" and c.lower_ == "to" for c in governed.children):
        return
    if verb.lemma_ == "go" and verb.lower_ != "going":
        return
    denied = is_denied(verb)
    if has_passive_form(governed):
        party = bound_by(place, governed)
        if party and _is_lawful(governed):
            yield from made(place, verb, governed, party, "refused" if denied else "in_force")
        return
    party = place.party(subject_of(verb))
    deeds = [d for d in joined_deeds(governed) if not (is_said(d) if denied else is_idle(d))]
    deeds = [d for d in deeds if not any(o.lower_.endswith(SELF) for o in objects_of(d))]
    if party and binds_itself(party) and party.code not in JUDGES:
        for deed in deeds:
            yield from made(place, verb, deed, party, "refused" if denied else "in_force")


def _suffered(place: Place, verb: Token, modal: str) -> Iterator[Promise]:
    """`The measure will be reviewed`: whoever decides it is bound."""
    denied = is_denied(verb)
    if denied and is_harm(verb):
        party = bound_by(place, verb)
        if party and modal != "shall":
            yield from made(place, verb, verb, party, "pledged")
        return
    if not _is_lawful(verb) or (denied and modal == "shall"):
        return
    party = bound_by(place, verb)
    if party:
        status = "refused" if denied else "in_force" if modal == "shall" else "pledged"
        yield from made(place, verb, verb, party, status)


def _received(place: Place, verb: Token, subject: Token | None) -> Iterator[Promise]:
    """`Buyers will get a discount`, `you will see the text`: whoever says it is bound."""
    if subject is None or force_of(verb) != "received" or is_denied(verb):
        return
    people = subject.lower_ in SHOWN or subject.tag_ in ("NNS", "NNPS", "DT")
    things = any(c.dep_ == "dobj" for c in verb.children)
    party = place.speaker(verb) or (None if subject.lower_ in SHOWN else place.story.author)
    if people and things and party:
        yield from made(place, verb, verb, party, "pledged")


def _standing(place: Place, verb: Token, subject: Token | None) -> Iterator[Promise]:
    """`The embargo will stay`, `shipments would resume`: whoever says so is bound by it.

    So is whoever signs that a thing `shall` be so.
    """
    if subject is None:
        return
    party = place.speaker(verb)
    story = place.story
    bound = story.author if story.written_by.joint or story.in_first_person else None
    if modal_of(verb) == "shall" and party is None and bound and verb.pos_ == "VERB":
        yield from made(place, verb, verb, bound, "in_force")
        return
    if is_denied(verb):
        return
    if party and verb.lemma_ in RESUMING and subject.lemma_.lower() in TRADE:
        yield from made(place, verb, verb, party, "pledged")
    if party and verb.lemma_ in STANDING and subject.lemma_.lower() in MEASURES:
        yield from made(place, verb, verb, party, "refused")


def ending_of(place: Place, verb: Token) -> Iterator[Promise]:
    """`The surcharge lasts fifteen months`, said by who imposed it."""
    subject = subject_of(verb)
    if verb.tag_ not in ("VBZ", "VBP") or verb.lemma_ not in ENDING or subject is None:
        return
    told = place.story.author if place.story.in_first_person else None
    party = place.speaker(verb) or told
    dated = any(c.dep_ == "npadvmod" or c.lower_ in ("in", "by", "on", "at") for c in verb.children)
    office = party is not None and (party.code or "")[3:] in ("GOV", "")
    if subject.lemma_.lower() in MEASURES and dated and party and office and not is_unreal(verb):
        yield from made(place, verb, verb, party, "pledged")


def _no_more(place: Place, verb: Token) -> Iterator[Promise]:
    """`There will be no new targets`."""
    things = (c for c in verb.children if c.dep_ in ("attr", "nsubj"))
    party = place.speaker(verb)
    if party and any(any(d.lower_ == "no" for d in thing.children) for thing in things):
        yield from made(place, verb, verb, party, "refused")


def _is_lawful(verb: Token) -> bool:
    """Whether a passive tells of what is to be given or spared, no duty of third persons."""
    if verb.lemma_ == "hold" and {w.lemma_ for w in objects_of(verb)} & SESSIONS:
        return False
    if verb.lemma_ == "register":
        return False
    given = force_of(verb) == "deed" or verb.lemma_ in ("pay", "see", "spare", "put")
    return given and not is_harm(verb)


def _is_pleading(deed: Token, party: Party) -> bool:
    """Whether to ask is what somebody can do for another: a firm goes to its government or a court.

    So does an office that recommends a refund, or presses its own side to give way.
    """
    lemma, trade = deed.lemma_.lower(), (party.code or "")[3:] in ("BUS", "AGR", "LAB")
    asked = next((c for c in deed.children if c.dep_ == "dobj"), None)
    governed = [c for c in deed.children if c.dep_ in ("xcomp", "ccomp")]
    if trade:
        return lemma in ("petition", "seek", "apply", "lobby", "press") and asked is not None
    eased = any(force_of(inner(g)) == "deed" and not is_harm(g) for g in governed)
    own = any(c.text in OWN_SIDE for g in governed for c in g.subtree)
    own = own or (asked is not None and asked.lemma_.lower() in APPLICATIONS)
    return own or (lemma in ("recommend", "propose") and eased and not _is_against(governed))


def _is_against(governed: list[Token]) -> bool:
    """Whether what is recommended takes a case to a court or a body."""
    return any(g.lemma_ in ("take", "bring", "file", "open") for g in governed)


def _is_paid(deed: Token) -> bool:
    """Whether a party pays something else than a duty: `would pay half of the costs`."""
    things = {o.lemma_.lower() for o in objects_of(deed)}
    return deed.lemma_ == "pay" and bool(things) and not things & (MEASURES | PRICES)


def is_said(deed: Token, *, declined: bool = False) -> bool:
    """Whether a deed refused is only to say something."""
    verb = inner(deed)
    lemma = verb.lemma_.lower()
    words = {o.lemma_.lower() for o in objects_of(verb)} & WORDS
    said = lemma in SAID or (lemma in GIVEN and words) or (declined and lemma == "discuss")
    return deed.pos_ == "VERB" and bool(said)
