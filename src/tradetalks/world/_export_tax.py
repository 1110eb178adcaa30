"""Export taxes, as duties whose revenue is the exporter's."""

from __future__ import annotations

import numpy as np

from tradetalks.errors import SolveError
from tradetalks.world._quota import Solver
from tradetalks.world._results import ExportTaxEquilibrium

CLOSE = 1e-10
"""Change of the transfers over the revenue at which they are taken as found."""


def taxed_exports(
    solve: Solver, tariffs: np.ndarray, deficits: np.ndarray, taxes: np.ndarray
) -> ExportTaxEquilibrium:
    """The equilibrium under taxes e that exporters charge on the price at the factory.

    Importers charge their tariffs t on the price with tax, so that the wedge is
    ``(1 + t)(1 + e)``. Of what it collects, e a unit of trade M at factory prices is theirs:
    with all of it booked as the importer's, the deficit that the model is given is
    ``D_n - sum_i e_ni M_ni + sum_m e_mn M_mn``, found by repetition.
    """
    rates = (1.0 + tariffs) * (1.0 + taxes) - 1.0
    owed, start, moved = deficits, None, np.inf
    for step in range(200):
        found = solve(rates, deficits=owed, start=start)
        start = found.point
        raised = (taxes * found.trade).sum(0)
        due = deficits - raised.sum(1) + raised.sum(0)
        moved = float(np.abs(due - owed).max() / max(np.abs(raised).sum(), 1e-300))
        if moved <= CLOSE:
            revenue = found.tariff_revenue - raised.sum(1)
            return ExportTaxEquilibrium(found, taxes, revenue, raised.sum(0), step + 1)
        owed = due
    raise SolveError(
        "the revenue of the export taxes did not settle; lower them",
        residual=moved,
        iterations=200,
    )
