"""The forecast: where the games meet the stakes of a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl
from jaxtyping import Bool, Float

from tradetalks.case import Case, Deadline
from tradetalks.errors import InputError
from tradetalks.stakes import Stakes
from tradetalks.talks._deadline._deadline import logistic
from tradetalks.talks._forecast._payoffs import Payoffs, payoffs
from tradetalks.talks._forecast._table import Clock, Played, play_case
from tradetalks.talks._record._outside import (
    ANCHOR_CLASS,
    AnchoredPrior,
    OutsideView,
    anchored_prior,
)

__all__ = ["Forecast", "anchor", "clock_of", "forecast", "last_deadline", "period_ends"]


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
    resolve, resistance
        Shape (draw, date + 1): once the threat is made, chance of the demander's and of the
        target's second kind at the date of the forecast and at each date, given that talks are
        still on: what the other side then believes. Zero where there is no secret.
    imposed_at
        Shape (draw, belief): chance of sanctions once the threat is made, at each prior chance of
        the demander's second kind, evenly from zero to one. One column where it has no secret.
    solved
        Shape (draw,): whether its game was solved; where not, no weight and zeros throughout.
    folded
        Draws in which the branch of equilibria from precision zero broke off, so that another
        equilibrium is reported.
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
    resolve: Float[np.ndarray, "draw date"]
    resistance: Float[np.ndarray, "draw date"]
    imposed_at: Float[np.ndarray, "draw belief"]
    solved: Bool[np.ndarray, " draw"]
    folded: int
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
    def unsolved(self) -> int:
        """How many draws have no forecast."""
        return int((~self.solved).sum())

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


def forecast(
    stakes: Stakes,
    measure: str,
    *,
    step: str = "full model",
    equal: bool = False,
    political: bool = True,
    private: bool = True,
    resolve: float | None = None,
    history: Float[np.ndarray, " draw"] | None = None,
    outside: OutsideView | None = None,
) -> Forecast:
    """Play the talks from the case's date to their deadlines, in every draw.

    First the demanding side decides whether to make a specific threat, then offers alternate
    until the deadline, then it imposes or backs down; every choice is logit, with precision per
    share of the stake and with a reference measure that gives the base rates of past threats
    at precision zero (`tradetalks.talks.solve_deadline`). What a side alone knows about itself
    moves the other's beliefs with every offer and answer (`tradetalks.talks.DeadlineGame`).
    Deadlines that are only possible enter with their chance.

    Parameters
    ----------
    stakes
        Values of all actions, from the same case and date.
    measure
        Id of the measure that is threatened.
    step
        "base rate" sets the precision to zero; any other name is only a label.
    equal, political, private
        As in `payoffs`.
    resolve
        Prior chance of the demander's second kind in every draw, in place of the case's.
    history
        Shape (draw,): weight of each draw given what has happened since the first date.
    outside
        Base rates; the shipped ones by default.

    Raises
    ------
    InputError
        If no binding deadline is known that lies after the case's date.
    """
    case, count = stakes.case, stakes.draws.count
    game = payoffs(stakes, measure, equal=equal, political=political, private=private)
    if resolve is not None:
        hidden = replace(game.hidden_a, prior=np.full(count, resolve))
        game = replace(game, hidden_a=hidden)
    off = 0.0 if step == "base rate" else 1.0
    known = case.talks.threat is not None and case.talks.threat.known_from <= case.as_of
    schedule = _schedule(case, stakes)
    ends = period_ends(case, max(end for end, _ in schedule))
    prior = stakes.draws.of(case, case.talks.threat_chance)
    precision = off * stakes.draws.of(case, case.talks.precision_demander) / game.stake_a
    total = _Sum.empty(count, len(ends), len(game.deals.labels))
    for end, chance in schedule:
        clock = clock_of(outside, sum(1 for d in ends if d <= end), off)
        loud = play_case(stakes, game, clock, can_impose=True)
        soft = play_case(stakes, game, clock, can_impose=False)
        gain = loud.value_a + game.threat_a - soft.value_a
        made = np.ones(count) if known else logistic(np.log(prior / (1 - prior)) + precision * gain)
        total.add(chance, made, loud, soft, gain)
    weights = np.full(count, 1.0 / count) if history is None else history
    weights = np.where(total.solved, weights, 0.0)
    return Forecast(
        as_of=case.as_of,
        step=step,
        dates=ends,
        weights=weights / weights.sum(),
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
        resolve=np.nan_to_num(total.resolve),
        resistance=np.nan_to_num(total.resistance),
        imposed_at=total.imposed_at,
        solved=total.solved,
        folded=int(total.folded.sum()),
        payoffs=game,
        known_threat=known,
    )


def anchor(
    found: Forecast, *, outside: OutsideView | None = None, among: str = ANCHOR_CLASS
) -> AnchoredPrior | None:
    """Find the prior on resolve at which a threat leads to sanctions as often as past threats did.

    The chance is that of the case's game once the threat is made, with no signal before it and no
    history, averaged over the draws. None where the demander has no secret.

    Parameters
    ----------
    found
        A forecast.
    outside
        Base rates; the shipped ones by default.
    among
        Reference class of the base rate.

    Raises
    ------
    InputError
        A class that is not in the table.
    """
    if not found.payoffs.hidden_a.title:
        return None
    curve = found.imposed_at[found.solved].mean(axis=0)
    grid = np.linspace(0.0, 1.0, len(curve))
    rates = (outside or OutsideView.shipped()).rates()
    row = rates.filter((pl.col("reference_class") == among) & (pl.col("outcome") == "imposed"))
    if row.is_empty():
        raise InputError(f"class {among!r} has no count of 'imposed'; see OutsideView.rates()")
    rate = row.row(0, named=True)
    return anchored_prior(
        lambda prior: float(np.interp(prior, grid, curve)),
        rate["share"],
        (rate["low"], rate["high"]),
    )


def clock_of(outside: OutsideView | None, periods: int, precision: float) -> Clock:
    """How a game of some periods is played, with the reference odds of past threats."""
    rates = (outside or OutsideView.shipped()).anchors()
    return Clock(max(1, periods), precision, rates["settled"], rates["imposed"] / rates["dropped"])


@dataclass
class _Sum:
    """Outcomes added up over deadlines and over the choice to threaten."""

    deal_by_period: Float[np.ndarray, "draw period"]
    terms: Float[np.ndarray, "draw deal"]
    resolve: Float[np.ndarray, "draw date"]
    resistance: Float[np.ndarray, "draw date"]
    solved: np.ndarray
    folded: np.ndarray
    imposed_at: Float[np.ndarray, "draw belief"]
    imposed: Float[np.ndarray, " draw"]
    dropped: Float[np.ndarray, " draw"]
    quiet: Float[np.ndarray, " draw"]
    threat: Float[np.ndarray, " draw"]
    value_a: Float[np.ndarray, " draw"]
    value_b: Float[np.ndarray, " draw"]
    gain: Float[np.ndarray, " draw"]

    @classmethod
    def empty(cls, count: int, periods: int, packages: int) -> _Sum:
        def none() -> np.ndarray:
            return np.zeros(count)

        return cls(
            deal_by_period=np.zeros((count, periods)),
            terms=np.zeros((count, packages)),
            resolve=np.zeros((count, periods + 1)),
            resistance=np.zeros((count, periods + 1)),
            solved=np.ones(count, dtype=bool),
            folded=np.zeros(count, dtype=bool),
            imposed_at=np.zeros((count, 1)),
            imposed=none(),
            dropped=none(),
            quiet=none(),
            threat=none(),
            value_a=none(),
            value_b=none(),
            gain=none(),
        )

    def add(
        self,
        chance: Float[np.ndarray, " draw"],
        made: Float[np.ndarray, " draw"],
        loud: Played,
        soft: Played,
        gain: Float[np.ndarray, " draw"],
    ) -> None:
        with_threat, without = chance * made, chance * (1.0 - made)
        periods = loud.deal_by_period.shape[1]
        for share, play in ((with_threat, loud), (without, soft)):
            self.deal_by_period[:, :periods] += share[:, None] * play.deal_by_period
            self.terms += share[:, None] * play.terms
            self.value_a += share * play.value_a
            self.value_b += share * play.value_b
            self.solved &= play.solved
            self.folded |= play.folded
        self.imposed_at = self.imposed_at + chance[:, None] * loud.imposed_at
        self.imposed += with_threat * loud.imposed
        self.dropped += with_threat * loud.backed_down
        self.quiet += without * soft.backed_down
        self.threat += with_threat
        self.gain += chance * gain
        if periods == self.deal_by_period.shape[1]:
            self.resolve, self.resistance = loud.resolve, loud.resistance


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


def period_ends(case: Case, last: date) -> tuple[date, ...]:
    """Ends of the periods from the case's date to the last deadline."""
    span = timedelta(days=case.central(case.talks.period))
    periods = max(1, round((last - case.as_of) / span))
    return tuple(case.as_of + (i + 1) * (last - case.as_of) / periods for i in range(periods))
