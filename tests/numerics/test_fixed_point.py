"""The accelerated iteration against maps whose fixed points are known."""

import jax.numpy as jnp
import numpy as np
import pytest

from tradetalks.numerics import fixed_point


@pytest.mark.parametrize("memory", [0, 5])
def test_linear_map(memory: int) -> None:
    """A contraction with known solution; 1e-9 is the tolerance over its rate of 0.9."""
    matrix = 0.9 * np.linalg.qr(np.random.default_rng(1).normal(size=(6, 6)))[0]
    want = np.arange(1.0, 7.0)
    end = fixed_point(
        lambda x: matrix @ (x - want) + want, jnp.ones(6), tolerance=1e-11, memory=memory
    )
    assert bool(end.converged)
    np.testing.assert_allclose(end.value, want, rtol=1e-9)


def test_acceleration_saves_steps() -> None:
    """On a slow contraction Anderson's steps are worth their name."""
    rates = jnp.linspace(0.5, 0.99, 5)

    def step(x: jnp.ndarray) -> jnp.ndarray:
        return rates * x + 1.0

    plain = fixed_point(step, jnp.ones(5), memory=0, max_steps=5000)
    fast = fixed_point(step, jnp.ones(5), memory=5, max_steps=5000)
    assert int(fast.iterations) * 10 < int(plain.iterations)
    np.testing.assert_allclose(fast.value, 1.0 / (1.0 - rates), rtol=1e-6)


def test_a_map_without_a_fixed_point_says_so() -> None:
    """It ends, at the limit of steps, without claiming success."""
    end = fixed_point(lambda x: 2.0 * x + 1.0, jnp.ones(2), memory=0, max_steps=30)
    assert not bool(end.converged)
    assert int(end.iterations) == 30


def test_float64_is_on() -> None:
    """The room sets double precision for the whole package."""
    assert jnp.ones(1).dtype == jnp.float64
