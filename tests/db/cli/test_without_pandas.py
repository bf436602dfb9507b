"""No process of a command that writes Arrow tables imports pandas, which takes 0.2 s where it is installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from healthgen_db.loading.load_options import LoadResult

# Python lists modules that could not be imported, too, so we look for one that only pandas imports.
PART_OF_PANDAS = "pandas.core.frame"
FROM_THEN_ON = """
import sys
import healthgen_db.cli.arrow_without_pandas
import pyarrow as pa
print(pa.array([1, 2]).type, "pandas" in sys.modules)
print(pa.table({"age": [41]}).to_pandas()["age"].sum(), "pandas" in sys.modules)
"""


def imported(*arguments: object) -> set[str]:
    """Run a command to its end. Return the modules that it and its workers imported."""
    ended = subprocess.run(
        [Path(sys.executable).with_name("healthgen"), *map(str, arguments)],
        env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return set(re.findall(r"^import time: .*\| +(\S+)$", ended.stderr, re.MULTILINE))


def test_load(empty_dsn: str) -> None:
    pytest.importorskip("pandas")
    found = imported(
        "load", "--patients", 300, "--block-size", 100, "--workers", 2, "--no-validate", "--dsn", empty_dsn
    )
    assert "healthgen_db.loading.workers" in found
    assert PART_OF_PANDAS not in found


@pytest.mark.parametrize("command", ["validate", "export"])
def test_commands_that_read(
    command: str, empty_dsn: str, run_load: Callable[..., LoadResult], tmp_path: Path
) -> None:
    pytest.importorskip("pandas")
    run_load(empty_dsn)
    found = imported(command, "--outdir", tmp_path / "files", "--dsn", empty_dsn)
    assert "pyarrow.lib" in found
    assert PART_OF_PANDAS not in found


def test_pandas_is_there_for_whoever_asks_for_it() -> None:
    pytest.importorskip("pandas")
    printed = subprocess.run([sys.executable, "-c", FROM_THEN_ON], capture_output=True, text=True, check=True)
    assert printed.stdout.split() == ["int64", "False", "41", "True"]
