"""Where the reference data stand, beside the checkout."""

from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"


@pytest.fixture(scope="session")
def reference() -> Path:
    """Folder of published results and data, or a skip that says so."""
    if not REFERENCE.is_dir():
        pytest.skip("the reference data (../shared/reference) are not beside this checkout")
    return REFERENCE
