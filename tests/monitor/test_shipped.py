"""The pledge of 1992 and the agreement of 2020, against what was published of them."""

from __future__ import annotations

from datetime import date

import pytest

from tradetalks.case import Case, load_case
from tradetalks.figures import Figure
from tradetalks.monitor import (
    Progress,
    check,
    commitments_of,
    monitor,
    shipped_commitments,
    watch,
)

D = date
PHASE_ONE = "us-china-phase-one-2020"


def held(name: str, promise: str, day: date) -> Progress:
    watched = watch(name, day)
    commitment = next(c for c in watched.commitments if c.id == promise)
    return monitor(commitment, watched.series, day)


def test_the_pledge_of_1992_cannot_be_judged_a_fortnight_before_its_term() -> None:
    progress = held("us-japan-autos-1995", "parts-all", D(1995, 3, 17))
    reading = progress.deciding
    assert (reading.baseline, reading.target, reading.reached) == (9.0, 19.0, 15.54)
    assert reading.through == D(1994, 3, 31)
    assert progress.verdict == "cannot tell"
    # On the straight way from January 1992 to March 1995, 812 of 1,177 days are gone.
    assert reading.due == pytest.approx(9 + 10 * 812 / 1177)


def test_what_was_published_after_the_term_leaves_its_year_out() -> None:
    """Fiscal 1993, 1995 and 1996 are in the record of all makers; 1994 is not."""
    after = held("us-japan-autos-1995", "parts-all", D(1996, 8, 1))
    assert after.verdict == "cannot tell"
    assert "FY1993 (15.54) and FY1995 (21.03)" in after.why


def test_a_count_of_the_year_itself_settles_the_pledge() -> None:
    """Any number of 19 or more meets it, and less does not; 17 March does not see it."""
    case = load_case("us-japan-autos-1995")
    published = Figure(
        key="purchases_all_makers",
        value=19.2,
        unit="USD bn",
        period="FY1994",
        known_from=D(1995, 7, 13),
        source="chicago-1995-07-14",
        used=True,
    )
    for value, verdict in ((19.2, "met"), (18.9, "short")):
        row = published.model_copy(update={"value": value})
        more = Case.model_construct(None, **{**dict(case), "figures": (*case.figures, row)})
        late = commitments_of(more.model_copy(update={"as_of": D(1995, 7, 14)}))
        assert check(late).progress[0].verdict == verdict
        assert check(commitments_of(more)).progress[0].verdict == "cannot tell"


def test_a_target_that_adds_is_counted_from_the_baseline() -> None:
    """19 over 9 would have asked for 28; a target alone has no baseline to be counted from."""
    case = load_case("us-japan-autos-1995")
    adds = case.pledges[0].model_copy(update={"adds": True})
    bare = case.pledges[0].model_copy(update={"baseline": None})
    for pledge, goal, share in ((adds, 28.0, 15.54 / 28.0), (bare, 19.0, 15.54 / 19.0)):
        changed = case.model_copy(update={"pledges": (pledge,)})
        reading = check(commitments_of(changed)).progress[0].deciding
        assert reading.target == goal
        assert reading.share_of_target == pytest.approx(share)


def test_an_addition_to_a_count_that_nobody_publishes_cannot_be_judged() -> None:
    progress = held("us-japan-autos-1995", "vehicles", D(1995, 3, 17))
    assert progress.verdict == "cannot tell"
    assert progress.deciding.reached is None


def test_the_calendar_of_17_march_1995() -> None:
    due = check(watch("us-japan-autos-1995"), days=14).due
    assert {d.date for d in due} == {D(1995, 3, 31)}
    assert {"pledge-ends", "garten-date", "parts-all", "vehicles"} <= {d.id for d in due}
    # Sanctions of May were not known, and the September deadline is out of reach of two weeks.
    assert not {"final-determination", "september"} & {d.id for d in due}


def test_the_folder_of_2020_ships() -> None:
    assert PHASE_ONE in shipped_commitments()


