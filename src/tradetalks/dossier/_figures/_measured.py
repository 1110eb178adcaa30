"""What a figure measures and when, in the words around it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from tradetalks.dossier._dates import _calendar as calendar
from tradetalks.dossier._dates._calendar import Interval
from tradetalks.dossier._dates._when import When
from tradetalks.dossier._figures._amounts import Amount
from tradetalks.dossier._quantities._units import TIMES
from tradetalks.dossier._text._tokens import Token, joined, low_at, word_set

__all__ = ["iso", "measured", "period_of"]

STOPS = word_set("""
. , ; : ( ) " — -- ? ! and but or which who that while when if said says told is are was were has
have had will would may might could should must since until by before after
""")
WORDS = 9
NEAR = 12
SPOKEN = ("weekday", "now")
EACH = word_set("a per each every")
YEARLY = word_set("annually yearly annual")
LEAVES = word_set("a an the of in on to for from with at some about")


def measured(tokens: Sequence[Token], first: int, end: int) -> str:
    """Words after a figure up to the next clause, or else those before it."""
    after = _run(tokens, range(end, min(end + WORDS, len(tokens))))
    if not any(tokens[k].low not in LEAVES for k in after):
        before = _run(tokens, range(first - 1, max(first - 1 - WORDS, -1), -1))
        chosen = tokens[before[-1] if before else first : first]
        if not any(token.low not in LEAVES | STOPS for token in chosen):
            chosen = _to_mark(tokens, end)
    else:
        chosen = tokens[end : after[-1] + 1]
    return joined(chosen)


def period_of(tokens: Sequence[Token], amount: Amount, times: Sequence[When]) -> str | None:
    """Period of an amount: each year or month, a date near it, or the one that opens its sentence.

    Days of the week and words such as "today" say when somebody spoke, and are passed over.
    """
    end = amount.end
    low, after = low_at(tokens, end), low_at(tokens, end + 1)
    if low in EACH and after in TIMES:
        return None if low_at(tokens, end + 2) in ("earlier", "ago", "before", "later") else after
    if low in YEARLY:
        return "year"
    if amount.unit in TIMES or not times:
        return None
    at = bisect_right(times, end, key=lambda t: t.first)
    near = [t for t in times[max(at - 2, 0) : at + 2] if _distance(t, amount) <= NEAR]
    opening = [times[0]] if times[0].first <= 1 else []
    order = sorted(near or opening, key=lambda t: (_distance(t, amount), t.first < amount.first))
    chosen = order[0] if order else None
    if chosen is None or chosen.interval is None or chosen.form in SPOKEN:
        return None
    return iso(chosen.interval)


def _distance(when: When, amount: Amount) -> int:
    return max(when.first - amount.end, amount.first - when.end, 0)


def iso(interval: Interval) -> str:
    """An interval as ``1994``, ``1995-03``, ``1995-03-31`` or ``1992-01-01/1995-03-31``."""
    start, end = interval
    if start == end:
        return start.isoformat()
    if interval == calendar.year(start.year):
        return f"{start.year:04d}"
    if interval == calendar.month(start.year, start.month):
        return f"{start:%Y-%m}"
    return f"{start.isoformat()}/{end.isoformat()}"


def _to_mark(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    end = start
    while end < min(start + WORDS, len(tokens)) and tokens[end].kind != "mark":
        end += 1
    return tokens[start:end]


def _run(tokens: Sequence[Token], places: range) -> list[int]:
    found: list[int] = []
    for at in places:
        if tokens[at].low in STOPS:
            break
        found.append(at)
    return found
