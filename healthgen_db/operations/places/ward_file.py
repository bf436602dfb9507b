"""The wards of a place (wards.toml), and how the numbers of beds, stations and operating rooms follow from demand."""

from collections.abc import Iterable
from functools import cache
from typing import Literal, Self

from pydantic import Field, model_validator

from healthgen_db.config.resources import resource
from healthgen_db.operations.words import SERVICES
from healthgen_db.world.data_files import Entry, Probability, checked, place_file, read_toml

Ages = Literal["adult", "child", "all"]
Level = Literal["general", "telemetry", "step-down", "intensive", "labor"]


class Ward(Entry):
    """A kind of ward: who has beds in it, and what happens where there are too few patients for it."""

    key: str
    name: str
    services: tuple[str, ...]
    department: str = ""
    """The service that has the ward; without it the first of `services`."""
    level: Level
    ages: Ages
    patients_per_nurse: float = Field(gt=0)
    fewest: int = Field(ge=1)
    largest: int = Field(ge=1)
    units: int = Field(default=1, ge=1)
    """It is at least so many units, if there are beds for them."""
    letters: bool = False
    """Whether its units have letters in place of numbers."""
    spare: float = Field(default=1, gt=0)
    merges_into: str | None = None
    outliers_to: tuple[str, ...]

    @property
    def owner(self) -> str:
        """Return the service that has the ward."""
        return self.department or self.services[0]

    def unit_sizes(self, beds: int) -> list[int]:
        """Return the beds of each of its units, together so many."""
        parts = max(-(-beds // self.largest), min(self.units, beds // self.fewest))
        return [(beds + part) // parts for part in range(parts)]

    def unit_name(self, part: int, parts: int) -> str:
        """Return the name of one of its units. part: from 0."""
        if parts == 1:
            return self.name
        return f"{self.name} {chr(ord('A') + part) if self.letters else part + 1}"


class Parts(Entry):
    """The wards that the way of a patient needs by name."""

    labor: str
    """Mothers are there until the birth."""
    after_birth: str
    """Then they move to this ward."""
    step_down: str
    """Patients who get better go there from intensive care."""


class Occupancy(Entry):
    """Share of beds with a patient, by number of beds."""

    beds: tuple[int, ...] = Field(min_length=2)
    share: tuple[Probability, ...]


class Emergency(Entry):
    """Stations and providers of the emergency department."""

    patients_per_nurse: float = Field(gt=0)
    stay_hours: float = Field(gt=0)
    admitted_stay_hours: float = Field(gt=0)
    spare: float = Field(ge=0)
    fewest_stations: int = Field(ge=1)
    provider_load: Probability
    peak: float = Field(ge=1)


class Operating(Entry):
    """Operating rooms."""

    cases_per_room: float = Field(gt=0)
    patients_per_nurse: float = Field(gt=0)
    turnover_minutes: float = Field(ge=0)
    recovery_minutes: float = Field(ge=0)


class Turnover(Entry):
    """What happens with a bed between two patients."""

    cleaner_minutes: float = Field(gt=0)
    busy_hours: tuple[int, int]
    busy_factor: float = Field(gt=0)
    cleaner_sigma: float = Field(ge=0)
    cleaning_minutes: float = Field(gt=0)
    cleaning_sigma: float = Field(ge=0)
    blocked_share: Probability
    blocked_hours: float = Field(gt=0)
    blocked_sigma: float = Field(ge=0)


class BedFile(Entry):
    """beds.toml of data/operations."""

    occupancy: Occupancy
    emergency: Emergency
    operating: Operating
    turnover: Turnover


class WardFile(BedFile):
    """beds.toml, and wards.toml of a place."""

    departments: dict[str, str] = Field(default_factory=dict)
    """Names of departments that are not those of their service, by its code."""
    parts: Parts
    wards: tuple[Ward, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        keys = [ward.key for ward in self.wards]
        if len(set(keys)) < len(keys):
            raise ValueError("two wards have the same key")
        _refuse_unknown("parts: there is no ward", self.parts.model_dump().values(), keys)
        _refuse_unknown("departments: there is no service", self.departments, SERVICES)
        for ward in self.wards:
            names = {*ward.outliers_to, *([ward.merges_into] if ward.merges_into else [])}
            _refuse_unknown(f"ward {ward.key}: there is no ward", names, keys)
            if not (ward.department or ward.services):
                raise ValueError(f"ward {ward.key}: a ward without services needs a department")
            _refuse_unknown(f"ward {ward.key}: there is no service", {ward.owner, *ward.services}, SERVICES)
        _refuse_circles({ward.key: ward.merges_into for ward in self.wards})
        return self

    def index(self, key: str) -> int:
        """Return the position of a ward in `wards`."""
        return next(number for number, ward in enumerate(self.wards) if ward.key == key)


def _refuse_unknown(fault: str, names: Iterable[str], known: Iterable[str]) -> None:
    if unknown := sorted(set(names) - set(known)):
        raise ValueError(f"{fault} {', '.join(unknown)}")


def _refuse_circles(merges: dict[str, str | None]) -> None:
    """Raise ValueError if a ward without enough patients would merge into itself."""
    for first in merges:
        way = [first]
        while (into := merges[way[-1]]) is not None:
            if into in way:
                raise ValueError(f"ward {first}: merges_into goes in a circle: {', '.join([*way, into])}")
            way.append(into)


@cache
def load_wards(place: str) -> WardFile:
    """Read beds.toml, and wards.toml of a place of data/places."""
    beds, wards = resource("data", "operations", "beds.toml"), place_file(place, "wards.toml")
    figures = checked(BedFile, read_toml(beds), path=beds)
    return checked(WardFile, {**dict(figures), **read_toml(wards)}, path=wards)
