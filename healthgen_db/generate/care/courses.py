"""Courses of care: the conditions of a patient, when each begins, its follow-ups, and whether it ends in death.

A course is a first visit with its follow-ups. It ends, and a patient never has a second course for the same condition.
Some conditions go together, and some patients are frail: they have more courses, and worse ones.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.course_tables import FIRST_SEASON, CourseTables
from healthgen_db.world.calendar import DAYS_PER_YEAR, Days, age_on, month_number, month_of
from healthgen_db.world.draws import RANKS, Categories, Floats, Ints, rank_of_normal
from healthgen_db.world.seasons import MONTHS

# A patient has at most three conditions; a rule checks it, and arrays have three columns for them.
CONDITIONS_PER_PATIENT = 3
NO_CONDITION = -1
# The draw key of a course is that of the care period * 4 + 0, 1 or 2.
COURSE_KEYS_PER_PERIOD = 4


@dataclass(frozen=True)
class Courses:
    """The courses of care of some patients, as arrays of shape (patients, 3): one column for each condition."""

    condition: NDArray[np.int16]
    """Index of the condition; -1 beyond the patient's last course."""
    onset: Days
    """The day from which the first visit is planned."""
    follow_ups: Ints
    """Number of follow-ups."""
    cadence: Floats
    """Days from one planned visit to the next."""
    fatal: NDArray[np.bool_]
    """Whether the patient dies at the end of the first visit. No course follows it."""
    severity: Floats
    """Latent severity: a normal number."""
    stay: Floats
    """The score of the length of the first stay, about normal, before the stay_bias of the hospital."""

    def planned_end(self) -> Floats:
        """Return the day of the patient's last planned visit, shape (patients,)."""
        ends = self.onset + self.follow_ups * self.cadence
        last: Floats = ends[:, 0]
        for column in range(1, CONDITIONS_PER_PATIENT):
            known = self.condition[:, column] != NO_CONDITION
            last = np.where(known, np.maximum(last, ends[:, column]), last)
        return last


def draw_courses(
    tables: CourseTables, period: Ints, first: Days, birth: Days, gender: Categories, *, person: Ints
) -> Courses:
    """Draw the courses of care periods. All arguments have the shape (patients,).

    period: draw keys; first: onset of the first course; person: age * genders + gender at registration
    """
    draws, panel = tables.draws, tables.panel
    shape = (period.size, CONDITIONS_PER_PATIENT)
    courses = Courses(
        condition=np.full(shape, NO_CONDITION, dtype=np.int16),
        onset=np.zeros(shape, dtype=np.int32),
        follow_ups=np.zeros(shape, dtype=np.int64),
        cadence=np.zeros(shape),
        fatal=np.zeros(shape, dtype=np.bool_),
        severity=np.zeros(shape),
        stay=np.zeros(shape),
    )
    frailty = draws.normal("care.frailty", period)
    often_ill = tables.often_ill[person]
    count = 1 + _condition_counts(tables, period, frailty, often_ill)
    pace = tables.pace[person]
    latest = first + np.int32(panel.longest_years * DAYS_PER_YEAR)
    onset = first
    lives = np.ones(period.size, dtype=np.bool_)
    for column in range(CONDITIONS_PER_PATIENT):
        key = period * COURSE_KEYS_PER_PERIOD + column
        if column:
            onset = onset + _gap(tables, key, pace)
        rows = np.flatnonzero((count > column) & (onset < latest) & lives)
        age = age_on(birth[rows], onset[rows])
        row = tables.row(age, gender[rows])
        condition = _draw_condition(tables, key[rows], row, onset[rows], courses.condition[rows, :column])
        known = condition != NO_CONDITION
        rows, age = rows[known], age[known]
        courses.condition[rows, column] = condition[known]
        courses.onset[rows, column] = onset[rows]
        lives[rows] = ~_draw_course(
            tables,
            courses,
            (rows, column),
            key[rows],
            age=age,
            frailty=frailty[rows],
            often_ill=often_ill[rows],
        )
    return courses


def _condition_counts(tables: CourseTables, period: Ints, frailty: Floats, often_ill: Floats) -> Categories:
    """Draw the number of conditions - 1. Frail patients, and those of ages with much illness, have more."""
    panel = tables.panel
    chance = np.sqrt(1 - panel.conditions_by_frailty**2 - panel.conditions_by_age**2)
    score = panel.conditions_by_frailty * frailty + panel.conditions_by_age * often_ill
    count: Categories = tables.count_table[
        rank_of_normal(score + chance * tables.draws.normal("care.conditions", period))
    ]
    return count


