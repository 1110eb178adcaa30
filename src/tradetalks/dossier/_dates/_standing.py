"""What a deadline is: its kind and status, who set it and what is due, from the clause before it.

Tables of verbs that demand, offer, plan or leave open. The setter is told only where a name stands
right before such a verb, or after "set by"; who speaks is the matter of the quotes.
"""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.dossier._dates._bearing import ARTICLES, CLAUSE, DEADLINES, NEAR, Bearing
from tradetalks.dossier._dates._when import MONTHS, WEEKDAYS
from tradetalks.dossier._text._tokens import Token, joined, low_at, word_set

__all__ = ["kind_and_status", "setter", "what_is_due"]

TRAILING = word_set("that which who and , is are was were been be a the on in at for of due")
FEWEST_WORDS = 4
LONGEST_WHAT = 16
LONGEST_CLAUSE = 60
DEMANDS = word_set("""
want wants wanted demand demands demanded ask asks asked must need needs needed urge urges urged
insist insists insisted warn warning warned require requires required appreciate calls called
press presses pressed give gives gave
""")
OFFERS = word_set("ready prepared offers offered offering propose proposes proposed willing")
MAYBES = word_set("may might could possible possibly likely perhaps expected hopes hope")
PLANS = word_set("""
will shall would plan plans planned intends intend scheduled to begins starts opens applies arrives
due pledged pledges promised promises
""")
NO_NAMES = word_set("""
it he she they we i you this that both either neither there if while when in on
""")
AHEAD = word_set("will shall would ll plan plans intend intends")
SETTING = (DEMANDS | OFFERS | MAYBES | PLANS) - word_set("must need needs needed to give given due")
NAME_REACH = 4
NOT = word_set("no not never none neither nor n't")


def kind_and_status(
    tokens: Sequence[Token], bearing: Bearing, past: bool, anchored: bool, is_window: bool
) -> tuple[str, str]:
    """Kind and status of a deadline, from the clause before it."""
    words = [t.low for t in _clause(tokens, bearing.first)]
    held = set(words)
    if past:
        ended = bearing.ends or low_at(tokens, bearing.end - 1) in DEADLINES
        return ("expiry", "past") if ended else ("reference_date", "past")
    refused = is_window and bool(held & NOT) and bool(held & {"would", "will", "scheduled"})
    if low_at(tokens, bearing.end - 1) in DEADLINES and low_at(tokens, bearing.first) in ARTICLES:
        return "scheduled", "in_force"
    if bearing.ends and not anchored and not held & (DEMANDS | OFFERS | MAYBES):
        return "expiry", "planned" if held & AHEAD else "in_force"
    if held & DEMANDS:
        force, status = "demanded", "demanded"
    elif held & OFFERS:
        force, status = "offered", "offered"
    elif held & MAYBES and "shall" not in held and not _permits(words):
        force, status = "possible", "possible"
    else:
        force, status = "scheduled", "planned" if held & PLANS else "in_force"
    if words and words[0] in ("if", "unless") and status == "planned":
        status = "conditional"
    if refused:
        status = "refused_window"
    if anchored:
        force = "anchored_relative"
    elif bearing.ends:
        force = "expiry"
    return force, status


def _permits(words: Sequence[str]) -> bool:
    """Whether "may" gives leave ("briefs may be submitted") and guesses nothing."""
    return "may" in words and words[words.index("may") + 1 :][:1] in (["be"], ["request"])


def setter(tokens: Sequence[Token], bearing: Bearing) -> str | None:
    """Who set a deadline: after "set by", or the name before the verb of its clause."""
    for k in range(bearing.first, min(bearing.end + NEAR, len(tokens) - 2)):
        if tokens[k].low in ("set", "imposed", "fixed") and low_at(tokens, k + 1) == "by":
            return _name(tokens, k + 2, len(tokens))
    named = low_at(tokens, bearing.end - 1) in DEADLINES
    if named or bearing.ends:
        return None
    clause = _clause(tokens, bearing.first)
    start = bearing.first - len(clause)
    for k in range(start, bearing.first):
        if tokens[k].low in SETTING:
            return _last_name(tokens, max(start, k - NAME_REACH), k)
    return None


def what_is_due(tokens: Sequence[Token], bearing: Bearing) -> str:
    """Words of the clause that a deadline stands in, without itself."""
    clause = _clause(tokens, bearing.first)
    if len(clause) < 3:
        end = bearing.end
        while end < len(tokens) and tokens[end].low not in CLAUSE and end < bearing.end + 12:
            end += 1
        return joined([*clause, *tokens[bearing.end : end]])
    return joined(_last_part(clause)[-LONGEST_WHAT:])


def _last_part(clause: list[Token]) -> list[Token]:
    """A clause from its last "that" or comma on, if enough is left to understand."""
    while clause and clause[-1].low in TRAILING:
        clause = clause[:-1]
    for k in range(len(clause) - 1, -1, -1):
        if clause[k].low in ("that", ",") and len(clause) - k > FEWEST_WORDS:
            return clause[k + 1 :]
    return clause


def _clause(tokens: Sequence[Token], end: int) -> list[Token]:
    start = end
    while start > max(end - LONGEST_CLAUSE, 0) and tokens[start - 1].low not in CLAUSE:
        start -= 1
    return list(tokens[start:end])


def _name(tokens: Sequence[Token], start: int, stop: int) -> str | None:
    end = start
    while end < stop and (tokens[end].text[:1].isupper() or tokens[end].low == "the"):
        end += 1
    words = [t.text for t in tokens[start:end] if t.low != "the"]
    return " ".join(words) or None


def _last_name(tokens: Sequence[Token], start: int, stop: int) -> str | None:
    """The last run of capitalised words between two indices, if it can be a name."""
    if all(t.text.isupper() for t in tokens[start:stop] if t.kind == "word"):
        return None
    for k in range(stop - 1, start - 1, -1):
        if tokens[k].kind != "word" or not tokens[k].text[0].isupper():
            continue
        first = k
        while first > start and tokens[first - 1].text[0].isupper():
            first -= 1
        opens = k == 0 and (tokens[k].low.endswith("s") or low_at(tokens, 1) == ",")
        if not opens and tokens[k].low not in NO_NAMES | ARTICLES | MONTHS.keys() | WEEKDAYS.keys():
            return _name(tokens, first, k + 1)
    return None
