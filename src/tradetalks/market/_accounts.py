"""Who gains and who loses from one equilibrium to another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tradetalks.market._results import Accounts, Equilibrium


def account(
    base: Equilibrium,
    after: Equilibrium,
    profit_shares: Callable[[str], np.ndarray],
    nations: tuple[str, ...],
    kinds: tuple[str, ...],
    money_unit: str,
) -> Accounts:
    """Changes by nation; the first of the nations is the buyers'.

    Nations that only hold licences or pay subsidies come after those with a share of profits.
    """
    others = {n for at in (base, after) for n in at.parties if n} - set(nations)
    rows = (*nations, *sorted(others))

    def at_home(value: float) -> np.ndarray:
        return np.array([value] + [0.0] * (len(rows) - 1))

    def change(name: str) -> np.ndarray:
        return getattr(after, name) - getattr(base, name)

    def of_parties(name: str) -> np.ndarray:
        return np.array(
            [
                sum(
                    sign * float(getattr(at, name)[np.asarray(at.parties) == nation].sum())
                    for sign, at in ((1.0, after), (-1.0, base))
                )
                for nation in rows
            ]
        )

    profits = change("profits")
    return Accounts(
        nations=rows,
        consumer_surplus=at_home(float(change("consumer_surplus"))),
        profits=np.array([float(profit_shares(nation) @ profits) for nation in rows]),
        dealer_income=at_home(float(change("dealer_income").sum())),
        tariff_revenue=at_home(float(change("tariff_revenue").sum())) - of_parties("subsidies"),
        quota_rent=of_parties("quota_rent"),
        kinds=kinds,
        surplus_by_kind=change("surplus_by_kind"),
        money_unit=money_unit,
    )
