"""The one-sector gravity case against gravity's own system, and gegravity 0.3 where installed."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import root

from tradetalks.world import World, WorldEquilibrium

PAGE = Path(__file__).resolve().parents[2] / "docs" / "replications" / "gegravity.md"

# A made-up data set. Trade costs to the power of 1 - sigma are exp(sum of coefficient x variable):
# the logarithm of the distance between two places, that at home being a half; a border; an
# agreement. The experiment is an agreement between A, B and C.
COUNTRIES = ("A", "B", "C", "D", "E", "F")
OUTPUT = np.array([900.0, 500.0, 300.0, 200.0, 80.0, 40.0])
SPENDING = np.array([960.0, 470.0, 280.0, 200.0, 75.0, 35.0])
PLACES = np.array([[0, 0], [3, 1], [4, 5], [1, 6], [6, 2], [7, 6]])
COEFFICIENTS = {"distance": -0.8, "border": -2.0, "agreement": 0.5}
SIGMA = 5.0
FOREIGN = 1.0 - np.eye(6)
MEMBERS = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
AGREEMENT = FOREIGN * np.outer(MEMBERS, MEMBERS)
RATIO = np.exp(COEFFICIENTS["agreement"] * AGREEMENT)
"""Change of trade costs to the power of 1 - sigma."""

# Printed by gegravity 0.3 (pandas 3.1.1, SciPy 1.17.1) on these data: OneSectorGE with
# reference_importer="A", then build_baseline(mr_tolerance=1e-13), define_experiment and
# simulate(ge_tolerance=1e-13), as `run` below does it. "baseline modeled trade", importers in rows:
FLOWS = np.array(
    [
        [879.055644743, 38.563698267, 18.120498664, 11.807426524, 7.949985625, 4.502746178],
        [9.597871309, 439.706769925, 9.092339319, 4.592490408, 4.883844814, 2.126684225],
        [3.869868242, 7.801990594, 257.574557743, 4.984737077, 3.117592254, 2.651254089],
        [4.407934744, 6.888615054, 8.713570054, 176.100804947, 2.152728382, 1.736346819],
        [2.130156239, 5.25788066, 3.911455513, 1.545092367, 60.986730097, 1.168685125],
        [0.938524723, 1.7810455, 2.587578707, 0.969448677, 0.909118828, 27.814283564],
    ]
)
# "factory gate price change", "imr change", "GDP change" and "shipments change", in percent:
PRICES = [0.407089345, 5.971441965, 6.16544654, 3.439835347, 3.468087148, 3.455289477]
RESISTANCES = [0.0, 5.03445566, 5.198797712, 3.562022673, 3.671873809, 3.676758389]
GDP = [0.407089345, 0.892075175, 0.918878209, -0.117984685, -0.196568899, -0.213614811]
SHIPMENTS = [-2.045967383, 8.262680415, 8.696385684, 3.737498885, 3.82420291, 3.824656786]
# The same prices, resistances and GDP when its multilateral resistances are solved again and again
# at outputs and expenditures of the last round until they stand, as `brought_up_to_date` does it.
PRICES_UPDATED = [0.466315934, 5.349309971, 5.543757945, 3.090282719, 3.139480895, 3.143646258]
RESISTANCES_UPDATED = [0.0, 4.452057395, 4.612311089, 3.204430745, 3.323614287, 3.34035538]
GDP_UPDATED = [0.466315934, 0.859009002, 0.890379771, -0.110603804, -0.178210367, -0.190350732]

PRINTED = 1e-8
"""Percent: figures typed to nine decimals from solvers stopped at 1e-13."""
CLOSE = 1e-6
"""Percent: our equilibrium stops at 1e-9 of logarithms, or 1e-7 percent, before powers of theta."""


@pytest.fixture(scope="module")
def world() -> World:
    return World.from_flows(
        FLOWS[None],
        np.zeros((6, 1, 1)),
        None,
        np.zeros((1, 6, 6)),
        [SIGMA - 1.0],
        countries=COUNTRIES,
        sectors=["goods"],
    )


@pytest.fixture(scope="module")
def after(world: World) -> WorldEquilibrium:
    return world.equilibrium(trade_costs=RATIO[None] ** (1.0 / (1.0 - SIGMA)))


def percent(change: np.ndarray) -> np.ndarray:
    return 100.0 * (change - 1.0)


def relative(after: WorldEquilibrium) -> tuple[np.ndarray, np.ndarray]:
    """Our factory-gate prices and price indices with A's price index as the numeraire, percent."""
    index = after.prices[0]
    return percent(after.wages / index[0]), percent(index / index[0])


