"""A table of past threats: reference classes, outcomes, and what is known when a threat is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from jaxtyping import Float

from tradetalks.errors import InputError
from tradetalks.figures import nearest

__all__ = [
    "FEATURES",
    "OUTCOMES",
    "Outcome",
    "ReferenceClass",
    "count_outcomes",
    "numbers",
    "threat_features",
]

GROUPS = {"issue": ("issue1", "issue2", "issue3")}
"""Names that stand for several columns: a condition holds where any of them meets it."""

FEATURES = {
    "us_sender": "the United States demands (primarysender 2, or sender1 where that is blank)",
    "us_target": "it is asked (targetstate 2)",
    "japan_target": "Japan is asked (targetstate 740)",
    "institution": "an international institution takes part (institution 1)",
    "trade_practices": "trade practices among the issues (13 in issue1 to issue3)",
    "environment": "code 12 among the issues",
    "human_rights": "code 8 among the issues",
    "alignment": "code 7 among the issues",
    "several_issues": "a second issue is coded",
    "threat_class_1": "first threat of class 1 (threatid1)",
    "threat_class_2": "of class 2",
    "threat_class_3": "of class 3",
    "threat_class_4": "of class 4",
    "threat_class_5": "of class 5",
    "threat_class_6": "of class 6; classes 7 and 8 are the base",
    "import_restriction": "code 4 among the sanctions threatened (sanctiontypethreat)",
    "aid_cut": "code 8 among them",
    "unspecified_sanction": "code 1 among them",
    "embargo": "code 2 or 3 among them",
    "commitment": "how far the sender is committed (scommit, 1 to 3) less 2",
    "specific_demand": "how specific the demand is (bspecif, 1 or 2) less 1.5",
    "target_costs": "costs to the target as foreseen (anticipatedtargetcosts, 1 to 3) less 1.5",
    "sender_costs": "costs to the sender as foreseen (anticipatedsendercosts, 1 to 3) less 1.5",
    "earlier_threats": "log of one plus the threats between the pair begun earlier",
    "earlier_impositions": "log of one plus those among its earlier cases imposed by then",
    "decade": "decades after 1970 (startyear)",
}
"""What the forecast looks at, with the columns of TIES that say so. Fixed scales keep all within a
few units, so that one penalty suits all of them and nothing is learnt from cases held out."""

FEATURE_COLUMNS = (
    *("threat", "startyear", "startmonth", "startday", "primarysender", "sender1", "targetstate"),
    *("institution", "issue1", "issue2", "issue3", "threatid1", "scommit", "bspecif"),
    *("anticipatedtargetcosts", "anticipatedsendercosts", "imposition"),
)

Values = float | Sequence[float]


@dataclass(frozen=True)
class Outcome:
    """Something that may have become of a threat.

    Attributes
    ----------
    name
        Word for it.
    column
        Column of the table that says so; blank where it is not known.
    values
        Codes that count as this outcome.
    """

    name: str
    column: str
    values: tuple[float, ...]

    @property
    def rule(self) -> str:
        """The definition in words."""
        return f"{self.column} {_either(self.values)}, of those known"

    def of(self, table: pl.DataFrame) -> pl.Series:
        """True, false or, where it is not known, null, a value a row."""
        coded = numbers(table, (self.column,))
        return coded.select(_is_one_of(self.column, self.values).alias(self.name)).to_series()


OUTCOMES = (
    Outcome("imposed", "imposition", (1.0,)),
    Outcome("settled", "finaloutcome", (1.0, 2.0, 5.0)),
    Outcome("dropped", "finaloutcome", (3.0,)),
)
"""Sanctions imposed; settled before imposition (the target yields in part or wholly, or both sides
agree); and the threat dropped, in the codes of TIES 4.1."""


@dataclass(frozen=True)
class ReferenceClass:
    """Past threats of one kind.

    Attributes
    ----------
    name
        What to call it.
    where
        Column to the value, or to the values any of which will do. ``issue`` stands for any of
        ``issue1``, ``issue2``, ``issue3``.
    unless
        The same, for what takes a case out. A case is taken out only where the column says so.
    """

    name: str
    where: Mapping[str, Values]
    unless: Mapping[str, Values] = field(default_factory=dict[str, Values])

    def __post_init__(self) -> None:
        if not self.where:
            raise InputError(f"class {self.name!r} has no condition; give one, such as threat 1")

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table that decide."""
        named = [*self.where, *self.unless]
        return tuple(column for name in named for column in GROUPS.get(name, (name,)))

    @property
    def filters(self) -> str:
        """The conditions in words."""
        needed = [_words(name, _values(v), "==") for name, v in self.where.items()]
        barred = [_words(name, _values(v), "!=") for name, v in self.unless.items()]
        return "; ".join(needed + barred)

    def members(self, table: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        """Cases of the class, and how many a blank column leaves in doubt.

        A case in doubt is left out where the blank stands in `where`, and kept where it stands in
        `unless`.

        Parameters
        ----------
        table
            A row a case, in TIES layout; codes are numbers.

        Raises
        ------
        InputError
            Columns that are missing or hold text, or a class with no case.
        """
        coded = numbers(table, self.columns)
        inside = pl.all_horizontal([_condition(n, v) for n, v in self.where.items()])
        barred = pl.any_horizontal(
            [pl.lit(False), *(_condition(n, v) for n, v in self.unless.items())]
        )
        marks = coded.select(inside=inside, barred=barred)
        chosen = marks["inside"].fill_null(False) & ~marks["barred"].fill_null(False)
        if not chosen.any():
            doubt = _count(marks["inside"].is_null())
            raise InputError(
                f"class {self.name!r} has no case among {table.height} ({doubt} in doubt for a "
                f"blank column) under {self.filters!r}; widen its filters"
            )
        doubt = (marks["inside"].is_null() & ~marks["barred"].fill_null(False)) | (
            marks["inside"].fill_null(False) & marks["barred"].is_null()
        )
        return table.filter(chosen), _count(doubt)


def count_outcomes(
    table: pl.DataFrame,
    classes: Sequence[ReferenceClass],
    source: str,
    outcomes: Sequence[Outcome] = OUTCOMES,
) -> pl.DataFrame:
    """Count outcomes by class: a row each, with what is not known beside what is.

    Columns: ``reference_class``, ``outcome``, ``count`` of ``total`` known cases, ``unknown``
    cases of the class whose outcome is blank, ``in_doubt`` cases that a blank leaves in or out,
    ``source`` and ``filters``. Parameters and errors as in `OutsideView.from_table`.
    """
    names = [entry.name for entry in classes]
    if not names:
        raise InputError("classes are empty; give at least one ReferenceClass")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"two classes are called {twice[0]!r}; give each a name of its own")
    rows: list[dict[str, str | int]] = []
    for entry in classes:
        cases, doubt = entry.members(table)
        for outcome in outcomes:
            known = outcome.of(cases).drop_nulls()
            rows.append(
                {
                    "reference_class": entry.name,
                    "outcome": outcome.name,
                    "count": _count(known),
                    "total": known.len(),
                    "unknown": cases.height - known.len(),
                    "in_doubt": doubt,
                    "source": source,
                    "filters": f"{entry.filters}; {outcome.rule}",
                }
            )
    return pl.DataFrame(rows)


