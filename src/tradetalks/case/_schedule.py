"""Measures by date: what a schedule of them makes of a code on a day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from tradetalks.case._schedule_line import Placed, RateLine
from tradetalks.case._schedule_row import EVERY, STATUSES, ScheduleRow
from tradetalks.case._schedule_rules import Question, resolve
from tradetalks.errors import InputError
from tradetalks.figures import nearest

__all__ = ["Rates", "Schedule"]

COLUMNS: Mapping[str, pl.DataType] = {
    "imposer": pl.String(),
    "target": pl.String(),
    "code": pl.String(),
    "on": pl.Date(),
    "rate": pl.String(),
    "ad_valorem": pl.Float64(),
    "specific": pl.Float64(),
    "unit": pl.String(),
    "in_quota_rate": pl.String(),
    "in_quota_ad_valorem": pl.Float64(),
    "normal": pl.Boolean(),
    "measures": pl.String(),
    "why": pl.String(),
}


@dataclass(frozen=True)
class Rates:
    """Rates on a day, a line for each imposer, origin and code.

    Attributes
    ----------
    on
        The day.
    lines
        The rates, by imposer, origin and code.
    """

    on: date
    lines: tuple[RateLine, ...]

    def frame(self) -> pl.DataFrame:
        """A row a line.

        ``ad_valorem`` is in percent; ``specific`` is money a ``unit`` of quantity, null where
        there is none or where there are several, which ``rate`` then names. ``normal`` is false
        where no row gives the normal duty, so that the rate comes on top of it. ``rate`` is null
        where no measure counts, or where it rests on a normal duty that no row gives.
        """
        rows = [_record(line) for line in self.lines]
        return pl.DataFrame(rows, schema=dict(COLUMNS), orient="row")

    def __str__(self) -> str:
        return "\n".join(str(line) for line in self.lines)


def _record(line: RateLine) -> tuple[object, ...]:
    duty = line.duty if line.applied else None
    one = duty.specific[0] if duty is not None and len(duty.specific) == 1 else None
    within = line.in_quota
    return (
        line.imposer,
        line.target,
        line.code,
        line.on,
        str(duty) if duty is not None else None,
        duty.ad_valorem if duty is not None else None,
        one[1] if one else None,
        one[0] if one else None,
        str(within) if within is not None else None,
        within.ad_valorem if within is not None else None,
        line.normal,
        "; ".join(part.row.id for part in line.applied),
        "; ".join(
            [
                *(f"{part.row.id}: {part.why}" for part in line.applied),
                *(f"not {part.row.id}: {part.why}" for part in line.passed),
            ]
        ),
    )


@dataclass(frozen=True, eq=False)
class Schedule:
    """A table of measures, read and checked.

    Attributes
    ----------
    rows
        The measures, in the order of the file.
    lines
        Line of each in the file.
    file
        Name of the file.

    See Also
    --------
    read_schedule : how one is made.
    """

    rows: tuple[ScheduleRow, ...]
    lines: tuple[int, ...]
    file: str

    def on(
        self,
        day: date,
        code: str | None = None,
        imposer: str | None = None,
        target: str | None = None,
        triggers: Collection[str] = (),
        *,
        status: Collection[str] = ("final",),
        amount: float | None = None,
        unit_values: Mapping[str, float] | None = None,
    ) -> Rates:
        """The rates that apply on a day, each with the rows that make it.

        Rows in force are settled in this order. Of the rows of one measure the more specific
        code prevails, then the one that names the origin, then the later start. Measures that
        another replaces, or that are not in addition to it, end. Of what is left one row gives
        the normal duty: the agreement's rate where there is one and it is not above the MFN
        rate, unless a snap-back takes its place. Duties on top are added to it, and a total
        ("15% all-in") adds what is missing to it and nothing where the normal duty is higher.

        Parameters
        ----------
        day
            The day.
        code
            A code and what is listed below it; points and blanks are ignored. None for all listed.
        imposer, target
            Who charges, and the origin of the goods; None for all that are named.
        triggers
            Events that have happened, by the names in the table.
        status
            Statuses that count: "final", and on request "proposed" and "suspended" (as if it were
            lifted).
        amount
            Imported so far in the quota period, in the unit of the quota: up to the quota the
            rate within it applies. None shows both rates.
        unit_values
            Customs value of a unit of quantity, as {"USD/kg": 3.2}, to hold a specific duty
            against a total in percent.

        Raises
        ------
        InputError
            An imposer, origin, code, trigger or status that the table does not have; measures of
            which neither prevails; a specific duty under a total without its unit value.
        """
        self._check_names(imposer, target, triggers, status)
        asked = None if code is None else _plain(code)
        ask = Question(day, triggers, status, amount, unit_values or {})
        found: list[RateLine] = []
        for party in [imposer] if imposer else sorted({row.imposer for row in self.rows}):
            codes = self._codes(party, asked)
            for origin in [target] if target else self._origins(party):
                for one in codes:
                    found += self._line(ask, party, origin, one, codes)
        shown = [line for line in found if line.applied or any(not p.by_date for p in line.passed)]
        if asked is not None and not found:
            raise InputError(f"code {code!r} is covered by no row of {self.file}; check its digits")
        return Rates(day, tuple(shown))

    @cached_property
    def _by_code(self) -> Mapping[tuple[str, str], list[int]]:
        """Places of the rows of an imposer by their codes."""
        found: dict[tuple[str, str], list[int]] = {}
        for place, row in enumerate(self.rows):
            for code in row.code:
                key = "" if code == EVERY else code
                found.setdefault((row.imposer, key), []).append(place)
        return found

    def _line(
        self, ask: Question, imposer: str, target: str, code: str, codes: Sequence[str]
    ) -> list[RateLine]:
        """The rate on a line, or nothing where no row covers it."""
        plain = "" if code == EVERY else code
        places = {
            p for k in range(len(plain) + 1) for p in self._by_code.get((imposer, plain[:k]), [])
        }
        rows = [
            Placed(self.rows[p], self.lines[p])
            for p in sorted(places)
            if self.rows[p].aims_at(target) and self.rows[p].depth(plain) is not None
        ]
        finer = [c for c in _below(codes, plain) if c not in (code, EVERY)]
        return [resolve(ask, rows, (imposer, target, code), finer)] if rows else []

    def _codes(self, imposer: str, asked: str | None) -> list[str]:
        """Codes that have a line: those listed, those below the one asked about, and itself."""
        listed = {code or EVERY for party, code in self._by_code if party == imposer}
        if asked is None:
            return sorted(listed)
        return sorted({asked} | {code for code in listed if code.startswith(asked)})

    def _origins(self, imposer: str) -> list[str]:
        """Origins that rows of an imposer name; "all", for the others, comes last."""
        own = [row for row in self.rows if row.imposer == imposer]
        named = {t for row in own for t in (*row.target, *row.except_targets)}
        return sorted(named, key=lambda origin: (origin == EVERY, origin))

    def _check_names(
        self,
        imposer: str | None,
        target: str | None,
        triggers: Iterable[str],
        status: Collection[str],
    ) -> None:
        """Names that the table has."""
        if isinstance(triggers, str) or isinstance(status, str):
            raise InputError("triggers and status are lists of names; write ('final',)")
        imposers = {row.imposer for row in self.rows}
        origins = {t for row in self.rows for t in (*row.target, *row.except_targets)}
        events = {row.trigger for row in self.rows if row.trigger}
        asked = [("imposer", imposer, imposers), *(("trigger", t, events) for t in triggers)]
        if target is not None and EVERY not in origins:
            asked.append(("target", target, origins))
        for what, name, known in asked:
            if name is not None and name not in known:
                guess = nearest(name, sorted(known))
                hint = f"did you mean {guess!r}?" if guess else f"it has {_listed(known)}"
                raise InputError(f"{what} {name!r} is not in {self.file}; {hint}")
        for name in status:
            if name == "removed" or name not in STATUSES:
                raise InputError(
                    f"status {name!r} cannot count; choose among final, proposed and suspended"
                )


def _below(codes: Sequence[str], prefix: str) -> Iterator[str]:
    """Codes of a sorted list that begin in some way; a list of thousands is not gone through."""
    for place in range(bisect_left(codes, prefix), len(codes)):
        if not codes[place].startswith(prefix):
            return
        yield codes[place]


def _plain(code: str) -> str:
    plain = code.replace(".", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit()):
        raise InputError(f"code {code!r} is not made of digits; write it as 8703.23.01")
    return plain


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none"
