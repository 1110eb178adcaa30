"""The linear formulas of GSIM and SMART, to be set beside the exact model."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from tradetalks.errors import InputError
from tradetalks.market._armington import (
    Armington,
    Tariffs,
    clearing_gap,
    names_of,
    problem_of,
    rates_in_force,
)
from tradetalks.market._armington_results import ArmingtonEquilibrium, TradeEffects


def linear_gsim(model: Armington, tariffs: Tariffs) -> ArmingtonEquilibrium:
    """GSIM's linear solution, in the form of an equilibrium so that it can be set beside one.

    With changes in per cent, base shares theta of expenditure and phi of exports:
    ``sum_m phi_mx (-sigma_m (b_x + T_mx) + (sigma_m - eps_m) sum_y theta_my (b_y + T_my))
    = e_x b_x``, ``T = (1 + t') / (1 + t) - 1``. Surplus in `Armington.accounts` is then the
    exact integral up to the linear price, not GSIM's triangle.

    The status is "linearised", and the residual says how far its prices are from clearing
    markets. Tariffs and errors are those of `Armington.equilibrium`.

    References
    ----------
    Francois and Hall (2003), Global Simulation Analysis of Industry-Level Trade Policy.
    """
    rates = rates_in_force(model, tariffs)
    change = (1.0 + rates) / (1.0 + np.asarray(model.tariffs)) - 1.0
    sigma = np.asarray(model.substitution)[:, None]
    cross = sigma - np.asarray(model.demand_elasticity)[:, None]
    theta, phi = model.shares, model.trade / model.trade.sum(0)
    supply = np.asarray(model.supply_elasticity)
    free = np.isfinite(supply)
    slope = np.diag(np.where(free, supply, 1.0) + (phi * sigma).sum(0)) - (phi * cross).T @ theta
    push = (phi * (cross * (theta * change).sum(1, keepdims=True) - sigma * change)).sum(0)
    border = np.zeros(len(supply))
    border[free] = np.linalg.solve(slope[np.ix_(free, free)], push[free])
    price = border + change
    index = (theta * price).sum(1)
    quantities = model.trade * (1.0 - sigma * price + cross * index[:, None])
    gap = clearing_gap(problem_of(model, rates), jnp.log1p(border))
    return ArmingtonEquilibrium(
        rates, 1.0 + border, quantities, 1.0 + index, "linearised", gap, iterations=0
    )


def linear_smart(model: Armington, tariffs: Tariffs) -> TradeEffects:
    """SMART's formulas for given border prices: no solve, base values times elasticities.

    With V the base value, ``cut = (t - t') / (1 + t)`` and w the share in the importer's V:
    creation ``eps V cut``, diversion ``sigma V (cut - sum w cut)``, scaled down where a flow
    would lose more than all of itself. All creation goes to the flow whose rate changes.

    SMART covers imports: leave own sales out of the model. Tariffs are those of
    `Armington.equilibrium`.

    Raises
    ------
    InputError
        A finite supply elasticity; the rest as in `Armington.equilibrium`.

    References
    ----------
    Laird and Yeats (1986), The UNCTAD Trade Policy Simulation Model; Jammes and Olarreaga
    (2005), Explaining SMART and GSIM.
    """
    supply = np.asarray(model.supply_elasticity)
    for name, elasticity in zip(names_of(model)[1], supply, strict=True):
        if np.isfinite(elasticity):
            raise InputError(
                f"supply elasticity of {name} is {elasticity:.6g}; "
                "linear_smart holds border prices, so give infinity"
            )
    cut = 1.0 - (1.0 + rates_in_force(model, tariffs)) / (1.0 + np.asarray(model.tariffs))
    weights = model.trade / model.trade.sum(1, keepdims=True)
    relative = cut - (weights * cut).sum(1, keepdims=True)
    loss = -np.asarray(model.substitution) * np.where(weights > 0.0, relative, 0.0).min(1)
    sigma = np.asarray(model.substitution) / np.maximum(loss, 1.0)
    return TradeEffects(
        *names_of(model),
        creation=np.asarray(model.demand_elasticity)[:, None] * model.trade * cut,
        diversion=sigma[:, None] * model.trade * relative,
        price=np.zeros(model.trade.shape),
    )