def threat_features(table: pl.DataFrame) -> pl.DataFrame:
    """What is known of each threat when it is made: a row a case with `threat` 1, see `FEATURES`.

    Only columns that describe the threat are read, and of other cases only what happened before
    it; a case whose date is partly blank counts as earlier only where every date it may have is.
    Blanks count as no, and as zero in graded columns: that a coder left a grade blank is not used,
    because it may reflect what came later.

    Parameters
    ----------
    table
        A row a case, in TIES layout, also of cases without a threat.

    Raises
    ------
    InputError
        Columns that are missing, or that hold text instead of numbers.
    """
    table = numbers(table, FEATURE_COLUMNS)
    for column in ("sanctiontypethreat", "sancimpositionstartyear"):
        if column not in table.columns:
            raise InputError(f"table has no column {column!r}; give the columns of TIES")
    sender = pl.coalesce("primarysender", "sender1")
    described = table.select(
        us_sender=sender == 2,
        us_target=pl.col("targetstate") == 2,
        japan_target=pl.col("targetstate") == 740,
        institution=pl.col("institution") == 1,
        trade_practices=_issue(13),
        environment=_issue(12),
        human_rights=_issue(8),
        alignment=_issue(7),
        several_issues=pl.col("issue2").is_not_null(),
        **{f"threat_class_{code}": pl.col("threatid1") == code for code in range(1, 7)},
        import_restriction=_kind(4),
        aid_cut=_kind(8),
        unspecified_sanction=_kind(1),
        embargo=_kind(2) | _kind(3),
        commitment=pl.col("scommit") - 2.0,
        specific_demand=pl.col("bspecif") - 1.5,
        target_costs=pl.col("anticipatedtargetcosts") - 1.5,
        sender_costs=pl.col("anticipatedsendercosts") - 1.5,
        **_earlier(table, sender),
        decade=(pl.col("startyear") - 1970.0) / 10.0,
    )
    threats = table["threat"].fill_null(0) == 1
    return described.select(
        pl.col(name).cast(pl.Float64).fill_null(0.0) for name in FEATURES
    ).filter(threats)


