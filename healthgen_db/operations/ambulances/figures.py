"""The figures of ambulances.toml."""

from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from healthgen_db.config.resources import resource
from healthgen_db.operations.figures.kinds import ByLevel, Lognormal, Positive
from healthgen_db.operations.words import PRIORITIES
from healthgen_db.world.data_files import Entry, Probability, checked, every, read_toml

SCENES = ("stroke", "trauma", "arrest")
"""What takes another time on the scene."""
ThreeSurroundings = tuple[Positive, Positive, Positive]
"""A figure in urban, suburban and rural surroundings."""


class CrewFigures(Entry):
    """How many crews and vehicles a hospital has."""

    emergency_hours: Positive
    transfer_hours: Positive
    transfers_between: tuple[int, int]
    spare: float = Field(ge=0)
    basic_share: Probability
    beds_per_critical_care: Positive


class Surroundings(Entry):
    """What is around the scenes."""

    people: tuple[Positive, Positive]
    within_miles: Positive
    decay_miles: Positive
    farthest_miles: Positive


class Priority(Entry):
    """How urgent a call is, and what is sent."""

    by_complaint: float
    by_level: float
    spread: Positive
    cuts: tuple[float, float, float, float, float]
    advanced: Annotated[tuple[Probability, ...], Field(min_length=6, max_length=6)]
    lights: Literal[PRIORITIES]  # type: ignore[valid-type]
    arrest: Probability
    arrest_of_deaths: Probability


class BySurroundings(Entry):
    """Medians and standard deviations of the logarithm."""

    median: ThreeSurroundings
    spread: ThreeSurroundings


class Minutes(Entry):
    """Minutes of the parts of an emergency run."""

    dispatch: BySurroundings
    turnout: BySurroundings
    travel: BySurroundings
    scene: BySurroundings
    clear: BySurroundings
    travel_without_lights: Positive


class Scene(Entry):
    """Complaints that take another time on the scene."""

    minutes: Positive
    complaints: tuple[str, ...]


class Way(Entry):
    """The way with the patient."""

    miles: BySurroundings
    miles_per_hour: ThreeSurroundings
    speed_spread: Positive


class Offload(Entry):
    """From the arrival until the crew has handed the patient over."""

    minutes: Positive
    boarding: float = Field(ge=0)
    most_boarders: Positive
    spread: Positive
    by_level: ByLevel
    longest_hours: Positive


class TransferFigures(Entry):
    """Runs to and from other facilities."""

    call: Lognormal
    turnout: Lognormal
    travel: Lognormal
    bedside: Lognormal
    handover: Lognormal
    clear: Lognormal
    longest_handover: Positive


class Ambulances(Entry):
    """ambulances.toml."""

    crews: CrewFigures
    surroundings: Surroundings
    priority: Priority
    minutes: Minutes
    scene: Annotated[dict[Literal[SCENES], Scene], every(Literal[SCENES])]  # type: ignore[valid-type]
    way: Way
    offload: Offload
    transfer: TransferFigures


@cache
def load_ambulances() -> Ambulances:
    """Read ambulances.toml. Raises ConfigError that names the key and what is wrong."""
    path = resource("data", "operations", "ambulances.toml")
    return checked(Ambulances, read_toml(path), path=path)
