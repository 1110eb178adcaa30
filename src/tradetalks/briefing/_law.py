"""Sections on the law of each measure, with talks on other fronts, and on the claims made."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.briefing._analysis import Analysis
from tradetalks.briefing._book import Book, origin_of
from tradetalks.briefing._document import (
    Block,
    Column,
    Paragraph,
    Section,
    Table,
    plain,
)
from tradetalks.case import LinkedTalks

__all__ = ["claims", "law"]


def law(analysis: Analysis) -> Section | None:
    """Authority, obligation, forum and clock of each measure, and linked talks; None if neither."""
    case, book = analysis.case, Book(analysis, "law")
    entries = [e for e in case.law if e.known_from <= case.as_of]
    breaching = [e for e in entries if e.breaches == "yes"]
    if not entries and not case.linked_now():
        return None
    rows: list[tuple[object, ...]] = []
    for number, entry in enumerate(entries):
        months = None
        if entry.ruling_months is not None and entry.ruling_months.assumption is not None:
            key = entry.ruling_months.assumption
            stated = case.assumptions[key]
            months = book.value(
                f"ruling-{number}",
                stated.title,
                stated.value,
                stated.unit,
                (origin_of(case, entry.ruling_months),),
                stated.low,
                stated.high,
            )
        rows.append(
            (
                entry.measure,
                f"{entry.authority} ({entry.clock})",
                entry.obligation,
                entry.breaches,
                entry.forum,
                months or "none",
                entry.authorised,
            )
        )
    return Section(
        id="law",
        title="Law and exposure",
        finding=(
            f"{len(breaching)} of {len(entries)} measures would breach an international obligation "
            "as their opponents read it; a ruling comes after the deadline of the talks, so the "
            "law works as exposure, not as a stop."
            if entries
            else "No measure has a legal entry."
        ),
        body=(
            *_law_table(rows),
            *_linked(case.linked_now()),
        ),
        numbers=book.numbers,
    )


def _law_table(rows: Sequence[tuple[object, ...]]) -> tuple[Table, ...]:
    table = Table(
        id="law-table",
        columns=(
            Column("measure", "Measure", "left", None),
            Column("authority", "Authority and clock", "left", None),
            Column("obligation", "Obligation", "left", None),
            Column("breaches", "Breach", "left", None),
            Column("forum", "Forum", "left", None),
            Column("ruling", "Time to a ruling", "right", None),
            Column("authorised", "What could then be authorised", "left", None),
        ),
        rows=tuple(rows),  # type: ignore[arg-type]
        caption="Each measure in law.",
    )
    return (table,) if rows else ()


def _linked(linked: Sequence[LinkedTalks]) -> tuple[Block, ...]:
    if not linked:
        return ()
    return (
        Paragraph("Talks on other fronts free or bind attention and credibility:"),
        Table(
            id="linked",
            columns=(
                Column("talks", "Talks", "left", None),
                Column("state", "State", "left", None),
                Column("effect", "Effect here", "left", None),
                Column("why", "Why", "left", None),
            ),
            rows=tuple((t.title, t.state, t.effect, t.why) for t in linked),
            caption="Linked talks.",
        ),
    )


def claims(analysis: Analysis) -> Section | None:
    """Claims of the document behind the case, held against the record; None where none is known."""
    case = analysis.case
    if not case.claims:
        return None
    counts = {
        check: sum(1 for c in case.claims if c.check == check)
        for check in ("confirmed", "corrected", "disputed", "alone")
    }
    told = ", ".join(f"{n} {check}" for check, n in counts.items() if n)
    corrected = next((c for c in case.claims if c.check == "corrected"), None)
    finding = f"Of {len(case.claims)} claims, {told}."
    if corrected is not None:
        finding += f" Corrected first: {plain(corrected.claim)}: {plain(corrected.value)}."
    return Section(
        id="claims",
        title="Claims checked",
        finding=finding,
        body=(
            Table(
                id="claims-table",
                columns=(
                    Column("claim", "Claim", "left", None),
                    Column("check", "Check", "left", None),
                    Column("value", "Right value", "left", None),
                    Column("why", "Why", "left", None),
                ),
                rows=tuple((c.claim, c.check, c.value, c.why) for c in case.claims),
                caption="Each claim with its check.",
            ),
        ),
        numbers={},
    )
