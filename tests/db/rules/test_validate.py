"""The runner: what it finds, in which snapshot, who may see and record it, and what it says about broken files."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.errors import RuleFileError, SchemaError, WarehouseError
from healthgen_db.warehouse.database import connect
from healthgen_db.warehouse.findings import Validation
from healthgen_db.warehouse.rulefile import Metric, Rule, read_metrics, read_rules
from healthgen_db.warehouse.schema import downgrade, upgrade
from healthgen_db.warehouse.validate import MOST_CONNECTIONS, validate

SCHEMA = "healthcare"
# A key for pg_advisory_lock: rules that ask for it wait until the test lets them go on.
GATE = 770077
WAIT_AT_GATE = (
    f"SELECT 1 FROM (SELECT pg_advisory_xact_lock_shared({GATE})::text AS opened) AS g WHERE opened <> ''"
)

Databases = Callable[..., AbstractContextManager[str]]


def a_rule(query: str, name: str = "a_rule") -> Rule:
    return Rule(name, "A rule", "error", "It matters.", query, Path(f"{name}.sql"), 7)


def a_metric(query: str, name: str = "a_metric") -> Metric:
    return Metric(name, "A metric", "warning", "It says.", query, Path(f"{name}.sql"), 7, unit="", source="")


def rows(dsn: str, query: str) -> list[Any]:
    with closing(connect(dsn, schema=SCHEMA)) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.fixture
def small_dsn(dsn: str, load_clean: Callable[..., None]) -> str:
    """Give a database with 40 patients, to change at will."""
    load_clean(dsn, patients=40, seed=3)
    return dsn


def test_a_clean_dataset_passes_and_the_run_is_recorded(clean_dsn: str) -> None:
    done: list[tuple[int, int]] = []
    result = validate(clean_dsn, SCHEMA, progress=lambda number, total: done.append((number, total)))
    assert result.violated == []
    assert result.reason_not_recorded is None
    assert (len(result.rules), len(result.metrics)) == (len(read_rules()), len(read_metrics()))
    checks = len(result.findings)
    assert len(done) == checks
    assert done[-1] == (checks, checks)
    run = rows(clean_dsn, "SELECT * FROM validation_runs ORDER BY run_id DESC LIMIT 1")[0]
    run_id, _, started_at, finished_at, seconds, rules, metrics, violations, warnings = run
    assert (rules, metrics, violations) == (len(result.rules), len(result.metrics), 0)
    assert warnings == len(result.warned)
    assert (finished_at - started_at).total_seconds() == pytest.approx(seconds, abs=0.001)
    recorded = rows(
        clean_dsn, f"SELECT check_id, kind, value, passed FROM validation_results WHERE run_id = {run_id}"
    )
    assert sorted(recorded) == sorted(
        (found.check.id, found.kind, found.value, found.passed) for found in result.findings
    )


def test_violating_rows_are_counted_and_the_first_five_kept(small_dsn: str) -> None:
    with closing(connect(small_dsn, schema=SCHEMA)) as connection:
        connection.execute("ALTER TABLE visits DROP CONSTRAINT ck_visits_room_number")
        connection.execute("UPDATE visits SET room_number = 0 WHERE patient_id <= 20")
        broken = connection.execute("SELECT visit_id FROM visits WHERE room_number = 0 ORDER BY 1").fetchall()
        connection.commit()
    result = validate(small_dsn, SCHEMA)
    (violation,) = result.violated
    assert violation.check.id == "room_number_out_of_range"
    assert violation.value == len(broken) > 5
    assert violation.sample == [{"visit_id": visit_id, "room_number": 0} for (visit_id,) in broken[:5]]
    assert list(violation.sample[0]) == ["visit_id", "room_number"]
    recorded = rows(small_dsn, "SELECT value, passed, sample FROM validation_results WHERE NOT passed")
    assert recorded == [(len(broken), False, violation.sample)]
    assert rows(small_dsn, "SELECT violations FROM validation_runs") == [(1,)]


def test_an_empty_dataset_of_any_schema_name_is_judged_without_dividing_by_zero(empty_dsn: str) -> None:
    name = 'Odd "name"__loading'
    upgrade(empty_dsn, name)
    with closing(connect(empty_dsn, schema=name)) as connection:
        connection.execute(
            "INSERT INTO datasets (config, seed, today, origin, start, generator_version, schema_revision,"
            " postgres_version) VALUES ('{}', 1, '2026-06-30', '2026-06-30', '2026-06-30', '', '', '')"
        )
        connection.commit()
    result = validate(empty_dsn, name)
    assert [(found.check.id, found.value) for found in result.violated] == [
        ("reference_condition_mismatches", 17)
    ]
    assert result.warned == []
    assert next(found for found in result.metrics if found.check.id == "visits_rows").value == 0


def test_all_sessions_read_one_snapshot(clean_dsn: str) -> None:
    query = "SELECT hashtext(pg_current_snapshot()::text) AS value, pg_backend_pid() AS n FROM pg_sleep(0.05)"
    stop = threading.Event()

    def write() -> None:
        with closing(connect(clean_dsn, schema=SCHEMA, autocommit=True)) as connection:
            while not stop.is_set():
                connection.execute("SELECT pg_current_xact_id()")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        metrics = [a_metric(query, f"metric_{number}") for number in range(8)]
        result = validate(clean_dsn, SCHEMA, connections=2, rules=[], metrics=metrics)
    finally:
        stop.set()
        writer.join()
    assert len({found.rows for found in result.findings}) == 2
    assert len({found.value for found in result.findings}) == 1


def _is_waiting(connection: psycopg.Connection) -> bool:
    query = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
    return connection.execute(query, [GATE]).fetchone() is not None


@contextmanager
def validation_at_the_gate(dsn: str, *rules: Rule) -> Iterator[list[Validation | WarehouseError]]:
    """Begin a validation whose first rule waits for as long as the block lasts; then hand over its outcome."""
    outcome: list[Validation | WarehouseError] = []

    def run() -> None:
        try:
            gated = [a_rule(WAIT_AT_GATE, "gate"), *rules]
            outcome.append(validate(dsn, SCHEMA, connections=1, rules=gated, metrics=[]))
        except WarehouseError as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    with closing(connect(dsn, autocommit=True)) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [GATE])
        thread.start()
        # wait for an event inside the server, which only asking shows; a validation that fails ends it, too
        while thread.is_alive() and not _is_waiting(connection):
            thread.join(timeout=0.01)
        try:
            yield outcome
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", [GATE])
            thread.join()


def test_a_change_during_the_run_is_not_seen(small_dsn: str) -> None:
    rule = a_rule("SELECT visit_id FROM visits WHERE room_number = 2000 AND test_results = 'Inconclusive'")
    before = len(rows(small_dsn, rule.query))
    with (
        validation_at_the_gate(small_dsn, rule) as outcome,
        closing(connect(small_dsn, schema=SCHEMA, autocommit=True)) as connection,
    ):
        connection.execute("UPDATE visits SET room_number = 2000, test_results = 'Inconclusive'")
    (result,) = outcome
    assert isinstance(result, Validation)
    assert [found.value for found in result.findings] == [before, 0]
    assert len(rows(small_dsn, rule.query)) > before


def test_a_schema_replaced_during_the_run_ends_it(small_dsn: str) -> None:
    with (
        validation_at_the_gate(small_dsn) as outcome,
        closing(connect(small_dsn, autocommit=True)) as connection,
    ):
        connection.execute("ALTER SCHEMA healthcare RENAME TO retired")
        connection.execute("CREATE SCHEMA healthcare")
    (error,) = outcome
    assert isinstance(error, WarehouseError)
    assert "schema healthcare was replaced while it was being validated" in str(error)


def test_no_more_sessions_are_opened_than_the_most(clean_dsn: str) -> None:
    query = "SELECT 0 AS value, pg_backend_pid() AS n FROM pg_sleep(0.2)"
    metrics = [a_metric(query, f"metric_{number}") for number in range(16)]
    result = validate(clean_dsn, SCHEMA, connections=16, rules=[], metrics=metrics)
    assert len({found.rows for found in result.findings}) <= MOST_CONNECTIONS


def test_checks_that_take_long_do_not_cost_the_snapshot(small_dsn: str) -> None:
    with closing(connect(small_dsn, autocommit=True)) as connection:
        known = connection.execute(
            "SELECT name FROM pg_settings"
            " WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')"
        ).fetchall()
        for (name,) in known:
            statement = sql.SQL("ALTER DATABASE {} SET {} = '200ms'")
            connection.execute(statement.format(sql.Identifier(connection.info.dbname), sql.Identifier(name)))
    metric = a_metric("SELECT 1 AS value FROM pg_sleep(1)")
    (finding,) = validate(small_dsn, SCHEMA, rules=[], metrics=[metric]).findings
    assert finding.value == 1


@pytest.mark.parametrize("sqlstate", ["25P03", "25P04"])
def test_a_session_that_was_ended_is_not_the_fault_of_a_file(small_dsn: str, sqlstate: str) -> None:
    with closing(connect(small_dsn, autocommit=True)) as connection:
        connection.execute(
            "CREATE FUNCTION public.ended() RETURNS int LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION 'terminating connection' USING ERRCODE = '{sqlstate}'; END $$".encode()
        )
    with pytest.raises(WarehouseError, match="terminating connection: the server ended") as caught:
        validate(small_dsn, SCHEMA, rules=[a_rule("SELECT public.ended()")], metrics=[])
    assert caught.value.sqlstate == sqlstate


def test_a_schema_of_an_older_revision_is_sent_to_migrate(small_dsn: str) -> None:
    downgrade(small_dsn, SCHEMA, "0004")
    with pytest.raises(SchemaError, match=r"at revision 0004, .*: healthgen migrate --schema healthcare"):
        validate(small_dsn, SCHEMA)
    upgrade(small_dsn, SCHEMA)
    assert validate(small_dsn, SCHEMA, metrics=[]).violated == []


def test_a_schema_of_a_newer_revision_asks_for_a_newer_healthgen(small_dsn: str) -> None:
    with closing(connect(small_dsn, schema=SCHEMA, autocommit=True)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError, match=r"at revision 9999, .*install the newer healthgen"):
        validate(small_dsn, SCHEMA)


def test_what_took_long_the_last_time_begins_first(small_dsn: str) -> None:
    clock = "SELECT extract(EPOCH FROM clock_timestamp()) AS value FROM pg_sleep({})"
    slow, quick = a_metric(clock.format(0.2), "slow"), a_metric(clock.format(0), "quick")
    first = validate(small_dsn, SCHEMA, connections=1, rules=[], metrics=[quick, slow])
    again = validate(small_dsn, SCHEMA, connections=1, rules=[], metrics=[quick, slow])
    began = [{found.check.id: found.value or 0 for found in result.findings} for result in (first, again)]
    assert began[0]["quick"] < began[0]["slow"]
    assert began[1]["slow"] < began[1]["quick"]


def test_percent_signs_and_semicolons_are_only_text(clean_dsn: str) -> None:
    rule = a_rule("SELECT name FROM conditions WHERE name LIKE '%; DROP%s' OR name LIKE 'Canc%' -- 100 %")
    (finding,) = validate(clean_dsn, SCHEMA, rules=[rule], metrics=[]).findings
    assert finding.sample == [{"name": "Cancer"}]


@pytest.mark.parametrize(
    ("query", "line", "message"),
    [
        ("SELECT visit_id\nFROM visits\nWHERE roomnumber = 1", 9, 'column "roomnumber" does not exist'),
        ("SELECT visit_id\nFROM visit", 8, 'relation "visit" does not exist'),
        ("SELECT visit_id\nFORM visits", 8, "syntax error"),
        ("SELECT 1\n/ 0", 7, "division by zero"),
        ("SELECT nextval('visits_visit_id_seq')", 7, "cannot execute nextval() in a read-only transaction"),
        ("SELECT (SELECT visit_id FROM visits)", 7, "more than one row returned by a subquery"),
    ],
)
@pytest.mark.parametrize("kind", [a_rule, a_metric])
def test_an_error_in_a_query_names_file_and_line(
    clean_dsn: str, kind: Callable[[str], Any], query: str, line: int, message: str
) -> None:
    check = kind(query)
    checks = (
        {"rules": [check], "metrics": []} if isinstance(check, Rule) else {"rules": [], "metrics": [check]}
    )
    with pytest.raises(RuleFileError) as caught:
        validate(clean_dsn, SCHEMA, **checks)
    assert str(caught.value).startswith(f"{check.id}.sql:{line}: {message}")
    assert isinstance(caught.value.__cause__, psycopg.Error)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT 1 AS figure", "a metric returns the column value, then n if it likes, not figure"),
        ("SELECT 1 AS n, 2 AS value", "not n, value"),
        ("SELECT 1 AS value WHERE FALSE", "a metric returns exactly one row"),
        ("SELECT generate_series(1, 2) AS value", "a metric returns exactly one row"),
        ("SELECT 'much' AS value", "the value of a metric is a number, not 'much'"),
    ],
)
def test_a_metric_that_returns_something_else_is_refused(clean_dsn: str, query: str, message: str) -> None:
    with pytest.raises(RuleFileError, match=message):
        validate(clean_dsn, SCHEMA, rules=[], metrics=[a_metric(query)])


def test_a_schema_without_dataset_says_what_to_do(dsn: str) -> None:
    with pytest.raises(WarehouseError, match="holds no dataset; make one first with: healthgen load"):
        validate(dsn, SCHEMA)


def test_a_schema_that_is_no_warehouse_is_refused(empty_dsn: str) -> None:
    with pytest.raises(WarehouseError, match="current_dataset"):
        validate(empty_dsn, SCHEMA)


@pytest.fixture
def reader(clean_dsn: str) -> Iterator[str]:
    """Give the DSN of a role that may read the warehouse, and no more."""
    name, password = f"healthgen_reader_{secrets.token_hex(4)}", secrets.token_hex(8)
    role, schema = sql.Identifier(name), sql.Identifier(SCHEMA)
    with closing(connect(clean_dsn, autocommit=True)) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password)))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role))
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}").format(schema, role))
        try:
            yield make_conninfo(clean_dsn, user=name, password=password)
        finally:
            connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
            connection.execute(sql.SQL("DROP ROLE {}").format(role))


def test_a_role_that_may_only_read_gets_the_result_unrecorded(clean_dsn: str, reader: str) -> None:
    before = rows(clean_dsn, "SELECT count(*) FROM validation_runs")
    result = validate(reader, SCHEMA)
    assert result.violated == []
    assert len(result.findings) == len(read_rules()) + len(read_metrics())
    assert result.reason_not_recorded == "permission denied for table validation_runs"
    assert rows(clean_dsn, "SELECT count(*) FROM validation_runs") == before


def test_a_session_that_may_not_write_gets_the_result_unrecorded(clean_dsn: str) -> None:
    dsn = make_conninfo(clean_dsn, options="-c default_transaction_read_only=on")
    result = validate(dsn, SCHEMA, metrics=[])
    assert result.reason_not_recorded == "cannot execute INSERT in a read-only transaction"


def test_a_role_that_may_not_even_read_is_an_error_of_the_warehouse(clean_dsn: str, reader: str) -> None:
    with closing(connect(clean_dsn, autocommit=True)) as connection:
        name = psycopg.conninfo.conninfo_to_dict(reader)["user"]
        connection.execute(
            sql.SQL("REVOKE SELECT ON healthcare.billing FROM {}").format(sql.Identifier(str(name)))
        )
    with pytest.raises(WarehouseError, match="permission denied for table billing"):
        validate(reader, SCHEMA)
