"""Products by industry against WITS, and lists of codes."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.statistics._classifications import (
    concordance,
    industry_of,
    normal_code,
    restored,
    sector_of,
)
from tradetalks.statistics._codes import codes, on_list
from tradetalks.statistics._coverage import ListedCode

WITS = """
010111 0121 010310 0122 020110 1511 020820 0122 021011 1511 030110 0500 030211 0500 030270 1512
030310 1512 030410 1512 030510 1512 030613 1512 030623 0500 030710 0500 030729 1512 030760 0122
030799 1512 040110 1520 040700 0122 040811 1549 040900 0122 050300 0122 050800 0500 051110 0121
051191 1512 060110 0112 060410 0200 070190 0111 071010 1513 071210 1513 071310 0111 080110 0113
271111 1110 271112 2320 271121 1110 271210 2320 271311 2320 271410 1110 271490 1429 271500 2699
271600 4010 280110 2411 280800 2412 281810 2699 281820 2720 281830 2411 691010 2691 700100 2610
701910 2610 701920 1711 710110 0500 710122 3691 710231 1429 710239 3691 710410 2411 710490 3691
710691 2720 710812 2720 711319 3691 711711 3699 711810 3691 720110 2710 720811 2710 730511 2710
730711 2710 730810 2811 730900 2812 731511 2913 731520 2899 732111 2930 732211 2812 732290 2930
732690 2899 740311 2720 741110 2720 741300 2899 820231 2893 830110 2893 831110 2899 840110 2813
840120 2929 840130 2330 840310 2930 840410 2813 840510 2919 840710 3530 840721 2911 840734 3410
840820 3410 840890 2911 840910 3530 840999 3430 841111 3530 841181 2911 841191 3530 841210 3530
841221 2912 843020 2924 843410 2921 844250 2222 844312 3000 844319 2929 845011 2930 845210 2926
850910 2930 851110 3190 851310 3150 851410 2914 851610 2930 851710 3220 851810 3230 852311 2429
852410 2213 852510 3220 852610 3312 852810 3230 853010 3190 853210 3210 870860 3430 870911 2915
871000 2927 871110 3591 871200 3592 871500 3699 871610 3420 871620 2921 871680 3599 880110 3530
880211 3530 880400 1721 890110 3511 900110 3320 900662 3150 900911 3000 901210 3312 901410 3312
911410 3330 920110 3692 930200 2927 930700 2899 940120 3610 940210 3311 940310 3610 940430 1721
940510 3150 940591 2610 940592 2520 940600 2811 950310 3694 960321 3699 960500 1912 970110 9214
"""
"""Subheadings of HS 1988/92 and classes of ISIC Rev. 3 in the table H0 to I3 of
https://wits.worldbank.org/product_concordance.html, one or more of each heading split there."""


def applied(expression: pl.Expr, products: list[str]) -> list[str | None]:
    """An expression on a column of products."""
    return pl.DataFrame({"product": products}).select(expression).to_series().to_list()


def test_divisions_are_those_of_wits():
    words = WITS.split()
    products, classes = words[::2], words[1::2]
    found = applied(industry_of(pl.col("product")), products)
    wrong = [t for t in zip(products, classes, found, strict=True) if t[1][:2] != t[2]]
    assert not wrong


def test_every_chapter_has_a_division_and_every_good_a_sector():
    chapters = [f"{n:02d}" for n in range(1, 98) if n != 77]
    assert None not in applied(industry_of(pl.col("product")), chapters)
    divisions = set(concordance("hs_isic")["isic"])
    assert divisions <= set(concordance("isic_sectors")["isic"])
    services = concordance("isic_sectors").filter(pl.col("sector").is_null())["isic"]
    assert set(services) == {"40", "92"}