def _issue(code: int) -> pl.Expr:
    columns = ("issue1", "issue2", "issue3")
    return pl.any_horizontal([(pl.col(column) == code).fill_null(False) for column in columns])


def _kind(code: int) -> pl.Expr:
    """Whether a code stands in a list such as "4 10" or a number such as 4.0."""
    listed = pl.col("sanctiontypethreat").cast(pl.String).str.replace_all(r"\.0\b", "")
    return listed.str.contains(rf"\b{code}\b")


def _earlier(table: pl.DataFrame, sender: pl.Expr) -> dict[str, pl.Series]:
    """Logs of one plus the earlier threats and impositions between the same pair."""

    def day(blank: int) -> Float[np.ndarray, " case"]:
        month, date = pl.col("startmonth").fill_null(blank), pl.col("startday").fill_null(blank)
        stamp = pl.col("startyear") * 10_000 + month * 100 + date
        return table.select(stamp.fill_null(np.inf)).to_series().to_numpy()

    who = table.select(pair=pl.concat_str(sender, pl.lit(" "), "targetstate").rank("dense"))
    pair = who["pair"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    before = (pair[:, None] == pair[None, :]) & (day(99)[None, :] < day(0)[:, None])
    threat = (table["threat"].fill_null(0) == 1).to_numpy()
    year = table["sancimpositionstartyear"].cast(pl.String).str.extract(r"(\d{4})")
    imposed = year.cast(pl.Float64).fill_null(np.inf).to_numpy()
    by_then = imposed[None, :] < table["startyear"].to_numpy()[:, None]
    return {
        "earlier_threats": pl.Series(np.log1p((before & threat).sum(axis=1))),
        "earlier_impositions": pl.Series(np.log1p((before & by_then).sum(axis=1))),
    }


def numbers(table: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The table with some columns as floats, NaN as null; all faults are in one error."""
    faults: list[str] = []
    for column in dict.fromkeys(columns):
        if column not in table.columns:
            guess = nearest(column, table.columns)
            faults.append(f"no column {column!r}" + (f" (is it {guess!r}?)" if guess else ""))
        elif not (table.schema[column].is_numeric() or table.schema[column] == pl.Null):
            faults.append(f"column {column!r} holds {table.schema[column]}, not numbers")
    if faults:
        raise InputError(f"table has {'; '.join(faults)}; give these columns as numbers")
    return table.with_columns(pl.col(list(columns)).cast(pl.Float64).fill_nan(None))


def _values(values: Values) -> tuple[float, ...]:
    return (float(values),) if isinstance(values, int | float) else tuple(map(float, values))


def _is_one_of(column: str, values: Sequence[float]) -> pl.Expr:
    return pl.col(column).is_in(list(values))


def _condition(name: str, values: Values) -> pl.Expr:
    """True, false, or null where all of its columns are blank."""
    columns = GROUPS.get(name, (name,))
    met = [_is_one_of(column, _values(values)) for column in columns]
    if len(met) == 1:
        return met[0]
    # A second issue that is blank is no second issue, so only a wholly blank group is in doubt.
    blank = pl.all_horizontal([pl.col(column).is_null() for column in columns])
    some = pl.any_horizontal([one.fill_null(False) for one in met])
    return pl.when(blank).then(None).otherwise(some)


def _count(marks: pl.Series) -> int:
    return int(marks.sum())


def _either(values: Sequence[float]) -> str:
    return _listed([f"{value:g}" for value in values])


def _listed(parts: Sequence[str]) -> str:
    return " or ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _words(name: str, values: tuple[float, ...], sign: str) -> str:
    if name in GROUPS:
        denied = "" if sign == "==" else "not "
        return f"{_either(values)} {denied}in {_listed(GROUPS[name])}"
    return f"{name} {sign} {_either(values)}"
