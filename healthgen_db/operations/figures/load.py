"""Reads the files of data/operations."""

from functools import cache
from typing import TypeVar

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource
from healthgen_db.config.values import DEFAULT_PLACE
from healthgen_db.operations.figures.arrivals import (
    Arrivals,
    Complaint,
    ComplaintsFile,
    ConditionFigures,
    ConditionsFile,
)
from healthgen_db.operations.figures.emergency import Emergency
from healthgen_db.operations.figures.places import Services, load_services
from healthgen_db.operations.figures.stays import Departures, Stays
from healthgen_db.operations.figures.transfers import FacilitiesFile, Facility, Transfers
from healthgen_db.world.catalog.catalog import Catalog
from healthgen_db.world.data_files import Entry, checked, read_toml
from healthgen_db.world.seasons import Seasons, load_seasons

Model = TypeVar("Model", bound=Entry)


def _read(model: type[Model], name: str) -> Model:
    path = resource("data", "operations", f"{name}.toml")
    return checked(model, read_toml(path), path=path)


@cache
def load_facilities() -> tuple[Facility, ...]:
    """Read the facilities around a hospital, in the order of their numbers from 1."""
    return _read(FacilitiesFile, "facilities").facilities


@cache
def load_complaints() -> dict[str, Complaint]:
    """Read the complaints by name, in the order of their numbers from 1."""
    return _read(ComplaintsFile, "complaints").complaints


class Figures:
    """All figures of the demand, one attribute for each file. Seasons and services are those of a place."""

    def __init__(self, place: str) -> None:
        seasons = load_seasons(place)
        self.arrivals = _arrivals_at(seasons)
        self.services = load_services(place)
        self.conditions = _conditions_at(self.services)
        self.complaints = _complaints_at(seasons)
        self.emergency = _read(Emergency, "emergency")
        self.departures = _read(Departures, "departures")
        self.stays = _read(Stays, "stays")
        self.transfers = _read(Transfers, "transfers")
        self.facilities = load_facilities()

    def conditions_of(self, catalog: Catalog) -> list[ConditionFigures]:
        """Return the figures of the catalog's conditions, in its order. Raises ConfigError if one has none."""
        entries = self.conditions.conditions
        names = [condition.name for condition in catalog.conditions]
        if missing := [name for name in names if name not in entries]:
            raise ConfigError(f"data/operations/conditions.toml: there is no entry for {', '.join(missing)}")
        return [entries[name] for name in names]


def _arrivals_at(seasons: Seasons) -> Arrivals:
    arrivals = _read(Arrivals, "arrivals")
    ed_only = arrivals.ed_only
    moved = ed_only.model_copy(update={"months": seasons.moved(ed_only.months)})
    return arrivals.model_copy(update={"ed_only": moved})


def _complaints_at(seasons: Seasons) -> dict[str, Complaint]:
    """Return the complaints with the seasons of a place: its own, or those of the US so many months later."""
    complaints = load_complaints()
    if unknown := sorted(set(seasons.complaints) - set(complaints)):
        raise ConfigError(f"seasons.toml: complaints: there is no complaint {', '.join(unknown)}")
    return {
        name: entry.model_copy(update={"season": seasons.complaints.get(name) or seasons.moved(entry.season)})
        for name, entry in complaints.items()
    }


def _conditions_at(services: Services) -> ConditionsFile:
    """Return the conditions with the services of a place."""
    file = _read(ConditionsFile, "conditions")
    dying = services.palliative.dying if services.palliative else ()
    if unknown := sorted({*services.conditions, *dying} - set(file.conditions)):
        raise ConfigError(f"services.toml: there is no condition {', '.join(unknown)}")
    conditions = {
        name: entry.model_copy(update={"service": services.conditions.get(name, entry.service)})
        for name, entry in file.conditions.items()
    }
    return file.model_copy(update={"conditions": conditions})


@cache
def load_figures(place: str = DEFAULT_PLACE) -> Figures:
    """Read all figures. Raises ConfigError that names the file, the key and what is wrong."""
    return Figures(place)
