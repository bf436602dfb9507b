"""Events of encounters and of stays in the emergency department: registration, admission, updates, discharge."""

import numpy as np

from healthgen_db.operations.adt.parts import Columns, Ranks, part
from healthgen_db.operations.adt.places import Places
from healthgen_db.operations.arrow_columns import Numbers
from healthgen_db.operations.plans import StayPlans
from healthgen_db.operations.records import EdStays, Encounters
from healthgen_db.operations.words import CLASSES, SERVICE_CODES, TRIGGERS, UPDATES
from healthgen_db.world.draws import Flags, Ints

_EMERGENCY = CLASSES.index("emergency")
_OUTPATIENT = CLASSES.index("outpatient")
_EMERGENCY_SERVICE = SERVICE_CODES.index("EMED")


def registrations(encounters: Encounters, now: int) -> Columns:
    """Return A04 of all encounters but those whose registration is their admission (A01)."""
    shown = _was_out(encounters.klass) | (encounters.registered != encounters.admitted)
    row = np.flatnonzero(shown & (encounters.registered <= now))
    klass = encounters.klass[row]
    # At the door nobody knows yet who will be responsible on a ward.
    service = np.where(klass == _EMERGENCY, _EMERGENCY_SERVICE, encounters.service[row])
    return part(row, encounters.registered[row], "A04", Ranks.registration, klass=klass, service=service)


def admissions(encounters: Encounters, places: Places, now: int) -> Columns:
    """Return A01, or A06 where the patient was an emergency or outpatient one, with the bed if entered then."""
    row = np.flatnonzero(encounters.admitted <= now)
    trigger = np.where(_was_out(encounters.klass[row]), TRIGGERS.index("A06"), TRIGGERS.index("A01")).astype(
        np.int8
    )
    in_bed = places.bed_at_admission[row] != 0
    return part(
        row,
        encounters.admitted[row],
        trigger,
        Ranks.admission + Ranks.for_each_request * places.request_at_admission[row],
        bed=places.bed_at_admission[row],
        from_bed=np.where(in_bed, places.station[row], 0),
        klass=encounters.klass_admitted[row],
        service=np.where(in_bed, places.service_at_admission[row], encounters.service[row]),
    )


def discharges(encounters: Encounters, plans: StayPlans, places: Places, now: int) -> Columns:
    """Return A03."""
    row = np.flatnonzero(encounters.left <= now)
    return part(
        row,
        encounters.left[row],
        "A03",
        Ranks.discharge,
        from_bed=places.last[row],
        klass=plans.current_class(encounters, now)[row],
        disposition=encounters.disposition[row],
    )


def changes(encounters: Encounters, plans: StayPlans, now: int) -> list[Columns]:
    """Return what happens between admission and discharge: A16, A07, A21, A22, and A08 of the expected discharge."""
    ready = np.flatnonzero(encounters.ready <= now)
    observed = np.flatnonzero(plans.observation_at <= now)
    observation = np.full(len(observed), CLASSES.index("observation"))
    away = np.flatnonzero(plans.leave_begins <= now)
    back = np.flatnonzero(plans.leave_ends <= now)
    named = np.flatnonzero(plans.expected_set <= now)
    corrected = np.flatnonzero(plans.expected_corrected <= now)
    return [
        part(ready, encounters.ready[ready], "A16", Ranks.ready),
        part(observed, plans.observation_at[observed], "A07", Ranks.observation, klass=observation),
        part(away, plans.leave_begins[away], "A21", Ranks.leave_begins),
        part(back, plans.leave_ends[back], "A22", Ranks.leave_ends),
        _update(
            "expected discharge",
            named,
            plans.expected_set[named],
            Ranks.expected,
            plans.expected_first[named],
        ),
        _update(
            "expected discharge",
            corrected,
            plans.expected_corrected[corrected],
            Ranks.corrected,
            plans.expected_last[corrected],
        ),
    ]


def emergency_updates(stays: EdStays, now: int) -> list[Columns]:
    """Return A08 of triage, station, provider and decision."""
    triaged = np.flatnonzero(stays.triaged <= now)
    roomed = np.flatnonzero((stays.roomed <= now) & (stays.station != 0))
    seen = np.flatnonzero(stays.provider <= now)
    decided = np.flatnonzero(stays.decision_at <= now)
    encounter = stays.encounter
    return [
        _update("triage", encounter[triaged], stays.triaged[triaged], Ranks.triage)
        | {"esi": stays.esi[triaged], "score": stays.score[triaged]},
        _update("roomed", encounter[roomed], stays.roomed[roomed], Ranks.roomed)
        | {"bed": stays.station[roomed]},
        _update("provider", encounter[seen], stays.provider[seen], Ranks.provider),
        _update("decision", encounter[decided], stays.decision_at[decided], Ranks.decision)
        | {"decision": stays.decision[decided]},
    ]


def _was_out(klass: Numbers) -> Flags:
    """Return which patients are registered without a stay."""
    return np.isin(klass, [_EMERGENCY, _OUTPATIENT])


def _update(what: str, encounter: Ints, occurred: Ints, rank: int, expected: Ints | None = None) -> Columns:
    update = np.full(len(encounter), UPDATES.index(what))
    events = part(encounter, occurred, "A08", rank, update=update)
    return events if expected is None else events | {"expected": expected}
