"""CEPII's Gravity and the USITC's ITPD-E: small files in their layouts, with their oddities."""

from pathlib import Path

import polars as pl
import pytest

from tradetalks.errors import InputError
from tradetalks.statistics._gravity import read_gravity
from tradetalks.statistics._itpd import read_itpd

GRAVITY = """\
year,country_id_o,country_id_d,iso3_o,iso3_d,country_exists_o,country_exists_d,dist,contig,\
comlang_off,fta_wto,gdp_o,tradeflow_comtrade_o,tradeflow_comtrade_d,legal_old_o
1989,USA,DEU.1,USA,DEU,1,1,6414,0,0,0,5.6e9,16862,24834.5,uk
1989,USA,DEU.2,USA,DEU,1,0,6400,0,0,0,5.6e9,NA,,uk
1989,USA,JPN,USA,JPN,1,1,10910,0,0,0,5.6e9,44494,48246,uk
1990,USA,JPN,USA,JPN,1,1,10910,0,0,0,5.9e9,48580,52369,uk
1990,JPN,USA,JPN,USA,1,1,10910,0,0,0,3.1e9,91121,NA,ge
"""

ITPD = """\
exporter_iso3,exporter_name,importer_iso3,importer_name,year,industry_id,industry_descr,\
broad_sector,trade,flag_mirror,flag_zero
USA,United States,USA,United States,2019,127,Motor vehicles,Manufacturing,190000.5,0,p
USA,United States,JPN,Japan,2019,127,Motor vehicles,Manufacturing,1500.25,1,p
JPN,Japan,USA,United States,2019,127,Motor vehicles,Manufacturing,45000,0,p
JPN,Japan,USA,United States,2019,1,Wheat,Agriculture,0,0,r
JPN,Japan,NRU,Nauru,2019,1,Wheat,Agriculture,0,0,u
JPN,Japan,JPN,Japan,2018,127,"Motor vehicles, bodies",Manufacturing,220000,0,p
"""


@pytest.fixture
def gravity(tmp_path: Path) -> Path:
    path = tmp_path / "Gravity_V202211.csv"
    path.write_text(GRAVITY)
    return path


@pytest.fixture
def itpd(tmp_path: Path) -> Path:
    path = tmp_path / "ITPD_E_R03.csv"
    path.write_text(ITPD)
    return path


def test_gravity(gravity: Path) -> None:
    table = read_gravity(gravity)
    rows = table.collect()
    assert rows.columns[:3] == ["year", "exporter", "importer"]
    assert rows.select("year", "exporter", "importer").rows() == [
        (1989, "USA", "DEU"),
        (1989, "USA", "JPN"),
        (1990, "USA", "JPN"),
        (1990, "JPN", "USA"),
    ]
    assert rows["dist"].to_list() == [6414.0, 10910.0, 10910.0, 10910.0]
    # Thousands of dollars in the file.
    assert rows["tradeflow_comtrade_o"].to_list() == [16862e3, 44494e3, 48580e3, 91121e3]
    assert rows["tradeflow_comtrade_d"].to_list() == [24834.5e3, 48246e3, 52369e3, None]
    assert rows["gdp_o"][0] == 5.6e9
    assert rows["legal_old_o"].to_list() == ["uk", "uk", "uk", "ge"]
    assert (table.read, table.kept) == (5, 4)
    assert table.notes == ("1 rows: of countries that did not exist in the year, left out",)


def test_gravity_of_some_rows_and_columns(gravity: Path) -> None:
    table = read_gravity(
        gravity, years=[1990], exporters=["USA"], importers=["JPN"], variables=["dist"]
    )
    assert table.collect().rows() == [(1990, "USA", "JPN", 10910.0)]
    assert table.read - sum(table.counts.values()) == table.kept == 1


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("1990,USA,JPN", "1989,USA,JPN", r"V202211\.csv, line 5 repeats columns year, iso3_o"),
        (",6414,", ",-6414,", r"line 2, column dist: '-6414' is negative"),
        (",6414,", ",far,", r"line 2, column dist: 'far' is not a number"),
        (",16862,", ",-16862,", r"line 2, column tradeflow_comtrade_o: '-16862' is negative"),
        ("6414,0,", "6414,2,", r"line 2, column contig: '2' is neither 0 nor 1"),
        ("USA,DEU,1,1", "USA,DE,1,1", r"line 2, column iso3_d: 'DE' is no code of three"),
        ("year,", "jahr,", r"line 1: columns year.* are missing"),
        (",91121,NA,ge\n", "", r"line 6 is cut short"),
    ],
)
def test_faults_in_gravity(gravity: Path, before: str, after: str, words: str) -> None:
    assert before in GRAVITY
    gravity.write_text(GRAVITY.replace(before, after, 1))
    with pytest.raises(InputError, match=words):
        read_gravity(gravity)


