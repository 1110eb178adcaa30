"""A ridge logistic forecast of what becomes of a threat, from what is known when it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from statistics import NormalDist

import numpy as np
import polars as pl
from jaxtyping import Float, Int
from scipy.special import expit

from tradetalks.errors import InputError, SolveError
from tradetalks.figures import nearest
from tradetalks.talks._record._classes import numbers

__all__ = ["ThreatLogistic", "leave_one_out"]

PENALTIES = (0.3, 1.0, 3.0, 10.0, 30.0)
"""Ridge penalties that cross-validation chooses from."""

TOLERANCE = 1e-9
"""Largest derivative of the penalised likelihood at which a fit has converged."""

STEPS = 50


@dataclass(frozen=True, eq=False)
class ThreatLogistic:
    """A logistic forecast with a ridge penalty.

    ``P(y = 1) = 1 / (1 + exp(-(b_0 + x b)))``, where b minimises the negative log likelihood plus
    ``penalty / 2 * |b|^2``; the intercept is not penalised (le Cessie and van Houwelingen 1992,
    Applied Statistics 41). The covariance is the inverse of the penalised Hessian.

    Attributes
    ----------
    outcome
        What is forecast.
    terms
        "intercept", then the features.
    coefficients
        Shape (term,).
    covariance
        Shape (term, term).
    penalty
        The one that cross-validation chose.
    count, cases, unknown
        Cases with the outcome, of those known; and those left out because it is not known.
    """

    outcome: str
    terms: tuple[str, ...]
    coefficients: Float[np.ndarray, " term"]
    covariance: Float[np.ndarray, "term term"]
    penalty: float
    count: int
    cases: int
    unknown: int

    @classmethod
    def fit(
        cls,
        features: pl.DataFrame,
        outcome: pl.Series,
        penalties: Sequence[float] = PENALTIES,
    ) -> ThreatLogistic:
        """Estimate from past cases.

        The penalty is the one with the best log score when each case in turn is left out, to one
        Newton step (Pregibon 1981, Annals of Statistics 9).

        Parameters
        ----------
        features
            A row a case, a column a feature, finite numbers on comparable scales.
        outcome
            True, false or null where it is not known, a value a case; its name is kept.
        penalties
            To choose from, above 0.

        Raises
        ------
        InputError
            Lengths that differ, features that are no finite numbers, penalties not above 0, or
            known outcomes that are all alike.
        SolveError
            A fit that does not converge.
        """
        known = outcome.is_not_null()
        design, happened = _cases(features, outcome, penalties)
        everyone = np.ones((1, len(happened)))
        chosen, coefficients, inverse = _best(design, happened, everyone, penalties)
        return cls(
            outcome=outcome.name,
            terms=("intercept", *features.columns),
            coefficients=coefficients[0],
            covariance=inverse[0],
            penalty=float(penalties[chosen[0]]),
            count=int(happened.sum()),
            cases=len(happened),
            unknown=int((~known).sum()),
        )

    @classmethod
    def shipped(cls, outcome: str) -> ThreatLogistic:
        """Read the estimates shipped with the package.

        Made by ``scripts/threat_record.py`` from the threats of TIES 4.1 begun before 1993 with
        outcomes to 17 March 1995; features are those of `threat_features`.

        Parameters
        ----------
        outcome
            "imposed" or "settled".

        Raises
        ------
        InputError
            Another outcome.
        """
        file = resources.files("tradetalks.talks._record") / "threat_logistic.csv"
        return cls.from_frame(pl.read_csv(file.read_bytes()), outcome)

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, outcome: str) -> ThreatLogistic:
        """Read estimates written by `to_frame`; parameters and errors as in `shipped`."""
        rows = frame.filter(pl.col("outcome") == outcome)
        if rows.is_empty():
            known = ", ".join(frame["outcome"].unique(maintain_order=True))
            raise InputError(f"outcome {outcome!r} has no estimates; choose from {known}")
        terms = tuple(rows["term"])
        return cls(
            outcome=outcome,
            terms=terms,
            coefficients=rows["coefficient"].to_numpy(),
            covariance=rows.select(terms).to_numpy(),
            penalty=float(rows["penalty"][0]),
            count=int(rows["count"][0]),
            cases=int(rows["cases"][0]),
            unknown=int(rows["unknown"][0]),
        )

    def predict(
        self, threats: pl.DataFrame | Mapping[str, float], level: float = 0.95
    ) -> pl.DataFrame:
        """Forecast threats: ``chance`` with an interval ``low`` to ``high``, a row each.

        The interval is ``x b -+ z sqrt(x V x)`` on the scale of log odds, V the inverse of the
        penalised Hessian. It holds what the estimates leave open, not that a threat of the future
        may be of another kind than those of the past.

        Parameters
        ----------
        threats
            A row a threat with a column a feature, or one threat as a mapping.
        level
            Coverage, between 0 and 1.

        Raises
        ------
        InputError
            Features that are missing, unknown or no finite numbers, or a level outside (0, 1).
        """
        if not 0.0 < level < 1.0:
            raise InputError(f"level is {level}; give a coverage between 0 and 1, such as 0.95")
        frame = threats if isinstance(threats, pl.DataFrame) else pl.DataFrame([dict(threats)])
        design = _design(_named(frame, self.terms[1:]))
        odds = design @ self.coefficients
        spread = np.sqrt(np.einsum("ct,tu,cu->c", design, self.covariance, design))
        half = NormalDist().inv_cdf(0.5 + level / 2.0) * spread
        return pl.DataFrame(
            {"chance": expit(odds), "low": expit(odds - half), "high": expit(odds + half)}
        )

    def to_frame(self) -> pl.DataFrame:
        """A row a term: coefficient, standard error, its covariances, and the sample's counts."""
        frame = pl.DataFrame(
            {
                "outcome": [self.outcome] * len(self.terms),
                "term": self.terms,
                "coefficient": self.coefficients,
                "standard_error": np.sqrt(np.diag(self.covariance)),
                "penalty": self.penalty,
                "count": self.count,
                "cases": self.cases,
                "unknown": self.unknown,
            }
        )
        columns = [pl.Series(name, self.covariance[:, i]) for i, name in enumerate(self.terms)]
        return frame.with_columns(columns)

    def summary(self) -> str:
        """One line: the sample and the penalty."""
        return (
            f"{self.outcome}: {self.count} of {self.cases} known cases, {self.unknown} unknown and "
            f"left out; {len(self.terms) - 1} features, ridge penalty {self.penalty:g}"
        )


