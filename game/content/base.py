"""What all models of scenario files have in common."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from game.content.kinds import BasisWord, Sources, Tonnes, refuse
from game.rules.ruleset import Stock


class Strict(BaseModel):
    """A group of keys: unknown keys are errors, and nothing is converted silently."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


class Row(Strict):
    """A row of a list: a thing with an id of its own."""


class Cited(Strict):
    """A thing that says where it is known from."""

    basis: BasisWord | None = Field(
        None, description="sourced, computed from sourced numbers, or estimate; without it estimate.")
    sources: Sources = Field(default=[], max_length=40, description="Ids of the sources that say so.")


class OneKey(Strict):
    """A group of which exactly one key is given."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [name for name, value in self if value is not None]
        if len(given) != 1:
            found = "none" if not given else ", ".join(given)
            raise refuse("exactly-one", f"expected exactly one key with its values, got {found}")
        return self

    def the_one(self) -> tuple[str, Any]:
        """Return the key that is given, and its value."""
        return next((name, value) for name, value in self if value is not None)


class Load(Strict):
    """Tonnes of each supply class; what is left out is none."""

    food: Tonnes = Field(0, description="Tonnes of food.")
    ammo: Tonnes = Field(0, description="Tonnes of ammunition.")
    fuel: Tonnes = Field(0, description="Tonnes of fuel.")

    def stock(self) -> Stock:
        """Return kilograms of food, ammunition and fuel."""
        return (self.food, self.ammo, self.fuel)
