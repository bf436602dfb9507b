"""Figures of the roster: roster.toml of a place."""

from functools import cache
from typing import Self

from pydantic import Field, model_validator

from healthgen_db.config.resources import resource
from healthgen_db.config.values import DEFAULT_PLACE
from healthgen_db.world.data_files import (
    Entry,
    Months,
    Probability,
    Weight,
    checked,
    overlaid,
    read_toml,
    require_sum,
)


class Leave(Entry):
    """Planned absence."""

    spells: tuple[int, ...]
    single_days: Probability
    months: Months
    team_share: Probability
    waiting_days: int = Field(ge=0)


class Sickness(Entry):
    """Absence that nobody knows of before it begins. other_days: chance of a shift to be missed for another reason."""

    chance: Probability
    months: Months
    days: tuple[int, ...]
    shares: tuple[Probability, ...]
    other_days: Probability

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(self.days) != len(self.shares):
            raise ValueError("days and shares must have the same length")
        require_sum(1, self.shares)
        return self


class CoverShares(Entry):
    """Who fills empty shifts."""

    overtime: Probability
    float: Probability
    agency: Probability
    overtime_hours: int = Field(ge=0)
    overtime_days: int = Field(ge=1)
    volunteers: tuple[Weight, ...] = Field(min_length=1)
    ahead_days: int = Field(ge=0)
    ahead_power: Weight


class HandOver(Entry):
    """How much earlier and later people work than planned, at most."""

    early_seconds: int = Field(ge=0)
    late_seconds: int = Field(ge=0)


class RosterFile(Entry):
    """The content of roster.toml."""

    leave: Leave
    sickness: Sickness
    cover: CoverShares
    hand_over: HandOver


@cache
def load_roster_figures(place: str = DEFAULT_PLACE) -> RosterFile:
    """Read roster.toml of a place: that of the US, with what is other at the place.

    Raises ConfigError that names the file, the key and what is wrong.
    """
    path = resource("data", "places", DEFAULT_PLACE, "roster.toml")
    values = read_toml(path)
    own = resource("data", "places", place, "roster.toml")
    if place != DEFAULT_PLACE and own.exists():
        path, values = own, overlaid(values, read_toml(own))
    return checked(RosterFile, values, path=path)
