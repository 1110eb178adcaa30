"""Sum the 1993 world of Caliendo and Parro to 7 regions and 10 sectors: writes what ships.

    python scripts/world_1993.py cp1993_flows.npz [cp_1993_small.json]

The input holds, by [sector, importer, exporter], [sector, country] or [country, input, output]:
``flows`` (20 goods, thousand dollars), ``gross_output`` (dollars), ``value_added_share``,
``input_shares`` (a unit of all inputs), ``tariff_1993`` (rates), ``theta``, ``countries``,
``sectors``. It is not shipped.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from tradetalks.world import World

SHIPPED = Path(__file__).resolve().parents[1] / "src/tradetalks/world/cp_1993_small.json"
SOURCE = (
    "Caliendo and Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA, Review of "
    "Economic Studies 82: data for 1993 with recorded deficits, 31 countries and 40 sectors, "
    "summed by scripts/world_1993.py"
)
EU = ["AUT", "DNK", "FIN", "FRA", "DEU", "GRC", "IRL", "ITA", "NLD", "PRT", "ESP", "SWE", "GBR"]
OTHER_ASIA = ["CHN", "IND", "IDN", "KOR"]
REST = ["ARG", "AUS", "BRA", "CHL", "HUN", "NZL", "NOR", "ZAF", "TUR", "ROW"]
REGIONS = {
    "USA": ["USA"],
    "Canada": ["CAN"],
    "Mexico": ["MEX"],
    "Japan": ["JPN"],
    "EU": EU,
    "Other Asia": OTHER_ASIA,
    "Rest": REST,
}
"""The EU is that of 1995 but for Belgium and Luxembourg, which the data hold in ROW."""

GOODS = {
    "Agriculture and food": ["Agriculture", "Food"],
    "Mining": ["Mining"],
    "Petroleum": ["Petroleum"],
    "Textiles": ["Textile"],
    "Materials": ["Wood", "Paper", "Chemicals", "Plastic", "Minerals"],
    "Metals": ["Basic metals", "Metal products"],
    "Machinery": ["Machinery n.e.c.", "Office", "Electrical", "Communication", "Medical"],
    "Automobiles": ["Auto"],
    "Other goods": ["Other transport", "Other"],
    "Services": [f"Services {i}" for i in range(1, 21)],
}
"""Petroleum stands apart: its elasticity of 64.85 would rule any mean."""

BILLION = 1e9


def members(groups: Mapping[str, Sequence[str]], names: Sequence[str]) -> np.ndarray:
    """Ones where a name belongs to a group, [group, name]; each name belongs to one."""
    inside = np.array([[name in group for name in names] for group in groups.values()], float)
    if (inside.sum(0) != 1.0).any():
        raise SystemExit(f"not in one group: {names[int((inside.sum(0) != 1.0).argmax())]}")
    return inside


def table(
    data: Mapping[str, np.ndarray],
) -> tuple[np.ndarray, np.ndarray, np.ndarray, str]:
    """Flows, tariffs and inputs in billions, and a note on own sales below zero."""
    made = data["gross_output"] / BILLION
    goods = len(data["flows"])
    flows = np.zeros((len(made), made.shape[1], made.shape[1]))
    flows[:goods] = data["flows"] * 1e3 / BILLION
    own = made - flows.sum(1)
    short = np.minimum(own, 0.0)
    place = np.unravel_index(int(short.argmin()), short.shape)
    flows += np.maximum(own, 0.0)[:, None, :] * np.eye(made.shape[1])
    output = flows.sum(1)
    tariffs = np.zeros_like(flows)
    tariffs[:goods] = data["tariff_1993"]
    share = (1.0 - data["value_added_share"].T)[:, None, :]
    inputs = data["input_shares"] * share * output.T[:, None, :]
    note = (
        f"output less exports was below zero in {int((short < 0.0).sum())} country-sectors, by "
        f"{-short.sum():.1f} billion dollars in all, most of it "
        f"{data['sectors'][place[0]]}, {data['countries'][place[1]]} ({-short[place]:.2f}): output "
        "was raised to exports, and inputs with it"
    )
    return flows, tariffs, inputs, note


def small_world(data: Mapping[str, np.ndarray]) -> tuple[World, list[str]]:
    """The world of 7 regions and 10 sectors, and notes on how it was made."""
    countries, sectors = data["countries"].tolist(), data["sectors"].tolist()
    region, good = members(REGIONS, countries), members(GOODS, sectors)
    flows, tariffs, inputs, note = table(data)

    def summed(values: np.ndarray) -> np.ndarray:
        return np.einsum("Ss,Nn,Ii,sni->SNI", good, region, region, values)

    traded, duties = summed(flows), summed(tariffs * flows)
    off = ~np.eye(len(countries), dtype=bool)
    abroad = good * (flows * off).sum((1, 2))
    weight = np.where(abroad.sum(1, keepdims=True) > 0.0, abroad, good * flows.sum((1, 2)))
    theta = (weight @ data["theta"]) / weight.sum(1)
    world = World.from_flows(
        traded,
        np.einsum("Nn,Kk,Jj,nkj->NKJ", region, good, good, inputs),
        None,
        duties / np.where(traded > 0.0, traded, 1.0),
        theta,
        countries=list(REGIONS),
        sectors=list(GOODS),
    )
    notes = [note, *world.notes]
    for name, row, mean in zip(GOODS, good, theta, strict=True):
        found = data["theta"][row > 0.0]
        if found.max() > found.min():
            notes.append(
                f"elasticity of {name} is {mean:.3g}, a mean by trade of {found.min():.4g} to "
                f"{found.max():.4g}"
            )
    for place, name in enumerate(REGIONS):
        within = duties[:, place, place].sum()
        if len(REGIONS[name]) > 1:
            notes.append(
                f"trade within {name} is its own; its duties of {within:.2f} billion dollars stay "
                "as a wedge on own goods"
            )
    return world, notes


def rounded(values: np.ndarray) -> object:
    """Nested lists of eight significant digits."""
    if values.ndim > 0:
        return [rounded(part) for part in values]
    return float(f"{float(values):.8g}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=SHIPPED)
    options = parser.parse_args()
    world, notes = small_world(dict(np.load(options.data)))
    base = world.base
    stored = {
        "source": SOURCE,
        "unit": "billion dollars of 1993",
        "notes": notes,
        "regions": REGIONS,
        "goods": GOODS,
        "countries": list(world.countries),
        "sectors": list(world.sectors),
        "elasticities": rounded(world.elasticities),
        "flows": rounded(base.trade),
        "tariffs": rounded(world.tariffs),
        "inputs": rounded(world.input_shares * world.output.T[:, None, :]),
        "final": rounded(world.final_shares * base.income),
    }
    lines = (f'"{key}": {json.dumps(value)}' for key, value in stored.items())
    options.out.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(world.summary(), *notes, sep="\n")


if __name__ == "__main__":
    main()
