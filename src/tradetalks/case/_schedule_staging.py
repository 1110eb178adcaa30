"""Phase-ins: how far a rate has come down on a day."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

from tradetalks.case._schedule_rate import FREE, Duty, parse_rate
from tradetalks.errors import InputError

__all__ = ["Staging", "parse_staging"]

STAGES = re.compile(r"A|EIF|B(\d{1,2})")
ANNIVERSARY = re.compile(r"on (\d{2})-(\d{2})")
ROUNDING = re.compile(r"round (up|down) (\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Staging:
    """A cut in equal annual stages, the first of them on the first day.

    After stage ``k`` of ``n`` the duty is ``base + (final - base) k / n``.

    Parameters
    ----------
    stages
        Number ``n`` of stages; 1 brings the final rate at once.
    final
        Rate after the last stage.
    month, day
        Day of the year of the stages after the first.
    rounding
        Percentage points that the ad valorem part is rounded to; above 0 up, below 0 down, 0 not.
    """

    stages: int
    final: Duty = FREE
    month: int = 1
    day: int = 1
    rounding: float = 0.0

    def stage(self, start: date, on: date) -> int:
        """Stage reached on a day, from 1 on the first day."""
        years = on.year - start.year
        years += ((on.month, on.day) >= (self.month, self.day)) - (
            (start.month, start.day) >= (self.month, self.day)
        )
        return min(1 + years, self.stages)

    def rate(self, base: Duty, start: date, on: date) -> Duty:
        """Duty on a day, from the base rate."""
        done = self.stage(start, on) / self.stages
        duty = base.mixed(1.0 - done, self.final, done)
        return Duty(_rounded(duty.ad_valorem, self.rounding), duty.specific)


def parse_staging(text: str) -> Staging:
    """Read a staging category.

    Parameters
    ----------
    text
        "A" or "EIF" (free at once) or "B5" (free in five equal annual stages), and after
        semicolons, where they differ from free, 1 January and no rounding: "to 9%", "on 04-01",
        "round down 0.1".

    Raises
    ------
    InputError
        Another text.

    References
    ----------
    Categories EIF and B3 to B20 as in the general notes to Annex 2-D, Schedule of the United
    States, of the Trans-Pacific Partnership; other agreements give letters other meanings.
    """
    head, *rest = (part.strip() for part in text.split(";"))
    category = STAGES.fullmatch(head)
    if category is None or category[1] in {"0", "00"}:
        raise InputError(
            f"staging {text!r} is unknown; write A, EIF or B and a number of equal annual stages, "
            "as in B5, or give a row for each step"
        )
    given: dict[str, float] = {}
    final = FREE
    for part in rest:
        anniversary, rounding = ANNIVERSARY.fullmatch(part), ROUNDING.fullmatch(part)
        if part.startswith("to "):
            final = parse_rate(part[3:]).duty
        elif anniversary and _is_day(int(anniversary[1]), int(anniversary[2])):
            given |= {"month": int(anniversary[1]), "day": int(anniversary[2])}
        elif rounding and float(rounding[2]) > 0.0:
            given["rounding"] = float(rounding[2]) * (1 if rounding[1] == "up" else -1)
        else:
            raise InputError(
                f"staging {text!r} cannot be read at {part!r}; write 'to 9%', 'on 04-01' or "
                "'round down 0.1' after the category"
            )
    return Staging(
        int(category[1] or 1),
        final,
        int(given.get("month", 1)),
        int(given.get("day", 1)),
        given.get("rounding", 0.0),
    )


def _is_day(month: int, day: int) -> bool:
    try:
        date(2001, month, day)
    except ValueError:
        return False
    return True


def _rounded(percent: float, step: float) -> float:
    if step == 0.0:
        return percent
    # Without the allowance a quotient such as 6.000000001 would be rounded up a whole step.
    steps = percent / abs(step)
    whole = math.ceil(steps - 1e-6) if step > 0.0 else math.floor(steps + 1e-6)
    return round(whole * abs(step), 10)
