"""The deadline game as a tree in Gambit's format, for checks against other solvers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

import numpy as np

from tradetalks.errors import InputError
from tradetalks.talks._deadline._moves import PrivateRules

__all__ = ["efg"]

LARGEST = 100_000
"""Nodes of the largest tree that is written."""


@dataclass(frozen=True)
class _Place:
    """Where the play stands: types, period, level, what was seen, payoffs so far.

    ``paid`` holds what each side has received, in money of the first move.
    """

    types: tuple[int, int]
    period: int
    level: int
    seen: tuple[str, ...]
    paid: tuple[float, float]

    def after(self, event: str) -> _Place:
        return replace(self, seen=(*self.seen, event))


@dataclass
class _Tree:
    """Lines of the file and the information sets met so far, by player."""

    rules: PrivateRules
    deals: Sequence[object]
    by_period: bool
    last: int
    lines: list[str] = field(default_factory=list)
    sets: dict[int, dict[tuple[object, ...], int]] = field(default_factory=dict)
    ends: int = 0


def efg(rules: PrivateRules, deals: Sequence[object], title: str, *, by_period: bool) -> str:
    """Text of the game in Gambit's extensive form.

    Parameters
    ----------
    rules
        A batch of one game.
    deals
        Labels.
    title
        Title of the tree.
    by_period
        A player for each side and period, whose payoffs are in that period's money.

    Raises
    ------
    InputError
        More than 100,000 nodes, or reference odds or weights, which the format cannot hold.
    """
    _check(rules)
    posture = rules.posture
    last = rules.periods + posture.extensions * posture.extension_periods
    tree = _Tree(rules, deals, by_period, last)
    players = [f"{s}{t + 1}" for t in range(last) for s in "AB"] if by_period else ["A", "B"]
    pairs = [
        (a, b, chance)
        for a, b in product((0, 1), repeat=2)
        if (chance := _chance(rules, 0, a) * _chance(rules, 1, b)) > 0
    ]
    names = " ".join(f'"A{a} B{b}" {chance}' for a, b, chance in pairs)
    tree.lines.append(f'c "" 1 "types" {{ {names} }} 0')
    for a, b, _ in pairs:
        _start(tree, _Place((a, b), 0, posture.start, (), (0.0, 0.0)))
    quoted = " ".join(f'"{player}"' for player in players)
    return "\n".join([f'EFG 2 R "{title}" {{ {quoted} }}', *tree.lines, ""])


def _check(rules: PrivateRules) -> None:
    posture = rules.posture
    odds = (posture.louder_odds, posture.extend_odds, *([posture.last_call_odds] * posture.moves))
    plain = not rules.log_weights.any() and not rules.log_accept.any()
    if not plain or rules.log_impose.any() or any(o not in (0.0, 1.0) for o in odds):
        raise InputError(
            "a tree holds no reference odds or weights; give a game with all of them equal"
        )
    if rules.proposer == "random":
        raise InputError("proposer is 'random'; write the tree of 'alternate', 'a' or 'b'")


def _chance(rules: PrivateRules, side: int, kind: int) -> Fraction:
    """Chance of a type as it is written in decimals: the format wants sums of exactly one."""
    second = Fraction(repr(float(rules.prior[side][0])))
    return second if kind else 1 - second


def _start(tree: _Tree, at: _Place) -> None:
    """A's choice of how loudly to threaten, if it has one, then the offer."""
    posture = tree.rules.posture
    if not posture.moves:
        _offer(tree, at, called=False)
        return
    levels = range(at.level, len(posture.names) if posture.louder_odds > 0.0 else at.level + 1)
    calls = (
        (False, True) if posture.last_call_odds > 0.0 and at.period < tree.last - 1 else (False,)
    )
    moves = [(call, level) for call in calls for level in levels]
    names = [f"{posture.names[level]}{' last' * call}" for call, level in moves]
    _choice(tree, at, 0, "posture", names)
    for (call, level), name in zip(moves, names, strict=True):
        louder = level > at.level
        costs = (posture.announce_a, posture.announce_b)
        extra = [float(np.asarray(c)[level]) if louder else 0.0 for c in costs]
        moved = replace(at.after(name), level=level, paid=_plus(tree, at, extra))
        _offer(tree, moved, called=call)


def _offer(tree: _Tree, at: _Place, *, called: bool) -> None:
    """The proposer's offer and its answer."""
    side = {"alternate": at.period % 2, "a": 0, "b": 1}[tree.rules.proposer]
    names = [str(deal) for deal in tree.deals]
    _choice(tree, at, side, "offer", names)
    flow = [float(f[0]) for f in tree.rules.flow]
    for number, name in enumerate(names):
        offered = at.after(f"offers {name}")
        _choice(tree, offered, 1 - side, "answer", ["accept", "refuse"])
        struck = [float(tree.rules.value[s][0, at.types[s], number]) for s in (0, 1)]
        _end(tree, at, struck)
        refused = replace(offered.after("refuse"), paid=_plus(tree, at, flow))
        _next(tree, refused, called)


def _next(tree: _Tree, at: _Place, called: bool) -> None:
    """What follows a refusal: the deadline, or the next period."""
    posture, late = tree.rules.posture, at.period - tree.rules.periods + 1
    final = called or at.period == tree.last - 1
    if not final and (late < 0 or late % posture.extension_periods):
        _start(tree, replace(at, period=at.period + 1))
        return
    names = ["impose", "back down"] + ([] if final else ["extend"])
    _choice(tree, at, 0, "deadline", names)
    _end(tree, at, [float(tree.rules.impose[s][0, at.types[s]]) for s in (0, 1)])
    back = [float(tree.rules.back_down[s][0, at.types[s]]) for s in (0, 1)]
    back[0] += float(posture.retreat(2)[at.types[0], at.level])
    _end(tree, at, back)
    if not final:
        paid = _plus(tree, at, [posture.extend_a, posture.extend_b])
        _start(tree, replace(at.after("extend"), period=at.period + 1, paid=paid))


def _plus(tree: _Tree, at: _Place, amounts: Sequence[float]) -> tuple[float, float]:
    """Payoffs so far with amounts of this period added."""
    a, b = (at.paid[s] + float(tree.rules.discount[s][0]) ** at.period * amounts[s] for s in (0, 1))
    return a, b


def _choice(tree: _Tree, at: _Place, side: int, kind: str, names: Sequence[str]) -> None:
    """A decision: its information set is the mover's type and what was seen so far."""
    player = 1 + side + (2 * at.period if tree.by_period else 0)
    known = tree.sets.setdefault(player, {})
    number = known.setdefault((at.types[side], at.seen), len(known) + 1)
    actions = " ".join(f'"{name}"' for name in names)
    tree.lines.append(f'p "" {player} {number} "{kind} {number}" {{ {actions} }} 0')
    if len(tree.lines) > LARGEST:
        raise InputError(f"the tree has more than {LARGEST} nodes; take fewer deals or periods")


def _end(tree: _Tree, at: _Place, amounts: Sequence[float]) -> None:
    """An outcome, with the payoffs of every player."""
    tree.ends += 1
    total = _plus(tree, at, amounts)
    if tree.by_period:
        rates = [float(d[0]) for d in tree.rules.discount]
        payoffs = [total[s] / rates[s] ** t for t in range(tree.last) for s in (0, 1)]
    else:
        payoffs = list(total)
    numbers = ", ".join(f"{payoff:.17g}" for payoff in payoffs)
    tree.lines.append(f't "" {tree.ends} "" {{ {numbers} }}')
