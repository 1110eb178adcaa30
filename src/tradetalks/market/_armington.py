"""One industry among many countries: goods differ by origin, competition is perfect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import ArrayLike

from tradetalks.errors import InputError, SolveError
from tradetalks.market._armington_results import ArmingtonEquilibrium, TradeEffects
from tradetalks.market._results import Accounts
from tradetalks.numerics import FixedPoint, fixed_point

Tariffs = ArrayLike | Mapping[tuple[str, str], float] | None
"""Ad valorem rates: all of them, one number for foreign goods, or the changed cells by name."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Armington:
    """The model of GSIM and SMART, solved exactly.

    Importer m pays ``p_mx = (1 + t_mx) b_x`` for the goods of exporter x. With r the price
    relative to the base and theta shares of base expenditure, demand and its index are
    ``q_mx = q0_mx r_mx^-sigma_m P_m^(sigma_m - eps_m)``,
    ``P_m = (sum_x theta_mx r_mx^(1 - sigma_m))^(1 / (1 - sigma_m))``.
    Supply is ``b_x^e_x sum_m q0_mx``, b one at the base, and equals ``sum_m q_mx``.
    Income does not matter.

    Parameters
    ----------
    trade
        Base values at border prices, (importer, exporter), own sales among them where
        importer and exporter bear one name. A flow that is zero stays zero.
    substitution
        sigma, elasticity of substitution between origins, (importer,) or a number.
    demand_elasticity
        eps, magnitude of the price elasticity of the composite, (importer,) or a number.
    supply_elasticity
        e, elasticity of export supply, (exporter,) or a number; infinite for a given price.
    tariffs
        Base ad valorem rates, (importer, exporter), or a number for all foreign goods.
    countries
        Names of the exporters; default "0", "1" and so on.
    importers
        Names of the importers; default ``countries``.
    tolerance, max_steps
        Step of log border prices accepted, and steps before giving up.

    Raises
    ------
    InputError
        A value that cannot be used; all of them are named.

    Notes
    -----
    The solver steps log b by ``(log demand - log supply) / (e_x + s)``, s the largest sigma.
    With ``sigma >= eps`` no price lowers any image, and raising all log prices by d raises an
    image by ``d (s - eps) / (e_x + s)`` at most, eps the least: a contraction in the largest
    error. Where eps exceeds sigma, s is the largest of both, and it may fail, which is said.

    The equations are those that Francois and Hall (2003) linearise; see `linear_gsim`.
    """

    trade: np.ndarray
    substitution: np.ndarray | float
    demand_elasticity: np.ndarray | float
    supply_elasticity: np.ndarray | float
    tariffs: np.ndarray | float = 0.0
    countries: Sequence[str] | None = None
    importers: Sequence[str] | None = None
    tolerance: float = 1e-12
    max_steps: int = 2000

    def __post_init__(self) -> None:
        trade = np.asarray(self.trade, dtype=float)
        if trade.ndim != 2 or trade.size == 0:
            raise InputError(f"trade has shape {trade.shape}; give (importer, exporter)")
        faults: list[str] = []
        exporters = _names("countries", self.countries, trade.shape[1], faults)
        given = exporters if self.importers is None else self.importers
        importers = _names("importers", given, trade.shape[0], faults)
        if faults:
            raise InputError("; ".join(faults))
        cells = (importers, exporters)
        supply = _numbers("supply elasticity", self.supply_elasticity, cells[1:], faults, True)
        fields = {
            "trade": _numbers("trade", trade, cells, faults),
            "substitution": _numbers("substitution", self.substitution, cells[:1], faults),
            "demand_elasticity": _numbers(
                "demand elasticity", self.demand_elasticity, cells[:1], faults
            ),
            "supply_elasticity": supply,
            "tariffs": _numbers("tariff", _foreign(self.tariffs, cells), cells, faults),
        }
        buys = fields["trade"] > 0.0
        faults += [f"{importers[m]} buys nothing; leave it out" for m in _none(buys.any(1))]
        faults += [f"{exporters[x]} sells nothing; leave it out" for x in _none(buys.any(0))]
        elastic = (buys & (fields["demand_elasticity"] > 0.0)[:, None]).any(0)
        determined = elastic | (supply > 0.0) | ~buys.any(0)
        faults += [
            f"supply elasticity of {exporters[x]} and demand elasticities of its buyers are 0, "
            "so nothing sets its price; raise one"
            for x in _none(determined)
        ]
        if faults:
            raise InputError("; ".join(faults))
        for name, array in fields.items():
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "countries", exporters)
        object.__setattr__(self, "importers", importers)

    @property
    def nations(self) -> tuple[str, ...]:
        """The exporters, then the importers that export nothing."""
        cells = names_of(self)
        return (*cells[1], *(name for name in cells[0] if name not in cells[1]))

    @cached_property
    def shares(self) -> np.ndarray:
        """Shares of each importer's base expenditure at duty-paid prices, (importer, exporter)."""
        paid = self.trade * (1.0 + np.asarray(self.tariffs))
        return paid / paid.sum(1, keepdims=True)

    def equilibrium(
        self,
        tariffs: Tariffs = None,
        *,
        on_failure: Literal["raise", "status"] = "raise",
    ) -> ArmingtonEquilibrium:
        """Border prices at which every exporter sells what it supplies.

        Parameters
        ----------
        tariffs
            Rates in force, not additions: (importer, exporter); a number for all foreign
            goods; or ``{(importer, exporter): rate}`` for some flows, the rest as at the base.
        on_failure
            "raise", or "status" for an equilibrium of NaN with status "failed".

        Raises
        ------
        InputError
            A rate at or below -1, or a name that is not in the model.
        SolveError
            No convergence, unless ``on_failure`` is "status".
        """
        rates = rates_in_force(self, tariffs)
        problem = problem_of(self, rates)
        end = _clear(problem, self.tolerance, self.max_steps)
        gap, steps = clearing_gap(problem, end.value), int(end.iterations)
        if not end.converged and on_failure == "raise":
            raise SolveError(
                "border prices did not converge; raise max_steps, or lower demand elasticities "
                "that exceed the substitution",
                residual=gap,
                iterations=steps,
            )
        border = jnp.where(end.converged, end.value, jnp.nan)
        quantities, index = _demand(problem, border)
        return ArmingtonEquilibrium(
            tariffs=rates,
            border_prices=np.exp(np.asarray(border)),
            quantities=np.asarray(quantities),
            price_index=np.exp(np.asarray(index)),
            status="converged" if end.converged else "failed",
            residual=gap,
            iterations=steps,
        )

    def accounts(self, base: ArmingtonEquilibrium, after: ArmingtonEquilibrium) -> Accounts:
        """Who gains and who loses, by nation; ``profits`` are the surplus of suppliers.

        Surpluses are exact integrals of demand and of supply. Nations are the exporters, then the
        importers that export nothing.
        """
        paid = (self.trade * (1.0 + np.asarray(self.tariffs))).sum(1)
        eps, supply = np.asarray(self.demand_elasticity), np.asarray(self.supply_elasticity)
        consumers = -paid * _integral(base.price_index, after.price_index, -eps)
        finite = np.isfinite(supply)
        area = _integral(base.border_prices, after.border_prices, np.where(finite, supply, 0.0))
        producers = np.where(finite, self.trade.sum(0) * area, 0.0)
        importers, exporters = names_of(self)
        spread = np.array([[name == nation for name in importers] for nation in self.nations])
        nothing = np.zeros(len(self.nations))
        return Accounts(
            nations=self.nations,
            consumer_surplus=spread @ consumers,
            profits=np.pad(producers, (0, len(self.nations) - len(exporters))),
            dealer_income=nothing,
            tariff_revenue=spread @ (after.tariff_revenue - base.tariff_revenue),
            quota_rent=nothing,
            kinds=("",),
            surplus_by_kind=np.array([consumers.sum()]),
            money_unit="money of the trade",
        )

    def trade_effects(
        self, base: ArmingtonEquilibrium, after: ArmingtonEquilibrium
    ) -> TradeEffects:
        """Creation, diversion and price effect, exactly: they sum to the change of values.

        Creation holds the mix of origins and moves the composite along its demand; diversion
        moves along the indifference curve; both at old border prices. SMART holds the sum of
        quantities, not the composite, so that diversion sums to zero there and nearly so here.
        """
        eps = np.asarray(self.demand_elasticity)[:, None]
        scale = (after.price_index / base.price_index)[:, None] ** -eps
        return TradeEffects(
            *names_of(self),
            creation=base.values * (scale - 1.0),
            diversion=base.border_prices * (after.quantities - scale * base.quantities),
            price=(after.border_prices - base.border_prices) * after.quantities,
        )


