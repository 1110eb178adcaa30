"""Where the reference data stand, beside the checkout, and how much a test run may hold."""

from collections.abc import Iterator
from pathlib import Path

import jax
import pytest

from tradetalks.numerics import keep_compiled

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"
MAPS = Path("/proc/self/maps")
MANY = 20_000


@pytest.fixture(scope="session")
def reference() -> Path:
    """Folder of published results and data, or a skip that says so."""
    if not REFERENCE.is_dir():
        pytest.skip("the reference data (../shared/reference) are not beside this checkout")
    return REFERENCE


@pytest.fixture(scope="session", autouse=True)
def compiled_programs_kept(pytestconfig: pytest.Config) -> None:
    """Let workers, and the next run, take the programs that were compiled before."""
    keep_compiled(pytestconfig.cache.mkdir("compiled"))  # type: ignore[union-attr]


@pytest.fixture(scope="module", autouse=True)
def compiled_programs_let_go() -> Iterator[None]:
    """Drop compiled programs before the system's limit of memory maps (65,530) kills the run."""
    yield
    if MAPS.exists() and MAPS.read_bytes().count(b"\n") > MANY:
        jax.clear_caches()
