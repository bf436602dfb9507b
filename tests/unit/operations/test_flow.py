"""The flow of a hospital: places hold one patient at a time, time runs forward only, and crowding has its effects."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from heapq import heappop
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from healthgen_db.operations.flow.batches import patients_of
from healthgen_db.operations.flow.clock import Kind
from healthgen_db.operations.flow.emergency import ADMIT, UNSEEN
from healthgen_db.operations.flow.hospital import Surge
from healthgen_db.operations.flow.patient import NOWHERE, Patient
from healthgen_db.operations.flow.wards import REPATRIATION
from healthgen_db.operations.places.layout import NO_WARD
from healthgen_db.operations.words import NEVER
from tests.unit.operations.hospitals import DAY, HOUR, START, Hospital, random_demand

DAYS, PER_DAY = 60, 150
END = START + DAYS * DAY


@cache
def usual() -> tuple[Hospital, list[Patient]]:
    hospital = Hospital(random_demand(DAYS, PER_DAY), DAYS)
    return hospital, hospital.run(END)


def seen_by(patient: Patient, now: int) -> dict[str, Any]:
    """Return what is known of a patient at a time."""
    names = ("triaged", "roomed", "provider", "decided", "departed", "admitted", "left", "surgery_started")
    times = {name: getattr(patient, name) for name in names}
    rows = [row for row in patient.all_bed_rows() if row[1] <= now]
    return {
        **{name: time if time <= now else NEVER for name, time in times.items()},
        "station": patient.station if patient.roomed <= now else NOWHERE,
        "beds": [
            (bed if entered <= now else NOWHERE, asked, min(entered, NEVER) if entered <= now else NEVER,
             left if left <= now else NEVER)
            for bed, asked, entered, left, *_ in rows
        ],
    }  # fmt: skip


def intervals(patients: list[Patient]) -> dict[int, list[tuple[int, int]]]:
    """Return from when to when each bed had a patient."""
    found: dict[int, list[tuple[int, int]]] = {}
    for patient in patients:
        for bed, _, entered, left, *_ in patient.all_bed_rows():
            if bed != NOWHERE and entered != NEVER:
                found.setdefault(bed, []).append((entered, left))
    return {bed: sorted(stays) for bed, stays in found.items()}


def test_a_bed_has_one_patient_at_a_time_and_is_cleaned_between_two() -> None:
    hospital, patients = usual()
    beds = intervals(patients)
    assert len(beds) > 100
    for stays in beds.values():
        assert all(left < entered for (_, left), (entered, _) in pairwise(stays))
    unclean = {(bed, begins): ends for bed, begins, ends, _ in hospital.flow.log.bed_periods}
    for (bed, begins), ends in unclean.items():
        assert not [1 for entered, left in beds.get(bed, []) if entered < min(ends, END) and left > begins]


def test_no_bed_of_a_crowded_hospital_is_lost() -> None:
    hospital = Hospital(random_demand(DAYS, PER_DAY), DAYS, bed_factor=0.85)
    hospital.run(END)
    wards, clock = hospital.flow.wards, hospital.flow.clock
    found = [bed for free in wards.free for bed in free]
    found += [bed for each in hospital.flow.here.values() for bed in (each.bed, each.reserved)]
    found += [whose for _, _, kind, whose in clock.heap if kind in {Kind.BED_READY, Kind.BED_UNBLOCKED}]
    beds = [bed for unit in hospital.layout.units if unit.ward != NO_WARD for bed in unit.beds]
    assert sorted(bed for bed in found if bed != NOWHERE) == beds


def test_who_leaves_is_not_called_back_into_another_bed() -> None:
    hospital = Hospital(demand := random_demand(20, PER_DAY), 20)
    wards, layout = hospital.flow.wards, hospital.layout
    patient = next(each for each in patients_of(demand, layout, 0) if each.admits and not each.through_ed)
    elsewhere = next(ward for ward, units in enumerate(layout.ward_units) if units and ward != patient.ward)
    patient.for_ward = patient.ward
    patient.reserved = heappop(wards.free[layout.ward_units[elsewhere][0]])
    patient.requested = START
    wards.moves_in(patient, START)
    assert patient.outlier
    wards.asks(patient, START + 2 * DAY, patient.ward, REPATRIATION)
    wards.assigns(patient, patient.assign_at)
    assert patient.reserved != NOWHERE
    wards.leaves(patient, START + 2 * DAY + HOUR)
    assert (patient.bed, patient.reserved) == (NOWHERE, NOWHERE)


def test_a_station_has_one_patient_at_a_time() -> None:
    stations: dict[int, list[tuple[int, int]]] = {}
    for patient in usual()[1]:
        if patient.roomed != NEVER:
            stations.setdefault(patient.station, []).append((patient.roomed, patient.departed))
    assert len(stations) > 20
    for stays in stations.values():
        assert all(left <= roomed for (_, left), (roomed, _) in pairwise(sorted(stays)))


def test_no_event_is_planned_in_the_past() -> None:
    flow = (hospital := Hospital(random_demand(20, PER_DAY), 20, bed_factor=0.8)).flow
    now, late, plan = [START], [], flow.clock.plan

    def handled(handler: Callable[[Any, int], object]) -> Callable[[Any, int], object]:
        def handle(whose: object, time: int) -> None:
            now[0] = time
            handler(whose, time)

        return handle

    def planned(time: int, number: int, kind: Kind, whose: object = None) -> None:
        late.extend([(time, kind)] if time < now[0] else [])
        plan(time, number, kind, whose)

    flow.handlers = [handled(handler) for handler in flow.handlers]
    flow.clock.plan = planned  # type: ignore[method-assign]
    hospital.run(START + 20 * DAY)
    assert now[0] > START + 19 * DAY
    assert late == []


def test_patients_leave_when_it_is_planned() -> None:
    ended = [patient for patient in usual()[1] if patient.admits and patient.left != NEVER]
    assert len(ended) > 1_000
    assert all(patient.left == patient.leaves for patient in ended)


def test_times_of_a_patient_are_in_order() -> None:
    for patient in usual()[1]:
        times = [patient.registered]
        if patient.through_ed:
            times += [patient.triaged, patient.provider if patient.chose != UNSEEN else patient.triaged]
            times += [patient.decided, patient.departed]
        beds = [row for row in patient.all_bed_rows() if row[0] != NOWHERE]
        times += [time for row in beds for time in row[2:4]] + [patient.left]
        assert times == sorted(times), patient.id
        assert all(asked <= entered for _, asked, entered, *_ in beds)


def test_counts_at_the_full_hour_are_those_of_the_patients() -> None:
    hospital, patients = usual()
    beds = intervals(patients)
    time, census, _, boarders = hospital.flow.log.hours[-30]
    for number, unit in enumerate(hospital.layout.units):
        if unit.ward != NO_WARD:
            stays = [stay for bed in unit.beds for stay in beds.get(bed, [])]
            assert census[number] == sum(entered <= time < left for entered, left in stays)
    there = [each for each in patients if each.through_ed and each.registered <= time < each.departed]
    assert census[0] == len(there)
    assert boarders[0] == sum(each.chose == ADMIT and each.decided <= time for each in there)
    assert sum(boarders[1:]) == boarders[0]


@pytest.mark.parametrize("days", [7, 33])
def test_what_comes_later_changes_nothing(days: int) -> None:
    now = START + days * DAY + 5 * HOUR
    earlier = Hospital(random_demand(DAYS, PER_DAY), DAYS).run(now, step=5 * DAY)
    later = {patient.id: patient for patient in usual()[1]}
    assert len(earlier) > days * PER_DAY / 2
    for patient in earlier:
        assert seen_by(patient, now) == seen_by(later[patient.id], now)


def boarding_and_walk_outs(hospital: Hospital) -> tuple[float, float]:
    patients = [each for each in hospital.run(END) if each.through_ed]
    waits = [
        each.departed - each.decided for each in patients if each.chose == ADMIT and each.departed < NEVER
    ]
    return float(np.mean(waits)) / HOUR, float(np.mean([each.chose == UNSEEN for each in patients]))


def test_fewer_beds_mean_more_boarding_and_walking_out() -> None:
    usual_wait, usual_share = boarding_and_walk_outs(Hospital(random_demand(DAYS, PER_DAY), DAYS))
    fewer = Hospital(random_demand(DAYS, PER_DAY), DAYS, bed_factor=0.75)
    wait, share = boarding_and_walk_outs(fewer)
    assert wait > 2 * usual_wait
    assert share > usual_share


def test_a_surge_closes_beds_only_between_its_days() -> None:
    surge = Surge(factor=2.0, begins=START + 20 * DAY, ends=START + 30 * DAY)
    hospital = Hospital(random_demand(DAYS, PER_DAY), DAYS, surge=surge)
    hospital.run(END)
    beds = sum(len(unit.beds) for unit in hospital.layout.units)
    blocked = {time: sum(closed) / beds for time, _, closed, _ in hospital.flow.log.hours}
    assert blocked[START + 19 * DAY] < 0.1
    assert blocked[START + 29 * DAY] > 0.4
    assert blocked[START + 31 * DAY] < 0.1


def test_intensive_care_is_only_in_intensive_units() -> None:
    hospital, patients = usual()
    levels = [hospital.layout.units[unit].level for unit in hospital.layout.unit_of]
    needs = [patient for patient in patients if patient.icu_after_s == 0 and patient.bed_rows]
    first = [next((row[0] for row in each.bed_rows if row[0] != NOWHERE), NOWHERE) for each in needs]
    assert len(first) > 50
    assert {levels[bed] for bed in first if bed != NOWHERE} == {"intensive"}


def test_a_mother_goes_from_labor_to_the_other_mothers_once() -> None:
    hospital, patients = usual()
    keys = [ward.key for ward in hospital.file.wards]
    ward_of_bed = [hospital.layout.units[unit].ward for unit in hospital.layout.unit_of]
    labor, postpartum = keys.index("labor"), keys.index("postpartum")
    paths = []
    for patient in patients:
        beds = [row[0] for row in patient.all_bed_rows() if row[0] != NOWHERE]
        path = [ward_of_bed[bed] for bed in beds]
        if path[:1] == [labor] and len(path) > 1:
            paths.append(path)
    assert len(paths) > 10
    assert all(path.count(labor) == 1 and path[1] in {postpartum, keys.index("intensive")} for path in paths)
