"""Promises told of as things: broken, shelved, promised by somebody, offered and received.

`Has broken his word`, `the plan has been put on ice`, `compensation promised by the minister`, `we
welcome the offer of duty-free access`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import has_passive_form, subject_of, verb_above
from tradetalks.dossier._promises._bound import adjectival, other_side
from tradetalks.dossier._promises._clauses import has_to, is_clause, is_unreal
from tradetalks.dossier._promises._promisable import force_of, is_denied
from tradetalks.dossier._promises._vows import Place, Promise, made
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

    from tradetalks.dossier._parties._story import Party

__all__ = ["lapses_of", "offers_of"]

VOWS = word_set("promise pledge undertaking assurance guarantee vow commitment word offer")
OFFERED = word_set("offer promise pledge assurance guarantee undertaking")
SHELVED = word_set("plan offer promise pledge undertaking commitment concession proposal")
BREAKING = word_set("break breach dishonour dishonor forget betray")
SHELVING = word_set("shelve drop withdraw abandon break scrap suspend freeze bury postpone cancel")
ICE = word_set("ice hold aside off")
ANSWERED = word_set(
    "welcome accept reject decline receive spurn appreciate note acknowledge recall"
)
GIVERS = word_set("by from")


def lapses_of(place: Place, verb: Token) -> Iterator[Promise]:
    """What a verb tells of a promise: that it was broken or put off, or whose it is."""
    yield from _broken(place, verb)
    yield from _shelved(place, verb)
    yield from _promised_by(place, verb)


def _broken(place: Place, verb: Token) -> Iterator[Promise]:
    """`Has broken his word to us`, `went back on its pledge`, `reneged on the deal`."""
    if is_unreal(verb) or is_denied(verb) or verb.tag_ == "VB" or has_passive_form(verb):
        return
    things = [c for c in verb.children if c.dep_ == "dobj"]
    kept = verb.lemma_ in BREAKING and any(t.lemma_.lower() in VOWS for t in things)
    back = verb.lemma_ == "go" and any(c.lower_ == "back" for c in verb.children)
    back = back and any(w.lemma_.lower() in VOWS for w in verb.subtree)
    party = place.party(subject_of(verb))
    if party and (kept or back or verb.lemma_ == "renege"):
        yield from made(place, verb, verb, party, "lapsed")


def _shelved(place: Place, verb: Token) -> Iterator[Promise]:
    """`A plan to certify three plants has been put on ice`."""
    thing = subject_of(verb)
    if not has_passive_form(verb) or thing is None or thing.lemma_.lower() not in SHELVED:
        return
    iced = verb.lemma_ == "put" and any(w.lower_ in ICE for w in verb.subtree)
    told = any(has_to(c) for c in thing.children)
    if not (iced or verb.lemma_ in SHELVING) or is_denied(verb) or is_unreal(verb) or not told:
        return
    above = place.party(subject_of(verb.head)) if verb.dep_ == "conj" else None
    party = adjectival(place, thing) or above
    if party:
        yield from made(place, verb, verb, party, "lapsed")


def _promised_by(place: Place, verb: Token) -> Iterator[Promise]:
    """`Compensation of $20 a tonne, promised by the minister`."""
    if verb.dep_ != "acl" or verb.tag_ != "VBN" or verb.head.pos_ != "NOUN":
        return
    force = force_of(verb)
    giver = next((c for by in verb.children if by.dep_ == "agent" for c in by.children), None)
    party = place.party(giver)
    if party is None or force not in ("promised", "offered"):
        return
    late = any(c.lemma_.lower() in SHELVING | {"put"} for c in verb.children if c.dep_ == "conj")
    status = "lapsed" if late else "offered" if force == "offered" else "pledged"
    yield from made(place, verb, verb, party, status)


def offers_of(place: Place, noun: Token) -> Iterator[Promise]:
    """`The offer of duty-free access`: of its giver, else of the other side of who answers."""
    things = [
        c
        for p in noun.children
        if p.lower_ == "of" and p.dep_ == "prep"
        for c in p.children
        if c.dep_ == "pobj"
    ]
    told = any(has_to(c) or is_clause(c) for c in noun.children)
    if noun.lemma_.lower() not in OFFERED or not things or told:
        return
    above = verb_above(noun)
    party = _giver(place, noun, above)
    if party and not is_unreal(above) and not is_denied(above):
        status = "offered" if noun.lemma_.lower() == "offer" else "pledged"
        yield from made(place, noun, noun, party, status)


def _giver(place: Place, noun: Token, above: Token) -> Party | None:
    """Whose an offer is."""
    for prep in noun.children:
        if prep.lower_ in GIVERS and prep.dep_ in ("prep", "agent"):
            party = place.party(next((c for c in prep.children if c.dep_ == "pobj"), None))
            if party:
                return party
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    own = place.party(owner) if owner is not None else adjectival(place, noun)
    if own or noun.dep_ != "dobj":
        return own
    subject = place.party(subject_of(above))
    if subject and above.lemma_.lower() in ANSWERED:
        return other_side(place, subject)
    return subject if above.lemma_ in ("make", "give", "renew", "repeat", "extend") else None
