"""Servers of PostgreSQL's programs that are installed: for tests that need another version than the embedded one."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from psycopg.conninfo import make_conninfo

from healthgen_db.local_server.account import account_of, is_root
from healthgen_db.local_server.programs import Programs
from tests.server_folders import server_folder

DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")


def installed_programs() -> list[Path]:
    """Return the folders of the installed Postgres programs; the folder on PATH is the first."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    return folders + sorted(path.parent for path in DEBIAN_PROGRAMS.glob("*/bin/initdb"))


def program_major(program: Path) -> int:
    """Return the major version that a program of Postgres prints."""
    return major(subprocess.check_output([program, "--version"], text=True).partition("(PostgreSQL) ")[2])


def major(version: str) -> int:
    """Return the first number of a version, such as 18 for 18.1."""
    return int(version.partition(".")[0])


@contextlib.contextmanager
def run_server(programs: Path, *, locale: str = "C") -> Iterator[str]:
    """Run a server with the programs of this folder on a free port of this machine, and yield its DSN with password.

    Root runs it as nobody, because Postgres refuses root.
    """
    with server_folder(in_memory=True) as folder:
        if is_root():
            shutil.chown(folder, "nobody")
        run = Programs(programs, account_of(folder), folder).run
        password = secrets.token_hex(16)
        _write_private(folder / "password", password)
        superuser = ("-U", "postgres", "-A", "scram-sha-256", "--pwfile", "password")
        run("initdb", "-D", "data", *superuser, "-E", "UTF8", f"--locale={locale}", "--no-sync")
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")
        try:
            yield make_conninfo(
                host="127.0.0.1", port=str(port), user="postgres", password=password, dbname="postgres"
            )
        finally:
            run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")


def _write_private(path: Path, text: str) -> None:
    """Write a file that only the owner of its folder may read."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="ascii")
    if is_root():
        shutil.chown(path, path.parent.owner())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
