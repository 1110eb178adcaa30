"""One side's market for the products, by origin, and what a duty on each heading costs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from tradetalks.drafting._parties import REST, Side
from tradetalks.market import CES, Market
from tradetalks.measures import Tariff

__all__ = [
    "ELASTICITY",
    "NAMED",
    "OUTER",
    "Good",
    "HomeShare",
    "SideMarket",
    "side_market",
    "threat_list",
]

NAMED = 10
"""Headings of the partner that are told apart; the others are taken together."""

PARTNERS_PART = 1 / 3
"""Part of imports that comes from the partner, where the files do not have the other imports."""

ELASTICITY, OUTER = 5.0, 0.5
"""Central elasticities, between origins and of the whole market."""

AT_LEAST = 0.8
"""Part of a list's cap that it covers at least, if it can."""

ROUNDING = 1e-9

ROOM = 0.05
"""Part of the rest of the world's share that no draw of the home share takes away."""


@dataclass(frozen=True)
class HomeShare:
    """Home makers' share of what is bought, with its range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Good:
    """What is sold from one origin: a heading of the partner's, or all from elsewhere.

    Attributes
    ----------
    id
        Id in the case.
    origin
        Party it comes from.
    code
        Code of the heading; empty where several are together.
    value
        Imports at border prices, USD bn a year.
    """

    id: str
    origin: str
    code: str
    value: float


@dataclass(frozen=True, eq=False)
class SideMarket:
    """A side's market in one year.

    Attributes
    ----------
    side, partner
        Who buys, and whose goods are told apart by heading.
    goods
        Imported goods, the partner's first, by value.
    elsewhere
        Imports from the rest of the world by heading, USD bn; None where they are not known.
    home
        Home makers' share before it is held within the market.
    duty
        Rate on all imports, a fraction.
    barrier
        What barriers add to the cost of the partner's goods, as a rate on the border price.
    """

    side: Side
    partner: Side
    goods: tuple[Good, ...]
    elsewhere: Mapping[str, float] | None
    home: HomeShare
    duty: float
    barrier: float

    def wedge(self, good: Good) -> float:
        """Consumer over border price."""
        return 1.0 + self.duty + (self.barrier if good.origin == self.partner.id else 0.0)

    @cached_property
    def expenditure(self) -> float:
        """``E = sum_j (1 + t_j) M_j / (1 - h)``, USD bn a year at consumer prices."""
        spent = sum(self.wedge(good) * good.value for good in self.goods)
        return spent / (1.0 - self.home.value)

    def share(self, good: Good) -> float:
        """``(1 + t_j) M_j / E``."""
        return self.wedge(good) * good.value / self.expenditure

    @property
    def partners(self) -> tuple[Good, ...]:
        """Goods of the partner."""
        return tuple(good for good in self.goods if good.origin == self.partner.id)

    @property
    def rest(self) -> Good | None:
        """Goods of the rest of the world, if any are bought."""
        return next((good for good in self.goods if good.origin == REST), None)

    @property
    def drawn(self) -> HomeShare:
        """The home share with a range that leaves something to the rest of the world."""
        if self.rest is None:
            return HomeShare(self.home.value, self.home.value, self.home.value)
        most = self.home.value + (1.0 - ROOM) * self.share(self.rest)
        high = min(self.home.high, most)
        return HomeShare(self.home.value, min(self.home.low, self.home.value), high)

    def cost_of_duty(self, good: Good, rate: float) -> float:
        """What a duty on a heading costs the imposer, per dollar of imports that it covers.

        The heading is taken as a market of its own: home makers at their share, the partner, the
        rest of the world, with the elasticities of the draft. Welfare is consumer surplus, profits
        and revenue.
        """
        other = self._elsewhere(good)
        origins = [self.side.id, self.partner.id, REST][: 3 if other > 0.0 else 2]
        values = np.array([good.value, other][: len(origins) - 1])
        wedges = np.array([self.wedge(good), 1.0 + self.duty])[: len(values)]
        spent = wedges * values
        size = float(spent.sum() / (1.0 - self.home.value))
        shares = np.concatenate([[self.home.value], spent / size])
        wedge = np.concatenate([[1.0], wedges])
        barred = np.where(np.array(origins) == self.partner.id, self.barrier, 0.0)
        market = Market(
            demand=CES(expenditure_shares=shares, elasticity=ELASTICITY, outer_elasticity=OUTER),
            cost=(1.0 - 1.0 / ELASTICITY) / wedge,
            firm=np.arange(len(origins)),
            origin=np.array(origins),
            size=size,
            conduct="monopolistic",
            duty=wedge - 1.0 - barred,
            barrier=barred,
            buyer=self.side.id,
        )
        after = market.equilibrium([Tariff(rate, np.array(origins) == self.partner.id)])
        accounts = market.accounts(market.equilibrium(), after)
        return -accounts.of(self.side.id)["welfare"] / good.value

    def _elsewhere(self, good: Good) -> float:
        """Imports of a heading from the rest of the world."""
        if self.elsewhere is None:
            return good.value * (1.0 / PARTNERS_PART - 1.0)
        return self.elsewhere.get(good.code, 0.0)


def side_market(
    trade: pl.DataFrame,
    side: Side,
    partner: Side,
    digits: int,
    *,
    home: HomeShare,
    duty: float,
    barrier: float,
    known: bool,
) -> SideMarket:
    """A side's market out of its imports of one year, USD, by ``origin`` and ``product``."""
    headings = (
        trade.group_by("origin", pl.col("product").str.slice(0, digits).alias("code"))
        .agg(pl.col("value").sum() / 1e9)
        .sort("value", "code", descending=[True, False])
    )
    own = headings.filter(origin=partner.id)
    prefix = partner.id.lower()
    goods = [
        Good(f"{prefix}-{code}", partner.id, code, value)
        for code, value in own.head(NAMED).select("code", "value").rows()
    ]
    others = float(own.slice(NAMED)["value"].sum())
    if others > 0.0:
        goods.append(Good(f"{prefix}-other", partner.id, "", others))
    rest = headings.filter(origin=REST)
    elsewhere = dict(rest.select("code", "value").rows()) if known else None
    far = (
        float(rest["value"].sum())
        if known
        else float(own["value"].sum()) * (1.0 / PARTNERS_PART - 1.0)
    )
    if far > 0.0:
        goods.append(Good("rest-of-world", REST, "", far))
    return SideMarket(side, partner, tuple(goods), elsewhere, home, duty, barrier)


