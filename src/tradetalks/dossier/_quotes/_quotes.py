"""Quotations: words in quotation marks, whole or in part, and what is told in other words.

A passage in marks belongs to the word of saying that governs it in the grammar or stands beside
it, else to whoever the sentence before introduces (`X was blunt.`, `X had this answer:`), else to
the speaker before it. Words in marks that nobody is said to have said (terms, slogans, titles) are
left alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tradetalks.dossier._parties._story import Party, Story
from tradetalks.dossier._quotes._attribution import Attribution
from tradetalks.dossier._quotes._beside import beside
from tradetalks.dossier._quotes._cues import cues, verb_of
from tradetalks.dossier._quotes._governing import Marked, passed_on
from tradetalks.dossier._quotes._marks import Passage, is_term, within
from tradetalks.dossier._text._items import Quote

__all__ = ["Voice", "innermost", "quotes", "voice_at", "voices", "voices_at"]

WORDY = 0.85
"""Share of a told clause in quotation marks from which on it is no quote in other words."""
OUTWEIGHS = 0.5
"""Share of a told clause that another's word in it takes up, from which on it passes that on."""
SHORTEST_SENTENCE = 3
FEWEST_IN_HEADLINE = 4
NESTED = 12
"""Quotes before a place that may still be open there."""
UNNAMED = Party("unnamed", None, "anonymous")


@dataclass(frozen=True)
class Voice:
    """A quote with its speaker as a party."""

    quote: Quote
    party: Party


def quotes(story: Story) -> tuple[Quote, ...]:
    """Every quote of a document, in order.

    Parameters
    ----------
    story
        A document prepared by `read_story`; without a language model only quotations in marks
        are found, with the speaker named beside them.
    """
    return tuple(voice.quote for voice in voices(story))


def voices(story: Story) -> tuple[Voice, ...]:
    """Every quote with its speaker, in order."""
    marked = Marked(story)
    spoken = dict(_in_marks(marked))
    return tuple(sorted([*spoken.values(), *_in_other_words(marked, spoken)], key=_place))


def voice_at(heard: Sequence[Voice], offset: int) -> Voice | None:
    """The innermost quotation in marks that holds an offset."""
    return innermost(v for v in voices_at(heard, offset) if v.quote.form != "indirect")


def voices_at(heard: Sequence[Voice], offset: int) -> list[Voice]:
    """Quotes that hold an offset."""
    last = bisect_right(heard, offset, key=lambda voice: voice.quote.span.start)
    return [v for v in heard[max(0, last - NESTED) : last] if offset < v.quote.span.end]


def innermost(heard: Iterable[Voice]) -> Voice | None:
    """The shortest of some quotes."""
    return min(heard, key=lambda v: v.quote.span.end - v.quote.span.start, default=None)


def _place(voice: Voice) -> tuple[int, int]:
    return voice.quote.span.start, voice.quote.span.end


def _in_marks(marked: Marked) -> Iterator[tuple[Passage, Voice]]:
    heard: dict[Passage, Voice] = {}
    last: Voice | None = None
    for passage in marked.passages:
        voice = _spoken(marked, passage, heard, last)
        if voice is not None:
            heard[passage] = voice
            last = voice if passage.outer is None else last
            yield passage, voice


def _spoken(
    marked: Marked, passage: Passage, heard: dict[Passage, Voice], last: Voice | None
) -> Voice | None:
    """A passage in marks with its speaker, or None if nobody says it."""
    story = marked.story
    document = story.document
    if is_term(document.plain, passage):
        return None
    said = marked.governing(passage)
    if said is not None:
        outer = heard.get(passage.outer) if passage.outer else None
        via = said.via or (outer.party.name if outer else None)
        return _voice(story, passage, said.party, said.cue, via, said.hearsay or outer is not None)
    if passage.outer is not None:
        return None
    named = beside(story, passage.start, passage.end)
    if named is not None and (passage.is_whole or story.parsed is None):
        party, cue = named
        found = _introduced(marked, passage, last, cue) if party is None else None
        return found or _voice(story, passage, party or UNNAMED, cue)
    heading = document.sentence_at(passage.start)
    if heading.is_heading:
        whole = passage.start <= heading.span.start and heading.span.end <= passage.end
        return _headline(marked, passage) if whole else None
    if not passage.is_whole:
        deed = marked.deed(passage)
        if deed is not None:
            return _voice(story, passage, deed.party, deed.cue)
        spoken = named is not None and cues()[verb_of(named[1]) or "say"] in ("tells", "calls")
        if named is None or not spoken or marked.is_named_thing(passage):
            return None
        return _voice(story, passage, named[0] or UNNAMED, named[1])
    return _introduced(marked, passage, last)


