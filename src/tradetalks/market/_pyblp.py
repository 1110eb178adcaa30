"""A market from demand estimated with pyblp; pyblp itself is not imported.

It reads pyblp's documented results and data, and one thing more: the formulas of the columns of
X1, X2 and X3, which pyblp keeps as titles of the fields of ``problem.products`` (see `_terms`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from tradetalks.errors import InputError
from tradetalks.market._calibration import calibrate_costs
from tradetalks.market._checks import vector
from tradetalks.market._demand import RandomCoefficients
from tradetalks.market._market import Market

if TYPE_CHECKING:
    from pyblp import ProblemResults

ByFirm = Mapping[Any, str] | Callable[[Any], str]


def from_pyblp(
    results: ProblemResults,
    market_id: object,
    *,
    origin: ByFirm | Sequence[str] | np.ndarray | None = None,
    firm: ArrayLike | None = None,
    product: Sequence[object] | np.ndarray | None = None,
    size: float = 1.0,
    duty: ArrayLike = 0.0,
    margin: ArrayLike = 0.0,
    customs_share: ArrayLike | None = None,
    buyer: str = "USA",
    money_unit: str = "money",
    quantity_unit: str = "units",
) -> Market:
    """One market of estimated pyblp results, calibrated so that its base is what was observed.

    In pyblp's notation utility is ``(delta_j + mu_ij) / scale``, with delta at the estimates and
    so with xi and fixed effects. Price enters it with ``-alpha_i``, the sum over all terms of X1
    and X2 in prices of coefficient times slope: ``beta`` for X1, ``sigma nu_i + pi d_i`` (or its
    exponential or logistic) for X2. The market has ``utility_ij = (delta_j + mu_ij) / scale +
    alpha_i p_j``, the agents' weights as they are, and costs backed out of the observed prices
    ``p = (1 + duty) b + margin``, whatever pyblp's own supply side.

    Arguments by product have a value for each product of the market (J,), or one for each row of
    the estimation data, of which the market's are taken: a column such as
    ``product_data["region"]`` can be given as it stands.

    Parameters
    ----------
    results
        What ``pyblp.Problem.solve`` returns.
    market_id
        An entry of pyblp's ``market_ids``.
    origin
        Nation or region of each product; or of each firm, as a mapping or a function of pyblp's
        firm id. Default ``buyer``: nothing is imported.
    firm
        Codes of firms; default pyblp's ``firm_ids``.
    product
        Names of products; default pyblp's ``product_ids`` where they tell products apart.
    size
        Market size, in ``quantity_unit``.
    duty
        Base ad valorem duty on the border price. A number falls on products whose origin is not
        ``buyer``; an array is taken as it is.
    margin
        Dealers' margin in money; an array or a number.
    customs_share
        Border price as a share of the observed price, above 0; it sets ``margin``. An array or a
        number.
    buyer, money_unit, quantity_unit
        As for `Market`. Other fields can be set with ``dataclasses.replace``.

    Raises
    ------
    InputError
        Demand that this package cannot take: a term that is not linear in prices, or whose slope
        differs between products; cost terms in shares; nests that differ in rho; joint ownership;
        consumers who do not mind price. Results whose mean utilities do not give the observed
        shares.

    References
    ----------
    Conlon and Gortmaker (2020), Best practices for differentiated products demand estimation with
    PyBLP, RAND Journal of Economics 51(4).
    """
    one = _one_market(results, market_id)
    demand = _demand(one)
    code = _firms(one, firm)
    place = _origins(one, origin, code, buyer)
    duties = vector("duty", _by_product(one, "duty", duty), one.count, low=-0.99)
    if np.ndim(duty) == 0:
        duties = duties * (place != buyer)
    dealers = _margins(one, margin, customs_share, duties)
    names = _names(one, product)
    cost = calibrate_costs(demand, one.prices, code, duty=duties, margin=dealers, product=names)
    return Market(
        demand=demand,
        cost=cost,
        firm=code,
        origin=place,
        size=size,
        duty=duties,
        margin=dealers,
        buyer=buyer,
        product=names,
        start=one.prices,
        money_unit=money_unit,
        quantity_unit=quantity_unit,
    )


@dataclass(frozen=True, eq=False)
class _OneMarket:
    """One market's rows of the results: products (J), agents (I), and which rows of N they are."""

    results: Any
    products: Any
    agents: Any
    rows: np.ndarray

    @property
    def count(self) -> int:
        return self.rows.size

    @property
    def prices(self) -> np.ndarray:
        return self.products.prices[:, 0]

    @property
    def scale(self) -> float:
        return float(self.results.problem.epsilon_scale)


