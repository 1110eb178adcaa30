"""The lock files hold what pyproject.toml asks for, and name no machine."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def project() -> dict[str, Any]:
    """pyproject.toml as it stands."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def names(requirements: list[str]) -> set[str]:
    """Names of packages, in the form that an index uses."""
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in requirements)
    return {re.sub(r"[._-]+", "-", one.group()).lower() for one in found if one}


def locked(lock: str) -> list[str]:
    """Lines of a lock file that ask for a package."""
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def test_runtime_lock_holds_every_dependency() -> None:
    """One that is missing would be absent in a fresh clone, installed with --no-deps."""
    asked = names(project()["project"]["dependencies"])
    assert asked <= names(locked("requirements.lock"))


def test_development_lock_extends_the_runtime_lock() -> None:
    """Both are installed into one .venv: the second must not move what the first pinned."""
    asked = names(project()["dependency-groups"]["dev"])
    runtime, development = (locked(lock) for lock in LOCKS)
    assert asked <= names(development)
    assert names(runtime) <= names(development)
    pins = [{line.split(";")[0].strip() for line in lock} for lock in (runtime, development)]
    assert pins[0] <= pins[1]


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_versions_and_nothing_else(lock: str) -> None:
    """An index, a path or a loose version would tie the install to one machine or one day."""
    pin = re.compile(r"[a-z0-9-]+==[\w.+!]+( ; .+)?")
    assert not [line for line in locked(lock) if not pin.fullmatch(line)]


def test_peers_stay_out_of_the_install() -> None:
    """They need a compiler, or carry another licence."""
    peers = names(project()["dependency-groups"]["peers"])
    assert peers
    for lock in LOCKS:
        assert not peers & names(locked(lock))
