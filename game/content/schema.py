"""The shape of whole files: scenarios, and the parts that scenarios include."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from game.content.base import Row, Strict
from game.content.kinds import (
    Id,
    Ident,
    Language,
    Name,
    NumberOrDay,
    OneOf,
    OptionalProse,
    Prose,
    SideKey,
    SideRef,
    StartDay,
    Text,
    Whole,
    YesNo,
)
from game.content.schema_events import EventRow, LevelRow, ObjectiveRow
from game.content.schema_forces import (
    AirRow,
    BaseRow,
    Claim,
    GroupRow,
    SideRow,
    SiteRow,
    SupplyShape,
    UnitRow,
)
from game.content.schema_lessons import LessonRow
from game.content.schema_map import MapShape, Span
from game.content.schema_rules import RulesetShape

FORMAT = 1
FileKind = Literal["scenario", "map", "ruleset", "part", "translation"]
KINDS: tuple[FileKind, ...] = ("scenario", "map", "ruleset", "part", "translation")

Format = Annotated[int, Whole(FORMAT, FORMAT)]


class CitedRow(Row):
    """A source of information."""

    id: Annotated[str, Ident(cited=True)] = Field(description="What rows cite, such as doc 11.")
    text: Prose = Field(description="What it says, in our own words.")
    where: Annotated[str, Text(6000, 0)] = Field("", description="Where it is to be found.")
    name: Annotated[str, Text(40, 0, told=True)] = Field(
        "", description="What is shown in place of the id, such as AFP, 9 May 2013.")


class ClockShape(Strict):
    """The first day, the length of a turn, and how many there are."""

    start: Annotated[date, StartDay()] = Field(description="The day of the first turn.")
    days: Annotated[int, Whole(1, 31)] = Field(description="Days of a turn.")
    turns: Annotated[int, Whole(1, 1000)] = Field(description="Number of turns.")
    first: SideRef = Field(0, description="The side that gives its orders first; without it the first of `sides`.")


class FactorRow(Strict):
    """A number that an experiment varies, with the values it takes."""

    path: Annotated[str, Text(200)] = Field(
        description="The keys and ids that lead to it, with dots between: supply.sources.m5-hama.trucks.")
    values: list[Annotated[str, NumberOrDay()]] = Field(
        min_length=2, max_length=50, description="The values it takes, from low to high.")


class ExperimentRow(Row):
    """A study of many games that the scenario proposes: run with `study SCENARIO --experiment ID`."""

    id: Id = Field(description="What the command calls it.")
    title: Name = Field(description="Its title.")
    question: Prose = Field(description="The question it answers, in a sentence or two.")
    runs: Annotated[int, Whole(1, 100_000)] = Field(20, description="Games of each variant.")
    vary: list[FactorRow] = Field(
        min_length=1, max_length=12, description="What is varied; every combination of the values is a variant.")


class ScenarioShape(Strict):
    """A scenario, with all that it includes."""

    format: Format = Field(description="The version of this format: 1.")
    kind: Annotated[str, OneOf("scenario")] = Field("scenario", description="scenario, or left out.")
    title: Name = Field(description="The title.")
    summary: Prose = Field(description="What it is about, in a few sentences, for the menu.")
    content_note: OptionalProse = Field(
        "", description="What a player should know before beginning, such as that it shows the harm done to civilians.")
    fictional: YesNo = Field(False, description="True where nothing in it happened: then no sources are asked for.")
    include: list[Annotated[str, Text(200)]] = Field(
        default=[], max_length=40, description="Files that are parts of this one, beside it or among the shipped ones.")
    extent: Span | None = Field(None, description="Keeps only a part of the map.")
    sources: list[CitedRow] = Field(
        default=[], max_length=1000, description="Sources of information that rows may cite.")
    clock: ClockShape = Field(description="The days of the game.")
    map: MapShape = Field(description="The board, usually included.")
    ruleset: RulesetShape = Field(description="The numbers of the rules, usually included.")
    sides: list[SideRow] = Field(
        min_length=2, max_length=2, description="The two sides; the first has rectangular counters by habit.")
    groups: list[GroupRow] = Field(default=[], max_length=60, description="Formations.")
    units: list[UnitRow] = Field(max_length=400, description="The order of battle.")
    bases: list[BaseRow] = Field(default=[], max_length=60, description="Bases and depots.")
    supply: SupplyShape = Field(SupplyShape.model_construct(), description="Supply.")
    air: list[AirRow] = Field(default=[], max_length=2, description="Aircraft of the sides.")
    sites: list[SiteRow] = Field(default=[], max_length=60, description="Protected sites.")
    events: list[EventRow] = Field(default=[], max_length=400, description="Events.")
    objectives: list[ObjectiveRow] = Field(default=[], max_length=60, description="What earns points.")
    levels: list[LevelRow] = Field(
        min_length=1, max_length=20, description="Levels of victory, best for the first side first.")
    control: dict[Annotated[str, SideKey()], list[Claim]] = Field(
        default={}, description="Who holds what at the start: claims for each side; later ones win.")
    briefing: dict[Annotated[str, SideKey()], Prose] = Field(
        default={}, description="What the player of each side is told before the first turn.")
    experiments: list[ExperimentRow] = Field(
        default=[], max_length=60, description="Studies of many games that the scenario proposes.")
    fog: YesNo = Field(True, description="Whether the sides see only what is in sight.")
    lessons: list[LessonRow] = Field(default=[], max_length=20, description="Lessons that teach with this scenario.")


class MapFile(MapShape):
    """A file with a map, for scenarios to include."""

    format: Format = Field(description="The version of this format: 1.")
    kind: Annotated[str, OneOf("map")] = Field(description="map.")
    sources: list[CitedRow] = Field(
        default=[], max_length=1000, description="Sources of information that rows may cite.")


class RulesetFile(RulesetShape):
    """A file with the numbers of the rules, for scenarios to include."""

    format: Format = Field(description="The version of this format: 1.")
    kind: Annotated[str, OneOf("ruleset")] = Field(description="ruleset.")
    sources: list[CitedRow] = Field(
        default=[], max_length=1000, description="Sources of information that rows may cite.")


class PartFile(Strict):
    """A file with any sections of a scenario, for scenarios to include."""

    format: Format = Field(description="The version of this format: 1.")
    kind: Annotated[str, OneOf("part")] = Field(description="part.")
    sources: list[CitedRow] = Field(
        default=[], max_length=1000, description="Sources of information that rows may cite.")
    sides: list[SideRow] = Field(default=[], max_length=2, description="The two sides.")
    groups: list[GroupRow] = Field(default=[], max_length=60, description="Formations.")
    units: list[UnitRow] = Field(default=[], max_length=400, description="The order of battle.")
    bases: list[BaseRow] = Field(default=[], max_length=60, description="Bases and depots.")
    supply: SupplyShape = Field(SupplyShape.model_construct(), description="Supply.")
    air: list[AirRow] = Field(default=[], max_length=2, description="Aircraft of the sides.")
    sites: list[SiteRow] = Field(default=[], max_length=60, description="Protected sites.")
    events: list[EventRow] = Field(default=[], max_length=400, description="Events.")
    objectives: list[ObjectiveRow] = Field(default=[], max_length=60, description="What earns points.")
    levels: list[LevelRow] = Field(default=[], max_length=20, description="Levels of victory.")


class TranslatedRow(Strict):
    """One text in both languages."""

    original: Annotated[str, Text(6000)] = Field(alias="from", description="The text as the file has it.")
    told: Annotated[str, Text(6000, 0)] = Field(
        alias="to", description="The same in the other language; empty while it is not translated.")


class TranslationFile(Strict):
    """The texts of one file in another language: NAME.fr.yaml beside NAME.yaml."""

    format: Format = Field(description="The version of this format: 1.")
    kind: Annotated[str, OneOf("translation")] = Field(description="translation.")
    language: Annotated[str, Language()] = Field(description="Its code, as in the name of the file: fr, pt_BR.")
    texts: list[TranslatedRow] = Field(max_length=20_000, description="The texts, in any order.")


def model_of(kind: FileKind) -> type[Strict]:
    """Return the model of a kind of file."""
    if kind == "map":
        return MapFile
    if kind == "ruleset":
        return RulesetFile
    if kind == "translation":
        return TranslationFile
    return PartFile if kind == "part" else ScenarioShape
