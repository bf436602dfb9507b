"""Postgres' data directory: create it with the role healthgen, check it, set the password."""

import shutil
from pathlib import Path

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.programs import Programs, error_message, shipped_version
from healthgen_db.local_server.server_directory import ServerDirectory, write_file
from healthgen_db.systems import this_system

ROLE = "healthgen"
DATABASE = "healthgen"
SETTINGS_FILE = "healthgen.conf"
ACCESS_RULES = """\
# Written by healthgen: only programs on this machine may connect, and only with the password.
host all all 127.0.0.1/32 scram-sha-256
"""


def create_data(directory: ServerDirectory, programs: Programs, password: str) -> None:
    """Create a data directory with the role healthgen and its password. The first start creates the database.

    We create it in a temporary folder, sync it to disk and then rename it, so "data" is always complete.
    """
    system = this_system()
    temporary = directory.create_temporary_folder(programs.account)
    data, password_file = temporary / "data", temporary / "password"
    try:
        write_file(password_file, f"{password}\n", mode=0o600, account=programs.account)
        # With the builtin locale provider, text sorts and changes case in the same way on every machine.
        programs.run(
            "initdb", "-D", data, "-U", ROLE, "--pwfile", password_file, "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--text-search-config=english", "--data-checksums", "--no-sync", "--no-instructions",
        )  # fmt: skip
        (data / "pg_hba.conf").write_text(ACCESS_RULES, encoding="utf-8")
        with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"\ninclude_if_exists '{SETTINGS_FILE}'\n")
        programs.run("initdb", "-D", data, "--sync-only")
        system.retried(lambda: data.rename(directory.data))
        # Sync the rename too: if a power cut undid it, the next start would remove the temporary folder.
        system.sync_folder(directory.path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def has_data(data: Path) -> bool:
    """Return whether there is a data directory; raise ServerError if this PostgreSQL cannot use it."""
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
        else f"was created by PostgreSQL {found}, but this healthgen contains PostgreSQL {shipped}"
    )
    raise ServerError(
        f"{data} {reason}. Remove it with `healthgen db destroy --yes` and load again (the same options give the "
        "same rows), or set HEALTHGEN_HOME to another folder."
    )


def set_password(data: Path, programs: Programs, password: str) -> None:
    """Set a new password of the role, because the file with the old one is lost.

    The server must be stopped: postgres runs in single-user mode here, which needs no port and no password. On
    Windows, an administrator cannot run it; the error says so.
    """
    literal = password.replace("'", "''")
    printed = programs.run(
        "postgres", "--single", "-D", data, "-c", "log_checkpoints=off", "template1",
        stdin=f"ALTER ROLE {ROLE} PASSWORD '{literal}'\n",
    )  # fmt: skip
    if "ERROR:" in printed or "FATAL:" in printed:
        raise ServerError(error_message(f"could not set the password in {data}", printed))
