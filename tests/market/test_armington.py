"""GSIM and SMART: published examples, an independent solver, identities, derivatives."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import root

from tradetalks.errors import InputError, SolveError
from tradetalks.market import Armington, ArmingtonEquilibrium, linear_gsim, linear_smart

PAGE = Path(__file__).resolve().parents[2] / "docs" / "replications" / "gsim-smart.md"

# GSIM's 4 x 4 example: flows and 1 + t, exporters in rows, and the "reported prices" of a US-EU
# agreement, as quoted in the R script "GSIM 4x4 model" (docs/replications/gsim-smart.md).
COUNTRIES = ("US", "JP", "EU", "RW")
FLOWS = np.array([[0, 50, 200, 300], [500, 0, 150, 200], [300, 100, 200, 200], [50, 100, 110, 20]])
POWERS = [
    [1.00, 1.21, 1.41, 1.22],
    [1.37, 1.00, 1.31, 1.23],
    [1.32, 1.36, 1.00, 1.18],
    [1.57, 1.41, 1.25, 1.15],
]
AGREEMENT = {("US", "EU"): 0.0, ("EU", "US"): 0.0}
REPORTED_PRICES = [0.0792, -0.0316, 0.0480, -0.0184]

# GitHub paulofelipe/emr, docs/reference/solve_emr.html, "Solve the model" (R package emr 0.1.0):
# sales in one market, and prices and growth of quantities with a duty of 10 percent on "sub".
EMR = Armington(
    trade=[[60.0, 30.0, 10.0]], substitution=4.0, demand_elasticity=1.0,
    supply_elasticity=[1.0, 10.0, 10.0], countries=["dom", "sub", "nsub"], importers=["dom"],
)  # fmt: skip
EMR_PRICES = [1.021240, 1.078515, 1.007535]
EMR_QUANTITIES = [1.0212404, 0.8209848, 1.0779533]


@pytest.fixture(scope="module")
def gsim() -> Armington:
    return Armington(
        trade=FLOWS.T, substitution=5.0, demand_elasticity=1.25, supply_elasticity=1.5,
        tariffs=np.array(POWERS).T - 1.0, countries=COUNTRIES,
    )  # fmt: skip


def us_imports(gsim: Armington) -> Armington:
    """What the United States imports in the same example, at given border prices."""
    return Armington(
        trade=gsim.trade[:1, 1:], substitution=5.0, demand_elasticity=1.25,
        supply_elasticity=np.inf, tariffs=np.asarray(gsim.tariffs)[:1, 1:],
        countries=COUNTRIES[1:], importers=["US"],
    )  # fmt: skip


def draw(seed: int, *, size: int = 4, above: float = 0.0) -> tuple[Armington, np.ndarray]:
    """A random model, sigma at least eps plus ``above``, and random new rates."""
    rng = np.random.default_rng(seed)
    trade = rng.lognormal(0.0, 2.0, (size, size)) * (rng.random((size, size)) < 0.8)
    np.fill_diagonal(trade, rng.lognormal(1.0, 1.0, size))
    eps = rng.uniform(0.05, 4.0, size)
    supply = np.where(rng.random(size) < 0.2, np.inf, rng.uniform(0.0, 10.0, size))
    model = Armington(
        trade=trade, substitution=eps + above + rng.uniform(0.0, 12.0, size),
        demand_elasticity=eps, supply_elasticity=supply,
        tariffs=rng.uniform(-0.3, 1.0, (size, size)), countries=[f"C{i}" for i in range(size)],
    )  # fmt: skip
    return model, rng.uniform(-0.5, 3.0, (size, size))


def bought(model: Armington, prices: np.ndarray) -> np.ndarray:
    """Nested CES demand in levels at consumer prices (M, X), one flow at a time."""
    quantities = np.zeros(prices.shape)
    for m, (sigma, eps) in enumerate(
        zip(np.asarray(model.substitution), np.asarray(model.demand_elasticity), strict=True)
    ):
        paid = model.trade[m] * (1.0 + np.asarray(model.tariffs)[m])
        weight, relative = paid / paid.sum(), prices[m] / (1.0 + np.asarray(model.tariffs)[m])
        if sigma == 1.0:
            index = np.prod(relative**weight)
        else:
            index = (weight @ relative ** (1.0 - sigma)) ** (1.0 / (1.0 - sigma))
        quantities[m] = model.trade[m] * relative**-sigma * index ** (sigma - eps)
    return quantities


# Published numbers


def test_gsim_reported_prices(gsim: Armington) -> None:
    """All four printed digits of the price changes that GSIM reports for its own example."""
    linear = linear_gsim(gsim, AGREEMENT)
    np.testing.assert_array_equal(np.round(linear.border_prices - 1.0, 4), REPORTED_PRICES)


def test_exact_solution_of_emr() -> None:
    """An exact solution printed to seven digits by another program."""
    after = EMR.equilibrium({("dom", "sub"): 0.1})
    # emr stopped at an error of about 5e-7 in its equations, and prints seven digits.
    near = {"rtol": 0.0, "atol": 1e-6}
    np.testing.assert_allclose(after.consumer_prices[0], EMR_PRICES, **near)
    np.testing.assert_allclose(after.quantities[0] / EMR.trade[0], EMR_QUANTITIES, **near)
    np.testing.assert_allclose(after.price_index, 1.035651, **near)
    np.testing.assert_allclose(after.price_index**-1.0, 0.9655765, **near)


# An independent solver


@pytest.mark.parametrize(
    ("substitution", "demand", "supply"),
    [
        (5.0, 1.25, 1.5),
        ([1.0, 0.4, 9.0, 3.0], [0.0, 0.4, 1.0, 2.5], [0.1, 0.0, np.inf, 30.0]),
        ([2.0, 1.0, 0.0, 3.0], [2.5, 1.5, 0.5, 0.1], [2.0, 1.0, 0.5, 4.0]),
        (4.0, 1.0, np.inf),
    ],
    ids=["gsim", "mixed", "eps-above-sigma", "given-prices"],
)
def test_meets_scipy_root(
    gsim: Armington, substitution: object, demand: object, supply: object
) -> None:
    """Border prices are the root of excess demand in levels, by Powell's hybrid method."""
    model = Armington(
        trade=gsim.trade, substitution=substitution, demand_elasticity=demand,
        supply_elasticity=supply, tariffs=gsim.tariffs, countries=COUNTRIES,
    )  # fmt: skip
    rates = np.asarray(gsim.tariffs) + np.random.default_rng(1).uniform(-0.2, 1.5, (4, 4))
    elastic = np.isinf(np.asarray(model.supply_elasticity))
    power = np.where(elastic, 1.0, np.asarray(model.supply_elasticity))

    def excess(border: np.ndarray) -> np.ndarray:
        sold = bought(model, (1.0 + rates) * border).sum(0) / model.trade.sum(0)
        return np.where(elastic, border - 1.0, sold - border**power)

    want = root(excess, np.ones(4), tol=1e-14)
    assert np.abs(want.fun).max() < 1e-12
    found = model.equilibrium(rates)
    np.testing.assert_allclose(found.border_prices, want.x, rtol=1e-10)
    prices = (1.0 + rates) * want.x
    np.testing.assert_allclose(found.consumer_prices, prices, rtol=1e-10)
    np.testing.assert_allclose(found.quantities, bought(model, prices), rtol=1e-9)
    np.testing.assert_allclose(found.values, want.x * bought(model, prices), rtol=1e-9)


