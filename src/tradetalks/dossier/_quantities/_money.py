"""Money: which currency a mark, a name or a sign means, by country where several share it.

`currencies.csv` holds, for each currency, its countries, their adjectives, the words for it and for
its hundredth part, the marks that stand before or after a number, and the year it ended in. A word
or mark of one currency names it ("taka", "NZ$"). What several share ("$", "pesos", "Rs") is told
by all their codes, `USD|CAD`, until `Purse` settles it by the countries of the text. Marks of one
letter ("P5.40") count only before an amount that looks like money.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import TypeVar

from tradetalks.dossier._text._tokens import Token, low_at, phrase_at, tokens_of, word_set

__all__ = ["MONEY_STARTS", "Purse", "currency_before", "money_at"]


V = TypeVar("V", bound=Sized)


@dataclass(frozen=True)
class Currency:
    """A row of the table."""

    code: str
    countries: tuple[str, ...]
    nations: tuple[str, ...]
    main: tuple[str, ...]
    small: tuple[str, ...]
    marks: tuple[str, ...]
    until: int | None


@cache
def currencies() -> dict[str, Currency]:
    """Currencies of the table by code."""
    text = (files("tradetalks.dossier._quantities") / "currencies.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["code"]: Currency(
            row["code"],
            tuple(row["countries"].split()),
            tuple(row["nations"].split(";")),
            tuple(row["main"].split()),
            tuple(row["small"].split()),
            tuple(row["marks"].split()),
            int(row["until"]) if row["until"] else None,
        )
        for row in rows
    }


def _shared(words: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Each word with the codes of all currencies that it may mean."""
    codes: dict[str, list[str]] = {}
    for word, code in words:
        codes.setdefault(word, []).append(code)
    return {word: "|".join(sorted(set(each))) for word, each in codes.items()}


ALL = currencies()
NAMES = _shared([(word, c.code) for c in ALL.values() for word in c.main])
PARTS = _shared([(word, c.code) for c in ALL.values() for word in c.small])
MARKS = _shared([(mark, c.code) for c in ALL.values() for mark in c.marks]) | {"$": NAMES["dollar"]}
WHOLE = {word: (codes, 1.0) for word, codes in NAMES.items()}
WORDS = WHOLE | {word: (codes, 0.01) for word, codes in PARTS.items()}
SPELLED = {mark: tuple(t.text for t in tokens_of(mark, 0, len(mark))) for mark in MARKS}


def _keyed(pairs: Iterable[tuple[str, V]]) -> Mapping[str, tuple[V, ...]]:
    """Values by key, the longest of each first."""
    found: dict[str, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(sorted(each, key=lambda v: -len(v))) for key, each in found.items()}


def _is_letter(mark: str) -> bool:
    return len(mark) == 1 and mark.isalpha()


BY_LAST = _keyed((parts[-1].lower(), mark) for mark, parts in SPELLED.items())
BY_FIRST = _keyed(
    (parts[0].lower(), mark) for mark, parts in SPELLED.items() if not _is_letter(mark)
)
NATIONS = _keyed((n.split()[0], (n, c.code)) for c in ALL.values() for n in c.nations)

OF = word_set("of d de")
MONEY_STARTS = frozenset({*WORDS, *BY_FIRST, *NATIONS, *OF})
ENGLISH = word_set("TRY PEN CUP MAD LE ALL CAN Re Sh Lit Esc Fl Fr Won Yen Bs Gs Ps LL Shs")
"""Marks that are words too: they count before the number only, and but for the yen as here."""

US_MARKED = re.compile(r"US ?\$|\$US|U\.S\. ?\$|\bUSD\b")
US_SAID = re.compile(r"\(U\.?S\.?\)|\((?:Reuters|AP|UPI|AFP|Bloomberg|Dow Jones)\)")
FIRST = ("USD", "GBP", "JPY", "FRF", "CHF", "DEM", "ITL", "TRY", "INR", "MXN", "SEK", "NOK", "KES")
LATER = ("PHP", "RUB", "SAR", "XOF", "CZK", "EUR")
ORDER = {code: place for place, code in enumerate((*FIRST, *LATER))}
"""What a shared word means where no country of the text has it."""

EURO_FROM = 1999
MONEY_DECIMALS = re.compile(r"\d\.\d\d$|\d,\d{3}")


