"""From a table of flows in money to the arrays of a world, with a balancing step."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.errors import InputError
from tradetalks.world._base import settle
from tradetalks.world._checks import NEGATIVE_INPUT, ROUNDING, Faults, array, where
from tradetalks.world._names import Names

Arrays = dict[str, Any]
Stands = Literal["flows", "shares"]


class Table(NamedTuple):
    """Flows, inputs and final use in money, rates and elasticities, as `World.from_flows`."""

    flows: ArrayLike
    inputs: ArrayLike
    final: ArrayLike | None
    tariffs: ArrayLike
    elasticities: ArrayLike


class Values(NamedTuple):
    """A balanced table in money: flows net of tariff, duties, inputs, final use.

    Supply, flows with duties, is inputs and final use, by good and country.
    """

    flows: np.ndarray
    duties: np.ndarray
    inputs: np.ndarray
    final: np.ndarray


def balanced(
    names: Names, table: Table, slack: float, stands: Stands
) -> tuple[Arrays, tuple[str, ...]]:
    """Arrays of a world and notes on what was moved, or `InputError` with every fault."""
    if stands not in ("flows", "shares"):
        raise InputError(f"stands is {stands!r}; choose 'flows' or 'shares'")
    countries, sectors = names
    flow, cell = (sectors, countries, countries), (sectors, countries)
    use = (countries, sectors, sectors)
    faults = Faults()
    flows = array("flow", table.flows, flow, faults, least=0.0)
    tariffs = array("tariff", table.tariffs, flow, faults, above=-1.0)
    least = -NEGATIVE_INPUT * float(flows.sum(1).max())
    inputs = array("input", table.inputs, use, faults, least=least)
    theta = array("elasticity", table.elasticities, (sectors,), faults, above=0.0)
    final = None
    if table.final is not None:
        final = array("final use", table.final, cell, faults, least=0.0)
    faults.stop()
    supply = (flows * (1.0 + tariffs)).sum(2)
    if final is not None:
        _compare(supply, inputs.sum(2).T + final, cell, slack, faults)
    _check_output(flows.sum(1), inputs.sum(1).T, cell, faults)
    faults.stop()
    balance = _flows_stand if stands == "flows" else _shares_stand
    arrays, notes = balance(Values(flows, tariffs * flows, inputs, supply), tariffs, cell)
    return {**arrays, "elasticities": theta}, notes


def _flows_stand(
    values: Values, tariffs: np.ndarray, cell: tuple[tuple[str, ...], ...]
) -> tuple[Arrays, tuple[str, ...]]:
    """Inputs beyond supply become value added; final use is the supply that is left."""
    flows, duties, inputs, supply = values
    used = inputs.sum(2).T
    cut = np.where(used > supply, supply / np.where(used > 0.0, used, 1.0), 1.0)
    inputs = inputs * cut.T[:, :, None]
    final = np.maximum(supply - inputs.sum(2).T, 0.0)
    arrays = shares_of(Values(flows, duties, inputs, final), tariffs)
    return arrays, _note(np.maximum(used - supply, 0.0), flows, cell, "became value added")


def _shares_stand(
    values: Values, tariffs: np.ndarray, cell: tuple[tuple[str, ...], ...]
) -> tuple[Arrays, tuple[str, ...]]:
    """Final use below zero is zero; value added and expenditure move to what the shares imply."""
    flows, duties, inputs, supply = values
    left = supply - inputs.sum(2).T
    arrays = shares_of(Values(flows, duties, inputs, np.maximum(left, 0.0)), tariffs)
    given = arrays["value_added"]
    arrays["value_added"], _ = settle(
        arrays["trade_shares"],
        arrays["tariffs"],
        arrays["value_added_shares"],
        arrays["input_shares"],
        arrays["final_shares"],
        given,
        arrays["deficits"],
    )
    notes = _note(np.maximum(-left, 0.0), flows, cell, "were made good by value added elsewhere")
    moved = np.abs(arrays["value_added"] / given - 1.0)
    worst = int(moved.argmax())
    return arrays, (*notes, f"value added moved by {moved[worst]:.1%} at most, in {cell[1][worst]}")


def _note(
    moved: np.ndarray, flows: np.ndarray, cell: tuple[tuple[str, ...], ...], became: str
) -> tuple[str, ...]:
    if moved.sum() <= ROUNDING * flows.sum():
        return ()
    place = np.unravel_index(int(moved.argmax()), moved.shape)
    return (
        f"inputs beyond supply in {int((moved > 0.0).sum())} of {moved.size} country-sectors "
        f"{became}: {moved.sum() / flows.sum():.2%} of world output, most of it "
        f"{where(cell, place)} ({moved[place]:.4g})",
    )


def shares_of(values: Values, tariffs: np.ndarray) -> Arrays:
    """The arrays of a world but its elasticities; ``tariffs`` hold where nothing is traded."""
    flows, duties, inputs, final = values
    paid = flows + duties
    supply = paid.sum(2)
    output = flows.sum(1)
    made = np.where(output > 0.0, output, 1.0)
    own = np.eye(flows.shape[1])
    bought = supply[:, :, None] > 0.0
    per_unit = inputs / made.T[:, None, :]
    return {
        "trade_shares": np.where(bought, paid / np.where(bought, supply[:, :, None], 1.0), own),
        "tariffs": np.where(flows > 0.0, duties / np.where(flows > 0.0, flows, 1.0), tariffs),
        "value_added_shares": 1.0 - per_unit.sum(1).T,
        "input_shares": per_unit,
        "final_shares": final / final.sum(0),
        "value_added": (output - inputs.sum(1).T).sum(0),
        "deficits": flows.sum((0, 2)) - flows.sum((0, 1)),
    }


def _compare(
    supply: np.ndarray,
    use: np.ndarray,
    cell: tuple[tuple[str, ...], ...],
    slack: float,
    faults: Faults,
) -> None:
    gap = np.abs(use - supply) / np.maximum(np.maximum(supply, use), np.finfo(float).tiny)
    place = np.unravel_index(int(gap.argmax()), gap.shape)
    if gap[place] > slack:
        faults.append(
            f"the table is unbalanced: {where(cell, place)} is supplied {supply[place]:.6g} and "
            f"used {use[place]:.6g}; balance it, allow more slack, or give final=None for what "
            "the flows leave"
        )


def _check_output(
    output: np.ndarray, inputs: np.ndarray, cell: tuple[tuple[str, ...], ...], faults: Faults
) -> None:
    """Every sector that uses inputs makes more than they are worth."""
    idle = (output <= 0.0) & (inputs > 0.0)
    if idle.any():
        place = np.unravel_index(int(np.where(idle, inputs, -1.0).argmax()), inputs.shape)
        faults.append(
            f"output of {where(cell, place)} is 0 and its inputs are {inputs[place]:.6g}; give "
            "its sales, or no inputs"
        )
    loss = np.where(output > 0.0, inputs / np.where(output > 0.0, output, 1.0), 0.0)
    place = np.unravel_index(int(loss.argmax()), loss.shape)
    if loss[place] >= 1.0:
        faults.append(
            f"inputs of {where(cell, place)} are {loss[place]:.4g} times its output; value added "
            "must exceed 0"
        )
