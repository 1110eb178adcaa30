"""Who is bound where a promise does not name him: passives, nouns, what others were promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import noun_phrase, subject_of
from tradetalks.dossier._names._codes import government
from tradetalks.dossier._parties._story import Party
from tradetalks.dossier._promises._vows import Place
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["adjectival", "bound_by", "host_of", "other_side", "recipient_of", "staff_of"]

HOSTS = word_set("door hand")
STAFF = word_set("""
engineer technician worker employee staff team crew mill plant factory smelter yard shop store
dealer ship lorry truck officer inspector customs people side negotiator lawyer counsel board
division unit branch subsidiary sale buyer vet laboratory port embassy mission
""")
STATES = word_set("country adjective capital")


def bound_by(place: Place, verb: Token) -> Party | None:
    """Who is bound by a passive.

    Its agent, whoever says it, the owner of what is acted upon, the government under whose order
    it stands, or the document's own voice.
    """
    for by in verb.children:
        if by.dep_ == "agent":
            agent = place.party(next((c for c in by.children if c.dep_ == "pobj"), None))
            if agent:
                return agent
    speaker = place.speaker(verb)
    if speaker:
        return speaker
    thing = subject_of(verb)
    owner = adjectival(place, thing) if thing is not None else None
    if owner:
        return owner
    author = place.story.written_by
    if author.joint and (signatory := _signatory(place)):
        return signatory
    if author.branch is not None and not author.cable:
        return place.story.author
    if ordered := _ordered(place):
        return ordered
    if not author.cable and place.story.in_first_person:
        return place.story.author
    return _told_last(place, verb) or place.story.author


def _signatory(place: Place) -> Party | None:
    """The one of several who sign that the sentence before is about."""
    start = place.sentence.sentence.span.start
    if start == 0:
        return None
    before = place.story.document.sentence_at(start - 1).span
    told = (m for m in place.story.before(start) if m.subject and m.at >= before.start)
    return next((m.party for m in told if _governs(m.party)), None)


def _told_last(place: Place, verb: Token) -> Party | None:
    """The government that was told of last as one that acts."""
    told = (m.party for m in place.story.before(place.at(verb)) if m.subject)
    return next((p for p in told if _governs(p)), None)


def _ordered(place: Place) -> Party | None:
    """The government whose order the sentence before names first: `Under the American order`."""
    story, span = place.story, place.sentence.sentence.span
    if span.start == 0:
        return None
    before = story.document.sentence_at(span.start - 1).span
    names = [m for m in story.within(before.start, before.end) if m.actor.kind in STATES]
    if not story.document.plain.startswith("Under", before.start) or not names:
        return None
    code = government(names[0].actor.code)
    return Party(code, code, "institution")


def adjectival(place: Place, noun: Token) -> Party | None:
    """The government or firm that a noun belongs to: `the American order`, `its offer`."""
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    if owner is not None:
        return place.party(owner)
    first, _ = noun_phrase(noun)
    start, end = place.sentence.offsets(first, noun)
    inside = place.story.within(start, end)
    names = [m for m in inside if m.actor.kind != "dateline" and m.end <= place.at(noun)]
    if not names:
        return None
    code = names[0].actor.code
    state = names[0].actor.kind in ("country", "adjective", "capital")
    return Party(names[0].actor.name, government(code) if state else code, "institution")


def recipient_of(place: Place, verb: Token) -> Party | None:
    """Who promised what somebody was promised: the agent, the other side, or his government."""
    for by in verb.children:
        if by.dep_ == "agent":
            return place.party(next((c for c in by.children if c.dep_ == "pobj"), None))
    party = place.party(subject_of(verb))
    if party is None or party.code is None:
        return None
    if party.code[3:] in ("BUS", "AGR", "LAB"):
        code = government(party.code[:3])
        return Party(code, code, "institution")
    return other_side(place, party)


def other_side(place: Place, party: Party) -> Party | None:
    code = place.story.across(party.code)
    return Party(code, code, "institution") if code else None


def _governs(party: Party) -> bool:
    code = party.code or ""
    return code.endswith("GOV") or code == "EUR"


def staff_of(place: Place, subject: Token | None) -> Party | None:
    """Whose people or works are meant: `our engineers`, `its plants`."""
    if subject is None or subject.tag_ not in ("NNS", "NN") or subject.lemma_ not in STAFF:
        return None
    return place.party(next((c for c in subject.children if c.dep_ == "poss"), None))


def host_of(place: Place, subject: Token | None) -> Party | None:
    """Whose door is open: `my door is open`."""
    if subject is None or subject.lemma_ not in HOSTS:
        return None
    return place.party(next((c for c in subject.children if c.dep_ == "poss"), None))