class Problem(NamedTuple):
    """Base quantities and expenditure shares (M, X), elasticities, log change of 1 + t (M, X)."""

    quantities: Array
    shares: Array
    substitution: Array
    demand: Array
    supply: Array
    wedge: Array


def problem_of(model: Armington, rates: np.ndarray) -> Problem:
    wedge = np.log1p(rates) - np.log1p(np.asarray(model.tariffs))
    elasticities = (model.substitution, model.demand_elasticity, model.supply_elasticity)
    return Problem(*(jnp.asarray(a) for a in (model.trade, model.shares, *elasticities, wedge)))


def _demand(problem: Problem, border: Array) -> tuple[Array, Array]:
    """Quantities (M, X) and log price indices (M,) at log border prices (X,)."""
    price = problem.wedge + border
    mean = (problem.shares * price).sum(1)
    # About the mean, the sum below is never negative, so that no digits cancel at any sigma.
    power = 1.0 - problem.substitution
    around = power[:, None] * (price - mean[:, None])
    spread = jnp.log1p((problem.shares * jnp.expm1(around)).sum(1))
    index = mean + jnp.where(power == 0.0, 0.0, spread / jnp.where(power == 0.0, 1.0, power))
    along = ((problem.substitution - problem.demand) * index)[:, None]
    change = along - problem.substitution[:, None] * price
    return problem.quantities * jnp.exp(change), index


