"""The threat game's payoffs, estimated from a table of past crises by maximum likelihood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import polars as pl
from jaxtyping import Bool, Float

from tradetalks.errors import InputError, SolveError
from tradetalks.talks._threats._threat import ThreatGame
from tradetalks.talks._threats._threat_likelihood import Crises, Optimum, crises, maximise, multiple

__all__ = ["OUTCOMES", "ThreatFit", "fit_threats"]

OUTCOMES = ("status quo", "concession", "stand firm", "back down")
PAYOFFS_A = ("status_quo_a", "concession_a", "stand_firm_a", "back_down_a")
PAYOFFS_B = ("concession_b", "stand_firm_b", "back_down_b")
CONSTANT = "constant"

Selection = Literal["lowest", "highest"]
Parameters = Float[np.ndarray, " parameter"]


@dataclass(frozen=True, eq=False)
class ThreatFit:
    """Payoffs estimated by maximum likelihood.

    Attributes
    ----------
    parameters
        Payoff and column of each coefficient.
    estimates, standard_errors
        Shape (parameter,), in standard deviations of a private value; NaN where the fit failed.
    covariance
        Shape (parameter, parameter): inverse of the Hessian of minus the log likelihood.
    log_likelihood
        At the estimates.
    rows
        Crises used.
    several
        Shape (row,): whether the game at the estimates has more than one equilibrium, so that the
        likelihood rests on `selection`.
    selection
        The equilibrium used: of least ("lowest") or greatest ("highest") resistance.
    given_threat
        Whether the likelihood is conditional on a threat.
    fixed
        Values of payoffs without an equation.
    starts_agreed
        Share of the starting points that led to the same maximum.
    status
        "converged", "not converged", or "not identified" where the Hessian is singular.
    residual
        Largest entry of the gradient of the mean log likelihood, covariates scaled to unit size.
    iterations
        Steps from all starting points.
    """

    parameters: tuple[tuple[str, str], ...]
    estimates: Parameters
    standard_errors: Parameters
    covariance: Float[np.ndarray, "parameter parameter"]
    log_likelihood: float
    rows: int
    several: Bool[np.ndarray, " row"]
    selection: Selection
    given_threat: bool
    fixed: Mapping[str, float]
    starts_agreed: float
    status: str
    residual: float
    iterations: int

    def to_frame(self) -> pl.DataFrame:
        """A row a coefficient: payoff, column, estimate, standard_error."""
        return pl.DataFrame(
            {
                "payoff": [payoff for payoff, _ in self.parameters],
                "column": [column for _, column in self.parameters],
                "estimate": self.estimates,
                "standard_error": self.standard_errors,
            }
        )

    def summary(self) -> str:
        """How the fit ended, and a line a coefficient."""
        condition = ", given a threat" if self.given_threat else ""
        head = (
            f"{self.rows} crises{condition}: {self.status}, log likelihood "
            f"{self.log_likelihood:.2f}, {self.starts_agreed:.0%} of starts agree, "
            f"{int(self.several.sum())} rows with several equilibria ({self.selection} used)"
        )
        lines = [
            f"{payoff}: {column} {estimate:.3f} ({error:.3f})"
            for (payoff, column), estimate, error in zip(
                self.parameters, self.estimates, self.standard_errors, strict=True
            )
        ]
        return "\n".join([head, *lines])

    def game(self, table: pl.DataFrame) -> ThreatGame:
        """The game at the estimates, an entry a row of covariates.

        Raises
        ------
        InputError
            A fit that failed, or a column that is missing or not finite.
        """
        if self.status != "converged":
            raise InputError(f"the fit is {self.status}; there is no estimate to play the game at")
        payoffs = {
            name: np.full(table.height, self.fixed.get(name, 0.0))
            for name in (*PAYOFFS_A, *PAYOFFS_B)
        }
        for (payoff, column), estimate in zip(self.parameters, self.estimates, strict=True):
            payoffs[payoff] += estimate * _column(table, column)
        return ThreatGame(**payoffs)


def fit_threats(
    table: pl.DataFrame,
    equations: Mapping[str, Sequence[str]],
    *,
    outcome: str = "outcome",
    fixed: Mapping[str, float] | None = None,
    given_threat: bool = False,
    selection: Selection = "lowest",
    starts: int = 6,
    seed: int = 0,
    on_failure: Literal["raise", "status"] = "raise",
) -> ThreatFit:
    """Estimate the payoffs of `ThreatGame` from crises and how they ended.

    Each payoff is a sum of columns times coefficients, and both spreads are one. The equilibrium
    is solved anew in every row at every step (a nested fixed point) and differentiated by the
    implicit function theorem; steps are Newton's within a trust region, from several random
    starting points. Parameters at which A would not prefer a concession to the status quo in
    every row are outside the space. Lewis and Schultz (2003, Political Analysis 11).

    Parameters
    ----------
    table
        A row a crisis.
    equations
        Columns by payoff, named as in `ThreatGame`; "constant" adds a constant. No column may be
        in all four equations of A, or all three of B: only differences of payoffs matter.
    outcome
        Column with "status quo", "concession", "stand firm" or "back down".
    fixed
        Values of payoffs that have no equation; 0 where left out.
    given_threat
        True for a table that holds threats only: the likelihood is that of the three endings
        given a threat.
    selection
        Where a game has several equilibria: that of least or of greatest resistance. As payoffs
        move it can vanish at a fold, where the likelihood jumps.
    starts, seed
        Random starting points, and the seed of their draw.
    on_failure
        "raise", or "status" for a result of NaN that says what went wrong.

    Raises
    ------
    InputError
        Names, outcomes or numbers that cannot be used, coefficients that no data can tell apart,
        or no starting point inside the parameter space.
    SolveError
        No start that converged, or a singular Hessian at the maximum.
    """
    held = dict(fixed or {})
    _check_names(equations, held, selection, starts, on_failure)
    data, group = _read(table, equations, outcome, held, given_threat)
    best, agreed, steps = maximise(data, selection == "highest", starts, seed)
    status = _status(best)
    if status != "converged" and on_failure == "raise":
        remedy = (
            "raise starts, or scale the columns"
            if status == "not converged"
            else "drop a column or fix a payoff"
        )
        raise SolveError(
            f"the fit of the threat game is {status}; {remedy}",
            residual=best.residual,
            iterations=steps,
        )
    good = status == "converged"
    size = len(best.estimates)
    covariance = best.covariance if good else np.full((size, size), np.nan)
    several = multiple(data, best.estimates)[group] if good else np.zeros(table.height, bool)
    return ThreatFit(
        parameters=tuple((payoff, name) for payoff in equations for name in equations[payoff]),
        estimates=best.estimates if good else np.full(size, np.nan),
        standard_errors=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        log_likelihood=best.log_likelihood if good else np.nan,
        rows=table.height,
        several=several,
        selection=selection,
        given_threat=given_threat,
        fixed=held,
        starts_agreed=agreed,
        status=status,
        residual=best.residual,
        iterations=steps,
    )


def _status(best: Optimum) -> str:
    if not best.converged:
        return "not converged"
    return "converged" if best.identified else "not identified"


def _check_names(
    equations: Mapping[str, Sequence[str]],
    fixed: Mapping[str, float],
    selection: str,
    starts: int,
    on_failure: str,
) -> None:
    known = (*PAYOFFS_A, *PAYOFFS_B)
    strange = [name for name in (*equations, *fixed) if name not in known]
    if strange:
        raise InputError(f"payoffs {', '.join(strange)} are unknown; name {', '.join(known)}")
    both = sorted(set(equations) & set(fixed))
    if both:
        raise InputError(f"{', '.join(both)} have an equation and a fixed value; give one of them")
    if not any(equations.values()):
        raise InputError("equations hold no column; give at least one, such as 'constant'")
    for side in (PAYOFFS_A, PAYOFFS_B):
        shared = set.intersection(*(set(equations.get(name, ())) for name in side))
        if shared:
            raise InputError(
                f"columns {', '.join(sorted(shared))} are in the equations of {', '.join(side)}; "
                "only differences of payoffs matter, so leave them out of one"
            )
    if selection not in ("lowest", "highest") or on_failure not in ("raise", "status"):
        raise InputError(
            f"selection is {selection!r}, on_failure {on_failure!r}; choose 'lowest' or "
            "'highest', and 'raise' or 'status'"
        )
    if starts < 1:
        raise InputError(f"starts is {starts}; give at least 1")


def _column(table: pl.DataFrame, name: str) -> Float[np.ndarray, " row"]:
    if name == CONSTANT:
        return np.ones(table.height)
    if name not in table.columns:
        raise InputError(f"table has no column {name!r}; it has {', '.join(table.columns)}")
    try:
        values = table[name].cast(pl.Float64).to_numpy()
    except pl.exceptions.InvalidOperationError:
        raise InputError(f"column {name!r} is not of numbers; code it as numbers") from None
    if not np.isfinite(values).all():
        missing = int((~np.isfinite(values)).sum())
        raise InputError(f"column {name!r} has {missing} empty values; drop those rows or fill")
    return values


def _read(
    table: pl.DataFrame,
    equations: Mapping[str, Sequence[str]],
    outcome: str,
    fixed: Mapping[str, float],
    given_threat: bool,
) -> tuple[Crises, np.ndarray]:
    """Rows alike in all columns grouped, with counts of outcomes; and the group of each row."""
    if outcome not in table.columns or table.is_empty():
        raise InputError(f"table has no row or no column {outcome!r}; name the outcomes' column")
    allowed = OUTCOMES[1:] if given_threat else OUTCOMES
    ended = table[outcome].to_list()
    strange = sorted({str(v) for v in ended if v not in allowed})
    if strange:
        raise InputError(f"outcomes {', '.join(strange)} cannot be used; give {allowed}")
    columns = [_column(table, name) for names in equations.values() for name in names]
    distinct, group = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
    counts = np.zeros((len(distinct), len(OUTCOMES)))
    np.add.at(counts, (group, np.array([OUTCOMES.index(v) for v in ended])), 1.0)
    ends = np.cumsum([0, *(len(names) for names in equations.values())])
    places = {name: slice(a, b) for name, (a, b) in zip(equations, pairwise(ends), strict=True)}
    return crises(distinct, places, fixed, counts, given_threat), group
