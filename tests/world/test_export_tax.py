"""Export taxes: Lerner's symmetry, adding up, and bad input."""

import numpy as np
import pytest

from tradetalks.errors import InputError
from tradetalks.world import World, load_world


@pytest.fixture(scope="module")
def world() -> World:
    return load_world("cp-1993-small")


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_lerner(world: World, rate: float) -> None:
    """A uniform tax on all exports does what a uniform duty of that rate on all imports does.

    With trade balanced (Lerner 1936), whatever duties there are besides. Both solves stop at a
    trade balance of 1e-8 of value added.
    """
    usa = world.countries.index("USA")
    taxed = world.export_tax({("*", "USA", "*"): rate}, deficits="closed")
    tariffs = world.tariffs.copy()
    abroad = np.arange(len(world.countries)) != usa
    tariffs[:, usa, abroad] = (1.0 + tariffs[:, usa, abroad]) * (1.0 + rate) - 1.0
    duty = world.equilibrium(tariffs, deficits="closed")
    np.testing.assert_allclose(taxed.equilibrium.welfare, duty.welfare, atol=1e-5)
    assert abs(duty.welfare[usa]) > 0.05


def test_revenue_is_the_exporters(world: World) -> None:
    """Income is value added, tariffs, taxes and the deficit; the balance at border prices holds."""
    taxed = world.export_tax({("USA", "Japan", "Automobiles"): 0.2})
    at, japan = taxed.equilibrium, world.countries.index("Japan")
    usa, autos = world.countries.index("USA"), world.sectors.index("Automobiles")
    raised = 0.2 * at.trade[autos, usa, japan]
    want = np.where(np.arange(len(world.countries)) == japan, raised, 0.0)
    np.testing.assert_allclose(taxed.tax_revenue, want, rtol=1e-12)
    border = at.trade * (1.0 + taxed.taxes)
    np.testing.assert_allclose(taxed.tariff_revenue, (world.tariffs * border).sum((0, 2)))
    gap = border.sum((0, 2)) - border.sum((0, 1)) - world.deficits
    np.testing.assert_allclose(gap / world.value_added, 0.0, atol=1e-7)
    # The exporter takes the rent that a duty of the same rate would give the importer.
    duty = world.equilibrium(
        {("USA", "Japan", "Automobiles"): 0.2 + world.tariffs[autos, usa, japan]}
    )
    assert at.welfare[japan] > duty.welfare[japan]
    assert at.welfare[usa] < duty.welfare[usa]


def test_no_tax_is_the_base(world: World) -> None:
    """Zero rates change nothing."""
    still = world.export_tax(np.zeros_like(world.tariffs))
    np.testing.assert_allclose(still.equilibrium.welfare, 0.0, atol=1e-6)
    np.testing.assert_array_equal(still.tax_revenue, 0.0)


def test_bad_input(world: World) -> None:
    """Each names the thing and the value."""
    with pytest.raises(InputError, match=r"export tax .* is -1\.5"):
        world.export_tax({("USA", "Japan", "Automobiles"): -1.5})
    with pytest.raises(InputError, match="Nippon"):
        world.export_tax({("USA", "Nippon", "Automobiles"): 0.1})
