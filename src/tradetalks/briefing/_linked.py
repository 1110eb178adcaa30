"""Section on what talks on other matters do to these."""

from __future__ import annotations

import numpy as np

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, in_sentence, model, origin_of, short_date
from tradetalks.briefing._document import (
    Block,
    Column,
    Method,
    Number,
    Origin,
    Paragraph,
    Section,
    Table,
    plain,
)
from tradetalks.case import Case, LinkedTalks
from tradetalks.figures import Reference
from tradetalks.talks import AttentionLeft, ResolveSeen
from tradetalks.talks._forecast._case_linkage import Span

__all__ = ["linked"]

LINKAGE = (model("linkage"),)


def linked(analysis: Analysis) -> Section | None:
    """What linked talks tell of the demander's resolve, and the attention that they leave.

    None where the case has no linked talks that say so.
    """
    found = analysis.linkage
    if found is None:
        return None
    book = Book(analysis, "linked")
    told: list[str] = []
    body: list[Block] = []
    if found.resolve is not None:
        sentence, blocks = _resolve(analysis, book, found.resolve)
        told.append(sentence)
        body += blocks
    if found.attention is not None:
        sentence, blocks = _attention(analysis, book, found.attention)
        told.append(sentence)
        body += blocks
    return Section(
        id="linked-talks",
        title="What talks on other fronts do here",
        finding=" ".join(told),
        body=(*body, Method(_how(analysis))),
        numbers=book.numbers,
    )


def _resolve(analysis: Analysis, book: Book, seen: ResolveSeen) -> tuple[str, tuple[Block, ...]]:
    """The belief after the talks that ended: a sentence, a table, and what follows from it."""
    case = analysis.case
    kind = plain(analysis.forecast.payoffs.hidden_a.title.lower())
    target, demander = (
        plain(in_sentence(case.parties[party].name))
        for party in (case.talks.target, case.talks.demander)
    )
    private = next(k for k in case.talks.private if k.party == case.talks.demander)
    prior = book.value(
        "prior",
        f"chance that {demander} is {kind}, before linked talks",
        100 * seen.prior,
        "percent",
        (origin_of(case, private.prior),),
    )
    stated = [
        t for talks in seen.talks for t in (talks.resolve_correlation, talks.likelihood_ratio)
    ]
    after = _span(
        book,
        "after",
        f"chance that {demander} is {kind}, after all of them",
        seen.together,
        "percent",
        _origins(case, private.prior, *stated),
    )
    sentence = (
        f"To a prior of {{{prior.id}}} that has not counted them, the talks that have ended would "
        f"make the chance that {target} gives a {kind} {demander.removeprefix('the ')} "
        f"{{{after.id}}}."
    )
    return sentence, (_seen_table(analysis, book, seen, after), *_sanctions(analysis, book, seen))


def _seen_table(analysis: Analysis, book: Book, seen: ResolveSeen, after: Number) -> Table:
    case = analysis.case
    rows: list[tuple[str | Number | None, ...]] = [
        (
            talks.title,
            talks.outcome,
            _stated(book, case, f"correlation-{k}", f"{talks.title}: correlation of resolve",
                    talks.resolve_correlation),
            _stated(book, case, f"ratio-{k}", f"{talks.title}: likelihood ratio",
                    talks.likelihood_ratio),
            _span(book, f"alone-{k}", f"{talks.title}: chance after it alone", alone, "percent",
                  _origins(case, talks.resolve_correlation, talks.likelihood_ratio)),
        )
        for k, (talks, alone) in enumerate(zip(seen.talks, seen.alone, strict=True))
    ]  # fmt: skip
    return Table(
        id="linked-resolve",
        columns=(
            Column("talks", "Talks", "left", None),
            Column("outcome", "How they ended", "left", None),
            Column("correlation", "Correlation", "right", None),
            Column("ratio", "Ratio", "right", None),
            Column("after", "Belief after", "right", "percent"),
        ),
        rows=(*rows, ("All together", None, None, None, after)),
        caption="The demander's resolve: its correlation with that on the other front, how many "
        "times as likely the end is of the resolute kind there, and the belief here after it.",
    )


def _sanctions(analysis: Analysis, book: Book, seen: ResolveSeen) -> tuple[Paragraph, ...]:
    """What the belief would do to the chance of sanctions, from the games that were played."""
    full = analysis.forecast
    curve = full.mean(full.imposed_at)
    if len(curve) < 2:
        return ()
    grid = np.linspace(0.0, 1.0, len(curve))
    before, after = (
        book.value(
            f"imposed-{name}",
            f"chance of sanctions once the threat is made, at a belief of {belief:.0%}",
            100 * float(np.interp(belief, grid, curve)),
            "percent",
            (model("deadline"), *LINKAGE),
            digits=1,
        )
        for name, belief in (("before", seen.prior), ("after", seen.together.value))
    )
    return (
        Paragraph(
            "With that belief in every draw, and not the prior, the chance of sanctions once the "
            f"threat is made would go from {{{before.id}}} to {{{after.id}}}. The forecast does "
            "not take it in: it keeps the case's own prior, which may have counted these talks "
            "already."
        ),
    )


