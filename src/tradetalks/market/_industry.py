"""Automobile industries from the data that pyblp ships, read without importing pyblp."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from tradetalks.errors import InputError
from tradetalks.market._calibration import calibrate_costs
from tradetalks.market._checks import vector
from tradetalks.market._demand import RandomCoefficients, match_shares
from tradetalks.market._market import Market
from tradetalks.measures import product_mask


class _Observed(NamedTuple):
    """Demand that meets the shares of a year, and the year's table of products."""

    demand: RandomCoefficients
    products: pl.DataFrame
    size: float
    money_unit: str
    quantity_unit: str


def _table(name: str, year: int) -> pl.DataFrame:
    found = find_spec("pyblp")
    if found is None or not found.submodule_search_locations:
        raise InputError("the industry's data come with pyblp; install pyblp")
    path = Path(found.submodule_search_locations[0]) / "data" / f"{name}.csv"
    return pl.read_csv(path, infer_schema_length=None).filter(pl.col("market_ids") == year)


def _columns(table: pl.DataFrame, names: list[str]) -> np.ndarray:
    return table.select(names).to_numpy().astype(float)


@lru_cache(maxsize=2)
def _petrin() -> _Observed:
    """Petrin (2002): Table 5's estimates on the year 1993, as in pyblp's tutorial."""
    products = _table("petrin_products", 1993)
    agents = _table("petrin_agents", 1993)
    traits = np.column_stack(
        [np.ones(len(products)), _columns(products, ["hpwt", "space", "air", "mpd", "fwd"])]
    )
    nodes = _columns(agents, [f"nodes{k}" for k in range(6)])
    utility = traits @ (np.array([3.23, 4.43, 0.46, 0.01, 2.58, 4.42]) * nodes).T
    family = np.log(agents["fs"].to_numpy()) * agents["fv"].to_numpy()
    body = _columns(products, ["mi", "sw", "su", "pv"]) @ np.array([0.57, 0.28, 0.31, 0.42])
    utility = utility + body[:, None] * family
    income = _columns(agents, ["low", "mid", "high"]) @ np.array([7.52, 31.13, 34.49])
    demand = RandomCoefficients(
        utility,
        income / agents["income"].to_numpy(),
        agents["weights"].to_numpy(),
        kind=INCOMES[np.argmax(_columns(agents, ["low", "mid", "high"]), axis=1)],
    )
    demand = match_shares(demand, products["shares"].to_numpy(), products["prices"].to_numpy())
    size = float(products["households"][0])
    return _Observed(demand, products, size, "million 1983 USD", "thousand vehicles")


@lru_cache(maxsize=2)
def _blp() -> _Observed:
    """Berry, Levinsohn and Pakes (1995): the year 1990 at the estimates of pyblp's tutorial."""
    products = _table("blp_products", 1990)
    agents = _table("blp_agents", 1990)
    traits = np.column_stack(
        [np.ones(len(products)), _columns(products, ["hpwt", "air", "mpd", "space"])]
    )
    nodes = _columns(agents, [f"nodes{k}" for k in range(5)])
    utility = traits @ (BLP_SPREAD * nodes).T
    incomes = agents["income"].to_numpy()
    thirds = np.searchsorted(np.quantile(incomes, [1 / 3, 2 / 3]), incomes)
    demand = RandomCoefficients(
        utility, BLP_PRICE / incomes, agents["weights"].to_numpy(), kind=INCOMES[thirds]
    )
    demand = match_shares(demand, products["shares"].to_numpy(), products["prices"].to_numpy())
    return _Observed(demand, products, 93347.0, "million 1983 USD", "thousand vehicles")


# Petrin's own groups of households; for 1990 thirds of the simulated consumers.
INCOMES = np.array(["low income", "middle income", "high income"])

# Deviations of the coefficients on 1, hpwt, air, mpd, space, and the one on price over income.
# The estimates of pyblp's tutorial (2.03, 6.10, 3.96, 0.25, 1.91; -44.8), with further digits
# recovered by least squares from utilities that pyblp computed at them, not from a new estimation.
BLP_SPREAD = np.array([2.025353583, 6.100351612, 3.955529858, 0.253510617, 1.908470181])
BLP_PRICE = 44.842955469


def industry(
    name: str,
    customs_share: float = 0.8,
    duty: float = 0.025,
    imported: ArrayLike | None = None,
) -> Market:
    """An automobile market of the United States, calibrated so that its base is the record.

    Observed list prices are ``p = (1 + duty_j) b + m`` with ``b = customs_share * p``.

    Parameters
    ----------
    name
        "petrin-1993" (202 products, 1,000 households) or "blp-1990" (131 products, 200).
    customs_share
        Border price as a share of the list price, above 0 and not above 1.
    duty
        Base ad valorem duty on imported products.
    imported
        Mask or indices of imported products; default all of foreign make, since the data give
        the region of the make and not the plant.

    Returns
    -------
    Market
        Origins "US", "EU", "JP" are regions of make; buyer "US"; prices in thousands of 1983
        dollars, quantities in thousands, money in millions of 1983 dollars; households of low,
        middle and high income.
    """
    sources = {"petrin-1993": _petrin, "blp-1990": _blp}
    if name not in sources:
        raise InputError(f"industry {name!r} is unknown; choose one of {', '.join(sources)}")
    if not 0.0 < customs_share <= 1.0:
        raise InputError(f"customs share is {customs_share}; give a number above 0 up to 1")
    seen = sources[name]()
    prices = seen.products["prices"].to_numpy()
    region = seen.products["region"].to_numpy().astype(str)
    names = tuple(str(i) for i in seen.products["clustering_ids"].to_list())
    abroad = region != "US"
    if imported is not None:
        given = np.asarray(imported)
        # A mask with nothing in it is meant: no product is imported.
        abroad = (
            given if given.dtype.kind == "b" and not given.any() else product_mask(given, names)
        )
    duties = vector("duty", duty, len(names), low=-0.99) * abroad
    margin = prices * (1.0 - (1.0 + duties) * customs_share)
    firm = seen.products["firm_ids"].to_numpy()
    cost = calibrate_costs(seen.demand, prices, firm, duty=duties, margin=margin, product=names)
    return Market(
        demand=seen.demand,
        cost=cost,
        firm=firm,
        origin=region,
        size=seen.size,
        duty=duties,
        margin=margin,
        buyer="US",
        product=names,
        start=prices,
        money_unit=seen.money_unit,
        quantity_unit=seen.quantity_unit,
        price_year=1983,
    )


def select_list(
    market: Market, price_above: float, value_cap: float, origin: str = "JP"
) -> np.ndarray:
    """Mask (J,) of an origin's products from a price up, dearest first, within a customs value.

    Parameters
    ----------
    market
        The industry; its base equilibrium gives prices and customs values.
    price_above
        Least consumer price, in the market's unit of price.
    value_cap
        Most customs value of base sales, in the market's money; the product that would exceed it
        and all cheaper ones stay out.
    origin
        Origin of the products.

    Raises
    ------
    InputError
        No product matches.
    """
    base = market.equilibrium()
    fits = np.flatnonzero((market.origin == origin) & (base.prices >= price_above))
    if not fits.size:
        raise InputError(
            f"no product of origin {origin!r} has a price of {price_above:.4g} or more; lower it"
        )
    order = fits[np.argsort(-base.prices[fits], kind="stable")]
    value = np.cumsum((base.border_prices * base.quantities)[order])
    mask = np.zeros(len(market.names), bool)
    mask[order[value <= value_cap]] = True
    if not mask.any():
        raise InputError(f"value cap {value_cap:.4g} admits no product; raise it")
    return mask