def currency_before(tokens: Sequence[Token], index: int, is_scaled: bool) -> tuple[str, int] | None:
    """Currency that ends just before an index, and the index where it starts, or None.

    Parameters
    ----------
    is_scaled
        Whether the number at the index is told in thousands or more, as money often is.
    """
    last = index - 1 - (low_at(tokens, index - 1) == "." and index > 1)
    if last < 0:
        return None
    for mark in BY_LAST.get(tokens[last].low, ()):
        parts = SPELLED[mark]
        first = last - len(parts) + 1
        if first < 0 or not _written(tokens, first, parts):
            continue
        money = is_scaled or MONEY_DECIMALS.search(tokens[index].text)
        glued = tokens[last].end == tokens[index].start
        if (mark == "COP" and not money) or (_is_letter(mark) and not (glued and money)):
            continue
        return MARKS[mark], first
    return None


def _written(tokens: Sequence[Token], first: int, parts: Sequence[str]) -> bool:
    """Whether the parts of a mark stand at an index, in one piece but after "US"."""
    for k, part in enumerate(parts):
        token = tokens[first + k]
        loud = "" if part in ENGLISH - {"Yen"} else part.upper()
        if token.text not in (part, loud):
            return False
        if k and tokens[first + k - 1].end != token.start and parts[0] not in ("US", "U.S."):
            return False
    return True


def money_at(tokens: Sequence[Token], at: int) -> tuple[str, float, int] | None:
    """Currency, factor and end of the words for money that start at an index, or None."""
    named = _named(tokens, at)
    if named is not None or low_at(tokens, at) not in OF:
        return named
    inner = at + 1 + (low_at(tokens, at + 1) == "'")
    return _named(tokens, inner) if low_at(tokens, inner) in WHOLE else None


def _named(tokens: Sequence[Token], at: int) -> tuple[str, float, int] | None:
    low = low_at(tokens, at)
    for nation, code in NATIONS.get(low, ()):
        end = at + len(nation.split())
        word = low_at(tokens, end)
        currency = ALL[code]
        if phrase_at(tokens, at, nation) and word in currency.main + currency.small:
            return code, WORDS[word][1], end + 1
    if low in WORDS:
        codes, factor = WORDS[low]
        return codes, factor, at + 1 + (low_at(tokens, at + 1) == "sterling")
    for mark in BY_FIRST.get(low, ()):
        parts = SPELLED[mark]
        if at + len(parts) <= len(tokens) and _written(tokens, at, parts) and mark not in ENGLISH:
            return MARKS[mark], 1.0, at + len(parts)
    return None


@dataclass(frozen=True)
class Purse:
    """Which of several currencies a text means by what they share.

    Attributes
    ----------
    plain
        The text.
    day
        Its date.
    countries
        Its own country, then those that it names, in order.
    """

    plain: str
    day: date
    countries: tuple[str, ...] = ()

    def settled(self, unit: str) -> str:
        """A unit with the one currency that it means; other units as they are."""
        if "|" not in unit:
            return unit
        codes = [code for code in unit.split("|") if self._is_current(code)] or unit.split("|")
        if "USD" in codes:
            return self._dollar(codes)
        for country in self.countries:
            for code in codes:
                if country in ALL[code].countries:
                    return code
        if unit == NAMES["pounds"] and any(self.countries):
            return "pound"
        return min(codes, key=lambda code: ORDER.get(code, len(ORDER)))

    def _is_current(self, code: str) -> bool:
        until = ALL[code].until
        return (until is None or self.day.year <= until) and not (
            code == "EUR" and self.day.year < EURO_FROM
        )

    def _dollar(self, codes: Sequence[str]) -> str:
        """A plain dollar or cent: that of the text's own country, unless the text marks its own.

        Where it marks the American one instead, a plain dollar is that of another country.
        """
        owned = [next((c for c in codes if n in ALL[c].countries), None) for n in self.countries]
        own = owned[0] if owned else None
        if US_SAID.search(self.plain):
            return "USD"
        if own is None or own == "USD":
            others = [c for c in owned if c and c != "USD" and c in NAMES["dollar"]]
            return others[0] if others and self._marks_american else "USD"
        if own not in NAMES["dollar"]:
            return own if self._counts_in(own) else "USD"
        return "USD" if self._counts_in(own) and not self._marks_american else own

    @cached_property
    def _marks_american(self) -> bool:
        return US_MARKED.search(self.plain) is not None

    def _counts_in(self, code: str) -> bool:
        """Whether a text writes the mark or the own name of a currency somewhere."""
        own = [w for w in (*ALL[code].main, *ALL[code].marks) if WORDS.get(w, ("",))[0] == code]
        own += [m for m in ALL[code].marks if MARKS[m] == code]
        return any(re.search(rf"(?<![^\W\d_]){re.escape(w)}(?![^\W\d_])", self.plain) for w in own)
