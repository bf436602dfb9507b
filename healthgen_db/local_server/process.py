"""The server's process: find it, connect to it, wait for it, start it and stop it.

The first start creates the data directory and the password.

The caller of launch, wait_for_answer and shut_down holds the lock of the server directory.
"""

import errno
import logging
import random
import re
import shutil
import socket
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import set_owner
from healthgen_db.local_server.data_directory import (
    DATABASE,
    ROLE,
    SETTINGS_FILE,
    create_data,
    has_data,
    set_password,
)
from healthgen_db.local_server.programs import DISK_FULL, Programs, error_message
from healthgen_db.local_server.server_directory import ServerDirectory, disk_is_full, write_file
from healthgen_db.local_server.settings import Machine, settings
from healthgen_db.other_processes import end_processes, running
from healthgen_db.systems import this_system

HOST = "127.0.0.1"
# The first port is easy to remember. All ports are below the range that systems use for outgoing connections.
FIRST_PORT = 15432
_OTHER_PORTS = range(15433, 16432)

# Recovery reads up to max_wal_size, and a stop writes up to shared_buffers. This takes minutes on a slow disk.
TIMEOUT_SECONDS = 600
# How long we wait for the backends of a killed server to end. Postgres does not start before.
ORPHANS_TIMEOUT_SECONDS = 20
LARGEST_LOG = 10 * 1024**2
# Connection errors that end by themselves: the server is starting or stopping.
_TRANSIENT_ERRORS = (
    "starting up|shutting down|not yet accepting|recovery|Connection refused|timeout expired"
    "|10061"  # Windows' number of "Connection refused", which it says in its own language
)
_NO_DATABASE = f'database "{DATABASE}" does not exist'
# Postgres gives this hint if its port is taken. The sentence before comes from the system, in its own language.
_PORT_TAKEN = "Is another postmaster already running on port"

_logger = logging.getLogger(__name__)


def connection_url(port: int, password: str, database: str = DATABASE) -> str:
    """Return the URL of a database of the server."""
    return f"postgresql://{ROLE}:{quote(password, safe='')}@{HOST}:{port}/{database}"


def saved_pid(data: Path) -> int | None:
    """Return the process id in the pid file, which an ended server may have left; None if there is no such file."""
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()[0])
    except (OSError, IndexError, ValueError):
        return None
    # Postgres in single-user mode, which is no server, writes its id with a minus.
    return pid if pid > 0 else None


def find_postmaster(data: Path) -> int | None:
    """Return the process id of the running server; None if no server runs, or only its old pid file is there."""
    pid = saved_pid(data)
    return pid if pid is not None and running(pid, "postgres") else None


def running_version(directory: ServerDirectory) -> str | None:
    """Return the version of the running server; None if no server runs or accepts our connection."""
    if saved_pid(directory.data) is None:
        return None
    try:
        return _ask_version(directory)
    except psycopg.OperationalError:
        return None


def wait_for_answer(directory: ServerDirectory) -> bool:
    """Wait while a server starts, recovers or stops; return whether a server runs then, with the database.

    Raises ServerError if the server refuses our connection.
    """
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while (pid := find_postmaster(directory.data)) is not None:
        try:
            _ask_version(directory)
        except psycopg.OperationalError as error:
            if _NO_DATABASE in str(error):
                _create_database(directory)
            elif time.monotonic() > deadline or not re.search(_TRANSIENT_ERRORS, str(error)):
                raise ServerError(_connection_problem(directory, pid, str(error))) from error
        else:
            return True
        time.sleep(0.05)
    return False


def launch(directory: ServerDirectory, programs: Programs) -> None:
    """Start the server and wait until it answers; create the data directory first if there is none."""
    for leftover in directory.temporary_folders():
        # A killed process left this folder. Its initdb may still write there, so we ignore errors.
        shutil.rmtree(leftover, ignore_errors=True)
    # Postgres ignores an old pid file, except if another process of the same user has that process id now.
    # Postgres does not need the file to notice backends that are still running: it checks their shared memory.
    (directory.data / "postmaster.pid").unlink(missing_ok=True)
    password = directory.password()
    is_new = not has_data(directory.data)
    if is_new:
        create_data(directory, programs, password or directory.create_password())
    elif password is None:
        set_password(directory.data, programs, directory.create_password())
    _start_on_free_port(directory, programs)
    if is_new:
        _create_database(directory)
    wait_for_answer(directory)


def shut_down(directory: ServerDirectory, programs: Programs) -> None:
    """Stop the running server in fast mode: this ends all sessions and keeps all committed rows."""
    programs.run(
        "pg_ctl", "stop", "-s", "-w", "-t", str(TIMEOUT_SECONDS), "-m", "fast", pgdata=directory.data
    )


