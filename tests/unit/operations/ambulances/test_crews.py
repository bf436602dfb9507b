"""Crews: who rides with whom, and who is sent."""

from __future__ import annotations

import numpy as np

from healthgen_db.operations.ambulances.crews import Crews
from healthgen_db.operations.ambulances.runs import ADVANCED, BASIC, CRITICAL
from healthgen_db.operations.ambulances.vehicles import Vehicles
from healthgen_db.world.calendar import HOUR
from healthgen_db.world.draws import Ints
from healthgen_db.world.places.time_zones import zone_named

FIRST_DAY = 20_454
MIDNIGHT = FIRST_DAY * 24 * HOUR
PARAMEDICS, TECHNICIANS = 0, 1


class Duty:
    """People on duty: the team, and the begin and end of the shift as hours of the first day."""

    def __init__(self, *people: tuple[int, int, int]) -> None:
        self.people = people

    def everyone(self, team: int, time: int) -> list[tuple[int, int]]:
        """Return the numbers of the people of a team who are on duty; a shift has the number of its person."""
        hour = (time - MIDNIGHT) / HOUR
        return [
            (number, number)
            for number, (own, begins, ends) in enumerate(self.people)
            if own == team and begins <= hour < ends
        ]

    def span(self, shift_id: Ints) -> tuple[Ints, Ints]:
        """Return begin and end of shifts, seconds since 1970."""
        hours = np.array([self.people[each][1:] for each in shift_id.tolist()], dtype=np.int64).reshape(-1, 2)
        return MIDNIGHT + hours[:, 0] * HOUR, MIDNIGHT + hours[:, 1] * HOUR


def crews_of(*people: tuple[int, int, int], care: tuple[int, ...] = (ADVANCED, ADVANCED, BASIC)) -> Crews:
    """Return the crews of people and vehicles."""
    vehicles = Vehicles(1, np.array(care))
    return Crews(vehicles, Duty(*people), (PARAMEDICS, TECHNICIANS), zone_named("UTC"), FIRST_DAY)


def sent(crews: Crews, care: int, first: float, last: float) -> tuple[int, int, int] | None:
    """Send a crew from one hour to another. Return driver, attendant and vehicle, or None."""
    dispatched, arrived, available = (
        int(MIDNIGHT + hour * HOUR) for hour in (first, (first + last) / 2, last)
    )
    crew = crews.free(care, dispatched, arrived, available)
    if crew is None:
        return None
    crew.free_from = available
    return crew.driver[0], crew.attendant[0], crew.vehicle


def test_a_basic_run_leaves_the_advanced_crew_for_others_and_each_crew_has_one_run() -> None:
    crews = crews_of((0, 7, 19), (1, 7, 19), (1, 7, 19), (1, 7, 19))
    assert sent(crews, BASIC, 8, 9) == (2, 3, 2)
    assert sent(crews, BASIC, 8.5, 9.5) == (1, 0, 0)
    assert sent(crews, ADVANCED, 8.9, 9.8) is None
    assert sent(crews, ADVANCED, 9.5, 10) == (1, 0, 0)
    assert sent(crews, CRITICAL, 10, 11) == (1, 0, 0)


def test_a_basic_crew_gives_no_advanced_care_and_nobody_drives_alone() -> None:
    crews = crews_of((1, 7, 19), (1, 7, 19), (1, 7, 19))
    assert sent(crews, ADVANCED, 8, 9) is None
    assert sent(crews, BASIC, 8, 9) == (0, 1, 2)
    assert sent(crews, BASIC, 8, 9) is None


def test_two_paramedics_ride_together_if_there_is_no_technician() -> None:
    crews = crews_of((0, 7, 19), (0, 7, 19), (0, 7, 19))
    assert sent(crews, ADVANCED, 8, 9) == (1, 0, 0)
    assert sent(crews, ADVANCED, 8, 9) is None


def test_a_run_ends_within_the_shifts_of_both_and_who_stays_gets_another_partner() -> None:
    crews = crews_of((0, 7, 11), (1, 7, 19), (0, 11, 23))
    assert sent(crews, ADVANCED, 6.5, 7.8) is None
    assert sent(crews, ADVANCED, 10, 10.9) == (1, 0, 0)
    assert sent(crews, ADVANCED, 10.95, 11.5) is None
    assert sent(crews, ADVANCED, 11.5, 12.5) == (1, 2, 0)
    assert sent(crews, ADVANCED, 18.5, 19.1) is None


def test_there_are_no_more_crews_than_vehicles() -> None:
    crews = crews_of(*[(0, 7, 19), (1, 7, 19)] * 3, care=(ADVANCED, ADVANCED))
    assert [sent(crews, BASIC, 8, 9) is None for _ in range(3)] == [False, False, True]


def test_a_vehicle_for_critical_care_has_one_run_at_a_time() -> None:
    crews = crews_of(care=(ADVANCED, CRITICAL))
    assert crews.critical_vehicle(MIDNIGHT) == 1
    crews.critical_free_from[1] = MIDNIGHT + HOUR
    assert crews.critical_vehicle(MIDNIGHT + HOUR - 1) is None
    assert crews.critical_vehicle(MIDNIGHT + HOUR) == 1
