"""What a user reads when a Spark job fails: one line, taken from pages of Spark's report."""

from __future__ import annotations

import pytest
from py4j.protocol import Py4JError

from healthgen_db.config.errors import LoadError, SparkError
from healthgen_db.spark.job_errors import job_errors
from healthgen_db.spark.on_worker import errors_as_text
from healthgen_db.spark.task import check

ABORTED = "An error occurred while calling o174.collectToPython.\n: org.apache.spark.SparkException: "
LINES = {
    f"{ABORTED}Job aborted due to stage failure: Task 0 in stage 2.0 failed 4 times, most recent failure: Lost task 0.3"
    " in stage 2.0 (TID 49) (10.0.0.2 executor 1): org.apache.spark.SparkException: Python worker exited unexpectedly"
    " (crashed).\n\tat org.apache.spark.api.python": (
        "Spark gave up: the process that computed a part was killed, 4 times; has its machine enough memory?"
    ),
    f"{ABORTED}Job aborted due to stage failure: Task 3 in stage 0.0 failed 4 times, most recent failure: Lost task 3.3"
    " (TID 9) (10.0.0.2 executor 2): ExecutorLostFailure (executor 2 exited) Reason: code 137\n\tat": (
        "Spark gave up: the process that computed a part was killed, 4 times; has its machine enough memory?"
    ),
    f"{ABORTED}Job aborted due to stage failure: Total size of serialized results is bigger\n\tat java": (
        "Spark gave up: Total size of serialized results is bigger"
    ),
    f"{ABORTED}Job 3 cancelled because SparkContext was shut down\n\tat java": (
        "Spark gave up: Job 3 cancelled because SparkContext was shut down"
    ),
    "An exception was thrown from the Python worker:\nTraceback (most recent call last):\n  File x\n"
    "ModuleNotFoundError: No module named 'pyarrow'\n": (
        "the Python of a worker cannot be used (ModuleNotFoundError: No module named 'pyarrow'); install the same"
        " Python, and healthgen with the extra spark, on all workers, and set PYSPARK_PYTHON to that Python"
    ),
    "An exception was thrown from the Python worker:\nTraceback (most recent call last):\n  File x\nKeyError: 7\n": (
        "Spark gave up: KeyError: 7"
    ),
    "": "Spark gave up: its Java process has ended; has this machine enough memory?",
}


@pytest.mark.parametrize("report", LINES)
def test_reports_become_lines(report: str) -> None:
    with pytest.raises(SparkError) as caught, job_errors():
        raise Py4JError(report)
    assert str(caught.value) == LINES[report]
    # --verbose shows the report.
    assert str(caught.value.__cause__) == report


def test_an_error_of_a_worker_travels_with_its_causes() -> None:
    failure = LoadError("patients 1 to 9 could not be written", unit=1)
    failure.__cause__ = OSError(28, "No space left on device")
    with pytest.raises(RuntimeError) as at_worker, errors_as_text():
        raise failure
    with pytest.raises(LoadError, match=r"^patients 1 to 9 could not be written$") as caught, job_errors():
        raise Py4JError(f"{ABORTED}...\nRuntimeError: {at_worker.value}\n\tat org.apache.spark")
    assert caught.value.unit == 1
    assert isinstance(caught.value.__cause__, OSError)


def test_a_worker_of_another_version_is_named() -> None:
    with pytest.raises(RuntimeError) as at_worker:
        check({"healthgen": "0.0.1 (12345678)"})
    with pytest.raises(SparkError) as caught, job_errors():
        raise Py4JError(f"{ABORTED}...\nRuntimeError: {at_worker.value}\n\tat org.apache.spark")
    assert "has healthgen 0." in str(caught.value)
    assert str(caught.value).endswith(
        "the driver has 0.0.1 (12345678); install the same healthgen on all workers"
    )


def test_other_errors_stay_as_they_are() -> None:
    with pytest.raises(KeyError), job_errors():
        raise KeyError("x")
