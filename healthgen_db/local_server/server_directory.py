"""The embedded server's own folder: what lies in it, whose it is, how it is locked, and how it goes."""

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

__all__ = ["ServerDirectory", "default_directory"]

# /root is closed to everyone else, so root's server lives where its unprivileged account can reach it.
ROOT_HOME = Path("/var/lib/healthgen")
MARKER_TEXT = """\
This folder holds healthgen's embedded PostgreSQL server: its data, the password of its role, its port.
`healthgen db status` shows it; `healthgen db destroy --yes` stops it and removes what is in here.
"""


def default_directory() -> Path:
    """Return HEALTHGEN_HOME, else the user's data folder (root: one that other accounts can reach)."""
    given = os.environ.get("HEALTHGEN_HOME")
    if given:
        return Path(given)
    return ROOT_HOME if is_root() else platformdirs.user_data_path("healthgen", appauthor=False)


# Exactly the names that are given here: what a user puts into the folder, under a name like these, is the user's.
STAGE = re.compile(r"stage-[0-9a-f]{8}")
COPY = re.compile(r"postgres-[0-9]+(\.[0-9]+)*")


# PostgreSQL's own files hold this path on a line, and so do our messages; the last are bytes that are no UTF-8.
UNUSABLE = re.compile("[\\x00-\\x1f\\x7f\\ud800-\\udfff]")


