"""Conduct: first-order conditions from profits written apart, closed forms, and derivatives."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import root

from tradetalks.market import (
    CES,
    LinearDemand,
    Logit,
    Market,
    NestedLogit,
    RandomCoefficients,
)
from tradetalks.measures import Barrier, SpecificTariff, Tariff

Vector = np.ndarray

UTILITY = np.array([[2.0, 1.0, 3.0], [1.0, 2.0, 2.5], [1.5, 1.2, 2.0], [0.0, 2.0, 1.0]])
SENSITIVITY, WEIGHTS = np.array([1.0, 1.5, 0.8]), np.array([0.1, 0.2, 0.3])
NEST, NESTING = np.array([0, 0, 1, 1]), 0.5
COST = np.array([1.0, 1.2, 0.9, 1.1])
FIRM = np.array([0, 0, 1, 2])
EXPENDED, OUTSIDE = np.array([0.4, 0.2, 0.1, 0.1]), 0.2
SIGMA, OUTER = 4.0, 1.3
RECORDED = np.array([1.4, 2.0, 1.3, 1.9])
SIZE = 1000.0
STEEP = np.array([1e-3, 0.0, 2e-3, 5e-4])

DEMANDS = {
    "random": RandomCoefficients(UTILITY, SENSITIVITY, WEIGHTS),
    "nested": RandomCoefficients(UTILITY, SENSITIVITY, WEIGHTS, NEST, NESTING),
    "ces": CES(EXPENDED, SIGMA, OUTER, RECORDED, OUTSIDE),
}


def bought(kind: str, prices: Vector) -> Vector:
    """Quantities a unit of size, by the textbook formula and not by our kernels."""
    if kind == "ces":
        relative = prices / RECORDED
        index = (OUTSIDE + EXPENDED @ relative ** (1 - SIGMA)) ** (1 / (1 - SIGMA))
        return EXPENDED / RECORDED * relative**-SIGMA * index ** (SIGMA - OUTER)
    odds = np.exp(UTILITY - SENSITIVITY * prices[:, None])
    if kind == "random":
        return odds / (1 + odds.sum(axis=0)) @ WEIGHTS
    odds = odds ** (1 / (1 - NESTING))
    sums = np.stack([odds[:2].sum(axis=0), odds[2:].sum(axis=0)])
    within = odds / np.repeat(sums, 2, axis=0)
    groups = sums ** (1 - NESTING)
    return within * np.repeat(groups / (1 + groups.sum(axis=0)), 2, axis=0) @ WEIGHTS


def market(kind: str, conduct: str, **changes: object) -> Market:
    given: dict[str, object] = {
        "demand": DEMANDS.get(kind),
        "cost": COST,
        "firm": FIRM,
        "origin": np.array(["JPN", "JPN", "USA", "DEU"]),
        "size": SIZE,
        "cost_slope": STEEP,
        "conduct": conduct,
    }
    return Market(**{**given, **changes})  # type: ignore[arg-type]


def central(function: Callable[[Vector], float], at: Vector, j: int, step: float) -> float:
    """Derivative in entry j by a five-point difference, whose error is of fourth order."""

    def moved(times: float) -> float:
        point = at.copy()
        point[j] += times * step
        return function(point)

    return (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * step)


MARGIN = 0.05
MEASURES = [
    Tariff(0.3, [0]),
    SpecificTariff(0.1, [1]),
    Tariff(0.1, [2], base="consumer"),
    Barrier(0.2, [3]),
]


def border(prices: Vector) -> Vector:
    """Border prices under `MEASURES` and a dealers' margin, from what each takes out."""
    net = prices - MARGIN - np.array([0, 0.1, 0.1 * prices[2], 0])
    return net / np.array([1.3, 1.0, 1.0, 1.2])


