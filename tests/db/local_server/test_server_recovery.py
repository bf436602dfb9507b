"""The embedded server after accidents: killed, half made, its port taken, its files lost or spoilt."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.server import Server

START = (
    "import sys, pathlib; from healthgen_db.local_server.server import Server; "
    "Server(pathlib.Path(sys.argv[1])).start()"
)


def ask(server: Server, query: str) -> object:
    with psycopg.connect(server.dsn()) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def wait_until(true: Callable[[], object]) -> None:
    """Wait for what happens in another process; fail if it has not after a minute."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_a_taken_port_is_left_to_its_owner(stopped: Server, caplog: pytest.LogCaptureFixture) -> None:
    port = stopped.status().port
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind(("127.0.0.1", port))
        taker.listen()
        with caplog.at_level(logging.WARNING):
            stopped.start()
    assert f"port {port} is taken by another program" in caplog.text
    assert stopped.status().port != port
    assert ask(stopped, "SELECT 1") == 1


def test_it_recovers_from_sigkill_in_the_middle_of_work(running: Server) -> None:
    with psycopg.connect(running.dsn()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 17 AS n")
    busy = psycopg.connect(running.dsn())

    def be_busy() -> None:
        with contextlib.suppress(psycopg.OperationalError):
            busy.execute("SELECT count(*) FROM generate_series(1, 1e12) AS n")

    work = threading.Thread(target=be_busy)
    work.start()
    at_work = (
        f"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid = {busy.info.backend_pid}"
    )
    wait_until(lambda: ask(running, at_work) == 1)
    killed = running.status().pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert running.start() is True
    work.join(timeout=20)
    assert not work.is_alive()
    busy.close()
    assert running.status().pid != killed
    assert ask(running, "SELECT n FROM kept") == 17


def test_a_pid_file_whose_number_went_to_another_process_is_no_obstacle(stopped: Server) -> None:
    data = stopped.status().data
    owner = data.stat()
    # Postgres itself asks only whether a process of its own user has that number.
    with subprocess.Popen(["sleep", "60"], user=owner.st_uid if os.geteuid() == 0 else None) as other:
        pid_file = data / "postmaster.pid"
        pid_file.write_text(f"{other.pid}\n{data}\n0\n15432\n\n127.0.0.1\n  1 1\nready   \n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        assert stopped.start() is True
        other.kill()


def test_killed_while_it_was_made_it_is_made_again(new_server: Server) -> None:
    home = new_server.status().home
    maker = subprocess.Popen([sys.executable, "-c", START, str(home)])
    wait_until(lambda: list(home.glob("temporary-*")))
    maker.kill()
    maker.wait()
    assert not (home / "data").exists()
    assert new_server.start() is True
    assert ask(new_server, "SELECT 1") == 1


def test_what_a_killed_process_left_is_cleared_away(stopped: Server) -> None:
    leftover = stopped.status().home / "temporary-00000000"
    (leftover / "base").mkdir(parents=True)
    stopped.start()
    assert not leftover.exists()


def test_a_lost_password_is_replaced(stopped: Server) -> None:
    lost = stopped.dsn()
    (stopped.status().home / "password").unlink()
    stopped.start()
    assert stopped.dsn() != lost
    assert ask(stopped, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["password", "port"])
def test_a_file_lost_while_the_server_runs_is_made_again_after_a_stop(running: Server, name: str) -> None:
    (running.status().home / name).unlink()
    with pytest.raises(ServerError, match=r"port or password is missing in .* `healthgen db stop`"):
        running.start()
    assert running.stop() is True
    assert running.start() is True
    assert ask(running, "SELECT 1") == 1


def test_a_wrong_password_file_is_named(running: Server) -> None:
    with changed(running.status().home / "password", "wrong\n"):
        with pytest.raises(ServerError, match=r"the password in .* is wrong") as failure:
            running.start()
        assert isinstance(failure.value.__cause__, psycopg.OperationalError)


@pytest.mark.parametrize(
    ("version", "reason"), [("13\n", "was created by PostgreSQL 13"), (None, "PG_VERSION is missing")]
)
def test_a_data_folder_of_no_use_is_named(stopped: Server, version: str | None, reason: str) -> None:
    with (
        changed(stopped.status().data / "PG_VERSION", version),
        pytest.raises(ServerError, match=f"{reason}.*healthgen db destroy --yes"),
    ):
        stopped.start()


def test_a_start_that_fails_shows_the_servers_log(stopped: Server) -> None:
    words = r"did not start \(log: .*server.log\)[^$]*invalid value.*shared_buffers"
    with (
        changed(stopped.status().data / "postgresql.conf", "shared_buffers = 'plenty'\n"),
        pytest.raises(ServerError, match=words),
    ):
        stopped.start()


def test_a_large_log_is_set_aside(stopped: Server) -> None:
    log = stopped.status().log
    with log.open("a") as file:
        file.write("x" * 11 * 1024**2)
    stopped.start()
    assert log.stat().st_size < 1024**2 < log.with_name("server.log.old").stat().st_size


@contextlib.contextmanager
def changed(file: Path, text: str | None) -> Iterator[None]:
    """Give a file another text (None: remove it) for a while; its owner and mode stay."""
    before, owner = file.read_text(), file.stat()
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    try:
        yield
    finally:
        file.write_text(before)
        os.chown(file, owner.st_uid, owner.st_gid)
        file.chmod(owner.st_mode)
