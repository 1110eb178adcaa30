"""Many countries and sectors: general equilibrium in changes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.errors import InputError
from tradetalks.world._aggregate import Whole, aggregate
from tradetalks.world._base import checked
from tradetalks.world._batch import equilibria, lanes
from tradetalks.world._checks import Faults, array, locked, names
from tradetalks.world._equilibrium import Economy, Shock
from tradetalks.world._export_tax import taxed_exports
from tradetalks.world._flows import Stands, Table, balanced
from tradetalks.world._names import Changes, Names, changed, selected
from tradetalks.world._quota import tariff_equivalent
from tradetalks.world._results import (
    BaseFlows,
    ExportTaxEquilibrium,
    QuotaEquilibrium,
    WorldEquilibria,
    WorldEquilibrium,
)
from tradetalks.world._single import OnFailure, Problem, equilibrium

Deficits = ArrayLike | Literal["closed"] | None


@dataclass(frozen=True, eq=False, kw_only=True)
class World:
    """The model of Caliendo and Parro (2015), in changes from a base year.

    With changes written without a hat, country n, exporter i, sector j::

        c_nj = w_n^gamma_nj prod_k P_nk^gamma_nkj
        P_nj = [sum_i pi_nij (kappa_nij c_ij)^-theta_j]^(-1 / theta_j)
        pi'_nij = pi_nij (kappa_nij c_ij / P_nj)^-theta_j
        Y'_nj = sum_m pi'_mnj X'_mj / (1 + t'_mnj)
        X'_nj = alpha_nj (w_n V_n + R'_n + D'_n) + sum_k gamma_njk Y'_nk
        sum_ij pi'_nij X'_nj / (1 + t'_nij) - D'_n = sum_j Y'_nj

    kappa holds trade costs and tariffs, c unit costs of exporters, gamma_nkj is input k a unit of
    output j, V value added at the base, Y output, R tariff revenue, D the deficit. The elasticity
    theta is that of trade flows to trade costs: the dispersion of productivities of Eaton and
    Kortum (2002), or ``sigma - 1`` in Armington's reading, sigma the elasticity of substitution
    between origins. Changes are the same. With one sector, or without input shares, it is the
    model of gravity.

    Parameters
    ----------
    countries, sectors
        Names.
    trade_shares
        pi, shares of each importer's expenditure with tariff, [sector, importer, exporter]; they
        sum to one over exporters. A sector that is not traded has ones on the diagonal; a zero
        stays zero.
    tariffs
        Rates t on the price at the border, [sector, importer, exporter], above -1.
    value_added_shares
        gamma of labour, a unit of gross output, [sector, country], above 0 and up to one.
    input_shares
        [country, input, output], a unit of gross output; with the value-added share their sum
        over inputs is one.
    final_shares
        alpha, shares of final expenditure, [sector, country]; they sum to one over sectors.
    elasticities
        theta, [sector], above 0.
    value_added
        Money, [country].
    deficits
        Purchases less sales, net of tariffs, money, [country]; they sum to zero.
    recorded_balance
        Bilateral balances on record, [country, partner], to which changes are applied; default
        those of the base flows.
    unit
        Unit of money.
    source
        Where the figures come from, in words.
    notes
        What was mended or assumed before.
    tolerance, max_steps
        Largest step of log wages, log prices and expenditure over value added that is accepted,
        and evaluations before giving up. At 1e-9 trade balances to about 1e-8 of value added.

    Attributes
    ----------
    expenditure
        With tariffs, money, [sector, country].
    mended
        What was mended here, within rounding.

    Raises
    ------
    InputError
        Arrays that cannot be used; the worst cell of each is named.

    References
    ----------
    Caliendo, L., and F. Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA, Review
    of Economic Studies 82.
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    trade_shares: Float[np.ndarray, "sector importer exporter"]
    tariffs: Float[np.ndarray, "sector importer exporter"]
    value_added_shares: Float[np.ndarray, "sector country"]
    input_shares: Float[np.ndarray, "country input output"]
    final_shares: Float[np.ndarray, "sector country"]
    elasticities: Float[np.ndarray, " sector"]
    value_added: Float[np.ndarray, " country"]
    deficits: Float[np.ndarray, " country"]
    recorded_balance: Float[np.ndarray, "country partner"] | None = None
    unit: str = "money"
    source: str = ""
    notes: tuple[str, ...] = ()
    tolerance: float = 1e-9
    max_steps: int = 1000
    expenditure: Float[np.ndarray, "sector country"] = field(init=False)
    mended: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        faults = Faults()
        countries = names("countries", self.countries, faults)
        sectors = names("sectors", self.sectors, faults)
        faults.stop()
        put(self, "countries", countries)
        put(self, "sectors", sectors)
        arrays = (
            "trade_shares tariffs value_added_shares input_shares final_shares elasticities "
            "value_added deficits"
        )
        given = {name: getattr(self, name) for name in arrays.split()}
        for name, value in checked(countries, sectors, given, faults)._asdict().items():
            put(self, name, value)
        if self.recorded_balance is not None:
            pairs = (countries, countries)
            record = array("recorded balance", self.recorded_balance, pairs, faults)
            faults.stop()
            put(self, "recorded_balance", locked(record))

    @classmethod
    def from_flows(
        cls,
        flows: ArrayLike,
        inputs: ArrayLike,
        final: ArrayLike | None,
        tariffs: ArrayLike,
        elasticities: ArrayLike,
        *,
        countries: Sequence[str],
        sectors: Sequence[str],
        stands: Stands = "flows",
        slack: float = 1e-3,
        unit: str = "money",
        source: str = "",
    ) -> World:
        """A world from a table of flows in money, balanced.

        Parameters
        ----------
        flows
            Net of tariff, own sales on the diagonal, [sector, importer, exporter].
        inputs
            Use of each input by each output, with tariff, [country, input, output].
        final
            Final use with tariff, [sector, country]; None for what the flows leave.
        tariffs
            Rates, [sector, importer, exporter].
        elasticities
            theta, [sector].
        countries, sectors
            Names.
        stands
            What the balancing leaves alone, "flows" or "shares".
        slack
            Most by which use may miss supply, as a share of supply.
        unit, source
            As in `World`.

        Raises
        ------
        InputError
            Negative flows, use that misses supply by more than ``slack``, inputs worth as much
            as the output: the worst country and sector are named.

        Notes
        -----
        Supply is flows with tariff. Where the inputs of a good exceed it, the table has no place
        for final use. With "flows", flows and tariffs stand, and with them output, balances and
        revenue: these inputs are scaled down to supply, and the difference counts as value added
        of the sectors that use them; final use is the supply that is left. With "shares", as in
        Caliendo and Parro, trade, input and final shares and deficits stand, final use being zero
        where it was below: value added and expenditure move to what the shares imply, and flows
        with them. ``notes`` names how much was moved.
        """
        faults = Faults()
        who = (names("countries", countries, faults), names("sectors", sectors, faults))
        faults.stop()
        table = Table(flows, inputs, final, tariffs, elasticities)
        arrays, notes = balanced(Names(*who), table, slack, stands)
        return cls(
            countries=who[0], sectors=who[1], **arrays, unit=unit, source=source, notes=notes
        )

    @property
    def names(self) -> Names:
        """Countries and sectors."""
        return Names(self.countries, self.sectors)

    @cached_property
    def economy(self) -> Economy:
        """The arrays as the kernels take them."""
        fields = (
            self.trade_shares,
            self.tariffs,
            self.value_added_shares,
            self.input_shares,
            self.final_shares,
            self.elasticities,
            self.value_added,
            self.deficits,
            self.expenditure,
        )
        return Economy(*(jnp.asarray(a) for a in fields))

    @cached_property
    def base(self) -> BaseFlows:
        """Trade, income and balances at the base."""
        trade = self.trade_shares * self.expenditure[:, :, None] / (1.0 + self.tariffs)
        revenue = (self.tariffs * trade).sum((0, 2))
        balance = self.recorded_balance
        if balance is None:
            bought = trade.sum(0)
            balance = bought.T - bought
        income = self.value_added + revenue + self.deficits
        return BaseFlows(
            self.names, trade, self.tariffs, self.value_added, income, balance, self.unit
        )

    @property
    def output(self) -> Float[np.ndarray, "sector country"]:
        """Gross output at the base, money, [sector, country]."""
        return self.base.trade.sum(1)

    def with_tariffs(self, changes: Changes, start: ArrayLike | None = None) -> np.ndarray:
        """Rates with some named, [sector, importer, exporter].

        Parameters
        ----------
        changes
            ``{(importer, exporter, sector): rate}``; each a name, a tuple of names, or "*" for
            all, which leaves a country's own goods out. Rates are those in force, not additions.
        start
            Rates to change; default the base's.

        Raises
        ------
        InputError
            A name that the world does not have.
        """
        return changed(self.names, np.asarray(self.tariffs if start is None else start), changes)

    def with_trade_costs(self, changes: Changes) -> np.ndarray:
        """Changes of trade costs, one but for the named flows, [sector, importer, exporter].

        A barrier worth b of the price at the border that is removed is a change of
        ``1 / (1 + b)``. Trade costs are wasted, not collected.
        """
        return changed(self.names, np.ones_like(self.tariffs), changes)

    def equilibrium(
        self,
        tariffs: ArrayLike | Changes | None = None,
        *,
        trade_costs: ArrayLike | Changes | None = None,
        deficits: Deficits = None,
        start: np.ndarray | None = None,
        on_failure: OnFailure = "raise",
    ) -> WorldEquilibrium:
        """The equilibrium under tariffs, trade costs and deficits.

        Parameters
        ----------
        tariffs
            Rates in force, [sector, importer, exporter], or some by name as `with_tariffs` takes
            them; default the base's.
        trade_costs
            Changes kappa, above 0, an array or by name; default none.
        deficits
            Money, [country]; "closed" for none; default those of the base. World value added is
            the numeraire, so that a deficit held fixed in value is a fixed share of it.
        start
            ``point`` of an equilibrium nearby.
        on_failure
            "raise", or "status" for NaN and a status.

        Raises
        ------
        InputError
            Rates at or below -1, costs at or below 0, unknown names, deficits that do not sum to
            zero.
        SolveError
            No convergence.
        """
        shock = self._shock(tariffs, trade_costs, deficits)
        return equilibrium(self._problem, shock, start, on_failure)

    def equilibria(
        self,
        tariffs: ArrayLike | None = None,
        *,
        trade_costs: ArrayLike | None = None,
        deficits: ArrayLike | Literal["closed"] | None = None,
        elasticities: ArrayLike | None = None,
        starts: np.ndarray | None = None,
        workers: int | None = None,
    ) -> WorldEquilibria:
        """K equilibria in a compiled batch; a lane that fails holds NaN and says so.

        Each lane starts from the solution of the one before it, so that a grid is best given in an
        order in which neighbours follow each other.

        Parameters
        ----------
        tariffs, trade_costs
            (K, sector, importer, exporter), or one for all lanes without the first axis.
        deficits
            (K, country), (country,), or "closed".
        elasticities
            Draws, (K, sector); default those of the world.
        starts
            Points to start from, (K, unknown).
        workers
            Threads; default one a processor. The numbers do not depend on it.

        Raises
        ------
        InputError
            Arrays of another shape or values that `equilibrium` would not take.
        """
        closed = isinstance(deficits, str)
        base = self._shock(None, None, deficits if closed else None)
        given = {"tariffs": tariffs, "trade_costs": trade_costs}
        given["deficits"] = None if closed else deficits
        shocks, theta = lanes(base, self.elasticities, given, elasticities)
        return equilibria(self._problem, shocks, theta, starts, workers or os.cpu_count() or 1)

    def quota(
        self,
        flow: tuple[str, str, str],
        share: float,
        *,
        rent_to: Literal["importer", "exporter"] = "importer",
        tariffs: ArrayLike | Changes | None = None,
    ) -> QuotaEquilibrium:
        """A quota on one flow, by the tariff that would have the same quantity.

        Parameters
        ----------
        flow
            Importer, exporter, sector.
        share
            Cap on the quantity as a share of the base's, above 0.
        rent_to
            "importer": licences are sold by the importer, and the rent is income as a tariff
            is. "exporter": it is paid to the exporter, and adds to the value of imports at the
            border. The given deficit includes that value: the importer's balance net of rent
            improves by it and the exporter's falls.
        tariffs
            Rates in force beside it, as `equilibrium` takes them.

        Raises
        ------
        InputError
            A flow that is zero, or a share that is not above 0.
        SolveError
            No premium up to 1e6 meets the cap.
        """
        if not np.isfinite(share) or share <= 0.0:
            raise InputError(f"share of the quota is {share}; give a number above 0")
        mask = selected(self.names, flow)
        sector, importer, exporter = (int(i) for i in np.argwhere(mask)[0])
        place = (sector, importer, exporter)
        if mask.sum() != 1 or self.trade_shares[place] <= 0.0:
            raise InputError(f"flow {flow!r} of the quota is no single flow above zero")
        if rent_to not in ("importer", "exporter"):
            raise InputError(f"rent_to is {rent_to!r}; choose 'importer' or 'exporter'")
        rates = np.asarray(self._shock(tariffs, None, None).tariffs)
        return tariff_equivalent(
            self.equilibrium, self.base, rates, self.deficits, place, share, rent_to
        )

    def export_tax(
        self,
        taxes: ArrayLike | Changes,
        *,
        tariffs: ArrayLike | Changes | None = None,
        deficits: Deficits = None,
    ) -> ExportTaxEquilibrium:
        """Taxes that exporters charge on what they sell abroad.

        Parameters
        ----------
        taxes
            Rates on the price at the factory, [sector, importer, exporter], or some by name as
            `with_tariffs` takes them; a subsidy is negative. Importers' tariffs are charged on
            the price with tax.
        tariffs, deficits
            As in `equilibrium`.

        Raises
        ------
        InputError
            Rates at or below -1, or unknown names.
        SolveError
            No convergence.
        """
        if isinstance(taxes, Mapping):
            taxes = self.with_tariffs(taxes, np.zeros_like(self.tariffs))
        faults = Faults()
        flow = (self.sectors, self.countries, self.countries)
        charged = array("export tax", taxes, flow, faults, above=-1.0)
        faults.stop()
        shock = self._shock(tariffs, None, deficits)
        rates, owed = np.asarray(shock.tariffs), np.asarray(shock.deficits)
        return taxed_exports(self.equilibrium, rates, owed, charged)

    def aggregate(
        self,
        countries: Mapping[str, Sequence[str]] | None = None,
        sectors: Mapping[str, Sequence[str]] | None = None,
    ) -> World:
        """The same world in fewer countries and sectors.

        Parameters
        ----------
        countries, sectors
            Members by new name, each of the old ones once; None leaves an axis as it is.

        Returns
        -------
        World
            Flows and deficits are summed. Tariffs are weighted by trade net of tariff, so that
            revenue is kept; input and value-added shares by output; elasticities by trade between
            countries, or by output where none trades. Trade within a new country is its own: its
            tariffs stay as a wedge on own goods, and its trade costs can no longer be changed.
            ``notes`` says so and gives the range of elasticities.

        Raises
        ------
        InputError
            A name unknown, left out or given twice.
        """
        whole = Whole(
            self.names,
            self.base,
            self.tariffs,
            self.input_shares,
            self.final_shares,
            self.elasticities,
        )
        arrays, notes, groups = aggregate(whole, countries, sectors)
        return World(
            countries=groups.countries,
            sectors=groups.sectors,
            **arrays,
            unit=self.unit,
            source=self.source,
            notes=(*self.notes, *notes),
            tolerance=self.tolerance,
            max_steps=self.max_steps,
        )

    def summary(self) -> str:
        """Size, source and notes."""
        size = f"{len(self.countries)} countries x {len(self.sectors)} sectors, {self.unit}"
        return "\n".join((size, *filter(None, (self.source,)), *self.notes, *self.mended))

    @property
    def _problem(self) -> Problem:
        return Problem(self.economy, self.base, self.tolerance, self.max_steps)

    def _shock(
        self,
        tariffs: ArrayLike | Changes | None,
        trade_costs: ArrayLike | Changes | None,
        deficits: Deficits,
    ) -> Shock:
        """What differs from the base, checked."""
        faults = Faults()
        flow = (self.sectors, self.countries, self.countries)
        if isinstance(tariffs, Mapping):
            tariffs = self.with_tariffs(tariffs)
        if isinstance(trade_costs, Mapping):
            trade_costs = self.with_trade_costs(trade_costs)
        rates, costs, owed = self.tariffs, np.ones_like(self.tariffs), self.deficits
        if tariffs is not None:
            rates = array("tariff", tariffs, flow, faults, above=-1.0)
        if trade_costs is not None:
            costs = array("trade cost", trade_costs, flow, faults, above=0.0)
        if deficits is not None:
            owed = self._owed(deficits, faults)
        faults.stop()
        return Shock(rates, costs, owed)  # pyright: ignore[reportArgumentType]

    def _owed(self, deficits: ArrayLike, faults: Faults) -> np.ndarray:
        if isinstance(deficits, str):
            if deficits != "closed":
                faults.append(f"deficits are {deficits!r}; give money by country, or 'closed'")
            return np.zeros(len(self.countries))
        owed = array("deficit", deficits, (self.countries,), faults)
        if abs(owed.sum()) > 1e-9 * self.value_added.sum():
            faults.append(f"deficits sum to {owed.sum():.6g}; a world has no deficit")
        return owed
