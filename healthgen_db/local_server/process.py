"""The server's process: find it, ask it, wait for it, start it and stop it, also after a crash.

Whoever starts or stops it holds the lock of the server directory.
"""

from __future__ import annotations

import errno
import logging
import os
import random
import re
import shlex
import shutil
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import give
from healthgen_db.local_server.data_directory import (
    DATABASE,
    ROLE,
    SETTINGS_FILE,
    has_data,
    make_data,
    set_password,
)
from healthgen_db.local_server.programs import Programs, explained
from healthgen_db.local_server.server_directory import ServerDirectory, write_file
from healthgen_db.local_server.settings import Machine, settings

__all__ = [
    "FIRST_PORT",
    "HOST",
    "find_postmaster",
    "launch",
    "running_version",
    "shut_down",
    "wait_for_answer",
]

HOST = "127.0.0.1"
# The first port is easy to remember. All are below the ports that systems give to outgoing connections.
FIRST_PORT = 15432
_OTHER_PORTS = range(15433, 16432)

# Recovery replays up to max_wal_size, and a stop writes up to shared_buffers: this takes minutes on a slow disk.
PATIENCE_SECONDS = 600
# Backends of a killed server may take so long to end; until then Postgres refuses to start.
LINGERING_SECONDS = 20
LARGEST_LOG = 10 * 1024**2
# Errors of a server that will soon answer or soon end.
_PASSING = "starting up|shutting down|not yet accepting|recovery|Connection refused|timeout expired"

_logger = logging.getLogger(__name__)


def url(port: int, password: str) -> str:
    """Return the URL of the database healthgen."""
    return f"postgresql://{ROLE}:{quote(password, safe='')}@{HOST}:{port}/{DATABASE}"


def find_postmaster(data: Path) -> int | None:
    """Return the process id of the running server; None if none runs, even if a dead one left its pid file."""
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()[0])
    except (OSError, IndexError, ValueError):
        return None
    return pid if _is_postgres(pid) else None


def running_version(directory: ServerDirectory) -> str | None:
    """Return the version of the server that runs and lets us in; None if there is none. Takes milliseconds."""
    if find_postmaster(directory.data) is None:
        return None
    try:
        return _ask_version(directory)
    except psycopg.OperationalError:
        return None


