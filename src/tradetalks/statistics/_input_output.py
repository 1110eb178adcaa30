"""A table of inputs and outputs of many countries, as a world of general equilibrium takes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.errors import InputError

__all__ = ["InputOutputTable"]

LEAST_VALUE_ADDED = 0.01
"""Share of output that stays for value added where a table records inputs worth more."""

LEAST_INPUT = -1e-3
"""Largest negative input, as a share of the buyer's output, that is taken for rounding."""

SHOWN = 5
"""Faults of one kind that are spelt out; the others are counted."""

Label = tuple[str, str]
"""A country and a sector, or a country and a category of final use."""


class Cells(NamedTuple):
    """A table as its file has it.

    ``uses`` is [row, column] over the same labels, ``final`` [row, final column], ``charges``
    the rows below (taxes, value added, margins) over columns, ``output`` by row and by column.
    """

    path: Path
    labels: tuple[Label, ...]
    final_labels: tuple[Label, ...]
    uses: np.ndarray
    final: np.ndarray
    charges: dict[str, np.ndarray]
    output: tuple[np.ndarray, np.ndarray]
    year: int | None
    unit: str
    source: str
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class InputOutputTable:
    """Who sells what to whom, for use as an input and for final use, in one year.

    Output of good j in country i is ``Y_ij = sum_n M_jni`` with flows M, and
    ``Y_ij = sum_k Z_ikj + V_ij`` with inputs Z and value added V. V is the remainder: with value
    added at basic prices it holds taxes less subsidies on inputs, and margins where the file has
    them, because a world of general equilibrium pays them to its one factor.

    Attributes
    ----------
    countries, sectors
        Names, in the order of the file.
    flows
        Sales of good, buyer and seller, own sales on the diagonal, [sector, importer, exporter].
    inputs
        Use of each input by each output, from all origins, [country, input, output].
    final
        Final use from all origins, [sector, country].
    output
        Gross output, [sector, country].
    charges
        Rows below the inputs by name, [sector, country], as recorded.
    year
        Year of the table, where the file or its name says it.
    unit
        Unit of money.
    source
        Database and file.
    mended
        What was added, set to zero or scaled, with counts and sums.
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    flows: Float[np.ndarray, "sector importer exporter"]
    inputs: Float[np.ndarray, "country input output"]
    final: Float[np.ndarray, "sector country"]
    output: Float[np.ndarray, "sector country"]
    charges: Mapping[str, Float[np.ndarray, "sector country"]]
    year: int | None
    unit: str
    source: str
    mended: tuple[str, ...]

    @property
    def value_added(self) -> Float[np.ndarray, "sector country"]:
        """Output less inputs, [sector, country]."""
        return self.output - self.inputs.sum(1).T

    @property
    def input_shares(self) -> Float[np.ndarray, "country input output"]:
        """Inputs a unit of output, [country, input, output]; zero where nothing is made."""
        made = np.where(self.output > 0.0, self.output, 1.0)
        return self.inputs / made.T[:, None, :]

    @property
    def value_added_shares(self) -> Float[np.ndarray, "sector country"]:
        """Value added a unit of output, [sector, country]; one where nothing is made."""
        return 1.0 - self.input_shares.sum(1).T

    @property
    def balances(self) -> Float[np.ndarray, " country"]:
        """Exports less imports of each country; over the world they sum to zero."""
        return self.flows.sum((0, 1)) - self.flows.sum((0, 2))

    def for_world(
        self, theta: float | ArrayLike | Mapping[str, float], tariffs: ArrayLike | None = None
    ) -> dict[str, Any]:
        """Keywords for `tradetalks.world.World.from_flows`.

        Inputs and final use of a good from all origins rise by the good's mean duty, so that use
        is supply with tariff. Tables are at basic prices, with duties among the taxes on
        products; what inputs gain is therefore taken out of the remainder, value added.

        Parameters
        ----------
        theta
            Elasticities of trade flows to trade costs: one number, an array [sector], or a
            number for each sector by name.
        tariffs
            Rates, [sector, importer, exporter], above -1; default none.

        Raises
        ------
        InputError
            An elasticity that is missing, unknown or not above 0, or rates of another shape.
        """
        rates = np.zeros(self.flows.shape) if tariffs is None else np.array(tariffs, dtype=float)
        if rates.shape != self.flows.shape:
            raise InputError(f"tariffs have shape {rates.shape}; give {self.flows.shape}")
        bought = self.flows.sum(2)
        duties = (rates * self.flows).sum(2)
        added = 1.0 + np.where(bought > 0.0, duties / np.where(bought > 0.0, bought, 1.0), 0.0)
        return {
            "flows": self.flows,
            "inputs": self.inputs * added.T[:, :, None],
            "final": self.final * added,
            "tariffs": rates,
            "elasticities": self._elasticities(theta),
            "countries": self.countries,
            "sectors": self.sectors,
            "unit": self.unit,
            "source": self.source,
        }

    def _elasticities(self, theta: float | ArrayLike | Mapping[str, float]) -> np.ndarray:
        if isinstance(theta, Mapping):
            named: dict[str, float] = {str(name): float(value) for name, value in theta.items()}
            missing = [s for s in self.sectors if s not in named]
            unknown = [s for s in named if s not in self.sectors]
            if missing or unknown:
                raise InputError(
                    f"theta lacks {listed(missing)} and names {listed(unknown)} besides; "
                    "give one for each sector of the table"
                )
            found = np.array([named[s] for s in self.sectors])
        else:
            found = np.array(theta, dtype=float)
            found = np.full(len(self.sectors), found) if found.ndim == 0 else found
        if found.shape != (len(self.sectors),):
            raise InputError(f"theta has shape {found.shape}; give ({len(self.sectors)},)")
        if not (np.isfinite(found) & (found > 0.0)).all():
            raise InputError(f"theta holds {found.min():g}; give elasticities above 0")
        return found

    def summary(self) -> str:
        """What the table holds and what was mended, in a few lines."""
        year = "" if self.year is None else f" of {self.year}"
        head = (
            f"{self.source}: {len(self.countries)} countries, {len(self.sectors)} sectors{year}, "
            f"world output {self.output.sum():,.0f} {self.unit}"
        )
        return "\n".join([head, *(f"- {note}" for note in self.mended)])


def tabulated(cells: Cells, slack: float) -> InputOutputTable:
    """The table of a file's cells, or `InputError` with every fault of it."""
    faults = _sums(cells, slack) + _negative_uses(cells)
    countries = tuple(dict.fromkeys(country for country, _ in cells.labels))
    sectors = tuple(dict.fromkeys(sector for _, sector in cells.labels))
    have = set(cells.labels)
    faults += spelt(
        [f"{c}_{s} is absent" for c in countries for s in sectors if (c, s) not in have],
        "give every country all sectors",
    )
    twice = [label for label, count in Counter(cells.labels).items() if count > 1]
    faults += spelt([f"{c}_{s} is there twice" for c, s in twice], "keep one of them")
    buyers = {country for country, _ in cells.final_labels}
    faults += spelt(
        [f"final use of {c} is absent" for c in countries if c not in buyers],
        "add its columns",
    )
    faults += spelt(
        [f"final use of {c}, which has no rows" for c in sorted(buyers - set(countries))],
        "add them, or leave its columns out",
    )
    stop(cells.path, faults)
    return _table(cells, countries, sectors)


