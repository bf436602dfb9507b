"""The server's process seen from outside: its pid file, whether it lives and answers, free ports."""

from __future__ import annotations

import errno
import os
import random
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

__all__ = [
    "DATABASE",
    "HOST",
    "ROLE",
    "Postmaster",
    "ask_version",
    "find_postmaster",
    "forget_postmaster",
    "ports",
]

HOST = "127.0.0.1"
ROLE = "healthgen"
DATABASE = "healthgen"

# The first is easy to remember; all lie below the ports that systems give to outgoing connections.
FIRST_PORT = 15432
_OTHER_PORTS = range(15433, 16432)


@dataclass(frozen=True)
class Postmaster:
    """The main process of a running server, as its pid file tells."""

    pid: int
    port: int | None
    """None while it is starting."""


def find_postmaster(data: Path) -> Postmaster | None:
    """Return the living server of a data folder; None when there is none, or only the file of a dead one."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        pid = int(lines[0])
    except (OSError, IndexError, ValueError):
        return None
    if not _is_postgres(pid):
        return None
    return Postmaster(pid, int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else None)


def forget_postmaster(data: Path) -> None:
    """Remove the pid file of a dead server.

    Postgres does so itself, unless after a reboot the same number belongs to another process of its user.
    Should backends of the dead server live on, it still sees them by their shared memory.
    """
    (data / "postmaster.pid").unlink(missing_ok=True)


def end_orphans(data: Path) -> None:
    """Ask backends whose main process was killed to end, as Postgres advises: busy ones notice late."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cwd").readlink() == data and _is_postgres(int(folder.name)):
                os.kill(int(folder.name), signal.SIGTERM)
        except OSError:  # gone meanwhile, or not ours to look at
            continue


def ask_version(port: int, password: str) -> str:
    """Connect, which proves to both sides that the other knows the password; give its version.

    Raises psycopg.OperationalError.
    """
    with psycopg.connect(
        host=HOST,
        port=port,
        user=ROLE,
        password=password,
        dbname=DATABASE,
        sslmode="disable",
        connect_timeout=5,
        application_name="healthgen start",
    ) as connection:
        return connection.info.parameter_status("server_version") or ""


def ports(kept: int | None) -> Iterator[int]:
    """Yield free ports to try: the kept one, then the first, then others in random order."""
    candidates = [FIRST_PORT, *random.sample(_OTHER_PORTS, len(_OTHER_PORTS))]
    for port in ([] if kept is None else [kept]) + candidates:
        if _is_free(port):
            yield port


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As Postgres does it, so that the last server's connections, still closing, do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
        return True


def _is_postgres(pid: int) -> bool:
    """Tell whether a process lives and is Postgres: numbers are reused, the dead may not be reaped."""
    if sys.platform == "linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        name, _, rest = stat.partition("(")[2].rpartition(")")
        return name == "postgres" and rest.split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
