"""Who works where: how many doctors each hospital has, and at which other hospitals they work too."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.draws import Draws, Ints, lookup_table
from healthgen_db.world.hospitals.profiles import DoctorProfiles


@dataclass(frozen=True)
class Workplaces:
    """Who works where, as columns of shape (workplaces,), sorted by hospital and doctor. A doctor has one to three."""

    doctor: Ints
    hospital: Ints
    weekdays: Ints
    """Index into Facilities.weekdays: the days on which the doctor admits patients there."""


def build_workplaces(
    hospital_state: NDArray[np.str_], profiles: DoctorProfiles, own: Ints | None, draws: Draws
) -> tuple[list[str], Ints, Workplaces]:
    """Return the states of the doctors, their first hospitals, and all workplaces.

    own: how many doctors have each hospital as their first one; None: the usual number, whatever the hospital
    """
    number_of_places = lookup_table(profiles.hospitals_per_doctor)
    # The sets of weekdays are listed for doctors with one, with two, with three workplaces.
    first_set = np.cumsum([0, *map(len, profiles.weekdays)])
    states: list[str] = []
    homes: list[Ints] = []
    parts: list[tuple[Ints, Ints, Ints]] = []
    for state in np.unique(hospital_state):
        local = np.flatnonzero(hospital_state == state)
        first = _first_places(local, profiles.per_hospital, own)
        doctor = np.arange(first.size, dtype=np.int64) + len(states)
        drawn = 1 + draws.categorical("doctor.workplaces", doctor, number_of_places)
        works_at = np.minimum(drawn, local.size)
        homes.append(local[first])
        for number in range(len(profiles.hospitals_per_doctor)):
            here = np.flatnonzero(works_at > number)
            days = first_set[works_at[here] - 1] + number
            # the other workplaces are the next hospitals
            parts.append((doctor[here], local[(first[here] + number) % local.size], days))
        states.extend([str(state)] * first.size)
    doctors, places, weekdays = map(np.concatenate, zip(*parts, strict=True))
    order = np.lexsort((doctors, places))
    return states, np.concatenate(homes), Workplaces(doctors[order], places[order], weekdays[order])


def _first_places(local: Ints, doctors_each: float, own: Ints | None) -> Ints:
    """Return the first hospital of each doctor of a state, as an index into `local`. Every hospital has a doctor."""
    if own is not None:
        return np.repeat(np.arange(local.size), own[local])
    count = int(np.ceil(local.size * doctors_each))
    return np.arange(count) % local.size
