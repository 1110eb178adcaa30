"""One homogeneous good: linear demand, Cournot or perfect competition, sloping costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tradetalks.errors import InputError
from tradetalks.market._firms import Firms
from tradetalks.market._flows import Posted, Solved
from tradetalks.market._terms import Terms


@dataclass(frozen=True)
class LinearDemand:
    """``p = intercept + slope Q`` for one good, whoever makes it.

    Parameters
    ----------
    intercept
        Price at which nothing is bought, above 0.
    slope
        Change of the price a unit of total quantity, below 0; with ``Market.size`` other than one,
        a unit of quantity divided by size.
    """

    intercept: float
    slope: float

    def __post_init__(self) -> None:
        if not np.isfinite(self.intercept) or self.intercept <= 0.0:
            raise InputError(f"intercept of demand is {self.intercept}; give a number above 0")
        if not np.isfinite(self.slope) or self.slope >= 0.0:
            raise InputError(f"slope of demand is {self.slope}; give a number below 0")

    @property
    def kinds(self) -> tuple[str, ...]:
        """Surplus is not told apart."""
        return ("",)

    def most(self, products: np.ndarray, access: Mapping[int, float]) -> float:  # noqa: ARG002
        """Quantity, a unit of size, at a price of zero."""
        return -self.intercept / self.slope


def solve_homogeneous(
    demand: LinearDemand,
    firms: Firms,
    cournot: bool,
    terms: Terms,
    posted: Posted,
    cost_slope: np.ndarray,
    size: float,
    tolerance: float = 1e-12,
    max_steps: int = 100,
) -> Solved:
    """Quantities and shadow prices of every lane, by semismooth Newton steps.

    With the border price ``b_j = (p - d_j) / A_j``, each firm's condition is

        ``c_j + k_j q_j - b_j - slope sum_k kappa q_k / A_k >= 0``, with equality where q_j > 0

    (without the last sum under perfect competition), and each limit's complementarity is as in
    `tradetalks.market._solve.Limits`. All are linear in quantities and shadow prices.
    """
    if any(limit.rated for limit in terms.limits):
        raise InputError(
            "TariffRateQuota, or a floor by an ad valorem subsidy, needs differentiated products"
        )
    interest = np.asarray(firms.interest)[np.asarray(firms.code)]
    gross = 1.0 / (1.0 - terms.consumer_rate)
    masks = np.array([limit.mask for limit in terms.limits], float).reshape(-1, gross.size)
    caps, low, high = (
        np.array(column)
        for column in (
            [limit.quantity / size for limit in terms.limits],
            [limit.low for limit in terms.limits],
            [limit.high for limit in terms.limits],
        )
    )
    count, slope = gross.size, demand.slope
    shape = np.broadcast_shapes(posted.rate.shape, posted.cost.shape, posted.margin.shape)
    rows = []
    for rate, cost, margin in zip(
        *(np.broadcast_to(x, shape) for x in (posted.rate, posted.cost, posted.margin)),
        strict=True,
    ):
        width = gross * (1.0 + rate + terms.barrier)
        fixed = gross * (terms.specific + margin)
        # Firms' conditions are `matrix @ (q, mu) + constant >= 0`.
        own = np.diag(cost_slope) - slope / width[:, None]
        if cournot:
            own = own - slope * interest / width
        matrix = np.hstack([own, (gross * masks).T / width[:, None]])
        constant = cost + (fixed - demand.intercept) / width
        state = np.zeros(count + len(caps))
        residual, steps = np.inf, 0
        while steps < max_steps and residual > tolerance:
            residual, state = _newton(state, matrix, constant, masks, caps, low, high, slope)
            steps += 1
        bought, shadow = state[:count], state[count:]
        total = bought.sum()
        price = demand.intercept + slope * total
        rows.append(
            (
                np.full(count, price),
                bought,
                shadow,
                np.array([-slope * total**2 / 2.0]),
                residual,
                steps,
                residual <= tolerance,
            )
        )
    return Solved(*(np.array(column) for column in zip(*rows, strict=True)))


def _newton(
    state: np.ndarray,
    matrix: np.ndarray,
    constant: np.ndarray,
    masks: np.ndarray,
    caps: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    slope: float,
) -> tuple[float, np.ndarray]:
    """Residual at a state, as a share of the largest cost or price, and the next state."""
    count = constant.size
    bought, shadow = state[:count], state[count:]
    # Quantities are compared with costs in money, at the slope of demand.
    money = -slope * bought
    condition = matrix @ state + constant
    active = condition < money
    trial = shadow - slope * (masks @ bought - caps)
    gap = np.concatenate([np.minimum(money, condition), shadow - np.clip(trial, low, high)])
    met = (trial > low) & (trial < high)
    upper = np.where(active[:, None], matrix, 0.0)
    upper[:, :count] += np.diag(np.where(active, 0.0, -slope))
    lower = np.hstack(
        [np.where(met[:, None], slope * masks, 0.0), np.diag(np.where(met, 0.0, 1.0))]
    )
    try:
        move = np.linalg.solve(np.vstack([upper, lower]), gap)
    except np.linalg.LinAlgError as error:
        raise InputError(
            "who makes how much is not determined: some costs neither slope nor are another "
            "firm's; give cost_slope"
        ) from error
    scale = float(np.abs(constant).max())
    return float(np.abs(gap).max()) / scale, state - move
