"""The public Python API on a server: a load with a progress callback, its rows, and rules run on a DSN."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from psycopg.rows import dict_row

from healthgen_db import Config, HealthgenError, build_world, load, metadata, patients, validate
from healthgen_db.config.errors import ConfigError
from healthgen_db.postgres.connection import connect

CONFIG = Config(patients=60, today=date(2026, 6, 30))
TABLES = ("patients", "visits", "billing")
README = Path(__file__).parents[2] / "README.md"


def test_load_puts_the_rows_of_the_blocks_into_the_database(empty_dsn: str) -> None:
    result = load(CONFIG, empty_dsn, workers=1, check_rules=False)
    assert result.published
    (block,) = patients(build_world(CONFIG))
    with closing(connect(empty_dsn, schema="healthcare")) as connection:
        for name in TABLES:
            query = metadata.tables[name].select().order_by(*metadata.tables[name].primary_key)
            rows = connection.cursor(row_factory=dict_row).execute(str(query).encode()).fetchall()
            assert rows == getattr(block, name).to_pylist()
            assert result.rows[name] == len(rows)


def test_the_callback_sees_each_phase_from_its_beginning_to_its_end(empty_dsn: str) -> None:
    calls: list[tuple[str, int, int | None]] = []
    result = load(CONFIG, empty_dsn, workers=1, block_size=20, progress=lambda *call: calls.append(call))
    phases = [name for name, _ in groupby(calls, key=lambda call: call[0])]
    assert phases == list(result.seconds)
    for phase in phases:
        done = [done for name, done, _ in calls if name == phase]
        assert done[0] == 0
        assert done == sorted(done)
    assert ("copy", 60, 60) in calls
    assert result.validation is not None
    checks = len(result.validation.results)
    assert ("validate", checks, checks) in calls


def test_validate_runs_the_rules_on_a_dsn(empty_dsn: str) -> None:
    load(CONFIG, empty_dsn, schema="course", workers=1, check_rules=False)
    with closing(connect(empty_dsn, schema="course")) as connection:
        connection.execute(
            "UPDATE visits SET room_number = 2001 WHERE visit_id = (SELECT min(visit_id) FROM visits)"
        )
        connection.commit()
    result = validate(empty_dsn, "course")
    assert [found.check.id for found in result.violated] == ["room_number_out_of_range"]
    with pytest.raises(HealthgenError, match="elsewhere has no dataset"):
        validate(empty_dsn, "elsewhere")


@pytest.mark.parametrize(
    "wrong", [{"workers": 0}, {"block_size": 0}, {"block_size": -1}, {"lock_timeout": 0.0}]
)
def test_options_outside_their_limits_are_refused(empty_dsn: str, wrong: dict[str, Any]) -> None:
    (name,) = wrong
    with pytest.raises(ConfigError, match=f"--{name.replace('_', '-')} .*: write a value from"):
        load(CONFIG, empty_dsn, **wrong)


def test_the_example_of_the_readme_runs(empty_dsn: str, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "postgresql://me@host/db" in example
    exec(example.replace("postgresql://me@host/db", empty_dsn), {})
    printed = capsys.readouterr().out
    assert "{'patients': 5000, 'visits': " in printed
    assert printed.endswith("\n[]\n")
