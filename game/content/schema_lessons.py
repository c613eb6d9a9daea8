"""The shape of lessons: steps, what must be so for each to be done, questions. Each check is one key with values."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from game.content.base import OneKey, Row, Strict
from game.content.kinds import Hex, Id, Name, OneOf, OptionalProse, Prose, SideRef, Text, Whole, YesNo, refuse
from game.content.schema_events import Held, Turns
from game.content.schema_forces import BaseRef, Hexes, UnitRef
from game.rules.ruleset import STANCES

LAYERS = ("control", "reach", "flow", "threat", "airdrop", "people")
"""Layers of the map that a lesson may ask for."""

PREVIEWS = ("move", "attack", "fire", "strike", "airdrop")
"""Previews that a lesson may ask for."""

VERBS = ("move", "attack", "bombard", "harass", "strike", "airdrop", "rest", "hold", "dig-in", "interdict", "escort",
         "collect", "load", "unload", "transfer", "priority", "policy", "ration", "choose", "end")
"""Orders that a lesson may ask for, by the first word of their notation."""

CONTROLS = ("end_turn", "undo", "redo", "points", "log", "inspector", "flow", "reach", "control", "threat", "airdrop",
            "people", "priority", "policy", "ration", "escort", "interdict", "dig_in", "rest", "load", "unload", "drop",
            "strike", "attack", "bombard", "party", "low", "food", "confirm")
"""Controls of the table that a step may ring; those of a card stop being ringed once they are set."""

LEVELS_OF_OPPONENT = ("drill", "standard")


class ChosenShape(Strict):
    """The reader has chosen a unit, a base, or anything in a hex."""

    unit: UnitRef = Field("", description="The unit.")
    base: BaseRef = Field("", description="Or the base.")
    hex: Hex = Field(-1, alias="at", description="Or the place.")

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if bool(self.unit) + bool(self.base) + (self.hex >= 0) != 1:
            raise refuse("exactly-one", "expected either 'unit', 'base' or 'at'")
        return self


class OrderShape(Strict):
    """An order was given in this step and not taken back."""

    word: Annotated[str, OneOf(*VERBS)] = Field(alias="kind", description="The first word of its notation.")
    unit: UnitRef = Field("", description="A unit that it must be given to.")
    base: BaseRef = Field("", description="A base that it must be about.")
    hex: Hex = Field(-1, alias="at", description="The place it must aim at or lead to.")


class StandsShape(Strict):
    """A unit stands at or near a place."""

    unit: UnitRef = Field(description="The unit.")
    hex: Hex = Field(alias="at", description="The place.")
    within: Hexes = Field(0, description="Hexes round it that will do.")


class GetsShape(Strict):
    """A base got at least so much by road at the last dawn."""

    base: BaseRef = Field(description="The base.")
    amount: Annotated[int, Whole(1, 10_000_000)] = Field(alias="kg_day", description="Kilograms a day.")


class StanceShape(Strict):
    """A unit does something."""

    unit: UnitRef = Field(description="The unit.")
    word: Annotated[str, OneOf(*STANCES)] = Field(alias="stance", description="What it does.")


class PriorityShape(Strict):
    """A base has a supply priority."""

    base: BaseRef = Field(description="The base.")
    amount: Annotated[int, Whole(1, 3)] = Field(alias="value", description="1 first, 2 usual, 3 last.")


class WonShape(Strict):
    """The game is over, and a side has won it."""

    side: SideRef = Field(description="The side.")


class CheckRow(OneKey):
    """One thing that must be so for a step to be done: exactly one of these keys."""

    chosen: ChosenShape | None = Field(None, description="Something was chosen.")
    layer: Annotated[str, OneOf(*LAYERS)] | None = Field(None, description="A layer lies on the map.")
    preview: Annotated[str, OneOf(*PREVIEWS)] | None = Field(None, description="The preview of an order was read.")
    order: OrderShape | None = Field(None, description="An order was given.")
    stands: StandsShape | None = Field(None, description="A unit stands somewhere.")
    held: Held | None = Field(None, description="A side controls all of some hexes.")
    gets: GetsShape | None = Field(None, description="Supply arrives at a base.")
    stance: StanceShape | None = Field(None, description="A unit has a stance.")
    priority: PriorityShape | None = Field(None, description="A base has a priority.")
    turn: Turns | None = Field(None, description="The turn has come.")
    won: WonShape | None = Field(None, description="The game is won.")


class AnswerRow(Strict):
    """One answer to the question of a step."""

    text: Annotated[str, Text(300, told=True)] = Field(description="The answer.")
    reply: Prose = Field(description="What is said to the reader who gives it.")
    right: YesNo = Field(False, description="True for the one answer that is right.")


class ShowShape(OneKey):
    """What is ringed on the screen while a step lasts."""

    unit: UnitRef | None = Field(None, description="A unit.")
    base: BaseRef | None = Field(None, description="A base.")
    hex: Hex | None = Field(None, alias="at", description="A place or hex.")
    control: Annotated[str, OneOf(*CONTROLS)] | None = Field(None, description="A control of the table.")


class StepRow(Row):
    """One step of a lesson. Without checks and question it only tells something."""

    id: Id = Field(description="What problems call it.")
    title: Name = Field(description="A few words, as its heading.")
    text: Prose = Field(description="What it is about.")
    do: OptionalProse = Field("", description="What to do now, in the window.")
    write: OptionalProse = Field("", description="What to write now, where the game is played by text.")
    after: OptionalProse = Field("", description="What is said when it is done; without it the next step follows.")
    checks: list[CheckRow] = Field(
        default=[], alias="done", max_length=10, description="What must all be so for it to be done.")
    answers: list[AnswerRow] = Field(
        default=[], max_length=6, description="Answers to the question that `text` asks, exactly one of them right.")
    shows: list[ShowShape] = Field(
        default=[], alias="show", max_length=6,
        description="What is ringed meanwhile: the first of these that is on the screen and not chosen yet.")
    orders: list[Annotated[str, Text(300)]] = Field(
        default=[], max_length=20, description="Orders in their notation that do the step for the reader.")


class LessonRow(Row):
    """A lesson: the scenario, taught in steps to the player of one side."""

    id: Id = Field(description="What the file calls it.")
    title: Name = Field(description="Its title.")
    goal: Prose = Field(description="What one can do afterwards.")
    minutes: Annotated[int, Whole(1, 600)] = Field(description="How long it takes, about.")
    side: SideRef = Field(description="The side the reader plays.")
    seed: Annotated[int, Whole(0, 1_000_000_000)] = Field(1, description="The dice, the same for every reader.")
    opponent: Annotated[str, OneOf(*LEVELS_OF_OPPONENT)] = Field(
        "drill", description="The computer on the other side: drill does nothing but hold, standard plays.")
    steps: list[StepRow] = Field(min_length=1, max_length=100, description="Its steps, in order.")
