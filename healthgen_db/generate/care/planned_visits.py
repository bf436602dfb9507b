"""The visits that courses of care plan, from `start` on: which course, which visit of it, and the earliest day.

No visit before `start` is recorded. A course that is under way at `start` has a visit in the first intake_days, and its
first recorded visit looks like a first visit.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.care_plan import CarePlan
from healthgen_db.generate.care.condition_parameters import ConditionParameters
from healthgen_db.generate.care.courses import CONDITIONS_PER_PATIENT, COURSE_KEYS_PER_PERIOD, NO_CONDITION
from healthgen_db.generate.groups import SPAN, group_starts, running_maximum
from healthgen_db.world.calendar import FIRST_DAY, weekday_of
from healthgen_db.world.draws import Floats, Ints

# The draw key of a planned visit is that of its course * 16 + number of the visit in the course, from 0.
VISITS_PER_COURSE = 16
DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class PlannedVisits:
    """Planned visits as columns of shape (visits,), sorted by patient and day."""

    person: Ints
    """Index of the patient in the block."""
    patient_condition: Ints
    """Index of the patient-condition in the block: person * 3 + 0, 1 or 2."""
    condition: Ints
    """Index of the condition in the catalog."""
    key: Ints
    """Draw key of the visit. It does not depend on `start` or `today`."""
    earlier_visits: Ints
    """How many earlier recorded visits the course has."""
    day: Ints
    """The earliest day of admission."""
    milder: Ints
    """If the condition resolves: by how many steps its severity has fallen since the first recorded visit."""
    early: NDArray[np.bool_]
    """Whether the visit is a follow-up that came early: an unplanned return."""
    severity: Floats
    """Latent severity of the course."""
    stay: Floats
    """The score of the length of the first stay of the course."""
    fatal: NDArray[np.bool_]
    """Whether the patient dies at the end of the visit."""

    def rows(self, which: Ints) -> Self:
        """Return some of the visits. which: their indexes."""
        return type(self)(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def plan_visits(tables: ConditionParameters, periods: CarePeriods, care_plan: CarePlan) -> PlannedVisits:
    """Return the visits that the courses of a block plan from `start` on, on days on which their doctor is there."""
    courses, draws = periods.courses, tables.draws
    chosen = np.flatnonzero(courses.condition.reshape(-1) != NO_CONDITION)
    visits = courses.follow_ups.reshape(-1)[chosen] + 1
    course = np.repeat(np.arange(chosen.size), visits)
    begin = np.cumsum(visits) - visits
    number = np.arange(course.size) - begin[course]
    patient_condition = chosen[course]
    person, column = np.divmod(patient_condition, CONDITIONS_PER_PATIENT)
    key = (periods.key[person] * COURSE_KEYS_PER_PERIOD + column) * VISITS_PER_COURSE + number
    condition = courses.condition.reshape(-1)[patient_condition].astype(np.int64)
    day = courses.onset.reshape(-1)[patient_condition].astype(np.int64)
    cadence = courses.cadence.reshape(-1)[patient_condition]
    day, early = _days(tables, key, condition, number, onset=day, cadence=cadence)
    weekdays = tables.weekday_kind[condition] + care_plan.weekdays[patient_condition]
    if tables.one_visit:  # panel.py has drawn the day of the visit, but not the doctor
        there = tables.open_from[care_plan.weekdays[patient_condition], day - FIRST_DAY]
        day = np.where(there <= tables.last_day, there, there - DAYS_PER_WEEK).astype(np.int64)
    else:
        day = _on_weekday(tables, key, weekdays, day)
    day = running_maximum(course, day)
    recorded = day >= tables.start
    # A course that is under way at `start` has a visit in the first intake_days. If none is planned then, its last
    # visit before `start` is moved to one of these days.
    brought = _late_after_start(tables, number, day, recorded)
    intake = draws.below("visit.intake", key[brought], tables.intake_days - (DAYS_PER_WEEK - 1))
    day[brought] = _on_weekday(tables, key[brought], weekdays[brought], tables.start + intake)
    recorded[brought] = True
    hidden = np.bincount(course[~recorded], minlength=chosen.size)
    all_visits = PlannedVisits(
        person=person,
        patient_condition=patient_condition,
        condition=condition,
        key=key,
        earlier_visits=number - hidden[course],
        day=day,
        milder=_steps_milder(tables, key, course, number > hidden[course]),
        early=early,
        severity=courses.severity.reshape(-1)[patient_condition],
        stay=courses.stay.reshape(-1)[patient_condition],
        fatal=courses.fatal.reshape(-1)[patient_condition],
    )
    rows = np.flatnonzero(recorded)
    return all_visits.rows(rows[np.argsort(person[rows] * SPAN + day[rows], kind="stable")])


def _days(
    tables: ConditionParameters, key: Ints, condition: Ints, number: Ints, *, onset: Ints, cadence: Floats
) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the planned day of each visit. Follow-ups keep the cadence, but the first one can come early.

    The second array says which visits do.

    number: of the visit in its course, from 0; onset: of the course, day; cadence: of the course, days
    """
    draws = tables.draws
    shift = tables.cadence_jitter * (2 * draws.uniform("visit.jitter", key) - 1)
    day = onset + ((number + shift * (number > 0)) * cadence).astype(np.int64)
    chance = draws.uniform("visit.early", key)
    share = tables.early_share[condition]
    comes_early = (number == 1) & (chance < share)
    early = np.flatnonzero(comes_early)
    weeks = np.log1p(-chance[early] / share[early]) / np.log(tables.later_week)
    soon = onset[early] + tables.usual_stay[condition[early]] + 1 + DAYS_PER_WEEK * weeks.astype(np.int64)
    day[early] = np.minimum(day[early], soon)
    return day, comes_early


def _on_weekday(tables: ConditionParameters, key: Ints, row: Ints, day: Ints) -> Ints:
    """Move days forward by up to 6 days, to a weekday drawn from a row of weekday_tables."""
    weekday = tables.draws.categorical_by("visit.weekday", key, tables.weekday_tables, row).astype(np.int64)
    moved: Ints = day + (weekday - weekday_of(day)) % DAYS_PER_WEEK
    return moved


def _late_after_start(
    tables: ConditionParameters, number: Ints, day: Ints, recorded: NDArray[np.bool_]
) -> Ints:
    """Return the last visit before `start` of each course whose next visit is more than intake_days after `start`."""
    last = np.flatnonzero(~recorded[:-1] & recorded[1:] & (number[1:] > 0))
    return last[day[last + 1] > tables.start + tables.intake_days]


def _steps_milder(tables: ConditionParameters, key: Ints, course: Ints, later: NDArray[np.bool_]) -> Ints:
    """Return by how many steps the severity has fallen. later: whether the course has an earlier recorded visit."""
    step = (tables.draws.uniform("visit.milder", key) < tables.behavior.resolving_step) & later
    steps = np.cumsum(step)
    before: Ints = steps - step
    milder: Ints = steps - before[group_starts(course)]
    return milder
