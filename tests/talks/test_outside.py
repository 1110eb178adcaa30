"""Base rates: the shipped table is what the script counts, and the intervals are Wilson's."""

import importlib.util
from pathlib import Path

import polars as pl
import pytest

from tradetalks.errors import InputError
from tradetalks.talks import OutsideView, wilson

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


def test_bad_input():
    for count, total, level in [(1, 0, 0.95), (5, 4, 0.95), (-1, 4, 0.95), (1, 4, 1.0)]:
        with pytest.raises(InputError):
            wilson(count, total, level)
    with pytest.raises(InputError, match="source"):
        OutsideView(OutsideView.shipped().table.drop("source"))
    with pytest.raises(InputError, match="at least one reference class"):
        OutsideView(OutsideView.shipped().table.clear())
