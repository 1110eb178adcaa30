"""Passages in quotation marks: where they begin and end, which are whole, which are only terms.

Marks are paired within a paragraph; a passage left open by one is closed by its end, or goes on if
the next opens with a mark. Double marks may hold single ones and the other way
round. Terms, titles, slogans and definitions are told by the words before and after them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tradetalks.dossier._text._text import Document
from tradetalks.dossier._text._tokens import word_set

__all__ = ["Passage", "is_term", "passages", "within"]

DOUBLE = re.compile(r"\"|''")
SINGLE = re.compile(r"(?<![\w'])'(?=[^\W_])(?!\d0s|s\b|em\b|n\b)")
SINGLE_END = re.compile(r"(?<=[^\s])'(?=[\s.,;:!?)\"\u2014-]|$)")
LONGEST_SINGLE = 600
NAMING = re.compile(
    r"""(?:\b(?:so-called|known\ as|entitled|titled|headlined|headed|nicknamed|code-?named|titles?
    |chants?|chanting|chanted|slogans?|mottos?|replaced\ by|amended\ to(?:\ read)?|substituting
    |inserting|deleting|marked|stamped|named|(?:the|each|every|a|an)\ (?:words?|terms?|phrase|name|
    label|expression|heading|logo|entry|column|box|category|concept|section|chapter|clause)
    (?:\ of)?|rate\ of)
    |\b(?:motto|slogan|title|tagline|nickname|watchword)s?\b[^.]{0,20}
    |\b(?:banners?|placards?|signs?|stickers?|posters?|t-?shirts?|badges?)\b[^.]{0,40})[\s,:]*$""",
    re.VERBOSE | re.IGNORECASE,
)
OPENED_BEFORE = frozenset(".,:!?\n\"-—'([")
DEFINED = re.compile(
    r""",?\s*(?:shall\s+)?means?\b|,?\s*refers?\ to\b|\s+(?:approach|campaign|category|chant|clause|
    clock|column|concept|deal|doctrine|formula|initiative|label|law|list|logo|mechanism|model|mark|
    motto|option|plan|policy|principle|programme?|provision|rule|scheme|section|slogan|strategy|
    system|tag|tariff|tax|test|ticket|track|treatment|zone)s?\b""",
    re.VERBOSE,
)
SMALL_WORDS = word_set("a an and as at but by for from in into nor of on or over the to up with")
LONGEST_CODE = 2
WORD = re.compile(r"[^\W_][\w'-]*")


@dataclass(frozen=True)
class Passage:
    """What stands in quotation marks, with them.

    Attributes
    ----------
    start, end
        Offsets.
    is_whole
        Whether it is a whole sentence or more: it begins as one and ends as one.
    outer
        The passage that it is inside of, if any.
    """

    start: int
    end: int
    is_whole: bool
    outer: Passage | None = None


def passages(document: Document) -> tuple[Passage, ...]:
    """Every passage in quotation marks, in order, an outer one before the inner."""
    found: list[Passage] = []
    boilerplate = {s.paragraph for s in document.sentences if s.is_boilerplate}
    for index, paragraph in enumerate(document.paragraphs):
        if index in boilerplate:
            continue
        there = list(_nested(document.plain, paragraph.start, paragraph.end))
        if there and found and _goes_on(document.plain, found[-1], there[0], paragraph.start):
            there[0] = replace(found[-1], end=there[0].end)
            found.pop()
        found += there
    return tuple(found)


def within(marked: Sequence[Passage], start: int, end: int) -> list[Passage]:
    """Passages that share something with a stretch of the text."""
    last = bisect_left(marked, end, key=lambda m: m.start)
    first = max(0, bisect_right(marked, start, key=lambda m: m.start) - LONGEST_CODE)
    return [m for m in marked[first:last] if m.start < end and start < m.end]


def is_term(plain: str, passage: Passage) -> bool:
    """Whether words in marks are a name, a title, a slogan or a definition, said by nobody."""
    inside = plain[passage.start + 1 : passage.end].rstrip("\"'")
    before, after = plain[max(0, passage.start - 80) : passage.start], plain[passage.end :][:40]
    if NAMING.search(before) or DEFINED.match(after):
        return True
    if before.endswith("(") and after.startswith(")"):
        return True
    if before.rstrip()[-4:].lower() == "(the" and after.startswith(")"):
        return True
    words = WORD.findall(inside)
    if not words or (len(words) == 1 and not words[0].islower() and inside[-1:] not in ".!?,"):
        return True
    named = all(w[:1].isupper() or w in SMALL_WORDS for w in words) and words[0][:1].isupper()
    ended = passage.is_whole or inside[-1:] in ".!?"
    return named and len(words) >= LONGEST_CODE and not ended and not inside.isupper()


def _nested(plain: str, start: int, end: int) -> Iterator[Passage]:
    doubles = _doubles(plain, start, end)
    singles = list(_singles(plain, start, end, doubles))
    spans = sorted([*doubles, *singles], key=lambda span: (span[0], -span[1]))
    open_now: list[Passage] = []
    for first, last in spans:
        while open_now and open_now[-1].end <= first:
            open_now.pop()
        if open_now and last > open_now[-1].end:
            continue
        outer = open_now[-1] if open_now else None
        passage = Passage(first, last, _is_sentence(plain, first, last), outer)
        open_now.append(passage)
        yield passage


def _goes_on(plain: str, before: Passage, passage: Passage, start: int) -> bool:
    """Whether a passage opens a paragraph where the one before was left open."""
    opened = before.outer is None and before.is_whole and plain[before.end - 1] not in "\"'"
    return opened and passage.start == start and not plain[before.end : start].strip()


def _doubles(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Pairs of double marks; by turns where they are even, else by the space beside them."""
    marks = list(DOUBLE.finditer(plain, start, end))
    marks = [m for m in marks if not _is_inch(plain, m)]
    if len(marks) % 2 == 0:
        pairs = zip(marks[::2], marks[1::2], strict=True)
        return [(a.start(), b.end()) for a, b in pairs if b.start() > a.end()]
    found: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for mark in marks:
        after = plain[mark.end() : mark.end() + 1]
        if opened is None and after and not after.isspace():
            opened = mark
        elif opened is not None:
            found.append((opened.start(), mark.end()))
            opened = None
    return [*found, (opened.start(), end)] if opened is not None else found


