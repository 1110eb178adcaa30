"""Where a deal is possible: frontier, zone of agreement, win-sets and solutions, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int
from numpy.typing import ArrayLike

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._alternating import alternating_offers, check_alternation
from tradetalks.talks._bargaining._frontier import TIE, Mask, Menu, efficient, leaders
from tradetalks.talks._bargaining._logrolling import logrolling
from tradetalks.talks._bargaining._solutions import (
    Solver,
    agreements,
    egalitarian_points,
    gains,
    kalai_smorodinsky_points,
    nash_points,
)

__all__ = ["BargainingSet"]

Draws = Float[np.ndarray, " draw"]
IssuePayoffs = Mapping[str, ArrayLike] | ArrayLike


@dataclass(frozen=True, eq=False)
class BargainingSet:
    """Deals with their payoffs in every draw, and what happens without one.

    Parameters
    ----------
    payoff_a, payoff_b
        Shape (draw, deal), in one unit.
    disagreement_a, disagreement_b
        Shape (draw,): payoffs of the impasse. Sanctions and retreat are outside options, which
        bound a share but do not move it (Binmore, Shaked and Sutton 1989, Quarterly Journal of
        Economics 104); pass them to `zopa` to see the zone against them.
    deals
        A label each.
    levels
        Shape (deal, issue): level of each issue in each deal, if the deals are made of issues.
    issues
        Names of the issues.

    Raises
    ------
    InputError
        No deal, NaN payoffs, or shapes that do not fit.
    """

    payoff_a: Menu
    payoff_b: Menu
    disagreement_a: Float[np.ndarray, " draw"]
    disagreement_b: Float[np.ndarray, " draw"]
    deals: Sequence[object]
    levels: Int[np.ndarray, "deal issue"] | None = None
    issues: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name in ("payoff_a", "payoff_b"):
            values = np.ascontiguousarray(getattr(self, name), dtype=float)
            if values.ndim != 2 or values.size == 0:
                raise InputError(f"{name} has shape {values.shape}; give (draws, deals), not empty")
            if not np.isfinite(values).all():
                raise InputError(f"{name} holds NaN or infinity; give finite payoffs")
            object.__setattr__(self, name, values)
        if self.payoff_a.shape != self.payoff_b.shape:
            raise InputError(
                f"payoff_a has shape {self.payoff_a.shape}, payoff_b {self.payoff_b.shape}; "
                "give both one shape"
            )
        for name in ("disagreement_a", "disagreement_b"):
            object.__setattr__(self, name, self._one_a_draw(name, getattr(self, name)))
        if len(self.deals) != self.payoff_a.shape[1]:
            raise InputError(
                f"deals has {len(self.deals)} labels for {self.payoff_a.shape[1]} deals; "
                "give one each"
            )

    @classmethod
    def from_issues(
        cls,
        issues: Mapping[str, Sequence[object]],
        payoff_a: IssuePayoffs,
        payoff_b: IssuePayoffs,
        disagreement_a: Draws | float = 0.0,
        disagreement_b: Draws | float = 0.0,
    ) -> BargainingSet:
        """Build every package of levels from the issues on the table.

        Parameters
        ----------
        issues
            The levels of each issue; the first issue moves slowest over the deals.
        payoff_a, payoff_b
            Where payoffs add up over issues: for each issue an array (draw, level), or (level,)
            for all draws. Otherwise one array (draw, level of the first issue, level of the
            second, ...), or the same without draws.
        disagreement_a, disagreement_b
            Shape (draw,) or one number.

        Raises
        ------
        InputError
            No issue, an issue without level or payoffs, or shapes that do not fit.
        """
        counts = tuple(len(levels) for levels in issues.values())
        if not counts or 0 in counts:
            raise InputError(f"issues have {counts} levels; give an issue, and each a level")
        a = _issue_payoffs("payoff_a", issues, payoff_a)
        b = _issue_payoffs("payoff_b", issues, payoff_b)
        floors = [np.atleast_1d(np.asarray(d, float)) for d in (disagreement_a, disagreement_b)]
        draws = max(len(a), len(b), *(len(floor) for floor in floors))
        for name, values in (("payoff_a", a), ("payoff_b", b)):
            if len(values) not in (1, draws):
                raise InputError(f"{name} has {len(values)} draws, others {draws}; give as many")
        size = a[0].size
        return cls(
            np.broadcast_to(a.reshape(len(a), size), (draws, size)),
            np.broadcast_to(b.reshape(len(b), size), (draws, size)),
            floors[0],
            floors[1],
            deals=list(product(*issues.values())),
            levels=np.indices(counts).reshape(len(counts), size).T,
            issues=tuple(issues),
        )

    def frontier(self) -> Mask:
        """Deals that no other deal beats for one side without costing the other (Pareto)."""
        return efficient(self.payoff_a, self.payoff_b, self._all_leaders)

    def mean_frontier(self) -> Bool[np.ndarray, " deal"]:
        """Efficient deals at mean payoffs over the draws."""
        mean_a, mean_b = self.payoff_a.mean(axis=0), self.payoff_b.mean(axis=0)
        return efficient(mean_a[None, :], mean_b[None, :])[0]

    def zopa(
        self,
        disagreement_a: Draws | float | None = None,
        disagreement_b: Draws | float | None = None,
    ) -> Mask:
        """Deals that both sides like at least as much as no deal: the zone of possible agreement.

        Parameters
        ----------
        disagreement_a, disagreement_b
            Other payoffs without a deal, such as those of certain sanctions.
        """
        return self.acceptable("a", disagreement_a) & self.acceptable("b", disagreement_b)

    def acceptable(self, side: str, disagreement: Draws | float | None = None) -> Mask:
        """Deals that one side likes at least as much as no deal.

        Parameters
        ----------
        side
            "a" or "b".
        disagreement
            Another payoff without a deal.
        """
        if side not in ("a", "b"):
            raise InputError(f"side is {side!r}; give 'a' or 'b'")
        payoff, floor = (
            (self.payoff_a, self.disagreement_a)
            if side == "a"
            else (self.payoff_b, self.disagreement_b)
        )
        if disagreement is not None:
            floor = self._one_a_draw(f"disagreement_{side}", disagreement)
        return _at_least(payoff, floor)

    def win_set(self, accept_a: Mask, accept_b: Mask) -> Mask:
        """Deals in the zone of agreement that the domestic actors of both sides ratify.

        The overlap of the two win-sets (Putnam 1988, International Organization 42).

        Parameters
        ----------
        accept_a, accept_b
            Shape (draw, deal), or (deal,) for all draws: True where nobody vetoes the deal.
        """
        return self.zopa() & self._mask("accept_a", accept_a) & self._mask("accept_b", accept_b)

    def nash(
        self, weight: float = 0.5, lottery: bool = True, among: Mask | None = None
    ) -> Float[np.ndarray, "draw 2"]:
        """Nash solution in each draw, NaN where no deal is in the zone of agreement.

        Parameters
        ----------
        weight
            Bargaining weight of A.
        lottery
            False takes single deals only.
        among
            Deals that may be agreed, such as `win_set`; all by default.
        """
        return self._solve(nash_points, weight, lottery, among)

    def kalai_smorodinsky(
        self, weight: float = 0.5, lottery: bool = True, among: Mask | None = None
    ) -> Float[np.ndarray, "draw 2"]:
        """Kalai-Smorodinsky solution in each draw; parameters and NaN as in `nash`."""
        return self._solve(kalai_smorodinsky_points, weight, lottery, among)

    def egalitarian(
        self, weight: float = 0.5, lottery: bool = True, among: Mask | None = None
    ) -> Float[np.ndarray, "draw 2"]:
        """Egalitarian solution in each draw; parameters and NaN as in `nash`."""
        return self._solve(egalitarian_points, weight, lottery, among)

    def rubinstein(
        self,
        discount_a: Draws | float,
        discount_b: Draws | float,
        proposer: str = "a",
        periods: int | None = None,
        among: Mask | None = None,
    ) -> Float[np.ndarray, "draw 2"]:
        """Payoffs of alternating offers in each draw, lotteries included; NaN as in `nash`.

        With patient sides this is the Nash solution of weight
        ``log discount_b / (log discount_a + log discount_b)``; `tradetalks.talks.rubinstein` is
        its closed form for a pie. While they talk both have their disagreement payoffs.

        Parameters
        ----------
        discount_a, discount_b
            Discount factor a period, of gains over disagreement, from 0 to 1.
        proposer
            Who offers first: "a" or "b".
        periods
            Number of offers before disagreement is final; None for no end.
        among
            Deals that may be agreed; all by default.

        Raises
        ------
        InputError
            A discount outside [0, 1], both equal to 1 without an end, another proposer, no period.
        """
        factor_a = self._one_a_draw("discount_a", discount_a)
        factor_b = self._one_a_draw("discount_b", discount_b)
        for one_a, one_b in set(zip(factor_a.tolist(), factor_b.tolist(), strict=True)):
            check_alternation(one_a, one_b, proposer, periods)
        points = np.full((len(self.payoff_a), 2), np.nan)
        for draw, kept in enumerate(self._leaders(among)):
            if not kept.any():
                continue
            a = gains(self.payoff_a[draw, kept], self.disagreement_a[draw])
            b = gains(self.payoff_b[draw, kept], self.disagreement_b[draw])
            if ((a >= 0.0) & (b >= 0.0)).any():
                factors = float(factor_a[draw]), float(factor_b[draw])
                points[draw] = alternating_offers(a, b, *factors, proposer, periods)
        return points + np.column_stack([self.disagreement_a, self.disagreement_b])

    def logrolling(
        self,
        levels: Int[np.ndarray, "deal issue"] | None = None,
        issues: Sequence[str] | None = None,
    ) -> pl.DataFrame:
        """Which concessions are cheap for B and dear to A, issue by issue.

        Parameters
        ----------
        levels
            Level of each issue in each deal, in order; the set's own by default.
        issues
            Their names; the set's own by default.

        Returns
        -------
        polars.DataFrame
            See `tradetalks.talks.logrolling`.
        """
        table = self.levels if levels is None else levels
        if table is None:
            raise InputError("levels are not given, nor known to the set; give (deals, issues)")
        names = self.issues if issues is None else issues
        return logrolling(table, names, self.payoff_a, self.payoff_b)

    def to_frame(self) -> pl.DataFrame:
        """Tabulate the deals: mean payoffs, share of draws on the frontier and in the zone."""
        return pl.DataFrame(
            {
                "deal": [str(deal) for deal in self.deals],
                "payoff_a": self.payoff_a.mean(axis=0),
                "payoff_b": self.payoff_b.mean(axis=0),
                "efficient": self.frontier().mean(axis=0),
                "acceptable": self.zopa().mean(axis=0),
            }
        )

    def summary(self) -> str:
        """One line: how often a deal is possible."""
        possible = self.zopa().any(axis=1).mean()
        return f"{len(self.deals)} deals; one that both prefer exists in {possible:.0%} of draws"

    def _solve(
        self, solver: Solver, weight: float, lottery: bool, among: Mask | None
    ) -> Float[np.ndarray, "draw 2"]:
        kept = self._leaders(among)
        empty = ~kept.any(axis=1)
        if empty.any():
            # A stand-in, whose solution is dropped below.
            kept = kept.copy()
            kept[empty, 0] = True
        found = agreements(
            solver,
            (self.payoff_a, self.payoff_b),
            (self.disagreement_a, self.disagreement_b),
            kept,
            weight,
            lottery,
        )
        points = np.column_stack([found.of(self.payoff_a), found.of(self.payoff_b)])
        points[empty | ~found.zone] = np.nan
        return points

    @cached_property
    def _all_leaders(self) -> Mask:
        return leaders(self.payoff_a, self.payoff_b)

    def _leaders(self, among: Mask | None) -> Mask:
        """Deals that matter to a solution: few, as most are beaten on both sides."""
        if among is None:
            return self._all_leaders
        return leaders(self.payoff_a, self.payoff_b, self._mask("among", among))

    def _one_a_draw(
        self, name: str, values: Float[np.ndarray, " draw"] | float
    ) -> Float[np.ndarray, " draw"]:
        array, count = np.asarray(values, dtype=float), len(self.payoff_a)
        if array.shape not in ((), (1,), (count,)) or not np.isfinite(array).all():
            raise InputError(
                f"{name} has shape {array.shape}; give {count} finite numbers, one a draw"
            )
        return np.broadcast_to(array, (count,))

    def _mask(self, name: str, mask: Mask) -> Mask:
        array = np.asarray(mask)
        shape = self.payoff_a.shape
        if array.dtype != bool or array.shape not in (shape, shape[1:]):
            raise InputError(f"{name} is {array.dtype} {array.shape}; give a mask of shape {shape}")
        return np.broadcast_to(array, shape)


def _issue_payoffs(
    name: str, issues: Mapping[str, Sequence[object]], payoff: IssuePayoffs
) -> Float[np.ndarray, "draw ..."]:
    """Payoffs of all packages, an axis an issue after that of the draws."""
    counts = tuple(len(levels) for levels in issues.values())
    if not isinstance(payoff, Mapping):
        whole = np.asarray(payoff, dtype=float)
        whole = whole[None] if whole.ndim == len(counts) else whole
        if whole.shape[1:] != counts:
            raise InputError(f"{name} has shape {whole.shape}; give (draws, *{counts})")
        return whole
    if set(payoff) != set(issues):
        raise InputError(f"{name} has payoffs for {sorted(payoff)}; give {sorted(issues)}")
    total = np.zeros((1, *counts))
    for axis, (issue, count) in enumerate(zip(issues, counts, strict=True)):
        part = np.atleast_2d(np.asarray(payoff[issue], dtype=float))
        if part.ndim != 2 or part.shape[1] != count or len({1, len(part), len(total)}) > 2:
            raise InputError(f"{name} of {issue} has shape {part.shape}; give (draws, {count})")
        shape = [len(part), *(count if i == axis else 1 for i in range(len(counts)))]
        total = total + part.reshape(shape)
    return total


def _at_least(values: Menu, floor: Draws) -> Mask:
    slack = TIE * np.abs(values).max(axis=1)
    return values >= (floor - slack)[:, None]
