"""The market room against pyblp: the same demand, prices, elasticities and surplus.

pyblp evaluates demand at given parameters; only one case is estimated. Where parameters are
published the source stands with them; elsewhere they are round numbers, since what is compared is
two programs at the same parameters.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pyblp
import pytest

from tradetalks.errors import InputError
from tradetalks.market import RandomCoefficients, from_pyblp, industry
from tradetalks.measures import Tariff

# Agents of both automobile data sets were drawn by importance sampling: weights sum to 0.85 or so.
pytestmark = pytest.mark.filterwarnings("ignore:Integration weights in the following markets")

# pyblp stops at a norm weighted by |Lambda|, 1e-4 or less here, so this is some 1e-11 in prices.
PRECISE = pyblp.Iteration("simple", {"atol": 1e-15})
# Petrin's utilities are near 100 in size, where pyblp's default of 1e-14 is below rounding.
INVERSION = pyblp.Iteration("squarem", {"atol": 1e-13})
# Of what is compared with pyblp; the agreement seen is about 1e-12.
CLOSE = 1e-8

Table = dict[str, np.ndarray]


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """Without pyblp's progress reports."""
    before, pyblp.options.verbose = pyblp.options.verbose, False
    yield
    pyblp.options.verbose = before


def read(path: str, *markets: object) -> Table:
    """Columns of some markets, without instruments."""
    table = pl.read_csv(path, infer_schema_length=None)
    table = table.filter(pl.col("market_ids").is_in(markets))
    return {c.name: c.to_numpy() for c in table if "instruments" not in c.name}


def evaluated(problem: Any, **fixed: Any) -> Any:
    """Results at the given parameters."""
    bounds = {f"{name}_bounds": (value, value) for name, value in fixed.items()}
    return problem.solve(
        **fixed,
        **bounds,
        iteration=INVERSION,
        method="1s",
        optimization=pyblp.Optimization("return"),
        check_optimality="gradient",
        se_type="unadjusted",
        W_type="unadjusted",
    )


def blp_1990() -> tuple[Any, object]:
    """Berry, Levinsohn and Pakes (1995) at the estimates of pyblp's tutorial, rounded as there."""
    products = read(pyblp.data.BLP_PRODUCTS_LOCATION, 1990)
    names = "hpwt + air + mpd + space"
    problem = pyblp.Problem(
        (pyblp.Formulation(f"1 + {names}"), pyblp.Formulation(f"1 + prices + {names}")),
        products,
        pyblp.Formulation("0 + I(1 / income)"),
        read(pyblp.data.BLP_AGENTS_LOCATION, 1990),
    )
    sigma = np.diag([2.03, 0.0, 6.10, 3.96, 0.25, 1.91])
    pi = np.zeros((6, 1))
    pi[1] = -44.8
    return evaluated(problem, sigma=sigma, pi=pi), 1990


def petrin_1993() -> tuple[Any, object]:
    """Petrin (2002), the estimates of his Table 5 as in pyblp's tutorial."""
    products = read(pyblp.data.PETRIN_PRODUCTS_LOCATION, 1993)
    names = "hpwt + space + air + mpd + fwd + mi + sw + su + pv"
    problem = pyblp.Problem(
        (pyblp.Formulation(f"1 + {names}"), pyblp.Formulation(f"1 + I(-prices) + {names}")),
        products,
        pyblp.Formulation("1 + I(low/income) + I(mid/income) + I(high/income) + I(log(fs)*fv)"),
        read(pyblp.data.PETRIN_AGENTS_LOCATION, 1993),
    )
    sigma = np.diag([3.23, 0, 4.43, 0.46, 0.01, 2.58, 4.42, 0, 0, 0, 0])
    pi = np.zeros((11, 5))
    pi[1, 1:4] = 7.52, 31.13, 34.49
    pi[7:, 4] = 0.57, 0.28, 0.31, 0.42
    return evaluated(problem, sigma=sigma, pi=pi), 1993


