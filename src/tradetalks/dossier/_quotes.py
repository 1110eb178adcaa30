"""Quotations: words in quotation marks, whole or in part, and what is told in other words.

Marks are paired within a paragraph; a quotation left open by one is closed by its end. Words in
marks that nobody is said to have said (terms, slogans, titles) are left alone. A whole sentence in
marks without a verb of saying goes on from the speaker before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tradetalks.dossier._attribution import Attribution, attributions, beside
from tradetalks.dossier._items import Quote
from tradetalks.dossier._story import Party, Story
from tradetalks.dossier._text import Sentence

__all__ = ["Voice", "innermost", "quotes", "voice_at", "voices", "voices_at"]

Told = Mapping[int, Sequence[Attribution]]
"""Attributions by the offset of their sentence."""

SINGLE = re.compile(r"(?<![\w'])'(?=[^\W_])")
SINGLE_END = re.compile(r"'(?=[\s.,;:!?)\"]|$)")
LONGEST_SINGLE = 400
WORDY = 0.75
"""Share of a told clause in quotation marks from which on it is no quote in other words."""
SHORTEST_SENTENCE = 3
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
    sentences = story.parsed.sentences if story.parsed else ()
    told = {s.sentence.span.start: attributions(story, s) for s in sentences}
    marked = sorted(_marked(story))
    found = [*_direct(story, marked, told), *_indirect(story, marked, told)]
    return tuple(sorted(found, key=_place))


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


def _marked(story: Story) -> Iterator[tuple[int, int]]:
    """Offsets of passages in quotation marks."""
    plain = story.document.plain
    boilerplate = {s.paragraph for s in story.document.sentences if s.is_boilerplate}
    for index, paragraph in enumerate(story.document.paragraphs):
        if index in boilerplate:
            continue
        doubles = list(_doubles(plain, paragraph.start, paragraph.end))
        yield from doubles
        free = paragraph.start
        for mark in SINGLE.finditer(plain, paragraph.start, paragraph.end):
            if mark.start() < free or any(a <= mark.start() < b for a, b in doubles):
                continue
            limit = min(paragraph.end, mark.end() + LONGEST_SINGLE)
            end = SINGLE_END.search(plain[:limit], mark.end())
            if end:
                yield mark.start(), end.end()
                free = end.end()


def _doubles(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    opened: int | None = None
    at = plain.find('"', start, end)
    while at >= 0:
        after = plain[at + 1 : at + 2]
        if opened is None and after and not after.isspace():
            opened = at
        elif opened is not None:
            yield opened, at + 1
            opened = None
        at = plain.find('"', at + 1, end)
    if opened is not None:
        yield opened, end


def _direct(story: Story, marked: Sequence[tuple[int, int]], told: Told) -> Iterator[Voice]:
    last: Voice | None = None
    for start, end in marked:
        whole = _is_sentence(story.document.plain, start, end)
        near = [a for s in _sentences(story, start, end) for a in told.get(s.span.start, ())]
        outside = [a for a in near if not _holds(marked, a.at)]
        said = _governing(story, outside, start, end, whole=whole)
        plain_said = beside(story, start, end) if said is None and story.parsed is None else None
        form = "direct" if whole else "partial"
        if said:
            quote = _quote(story, (start, end), said.party, form, said.cue, said.via, said.hearsay)
            last = Voice(quote, said.party)
        elif plain_said:
            named, cue = plain_said
            before = last.party if last and _follows(story, last, start) else UNNAMED
            party = named or before
            last = Voice(_quote(story, (start, end), party, form, cue, None, hearsay=False), party)
        elif whole and last and _follows(story, last, start):
            via, hearsay = last.quote.via, last.quote.hearsay
            quote = _quote(story, (start, end), last.party, form, None, via, hearsay)
            last = Voice(quote, last.party)
        elif whole and story.document.plain.count(" ", start, end) > SHORTEST_SENTENCE:
            if story.document.sentence_at(start).is_heading:
                continue
            quote = _quote(story, (start, end), UNNAMED, form, None, None, hearsay=False)
            last = Voice(quote, UNNAMED)
        else:
            continue
        yield last


def _governing(
    story: Story, told: Sequence[Attribution], start: int, end: int, *, whole: bool
) -> Attribution | None:
    """The attribution that a quotation belongs to: around it, or next to it in its sentences."""
    inside = [a for a in told if a.start <= start + 1 and end - 2 <= a.end and a.end > a.start]
    if inside and not whole:
        inner = min(inside, key=lambda a: a.end - a.start)
        hearsay = next((a for a in inside if a is not inner), None)
        return _passed_on(inner, hearsay)
    first = story.document.sentence_at(start).span.start
    last = story.document.sentence_at(end - 1).span.end
    near = [a for a in told if first <= a.at < last]
    near.sort(key=lambda a: start - a.at if a.at < start else a.at - end)
    if whole and near and near[0].at > end:
        return near[0]
    before = [a for a in near if a.at < start]
    if whole:
        return before[0] if before else near[0] if near else None
    return _passed_on(before[0], None) if before else near[0] if near and near[0].at > end else None


def _passed_on(inner: Attribution, outer: Attribution | None) -> Attribution:
    """An attribution inside another's words is hearsay through that other."""
    if outer is None or inner.party == outer.party:
        return inner
    via = inner.via or outer.party.name
    return Attribution(
        inner.at, inner.cue, inner.party, inner.start, inner.end, via, True, inner.reports
    )


