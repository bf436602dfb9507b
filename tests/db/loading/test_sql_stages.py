"""Stages of SQL files: tables, what fills them, and views, in a schema that is swapped along."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from healthgen_db.config.errors import SchemaError
from healthgen_db.config.resources import resource
from healthgen_db.export.fingerprint import fingerprint
from healthgen_db.export.flat_files import export
from healthgen_db.export.status import status
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.progress import Progress
from healthgen_db.stages.stage import SqlStage
from tests.db.loading.few_patients import run

Query = Callable[..., list[tuple[Any, ...]]]
Databases = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def summary(tmp_path: Path) -> SqlStage:
    """Return a SQL stage with a table from the loaded rows, a table from that table, and a view."""
    files = {
        "tables/10_by_condition": "CREATE TABLE by_condition (condition_id smallint PRIMARY KEY, visits bigint)",
        "tables/20_busiest": "CREATE TABLE busiest (condition_id smallint PRIMARY KEY REFERENCES by_condition,"
        " visit_id bigint NOT NULL REFERENCES visits)",
        "fill/10_by_condition": "INSERT INTO by_condition SELECT condition_id, count(*) FROM visits GROUP BY 1",
        "fill/20_busiest": "INSERT INTO busiest SELECT condition_id, max(visit_id) FROM by_condition AS s"
        " JOIN visits AS v USING (condition_id) WHERE s.visits = (SELECT max(visits) FROM by_condition) GROUP BY 1",
        "views/10_names": "CREATE VIEW names AS SELECT c.name, s.visits FROM by_condition AS s"
        " JOIN conditions AS c USING (condition_id) GROUP BY s.condition_id, c.name",
    }
    for name, statement in files.items():
        path = tmp_path / f"{name}.sql"
        path.parent.mkdir(exist_ok=True)
        path.write_text(statement)
    return SqlStage("summary", tmp_path, after=("patients",))


def test_a_sql_stage_makes_a_schema_that_is_swapped_along(
    empty_dsn: str, summary: SqlStage, query: Query, schemas: Callable[[str], list[str]]
) -> None:
    for seed in (1, 2):
        result = run(empty_dsn, [PatientsStage(), summary], seed=seed)
        assert result.side_schemas == {"summary": "healthcare_summary"}
        assert schemas(empty_dsn) == ["healthcare", "healthcare_summary"]
        counted = query(empty_dsn, "SELECT sum(visits)::int FROM healthcare_summary.names")
        assert counted == [(result.rows["visits"],)]
        recorded = "SELECT rows FROM load_blocks WHERE stage = 'summary' ORDER BY work_unit"
        rows = {
            f"summary.{table}": query(empty_dsn, f"SELECT count(*) FROM healthcare_summary.{table}")[0][0]
            for table in ("by_condition", "busiest")
        }
        assert query(empty_dsn, "SELECT count(DISTINCT condition_id) FROM visits") == [
            (rows["summary.by_condition"],)
        ]
        assert query(empty_dsn, recorded) == [({name: count},) for name, count in rows.items()] + [({},)]
        assert result.fingerprint == fingerprint(empty_dsn, "healthcare")
        assert rows.items() <= result.fingerprint.rows.items()
        assert keys(empty_dsn, query) == [
            ("busiest", "busiest_condition_id_fkey"),
            ("busiest", "busiest_pkey"),
            ("busiest", "busiest_visit_id_fkey"),
            ("by_condition", "by_condition_pkey"),
        ]
    table = summary.folder / "tables/10_by_condition.sql"
    table.write_text(f"{table.read_text()}; COMMENT ON TABLE by_condition IS 'New in this version'")
    query(empty_dsn, "COMMENT ON TABLE healthcare_summary.by_condition IS 'Of an older version'")
    with pytest.raises(SchemaError, match=r"schema healthcare_summary contains .*: comment on by_condition;"):
        run(empty_dsn, [PatientsStage(), summary], seed=3)
    query(empty_dsn, "UPDATE datasets SET generator_version = '0.0.1'")
    run(empty_dsn, [PatientsStage(), summary], seed=3)
    query(empty_dsn, "CREATE VIEW healthcare_summary.mine AS SELECT 1 AS a")
    with pytest.raises(SchemaError, match=r"schema healthcare_summary contains .*: view mine;"):
        run(empty_dsn, [PatientsStage(), summary], seed=3)
    with pytest.raises(SchemaError, match="schema healthcare_summary belongs to the old dataset"):
        run(empty_dsn, [PatientsStage()], seed=3)
    assert query(empty_dsn, "SELECT a FROM healthcare_summary.mine") == [(1,)]
    run(empty_dsn, [PatientsStage()], seed=3, replace=True)
    assert schemas(empty_dsn) == ["healthcare"]


def keys(dsn: str, query: Query) -> list[tuple[Any, ...]]:
    """Return table and name of the keys of the schema summary."""
    return query(
        dsn,
        "SELECT c.relname, k.conname FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid"
        " WHERE k.contype IN ('p', 'f') AND k.connamespace = 'healthcare_summary'::regnamespace ORDER BY 1, 2",
    )


def test_a_sql_stage_that_fails_leaves_the_old_dataset_and_is_run_again(
    empty_dsn: str, summary: SqlStage, query: Query
) -> None:
    run(empty_dsn, [PatientsStage()])
    for name in ("fill/20_busiest", "views/10_names"):
        file = summary.folder / f"{name}.sql"
        right = file.read_text()
        file.write_text("SELECT 1 / 0")
        with pytest.raises(Exception, match="division by zero"):
            run(empty_dsn, [PatientsStage(), summary], seed=2)
        assert query(empty_dsn, "SELECT seed FROM current_dataset") == [(1,)]
        file.write_text(right)
    result = run(empty_dsn, [PatientsStage(), summary], seed=2)
    assert result.resumed
    total = query(empty_dsn, "SELECT sum(visits)::int FROM healthcare_summary.by_condition")
    assert total == [(result.rows["visits"],)]


def test_views_on_the_loaded_tables_do_not_stop_a_reload(
    empty_dsn: str, query: Query, schemas: Callable[[str], list[str]], tmp_path: Path
) -> None:
    mimic = SqlStage("mimic", resource("sql", "mimic"), after=("patients",))
    for seed in (1, 2):
        result = run(empty_dsn, [PatientsStage(), mimic], seed=seed)
        assert result.side_schemas == {"mimic": "healthcare_mimic"}
        assert query(empty_dsn, "SELECT count(*) FROM healthcare_mimic.patients") == [(40,)]
        assert query(empty_dsn, "SELECT seed FROM current_dataset") == [(seed,)]
        assert result.fingerprint == fingerprint(empty_dsn, "healthcare")
    assert set(export(empty_dsn, "healthcare", tmp_path, progress=Progress())) == {
        "patients",
        "visits",
        "billing",
    }
    assert status(empty_dsn, "healthcare").side_schemas == {"mimic": "healthcare_mimic"}
    query(
        empty_dsn,
        "CREATE VIEW public.deaths AS SELECT * FROM healthcare_mimic.admissions WHERE deathtime IS NOT NULL",
    )
    with pytest.raises(SchemaError, match=r"view public\.deaths"):
        run(empty_dsn, [PatientsStage(), mimic], seed=3)
    query(empty_dsn, "DROP VIEW public.deaths")
    # A dataset without the views replaces one that has them.
    run(empty_dsn, [PatientsStage()], seed=3)
    assert schemas(empty_dsn) == ["healthcare"]
    run(empty_dsn, [PatientsStage(), mimic], seed=4)
    query(empty_dsn, "CREATE VIEW healthcare_mimic.deaths AS SELECT * FROM healthcare_mimic.admissions")
    with pytest.raises(SchemaError, match=r"schema healthcare_mimic contains .*: view deaths;"):
        run(empty_dsn, [PatientsStage()], seed=5)
