"""Base rates: the shipped table is what the script counts, and the intervals are Wilson's."""

import csv
import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.errors import InputError, SolveError
from tradetalks.talks._record._classes import ReferenceClass
from tradetalks.talks._record._outside import OutsideView, anchored_prior, wilson

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "base_rates.py"
EVERY, NO_DUMPING, JAPAN = (
    "all US trade threats",
    "US trade threats but dumping cases",
    "the same, against Japan",
)


def test_script_gives_the_shipped_table(reference):
    spec = importlib.util.spec_from_file_location("base_rates", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    file = reference / "talks" / "ties_before_1993.csv"
    counted = script.base_rates(pl.read_csv(file, infer_schema_length=None))
    assert counted.rows() == OutsideView.shipped().table.rows()


def test_counts_of_the_shipped_table_by_hand(reference):
    with (reference / "talks" / "ties_before_1993.csv").open() as file:
        rows = list(csv.DictReader(file))
    trade = [
        row
        for row in rows
        if row["threat"] == "1.0" and "13.0" in (row["issue1"], row["issue2"], row["issue3"])
    ]
    american = [row for row in trade if row["primarysender"] == "2.0"]
    shipped = OutsideView.shipped().table.row(
        by_predicate=(pl.col("reference_class") == EVERY) & (pl.col("outcome") == "settled"),
        named=True,
    )
    assert shipped["count"] == sum(r["finaloutcome"] in ("1.0", "2.0", "5.0") for r in american)
    assert shipped["unknown"] == sum(r["finaloutcome"] == "" for r in american)
    assert shipped["total"] + shipped["unknown"] == len(american)
    assert shipped["in_doubt"] == sum(r["primarysender"] == "" for r in trade)


@pytest.mark.parametrize(
    ("name", "outcome", "total", "percent"),
    [
        # ../shared/reference/README.md, section talks: share and 95 percent interval.
        (EVERY, "imposed", 137, (36, 28, 44)),
        (EVERY, "settled", 84, (42, 32, 52)),
        (EVERY, "dropped", 84, (30, 21, 40)),
        (NO_DUMPING, "imposed", 71, (22.5, 14, 34)),
        (NO_DUMPING, "settled", 50, (54, 40, 67)),
        (NO_DUMPING, "dropped", 50, (26, 16, 40)),
        (JAPAN, "imposed", 6, (100 / 6, None, None)),
    ],
)
def test_shipped_rates(name, outcome, total, percent):
    rates = OutsideView.shipped().rates()
    row = rates.row(
        by_predicate=(pl.col("reference_class") == name) & (pl.col("outcome") == outcome),
        named=True,
    )
    assert row["total"] == total
    for key, value in zip(("share", "low", "high"), percent, strict=True):
        # The figures are printed as whole percents (one as a half).
        assert value is None or 100 * row[key] == pytest.approx(value, abs=0.51)
    assert "TIES 4.1" in row["source"]


def test_wilson_solves_its_equation():
    z = 1.959963984540054
    for count, total in [(0, 6), (1, 6), (35, 84), (84, 84)]:
        low, high = wilson(count, total)
        share = count / total
        for bound in (low, high):
            # Each bound is where the score statistic is z; rounding of a square root at 0 and 1.
            score = (share - bound) ** 2
            assert score == pytest.approx(z**2 * bound * (1 - bound) / total, abs=1e-12)
    assert wilson(3, 10, 0.5)[0] > wilson(3, 10, 0.95)[0]


def test_anchors_sum_to_one():
    view = OutsideView.shipped()
    anchors = view.anchors()
    assert sum(anchors.values()) == pytest.approx(1.0, abs=1e-15)
    # Of 84 known outcomes 35 settled, 25 dropped, hence 24 imposed.
    assert anchors["imposed"] / anchors["dropped"] == pytest.approx(24 / 25, abs=1e-14)
    assert view.anchors(NO_DUMPING)["settled"] == 27 / 50
    with pytest.raises(InputError, match="no counts of 'settled'"):
        view.anchors(JAPAN)


PAST = pl.DataFrame(
    {
        "threat": [1, 1, 1, 1, 0, 1, 1],
        "issue1": [13, 2, 13, None, 13, 13, 13],
        "issue2": [None, 13, 2, None, None, None, None],
        "issue3": [None] * 7,
        "primarysender": [2, 2, 2, 2, 2, None, 20],
        "threatid1": [8, 1, None, 8, 8, 8, 8],
        "imposition": [1, 0, 0, 1, 1, 0, 1],
        "finaloutcome": [7, 5, None, 3, 7, 3, 8],
    }
)
TRADE = {"threat": 1, "issue": 13, "primarysender": 2}


def counted(*classes, table=PAST):
    return OutsideView.from_table(table, classes, "made up").table.rows(named=True)


def test_a_table_of_ones_own():
    imposed, settled, dropped = counted(ReferenceClass("trade", TRADE))
    # The first three; the fourth has no issue coded, the sixth no sender.
    assert (imposed["count"], imposed["total"], imposed["unknown"]) == (1, 3, 0)
    assert (settled["count"], settled["total"], settled["unknown"]) == (1, 2, 1)
    assert (dropped["count"], dropped["total"]) == (0, 2)
    assert imposed["in_doubt"] == 2
    assert "13 in issue1, issue2 or issue3" in imposed["filters"]
    assert "in doubt" in OutsideView.from_table(PAST, [ReferenceClass("t", TRADE)], "x").summary()


def test_what_takes_out_must_be_known():
    imposed, *_ = counted(ReferenceClass("trade", TRADE, {"threatid1": 1}))
    # The third stays, its blank counted beside the two that are not placed.
    assert (imposed["total"], imposed["in_doubt"]) == (2, 3)
    either, *_ = counted(ReferenceClass("two senders", {**TRADE, "primarysender": (2, 20)}))
    assert either["total"] == 4


@given(order=st.permutations(range(7)))
def test_order_of_the_table_does_not_matter(order):
    one = ReferenceClass("trade", TRADE, {"threatid1": 1})
    assert counted(one) == counted(one, table=PAST[list(order)])


def test_nan_is_blank():
    one = ReferenceClass("trade", TRADE, {"threatid1": 1})
    floats = PAST.cast(pl.Float64).fill_null(float("nan"))
    assert counted(one) == counted(one, table=floats)


def test_a_class_without_a_known_outcome_has_no_share():
    view = OutsideView.from_table(PAST[[2]], [ReferenceClass("trade", TRADE)], "made up")
    settled = view.rates().row(1, named=True)
    assert (settled["total"], settled["unknown"], settled["share"]) == (0, 1, None)
    assert "no share" in view.summary()
    with pytest.raises(InputError, match="no counts of 'settled'"):
        view.anchors("trade")


def test_bad_classes_and_tables():
    japan = ReferenceClass("against Japan", {**TRADE, "targetstate": 740})
    with pytest.raises(InputError, match="'targetstate'"):
        counted(japan)
    with pytest.raises(InputError, match=r"'against Japan' has no case among 7.*widen"):
        counted(japan, table=PAST.with_columns(targetstate=2))
    text = PAST.with_columns(pl.col("threat").cast(pl.String)).drop("issue3")
    with pytest.raises(InputError, match=r"'threat' holds String.*no column 'issue3'"):
        counted(ReferenceClass("trade", TRADE), table=text)
    with pytest.raises(InputError, match="is it 'finaloutcome'"):
        counted(ReferenceClass("all", {"finaloutcom": 1}))
    with pytest.raises(InputError, match="two classes are called 'trade'"):
        counted(ReferenceClass("trade", TRADE), ReferenceClass("trade", TRADE))
    with pytest.raises(InputError, match="'all' has no condition"):
        ReferenceClass("all", {})
    with pytest.raises(InputError, match="classes are empty"):
        counted()


def test_anchored_prior_in_closed_form():
    found = anchored_prior(lambda prior: prior**2, 0.36, (0.25, 0.49))
    assert found.status == ("met", "met", "met")
    # The gap in the chance is at most 1e-6, its slope at least one.
    np.testing.assert_allclose(found.prior, [0.6, 0.5, 0.7], atol=1e-6)
    np.testing.assert_allclose(found.chance, found.rate, atol=1e-6)
    falling = anchored_prior(lambda prior: 1.0 - prior, 0.4, (0.3, 1.0))
    np.testing.assert_allclose(falling.prior, [0.6, 0.7, 0.0], atol=1e-6)


def test_a_rate_out_of_reach_is_said():
    found = anchored_prior(lambda prior: 0.2 + 0.2 * prior, 0.36, (0.1, 0.5))
    assert found.status == ("met", "out of reach", "out of reach")
    np.testing.assert_allclose(found.prior, [0.8, 0.0, 1.0], atol=1e-5)
    np.testing.assert_allclose(found.chance, [0.36, 0.2, 0.4], atol=1e-6)
    assert "out of reach, nearest 0.400" in found.summary()
    flat = anchored_prior(lambda _: 0.3, 0.36, (0.1, 0.5))
    assert flat.status == ("flat", "flat", "flat")
    assert np.isnan(flat.prior).all()
    assert "flat, nearest 0.300" in flat.summary()
    assert flat.to_frame()["chance"].to_list() == [0.3, 0.3, 0.3]


def test_chances_that_cannot_be_anchored():
    with pytest.raises(InputError, match="monotone"):
        anchored_prior(lambda prior: prior * (1.5 - prior), 0.36, (0.3, 0.5))
    with pytest.raises(SolveError, match=r"jumps over the rate 0\.36 at prior 0\.5"):
        anchored_prior(lambda prior: float(prior > 0.5), 0.36, (0.3, 0.5))
    with pytest.raises(InputError, match="give a probability"):
        anchored_prior(lambda prior: 2.0 * prior, 0.36, (0.3, 0.5))
    with pytest.raises(InputError, match="not ordered"):
        anchored_prior(lambda prior: prior, 0.6, (0.3, 0.5))


def test_bad_input():
    for count, total, level in [(1, 0, 0.95), (5, 4, 0.95), (-1, 4, 0.95), (1, 4, 1.0)]:
        with pytest.raises(InputError):
            wilson(count, total, level)
    with pytest.raises(InputError, match="source"):
        OutsideView(OutsideView.shipped().table.drop("source"))
    with pytest.raises(InputError, match="at least one reference class"):
        OutsideView(OutsideView.shipped().table.clear())
