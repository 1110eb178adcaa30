"""A row of a schedule of measures: its columns, and what must fit together in it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from tradetalks.case._schedule_rate import FREE, Duty, RateText, parse_rate, parse_unit
from tradetalks.case._schedule_staging import Staging, parse_staging
from tradetalks.errors import InputError
from tradetalks.figures import Day, Entry, Number, Reads, nearest

__all__ = ["CODE_SYSTEMS", "EVERY", "STATUSES", "RowFault", "ScheduleRow", "row_faults"]

CODE_SYSTEMS: Mapping[str, tuple[int, ...]] = {
    "HS": (2, 4, 6),
    "HTSUS": (2, 4, 6, 8, 10),
    "TSUS": (3, 5, 7),
    "CN": (2, 4, 6, 8),
    "TARIC": (2, 4, 6, 8, 10),
    "UK tariff": (2, 4, 6, 8, 10),
    "Japan tariff": (2, 4, 6, 9),
    "HSK": (2, 4, 6, 8, 10),
    "China tariff": (2, 4, 6, 8, 10),
    "Canada tariff": (2, 4, 6, 8, 10),
    "Mexico tariff": (2, 4, 6, 8, 10),
}
"""Systems of codes, with the numbers of digits that their codes have."""

STATUSES = ("proposed", "final", "suspended", "removed")
EVERY = "all"


def _several(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return value


def _codes(value: tuple[str, ...]) -> tuple[str, ...]:
    """Codes without their points and blanks."""
    plain = tuple(re.sub(r"[. ]", "", code) for code in value)
    for code, written in zip(plain, value, strict=True):
        if code != EVERY and not (code.isascii() and code.isdigit()):
            raise _wrong(f"code '{written}' is not made of digits; write it as 8703.23.01")
    if not plain or (EVERY in plain and len(plain) > 1):
        raise _wrong("give codes with semicolons between them, or 'all' alone")
    return plain


def _system(value: str) -> str:
    if value not in CODE_SYSTEMS:
        guess = nearest(value, list(CODE_SYSTEMS))
        hint = f"did you mean '{guess}'?" if guess else f"use one of {', '.join(CODE_SYSTEMS)}"
        raise _wrong(f"code system '{value}' is not known; {hint}")
    return value


def _readable(read: Callable[[str], object]) -> AfterValidator:
    """A text that can be read, or is empty."""

    def check(value: str) -> str:
        try:
            if value:
                read(value)
        except InputError as error:
            raise _wrong(str(error)) from error
        return value

    return AfterValidator(check)


def _wrong(text: str) -> PydanticCustomError:
    return PydanticCustomError("range", "{text}", {"text": text})


Several = Annotated[tuple[str, ...], BeforeValidator(_several)]
Codes = Annotated[Several, AfterValidator(_codes)]


class ScheduleRow(Entry):
    """A measure on some codes over some time: a row of schedule.csv."""

    id: str = Field(min_length=1, description="Id of the measure; its dated steps share it")
    imposer: str = Field(min_length=1, description="Party or country that charges the duty")
    target: Annotated[Several, Field(min_length=1)] = Field(
        description="Countries of origin, with semicolons between them, or all"
    )
    except_targets: Several = Field(default=(), description="Origins among them that do not pay")
    code_system: Annotated[str, AfterValidator(_system)] = Field(
        description="System of the codes: " + ", ".join(CODE_SYSTEMS)
    )
    code: Codes = Field(
        description="Codes with all their digits, with semicolons between them, or all; "
        "a code covers what is below it"
    )
    except_codes: Annotated[Several, AfterValidator(lambda v: _codes(v) if v else v)] = Field(
        default=(), description="Codes below them that are not covered"
    )
    kind: Literal["mfn", "preference", "snap-back", "additional", "all-in", "exclusion"] = Field(
        description="The normal duty; an agreement's rate in its place; a rate that takes the "
        "place of an agreement's; a duty on top; a total that includes the normal duty, which "
        "stays where it is higher; or the end of other measures (in replaces) for some codes"
    )
    rate_text: Annotated[str, _readable(parse_rate)] = Field(
        default="",
        description="The rate as the source writes it: 25%, 2.5 cents/kg + 4%, 30 EUR/100 kg, "
        "Free, the column 1 rate plus 25%, 15% all-in; MFN in a snap-back. With a staging "
        "category it is the base rate, with a quota the rate beyond it",
    )
    ad_valorem: Annotated[Number | None, Field(ge=0.0), Reads("percent")] = Field(
        default=None, description="Percent of the customs value: 25 is 25 percent"
    )
    specific: Annotated[Number | None, Field(ge=0.0)] = Field(
        default=None, description="Money a unit of quantity, in the row's unit"
    )
    unit: Annotated[str, _readable(parse_unit)] = Field(
        default="", description="Unit of specific: USD/kg, cents/kg, EUR/100 kg"
    )
    quota: Annotated[Number | None, Field(gt=0.0)] = Field(
        default=None, description="Quantity that pays in_quota_rate in a quota period"
    )
    quota_unit: str = Field(default="", description="Unit of the quota, such as tonnes a year")
    in_quota_rate: Annotated[str, _readable(parse_rate)] = Field(
        default="", description="Rate within the quota, written as a rate_text"
    )
    start: Day | None = Field(
        default=None, description="First day in force; empty for long since, as an MFN rate"
    )
    end: Day | None = Field(default=None, description="Last day in force; empty for no end")
    staging: Annotated[str, _readable(parse_staging)] = Field(
        default="",
        description="A or EIF (free at the start) or B5 (in five equal annual stages, the first "
        "at the start); then, after semicolons: to 9%, on 04-01 (day of the later stages, else "
        "1 January), round down 0.1. Steps of another form are rows with one id",
    )
    trigger: str = Field(default="", description="Event without which the row does not apply")
    replaces: Several = Field(
        default=(), description="Ids of measures that end where and while this row applies"
    )
    gives_way_to: Several = Field(
        default=(),
        description="Ids of measures that this one is not in addition to. Where two name each "
        "other, the more specific code prevails, then the named origin, then the later start",
    )
    status: Literal["proposed", "final", "suspended", "removed"] = Field(
        description="Only final rows count; a suspended row also stops the final rows of its id "
        "while it lasts"
    )
    authority: str = Field(default="", description="Law under which the measure is taken")
    source: str = Field(min_length=1, description="Id of the source in sources.csv")
    note: str = Field(default="", description="What a reader should know about it")

    @cached_property
    def text(self) -> RateText | None:
        """What the rate text says."""
        return parse_rate(self.rate_text) if self.rate_text else None

    @cached_property
    def base(self) -> Duty:
        """The rate before staging: of the text, else of the columns."""
        if self.text is not None:
            return self.text.duty
        return Duty(self.ad_valorem or 0.0, _specific(self))

    @cached_property
    def in_quota(self) -> Duty | None:
        """The rate within the quota."""
        return parse_rate(self.in_quota_rate).duty if self.in_quota_rate else None

    @cached_property
    def stages(self) -> Staging | None:
        """How the rate comes down, where it does."""
        return parse_staging(self.staging) if self.staging else None

    def rate(self, on: date) -> Duty:
        """The rate on a day in force; beyond the quota, where there is one."""
        if self.stages is None or self.start is None:
            return self.base
        return self.stages.rate(self.base, self.start, on)

    def runs(self, on: date) -> bool:
        """Whether the row's dates hold a day."""
        return (self.start or date.min) <= on <= (self.end or date.max)

    def depth(self, code: str) -> int | None:
        """Digits of the longest code of the row that covers a code, None where none does.

        A code that an exception covers is not covered by the row.
        """
        if any(code.startswith(out) for out in self.except_codes):
            return None
        found = [len(own) for own in self.code if code.startswith(own)]
        return max(found) if found else (0 if EVERY in self.code else None)

    def aims_at(self, target: str) -> bool:
        """Whether goods of an origin pay; the origin "all" stands for those that no row names."""
        return (target in self.target or EVERY in self.target) and target not in self.except_targets


