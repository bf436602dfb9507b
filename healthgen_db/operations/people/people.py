"""The people of one hospital and what they do for its encounters, step by step in the order of time."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from healthgen_db.operations.flow.patient import NOWHERE, Patient
from healthgen_db.operations.flow.staffing import SURGICAL_TEAMS, Duty
from healthgen_db.operations.people.acts import Acts, acts_of, together
from healthgen_db.operations.people.drawn import EMERGENCY_NURSING, DrawnPeople
from healthgen_db.operations.people.nursing import Stays, UnitNursing
from healthgen_db.operations.places.layout import NO_WARD, Layout
from healthgen_db.operations.records import BedStays, Records, UnitHours
from healthgen_db.operations.words import NEVER
from healthgen_db.world.draws import Draws, Ints

WARD_NURSES, OPERATING_NURSES = "ward nurses", "operating nurses"
# What the people of SURGICAL_TEAMS do.
SURGICAL_ACTS = ("surgery", "anesthesia", "operating nursing")


class People:
    """Who does what for the encounters of one hospital, and how many nurses its units have and need.

    find_team: returns the index of a team by kind, unit and service, as Teams.find
    calls: first call and end of the last thing done of shifts on call, by shift_id; NEVER if it goes on
    """

    def __init__(
        self, draws: Draws, layout: Layout, duty: Duty, find_team: Callable[..., int], start: int
    ) -> None:
        self.duty = duty
        self.layout = layout
        self.drawn = DrawnPeople(draws, duty, find_team)
        self.calls: dict[int, tuple[int, int]] = {}
        self.team_of_unit = np.array(
            [
                find_team(WARD_NURSES, unit=number) if unit.ward != NO_WARD else find_team(EMERGENCY_NURSING)
                for number, unit in enumerate(layout.units)
            ]
        )
        self.team_of_unit[-1] = find_team(OPERATING_NURSES)
        self.nursing = {
            number: UnitNursing(duty, int(self.team_of_unit[number]), unit.beds, start)
            for number, unit in enumerate(layout.units)
            if unit.ward != NO_WARD
        }

    def acts(
        self,
        records: Records,
        patients: Sequence[Patient],
        here: Sequence[Patient],
        step: tuple[int, int],
        now: int,
    ) -> Acts:
        """Return what is done by now for the encounters that have ended in a step.

        patients: those of the records; here: those who are not in the records, because they are still here
        step: its beginning, and the beginning of the next one
        """
        encounters = records.encounters
        acts = together(
            [
                self.drawn.acts(encounters, records.ed_stays, now),
                *self._nursing(self._stays(encounters.encounter_id, records.bed_stays), here, step),
                *_surgeries(patients),
            ]
        )
        acts = acts.take(acts.began <= now)
        self._note_calls(acts, now)
        return acts

    def with_nurses(self, hours: UnitHours) -> UnitHours:
        """Return unit hours with the nurses that their patients needed, and those who were on duty."""
        first = self.layout.units[0].id
        unit = hours.unit - first
        per_nurse = np.array([unit.patients_per_nurse for unit in self.layout.units])[unit]
        return replace(
            hours,
            nurses_required=np.ceil(hours.census / per_nurse).astype(np.int64),
            nurses_worked=self.duty.count(self.team_of_unit[unit], hours.hour),
        )

    def _stays(self, encounter: Ints, stays: BedStays) -> Stays:
        found = Stays(
            encounter[stays.encounter], stays.bed - self.layout.first_bed, stays.entered, stays.left
        )
        return found.take(stays.entered != NEVER)

    def _nursing(self, ended: Stays, here: Sequence[Patient], step: tuple[int, int]) -> list[Acts]:
        rows = [
            (patient.id, bed, entered, left)
            for patient in here
            for bed, _, entered, left, *_ in patient.all_bed_rows()
            if bed != NOWHERE
        ]
        still_here = Stays(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)
        everyone = Stays(
            *(np.concatenate([getattr(ended, name), getattr(still_here, name)]) for name in vars(ended))
        )
        acts = []
        unit_of, everyone_unit = self.layout.unit_of[ended.bed], self.layout.unit_of[everyone.bed]
        for number, nurses in self.nursing.items():
            nurses.extend(everyone.take(everyone_unit == number), *step)
            acts.append(nurses.acts(ended.take(unit_of == number)))
        return acts

    def _note_calls(self, acts: Acts, now: int) -> None:
        called = np.flatnonzero(self.duty.on_call(acts.shift))
        ended = np.where(acts.ended <= now, acts.ended, NEVER)
        for row in called.tolist():
            shift, began, end = int(acts.shift[row]), int(acts.began[row]), int(ended[row])
            first, last = self.calls.get(shift, (began, end))
            self.calls[shift] = min(first, began), max(last, end)


def _surgeries(patients: Sequence[Patient]) -> list[Acts]:
    rows = [
        (patient.id, patient.surgery_started, patient.surgery_ended, *member)
        for patient in patients
        for member in patient.crew
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, len(SURGICAL_TEAMS), 5)
    acts = []
    for number, act in enumerate(SURGICAL_ACTS):
        encounter, began, ended, staff, shift = np.ascontiguousarray(table[:, number].T)
        acts.append(acts_of(act, encounter, (began, ended), (staff, shift)))
    return acts