def _indirect(story: Story, marked: Sequence[tuple[int, int]], told: Told) -> Iterator[Voice]:
    for together, one in ((group, one) for group in told.values() for one in group):
        if not one.reports or _holds(marked, one.at):
            continue
        inner = _within(marked, one.start, one.end)
        in_marks = sum(min(e, one.end) - max(s, one.start) for s, e in inner)
        if len(inner) > 1 or in_marks > WORDY * (one.end - one.start):
            continue
        if any(_is_sentence(story.document.plain, s, e) for s, e in inner):
            continue
        if any(one.start <= a.at < one.end and a.reports for a in together if a is not one):
            continue
        around = (a for a in together if a.start <= one.at < a.end and a.party != one.party)
        passed = _passed_on(one, next(around, None))
        end = one.end
        for s, e in inner:
            end = max(end, e) if s < one.end else end
        quote = _quote(
            story, (one.start, end), one.party, "indirect", one.cue, passed.via, passed.hearsay
        )
        yield Voice(quote, one.party)


def _sentences(story: Story, start: int, end: int) -> Iterator[Sentence]:
    """Sentences that a passage touches."""
    at = start
    while at < end:
        sentence = story.document.sentence_at(at)
        yield sentence
        following = bisect_right(story.document.sentences, at, key=lambda s: s.span.start)
        if following == len(story.document.sentences):
            return
        at = story.document.sentences[following].span.start


def _within(marked: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Passages in marks that share something with another passage."""
    first = max(0, bisect_right(marked, start, key=lambda m: m[0]) - 1)
    last = bisect_left(marked, end, key=lambda m: m[0])
    return [(s, e) for s, e in marked[first:last] if s < end and start < e]


def _holds(marked: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether an offset is inside marks."""
    return bool(_within(marked, at, at + 1))


def _quote(
    story: Story,
    at: tuple[int, int],
    party: Party,
    form: str,
    cue: str | None,
    via: str | None,
    hearsay: bool,
) -> Quote:
    span = story.document.span(*at)
    return Quote(span, party.name, party.attribution, form, cue, via, hearsay)


def _follows(story: Story, last: Voice, start: int) -> bool:
    """Whether a quotation stands in the paragraph of the one before it, or in the next."""
    document = story.document
    one = document.sentence_at(last.quote.span.end - 1).paragraph
    return document.sentence_at(start).paragraph - one in (0, 1)


def _is_sentence(plain: str, start: int, end: int) -> bool:
    """Whether a quotation is a whole sentence: it begins as one and ends as one."""
    inside = plain[start + 1 : end - 1].strip()
    before = plain[:start].rstrip()[-1:]
    opens = inside[:1].isupper() and before in (
        "",
        ".",
        ",",
        ":",
        "!",
        "?",
        "\n",
        '"',
        "-",
        "—",
        "'",
    )
    opens = opens or (inside[:1].isupper() and inside[-1:] in ".!?,")
    closes = inside[-1:] in (".", "!", "?", ",") or plain[end : end + 1] == ","
    return opens and (closes or plain[end : end + 1] == ".")