# Properties


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_markets_clear_in_any_unit_and_order(seed: int) -> None:
    """Markets clear; trade in another unit or order gives the same prices."""
    model, rates = draw(seed)
    found = model.equilibrium(rates)
    supply = np.asarray(model.supply_elasticity)
    finite = np.isfinite(supply)
    offered = model.trade.sum(0)[finite] * found.border_prices[finite] ** supply[finite]
    # The step of 1e-12 in log prices times e + sigma, at most 26 here.
    np.testing.assert_allclose(found.quantities.sum(0)[finite], offered, rtol=1e-9)
    np.testing.assert_array_equal(found.border_prices[~finite], 1.0)

    order = np.random.default_rng(seed).permutation(4)
    other = Armington(
        trade=1e6 * model.trade[np.ix_(order, order)],
        substitution=np.asarray(model.substitution)[order],
        demand_elasticity=np.asarray(model.demand_elasticity)[order],
        supply_elasticity=supply[order],
        tariffs=np.asarray(model.tariffs)[np.ix_(order, order)],
        countries=[f"C{i}" for i in order],
    ).equilibrium(rates[np.ix_(order, order)])
    np.testing.assert_allclose(other.border_prices, found.border_prices[order], rtol=1e-9)
    moved = 1e6 * found.quantities[np.ix_(order, order)]
    np.testing.assert_allclose(other.quantities, moved, rtol=1e-8)


