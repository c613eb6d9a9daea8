"""The kinds of single values in scenario files: each says what it expects, reads it, and describes itself.

Every kind serves three readers: the validator (`read`), a person (`words`, in errors and in the field reference)
and an editor (`json`, the JSON schema). Numbers are turned into whole units of the rules here, from the source
text, so that no float comes in between: 0.85 becomes 850 per mille, 1.5 t 1500 kg, 0.5 h 30 minutes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from game.content.names import CALLED, NEVER, Names, fold
from game.content.problems import did_you_mean, shown

_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_CITED = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:-]{0,39}")
_HEX = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Budget:
    """Counts the spelling suggestions of one validation, which are slow to find."""

    def __init__(self, names: Names, left: int) -> None:
        self.names = names
        self.left = left

    def suggest(self, word: object, known: tuple[str, ...]) -> str:
        """Return `; did you mean 'x'?`, or nothing when none is near or the budget is spent."""
        self.left -= 1
        return did_you_mean(word, known) if self.left >= 0 else ""


def refuse(problem_id: str, text: str) -> PydanticCustomError:
    """Return the error that carries a problem of this id with this sentence."""
    return PydanticCustomError(cast("Literal['x']", problem_id.replace("-", "_")), "{text}", {"text": text})


class Kind:
    """One kind of value; subclasses give `words`, `json` and `take`."""

    def words(self) -> str:
        """Return what is expected, as it stands after "expected"."""
        raise NotImplementedError

    def json(self) -> dict[str, Any]:
        """Return the JSON schema of the kind."""
        raise NotImplementedError

    def take(self, value: Any, budget: Budget) -> Any:
        """Return the value in the rules' units; raises what `refuse` and `wrong` make."""
        raise NotImplementedError

    def wrong(self, value: object, extra: str = "") -> PydanticCustomError:
        """Return the error "expected …, got …"."""
        return refuse("type-wrong", f"expected {self.words()}, got {shown(value)}{extra}")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(value: Any, info: core_schema.ValidationInfo) -> Any:
            return self.take(value, cast(Budget, info.context))

        return core_schema.with_info_plain_validator_function(check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self.json()


@dataclass(frozen=True, slots=True)
class Whole(Kind):
    """A whole number in a range."""

    least: int = 0
    most: int = 1_000_000_000

    def words(self) -> str:
        return f"a whole number from {self.least} to {self.most}"

    def json(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def take(self, value: Any, budget: Budget) -> int:
        if type(value) is not int:
            raise self.wrong(value)
        if not self.least <= value <= self.most:
            raise refuse("value-wrong", f"expected {self.words()}, got {value}")
        return value


@dataclass(frozen=True, slots=True)
class Scaled(Kind):
    """A number with few decimals that becomes a whole number of a smaller unit: `scale` of them make one."""

    scale: int = 1000
    least: int = 0
    most: int = 1_000_000
    unit: str = ""

    def words(self) -> str:
        unit = f" of {self.unit}" if self.unit else ""
        return f"a number{unit} from {self.least} to {self.most}"

    def json(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.least, "maximum": self.most}

    def take(self, value: Any, budget: Budget) -> int:
        if type(value) not in (int, Decimal):
            raise self.wrong(value)
        if not self.least <= value <= self.most:
            raise refuse("value-wrong", f"expected {self.words()}, got {value}")
        scaled = value * self.scale
        if scaled != int(scaled):
            digits = len(str(self.scale)) - 1
            if self.scale == 10**digits:
                limit = f"at most {digits} decimal{'s' if digits > 1 else ''}"
            else:
                limit = f"a multiple of 1/{self.scale}"
            raise refuse("number-decimals", f"expected {limit}, got {value}")
        return int(scaled)


@dataclass(frozen=True, slots=True)
class AboveNothing(Scaled):
    """A number by which the rules divide: at least one of the smaller unit."""

    def words(self) -> str:
        unit = f" of {self.unit}" if self.unit else ""
        return f"a number{unit} above 0, to {self.most}"

    def json(self) -> dict[str, Any]:
        return {"type": "number", "exclusiveMinimum": 0, "maximum": self.most}

    def take(self, value: Any, budget: Budget) -> int:
        taken = Scaled.take(self, value, budget)
        if taken <= 0:
            raise refuse("value-wrong", f"expected {self.words()}, got {value}")
        return taken


@dataclass(frozen=True, slots=True)
class Measure(Kind):
    """A number that decides nothing in a game: degrees of latitude, kilometres in a degree."""

    least: int
    most: int
    unit: str

    def words(self) -> str:
        return f"{self.unit} from {self.least} to {self.most}"

    def json(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.least, "maximum": self.most}

    def take(self, value: Any, budget: Budget) -> float:
        if type(value) not in (int, Decimal):
            raise self.wrong(value)
        if not self.least <= value <= self.most:
            raise refuse("value-wrong", f"expected {self.words()}, got {value}")
        return float(value)


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """A text of limited length; `least` 1 refuses an empty one. One that is `told` is for players, and translated."""

    most: int = 200
    least: int = 1
    told: bool = False

    def words(self) -> str:
        return f"a text of {'1 to' if self.least else 'at most'} {self.most} characters"

    def json(self) -> dict[str, Any]:
        return {"type": "string", "minLength": self.least, "maxLength": self.most}

    def take(self, value: Any, budget: Budget) -> str:
        if not isinstance(value, str):
            raise self.wrong(value, " (put it in quotes)" if isinstance(value, int | Decimal) else "")
        text = value.strip()
        if not self.least <= len(text) <= self.most:
            raise refuse("value-wrong", f"expected {self.words()}, got {len(text)} characters")
        return text


@dataclass(frozen=True, slots=True)
class Truth(Kind):
    """True or false."""

    def words(self) -> str:
        return "true or false"

    def json(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def take(self, value: Any, budget: Budget) -> bool:
        if not isinstance(value, bool):
            raise self.wrong(value)
        return value


class OneOf(Kind):
    """One of a few words."""

    def __init__(self, *known: str) -> None:
        self.known = known

    def words(self) -> str:
        return "one of " + ", ".join(self.known)

    def json(self) -> dict[str, Any]:
        return {"enum": list(self.known)}

    def take(self, value: Any, budget: Budget) -> str:
        if not isinstance(value, str) or value not in self.known:
            raise self.wrong(value, budget.suggest(value, self.known))
        return value


@dataclass(frozen=True, slots=True)
class Ident(Kind):
    """The id of a row: what other rows, orders and saves call it."""

    cited: bool = False

    def words(self) -> str:
        if self.cited:
            return "an id of letters, digits, spaces and . _ : -, at most 40 of them"
        return "an id of small letters, digits, _ and -, beginning with a letter, at most 40 of them"

    def json(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{(_CITED if self.cited else _ID).pattern}$"}

    def take(self, value: Any, budget: Budget) -> str:
        if not isinstance(value, str):
            raise self.wrong(value)
        if not (_CITED if self.cited else _ID).fullmatch(value):
            raise refuse("value-wrong", f"expected {self.words()}, got {shown(value)}")
        return value


@dataclass(frozen=True, slots=True)
class Language(Kind):
    """The code of a language."""

    def words(self) -> str:
        return "the code of a language such as fr or pt_BR"

    def json(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{LANGUAGE.pattern}$"}

    def take(self, value: Any, budget: Budget) -> str:
        if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
            raise self.wrong(value)
        return value


@dataclass(frozen=True, slots=True)
class Ref(Kind):
    """The id of a thing declared elsewhere; that of a side becomes 0 or 1."""

    to: str

    def words(self) -> str:
        called = CALLED.get(self.to, self.to)
        return f"the id of {'an' if called[0] in 'aeio' else 'a'} {called}"  # u begins unit alone

    def json(self) -> dict[str, Any]:
        return {"type": "string"}

    def take(self, value: Any, budget: Budget) -> Any:
        if not isinstance(value, str):
            raise self.wrong(value)
        known = budget.names.ids.get(self.to)
        if known is not None and value not in known:
            called = CALLED.get(self.to, self.to)
            raise refuse("id-unknown", f"there is no {called} '{value[:60]}'{budget.suggest(value, tuple(known))}")
        if self.to == "side":
            return min(known[value], 1) if known else 0
        return value


@dataclass(frozen=True, slots=True)
class SideKey(Kind):
    """The id of a side as a key; stays a text."""

    def words(self) -> str:
        return "the id of a side"

    def json(self) -> dict[str, Any]:
        return {"type": "string"}

    def take(self, value: Any, budget: Budget) -> str:
        Ref("side").take(value, budget)
        return cast(str, value)


@dataclass(frozen=True, slots=True)
class SideOrNone(Kind):
    """The id of a side, or `none`; becomes 0, 1 or -1."""

    def words(self) -> str:
        return "the id of a side, or none"

    def json(self) -> dict[str, Any]:
        return {"type": "string"}

    def take(self, value: Any, budget: Budget) -> int:
        return -1 if value == "none" else cast(int, Ref("side").take(value, budget))


@dataclass(frozen=True, slots=True)
class PlaceRef(Kind):
    """A hex: by the name, alias or id of a place, as column.row, or by latitude and longitude."""

    def words(self) -> str:
        return "a place: its name, a hex such as '20.26', or {lat: 35.64, lon: 36.70}"

    def json(self) -> dict[str, Any]:
        degrees = {"type": "number"}
        point = {"type": "object", "properties": {"lat": degrees, "lon": degrees}, "required": ["lat", "lon"],
                 "additionalProperties": False}
        return {"anyOf": [{"type": "string"}, {"type": "number"}, point]}

    def take(self, value: Any, budget: Budget) -> int:
        board = budget.names.board
        if isinstance(value, dict):
            return self._point(value, budget)
        if not isinstance(value, str | Decimal):
            raise self.wrong(value)
        text = str(value).strip()
        if _HEX.fullmatch(text):
            if board is None:
                return 0
            try:
                return board.grid.parse(text)
            except ValueError as error:
                raise refuse("place-off-map", str(error).rstrip(".")) from None
        if board is None:
            return 0
        hex_id = board.places.get(fold(text))
        if hex_id is None:
            near = budget.suggest(text, board.spelled)
            raise refuse("place-unknown", f"there is no place '{text[:60]}' on the map{near}")
        if hex_id < 0:
            raise refuse("place-ambiguous", f"several places are called '{text[:60]}': give the id of the one you mean")
        return hex_id

    def _point(self, value: dict[str, Any], budget: Budget) -> int:
        lat, lon = value.get("lat"), value.get("lon")
        if set(value) != {"lat", "lon"} or type(lat) not in (int, Decimal) or type(lon) not in (int, Decimal):
            raise refuse("type-wrong", f"expected {self.words()}")
        board = budget.names.board
        if board is None:
            return 0
        if board.projection is None:
            raise refuse("place-needed", "this map has no origin for latitude and longitude: name a hex")
        hex_id = board.projection.hex_of(board.grid, float(cast(Decimal, lat)), float(cast(Decimal, lon)))
        if hex_id is None:
            raise refuse("place-off-map", f"{lat}, {lon} is off the map")
        return hex_id


@dataclass(frozen=True, slots=True)
class PlaceName(Kind):
    """A place by its name, alias or id; becomes its id."""

    def words(self) -> str:
        return "the name or id of a place of the map"

    def json(self) -> dict[str, Any]:
        return {"type": "string"}

    def take(self, value: Any, budget: Budget) -> str:
        if not isinstance(value, str) or _HEX.fullmatch(value):
            raise self.wrong(value)
        board = budget.names.board
        PlaceRef().take(value, budget)
        return value if board is None else board.ids[fold(value)]


@dataclass(frozen=True, slots=True)
class HexRef(Kind):
    """A hex as column.row."""

    def words(self) -> str:
        return "a hex such as '20.26' (column.row)"

    def json(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "pattern": r"^[0-9]+\.[0-9]+$"}, {"type": "number"}]}

    def take(self, value: Any, budget: Budget) -> int:
        if not isinstance(value, str | Decimal) or not _HEX.fullmatch(str(value)):
            raise self.wrong(value)
        if budget.names.board is None:
            return 0
        try:
            return budget.names.board.grid.parse(str(value))
        except ValueError as error:
            raise refuse("place-off-map", str(error).rstrip(".")) from None


_YEARS = (1000, 9000)
"""Years of a scenario: the calendar of programs ends with 9999, and a game may go on for 85 years."""


@dataclass(frozen=True, slots=True)
class StartDay(Kind):
    """A date."""

    def words(self) -> str:
        return "a date such as 2012-10-08"

    def json(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_DAY.pattern}$"}

    def take(self, value: Any, budget: Budget) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.wrong(value)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise refuse("date-wrong", f"there is no such day as {value}") from None
        if not _YEARS[0] <= day.year <= _YEARS[1]:
            raise refuse("date-wrong", f"expected a day of the years {_YEARS[0]} to {_YEARS[1]}, got {value}")
        return day


@dataclass(frozen=True, slots=True)
class Day(Kind):
    """A date or a turn; becomes the turn. `event` adds the word for a unit that only an event brings."""

    event: bool = False

    def words(self) -> str:
        return "a date such as 2012-10-13, or the number of a turn" + (", or event" if self.event else "")

    def json(self) -> dict[str, Any]:
        words = ["event"] if self.event else []
        kinds: list[dict[str, Any]] = [StartDay().json(), {"type": "integer", "minimum": 1, "maximum": 1000}]
        return {"anyOf": [*kinds, {"enum": words}] if words else kinds}

    def take(self, value: Any, budget: Budget) -> int:
        if self.event and value == "event":
            return NEVER
        if type(value) is int:
            return Whole(1, 1000).take(value, budget)
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.wrong(value)
        day: date = StartDay().take(value, budget)
        return max(1, budget.names.turn_of(day))


@dataclass(frozen=True, slots=True)
class NumberOrDay(Kind):
    """A number or a date that a study puts in the place of another; stays as it is written."""

    def words(self) -> str:
        return "a number, or a date such as 2012-10-13"

    def json(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "number"}, StartDay().json()]}

    def take(self, value: Any, budget: Budget) -> str:
        if type(value) in (int, Decimal):
            return str(value)
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.wrong(value)
        return StartDay().take(value, budget).isoformat()


Latitude = Annotated[float, Measure(-90, 90, "degrees")]
Longitude = Annotated[float, Measure(-180, 180, "degrees")]
Count = Annotated[int, Whole()]
Name = Annotated[str, Text(120, told=True)]
Prose = Annotated[str, Text(6000, told=True)]
OptionalProse = Annotated[str, Text(6000, 0, told=True)]
Id = Annotated[str, Ident()]
Factor = Annotated[int, Scaled(1000, 0, 100)]
Share = Annotated[int, Scaled(1000, 0, 1)]
Tonnes = Annotated[int, Scaled(1000, 0, 1_000_000, "tonnes")]
Payload = Annotated[int, AboveNothing(1000, 0, 1_000_000, "tonnes")]
Divisor = Annotated[int, AboveNothing(1000, 0, 100)]
Hours = Annotated[int, Scaled(60, 0, 1000, "hours")]
Points = Annotated[int, Scaled(1000, -100_000, 100_000, "points")]
MovePoints = Annotated[int, Scaled(10, 1, 100, "movement points")]
Grams = Annotated[int, Scaled(1000, 0, 1000, "kilograms")]
PerTenThousand = Annotated[int, Scaled(10_000, 0, 1)]
PerHundredThousand = Annotated[int, Scaled(100_000, 0, 1)]
YesNo = Annotated[bool, Truth()]
SideRef = Annotated[int, Ref("side")]
Hex = Annotated[int, PlaceRef()]
Sources = list[Annotated[str, Ref("cited")]]
BasisWord = Annotated[Literal["sourced", "computed", "estimate"], OneOf("sourced", "computed", "estimate")]
