"""The shipped catalog has the values of the reference model, and its codes and drugs fit their patients."""

from __future__ import annotations

import re
from itertools import product

import pytest

from healthgen_db.world.catalog.catalog import load_catalog
from healthgen_db.world.catalog.codes import Drug
from healthgen_db.world.catalog.entries import Condition

# The table of the reference model, copied by hand: category, first stay in days, adults only, same-day possible,
# primary and secondary treatment, late-unpaid and late-paid base.
REFERENCE = {
    "High blood pressure": ("chronic", 0, 2, True, True, "Medication", "Lifestyle Counseling", 0.08, 0.12),
    "Diabetes": ("chronic", 1, 4, False, True, "Insulin Therapy", "Dietary Management", 0.10, 0.15),
    "Arthritis": ("chronic", 1, 3, True, True, "Physical Therapy", "Joint Injections", 0.08, 0.12),
    "Asthma": ("chronic", 0, 2, False, True, "Inhaler", "Nebulizer Therapy", 0.08, 0.12),
    "Cancer": ("complex", 5, 10, False, False, "Chemotherapy", "Radiation Therapy", 0.22, 0.25),
    "Broken bones": ("acute", 0, 5, False, True, "Cast", "Surgery", 0.10, 0.15),
    "Heart disease": ("complex", 5, 10, True, False, "Bypass Surgery", "Medication", 0.16, 0.20),
    "Pneumonia": ("acute", 2, 7, False, False, "Medication", "Oxygen Therapy", 0.12, 0.18),
    "Flu": ("minor", 0, 2, False, True, "Medication", "Rest & Fluids", 0.06, 0.10),
    "Migraine": ("minor", 0, 1, False, True, "Medication", "Pain Management", 0.06, 0.10),
    "Depression": ("depression", 3, 7, False, False, "Therapy (CBT)", "Medication", 0.09, 0.12),
    "Anxiety": ("depression", 1, 3, False, False, "Counseling", "Medication", 0.09, 0.12),
    "Allergies": ("minor", 0, 1, False, True, "Medication", "Allergy Shots", 0.05, 0.08),
    "Kidney failure": ("complex", 5, 10, True, False, "Dialysis", "Transplant Evaluation", 0.20, 0.23),
    "Stroke": ("complex", 5, 10, True, False, "Rehabilitation", "Medication", 0.18, 0.22),
    "COVID-19": ("acute", 3, 14, False, False, "Supportive Care", "Medication", 0.14, 0.20),
    "Childbirth": ("acute", 1, 5, True, False, "Delivery", "Cesarean Section", 0.07, 0.10),
}
DEFAULT_CODES = {
    "High blood pressure": "I10", "Diabetes": "E11.9", "Arthritis": "M17.11", "Asthma": "J45.909",
    "Cancer": "C50.911", "Broken bones": "S52.501A", "Heart disease": "I25.10", "Pneumonia": "J18.9",
    "Flu": "J10.1", "Migraine": "G43.909", "Depression": "F32.A", "Anxiety": "F41.1", "Allergies": "J30.2",
    "Kidney failure": "N17.9", "Stroke": "I63.9", "COVID-19": "U07.1", "Childbirth": "O80",
}  # fmt: skip
FIRST_CHARGES = {
    "complex": (30_000, 110_000), "chronic": (3_000, 20_000), "depression": (1_000, 7_000),
    "acute": (1_000, 12_000), "minor": (100, 5_000),
}  # fmt: skip
FOLLOW_UP_REQUIRED = {
    "Cancer", "Kidney failure", "Stroke", "Heart disease", "Broken bones", "Diabetes", "Asthma", "Arthritis",
}  # fmt: skip
DRUG_TREATMENTS = {"Medication", "Insulin Therapy", "Inhaler", "Chemotherapy"}
CATALOG = load_catalog()
CONDITIONS = pytest.mark.parametrize("condition", CATALOG.conditions, ids=lambda condition: condition.name)


