"""A number with unit, period, source and date; an assumption with a range; a reference to one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from math import inf
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

__all__ = [
    "UNITS",
    "Assumption",
    "Day",
    "Entry",
    "Figure",
    "Number",
    "Reads",
    "Reference",
    "Unit",
    "nearest",
]

UNITS: dict[str, str] = {
    "USD bn": "money",
    "USD million": "money",
    "USD": "money",
    "JPY bn": "money in yen",
    "percent": "ratio",
    "1": "ratio",
    "thousand units": "count",
    "million units": "count",
    "units": "count",
    "years": "time",
    "months": "time",
    "days": "time",
    "JPY per USD": "exchange rate",
    "index": "index",
    "USD thousand": "price",
}
"""Every unit a case may use, with its dimension."""


def nearest(name: str, known: list[str] | tuple[str, ...]) -> str | None:
    """The known name most like a misspelt one, or None where none is like it."""
    found = get_close_matches(name, known, n=1, cutoff=0.6)
    return found[0] if found else None


def _day(value: object) -> object:
    """Only 1995-03-17 is a date: no times, no months alone, no other order."""
    if type(value) is date:
        return value
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError(
        "day", "{value} is not a date; write it as 1995-03-17", {"value": repr(value)}
    )


def _number(value: object) -> object:
    """A truth value is no number, though Python counts it as one."""
    if isinstance(value, bool):
        raise PydanticCustomError("number", "a truth value stands where a number belongs")
    return value


def _text(value: object) -> object:
    """A unit of 1 or a period of 1994 without quotation marks is read as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _unit(value: str) -> str:
    """One of the units in the table."""
    if value not in UNITS:
        guess = nearest(value, list(UNITS))
        hint = f"did you mean '{guess}'?" if guess else f"use one of {', '.join(UNITS)}"
        raise PydanticCustomError(
            "unit", "unit '{value}' is unknown; {hint}", {"value": value, "hint": hint}
        )
    return value


Day = Annotated[date, BeforeValidator(_day)]
Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Period = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
Unit = Annotated[str, BeforeValidator(_text), AfterValidator(_unit)]


class Entry(BaseModel):
    """Base of everything in a case: frozen, unknown keys forbidden and the nearest suggested."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _explain(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Say what an unknown key may mean and what a missing one holds."""
        try:
            return handler(data)
        except ValidationError as error:
            found = [cls._fault(e) for e in error.errors(include_url=False)]
        meant = {_meant(e) for e in found} - {None}
        kept = [e for e in found if not (_code(e) == "absent" and e.get("loc", ("",))[0] in meant)]
        raise ValidationError.from_exception_data(cls.__name__, kept)

    @classmethod
    def _fault(cls, error: Mapping[str, Any]) -> InitErrorDetails:
        """One fault of this entry in words; faults of entries inside it are in words already."""
        loc, code = tuple(error["loc"]), str(error["type"])
        message = str(error["msg"])
        context = {"text": message}
        if len(loc) == 1 and code == "extra_forbidden":
            guess = nearest(str(loc[0]), list(cls.model_fields))
            hint = f"did you mean '{guess}'?" if guess else f"known: {', '.join(cls.model_fields)}"
            code, context = "misspelt", {"text": f"unknown key; {hint}", "meant": guess or ""}
        elif len(loc) == 1 and code == "missing":
            field = cls.model_fields.get(str(loc[0]))
            about = (field.description if field else None) or "a value"
            code, context = "absent", {"text": f"missing; give it: {_lower(about)}"}
        elif code in {"misspelt", "absent"}:
            context = {**error.get("ctx", {}), "text": message}
        return InitErrorDetails(
            type=PydanticCustomError(code, "{text}", context),  # pyright: ignore[reportArgumentType]
            loc=loc,
            input=error["input"],
        )


def _code(error: InitErrorDetails) -> str:
    kind = error["type"]
    return kind if isinstance(kind, str) else kind.type


def _meant(error: InitErrorDetails) -> str | None:
    """The key that a misspelt one at this level stands for."""
    kind = error["type"]
    if isinstance(kind, str) or kind.type != "misspelt" or len(error.get("loc", ())) != 1:
        return None
    return str((kind.context or {}).get("meant") or "") or None


def _lower(text: str) -> str:
    """A description inside a sentence, its abbreviations left alone."""
    word = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if word[1:].islower() or len(word) == 1 else text


