"""A course keeps its drug; the drug fits code, age and pregnancy. Codes of follow-ups, sides, and test results."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.world.world import World
from tests.unit.generate.datasets import (
    Columns,
    condition_number,
    condition_of,
    first_rows,
    first_visits,
    patient_conditions,
    treatment_names,
)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@pytest.fixture(scope="module")
def first_of(steady: dict[str, Columns]) -> Ints:
    """Return the row of the first visit of each visit's course."""
    return first_rows(steady["visits"])


@pytest.fixture(scope="module")
def days_since(steady: dict[str, Columns], first_of: Ints) -> Ints:
    """Return the days since the first visit of the course."""
    admitted = steady["visits"]["date_of_admission"]
    return (admitted - admitted[first_of]).astype(int)


@pytest.fixture(scope="module")
def drug_pairs(steady: dict[str, Columns]) -> tuple[Ints, Ints]:
    """Return the rows of each two successive visits of a course with a drug, the earlier ones first."""
    visits = steady["visits"]
    rows = np.flatnonzero(~np.isnan(visits["medication_id"].astype(float)))
    rows = rows[np.argsort(patient_conditions(visits)[rows], kind="stable")]
    same = np.diff(patient_conditions(visits)[rows]) == 0
    return rows[:-1][same], rows[1:][same]


def test_a_course_keeps_its_drug(
    steady_world: World, steady: dict[str, Columns], drug_pairs: tuple[Ints, Ints]
) -> None:
    before, after = drug_pairs
    drug = steady["visits"]["medication_id"]
    assert before.size > 5_000
    kept = drug[before] == drug[after]
    change = steady_world.behavior.drugs.change
    # a drug that is drawn again can be the same one
    assert 1 - change < kept.mean() < 1 - change / 3
    assert 0.84 < kept.mean() < 0.93


def test_a_strength_moves_to_a_neighboring_one(
    steady_world: World, steady: dict[str, Columns], drug_pairs: tuple[Ints, Ints]
) -> None:
    visits, before, after = steady["visits"], *drug_pairs
    steps = []
    for one, other in zip(before.tolist(), after.tolist(), strict=True):
        if visits["medication_id"][one] != visits["medication_id"][other] or visits["age"][one] < 18:
            continue
        name = steady_world.catalog.medications[int(visits["medication_id"][one]) - 1]
        condition = steady_world.catalog.conditions[condition_of(visits)[one]]
        doses = next(drug.doses for drug in condition.drugs if drug.name == name)
        if len(doses) > 1:
            steps.append(doses.index(visits["dosage"][other]) - doses.index(visits["dosage"][one]))
    found = np.array(steps)
    assert found.size > 2_000
    assert (np.abs(found) <= 1).mean() > 0.98
    # some become stronger, fewer weaker, most stay
    assert 0.5 < (found == 0).mean() < 0.95
    assert (found > 0).mean() > (found < 0).mean() > 0.01


def test_the_first_strength_is_a_low_one_more_often(steady_world: World, steady: dict[str, Columns]) -> None:
    visits = steady["visits"]
    name = "Lisinopril"
    number = steady_world.catalog.medications.index(name) + 1
    drugs = steady_world.catalog.conditions[condition_number(steady_world, "High blood pressure")].drugs
    doses = next(drug.doses for drug in drugs if drug.name == name)
    rows = first_visits(visits) & (visits["medication_id"].astype(float) == number)
    shares = np.array([(visits["dosage"][rows] == dose).mean() for dose in doses])
    assert rows.sum() > 150
    # a random number to this power is below each limit
    limits = (np.arange(1, len(doses) + 1) / len(doses)) ** (1 / steady_world.behavior.drugs.low_first_power)
    assert np.cumsum(shares) == pytest.approx(limits, abs=0.12)