def _attention(
    analysis: Analysis, book: Book, found: AttentionLeft
) -> tuple[str, tuple[Block, ...]]:
    """The rounds that are left to these talks: a sentence and a table."""
    case = analysis.case
    assert case.attention is not None
    target = case.parties[case.talks.target].name
    party = plain(in_sentence(case.parties[case.attention.party].name))
    periods = book.value(
        "periods", "periods to the last firm deadline", found.periods, "periods", LINKAGE, digits=0
    )
    spec = case.attention
    shares = (spec.capacity, spec.need, spec.near, spec.urgency)
    still = [t.need for t in found.talks if t.settled_on is None]
    left = _span(
        book,
        "left",
        "periods left in effect",
        found.left,
        "periods",
        _origins(case, *shares, *still),
    )
    sentence = (
        f"Other talks of {party} leave these {{{left.id}}} in effect of the {{{periods.id}}} to "
        "the last firm deadline."
    )
    capacity = _stated(book, case, "capacity", "rounds that can be held a period", spec.capacity)
    need = _stated(book, case, "need", "rounds that these talks hold a period", spec.need)
    rows: list[tuple[str | Number | None, ...]] = [
        (
            talks.title,
            talks.opponent,
            _state(case, talks),
            _stated(book, case, f"need-{k}", f"{talks.title}: rounds wanted a period", talks.need),
            _span(book, f"taken-{k}", f"{talks.title}: periods taken of these talks", taken,
                  "periods", _origins(case, *shares, *still, talks.need)),
        )
        for k, (talks, taken) in enumerate(zip(found.talks, found.taken, strict=True))
    ]  # fmt: skip
    return sentence, (
        Table(
            id="linked-attention",
            columns=(
                Column("talks", "Talks", "left", None),
                Column("with", "With", "left", None),
                Column("state", "State", "left", None),
                Column("need", "Rounds wanted a period", "right", None),
                Column("taken", "Takes, or would take if open", "right", "periods"),
            ),
            rows=(("These talks", target, "open", need, None), *rows,
                  ("All that can be held", None, None, capacity, None)),
            caption="Rounds of talks that the party's negotiators hold on each front, and the "
            "periods of these talks that go to it.",
        ),
    )  # fmt: skip


def _state(case: Case, talks: LinkedTalks) -> str:
    """Settled, open to a deadline that is ahead, or open."""
    if talks.settled_on is not None:
        return f"settled on {short_date(talks.settled_on)}"
    if talks.deadline is not None and talks.deadline > case.as_of:
        return f"open to {short_date(talks.deadline)}"
    return "open"


def _how(analysis: Analysis) -> str:
    """How both are computed."""
    found = analysis.linkage
    parts = ["Assumptions stand at their central values; a range has those of this table at the "
             "ends that lower and that raise the result, all at once."]  # fmt: skip
    if found is not None and found.resolve is not None:
        parts.append(
            "Before any end was seen resolve is held as likely there as here; given resolve here "
            "fronts are independent, and each end moves the odds by Bayes' rule."
        )
    if found is not None and found.attention is not None:
        parts.append(
            "A party holds no more rounds a period than it can; fronts share what is short by "
            "weight, and one near its deadline weighs more. Periods in effect are rounds held over "
            "rounds wanted. Settled talks are held open again to the last deadline of these."
        )
    return " ".join(parts)


def _stated(
    book: Book, case: Case, name: str, label: str, reference: Reference | None
) -> Number | None:
    """An assumption, or a figure, as the case states it."""
    if reference is None:
        return None
    stated = case.assumptions.get(reference.assumption or "")
    ends = (None, None) if stated is None else (stated.low, stated.high)
    return book.value(
        name, label, case.central(reference), case.unit(reference), (origin_of(case, reference),),
        *ends,
    )  # fmt: skip


def _span(
    book: Book, name: str, label: str, span: Span, unit: str, origin: tuple[Origin, ...]
) -> Number:
    """A result of the model with its least and its most; chances in percent."""
    scale = 100.0 if unit == "percent" else 1.0
    value, low, high = (scale * end for end in span)
    return book.value(name, label, value, unit, origin, low, high)


def _origins(case: Case, *references: Reference | None) -> tuple[Origin, ...]:
    """The model, then the assumptions and figures that a result rests on, each once."""
    stated = [origin_of(case, reference) for reference in references if reference is not None]
    return (*LINKAGE, *dict.fromkeys(stated))
