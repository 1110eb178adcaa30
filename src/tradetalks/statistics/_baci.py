"""BACI of CEPII: world trade by product, with both sides' reports reconciled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._check import (
    Examined,
    Fault,
    Needed,
    Rule,
    counted_by,
    examine,
    negative,
    not_a_number,
    number,
    source,
)
from tradetalks.statistics._codes import choice
from tradetalks.statistics._countries import country_codes, numbers_of, out_of_date, read_as
from tradetalks.statistics._coverage import ListedCode
from tradetalks.statistics._layouts import BACI, Layout
from tradetalks.statistics._table import TRADE, Table, table
from tradetalks.statistics._text import opened

__all__ = ["read_baci"]

Flow = Literal["exports", "imports", "both"]

NAME = re.compile(r"BACI_(HS\d\d)_Y(\d{4})_V(\w+)\.csv(\.gz)?$", re.IGNORECASE)
"""Name of a file: edition of the Harmonized System, year, release."""

UNKNOWN_QUANTITY = ("", "NA")

COUNTRIES = (
    Layout("BACI's countries", "", ("countrycode", "countryiso3")),
    Layout("BACI's countries of before 2024", "", ("countrycode", "iso3digitalpha")),
)
ANY = "latin-1"
"""Encoding in which any file can be read; of the tables only codes are used."""

PRODUCTS = Layout("BACI's products", "", ("code", "description"))


class _Release(NamedTuple):
    """What a file's name and the tables beside it say."""

    classification: str
    version: str
    countries: dict[str, str]
    products: list[str]


def read_baci(
    path: str | Path,
    *,
    years: Sequence[int] | None = None,
    exporters: Sequence[str] | None = None,
    importers: Sequence[str] | None = None,
    products: Sequence[str | ListedCode] | None = None,
    flow: Flow = "exports",
) -> Table:
    """Read files of BACI, lazily.

    Values are in thousand dollars in the files and in dollars here, free on board; quantities in
    tonnes. Products are subheadings whose leading zeros are restored. The release's tables of
    countries and products are used where they lie beside the files: countries that the package's
    own table does not know are taken from them, and products that are not in them are faults.
    490, "Other Asia, not elsewhere specified", is Taiwan.

    Parameters
    ----------
    path
        A file, such as ``BACI_HS92_Y2022_V202401b.csv``, or the folder of one release.
    years
        Years to read; None for all.
    exporters, importers
        Countries by ISO code or name; None for all.
    products
        Codes at any number of digits, as for `codes`; None for all.
    flow
        One reconciled flow is both sides' trade. "exports" gives it as the exporter's, "imports"
        as the importer's, "both" as two rows.

    Raises
    ------
    InputError
        Faults by file, line and column: another layout or release, releases mixed in a folder, an
        absent year, unknown countries or products, numbers that are none or negative, duplicated
        keys, a download cut short.

    References
    ----------
    Gaulier and Zignago (2010), BACI: International Trade Database at the Product-Level, CEPII
    Working Paper 2010-23. Layout: https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37
    """
    if flow not in ("exports", "imports", "both"):
        raise InputError(f"flow is {flow!r}; choose 'exports', 'imports' or 'both'")
    files = _files(Path(path), years)
    release = _release(files)
    choices = _choices(release, years, exporters, importers, products)
    alone = None if Path(path).is_dir() else years
    parts = [_examined(file, release, choices, alone) for file in files]
    named = f"CEPII BACI {release.classification} {release.version}".strip()
    columns = _columns(release)
    views = {"exports": columns, "imports": _seen_by_importer(columns)}
    wanted = list(views.values()) if flow == "both" else [views[flow]]
    tables = [
        table(TRADE, named, [f.name for f in files], parts, [view] * len(parts)) for view in wanted
    ]
    if len(tables) == 1:
        return tables[0]
    one, other = tables
    both = pl.concat([one.rows, other.rows])
    counts = {**one.counts, "given twice, as the exporter's and as the importer's": one.kept}
    return Table(both, named, one.files, one.read, 2 * one.kept, counts)


def _files(path: Path, years: Sequence[int] | None) -> list[Path]:
    """The files to read, those of the years where names tell the year."""
    if not path.is_dir():
        return [path]
    named = {file: NAME.search(file.name) for file in sorted(path.iterdir())}
    found = {file: match for file, match in named.items() if match}
    if not found:
        raise InputError(
            f"{path} has no file such as BACI_HS92_Y2022_V202401b.csv; unpack it there"
        )
    releases = sorted({f"{match[1].upper()} V{match[3]}" for match in found.values()})
    if len(releases) > 1:
        raise InputError(f"{path} mixes releases {', '.join(releases)}; give each its own folder")
    if years is None:
        return list(found)
    have = {int(match[2]): file for file, match in found.items()}
    absent = [str(year) for year in years if year not in have]
    if absent:
        raise InputError(
            f"{path} has no year {', '.join(absent)}; it has {min(have)} to {max(have)}"
        )
    return [have[year] for year in sorted(set(years))]