def _headline(marked: Marked, passage: Passage) -> Voice | None:
    """A headline that is a quotation: of the first person whom the text names."""
    party = marked.first_named(passage.end)
    several = marked.story.document.plain.count(" ", passage.start, passage.end)
    if party is None or several < FEWEST_IN_HEADLINE:
        return None
    return _voice(marked.story, passage, party, None)


def _introduced(
    marked: Marked, passage: Passage, last: Voice | None, cue: str | None = None
) -> Voice | None:
    """A whole passage without a cue: of whom a colon names, of the last speaker, or of another."""
    story = marked.story
    party, colon = marked.introduced(passage)
    if (pointed := marked.pointed_at(passage)) is not None:
        party, colon = pointed, True
    goes_on = last is not None and _follows(marked, last, passage)
    if last is not None and goes_on and not (party and (colon or _apart(marked, last, passage))):
        via, hearsay = last.quote.via, last.quote.hearsay
        return _voice(story, passage, last.party, cue, via, hearsay)
    if party is not None:
        return _voice(story, passage, party, cue)
    if story.document.plain.count(" ", passage.start, passage.end) > SHORTEST_SENTENCE:
        return _voice(story, passage, UNNAMED, cue)
    return None


def _apart(marked: Marked, last: Voice, passage: Passage) -> bool:
    """Whether a sentence of the document's own stands between two passages."""
    document = marked.story.document
    ended = document.sentence_at(last.quote.span.end - 1)
    following = document.sentence_after(ended.span.end)
    return following is not None and following.span.end <= passage.start


def _follows(marked: Marked, last: Voice, passage: Passage) -> bool:
    """Whether a quotation stands in the paragraph of the one before it, or in the next."""
    document = marked.story.document
    one = document.sentence_at(last.quote.span.end - 1).paragraph
    return document.sentence_at(passage.start).paragraph - one in (0, 1)


def _voice(
    story: Story,
    passage: Passage,
    party: Party,
    cue: str | None,
    via: str | None = None,
    hearsay: bool = False,
) -> Voice:
    form = "direct" if passage.is_whole else "partial"
    span = story.document.span(passage.start, passage.end)
    return Voice(Quote(span, party.name, party.attribution, form, cue, via, hearsay), party)


def _in_other_words(marked: Marked, spoken: Mapping[Passage, Voice]) -> Iterator[Voice]:
    for together in marked.told.values():
        for one in together:
            holder = marked.holder(one.at)
            around = spoken.get(holder) if holder is not None else None
            if not one.reports or _is_own(marked.story, one):
                continue
            if holder is not None and (around is None or not _is_heard(one, holder, around)):
                continue
            for start, end in one.clauses:
                voice = _reported(marked, together, one, (start, end), around)
                if voice is not None:
                    yield voice


def _is_heard(one: Attribution, holder: Passage, around: Voice) -> bool:
    """Whether a speaker in marks passes on what somebody else is named to have said."""
    inside = holder.is_whole and holder.start < one.start and one.end <= holder.end
    return inside and one.party != around.party and one.kind == "tells"


def _is_own(story: Story, one: Attribution) -> bool:
    """Whether the document itself speaks: a joint statement of those who sign it, a memorandum."""
    wrote = story.written_by
    if wrote.joint and (one.party.plural or one.party.attribution == "collective"):
        return True
    return story.author is not None and wrote.branch is not None and one.party == story.author


def _with_marks(marked: Marked, end: int) -> int:
    """The end of a clause with the words in marks that go on with it: `he was content, "if"`."""
    plain = marked.story.document.plain
    following = next((p for p in within(marked.passages, end, end + 3)), None)
    if following is None or following.is_whole or plain[end : following.start].strip(" ,"):
        return end
    return following.end


def _reported(
    marked: Marked,
    together: Sequence[Attribution],
    one: Attribution,
    clause: tuple[int, int],
    outer: Voice | None,
) -> Voice | None:
    """A told clause, unless most of it is in marks or it only passes on another's words."""
    start, end = clause
    document = marked.story.document
    touched = within(marked.passages, start, end)
    holder = marked.holder(one.at)
    inner = [p for p in touched if p.outer == holder and not is_term(document.plain, p)]
    in_marks = sum(min(p.end, end) - max(p.start, start) for p in inner)
    if len(inner) > 1 or in_marks > WORDY * (end - start):
        return None
    if any(p.is_whole for p in inner):
        return None
    nested = (a for a in together if start <= a.at < end and a.reports)
    if any(OUTWEIGHS * (end - start) < a.end - a.start < end - start for a in nested):
        return None
    around = (a for a in together if a.start <= one.at < a.end and a.party != one.party)
    passed = passed_on(one, next(around, None))
    via = passed.via or (outer.party.name if outer is not None else None)
    hearsay = passed.hearsay or outer is not None
    span = document.span(start, _with_marks(marked, max([end, *(p.end for p in inner)])))
    party = one.party
    quote = Quote(span, party.name, party.attribution, "indirect", one.cue, via, hearsay)
    return Voice(quote, party)