def leave_one_out(
    features: pl.DataFrame, outcome: pl.Series, penalties: Sequence[float] = PENALTIES
) -> Float[np.ndarray, " case"]:
    """Chance of each known case from a fit to all the other ones.

    Each fit is run anew, and its penalty chosen, without the case. Parameters and errors as in
    `ThreatLogistic.fit`.
    """
    design, happened = _cases(features, outcome, penalties)
    _, coefficients, _ = _best(design, happened, 1.0 - np.eye(len(happened)), penalties)
    return expit((coefficients * design).sum(axis=1))


def _cases(
    features: pl.DataFrame, outcome: pl.Series, penalties: Sequence[float]
) -> tuple[Float[np.ndarray, "case term"], Float[np.ndarray, " case"]]:
    """Design and outcome of the known cases, checked."""
    if features.height != outcome.len():
        raise InputError(
            f"features have {features.height} rows, outcome {outcome.len()}; give one a case"
        )
    if not penalties or min(penalties) <= 0.0:
        raise InputError(f"penalties are {tuple(penalties)}; give at least one, all above 0")
    known = outcome.is_not_null()
    happened = outcome.drop_nulls().cast(pl.Float64).to_numpy()
    if len(happened) < 3 or not 1.0 < happened.sum() < len(happened) - 1.0:
        raise InputError(
            f"outcome {outcome.name!r} holds in {happened.sum():.0f} of {len(happened)} known "
            "cases; give at least two with it and two without"
        )
    return _design(features.filter(known)), happened


def _design(features: pl.DataFrame) -> Float[np.ndarray, "case term"]:
    values = numbers(features, features.columns).fill_null(np.nan).to_numpy()
    bad = ~np.isfinite(values).all(axis=0)
    if bad.any():
        name = features.columns[int(np.argmax(bad))]
        raise InputError(f"feature {name!r} holds a blank or infinity; give finite numbers")
    return np.column_stack([np.ones(len(values)), values])