def test_what_gravity_lacks(gravity: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"column year has no 1980.*column iso3_o has no USB; did"):
        read_gravity(gravity, years=[1980], exporters=["USB"])
    with pytest.raises(InputError, match=r"no variable 'distance'; did you mean 'dist'"):
        read_gravity(gravity, variables=["distance"])
    with pytest.raises(InputError, match=r"none\.csv does not exist"):
        read_gravity(tmp_path / "none.csv")
    gravity.write_bytes(GRAVITY.replace("uk", "\xfck").encode("latin-1"))
    with pytest.raises(InputError, match=r"line 2: byte 0xfc is not utf-8"):
        read_gravity(gravity)


def test_parquet_reads_like_csv(gravity: Path, itpd: Path) -> None:
    types = {"year": pl.Int64, "dist": pl.Float64, "contig": pl.Int64}
    frame = pl.read_csv(gravity, infer_schema_length=100, null_values="NA", schema_overrides=types)
    other = gravity.with_suffix(".parquet")
    frame.write_parquet(other)
    assert read_gravity(other).collect().equals(read_gravity(gravity).collect())
    pl.read_csv(itpd).write_parquet(itpd.with_suffix(".parquet"))
    assert read_itpd(itpd.with_suffix(".parquet")).collect().equals(read_itpd(itpd).collect())
    frame.with_columns(dist=-1.0).write_parquet(other)
    with pytest.raises(InputError, match=r"\.parquet, row 1, column dist: '-1\.0' is negative"):
        read_gravity(other)
    with pytest.raises(InputError, match=r"columns exporteriso3, .* of ITPD-E are missing"):
        read_itpd(other)
    other.write_bytes(other.read_bytes()[:200])
    with pytest.raises(InputError, match="no whole parquet file"):
        read_gravity(other)


def test_itpd(itpd: Path) -> None:
    table = read_itpd(itpd)
    rows = table.collect()
    assert rows["value"].to_list() == [190000.5e6, 1500.25e6, 45000e6, 0.0, 0.0, 220000e6]
    assert rows["domestic"].to_list() == [True, False, False, False, False, True]
    assert rows["mirrored"].to_list() == [False, True, False, False, False, False]
    assert rows["origin"].to_list()[3:5] == ["reported zero", "unknown, filled with zero"]
    assert rows["industry_name"][5] == "Motor vehicles, bodies"
    assert table.notes == (
        "2 rows: of domestic sales",
        "1 rows: from the partner's report",
        "1 rows: of zeros that stand for what nobody knows",
    )
    some = read_itpd(itpd, years=[2019], importers=["USA"], industries=[127])
    assert some.collect().select("exporter", "value").rows() == [
        ("USA", 190000.5e6),
        ("JPN", 45000e6),
    ]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (",45000,0,p", ",-45000,0,p", r"line 4, column trade: '-45000' is negative"),
        (",45000,0,p", ",45000,0,r", r"line 4, column trade: '45000' does not fit flag_zero"),
        (",45000,0,p", ",45000,0,x", r"line 4, column flag_zero: 'x' is none of p, r, u"),
        (",45000,0,p", ",45000,,p", r"line 4, column flag_mirror: nothing is neither 0 nor 1"),
        (",45000,0,p", ",,0,p", r"line 4, column trade: nothing is not a number"),
        ("2019,1,Wheat", "2019,127,Wheat", r"line 5 repeats columns year, exporter_iso3"),
        ("trade,", "value,", r"columns trade.* are missing"),
        (",flag_zero", ",flag", r"columns flagzero of ITPD-E are missing"),
    ],
)
def test_faults_in_itpd(itpd: Path, before: str, after: str, words: str) -> None:
    assert before in ITPD
    itpd.write_text(ITPD.replace(before, after, 1))
    with pytest.raises(InputError, match=words):
        read_itpd(itpd)
