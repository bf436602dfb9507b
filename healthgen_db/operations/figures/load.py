"""Reads the files of data/operations."""

from functools import cache
from typing import TypeVar

from healthgen_db.config.resources import resource
from healthgen_db.operations.figures.arrivals import Arrivals, Complaint, ComplaintsFile, ConditionsFile
from healthgen_db.operations.figures.emergency import Emergency
from healthgen_db.operations.figures.stays import Departures, Stays
from healthgen_db.operations.figures.transfers import FacilitiesFile, Facility, Transfers
from healthgen_db.world.data_files import Entry, checked, read_toml

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
    """All figures of the demand, one attribute for each file."""

    def __init__(self) -> None:
        self.arrivals = _read(Arrivals, "arrivals")
        self.conditions = _read(ConditionsFile, "conditions")
        self.complaints = load_complaints()
        self.emergency = _read(Emergency, "emergency")
        self.departures = _read(Departures, "departures")
        self.stays = _read(Stays, "stays")
        self.transfers = _read(Transfers, "transfers")
        self.facilities = load_facilities()


@cache
def load_figures() -> Figures:
    """Read all figures. Raises ConfigError that names the file, the key and what is wrong."""
    return Figures()
