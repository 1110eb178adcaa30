"""What moves welfare: first-order parts, and the exact split along the path of the change."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float

from tradetalks.world._equilibrium import (
    Economy,
    Outcome,
    Shock,
    outcome,
    solve_point,
)


class Parts(NamedTuple):
    """Parts of a change of real income, in percent, by sector, country and partner.

    Attributes
    ----------
    terms_of_trade
        Prices of what the country sells to the partner less those of what it buys from it.
    volume_of_trade
        Quantities bought from the partner, at the tariff that they pay.
    trade_costs
        What carrying goods from the partner costs, with tariff.
    transfers
        Change of the deficit, [country].
    """

    terms_of_trade: Float[np.ndarray, "sector country partner"]
    volume_of_trade: Float[np.ndarray, "sector country partner"]
    trade_costs: Float[np.ndarray, "sector country partner"]
    transfers: Float[np.ndarray, " country"]

    def scaled(self, factor: np.ndarray) -> Parts:
        """All parts of each country times a factor, [country]."""
        spread = factor[:, None]
        flows = (spread * part for part in self[:3])
        return Parts._make((*flows, factor * self.transfers))


def first_order(
    trade: np.ndarray,
    tariffs: np.ndarray,
    income: np.ndarray,
    costs: np.ndarray,
    trade_costs: np.ndarray,
    after: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Terms and volume of trade of Caliendo and Parro, in percent, [sector, country, partner].

    Base trade net of tariff M, base tariffs tau and base income I; unit costs c and trade costs
    kappa as changes (one: none); trade after M'::

        ToT_n = sum [M_in (c_n - 1) - M_ni (c_i - 1)] / I_n
        VoT_n = sum tau_ni [M'_ni - M_ni - M_ni (c_i kappa_ni - 1)] / I_n
    """
    weight = 100.0 / income[:, None]
    dearer = trade * (costs - 1.0)[:, None, :]
    terms = (dearer.transpose(0, 2, 1) - dearer) * weight
    landed = trade * (costs[:, None, :] * trade_costs - 1.0)
    return terms, tariffs * (after - trade - landed) * weight


class Rates(NamedTuple):
    """Derivatives of the log of real income along a path, and the point where they hold."""

    terms_of_trade: Float[Array, "sector country partner"]
    volume_of_trade: Float[Array, "sector country partner"]
    trade_costs: Float[Array, "sector country partner"]
    transfers: Float[Array, " country"]
    point: Float[Array, " unknown"]


def on_path(begin: Shock, end: Shock, step: Array) -> Shock:
    """A point of the path: equal steps of tariffs and deficits, equal ratios of trade costs."""
    mixed = jax.tree.map(lambda a, b: a + step * (b - a), begin, end)
    costs = begin.trade_costs ** (1.0 - step) * end.trade_costs**step
    return mixed._replace(trade_costs=costs)


@jax.jit
def rates(economy: Economy, begin: Shock, end: Shock, step: Array, start: Array) -> Rates:
    """How fast each part moves at a step of the path.

    With E sales and M purchases net of tariff, I income and D the deficit, differentials in logs::

        d log W = sum [E_ni d c_n - M_ni d c_i + tau_ni M_ni (d M_ni - d c_i - d kappa_ni)
                       - M_ni d kappa_ni] / I_n + dD_n / I_n
    """

    def along(at: Array) -> tuple[Outcome, Shock, Array]:
        shock = on_path(begin, end, at)
        point = solve_point(economy, shock, start)
        return outcome(economy, shock, point), shock, point

    (here, shock, point), (moves, shift, _) = jax.jvp(along, (step,), (jnp.ones_like(step),))
    income = here.wages * economy.value_added + here.revenue + shock.deficits
    costs = (moves.costs / here.costs)[:, None, :]
    kappa = shift.trade_costs / shock.trade_costs
    dearer = here.trade * costs
    volume = moves.trade - here.trade * (costs + kappa)
    weight = 1.0 / income[:, None]
    return Rates(
        (dearer.transpose(0, 2, 1) - dearer) * weight,
        shock.tariffs * volume * weight,
        -here.trade * kappa * weight,
        shift.deficits / income,
        point,
    )


def integrate(
    economy: Economy, begin: Shock, end: Shock, start: Array, nodes: int
) -> tuple[Parts, np.ndarray]:
    """Parts in log points by Gauss-Legendre nodes, and their sum by country."""
    at, weights = np.polynomial.legendre.leggauss(nodes)
    total: list[np.ndarray] = []
    for step, weight in zip((at + 1.0) / 2.0, weights / 2.0, strict=True):
        found = rates(economy, begin, end, jnp.asarray(step), start)
        start = found.point
        added = [weight * np.asarray(part) for part in found[:4]]
        total = [a + b for a, b in zip(total, added, strict=True)] if total else added
    parts = Parts(*total)
    flows = parts.terms_of_trade + parts.volume_of_trade + parts.trade_costs
    return parts, flows.sum((0, 2)) + parts.transfers
