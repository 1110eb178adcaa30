"""The forecast: where the games meet the stakes of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from jaxtyping import Bool, Float

from tradetalks.case import Case, Deadline
from tradetalks.errors import InputError
from tradetalks.stakes import Deals, Stakes, deals
from tradetalks.talks._deadline import DeadlineBatch, solve_deadline
from tradetalks.talks._outside import OutsideView

__all__ = ["Forecast", "Payoffs", "forecast", "last_deadline", "payoffs", "ratified"]

VETO = 10.0
"""A vetoed deal is worth this many stakes less than nothing, so nobody signs it."""


@dataclass(frozen=True)
class Payoffs:
    """What the game is played for, billions of the case's dollars, a row a draw.

    The impasse before the deadline is the zero of every payoff.

    Attributes
    ----------
    deals
        The packages and their payoffs to every party.
    accepted
        Shape (draw, deal): no domestic actor on either side vetoes the package.
    impose_a, impose_b
        Payoff of sanctions to the side that demands and to the side that is asked.
    back_down_a, back_down_b
        Payoff of a public threat that is dropped.
    threat_a
        What making the threat costs at once, whatever follows.
    stake_a, stake_b
        Spread of each side's payoffs over all outcomes: the unit of the precision.
    """

    deals: Deals
    accepted: Bool[np.ndarray, "draw deal"]
    impose_a: Float[np.ndarray, " draw"]
    impose_b: Float[np.ndarray, " draw"]
    back_down_a: Float[np.ndarray, " draw"]
    back_down_b: Float[np.ndarray, " draw"]
    threat_a: Float[np.ndarray, " draw"]
    stake_a: Float[np.ndarray, " draw"]
    stake_b: Float[np.ndarray, " draw"]


@dataclass(frozen=True)
class Forecast:
    """How the talks may go from one date on.

    Attributes
    ----------
    as_of
        The date on which it is made; nothing known only later is used.
    step
        Which rung of the ladder: "base rate", "central values" or "full model".
    dates
        End of each period up to the last deadline.
    weights
        Shape (draw,): weight of each draw, summing to one (equal unless a history was given).
    deal_by
        Shape (draw, date): chance of a deal by each date.
    deal, imposed, dropped, quiet
        Shape (draw,): chances of a deal by the last deadline, of sanctions imposed, of a threat
        made and dropped, and of an impasse in which no threat was made. They sum to one.
    threat
        Shape (draw,): chance that a specific threat is made.
    terms
        Shape (draw, deal): chance that each package is agreed.
    value_a, value_b
        Shape (draw,): expected payoffs, billions.
    threat_gain
        Shape (draw,): what making the threat adds to the payoff of the side that makes it.
    payoffs
        What the game was played for.
    known_threat
        True where the threat was already public at the date.
    """

    as_of: date
    step: str
    dates: tuple[date, ...]
    weights: Float[np.ndarray, " draw"]
    deal_by: Float[np.ndarray, "draw date"]
    deal: Float[np.ndarray, " draw"]
    imposed: Float[np.ndarray, " draw"]
    dropped: Float[np.ndarray, " draw"]
    quiet: Float[np.ndarray, " draw"]
    threat: Float[np.ndarray, " draw"]
    terms: Float[np.ndarray, "draw deal"]
    value_a: Float[np.ndarray, " draw"]
    value_b: Float[np.ndarray, " draw"]
    threat_gain: Float[np.ndarray, " draw"]
    payoffs: Payoffs
    known_threat: bool

    def mean(self, values: Float[np.ndarray, "draw ..."]) -> Float[np.ndarray, ...]:
        """Average over draws by their weights."""
        return np.tensordot(self.weights, values, axes=1)

    def interval(
        self, values: Float[np.ndarray, " draw"], level: float = 0.9
    ) -> tuple[float, float]:
        """Central interval over draws by their weights."""
        order = np.argsort(values, kind="stable")
        cumulated = np.cumsum(self.weights[order])
        tail = (1.0 - level) / 2.0
        low = values[order][np.searchsorted(cumulated, tail)]
        high = values[order][min(np.searchsorted(cumulated, 1.0 - tail), len(values) - 1)]
        return float(low), float(high)

    @property
    def effective_draws(self) -> float:
        """Kish's effective number of draws under the weights."""
        return float(1.0 / (self.weights**2).sum())

    def deal_on(self, day: date) -> Float[np.ndarray, " draw"]:
        """Chance of a deal by a day, a value a draw; linear within a period."""
        ends = np.array([0, *((d - self.as_of).days for d in self.dates)], dtype=float)
        chances = np.column_stack([np.zeros(len(self.weights)), self.deal_by])
        at = float(np.clip((day - self.as_of).days, 0.0, ends[-1]))
        last = int(np.clip(np.searchsorted(ends, at), 1, len(ends) - 1))
        part = (at - ends[last - 1]) / (ends[last] - ends[last - 1])
        return (1.0 - part) * chances[:, last - 1] + part * chances[:, last]

    def terms_on(self, issue: str, level: int) -> Float[np.ndarray, " draw"]:
        """Chance of a deal that holds an issue at a level, a value a draw."""
        column = self.payoffs.deals.issues.index(issue)
        return self.terms[:, self.payoffs.deals.levels[:, column] == level].sum(axis=1)

    def to_frame(self) -> pl.DataFrame:
        """Mean and central nine tenths of each outcome."""
        outcomes = {
            "deal": self.deal,
            "sanctions imposed": self.imposed,
            "threat made and dropped": self.dropped,
            "impasse without a threat": self.quiet,
            "threat made": self.threat,
        }
        rows: list[dict[str, str | float]] = []
        for name, values in outcomes.items():
            low, high = self.interval(values)
            mean = float(self.mean(values))
            rows.append({"outcome": name, "probability": mean, "low": low, "high": high})
        return pl.DataFrame(rows)

    def summary(self) -> str:
        """One line: chances of a deal, of sanctions and of a retreat."""
        return (
            f"as of {self.as_of}: deal {self.mean(self.deal):.0%}, sanctions "
            f"{self.mean(self.imposed):.0%}, threat dropped {self.mean(self.dropped):.0%}"
        )


