"""The record of forecasts: Brier and log scores, calibration, and the error of terms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int

from tradetalks.errors import InputError
from tradetalks.talks._record._classes import numbers

__all__ = ["Score", "score"]

COLUMNS = ("question", "date", "probability", "outcome")
TERM_COLUMNS = ("question", "date", "forecast", "outcome")


@dataclass(frozen=True, eq=False)
class Score:
    """How forecasts of dated yes/no questions did, and how far forecasts of terms were off.

    Attributes
    ----------
    table
        The forecasts as given, with their ``brier`` and ``log`` scores, null where unresolved.
    calibration
        A row a bin: ``low``, ``high``, ``count``, mean ``forecast`` and ``frequency`` of yes.
    resolved, unresolved
        Forecasts whose question is answered, and those left out because it is not.
    brier, log
        Means over the resolved forecasts; log scores in natural logs, infinite where what came
        true had been given no chance.
    reliability, resolution, uncertainty, within_bins
        Parts of the Brier score, see `score`.
    base_brier, base_log
        The same scores of the base rate; NaN where none was stated.
    skill
        ``1 - brier / base_brier``; NaN where there is no base rate, or one that cannot be beaten.
    brier_difference, log_difference
        Mean and standard error of the score less that of the base rate, forecast by forecast;
        below zero where the forecasts are better. The standard error takes forecasts to be
        independent: on linked questions it is too small.
    terms
        Forecasts of terms as given, with their absolute ``error``; null where unresolved.
    terms_error
        Mean of it over the resolved ones, NaN without any.
    terms_unresolved
        Forecasts of terms left out because the outcome is not known.
    """

    table: pl.DataFrame
    calibration: pl.DataFrame
    resolved: int
    unresolved: int
    brier: float
    log: float
    reliability: float
    resolution: float
    uncertainty: float
    within_bins: float
    base_brier: float
    base_log: float
    skill: float
    brier_difference: tuple[float, float]
    log_difference: tuple[float, float]
    terms: pl.DataFrame
    terms_error: float
    terms_unresolved: int

    def to_frame(self) -> pl.DataFrame:
        """A row a question: forecasts resolved and not, mean Brier and log score."""
        return self.table.group_by("question", maintain_order=True).agg(
            pl.col("brier").count().alias("resolved"),
            pl.col("brier").null_count().alias("unresolved"),
            pl.col("brier").mean(),
            pl.col("log").mean(),
        )

    def summary(self) -> str:
        """A few lines: scores, their parts, the base rate's, and what is left out."""
        lines = [
            f"{self.resolved} forecasts resolved, {self.unresolved} unresolved and left out",
            f"Brier score {self.brier:.4f}, log score {self.log:.4f}",
            f"reliability {self.reliability:.4f}, resolution {self.resolution:.4f}, "
            f"uncertainty {self.uncertainty:.4f}, within bins {self.within_bins:+.4f}",
        ]
        if np.isfinite(self.base_brier):
            mean, error = self.brier_difference
            lines.append(
                f"base rate: Brier score {self.base_brier:.4f}, log score {self.base_log:.4f}; "
                f"difference {mean:+.4f} (standard error {error:.4f}), skill {self.skill:+.3f}"
            )
        if self.terms.height:
            lines.append(
                f"terms: mean absolute error {self.terms_error:.4g}, "
                f"{self.terms_unresolved} unresolved and left out"
            )
        return "\n".join(lines)


