"""A whole load: its results, and that the rows depend only on the inputs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from healthgen_db.checks.rule_files import read_rules
from healthgen_db.config.errors import WarehouseError
from healthgen_db.export.fingerprint import fingerprint
from healthgen_db.export.status import status
from healthgen_db.history.lock import load_lock
from healthgen_db.loading import load as load_module
from healthgen_db.loading.constraints import read_constraints
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect
from healthgen_db.schema import migrate as schema
from healthgen_db.stages.work_units import WorkUnit, remaining, work_units_of

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]

TABLES = ("patients", "visits", "billing")

ALWAYS_FIRES = """-- id: always_fires
-- title: Every patient
-- severity: error
-- description: A rule that every dataset breaks.

SELECT patient_id FROM patients ORDER BY patient_id
"""


def test_a_load_leaves_a_whole_warehouse(
    empty_dsn: str, run_load: RunLoad, query: Query, schemas: Callable[[str], list[str]]
) -> None:
    result = run_load(empty_dsn, how={"validate": True})
    assert result.published
    assert not result.resumed
    assert result.validation is not None
    assert not result.validation.violated
    assert schemas(empty_dsn) == ["healthcare"]
    counted = {name: query(empty_dsn, f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}
    assert counted == result.rows
    assert counted["patients"] == 60
    assert counted["visits"] == counted["billing"] > 60
    [recorded] = query(empty_dsn, "SELECT rows, fingerprint, finished_at > started_at, stages FROM datasets")
    stages = [{"name": "patients", "tables": list(TABLES)}]
    assert recorded == (counted, result.fingerprint.whole, True, stages)
    [(seconds,)] = query(empty_dsn, "SELECT seconds FROM datasets")
    assert set(seconds) == set(result.seconds) - {"publish", "drop old"}
    summed = (
        "SELECT sum((rows ->> 'patients')::int), sum((rows ->> 'visits')::int), count(*) FROM load_blocks"
    )
    assert query(empty_dsn, summed) == [(60, counted["visits"], 6)]


CONSTRAINTS = (
    "SELECT conname, convalidated FROM pg_constraint WHERE connamespace = current_schema()::regnamespace"
)


def test_constraints_and_indexes_are_those_of_the_migrations(empty_dsn: str, run_load: RunLoad) -> None:
    run_load(empty_dsn, how={"workers": 2})
    schema.upgrade(empty_dsn, "fresh")
    found, names = [], []
    for name in ("fresh", "healthcare"):
        with connect(empty_dsn, schema=name) as connection:
            found.append(read_constraints(connection, map(sql.Identifier, TABLES)))
            names.append(connection.execute(CONSTRAINTS).fetchall())
    fresh, loaded = found
    assert len(fresh) > 20
    assert len(names[0]) > 100
    assert sorted(names[0]) == sorted(names[1])
    assert set(loaded) == set(fresh)
    assert all(each.valid for each in loaded)
    schema.check(empty_dsn, "healthcare")


def test_every_row_is_marked_as_there_for_good(empty_dsn: str, run_load: RunLoad, query: Query) -> None:
    # With two connections, one can read for ANALYZE while the other marks. Then a transaction in any other database of
    # the server may hold the mark back.
    run_load(empty_dsn, patients=400, how={"workers": 1})
    query(empty_dsn, "CREATE EXTENSION pg_visibility SCHEMA public")
    pages = "SELECT count(*), count(*) FILTER (WHERE all_visible AND all_frozen) FROM public.pg_visibility_map(%s)"
    for table in ("patients", "visits", "billing", "zip_codes", "doctor_hospitals"):
        [(there, marked)] = query(empty_dsn, pages, (table,))
        assert marked == there > 0, table


def test_an_insert_needs_no_id(empty_dsn: str, run_load: RunLoad, query: Query) -> None:
    run_load(empty_dsn)
    insert = """
        INSERT INTO patients (first_name, last_name, date_of_birth, age, gender, phone_number, email, address,
            zipcode, state, blood_type, registered_on)
        SELECT first_name, last_name, date_of_birth, age, gender, phone_number, email, address, zipcode, state,
            blood_type, registered_on
        FROM patients WHERE patient_id = 1
        RETURNING patient_id
    """
    assert query(empty_dsn, insert) == [(61,)]
    [(next_condition,)] = query(
        empty_dsn,
        "SELECT nextval(pg_get_serial_sequence('conditions', 'condition_id')) - max(condition_id) FROM conditions",
    )
    assert next_condition == 1


def test_workers_and_block_sizes_change_no_row(databases: Callable[..., Any], run_load: RunLoad) -> None:
    found = set()
    for how in (
        {"workers": 1, "block_size": 1000},
        {"workers": 2, "block_size": 1000},
        {"block_size": 16_384},
    ):
        with databases(empty=True) as dsn:
            found.add(run_load(dsn, patients=2_100, how=how).fingerprint)
    assert len(found) == 1


def test_servers_of_two_versions_agree(
    empty_dsn: str,
    other_server_dsn: str,
    run_load: RunLoad,
    query: Query,
    schemas: Callable[[str], list[str]],
) -> None:
    elsewhere = run_load(other_server_dsn, schema="agreement", how={"validate": True})
    query(other_server_dsn, "DROP SCHEMA agreement CASCADE", schema=None)
    assert elsewhere.fingerprint == run_load(empty_dsn).fingerprint
    assert schemas(other_server_dsn) == []


def test_the_next_load_replaces_the_dataset_and_keeps_the_load_history(
    empty_dsn: str, run_load: RunLoad, query: Query
) -> None:
    first = run_load(empty_dsn, seed=1, how={"validate": True})
    second = run_load(empty_dsn, seed=2, patients=30, how={"validate": True})
    third = run_load(empty_dsn, seed=2, patients=30)
    assert first.fingerprint != second.fingerprint == third.fingerprint
    assert query(empty_dsn, "SELECT count(*), max(patient_id) FROM patients") == [(30, 30)]
    assert query(empty_dsn, "SELECT dataset_id, seed, fingerprint FROM datasets ORDER BY 1") == [
        (1, 1, first.fingerprint.whole),
        (2, 2, second.fingerprint.whole),
        (3, 2, third.fingerprint.whole),
    ]
    runs = query(empty_dsn, "SELECT run_id, dataset_id FROM validation_runs ORDER BY 1")
    assert [dataset for _, dataset in runs] == [1, 2]
    results = query(empty_dsn, "SELECT run_id, count(*) FROM validation_results GROUP BY 1 ORDER BY 1")
    assert [run for run, _ in results] == [run for run, _ in runs]
    assert len({count for _, count in results}) == 1


def test_two_schemas_are_two_warehouses(empty_dsn: str, run_load: RunLoad, query: Query) -> None:
    run_load(empty_dsn, patients=20)
    run_load(empty_dsn, patients=10, schema="Other School")
    assert query(empty_dsn, "SELECT count(*) FROM patients") == [(20,)]
    assert query(empty_dsn, "SELECT count(*) FROM patients", schema="Other School") == [(10,)]


def test_a_schema_may_have_any_name(empty_dsn: str, run_load: RunLoad, query: Query) -> None:
    name = '%s %(x)s 100% "{a}"\'\\$é'
    run_load(empty_dsn, schema=name, seed=1, messy=0.05)
    run_load(empty_dsn, schema=name, seed=2, messy=0.05, how={"validate": True})
    seeds = "SELECT array_agg(seed ORDER BY dataset_id) FROM datasets WHERE fingerprint IS NOT NULL"
    assert query(empty_dsn, seeds, schema=name) == [([1, 2],)]
    assert fingerprint(empty_dsn, name).rows["patients"] == 60
    assert status(empty_dsn, name).dataset is not None


def test_a_second_load_says_who_is_at_it(
    empty_dsn: str, run_load: RunLoad, schemas: Callable[[str], list[str]]
) -> None:
    with load_lock(empty_dsn, "healthcare", lock_timeout=30) as connection:
        pid = connection.info.backend_pid
        with pytest.raises(
            WarehouseError,
            match=rf"another load .* server process {pid} \(healthgen load healthcare .*, since 2",
        ):
            run_load(empty_dsn)
        assert schemas(empty_dsn) == []
        run_load(empty_dsn, schema="another")
    run_load(empty_dsn)


def test_a_violation_stops_before_publishing(
    empty_dsn: str,
    run_load: RunLoad,
    query: Query,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    digest: Callable[[str], str],
    schemas: Callable[[str], list[str]],
) -> None:
    old = run_load(empty_dsn, seed=1)
    (tmp_path / "always_fires.sql").write_text(ALWAYS_FIRES)
    monkeypatch.setattr(load_module, "check_folders", lambda _sides: (read_rules(tmp_path), []))
    result = run_load(empty_dsn, seed=2, how={"validate": True})
    assert not result.published
    assert result.validation is not None
    assert [(found.check.id, found.value) for found in result.validation.violated] == [("always_fires", 60)]
    assert digest(empty_dsn) == old.fingerprint.whole
    assert schemas(empty_dsn) == ["healthcare", result.schema] == ["healthcare", "healthcare__loading"]
    assert query(empty_dsn, "SELECT count(*) FROM patients", schema=result.schema) == [(60,)]
    assert run_load(empty_dsn, seed=2).published
    assert schemas(empty_dsn) == ["healthcare"]


def test_what_remains_is_what_no_unit_covers() -> None:
    def left(size: int, *done: tuple[int, int]) -> list[tuple[int, int]]:
        units = remaining(work_units_of(1, 25, size), [WorkUnit(*each) for each in done])
        return [(unit.first, unit.last) for unit in units]

    assert left(10) == [(1, 10), (11, 20), (21, 25)]
    assert left(10, (11, 20)) == [(1, 10), (21, 25)]
    assert left(4, (21, 25), (1, 10)) == [(11, 12), (13, 16), (17, 20)]
    assert left(10, (3, 4), (8, 12)) == [(1, 2), (5, 7), (13, 20), (21, 25)]
    assert left(10, (1, 25)) == []