def _table(cells: Cells, countries: tuple[str, ...], sectors: tuple[str, ...]) -> InputOutputTable:
    """Arrays by name, negative final use and impossible inputs mended."""
    many, goods = len(countries), len(sectors)
    at = {label: n for n, label in enumerate((c, s) for c in countries for s in sectors)}
    order = np.array([at[label] for label in cells.labels])
    place = np.argsort(order)
    uses = np.maximum(cells.uses[np.ix_(place, place)], 0.0).reshape(many, goods, many, goods)
    final = np.zeros((many * goods, many))
    for column, (country, _) in enumerate(cells.final_labels):
        final[:, countries.index(country)] += cells.final[place, column]
    cell = final.reshape(many, goods, many).transpose(1, 2, 0)
    notes = [*cells.notes, *_raised(cell, cells.output[0].sum(), (sectors, countries, countries))]
    cell = np.maximum(cell, 0.0)
    flows = uses.sum(3).transpose(1, 2, 0) + cell
    output = flows.sum(1)
    inputs = uses.sum(0).transpose(1, 0, 2)
    scale, said = _affordable(inputs.sum(1).T, output, (sectors, countries))
    inputs = inputs * scale.T[:, None, :]
    by_cell = {
        name: row[place].reshape(many, goods).T.copy() for name, row in cells.charges.items()
    }
    return InputOutputTable(
        countries=countries,
        sectors=sectors,
        flows=flows,
        inputs=inputs,
        # The remainder of supply, so that inputs that were scaled down are used after all.
        final=np.maximum(flows.sum(2) - inputs.sum(2).T, 0.0),
        output=output,
        charges=by_cell,
        year=cells.year,
        unit=cells.unit,
        source=cells.source,
        mended=(*notes, *said),
    )


