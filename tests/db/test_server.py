"""The embedded server: made, started, found again, recovered after every kind of death, and removed."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from healthgen_db.errors import ServerError
from healthgen_db.warehouse.server import Server

START = (
    "import sys, pathlib; from healthgen_db.warehouse.server import Server; "
    "server = Server(pathlib.Path(sys.argv[1]))"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder for homes: root's tmp_path is closed to the account that runs the server."""
    folder = Path(tempfile.mkdtemp(prefix="healthgen-test-"))
    folder.chmod(0o755)
    yield folder
    for marker in folder.glob("*/healthgen-server.txt"):
        Server(marker.parent).destroy()
    shutil.rmtree(folder)


@pytest.fixture
def server(folder: Path) -> Server:
    """Give a server that does not exist yet."""
    return Server(folder / "home")


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """Give a server to tests that leave it as it is."""
    folder = Path(tempfile.mkdtemp(prefix="healthgen-test-"))
    folder.chmod(0o755)
    server = Server(folder / "home")
    server.start()
    yield server
    server.destroy()
    shutil.rmtree(folder)


def ask(server: Server, query: str) -> object:
    with psycopg.connect(server.dsn()) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def run_python(server: Server, statement: str) -> subprocess.CompletedProcess[str]:
    """Run a statement on the server in another process, whose output goes through pipes that must close."""
    command = [sys.executable, "-c", f"{START}; {statement}", str(server.status().home)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_running_server_is_found_in_no_time(running: Server) -> None:
    pid = running.status().pid
    began = time.perf_counter()
    assert running.start() is False
    assert time.perf_counter() - began < 0.5
    assert running.status().pid == pid


def test_status_tells_where_it_is_and_how_large(running: Server) -> None:
    status = running.status()
    assert status.running
    assert status.version is not None
    assert status.version.startswith("18.")
    assert status.data == status.home / "data"
    assert status.size_bytes > 20 * 1024**2
    assert ask(running, "SELECT current_setting('port')::int") == status.port


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("wal_level", "minimal"),
        ("jit", "off"),
        ("TimeZone", "UTC"),
        ("listen_addresses", "127.0.0.1"),
        ("unix_socket_directories", ""),
        ("password_encryption", "scram-sha-256"),
        ("server_encoding", "UTF8"),
    ],
)
def test_settings_are_in_force(running: Server, setting: str, value: str) -> None:
    assert ask(running, f"SELECT current_setting('{setting}')") == value


def test_postgres_understands_every_line_of_the_settings(running: Server) -> None:
    assert ask(running, "SELECT count(*) FROM pg_file_settings WHERE error IS NOT NULL") == 0
    ours = "SELECT bool_and(applied) FROM pg_file_settings WHERE sourcefile LIKE '%/healthgen.conf'"
    assert ask(running, ours) is True


