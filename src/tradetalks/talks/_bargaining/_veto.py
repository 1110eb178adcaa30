"""Two-level games: a deal that has to be ratified at home, known or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._screening import QuantileTable, Screening, screen

__all__ = ["RatifiedSplit", "offer_to_veto", "ratified_split"]


@dataclass(frozen=True)
class RatifiedSplit:
    """How two governments divide a pie when both need ratification.

    Attributes
    ----------
    deal
        Whether the win-sets overlap.
    low, high
        What A can get in a ratified deal; low is above high where there is none.
    share_a
        What A gets; NaN without a deal.
    binds
        The side whose ratifier moves the split, None where neither does or there is no deal.
    """

    deal: bool
    low: float
    high: float
    share_a: float
    binds: Literal["a", "b"] | None

    def summary(self) -> str:
        """One line: the split and who binds."""
        if not self.deal:
            return f"no deal: win-sets are {self.low - self.high:.4g} apart"
        whose = f"the ratifier of {self.binds.upper()} binds" if self.binds else "no ratifier binds"
        return f"A gets {self.share_a:.4g} of {self.low:.4g} to {self.high:.4g}, {whose}"


def ratified_split(
    veto_a: float,
    veto_b: float,
    pie: float = 1.0,
    disagreement: tuple[float, float] = (0.0, 0.0),
    weight: float = 0.5,
) -> RatifiedSplit:
    """Nash division of a pie between governments whose ratifiers can veto.

    Without ratifiers A gets ``d_a + w (S - d_a - d_b)``. A deal needs ``x >= m_a`` and
    ``S - x >= m_b`` besides, and the Nash product has one peak, so that the split is that share
    moved to the nearest end of the win-set. A tight constraint helps the side that has it, until
    the sets no longer overlap (Schelling's conjecture; Putnam 1988, International Organization 42;
    Iida 1993, Journal of Conflict Resolution 37).

    Parameters
    ----------
    veto_a, veto_b
        What each side's ratifier must see its side get, m.
    pie
        What there is to divide, S.
    disagreement
        What A and B have without a deal, d.
    weight
        Bargaining weight w of A, strictly between 0 and 1.

    Raises
    ------
    InputError
        A number that is not finite, a pie of zero or less, or a weight outside (0, 1).
    """
    numbers = {"veto_a": veto_a, "veto_b": veto_b, "pie": pie, "weight": weight}
    numbers |= {"disagreement of A": disagreement[0], "disagreement of B": disagreement[1]}
    faults = [f"{n} is {v}; give a finite number" for n, v in numbers.items() if not np.isfinite(v)]
    if pie <= 0.0:
        faults.append(f"pie is {pie}; give a value above 0")
    if not 0.0 < weight < 1.0:
        faults.append(f"weight is {weight}; give a bargaining weight strictly between 0 and 1")
    if faults:
        raise InputError("; ".join(faults))
    stay_a, stay_b = disagreement
    low, high = max(stay_a, veto_a), pie - max(stay_b, veto_b)
    # Win-sets that touch hold one deal, whichever way the ends are rounded.
    if low > high + 1e-12 * pie:
        return RatifiedSplit(False, low, high, float("nan"), None)
    free = stay_a + weight * (pie - stay_a - stay_b)
    share = max(min(free, high), low)
    binds = "a" if veto_a > free else "b" if pie - veto_b < free else None
    return RatifiedSplit(True, low, high, share, binds)


def offer_to_veto(
    veto_b: QuantileTable, pie: float = 1.0, disagreement: tuple[float, float] = (0.0, 0.0)
) -> Screening:
    """Best take-it-or-leave-it offer where what B's ratifier must see is not known.

    A maximises ``F(y) (S - y - d_a)``, F the chance that an offer y satisfies both the ratifier
    and the government of B, which asks for d_b. With a veto uniform from 0 to h on a pie of one
    the offer is ``min(h, 1/2)``: a ratifier who is thought to be tough, up to a point, gets more
    for its side (the one-shot case of Iida 1993 and of Mo 1995, American Political Science
    Review 89).

    Parameters
    ----------
    veto_b
        What B's ratifier must see its side get.
    pie
        What there is to divide, S.
    disagreement
        What A and B have without a deal, d.

    Returns
    -------
    Screening
        ``accepted`` is the chance of ratification, ``value_b`` the payoff of B's government.

    Raises
    ------
    InputError
        As `screen`; or a disagreement value of B that is not finite.
    """
    stay_a, stay_b = disagreement
    if not np.isfinite(stay_b):
        raise InputError(f"disagreement of B is {stay_b}; give a finite number")
    best = screen(veto_b.at_least(stay_b), pie, stay_a)
    return Screening(
        offer=best.offer,
        demand=best.demand,
        accepted=best.accepted,
        conflict=best.conflict,
        value_a=best.value_a,
        value_b=best.accepted * best.offer + best.conflict * stay_b,
    )
