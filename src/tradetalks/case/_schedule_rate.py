"""Rates of duty as schedules and notices write them, and as numbers that can be added."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tradetalks.errors import InputError

__all__ = ["FREE", "Duty", "RateText", "parse_rate", "parse_unit"]

MONEY: Mapping[str, tuple[str, float]] = {
    "cent": ("USD", 0.01),
    "cents": ("USD", 0.01),
    "dollar": ("USD", 1.0),
    "dollars": ("USD", 1.0),
    "euro": ("EUR", 1.0),
    "euros": ("EUR", 1.0),
    "yen": ("JPY", 1.0),
    "won": ("KRW", 1.0),
    "yuan": ("CNY", 1.0),
}
"""Words for money, with the currency and how much of it one is."""

CURRENCY = re.compile(
    "AUD|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EUR|GBP|HKD|HUF|IDR|ILS|INR|JPY|KRW|MXN|MYR|NOK|NZD|PEN|"
    "PHP|PLN|RUB|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|VND|ZAR"
)

QUANTITIES: Mapping[str, tuple[str, float]] = {
    "kg": ("kg", 1.0),
    "kilo": ("kg", 1.0),
    "t": ("kg", 1000.0),
    "tonne": ("kg", 1000.0),
    "tonnes": ("kg", 1000.0),
    "lb": ("kg", 0.45359237),
    "l": ("litre", 1.0),
    "liter": ("litre", 1.0),
    "litre": ("litre", 1.0),
    "liters": ("litre", 1.0),
    "litres": ("litre", 1.0),
    "hl": ("litre", 100.0),
    "pf.liter": ("proof litre", 1.0),
    "pf. liter": ("proof litre", 1.0),
    "proof litre": ("proof litre", 1.0),
    "m2": ("m2", 1.0),
    "m3": ("m3", 1.0),
    "bbl": ("barrel", 1.0),
    "barrel": ("barrel", 1.0),
    "head": ("head", 1.0),
    "each": ("unit", 1.0),
    "no.": ("unit", 1.0),
    "unit": ("unit", 1.0),
    "item": ("unit", 1.0),
    "pair": ("pair", 1.0),
    "pairs": ("pair", 1.0),
    "dozen": ("unit", 12.0),
    "doz.": ("unit", 12.0),
}
"""What a specific duty is charged on, with the quantity it is counted in."""

ALL_IN = re.compile(r"[\s,(]*\b(?:all[- ]in(?:clusive)?|including (?:the )?mfn(?: duty)?)\)?$")
NORMAL = re.compile(
    r"^(?:the )?(?:(?:column 1|mfn|normal|general) ?(?:rate|duty)?(?: of duty)?"
    r"|(?:rate|duty) provided in the applicable subheading)\s*(?:(?:\+|plus\b|and\b)\s*|$)"
)
PERCENT = re.compile(r"^(\d+(?:\.\d+)?) ?%(?: ?ad val(?:\.|orem)?)?$")
AMOUNT = re.compile(r"^(?:([a-z]{3}) ?)?(\d+(?:\.\d+)?) ?((?!per\b)[a-z]+)? ?(?:/|\bper\b)? ?(.+)$")
UNIT = re.compile(r"^([a-z]+) ?/ ?(.+)$")
CHARGED_ON = re.compile(r"^(\d+(?:\.\d+)?)? ?(.+)$")
REMEDY = (
    "write it as '25%', '2.5 cents/kg + 4%', '30 EUR/100 kg', 'Free', "
    "'the column 1 rate plus 25%' or '15% all-in'"
)


@dataclass(frozen=True)
class Duty:
    """A rate of duty: percent of the customs value, and money a unit of quantity.

    Parameters
    ----------
    ad_valorem
        Percent: 2.5 is 2.5 percent.
    specific
        Unit such as "USD/kg" and amount, sorted by unit; no unit twice.
    """

    ad_valorem: float = 0.0
    specific: tuple[tuple[str, float], ...] = ()

    def __add__(self, other: Duty) -> Duty:
        """Both duties together."""
        return self.mixed(1.0, other, 1.0)

    def mixed(self, weight: float, other: Duty, other_weight: float) -> Duty:
        """A weighted sum of two duties."""
        amounts: dict[str, float] = {}
        for duty, share in ((self, weight), (other, other_weight)):
            for unit, amount in duty.specific:
                amounts[unit] = amounts.get(unit, 0.0) + share * amount
        percent = _tidy(weight * self.ad_valorem + other_weight * other.ad_valorem)
        return Duty(percent, tuple(sorted((u, _tidy(a)) for u, a in amounts.items() if a)))

    def equivalent(self, unit_values: Mapping[str, float]) -> float:
        """Percent of the customs value that the whole duty comes to.

        Parameters
        ----------
        unit_values
            Customs value of one unit of quantity by unit of the specific part, in its money:
            {"USD/kg": 3.2}.

        Raises
        ------
        InputError
            A specific part without its unit value, or a unit value that is not above 0.
        """
        total = self.ad_valorem
        for unit, amount in self.specific:
            value = unit_values.get(unit)
            if value is None or not value > 0.0:
                raise InputError(
                    f"a duty of {amount:g} {unit} is compared with percent; "
                    f"give unit_values={{'{unit}': customs value above 0}}"
                )
            total += 100.0 * amount / value
        return _tidy(total)

    def __str__(self) -> str:
        parts = [f"{amount:.10g} {unit}" for unit, amount in self.specific]
        if self.ad_valorem or not parts:
            parts.append(f"{self.ad_valorem:.10g}%")
        return " + ".join(parts)


FREE = Duty()
"""No duty."""


class RateText(NamedTuple):
    """What a rate text says.

    ``all_in`` is whether the duty is a total that includes the normal one; ``on_normal`` whether
    it is the normal duty and this one on top.
    """

    duty: Duty
    all_in: bool = False
    on_normal: bool = False


def parse_rate(text: str) -> RateText:
    """Read a rate of duty.

    Parameters
    ----------
    text
        As in the US schedule, TARIC or a notice: "25%", "2.5 cents/kg + 4%", "30 EUR/100 kg",
        "Free", "the column 1 rate plus 25%", "MFN", "15% all-in". Cents are of the US dollar.

    Raises
    ------
    InputError
        A text of another form; minima and maxima ("MIN 2.4 EUR/100 kg") are among them.
    """
    plain = _plain(text)
    bare = ALL_IN.sub("", plain)
    rest = NORMAL.sub("", bare)
    all_in, on_normal = bare != plain, rest != bare
    if (all_in and on_normal) or not (rest or on_normal):
        raise InputError(f"rate {text!r} cannot be read; {REMEDY}")
    if rest in {"", "free"}:
        return RateText(FREE, all_in, on_normal)
    duty = FREE
    for part in re.split(r" ?\+ ?| plus | and ", rest):
        duty += _part(part, text)
    return RateText(duty, all_in, on_normal)


def parse_unit(text: str) -> tuple[str, float]:
    """A unit of specific duty as it is counted here, with what one of it is in that unit.

    Parameters
    ----------
    text
        Money, a stroke and a quantity: "USD/kg", "cents/kg", "EUR/100 kg".

    Raises
    ------
    InputError
        Money or a quantity that is not known.
    """
    found = UNIT.match(_plain(text))
    unit = _unit(found[1], found[2]) if found else None
    if unit is None:
        raise InputError(
            f"unit {text!r} of a specific duty cannot be read; write money/quantity, as in USD/kg, "
            f"cents/kg or EUR/100 kg; quantities are {', '.join(sorted(QUANTITIES))}"
        )
    return unit


def _plain(text: str) -> str:
    """Lower case, single spaces, words for signs."""
    plain = text.lower().strip().rstrip(".").replace("¢", " cents").replace("€", "eur ")
    plain = plain.replace("$", "usd ").replace("per cent", "%").replace("percent", "%")
    return re.sub(r"\s+", " ", plain)


def _part(part: str, text: str) -> Duty:
    """One term of a rate."""
    percent = PERCENT.match(part)
    if percent:
        return Duty(float(percent[1]))
    amount = AMOUNT.match(part)
    if amount and bool(amount[1]) != bool(amount[3]):
        unit = _unit(amount[1] or amount[3], amount[4])
        if unit is not None:
            return Duty(0.0, ((unit[0], _tidy(float(amount[2]) * unit[1])),))
    raise InputError(f"rate {text!r} cannot be read at {part!r}; {REMEDY}")


def _unit(money: str, charged_on: str) -> tuple[str, float] | None:
    """A unit of specific duty with its factor, or None where one of the two is not known."""
    currency, size = MONEY.get(money, (money.upper(), 1.0))
    found = CHARGED_ON.match(charged_on.strip())
    if not CURRENCY.fullmatch(currency) or found is None or found[2] not in QUANTITIES:
        return None
    quantity, count = QUANTITIES[found[2]]
    return f"{currency}/{quantity}", size / (count * float(found[1] or 1.0))


def _tidy(value: float) -> float:
    """Without the last digits of binary fractions: 0.1 + 0.2 is 0.3."""
    return round(value, 10)
