"""The visits of each patient: when, for which condition, for how long, how severe.

A visit depends on the visits before it. So the code goes from visit to visit, and each step computes the next visit of
all active patients at once. Drugs, rooms and bills depend on one visit alone. Other modules compute them later, once
for all visits of the block.

The time of a patient, from `start` or birth on, is divided into episodes of equal length. An episode begins with a
visit. After days or weeks the patient may come back for the same condition, with a probability that depends on the
severity of the last visit. Otherwise there is no visit until the next episode.

`today` only decides where a patient's visits end: a visit is in the warehouse from its billing date on. The bills of a
patient have the order of the visits, so a later today adds visits at the end and changes none.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care_plan import CONDITIONS_PER_PATIENT, CarePlan
from healthgen_db.generate.condition_parameters import MILD, MODERATE, NORMAL, ConditionParameters
from healthgen_db.generate.people import People
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.calendar import Days, age_on, year_of, year_start
from healthgen_db.world.draws import VISITS_PER_PATIENT, Ints

# Most days between the planned day of an episode and its first admission: the season moves the day within its year, the
# weekday adds up to 6 days.
LONGEST_SHIFT = 372
DAYS_PER_LEAP_YEAR = 366
# Day 0, 1970-01-01, was a Thursday; Monday is weekday 0.
WEEKDAY_OF_DAY_0 = 3


@dataclass(frozen=True)
class Timeline:
    """Visits as columns of shape (visits,), sorted by patient and visit number."""

    person: Ints
    """Index of the patient in the block."""
    number: Ints
    """Visit number of the patient, from 1."""
    condition: Ints
    """Index of the condition in the catalog."""
    patient_condition: Ints
    """Index of the patient-condition in the block: person * 3 + 0, 1 or 2."""
    previous: Ints
    """Number of the patient's previous visit for the same condition; 0 for a first visit."""
    earlier_visits: Ints
    """How many earlier visits the patient had for this condition."""
    admission: Days
    discharge: Days
    billed: Days
    """Billing date."""
    severity: NDArray[np.int8]
    """Index into SEVERITIES."""

    def rows(self, which: Ints | NDArray[np.bool_]) -> Self:
        """Return some of the visits. which: their indexes, or for each visit whether to take it."""
        return type(self)(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def compute_timeline(
    tables: ConditionParameters, people: People, care_plan: CarePlan, today: int
) -> Timeline:
    """Return all visits of a block that are billed by `today`."""
    states = _PatientStates(tables, people, care_plan)
    active = np.arange(people.id.size)
    steps = []
    while active.size:
        visits, happens = states.next_visits(active)
        ended = (visits.billed > today) | (visits.number > tables.behavior.most_visits)
        kept = visits.rows(happens & ~ended)
        states.record(kept)
        steps.append(kept)
        active = active[~ended]
    return _sorted(steps)


class _PatientStates:
    """What the next visit of each patient depends on, updated after each step.

    The first group has shape (patients,), the second (patient-conditions,):

    number: visits so far
    episode: number of the current episode, from 1; 0 before the first
    last_patient_condition: patient-condition of the last visit, -1 before the first
    may_repeat: whether the patient can come back for the condition of the last visit
    severity, discharge, billed: those of the last visit

    condition: index of the condition, -1 if the patient has fewer conditions
    last_number: number of the last visit for it, 0 before the first
    visits: visits for it so far
    year, visits_in_year: calendar year of the last visit for it, and its visits in that year
    """

    def __init__(self, tables: ConditionParameters, people: People, care_plan: CarePlan) -> None:
        self.tables = tables
        self.draws = tables.draws
        self.care_plan = care_plan
        self.id = people.id
        self.birth = people.birth
        patients = people.id.size
        self.number = np.zeros(patients, dtype=np.int64)
        self.episode = np.zeros(patients, dtype=np.int64)
        self.last_patient_condition = np.full(patients, -1, dtype=np.int64)
        self.may_repeat = np.zeros(patients, dtype=np.bool_)
        self.severity = np.zeros(patients, dtype=np.int8)
        self.discharge = care_plan.first_day - 1
        self.billed = care_plan.first_day - 1
        patient_conditions = patients * CONDITIONS_PER_PATIENT
        self.condition = care_plan.conditions.reshape(-1).astype(np.int64)
        self.same_day_bias = care_plan.same_day_bias.reshape(-1)
        self.last_number = np.zeros(patient_conditions, dtype=np.int64)
        self.visits = np.zeros(patient_conditions, dtype=np.int64)
        self.year = np.zeros(patient_conditions, dtype=np.int32)
        self.visits_in_year = np.zeros(patient_conditions, dtype=np.int64)

    def next_visits(self, person: Ints) -> tuple[Timeline, NDArray[np.bool_]]:
        """Return the next visit of each of these patients, and whether it happens.

        If it does not happen, no condition of the patient fits, and the patient has no visit in this episode.
        """
        number = self.number[person] + 1
        key = self.id[person] * VISITS_PER_PATIENT + number
        repeats, patient_condition, admission = self._repeat_visits(person, key)
        happens = repeats.copy()
        new = np.flatnonzero(~repeats)
        happens[new], patient_condition[new], admission[new] = self._begin_episodes(person[new], key[new])
        condition = self.condition[patient_condition]
        earlier_visits = self.visits[patient_condition]
        days, severity = self._stays(person, key, patient_condition, repeats)
        discharge = admission + days
        soonest, latest = self.tables.bill_lag
        lag = (soonest + self.draws.below("visit.bill_lag", key, latest - soonest + 1)).astype(np.int32)
        visits = Timeline(
            person, number, condition, patient_condition, self.last_number[patient_condition],
            earlier_visits, admission, discharge, discharge + lag, severity,
        )  # fmt: skip
        return visits, happens

    def record(self, visit: Timeline) -> None:
        """Update the states after these visits."""
        person, patient_condition = visit.person, visit.patient_condition
        self.number[person] = visit.number
        self.last_patient_condition[person] = patient_condition
        self.may_repeat[person] = True
        self.severity[person] = visit.severity
        self.discharge[person] = visit.discharge
        self.billed[person] = visit.billed
        self.last_number[patient_condition] = visit.number
        self.visits[patient_condition] += 1
        year = year_of(visit.admission)
        self.visits_in_year[patient_condition] = self._visits_in(patient_condition, year) + 1
        self.year[patient_condition] = year

    def _visits_in(self, patient_condition: Ints, year: Days) -> Ints:
        """Return the visits so far for a patient-condition in a calendar year."""
        return np.where(self.year[patient_condition] == year, self.visits_in_year[patient_condition], 0)

    def _repeat_visits(self, person: Ints, key: Ints) -> tuple[NDArray[np.bool_], Ints, Days]:
        """Return who comes back for the condition of the last visit, the patient-condition, and the admission."""
        tables = self.tables
        patient_condition = np.maximum(self.last_patient_condition[person], 0)
        condition = self.condition[patient_condition]
        low, high = tables.repeat_gap[condition, 0], tables.repeat_gap[condition, 1]
        gap = low + self.draws.below("visit.gap", key, high - low + 1)
        day = np.maximum(self.discharge[person] + gap, self.billed[person] + 1).astype(np.int32)
        day = self._on_weekday(day, key, condition)
        repeats = self.draws.uniform("visit.repeats", key) < tables.repeat_share[self.severity[person]]
        repeats &= self.may_repeat[person]
        repeats &= self._eligible(patient_condition, self.birth[person], day)
        return repeats, patient_condition, day

    def _begin_episodes(self, person: Ints, key: Ints) -> tuple[NDArray[np.bool_], Ints, Days]:
        """Begin the next episode: return whether a condition fits, the patient-condition, and the admission."""
        plan, birth, billed = self.care_plan, self.birth[person], self.billed[person]
        self.may_repeat[person] = False
        self.episode[person] += 1
        episode = self.episode[person]
        chance = self.draws.uniform("episode.begins", self.id[person] * VISITS_PER_PATIENT + episode)
        begins = (episode - 1 + self.tables.behavior.episode_spread * chance) * plan.episode_days[person]
        planned = plan.first_day[person] + plan.delay[person] + begins.astype(np.int64)
        recovery = 1 + self.draws.below("visit.recovery", key, self.tables.behavior.longest_recovery_days)
        planned = np.maximum(planned, billed + recovery).astype(np.int32)
        patient_condition, found = self._choose_condition(person, key, planned)
        condition = self.condition[patient_condition]
        day = self._in_season(planned, key, condition, birth)
        day = self._on_weekday(day, key, condition)
        # the season can move the day back: to before the last bill, or to an age at which the patient is too young
        too_early = (day <= billed) | (age_on(birth, day) < self.tables.min_age[condition])
        if too_early.any():
            day = np.where(too_early, self._on_weekday(planned, key, condition), day)
        return found, patient_condition, day

    def _choose_condition(self, person: Ints, key: Ints, planned: Days) -> tuple[Ints, NDArray[np.bool_]]:
        """Choose one of the patient's conditions that fit, if possible another one than in the last episode."""
        count = self.care_plan.count[person]
        first = person * CONDITIONS_PER_PATIENT
        last = self.last_patient_condition[person] - first
        step = 1 + self.draws.below("episode.condition", key, np.maximum(count - 1, 1))
        column: Ints = np.where(last < 0, 0, (last + step) % count)
        patient_condition = first + column
        found = self._fits(person, patient_condition, planned)
        # if it does not fit, try the patient's other conditions in turn
        for attempt in range(1, CONDITIONS_PER_PATIENT):
            missing = np.flatnonzero(~found & (attempt < count))
            candidate = first[missing] + (column[missing] + attempt) % count[missing]
            fits = self._fits(person[missing], candidate, planned[missing])
            patient_condition[missing[fits]] = candidate[fits]
            found[missing[fits]] = True
        return patient_condition, found

    def _fits(self, person: Ints, patient_condition: Ints, planned: Days) -> NDArray[np.bool_]:
        return self._eligible(patient_condition, self.birth[person], planned, LONGEST_SHIFT)

    def _eligible(self, patient_condition: Ints, birth: Days, day: Days, later: int = 0) -> NDArray[np.bool_]:
        """Return whether age and limits on visits allow a visit on a day, or up to `later` days after it."""
        tables, condition = self.tables, self.condition[patient_condition]
        eligible = age_on(birth, day) >= tables.min_age[condition]
        eligible &= age_on(birth, day + later) <= tables.max_age[condition]
        eligible &= self.visits[patient_condition] < tables.most_visits[condition]
        visits_in_year = self._visits_in(patient_condition, year_of(day))
        eligible &= visits_in_year < tables.most_visits_a_year[condition]
        return eligible

    def _in_season(self, planned: Days, key: Ints, condition: Ints, birth: Days) -> Days:
        """Move days within their years, so that days spread evenly over the year follow the condition's season."""
        tables, child = self.tables, age_on(birth, planned) < ADULT_AGE
        season = np.where(child, tables.season_child[condition], tables.season[condition])
        moved = np.flatnonzero(season >= 0)
        start = year_start(planned[moved])
        day_of_year = planned[moved] - start + self.draws.uniform("episode.season", key[moved])
        day = planned.copy()
        day[moved] = start + tables.day_in_season(season[moved], day_of_year / DAYS_PER_LEAP_YEAR)
        return day

    def _on_weekday(self, day: Days, key: Ints, condition: Ints) -> Days:
        """Move days forward by up to 6 days, to a weekday drawn by the condition's weights."""
        weekday = self.draws.categorical_by(
            "visit.weekday", key, self.tables.weekday_tables, self.tables.weekday_row[condition]
        )
        return day + (weekday - (day + WEEKDAY_OF_DAY_0)) % 7

    def _stays(
        self, person: Ints, key: Ints, patient_condition: Ints, repeats: NDArray[np.bool_]
    ) -> tuple[Days, NDArray[np.int8]]:
        """Return lengths of stay (days) and severities."""
        tables, condition = self.tables, self.condition[patient_condition]
        follow_up = self.visits[patient_condition] > 0
        resolving = tables.resolving[condition]
        resolving_severity = self._resolving_severities(person, key, repeats)
        # a Moderate visit is never a same-day visit
        overnight = resolving & (resolving_severity == MODERATE)
        share = tables.same_day_share(condition, self.same_day_bias[patient_condition], follow_up)
        same_day = (self.draws.uniform("visit.same_day", key) < share) & ~overnight
        by_secondary = tables.first_by_secondary(key, condition)
        row = tables.stay_row(condition, follow_up, by_secondary, overnight)
        drawn_days = self.draws.categorical_by("visit.days", key, tables.stay_tables, row)
        days: Days = np.where(same_day, 0, drawn_days).astype(np.int32)
        severity = np.where(resolving, resolving_severity, tables.severity_of_stay[days])
        return days, severity

    def _resolving_severities(self, person: Ints, key: Ints, repeats: NDArray[np.bool_]) -> NDArray[np.int8]:
        """Return the severity of conditions that resolve: Mild or Moderate first, then milder with each visit."""
        behavior, chance = self.tables.behavior, self.draws.uniform("visit.course", key)
        start = np.where(chance < behavior.resolving_start["Mild"], MILD, MODERATE)
        milder = np.maximum(self.severity[person] - (chance < behavior.resolving_step), NORMAL)
        return np.where(repeats, milder, start).astype(np.int8)


def _sorted(steps: list[Timeline]) -> Timeline:
    columns = ([getattr(step, name) for step in steps] for name in Timeline.__dataclass_fields__)
    visits = Timeline(*map(np.concatenate, columns))
    return visits.rows(np.argsort(visits.person * VISITS_PER_PATIENT + visits.number, kind="stable"))
