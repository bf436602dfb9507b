"""Shows how columns hang together in datasets of several seeds: age, illness, drugs, stays, money, doctors and days.

    uv run python -m tests.benchmarks.joint --seeds 5 --patients 50000

Each seed is loaded into the embedded server and measured by the metrics in FIGURES. A figure of a dataset without the
columns for it, loaded by an older version, is shown as "-", so the table can be made before and after a change. The
exit code is 1 if a judged metric is outside its band.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from contextlib import closing
from datetime import date

import psycopg
from psycopg import errors

from healthgen_db import Config, load
from healthgen_db.checks.results import CheckResult
from healthgen_db.checks.rule_files import Metric, read_metrics
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.target import open_target

SCHEMA = "joint"
METRICS = {metric.id: metric for metric in read_metrics()}
# Metric, and what it was in the review before these effects existed (empty: not measured).
FIGURES = {
    "Age": {
        "young_bypass_pct": "24",
        "visits_age_step_65_ratio": "2.3",
        "visits_age_step_18_ratio": "",
        "condition_age_step_65_ratio": "",
        "condition_age_step_18_ratio": "",
        "mothers_45_plus_pct": "17",
        "mothers_age_max_deviation_pct": "",
    },
    "Comorbidity": {
        "lift_diabetes_hypertension": "0.78",
        "lift_diabetes_kidney_failure": "0.74",
        "lift_hypertension_heart_disease": "",
        "lift_hypertension_stroke": "",
        "lift_anxiety_depression": "0.66",
        "lift_asthma_allergies": "0.62",
        "top_1_pct_charges_share": "9",
    },
    "Courses": {
        "same_drug_pct": "23 to 36",
        "neighbour_strength_pct": "",
        "initial_encounter_follow_ups_pct": "100",
        "one_side_pct": "100",
        "left_side_pct": "0",
        "test_positive_condition_spread": "1.2",
        "test_positive_severity_lift": "",
        "test_positive_visit_lift": "",
    },
    "Stays": {
        "follow_up_overnight_pct": "",
        "outpatient_overnight_follow_ups_pct": "100",
        "stay_age_correlation": "0",
        "stay_comorbidity_correlation": "",
        "stay_charge_r2": "0.01 to 0.13",
        "return_30_complex_ratio": "",
        "return_30_pct": "19",
    },
    "Money": {
        "coverage_by_payer_pct": "0",
        "payment_days_medicare": "28",
        "payment_days_medicaid": "28",
        "payment_days_private": "28",
        "payment_days_self_pay": "29",
        "payment_days_order": "1",
        "payer_change_at_65_pct": "0",
        "uninsured_by_state_correlation": "0",
        "charge_treatment_effect": "1.0",
    },
    "Doctors and hospitals": {
        "doctor_panel_cv": "0.04",
        "doctor_panel_effect": "",
        "specialist_share_pct": "",
        "hospital_stay_effect": "",
        "hospital_case_mix_stddev": "",
    },
    "Days": {
        "unscheduled_weekend_pct": "20",
        "scheduled_weekend_pct": "20",
        "holiday_scheduled_ratio": "1",
        "holiday_unscheduled_ratio": "1",
        "flu_season_ratio": "",
    },
}


def measured(config: Config) -> dict[str, CheckResult]:
    """Load a dataset and return the results of the metrics. One that needs a missing column or table has no value."""
    load(config, schema=SCHEMA, check_rules=False, replace=True, restart=True)
    dsn = open_target(None, SCHEMA, Progress()).dsn
    with closing(connect(dsn, schema=SCHEMA, autocommit=True)) as connection:
        connection.execute("SET work_mem = '64MB'")
        return {name: _result(connection, METRICS[name]) for part in FIGURES.values() for name in part}


def _result(connection: psycopg.Connection, metric: Metric) -> CheckResult:
    try:
        row = connection.execute(metric.query.encode()).fetchone()
    except (errors.UndefinedColumn, errors.UndefinedTable):
        row = None
    value, rows = (None, None) if row is None else row
    return CheckResult(metric, None if value is None else float(value), rows, 0.0)


def print_table(found: dict[str, list[CheckResult]]) -> None:
    """Print one line for each figure: the seeds, the band, what the review found, and how often it is in the band."""
    seeds = max(len(results) for results in found.values())
    heads = [
        "figure",
        "unit",
        *(f"seed {seed + 1}" for seed in range(seeds)),
        "band",
        "review",
        "in the band",
    ]
    for part, figures in FIGURES.items():
        print(f"\n**{part}**\n\n| " + " | ".join(heads) + " |\n|" + " --- |" * len(heads))
        for name, review in figures.items():
            results, metric = found[name], METRICS[name]
            values = ["-" if result.value is None else f"{result.value:.3g}" for result in results]
            judged = [result for result in results if result.judged]
            passed = f"{sum(result.passed for result in judged)} of {len(judged)}" if judged else "not judged"
            print("| " + " | ".join([name, metric.unit, *values, band(metric), review, passed]) + " |")


def band(metric: Metric) -> str:
    """Return the band in words."""
    if metric.low is not None and metric.high is not None:
        return f"{metric.low:g} to {metric.high:g}"
    if metric.low is not None:
        return f"{metric.low:g} or more"
    return "" if metric.high is None else f"{metric.high:g} or less"


def main() -> int:
    """Measure all seeds, print the tables, and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=50_000)
    parser.add_argument("--seeds", type=int, default=5, help="seeds 1 to this one")
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 6, 30))
    options = parser.parse_args()
    found: dict[str, list[CheckResult]] = defaultdict(list)
    for seed in range(1, options.seeds + 1):
        config = Config(patients=options.patients, seed=seed, today=options.today, origin=options.today)
        for name, result in measured(config).items():
            found[name].append(result)
    print(f"{options.patients:,} patients a seed, today {options.today}")
    print_table(found)
    return int(not all(result.passed for results in found.values() for result in results))


if __name__ == "__main__":
    sys.exit(main())