def score(
    forecasts: pl.DataFrame,
    *,
    base_rate: float | None = None,
    terms: pl.DataFrame | None = None,
    bins: int = 10,
) -> Score:
    """Score forecasts of dated yes/no questions, and of terms, against what happened.

    The Brier score is the mean of ``(f - o)^2`` over forecasts f and outcomes o of 0 or 1, half of
    Brier's own (1950, Monthly Weather Review 78), which counts yes and no apart; the log score is
    minus the mean log of the chance given to what came true (Good 1952, Journal of the Royal
    Statistical Society B 14). Both are best at zero. With n_k forecasts in bin k, their mean f_k,
    the frequency o_k of yes among them and o over all (Murphy 1973, Journal of Applied
    Meteorology 12)::

        brier = reliability - resolution + uncertainty + within_bins
        reliability = sum n_k (f_k - o_k)^2 / n
        resolution  = sum n_k (o_k - o)^2 / n
        uncertainty = o (1 - o)

    ``within_bins`` is what binning hides, and zero where all forecasts of a bin are alike: the
    variance of forecasts in bins less twice their covariance with outcomes (Stephenson, Coelho and
    Jolliffe 2008, Weather and Forecasting 23).

    Parameters
    ----------
    forecasts
        Columns ``question``, ``date`` on which the forecast was made, ``probability`` and
        ``outcome``: 1 or true, 0 or false, null where the question is not resolved. A column
        ``base_rate`` states a base rate a row.
    base_rate
        One base rate for all, instead of that column.
    terms
        Columns ``question``, ``date``, ``forecast`` and ``outcome``, null where not known.
    bins
        Number of bins of equal width.

    Raises
    ------
    InputError
        Columns that are missing, probabilities outside [0, 1], outcomes that are not yes or no,
        two forecasts of one question on one date, no bin, two base rates, or no resolved question.
        All faults of the table are in one error.
    """
    table = _checked(forecasts, base_rate, bins)
    known = table.filter(pl.col("outcome").is_not_null())
    if known.is_empty():
        raise InputError(f"none of {table.height} forecasts is resolved; there is nothing to score")
    chance, happened = known["probability"].to_numpy(), known["outcome"].to_numpy()
    brier, log = _brier(chance, happened), _log(chance, happened)
    base_brier = base_log = np.full(len(chance), np.nan)
    if "base_rate" in known.columns:
        base = known["base_rate"].to_numpy()
        base_brier, base_log = _brier(base, happened), _log(base, happened)
    place = np.minimum((chance * bins).astype(int), bins - 1)
    parts = _parts(chance, happened, place)
    errors = _terms(terms)
    mean_base = float(base_brier.mean())
    return Score(
        table=_with(table, table["outcome"].is_not_null().to_numpy(), brier=brier, log=log),
        calibration=_calibration(chance, happened, place, bins),
        resolved=known.height,
        unresolved=table.height - known.height,
        brier=float(brier.mean()),
        log=float(log.mean()),
        reliability=parts[0],
        resolution=parts[1],
        uncertainty=parts[2],
        within_bins=parts[3],
        base_brier=mean_base,
        base_log=float(base_log.mean()),
        skill=1.0 - float(brier.mean()) / mean_base if mean_base > 0.0 else float("nan"),
        brier_difference=_paired(brier, base_brier),
        log_difference=_paired(log, base_log),
        terms=errors,
        terms_error=float(errors["error"].drop_nulls().to_numpy().mean())
        if errors["error"].count()
        else float("nan"),
        terms_unresolved=errors["error"].null_count(),
    )


def _checked(forecasts: pl.DataFrame, base_rate: float | None, bins: int) -> pl.DataFrame:
    """The forecasts with numbers for outcomes, and their base rate in a column."""
    if bins < 1:
        raise InputError(f"bins is {bins}; give at least 1")
    table = _with_outcomes(forecasts, COLUMNS, "forecasts")
    if base_rate is not None:
        if "base_rate" in table.columns:
            raise InputError("base_rate is given twice, as a column too; give one of them")
        table = table.with_columns(base_rate=pl.lit(float(base_rate)))
    chances = [name for name in ("probability", "base_rate") if name in table.columns]
    table = numbers(table, chances)
    faults = [
        f"{name} of {row['question']!r} on {row['date']} is {row[name]}; give a number in [0, 1]"
        for row in table.iter_rows(named=True)
        for name in chances
        if row[name] is None or not 0.0 <= row[name] <= 1.0
    ] + [
        f"outcome of {row['question']!r} on {row['date']} is {row['outcome']}; give 1, 0 or null"
        for row in table.iter_rows(named=True)
        if row["outcome"] not in (None, 0.0, 1.0)
    ]
    if faults:
        raise InputError("; ".join(faults))
    return table


