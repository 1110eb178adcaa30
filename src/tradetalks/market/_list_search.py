"""A local search over lists of products, each judged by its full equilibrium."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from tradetalks.errors import InputError, SolveError
from tradetalks.market._market import Market
from tradetalks.market._results import Accounts, Equilibrium

Listed = Bool[np.ndarray, " candidate"]
Lists = Bool[np.ndarray, "list candidate"]
Parts = Float[np.ndarray, "*lists part"]
Ranks = Float[np.ndarray, "*lists 2"]

# Import values are sums of products of floats, so a cap equal to a list's value must admit it.
ROUNDING = 1e-6
# Beyond so many moves from one list, products are exchanged one for one only.
WIDEST = 1_000_000


@dataclass(frozen=True)
class ListSearch:
    """How lists are searched.

    Parameters
    ----------
    enumerate_up_to
        Most candidates of which all lists are solved; 0 for a local search always, at most 16.
    max_equilibria
        Most equilibria that are solved, 1 or more.
    batch
        Lists solved at a time; each new size compiles once.
    """

    enumerate_up_to: int = 10
    max_equilibria: int = 5000
    batch: int = 16

    def __post_init__(self) -> None:
        if not 0 <= self.enumerate_up_to <= 16:
            raise InputError(
                f"enumerate_up_to is {self.enumerate_up_to}; give a number from 0 to 16"
            )
        for name in ("max_equilibria", "batch"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} is {getattr(self, name)}; give 1 or more")


class Aim(NamedTuple):
    """An objective: its parts, numbers drawn from accounts, and the rank of lists by their parts.

    A rank is the score and what decides between equal scores.
    """

    name: str
    width: int
    parts: Callable[[Accounts], Parts]
    rank: Callable[[Parts], Ranks]


def ranked(score: np.ndarray, then: np.ndarray | float = 0.0) -> Ranks:
    """Ranks by a score, last where it is not known."""
    known = np.where(np.isnan(score), -np.inf, score)
    return np.stack(np.broadcast_arrays(known, then), axis=-1)


def _best_first(ranks: Ranks) -> np.ndarray:
    """Order of ranks, best first."""
    return np.lexsort((-ranks[:, 1], -ranks[:, 0]))


def _beats(ranks: Ranks, rank: Ranks) -> np.ndarray:
    """Which ranks are better than one."""
    same = ranks[..., 0] == rank[0]
    return (ranks[..., 0] > rank[0]) | (same & (ranks[..., 1] > rank[1]))


@dataclass(frozen=True, eq=False)
class Limits:
    """Import values of candidates as shares of the cap, and the least share of a list."""

    shares: Float[np.ndarray, " candidate"]
    least: float

    def within(self, held: np.ndarray) -> np.ndarray:
        """Whether shares of the cap that lists hold lie within the limits."""
        return (held <= 1.0 + ROUNDING) & (held >= self.least - ROUNDING) & (held > 0.0)

    def admit(self, lists: Lists) -> Bool[np.ndarray, " list"]:
        """Which lists lie within the limits."""
        return self.within(lists @ self.shares)

    def all(self) -> Lists:
        """All lists within the limits."""
        count = self.shares.size
        lists = (np.arange(2**count)[:, None] >> np.arange(count) & 1).astype(bool)
        return lists[self.admit(lists)]

    def fullest(self) -> Listed:
        """The list of most value within the cap.

        Sums of values are told apart to a ten-thousandth of the cap, the largest of each kept.
        """
        sums, lists = np.zeros(1), np.zeros((1, self.shares.size), bool)
        for j in np.argsort(-self.shares, kind="stable"):
            added = lists.copy()
            added[:, j] = True
            sums = np.concatenate([sums, sums + self.shares[j]])
            lists = np.concatenate([lists, added])
            order = np.argsort(-sums, kind="stable")
            order = order[sums[order] <= 1.0 + ROUNDING]
            kept = order[np.unique(np.floor(1e4 * sums[order]), return_index=True)[1]]
            sums, lists = sums[kept], lists[kept]
        return lists[int(np.argmax(sums))]

    def filled(self, order: np.ndarray) -> Listed:
        """Candidates in an order, each that still fits under the cap."""
        listed = np.zeros(self.shares.size, bool)
        for j in order:
            listed[j] = self.shares[listed].sum() + self.shares[j] <= 1.0 + ROUNDING
        return listed


@dataclass(eq=False)
class Known:
    """Parts of the lists solved so far, nan where a solve failed."""

    market: Market
    base: Equilibrium
    where: np.ndarray
    rate: float
    aim: Aim
    how: ListSearch
    parts: dict[bytes, Parts] = field(default_factory=dict)
    failed: int = 0
    residual: float = 0.0
    refused: bool = False

    def of(self, lists: Lists) -> Parts:
        """Parts of lists, solved where new; nan where that fails or there are too many."""
        keys = [one.tobytes() for one in lists]
        # The empty list is no answer, and an objective such as a ratio may not be defined on it.
        empty = bytes(lists.shape[1])
        new = [key for key in dict.fromkeys(keys) if key != empty and key not in self.parts]
        left = self.how.max_equilibria - len(self.parts)
        self.refused |= len(new) > left
        for first in range(0, min(len(new), left), self.how.batch):
            self._solve(new[first : min(first + self.how.batch, left)])
        nothing = np.full(self.aim.width, np.nan)
        return np.array([self.parts.get(key, nothing) for key in keys])

    def _solve(self, keys: list[bytes]) -> None:
        # Every batch has one shape, since each shape compiles; lanes without duty are quick.
        rates = np.zeros((self.how.batch, len(self.market.names)))
        for lane, key in enumerate(keys):
            rates[lane, self.where[np.frombuffer(key, bool)]] = self.rate
        many = self.market.equilibria(rates)
        for lane, key in enumerate(keys):
            if many.status[lane] == "converged":
                accounts = self.market.accounts(self.base, many[lane])
                self.parts[key] = self.aim.parts(accounts)
            else:
                self.parts[key] = np.full(self.aim.width, np.nan)
                self.failed += 1
                self.residual = max(self.residual, float(many.residual[lane]))

    def rank(self, lists: Lists) -> Ranks:
        """Ranks of lists."""
        return self.aim.rank(self.of(lists))


class Found(NamedTuple):
    """The best list, how it was found, and the starts and rounds of a local search."""

    best: Listed
    status: str
    starts: int
    rounds: int


def searched(known: Known, limits: Limits, prices: np.ndarray, fullest: Listed) -> Found:
    """All lists where they are few, else the best end of the climbs from all starts."""
    exact = prices.size <= known.how.enumerate_up_to
    ends = limits.all() if exact else np.zeros((0, prices.size), bool)
    exact &= len(ends) <= known.how.max_equilibria
    starts, rounds = 0, 0
    if not exact:
        climbs = [_climb(s, known, limits) for s in _starts(limits, prices, fullest)]
        ends = np.array([end for end, _ in climbs])
        starts, rounds = len(climbs), sum(taken for _, taken in climbs)
    ranks = known.rank(ends)
    best = int(_best_first(ranks)[0])
    if np.isnan(known.of(ends[[best]])).any():
        raise SolveError(
            "no list within the limits was solved; check the market under the duty, or raise "
            "max_equilibria",
            residual=known.residual,
            iterations=len(known.parts),
        )
    status = "exact" if exact else "local optimum"
    if known.failed or known.refused:
        status = "incomplete"
    return Found(ends[best], status, starts, rounds)


def _starts(limits: Limits, prices: np.ndarray, fullest: Listed) -> list[Listed]:
    """Lists filled with the dearest, the cheapest and the most imported products first."""
    orders = (-prices, prices, -limits.shares)
    lists = [limits.filled(np.argsort(order, kind="stable")) for order in orders]
    fit = [one if limits.admit(one[None])[0] else fullest for one in lists]
    return list({one.tobytes(): one for one in fit}.values())


def _climb(start: Listed, known: Known, limits: Limits) -> tuple[Listed, int]:
    """From a start to a list that no single move improves, and the rounds taken.

    Effects of single products are solved anew only where those known lead no further.
    """
    here, effects, fresh, rounds = start, None, False, 0
    while True:
        rounds += 1
        if effects is None:
            effects, fresh = _effects(here, known), True
        step = _better(_exchanged(here, 2, known, limits, effects), here, known)
        if step is None and fresh:
            step = _better(_forced(here, known, limits, effects), here, known)
        if step is None and fresh:
            step = _better(_exchanged(here, 1, known, limits, effects), here, known)
        if step is None and fresh:
            return here, rounds
        if step is None:
            effects = None
        else:
            here, fresh = step, False


def _better(lists: Lists, here: Listed, known: Known) -> Listed | None:
    """The best of the first batch that holds a better list than the present one, or None."""
    level = known.rank(here[None])[0]
    for first in range(0, len(lists), known.how.batch):
        batch = lists[first : first + known.how.batch]
        ranks = known.rank(batch)
        top = int(_best_first(ranks)[0])
        if _beats(ranks[top], level):
            return batch[top]
    return None


def _effects(here: Listed, known: Known) -> Parts:
    """What the presence of each product adds to the parts of a list, (candidates, parts)."""
    toggled = known.of(here ^ np.eye(here.size, dtype=bool))
    with np.errstate(invalid="ignore"):
        change = (toggled - known.of(here[None])) * np.where(here, -1.0, 1.0)[:, None]
    return np.where(np.isfinite(change), change, 0.0)


def _exchanged(here: Listed, reach: int, known: Known, limits: Limits, effects: Parts) -> Lists:
    """Lists with up to ``reach`` products removed and as many added, most promising first.

    With a reach of two, the one batch that promises most, if it promises to be better.
    """
    inside, outside = np.flatnonzero(here), np.flatnonzero(~here)
    most = reach if _number(inside.size, reach) * _number(outside.size, reach) <= WIDEST else 1
    leave, enter = _sets(inside, here.size, most), _sets(outside, here.size, most)
    shares = limits.shares
    fits = limits.within(here @ shares - (leave @ shares)[:, None] + enter @ shares)
    fits[0, 0] = False
    out, into = np.nonzero(fits)
    now = known.of(here[None])[0]
    hopes = known.aim.rank(now - (leave @ effects)[out] + (enter @ effects)[into])
    order = _best_first(hopes)
    if reach > 1:
        order = order[_beats(hopes[order], known.aim.rank(now))][: known.how.batch]
    return here ^ leave[out[order]] ^ enter[into[order]]


def _forced(here: Listed, known: Known, limits: Limits, effects: Parts) -> Lists:
    """Lists with one product forced on or off, and others off and on until they fit.

    Each of those is the one that promises most.
    """
    now, shares, one = known.of(here[None])[0], limits.shares, np.eye(here.size, dtype=bool)

    def promise(lists: Lists) -> Ranks:
        return known.aim.rank(now + (lists.astype(float) - here) @ effects)

    def top(lists: Lists) -> Listed:
        return lists[int(_best_first(promise(lists))[0])]

    ends: list[Listed] = []
    for forced in one:
        listed = here ^ forced
        while listed @ shares > 1.0 + ROUNDING:
            listed = top(listed ^ one[listed & ~forced])
        while (fits := ~listed & ~forced & (listed @ shares + shares <= 1.0 + ROUNDING)).any():
            more = top(listed ^ one[fits])
            enough = listed @ shares >= limits.least - ROUNDING
            if enough and not _beats(promise(more), promise(listed)):
                break
            listed = more
        ends.append(listed)
    lists = np.array(ends)
    return lists[limits.admit(lists)]


def _number(count: int, most: int) -> int:
    """Number of sets of none up to so many."""
    return sum(comb(count, size) for size in range(most + 1))


def _sets(which: np.ndarray, count: int, most: int) -> Lists:
    """Sets of none up to so many of some candidates, the empty one first."""
    sets = [some for size in range(most + 1) for some in combinations(which.tolist(), size)]
    lists = np.zeros((len(sets), count), bool)
    for row, members in enumerate(sets):
        lists[row, list(members)] = True
    return lists
