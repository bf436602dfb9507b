"""The ambulance service of one hospital, in the order of time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from healthgen_db.operations.ambulances.crews import Crews, OnDuty
from healthgen_db.operations.ambulances.crews_needed import CrewsNeeded
from healthgen_db.operations.ambulances.emergency_runs import EmergencyRuns
from healthgen_db.operations.ambulances.figures import load_ambulances
from healthgen_db.operations.ambulances.run_table import Ids, Sent, ambulance_runs_table, nobody_sent
from healthgen_db.operations.ambulances.runs import CRITICAL, EMERGENCY, Runs, joined, no_runs, some
from healthgen_db.operations.ambulances.surroundings import surroundings_of
from healthgen_db.operations.ambulances.transfer_runs import by_ambulance, transfer_runs
from healthgen_db.operations.ambulances.vehicles import vehicles_of
from healthgen_db.operations.flow.patient import Patient
from healthgen_db.operations.places.capacity import AMBULANCE
from healthgen_db.operations.places.layout import Layout
from healthgen_db.operations.words import NEVER, NOBODY
from healthgen_db.world.calendar import HOUR, day_number
from healthgen_db.world.draws import Floats
from healthgen_db.world.places.time_zones import Zone
from healthgen_db.world.world import World

Hours = Sequence[tuple[int, list[int], list[int], list[int]]]
"""As Log.hours: time, and census, blocked beds and boarders of each unit."""

NOBODY_SENT = (NOBODY,) * 5


class AmbulanceService:
    """The ambulances of one hospital. runs() moves it forward; nothing depends on what comes later.

    hospital: its index
    needed: the crews for which it has vehicles
    teams: the number of the team of paramedics, and that of emergency medical technicians; -1 if there is none
    """

    def __init__(
        self,
        world: World,
        hospital: int,
        zone: Zone,
        layout: Layout,
        *,
        needed: CrewsNeeded,
        teams: tuple[int, int],
        duty: OnDuty,
    ) -> None:
        self.draws = world.draws
        self.emergency = EmergencyRuns(world.draws, surroundings_of(world, hospital))
        self.vehicles = vehicles_of(hospital + 1, needed, layout.ward_beds)
        self.crews = Crews(self.vehicles, duty, teams, zone, day_number(world.config.start))
        vehicles = self.vehicles.ids(np.arange(self.vehicles.care.size))
        self.ids = Ids(hospital + 1, vehicles)
        self.stations = len(layout.units[0].beds)
        self.longest_offload = int(load_ambulances().offload.longest_hours * HOUR)
        self._waiting = no_runs()
        self._departed: dict[int, int] = {}
        # The count of the hour in which the last step ended.
        self._counted = (0, 0)

    def vehicles_table(self) -> pa.RecordBatch:
        """Return the rows of the table vehicles."""
        return self.vehicles.table()

    def runs(
        self,
        demand: Mapping[str, NDArray[Any]],
        patients: Iterable[Patient],
        hours: Hours,
        transfers: pa.RecordBatch,
        *,
        until: int,
        now: int,
    ) -> pa.RecordBatch:
        """Return rows of ambulance_runs after a step of the flow: all that are known, and not returned before.

        demand: encounters that were registered in the step
        patients: those who left in the step, and those who are still here at its end
        hours: what was counted in the step
        transfers: rows of facility_transfers of the step
        until: the end of the step
        """
        self._departed |= {each.id: each.departed for each in patients if each.departed < NEVER}
        moved = by_ambulance(transfers)
        journeys = transfer_runs(self.draws, moved)
        runs = joined([self._waiting, self._emergencies(demand, hours), some(journeys, moved.out)])
        # Patients can leave before they are handed over, so a run waits until that would be known.
        ready = runs.arrived <= (until if until >= now else until - self.longest_offload)
        self._waiting, runs = some(runs, ~ready), some(runs, ready)
        runs = some(runs, np.lexsort((runs.run_id, runs.arrived)))
        # Patients who come from elsewhere are brought by an ambulance of the other side.
        brought = some(journeys, ~moved.out)
        parts = [
            (runs, self._send(runs)),
            (brought, nobody_sent(brought)),
        ]
        waiting = set(self._waiting.encounter_id.tolist())
        self._departed = {each: time for each, time in self._departed.items() if each in waiting}
        return pa.concat_batches([ambulance_runs_table(self.ids, *part, now) for part in parts])

    def _emergencies(self, demand: Mapping[str, NDArray[Any]], hours: Hours) -> Runs:
        rows = np.flatnonzero(demand["through_ed"] & (demand["mode"] == AMBULANCE))
        columns = {
            name: demand[name][rows]
            for name in ("encounter_id", "registered", "complaint", "esi", "decision")
        }
        return self.emergency.of(columns, self._boarding(columns["registered"], hours))

    def _boarding(self, time: NDArray[Any], hours: Hours) -> Floats:
        """Return boarders for each station as last counted before these times, shape (times,)."""
        counts = [self._counted, *((hour, boarders[0]) for hour, _, _, boarders in hours)]
        self._counted = counts[-1]
        hour, boarders = np.array(counts).T
        found: Floats = boarders[np.searchsorted(hour, time, side="right") - 1] / self.stations
        return found

    def _send(self, runs: Runs) -> Sent:
        """Choose vehicle and crew of each run. Runs are in the order of their arrival."""
        left = [self._departed.get(encounter, NEVER) for encounter in runs.encounter_id.tolist()]
        before = np.where(runs.purpose == EMERGENCY, np.array(left, dtype=np.int64), NEVER)
        offloaded = np.minimum(runs.hands_over, before)
        available = offloaded + runs.clear_s
        # Nobody knows yet that a patient will leave early: the crew must have time for the usual end.
        planned = (runs.care, runs.dispatched, runs.arrived, runs.hands_over + runs.clear_s)
        rows = map(self._own, *(column.tolist() for column in (*planned, available)))
        table = np.array(list(rows), dtype=np.int64).reshape(-1, len(NOBODY_SENT))
        vehicle, driver, driver_shift, attendant, attendant_shift = np.ascontiguousarray(table.T)
        return Sent(vehicle, driver, driver_shift, attendant, attendant_shift, offloaded, available)

    def _own(
        self, care: int, dispatched: int, arrived: int, planned: int, available: int
    ) -> tuple[int, int, int, int, int]:
        """Return vehicle, driver, attendant and their shifts, if a crew of this hospital is free.

        planned: when the crew is expected to be available again; available: when it is
        """
        crew = self.crews.free(care, dispatched, arrived, planned)
        vehicle = crew.vehicle if crew else None
        if crew and care == CRITICAL:
            vehicle = self.crews.critical_vehicle(dispatched)
        if crew is None or vehicle is None:
            return NOBODY_SENT
        crew.free_from = available
        if care == CRITICAL:
            self.crews.critical_free_from[vehicle] = available
        return (vehicle, *crew.driver, *crew.attendant)