def named(name: str) -> Condition:
    return next(condition for condition in CATALOG.conditions if condition.name == name)


def test_conditions_have_the_values_of_the_reference_model() -> None:
    ours = {
        c.name: (
            c.category, c.los_min, c.los_max, c.adult_only, c.same_day_possible, c.primary, c.secondary,
            c.late_unpaid, c.late_paid,
        )
        for c in CATALOG.conditions
    }  # fmt: skip
    assert ours == REFERENCE
    assert {c.name: c.icd10[0].code for c in CATALOG.conditions} == DEFAULT_CODES
    assert {c.name for c in CATALOG.conditions if c.follow_up_required} == FOLLOW_UP_REQUIRED
    assert {name: c.first_charge for name, c in CATALOG.categories.items()} == FIRST_CHARGES
    assert {name for name, c in CATALOG.categories.items() if c.same_day_first_visit} == {"minor", "chronic"}
    assert {c.name for c in CATALOG.conditions if c.severity_course == "resolving"} == {
        "Broken bones", "Flu", "Migraine", "Allergies",
    }  # fmt: skip
    assert {c.name for c in CATALOG.conditions if c.max_visits_per_year == 3} == {"Flu", "Pneumonia"}
    # a patient has at most one bypass, and one operation for a fracture
    assert named("Heart disease").follow_ups == {"Medication": 0.6, "Monitoring": 0.4}
    assert named("Broken bones").follow_ups == {"Cast": 0.4, "Monitoring": 0.6}


def test_childbirth_is_for_women_from_25_to_50_with_one_follow_up() -> None:
    childbirth = named("Childbirth")
    assert (childbirth.sex, childbirth.youngest, childbirth.max_age) == ("Female", 25, 50)
    assert childbirth.max_visits == 2
    assert childbirth.follow_ups is not None
    assert set(childbirth.follow_ups) == {"Postpartum Checkup", "Monitoring", "Lactation Support"}
    assert {code.code: code.treatments for code in childbirth.icd10} == {
        "O80": ("Delivery",),
        "O82": ("Cesarean Section",),
    }
    assert childbirth.first_treatments == ("Delivery", "Cesarean Section")
    assert childbirth.roles["Lactation Support"] == "follow_up"


