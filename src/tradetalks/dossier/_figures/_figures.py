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

from tradetalks.dossier._dates._dates import times_in
from tradetalks.dossier._dates._when import When
from tradetalks.dossier._figures._amounts import Amount, amount_at
from tradetalks.dossier._figures._elided import Told, with_unit
from tradetalks.dossier._figures._measured import measured, period_of
from tradetalks.dossier._figures._qualifiers import qualifier_around
from tradetalks.dossier._quantities._money import Purse
from tradetalks.dossier._quantities._units import TIMES
from tradetalks.dossier._text._items import Claim, FigureItem, Quote
from tradetalks.dossier._text._text import Document
from tradetalks.dossier._text._tokens import Token, low_at, tokens_of, word_set

__all__ = ["claimed", "figures"]

AUTHOR = Claim("author", "author")

ANAPHORS = word_set("which that it this them these those")
WHOLES = ("percent", "fraction", "times")


def figures(document: Document, countries: Sequence[str] = ()) -> tuple[FigureItem, ...]:
    """Figures of a document in order.

    Their `claimant` is None; `claimed` fills it from the quotes.

    Parameters
    ----------
    document
        Any text.
    countries
        Codes of its own country and then of those that it names: they settle whose dollars,
        pesos or shillings are meant.
    """
    purse = Purse(document.plain, document.date, tuple(countries))
    items: list[FigureItem] = []
    percent_seen, paragraph = -2, -1
    last: Amount | None = None
    large: Amount | None = None
    for sentence in document.sentences:
        if sentence.is_boilerplate:
            continue
        tokens = tokens_of(document.plain, sentence.span.start, sentence.span.end)
        times = times_in(tokens, document.date)
        before = last if sentence.paragraph == paragraph else large
        percent = sentence.paragraph - percent_seen <= 1
        found = amounts_in(tokens, times, before, percent)
        amounts = [amount._replace(unit=purse.settled(amount.unit)) for amount in found]
        for place, amount in enumerate(amounts):
            items.append(_item(document, tokens, times, amounts, place, len(items) - place))
            if amount.unit == "percent":
                percent_seen = sentence.paragraph
        large = next((amount for amount in reversed(found) if amount.scale > 1.0), large)
        last, paragraph = found[-1] if found else before, sentence.paragraph
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
        if document.plain[item.span.start : item.span.end] in quote.speaker:
            return AUTHOR
        if quote.via and quote.via != "unnamed":
            return Claim(quote.via, "anonymous")
        return Claim(quote.speaker, quote.attribution, quote.via)

    return tuple(replace(item, claimant=claimant(item)) for item in items)


def amounts_in(
    tokens: Sequence[Token], times: Sequence[When], before: Amount | None, percent: bool
) -> list[Amount]:
    """Amounts of a sentence that are figures, in the light of what was told before it."""
    dated = {k for when in times for k in range(when.first, when.end)}
    found: list[Amount] = []
    at = 0
    while at < len(tokens):
        amount = None if at in dated else amount_at(tokens, at)
        if amount is not None and not amount.unit:
            amount = with_unit(tokens, amount, Told(found, before, percent))
        if amount is None:
            at += 1
            continue
        found.append(amount)
        at = max(amount.end, at + 1)
    return found


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