def ratified(stakes: Stakes, packages: Deals) -> Bool[np.ndarray, "draw deal"]:
    """Packages that no domestic actor vetoes.

    An actor accepts where the present value to its groups reaches its threshold (Putnam 1988,
    International Organization 42: the win-set of a party is what its actors accept). A level
    that a side may refuse outright is refused with the chance that the case states.
    """
    case = stakes.case
    accepted = np.ones((stakes.draws.count, len(packages.labels)), dtype=bool)
    for actor in case.talks.ratification:
        threshold = stakes.draws.of(case, actor.at_least)
        gain = _group_gain(stakes, packages, actor.party, actor.groups)
        accepted &= gain >= threshold[:, None]
    for number, refusal in enumerate(case.talks.refuses):
        column = packages.issues.index(refusal.issue)
        ids = [level.id for level in case.issues[refusal.issue].levels]
        held = packages.levels[:, column] == ids.index(refusal.level)
        chance = stakes.draws.of(case, refusal.chance)
        accepted &= ~(held[None, :] & (_coins(stakes, number) < chance)[:, None])
    return accepted


def _coins(stakes: Stakes, number: int) -> Float[np.ndarray, " draw"]:
    """A uniform number a draw from the seed of the draws; one half at central values."""
    seed = stakes.draws.seed
    if seed is None:
        return np.full(stakes.draws.count, 0.5)
    return np.random.default_rng([seed, number]).random(stakes.draws.count)


def _group_gain(
    stakes: Stakes, packages: Deals, party: str, groups: Sequence[str]
) -> Float[np.ndarray, "draw deal"]:
    counted = [stakes.groups.index(group) for group in groups]
    values = stakes.values[:, stakes.parties.index(party)][:, counted].sum(axis=1)
    return values[packages.rows].sum(axis=1).T


def payoffs(
    stakes: Stakes, measure: str, *, equal: bool = False, political: bool = True
) -> Payoffs:
    """Payoffs of the talks when the threat is one measure.

    Parameters
    ----------
    stakes
        Values of all actions.
    measure
        Id of the measure that is threatened.
    equal
        True puts every group weight at one.
    political
        False leaves all political terms and domestic vetoes out.
    """
    case = stakes.case
    a, b = case.talks.demander, case.talks.target
    packages = deals(stakes, equal=equal, political=political)
    weighted = stakes.weighted(equal=equal)[stakes.index(measure)]
    zero = np.zeros(stakes.draws.count)

    def term(party: str, event: str) -> Float[np.ndarray, " draw"]:
        return stakes.politics(party, event=event) if political else zero

    impose_a = weighted[stakes.parties.index(a)] + term(a, "impose")
    impose_b = weighted[stakes.parties.index(b)] + term(b, "imposed")
    back_a, back_b = term(a, "back-down"), term(b, "back-down")
    accepted = (
        ratified(stakes, packages) if political else np.ones_like(packages.payoffs[a], dtype=bool)
    )
    return Payoffs(
        deals=packages,
        accepted=accepted,
        impose_a=impose_a,
        impose_b=impose_b,
        back_down_a=back_a,
        back_down_b=back_b,
        threat_a=term(a, "threat"),
        stake_a=_stake(packages.payoffs[a], impose_a, back_a),
        stake_b=_stake(packages.payoffs[b], impose_b, back_b),
    )


