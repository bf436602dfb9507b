"""The target of a command: a server and a schema on it. It starts the embedded server on demand."""

import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import psycopg

from healthgen_db.config.errors import ConfigError, HealthgenError, WarehouseError
from healthgen_db.local_server.environment import forget_other_servers
from healthgen_db.local_server.server import Server
from healthgen_db.local_server.server_directory import default_directory, disk_is_full
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.schema.schema_names import check_schema

# A user of `uv run` has no command named healthgen on the path.
COMMAND = "uv run healthgen" if "UV_RUN_RECURSION_DEPTH" in os.environ else "healthgen"


# How the SQLSTATE begins if the connection was lost or the server ends.
LOST = ("08", "57P")


@dataclass(frozen=True)
class Target:
    """A server and a schema on it."""

    dsn: str
    schema: str
    embedded: bool

    def free_disk(self) -> int | None:
        """Return the free bytes on the disk of the embedded server; None for other servers, where it is unknown."""
        return shutil.disk_usage(default_directory()).free if self.embedded else None

    @contextmanager
    def naming_a_full_disk(self) -> Iterator[None]:
        """Say so if an error of the block came from the embedded server's full disk: the server itself cannot."""
        try:
            yield
        except WarehouseError as error:
            if self.embedded and _is_lost(error) and disk_is_full(default_directory()):
                full = f"the disk of {default_directory()} is full: free some space, then run the same command again"
                error.args = (f"{error}; {full}",)
            raise

    def hints(self) -> dict[str, Any]:
        """Return what a user needs to connect, without the password."""
        with connect(self.dsn, application_name="healthgen hints") as connection:
            info = connection.info
            host, port, user, database = info.host, info.port, info.user, info.dbname
        psql = shlex.join(["psql", "-h", host, "-p", str(port), "-U", user, "-d", database])
        url = f"postgresql://{quote(user, safe='')}@{quote(host, safe='')}:{port}/{quote(database, safe='')}"
        reader = ["--schema", self.schema, *([] if self.embedded else ["--dsn", url])]
        return {
            "host": host,
            "port": port,
            "dbname": database,
            "user": user,
            "schema": self.schema,
            "embedded": self.embedded,
            "psql": f"{COMMAND} db psql --schema {shlex.quote(self.schema)}" if self.embedded else psql,
            "reader": f"{COMMAND} db url --reader {shlex.join(reader)}",
            "url": url,
        }


def open_target(dsn: str | None, schema: str, progress: Progress) -> Target:
    """Return the target; start the embedded server if there is no DSN. Raises ConfigError, ServerError."""
    check_schema(schema)
    if dsn is not None and not dsn.strip():
        raise ConfigError("--dsn is empty: give a libpq string, or leave it out to use the embedded server")
    if dsn:
        return Target(dsn, schema, embedded=False)
    forget_other_servers()
    server = Server()
    with suppress(HealthgenError):
        connect(server.dsn(), application_name="healthgen").close()
        return Target(server.dsn(), schema, embedded=True)
    with progress.phase("server"):
        server.start()
    return Target(server.dsn(), schema, embedded=True)


def _is_lost(error: BaseException) -> bool:
    """Return whether an error, or one of its causes, says that the connection was lost or the server ended."""
    causes: list[BaseException] = [error]
    while causes[-1].__cause__ is not None:
        causes.append(causes[-1].__cause__)
    # libpq names no SQLSTATE if it finds the connection closed.
    return any(
        isinstance(cause, psycopg.OperationalError) and (cause.sqlstate or "08").startswith(LOST)
        for cause in causes
    )
