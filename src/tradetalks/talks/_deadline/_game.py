"""The deadline game as an object: labels, one or two types a side, outcomes by period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from jaxtyping import Float

from tradetalks.errors import InputError, SolveError
from tradetalks.talks._deadline._deadline import Rules, batch_outcome, check_rules, deadline_rounds
from tradetalks.talks._deadline._moves import PrivateRules
from tradetalks.talks._deadline._path import TOLERANCE
from tradetalks.talks._deadline._posture import Posture
from tradetalks.talks._deadline._private import PrivateOutcome, solve_private
from tradetalks.talks._deadline._tree import efg

__all__ = ["BRANCH", "DeadlineGame", "DeadlinePlay"]

BY_TYPE = ("value_a", "value_b", "impose_a", "impose_b", "back_down_a", "back_down_b")

BRANCH = "stage by stage from precision zero, the last stage first"
"""Which logit equilibrium is reported, should there be several."""


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
    posture_by_period
        Shape (period, level): chance that an offer is made at each level of posture.
    terms
        Shape (deal,): chance of each deal over all periods.
    imposed, backed_down
        Chance that the deadline passes and A imposes, or does not.
    beliefs_a, beliefs_b
        Shape (period + 1, type): chance of A's and of B's types at the start of each period and
        at the last deadline, given that the talks are still on. It is what the other side
        believes, on average over what was offered.
    value_a, value_b
        Shape (type,): expected payoffs before the first move.
    worth_a, worth_b
        Shape (type, belief a, belief b): the same at every pair of beliefs, on even grids from 0
        to 1 of the chance of A's second type and of B's.
    ends
        Shape (2, type a, type b, belief a, belief b): chances of sanctions and of retreat there.
    residual, status, iterations
        Distance from Bayes' rule in log likelihood ratios (from summing to one where both know
        all); "solved", "fold" where the branch ended before the full precision and another
        equilibrium is reported, "several" where a search met a second one, "failed" with NaN
        throughout; steps taken.
    branch
        Which equilibrium it is.
    """

    deals: tuple[object, ...]
    deal_by_period: Float[np.ndarray, " period"]
    terms_by_period: Float[np.ndarray, "period deal"]
    posture_by_period: Float[np.ndarray, "period level"]
    terms: Float[np.ndarray, " deal"]
    imposed: float
    backed_down: float
    beliefs_a: Float[np.ndarray, "date type"]
    beliefs_b: Float[np.ndarray, "date type"]
    value_a: Float[np.ndarray, " type"]
    value_b: Float[np.ndarray, " type"]
    worth_a: Float[np.ndarray, "type x y"]
    worth_b: Float[np.ndarray, "type x y"]
    ends: Float[np.ndarray, "end type type x y"]
    residual: float
    status: str
    iterations: int
    branch: str = BRANCH

    def to_frame(self) -> pl.DataFrame:
        """Tabulate the periods: chance of a deal in it and by its end, and beliefs before it."""
        last = [
            (f"belief_{side}_{kind}", beliefs[:-1, kind])
            for side, beliefs in (("a", self.beliefs_a), ("b", self.beliefs_b))
            for kind in range(1, beliefs.shape[1])
        ]
        return pl.DataFrame(
            {
                "period": np.arange(1, len(self.deal_by_period) + 1),
                "deal": self.deal_by_period,
                "deal_by": np.cumsum(self.deal_by_period),
                **dict(last),
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
    at once with payoffs known to both. With two types a side payoffs are private. A belief is the
    chance of a side's second type. In a period the proposer's type i offers d with chance p_i(d),
    the responder's type j refuses with chance ``1 - q_j(d)``, and Bayes' rule gives the odds after
    a refusal

        mu / (1 - mu) * p_1(d) / p_0(d)   and   nu / (1 - nu) * (1 - q_1(d)) / (1 - q_0(d))

    at which the continuation is worth ``C_i``; p and q are logit choices given that (agent
    quantal-response equilibrium, McKelvey and Palfrey 1998, Experimental Economics 1). Every choice
    has a chance, so every belief is defined and no empty threat weighs anything. Values between
    the beliefs of the grid are interpolated linearly. Each stage is followed from precision
    zero, where its equilibrium is unique, with the continuation at full precision.

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
    posture
        What A can say in public and do about the deadline; nothing if left out.
    impasse_flow_a, impasse_flow_b
        Payoff of each period that ends without a deal, in that period's money.
    accept_odds, impose_odds
        Reference odds of accepting and of imposing where nothing is at stake.
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
    posture: Posture | None = None
    impasse_flow_a: float = 0.0
    impasse_flow_b: float = 0.0
    accept_odds: float = 1.0
    impose_odds: float = 1.0
    beliefs: int = 41

    def __post_init__(self) -> None:
        self._rules()
        if self.beliefs < 2:
            raise InputError(f"beliefs is {self.beliefs}; give a grid of 2 or more")

    def solve(self, *, search: bool = False, on_failure: str = "raise") -> DeadlinePlay:
        """Solve backwards from the deadline.

        Parameters
        ----------
        search
            Look for further equilibria of each stage, from extreme beliefs; finding none is no
            proof that there is none.
        on_failure
            "raise", or "status" to have a failed play back with NaN throughout.

        Raises
        ------
        SolveError
            With private types: the equilibrium of a stage was not reached.
        """
        if on_failure not in ("raise", "status"):
            raise InputError(f"on_failure is {on_failure!r}; give 'raise' or 'status'")
        rules = self._rules()
        if len(rules.value_a) == 1 and self.posture is None:
            return self._known(rules)
        found = solve_private(self.private(), search=search)
        residual = float(found.residual[0])
        failed = not residual <= TOLERANCE
        if failed and on_failure == "raise":
            raise SolveError(
                "deadline game has a stage short of its equilibrium; lower precision, or take "
                "more beliefs",
                residual=residual,
                iterations=found.iterations,
            )
        return self._play(found, failed)

    def to_efg(self, path: str | Path, *, by_period: bool = False) -> None:
        """Write the game as a tree that Gambit reads; small games only.

        Parameters
        ----------
        path
            File to write.
        by_period
            False writes two players with payoffs in money of the first move. True writes a
            player for each side and period, with payoffs in that period's money: the logit
            equilibrium of these agents is the one reported here, whatever the discount factors.

        Raises
        ------
        InputError
            More than 100,000 nodes, a random proposer, or reference odds or weights, which the
            format cannot hold.
        """
        Path(path).write_text(efg(self.private(), self.deals, "Deadline game", by_period=by_period))

    def private(self) -> PrivateRules:
        """Inputs of the game with private types: one draw, two types a side."""
        rules = self._rules()

        def by_type(name: str) -> np.ndarray:
            rows = np.asarray(getattr(rules, name))
            return (rows if len(rows) == 2 else np.repeat(rows, 2, axis=0))[None]

        def number(name: str) -> np.ndarray:
            return np.asarray(getattr(rules, name))[:1]

        return PrivateRules(
            value=(by_type("value_a"), by_type("value_b")),
            impose=(by_type("impose_a"), by_type("impose_b")),
            back_down=(by_type("back_down_a"), by_type("back_down_b")),
            prior=(_second(self.prior_a), _second(self.prior_b)),
            discount=(number("discount_a"), number("discount_b")),
            flow=(number("flow_a"), number("flow_b")),
            precision=(number("precision_a"), number("precision_b")),
            log_weights=rules.log_weights,
            log_accept=number("log_accept"),
            log_impose=number("log_impose"),
            can_impose=True,
            proposer=self.proposer,
            periods=self.periods,
            grid=(
                self.beliefs if len(self.prior_a) == 2 else 2,
                self.beliefs if len(self.prior_b) == 2 else 2,
            ),
            posture=self.posture or Posture(),
        )

    def _known(self, rules: Rules) -> DeadlinePlay:
        """Play where both know each other's payoffs."""
        rounds = deadline_rounds(rules)
        agreed = np.array([r.agreed[0] for r in rounds])
        struck = agreed.sum(axis=1)
        before = np.concatenate([[1.0], np.cumprod(1.0 - struck)])
        by_period = before[:-1, None] * agreed
        first = rounds[0]
        outcome = batch_outcome(
            rules, struck[None, :], by_period.sum(axis=0)[None, :], (first.value_a, first.value_b)
        )
        sure = np.ones((self.periods + 1, 1))
        ends = np.array([outcome.imposed[0], outcome.backed_down[0]])
        return DeadlinePlay(
            deals=tuple(self.deals),
            deal_by_period=outcome.deal_by_period[0],
            terms_by_period=by_period,
            posture_by_period=before[:-1, None],
            terms=outcome.terms[0],
            imposed=float(ends[0]),
            backed_down=float(ends[1]),
            beliefs_a=sure,
            beliefs_b=sure,
            value_a=outcome.value_a,
            value_b=outcome.value_b,
            worth_a=outcome.value_a[:, None, None],
            worth_b=outcome.value_b[:, None, None],
            ends=ends[:, None, None, None, None],
            residual=outcome.residual,
            status=outcome.status,
            iterations=outcome.iterations,
        )

    def _play(self, found: PrivateOutcome, failed: bool) -> DeadlinePlay:
        """Play with private types, from a batch of one."""
        a, b = len(self.prior_a), len(self.prior_b)
        gone = np.nan if failed else 0.0
        chances = found.chances
        terms = chances.terms_by_period[0] + gone
        status = "fold" if found.folded[0] else "several" if found.several[0] else "solved"
        return DeadlinePlay(
            deals=tuple(self.deals),
            deal_by_period=terms.sum(axis=1),
            terms_by_period=terms,
            posture_by_period=chances.posture_by_period[0] + gone,
            terms=terms.sum(axis=0),
            imposed=float(chances.imposed[0] + gone),
            backed_down=float(chances.backed_down[0] + gone),
            beliefs_a=chances.beliefs_a[0, :, :a] + gone,
            beliefs_b=chances.beliefs_b[0, :, :b] + gone,
            value_a=found.value_a[0, :a] + gone,
            value_b=found.value_b[0, :b] + gone,
            worth_a=found.worth_a[0, :a] + gone,
            worth_b=found.worth_b[0, :b] + gone,
            ends=found.ends[0, :, :a, :b] + gone,
            residual=float(found.residual[0]),
            status="failed" if failed else status,
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
            "accept_odds": self.accept_odds,
            "impose_odds": self.impose_odds,
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


def _second(prior: Sequence[float]) -> np.ndarray:
    """Chance of the second type, a draw of one."""
    return np.array([float(prior[1]) if len(prior) > 1 else 0.0])
