"""Deeds that can be promised: what a verb and its object do for the other side, or against it.

`verbs_of_promise.csv` sorts verbs: those that promise, offer or refuse; deeds; what only harms (a
threat); what only meets, asks or happens. The object decides where a verb goes both ways: to
suspend a duty helps, to suspend a concession harms; to raise a duty harms, to raise a quota helps.
A light verb (`continue`, `begin`) is the deed that it governs.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "MEASURES",
    "SESSIONS",
    "force_of",
    "forces",
    "inner",
    "is_denied",
    "is_harm",
    "is_idle",
    "objects_of",
]

PARTICLES = word_set(
    "ahead up back off out down for on in through aside away over to by with along into"
)
OWN_EXPORTS = word_set("levy tax duty charge price quota")
"""Of one's own exports, to raise these gives way to the other side."""
LIGHT = word_set(
    "continue begin start keep help work move proceed go endeavour endeavor strive come "
    "manage remain cease stop"
)
NOTHING = word_set("no nothing none never neither")
MEASURES = word_set("""
tariff duty levy surtax surcharge tax ban embargo restriction curb sanction penalty countermeasure
barrier safeguard prohibition retaliation counter-tariff counter-duty restraint measure licensing
control sanction fee rule requirement check inspection moratorium move tariffs
""")
"""What stands in the way of trade."""
RELATIONS = word_set("""
import purchase talk negotiation concession preference access benefit cooperation supply obligation
recognition approval registration contract dialogue participation membership treaty agreement pact
privilege shipment export flow power electricity gas
""")
"""What two sides have of each other; to cut it harms."""
RESTRAINED = word_set(
    "export shipment capacity production output subsidy sale support price delivery"
)
"""What a party can hold back of its own; to cut it is a concession."""
CUTTING = word_set(
    "suspend cut halt stop end cancel withdraw limit restrict freeze curb reduce break terminate "
    "revoke abandon pause discontinue withhold review reconsider block deny bar rescind"
)
BUILDING = word_set("""
raise increase double triple apply impose maintain keep retain extend widen broaden expand introduce
adopt levy set place put reimpose restore renew prolong enact enforce tighten issue publish prepare
reinstate add step_up step_in
""")
WEIGHING = word_set("consider review study examine weigh prepare discuss adopt take draw")
RETALIATION = word_set(
    "countermeasure retaliation sanction response preference penalty embargo avenue recourse option"
)
CASES = word_set("matter case dispute issue complaint quarrel")
"""To take these to a court or a body is a threat."""
MISSIONS = word_set("mission delegation envoy team director representative negotiator minister")
MATTERS = word_set("matter issue concern question point case subject problem topic objection")
ANSWERING = word_set("answer meet match counter respond reply react")
SESSIONS = word_set("meeting round session conference summit hearing talk seminar briefing call")
OBJECTS = word_set("dobj nsubjpass attr")


@cache
def forces() -> Mapping[str, str]:
    """Verbs, some with a particle (`rule_out`), and what they are."""
    text = (files("tradetalks.dossier._promises") / "verbs_of_promise.csv").read_text(
        encoding="utf-8"
    )
    return {row["verb"]: row["force"] for row in csv.DictReader(text.splitlines())}


def force_of(verb: Token) -> str:
    """What a verb is, with its particle or without; empty if it is not listed."""
    lemma = verb.lemma_.lower()
    for child in verb.children:
        if child.dep_ in ("prt", "prep", "advmod") and child.lower_ in PARTICLES:
            found = forces().get(f"{lemma}_{child.lower_}")
            if found:
                return found
    return forces().get(lemma, "")


def inner(verb: Token) -> Token:
    """The deed that a light verb governs, or the verb itself."""
    for _ in range(len(verb.doc)):
        if verb.lemma_.lower() not in LIGHT:
            return verb
        on = (c for p in verb.children if p.lower_ == "on" for c in p.children)
        below = [*verb.children, *on]
        governed = next((c for c in below if c.dep_ in ("xcomp", "advcl", "pcomp")), None)
        if governed is None or governed.i < verb.i:
            return verb
        verb = governed
    return verb


def objects_of(verb: Token) -> Iterator[Token]:
    """What a verb acts upon, and what is joined to it."""
    for child in verb.children:
        if child.dep_ in OBJECTS:
            yield child
            yield from (c for c in child.children if c.dep_ == "conj")


