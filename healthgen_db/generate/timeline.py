"""When each patient comes, what for, and for how long: the part of a visit that depends on the visits before it.

Visits are a sequence, so this steps over visit numbers and is vectorised across the patients still active. All that
follows from a visit alone (drugs, room, payment) is computed afterwards, once, over all visits of the block.

A patient's time is divided into episodes, evenly paced from `start` or birth on. An episode opens with a visit, and
goes on after days or weeks with another visit for the same condition, with a probability that depends on the severity
of the last one. Then nothing happens until the next episode. Nothing here asks for `today` but to stop: a visit is in
the warehouse from the day its bill is written, and bills follow each other in the order of visits, so a later today
appends visits to each patient and changes none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care_plan import CONDITIONS_PER_PATIENT, CarePlan
from healthgen_db.generate.condition_parameters import MILD, MODERATE, NORMAL, ConditionParameters
from healthgen_db.generate.people import People
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.calendar import Days, age_on, year_of, year_start
from healthgen_db.world.draws import VISITS_PER_PATIENT, Ints

__all__ = ["Timeline", "compute_timeline"]

# Seasons and weekdays move an admission within its calendar year and the days after: a margin for age limits.
LONGEST_SHIFT = 372


@dataclass(frozen=True)
class Timeline:
    """Visits as columns of shape (visits,), sorted by patient and visit number."""

    person: Ints
    """Row of the patient in the block."""
    number: Ints
    condition: Ints
    patient_condition: Ints
    """Which of the patient's conditions, counted through the block: person * 3 + 0, 1 or 2."""
    previous: Ints
    """Number of the patient's previous visit for the same condition; 0 for a first visit."""
    chain: Ints
    """How many visits of the patient for this condition came before."""
    admission: Days
    discharge: Days
    billed: Days
    severity: NDArray[np.int8]


def compute_timeline(
    tables: ConditionParameters, people: People, care_plan: CarePlan, today: int
) -> Timeline:
    """Follow every patient of a block from `start` until the first visit that is not billed by `today`."""
    states = _PatientStates(tables, people, care_plan)
    active = np.arange(people.id.size)
    steps = []
    while active.size:
        visit = states.next_visits(active)
        ended = (visit.billed > today) | (visit.number > tables.most_visits_of_a_patient)
        kept = visit.only(visit.happens & ~ended)
        states.record(kept)
        steps.append(kept)
        active = active[~ended]
    return _sorted(steps)


@dataclass(frozen=True, slots=True)
class _Visits:
    """The next visit of some patients; where none happens, the patient passes over an episode."""

    person: Ints
    number: Ints
    happens: NDArray[np.bool_]
    condition: Ints
    patient_condition: Ints
    previous: Ints
    chain: Ints
    admission: Days
    discharge: Days
    billed: Days
    severity: NDArray[np.int8]

    def only(self, mask: NDArray[np.bool_]) -> _Visits:
        return _Visits(*(getattr(self, name)[mask] for name in self.__slots__))


