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

from healthgen_db.cohort.course import MILD, MODERATE, NORMAL, CourseTables
from healthgen_db.cohort.needs import CONDITIONS_PER_PATIENT, Needs
from healthgen_db.cohort.people import People
from healthgen_db.world.calendar import Days, age_on, year_of, year_start
from healthgen_db.world.draws import VISITS_PER_PATIENT, Ints

__all__ = ["Timeline", "compute_timeline"]

# When the last episode took longer than its share of time, the next one waits this long, at most.
LONGEST_RECOVERY = 20
# Seasons and weekdays move an admission within its calendar year and the days after: a margin for age limits.
LONGEST_SHIFT = 372


@dataclass(frozen=True)
class Timeline:
    """Visits as columns of shape (visits,), sorted by patient and visit number."""

    person: Ints
    """Row of the patient in the block."""
    number: Ints
    condition: Ints
    slot: Ints
    """Which of the patient's conditions, counted through the block: person * 3 + 0, 1 or 2."""
    previous: Ints
    """Number of the patient's previous visit for the same condition; 0 for a first visit."""
    chain: Ints
    """How many visits of the patient for this condition came before."""
    admission: Days
    discharge: Days
    billed: Days
    severity: NDArray[np.int8]


def compute_timeline(tables: CourseTables, people: People, needs: Needs, today: int) -> Timeline:
    """Follow every patient of a block from `start` until the first visit that is not billed by `today`."""
    course = _Course(tables, people, needs)
    active = np.arange(people.id.size)
    steps = []
    while active.size:
        visit = course.next_visits(active)
        ended = (visit.billed > today) | (visit.number > tables.most_visits_of_a_patient)
        kept = visit.only(visit.happens & ~ended)
        course.record(kept)
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
    slot: Ints
    previous: Ints
    chain: Ints
    admission: Days
    discharge: Days
    billed: Days
    severity: NDArray[np.int8]

    def only(self, mask: NDArray[np.bool_]) -> _Visits:
        return _Visits(*(getattr(self, name)[mask] for name in self.__slots__))


