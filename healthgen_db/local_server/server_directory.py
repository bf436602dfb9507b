"""The server directory: the folder HEALTHGEN_HOME with data/, password, port and log; its checks and its lock."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from healthgen_db.config.errors import ConfigError, ServerError
from healthgen_db.local_server.account import Account, first_unreachable, give, is_root, user_name

__all__ = ["ServerDirectory", "default_directory", "write_file"]

# Other accounts cannot enter /root, and root's server runs under another account.
ROOT_DIRECTORY = Path("/var/lib/healthgen")
MARKER_TEXT = """\
This folder holds healthgen's embedded PostgreSQL server: its data, the password of its role, its port.
`healthgen db status` shows it; `healthgen db destroy --yes` stops it and removes what is in here.
"""

# The exact names that healthgen gives. Folders with similar names belong to the user.
STAGE = re.compile(r"stage-[0-9a-f]{8}")
COPY = re.compile(r"postgres-[0-9]+(\.[0-9]+)*")
# Control characters would break lines in PostgreSQL's files and in our messages; surrogates are no UTF-8.
UNUSABLE = re.compile("[\\x00-\\x1f\\x7f\\ud800-\\udfff]")


def default_directory() -> Path:
    """Return HEALTHGEN_HOME; if it is unset or empty, the user's data folder (for root: /var/lib/healthgen)."""
    given = os.environ.get("HEALTHGEN_HOME")
    if given:
        return Path(given)
    return ROOT_DIRECTORY if is_root() else platformdirs.user_data_path("healthgen", appauthor=False)