def test_diabetes_of_patients_with_kidney_failure_has_the_code_of_both(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits = steady["visits"]
    kidney, diabetes = (condition_number(steady_world, name) for name in ("Kidney failure", "Diabetes"))
    both = np.unique(visits["patient_id"][condition_of(visits) == kidney])
    rows = first_visits(visits) & (condition_of(visits) == diabetes) & (visits["age"] >= 50)
    with_both = np.isin(visits["patient_id"], both)
    combined = visits["icd10_code"] == "E11.22"
    assert (rows & with_both).sum() > 50
    assert combined[rows & with_both].mean() > 2 * combined[rows & ~with_both].mean() > 0.1


def test_a_drug_fits_the_code_of_the_course(
    steady_world: World, steady: dict[str, Columns], first_of: Ints
) -> None:
    visits = steady["visits"]
    given = np.flatnonzero(~np.isnan(visits["medication_id"].astype(float)))
    rows = zip(
        condition_of(visits)[given].tolist(),
        visits["medication_id"][given].astype(int).tolist(),
        visits["icd10_code"][first_of[given]].tolist(),
        strict=True,
    )
    limited = 0
    for condition, medication, code in set(rows):
        name = steady_world.catalog.medications[medication - 1]
        drugs = [drug for drug in steady_world.catalog.conditions[condition].drugs if drug.name == name]
        assert any(drug.fits(code) for drug in drugs), (name, code)
        limited += any(drug.only_for for drug in drugs)
    assert limited > 10


def test_nothing_that_harms_an_unborn_child_is_given_before_a_delivery(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits, names = steady["visits"], steady_world.catalog.medications
    childbirth = condition_number(steady_world, "Childbirth")
    births = np.flatnonzero((condition_of(visits) == childbirth) & first_visits(visits))
    delivery = np.full(int(visits["patient_id"].max()) + 1, np.datetime64("NaT", "D"))
    delivery[visits["patient_id"][births].astype(int)] = visits["date_of_admission"][births]
    days = (
        (delivery[visits["patient_id"].astype(int)] - visits["date_of_admission"])
        .astype("timedelta64[D]")
        .astype(float)
    )
    given = ~np.isnan(visits["medication_id"].astype(float))
    pregnant = given & (days >= 0) & (days <= 280)
    earlier = given & (days > 280)

    def drugs(rows: Flags) -> list[str]:
        return [names[number - 1] for number in visits["medication_id"][rows].astype(int).tolist()]

    harmful = steady_world.catalog.harmful_in_pregnancy
    assert len(drugs(pregnant)) > 30
    assert not set(drugs(pregnant)) & harmful
    # the same women had such drugs before
    assert set(drugs(earlier)) & harmful


def test_follow_ups_have_the_codes_of_follow_ups(
    steady_world: World, steady: dict[str, Columns], first_of: Ints, days_since: Ints
) -> None:
    visits = steady["visits"]
    codes = {code.code: code for condition in steady_world.catalog.conditions for code in condition.icd10}
    treatment = treatment_names(steady_world, visits)
    later = np.flatnonzero(~first_visits(visits))
    seen: dict[str, set[str]] = {}
    for row in later.tolist():
        first, found = visits["icd10_code"][first_of[row]], visits["icd10_code"][row]
        code = codes[first]
        expected = code.by_treatment.get(treatment[row], code.follow_up)
        if expected is None or days_since[row] < code.follow_up_after:
            expected = first
        assert found == expected, (first, found, treatment[row], days_since[row])
        seen.setdefault(first, set()).add(found)
    assert seen["O80"] == {"Z39.1", "Z39.2"}
    # an infarct becomes an old one after four weeks, acute kidney failure a chronic one after 90 days
    assert seen["I21.4"] == {"I21.4", "I25.2"}
    assert seen["N17.9"] == {"N17.9", "N18.6"}
    assert not [found for first, found in seen.items() if first.startswith("S") and first in found]


def test_a_course_has_one_side(steady_world: World, steady: dict[str, Columns], first_of: Ints) -> None:
    visits = steady["visits"]
    conditions = steady_world.catalog.conditions
    texts = {code.code: code.description for condition in conditions for code in condition.icd10}
    texts |= {code.code: code.description for condition in conditions for code in condition.follow_up_icd10}
    sides = {code: " right " in text for code, text in texts.items() if " right " in text or " left " in text}
    rows = np.flatnonzero(np.isin(visits["icd10_code"], list(sides)))
    right = np.array([sides[code] for code in visits["icd10_code"][rows]])
    at_first = np.array([sides[code] for code in visits["icd10_code"][first_of[rows]]])
    assert rows.size > 2_000
    assert (right == at_first).all()
    assert right.mean() == pytest.approx(0.5, abs=0.05)


def test_a_broken_hip_has_surgery_and_then_monitoring(
    steady_world: World, steady: dict[str, Columns], first_of: Ints
) -> None:
    visits, first = steady["visits"], first_visits(steady["visits"])
    hip = np.char.startswith(visits["icd10_code"][first_of].astype(str), "S72")
    treatment = treatment_names(steady_world, visits)
    assert (hip & first).sum() > 50
    assert set(treatment[hip & first]) == {"Surgery"}
    assert set(treatment[hip & ~first]) == {"Monitoring"}


def test_results_depend_on_condition_severity_and_number_of_the_visit(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits, first, condition = (
        steady["visits"],
        first_visits(steady["visits"]),
        condition_of(steady["visits"]),
    )
    result, severity = visits["test_results"], visits["severity"]
    assert (result == "Inconclusive").mean() == pytest.approx(
        steady_world.behavior.visits.inconclusive, abs=0.01
    )
    positive, clear = result == "Positive", result != "Inconclusive"
    usual_factor, checked = steady_world.behavior.visits.positive_odds_at_follow_ups, 0
    for number, entry in enumerate(steady_world.catalog.conditions):
        later_factor = usual_factor if entry.positive_odds_later is None else entry.positive_odds_later
        for which, factor in ((first, 1.0), (~first, later_factor)):
            rows = clear & (condition == number) & which & (severity == "Mild")
            if rows.sum() > 300:
                odds = factor * entry.positive / (100 - entry.positive)
                noise = 2 / np.sqrt(rows.sum())
                assert positive[rows].mean() == pytest.approx(odds / (1 + odds), abs=noise), entry.name
                checked += 1
    assert checked > 15
    arthritis = clear & (condition == condition_number(steady_world, "Arthritis"))
    covid = clear & (condition == condition_number(steady_world, "COVID-19"))
    assert positive[arthritis & ~first].mean() < positive[arthritis & first].mean()
    # a stay of a week is a severe one
    severe, mild = (covid & first & (severity == name) for name in ("Severe", "Mild"))
    odds_of = [positive[rows].mean() / (1 - positive[rows].mean()) for rows in (severe, mild)]
    assert odds_of[0] > odds_of[1]
    depression = clear & first & (condition == condition_number(steady_world, "Depression"))
    shares = [positive[depression & (severity == name)].mean() for name in ("Moderate", "Severe")]
    assert shares == sorted(shares)
