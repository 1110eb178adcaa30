"""Calibration: what is observed comes back, with duties and binding quotas taken out first."""

import numpy as np
import pytest

from tradetalks.errors import InputError
from tradetalks.market import CES, Logit, Market, calibrate, calibrate_costs
from tradetalks.measures import PurchaseFloor, Quota, SpecificTariff, Tariff, TariffRateQuota

PRICES = np.array([10.0, 11.0, 12.0, 9.0])
SHARES = np.array([0.2, 0.15, 0.1, 0.05])
FIRM = np.array([0, 0, 1, 2])


@pytest.mark.parametrize("conduct", ["bertrand", "cournot", "monopolistic"])
@pytest.mark.parametrize("demand", ["logit", "nested logit", "ces"])
def test_the_record_is_the_base(demand: str, conduct: str) -> None:
    """Prices, shares and the elasticity asked for, under every demand and conduct."""
    market = calibrate(
        PRICES,
        SHARES,
        FIRM,
        demand=demand,  # type: ignore[arg-type]
        elasticity=-4.0,
        nest=[0, 0, 1, 1] if demand == "nested logit" else None,
        nesting=0.4 if demand == "nested logit" else 0.0,
        conduct=conduct,  # type: ignore[arg-type]
        duty=np.array([0.1, 0.0, 0.0, 0.0]),
        margin=0.5,
        standing=[Tariff(0.05, [3], base="consumer"), SpecificTariff(0.3, [2])],
        size=500.0,
    )
    # From elsewhere, so that the base is found and not only confirmed.
    object.__setattr__(market, "start", None)
    base = market.equilibrium()
    assert base.iterations > 1 or conduct == "perfect"
    np.testing.assert_allclose(base.prices, PRICES, rtol=1e-8)
    spent = PRICES if demand == "ces" else 1.0
    np.testing.assert_allclose(base.quantities * spent / 500.0, SHARES, rtol=1e-7)
    assert not isinstance(market.demand, float)
    assert market.demand.own_elasticities(PRICES).mean() == pytest.approx(-4.0, rel=1e-9)


def test_parameters_come_back_from_margins() -> None:
    """Margins of a known market give its alpha, and its sigma, with some margins unknown."""
    truth = Logit(np.array([3.0, 2.5, 2.0, 1.0]), 0.4)
    known = Market(demand=truth, cost=PRICES - 3.0, firm=FIRM, origin=["A"] * 4)
    at = known.equilibrium()
    margins = 1.0 - known.cost / at.border_prices
    margins[1] = np.nan
    back = calibrate(at.prices, at.shares, FIRM, margins=margins)
    assert back.demand.price_sensitivity[0] == pytest.approx(0.4, rel=1e-8)
    np.testing.assert_allclose(back.cost, known.cost, rtol=1e-8)
    ces = CES(SHARES, 5.0, 0.8, PRICES, outside_share=0.5)
    known = Market(demand=ces, cost=PRICES * 0.7, firm=FIRM, origin=["A"] * 4)
    at = known.equilibrium()
    spending = at.prices * at.shares
    index = float(ces.kernel.price_index(at.prices)) ** (1.0 - 0.8)
    back = calibrate(
        at.prices,
        spending / index,
        FIRM,
        demand="ces",
        margins=1.0 - known.cost / at.border_prices,
        outer_elasticity=0.8,
    )
    # Bounded minimisation of a sum of squares stops at the root of the rounding error.
    assert back.demand.elasticity == pytest.approx(5.0, rel=1e-5)


def test_binding_quota_is_taken_out_first() -> None:
    """Costs under a standing quota are those of the market without it."""
    truth = Market(
        demand=Logit(np.array([3.0, 2.5, 2.0, 1.0]), 0.4),
        cost=PRICES - 3.0,
        firm=FIRM,
        origin=["A", "A", "B", "B"],
        size=100.0,
        duty=0.05,
    )
    free = truth.equilibrium()
    quota = Quota(0.6 * float(free.quantities[2:].sum()), [2, 3])
    seen = truth.equilibrium([quota])
    market = calibrate(
        seen.prices,
        seen.shares,
        FIRM,
        elasticity=float(truth.demand.own_elasticities(seen.prices).mean()),
        duty=0.05,
        standing=[quota],
        licence_prices=[float(seen.shadow_prices[0])],
        size=100.0,
        origin=["A", "A", "B", "B"],
    )
    np.testing.assert_allclose(market.cost, truth.cost, rtol=1e-8)
    base = market.equilibrium()
    assert base.shadow_prices[0] == pytest.approx(seen.shadow_prices[0], rel=1e-7)
    assert base.quota_rent.sum() == pytest.approx(seen.quota_rent.sum(), rel=1e-7)
    blind = calibrate_costs(market.demand, seen.prices, FIRM, duty=0.05)
    assert (blind[2:] > market.cost[2:] + 0.5 * seen.shadow_prices[0]).all()


def test_standing_premium_of_a_tariff_rate_quota() -> None:
    """A premium between the two rates is part of the duty when costs are backed out."""
    demand = Logit(np.array([3.0, 2.5, 2.0, 1.0]), 0.4)
    quota = TariffRateQuota(10.0, 0.1, 0.5, [2, 3])
    found = calibrate_costs(demand, PRICES, FIRM, standing=[quota], licence_prices=[0.2])
    plain = calibrate_costs(demand, PRICES, FIRM, duty=np.array([0.0, 0.0, 0.3, 0.3]))
    np.testing.assert_allclose(found, plain, rtol=1e-12)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "give one of elasticity and margins"),
        ({"elasticity": -4.0, "margins": np.full(4, 0.3)}, "give one of elasticity and margins"),
        ({"elasticity": -0.9}, "elasticity is -0.9"),
        ({"elasticity": np.nan}, "elasticity is nan"),
        ({"margins": np.array([0.3, 1.2, 0.3, 0.3])}, "margin of product 1 is 1.2"),
        ({"margins": np.full(4, np.nan)}, "margins have shape"),
        ({"elasticity": -4.0, "demand": "probit"}, "demand is 'probit'"),
        ({"elasticity": -4.0, "nest": [0, 0, 1, 1]}, "nest codes go with 'nested logit'"),
        ({"elasticity": -4.0, "standing": [Quota(9, [0])], "licence_prices": [1, 2]}, "2 licence"),
        ({"elasticity": -4.0, "standing": [Quota(9, [0])], "licence_prices": [-1]}, "price is -1"),
        (
            {"elasticity": -4.0, "standing": [Quota(0.3, [0])], "licence_prices": [0.5]},
            r"0.2 was sold under a limit of 0.3",
        ),
        (
            {"elasticity": -4.0, "standing": [PurchaseFloor(0.3, [0])], "licence_prices": [0.5]},
            "licence price is 0.5",
        ),
        ({"elasticity": -4.0, "duty": -1.5}, "duty on product 0 is -1.5"),
        ({"elasticity": -1.1}, "cost of product"),
    ],
)
def test_bad_input(given: dict[str, object], words: str) -> None:
    """Each names the thing and the value."""
    with pytest.raises(InputError, match=words):
        calibrate(PRICES, SHARES, FIRM, **given)  # type: ignore[arg-type]
