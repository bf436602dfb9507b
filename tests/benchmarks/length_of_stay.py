"""Loads a preset with several seeds, trains a model on each dataset, and compares its metrics with the targets.

    uv run --extra ml python -m tests.benchmarks.length_of_stay --preset hospital --seeds 42 7 3 1 2

Each dataset goes into a schema of the embedded server, which is dropped in the end. With --schema, the dataset that is
there is used and stays. Beside the model, two others are fitted: with shuffled lengths, which must have no skill, and
with the severity, which must be better (it is coded at discharge, so healthgen refuses it). The exit code is 1 if a
target is missed. Seconds are those of the machine: run nothing else beside it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import psycopg

from healthgen_db.history.datasets import require_dataset
from healthgen_db.kpis.hospitals import hospitals_at_work
from healthgen_db.kpis.windows import as_of_moment, midnight
from healthgen_db.local_server.server import Server
from healthgen_db.models.length_of_stay.columns import prepare_session
from healthgen_db.models.length_of_stay.data import TrainingData, admission_sample, read_training_data
from healthgen_db.models.length_of_stay.estimators import Sample, fit
from healthgen_db.models.length_of_stay.evaluate import baseline
from healthgen_db.models.length_of_stay.features import AT_ADMISSION
from healthgen_db.models.length_of_stay.metrics import lengths
from healthgen_db.models.length_of_stay.predict import predict
from healthgen_db.models.length_of_stay.train import Trained, train
from healthgen_db.postgres.catalog import drop_schema
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.world.draws import Floats, Ints

SCHEMA = "los_benchmark"
SEVERITIES = ("Normal", "Mild", "Moderate", "Severe")
# Figures and their targets: lowest and highest.
TARGETS = {
    "skill": (0.10, 1.0),
    "coverage": (0.76, 0.84),
    "r2": (0.30, 0.70),
    "shuffled": (-1.0, 0.02),
    "severity": (0.02, 1.0),
}


def main() -> None:
    """Print a line for each seed."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--preset", default="hospital")
    options.add_argument("--seeds", type=int, nargs="+", default=[42])
    options.add_argument("--schema", help="a schema with a dataset, which is used as it is")
    given = options.parse_args()
    server = Server()
    server.start()
    missed = False
    for seed in [None] if given.schema else given.seeds:
        schema = given.schema or SCHEMA
        if seed is not None:
            load = ["load", "--preset", given.preset, "--seed", str(seed), "--schema", schema]
            subprocess.run(
                [
                    str(Path(sys.executable).with_name("healthgen")),
                    *load,
                    "--no-validate",
                    "--quiet",
                    "--json",
                ],
                check=True,
            )
        found = figures(server.dsn(), schema)
        print(
            f"seed {seed}: " + ", ".join(f"{name} {value:.4g}" for name, value in found.items()), flush=True
        )
        outside = [name for name, (low, high) in TARGETS.items() if not low <= found[name] <= high]
        missed |= bool(outside)
        if outside:
            print(f"  MISSED: {', '.join(outside)}", flush=True)
        if seed is not None:
            with connect(server.dsn(), autocommit=True) as connection:
                for name in (schema, f"{schema}_mimic"):
                    drop_schema(connection, name)
    sys.exit(missed)


def figures(dsn: str, schema: str) -> dict[str, float]:
    """Train on the dataset of a schema and return its figures."""
    began = perf_counter()
    trained = train(dsn, schema, Progress(), seed=42, alert_share=0.15)
    trained_in = perf_counter() - began
    began = perf_counter()
    predicted = predict(dsn, schema, Progress())
    found = model_figures(trained) | {
        "train seconds": trained_in,
        "predict seconds": perf_counter() - began,
        "in house": float(len(predicted.predictions)),
    }
    with connect(dsn, schema=schema, autocommit=True) as connection:
        data = training_data(connection, schema)
        severity = severities(connection)
    shuffled = np.random.default_rng(1)
    found["shuffled"] = skill_and_r2(data, shuffle=shuffled)[0]
    found["severity"] = skill_and_r2(data, severity=severity)[1] - skill_and_r2(data)[1]
    return found


