"""The ambulance service in the order of time: crews, vehicles, transfers, and what is known when."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from numpy.typing import NDArray

from healthgen_db.operations.ambulances.crews_needed import CrewsNeeded, crews_needed
from healthgen_db.operations.ambulances.service import AmbulanceService
from healthgen_db.operations.arrow_columns import numbers, texts, times
from healthgen_db.operations.flow.batches import patients_of
from healthgen_db.operations.places.capacity import Load, measure, ward_of_needs
from healthgen_db.operations.words import DIRECTIONS, NEVER, TRANSFER_MODES
from healthgen_db.world.places.time_zones import zone_named
from tests.unit.operations.ambulances.duty_of_crews import PER_DAY, PER_TYPE, TEAMS, TECHNICIAN, DutyOfCrews
from tests.unit.operations.demands import world_of
from tests.unit.operations.hospitals import DAY, HOUR, START, Demand, Hospital, random_demand
from tests.unit.operations.whole import MICROSECONDS

DAYS, END = 30, START + 30 * DAY - 1
ZONE = zone_named("America/New_York")
TIMES = (
    "called_at", "dispatched_at", "en_route_at", "on_scene_at", "left_scene_at", "arrived_at", "offloaded_at",
    "available_at",
)  # fmt: skip
CREW = ("vehicle_id", "driver_id", "driver_shift_id", "attendant_id", "attendant_shift_id")


@cache
def demand() -> Demand:
    """Return a month of encounters, and where those who are transferred go."""
    return random_demand(DAYS, 220)


def needed() -> CrewsNeeded:
    """Return the crews for the demand."""
    hospital = Hospital(demand(), DAYS)
    load = Load(hours=DAYS * 24.0, bed_hours=np.zeros(len(hospital.file.wards)))
    measure(load, hospital.file, ward_of_needs(hospital.file.wards), demand(), ZONE.hours)
    return crews_needed(load)


def transfers(first: int, last: int, now: int) -> pa.RecordBatch:
    """Return rows of facility_transfers of patients who leave between two times, out and in, in turns."""
    row = np.flatnonzero(demand()["transfer_mode"] >= 0)
    departed = demand()["registered"][row].astype(np.int64) + 3 * HOUR
    row, departed = (each[(departed >= first) & (departed <= last)] for each in (row, departed))
    number = demand()["encounter_id"][row] // 10_000
    far = 600 + 60 * (number % 120)
    return pa.record_batch(
        {
            "encounter_id": demand()["encounter_id"][row],
            "attempt": numbers(1 + number % 2, pa.int16()),
            "direction": texts(DIRECTIONS, (number % 5 == 0).astype(np.int64)),
            "mode": texts(TRANSFER_MODES, number % 5),
            "facility_id": numbers(number % 9 + 101, pa.int32(), number % 10 == 0),
            "answered_at": times(departed - 60 * (number % 90), now),
            "departed_at": times(departed, now),
            "arrived_at": times(departed + far, now),
        }
    )


def service_of(hospital: Hospital) -> AmbulanceService:
    """Return the ambulance service of a hospital, with crews for the demand of the month."""
    crews = needed()
    return AmbulanceService(
        world_of(start=date(2026, 1, 1), today=date(2026, 2, 1), single_hospital=True),
        0,
        ZONE,
        hospital.layout,
        needed=crews,
        teams=TEAMS,
        duty=DutyOfCrews(crews, ZONE),
    )


def registered_in(columns: Demand, first: int, last: int) -> Demand:
    """Return the encounters registered between two times."""
    rows = np.flatnonzero((columns["registered"] >= first) & (columns["registered"] <= last))
    return {name: each[rows] for name, each in columns.items()}


@cache
def served(now: int = END, step: int = 10 * DAY) -> tuple[pa.Table, dict[int, int], AmbulanceService]:
    """Return the runs up to a time, in the order of their ids; the patients' departures; and the service."""
    hospital = Hospital(demand(), DAYS, bed_factor=0.9)
    service = service_of(hospital)
    batches: list[pa.RecordBatch] = []
    departed: dict[int, int] = {}
    for first in range(START, now + 1, step):
        until = min(first + step - 1, now)
        arrivals = registered_in(demand(), first, until)
        hospital.flow.run(patients_of(arrivals, hospital.layout, 0), until)
        log = hospital.flow.log.take()
        for patient in log.patients:
            del hospital.flow.here[patient.id]
        here = [*log.patients, *hospital.flow.here.values()]
        departed |= {each.id: each.departed for each in here}
        known = transfers(first, until, now)
        batches.append(service.runs(arrivals, here, log.hours, known, until=until, now=now))
    return pa.Table.from_batches(batches).sort_by("run_id"), departed, service


