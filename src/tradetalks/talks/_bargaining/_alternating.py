"""Alternating offers with discounting: over a pie, and over the frontier of any set of deals."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._frontier import TIE, concave_frontier

__all__ = ["alternating_offers", "check_alternation", "rubinstein"]

Deals = Float[np.ndarray, " deal"]
Corners = Float[np.ndarray, " corner"]


def rubinstein(
    discount_a: float, discount_b: float, proposer: str = "a", periods: int | None = None
) -> float:
    """Share of a unit pie that goes to A under alternating offers.

    Without an end, A as first proposer gets ``(1 - delta_b) / (1 - delta_a delta_b)``, and
    ``delta_a`` times that as responder (Rubinstein 1982, Econometrica 50). With `periods` offers
    and nothing for either side afterwards, by backward induction (Stahl 1972, Bargaining Theory).

    Parameters
    ----------
    discount_a, discount_b
        Discount factor a period, from 0 to 1.
    proposer
        Who offers first: "a" or "b".
    periods
        Number of offers; None for no end.

    Raises
    ------
    InputError
        A discount outside [0, 1], both equal to 1 without an end, another proposer, no period.
    """
    check_alternation(discount_a, discount_b, proposer, periods)
    first = proposer == "a"
    if periods is None:
        share = (1.0 - discount_b) / (1.0 - discount_a * discount_b)
        return share if first else discount_a * share
    share = 0.0
    for period in reversed(range(periods)):
        last = period == periods - 1
        a_offers = first == (period % 2 == 0)
        if a_offers:
            share = 1.0 if last else 1.0 - discount_b * (1.0 - share)
        else:
            share = 0.0 if last else discount_a * share
    return share


def alternating_offers(
    a: Deals,
    b: Deals,
    discount_a: float,
    discount_b: float,
    proposer: str = "a",
    periods: int | None = None,
) -> tuple[float, float]:
    """Gains of both sides where they make offers in turn, lotteries over the deals included.

    On the frontier ``y = f(x)`` of gains, A offers x and B offers x' with
    ``f(x) = delta_b f(x')`` and ``x' = delta_a x``, so that the responder is as well off as by
    refusing; where the frontier ends before that, the proposer takes its end (Rubinstein 1982,
    Econometrica 50). With `periods` offers and disagreement afterwards, by backward induction.
    As periods grow short this is the Nash solution with weight
    ``log delta_b / (log delta_a + log delta_b)`` for A (Binmore, Rubinstein and Wolinsky 1986,
    RAND Journal of Economics 17). Exact: the frontier is straight between its corners.

    Parameters
    ----------
    a, b
        Gains over the payoffs of disagreement, towards which waiting discounts.
    discount_a, discount_b
        Discount factor a period, from 0 to 1, not both 1 without an end.
    proposer
        Who offers first: "a" or "b".
    periods
        Number of offers; None for no end.

    Returns
    -------
    tuple
        Gains of A and B; NaN where no lottery leaves both no worse than disagreement.
    """
    x, y = _shared_part(a, b)
    if not x.size:
        return np.nan, np.nan
    a_offers = proposer == "a"
    if periods is None:
        offer = _stationary(x, y, discount_a, discount_b)
        gain = offer if a_offers else max(discount_a * offer, float(x[0]))
        return gain, float(np.interp(gain, x, y))
    a_offers = a_offers == (periods % 2 == 1)
    gain = float(x[-1] if a_offers else x[0])
    for _ in range(periods - 1):
        a_offers = not a_offers
        kept_b = discount_b * np.interp(gain, x, y)
        gain = float(np.interp(-kept_b, -y, x)) if a_offers else max(discount_a * gain, x[0])
    return float(gain), float(np.interp(gain, x, y))


def check_alternation(
    discount_a: float, discount_b: float, proposer: str, periods: int | None
) -> None:
    """Raise where alternating offers are not defined."""
    for name, value in (("discount_a", discount_a), ("discount_b", discount_b)):
        if not 0.0 <= value <= 1.0:
            raise InputError(f"{name} is {value}; give a discount factor from 0 to 1")
    if proposer not in ("a", "b"):
        raise InputError(f"proposer is {proposer!r}; give 'a' or 'b'")
    if periods is None and discount_a * discount_b >= 1.0:
        raise InputError("discount_a and discount_b are both 1; give periods, or one below 1")
    if periods is not None and periods < 1:
        raise InputError(f"periods is {periods}; give 1 or more, or None for no end")


def _shared_part(a: Deals, b: Deals) -> tuple[Corners, Corners]:
    """Corners of the frontier where neither side loses, payoffs of A rising; empty if nowhere."""
    x, y = concave_frontier(a, b)
    slack_a, slack_b = TIE * np.abs(a).max(), TIE * np.abs(b).max()
    low, high = max(float(x[0]), 0.0), float(np.interp(0.0, -y, x))
    if y[0] < -slack_b or x[-1] < -slack_a or low > high + slack_a:
        return np.empty(0), np.empty(0)
    inside = x[(x > low) & (x < high)]
    corners = np.array([low, *inside, high]) if low < high else np.array([high])
    return corners, np.interp(corners, x, y)


def _stationary(x: Corners, y: Corners, discount_a: float, discount_b: float) -> float:
    """Gain that A asks for whenever it offers and there is no end."""
    answered = x[x < discount_a * x[-1]]
    asked = np.unique(np.concatenate([x, np.maximum(answered / discount_a, x[0])]))
    counter = np.maximum(discount_a * asked, x[0])
    # Falling in what A asks, and straight between these points, so its root is exact.
    left_to_b = np.interp(asked, x, y) - discount_b * np.interp(counter, x, y)
    return float(np.interp(0.0, -left_to_b, asked))