class _Course:
    """What the visits so far say about the next one: arrays by patient, and by patient and condition (slot)."""

    def __init__(self, tables: CourseTables, people: People, needs: Needs) -> None:
        self.tables = tables
        self.draws = tables.draws
        self.id = people.id
        self.birth = people.birth
        self.needs = needs
        patients = people.id.size
        slots = patients * CONDITIONS_PER_PATIENT
        self.condition = needs.conditions.reshape(-1).astype(np.int64)
        self.same_day_bias = needs.same_day_bias.reshape(-1)
        self.number = np.zeros(patients, dtype=np.int64)
        self.episode = np.zeros(patients, dtype=np.int64)
        self.last_slot = np.full(patients, -1, dtype=np.int64)
        self.may_repeat = np.zeros(patients, dtype=np.bool_)
        self.severity = np.zeros(patients, dtype=np.int8)
        self.discharge = needs.first_day - 1
        self.billed = needs.first_day - 1
        self.last_number = np.zeros(slots, dtype=np.int64)
        self.visits = np.zeros(slots, dtype=np.int64)
        self.year = np.zeros(slots, dtype=np.int32)
        self.visits_in_year = np.zeros(slots, dtype=np.int64)

    def next_visits(self, person: Ints) -> _Visits:
        """Return the next visit of each of these patients."""
        number = self.number[person] + 1
        address = self.id[person] * VISITS_PER_PATIENT + number
        repeats, slot, admission = self._repeats(person, address)
        happens = repeats.copy()
        fresh = np.flatnonzero(~repeats)
        happens[fresh], slot[fresh], admission[fresh] = self._opens(person[fresh], address[fresh])
        condition = self.condition[slot]
        chain = self.visits[slot]
        days, severity = self._stay((person, address), slot, repeats)
        discharge = admission + days
        soonest, latest = self.tables.bill_lag
        lag = (soonest + self.draws.below("visit.bill_lag", address, latest - soonest + 1)).astype(np.int32)
        return _Visits(
            person, number, happens, condition, slot, self.last_number[slot], chain, admission, discharge,
            discharge + lag, severity,
        )  # fmt: skip

    def record(self, visit: _Visits) -> None:
        """Take these visits as having happened."""
        person, slot = visit.person, visit.slot
        self.number[person] = visit.number
        self.last_slot[person] = slot
        self.may_repeat[person] = True
        self.severity[person] = visit.severity
        self.discharge[person] = visit.discharge
        self.billed[person] = visit.billed
        self.last_number[slot] = visit.number
        self.visits[slot] += 1
        year = year_of(visit.admission)
        self.visits_in_year[slot] = np.where(self.year[slot] == year, self.visits_in_year[slot], 0) + 1
        self.year[slot] = year

    def _repeats(self, person: Ints, address: Ints) -> tuple[NDArray[np.bool_], Ints, Days]:
        """Decide who comes back for the last condition, and when."""
        tables = self.tables
        slot = np.maximum(self.last_slot[person], 0)
        condition = self.condition[slot]
        low, high = tables.repeat_gap[condition, 0], tables.repeat_gap[condition, 1]
        gap = low + self.draws.below("visit.gap", address, high - low + 1)
        day = np.maximum(self.discharge[person] + gap, self.billed[person] + 1).astype(np.int32)
        day = self._on_weekday(day, address, condition)
        repeats = self.draws.uniform("visit.repeats", address) < tables.repeat_share[self.severity[person]]
        repeats &= self.may_repeat[person]
        repeats &= self._eligible(slot, condition, self.birth[person], day, shift=0)
        return repeats, slot, day

    def _opens(self, person: Ints, address: Ints) -> tuple[NDArray[np.bool_], Ints, Days]:
        """Open the next episode: when it begins, and for which condition, if any fits."""
        needs = self.needs
        self.may_repeat[person] = False
        self.episode[person] += 1
        episode = self.episode[person]
        spread = self.draws.uniform("episode.begins", self.id[person] * VISITS_PER_PATIENT + episode)
        planned = needs.first_day[person] + needs.delay[person]
        planned = planned + (
            (episode - 1 + self.tables.episode_spread * spread) * needs.episode_days[person]
        ).astype(np.int64)
        recovery = 1 + self.draws.below("visit.recovery", address, LONGEST_RECOVERY)
        base = np.maximum(planned, self.billed[person] + recovery).astype(np.int32)
        slot, found = self._choose_slot(person, address, base)
        condition = self.condition[slot]
        birth = self.birth[person]
        day = self._in_season(base, address, condition, birth)
        day = self._on_weekday(day, address, condition)
        too_early = (day <= self.billed[person]) | (age_on(birth, day) < self.tables.min_age[condition])
        if too_early.any():
            day = np.where(too_early, self._on_weekday(base, address, condition), day)
        return found, slot, day

    def _choose_slot(self, person: Ints, address: Ints, base: Days) -> tuple[Ints, NDArray[np.bool_]]:
        """Choose among the patient's conditions: another one than the last if there is one that fits."""
        count = self.needs.count[person]
        first_slot = person * CONDITIONS_PER_PATIENT
        last = self.last_slot[person] - first_slot
        new = last < 0
        others = np.maximum(count - 1, 1)
        step = 1 + self.draws.below("episode.condition", address, others)
        turn = np.where(new, 0, (last + step) % count)
        slot = first_slot + turn
        found = self._fits(person, slot, base)
        for attempt in range(1, CONDITIONS_PER_PATIENT):
            missing = np.flatnonzero(~found & (attempt < count))
            # after a wrong turn the remaining other condition, and the last one at the very end
            other = (turn[missing] + attempt) % count[missing]
            candidate = first_slot[missing] + other
            fits = self._fits(person[missing], candidate, base[missing])
            slot[missing[fits]] = candidate[fits]
            found[missing[fits]] = True
        return slot, found

    def _fits(self, person: Ints, slot: Ints, base: Days) -> NDArray[np.bool_]:
        return self._eligible(slot, self.condition[slot], self.birth[person], base, shift=LONGEST_SHIFT)

    def _eligible(
        self, slot: Ints, condition: Ints, birth: Days, day: Days, *, shift: int
    ) -> NDArray[np.bool_]:
        """Say whether age and the limits on visits allow the condition on a day, or up to `shift` days later."""
        tables = self.tables
        eligible = age_on(birth, day) >= tables.min_age[condition]
        eligible &= age_on(birth, day + shift) <= tables.max_age[condition]
        eligible &= self.visits[slot] < tables.most_visits[condition]
        this_year = np.where(self.year[slot] == year_of(day), self.visits_in_year[slot], 0)
        eligible &= this_year < tables.most_visits_a_year[condition]
        return eligible

    def _in_season(self, base: Days, address: Ints, condition: Ints, birth: Days) -> Days:
        """Move a day within its year so that evenly spread days come to follow the condition's season."""
        tables = self.tables
        season = np.where(age_on(birth, base) < 18, tables.season_child[condition], tables.season[condition])
        moved = np.flatnonzero(season >= 0)
        start = year_start(base[moved])
        within = base[moved] - start + self.draws.uniform("episode.season", address[moved])
        day = base.copy()
        day[moved] = start + tables.day_in_season(season[moved], within / 366)
        return day

    def _on_weekday(self, day: Days, address: Ints, condition: Ints) -> Days:
        """Move a day forward to a weekday drawn by how busy weekdays are."""
        weekday = self.draws.pick_by(
            "visit.weekday", address, self.tables.weekday_tables, self.tables.weekday_row[condition]
        )
        # 1970-01-01, day 0, was a Thursday: 3, counted from Monday
        return day + (weekday - (day + 3)) % 7

    def _stay(
        self, visit: tuple[Ints, Ints], slot: Ints, repeats: NDArray[np.bool_]
    ) -> tuple[Days, NDArray[np.int8]]:
        """Return length of stay (days) and severity."""
        person, address = visit
        tables, condition, follow_up = self.tables, self.condition[slot], self.visits[slot] > 0
        resolving = tables.resolving[condition]
        early = self._resolving_severity(person, address, repeats)
        overnight = resolving & (early == MODERATE)
        share = tables.same_day_share(condition, self.same_day_bias[slot], follow_up)
        same_day = (self.draws.uniform("visit.same_day", address) < share) & ~overnight
        by_secondary = tables.first_by_secondary(address, condition)
        row = tables.stay_row(condition, follow_up, by_secondary, overnight)
        overnights = self.draws.pick_by("visit.days", address, tables.stay_tables, row)
        days: Days = np.where(same_day, 0, overnights).astype(np.int32)
        severity = np.where(resolving, early, tables.severity_of_stay[days])
        return days, severity

    def _resolving_severity(
        self, person: Ints, address: Ints, repeats: NDArray[np.bool_]
    ) -> NDArray[np.int8]:
        """Return the severity of conditions that start Mild or Moderate, and get milder with each visit."""
        chance = self.draws.uniform("visit.course", address)
        start = np.where(chance < self.tables.resolving_mild, MILD, MODERATE)
        milder = np.maximum(self.severity[person] - (chance < self.tables.resolving_step), NORMAL)
        return np.where(repeats, milder, start).astype(np.int8)


def _sorted(steps: list[_Visits]) -> Timeline:
    columns = [np.concatenate([getattr(step, name) for step in steps]) for name in _Visits.__slots__]
    visits = dict(zip(_Visits.__slots__, columns, strict=True))
    order = np.argsort(visits["person"] * VISITS_PER_PATIENT + visits["number"], kind="stable")
    return Timeline(**{name: visits[name][order] for name in Timeline.__dataclass_fields__})
