"""What each course of action is worth to each party and each group in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import polars as pl
from jaxtyping import Float

from tradetalks.case import Case
from tradetalks.errors import InputError
from tradetalks.market import Market
from tradetalks.stakes._draws import Draws

__all__ = ["Deals", "Stakes", "annuity", "deals"]

LEVEL = "/"


@dataclass(frozen=True)
class Stakes:
    """Value of every action to every party and group, in every draw.

    Attributes
    ----------
    case, draws
        What the values were computed from.
    actions
        Measures by their id, levels of issues as ``issue/level``.
    parties, groups
        Names of the second and third axis.
    flows
        Shape (action, party, group, draw): change a year, billions of the case's dollars.
    years
        Shape (action, draw): how long the action lasts.
    rate
        Shape (draw,): discount rate a year.
    details
        Per measure and demand system, what the models say beside the money: see `MeasureDetail`.
    markets
        Markets that the case calibrates, in every draw, with the duties in force on its date.
    """

    case: Case
    draws: Draws
    actions: tuple[str, ...]
    parties: tuple[str, ...]
    groups: tuple[str, ...]
    flows: Float[np.ndarray, "action party group draw"]
    years: Float[np.ndarray, "action draw"]
    rate: Float[np.ndarray, " draw"]
    details: tuple[MeasureDetail, ...]
    markets: Mapping[str, tuple[Built, ...]]

    @property
    def values(self) -> Float[np.ndarray, "action party group draw"]:
        """Present values, billions of the case's dollars."""
        return self.flows * annuity(self.rate, self.years)[:, None, None, :]

    def on(self, case: Case) -> Stakes:
        """The same values for the same case on another date with the same measures."""
        return replace(self, case=case)

    def index(self, action: str) -> int:
        """Row of an action; an unknown one is an error that lists those that exist."""
        if action not in self.actions:
            raise InputError(f"action {action!r} is not among {', '.join(self.actions)}")
        return self.actions.index(action)

    def value(self, action: str, party: str) -> Float[np.ndarray, " draw"]:
        """Present value to a party, all groups at equal weight."""
        return self.values[self.index(action), self.parties.index(party)].sum(axis=0)

    def weighted(self, *, equal: bool = False) -> Float[np.ndarray, "action party draw"]:
        """Government payoffs in money, ``sum_g omega_g dV_g``, without political terms.

        Parameters
        ----------
        equal
            True puts every group weight at one.
        """
        return np.einsum("apgd,pgd->apd", self.values, self._weights(equal))

    def _weights(self, equal: bool) -> Float[np.ndarray, "party group draw"]:
        weights = np.ones((len(self.parties), len(self.groups), self.draws.count))
        if not equal:
            for party, by_group in self.case.weights.items():
                for group, reference in by_group.items():
                    row = self.parties.index(party), self.groups.index(group)
                    weights[row] = self.draws.of(self.case, reference)
        return weights

    def politics(self, party: str, **when: str) -> Float[np.ndarray, " draw"]:
        """Sum of the political terms of a party that one event or one level sets off."""
        total = np.zeros(self.draws.count)
        for term in self.case.politics:
            if term.party == party and term.when.model_dump(exclude_none=True) == when:
                total = total + self.draws.of(self.case, term.amount)
        return total

    def to_frame(self) -> pl.DataFrame:
        """Mean and central nine tenths of every value, a row an action, party and group."""
        values = self.values
        low, high = np.quantile(values, [0.05, 0.95], axis=-1)
        rows = [
            {
                "action": action,
                "party": party,
                "group": group,
                "value": values[a, p, g].mean(),
                "low": low[a, p, g],
                "high": high[a, p, g],
            }
            for (a, action), (p, party), (g, group) in product(
                enumerate(self.actions), enumerate(self.parties), enumerate(self.groups)
            )
        ]
        return pl.DataFrame(rows)

    def summary(self) -> str:
        """One line an action: its value to each party at equal weights."""
        totals = self.values.sum(axis=2).mean(axis=-1)
        return "\n".join(
            f"{action}: "
            + ", ".join(f"{p} {v:+.2f}" for p, v in zip(self.parties, totals[i], strict=True))
            for i, action in enumerate(self.actions)
        )


