"""Logrolling: which concessions are cheap for one side and dear to the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from jaxtyping import Float, Int

from tradetalks.errors import InputError
from tradetalks.talks._bargaining._frontier import TIE, Menu

__all__ = ["logrolling"]


def logrolling(
    levels: Int[np.ndarray, "deal issue"], issues: Sequence[str], payoff_a: Menu, payoff_b: Menu
) -> pl.DataFrame:
    """Tabulate what a concession on each issue is worth to both sides.

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
    payoff_a, payoff_b
        Shape (draw, deal).

    Returns
    -------
    polars.DataFrame
        Rows by rising cost; ``low`` and ``high`` bound the central nine tenths of the draws.

    Raises
    ------
    InputError
        Levels of another shape, or issues that move together, so that no effect is theirs alone.
    """
    table = np.asarray(levels)
    if table.shape != (payoff_a.shape[1], len(issues)):
        raise InputError(
            f"levels has shape {table.shape}; give ({payoff_a.shape[1]}, {len(issues)})"
        )
    gains_a, gains_b = _effects(table, payoff_a), _effects(table, payoff_b)
    mean_a, mean_b = gains_a.mean(axis=0), gains_b.mean(axis=0)
    none = TIE * max(float(np.abs(mean_a).max()), float(np.abs(mean_b).max()))
    contested = mean_a * mean_b < 0.0
    contested &= (np.abs(mean_a) > none) & (np.abs(mean_b) > none)
    asked = np.abs(mean_a[contested]).sum()
    overall = float(np.abs(mean_b[contested]).sum() / asked) if asked > 0.0 else np.nan
    rows: list[dict[str, str | float | None]] = []
    for i, issue in enumerate(issues):
        cost = None if abs(mean_a[i]) <= none else float(-mean_b[i] / mean_a[i])
        moved = np.abs(gains_a[:, i]) > none
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
    fitted, _, rank, _ = np.linalg.lstsq(np.column_stack(columns), values.T, rcond=None)
    if rank < len(columns):
        raise InputError(
            f"levels tell {rank} of {len(columns)} effects apart, as some issues move together; "
            "add deals that move them one by one"
        )
    zero = np.zeros(len(values))
    return np.column_stack([zero if top is None else fitted[top] for top in tops])


def _reading(cost: float | None, relative: float | None, gain_b: float, none: float) -> str:
    """Put the ratio into words."""
    if cost is None:
        return "no conflict: moves neither" if abs(gain_b) <= none else "only B cares"
    if relative is None:
        return "both gain together" if cost < 0.0 else "only A cares"
    if relative < 1.0 - TIE:
        return "cheap for B: A asks"
    return "dear to B: A gives way" if relative > 1.0 + TIE else "trades at par"
