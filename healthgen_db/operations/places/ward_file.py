"""The kinds of wards of wards.toml, and how the numbers of beds, stations and operating rooms follow from demand."""

from functools import cache
from typing import Literal, Self

from pydantic import Field, model_validator

from healthgen_db.config.resources import resource
from healthgen_db.operations.words import SERVICES
from healthgen_db.world.data_files import Entry, Probability, checked, read_toml

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
    spare: float = Field(default=1, gt=0)
    merges_into: str | None = None
    outliers_to: tuple[str, ...]

    @property
    def owner(self) -> str:
        """Return the service that has the ward."""
        return self.department or self.services[0]


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


class WardFile(Entry):
    """The content of wards.toml."""

    occupancy: Occupancy
    emergency: Emergency
    operating: Operating
    turnover: Turnover
    wards: tuple[Ward, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        keys = [ward.key for ward in self.wards]
        if len(set(keys)) < len(keys):
            raise ValueError("two wards have the same key")
        for ward in self.wards:
            names = {*ward.outliers_to, *([ward.merges_into] if ward.merges_into else [])}
            if unknown := sorted(names - set(keys)):
                raise ValueError(f"ward {ward.key}: there is no ward {', '.join(unknown)}")
            if unknown := sorted({ward.owner, *ward.services} - set(SERVICES)):
                raise ValueError(f"ward {ward.key}: there is no service {', '.join(unknown)}")
        return self


@cache
def load_wards() -> WardFile:
    """Read wards.toml."""
    path = resource("data", "operations", "wards.toml")
    return checked(WardFile, read_toml(path), path=path)
