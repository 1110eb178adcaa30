"""The deadline game as an object: labels, one or two types a side, outcomes by period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Float

from tradetalks.errors import InputError
from tradetalks.talks._deadline import Rules, batch_outcome, check_rules, deadline_rounds
from tradetalks.talks._types import TypedRules, solve_types

__all__ = ["DeadlineGame", "DeadlinePlay"]

BY_TYPE = ("value_a", "value_b", "impose_a", "impose_b", "back_down_a", "back_down_b")


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
        With one type: distance of the chances from summing to one, and periods worked through.
        With two: distance from the fixed point, and its steps. A play that exists is "solved".
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
    at once with payoffs known to both. With two types a side payoffs are private: offers and
    answers move beliefs by Bayes' rule, always defined since every choice has a chance. The logit
    equilibrium is followed from precision zero; folds and further equilibria are not searched for.

    Parameters
    ----------
    deals
        Labels of the deals.
    value_a, value_b
        Shape (type, deal): payoffs of the deals, up to two types a side.
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
    beliefs
        Points of the grid on each side's belief, used with two types.

    Raises
    ------
    InputError
        More than two types a side (not supported yet), or a faulty value.
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
    beliefs: int = 41

    def __post_init__(self) -> None:
        self._rules()
        if self.beliefs < 2:
            raise InputError(f"beliefs is {self.beliefs}; give a grid of 2 or more")

    def solve(self) -> DeadlinePlay:
        """Solve backwards from the deadline.

        Raises
        ------
        SolveError
            With private types: the fixed point of a period was not reached.
        """
        rules = self._rules()
        return self._known(rules) if len(rules.value_a) == 1 else self._private(rules)

    def _known(self, rules: Rules) -> DeadlinePlay:
        """Play where both know each other's payoffs."""
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

    def _private(self, rules: Rules) -> DeadlinePlay:
        """Play where each side has two types."""
        found = solve_types(
            TypedRules(
                value=(rules.value_a, rules.value_b),
                impose=(rules.impose_a, rules.impose_b),
                back_down=(rules.back_down_a, rules.back_down_b),
                prior=(_second(self.prior_a), _second(self.prior_b)),
                discount=(self.discount_a, self.discount_b),
                flow=(self.impasse_flow_a, self.impasse_flow_b),
                precision=(float(rules.precision_a[0]), float(rules.precision_b[0])),
                log_weights=rules.log_weights,
                proposer=self.proposer,
                periods=self.periods,
                beliefs=self.beliefs,
            )
        )
        return DeadlinePlay(
            deals=tuple(self.deals),
            deal_by_period=found.terms_by_period.sum(axis=1),
            terms_by_period=found.terms_by_period,
            terms=found.terms_by_period.sum(axis=0),
            imposed=found.imposed,
            backed_down=found.backed_down,
            value_a=found.value_a[: len(self.prior_a)],
            value_b=found.value_b[: len(self.prior_b)],
            residual=found.residual,
            status="solved",
            iterations=found.iterations,
        )

    def _rules(self) -> Rules:
        types = max(self._types("a"), self._types("b"))
        rows = {name: self._by_type(name, types) for name in BY_TYPE}
        if rows["value_a"].shape[1:] != (len(self.deals),):
            raise InputError(
                f"deals has {len(self.deals)} labels, value_a {rows['value_a'].shape[1]} "
                "columns; give one label a deal"
            )
        precision = np.atleast_1d(np.asarray(self.precision, dtype=float))
        if precision.shape not in ((1,), (2,)):
            raise InputError(f"precision is {self.precision!r}; give one number, or one a side")
        numbers: dict[str, Float[np.ndarray, " type"] | float] = {
            **{name: rows[name] for name in BY_TYPE[2:]},
            "discount_a": self.discount_a,
            "discount_b": self.discount_b,
            "precision_a": float(precision[0]),
            "precision_b": float(precision[-1]),
            "impasse_flow_a": self.impasse_flow_a,
            "impasse_flow_b": self.impasse_flow_b,
            "accept_odds": 1.0,
            "impose_odds": 1.0,
        }
        return check_rules(
            rows["value_a"],
            rows["value_b"],
            numbers,
            self.deal_weights,
            self.proposer,
            self.periods,
            True,
        )

    def _types(self, side: str) -> int:
        """Count a side's types, after a check that all its inputs agree on them."""
        prior = np.asarray(getattr(self, f"prior_{side}"), dtype=float)
        if prior.ndim != 1 or not np.isclose(prior.sum(), 1.0) or not (prior >= 0.0).all():
            raise InputError(f"prior_{side} is {prior}; give chances that sum to one")
        if len(prior) > 2:
            raise InputError(
                f"side {side} has {len(prior)} types; more than two are not supported yet"
            )
        counts = {"value": len(np.atleast_2d(getattr(self, f"value_{side}")))}
        for name in ("impose", "back_down"):
            counts[name] = int(np.size(getattr(self, f"{name}_{side}")))
        for name, count in counts.items():
            if count != len(prior):
                raise InputError(
                    f"{name}_{side} has {count} types, prior_{side} {len(prior)}; give one row each"
                )
        return len(prior)

    def _by_type(self, name: str, types: int) -> np.ndarray:
        """Bring an input to the common number of types; a lone type is repeated, never drawn."""
        values = np.asarray(getattr(self, name), dtype=float)
        rows = np.atleast_2d(values) if name.startswith("value") else np.atleast_1d(values)
        return rows if len(rows) == types else np.repeat(rows, types, axis=0)


def _second(prior: Sequence[float]) -> float:
    return float(prior[1]) if len(prior) > 1 else 0.0