def _is_inch(plain: str, mark: re.Match[str]) -> bool:
    before = plain[mark.start() - 1 : mark.start()]
    opened = plain.count('"', plain.rfind("\n", 0, mark.start()) + 1, mark.start()) % 2
    return before.isdigit() and not opened


def _singles(
    plain: str, start: int, end: int, doubles: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    free = start
    for mark in SINGLE.finditer(plain, start, end):
        if mark.start() < free or plain[mark.start() - 1 : mark.start() + 2].count("'") > 1:
            continue
        limit = min([end, mark.end() + LONGEST_SINGLE])
        limit = min([limit, *(b for a, b in doubles if a < mark.start() < b)])
        last = _closing(plain, mark.end(), limit)
        if last is not None:
            yield mark.start(), last
            free = last


def _closing(plain: str, start: int, limit: int) -> int | None:
    """End of the mark that closes a single one; that of `the farmers' union` only if no other."""
    following = SINGLE.search(plain, start, limit)
    limit = following.start() if following else limit
    ends = list(SINGLE_END.finditer(plain[:limit], start))
    sure = [e for e in ends if not _is_possessive(plain, e)]
    chosen = (sure or ends)[:1]
    return chosen[0].end() if chosen else None


def _is_possessive(plain: str, mark: re.Match[str]) -> bool:
    """Whether an apostrophe may be that of a plural: `mills' stocks`."""
    after = plain[mark.end() : mark.end() + 2]
    return plain[mark.start() - 1] == "s" and after[:1] == " " and after[1:].islower()


def _is_sentence(plain: str, start: int, end: int) -> bool:
    inside = plain[start:end].strip("\"'").strip()
    before = plain[:start].rstrip()[-1:]
    begins = inside[:1].isupper() or inside[:1].isdigit()
    opens = begins and (before == "" or before in OPENED_BEFORE or "\n" in plain[start - 1 : start])
    opens = opens or (inside[:1].isupper() and inside[-1:] in ".!?,")
    closes = inside[-1:] in (".", "!", "?", ",", "-", "—") or plain[end : end + 1] in (",", ".")
    return opens and closes
