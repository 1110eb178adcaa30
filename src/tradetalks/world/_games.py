"""Tariff games: what a country would choose alone, and what all would against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.errors import InputError, SolveError
from tradetalks.world._climb import Bounds
from tradetalks.world._instruments import By, instruments
from tradetalks.world._results import WorldEquilibrium
from tradetalks.world._rounds import Played, characterised_rounds, rounds
from tradetalks.world._rules import (
    BOUNDS,
    Deficits,
    at_start,
    bounded,
    ends_at_bounds,
    governments_of,
    mean_rates,
    rate_frame,
    rates_given,
)
from tradetalks.world._search import deviation
from tradetalks.world._single import OnFailure
from tradetalks.world._uniform import without_links
from tradetalks.world._world import World

Method = Literal["best response", "sufficient statistics"]


@dataclass(frozen=True, eq=False)
class OptimalTariffs:
    """A country's best tariffs with those of the others held.

    Attributes
    ----------
    country
        Who chooses.
    tariffs
        All rates, [sector, importer, exporter].
    equilibrium
        The equilibrium under them; its ``welfare`` is beside the base.
    gain
        Change of the country's objective from the tariffs that it started from, percent.
    deviation
        What a search without slopes gains on top, percent of the objective.
    at_bounds
        Number of its rates that end at a bound.
    status
        "converged" or "stopped".
    residual
        Largest change of log one plus a rate that a Newton step still asks for.
    """

    country: str
    tariffs: Float[np.ndarray, "sector importer exporter"]
    equilibrium: WorldEquilibrium
    gain: float
    deviation: float
    at_bounds: int
    status: str
    residual: float

    @property
    def welfare(self) -> Float[np.ndarray, " country"]:
        """Exact change of real income from the base, percent, [country]."""
        return self.equilibrium.welfare

    def to_frame(self) -> pl.DataFrame:
        """One row an import flow of the country: sector, exporter, rate before and after."""
        return rate_frame(self.equilibrium, self.tariffs, [self.country])

    def summary(self) -> str:
        """A line: gain, mean rate, status."""
        place = self.equilibrium.base.names.place("country", self.country)
        mean = 100.0 * mean_rates(self.equilibrium)[place]
        return (
            f"{self.country}: gain {self.gain:.3f}% at a mean tariff of {mean:.1f}%; a search "
            f"without slopes gains {self.deviation:.1e}% more; {self.status}, residual "
            f"{self.residual:.1e}"
        )

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # pyright: ignore[reportPrivateUsage]


@dataclass(frozen=True, eq=False)
class NashTariffs:
    """Tariffs that are best responses to each other.

    Attributes
    ----------
    countries
        Who plays; the others' tariffs are held.
    tariffs
        All rates, [sector, importer, exporter].
    equilibrium
        The equilibrium under them.
    objectives
        Change of each country's objective from the base, percent, [country].
    deviation
        What each player gains by the best unilateral deviation that a search without slopes
        finds, percent of its objective, [country]; NaN for those not checked.
    at_bounds
        Number of rates that end at a bound.
    rounds
        Rounds of best responses, or evaluations of the characterisation.
    status
        "converged" or "stopped".
    residual
        Largest change of log one plus a rate: asked for by a Newton step, damped for flows below
        1e-10 of income, or of the last evaluation of the characterisation.
    """

    countries: tuple[str, ...]
    tariffs: Float[np.ndarray, "sector importer exporter"]
    equilibrium: WorldEquilibrium
    objectives: Float[np.ndarray, " country"]
    deviation: Float[np.ndarray, " country"]
    at_bounds: int
    rounds: int
    status: str
    residual: float

    @property
    def welfare(self) -> Float[np.ndarray, " country"]:
        """Exact change of real income from the base, percent, [country]."""
        return self.equilibrium.welfare

    @property
    def mean_tariffs(self) -> Float[np.ndarray, " country"]:
        """Rates on imports weighted by trade net of tariff, [country]."""
        return mean_rates(self.equilibrium)

    def to_frame(self) -> pl.DataFrame:
        """One row a country: mean tariff in percent, welfare, objective, deviation."""
        return pl.DataFrame(
            {
                "country": list(self.equilibrium.base.names.countries),
                "mean_tariff": 100.0 * self.mean_tariffs,
                "welfare": self.welfare,
                "objective": self.objectives,
                "deviation": self.deviation,
            }
        )

    def tariff_frame(self) -> pl.DataFrame:
        """One row an import flow of a player: sector, importer, exporter, rates in percent."""
        return rate_frame(self.equilibrium, self.tariffs, self.countries)

    def summary(self) -> str:
        """How the game ended, and a line a country."""
        lines = [
            f"{self.status}: residual {self.residual:.1e} after {self.rounds} rounds",
            f"{'percent':<12}{'mean tariff':>12}{'welfare':>10}{'deviation':>11}",
        ]
        for country, mean, welfare, _, left in self.to_frame().iter_rows():
            lines.append(f"{country:<12}{mean:>12.2f}{welfare:>10.3f}{left:>11.1e}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # pyright: ignore[reportPrivateUsage]


def optimal_tariffs(
    world: World,
    country: str,
    by: By = "partner-sector",
    *,
    weights: ArrayLike | None = None,
    sectors: Sequence[str] | None = None,
    tariffs: ArrayLike | None = None,
    deficits: Deficits = "closed",
    bounds: Bounds = BOUNDS,
    tolerance: float = 1e-6,
    max_rounds: int = 10,
    budget: int = 1000,
    seed: int = 0,
    on_failure: OnFailure = "raise",
) -> OptimalTariffs:
    """The tariffs that are best for one country, others' held.

    Parameters
    ----------
    world
        The world at its base.
    country
        Who chooses.
    by
        "partner-sector", "partner" or "uniform": one rate a flow, a partner, or for all imports.
    weights
        Political weights on sectors, not below 0, [sector] or [sector, country]; see Notes.
        Default one each.
    sectors
        Names of the sectors whose tariffs it sets; default all that it imports.
    tariffs
        All rates to start from and, for the others, to hold, [sector, importer, exporter];
        default the base's.
    deficits
        "closed": they are closed before the game, and results are beside that world. "held":
        they stay as shares of world value added; a deficit is then a transfer whose worth rises
        with tariffs, so that prohibitive ones may look best.
    bounds
        Lowest and highest rate; below zero is an import subsidy.
    tolerance
        Change of log one plus a rate that may be left.
    max_rounds
        Searches before giving up.
    budget, seed
        Solves of the search that checks the optimum, and its seed; 0 leaves the check out.
    on_failure
        "raise", or "status" for the best found and a status.

    Returns
    -------
    OptimalTariffs
        A local optimum, with what a search without slopes finds beyond it.

    Raises
    ------
    InputError
        Unknown names, weights or bounds that cannot be used.
    SolveError
        No convergence to the tolerance.

    Notes
    -----
    The government of country n maximises::

        G_n = sum_j lambda_nj (V_nj / V_n) I_n / P_n

    V_nj is value added of sector j, V_n its sum, I_n income with tariff revenue and deficit, P_n
    the price of final goods. Income accrues to sectors in proportion to their value added, as in
    Ossa (2014), where profits make the case for it; here competition is perfect. With equal
    weights G_n is real income.

    References
    ----------
    Ossa, R. (2014), Trade Wars and Trade Talks with Data, American Economic Review 104(12).
    """
    low_high = bounded(bounds)
    world = at_start(world, deficits)
    governments = governments_of(world, weights)
    mine = instruments(world, world.names.place("country", country), by, sectors)
    start = rates_given(world, tariffs)
    before = governments.sound(start).objectives[mine.country]
    played = rounds(governments, [mine], start, low_high, tolerance, max_rounds)
    _ended(played, tolerance, on_failure, f"the optimal tariffs of {country}")
    after = governments.sound(played.tariffs).objectives[mine.country]
    left = np.nan
    if budget:
        left = deviation(governments, mine, played.tariffs, low_high, budget, seed)
    return OptimalTariffs(
        country=country,
        tariffs=played.tariffs,
        equilibrium=world.equilibrium(played.tariffs, start=governments.last),
        gain=100.0 * float(np.expm1(after - before)),
        deviation=left,
        at_bounds=ends_at_bounds([mine], played.tariffs, low_high),
        status="converged" if played.residual <= tolerance else "stopped",
        residual=played.residual,
    )


def nash_tariffs(
    world: World,
    by: By = "partner-sector",
    *,
    countries: Sequence[str] | None = None,
    weights: ArrayLike | None = None,
    sectors: Sequence[str] | None = None,
    tariffs: ArrayLike | None = None,
    deficits: Deficits = "closed",
    method: Method = "best response",
    bounds: Bounds = BOUNDS,
    tolerance: float = 1e-6,
    max_rounds: int = 30,
    check: Sequence[str] | None = None,
    budget: int = 1000,
    seed: int = 0,
    on_failure: OnFailure = "raise",
) -> NashTariffs:
    """Tariffs that are best responses to each other.

    Parameters
    ----------
    world
        The world at its base.
    by
        "partner-sector", "partner" or "uniform": one rate a flow, a partner, or for all imports.
    countries
        Who plays; default all. The others' tariffs are held.
    weights, sectors, deficits, bounds, tolerance, on_failure
        As in `optimal_tariffs`.
    tariffs
        All rates to start from and, for those that do not play, to hold; default the base's.
    method
        "best response", or for uniform tariffs without input-output links and political weights
        "sufficient statistics": the characterisation of Lashkaripour (2021), many times faster
        and close.
    max_rounds
        Rounds before giving up.
    check
        Players whose deviations are searched; default all, empty for none.
    budget, seed
        Solves of that search for each, and its seed.

    Returns
    -------
    NashTariffs
        An equilibrium in local best responses, with what a search without slopes finds beyond.

    Raises
    ------
    InputError
        Unknown names, a method that does not fit the world, weights or bounds that cannot be used.
    SolveError
        No convergence to the tolerance.

    Notes
    -----
    Countries answer in turn, each by a quasi-Newton search. Once a round changes little, all move
    at once by Newton steps from the slopes at one common equilibrium, until none asks for a
    change; that settles the tariffs of flows too small to show in an objective.

    References
    ----------
    Ossa, R. (2014), Trade Wars and Trade Talks with Data, American Economic Review 104(12).
    Lashkaripour, A. (2021), The Cost of a Global Tariff War, Journal of International Economics
    131.
    """
    low_high = bounded(bounds)
    world = at_start(world, deficits)
    governments = governments_of(world, weights)
    names = tuple(countries or world.countries)
    players = [instruments(world, world.names.place("country", c), by, sectors) for c in names]
    start = rates_given(world, tariffs)
    if method == "sufficient statistics":
        if by != "uniform" or weights is not None:
            raise InputError(f"method {method!r} is for by='uniform' without political weights")
        without_links(world)
        played = characterised_rounds(world, governments, players, start, tolerance, max_rounds)
    elif method == "best response":
        played = rounds(governments, players, start, low_high, tolerance, max_rounds)
    else:
        raise InputError(f"method is {method!r}; choose 'best response' or 'sufficient statistics'")
    _ended(played, tolerance, on_failure, "the Nash tariffs")
    value = governments.sound(played.tariffs)
    left = np.full(len(world.countries), np.nan)
    for player, name in zip(players, names, strict=True):
        if name in (names if check is None else check):
            left[player.country] = deviation(
                governments, player, played.tariffs, low_high, budget, seed
            )
    return NashTariffs(
        countries=names,
        tariffs=played.tariffs,
        equilibrium=world.equilibrium(played.tariffs, start=value.point),
        objectives=100.0 * np.expm1(value.objectives),
        deviation=left,
        at_bounds=ends_at_bounds(players, played.tariffs, low_high),
        rounds=played.rounds,
        status="converged" if played.residual <= tolerance else "stopped",
        residual=played.residual,
    )


def _ended(played: Played, tolerance: float, on_failure: OnFailure, what: str) -> None:
    if played.residual > tolerance and on_failure == "raise":
        raise SolveError(
            f"{what} did not settle; raise max_rounds or tolerance, or start from tariffs nearby",
            residual=played.residual,
            iterations=played.rounds,
        )