def wait_for_answer(directory: ServerDirectory) -> bool:
    """Wait while a server starts, recovers or stops; tell whether one runs then.

    Raises ServerError if it runs but does not let us in.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (pid := find_postmaster(directory.data)) is not None:
        try:
            _ask_version(directory)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or not re.search(_PASSING, str(error)):
                raise ServerError(_refusal(directory, pid, str(error))) from error
        else:
            return True
        time.sleep(0.05)
    return False


def launch(directory: ServerDirectory, programs: Programs) -> None:
    """Start the server and return when it answers; make the data directory first if there is none."""
    for leftover in directory.stages():
        # A killed process left this folder. Its initdb may still write there, so errors do not matter.
        shutil.rmtree(leftover, ignore_errors=True)
    # Postgres removes the pid file of a dead server by itself, except if another process of the same user has
    # that number now, as after a reboot. Postgres finds backends that survived by their shared memory.
    (directory.data / "postmaster.pid").unlink(missing_ok=True)
    password = directory.password()
    if not has_data(directory.data):
        make_data(directory, programs, password or directory.make_password())
    elif password is None:
        set_password(directory.data, programs, directory.make_password())
    _start_on_free_port(directory, programs)
    wait_for_answer(directory)


def shut_down(directory: ServerDirectory, programs: Programs) -> None:
    """Stop a running server in fast mode: its sessions end, and all committed rows stay."""
    programs.run(
        "pg_ctl", "stop", "-s", "-w", "-t", str(PATIENCE_SECONDS), "-m", "fast", pgdata=directory.data
    )


def _start_on_free_port(directory: ServerDirectory, programs: Programs) -> None:
    """Start the server on the port of the last time; on another one if another program listens there."""
    kept, deadline = directory.port(), time.monotonic() + LINGERING_SECONDS
    others = random.sample(_OTHER_PORTS, len(_OTHER_PORTS))
    for port in filter(_is_free, [kept or FIRST_PORT, FIRST_PORT, *others]):
        directory.keep_port(port)
        text = settings(Machine.measured(directory.data), port)
        write_file(directory.data / SETTINGS_FILE, text, mode=0o600, account=programs.account)
        printed = _run_pg_ctl(directory, programs)
        while printed and "still in use" in printed and time.monotonic() < deadline:
            _end_orphans(directory.data)
            time.sleep(0.2)
            printed = _run_pg_ctl(directory, programs)
        if printed is None:
            if kept not in {None, port}:
                _logger.warning(
                    "port %d is taken by another program: the embedded server now listens on %d. "
                    "Saved connections of other tools need the new port.", kept, port,
                )  # fmt: skip
            return
        # Another program may have taken the port after our test; then the next one is tried.
        if "Address already in use" not in printed:
            raise ServerError(explained(f"the embedded server did not start (log: {directory.log})", printed))
    raise ServerError(
        f"the embedded server found no free port on {HOST} from {FIRST_PORT} to {_OTHER_PORTS[-1]}: "
        "end a program that listens there"
    )


def _run_pg_ctl(directory: ServerDirectory, programs: Programs) -> str | None:
    """Start the server; return None, or what it printed if it did not start."""
    log = directory.log
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(directory.old_log)
    log.touch(mode=0o600)
    give(log, programs.account)
    size_before = log.stat().st_size
    try:
        # pg_ctl puts its arguments between double quotes in a shell command, where the name of a folder could
        # end them. So the folder goes through PGDATA and with our quotes, the log by its relative name.
        programs.run(
            "pg_ctl", "start", "-s", "-w", "-t", str(PATIENCE_SECONDS), "-l", log.name,
            "-o", f"-D {shlex.quote(str(directory.data))}", pgdata=directory.data,
        )  # fmt: skip
    except ServerError as error:
        with log.open(encoding="utf-8", errors="replace") as file:
            file.seek(size_before)
            return file.read() or str(error)
    return None


def _end_orphans(data: Path) -> None:
    """Ask the backends of a killed server to end, as Postgres advises: busy ones notice the kill late."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cwd").readlink() == data and _is_postgres(int(folder.name)):
                os.kill(int(folder.name), signal.SIGTERM)
        except OSError:  # the process has ended, or belongs to another user
            continue


def _ask_version(directory: ServerDirectory) -> str:
    """Connect and return the server's version; raise psycopg.OperationalError if it refuses.

    A connection proves to both sides that the other one knows the password.
    """
    dsn = url(directory.port() or 0, directory.password() or "")
    name = "healthgen start"
    with psycopg.connect(dsn, sslmode="disable", connect_timeout=5, application_name=name) as connection:
        return connection.info.parameter_status("server_version") or ""


def _refusal(directory: ServerDirectory, pid: int, reason: str) -> str:
    what = f"the embedded server runs (process {pid}) but does not let healthgen in"
    if directory.port() is None or directory.password() is None:
        return (
            f"{what}: the file port or password is missing in {directory.path}. Stop the server with "
            "`healthgen db stop` and start it again: this makes the file."
        )
    if "password authentication failed" in reason:
        return (
            f"{what}: the password in {directory.path / 'password'} is not that of its role. Put the right one "
            "there, or stop the server with `healthgen db stop`, remove that file and start again: "
            "a new password is made."
        )
    return explained(f"{what} (log: {directory.log})", reason)


def _is_free(port: int) -> bool:
    """Tell whether the port can be used; a failed start of Postgres would tell too, but takes 0.7 s."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        return False
    return True


def _is_postgres(pid: int) -> bool:
    """Tell whether the process lives and is Postgres: after its end, another process may get its number."""
    if sys.platform == "linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        name, _, rest = stat.partition("(")[2].rpartition(")")
        return name == "postgres" and rest.split()[0] != "Z"
    try:
        with suppress(PermissionError):
            os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
