"""What a document holds: figures, deadlines, quotes, commitments and events, each with its span."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Claim", "Commitment", "Deadline", "Event", "FigureItem", "Quote", "Span"]


@dataclass(frozen=True)
class Span:
    """A passage of a document.

    Attributes
    ----------
    start, end
        Offsets in code points of the document's text, the end exclusive.
    text
        The passage as it stands there: ``text == document.text[start:end]``.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Claim:
    """On whose word something is said.

    Attributes
    ----------
    speaker
        Name of whoever says it; ``author`` for the document itself.
    attribution
        ``named``, ``anonymous``, ``collective``, ``institution`` or ``author``.
    via
        Who passed it on (an agency, another official), ``unnamed`` if nobody is named, or None.
    """

    speaker: str
    attribution: str
    via: str | None = None


@dataclass(frozen=True)
class FigureItem:
    """A number that is claimed.

    Attributes
    ----------
    span
        The number with its qualifier and what it counts, as printed.
    value
        In whole units: ``$65.7-billion`` is 65.7e9; 2.4% is 2.4; two-thirds is 0.667. The lower
        end of a range.
    unit
        ISO 4217 code of a currency, ``percent``, ``percentage_point``, ``fraction``, ``times``,
        ``person``, ``count``, or a measure in the singular (``tonne``, ``litre``, ``day``). A
        price has the unit of its currency; that it is one a pound stands in `measures`.
    qualifier
        ``exact``, ``about``, ``nearly``, ``at_most``, ``more_than``, ``range`` or ``vague``.
    measures
        What it measures, in words of the text.
    period
        When it holds: ``1994``, ``1995-03``, an interval ``1992/1995-03-31``, ``year`` for a
        number a year, or None.
    claimant
        On whose word; None if that was not asked.
    of
        Position among the document's figures of the one that this is a share of, or None.
    high
        Upper end of a range, or None.
    """

    span: Span
    value: float
    unit: str
    qualifier: str
    measures: str
    period: str | None = None
    claimant: Claim | None = None
    of: int | None = None
    high: float | None = None


@dataclass(frozen=True)
class Deadline:
    """A day or an interval by, from or within which something is to happen.

    Attributes
    ----------
    span
        The words that set it.
    start, end
        First and last day, both None where the text does not let them be known.
    what
        What is due, in words of the text.
    kind
        ``expiry`` (something ends), ``scheduled``, ``demanded``, ``offered``, ``possible``,
        ``anchored_relative`` (counted from another event) or ``reference_date`` (the date by
        which something in force is known).
    set_by
        Who set it, in words of the text, or None.
    status
        ``in_force``, ``planned``, ``possible``, ``demanded``, ``offered``, ``conditional``,
        ``refused_window`` or ``past``.
    """

    span: Span
    start: date | None
    end: date | None
    what: str
    kind: str
    set_by: str | None
    status: str


@dataclass(frozen=True)
class Quote:
    """Words of a speaker.

    Attributes
    ----------
    span
        The words, with their quotation marks if they have any.
    speaker
        Who said them.
    attribution
        ``named``, ``anonymous``, ``collective``, ``institution`` or ``author``.
    form
        ``direct``, ``partial`` (some words of a sentence) or ``indirect``.
    cue
        The verb of saying, or None where the quote continues the one before.
    via
        Who passed it on, ``unnamed`` if nobody is named, or None.
    hearsay
        Whether the speaker is said to have said it.
    """

    span: Span
    speaker: str
    attribution: str
    form: str
    cue: str | None
    via: str | None
    hearsay: bool


@dataclass(frozen=True)
class Commitment:
    """A promise.

    Attributes
    ----------
    span
        The words that make or report it.
    promisor, to
        Codes of actors, names where there is no code; ``to`` may be None.
    what
        What is promised, in words of the text.
    amount, unit
        How much, in the units of figures, or None.
    by
        ISO date or interval by which, or None.
    status
        ``in_force``, ``pledged``, ``voluntary``, ``offered``, ``conditional``, ``refused``,
        ``lapsed`` or ``breached``.
    """

    span: Span
    promisor: str
    to: str | None
    what: str
    amount: float | None
    unit: str | None
    by: str | None
    status: str


@dataclass(frozen=True)
class Event:
    """Who did what to whom: a candidate, for a person to accept.

    Attributes
    ----------
    span
        The words that report it.
    actor, target
        Codes such as USAGOV, JPNGOV, USALEG, IGOWTO; names where there is no code; None unknown.
    kind
        What was done, in a plain word: ``demand``, ``threat``, ``agreement``, ``visit``.
    cameo, plover
        Codes of the kind in CAMEO (Gerner and others) and PLOVER, or None.
    start, end
        First and last day on which it may have happened, or None.
    status
        ``actual``, ``planned``, ``possible``, ``conditional``, ``negated`` or ``reported``.
    source, via
        On whose word, and who passed it on, or None.
    symmetric
        Whether both sides did it together.
    confidence
        From 0 to 1, a rank among candidates and no frequency.
    """

    span: Span
    actor: str | None
    target: str | None
    kind: str
    cameo: str
    plover: str | None
    start: date | None
    end: date | None
    status: str
    source: str | None
    via: str | None
    symmetric: bool
    confidence: float
