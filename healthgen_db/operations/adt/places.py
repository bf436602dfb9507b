"""Where patients are: the beds that they enter, the place before each, and the last one."""

from dataclasses import dataclass

import numpy as np

from healthgen_db.generate.groups import count_up
from healthgen_db.operations.records import Records
from healthgen_db.world.draws import Ints


@dataclass(frozen=True)
class Places:
    """Places of patients by `now`, as bed_id; 0: in no bed or station. Shape (encounters,) if nothing else is said."""

    station: Ints
    """Station of the emergency department."""
    bed_at_admission: Ints
    """The bed that the patient enters in the same second as the admission."""
    service_at_admission: Ints
    """The service in that bed."""
    request_at_admission: Ints
    """Number of the request of that bed in the encounter, from 0."""
    last: Ints
    """The last bed, or else the station."""

    moves: Ints
    """Bed stays that begin with a transfer (A02), index of their rows, shape (moves,)."""
    moved_from: Ints
    """The bed or station before, shape (moves,)."""
    request_number: Ints
    """Number of each row of bed_stays in its encounter, from 0, shape (bed stays,)."""


def places_by(records: Records, now: int) -> Places:
    """Return the places of the patients by `now`."""
    ed, stays, encounters = records.ed_stays, records.bed_stays, records.encounters
    station = np.zeros(len(encounters.encounter_id), dtype=np.int64)
    station[ed.encounter] = np.where(ed.roomed <= now, ed.station, 0)
    number = count_up(stays.encounter) - 1

    entered = np.flatnonzero(stays.entered <= now)
    encounter, bed = stays.encounter[entered], stays.bed[entered]
    first = np.diff(encounter, prepend=-1) != 0
    previous = np.where(first, station[encounter], np.roll(bed, 1))
    with_admission = first & (stays.entered[entered] == encounters.admitted[encounter])
    # An encounter has several rows here; numpy keeps the last value, which is the last bed.
    last = station.copy()
    last[encounter] = bed

    at_admission = np.zeros((3, len(station)), dtype=np.int64)
    row = entered[with_admission]
    at_admission[:, stays.encounter[row]] = stays.bed[row], stays.service[row], number[row]
    moves = np.flatnonzero(~with_admission)
    return Places(
        station=station,
        bed_at_admission=at_admission[0],
        service_at_admission=at_admission[1],
        request_at_admission=at_admission[2],
        last=last,
        moves=entered[moves],
        moved_from=previous[moves],
        request_number=number,
    )
