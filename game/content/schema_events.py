"""The shape of events, objectives and levels of victory. Each condition and effect is one key with its values."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from game.content.base import Cited, Load, OneKey, Row, Strict
from game.content.kinds import (
    Count,
    Day,
    Factor,
    Hex,
    Id,
    Name,
    OneOf,
    OptionalProse,
    PlaceName,
    Points,
    Prose,
    Ref,
    Scaled,
    Share,
    SideOrNone,
    SideRef,
    Tonnes,
    Whole,
    YesNo,
    refuse,
)
from game.content.schema_forces import BaseRef, UnitRef
from game.rules.ruleset import Stock

Flag = Id
Turns = Annotated[int, Whole(1, 1000)]
Change = Annotated[int, Scaled(1000, -1, 1)]
Signed = Annotated[int, Whole(-100_000, 100_000)]
SignedTonnes = Annotated[int, Scaled(1000, -100_000, 100_000, "tonnes")]
PlaceId = Annotated[str, PlaceName()]
SiteRef = Annotated[str, Ref("site")]
SourceRef = Annotated[str, Ref("supply_source")]
Aircraft = Annotated[str, OneOf("jet", "helicopter")]
Places = list[Hex]


class Held(Strict):
    """A side controls all of these hexes."""

    side: Annotated[int, SideOrNone()] = Field(description="The side, or none for no man's land.")
    hexes: Places = Field(alias="at", min_length=1, max_length=200, description="Places or hexes.")


class StockBelow(Strict):
    """A base has less of a class than so many tonnes."""

    base: BaseRef = Field(description="The base.")
    supply_class: Annotated[str, OneOf("food", "ammo", "fuel")] = Field(alias="class", description="The supply class.")
    amount: Tonnes = Field(alias="t", description="Tonnes.")


class LossesAbove(Strict):
    """A side has lost more than so many men, dead, wounded and captured."""

    side: SideRef = Field(description="The side.")
    amount: Count = Field(alias="men", description="Men.")


class SupportBelow(Strict):
    """A side's political support is below a value."""

    side: SideRef = Field(description="The side.")
    amount: Share = Field(alias="support", description="Support, from 0 to 1.")


class BaseHeld(Strict):
    """A side holds a base."""

    base: BaseRef = Field(description="The base.")
    side: SideRef = Field(description="The side.")


class UnitNear(Strict):
    """A unit, or any unit of a side, stands within some hexes of a place."""

    unit: UnitRef = Field("", description="The unit.")
    side: SideRef = Field(-1, description="Or the side, any of whose units will do.")
    hex: Hex = Field(alias="at", description="The place.")
    amount: Annotated[int, Whole(0, 60)] = Field(1, alias="within", description="Hexes.")

    @model_validator(mode="after")
    def _unit_or_side(self) -> Self:
        if bool(self.unit) == (self.side >= 0):
            raise refuse("exactly-one", "expected either 'unit' or 'side'")
        return self


class StrikeOn(Strict):
    """Aircraft struck one of these hexes in the turn before."""

    side: SideRef = Field(-1, description="The side that flew; without it either.")
    hexes: Places = Field(alias="at", min_length=1, max_length=200, description="Places or hexes.")


class PeopleBelow(Strict):
    """Fewer people are left in a place than so many."""

    hex: Hex = Field(alias="place", description="The place.")
    amount: Count = Field(alias="people", description="People.")


class ConditionRow(OneKey):
    """One condition of an event: exactly one of these keys."""

    date: Annotated[int, Day()] | None = Field(None, description="The day (or turn) has come.")
    before: Annotated[int, Day()] | None = Field(None, description="The turn of that day has not come yet.")
    turn: Turns | None = Field(None, description="The turn has come.")
    control: Held | None = Field(None, description="A side controls all of some hexes.")
    stock_below: StockBelow | None = Field(None, description="A base runs short.")
    losses_above: LossesAbove | None = Field(None, description="A side has lost many men.")
    flag: Flag | None = Field(None, description="A flag is set (and has not run out).")
    no_flag: Flag | None = Field(None, description="A flag is not set.")
    chance: Share | None = Field(
        None, description="A draw of the dice, at each dawn at which the other conditions are true.")
    support_below: SupportBelow | None = Field(None, description="Political support is low.")
    base_held: BaseHeld | None = Field(None, description="A side holds a base.")
    captured: BaseHeld | None = Field(None, description="A side holds a base that it did not hold at the start.")
    unit_near: UnitNear | None = Field(None, description="A unit is near a place.")
    strike_on: StrikeOn | None = Field(None, description="Aircraft struck a hex in the last turn.")
    people_below: PeopleBelow | None = Field(None, description="Few people are left in a place.")