class ServerDirectory:
    """The folder and the paths in it; everything in it is made by healthgen and may be removed by it."""

    def __init__(self, path: Path) -> None:
        self.path = _usable(path)
        self.data = self.path / "data"
        self.log = self.path / "server.log"
        self.old_log = self.path / "server.log.old"
        self._marker = self.path / "healthgen-server.txt"
        self._lock = self.path / "lock"
        self._password = self.path / "password"
        self._port = self.path / "port"

    @property
    def is_ours(self) -> bool:
        """Whether healthgen made this folder."""
        return self._marker.is_file()

    @contextmanager
    def locked(self, account: Account | None) -> Iterator[None]:
        """Make the folder if need be and hold its lock: one process at a time starts, stops or destroys."""
        import fcntl  # noqa: PLC0415 - absent on Windows, where this module must still import

        while True:
            self._prepare(account)
            with self._lock.open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                # Whoever held the lock before us may have destroyed the folder, and our lock file with it.
                if not self._lock.exists() or not os.path.samestat(
                    os.fstat(lock.fileno()), self._lock.stat()
                ):
                    continue
                yield
                return

    def check_access(self) -> None:
        """Raise ServerError if the folder is no folder, or another user's."""
        if self.path.exists() and not self.path.is_dir():
            raise ServerError(f"{self.path} is not a folder. Set HEALTHGEN_HOME to a folder.")
        if not self.path.exists() or os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            return
        raise ServerError(
            f"{self.path} belongs to {user_name(self.path.stat().st_uid)}, and you may not write to it. "
            "Set HEALTHGEN_HOME to a folder of your own."
        )

    def password(self) -> str | None:
        """Return the password of the role healthgen, None before there is one."""
        try:
            return self._password.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def make_password(self) -> str:
        """Draw a password and keep it in a file that only its owner may read."""
        password = secrets.token_urlsafe(24)
        self._write(self._password, f"{password}\n", mode=0o600)
        return password

    def port(self) -> int | None:
        """Return the port that the server keeps, None before there is one."""
        try:
            return int(self._port.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def keep_port(self, port: int) -> None:
        """Write down the port to use from now on."""
        self._write(self._port, f"{port}\n", mode=0o644)

    def stage(self, account: Account | None) -> Path:
        """Return a new empty folder of the account's, to make something in and rename it into place."""
        stage = self.path / f"stage-{secrets.token_hex(4)}"
        stage.mkdir(mode=0o700)
        give(stage, account)
        return stage

    def discard(self, folder: Path) -> None:
        """Remove a folder in here; killed half-way, it is never taken for a whole one."""
        if folder.exists():
            shutil.rmtree(folder.rename(self.path / f"stage-{secrets.token_hex(4)}"))

    def check_removable(self) -> None:
        """Raise ServerError if something of ours cannot be removed, before anything is."""
        if self.data.is_mount():
            raise ServerError(
                f"{self.data} is a mount point, which cannot be removed. Stop the server with `healthgen db stop`, "
                "unmount that folder, then try again."
            )

    def remove(self) -> None:
        """Remove what healthgen put here, then the folder itself if nothing else is in it."""
        for folder in [self.data, *self.copies(), *self.stages()]:
            self.discard(folder)
        for file in (self.log, self.old_log, self._password, self._port, self._lock, self._marker):
            file.unlink(missing_ok=True)
        if not any(self.path.iterdir()) and not self.path.is_mount():
            self.path.rmdir()

    def stages(self) -> list[Path]:
        """Return the folders in which something is, or was when its process was killed, being made."""
        return sorted(folder for folder in self.path.glob("stage-*") if STAGE.fullmatch(folder.name))

    def copies(self) -> list[Path]:
        """Return the copies of PostgreSQL's programs, one folder per version."""
        return sorted(folder for folder in self.path.glob("postgres-*") if COPY.fullmatch(folder.name))

    def _prepare(self, account: Account | None) -> None:
        self.check_access()
        self._check_account(account)
        self._make_folders(0o700 if account is None else 0o755)
        if not self.is_ours:
            self._check_free()
            self._write(self._marker, MARKER_TEXT, mode=0o644)

    def _make_folders(self, mode: int) -> None:
        missing = [folder for folder in [self.path, *self.path.parents] if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            # Whatever the umask: what we make must be reachable by the account, and private where it may be.
            folder.chmod(mode)

    def _check_free(self) -> None:
        """Raise ServerError if somebody else's files lie here: destroy() must never meet them."""
        ours = {self._lock.name, self._marker.name, "lost+found"}
        user_objects = [entry.name for entry in self.path.iterdir() if entry.name not in ours]
        user_objects = sorted(name for name in user_objects if not name.startswith("."))
        if user_objects:
            raise ServerError(
                f"{self.path} holds files that are not healthgen's, such as {user_objects[0]}. "
                "Set HEALTHGEN_HOME to a new or empty folder."
            )

    def _check_account(self, account: Account | None) -> None:
        """Raise ServerError if the account that runs the server does not own the data or cannot get here."""
        uid = os.geteuid() if account is None else account.uid
        if self.data.exists() and self.data.stat().st_uid != uid:
            raise ServerError(
                f"{self.data} belongs to {user_name(self.data.stat().st_uid)}, and the server would run as "
                f"{user_name(uid)}. Run healthgen as the user who made it, "
                "or set HEALTHGEN_HOME to another folder."
            )
        if account is not None:
            obstacle = first_unreachable(self.path, account)
            if obstacle is not None:
                raise ServerError(
                    "PostgreSQL does not run as root, and the account that it runs under, "
                    f"{account.name}, may not enter {obstacle}. Set HEALTHGEN_HOME to a folder outside it, "
                    f"such as {ROOT_HOME}, or allow it with `chmod o+x {obstacle}`."
                )

    def _write(self, path: Path, text: str, *, mode: int) -> None:
        """Write a small file whole or not at all, because its readers hold no lock."""
        new = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            new.touch(mode)
            with new.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)


def _usable(path: Path) -> Path:
    """Return the whole path; raise ConfigError for one that no server could live under."""
    if UNUSABLE.search(str(path)):
        shown = str(path).encode("unicode_escape").decode()
        raise ConfigError(
            f"HEALTHGEN_HOME {shown}: has a character that cannot be printed; set it to another path"
        )
    try:
        return Path(os.path.realpath(path.expanduser()))
    except RuntimeError as error:
        raise ConfigError(f"HEALTHGEN_HOME {path}: there is no such user; set it to another path") from error
