"""BACI: what a file says reaches the table, and what it should not say is found."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.statistics._baci import read_baci
from tradetalks.statistics._coverage import ListedCode

NAME = "BACI_HS92_Y2019_V202401b.csv"

ROWS = """\
t,i,j,k,v,q
2019,4,842,10111,1.5,           NA
2019,392,842,870323,1200.25,80.5
2019,392,842,870310,7,
2019,490,842,854231,300,1
2019,842,392,870323,50.5,3
2019,842,251,9999AA,2,NA
"""


def test_values_are_those_of_the_file(write):
    """The csv module of Python reads the same numbers."""
    table = read_baci(write(NAME, ROWS)).collect()
    rows = list(csv.DictReader(io.StringIO(ROWS)))
    assert table["value"].to_list() == [1000 * float(row["v"]) for row in rows]
    assert table["quantity"].to_list() == [None, 80.5, None, 1.0, 3.0, None]
    assert table["product"].to_list() == [row["k"].zfill(6) for row in rows]
    assert table["reporter"].to_list() == ["AFG", "JPN", "JPN", "TWN", "USA", "USA"]
    assert set(table["classification"]) == {"HS92"}
    assert set(table["value_basis"]) == {"fob"}


def test_what_was_mended_is_counted(write):
    table = read_baci(write(NAME, ROWS))
    assert table.read == table.kept == 6
    assert table.counts["with the leading zero of the product restored"] == 1
    assert table.counts["without a quantity"] == 3
    assert table.counts["with Other Asia, nes (490) read as Taiwan"] == 1
    assert "3 rows: without a quantity" in table.summary()
    assert "V202401b" in table.summary()


def test_choices_leave_out_what_they_count(write):
    table = read_baci(
        write(NAME, ROWS), exporters=["Japan", "USA"], importers=["US"], products=["8703"]
    )
    assert table.collect().select("reporter", "partner", "product").rows() == [
        ("JPN", "USA", "870323"),
        ("JPN", "USA", "870310"),
    ]
    assert [table.counts[f"of other {what}, left out"] for what in ("exporters", "importers")] == [
        2,
        2,
    ]
    assert table.counts["of other products, left out"] == 0


def test_exclusion_takes_a_subheading_off(write):
    products = ["8703", ListedCode("870310", excluded=True)]
    table = read_baci(write(NAME, ROWS), products=products).collect()
    assert set(table["product"]) == {"870323"}


def test_importers_see_the_same_flow(write):
    path = write(NAME, ROWS)
    out, into = read_baci(path).collect(), read_baci(path, flow="imports").collect()
    assert into["reporter"].to_list() == out["partner"].to_list()
    assert into["value"].to_list() == out["value"].to_list()
    both = read_baci(path, flow="both")
    assert both.kept == both.collect().height == 12
    assert both.collect().filter(flow="imports")["value"].sum() == out["value"].sum()


def test_countries_of_the_release_join_those_known(write):
    """A number that the package does not know is taken from the release's own table."""
    path = write(NAME, ROWS.replace("2019,4,", "2019,999,"))
    for header in ("country_code,country_name,country_iso3", "country_code,x,iso_3digit_alpha"):
        write("country_codes_V202401b.csv", f"{header}\n999,Côte,NEW\n", "latin-1")
        assert read_baci(path).collect()["reporter"][0] == "NEW"
    (path.parent / "country_codes_V202401b.csv").unlink()
    with pytest.raises(InputError, match="line 2, column i: '999' is no country"):
        read_baci(path)


def test_product_that_the_release_does_not_have(write):
    codes = "010111 870323 870310 854231"
    write(
        "product_codes_HS92_V202401b.csv",
        "code,description\n" + codes.replace(" ", ",x\n") + ",x\n",
    )
    with pytest.raises(InputError, match=rf"{NAME}, line 7, column k: '9999AA'.*product_codes"):
        read_baci(write(NAME, ROWS))


def test_folder_of_years(write, tmp_path):
    for year in (2018, 2019):
        write(NAME.replace("2019", str(year)), ROWS.replace("2019,", f"{year},"))
    table = read_baci(tmp_path)
    assert sorted(set(table.collect()["year"])) == [2018, 2019]
    assert read_baci(tmp_path, years=[2018]).kept == 6
    with pytest.raises(InputError, match="no year 2017; it has 2018 to 2019"):
        read_baci(tmp_path, years=[2017])
    write("BACI_HS17_Y2019_V202401b.csv", ROWS)
    with pytest.raises(InputError, match="mixes releases HS17 V202401b, HS92 V202401b"):
        read_baci(tmp_path)