def solved(outputs: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Changes of factory-gate prices p, inward P and outward resistances, and trade.

    The system of Yotov et al. (2016) in changes; P_A is one and its equation implied. With
    ``outputs`` at "base", shares of world output and expenditure in it stay at the base.
    """
    bought, sold = FLOWS / FLOWS.sum(1, keepdims=True), FLOWS / FLOWS.sum(0)
    output, spending = FLOWS.sum(0), FLOWS.sum(1)

    def parts(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return np.exp(np.array([0.0, *x[:5]])), np.exp(x[5:11]), np.exp(x[11:])

    def shares(price: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        made = price * output
        made *= output.sum() / made.sum()
        return made / output, (made + spending - output) / spending

    def system(x: np.ndarray) -> np.ndarray:
        inward, outward, price = parts(x)
        made, spent = (np.ones(6), np.ones(6)) if outputs == "base" else shares(price)
        buying = inward * ((bought * RATIO) @ (made * outward)) - 1.0
        selling = outward * ((sold * RATIO).T @ (spent * inward)) - 1.0
        return np.concatenate([buying[1:], selling, made * outward / price ** (1.0 - SIGMA) - 1.0])

    found = root(system, np.zeros(17), tol=1e-14)
    assert np.abs(system(found.x)).max() < 1e-12
    inward, outward, price = parts(found.x)
    made, spent = shares(price)
    trade = FLOWS * RATIO * np.outer(spent * inward, made * outward)
    power = 1.0 / (SIGMA - 1.0)
    return price, inward**power, outward**power, trade


def test_the_world_is_the_modelled_base(world: World) -> None:
    """Flows, deficits and output as gegravity takes them, one factor, no tariffs."""
    np.testing.assert_allclose(world.base.trade[0], FLOWS, rtol=1e-10)
    np.testing.assert_allclose(world.value_added, OUTPUT, rtol=1e-10)
    np.testing.assert_allclose(world.deficits, SPENDING - OUTPUT, atol=1e-7)


def test_our_equilibrium_solves_the_system_of_gravity(after: WorldEquilibrium) -> None:
    price, index, outward, trade = solved("updated")
    np.testing.assert_allclose(relative(after)[0], percent(price), atol=CLOSE)
    np.testing.assert_allclose(relative(after)[1], percent(index), atol=CLOSE)
    np.testing.assert_allclose(after.real_wage, percent(price / index), atol=CLOSE)
    np.testing.assert_allclose(percent(after.trade[0] / FLOWS), percent(trade / FLOWS), atol=CLOSE)
    # Outward resistance is (Y p^(sigma - 1))^(-1 / (sigma - 1)), up to the numeraire.
    made = after.output[0] / OUTPUT
    ours = (made * after.wages ** (SIGMA - 1.0)) ** (1.0 / (SIGMA - 1.0))
    ratio = ours * outward
    np.testing.assert_allclose(ratio / ratio[0], 1.0, atol=CLOSE / 100.0)


def test_gegravity_brought_up_to_date_is_our_equilibrium(after: WorldEquilibrium) -> None:
    np.testing.assert_allclose(relative(after)[0], PRICES_UPDATED, atol=CLOSE)
    np.testing.assert_allclose(relative(after)[1], RESISTANCES_UPDATED, atol=CLOSE)
    np.testing.assert_allclose(after.real_wage, GDP_UPDATED, atol=CLOSE)


def test_gegravity_solves_the_system_at_base_outputs() -> None:
    """The whole of its gap: only outputs and expenditures in the system differ."""
    price, index, outward, _ = solved("base")
    np.testing.assert_allclose(percent(price), PRICES, atol=PRINTED)
    np.testing.assert_allclose(percent(index), RESISTANCES, atol=PRINTED)
    np.testing.assert_allclose(percent(price / index), GDP, atol=PRINTED)
    np.testing.assert_allclose(price, 1.0 / outward, rtol=1e-10)


def simulated_sales() -> np.ndarray:
    """Sales over those at the base as gegravity reports them: new outputs, old resistances."""
    price, index, outward, _ = solved("base")
    made = price * OUTPUT.sum() / (price @ OUTPUT)
    power = SIGMA - 1.0
    trade = FLOWS * RATIO * np.outer(price * index**power, made * outward**power)
    return trade.sum(0) / OUTPUT


def test_its_shipments_are_not_its_output() -> None:
    np.testing.assert_allclose(percent(simulated_sales()), SHIPMENTS, atol=PRINTED)
    assert np.abs(np.array(SHIPMENTS) - PRICES).max() > 2.0


def test_a_fixed_ratio_of_expenditure_to_output_does_not_add_up() -> None:
    made = 1.0 + np.array(PRICES) / 100.0
    gap = percent((made @ SPENDING) / (made @ OUTPUT))
    assert f"{gap:.2f} percent" in " ".join(PAGE.read_text("utf-8").split())


def test_page(after: WorldEquilibrium) -> None:
    text = " ".join(PAGE.read_text("utf-8").split())
    price, index = relative(after)
    rows = {
        "real GDP, gegravity": GDP,
        "real GDP, gegravity brought up to date": GDP_UPDATED,
        "real GDP, ours": after.real_wage,
        "factory-gate price, gegravity": PRICES,
        "factory-gate price, gegravity brought up to date": PRICES_UPDATED,
        "factory-gate price, ours": price,
        "inward resistance, gegravity": RESISTANCES,
        "inward resistance, gegravity brought up to date": RESISTANCES_UPDATED,
        "inward resistance, ours": index,
        "real expenditure, ours": after.welfare,
        "output, gegravity": PRICES,
        "sales, gegravity": SHIPMENTS,
    }
    for name, row in rows.items():
        cells = " | ".join(f"{cell + 0.0:.4f}" for cell in row)
        assert f"| {name} | {cells} |" in text, name
    off = np.abs(percent(np.array(GDP) / after.real_wage))
    assert f"real GDP is off by {off.min():.0f} to {off.max():.0f} percent of its change" in text


@pytest.fixture(scope="module")
def gegravity() -> Any:
    """gegravity, without what importing it warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("gegravity", reason="gegravity is not installed")


def data(output: np.ndarray, spending: np.ndarray, agreement: np.ndarray) -> Any:
    """A row for each pair, as gegravity reads them; it asks for trade but does not use it."""
    pd = pytest.importorskip("pandas")
    apart = np.hypot(*(PLACES[:, None] - PLACES[None, :]).transpose(2, 0, 1))
    apart += 0.5 * np.eye(6)
    importer, exporter = (a.ravel() for a in np.indices((6, 6)))
    return pd.DataFrame(
        {
            "importer": [COUNTRIES[n] for n in importer],
            "exporter": [COUNTRIES[i] for i in exporter],
            "year": "2000",
            "trade": 1.0,
            "Y": output[exporter],
            "E": spending[importer],
            "distance": np.log(apart).ravel(),
            "border": FOREIGN.ravel(),
            "agreement": agreement.ravel(),
        }
    )


def run(
    gegravity: Any,
    output: np.ndarray,
    spending: np.ndarray,
    agreement: np.ndarray,
    tolerance: float = 1e-13,
) -> Any:
    """A model of gegravity with its multilateral resistances solved."""
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame({"name": COEFFICIENTS.keys(), "value": COEFFICIENTS.values()})
    model = gegravity.OneSectorGE(
        gegravity.BaselineData(
            data(output, spending, agreement),
            trade_var_name="trade",
            expend_var_name="E",
            output_var_name="Y",
        ),
        year="2000",
        reference_importer="A",
        sigma=SIGMA,
        cost_variables=list(COEFFICIENTS),
        cost_coeff_values=gegravity.CostCoeffs(table, identifier_col="name", coeff_col="value"),
        quiet=True,
    )
    model.build_baseline(mr_tolerance=tolerance)
    return model


def brought_up_to_date(gegravity: Any, tolerance: float) -> tuple[np.ndarray, ...]:
    """Changes of prices, of inward and outward resistances, and output and expenditure.

    A round solves gegravity's resistances under the agreement at the last outputs, and moves
    factory-gate prices by its own price equation. Deficits stay a share of world output.
    """
    base = run(gegravity, OUTPUT, SPENDING, 0.0 * AGREEMENT, tolerance).baseline_mr
    price, step = np.ones(6), np.inf
    for _ in range(100):
        output = price * OUTPUT
        scale = output.sum() / OUTPUT.sum()
        spending = output + scale * (SPENDING - OUTPUT)
        change = run(gegravity, output, spending, AGREEMENT, tolerance).baseline_mr / base
        inward, outward = change["baseline imr"].to_numpy(), change["baseline omr"].to_numpy()
        new = (price / scale) ** (1.0 / (1.0 - SIGMA)) / outward
        step, price = np.abs(new / price - 1.0).max(), new
        if step < tolerance:
            return price, inward, outward, output, spending
    raise AssertionError(f"prices still move by {step:.1e}")


pandas_3 = pytest.mark.filterwarnings("ignore:The inplace keyword")


@pandas_3
def test_gegravity_prints_what_is_typed(gegravity: Any) -> None:
    model = run(gegravity, OUTPUT, SPENDING, 0.0 * AGREEMENT)
    model.define_experiment(data(OUTPUT, SPENDING, AGREEMENT))
    model.simulate(ge_tolerance=1e-13)
    flows = model.bilateral_trade_results["baseline modeled trade"].to_numpy().reshape(6, 6).T
    np.testing.assert_allclose(flows, FLOWS, atol=PRINTED)
    results = model.country_results
    for name, typed in (("factory gate price", PRICES), ("imr", RESISTANCES), ("GDP", GDP)):
        np.testing.assert_allclose(results[f"{name} change (percent)"], typed, atol=PRINTED)
    shipments = model.aggregate_trade_results["shipments change (percent)"]
    np.testing.assert_allclose(shipments, SHIPMENTS, atol=PRINTED)
    # Its full equilibrium has the resistances of its conditional one, in which output is given.
    terms = model.country_mr_terms
    for name in ("imr", "omr"):
        np.testing.assert_allclose(
            terms[f"experiment {name}"], terms[f"conditional {name}"], rtol=1e-12
        )


@pandas_3
@pytest.mark.parametrize("tolerance", [1e-8, 1e-13])
def test_brought_up_to_date_with_gegravity(
    gegravity: Any, after: WorldEquilibrium, tolerance: float
) -> None:
    """At its default tolerance too, within `CLOSE`; all flows, and real expenditure."""
    price, inward, outward, output, spending = brought_up_to_date(gegravity, tolerance)
    np.testing.assert_allclose(percent(price), PRICES_UPDATED, atol=CLOSE)
    np.testing.assert_allclose(percent(inward), RESISTANCES_UPDATED, atol=CLOSE)
    np.testing.assert_allclose(percent(price / inward), GDP_UPDATED, atol=CLOSE)
    np.testing.assert_allclose(after.welfare, percent(spending / SPENDING / inward), atol=CLOSE)
    made = output / output.sum() * OUTPUT.sum() / OUTPUT
    spent = spending / output.sum() * OUTPUT.sum() / SPENDING
    power = SIGMA - 1.0
    trade = RATIO * np.outer(spent * inward**power, made * outward**power)
    np.testing.assert_allclose(percent(after.trade[0] / FLOWS), percent(trade), atol=CLOSE)
