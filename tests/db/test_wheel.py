"""The wheel, built from the source distribution, as a registry would have them: a load needs nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest
from uv import find_uv_bin

REPOSITORY = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command in a folder without this checkout on its path, and return what it prints."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "UV_PROJECT"))
    }
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def healthgen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, built from the source distribution, in a folder with a space; return its command."""
    folder = tmp_path_factory.mktemp("a wheel")
    uv = find_uv_bin()
    run(uv, "build", "--quiet", "--out-dir", folder, REPOSITORY, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    run(uv, "venv", "--quiet", folder / "env", cwd=folder)
    run(uv, "pip", "install", "--quiet", "--python", folder / "env", wheel, cwd=folder)
    return folder / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "healthgen"


def test_the_installed_wheel_loads_and_validates(healthgen: Path, empty_dsn: str) -> None:
    folder = healthgen.parents[2]
    loaded = json.loads(run(healthgen, "load", "--patients", "60", "--dsn", empty_dsn, "--json", cwd=folder))
    assert loaded["rows"]["patients"] == 60
    assert loaded["violations"] == 0
    with psycopg.connect(empty_dsn) as connection:
        row = connection.execute("SELECT count(*) FROM healthcare.patients_flat").fetchone()
        assert row == (60,)


def test_the_wheel_is_used_and_not_the_checkout(healthgen: Path) -> None:
    python = healthgen.parent / "python"
    code = (
        "from healthgen_db.config.resources import resource;"
        "print(resource('sql', 'rules')); print(resource('migrations')); print(resource('data'))"
    )
    places = [Path(line) for line in run(python, "-c", code, cwd=healthgen.parents[2]).splitlines()]
    for place in places:
        assert place.is_relative_to(healthgen.parents[1])
        assert any(place.iterdir())


def test_it_says_its_version_and_has_types_and_no_development_tools(healthgen: Path) -> None:
    folder = healthgen.parents[2]
    assert run(healthgen, "--version", cwd=folder) == f"healthgen {version('healthgen-db')}\n"
    code = """
from importlib.metadata import distributions, metadata
from importlib.resources import files
print((files("healthgen_db") / "py.typed").is_file())
print({"mypy", "pytest", "ruff", "polars", "sqlfluff"} & {each.name for each in distributions()})
print(*metadata("healthgen-db").get_all("Classifier"), sep="\\n")
"""
    typed, tools, *classifiers = run(healthgen.parent / "python", "-c", code, cwd=folder).splitlines()
    assert (typed, tools) == ("True", "set()")
    assert "Typing :: Typed" in classifiers
