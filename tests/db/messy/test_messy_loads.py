"""The messy schema: undone by its record, the same however it is loaded, and never of another dataset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from healthgen_db.config.errors import ConfigError, SchemaError
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.publish.retired import drop_retired
from healthgen_db.schema.migrate import downgrade, upgrade
from tests.db.loading.killed import run_until_killed

KEYS = {"patients_flat": "patient_id", "visits_flat": "visit_id", "billing_flat": "billing_id"}
TABLES = (*KEYS, "messy_changes", "messy_kinds")
MESSY = "healthcare_messy"

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]
Schemas = Callable[[str], list[str]]

# Rows that differ between the flat view and the messy table after every fault of a cell was taken back.
UNDO = """
WITH fixes AS (
    SELECT row_key, jsonb_object_agg(column_name, clean_value) AS cells
    FROM healthcare_messy.messy_changes
    WHERE table_name = '{table}' AND column_name IS NOT NULL
    GROUP BY row_key
),
undone AS (
    SELECT DISTINCT to_jsonb(m) || coalesce(f.cells, '{{}}') AS cells
    FROM healthcare_messy.{table} AS m
    LEFT JOIN fixes AS f ON m.{key}::bigint = f.row_key
),
flat AS (
    SELECT (SELECT jsonb_object_agg(c.key, c.value) FROM jsonb_each_text(to_jsonb(v)) AS c) AS cells
    FROM {table} AS v
)
SELECT * FROM ((TABLE undone EXCEPT TABLE flat) UNION ALL (TABLE flat EXCEPT TABLE undone)) AS differing
"""
# Changes that are not in the messy table as recorded, or change nothing.
UNTRUE = """
SELECT c.*, to_jsonb(m) ->> c.column_name AS there
FROM healthcare_messy.messy_changes AS c
LEFT JOIN healthcare_messy.{table} AS m ON c.row_key = m.{key}::bigint
WHERE
    c.table_name = '{table}' AND c.column_name IS NOT NULL
    AND (to_jsonb(m) ->> c.column_name IS DISTINCT FROM c.dirty_value OR c.dirty_value = c.clean_value)
"""
# Rows that are there more or less often than recorded.
COUNTED = """
SELECT m.{key}, count(*), c.dirty_value
FROM healthcare_messy.{table} AS m
LEFT JOIN healthcare_messy.messy_changes AS c
    ON c.table_name = '{table}' AND c.row_key = m.{key}::bigint AND c.column_name IS NULL
GROUP BY m.{key}, c.dirty_value
HAVING count(*) <> coalesce(c.dirty_value, '1')::bigint
"""
CELLS = """
SELECT
    (SELECT count(*) FROM patients) * 15 + (SELECT count(*) FROM visits) * 19
    + (SELECT count(*) FROM billing) * 10