def _start_on_free_port(directory: ServerDirectory, programs: Programs) -> None:
    """Start the server on its saved port, or on another port if another program uses that one."""
    saved_port, deadline = directory.port(), time.monotonic() + ORPHANS_TIMEOUT_SECONDS
    others = random.sample(_OTHER_PORTS, len(_OTHER_PORTS))
    for port in filter(_is_free, [saved_port or FIRST_PORT, FIRST_PORT, *others]):
        directory.save_port(port)
        text = settings(Machine.measured(directory.data), port)
        write_file(directory.data / SETTINGS_FILE, text, mode=0o600, account=programs.account)
        printed = _run_pg_ctl(directory, programs)
        while printed and "still in use" in printed and time.monotonic() < deadline:
            # Busy backends of a killed server do not notice soon that it was killed.
            end_processes("postgres", directory.data)
            time.sleep(0.2)
            printed = _run_pg_ctl(directory, programs)
        if printed is None:
            if saved_port not in {None, port}:
                _logger.warning(
                    "port %d is taken by another program: the embedded server now listens on %d. "
                    "Saved connections of other tools need the new port.", saved_port, port,
                )  # fmt: skip
            return
        # If another program took the port after our check, we try the next port.
        if _PORT_TAKEN not in printed:
            # On a full disk, the log may end before the server could write the reason.
            reason = DISK_FULL if disk_is_full(directory.path) else ""
            what = f"the embedded server did not start (log: {directory.log})"
            raise ServerError(error_message(what, printed, otherwise=reason))
    raise ServerError(
        f"the embedded server found no free port on {HOST} from {FIRST_PORT} to {_OTHER_PORTS[-1]}: "
        "end a program that listens there"
    )


def _run_pg_ctl(directory: ServerDirectory, programs: Programs) -> str | None:
    """Start the server; return None if it runs, else its output."""
    log = directory.log
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        this_system().retried(lambda: log.replace(directory.old_log))
    log.touch(mode=0o600)
    set_owner(log, programs.account)
    size_before = log.stat().st_size
    try:
        # pg_ctl puts its arguments into a shell command, between double quotes that a path could break. So we
        # give the data directory through PGDATA, which Postgres reads too, and the log by its relative name.
        programs.run(
            "pg_ctl", "start", "-s", "-w", "-t", str(TIMEOUT_SECONDS), "-l", log.name, pgdata=directory.data
        )
    except ServerError as error:
        with log.open(encoding="utf-8", errors="replace") as file:
            file.seek(size_before)
            return file.read() or str(error)
    return None


def _connect(directory: ServerDirectory, database: str) -> psycopg.Connection:
    """Connect in autocommit mode; raise psycopg.OperationalError if that fails.

    With scram-sha-256, a connection proves that this is our server: it knows the password too.
    """
    dsn = connection_url(directory.port() or 0, directory.password() or "", database)
    name = "healthgen start"
    return psycopg.connect(dsn, autocommit=True, sslmode="disable", connect_timeout=5, application_name=name)


def _ask_version(directory: ServerDirectory) -> str:
    """Return the server's version; raise psycopg.OperationalError if it does not accept our connection."""
    with closing(_connect(directory, DATABASE)) as connection:
        return connection.info.parameter_status("server_version") or ""


def _create_database(directory: ServerDirectory) -> None:
    """Create the database healthgen: at the first start, or if that was killed, or if somebody dropped it."""
    try:
        with closing(_connect(directory, "template1")) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.Error as error:
        what = f"the embedded server could not create the database {DATABASE} (log: {directory.log})"
        raise ServerError(error_message(what, str(error))) from error


def _connection_problem(directory: ServerDirectory, pid: int, reason: str) -> str:
    """Return the error message for a server that runs but refuses our connection."""
    what = f"the embedded server runs (process {pid}) but refuses the connection of healthgen"
    if directory.port() is None or directory.password() is None:
        return (
            f"{what}: the file port or password is missing in {directory.path}. "
            "Run `healthgen db stop`, then `healthgen db start`, which creates the file again."
        )
    if "password authentication failed" in reason:
        return (
            f"{what}: the password in {directory.path / 'password'} is wrong. Write the right password into this "
            "file. Or run `healthgen db stop`, remove the file, and run `healthgen db start`, "
            "which creates a new password."
        )
    return error_message(f"{what} (log: {directory.log})", reason)


def _is_free(port: int) -> bool:
    """Return whether no program uses the port. We check first, because a failed start of Postgres takes 0.7 s."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        return False
    return True
