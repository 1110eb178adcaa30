"""Deadline games drawn at random, for the tests on private types."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tradetalks.talks import DeadlineGame


@pytest.fixture(scope="session")
def drawn_game() -> Callable[..., DeadlineGame]:
    """Two types a side, payoffs near a line of deals; the second type of A would impose."""

    def draw(seed: int, deals: int, **changes: Any) -> DeadlineGame:
        noise = np.random.default_rng(seed)
        share = np.linspace(0.0, 1.0, deals)
        inputs = {
            "deals": range(deals),
            "value_a": np.stack([share, share]) + 0.1 * noise.normal(size=(2, deals)),
            "value_b": -np.outer([0.5, 1.1], share) + 0.1 * noise.normal(size=(2, deals)),
            "impose_a": np.array([-0.4, 0.1]) + 0.1 * noise.normal(size=2),
            "impose_b": -0.5 + 0.1 * noise.normal(size=2),
            "back_down_a": np.full(2, -0.2),
            "back_down_b": np.zeros(2),
            "prior_a": (0.5, 0.5),
            "prior_b": (0.5, 0.5),
            "periods": 2,
            "discount_a": 0.9,
            "discount_b": 0.9,
            "precision": 3.0,
        }
        return DeadlineGame(**{**inputs, **changes})

    return draw
