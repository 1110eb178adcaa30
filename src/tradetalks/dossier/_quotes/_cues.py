"""The table of verbs that may govern words in quotation marks."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = ["cues", "verb_of"]

IRREGULAR = {
    "said": "say",
    "says": "say",
    "told": "tell",
    "tells": "tell",
    "wrote": "write",
    "writes": "write",
    "written": "write",
    "put": "put",
    "puts": "put",
    "swore": "swear",
    "spoke": "speak",
    "saw": "see",
    "thought": "think",
    "felt": "feel",
    "sought": "seek",
}
DOUBLED = ("quip", "snap", "pan", "plan", "slam", "beg", "scrap", "dub", "tag", "sum", "hem", "nod")
VOWELS = "aeiou"


@cache
def cues() -> Mapping[str, str]:
    """How each verb speaks.

    ``tells``: what it governs as a clause is an indirect quote. ``calls``: it gives a name to
    something. ``acts``: a deed done with words. ``thinks``: a state of mind. Of the last three only
    words in marks are quotes.
    """
    text = (files("tradetalks.dossier._quotes") / "verbs_of_saying.csv").read_text(encoding="utf-8")
    return {row["verb"]: row["kind"] for row in csv.DictReader(text.splitlines())}


def verb_of(word: str) -> str | None:
    """The verb of the table that a word is a form of: `replied`, `says`, `quipped`."""
    return _forms().get(word.lower())


@cache
def _forms() -> Mapping[str, str]:
    """Verbs by the forms of `he says` and `he said`, and by themselves."""
    forms = dict(IRREGULAR)
    for verb in cues():
        if verb in IRREGULAR.values():
            forms[verb] = verb
            continue
        if verb.endswith("y") and verb[-2] not in VOWELS:
            present, past = f"{verb[:-1]}ies", f"{verb[:-1]}ied"
        elif verb in DOUBLED:
            present, past = f"{verb}s", f"{verb}{verb[-1]}ed"
        else:
            sibilant = verb.endswith(("s", "sh", "ch", "x", "z"))
            present, past = f"{verb}{'es' if sibilant else 's'}", f"{verb.removesuffix('e')}ed"
        forms |= {verb: verb, present: verb, past: verb}
    return forms
