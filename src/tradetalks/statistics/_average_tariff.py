"""The average tariff of a schedule, simple and weighted by trade."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tradetalks.errors import InputError
from tradetalks.statistics._columns import Frame, needed, totals
from tradetalks.statistics._input_output import listed, spelt

__all__ = ["AverageTariff", "average_tariff"]

ONE = ("year", "reporter", "importer", "flow", "classification", "kind")
"""Columns that must hold one value, where a frame has them."""


@dataclass(frozen=True)
class AverageTariff:
    """Average rates of a schedule and what they leave out.

    Attributes
    ----------
    simple
        Mean of the ad valorem rates of all lines that have one, a fraction.
    weighted
        Mean of the same rates weighted by imports, a fraction; None where nothing is imported.
    lines
        Tariff lines in the schedule.
    lines_without_rate
        Lines with no ad valorem rate (specific duties, quotas): in neither mean.
    lines_without_trade
        Lines with a rate and no imports: in the simple mean, with no weight in the other.
    imports
        All imports given, USD.
    imports_without_rate
        Of these, on products whose lines have no ad valorem rate, USD.
    imports_without_line
        Of these, on products that the schedule does not have, USD.
    """

    simple: float
    weighted: float | None
    lines: int
    lines_without_rate: int
    lines_without_trade: int
    imports: float
    imports_without_rate: float
    imports_without_line: float

    def summary(self) -> str:
        """Both means and what they leave out, in a few lines."""
        weighted = "none" if self.weighted is None else f"{self.weighted:.2%}"
        return "\n".join(
            [
                f"simple {self.simple:.2%}, weighted by imports {weighted}",
                f"- {self.lines} lines: {self.lines_without_rate} without an ad valorem rate, "
                f"{self.lines_without_trade} with a rate and no imports",
                f"- imports {self.imports:,.6g} USD: {self.imports_without_rate:,.6g} without a "
                f"rate, {self.imports_without_line:,.6g} on products that the schedule lacks",
            ]
        )


def average_tariff(
    tariffs: Frame, imports: Frame, *, rate: str = "rate", digits: int | None = None
) -> AverageTariff:
    """Simple and import-weighted average of a tariff.

    ``simple = sum_l t_l / L`` over the L lines with a rate, ``weighted = sum_l t_l M_l / sum_l
    M_l`` over the same lines. With ``digits`` the lines of a product are averaged first, simply,
    and imports weigh the products: for schedules that are finer than the trade. The weighted mean
    leans to the low: what is taxed heavily is imported little.

    Parameters
    ----------
    tariffs
        ``product`` and the rate as a fraction, null where there is none; one importer, year and
        kind of duty.
    imports
        ``product``, ``value`` in USD; one importer and year.
    rate
        Column of the rate.
    digits
        Digits at which imports meet the schedule; None for the lines themselves.

    Raises
    ------
    InputError
        A line twice, a negative rate, several years or importers, products of another level than
        the lines, no line with a rate.

    References
    ----------
    WTO and UNCTAD (2012), A Practical Guide to Trade Policy Analysis, chapter 2. WTO glossary,
    Average (tariff), http://tao.wto.org/site/glossary/en/AVERAGE_TARIFF.htm
    """
    lines = _lines(tariffs, rate, digits)
    bought = _imports(imports, digits)
    _same_level(lines, bought)
    by_product = lines.group_by("product").agg(pl.col("rate").mean())
    table = bought.join(by_product, on="product", how="left")
    rated = table.filter(pl.col("rate").is_not_null())
    known = pl.Series(by_product.get_column("product"))
    without_line = table.filter(~pl.col("product").is_in(known.implode()))
    weight = float(rated["value"].sum())
    traded = rated.filter(pl.col("value") > 0.0).get_column("product")
    with_rate = lines.filter(pl.col("rate").is_not_null())
    if with_rate.is_empty():
        raise InputError(f"tariffs have no number in {rate!r}; give ad valorem rates")
    simple = float(with_rate["rate"].sum()) / with_rate.height
    total = float(table["value"].sum())
    outside = float(without_line["value"].sum())
    return AverageTariff(
        simple=simple,
        weighted=float((rated["rate"] * rated["value"]).sum()) / weight if weight > 0.0 else None,
        lines=lines.height,
        lines_without_rate=lines.height - with_rate.height,
        lines_without_trade=with_rate.filter(~pl.col("product").is_in(traded.implode())).height,
        imports=total,
        imports_without_rate=float(table.filter(pl.col("rate").is_null())["value"].sum()) - outside,
        imports_without_line=outside,
    )


def _lines(tariffs: Frame, rate: str, digits: int | None) -> pl.DataFrame:
    """Lines with their rates, each once, products cut to some digits."""
    found = needed(tariffs, "tariffs", ("product",), ())
    if rate not in found.columns:
        raise InputError(f"tariffs lack column {rate!r}; name the rate, it has {found.columns}")
    _one(found, "tariffs")
    number = pl.col(rate).cast(pl.Float64, strict=False)
    wrong = (number.is_null() & pl.col(rate).is_not_null()) | (number < 0.0) | ~number.is_finite()
    rows = found.select(wrong.fill_null(False).arg_true()).to_series().to_list()
    faults = spelt(
        [f"row {n}, column {rate} is {found[rate][n]!r}" for n in rows],
        "give a fraction of 0 or more, or leave it empty",
    )
    twice = found.filter(pl.col("product").is_duplicated()).get_column("product").unique().sort()
    faults += spelt(
        [f"product {code!r} has several lines" for code in twice],
        "keep one kind of duty, exporter and date",
    )
    if faults:
        raise InputError("tariffs: " + "; ".join(faults))
    code = pl.col("product") if digits is None else pl.col("product").str.slice(0, digits)
    return found.select(code, number.alias("rate"))


def _imports(imports: Frame, digits: int | None) -> pl.DataFrame:
    """Imports by product, cut to some digits."""
    found = needed(imports, "imports", ("product",), ("value",))
    _one(found, "imports")
    if "flow" in found.columns and found.filter(pl.col("flow") != "imports").height:
        raise InputError("imports hold another flow; filter flow to imports")
    code = pl.col("product") if digits is None else pl.col("product").str.slice(0, digits)
    return found.group_by(code).agg(pl.col("value").sum())


def _one(frame: pl.DataFrame, what: str) -> None:
    """Raise `InputError` where a frame mixes years, countries or kinds."""
    mixed = [
        f"{name} {listed([str(v) for v in frame.get_column(name).unique().sort().to_list()])}"
        for name in ONE
        if name in frame.columns and frame.get_column(name).n_unique() > 1
    ]
    faults = totals(frame)
    if mixed:
        faults.append(f"mix {'; '.join(mixed)}; filter the frame to one")
    if faults:
        raise InputError(f"{what} " + "; ".join(faults))


def _same_level(lines: pl.DataFrame, bought: pl.DataFrame) -> None:
    """Raise `InputError` where lines and imports are of different digits."""
    sizes = [
        sorted(frame.get_column("product").str.len_chars().unique().to_list())
        for frame in (lines, bought)
    ]
    if bought.height and (len(sizes[0]) > 1 or sizes[0] != sizes[1]):
        raise InputError(
            f"lines have {_digits(sizes[0])} digits and imports {_digits(sizes[1])}; "
            "give digits at which they meet, such as 6"
        )


def _digits(sizes: list[int]) -> str:
    return " and ".join(str(size) for size in sizes)
