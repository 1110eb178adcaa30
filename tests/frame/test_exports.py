"""What a room shows is what it names: `__all__` and the public namespace agree."""

import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

import tradetalks

ROOMS = sorted(
    f"tradetalks.{found.name}"
    for found in pkgutil.iter_modules(tradetalks.__path__)
    if not found.name.startswith("_")
)
PACKAGES = [room for room in ROOMS if hasattr(import_module(room), "__path__")]


def own_names(room: ModuleType) -> set[str]:
    """Public names in a package that come from the house, submodules left out."""
    return {
        name
        for name, value in vars(room).items()
        if not name.startswith("_")
        and not isinstance(value, ModuleType)
        and getattr(value, "__module__", "tradetalks").startswith("tradetalks")
    }


@pytest.mark.parametrize("room", PACKAGES)
def test_package_names_all_that_it_shows(room: str) -> None:
    """A name imported and not listed is a private one leaking; one listed twice is a slip."""
    module = import_module(room)
    assert set(module.__all__) >= own_names(module)
    assert len(module.__all__) == len(set(module.__all__))


@pytest.mark.parametrize("room", [r for r in ROOMS if hasattr(import_module(r), "__all__")])
def test_every_name_listed_exists(room: str) -> None:
    """A listed name that is missing breaks `from room import *` and the reference pages."""
    module = import_module(room)
    assert not [name for name in module.__all__ if not hasattr(module, name)]


@pytest.mark.parametrize("room", PACKAGES)
def test_submodules_of_a_room_are_private(room: str) -> None:
    """Callers import from the room, so that its files can be moved."""
    path = import_module(room).__path__
    assert not [m.name for m in pkgutil.iter_modules(path) if not m.name.startswith("_")]
