"""Postgres' data directory: make it with the role and the database healthgen, check it, change the password."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.programs import Programs, explained, shipped_version
from healthgen_db.local_server.server_directory import ServerDirectory

__all__ = ["DATABASE", "ROLE", "SETTINGS_FILE", "has_data", "make_data", "set_password"]

ROLE = "healthgen"
DATABASE = "healthgen"
SETTINGS_FILE = "healthgen.conf"
ACCESS_RULES = """\
# Written by healthgen: connections come from this machine and need the password.
host all all 127.0.0.1/32 scram-sha-256
"""


def make_data(directory: ServerDirectory, programs: Programs, password: str) -> None:
    """Make a new data directory with the role and the database healthgen.

    It is made in a stage, synced to disk and then renamed, so that a data directory is always complete.
    """
    stage = directory.stage(programs.account)
    try:
        # The builtin provider sorts and upper-cases text the same on every machine.
        programs.run(
            "initdb", "-D", stage, "-U", ROLE, "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--text-search-config=english", "--data-checksums", "--auth=trust",
            "--no-sync", "--no-instructions",
        )  # fmt: skip
        (stage / "pg_hba.conf").write_text(ACCESS_RULES, encoding="utf-8")
        set_password(stage, programs, password, f"CREATE DATABASE {DATABASE}")
        with (stage / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"\ninclude_if_exists '{SETTINGS_FILE}'\n")
        programs.run("initdb", "-D", stage, "--sync-only")
        stage.rename(directory.data)
        # Without this sync, the rename may be lost in a power cut, and all data with it.
        descriptor = os.open(directory.path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def has_data(data: Path) -> bool:
    """Tell whether there is a data directory; raise ServerError if our programs cannot open it."""
    if not data.exists() or not any(data.iterdir()):
        return False
    version_file = data / "PG_VERSION"
    found = version_file.read_text(encoding="ascii").strip() if version_file.exists() else None
    shipped = shipped_version().partition(".")[0]
    if found == shipped:
        return True
    reason = (
        "is not a complete data directory: PG_VERSION is missing"
        if found is None
        else f"was made by PostgreSQL {found}, and this healthgen ships PostgreSQL {shipped}"
    )
    raise ServerError(
        f"{data} {reason}. Remove it with `healthgen db destroy --yes` and load again: the same options give the "
        "same rows; or set HEALTHGEN_HOME to another folder."
    )


def set_password(data: Path, programs: Programs, password: str, *statements: str) -> None:
    """Give the role a new password, then run more statements of one line each. The server must be stopped.

    A server in single-user mode runs them: it takes no connections, so it needs no password and no port.
    """
    literal = password.replace("'", "''")
    printed = programs.run(
        "postgres", "--single", "-D", data, "-c", "log_checkpoints=off", "template1",
        script="\n".join([f"ALTER ROLE {ROLE} PASSWORD '{literal}'", *statements, ""]),
    )  # fmt: skip
    if "ERROR:" in printed or "FATAL:" in printed:
        raise ServerError(explained(f"could not set the password of the server in {data}", printed))
