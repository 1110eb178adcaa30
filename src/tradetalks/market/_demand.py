"""Discrete-choice demand: random coefficients, with nested and plain logit as special cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product as combinations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import ArrayLike

from tradetalks.errors import InputError, SolveError
from tradetalks.market._checks import codes, members, vector
from tradetalks.market._choice import Consumers, Nests
from tradetalks.market._elasticities import Demand
from tradetalks.numerics import FixedPoint, fixed_point


@dataclass(frozen=True, eq=False)
class LimitedProduct:
    """A product that only some buyers find on offer: its index, base share, types reached (I,)."""

    product: int
    share: float
    reached: np.ndarray


@dataclass(frozen=True, eq=False)
class RandomCoefficients(Demand):
    """Logit choice by consumers i, ``u_ij = utility_ij - alpha_i p_j + e_ij``, outside good 0.

    Parameters
    ----------
    utility
        Utility net of price, (J, I); ``-inf`` for a product outside a consumer's choice set.
    price_sensitivity
        alpha, (I,), above zero, per unit of money.
    weights
        (I,), not negative. They need not sum to one (importance sampling) and stay as given.
    nest
        Nest code of each product, (J,), or None.
    nesting
        Correlation within nests, from 0 to below 1 (Cardell 1997).
    outside
        Whether buyers can leave the market.
    kind
        Kind of household of each consumer, (I,), by which surplus is told apart; or None.
    limited
        Products of limited access, as built by `limited_access`; ``weights`` are then those
        before access.
    """

    utility: np.ndarray
    price_sensitivity: np.ndarray
    weights: np.ndarray
    nest: np.ndarray | None = None
    nesting: float = 0.0
    outside: bool = True
    kind: np.ndarray | None = None
    limited: tuple[LimitedProduct, ...] = field(default=())

    def __post_init__(self) -> None:
        utility = np.asarray(self.utility, dtype=float)
        if utility.ndim != 2 or 0 in utility.shape:
            raise InputError(f"utility has shape {utility.shape}; give (products, consumers)")
        if np.isnan(utility).any() or np.isposinf(utility).any():
            j, i = np.argwhere(np.isnan(utility) | np.isposinf(utility))[0]
            raise InputError(f"utility of product {j} for consumer {i} is {utility[j, i]}")
        count, consumers = utility.shape
        for name, strict in (("price_sensitivity", True), ("weights", False)):
            values = np.asarray(getattr(self, name), dtype=float)
            if values.shape != (consumers,):
                raise InputError(f"{name} has shape {values.shape}; give {consumers} values")
            wrong = ~np.isfinite(values) | (values < 0) | (strict & (values == 0))
            if wrong.any():
                i = int(np.flatnonzero(wrong)[0])
                raise InputError(f"{name} of consumer {i} is {values[i]}; give a positive number")
            object.__setattr__(self, name, values)
        if not self.weights.any():
            raise InputError("weights are all 0; give some consumer a weight")
        object.__setattr__(self, "utility", utility)
        if not 0.0 <= self.nesting < 1.0:
            raise InputError(f"nesting is {self.nesting}; give a number from 0 to below 1")
        if self.nest is not None:
            object.__setattr__(self, "nest", codes("nest", self.nest, count))
        elif self.nesting > 0.0:
            raise InputError(f"nesting is {self.nesting} but no nest is given; give nest codes")
        if self.kind is not None:
            kind = np.asarray(self.kind, dtype=str)
            if kind.shape != (consumers,):
                raise InputError(f"kind has shape {kind.shape}; give {consumers} names")
            object.__setattr__(self, "kind", kind)

    @property
    def count(self) -> int:
        """Number of products."""
        return self.utility.shape[0]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of household, sorted; one nameless kind where none are told apart."""
        return ("",) if self.kind is None else tuple(np.unique(self.kind).tolist())

    def _kernel(self) -> Consumers:
        return self.kernel_with({})

    def access(self) -> dict[int, float]:
        """Base share of buyers reached, of each product of limited access."""
        return {one.product: one.share for one in self.limited}

    def consumer_weights(self, changed: Mapping[int, float] | None = None) -> np.ndarray:
        """Weights (I,) with the base access shares, or with some of them changed."""
        shares = {**self.access(), **(changed or {})}
        unknown = set(shares) - set(self.access())
        if unknown:
            raise InputError(
                f"product {min(unknown)} has no limited access in this demand; "
                "list it in `access` when the demand is built"
            )
        weights = self.weights
        for one in self.limited:
            share = shares[one.product]
            weights = weights * np.where(one.reached, share, 1.0 - share)
        return weights

    def kernel_with(self, access: Mapping[int, float]) -> Consumers:
        """The arrays that the kernels take, with some shares of access changed."""
        nests = None
        if self.nest is not None and self.nesting > 0.0:
            nests = Nests(
                jnp.asarray(self.nest),
                jnp.asarray(members(self.nest)),
                jnp.asarray(self.nesting),
            )
        consumers = self.utility.shape[1]
        kind = np.full(consumers, "") if self.kind is None else self.kind
        return Consumers(
            jnp.asarray(self.utility),
            jnp.asarray(self.price_sensitivity),
            jnp.asarray(self.consumer_weights(access)),
            jnp.asarray(members(codes("kind", kind, consumers))),
            jnp.asarray(float(self.outside)),
            nests,
        )

    def first_markup(self, cost: np.ndarray) -> np.ndarray:
        """A first markup (J,): that of a small firm facing the average consumer."""
        weights = self.consumer_weights()
        sensitivity = float(weights @ self.price_sensitivity / weights.sum())
        return np.full(cost.size, 1.0 / sensitivity)

    def most(self, products: np.ndarray, access: Mapping[int, float]) -> float:
        """Most that can be sold of some products, (J,) mask, a unit of size."""
        reached = np.isfinite(self.utility[products]).any(axis=0)
        return float(self.consumer_weights(access) @ reached)