def _excess(problem: Problem, border: Array) -> Array:
    """Log demand less log supply, zero where the price is given, (X,)."""
    sold = jnp.log(_demand(problem, border)[0].sum(0) / problem.quantities.sum(0))
    free = jnp.isfinite(problem.supply)
    return jnp.where(free, sold - jnp.where(free, problem.supply, 0.0) * border, 0.0)


def clearing_gap(problem: Problem, border: Array) -> float:
    """Largest gap between demand and supply, as a share of supply."""
    return float(jnp.max(jnp.abs(jnp.expm1(_excess(problem, border)))))


@jax.jit
def _clear(problem: Problem, tolerance: float, max_steps: int) -> FixedPoint:
    """Log border prices that clear every exporter's market."""
    reach = jnp.max(jnp.maximum(problem.substitution, problem.demand))
    return fixed_point(
        lambda border: border + _excess(problem, border) / (problem.supply + reach),
        jnp.zeros(problem.supply.shape),
        tolerance=tolerance,
        max_steps=max_steps,
        floor=1.0,
    )


def _integral(low: np.ndarray, high: np.ndarray, power: np.ndarray) -> np.ndarray:
    """Integral of ``p^power`` from low to high."""
    ratio, rise = np.log(high / low), power + 1.0
    flat = rise == 0.0
    return np.where(flat, ratio, low**rise * np.expm1(rise * ratio) / np.where(flat, 1.0, rise))


def names_of(model: Armington) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of importers and of exporters."""
    return tuple(model.importers or ()), tuple(model.countries or ())


def rates_in_force(model: Armington, tariffs: Tariffs) -> np.ndarray:
    """Rates in force, (importer, exporter), checked."""
    if tariffs is None:
        return np.asarray(model.tariffs)
    cells = names_of(model)
    faults: list[str] = []
    if isinstance(tariffs, Mapping):
        rates: ArrayLike = np.array(model.tariffs)
        places = {(m, x): (i, j) for i, m in enumerate(cells[0]) for j, x in enumerate(cells[1])}
        for flow, rate in tariffs.items():
            if flow in places:
                rates[places[flow]] = rate
            else:
                faults.append(f"tariff on {flow!r} names no importer and exporter of the model")
    else:
        rates = _foreign(tariffs, cells)
    checked = _numbers("tariff", rates, cells, faults)
    if faults:
        raise InputError("; ".join(faults))
    return checked


def _foreign(tariffs: ArrayLike, cells: tuple[tuple[str, ...], tuple[str, ...]]) -> ArrayLike:
    """A single rate spread over all but own goods; anything else as it is."""
    if np.ndim(tariffs) > 0:
        return tariffs
    own = np.array(cells[0])[:, None] == np.array(cells[1])
    return np.where(own, 0.0, tariffs)


def _names(
    name: str, given: Sequence[str] | None, count: int, faults: list[str]
) -> tuple[str, ...]:
    names = tuple(str(n) for n in (range(count) if given is None else given))
    if len(names) != count:
        faults.append(f"{name} has {len(names)} names; trade has {count}")
    twice = sorted({n for n in names if names.count(n) > 1})
    faults.extend(f"{name} has {n!r} twice; give each name once" for n in twice)
    return names


def _numbers(
    name: str,
    values: ArrayLike,
    labels: tuple[tuple[str, ...], ...],
    faults: list[str],
    infinite: bool = False,
) -> np.ndarray:
    """A float array of the labels' shape; a number is spread. Faults are added to the list."""
    shape = tuple(len(axis) for axis in labels)
    array = np.array(values, dtype=float)
    if array.ndim == 0:
        array = np.full(shape, float(array))
    if array.shape != shape:
        faults.append(f"{name} has shape {array.shape}; give {shape}")
        return np.ones(shape)
    rate = name == "tariff"
    good = (array > -1.0 if rate else array >= 0.0) & (infinite | (array < np.inf))
    for place in np.argwhere(~good):
        where = " from ".join(axis[i] for axis, i in zip(labels, place, strict=True))
        wanted = "a number above -1 (minus 100 percent)" if rate else "0 or more"
        faults.append(f"{name} of {where} is {array[tuple(place)]:.6g}; give {wanted}")
    return array


def _none(flags: ArrayLike) -> list[int]:
    return np.flatnonzero(np.logical_not(flags)).tolist()