@pytest.mark.parametrize(
    ("product", "sector"),
    [("8703230190", "Auto"), ("87", "Auto"), ("8711", "Other transport"), ("271019", "Petroleum"),
     ("270900", "Mining"), ("720839", "Basic metals"), ("854231", "Communication"),
     ("847130", "Office"), ("610910", "Textile"), ("9999AA", None), ("99", None)],
)  # fmt: skip
def test_sectors(product, sector):
    assert applied(sector_of(pl.col("product")), [product]) == [sector]


def test_sectors_are_those_of_the_world_of_1993(pytestconfig):
    path = pytestconfig.rootpath.parent / "shared/reference/world/cp1993_flows.npz"
    if not path.is_file():
        pytest.skip("needs the reference data of Caliendo and Parro beside the checkout")
    goods = np.load(path, allow_pickle=True)["sectors"].tolist()[:20]
    found = concordance("isic_sectors").drop_nulls("sector").sort("isic")
    assert found["sector"].unique(maintain_order=True).to_list() == goods


def test_unknown_concordance():
    with pytest.raises(InputError, match="choose 'hs_isic'"):
        concordance("hs_sitc")


@pytest.mark.parametrize(
    ("code", "plain"), [("8703.23.00", "87032300"), (" 01 ", "01"), ("0101.21", "010121")]
)
def test_codes_with_dots(code, plain):
    assert normal_code(code) == plain


@pytest.mark.parametrize("code", ["103", "87A3", "", "1", "870323019012"])
def test_codes_that_are_none(code):
    with pytest.raises(InputError, match=f"{code!r}"):
        normal_code(code)


@given(st.from_regex(r"\A0[1-9]\d{0,8}\Z"))
def test_lost_zero_comes_back(code):
    if len(code) % 2 == 0:
        assert applied(restored("product"), [code, code[1:]]) == [code, code]


PRODUCTS = ["870310", "870323", "8703230190", "8703", "870899", "0103"]


@pytest.mark.parametrize(
    ("include", "exclude", "listed"),
    [
        (["8703"], [], [True, True, True, True, False, False]),
        (["8703"], ["870310"], [False, True, True, True, False, False]),
        (["87.03.23.01.90"], [], [False, False, True, False, False, False]),
        (["87", "01"], ["8703"], [False, False, False, False, True, True]),
        (["87", "87032301"], ["8703"], [False, False, True, False, True, False]),
        (["8703", "8708"], ["8708"], [True, True, True, True, False, False]),
    ],
)
def test_longest_code_decides_and_exclusion_breaks_a_tie(include, exclude, listed):
    rule = on_list(pl.col("product"), codes(include, exclude))
    assert applied(rule, PRODUCTS) == listed


def test_dates_of_entries():
    entries = [
        ListedCode("8703", end=date(2018, 12, 31)),
        ListedCode("8708", start=date(2018, 7, 1)),
    ]
    assert [e.code for e in codes(entries, on=date(2018, 1, 1))] == ["8703"]
    assert [e.code for e in codes(entries, on=date(2019, 1, 1))] == ["8708"]
    assert len(codes(entries)) == 2
    with pytest.raises(InputError, match="no code is on the list on 2017-01-01"):
        codes([entries[1]], on=date(2017, 1, 1))


def test_codes_at_fault_are_named_together():
    with pytest.raises(InputError, match=r"'870'.*'01012100000000'"):
        codes(["870", "8703"], ["01012100000000"])
    with pytest.raises(InputError, match="no code is on the list"):
        codes([], ["87"])


@given(
    st.lists(st.sampled_from(["87", "8703", "870323", "01"]), min_size=1),
    st.lists(st.sampled_from(["87", "8703", "870310"])),
)
def test_list_against_its_definition(include, exclude):
    """The longest entry that begins a product, found one by one."""
    entries = codes(include, exclude)

    def decided(product: str) -> bool:
        over = [e for e in entries if product.startswith(e.code)]
        longest = [e for e in over if len(e.code) == max(len(o.code) for o in over)]
        return bool(longest) and not any(e.excluded for e in longest)

    expected = [decided(product) for product in PRODUCTS]
    assert applied(on_list(pl.col("product"), entries), PRODUCTS) == expected
