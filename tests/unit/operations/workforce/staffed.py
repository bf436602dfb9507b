"""The workforce of an invented hospital of about 400 beds, and columns of its employments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.places.capacity import Capacity, Load, capacity_of
from healthgen_db.operations.places.layout import Layout
from healthgen_db.operations.places.ward_file import load_wards
from healthgen_db.operations.workforce.workforce import Workforce, workforce_of
from healthgen_db.world.calendar import day_number
from tests.unit.operations.whole import world_of

START, TODAY = date(2023, 1, 1), date(2026, 1, 15)
BEDS = 400
DAYS = 365
ROLES = list(load_roles("us"))
NURSES = [ROLES.index("Registered nurse"), ROLES.index("Charge nurse")]


def load_of(beds: int) -> Load:
    """Return the load of a year for about so many beds."""
    wards = load_wards("us").wards
    patients = np.array([30 if ward.level == "general" else 20 for ward in wards]) / 330
    arrivals = 1 + 0.6 * np.sin((np.arange(24) - 9) * np.pi / 12)
    return Load(
        hours=DAYS * 24.0,
        bed_hours=patients * 0.75 * beds * DAYS * 24,
        station_hours=0.12 * beds * DAYS * 24,
        provider_hours=0.02 * beds * DAYS * 24,
        arrivals_by_hour=arrivals * 0.02 * beds * DAYS,
        surgeries=15 * beds,
        ambulances_by_hour=arrivals * 0.004 * beds * DAYS,
        ambulance_transfers=2 * beds,
    )


@dataclass(frozen=True)
class Hospital:
    """A hospital with its workforce."""

    layout: Layout
    capacity: Capacity
    workforce: Workforce


@cache
def staffed(beds: int = BEDS, today: date = TODAY, nurse_factor: float = 1.0) -> Hospital:
    """Return a hospital of about so many beds with its workforce."""
    load, file = load_of(beds), load_wards("us")
    capacity = capacity_of(file, load, 1.0)
    layout = Layout(file, capacity, 1)
    world = world_of(
        patients=100, single_hospital=True, start=START, origin=TODAY, today=today, nurse_factor=nurse_factor
    )
    return Hospital(layout, capacity, workforce_of(world, 0, layout, capacity, load))


def held(workforce: Workforce, day: date, roles: list[int]) -> NDArray[np.int64]:
    """Return the employments of some roles on a day, people of agencies aside."""
    rows, number = workforce.employments, day_number(day)
    there = (rows.first <= number) & (rows.last >= number) & np.isin(rows.role, roles) & (rows.post >= 0)
    return np.flatnonzero(there)
