"""The metrics: in their bands at a size that lets them be judged, and outside when their effect is taken away.

A file of tests/mutants/effects takes the effect of one metric away by changing the dataset. Its first line may name
another dataset than the nationwide one: ``-- dataset: clinic``. An entry of steady_effects.toml takes a part of the
steady state away, and one of joint_effects.toml what joins columns; several metrics can notice it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from healthgen_db.checks.results import CheckResult
from healthgen_db.checks.rule_files import read_metrics
from healthgen_db.checks.run import validate
from healthgen_db.postgres.connection import connect

from .conftest import DROP_CONSTRAINTS, SCHEMA
from .metric_results import in_band, judged_when_larger, result_of

EFFECTS = Path(__file__).parents[2] / "mutants" / "effects"
STEADY_EFFECTS, JOINT_EFFECTS = (
    tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    for name in ("steady_effects.toml", "joint_effects.toml")
)
CHANGES: dict[str, dict[str, Any]] = STEADY_EFFECTS | JOINT_EFFECTS
METRICS = {metric.id: metric for metric in read_metrics()}
# Names that promise an effect: something rises or falls with something else.
PROMISES_AN_EFFECT = re.compile(r".*_(effect|correlation|lift_pct|lift_days|ratio)")
# Enough for most metrics to be judged, and for the others to be in their bands.
PATIENTS = 50_000
# With 50,000 patients there are too few deliveries.
DELIVERIES = {"deliveries_trend_pct", "deliveries_worst_month_pct"}
DATASETS: dict[str, dict[str, Any]] = {
    "nationwide": {"patients": PATIENTS, "seed": 8, "zip_target": 500},
    "one_hospital": {
        "patients": 16_000,
        "seed": 8,
        "hospital_state": "NY",
        "hospital_zipcode": "10036",
        "zip_target": 400,
        "local_decay": 8.0,
    },
    "clinic": {
        "patients": 5_000,
        "seed": 8,
        "population": "clinic",
        "start": date(2024, 1, 1),
        "origin": date(2024, 1, 1),
        "hospital_state": "OH",
    },
}
# Metrics of datasets around one hospital, or of one clinic: a nationwide dataset has no rows for them.
OTHER_KINDS = {name for name in METRICS if name.startswith(("clinic_", "local_", "neighbor_", "outstate_"))}


@pytest.fixture(scope="module")
def datasets(
    databases: Callable[..., AbstractContextManager[str]], load_clean: Callable[..., None]
) -> Iterator[Callable[[str], str]]:
    """Give a function that returns the DSN of a dataset without constraints, each loaded only once."""
    loaded: dict[str, str] = {}
    with ExitStack() as stack:

        def dsn_of(name: str) -> str:
            if name not in loaded:
                loaded[name] = stack.enter_context(databases())
                load_clean(loaded[name], **DATASETS[name])
                with connect(loaded[name], schema=SCHEMA) as connection:
                    connection.execute(DROP_CONSTRAINTS.encode())
            return loaded[name]

        yield dsn_of


@pytest.fixture(scope="module")
def results(datasets: Callable[[str], str]) -> dict[str, CheckResult]:
    result = validate(datasets("nationwide"), SCHEMA, rules=[])
    return {found.check.id: found for found in result.metrics}


def test_every_figure_lies_in_its_band(results: dict[str, CheckResult]) -> None:
    outside = {
        name: found.value
        for name, found in results.items()
        if judged_when_larger(found) and not in_band(found)
    }
    assert not outside


def test_every_metric_with_a_band_has_enough_rows(results: dict[str, CheckResult]) -> None:
    unjudged = {name for name, found in results.items() if not judged_when_larger(found)}
    without_band = {
        "billing_rows",
        "distance_travelled_median_miles",
        "minor_same_day_rate_actual_pct",
        "patients_rows",
        "payment_days_medicaid",
        "payment_days_medicare",
        "payment_days_private",
        "payment_days_self_pay",
        "same_day_rate_overall_pct",
        "same_day_rate_top_hospital_pct",
        "visits_rows",
    }
    assert unjudged - OTHER_KINDS - DELIVERIES == without_band


def test_every_metric_has_a_value(results: dict[str, CheckResult]) -> None:
    assert not {name for name, found in results.items() if found.value is None} - OTHER_KINDS - DELIVERIES


def test_related_figures_agree(results: dict[str, CheckResult]) -> None:
    value = {name: found.value or 0 for name, found in results.items()}
    assert value["patients_rows"] == PATIENTS
    assert value["visits_rows"] == value["billing_rows"]
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


@pytest.mark.parametrize("dataset", ["one_hospital", "clinic"])
def test_other_kinds_of_datasets_pass(datasets: Callable[[str], str], dataset: str) -> None:
    result = validate(datasets(dataset), SCHEMA, rules=[])
    assert {found.check.id: found.value for found in result.warned} == {}
    judged = {found.check.id for found in result.metrics if found.judged}
    kind = ("clinic_",) if dataset == "clinic" else ("local_", "neighbor_", "outstate_")
    assert {name for name in OTHER_KINDS if name.startswith(kind)} <= judged
    # One hospital alone has no hospital to compare it with.
    assert not {name for name in judged if name.startswith("hospital_") or "hospital_effect" in name}


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.8, 1.0])
def test_a_rate_that_leaves_no_room_for_bias_is_not_judged_by_it(
    datasets: Callable[[str], str], rate: float
) -> None:
    with closing(connect(datasets("nationwide"), schema=SCHEMA)) as connection:
        connection.execute(
            "UPDATE datasets SET config = config || jsonb_build_object('minor_same_day_rate', %s::numeric)",
            [rate],
        )
        for name in ("same_day_hospital_effect", "same_day_doctor_effect"):
            assert not result_of(connection, METRICS[name]).judged, name


@pytest.mark.parametrize("metric_id", sorted(path.stem for path in EFFECTS.glob("*.sql")))
def test_a_metric_leaves_its_band_without_its_effect(datasets: Callable[[str], str], metric_id: str) -> None:
    text = (EFFECTS / f"{metric_id}.sql").read_text(encoding="utf-8")
    named = re.match(r"-- dataset: (\w+)\n", text)
    dsn = datasets(named[1] if named else "nationwide")
    with closing(connect(dsn, schema=SCHEMA)) as connection:
        before = result_of(connection, METRICS[metric_id])
        connection.execute(text.encode())
        after = result_of(connection, METRICS[metric_id])
    for found in (before, after):
        assert judged_when_larger(found), found
    assert in_band(before), before
    assert not in_band(after), (before.value, after.value)


@pytest.mark.parametrize("effect", CHANGES)
def test_metrics_leave_their_bands_without_the_effect(
    datasets: Callable[[str], str], results: dict[str, CheckResult], effect: str
) -> None:
    statement, names = CHANGES[effect]["sql"], CHANGES[effect]["metrics"]
    assert all(in_band(results[name]) for name in names)
    with closing(connect(datasets("nationwide"), schema=SCHEMA)) as connection:
        connection.execute(statement.encode())
        found = [result_of(connection, METRICS[name]) for name in names]
    assert all(judged_when_larger(each) for each in found), found
    assert [each.check.id for each in found if in_band(each)] == []


def test_every_metric_that_promises_an_effect_is_tried_without_it() -> None:
    tried = {name for effect in CHANGES.values() for name in effect["metrics"]}
    promised = {name for name in METRICS if PROMISES_AN_EFFECT.fullmatch(name)}
    assert {path.stem for path in EFFECTS.glob("*.sql")} | tried >= promised
    assert {
        name for name in METRICS if name.endswith(("_trend_pct", "_worst_month_pct"))
    } - DELIVERIES <= tried