def seconds(table: pa.Table, name: str) -> NDArray[np.int64]:
    """Return times in seconds since 1970, NEVER for null."""
    found = table[name].cast(pa.int64()).fill_null(NEVER).to_numpy()
    return np.where(found == NEVER, NEVER, found // MICROSECONDS)


def test_every_arrival_by_ambulance_and_every_transfer_by_ambulance_has_a_run() -> None:
    runs, _, _ = served()
    columns = demand()
    came = columns["encounter_id"][columns["through_ed"] & (columns["mode"] == 1)]
    emergency = runs.filter(pc.equal(runs["purpose"], "emergency"))
    assert emergency["encounter_id"].to_pylist() == came.tolist()
    assert (
        seconds(emergency, "arrived_at") == columns["registered"][np.isin(columns["encounter_id"], came)]
    ).all()
    moved = pa.Table.from_batches([transfers(START, END, END)]).to_pylist()
    expected = {
        each["encounter_id"] * 100 + each["attempt"]: each
        for each in moved
        if each["mode"].endswith("ambulance")
        and each["arrived_at"] is not None
        and (each["direction"] == "out" or each["facility_id"] is not None)
    }
    found = {each["run_id"]: each for each in runs.to_pylist() if each["purpose"] == "transfer"}
    assert found.keys() == expected.keys()
    for number, run in found.items():
        transfer = expected[number]
        assert (run["left_scene_at"], run["arrived_at"]) == (transfer["departed_at"], transfer["arrived_at"])
        assert f"{run['care']} ambulance" == transfer["mode"]
        assert run["called_at"] >= transfer["answered_at"]
        assert run["operator"] == "other" or transfer["direction"] == "out"
    assert {run["operator"] for run in found.values()} == {"own", "other"}


def test_times_are_in_order_and_no_patient_is_handed_over_after_leaving() -> None:
    runs, departed, _ = served()
    columns = np.array([seconds(runs, name) for name in TIMES])
    assert (np.diff(columns, axis=0) >= 0).all()
    left = np.array([departed.get(number, NEVER) for number in runs["encounter_id"].to_pylist()])
    emergency = np.array(runs["purpose"].to_pylist()) == "emergency"
    offloaded = columns[TIMES.index("offloaded_at")]
    known = emergency & (offloaded < NEVER)
    assert (offloaded <= left)[known].all()
    assert (offloaded == left)[known].any()


def test_no_vehicle_and_no_person_is_in_two_runs_and_crews_are_on_duty_and_licensed() -> None:
    runs, _, service = served()
    duty = service.crews.duty
    vehicles = {row["vehicle_id"]: row["care"] for row in service.vehicles_table().to_pylist()}
    assert sorted(vehicles) == [1_000 + number for number in range(1, len(vehicles) + 1)]
    busy = defaultdict(list)
    for row in runs.to_pylist():
        own = row["operator"] == "own"
        assert all((row[name] is not None) == own for name in CREW)
        if not own:
            continue
        begins, ends = (
            row["dispatched_at"].timestamp(),
            (row["available_at"] or row["arrived_at"]).timestamp(),
        )
        for role in ("driver", "attendant"):
            shift = row[f"{role}_shift_id"]
            assert row[f"{role}_id"] - 1_000_001 == shift % PER_DAY
            (on_duty,), (off_duty,) = duty.span(np.array([shift]))
            assert on_duty <= begins <= ends <= off_duty
            busy[role, row[f"{role}_id"]].append((begins, ends))
        technician = [row[f"{role}_shift_id"] % PER_TYPE >= TECHNICIAN for role in ("driver", "attendant")]
        assert technician == [True, vehicles[row["vehicle_id"]] == "basic"]
        care = (row["care"], vehicles[row["vehicle_id"]])
        assert care[0] == care[1] or care == ("basic", "advanced")
        busy["vehicle", row["vehicle_id"]].append((begins, ends))
    assert {kind for kind, _ in busy} == {"vehicle", "driver", "attendant"}
    for times_of in busy.values():
        ordered = sorted(times_of)
        assert all(end <= begin for (_, end), (begin, _) in pairwise(ordered))


def test_the_hospital_drives_most_runs_itself_but_not_those_for_which_nobody_is_free() -> None:
    runs, _, _ = served()
    own = np.array(runs["operator"].to_pylist()) == "own"
    emergency = np.array(runs["purpose"].to_pylist()) == "emergency"
    # The first crews begin at 7 on the first day.
    early = seconds(runs, "dispatched_at") < START + 7 * HOUR
    assert early.any()
    assert not own[early].any()
    assert 0.8 < own[emergency & ~early].mean() < 0.99


@cache
def hurried(now: int, step: int) -> pa.Table:
    """Return the runs of one day, in which patients leave 12 minutes after they come, before they are handed over."""
    columns = random_demand(1, 200) | {"mode": np.ones(200, dtype=np.int64)}
    hospital = Hospital(columns, 1)
    boarders = np.random.default_rng(4).integers(0, 20, 24).tolist()
    hours = [(START + hour * HOUR, [0], [0], [count]) for hour, count in enumerate(boarders)]
    service, batches = service_of(hospital), []
    for first in range(START, now + 1, step):
        until = min(first + step - 1, now)
        patients = patients_of(registered_in(columns, START, until), hospital.layout, 0)
        for patient in patients:
            leaves = patient.registered + 12 * 60
            patient.departed = leaves if leaves <= until else NEVER
        arrivals, counts = (
            registered_in(columns, first, until),
            [each for each in hours if first <= each[0] <= until],
        )
        batches.append(service.runs(arrivals, patients, counts, transfers(0, 0, 0), until=until, now=now))
    return pa.Table.from_batches(batches).sort_by("run_id")


def test_steps_of_any_length_give_the_same_runs() -> None:
    assert served(END, 30 * DAY)[0].equals(served()[0])
    end = START + DAY - 1
    assert hurried(end, 50 * 60).equals(hurried(end, DAY))


def open_ends_are_the_only_difference(earlier: pa.Table, later: pa.Table, now: int) -> bool:
    """Return whether the earlier runs are those of the later ones that had arrived, as they were known then."""
    later = later.filter(pa.array(seconds(later, "arrived_at") <= now))
    same = [name for name in earlier.column_names if name not in TIMES[-2:]]
    closed = [
        (seconds(earlier, name) == np.where(seconds(later, name) <= now, seconds(later, name), NEVER)).all()
        for name in TIMES[-2:]
    ]
    return all(closed) and earlier.select(same).equals(later.select(same))


@pytest.mark.parametrize("now", [END - 12 * DAY, END - 9 * DAY - 5 * HOUR])
def test_a_later_today_changes_no_run_and_closes_those_that_were_open(now: int) -> None:
    earlier = served(now)[0]
    assert earlier.num_rows > 500
    assert (seconds(earlier, "available_at") == NEVER).any()
    assert open_ends_are_the_only_difference(earlier, served()[0], now)


def test_who_drives_does_not_depend_on_an_end_that_nobody_knows_yet() -> None:
    later = hurried(START + DAY - 1, DAY)
    for now in range(START + 16 * HOUR, START + 23 * HOUR, 7 * 60):
        assert open_ends_are_the_only_difference(hurried(now, DAY), later, now), now
