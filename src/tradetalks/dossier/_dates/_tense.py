"""Whether a passage looks back or ahead: the verb nearest before a word, by a table of forms.

Reads the words before a place, then those after it, up to the next clause. Leaves alone what no
table names; a participle after "be" counts for the verb before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.dossier._dates._calendar import FUTURE, PAST
from tradetalks.dossier._text._tokens import Token, low_at, word_set

__all__ = ["tense_at"]

AHEAD = word_set("""
will shall would ll may might could can should must to plan plans planned intend intends expect
expects expected due scheduled set hopes hope aims aim wants want seeks agrees going tomorrow next
begins starts opens closes ends expires lapses arrives leaves meets takes enters resumes visits runs
returns stays applies falls comes upcoming until meet resume expire lapse convene reconvene restart
""")
BEHIND = word_set("""
said told was were had did met took went came began ran made gave put set held saw won
lost fell rose left spoke wrote sent became got brought kept cut hit struck grew drew broke chose
ended since ago
""")
NO_VERBS = word_set("""
need speed indeed proceed exceed succeed feed seed agreed-upon united limited hundred
so-called unprecedented red wed need-based
""")
PROMISED = word_set("undertook promised agreed pledged vowed offered")
UNDER_WAY = word_set("""
meeting leaving arriving flying travelling traveling visiting holding sending starting beginning
coming returning going hosting opening closing resuming publishing announcing
""")
IS = word_set("is are am s re m")
PLAIN_FORMS = word_set("meet resume expire lapse convene reconvene restart")
LEADS_TO_NOUNS = word_set("""
a an the of from in on with for by at its their his her our my your these those this all new some
""")
"""Words after which a participle is an adjective: "of trusted partners"."""

BE = word_set("be been being")
DID_OR_DID_NOT = word_set("failed managed unable tried attempted helped used continued began")
REACH = 24
CLAUSE = word_set("; . ? ! —")


def tense_at(tokens: Sequence[Token], start: int, end: int) -> int:
    """Past, future or 0 at the words from start to end."""
    before = _scan(tokens, range(start - 1, max(start - REACH, 0) - 1, -1))
    return before or _scan(tokens, range(end, min(end + REACH, len(tokens))))


def _scan(tokens: Sequence[Token], places: range) -> int:
    for at in places:
        low = tokens[at].low
        if low in CLAUSE:
            return 0
        if low in ("set", "due") and low_at(tokens, at + 1) in ("to", "for"):
            return 0 if low_at(tokens, at - 1) in ("was", "were", "been") else FUTURE
        if low == "to" and not _infinitive(tokens, at):
            continue
        was = at - 1 - (low_at(tokens, at - 1) in ("due", "set", "scheduled", "supposed"))
        if low == "to" and low_at(tokens, was) in ("was", "were", "been"):
            return 0
        if low == "to" and low_at(tokens, at - 1) in DID_OR_DID_NOT:
            return PAST
        if low == "to" and low_at(tokens, at - 3) == "as" and low_at(tokens, at - 1) in PROMISED:
            return PAST
        if low in PLAIN_FORMS and low_at(tokens, at - 1) in ("to", "not", "t", "did"):
            continue
        if low in AHEAD and not (low == "may" and tokens[at].text == "May"):
            return FUTURE
        participle = low.endswith("ed") and len(low) > 3 and low not in NO_VERBS
        lead = low_at(tokens, at - 1)
        if participle and lead in LEADS_TO_NOUNS and low_at(tokens, at - 2) != "-":
            continue
        if low in UNDER_WAY and lead in IS:
            return FUTURE
        if (participle or low in BEHIND) and low_at(tokens, at - 1) not in BE:
            return PAST
    return 0


def _infinitive(tokens: Sequence[Token], at: int) -> bool:
    """Whether a "to" is followed by a verb, as far as its form tells."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.kind != "word" or following.text[0].isupper():
        return False
    return low_at(tokens, at - 1) not in ("up", "from") and following.low not in (
        word_set("a an the this that its their his her our my which whom more less at")
    )
