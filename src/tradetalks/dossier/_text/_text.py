"""A document's text, kept untouched, with its paragraphs and sentences by offset.

Beside the text stands `plain`, of the same length, one code point for one: quotation marks,
dashes, spaces, full-width digits and the usual slips of optical reading brought to one form.
Rules read `plain`; spans are cut from the text, so no offset ever moves.

A paragraph ends at a blank line, and at a line break that no wrapping can explain. A sentence ends
at a full stop, a question or exclamation mark that is followed by space and a beginning; not after
an abbreviation, an initial or the number of a clause; a passage of 4,000 characters without any is
cut. Lists in a sentence and verses are not read
apart.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tradetalks.dossier._text._boilerplate import is_boilerplate
from tradetalks.dossier._text._items import Span
from tradetalks.dossier._text._tokens import word_set
from tradetalks.errors import InputError

__all__ = ["LARGEST", "Document", "Sentence", "read_text", "single_spaced"]

LARGEST = 2_000_000
"""Code points of the longest text that is read."""

WIDEST_WRAP = 120
"""Characters of the longest line of a text that is taken to be wrapped."""

HEADING_WORDS = 30
LONGEST_SENTENCE = 4000
"""Characters; a longer passage without a stop is cut at a space, to bound the time of reading."""

FORMS = {
    '"': "“”„‟«»″〝〞〟＂",
    "'": "‘’‚‛′‵`´＇",
    "-": "‐‑‒–−﹣－",
    "—": "―⸺⸻",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u202f\u205f\u3000\ufeff",
    "\n": "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029",
}
PLAIN = {ord(c): form for form, characters in FORMS.items() for c in characters}
WIDE = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0xFF01, 0xFF5F), *range(0xFFE0, 0xFFE7))
    if code not in PLAIN
}
TABLE = WIDE | PLAIN
DIGIT_OF_LETTER = str.maketrans("lIOo", "1100")
MISREAD_DIGIT = re.compile(
    r"(?<=\d)[lIOo]+(?=[.,]?\d|%)|(?<=\d)O+(?![^\W_])|(?<=\d\d)[lI](?![^\W_])"
    r"|(?<![^\W_])[lIO](?=[.,]?[\dlIO]*\d)|(?<![^\W_'])l(?![^\W_]|[.']\S)(?=[\s.,;:)])"
)
READ_AS_Y = re.compile(r"¥(?=[a-z])|(?<=[a-z])¥(?![\d ])")

LINE = re.compile(r"[^\s](?:[^\n]*[^\s])?")
SPACE = re.compile(r"\s*")
DIGIT = re.compile(r"\d")
SLUG = re.compile(r"[A-Z][A-Z -]{2,30} : ")
STOPPED = re.compile(r"[.:;!?]$")
FULL_STOP = re.compile(r"""(?<!\.[A-Z])\.["')]*$""")
FEWEST_WORDS = 4
ENDS = re.compile(r"""[.!?。！？;,][)"'\] ]*$""")
FOLLOWING = re.compile(r"""["'(]*([A-Za-z]+)""")
STOP = re.compile(r"""(?<![.!?…])[.!?…]++["')\]]*+(?=\s)|[。！？]["'」』）]*""")
BEGINNING = re.compile(
    r"""["'(\[-]{0,3}\s?["'(\[]{0,3}[A-Z0-9À-ÖØ-ÞĀ-Ž$€£¥「『\u3040-\u30ff\u3400-\u9fff]"""
)
ENUMERATION = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\.")
LAST_WORD = re.compile(r"[^\s(\[\"]+$")
WORD_REACH = 30

ABBREVIATIONS = word_set("""
mr mrs ms messrs dr prof rev hon gen col lt sgt capt gov sen sens rep reps amb sec st ste
jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
no nos art arts para paras sec sect fig vol ch pp ed eds cf vs v al approx ca est
inc corp co ltd bros cia s.a dept assn univ mt ft ave blvd
e.g i.e u.s u.k u.n e.u u.s.c c.f.r d.c n.y a.m p.m u.s.a ph.d viz resp incl excl rs
""")
MAY_END = word_set("u.s u.k u.n e.u d.c n.y a.m p.m u.s.a inc corp co ltd")
STARTERS = word_set("""
the a an in it its he she they we i but and on at for as this that these those after before
when while if since under with there what no not by from however meanwhile separately both
neither either according last next
""")


@dataclass(frozen=True)
class Sentence:
    """A sentence.

    Attributes
    ----------
    span
        Where it stands.
    paragraph
        Index of its paragraph.
    is_heading
        Whether its paragraph is a title: short and without a full stop, or all in capitals.
    is_boilerplate
        Whether its paragraph is none of the story: an advertisement, a share button, a by-line.
    """

    span: Span
    paragraph: int
    is_heading: bool
    is_boilerplate: bool