@pytest.mark.parametrize("partial", [False, True], ids=["rivals", "partial ownership"])
@pytest.mark.parametrize("conduct", ["bertrand", "cournot"])
@pytest.mark.parametrize("kind", list(DEMANDS))
def test_no_firm_gains_by_a_change_of_its_own(kind: str, conduct: str, partial: bool) -> None:
    """Derivatives of each firm's interest in its own prices or quantities are zero.

    Four kinds of wedge, rising marginal costs and, where asked, interests in rivals. Profits are
    of the order of price times quantity, of which 1e-6 is what differences can tell.
    """
    weights: dict[int, dict[int, float]] = {0: {1: 0.5, 2: 0.2}, 2: {0: 0.3}} if partial else {}
    industry = market(kind, conduct, profit_weights=weights, margin=MARGIN)
    after = industry.equilibrium(MEASURES)
    np.testing.assert_allclose(after.shares, bought(kind, after.prices), rtol=1e-12)
    np.testing.assert_allclose(after.border_prices, border(after.prices), rtol=1e-12)

    def interest(firm: int, prices: Vector, quantities: Vector) -> float:
        variable = COST * quantities + STEEP * quantities**2 / 2
        profits = border(prices) * quantities - variable
        by_firm = np.array([profits[f == FIRM].sum() for f in range(3)])
        kappa = np.array([1.0 if f == firm else weights.get(firm, {}).get(f, 0) for f in range(3)])
        return float(kappa @ by_firm)

    def inverse(quantities: Vector) -> Vector:
        """Prices at which these quantities are bought."""
        end = root(lambda p: np.log(SIZE * bought(kind, p) / quantities), after.prices, tol=1e-14)
        assert np.abs(end.fun).max() < 1e-11
        return end.x

    for j, firm in enumerate(FIRM.tolist()):
        if conduct == "bertrand":
            # With the consumer price moves the border price, so either is the firm's to set.
            slope = central(
                lambda p, f=firm: interest(f, p, SIZE * bought(kind, p)),
                after.prices, j, 1e-3 * after.prices[j],
            ) / after.quantities[j]  # fmt: skip
        else:
            slope = central(
                lambda q, f=firm: interest(f, inverse(q), q),
                after.quantities, j, 1e-3 * after.quantities[j],
            ) / after.prices[j]  # fmt: skip
        assert abs(slope) < 1e-6, (j, slope)


def test_logit_markups_in_closed_form() -> None:
    """``1 / (alpha (1 - S_f))`` in prices, ``(1 + S_f / s_0) / alpha`` in quantities.

    The second is from inverse demand ``p_j = (delta_j - ln s_j + ln s_0) / alpha``, whose slope is
    ``dp_k / ds_j = -(1 / s_0 + [j = k] / s_j) / alpha``.
    """
    alpha = 1.7
    demand = Logit(UTILITY[:, 0], alpha)
    for conduct in ("bertrand", "cournot"):
        at = market("", conduct, demand=demand, cost_slope=0.0).equilibrium()
        firms = np.array([at.shares[f == FIRM].sum() for f in FIRM])
        outside = 1.0 - at.shares.sum()
        want = 1 / (1 - firms) if conduct == "bertrand" else 1 + firms / outside
        np.testing.assert_allclose(at.prices - COST, want / alpha, rtol=1e-9)


@pytest.mark.parametrize("kind", list(DEMANDS))
def test_quantities_are_the_softer_strategy(kind: str) -> None:
    """Prices rise from Bertrand to Cournot, and on to a cartel."""
    order = [
        market(kind, "bertrand"),
        market(kind, "cournot"),
        market(kind, "cournot", profit_weights=1.0),
    ]
    prices = np.array([industry.equilibrium().prices for industry in order])
    assert (np.diff(prices, axis=0) > 1e-4).all()


@pytest.mark.parametrize(("kind", "lone"), [("random", "bertrand"), ("ces", "cournot")])
def test_alone_prices_and_quantities_are_one_choice(kind: str, lone: str) -> None:
    """One firm sets the same by either; firms that weigh rivals at one are one firm."""
    measures = [Tariff(0.3, [0, 3])]
    want = market(kind, lone, firm=np.zeros(4, int)).equilibrium(measures).prices
    for conduct in ("bertrand", "cournot"):
        cartel = market(kind, conduct, profit_weights=1.0)
        np.testing.assert_allclose(cartel.equilibrium(measures).prices, want, rtol=1e-8)


@pytest.mark.parametrize("kind", ["random", "ces"])
def test_perfect_competition(kind: str) -> None:
    """The border price is marginal cost, which may rise with quantity; profits are then above 0."""
    industry = market(kind, "perfect", margin=MARGIN)
    after = industry.equilibrium(MEASURES)
    np.testing.assert_allclose(after.border_prices, COST + STEEP * after.quantities, rtol=1e-9)
    np.testing.assert_allclose(border(after.prices), after.border_prices, rtol=1e-12)
    np.testing.assert_allclose(after.profits, STEEP * after.quantities**2 / 2, atol=1e-7)