def cereal(second: str | None = None, agents: Table | None = None, **options: Any) -> Any:
    """Two markets of the fake cereal data after Nevo (2000), with prices among X1."""
    products = read(pyblp.data.NEVO_PRODUCTS_LOCATION, "C01Q1", "C03Q1")
    products["deflator"] = np.repeat([1.0, 1.1], 24)
    if options.pop("few_prices", False):
        products["prices"] = np.ceil(20.0 * products["prices"]) / 20.0
    if "nests" in options:
        second_market = products["market_ids"] == "C03Q1"
        products["nesting_ids"] = products["mushy"] + options.pop("nests") * second_market
    first = pyblp.Formulation(options.pop("first", "1 + prices + sugar"))
    if second is None:
        return pyblp.Problem(first, products, **options)
    if agents is None:
        agents = read(pyblp.data.NEVO_AGENTS_LOCATION, "C01Q1", "C03Q1")
    demographics = pyblp.Formulation("0 + income + child")
    return pyblp.Problem(
        (first, pyblp.Formulation(second)), products, demographics, agents, **options
    )


BETA = np.array([[-2.0], [-30.0], [0.1]])
# A triangle, so that tastes for prices and for sugar are drawn together.
SIGMA = np.array([[0.4, 0, 0], [1.5, 2.0, 0], [0.01, 0.02, 0.03]])
PI = np.array([[0.5, 0.2], [4.0, -1.0], [0.0, 0.01]])


def logit() -> tuple[Any, object]:
    """Plain logit."""
    return evaluated(cereal(), beta=BETA), "C03Q1"


def deflated() -> tuple[Any, object]:
    """Prices over a deflator, which differs between markets but not between products."""
    return evaluated(cereal(first="1 + I(-prices / deflator) + sugar"), beta=-BETA), "C03Q1"


def nested() -> tuple[Any, object]:
    """Nests of mushy and of crisp cereals, as in pyblp's tutorial."""
    problem = cereal(nests=0)
    return evaluated(problem, beta=BETA, rho=[[0.6]]), "C03Q1"


def two_equal_rho() -> tuple[Any, object]:
    """A rho for each nest, the same in this market and others in the other."""
    rho = [[0.4], [0.4], [0.5], [0.6]]
    return evaluated(cereal(nests=2), beta=BETA, rho=rho), "C01Q1"


def mixed() -> tuple[Any, object]:
    """Prices among X1 and X2, with correlated tastes and demographics."""
    return evaluated(cereal("1 + prices + sugar"), beta=BETA, sigma=SIGMA, pi=PI), "C03Q1"


def lognormal() -> tuple[Any, object]:
    """A price coefficient of one sign, in hundreds of cents."""
    problem = cereal("1 + I(-100 * prices) + sugar", rc_types=["linear", "log", "linear"])
    beta = np.array([[-2.0], [0.0], [0.1]])
    pi = np.array([[0.5, 0.2], [0.1, -0.1], [0.0, 0.01]])
    return evaluated(problem, beta=beta, sigma=0.2 * np.eye(3), pi=pi), "C01Q1"


def scaled() -> tuple[Any, object]:
    """Utility shocks half as large again; pyblp's inversion does not converge at half the size."""
    problem = cereal("1 + prices + sugar", epsilon_scale=1.5)
    return evaluated(problem, beta=BETA, sigma=SIGMA, pi=PI), "C03Q1"


