"""The files of a place (data/places) on services and triage. wards.toml and others are read where they are used."""

from functools import cache
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from healthgen_db.operations.figures.kinds import Service
from healthgen_db.operations.words import DISPOSITIONS, TRIAGE_COLORS
from healthgen_db.world.data_files import Entry, place_file, read_place_changes, read_place_file
from healthgen_db.world.draws import Ints

__all__ = [
    "Colors",
    "Palliative",
    "Services",
    "load_colors",
    "load_services",
    "place_file",
    "read_place_changes",
    "read_place_file",
]

Color = Literal["red", "orange", "yellow", "green"]
MOST_ESI = 5


class Palliative(Entry):
    """Who is in palliative care."""

    dispositions: tuple[Literal[DISPOSITIONS], ...]  # type: ignore[valid-type]
    """Stays that end so."""
    dying: tuple[str, ...]
    """Conditions whose patients die there, without intensive care."""


class Services(Entry):
    """services.toml."""

    conditions: dict[str, Service] = Field(default_factory=dict)
    """Service of conditions, in place of the one of operations/conditions.toml."""
    palliative: Palliative | None = None


class Colors(Entry):
    """The colors of the South African Triage Scale."""

    score: dict[Color, int]
    """The least early-warning score of a color."""
    esi: Annotated[tuple[Color, ...], Field(min_length=MOST_ESI, max_length=MOST_ESI)]
    """The color of ESI 1 to 5, whatever the score is."""

    def of(self, esi: Ints, score: Ints) -> Ints:
        """Return the colors of patients as indexes of TRIAGE_COLORS: the more urgent one of the two."""
        color = np.array([TRIAGE_COLORS.index(name) for name in self.esi])[esi - 1]
        for name, least in self.score.items():
            number = TRIAGE_COLORS.index(name)
            color = np.where(score >= least, np.minimum(color, number), color)
        return color


class TriageFile(Entry):
    """triage.toml."""

    colors: Colors | None = None


@cache
def load_services(place: str) -> Services:
    """Read services.toml of a place."""
    return read_place_file(Services, place, "services.toml")


@cache
def load_colors(place: str) -> Colors | None:
    """Read the colors of triage of a place; None if its hospitals have none."""
    return read_place_file(TriageFile, place, "triage.toml").colors
