"""One industry: demand, conduct and costs, and the equilibrium under a set of measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from tradetalks.errors import InputError, SolveError
from tradetalks.market import _kernels as kernels
from tradetalks.market._ces import CES, floor_subsidies, monopolistic_prices
from tradetalks.market._checks import codes, lanes, members, vector
from tradetalks.market._demand import RandomCoefficients
from tradetalks.market._results import Accounts, Equilibria, Equilibrium
from tradetalks.measures import Access, Barrier, Measure, PurchaseFloor, Tariff

OnFailure = Literal["raise", "status"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Market:
    """An industry whose buyers live in one nation.

    Consumer price ``p = (1 + t + n) b + m``: duty t and barrier n on the border price b, and the
    margin m of dealers. Bertrand firms solve, for each of their products j,
    ``s_j / (1 + t_j + n_j) + sum_(k in f) (b_k - c_k) ds_k / dp_j = 0``.

    Parameters
    ----------
    demand
        `RandomCoefficients` (conduct "bertrand") or `CES` (conduct "monopolistic").
    cost
        Marginal cost (J,) in money, above zero.
    firm
        Code of the firm of each product, (J,).
    origin
        Nation or region of each product, (J,).
    size
        Market size: buyers, or for CES expenditure at base prices.
    conduct
        "bertrand" or "monopolistic".
    ownership
        Share of each firm's profits by nation, ``{firm: {nation: share}}``, or None.
    nationality
        Nation that receives each product's profits where no ownership is given; default origin.
    duty, barrier, margin
        Base ad valorem duty, wasted barrier, and dealers' margin in money, (J,) or a number.
    buyer
        Nation of buyers, dealers and the treasury.
    product
        Names of products.
    start
        Consumer prices from which the base equilibrium is sought, (J,).
    tolerance, max_steps
        Relative price residual accepted, and steps before giving up.
    money_unit, quantity_unit, price_year
        What money and quantities are in.
    """

    demand: RandomCoefficients | CES
    cost: np.ndarray
    firm: np.ndarray
    origin: np.ndarray
    size: float = 1.0
    conduct: Literal["bertrand", "monopolistic"] = "bertrand"
    ownership: Mapping[object, Mapping[str, float]] | None = None
    nationality: np.ndarray | None = None
    duty: np.ndarray | float = 0.0
    barrier: np.ndarray | float = 0.0
    margin: np.ndarray | float = 0.0
    buyer: str = "USA"
    product: tuple[str, ...] | None = None
    start: np.ndarray | None = None
    tolerance: float = 1e-9
    max_steps: int = 2000
    money_unit: str = "money"
    quantity_unit: str = "units"
    price_year: int | None = None

    def __post_init__(self) -> None:
        count = self.demand.count
        put = object.__setattr__
        names = tuple(str(n) for n in (range(count) if self.product is None else self.product))
        if len(names) != count:
            raise InputError(f"product has {len(names)} names; demand has {count} products")
        put(self, "product", names)
        tiny = float(np.finfo(float).tiny)
        put(self, "cost", vector("cost", self.cost, count, low=tiny, labels=names))
        put(self, "duty", vector("duty", self.duty, count, labels=names))
        put(self, "barrier", vector("barrier", self.barrier, count, low=0.0, labels=names))
        put(self, "margin", vector("margin", self.margin, count, labels=names))
        codes("firm", self.firm, count)
        put(self, "firm", np.asarray(self.firm))
        for name in ("origin", "nationality"):
            given = self.origin if getattr(self, name) is None else getattr(self, name)
            array = np.asarray(given, dtype=str)
            if array.shape != (count,):
                raise InputError(f"{name} has shape {array.shape}; give {count} nations")
            put(self, name, array)
        if not np.isfinite(self.size) or self.size <= 0.0:
            raise InputError(f"size is {self.size}; give a number above 0")
        kind = "monopolistic" if isinstance(self.demand, CES) else "bertrand"
        if self.conduct != kind:
            raise InputError(
                f"conduct {self.conduct!r} does not go with {type(self.demand).__name__}; "
                f"use {kind!r}"
            )
        _wedge(self, np.asarray(self.duty), np.asarray(self.barrier))
        self._check_ownership()

    def _check_ownership(self) -> None:
        if self.ownership is None:
            return
        missing = set(self.firm.tolist()) - set(self.ownership)
        if missing:
            raise InputError(f"firm {sorted(missing, key=str)[0]} has no owner in ownership")
        for firm, shares in self.ownership.items():
            total = sum(shares.values())
            if abs(total - 1.0) > 1e-9 or min(shares.values()) < 0.0:
                raise InputError(f"ownership of firm {firm} sums to {total}; shares sum to 1")

    @property
    def product_ids(self) -> np.ndarray:
        """Names of the products, (J,)."""
        return np.asarray(self.product)

    @cached_property
    def firms(self) -> kernels.Firms:
        """Firm codes and indicators, as the kernels take them."""
        code = codes("firm", self.firm, self.demand.count)
        return kernels.Firms(jnp.asarray(code), jnp.asarray(members(code)))

    @cached_property
    def _base(self) -> Equilibrium:
        return _solve(self, (), "raise")

    def equilibrium(
        self, measures: Sequence[Measure] = (), *, on_failure: OnFailure = "raise"
    ) -> Equilibrium:
        """Prices at which no firm gains by changing its own, under the measures.

        Raises
        ------
        InputError
            A measure that this market cannot take.
        SolveError
            No convergence, unless ``on_failure`` is "status".
        """
        if not measures and on_failure == "raise":
            return self._base
        return _solve(self, measures, on_failure)

    def equilibria(
        self,
        rates: ArrayLike,
        costs: ArrayLike | None = None,
        margins: ArrayLike | None = None,
        duty: ArrayLike | None = None,
    ) -> Equilibria:
        """K equilibria in one compiled batch: duties (K, J) added to the base duty.

        Parameters
        ----------
        rates
            Added ad valorem rates, (K, J).
        costs, margins, duty
            Costs, dealer margins and base duties of each lane, (K, J); default the market's.
        """
        count = self.demand.count
        added = lanes("rates", rates, count)

        def given(name: str, values: ArrayLike | None, default: np.ndarray) -> np.ndarray:
            wide = np.broadcast_to(default, added.shape)
            return wide if values is None else lanes(name, values, count, added)

        cost = given("costs", costs, self.cost)
        if (cost <= 0.0).any():
            lane, j = np.argwhere(cost <= 0.0)[0]
            raise InputError(
                f"cost of product {self.product_ids[j]} in lane {lane} is {cost[lane, j]:.4g}; "
                "it must exceed 0"
            )
        rate = given("duty", duty, np.asarray(self.duty)) + added
        margin = given("margins", margins, np.asarray(self.margin))
        wedge = _wedge(self, rate, np.asarray(self.barrier))
        if isinstance(self.demand, CES):
            outcome = _closed_form(self.demand, wedge, cost, margin)
        else:
            markup = self._base.border_prices - self.cost
            start = margin + wedge * (cost + markup)
            batch = kernels.Lanes(*(jnp.asarray(x) for x in (wedge, cost, margin, start)))
            outcome = kernels.solve_lanes(
                self.demand.consumers(np.asarray(self.firms.code)),
                self.firms,
                batch,
                self.tolerance,
                self.max_steps,
            )
        return _flows(self, outcome, rate, wedge, cost, margin)

    def accounts(self, base: Equilibrium, after: Equilibrium) -> Accounts:
        """Who gains and who loses, by nation, from one equilibrium to another."""
        owners = self._profit_by_nation(after.profits - base.profits)
        nations = (self.buyer, *sorted(set(owners) - {self.buyer}))
        here = np.array([float(nation == self.buyer) for nation in nations])
        return Accounts(
            nations,
            here * (after.consumer_surplus - base.consumer_surplus),
            np.array([owners.get(nation, 0.0) for nation in nations]),
            here * float((after.dealer_income - base.dealer_income).sum()),
            here * float((after.tariff_revenue - base.tariff_revenue).sum()),
            self.money_unit,
        )

    def _profit_by_nation(self, profits: np.ndarray) -> dict[str, float]:
        owners: dict[str, float] = {}
        for j, profit in enumerate(profits):
            if self.ownership is None:
                parts: Mapping[str, float] = {str(np.asarray(self.nationality)[j]): 1.0}
            else:
                parts = self.ownership[self.firm[j].item()]
            for nation, share in parts.items():
                owners[nation] = owners.get(nation, 0.0) + share * float(profit)
        return owners


def _wedge(market: Market, rate: np.ndarray, barrier: np.ndarray) -> np.ndarray:
    """1 + t + n, above zero."""
    wedge = 1.0 + rate + barrier
    wrong = (wedge <= 0.0) | (rate <= -1.0)
    if wrong.any():
        where = tuple(np.argwhere(wrong)[0])
        name = market.product_ids[where[-1]]
        raise InputError(f"duty on product {name} is {rate[where]:.4g}; it must exceed -1")
    return wedge


def _gather(
    market: Market, measures: Sequence[Measure]
) -> tuple[np.ndarray, np.ndarray, dict[int, float], list[tuple[float, np.ndarray]]]:
    """Duties, barriers, changed access and floors (a unit of size) that measures amount to."""
    count = market.demand.count
    rate = np.array(market.duty)
    barrier = np.array(market.barrier)
    taken = np.zeros(count, bool)
    pledged = np.zeros(count, bool)
    access: dict[int, float] = {}
    floors: list[tuple[float, np.ndarray]] = []
    for measure in measures:
        if isinstance(measure, Tariff):
            rate = rate + measure.rate * measure.mask(count)
        elif isinstance(measure, Barrier):
            mask = measure.mask(count)
            _once(market, taken, mask, "barriers")
            barrier = np.where(mask, measure.rate, barrier)
        elif isinstance(measure, Access):
            if measure.product in access:
                raise InputError(f"product {measure.product} has two measures of access; give one")
            access[measure.product] = measure.share
        elif isinstance(measure, PurchaseFloor):  # pyright: ignore[reportUnnecessaryIsInstance]
            mask = measure.mask(count)
            _once(market, pledged, mask, "floors")
            floors.append((measure.quantity / market.size, mask))
        else:
            raise InputError(f"{type(measure).__name__} is not a measure that a market can take")
    return rate, barrier, access, floors


def _once(market: Market, taken: np.ndarray, mask: np.ndarray, what: str) -> None:
    if (taken & mask).any():
        name = market.product_ids[np.flatnonzero(taken & mask)[0]]
        raise InputError(f"product {name} has two {what}; give one")
    taken |= mask


def _solve(market: Market, measures: Sequence[Measure], on_failure: OnFailure) -> Equilibrium:
    rate, barrier, access, floors = _gather(market, measures)
    wedge = _wedge(market, rate, barrier)
    cost, margin = market.cost, np.asarray(market.margin)
    shadow = np.zeros(len(floors))
    if isinstance(market.demand, CES):
        if access:
            raise InputError("CES demand has no choice sets; Access needs RandomCoefficients")
        border = monopolistic_prices(market.demand, wedge, cost, margin)
        prices = margin + wedge * border
        shadow = floor_subsidies(market.demand, prices, floors)
        subsidy = np.zeros(prices.size)
        for value, (_, mask) in zip(shadow, floors, strict=True):
            subsidy[mask] = value
        outcome = _closed_form(market.demand, wedge[None], cost[None], margin[None], subsidy[None])
    else:
        if floors:
            raise InputError("PurchaseFloor needs CES demand")
        if measures or market.start is None:
            markup = _guess(market) if not measures else market.equilibrium().border_prices - cost
            first = margin + wedge * (cost + markup)
        else:
            first = market.start
        batch = kernels.Lanes(*(jnp.asarray(x)[None] for x in (wedge, cost, margin, first)))
        consumers = market.demand.consumers(np.asarray(market.firms.code), access)
        outcome = kernels.solve_lanes(
            consumers, market.firms, batch, market.tolerance, market.max_steps
        )
    if on_failure == "raise" and not bool(outcome.converged[0]):
        raise SolveError(
            "prices of the market did not converge; raise max_steps or check costs and demand",
            residual=float(outcome.residual[0]),
            iterations=int(outcome.iterations[0]),
        )
    whole = _flows(market, outcome, rate[None], wedge[None], cost[None], margin[None])[0]
    return replace(whole, shadow_prices=shadow)


def _guess(market: Market) -> np.ndarray:
    """A first markup: that of a small firm facing the average consumer."""
    assert isinstance(market.demand, RandomCoefficients)
    weights = market.demand.consumer_weights()
    sensitivity = float(weights @ market.demand.price_sensitivity / weights.sum())
    return np.full(market.cost.size, 1.0 / sensitivity)


def _closed_form(
    demand: CES,
    wedge: np.ndarray,
    cost: np.ndarray,
    margin: np.ndarray,
    subsidy: np.ndarray | None = None,
) -> kernels.Outcome:
    """Monopolistic competition in every lane; buyers pay in full for what they pledged."""
    prices = margin + wedge * monopolistic_prices(demand, wedge, cost, margin)
    given = np.zeros_like(prices) if subsidy is None else subsidy
    seen = prices - given
    bought = np.array([demand.quantities(row) for row in seen])
    surplus = np.array([demand.surplus(row) for row in seen]) - (given * bought).sum(1)
    done = np.ones(len(prices), bool)
    arrays = (prices, bought, surplus, np.zeros(len(prices)), np.zeros(len(prices), int), done)
    return kernels.Outcome(*(jnp.asarray(x) for x in arrays))


def _flows(
    market: Market,
    outcome: kernels.Outcome,
    rate: np.ndarray,
    wedge: np.ndarray,
    cost: np.ndarray,
    margin: np.ndarray,
) -> Equilibria:
    """Money and quantities of every lane; NaN where it failed."""
    done = np.asarray(outcome.converged)
    keep = np.where(done, 1.0, np.nan)[:, None]
    prices = np.asarray(outcome.prices) * keep
    shares = np.asarray(outcome.shares) * keep
    border = (prices - margin) / wedge
    quantities = market.size * shares
    return Equilibria(
        prices,
        border,
        shares,
        quantities,
        (border - cost) * quantities,
        rate * border * quantities,
        margin * quantities,
        market.size * np.asarray(outcome.surplus) * keep[:, 0],
        np.where(done, "converged", "failed"),
        np.asarray(outcome.residual),
        np.asarray(outcome.iterations),
    )