def test_base_rates_give_the_base(gsim: Armington) -> None:
    """No change is the record, exactly, and nobody gains or loses."""
    base = gsim.equilibrium()
    np.testing.assert_array_equal(base.border_prices, 1.0)
    np.testing.assert_array_equal(base.values, gsim.trade)
    for same in (gsim.equilibrium(np.array(gsim.tariffs)), linear_gsim(gsim, None)):
        np.testing.assert_array_equal(same.quantities, base.quantities)
        np.testing.assert_array_equal(gsim.accounts(base, same).welfare, 0.0)


@pytest.mark.parametrize("seed", range(5))
def test_small_change_is_linear(seed: int) -> None:
    """The exact solution less GSIM's falls with the square of the change."""
    model, rates = draw(seed)
    base, by = np.asarray(model.tariffs), rates - np.asarray(model.tariffs)

    def error(step: float) -> np.ndarray:
        exact, linear = model.equilibrium(base + step * by), linear_gsim(model, base + step * by)
        moved = (exact.quantities - linear.quantities) / np.where(model.trade, model.trade, 1.0)
        return np.concatenate([exact.border_prices - linear.border_prices, moved.ravel()])

    whole, half = np.linalg.norm(error(2e-4)), np.linalg.norm(error(1e-4))
    assert whole < 1e-4
    # Four, but for terms of the third order.
    assert whole / half == pytest.approx(4.0, rel=0.02)


def test_infinite_supply_passes_duties_on(gsim: Armington) -> None:
    """Border prices stay, consumers pay the whole duty, and sellers neither gain nor lose."""
    imports = us_imports(gsim)
    base, after = imports.equilibrium(), imports.equilibrium(1.0)
    np.testing.assert_array_equal(after.border_prices, 1.0)
    np.testing.assert_array_equal(after.consumer_prices, 2.0)
    np.testing.assert_array_equal(imports.accounts(base, after).profits, 0.0)
    assert linear_gsim(imports, 1.0).border_prices.tolist() == [1.0, 1.0, 1.0]
    # Large but finite elasticities come near, with an error of one over the elasticity.
    steep = Armington(
        trade=imports.trade, substitution=5.0, demand_elasticity=1.25, supply_elasticity=1e6,
        tariffs=imports.tariffs, countries=COUNTRIES[1:], importers=["US"],
    ).equilibrium({("US", "EU"): 1.0})  # fmt: skip
    flat = imports.equilibrium({("US", "EU"): 1.0})
    np.testing.assert_allclose(steep.quantities, flat.quantities, rtol=1e-4)


def test_rates_by_number_and_name(gsim: Armington) -> None:
    """A number leaves own goods alone; names change their flows only."""
    free = gsim.equilibrium(0.25)
    np.testing.assert_array_equal(free.tariffs, 0.25 * (1.0 - np.eye(4)))
    named = gsim.equilibrium({("US", "JP"): 1.0}).tariffs
    want = np.array(gsim.tariffs)
    want[0, 1] = 1.0
    np.testing.assert_array_equal(named, want)


