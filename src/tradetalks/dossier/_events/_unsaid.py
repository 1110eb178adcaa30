"""Whose act it is where the clause does not say: passives without an agent, measures that apply.

A measure is that of whoever tells it ahead (`will be lifted, the minister said`), of the author of
a government's own document, else of whoever imposed one last in the story. What is asked, offered
or refused is the other side's of whoever suffers or tells it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tradetalks.dossier._events._event_rules import classes_of
from tradetalks.dossier._events._event_status import is_denied, status_of
from tradetalks.dossier._events._readings import Reading
from tradetalks.dossier._events._sides import sufferer_of
from tradetalks.dossier._events._trades import NATIONAL
from tradetalks.dossier._names._codes import government
from tradetalks.dossier._parties._story import Party, Story

__all__ = ["UNNAMED", "Imposed", "governs", "whose"]

Imposed = Sequence[tuple[int, str]]
"""Offsets of measures whose government is named, with its code, in order."""

UNNAMED = Party("unnamed", None, "anonymous")
MEASURES = frozenset({"sanction", "relief", "threat", "investigation", "ruling", "seizure"})
IMPOSED = frozenset({"sanction", "relief", "threat"})
ASKED = frozenset({"request", "demand", "threat", "criticism", "accusation"})
"""Kinds that are done to whoever tells them in the passive."""


def whose(reading: Reading, imposed: Imposed) -> Party | None:
    """Whose act a clause tells that does not name a doer.

    Parameters
    ----------
    reading
        A word whose doer is not known.
    imposed
        Measures of the story whose government is named.
    """
    told, rule = reading.told, reading.rule
    if told.doers and not (told.passive or rule.governs == "theme" or _is_document(reading)):
        return None
    if rule.kind == "request" and rule.governs == "theme":
        return UNNAMED
    hit = sufferer_of(reading.scene, told)
    if rule.kind in MEASURES and (found := _imposer(reading, imposed, hit)):
        return found
    return _beside(reading, hit) if hit else _untold(reading)


def governs(code: str) -> bool:
    """Whether a code is a government's."""
    return code.endswith("GOV") or code == "EUR"


def _is_document(reading: Reading) -> bool:
    """Whether a measure, a law or a notice does it: `the order imposing duties`."""
    return reading.word.dep_ in ("acl", "relcl") and bool(classes_of(reading.told.doers))


def _imposer(reading: Reading, imposed: Imposed, hit: str | None) -> Party | None:
    """The government whose measure it is, which cannot be the one that is hit."""
    scene, kind = reading.scene, reading.rule.kind
    ahead = status_of(reading.word) in ("planned", "possible", "conditional")
    teller, author = scene.teller(reading.word), _author(scene.story)
    if (ahead or kind == "relief") and _is_free(teller, hit):
        return teller
    named = Counter(code for _, code in imposed if code != hit)
    own = kind not in IMPOSED or not imposed or (ahead and kind != "sanction")
    if author is not None and _is_free(author, hit) and (own or _is_foremost(author, named)):
        return author
    fits = [(place, code) for place, code in imposed if code != hit]
    before = [code for place, code in fits if place < scene.at(reading.word)]
    code = before[-1] if before else fits[0][1] if fits else None
    return _party(code)


def _is_foremost(author: Party, named: Counter[str]) -> bool:
    """Whether nobody is told to impose more than the author."""
    return 0 < named[author.code or ""] == max(named.values())


def _beside(reading: Reading, hit: str) -> Party | None:
    """Who does it to a party that is named."""
    kind, private = reading.rule.kind, hit[3:] in NATIONAL
    if private and kind in ("request", "demand"):
        return UNNAMED
    if kind == "refusal":
        return _party(hit)
    return _party(government(hit[:3]) if private else reading.scene.story.across(hit))


def _untold(reading: Reading) -> Party | None:
    """Who does it where nobody is named at all."""
    story, kind = reading.scene.story, reading.rule.kind
    teller = reading.scene.teller(reading.word)
    if kind == "rejection" and not is_denied(reading.word):
        return _other(story, teller or story.author)
    author = _author(story)
    if author is not None and governs(author.code or ""):
        return author
    if teller is not None and teller.code:
        return (_other(story, teller) if kind in ASKED else None) or teller
    if kind in MEASURES | {"pledge", "aid"}:
        return story.author or story.government_at_home
    return None


def _author(story: Story) -> Party | None:
    """The author of a document that has an office or a firm behind it."""
    return story.author if story.written_by.branch is not None else None


def _is_free(party: Party | None, hit: str | None) -> bool:
    return party is not None and governs(party.code or "") and party.code != hit


def _other(story: Story, party: Party | None) -> Party | None:
    return _party(story.across(party.code)) if party and party.code else None


def _party(code: str | None) -> Party | None:
    return Party(code, code, "institution") if code else None
