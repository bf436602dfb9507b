"""The runs that bring patients to the emergency department, with their times."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.ambulances.calls import Calls, CallTables, emergency_calls
from healthgen_db.operations.ambulances.figures import SCENES, BySurroundings, load_ambulances
from healthgen_db.operations.ambulances.runs import EMERGENCY, RUNS_PER_ENCOUNTER, TENTHS, Runs
from healthgen_db.world.calendar import HOUR, MINUTE
from healthgen_db.world.draws import Draws, Floats, Ints, lookup_table


class EmergencyRuns:
    """Makes the emergency runs of one hospital.

    surroundings: shares of urban, suburban and rural scenes, shape (3,)
    """

    def __init__(self, draws: Draws, surroundings: Floats) -> None:
        self.draws = draws
        self.figures = load_ambulances()
        self.calls = CallTables()
        self.surroundings = lookup_table(surroundings)
        usual = self.figures.minutes.scene.median[0]
        by_kind = {SCENES.index(kind): scene.minutes / usual for kind, scene in self.figures.scene.items()}
        # The last one is OTHER_SCENE.
        self.scene_factor = np.array([*(by_kind[kind] for kind in range(len(SCENES))), 1.0])

    def of(self, rows: Mapping[str, NDArray[np.generic]], boarding: Floats) -> Runs:
        """Return the runs of rows of the demand.

        rows: encounters that come to the emergency department by ambulance
        boarding: boarders for each station at the hour of the arrival, shape (rows,)
        """
        draws, key = self.draws, rows["encounter_id"].astype(np.int64)
        arrived = rows["registered"].astype(np.int64)
        around = draws.categorical("ambulance.surroundings", key, self.surroundings).astype(np.int64)
        calls = emergency_calls(draws, self.calls, rows)
        miles, way = self._way(key, around)
        left_scene = arrived - way
        on_scene = left_scene - self._scene(key, around, calls)
        en_route = on_scene - self._travel(key, around, calls)
        minutes = self.figures.minutes
        turnout = _seconds(draws.normal("ambulance.turnout", key), minutes.turnout, around)
        dispatched = en_route - turnout
        called = dispatched - _seconds(draws.normal("ambulance.dispatch", key), minutes.dispatch, around)
        return Runs(
            run_id=key * RUNS_PER_ENCOUNTER,
            encounter_id=key,
            purpose=np.full(key.size, EMERGENCY),
            priority=calls.priority,
            care=calls.care,
            lights=calls.lights,
            miles=miles,
            called=called,
            dispatched=dispatched,
            en_route=en_route,
            on_scene=on_scene,
            left_scene=left_scene,
            arrived=arrived,
            hands_over=arrived + self._offload(key, rows["esi"].astype(np.int64), boarding),
            clear_s=_seconds(draws.normal("ambulance.clear", key), minutes.clear, around),
        )

    def _way(self, key: Ints, around: Ints) -> tuple[Ints, Ints]:
        """Return the way with the patient: tenths of a mile, and seconds."""
        figures = self.figures.way
        miles = _drawn(self.draws.normal("ambulance.miles", key), figures.miles, around)
        tenths = np.maximum(np.round(miles * TENTHS).astype(np.int64), 1)
        speed = np.array(figures.miles_per_hour)[around]
        speed *= np.exp(figures.speed_spread * self.draws.normal("ambulance.speed", key))
        return tenths, (tenths / TENTHS / speed * HOUR).astype(np.int64)

    def _scene(self, key: Ints, around: Ints, calls: Calls) -> Ints:
        """Return the time on the scene, seconds."""
        normal = self.draws.normal("ambulance.scene", key)
        usual = _drawn(normal, self.figures.minutes.scene, around) * MINUTE
        seconds: Ints = (usual * self.scene_factor[calls.scene]).astype(np.int64)
        return seconds

    def _travel(self, key: Ints, around: Ints, calls: Calls) -> Ints:
        """Return the time of the way to the scene, seconds."""
        minutes = self.figures.minutes
        usual = _drawn(self.draws.normal("ambulance.travel", key), minutes.travel, around) * MINUTE
        return (usual * np.where(calls.lights, 1, minutes.travel_without_lights)).astype(np.int64)

    def _offload(self, key: Ints, esi: Ints, boarding: Floats) -> Ints:
        """Return the time until the crew has handed the patient over, seconds."""
        figures = self.figures.offload
        crowding = 1 + figures.boarding * np.minimum(boarding, figures.most_boarders)
        median = figures.minutes * crowding * np.array(figures.by_level)[esi - 1]
        minutes = median * np.exp(figures.spread * self.draws.normal("ambulance.offload", key))
        longest = int(figures.longest_hours * HOUR)
        seconds: Ints = np.minimum((minutes * MINUTE).astype(np.int64), longest)
        return seconds


def _drawn(normal: Floats, figure: BySurroundings, around: Ints) -> Floats:
    median, spread = np.array(figure.median)[around], np.array(figure.spread)[around]
    drawn: Floats = median * np.exp(spread * normal)
    return drawn


def _seconds(normal: Floats, figure: BySurroundings, around: Ints) -> Ints:
    return (_drawn(normal, figure, around) * MINUTE).astype(np.int64)
