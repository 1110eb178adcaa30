"""Who owns what: firms, the weight that each puts on the profits of others, and their nests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array

from tradetalks.errors import InputError
from tradetalks.market._checks import codes

ProfitWeights = Mapping[object, Mapping[object, float]] | float


class Firms(NamedTuple):
    """Firms as the kernels take them.

    Attributes
    ----------
    code
        Firm of each product, from 0, (J,).
    interest
        Weight of a firm on the profit of each product, (F, J): 1 on its own.
    pair, nest_interest
        Pair of firm and nest of each product, (J,), and the weights within it, (pairs, J).
    """

    code: Array
    interest: Array
    pair: Array
    nest_interest: Array


def firms_of(
    firm: np.ndarray, nest: np.ndarray | None, weights: ProfitWeights, *, atomistic: bool
) -> Firms:
    """Firms, their interests and their nests.

    Parameters
    ----------
    firm
        Firm of each product, (J,).
    nest
        Nest code of each product from 0, (J,), or None.
    weights
        Weights kappa_fg on the profits of rivals.
    atomistic
        Whether firms neglect their effect on all but the one product (monopolistic competition).
    """
    code = codes("firm", firm, firm.size)
    interest = weight_matrix(firm, weights)[:, code]
    if atomistic:
        interest = np.zeros_like(interest)
    if nest is None:
        pair, nest_interest = np.zeros(firm.size, int), np.zeros((1, firm.size))
    else:
        kinds, pair = np.unique(np.stack([code, nest]), axis=1, return_inverse=True)
        pair = pair.ravel()
        nest_interest = interest[kinds[0]] * (nest == kinds[1][:, None])
    return Firms(*(jnp.asarray(x) for x in (code, interest, pair, nest_interest)))


def weight_matrix(firm: np.ndarray, weights: ProfitWeights) -> np.ndarray:
    """Weights (F, F) of firms, sorted by code, on each other's profits; 1 on their own.

    ``kappa_fg`` as in O'Brien and Salop (2000): 0 for rivals, 1 for a merger or a cartel, between
    them for partial ownership or a conduct parameter.
    """
    names = np.unique(firm).tolist()
    if not isinstance(weights, Mapping):
        if not 0.0 <= weights <= 1.0:
            raise InputError(f"profit weight is {weights}; give a number from 0 to 1")
        return np.where(np.eye(len(names), dtype=bool), 1.0, float(weights))
    matrix = np.eye(len(names))
    for one, others in weights.items():
        for other, value in others.items():
            for name in (one, other):
                if name not in names:
                    raise InputError(f"profit weights name firm {name!r}; firms are {names}")
            if one == other and value != 1.0:
                raise InputError(f"profit weight of firm {one!r} on itself is {value}; it is 1")
            if not np.isfinite(value) or value < 0.0:
                raise InputError(
                    f"profit weight of firm {one!r} on {other!r} is {value}; give 0 or more"
                )
            matrix[names.index(one), names.index(other)] = value
    return matrix