def _named(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The features a forecast needs, in its order."""
    missing = [name for name in names if name not in frame.columns]
    strange = [name for name in frame.columns if name not in names]
    if missing or strange:
        guess = nearest(strange[0], list(names)) if strange else None
        faults = ([f"lack {', '.join(missing)}"] if missing else []) + (
            [f"hold unknown {', '.join(strange)}" + (f" (is it {guess}?)" if guess else "")]
            if strange
            else []
        )
        raise InputError(f"threats {' and '.join(faults)}; give the features of the forecast")
    return frame.select(names)


def _best(
    design: Float[np.ndarray, "case term"],
    happened: Float[np.ndarray, " case"],
    weights: Float[np.ndarray, "lane case"],
    penalties: Sequence[float],
) -> tuple[
    Int[np.ndarray, " lane"],
    Float[np.ndarray, "lane term"],
    Float[np.ndarray, "lane term term"],
]:
    """Penalty, coefficients and inverse Hessian of each lane, by its left-out log score."""
    fits = [_fit(design, happened, weights, penalty) for penalty in penalties]
    losses = [_left_out_loss(design, happened, weights, *fit) for fit in fits]
    chosen = np.argmin(losses, axis=0)
    lanes = np.arange(len(weights))
    coefficients = np.stack([fit[0] for fit in fits])[chosen, lanes]
    inverse = np.stack([fit[1] for fit in fits])[chosen, lanes]
    return chosen, coefficients, inverse


def _fit(
    design: Float[np.ndarray, "case term"],
    happened: Float[np.ndarray, " case"],
    weights: Float[np.ndarray, "lane case"],
    penalty: float,
) -> tuple[Float[np.ndarray, "lane term"], Float[np.ndarray, "lane term term"]]:
    """Every lane from the fit to all cases, from which a left-out case is a step or two away."""
    everyone = np.ones((1, len(happened)))
    whole, _ = _newton(design, happened, everyone, penalty, np.zeros((1, design.shape[1])))
    return _newton(design, happened, weights, penalty, np.repeat(whole, len(weights), axis=0))


def _newton(
    design: Float[np.ndarray, "case term"],
    happened: Float[np.ndarray, " case"],
    weights: Float[np.ndarray, "lane case"],
    penalty: float,
    beta: Float[np.ndarray, "lane term"],
) -> tuple[Float[np.ndarray, "lane term"], Float[np.ndarray, "lane term term"]]:
    """Penalised likelihood maximised in every lane by Newton's method with halved steps."""
    terms = design.shape[1]
    outer = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    ridge = np.full(terms, penalty)
    ridge[0] = 0.0

    def at(beta: Float[np.ndarray, "lane term"]) -> tuple[np.ndarray, np.ndarray]:
        chance = expit(beta @ design.T)
        return chance, (weights * (chance - happened)) @ design + ridge * beta

    chance, gradient = at(beta)
    for _ in range(STEPS):
        hessian = (weights * chance * (1.0 - chance)) @ outer
        hessian = hessian.reshape(-1, terms, terms) + np.diag(ridge)
        if np.abs(gradient).max() < TOLERANCE:
            return beta, np.linalg.inv(hessian)
        step = np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0]
        before, size = np.linalg.norm(gradient, axis=1), np.ones((len(weights), 1))
        for _ in range(STEPS):
            chance, gradient = at(beta - size * step)
            worse = np.linalg.norm(gradient, axis=1) > before
            if not worse.any():
                break
            size[worse] /= 2.0
        beta = beta - size * step
    slope = float(np.abs(gradient).max())
    raise SolveError("ridge logistic fit; raise the penalty", residual=slope, iterations=STEPS)


def _left_out_loss(
    design: Float[np.ndarray, "case term"],
    happened: Float[np.ndarray, " case"],
    weights: Float[np.ndarray, "lane case"],
    beta: Float[np.ndarray, "lane term"],
    inverse: Float[np.ndarray, "lane term term"],
) -> Float[np.ndarray, " lane"]:
    """Log score of each lane with each of its cases left out, to one Newton step."""
    odds = beta @ design.T
    chance = expit(odds)
    outer = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    reach = inverse.reshape(len(inverse), -1) @ outer.T
    without = odds + reach * (chance - happened) / (1.0 - chance * (1.0 - chance) * reach)
    return (weights * (np.logaddexp(0.0, without) - happened * without)).sum(axis=1)
