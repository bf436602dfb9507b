"""Who does what: everybody is on duty, nobody operates on two patients at once, and today changes nothing earlier."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from healthgen_db.operations.flow.patient import NOWHERE, Patient
from healthgen_db.operations.flow.staffing import ELECTIVE, LATE_AFTER
from healthgen_db.operations.people.acts import Acts
from healthgen_db.operations.people.drawn import DIED, DrawnPeople
from healthgen_db.operations.people.nursing import Stays, UnitNursing
from healthgen_db.operations.records import columns_of
from healthgen_db.operations.words import ACTS, NEVER
from healthgen_db.world.draws import Draws
from tests.unit.operations.duties import FixedDuty, usual_duty
from tests.unit.operations.hospitals import DAY, HOUR, START, Hospital, random_demand
from tests.unit.operations.synthetic import BEGIN, random_records

DAYS = 21
END = START + DAYS * DAY


@cache
def usual() -> tuple[Hospital, list[Patient]]:
    hospital = Hospital(random_demand(DAYS, 150), DAYS, duty_of=usual_duty)
    return hospital, hospital.run(END, step=7 * DAY)


def check_on_duty(duty: FixedDuty, acts: Acts) -> None:
    """Fail unless each act begins in the shift of its person."""
    begin, end, staff, shift, *_ = duty.columns
    row = np.searchsorted(shift, acts.shift)
    assert (shift[row] == acts.shift).all()
    assert (staff[row] == acts.staff).all()
    assert (begin[row] <= acts.began).all()
    assert (acts.began < end[row]).all()


def test_nobody_operates_on_two_patients_at_once() -> None:
    hospital, patients = usual()
    surgeries = defaultdict(list)
    done = [patient for patient in patients if patient.surgery_started != NEVER]
    for patient in done:
        for staff, _ in patient.crew:
            surgeries[staff].append((patient.surgery_started, patient.surgery_ended))
    assert len(done) > 100
    assert all(len(patient.crew) == 3 for patient in done)
    for times in surgeries.values():
        assert all(ended <= began for (_, ended), (began, _) in pairwise(sorted(times)))
    assert not [patient for patient in patients if patient.crew and patient not in done]
    rows = [(1, 0, each.surgery_started, NEVER, *member) for each in done for member in each.crew]
    check_on_duty(hospital.duty, columns_of(Acts, rows))


def test_people_on_call_come_for_urgent_and_late_surgeries() -> None:
    hospital, patients = usual()
    called = 0
    for patient in patients:
        if patient.crew:
            shift = np.array([member[1] for member in patient.crew])
            begins, late = patient.surgery_started, max(patient.surgery_at, patient.admitted) + LATE_AFTER
            on_call = hospital.duty.on_call(shift).any()
            called += int(on_call)
            # Somebody on call also takes over when everybody else would have to stay longer.
            stays = begins + patient.surgery_s > begins // DAY * DAY + 22 * HOUR
            assert not on_call or patient.urgency != ELECTIVE or begins >= late or stays
    assert called > 20
    waits = [each.surgery_started - max(each.surgery_at, each.admitted) for each in patients if each.crew]
    assert np.median(waits) < HOUR


def stays_of(patients: list[Patient], beds: range, until: int = NEVER) -> Stays:
    """Return the stays in beds as known at a time."""
    rows = [
        (patient.id, bed, entered, left if left <= until else NEVER)
        for patient in patients
        for bed, _, entered, left, *_ in patient.all_bed_rows()
        if bed in beds and bed != NOWHERE and entered <= until
    ]
    return columns_of(Stays, rows)


def test_nurses_of_a_unit_share_out_its_patients() -> None:
    hospital, patients = usual()
    unit = max(range(1, len(hospital.layout.units)), key=lambda unit: len(hospital.layout.units[unit].beds))
    beds = hospital.layout.units[unit].beds
    team = hospital.duty.find("ward nurses", unit=unit)
    nurses, earlier = (UnitNursing(hospital.duty, team, beds, START) for _ in range(2))
    stays = stays_of(patients, beds)
    for first in range(START, END, 7 * DAY):
        nurses.extend(stays, first, first + 7 * DAY)
    acts = nurses.acts(stays)
    check_on_duty(hospital.duty, acts)
    # Each stay is covered from its beginning to its end, by one nurse at a time.
    assert acts.began[np.unique(acts.encounter, return_index=True)[1]].size == np.unique(stays.encounter).size
    length = np.minimum(acts.ended, END) - acts.began
    assert length.sum() == (np.minimum(stays.left, END) - stays.entered).sum()
    # At the beginning of a shift, nobody has two patients more than another one.
    for time in range(START + 2 * DAY + 7 * HOUR, END, DAY):
        there = (acts.began <= time) & (time < acts.ended)
        patients_of_nurse = np.unique(acts.staff[there], return_counts=True)[1]
        assert np.ptp(patients_of_nurse) <= 1
    # An earlier today has the same rows, as far as they are known.
    today = START + 9 * DAY + 3 * HOUR
    earlier.extend(stays_of(patients, beds, today), START, today + 1)
    known = earlier.acts(stays_of(patients, beds, today))
    rows = acts.take(acts.began <= today)
    for name in ("encounter", "began", "staff", "shift"):
        assert np.array_equal(getattr(known, name), getattr(rows, name)), name


@pytest.mark.parametrize("seed", [1, 2])
def test_people_drawn_are_on_duty_and_stay_the_same(seed: int) -> None:
    duty = FixedDuty(60)
    for kind in ("triage nurses", "emergency nurses", "emergency providers", "hospitalists"):
        duty.add(kind, {"day": 3, "night": 2})
    shift = BEGIN // DAY * DAY - START // DAY * DAY
    duty.rows = [(begin + shift, end + shift, *rest) for begin, end, *rest in duty.rows]  # type: ignore[misc]
    records = random_records(seed, 400)
    encounters, stays = records.encounters, records.ed_stays
    people = DrawnPeople(Draws(seed), duty, duty.find)
    acts = people.acts(encounters, stays, NEVER - 1)
    check_on_duty(duty, acts)
    did = {act: acts.take(acts.act == number) for number, act in enumerate(ACTS)}
    assert did["triage"].encounter.size == stays.encounter.size
    seen = stays.provider != NEVER
    care = (stays.decision_at - stays.provider)[seen]
    assert (did["emergency care"].ended - did["emergency care"].began).sum() == care.sum()
    died = encounters.encounter_id[(encounters.disposition == DIED) & (encounters.admitted != NEVER)]
    assert died.size
    assert not np.isin(died, did["discharge"].encounter).any()
    assert np.isin(died, did["admission"].encounter).all()
    alive = (encounters.admitted != NEVER) & (encounters.disposition != DIED)
    assert did["discharge"].encounter.size == alive.sum()
    today = BEGIN + 11 * DAY
    earlier = people.acts(encounters, stays, today)
    rows = acts.take(acts.began <= today)
    for name in ("encounter", "act", "began", "staff", "shift"):
        assert np.array_equal(getattr(earlier, name), getattr(rows, name)), name
