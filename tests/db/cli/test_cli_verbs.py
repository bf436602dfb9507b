"""The command line against a server: what each verb prints, and how it ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from healthgen_db.checks.rule_files import read_rules
from healthgen_db.history.lock import load_lock
from healthgen_db.loading import load as load_module
from healthgen_db.postgres.connection import connect

LOAD = ("load", "--patients", 40, "--today", "2026-06-30", "--workers", 1)

Healthgen = Callable[..., Any]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the embedded server of whoever runs the tests out of them."""
    monkeypatch.setenv("HEALTHGEN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEALTHGEN_DSN", raising=False)
    return tmp_path / "home"


def test_load_reports_as_json(healthgen: Healthgen, empty_dsn: str, tmp_path: Path, home: Path) -> None:
    ended = healthgen(*LOAD, "--dsn", empty_dsn, "--json", "--outdir", tmp_path / "files")
    assert ended.code == 0, ended.err
    values = ended.values
    assert values["published"]
    assert values["rows"]["patients"] == 40
    assert values["rows"]["visits"] == values["rows"]["billing"]
    assert {"migrate", "reference", "copy", "constraints", "vacuum", "validate", "publish"} <= set(
        values["seconds"]
    )
    assert values["rows_per_second"] > 0
    assert values["violations"] == 0
    assert values["validation"]["patients_rows"] == 40
    assert "copy: done, 40 patients" in ended.err
    names = ["billing.csv", "patients.csv", "validation_report.txt", "validation_summary.json", "visits.csv"]
    assert sorted(path.name for path in (tmp_path / "files").iterdir()) == names
    assert "in schema healthcare, seed" in (tmp_path / "files" / "validation_report.txt").read_text()
    found = healthgen("fingerprint", "--dsn", empty_dsn, "--json").values
    assert found["fingerprint"] == values["fingerprint"]
    assert found["fingerprints"] == values["fingerprints"]
    assert not home.exists()


def test_load_says_that_there_is_no_visit_yet(healthgen: Healthgen, empty_dsn: str) -> None:
    ended = healthgen(*LOAD, "--start", "2026-06-30", "--dsn", empty_dsn, "--json")
    assert (ended.code, ended.values["rows"]["visits"]) == (0, 0)
    assert "the dataset has no visit: the first admissions are on --start 2026-06-30" in ended.err
    assert "choose a --today later than 2026-06-30" in ended.err


def test_load_tells_a_person_how_to_go_on_without_the_password(healthgen: Healthgen, empty_dsn: str) -> None:
    with_password = make_conninfo(
        empty_dsn, password=conninfo_to_dict(empty_dsn).get("password") or "unused-secret"
    )
    ended = healthgen(*LOAD, "--dsn", with_password)
    assert ended.code == 0
    said = " ".join(ended.out.split())
    assert "Dataset 1 is in schema healthcare: 40 patients" in said
    assert "psql -h" in said
    assert "FROM healthcare.visits_flat" in said
    assert "rules hold" in said
    assert conninfo_to_dict(with_password)["password"] not in ended.out + ended.err


def test_the_first_query_runs(healthgen: Healthgen, empty_dsn: str) -> None:
    out = healthgen(*LOAD, "--dsn", empty_dsn, "-q").out
    begin = out.index("SELECT condition")
    statement = out[begin : out.index(";", begin)]
    with connect(empty_dsn) as connection:
        assert len(connection.execute(statement).fetchall()) > 1


def test_every_reading_verb_has_json_and_words(healthgen: Healthgen, empty_dsn: str, tmp_path: Path) -> None:
    healthgen(*LOAD, "--dsn", empty_dsn, "-q")
    target = ("--dsn", empty_dsn)
    assert healthgen("status", *target, "--json").values["dataset"]["patients"] == 40
    assert "40 patients" in healthgen("status", *target).out
    assert healthgen("validate", *target, "--json").values["violations"] == 0
    assert "rules hold" in healthgen("validate", *target, "--full", "--outdir", tmp_path).out
    assert (tmp_path / "validation_summary.json").exists()
    files = healthgen("export", *target, "--outdir", tmp_path, "--format", "parquet", "--json").values[
        "files"
    ]
    assert files["visits"] == str(tmp_path / "visits.parquet")
    assert "visits" in healthgen("fingerprint", *target).out
    assert healthgen("migrate", *target, "--json").values["schema"] == "healthcare"


def test_migrate_makes_empty_tables(healthgen: Healthgen, empty_dsn: str) -> None:
    assert healthgen("migrate", "--dsn", empty_dsn, "--schema", "empty").code == 0
    status = healthgen("status", "--dsn", empty_dsn, "--schema", "empty", "--json").values
    assert status["revision"] == status["head_revision"]
    assert status["dataset"] is None
    ended = healthgen("validate", "--dsn", empty_dsn, "--schema", "empty")
    assert (ended.code, ended.out) == (3, "")
    assert "error: schema empty has no dataset" in ended.err


def test_migrate_prints_sql_that_makes_the_schema(healthgen: Healthgen, empty_dsn: str, home: Path) -> None:
    printed = healthgen("migrate", "--sql", "--schema", "by hand")
    assert (printed.code, printed.err, home.exists()) == (0, "", False)
    with connect(empty_dsn, autocommit=True) as connection:
        connection.execute(printed.out.encode())
    status = healthgen("status", "--dsn", empty_dsn, "--schema", "by hand", "--json").values
    assert status["revision"] == status["head_revision"]
    loaded = healthgen("load", "--patients", 20, "--schema", "by hand", "--dsn", empty_dsn, "--no-validate")
    assert loaded.code == 0, loaded.err


