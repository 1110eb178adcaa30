"""All that a draft rests on, before any of it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tradetalks.drafting._duties import Duties
from tradetalks.drafting._home import HomeSales
from tradetalks.drafting._market import Good, SideMarket
from tradetalks.drafting._parties import Side
from tradetalks.drafting._trade import PartyTrade

__all__ = ["DraftPlan"]


@dataclass(frozen=True, eq=False)
class DraftPlan:
    """What was read and chosen.

    Attributes
    ----------
    name, codes, goods_title
        Name of the case, codes of the goods, and what they are called.
    parties
        The side that demands and the side that is asked.
    trade, duties, home_sales
        What the files hold.
    markets
        Market of each side, in the order of the parties.
    threat, retaliation
        Headings on each list.
    as_of
        Day of the case.
    """

    name: str
    codes: tuple[str, ...]
    goods_title: str
    parties: tuple[Side, Side]
    trade: PartyTrade
    duties: Duties | None
    home_sales: HomeSales | None
    markets: tuple[SideMarket, SideMarket]
    threat: tuple[Good, ...]
    retaliation: tuple[Good, ...]
    as_of: date

    @property
    def threat_value(self) -> float:
        """Imports that the threat covers, USD bn a year."""
        return sum(good.value for good in self.threat)

    @property
    def retaliation_value(self) -> float:
        """Imports that the answer covers, USD bn a year."""
        return sum(good.value for good in self.retaliation)

    def sold(self, market: SideMarket) -> float:
        """What the partner sells in a market, USD bn a year."""
        return sum(good.value for good in market.partners)
