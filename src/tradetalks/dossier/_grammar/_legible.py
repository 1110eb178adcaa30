"""What a language model is given of a sentence: broken words joined, no text in capitals alone.

White space is one blank, a word broken at the end of a line is put together, and a telegram in
capitals is put into small letters except for its names, which are those of the tables of actors and
the words that are in no dictionary.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from tradetalks.dossier._names._actors import read_actors
from tradetalks.dossier._text._tokens import word_set

__all__ = ["in_small_letters", "is_in_capitals", "tidied"]

LOOSE = re.compile(r"(?<=[^\W\d_])-\n(?=[a-zß-ÿ])|(?P<space>\s+)")
"""The end of a line within a word, and white space."""
WORD = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ0-9]*")
FEWEST_CAPITALS = 12
SHARE_OF_CAPITALS = 0.9
INITIALS = word_set("""
usa uk eu eec ec un wto gatt mfn vra ver miti ustr oecd imf asean nafta opec apec efta cap gsp hs
mofcom moftec meti mofa fco dti cet tpp usmca aim ceo mp mps
""")
NAMES = word_set("country adjective capital dateline company agency")


def tidied(text: str, start: int) -> tuple[str, Sequence[int]]:
    """A text in one line with single blanks and whole words, and the offset of each letter.

    Parameters
    ----------
    text
        As the document has it.
    start
        Its own offset.
    """
    pieces: list[str] = []
    places: list[int] = []
    free = 0
    for found in (*LOOSE.finditer(text), None):
        end = found.start() if found else len(text)
        pieces.append(text[free:end])
        places += range(start + free, start + end)
        if found and found["space"]:
            pieces.append(" ")
            places.append(start + end)
        free = found.end() if found else end
    return "".join(pieces), places


def is_in_capitals(text: str) -> bool:
    """Whether a text is written in capitals alone, save for what a scanner misread."""
    capitals = sum(letter.isupper() for letter in text)
    small = sum(letter.islower() for letter in text)
    return capitals >= FEWEST_CAPITALS and capitals >= SHARE_OF_CAPITALS * (capitals + small)


def in_small_letters(text: str, is_common: Callable[[str], bool]) -> str:
    """A text in capitals put into small letters, with names as they are written elsewhere.

    Parameters
    ----------
    text
        In capitals.
    is_common
        Whether a dictionary has a word, given in small letters.
    """
    pieces: list[str] = []
    free = 0
    for found in WORD.finditer(text):
        if found.start() >= free:
            name = _name_at(text, found) or _word(text, found, is_common)
            pieces += [text[free : found.start()], name]
            free = found.start() + len(name)
    return "".join([*pieces, text[free:]])


def _name_at(text: str, found: re.Match[str]) -> str | None:
    for spelling in _names().get(found.group(), ()):
        end = found.start() + len(spelling)
        if text[found.start() : end] == spelling.upper() and not text[end : end + 1].isalnum():
            return spelling
    return None


def _word(text: str, found: re.Match[str], is_common: Callable[[str], bool]) -> str:
    word, before = found.group(), text[: found.start()].rstrip()
    if word.lower() in INITIALS or (word == "US" and before.endswith("THE")):
        return word
    if before[-1:] in ("", ".", '"') or word == "I" or not is_common(word.lower()):
        return word.capitalize()
    return word.lower()


@cache
def _names() -> Mapping[str, Sequence[str]]:
    """Names that no common word is part of, by their first word in capitals."""
    names: dict[str, list[str]] = defaultdict(list)
    for actor in read_actors().actors:
        for spelling in actor.spellings:
            first = WORD.match(spelling.upper())
            if first and len(spelling) > 2 and (actor.kind in NAMES or " " in spelling):
                names[first.group()].append(spelling)
    for spellings in names.values():
        spellings.sort(key=len, reverse=True)
    return names
