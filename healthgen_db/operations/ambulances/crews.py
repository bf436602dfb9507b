"""The crews of a hospital's ambulances: two people who share a vehicle until the first of them goes home."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

import numpy as np

from healthgen_db.operations.ambulances.crews_needed import STARTS
from healthgen_db.operations.ambulances.runs import ADVANCED, BASIC, CRITICAL
from healthgen_db.operations.ambulances.vehicles import Vehicles
from healthgen_db.world.calendar import HOUR
from healthgen_db.world.draws import Ints
from healthgen_db.world.places.time_zones import Zone

NO_TEAM = -1
Member = tuple[int, int]
"""Index in the hospital's staff, and shift_id."""


class OnDuty(Protocol):
    """What crews need to know of Duty."""

    def everyone(self, team: int, time: int) -> list[Member]:
        """Return all of a team who are on duty, in a fixed order."""
        ...

    def span(self, shift_id: Ints) -> tuple[Ints, Ints]:
        """Return the planned begin and end of shifts, seconds since 1970."""
        ...


@dataclass
class Crew:
    """Two people and their vehicle. Times are seconds since 1970."""

    care: int
    """ADVANCED: the attendant is a paramedic."""
    vehicle: int
    driver: Member
    attendant: Member
    begins: int
    ends: int
    free_from: int = field(init=False)

    def __post_init__(self) -> None:
        """Begin without a run."""
        self.free_from = self.begins


class Crews:
    """Forms crews from those on duty, and finds those who are free. Runs are given out in the order of their arrival.

    first_day: days since 1970, the first day with shifts
    """

    def __init__(
        self, vehicles: Vehicles, duty: OnDuty, teams: tuple[int, int], zone: Zone, first_day: int
    ) -> None:
        self.duty, self.vehicles = duty, vehicles
        self.paramedics, self.technicians = teams
        self.crews: list[Crew] = []
        self.critical_free_from = dict.fromkeys(vehicles.of(CRITICAL), 0)
        self._changes = _changes(zone, first_day)
        self._next_change = next(self._changes)

    def free(self, care: int, dispatched: int, arrived: int, available: int) -> Crew | None:
        """Return the crew to send, or None if no crew is free from the dispatch until the run is over.

        Runs come in the order of `arrived`.
        """
        while self._next_change <= arrived:
            self._form(self._next_change)
            self._next_change = next(self._changes)
        fit = [
            crew
            for crew in self.crews
            if crew.free_from <= dispatched
            and available <= crew.ends
            and (crew.care == ADVANCED or care == BASIC)
        ]
        # An advanced crew is kept for those who need it. Of several crews, the one goes that has waited longest.
        return min(fit, key=lambda crew: (crew.care, crew.free_from, crew.vehicle), default=None)

    def critical_vehicle(self, dispatched: int) -> int | None:
        """Return a vehicle for critical care that is free from the dispatch on."""
        return next((each for each, free in self.critical_free_from.items() if free <= dispatched), None)

    def _form(self, time: int) -> None:
        """Form crews of those who are on duty and have none."""
        self.crews = [crew for crew in self.crews if crew.ends > time]
        paramedics = self._without_crew(self.paramedics, time)
        technicians = self._without_crew(self.technicians, time)
        advanced, basic = self._free_vehicles(ADVANCED), self._free_vehicles(BASIC)
        while paramedics and advanced and (technicians or len(paramedics) > 1):
            attendant = paramedics.pop(0)
            driver = technicians.pop(0) if technicians else paramedics.pop(0)
            self._begin(ADVANCED, advanced.pop(0), driver, attendant, time)
        while len(technicians) > 1 and basic:
            driver, attendant = technicians.pop(0), technicians.pop(0)
            self._begin(BASIC, basic.pop(0), driver, attendant, time)

    def _begin(self, care: int, vehicle: int, driver: Member, attendant: Member, time: int) -> None:
        ends = int(self.duty.span(np.array([driver[1], attendant[1]]))[1].min())
        self.crews.append(Crew(care, vehicle, driver, attendant, time, ends))

    def _without_crew(self, team: int, time: int) -> list[Member]:
        """Return those on duty who have no crew, those who stay longest first."""
        if team == NO_TEAM:
            return []
        busy = {shift for crew in self.crews for _, shift in (crew.driver, crew.attendant)}
        there = [member for member in self.duty.everyone(team, time) if member[1] not in busy]
        ends = self.duty.span(np.array([shift for _, shift in there], dtype=np.int64))[1].tolist()
        return [member for _, member in sorted(zip(ends, there, strict=True), key=_stays_longest)]

    def _free_vehicles(self, care: int) -> list[int]:
        used = {crew.vehicle for crew in self.crews}
        return [each for each in self.vehicles.of(care) if each not in used]


def _stays_longest(each: tuple[int, Member]) -> tuple[int, int]:
    ends, (_, shift) = each
    return -ends, shift


def _changes(zone: Zone, first_day: int) -> Iterator[int]:
    """Yield the times at which ambulance crews begin, in order, and the begin of the first day."""
    yield int(zone.to_utc(np.array([first_day]), np.array([0]))[0])
    for day in count(first_day):
        yield from zone.to_utc(np.full(len(STARTS), day), np.array(STARTS) * HOUR).tolist()
