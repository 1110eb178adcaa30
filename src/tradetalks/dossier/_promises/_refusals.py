"""Refusals that no verb of refusing tells: what is off the table, cannot be granted, will not be.

`Healthcare is not up for negotiation`, `quotas are out of the question`, `the request could not be
granted`, `we cannot accept a cap`, `what I will not do is make exceptions`, `rejects any date`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import has_passive_form, subject_of
from tradetalks.dossier._promises._bound import adjectival, bound_by
from tradetalks.dossier._promises._clauses import modal_of
from tradetalks.dossier._promises._promisable import is_denied, is_harm, objects_of
from tradetalks.dossier._promises._vows import Place, Promise, binds_itself, made
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

    from tradetalks.dossier._parties._story import Party

__all__ = ["refusals_of"]

STANDING = word_set("be remain stay")
NOT_FOR = re.compile(
    r"(?:n't|not|never) (?:\w+ )?(?:(?:up |open )?(?:for|to) (?:re)?(?:negotiation|discussion|sale|"
    r"debate|barter|grabs|compromise|trading|bargaining|revision|question)|on (?:the|our|its) "
    r"(?:table|agenda|cards)|negotiable|a bargaining chip)\b"
)
OFF = re.compile(
    r"(?:\w+ )?(?:off (?:the|our) (?:table|agenda)|off[ -]+limits|out of the question|"
    r"non ?-? ?negotiable|(?:a|our|its|the) red lines?|a non ?-? ?starter|untouchable|sacrosanct)\b"
)
PHRASE = 7
CONCESSIONS = word_set("""
accede accept grant guarantee give extend lower lift reduce meet entertain approve allow admit
reopen remove suspend waive relax exempt postpone defer concede make include offer abandon
change amend renegotiate withdraw refund reimburse
""")
YIELDING = word_set("""
accept move grant concede sign compromise lift lower remove suspend waive
allow yield bargain negotiate abandon renounce reopen exempt relax
""")
ALL = word_set("any all every")
VIEWS = word_set(
    "reasoning argument view claim finding criticism charge interpretation allegation premise "
    "logic accusation assertion contention conclusion explanation"
)
"""Not to accept these is to disagree, and withholds nothing."""


def refusals_of(place: Place, verb: Token) -> Iterator[Promise]:
    """Every refusal that a verb tells without refusing by name."""
    yield from _off_the_table(place, verb)
    yield from _impossible(place, verb)
    yield from _cleft(place, verb)
    yield from _rejected(place, verb)


def _off_the_table(place: Place, verb: Token) -> Iterator[Promise]:
    """`Is not up for negotiation`, `remains out of the question`."""
    subject = subject_of(verb)
    if verb.lemma_ not in STANDING or subject is None or subject.pos_ == "PRON":
        return
    after = " ".join(w.lower_ for w in verb.doc[verb.i + 1 : verb.i + 1 + PHRASE])
    if not (NOT_FOR.match(after) or OFF.match(after)):
        return
    said = verb.dep_ == "ccomp" and verb.tag_ == "VBD"
    party = _voice(place, verb, subject)
    if party and (said or verb.tag_ in ("VBZ", "VBP")):
        yield from made(place, verb, verb, party, "refused")


def _voice(place: Place, verb: Token, subject: Token) -> Party | None:
    """Who keeps a thing off the table: whoever says so, whose it is, or a text's own voice."""
    story = place.story
    own = story.author if story.in_first_person or story.written_by.branch else None
    return place.speaker(verb) or adjectival(place, subject) or own


def _impossible(place: Place, verb: Token) -> Iterator[Promise]:
    """`The request could not be granted`, `we cannot accept a cap`."""
    can = next((c for c in verb.children if c.dep_ == "aux" and c.lower_ in ("can", "could")), None)
    if can is None or not is_denied(verb) or is_harm(verb):
        return
    if any(c.dep_ in ("mark", "advmod") and c.lower_ == "if" for c in verb.children):
        return
    lemma = verb.lemma_.lower()
    said = place.speaker(verb) is not None
    if has_passive_form(verb):
        office = said or place.story.written_by.branch is not None
        party = bound_by(place, verb) if lemma in CONCESSIONS and office else None
    else:
        spoken = can.lower_ == "can" or said
        views = any(o.lemma_.lower() in VIEWS for o in objects_of(verb))
        able = lemma in YIELDING and spoken and not views
        party = place.party(subject_of(verb)) if able else None
    if party and binds_itself(party):
        yield from made(place, verb, verb, party, "refused")


def _cleft(place: Place, verb: Token) -> Iterator[Promise]:
    """`What I will not do is make exceptions`."""
    if verb.lemma_ != "do" or verb.dep_ not in ("csubj", "nsubj", "ccomp"):
        return
    what = any(c.lower_ == "what" for c in verb.children)
    deeds = [c for c in verb.head.children if c.i > verb.head.i and c.tag_ == "VB"]
    party = place.party(subject_of(verb))
    if what and deeds and party and modal_of(verb) and verb.head.lemma_ == "be":
        yield from made(place, verb, deeds[0], party, "refused" if is_denied(verb) else "pledged")


def _rejected(place: Place, verb: Token) -> Iterator[Promise]:
    """`Rejects any date for abolition`; in what two signed, `did not agree to it`."""
    things = [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i]
    whole = any(d.lower_ in ALL for thing in things for d in thing.children if d.dep_ == "det")
    signed = place.story.written_by.joint and verb.lemma_ == "agree" and is_denied(verb)
    signed = signed and any(c.dep_ == "prep" and c.lower_ == "to" for c in verb.children)
    if signed or (verb.lemma_ == "reject" and whole and not is_denied(verb)):
        party = place.party(subject_of(verb))
        if party:
            yield from made(place, verb, verb, party, "refused")
