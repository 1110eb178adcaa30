"""Deadline games drawn at random, beside pygambit's logit solver on the whole tree.

pygambit is compiled from source, so it stands in the group `peers`; these run in `make validate`.
"""

import numpy as np
import pytest

from tradetalks.talks import DeadlineGame, Posture

pygambit = pytest.importorskip("pygambit", reason="pygambit (group peers) is not installed")

PRECISION = 3.0
KINDS = {
    "alternate": {},
    "a offers, no discount": {"proposer": "a", "discount_a": 1.0, "discount_b": 1.0},
    "b offers": {"proposer": "b", "prior_a": (0.7, 0.3)},
    "unequal discounts": {"discount_a": 0.95, "discount_b": 0.7, "impasse_flow_b": -0.1},
    "three periods": {"deals": 2, "periods": 3},
    "a louder level": {
        "deals": 2,
        "posture": Posture(("quiet", "loud"), (0.0, -0.3), announce_a=(0.0, -0.05)),
    },
    "an extension": {"deals": 2, "periods": 1, "posture": Posture(extensions=1, extend_a=-0.05)},
    "a last call": {"deals": 2, "posture": Posture(last_call_odds=1.0)},
}


def values_by_gambit(game: DeadlineGame, path: str) -> tuple[float, float]:
    """Expected payoffs before the first move at the logit equilibrium."""
    game.to_efg(path, by_period=True)
    tree = pygambit.read_efg(path)
    found = pygambit.qre.logit_solve_lambda(tree, PRECISION)[0]
    profile = tree.mixed_behavior_profile()
    actions = (a for p in tree.players for i in p.infosets for a in i.actions)
    for number, action in enumerate(actions):
        profile[action] = max(found[number], 0.0)
    return float(profile.payoff("A1")), float(profile.payoff("B1"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_logit_equilibrium_of_the_tree(kind, seed, tmp_path, drawn_game):
    changes = {"deals": 3, **KINDS[kind]}
    game = drawn_game(seed, **changes, precision=PRECISION, beliefs=41)
    value_a, value_b = values_by_gambit(game, str(tmp_path / "game.efg"))
    play = game.solve()
    # Linear interpolation on 41 beliefs is within 1e-5 of the exact tree on these games.
    assert np.dot(game.prior_a, play.value_a) == pytest.approx(value_a, abs=1e-5)
    assert np.dot(game.prior_b, play.value_b) == pytest.approx(value_b, abs=1e-5)
