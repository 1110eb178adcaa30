"""Lets the tests of this folder import the makers of files beside them, and drafts one case."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from steel_files import baci, drafted

from tradetalks.drafting import Draft


@pytest.fixture(scope="session")
def steel(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    """The case of the made files, drafted once."""
    folder = tmp_path_factory.mktemp("steel")
    return drafted(baci(folder / "baci"), folder)