def _stake(
    packages: Float[np.ndarray, "draw deal"], *others: Float[np.ndarray, " draw"]
) -> Float[np.ndarray, " draw"]:
    outcomes = np.column_stack([packages, *others, np.zeros(len(packages))])
    return outcomes.max(axis=1) - outcomes.min(axis=1)


def forecast(
    stakes: Stakes,
    measure: str,
    *,
    step: str = "full model",
    equal: bool = False,
    political: bool = True,
    history: Float[np.ndarray, " draw"] | None = None,
    outside: OutsideView | None = None,
) -> Forecast:
    """Play the talks from the case's date to their deadlines, in every draw.

    First the demanding side decides whether to make a specific threat, then offers alternate
    until the deadline, then it imposes or backs down; every choice is logit, with precision per
    share of the stake and with a reference measure that gives the base rates of past threats
    at precision zero (`tradetalks.talks.solve_deadline`). Deadlines that are only possible
    enter with their chance.

    Parameters
    ----------
    stakes
        Values of all actions, from the same case and date.
    measure
        Id of the measure that is threatened.
    step
        "base rate" sets the precision to zero; any other name is only a label.
    equal, political
        As in `payoffs`.
    history
        Shape (draw,): weight of each draw given what has happened since the first date.
    outside
        Base rates; the shipped ones by default.

    Raises
    ------
    InputError
        If no binding deadline is known that lies after the case's date.
    """
    case = stakes.case
    game = payoffs(stakes, measure, equal=equal, political=political)
    count = stakes.draws.count
    off = 0.0 if step == "base rate" else 1.0
    known = case.talks.threat is not None and case.talks.threat.known_from <= case.as_of
    rates = (outside or OutsideView.shipped()).anchors()
    schedule = _schedule(case, stakes)
    ends = _dates(case, max(end for end, _ in schedule))
    prior = stakes.draws.of(case, case.talks.threat_chance)
    precision = off * stakes.draws.of(case, case.talks.precision_demander) / game.stake_a
    total = _Sum.empty(count, len(ends), len(game.deals.labels))
    for end, chance in schedule:
        periods = max(1, sum(1 for d in ends if d <= end))
        loud = _play(stakes, game, periods, off, rates, can_impose=True)
        soft = _play(stakes, game, periods, off, rates, can_impose=False)
        gain = loud.value_a + game.threat_a - soft.value_a
        made = (
            np.ones(count) if known else _logistic(np.log(prior / (1 - prior)) + precision * gain)
        )
        total.add(chance, made, loud, soft, gain)
    weights = np.full(count, 1.0 / count) if history is None else history / history.sum()
    return Forecast(
        as_of=case.as_of,
        step=step,
        dates=ends,
        weights=weights,
        deal_by=np.cumsum(total.deal_by_period, axis=1),
        deal=total.deal_by_period.sum(axis=1),
        imposed=total.imposed,
        dropped=total.dropped,
        quiet=total.quiet,
        threat=total.threat,
        terms=total.terms,
        value_a=total.value_a,
        value_b=total.value_b,
        threat_gain=total.gain,
        payoffs=game,
        known_threat=known,
    )


