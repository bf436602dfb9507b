"""Starting, awaiting and stopping the server's process, after a crash too. The caller holds the lock."""

from __future__ import annotations

import logging
import shlex
import shutil
import time

import psycopg

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import give
from healthgen_db.local_server.data_directory import check_data, make_data, set_password, write_settings
from healthgen_db.local_server.process import (
    ask_version,
    end_orphans,
    find_postmaster,
    forget_postmaster,
    ports,
)
from healthgen_db.local_server.programs import Programs, explained
from healthgen_db.local_server.server_directory import ServerDirectory

__all__ = ["launch", "running_version", "shut_down", "wait_for_answer"]

# Recovery replays up to max_wal_size, and a fast stop writes up to shared_buffers: minutes on a slow disk.
PATIENCE_SECONDS = 600
# How long backends of a killed server may take to end; until then Postgres refuses to start beside them.
LINGERING_SECONDS = 20
LARGEST_LOG = 10 * 1024**2
# What a server says that will soon answer, or soon be gone.
_PASSING = (
    "starting up",
    "shutting down",
    "not yet accepting",
    "recovery",
    "Connection refused",
    "timeout expired",
)

_logger = logging.getLogger(__name__)


def running_version(home: ServerDirectory) -> str | None:
    """Return the version of the server that runs and lets us in, in milliseconds; None when there is none."""
    postmaster, password = find_postmaster(home.data), home.password()
    if postmaster is None or postmaster.port is None or password is None:
        return None
    try:
        return ask_version(postmaster.port, password)
    except psycopg.OperationalError:
        return None


def wait_for_answer(home: ServerDirectory) -> bool:
    """Wait while a server is starting, recovering or stopping; tell whether there is one that answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (postmaster := find_postmaster(home.data)) is not None:
        try:
            # No port is written yet at first; ours is what it will be.
            ask_version(postmaster.port or home.port() or 0, home.password() or "")
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or not any(passing in str(error) for passing in _PASSING):
                raise ServerError(_refusal(home, postmaster.pid, str(error))) from error
        else:
            return True
        time.sleep(0.05)
    return False


def launch(home: ServerDirectory, programs: Programs) -> None:
    """Start the server, with its data folder made if there is none, and return when it answers."""
    for (
        leftover
    ) in home.stages():  # of a process that was killed; its initdb may even be at work in there still
        shutil.rmtree(leftover, ignore_errors=True)
    password = home.password()
    forget_postmaster(home.data)
    if not check_data(home.data):
        make_data(home, programs, password or home.make_password())
    elif password is None:
        set_password(home.data, programs, home.make_password())
    _start_on_free_port(home, programs)
    wait_for_answer(home)


def shut_down(home: ServerDirectory, programs: Programs) -> None:
    """Stop a running server in fast mode: sessions end, nothing that was committed is lost."""
    programs.run("pg_ctl", "stop", "-s", "-w", "-t", str(PATIENCE_SECONDS), "-m", "fast", pgdata=home.data)


def _start_on_free_port(home: ServerDirectory, programs: Programs) -> None:
    kept = home.port()
    lingering_until = time.monotonic() + LINGERING_SECONDS
    candidates = ports(kept)
    port = next(candidates, None)
    while port is not None:
        home.keep_port(port)
        write_settings(home.data, programs, port)
        words = _run_pg_ctl(home, programs)
        if words is None:
            break
        if "Address already in use" in words:  # somebody was faster
            port = next(candidates, None)
        elif "still in use" in words and time.monotonic() < lingering_until:
            end_orphans(home.data)
            time.sleep(0.2)
        else:
            raise ServerError(explained(f"the embedded server did not start (log: {home.log})", words))
    if port is None:
        raise ServerError(
            "the embedded server found no free port on 127.0.0.1; end some programs that listen there"
        )
    if kept not in {None, port}:
        _logger.warning(
            "port %d is taken by another program: the embedded server now listens on %d. "
            "Saved connections of other tools need the new port.", kept, port,
        )  # fmt: skip


def _run_pg_ctl(home: ServerDirectory, programs: Programs) -> str | None:
    """Start the server; return None, or what it and pg_ctl said if it did not start."""
    if home.log.exists() and home.log.stat().st_size > LARGEST_LOG:
        home.log.replace(home.old_log)
    home.log.touch(mode=0o600)
    give(home.log, programs.account)
    said_before = home.log.stat().st_size
    try:
        # pg_ctl hands its arguments to a shell inside double quotes, which a folder's name can break out of;
        # so the folder goes by the environment and quoted by us, the log by its name in the working folder.
        programs.run(
            "pg_ctl", "start", "-s", "-w", "-t", str(PATIENCE_SECONDS), "-l", home.log.name,
            "-o", f"-D {shlex.quote(str(home.data))}", pgdata=home.data,
        )  # fmt: skip
    except ServerError as error:
        with home.log.open(encoding="utf-8", errors="replace") as log:
            log.seek(said_before)
            return log.read() or str(error)
    return None


def _refusal(home: ServerDirectory, pid: int, reason: str) -> str:
    what = f"the embedded server runs (process {pid}) but does not let healthgen in"
    if "password authentication failed" in reason:
        return (
            f"{what}: the password in {home.path / 'password'} is not that of its role. Put the right one "
            "there, or stop the server with `healthgen db stop`, remove that file and start again: "
            "a new password is made."
        )
    return explained(f"{what} (log: {home.log})", reason)