def is_denied(verb: Token) -> bool:
    """Whether a verb is denied, or its object is nothing."""
    if any(c.dep_ == "aux" and c.lower_ == "to" and _follows_not(c) for c in verb.children):
        return True
    return any(
        (c.dep_ == "neg" and not (c.i > verb.i and verb.pos_ == "VERB"))
        or (
            c.dep_ in ("dobj", "nsubjpass", "nsubj", "attr") and (c.lower_ in NOTHING or _has_no(c))
        )
        or (c.dep_ == "aux" and c.lower_ in ("wo", "cannot"))
        or (c.dep_ in ("advmod", "preconj") and c.lower_ in ("never", "neither", "nor"))
        for c in verb.children
    )


def _follows_not(to: Token) -> bool:
    return to.i > 0 and to.nbor(-1).lower_ in ("not", "never")


def is_harm(verb: Token) -> bool:
    """Whether a deed hurts the other side, so that to vow it is a threat."""
    verb = inner(verb)
    force = force_of(verb)
    if force == "harm":
        return True
    lemma = verb.lemma_.lower()
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt"), "")
    particle = particle or next((c.lower_ for c in verb.children if c.lower_ == "aside"), "")
    lemma = f"{lemma}_{particle}" if particle else lemma
    things = {w.lemma_.lower() for o in objects_of(verb) for w in _whole(o)}
    heads = {o.lemma_.lower() for o in objects_of(verb)}
    if _is_on_own_exports(verb):
        return False
    if lemma in ("take", "bring", "refer") and heads & CASES and _goes_to(verb):
        return True
    if lemma == "tax":
        return not any(w.lower_ == "own" for o in objects_of(verb) for w in o.children)
    if lemma in ANSWERING:
        means = {c.lemma_.lower() for p in verb.children if p.lower_ == "with" for c in p.children}
        return bool((heads | means) & MEASURES)
    if lemma in ("take", "adopt"):
        return bool(heads & (RETALIATION | {"measure", "action"}))
    if lemma in WEIGHING:
        return bool(heads & RETALIATION)
    if lemma in CUTTING:
        return bool(heads & (RELATIONS - RESTRAINED)) and not heads & MEASURES
    if lemma in BUILDING:
        eased = any(c.dep_ in ("oprd", "acomp", "xcomp", "ccomp") for c in verb.children)
        return bool(heads & MEASURES) and not eased and not things & {"suspension", "exemption"}
    return False


def is_idle(verb: Token) -> bool:
    """Whether a verb is nothing that a party does for another: it happens, is said or thought."""
    verb = inner(verb)
    if verb.lemma_ in ("enter", "come", "take", "go") and any(
        w.lower_ in ("force", "effect") for w in verb.subtree
    ):
        return True
    things = {o.lemma_.lower() for o in objects_of(verb)}
    if (verb.lemma_ == "reserve" and "right" in things) or (
        verb.lemma_ in ("send", "dispatch") and things & MISSIONS
    ):
        return True
    if verb.lemma_ in ("raise", "put", "bring") and things & MATTERS:
        return True
    if (verb.lemma_ == "hold" and things & SESSIONS) or (
        verb.lemma_ == "pay" and "visit" in things
    ):
        return True
    return verb.pos_ == "AUX" or force_of(verb) in ("idle", "meet", "ask", "received")


def _whole(noun: Token) -> Iterator[Token]:
    """A noun with those that its phrase hangs on: `a list of tariffs`."""
    yield noun
    for prep in noun.children:
        if prep.lower_ == "of":
            yield from (c for c in prep.children if c.dep_ == "pobj")


def _is_on_own_exports(verb: Token) -> bool:
    """Whether a burden is laid on what a party sells itself: `raise the export levy`."""
    burdens = (o for o in objects_of(verb) if o.lemma_.lower() in OWN_EXPORTS)
    return any(c.lower_ in ("export", "exports") for o in burdens for c in o.children)


def _goes_to(verb: Token) -> bool:
    below = (c for w in (verb, *objects_of(verb)) for c in w.children)
    return any(c.dep_ in ("prep", "dative") and c.lower_ in ("to", "before") for c in below)


def _has_no(noun: Token) -> bool:
    return any(c.lower_ in ("no", "neither") for c in noun.children)
