"""Who acts in trade: governments, offices and their holders, ministries, bodies, companies.

The tables beside this file hold names with codes (`JPNGOV`, `USALEG`, `IGOWTO`) and the days
between which they hold. A name is found as it is written, the longest first, and only if it held
on the day of the document: Kantor is the trade representative in 1995 and nobody's minister in
1999. Names that are in no table are left alone here and kept as names by those who read them.
"""

from __future__ import annotations

import calendar
import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from tradetalks.dossier._text._tokens import word_set
from tradetalks.errors import InputError

__all__ = ["COLUMNS", "Actor", "ActorTable", "Mention", "Role", "read_actors", "role_of", "roles"]

COLUMNS = ("name", "code", "kind", "office", "aliases", "start", "end", "source")
KINDS = word_set(
    "country adjective capital dateline institution body agency company association person"
)
TABLES = ("countries", "institutions", "holders", "companies")

WORD = re.compile(r"(?<!\w)\w+")
DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
HEADS_OF_GOVERNMENT = frozenset({"President", "Prime Minister", "Chancellor", "Taoiseach"})
SHORTEST_IN_CAPITALS = 4
SHORTEST_COMPOUND = 7
COMPOUNDED = (
    *("makers", "maker", "growers", "grower", "farmers", "farmer", "producers", "producer"),
    *("breeders", "workers", "worker", "exporters", "importers", "mills", "smelters", "minister"),
)


@dataclass(frozen=True)
class Actor:
    """A name in the table.

    Attributes
    ----------
    name
        In full: ``Ministry of International Trade and Industry``.
    code
        Country and branch: ``JPNGOV``; a bare country for its name, adjective and capital.
    kind
        ``country``, ``adjective`` (of a country), ``capital`` (seat, standing for the government),
        ``dateline`` (a city), ``institution``, ``body`` (of several countries), ``agency`` (of
        news), ``company``, ``association`` or ``person``.
    office
        Of a person, or empty.
    aliases
        Other ways of writing it.
    start, end
        First and last day on which it holds; None is open.
    source
        Where the name and the days come from.
    """

    name: str
    code: str
    kind: str
    office: str
    aliases: tuple[str, ...]
    start: date | None
    end: date | None
    source: str

    def holds(self, day: date) -> bool:
        """Whether the name held on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way in which the name may be written; an adjective does not include the name."""
        return self.aliases if self.kind in ("adjective", "capital", "dateline") else self._all

    @property
    def _all(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Mention:
    """A name found in a text, by offsets.

    Attributes
    ----------
    start, end
        Where it stands.
    actor
        Whom it names.
    others
        Whom else it may name: `Senate` is a body of several countries.
    """

    start: int
    end: int
    actor: Actor
    others: tuple[Actor, ...] = ()


@dataclass(frozen=True)
class Role:
    """What a word such as ``minister`` or ``growers`` says of whom it names.

    Attributes
    ----------
    branch
        ``GOV``, ``LEG``, ``JUD``, ``BUS``, ``AGR``, ``LAB`` or ``MED``: the end of a code.
    attribution
        How a speaker so called is attributed, if no name is given.
    """

    branch: str
    attribution: str


@dataclass(frozen=True)
class ActorTable:
    """Names and how to find them; earlier rows go before later ones."""

    actors: tuple[Actor, ...]

    def mentions(self, text: str, day: date) -> tuple[Mention, ...]:
        """Names that a text holds on a day, in order, without overlaps."""
        return tuple(self._scan(text, day))

    def country(self, code: str) -> str:
        """Name of a country by its code, or the code."""
        return self._countries.get(code[:3], code)

    def led_by(self, surname: str) -> str | None:
        """Country of the one whose government is called by a name: `the Obama administration`."""
        return self._leaders.get(surname)

    @cached_property
    def _leaders(self) -> Mapping[str, str]:
        people = [a for a in self.actors if a.kind == "person" and a.office in HEADS_OF_GOVERNMENT]
        return {a.name.split()[-1]: a.code for a in people}

    def _scan(self, text: str, day: date) -> Iterator[Mention]:
        free = 0
        for word in WORD.finditer(text):
            if word.start() < free:
                continue
            found: list[Actor] = []
            for spelling, actor in self._index.get(word.group(), ()):
                end = word.start() + len(spelling)
                if found and end != free:
                    break
                if text.startswith(spelling, word.start()) and _ends(text, end, spelling):
                    if not actor.holds(day) or _is_part(text, word.start(), actor, spelling):
                        continue
                    found.append(actor)
                    free = end
            if found:
                others = tuple(a for a in found[1:] if a.code != found[0].code)
                yield Mention(word.start(), free, found[0], others)

    @cached_property
    def _countries(self) -> Mapping[str, str]:
        return {a.code: a.name for a in reversed(self.actors) if a.kind == "country"}

    @cached_property
    def _index(self) -> Mapping[str, list[tuple[str, Actor]]]:
        index: dict[str, list[tuple[str, Actor]]] = {}
        for actor in self.actors:
            for spelling in actor.spellings:
                forms = {spelling}
                if spelling.startswith("the "):
                    forms.add("T" + spelling[1:])
                if len(spelling) >= SHORTEST_IN_CAPITALS:
                    forms.add(spelling.upper())
                for form in forms:
                    first = WORD.match(form)
                    if first:
                        index.setdefault(first.group(), []).append((form, actor))
        for found in index.values():
            found.sort(key=lambda pair: -len(pair[0]))
        return index


def read_actors(path: Path | None = None) -> ActorTable:
    """The shipped tables, with the user's own rows before them.

    Parameters
    ----------
    path
        A CSV file with the columns `name, code, kind, office, aliases, start, end, source`;
        aliases separated by semicolons, days as ``1993``, ``1993-01`` or ``1993-01-20``.

    Raises
    ------
    InputError
        A file that cannot be read or has faults; all of them are listed.
    """
    own = () if path is None else tuple(_read(path))
    return ActorTable(own + _shipped()) if own else _shipped_table()


@cache
def roles() -> Mapping[str, Role]:
    """Words for people and bodies, in lower case."""
    text = (files("tradetalks.dossier._names") / "actors_roles.csv").read_text(encoding="utf-8")
    return {
        row["word"]: Role(row["branch"], row["attribution"])
        for row in csv.DictReader(text.splitlines())
    }


def role_of(word: str) -> Role | None:
    """The role that a word names, also one that is compounded: `shoemakers`, `sheepfarmer`."""
    low = word.lower()
    found = roles().get(low)
    if found is None and len(low) > SHORTEST_COMPOUND:
        found = next((roles()[end] for end in COMPOUNDED if low.endswith(end)), None)
    return found


@cache
def _shipped_table() -> ActorTable:
    return ActorTable(_shipped())


@cache
def _shipped() -> tuple[Actor, ...]:
    found: list[Actor] = []
    for table in TABLES:
        name = f"actors_{table}.csv"
        text = (files("tradetalks.dossier._names") / name).read_text(encoding="utf-8")
        found.extend(_rows(text.splitlines(), name))
    return tuple(found)


def _read(path: Path) -> Iterator[Actor]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}); give a CSV file in UTF-8") from error
    return iter(_rows(lines, str(path)))


