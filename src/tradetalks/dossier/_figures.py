"""Figures of a document: money, percentages, points, fractions, multiples, counts and measures.

Each sentence is read from left to right. A number becomes a figure if a unit stands at it (a
currency before or after, a percentage, a measure), if it counts a plural noun, or if it stands
where a unit was just named and is left out ("from 53 percent ... to 30"). Dates, ordinals, numbers
that only name or point, and boilerplate are left alone. A left-out unit is looked for in the
sentence, and one of percent as far back as the paragraph before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tradetalks.dossier._amounts import Amount, amount_at
from tradetalks.dossier._dates import times_in
from tradetalks.dossier._items import Claim, FigureItem, Quote
from tradetalks.dossier._measured import measured, period_of
from tradetalks.dossier._qualifiers import qualifier_around
from tradetalks.dossier._text import Document
from tradetalks.dossier._tokens import Token, low_at, tokens_of, word_set
from tradetalks.dossier._units import TIMES
from tradetalks.dossier._when import When

__all__ = ["claimed", "figures"]

AUTHOR = Claim("author", "author")

LEADS_ELIDED = word_set("from to than with at pays pay paying against not and or is was versus")
ENDS_ELIDED = word_set("""
. , ; : ) ? ! " — last this in from to or and but before a per now today instead by next while when
""")
COUNTED_ALONE = word_set("were was are is have had has come came go went will would remain")
ANAPHORS = word_set("which that it this them these those")
WHOLES = ("percent", "fraction", "times")
LARGE = 1000.0
MOST_ELIDED = 100.0


def figures(document: Document) -> tuple[FigureItem, ...]:
    """Figures of a document in order.

    Their `claimant` is None; `claimed` fills it from the quotes.

    Parameters
    ----------
    document
        Any text.
    """
    items: list[FigureItem] = []
    percent_seen = -2
    for sentence in document.sentences:
        if sentence.is_boilerplate:
            continue
        tokens = tokens_of(document.plain, sentence.span.start, sentence.span.end)
        times = times_in(tokens, document.date)
        near = sentence.paragraph - percent_seen <= 1
        amounts = amounts_in(tokens, times, near)
        for place, amount in enumerate(amounts):
            items.append(_item(document, tokens, times, amounts, place, len(items) - place))
            if amount.unit == "percent":
                percent_seen = sentence.paragraph
    return tuple(items)


def claimed(
    document: Document, items: Sequence[FigureItem], quotes: Sequence[Quote]
) -> tuple[FigureItem, ...]:
    """Figures with their claimants.

    A figure within a quote is its speaker's. Otherwise it is the word of whoever speaks nearest in
    the sentence, or passed that on; of the document's author if nobody does, or if the figure only
    says who speaks ("100 members warned that").
    """
    by_sentence: dict[int, list[Quote]] = {}
    for quote in quotes:
        start = document.sentence_at(quote.span.start).span.start
        by_sentence.setdefault(start, []).append(quote)

    def claimant(item: FigureItem) -> Claim:
        sentence = document.sentence_at(item.span.start).span.start
        near = by_sentence.get(sentence, [])
        inside = [q for q in near if q.span.start <= item.span.start < q.span.end]
        if inside:
            inner = min(inside, key=lambda q: q.span.end - q.span.start)
            return Claim(inner.speaker, inner.attribution, inner.via)
        if not near:
            return AUTHOR
        quote = min(near, key=lambda q: abs(q.span.start - item.span.start))
        if item.span.text in quote.speaker:
            return AUTHOR
        if quote.via and quote.via != "unnamed":
            return Claim(quote.via, "anonymous")
        return Claim(quote.speaker, quote.attribution, quote.via)

    return tuple(replace(item, claimant=claimant(item)) for item in items)


def amounts_in(tokens: Sequence[Token], times: Sequence[When], percent: bool) -> list[Amount]:
    """Amounts of a sentence that are figures; `percent` says whether one was told just before."""
    dated = {k for when in times for k in range(when.first, when.end)}
    found: list[Amount] = []
    at = 0
    while at < len(tokens):
        amount = None if at in dated else amount_at(tokens, at)
        if amount is not None and not amount.unit:
            amount = _with_unit(tokens, amount, found, percent)
        if amount is None:
            at += 1
            continue
        found.append(amount)
        at = max(amount.end, at + 1)
    return found


def _with_unit(
    tokens: Sequence[Token], amount: Amount, found: Sequence[Amount], percent: bool
) -> Amount | None:
    """A bare number with the unit that its sentence leaves out, or None if it is no figure."""
    before, after = low_at(tokens, amount.first - 1), low_at(tokens, amount.end)
    two_before = low_at(tokens, amount.first - 2)
    bare = after in ENDS_ELIDED or after == ""
    if before == "from" and after == "to":
        ahead = _next_amount(tokens, amount.end + 1)
        if ahead is not None:
            scale = ahead.scale if amount.scale == 1.0 else 1.0
            value = amount.value * ahead.factor * scale
            return amount._replace(value=value, unit=ahead.unit, factor=ahead.factor)
    leads = before in LEADS_ELIDED or (before == "of" and two_before == "instead")
    part = amount.end + 1 < len(tokens) and tokens[amount.end + 1].kind == "number"
    if after == "of" and (part or amount.scale >= LARGE):
        ahead = _next_amount(tokens, amount.end + 1)
        return None if ahead is None else amount._replace(unit=ahead.unit)
    if tokens[amount.first].kind != "number" and not _is_counted_of(two_before, before, after):
        return None
    if bare and (leads or amount.scale >= LARGE) and amount.value > 1.0:
        last = found[-1] if found else None
        if (
            last is not None
            and last.unit != "fraction"
            and amount.value <= MOST_ELIDED * last.value
        ):
            value = amount.value * last.factor
            return amount._replace(value=value, unit=last.unit, factor=last.factor)
        if percent and leads and amount.scale == 1.0 and not _ordinary(before):
            return amount._replace(unit="percent")
    if _is_counted_of(two_before, before, after):
        return amount._replace(unit="count")
    grouped = "," in tokens[amount.first].text and amount.scale == 1.0
    return amount._replace(unit="count") if grouped and amount.value >= LARGE else None


def _is_counted_of(two_before: str, before: str, after: str) -> bool:
    """Whether a number stands in "of which two were"."""
    return two_before == "of" and before == "which" and after in COUNTED_ALONE


def _ordinary(before: str) -> bool:
    return before in ("and", "or", "is", "was", "at", "from", "to")


def _next_amount(tokens: Sequence[Token], at: int) -> Amount | None:
    """The amount that starts within a currency sign of an index, if it has a unit."""
    for start in range(at, min(at + 4, len(tokens))):
        amount = amount_at(tokens, start)
        if amount is not None:
            return amount if amount.unit else None
    return None


def _item(
    document: Document,
    tokens: Sequence[Token],
    times: Sequence[When],
    amounts: Sequence[Amount],
    place: int,
    base: int,
) -> FigureItem:
    amount = amounts[place]
    duration, ranged = amount.unit in TIMES, amount.high is not None
    qualifier = qualifier_around(tokens, amount.first, amount.end, duration, ranged)
    start, end = tokens[qualifier.first].start, tokens[qualifier.end - 1].end
    whole = _whole_of(tokens, amounts, place)
    return FigureItem(
        document.span(start, end),
        amount.value,
        amount.unit,
        qualifier.name,
        measured(tokens, qualifier.first, qualifier.end),
        period_of(tokens, amount, times),
        of=None if whole is None else base + whole,
        high=amount.high,
    )


def _whole_of(tokens: Sequence[Token], amounts: Sequence[Amount], place: int) -> int | None:
    """Place of the amount that another is a share of: "two-thirds of which", "half the 46%"."""
    amount = amounts[place]
    if low_at(tokens, amount.first - 1) == "which" and low_at(tokens, amount.first - 2) == "of":
        before = [k for k in range(place) if amounts[k].unit not in TIMES]
        return before[-1] if before else None
    if amount.unit not in WHOLES:
        return None
    following = low_at(tokens, amount.end)
    if following == "of" and low_at(tokens, amount.end + 1) in ANAPHORS and place:
        return place - 1 if amounts[place - 1].unit not in WHOLES else None
    after = place + 1 < len(amounts) and amounts[place + 1].first - amount.end <= 2
    return place + 1 if after and following in ("the", "of") else None