def _release(files: Sequence[Path]) -> _Release:
    match = NAME.search(files[0].name)
    folder = files[0].parent
    ours = dict(country_codes("baci"))
    for file in sorted(folder.glob("country_codes_V*.csv")):
        if match is None or file.stem.casefold().endswith(f"v{match[3]}".casefold()):
            ours = {**_numbers(file), **ours}
    kind = match[1].upper() if match else "HS"
    products: list[str] = []
    for file in sorted(folder.glob(f"product_codes_{kind}_V*.csv")):
        codes = opened(file, [PRODUCTS], ANY).scan().select(_product("code"))
        products = codes.collect()["code"].to_list()
    return _Release(kind, f"V{match[3]}" if match else "", ours, products)


def _numbers(file: Path) -> dict[str, str]:
    """Alpha-3 codes by number in a release's table of countries."""
    table = opened(file, COUNTRIES, ANY)
    letters = next(c for layout in COUNTRIES for c in layout.columns[1:] if c in table.names)
    rows = table.scan().select("countrycode", letters).collect()
    return {number: code for number, code in rows.iter_rows() if number and code}


def _choices(
    release: _Release,
    years: Sequence[int] | None,
    exporters: Sequence[str] | None,
    importers: Sequence[str] | None,
    products: Sequence[str | ListedCode] | None,
) -> list[Rule]:
    rules: list[Rule] = []
    if years is not None:
        rules.append(Rule("of other years, left out", pl.col("t").is_in([str(y) for y in years])))
    for side, column, names in (("exporters", "i", exporters), ("importers", "j", importers)):
        if names is not None:
            numbers = numbers_of(names, release.countries)
            rules.append(Rule(f"of other {side}, left out", pl.col(column).is_in(numbers)))
    if products is not None:
        rules.append(Rule("of other products, left out", choice(_product("k"), products)))
    return rules


def _product(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars().str.zfill(6)


def _examined(
    path: Path, release: _Release, choices: Sequence[Rule], years: Sequence[int] | None
) -> Examined:
    file = opened(path, [BACI])
    match = NAME.search(path.name)
    year = pl.col("t").str.contains(r"^\d{4}$").not_().fill_null(True)
    faults = [
        Fault("t", year, "is not a year; write four digits"),
        _unknown("i", release),
        _unknown("j", release),
        _not_a_product(release),
        not_a_number("v"),
        negative("v"),
        Fault("q", _quantity().is_null() & ~_no_quantity(), "is not a number; write one or NA"),
        negative("q"),
    ]
    if match is not None:
        other = (pl.col("t") != match[2]).fill_null(False)
        faults.append(Fault("t", other, f"is not the year of the file's name, {match[2]}"))
    short = pl.col("k").str.strip_chars().str.len_chars() == 5
    counts = [
        Rule("with the leading zero of the product restored", short.fill_null(False)),
        Rule("without a quantity", _no_quantity()),
        Rule("with Other Asia, nes (490) read as Taiwan", _is_taiwan("i") | _is_taiwan("j")),
    ]
    key = {name: pl.col(name) for name in ("t", "i", "j")} | {"k": _product("k")}
    needed = Needed("t", pl.col("t"), years) if years else None
    part = examine(source(file), choices, faults, counts, key, needed)
    few = {"t": pl.col("t").cast(pl.Int32), "i": pl.col("i"), "j": pl.col("j")}
    late = out_of_date(pl.col("i"), pl.col("t")) | out_of_date(pl.col("j"), pl.col("t"))
    return counted_by(part, "with a country outside the years of its number", few, late)


def _unknown(column: str, release: _Release) -> Fault:
    unknown = ~pl.col(column).is_in(list(release.countries))
    return Fault(
        column,
        unknown.fill_null(True),
        "is no country of BACI; put the release's country_codes beside the file",
    )


def _not_a_product(release: _Release) -> Fault:
    code = pl.col("k").str.strip_chars()
    wrong = ~code.str.contains(r"^[0-9]{5}[0-9A-Z]?$|^[0-9]{4}[A-Z]{2}$")
    words = "is not a subheading of 6 digits"
    if release.products:
        wrong = wrong | ~_product("k").is_in(release.products)
        words += " of the release's product_codes"
    return Fault("k", wrong.fill_null(True), words)


def _no_quantity() -> pl.Expr:
    return pl.col("q").str.strip_chars().is_in(UNKNOWN_QUANTITY).fill_null(True)


def _quantity() -> pl.Expr:
    return number("q")


def _is_taiwan(column: str) -> pl.Expr:
    return (pl.col(column) == "490").fill_null(False)


def _columns(release: _Release) -> dict[str, pl.Expr]:
    return {
        "year": pl.col("t"),
        "reporter": read_as(pl.col("i"), release.countries),
        "partner": read_as(pl.col("j"), release.countries),
        "flow": pl.lit("exports"),
        "classification": pl.lit(release.classification),
        "product": _product("k"),
        "value": number("v") * 1e3,
        "value_basis": pl.lit("fob"),
        "quantity": _quantity(),
        "unit": pl.when(_no_quantity()).then(None).otherwise(pl.lit("t")),
    }


def _seen_by_importer(columns: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    sides = {"reporter": columns["partner"], "partner": columns["reporter"]}
    return {**columns, **sides, "flow": pl.lit("imports")}
