"""The server directory: the folder of HEALTHGEN_HOME, with data/, the passwords, port, log and a lock."""

import json
import os
import re
import secrets
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from healthgen_db.config.errors import ConfigError, ServerError
from healthgen_db.local_server.account import Account, first_unreachable, is_root, set_owner, user_name

# The default for root. It is not below /root, because the account that runs the server cannot enter /root.
ROOT_DIRECTORY = Path("/var/lib/healthgen")
MARKER_TEXT = """\
This folder contains the embedded PostgreSQL server of healthgen: its data, its password, its port and its log.
`healthgen db status` shows the server. `healthgen db destroy --yes` stops it and removes these files.
"""

# The names of folders that healthgen creates here. A folder with another name, even a similar one, is the user's.
TEMPORARY_FOLDER = re.compile(r"temporary-[0-9a-f]{8}")
PROGRAMS_COPY = re.compile(r"postgres-[0-9]+(\.[0-9]+)*")
# Control characters would break lines in PostgreSQL's files and in our messages. Surrogates are not valid UTF-8.
UNUSABLE = re.compile("[\\x00-\\x1f\\x7f\\ud800-\\udfff]")


def default_directory() -> Path:
    """Return HEALTHGEN_HOME, or the user's data folder (root: /var/lib/healthgen) if it is unset or empty."""
    given = os.environ.get("HEALTHGEN_HOME")
    if given:
        return Path(given)
    return ROOT_DIRECTORY if is_root() else platformdirs.user_data_path("healthgen", appauthor=False)