def _draw_course(
    tables: CourseTables,
    courses: Courses,
    place: tuple[Ints, int],
    key: Ints,
    *,
    age: NDArray[np.int16],
    frailty: Floats,
    often_ill: Floats,
) -> NDArray[np.bool_]:
    """Draw follow-ups, cadence, severity and death of the courses in a column, and return which are fatal.

    place: patients with such a course, and the column; key, age, frailty, often_ill: of these courses
    """
    rows, column = place
    draws, condition = tables.draws, courses.condition[rows, column]
    share = tables.in_severity
    severity = share * frailty + np.sqrt(1 - share**2) * draws.normal("course.severity", key)
    # severe first stays end in death more often: the mean of the factor is 1
    risk = tables.mortality[condition, age] * 2 * rank_of_normal(severity) / RANKS
    fatal: NDArray[np.bool_] = draws.uniform("course.fatal", key) < risk
    by_frailty, by_age = tables.panel.follow_ups_by_frailty, tables.panel.follow_ups_by_age
    score = by_frailty * frailty + by_age * often_ill
    score += np.sqrt(1 - by_frailty**2 - by_age**2) * draws.normal("course.follow_ups", key)
    drawn = tables.follow_up_tables[tables.follow_up_row[condition], rank_of_normal(score)]
    low, high = tables.cadence[condition, 0], tables.cadence[condition, 1]
    courses.follow_ups[rows, column] = np.where(fatal, 0, drawn)
    courses.cadence[rows, column] = low + (high - low) * draws.uniform("course.cadence", key)
    courses.fatal[rows, column] = fatal
    courses.severity[rows, column] = severity
    courses.stay[rows, column] = _stay_score(tables, key, tables.age_score[condition, age], column, severity)
    return fatal


def _stay_score(tables: CourseTables, key: Ints, age_score: Floats, column: int, severity: Floats) -> Floats:
    """Return the score of the first stay of courses in a column, which have `column` earlier conditions."""
    stay = tables.stay
    by_age, by_earlier, by_severity = stay.by_age, stay.by_earlier_conditions, stay.by_severity
    chance = np.sqrt(1 - by_age**2 - by_earlier**2 - by_severity**2)
    score: Floats = by_age * age_score + by_earlier * tables.earlier_score[column] + by_severity * severity
    score += chance * tables.draws.normal("course.stay", key)
    return score


def _gap(tables: CourseTables, key: Ints, pace: Floats) -> Days:
    """Return the days from the onset of a condition to that of the next one."""
    draws, panel = tables.draws, tables.panel
    chance = draws.uniform("course.gap", key)
    soon = chance < panel.soon_share
    # one draw for both: the place within its part of [0, 1) is as random as another draw
    chance = np.where(soon, chance / panel.soon_share, (chance - panel.soon_share) / (1 - panel.soon_share))
    low, high = (years * DAYS_PER_YEAR for years in panel.later_years)
    soon_days = panel.soon_after_days - panel.soon_mean_days * np.log1p(-chance)
    days = np.where(soon, soon_days, (low + (high - low) * chance) * pace)
    # no course begins later than longest_years; a later onset could be past the end of the calendar
    return np.minimum(days, panel.longest_years * DAYS_PER_YEAR).astype(np.int32)


def _draw_condition(
    tables: CourseTables, key: Ints, row: Ints, onset: Days, earlier: NDArray[np.int16]
) -> NDArray[np.int16]:
    """Draw conditions by age, gender and month, and by the patient's earlier conditions, which are not drawn again.

    row: as CourseTables.row; earlier: shape (patients, 0 to 2). NO_CONDITION stands where no condition is possible.
    """
    cell = row * MONTHS + month_of(onset)
    season = (month_number(onset) - tables.season_begins) // MONTHS - FIRST_SEASON
    below = np.empty((len(tables.weights), row.size), dtype=np.float32)
    total = np.zeros(row.size, dtype=np.float32)
    for number, weights in enumerate(tables.weights):
        weight = weights[cell]
        for column in range(earlier.shape[1]):
            weight *= tables.pair_weights[number, earlier[:, column]]
        if number in tables.epidemics:
            weight *= tables.epidemics[number][season]
        total += weight
        below[number] = total
    chance = (tables.draws.uniform("course.condition", key) * total).astype(np.float32)
    # the product can be rounded up to the total, and is below it
    chance = np.minimum(chance, np.nextafter(total, np.float32(0)))
    condition = (below <= chance).sum(axis=0)
    return np.where(total > 0, condition, NO_CONDITION).astype(np.int16)


def calibrate(tables: CourseTables, courses: Courses, birth: Days) -> None:
    """Correct the weights of conditions by the courses of a pilot. birth: of its patients."""
    known = courses.condition != NO_CONDITION
    born = np.broadcast_to(birth[:, None], known.shape)[known]
    age = age_on(born, courses.onset[known])
    tables.calibrate(courses.condition[known], age, 1 + courses.follow_ups[known])
