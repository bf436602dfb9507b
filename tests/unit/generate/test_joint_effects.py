"""Small effects that join columns and that no metric watches: urgent visits, codes of two conditions, and others."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.generate.block import tables_of
from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.courses import NO_CONDITION
from healthgen_db.generate.care.people import compute_people
from healthgen_db.world.calendar import age_on, weekday_of
from healthgen_db.world.catalog.entries import MONITORING
from healthgen_db.world.world import World
from tests.unit.generate.datasets import (
    Columns,
    condition_number,
    condition_of,
    first_rows,
    first_visits,
    patient_conditions,
    stays_of,
    treatment_names,
)

Flags = NDArray[np.bool_]
WEEKEND = 2 / 7


@pytest.fixture(scope="module")
def weekend(steady: dict[str, Columns]) -> Flags:
    """Return whether each visit begins on a Saturday or a Sunday."""
    day = steady["visits"]["date_of_admission"].astype("datetime64[D]").astype(int)
    late: Flags = weekday_of(day) >= 5
    return late


def of_category(world: World, visits: Columns, name: str) -> Flags:
    """Return whether the condition of each visit is of a category."""
    number = np.array([entry.category == name for entry in world.catalog.conditions])
    return number[condition_of(visits)]


def payer_kinds(world: World, bills: Columns) -> NDArray[np.str_]:
    """Return the kind of payer of each bill."""
    number = np.nan_to_num(bills["insurance_provider_id"].astype(float)).astype(int)
    kinds: NDArray[np.str_] = np.array(["uninsured", *(payer.kind for payer in world.catalog.payers)])[number]
    return kinds


def test_early_returns_are_on_all_days(
    steady_world: World, steady: dict[str, Columns], weekend: Flags
) -> None:
    visits = steady["visits"]
    first_of = first_rows(visits)
    after = (visits["date_of_admission"] - visits["date_of_discharge"][first_of]).astype(int)
    # nobody plans to see a patient with a complex condition again so soon
    early = ~first_visits(visits) & (after <= 10) & of_category(steady_world, visits, "complex")
    assert early.sum() > 300
    assert weekend[early].mean() == pytest.approx(WEEKEND, abs=0.07)


def test_visits_that_move_from_a_weekend_are_spread_over_the_working_days(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits = steady["visits"]
    planned = ~first_visits(visits) & of_category(steady_world, visits, "chronic")
    weekday = weekday_of(visits["date_of_admission"][planned].astype("datetime64[D]").astype(int))
    shares = np.bincount(weekday, minlength=7)[:5] / (weekday < 5).sum()
    assert weekday.size > 10_000
    assert shares == pytest.approx(0.2, abs=0.03)


def test_first_visits_with_an_urgent_code_are_on_all_days(
    steady_world: World, steady: dict[str, Columns], weekend: Flags
) -> None:
    visits, catalog = steady["visits"], steady_world.catalog
    urgent = [code.code for entry in catalog.conditions for code in entry.icd10 if code.urgent]
    planned = [treatment.name for treatment in catalog.treatments if treatment.scheduled]
    rows = first_visits(visits) & np.isin(treatment_names(steady_world, visits), planned)
    rows &= of_category(steady_world, visits, "complex")
    of_code = np.isin(visits["icd10_code"], urgent)
    assert (rows & of_code).sum() > 300
    assert weekend[rows & of_code].mean() == pytest.approx(WEEKEND, abs=0.07)
    assert weekend[rows & ~of_code].mean() < 0.1


def test_diabetes_with_kidney_failure_has_the_code_of_both(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits = steady["visits"]
    diabetes, kidneys = (
        condition_of(visits) == condition_number(steady_world, name)
        for name in ("Diabetes", "Kidney failure")
    )
    both = np.isin(visits["patient_id"], visits["patient_id"][kidneys])
    first = diabetes & first_visits(visits) & (visits["age"] >= 30)
    with_kidneys = visits["icd10_code"] == "E11.22"
    assert (first & both).sum() > 100
    assert with_kidneys[first & both].mean() > 0.5
    assert with_kidneys[first & ~both].mean() < 0.3


def test_most_courses_begin_with_a_low_strength(steady_world: World, steady: dict[str, Columns]) -> None:
    visits, catalog = steady["visits"], steady_world.catalog
    rows = np.flatnonzero(~np.isnan(visits["medication_id"].astype(float)))
    _, begins = np.unique(patient_conditions(visits)[rows], return_index=True)
    places = []
    for row in rows[begins]:
        condition = catalog.conditions[condition_of(visits)[row]]
        name = catalog.medications[int(visits["medication_id"][row]) - 1]
        doses = next(drug for drug in condition.drugs if drug.name == name).doses_for(int(visits["age"][row]))
        if len(doses) > 1:
            places.append((doses.index(visits["dosage"][row]) + 0.5) / len(doses))
    assert len(places) > 2_000
    # half would be the mean without a preference
    assert np.mean(places) < 0.45


def test_patients_go_where_there_is_a_specialist(steady_world: World, steady: dict[str, Columns]) -> None:
    visits, patients, facilities = steady["visits"], steady["patients"], steady_world.facilities
    first = first_visits(visits)
    condition = condition_of(visits)[first]
    number = {place.zipcode: index for index, place in enumerate(steady_world.geography.places)}
    home = np.array([number[zipcode] for zipcode in patients["zipcode"]])
    place = home[np.searchsorted(patients["patient_id"], visits["patient_id"][first])]
    # the second index of specialist_weight is condition * 2 for patients without a procedure
    without = facilities.specialist_weight[:, ::2] < 1
    weight = facilities.nearby_weight[0, place]
    of_weight = np.where(without[facilities.nearby[place], condition[:, None]], weight, 0).sum(axis=1)
    expected = of_weight / weight.sum(axis=1)
    # the others have no hospital to choose, or none near enough
    choice = (expected > 0.2) & (expected < 0.8)
    found = without[visits["hospital_id"][first].astype(int) - 1, condition]
    assert choice.sum() > 200
    assert found[choice].mean() < 0.6 * expected[choice].mean()


def test_plans_follow_the_payer(steady_world: World, steady: dict[str, Columns]) -> None:
    bills, plan = steady["billing"], steady_world.behavior.plan
    kind = payer_kinds(steady_world, bills)
    charge = bills["total_charge"].astype(float)
    for step, above in zip(plan.incremental[1:3], plan.incremental[:2], strict=True):
        of_step = (charge >= step.min_charge) & (charge < above.min_charge)
        for name in ("Private", "Medicare"):
            found = (bills["payment_plan"][of_step & (kind == name)] == "Incremental").mean()
            assert found == pytest.approx(step.share * plan.by_payer[name], abs=0.03), name


def test_follow_ups_without_a_night_or_a_treatment_that_needs_a_bed_cost_the_usual(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits, charge = steady["visits"], steady["billing"]["total_charge"].astype(float)
    cheap = [entry.name for entry in steady_world.catalog.treatments if entry.outpatient] + [MONITORING]
    needs_bed = ~np.isin(treatment_names(steady_world, visits), cheap)
    later, first_of = ~first_visits(visits), first_rows(visits)
    usual = np.full(later.size, np.inf)
    np.minimum.at(usual, first_of[later], charge[later])
    dearer = charge[later] > usual[first_of[later]] * 1.001
    assert dearer.sum() > 5_000
    assert (stays_of(visits)[later][dearer] > 0).all()
    assert needs_bed[later][dearer].all()


def test_the_cadence_of_follow_ups_is_that_of_the_category(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits, catalog = steady["visits"], steady_world.catalog
    rows = np.argsort(patient_conditions(visits), kind="stable")
    days = np.diff(visits["date_of_admission"][rows]).astype(int)
    # the first follow-up can come early
    regular = (np.diff(patient_conditions(visits)[rows]) == 0) & ~first_visits(visits)[rows][:-1]
    for name, category in catalog.categories.items():
        gaps = days[regular & of_category(steady_world, visits, name)[rows][1:]]
        low, high = category.cadence_days
        assert gaps.size > 50, name
        assert low < np.median(gaps) < high + 3, name


def test_patients_of_ages_with_much_illness_have_more_follow_ups(
    steady_world: World, panel: CarePeriods
) -> None:
    courses, tables = panel.courses, tables_of(steady_world).panel.periods.courses
    goes_on = ~courses.fatal[:, 0] & (courses.condition[:, 0] == condition_number(steady_world, "Diabetes"))
    often_ill = tables.often_ill[tables.row(age_on(panel.birth, panel.registered), panel.gender)]
    assert goes_on.sum() > 500
    assert np.corrcoef(courses.follow_ups[goes_on, 0], often_ill[goes_on])[0, 1] > 0.1


def test_first_stays_of_the_old_end_in_death_more_often(panel: CarePeriods) -> None:
    courses = panel.courses
    known = courses.condition != NO_CONDITION
    age = age_on(np.broadcast_to(panel.birth[:, None], known.shape)[known], courses.onset[known])
    can_die = np.isin(courses.condition[known], np.unique(courses.condition[courses.fatal]))
    fatal = courses.fatal[known]
    old, middle = can_die & (age >= 80), can_die & (age >= 40) & (age < 60)
    assert fatal[old].mean() > 2 * fatal[middle].mean()


def test_a_moderate_or_severe_visit_has_a_night(steady: dict[str, Columns]) -> None:
    visits = steady["visits"]
    ill = np.isin(visits["severity"], ["Moderate", "Severe"])
    assert ill.sum() > 10_000
    assert stays_of(visits)[ill].min() == 1


def test_monitoring_of_chronic_conditions_needs_a_night_less_often_than_treatments(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits = steady["visits"]
    later = ~first_visits(visits) & of_category(steady_world, visits, "chronic")
    name = treatment_names(steady_world, visits)
    outpatient = np.isin(name, [entry.name for entry in steady_world.catalog.treatments if entry.outpatient])
    monitoring, night = name == MONITORING, stays_of(visits) > 0
    assert (later & monitoring).sum() > 3_000
    assert night[later & monitoring].mean() < night[later & ~monitoring & ~outpatient].mean() - 0.1


def test_payers_differ_less_in_the_last_days_before_a_due_date(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    bills, kind = steady["billing"], payer_kinds(steady_world, steady["billing"])
    on_time = (bills["payment_status"] == "Paid") & (bills["payment_plan"] == "Full")
    early = (
        (bills["expected_payment_date"] - bills["actual_payment_date"]).astype("timedelta64[D]").astype(float)
    )
    promptness = steady_world.behavior.payment.promptness
    for name in ("Medicare", "Private"):
        # days 5 to 0; a uniform number to the power p has the mean 1 / (1 + p)
        mean = 5.5 - 6 / (1 + np.sqrt(promptness[name]))
        assert early[on_time & (kind == name)].mean() == pytest.approx(mean, abs=0.15), name


def test_courses_have_the_follow_ups_of_their_category(steady_world: World, panel: CarePeriods) -> None:
    courses, catalog = panel.courses, steady_world.catalog
    most = steady_world.behavior.panel.follow_ups_most
    for name, category in catalog.categories.items():
        numbers = [
            number
            for number, entry in enumerate(catalog.conditions)
            if entry.category == name and (entry.most_visits or most) >= most
        ]
        rows = np.isin(courses.condition, numbers) & ~courses.fatal
        assert rows.sum() > 500, name
        # some patients and ages have more of them, and none has more than `most`
        assert courses.follow_ups[rows].mean() == pytest.approx(category.follow_ups, rel=0.35), name


def test_hospitals_and_doctors_differ_as_the_data_file_says(steady_world: World) -> None:
    facilities, behavior = steady_world.facilities, steady_world.behavior
    referral, panels = behavior.hospitals.referral_weight, behavior.doctors.panel_weight
    # limits take a little of the spread
    stay_bias = facilities.hospitals.stay_bias
    assert stay_bias.std() == pytest.approx(behavior.hospitals.stay_bias.sigma, rel=0.3)
    assert np.log(facilities.hospitals.referral_weight).std() == pytest.approx(referral.sigma, rel=0.3)
    assert np.log(facilities.doctors.panel_weight).std() == pytest.approx(panels.sigma, rel=0.2)


def test_more_boys_than_girls_have_asthma(steady_world: World, panel: CarePeriods) -> None:
    number = condition_number(steady_world, "Asthma")
    girls = (steady_world.catalog.conditions[number].mix.pct_female_under_18 or 0) / 100
    children = age_on(panel.birth, panel.registered) < 12
    sick = children & (panel.courses.condition == number).any(axis=1)
    assert sick.sum() > 100
    assert (panel.gender[sick] == 0).mean() == pytest.approx(girls, abs=0.1)


def test_tests_of_infections_are_rarely_positive_at_follow_ups(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits, first = steady["visits"], first_visits(steady["visits"])
    positive = visits["test_results"] == "Positive"
    for name in ("Pneumonia", "Flu", "COVID-19"):
        rows = condition_of(visits) == condition_number(steady_world, name)
        assert (rows & ~first).sum() > 150, name
        assert positive[rows & first].mean() > 2 * positive[rows & ~first].mean(), name


def test_a_few_keep_their_private_insurance_at_65(steady_world: World, panel: CarePeriods) -> None:
    people = compute_people(tables_of(steady_world).people, panel)
    private = [number for number, payer in enumerate(steady_world.catalog.payers) if payer.kind == "Private"]
    younger = (age_on(panel.birth, panel.registered) < 65) & np.isin(people.payer, private)
    keeps = steady_world.population.insurance.insured_senior["Private"] / 100
    assert younger.sum() > 8_000
    assert np.isin(people.senior_payer[younger], private).mean() == pytest.approx(keeps, rel=0.4)


def test_first_prescriptions_follow_the_bias_of_the_doctor(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits, roles = steady["visits"], tables_of(steady_world).treatments.roles
    rows = first_visits(visits) & ((roles.drug_side != 0) & (roles.procedure < 0))[condition_of(visits)]
    bias = roles.medication_bias[visits["doctor_id"][rows].astype(int) - 1]
    drug = ~np.isnan(visits["medication_id"][rows].astype(float))
    # conditions differ in their share of drugs
    of_condition = condition_of(visits)[rows]
    mean = np.bincount(of_condition, weights=drug) / np.maximum(np.bincount(of_condition), 1)
    slope = np.polyfit(bias, drug - mean[of_condition], 1)[0]
    assert slope == pytest.approx(1, abs=0.4)