def unequal_choice() -> tuple[Any, object]:
    """Nests, choice sets and demographics that differ by agent and product, nodes left out."""
    agents = read(pyblp.data.NEVO_AGENTS_LOCATION, "C01Q1", "C03Q1")
    draw = np.random.default_rng(0)
    income, nodes = agents.pop("income"), agents.pop("nodes3")
    agents["nodes0"], agents["nodes1"] = agents.pop("nodes1"), nodes
    del agents["nodes2"]
    for j in range(24):
        agents[f"income{j}"] = income + 0.1 * draw.normal(size=income.size)
        agents[f"child{j}"] = agents["child"]
        agents[f"availability{j}"] = draw.choice([0.0, 0.5, 1.0], size=income.size)
    del agents["child"]
    problem = cereal("1 + prices + sugar", agents, nests=0)
    sigma = np.diag([0.4, 0.0, 0.03])
    pi = np.array([[0.5, 0.2], [0.0, -1.0], [0.01, 0.01]])
    return evaluated(problem, beta=BETA, sigma=sigma, pi=pi, rho=[[0.3]]), "C03Q1"


def estimated() -> tuple[Any, object]:
    """The one case that is estimated: logit with fixed effects absorbed, pyblp's first example."""
    table = pl.read_csv(pyblp.data.NEVO_PRODUCTS_LOCATION)
    formula = pyblp.Formulation("0 + prices", absorb="C(product_ids)")
    return pyblp.Problem(formula, {c.name: c.to_numpy() for c in table}).solve(), "C01Q1"


CASES: list[Callable[[], tuple[Any, object]]] = [
    blp_1990,
    petrin_1993,
    logit,
    deflated,
    nested,
    two_equal_rho,
    mixed,
    lognormal,
    scaled,
    unequal_choice,
    estimated,
]


class Pair:
    """A case in pyblp and here; what pyblp returns as columns is flattened."""

    def __init__(self, results: Any, market_id: object) -> None:
        self.results, self.market_id = results, market_id
        self.market = replace(from_pyblp(results, market_id), tolerance=1e-12)
        assert isinstance(self.market.demand, RandomCoefficients)
        self.demand = self.market.demand
        here = results.problem.products.market_ids[:, 0] == market_id
        self.observed = results.problem.products[here]
        self.prices = self.observed.prices[:, 0]
        self.cost = self.ask("costs")

    def ask(self, what: str, **given: Any) -> np.ndarray:
        """One of pyblp's compute methods on the market."""
        method = getattr(self.results, f"compute_{what}")
        return np.squeeze(method(market_id=self.market_id, **given))

    def pyblp_prices(self, cost: np.ndarray) -> np.ndarray:
        """Prices at changed costs."""
        return self.ask("prices", costs=cost, iteration=PRECISE)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.__name__)
def pair(request: pytest.FixtureRequest) -> Pair:
    """Each case in turn."""
    return Pair(*request.param())


@pytest.fixture(scope="module")
def blp() -> Pair:
    """The automobiles of 1990."""
    return Pair(*blp_1990())


def test_base_is_what_was_observed(pair: Pair) -> None:
    """Costs are pyblp's, and the base equilibrium has the observed prices and shares."""
    np.testing.assert_allclose(pair.market.cost, pair.cost, rtol=CLOSE)
    base = pair.market.equilibrium()
    np.testing.assert_allclose(base.prices, pair.prices, rtol=CLOSE)
    np.testing.assert_allclose(base.shares, pair.observed.shares[:, 0], rtol=CLOSE)
    agents = pair.results.problem.agents
    weights = agents.weights[agents.market_ids[:, 0] == pair.market_id, 0]
    np.testing.assert_array_equal(pair.demand.weights, weights)


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_costs_rise_alike(pair: Pair, factor: float) -> None:
    """Prices, shares and surplus with no measure and with all costs up by a tenth."""
    after = replace(pair.market, cost=factor * pair.market.cost).equilibrium()
    prices = pair.pyblp_prices(factor * pair.cost)
    np.testing.assert_allclose(after.prices, prices, rtol=CLOSE)
    np.testing.assert_allclose(after.shares, pair.ask("shares", prices=prices), rtol=CLOSE)
    if pair.results.problem.epsilon_scale == 1.0:
        # With another scale pyblp 1.3 leaves the log-sum unscaled, so that it is not comparable.
        surplus = float(pair.ask("consumer_surpluses", prices=prices))
        assert after.consumer_surplus == pytest.approx(surplus, rel=CLOSE)


