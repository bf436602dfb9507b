"""What is planned or decided for a stay beside the flow: expected discharge, change of class, leave of absence.

It follows from the encounter's own draws, from its admission and from its planned departure, so a later `now` never
changes what was there before.
"""

from dataclasses import dataclass

import numpy as np

from healthgen_db.operations.arrow_columns import Numbers
from healthgen_db.operations.records import Encounters
from healthgen_db.operations.words import CLASSES, NEVER
from healthgen_db.world.calendar import DAY, HOUR
from healthgen_db.world.draws import Draws, Ints

# A review of the stay before discharge may find that it never was an inpatient stay (Medicare condition code 44).
# [A] 1 % of inpatient stays shorter than two midnights, one to four hours before the patient leaves.
OBSERVATION_SHARE, SHORT_STAY = 0.01, 48 * HOUR
# [A] The team names the expected day one to five hours after admission and corrects it once in 30 % of stays.
CORRECTED_SHARE, SHORTEST_CORRECTED = 0.3, 10 * HOUR
CORRECTIONS = np.array([-2, -1, 1, 2])
# Leave of absence: out between 9 and 12 in the morning, back 4 to 8 hours later, on a full day after the third.
LEAVE_FROM, LEAVE_DAYS = 9 * HOUR, 3

_OBSERVATION, _INPATIENT = CLASSES.index("observation"), CLASSES.index("inpatient")


@dataclass(frozen=True)
class StayPlans:
    """Plans of encounters, columns of shape (encounters,); NEVER where there is none."""

    observation_at: Ints
    """When an inpatient stay becomes observation."""
    expected_set: Ints
    """When the day of discharge is first named."""
    expected_first: Ints
    """The day first named, days since 1970; -1 none."""
    expected_corrected: Ints
    """When another day is named."""
    expected_last: Ints
    """The day named then, or the first one if there is no correction; -1 none."""
    leave_begins: Ints
    leave_ends: Ints

    def expected_discharge(self, now: int) -> Ints:
        """Return the expected day of discharge as named by now; -1 none."""
        named = np.where(self.expected_corrected <= now, self.expected_last, self.expected_first)
        return np.where(self.expected_set <= now, named, -1)

    def current_class(self, encounters: Encounters, now: int) -> Ints:
        """Return the class that the encounters have at `now`, or had when the patient left."""
        admitted = np.where(encounters.admitted <= now, encounters.klass_admitted, encounters.klass)
        return np.where(self.observation_at <= now, _OBSERVATION, admitted)


def stay_plans(draws: Draws, encounters: Encounters, utc_offset: int) -> StayPlans:
    """Return the plans of encounters.

    utc_offset: local standard time of the hospital minus UTC, seconds (-18,000 in New York)
    """
    admitted = np.flatnonzero(encounters.admitted < NEVER)
    key, planned_left = encounters.encounter_id[admitted], encounters.planned_left[admitted]
    since = encounters.admitted[admitted]
    columns = np.full((7, len(encounters.encounter_id)), NEVER)
    columns[2], columns[4] = -1, -1
    columns[0, admitted] = _observation_at(draws, encounters, admitted)
    columns[1:5, admitted] = _expected(
        draws, key, since, planned_left, encounters.expected_discharge[admitted]
    )
    leaves = np.flatnonzero(encounters.takes_leave[admitted])
    columns[5:, admitted[leaves]] = _leave(
        draws, key[leaves], since[leaves], planned_left[leaves], utc_offset
    )
    return StayPlans(*columns)


def _observation_at(draws: Draws, encounters: Encounters, row: Ints) -> Ints:
    key, planned_left = encounters.encounter_id[row], encounters.planned_left[row]
    at = planned_left - HOUR - draws.below("plans.observation_time", key, 3 * HOUR)
    changes = draws.uniform("plans.observation", key) < OBSERVATION_SHARE
    changes &= encounters.klass_admitted[row] == _INPATIENT
    changes &= planned_left - encounters.registered[row] < SHORT_STAY
    changes &= encounters.admitted[row] < at
    return np.where(changes, at, NEVER)


def _expected(draws: Draws, key: Ints, admitted: Ints, planned_left: Ints, last: Numbers) -> Ints:
    """Return expected_set, expected_first, expected_corrected and expected_last, shape (4, encounters)."""
    begins = admitted + HOUR + draws.below("plans.expected_time", key, 4 * HOUR)
    named = (last >= 0) & (begins < planned_left) & (planned_left < NEVER)
    remaining = planned_left - begins
    share = 0.2 + 0.6 * draws.uniform("plans.expected_corrected_time", key)
    corrected = begins + (share * np.where(named, remaining, 0)).astype(np.int64)
    change = CORRECTIONS[draws.below("plans.expected_change", key, len(CORRECTIONS))]
    # The day in UTC is the local day or the one after it, so nobody expects a discharge in the past.
    first = np.maximum(last + change, begins // DAY)
    changes = draws.uniform("plans.expected_corrected", key) < CORRECTED_SHARE
    changes &= named & (remaining > SHORTEST_CORRECTED) & (first != last)
    return np.stack(
        [
            np.where(named, begins, NEVER),
            np.where(named, np.where(changes, first, last), -1),
            np.where(changes, corrected, NEVER),
            np.where(named, last, -1),
        ]
    )


def _leave(draws: Draws, key: Ints, admitted: Ints, planned_left: Ints, utc_offset: int) -> Ints:
    """Return the begin and the end of the leave, shape (2, encounters)."""
    first_day = (admitted + utc_offset) // DAY + LEAVE_DAYS
    full_days = np.where(planned_left < NEVER, (planned_left + utc_offset) // DAY - first_day, 0)
    chosen = first_day + draws.below("plans.leave_day", key, np.maximum(full_days, 1))
    begins = chosen * DAY + LEAVE_FROM + draws.below("plans.leave_begin", key, 3 * HOUR) - utc_offset
    ends = begins + 4 * HOUR + draws.below("plans.leave_length", key, 4 * HOUR)
    return np.where(full_days > 0, np.stack([begins, ends]), NEVER)
