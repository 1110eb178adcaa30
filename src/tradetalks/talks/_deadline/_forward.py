"""The deadline game played forward: who agrees to what and when, and what each side believes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from tradetalks.talks._deadline._moves import ENDS, PrivateRules, by_level, turned
from tradetalks.talks._deadline._stage import Play, Stage, push

__all__ = ["Chances", "Period", "Solved", "forward"]

Mass = Float[np.ndarray, "lane type type x y"]
"""Chances that talks are still on, by pair of types, A's first, and pair of beliefs."""


class Solved(NamedTuple):
    """A stage with its equilibrium; ``by_a`` says whose move it is."""

    stage: Stage
    played: Play
    by_a: bool


@dataclass(frozen=True, eq=False)
class Period:
    """The stages of one period in the order of play; ``called`` is the period as the last one."""

    posture: Solved | None
    offers: list[Solved]
    deadline: Solved | None
    called: Period | None


@dataclass(frozen=True, eq=False)
class Chances:
    """Outcomes by date, a row a draw.

    Attributes
    ----------
    terms_by_period
        Chance of each deal in each period.
    posture_by_period
        Chance that talks are on at each level of posture when the offer of a period is made.
    imposed, backed_down
        Chances of the two ends without a deal.
    beliefs_a, beliefs_b
        Chance of each type at the start of each period and at the last deadline, given that talks
        are still on: what the other side believes on average.
    """

    terms_by_period: Float[np.ndarray, "draw period deal"]
    posture_by_period: Float[np.ndarray, "draw period level"]
    imposed: Float[np.ndarray, " draw"]
    backed_down: Float[np.ndarray, " draw"]
    beliefs_a: Float[np.ndarray, "draw date type"]
    beliefs_b: Float[np.ndarray, "draw date type"]


def forward(rules: PrivateRules, periods: list[Period]) -> Chances:
    """Send the chances of the types from the first move to the end.

    Parameters
    ----------
    rules
        The game.
    periods
        Its solved stages in the order of play, the first move at the prior.
    """
    draws, levels = len(rules.prior[0]), len(rules.posture.names)
    terms = np.zeros((draws, len(periods), rules.value[0].shape[2]))
    postures = np.zeros((draws, len(periods), levels))
    ended = np.zeros((draws, ENDS))
    on, left = _first(rules), np.zeros(0)
    dates: list[np.ndarray] = []
    for number, period in enumerate(periods):
        dates.append(_by_types(rules, on))
        if period.posture is not None:
            on, called = _moved(rules, period.posture, on)
            if period.called is not None:
                postures[:, number] += _by_levels(rules, called)
                agreed, called = _offered(rules, period.called.offers, called)
                terms[:, number] += agreed
                ended += _decided(rules, period.called.deadline, called)[0]
        postures[:, number] += _by_levels(rules, on)
        agreed, on = _offered(rules, period.offers, on)
        terms[:, number] += agreed
        left = on
        ends, on = _decided(rules, period.deadline, on)
        ended += ends
    by_type = np.stack([*dates, _by_types(rules, left)], axis=1)
    still = by_type.sum((2, 3))[..., None]
    return Chances(
        terms_by_period=terms,
        posture_by_period=postures,
        imposed=ended[:, 0],
        backed_down=ended[:, 1],
        beliefs_a=_share(by_type.sum(3), still),
        beliefs_b=_share(by_type.sum(2), still),
    )


def _first(rules: PrivateRules) -> Mass:
    """All chances at the prior, in the first node of the grid, at the level that A starts from."""
    mu, nu = (np.stack([1.0 - prior, prior], axis=1) for prior in rules.prior)
    mass = np.zeros((len(mu), len(rules.posture.names), 2, 2, *rules.grid))
    mass[:, rules.posture.start, :, :, 0, 0] = mu[:, :, None] * nu[:, None, :]
    return mass.reshape(-1, *mass.shape[2:])


def _send(solved: Solved, mass: Mass) -> tuple[np.ndarray, np.ndarray]:
    """Push chances through a stage: accepted by lane and option, and refused by continuation."""
    given = mass if solved.by_a else turned(mass)
    agreed, refused = (
        np.asarray(part) for part in push(solved.stage, solved.played, jnp.asarray(given))
    )
    return agreed.sum((1, 2)), refused if solved.by_a else turned(refused)


def _offered(rules: PrivateRules, offers: list[Solved], mass: Mass) -> tuple[np.ndarray, Mass]:
    """Chances of each deal in a period, and of going on."""
    sent = [_send(offer, mass / len(offers)) for offer in offers]
    agreed = np.sum([part for part, _ in sent], axis=0)
    return by_level(rules, agreed).sum(1), np.sum([part[:, 0] for _, part in sent], axis=0)


def _decided(rules: PrivateRules, deadline: Solved | None, mass: Mass) -> tuple[np.ndarray, Mass]:
    """Chances of the ends at a deadline, where there is one, and of going on."""
    if deadline is None:
        return np.zeros((len(rules.prior[0]), ENDS)), mass
    _, left = _send(deadline, mass)
    ends = by_level(rules, left[:, :ENDS].sum((2, 3, 4, 5))).sum(1)
    return ends, left[:, ENDS] if left.shape[1] > ENDS else np.zeros_like(mass)


def _moved(rules: PrivateRules, posture: Solved, mass: Mass) -> tuple[Mass, Mass]:
    """Chances by the level moved to: of offers that go on, and of those called the last."""
    _, left = _send(posture, mass)
    options = by_level(rules, left).sum(1)
    levels = len(rules.posture.names)
    parts = [
        options[:, at : at + levels].reshape(-1, *options.shape[2:])
        for at in range(0, options.shape[1], levels)
    ]
    return parts[0], parts[1] if len(parts) > 1 else np.zeros_like(parts[0])


def _by_types(rules: PrivateRules, mass: Mass) -> np.ndarray:
    return by_level(rules, mass.sum((3, 4))).sum(1)


def _by_levels(rules: PrivateRules, mass: Mass) -> np.ndarray:
    return by_level(rules, mass.sum((1, 2, 3, 4)))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Conditional chances; NaN once the talks are surely over."""
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0.0)
