"""The best list of goods to answer a tariff with, within a cap on the imports that it covers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.errors import InputError
from tradetalks.world._instruments import instruments
from tradetalks.world._names import Changes
from tradetalks.world._results import WorldEquilibrium
from tradetalks.world._rules import governments_of, rates_given
from tradetalks.world._world import World

Choices = dict[int, float]
"""Rates by sector."""

EXHAUSTIVE = 2000
"""Lists up to which all are tried."""

NOTHING = 1e-12
"""Change of the log objective below which a change of the list is none."""


@dataclass(frozen=True, eq=False)
class Retaliation:
    """A list of goods and rates.

    Attributes
    ----------
    country, against
        Who retaliates, and whose goods are listed.
    rates
        Rate by sector on the list.
    exhaustive
        Whether every list was tried.
    covered
        Base imports on the list, money.
    tariffs
        All rates, [sector, importer, exporter].
    equilibrium
        The equilibrium under them.
    gain, harm
        Change of the objectives of the country and of its target that the list makes, percent.
    solves
        Equilibria solved.
    """

    country: str
    against: str
    rates: Mapping[str, float]
    exhaustive: bool
    covered: float
    tariffs: Float[np.ndarray, "sector importer exporter"]
    equilibrium: WorldEquilibrium
    gain: float
    harm: float
    solves: int

    @property
    def welfare(self) -> Float[np.ndarray, " country"]:
        """Exact change of real income from the base, percent, [country]."""
        return self.equilibrium.welfare

    def to_frame(self) -> pl.DataFrame:
        """One row a sector on the list, and its rate in percent."""
        return pl.DataFrame(
            {"sector": list(self.rates), "rate": [100.0 * r for r in self.rates.values()]},
            schema={"sector": pl.String, "rate": pl.Float64},
        )

    def summary(self) -> str:
        """The list, what it covers and what it does."""
        listed = ", ".join(f"{name} {100.0 * rate:.0f}%" for name, rate in self.rates.items())
        return (
            f"{self.country} against {self.against}: {listed or 'nothing'}; covers "
            f"{self.covered:.6g} {self.equilibrium.base.unit}; own gain {self.gain:+.4f}%, "
            f"target {self.harm:+.4f}%"
        )

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # pyright: ignore[reportPrivateUsage]


def best_retaliation(
    world: World,
    country: str,
    against: str,
    value: float,
    rates: Sequence[float],
    *,
    tariffs: ArrayLike | Changes | None = None,
    spite: float = 0.0,
    weights: ArrayLike | None = None,
    sectors: Sequence[str] | None = None,
) -> Retaliation:
    """The list of a partner's goods, each at one of some rates, that is best for a country.

    Parameters
    ----------
    world
        The world at its base. Its deficits are held.
    country, against
        Who retaliates, and against whom.
    value
        Most base imports from the partner that the list may cover, money.
    rates
        Rates that a good on the list can have.
    tariffs
        All rates in force before the answer, an array or by name as `World.equilibrium` takes
        them: the tariffs answered. Default the base's.
    spite
        Weight on the target's loss; zero maximises the country's own objective.
    weights
        Political weights, as in `optimal_tariffs`.
    sectors
        Names of the goods that may be listed; default all that it imports from the partner.

    Returns
    -------
    Retaliation
        The best list, which may be empty. Up to 2,000 lists are all tried; of more, a list that
        no addition, removal, change of a rate or swap of two goods improves.

    Raises
    ------
    InputError
        Unknown names, a cap that is not above zero, rates or weights that cannot be used.
    """
    menu = [float(rate) for rate in rates]
    if not value > 0.0:
        raise InputError(f"value is {value}; give the imports that may be covered, above 0")
    if not menu or not all(-1.0 < rate < np.inf for rate in menu):
        raise InputError(f"rates are {menu}; give one or more above -1")
    if country == against:
        raise InputError(f"{country!r} retaliates against itself; name two countries")
    who, target = (world.names.place("country", name) for name in (country, against))
    given = world.with_tariffs(tariffs) if isinstance(tariffs, Mapping) else tariffs
    before = rates_given(world, given)
    governments = governments_of(world, weights)
    mine = instruments(world, who, "partner-sector", sectors, [against])
    listed = np.flatnonzero((mine.groups >= 0).any(1)).tolist()
    imports = world.base.trade[:, who, target]

    def applied(chosen: Choices) -> np.ndarray:
        after = before.copy()
        for sector, rate in chosen.items():
            after[sector, who, target] = rate
        return after

    def worth(chosen: Choices) -> float:
        found = governments.value(applied(chosen)).objectives
        number = float(found[who] - spite * found[target])
        return number if np.isfinite(number) else -np.inf

    start = governments.sound(before).objectives
    exhaustive = (len(menu) + 1) ** len(listed) <= EXHAUSTIVE
    if exhaustive:
        chosen = max(_within(_all_lists(listed, menu), imports, value), key=worth)
    else:
        chosen = _improved(worth, listed, menu, imports, value)
    after = governments.sound(applied(chosen))
    change = 100.0 * np.expm1(after.objectives - start)
    return Retaliation(
        country=country,
        against=against,
        rates={world.sectors[sector]: rate for sector, rate in sorted(chosen.items())},
        exhaustive=exhaustive,
        covered=float(imports[list(chosen)].sum()),
        tariffs=applied(chosen),
        equilibrium=world.equilibrium(applied(chosen), start=after.point),
        gain=float(change[who]),
        harm=float(change[target]),
        solves=governments.solves,
    )


def _all_lists(listed: list[int], menu: list[float]) -> list[Choices]:
    """Every good left out or at one of the rates."""
    every = product([None, *menu], repeat=len(listed))
    return [
        {s: rate for s, rate in zip(listed, one, strict=True) if rate is not None} for one in every
    ]


def _improved(
    worth: Callable[[Choices], float],
    listed: list[int],
    menu: list[float],
    imports: np.ndarray,
    cap: float,
) -> Choices:
    """From no list, the best of the lists one step away, while it is better."""
    chosen: Choices = {}
    best = worth(chosen)
    while True:
        tries = _within(_neighbours(chosen, listed, menu), imports, cap)
        worths = [worth(one) for one in tries]
        place = int(np.argmax(worths)) if worths else -1
        if place < 0 or worths[place] <= best + NOTHING:
            return chosen
        chosen, best = tries[place], worths[place]


def _neighbours(chosen: Choices, listed: list[int], menu: list[float]) -> list[Choices]:
    """Lists one addition, removal, change of rate or swap away."""
    shorter = [{s: r for s, r in chosen.items() if s != gone} for gone in chosen]
    offers = [(sector, rate) for sector in listed for rate in menu]
    moved = [{**chosen, s: rate} for s, rate in offers if chosen.get(s) != rate]
    swapped = [{**one, s: rate} for one in shorter for s, rate in offers if s not in chosen]
    return [*shorter, *moved, *swapped]


def _within(lists: list[Choices], imports: np.ndarray, cap: float) -> list[Choices]:
    """Lists that cover no more than the cap."""
    return [one for one in lists if imports[list(one)].sum() <= cap * (1.0 + 1e-12)]
