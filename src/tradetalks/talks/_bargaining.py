"""Where a deal is possible: frontier, zone of agreement, win-sets and solutions, draw by draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int

from tradetalks.errors import InputError
from tradetalks.talks._solutions import (
    TIE,
    Solution,
    egalitarian,
    kalai_smorodinsky,
    nash,
)

__all__ = ["BargainingSet"]

Menu = Float[np.ndarray, "draw deal"]
Mask = Bool[np.ndarray, "draw deal"]
Solver = Callable[[Float[np.ndarray, "deal 2"], Float[np.ndarray, " 2"], float, bool], Solution]


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

    def __post_init__(self) -> None:
        for name in ("payoff_a", "payoff_b"):
            values = np.asarray(getattr(self, name), dtype=float)
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

    def frontier(self) -> Mask:
        """Deals that no other deal beats for one side without costing the other (Pareto)."""
        return efficient(self.payoff_a, self.payoff_b)

    def mean_frontier(self) -> Bool[np.ndarray, " deal"]:
        """Efficient deals at mean payoffs over the draws."""
        mean_a, mean_b = self.payoff_a.mean(axis=0), self.payoff_b.mean(axis=0)
        return efficient(mean_a[None, :], mean_b[None, :])[0]

    def zopa(
        self,
        disagreement_a: Float[np.ndarray, " draw"] | float | None = None,
        disagreement_b: Float[np.ndarray, " draw"] | float | None = None,
    ) -> Mask:
        """Deals that both sides like at least as much as no deal: the zone of possible agreement.

        Parameters
        ----------
        disagreement_a, disagreement_b
            Other payoffs without a deal, such as those of certain sanctions.
        """
        floors = (
            self.disagreement_a
            if disagreement_a is None
            else self._one_a_draw("disagreement_a", disagreement_a),
            self.disagreement_b
            if disagreement_b is None
            else self._one_a_draw("disagreement_b", disagreement_b),
        )
        return _at_least(self.payoff_a, floors[0]) & _at_least(self.payoff_b, floors[1])

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
        return self._solve(nash, weight, lottery, among)

    def kalai_smorodinsky(
        self, weight: float = 0.5, lottery: bool = True, among: Mask | None = None
    ) -> Float[np.ndarray, "draw 2"]:
        """Kalai-Smorodinsky solution in each draw; parameters and NaN as in `nash`."""
        return self._solve(kalai_smorodinsky, weight, lottery, among)

    def egalitarian(
        self, weight: float = 0.5, lottery: bool = True, among: Mask | None = None
    ) -> Float[np.ndarray, "draw 2"]:
        """Egalitarian solution in each draw; parameters and NaN as in `nash`."""
        return self._solve(egalitarian, weight, lottery, among)

    def logrolling(
        self, levels: Int[np.ndarray, "deal issue"], issues: Sequence[str]
    ) -> pl.DataFrame:
        """Which concessions are cheap for B and dear to A, issue by issue.

        Payoffs are fitted by a sum of effects of each issue's level (least squares; exact where
        they add up). ``gain_a`` and ``gain_b`` are the mean changes from the lowest to the highest
        level, ``cost_to_b = -gain_b / gain_a`` what B loses per unit that A gains, in either
        direction of the move, and ``relative`` that cost over the cost of all contested issues
        taken together: below one A should ask for it, above one A should give way on it, and the
        further apart two issues are, the better they trade against each other.

        Parameters
        ----------
        levels
            Level of each issue in each deal, in order.
        issues
            Their names.

        Returns
        -------
        polars.DataFrame
            Rows by rising cost; ``low`` and ``high`` bound the central nine tenths of the draws.
        """
        table = np.asarray(levels)
        if table.shape != (len(self.deals), len(issues)):
            raise InputError(
                f"levels has shape {table.shape}; give ({len(self.deals)}, {len(issues)})"
            )
        gains_a = _effects(table, self.payoff_a)
        gains_b = _effects(table, self.payoff_b)
        return _trades(issues, gains_a, gains_b)

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
        everything = np.ones(self.payoff_a.shape, dtype=bool)
        allowed = everything if among is None else self._mask("among", among)
        possible = (self.zopa() & allowed).any(axis=1)
        points = np.full((len(self.payoff_a), 2), np.nan)
        for draw in np.flatnonzero(possible):
            kept = allowed[draw]
            payoffs = np.column_stack([self.payoff_a[draw, kept], self.payoff_b[draw, kept]])
            origin = np.array([self.disagreement_a[draw], self.disagreement_b[draw]])
            points[draw] = solver(payoffs, origin, weight, lottery).point
        return points

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


def efficient(a: Menu, b: Menu) -> Mask:
    """Pareto-efficient deals of each row; payoffs equal up to rounding count as equal.

    Sorted by falling payoff of A, a deal is efficient where it raises the best payoff of B so far.
    """
    a, b = _rounded(a), _rounded(b)
    order = np.lexsort((-b, -a), axis=-1)
    a, b = np.take_along_axis(a, order, 1), np.take_along_axis(b, order, 1)
    best = np.maximum.accumulate(b, axis=1)
    before = np.column_stack([np.full(len(b), -np.inf), best[:, :-1]])
    record = b > before
    places = np.where(record, np.arange(b.shape[1]), 0)
    held = np.maximum.accumulate(places, axis=1)
    twin = (a == np.take_along_axis(a, held, 1)) & (b == np.take_along_axis(b, held, 1))
    found = np.zeros(a.shape, dtype=bool)
    np.put_along_axis(found, order, record | twin, 1)
    return found


def _rounded(values: Menu) -> Menu:
    """Payoffs as multiples of a tiny share of their spread in each row."""
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    scale = np.maximum(np.abs(low), np.abs(high))
    return np.round((values - low) / np.where(scale > 0.0, TIE * scale, 1.0))


def _at_least(values: Menu, floor: Float[np.ndarray, " draw"]) -> Mask:
    slack = TIE * np.abs(values).max(axis=1)
    return values >= (floor - slack)[:, None]


def _effects(
    levels: Int[np.ndarray, "deal issue"], values: Menu
) -> Float[np.ndarray, "draw issue"]:
    """Fit the change of payoff between the extreme levels of each issue, others held."""
    columns = [np.ones(len(levels))]
    tops: list[int | None] = []
    for issue in range(levels.shape[1]):
        _, coded = np.unique(levels[:, issue], return_inverse=True)
        steps = [(coded == level).astype(float) for level in range(1, int(coded.max()) + 1)]
        columns += steps
        tops.append(len(columns) - 1 if steps else None)
    fitted = np.linalg.lstsq(np.column_stack(columns), values.T, rcond=None)[0]
    zero = np.zeros(len(values))
    return np.column_stack([zero if top is None else fitted[top] for top in tops])


def _trades(
    issues: Sequence[str],
    gains_a: Float[np.ndarray, "draw issue"],
    gains_b: Float[np.ndarray, "draw issue"],
) -> pl.DataFrame:
    mean_a, mean_b = gains_a.mean(axis=0), gains_b.mean(axis=0)
    none = TIE * max(float(np.abs(mean_a).max()), float(np.abs(mean_b).max()))
    contested = mean_a * mean_b < 0.0
    contested &= (np.abs(mean_a) > none) & (np.abs(mean_b) > none)
    asked = np.abs(mean_a[contested]).sum()
    overall = float(np.abs(mean_b[contested]).sum() / asked) if asked > 0.0 else np.nan
    rows: list[dict[str, str | float | None]] = []
    for i, issue in enumerate(issues):
        cost = None if abs(mean_a[i]) <= none else float(-mean_b[i] / mean_a[i])
        moved = gains_a[:, i] != 0.0
        spread = -gains_b[moved, i] / gains_a[moved, i]
        low, high = np.quantile(spread, [0.05, 0.95]) if cost is not None else (None, None)
        relative = cost / overall if cost is not None and contested[i] else None
        rows.append(
            {
                "issue": issue,
                "gain_a": float(mean_a[i]),
                "gain_b": float(mean_b[i]),
                "cost_to_b": cost,
                "low": low,
                "high": high,
                "relative": relative,
                "reading": _reading(cost, relative, float(mean_b[i]), none),
            }
        )
    schema = {name: pl.Float64 for name in ("gain_a", "gain_b", "cost_to_b", "low", "high")}
    frame = pl.DataFrame(rows, schema_overrides={**schema, "relative": pl.Float64})
    return frame.sort("cost_to_b", nulls_last=True)


def _reading(cost: float | None, relative: float | None, gain_b: float, none: float) -> str:
    """Put the ratio into words."""
    if cost is None:
        return "no conflict: moves neither" if abs(gain_b) <= none else "only B cares"
    if relative is None:
        return "both gain together" if cost < 0.0 else "only A cares"
    if relative < 1.0 - TIE:
        return "cheap for B: A asks"
    return "dear to B: A gives way" if relative > 1.0 + TIE else "trades at par"