def _specific(row: ScheduleRow) -> tuple[tuple[str, float], ...]:
    if not row.specific or not row.unit:
        return ()
    unit, factor = parse_unit(row.unit)
    return ((unit, round(row.specific * factor, 10)),)


class RowFault(NamedTuple):
    """What does not fit in a row: the columns it rests on, the first to be named, and why."""

    columns: tuple[str, ...]
    text: str


def row_faults(row: ScheduleRow) -> Iterator[RowFault]:
    """What does not fit together in a row whose cells can be read one by one."""
    yield from _rate_faults(row)
    yield from _quota_faults(row)
    if row.start and row.end and row.end < row.start:
        text = f"end {row.end} is before the start {row.start}; correct one"
        yield RowFault(("end", "start"), text)
    if row.staging and row.start is None:
        yield RowFault(("start", "staging"), "missing; stages are counted from it")
    for column in ("code", "except_codes"):
        for code in getattr(row, column):
            lengths = CODE_SYSTEMS[row.code_system]
            if code != EVERY and len(code) not in lengths:
                text = (
                    f"code '{code}' has {len(code)} digits, a code of {row.code_system} "
                    f"{' or '.join(map(str, lengths))}; write its leading zero, or mend it"
                )
                yield RowFault((column, "code_system"), text)