class Figure(Entry):
    """A number that a source gives."""

    key: str = Field(description="Name of the figure, the same for all its periods and sources")
    value: Number = Field(description="The number, in its unit")
    unit: Unit = Field(description="Unit, one of the closed table of units")
    period: Period = Field(description="Year, month, day or span that the number is about")
    base: str = Field(default="", description="What a share or a balance is measured on")
    known_from: Day = Field(description="Day from which anyone could know it")
    source: str = Field(description="Id of the source in sources.csv")
    used: bool = Field(description="Whether this row is the one in use for its key and period")
    why: str = Field(default="", description="Why this one is in use where several stand")
    note: str = Field(default="", description="What a reader should know about it")


class Assumption(Entry):
    """A number that no source gives, with the range that is drawn from and the reason for it."""

    title: str = Field(description="What the number is, for a reader")
    value: Number = Field(description="Central value, the median of the draws")
    low: Number = Field(description="Least value drawn")
    high: Number = Field(description="Largest value drawn")
    unit: Unit = Field(description="Unit of all three, one of the closed table of units")
    group: Literal["data", "demand", "horizon", "weights", "precision", "resolve"] = Field(
        description="Part of the model whose spread it belongs to"
    )
    why: str = Field(min_length=1, description="Reason for the value and for the range")
    drawn: bool = Field(default=True, description="Whether draws vary it over its range")
    known_from: Day | None = Field(
        default=None,
        description="Day from which the reason was known, where it rests on a dated fact",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        """A range holds its central value, and a drawn one has a width."""
        if not self.low <= self.value <= self.high:
            raise PydanticCustomError(
                "range",
                "value {value} is outside its range {low} to {high}; order them low, value, high",
                {"value": self.value, "low": self.low, "high": self.high},
            )
        if self.drawn and self.low == self.high:
            raise PydanticCustomError(
                "range",
                "range has no width ({low}); widen it or write drawn: false",
                {"low": self.low},
            )
        return self


class Reference(Entry):
    """Where a number in a case comes from: a figure or an assumption, never a bare number."""

    figure: str | None = Field(default=None, description="Key of a figure in figures.csv")
    period: Period | None = Field(default=None, description="Which period of the figure")
    assumption: str | None = Field(
        default=None, description="Key of an assumption in assumptions.yaml"
    )

    @model_validator(mode="before")
    @classmethod
    def _not_bare(cls, data: object) -> object:
        """Say how a bare number or a bare name is written."""
        if isinstance(data, int | float):
            raise PydanticCustomError(
                "bare",
                "bare number {value}; state it in assumptions.yaml or figures.csv "
                "and write {assumption: key} or {figure: key} here",
                {"value": str(data)},
            )
        if not isinstance(data, Mapping | Reference):
            raise PydanticCustomError(
                "bare",
                "{value} is no reference; write {assumption: key} or {figure: key}",
                {"value": repr(data)},
            )
        return data  # pyright: ignore[reportUnknownVariableType]

    @model_validator(mode="after")
    def _one(self) -> Self:
        """Exactly one origin; periods belong to figures."""
        if (self.figure is None) == (self.assumption is None):
            raise PydanticCustomError(
                "reference", "give either a figure or an assumption, and only one of them"
            )
        if self.assumption is not None and self.period is not None:
            raise PydanticCustomError("reference", "an assumption has no period; remove period")
        return self

    def __str__(self) -> str:
        if self.assumption is not None:
            return f"assumption {self.assumption}"
        return f"figure {self.figure}" + (f" of {self.period}" if self.period else "")


class Reads:
    """What a field that takes a reference accepts: units, and bounds in the first of them.

    Parameters
    ----------
    units
        Units that the models read there; the first is the one that bounds are stated in.
    low, high
        Bounds on the value and on the whole range of an assumption.
    strict
        True leaves the bounds themselves out.
    """

    def __init__(
        self, *units: str, low: float = -inf, high: float = inf, strict: bool = False
    ) -> None:
        self.units = units
        self.low = low
        self.high = high
        self.strict = strict

    @property
    def dimension(self) -> str:
        """Dimension of the accepted units."""
        return UNITS[self.units[0]]

    @property
    def share(self) -> bool:
        """Whether the field holds a part of a whole."""
        return self.dimension == "ratio" and self.low == 0.0 and self.high == 1.0

    def outside(self, value: float, unit: str) -> bool:
        """Whether a value in an accepted unit breaks the bounds."""
        size = value / 100.0 if unit == "percent" and self.units[0] == "1" else value
        if self.strict:
            return not self.low < size < self.high
        return not self.low <= size <= self.high
