"""Schedules as governments published them: what applied to a code on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tradetalks.case._schedule import Schedule
from tradetalks.case._schedule_line import RateLine
from tradetalks.case._schedule_read import read_schedule

HEAD = (
    "id,imposer,target,except_targets,code_system,code,kind,rate_text,quota,quota_unit,"
    "in_quota_rate,start,end,staging,trigger,replaces,status,source"
)

# US duty on cars 2.5% and on light trucks 25% (8704.21, 8704.31; the "chicken tax"):
#   https://htshub.com/us-hs/head/8703-2, https://htshub.com/us-hs/search/8704
# 25% more on both from 3 April 2025, Proclamation 10908 of 26 March 2025:
#   https://www.thompsonhinesmartrade.com/2025/03/president-trump-announces-section-232-tariffs-of-
#   25-on-imports-of-automobiles-and-certain-auto-parts/
# 15% with the normal duty from 16 September 2025 for Japan, and where the normal duty is 15% or
# more nothing on top of it, 90 FR 44638:
#   https://www.govinfo.gov/content/pkg/FR-2025-09-16/html/2025-17908.htm,
#   https://www.valexander.com/?p=3556
VEHICLES = f"""{HEAD}
us-mfn-cars,USA,all,,HTSUS,8703,mfn,2.5%,,,,,,,,,final,htsus
us-mfn-trucks,USA,all,,HTSUS,8704.21;8704.31,mfn,25%,,,,,,,,,final,htsus
us-232-vehicles,USA,all,,HTSUS,8703;8704,additional,the column 1 rate plus 25%,,,,2025-04-03,,,,,\
final,p10908
us-japan-2025,USA,JPN,,HTSUS,8703;8704,all-in,15% all-in,,,,2025-09-16,,,,us-232-vehicles,final,\
90fr44638
"""

# List 3: 10% from 24 September 2018 (83 FR 47974), 25% from 10 May 2019 (84 FR 20459), and 30%
# proposed for 1 October 2019 (84 FR 46212), which never came:
#   https://www.lexology.com/library/detail.aspx?g=84517525-cbf6-4d25-b57a-5e07c3c5f664,
#   https://www.federalregister.gov/api/v1/documents/2019-09681?publication_date=2019-05-09,
#   https://www.govinfo.gov/content/pkg/FR-2019-09-03/html/2019-18946.htm
# 0203.29.20, pork, is on it:
#   https://fdocuments.in/document/us-301-list-3-final-version-released-9172018-25-us-301-list-3-
#   final.html
# List 4A: 15% from 1 September 2019, 7.5% from 14 February 2020 (85 FR 3741); list 4B: 15% on 15
# December 2019, suspended:
#   http://www.nkinc.com/news/updated-information-section-301-list-4/,
#   https://www.tuttlelaw.com/newsletters/2020/1-22-20_301_update.html,
#   https://ilogixchb.com/section301
# 8703.10.10, snowmobiles, is on list 4A at 7.5%: https://htshub.com/us-hs/search/8703. The code of
# list 4B is made up.
CHINA = f"""{HEAD}
us-301-list-3,USA,CHN,,HTSUS,0203.29.20,additional,10%,,,,2018-09-24,2019-05-09,,,,final,83fr47974
us-301-list-3,USA,CHN,,HTSUS,0203.29.20,additional,25%,,,,2019-05-10,,,,,final,84fr20459
us-301-rise,USA,CHN,,HTSUS,0203.29.20,additional,30%,,,,2019-10-01,,,,us-301-list-3,proposed,\
84fr46212
us-301-list-4a,USA,CHN,,HTSUS,8703.10.10,additional,15%,,,,2019-09-01,2020-02-13,,,,final,ustr-2019-08-30
us-301-list-4a,USA,CHN,,HTSUS,8703.10.10,additional,7.5%,,,,2020-02-14,,,,,final,85fr3741
us-301-list-4b,USA,CHN,,HTSUS,9999.99.99,additional,15%,,,,2019-12-15,,,,,suspended,phase-one
"""

# Section 232 duty on steel of the EU: 25% from 1 June 2018, and from 1 January 2022 free within
# 3.3 million tonnes a year, 25% beyond (Proclamation 10328, 87 FR 11):
#   https://www.gminternational.net/en/additional-custom-duties-on-products-from-usa/,
#   https://www.cmtradelaw.com/2021/11/united-states-trade-representative-ustr-announces-replacement
#   -of-section-232-tariffs-on-eu-imports-with-a-tariff-rate-quota/
# One quota here stands for the 54 by product; hot-rolled sheet of 7208 is free of MFN duty.
# EU duties in return: 25% on motorcycles from 22 June 2018 (Regulation 2018/886), twice that on 1
# June 2021, a rise that was suspended until 30 November 2021, and that would have come sooner on
# a WTO ruling:
#   https://www.amfori.org/news/additional-duties-certain-us-products-suspended,
#   https://www.businesslive.co.za/bd/world/2021-05-17-eu-shelves-planned-steel-tariffs-hike-ahead-
#   of-biden-visit/
STEEL = f"""{HEAD}
us-mfn-steel,USA,all,,HTSUS,7208,mfn,Free,,,,,,,,,final,htsus
us-232-steel,USA,all,CAN; MEX,HTSUS,7208,additional,25%,,,,2018-06-01,,,,,final,p9705
us-232-steel-eu,USA,EU,,HTSUS,7208,additional,25%,3300000,tonnes a year,Free,2022-01-01,,,,\
us-232-steel,final,p10328
eu-rebalancing,EU,USA,,CN,8711,additional,25%,,,,2018-06-22,,,,,final,2018-886
eu-rebalancing-2,EU,USA,,CN,8711,additional,25%,,,,2018-06-22,2021-05-31,,WTO ruling,,final,2018-886
eu-rebalancing-2,EU,USA,,CN,8711,additional,25%,,,,2021-06-01,,,,,final,2018-886
eu-rebalancing-2,EU,USA,,CN,8711,additional,25%,,,,2021-06-01,2021-11-30,,,,suspended,commission-2021-05-31
"""

# US beef in Japan: 38.5% MFN; under the trade agreement 26.6% from 1 January 2020, 25.8% from 1
# April 2020, 25% from 1 April 2021; the safeguard restored 38.5% from 18 March to 16 April 2021:
#   https://www.drovers.com/news/industry/japan-raise-tariffs-us-beef
BEEF = f"""{HEAD}
jp-mfn-beef,JPN,all,,HS,0201;0202,mfn,38.5%,,,,,,,,,final,fas
jp-agreement-beef,JPN,USA,,HS,0201;0202,preference,26.6%,,,,2020-01-01,2020-03-31,,,,final,fas
jp-agreement-beef,JPN,USA,,HS,0201;0202,preference,25.8%,,,,2020-04-01,2021-03-31,,,,final,fas
jp-agreement-beef,JPN,USA,,HS,0201;0202,preference,25%,,,,2021-04-01,,,,,final,fas
jp-safeguard-beef,JPN,USA,,HS,0201;0202,snap-back,MFN,,,,2021-03-18,2021-04-16,,safeguard 2020,,\
final,fas
"""

# Korean light trucks in the US: 25% until 2020, extended through 2040, free from 1 January 2041:
#   https://freightwaves.com/?p=201946
KOREA = f"""{HEAD}
us-mfn-trucks,USA,all,,HTSUS,8704.31,mfn,25%,,,,,,,,,final,htsus
us-korea-trucks,USA,KOR,,HTSUS,8704.31,preference,25%,,,,2012-03-15,2020-12-31,,,,final,korus
us-korea-trucks,USA,KOR,,HTSUS,8704.31,preference,25%,,,,2021-01-01,2040-12-31,,,,final,proclamation-2018
us-korea-trucks,USA,KOR,,HTSUS,8704.31,preference,Free,,,,2041-01-01,,,,,final,proclamation-2018
"""


@pytest.fixture
def schedule(tmp_path: Path, request: pytest.FixtureRequest) -> Schedule:
    file = tmp_path / "schedule.csv"
    file.write_text(request.param, encoding="utf-8")
    return read_schedule(file)


def one(schedule: Schedule, day: str, *args: str, **more: object) -> RateLine:
    """The only line of a question."""
    found = schedule.on(date.fromisoformat(day), *args, **more).lines  # pyright: ignore[reportArgumentType]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("schedule", [VEHICLES], indirect=True)
@pytest.mark.parametrize(
    ("day", "car", "truck"),
    [
        ("2025-04-02", 2.5, 25.0),
        ("2025-04-03", 27.5, 50.0),
        ("2025-09-15", 27.5, 50.0),
        ("2025-09-16", 15.0, 25.0),
    ],
)
def test_japanese_vehicles_in_the_us(
    schedule: Schedule, day: str, car: float, truck: float
) -> None:
    assert one(schedule, day, "8703.23.01", "USA", "JPN").duty.ad_valorem == car
    assert one(schedule, day, "8704.31.01", "USA", "JPN").duty.ad_valorem == truck


@pytest.mark.parametrize("schedule", [VEHICLES], indirect=True)
def test_rows_that_make_a_rate_are_named_in_order(schedule: Schedule) -> None:
    car = one(schedule, "2025-09-16", "8703.23.01", "USA", "JPN")
    assert [part.row.id for part in car.applied] == ["us-mfn-cars", "us-japan-2025"]
    assert [(p.row.id, p.why) for p in car.passed] == [
        ("us-232-vehicles", "is replaced by us-japan-2025")
    ]
    truck = one(schedule, "2025-09-16", "8704.31.01", "USA", "JPN")
    assert "adds nothing, since the normal duty of 25% is not below 15%" in str(truck)
    other = one(schedule, "2025-09-16", "8703.23.01", "USA", "MEX")
    assert [part.row.id for part in other.applied] == ["us-mfn-cars", "us-232-vehicles"]


@pytest.mark.parametrize("schedule", [CHINA], indirect=True)
@pytest.mark.parametrize(
    ("day", "code", "rate"),
    [
        ("2018-09-24", "0203.29.20", 10.0),
        ("2019-05-09", "0203.29.20", 10.0),
        ("2019-05-10", "0203.29.20", 25.0),
        ("2019-12-01", "0203.29.20", 25.0),
        ("2019-09-01", "8703.10.10", 15.0),
        ("2020-02-13", "8703.10.10", 15.0),
        ("2020-02-14", "8703.10.10", 7.5),
    ],
)
def test_section_301_lists(schedule: Schedule, day: str, code: str, rate: float) -> None:
    line = one(schedule, day, code)
    assert line.duty.ad_valorem == rate
    assert not line.normal


@pytest.mark.parametrize("schedule", [CHINA], indirect=True)
def test_proposed_and_suspended_lists_count_on_request_only(schedule: Schedule) -> None:
    rise = one(schedule, "2019-12-01", "0203.29.20", status=("final", "proposed"))
    assert rise.duty.ad_valorem == 30.0
    idle = one(schedule, "2020-01-01", "9999.99.99")
    assert not idle.applied
    assert [p.why for p in idle.passed] == ["is suspended"]
    lifted = one(schedule, "2020-01-01", "9999.99.99", status=("final", "suspended"))
    assert lifted.duty.ad_valorem == 15.0


@pytest.mark.parametrize("schedule", [STEEL], indirect=True)
def test_steel_within_and_beyond_the_quota(schedule: Schedule) -> None:
    before = one(schedule, "2021-12-31", "7208.39", "USA", "EU")
    assert (before.duty.ad_valorem, before.in_quota) == (25.0, None)
    both = one(schedule, "2022-01-01", "7208.39", "USA", "EU")
    assert both.in_quota is not None
    assert (both.duty.ad_valorem, both.in_quota.ad_valorem) == (25.0, 0.0)
    for amount, rate in ((0.0, 0.0), (3.3e6, 0.0), (3.4e6, 25.0)):
        found = one(schedule, "2022-01-01", "7208.39", "USA", "EU", amount=amount)
        assert (found.duty.ad_valorem, found.in_quota) == (rate, None)
    assert one(schedule, "2022-01-01", "7208.39", "USA", "JPN").duty.ad_valorem == 25.0
    assert one(schedule, "2022-01-01", "7208.39", "USA", "MEX").duty.ad_valorem == 0.0


@pytest.mark.parametrize("schedule", [STEEL], indirect=True)
@pytest.mark.parametrize(
    ("day", "triggers", "rate"),
    [
        ("2019-01-01", (), 25.0),
        ("2019-01-01", ("WTO ruling",), 50.0),
        ("2021-06-01", (), 25.0),
        ("2021-11-30", (), 25.0),
        ("2021-12-01", (), 50.0),
    ],
)
def test_retaliation_waits_for_its_trigger_and_rests_in_a_suspension(
    schedule: Schedule, day: str, triggers: tuple[str, ...], rate: float
) -> None:
    assert one(schedule, day, "8711", "EU", "USA", triggers=triggers).duty.ad_valorem == rate


@pytest.mark.parametrize("schedule", [BEEF], indirect=True)
@pytest.mark.parametrize(
    ("day", "rate"),
    [
        ("2019-12-31", 38.5),
        ("2020-01-01", 26.6),
        ("2020-04-01", 25.8),
        ("2021-03-17", 25.8),
        ("2021-03-18", 38.5),
        ("2021-04-16", 38.5),
        ("2021-04-17", 25.0),
    ],
)
def test_beef_safeguard_snaps_back(schedule: Schedule, day: str, rate: float) -> None:
    found = one(schedule, day, "0202.30", "JPN", "USA", triggers=("safeguard 2020",))
    assert found.duty.ad_valorem == rate
    calm = one(schedule, "2021-03-18", "0202.30", "JPN", "USA")
    assert calm.duty.ad_valorem == 25.8
    assert ("jp-safeguard-beef", "waits for safeguard 2020") in [
        (p.row.id, p.why) for p in calm.passed
    ]


@pytest.mark.parametrize("schedule", [KOREA], indirect=True)
def test_an_extended_term_ends_later(schedule: Schedule) -> None:
    for day, rate in (("2020-12-31", 25.0), ("2040-12-31", 25.0), ("2041-01-01", 0.0)):
        assert one(schedule, day, "8704.31.00", "USA", "KOR").duty.ad_valorem == rate
        assert one(schedule, day, "8704.31.00", "USA", "all").duty.ad_valorem == 25.0


# Rates of Proclamation 3822 (16 December 1967), five annual stages of the Kennedy Round, 82 Stat.
# 1501, items 182.05 and 182.10, on 1 January of 1968 to 1972:
#   http://en.wikisource.org/wiki/Page:United_States_Statutes_at_Large_Volume_82.djvu/1543
# The rate before is the one that five equal cuts to the last one come from.
@pytest.mark.parametrize(
    "schedule",
    [
        f"""{HEAD}
item-182-05,USA,all,,TSUS,182.05,mfn,10% ad val.,,,,1968-01-01,,B5; to 5%,,,final,p3822
item-182-10,USA,all,,TSUS,182.10,mfn,20% ad val.,,,,1968-01-01,,B5; to 10%,,,final,p3822
"""
    ],
    indirect=True,
)
def test_kennedy_round_stages(schedule: Schedule) -> None:
    published = {"182.05": [9, 8, 7, 6, 5], "182.10": [18, 16, 14, 12, 10]}
    for item, rates in published.items():
        for year, rate in zip(range(1968, 1973), rates, strict=True):
            for day in (f"{year}-01-01", f"{year}-12-31"):
                assert one(schedule, day, item).duty.ad_valorem == pytest.approx(rate, abs=1e-12)
        assert one(schedule, "1985-01-01", item).duty.ad_valorem == rates[-1]
