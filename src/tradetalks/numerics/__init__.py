"""Fixed points, roots and batches of solves: mathematics only, no economics.

JAX is imported here before anywhere else in the package, and set to float64.
"""

from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

from tradetalks.numerics._fixed_point import (  # noqa: E402  (float64 must be set first)
    FixedPoint,
    fixed_point,
)

__all__ = ["FixedPoint", "fixed_point", "keep_compiled"]


def keep_compiled(folder: Path) -> None:
    """Keep compiled programs in a folder, so that a second run need not compile.

    The command line alone calls this; a library leaves the choice to its user.
    """
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)
