"""Indicators against published worked examples and hand computation, and by their properties."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.statistics._average_tariff import average_tariff
from tradetalks.statistics._balance import bilateral_balance, mirror
from tradetalks.statistics._indicators import (
    complementarity,
    export_similarity,
    import_penetration,
    import_shares,
    revealed_comparative_advantage,
)

# Rounding of a few sums and quotients.
EXACT = 1e-12


def trade(*rows: tuple[Any, ...], basis: dict[str, str] | None = None) -> pl.DataFrame:
    """Rows of (year, reporter, partner, flow, product, value)."""
    frame = pl.DataFrame(
        rows,
        schema=["year", "reporter", "partner", "flow", "product", "value"],
        orient="row",
        schema_overrides={"value": pl.Float64},
    )
    bases = basis or {"exports": "fob", "imports": "cif"}
    return frame.with_columns(
        value_basis=pl.col("flow").replace(bases), classification=pl.lit("HS92")
    )


PAIR = trade(
    (1994, "USA", "JPN", "exports", "870323", 2.0),
    (1994, "USA", "JPN", "exports", "100190", 3.0),
    (1994, "USA", "JPN", "imports", "870323", 30.0),
    (1994, "USA", "DEU", "imports", "870323", 10.0),
    (1994, "USA", "DEU", "exports", "870323", 5.0),
    (1994, "JPN", "USA", "imports", "870323", 2.5),
    (1994, "JPN", "USA", "imports", "100190", 3.2),
    (1994, "JPN", "USA", "imports", "240220", 0.7),
    (1994, "JPN", "USA", "exports", "870323", 28.0),
)


def test_balance_by_hand() -> None:
    (row,) = bilateral_balance(PAIR, "USA", "JPN").rows(named=True)
    assert row == {
        "year": 1994,
        "exports": 5.0,
        "imports": 30.0,
        "balance": -25.0,
        "exports_basis": "fob",
        "imports_basis": "cif",
    }
    parts = bilateral_balance(PAIR, "USA", "JPN", digits=6)
    assert parts.select("product", "exports", "imports", "balance").rows() == [
        ("100190", 3.0, 0.0, 3.0),
        ("870323", 2.0, 30.0, -28.0),
    ]
    assert parts["imports_basis"].to_list() == [None, "cif"]


def test_mirror_of_a_published_case() -> None:
    """World Bank, WITS Help, "Mirror Data with UN COMTRADE": Pakistan to China in 2001.

    Pakistan reported exports of 236 million dollars, China 557 million; gap and ratio by hand.
    """
    frame = trade(
        (2001, "PAK", "CHN", "exports", "520512", 236e6),
        (2001, "CHN", "PAK", "imports", "520512", 557e6),
    )
    (row,) = mirror(frame, "PAK", "CHN").rows(named=True)
    assert (row["exporter_reports"], row["importer_reports"]) == (236e6, 557e6)
    assert (row["exporter_basis"], row["importer_basis"]) == ("fob", "cif")
    assert row["gap"] == 321e6
    assert row["ratio"] == pytest.approx(557.0 / 236.0, rel=EXACT)
    assert row["reported_by"] == "both"


def test_mirror_fills_nothing_in() -> None:
    rows = mirror(PAIR, "USA", "JPN", digits=6).select(
        "product", "exporter_reports", "importer_reports", "gap", "reported_by"
    )
    assert rows.rows() == [
        ("100190", 3.0, 3.2, pytest.approx(0.2), "both"),
        ("240220", None, 0.7, None, "importer only"),
        ("870323", 2.0, 2.5, 0.5, "both"),
    ]
    mixed = PAIR.with_columns(
        value_basis=pl.when(pl.col("product") == "100190")
        .then(pl.lit("fob"))
        .otherwise(pl.col("value_basis"))
    )
    assert mirror(mixed, "USA", "JPN")["importer_basis"].to_list() == ["cif/fob"]


def test_import_shares_by_hand() -> None:
    found = import_shares(PAIR, "USA")
    assert found.select("partner", "imports", "total", "share").rows() == [
        ("JPN", 30.0, 40.0, 0.75),
        ("DEU", 10.0, 40.0, 0.25),
    ]


def test_comparative_advantage_of_a_published_case() -> None:
    """Wikipedia, "Revealed comparative advantage": Brazil's soybeans in 2010, about 22.

    Soybeans were 0.35 percent of world trade with exports of 42 billion dollars, Brazil exported
    nearly 11 of its 140 billion; the exact ratio of these is 22.4, and printed is 7.9 / 0.35 = 22.
    """
    world = 42.0 / 0.0035
    frame = trade(
        (2010, "BRA", "CHN", "exports", "120100", 11.0),
        (2010, "BRA", "CHN", "exports", "260111", 129.0),
        (2010, "ROW", "CHN", "exports", "120100", 31.0),
        (2010, "ROW", "CHN", "exports", "260111", world - 140.0 - 31.0),
    )
    found = revealed_comparative_advantage(frame).filter(reporter="BRA", product="120100")
    assert found["index"][0] == pytest.approx(22.0, abs=0.5)
    assert found["index"][0] == pytest.approx((11.0 / 140.0) / 0.0035, rel=EXACT)
    assert found["symmetric"][0] == pytest.approx((22.449 - 1) / (22.449 + 1), abs=1e-4)


def test_penetration_by_hand() -> None:
    """Output 100, exports 20, imports 30: home demand 110, of which 30 are imported."""
    frame = trade(
        (2007, "USA", "JPN", "exports", "87", 20.0), (2007, "USA", "JPN", "imports", "87", 30.0)
    )
    made = pl.DataFrame({"year": [2007], "product": ["87"], "output": [100.0]})
    for digits in (None, 2):
        (row,) = import_penetration(made, frame, "USA", digits=digits).rows(named=True)
        assert row["consumption"] == 110.0
        assert row["penetration"] == pytest.approx(30.0 / 110.0, rel=EXACT)
    world = frame.with_columns(partner=pl.lit("WLD"))
    assert import_penetration(made, world, "USA")["penetration"][0] == row["penetration"]
    entrepot = pl.DataFrame({"year": [2007], "output": [5.0]})
    assert import_penetration(entrepot, frame, "USA")["penetration"][0] == 2.0


TARIFF = pl.DataFrame(
    {
        "product": ["01011110", "01011190", "01011910", "01011990"],
        "rate": [0.5, 0.1, 0.0, 0.2],
    }
)
BOUGHT = pl.DataFrame(
    {"product": TARIFF["product"], "value": [10.0, 100.0, 1000.0, 100.0]},
)


def test_average_tariff_of_a_published_case() -> None:
    """WTO glossary, "Average (tariff)", http://tao.wto.org/site/glossary/en/AVERAGE_TARIFF.htm.

    Four lines of 50, 10, 0 and 20 percent with imports of 10, 100, 1000 and 100: duties of 35 on
    1210. Printed are 20 and 2.9 percent.
    """
    found = average_tariff(TARIFF, BOUGHT)
    assert found.simple == pytest.approx(0.20, rel=EXACT)
    assert found.weighted == pytest.approx(0.029, abs=5e-4)
    assert found.weighted == pytest.approx(35.0 / 1210.0, rel=EXACT)
    assert (found.lines, found.lines_without_rate, found.lines_without_trade) == (4, 0, 0)


def test_average_tariff_says_what_it_leaves_out() -> None:
    """A line with a specific duty only, one without trade, imports that the schedule lacks."""
    lines = pl.concat(
        [
            TARIFF,
            pl.DataFrame(
                {"product": ["01012100", "01012900"], "rate": [None, 0.7]},
                schema=TARIFF.schema,
            ),
        ]
    )
    bought = pl.concat(
        [BOUGHT, pl.DataFrame({"product": ["01012100", "02011000"], "value": [40.0, 50.0]})]
    )
    found = average_tariff(lines, bought)
    assert found.simple == pytest.approx(1.5 / 5.0, rel=EXACT)
    assert found.weighted == pytest.approx(35.0 / 1210.0, rel=EXACT)
    assert (found.lines, found.lines_without_rate, found.lines_without_trade) == (6, 1, 1)
    assert (found.imports, found.imports_without_rate, found.imports_without_line) == (
        1300.0,
        40.0,
        50.0,
    )
    assert "6 lines: 1 without an ad valorem rate, 1 with a rate and no imports" in found.summary()
    nothing = average_tariff(TARIFF, BOUGHT.clear())
    assert (nothing.weighted, nothing.lines_without_trade) == (None, 4)


def test_average_tariff_where_trade_is_coarser() -> None:
    """At six digits: (50 + 10) / 2 on 110, (0 + 20) / 2 on 1100, so 143 on 1210."""
    coarse = pl.DataFrame({"product": ["010111", "010119"], "value": [110.0, 1100.0]})
    found = average_tariff(TARIFF, coarse, digits=6)
    assert found.weighted == pytest.approx(143.0 / 1210.0, rel=EXACT)
    assert found.simple == pytest.approx(0.20, rel=EXACT)
    with pytest.raises(InputError, match=r"lines have 8 digits and imports 6; give digits"):
        average_tariff(TARIFF, coarse)


SHARES = trade(
    (1995, "A", "C", "exports", "10", 50.0),
    (1995, "A", "C", "exports", "20", 30.0),
    (1995, "A", "D", "exports", "30", 20.0),
    (1995, "B", "C", "exports", "10", 2.0),
    (1995, "B", "D", "exports", "30", 3.0),
    (1995, "B", "D", "exports", "40", 5.0),
    (1995, "B", "C", "imports", "10", 1.0),
    (1995, "B", "A", "imports", "20", 1.0),
    (1995, "B", "A", "imports", "40", 2.0),
)


def test_similarity_by_hand() -> None:
    """Shares 50, 30, 20, 0 and 20, 0, 30, 50: the smaller ones are 20 and 20, so 40.

    In C alone 62.5 and 37.5 against 100 of the first product, so 62.5.
    """
    assert export_similarity(SHARES, "A", "B").rows() == [(1995, pytest.approx(40.0))]
    assert export_similarity(SHARES, "A", "B", market="C").rows() == [(1995, pytest.approx(62.5))]


def test_complementarity_by_hand() -> None:
    """Exports 50, 30, 20, 0, imports 25, 25, 0, 50: half of 25 + 5 + 20 + 50 is 50."""
    assert complementarity(SHARES, "A", "B").rows() == [(1995, pytest.approx(50.0))]


# Properties

value = st.floats(0.01, 1e6)
products = ("010121", "010129", "870321", "870323")


@st.composite
def worlds(draw: st.DrawFn) -> pl.DataFrame:
    """Exports and imports of two countries with two partners in four products."""
    rows = [
        (1995, who, partner, flow, product, draw(value))
        for who in ("A", "B")
        for partner in ("B" if who == "A" else "A", "C")
        for flow in ("exports", "imports")
        for product in products
    ]
    return trade(*rows)


@settings(max_examples=30, deadline=None)
@given(frame=worlds(), factor=st.floats(0.01, 100.0))
def test_indices_do_not_depend_on_units(frame: pl.DataFrame, factor: float) -> None:
    scaled = frame.with_columns(pl.col("value") * factor)
    for index in (
        lambda f: export_similarity(f, "A", "B")["index"],
        lambda f: complementarity(f, "A", "B")["index"],
        lambda f: revealed_comparative_advantage(f)["index"],
        lambda f: import_shares(f, "A")["share"],
        lambda f: mirror(f, "A", "B")["ratio"],
    ):
        assert index(scaled).to_list() == pytest.approx(index(frame).to_list(), rel=1e-9)


@settings(max_examples=30, deadline=None)
@given(frame=worlds())
def test_bounds_and_sums(frame: pl.DataFrame) -> None:
    # Rounding of sums of shares in percent.
    slack = 1e-9
    for index in (export_similarity(frame, "A", "B"), complementarity(frame, "A", "B")):
        assert -slack <= index["index"][0] <= 100.0 + slack
    assert export_similarity(frame, "A", "A")["index"][0] == pytest.approx(100.0)
    swapped = export_similarity(frame, "B", "A")["index"][0]
    assert export_similarity(frame, "A", "B")["index"][0] == pytest.approx(swapped)
    assert import_shares(frame, "A")["share"].sum() == pytest.approx(1.0)
    symmetric = revealed_comparative_advantage(frame)["symmetric"]
    assert (symmetric.abs() <= 1.0).all()


@settings(max_examples=30, deadline=None)
@given(frame=worlds())
def test_michaely_is_the_overlap_of_shares(frame: pl.DataFrame) -> None:
    """1 - sum |m - x| / 2 = sum min(m, x) for shares: the formulas of two sources agree."""
    turned = frame.filter(
        ((pl.col("reporter") == "A") & (pl.col("flow") == "exports"))
        | ((pl.col("reporter") == "B") & (pl.col("flow") == "imports"))
    ).with_columns(flow=pl.lit("exports"))
    overlap = export_similarity(turned, "A", "B")["index"][0]
    assert complementarity(frame, "A", "B")["index"][0] == pytest.approx(overlap)


@settings(max_examples=30, deadline=None)
@given(frame=worlds(), digits=st.sampled_from([2, 4, 6]))
def test_parts_sum_to_the_balance(frame: pl.DataFrame, digits: int) -> None:
    whole = bilateral_balance(frame, "A", "B")
    parts = bilateral_balance(frame, "A", "B", digits=digits)
    for column in ("exports", "imports", "balance"):
        # Against the gross flows, since a balance may be near 0.
        gross = whole["exports"][0] + whole["imports"][0]
        assert parts[column].sum() == pytest.approx(whole[column][0], abs=1e-12 * gross)


@settings(max_examples=30, deadline=None)
@given(frame=worlds())
def test_comparative_advantage_averages_to_one(frame: pl.DataFrame) -> None:
    """Weighted by countries' shares in world exports, the indices of a product average to 1."""
    found = revealed_comparative_advantage(frame)
    by_country = found.with_columns(
        weight=pl.col("exports").sum().over("reporter") / pl.col("exports").sum()
    )
    mean = by_country.group_by("product").agg((pl.col("index") * pl.col("weight")).sum())
    assert mean["index"].to_list() == pytest.approx([1.0] * 4)


