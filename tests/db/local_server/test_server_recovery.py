"""The embedded server after accidents: a kill, an incomplete creation, a taken port, lost or wrong files."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.server import Server
from tests.posix import POSIX_ONLY

from .client import ask, start_in_other_process


def wait_until(condition: Callable[[], object]) -> None:
    """Wait until the condition is true; fail after a minute."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_another_port_is_used_if_a_program_takes_the_port(
    stopped: Server, caplog: pytest.LogCaptureFixture
) -> None:
    port = stopped.status().port
    assert port is not None
    with socket.create_server(("127.0.0.1", port)), caplog.at_level(logging.WARNING):
        stopped.start()
    assert f"port {port} is taken by another program" in caplog.text
    assert stopped.status().port != port
    assert ask(stopped, "SELECT 1") == 1


@POSIX_ONLY
def test_the_server_recovers_from_sigkill_while_it_is_busy(running: Server) -> None:
    with psycopg.connect(running.dsn()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 17 AS n")
    busy = psycopg.connect(running.dsn())

    def be_busy() -> None:
        with contextlib.suppress(psycopg.OperationalError):
            busy.execute("SELECT count(*) FROM generate_series(1, 1e12) AS n")

    work = threading.Thread(target=be_busy)
    work.start()
    is_active = f"SELECT state = 'active' FROM pg_stat_activity WHERE pid = {busy.info.backend_pid}"
    wait_until(lambda: ask(running, is_active))
    killed = running.status().pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert running.start() is True
    work.join(timeout=20)
    assert not work.is_alive()
    busy.close()
    assert running.status().pid != killed
    assert ask(running, "SELECT n FROM kept") == 17


@POSIX_ONLY
def test_an_old_pid_file_with_the_id_of_another_process_is_ignored(stopped: Server) -> None:
    data = stopped.status().data
    owner = data.stat()
    # Postgres itself only checks whether a process of its own user has this id.
    with subprocess.Popen(["sleep", "60"], user=owner.st_uid if os.geteuid() == 0 else None) as other:
        pid_file = data / "postmaster.pid"
        pid_file.write_text(f"{other.pid}\n{data}\n0\n15432\n\n127.0.0.1\n  1 1\nready   \n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        assert stopped.start() is True
        other.kill()


def test_a_kill_during_the_creation_does_not_prevent_the_next_start(new_server: Server) -> None:
    status = new_server.status()
    creator = start_in_other_process(new_server)
    wait_until(lambda: list(status.home.glob("temporary-*")))
    creator.kill()
    creator.communicate()
    assert not status.data.exists()
    assert new_server.start() is True
    assert ask(new_server, "SELECT 1") == 1


def test_a_database_that_is_missing_is_created_or_the_error_says_why(running: Server) -> None:
    # As after a kill between the first start of a server and the creation of its database.
    other = make_conninfo(running.dsn(), dbname="postgres")
    with contextlib.closing(psycopg.connect(other, autocommit=True)) as connection:
        connection.execute("DROP DATABASE healthgen WITH (FORCE)")
        connection.execute("ALTER ROLE healthgen SET default_transaction_read_only = on")
        try:
            with pytest.raises(
                ServerError, match=r"could not create the database healthgen (.|\n)*read-only"
            ):
                running.start()
        finally:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute("ALTER ROLE healthgen RESET default_transaction_read_only")
    assert running.start() is False
    assert ask(running, "SELECT 1") == 1


def test_start_removes_temporary_folders_of_killed_processes(stopped: Server) -> None:
    leftover = stopped.status().home / "temporary-00000000"
    (leftover / "base").mkdir(parents=True)
    stopped.start()
    assert not leftover.exists()


def test_a_new_password_replaces_a_lost_one(stopped: Server) -> None:
    lost = stopped.dsn()
    (stopped.status().home / "password").unlink()
    stopped.start()
    assert stopped.dsn() != lost
    assert ask(stopped, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["password", "port"])
def test_a_file_that_is_lost_while_the_server_runs_is_created_after_a_stop(
    running: Server, name: str
) -> None:
    (running.status().home / name).unlink()
    with pytest.raises(ServerError, match=r"port or password is missing in .* `healthgen db stop`"):
        running.start()
    assert running.stop() is True
    assert running.start() is True
    assert ask(running, "SELECT 1") == 1


def test_the_error_names_a_wrong_password_file(running: Server) -> None:
    with changed(running.status().home / "password", "wrong\n"):
        with pytest.raises(ServerError, match=r"the password in .* is wrong") as failure:
            running.start()
        assert isinstance(failure.value.__cause__, psycopg.OperationalError)


@pytest.mark.parametrize(
    ("version", "reason"), [("13\n", "was created by PostgreSQL 13"), (None, "PG_VERSION is missing")]
)
def test_the_error_names_an_unusable_data_directory(
    stopped: Server, version: str | None, reason: str
) -> None:
    with (
        changed(stopped.status().data / "PG_VERSION", version),
        pytest.raises(ServerError, match=f"{reason}.*healthgen db destroy --yes"),
    ):
        stopped.start()


def test_the_error_shows_the_log_of_a_server_that_does_not_start(stopped: Server) -> None:
    message = r"did not start \(log: .*server.log\)[^$]*invalid value.*shared_buffers"
    with (
        changed(stopped.status().data / "postgresql.conf", "shared_buffers = 'plenty'\n"),
        pytest.raises(ServerError, match=message),
    ):
        stopped.start()


def test_a_large_log_is_renamed(stopped: Server) -> None:
    log = stopped.status().log
    with log.open("a") as file:
        file.write("x" * 11 * 1024**2)
    stopped.start()
    assert log.stat().st_size < 1024**2 < log.with_name("server.log.old").stat().st_size


@contextlib.contextmanager
def changed(file: Path, text: str | None) -> Iterator[None]:
    """Change the text of a file (None: remove the file), and restore it with its owner and mode at the end."""
    before, owner = file.read_text(), file.stat()
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    try:
        yield
    finally:
        file.write_text(before)
        if hasattr(os, "chown"):
            os.chown(file, owner.st_uid, owner.st_gid)
        file.chmod(owner.st_mode)
