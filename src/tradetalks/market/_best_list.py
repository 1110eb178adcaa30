"""The list of products on which a duty does most for a stated aim, within a value of imports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from jaxtyping import Bool

from tradetalks.errors import InputError
from tradetalks.market._list_search import (
    ROUNDING,
    Aim,
    Known,
    Limits,
    ListSearch,
    Parts,
    Ranks,
    ranked,
    searched,
)
from tradetalks.market._market import Market
from tradetalks.market._results import Accounts, Equilibrium
from tradetalks.measures import Products, Tariff, product_mask

__all__ = ["BestList", "ListSearch", "best_list"]

Objective = Literal["loss ratio", "target loss", "own gain"]


@dataclass(frozen=True, eq=False)
class BestList:
    """A list of products, what a duty on it does, and how it was found.

    Attributes
    ----------
    mask
        Listed products, (J,).
    products
        Their names; a name may stand twice where the data repeat it.
    rate
        Added ad valorem rate on the border price.
    import_value, cap
        Base value of the list's imports, and the most that was allowed, in the market's money.
    by, against
        Nation whose own loss counts, and the target.
    objective, score
        The aim and what the list scores on it; infinite for a loss ratio without own loss.
    target_loss, own_loss
        Minus the changes of the two nations' welfare; an own loss below zero is a gain.
    accounts
        Who gains and who loses, by nation.
    base, after
        The two equilibria.
    status
        "exact" where all lists within the limits were solved, "local optimum" where no product
        added, removed or exchanged for another improves it, "incomplete" where the most equilibria
        were reached or some failed, so that neither is certain.
    equilibria, failed
        Equilibria solved in the search, and those among them that did not converge.
    starts, rounds
        Lists from which a local search set out, and the times it looked for a better one.
    """

    mask: Bool[np.ndarray, " product"]
    products: tuple[str, ...]
    rate: float
    import_value: float
    cap: float
    by: str
    against: str
    objective: str
    score: float
    target_loss: float
    own_loss: float
    accounts: Accounts
    base: Equilibrium
    after: Equilibrium
    status: str
    equilibria: int
    failed: int
    starts: int
    rounds: int

    def to_frame(self) -> pl.DataFrame:
        """One row a listed product, dearest first: imports, prices and quantities."""
        frame = pl.DataFrame(
            {
                "product": list(self.products),
                "origin": np.asarray(self.base.origins)[self.mask],
                "import_value": (self.base.border_prices * self.base.quantities)[self.mask],
                "price_before": self.base.prices[self.mask],
                "price_after": self.after.prices[self.mask],
                "quantity_before": self.base.quantities[self.mask],
                "quantity_after": self.after.quantities[self.mask],
            }
        )
        return frame.sort("price_before", descending=True, maintain_order=True)

    def summary(self) -> str:
        """Three lines: the list, what it does, how it was found."""
        unit, count = self.accounts.money_unit, len(self.products)
        target, own = (
            f"{nation} {'loses' if loss > 0.0 else 'gains'} {abs(loss):,.1f}"
            for nation, loss in ((self.against, self.target_loss), (self.by, self.own_loss))
        )
        return "\n".join(
            (
                f"{count} product{'s' if count > 1 else ''} at {self.rate:+.0%}: imports of "
                f"{self.import_value:,.1f} within {self.cap:,.1f} {unit}",
                f"{target}, {own}; {self.objective} {self.score:.4g}",
                f"{self.status}: {self.equilibria} equilibria, {self.failed} of them failed",
            )
        )

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # pyright: ignore[reportPrivateUsage]


def best_list(
    market: Market,
    *,
    value: float,
    against: str,
    by: str | None = None,
    rate: float = 1.0,
    objective: Objective | Callable[[Accounts], float] = "loss ratio",
    at_least: float = 0.8,
    candidates: Products | None = None,
    search: ListSearch | None = None,
) -> BestList:
    """The list of products, within a value of imports, on which a duty serves an aim best.

    Over lists L of candidates with ``at_least V <= sum_{j in L} b_j q_j <= V`` at base border
    prices b and quantities q, it maximises the objective of the accounts that follow from the
    full equilibrium with the duty on L.

    Up to ten candidates, all lists are solved and the answer is exact. Beyond that the search is
    local. It sets out from lists filled with the dearest products first, with the cheapest first
    and with those of most import value first, and moves to a better list as long as it finds one.
    It looks where the effects of single products around the present list, taken as additive,
    promise a gain: up to two products exchanged for up to two; then one forced on or off and
    others made to fit; and in the end it tries every product added, removed or exchanged for
    another, promising or not. Lists are compared by full equilibria only. A list is final when
    none of the last moves improves it; a better one further away may exist.

    Parameters
    ----------
    market
        The industry.
    value
        V, most base import value of the list, in the market's money.
    against
        The target; its loss is minus its change of welfare: profits by owner and rents.
    by
        The nation whose own loss counts; default the buyers'.
    rate
        Added ad valorem rate on the border price, above 0.
    objective
        "loss ratio", target loss over own loss. A list that costs the target something and raises
        own welfare scores infinity: it beats all that have a cost, and among such lists more
        target loss is better. One on which both gain scores zero.
        "target loss". "own gain", the change of own welfare.
        Or a function from `Accounts` to a number, more being better.
    at_least
        Share of V that a list must reach, from 0 to 1. Without it the best ratio is nearly always
        that of one small product.
    candidates
        Mask (J,) or ids of products that may be listed; default all of origin ``against``. An id
        stands for all products that bear it; each may then be listed without the others.
    search
        Limits of the search; default `ListSearch()`.

    Raises
    ------
    InputError
        A name or value that cannot be used, or limits that no list meets.
    SolveError
        No list within the limits was solved.
    """
    how = ListSearch() if search is None else search
    own = market.buyer if by is None else by
    _check(market, value, rate, at_least, own, against)
    aim = _aim(objective, own, against)
    base = market.equilibrium()
    imports = base.border_prices * base.quantities
    where = _candidates(market, candidates, against, imports, value)
    limits = Limits(imports[where] / value, at_least)
    fullest = limits.fullest()
    if not limits.admit(fullest[None])[0]:
        raise InputError(
            f"no list within {value:.6g} {market.money_unit} reaches {at_least:.4g} of it, the "
            f"fullest has {imports[where[fullest]].sum():.6g}; lower at_least or change value"
        )
    known = Known(market, base, where, rate, aim, how)
    found = searched(known, limits, base.prices[where], fullest)
    mask = np.zeros(len(market.names), bool)
    mask[where[found.best]] = True
    after = market.equilibrium([Tariff(rate, mask)])
    accounts = market.accounts(base, after)
    return BestList(
        mask=mask,
        products=tuple(market.names[j] for j in np.flatnonzero(mask)),
        rate=rate,
        import_value=float(imports[mask].sum()),
        cap=value,
        by=own,
        against=against,
        objective=aim.name,
        score=float(aim.rank(aim.parts(accounts))[0]),
        target_loss=-accounts.of(against)["welfare"],
        own_loss=-accounts.of(own)["welfare"],
        accounts=accounts,
        base=base,
        after=after,
        status=found.status,
        equilibria=len(known.parts),
        failed=known.failed,
        starts=found.starts,
        rounds=found.rounds,
    )


def _check(
    market: Market, value: float, rate: float, at_least: float, by: str, against: str
) -> None:
    """All faults of the plain arguments at once."""
    faults: list[str] = []
    for name, given, fits, wanted in (
        ("value", value, 0.0 < value < np.inf, "a number above 0"),
        ("rate", rate, 0.0 < rate < np.inf, "a number above 0"),
        ("at_least", at_least, 0.0 <= at_least <= 1.0, "a number from 0 to 1"),
    ):
        if not fits:
            faults.append(f"{name} is {given}; give {wanted}")
    assert market.nationality is not None
    owners = market.ownership or {}
    nations = {market.buyer, *market.origin.tolist(), *market.nationality.tolist()}
    nations |= {nation for shares in owners.values() for nation in shares}
    for name, nation in (("by", by), ("against", against)):
        if nation not in nations:
            known = ", ".join(sorted(nations))
            faults.append(f"{name} is {nation!r}; nations of this market are {known}")
    if by == against:
        faults.append(f"by and against are both {by!r}; give two nations")
    if faults:
        raise InputError("; ".join(faults))


def _candidates(
    market: Market, given: Products | None, against: str, imports: np.ndarray, value: float
) -> np.ndarray:
    """Indices of the candidates that are imported and that the cap admits alone."""
    if given is None:
        mask = market.origin == against
        if not mask.any():
            raise InputError(f"no product has origin {against!r}; name candidates")
    else:
        mask = product_mask(given, market.names)
    home = np.flatnonzero(mask & (market.origin == market.buyer))
    if home.size:
        raise InputError(
            f"candidate {market.names[home[0]]} is of {market.buyer}, the buyers' own nation, and "
            "pays no duty; leave it out"
        )
    sold = mask & (imports > 0.0)
    if not sold.any():
        raise InputError("no candidate is imported at the base; name others")
    fits = np.flatnonzero(sold & (imports <= value * (1.0 + ROUNDING)))
    if not fits.size:
        raise InputError(
            f"value {value:.6g} admits no product; the least import value of a candidate is "
            f"{imports[sold].min():.6g} {market.money_unit}"
        )
    return fits


def _aim(objective: Objective | Callable[[Accounts], float], by: str, against: str) -> Aim:
    def losses(accounts: Accounts) -> Parts:
        return np.array([-accounts.of(nation)["welfare"] for nation in (against, by)])

    def stated(accounts: Accounts) -> Parts:
        assert callable(objective)
        score = float(objective(accounts))
        if np.isnan(score):
            raise InputError("the objective is nan for some list; let it return a number")
        return np.array([score])

    if callable(objective):
        return Aim("stated objective", 1, stated, lambda parts: ranked(parts[..., 0]))
    ranks: dict[str, Callable[[Parts], Ranks]] = {
        "loss ratio": _loss_ratio,
        "target loss": lambda parts: ranked(parts[..., 0]),
        "own gain": lambda parts: ranked(-parts[..., 1]),
    }
    if objective not in ranks:
        raise InputError(
            f"objective is {objective!r}; choose one of {', '.join(ranks)}, or give a function"
        )
    return Aim(objective, 2, losses, ranks[objective])


def _loss_ratio(losses: Parts) -> Ranks:
    target, own = losses[..., 0], losses[..., 1]
    costly = own > 0.0
    free = np.where(target > 0.0, np.inf, 0.0) + 0.0 * target
    ratio = np.where(costly, target / np.where(costly, own, 1.0), free)
    return ranked(ratio, np.nan_to_num(target))