@CONDITIONS
def test_codes_are_well_formed_and_fit_every_patient_and_treatment(condition: Condition) -> None:
    for code in condition.icd10:
        assert re.fullmatch(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", code.code)
    sexes = [condition.sex] if condition.sex else ["Female", "Male", "Other"]
    for sex, age in product(sexes, range(condition.youngest, condition.max_age + 1)):
        fitting = [code for code in condition.icd10 if code.weight_for(sex, age) > 0]
        assert fitting, (sex, age)
    procedure = condition.procedure.treatment if condition.procedure else None
    for code in condition.icd10:
        # first visits without the procedure have another treatment
        assert code.procedure == 1 or {name for name in condition.first_treatments if code.fits(name)} - {
            procedure
        }
        assert code.procedure == 0 or (procedure is not None and code.fits(procedure))


@CONDITIONS
def test_every_drug_treatment_has_a_drug_for_every_age(condition: Condition) -> None:
    for treatment in DRUG_TREATMENTS & set(condition.roles):
        drugs = [drug for drug in condition.drugs if drug.treatment == treatment]
        for age in range(condition.youngest, condition.max_age + 1):
            assert any(drug.doses_for(age) for drug in drugs), (treatment, age)
    if not DRUG_TREATMENTS & set(condition.roles):
        assert not condition.drugs


@CONDITIONS
def test_mix_and_length_of_stay_follow_the_rules(condition: Condition) -> None:
    assert condition.los_min <= condition.los_mean <= condition.los_max
    assert condition.mix.pct_under_18 == 0 or not condition.adult_only
    assert (condition.mix.pct_female == 100) == (condition.sex == "Female")
    for season in (condition.season, condition.season_under_18):
        assert season is None or (len(season) == 12 and abs(sum(season) - 100) < 0.1)
    assert condition.weekdays is None or len(condition.weekdays) == 7


def test_diagnoses_fit_their_patients() -> None:
    weight = {code.code: code.weight_for for c in CATALOG.conditions for code in c.icd10}
    assert weight["C61"]("Female", 70) == 0 < weight["C61"]("Male", 70)
    assert weight["C50.911"]("Male", 50) == 0 < weight["C50.911"]("Female", 50)
    assert weight["S72.001A"]("Female", 64) == 0 < weight["S72.001A"]("Female", 65)
    assert weight["E10.9"]("Male", 9) > weight["E11.9"]("Male", 9) == 0
    assert weight["E10.9"]("Male", 60) < weight["E11.9"]("Male", 60)
    # a broken hip never has a cast, and atrial fibrillation never has a bypass
    hip = next(code for code in named("Broken bones").icd10 if code.code == "S72.001A")
    assert hip.fits("Surgery")
    assert not hip.fits("Cast")
    fibrillation = next(code for code in named("Heart disease").icd10 if code.code == "I48.91")
    assert not fibrillation.fits("Bypass Surgery")
    # nobody waits for a transplant with acute kidney failure
    assert not named("Kidney failure").icd10[0].fits("Transplant Evaluation")


def test_drugs_fit_their_condition_and_age() -> None:
    assert {drug.treatment for drug in named("Diabetes").drugs} == {"Insulin Therapy"}
    assert {drug.treatment for drug in named("Asthma").drugs} == {"Inhaler"}
    assert {drug.treatment for drug in named("Cancer").drugs} == {"Chemotherapy"}
    flu = {drug.name: drug for drug in named("Flu").drugs}
    assert flu["Oseltamivir"].doses_for(12) == ("30 mg", "45 mg")
    assert flu["Oseltamivir"].doses_for(13) == flu["Oseltamivir"].doses_for(18) == ("75 mg",)
    assert flu["Baloxavir"].doses_for(5) == ()
    thinners = {drug.name for drug in named("Stroke").drugs if "I61.9" in drug.not_for}
    assert thinners == {"Aspirin", "Clopidogrel", "Apixaban"}
    assert Drug(name="x", weight=1, doses=("1 mg",), frequency="daily").doses_for(3) == ("1 mg",)
    for code, best in {"C61": "Docetaxel", "C18.9": "Oxaliplatin", "C34.90": "Paclitaxel"}.items():
        assert best in {drug.name for drug in named("Cancer").drugs if drug.fits(code)}
        assert "Doxorubicin" not in {drug.name for drug in named("Cancer").drugs if drug.fits(code)}
    assert {drug.name for drug in named("Heart disease").drugs if drug.fits("I48.91")} == {
        "Metoprolol", "Apixaban", "Diltiazem ER",
    }  # fmt: skip


def test_follow_up_codes_are_those_of_the_classification() -> None:
    codes = {code.code: code for condition in CATALOG.conditions for code in condition.icd10}
    fractures = [code for code in codes.values() if code.code.startswith("S")]
    assert len(fractures) >= 8
    assert all(code.code.endswith("A") and code.follow_up == f"{code.code[:-1]}D" for code in fractures)
    assert (codes["I21.4"].follow_up, codes["I21.4"].follow_up_after) == ("I25.2", 29)
    assert (codes["N17.9"].follow_up, codes["N17.9"].follow_up_after) == ("N18.6", 90)
    assert codes["O80"].follow_up_codes == codes["O82"].follow_up_codes == ("Z39.2", "Z39.1")
    assert codes["I10"].follow_up_codes == ()


def test_procedures_are_for_the_codes_that_need_them() -> None:
    share = {code.code: code.procedure for condition in CATALOG.conditions for code in condition.icd10}
    assert share["S72.001A"] == share["O82"] == 1
    assert share["O80"] == share["I48.91"] == share["I50.9"] == share["U07.1"] == 0
    assert 0 < share["S42.001A"] < share["I21.4"] < share["I25.10"] < 1
    urgent = {code.code for condition in CATALOG.conditions for code in condition.icd10 if code.urgent}
    assert {"S72.001A", "I21.4", "N17.9"} <= urgent
    assert not {"I25.10", "O82", "N18.6"} & urgent


def test_right_and_left_are_equally_frequent() -> None:
    codes = [code for condition in CATALOG.conditions for code in condition.icd10]
    right = {code.description: code for code in codes if " right " in code.description}
    left = {code.description: code for code in codes if " left " in code.description}
    assert len(right) >= 6
    assert {text.replace(" right ", " left ") for text in right} == set(left)
    for text, code in right.items():
        other = left[text.replace(" right ", " left ")]
        kept = ("weight", "male_weight", "child_weight", "sex", "min_age", "treatments", "procedure")
        assert [getattr(other, key) for key in kept] == [getattr(code, key) for key in kept]


def test_pairs_of_conditions_weigh_the_same_in_both_directions() -> None:
    names = [condition.name for condition in CATALOG.conditions]
    weights = CATALOG.pair_weights
    diabetes, pressure = names.index("Diabetes"), names.index("High blood pressure")
    assert weights[diabetes, pressure] == weights[pressure, diabetes] > 1
    assert weights[names.index("Cancer"), names.index("Childbirth")] == 0
    # nobody has a condition twice, and before the first condition all are alike
    assert (weights[:-1].diagonal() == 0).all()
    assert (weights[-1] == 1).all()


def test_treatments_know_whether_they_are_planned_and_need_a_bed() -> None:
    scheduled = {treatment.name for treatment in CATALOG.treatments if treatment.scheduled}
    outpatient = {treatment.name for treatment in CATALOG.treatments if treatment.outpatient}
    assert {"Bypass Surgery", "Dialysis", "Chemotherapy"} <= scheduled - outpatient
    assert {"Counseling", "Physical Therapy"} <= scheduled & outpatient
    assert not {"Delivery", "Cesarean Section", "Surgery", "Medication"} & (scheduled | outpatient)


def test_names_are_unique_and_treatments_are_complete() -> None:
    treatments = [treatment.name for treatment in CATALOG.treatments]
    for names in (treatments, CATALOG.medications, [payer.name for payer in CATALOG.payers]):
        assert len(set(names)) == len(names)
    assert {t.name for t in CATALOG.treatments if t.given_as_drug} == DRUG_TREATMENTS
    assert set(treatments) == {name for condition in CATALOG.conditions for name in condition.roles}
    assert set(CATALOG.medications) == {drug.name for c in CATALOG.conditions for drug in c.drugs}


def test_number_of_payers_of_each_kind() -> None:
    kinds = [payer.kind for payer in CATALOG.payers]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "Private": 12,
        "Medicare": 12,
        "Medicaid": 12,
        "Military": 4,
    }
    assert all(payer.name.startswith("TRICARE") for payer in CATALOG.payers if payer.kind == "Military")


def test_seasons_depend_on_age() -> None:
    asthma, flu = named("Asthma"), named("Flu")
    assert asthma.season_for(18) is None
    assert asthma.season_for(17) == asthma.season_under_18
    assert flu.season_for(5) == flu.season_for(50) == flu.season


def test_one_town_has_many_hospital_names() -> None:
    names = {
        name.text.format(city="Salem", county="Marion", state="Oregon") for name in CATALOG.hospital_names
    }
    assert len(names) == len(CATALOG.hospital_names) >= 80
    assert "Salem General Hospital" in names
    assert not any("{" in name for name in names)


def test_the_catalog_is_read_once() -> None:
    assert load_catalog() is CATALOG
