"""Markets, measures, issues and talks: the parts of a case that models read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tradetalks.figures import Day, Entry, Reads, Reference

__all__ = [
    "AMOUNTS",
    "CesProduct",
    "CesSpec",
    "Deadline",
    "Effect",
    "IndustrySpec",
    "Issue",
    "Level",
    "Market",
    "MeasureSpec",
    "NestedLogitProduct",
    "NestedLogitSpec",
    "PoliticalTerm",
    "PostureSpec",
    "PrivateType",
    "ProductRule",
    "Ratifier",
    "Refusal",
    "TalksSpec",
    "Threat",
    "Transfer",
    "When",
    "WorldDuty",
    "WorldScenario",
    "WorldSpec",
]

SHARE = Reads("1", low=0.0, high=1.0)
INNER_SHARE = Reads("1", low=0.0, high=1.0, strict=True)
DUTY = Reads("1", "percent", low=0.0)
BARRIER = Reads("1", low=0.0)
PRICE = Reads("USD thousand", low=0.0, strict=True)
UNITS_SOLD = Reads("thousand units", low=0.0, strict=True)
MONEY_FLOW = Reads("USD bn", low=0.0, strict=True)
MONEY = Reads("USD bn")
YEARS = Reads("years", low=0.0, strict=True)
DAYS = Reads("days", low=0.0, strict=True)
WEIGHT = Reads("1", low=0.0)
OWN_ELASTICITY = Reads("1", high=0.0, strict=True)
SUBSTITUTION = Reads("1", low=1.0, strict=True)
OUTER = Reads("1", low=0.0)
MAKERS = Reads("1", low=1.0)
AMOUNTS: dict[str, Reads] = {
    "barrier-cut": SHARE,
    "access": SHARE,
    "purchase-floor": Reads("USD bn", low=0.0),
    "duty": DUTY,
}
"""What the amount of an effect is, by its kind."""


class IndustrySpec(Entry):
    """A market by model, from an industry that the package ships."""

    kind: Literal["industry"] = Field(description="Kind of market")
    title: str = Field(description="Title for a reader")
    buyer: str = Field(description="Party whose consumers buy")
    industries: tuple[str, ...] = Field(
        min_length=1, description="Industries by name: the same market under several estimates"
    )
    industry_choice: Annotated[Reference, SHARE] = Field(
        description="Which industry a draw uses, in equal steps from 0 (first) to 1 (last)"
    )
    origins: dict[str, str] = Field(description="Party of each region in the data")
    producers: str = Field(description="Group that the makers belong to")
    customs_share: Annotated[Reference, SHARE] = Field(
        description="Customs value as a share of the list price"
    )
    duty: Annotated[Reference, DUTY] = Field(description="Duty in force before any measure")
    imported_above: Annotated[Reference, PRICE] = Field(
        description="List price, in money of the currency year, above which a car is imported"
    )


class NestedLogitProduct(Entry):
    """A group of like products in a nested-logit market."""

    title: str = Field(description="Title for a reader")
    nest: str = Field(description="Nest of closer substitutes it belongs to")
    origin: str = Field(description="Party where it is built")
    owner: str = Field(description="Party that earns its profit")
    units: Annotated[Reference | Literal["rest"], UNITS_SOLD] = Field(
        description="Units sold a year, or rest for what the others leave"
    )
    price: Annotated[Reference, PRICE] = Field(description="Consumer price")
    makers: Annotated[Reference | None, MAKERS] = Field(
        default=None, description="Number of equal makers, rounded; one where absent"
    )
    access: Annotated[Reference | None, SHARE] = Field(
        default=None, description="Share of buyers who find it on offer; all where absent"
    )
    duty: Annotated[Reference | None, DUTY] = Field(
        default=None,
        description="Duty on the border price when units and prices were recorded; none where "
        "absent",
    )


class NestedLogitSpec(Entry):
    """A market of groups of makers, calibrated to units, prices and one elasticity."""

    kind: Literal["nested-logit"] = Field(description="Kind of market")
    title: str = Field(description="Title for a reader")
    buyer: str = Field(description="Party whose consumers buy")
    producers: str = Field(description="Group that the makers belong to")
    units: Annotated[Reference, UNITS_SOLD] = Field(description="Units sold a year, all products")
    outside_share: Annotated[Reference, INNER_SHARE] = Field(
        description="Share of possible buyers who buy none in a year"
    )
    elasticity: Annotated[Reference, OWN_ELASTICITY] = Field(
        description="Mean own-price elasticity"
    )
    nesting: Annotated[Reference, INNER_SHARE] = Field(
        description="Correlation of tastes inside a nest"
    )
    products: dict[str, NestedLogitProduct] = Field(min_length=1, description="Products by id")
    margin: Annotated[Reference, SHARE] = Field(
        description="Share of the consumer price that stays with importers and dealers"
    )


class CesProduct(Entry):
    """An origin in a market at constant elasticity."""

    title: str = Field(description="Title for a reader")
    origin: str = Field(description="Party where it is made")
    owner: str = Field(description="Party that earns its profit")
    share: Annotated[Reference | Literal["rest"], SHARE] = Field(
        description="Share of expenditure, or rest for what the others leave"
    )
    barrier: Annotated[Reference | None, BARRIER] = Field(
        default=None,
        description="Cost of barriers as a rate on the border price; none where absent",
    )
    duty: Annotated[Reference | None, DUTY] = Field(
        default=None,
        description="Duty on the border price when shares were recorded; none where absent",
    )


class CesSpec(Entry):
    """A market over origins at constant elasticity of substitution."""

    kind: Literal["ces"] = Field(description="Kind of market")
    title: str = Field(description="Title for a reader")
    buyer: str = Field(description="Party in whose territory it is bought")
    buyers_party: str | None = Field(
        default=None, description="Party that the buyers belong to, where it is not the buyer"
    )
    buyers: str = Field(description="Group that buys")
    producers: str = Field(description="Group that the makers belong to")
    expenditure: Annotated[Reference, MONEY_FLOW] = Field(description="Expenditure a year")
    elasticity: Annotated[Reference, SUBSTITUTION] = Field(
        description="Elasticity of substitution between origins"
    )
    outer_elasticity: Annotated[Reference, OUTER] = Field(
        description="Elasticity of the whole market's demand"
    )
    products: dict[str, CesProduct] = Field(min_length=1, description="Origins by id")


Market = Annotated[IndustrySpec | NestedLogitSpec | CesSpec, Field(discriminator="kind")]


class WorldDuty(Entry):
    """A duty on the trade of one nation with another in a sector of the world model."""

    importer: str = Field(description="Party that charges it")
    exporter: str = Field(description="Party whose goods bear it")
    sector: str = Field(description="Sector of the data, by name")
    rate: Annotated[Reference, DUTY] = Field(description="Duty added to the one in force")
    value: Annotated[Reference | None, MONEY_FLOW] = Field(
        default=None,
        description="Imports a year that bear it; the sector then bears its share of the rate, "
        "all of it where absent",
    )


class WorldScenario(Entry):
    """A set of duties put to the world model at once."""

    id: str = Field(description="Id of the scenario, unique in the file")
    title: str = Field(description="Title for a reader")
    duties: tuple[WorldDuty, ...] = Field(min_length=1, description="Duties in it")


class WorldSpec(Entry):
    """What is put to the model of the whole world economy: world.yaml."""

    data: str = Field(description="Name of a world that the package ships")
    nations: dict[str, str] = Field(
        min_length=1, description="Country of the data for each party that is looked at"
    )
    price_period: str = Field(description="Period of the price index that the data's money is in")
    sector: str = Field(description="Sector whose elasticity is varied")
    elasticity: Annotated[Reference, Reads("1", low=0.0, strict=True)] = Field(
        description="Its trade elasticity, over whose range results are shown"
    )
    scenarios: tuple[WorldScenario, ...] = Field(min_length=1, description="Sets of duties")


class ProductRule(Entry):
    """Which products a duty falls on."""

    origin: str = Field(
        description="Region of the make, as an industry's data name it; in other markets the "
        "party that the goods come from"
    )
    products: tuple[str, ...] = Field(
        default=(),
        description="Products of the market by id, all of the origin where absent; not in an "
        "industry",
    )
    price_above: Annotated[Reference | None, PRICE] = Field(
        default=None,
        description="Price above which a product is listed, money of the currency year; needed "
        "in an industry, not in a market of kind ces",
    )
    value_cap: Annotated[Reference | None, MONEY_FLOW] = Field(
        default=None,
        description="Largest customs value a year that the list covers; not in a market of kind "
        "ces",
    )
    ids: tuple[int, ...] = Field(
        default=(),
        description="Product ids, in the industry that has them all; elsewhere the rule stands",
    )
    value: Annotated[Reference | None, MONEY_FLOW] = Field(
        default=None, description="Stated customs value a year that effects are scaled to"
    )


class MeasureSpec(Entry):
    """A duty that one party can put on goods of another."""

    title: str = Field(description="Title for a reader")
    imposer: str = Field(description="Party that would take it")
    target: str = Field(description="Party that it aims at")
    market: str = Field(description="Id of the market it acts on")
    kind: Literal["tariff"] = Field(description="Kind of measure")
    role: Literal["threat", "retaliation", "comparison", "in-force"] = Field(
        default="threat",
        description="Threatened by the side that demands, an answer by the side that is asked, "
        "shown only for comparison, or in force already and part of the status quo",
    )
    rate: Annotated[Reference, DUTY] = Field(
        description="Duty added to the others; to the one that the market was recorded at"
    )
    products: ProductRule = Field(description="Which products it falls on")
    duration: Annotated[Reference | None, YEARS] = Field(
        default=None, description="How long it would last; not needed for one in force"
    )
    known_from: Day = Field(
        description="Day from which it was on the table, or on which it took force"
    )
    until: Day | None = Field(
        default=None, description="Day on which it left the table, or was lifted"
    )


class Effect(Entry):
    """What a level of an issue does to one market."""

    market: str = Field(description="Id of the market")
    kind: Literal["barrier-cut", "access", "purchase-floor", "duty"] = Field(
        description="A barrier cut by a part, access widened, purchases raised, or the rate of "
        "duty set"
    )
    products: tuple[str, ...] = Field(min_length=1, description="Products of the market, by id")
    amount: Reference = Field(
        description="Part of the barrier cut, part of the buyers newly reached, extra purchases "
        "in USD bn a year, or the whole duty that then stands"
    )


class Transfer(Entry):
    """What a level of an issue moves from one party to another beside all markets."""

    kind: Literal["transfer"] = Field(description="Kind of effect")
    payer: str = Field(description="Party that bears the cost")
    payer_group: str = Field(description="Group in it that bears it")
    receiver: str = Field(description="Party that gains")
    receiver_group: str = Field(description="Group in it that gains")
    amount: Annotated[Reference, Reads("USD bn", low=0.0)] = Field(
        description="Cost to the payer a year: what a loan, a guarantee or a gift costs it, not "
        "its face value"
    )
    worth: Annotated[Reference | None, Reads("USD bn", low=0.0)] = Field(
        default=None, description="Value to the receiver a year; the cost where absent"
    )


class Level(Entry):
    """One way in which an issue can be settled."""

    id: str = Field(description="Id of the level, unique in its issue")
    title: str = Field(description="Title for a reader")
    effects: tuple[Annotated[Effect | Transfer, Field(discriminator="kind")], ...] = Field(
        default=(), description="What it does to markets, and what it moves between parties"
    )


class Issue(Entry):
    """Something on the table, in levels from no concession to the full demand."""

    title: str = Field(description="Title for a reader")
    levels: tuple[Level, ...] = Field(description="Levels, the first one changes nothing")


class When(Entry):
    """What sets a political term off: a level of an issue, or an event of the talks."""

    issue: str | None = Field(default=None, description="Id of the issue")
    level: str | None = Field(default=None, description="Id of its level")
    event: Literal["threat", "back-down", "impose", "imposed", "deal"] | None = Field(
        default=None, description="Event of the talks"
    )


class PoliticalTerm(Entry):
    """What money does not show, valued once; costs are negative."""

    id: str = Field(description="Id of the term")
    title: str = Field(description="Title for a reader")
    party: str = Field(description="Party whose government feels it")
    when: When = Field(description="What sets it off")
    amount: Annotated[Reference, MONEY] = Field(description="Value, once")


class Deadline(Entry):
    """A date that presses on the talks."""

    id: str = Field(description="Id of the deadline")
    title: str = Field(description="Title for a reader")
    date: Day = Field(description="Day on which it falls due")
    known_from: Day = Field(description="Day from which it was known")
    until: Day | None = Field(default=None, description="Day on which it lost its force")
    kind: Literal["statutory", "announced", "expiry", "demanded", "possible"] = Field(
        description="What gives it force"
    )
    binding: bool = Field(strict=True, description="Whether the threat falls due on it")
    chance: Annotated[Reference | None, SHARE] = Field(
        default=None, description="Chance that a possible deadline becomes one"
    )
    set_by: str = Field(description="Who set it, or which law")
    source: str = Field(description="Id of the source in sources.csv")


class Threat(Entry):
    """A threat that was made in public."""

    announced: Day = Field(description="Day on which it was made")
    known_from: Day = Field(description="Day from which anyone could know it")


class Ratifier(Entry):
    """A domestic actor that vetoes a deal too poor for its groups."""

    actor: str = Field(description="Name of the actor")
    party: str = Field(description="Party it belongs to")
    groups: tuple[str, ...] = Field(min_length=1, description="Groups whose gain it counts")
    at_least: Annotated[Reference, MONEY] = Field(
        description="Least present value of that gain that it accepts"
    )


class Refusal(Entry):
    """A level that a party may refuse whatever it is worth."""

    issue: str = Field(description="Id of the issue")
    level: str = Field(description="Id of the level")
    chance: Annotated[Reference, SHARE] = Field(description="Chance of the refusal")


class PrivateType(Entry):
    """What a party alone knows about itself: it is the ordinary kind, or a second one."""

    party: str = Field(description="Party that knows it")
    title: str = Field(description="Name of the second kind, such as Resolute")
    when: When = Field(description="What sets off the term that only the second kind feels")
    amount: Annotated[Reference, MONEY] = Field(description="That term, once")
    prior: Annotated[Reference, INNER_SHARE] = Field(
        description="Chance of the second kind, as the other side sees it at the start"
    )


class PostureSpec(Entry):
    """A way for the demander to open the talks, from quiet to loud."""

    id: str = Field(description="Id of the posture")
    title: str = Field(description="Title for a reader")
    retreat: Annotated[Reference, Reads("1", low=0.0)] = Field(
        description="What backing down costs after it, as a multiple of dropping a public threat"
    )
    cost: Annotated[Reference, MONEY] = Field(description="What taking it costs at once")


class TalksSpec(Entry):
    """Who bargains with whom, until when, under which threat: talks.yaml."""

    demander: str = Field(description="Party that demands")
    target: str = Field(description="Party of which it is demanded")
    proposer: Literal["alternate", "random"] = Field(
        default="alternate",
        description="Who makes the offer in each period: each side in turn, or by lot",
    )
    period: Annotated[Reference, DAYS] = Field(description="Time between offers")
    deal_years: Annotated[Reference, YEARS] = Field(description="How long a deal lasts")
    discount_rate: Annotated[Reference, Reads("1", low=0.0)] = Field(
        description="Discount rate a year"
    )
    precision_demander: Annotated[Reference, Reads("1", low=0.0)] = Field(
        description="How closely the demander's choices follow payoffs, per share of its stake"
    )
    precision_target: Annotated[Reference, Reads("1", low=0.0)] = Field(
        description="How closely the target's choices follow payoffs, per share of its stake"
    )
    threat_chance: Annotated[Reference, INNER_SHARE] = Field(
        description="Chance that a threat is made where making it gains nothing"
    )
    deadlines: tuple[Deadline, ...] = Field(default=(), description="Dates that press on the talks")
    threat: Threat | None = Field(default=None, description="The threat, once it is made in public")
    ratification: tuple[Ratifier, ...] = Field(
        default=(), description="Domestic actors with a veto"
    )
    refuses: tuple[Refusal, ...] = Field(
        default=(), description="Levels that may be refused outright"
    )
    private: tuple[PrivateType, ...] = Field(
        default=(), max_length=2, description="What each side alone knows about itself"
    )
    postures: tuple[PostureSpec, ...] = Field(
        default=(), description="Ways to open the talks, from quiet to loud"
    )
    replay: tuple[Day, ...] = Field(default=(), description="Dates of the replay, rising")