# Bad input


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.drop("partner"), r"trade lacks columns 'partner'"),
        (lambda f: f.rename({"reporter": "reporters"}), r"rename 'reporters' for 'reporter'"),
        (lambda f: f.with_columns(value=-pl.col("value")), r"row 0, column value is -2\.0"),
        (lambda f: f.with_columns(value=pl.lit(None)), r"row 0, column value is None"),
        (
            lambda f: f.with_columns(partner=pl.Series(["WLD", *f["partner"][1:]])),
            r"row 0, column partner is 'WLD'; leave totals out",
        ),
        (lambda f: f.with_columns(flow=pl.lit("X")), r"column flow is 'X'"),
        (
            lambda f: pl.concat([f, f.with_columns(pl.col("product").str.slice(0, 4))]),
            r"products are of several levels, '1001' \(4 digits\), '100190' \(6 digits\)",
        ),
        (
            lambda f: pl.concat([f, f.with_columns(classification=pl.lit("HS12"))]),
            r"classifications 'HS12', 'HS92' are mixed",
        ),
        (
            lambda f: f.filter((pl.col("flow") == "imports") | (pl.col("reporter") != "USA")),
            r"no exports reported by 'USA'",
        ),
    ],
)
def test_frames_at_fault(change: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        bilateral_balance(change(PAIR), "USA", "JPN")


def test_what_the_frame_lacks() -> None:
    with pytest.raises(InputError, match=r"no exports reported by 'US'; did you mean 'USA'"):
        bilateral_balance(PAIR, "US", "JPN")
    with pytest.raises(InputError, match=r"no exports of USA with partner 'JAP'; did you mean"):
        bilateral_balance(PAIR, "USA", "JAP")
    with pytest.raises(InputError, match=r"products have 6 digits; digits is 8"):
        bilateral_balance(PAIR, "USA", "JPN", digits=8)
    later = PAIR.filter(pl.col("flow") == "exports").with_columns(year=pl.lit(1995, pl.Int64))
    with pytest.raises(InputError, match=r"imports from JPN lack 1995; a balance needs both"):
        bilateral_balance(pl.concat([PAIR, later]), "USA", "JPN")
    other = SHARES.filter(reporter="B").with_columns(year=pl.lit(1996, pl.Int64))
    with pytest.raises(InputError, match=r"exports of A lack 1996; an index"):
        export_similarity(pl.concat([SHARES, other]), "A", "B")
    with pytest.raises(InputError, match=r"exports of A are 0 in 1995, and have no shares"):
        export_similarity(SHARES.with_columns(value=pl.lit(0.0)), "A", "B")
    with pytest.raises(InputError, match=r"no exports of 'A in 1995', 'B in 1995'"):
        revealed_comparative_advantage(SHARES.with_columns(value=pl.lit(0.0)))


def test_production_that_does_not_fit() -> None:
    frame = trade(
        (2007, "USA", "JPN", "exports", "87", 20.0),
        (2007, "USA", "JPN", "imports", "87", 3.0),
        (2007, "USA", "JPN", "imports", "84", 7.0),
    )
    made = pl.DataFrame({"year": [2007], "product": ["87"], "output": [10.0]})
    with pytest.raises(InputError, match=r"no output of '84', of which 7 USD are imported"):
        import_penetration(made, frame, "USA", digits=2)
    with pytest.raises(InputError, match=r"apparent consumption of 2007 is 0: exports exceed"):
        import_penetration(made, frame, "USA")
    with pytest.raises(InputError, match=r"years of production lack 2007"):
        import_penetration(made.with_columns(year=pl.lit(2006, pl.Int64)), frame, "USA")


@pytest.mark.parametrize(
    ("tariffs", "words"),
    [
        (pl.concat([TARIFF, TARIFF[:1]]), r"product '01011110' has several lines; keep one kind"),
        (TARIFF.with_columns(rate=-pl.col("rate") - 0.1), r"row 0, column rate is -0\.6"),
        (TARIFF.with_columns(rate=pl.lit(None, pl.Float64)), r"no number in 'rate'"),
        (TARIFF.rename({"rate": "duty"}), r"tariffs lack column 'rate'"),
        (TARIFF.with_columns(year=pl.Series([1995, 1995, 1996, 1996])), r"mix year '1995', '1996'"),
    ],
)
def test_tariffs_at_fault(tariffs: pl.DataFrame, words: str) -> None:
    with pytest.raises(InputError, match=words):
        average_tariff(tariffs, BOUGHT)


def test_imports_at_fault() -> None:
    with pytest.raises(InputError, match=r"another flow"):
        average_tariff(TARIFF, BOUGHT.with_columns(flow=pl.lit("exports")))
    with pytest.raises(InputError, match=r"imports mix reporter 'A', 'B'"):
        average_tariff(TARIFF, BOUGHT.with_columns(reporter=pl.Series(["A", "A", "A", "B"])))
