"""The metrics: in their bands at a size that lets them be judged, not judged when there are few rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from healthgen_db.checks.results import CheckResult
from healthgen_db.checks.rule_files import read_metrics
from healthgen_db.checks.run import validate

SCHEMA = "healthcare"
# Enough for every metric to be judged.
PATIENTS = 30_000
# Metrics of datasets around one hospital, or of one clinic: a nationwide dataset has no rows for them.
OTHER_KINDS = {
    metric.id for metric in read_metrics() if metric.id.startswith(("clinic_", "local_", "outstate_"))
}


@pytest.fixture(scope="module")
def results(databases: Callable[..., object], load_clean: Callable[..., None]) -> dict[str, CheckResult]:
    with databases() as dsn:  # type: ignore[attr-defined]
        load_clean(dsn, patients=PATIENTS, seed=8, zip_target=1000)
        result = validate(dsn, SCHEMA, rules=[])
    return {found.check.id: found for found in result.metrics}


def test_every_figure_lies_in_its_band(results: dict[str, CheckResult]) -> None:
    outside = {name: found.value for name, found in results.items() if not found.passed}
    assert not outside


def test_every_metric_with_a_band_has_enough_rows(results: dict[str, CheckResult]) -> None:
    unjudged = {name for name, found in results.items() if not found.judged}
    without_band = {
        "billing_rows",
        "distance_travelled_median_miles",
        "minor_same_day_rate_actual_pct",
        "patients_rows",
        "same_day_rate_overall_pct",
        "same_day_rate_top_hospital_pct",
        "visits_rows",
    }
    assert unjudged - OTHER_KINDS == without_band


def test_every_metric_has_a_value(results: dict[str, CheckResult]) -> None:
    assert not {name for name, found in results.items() if found.value is None} - OTHER_KINDS


def test_related_figures_agree(results: dict[str, CheckResult]) -> None:
    value = {name: found.value or 0 for name, found in results.items()}
    assert value["patients_rows"] == PATIENTS
    assert value["visits_rows"] == value["billing_rows"]
    gap = value["minor_same_day_rate_actual_pct"] - value["minor_same_day_rate_target_pct"]
    assert value["minor_same_day_rate_gap_pct"] == pytest.approx(gap)
    bands = ("1_to_3", "4_to_7", "8_to_12", "13_to_18")
    assert sum(value[f"visits_{band}_pct"] for band in bands) == pytest.approx(100)
    assert sum(value[f"distinct_conditions_{count}_pct"] for count in (1, 2, 3)) == pytest.approx(100)
    roles = ("primary", "secondary", "monitoring")
    assert sum(value[f"follow_up_treatment_{role}_pct"] for role in roles) == pytest.approx(100)
    treated = value["after_bypass_medication_pct"] + value["after_bypass_monitoring_pct"]
    assert treated == pytest.approx(100)


def test_few_patients_are_not_judged_by_their_figures(clean_dsn: str) -> None:
    result = validate(clean_dsn, SCHEMA, rules=[])
    few = [found for found in result.metrics if getattr(found.check, "min_rows", 0) > 2000]
    assert few
    assert not any(found.judged for found in few)
    assert result.warned == []