def _rows(lines: Iterable[str], name: str) -> list[Actor]:
    reader = csv.DictReader(lines)
    missing = [column for column in COLUMNS[:3] if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(f"{name} lacks the columns {', '.join(missing)}; give {','.join(COLUMNS)}")
    found: list[Actor] = []
    faults: list[str] = []
    for row in reader:
        try:
            found.append(_actor({key: (row.get(key) or "").strip() for key in COLUMNS}))
        except ValueError as error:
            faults.append(f"{name}, line {reader.line_num}: {error}")
    if faults:
        raise InputError("; ".join(faults))
    return found


def _actor(row: Mapping[str, str]) -> Actor:
    if not row["name"] or not row["code"]:
        raise ValueError("name or code is empty; give both")
    if row["kind"] not in KINDS:
        raise ValueError(f"kind is {row['kind']!r}; choose from {', '.join(sorted(KINDS))}")
    start, end = _day(row["start"], last=False), _day(row["end"], last=True)
    if start and end and end < start:
        raise ValueError(f"end {row['end']} is before start {row['start']}; mend one")
    aliases = tuple(alias.strip() for alias in row["aliases"].split(";") if alias.strip())
    source = row["source"]
    return Actor(row["name"], row["code"], row["kind"], row["office"], aliases, start, end, source)


def _day(text: str, *, last: bool) -> date | None:
    """First or last day of a year, a month or a day."""
    if not text:
        return None
    found = DAY.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no day; write 1993, 1993-01 or 1993-01-20")
    year, month, day = (int(part) if part else 0 for part in found.groups())
    month = month or (12 if last else 1)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))


def _ends(text: str, end: int, spelling: str) -> bool:
    """Whether a name ends there; `US` is no name in `US$`."""
    after = text[end : end + 1]
    return spelling.endswith(".") or not (after.isalnum() or after in ("$", "_"))


def _is_part(text: str, start: int, actor: Actor, spelling: str) -> bool:
    """Whether one word belongs to a longer name, as in `Ministry of Commerce` or `Hillary Clinton`.

    A word in capitals before a surname is taken for a first name unless it is a word for an office.
    """
    end = start + len(spelling)
    if spelling.lower().startswith("the ") and text[end : end + 2].strip()[:1].isupper():
        return True
    before = re.search(r"(\w+)[.]? $", text[max(0, start - 30) : start])
    if before is None or " " in spelling:
        return False
    word = before.group(1)
    titled = word.lower() in roles() or word in TITLES
    named = word[0].isupper() and word[1:].islower() and not titled
    if actor.kind == "institution":
        whole = spelling == actor.name or spelling.isupper()
        return not whole and (named or word in ("of", "and"))
    return named and actor.kind in ("person", "company")


TITLES = word_set(
    "Mr Mrs Ms Dr Sir Lord Lady President Sen Rep Gov Vice Acting Former The A When While In As If "
    "And But That Because After Before Since Meanwhile Then Yet Although Though For With By To On "
    "From Of At Representative Secretary Minister Premier Chancellor Commissioner Ambassador"
)