@dataclass(frozen=True)
class Document:
    """A text with its date, paragraphs and sentences.

    Attributes
    ----------
    text
        As it was given.
    date
        Day on which it was published; relative dates are counted from it.
    paragraphs, sentences
        In order, without the space around them.
    plain
        The text with quotes, dashes and spaces in one form; same length, same offsets.
    """

    text: str
    date: date
    paragraphs: tuple[Span, ...]
    sentences: tuple[Sentence, ...]
    plain: str

    def span(self, start: int, end: int) -> Span:
        """The passage between two offsets."""
        return Span(start, end, self.text[start:end])

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds an offset, or the last one that starts before it."""
        return self.sentences[max(bisect_right(self._starts, offset) - 1, 0)]

    def sentence_after(self, offset: int) -> Sentence | None:
        """The first sentence that starts at an offset or after it."""
        index = bisect_left(self._starts, offset)
        return self.sentences[index] if index < len(self.sentences) else None

    @property
    def boilerplate(self) -> tuple[Span, ...]:
        """Sentences left out as none of the story."""
        return tuple(s.span for s in self.sentences if s.is_boilerplate)

    @cached_property
    def _starts(self) -> list[int]:
        return [s.span.start for s in self.sentences]


def read_text(text: str, date: date) -> Document:
    """Cut a text into paragraphs and sentences.

    Parameters
    ----------
    text
        Any text; it is kept as it is.
    date
        Day on which it was published.

    Raises
    ------
    InputError
        A text without a single letter or digit, or longer than two million code points.
    """
    if len(text) > LARGEST:
        raise InputError(
            f"the text has {len(text):,} characters; give {LARGEST:,} or fewer, for example one "
            "chapter at a time"
        )
    if not any(map(str.isalnum, text)):
        raise InputError("the text is empty; give one that holds words")
    plain = plain_of(text)
    paragraphs = tuple(_paragraphs(plain))
    sentences: list[Sentence] = []
    for index, (start, end) in enumerate(paragraphs):
        line = plain[start:end]
        heading, boilerplate = _is_heading(line), is_boilerplate(line)
        for first, last in _sentences(plain, start, end):
            span = Span(first, last, text[first:last])
            sentences.append(Sentence(span, index, heading, boilerplate))
    spans = tuple(Span(start, end, text[start:end]) for start, end in paragraphs)
    return Document(text, date, spans, tuple(sentences), plain)


def single_spaced(document: Document) -> tuple[Document, Sequence[int]]:
    """The same document with single blanks, and where its letters stand in the given one."""
    if "  " not in document.plain:
        return document, range(len(document.plain))
    places = [
        place
        for place, letter in enumerate(document.plain)
        if letter != " " or document.plain[place - 1 : place] != " "
    ]
    text = "".join(document.text[place] for place in places)
    return read_text(text, document.date), places


def plain_of(text: str) -> str:
    """A text of the same length in which quotes, dashes, spaces and digits have one form."""
    one_break = text.replace("\r\n", " \n").replace("\r", "\n")
    plain = READ_AS_Y.sub("Y", one_break.translate(TABLE))
    return MISREAD_DIGIT.sub(lambda m: m.group().translate(DIGIT_OF_LETTER), plain)


def _paragraphs(plain: str) -> Iterator[tuple[int, int]]:
    lines = [(m.start(), m.end()) for m in LINE.finditer(plain)]
    width = max(end - start for start, end in lines)
    first = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or not _goes_on(plain, lines[index - 1], lines[index], width):
            yield lines[first][0], lines[index - 1][1]
            first = index


def _goes_on(plain: str, line: tuple[int, int], after: tuple[int, int], width: int) -> bool:
    """Whether a line was broken only because its next word did not fit, or within a sentence."""
    if width > WIDEST_WRAP or plain.count("\n", line[1], after[0]) > 1:
        return False
    if plain[after[0]].islower() and not STOPPED.search(plain[line[0] : line[1]]):
        return True
    space = plain.find(" ", *after)
    word = (space if space >= 0 else after[1]) - after[0]
    return line[1] - line[0] + 1 + word > width


def _is_heading(line: str) -> bool:
    """Whether a paragraph is a title: in capitals, with a slug, or short and without a stop."""
    if SLUG.match(line) or (line.isupper() and not _is_telegram(line)):
        return True
    return len(line.split()) <= HEADING_WORDS and not ENDS.search(line)


def _is_telegram(line: str) -> bool:
    """Whether a paragraph in capitals is prose: several words and a full stop."""
    return len(line.split()) >= FEWEST_WORDS and bool(FULL_STOP.search(line))


def _sentences(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for stop in STOP.finditer(plain, start, end):
        after = SPACE.match(plain, stop.end(), end)
        if after is None or after.end() == end or not BEGINNING.match(plain, after.end(), end):
            continue
        if plain[stop.start()] == "." and _is_abbreviation(plain, first, stop, after.end()):
            continue
        yield from _cut(plain, first, stop.end())
        first = after.end()
    yield from _cut(plain, first, end)


def _cut(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or its pieces if no stop ends it within reason (a table, a list of names)."""
    while end - start > LONGEST_SENTENCE:
        at = plain.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        at = at if at > 0 else start + LONGEST_SENTENCE
        yield start, at
        start = at + (plain[at] == " ")
    yield start, end


def _is_abbreviation(plain: str, first: int, stop: re.Match[str], after: int) -> bool:
    """Whether a full stop belongs to the word before it and ends nothing."""
    if stop.end() - stop.start() > 1:
        return False
    found = LAST_WORD.search(plain, max(first, stop.start() - WORD_REACH), stop.start())
    word = found.group() if found else ""
    if found and found.start() == first and ENUMERATION.fullmatch(word + "."):
        return True
    low = word.lower()
    following = FOLLOWING.match(plain, after)
    starts = following is not None and following.group(1).lower() in STARTERS
    if low in MAY_END:
        return not starts
    if low == "no":
        return bool(DIGIT.match(plain, after))
    return low in ABBREVIATIONS or (len(word) == 1 and word.isupper())
