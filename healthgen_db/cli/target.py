"""The target of a verb: which server and schema it works on; the embedded server is started on demand."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote

from healthgen_db.config.errors import ConfigError, HealthgenError
from healthgen_db.export.files import PARTIAL_SUFFIX
from healthgen_db.local_server.environment import forget_other_servers
from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.schema.schema_names import check_schema

__all__ = ["COMMAND", "Target", "check_folder", "open_target"]

# Whoever runs it through uv has no command of that name on the path.
COMMAND = "uv run healthgen" if "UV_RUN_RECURSION_DEPTH" in os.environ else "healthgen"


@dataclass(frozen=True)
class Target:
    """A server and a schema on it."""

    dsn: str
    schema: str
    embedded: bool

    def hints(self) -> dict[str, Any]:
        """Return how to connect, without the password."""
        with connect(self.dsn, application_name="healthgen hints") as connection:
            info = connection.info
            host, port, user, database = info.host, info.port, info.user, info.dbname
        psql = shlex.join(["psql", "-h", host, "-p", str(port), "-U", user, "-d", database])
        return {
            "host": host,
            "port": port,
            "dbname": database,
            "user": user,
            "schema": self.schema,
            "embedded": self.embedded,
            "psql": f"{COMMAND} db psql --schema {shlex.quote(self.schema)}" if self.embedded else psql,
            "url": _url(host, port, user, database),
        }


def open_target(dsn: str | None, schema: str, progress: Progress) -> Target:
    """Return the target, its server running if it is the embedded one. Raises ConfigError, ServerError."""
    check_schema(schema)
    if dsn is not None and not dsn.strip():
        raise ConfigError("--dsn is empty: give a libpq string, or leave it out to use the embedded server")
    if dsn:
        return Target(dsn, schema, embedded=False)
    forget_other_servers()
    server = Server()
    if not _answers(server):
        with progress.phase("server"):
            server.start()
    return Target(server.dsn(), schema, embedded=True)


def _answers(server: Server) -> bool:
    try:
        connect(server.dsn(), application_name="healthgen").close()
    except HealthgenError:
        return False
    return True


def check_folder(folder: Path | None, names: Iterable[str]) -> None:
    """Raise ConfigError unless files of these names can be written into the folder, which need not exist yet.

    It is tried, as no rights tell of a file system that takes no files; nothing is left of the attempt.
    """
    if folder is None:
        return
    made: list[Path] = []
    try:
        made = [each for each in (folder, *folder.absolute().parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
        files = [folder / f"{name}{suffix}" for name in names for suffix in ("", PARTIAL_SUFFIX)]
        taken = next((file for file in files if file.is_dir()), None)
    except OSError as error:
        raise ConfigError(
            f"--outdir {folder}: cannot be written to ({error.strerror}); choose another folder"
        ) from error
    finally:
        for each in made:
            with suppress(OSError):
                each.rmdir()
    if taken is not None:
        raise ConfigError(
            f"--outdir {folder}: {taken} is a folder, and a file is to be there; choose another"
        )


def _url(host: str, port: int, user: str, database: str) -> str:
    return f"postgresql://{quote(user, safe='')}@{quote(host, safe='')}:{port}/{quote(database, safe='')}"