class SignedLoad(Strict):
    """Tonnes of each supply class; negative ones are taken away."""

    food: SignedTonnes = Field(0, description="Tonnes of food.")
    ammo: SignedTonnes = Field(0, description="Tonnes of ammunition.")
    fuel: SignedTonnes = Field(0, description="Tonnes of fuel.")

    def stock(self) -> Stock:
        """Return kilograms of food, ammunition and fuel."""
        return (self.food, self.ammo, self.fuel)


class Arrive(Strict):
    """Units come onto the map."""

    units: list[UnitRef] = Field(min_length=1, max_length=60, description="The units; they have `arrives: event`.")
    place: PlaceId = Field("", alias="at", description="Near which place, if not at their own.")


class Leave(Strict):
    """Units leave the map for good, with what they carry."""

    units: list[UnitRef] = Field(min_length=1, max_length=60, description="The units.")


class Whom(Strict):
    """The units an effect is about: some, or all of a side."""

    units: list[UnitRef] = Field(default=[], max_length=60, description="The units.")
    side: SideRef = Field(-1, description="Or all units of a side.")

    @model_validator(mode="after")
    def _units_or_side(self) -> Self:
        told = [bool(self.units), self.side >= 0, bool(getattr(self, "base", ""))]
        if sum(told) != 1:
            keys = "'base', 'units' or 'side'" if hasattr(self, "base") else "'units' or 'side'"
            raise refuse("exactly-one", f"expected exactly one of {keys}")
        return self


class Men(Whom):
    """Units gain or lose men."""

    amount: Signed = Field(0, alias="add", description="Men that join, shared among the units; negative: that leave.")
    factor_pm: Factor = Field(1000, alias="factor", description="Factor on the men of each, before that.")


class StockEffect(Whom):
    """A base, or units, get supply from outside, or lose it."""

    base: BaseRef = Field("", description="The base; without it, the units share.")
    stock_t: SignedLoad = Field(description="Tonnes of each class.")


class FlagEffect(Strict):
    """A flag is set, for good or for some turns."""

    flag: Flag = Field(alias="name", description="The flag.")
    turns: Annotated[int, Whole(0, 1000)] = Field(
        0, description="How many turns it counts, this one included; 0 for good.")


class SupportEffect(Strict):
    """A side's political support moves."""

    side: SideRef = Field(description="The side.")
    amount: Change = Field(alias="change", description="Change, from -1 to 1.")


class Timed(Strict):
    """Something holds for some turns."""

    turns: Turns = Field(description="How many turns, this one included.")


class Sorties(Strict):
    """A side gets more sorties this turn, or fewer."""

    side: SideRef = Field(description="The side.")
    aircraft: Aircraft = Field(description="jet for strikes, helicopter for drops.")
    amount: Signed = Field(alias="add", description="Sorties.")


class People(Strict):
    """People leave a place or come back to it, at most all who lived there unharmed."""

    place: PlaceId = Field(description="The place.")
    factor_pm: Factor = Field(1000, alias="factor", description="Factor on the people there now.")
    amount: Signed = Field(0, alias="add", description="People more, after that.")


class Harm(Strict):
    """People are killed or hurt, by a side."""

    side: SideRef = Field(description="The side that causes it.")
    place: PlaceId = Field(description="The place.")
    amount: Count = Field(alias="people", description="People.")


class Heritage(Strict):
    """A protected site is damaged, by a side."""

    side: SideRef = Field(description="The side that causes it.")
    site: SiteRef = Field(description="The site.")


class SourceEffect(Strict):
    """A supply source opens, closes, or gives more or less, from now on."""

    source: SourceRef = Field(description="The source.")
    open: YesNo = Field(True, description="Whether it is open.")
    factor_pm: Factor = Field(1000, alias="factor", description="Factor on what it can give.")


class Trucks(Strict):
    """A source's fleet gains or loses trucks."""

    source: SourceRef = Field(description="The source.")
    amount: Signed = Field(alias="add", description="Trucks.")


class Quality(Whom):
    """Units become better or worse."""

    factor_pm: Factor = Field(1000, alias="factor", description="Factor on their quality.")
    amount: Change = Field(0, alias="add", description="Quality more, after that.")


class StrikeEffect(Strict):
    """An air strike that the event itself orders, beyond the side's sorties."""

    side: SideRef = Field(description="The side that flies.")
    place: PlaceId = Field(alias="at", description="The place.")
    amount: Annotated[int, Whole(1, 20)] = Field(1, alias="sorties", description="Sorties.")


class AircraftLost(Strict):
    """A side loses aircraft."""

    side: SideRef = Field(description="The side.")
    aircraft: Aircraft = Field(description="jet or helicopter.")
    amount: Annotated[int, Whole(1, 20)] = Field(1, alias="number", description="How many.")
    place: PlaceId = Field("", alias="at", description="Near which place.")


