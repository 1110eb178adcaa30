"""What the talks are played for: payoffs of every outcome to both sides, a row a draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from tradetalks.case import PrivateType
from tradetalks.stakes import Deals, Stakes, deals

__all__ = ["Hidden", "Payoffs", "coins", "group_gain", "holds", "payoffs", "ratified"]


@dataclass(frozen=True)
class Hidden:
    """What the second kind of a side feels beside the first, and the chance of it.

    Attributes
    ----------
    title
        Name of the second kind; empty where the side has no secret.
    deals
        Shape (draw, deal): added to the payoff of each package.
    impose, back_down
        Shape (draw,): added to the payoffs of sanctions and of a dropped threat.
    prior
        Shape (draw,): chance of the second kind.
    """

    title: str
    deals: Float[np.ndarray, "draw deal"]
    impose: Float[np.ndarray, " draw"]
    back_down: Float[np.ndarray, " draw"]
    prior: Float[np.ndarray, " draw"]


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
    hidden_a, hidden_b
        What each side alone knows about itself.
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
    hidden_a: Hidden
    hidden_b: Hidden

    @property
    def private(self) -> bool:
        """Whether either side knows something about itself that the other does not."""
        return bool(self.hidden_a.title or self.hidden_b.title)


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
        gain = group_gain(stakes, packages, actor.party, actor.groups)
        accepted &= gain >= threshold[:, None]
    for number, refusal in enumerate(case.talks.refuses):
        held = holds(stakes, packages, refusal.issue, refusal.level)
        chance = stakes.draws.of(case, refusal.chance)
        accepted &= ~(held[None, :] & (coins(stakes, number) < chance)[:, None])
    return accepted


def payoffs(
    stakes: Stakes,
    measure: str,
    *,
    equal: bool = False,
    political: bool = True,
    private: bool = True,
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
        False leaves all political terms, domestic vetoes and private kinds out.
    private
        False makes both sides the first kind, and known.
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
        hidden_a=_hidden(stakes, packages, a, "impose", political and private),
        hidden_b=_hidden(stakes, packages, b, "imposed", political and private),
    )


def group_gain(
    stakes: Stakes, packages: Deals, party: str, groups: Sequence[str]
) -> Float[np.ndarray, "draw deal"]:
    """Present value of each package to some groups of a party."""
    counted = [stakes.groups.index(group) for group in groups]
    values = stakes.values[:, stakes.parties.index(party)][:, counted].sum(axis=1)
    return values[packages.rows].sum(axis=1).T


def coins(stakes: Stakes, number: int) -> Float[np.ndarray, " draw"]:
    """A uniform number a draw from the seed of the draws; one half at central values."""
    seed = stakes.draws.seed
    if seed is None:
        return np.full(stakes.draws.count, 0.5)
    return np.random.default_rng([seed, number]).random(stakes.draws.count)


def holds(stakes: Stakes, packages: Deals, issue: str, level: str) -> Bool[np.ndarray, " deal"]:
    """Packages that hold an issue at a level."""
    column = packages.issues.index(issue)
    ids = [known.id for known in stakes.case.issues[issue].levels]
    return packages.levels[:, column] == ids.index(level)


def _hidden(stakes: Stakes, packages: Deals, party: str, imposed: str, counted: bool) -> Hidden:
    """What a party alone knows about itself; `imposed` is the event of sanctions as it feels it."""
    count, size = stakes.draws.count, len(packages.labels)
    found = [private for private in stakes.case.talks.private if private.party == party]
    nothing = np.zeros(count)
    if not found or not counted:
        return Hidden("", np.zeros((count, size)), nothing, nothing, nothing)
    (private,) = found
    amount = stakes.draws.of(stakes.case, private.amount)
    return Hidden(
        title=private.title,
        deals=amount[:, None] * _touched(stakes, packages, private),
        impose=amount if private.when.event == imposed else nothing,
        back_down=amount if private.when.event == "back-down" else nothing,
        prior=stakes.draws.of(stakes.case, private.prior),
    )


def _touched(stakes: Stakes, packages: Deals, private: PrivateType) -> Float[np.ndarray, " deal"]:
    """One for the packages that set a private term off, zero for the others."""
    when = private.when
    if when.issue is not None and when.level is not None:
        return holds(stakes, packages, when.issue, when.level).astype(float)
    return np.full(len(packages.labels), float(when.event == "deal"))


def _stake(
    packages: Float[np.ndarray, "draw deal"], *others: Float[np.ndarray, " draw"]
) -> Float[np.ndarray, " draw"]:
    outcomes = np.column_stack([packages, *others, np.zeros(len(packages))])
    return outcomes.max(axis=1) - outcomes.min(axis=1)
