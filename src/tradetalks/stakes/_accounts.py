"""One market's accounts, entered under the parties and groups of a case."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from tradetalks.case import Case, CesSpec, NestedLogitSpec
from tradetalks.market import Accounts

__all__ = ["Calibrated", "Flows", "book", "book_calibrated", "unit_of", "weighted_change"]

Calibrated = NestedLogitSpec | CesSpec
Flows = Float[np.ndarray, "party group draw"]


def unit_of(spec: Calibrated) -> float:
    """Billions in a market's unit of money: thousands of units at thousands are millions."""
    return 1.0 if isinstance(spec, CesSpec) else 1e-3


def book_calibrated(
    case: Case, spec: Calibrated, flows: Flows, lane: int, accounts: Accounts
) -> None:
    """As `book`, by what the spec of a calibrated market says of buyers and makers."""
    names = {party: party for party in case.parties}
    buyers, holder = (
        (spec.buyers, spec.buyers_party) if isinstance(spec, CesSpec) else ("consumers", None)
    )
    book(case, flows, lane, accounts, names, spec.producers, buyers, holder)


def book(
    case: Case,
    flows: Flows,
    lane: int,
    accounts: Accounts,
    nations: Mapping[str, str],
    producers: str,
    buyers: str,
    holder: str | None,
) -> None:
    """Enter one market's accounts under the parties and groups of the case."""
    columns = {
        "consumer_surplus": buyers,
        "profits": producers,
        "dealer_income": "dealers",
        "tariff_revenue": "treasury",
    }
    parties, groups = list(case.parties), list(case.groups)
    for row in accounts.to_frame().iter_rows(named=True):
        for column, group in columns.items():
            party = nations[row["nation"]]
            if column == "consumer_surplus" and holder is not None:
                party = holder if row[column] != 0.0 else party
            flows[parties.index(party), groups.index(group), lane] += row[column]


def weighted_change(
    weights: Float[np.ndarray, "draw product"],
    after: Float[np.ndarray, "draw product"],
    before: Float[np.ndarray, "draw product"],
) -> Float[np.ndarray, " draw"]:
    """Change in percent of an average price at base quantities."""
    ratio = (weights * np.asarray(after)).sum(axis=1) / (weights * np.asarray(before)).sum(axis=1)
    return 100.0 * (ratio - 1.0)