class _PatientStates:
    """What the visits so far say about the next one: one entry a patient, or one a patient-condition."""

    def __init__(self, tables: ConditionParameters, people: People, care_plan: CarePlan) -> None:
        self.tables = tables
        self.draws = tables.draws
        self.id = people.id
        self.birth = people.birth
        self.needs = care_plan
        patients = people.id.size
        patient_conditions = patients * CONDITIONS_PER_PATIENT
        self.condition = care_plan.conditions.reshape(-1).astype(np.int64)
        self.same_day_bias = care_plan.same_day_bias.reshape(-1)
        self.number = np.zeros(patients, dtype=np.int64)
        self.episode = np.zeros(patients, dtype=np.int64)
        self.last_patient_condition = np.full(patients, -1, dtype=np.int64)
        self.may_repeat = np.zeros(patients, dtype=np.bool_)
        self.severity = np.zeros(patients, dtype=np.int8)
        self.discharge = care_plan.first_day - 1
        self.billed = care_plan.first_day - 1
        self.last_number = np.zeros(patient_conditions, dtype=np.int64)
        self.visits = np.zeros(patient_conditions, dtype=np.int64)
        self.year = np.zeros(patient_conditions, dtype=np.int32)
        self.visits_in_year = np.zeros(patient_conditions, dtype=np.int64)

    def next_visits(self, person: Ints) -> _Visits:
        """Return the next visit of each of these patients."""
        number = self.number[person] + 1
        key = self.id[person] * VISITS_PER_PATIENT + number
        repeats, patient_condition, admission = self._repeats(person, key)
        happens = repeats.copy()
        fresh = np.flatnonzero(~repeats)
        happens[fresh], patient_condition[fresh], admission[fresh] = self._opens(person[fresh], key[fresh])
        condition = self.condition[patient_condition]
        chain = self.visits[patient_condition]
        days, severity = self._stay((person, key), patient_condition, repeats)
        discharge = admission + days
        soonest, latest = self.tables.bill_lag
        lag = (soonest + self.draws.below("visit.bill_lag", key, latest - soonest + 1)).astype(np.int32)
        return _Visits(
            person, number, happens, condition, patient_condition, self.last_number[patient_condition], chain,
            admission, discharge, discharge + lag, severity,
        )  # fmt: skip

    def record(self, visit: _Visits) -> None:
        """Take these visits as having happened."""
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
        self.visits_in_year[patient_condition] = (
            np.where(self.year[patient_condition] == year, self.visits_in_year[patient_condition], 0) + 1
        )
        self.year[patient_condition] = year

    def _repeats(self, person: Ints, key: Ints) -> tuple[NDArray[np.bool_], Ints, Days]:
        """Decide who comes back for the last condition, and when."""
        tables = self.tables
        patient_condition = np.maximum(self.last_patient_condition[person], 0)
        condition = self.condition[patient_condition]
        low, high = tables.repeat_gap[condition, 0], tables.repeat_gap[condition, 1]
        gap = low + self.draws.below("visit.gap", key, high - low + 1)
        day = np.maximum(self.discharge[person] + gap, self.billed[person] + 1).astype(np.int32)
        day = self._on_weekday(day, key, condition)
        repeats = self.draws.uniform("visit.repeats", key) < tables.repeat_share[self.severity[person]]
        repeats &= self.may_repeat[person]
        repeats &= self._eligible(patient_condition, condition, self.birth[person], day, shift=0)
        return repeats, patient_condition, day

    def _opens(self, person: Ints, key: Ints) -> tuple[NDArray[np.bool_], Ints, Days]:
        """Open the next episode: when it begins, and for which condition, if any fits."""
        care_plan = self.needs
        self.may_repeat[person] = False
        self.episode[person] += 1
        episode = self.episode[person]
        spread = self.draws.uniform("episode.begins", self.id[person] * VISITS_PER_PATIENT + episode)
        planned = care_plan.first_day[person] + care_plan.delay[person]
        planned = planned + (
            (episode - 1 + self.tables.episode_spread * spread) * care_plan.episode_days[person]
        ).astype(np.int64)
        recovery = 1 + self.draws.below("visit.recovery", key, self.tables.longest_recovery)
        base = np.maximum(planned, self.billed[person] + recovery).astype(np.int32)
        patient_condition, found = self._choose_condition(person, key, base)
        condition = self.condition[patient_condition]
        birth = self.birth[person]
        day = self._in_season(base, key, condition, birth)
        day = self._on_weekday(day, key, condition)
        too_early = (day <= self.billed[person]) | (age_on(birth, day) < self.tables.min_age[condition])
        if too_early.any():
            day = np.where(too_early, self._on_weekday(base, key, condition), day)
        return found, patient_condition, day

    def _choose_condition(self, person: Ints, key: Ints, base: Days) -> tuple[Ints, NDArray[np.bool_]]:
        """Choose among the patient's conditions: another one than the last if there is one that fits."""
        count = self.needs.count[person]
        first_patient_condition = person * CONDITIONS_PER_PATIENT
        last = self.last_patient_condition[person] - first_patient_condition
        new = last < 0
        others = np.maximum(count - 1, 1)
        step = 1 + self.draws.below("episode.condition", key, others)
        turn = np.where(new, 0, (last + step) % count)
        patient_condition = first_patient_condition + turn
        found = self._fits(person, patient_condition, base)
        for attempt in range(1, CONDITIONS_PER_PATIENT):
            missing = np.flatnonzero(~found & (attempt < count))
            # after a wrong turn the remaining other condition, and the last one at the very end
            other = (turn[missing] + attempt) % count[missing]
            candidate = first_patient_condition[missing] + other
            fits = self._fits(person[missing], candidate, base[missing])
            patient_condition[missing[fits]] = candidate[fits]
            found[missing[fits]] = True
        return patient_condition, found

    def _fits(self, person: Ints, patient_condition: Ints, base: Days) -> NDArray[np.bool_]:
        return self._eligible(
            patient_condition,
            self.condition[patient_condition],
            self.birth[person],
            base,
            shift=LONGEST_SHIFT,
        )

    def _eligible(
        self, patient_condition: Ints, condition: Ints, birth: Days, day: Days, *, shift: int
    ) -> NDArray[np.bool_]:
        """Say whether age and the limits on visits allow the condition on a day, or up to `shift` days later."""
        tables = self.tables
        eligible = age_on(birth, day) >= tables.min_age[condition]
        eligible &= age_on(birth, day + shift) <= tables.max_age[condition]
        eligible &= self.visits[patient_condition] < tables.most_visits[condition]
        this_year = np.where(
            self.year[patient_condition] == year_of(day), self.visits_in_year[patient_condition], 0
        )
        eligible &= this_year < tables.most_visits_a_year[condition]
        return eligible

    def _in_season(self, base: Days, key: Ints, condition: Ints, birth: Days) -> Days:
        """Move a day within its year so that evenly spread days come to follow the condition's season."""
        tables = self.tables
        season = np.where(
            age_on(birth, base) < ADULT_AGE, tables.season_child[condition], tables.season[condition]
        )
        moved = np.flatnonzero(season >= 0)
        start = year_start(base[moved])
        within = base[moved] - start + self.draws.uniform("episode.season", key[moved])
        day = base.copy()
        day[moved] = start + tables.day_in_season(season[moved], within / 366)
        return day

    def _on_weekday(self, day: Days, key: Ints, condition: Ints) -> Days:
        """Move a day forward to a weekday drawn by how busy weekdays are."""
        weekday = self.draws.categorical_by(
            "visit.weekday", key, self.tables.weekday_tables, self.tables.weekday_row[condition]
        )
        # 1970-01-01, day 0, was a Thursday: 3, counted from Monday
        return day + (weekday - (day + 3)) % 7

    def _stay(
        self, visit: tuple[Ints, Ints], patient_condition: Ints, repeats: NDArray[np.bool_]
    ) -> tuple[Days, NDArray[np.int8]]:
        """Return length of stay (days) and severity."""
        person, key = visit
        tables, condition, follow_up = (
            self.tables,
            self.condition[patient_condition],
            self.visits[patient_condition] > 0,
        )
        resolving = tables.resolving[condition]
        early = self._resolving_severity(person, key, repeats)
        overnight = resolving & (early == MODERATE)
        share = tables.same_day_share(condition, self.same_day_bias[patient_condition], follow_up)
        same_day = (self.draws.uniform("visit.same_day", key) < share) & ~overnight
        by_secondary = tables.first_by_secondary(key, condition)
        row = tables.stay_row(condition, follow_up, by_secondary, overnight)
        overnights = self.draws.categorical_by("visit.days", key, tables.stay_tables, row)
        days: Days = np.where(same_day, 0, overnights).astype(np.int32)
        severity = np.where(resolving, early, tables.severity_of_stay[days])
        return days, severity

    def _resolving_severity(self, person: Ints, key: Ints, repeats: NDArray[np.bool_]) -> NDArray[np.int8]:
        """Return the severity of conditions that start Mild or Moderate, and get milder with each visit."""
        chance = self.draws.uniform("visit.course", key)
        start = np.where(chance < self.tables.resolving_mild, MILD, MODERATE)
        milder = np.maximum(self.severity[person] - (chance < self.tables.resolving_step), NORMAL)
        return np.where(repeats, milder, start).astype(np.int8)


def _sorted(steps: list[_Visits]) -> Timeline:
    columns = [np.concatenate([getattr(step, name) for step in steps]) for name in _Visits.__slots__]
    visits = dict(zip(_Visits.__slots__, columns, strict=True))
    order = np.argsort(visits["person"] * VISITS_PER_PATIENT + visits["number"], kind="stable")
    return Timeline(**{name: visits[name][order] for name in Timeline.__dataclass_fields__})
