"""Connections cut, disks full, statements timed out, locks: a clear line, exit code 3, and the load goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from psycopg.conninfo import make_conninfo

from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect

from .loadprocess import LoadProcess
from .processes import kill
from .proxy import Proxy
from .whole import SCHEMA, Whole, published, schemas

SIZE = ("--patients", 1000, "--today", "2026-06-30", "--workers", 1, "--block-size", 100)

StartLoad = Callable[..., LoadProcess]


@pytest.fixture(scope="module")
def fingerprints(server: Server) -> dict[int, str]:
    """Give the fingerprints of undisturbed loads; the last of them is published."""
    found = {}
    for seed in (1, 2):
        with LoadProcess(*SIZE, "--seed", seed, "--dsn", server.dsn()) as load:
            found[seed] = load.values()["fingerprint"]
    return found


@pytest.fixture
def old(server: Server, fingerprints: dict[int, str]) -> Whole:
    """Give what is published when the test begins."""
    found = published(server.dsn())
    assert found.fingerprint == fingerprints[found.seed]
    return found


@pytest.fixture
def start(server: Server, old: Whole) -> StartLoad:
    """Give a function that starts the load of the other dataset, always the same command but for the DSN."""
    seed = 3 - old.seed

    def load(*arguments: object, dsn: str | None = None) -> LoadProcess:
        return LoadProcess(*SIZE, "--seed", seed, "--dsn", dsn or server.dsn(), *arguments)

    return load


@pytest.fixture
def goes_on(server: Server, start: StartLoad, old: Whole, fingerprints: dict[int, str]) -> Iterator[None]:
    """Find the old dataset in place after the test, and the new one after the same command."""
    yield
    assert published(server.dsn()) == old
    with start() as load:
        values = load.values()
    new = published(server.dsn())
    assert new.seed != old.seed
    assert new.fingerprint == values["fingerprint"] == fingerprints[new.seed]
    assert new.definitions == old.definitions
    assert schemas(server.dsn()) == [SCHEMA]


@pytest.mark.usefixtures("goes_on")
def test_connections_that_are_cut(start: StartLoad, server: Server, old: Whole) -> None:
    # Bytes that get through to the server before all connections are cut: while it connects, migrates, copies.
    for size in (300, 20_000, 500_000, 400_000):
        with Proxy(server.dsn()) as proxy:
            proxy.cut_after(size)
            with start(dsn=proxy.dsn) as load:
                complaint = load.complaint()
        assert complaint.endswith(
            "the connection to the server was lost; run the same command again once the server can be reached"
        )
        assert published(server.dsn()) == old
    assert complaint.startswith("patients ")


@pytest.mark.usefixtures("goes_on")
def test_a_statement_timeout(start: StartLoad, server: Server) -> None:
    # Analysing takes longer than this, if nothing before did.
    with start(dsn=make_conninfo(server.dsn(), options="-c statement_timeout=2ms")) as load:
        complaint = load.complaint()
    assert (
        "canceling statement due to statement timeout: if it was the statement_timeout that --dsn"
        in complaint
    )
    assert complaint.endswith("raise it, then run the same command again")


@pytest.mark.usefixtures("goes_on")
def test_a_lock_on_the_old_dataset(start: StartLoad, server: Server) -> None:
    with closing(connect(server.dsn(), schema=SCHEMA, application_name="a migration")) as locker:
        pid = locker.info.backend_pid
        locker.execute("ALTER TABLE visits ADD COLUMN note text")
        with start("--no-validate", "--lock-timeout", 60) as waiting:
            waiting.says("waiting 60 s at most, as the old dataset is locked: server process")
            kill(waiting.process.pid)
            assert waiting.end() == -9
        # The killed load's session waited for the lock; it must not be in the way of the next.
        with start("--no-validate", "--lock-timeout", 0.5) as late:
            complaint = late.complaint()
        assert any(line.startswith("waiting 0.5 s at most") for line in late.lines)
    assert complaint.startswith("not published, as the old dataset was locked for 0.5 s (--lock-timeout)")
    assert f"server process {pid} (a migration, " in complaint
    assert "has locked healthcare.visits; run the same command again" in complaint


def test_loads_at_once(start: StartLoad, server: Server, fingerprints: dict[int, str], old: Whole) -> None:
    with start("--schema", "another") as other, start("--lock-timeout", 60) as first:
        with closing(connect(server.dsn(), schema=SCHEMA)) as locker:
            # So the first is still at it when the second comes.
            locker.execute("LOCK TABLE billing IN SHARE MODE")
            first.says("waiting 60 s at most")
            with start() as second:
                complaint = second.complaint()
        expected = fingerprints[3 - old.seed]
        assert first.values()["fingerprint"] == other.values()["fingerprint"] == expected
    assert complaint.startswith("another load of schema healthcare is under way: server process ")
    assert f"(healthgen load healthcare (client pid {first.process.pid}), since " in complaint
    assert schemas(server.dsn()) == ["another", SCHEMA]
    assert published(server.dsn(), "another") == published(server.dsn())
    with connect(server.dsn()) as connection:
        connection.execute("DROP SCHEMA another CASCADE")