@pytest.mark.parametrize(
    ("day", "ours", "theirs"),
    [
        # The Peterson Institute's shares of its seasonal targets to date, in percent: through
        # September (Western Livestock Journal, October 2020) and October (WOWO, 30 November 2020).
        (D(2020, 11, 12), 65, 52),
        (D(2020, 12, 10), 71, 57),
    ],
)
def test_farm_goods_beside_their_seasonal_targets(day: date, ours: int, theirs: int) -> None:
    """Both sides' shares of the targets to date; months of 2017 give the American ones."""
    cut = {D(2020, 11, 12): D(2020, 10, 28)}.get(day, day)
    us = held(PHASE_ONE, "agriculture-2020", day).readings[0]
    china = held(PHASE_ONE, "agriculture-2020", cut).readings[1]
    for reading, published in ((us, ours), (china, theirs)):
        assert reading.reached is not None
        assert reading.due is not None
        # Both the share and the amounts behind it were rounded.
        assert 100 * reading.reached / reading.due == pytest.approx(published, abs=1.0)


def test_seasonal_target_through_october() -> None:
    """24.6 billion by US exports and 27.1 by Chinese imports, as the institute gave them."""
    us, china, _ = held(PHASE_ONE, "agriculture-2020", D(2020, 12, 10)).readings
    assert us.due == pytest.approx(24.6, abs=0.06)
    assert china.due == pytest.approx(27.1, abs=0.06)


def test_farm_goods_of_2020_by_both_customs_and_by_sales() -> None:
    """The same promise on one day: two counts behind their paths, one at its own."""
    us, china, sales = held(PHASE_ONE, "agriculture-2020", D(2020, 10, 28)).readings
    assert (us.verdict, china.verdict, sales.verdict) == ("short", "short", "cannot tell")
    # Published as about 71 percent of the target, and as 35.35 percent by Chinese customs.
    assert sales.share_of_target == pytest.approx(0.71, abs=0.01)
    assert china.share_of_target == pytest.approx(0.3535, abs=0.001)
    assert sales.due is not None
    assert sales.reached is not None
    assert sales.reached > sales.due
    assert not sales.decides


def test_the_year_2020_at_its_end() -> None:
    progress = held(PHASE_ONE, "agriculture-2020", D(2021, 2, 10))
    us, china, _ = progress.readings
    assert (us.verdict, china.verdict) == ("short", "short")
    assert us.target is not None
    assert us.reached is not None
    # The American Farm Bureau Federation: the target was missed by 6.15 billion.
    assert us.target - us.reached == pytest.approx(6.15, abs=0.03)
    # Half of the promised increase by one count, less than none by the other.
    assert us.share_of_increase is not None
    assert china.share_of_increase is not None
    assert us.share_of_increase > 0.5
    assert china.share_of_increase < 0.0
    goods = held(PHASE_ONE, "goods-2020", D(2021, 2, 10)).readings
    assert [round(100 * (r.share_of_target or 0)) for r in goods] == [63, 58]


def test_none_of_the_extra_two_hundred_billions() -> None:
    """57 percent of the commitment, and less than twice the level of 2017 (Bown 2022)."""
    reading = held(PHASE_ONE, "all-2020-21", D(2022, 3, 1)).deciding
    assert reading.verdict == "short"
    assert 100 * (reading.share_of_target or 0) == pytest.approx(57, abs=0.6)
    assert reading.share_of_increase is not None
    assert reading.share_of_increase < 0.0


def test_months_of_the_record_add_up_to_the_years_published_with_it() -> None:
    """20,969,792,856 dollars in 2017 and 17,566,724,102 from January to October 2020."""
    watched = watch(PHASE_ONE)
    record = watched.series["us-exports-agriculture"]
    known = record.known(watched.as_of)
    of_2017 = sum(p.value for p in known if p.span.first.year == 2017)
    of_2020 = sum(p.value for p in known if p.span.first >= D(2020, 1, 1))
    late = sum(p.value for p in known if p.span.first >= D(2020, 11, 1))
    # Each month is rounded to a thousand dollars.
    assert of_2017 == pytest.approx(20.969792856, abs=1e-5)
    assert of_2020 - late == pytest.approx(17.566724102, abs=1e-5)


@pytest.mark.parametrize("name", ["us-japan-autos-1995", PHASE_ONE])
def test_every_verdict_has_a_reason_and_every_value_a_source(name: str) -> None:
    checked = check(watch(name), days=400)
    frame = checked.to_frame()
    assert frame["why"].str.ends_with(".").all()
    assert checked.render()[0].startswith(checked.watched.title)
    sources = checked.watched.sources
    for one in checked.watched.series.values():
        assert {point.source for point in one.points} <= set(sources)
