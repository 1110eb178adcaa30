"""Which word of saying a passage in marks belongs to.

The grammar is asked first for words quoted within a sentence: the verb that they depend on. Whole
sentences, whose grammar is their own, belong to the cue after their closing comma or before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import subject_of
from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._parties._naming import speaker_of
from tradetalks.dossier._parties._story import Party, Story
from tradetalks.dossier._quotes._attribution import Attribution, Before
from tradetalks.dossier._quotes._marks import Passage, passages, within
from tradetalks.dossier._quotes._sayings import attributions
from tradetalks.dossier._quotes._verbs_of_saying import deed_of
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Marked"]

FEWEST_FOR_DEEDS = 3
"""Words in marks from which on any deed of a party in their sentence makes them its words."""
FEWEST_FOR_THOUGHTS = 2
LONGEST_NAME = 2
FEELINGS = word_set("""
alarm anger anxiety belief caution commitment concern confidence determination disappointment
dismay displeasure doubt fear frustration hope impatience indignation interest objection opposition
optimism outrage pessimism protest regret relief reservation resolve satisfaction shock solidarity
support surprise sympathy view welcome worry
""")


@dataclass(frozen=True)
class Marked:
    """A story with its passages in marks and its words of saying."""

    story: Story

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Passages in marks, in order."""
        return passages(self.story.document)

    @cached_property
    def told(self) -> Mapping[int, Sequence[Attribution]]:
        """Attributions by the offset of their sentence, in order."""
        found: dict[int, Sequence[Attribution]] = {}
        before, paragraph = Before(), -1
        for sentence in self.story.parsed.sentences if self.story.parsed else ():
            if sentence.sentence.paragraph != paragraph:
                before, paragraph = replace(before, acted=None), sentence.sentence.paragraph
            told = attributions(self.story, sentence, before)
            found[sentence.sentence.span.start] = told
            spoken = (a.party for a in reversed(told) if a.kind in ("tells", "calls"))
            spoke = next((p for p in spoken if p.person or p.plural), before.spoke)
            before = Before(spoke, self._acting_in(sentence) or before.acted)
        return found

    def _acting_in(self, sentence: ParsedSentence) -> Party | None:
        """Whoever is the subject of a sentence, outside quotation marks."""
        roots = (subject_of(w) for w in sentence.words if w.dep_ == "ROOT")
        subject = next((s for s in roots if s is not None), None)
        if subject is None or self.holder(sentence.at(subject)) is not None:
            return None
        return speaker_of(self.story, sentence, subject)

    @cached_property
    def _parsed(self) -> Mapping[int, ParsedSentence]:
        parsed = self.story.parsed.sentences if self.story.parsed else ()
        return {s.sentence.span.start: s for s in parsed}

    def parsed_at(self, offset: int) -> ParsedSentence | None:
        """The parsed sentence that holds an offset."""
        return self._parsed.get(self.story.document.sentence_at(offset).span.start)

    def holder(self, at: int) -> Passage | None:
        """The innermost passage that holds an offset."""
        return min(within(self.passages, at, at + 1), key=lambda p: p.end - p.start, default=None)

    def governing(self, passage: Passage) -> Attribution | None:
        """The attribution that a passage belongs to, or None."""
        near = list(self._near(passage))
        if passage.is_whole:
            return self._beside(passage, near)
        if self.is_named_thing(passage):
            near = [a for a in near if a.kind == "calls"]
        inner = self._above(passage, near) or self._around(passage, near)
        if inner is None:
            return None
        around = (a for a in near if a.start <= inner.at < a.end and a.party != inner.party)
        outer = next(around, None)
        if outer is not None and inner.kind in ("acts", "thinks") and outer.kind == "tells":
            return outer
        return passed_on(inner, outer)

    def deed(self, passage: Passage) -> Attribution | None:
        """The party whose deed the sentence tells that some words in marks belong to."""
        plain = self.story.document.plain
        if plain.count(" ", passage.start, passage.end) + 1 < FEWEST_FOR_DEEDS:
            return None
        for sentence, word in self._ancestors(passage):
            if word.pos_ == "VERB" and _is_finite(word):
                deed = deed_of(self.story, sentence, word)
                if deed is not None:
                    return deed
        return None

    def is_named_thing(self, passage: Passage) -> bool:
        """Whether a word or two in marks are only what something is called: `its "white list"`."""
        sentence = self.parsed_at(passage.start)
        if sentence is None:
            return False
        inside = [w for w in sentence.within(passage.start + 1, passage.end) if not w.is_punct]
        if not inside or len(inside) > LONGEST_NAME or inside[-1].pos_ not in ("NOUN", "PROPN"):
            return False
        first, head = inside[0], inside[-1]
        if head.lemma_.lower() in FEELINGS:
            return False
        before = sentence.words[first.i - 2] if first.i > 1 else None
        owned = before is not None and before.pos_ in ("DET", "PRON", "NUM", "NOUN", "PART")
        nouns = all(w.pos_ in ("NOUN", "PROPN", "ADJ") for w in inside)
        return nouns and owned and head.dep_ in ("dobj", "pobj", "nsubj", "nsubjpass", "compound")

    def first_named(self, start: int) -> Party | None:
        """The first person named after an offset: of whom a headline in marks is."""
        met = self.story.met
        later = (met[at].party for at in sorted(met) if at >= start)
        return next((p for p in later if p.person and p.attribution == "named"), None)

    def pointed_at(self, passage: Passage) -> Party | None:
        """Whose words the sentence after a passage says it was: `That was Berlin's message`."""
        document = self.story.document
        after = document.sentence_after(passage.end)
        if after is None or after.paragraph != document.sentence_at(passage.start).paragraph:
            return None
        if after.span.text.split()[0] not in ("That", "This", "Such", "So", "Thus"):
            return None
        told = self.told.get(after.span.start, ())
        return next((a.party for a in told if a.kind in ("words", "tells", "calls")), None)

    def introduced(self, passage: Passage) -> tuple[Party | None, bool]:
        """Whom the words before a whole passage introduce, and whether a colon says so."""
        document = self.story.document
        sentence = document.sentence_at(passage.start)
        if not document.plain[sentence.span.start : passage.start].strip(" ("):
            if sentence.span.start == 0:
                return None, False
            before = document.sentence_at(sentence.span.start - 1)
            colon = before.span.text.rstrip().endswith(":")
            if before.paragraph != sentence.paragraph and not colon:
                return None, False
            sentence, end = before, before.span.end
        else:
            end = passage.start
            colon = document.plain[:end].rstrip().endswith(":")
        if (sentence.is_heading and not colon) or self.holder(sentence.span.start) is not None:
            return None, False
        parsed = self.parsed_at(sentence.span.start)
        party = self._main(parsed, end) if parsed else None
        return party, colon

    def _main(self, parsed: ParsedSentence, end: int) -> Party | None:
        """Whoever a sentence is mainly about, before an offset."""
        told = [a for a in self.told.get(parsed.sentence.span.start, ()) if a.at < end]
        if told:
            return told[-1].party
        words = [w for w in parsed.words if parsed.at(w) < end]
        roots = [w for w in words if w.dep_ == "ROOT"]
        subjects = [s for r in roots if (s := subject_of(r)) is not None]
        owners = [c for s in (*subjects, *roots) for c in s.children if c.dep_ == "poss"]
        for word in (*subjects, *owners):
            party = speaker_of(self.story, parsed, word)
            if party is not None:
                return party
        return None

    def _near(self, passage: Passage) -> Iterator[Attribution]:
        """Attributions in the sentences of a passage that stand at its own depth."""
        document = self.story.document
        at = passage.start
        seen: set[int] = set()
        while at < passage.end:
            span = document.sentence_at(at).span
            if span.start in seen:
                return
            seen.add(span.start)
            for one in self.told.get(span.start, ()):
                if self.holder(one.at) == passage.outer:
                    yield one
            following = document.sentence_after(span.end)
            at = following.span.start if following else passage.end

    def _beside(self, passage: Passage, near: Sequence[Attribution]) -> Attribution | None:
        """The attribution after a whole passage's comma, else that before it in its sentence."""
        document = self.story.document
        plain = document.plain
        first = document.sentence_at(passage.start).span.start
        last = document.sentence_at(passage.end - 1).span.end
        spoken = [a for a in near if a.kind != "thinks" and first <= a.at < last]
        after = [a for a in spoken if a.at >= passage.end and not self._between(passage.end, a.at)]
        before = [a for a in spoken if a.at < passage.start]
        before = [a for a in before if not self._between(a.at, passage.start)]
        opened = bool(plain[first : passage.start].strip(" ("))
        closed = plain[passage.start : passage.end].rstrip("\"'")[-1:]
        if before and opened and (closed == "." or not after):
            return before[-1]
        return after[0] if after else before[-1] if before else None

    def _between(self, start: int, end: int) -> bool:
        """Whether another passage in marks stands between two offsets."""
        return any(start <= p.start < end - 1 for p in within(self.passages, start, end))

    def _above(self, passage: Passage, near: Sequence[Attribution]) -> Attribution | None:
        """The attribution whose verb stands over a passage in the grammar of its sentence."""
        by_place = {a.at: a for a in near}
        length = self.story.document.plain.count(" ", passage.start, passage.end) + 1
        deed: Attribution | None = None
        for sentence, word in self._ancestors(passage):
            one = by_place.get(sentence.at(word))
            if one is None or (one.kind == "thinks" and length < FEWEST_FOR_THOUGHTS):
                continue
            if one.kind in ("tells", "calls"):
                told = deed is None or one.start <= deed.at < one.end
                return one if told else deed
            deed = deed or one
        return deed

    def _ancestors(self, passage: Passage) -> Iterator[tuple[ParsedSentence, Token]]:
        sentence = self.parsed_at(passage.start)
        if sentence is None:
            return
        words = sentence.within(passage.start, passage.end)
        inside = {w.i: w for w in words if not w.is_punct}
        word = next((w for w in inside.values() if w.head.i not in inside), None)
        while word is not None and word.head.i != word.i:
            below, word = word, word.head
            if below.dep_ not in ("nsubj", "nsubjpass"):
                yield sentence, word

    def _around(self, passage: Passage, near: Sequence[Attribution]) -> Attribution | None:
        """The smallest told clause that holds a passage, else the nearest word of saying."""
        start, end = passage.start, passage.end
        inside = [a for a in near if a.start <= start + 1 and end - 2 <= a.end and a.end > a.start]
        if inside:
            return min(inside, key=lambda a: a.end - a.start)
        first = self.story.document.sentence_at(start).span.start
        last = self.story.document.sentence_at(end - 1).span.end
        spoken = [a for a in near if a.kind != "thinks" and first <= a.at < last]
        before = [a for a in spoken if a.at < start]
        after = [a for a in spoken if a.at >= end]
        return before[-1] if before else after[0] if after else None


def passed_on(inner: Attribution, outer: Attribution | None) -> Attribution:
    """An attribution inside another's words is hearsay through that other."""
    if outer is None or inner.party == outer.party:
        return inner
    return replace(inner, via=inner.via or outer.party.name, hearsay=True)


def _is_finite(verb: Token) -> bool:
    """Whether a verb tells a deed: not `to act`, nor what somebody may do."""
    if verb.tag_ in ("VBD", "VBZ", "VBP"):
        return True
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    return bool(auxiliaries) and not auxiliaries & {"to", "shall", "may", "must"}
