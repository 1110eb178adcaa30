"""What a duty costs the imposer, against the closed form; lists, against all lists."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
import pytest

from tradetalks.drafting._market import (
    ELASTICITY,
    OUTER,
    HomeShare,
    SideMarket,
    side_market,
    threat_list,
)
from tradetalks.drafting._parties import Side

UNION, STATES = Side("EU", "European Union", "EUN"), Side("USA", "United States", "USA")
HOME = HomeShare(0.6, 0.4, 0.8)
Headings = dict[str, tuple[float, float]]
"""Imports from the partner and from the rest of the world, USD bn."""


def market(headings: Headings, duty: float = 0.0, barrier: float = 0.0) -> SideMarket:
    rows = [
        (origin, f"{code}00", value * 1e9)
        for code, values in headings.items()
        for origin, value in zip(("USA", "ROW"), values, strict=True)
    ]
    trade = pl.DataFrame(rows, schema=["origin", "product", "value"], orient="row")
    return side_market(trade, UNION, STATES, 4, home=HOME, duty=duty, barrier=barrier, known=True)


def closed_form(partner: float, rest: float, duty: float, added: float) -> float:
    """Welfare lost by the imposer at constant border prices, by the price index of CES.

    Makers keep 1 / sigma of sales at border prices, so that border prices stay. Expenditure is
    ``E P^(1 - eps)``, surplus ``-E (P^(1 - eps) - 1) / (1 - eps)``.
    """
    sigma, eps = ELASTICITY, OUTER
    size = (1.0 + duty) * (partner + rest) / (1.0 - HOME.value)
    share, far = (1.0 + duty) * partner / size, (1.0 + duty) * rest / size
    price = (1.0 + duty + added) / (1.0 + duty)
    index = (1.0 - share + share * price ** (1 - sigma)) ** (1 / (1 - sigma))
    spent = size * index ** (1 - eps)
    after_share = share * (price / index) ** (1 - sigma)
    after_far = far * index ** (sigma - 1)
    surplus = -size * (index ** (1 - eps) - 1.0) / (1 - eps)
    home = (HOME.value * index ** (sigma - 1) * spent - HOME.value * size) / sigma
    before = duty * (partner + rest)
    revenue = (duty + added) * after_share * spent / (1.0 + duty + added)
    revenue += duty * after_far * spent / (1.0 + duty) - before
    return -(surplus + home + revenue) / partner


@pytest.mark.parametrize("duty", [0.0, 0.08])
@pytest.mark.parametrize("headings", [(0.2, 0.8), (0.9, 0.1), (0.5, 2.5)])
def test_cost_of_a_duty_is_the_closed_form(headings: tuple[float, float], duty: float) -> None:
    made = market({"7208": headings}, duty)
    found = made.cost_of_duty(made.partners[0], 0.25)
    # The market's search for prices stops at a relative residual of 1e-10.
    assert found == pytest.approx(closed_form(*headings, duty, 0.25), abs=1e-8)


def test_the_list_is_the_best_of_all_lists_within_the_cap() -> None:
    draws = np.random.default_rng(7).uniform(0.05, 1.0, (6, 2))
    made = market({f"72{n:02d}": (a, b) for n, (a, b) in enumerate(draws, start=1)})
    cap = 0.5 * sum(good.value for good in made.partners)
    costs = {g.code: g.value * made.cost_of_duty(g, 0.25) for g in made.partners}
    values = {g.code: g.value for g in made.partners}
    lists = [c for n in range(1, 7) for c in combinations(sorted(values), n)]
    fits = [c for c in lists if 0.8 * cap <= sum(values[k] for k in c) <= cap]
    best = min(fits, key=lambda c: sum(costs[k] for k in c) / sum(values[k] for k in c))
    assert tuple(good.code for good in threat_list(made, cap, 0.25)) == best


def test_of_two_equal_headings_the_one_that_few_others_sell_is_listed() -> None:
    """Less is diverted to third countries: demand falls by sigma - (sigma - eps) s a percent."""
    made = market({"7208": (0.5, 5.0), "7210": (0.5, 0.05)})
    assert [good.code for good in threat_list(made, 0.5, 0.25)] == ["7210"]


def test_a_cap_below_every_heading_gives_the_smallest() -> None:
    made = market({"7208": (0.5, 0.5), "7210": (0.3, 0.5)})
    assert [good.code for good in threat_list(made, 0.1, 0.25)] == ["7210"]


def test_shares_and_expenditure_hold_the_wedges() -> None:
    """Imports of 1 and 3 at a duty of 10 percent, a barrier of 20 percent on the partner's."""
    made = market({"7208": (1.0, 3.0)}, duty=0.1, barrier=0.2)
    assert made.expenditure == pytest.approx((1.3 * 1.0 + 1.1 * 3.0) / 0.4)
    assert [made.share(g) for g in made.goods] == pytest.approx([1.3 / 11.5, 3.3 / 11.5])
    assert sum(made.share(g) for g in made.goods) == pytest.approx(0.4)


def test_headings_beyond_the_ten_largest_are_together() -> None:
    made = market({f"72{n:02d}": (float(n), 1.0) for n in range(1, 13)})
    assert [good.code for good in made.partners] == [f"72{n:02d}" for n in range(12, 2, -1)] + [""]
    assert made.partners[-1].value == pytest.approx(1.0 + 2.0)
    assert "" not in [good.code for good in threat_list(made, 40.0, 0.25)]