"""


@pytest.fixture(scope="session")
def digests(query: Query) -> Callable[..., list[Any]]:
    """Give a function that returns what the rows of each messy table add up to, in any order."""
    statement = "SELECT count(*), sum(hash_record_extended(t, 0)::numeric)::text FROM {table} AS t"

    def digest(dsn: str, schema: str = MESSY) -> list[Any]:
        return [query(dsn, statement.format(table=table), schema=schema)[0] for table in TABLES]

    return digest


def assert_undone(dsn: str, query: Query) -> None:
    for table, key in KEYS.items():
        for statement in (UNDO, UNTRUE, COUNTED):
            assert query(dsn, statement.format(table=table, key=key)) == []


@pytest.mark.parametrize("rate", [0.05, 1.0])
def test_undoing_the_record_gives_the_flat_views_however_it_was_loaded(
    empty_dsn: str,
    run_load: RunLoad,
    query: Query,
    schemas: Schemas,
    digests: Callable[..., list[Any]],
    rate: float,
) -> None:
    clean = run_load(empty_dsn, messy=rate)
    assert schemas(empty_dsn) == ["healthcare", MESSY]
    assert_undone(empty_dsn, query)
    once = digests(empty_dsn)
    again = run_load(empty_dsn, messy=rate, how={"workers": 2, "block_size": 7, "validate": True})
    assert again.published
    assert again.fingerprint == clean.fingerprint == run_load(empty_dsn, schema="other").fingerprint
    assert schemas(empty_dsn) == ["healthcare", MESSY, "other"]
    assert digests(empty_dsn) == once
    [(cells,)] = query(empty_dsn, CELLS)
    touched = query(empty_dsn, "SELECT count(column_name) FROM messy_changes", schema=MESSY)[0][0]
    # Some 13,000 cells: three standard deviations are half of a percent.
    assert touched / cells == pytest.approx(rate, abs=0.006)
    assert query(empty_dsn, "SELECT config ->> 'messy' FROM current_dataset") == [(str(rate),)]


def test_the_messy_tables_have_the_columns_of_the_flat_views_as_text(
    empty_dsn: str, run_load: RunLoad, query: Query
) -> None:
    run_load(empty_dsn, messy=0.05)
    columns = """
        SELECT column_name, data_type, col_description(format('%%I.%%I', table_schema, table_name)::regclass,
            ordinal_position::integer)
        FROM information_schema.columns WHERE table_schema = '{schema}' AND table_name = '{table}'
        ORDER BY ordinal_position
    """
    for table in KEYS:
        clean = query(empty_dsn, columns.format(schema="healthcare", table=table))
        dirty = query(empty_dsn, columns.format(schema=MESSY, table=table))
        assert dirty == [(name, "text", comment) for name, _, comment in clean]
    for table in ("messy_changes", "messy_kinds"):
        assert all(comment for _, _, comment in query(empty_dsn, columns.format(schema=MESSY, table=table)))
    comments = "SELECT obj_description(oid, 'pg_class') FROM pg_class WHERE relnamespace = %s::regnamespace"
    told = query(empty_dsn, f"{comments} AND relkind = 'r'", (MESSY,))
    assert len(told) == len(TABLES)
    assert all(comment for (comment,) in told)
    indexes = query(empty_dsn, "SELECT indexname FROM pg_indexes WHERE schemaname = %s ORDER BY 1", (MESSY,))
    assert [name for (name,) in indexes] == [
        "ix_messy_changes_table_name_row_key",
        "pk_messy_changes",
        "pk_messy_kinds",
    ]
    unknown = "SELECT 1 FROM messy_changes LEFT JOIN messy_kinds USING (kind) WHERE lossy IS NULL"
    assert query(empty_dsn, unknown, schema=MESSY) == []


def test_a_reload_replaces_the_messy_schema_and_one_without_drops_it(
    old_messy_dsn: str,
    run_load: RunLoad,
    query: Query,
    schemas: Schemas,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_load(old_messy_dsn, seed=2, messy=0.3)
    assert_undone(old_messy_dsn, query)
    told: list[str] = []
    watcher = Progress()
    monkeypatch.setattr(watcher, "note", told.append)
    run_load(old_messy_dsn, seed=2, messy=0.0, progress=watcher)
    assert f"the messy schema {MESSY} belonged to the old dataset, and is dropped with it" in told
    assert schemas(old_messy_dsn) == ["healthcare"]
    query(old_messy_dsn, f"CREATE SCHEMA {MESSY}")
    run_load(old_messy_dsn, seed=3)
    assert schemas(old_messy_dsn) == ["healthcare", MESSY]


FOREIGN = {
    "table": ("CREATE TABLE healthcare_messy.homework (x int)", "table homework"),
    "index": ("CREATE INDEX mine ON healthcare_messy.visits_flat (visit_id)", "index visits_flat.mine"),
    "column": ("ALTER TABLE healthcare_messy.billing_flat ADD COLUMN paid date", "column billing_flat.paid"),
    "view elsewhere": (
        "CREATE VIEW other.v AS SELECT * FROM healthcare_messy.messy_changes",
        "view other.v",
    ),
}


@pytest.mark.parametrize("rate", [0.0, 0.05])
@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_not_ours_stops_the_load(
    old_messy_dsn: str, run_load: RunLoad, query: Query, kind: str, rate: float
) -> None:
    make, named = FOREIGN[kind]
    query(old_messy_dsn, "CREATE SCHEMA other")
    query(old_messy_dsn, make)
    with pytest.raises(
        SchemaError, match=rf"schema {MESSY} contains .* would drop them: {named};.*--replace"
    ):
        run_load(old_messy_dsn, seed=2, messy=rate)
    assert query(old_messy_dsn, "SELECT seed FROM current_dataset") == [(1,)]
    assert not run_load(old_messy_dsn, seed=2, messy=rate, how={"replace": True}).resumed
    assert query(old_messy_dsn, "SELECT seed FROM current_dataset") == [(2,)]


@pytest.mark.parametrize("replace", [False, True])
def test_a_warehouse_and_the_messy_copy_of_another_never_take_each_others_name(
    empty_dsn: str, run_load: RunLoad, query: Query, schemas: Schemas, replace: bool
) -> None:
    query(empty_dsn, "CREATE SCHEMA theirs_messy; CREATE TABLE theirs_messy.alembic_version (n int)")
    run_load(empty_dsn, messy=0.05)
    before = schemas(empty_dsn)
    with pytest.raises(SchemaError, match=r"schema theirs_messy is a warehouse of its own, .* RENAME TO"):
        run_load(empty_dsn, schema="theirs", messy=0.05, how={"replace": replace})
    with pytest.raises(
        SchemaError, match=f"schema {MESSY} is the messy schema of healthcare; .* DROP SCHEMA"
    ):
        run_load(empty_dsn, schema=MESSY, how={"replace": replace})
    assert schemas(empty_dsn) == before
    run_load(empty_dsn, schema="theirs", seed=1)
    run_load(empty_dsn, schema="theirs", seed=2, how={"replace": replace})
    assert "theirs_messy" in schemas(empty_dsn)


def test_a_load_history_in_the_way_of_a_messy_copy_can_be_replaced(
    empty_dsn: str, run_load: RunLoad, query: Query
) -> None:
    query(empty_dsn, f"CREATE SCHEMA {MESSY}")
    for table in ("datasets", "validation_runs", "validation_results"):
        query(empty_dsn, f"CREATE TABLE {MESSY}.{table} (n int)")
    run_load(empty_dsn, messy=0.05, how={"replace": True})
    assert_undone(empty_dsn, query)


def test_another_rate_does_not_go_on_with_an_unfinished_load(empty_dsn: str, run_load: RunLoad) -> None:
    run_until_killed(empty_dsn, "2", "1", "CALL=messy_batches:3", "0.3")
    with pytest.raises(ConfigError, match=r"messy was 0\.3 and is 0\.1 now; .*--restart"):
        run_load(empty_dsn, seed=2, messy=0.1)
    assert not run_load(empty_dsn, seed=2, messy=0.1, how={"restart": True}).resumed


@pytest.mark.parametrize("moment", ["CALL=messy_batches:3", "PHASE=constraints:1", "CALL=complete_dataset:1"])
def test_a_killed_load_goes_on_to_the_same_messy_rows(
    old_messy_dsn: str,
    run_load: RunLoad,
    query: Query,
    schemas: Schemas,
    digests: Callable[..., list[Any]],
    moment: str,
) -> None:
    run_load(old_messy_dsn, schema="whole", seed=2, messy=0.3)
    run_until_killed(old_messy_dsn, "2", "1", moment, "0.3")
    assert_undone(old_messy_dsn, query)
    assert run_load(old_messy_dsn, seed=2, messy=0.3).resumed
    assert_undone(old_messy_dsn, query)
    assert digests(old_messy_dsn) == digests(old_messy_dsn, "whole_messy")
    assert schemas(old_messy_dsn) == ["healthcare", MESSY, "whole", "whole_messy"]


def test_a_reader_keeps_the_old_messy_tables_until_it_is_done(
    empty_dsn: str, run_load: RunLoad, schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("healthgen_db.loading.load.RETIRED_PATIENCE_SECONDS", 0.2)
    run_load(empty_dsn, seed=1, messy=1.0)
    with connect(empty_dsn, schema=MESSY) as reader:
        assert len(reader.execute("SELECT * FROM patients_flat").fetchall()) == 120
        run_load(empty_dsn, seed=2, messy=0.05)
        run_load(empty_dsn, seed=3)
        assert schemas(empty_dsn) == ["healthcare", "healthcare__retired_1_messy"]
    with connect(empty_dsn, autocommit=True) as connection:
        assert drop_retired(connection, "healthcare", patience=0) == []
    assert schemas(empty_dsn) == ["healthcare"]


def test_roles_keep_what_they_were_granted(old_messy_dsn: str, run_load: RunLoad, query: Query) -> None:
    query(old_messy_dsn, f"GRANT USAGE ON SCHEMA {MESSY} TO pg_monitor")
    query(old_messy_dsn, f"GRANT SELECT ON {MESSY}.patients_flat TO pg_monitor")
    run_load(old_messy_dsn, seed=2, messy=0.05)
    allowed = f"""
        SELECT has_schema_privilege('pg_monitor', '{MESSY}', 'USAGE'),
            has_table_privilege('pg_monitor', '{MESSY}.patients_flat', 'SELECT'),
            has_table_privilege('pg_monitor', '{MESSY}.messy_changes', 'SELECT')
    """
    assert query(old_messy_dsn, allowed) == [(True, True, False)]


def test_a_migration_renews_the_comments_of_the_messy_copy(empty_dsn: str, run_load: RunLoad) -> None:
    run_load(empty_dsn, messy=0.2)
    downgrade(empty_dsn, "healthcare", "0007")
    with connect(empty_dsn, schema="healthcare_messy", autocommit=True) as connection:
        connection.execute("COMMENT ON TABLE visits_flat IS 'words of an older healthgen'")
        connection.execute("COMMENT ON COLUMN messy_changes.kind IS 'words of an older healthgen'")
        connection.execute("COMMENT ON SCHEMA healthcare_messy IS 'words of an older healthgen'")
    upgrade(empty_dsn, "healthcare")
    assert run_load(empty_dsn, messy=0.2).published
