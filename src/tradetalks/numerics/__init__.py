"""Fixed points, roots and batches of solves: mathematics only, no economics.

JAX is imported here before anywhere else in the package, and set to float64.
"""

import jax

jax.config.update("jax_enable_x64", True)

from tradetalks.numerics._fixed_point import (  # noqa: E402  (float64 must be set first)
    FixedPoint,
    fixed_point,
)

__all__ = ["FixedPoint", "fixed_point"]
