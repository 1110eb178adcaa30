"""Words, numbers and marks of a passage, each with its place.

A number keeps its separators ("1,000", "65.7", "7.8.2025"); an abbreviation its stops ("U.S.");
every other mark stands alone. A word broken at the end of a line is joined. Nothing is dropped but
space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

__all__ = ["Token", "joined", "low_at", "phrase_at", "tokens_of", "word_set"]

SYLLABIC = r"\u3040-\u30ff\u3400-\u9fff"
LETTERS = rf"[^\W\d_{SYLLABIC}]+"
TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)"
    rf"|(?P<word>(?:[^\W\d_]\.){{2,}}|[{SYLLABIC}]|{LETTERS}(?:-\ ?\n\ ?{LETTERS})?)"
    r"|(?P<mark>--+|\S)"
)
BREAK = re.compile(r"- ?\n ?")


class Token(NamedTuple):
    """A word, number or mark.

    Attributes
    ----------
    start, end
        Offsets in the document.
    text, low
        As it stands in the plain text, and in small letters.
    kind
        ``number``, ``word`` or ``mark``.
    """

    start: int
    end: int
    text: str
    low: str
    kind: str


def tokens_of(plain: str, start: int, end: int) -> list[Token]:
    """Tokens of a passage of plain text."""
    found: list[Token] = []
    for m in TOKEN.finditer(plain, start, end):
        text = m.group()
        broken = BREAK.search(text) if "\n" in text else None
        if broken is None:
            found.append(Token(m.start(), m.end(), text, text.lower(), str(m.lastgroup)))
        elif text[: broken.start()].lower() in COMPOUNDS:
            at, after = m.start() + broken.start(), m.start() + broken.end()
            found += tokens_of(plain, m.start(), at)
            found.append(Token(at, at + 1, "-", "-", "mark"))
            found += tokens_of(plain, after, m.end())
        else:
            whole = BREAK.sub("", text)
            found.append(Token(m.start(), m.end(), whole, whole.lower(), "word"))
    return found


def low_at(tokens: Sequence[Token], index: int) -> str:
    """The token at an index in small letters, empty beyond either end."""
    return tokens[index].low if 0 <= index < len(tokens) else ""


def phrase_at(tokens: Sequence[Token], index: int, phrase: str) -> bool:
    """Whether the words of a phrase stand from an index on."""
    if index < 0 or index >= len(tokens):
        return False
    words = _words(phrase)
    if tokens[index].low != words[0] or index + len(words) > len(tokens):
        return False
    return all(
        token.low == word
        for token, word in zip(tokens[index : index + len(words)], words, strict=True)
    )


@cache
def _words(phrase: str) -> tuple[str, ...]:
    return tuple(phrase.split())


def joined(tokens: Sequence[Token]) -> str:
    """Tokens as text, with one space where there was any, and no mark at the ends."""
    pieces: list[str] = []
    for k, token in enumerate(tokens):
        gap = k > 0 and tokens[k - 1].end < token.start
        pieces.append((" " if gap else "") + token.text)
    return "".join(pieces).strip(" ,")


def word_set(words: str) -> frozenset[str]:
    """A table of words, as they are printed with space between them."""
    return frozenset(words.split())


COMPOUNDS = word_set("""
twenty thirty forty fifty sixty seventy eighty ninety one two three four five six seven eight nine
ten mid half non co ex self well long short
""")
"""Words that keep their hyphen where a line breaks at it."""
