"""What differs between Linux, macOS and Windows: one interface, and a class for each system.

No other module asks which system it runs on. This module imports nothing that takes long to import.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal, NoReturn, TypeVar

_Result = TypeVar("_Result")

# Linux keeps files in this folder in memory; parallel queries of Postgres share them.
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - we only measure its size
# The memory limit of a container (control groups version 2 and 1).
_MEMORY_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


class System(ABC):
    """An operating system."""

    name: ClassVar[str]
    start_method: ClassVar[Literal["forkserver", "spawn"]]
    """How multiprocessing starts the processes of a load."""
    stop_signals: ClassVar[tuple[int, ...]]
    """The signals that ask a program to end: Ctrl-C, and what a supervisor sends."""
    wal_sync_method: ClassVar[str]
    """How Postgres writes its log to the disk so that it survives a power cut, not only a crash."""
    shared_memory_type: ClassVar[str] = "posix"
    """By which means parallel queries of Postgres share memory."""
    if_little_shared_memory: ClassVar[str] = "posix"
    """The same if shared_memory() is small."""
    files_have_modes: ClassVar[bool] = True
    """Whether a file itself says who may read it, so that its folder may be open to others."""
    misread: ClassVar[str] = ""
    """Characters that Postgres' programs misread in their own path, because they call each other through a shell."""
    longest_home: ClassVar[int | None] = None
    """The most characters that the path of the server directory may have; None: any number."""

    def is_root(self) -> bool:
        """Tell whether this process runs as root, which needs another account to run Postgres."""
        return False

    def user(self) -> int | None:
        """Return the user id of this process; None if the system has no numbers for users."""
        return None

    def owner(self, path: Path) -> int | None:
        """Return the user id of the owner of a file or folder; None if the system has no numbers for users."""
        del path
        return None

    @abstractmethod
    def user_name(self, user: int | None) -> str:
        """Return the name of a user; "user id N" if the user has no name."""

    @abstractmethod
    def make_private(self, folder: Path) -> None:
        """Let only the user of this process enter a folder. Raises OSError if the disk cannot."""

    @abstractmethod
    def sync_folder(self, folder: Path) -> None:
        """Wait until the disk has the names in a folder, such as a file that was just renamed."""

    @abstractmethod
    def retried(self, act: Callable[[], _Result]) -> _Result:
        """Rename or remove a file: call act, and again for a while if another program has the file open."""

    @abstractmethod
    def program(self, folder: Path, name: str) -> Path:
        """Return the path of a program in a folder."""

    @abstractmethod
    def apart(self) -> dict[str, Any]:
        """Return arguments of subprocess for a program that Ctrl-C in this terminal does not reach."""

    @abstractmethod
    def hand_over(self, argv: list[str], environment: Mapping[str, str]) -> NoReturn:
        """Run a program in place of this one, with the same terminal, and end with its exit code."""

    @abstractmethod
    def path_for_postgres(self, path: Path) -> str:
        """Return a path as Postgres' programs can read it. Raises ValueError if they cannot."""

    def shared_memory(self) -> int | None:
        """Return the bytes of memory that programs can share as files; None if there is no such limit."""
        return None

    def memory(self) -> int:
        """Return the memory in bytes that this machine or this container has."""
        import psutil  # noqa: PLC0415 - it takes 50 ms, and only a start of the server needs it

        return int(psutil.virtual_memory().total)


