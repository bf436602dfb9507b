"""People drawn among those on duty: in the emergency department, at admissions and at discharges."""

from collections.abc import Callable

import numpy as np

from healthgen_db.operations.flow.staffing import EMERGENCY_PROVIDERS, Duty
from healthgen_db.operations.people.acts import Acts, acts_of, together
from healthgen_db.operations.records import EdStays, Encounters
from healthgen_db.operations.words import DISPOSITIONS, NEVER, NOBODY, SERVICE_CODES
from healthgen_db.world.calendar import HOUR
from healthgen_db.world.draws import Draws, Flags, Floats, Ints

TRIAGE, EMERGENCY_NURSING, HOSPITALISTS = "triage nurses", "emergency nurses", "hospitalists"
DIED = DISPOSITIONS.index("20")
# Who takes over at the end of a shift is drawn with the key encounter * LEGS + number of shifts so far.
LEGS = 64


class DrawnPeople:
    """Chooses people with draws whose keys are encounters, so nothing depends on other patients.

    find_team: returns the index of a team by kind and service, as Teams.find
    """

    def __init__(self, draws: Draws, duty: Duty, find_team: Callable[..., int]) -> None:
        self.draws, self.duty = draws, duty
        self.triage_nurses, self.nurses, self.providers = map(
            find_team, (TRIAGE, EMERGENCY_NURSING, EMERGENCY_PROVIDERS)
        )
        self.hospitalists = np.array(
            [find_team(HOSPITALISTS, service=service) for service in range(len(SERVICE_CODES))]
        )

    def acts(self, encounters: Encounters, stays: EdStays, now: int) -> Acts:
        """Return what these people do by now for encounters. stays: those of the same encounters."""
        return together([*self._emergency(encounters, stays, now), *self._doctors_of_stays(encounters, now)])

    def _emergency(self, encounters: Encounters, stays: EdStays, now: int) -> list[Acts]:
        encounter = encounters.encounter_id[stays.encounter]
        triaged = np.flatnonzero(stays.triaged <= now)
        at, whom = stays.triaged[triaged], encounter[triaged]
        turn = self.draws.uniform("people.triage", whom)
        nurse = self.duty.at(np.full(at.size, self.triage_nurses), at, turn)
        placed = np.minimum(np.where(stays.station == 0, NEVER, stays.roomed), stays.provider)
        return [
            acts_of("triage", whom, (at, at), nurse),
            *self._in_turn(
                "emergency nursing",
                self.nurses,
                (encounter, placed, stays.departed),
                lambda key: self.draws.uniform("people.emergency_nursing", key),
                now,
            ),
            *self._in_turn(
                "emergency care",
                self.providers,
                (encounter, stays.provider, stays.decision_at),
                lambda key: self.draws.uniform("people.emergency_care", key),
                now,
            ),
        ]

    def _in_turn(
        self,
        act: str,
        team: int,
        times: tuple[Ints, Ints, Ints],
        turn: Callable[[Ints], Floats],
        now: int,
    ) -> list[Acts]:
        """Return acts that last longer than shifts can: at the end of a shift the next person takes over.

        times: encounters, beginning and end of what is done for them; turn: returns a draw of keys
        """
        encounter, began, ended = times
        acts = []
        for leg in range(LEGS):
            goes_on = (began <= now) & (began < ended) if leg else began <= now
            encounter, began, ended = encounter[goes_on], began[goes_on], ended[goes_on]
            if not encounter.size:
                break
            person = self.duty.at(np.full(encounter.size, team), began, turn(encounter * LEGS + leg))
            there = person[0] != NOBODY
            # When nobody is on duty, somebody is looked for an hour later.
            until = began // HOUR * HOUR + HOUR
            until[there] = self.duty.span(person[1][there])[1]
            acts.append(acts_of(act, encounter, (began, np.minimum(until, ended)), person))
            began = until
        return acts

    def _doctors_of_stays(self, encounters: Encounters, now: int) -> list[Acts]:
        """Return who admits and who discharges. Nobody discharges a patient who dies."""
        admitted, ready, left = encounters.admitted, encounters.ready, encounters.left
        # Stays without a night have no time at which the patient was ready.
        at = np.where(ready > admitted, ready, left)
        dead = (left <= now) & (encounters.disposition == DIED)
        uniform, key = self.draws.uniform, encounters.encounter_id
        return [
            self._once("admission", encounters, admitted, admitted <= now, uniform("people.admission", key)),
            self._once(
                "discharge",
                encounters,
                at,
                (admitted <= now) & (at <= now) & ~dead,
                uniform("people.discharge", key),
            ),
        ]

    def _once(self, act: str, encounters: Encounters, time: Ints, there: Flags, turn: Floats) -> Acts:
        """Return an act of hospitalists that takes a moment. there: for which encounters."""
        encounter, at = encounters.encounter_id[there], time[there]
        doctor = self.duty.at(self.hospitalists[encounters.service[there]], at, turn[there])
        return acts_of(act, encounter, (at, at), doctor)