def _with_outcomes(table: pl.DataFrame, columns: tuple[str, ...], what: str) -> pl.DataFrame:
    """A table of dated questions with outcomes as numbers, checked."""
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise InputError(f"{what} lack {', '.join(missing)}; give columns {', '.join(columns)}")
    if table.schema["date"] != pl.Date:
        raise InputError(f"dates of {what} are {table.schema['date']}; give a column of dates")
    twice = table.filter(table.select("question", "date").is_duplicated())
    if twice.height:
        question, day = twice.select("question", "date").row(0)
        raise InputError(f"{what} hold {question!r} on {day} twice; keep one")
    if table.schema["outcome"] == pl.Boolean:
        return table.with_columns(pl.col("outcome").cast(pl.Float64))
    return numbers(table, ("outcome",))


def _terms(terms: pl.DataFrame | None) -> pl.DataFrame:
    """Terms with their absolute error."""
    if terms is None:
        empty = {"question": pl.String, "date": pl.Date, "forecast": pl.Float64}
        return pl.DataFrame(schema={**empty, "outcome": pl.Float64, "error": pl.Float64})
    table = numbers(_with_outcomes(terms, TERM_COLUMNS, "terms"), ("forecast",))
    if not table["forecast"].fill_null(np.nan).is_finite().all():
        raise InputError("terms hold a forecast that is no finite number; mend or leave it out")
    return table.with_columns(error=(pl.col("forecast") - pl.col("outcome")).abs())


def _brier(
    chance: Float[np.ndarray, " forecast"], happened: Float[np.ndarray, " forecast"]
) -> Float[np.ndarray, " forecast"]:
    return (chance - happened) ** 2


def _log(
    chance: Float[np.ndarray, " forecast"], happened: Float[np.ndarray, " forecast"]
) -> Float[np.ndarray, " forecast"]:
    with np.errstate(divide="ignore"):
        return 0.0 - np.log(np.where(happened > 0.5, chance, 1.0 - chance))


def _paired(
    one: Float[np.ndarray, " forecast"], other: Float[np.ndarray, " forecast"]
) -> tuple[float, float]:
    """Mean difference and its standard error; NaN where either score is infinite."""
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        return float("nan"), float("nan")
    gap = one - other
    error = gap.std(ddof=1) / np.sqrt(len(gap)) if len(gap) > 1 else np.nan
    return float(gap.mean()), float(error)


def _parts(
    chance: Float[np.ndarray, " forecast"],
    happened: Float[np.ndarray, " forecast"],
    place: Int[np.ndarray, " forecast"],
) -> tuple[float, float, float, float]:
    """Reliability, resolution, uncertainty and what binning hides."""
    count = np.maximum(np.bincount(place), 1)
    forecast = (np.bincount(place, chance) / count)[place]
    frequency = (np.bincount(place, happened) / count)[place]
    overall = happened.mean()
    off, missed = chance - forecast, happened - frequency
    return (
        float(((forecast - frequency) ** 2).mean()),
        float(((frequency - overall) ** 2).mean()),
        float(overall * (1.0 - overall)),
        float((off**2 - 2.0 * off * missed).mean()),
    )


def _calibration(
    chance: Float[np.ndarray, " forecast"],
    happened: Float[np.ndarray, " forecast"],
    place: Int[np.ndarray, " forecast"],
    bins: int,
) -> pl.DataFrame:
    rows = [
        {
            "low": k / bins,
            "high": (k + 1) / bins,
            "count": int((place == k).sum()),
            "forecast": float(chance[place == k].mean()),
            "frequency": float(happened[place == k].mean()),
        }
        for k in np.unique(place).tolist()
    ]
    return pl.DataFrame(rows)


def _with(
    table: pl.DataFrame, known: Bool[np.ndarray, " row"], **columns: Float[np.ndarray, " forecast"]
) -> pl.DataFrame:
    """The table with columns that only its known rows have."""
    where = np.flatnonzero(known)
    added: list[pl.Series] = []
    for name, values in columns.items():
        full: list[float | None] = [None] * table.height
        for row, value in zip(where, values, strict=True):
            full[row] = float(value)
        added.append(pl.Series(name, full, dtype=pl.Float64))
    return table.with_columns(added)
