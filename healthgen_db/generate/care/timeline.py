"""When patients have visits: admission, discharge, billing date and severity of each visit.

The courses of care plan visits. A patient is in one place at a time, so a visit waits until the one before it has
ended. A patient who dies has no later visit.

A visit is in the warehouse from its billing date on, so `today` only decides which visit of a patient is the last. The
bills of a patient have the order of the visits, so a later day adds visits at the end and changes none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.admissions import admissions, wanted_days
from healthgen_db.generate.care.care_periods import NEVER, CarePeriods
from healthgen_db.generate.care.care_plan import CarePlan
from healthgen_db.generate.care.codes import CodeTables
from healthgen_db.generate.care.condition_parameters import MILD, MODERATE, NORMAL, ConditionParameters
from healthgen_db.generate.care.courses import CONDITIONS_PER_PATIENT
from healthgen_db.generate.care.destinations import nursing_home_bound
from healthgen_db.generate.care.planned_visits import VISITS_PER_COURSE, PlannedVisits, plan_visits
from healthgen_db.generate.care.roles import NO_ROLE, RoleTables, first_roles
from healthgen_db.generate.care.stay_formula import StayCauses, formula_stays
from healthgen_db.generate.groups import SPAN, count_up, group_starts, running_maximum
from healthgen_db.world.calendar import Days, age_on, weekday_of
from healthgen_db.world.draws import RANKS, Floats, Ints, rank_of_normal

# From conception to birth, counted from the last period, as is usual.
PREGNANCY_DAYS = 280


@dataclass(frozen=True)
class Timeline:
    """Visits as columns of shape (visits,), sorted by patient and visit number."""

    person: Ints
    """Index of the patient in the block."""
    number: Ints
    """Visit number of the patient, from 1."""
    key: Ints
    """Draw key of the visit. It does not depend on `start` or `today`."""
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
    same_day_share: Floats
    """Probability that a visit like this one is a same-day visit."""
    first_role: NDArray[np.int8]
    """The role of the treatment of first visits; NO_ROLE for follow-ups, whose roles are drawn later."""
    pregnant: NDArray[np.bool_]
    """Whether the patient gives birth on the day of admission, or in the PREGNANCY_DAYS after it."""
    scheduled: NDArray[np.bool_]
    """Whether the visit is planned ahead: it avoids weekends and holidays."""
    early: NDArray[np.bool_]
    """Whether the visit is a follow-up that came early: an unplanned return."""


@dataclass(frozen=True)
class Departures:
    """How the care periods end, as columns of shape (patients,). At least one of the two is NEVER."""

    left: Days
    """The day on which the patient leaves; NEVER if the patient dies in care."""
    died: Days
    """The day of death, in a hospital or outside; NEVER if the patient does not die in care."""


def compute_timeline(
    tables: ConditionParameters,
    roles: RoleTables,
    codes: CodeTables,
    periods: CarePeriods,
    care_plan: CarePlan,
    *,
    until: int,
) -> tuple[Timeline, Departures]:
    """Return all visits of a block that are billed by the day `until`, and how the care of its patients ends.

    Patients can leave or die after that day.
    """
    planned = plan_visits(tables, periods, care_plan)
    same_day_share = _same_day_shares(tables, planned, care_plan)
    days, severity = _stays(tables, planned, care_plan, same_day_share)
    first_role = _first_roles(roles, codes, planned, severity, care_plan)
    scheduled = _scheduled(roles, codes, planned, first_role, care_plan)
    weekdays = care_plan.weekdays[planned.patient_condition]
    wanted = wanted_days(tables, planned, scheduled, weekdays)
    by_formula = np.flatnonzero(tables.formula.applies[planned.condition] & (planned.earlier_visits == 0))
    if by_formula.size:
        stays, meant = planned.rows(by_formula), wanted[by_formula]
        days[by_formula] = _formula_stays(
            tables, periods, stays, care_plan, scheduled=scheduled[by_formula], wanted=meant
        )
        severity[by_formula] = tables.severity_of_stay[days[by_formula]]
    admission = admissions(tables, planned, wanted, days, scheduled=scheduled, weekdays=weekdays)
    discharge = admission + days
    happens = admission <= periods.dies[planned.person]
    happens &= ~_after_death(planned.person, planned.fatal)
    departures = _departures(periods, planned, discharge, happens)
    lag = _bill_lag(tables, planned)
    billed = running_maximum(planned.person, discharge + lag)
    kept = np.flatnonzero(happens & (billed <= until))
    number = count_up(planned.person[kept])
    earlier_visits = planned.earlier_visits[kept]
    timeline = Timeline(
        person=planned.person[kept],
        number=number,
        key=planned.key[kept],
        condition=planned.condition[kept],
        patient_condition=planned.patient_condition[kept],
        previous=_previous(planned.patient_condition[kept], earlier_visits, number),
        earlier_visits=earlier_visits,
        admission=admission[kept].astype(np.int32),
        discharge=discharge[kept].astype(np.int32),
        billed=billed[kept].astype(np.int32),
        severity=severity[kept],
        same_day_share=same_day_share[kept],
        first_role=first_role[kept],
        pregnant=_pregnant(tables, planned, admission)[kept],
        scheduled=scheduled[kept],
        early=planned.early[kept],
    )
    return timeline, departures


def _same_day_shares(tables: ConditionParameters, planned: PlannedVisits, care_plan: CarePlan) -> Floats:
    bias = care_plan.same_day_bias[planned.patient_condition]
    share = tables.same_day_share(planned.condition, bias, planned.earlier_visits > 0)
    return np.where(planned.early, share * tables.early_same_day[planned.condition], share)


def _stays(
    tables: ConditionParameters, planned: PlannedVisits, care_plan: CarePlan, same_day_share: Floats
) -> tuple[Ints, NDArray[np.int8]]:
    """Return lengths of stay (days) and severities."""
    draws, key, condition = tables.draws, planned.key, planned.condition
    follow_up = planned.earlier_visits > 0
    resolving = tables.resolving[condition]
    resolving_severity = _resolving_severities(tables, planned)
    # a Moderate visit is never a same-day visit
    overnight = resolving & (resolving_severity == MODERATE)
    same_day = (draws.uniform("visit.same_day", key) < same_day_share) & ~overnight
    row = tables.stay_row(condition, follow_up, care_plan.procedure[planned.patient_condition], overnight)
    # a first stay has the place of its score, a follow-up any place
    score = planned.stay + tables.stay_bias[care_plan.hospital[planned.patient_condition]]
    rank = np.where(
        follow_up,
        draws.below("visit.days", key, tables.stay_tables.shape[1]),
        rank_of_normal(score * tables.score_scale),
    )
    days = np.where(same_day, 0, tables.stay_tables[row, rank]).astype(np.int64)
    severity = np.where(resolving, resolving_severity, tables.severity_of_stay[days])
    return days, severity


def _formula_stays(
    tables: ConditionParameters,
    periods: CarePeriods,
    planned: PlannedVisits,
    care_plan: CarePlan,
    *,
    scheduled: NDArray[np.bool_],
    wanted: Ints,
) -> Ints:
    """Return the lengths of first stays that follow the formula, days.

    planned: these stays; scheduled: whether they are planned ahead; wanted: the days for which they are meant. An
    earlier visit can put a stay off by some days, and the weekday counts for which it was meant
    """
    place = planned.patient_condition
    age = age_on(periods.birth[planned.person], periods.courses.onset.reshape(-1)[place])
    causes = StayCauses(
        condition=planned.condition,
        procedure=care_plan.procedure[place],
        age=age,
        earlier_conditions=place % CONDITIONS_PER_PATIENT,
        severity=planned.severity,
        hospital_bias=tables.stay_bias[care_plan.hospital[place]],
        planned=scheduled,
        weekday=weekday_of(wanted),
        to_nursing_home=nursing_home_bound(tables.destinations, planned.key, planned.condition, age),
    )
    return formula_stays(tables.formula, planned.key, causes)


def _resolving_severities(tables: ConditionParameters, planned: PlannedVisits) -> NDArray[np.int8]:
    """Return the severity of conditions that resolve: Mild or Moderate first, then milder with some of the visits.

    The courses with the lowest latent severity begin Mild.
    """
    mild = rank_of_normal(planned.severity) < tables.behavior.resolving_start["Mild"] * RANKS
    first = np.where(mild, MILD, MODERATE)
    severity: NDArray[np.int8] = np.maximum(first - planned.milder, NORMAL).astype(np.int8)
    return severity


def _first_roles(
    roles: RoleTables,
    codes: CodeTables,
    planned: PlannedVisits,
    severity: NDArray[np.int8],
    care_plan: CarePlan,
) -> NDArray[np.int8]:
    """Return the roles of the treatments of first visits, and NO_ROLE for follow-ups."""
    first = np.flatnonzero(planned.earlier_visits == 0)
    place = planned.patient_condition[first]
    role = np.full(planned.key.size, NO_ROLE, dtype=np.int8)
    role[first] = first_roles(
        roles,
        planned.key[first],
        planned.condition[first],
        care_plan.doctor[place],
        severity=severity[first],
        procedure=care_plan.procedure[place],
        fits=codes.fits[care_plan.code[place]],
    )
    return role


def _scheduled(
    roles: RoleTables,
    codes: CodeTables,
    planned: PlannedVisits,
    first_role: NDArray[np.int8],
    care_plan: CarePlan,
) -> NDArray[np.bool_]:
    """Return whether visits are planned ahead: first ones by their treatment and diagnosis, follow-ups unless early."""
    urgent = codes.urgent[care_plan.code[planned.patient_condition]]
    first = roles.scheduled[planned.condition, first_role] & ~urgent
    return np.where(planned.earlier_visits > 0, ~planned.early, first)


def _bill_lag(tables: ConditionParameters, planned: PlannedVisits) -> Ints:
    """Return the days from discharge to the bill."""
    soonest, latest = tables.bill_lag
    return soonest + tables.draws.below("visit.bill_lag", planned.key, latest - soonest + 1)


def _pregnant(tables: ConditionParameters, planned: PlannedVisits, admission: Ints) -> NDArray[np.bool_]:
    """Return whether patients give birth on the day of admission or in the PREGNANCY_DAYS after it."""
    births = np.flatnonzero((planned.condition == tables.childbirth) & (planned.earlier_visits == 0))
    delivery = np.full(int(planned.person[-1]) + 1 if planned.person.size else 0, NEVER, dtype=np.int64)
    delivery[planned.person[births]] = admission[births]
    days = delivery[planned.person] - admission
    pregnant: NDArray[np.bool_] = (days >= 0) & (days <= PREGNANCY_DAYS)
    return pregnant


def _after_death(person: Ints, fatal: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether a visit is after the one that ends in death."""
    deaths: Ints = np.cumsum(fatal) - fatal
    return deaths > deaths[group_starts(person)]