class ServerDirectory:
    """The server directory and the paths in it. healthgen creates these paths and may remove them."""

    def __init__(self, path: Path) -> None:
        self.path = _usable(path)
        self.data = self.path / "data"
        self.log = self.path / "server.log"
        self.old_log = self.path / "server.log.old"
        self._marker = self.path / "healthgen-server.txt"
        self._lock = self.path / "lock"
        self._password = self.path / "password"
        self._reader_passwords = self.path / "reader-passwords.json"
        self._port = self.path / "port"

    @contextmanager
    def locked(self, account: Account | None) -> Iterator[None]:
        """Create the directory if it is missing, and hold its lock: one process at a time starts or stops."""
        import fcntl  # noqa: PLC0415 - this file must import on Windows, which has no such module

        while True:
            self._prepare(account)
            with self._lock.open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                # Another process may have removed the lock file while we waited for it; then we try again.
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
        """Return the password of the role healthgen; None if there is none yet."""
        try:
            return self._password.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def create_password(self) -> str:
        """Create a random password, and write it to a file that only its owner may read."""
        password = secrets.token_urlsafe(24)
        write_file(self._password, f"{password}\n", mode=0o600)
        return password

    def reader_passwords(self) -> dict[str, str]:
        """Return the passwords of the readers by the names of their roles."""
        try:
            passwords: dict[str, str] = json.loads(self._reader_passwords.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return passwords

    def save_reader_passwords(self, passwords: dict[str, str]) -> None:
        """Write the passwords of the readers to a file that only its owner may read."""
        write_file(self._reader_passwords, f"{json.dumps(passwords, indent=2)}\n", mode=0o600)

    def port(self) -> int | None:
        """Return the port of the server; None if there is none yet."""
        try:
            return int(self._port.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def save_port(self, port: int) -> None:
        """Save the port that the server uses from now on."""
        write_file(self._port, f"{port}\n", mode=0o644)

    def create_temporary_folder(self, account: Account | None) -> Path:
        """Create an empty folder of the account. The caller fills it, then renames it to its final name."""
        folder = self._temporary_path()
        folder.mkdir(mode=0o700)
        set_owner(folder, account)
        return folder

    def check_removable(self) -> None:
        """Raise ServerError if healthgen did not create this directory, or cannot remove it."""
        if not self._marker.is_file():
            raise ServerError(
                f"healthgen did not create the folder {self.path}, so it does not remove it. "
                "Set HEALTHGEN_HOME to the folder of the embedded server."
            )
        if self.data.is_mount():
            raise ServerError(
                f"{self.data} is a mount point, which healthgen cannot remove. "
                "Stop the server with `healthgen db stop`, unmount that folder, then try again."
            )

    def remove(self) -> None:
        """Remove the files that healthgen created; remove the directory too if it is empty then."""
        for folder in (self.data, *self.program_copies(), *self.temporary_folders()):
            if folder.exists():
                # If we are killed after the rename, the next start removes the temporary folder.
                shutil.rmtree(folder.rename(self._temporary_path()))
        passwords = (self._password, self._reader_passwords)
        for file in (self.log, self.old_log, *passwords, self._port, self._lock, self._marker):
            file.unlink(missing_ok=True)
        if not any(self.path.iterdir()) and not self.path.is_mount():
            self.path.rmdir()

    def temporary_folders(self) -> list[Path]:
        """Return the temporary folders: a process works in them, or was killed before it renamed them."""
        return [folder for folder in self.path.iterdir() if TEMPORARY_FOLDER.fullmatch(folder.name)]

    def program_copies(self) -> list[Path]:
        """Return the copies of PostgreSQL's programs, one folder for each version of the wheel."""
        return [folder for folder in self.path.iterdir() if PROGRAMS_COPY.fullmatch(folder.name)]

    def _temporary_path(self) -> Path:
        return self.path / f"temporary-{secrets.token_hex(4)}"

    def _prepare(self, account: Account | None) -> None:
        """Check the directory, create it if it is missing, and mark it as created by healthgen."""
        self._check_account(account)
        missing = [folder for folder in [self.path, *self.path.parents] if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            # Independent of the umask: a server account must be able to enter; without one, only we may.
            folder.chmod(0o700 if account is None else 0o755)
        if not self._marker.is_file():
            self._check_empty()
            write_file(self._marker, MARKER_TEXT, mode=0o644)

    def _check_empty(self) -> None:
        """Raise ServerError if the folder contains other files, so that destroy() never endangers them."""
        names = {entry.name for entry in self.path.iterdir() if not entry.name.startswith(".")}
        if foreign := names - {self._lock.name, "lost+found"}:
            raise ServerError(
                f"{self.path} contains files that healthgen did not create, such as {min(foreign)}. "
                "Set HEALTHGEN_HOME to a new or empty folder."
            )

    def _check_account(self, account: Account | None) -> None:
        """Raise ServerError if the account that runs the server does not own the data or cannot reach it."""
        uid = os.geteuid() if account is None else account.uid
        if self.data.exists() and (owner := self.data.stat().st_uid) != uid:
            raise ServerError(
                f"{self.data} belongs to {user_name(owner)}, and the server would run as {user_name(uid)}. "
                "Run healthgen as the user who created it, or set HEALTHGEN_HOME to another folder."
            )
        if account is not None and (closed := first_unreachable(self.path, account)) is not None:
            raise ServerError(
                f"PostgreSQL does not run as root but as {account.name}, and {account.name} may not enter {closed}. "
                f"Set HEALTHGEN_HOME to a folder outside of it, such as {ROOT_DIRECTORY}, "
                f"or run `chmod o+x {shlex.quote(str(closed))}`."
            )


def write_file(path: Path, text: str, *, mode: int, account: Account | None = None) -> None:
    """Write a small file and rename it into place: readers hold no lock and must never see half of it."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.touch(mode)
        set_owner(new, account)
        with new.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _usable(path: Path) -> Path:
    """Return the absolute path; raise ConfigError if the server cannot use it."""
    if UNUSABLE.search(str(path)):
        shown = str(path).encode("unicode_escape").decode()
        raise ConfigError(
            f"HEALTHGEN_HOME {shown}: the path contains a control character or is not UTF-8; choose another path"
        )
    try:
        return Path(os.path.realpath(path.expanduser()))
    except RuntimeError as error:
        raise ConfigError(f"HEALTHGEN_HOME {path}: this user does not exist; choose another path") from error