class _Term(NamedTuple):
    """A column in prices: where it is in its matrix, its formula, its slope."""

    column: int
    formula: str
    slope: float


def _one_market(results: Any, market_id: object) -> _OneMarket:
    problem = getattr(results, "problem", None)
    if problem is None:
        raise InputError(
            f"results are a {type(results).__name__}; give what pyblp.Problem.solve returns"
        )
    rows = np.flatnonzero(problem.products.market_ids[:, 0] == market_id)
    if not rows.size:
        known = ", ".join(repr(one) for one in problem.unique_market_ids[:5].tolist())
        raise InputError(
            f"market id {market_id!r} matches nothing; these results begin with {known}"
        )
    agents = problem.agents[problem.agents.market_ids[:, 0] == market_id]
    return _OneMarket(results, problem.products[rows], agents, rows)


def _terms(one: _OneMarket, matrix: str) -> tuple[Any, ...]:
    return one.products.dtype.fields[matrix][2]


def _demand(one: _OneMarket) -> RandomCoefficients:
    coefficients = _coefficients(one)
    mean = one.results.delta[one.rows]
    tastes = (one.products.X2[:, :, None] * coefficients).sum(axis=1)
    slope = _price_slopes(one, coefficients) / one.scale
    _mind_price(one, -slope)
    nest, nesting = _nests(one)
    utility = (mean + tastes) / one.scale - slope * one.prices[:, None]
    if one.agents.availability.size:
        with np.errstate(divide="ignore"):
            offered = np.log(one.agents.availability[:, : one.count].T)
        utility = utility + (1.0 - nesting) * offered
    demand = RandomCoefficients(utility, -slope, one.agents.weights[:, 0], nest, nesting)
    _meets_shares(one, demand)
    return demand


def _coefficients(one: _OneMarket) -> np.ndarray:
    """Random coefficients (1 or J, K2, I); their first axis counts products where tastes do."""
    sigma, pi, nodes = one.results.sigma, one.results.pi, one.agents.nodes
    if nodes.shape[1] < sigma.shape[1]:
        # pyblp lets users leave out the nodes of columns of sigma that are fixed at zero.
        low, high = one.results.sigma_bounds
        used = ((low != 0.0) | (high != 0.0)).any(axis=0)
        sigma, nodes = sigma[:, used], nodes[:, : used.sum()]
    raw = (sigma @ nodes.T)[None]
    if pi.size:
        traits = one.agents.demographics
        traits = traits[:, :, None] if traits.ndim == 2 else traits[:, :, : one.count]
        raw = raw + pi @ traits.T
    shapes = {"linear": lambda value: value, "log": np.exp, "logit": expit}
    for column, kind in enumerate(one.results.problem.rc_types):
        raw[:, column] = shapes[kind](raw[:, column])
    return raw


def _price_slopes(one: _OneMarket, coefficients: np.ndarray) -> np.ndarray:
    """Derivative of (unscaled) utility with respect to price, (I,)."""
    slope = np.zeros(one.agents.size)
    for term in _price_terms(one, "X1"):
        slope = slope + float(one.results.beta[term.column, 0]) * term.slope
    for term in _price_terms(one, "X2"):
        tastes = coefficients[:, term.column]
        if (tastes != tastes[0]).any():
            raise InputError(
                f"term {term.formula} of X2 has a coefficient that differs between products "
                "(demographics by product); only one for each consumer is supported"
            )
        slope = slope + tastes[0] * term.slope
    return slope


def _price_terms(one: _OneMarket, matrix: str) -> list[_Term]:
    found: list[_Term] = []
    for column, term in enumerate(_terms(one, matrix)):
        if "prices" not in term.names:
            continue
        slope = term.differentiate("prices")
        if slope.is_zero or "prices" in {symbol.name for symbol in slope.free_symbols}:
            raise InputError(
                f"term {term} of {matrix} is not linear in prices; estimate demand that is"
            )
        slopes = np.broadcast_to(term.evaluate_derivative("prices", one.products), (one.count, 1))
        if np.ptp(slopes) > 1e-12 * np.abs(slopes).max():
            raise InputError(
                f"term {term} of {matrix} interacts prices with what differs between products; "
                "only a price coefficient that is the same for all products is supported"
            )
        found.append(_Term(column, str(term), float(slopes[0, 0])))
    return found


def _mind_price(one: _OneMarket, alpha: np.ndarray) -> None:
    wrong = np.flatnonzero(~(alpha > 0.0))
    if wrong.size:
        weights = one.agents.weights[:, 0]
        raise InputError(
            f"price sensitivity of consumer {wrong[0]} is {alpha[wrong[0]]:.4g}; it must exceed 0, "
            f"and does not for {wrong.size} of {alpha.size} consumers with weight "
            f"{weights[wrong].sum():.4g} of {weights.sum():.4g}; give prices a coefficient that "
            "keeps its sign, such as rc_types 'log' on I(-prices)"
        )