def _departures(
    periods: CarePeriods, planned: PlannedVisits, discharge: Ints, happens: NDArray[np.bool_]
) -> Departures:
    """Return when patients leave or die.

    A patient who would leave or die during a visit leaves or dies at its end.
    """
    # -SPAN is before every day: patients without a visit
    last_discharge = np.full(periods.id.size, -SPAN, dtype=np.int64)
    last_discharge[planned.person[happens]] = discharge[happens]
    fatal = happens & planned.fatal
    died = np.where(periods.dies == NEVER, NEVER, np.maximum(periods.dies, last_discharge))
    died[planned.person[fatal]] = discharge[fatal]
    late = np.maximum(last_discharge - periods.courses.planned_end(), 0)
    left = np.where(died == NEVER, periods.leaves + late, NEVER)
    return Departures(left.astype(np.int32), died.astype(np.int32))


def _previous(patient_condition: Ints, earlier_visits: Ints, number: Ints) -> Ints:
    """Return the number of the patient's previous visit for the same condition; 0 for a first visit."""
    order = np.argsort(patient_condition * VISITS_PER_COURSE + earlier_visits, kind="stable")
    previous = np.zeros(number.size, dtype=np.int64)
    previous[order[1:]] = number[order[:-1]]
    previous[earlier_visits == 0] = 0
    return previous
