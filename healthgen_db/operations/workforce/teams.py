"""The teams of a hospital: posts that share one kind of work at one place, and how many people they need."""

from dataclasses import dataclass

import numpy as np

from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.figures.teams import TeamKind, load_teams
from healthgen_db.operations.places.capacity import Capacity, Load
from healthgen_db.operations.places.layout import NO_WARD, Layout
from healthgen_db.operations.places.ward_file import load_wards
from healthgen_db.operations.roster.patterns import load_patterns
from healthgen_db.operations.words import SERVICE_CODES
from healthgen_db.operations.workforce.needs import HospitalNeeds
from healthgen_db.world.draws import Flags, Ints

NONE = -1
"""No unit, no service, no team, no post."""


@dataclass(frozen=True)
class Teams:
    """Columns over the teams of one hospital, shape (teams,)."""

    kind: tuple[str, ...]
    """Key in teams.toml."""
    figures: tuple[TeamKind, ...]
    """Entry of teams.toml."""
    role: Ints
    """Index of the most usual role."""
    unit: Ints
    """Index in layout.units; -1 if it works for several units."""
    service: Ints
    """Index of SERVICE_CODES; -1 if it belongs to no department."""
    needed: Ints
    """People needed when a shift type begins on a weekday, shape (teams, shift types, 7), 0 for Monday."""
    senior: Flags
    """Whether somebody senior must be in charge of each shift."""

    def find(self, kind: str, unit: int = NONE, service: int = NONE) -> int:
        """Return the team of a kind: that of the unit, else that of the service, else that of the whole hospital.

        A team of a unit is also found without the unit if there is only one of its kind. -1 if there is none.
        """
        numbers = [number for number, each in enumerate(self.kind) if each == kind]
        if len(numbers) == 1 and unit == NONE and self.figures[numbers[0]].per == "unit":
            return numbers[0]
        for number in numbers:
            if unit != NONE and self.unit[number] == unit:
                return number
        for number in numbers:
            if service != NONE and self.service[number] == service and self.figures[number].per == "service":
                return number
        return next((number for number in numbers if self.figures[number].per == "hospital"), NONE)


def teams_of(place: str, layout: Layout, capacity: Capacity, load: Load) -> Teams:
    """Return the teams of a hospital with these units, beds and patients."""
    file, roles = load_teams(place), list(load_roles(place))
    needs = HospitalNeeds(file, load_patterns(place), layout, capacity, load)
    rows = [
        (kind, unit, service)
        for kind in file.teams
        for unit, service in _places(kind, layout, _ward_keys(place, layout))
    ]
    needed = [
        needs.of_team(kind, unit, service if kind.per == "service" else "") for kind, unit, service in rows
    ]
    most_usual = [max(kind.roles, key=lambda name, shares=kind.roles: shares[name]) for kind, _, _ in rows]  # type: ignore[misc]
    return Teams(
        kind=tuple(kind.kind for kind, _, _ in rows),
        figures=tuple(kind for kind, _, _ in rows),
        role=np.array([roles.index(name) for name in most_usual]),
        unit=np.array([unit for _, unit, _ in rows]),
        service=np.array([SERVICE_CODES.index(service) if service else NONE for _, _, service in rows]),
        needed=np.stack(needed),
        senior=np.array([kind.senior for kind, _, _ in rows]),
    )


def _ward_keys(place: str, layout: Layout) -> list[str]:
    """Return the key of the ward in wards.toml of each unit; empty for units that are no wards."""
    wards = load_wards(place).wards
    return [wards[unit.ward].key if unit.ward != NO_WARD else "" for unit in layout.units]


def _places(kind: TeamKind, layout: Layout, ward_keys: list[str]) -> list[tuple[int, str]]:
    """Return the unit and the service of each team of a kind; -1 and an empty text where there is none."""
    there = [code for code in SERVICE_CODES if any(unit.department == code for unit in layout.units)]
    if kind.per == "hospital":
        return [(NONE, kind.service if kind.service in there else "")]
    if kind.per == "service":
        return [(NONE, code) for code in there]
    return [
        (number, unit.department)
        for number, (unit, key) in enumerate(zip(layout.units, ward_keys, strict=True))
        if (unit.level in kind.levels or key in kind.wards) and len(unit.beds) >= kind.fewest_beds
    ]
