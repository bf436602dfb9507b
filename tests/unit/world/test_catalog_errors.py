"""A catalog with a mistake is refused. The error names the file, the entry and what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource
from healthgen_db.world.catalog.catalog import load_catalog

BROKEN = {
    "a value out of range": (
        "conditions.toml",
        "late_unpaid = 0.08",
        "late_unpaid = 8",
        "conditions.toml: conditions: High blood pressure: late_unpaid = 8: ",
    ),
    "an unknown key": (
        "conditions.toml",
        "adult_only = true",
        "adults_only = true",
        "adults_only: there is no such key",
    ),
    "a missing key": ("conditions.toml", 'primary = "Cast"\n', "", "Broken bones: primary is missing"),
    "a shortest stay above the longest": (
        "conditions.toml",
        "los_min = 5\nlos_max = 10",
        "los_min = 11\nlos_max = 10",
        "Cancer: los_min 11 is above los_max 10",
    ),
    "a malformed code": ("conditions.toml", '"U07.1"', '"U07,1"', "COVID-19: icd10[0].code = 'U07,1': "),
    "no code for some patients": (
        "conditions.toml",
        "weight = 22, min_age = 18",
        "weight = 22, min_age = 60",
        "Cancer: no diagnosis code fits a Female patient of age 18",
    ),
    "an unknown category": (
        "conditions.toml",
        "[categories.minor]",
        "[categories.major]",
        "categories.major",
    ),
    "a category without a key": (
        "conditions.toml",
        "[categories.chronic]\nfirst_charge",
        "[categories.chronic]\nhigh_charge",
        "conditions.toml: categories.chronic.first_charge is missing",
    ),
    "a category with a number for true": (
        "conditions.toml",
        "same_day_first_visit = true",
        "same_day_first_visit = 7",
        "categories.chronic.same_day_first_visit = 7: ",
    ),
    "not TOML": (
        "conditions.toml",
        "[categories.chronic]",
        "[categories.chronic",
        "conditions.toml: not valid TOML",
    ),
    "a mean outside the range": (
        "conditions.toml",
        "los_mean = 2.5",
        "los_mean = 3.5",
        "los_mean [3.5] is outside 1-3",
    ),
    "deaths after same-day visits": (
        "conditions.toml",
        "los_min = 5\nlos_max = 10",
        "los_min = 0\nlos_max = 10",
        "Cancer: mortality is only for conditions whose first stays last a day or more",
    ),
    "a min_age above max_age": (
        "conditions.toml",
        "max_age = 50",
        "max_age = 20",
        "min_age 25 is above max_age 20",
    ),
    "late payments above 1": (
        "conditions.toml",
        "late_paid = 0.25",
        "late_paid = 0.85",
        "Cancer: late_unpaid and late_paid",
    ),
    "the same treatment twice": (
        "conditions.toml",
        'secondary = "Surgery"',
        'secondary = "Cast"',
        "Broken bones: primary and secondary are the same treatment",
    ),
    "shares of follow_ups": (
        "conditions.toml",
        '"Medication" = 0.6',
        '"Medication" = 0.7',
        "Heart disease: follow_ups: must add up to 1, not 1.1",
    ),
    "an unknown procedure": (
        "conditions.toml",
        'procedure = { treatment = "Surgery"',
        'procedure = { treatment = "Surgary"',
        "Broken bones: procedure, charge_level or by_treatment names a treatment that is not one of",
    ),
    "a procedure above 1": (
        "conditions.toml",
        "procedure = 0.95 }",
        "procedure = 95 }",
        "Heart disease: icd10[0].procedure = 95: ",
    ),
    "a long stay with a procedure": (
        "conditions.toml",
        "los_mean = 3.6 }",
        "los_mean = 36 }",
        "Childbirth: los_mean [2.4, 36.0] is outside 1-5",
    ),
    "a charge of an unknown treatment": (
        "conditions.toml",
        'charge_level = { "Chemotherapy"',
        'charge_level = { "Homeopathy"',
        "Cancer: procedure, charge_level or by_treatment names a treatment that is not one of",
    ),
    "a code by an unknown treatment": (
        "conditions.toml",
        'by_treatment = { "Lactation Support"',
        'by_treatment = { "Lactation"',
        "Childbirth: procedure, charge_level or by_treatment names a treatment that is not one of",
    ),
    "a follow-up code without a description": (
        "conditions.toml",
        'follow_up = "I25.2"',
        'follow_up = "I25.9"',
        "Heart disease: follow_up_icd10 and the follow-up codes of icd10 do not fit together",
    ),
    "a follow-up code that nobody has": (
        "conditions.toml",
        ', follow_up = "T78.40XD"',
        "",
        "Allergies: follow_up_icd10 and the follow-up codes of icd10 do not fit together",
    ),
    "a procedure of a condition without one": (
        "conditions.toml",
        '"U07.1", description = "COVID-19", weight = 100',
        '"U07.1", description = "COVID-19", weight = 100, procedure = 0.5',
        "COVID-19: U07.1 has a procedure, but the condition has none that fits it",
    ),
    "a procedure that does not fit the code": (
        "conditions.toml",
        'treatments = ["Delivery"],',
        'treatments = ["Delivery"], procedure = 0.5,',
        "Childbirth: O80 has a procedure, but the condition has none that fits it",
    ),
    "a code with a procedure only": (
        "conditions.toml",
        'treatments = ["Cesarean Section"], procedure = 1',
        'treatments = ["Cesarean Section"], procedure = 0.5',
        "Childbirth: O82: no other treatment than the procedure fits, so procedure must be 1",
    ),
    "an unknown companion": (
        "conditions.toml",
        'companion = "Kidney failure"',
        'companion = "Kidneys"',
        "conditions.toml: conditions: companion Kidneys: there is no such condition",
    ),
    "no companion": (
        "conditions.toml",
        'companion = "Kidney failure"\n',
        "",
        "Diabetes: a code has with_companion, but the condition has no companion",
    ),
    "a negative number of days": (
        "conditions.toml",
        "follow_up_after = 29",
        "follow_up_after = -29",
        "icd10[2].follow_up_after = -29: ",
    ),
    "a curve by age that falls": (
        "conditions.toml",
        "pct_below = { 45 = 6 }",
        "pct_below = { 45 = 60 }",
        "Stroke: mix: pct_under_18, pct_below and 100 - pct_65_plus must not fall with age",
    ),
    "a season below its least": (
        "conditions.toml",
        "yearly_factor = [0.65, 1.5]",
        "yearly_factor = [1.5, 0.65]",
        "Flu: yearly_factor = [1.5, 0.65]: low 1.5 is above high 0.65",
    ),
    "an unknown condition in a pair": (
        "conditions.toml",
        '["Asthma", "Allergies"]',
        '["Asthma", "Hay fever"]',
        "conditions.toml: pairs: Hay fever: there is no such condition",
    ),
    "a pair of three": (
        "conditions.toml",
        '["Asthma", "Allergies"]',
        '["Asthma", "Allergies", "Flu"]',
        "].conditions",
    ),
    "a pair with a negative weight": (
        "conditions.toml",
        '["Asthma", "Allergies"], weight = ',
        '["Asthma", "Allergies"], weight = -',
        "].weight = -",
    ),
    "a pair of one": (
        "conditions.toml",
        '["Asthma", "Allergies"]',
        '["Asthma", "Asthma"]',
        "conditions.toml: pairs: Asthma and Asthma: must be two conditions, and given once",
    ),
    "a pair given twice": (
        "conditions.toml",
        '["Asthma", "Allergies"]',
        '["High blood pressure", "Diabetes"]',
        "conditions.toml: pairs: ",
    ),
    "a season without cases": (
        "conditions.toml",
        "yearly_factor = [0.65",
        "yearly_factor = [0",
        "Flu: yearly_factor = [0, 1.5]: low 0 must be above 0",
    ),
    "a share of adults that is given twice": (
        "conditions.toml",
        "pct_below = { 45 = 6 }",
        "pct_below = { 18 = 6 }",
        "Stroke: mix: pct_below must not give the ages 18 and 65",
    ),
    "only positive tests": (
        "conditions.toml",
        "\npositive = ",
        "\npositive = 1",
        "High blood pressure: positive = 1",
    ),
    "early follow-ups without the others": (
        "conditions.toml",
        "\nsame_day_follow_ups = 0.5\n",
        "\n",
        "categories.complex: same_day_early needs same_day_follow_ups above 0",
    ),
    "an unknown scheduled treatment": (
        "conditions.toml",
        '"Transplant Evaluation",\n]\n# Treatments that need no bed',
        '"Heart Transplant",\n]\n# Treatments that need no bed',
        "conditions.toml: scheduled_treatments: Heart Transplant: no condition has this treatment",
    ),
    "an unknown outpatient treatment": (
        "conditions.toml",
        '"Postpartum Checkup", "Lactation Support",\n]',
        '"Postpartum Check", "Lactation Support",\n]',
        "conditions.toml: outpatient_treatments: Postpartum Check: no condition has this treatment",
    ),
    "tests without a figure": (
        "conditions.toml",
        "\npositive = ",
        "\nnegative = ",
        "High blood pressure: positive is missing",
    ),
    "a drug that is harmful in one condition only": (
        "drugs.toml",
        'only_for = ["I25.10", "I21.4"] },     # [P]',
        'only_for = ["I25.10", "I21.4"], pregnancy = false },',
        "drugs.toml: Clopidogrel: pregnancy differs between conditions",
    ),
    "only harmful drugs for pregnant women": (
        "drugs.toml",
        'adult_doses_from = 13, frequency = "Twice daily"',
        'adult_doses_from = 13, frequency = "Twice daily", pregnancy = false',
        "drugs.toml: Flu: no drug is safe for a pregnant patient of age",
    ),
    "an unknown first treatment": (
        "conditions.toml",
        'treatments = ["Delivery"]',
        'treatments = ["Waterbirth"]',
        "Childbirth: icd10: treatments names ['Waterbirth'], which no first visit has",
    ),
    "a code twice": (
        "conditions.toml",
        '"J11.1"',
        '"J10.1"',
        "Flu: icd10 and follow_up_icd10 list a code twice",
    ),
    "children with a condition for adults": (
        "conditions.toml",
        "pct_female = 56, pct_under_18 = 0",
        "pct_female = 56, pct_under_18 = 1",
        "Stroke: mix has patients under 18, but the condition is for adults only",
    ),
    "more than 100 %": (
        "conditions.toml",
        "pct_under_18 = 32",
        "pct_under_18 = 92",
        "Flu: mix: pct_under_18 and pct_65_plus add up to 107, more than 100",
    ),
    "a drug not for an unknown code": (
        "drugs.toml",
        'not_for = ["I61.9"]',
        'not_for = ["I61"]',
        "Stroke: only_for or not_for of a drug names a code that is not one of",
    ),
    "a drug of another condition's treatment": (
        "drugs.toml",
        '{ name = "Oseltamivir",',
        '{ name = "Oseltamivir", treatment = "Inhaler",',
        "Flu: the treatment of a drug is not one of the condition's",
    ),
    "no drug for a child": (
        "drugs.toml",
        'child_doses = ["30 mg", "45 mg"], adult_doses_from = 13, frequency',
        "min_age = 18, frequency",
        "drugs.toml: Flu: no drug fits a patient of age 0 with J10.1 who has Medication",
    ),
    "a drug that no treatment gives": (
        "drugs.toml",
        'frequency = "Before meals", treatment = "Insulin Therapy"',
        'frequency = "Before meals", treatment = "Dietary Management"',
        "Insulin lispro: the treatment 'Dietary Management' is not one of drug_treatments",
    ),
    "drugs of an unknown condition": (
        "drugs.toml",
        "\nFlu = [",
        "\nFluu = [",
        "drugs.toml: Fluu: conditions.toml has no such",
    ),
    "drugs without a list": (
        "drugs.toml",
        "\nFlu = [",
        "\nMeasles = 3\nFlu = [",
        "Measles: must be a list of entries, not 3",
    ),
    "a kind of payer without a prefix": (
        "payers.toml",
        ', Military = "TRI"',
        "",
        "payers.toml: policy_prefixes: there is no entry for Military",
    ),
    "a prefix of two letters": ("payers.toml", '"MCD"', '"MC"', "policy_prefixes.Medicaid = 'MC': "),
    "policy numbers of eleven digits": (
        "payers.toml",
        "policy_digits = 10",
        "policy_digits = 11",
        "payers.toml: policy_digits = 11: ",
    ),
    "a payer twice": (
        "payers.toml",
        '"TRICARE Select"',
        '"TRICARE Prime"',
        "payers.toml: TRICARE Prime: more than once",
    ),
    "no payers of a kind": (
        "payers.toml",
        '"Military"',
        '"Private"',
        "payers.toml: there is no payer of kind Military",
    ),
    "an area code of two states": ("states.toml", '["907"]', '["205"]', "states.toml: 205: more than once"),
    "a state without an entry": (
        "states.toml",
        '{ name = "Wyoming", uninsured_pct = 10.6, area_codes = ["307"] }',
        '"307"',
        "states.toml: WY",
    ),
    "a state without its uninsured": (
        "states.toml",
        '"Wyoming", uninsured_pct = 10.6,',
        '"Wyoming",',
        "states.toml: WY: uninsured_pct is missing",
    ),
    "an unknown part of a hospital name": (
        "hospitals.toml",
        "{nature} Hospital of {city}",
        "{colour} Hospital of {city}",
        "hospitals.toml: {colour} Hospital of {city}: [parts] has no colour",
    ),
    "a brace that is not closed": (
        "hospitals.toml",
        "{city} General Hospital",
        "{city General Hospital",
        "hospitals.toml: patterns[0].text",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_errors_name_the_file_and_what_is_wrong(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    folder = copied(tmp_path)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_catalog(folder)
    assert message in str(error.value)


def test_errors_name_a_missing_file(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "payers.toml").unlink()
    with pytest.raises(ConfigError, match=r"payers\.toml: cannot be read"):
        load_catalog(folder)


def test_an_edited_copy_is_read(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    path = folder / "payers.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Blue Heron", "Grey Heron"), encoding="utf-8")
    edited = load_catalog(folder)
    assert "Grey Heron Health Cooperative" in [payer.name for payer in edited.payers]
    assert edited.conditions == load_catalog().conditions


def copied(tmp_path: Path) -> Path:
    for path in resource("data").glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path
