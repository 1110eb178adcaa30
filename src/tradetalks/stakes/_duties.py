"""Duties in the markets that a case calibrates, by origin or by product."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradetalks.case import Case, CesSpec, MeasureSpec
from tradetalks.market import Equilibrium
from tradetalks.measures import Tariff
from tradetalks.stakes._accounts import Calibrated, book_calibrated, unit_of, weighted_change
from tradetalks.stakes._build import listed
from tradetalks.stakes._draws import Draws
from tradetalks.stakes._stakes import Built, MeasureDetail

__all__ = ["duty"]


def duty(
    case: Case,
    spec: Calibrated,
    name: str,
    measure: MeasureSpec,
    draws: Draws,
    lanes: Sequence[Built],
) -> MeasureDetail:
    """A duty on top of those in force, in every draw."""
    flows = np.zeros((len(case.parties), len(case.groups), draws.count))
    rates = draws.ratio(case, measure.rate)
    ends: list[tuple[Equilibrium, Equilibrium, np.ndarray]] = []
    for lane, built in enumerate(lanes):
        mask = listed(case, spec, measure, built, lane)
        before = built.market.equilibrium()
        after = built.market.equilibrium([Tariff(float(rates[lane]), mask)])
        book_calibrated(case, spec, flows, lane, built.market.accounts(before, after))
        ends.append((before, after, mask))
    marked = np.stack([mask for _, _, mask in ends])
    bought, sold, base, border, prices, borders = (
        np.stack(values)
        for values in zip(
            *(
                (b.quantities, a.quantities, b.prices, b.border_prices, a.prices, a.border_prices)
                for b, a, _ in ends
            ),
            strict=True,
        )
    )
    held = bought * marked
    return MeasureDetail(
        measure=name,
        industry="constant elasticity" if isinstance(spec, CesSpec) else "nested logit",
        flows=flows * unit_of(spec),
        value=(held * border).sum(axis=1) * unit_of(spec),
        products=marked.sum(axis=1).astype(float),
        price=weighted_change(held, prices, base),
        border_price=weighted_change(held, borders, border),
        units=100.0 * ((sold * marked).sum(axis=1) / held.sum(axis=1) - 1.0),
        scale=np.ones(draws.count),
    )
