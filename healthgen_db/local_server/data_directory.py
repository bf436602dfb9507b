"""The embedded server's data folder: made whole or not at all; its access rules, settings, password."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import give
from healthgen_db.local_server.process import DATABASE, ROLE
from healthgen_db.local_server.programs import Programs, explained, shipped_version
from healthgen_db.local_server.server_directory import ServerDirectory
from healthgen_db.local_server.settings import Machine, settings

__all__ = ["check_data", "make_data", "set_password", "write_settings"]

SETTINGS_FILE = "healthgen.conf"
ACCESS_RULES = """\
# Written by healthgen: one way in, from this machine, with the password.
host all all 127.0.0.1/32 scram-sha-256
"""


def make_data(home: ServerDirectory, programs: Programs, password: str) -> None:
    """Make a new data folder with the role and the database healthgen.

    It is made beside its place, synced to disk and renamed, so a data folder that is there is a whole one.
    """
    stage = home.stage(programs.account)
    try:
        # The builtin provider orders and upper-cases text the same on every machine, whatever its libc.
        programs.run(
            "initdb", "-D", stage, "-U", ROLE, "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--text-search-config=english", "--data-checksums", "--auth=trust",
            "--no-sync", "--no-instructions",
        )  # fmt: skip
        (stage / "pg_hba.conf").write_text(ACCESS_RULES, encoding="utf-8")
        _run_sql(programs, stage, _password_sql(password), f"CREATE DATABASE {DATABASE}")
        with (stage / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"\ninclude_if_exists '{SETTINGS_FILE}'\n")
        programs.run("initdb", "-D", stage, "--sync-only")
        stage.rename(home.data)
        _sync_folder(home.path)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def check_data(data: Path) -> bool:
    """Tell whether there is a data folder; raise ServerError if these programs cannot open."""
    if not data.exists() or not any(data.iterdir()):
        return False
    advice = (
        "Remove it with `healthgen db destroy --yes` and load again: the same options give the same rows; "
        "or set HEALTHGEN_HOME to another folder."
    )
    try:
        made_by = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise ServerError(
            f"{data} is not a whole PostgreSQL data folder: PG_VERSION is missing. {advice}"
        ) from error
    major = shipped_version().partition(".")[0]
    if made_by != major:
        raise ServerError(
            f"{data} was made by PostgreSQL {made_by}, and this healthgen ships PostgreSQL {major}. {advice}"
        )
    return True


def set_password(data: Path, programs: Programs, password: str) -> None:
    """Give the role a new password; the server must be stopped."""
    _run_sql(programs, data, _password_sql(password))


def write_settings(data: Path, programs: Programs, port: int) -> None:
    """Write our settings file, sized to the machine as it is now."""
    text = settings(Machine.measured(data), port)
    new = data / f"{SETTINGS_FILE}.new"
    new.write_text(text, encoding="utf-8")
    give(new, programs.account)
    new.chmod(0o600)
    new.replace(data / SETTINGS_FILE)


def _password_sql(password: str) -> str:
    literal = password.replace("'", "''")
    return f"ALTER ROLE {ROLE} PASSWORD '{literal}'"


def _run_sql(programs: Programs, data: Path, *statements: str) -> None:
    """Run statements of one line in a server without connections: it needs no password and no port."""
    printed = programs.run(
        "postgres", "--single", "-D", data, "-c", "log_checkpoints=off", "template1",
        script="".join(f"{statement}\n" for statement in statements),
    )  # fmt: skip
    if "ERROR:" in printed or "FATAL:" in printed:
        raise ServerError(explained("the data folder could not be prepared", printed))


def _sync_folder(folder: Path) -> None:
    """Make the renames in a folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