@dataclass(frozen=True)
class Built:
    """A market calibrated in one draw.

    Attributes
    ----------
    market
        The model.
    members
        Products of the model that stand for each product of the case: one a maker.
    access
        Share of buyers who find a product of the case on offer, where that is limited.
    draws
        The draws that it belongs to.
    """

    market: Market
    members: Mapping[str, list[int]]
    access: Mapping[str, float]
    draws: Draws


@dataclass(frozen=True)
class MeasureDetail:
    """What a duty does under one demand system, a value a draw.

    Attributes
    ----------
    measure, industry
        Which measure under which demand system: an industry by name, or the kind of demand of a
        calibrated market.
    flows
        Shape (party, group, draw): billions of the case's dollars a year, scaled to `value`.
    value
        Customs value of the imports that bear it, before the duty, billions a year.
    products
        How many products the list holds.
    price, border_price, units
        Change in percent of the average consumer price, of the average border price and of the
        units of listed products (averages at base quantities).
    scale
        What an industry's own amounts were multiplied by to reach `value`.
    """

    measure: str
    industry: str
    flows: Float[np.ndarray, "party group draw"]
    value: Float[np.ndarray, " draw"]
    products: Float[np.ndarray, " draw"]
    price: Float[np.ndarray, " draw"]
    border_price: Float[np.ndarray, " draw"]
    units: Float[np.ndarray, " draw"]
    scale: Float[np.ndarray, " draw"]


@dataclass(frozen=True)
class Deals:
    """Every combination of levels of the issues on the table, but the one that changes nothing.

    Attributes
    ----------
    labels
        Levels joined by a comma.
    levels
        Shape (deal, issue): index of the level.
    rows
        Shape (deal, issue): row of the level among the actions of the stakes.
    issues
        Ids of the issues.
    payoffs
        Per party, shape (draw, deal): group-weighted value and political terms.
    money
        Per party, shape (draw, deal): value at equal weights without political terms.
    """

    labels: tuple[str, ...]
    levels: np.ndarray
    rows: np.ndarray
    issues: tuple[str, ...]
    payoffs: dict[str, Float[np.ndarray, "draw deal"]]
    money: dict[str, Float[np.ndarray, "draw deal"]]


def deals(stakes: Stakes, *, equal: bool = False, political: bool = True) -> Deals:
    """Value of every package of levels to every party.

    ``G = sum_g omega_g dV_g + sum_m psi_m 1_m``; issues rest on separate markets, so the value
    of a package is the sum over its issues.

    Parameters
    ----------
    stakes
        Values of every level.
    equal
        True puts every group weight at one.
    political
        False leaves the political terms out.
    """
    case = stakes.case
    names = tuple(case.issues)
    ids = [[level.id for level in case.issues[name].levels] for name in names]
    combos = [c for c in product(*[range(len(i)) for i in ids]) if any(c)]
    levels = np.array(combos)
    labels = tuple(", ".join(ids[i][level] for i, level in enumerate(combo)) for combo in combos)
    rows = np.array(
        [
            [stakes.index(f"{names[i]}{LEVEL}{ids[i][level]}") for i, level in enumerate(combo)]
            for combo in combos
        ]
    )
    weighted = stakes.weighted(equal=equal)
    plain = stakes.values.sum(axis=2)
    payoffs: dict[str, Float[np.ndarray, "draw deal"]] = {}
    money: dict[str, Float[np.ndarray, "draw deal"]] = {}
    for p, party in enumerate(stakes.parties):
        signing = stakes.politics(party, event="deal") if political else 0.0
        total = (weighted[rows, p].sum(axis=1) + signing).T
        if political:
            for i, name in enumerate(names):
                terms = [stakes.politics(party, issue=name, level=level) for level in ids[i]]
                total = total + np.column_stack(terms)[:, levels[:, i]]
        payoffs[party] = total
        money[party] = plain[rows, p].sum(axis=1).T
    return Deals(labels, levels, rows, names, payoffs, money)


def annuity(rate: Float[np.ndarray, ...], years: Float[np.ndarray, ...]) -> Float[np.ndarray, ...]:
    """Present value of one a year for some years, ``(1 - exp(-r T)) / r``, paid evenly."""
    return -np.expm1(-rate * years) / rate
