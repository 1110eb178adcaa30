"""The deadline game as an object: labels, one type a side, outcomes by period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Float

from tradetalks.errors import InputError
from tradetalks.talks._deadline import Rules, batch_outcome, check_rules, deadline_rounds

__all__ = ["DeadlineGame", "DeadlinePlay"]


@dataclass(frozen=True, eq=False)
class DeadlinePlay:
    """How one deadline game goes. The chances of a deal, sanctions and retreat sum to one.

    Attributes
    ----------
    deals
        The labels.
    deal_by_period
        Shape (period,): chance that a deal is struck in each period.
    terms_by_period
        Shape (period, deal): the same by deal.
    terms
        Shape (deal,): chance of each deal over all periods.
    imposed, backed_down
        Chance that the deadline passes and A imposes, or does not.
    value_a, value_b
        Shape (type,): expected payoffs before the first offer.
    residual, status, iterations
        Distance of the chances from summing to one, "solved", periods worked through.
    """

    deals: tuple[object, ...]
    deal_by_period: Float[np.ndarray, " period"]
    terms_by_period: Float[np.ndarray, "period deal"]
    terms: Float[np.ndarray, " deal"]
    imposed: float
    backed_down: float
    value_a: Float[np.ndarray, " type"]
    value_b: Float[np.ndarray, " type"]
    residual: float
    status: str
    iterations: int

    def to_frame(self) -> pl.DataFrame:
        """Tabulate the periods: chance of a deal in it, and by its end."""
        return pl.DataFrame(
            {
                "period": np.arange(1, len(self.deal_by_period) + 1),
                "deal": self.deal_by_period,
                "deal_by": np.cumsum(self.deal_by_period),
            }
        )

    def summary(self) -> str:
        """One line: chances of a deal, of sanctions and of a retreat."""
        return (
            f"deal {self.deal_by_period.sum():.1%}, sanctions {self.imposed:.1%}, "
            f"backed down {self.backed_down:.1%}"
        )


@dataclass(frozen=True, eq=False)
class DeadlineGame:
    """Offers under a deadline, after which A imposes sanctions or backs down.

    The equations and sources stand at `tradetalks.talks.solve_deadline`, which solves many draws
    at once.

    Parameters
    ----------
    deals
        Labels of the deals.
    value_a, value_b
        Shape (type, deal): payoffs of the deals. One type a side: payoffs are known to both.
    impose_a, impose_b, back_down_a, back_down_b
        Shape (type,): payoffs at the deadline.
    prior_a, prior_b
        Chances of the types; they sum to one.
    periods
        Offers before the deadline.
    discount_a, discount_b
        Discount factor a period, above 0 and up to 1.
    proposer
        "alternate" (A first), "a", "b" or "random".
    precision
        Logit precision per unit of payoff: one number, or one for A and one for B.
    deal_weights
        Base measure of the offers; equal if left out.
    impasse_flow_a, impasse_flow_b
        Payoff of each period that ends without a deal, in that period's money.

    Raises
    ------
    InputError
        More than one type a side (private types are not supported yet), or a faulty value.
    """

    deals: Sequence[object]
    value_a: Float[np.ndarray, "type deal"]
    value_b: Float[np.ndarray, "type deal"]
    impose_a: Float[np.ndarray, " type"]
    impose_b: Float[np.ndarray, " type"]
    back_down_a: Float[np.ndarray, " type"]
    back_down_b: Float[np.ndarray, " type"]
    prior_a: Sequence[float] = (1.0,)
    prior_b: Sequence[float] = (1.0,)
    periods: int = 12
    discount_a: float = 0.99
    discount_b: float = 0.99
    proposer: str = "alternate"
    precision: float | tuple[float, float] = 1.0
    deal_weights: Float[np.ndarray, " deal"] | None = None
    impasse_flow_a: float = 0.0
    impasse_flow_b: float = 0.0

    def __post_init__(self) -> None:
        self._rules()

    def solve(self) -> DeadlinePlay:
        """Solve backwards from the deadline."""
        rules = self._rules()
        rounds = deadline_rounds(rules)
        agreed = np.array([r.agreed[0] for r in rounds])
        struck = agreed.sum(axis=1)
        before = np.concatenate([[1.0], np.cumprod(1.0 - struck)[:-1]])
        by_period = before[:, None] * agreed
        outcome = batch_outcome(
            rules,
            struck[None, :],
            by_period.sum(axis=0)[None, :],
            (rounds[0].value_a, rounds[0].value_b),
        )
        return DeadlinePlay(
            deals=tuple(self.deals),
            deal_by_period=outcome.deal_by_period[0],
            terms_by_period=by_period,
            terms=outcome.terms[0],
            imposed=float(outcome.imposed[0]),
            backed_down=float(outcome.backed_down[0]),
            value_a=outcome.value_a,
            value_b=outcome.value_b,
            residual=outcome.residual,
            status=outcome.status,
            iterations=outcome.iterations,
        )

    def _rules(self) -> Rules:
        values = {name: np.atleast_2d(getattr(self, name)) for name in ("value_a", "value_b")}
        for side in ("a", "b"):
            self._one_type(side, len(values[f"value_{side}"]))
        if values["value_a"].shape[1] != len(self.deals):
            raise InputError(
                f"deals has {len(self.deals)} labels, value_a {values['value_a'].shape[1]} "
                "columns; give one label a deal"
            )
        precision_a, precision_b = np.broadcast_to(np.asarray(self.precision, dtype=float), (2,))
        return check_rules(
            values["value_a"],
            values["value_b"],
            {"impose_a": self.impose_a, "impose_b": self.impose_b,
             "back_down_a": self.back_down_a, "back_down_b": self.back_down_b,
             "discount_a": self.discount_a, "discount_b": self.discount_b,
             "precision_a": float(precision_a), "precision_b": float(precision_b),
             "impasse_flow_a": self.impasse_flow_a, "impasse_flow_b": self.impasse_flow_b,
             "accept_odds": 1.0, "impose_odds": 1.0},
            self.deal_weights,
            self.proposer,
            self.periods,
            True,
        )

    def _one_type(self, side: str, rows: int) -> None:
        prior = np.asarray(getattr(self, f"prior_{side}"), dtype=float)
        if prior.ndim != 1 or not np.isclose(prior.sum(), 1.0) or not (prior >= 0.0).all():
            raise InputError(f"prior_{side} is {prior}; give chances that sum to one")
        types = [rows, len(prior)]
        types += [np.size(getattr(self, f"{name}_{side}")) for name in ("impose", "back_down")]
        if max(types) > 1:
            raise InputError(
                f"side {side} has {max(types)} types; private types are not supported yet, "
                "give one type a side"
            )
