"""Readers of the public trade statistics, classifications and indicators."""

from tradetalks.statistics._average_tariff import AverageTariff, average_tariff
from tradetalks.statistics._baci import read_baci
from tradetalks.statistics._balance import bilateral_balance, mirror
from tradetalks.statistics._catalogue import SOURCES, DataSource, data_sources
from tradetalks.statistics._census import read_census
from tradetalks.statistics._classifications import concordance, industry_of, normal_code, sector_of
from tradetalks.statistics._codes import codes, on_list
from tradetalks.statistics._comtrade import read_comtrade
from tradetalks.statistics._countries import countries, country, country_codes, european_union
from tradetalks.statistics._coverage import Coverage, ListedCode, coverage
from tradetalks.statistics._dataweb import read_dataweb
from tradetalks.statistics._gravity import read_gravity
from tradetalks.statistics._icio import read_icio
from tradetalks.statistics._indicators import (
    complementarity,
    export_similarity,
    import_penetration,
    import_shares,
    revealed_comparative_advantage,
)
from tradetalks.statistics._input_output import InputOutputTable
from tradetalks.statistics._itpd import read_itpd
from tradetalks.statistics._table import TARIFFS, TRADE, Table
from tradetalks.statistics._tariff_file import read_tariff_file
from tradetalks.statistics._wiod import read_wiod
from tradetalks.statistics._wits import read_wits

__all__ = [
    "SOURCES",
    "TARIFFS",
    "TRADE",
    "AverageTariff",
    "Coverage",
    "DataSource",
    "InputOutputTable",
    "ListedCode",
    "Table",
    "average_tariff",
    "bilateral_balance",
    "codes",
    "complementarity",
    "concordance",
    "countries",
    "country",
    "country_codes",
    "coverage",
    "data_sources",
    "european_union",
    "export_similarity",
    "import_penetration",
    "import_shares",
    "industry_of",
    "mirror",
    "normal_code",
    "on_list",
    "read_baci",
    "read_census",
    "read_comtrade",
    "read_dataweb",
    "read_gravity",
    "read_icio",
    "read_itpd",
    "read_tariff_file",
    "read_wiod",
    "read_wits",
    "revealed_comparative_advantage",
    "sector_of",
]