def test_year_that_a_file_does_not_have(write):
    with pytest.raises(InputError, match="column t has no 1990; it has 2019 to 2019"):
        read_baci(write(NAME, ROWS), years=[1990])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("1200.25", "-1200.25", "line 3, column v: '-1200.25' is negative"),
        ("1200.25", "1.2e", "line 3, column v: '1.2e' is not a number"),
        ("1200.25", "", "line 3, column v: nothing is not a number"),
        ("80.5", "many", "line 3, column q: 'many' is not a number"),
        ("80.5", "-1", "line 3, column q: '-1' is negative"),
        ("2019,4,", "2019,7,", "line 2, column i: '7' is no country of BACI"),
        ("842,10111", "842,101", "line 2, column k: '101' is not a subheading"),
        ("842,10111", "842,1010111", "line 2, column k: '1010111' is not a subheading"),
        ("2019,4,", "2018,4,", "line 2, column t: '2018' is not the year of the file's name, 2019"),
        ("2019,4,", "19,4,", "line 2, column t: '19' is not a year"),
        ("842,870310,7,", "842,870323,7,", "line 4 repeats columns t, i, j, k of line 3"),
        ("80.5", "80.5,1", "line 3, column beyond: '1' stands after the last column"),
        ("80.5", "80.5,1,2", "line 3 has 8 columns, the header 6"),
        ("2,NA\n", "2", "line 7 is cut short: 5 of 6 columns; download"),
        ("t,i,j,k,v,q", "t,i,j,hs6,v,q", "columns of CEPII BACI of earlier releases; give a"),
        ("t,i,j,k,v,q", "t,i,j,k,v,qq", r"columns q \(is it qq\?\) of CEPII BACI are missing"),
        ("t,i,j,k,v,q", "t,i,j,k,v,v", "columns q of CEPII BACI are missing"),
        ("t,i,j,k,v,q", "iso3_o,iso3_d,year,x,v,q", "of CEPII Gravity; use read_gravity"),
    ],
)  # fmt: skip
def test_fault_names_file_line_and_column(write, old, new, message):
    text = ROWS.replace(old, new)
    assert text != ROWS
    with pytest.raises(InputError, match=f"{NAME}, {message}" if message[0] == "l" else message):
        read_baci(write(NAME, text))


def test_all_faults_together_and_a_bounded_number(write):
    text = ROWS.replace("1200.25", "-1").replace("2019,4,", "2019,7,").replace("50.5", "x")
    with pytest.raises(InputError, match=r"column i: '7'.*column v: 'x'.*column v: '-1'"):
        read_baci(write(NAME, text))
    many = "t,i,j,k,v,q\n" + "".join(f"2019,4,842,{100000 + n},-{n + 1},1\n" for n in range(5000))
    with pytest.raises(InputError, match="4997 more rows are at fault") as caught:
        read_baci(write(NAME, many))
    assert len(str(caught.value)) < 1000


def test_faults_of_rows_left_out_do_not_stop_the_others(write):
    table = read_baci(write(NAME, ROWS.replace("50.5", "x")), exporters=["JPN"])
    assert table.kept == 2


def test_packed_files(write, tmp_path):
    packed = tmp_path / f"{NAME}.gz"
    packed.write_bytes(gzip.compress(ROWS.encode()))
    assert read_baci(packed).collect().equals(read_baci(write(NAME, ROWS)).collect())
    packed.write_bytes(gzip.compress(ROWS.encode() * 50)[:-20])
    with pytest.raises(InputError, match="gzip that is cut short"):
        read_baci(packed)
    archive = tmp_path / "BACI_HS92_V202401b.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(NAME, ROWS)
    with pytest.raises(InputError, match="is a zip; unpack it"):
        read_baci(archive)
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(InputError, match="zip that is cut short"):
        read_baci(archive)


def test_text_of_another_encoding(write):
    bad = ROWS.replace("9999AA", "9999Å")
    with pytest.raises(InputError, match="line 7: byte 0xc5 is not utf-8; give the encoding"):
        read_baci(write(NAME, bad, "latin-1"))


def test_no_file_and_an_empty_one(write, tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_baci(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="is empty"):
        read_baci(write(NAME, ""))
    (tmp_path / NAME).unlink()
    with pytest.raises(InputError, match="no file such as BACI_HS92"):
        read_baci(tmp_path)


def test_unknown_names_of_choices(write):
    path = write(NAME, ROWS)
    with pytest.raises(InputError, match=r"'Jappan' is unknown; did you mean JPN.*'Xx' is unknown"):
        read_baci(path, exporters=["Jappan", "Xx"])
    with pytest.raises(InputError, match="'870' is no even number of digits"):
        read_baci(path, products=["870"])
    with pytest.raises(InputError, match="choose 'exports'"):
        read_baci(path, flow="trade")


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations(ROWS.splitlines()[1:]), part=st.sampled_from(["87", "8703", "01", "99"])
)
def test_order_does_not_matter_and_parts_add_up(write, order, part):
    path = write(NAME, "\n".join(["t,i,j,k,v,q", *order]) + "\n")
    whole = read_baci(path).collect()
    inside = read_baci(path, products=[part])
    others = whole.filter(~pl.col("product").str.starts_with(part))
    total = inside.collect()["value"].sum() + others["value"].sum()
    assert total == pytest.approx(whole["value"].sum(), rel=1e-12)
    assert inside.kept + inside.counts["of other products, left out"] == 6