def test_monopolistic_competition() -> None:
    """Small firms: ``p = A c + d + 1 / alpha`` under a logit, ``(A c + d) sigma / (sigma - 1)``."""
    width, charge = np.array([1.3, 1.0, 1 / 0.9, 1.2]), np.array([0.0, 0.1, 0.0, 0.0]) + MARGIN
    charge[2] /= 0.9
    logit = market(
        "", "monopolistic", demand=Logit(UTILITY[:, 0], 1.7), margin=MARGIN, cost_slope=0.0
    )
    after = logit.equilibrium(MEASURES)
    np.testing.assert_allclose(after.prices, width * COST + charge + 1 / 1.7, rtol=1e-9)
    after = market("ces", "monopolistic", margin=MARGIN).equilibrium(MEASURES)
    cost = COST + STEEP * after.quantities
    want = (width * cost + charge) * SIGMA / (SIGMA - 1)
    np.testing.assert_allclose(after.prices, want, rtol=1e-9)


def test_one_good_in_quantities() -> None:
    """Cournot with linear demand: ``q_f = (a + sum c - (n + 1) c_f) / ((n + 1) b)``.

    Among firms that sell, that is; one whose cost exceeds the price sells nothing.
    """
    costs = np.array([10.0, 20.0, 40.0, 290.0])
    industry = market(
        "", "cournot", demand=LinearDemand(300.0, -2.0), cost=costs, firm=np.arange(4), size=1.0,
        cost_slope=0.0,
    )  # fmt: skip
    at = industry.equilibrium()
    selling = costs[:3]
    want = (300.0 + selling.sum() - 4 * selling) / (4 * 2.0)
    np.testing.assert_allclose(at.quantities, [*want, 0.0], atol=1e-9)
    np.testing.assert_allclose(at.prices, 300.0 - 2.0 * want.sum(), rtol=1e-12)
    assert at.prices[0] < costs[3]


@pytest.mark.parametrize("kind", list(DEMANDS))
def test_elasticities_and_diversion(kind: str) -> None:
    """Against differences of demand written apart; what leaves all products is found by itself."""
    prices, demand = np.array([1.5, 2.2, 1.4, 1.9]), DEMANDS[kind]
    at = bought(kind, prices)
    slopes = np.array(
        [
            [central(lambda p, j=j: bought(kind, p)[j], prices, k, 1e-3) for k in range(4)]
            for j in range(4)
        ]
    )
    elasticities = demand.elasticities(prices)
    np.testing.assert_allclose(elasticities, slopes * prices / at[:, None], rtol=1e-8)
    np.testing.assert_allclose(demand.own_elasticities(prices), np.diag(elasticities), rtol=1e-14)
    ratios = demand.diversion_ratios(prices)
    lost = -np.diag(slopes)[:, None]
    off = ~np.eye(4, dtype=bool)
    np.testing.assert_allclose(ratios[off], (slopes.T / lost)[off], rtol=1e-8)
    total = [central(lambda p: bought(kind, p).sum(), prices, j, 1e-3) for j in range(4)]
    np.testing.assert_allclose(np.diag(ratios), -np.array(total) / lost[:, 0], rtol=1e-7)
    scale = central(lambda x: np.log(bought(kind, prices * x[0]).sum()), np.ones(1), 0, 1e-3)
    assert demand.aggregate_elasticity(prices) == pytest.approx(scale, rel=1e-8)


def test_sums_of_elasticities() -> None:
    """Symmetric slopes; all lost sales stay inside without an outside good; degree of CES."""
    prices = np.array([1.5, 2.2, 1.4, 1.9])
    for kind, demand in DEMANDS.items():
        slopes = demand.elasticities(prices) * bought(kind, prices)[:, None] / prices
        np.testing.assert_allclose(slopes, slopes.T, rtol=1e-12)
    closed = NestedLogit(UTILITY[:, 0], 1.2, NEST, NESTING, outside=False)
    np.testing.assert_allclose(np.diag(closed.diversion_ratios(prices)), 0.0, atol=1e-12)
    assert closed.shares(prices).sum() == pytest.approx(1.0, rel=1e-14)
    whole = CES(EXPENDED / EXPENDED.sum(), SIGMA, OUTER, RECORDED)
    np.testing.assert_allclose(whole.elasticities(prices).sum(axis=1), -OUTER, rtol=1e-12)
    assert whole.aggregate_elasticity(prices) == pytest.approx(-OUTER, rel=1e-12)
