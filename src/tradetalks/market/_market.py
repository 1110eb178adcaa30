"""One industry: demand, conduct and costs, and the equilibrium under a set of measures."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.errors import InputError, SolveError
from tradetalks.market._accounts import account
from tradetalks.market._checks import as_given, codes, lane_array, vector
from tradetalks.market._demand import RandomCoefficients
from tradetalks.market._elasticities import Demand
from tradetalks.market._firms import Firms, ProfitWeights, firms_of, weight_matrix
from tradetalks.market._flows import Posted, Solved, flows
from tradetalks.market._homogeneous import LinearDemand, solve_homogeneous
from tradetalks.market._results import Accounts, Equilibria, Equilibrium
from tradetalks.market._solve import (
    Lane,
    Limits,
    Method,
    Rule,
    Setting,
    newton_matrix,
    solve_batch,
    solve_lanes,
)
from tradetalks.market._terms import Limit, Terms, check_rates, gather
from tradetalks.measures import Measure

Conduct = Literal["bertrand", "cournot", "monopolistic", "perfect"]
OnFailure = Literal["raise", "status"]

RULES: Mapping[str, Rule] = {
    "bertrand": "price",
    "monopolistic": "price",
    "cournot": "quantity",
    "perfect": "cost",
}

NEWTON_PRODUCTS = 500
"""With more products, a matrix of products squared is not worth its making."""

NEWTON_LANES = 64
"""From so many lanes on, a matrix of the batch's own is worth its making."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Market:
    """An industry whose buyers live in one nation.

    Consumer price ``p = (1 + t + n) b + s + m + lambda + tau p``: duty t and barrier n on the
    border price b, specific duty s, margin m of dealers, shadow price lambda of a quota, duty tau
    on the consumer price itself. With ``A = dp / db``, firms solve for each of their products j

    - Bertrand: ``q_j / A_j + sum_k kappa (b_k - c_k) dq_k / dp_j = 0``;
    - Cournot: ``b_j - c_j + sum_k kappa (q_k / A_k) dp_k / dq_j = 0``;
    - monopolistic competition: Bertrand for each product alone, price indices given;
    - perfect competition: ``b_j = c_j``.

    kappa is one for products of the same firm, and the weight on a rival's profits for others.

    Parameters
    ----------
    demand
        `RandomCoefficients` (also logit and nested logit), `CES`, or `LinearDemand` for one
        homogeneous good.
    cost
        Marginal cost (J,) in money, above zero; at zero quantity where it slopes.
    firm
        Code of the firm of each product, (J,).
    origin
        Nation or region of each product, (J,).
    size
        Market size: buyers, or for CES expenditure at base prices.
    conduct
        "bertrand", "cournot", "monopolistic" or "perfect".
    profit_weights
        Weight of a firm on a rival's profits, ``{firm: {rival: weight}}``, or one number for all:
        0 for rivals, 1 for a cartel.
    ownership
        Share of each firm's profits by nation, ``{firm: {nation: share}}``, or None.
    nationality
        Nation that receives each product's profits where no ownership is given; default origin.
    duty, barrier, margin
        Base ad valorem duty, wasted barrier, and dealers' margin in money, (J,) or a number.
    cost_slope
        Rise of marginal cost a unit of quantity, (J,) or a number.
    standing
        Measures already in force, part of every equilibrium of this market.
    buyer
        Nation of buyers, dealers and the treasury.
    product
        Names of products.
    start
        Consumer prices from which the base equilibrium is sought, (J,).
    tolerance, max_steps
        Relative price residual accepted, and evaluations before giving up.
    money_unit, quantity_unit, price_year
        What money and quantities are in.
    """

    demand: Demand | LinearDemand
    cost: np.ndarray
    firm: np.ndarray
    origin: np.ndarray
    size: float = 1.0
    conduct: Conduct = "bertrand"
    profit_weights: ProfitWeights = 0.0
    ownership: Mapping[object, Mapping[str, float]] | None = None
    nationality: np.ndarray | None = None
    duty: np.ndarray | float = 0.0
    barrier: np.ndarray | float = 0.0
    margin: np.ndarray | float = 0.0
    cost_slope: np.ndarray | float = 0.0
    standing: tuple[Measure, ...] = ()
    buyer: str = "USA"
    product: tuple[str, ...] | None = None
    start: np.ndarray | None = None
    tolerance: float = 1e-10
    max_steps: int = 2000
    money_unit: str = "money"
    quantity_unit: str = "units"
    price_year: int | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        firm = np.asarray(self.firm)
        count = self.demand.count if isinstance(self.demand, Demand) else firm.size
        names = tuple(str(n) for n in (range(count) if self.product is None else self.product))
        if len(names) != count:
            raise InputError(f"product has {len(names)} names; demand has {count} products")
        put(self, "product", names)
        codes("firm", firm, count)
        put(self, "firm", firm)
        tiny = float(np.finfo(float).tiny)
        for name, low in (
            ("cost", tiny),
            ("cost_slope", 0.0),
            ("duty", -np.inf),
            ("barrier", 0.0),
            ("margin", -np.inf),
        ):
            put(self, name, vector(name, getattr(self, name), count, low=low, labels=names))
        for name in ("origin", "nationality"):
            given = self.origin if getattr(self, name) is None else getattr(self, name)
            array = np.asarray(given, dtype=str)
            if array.shape != (count,):
                raise InputError(f"{name} has shape {array.shape}; give {count} nations")
            put(self, name, array)
        if not np.isfinite(self.size) or self.size <= 0.0:
            raise InputError(f"size is {self.size}; give a number above 0")
        if self.start is not None:
            put(self, "start", vector("start", self.start, count, low=tiny, labels=names))
        put(self, "standing", tuple(self.standing))
        self._check_conduct()
        self._check_ownership()
        check_rates(np.asarray(self.duty), np.asarray(self.barrier), names)

    def _check_conduct(self) -> None:
        if self.conduct not in RULES:
            raise InputError(f"conduct is {self.conduct!r}; choose one of {', '.join(RULES)}")
        weight_matrix(self.firm, self.profit_weights)
        if isinstance(self.demand, LinearDemand) and self.conduct not in ("cournot", "perfect"):
            raise InputError(
                f"conduct {self.conduct!r} needs differentiated products; for one homogeneous good "
                "use 'cournot' or 'perfect'"
            )
        if isinstance(self.demand, LinearDemand) and self.conduct == "perfect":
            flat = np.flatnonzero(np.asarray(self.cost_slope) == 0.0)
            if flat.size:
                raise InputError(
                    f"cost of product {self.names[flat[0]]} does not slope; under perfect "
                    "competition one good then has no sure makers: give cost_slope"
                )
        if isinstance(self.demand, RandomCoefficients) and not self.demand.outside:
            if self.conduct == "cournot":
                raise InputError(
                    "conduct 'cournot' needs an outside good: without one total quantity is fixed"
                )
            if len(set(self.firm.tolist())) == 1 and self.conduct == "bertrand":
                raise InputError("one firm without an outside good has no highest price")

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
    def names(self) -> tuple[str, ...]:
        """Names of the products."""
        assert self.product is not None
        return self.product

    @property
    def rule(self) -> Rule:
        """How firms set prices, as the kernels know it."""
        return RULES[self.conduct]

    @cached_property
    def firms(self) -> Firms:
        """Firms and their interests, as the kernels take them."""
        nest = self.demand.nest if isinstance(self.demand, RandomCoefficients) else None
        return firms_of(
            self.firm, nest, self.profit_weights, atomistic=self.conduct == "monopolistic"
        )

    @cached_property
    def _base(self) -> Equilibrium:
        return self._single((), "raise")

    def equilibrium(
        self, measures: Sequence[Measure] = (), *, on_failure: OnFailure = "raise"
    ) -> Equilibrium:
        """Prices at which no firm gains by a change of its own, under the measures.

        Parameters
        ----------
        measures
            On top of the base duty and of the standing measures.
        on_failure
            "raise", or "status" for NaN and a status.

        Raises
        ------
        InputError
            A measure that this market cannot take.
        SolveError
            No convergence.
        """
        if not measures and on_failure == "raise":
            return self._base
        return self._single(measures, on_failure)

    def _single(self, measures: Sequence[Measure], on_failure: OnFailure) -> Equilibrium:
        one = self.equilibria(np.zeros((1, len(self.names))), measures)
        if on_failure == "raise" and one.status[0] != "converged":
            raise SolveError(
                "prices of the market did not converge; raise max_steps or check costs and demand",
                residual=float(one.residual[0]),
                iterations=int(one.iterations[0]),
            )
        return one[0]

    def equilibria(
        self,
        rates: ArrayLike,
        measures: Sequence[Measure] = (),
        *,
        costs: ArrayLike | None = None,
        margins: ArrayLike | None = None,
        workers: int | None = None,
    ) -> Equilibria:
        """K equilibria in one compiled batch; a lane that fails holds NaN and says so.

        Parameters
        ----------
        rates
            Ad valorem rates on the border price, (K, J), added to the base duty.
        measures
            Measures common to all lanes.
        costs, margins
            Costs and dealers' margins of each lane, (K, J); default the market's.
        workers
            Threads; default one a processor. The numbers do not depend on it.

        Raises
        ------
        InputError
            Arrays of another shape, a cost not above 0, or a measure that this market cannot take.
        """
        count = len(self.names)
        added = lane_array("rates", rates, count)
        cost = self.cost[None] if costs is None else lane_array("costs", costs, count, added)
        margin = np.asarray(self.margin)[None]
        if margins is not None:
            margin = lane_array("margins", margins, count, added)
        if (cost <= 0.0).any():
            lane, j = np.argwhere(cost <= 0.0)[0]
            raise InputError(
                f"cost of product {self.names[j]} in lane {lane} is {cost[lane, j]:.4g}; "
                "it must exceed 0"
            )
        terms = self.terms(measures)
        rate = terms.rate + added
        check_rates(rate, terms.barrier, self.names)
        posted = Posted(rate, cost, margin)
        if isinstance(self.demand, LinearDemand):
            solved = solve_homogeneous(
                self.demand,
                self.firms,
                self.conduct == "cournot",
                terms,
                posted,
                self.size * np.asarray(self.cost_slope),
                self.size,
            )
        else:
            lane = self.lanes(terms, posted, measures)
            setting = self.setting(terms)
            method = Method(self.rule, self.tolerance, self.max_steps)
            newton = self._newton(setting, terms, lane, fresh=not measures and not added.any())
            found = solve_batch(setting, lane, newton, method, workers or os.cpu_count() or 1)
            solved = Solved(*found)
        origins = tuple(self.origin.tolist())
        slope = np.asarray(self.cost_slope)
        return flows(solved, terms, posted, slope, self.size, self.names, origins, self.buyer)

    def terms(self, measures: Sequence[Measure]) -> Terms:
        """The terms of all measures, checked against this market."""
        terms = gather(
            (*self.standing, *measures), self.names, np.asarray(self.duty), np.asarray(self.barrier)
        )
        if terms.access and not isinstance(self.demand, RandomCoefficients):
            raise InputError(
                f"{type(self.demand).__name__} demand has no choice sets; Access needs "
                "RandomCoefficients"
            )
        for limit in terms.limits:
            self._check_limit(limit, terms)
        return terms

    def _check_limit(self, limit: Limit, terms: Terms) -> None:
        most = self.size * self.demand.most(limit.mask, terms.access)
        if limit.quantity > most:
            raise InputError(
                f"limit of {limit.quantity:.6g} on quantity exceeds demand: buyers whom the "
                f"products reach number {most:.6g}; check its unit ({self.quantity_unit})"
            )
        inside = isinstance(self.demand, RandomCoefficients) and not self.demand.outside
        if inside and limit.mask.all():
            raise InputError(
                "a limit on all products needs an outside good: without one their total is fixed"
            )

    def setting(self, terms: Terms) -> Setting:
        """Demand, firms and limits as the kernels take them."""
        assert isinstance(self.demand, Demand)
        slope, demand = np.asarray(self.cost_slope), self.demand.kernel
        if isinstance(self.demand, RandomCoefficients) and terms.access:
            demand = self.demand.kernel_with(terms.access)
        return Setting(
            demand,
            self.firms,
            as_given(self.size * slope) if slope.any() else None,
            as_given(1.0 / (1.0 - terms.consumer_rate)),
            _limits(terms.limits, self.size, len(self.names)),
        )

    def lanes(self, terms: Terms, posted: Posted, measures: Sequence[Measure]) -> Lane:
        """The lanes of a batch with the prices from which each is sought.

        A base equilibrium's markups are a near guess under any measures; the base itself starts
        from the recorded prices, or from the markups of small firms.
        """
        assert isinstance(self.demand, Demand)
        shape = np.broadcast_shapes(posted.rate.shape, posted.cost.shape, posted.margin.shape)
        wide = [
            np.broadcast_to(x, shape)
            for x in (
                posted.rate + terms.barrier,
                terms.specific + posted.margin,
                posted.cost,
            )
        ]
        fresh = not measures and not (posted.rate - terms.rate).any()
        if fresh and self.start is not None:
            start = np.broadcast_to(self.start, shape)
        else:
            markup = self.demand.first_markup(self.cost)
            if not fresh:
                markup = self._base.border_prices - self.cost
            start = (wide[1] + (1.0 + wide[0]) * (wide[2] + markup)) / (1.0 - terms.consumer_rate)
        return Lane(*(as_given(x) for x in (*wide, start)))

    def lane(self, terms: Terms, measures: Sequence[Measure]) -> Lane:
        """One lane: the market's own costs and margins under the terms of measures."""
        posted = Posted(terms.rate[None], self.cost[None], np.asarray(self.margin)[None])
        return Lane(*(x[0] for x in self.lanes(terms, posted, measures)))

    def _newton(self, setting: Setting, terms: Terms, lanes: Lane, *, fresh: bool) -> Array | None:
        """A Newton matrix for the search, near the batch's mean; none where it does not help."""
        plain = self.rule == "price" and not terms.limits and setting.cost_slope is None
        if fresh or not plain or len(self.names) > NEWTON_PRODUCTS:
            return None
        if lanes.start.shape[0] < NEWTON_LANES:
            if terms.access:
                return None
            return self._base_newton
        mean = Lane(*(x.mean(axis=0) for x in lanes))
        method = Method(self.rule, 1e-6, max_steps=100)
        near = solve_lanes(setting, Lane(*(x[None] for x in mean)), None, method)
        if not bool(near.converged[0]):  # slow there: near a fold, whose matrix misleads
            return self._base_newton
        return newton_matrix(setting, mean, self.rule, near.prices[0])

    @cached_property
    def _base_newton(self) -> Array:
        terms = self.terms(())
        prices = jnp.asarray(self._base.prices)
        return newton_matrix(self.setting(terms), self.lane(terms, ()), self.rule, prices)

    def accounts(self, base: Equilibrium, after: Equilibrium) -> Accounts:
        """Who gains and who loses, by nation, from one equilibrium to another."""
        return account(
            base, after, self.profit_shares, self.nations, self.demand.kinds, self.money_unit
        )

    @property
    def nations(self) -> tuple[str, ...]:
        """The buyers' nation, then those with a share of profits, in alphabetical order."""
        if self.ownership is None:
            owners = set(np.asarray(self.nationality).tolist())
        else:
            owners = {nation for shares in self.ownership.values() for nation in shares}
        return (self.buyer, *sorted(owners - {self.buyer}))

    def profit_shares(self, nation: str) -> Float[np.ndarray, " product"]:
        """A nation's share in the profits of each product, (J,)."""
        if self.ownership is None:
            return (np.asarray(self.nationality) == nation).astype(float)
        return np.array([self.ownership[f].get(nation, 0.0) for f in self.firm.tolist()])


def _limits(limits: Sequence[Limit], size: float, count: int) -> Limits:
    """Limits as the kernels take them, a unit of size."""
    members = np.array([limit.mask for limit in limits], dtype=float).reshape(-1, count)
    columns = [
        [limit.quantity / size for limit in limits],
        [limit.low for limit in limits],
        [limit.high for limit in limits],
        [float(limit.rated) for limit in limits],
    ]
    return Limits(as_given(members), *(as_given(np.array(c, dtype=float)) for c in columns))
