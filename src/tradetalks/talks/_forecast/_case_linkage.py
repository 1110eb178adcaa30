"""What talks on other matters do to those of a case: to the belief in resolve, and to attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.case import AttentionSpec, Case, LinkedTalks
from tradetalks.figures import Reference
from tradetalks.talks._forecast._forecast import last_deadline, period_ends
from tradetalks.talks._signals._linkage import Front, share_attention

__all__ = ["AttentionLeft", "CaseLinkage", "ResolveSeen", "Span", "linkage_of", "resolve_after"]


class Span(NamedTuple):
    """A result at central values, and the least and the most that the ranges allow."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ResolveSeen:
    """What the ends of other talks tell of the demander's resolve in these.

    Attributes
    ----------
    prior
        The case's chance that the demander is resolute, at its central value.
    talks
        Talks that had ended by the case's date.
    alone, together
        That chance once each of them has been seen alone, and all of them.
    """

    prior: float
    talks: tuple[LinkedTalks, ...]
    alone: tuple[Span, ...]
    together: Span


@dataclass(frozen=True)
class AttentionLeft:
    """What other talks leave of the demander's rounds, in periods of these talks.

    Attributes
    ----------
    periods
        Periods to the last firm deadline.
    left
        Periods that are left in effect: the sum of rounds held over rounds wanted.
    talks
        Other talks, those that are open first.
    taken
        Periods that each takes; of settled talks, those that it would take were it still open.
    """

    periods: int
    left: Span
    talks: tuple[LinkedTalks, ...]
    taken: tuple[Span, ...]


@dataclass(frozen=True)
class CaseLinkage:
    """Other talks of a case beside its own; None where the case does not say enough."""

    resolve: ResolveSeen | None
    attention: AttentionLeft | None


def linkage_of(case: Case) -> CaseLinkage | None:
    """Compute what the linked talks known on a case's date do; None where they say nothing.

    Ranges are those of the linked talks' own assumptions. The belief is lowest and highest where
    each correlation and likelihood ratio stands at the end that makes it so; attention is lowest
    where capacity is at its low end and every need at its high end, and the other way round.

    Parameters
    ----------
    case
        The dispute on its date.

    Raises
    ------
    InputError
        No firm deadline ahead.
    """
    found = CaseLinkage(_resolve(case), _attention(case))
    return found if found.resolve or found.attention else None


def resolve_after(
    prior: float,
    correlation: Float[np.ndarray, " front"],
    likelihood_ratio: Float[np.ndarray, " front"],
) -> float:
    """Chance that a side is resolute here once the ends of talks on other fronts are seen.

    With prior ``pi`` here and there, and correlation ``c_k`` of the two, the side is resolute on
    front k with chance ``q1_k = pi + c_k (1 - pi)`` where it is resolute here and
    ``q0_k = pi (1 - c_k)`` where it is not. An end that is ``L_k`` times as likely of the resolute
    kind there multiplies the odds here by

    ``(q1_k L_k + 1 - q1_k) / (q0_k L_k + 1 - q0_k)``.

    Assumed: before anything was seen resolve is as likely there as here, and given resolve here
    the fronts are independent. For one front it is `Linkage.carried`.

    Parameters
    ----------
    prior
        Chance pi, between 0 and 1.
    correlation
        Shape (front,): c, from 0 to 1.
    likelihood_ratio
        Shape (front,): L, above 0.
    """
    odds = prior / (1.0 - prior) * float(np.prod(_factor(prior, correlation, likelihood_ratio)))
    return odds / (1.0 + odds)


def _factor(
    prior: float,
    correlation: Float[np.ndarray, " front"],
    likelihood_ratio: Float[np.ndarray, " front"],
) -> Float[np.ndarray, " front"]:
    resolute = prior + correlation * (1.0 - prior)
    ordinary = prior * (1.0 - correlation)
    told = likelihood_ratio - 1.0
    return (1.0 + resolute * told) / (1.0 + ordinary * told)


