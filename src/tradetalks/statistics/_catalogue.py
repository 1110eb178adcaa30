"""Where each source is obtained, in what terms, and what reads it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

__all__ = ["SOURCES", "DataSource", "data_sources"]


@dataclass(frozen=True)
class DataSource:
    """A public source of statistics that the package reads and does not hold.

    Parameters
    ----------
    name
        Short name.
    what
        What it holds.
    publisher
        Who publishes it.
    address
        Page where it is obtained.
    access
        What it takes to obtain it.
    terms
        Terms of use in short; the publisher's page decides.
    layout
        Files and columns that are read.
    reader
        Name of the function that reads it.
    """

    name: str
    what: str
    publisher: str
    address: str
    access: str
    terms: str
    layout: str
    reader: str


SOURCES = (
    DataSource(
        "BACI",
        "world trade by product, 1995 on, both sides' reports reconciled",
        "CEPII",
        "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
        "free download, a zip of csv files for each edition of the Harmonized System",
        "Etalab open licence 2.0: free use with the source named",
        "BACI_HS92_Y2022_V202401b.csv: t,i,j,k,v,q, thousand dollars and tonnes",
        "read_baci",
    ),
    DataSource(
        "Comtrade",
        "trade by product as countries report it, yearly and monthly",
        "United Nations Statistics Division",
        "https://comtradeplus.un.org",
        "free with registration up to limits, bulk files by subscription",
        "internal use is free; passing data on in number needs the United Nations' permission",
        "csv or gzip with 47 columns, reporterCode to isAggregate; frames of comtradeapicall",
        "read_comtrade",
    ),
    DataSource(
        "USA Trade Online",
        "exports and imports of the United States to 10 digits, monthly",
        "US Census Bureau",
        "https://usatrade.census.gov",
        "free with registration; the API at https://api.census.gov with a key",
        "public domain in the United States",
        "csv: Commodity, Country, Time, Customs Value (Gen) ($US) and the like",
        "read_census",
    ),
    DataSource(
        "DataWeb",
        "exports, imports and duties of the United States, 1989 on",
        "US International Trade Commission",
        "https://dataweb.usitc.gov",
        "free with registration",
        "public domain in the United States",
        "xlsx: a sheet a measure, HTS Number, Country, years in rows or in columns",
        "read_dataweb",
    ),
    DataSource(
        "WITS",
        "tariffs by product, partner and duty type from TRAINS and the WTO",
        "World Bank",
        "https://wits.worldbank.org",
        "free with registration; Advanced Query, Tariff and Trade Analysis",
        "terms of the World Bank and of UNCTAD and the WTO, whose data they are",
        "csv: Reporter, Product, Partner, Tariff Year, Trade Year, DutyType, Simple Average",
        "read_wits",
    ),
    DataSource(
        "USITC tariff database",
        "tariff schedule of the United States by line of 8 digits, 1997 on",
        "US International Trade Commission",
        "https://dataweb.usitc.gov/tariff/annual",
        "free download",
        "public domain in the United States",
        "csv or text with bars: hts8, mfn_text_rate, mfn_ad_val_rate, dates of effect",
        "read_tariff_file",
    ),
    DataSource(
        "OECD ICIO",
        "inputs and outputs of countries and industries",
        "OECD",
        "https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
        "free download",
        "Creative Commons BY 4.0 for data published since July 2024",
        "csv of one year: COUNTRY_SECTOR rows and columns, final demand, VA, TLS, OUT",
        "read_icio",
    ),
    DataSource(
        "WIOD 2013",
        "world input-output tables, 1995 to 2011, 41 countries and 35 industries",
        "University of Groningen",
        "https://www.rug.nl/ggdc/valuechain/wiod/wiod-2013-release",
        "free download",
        "free use with Timmer and others (2015), Review of International Economics 23, named",
        "xlsx of one year, WIOT layout, millions of dollars",
        "read_wiod",
    ),
    DataSource(
        "Gravity",
        "distance, borders, languages, agreements of pairs of countries",
        "CEPII",
        "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=8",
        "free download",
        "Etalab open licence 2.0: free use with the source named",
        "csv or parquet: iso3_o, iso3_d, year, dist, contig, fta_wto and more",
        "read_gravity",
    ),
    DataSource(
        "ITPD-E",
        "domestic and foreign trade by industry",
        "US International Trade Commission",
        "https://www.usitc.gov/data/gravity/itpde.htm",
        "free download",
        "free use with Borchert and others (2021), International Economics 166, named",
        "csv: exporter_iso3, importer_iso3, year, industry_id, trade, flag_mirror, flag_zero",
        "read_itpd",
    ),
)
"""The sources in the order of the documentation."""


def data_sources() -> pl.DataFrame:
    """One row a source: what it is, where it is obtained, in what terms, and its reader."""
    return pl.DataFrame([vars(source) for source in SOURCES])