def test_a_today_to_come_is_remarked_on(healthgen: Healthgen, empty_dsn: str) -> None:
    ended = healthgen(
        "load", "--patients", 20, "--today", "2099-01-01", "--start", "2095-01-01", "--dsn", empty_dsn
    )
    assert (ended.code, "--today is in the future" in ended.err) == (0, True)


def test_status_tells_of_a_load_under_way_and_of_one_broken_off(
    healthgen: Healthgen, empty_dsn: str, run_load: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_module.Load, "_restore_constraints", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_load(empty_dsn)
    assert "A load was stopped after 60 patients" in healthgen("status", "--dsn", empty_dsn).out
    with load_lock(empty_dsn, "healthcare", lock_timeout=30):
        status = healthgen("status", "--dsn", empty_dsn, "--json").values
    assert status["load"]["running"]
    assert status["load"]["patients_loaded"] == 60


def test_a_violation_ends_with_1(
    healthgen: Healthgen, empty_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = "-- id: always\n-- title: Everybody\n-- severity: error\n-- description: Fires.\n\n"
    (tmp_path / "always.sql").write_text(header + "SELECT patient_id FROM patients ORDER BY patient_id\n")
    monkeypatch.setattr(load_module, "check_folders", lambda _sides: (read_rules(tmp_path), []))
    ended = healthgen(*LOAD, "--dsn", empty_dsn, "--json")
    assert ended.code == 1
    assert not ended.values["published"]
    assert ended.values["violations"] == 1
    assert "healthcare__loading" in ended.err


def test_a_second_load_ends_with_3(healthgen: Healthgen, empty_dsn: str) -> None:
    with load_lock(empty_dsn, "healthcare", lock_timeout=30):
        ended = healthgen(*LOAD, "--dsn", empty_dsn, "-q")
    assert ended.code == 3
    assert ended.err.startswith("error: another load of schema healthcare is running: server process")


def test_a_server_out_of_reach_ends_with_3(healthgen: Healthgen) -> None:
    ended = healthgen(*LOAD, "--dsn", "postgresql://somebody:hunter2@127.0.0.1:1/nothing", "-q")
    assert ended.code == 3
    assert ended.err.startswith("error: cannot connect to host=127.0.0.1 port=1")
    assert "hunter2" not in ended.err
    assert ended.err.count("\n") == 1
    assert "Traceback" in healthgen(*LOAD, "--dsn", "postgresql://127.0.0.1:1/nothing", "-v").err


def test_a_wrong_password_ends_with_3(healthgen: Healthgen, embedded_dsn: str) -> None:
    ended = healthgen(*LOAD, "--dsn", make_conninfo(embedded_dsn, password="wrong"), "-q")
    assert ended.code == 3
    assert "password authentication failed" in ended.err
    assert "correct the user or the password of --dsn" in ended.err


@pytest.fixture
def poor_dsn(empty_dsn: str) -> Iterator[str]:
    """Give the DSN of a role that may not create schemas."""
    name = f"healthgen_test_{secrets.token_hex(6)}"
    with closing(connect(empty_dsn, autocommit=True)) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret'").format(sql.Identifier(name)))
        yield make_conninfo(empty_dsn, user=name, password="secret")
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_a_role_without_rights_ends_with_3(
    healthgen: Healthgen, poor_dsn: str, schemas: Callable[[str], list[str]]
) -> None:
    ended = healthgen(*LOAD, "--dsn", poor_dsn, "-q")
    assert ended.code == 3
    assert ended.err.startswith("error: permission denied for database")
    assert "ask its owner for the privilege (GRANT)" in ended.err
    assert schemas(poor_dsn) == []


def test_a_role_that_may_not_use_the_schema_is_told_so(
    healthgen: Healthgen, empty_dsn: str, poor_dsn: str, run_load: Callable[..., Any], tmp_path: Path
) -> None:
    run_load(empty_dsn)
    role = conninfo_to_dict(poor_dsn)["user"]
    for verb in ("status", "fingerprint", "validate", "migrate"):
        ended = healthgen(verb, "--dsn", poor_dsn, "-q")
        assert ended.code == 3
        assert ended.err.startswith(
            f"error: the role {role} may not use schema healthcare; ask its owner for:"
        )
    ended = healthgen("export", "--outdir", tmp_path, "--dsn", poor_dsn, "-q")
    assert f"error: the role {role} may not use schema healthcare;" in ended.err
    with closing(connect(empty_dsn, autocommit=True)) as connection:
        allow = "GRANT CREATE ON DATABASE {} TO {}"
        connection.execute(
            sql.SQL(allow).format(sql.Identifier(connection.info.dbname), sql.Identifier(str(role)))
        )
        ended = healthgen(*LOAD, "--dsn", poor_dsn, "-q")
        connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(str(role))))
    assert ended.code == 3
    assert f"so {role} may not replace it; load as " in ended.err
    # The owner is a superuser here, and nobody should be made one to load.
    assert "GRANT" not in ended.err


def test_other_inputs_ask_for_restart(
    healthgen: Healthgen, empty_dsn: str, run_load: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(load_module.Load, "_restore_constraints", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_load(empty_dsn)
    ended = healthgen(*LOAD, "--dsn", empty_dsn, "-q")
    assert ended.code == 2
    assert "patients was 60 and is 40 now" in ended.err
    assert healthgen(*LOAD, "--dsn", empty_dsn, "-q", "--restart").code == 0


def test_the_dsn_may_come_from_the_environment(
    healthgen: Healthgen, empty_dsn: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEALTHGEN_DSN", empty_dsn)
    assert healthgen("migrate", "-q").code == 0
    assert not home.exists()