def test_elasticities(pair: Pair) -> None:
    """Own, cross and aggregate ones, and diversion, at the observed prices."""
    want = pair.ask("elasticities")
    np.testing.assert_allclose(pair.demand.elasticities(pair.prices), want, rtol=CLOSE)
    own = pair.demand.own_elasticities(pair.prices)
    np.testing.assert_allclose(own, want.diagonal(), rtol=CLOSE)
    diversion = pair.demand.diversion_ratios(pair.prices)
    np.testing.assert_allclose(diversion, pair.ask("diversion_ratios"), rtol=CLOSE)
    # pyblp's is a change of the total share, not relative to it, over a finite change of prices.
    total = pair.observed.shares.sum()
    change = float(pair.ask("aggregate_elasticities", factor=1e-6))
    aggregate = pair.demand.aggregate_elasticity(pair.prices)
    assert aggregate == pytest.approx(change / total, rel=1e-5)


def test_a_duty_is_a_cost_where_each_firm_bears_one_rate(blp: Pair) -> None:
    """Costs times 1 + t give pyblp the exact prices, whatever the rates of other firms."""
    firms, code = np.unique(blp.market.firm, return_inverse=True)
    rates = np.linspace(0.0, 1.0, firms.size)[code]
    exact = blp.market.equilibria(rates[None]).prices[0]
    prices = blp.pyblp_prices((1.0 + rates) * blp.cost)
    np.testing.assert_allclose(exact, prices, rtol=CLOSE)
    assert np.abs(first_order(blp, prices, rates)).max() < CLOSE
    flat = np.full(blp.prices.size, 0.1)
    everywhere = blp.market.equilibrium([Tariff(0.1, np.ones(flat.size, bool))]).prices
    np.testing.assert_allclose(everywhere, blp.pyblp_prices(1.1 * blp.cost), rtol=CLOSE)


def test_a_duty_is_no_cost_where_rates_differ_within_a_firm(blp: Pair) -> None:
    """100% on every other product: scaled costs miss some prices by over a tenth, the wedge none.

    The condition of product j with scaled costs lacks the factor (1 + t_j) / (1 + t_k) on the
    margin of the firm's product k.
    """
    rates = np.zeros(blp.prices.size)
    rates[::2] = 1.0
    exact = blp.market.equilibria(rates[None]).prices[0]
    scaled = blp.pyblp_prices((1.0 + rates) * blp.cost)
    assert np.abs(scaled / exact - 1.0).max() > 0.1
    assert np.abs(first_order(blp, exact, rates)).max() < CLOSE
    assert np.abs(first_order(blp, scaled, rates)).max() > 0.03


