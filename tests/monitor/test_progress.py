"""Verdicts, paths and counterfactuals on records whose answer is plain."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from tradetalks.errors import InputError
from tradetalks.monitor import Commitment, Point, Series, monitor, read_span

D = date
SEASON = np.array([1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 4, 2]) / 20.0


def monthly(totals: dict[int, float], key: str = "sales", noise: float = 0.05) -> Series:
    """Months of years with a season that repeats but for a little noise, known a month later."""
    generator = np.random.default_rng(3)
    points: list[Point] = []
    for year, total in totals.items():
        months = total * SEASON * np.exp(noise * generator.standard_normal(12))
        for month, value in enumerate(months, start=1):
            known = D(year + month // 12, month % 12 + 1, 28)
            period = f"{year}-{month:02d}"
            points.append(Point(read_span(period), float(value), known, period))
    return Series(key, key, "Office", "USD bn", tuple(points))


def promise(**changes: Any) -> Commitment:
    data: dict[str, Any] = {
        "id": "p",
        "title": "P",
        "promisor": "B",
        "to": "A",
        "what": "more",
        "start": "2006-01-01",
        "term": "2006-12-31",
        "counts": "total",
        "unit": "USD bn",
        "path": {"kind": "seasonal"},
        "measured_by": [
            {"series": "sales", "baseline": 20, "baseline_period": "2005", "target": 26}
        ],
        "known_from": "2005-12-01",
        "source": "s",
    }
    return Commitment.model_validate({**data, **changes})


PAST = {2001: 18.0, 2002: 19.0, 2003: 20.0, 2004: 20.0, 2005: 20.0}


@pytest.mark.parametrize(
    ("total", "day", "verdict"),
    [
        (30.0, D(2006, 9, 30), "on course"),
        (22.0, D(2006, 9, 30), "short"),
        # A quarter of the year is known of a season that varies by a few percent: both are open.
        (26.0, D(2006, 5, 1), "cannot tell"),
        (30.0, D(2007, 2, 1), "met"),
        (25.0, D(2007, 2, 1), "short"),
        (40.0, D(2006, 12, 20), "met"),
    ],
)
def test_verdicts_of_a_purchase(total: float, day: date, verdict: str) -> None:
    progress = monitor(promise(), {"sales": monthly({**PAST, 2006: total})}, day)
    assert progress.verdict == verdict, progress.why
    assert progress.to_frame()["verdict"].to_list() == [verdict]


def test_a_seasonal_path_does_not_mistake_the_season_for_a_delay() -> None:
    """Eight months bring two fifths of a year: on a linear path that looks like a delay."""
    record = {"sales": monthly({**PAST, 2006: 26.0}, noise=0.0)}
    day = D(2006, 9, 30)
    seasonal = monitor(promise(), record, day).deciding
    linear = monitor(promise(path={"kind": "linear"}), record, day).deciding
    assert seasonal.reached == pytest.approx(26.0 * 0.4)
    assert seasonal.due == pytest.approx(26.0 * 0.4)
    assert linear.due == pytest.approx(26.0 * 243 / 365)


def test_nothing_known_later_changes_what_was_said() -> None:
    """Rows known after the day may say anything."""
    early = D(2006, 6, 15)
    whole = monthly({**PAST, 2006: 26.0, 2007: 99.0})
    known = tuple(p for p in whole.points if p.known_from <= early)
    cut = Series("sales", "sales", "Office", "USD bn", known)
    assert monitor(promise(), {"sales": whole}, early) == monitor(promise(), {"sales": cut}, early)


@pytest.mark.parametrize("factor", [1e-3, 1e3])
def test_verdicts_do_not_depend_on_the_unit(factor: float) -> None:
    record = monthly({**PAST, 2006: 25.0})
    scaled = Series(
        "sales",
        "sales",
        "Office",
        "USD bn",
        tuple(Point(p.span, factor * p.value, p.known_from, p.period) for p in record.points),
    )
    measure = {"baseline": 20 * factor, "baseline_period": "2005", "target": 26 * factor}
    one = monitor(promise(), {"sales": record}, D(2006, 9, 30)).deciding
    other = monitor(
        promise(measured_by=[{"series": "sales", **measure}]), {"sales": scaled}, D(2006, 9, 30)
    ).deciding
    assert other.verdict == one.verdict
    assert one.chance is not None
    assert other.chance is not None
    assert other.chance.value == pytest.approx(one.chance.value, rel=1e-6)
    assert [a.amount / factor for a in other.anyway] == pytest.approx(
        [a.amount for a in one.anyway]
    )


def test_two_statistics_stand_side_by_side() -> None:
    """One office counts a third less: its verdict is its own, and the difference is said."""
    ours, theirs = monthly({**PAST, 2006: 27.0}), monthly({**PAST, 2006: 18.0}, "imports")
    both: list[dict[str, Any]] = [
        {"series": "sales", "baseline": 20, "target": 26},
        {"series": "imports", "baseline": 20, "target": 26},
    ]
    progress = monitor(promise(measured_by=both), {"sales": ours, "imports": theirs}, D(2007, 2, 1))
    assert [r.verdict for r in progress.readings] == ["met", "short"]
    assert progress.verdict == "met"
    assert progress.difference.startswith("The verdicts differ: Office, met (10")
    assert progress.readings[1].share_of_increase is not None
    assert progress.readings[1].share_of_increase < 0.0
    both[0]["decides"] = False
    turned = monitor(promise(measured_by=both), {"sales": ours, "imports": theirs}, D(2007, 2, 1))
    assert turned.verdict == "short"
    alone = monitor(promise(), {"sales": ours}, D(2007, 2, 1))
    assert alone.difference == ""
    assert alone.readings[0].reached == progress.readings[0].reached


@pytest.mark.parametrize(
    ("total", "day", "verdict"),
    [
        (10.0, D(2007, 2, 1), "met"),
        (15.0, D(2007, 2, 1), "short"),
        (15.0, D(2006, 12, 20), "short"),
        (8.0, D(2006, 10, 30), "on course"),
    ],
)
def test_a_promise_to_sell_less_is_kept_from_below(total: float, day: date, verdict: str) -> None:
    measure = [{"series": "sales", "baseline": 20, "target": 12}]
    record = {"sales": monthly({**PAST, 2006: total}, noise=0.02)}
    assert monitor(promise(measured_by=measure), record, day).verdict == verdict


def yearly(values: dict[str, float]) -> Series:
    points = [
        Point(span := read_span(period), value, D(span.last.year, 12, 31), period)
        for period, value in values.items()
    ]
    return Series("sales", "sales", "Office", "USD bn", tuple(points), sparse=True)


def test_before_the_last_year_growth_of_years_decides() -> None:
    """From 17 the target needs 53% in a year, where the record has 0 to 6; 17.5 is near."""
    record = yearly({"2001": 14.0, "2002": 14.8, "2003": 15.4, "2004": 16.3, "2005": 17.0})
    shared: dict[str, Any] = {"counts": "last year", "start": "2003-01-01", "path": {}}
    far = monitor(promise(**shared), {"sales": record}, D(2006, 1, 15)).deciding
    assert far.verdict == "short"
    # On the straight way from 20 to 26 between 2003 and 2006, three of four years are gone.
    assert far.due == pytest.approx(20 + 6 * 1095 / 1460, abs=0.01)
    near = [{"series": "sales", "baseline": 15, "target": 17.2}]
    found = monitor(promise(**shared, measured_by=near), {"sales": record}, D(2006, 1, 15)).deciding
    assert found.verdict == "on course"
    # Only 2001 and 2002 were before the promise of 2003.
    (trend,) = found.anyway
    assert trend.amount == pytest.approx(14.8 * (14.8 / 14.0) ** 4, rel=1e-3)


def test_few_years_cannot_tell_and_say_so() -> None:
    progress = monitor(
        promise(counts="last year", path={}),
        {"sales": yearly({"2004": 18.0, "2005": 20.0})},
        D(2006, 1, 15),
    )
    assert progress.verdict == "cannot tell"
    assert progress.deciding.chance is None
    assert "only one growth rate" in progress.why


def test_a_record_that_goes_past_the_term_and_leaves_it_out_cannot_tell() -> None:
    record = yearly({"2003": 18.0, "2004": 19.0, "2005": 20.0, "2007": 40.0})
    progress = monitor(promise(path={}), {"sales": record}, D(2008, 1, 15))
    assert progress.verdict == "cannot tell"
    assert "2005 (20) and 2007 (40)" in progress.why


def test_what_would_have_been_bought_anyway() -> None:
    """A record that grows by a tenth a year goes on to grow by a tenth."""
    years = {str(y): 10 * 1.1 ** (y - 2001) for y in range(2001, 2006)}
    # What came after the promise is no part of the trend before it.
    record = yearly({**years, "2006": 99.0})
    others = Series(
        "others",
        "Others",
        "Office",
        "USD bn",
        (
            Point(read_span("2005"), 50.0, D(2006, 1, 1), "2005"),
            Point(read_span("2006"), 60.0, D(2006, 12, 1), "2006"),
        ),
    )
    measure = [
        {
            "series": "sales",
            "baseline": 14.641,
            "baseline_period": "2005",
            "target": 20,
            "elsewhere": "others",
        }
    ]
    day = D(2007, 1, 15)
    found = monitor(
        promise(path={}, measured_by=measure), {"sales": record, "others": others}, day
    ).deciding
    trend, elsewhere = found.anyway
    # Middles of years are 365 or 366 days apart.
    assert trend.amount == pytest.approx(10 * 1.1**5, rel=2e-3)
    assert elsewhere.amount == pytest.approx(14.641 * 60 / 50)


def test_paths_by_year_and_by_date() -> None:
    record = {"sales": monthly({**PAST, 2006: 10.0, 2007: 10.0, 2008: 10.0}, noise=0.0)}
    span = {"start": "2007-01-01", "term": "2008-12-31", "counts": "total"}
    by_year = promise(**span, path={"kind": "by year", "shares": {2007: 0.25, 2008: 0.75}})
    half = monitor(by_year, record, D(2008, 7, 30)).deciding
    assert half.through == D(2008, 6, 30)
    assert half.due == pytest.approx(26 * (0.25 + 0.75 * 182 / 366))
    by_date = promise(**span, path={"kind": "by date", "dates": {"2007-12-31": 0.1}})
    assert monitor(by_date, record, D(2008, 1, 28)).deciding.due == pytest.approx(2.6)


def test_what_does_not_fit_is_told() -> None:
    record = {"sales": monthly(PAST)}
    with pytest.raises(InputError, match="'sale' is unknown; did you mean 'sales'"):
        monitor(promise(measured_by=[{"series": "sale", "target": 5}]), record, D(2006, 1, 1))
    with pytest.raises(InputError, match="is in USD million, series 'sales' in USD bn"):
        monitor(promise(unit="USD million"), record, D(2006, 1, 1))
    with pytest.raises(
        InputError, match=r"counts from 2006-01-15, but .* 2006-01-01 to 2006-01-31"
    ):
        monitor(promise(start="2006-01-15"), {"sales": monthly({**PAST, 2006: 1.0})}, D(2006, 6, 1))
    with pytest.raises(InputError, match="known from 2005-12-01, after 2005-01-01"):
        monitor(promise(), record, D(2005, 1, 1))
    with pytest.raises(InputError, match="share of a year by 31 August in 1990"):
        monitor(
            promise(path={"kind": "seasonal", "years": [1990]}),
            {"sales": monthly({**PAST, 2006: 20.0})},
            D(2006, 10, 1),
        )
