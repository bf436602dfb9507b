"""The server directory: the folder of HEALTHGEN_HOME, with data/, the passwords, port, log and a lock."""

import json
import logging
import os
import re
import secrets
import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import platformdirs

from healthgen_db.config.errors import ConfigError, ServerError
from healthgen_db.local_server.account import Account, first_unreachable, is_root, set_owner
from healthgen_db.other_processes import locked
from healthgen_db.systems import this_system

# The default for root. It is not below /root, because the account that runs the server cannot enter /root.
ROOT_DIRECTORY = Path("/var/lib/healthgen")
MARKER_TEXT = """\
This folder contains the embedded PostgreSQL server of healthgen: its data, its password, its port and its log.
`healthgen db status` shows the server. `healthgen db destroy --yes` stops it and removes these files.
"""

# The server writes its log of changes (WAL) in files of 16 MiB, and ends where the next one finds no space.
LEAST_TO_RUN = 32 * 1024**2
# The names of folders that healthgen creates here. A folder with another name, even a similar one, is the user's.
TEMPORARY_FOLDER = re.compile(r"temporary-[0-9a-f]{8}")
PROGRAMS_COPY = re.compile(r"postgres-[0-9]+(\.[0-9]+)*")
# Control characters would break lines in PostgreSQL's files and in our messages. Surrogates are not valid UTF-8.
UNUSABLE = re.compile("[\\x00-\\x1f\\x7f\\ud800-\\udfff]")

_logger = logging.getLogger(__name__)


def default_directory() -> Path:
    """Return HEALTHGEN_HOME, or the user's data folder (root: /var/lib/healthgen) if it is unset or empty.

    Raises ConfigError if the user has no folder.
    """
    given = os.environ.get("HEALTHGEN_HOME")
    if given:
        return Path(given)
    if is_root():
        return ROOT_DIRECTORY
    try:
        return platformdirs.user_data_path("healthgen", appauthor=False)
    except RuntimeError as error:
        raise ConfigError(
            "HOME is not set, and this user has no home folder: set HEALTHGEN_HOME to a folder that you may write to"
        ) from error


def disk_is_full(folder: Path) -> bool:
    """Return whether the disk of a folder has too little free space for a server to run there."""
    try:
        return shutil.disk_usage(folder).free < LEAST_TO_RUN
    except OSError:  # somebody has removed the folder
        return False


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
        self._prepare(account)
        while True:
            with locked(self._lock) as ours:
                if ours and self._marker.is_file():
                    yield
                    return
            time.sleep(0.05)
            # Another process may have removed the directory meanwhile; then we create it again.
            if not self._marker.is_file():
                self._prepare(account)

    def check_access(self) -> None:
        """Raise ServerError if the path is not a folder, or if we may not write to it."""
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise ServerError(f"{self.path} is not a folder. Set HEALTHGEN_HOME to a folder.")
        if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            owner = this_system().user_name(this_system().owner(self.path))
            raise ServerError(
                f"{self.path} belongs to {owner}, and you may not write to it. "
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
        folder.mkdir()
        folder.chmod(0o700)
        set_owner(folder, account)
        return folder

    def check_removable(self) -> None:
        """Raise ServerError if healthgen did not create this directory, or cannot remove it."""
        if not self._marker.is_file():
            raise ServerError(
                f"healthgen did not create the folder {self.path}, so it does not remove it. "
                "Set HEALTHGEN_HOME to the folder of the embedded server."
            )
        if os.path.ismount(self.data):
            raise ServerError(
                f"{self.data} is a mount point, which healthgen cannot remove. "
                "Stop the server with `healthgen db stop`, unmount that folder, then try again."
            )

    def remove(self) -> None:
        """Remove the files that healthgen created. The caller holds the lock, and then calls remove_folder."""
        retried = this_system().retried
        for folder in (self.data, *self.program_copies(), *self.temporary_folders()):
            if folder.exists():
                # If we are killed after the rename, the next start removes the temporary folder.
                removed = retried(partial(folder.rename, self._temporary_path()))
                retried(partial(shutil.rmtree, removed))
        passwords = (self._password, self._reader_passwords)
        for file in (self.log, self.old_log, *passwords, self._port, self._marker):
            retried(partial(file.unlink, missing_ok=True))
        # On Windows, the lock file is open. The end of the lock removes it.
        with suppress(PermissionError):
            self._lock.unlink(missing_ok=True)

    def remove_folder(self) -> None:
        """Remove the directory itself, unless it contains files of the user, or another process has created it anew."""
        if not os.path.ismount(self.path):
            with suppress(OSError):
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
            if account is None:
                _make_private(folder)
            else:
                folder.chmod(0o755)
        if not self._marker.is_file():
            self._check_empty()
            if not missing and not this_system().files_have_modes:
                _make_private(self.path)
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
        system = this_system()
        user = system.user() if account is None else account.uid
        owner = system.owner(self.data) if self.data.exists() else None
        if owner is not None and owner != user:
            raise ServerError(
                f"{self.data} belongs to {system.user_name(owner)}, "
                f"and the server would run as {system.user_name(user)}. "
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
        this_system().retried(partial(new.replace, path))
    finally:
        new.unlink(missing_ok=True)


def _make_private(folder: Path) -> None:
    """Let nobody else enter the folder; some disks, such as USB sticks, do not know whose a folder is."""
    try:
        this_system().make_private(folder)
    except OSError as error:
        _logger.warning("other users of this machine may be able to read %s: %s", folder, error)


def _usable(path: Path) -> Path:
    """Return the absolute path; raise ConfigError if the server cannot use it."""
    if UNUSABLE.search(str(path)):
        shown = str(path).encode("unicode_escape").decode()
        if sys.getfilesystemencoding() != "utf-8":
            raise ConfigError(
                f"HEALTHGEN_HOME {shown}: Python does not read this path as UTF-8; set PYTHONUTF8=1"
            )
        raise ConfigError(
            f"HEALTHGEN_HOME {shown}: the path contains a control character or is not UTF-8; choose another path"
        )
    try:
        real = Path(os.path.realpath(path.expanduser()))
    except RuntimeError as error:
        raise ConfigError(f"HEALTHGEN_HOME {path}: this user does not exist; choose another path") from error
    longest = this_system().longest_home
    if longest is not None and len(str(real)) > longest:
        raise ConfigError(
            f"HEALTHGEN_HOME {real}: PostgreSQL cannot use paths that long; choose one of {longest} characters at most"
        )
    return real