def first_order(pair: Pair, prices: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Conditions with the exact wedge, in prices; probabilities are pyblp's, alpha 44.8 / income.

    ``s_j / (1 + t_j) + sum_(k in f) (p_k / (1 + t_k) - c_k) ds_k / dp_j``, over ``Lambda_j p_j``.
    """
    chosen = pair.ask("probabilities", prices=prices)
    agents = pair.results.problem.agents
    slope = agents.weights[:, 0] * 44.8 * agents.demographics[:, 0]
    density = chosen @ slope
    response = (chosen * slope) @ chosen.T - np.diag(density)
    firm = pair.observed.firm_ids
    margin = prices / (1.0 + rates) - pair.cost
    shares = chosen @ agents.weights[:, 0]
    return (shares / (1.0 + rates) + ((firm == firm.T) * response) @ margin) / density / prices


@pytest.mark.slow
def test_shipped_industry() -> None:
    """`industry` and pyblp at the same parameters give the same market, duties and margins too."""
    results, year = petrin_1993()
    products = read(pyblp.data.PETRIN_PRODUCTS_LOCATION, 1993)
    shipped = replace(industry("petrin-1993", customs_share=0.8, duty=0.025), tolerance=1e-12)
    market = from_pyblp(
        results,
        year,
        origin=products["region"],
        product=products["clustering_ids"],
        size=products["households"][0],
        duty=0.025,
        customs_share=0.8,
        buyer="US",
    )
    assert market.product == shipped.product
    for name in ("cost", "duty", "margin", "firm"):
        np.testing.assert_allclose(getattr(market, name), getattr(shipped, name), rtol=1e-7)
    listed = [Tariff(1.0, market.origin == "JP")]
    ours = replace(market, tolerance=1e-12).equilibrium(listed)
    theirs = shipped.equilibrium(listed)
    for name in ("prices", "quantities", "tariff_revenue", "consumer_surplus"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-7)


def test_what_users_give() -> None:
    """Origins by firm and by function, names from product ids, columns of the whole data."""
    results, market_id = logit()
    firms = sorted(set(results.problem.products.firm_ids[:, 0]))
    nations = {firm: "USA" if firm > firms[0] else "CAN" for firm in firms}
    market = from_pyblp(results, market_id, origin=nations, duty=0.1, margin=0.001)
    again = from_pyblp(results, market_id, origin=nations.__getitem__, duty=0.1, margin=0.001)
    np.testing.assert_array_equal(market.origin, again.origin)
    np.testing.assert_array_equal(market.duty, np.where(market.firm == firms[0], 0.1, 0.0))
    base = replace(market, tolerance=1e-12).equilibrium()
    np.testing.assert_allclose(
        base.prices, (1 + market.duty) * base.border_prices + 0.001, rtol=1e-12
    )
    table = read(pyblp.data.NEVO_PRODUCTS_LOCATION, "C01Q1", "C03Q1")
    assert market.product == tuple(table["product_ids"][24:])
    column = np.arange(48)
    np.testing.assert_array_equal(from_pyblp(results, market_id, firm=column).firm, column[24:])
    assert set(from_pyblp(results, market_id).origin) == {"USA"}


def changed(results: Any, **changes: Any) -> Any:
    """The results with some attributes changed."""
    for name, value in changes.items():
        setattr(results, name, value)
    return results


def by_product() -> Any:
    """Demographics by product that move the taste for prices."""
    agents = read(pyblp.data.NEVO_AGENTS_LOCATION, "C01Q1", "C03Q1")
    agents |= {f"income{j}": agents["income"] + j for j in range(24)}
    agents |= {f"child{j}": agents["child"] for j in range(24)}
    del agents["income"], agents["child"]
    return evaluated(cereal("1 + prices + sugar", agents), beta=BETA, sigma=SIGMA, pi=PI)


def owned() -> Any:
    """Joint ownership of all products."""
    products = read(pyblp.data.NEVO_PRODUCTS_LOCATION, "C01Q1", "C03Q1")
    products["ownership"] = np.ones((48, 24))
    return evaluated(pyblp.Problem(pyblp.Formulation("1 + prices + sugar"), products), beta=BETA)


def without_firms() -> Any:
    """Demand alone."""
    products = read(pyblp.data.NEVO_PRODUCTS_LOCATION, "C01Q1", "C03Q1")
    del products["firm_ids"]
    return evaluated(pyblp.Problem(pyblp.Formulation("1 + prices + sugar"), products), beta=BETA)


def costs_in_shares() -> Any:
    """Marginal costs that depend on what is sold."""
    products = read(pyblp.data.NEVO_PRODUCTS_LOCATION, "C01Q1", "C03Q1")
    first, third = pyblp.Formulation("1 + prices + sugar"), pyblp.Formulation("1 + shares")
    products["supply_instruments0"] = products["sugar"]
    problem = pyblp.Problem((first, None, third), products)
    return evaluated(problem, beta=BETA, gamma=np.array([[0.1], [0.1]]))


def x1(formula: str) -> Any:
    """Plain logit with another formula of X1."""
    return evaluated(cereal(first=f"1 + {formula} + sugar"), beta=BETA)


def x2(formula: str, **options: Any) -> Any:
    """Random coefficients with another formula of X2."""
    problem = cereal(f"1 + {formula}", **options)
    pi = np.full((problem.K2, 2), 0.01)
    return evaluated(problem, beta=BETA, sigma=np.zeros((problem.K2, problem.K2)), pi=pi)


@pytest.mark.parametrize(
    ("results", "words"),
    [
        (lambda: x1("I(prices**2)"), r"term prices\*\*2 of X1 is not linear in prices"),
        (lambda: x2("log(prices)"), r"term log\(prices\) of X2 is not linear in prices"),
        (lambda: x2("C(prices)", few_prices=True), "of X2 is not linear in prices"),
        (lambda: x2("prices:sugar"), r"term prices\*sugar of X2 interacts prices"),
        (by_product, "term prices of X2 has a coefficient that differs between products"),
        (
            lambda: evaluated(cereal(), beta=-BETA),
            r"of consumer 0 is -30; .* for 1 of 1 consumers with weight 1 of 1",
        ),
        (
            lambda: evaluated(cereal(nests=0), beta=BETA, rho=[[0.4], [0.5]]),
            r"rho goes from 0\.4 to 0\.5",
        ),
        (owned, "ownership matrix that is not that of firm_ids"),
        (without_firms, "no firm_ids; give firm"),
        (costs_in_shares, "costs depend on shares"),
        (lambda: changed(logit()[0], delta=np.zeros((48, 1))), "share of product .* off by"),
        (lambda: object(), "results are a object; give what pyblp"),
    ],
)
def test_demand_that_is_not_supported(results: Callable[[], Any], words: str) -> None:
    """Each says which term or value."""
    with pytest.raises(InputError, match=words):
        from_pyblp(results(), "C03Q1")


def test_consumers_who_do_not_mind_price_are_counted() -> None:
    """Of the agents of the market, those whose alpha is zero or below, with their weight."""
    problem = cereal("1 + prices + sugar")
    agents = problem.agents[problem.agents.market_ids[:, 0] == "C03Q1"]
    taste = -30.0 + 25.0 * agents.nodes[:, 1]
    results = evaluated(problem, beta=BETA, sigma=np.diag([0.0, 25.0, 0.0]), pi=0.0 * PI)
    wrong = np.flatnonzero(taste >= 0.0)
    assert wrong.size > 1
    words = f"consumer {wrong[0]} is .* for {wrong.size} of 20 consumers with weight 0.15 of 1"
    with pytest.raises(InputError, match=words):
        from_pyblp(results, "C03Q1")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"market_id": "C99"}, "'C99' matches nothing; these results begin with 'C01Q1', 'C03Q1'"),
        ({"origin": {1: "USA"}}, "firm 2 has no origin"),
        ({"origin": ["USA"] * 3}, "origin has shape .*give 24 values.*or 48"),
        ({"firm": np.zeros(7)}, "firm has shape"),
        ({"duty": -1.5}, r"duty of product 0 is -1\.5"),
        ({"margin": np.nan}, "margin of product 0 is nan"),
        ({"margin": 0.01, "customs_share": 0.8}, "both given"),
        ({"customs_share": 0.0}, "customs share of product 0 is 0"),
        ({"customs_share": 1.0, "duty": np.full(24, 0.1)}, r"at a duty of 0\.1"),
        ({"margin": 1.0}, "cost of product"),
    ],
)
def test_bad_input(given: dict[str, Any], words: str) -> None:
    """Each names the thing and the value."""
    with pytest.raises(InputError, match=words):
        from_pyblp(logit()[0], **(dict[str, Any](market_id="C03Q1") | given))


def test_pyblp_is_not_imported() -> None:
    """pyblp takes a second to import; results that are passed in need none of it."""
    script = "import sys, tradetalks.market._pyblp; sys.exit('pyblp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
