"""Lost connections, statement timeouts, locks: one clear error, exit code 3, and a new load resumes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from psycopg.conninfo import make_conninfo

from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from tests.posix import skip_on_windows

from .loadprocess import LoadProcess
from .processes import kill
from .proxy import Proxy
from .published import SCHEMA, Published, published

skip_on_windows()

SIZE = ("--patients", 1000, "--today", "2026-06-30", "--workers", 1, "--block-size", 100)

StartLoad = Callable[..., LoadProcess]
Schemas = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def fingerprints(server: Server) -> dict[int, str]:
    """Give the fingerprints of undisturbed loads of two seeds; the last one is published."""
    found = {}
    for seed in (1, 2):
        with LoadProcess(*SIZE, "--seed", seed, "--dsn", server.dsn()) as load:
            found[seed] = load.values()["fingerprint"]
    return found


@pytest.fixture
def old(server: Server, fingerprints: dict[int, str]) -> Published:
    """Give what is published when the test begins."""
    found = published(server.dsn())
    assert found.fingerprint == fingerprints[found.seed]
    return found


@pytest.fixture
def start(server: Server, old: Published) -> StartLoad:
    """Return a function that starts the load of the other dataset: the same command each time, except the DSN."""
    seed = 3 - old.seed

    def load(*arguments: object, dsn: str | None = None) -> LoadProcess:
        return LoadProcess(*SIZE, "--seed", seed, "--dsn", dsn or server.dsn(), *arguments)

    return load


@pytest.fixture
def resumes(
    server: Server, start: StartLoad, old: Published, fingerprints: dict[int, str], schemas: Schemas
) -> Iterator[None]:
    """After the test, check that the old dataset is published, and that the same command publishes the new one."""
    yield
    assert published(server.dsn()) == old
    with start() as load:
        values = load.values()
    new = published(server.dsn())
    assert new.seed != old.seed
    assert new.fingerprint == values["fingerprint"] == fingerprints[new.seed]
    assert new.constraints == old.constraints
    assert schemas(server.dsn()) == [SCHEMA]


@pytest.mark.usefixtures("resumes")
def test_the_connection_is_lost(start: StartLoad, server: Server, old: Published) -> None:
    # So many bytes reach the server before the cut: the load is connecting, migrating or copying then.
    for size in (300, 20_000, 500_000, 400_000):
        with Proxy(server.dsn()) as proxy:
            proxy.cut_after(size)
            with start(dsn=proxy.dsn) as load:
                error = load.error_message()
        assert error.endswith(
            "the connection to the server was lost; run the same command again once the server can be reached"
        )
        assert published(server.dsn()) == old
    assert error.startswith("patients ")


@pytest.mark.usefixtures("resumes")
def test_a_statement_times_out(start: StartLoad, server: Server) -> None:
    # At least ANALYZE takes longer than this.
    with start(dsn=make_conninfo(server.dsn(), options="-c statement_timeout=2ms")) as load:
        error = load.error_message()
    # If the timeout comes just when a statement ends, the server cancels the next one, and takes a user for the reason.
    due = "canceling statement due to (statement timeout|user request): if it was the statement_timeout that --dsn"
    assert re.search(due, error)
    assert error.endswith("raise it, then run the same command again")


@pytest.mark.usefixtures("resumes")
def test_the_old_dataset_is_locked(start: StartLoad, server: Server) -> None:
    with closing(connect(server.dsn(), schema=SCHEMA, application_name="a migration")) as locker:
        pid = locker.info.backend_pid
        locker.execute("ALTER TABLE visits ADD COLUMN note text")
        with start("--no-validate", "--lock-timeout", 60) as waiting:
            waiting.wait_for_line("waiting 60 s at most, as the old dataset is locked: server process")
            kill(waiting.process.pid)
            assert waiting.wait_for_end() == -9
        # The session of the killed load waited for the lock. It must not block the next load.
        with start("--no-validate", "--lock-timeout", 0.5) as late:
            error = late.error_message()
        assert any(line.startswith("waiting 0.5 s at most") for line in late.lines)
    assert error.startswith("not published, as the old dataset was locked for 0.5 s (--lock-timeout)")
    assert f"server process {pid} (a migration, " in error
    assert "has locked healthcare.visits; run the same command again" in error


def test_two_schemas_load_at_once_but_one_schema_only_once(
    start: StartLoad, server: Server, fingerprints: dict[int, str], old: Published, schemas: Schemas
) -> None:
    with start("--schema", "another") as other, start("--lock-timeout", 60) as first:
        with closing(connect(server.dsn(), schema=SCHEMA)) as locker:
            # This lock delays the first load until the second one has started.
            locker.execute("LOCK TABLE billing IN SHARE MODE")
            first.wait_for_line("waiting 60 s at most")
            with start() as second:
                error = second.error_message()
        expected = fingerprints[3 - old.seed]
        assert first.values()["fingerprint"] == other.values()["fingerprint"] == expected
    assert error.startswith("another load of schema healthcare is running: server process ")
    assert f"(healthgen load healthcare (client pid {first.process.pid}), since " in error
    assert schemas(server.dsn()) == ["another", SCHEMA]
    assert published(server.dsn(), "another") == published(server.dsn())
    with connect(server.dsn()) as connection:
        connection.execute("DROP SCHEMA another CASCADE")
