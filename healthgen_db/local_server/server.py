"""The embedded server: PostgreSQL from a wheel, created on first use, started on demand and left running."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import account_of, server_account
from healthgen_db.local_server.data_directory import DATABASE, ROLE
from healthgen_db.local_server.environment import clean_environment
from healthgen_db.local_server.process import (
    HOST,
    connection_url,
    find_postmaster,
    launch,
    running_version,
    saved_pid,
    shut_down,
    wait_for_answer,
)
from healthgen_db.local_server.programs import advice, find_programs, shipped_bin
from healthgen_db.local_server.server_directory import ServerDirectory, default_directory
from healthgen_db.systems import this_system


@dataclass(frozen=True)
class Status:
    """The state of the embedded server; None means that the value does not exist yet."""

    running: bool
    pid: int | None
    port: int | None
    version: str | None
    """18.6, for example, if the server runs; 18 (the version of the data directory) if it does not."""
    home: Path
    """The server directory; `db status --json` shows it under this name."""
    data: Path
    """Postgres' data directory."""
    log: Path
    size_bytes: int
    """Disk space that the data directory takes."""


@dataclass(frozen=True)
class Command:
    """A command line and the environment to run it in, for System.hand_over."""

    argv: list[str]
    environment: dict[str, str]


class Server:
    """The embedded server in one server directory (default: HEALTHGEN_HOME, else the user's data folder).

    Every method may raise ServerError, which says what was wrong and what to do.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = ServerDirectory(directory or default_directory())

    def start(self) -> bool:
        """Start the server, and create it first if there is none; return False if it runs already.

        The server continues to run when this process ends. Several processes may call this at the same time.
        """
        with self._checked("start"):
            if running_version(self._directory) is not None:
                return False
            account = server_account()
            with self._directory.locked(account):
                if wait_for_answer(self._directory):
                    return False
                launch(self._directory, find_programs(self._directory, account, to_start=True))
        return True

    def stop(self) -> bool:
        """Stop the server, which ends its sessions, and keep its data; return False if it does not run."""
        with self._checked("stop"):
            if not self._directory.data.exists():
                return False
            with self._stopped() as was_running:
                return was_running

    def destroy(self) -> bool:
        """Stop the server and remove its directory with all data; return False if there is none.

        Raises ServerError if healthgen did not create the directory.
        """
        with self._checked("destroy"):
            if not self._directory.path.exists():
                return False
            self._directory.check_removable()
            with self._stopped():
                self._directory.remove()
            self._directory.remove_folder()
        return True

    def status(self) -> Status:
        """Return whether the server runs, where its files are, and how large the data is."""
        with self._checked("inspect"):
            data = self._directory.data
            version = running_version(self._directory)
            running = version is not None
            if not running and (data / "PG_VERSION").exists():
                version = (data / "PG_VERSION").read_text(encoding="ascii").strip()
            return Status(
                running=running,
                pid=saved_pid(data) if running else None,
                port=self._directory.port(),
                version=version,
                home=self._directory.path,
                data=data,
                log=self._directory.log,
                size_bytes=_disk_usage(data),
            )

    def dsn(self) -> str:
        """Return the URL of the server with the password; raise ServerError if it was never started."""
        return connection_url(*self._credentials())

    def reader_passwords(self) -> dict[str, str]:
        """Return the passwords of the readers by the names of their roles (see healthgen_db.reader)."""
        with self._checked("inspect"):
            return self._directory.reader_passwords()

    def save_reader_passwords(self, passwords: dict[str, str]) -> None:
        """Keep the passwords of the readers in a file that only its owner may read."""
        with self._checked("write into"):
            self._directory.save_reader_passwords(passwords)

    def psql(self, args: Sequence[str] = (), *, schema: str | None = None) -> Command:
        """Return the command that runs psql on this server. schema: the search path of psql."""
        port, password = self._credentials()
        environment = clean_environment() | {
            "PGHOST": HOST,
            "PGPORT": str(port),
            "PGUSER": ROLE,
            "PGDATABASE": DATABASE,
            # In the environment, because every user of the machine can read the arguments of a command.
            "PGPASSWORD": password,
        }
        if schema is not None:
            identifier = '"' + schema.replace('"', '""') + '"'
            escaped = identifier.replace("\\", "\\\\").replace(" ", "\\ ")
            environment["PGOPTIONS"] = f"-csearch_path={escaped}"
        return Command([str(this_system().program(shipped_bin(), "psql")), *args], environment)

    def _credentials(self) -> tuple[int, str]:
        with self._checked("inspect"):
            port, password = self._directory.port(), self._directory.password()
        if port is None or password is None:
            raise ServerError(
                f"there is no embedded server in {self._directory.path} yet: run `healthgen db start`"
            )
        return port, password

    @contextmanager
    def _stopped(self) -> Iterator[bool]:
        """Stop the server and hold the lock; yield whether it was running.

        The account that owns the data stops it.
        """
        data = self._directory.data
        account = account_of(data) if data.exists() else None
        with self._directory.locked(account):
            running = find_postmaster(data) is not None
            if running:
                shut_down(self._directory, find_programs(self._directory, account, to_start=False))
            yield running

    @contextmanager
    def _checked(self, verb: str) -> Iterator[None]:
        """Check that we may use the directory; turn OSError inside the block into ServerError."""
        try:
            self._directory.check_access()
            yield
        except OSError as error:
            what_to_do = advice(str(error)) or "Set HEALTHGEN_HOME to a folder that you may write to."
            raise ServerError(
                f"could not {verb} the embedded server in {self._directory.path}: {error.strerror or error}"
                f"{f' ({error.filename})' if error.filename else ''}. {what_to_do}"
            ) from error


def _disk_usage(folder: Path) -> int:
    """Return the bytes on disk of a folder; its files may disappear while we count."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                file = (Path(parent) / name).lstat()
                # Windows does not say how many blocks a file has.
                total += file.st_blocks * 512 if hasattr(file, "st_blocks") else file.st_size
    return total
