"""The runs of transfers between a hospital and other facilities, from the rows of facility_transfers."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from healthgen_db.operations.ambulances.figures import load_ambulances
from healthgen_db.operations.ambulances.runs import (
    BASIC,
    CRITICAL,
    NO_PRIORITY,
    RUNS_PER_ENCOUNTER,
    TENTHS,
    TRANSFER,
    Runs,
)
from healthgen_db.operations.arrow_columns import MICROSECONDS
from healthgen_db.operations.figures.kinds import Lognormal
from healthgen_db.operations.ways import MILES_PER_HOUR
from healthgen_db.operations.words import DIRECTIONS, NEVER, TRANSFER_MODES
from healthgen_db.world.calendar import HOUR, MINUTE
from healthgen_db.world.draws import Draws, Flags, Floats, Ints

OUT = DIRECTIONS.index("out")


@dataclass(frozen=True)
class Transfers:
    """Patients who travelled by ambulance and have arrived, columns of shape (transfers,)."""

    encounter_id: Ints
    attempt: Ints
    care: Ints
    """As AMBULANCE_CARE."""
    out: Flags
    """Whether the patient left this hospital; else the patient came from a facility."""
    answered: Ints
    departed: Ints
    arrived: Ints


def by_ambulance(rows: pa.RecordBatch) -> Transfers:
    """Return the transfers by ambulance among rows of facility_transfers.

    Of a transfer between two hospitals of the dataset, only the row of the sending hospital counts.
    """
    mode = _index(rows["mode"], TRANSFER_MODES)
    out = _index(rows["direction"], DIRECTIONS) == OUT
    arrived, departed = _seconds_of(rows["arrived_at"]), _seconds_of(rows["departed_at"])
    linked = rows["facility_id"].is_null().to_numpy(zero_copy_only=False)
    kept = np.flatnonzero((mode >= BASIC) & (mode <= CRITICAL) & (arrived < NEVER) & (out | ~linked))
    return Transfers(
        encounter_id=rows["encounter_id"].to_numpy()[kept],
        attempt=rows["attempt"].to_numpy()[kept].astype(np.int64),
        care=mode[kept],
        out=out[kept],
        answered=_seconds_of(rows["answered_at"])[kept],
        departed=departed[kept],
        arrived=arrived[kept],
    )


def transfer_runs(draws: Draws, transfers: Transfers) -> Runs:
    """Return the runs of transfers."""
    figures, key = load_ambulances().transfer, transfers.encounter_id
    parts = [
        _seconds(draws.normal("ambulance.transfer_bedside", key), figures.bedside),
        _seconds(draws.normal("ambulance.transfer_travel", key), figures.travel),
        _seconds(draws.normal("ambulance.transfer_turnout", key), figures.turnout),
        _seconds(draws.normal("ambulance.transfer_call", key), figures.call),
    ]
    # The ambulance is called once the other side has accepted.
    since = np.maximum(transfers.departed - transfers.answered, 0)
    share = np.minimum(1, since / np.maximum(sum(parts), 1))
    on_scene, en_route, dispatched, called = transfers.departed - (np.cumsum(parts, axis=0) * share).astype(
        np.int64
    )
    way = transfers.arrived - transfers.departed
    handover = _seconds(draws.normal("ambulance.transfer_handover", key), figures.handover)
    clear = _seconds(draws.normal("ambulance.transfer_clear", key), figures.clear)
    return Runs(
        run_id=key * RUNS_PER_ENCOUNTER + transfers.attempt,
        encounter_id=key,
        purpose=np.full(key.size, TRANSFER),
        priority=np.full(key.size, NO_PRIORITY),
        care=transfers.care,
        lights=transfers.care == CRITICAL,
        miles=np.round(way * (MILES_PER_HOUR * TENTHS / HOUR)).astype(np.int64),
        called=called,
        dispatched=dispatched,
        en_route=en_route,
        on_scene=on_scene,
        left_scene=transfers.departed,
        arrived=transfers.arrived,
        hands_over=transfers.arrived + np.minimum(handover, int(figures.longest_handover * MINUTE)),
        clear_s=way + clear,
    )


def _seconds(normal: Floats, figure: Lognormal) -> Ints:
    median, spread = figure
    return (median * MINUTE * np.exp(spread * normal)).astype(np.int64)


def _index(column: pa.Array, words: tuple[str, ...]) -> Ints:
    """Return the index of texts in a tuple, -1 for null."""
    found: Ints = pc.index_in(column, pa.array(words)).fill_null(-1).to_numpy().astype(np.int64)
    return found


def _seconds_of(column: pa.Array) -> Ints:
    """Return times as seconds since 1970, NEVER for null."""
    micros: Ints = column.cast(pa.int64()).fill_null(NEVER).to_numpy()
    return np.where(micros == NEVER, NEVER, micros // MICROSECONDS)
