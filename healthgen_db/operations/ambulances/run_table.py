"""The rows of the table ambulance_runs."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from healthgen_db.operations.ambulances.runs import TENTHS, Runs
from healthgen_db.operations.arrow_columns import numbers, texts, times
from healthgen_db.operations.words import (
    AMBULANCE_CARE,
    NOBODY,
    PRIORITIES,
    RUN_OPERATORS,
    RUN_PURPOSES,
    STAFF_PER_HOSPITAL,
)
from healthgen_db.world.draws import Ints


@dataclass(frozen=True)
class Sent:
    """What was sent to each run, columns of shape (runs,). NOBODY: an ambulance of somebody else."""

    vehicle: Ints
    """Index in Vehicles."""
    driver: Ints
    """Index in the hospital's staff, as `attendant`."""
    driver_shift: Ints
    attendant: Ints
    attendant_shift: Ints
    offloaded: Ints
    """Seconds since 1970, as `available`."""
    available: Ints


@dataclass(frozen=True)
class Ids:
    """The ids of the rows that runs refer to."""

    hospital: int
    vehicles: Ints
    """vehicle_id of each vehicle of the hospital."""


def nobody_sent(runs: Runs) -> Sent:
    """Return that the ambulances of these runs belong to somebody else."""
    nobody = np.full(runs.run_id.size, NOBODY)
    available = runs.hands_over + runs.clear_s
    return Sent(nobody, nobody, nobody, nobody, nobody, runs.hands_over, available)


def ambulance_runs_table(ids: Ids, runs: Runs, sent: Sent, now: int) -> pa.RecordBatch:
    """Return rows of the table ambulance_runs. runs: those that have arrived by now."""
    other = sent.vehicle == NOBODY
    # The index NOBODY is the last place.
    vehicles, first = np.append(ids.vehicles, 0), ids.hospital * STAFF_PER_HOSPITAL + 1
    return pa.record_batch(
        {
            "run_id": runs.run_id,
            "hospital_id": numbers(np.full(other.size, ids.hospital), pa.int32()),
            "encounter_id": runs.encounter_id,
            "purpose": texts(RUN_PURPOSES, runs.purpose),
            "operator": texts(RUN_OPERATORS, other.astype(np.int64)),
            "priority": texts(PRIORITIES, runs.priority),
            "care": texts(AMBULANCE_CARE, runs.care),
            "lights": runs.lights,
            "vehicle_id": numbers(vehicles[sent.vehicle], pa.int32(), other),
            "driver_id": numbers(first + sent.driver, pa.int32(), other),
            "driver_shift_id": numbers(sent.driver_shift, pa.int64(), other),
            "attendant_id": numbers(first + sent.attendant, pa.int32(), other),
            "attendant_shift_id": numbers(sent.attendant_shift, pa.int64(), other),
            "miles": pa.array(runs.miles / TENTHS).cast(pa.decimal128(5, 1)),
            "called_at": times(runs.called, now),
            "dispatched_at": times(runs.dispatched, now),
            "en_route_at": times(runs.en_route, now),
            "on_scene_at": times(runs.on_scene, now),
            "left_scene_at": times(runs.left_scene, now),
            "arrived_at": times(runs.arrived, now),
            "offloaded_at": times(sent.offloaded, now),
            "available_at": times(sent.available, now),
        }
    )
