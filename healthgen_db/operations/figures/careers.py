"""Roles of hospital staff and how their careers go: roles.toml and careers.toml of a place."""

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from healthgen_db.config.errors import ConfigError
from healthgen_db.operations.figures.kinds import Positive
from healthgen_db.operations.figures.places import place_file, read_place_changes, read_place_file
from healthgen_db.operations.words import STAFF_GROUPS
from healthgen_db.world.catalog.entries import Percent
from healthgen_db.world.data_files import Days, Entry, Probability, Range, adds_up_to

StaffGroup = Literal[STAFF_GROUPS]  # type: ignore[valid-type]


class Role(Entry):
    """A role, who has it, and how often they leave."""

    group: StaffGroup
    licence: str | None = None
    is_nurse: bool = False
    min_age: int = Field(ge=16)
    entry: Days
    women: Percent
    leaves: Annotated[float, Field(gt=0, lt=100)]
    days_to_fill: Positive
    frozen: Percent
    career: str
    years: int = Field(default=0, ge=0)
    promoted_from: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _old_enough(self) -> Self:
        if self.entry[0] + self.years < self.min_age:
            raise ValueError(f"people could have the role before they are {self.min_age} years old")
        return self


class RolesFile(Entry):
    """roles.toml."""

    roles: dict[str, Role] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name, role in self.roles.items():
            if unknown := sorted(set(role.promoted_from) - set(self.roles)):
                raise ValueError(f"{name}: there is no role {', '.join(unknown)}")
            if name in role.promoted_from:
                raise ValueError(f"{name}: nobody is promoted to the role that he or she has")
        return self


class Career(Entry):
    """How people with some roles are hired, resign and retire."""

    new: Percent
    years: tuple[int, ...] = Field(min_length=1)
    weights: Annotated[tuple[Percent, ...], adds_up_to(100)]
    tenure: tuple[Positive, ...] = Field(min_length=1)
    later: int = Field(ge=0)

    @model_validator(mode="after")
    def _bands(self) -> Self:
        if len(self.years) != len(self.weights) or sorted({1, *self.years}) != [1, *self.years]:
            raise ValueError(
                "years and weights need one entry for each band, and the limits must rise from 1"
            )
        return self


class Retirement(Entry):
    """Retirement a year by age."""

    ages: tuple[int, ...]
    percent: tuple[Percent, ...]

    @model_validator(mode="after")
    def _all_retire(self) -> Self:
        if len(self.ages) != len(self.percent) or list(self.ages) != sorted(set(self.ages)):
            raise ValueError("ages and percent need one entry for each age, and the ages must rise")
        if self.percent[-1] != 100:
            raise ValueError("at the last age everybody must have retired: 100 %")
        return self


class AgencyFigures(Entry):
    """People of agencies."""

    weeks: int = Field(ge=1)
    least_years: int = Field(ge=0)
    fte: Annotated[float, Field(gt=0, le=1)]


class CareersFile(Entry):
    """careers.toml."""

    history_years: int = Field(ge=1)
    promotion_tenure: int = Field(ge=0)
    promotion_oldest: int
    from_inside: Probability
    oldest_hired: int
    frozen_days: Days
    entry_skew: Positive
    fill_spread: Range
    careers: dict[str, Career]
    retirement: Retirement
    agency: AgencyFigures


@cache
def load_roles(place: str) -> dict[str, Role]:
    """Read the roles of a place by name; a number of a role is an index in this order."""
    return read_place_file(RolesFile, place, "roles.toml").roles


@cache
def load_careers(place: str) -> CareersFile:
    """Read careers.toml of a place. Raises ConfigError that names the file, the key and what is wrong."""
    careers = read_place_changes(CareersFile, place, "careers.toml")
    for name, role in load_roles(place).items():
        if role.career not in careers.careers:
            path = place_file(place, "roles.toml")
            raise ConfigError(f"{path}: role {name}: careers.toml has no career {role.career}")
    return careers
