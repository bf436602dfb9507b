"""The coverage table: every name in it exists, and every rule and metric holds something."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthgen_db.checks.coverage import read_coverage
from healthgen_db.checks.folders import check_folders
from healthgen_db.config.errors import RuleFileError
from healthgen_db.schema.tables import metadata

# The keys of the reference's validation summary, copied by eye: its users look for them.
SUMMARY_KEYS = """
    patients_unique_ids visits_unique_ids billing_unique_ids patients_rows visits_rows billing_rows
    visits_missing_billing multiple_billings_per_visit patient_age_mismatches visit_age_mismatches
    blood_type_inconsistencies insured_rate_pct policy_without_provider pediatric_gating_violations
    childbirth_non_female childbirth_age_out_of_range childbirth_visits_per_patient_gt2
    childbirth_followup_treatment_violations same_condition_followup_doc_hosp_mismatches
    followup_los_gt2_by_condition patients_with_gt3_conditions patients_distinct_conditions_distribution
    flu_pneumonia_cap_violations heart_bypass_gt1_violations billing_followup_exceeded_first
    billing_followup_increase_pct billing_overall_upward_trend_runs payment_future_dates
    minor_same_day_rate_actual_pct minor_same_day_rate_target_pct same_day_rate_by_hospital_stddev_pct
    same_day_rate_top_hospital_pct same_day_rate_overall_pct late_unpaid_insured_pct late_unpaid_uninsured_pct
    charges_below_87 zero_charges hospitals_with_multiple_zipcodes hospital_zipcodes_unique
    hospital_state_mismatch patient_state_differs_from_hospital_state patients_city_missing
""".split()  # noqa: SIM905 - a list of 42 strings would hide the names


RULES, METRICS = check_folders(["hospitals"])


def constraint_names() -> set[str]:
    return {str(constraint.name) for table in metadata.tables.values() for constraint in table.constraints}


def test_every_name_in_the_table_exists() -> None:
    promises = read_coverage()
    assert {name for promise in promises for name in promise.constraints} <= constraint_names()
    assert {name for promise in promises for name in promise.rules} <= {rule.id for rule in RULES}
    assert {name for promise in promises for name in promise.metrics} <= {found.id for found in METRICS}


def test_every_rule_and_metric_holds_something() -> None:
    promises = read_coverage()
    assert {name for promise in promises for name in promise.rules} == {rule.id for rule in RULES}
    assert {name for promise in promises for name in promise.metrics} == {found.id for found in METRICS}


def test_every_key_of_the_summary_is_a_rule_or_a_metric_of_that_name() -> None:
    keys = {promise.text: promise for promise in read_coverage() if promise.section == "Summary key"}
    assert list(keys) == SUMMARY_KEYS
    assert all(promise.rules + promise.metrics == (key,) for key, promise in keys.items())


def test_all_fifteen_rules_are_there() -> None:
    sections = {promise.section for promise in read_coverage()}
    assert {f"Rule {number}" for number in range(1, 16)} <= sections


def test_constraints_that_enforce_a_rule_exist() -> None:
    assert {name for rule in RULES for name in rule.enforced_by} <= constraint_names()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[Rule]\n'It holds' = { rules = [] }\n", "no check tests this promise"),
        ("[Rule]\n'It holds' = { rulez = ['x'] }\n", "cannot be read .*rulez"),
        ("[Rule\n", "cannot be read"),
    ],
)
def test_a_broken_table_is_explained(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "coverage.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError, match=message):
        read_coverage(path)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match=r"coverage\.toml: cannot be read"):
        read_coverage(tmp_path / "coverage.toml")
