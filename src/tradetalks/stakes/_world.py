"""What a case asks of the world model: duties put to all countries and sectors at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from tradetalks.case import Case, WorldDuty, WorldSpec
from tradetalks.errors import InputError, SolveError
from tradetalks.figures import Reference
from tradetalks.world import World, load_world

__all__ = ["WorldEffect", "world_effects"]


@dataclass(frozen=True)
class WorldEffect:
    """One set of duties in the world model; at the central, low and high elasticity, in that order.

    Attributes
    ----------
    id, title
        Of the scenario.
    rates
        Added rate on each duty's whole sector, in percent, in the order of the case.
    welfare
        Exact change of real income of each party, percent, (3,).
    money
        The same in billions of the case's dollars a year, (3,).
    first_order
        The first-order parts of Caliendo and Parro, their sum, percent, (3,).
    balance
        Change of the first party's recorded balance with the second, billions a year, (3,).
    recorded
        That balance on record, billions.
    """

    id: str
    title: str
    rates: tuple[float, ...]
    welfare: Mapping[str, Float[np.ndarray, " elasticity"]]
    money: Mapping[str, Float[np.ndarray, " elasticity"]]
    first_order: Mapping[str, Float[np.ndarray, " elasticity"]]
    balance: Float[np.ndarray, " elasticity"]
    recorded: float


def world_effects(case: Case) -> tuple[WorldEffect, ...]:
    """Every scenario of the case in the world model; none where the case asks for none.

    Duties are at their central values. A duty on part of a sector is put on the whole at its share
    of the rate, since the model knows no products. Money is the exact change of real income times
    base income, at the case's prices.

    Raises
    ------
    InputError
        A country or sector that the data do not have.
    SolveError
        An equilibrium that was not found.
    """
    spec = case.world
    if spec is None:
        return ()
    world = load_world(spec.data)
    _known(world, spec)
    prices = case.price_index, str(case.currency_year), spec.price_period
    deflator = case.figure(prices[0], prices[1]).value / case.figure(prices[0], prices[2]).value
    parties = list(spec.nations)
    rows = {party: world.countries.index(spec.nations[party]) for party in parties}
    a, b = rows[case.talks.demander], rows[case.talks.target]
    sector = world.sectors.index(spec.sector)
    theta = np.tile(world.elasticities, (3, 1))
    theta[:, sector] = _range(case, spec.elasticity)
    effects: list[WorldEffect] = []
    for scenario in spec.scenarios:
        rates = np.array(world.tariffs)
        added: list[float] = []
        for duty in scenario.duties:
            place, rate = _duty(case, world, spec, duty, deflator)
            rates[place] += rate
            added.append(100.0 * rate)
        many = world.equilibria(rates, elasticities=theta)
        ends = [many[lane] for lane in range(3)]
        if not all(end.status == "converged" for end in ends):
            raise SolveError(
                f"scenario {scenario.id!r} of world.yaml has no equilibrium that was found; "
                "lower its duties",
                residual=float(many.residual.max()),
                iterations=int(many.iterations.max()),
            )
        welfare = np.array([end.welfare for end in ends])
        parts = np.array([end.terms_of_trade + end.volume_of_trade for end in ends])
        income = deflator * world.base.income / 100.0
        effects.append(
            WorldEffect(
                id=scenario.id,
                title=scenario.title,
                rates=tuple(added),
                welfare={party: welfare[:, row] for party, row in rows.items()},
                money={party: welfare[:, row] * income[row] for party, row in rows.items()},
                first_order={party: parts[:, row] for party, row in rows.items()},
                balance=deflator * np.array([end.balance_change[a, b] for end in ends]),
                recorded=deflator * float(world.base.balance[a, b]),
            )
        )
    return tuple(effects)


def _known(world: World, spec: WorldSpec) -> None:
    sectors = [spec.sector, *(d.sector for s in spec.scenarios for d in s.duties)]
    for kind, names, known in (
        ("country", spec.nations.values(), world.countries),
        ("sector", sectors, world.sectors),
    ):
        for name in names:
            if name not in known:
                raise InputError(
                    f"{kind} {name!r} of world.yaml is not in {spec.data!r}; it has "
                    f"{', '.join(known)}"
                )


def _range(case: Case, reference: Reference) -> tuple[float, float, float]:
    """Central, low and high value of a reference."""
    if reference.assumption is None:
        value = case.central(reference)
        return value, value, value
    found = case.assumptions[reference.assumption]
    return found.value, found.low, found.high


def _duty(
    case: Case, world: World, spec: WorldSpec, duty: WorldDuty, deflator: float
) -> tuple[tuple[int, int, int], float]:
    """Where a duty falls, and the rate that the whole sector bears."""
    place = (
        world.sectors.index(duty.sector),
        world.countries.index(spec.nations[duty.importer]),
        world.countries.index(spec.nations[duty.exporter]),
    )
    rate = case.central(duty.rate) * (0.01 if case.unit(duty.rate) == "percent" else 1.0)
    if duty.value is None:
        return place, rate
    share = case.central(duty.value) / deflator / float(world.base.trade[place])
    return place, rate * min(share, 1.0)