# Accounts


@pytest.mark.parametrize("seed", [3, 4])
def test_accounts_are_areas(seed: int) -> None:
    """Consumers: area under each demand, one price after another. Producers: under supply."""
    model, rates = draw(seed)
    base, after = model.equilibrium(), model.equilibrium(rates)
    accounts = model.accounts(base, after)
    supply = np.asarray(model.supply_elasticity)
    for m in range(4):
        prices, gain = base.consumer_prices.copy(), 0.0
        for x in range(4):

            def demand(p: float, m: int = m, x: int = x, at: np.ndarray = prices) -> float:
                moved = at.copy()
                moved[m, x] = p
                return bought(model, moved)[m, x]

            gain -= quad(demand, prices[m, x], after.consumer_prices[m, x], epsabs=1e-11)[0]
            prices[m, x] = after.consumer_prices[m, x]
        assert accounts.consumer_surplus[m] == pytest.approx(gain, rel=1e-8)
        area = 0.0
        if np.isfinite(supply[m]):
            sold = float(model.trade[:, m].sum())
            area = quad(lambda b, e=supply[m]: b**e, 1.0, after.border_prices[m])[0] * sold
        assert accounts.profits[m] == pytest.approx(area, rel=1e-8)
    duties = (rates * after.values - np.asarray(model.tariffs) * base.values).sum(1)
    np.testing.assert_allclose(accounts.tariff_revenue, duties, rtol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_accounts_add_up_over_the_world(seed: int) -> None:
    """All gains together are the wedges times the flows that they moved: sum of t b dq.

    What a buyer pays beyond the duty a seller receives, so all prices cancel (Harberger).
    """
    model, rates = draw(seed)
    base, start = model.equilibrium(), np.asarray(model.tariffs)
    nodes, weights = np.polynomial.legendre.leggauss(24)
    path = (nodes + 1.0) / 2.0
    points = [model.equilibrium(start + at * (rates - start)) for at in path]
    wedge = np.array([point.tariffs * point.border_prices for point in points])
    flows = np.array([point.quantities for point in points]).reshape(24, -1)
    fit = np.polynomial.legendre.legfit(nodes, flows, 23)
    slope = np.polynomial.legendre.legval(nodes, np.polynomial.legendre.legder(fit)).T
    moved = (weights[:, None] * wedge.reshape(24, -1) * slope).sum()
    total = model.accounts(base, model.equilibrium(rates)).welfare.sum()
    assert total == pytest.approx(moved, rel=1e-5)


def test_accounts_by_nation(gsim: Armington) -> None:
    """Rows add up, chain over a detour, and name a buyer who sells nothing last."""
    base, after = gsim.equilibrium(), gsim.equilibrium(AGREEMENT)
    frame = gsim.accounts(base, after).to_frame()
    assert frame["nation"].to_list() == list(COUNTRIES)
    parts = frame["consumer_surplus"] + frame["profits"] + frame["tariff_revenue"]
    np.testing.assert_allclose(frame["welfare"], parts, rtol=1e-12)
    detour = gsim.equilibrium(0.5)
    there, back = gsim.accounts(base, detour).welfare, gsim.accounts(detour, after).welfare
    np.testing.assert_allclose(there + back, frame["welfare"], rtol=1e-9)

    imports = us_imports(gsim)
    accounts = imports.accounts(imports.equilibrium(), imports.equilibrium(0.0))
    assert accounts.nations == ("JP", "EU", "RW", "US")
    assert accounts.consumer_surplus.tolist()[:3] == [0.0, 0.0, 0.0]
    assert accounts.consumer_surplus[3] > 0.0 > accounts.tariff_revenue[3]


def test_welfare_derivative(gsim: Armington) -> None:
    """A nation gains ``-q dp`` as buyer, ``Q db`` as seller and ``d(t b q)`` as treasury.

    The right side takes dp, db and dq from the linear system, the left is a difference.
    """
    base, step = gsim.equilibrium(), 1e-4

    def at(change: float) -> ArmingtonEquilibrium:
        return gsim.equilibrium({("US", "JP"): 0.37 + change})

    found = gsim.accounts(at(-step), at(step)).welfare / (2 * step)
    linear = linear_gsim(gsim, {("US", "JP"): 0.37 + step})
    border = (linear.border_prices - 1.0) / step
    quantities = (linear.quantities - base.quantities) / step
    rates, rise = np.asarray(gsim.tariffs), np.zeros((4, 4))
    rise[0, 1] = 1.0
    buyer = -(gsim.trade * (rise + (1.0 + rates) * border)).sum(1)
    treasury = (rise * gsim.trade + rates * (border * gsim.trade + quantities)).sum(1)
    want = buyer + gsim.trade.sum(0) * border + treasury
    # A central difference errs by the square of the step times a third derivative.
    np.testing.assert_allclose(found, want, rtol=1e-5)


# Trade creation and diversion


def test_trade_effects_are_moves_along_demand(gsim: Armington) -> None:
    """Parts sum to the change of values; creation moves the composite, diversion does not."""
    base, after = gsim.equilibrium(), gsim.equilibrium(AGREEMENT)
    effects = gsim.trade_effects(base, after)
    np.testing.assert_allclose(effects.total, after.values - base.values, atol=1e-10)
    assert effects.to_frame().height == 16
    assert (
        effects.to_frame().filter(importer="EU", exporter="US")["total"][0] == effects.total[2, 0]
    )

    def composite(quantities: np.ndarray) -> np.ndarray:
        """Sub-utility of a CES with sigma 5."""
        root_share = gsim.shares ** (1 / 5)
        relative = quantities * (1.0 + np.asarray(gsim.tariffs))
        return (root_share * relative ** (4 / 5)).sum(1) ** (5 / 4)

    created = gsim.trade + effects.creation
    np.testing.assert_allclose(composite(created), composite(after.quantities), rtol=1e-12)
    np.testing.assert_allclose(created / created.sum(1, keepdims=True), gsim.trade /
                               gsim.trade.sum(1, keepdims=True), rtol=1e-12)  # fmt: skip
    assert (effects.creation[[0, 2]].sum(1) > 0.0).all()
    assert (effects.creation[[1, 3]].sum(1) < 0.0).all()


def test_smart_formulas(gsim: Armington) -> None:
    """By hand for one beneficiary: imports of 500, 300 and 50, duty of 32 percent to none."""
    effects = linear_smart(us_imports(gsim), {("US", "EU"): 0.0})
    created = 1.25 * 300 * 0.32 / 1.32
    diverted = 5.0 * (300 * 550 / 850) * 0.32 / 1.32
    np.testing.assert_allclose(effects.creation, [[0.0, created, 0.0]], rtol=1e-12)
    lost = np.array([[-500.0, 550.0, -50.0]]) / 550.0
    np.testing.assert_allclose(effects.diversion, diverted * lost, rtol=1e-12)
    np.testing.assert_array_equal(effects.price, 0.0)


def test_smart_diversion_has_a_ceiling() -> None:
    """WITS help: diversion ends at existing trade, and gains equal losses."""
    model = Armington(
        trade=[[10.0, 10.0]], substitution=30.0, demand_elasticity=1.0, supply_elasticity=np.inf,
        tariffs=[[0.5, 0.5]], countries=["A", "B"], importers=["M"],
    )  # fmt: skip
    effects = linear_smart(model, {("M", "A"): 0.0})
    np.testing.assert_allclose(effects.diversion, [[10.0, -10.0]], rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_smart_is_the_first_order(seed: int) -> None:
    """From equal base rates, SMART's diversion by flow and creation by importer are derivatives.

    Its creation by flow is not: SMART credits the flow whose duty falls with all of it.
    """
    drawn, rates = draw(seed)
    model = Armington(
        trade=drawn.trade, substitution=drawn.substitution,
        demand_elasticity=drawn.demand_elasticity, supply_elasticity=np.inf,
        tariffs=np.full((4, 4), 0.2), countries=drawn.countries,
    )  # fmt: skip
    step = 1e-6
    new = 0.2 + step * rates
    exact = model.trade_effects(model.equilibrium(), model.equilibrium(new))
    smart = linear_smart(model, new)
    scale = step * model.trade.max()
    # Second-order terms are about (sigma step)^2 of trade.
    np.testing.assert_allclose(smart.diversion, exact.diversion, atol=1e-3 * scale)
    np.testing.assert_allclose(smart.creation.sum(1), exact.creation.sum(1), atol=1e-3 * scale)
    assert np.abs(smart.creation - exact.creation).max() > 1e-2 * scale


# Failing, and bad input


def test_failure_is_said(gsim: Armington) -> None:
    """A solve cut short raises with its residual, or gives NaN and its status."""
    short = Armington(
        trade=gsim.trade, substitution=5.0, demand_elasticity=1.25, supply_elasticity=1.5,
        tariffs=gsim.tariffs, countries=COUNTRIES, max_steps=2,
    )  # fmt: skip
    with pytest.raises(SolveError, match="did not converge") as error:
        short.equilibrium(AGREEMENT)
    assert error.value.iterations == 2
    assert error.value.residual > 1e-3
    failed = short.equilibrium(AGREEMENT, on_failure="status")
    assert failed.status == "failed"
    for array in (failed.border_prices, failed.quantities, failed.price_index, failed.values):
        assert np.isnan(array).all()
    assert gsim.equilibrium(AGREEMENT).residual < 1e-10


def small(**changes: object) -> Armington:
    given = {
        "trade": [[5.0, 1.0], [2.0, 7.0]], "substitution": 3.0, "demand_elasticity": 1.0,
        "supply_elasticity": 2.0, "countries": ["USA", "JPN"],
    }  # fmt: skip
    return Armington(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trade": [[5.0, -1.0], [2.0, 7.0]]}, "trade of USA from JPN is -1; give 0 or more"),
        ({"trade": [[5.0, 1.0], [np.nan, 7.0]]}, "trade of JPN from USA is nan"),
        ({"trade": [[5.0, 1.0], [np.inf, 7.0]]}, "trade of JPN from USA is inf"),
        ({"trade": [[0.0, 0.0], [2.0, 7.0]]}, "USA buys nothing"),
        ({"trade": [[5.0, 0.0], [2.0, 0.0]]}, "JPN sells nothing"),
        ({"trade": [5.0, 1.0]}, r"trade has shape \(2,\)"),
        ({"trade": [[5.0, 1.0]]}, "importers has 2 names; trade has 1"),
        ({"countries": ["USA", "USA"]}, "countries has 'USA' twice"),
        ({"countries": ["USA"]}, "countries has 1 names; trade has 2"),
        ({"substitution": -0.1}, "substitution of USA is -0.1"),
        ({"substitution": [1.0, 2.0, 3.0]}, r"substitution has shape \(3,\); give \(2,\)"),
        ({"demand_elasticity": [1.0, -1.25]}, "demand elasticity of JPN is -1.25; give 0 or more"),
        ({"supply_elasticity": [-1.0, 1.0]}, "supply elasticity of USA is -1"),
        ({"supply_elasticity": np.nan}, "supply elasticity of USA is nan"),
        ({"supply_elasticity": [0.0, 1.0], "demand_elasticity": 0.0}, "nothing sets its price"),
        ({"tariffs": [[0.0, -1.0], [0.0, 0.0]]}, "tariff of USA from JPN is -1; give a number abo"),
        ({"tariffs": np.zeros((3, 3))}, r"tariff has shape \(3, 3\); give \(2, 2\)"),
    ],
)
def test_bad_input(changes: dict[str, object], words: str) -> None:
    """Each names the country and the value."""
    with pytest.raises(InputError, match=words):
        small(**changes)


def test_bad_input_is_told_at_once() -> None:
    """All faults stand in one message."""
    with pytest.raises(InputError, match=r"trade of USA.*trade of JPN.*substitution of.*tariff of"):
        small(trade=[[-5, 1], [2, np.nan]], substitution=[np.nan, 1], tariffs=[[0, -2], [0, 0]])


@pytest.mark.parametrize(
    ("tariffs", "words"),
    [
        ({("USA", "DEU"): 0.1}, r"tariff on \('USA', 'DEU'\) names no importer and exporter"),
        ({"USA": 0.1}, "tariff on 'USA' names no importer"),
        ({("USA", "JPN"): -1.5}, "tariff of USA from JPN is -1.5"),
        ([[0.0, np.nan], [0.0, 0.0]], "tariff of USA from JPN is nan"),
        (np.inf, "tariff of USA from JPN is inf"),
    ],
)
def test_bad_rates(tariffs: object, words: str) -> None:
    """The same of new rates, in the linear functions too."""
    with pytest.raises(InputError, match=words):
        small().equilibrium(tariffs)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=words):
        linear_gsim(small(), tariffs)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=words):
        linear_smart(small(supply_elasticity=np.inf), tariffs)  # type: ignore[arg-type]


