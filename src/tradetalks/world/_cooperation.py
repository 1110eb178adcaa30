"""Tariffs that some countries agree on: the Nash bargaining solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.errors import InputError, SolveError
from tradetalks.world._climb import Bounds, Score, climb
from tradetalks.world._games import NashTariffs, nash_tariffs
from tradetalks.world._instruments import By, Instruments, instruments
from tradetalks.world._politics import Governments
from tradetalks.world._results import WorldEquilibrium
from tradetalks.world._rules import (
    BOUNDS,
    Deficits,
    at_start,
    bounded,
    ends_at_bounds,
    governments_of,
    mean_rates,
    rate_frame,
)
from tradetalks.world._single import OnFailure
from tradetalks.world._world import World

Start = Literal["nash", "status quo"]

SMALLEST = (1e-3, 1e-4, 1e-5, 1e-6)
"""Gains below which the logarithm is continued by a parabola, as shares of the base objective."""

FLAT = 1e-4
"""Slope at which the search may end; a variable off by it costs its square in the log of gains."""

RESTARTS = 6
"""Times that the minimiser starts afresh, with the curvature where it stopped."""


@dataclass(frozen=True, eq=False)
class CooperativeTariffs:
    """Tariffs at which the product of the members' gains is largest.

    Attributes
    ----------
    countries
        Members.
    tariffs
        All rates, [sector, importer, exporter]. Where members set tariffs on each other in both
        directions, other rates can give the same welfare: an import subsidy against a tariff on
        the way back is a transfer, and a cut of all of them moves only wages.
    equilibrium
        The equilibrium under them.
    gains
        Of each member's objective over the disagreement point, percent, in the members' order.
    disagreement
        Change of objectives from the base without agreement, percent, [country].
    start
        "nash" or "status quo": what the members fall back to.
    at_bounds
        Number of rates that end at a bound.
    status
        "converged", "stopped", or "no joint gain" with the tariffs of the disagreement point.
    residual
        Largest slope left of the sum of log gains, in scaled variables.
    """

    countries: tuple[str, ...]
    tariffs: Float[np.ndarray, "sector importer exporter"]
    equilibrium: WorldEquilibrium
    gains: Float[np.ndarray, " member"]
    disagreement: Float[np.ndarray, " country"]
    start: Start
    at_bounds: int
    status: str
    residual: float

    @property
    def welfare(self) -> Float[np.ndarray, " country"]:
        """Exact change of real income from the base, percent, [country]."""
        return self.equilibrium.welfare

    def to_frame(self) -> pl.DataFrame:
        """One row a country: mean tariff, welfare, objective without agreement, gain, percent."""
        names = self.equilibrium.base.names.countries
        gains = dict(zip(self.countries, self.gains.tolist(), strict=True))
        return pl.DataFrame(
            {
                "country": list(names),
                "mean_tariff": 100.0 * mean_rates(self.equilibrium),
                "welfare": self.welfare,
                "disagreement": self.disagreement,
                "gain": [gains.get(name) for name in names],
            }
        )

    def tariff_frame(self) -> pl.DataFrame:
        """One row an import flow of a member: sector, importer, exporter, rates in percent."""
        return rate_frame(self.equilibrium, self.tariffs, self.countries)

    def summary(self) -> str:
        """A line: gains of the members, status."""
        pairs = zip(self.countries, self.gains, strict=True)
        told = ", ".join(f"{name} {gain:+.3f}%" for name, gain in pairs)
        return (
            f"gains over the {self.start}: {told}; {self.status}, residual {self.residual:.1e}, "
            f"{self.at_bounds} rates at a bound"
        )

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # pyright: ignore[reportPrivateUsage]


def cooperative_tariffs(
    world: World,
    countries: Sequence[str],
    start: Start = "status quo",
    *,
    by: By = "partner-sector",
    among_members: bool = True,
    weights: ArrayLike | None = None,
    sectors: Sequence[str] | None = None,
    nash: NashTariffs | None = None,
    deficits: Deficits = "closed",
    bounds: Bounds = BOUNDS,
    on_failure: OnFailure = "raise",
) -> CooperativeTariffs:
    """Tariffs that the members agree on, by Nash bargaining.

    Parameters
    ----------
    world
        The world at its base.
    countries
        Members, two or more. The tariffs of the others stay as in the disagreement point.
    start
        Disagreement point: "status quo", the base's tariffs, or "nash", the members' Nash tariffs
        by the same instruments, on all partners, with the others' held.
    by, weights, sectors, deficits, bounds
        As in `optimal_tariffs`.
    among_members
        Whether they set only the tariffs on each other, or those on outsiders too.
    nash
        Nash tariffs found before, with the same weights and deficits.
    on_failure
        "raise", or "status" for the best found and a status.

    Returns
    -------
    CooperativeTariffs
        A local optimum at which every member gains.

    Raises
    ------
    InputError
        Fewer than two members, unknown names.
    SolveError
        No tariffs were found at which all gain, or no convergence.

    Notes
    -----
    With G_n the objective of `optimal_tariffs` and d_n its value without agreement, it maximises
    ``prod_n (G_n - d_n)`` over the members (Nash 1950). Below a small gain the logarithm is
    continued by its parabola, so that the search can start where nobody gains; the gain is made
    smaller until all members are above it, where the continuation is out of reach.
    """
    if len(set(countries)) < 2:
        raise InputError(f"countries are {tuple(countries)}; name two members or more")
    if start not in ("status quo", "nash"):
        raise InputError(f"start is {start!r}; choose 'status quo' or 'nash'")
    low_high = bounded(bounds)
    world = at_start(world, deficits)
    governments = governments_of(world, weights)
    who = [world.names.place("country", c) for c in countries]
    inside = tuple(countries) if among_members else None
    players = [instruments(world, n, by, sectors, inside) for n in who]
    first = np.array(world.tariffs)
    if start == "nash":
        found = nash or nash_tariffs(
            world,
            by,
            countries=countries,
            weights=weights,
            sectors=sectors,
            bounds=bounds,
            check=(),
        )
        first = np.array(found.tariffs)
    floor = np.exp(governments.sound(first).objectives)
    rates, residual, status = _bargained(governments, players, first, floor, low_high)
    if status != "converged" and on_failure == "raise":
        raise SolveError(
            f"the tariffs that {', '.join(countries)} agree on: {status}; widen bounds, sectors or "
            f"partners, or take on_failure='status'",
            residual=residual,
            iterations=governments.solves,
        )
    value = governments.sound(rates)
    return CooperativeTariffs(
        countries=tuple(countries),
        tariffs=rates,
        equilibrium=world.equilibrium(rates, start=value.point),
        gains=100.0 * (np.exp(value.objectives) / floor - 1.0)[who],
        disagreement=100.0 * (floor - 1.0),
        start=start,
        at_bounds=ends_at_bounds(players, rates, low_high),
        status=status,
        residual=residual,
    )


def _bargained(
    governments: Governments,
    players: Sequence[Instruments],
    tariffs: np.ndarray,
    floor: np.ndarray,
    bounds: Bounds,
) -> tuple[np.ndarray, float, str]:
    """Rates at the largest product of gains, the slope left, and how it ended."""
    who = [p.country for p in players]
    rates, residual = tariffs, np.inf
    for small in SMALLEST:
        unit = small
        gains = np.zeros(len(who))
        for _ in range(RESTARTS):
            score = _score(who, floor, small, unit)
            end = climb(governments, players, rates, bounds, score, 300)
            rates, residual = end.tariffs, end.slope / float(np.sqrt(unit))
            gains = (np.exp(governments.sound(rates).objectives) - floor)[who]
            if residual <= FLAT:
                break
            unit = max(float(gains.mean()), small)
        if (gains > small).all():
            return rates, residual, "converged" if residual <= FLAT else "stopped"
    return tariffs, np.inf, "no joint gain"


def _score(who: list[int], floor: np.ndarray, small: float, unit: float) -> Score:
    """The sum of log gains of members times a unit, which keeps its curvature near one."""

    def score(logs: np.ndarray) -> tuple[float, np.ndarray]:
        level = np.exp(logs[who])
        number, steep = _log_gains(level - floor[who], small)
        pull = np.zeros(len(logs))
        pull[who] = unit * steep * level
        return unit * number, pull

    return score


def _log_gains(gains: np.ndarray, small: float) -> tuple[float, np.ndarray]:
    """Sum of logs and its slopes, each log continued by its parabola below a small gain."""
    above = np.maximum(gains, small)
    short = np.minimum(gains - small, 0.0) / small
    return float((np.log(above) + short - short**2 / 2.0).sum()), (1.0 - short) / above
