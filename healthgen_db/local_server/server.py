"""The embedded server: PostgreSQL from a wheel, made on first use, started on demand and left running."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import account_of, server_account
from healthgen_db.local_server.launch import launch, running_version, shut_down, wait_for_answer
from healthgen_db.local_server.process import DATABASE, HOST, ROLE, find_postmaster
from healthgen_db.local_server.programs import clean_environment, find_programs, shipped_bin
from healthgen_db.local_server.server_directory import ServerDirectory, default_directory

__all__ = ["Command", "Server", "Status"]


@dataclass(frozen=True)
class Status:
    """What there is to know of the embedded server; None where there is nothing yet."""

    running: bool
    pid: int | None
    port: int | None
    version: str | None
    """18.6 while it runs, 18 (the data folder's) while it does not."""
    home: Path
    data: Path
    log: Path
    size_bytes: int
    """Disk space that the data folder takes."""


@dataclass(frozen=True)
class Command:
    """A command line and the environment to run it in, for os.execve."""

    argv: list[str]
    environment: dict[str, str]


class Server:
    """The embedded server of one home folder (default: HEALTHGEN_HOME, else the user's data folder).

    Every method raises ServerError, which says what was wrong and what to do.
    """

    def __init__(self, home: Path | None = None) -> None:
        self._home = ServerDirectory(home or default_directory())

    def start(self) -> bool:
        """Start the server, made first if need be; return False when it was running already.

        Whoever starts it, it outlives this process. Several processes may call this at once.
        """
        if sys.platform == "win32":
            raise ServerError("the embedded server runs on Linux and macOS; give --dsn of a server you have")
        with self._failures("start"):
            self._home.check_access()
            if running_version(self._home) is not None:
                return False
            account = server_account()
            with self._home.locked(account):
                if wait_for_answer(self._home):
                    return False
                launch(self._home, find_programs(self._home, account))
        return True

    def stop(self) -> bool:
        """Stop the server, ending its sessions, and keep its data; return False when it was not running."""
        with self._failures("stop"):
            self._home.check_access()
            if not self._home.data.exists():
                return False
            with self._stopped() as was_running:
                return was_running

    def destroy(self) -> bool:
        """Stop the server and remove its folder with all data; return False when there is none.

        Raises ServerError if the folder is not one that healthgen made.
        """
        with self._failures("destroy"):
            self._home.check_access()
            if not self._home.path.exists():
                return False
            if not self._home.is_ours:
                raise ServerError(
                    f"{self._home.path} was not made by healthgen, so it stays as it is. "
                    "Set HEALTHGEN_HOME to the folder that `healthgen db status` names."
                )
            self._home.check_removable()
            with self._stopped():
                self._home.remove()
        return True

    def status(self) -> Status:
        """Return whether the server runs, and where and how large it is."""
        with self._failures("look at"):
            self._home.check_access()
            data = self._home.data
            version = running_version(self._home)
            running = version is not None
            if not running and (data / "PG_VERSION").exists():
                version = (data / "PG_VERSION").read_text(encoding="ascii").strip()
            postmaster = find_postmaster(data) if running else None
            return Status(
                running=running,
                pid=None if postmaster is None else postmaster.pid,
                port=self._home.port(),
                version=version,
                home=self._home.path,
                data=data,
                log=self._home.log,
                size_bytes=_disk_usage(data),
            )

    def dsn(self) -> str:
        """Return the URL to connect with, as BI tools take it; the server must have been started once."""
        port, password = self._credentials()
        return f"postgresql://{ROLE}:{quote(password, safe='')}@{HOST}:{port}/{DATABASE}"

    def psql(self, args: Sequence[str] = (), *, schema: str | None = None) -> Command:
        """Return the command that runs psql on this server, in a schema if one is named."""
        port, password = self._credentials()
        environment = clean_environment(os.environ) | {
            "PGHOST": HOST,
            "PGPORT": str(port),
            "PGUSER": ROLE,
            "PGDATABASE": DATABASE,
            # In the environment, because every user of the machine can read command lines.
            "PGPASSWORD": password,
        }
        if schema is not None:
            identifier = '"' + schema.replace('"', '""') + '"'
            escaped = identifier.replace("\\", "\\\\").replace(" ", "\\ ")
            environment["PGOPTIONS"] = f"-csearch_path={escaped}"
        return Command([str(shipped_bin() / "psql"), *args], environment)

    def _credentials(self) -> tuple[int, str]:
        with self._failures("look at"):
            self._home.check_access()
            port, password = self._home.port(), self._home.password()
        if port is None or password is None:
            raise ServerError(
                f"there is no embedded server in {self._home.path} yet: run `healthgen db start`"
            )
        return port, password

    @contextmanager
    def _stopped(self) -> Iterator[bool]:
        """Hold the lock with the server stopped, by the account that ran it; give whether it was running."""
        account = account_of(self._home.data) if self._home.data.exists() else None
        with self._home.locked(account):
            running = find_postmaster(self._home.data) is not None
            if running:
                shut_down(self._home, find_programs(self._home, account))
            yield running

    @contextmanager
    def _failures(self, verb: str) -> Iterator[None]:
        """Turn what the operating system refuses into a ServerError."""
        try:
            yield
        except OSError as error:
            raise ServerError(
                f"could not {verb} the embedded server in {self._home.path}: {error.strerror or error}"
                f"{f' ({error.filename})' if error.filename else ''}. {_advice(error)}"
            ) from error


def _advice(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "The disk is full: free some space, then try again."
    return "Set HEALTHGEN_HOME to a folder that you can write to."


def _disk_usage(folder: Path) -> int:
    """Return the bytes on disk of a folder in use: files may go while we look."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).lstat().st_blocks * 512
            except FileNotFoundError:
                continue
    return total