def _resolve(case: Case) -> ResolveSeen | None:
    talks = case.talks
    private = [kind for kind in talks.private if kind.party == talks.demander]
    found = [
        (entry, _span(case, entry.resolve_correlation), _span(case, entry.likelihood_ratio))
        for entry in case.linked_now()
        if entry.party == talks.demander
        and entry.resolve_correlation is not None
        and entry.likelihood_ratio is not None
    ]
    if not private or not found:
        return None
    prior = case.central(private[0].prior)
    told = [_extremes(prior, correlation, ratio) for _, correlation, ratio in found]

    def after(fronts: Sequence[Float[np.ndarray, "end two"]]) -> Span:
        """Belief at central values, at the ends that lower it and at those that raise it."""
        ends = np.stack(fronts)
        return Span(*(resolve_after(prior, *ends[:, end].T) for end in range(3)))

    return ResolveSeen(
        prior, tuple(entry for entry, _, _ in found), tuple(after([t]) for t in told), after(told)
    )


def _extremes(prior: float, correlation: Span, ratio: Span) -> Float[np.ndarray, "end two"]:
    """Correlation and ratio: central, and the corners of their ranges that tell least and most.

    The factor is monotone in each of the two, so that no inner point goes beyond the corners.
    """
    corners = np.array(list(product(correlation[1:], ratio[1:])))
    factors = _factor(prior, corners[:, 0], corners[:, 1])
    centre = np.array([correlation.value, ratio.value])
    return np.stack([centre, corners[factors.argmin()], corners[factors.argmax()]])


def _attention(case: Case) -> AttentionLeft | None:
    spec = case.attention
    if spec is None:
        return None
    own = [e for e in case.linked_now() if e.party == spec.party and e.need is not None]
    still = [e for e in own if e.settled_on is None]
    settled = [e for e in own if e.settled_on is not None]
    if not still and not settled:
        return None
    end = last_deadline(case).date
    left, *taken = (
        Span(values[0], min(values), max(values))
        for values in zip(*(_shares(case, spec, still, settled, end, k) for k in range(3)),
                          strict=True)
    )  # fmt: skip
    periods = len(period_ends(case, end))
    return AttentionLeft(periods, left, (*still, *settled), tuple(taken))


def _shares(
    case: Case,
    spec: AttentionSpec,
    still: Sequence[LinkedTalks],
    settled: Sequence[LinkedTalks],
    end: date,
    setting: int,
) -> list[float]:
    """Periods left to these talks, then what each other one takes.

    The setting is 0 for central values, 1 for scarce and 2 for ample attention.
    """
    wanted = (0, 2, 1)[setting]
    near = 0 if spec.near is None else _span(case, spec.near).value / _period(case)
    urgency = 1.0 if spec.urgency is None else _span(case, spec.urgency).value
    capacity = _span(case, spec.capacity)[setting]

    def front(name: str, need: Reference | None, day: date | None) -> Front:
        assert need is not None
        last = day if day is not None and day > case.as_of else end
        return Front(name, len(period_ends(case, last)), _span(case, need)[wanted])

    open_now = [
        front("these", spec.need, end),
        *(front(f"open {k}", e.need, e.deadline) for k, e in enumerate(still)),
    ]
    now = share_attention(open_now, capacity, near=round(near), urgency=urgency)
    again = [
        share_attention(
            [*open_now, front("settled", e.need, None)], capacity, near=round(near), urgency=urgency
        )
        for e in settled
    ]
    return [
        float(now.effective[0]),
        *(float(taken) for taken in now.taken_by[0, 1:]),
        *(float(found.taken_by[0, -1]) for found in again),
    ]


def _period(case: Case) -> float:
    """Days between offers."""
    return case.central(case.talks.period)


def _span(case: Case, reference: Reference) -> Span:
    """Central value of a reference with the ends of its range; a figure has none."""
    if reference.assumption is not None:
        stated = case.assumptions[reference.assumption]
        return Span(stated.value, stated.low, stated.high)
    value = case.central(reference)
    return Span(value, value, value)
