"""A new case out of the user's files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tradetalks.drafting._assumptions import BARRIER, RATE
from tradetalks.drafting._duties import Duties, read_duties
from tradetalks.drafting._home import HomeSales, industry_title, read_home_sales
from tradetalks.drafting._market import HomeShare, SideMarket, side_market, threat_list
from tradetalks.drafting._parties import Side, sides
from tradetalks.drafting._plan import DraftPlan
from tradetalks.drafting._trade import PartyTrade, read_trade
from tradetalks.drafting._write import files_of
from tradetalks.errors import InputError
from tradetalks.statistics import normal_code

__all__ = ["Draft", "draft"]

GUESSED_HOME = HomeShare(0.7, 0.4, 0.9)
"""Home makers' share where no table says it."""

AROUND = 0.2
"""How far the share of these goods may lie from that of the whole sector."""

GUESSED_DUTY = 0.03

COVERED = 0.5
"""Part of the imports from the other side that a list covers at most."""


@dataclass(frozen=True)
class Draft:
    """A case folder that was written.

    Attributes
    ----------
    folder, files
        The folder, and the names of the files in it.
    parties
        Ids of the side that demands and of the side that is asked.
    year
        Year of the markets.
    exports, imports
        What the first side sold to the second in that year, and bought of it, USD bn.
    threat, retaliation
        Codes of the headings on each list.
    threat_value, retaliation_value
        Imports that the lists cover, USD bn a year.
    notes
        What was left out of the files, mended or put together.
    """

    folder: Path
    files: tuple[str, ...]
    parties: tuple[str, str]
    year: int
    exports: float
    imports: float
    threat: tuple[str, ...]
    retaliation: tuple[str, ...]
    threat_value: float
    retaliation_value: float
    notes: tuple[str, ...]

    def summary(self) -> str:
        """Trade, lists, the folder, and what to do next, a line each."""
        one, other = self.parties
        return "\n".join(
            (
                f"{one} sold {other} {self.exports:.3g} USD bn in {self.year} and bought "
                f"{self.imports:.3g}",
                f"threat on {', '.join(self.threat)}: {self.threat_value:.3g} USD bn",
                f"retaliation on {', '.join(self.retaliation)}: "
                f"{self.retaliation_value:.3g} USD bn",
                f"wrote {len(self.files)} files; read {self.folder / 'README.md'}, then run "
                f"tradetalks brief {self.folder}",
            )
        )


def draft(
    name: str,
    parties: Sequence[str],
    products: Sequence[str],
    trade: str | Path,
    tariffs: str | Path | None = None,
    io: str | Path | None = None,
    *,
    out: str | Path = ".",
    year: int | None = None,
    as_of: date | None = None,
    encoding: str = "utf-8",
) -> Draft:
    """Write a case folder from files of trade, tariffs, and inputs and outputs.

    The layout of each file is recognised. Each side's market is an Armington market at constant
    elasticity over home makers, the other side's headings and the rest of the world, with
    expenditure ``E = sum_j (1 + t_j) M_j / (1 - h)`` and shares ``(1 + t_j) M_j / E``, for imports
    M_j, duties and barriers t_j and a home share h. What no file says is an assumption with a wide
    range, marked TO FILL IN. The same files give the same folder, byte for byte.

    Parameters
    ----------
    name
        Name of the case and of its folder: small letters, digits and hyphens.
    parties
        The side that demands and the side that is asked, by ISO code or name; EU is the European
        Union as it was in each year.
    products
        Codes of the Harmonized System.
    trade
        A file or folder of BACI, UN Comtrade, US Census or DataWeb.
    tariffs
        A file or folder of WITS or of the USITC tariff database; None makes duties an assumption.
    io
        A table of OECD ICIO or WIOD; None makes home shares an assumption.
    out
        Folder in which the case's folder is made.
    year
        Year of the markets; None for the latest with trade in both directions.
    as_of
        Day of the case; None for the day on which the newest file was written.
    encoding
        Encoding of text files.

    Raises
    ------
    InputError
        A folder that exists, an unknown party, products that match nothing, no trade between the
        parties, an absent year, files that no reader knows, and all faults of the readers.

    References
    ----------
    Armington (1969), A Theory of Demand for Products Distinguished by Place of Production, IMF
    Staff Papers 16.
    """
    folder = _folder(name, out)
    both = sides(parties)
    flows = read_trade(trade, both, products, year=year, encoding=encoding)
    duties = (
        None if tariffs is None else read_duties(tariffs, both, flows, products, encoding=encoding)
    )
    home = None if io is None else read_home_sales(io, both, flows, encoding=encoding)
    plan = _planned(name, both, products, flows, duties, home, as_of)
    files = files_of(plan)
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    return Draft(
        folder=folder,
        files=tuple(files),
        parties=(both[0].id, both[1].id),
        year=flows.year,
        exports=plan.sold(plan.markets[1]),
        imports=plan.sold(plan.markets[0]),
        threat=tuple(good.code for good in plan.threat),
        retaliation=tuple(good.code for good in plan.retaliation),
        threat_value=plan.threat_value,
        retaliation_value=plan.retaliation_value,
        notes=flows.notes,
    )