class _Posix(System):
    """What Linux and macOS have in common."""

    stop_signals = (signal.SIGINT, signal.SIGTERM)
    misread = '"$`'

    def is_root(self) -> bool:
        """Tell whether this process runs as root."""
        return os.geteuid() == 0

    def user(self) -> int | None:
        """Return the effective user id."""
        return os.geteuid()

    def owner(self, path: Path) -> int | None:
        """Return the owner in the inode."""
        return path.stat().st_uid

    def user_name(self, user: int | None) -> str:
        """Return the name in /etc/passwd or another directory of users."""
        import pwd  # noqa: PLC0415 - this file must import on Windows, which has no such module

        with contextlib.suppress(KeyError):
            return pwd.getpwuid(user or 0).pw_name
        return f"user id {user}"

    def make_private(self, folder: Path) -> None:
        """Give the folder mode 700."""
        folder.chmod(0o700)

    def sync_folder(self, folder: Path) -> None:
        """Sync the folder, which can be opened like a file."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def retried(self, act: Callable[[], _Result]) -> _Result:
        """Call act once: an open file can be renamed and removed."""
        return act()

    def program(self, folder: Path, name: str) -> Path:
        """Return the path: programs have no ending."""
        return folder / name

    def apart(self) -> dict[str, Any]:
        """Return that the program begins a session without a terminal."""
        return {"start_new_session": True}

    def hand_over(self, argv: list[str], environment: Mapping[str, str]) -> NoReturn:
        """Replace this process."""
        os.execve(argv[0], argv, environment)  # noqa: S606 - no shell is wanted

    def path_for_postgres(self, path: Path) -> str:
        """Return the path: Postgres takes any."""
        return str(path)


class Linux(_Posix):
    """Linux, and every system that is neither macOS nor Windows."""

    name = "Linux"
    # A fork of a process that has imported everything takes 10 ms; a new Python takes half a second.
    start_method = "forkserver"
    wal_sync_method = "fdatasync"
    # System V memory has a limit of its own, which is large. (On macOS, it is 4 MB.)
    if_little_shared_memory = "sysv"

    def shared_memory(self) -> int | None:
        """Return the size of /dev/shm, which is often 64 MB in containers."""
        return shutil.disk_usage(_SHARED_MEMORY).total if _SHARED_MEMORY.is_dir() else None

    def memory(self) -> int:
        """Return the memory of the machine, or the limit of the container if it is less."""
        memory = super().memory()
        for path in _MEMORY_LIMITS:
            try:
                memory = min(memory, int(path.read_text(encoding="ascii")))
            except (OSError, ValueError):  # the file does not exist, or says "max"
                continue
        return memory


class MacOS(_Posix):
    """macOS."""

    name = "macOS"
    # Libraries of macOS start threads of their own, and a fork of a process with threads may crash.
    start_method = "spawn"
    # The other methods leave rows in the memory of the disk.
    wal_sync_method = "fsync_writethrough"


class Windows(System):
    """Windows 10 and later, and Windows Server. initdb and pg_ctl give up the rights of an administrator themselves."""

    name = "Windows"
    start_method = "spawn"
    # Ctrl-Break is the only signal that another program can send to a program with a console.
    stop_signals = (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGBREAK", signal.SIGTERM))
    # The default leaves rows in the memory of the disk; fdatasync works on NTFS only.
    wal_sync_method = "fsync"
    shared_memory_type = if_little_shared_memory = "windows"
    files_have_modes = False
    # Postgres opens paths of 259 characters at most, of which the server directory is the first part.
    longest_home = 160

    ansi = "mbcs"
    """The encoding in which programs that do not know Unicode get paths: that of the language of Windows."""
    patience = 10.0
    """For so many seconds, retried() tries again."""
    # Constants of Windows' subprocess. Ctrl-C in the terminal, or its end, does not reach a console that nobody sees.
    _NO_WINDOW: ClassVar[int] = 0x08000000
    _NEW_PROCESS_GROUP: ClassVar[int] = 0x00000200
    # Groups that have the same number on every Windows: the system itself, and administrators.
    _ALWAYS_ALLOWED: ClassVar[tuple[str, ...]] = ("S-1-5-18", "S-1-5-32-544")

    def user_name(self, user: int | None) -> str:
        """Return words, because we have no number."""
        del user
        return "another user"

    def make_private(self, folder: Path) -> None:
        """Let the user, the system and administrators enter the folder, and what will be in it, and nobody else."""
        # The user is named, because a program of an administrator without the rights of one is not in the group.
        printed = self._run("whoami", "/user", "/fo", "csv", "/nh")
        user = printed.strip().rpartition(",")[2].strip('"')
        rights = [f"*{each}:(OI)(CI)F" for each in (user, *self._ALWAYS_ALLOWED)]
        self._run("icacls", str(folder), "/inheritance:r", "/grant:r", *rights, "/q")

    def sync_folder(self, folder: Path) -> None:
        """Do nothing: Windows cannot open a folder for this, and NTFS keeps a log of its names."""
        del folder

    def retried(self, act: Callable[[], _Result]) -> _Result:
        """Call act again: a virus scanner opens every new file, and an open file cannot be renamed or removed."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                return act()
            except PermissionError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    def program(self, folder: Path, name: str) -> Path:
        """Return the path with .exe."""
        return folder / f"{name}.exe"

    def apart(self) -> dict[str, Any]:
        """Return that the program and all that it starts share a console that nobody sees."""
        return {"creationflags": self._NO_WINDOW | self._NEW_PROCESS_GROUP}

    def hand_over(self, argv: list[str], environment: Mapping[str, str]) -> NoReturn:
        """Run the program and wait: os.execve would return to the terminal while the program runs on."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program
        sys.exit(subprocess.call(argv, env=environment))

    def path_for_postgres(self, path: Path) -> str:
        """Return the path in letters of the language of Windows, by its 8.3 name if need be."""
        for named in (str, self._short):
            with contextlib.suppress(UnicodeEncodeError):
                named(str(path)).encode(self.ansi)
                return named(str(path))
        raise ValueError(f"{path} has letters that are not in the language of this Windows")

    def _short(self, path: str) -> str:
        """Return the 8.3 name of a path, which is ASCII, such as MLLER~1; the path if it has none."""
        import ctypes  # noqa: PLC0415 - few paths need it

        short = ctypes.create_unicode_buffer(1024)
        kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - mypy checks this file as on Linux
        found: int = kernel.GetShortPathNameW(path, short, len(short))
        return short.value if found else path

    def _run(self, *command: str) -> str:
        """Run a program of Windows, and return what it printed. Raises OSError if it fails."""
        done = subprocess.run(command, capture_output=True, errors="replace", check=False, **self.apart())
        if done.returncode != 0:
            raise OSError(f"{command[0]} failed: {(done.stderr or done.stdout).strip()}")
        return str(done.stdout)


@cache
def this_system() -> System:
    """Return the system that this process runs on."""
    classes: dict[str, type[System]] = {"win32": Windows, "darwin": MacOS}
    return classes.get(sys.platform, Linux)()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    # Windows waits for 63 processes at a time at most.
    return min(os.cpu_count() or 1, 60)