class ServerDirectory:
    """The server directory and the paths in it. healthgen made these files and folders and may remove them."""

    def __init__(self, path: Path) -> None:
        self.path = _usable(path)
        self.data = self.path / "data"
        self.log = self.path / "server.log"
        self.old_log = self.path / "server.log.old"
        self._marker = self.path / "healthgen-server.txt"
        self._lock = self.path / "lock"
        self._password = self.path / "password"
        self._port = self.path / "port"

    @contextmanager
    def locked(self, account: Account | None) -> Iterator[None]:
        """Make the directory if it is missing, and hold its lock: one process at a time starts or stops."""
        import fcntl  # noqa: PLC0415 - Windows has no such module, and this file must import there

        while True:
            self._prepare(account)
            with self._lock.open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                # The process that held the lock before may have removed the directory with the lock file.
                if self._lock.exists() and os.path.samestat(os.fstat(lock.fileno()), self._lock.stat()):
                    yield
                    return

    def check_access(self) -> None:
        """Raise ServerError if the path is not a folder, or if we may not write to it."""
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise ServerError(f"{self.path} is not a folder. Set HEALTHGEN_HOME to a folder.")
        if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            raise ServerError(
                f"{self.path} belongs to {user_name(self.path.stat().st_uid)}, and you may not write to it. "
                "Set HEALTHGEN_HOME to a folder of your own."
            )

    def password(self) -> str | None:
        """Return the password of the role healthgen; None before the first start."""
        try:
            return self._password.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def make_password(self) -> str:
        """Draw a random password and write it to a file that only its owner may read."""
        password = secrets.token_urlsafe(24)
        write_file(self._password, f"{password}\n", mode=0o600)
        return password

    def port(self) -> int | None:
        """Return the port of the server; None before the first start."""
        try:
            return int(self._port.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def keep_port(self, port: int) -> None:
        """Write down the port that the server uses from now on."""
        write_file(self._port, f"{port}\n", mode=0o644)

    def stage(self, account: Account | None) -> Path:
        """Return a new empty folder of the account: its content is made here and then renamed into place."""
        stage = self._new_stage()
        stage.mkdir(mode=0o700)
        give(stage, account)
        return stage

    def check_removable(self) -> None:
        """Raise ServerError if healthgen did not make this directory, or cannot remove all of its content."""
        if not self._marker.is_file():
            raise ServerError(
                f"{self.path} was not made by healthgen, so it stays as it is. "
                "Set HEALTHGEN_HOME to the folder that `healthgen db status` names."
            )
        if self.data.is_mount():
            raise ServerError(
                f"{self.data} is a mount point, which cannot be removed. Stop the server with `healthgen db stop`, "
                "unmount that folder, then try again."
            )

    def remove(self) -> None:
        """Remove what healthgen put here; remove the directory too if nothing else is in it."""
        for folder in (self.data, *self.copies(), *self.stages()):
            if folder.exists():
                # After the rename, a kill leaves only a stage, which the next start removes.
                shutil.rmtree(folder.rename(self._new_stage()))
        for file in (self.log, self.old_log, self._password, self._port, self._lock, self._marker):
            file.unlink(missing_ok=True)
        if not any(self.path.iterdir()) and not self.path.is_mount():
            self.path.rmdir()

    def stages(self) -> list[Path]:
        """Return the folders in which a process makes something, or was making it when it was killed."""
        return [folder for folder in self.path.iterdir() if STAGE.fullmatch(folder.name)]

    def copies(self) -> list[Path]:
        """Return the copies of PostgreSQL's programs, one folder for each version."""
        return [folder for folder in self.path.iterdir() if COPY.fullmatch(folder.name)]

    def _new_stage(self) -> Path:
        return self.path / f"stage-{secrets.token_hex(4)}"

    def _prepare(self, account: Account | None) -> None:
        """Check the directory, make it if it is missing, and mark it as healthgen's."""
        self._check_account(account)
        missing = [folder for folder in [self.path, *self.path.parents] if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            # The umask must not matter: the account has to enter these folders; else they stay private.
            folder.chmod(0o700 if account is None else 0o755)
        if not self._marker.is_file():
            self._check_empty()
            write_file(self._marker, MARKER_TEXT, mode=0o644)

    def _check_empty(self) -> None:
        """Raise ServerError if the folder holds the user's own files, because destroy() must never meet them."""
        names = {entry.name for entry in self.path.iterdir() if not entry.name.startswith(".")}
        if foreign := names - {self._lock.name, "lost+found"}:
            raise ServerError(
                f"{self.path} holds files that are not healthgen's, such as {min(foreign)}. "
                "Set HEALTHGEN_HOME to a new or empty folder."
            )

    def _check_account(self, account: Account | None) -> None:
        """Raise ServerError if the account that runs the server does not own the data or cannot reach it."""
        uid = os.geteuid() if account is None else account.uid
        if self.data.exists() and (owner := self.data.stat().st_uid) != uid:
            raise ServerError(
                f"{self.data} belongs to {user_name(owner)}, and the server would run as {user_name(uid)}. "
                f"Run healthgen as the user who made it, or set HEALTHGEN_HOME to another folder."
            )
        if account is not None and (closed := first_unreachable(self.path, account)) is not None:
            raise ServerError(
                f"PostgreSQL does not run as root, and the account {account.name}, which runs it, may not enter "
                f"{closed}. Set HEALTHGEN_HOME to a folder outside it, such as {ROOT_DIRECTORY}, "
                f"or allow it with `chmod o+x {closed}`."
            )


def write_file(path: Path, text: str, *, mode: int, account: Account | None = None) -> None:
    """Write a small file of the account; it appears complete or not at all, because readers hold no lock."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.touch(mode)
        give(new, account)
        with new.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _usable(path: Path) -> Path:
    """Return the absolute path; raise ConfigError if no server can use it."""
    if UNUSABLE.search(str(path)):
        shown = str(path).encode("unicode_escape").decode()
        raise ConfigError(
            f"HEALTHGEN_HOME {shown}: has a character that cannot be printed; set it to another path"
        )
    try:
        return Path(os.path.realpath(path.expanduser()))
    except RuntimeError as error:
        raise ConfigError(f"HEALTHGEN_HOME {path}: there is no such user; set it to another path") from error