class Convoy(Strict):
    """A convoy that the event lets through reaches a base, if the side holds it."""

    side: SideRef = Field(description="The side that it belongs to.")
    base: BaseRef = Field(description="The base.")
    stock_t: Load = Field(description="Tonnes it brings.")
    amount: Count = Field(0, alias="men", description="Men it brings.")
    units: list[UnitRef] = Field(
        default=[], max_length=60, description="Units of the base that they join; without it the largest there.")


class EffectRow(OneKey):
    """One effect of an event: exactly one of these keys."""

    arrive: Arrive | None = Field(None, description="Units come onto the map.")
    leave: Leave | None = Field(None, description="Units leave the map.")
    men: Men | None = Field(None, description="Units gain or lose men.")
    stock: StockEffect | None = Field(None, description="A base or unit gets supply.")
    flag: FlagEffect | None = Field(None, description="A flag is set.")
    clear_flag: Flag | None = Field(None, description="A flag is no longer set.")
    support: SupportEffect | None = Field(None, description="Political support moves.")
    truce: Timed | None = Field(None, description="A truce holds: groups bound by it do not attack.")
    coordination: Timed | None = Field(None, description="Joint attacks of different groups are not penalised.")
    pool: Timed | None = Field(None, description="Groups share their supply sources.")
    sorties: Sorties | None = Field(None, description="A side flies more or less, once.")
    people: People | None = Field(None, description="People leave or come back.")
    harm: Harm | None = Field(None, description="People are harmed.")
    heritage: Heritage | None = Field(None, description="A protected site is damaged.")
    source: SourceEffect | None = Field(None, description="A supply source changes.")
    trucks: Trucks | None = Field(None, description="A fleet changes.")
    quality: Quality | None = Field(None, description="Units become better or worse.")
    strike: StrikeEffect | None = Field(None, description="Aircraft strike a hex.")
    aircraft_lost: AircraftLost | None = Field(None, description="A side loses aircraft.")
    convoy: Convoy | None = Field(None, description="A convoy reaches a base.")


class ChoiceRow(Row):
    """One option of an event; the historical one happens when nobody answers."""

    id: Id = Field(description="What orders and saves call it.")
    text: Prose = Field(description="What the player reads.")
    historical: YesNo = Field(False, description="Whether it is what happened; exactly one option of an event is.")
    effects: list[EffectRow] = Field(default=[], alias="then", max_length=60, description="What follows.")


class EventRow(Cited, Row):
    """An event: at the first dawn at which all conditions are true, it happens."""

    id: Id = Field(description="What orders and saves call it.")
    title: Name = Field(description="What the player reads first.")
    text: Prose = Field(description="What happened, in plain sentences.")
    conditions: list[ConditionRow] = Field(
        alias="when", min_length=1, max_length=40, description="All must be true at dawn.")
    effects: list[EffectRow] = Field(default=[], alias="then", max_length=60, description="What happens at once.")
    choices: list[ChoiceRow] = Field(
        default=[], max_length=8, description="Options of which a side chooses one in its phase.")
    decides: Annotated[int, SideOrNone()] = Field(-1, description="The side that chooses.")
    repeats: YesNo = Field(False, description="Whether it may happen again.")
    seen_by: list[SideRef] = Field(default=[0, 1], max_length=2, description="Sides that are told; without it both.")
    category: Annotated[str, OneOf("history", "combat", "supply", "air", "politics")] = Field(
        "history", description="Its colour in the log.")


class ObjectiveRow(Cited, Row):
    """A source of points."""

    id: Id = Field(description="What saves call it.")
    title: Name = Field(description="What the player reads.")
    kind: Annotated[str, OneOf(
        "hold_base", "take_base", "take_store", "threaten_link", "traffic", "break_siege", "place", "aircraft",
        "arrive",
    )] = Field(description="What earns the points; docs/modding.md says which keys each kind uses.")
    side: SideRef = Field(description="The side that earns them.")
    per_day: Points = Field(0, description="Points a day.")
    once: Points = Field(
        0, description="Points, once (traffic: for each tonne; aircraft: for each machine; arrive: for each unit).")
    at_end: Points = Field(0, description="Points at the end of the game.")
    base: BaseRef = Field("", description="The base, for hold_base, take_base, take_store, threaten_link.")
    bases: list[BaseRef] = Field(default=[], max_length=20, description="The bases, for break_siege.")
    hexes: list[Hex] = Field(
        default=[], alias="at", max_length=200, description="Places or hexes, for place and arrive.")
    units: list[UnitRef] = Field(default=[], max_length=60, description="The units, for arrive.")


class LevelRow(Row):
    """A level of victory."""

    id: Id = Field(description="What reports call it.")
    name: Name = Field(description="What the player reads.")
    least: Points | None = Field(
        None, description="Least difference of points, first side minus second; left out for the lowest level.")
    winner: Annotated[int, SideOrNone()] = Field(description="The side that has won, or none.")
    text: OptionalProse = Field("", description="What it means.")
