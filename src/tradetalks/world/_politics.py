"""What a government maximises, and its slope in the tariffs by implicit differentiation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float

from tradetalks.errors import SolveError
from tradetalks.world._equilibrium import Economy, Shock, base_point, outcome, solve, solve_point

TOLERANCE = 1e-11
"""Step of the fixed point accepted: slopes need it smaller than a reported equilibrium does."""

MAX_STEPS = 1000


class Value(NamedTuple):
    """Log changes of all objectives, trade net of tariff in money, incomes, and the point."""

    objectives: Float[np.ndarray, " country"]
    trade: Float[np.ndarray, "sector importer exporter"]
    income: Float[np.ndarray, " country"]
    point: Float[np.ndarray, " unknown"]


class _Traced(NamedTuple):
    """A `Value` on the device."""

    objectives: Float[Array, " country"]
    trade: Float[Array, "sector importer exporter"]
    income: Float[Array, " country"]
    point: Float[Array, " unknown"]


def _objectives(economy: Economy, shock: Shock, point: Array, weights: Array) -> _Traced:
    found = outcome(economy, shock, point)
    net = economy.shares / (1.0 + economy.tariffs) * economy.expenditure[:, :, None]
    before, after = (economy.labour * trade.sum(1) for trade in (net, found.trade))
    tilt = (weights * after).sum(0) / after.sum(0) * before.sum(0) / (weights * before).sum(0)
    income = found.wages * economy.value_added + found.revenue + shock.deficits
    return _Traced(jnp.log(found.real_income) + jnp.log(tilt), found.trade, income, point)


@jax.jit
def _evaluate(economy: Economy, shock: Shock, start: Array, weights: Array) -> _Traced:
    end = solve(economy, shock, start, TOLERANCE, MAX_STEPS)
    point = jnp.where(end.converged, end.point, jnp.nan)
    return _objectives(economy, shock, point, weights)


@jax.jit
def _slope(
    economy: Economy, shock: Shock, start: Array, weights: Array, aim: Array
) -> tuple[_Traced, Array]:
    def aimed(factors: Array) -> tuple[Array, _Traced]:
        moved = shock._replace(tariffs=jnp.exp(factors) - 1.0)
        point = solve_point(economy, moved, start, TOLERANCE, MAX_STEPS)
        value = _objectives(economy, moved, point, weights)
        return (aim * value.objectives).sum(), value

    slopes, value = jax.grad(aimed, has_aux=True)(jnp.log1p(shock.tariffs))
    return value, slopes


@dataclass(eq=False)
class Governments:
    """The objectives of all countries as functions of all tariffs.

    With V_j the value added of sector j, V its sum, I income with revenue and deficit, P the price
    index of a country and lambda its weights::

        G = sum_j lambda_j (V_j / V) I / P

    Income is shared by sectors in proportion to value added, as in Ossa (2014); with equal
    weights G is real income.

    Parameters
    ----------
    economy
        The world at its base.
    deficits
        Money, [country].
    weights
        lambda, [sector, country].
    """

    economy: Economy
    deficits: np.ndarray
    weights: np.ndarray
    solves: int = 0

    def __post_init__(self) -> None:
        self.last = np.asarray(base_point(self.economy))

    def value(self, tariffs: np.ndarray) -> Value:
        """Objectives under rates [sector, importer, exporter]; NaN where the solve failed."""
        found = _evaluate(self.economy, self._shock(tariffs), self.last, self.weights)  # pyright: ignore[reportArgumentType]
        return self._kept(found)

    def slope(self, tariffs: np.ndarray, aim: np.ndarray) -> tuple[Value, np.ndarray]:
        """Objectives, and the slope of ``aim @ objectives`` in log one plus the rates."""
        shock = self._shock(tariffs)
        found, slopes = _slope(self.economy, shock, self.last, self.weights, aim)  # pyright: ignore[reportArgumentType]
        return self._kept(found), np.asarray(slopes)

    def sound(self, tariffs: np.ndarray) -> Value:
        """Objectives, or `SolveError` where the equilibrium was not found."""
        found = self.value(tariffs)
        if not np.isfinite(found.objectives).all():
            raise SolveError(
                "the world equilibrium at the first tariffs of a game did not converge; start "
                "from tariffs nearer the base",
                residual=np.inf,
                iterations=MAX_STEPS,
            )
        return found

    def _shock(self, tariffs: np.ndarray) -> Shock:
        return Shock(tariffs, np.ones_like(tariffs), self.deficits)  # pyright: ignore[reportArgumentType]

    def _kept(self, found: _Traced) -> Value:
        self.solves += 1
        value = Value(*(np.asarray(a) for a in found))
        if np.isfinite(value.objectives).all():
            self.last = value.point
        return value
