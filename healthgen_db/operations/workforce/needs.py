"""How many people a team needs: by shift type and weekday, from patients, beds, rooms or arrivals."""

import math
from dataclasses import dataclass

import numpy as np

from healthgen_db.operations.ambulances.crews_needed import SHIFT_TYPES as CREW_SHIFT_TYPES
from healthgen_db.operations.ambulances.crews_needed import crews_needed
from healthgen_db.operations.figures.teams import BY_HOUR, TeamKind, TeamsFile
from healthgen_db.operations.places.capacity import HOURS_PER_DAY, Capacity, Load
from healthgen_db.operations.places.layout import NO_WARD, Layout
from healthgen_db.operations.roster.patterns import PatternFile
from healthgen_db.world.draws import Floats, Ints

WEEKDAYS = 7
SATURDAY = 5
# One person too few at an hour is as bad as so many too many.
SHORT_WEIGHT = 3.0
# Rounding errors of floats are smaller.
TINY = 1e-6


@dataclass(frozen=True)
class HospitalNeeds:
    """What the teams of a hospital need."""

    file: TeamsFile
    patterns: PatternFile
    layout: Layout
    capacity: Capacity
    load: Load

    def of_team(self, kind: TeamKind, unit: int, service: str) -> Ints:
        """Return how many people a team needs, shape (shift types, 7); the last index is the weekday, 0 for Monday.

        unit: index in the layout, -1 if there is none; service: code, empty if there is none
        """
        names = self.patterns.shift_type_names
        found = np.zeros((len(names), WEEKDAYS), dtype=np.int64)
        numbers = self._by_type(kind, unit, service)
        for name, need in kind.needed.items():
            factor = np.where(np.arange(WEEKDAYS) >= SATURDAY, need.weekend, 1.0)
            people = numbers[name] * factor
            people = np.ceil(people - TINY) if kind.counts == "nurses" else np.floor(people + 0.5)
            found[names.index(name)] = np.where(factor > 0, np.maximum(people, need.fewest), 0)
        return found

    def _by_type(self, kind: TeamKind, unit: int, service: str) -> dict[str, float]:
        """Return how many people are needed by shift type, before weekends and rounding."""
        if kind.counts in BY_HOUR:
            types = [self.patterns.shift_types[name] for name in kind.needed]
            on_duty = np.stack([_hours(shift.start, shift.hours) for shift in types])
            each = max(need.each for need in kind.needed.values())
            counts = people_by_type(self._by_hour(kind) * each, on_duty)
            return dict(zip(kind.needed, counts.astype(float).tolist(), strict=True))
        if kind.counts in {"paramedics", "technicians"}:
            crews = crews_needed(self.load)
            people = crews.paramedics if kind.counts == "paramedics" else crews.technicians
            return dict(zip(CREW_SHIFT_TYPES, people.astype(float).tolist(), strict=True))
        number = self._number(kind, unit, service)
        return {name: number * need.each for name, need in kind.needed.items()}

    def _number(self, kind: TeamKind, unit: int, service: str) -> float:
        """Return the number that `counts` names."""
        units = self.layout.units
        if kind.counts == "nurses":
            census = self._census(unit)
            return (census + self.file.census_spread * math.sqrt(census)) / units[unit].patients_per_nurse
        if kind.counts == "rooms":
            return float(self.capacity.rooms)
        if kind.counts == "led":
            return float(len(kind.leads))
        if kind.counts == "beds":
            if unit >= 0:
                return float(len(units[unit].beds))
            owns = [each for each in units if each.ward != NO_WARD and service in {"", each.department}]
            return float(sum(len(each.beds) for each in owns))
        return 1.0

    def _census(self, unit: int) -> float:
        """Return the mean number of patients of a unit: the patients of a kind of ward go evenly to its beds."""
        layout, ward = self.layout, self.layout.units[unit].ward
        held = self.capacity.merged == ward
        patients = float(self.load.bed_hours[held].sum() / self.load.hours)
        beds = sum(len(layout.units[each].beds) for each in layout.ward_units[ward])
        return min(1.0, patients / beds) * len(layout.units[unit].beds)

    def _by_hour(self, kind: TeamKind) -> Floats:
        """Return the number that `counts` names by local hour of the day, shape (24,)."""
        if kind.counts == "providers":
            return self.capacity.providers.astype(np.float64)
        load, file = self.load, self.file
        arrivals: Floats = load.arrivals_by_hour * HOURS_PER_DAY / load.hours
        if kind.counts == "arrivals":
            return arrivals
        there = np.sum([np.roll(arrivals, hour) for hour in range(file.emergency_hours)], axis=0)
        patients = load.station_hours / load.hours * file.emergency_patients
        census: Floats = there / max(there.mean(), TINY) * patients
        nurses: Floats = (census + file.emergency_spread * np.sqrt(census)) / self.layout.units[
            0
        ].patients_per_nurse
        return nurses


def _hours(start: float, hours: int) -> Floats:
    """Return which hours of the day a shift takes, shape (24,), 1 or 0."""
    taken = np.zeros(HOURS_PER_DAY)
    taken[np.arange(int(start), int(start) + hours) % HOURS_PER_DAY] = 1
    return taken


def people_by_type(needed: Floats, on_duty: Floats) -> Ints:
    """Return with how many people each shift type must begin, so that the people on duty follow the need.

    needed: people by hour of the day, shape (24,); on_duty: 1 where a shift type is on duty, shape (shift types, 24)

    It begins with nobody and adds, removes or moves one person, as long as the misfit becomes smaller.
    """
    single = np.eye(len(on_duty), dtype=np.int64)
    steps = np.concatenate([single, -single, (single[:, None] - single).reshape(-1, len(on_duty))])
    counts = np.zeros(len(on_duty), dtype=np.int64)
    best = float(_misfit(counts[None, :], needed, on_duty)[0])
    while True:
        tried = counts + steps
        tried = tried[(tried >= 0).all(axis=1)]
        misfits = _misfit(tried, needed, on_duty)
        least = int(np.argmin(misfits))
        if misfits[least] >= best - TINY:
            return counts
        counts, best = tried[least], float(misfits[least])


def _misfit(counts: Ints, needed: Floats, on_duty: Floats) -> Floats:
    """Return how badly numbers of people fit the need, shape (numbers,). counts: shape (numbers, shift types)."""
    over = counts @ on_duty - needed
    misfit: Floats = np.where(over < 0, -SHORT_WEIGHT * over, over).sum(axis=1)
    return misfit
