"""One Nash tariff a country from aggregate trade elasticities (Lashkaripour 2021)."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from tradetalks.errors import InputError
from tradetalks.world._politics import Value
from tradetalks.world._world import World


def without_links(world: World) -> None:
    """Raise `InputError` unless output is made from labour alone."""
    links = float(np.abs(world.input_shares).max())
    if links > 0.0:
        raise InputError(
            f"method 'sufficient statistics' holds without input-output links, and this world has "
            f"input shares of up to {links:.3g}; use 'best response'"
        )


def characterised(world: World, tariffs: np.ndarray, found: Value) -> Float[np.ndarray, " country"]:
    """Each country's uniform tariff by the elasticity of demand for its exports.

    With M_mnj the sales of n in m net of tariff, and pi_mnj their share of m's spending on
    sector j::

        1 / t_n = sum_mj M_mnj theta_j (1 - pi_mnj) / sum_mj M_mnj,  m other than n

    A tariff on all imports is a tax on all exports, so that its optimum is a markup over the
    elasticity that exporters of n face together. What other countries' wages relative to each
    other and their tariff revenue answer is left out; the deviation that a search finds says how
    much that is worth.
    """
    gross = found.trade * (1.0 + tariffs)
    spent = gross.sum(2, keepdims=True)
    shares = gross / np.where(spent > 0.0, spent, 1.0)
    sales = found.trade * (1.0 - np.eye(len(world.countries)))
    faced = (world.elasticities[:, None, None] * sales * (1.0 - shares)).sum((0, 1))
    return sales.sum((0, 1)) / faced