@dataclass
class _Sum:
    """Outcomes added up over deadlines and over the choice to threaten."""

    deal_by_period: Float[np.ndarray, "draw period"]
    terms: Float[np.ndarray, "draw deal"]
    imposed: Float[np.ndarray, " draw"]
    dropped: Float[np.ndarray, " draw"]
    quiet: Float[np.ndarray, " draw"]
    threat: Float[np.ndarray, " draw"]
    value_a: Float[np.ndarray, " draw"]
    value_b: Float[np.ndarray, " draw"]
    gain: Float[np.ndarray, " draw"]

    @classmethod
    def empty(cls, count: int, periods: int, packages: int) -> _Sum:
        zeros = [np.zeros(count) for _ in range(7)]
        return cls(np.zeros((count, periods)), np.zeros((count, packages)), *zeros)

    def add(
        self,
        chance: Float[np.ndarray, " draw"],
        made: Float[np.ndarray, " draw"],
        loud: DeadlineBatch,
        soft: DeadlineBatch,
        gain: Float[np.ndarray, " draw"],
    ) -> None:
        with_threat, without = chance * made, chance * (1.0 - made)
        periods = loud.deal_by_period.shape[1]
        for share, play in ((with_threat, loud), (without, soft)):
            self.deal_by_period[:, :periods] += share[:, None] * play.deal_by_period
            self.terms += share[:, None] * play.terms
            self.value_a += share * play.value_a
            self.value_b += share * play.value_b
        self.imposed += with_threat * loud.imposed
        self.dropped += with_threat * loud.backed_down
        self.quiet += without * soft.backed_down
        self.threat += with_threat
        self.gain += chance * gain


def _play(
    stakes: Stakes,
    game: Payoffs,
    periods: int,
    off: float,
    rates: Mapping[str, float],
    *,
    can_impose: bool,
) -> DeadlineBatch:
    """One deadline game in every draw, with or without a threat on the table."""
    case, draws = stakes.case, stakes.draws
    a, b = case.talks.demander, case.talks.target
    zero = np.zeros(draws.count)
    values = {
        side: np.where(game.accepted, game.deals.payoffs[side], -VETO * stake[:, None])
        for side, stake in ((a, game.stake_a), (b, game.stake_b))
    }
    span = case.central(case.talks.period) / 365.25
    discount = np.exp(-stakes.rate * span)
    return solve_deadline(
        values[a],
        values[b],
        game.impose_a if can_impose else zero,
        game.impose_b if can_impose else zero,
        game.back_down_a if can_impose else zero,
        game.back_down_b if can_impose else zero,
        periods=periods,
        discount_a=discount,
        discount_b=discount,
        proposer=case.talks.proposer,
        precision_a=off * draws.of(case, case.talks.precision_demander) / game.stake_a,
        precision_b=off * draws.of(case, case.talks.precision_target) / game.stake_b,
        accept_odds=_hazard_odds(rates["settled"], periods),
        impose_odds=rates["imposed"] / rates["dropped"],
        can_impose=can_impose,
    )


def _hazard_odds(settled: float, periods: int) -> float:
    """Odds of acceptance a period that settle a given share of talks by the deadline."""
    hazard = -np.expm1(np.log1p(-settled) / periods)
    return float(hazard / (1.0 - hazard))


def _logistic(x: Float[np.ndarray, " draw"]) -> Float[np.ndarray, " draw"]:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _ahead(case: Case) -> list[Deadline]:
    """Deadlines at which the threat falls due, known on the case's date and still ahead."""
    return [
        d
        for d in case.talks.deadlines
        if d.binding
        and d.known_from <= case.as_of < d.date
        and (d.until is None or case.as_of < d.until)
    ]


def last_deadline(case: Case) -> Deadline:
    """The first certain deadline ahead: the talks end there at the latest.

    Raises
    ------
    InputError
        If no binding deadline is known that lies after the case's date.
    """
    firm = sorted((d for d in _ahead(case) if d.chance is None), key=lambda d: d.date)
    if not firm:
        raise InputError(
            f"case {case.name!r} has no binding deadline known on {case.as_of} and still ahead; "
            "add one to talks.yaml or move --as-of"
        )
    return firm[0]


def _schedule(case: Case, stakes: Stakes) -> list[tuple[date, Float[np.ndarray, " draw"]]]:
    """Deadlines at which the threat falls due, with their chances in each draw."""
    firm, known = last_deadline(case), _ahead(case)
    rest = np.ones(stakes.draws.count)
    schedule: list[tuple[date, Float[np.ndarray, " draw"]]] = []
    for deadline in known:
        if deadline.chance is not None and deadline.date < firm.date:
            chance = stakes.draws.of(case, deadline.chance)
            schedule.append((deadline.date, rest * chance))
            rest = rest * (1.0 - chance)
    return [*schedule, (firm.date, rest)]


def _dates(case: Case, last: date) -> tuple[date, ...]:
    """Ends of the periods from the case's date to the last deadline."""
    span = timedelta(days=case.central(case.talks.period))
    periods = max(1, round((last - case.as_of) / span))
    return tuple(case.as_of + (i + 1) * (last - case.as_of) / periods for i in range(periods))
