"""A world in fewer countries and sectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tradetalks.world._checks import Faults
from tradetalks.world._flows import Arrays, Values, shares_of
from tradetalks.world._names import Names
from tradetalks.world._results import BaseFlows

Members = Mapping[str, Sequence[str]] | None


class Whole(NamedTuple):
    """What is needed of a `World`, as it names them."""

    names: Names
    base: BaseFlows
    tariffs: np.ndarray
    input_shares: np.ndarray
    final_shares: np.ndarray
    elasticities: np.ndarray


def aggregate(
    world: Whole, countries: Members, sectors: Members
) -> tuple[Arrays, tuple[str, ...], Names]:
    """Arrays of the smaller world, notes on what aggregation did, and its names."""
    faults = Faults()
    regions, of_country = _groups("country", world.names.countries, countries, faults)
    goods, of_sector = _groups("sector", world.names.sectors, sectors, faults)
    faults.stop()
    base = world.base
    output = base.trade.sum(1)
    flows = np.einsum("Ss,Nn,Ii,sni->SNI", of_sector, of_country, of_country, base.trade)
    duties = np.einsum(
        "Ss,Nn,Ii,sni->SNI", of_sector, of_country, of_country, base.tariffs * base.trade
    )
    used = world.input_shares * output.T[:, None, :]
    inputs = np.einsum("Nn,Kk,Jj,nkj->NKJ", of_country, of_sector, of_sector, used)
    final = of_sector @ (world.final_shares * base.income) @ of_country.T
    means = np.einsum("Ss,Nn,Ii,sni->SNI", of_sector, of_country, of_country, world.tariffs)
    cells = np.einsum("Ss,Nn,Ii->SNI", of_sector, of_country, of_country)
    arrays = shares_of(Values(flows, duties, inputs, final), means / cells)
    theta, ranges = _elasticities(world, goods, of_sector, output)
    balance = of_country @ base.balance @ of_country.T
    arrays |= {"elasticities": theta, "recorded_balance": balance}
    return arrays, (*ranges, *_inside(regions, of_country, flows, duties)), Names(regions, goods)


def _elasticities(
    world: Whole, goods: tuple[str, ...], of_sector: np.ndarray, output: np.ndarray
) -> tuple[np.ndarray, list[str]]:
    """Means by trade between countries, or by output where none trades, and their ranges."""
    off = ~np.eye(len(world.names.countries), dtype=bool)
    traded = (world.base.trade * off).sum((1, 2))
    weight = of_sector * traded
    weight = np.where(weight.sum(1, keepdims=True) > 0.0, weight, of_sector * output.sum(1))
    weight = np.where(weight.sum(1, keepdims=True) > 0.0, weight, of_sector)
    theta = (weight @ world.elasticities) / weight.sum(1)
    notes: list[str] = []
    for good, row, mean in zip(goods, of_sector, theta, strict=True):
        members = world.elasticities[row > 0.0]
        if members.max() > members.min():
            notes.append(
                f"elasticity of {good} is {mean:.4g}, a mean of {members.min():.4g} to "
                f"{members.max():.4g}"
            )
    return theta, notes


def _inside(
    regions: tuple[str, ...], of_country: np.ndarray, flows: np.ndarray, duties: np.ndarray
) -> list[str]:
    """A note for each region whose own trade pays duties."""
    notes: list[str] = []
    for place, region in enumerate(regions):
        own, paid = flows[:, place, place].sum(), duties[:, place, place].sum()
        if of_country[place].sum() > 1.0 and paid != 0.0:
            notes.append(
                f"trade within {region} is its own; its duties stay as a wedge on own goods of "
                f"{paid / own:.3%} on average, and it cannot be freed or taxed apart"
            )
    return notes


def _groups(
    kind: str, old: tuple[str, ...], members: Members, faults: Faults
) -> tuple[tuple[str, ...], np.ndarray]:
    """New names, and ones where an old name is a member, [new, old]."""
    if members is None:
        return old, np.eye(len(old))
    inside = np.zeros((len(members), len(old)))
    for row, (new, group) in enumerate(members.items()):
        if isinstance(group, str) or not group:
            faults.append(f"members of {new!r} are {group!r}; give a list of names")
            continue
        for name in group:
            if name in old:
                inside[row, old.index(name)] += 1.0
            else:
                faults.append(f"{kind} {name!r} is not in this world; it has {', '.join(old)}")
    counts = inside.sum(0)
    faults.extend(f"{kind} {n!r} is left out" for n, c in zip(old, counts, strict=True) if c == 0)
    faults.extend(f"{kind} {n!r} is given twice" for n, c in zip(old, counts, strict=True) if c > 1)
    return tuple(members), inside
