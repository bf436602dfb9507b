"""The Spark session: what happens when its Java is killed, and when there is another session."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from healthgen_db.config.errors import SparkError
from healthgen_db.spark.session import spark_session
from tests.db.crash.processes import children, kill, wait_until

COMMAND = Path(sys.executable).with_name("healthgen")


@pytest.mark.usefixtures("needs_java")
def test_a_java_that_is_killed_is_one_line(tmp_path: Path) -> None:
    options = ["--patients", "60000", "--block-size", "1000", "--master", "local[1]", "--quiet"]
    driver = subprocess.Popen(
        [COMMAND, "spark", "generate", *options, "--out", tmp_path / "lake"],
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: any(tmp_path.glob("lake/_unfinished/patients-*.json")), "a part is complete", 120)
    (java,) = children(driver.pid)
    kill(java)
    _, errors = driver.communicate(timeout=60)
    assert errors == "error: Spark gave up: its Java process has ended; has this machine enough memory?\n"
    assert driver.returncode == 3


def test_another_session_is_refused_and_stays(spark: SparkSession) -> None:
    with (
        pytest.raises(SparkError, match="this process has a Spark session"),
        spark_session("local[1]"),
    ):
        pass
    assert spark.range(3).count() == 3
