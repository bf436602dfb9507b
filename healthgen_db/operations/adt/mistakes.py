"""Mistakes of the staff: an admission of the wrong class, a move to the wrong bed, a discharge too early.

Each is cancelled some minutes later (A11, A12, A13). A wrong admission or move is then recorded again as it truly was.
"""

from dataclasses import dataclass

import numpy as np

from healthgen_db.operations.adt.parts import Columns, Ranks, part
from healthgen_db.operations.adt.places import Places
from healthgen_db.operations.plans import StayPlans
from healthgen_db.operations.records import BedStays, Encounters, Records
from healthgen_db.operations.words import CLASSES, DISPOSITIONS, NEVER
from healthgen_db.world.calendar import MINUTE
from healthgen_db.world.draws import Draws, Ints

# [A] Share of admissions, moves and discharges with a mistake.
SHARE = 0.005
# [A] A mistake is noticed 2 to 10 minutes later.
EARLIEST, LATEST = 2 * MINUTE, 10 * MINUTE

_OBSERVATION, _INPATIENT = CLASSES.index("observation"), CLASSES.index("inpatient")
_HOME = DISPOSITIONS.index("01")


@dataclass(frozen=True)
class Mistakes:
    """Mistaken events of one kind, and what cancels them, in the same order, shape (mistakes,)."""

    wrong: Columns
    cancel: Columns
    right: Ints | None
    """Index of the right events in their part, which are recorded after the cancelling; None: not related."""


def wrong_admissions(draws: Draws, encounters: Encounters, admissions: Columns) -> Mistakes:
    """Return admissions as inpatient in place of observation, or the reverse. admissions: the right ones."""
    row = admissions["encounter"]
    key = encounters.encounter_id[row]
    right = _chosen(draws, "adt.wrong_admission", key, admissions["occurred"], encounters.planned_left[row])
    wrong = {name: column[right] for name, column in admissions.items()}
    wrong["klass"] = np.where(wrong["klass"] == _INPATIENT, _OBSERVATION, _INPATIENT)
    wrong["rank"] = wrong["rank"] + Ranks.wrong_admission - Ranks.admission
    return Mistakes(wrong, _cancelled(draws, "A11", key[right], wrong), right)


def wrong_moves(
    draws: Draws, encounters: Encounters, stays: BedStays, places: Places, moves: Columns
) -> Mistakes:
    """Return moves to another bed of the same unit than the one that the patient enters. moves: the right ones."""
    row = moves["encounter"]
    key = encounters.encounter_id[row] * 100 + places.request_number[places.moves]
    right = _chosen(draws, "adt.wrong_move", key, moves["occurred"], encounters.planned_left[row])
    right = right[stays.neighbor[places.moves[right]] != 0]
    wrong = {name: column[right] for name, column in moves.items()}
    wrong["bed"] = stays.neighbor[places.moves[right]]
    wrong["rank"] = wrong["rank"] + Ranks.wrong_entry - Ranks.entry
    return Mistakes(wrong, _cancelled(draws, "A12", key[right], wrong), right)


def wrong_discharges(draws: Draws, records: Records, plans: StayPlans, places: Places, now: int) -> Mistakes:
    """Return discharges (to home) of patients who are ready to leave but still wait."""
    encounters = records.encounters
    ready = np.flatnonzero(encounters.ready <= now)
    key = encounters.encounter_id[ready]
    at = encounters.ready[ready] + MINUTE + draws.below("adt.wrong_discharge_time", key, 20 * MINUTE)
    chosen = _chosen(draws, "adt.wrong_discharge", key, at, encounters.planned_left[ready])
    chosen = chosen[at[chosen] <= now]
    row, at = ready[chosen], at[chosen]
    observed = plans.observation_at[row] <= at
    wrong = part(
        row,
        at,
        "A03",
        Ranks.wrong_discharge,
        from_bed=_places_at(records.bed_stays, places, row, at),
        klass=np.where(observed, _OBSERVATION, encounters.klass_admitted[row]),
        disposition=np.full(len(row), _HOME),
    )
    return Mistakes(wrong, _cancelled(draws, "A13", key[chosen], wrong), None)


def _chosen(draws: Draws, name: str, key: Ints, occurred: Ints, planned_left: Ints) -> Ints:
    """Return the indexes of events with a mistake that is cancelled before the patient leaves."""
    chosen = draws.uniform(name, key) < SHARE
    chosen &= (occurred < planned_left - LATEST) & (planned_left < NEVER)
    return np.flatnonzero(chosen)


def _cancelled(draws: Draws, trigger: str, key: Ints, wrong: Columns) -> Columns:
    """Return what cancels mistaken events. The patient is again where the mistake took the patient from."""
    after = EARLIEST + draws.below(f"adt.cancelled.{trigger}", key, LATEST - EARLIEST)
    places = {"bed": wrong["from_bed"]} | ({"from_bed": wrong["bed"]} if "bed" in wrong else {})
    return part(wrong["encounter"], wrong["occurred"] + after, trigger, Ranks.cancel, **places)


def _places_at(stays: BedStays, places: Places, encounter: Ints, at: Ints) -> Ints:
    """Return the beds, or else the stations, of encounters at the times `at`."""
    moment = np.full(len(places.station), -1)
    moment[encounter] = at
    entered = np.flatnonzero(stays.entered <= moment[stays.encounter])
    place = places.station.copy()
    place[stays.encounter[entered]] = stays.bed[entered]
    return place[encounter]
