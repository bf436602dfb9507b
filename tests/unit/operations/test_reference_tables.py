"""Services, complaints and facilities: what the hospitals stage loads once."""

from __future__ import annotations

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.operations.facilities import facility_miles, operations_reference
from healthgen_db.operations.figures.load import Figures, load_complaints, load_figures
from healthgen_db.operations.words import CARE, FACILITY_KINDS, SERVICES
from healthgen_db.world.catalog.catalog import load_catalog
from tests.unit.operations.demands import world_of

# The 42 issues of reference system 003, and the complaints and conditions that stand for them.
ISSUES = {
    "Chest pain": ["Chest pain"],
    "Burns": ["Burn"],
    "Assault-related injuries": ["Assault"],
    "Alcohol-related illness": ["Alcohol"],
    "Poisoning": ["Poisoning or overdose"],
    "Malnutrition": ["Vomiting or diarrhea"],
    "Severe shortness of breath": ["Shortness of breath"],
    "Stroke symptoms": ["Stroke symptoms", "Stroke"],
    "Heavy uncontrollable bleeding": ["Heavy bleeding"],
    "Major trauma": ["Major injury"],
    "Sudden severe pain": ["Abdominal pain", "Headache", "Other pain"],
    "Seizures": ["Seizure"],
    "Loss of consciousness": ["Fainting"],
    "Anaphylaxis": ["Severe allergic reaction", "Allergies"],
    "High fever": ["Fever"],
    "Sudden confusion": ["Confusion"],
    "Severe headaches": ["Headache", "Migraine"],
    "Broken bones and joint injuries": ["Limb or back injury", "Broken bones"],
    "Severe infections": ["Bite, rash or skin infection", "Sepsis", "Pneumonia"],
    "Chronic condition": ["Chronic disease out of control"],
    "Palliative care need": ["Cancer"],
    "Transplant assessment": ["Kidney failure"],
    "Common cold and flu": ["Cough or cold", "Flu"],
    "Diabetes": ["Diabetes"],
    "Hypertension": ["High blood pressure"],
    "Asthma": ["Asthma"],
    "Gastroenteritis": ["Vomiting or diarrhea", "Gastroenteritis"],
    "Arthritis": ["Arthritis", "Limb or joint pain"],
    "Tuberculosis": ["Infection with HIV or tuberculosis"],
    "HIV/AIDS": ["Infection with HIV or tuberculosis"],
    "Obesity-related complications": ["Dizziness or weakness"],
    "Attempted suicide": ["Self-harm"],
    "Anxiety disorders": ["Mental health crisis", "Anxiety"],
    "Depression": ["Mental health crisis", "Depression"],
    "Substance use": ["Drugs"],
    "Road traffic injuries": ["Road traffic injury"],
    "Domestic violence injuries": ["Domestic violence"],
    "Chronic kidney disease": ["Urinary problem", "Kidney failure"],
    "Pregnancy": ["Pregnancy problem", "Childbirth"],
    "Gestational diabetes": ["Pregnancy problem"],
}
# Two issues are no encounter: completed suicide, and no significant illness.
NO_ENCOUNTER = 2


def test_conditions_and_complaints_cover_the_issues_of_the_reference() -> None:
    assert len(ISSUES) + NO_ENCOUNTER == 42
    names = {*load_complaints(), *load_figures().conditions.conditions}
    for issue, covered in ISSUES.items():
        assert set(covered) <= names, issue


@pytest.mark.parametrize("conditions", ["standard", "full"])
def test_every_condition_has_figures(conditions: str) -> None:
    figures = load_figures().conditions.conditions
    assert {entry.name for entry in load_catalog(conditions=conditions).conditions} <= set(figures)
    assert all(set(entry.complaints) <= set(load_complaints()) for entry in figures.values())


def test_a_condition_without_figures_is_named() -> None:
    figures = Figures("us")
    del figures.conditions.conditions["Asthma"]
    with pytest.raises(ConfigError, match=r"conditions\.toml: there is no entry for Asthma$"):
        figures.conditions_of(load_catalog())


def test_every_operation_is_a_treatment() -> None:
    treatments = {entry.name for entry in load_catalog(conditions="full").treatments}
    assert set(load_figures().stays.surgeries) <= treatments


def test_every_hospital_has_facilities_for_all_care() -> None:
    world = world_of(patients=100)
    tables = operations_reference(world)
    hospitals = world.facilities.hospitals.place.size
    facilities = tables["facilities"].to_pylist()
    assert tables["services"]["service"].to_pylist() == list(SERVICES)[:11]
    assert {row["kind"] for row in facilities} == set(FACILITY_KINDS)
    assert len(facilities) == hospitals * len(load_figures().facilities)
    assert all(row["facility_id"] // 100 == row["hospital_id"] for row in facilities)
    offered = {(row["facility_id"] // 100, row["care"]) for row in tables["facility_services"].to_pylist()}
    assert offered == {(number, care) for number in range(1, hospitals + 1) for care in CARE}
    assert [float(row["miles"]) for row in facilities] == facility_miles(world).reshape(-1).tolist()
    assert len({row["facility_id"] for row in facilities}) == len(facilities)


def test_complaints_have_the_limits_that_the_demand_keeps() -> None:
    rows = operations_reference(world_of(patients=100))["complaints"].to_pylist()
    assert [row["complaint_id"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["name"] for row in rows if row["female_only"]] == ["Pregnancy problem"]
    # the groups of 2.1, and those that the reference has apart
    assert len(rows) >= 33
