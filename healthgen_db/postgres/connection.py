"""Sessions: how they are opened, with settings by which they read and write the same on every server."""

import logging
import os
from functools import partial
from typing import Any

import psycopg
from psycopg import conninfo
from psycopg.types.json import Jsonb

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.postgres.error_messages import connection_error, errors_mapped
from healthgen_db.postgres.identifiers import name_fault, quoted
from healthgen_db.postgres.pooling import refuse_shared_sessions, sessions_at_once
from healthgen_db.postgres.queries import scalar

# psycopg logs a warning when it cannot end a ROLLBACK or a COPY because the connection is lost. The next statement
# raises an error about the lost connection, so the warning would only repeat it on standard error.
logging.getLogger("psycopg").setLevel(logging.ERROR)

OLDEST_SERVER = 14
# By default, libpq waits without limit, for example if a firewall drops its packets.
CONNECT_TIMEOUT_SECONDS = 10

# With these settings, every session reads rows as the same text, whatever the defaults of the server or the role are.
SESSION_SETTINGS = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    # With this, reading fails if a policy hides rows. Otherwise some rows would be read as if they were all rows.
    "row_security": "off",
}
# A role or a database may have defaults that end long or idle sessions, or that forbid to write. A load takes long and
# writes. Values that --dsn or PGOPTIONS sets are kept. The last setting exists since PostgreSQL 17.
DEFAULT_SETTINGS = {
    "default_transaction_read_only": "off",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "transaction_timeout": "0",
}
SETTINGS_QUERY = """
SELECT set_config(name, value, FALSE) FROM jsonb_each_text(%s) AS s (name, value)
UNION ALL
SELECT set_config(name, s.value, FALSE)
FROM pg_catalog.pg_settings AS g
INNER JOIN jsonb_each_text(%s) AS s (name, value) USING (name)
WHERE g.source <> 'client'
"""


def connect(
    dsn: str,
    *,
    schema: str | None = None,
    autocommit: bool = False,
    application_name: str = "healthgen",
) -> psycopg.Connection:
    """Open a session that reads and writes the same on every server, with only the schema on its search path.

    dsn: any libpq string, a URL or key=value pairs. For an empty string, libpq uses its environment variables.
    schema: None leaves the search path as the server sets it. The schema need not exist yet.

    Raises ConfigError for a string or name that cannot be used, WarehouseError for what the server refuses.
    """
    if schema is not None and (fault := name_fault(schema)):
        raise ConfigError(f"--schema {schema!r}: {fault}; choose another name")
    parameters = _parameters(dsn) | {"application_name": application_name, "client_encoding": "UTF8"}
    connection = _open(parameters)
    try:
        with errors_mapped():
            _require_usable(connection)
            refuse_shared_sessions(connection, partial(_open, parameters), _where(connection))
            settings = SESSION_SETTINGS | ({} if schema is None else {"search_path": quoted(schema)})
            connection.execute(SETTINGS_QUERY, [Jsonb(settings), Jsonb(DEFAULT_SETTINGS)])
            if schema is not None:
                require_usage(connection, schema)
            # A rollback must not undo the settings, so the session starts in autocommit.
            connection.autocommit = autocommit
    except BaseException:
        connection.close()
        raise
    return connection


def pooled_sessions(dsn: str, most: int, *, application_name: str) -> int | None:
    """Return how many sessions the server's connection pooler gives at once, at most `most`; None without a pooler.

    Raises WarehouseError for what the server or the pooler refuses.
    """
    with errors_mapped():
        return sessions_at_once(
            partial(_open, _parameters(dsn) | {"application_name": application_name}), most
        )


def tune_for_analysis(connection: psycopg.Connection, *, work_mem: str = "64MB") -> None:
    """Set the session up for analytical queries. The connection is in autocommit, so that the settings stay.

    Compiling such a query takes longer than it saves. Parallel workers would take cores from the queries of other
    sessions.
    """
    settings = {"work_mem": work_mem, "jit": "off", "max_parallel_workers_per_gather": "0"}
    with errors_mapped():
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, FALSE)", [name, value])


def require_usage(connection: psycopg.Connection, schema: str) -> None:
    """Raise WarehouseError if the schema exists and this role may not use it. Its tables would seem to be missing."""
    query = (
        "SELECT current_user FROM pg_catalog.pg_namespace"
        " WHERE nspname = %s AND NOT has_schema_privilege(oid, 'USAGE')"
    )
    refused = scalar(connection, query, [schema])
    if refused is not None:
        role, name = quoted(refused), quoted(schema)
        raise WarehouseError(
            f"the role {refused} may not use schema {schema}; ask its owner for: GRANT USAGE ON SCHEMA {name}"
            f" TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO {role}",
            sqlstate="42501",
        )


def server_version(connection: psycopg.Connection) -> str:
    """Return the server's version without further details, such as 18.1."""
    return (connection.info.parameter_status("server_version") or "").split(" ")[0]


def _open(parameters: dict[str, Any]) -> psycopg.Connection:
    try:
        return psycopg.connect(**parameters, autocommit=True)
    except psycopg.Error as error:
        raise connection_error(error, parameters) from error


def _parameters(dsn: str) -> dict[str, Any]:
    """Split a libpq string. Errors do not include the message of libpq, because it may show the password."""
    try:
        parameters: dict[str, Any] | None = conninfo.conninfo_to_dict(dsn)
    except (psycopg.Error, UnicodeError):
        parameters = None
    if parameters is None or not _plausible(parameters):
        # Raised outside the handler, so that no cause with the password is chained.
        raise ConfigError(
            "--dsn: not a connection string; write postgresql://user:password@host:port/database"
            " or host=... port=... dbname=... user=... (and %-encode special characters in a URL)"
        )
    if "connect_timeout" not in parameters and "PGCONNECT_TIMEOUT" not in os.environ:
        parameters["connect_timeout"] = CONNECT_TIMEOUT_SECONDS
    return parameters


def _plausible(parameters: dict[str, Any]) -> bool:
    """Return False if host, port or database look like parts of a password that was not %-encoded in the URL."""
    ports = str(parameters.get("port") or "").split(",")
    host, database = str(parameters.get("host") or ""), str(parameters.get("dbname") or "")
    numeric = all(not port or (port.isascii() and port.isdigit()) for port in ports)
    # A host that begins with one @ is an abstract socket.
    return numeric and "@" not in host[1:] and "@" not in database


def _require_usable(connection: psycopg.Connection) -> None:
    info = connection.info
    if info.server_version < OLDEST_SERVER * 10_000:
        raise WarehouseError(
            f"{_where(connection)} is PostgreSQL {server_version(connection)};"
            f" healthgen needs {OLDEST_SERVER} or newer"
        )
    encoding = info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise WarehouseError(
            f"the database {info.dbname} stores text as {encoding}; create one with:"
            " CREATE DATABASE healthgen ENCODING 'UTF8' TEMPLATE template0"
        )


def _where(connection: psycopg.Connection) -> str:
    return f"the server at {connection.info.host}:{connection.info.port}"
