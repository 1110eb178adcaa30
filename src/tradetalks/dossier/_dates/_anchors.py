"""The day of the event that a term is counted from, as far as the document tells it.

"Publication" of the document itself is its day. Otherwise an event is looked for among the dated
sentences of the document: the expiry or entry into force that a deadline names, or the sentence
that shares most words with the anchor. "On A and B, respectively, ... C and D" pairs A with C.
Nothing found, nothing told: both ends stay open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tradetalks.dossier._dates._calendar import Interval
from tradetalks.dossier._dates._when import When
from tradetalks.dossier._text._tokens import Token, word_set

__all__ = ["DatedSentences", "expires", "is_indefinite", "takes_effect"]

OWN = word_set("""
publication published the date of this notice in federal register official journal its day that
european union communities
announcement release notification letter circular decision order communication
""")
ABOUT_ITSELF = word_set("publication published release this")
EXPIRING = word_set("expiry expiration expires expire lapses lapse ends runs end termination")
EFFECT = word_set("effective force effect")
LESS = word_set("""
the a an of in on at to for from with by and or this that these those its their after before date
day days is are was were has have had been be which
""")
ANY = word_set("a an any each every such")
OF_EACH = word_set("entry receipt enactment arrival importation delivery application invoice claim")
"""What happens again and again, so that no one sentence dates it."""

INDEFINITE = 4
STEM = 5
SHARED = 2
MOST = 40
"""Dated sentences kept a stem; more could not be searched in time."""


@dataclass
class DatedSentences:
    """Sentences that tell when something was, by the stems of their words.

    Attributes
    ----------
    today
        Day of the document.
    """

    today: date
    _by_stem: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    _held: list[tuple[list[Token], list[When]]] = field(
        default_factory=list[tuple[list[Token], list[When]]]
    )

    def add(self, tokens: list[Token], times: list[When]) -> None:
        """Keep a sentence and its dates, if it has any that is absolute."""
        told = [t for t in times if t.interval is not None and t.form in ("day", "weekday")]
        if not told:
            return
        self._held.append((tokens, told))
        for stem in stems(tokens):
            places = self._by_stem.setdefault(stem, [])
            if len(places) < MOST:
                places.append(len(self._held) - 1)

    def day_of(self, anchor: Sequence[Token]) -> Interval | None:
        """When the event that some words name was, or None."""
        words = {t.low for t in anchor}
        if words <= OWN and words & ABOUT_ITSELF:
            return Interval(self.today, self.today)
        wanted = stems(anchor)
        if len(wanted) == 1 and words & OF_EACH:
            return None
        counts: dict[int, int] = {}
        for stem in wanted:
            for place in self._by_stem.get(stem, ()):
                counts[place] = counts.get(place, 0) + 1
        best = max(counts, key=lambda place: (counts[place], place), default=None)
        if best is None or counts[best] < min(SHARED, len(wanted)):
            return None
        return _paired(*self._held[best], wanted)


def is_indefinite(anchor: Sequence[Token]) -> bool:
    """Whether an anchor names an event of a kind ("a notice"), that no date can be told of."""
    return any(t.low in ANY for t in anchor[:INDEFINITE])


def expires(anchor: Sequence[Token]) -> bool:
    """Whether an anchor names an expiry."""
    return any(t.low in EXPIRING for t in anchor)


def takes_effect(anchor: Sequence[Token]) -> bool:
    """Whether an anchor names an entry into force."""
    return any(t.low in EFFECT for t in anchor)


def stems(tokens: Sequence[Token]) -> set[str]:
    """First letters of the words that carry meaning."""
    return {t.low[:STEM] for t in tokens if t.kind == "word" and t.low not in LESS}


def _paired(tokens: list[Token], times: list[When], wanted: set[str]) -> Interval | None:
    """The date of a sentence, or, with "respectively", that of the place of a wanted word."""
    if len(times) == 1:
        return times[0].interval
    if len(times) != 2 or not any(t.low == "respectively" for t in tokens):
        return None
    for k in range(1, len(tokens) - 1):
        if tokens[k].low != "and" or any(t.first <= k < t.end for t in times):
            continue
        pair = (tokens[k - 1].low[:STEM], tokens[k + 1].low[:STEM])
        chosen = [place for place, stem in enumerate(pair) if stem in wanted]
        if len(chosen) == 1:
            return times[chosen[0]].interval
    return None
