"""--conditions full adds diagnoses of hospital stays to the catalog, and changes none of the others."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.config.resources import resource
from healthgen_db.config.values import FULL
from healthgen_db.world.behavior import load_behavior
from healthgen_db.world.catalog.catalog import Catalog, load_catalog
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.data_files import appended
from healthgen_db.world.hospitals.specialties import load_specialties

CATALOG, STANDARD = load_catalog(conditions=FULL), load_catalog()
KNOWN = len(STANDARD.conditions)
ADDED = CATALOG.conditions[KNOWN:]
# What a nurse would look for: condition, default code, whether children have it, the operation.
EXPECTED = {
    "COPD": ("J44.1", False, None),
    "Sepsis": ("A41.9", True, None),
    "Urinary tract infection": ("N39.0", True, None),
    "Gastrointestinal bleeding": ("K92.2", False, None),
    "Hip fracture": ("S72.141A", False, "Hip Repair"),
    "Cellulitis": ("L03.115", True, None),
    "Appendicitis": ("K35.80", True, "Appendectomy"),
    "Gallstones": ("K80.20", False, "Gallbladder Removal"),
    "Chest pain": ("R07.9", False, None),
    "Heart failure": ("I50.23", False, None),
    "Atrial fibrillation": ("I48.0", False, None),
    "Bowel obstruction": ("K56.609", True, "Bowel Surgery"),
    "Pancreatitis": ("K85.90", False, None),
    "Gastroenteritis": ("A09", True, None),
}
EACH = pytest.mark.parametrize("condition", ADDED, ids=lambda condition: condition.name)


def codes_of(conditions: tuple[Condition, ...]) -> list[str]:
    return [
        code.code for each in conditions for codes in (each.icd10, each.follow_up_icd10) for code in codes
    ]


def test_the_added_conditions_are_these() -> None:
    assert {
        each.name: (
            each.icd10[0].code,
            not each.adult_only,
            each.procedure.treatment if each.procedure else None,
        )
        for each in ADDED
    } == EXPECTED


def test_what_a_standard_dataset_has_keeps_its_numbers() -> None:
    assert CATALOG.conditions[:KNOWN] == STANDARD.conditions
    assert CATALOG.treatments[: len(STANDARD.treatments)] == STANDARD.treatments
    assert CATALOG.medications[: len(STANDARD.medications)] == STANDARD.medications
    assert CATALOG.payers == STANDARD.payers
    assert (CATALOG.pair_weights[:KNOWN, :KNOWN] == STANDARD.pair_weights[:-1]).all()
    names = [entry.name for entry in STANDARD.conditions]
    assert load_specialties(CATALOG).names == load_specialties(STANDARD).names
    assert not {entry.name for entry in ADDED} & set(names)


def test_no_code_belongs_to_two_conditions() -> None:
    codes = codes_of(CATALOG.conditions)
    assert len(set(codes)) == len(codes)


@EACH
def test_first_stays_have_nights_and_follow_the_formula(condition: Condition) -> None:
    assert condition.category == "inpatient"
    assert (condition.los_min, condition.los_max) == (1, 60)
    assert not condition.same_day_possible
    assert condition.stay_log_sd is not None
    assert 0.45 <= condition.stay_log_sd <= 0.5
    assert not condition.first_monitoring
    assert 1.5 < condition.los_mean < 8
    assert condition.season is None or sum(condition.season) == pytest.approx(100, abs=0.1)
    assert not any(condition.stay_log_sd for condition in STANDARD.conditions)


def test_right_and_left_are_equally_frequent() -> None:
    codes = {code.description: code for condition in ADDED for code in condition.icd10}
    right = [text for text in codes if re.search(r"\bright\b", text)]
    assert len(right) == 4
    for text in right:
        assert codes[text.replace("right", "left")].weight == codes[text].weight


def test_hip_fractures_are_of_the_old_and_appendicitis_is_of_the_young() -> None:
    mix = {condition.name: condition.mix for condition in ADDED}
    assert mix["Hip fracture"].pct_65_plus > 80
    assert mix["Appendicitis"].pct_65_plus < 15
    assert mix["Appendicitis"].pct_under_18 > 15
    nursing_home = {condition.name: condition.nursing_home for condition in CATALOG.conditions}
    assert nursing_home["Hip fracture"] == max(nursing_home.values())
    assert nursing_home["Stroke"] > nursing_home["Heart disease"] > nursing_home["Childbirth"] == 0


def test_some_go_together() -> None:
    names = [condition.name for condition in CATALOG.conditions]

    def weight(one: str, other: str) -> float:
        return float(CATALOG.pair_weights[names.index(one), names.index(other)])

    assert weight("COPD", "Heart failure") == weight("Heart failure", "COPD") > 1
    assert weight("Gallstones", "Pancreatitis") > weight("Gallstones", "Migraine") == 1


def test_planned_operations_are_scheduled_and_urgent_ones_are_not() -> None:
    scheduled = {treatment.name for treatment in CATALOG.treatments if treatment.scheduled}
    assert {"Gallbladder Removal", "Cardioversion", "Bypass Surgery"} <= scheduled
    assert not {"Appendectomy", "Hip Repair", "Bowel Surgery"} & scheduled
    urgent = {code.code for condition in ADDED for code in condition.icd10 if code.urgent}
    assert "K80.00" in urgent
    assert "K80.20" not in urgent


def test_every_added_condition_has_a_specialist() -> None:
    specialties, standard = load_specialties(CATALOG), load_specialties(STANDARD)
    assert specialties.treats[1:, KNOWN:].any(axis=0).all()
    assert (specialties.treats[:, :KNOWN] == standard.treats).all()
    internal = specialties.names.index("Internal medicine")
    assert specialties.weights[internal] > standard.weights[internal]
    orthopedics = specialties.names.index("Orthopedics")
    assert specialties.treats[
        orthopedics, [each.name for each in CATALOG.conditions].index("Hip fracture")
    ].all()


def test_only_the_number_of_conditions_is_another_behavior() -> None:
    full, standard = load_behavior(conditions=FULL), load_behavior()
    assert full.panel.conditions != standard.panel.conditions
    panel = full.panel.model_copy(update={"conditions": standard.panel.conditions})
    assert full.model_copy(update={"panel": panel}) == standard


def test_a_clinic_has_conditions_of_its_own() -> None:
    with pytest.raises(
        ConfigError, match="--conditions full: the population clinic has conditions of its own"
    ):
        Config(conditions=FULL, population="clinic")
    with pytest.raises(ConfigError, match="--conditions some: choose standard or full"):
        Config(conditions="some")


def test_additions_replace_nothing() -> None:
    values = {"list": [1], "table": {"a": 1}}
    path = Path("more.toml")
    assert appended(path, values, {"list": [2], "table": {"b": 2}, "more": 3}) == {
        "list": [1, 2],
        "table": {"a": 1, "b": 2},
        "more": 3,
    }
    assert values == {"list": [1], "table": {"a": 1}}
    with pytest.raises(ConfigError, match=r"more\.toml: table\.a: is given already"):
        appended(path, values, {"table": {"a": 2}})
    with pytest.raises(ConfigError, match=r"more\.toml: list: is given already"):
        appended(path, values, {"list": 2})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("first_monitoring = false\n", "", "COPD: stay_log_sd needs nights, first_monitoring = false"),
        ('severity_course = "by_stay"', 'severity_course = "resolving"', "COPD: stay_log_sd needs nights"),
        ("los_min = 1", "los_min = 0", "COPD: mortality is only for conditions whose first stays last a day"),
        (
            "[categories.inpatient]",
            "[categories.minor]",
            "conditions.toml: categories.minor: is given already",
        ),
        ('name = "Chest pain"', 'name = "COPD"', "COPD: more than once"),
    ],
)
def test_a_mistake_in_the_additions_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    shutil.copytree(resource("data"), tmp_path / "data")
    path = tmp_path / "data" / "catalogs" / FULL / "conditions.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert isinstance(load_catalog(tmp_path / "data"), Catalog)
    with pytest.raises(ConfigError) as error:
        load_catalog(tmp_path / "data", conditions=FULL)
    assert message in str(error.value)
