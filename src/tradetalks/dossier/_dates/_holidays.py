"""Holidays of the fixed and the Easter calendar: "by Christmas", "before Easter".

Those of the moon (Ramadan, Diwali, the Lunar New Year) are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta

from tradetalks.dossier._dates._calendar import FUTURE, NEAR, PAST
from tradetalks.dossier._dates._when import When, one_day, way_of, year_at
from tradetalks.dossier._text._tokens import Token, low_at, phrase_at, word_set

__all__ = ["HOLIDAY_STARTS", "holiday"]

FIXED = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "boxing day": (12, 26),
    "new year ' s eve": (12, 31),
    "new year ' s day": (1, 1),
    "new year ' s": (1, 1),
    "the new year": (1, 1),
    "new year": (1, 1),
    "fourth of july": (7, 4),
    "bastille day": (7, 14),
    "may day": (5, 1),
    "halloween": (10, 31),
    "christmas": (12, 25),
}
FROM_EASTER = {
    "good friday": -2,
    "easter monday": 1,
    "easter": 0,
    "whitsun": 49,
    "pentecost": 49,
    "ascension day": 39,
}
BY_WEEKDAY = {
    "labor day": (9, 0, 1),
    "labour day": (9, 0, 1),
    "thanksgiving": (11, 3, 4),
}
"""Month, weekday from Monday as 0, and which such day of the month."""

NAMES = sorted((*FIXED, *FROM_EASTER, *BY_WEEKDAY), key=lambda name: -len(name.split()))
HOLIDAY_STARTS = frozenset(name.split()[0] for name in NAMES)
LEADS = word_set("by before until till after at on from over for than of the since this next")
FOLLOWERS = word_set("""
. , ; : ) ? ! " — - and or but to if when while at in with for as so unless that deadline recess
break holiday holidays period summit next this last is was it he she they we will would
""")


def holiday(tokens: Sequence[Token], at: int, today: date) -> When | None:
    """The holiday that starts at a token, in the year that suits, or None."""
    lead = low_at(tokens, at - 1)
    if lead not in LEADS or (lead == "the" and low_at(tokens, at - 2) not in LEADS):
        return None
    name = next((n for n in NAMES if phrase_at(tokens, at, n)), None)
    if name is None or ("new year" in name and low_at(tokens, at - 1) in ("this", "next")):
        return None
    end = at + len(name.split())
    number = year_at(tokens, end)
    if number is None and low_at(tokens, end) and low_at(tokens, end) not in FOLLOWERS:
        return None
    if number is not None:
        return When(at, end + 1, one_day(day_of(name, number)), "day")
    way = way_of(tokens, at, end)
    years = (today.year - 1, today.year, today.year + 1)
    found = [day_of(name, year) for year in years if MINYEAR <= year <= MAXYEAR]
    suited = [
        day
        for day in found
        if (way == FUTURE and day >= today - NEAR)
        or (way == PAST and day <= today + NEAR)
        or way not in (PAST, FUTURE)
    ]
    nearest = min(suited or found, key=lambda day: abs((day - today).days))
    return When(at, end, one_day(nearest), "day")


def day_of(name: str, year: int) -> date:
    """The day of a holiday in a year."""
    if name in FIXED:
        return date(year, *FIXED[name])
    if name in FROM_EASTER:
        return easter(year) + timedelta(days=FROM_EASTER[name])
    month, weekday, which = BY_WEEKDAY[name]
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    Notes
    -----
    The anonymous algorithm of 1876 as in Meeus, Astronomical Algorithms, chapter 8.
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return date(year, month, day + 1)
