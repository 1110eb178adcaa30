"""Worlds for the tests: the published one, one drawn at random, one without input-output links."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tradetalks.world import World


@pytest.fixture(scope="session")
def published(reference: Path) -> dict[str, Any]:
    """Arrays of Caliendo and Parro (2015), deficits removed."""
    return dict(np.load(reference / "world" / "cp2015.npz"))


@pytest.fixture(scope="session")
def recorded(reference: Path) -> dict[str, Any]:
    """The raw data of 1993, with deficits."""
    return dict(np.load(reference / "world" / "cp1993_flows.npz"))


@pytest.fixture(scope="session")
def nafta(published: dict[str, Any], recorded: dict[str, Any]) -> World:
    """The 31 countries and 40 sectors of Caliendo and Parro, deficits removed."""
    share = published["B"]
    return World(
        countries=recorded["countries"].tolist(),
        sectors=recorded["sectors"].tolist(),
        trade_shares=published["pi"],
        tariffs=published["tau"] - 1.0,
        value_added_shares=share,
        input_shares=published["G"] * (1.0 - share.T)[:, None, :],
        final_shares=published["al"],
        elasticities=published["theta"],
        value_added=published["VA"],
        deficits=np.zeros(31),
    )


@pytest.fixture(scope="session")
def drawn() -> Callable[..., World]:
    """A world at random: tariffs, links, a sector that is not traded, zero flows, deficits."""

    def draw(seed: int, sectors: int = 3, countries: int = 3) -> World:
        random = np.random.default_rng(seed)
        flows = random.uniform(0.2, 2.0, (sectors, countries, countries))
        flows += 4.0 * np.eye(countries)
        flows[-1] *= np.eye(countries)
        flows[0, 0, 1] = 0.0
        tariffs = random.uniform(0.0, 0.5, flows.shape) * (1.0 - np.eye(countries))
        per_unit = random.uniform(0.0, 0.6 / sectors, (countries, sectors, sectors))
        return World.from_flows(
            flows,
            per_unit * flows.sum(1).T[:, None, :],
            None,
            tariffs,
            random.uniform(1.5, 9.0, sectors),
            countries=[f"c{n}" for n in range(countries)],
            sectors=[f"s{j}" for j in range(sectors)],
        )

    return draw


@pytest.fixture(scope="session")
def plain() -> Callable[..., World]:
    """A world of one factor and no links, from trade shares, tariffs and value added."""

    def make(shares: Any, tariffs: Any, theta: Any, added: Any, final: Any = None) -> World:
        shares = np.asarray(shares, dtype=float)
        sectors, countries = shares.shape[:2]
        return World(
            countries=tuple(f"c{n}" for n in range(countries)),
            sectors=tuple(f"s{j}" for j in range(sectors)),
            trade_shares=shares,
            tariffs=tariffs + np.zeros_like(shares),
            value_added_shares=np.ones((sectors, countries)),
            input_shares=np.zeros((countries, sectors, sectors)),
            final_shares=np.ones((1, countries)) if final is None else final,
            elasticities=np.broadcast_to(theta, sectors),
            value_added=added,
            deficits=np.zeros(countries),
        )

    return make