def _rate_faults(row: ScheduleRow) -> Iterator[RowFault]:
    """A rate where one belongs, of the form that the kind has, the same in text and columns."""
    given = bool(row.rate_text) or row.ad_valorem is not None or row.specific is not None
    columns = ("rate_text", "kind", "ad_valorem", "specific")
    if row.kind == "exclusion":
        if given:
            yield RowFault(columns, "an exclusion has no rate; leave it empty, or change the kind")
        if not row.replaces:
            yield RowFault(("replaces", "kind"), "missing; name the measures that end")
        return
    if not given:
        yield RowFault(columns, "missing; give the rate as a text, or in ad_valorem or specific")
    if row.specific is not None and not row.unit:
        yield RowFault(("unit", "specific"), "missing; give the unit of specific, as in USD/kg")
    if row.text is None:
        return
    if row.text.all_in and row.kind != "all-in":
        text = f"rate '{row.rate_text}' is a total; the kind must be all-in, not {row.kind}"
        yield RowFault(("rate_text", "kind"), text)
    if row.text.on_normal and not _may_hold_normal(row):
        text = f"rate '{row.rate_text}' holds the normal duty, which a row of kind {row.kind} "
        yield RowFault(("rate_text", "kind"), text + "does not; change the kind or the rate")
    yield from _contradictions(row, row.text.duty)


def _may_hold_normal(row: ScheduleRow) -> bool:
    if row.kind == "snap-back":
        return row.base == FREE
    return row.kind == "additional"


def _contradictions(row: ScheduleRow, said: Duty) -> Iterator[RowFault]:
    if row.ad_valorem is not None and not _close(row.ad_valorem, said.ad_valorem):
        hundred = _close(100.0 * row.ad_valorem, said.ad_valorem)
        remedy = "the column is in percent" if hundred else "correct one"
        text = f"ad_valorem {row.ad_valorem:g} contradicts the rate '{row.rate_text}'; {remedy}"
        yield RowFault(("ad_valorem", "rate_text"), text)
    if row.specific is not None and row.unit:
        stated, held = dict(_specific(row)), dict(said.specific)
        if any(not _close(stated.get(u, 0.0), held.get(u, 0.0)) for u in stated | held):
            text = (
                f"specific {row.specific:g} {row.unit} contradicts the rate '{row.rate_text}'; "
                "correct one"
            )
            yield RowFault(("specific", "unit", "rate_text"), text)


def _quota_faults(row: ScheduleRow) -> Iterator[RowFault]:
    """A quota with its unit and its rate, or neither."""
    if row.quota is not None and not row.quota_unit:
        text = f"missing; give the unit of the quota of {row.quota:g}, as in tonnes a year"
        yield RowFault(("quota_unit", "quota"), text)
    if row.quota is not None and not row.in_quota_rate:
        yield RowFault(("in_quota_rate", "quota"), "missing; give the rate within the quota")
    for column in ("quota_unit", "in_quota_rate"):
        if row.quota is None and getattr(row, column):
            yield RowFault(("quota", column), f"missing, while {column} is given; give the quota")
    within = parse_rate(row.in_quota_rate) if row.in_quota_rate else None
    if within is not None and (within.all_in or within.on_normal):
        text = f"rate '{row.in_quota_rate}' must be a rate of its own, as in Free or 4%"
        yield RowFault(("in_quota_rate",), text)


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