def threat_list(market: SideMarket, cap: float, rate: float) -> tuple[Good, ...]:
    """Headings of the partner for a list within a value of imports.

    Of all lists of the headings that are told apart and that cover from ``AT_LEAST`` of the cap to
    the cap, the one that costs the imposer least for each dollar of imports covered,
    ``min sum_j C_j / sum_j M_j``; costs C_j are those of `SideMarket.cost_of_duty` and add up over
    headings. Where no list lies in between, the one that covers most below the cap; where each
    heading alone is beyond it, the smallest heading.

    Parameters
    ----------
    market
        The imposer's.
    cap
        Most imports that the list covers, USD bn a year.
    rate
        Duty added.
    """
    named = [good for good in market.partners if good.code]
    values = np.array([good.value for good in named])
    costs = values * np.array([market.cost_of_duty(good, rate) for good in named])
    masks = np.arange(1, 2 ** len(named))[:, None] >> np.arange(len(named)) & 1
    covered, cost = masks @ values, masks @ costs
    fits = covered <= cap * (1.0 + ROUNDING)
    enough = fits & (covered >= AT_LEAST * cap)
    if enough.any():
        # Rounded, so that a tie does not hang on the last bit of a solve.
        score = np.round(np.where(enough, cost / covered, np.inf), 9)
    elif fits.any():
        score = np.where(fits, -covered, np.inf)
    else:
        score = covered
    listed = masks[int(np.argmin(score))].astype(bool)
    chosen = [good for good, taken in zip(named, listed, strict=True) if taken]
    return tuple(sorted(chosen, key=lambda good: good.code))
