"""The base of a world: its arrays checked, and the flows that they imply."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from tradetalks.errors import SolveError
from tradetalks.numerics import FixedPoint, fixed_point
from tradetalks.world._checks import (
    NEGATIVE_INPUT,
    ROUNDING,
    Faults,
    array,
    locked,
    where,
    whole,
)


class Base(NamedTuple):
    """Checked arrays, as `World` names them, and expenditure [sector, country]."""

    trade_shares: np.ndarray
    tariffs: np.ndarray
    value_added_shares: np.ndarray
    input_shares: np.ndarray
    final_shares: np.ndarray
    elasticities: np.ndarray
    value_added: np.ndarray
    deficits: np.ndarray
    expenditure: np.ndarray
    mended: tuple[str, ...]


def checked(
    countries: tuple[str, ...],
    sectors: tuple[str, ...],
    given: dict[str, np.ndarray],
    faults: Faults,
) -> Base:
    """The base of a world, or `InputError` with every fault.

    Sums that miss one by rounding are mended, and said so. Value added moves within rounding to
    what the shares imply, so that no change is an equilibrium exactly.
    """
    flow, cell = (sectors, countries, countries), (sectors, countries)
    use = (countries, sectors, sectors)
    shares = array("trade share", given["trade_shares"], flow, faults, least=0.0)
    tariffs = array("tariff", given["tariffs"], flow, faults, above=-1.0)
    labour = array("value-added share", given["value_added_shares"], cell, faults, above=0.0)
    inputs = array("input share", given["input_shares"], use, faults, least=-NEGATIVE_INPUT)
    final = array("final share", given["final_shares"], cell, faults, least=0.0)
    theta = array("elasticity", given["elasticities"], (sectors,), faults, above=0.0)
    added = array("value added", given["value_added"], (countries,), faults, above=0.0)
    deficits = array("deficit", given["deficits"], (countries,), faults)
    faults.stop()
    bought, used = shares.sum(2), labour + inputs.sum(1).T
    spent = final.sum(0)
    notes = [
        whole("trade shares", bought, cell, faults, "divide them by their sum over exporters"),
        whole(
            "input shares with the value-added share",
            used,
            cell,
            faults,
            "give inputs per unit of gross output, so that both sum to one",
        ),
        whole("final shares", spent, (countries,), faults, "divide them by their sum"),
    ]
    world = added.sum()
    if abs(deficits.sum()) > ROUNDING * world:
        worst = int(np.argmax(np.abs(deficits)))
        faults.append(
            f"deficits sum to {deficits.sum():.6g}, the largest being {deficits[worst]:.6g} of "
            f"{countries[worst]}; a world has no deficit"
        )
    faults.stop()
    if (inputs < 0.0).any():
        place = np.unravel_index(int(inputs.argmin()), inputs.shape)
        notes.append(f"kept the negative input share {inputs[place]:.2g} of {where(use, place)}")
    # The inputs give way, so that value-added shares stand.
    total = inputs.sum(1)
    room = np.maximum(1.0 - labour.T, 0.0)
    inputs = (
        inputs * np.where(total == 0.0, 0.0, room / np.where(total == 0.0, 1.0, total))[:, None]
    )
    labour = 1.0 - inputs.sum(1).T
    shares, final = shares / bought[:, :, None], final / spent
    deficits = deficits - added * deficits.sum() / world
    settled, spent = settle(shares, tariffs, labour, inputs, final, added, deficits)
    moved = np.abs(settled / added - 1.0)
    worst = int(np.argmax(moved))
    if moved[worst] > ROUNDING:
        faults.append(
            f"value added of {countries[worst]} is {added[worst]:.6g}, and the shares imply "
            f"{settled[worst]:.6g}; balance the table, as World.from_flows does"
        )
    elif moved[worst] > 1e-12:
        notes.append(f"value added moved by {moved[worst]:.1e} at most, to what the shares imply")
    faults.stop()
    arrays = (shares, tariffs, labour, inputs, final, theta, settled, deficits, spent)
    mended = tuple(note for note in notes if note)
    return Base._make((*(locked(a) for a in arrays), mended))


def settle(
    shares: np.ndarray,
    tariffs: np.ndarray,
    labour: np.ndarray,
    inputs: np.ndarray,
    final: np.ndarray,
    added: np.ndarray,
    deficits: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Value added (N,) and expenditure (S, N) that the shares and deficits imply."""
    arrays = (shares / (1.0 + tariffs), labour, inputs, final, added, deficits)
    end = _settle(*(jnp.asarray(a) for a in arrays))
    if not end.converged:
        raise SolveError(
            "base expenditure did not converge; check deficits and subsidies against incomes",
            residual=float(end.residual),
            iterations=int(end.iterations),
        )
    value = np.asarray(end.value)
    count = added.size
    ratio = value[:count] * (added.sum() / (value[:count] * added).sum())
    return ratio * added, value[count:].reshape(final.shape) * added


@jax.jit
def _settle(
    net: Array, labour: Array, inputs: Array, final: Array, added: Array, deficits: Array
) -> FixedPoint:
    """Value added and expenditure over given value added, at given shares net of tariff."""
    kept = net.sum(2)
    count = added.shape[0]

    def mapping(point: Array) -> Array:
        ratio, spent = point[:count], point[count:].reshape(final.shape) * added
        output = (net * spent[:, :, None]).sum(1)
        paid = (labour * output).sum(0)
        paid = paid * (added.sum() / paid.sum())
        income = ratio * added + (spent * (1.0 - kept)).sum(0) + deficits
        spending = final * income + jnp.einsum("nkj,jn->kn", inputs, output)
        return jnp.concatenate([paid / added, (spending / added).ravel()])

    start = jnp.concatenate([jnp.ones(count), (2.0 * final).ravel()])
    return fixed_point(
        mapping,
        start,
        tolerance=1e-13,
        max_steps=5000,
        memory=8,
        accelerate_below=float("inf"),
        floor=1.0,
    )