def _folder(name: str, out: str | Path) -> Path:
    """The folder to make; one that exists is never written into."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise InputError(
            f"name {name!r} is no name of a case; write small letters, digits and hyphens, "
            "such as steel-eu-usa"
        )
    folder = Path(out) / name
    if folder.exists():
        raise InputError(f"{folder} exists already; choose another name, or remove it first")
    return folder


def _planned(
    name: str,
    parties: tuple[Side, Side],
    products: Sequence[str],
    trade: PartyTrade,
    duties: Duties | None,
    home: HomeSales | None,
    as_of: date | None,
) -> DraftPlan:
    """Markets and lists, from what was read."""
    digits = _digits(products, trade)
    one, other = parties
    markets = tuple(
        side_market(
            trade.of_year(side.id),
            side,
            partner,
            digits,
            home=_home_of(home, side),
            duty=_duty_of(duties, side),
            barrier=BARRIER if side is other else 0.0,
            known=side.id not in trade.alone,
        )
        for side, partner in ((one, other), (other, one))
    )
    threat = threat_list(markets[0], COVERED * _sold(markets[0]), RATE)
    covered = min(sum(good.value for good in threat), _sold(markets[1]))
    days = [trade.files.obtained]
    days += [read.obtained for read in (duties, home) if read is not None]
    if as_of is not None and as_of < max(days):
        raise InputError(
            f"as_of {as_of} is before {max(days)}, when the newest file was written; leave it out, "
            "and set known_from in figures.csv to the days of publication afterwards"
        )
    codes = tuple(normal_code(code) for code in products)
    title = industry_title(trade.flows.filter(year=trade.year))
    return DraftPlan(
        name=name,
        codes=codes,
        goods_title=f"{title} (HS {', '.join(codes)})",
        parties=parties,
        trade=trade,
        duties=duties,
        home_sales=home,
        markets=(markets[0], markets[1]),
        threat=threat,
        retaliation=threat_list(markets[1], covered, RATE),
        as_of=as_of if as_of is not None else max(days),
    )


def _sold(market: SideMarket) -> float:
    return sum(good.value for good in market.partners)


def _digits(products: Sequence[str], trade: PartyTrade) -> int:
    """Digits of the headings: two more than the coarsest code, as far as the files go."""
    coarsest = min(len(normal_code(code)) for code in products)
    finest = int(str(trade.flows.select(pl.col("product").str.len_chars().min()).item()))
    return min(coarsest + 2, finest)


def _home_of(home: HomeSales | None, side: Side) -> HomeShare:
    if home is None:
        return GUESSED_HOME
    share = min(max(home.shares[side.id], 0.02), 0.98)
    return HomeShare(share, max(share - AROUND, 0.01), min(share + AROUND, 0.99))


def _duty_of(duties: Duties | None, side: Side) -> float:
    found = duties.by_importer.get(side.id) if duties else None
    return GUESSED_DUTY if found is None else found.rate
