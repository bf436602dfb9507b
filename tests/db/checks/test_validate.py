"""The runner: what it finds, who may see and record it, and what it says about broken files and other revisions."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.checks.rule_files import Rule, read_metrics, read_rule, read_rules
from healthgen_db.checks.run import validate
from healthgen_db.config.errors import RuleFileError, SchemaError, WarehouseError
from healthgen_db.postgres.connection import connect
from healthgen_db.schema.migrate import downgrade, upgrade

from .checks import SCHEMA, a_metric, a_rule, rows

Databases = Callable[..., AbstractContextManager[str]]


def test_a_clean_dataset_passes_and_the_run_is_recorded(clean_dsn: str) -> None:
    done: list[tuple[int, int]] = []
    result = validate(clean_dsn, SCHEMA, progress=lambda number, total: done.append((number, total)))
    assert result.violated == []
    assert result.reason_not_recorded is None
    assert (len(result.rules), len(result.metrics)) == (len(read_rules()), len(read_metrics()))
    checks = len(result.results)
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
        (found.check.id, found.kind, found.value, found.passed) for found in result.results
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
    downgrade(small_dsn, SCHEMA, "0003")
    with pytest.raises(SchemaError, match=r"at revision 0003, .*: healthgen migrate --schema healthcare"):
        validate(small_dsn, SCHEMA)
    upgrade(small_dsn, SCHEMA)
    # an older revision has no codes of follow-ups and no weekdays of doctors
    lost = {"course_code_changes", "doctors_at_two_hospitals_a_day"}
    assert {found.check.id for found in validate(small_dsn, SCHEMA, metrics=[]).violated} <= lost


def test_a_schema_of_a_newer_revision_asks_for_a_newer_healthgen(small_dsn: str) -> None:
    with closing(connect(small_dsn, schema=SCHEMA, autocommit=True)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError, match=r"at revision 9999, .*install the newer healthgen"):
        validate(small_dsn, SCHEMA)


def test_what_took_long_the_last_time_begins_first(small_dsn: str) -> None:
    clock = "SELECT extract(EPOCH FROM clock_timestamp()) AS value FROM pg_sleep({})"
    # Whose time is not known begins by the length of its text.
    slow, quick = a_metric(clock.format(0.2), "slow"), a_metric(clock.format("0.0000"), "quick")
    first = validate(small_dsn, SCHEMA, connections=1, rules=[], metrics=[quick, slow])
    again = validate(small_dsn, SCHEMA, connections=1, rules=[], metrics=[quick, slow])
    began = [{found.check.id: found.value or 0 for found in result.results} for result in (first, again)]
    assert began[0]["quick"] < began[0]["slow"]
    assert began[1]["slow"] < began[1]["quick"]


def test_percent_signs_and_semicolons_are_only_text(clean_dsn: str) -> None:
    rule = a_rule("SELECT name FROM conditions WHERE name LIKE '%; DROP%s' OR name LIKE 'Canc%' -- 100 %")
    (check_result,) = validate(clean_dsn, SCHEMA, rules=[rule], metrics=[]).results
    assert check_result.sample == [{"name": "Cancer"}]


@pytest.mark.parametrize(
    ("query", "line", "message"),
    [
        ("SELECT visit_id\nFROM visits\nWHERE roomnumber = 1", 9, 'column "roomnumber" does not exist'),
        ("SELECT visit_id\nFROM visit", 8, 'relation "visit" does not exist'),
        # at the first character of a line, and far from the last line
        ("SELECT\nroomnumber\nFROM visits", 8, 'column "roomnumber" does not exist'),
        ("SELECT roomnumber\nFROM\nvisits\nWHERE\nTRUE", 7, 'column "roomnumber" does not exist'),
        ("SELECT 1\nFROM visits\nGROUP\n)", 10, "syntax error"),
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


@pytest.mark.parametrize("wrong", [1, 2, 5, 8])
@pytest.mark.parametrize("comment", ["", "-- a comment\n\n"])
def test_the_line_of_an_error_holds_what_is_wrong(
    clean_dsn: str, tmp_path: Path, wrong: int, comment: str
) -> None:
    columns = [
        "visit_id",
        "patient_id",
        "age",
        "severity",
        "dosage",
        "frequency",
        "room_number",
        "hospital_id",
    ]
    columns[wrong - 1] = "mistake"
    path = tmp_path / "broken.sql"
    header = "-- id: broken\n-- title: A rule\n-- severity: error\n-- description: It\n--   matters.\n\n"
    query = "SELECT\n" + ",\n".join(columns) + "\nFROM visits\n"
    path.write_text(header + comment + query, encoding="utf-8")
    with pytest.raises(RuleFileError) as caught:
        validate(clean_dsn, SCHEMA, rules=[read_rule(path)], metrics=[])
    line = str(caught.value).removeprefix(f"{path}:").partition(":")[0]
    assert path.read_text(encoding="utf-8").splitlines()[int(line) - 1].startswith("mistake")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT 1 AS figure", "a metric returns the column value, and may return n after it, not figure"),
        ("SELECT 1 AS n, 2 AS value", "not n, value"),
        ("SELECT 1 AS value WHERE FALSE", "a metric returns exactly one row"),
        ("SELECT generate_series(1, 2) AS value", "a metric returns exactly one row"),
        ("SELECT 'much' AS value", "the value of a metric is a number, not 'much'"),
    ],
)
def test_a_metric_that_returns_something_else_is_refused(clean_dsn: str, query: str, message: str) -> None:
    with pytest.raises(RuleFileError, match=message) as caught:
        validate(clean_dsn, SCHEMA, rules=[], metrics=[a_metric(query)])
    # The line where the query starts, as the whole query is wrong.
    assert str(caught.value).startswith("a_metric.sql:7: ")


def test_a_schema_without_dataset_says_what_to_do(dsn: str) -> None:
    with pytest.raises(WarehouseError, match="has no dataset; create one first with: healthgen load"):
        validate(dsn, SCHEMA)


def test_a_schema_that_is_no_warehouse_is_refused(empty_dsn: str) -> None:
    with pytest.raises(WarehouseError, match="has no dataset"):
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
    assert len(result.results) == len(read_rules()) + len(read_metrics())
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