def _nests(one: _OneMarket) -> tuple[np.ndarray | None, float]:
    rho = one.results.rho
    if not rho.size:
        return None, 0.0
    nest = np.array(one.products.nesting_ids[:, 0].tolist())
    if rho.size > 1:
        known = np.array(one.results.problem.unique_nesting_ids.tolist())
        rho = rho[np.isin(known, nest)]
        if np.ptp(rho) > 0.0:
            raise InputError(
                f"rho goes from {rho.min():.4g} to {rho.max():.4g} between nests; "
                "only one rho for all nests is supported"
            )
    return nest, float(rho.flat[0])


def _meets_shares(one: _OneMarket, demand: RandomCoefficients) -> None:
    seen = one.products.shares[:, 0]
    error = np.abs(demand.shares(one.prices) / seen - 1.0)
    # pyblp inverts shares to about 1e-14; this is far above that and far below what matters.
    if not (error < 1e-6).all():
        j = int(np.argmax(np.where(np.isnan(error), np.inf, error)))
        raise InputError(
            f"share of product {j} is {seen[j]:.4g} in the data, and off by {error[j]:.1e} in "
            "relative terms at the results' delta; check that pyblp's inversion converged and "
            "clipped no share"
        )


def _by_product(one: _OneMarket, name: str, values: ArrayLike) -> np.ndarray:
    """A scalar, or values (J,): the market's rows of a column of the estimation data."""
    array = np.asarray(values)
    total = one.results.problem.N
    if array.ndim == 0 or array.shape == (one.count,):
        return array
    if array.shape == (total,):
        return array[one.rows]
    raise InputError(
        f"{name} has shape {array.shape}; give {one.count} values, one a product of the market, "
        f"or {total}, one a row of the estimation data"
    )


def _firms(one: _OneMarket, firm: ArrayLike | None) -> np.ndarray:
    if any("shares" in term.names for term in _terms(one, "X3")):
        raise InputError("costs depend on shares (X3); only constant marginal cost is supported")
    if firm is not None:
        return _by_product(one, "firm", firm)
    if not one.products.firm_ids.size:
        raise InputError("results have no firm_ids; give firm, a code for each product")
    code = np.array(one.products.firm_ids[:, 0].tolist())
    ownership = one.products.ownership[:, : one.count]
    if ownership.size and (ownership != (code == code[:, None])).any():
        raise InputError(
            "results have an ownership matrix that is not that of firm_ids; give firm, a code for "
            "each product, to replace it"
        )
    return code


def _origins(
    one: _OneMarket,
    origin: ByFirm | Sequence[str] | np.ndarray | None,
    firm: np.ndarray,
    buyer: str,
) -> np.ndarray:
    if origin is None:
        return np.full(one.count, buyer)
    if isinstance(origin, Mapping):
        missing = sorted(set(firm.tolist()) - set(origin), key=str)
        if missing:
            raise InputError(f"firm {missing[0]} has no origin; give one for every firm")
        return np.array([origin[code] for code in firm.tolist()])
    if callable(origin):
        return np.array([origin(code) for code in firm.tolist()])
    return _by_product(one, "origin", origin)


def _margins(
    one: _OneMarket, margin: ArrayLike, customs_share: ArrayLike | None, duties: np.ndarray
) -> np.ndarray:
    given = vector("margin", _by_product(one, "margin", margin), one.count)
    if customs_share is None:
        return given
    if given.any():
        raise InputError("margin and customs_share are both given; the share sets the margin")
    share = vector("customs share", _by_product(one, "customs share", customs_share), one.count)
    landed = (1.0 + duties) * share
    wrong = np.flatnonzero((share <= 0.0) | (landed > 1.0 + 1e-12))
    if wrong.size:
        j = wrong[0]
        raise InputError(
            f"customs share of product {j} is {share[j]:.4g} at a duty of {duties[j]:.4g}; "
            "it must exceed 0, and share and duty together not exceed the price"
        )
    return one.prices * (1.0 - landed)


def _names(
    one: _OneMarket, product: Sequence[object] | np.ndarray | None
) -> tuple[str, ...] | None:
    if product is not None:
        return tuple(str(name) for name in _by_product(one, "product", np.asarray(product)))
    ids = one.products.product_ids
    if not ids.size or len(set(ids[:, 0].tolist())) < one.count:
        return None
    return tuple(str(name) for name in ids[:, 0])
