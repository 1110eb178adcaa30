"""What a case asks of the world model."""

import numpy as np
import pytest

from tradetalks.case import Case, load_case
from tradetalks.errors import InputError
from tradetalks.stakes import WorldEffect, world_effects
from tradetalks.world import load_world


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("us-japan-autos-1995")


@pytest.fixture(scope="module")
def effects(case: Case) -> dict[str, WorldEffect]:
    return {effect.id: effect for effect in world_effects(case)}


def test_recorded_balance(effects: dict[str, WorldEffect]) -> None:
    """54.8 billion dollars of 1993, in dollars of 1994 by the case's price index."""
    assert effects["all"].recorded == pytest.approx(-54.8 * 148.2 / 144.5, abs=0.06)


def test_the_sign_turns_with_the_size_of_the_duty(effects: dict[str, WorldEffect]) -> None:
    """At 100 percent on all automobiles the first-order parts say gain, the exact change loss."""
    wide = effects["all"]
    assert (wide.first_order["USA"] > 0.0).all()
    assert (wide.welfare["USA"] < 0.0).all()
    assert (wide.welfare["JPN"] < 0.0).all()
    # A small duty by a large buyer improves its terms of trade.
    assert (effects["listed"].welfare["USA"] > 0.0).all()
    assert (effects["retaliation"].money["USA"] < wide.money["USA"]).all()


def test_a_list_bears_its_share(effects: dict[str, WorldEffect]) -> None:
    """Four billion dollars of 1994 out of the recorded imports, and none twice."""
    world = load_world("cp-1993-small")
    place = (world.sectors.index("Automobiles"), world.countries.index("USA"))
    imports = world.base.trade[*place, world.countries.index("Japan")]
    want = 100.0 * 4.0 * 144.5 / 148.2 / imports
    assert effects["listed"].rates == pytest.approx((want,), rel=1e-12)
    assert effects["all"].rates == (100.0,)


def test_elasticities_are_varied(effects: dict[str, WorldEffect]) -> None:
    """The higher the elasticity, the less imports remain under the duty and the less is lost."""
    losses = effects["all"].welfare["USA"]
    assert losses[1] < losses[0] < losses[2]
    assert len(set(np.round(losses, 6))) == 3


def test_no_question_no_answer(case: Case) -> None:
    """A case without world.yaml."""
    assert world_effects(case.model_copy(update={"world": None})) == ()


def test_unknown_names(case: Case) -> None:
    """A country or a sector that the data do not have, with those that they have."""
    assert case.world is not None
    for update, words in (
        ({"nations": {"USA": "USA", "JPN": "Nippon"}}, "country 'Nippon' of world.yaml"),
        ({"sector": "Ships"}, "sector 'Ships' of world.yaml is not in 'cp-1993-small'; it has"),
    ):
        wrong = case.model_copy(update={"world": case.world.model_copy(update=update)})
        with pytest.raises(InputError, match=words):
            world_effects(wrong)
