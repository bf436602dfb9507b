"""The embedded server: create it, start it, connect to it, stop it and remove it."""

from __future__ import annotations

import os
import stat
import subprocess
import time

import psycopg
import pytest

from healthgen_db.local_server.server import Server
from healthgen_db.other_processes import running as is_running
from healthgen_db.systems import this_system
from tests.posix import POSIX_ONLY

from .client import ask, start_in_other_process


def test_start_finds_a_running_server_quickly(running: Server) -> None:
    pid = running.status().pid
    took = []
    for _ in range(5):
        began = time.perf_counter()
        assert running.start() is False
        took.append(time.perf_counter() - began)
    # Other work on the machine may delay some of the calls.
    assert min(took) < 0.5
    assert running.status().pid == pid


def test_status_shows_paths_port_version_and_size(running: Server) -> None:
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
def test_settings_are_active(running: Server, setting: str, value: str) -> None:
    assert ask(running, f"SELECT current_setting('{setting}')") == value


def test_postgres_accepts_every_line_of_the_settings_file(running: Server) -> None:
    assert ask(running, "SELECT count(*) FROM pg_file_settings WHERE error IS NOT NULL") == 0
    applied = "SELECT bool_and(applied) FROM pg_file_settings WHERE sourcefile LIKE '%/healthgen.conf'"
    assert ask(running, applied) is True


def test_text_sorts_and_changes_case_the_same_on_every_machine(running: Server) -> None:
    locale = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'healthgen'"
    assert ask(running, locale) == "bC.UTF-8"
    assert ask(running, "SELECT upper('é') || ('a' > 'B')::text") == "Étrue"


def test_the_password_is_private_and_required(running: Server) -> None:
    file = running.status().home / "password"
    password = file.read_text().strip()
    # On Windows, its folder is private (tests/unit/test_systems.py).
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 or not this_system().files_have_modes
    assert password in running.dsn()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(running.dsn().replace(password, "guess"))


def test_psql_connects_and_hides_the_password(running: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "elsewhere.invalid")
    monkeypatch.setenv("PGSSLMODE", "require")
    command = running.psql(
        ["-X", "-A", "-t", "-c", "SELECT current_user, current_setting('search_path')"], schema='a "b'
    )
    printed = subprocess.check_output(command.argv, env=command.environment, text=True)
    assert printed == 'healthgen|"a ""b"\n'
    assert not any((running.status().home / "password").read_text().strip() in word for word in command.argv)


@POSIX_ONLY
def test_ctrl_c_in_the_terminal_does_not_reach_the_server(running: Server) -> None:
    pid = running.status().pid
    assert pid is not None
    assert os.getsid(pid) != os.getsid(0)
    assert os.getpgid(pid) != os.getpgid(0)


def test_a_restart_keeps_rows_port_and_password(stopped: Server) -> None:
    assert stopped.start() is True
    dsn = stopped.dsn()
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 17 AS n")
    assert stopped.stop() is True
    assert stopped.stop() is False
    assert not stopped.status().running
    assert stopped.status().version == "18"
    assert stopped.start() is True
    assert stopped.dsn() == dsn
    assert ask(stopped, "SELECT n FROM kept") == 17


def test_two_processes_that_start_at_once_share_one_server(new_server: Server) -> None:
    processes = [start_in_other_process(new_server) for _ in range(2)]
    # This reads until the pipes close. The server must not keep them open.
    answers = [process.communicate(timeout=60)[0] for process in processes]
    assert sorted(answers) == [f"False {new_server.dsn()}\n", f"True {new_server.dsn()}\n"]
    assert ask(new_server, "SELECT 1") == 1


def test_destroy_stops_the_server_and_removes_everything(new_server: Server) -> None:
    new_server.start()
    status = new_server.status()
    assert new_server.destroy() is True
    assert new_server.destroy() is False
    assert not status.home.exists()
    assert status.pid is not None
    assert not is_running(status.pid, "postgres")
    assert new_server.start() is True
