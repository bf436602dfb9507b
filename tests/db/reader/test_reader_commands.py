"""The commands healthgen db reader and healthgen db url --reader, on the embedded server and on another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from healthgen_db.local_server.server import Server
from tests.server_folders import server_folder

from .conftest import SCHEMA, Place, Role, Session, place

Healthgen = Callable[..., Any]
FILE = "reader-passwords.json"


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give an embedded server of the test's own, which does not exist yet."""
    monkeypatch.delenv("HEALTHGEN_DSN", raising=False)
    monkeypatch.delenv("HEALTHGEN_READER_PASSWORD", raising=False)
    with server_folder(in_memory=True) as folder:
        monkeypatch.setenv("HEALTHGEN_HOME", str(folder / "server"))
        yield folder / "server"


@pytest.fixture
def target(home: Path, there: Place) -> list[str]:
    """Give the options that name a warehouse without rows on another server."""
    del home
    return ["--dsn", there.dsn]


def test_the_embedded_server_keeps_the_passwords(home: Path, healthgen: Healthgen, session: Session) -> None:
    url = healthgen("db", "url", "--reader").out.strip()
    assert conninfo_to_dict(url)["user"] == "healthgen_reader_healthgen_healthcare_01"
    session(url)
    assert "  1 login may only read" in healthgen("status").out
    assert (home / FILE).stat().st_mode & 0o777 == 0o600
    made = healthgen("db", "reader", "--count", 3, "--json").values
    assert [login["new"] for login in made["logins"]] == [False, True, True]
    assert made["logins"][0]["url"] == url
    assert made["notes"] == [
        "schema healthcare does not exist yet; the load that makes it lets the readers read it"
    ]
    for login in made["logins"]:
        reader = session(login["url"])
    # A class of 30, with a few sessions each.
    assert int(reader.execute("SHOW max_connections").fetchone()[0]) >= 30 * 5  # type: ignore[index]
    shown = healthgen("db", "reader").out
    assert all(login["password"] in shown for login in made["logins"])
    assert "not keep" not in shown
    assert healthgen("migrate").code == 0
    assert healthgen("db", "reader", "--json").values["schemas"] == [SCHEMA]
    assert session(url).execute("SELECT count(*) FROM healthcare.visits").fetchone() == (0,)
    assert len(healthgen("status", "--json").values["readers"]) == 3
    assert "3 logins may only read" in healthgen("status").out
    assert "healthgen_healthcare_03" in healthgen("db", "reader", "--drop").out
    assert FILE in {path.name for path in home.iterdir()}
    assert Server(home).destroy()
    assert not home.exists()


def test_another_server_shows_passwords_once(target: list[str], healthgen: Healthgen) -> None:
    first = healthgen("db", "reader", "--count", 2, *target)
    assert first.code == 0
    assert "healthgen does not keep these passwords" in first.out
    assert "Note: readers may create temporary tables, because PUBLIC may" in first.out
    again = healthgen("db", "reader", *target)
    assert again.out.count("(not kept)") == 2
    assert "does not keep" not in again.out
    refused = healthgen("db", "url", "--reader", *target)
    assert refused.code == 3
    assert "is not kept; make a new one with" in refused.err
    renewed = healthgen("db", "reader", "--new-passwords", "2", "--json", *target).values
    assert [login["new"] for login in renewed["logins"]] == [False, True]
    assert renewed["logins"][0]["password"] is None


def test_services_get_their_password_from_the_environment(
    target: list[str], healthgen: Healthgen, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for password in ("first-secret", "second-secret"):
        monkeypatch.setenv("HEALTHGEN_READER_PASSWORD", password)
        logins = healthgen("db", "reader", "--count", 2, "--json", *target).values["logins"]
        assert [login["password"] for login in logins] == [password] * 2
        for login in logins:
            session(login["url"])
    assert healthgen("db", "url", "--reader", *target).out.strip() == logins[0]["url"]
    # It would end the comment in which an administrator gets the password.
    monkeypatch.setenv("HEALTHGEN_READER_PASSWORD", "x\nDROP DATABASE postgres;")
    ended = healthgen("db", "reader", *target)
    assert (ended.code, "HEALTHGEN_READER_PASSWORD contains a line break" in ended.err) == (2, True)


def test_without_createrole_it_prints_sql_and_ends_with_2(
    new_role: Role, target: list[str], there: Place, healthgen: Healthgen
) -> None:
    dsn = make_conninfo(there.dsn, user=new_role(), password="secret")
    ended = healthgen("db", "reader", "--count", 2, "--dsn", dsn)
    assert ended.code == 2
    assert ended.out.startswith("BEGIN;\n-- login ")
    assert ended.out.count("SCRAM-SHA-256$") == 2
    assert "have an administrator run the SQL that is printed" in ended.err
    assert "sql" in healthgen("db", "reader", "--dsn", dsn, "--json").values


def test_own_server_closes_it_to_public(home: Path, embedded_dsn: str, healthgen: Healthgen) -> None:
    with place(embedded_dsn, own=True) as there:
        notes = healthgen("db", "reader", "--own-server", "--dsn", there.dsn, "--json").values["notes"]
    assert not home.exists()
    assert [
        note for note in notes if "REVOKE TEMP" in note or "lo_create" in note or "schema public" in note
    ] == []


WRONG = {
    ("--count", "0"): "--count 0",
    ("--count", "1000"): "--count 1000",
    ("--new-passwords", "seven"): "--new-passwords seven: write all, or numbers of logins",
    ("--drop", "--count", "3"): "--drop: leave out --count",
    ("--new-passwords", "9"): "--new-passwords 9: there is no login",
}


def test_wrong_options(target: list[str], healthgen: Healthgen) -> None:
    for options, said in WRONG.items():
        ended = healthgen("db", "reader", *options, *target)
        assert ended.code == 2
        assert said in ended.err


def test_url_of_another_server_needs_reader(home: Path, healthgen: Healthgen) -> None:
    ended = healthgen("db", "url", "--dsn", "postgresql://nowhere/x")
    assert (ended.code, home.exists()) == (2, False)
    assert "--dsn needs --reader" in ended.err