def _raised(cell: np.ndarray, output: float, labels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Note on negative final use, which is stocks run down."""
    below = np.minimum(cell, 0.0)
    if not below.any():
        return ()
    place = np.unravel_index(int(below.argmin()), below.shape)
    good, buyer, seller = (axis[int(i)] for axis, i in zip(labels, place, strict=True))
    return (
        f"negative final use in {int((below < 0.0).sum())} of {below.size} flows set to zero: "
        f"{below.sum():,.6g}, {-below.sum() / output:.2%} of output, which rises by as much; "
        f"the largest is {good} of {seller} in {buyer} ({below[place]:,.6g})",
    )


def _affordable(
    used: np.ndarray, output: np.ndarray, labels: Sequence[Sequence[str]]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Factors by which inputs [sector, country] leave some value added, and a note."""
    most = (1.0 - LEAST_VALUE_ADDED) * output
    over = used > most
    if not over.any():
        return np.ones_like(used), ()
    cut = np.where(over, used - most, 0.0)
    place = np.unravel_index(int(cut.argmax()), cut.shape)
    good, country = (axis[int(i)] for axis, i in zip(labels, place, strict=True))
    note = (
        f"inputs above {1.0 - LEAST_VALUE_ADDED:.0%} of output in {int(over.sum())} of {over.size} "
        f"country-sectors scaled down to it: {cut.sum():,.6g} became final use; the largest is "
        f"{good} of {country} ({cut[place]:,.6g})"
    )
    return np.where(over, most / np.where(used > 0.0, used, 1.0), 1.0), (note,)


def _sums(cells: Cells, slack: float) -> list[str]:
    """Rows and columns that miss the recorded output."""
    rows = cells.uses.sum(1) + cells.final.sum(1)
    columns = cells.uses.sum(0) + sum(cells.charges.values())
    faults: list[str] = []
    for kind, sums, output in zip(("row", "column"), (rows, columns), cells.output, strict=True):
        gap = np.abs(sums - output)
        # One unit of a table in millions is what its own rounding adds up to.
        wrong = np.flatnonzero(gap > np.maximum(slack * np.abs(output), 1.0))
        worst = wrong[np.argsort(-gap[wrong])]
        faults += spelt(
            [
                f"{kind} {'_'.join(cells.labels[n])} sums to {sums[n]:,.6g}, output is "
                f"{output[n]:,.6g}"
                for n in worst
            ],
            "check for a cut file or mixed units, or allow more slack",
        )
    return faults


def _negative_uses(cells: Cells) -> list[str]:
    """Inputs below zero by more than rounding."""
    least = LEAST_INPUT * np.maximum(np.abs(cells.output[1]), 1.0)
    rows, columns = np.nonzero(cells.uses < least)
    return spelt(
        [
            f"row {'_'.join(cells.labels[r])}, column {'_'.join(cells.labels[c])} is "
            f"{cells.uses[r, c]:,.6g}"
            for r, c in zip(rows.tolist(), columns.tolist(), strict=True)
        ],
        "an input cannot be negative",
    )


def rounding_note(uses: np.ndarray) -> tuple[str, ...]:
    """Note on negative inputs within rounding, which are set to zero."""
    below = uses[uses < 0.0]
    if not below.size:
        return ()
    return (f"{below.size} negative inputs within rounding set to zero: {below.sum():,.6g}",)


def spelt(faults: Sequence[str], remedy: str) -> list[str]:
    """The first faults of a kind with the remedy, the others counted."""
    if not faults:
        return []
    more = f" (and {len(faults) - SHOWN} more)" if len(faults) > SHOWN else ""
    return [*faults[: min(len(faults), SHOWN) - 1], f"{faults[:SHOWN][-1]}{more}; {remedy}"]


def stop(path: Path, faults: Sequence[str]) -> None:
    """Raise `InputError` with every fault of a file, if there are any."""
    if faults:
        raise InputError(f"{path.name}: " + "; ".join(faults))


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first few of many."""
    if not names:
        return "none"
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(repr(name) for name in names[:SHOWN]) + more
