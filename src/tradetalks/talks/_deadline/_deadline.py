"""The deadline game with complete information, solved backwards in every draw at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from tradetalks.errors import InputError

__all__ = [
    "PROPOSERS",
    "DeadlineBatch",
    "Round",
    "Rules",
    "deadline_rounds",
    "logistic",
    "solve_deadline",
]

PROPOSERS = ("alternate", "a", "b", "random")

Draws = Float[np.ndarray, " draw"]
Menu = Float[np.ndarray, "draw deal"]


@dataclass(frozen=True, eq=False)
class DeadlineBatch:
    """Outcomes of the deadline game, a row a draw.

    The chances of a deal, of sanctions and of a retreat sum to one in each draw.

    Attributes
    ----------
    deal_by_period
        Shape (draw, period): chance that a deal is struck in each period.
    terms
        Shape (draw, deal): chance that each deal is struck, in any period.
    imposed, backed_down
        Shape (draw,): chance that the deadline passes and A imposes, or does not.
    value_a, value_b
        Shape (draw,): expected payoffs before the first offer.
    residual
        Largest distance of a draw's chances from summing to one.
    status
        "solved": backward induction has no tolerance to miss.
    iterations
        Periods worked through.
    """

    deal_by_period: Float[np.ndarray, "draw period"]
    terms: Menu
    imposed: Draws
    backed_down: Draws
    value_a: Draws
    value_b: Draws
    residual: float
    status: str
    iterations: int


@dataclass(frozen=True, eq=False)
class Rules:
    """Everything the recursion needs, checked and brought to one shape."""

    value_a: Menu
    value_b: Menu
    impose_a: Draws
    impose_b: Draws
    back_down_a: Draws
    back_down_b: Draws
    discount_a: Draws
    discount_b: Draws
    precision_a: Draws
    precision_b: Draws
    flow_a: Draws
    flow_b: Draws
    log_weights: Float[np.ndarray, " deal"]
    log_accept: Draws
    log_impose: Draws
    proposer: str
    periods: int
    can_impose: bool


@dataclass(frozen=True, eq=False)
class Round:
    """One period: chance of each deal in it, if it is reached, and its worth to both."""

    agreed: Menu
    value_a: Draws
    value_b: Draws


def solve_deadline(
    value_a: Menu,
    value_b: Menu,
    impose_a: Draws | float,
    impose_b: Draws | float,
    back_down_a: Draws | float,
    back_down_b: Draws | float,
    periods: int = 12,
    discount_a: Draws | float = 0.99,
    discount_b: Draws | float = 0.99,
    proposer: str = "alternate",
    precision_a: Draws | float = 1.0,
    precision_b: Draws | float = 1.0,
    deal_weights: Float[np.ndarray, " deal"] | None = None,
    can_impose: bool = True,
    *,
    accept_odds: Draws | float = 1.0,
    impose_odds: Draws | float = 1.0,
    impasse_flow_a: Draws | float = 0.0,
    impasse_flow_b: Draws | float = 0.0,
) -> DeadlineBatch:
    """Offers under a deadline, after which A imposes sanctions or backs down; all draws at once.

    Logit agent quantal-response equilibrium (McKelvey and Palfrey 1998, Experimental Economics
    1), by backward induction. In period t the proposer P offers deal d with chance proportional
    to ``w_d exp(lambda_P EU_P(d))`` and the responder R accepts with chance
    ``acc_d = m / (1 + m)``, ``m = o exp(lambda_R (v_R(d) - C_R))``, where

        EU_P(d) = acc_d v_P(d) + (1 - acc_d) C_P
        C_i = f_i + delta_i V_i(t + 1)    before the last period
        C_i = f_i + deadline payoff       in the last period (not discounted further)

    At the deadline A imposes with odds ``o' exp(lambda_a (impose_a - back_down_a))``. A payoff
    reached in period t (from 0) counts ``delta^t`` at the start. As lambda grows this is backward
    induction (Stahl 1972), where an outside option that is not carried out bounds a share but
    does not move it (Binmore, Shaked and Sutton 1989).

    Parameters
    ----------
    value_a, value_b
        Shape (draw, deal): payoffs of the deals.
    impose_a, impose_b, back_down_a, back_down_b
        Shape (draw,) or one number: payoffs at the deadline.
    periods
        Offers before the deadline.
    discount_a, discount_b
        Discount factor a period, above 0 and up to 1.
    proposer
        "alternate" (A first), "a", "b", or "random" (a fair coin each period).
    precision_a, precision_b
        Logit precision lambda per unit of payoff; 0 leaves the choice to the reference odds.
    deal_weights
        Shape (deal,): base measure w of the offers; equal if left out. A deal listed twice at
        half its weight changes nothing.
    can_impose
        False: there is no threat, and the deadline passes with the payoffs of backing down.
    accept_odds, impose_odds
        Reference odds o and o' of accepting and of imposing where nothing is at stake.
    impasse_flow_a, impasse_flow_b
        Payoff f of each period that ends without a deal, in that period's money.

    Raises
    ------
    InputError
        Shapes that do not fit, NaN, no deal, a discount, precision or odds out of range.
    """
    rules = check_rules(
        value_a,
        value_b,
        {
            "impose_a": impose_a,
            "impose_b": impose_b,
            "back_down_a": back_down_a,
            "back_down_b": back_down_b,
            "discount_a": discount_a,
            "discount_b": discount_b,
            "precision_a": precision_a,
            "precision_b": precision_b,
            "impasse_flow_a": impasse_flow_a,
            "impasse_flow_b": impasse_flow_b,
            "accept_odds": accept_odds,
            "impose_odds": impose_odds,
        },
        deal_weights,
        proposer,
        periods,
        can_impose,
    )
    count, deals = rules.value_a.shape
    struck = np.zeros((count, periods))
    terms = np.zeros((count, deals))
    value = deadline_payoffs(rules)
    for period in reversed(range(periods)):
        played = play_period(rules, period, *value)
        value = played.value_a, played.value_b
        struck[:, period] = played.agreed.sum(axis=1)
        terms = played.agreed + (1.0 - struck[:, [period]]) * terms
    return batch_outcome(rules, struck, terms, value)


def deadline_rounds(rules: Rules) -> list[Round]:
    """Every period of the game, in the order of play."""
    value = deadline_payoffs(rules)
    rounds: list[Round] = []
    for period in reversed(range(rules.periods)):
        played = play_period(rules, period, *value)
        value = played.value_a, played.value_b
        rounds.append(played)
    return rounds[::-1]


def batch_outcome(
    rules: Rules,
    struck: Float[np.ndarray, "draw period"],
    terms: Menu,
    value: tuple[Draws, Draws],
) -> DeadlineBatch:
    """Chances seen from the start, from those of each period if it is reached."""
    reached = np.cumprod(1.0 - struck, axis=1)
    before = np.column_stack([np.ones(len(struck)), reached[:, :-1]])
    deal_by_period = before * struck
    carried_out = imposition(rules)
    imposed = reached[:, -1] * carried_out
    backed_down = reached[:, -1] * (1.0 - carried_out)
    total = deal_by_period.sum(axis=1) + imposed + backed_down
    return DeadlineBatch(
        deal_by_period=deal_by_period,
        terms=terms,
        imposed=imposed,
        backed_down=backed_down,
        value_a=value[0],
        value_b=value[1],
        residual=float(np.abs(total - 1.0).max()),
        status="solved",
        iterations=rules.periods,
    )


def logistic(x: np.ndarray) -> np.ndarray:
    """``1 / (1 + exp(-x))`` without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def softmax(x: Menu) -> Menu:
    """``exp(x_d) / sum_d exp(x_d)`` in each row without overflow."""
    raised = np.exp(x - x.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def imposition(rules: Rules) -> Draws:
    """Chance that A imposes once the deadline has passed."""
    if not rules.can_impose:
        return np.zeros_like(rules.impose_a)
    gain = rules.impose_a - rules.back_down_a
    return logistic(rules.log_impose + rules.precision_a * gain)


def deadline_payoffs(rules: Rules) -> tuple[Draws, Draws]:
    """Take expected payoffs of both once the deadline has passed."""
    chance = imposition(rules)
    # A payoff of an option that cannot be taken may be anything, so it is left out.
    if not rules.can_impose:
        return rules.back_down_a, rules.back_down_b
    return (
        chance * rules.impose_a + (1.0 - chance) * rules.back_down_a,
        chance * rules.impose_b + (1.0 - chance) * rules.back_down_b,
    )


def play_period(rules: Rules, period: int, next_a: Draws, next_b: Draws) -> Round:
    """One period, given the worth of what follows it."""
    last = period == rules.periods - 1
    stay_a = rules.flow_a + (next_a if last else rules.discount_a * next_a)
    stay_b = rules.flow_b + (next_b if last else rules.discount_b * next_b)
    if rules.proposer == "random":
        first, second = (_offer(rules, by_a, stay_a, stay_b) for by_a in (True, False))
        return Round(
            0.5 * (first.agreed + second.agreed),
            0.5 * (first.value_a + second.value_a),
            0.5 * (first.value_b + second.value_b),
        )
    by_a = rules.proposer == "a" or (rules.proposer == "alternate" and period % 2 == 0)
    return _offer(rules, by_a, stay_a, stay_b)


def _offer(rules: Rules, by_a: bool, stay_a: Draws, stay_b: Draws) -> Round:
    """Play a round with a given proposer; `stay` is what each side has if the offer is rejected."""
    if by_a:
        own, other, stay_own, stay_other = rules.value_a, rules.value_b, stay_a, stay_b
        precise, precise_other = rules.precision_a, rules.precision_b
    else:
        own, other, stay_own, stay_other = rules.value_b, rules.value_a, stay_b, stay_a
        precise, precise_other = rules.precision_b, rules.precision_a
    gain = own - stay_own[:, None]
    gain_other = other - stay_other[:, None]
    accepted = logistic(rules.log_accept[:, None] + precise_other[:, None] * gain_other)
    offered = softmax(rules.log_weights + precise[:, None] * accepted * gain)
    agreed = offered * accepted
    worth = stay_own + (agreed * gain).sum(axis=1)
    worth_other = stay_other + (agreed * gain_other).sum(axis=1)
    return Round(agreed, worth, worth_other) if by_a else Round(agreed, worth_other, worth)


def check_rules(
    value_a: Menu,
    value_b: Menu,
    numbers: dict[str, Draws | float],
    deal_weights: Float[np.ndarray, " deal"] | None,
    proposer: str,
    periods: int,
    can_impose: bool,
) -> Rules:
    """Bring the game's inputs to one shape, or an InputError that names the one at fault."""
    a, b = np.asarray(value_a, dtype=float), np.asarray(value_b, dtype=float)
    if a.ndim != 2 or a.shape != b.shape or a.size == 0:
        raise InputError(
            f"value_a has shape {a.shape}, value_b {b.shape}; give both (draws, deals), not empty"
        )
    for name, values in (("value_a", a), ("value_b", b)):
        if not np.isfinite(values).all():
            raise InputError(f"{name} holds NaN or infinity; give finite payoffs")
    if proposer not in PROPOSERS:
        raise InputError(f"proposer is {proposer!r}; give one of {', '.join(PROPOSERS)}")
    if periods < 1:
        raise InputError(f"periods is {periods}; give 1 or more offers before the deadline")
    full = {name: _one_a_draw(name, values, len(a)) for name, values in numbers.items()}
    for side in ("a", "b"):
        discount, precision = full[f"discount_{side}"], full[f"precision_{side}"]
        _within(f"discount_{side}", discount, (discount > 0.0) & (discount <= 1.0), "in (0, 1]")
        _within(f"precision_{side}", precision, precision >= 0.0, "of 0 or more")
    for name in ("accept_odds", "impose_odds"):
        _within(name, full[name], full[name] > 0.0, "above 0")
    return Rules(
        value_a=a,
        value_b=b,
        impose_a=full["impose_a"],
        impose_b=full["impose_b"],
        back_down_a=full["back_down_a"],
        back_down_b=full["back_down_b"],
        discount_a=full["discount_a"],
        discount_b=full["discount_b"],
        precision_a=full["precision_a"],
        precision_b=full["precision_b"],
        flow_a=full["impasse_flow_a"],
        flow_b=full["impasse_flow_b"],
        log_weights=_log_weights(deal_weights, a.shape[1]),
        log_accept=np.log(full["accept_odds"]),
        log_impose=np.log(full["impose_odds"]),
        proposer=proposer,
        periods=periods,
        can_impose=can_impose,
    )


def _one_a_draw(name: str, values: Draws | float, count: int) -> Draws:
    array = np.asarray(values, dtype=float)
    if array.shape not in ((), (1,), (count,)):
        raise InputError(f"{name} has shape {array.shape}; give one number or {count}, one a draw")
    if not np.isfinite(array).all():
        raise InputError(f"{name} holds NaN or infinity; give finite numbers")
    return np.broadcast_to(array, (count,))


def _within(name: str, values: Draws, fits: Bool[np.ndarray, " draw"], what: str) -> None:
    if not fits.all():
        raise InputError(f"{name} is {values[~fits][0]}; give a number {what}")


def _log_weights(
    weights: Float[np.ndarray, " deal"] | None, deals: int
) -> Float[np.ndarray, " deal"]:
    if weights is None:
        return np.zeros(deals)
    array = np.asarray(weights, dtype=float)
    if array.shape != (deals,) or not np.isfinite(array).all() or (array < 0.0).any():
        raise InputError(f"deal_weights are {weights!r}; give {deals} finite weights of 0 or more")
    if array.sum() <= 0.0:
        raise InputError("deal_weights are all 0; give at least one deal a weight")
    with np.errstate(divide="ignore"):
        return np.log(array)
