"""What a list of codes covers: by hand, and against trying every product against every entry."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradetalks.errors import InputError
from tradetalks.statistics._coverage import ListedCode, coverage

CARS = pl.DataFrame(
    {
        "product": ["870310", "870321", "870323", "870332", "870421", "010121"],
        "value": [5.0, 20.0, 100.0, 40.0, 30.0, 7.0],
    }
)


def test_prefixes_and_exclusions_by_hand() -> None:
    """All cars but those for golf and snow, and of the diesels again one kind."""
    found = coverage(
        CARS, ["8703", ListedCode("8703.10", True), ListedCode("870332", True), "0101"]
    )
    assert (found.covered, found.partly, found.total) == (127.0, 0.0, 202.0)
    assert found.share == (127.0 / 202.0, 127.0 / 202.0)
    assert found.entries.rows() == [
        ("8703", False, 2, 120.0),
        ("870310", True, 1, 5.0),
        ("870332", True, 1, 40.0),
        ("0101", False, 1, 7.0),
    ]


def test_the_longest_entry_wins_and_an_exclusion_on_a_tie() -> None:
    again = coverage(CARS, ["87", ListedCode("8703", True), "870323"])
    assert again.covered == 130.0
    tie = coverage(CARS, ["8703", ListedCode("8703", True), "8704"])
    assert tie.covered == 30.0
    assert coverage(CARS, ["8704", ListedCode("8703", True), "8703"]).covered == 30.0


def test_overlaps_are_counted_once() -> None:
    """A heading, its subheadings and the chapter cover what the chapter covers."""
    chapter = coverage(CARS, ["87"]).covered
    assert coverage(CARS, ["87", "8703", "870323", "8703.23", "8704"]).covered == chapter == 195.0


def test_dates() -> None:
    entries = [
        ListedCode("8703", start=date(1995, 6, 28)),
        ListedCode("870310", True, end=date(1995, 7, 31)),
        ListedCode("8704", start=date(1995, 5, 16), end=date(1995, 6, 27)),
    ]
    before = coverage(CARS, entries, on=date(1995, 6, 27))
    assert (before.covered, before.not_in_force) == (30.0, ("8703",))
    first = coverage(CARS, entries, on=date(1995, 6, 28))
    assert (first.covered, first.not_in_force) == (160.0, ("8704",))
    assert coverage(CARS, entries, on=date(1995, 8, 1)).covered == 165.0
    assert (
        "not in force: '870310', '8704'" in coverage(CARS, entries, on=date(1995, 8, 1)).summary()
    )
    with pytest.raises(InputError, match=r"no entry of 1 is in force on 1995-05-15"):
        coverage(CARS, entries[2:], on=date(1995, 5, 15))


def test_trade_coarser_than_the_list_is_partly_covered() -> None:
    """The list names lines of eight digits; trade at six cannot tell, and is not guessed."""
    found = coverage(CARS, ["87032301", "8704"])
    assert (found.covered, found.partly) == (30.0, 100.0)
    assert found.share == (30.0 / 202.0, 130.0 / 202.0)
    assert found.unmatched == ()
    out = coverage(CARS, ["8703", ListedCode("87032301", True)])
    assert (out.covered, out.partly) == (65.0, 100.0)
    # An entry below that says the same as the one above divides nothing.
    assert coverage(CARS, ["8703", "87032301"]).partly == 0.0
    assert "up to 100 USD more" in found.summary()


def test_codes_without_trade_are_named() -> None:
    found = coverage(CARS, ["8703", "9999"])
    assert found.unmatched == ("9999",)
    assert "no trade under '9999'" in found.summary()


digits = st.sampled_from(["01", "02", "03"])
code = st.lists(digits, min_size=1, max_size=4).map("".join)
entries = st.lists(st.builds(ListedCode, code, st.booleans()), min_size=1, max_size=8)
trade = st.dictionaries(
    st.lists(digits, min_size=3, max_size=3).map("".join),
    st.integers(0, 1000),
    min_size=1,
    max_size=12,
).map(
    lambda d: pl.DataFrame(
        {"product": list(d), "value": list(d.values())},
        schema={"product": pl.String, "value": pl.Float64},
    )
)


def leaves(product: str, depth: int = 4) -> list[str]:
    """Codes of the finest level under a product, one of each step that no entry names."""
    if len(product) == 2 * depth:
        return [product]
    return [leaf for pair in ("01", "02", "03", "04") for leaf in leaves(product + pair, depth)]


@settings(max_examples=60)
@given(trade=trade, entries=entries)
def test_against_the_finest_level(trade: pl.DataFrame, entries: list[ListedCode]) -> None:
    """A product is covered if all that can be under it is, and partly if only some."""
    found = coverage(trade, entries)

    def inside(leaf: str) -> bool:
        over = [e for e in entries if leaf.startswith(e.code)]
        size = max((len(e.code) for e in over), default=0)
        return bool(over) and not any(e.excluded for e in over if len(e.code) == size)

    whole, some = 0.0, 0.0
    for product, value in trade.rows():
        under = [inside(leaf) for leaf in leaves(product)]
        whole += value * all(under)
        some += value * (any(under) and not all(under))
    assert (found.covered, found.partly) == (whole, some)
    assert found.total == trade["value"].sum()
    included = found.entries.filter(~pl.col("excluded"))["value"].sum()
    assert included == found.covered


@settings(max_examples=40)
@given(trade=trade, entries=entries, factor=st.sampled_from([0.5, 2.0, 1024.0]))
def test_scale_and_parts(trade: pl.DataFrame, entries: list[ListedCode], factor: float) -> None:
    """Covered value scales with trade and is the sum over parts of it; powers of two are exact."""
    found = coverage(trade, entries)
    scaled = coverage(trade.with_columns(pl.col("value") * factor), entries)
    assert (scaled.covered, scaled.partly) == (factor * found.covered, factor * found.partly)
    parts = [coverage(trade[n : n + 1], entries) for n in range(trade.height)]
    assert sum(p.covered for p in parts) == found.covered
    assert sum(p.partly for p in parts) == found.partly


@pytest.mark.parametrize(
    ("frame", "codes", "words"),
    [
        (CARS, [], "codes is empty"),
        (CARS, ["870"], r"code '870' is no even number of digits; write its leading zero"),
        (CARS, ["cars"], r"code 'cars' is no even number"),
        (CARS.with_columns(product=pl.lit("10121")), ["01"], r"product '10121' is no even"),
        (CARS.with_columns(value=-pl.col("value")), ["87"], r"row 0, column value is -5\.0"),
        (CARS.rename({"value": "values"}), ["87"], r"lacks columns 'value'; rename 'values'"),
        (pl.concat([CARS, CARS.with_columns(pl.col("product").str.slice(0, 4))]), ["87"],
         r"products have 4 and 6 digits; keep one level"),
        (CARS.with_columns(product=pl.lit("TOTAL")), ["87"], "leave totals out"),
        (CARS.with_columns(partner=pl.Series(["WLD", *["JPN"] * 5])), ["87"],
         r"row 0, column partner is 'WLD'; leave totals out"),
    ],
)  # fmt: skip
def test_bad_input(frame: pl.DataFrame, codes: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        coverage(frame, codes)


def test_bad_dates_and_no_trade() -> None:
    with pytest.raises(InputError, match=r"'8703' ends on 1995-01-01, before 1995-02-01"):
        ListedCode("8703", start=date(1995, 2, 1), end=date(1995, 1, 1))
    with pytest.raises(InputError, match="worth 0"):
        _ = coverage(CARS.with_columns(value=pl.lit(0.0)), ["87"]).share