def test_text_sorts_and_folds_alike_on_every_machine(running: Server) -> None:
    assert (
        ask(running, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'healthgen'")
        == "bC.UTF-8"
    )
    assert ask(running, "SELECT upper('é') || ('a' > 'B')::text") == "Étrue"


def test_the_password_is_private_and_needed(running: Server) -> None:
    home = running.status().home
    password = (home / "password").read_text().strip()
    assert stat.S_IMODE((home / "password").stat().st_mode) == 0o600
    assert password in running.dsn()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(running.dsn().replace(password, "guess"))


def test_psql_speaks_to_it_and_hides_the_password(running: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "elsewhere.invalid")
    monkeypatch.setenv("PGSSLMODE", "require")
    command = running.psql(
        ["-X", "-A", "-t", "-c", "SELECT current_user, current_setting('search_path')"], schema='a "b'
    )
    told = subprocess.run(command.argv, env=command.environment, capture_output=True, text=True, check=True)
    assert told.stdout == 'healthgen|"a ""b"\n'
    assert not any((running.status().home / "password").read_text().strip() in word for word in command.argv)


def test_it_is_out_of_reach_of_the_terminals_signals(running: Server) -> None:
    pid = running.status().pid
    assert pid is not None
    assert os.getsid(pid) != os.getsid(0)
    assert os.getpgid(pid) != os.getpgid(0)


def test_a_restart_keeps_rows_port_and_password(server: Server) -> None:
    assert server.start() is True
    dsn = server.dsn()
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 17 AS n")
    assert server.stop() is True
    assert server.stop() is False
    assert not server.status().running
    assert server.status().version == "18"
    assert server.start() is True
    assert server.dsn() == dsn
    assert ask(server, "SELECT n FROM kept") == 17


def test_a_taken_port_is_left_to_its_owner(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.start()
    port = server.status().port
    server.stop()
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind(("127.0.0.1", port))
        taker.listen()
        with caplog.at_level(logging.WARNING):
            server.start()
    assert f"port {port} is taken by another program" in caplog.text
    assert server.status().port != port
    assert ask(server, "SELECT 1") == 1


def test_it_recovers_from_sigkill_in_the_middle_of_work(server: Server) -> None:
    server.start()
    with psycopg.connect(server.dsn()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 17 AS n")
    busy = psycopg.connect(server.dsn())
    endless = "SELECT count(*) FROM generate_series(1, 1e12) AS n"

    def be_busy() -> None:
        with contextlib.suppress(psycopg.OperationalError):
            busy.execute(endless)

    work = threading.Thread(target=be_busy)
    work.start()
    while ask(server, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'") != 2:
        time.sleep(0.01)
    killed = server.status().pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert server.start() is True
    work.join(timeout=20)
    assert not work.is_alive()
    busy.close()
    assert server.status().pid != killed
    assert ask(server, "SELECT n FROM kept") == 17


def test_a_pid_file_whose_number_went_to_another_process_is_no_obstacle(server: Server) -> None:
    server.start()
    server.stop()
    data = server.status().data
    owner = data.stat()
    # Postgres itself asks only whether a process of its own user has that number.
    with subprocess.Popen(["sleep", "60"], user=owner.st_uid if os.geteuid() == 0 else None) as other:
        pid_file = data / "postmaster.pid"
        pid_file.write_text(f"{other.pid}\n{data}\n0\n15432\n\n127.0.0.1\n  1 1\nready   \n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        assert server.start() is True
        other.kill()


def test_killed_while_it_was_made_it_is_made_again(server: Server) -> None:
    home = server.status().home
    maker = subprocess.Popen([sys.executable, "-c", f"{START}; server.start()", str(home)])
    while not list(home.glob("stage-*")):
        time.sleep(0.001)
    maker.kill()
    maker.wait()
    assert not (home / "data").exists()
    assert server.start() is True
    assert ask(server, "SELECT 1") == 1


def test_what_a_killed_process_left_is_cleared_away(server: Server) -> None:
    server.start()
    server.stop()
    leftover = server.status().home / "stage-00000000"
    (leftover / "base").mkdir(parents=True)
    server.start()
    assert not leftover.exists()


def test_a_lost_password_is_replaced(server: Server) -> None:
    server.start()
    server.stop()
    lost = server.dsn()
    (server.status().home / "password").unlink()
    server.start()
    assert server.dsn() != lost
    assert ask(server, "SELECT 1") == 1


def test_a_wrong_password_file_is_named(server: Server) -> None:
    server.start()
    password = server.status().home / "password"
    right = password.read_text()
    password.write_text("wrong\n")
    with pytest.raises(ServerError, match=r"the password in .* is not that of its role") as failure:
        server.start()
    assert isinstance(failure.value.__cause__, psycopg.OperationalError)
    password.write_text(right)


@pytest.mark.parametrize(
    ("version", "reason"), [("13\n", "was made by PostgreSQL 13"), (None, "PG_VERSION is missing")]
)
def test_a_data_folder_of_no_use_is_named(server: Server, version: str | None, reason: str) -> None:
    server.start()
    server.stop()
    file = server.status().data / "PG_VERSION"
    file.unlink()
    if version is not None:
        file.write_text(version)
    with pytest.raises(ServerError, match=f"{reason}.*healthgen db destroy --yes"):
        server.start()


def test_a_start_that_fails_shows_the_servers_log(server: Server) -> None:
    server.start()
    server.stop()
    with (server.status().data / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'plenty'\n")
    with pytest.raises(
        ServerError, match=r"did not start \(log: .*server.log\)[^$]*invalid value.*shared_buffers"
    ):
        server.start()


def test_a_folder_with_an_awkward_name_will_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    server = Server(folder / ('a long name, with spaces, "quotes" and $HOME\'s `signs`, ' * 3))
    assert server.start() is True
    assert ask(server, "SELECT 1") == 1
    assert server.destroy() is True


def test_two_processes_at_once_share_one_server(server: Server) -> None:
    statement = "print(server.start(), server.dsn())"
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(run_python(server, statement).stdout))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [f"False {server.dsn()}\n", f"True {server.dsn()}\n"]
    assert ask(server, "SELECT 1") == 1


def test_destroy_stops_it_and_removes_everything(server: Server) -> None:
    server.start()
    status = server.status()
    assert server.destroy() is True
    assert server.destroy() is False
    assert not status.home.exists()
    assert status.pid is not None
    assert not Path(f"/proc/{status.pid}/cwd").exists()
    assert server.start() is True
