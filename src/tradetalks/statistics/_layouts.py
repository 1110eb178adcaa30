"""By which columns a file of each source is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["LAYOUTS", "Layout", "plain", "resembling"]


class Layout(NamedTuple):
    """A source, who reads it, and columns that its files have; one name each, as `plain` has it."""

    source: str
    reader: str
    columns: tuple[str, ...]


BACI = Layout("CEPII BACI", "read_baci", ("t", "i", "j", "k", "v", "q"))
COMTRADE = Layout(
    "UN Comtrade v1",
    "read_comtrade",
    ("reportercode", "flowcode", "partnercode", "classificationcode", "cmdcode", "primaryvalue"),
)
TRADE_ONLINE = Layout("USA Trade Online", "read_census", ("commodity", "country", "time"))
CENSUS_IMPORTS = Layout("US Census imports", "read_census", ("ctycode", "icommodity"))
CENSUS_EXPORTS = Layout("US Census exports", "read_census", ("ctycode", "ecommodity"))
WITS = Layout(
    "WITS tariffs",
    "read_wits",
    ("reporter", "product", "partner", "tariffyear", "dutytype", "simpleaverage"),
)
TARIFF_FILE = Layout(
    "USITC tariff database",
    "read_tariff_file",
    ("hts8", "mfntextrate", "mfnadvalrate", "mfnspecificrate", "mfnotherrate"),
)
OLD_BACI = Layout("CEPII BACI of earlier releases", "", ("t", "hs6", "i", "j", "v", "q"))
OLD_COMTRADE = Layout(
    "UN Comtrade of before 2023", "", ("reportercode", "commoditycode", "tradeflowcode")
)
GRAVITY = Layout("CEPII Gravity", "read_gravity", ("iso3o", "iso3d", "year"))
ITPD = Layout("ITPD-E", "read_itpd", ("exporteriso3", "importeriso3", "industryid", "trade"))

LAYOUTS = (
    BACI,
    COMTRADE,
    TRADE_ONLINE,
    CENSUS_IMPORTS,
    CENSUS_EXPORTS,
    WITS,
    TARIFF_FILE,
    OLD_BACI,
    OLD_COMTRADE,
    GRAVITY,
    ITPD,
)


def plain(name: str) -> str:
    """A column's name in small letters and digits: releases differ in spaces and capitals.

    >>> plain("Customs Value (Gen) ($US)")
    'customsvaluegenus'
    """
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def resembling(header: Sequence[str]) -> Layout | None:
    """The layout that a header in plain names has all columns of."""
    return next((known for known in LAYOUTS if set(known.columns) <= set(header)), None)