def model_figures(trained: Trained) -> dict[str, float]:
    """Return the figures of a model on its test part."""
    metrics = trained.metrics
    lengths_found, critical, high = (
        metrics["lengths"],
        metrics["alerts"]["CRITICAL"],
        metrics["alerts"]["HIGH"],
    )
    noted, without = metrics["rounds"]
    return {
        "stays": float(sum(trained.split[part]["stays"] for part in ("train", "validation", "test"))),
        "mae": lengths_found["mae_hours"],
        "median ae": lengths_found["median_absolute_error_hours"],
        "skill": lengths_found["skill"],
        "r2": lengths_found["r2"],
        "baseline r2": lengths_found["baseline_r2"],
        "within r2": lengths_found["within_condition_r2"],
        "coverage": lengths_found["coverage_80"],
        "c-index": lengths_found["c_index"],
        "auroc 96": metrics["over_96"]["auroc"],
        "brier 96": metrics["over_96"]["brier"],
        "slope 96": metrics["over_96"]["calibration_slope"],
        "critical a day": critical["alerts_a_day"],
        "precision": critical["precision"],
        "recall": critical["recall"],
        "lead": critical["lead_hours_median"],
        "high precision": high["precision"],
        "leave 24 brier": noted["leave_24"]["brier"],
        "without note": without["leave_24"]["brier"],
        "slope 24": noted["leave_24"]["calibration_slope"],
        "discharges off %": noted["discharges_24"]["error_pct"],
        "off without note %": without["discharges_24"]["error_pct"],
    }


def training_data(connection: psycopg.Connection, schema: str) -> TrainingData:
    """Return the data as of the end of today."""
    dataset = require_dataset(connection, schema)
    hospital, *_ = hospitals_at_work(connection)
    as_of = as_of_moment(None, hospital, start=dataset.start, today=dataset.today)
    prepare_session(connection)
    return read_training_data(connection, start=midnight(dataset.start, hospital.zone), as_of=as_of, seed=42)


def severities(connection: psycopg.Connection) -> dict[int, float]:
    """Return the severity of the visits by encounter, as a number from 0."""
    query = (
        "SELECT encounter_id, severity FROM encounters JOIN visits USING (visit_id) WHERE class = 'inpatient'"
    )
    return {encounter: float(SEVERITIES.index(word)) for encounter, word in connection.execute(query)}


def skill_and_r2(
    data: TrainingData,
    *,
    severity: dict[int, float] | None = None,
    shuffle: np.random.Generator | None = None,
) -> tuple[float, float]:
    """Return skill and R2 on the test part, of a model with the severity, or with shuffled lengths in training."""
    names = (*AT_ADMISSION, "severity") if severity else AT_ADMISSION
    seen = (data.train, data.validation, data.test)
    samples = [replace(admission_sample(each), answers={}) for each in seen]
    if severity:
        samples = [
            replace(
                sample, columns={**sample.columns, "severity": _values(severity, each.moments.encounter_id)}
            )
            for sample, each in zip(samples, seen, strict=True)
        ]
    if shuffle:
        samples[:2] = [_shuffled(sample, shuffle) for sample in samples[:2]]
    estimator = fit(names, samples[0], samples[1], seed=42)
    test = samples[2]
    interval = estimator.interval(estimator.encoding.matrix(test.columns))
    simple = baseline(data.train.moments.columns, data.train.hours, test.columns)
    found = lengths(test.hours, interval, simple, test.columns["condition"])
    return found["skill"], found["r2"]


def _values(severity: dict[int, float], encounters: Ints) -> Floats:
    return np.array([severity.get(int(each), np.nan) for each in encounters])


def _shuffled(sample: Sample, draws: np.random.Generator) -> Sample:
    return replace(sample, hours=draws.permutation(sample.hours))


if __name__ == "__main__":
    main()