def test_smart_needs_given_prices(gsim: Armington) -> None:
    with pytest.raises(InputError, match=r"supply elasticity of US is 1\.5"):
        linear_smart(gsim, AGREEMENT)


# The page


def test_page_shows_what_the_code_gives(gsim: Armington) -> None:
    """Each row of the replication page, worked out anew."""
    base = gsim.equilibrium()

    def solve(tariffs: dict[tuple[str, str], float]) -> list[ArmingtonEquilibrium]:
        return [linear_gsim(gsim, tariffs), gsim.equilibrium(tariffs)]

    linear, exact = solve(AGREEMENT)
    gains = [gsim.accounts(base, after).welfare for after in (linear, exact)]
    prices = [100.0 * (after.border_prices - 1.0) for after in (linear, exact)]
    rows = [
        f"| {name} | {100 * REPORTED_PRICES[j]:+.2f} | {prices[0][j]:+.2f} | {prices[1][j]:+.2f} "
        f"| {gains[0][j]:+.1f} | {gains[1][j]:+.1f} |"
        for j, name in enumerate(COUNTRIES)
    ]
    rows.append(f"misses its supply by {100 * linear.residual:.0f} percent")

    taxed = EMR.equilibrium({("dom", "sub"): 0.1})
    growth = taxed.quantities[0] / EMR.trade[0]
    rows += [
        f"| {name} | {EMR_PRICES[j]:.6f} | {taxed.consumer_prices[0, j]:.6f} "
        f"| {EMR_QUANTITIES[j]:.7f} | {growth[j]:.7f} |"
        for j, name in enumerate(EMR.countries or ())
    ]

    imports = us_imports(gsim)
    cut = {("US", "EU"): 0.0}
    smart = linear_smart(imports, cut)
    moved = imports.trade_effects(imports.equilibrium(), imports.equilibrium(cut))
    rows += [
        f"| {name} | {smart.creation[0, j]:+.1f} | {moved.creation[0, j]:+.1f} "
        f"| {smart.diversion[0, j]:+.1f} | {moved.diversion[0, j]:+.1f} |"
        for j, name in enumerate(imports.countries or ())
    ]

    rise = solve({("US", "JP"): 1.37})
    gains = [gsim.accounts(base, after).welfare for after in rise]
    sold = " | ".join(f"{after.quantities[0, 1]:.0f}" for after in rise)
    price = " | ".join(f"{100 * (after.border_prices[1] - 1):.1f}" for after in rise)
    rows += [f"base 500 | {sold} |", f"price, percent | {price} |"]
    rows += [
        f"total gain, {name} | {gains[0][j]:.0f} | {gains[1][j]:.0f} |"
        for j, name in enumerate(("US", "Japan"))
    ]
    text = " ".join(PAGE.read_text("utf-8").split())
    for row in rows:
        assert row in text
