"""Which language a text is in, as far as it decides what can be read.

Counts small words that every text of its language is full of, and letters of other scripts. A text
of a few words is taken for English.
"""

from __future__ import annotations

import re

__all__ = ["foreign_language"]

FEWEST = 25
"""Words below which nothing is said."""

SMALL_WORDS = {
    "English": "the of and to in that for is on by with as was at be from it are an this will "
    "has have which would or not its but their",
    "French": "le la les des du et en un une que dans pour est sur par avec au aux qui ne pas ce "
    "sont se plus cette ces",
    "German": "der die das und den von zu mit ist des auf für im dem nicht ein eine sich als auch "
    "es werden aus bei nach",
    "Spanish": "el la los las de del y en que un una por con para es se su al como más este sus "
    "lo fue son",
    "Portuguese": "o os as de da do das dos e em que um uma por com para não se na no ao mais "
    "pelo pela foi são",
    "Italian": "il lo gli di del della e in che un una per con non è si da al alla dei delle "
    "sono come più nel",
    "Dutch": "de het een van en in dat op te is voor met zijn niet aan er om ook als door bij "
    "uit naar",
}
SETS = {name: frozenset(words.split()) for name, words in SMALL_WORDS.items()}
SCRIPTS = {
    "Japanese": re.compile(r"[\u3040-\u30ff]"),
    "Korean": re.compile(r"[\uac00-\ud7af]"),
    "Chinese": re.compile(r"[\u4e00-\u9fff]"),
    "Russian or another language in Cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "Arabic or another language in its script": re.compile(r"[\u0600-\u06ff]"),
    "Greek": re.compile(r"[\u0370-\u03ff]"),
    "Hindi or another language in Devanagari": re.compile(r"[\u0900-\u097f]"),
    "Thai": re.compile(r"[\u0e00-\u0e7f]"),
}
WORD = re.compile(r"[^\W\d_]+")


def foreign_language(text: str) -> str | None:
    """Name of the language of a text that is not English, or None for English.

    The name is a guess; that it is not English is a safer one.
    """
    head = text[:100_000]
    letters = sum(map(str.isalpha, head)) or 1
    for name, script in SCRIPTS.items():
        if len(script.findall(head)) > 0.1 * letters:
            return name
    words = [word.lower() for word in WORD.findall(head)]
    if len(words) < FEWEST:
        return None
    shares = {name: sum(w in small for w in words) for name, small in SETS.items()}
    best = max(shares, key=lambda name: shares[name])
    if best == "English" or shares["English"] > 0.15 * len(words):
        return None
    return best if shares[best] > 0.1 * len(words) else None