def NestedLogit(
    utility: ArrayLike,
    price_sensitivity: float,
    nest: ArrayLike,
    nesting: float,
    *,
    outside: bool = True,
) -> RandomCoefficients:
    """Nested logit: one consumer, utilities (J,) net of price."""
    column = np.asarray(utility, dtype=float)[:, None]
    sensitivity = np.array([price_sensitivity], dtype=float)
    return RandomCoefficients(
        column, sensitivity, np.ones(1), np.asarray(nest), nesting, outside=outside
    )


def Logit(
    utility: ArrayLike, price_sensitivity: float, *, outside: bool = True
) -> RandomCoefficients:
    """Plain logit: one consumer, utilities (J,) net of price."""
    column = np.asarray(utility, dtype=float)[:, None]
    sensitivity = np.array([price_sensitivity], dtype=float)
    return RandomCoefficients(column, sensitivity, np.ones(1), outside=outside)


def match_shares(
    demand: RandomCoefficients, shares: ArrayLike, prices: ArrayLike
) -> RandomCoefficients:
    """The demand with utility shifted, product by product, so that it has the given shares.

    Berry, Levinsohn and Pakes's contraction, accelerated.

    Raises
    ------
    InputError
        A share that is not between 0 and 1, or not below the share of buyers reached.
    SolveError
        The contraction stopped short.
    """
    target = vector("share", shares, demand.count, low=0.0, high=1.0)
    at = vector("price", prices, demand.count, low=0.0)
    weights = demand.consumer_weights()
    reach = np.isfinite(demand.utility).astype(float) @ weights
    for j in range(demand.count):
        if not 0.0 < target[j] < reach[j]:
            raise InputError(
                f"share of product {j} is {target[j]}; it must lie between 0 and "
                f"the {reach[j]:.4g} of buyers who find it on offer"
            )
    total = float(target.sum())
    if demand.outside and total >= weights.sum():
        raise InputError(f"shares sum to {total:.4g}; leave room for the outside good")
    if not demand.outside and abs(total / weights.sum() - 1.0) > 1e-6:
        raise InputError(
            f"shares sum to {total:.6g}; without an outside good they sum to {weights.sum():.6g}"
        )
    if not demand.outside:
        target = target * (weights.sum() / total)
    end = _inverted(
        demand.kernel_with({}), jnp.asarray(at), jnp.asarray(target), jnp.zeros(demand.count)
    )
    if not bool(end.converged):
        raise SolveError(
            "utilities that meet the base shares were not found; check shares and prices",
            residual=float(end.residual),
            iterations=int(end.iterations),
        )
    return replace(demand, utility=demand.utility + np.asarray(end.value)[:, None])


def limited_access(
    demand: RandomCoefficients,
    access: Mapping[int, float],
    *,
    shares: ArrayLike | None = None,
    prices: ArrayLike | None = None,
) -> RandomCoefficients:
    """Split each consumer into 2^k types, with each of k products in the choice set or not.

    Parameters
    ----------
    demand
        Demand without limited access.
    access
        Share of buyers who find a product on offer, by index of product; independent of each
        other.
    shares, prices
        Where both are given, utilities are shifted so that the new demand has these shares.
    """
    if demand.limited:
        raise InputError("the demand has limited access already; list all products at once")
    wrong = [j for j in access if not 0 <= j < demand.count]
    if wrong:
        raise InputError(f"product {wrong[0]} matches nothing; indices end at {demand.count - 1}")
    for j, share in access.items():
        if not 0.0 <= share <= 1.0:
            raise InputError(f"access share of product {j} is {share}; give a number from 0 to 1")
    if len(access) > 12:
        raise InputError(f"{len(access)} products of limited access; more than 12 are too many")
    patterns = np.array(list(combinations((True, False), repeat=len(access)))).reshape(
        2 ** len(access), len(access)
    )
    utility = np.tile(demand.utility, (1, len(patterns)))
    kinds = np.repeat(patterns, demand.utility.shape[1], axis=0)
    limited: list[LimitedProduct] = []
    for column, (j, share) in enumerate(access.items()):
        reached = kinds[:, column].astype(bool)
        utility[j, ~reached] = -np.inf
        limited.append(LimitedProduct(int(j), float(share), reached))
    result = replace(
        demand,
        utility=utility,
        price_sensitivity=np.tile(demand.price_sensitivity, len(patterns)),
        weights=np.tile(demand.weights, len(patterns)),
        kind=None if demand.kind is None else np.tile(demand.kind, len(patterns)),
        limited=tuple(limited),
    )
    if shares is None or prices is None:
        return result
    return match_shares(result, shares, prices)


@jax.jit
def _inverted(consumers: Consumers, prices: Array, shares: Array, shift: Array) -> FixedPoint:
    """Shift of utility (J,) at which the demand has the given shares (BLP's contraction)."""
    spread = 1.0 if consumers.nests is None else 1.0 - consumers.nests.nesting
    target = jnp.log(shares)

    def step(moved: Array) -> Array:
        utility = consumers.utility + moved[:, None]
        now = consumers._replace(utility=utility).shares(prices)
        return moved + spread * (target - jnp.log(now))

    # Relative to at least one: a shift of utility has no natural scale but that of the logit. With
    # shares of 1e-7 among many consumers, rounding alone moves a shift by about 1e-13.
    return fixed_point(
        step, shift, tolerance=1e-12, max_steps=5000, accelerate_below=1.0, floor=1.0
    )
