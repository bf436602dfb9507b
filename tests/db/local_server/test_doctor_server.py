"""healthgen doctor and servers that run, that are stopped, or that refuse: it says so and changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from healthgen_db.doctor.examine import examine
from healthgen_db.local_server.server import Server


def report(title: str, dsn: str | None = None) -> tuple[dict[str, Any], list[str]]:
    """Return the facts and the problems of a section."""
    found = next(section for section in examine(dsn) if section.title == title)
    return found.facts, [problem.what for problem in found.problems]


@pytest.fixture
def home(running: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a running server, which is now the one of the command line."""
    found = running.status().home
    monkeypatch.setenv("HEALTHGEN_HOME", str(found))
    return found


def test_a_server_that_runs_and_one_that_is_stopped(running: Server, home: Path) -> None:
    facts, problems = report("embedded server")
    assert (facts["state"], facts["port"], problems) == ("running", running.status().port, [])
    assert (home / "password").read_text().strip() not in str(examine(None))
    running.stop()
    facts, problems = report("embedded server")
    assert (facts["state"], problems) == ("stopped", [])
    assert not running.status().running


def test_a_server_that_refuses_the_password(running: Server, home: Path) -> None:
    right = (home / "password").read_text()
    try:
        (home / "password").write_text("not-the-right-one\n")
        facts, problems = report("embedded server")
    finally:
        (home / "password").write_text(right)
    assert facts["state"] == "running, but does not accept the connection of healthgen"
    assert "does not accept the connection" in problems[0]
    assert running.status().running


def test_a_database(empty_dsn: str) -> None:
    facts, problems = report("database", empty_dsn)
    expected = {"answers": True, "may create schemas": True, "standby": False, "through a pooler": False}
    assert (expected.items() <= facts.items(), problems) == (True, [])
    options = make_conninfo(empty_dsn, options="-c default_transaction_read_only=on")
    assert report("database", options)[1] == ["the server is read-only"]
